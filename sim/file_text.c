/* file_text.c -- see file_text.h. A pipe has no size: the room grows with what comes. */
#include "file_text.h"
#include "plain_file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

char *stream_text(FILE *f, const char *name, size_t most, err_t *err)
{
    size_t room = 1 << 16, n = 0, got;
    char *text = malloc(room + 1);
    if (!text) abort();
    while (n <= most && (got = fread(text + n, 1, room - n, f)) > 0) {
        n += got;
        if (n < room) continue;
        text = realloc(text, 2 * room + 1);
        if (!text) abort();
        room *= 2;
    }
    text[n] = 0;
    bool good = true;
    if (ferror(f)) good = fail(err, "%s: cannot be read: %s", name, strerror(errno));
    else if (n > most) good = fail(err, "%s: larger than %zu MB", name, most >> 20);
    else if (strlen(text) < n) good = fail(err, "%s: a NUL byte in the text, at byte %zu", name, strlen(text));
    if (good) return text;
    free(text);
    return NULL;
}

static char *and_close(FILE *f, const char *file, size_t most, err_t *err)
{
    if (!f) {
        fail(err, "%s: cannot be opened: %s", file, errno == EINVAL ? "not a plain file" : strerror(errno));
        return NULL;
    }
    char *text = stream_text(f, file, most, err);
    fclose(f);
    return text;
}

char *file_text(const char *file, size_t most, err_t *err)
{
    return and_close(fopen(file, "rb"), file, most, err);
}

char *plain_text(const char *file, size_t most, err_t *err)
{
    return and_close(plain_open(file), file, most, err);
}
