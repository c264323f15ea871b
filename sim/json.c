/* json.c -- see json.h. RFC 8259 is the grammar; comments and trailing commas are the only extras. */
#include "json.h"
#include "json_region.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool inside_letter(char c) { return ((unsigned char)c & 0xC0) == 0x80; }

/* C0, DEL, and the C1 controls of UTF-8. */
static char *next_control(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    while (*c && *c >= 0x20 && *c != 0x7F && !(*c == 0xC2 && c[1] >= 0x80 && c[1] < 0xA0)) c++;
    return *c ? (char *)(uintptr_t)c : NULL;
}

/* What is too long loses its middle: the place is at the beginning, the reason at the end. What moves a
 * cursor is a question mark. */
bool fail(err_t *err, const char *format, ...)
{
    enum { ROOM = sizeof err->text, HEAD = ROOM / 2 - 4 };
    char text[8192];
    if (err->text[0]) return false;
    va_list a;
    va_start(a, format);
    vsnprintf(text, sizeof text, format, a);
    va_end(a);
    for (char *c = text; (c = next_control(c)); *c = '?')
        if ((unsigned char)*c == 0xC2) c[1] = '?';
    size_t n = strlen(text), head = n, tail = n;
    if (n >= ROOM) head = HEAD, tail = n - (ROOM - HEAD - 4);
    while (head < n && head && inside_letter(text[head])) head--;
    while (tail < n && inside_letter(text[tail])) tail++;
    snprintf(err->text, ROOM, "%.*s%s%s", (int)head, text, head < n ? "..." : "", text + tail);
    return false;
}

/* ---- suggestions ------------------------------------------------------------------------------- */

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

/* Edit distance with swaps of neighbours, letters compared without case; at most 62 letters. */
static unsigned distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    if (n >= SUGGEST_WORD || m >= SUGGEST_WORD) return SUGGEST_WORD;
    unsigned row[3][SUGGEST_WORD + 1];
    for (size_t j = 0; j <= m; j++) row[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned *now = row[i % 3], *last = row[(i + 2) % 3], *older = row[(i + 1) % 3];
        now[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned best = last[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));
            if (last[j] + 1 < best) best = last[j] + 1;
            if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2])
                && lower(a[i - 2]) == lower(b[j - 1]) && older[j - 2] + 1 < best)
                best = older[j - 2] + 1;
            now[j] = best;
        }
    }
    return row[n % 3][m];
}

void suggest_start(suggest_t *s, const char *word)
{
    *s = (suggest_t){ .word = word, .best = (unsigned)(strlen(word) / 3 + 1) };
    if (s->best > 4) s->best = 4;
}

void suggest_offer(suggest_t *s, const char *known)
{
    unsigned d = distance(s->word, known);
    if (d > s->best || (d == s->best && s->found[0])) return;
    s->best = d;
    snprintf(s->found, sizeof s->found, "%s", known);
}

const char *suggest_text(suggest_t *s)
{
    if (!s->found[0]) return "";
    snprintf(s->text, sizeof s->text, "; did you mean \"%s\"?", s->found);
    return s->text;
}

const char *suggest_from(suggest_t *s, const char *word, const char *const *known)
{
    suggest_start(s, word);
    for (; *known; known++) suggest_offer(s, *known);
    return suggest_text(s);
}

/* ---- the text before cJSON sees it -------------------------------------------------------------- */

typedef struct { char *text; size_t size, at; const char *file; err_t *err; } scan_t;

static bool scan_error(const scan_t *s, size_t at, const char *what)
{
    unsigned line = 1, column = 1;
    for (size_t i = 0; i < at && i < s->size; i++)
        if (s->text[i] == '\n') line++, column = 1; else column++;
    return fail(s->err, "%s:%u:%u: %s", s->file, line, column, what);
}

static bool blank_comment(scan_t *s)
{
    size_t from = s->at;
    char *t = s->text;
    bool block = t[from + 1] == '*';
    if (!block && t[from + 1] != '/')
        return scan_error(s, from, "a lone \"/\"; comments are // or /* */");
    size_t to = from + 2;
    if (block) {
        while (to < s->size && !(t[to] == '*' && t[to + 1] == '/')) to++;
        if (to >= s->size) return scan_error(s, from, "this comment never ends");
        to += 2;
    } else {
        while (to < s->size && t[to] != '\n') to++;
    }
    for (size_t i = from; i < to; i++)
        if (t[i] != '\n' && t[i] != '\r') t[i] = ' ';
    s->at = to;
    return true;
}

