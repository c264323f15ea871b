/* report_finding.c -- one finding for people, in the shape of a compiler's message: what, where with the
 * line of source, why, the story in its order with the gap in it, the correction. */
#include "findings.h"
#include "plain_file.h"
#include "report_own.h"
#include <inttypes.h>
#include <string.h>

enum { SOURCE_COLUMNS = 68, LINE_MOST = 4096 };

/* Line `line` of a file; false: there is none. Tabs become blanks, what is not for the eye question marks. */
static bool source_line(const report_options_t *o, const spot_t *s, char *to, size_t room)
{
    char path[3000];
    put_text(path, sizeof path, "%s%s%s", s->relative && o->root ? o->root : "",
             s->relative && o->root ? "/" : "", s->file);
    FILE *f = plain_open(path);
    unsigned line = 0;
    while (f && line < s->region.line && fgets(to, (int)room, f))
        if (strchr(to, '\n') || feof(f)) line++;
    if (f) fclose(f);
    if (!line || line != s->region.line) return false;
    to[strcspn(to, "\r\n")] = 0;
    for (char *c = to; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7F) *c = *c == '\t' ? ' ' : '?';
    return true;
}

static void underline(FILE *out, const spot_t *s, const char *line, const ink_t *k)
{
    unsigned from = s->region.column, length = (unsigned)strlen(line);
    unsigned to = s->region.end_line == s->region.line ? s->region.end_column : length + 1;
    if (!from || from >= SOURCE_COLUMNS || to <= from) return;
    fprintf(out, "  %5s | %*s%s", "", (int)from - 1, "", k->red);
    for (; from < to && from <= SOURCE_COLUMNS; from++) fputc('^', out);
    fprintf(out, "%s\n", k->off);
}

static void show_place(FILE *out, const report_options_t *o, spotter_t *sp, const finding_t *f,
                       const ink_t *k)
{
    const scenario_t *scenario = sp->r->scenario;
    char line[LINE_MOST];
    spot_t s;
    spot_finding(sp, f, &s);
    fprintf(out, "    %s-->%s %s", k->dim, k->off, s.file);
    if (s.region.line) fprintf(out, ":%u", s.region.line);
    if (s.region.column) fprintf(out, ":%u", s.region.column);
    if (f->pc != NO_PC && (scenario->firmware || f->pc < scenario->names.steps))
        fprintf(out, " (%s)", say_step(&scenario->names, f->pc, &(words_t){ 0 }));
    fputc('\n', out);
    if (!s.region.line || !source_line(o, &s, line, sizeof line)) return;
    fprintf(out, "  %5s |\n  %5u | %.*s%s\n", "", s.region.line, SOURCE_COLUMNS, line,
            strlen(line) > SOURCE_COLUMNS ? "..." : "");
    underline(out, &s, line, k);
}

static void show_story(FILE *out, const finding_t *f, const ink_t *k)
{
    char label[24];
    if (f->causes > 1) fputs("        = in the order in which it happened:\n", out);
    for (unsigned n = 0; n < f->causes; n++) {
        if (f->gap && f->gap == n) {
            fputs(k->bold, out);
            wrapped(out, "         > missing here:", 13, f->missing);
            fputs(k->off, out);
        }
        snprintf(label, sizeof label, "          %u.", n + 1);
        wrapped(out, label, 13, f->cause[n].text);
    }
    if (*f->missing && !f->gap) wrapped(out, "        = missing:", 10, f->missing);
}

static void show_times(FILE *out, const spotter_t *s, const finding_t *f)
{
    const findings_t *all = &s->r->findings;
    const names_t *names = &s->r->scenario->names;
    if (all->all && f->count > 1) fputs("        = every time:\n", out);
    for (size_t i = 0; i < all->seens && f->count > 1; i++) {
        const seen_t *x = &all->seen[i];
        if (x->id != f->id) continue;
        fprintf(out, "          cycle %" PRIu64 ": %" PRIu32 " byte%s from %s", say_cycle(names, x->at),
                x->size, x->size == 1 ? "" : "s", say_place(names, &h743_map, x->addr, &(words_t){ 0 }));
        if (x->pc != NO_PC) fprintf(out, ", %s", say_step(names, x->pc, &(words_t){ 0 }));
        fputc('\n', out);
    }
}

static void show_code(FILE *out, const char *label, const char *code)
{
    if (*code) fprintf(out, "        = %s\n", label);
    while (*code) {
        size_t line = strcspn(code, "\n");
        if (line) fprintf(out, "          %.*s\n", (int)line, code);
        else fputc('\n', out);
        code += line + (code[line] == '\n');
    }
}

static void show_head(FILE *out, const spotter_t *s, size_t i, const ink_t *k)
{
    const finding_t *f = &s->r->findings.item[i];
    const standing_t *stand = &s->r->standing[i];
    char head[300], excuse[600], declared[64] = "";
    fprintf(out, "  %s%s[%s]%s", tier_ink(k, f->tier), tier_name[f->tier], rule_name[f->rule], k->off);
    if (*f->declared) put_text(declared, sizeof declared, " (%s)", f->declared);
    put_text(head, sizeof head, " in %s%s%s%s: %s%s", k->bold, f->buffer, k->off, declared,
             explain_headline(f),
             stand->fresh   ? " [new]"
             : stand->worse ? " [worse than in the baseline]"
                            : "");
    finding_excuse(s->r, i, excuse, sizeof excuse);
    fputs(head, out);
    if (*excuse) fprintf(out, " %s[%s]%s", k->dim, excuse, k->off);
    fputc('\n', out);
}

void report_finding(FILE *out, const report_options_t *o, spotter_t *s, size_t i, const ink_t *k)
{
    const finding_t *f = &s->r->findings.item[i];
    char c[REPORT_CODE], rust[REPORT_CODE];
    show_head(out, s, i, k);
    show_place(out, o, s, f, k);
    fprintf(out, "        = %" PRIu32 " byte%s from 0x%08" PRIX32 "; ", f->size, f->size == 1 ? "" : "s",
            f->addr);
    if (f->count > 1) fprintf(out, "seen %" PRIu32 " times, first ", f->count);
    fprintf(out, "at cycle %" PRIu64 "\n", say_cycle(&s->r->scenario->names, f->at));
    wrapped(out, "        =", 10, f->message);
    show_story(out, f, k);
    show_times(out, s, f);
    explain_fix(f, c, sizeof c, rust, sizeof rust);
    show_code(out, "in C:", c);
    show_code(out, "in Rust:", rust);
    fprintf(out, "        %s= `staleline explain %s` tells the whole story%s\n", k->dim, rule_name[f->rule],
            k->off);
}
