/* escape.c -- see escape.h. */
#include "escape.h"
#include <stdbool.h>
#include <string.h>

enum { REPLACEMENT = 0xFFFD };

static size_t wrong(uint32_t *character)
{
    *character = REPLACEMENT;
    return 1;
}

/* RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
size_t utf8_next(const char *text, uint32_t *character)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    const unsigned char *t = (const unsigned char *)text;
    size_t n = t[0] < 0x80 ? 1 : t[0] >= 0xC2 && t[0] < 0xE0 ? 2 : (t[0] & 0xF0) == 0xE0 ? 3
             : t[0] >= 0xF0 && t[0] < 0xF5 ? 4 : 0;
    if (n == 1) return *character = t[0], 1;
    if (!n) return wrong(character);
    uint32_t c = t[0] & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((t[i] & 0xC0) != 0x80) return wrong(character);
        c = c << 6 | (t[i] & 0x3Fu);
    }
    if (c < least[n] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return wrong(character);
    *character = c;
    return n;
}

static size_t utf8_bytes(uint32_t c, char out[4])
{
    if (c < 0x80) return out[0] = (char)c, 1;
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i; i--, c >>= 6) out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)(0xF00u >> n | c);
    return n;
}

char *utf8_repair(const char *text, char *to, size_t room)
{
    size_t used = 0;
    char one[4];
    while (*text) {
        uint32_t c;
        text += utf8_next(text, &c);
        size_t n = utf8_bytes(c, one);
        if (used + n >= room) break;
        memcpy(to + used, one, n);
        used += n;
    }
    if (room) to[used] = 0;
    return to;
}

static void put_character(FILE *out, uint32_t c)
{
    char one[4];
    fwrite(one, 1, utf8_bytes(c, one), out);
}

void put_xml(FILE *out, const char *text)
{
    uint32_t c;
    for (; *text; ) {
        text += utf8_next(text, &c);
        if (c == '<') fputs("&lt;", out);
        else if (c == '>') fputs("&gt;", out);
        else if (c == '&') fputs("&amp;", out);
        else if (c == '"') fputs("&quot;", out);
        else if (c == '\'') fputs("&apos;", out);
        else if (c == '\r') fputs("&#13;", out);
        else if ((c < 0x20 && c != '\n' && c != '\t') || c == 0xFFFE || c == 0xFFFF)
            put_character(out, REPLACEMENT);
        else put_character(out, c);
    }
}

/* U+007F to U+009F, U+2028 and U+2029 are written as escapes: some readers of YAML refuse them or take them
 * for line ends. */
void put_json(FILE *out, const char *text)
{
    uint32_t c;
    fputc('"', out);
    for (; *text; ) {
        text += utf8_next(text, &c);
        if (c == '"' || c == '\\') fputc('\\', out), fputc((int)c, out);
        else if (c == '\n') fputs("\\n", out);
        else if (c == '\t') fputs("\\t", out);
        else if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFFFE ||
                 c == 0xFFFF)
            fprintf(out, "\\u%04x", (unsigned)c);
        else put_character(out, c);
    }
    fputc('"', out);
}

void put_tap(FILE *out, const char *text)
{
    uint32_t c;
    for (; *text; ) {
        text += utf8_next(text, &c);
        if (c == '#' || c == '\\') fputc('\\', out);
        put_character(out, c < 0x20 || c == 0x7F ? ' ' : c);
    }
}

void put_uri(FILE *out, const char *path)
{
    for (; *path; path++) {
        unsigned char c = (unsigned char)*path;
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     strchr("-._~/", c);
        if (plain) fputc(c, out);
        else fprintf(out, "%%%02X", c);
    }
}

static void put_command(FILE *out, const char *text, const char *escaped)
{
    uint32_t c;
    for (; *text; ) {
        text += utf8_next(text, &c);
        if (c < 0x80 && strchr(escaped, (int)c)) fprintf(out, "%%%02X", (unsigned)c);
        else put_character(out, c);
    }
}

void put_annotation(FILE *out, const char *text) { put_command(out, text, "%\r\n"); }
void put_property(FILE *out, const char *text)   { put_command(out, text, "%\r\n:,"); }
