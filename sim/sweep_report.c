/* sweep_report.c -- see sweep.h: what depends on a guess, for people and programs. */
#include "sweep.h"
#include "findings.h"
#include "table.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *const trust_word[] = { "DOC", "MEASURED", "FITTED", "ESTIMATE" };

static swept_effect_t effect_of(const sweep_t *s, unsigned guess)
{
    swept_effect_t worst = SWEPT_NOTHING;
    for (unsigned m = 2 * guess; m < 2 * guess + 2; m++)
        if (s->moved[m] && sweep_effect(s->base, &s->run[m]) > worst)
            worst = sweep_effect(s->base, &s->run[m]);
    return worst;
}

static uint64_t distance(uint64_t a, uint64_t b) { return a > b ? a - b : b - a; }

static uint64_t cycles_of(const sweep_t *s, unsigned guess)
{
    uint64_t most = 0;
    for (unsigned m = 2 * guess; m < 2 * guess + 2; m++)
        if (s->moved[m] && s->run[m].there && distance(s->run[m].cycles, s->base->cycles) > most)
            most = distance(s->run[m].cycles, s->base->cycles);
    return most;
}

static bool before(const sweep_t *s, unsigned a, unsigned b)
{
    swept_effect_t ea = effect_of(s, a), eb = effect_of(s, b);
    if (ea != eb) return ea > eb;
    return cycles_of(s, a) > cycles_of(s, b);
}

/* The worst first; what is alike in the order of the map. */
static void sort(const sweep_t *s, unsigned order[GUESSES_MAX])
{
    for (unsigned i = 0; i < s->guesses; i++) {
        unsigned k = i;
        for (; k && before(s, i, order[k - 1]); k--) order[k] = order[k - 1];
        order[k] = i;
    }
}

/* ---- words ------------------------------------------------------------------------------------------ */

enum { WORDS = 600 };

static void say_finding(const swept_finding_t *f, char *to, size_t room)
{
    put_text(to, room, "%s of %s%s%s", rule_name[f->rule], f->object, *f->site ? " at " : "", f->site);
}

static void add_finding(char *to, const char *word, const swept_finding_t *f)
{
    char text[260];
    say_finding(f, text, sizeof text);
    add_text(to, WORDS, "%s%s %s", *to ? "; " : "", word, text);
}

/* What is not as in the plain run, but for cycles. */
static void say_change(const sweep_t *s, const swept_t *run, char to[WORDS])
{
    const swept_t *base = s->base;
    *to = 0;
    if (!run->there) { put_text(to, WORDS, "the run ended before it could say anything"); return; }
    for (unsigned i = 0; i < base->findings; i++) {
        const swept_finding_t *f = &base->finding[i], *is = sweep_same(run, f), *was = sweep_same(base, f);
        if (was != f) continue;                        /* told once */
        if (!is) add_finding(to, "gone:", f);
        else if (is->tier != f->tier)
            add_finding(to, is->tier == TIER_ERROR ? "shows:" : "does not show:", f);
        else if (is->effect != f->effect) add_finding(to, "another effect:", f);
    }
    for (unsigned i = 0; i < run->findings; i++)
        if (!sweep_same(base, &run->finding[i]) && sweep_same(run, &run->finding[i]) == &run->finding[i])
            add_finding(to, "new:", &run->finding[i]);
    if (strcmp(base->stop, run->stop)) add_text(to, WORDS, "%sstopped by %s", *to ? "; " : "", run->stop);
    for (unsigned i = 0; i < base->outcomes && i < run->outcomes; i++)
        if (base->passed[i] != run->passed[i])
            add_text(to, WORDS, "%sexpectation %u %s", *to ? "; " : "", i,
                     run->passed[i] ? "holds" : "does not hold");
}

/* ---- the table -------------------------------------------------------------------------------------- */

