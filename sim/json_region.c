/* json_region.c -- see json_region.h. A cursor over the text; every function leaves it behind what it read.
 */
#include "json_region.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 64 };

static void skip_blank(const char **at)
{
    for (;;) {
        while (isspace((unsigned char)**at)) ++*at;
        if (!strncmp(*at, "//", 2)) *at += strcspn(*at, "\n");
        else if (!strncmp(*at, "/*", 2)) {
            const char *end = strstr(*at + 2, "*/");
            *at = end ? end + 2 : *at + strlen(*at);
        } else return;
    }
}

static bool skip_string(const char **at)
{
    if (**at != '"') return false;
    for (++*at; **at && **at != '"'; ++*at)
        if (**at == '\\' && (*at)[1]) ++*at;
    if (!**at) return false;
    ++*at;
    return true;
}

static bool skip_value(const char **at, unsigned depth);

/* The members of an object or the items of an array, from behind the bracket to behind the other one. */
static bool skip_inside(const char **at, char close, unsigned depth)
{
    for (;;) {
        skip_blank(at);
        if (**at == close) return ++*at, true;
        if (close == '}') {
            if (!skip_string(at)) return false;
            skip_blank(at);
            if (*(*at)++ != ':') return --*at, false;
        }
        if (!skip_value(at, depth)) return false;
        skip_blank(at);
        if (**at == ',') ++*at;
        else if (**at != close) return false;
    }
}

static bool skip_value(const char **at, unsigned depth)
{
    skip_blank(at);
    if (**at == '"') return skip_string(at);
    if (**at == '{' || **at == '[') {
        char close = **at == '{' ? '}' : ']';
        ++*at;
        return depth < DEPTH && skip_inside(at, close, depth + 1);
    }
    size_t n = strcspn(*at, ",]} \t\r\n/");
    *at += n;
    return n > 0;
}

/* Into the item with this index. */
static bool enter_item(const char **at, unsigned long index)
{
    if (*(*at)++ != '[') return false;
    for (unsigned long i = 0; ; i++) {
        skip_blank(at);
        if (**at == ']' || !**at) return false;
        if (i == index) return true;
        if (!skip_value(at, 0)) return false;
        skip_blank(at);
        if (**at == ',') ++*at;
    }
}

/* Into the member that the path goes on with; *path is then behind its name. A name may contain anything, so
 * the text's keys are held against the path, not the other way round. */
static bool enter_member(const char **at, const char **path)
{
    if (*(*at)++ != '{') return false;
    for (;;) {
        skip_blank(at);
        const char *key = *at + 1;
        if (!skip_string(at)) return false;
        size_t n = (size_t)(*at - 1 - key);
        skip_blank(at);
        if (*(*at)++ != ':') return false;
        if (!strncmp(*path, key, n) && strchr(".[", (*path)[n])) {       /* or at the path's end */
            *path += n;
            skip_blank(at);
            return true;
        }
        if (!skip_value(at, 0)) return false;
        skip_blank(at);
        if (**at == ',') ++*at;
    }
}

static void place(const char *text, const char *at, unsigned *line, unsigned *column)
{
    *line = *column = 1;
    for (; text < at; text++) {
        if (*text == '\n') ++*line, *column = 1;
        else if (((unsigned char)*text & 0xC0) != 0x80) ++*column;
    }
}

bool json_region(const char *text, const char *path, region_t *r)
{
    if (!strncmp(text, "\xEF\xBB\xBF", 3)) text += 3;       /* a byte order mark is no column */
    const char *at = text;
    skip_blank(&at);
    while (*path) {
        char *end;
        if (*path == '[') {
            unsigned long index = strtoul(path + 1, &end, 10);
            if (end == path + 1 || *end != ']' || !enter_item(&at, index)) return false;
            path = end + 1;
        } else {
            if (*path == '.') path++;
            if (!*path || !enter_member(&at, &path)) return false;
        }
    }
    place(text, at, &r->line, &r->column);
    if (!skip_value(&at, 0)) return false;
    place(text, at, &r->end_line, &r->end_column);
    return true;
}