/* Length of the UTF-8 sequence at p, 0 if it is not one. */
static size_t utf8_length(const unsigned char *p)
{
    if (p[0] < 0x80) return 1;
    size_t n = p[0] >= 0xF0 && p[0] <= 0xF4 ? 4 : p[0] >= 0xE0 ? 3 : p[0] >= 0xC2 ? 2 : 0;
    if (!n || p[0] > 0xF4) return 0;
    for (size_t i = 1; i < n; i++)
        if (p[i] >> 6 != 2) return 0;
    if (p[0] == 0xE0 && p[1] < 0xA0) return 0;
    if (p[0] == 0xED && p[1] > 0x9F) return 0;
    if (p[0] == 0xF0 && p[1] < 0x90) return 0;
    if (p[0] == 0xF4 && p[1] > 0x8F) return 0;
    return n;
}

static bool skip_string(scan_t *s)
{
    const char *t = s->text;
    size_t from = s->at++;
    while (s->at < s->size && t[s->at] != '"') {
        unsigned char c = (unsigned char)t[s->at];
        if (c == '\n') return scan_error(s, from, "this string does not end on its line");
        if (c < 0x20)
            return scan_error(s, s->at, "a control character in a string; write it as an escape");
        if (c == '\\') {
            if (!strncmp(t + s->at, "\\u0000", 6))
                return scan_error(s, s->at, "\\u0000 is not allowed in a string");
            s->at += 2;
            continue;
        }
        size_t n = utf8_length((const unsigned char *)t + s->at);
        if (!n) return scan_error(s, s->at, "this is not UTF-8");
        s->at += n;
    }
    if (s->at >= s->size) return scan_error(s, from, "this string never ends");
    s->at++;
    return true;
}

static size_t digits(const char *p) { return strspn(p, "0123456789"); }

static bool skip_number(scan_t *s)
{
    const char *start = s->text + s->at, *p = start;
    if (*p == '-') p++;
    size_t n = digits(p);
    if (*p == '0' && (p[1] == 'x' || p[1] == 'X'))
        return scan_error(s, s->at, "JSON has no hexadecimal numbers; put it in quotes: \"0x1F\"");
    if (!n || (n > 1 && *p == '0')) return scan_error(s, s->at, "not a JSON number");
    p += n;
    if (*p == '.') {
        n = digits(++p);
        if (!n) return scan_error(s, s->at, "not a JSON number");
        p += n;
    }
    if (*p == 'e' || *p == 'E') {
        if (*++p == '+' || *p == '-') p++;
        n = digits(p);
        if (!n) return scan_error(s, s->at, "not a JSON number");
        p += n;
    }
    if (p - start > 40) return scan_error(s, s->at, "a number of more than 40 characters");
    s->at = (size_t)(p - s->text);
    return true;
}

/* Blank comments and trailing commas; check strings, numbers and depth. */
static bool scan(scan_t *s)
{
    unsigned depth = 0;
    size_t comma = 0;
    char last = '['; /* last significant character; '[' refuses a leading comma */
    bool pending = false;
    if (s->size >= 3 && !memcmp(s->text, "\xEF\xBB\xBF", 3)) memset(s->text, ' ', 3);
    while (s->at < s->size) {
        char c = s->text[s->at];
        if (c == '/') {
            if (!blank_comment(s)) return false;
            continue;
        }
        if (strchr(" \t\r\n", c) && c) { s->at++; continue; }
        if ((c == '}' || c == ']') && pending) s->text[comma] = ' ';
        if (c == '\'') return scan_error(s, s->at, "strings take double quotes");
        if (c == ',' && strchr("[{,:", last))
            return scan_error(s, s->at, "nothing stands before this comma");
        pending = c == ',';
        if (pending) comma = s->at;
        last = c;
        if (c == '{' || c == '[') {
            if (++depth > JSON_DEPTH) return scan_error(s, s->at, "nested deeper than 64 levels");
        } else if ((c == '}' || c == ']') && depth) {
            depth--;
        }
        if (c == '"') {
            if (!skip_string(s)) return false;
        } else if (c == '-' || (c >= '0' && c <= '9')) {
            if (!skip_number(s)) return false;
        } else {
            s->at++;
        }
    }
    return true;
}

static bool grammar_error(const scan_t *s, const char *end)
{
    size_t at = end ? (size_t)(end - s->text) : 0;
    if (at > s->size) at = s->size;
    while (at < s->size && strchr(" \t\r\n", s->text[at]) && s->text[at]) at++;
    if (at >= s->size) return scan_error(s, at, "the text ends too early; is a } or ] missing?");
    char c = s->text[at];
    if (c == '"')
        return scan_error(s, at, "not JSON here; is a comma or a colon missing before it?");
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_')
        return scan_error(
            s, at, "not JSON here; words other than true, false and null take double quotes");
    return scan_error(s, at, "not JSON here");
}