static void columns(table_t *t)
{
    table_column(t, "number", "number", CELL_TEXT), table_column(t, "trust", "trust", CELL_TEXT);
    table_column(t, "value", "value", CELL_NUMBER), table_column(t, "to", "moved to", CELL_NUMBER);
    table_column(t, "unit", "unit", CELL_TEXT), table_column(t, "effect", "changes", CELL_TEXT);
    table_column(t, "cycles", "cycles", CELL_TEXT), table_column(t, "what", "what", CELL_TEXT);
}

static void move_row(const sweep_t *s, unsigned move, table_t *t)
{
    const guess_t *g = &s->guess[move / 2];
    const swept_t *run = &s->run[move];
    char what[WORDS];
    say_change(s, run, what);
    table_cell(t, "%s", g->name), table_cell(t, "%s", trust_word[g->trust]),
        table_cell(t, "%" PRIu32, g->value);
    table_cell(t, "%" PRIu32, move % 2 ? g->more : g->less), table_cell(t, "%s", g->unit);
    table_cell(t, "%s", swept_effect_name[sweep_effect(s->base, run)]);
    if (run->there) table_cell(t, "%+" PRId64, (int64_t)(run->cycles - s->base->cycles));
    else table_cell(t, "%s", "");
    table_cell(t, "%s", what);
}

static void fill(const sweep_t *s, table_t *t, bool all)
{
    unsigned order[GUESSES_MAX];
    sort(s, order);
    for (unsigned i = 0; i < s->guesses; i++)
        for (unsigned m = 2 * order[i]; m < 2 * order[i] + 2; m++)
            if (s->moved[m] && (all || sweep_effect(s->base, &s->run[m]) != SWEPT_NOTHING)) move_row(s, m, t);
}

/* ---- what it comes to ------------------------------------------------------------------------------- */

static void count(const sweep_t *s, unsigned of[SWEPT_BROKE + 1])
{
    memset(of, 0, (SWEPT_BROKE + 1) * sizeof *of);
    for (unsigned i = 0; i < s->guesses; i++) of[effect_of(s, i)]++;
}

static bool set_changes(const sweep_t *s)
{
    unsigned of[SWEPT_BROKE + 1];
    count(s, of);
    return of[SWEPT_FINDINGS] || of[SWEPT_BROKE];
}

/* The numbers with which this finding is there, but otherwise than in the plain run, or not there. */
static void leans_on(const sweep_t *s, const swept_finding_t *f, char to[WORDS])
{
    *to = 0;
    for (unsigned i = 0; i < s->guesses; i++)
        for (unsigned m = 2 * i; m < 2 * i + 2; m++) {
            if (!s->moved[m] || !s->run[m].there) continue;
            const swept_finding_t *is = sweep_same(&s->run[m], f);
            if (is && is->tier == f->tier && is->effect == f->effect) continue;
            add_text(to, WORDS, "%s%s", *to ? "; " : "", s->guess[i].name);
            break;
        }
}

static void findings_text(FILE *out, const sweep_t *s)
{
    for (unsigned i = 0; i < s->base->findings; i++) {
        const swept_finding_t *f = &s->base->finding[i];
        char what[260], numbers[WORDS];
        if (sweep_same(s->base, f) != f) continue;
        say_finding(f, what, sizeof what);
        leans_on(s, f, numbers);
        fprintf(out, "  %s, %s: %s%s\n", what, tier_name[f->tier],
                *numbers ? "whether it shows like this leans on: " : "the same whatever is guessed", numbers);
    }
}

static void summary(FILE *out, const sweep_t *s)
{
    unsigned of[SWEPT_BROKE + 1];
    count(s, of);
    fprintf(out,
            "  %u guessed numbers moved, one at a time: %u change nothing, %u cycles alone, %u expectations, "
            "%u whether a finding shows, %u the set of findings\n",
            s->guesses, of[SWEPT_NOTHING], of[SWEPT_CYCLES], of[SWEPT_EXPECTS], of[SWEPT_MANIFESTS],
            of[SWEPT_FINDINGS]);
    if (of[SWEPT_BROKE]) fprintf(out, "  %u of them break the run\n", of[SWEPT_BROKE]);
    fprintf(out, "  the set of findings %s\n",
            set_changes(s) ? "DEPENDS on a guess: see \"findings\" above" : "is the same each time");
}

