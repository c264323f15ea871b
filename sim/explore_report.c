/* explore_report.c -- what `staleline explore` prints, and the scenario it writes. */
#include "explore.h"
#include "file_text.h"
#include "findings.h"
#include "h743.h"
#include "json.h"
#include "output.h"
#include "scenario_edit.h"
#include "wrap.h"
#include <errno.h>
#include <stdlib.h>

/* ---- a scenario that shows it ------------------------------------------------------------------------- */

/* A firmware file gets a scenario around it. Paths are then from where the command was given. */
static char *with_schedule(const char *file, const char *schedule, err_t *err)
{
    char value[SCHEDULE_TEXT + 8];
    char *text = NULL;
    put_text(value, sizeof value, "\"%s\"", schedule);
    if (firmware_is(file)) {
        cJSON *top = cJSON_CreateObject(), *world = cJSON_AddObjectToObject(top, "world");
        cJSON_AddNumberToObject(top, "schema_version", 1);
        cJSON_AddStringToObject(top, "title", "A schedule found by staleline explore");
        cJSON_AddStringToObject(top, "firmware", file);
        cJSON_AddStringToObject(world, "schedule", schedule);
        text = cJSON_Print(top);
        cJSON_Delete(top);
        return text;
    }
    char *plain = plain_text(file, JSON_BYTES, err);
    if (!plain) return NULL;
    text = edit_set(plain, "world.schedule", value, err);
    free(plain);
    return text;
}

static bool write_scenario(const char *to, const char *file, const schedule_t *s, err_t *err)
{
    char schedule[SCHEDULE_TEXT];
    char *text = with_schedule(file, schedule_text(s, &h743_map, schedule, sizeof schedule), err);
    bool good = text && output_new_text(to, text, err);
    free(text);
    return good;
}

/* ---- text --------------------------------------------------------------------------------------------- */

static void print_schedule(const explore_print_t *p, const char *file, const scenario_t *s,
                           const explored_t *e)
{
    char text[SCHEDULE_TEXT];
    for (unsigned i = 0; i < e->schedule.count; i++)
        fprintf(p->out, "      %s %s\n", i ? "and" : "by ",
                schedule_say(&e->schedule.item[i], &h743_map, &s->names, text, sizeof text));
    wrapped(p->out, "      then:", 8, e->error.message);
    fprintf(p->out, "      again: staleline run %s --schedule '%s'\n", file,
            schedule_text(&e->schedule, &h743_map, text, sizeof text));
}

static void print_one(const explore_print_t *p, const char *file, const scenario_t *s, const explored_t *e)
{
    bool hazard = e->hazard.tier != TIERS;
    const finding_t *f = hazard ? &e->hazard : &e->error;
    words_t step;
    fprintf(p->out, "  %s %s in %s", hazard ? "hazard" : "an error the plain run has no sign of:",
            rule_name[f->rule], f->buffer);
    if (f->pc != NO_PC) fprintf(p->out, " (%s)", say_step(&s->names, f->pc, &step));
    fputs("\n", p->out);
    if (!e->turned) {
        fputs("    no schedule found that makes it an error\n", p->out);
        return;
    }
    fputs(hazard ? "    becomes an error\n" : "    it comes\n", p->out);
    print_schedule(p, file, s, e);
}

static void print_text(const explore_print_t *p, const char *file, const scenario_t *s,
                       const exploration_t *x)
{
    unsigned hazards = 0;
    for (unsigned i = 0; i < x->count; i++) hazards += x->item[i].hazard.tier != TIERS;
    fprintf(p->out, "%s: the plain run has %u error%s and %u hazard%s\n", file, x->errors,
            x->errors == 1 ? "" : "s", hazards,
            hazards == 1 ? "" : "s");
    for (unsigned i = 0; i < x->count; i++) print_one(p, file, s, &x->item[i]);
    fprintf(p->out, "  %u of %u schedules tried%s%s\n", x->tried, x->candidates,
            x->candidates ? "" : ": no bus master but the core touches memory here",
            x->interrupted ? ", interrupted" : "");
}

/* ---- JSON --------------------------------------------------------------------------------------------- */

