/* demangle.c -- see demangle.h. A symbol is a file's content: depth, steps and output have bounds. */
#include "demangle.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { DEPTH = 48, STEPS = 4000, NAME = 4096 };

typedef struct {
    const char *text; size_t size, at;
    char *out; size_t room, used;
    unsigned depth, steps, mute;                 /* mute: parse, print nothing */
    bool bad;
} cursor_t;

static void put(cursor_t *c, const char *text, size_t n)
{
    for (size_t i = 0; i < n && !c->mute && c->used + 1 < c->room; i++) c->out[c->used++] = text[i];
}

static void say(cursor_t *c, const char *text) { put(c, text, strlen(text)); }
static char peek(const cursor_t *c) { return c->at < c->size ? c->text[c->at] : 0; }
static bool take(cursor_t *c, char want) { return peek(c) == want ? c->at++, true : false; }
static char next(cursor_t *c) { return c->at < c->size ? c->text[c->at++] : (c->bad = true, 0); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Without leading zeros: behind a 0 something else begins. */
static size_t decimal(cursor_t *c)
{
    size_t n = 0;
    if (take(c, '0')) return 0;
    if (!is_digit(peek(c))) c->bad = true;
    while (is_digit(peek(c)) && n <= NAME) n = n * 10 + (size_t)(next(c) - '0');
    if (n > NAME) c->bad = true;
    return c->bad ? 0 : n;
}

/* ---- Itanium: C++ and Rust's older names --------------------------------------------------------- */

/* 17h and sixteen hexadecimal digits end a Rust name. */
static bool rust_hash(const char *s, size_t n)
{
    return n == 17 && s[0] == 'h' && strspn(s + 1, "0123456789abcdef") >= 16;
}

/* Rust writes what C names cannot hold as $LT$, $u20$, and :: as two points. */
static void legacy_word(cursor_t *c, const char *s, size_t n)
{
    static const char *const code[][2] = {
        { "$LT$", "<" }, { "$GT$", ">" }, { "$RF$", "&" }, { "$BP$", "*" }, { "$LP$", "(" }, { "$RP$", ")" },
        { "$C$", "," }, { "$SP$", "@" } };
    if (n > 2 && s[0] == '_' && s[1] == '$') s++, n--;
    while (n) {
        size_t i = 0, length = 0;
        unsigned value = 0;
        int used = 0;
        if (n > 1 && s[0] == '.' && s[1] == '.') { say(c, "::"), s += 2, n -= 2; continue; }
        for (; s[0] == '$' && i < sizeof code / sizeof *code; i++)
            if ((length = strlen(code[i][0])) <= n && !memcmp(s, code[i][0], length)) break;
        if (s[0] == '$' && i < sizeof code / sizeof *code) {
            say(c, code[i][1]), s += length, n -= length;
            continue;
        }
        if (n > 4 && sscanf(s, "$u%2x$%n", &value, &used) == 1 && used && (size_t)used <= n && value >= 0x20
            && value < 0x7F) {
            put(c, &(char){ (char)value }, 1), s += used, n -= (size_t)used;
            continue;
        }
        put(c, s, 1), s++, n--;
    }
}

static void itanium(cursor_t *c)
{
    bool nested = take(c, 'N'), first = true;
    while (nested && (peek(c) == 'K' || peek(c) == 'V' || peek(c) == 'r' || peek(c) == 'R' || peek(c) == 'O'))
        c->at++;
    do {
        size_t n = decimal(c);
        if (c->bad || n > c->size - c->at || !n) { c->bad = true; return; }
        const char *word = c->text + c->at;
        c->at += n;
        if (nested && peek(c) == 'E' && rust_hash(word, n)) return;
        if (!first) say(c, "::");
        legacy_word(c, word, n);
        first = false;
    } while (nested && !c->bad && peek(c) != 'E');
}

/* ---- Rust v0 --------------------------------------------------------------------------------------- */

static void path(cursor_t *c);
static void type(cursor_t *c);

static bool enter(cursor_t *c)
{
    if (++c->steps > STEPS || c->depth >= DEPTH || c->bad) return c->bad = true, false;
    return c->depth++, true;
}

static uint64_t base62(cursor_t *c)
{
    uint64_t v = 0;
    if (take(c, '_')) return 0;
    for (char d; (d = next(c)) != '_' && !c->bad;) {
        unsigned n = is_digit(d) ? (unsigned)(d - '0') : d >= 'a' && d <= 'z' ? 10u + (unsigned)(d - 'a')
                   : d >= 'A' && d <= 'Z' ? 36u + (unsigned)(d - 'A') : 62u;
        if (n > 61 || v > UINT64_MAX / 64) c->bad = true;
        v = v * 62 + n;
    }
    return v + 1;
}

/* Parse again what stands at an earlier place. */
static void backref(cursor_t *c, void (*what)(cursor_t *))
{
    size_t here = c->at - 1;
    uint64_t to = base62(c);
    size_t after = c->at;
    if (c->bad || to >= here) { c->bad = true; return; }
    c->at = (size_t)to;
    what(c);
    c->at = after;
}

typedef struct { const char *text; size_t size; uint64_t number; } word_t;

static word_t identifier(cursor_t *c)
{
    word_t w = { "", 0, 0 };
    if (take(c, 's')) w.number = base62(c) + 1;
    take(c, 'u');                                /* punycode: printed as it stands */
    size_t n = decimal(c);
    take(c, '_');
    if (c->bad || n > c->size - c->at) { c->bad = true; return w; }
    w.text = c->text + c->at, w.size = n;
    c->at += n;
    return w;
}

static void constant(cursor_t *c)
{
    if (take(c, 'B')) { backref(c, constant); return; }
    if (take(c, 'p')) { say(c, "_"); return; }
    next(c);                                     /* its type */
    take(c, 'n');
    size_t from = c->at;
    while (peek(c) && peek(c) != '_') c->at++;
    if (c->at > from) say(c, "0x"), put(c, c->text + from, c->at - from);
    if (!take(c, '_')) c->bad = true;
}

static void argument(cursor_t *c)
{
    if (take(c, 'L')) base62(c);
    else if (take(c, 'K')) constant(c);
    else type(c);
}

static void list(cursor_t *c, void (*what)(cursor_t *))
{
    for (bool first = true; !c->bad && !take(c, 'E'); first = false) {
        if (!first) say(c, ", ");
        what(c);
    }
}

static void bound(cursor_t *c)
{
    path(c);
    while (!c->bad && take(c, 'p')) c->mute++, identifier(c), type(c), c->mute--;
}

static void function_type(cursor_t *c)
{
    if (take(c, 'G')) base62(c);
    take(c, 'U');
    if (take(c, 'K') && !take(c, 'C')) c->mute++, identifier(c), c->mute--;
    say(c, "fn(");
    list(c, type);
    say(c, ")");
    if (!take(c, 'u')) say(c, " -> "), type(c);
}

static void type(cursor_t *c)
{
    static const char *const basic[26] = {
        "i8", "bool", "char", "f64", "str", "f32", NULL, "u8", "isize", "usize", NULL, "i32", "u32", "i128",
        "u128", "_", NULL, NULL, "i16", "u16", "()", "...", NULL, "i64", "u64", "!" };
    if (!enter(c)) return;
    char t = next(c);
    switch (t) {
    case 'A': say(c, "["), type(c), say(c, "; "), constant(c), say(c, "]"); break;
    case 'S': say(c, "["), type(c), say(c, "]"); break;
    case 'T': say(c, "("), list(c, type), say(c, ")"); break;
    case 'R': case 'Q':
        if (take(c, 'L')) base62(c);
        say(c, t == 'R' ? "&" : "&mut "), type(c);
        break;
    case 'P': say(c, "*const "), type(c); break;
    case 'O': say(c, "*mut "), type(c); break;
    case 'F': function_type(c); break;
    case 'D':
        if (take(c, 'G')) base62(c);
        say(c, "dyn "), list(c, bound);
        if (take(c, 'L')) base62(c); else c->bad = true;
        break;
    case 'B': backref(c, type); break;
    default:
        if (t >= 'a' && t <= 'z' && basic[t - 'a']) say(c, basic[t - 'a']);
        else if (!c->bad) c->at--, path(c);
    }
    c->depth--;
}

static void impl_path(cursor_t *c)
{
    if (take(c, 's')) base62(c);
    c->mute++, path(c), c->mute--;
}

static void nested(cursor_t *c)
{
    char space = next(c), text[24];
    path(c);
    word_t w = identifier(c);
    if (space >= 'A' && space <= 'Z') {          /* closures and shims */
        say(c, space == 'C' ? "::{closure" : "::{shim");
        if (w.size) say(c, ":"), put(c, w.text, w.size);
        snprintf(text, sizeof text, "#%llu}", (unsigned long long)w.number);
        say(c, text);
    } else if (w.size) {
        say(c, "::"), put(c, w.text, w.size);
    }
}

static void path(cursor_t *c)
{
    if (!enter(c)) return;
    word_t w;
    switch (next(c)) {
    case 'C': w = identifier(c), put(c, w.text, w.size); break;
    case 'M': impl_path(c), say(c, "<"), type(c), say(c, ">"); break;
    case 'X': impl_path(c), say(c, "<"), type(c), say(c, " as "), path(c), say(c, ">"); break;
    case 'Y': say(c, "<"), type(c), say(c, " as "), path(c), say(c, ">"); break;
    case 'N': nested(c); break;
    case 'I': path(c), c->mute++, list(c, argument), c->mute--; break;
    case 'B': backref(c, path); break;
    default:  c->bad = true;
    }
    c->depth--;
}

/* ---- both -------------------------------------------------------------------------------------------- */

char *demangle(const char *symbol, char *to, size_t room)
{
    size_t size = strnlen(symbol, NAME);
    cursor_t c = { .text = symbol, .size = size, .out = to, .room = room };
    if (size == NAME) c.bad = true;
    else if (!strncmp(symbol, "_ZN", 3) || !strncmp(symbol, "_Z", 2)) c.at = 2, itanium(&c);
    else if (!strncmp(symbol, "_R", 2)) c.text += 2, c.size -= 2, path(&c);
    else c.bad = true;
    if (c.bad || !c.used) snprintf(to, room, "%s", symbol);
    else to[c.used] = 0;
    return to;
}
