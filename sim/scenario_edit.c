/* scenario_edit.c -- see scenario_edit.h. Sections: scanning; finding a place; splices; edits. */
#include "scenario_edit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEEP = 64, NAME = 128 };

/* ---- scanning: places in the text, or SIZE_MAX where it is not JSON ---------------------------------- */

#define BAD SIZE_MAX

static size_t skip_space(const char *t, size_t at)
{
    for (;;) {
        at += strspn(t + at, " \t\r\n");
        if (t[at] != '/') return at;
        if (t[at + 1] == '/') at += strcspn(t + at, "\n");
        else if (t[at + 1] == '*') {
            const char *end = strstr(t + at + 2, "*/");
            if (!end) return BAD;
            at = (size_t)(end - t) + 2;
        } else return at;
    }
}

static size_t skip_string(const char *t, size_t at)
{
    if (t[at++] != '"') return BAD;
    for (; t[at] != '"'; at++) {
        if (t[at] == '\\' && t[at + 1]) at++;
        else if (!t[at]) return BAD;
    }
    return at + 1;
}

static size_t skip_value(const char *t, size_t at, int depth);

/* One element, or a key and its value; `value` is where the value begins. */
static size_t skip_element(const char *t, size_t at, bool object, int depth, size_t *value)
{
    if (object) {
        if ((at = skip_string(t, at)) == BAD || (at = skip_space(t, at)) == BAD || t[at++] != ':') return BAD;
        if ((at = skip_space(t, at)) == BAD) return BAD;
    }
    *value = at;
    return skip_value(t, at, depth);
}

/* Behind the element: the comma is passed, `comma` is its place, 0 if there is none. */
static size_t skip_comma(const char *t, size_t at, size_t *comma)
{
    size_t next = skip_space(t, at);
    *comma = 0;
    if (next == BAD || t[next] != ',') return next;
    *comma = next;
    return skip_space(t, next + 1);
}

static size_t skip_value(const char *t, size_t at, int depth)
{
    if (depth > DEEP) return BAD;
    if (t[at] == '"') return skip_string(t, at);
    if (t[at] != '{' && t[at] != '[') {
        size_t n = strcspn(t + at, " \t\r\n,]}/");
        return n ? at + n : BAD;
    }
    bool object = t[at] == '{';
    size_t value, comma;
    for (at = skip_space(t, at + 1); at != BAD && t[at] != (object ? '}' : ']');) {
        at = skip_element(t, at, object, depth + 1, &value);
        if (at == BAD || (at = skip_comma(t, at, &comma)) == BAD) return BAD;
        if (!comma && t[at] != (object ? '}' : ']')) return BAD;
    }
    return at == BAD ? BAD : at + 1;
}

/* ---- finding a place --------------------------------------------------------------------------------- */

typedef struct {
    size_t start, value, end;        /* the element (its key), its value, its end */
    size_t comma;                    /* behind it; 0: none */
    size_t before;                   /* the comma before it, 0: none */
    /* its container's bracket; end of the container's last element, 0: empty */
    size_t open, last;
    size_t last_comma;
    bool   there;
} spot_t;

typedef struct { char key[NAME]; long index; } part_t;      /* index -1: a key */

static const char *next_part(const char *path, part_t *part)
{
    if (*path == '.') path++;
    *part = (part_t){ .index = -1 };
    if (*path == '[') {
        char *end;
        part->index = strtol(path + 1, &end, 10);
        return path[1] >= '0' && path[1] <= '9' && *end == ']' ? end + 1 : NULL;
    }
    size_t n = strcspn(path, ".[");
    if (!n || n >= NAME) return NULL;
    memcpy(part->key, path, n);
    return path + n;
}

static bool is_part(const char *t, size_t start, const part_t *part, long i)
{
    if (part->index >= 0) return i == part->index;
    size_t n = strlen(part->key);
    return !strncmp(t + start + 1, part->key, n) && t[start + 1 + n] == '"';
}

/* The element `part` of the container at `at`. false: it is not a container of that kind. */
static bool find_part(const char *t, size_t at, const part_t *part, spot_t *s)
{
    bool object = part->index < 0;
    size_t comma = 0, before = 0, value;
    *s = (spot_t){ .open = at };
    if (t[at] != (object ? '{' : '[')) return false;
    at = skip_space(t, at + 1);
    for (long i = 0; at != BAD && t[at] != (object ? '}' : ']'); i++) {
        size_t start = at, end = skip_element(t, at, object, 0, &value);
        if (end == BAD || (at = skip_comma(t, end, &comma)) == BAD) return false;
        s->last = end, s->last_comma = comma;
        if (!s->there && is_part(t, start, part, i)) {
            s->there = true;
            s->start = start, s->value = value, s->end = end, s->comma = comma, s->before = before;
        }
        before = comma;
    }
    return at != BAD;
}

