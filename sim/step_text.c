/* step_text.c -- see step_text.h. */
#include "step_text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenario_edit.h"

unsigned step_depth(const names_t *n, uint32_t step, char handler[48])
{
    unsigned depth = 0;
    *handler = 0;
    if (step >= n->steps) return 0;
    const char *t = n->step[step];
    if (!strncmp(t, "handlers.", 9)) snprintf(handler, 48, "%.*s", (int)strcspn(t + 9, "."), t + 9);
    for (; *t && *t != ' '; t++) depth += !strncmp(t, ".do[", 4);
    return *handler && depth ? depth - 1 : depth;
}

/* Behind a comment that begins here. */
static const char *behind_comment(const char *c)
{
    const char *end = c[1] == '/' ? strchr(c, '\n') : c[1] == '*' ? strstr(c + 2, "*/") : NULL;
    return end ? end + (c[1] == '*' ? 2 : 0) : c[1] == '/' ? c + strlen(c) : c;
}

static size_t add_plain(char *out, size_t k, char c)
{
    bool blank = strchr(" \n\t\r", c);
    if (c == '"' || (blank && (!k || strchr(" [", out[k - 1])))) return k;
    if (strchr("}]", c))                                 /* a comma too many */
        while (k && strchr(" ,", out[k - 1])) k--;
    if (c == '}' && k && out[k - 1] != '{') out[k++] = ' ';
    out[k] = blank ? ' ' : c;
    return k + 1;
}

void plain_json(const char *json, char *out, size_t room)
{
    size_t k = 0;
    const char *end = json + strlen(json);
    bool object = *json == '{', text = false;
    if (object && end > json + 1) json++, end--;
    for (const char *c = json; c < end && k + 3 < room; c++) {
        while (!text && *c == '/' && c < end && behind_comment(c) != c) c = behind_comment(c);
        if (c >= end) break;
        if (*c == '"' && (c == json || c[-1] != '\\')) text = !text;
        else if (*c == ':' && !text) continue;
        k = add_plain(out, k, *c);
    }
    while (k && strchr(" ,", out[k - 1])) k--;
    out[k] = 0;
}

void step_text(const char *text, const names_t *n, uint32_t step, char *out, size_t room)
{
    char path[128];
    err_t err;
    const char *name = step < n->steps ? n->step[step] : "";
    bool found = text && strlen(text) < 65536 && edit_step_path(name, path, sizeof path);
    char *json = found ? edit_get(text, path, &err) : NULL;
    if (!json || strstr(json, "\"do\"") || json[0] != '{' || strlen(json) < 2) {
        const char *blank = strchr(name, ' ');          /* "program[3].load rx" */
        size_t end = blank ? (size_t)(blank - name) : strlen(name);
        while (end && name[end - 1] != '.') end--;
        snprintf(out, room, "%s", name + end);
        free(json);
        return;
    }
    plain_json(json, out, room);
    char *value = strchr(out, ' ');
    if (value && !strcmp(value, " true")) *value = 0;    /* "dsb" */
    free(json);
}
