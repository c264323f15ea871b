/* spot.c -- see spot.h. */
#include "spot.h"
#include "file_text.h"
#include "findings.h"
#include "json.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* "./a/../b//c" is "b/c": what a compiler noted is held against what a version control system knows. */
static void normalise(char *path)
{
    char *part[512], *to = path + (*path == '/');
    bool absolute = *path == '/';
    size_t parts = 0;
    for (char *save, *p = strtok_r(to, "/", &save); p; p = strtok_r(NULL, "/", &save)) {
        if (!strcmp(p, ".")) continue;
        if (!strcmp(p, "..") && parts && strcmp(part[parts - 1], "..")) parts--;
        else if (strcmp(p, "..") || !absolute) if (parts < 512) part[parts++] = p;
    }
    for (size_t i = 0; i < parts; i++) {
        size_t n = strlen(part[i]);
        if (i) *to++ = '/';
        memmove(to, part[i], n);
        to += n;
    }
    *to = 0;
}

void path_from_root(const char *path, const char *root, char *to, size_t room)
{
    char here[4096] = "";
    if (!root) root = getcwd(here, sizeof here) ? here : "";
    put_text(to, room, "%s", path);
    normalise(to);
    size_t n = strlen(root);
    if (n && !strncmp(to, root, n) && to[n] == '/') memmove(to, to + n + 1, strlen(to + n + 1) + 1);
}

void spotter_start(spotter_t *s, const result_t *r, const char *root)
{
    *s = (spotter_t){ .r = r, .root = root };
}
void spotter_end(spotter_t *s) { free(s->text); }

static const char *text_of(spotter_t *s)
{
    if (s->text) return s->text;
    err_t none = { "" };
    if (strcmp(s->r->file, "-")) s->text = plain_text(s->r->file, JSON_BYTES, &none);
    if (!s->text) s->text = calloc(1, 1);
    if (!s->text) abort();
    return s->text;
}

const char *step_words(const char *step)
{
    const char *words = step, *end = step + strcspn(step, " ");
    for (const char *c = step; c < end; c++)
        if (*c == '.') words = c + 1;
    return words;
}

static void spot_path(const spotter_t *s, const char *path, spot_t *to)
{
    path_from_root(path, s->root, to->file, sizeof to->file);
    to->relative = to->file[0] != '/';
}

static void spot_step(spotter_t *s, const char *step, spot_t *to)
{
    char path[160];
    put_text(path, sizeof path, "%.*s", (int)strcspn(step, " "), step);
    char *verb = strrchr(path, '.');
    if (verb) *verb = 0;
    put_text(to->function, sizeof to->function, "%s", step_words(step));
    to->source = json_region(text_of(s), path, &to->region);
}

void spot_pc(spotter_t *s, uint32_t pc, spot_t *to)
{
    const names_t *names = s->r->scenario ? &s->r->scenario->names : NULL;
    site_t site;
    memset(to, 0, sizeof *to);
    spot_path(s, strcmp(s->r->file, "-") ? s->r->file : "standard-input.json", to);
    if (!names || pc == NO_PC) return;
    if (names->site) {
        if (!names_site(names, pc, &site)) return;
        put_text(to->function, sizeof to->function, "%s", site.function);
        if (!*site.file) return;
        spot_path(s, site.file, to);
        to->region.line = site.line, to->source = true;
    } else if (pc < names->steps && names->step[pc]) spot_step(s, names->step[pc], to);
}

/* Where a firmware's variable is declared. */
static bool spot_variable(spotter_t *s, const finding_t *f, spot_t *to)
{
    const variable_t *v;
    const firmware_t *w = s->r->scenario->firmware;
    size_t n = w && w->debug && f->buffer_size ? debuginfo_variables(w->debug, &v) : 0;
    for (size_t i = 0; i < n; i++) {
        if (v[i].addr != f->buffer_addr || !v[i].file) continue;
        spot_path(s, v[i].file, to);
        to->region.line = v[i].line, to->source = true;
        return true;
    }
    return false;
}

void spot_finding(spotter_t *s, const finding_t *f, spot_t *to)
{
    spot_pc(s, f->pc, to);
    if (!to->source && f->fix_pc != NO_PC) spot_pc(s, f->fix_pc, to);
    if (!to->source) spot_variable(s, f, to);
}