/* As far down the path as the text goes: `rest` is what is left of the path behind the place found. */
static bool find(const char *t, const char *path, spot_t *s, const char **rest, err_t *err)
{
    size_t at = skip_space(t, 0);
    if (at == BAD || skip_value(t, at, 0) == BAD) return fail(err, "%s: the text is not a scenario's", path);
    const char *p = path;
    do {
        part_t part;
        const char *next = next_part(p, &part);
        if (!next) return fail(err, "%s: not a path", path);
        if (!find_part(t, at, &part, s)) return fail(err, "%s: no such place", path);
        p = next, at = s->value;
        if (!s->there) break;
    } while (*p);
    *rest = p;
    return true;
}

static bool find_there(const char *t, const char *path, spot_t *s, err_t *err)
{
    const char *rest;
    if (!find(t, path, s, &rest, err)) return false;
    return s->there && !*rest ? true : fail(err, "%s: no such place", path);
}

/* ---- splices ----------------------------------------------------------------------------------------- */

typedef struct { size_t at, cut; char *text; } splice_t;
typedef struct { splice_t of[4]; unsigned count; } splices_t;

static void *enough(void *p)
{
    if (!p) abort();
    return p;
}

static char *copy(const char *from, size_t n)
{
    char *to = enough(malloc(n + 1));
    memcpy(to, from, n);
    to[n] = 0;
    return to;
}

static void splice(splices_t *s, size_t at, size_t cut, char *text)
{
    unsigned i = s->count++;
    for (; i && s->of[i - 1].at > at; i--) s->of[i] = s->of[i - 1];
    s->of[i] = (splice_t){ at, cut, text };
}

static char *apply(const char *t, splices_t *s)
{
    size_t size = strlen(t) + 1, from = 0, n = 0;
    for (unsigned i = 0; i < s->count; i++) size += s->of[i].text ? strlen(s->of[i].text) : 0;
    char *to = enough(malloc(size));
    for (unsigned i = 0; i < s->count; i++) {
        splice_t *x = &s->of[i];
        size_t put = x->text ? strlen(x->text) : 0;
        if (x->at > from) memcpy(to + n, t + from, x->at - from), n += x->at - from;
        if (put) memcpy(to + n, x->text, put), n += put;
        if (x->at + x->cut > from) from = x->at + x->cut;
        free(x->text);
    }
    strcpy(to + n, t + from);
    return to;
}

/* The blanks in front of a place if nothing else stands before it in its line. */
static bool line_of(const char *t, size_t at, size_t *line)
{
    *line = at;
    while (*line && (t[*line - 1] == ' ' || t[*line - 1] == '\t')) --*line;
    return !*line || t[*line - 1] == '\n';
}

static char *joined(const char *a, const char *b, size_t b_size, const char *c)
{
    size_t n = strlen(a), m = strlen(c);
    char *to = enough(malloc(n + b_size + m + 1));
    memcpy(to, a, n), memcpy(to + n, b, b_size), memcpy(to + n + b_size, c, m + 1);
    return to;
}

/* A new element before this one, or behind the last. */
static void put_element(splices_t *s, const char *t, const spot_t *spot, const char *value)
{
    size_t line;
    if (spot->there) {
        bool own = line_of(t, spot->start, &line);
        char *head = joined(value, own ? ",\n" : ", ", 2, "");
        splice(s, spot->start, 0, joined(head, t + line, own ? spot->start - line : 0, ""));
        free(head);
        return;
    }
    if (!spot->last) {
        splice(s, spot->open + 1, 0, copy(value, strlen(value)));
        return;
    }
    /* in the way of the last one: on a line of its own if the last one has one */
    size_t behind = spot->last_comma ? spot->last_comma + 1 : spot->last, first = spot->last;
    while (first > spot->open + 1 && t[first - 1] != '\n') first--;
    size_t blanks = strspn(t + first, " \t");
    bool own = first > spot->open + 1;
    char *head = joined(spot->last_comma ? "" : ",", own ? "\n" : " ", 1, "");
    char *indented = joined(head, t + first, own ? blanks : 0, value);
    splice(s, behind, 0, joined(indented, ",", spot->last_comma ? 1 : 0, ""));
    free(head), free(indented);
}

static void cut_element(splices_t *s, const char *t, const spot_t *spot)
{
    size_t from = spot->start, to = spot->comma ? spot->comma + 1 : spot->end, line;
    size_t blank = to + strspn(t + to, " \t\r");
    if (line_of(t, from, &line) && t[blank] == '\n') from = line, to = blank + 1;
    else if (spot->comma) to = blank;
    if (!spot->comma && spot->before) splice(s, spot->before, 1, NULL);
    splice(s, from, to - from, NULL);
}

/* ---- edits ------------------------------------------------------------------------------------------- */

char *edit_get(const char *t, const char *path, err_t *err)
{
    spot_t s;
    return find_there(t, path, &s, err) ? copy(t + s.value, s.end - s.value) : NULL;
}

