/* code_file.c -- see code_file.h. */
#include "code_file.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SOURCE_MOST = 4 << 20, TAB = 4, BESIDE = 64, PATH_ROOM = 1024 };

struct code_files {
    char      firmware[PATH_ROOM], folder[PATH_ROOM];   /* the firmware's folder; --source, "" none */
    code_file_t **item; size_t count;
};

/* ---- reading ------------------------------------------------------------------------------------------ */

/* The file's bytes, a 0 behind them; NULL: not there, no file, or too large. */
static char *bytes_of(const char *path, size_t *size)
{
    struct stat st;
    if (stat(path, &st) || !S_ISREG(st.st_mode) || st.st_size > SOURCE_MOST) return NULL;
    FILE *f = fopen(path, "rb");
    char *text = f ? malloc((size_t)st.st_size + 1) : NULL;
    if (text) *size = fread(text, 1, (size_t)st.st_size, f), text[*size] = 0;
    if (f) fclose(f);
    return text;
}

/* Bytes of the UTF-8 letter at the text's beginning; 0: it is none. */
static size_t letter(const char *text, size_t size)
{
    unsigned char c = (unsigned char)text[0];
    size_t n = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5
        ? 4 : 0;
    for (size_t i = 1; i < n; i++)
        if (i >= size || ((unsigned char)text[i] & 0xC0) != 0x80) return 0;
    return n;
}

/* Blanks for tabs, nothing for what cannot be drawn: `to` has room for TAB times as much. */
static size_t plain(const char *from, size_t size, char *to)
{
    size_t n = 0, column = 0, bytes;
    for (size_t i = 0; i < size; i += bytes) {
        unsigned char c = (unsigned char)from[i];
        size_t good = letter(from + i, size - i);
        bytes = good ? good : 1;
        if (c == '\t') {
            do to[n++] = ' '; while (++column % TAB);
        } else if (c == '\n') {
            to[n++] = '\n', column = 0;
        } else if (!good) {
            to[n++] = '?', column++;
        } else if (c >= ' ' && c != 127) {
            memcpy(to + n, from + i, bytes);
            n += bytes, column++;
        }
    }
    to[n] = 0;
    return n;
}

static bool take(code_file_t *s, const char *path)
{
    size_t size, lines = 1;
    char *raw = bytes_of(path, &size);
    if (!raw) return false;
    s->text = malloc(size * TAB + 1);
    size_t n = s->text ? plain(raw, size, s->text) : 0;
    free(raw);
    for (size_t i = 0; i < n; i++) lines += s->text[i] == '\n';
    s->line = s->text ? malloc(lines * sizeof *s->line) : NULL;
    if (!s->line) return free(s->text), s->text = NULL, false;
    s->lines = 0;
    for (char *at = s->text; at; ) {
        char *end = strchr(at, '\n');
        s->line[s->lines++] = at;
        if (end) *end = 0;
        at = end ? end + 1 : NULL;
    }
    snprintf(s->path, sizeof s->path, "%s", path);
    return true;
}

/* ---- looking ------------------------------------------------------------------------------------------- */

static const char *without_here(const char *noted)
{
    while (!strncmp(noted, "./", 2)) noted += 2;
    return noted;
}

/* All of the noted path below the folder, then less and less of its beginning. */
static bool below(code_file_t *s, const char *folder)
{
    char path[PATH_ROOM];
    const char *part = without_here(s->noted);
    while (*part == '/') part++;
    for (unsigned most = 32; *part && most; most--) {
        if (snprintf(path, sizeof path, "%s/%s", folder, part) < (int)sizeof path
            && take(s, path)) return true;
        const char *slash = strchr(part, '/');
        if (!slash) return false;
        part = slash + 1;
    }
    return false;
}

/* In the folders beside the firmware's, in the order of their names. */
static bool beside(code_file_t *s, const char *parent)
{
    struct dirent **entry = NULL;
    char path[PATH_ROOM];
    struct stat st;
    bool found = false;
    int n = scandir(parent, &entry, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        bool fits = snprintf(path, sizeof path, "%s/%s", parent, entry[i]->d_name) < (int)sizeof path;
        if (!found && i < BESIDE && fits && entry[i]->d_name[0] != '.' && !stat(path, &st)
            && S_ISDIR(st.st_mode))
            found = below(s, path);
        free(entry[i]);
    }
    free(entry);
    return found;
}

static void look(const code_files_t *all, code_file_t *s)
{
    char parent[PATH_ROOM], above[PATH_ROOM];
    bool whole = snprintf(parent, sizeof parent, "%s/..", all->firmware) < (int)sizeof parent;
    whole = snprintf(above, sizeof above, "%s/../..", all->firmware) < (int)sizeof above && whole;
    snprintf(s->looked, sizeof s->looked,
             "%sbelow %.200s%s%.200s, the folders beside it and the two above it",
             s->noted[0] == '/' ? "as noted, " : "", *all->folder ? all->folder : all->firmware,
             *all->folder ? ", " : "", *all->folder ? all->firmware : "");
    if (s->noted[0] == '/' && take(s, s->noted)) return;
    if (*all->folder && below(s, all->folder)) return;
    if (below(s, all->firmware) || !whole || beside(s, parent)) return;
    if (!below(s, parent)) below(s, above);
}

const code_file_t *code_files_find(code_files_t *all, const char *noted)
{
    for (size_t i = 0; i < all->count; i++)
        if (!strncmp(all->item[i]->noted, noted, sizeof all->item[i]->noted - 1)) return all->item[i];
    code_file_t *s = calloc(1, sizeof *s), **more = realloc(all->item, (all->count + 1) * sizeof *more);
    if (!s || !more) abort();
    all->item = more, all->item[all->count++] = s;
    snprintf(s->noted, sizeof s->noted, "%s", noted);
    if (*noted) look(all, s);
    return s;
}

/* ---- all of them -------------------------------------------------------------------------------------- */

code_files_t *code_files_new(const char *firmware, const char *folder)
{
    code_files_t *s = calloc(1, sizeof *s);
    if (!s) abort();
    snprintf(s->firmware, sizeof s->firmware, "%s", firmware ? firmware : "");
    char *slash = strrchr(s->firmware, '/');
    if (slash) *slash = 0;
    else snprintf(s->firmware, sizeof s->firmware, ".");
    snprintf(s->folder, sizeof s->folder, "%s", folder ? folder : "");
    return s;
}

void code_files_free(code_files_t *s)
{
    for (size_t i = 0; s && i < s->count; i++) free(s->item[i]->text), free(s->item[i]->line),
        free(s->item[i]);
    if (s) free(s->item);
    free(s);
}
