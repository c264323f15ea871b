/* who_text.c -- the answer to "who wrote this byte?" in words and as JSON. */
#include "who.h"
#include "escape.h"
#include <inttypes.h>
#include <string.h>

/* A store without an instruction: did a debugger make it? */
static bool probed(const input_t *in, const fact_t *f)
{
    for (uint32_t i = 0; f->kind == F_STORE && f->pc == NO_PC && i < in->probes; i++) {
        const probe_t *p = &in->probe[i];
        bool there = p->what == PROBE_MEMORY && p->at <= f->at && p->addr - f->addr < f->size;
        if (there && p->value == f->data) return true;
    }
    return false;
}

static const char *const why_words[] = { [FILL_LOAD] = "for a load",
                                         [FILL_STORE] = "for a store",
                                         [FILL_PRELOAD] = "by a preload",
                                         [FILL_FORCED] = "speculatively",
                                         [FILL_FETCH] = "for a fetch" };

static const char *why_filled(const fact_t *f)
{
    return f->what < sizeof why_words / sizeof *why_words ? why_words[f->what] : "for something";
}

static void add_step(char *to, size_t room, const names_t *names, uint32_t pc)
{
    if (pc != NO_PC) add_text(to, room, " in %s", say_step(names, pc, &(words_t){ 0 }));
}

static const char *writer_name(const copy_t *c, const machine_t *m, words_t *w)
{
    if (c->writer.kind == F_FLASH) return "the flash";
    return probed(m->in, &c->writer) ? "a debugger" : say_master(m->map, c->who, c->tag, w);
}

static const char *writer_did(const copy_t *c)
{
    if (c->writer.kind == F_FLASH) return c->writer.what == FLASH_ERASED ? "erased" : "programmed";
    return is_cpu(c->who) ? "stored" : "wrote";
}

static void say_copy(const copy_t *c, const machine_t *m, const names_t *names, char *to, size_t room)
{
    put_text(to, room, "  %-15s 0x%02x  ", copy_name[c->kind], c->value);
    if (!c->written) add_text(to, room, "nobody has written it: what power-on or the file left there");
    else {
        add_text(to, room, "%s %s it at cycle %" PRIu64 "%s", writer_name(c, m, &(words_t){ 0 }),
                 writer_did(c), say_cycle(names, c->writer.at),
                 c->writer.kind == F_FLASH && c->writer.pc != NO_PC ? ", ordered" : "");
        add_step(to, room, names, c->writer.pc);
    }
    if (c->newest) add_text(to, room, ": the newest");
    if (c->kind != COPY_CACHE && c->kind != COPY_FILL) return;
    add_text(to, room, "; line 0x%08" PRIx32 ", %s", c->line, c->dirty ? "dirty" : "clean");
    if (!c->filled.kind) return;
    add_text(to, room, ", fill begun %s at cycle %" PRIu64, why_filled(&c->filled),
             say_cycle(names, c->filled.at));
    add_step(to, room, names, c->filled.pc);
}

void who_tell(const answer_t *a, const machine_t *m, const names_t *names, who_tell_t *line_told, void *with)
{
    char line[600], text[400];
    put_text(line, sizeof line, "%s: ", say_place(names, m->map, a->addr, &(words_t){ 0 }));
    if (a->silent) add_text(line, sizeof line, "no clock, a load faults; ");
    else add_text(line, sizeof line, "the program sees 0x%02x, ", a->cpu);
    add_text(line, sizeof line, "memory holds 0x%02x", a->memory);
    line_told(with, line, NULL);
    for (unsigned i = 0; i < a->copies; i++) {
        const copy_t *c = &a->copy[i];
        say_copy(c, m, names, line, sizeof line);
        line_told(with, line, c->written ? &c->writer : c->filled.kind ? &c->filled : NULL);
    }
    if (a->lost) {
        put_text(line, sizeof line, "  lost: what %s wrote at cycle %" PRIu64 " is nowhere any more",
                 say_master(m->map, a->newest_who, a->newest_tag, &(words_t){ 0 }),
                 say_cycle(names, a->newest.at));
        line_told(with, line, &a->newest);
    }
    if (a->earlier) {
        put_text(line, sizeof line, "  how it came there (%" PRIu64 " earlier events left out):", a->earlier);
        line_told(with, line, NULL);
    } else line_told(with, a->events ? "  how it came there:"
                     : "  nothing has happened to it since power-on", NULL);
    for (unsigned i = 0; i < a->events; i++) {
        explain_fact(&a->event[i], m->map, names, text, sizeof text);
        char *entry = probed(m->in, &a->event[i]) ? strstr(text, " in exception entry") : NULL;
        if (entry) *entry = 0;                               /* no step's, and no exception's either */
        put_text(line, sizeof line, "    cycle %" PRIu64 ": %s%s", say_cycle(names, a->event[i].at), text,
                 probed(m->in, &a->event[i]) ? ": a debugger's write" : "");
        line_told(with, line, &a->event[i]);
    }
}