char *edit_insert(const char *t, const char *path, const char *value, err_t *err)
{
    spot_t s;
    const char *rest;
    splices_t edit = { .count = 0 };
    if (!find(t, path, &s, &rest, err)) return NULL;
    size_t n = strlen(path);
    if (*rest || !n || path[n - 1] != ']') return fail(err, "%s: no such place in a list", path), NULL;
    put_element(&edit, t, &s, value);
    return apply(t, &edit);
}

char *edit_remove(const char *t, const char *path, err_t *err)
{
    spot_t s;
    splices_t edit = { .count = 0 };
    if (!find_there(t, path, &s, err)) return NULL;
    cut_element(&edit, t, &s);
    return apply(t, &edit);
}

char *edit_move(const char *t, const char *from, const char *to, err_t *err)
{
    spot_t a, b;
    const char *rest;
    splices_t edit = { .count = 0 };
    if (!find_there(t, from, &a, err) || !find(t, to, &b, &rest, err)) return NULL;
    size_t n = strlen(to), at = b.there ? b.start : b.last;
    if (*rest || !n || to[n - 1] != ']') return fail(err, "%s: no such place in a list", to), NULL;
    if (at > a.start && at < a.end) return fail(err, "%s: cannot be moved into itself", from), NULL;
    if (at == a.start || at == a.end || (b.there && a.open == b.open && a.comma && skip_space(t,
        a.comma + 1) == b.start))
        return copy(t, strlen(t));                                   /* it is there already */
    char *value = copy(t + a.value, a.end - a.value);
    put_element(&edit, t, &b, value);
    cut_element(&edit, t, &a);
    free(value);
    return apply(t, &edit);
}

char *edit_set(const char *t, const char *path, const char *value, err_t *err)
{
    spot_t s;
    const char *rest;
    splices_t edit = { .count = 0 };
    if (!find(t, path, &s, &rest, err)) return NULL;
    if (s.there && !*rest) {
        splice(&edit, s.value, s.end - s.value, copy(value, strlen(value)));
        return apply(t, &edit);
    }
    /* the key that is missing is the one before `rest`; those in `rest` go inside */
    const char *key = rest;
    while (key > path && key[-1] != '.') key--;
    if (strchr(key, '[')) return fail(err, "%s: no such place", path), NULL;
    char *text = copy("", 0);
    unsigned open = 0;
    for (part_t part; *key && (key = next_part(key, &part)) != NULL; open++) {
        char *more = joined(text, open ? "{ \"" : "\"", open ? 3 : 1, part.key);
        free(text);
        text = joined(more, "\": ", 3, "");
        free(more);
    }
    for (; key && open; open--) {
        char *more = joined(text, open > 1 ? "" : value, open > 1 ? 0 : strlen(value), "");
        free(text), text = more;
    }
    for (const char *p = rest; key && *p; p++) {
        if (*p != '.') continue;
        char *more = joined(text, " }", 2, "");
        free(text), text = more;
    }
    s.there = false;
    put_element(&edit, t, &s, text);
    free(text);
    return apply(t, &edit);
}

/* ---- the usual edits --------------------------------------------------------------------------------- */

char *edit_maintain(const char *t, const char *path, const char *what, const char *buffer, err_t *err)
{
    char step[2 * NAME + 16];
    if (buffer) snprintf(step, sizeof step, "{ \"%.*s\": \"%.*s\" }", NAME, what, NAME, buffer);
    else snprintf(step, sizeof step, "{ \"%.*s\": true }", NAME, what);
    return edit_insert(t, path, step, err);
}

char *edit_dcache(const char *t, bool on, err_t *err) { return edit_set(t, "setup.dcache", on ? "true"
                                                                        : "false", err); }

static char *set_of_buffer(const char *t, const char *buffer, const char *key, const char *value, err_t *err)
{
    char path[2 * NAME + 16];
    snprintf(path, sizeof path, "buffers.%.*s", NAME, buffer);
    spot_t s;
    if (!find_there(t, path, &s, err)) return NULL;
    snprintf(path, sizeof path, "buffers.%.*s.%s", NAME, buffer, key);
    return edit_set(t, path, value, err);
}

char *edit_region(const char *t, const char *buffer, const char *region, err_t *err)
{
    char value[NAME + 4];
    snprintf(value, sizeof value, "\"%.*s\"", NAME, region);
    return set_of_buffer(t, buffer, "region", value, err);
}

char *edit_address(const char *t, const char *buffer, uint32_t addr, err_t *err)
{
    char value[16];
    snprintf(value, sizeof value, "\"0x%08X\"", (unsigned)addr);
    return set_of_buffer(t, buffer, "at", value, err);
}

bool edit_step_path(const char *step, char *path, size_t room)
{
    size_t n = strcspn(step, " ");                       /* what follows is the step's operand */
    while (n && step[n - 1] != ']') n--;
    if (!n || n >= room) return false;
    memcpy(path, step, n);
    path[n] = 0;
    return true;
}