/* ---- places ------------------------------------------------------------------------------------- */

place_t json_root(const json_t *doc) { return (place_t){ doc, NULL, doc->root, "", 0 }; }

place_t json_member(const place_t *o, const char *key)
{
    return (place_t){ o->doc, o, cJSON_GetObjectItemCaseSensitive(o->v, key), key, 0 };
}

place_t json_item(const place_t *a, const cJSON *item, int index)
{ return (place_t){ a->doc, a, item, NULL, index }; }

void json_path(const place_t *p, char *text, size_t room)
{
    *text = 0;
    if (!p->up) return;
    json_path(p->up, text, room);
    size_t n = strlen(text);
    if (p->key) snprintf(text + n, room - n, "%s%.60s", n ? "." : "", p->key);
    else snprintf(text + n, room - n, "[%d]", p->index);
}

/* ":12:9", of this value or of the nearest around it; of the whole document nothing. */
static void where(const place_t *p, char *text, size_t room)
{
    char path[JSON_PATH];
    region_t r;
    *text = 0;
    for (; p->up; p = p->up) {
        json_path(p, path, sizeof path);
        if (!json_region(p->doc->text, path, &r)) continue;
        snprintf(text, room, ":%u:%u", r.line, r.column);
        return;
    }
}

bool json_error(const place_t *p, const char *format, ...)
{
    char path[JSON_PATH], at[32], text[300];
    json_path(p, path, sizeof path);
    where(p, at, sizeof at);
    va_list a;
    va_start(a, format);
    vsnprintf(text, sizeof text, format, a);
    va_end(a);
    return fail(p->doc->err, "%s%s: %s%s%s", p->doc->file, at, path, *path ? ": " : "", text);
}

static const char *kind_of(const cJSON *v)
{
    if (!v) return "nothing";
    if (cJSON_IsObject(v)) return "an object";
    if (cJSON_IsArray(v)) return "a list";
    if (cJSON_IsString(v)) return "a string";
    if (cJSON_IsNumber(v)) return "a number";
    if (cJSON_IsBool(v)) return "true or false";
    return "null";
}

static bool wrong_kind(const place_t *p, const char *wanted)
{
    if (!p->v) return json_error(p, "is missing; %s is wanted", wanted);
    return json_error(p, "%s is wanted, not %s", wanted, kind_of(p->v));
}

bool json_object(const place_t *p) { return cJSON_IsObject(p->v) || wrong_kind(p, "an object"); }

bool json_array(const place_t *p, int least, int most)
{
    if (!cJSON_IsArray(p->v)) return wrong_kind(p, "a list");
    int n = cJSON_GetArraySize(p->v);
    if (n < least)
        return json_error(p, "at least %d item%s wanted", least, least == 1 ? " is" : "s are");
    if (n > most) return json_error(p, "%d items are more than the %d allowed", n, most);
    return true;
}

/* "a, b, c": as many of them as there is room for. */
static const char *listed(const char *const *names, char *text, size_t room)
{
    size_t n = 0;
    for (*text = 0; *names && n + strlen(*names) + 6 < room; names++)
        n += (size_t)snprintf(text + n, room - n, "%s%s", n ? ", " : "", *names);
    if (*names) snprintf(text + n, room - n, ", ...");
    return text;
}

static bool unknown_key(const place_t *p, const char *key, const char *const *allowed)
{
    char all[200];
    suggest_t s;
    place_t at = json_member(p, key);
    const char *near = suggest_from(&s, key, allowed);
    if (*near) return json_error(&at, "unknown key%s", near);
    return json_error(&at, "unknown key; known here: %s", listed(allowed, all, sizeof all));
}

bool json_keys(const place_t *p, const char *const *allowed)
{
    if (!json_object(p)) return false;
    for (const cJSON *k = p->v->child; k; k = k->next) {
        const char *const *a = allowed;
        while (*a && strcmp(*a, k->string)) a++;
        if (*a) continue;
        return unknown_key(p, k->string, allowed);
    }
    return true;
}

bool json_string(const place_t *p, const char **text)
{
    if (!cJSON_IsString(p->v)) return wrong_kind(p, "a string");
    *text = p->v->valuestring;
    return true;
}

bool json_words(const place_t *p, const char **text)
{
    if (!json_string(p, text)) return false;
    if (!next_control(*text)) return true;
    return json_error(p, "one line of text is wanted, without control characters");
}