static void add_finding(cJSON *to, const char *key, const scenario_t *s, const finding_t *f)
{
    cJSON *o = cJSON_AddObjectToObject(to, key);
    words_t step;
    cJSON_AddStringToObject(o, "rule", rule_name[f->rule]);
    cJSON_AddStringToObject(o, "tier", tier_name[f->tier]);
    cJSON_AddStringToObject(o, "buffer", f->buffer);
    cJSON_AddNumberToObject(o, "cycle", (double)say_cycle(&s->names, f->at));
    if (f->pc != NO_PC) cJSON_AddStringToObject(o, "step", say_step(&s->names, f->pc, &step));
    cJSON_AddStringToObject(o, "message", f->message);
}

static cJSON *as_json(const char *file, const scenario_t *s, const exploration_t *x)
{
    char text[SCHEDULE_TEXT];
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "file", file);
    cJSON_AddNumberToObject(o, "errors", x->errors);
    cJSON_AddNumberToObject(o, "tried", x->tried);
    cJSON_AddNumberToObject(o, "candidates", x->candidates);
    cJSON_AddBoolToObject(o, "interrupted", x->interrupted);
    cJSON *list = cJSON_AddArrayToObject(o, "explored");
    for (unsigned i = 0; i < x->count; i++) {
        const explored_t *e = &x->item[i];
        cJSON *k = cJSON_CreateObject();
        cJSON_AddItemToArray(list, k);
        if (e->hazard.tier != TIERS) add_finding(k, "hazard", s, &e->hazard);
        cJSON_AddBoolToObject(k, "turned", e->turned);
        if (!e->turned) continue;
        cJSON_AddStringToObject(k, "schedule", schedule_text(&e->schedule, &h743_map, text, sizeof text));
        cJSON *words = cJSON_AddArrayToObject(k, "variations");
        for (unsigned v = 0; v < e->schedule.count; v++) {
            schedule_say(&e->schedule.item[v], &h743_map, &s->names, text, sizeof text);
            cJSON_AddItemToArray(words, cJSON_CreateString(text));
        }
        add_finding(k, "error", s, &e->error);
    }
    return o;
}

/* ---- the command -------------------------------------------------------------------------------------- */

static bool wrote(const explore_print_t *p, const char *file, const exploration_t *x, err_t *err)
{
    for (unsigned i = 0; p->write && i < x->count; i++) {
        if (!x->item[i].turned) continue;
        if (!write_scenario(p->write, file, &x->item[i].schedule, err)) return false;
        if (!p->json) fprintf(p->out, "  written: %s\n", p->write);
        return true;
    }
    if (p->write && !p->json) fprintf(p->out, "  %s: not written, there is no schedule to write\n", p->write);
    return true;
}

static int one_file(const char *file, const options_t *run, const explore_options_t *o,
                    const explore_print_t *p, cJSON *list)
{
    err_t err = { "" };
    scenario_t *s = scenario_of(file, &run->firmware, &err);
    exploration_t *x = calloc(1, sizeof *x);
    int code = EXIT_USAGE;
    if (s && x && explore(s, run, o, x, &err)) {
        if (p->json) cJSON_AddItemToArray(list, as_json(file, s, x));
        else print_text(p, file, s, x);
        code = x->interrupted ? EXIT_LIMIT : EXIT_AS_EXPECTED;
        for (unsigned i = 0; i < x->count; i++)
            if (x->item[i].turned) code = exit_worse(code, EXIT_NOT_AS_EXPECTED);
        if (!wrote(p, file, x, &err)) code = output_code(errno);
    } else if (s && x) code = x->code;
    if (*err.text) fprintf(stderr, "%s\n", err.text);
    if (s) scenario_free(s);
    free(x);
    return code;
}

int explore_files(const char **file, size_t files, const options_t *run, const explore_options_t *o,
                  const explore_print_t *p)
{
    int code = EXIT_AS_EXPECTED;
    cJSON *top = p->json ? cJSON_CreateObject() : NULL, *list = NULL;
    if (top) cJSON_AddNumberToObject(top, "schema_version", 1), list = cJSON_AddArrayToObject(top, "files");
    size_t i = 0;
    for (; i < files && !run_interrupted; i++) code = exit_worse(code, one_file(file[i], run, o, p, list));
    code = run_left("explore", i, files, code);
    if (!top) return code;
    char *text = cJSON_Print(top);
    fprintf(p->out, "%s\n", text ? text : "{}");
    cJSON_free(text), cJSON_Delete(top);
    return code;
}