typedef struct { who_say_t *say; void *with; } saying_t;

static void say_line(void *with, const char *line, const fact_t *of)
{
    const saying_t *to = with;
    (void)of;
    to->say(to->with, line);
}

void who_text(const answer_t *a, const machine_t *m, const names_t *names, who_say_t *say, void *with)
{
    who_tell(a, m, names, say_line, &(saying_t){ say, with });
}

/* ---- JSON ---------------------------------------------------------------------------------------------- */

static void place_json(FILE *out, const names_t *names, uint32_t pc)
{
    site_t s;
    if (pc == NO_PC) return;
    fputs(", \"step\": ", out), put_json(out, say_step(names, pc, &(words_t){ 0 }));
    if (!names_site(names, pc, &s)) return;
    fprintf(out, ", \"pc\": \"0x%08" PRIX32 "\", \"function\": ", pc), put_json(out, s.function);
    if (*s.file) fputs(", \"file\": ", out), put_json(out, s.file), fprintf(out, ", \"line\": %u", s.line);
}

static void copy_json(FILE *out, const copy_t *c, const machine_t *m, const names_t *names)
{
    fprintf(out, "    { \"copy\": \"%s\", \"value\": \"0x%02X\", \"newest\": %s", copy_name[c->kind],
            c->value, c->newest ? "true" : "false");
    if (c->kind == COPY_CACHE || c->kind == COPY_FILL)
        fprintf(out, ", \"line\": \"0x%08" PRIX32 "\", \"dirty\": %s", c->line, c->dirty ? "true" : "false");
    if (c->filled.kind) {
        fprintf(out, ",\n      \"filled\": { \"cycle\": %" PRIu64 ", \"why\": \"%s\"",
                say_cycle(names, c->filled.at), why_filled(&c->filled));
        place_json(out, names, c->filled.pc);
        fputs(" }", out);
    }
    if (!c->written) fputs(",\n      \"writer\": null }", out);
    else {
        fputs(",\n      \"writer\": { \"who\": ", out);
        put_json(out, writer_name(c, m, &(words_t){ 0 }));
        fprintf(out, ", \"cycle\": %" PRIu64, say_cycle(names, c->writer.at));
        place_json(out, names, c->writer.pc);
        fputs(" } }", out);
    }
}

void who_json(FILE *out, const answer_t *a, const machine_t *m, const names_t *names)
{
    char text[400];
    fprintf(out,
            "{ \"schema_version\": 1, \"cycle\": %" PRIu64 ", \"address\": \"0x%08" PRIX32
            "\", \"place\": ",
            a->cycle, a->addr);
    put_json(out, say_place(names, m->map, a->addr, &(words_t){ 0 }));
    if (a->silent) fputs(",\n  \"cpu\": null", out);
    else fprintf(out, ",\n  \"cpu\": \"0x%02X\"", a->cpu);
    fprintf(out, ", \"memory\": \"0x%02X\", \"lost\": %s,\n  \"copies\": [", a->memory,
            a->lost ? "true" : "false");
    for (unsigned i = 0; i < a->copies; i++)
        fputs(i ? ",\n" : "\n", out), copy_json(out, &a->copy[i], m, names);
    fprintf(out, "\n  ],\n  \"earlier_events\": %" PRIu64 ",\n  \"events\": [", a->earlier);
    for (unsigned i = 0; i < a->events; i++) {
        explain_fact(&a->event[i], m->map, names, text, sizeof text);
        fprintf(out, "%s    { \"cycle\": %" PRIu64 ", \"text\": ", i ? ",\n" : "\n",
                say_cycle(names, a->event[i].at));
        put_json(out, text);
        place_json(out, names, a->event[i].pc);
        fputs(" }", out);
    }
    fputs(a->events ? "\n  ]\n}\n" : "]\n}\n", out);
}