bool json_bool(const place_t *p, bool *value)
{
    if (!cJSON_IsBool(p->v)) return wrong_kind(p, "true or false");
    *value = cJSON_IsTrue(p->v);
    return true;
}

bool text_to_uint(const char *t, size_t length, uint64_t *value)
{
    uint64_t v = 0;
    bool hex = length > 2 && t[0] == '0' && t[1] == 'x';
    if (hex) t += 2, length -= 2;
    if (!length || t[0] == '_' || t[length - 1] == '_') return false;
    for (size_t i = 0; i < length; i++) {
        unsigned d = t[i] >= '0' && t[i] <= '9'               ? (unsigned)(t[i] - '0')
            : hex && lower(t[i]) >= 'a' && lower(t[i]) <= 'f' ? (unsigned)(lower(t[i]) - 'a') + 10
                                                              : 16;
        if (t[i] == '_' && hex && t[i - 1] != '_') continue;
        if (d >= (hex ? 16u : 10u) || v >> 58) return false;
        v = v * (hex ? 16 : 10) + d;
    }
    *value = v;
    return true;
}

bool json_uint(const place_t *p, uint64_t lo, uint64_t hi, uint64_t *value)
{
    uint64_t v = 0;
    if (cJSON_IsNumber(p->v)) {
        double d = p->v->valuedouble;
        if (!(d >= 0 && d <= 9007199254740992.0) || d != floor(d))
            return json_error(p, "a whole number from %llu to %llu is wanted",
                              (unsigned long long)lo, (unsigned long long)hi);
        v = (uint64_t)d;
    } else if (cJSON_IsString(p->v)) {
        const char *t = p->v->valuestring;
        if (!text_to_uint(t, strlen(t), &v))
            return json_error(p, "\"%.40s\" is not a number such as 4 or \"0x1F\"", t);
    } else {
        return wrong_kind(p, "a number");
    }
    if (v < lo || v > hi)
        return json_error(p, "%llu is not in %llu..%llu", (unsigned long long)v,
                          (unsigned long long)lo, (unsigned long long)hi);
    *value = v;
    return true;
}

bool json_is_number(const place_t *p)
{
    return cJSON_IsNumber(p->v) || (cJSON_IsString(p->v) && !strncmp(p->v->valuestring, "0x", 2));
}

bool json_choice(const place_t *p, const char *const *names, int *which)
{
    const char *t = "";
    if (!json_string(p, &t)) return false;
    for (*which = 0; names[*which]; ++*which)
        if (!strcmp(names[*which], t)) return true;
    char all[200];
    suggest_t s;
    return json_error(p, "\"%.40s\" is none of %s%s", t, listed(names, all, sizeof all),
                      suggest_from(&s, t, names));
}

/* ---- opening ------------------------------------------------------------------------------------ */

/* cJSON keeps every member of an object, also when two have the same name. */
static bool no_twins(const place_t *p)
{
    int n = 0;
    for (const cJSON *k = p->v->child; k; k = k->next, n++) {
        bool object = cJSON_IsObject(p->v);
        place_t at = { p->doc, p, k, object ? k->string : NULL, n };
        if (object && n >= JSON_KEYS) return json_error(p, "more than %d keys", JSON_KEYS);
        if (object)
            for (const cJSON *e = p->v->child; e != k; e = e->next)
                if (!strcmp(e->string, k->string))
                    return json_error(&at, "this key is there twice");
        if (!no_twins(&at)) return false;
    }
    return true;
}

bool json_open(json_t *doc, const char *file, const char *text, err_t *err)
{
    *doc = (json_t){ .file = file, .text = text, .err = err };
    size_t size = strlen(text);
    if (size > JSON_BYTES) return fail(err, "%s: larger than 8 MB", file);
    char *copy = calloc(size + 8, 1); /* zeros after the end: the scanner looks a few ahead */
    if (!copy) return fail(err, "%s: out of memory", file);
    memcpy(copy, text, size);
    scan_t s = { .text = copy, .size = size, .file = file, .err = err };
    bool good = scan(&s);
    const char *end = NULL;
    if (good) {
        doc->root = cJSON_ParseWithLengthOpts(copy, size + 1, &end, 1);
        good = doc->root || grammar_error(&s, end);
    }
    free(copy);
    place_t root = json_root(doc);
    if (good && !no_twins(&root)) json_close(doc), good = false;
    return good;
}

void json_close(json_t *doc)
{
    cJSON_Delete(doc->root);
    doc->root = NULL;
}
