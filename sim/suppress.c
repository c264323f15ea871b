/* suppress.c -- see suppress.h. */
#include "suppress.h"
#include "file_text.h"
#include "json.h"
#include "spot.h"
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MOST = 1 << 20, ITEMS_MOST = 4096 };

/* ---- reading ------------------------------------------------------------------------------------------- */

typedef struct { suppress_t *s; err_t *err; unsigned line; } reader_t;

static bool wrong(const reader_t *r, const char *format, const char *word, const char *more)
{
    char text[300];
    snprintf(text, sizeof text, format, word, more);
    return fail(r->err, "%s:%u: %s", r->s->name, r->line, text);
}

/* The next word, ended in place; one in quotes, or with quotes behind its "=", may have blanks. NULL: none.
 */
static char *next_word(char **at, bool *unclosed)
{
    char *word = *at + strspn(*at, " \t"), *to = word, *c = word;
    bool quoted = false;
    if (!*word) return NULL;
    for (; *c && (quoted || (*c != ' ' && *c != '\t')); c++) {
        if (*c == '"') quoted = !quoted;
        else *to++ = *c;
    }
    *unclosed = quoted;
    *at = *c ? c + 1 : c;
    *to = 0;
    return word;
}

static bool read_rule(const reader_t *r, const char *word, suppression_t *x)
{
    suggest_t near;
    if (!strcmp(word, "*")) return true;
    x->rule = rule_by_name(word);
    if (x->rule >= 0) return true;
    suggest_start(&near, word);
    for (int i = 0; i < RULES; i++) suggest_offer(&near, rule_name[i]);
    return wrong(r, "no rule \"%.60s\"%.90s; `staleline explain` lists them", word, suggest_text(&near));
}

static bool read_pattern(const reader_t *r, char *word, suppression_t *x)
{
    static const char *const keys[] = { "function", "file", "object", NULL };
    const char **to[] = { &x->function, &x->file, &x->object };
    suggest_t near;
    char *value = strchr(word, '=');
    if (!value) return wrong(r, "\"%.60s\" is no key=pattern; the reason stands behind --%s", word, "");
    *value++ = 0;
    for (int i = 0; keys[i]; i++) {
        if (strcmp(word, keys[i])) continue;
        if (*to[i]) return wrong(r, "%.60s= twice%s", word, "");
        if (!*value) return wrong(r, "%.60s= wants a pattern%s", word, "");
        return *to[i] = value, true;
    }
    return wrong(r, "no key \"%.60s\"%.90s; there are function, file and object", word,
                 suggest_from(&near, word, keys));
}

static suppression_t *one_more(suppress_t *s)
{
    if (s->count == s->room) {
        s->room = s->room ? 2 * s->room : 16;
        s->item = realloc(s->item, s->room * sizeof *s->item);
        if (!s->item) abort();
    }
    suppression_t *x = &s->item[s->count++];
    *x = (suppression_t){ .rule = -1 };
    return x;
}

static bool read_line(const reader_t *r, char *line)
{
    bool unclosed = false, rule = false;
    char *word, *at = line;
    line[strcspn(line, "\r")] = 0;
    if (!line[strspn(line, " \t")] || line[strspn(line, " \t")] == '#') return true;
    if (r->s->count == ITEMS_MOST) return wrong(r, "more suppressions than %s%s", "4096", "");
    suppression_t *x = one_more(r->s);
    x->where = r->s->name, x->line = r->line;
    while ((word = next_word(&at, &unclosed)) && strcmp(word, "--")) {
        if (unclosed) return wrong(r, "a quote that does not end%s%s", "", "");
        if (!rule ? !read_rule(r, word, x) : !read_pattern(r, word, x)) return false;
        rule = true;
    }
    if (!rule) return wrong(r, "no rule before the --; * stands for any%s%s", "", "");
    x->reason = word ? at + strspn(at, " \t") : "";
    if (!*x->reason) return wrong(r, "no reason%s%s; it stands behind --", "", "");
    if (x->rule < 0 && !x->function && !x->file && !x->object)
        return wrong(r, "* alone would suppress everything%s%s", "", "");
    return true;
}

bool suppress_parse(suppress_t *s, const char *name, const char *text, err_t *err)
{
    reader_t r = { s, err, 0 };
    s->name = strdup(name), s->text = strdup(text);
    if (!s->name || !s->text) abort();
    for (char *line = s->text; line; ) {
        char *end = strchr(line, '\n');
        if (end) *end++ = 0;
        r.line++;
        if (!read_line(&r, line)) return false;
        line = end;
    }
    return true;
}

bool suppress_load(suppress_t *s, const char *file, err_t *err)
{
    char *text = file_text(file, TEXT_MOST, err);
    bool good = text && suppress_parse(s, file, text, err);
    free(text);
    return good;
}

void suppress_free(suppress_t *s)
{
    free(s->item), free(s->text), free(s->name);
    *s = (suppress_t){ 0 };
}

/* ---- fitting ------------------------------------------------------------------------------------------- */

static bool fits(const char *pattern, const char *text) { return !pattern || !fnmatch(pattern, text, 0); }

static bool file_fits(const char *pattern, const char *file, const char *root)
{
    char path[1024];
    if (!pattern) return true;
    path_from_root(file, root, path, sizeof path);
    const char *last = strrchr(path, '/');
    return fits(pattern, path) || (last && fits(pattern, last + 1));
}

/* One frame must have both, the function and the file. */
static bool frame_fits(const suppression_t *x, const names_t *names, uint32_t pc, const char *root)
{
    site_t s;
    for (unsigned n = 0; pc != NO_PC && names->site(names->of, pc, n, &s); n++)
        if (fits(x->function, s.function) && file_fits(x->file, s.file, root)) return true;
    return false;
}

bool suppression_fits(const suppression_t *x, const finding_t *f, const names_t *names, const char *root)
{
    if ((x->rule >= 0 && x->rule != f->rule) || !fits(x->object, f->buffer)) return false;
    if (!x->function && !x->file) return true;
    if (names->site) return frame_fits(x, names, f->pc, root);
    const char *step = f->pc < names->steps && names->step[f->pc] ? names->step[f->pc] : "";
    return !x->file && (fits(x->function, step) || fits(x->function, step_words(step)));
}
