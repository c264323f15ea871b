/* premise.c -- see premise.h. */
#include "premise.h"
#include <stdlib.h>
#include <string.h>
#include "file_text.h"
#include "findings.h"
#include "json.h"
#include "scenario_edit.h"
#include "step_text.h"
#include "wrap.h"

enum { LABEL = 11, LONGEST = 2000 };

/* As its author wrote it; false: the file has none. */
static bool value_of(const char *text, const char *path, char *to, size_t room)
{
    err_t none;
    char *json = edit_get(text, path, &none);
    if (json) plain_json(json, to, room);
    free(json);
    return json && *to;
}

static void show_buffers(FILE *out, const scenario_t *s, const char *text)
{
    char value[LONGEST], line[LONGEST + 100], path[128];
    const char *label = "  buffers";
    for (size_t i = 0; i < s->names.symbols; i++) {
        const symbol_t *b = &s->names.symbol[i];
        put_text(path, sizeof path, "buffers.%s", b->name);
        if (!value_of(text, path, value, sizeof value)) continue;
        put_text(line, sizeof line, "%s at 0x%08X: %s", b->name, (unsigned)b->addr, value);
        wrapped(out, label, LABEL, line), label = "";
    }
}

static void show_program(FILE *out, const scenario_t *s, const char *text)
{
    char line[LONGEST], label[40], handler[48], now[48] = "";
    fputs("  program\n", out);
    for (uint32_t i = 0; i < s->names.steps; i++) {
        unsigned depth = step_depth(&s->names, i, handler);
        if (strcmp(handler, now)) fprintf(out, "  handler of %s\n", strcpy(now, handler));
        step_text(text, &s->names, i, line, sizeof line);
        put_text(label, sizeof label, "  %6u  %*s", (unsigned)i, (int)(2 * (depth < 8 ? depth : 8)), "");
        wrapped(out, label, (int)strlen(label) + 2, line);
    }
}

/* Where a firmware's own program begins. */
static void show_main(FILE *out, const names_t *names)
{
    site_t site;
    for (size_t i = 0; i < names->symbols; i++) {
        const symbol_t *m = &names->symbol[i];
        if (strcmp(m->name, "main") || !names_site(names, m->addr & ~1u, &site)) continue;
        fprintf(out, "  source   %s:%u\n", site.file, site.line);
        return;
    }
}

void premise(FILE *out, const result_t *r)
{
    static const char *const part[] = { "firmware", "clocks", "setup", "world", "masters" };
    const scenario_t *s = r->scenario;
    char value[LONGEST], label[24];
    err_t none;
    char *text = strcmp(r->file, "-") ? plain_text(r->file, JSON_BYTES, &none) : NULL;
    if (s->why && *s->why) wrapped(out, "", 0, s->why), fputc('\n', out);
    for (size_t i = 0; text && i < sizeof part / sizeof *part; i++) {
        if (!value_of(text, part[i], value, sizeof value)) continue;
        put_text(label, sizeof label, "  %s", part[i]);
        wrapped(out, label, LABEL, value);
    }
    if (text && !s->firmware) show_buffers(out, s, text);
    if (s->firmware) show_main(out, &s->names);
    else show_program(out, s, text);
    fputc('\n', out);
    free(text);
}
