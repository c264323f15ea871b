/* scenario_firmware.c -- a scenario around a firmware: "firmware" instead of "program". The file's
 * symbols are the buffers, its functions the marks ("symbol:main": when its first instruction executes).
 *
 * Clocks, caches, memory and handlers are the firmware's own business: keys that would set them are
 * refused. World, masters, limits, expectations and the lesson are as in every scenario. */
#include "scenario_own.h"
#include "firmware_file.h"
#include <stdio.h>
#include <string.h>

enum { PATH_ROOM = 1024 };

static bool refuse_setting_up(const place_t *top)
{
    static const char *const keys[] = { "program", "handlers", "buffers", "sections", "setup", "clocks",
        NULL };
    for (int i = 0; keys[i]; i++) {
        place_t p = json_member(top, keys[i]);
        if (p.v) return json_error(&p, "not together with \"firmware\": that does it itself");
    }
    return true;
}

static bool parse_options(const place_t *p, firmware_options_t *o, const char **input)
{
    static const char *const keys[] = { "file", "base", "vtor", "stdin", NULL };
    place_t text = json_member(p, "stdin"), base = json_member(p, "base"), vtor = json_member(p, "vtor");
    uint64_t v = 0;
    if (!json_keys(p, keys)) return false;
    if (text.v && !json_string(&text, input)) return false;
    if (base.v && !json_uint(&base, 0, UINT32_MAX, &v)) return false;
    o->has_base = base.v != NULL, o->base = (uint32_t)v;
    if (vtor.v && !json_uint(&vtor, 0, UINT32_MAX, &v)) return false;
    o->has_vtor = vtor.v != NULL, o->vtor = (uint32_t)v;
    return true;
}

bool parse_firmware(build_t *b, const place_t *p, const place_t *top)
{
    firmware_options_t o = { .has_base = false };
    place_t file = *p;
    char path[PATH_ROOM];
    err_t err = { "" };
    const char *input = NULL;
    if (!p->v) return true;
    if (!refuse_setting_up(top)) return false;
    if (cJSON_IsObject(p->v)) {
        if (!parse_options(p, &o, &input)) return false;
        file = json_member(p, "file");
    }
    if (!file_beside(b, &file, path, sizeof path)) return false;
    b->s->firmware = firmware_load(path, &o, &err);
    if (!b->s->firmware) return json_error(&file, "%.360s", err.text);
    if (input) b->s->firmware->input = (uint8_t *)strdup(input), b->s->firmware->input_size = strlen(input);
    firmware_give(b->s->firmware, &b->s->in, &b->s->names);
    b->symbol.item = b->s->firmware->symbol, b->symbol.count = b->s->firmware->symbols;
    return true;
}

bool symbol_mark(build_t *b, const place_t *p, const char *text)
{
    const firmware_t *f = b->s->firmware;
    const char *name = text + strlen("symbol:");
    char **mark = b->mark.item;
    err_t err = { "" };
    if (!f) return json_error(p, "\"%.40s\": only a \"firmware\" has symbols", text);
    for (size_t i = 0; i < b->mark.count; i++)
        if (!strcmp(mark[i], text)) return true;
    if (strlen(text) >= sizeof ((expect_t *)0)->to)
        return json_error(p, "a symbol of more than %zu characters", sizeof ((expect_t *)0)->to - 1);
    const symbol_t *s = firmware_symbol(f, name, &err);
    if (!s) return json_error(p, "%.360s", err.text);
    const elf_symbol_t *code = elf_file_function(&f->elf, s->addr);
    if (!code || code->addr != s->addr) return json_error(p, "\"%.40s\" is no function", name);
    if (b->mark.count == MARKS_NAMED_MAX) return json_error(p, "more than %d marks", MARKS_NAMED_MAX);
    mark = list_add(b, &b->mark, sizeof *mark);
    *mark = keep_text(b, text);
    *(uint32_t *)list_add(b, &b->mark_pc, sizeof(uint32_t)) = s->addr;
    return true;
}
