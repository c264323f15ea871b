/* scenario_signal.c -- the levels of an analogue input, from a text file: whole numbers 0 to 65535,
 * separated by white space or commas. What a logic analyser or a spreadsheet writes as one column.
 *
 * The path is relative to the scenario's folder, so that both can be moved together; from standard
 * input to the current one. Only a regular file is opened: a pipe could keep us waiting for ever. */
#include "scenario_own.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_ROOM = 1024, NUMBER = 24 };

typedef struct { FILE *f; unsigned line; } reader_t;

/* The next number's text: 1; 0 at the end of the file. One too long is cut and ends in ~. */
static int next_word(reader_t *r, char *word)
{
    size_t n = 0;
    for (int c; (c = getc(r->f)) != EOF;) {
        bool between = c == ',' || c == ' ' || (c >= '\t' && c <= '\r');
        if (between && n) {
            ungetc(c, r->f);
            break;
        }
        if (c == '\n') r->line++;
        if (between) continue;
        if (n == NUMBER - 1) word[n - 1] = '~';
        else word[n++] = (char)(c > ' ' && c < 0x7F ? c : '?');
    }
    word[n] = 0;
    return n > 0;
}

static bool read_values(const place_t *p, const char *path, reader_t *r, uint16_t *value,
                        uint32_t *count)
{
    char word[NUMBER];
    uint64_t v;
    while (next_word(r, word)) {
        if (!text_to_uint(word, strlen(word), &v))
            return json_error(p, "%.200s:%u: \"%s\" is not a whole number", path, r->line, word);
        if (v > 65535)
            return json_error(p, "%.200s:%u: %s is not in 0..65535", path, r->line, word);
        if (*count == LEVELS_MAX)
            return json_error(p, "%.200s:%u: more than %d numbers", path, r->line, LEVELS_MAX);
        value[(*count)++] = (uint16_t)v;
    }
    if (ferror(r->f)) return json_error(p, "%.200s: cannot be read", path);
    return *count || json_error(p, "%.200s: no number in it", path);
}

bool file_beside(build_t *b, const place_t *p, char *path, size_t room)
{
    const char *name, *slash = strrchr(b->s->file, '/');
    struct stat about;
    if (!json_string(p, &name)) return false;
    if (!*name) return json_error(p, "an empty path");
    int folder = slash && *name != '/' ? (int)(slash - b->s->file) + 1 : 0;
    if (snprintf(path, room, "%.*s%s", folder, b->s->file, name) >= (int)room)
        return json_error(p, "a path of more than %zu bytes", room - 1);
    if (stat(path, &about)) return json_error(p, "%.200s: cannot be opened: %s", path, strerror(errno));
    return S_ISREG(about.st_mode) || json_error(p, "%.200s: not a plain file", path);
}

bool read_levels(build_t *b, const place_t *p, analog_t *a)
{
    char path[PATH_ROOM];
    if (!file_beside(b, p, path, sizeof path)) return false;
    reader_t r = { fopen(path, "rb"), 1 };
    if (!r.f) return json_error(p, "%.200s: cannot be opened: %s", path, strerror(errno));
    uint16_t *value = keep(b, LEVELS_MAX * sizeof *value);
    bool good = read_values(p, path, &r, value, &a->values);
    fclose(r.f);
    a->value = value;
    return good;
}
