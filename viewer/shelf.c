/* shelf.c -- see shelf.h. */
#include "shelf.h"
#include "findings.h"
#include "scenario.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { TITLE = 120 };

typedef struct {
    int      answer[QUESTIONS], page;
    char     given[QUESTIONS][64], told[QUESTIONS][QUIZ_ANSWER];
    bool     revealed[QUESTIONS], lesson;
    tick_t   now, reached;
    select_t select;
    breaks_t breaks;
    bookmarks_t bookmarks;
} kept_t;

typedef struct { char *file; char title[TITLE]; bool known; kept_t *kept; } item_t;
struct shelf { session_options_t options; item_t *item; int count; };

static void *grown(void *p, size_t size)
{
    p = realloc(p, size);
    if (!p) abort();
    return p;
}

shelf_t *shelf_new(const session_options_t *o)
{
    shelf_t *s = grown(NULL, sizeof *s);
    *s = (shelf_t){ .options = *o };
    return s;
}

void shelf_free(shelf_t *s)
{
    for (int i = 0; s && i < s->count; i++) free(s->item[i].file), free(s->item[i].kept);
    if (s) free(s->item);
    free(s);
}

/* ---- what is on it --------------------------------------------------------------------------------- */

static void put(shelf_t *s, const char *file)
{
    s->item = grown(s->item, (size_t)(s->count + 1) * sizeof *s->item);
    s->item[s->count] = (item_t){ .file = strdup(file) };
    if (!s->item[s->count++].file) abort();
}

static int scenario_name(const struct dirent *d)
{
    size_t n = strlen(d->d_name);
    return n > 5 && d->d_name[0] != '.' && !strcmp(d->d_name + n - 5, ".json");
}

static bool add_folder(shelf_t *s, const char *path, err_t *err)
{
    struct dirent **name;
    char file[4096];
    int n = scandir(path, &name, scenario_name, alphasort), before = s->count;
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') length--;
    for (int i = 0; i < n; i++) {
        put_text(file, sizeof file, "%.*s/%s", (int)length, path, name[i]->d_name);
        put(s, file);
        free(name[i]);
    }
    if (n >= 0) free(name);
    return s->count > before || fail(err, "%s: no scenario (*.json) is in this folder", path);
}

bool shelf_add(shelf_t *s, const char *path, err_t *err)
{
    struct stat st;
    if (!stat(path, &st) && S_ISDIR(st.st_mode)) return add_folder(s, path, err);
    put(s, path);
    return true;
}

int shelf_count(const shelf_t *s) { return s ? s->count : 0; }
const char *shelf_file(const shelf_t *s, int i) { return i >= 0 && i < s->count ? s->item[i].file : ""; }
const char *shelf_title(const shelf_t *s, int i) { return i >= 0 && i < s->count ? s->item[i].title : ""; }

static const char *last_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* What cannot be opened keeps its file name; opening it will say why. */
static void read_title(shelf_t *s, int i)
{
    if (i < 0 || i >= s->count || s->item[i].known) return;
    item_t *x = &s->item[i];
    err_t err = { "" };
    scenario_t *sc = firmware_is(x->file) ? NULL : scenario_load(x->file, &err);
    put_text(x->title, sizeof x->title, "%s", sc && sc->title && *sc->title ? sc->title : last_name(x->file));
    if (sc) scenario_free(sc);
    x->known = true;
}

session_t *shelf_open(shelf_t *s, int i, err_t *err)
{
    if (i < 0 || i >= s->count) return fail(err, "there is no file %d", i + 1), NULL;
    session_t *session = session_open(s->item[i].file, &s->options, err);
    for (int k = i - 1; session && s->count > 1 && k <= i + 1; k++) read_title(s, k);
    return session;
}

/* ---- what is kept of the others -------------------------------------------------------------------- */

void shelf_keep(shelf_t *s, int i, const app_t *app)
{
    if (i < 0 || i >= s->count) return;
    if (!s->item[i].kept) s->item[i].kept = grown(NULL, sizeof(kept_t));
    kept_t *k = s->item[i].kept;
    *k = (kept_t){ .page = app->page, .lesson = app->lesson, .reached = app->reached,
                   .now = session_view(app->run)->now, .select = app->select,
                   .breaks = *session_breaks(app->run), .bookmarks = *session_bookmarks(app->run) };
    memcpy(k->answer, app->answer, sizeof k->answer), memcpy(k->given, app->given, sizeof k->given);
    memcpy(k->told, app->told, sizeof k->told), memcpy(k->revealed, app->revealed, sizeof k->revealed);
}

bool shelf_give(const shelf_t *s, int i, app_t *app)
{
    const kept_t *k = i >= 0 && i < s->count ? s->item[i].kept : NULL;
    if (!k) return false;
    app->page = k->page, app->lesson = k->lesson, app->reached = k->reached, app->select = k->select;
    app->resumes = true, app->resume = k->now;
    *session_breaks(app->run) = k->breaks, *session_bookmarks(app->run) = k->bookmarks;
    memcpy(app->answer, k->answer, sizeof k->answer), memcpy(app->given, k->given, sizeof k->given);
    memcpy(app->told, k->told, sizeof k->told), memcpy(app->revealed, k->revealed, sizeof k->revealed);
    return true;
}