static void print_text(FILE *out, const sweep_t *s)
{
    table_t t;
    char title[300];
    put_text(title, sizeof title, "%s: %" PRIu64 " cycles, %u finding%s", s->file, s->base->cycles,
             s->base->findings, s->base->findings == 1 ? "" : "s");
    table_start(&t, "moves", title, NULL);
    columns(&t);
    fill(s, &t, false);
    if (t.cells) table_text(out, &t);
    else fprintf(out, "%s\n", title);
    table_free(&t);
    findings_text(out, s);
    summary(out, s);
    if (s->interrupted) fputs("  interrupted: not all of them were moved\n", out);
}

static void print_json(FILE *out, const sweep_t *s)
{
    table_t t;
    const char *why, *name, *comma = "";
    table_start(&t, "moves", "", NULL);
    columns(&t);
    fill(s, &t, true);
    fputs("{\n  \"file\": ", out), table_quote(out, s->file);
    fprintf(out,
            ",\n  \"factor\": %u,\n  \"cycles\": %" PRIu64
            ",\n  \"findings_change\": %s,\n  \"interrupted\": %s,\n",
            s->factor, s->base->cycles, set_changes(s) ? "true" : "false", s->interrupted ? "true" : "false");
    table_json(out, &t);
    table_free(&t);
    table_start(&t, "findings", "", NULL);
    table_column(&t, "rule", "", CELL_TEXT), table_column(&t, "object", "", CELL_TEXT),
        table_column(&t, "site", "", CELL_TEXT);
    table_column(&t, "tier", "", CELL_TEXT), table_column(&t, "leans_on", "", CELL_TEXT);
    for (unsigned i = 0; i < s->base->findings; i++) {
        const swept_finding_t *f = &s->base->finding[i];
        char numbers[WORDS];
        leans_on(s, f, numbers);
        table_cell(&t, "%s", rule_name[f->rule]), table_cell(&t, "%s", f->object),
            table_cell(&t, "%s", f->site);
        table_cell(&t, "%s", tier_name[f->tier]), table_cell(&t, "%s", numbers);
    }
    fputs(",\n", out), table_json(out, &t);
    table_free(&t);
    fputs(",\n  \"not_moved\": [", out);
    for (unsigned i = 0; (name = sweep_unmoved(i, &why)); i++, comma = ",") {
        fprintf(out, "%s\n    { \"number\": ", comma), table_quote(out, name);
        fputs(", \"why\": ", out), table_quote(out, why), fputs(" }", out);
    }
    fputs("\n  ]\n}", out);
}

int sweep_files(FILE *out, bool json, const char **file, size_t files, const options_t *o,
                const sweep_options_t *so)
{
    sweep_t *s = malloc(sizeof *s);
    int code = EXIT_AS_EXPECTED;
    const char *between = "";
    if (!s) return EXIT_INTERNAL;
    if (json) fputs("[\n", out);
    size_t i = 0;
    for (; i < files && !run_interrupted; i++) {
        err_t err = { "" };
        if (!sweep_run(s, file[i], o, so, &err)) {
            fprintf(stderr, "%s\n", err.text);
            code = exit_worse(code, s->base && s->base->exit_code ? s->base->exit_code : EXIT_INTERNAL);
        } else {
            fputs(between, out), between = json ? ",\n" : "\n";
            (json ? print_json : print_text)(out, s);
            fflush(out);                               /* each file as soon as it is there */
            if (set_changes(s)) code = exit_worse(code, EXIT_NOT_AS_EXPECTED);
            if (s->interrupted) code = exit_worse(code, EXIT_LIMIT);
        }
        sweep_free(s);
    }
    if (json) fputs("\n]\n", out);
    free(s);
    return run_left("sweep", i, files, code);
}
