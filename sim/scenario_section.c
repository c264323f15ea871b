/* scenario_section.c -- named sections, as a linker script has them: a memory, and what start-up code
 * does there before main.
 *
 * A name such as .sram1 on a static says where it lies, not who fills it. The C start-up code (or
 * cortex-m-rt's) copies .data and zeroes .bss; a section of one's own is in neither unless somebody
 * adds it: then the initialiser in the source never reaches the memory.
 *
 * Not modelled: the copying itself (it is over at cycle 0, whether the memory has a clock or not). */
#include "scenario_own.h"
#include <string.h>

enum { SECTIONS_MAX = 64, SECTION_NAME = 47 };

static bool good_section_name(const char *n)
{
    size_t length = strspn(n, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.");
    return length && !n[length] && length <= SECTION_NAME;
}

static bool parse_section(build_t *b, const place_t *p)
{
    static const char *const keys[] = { "region", "start", NULL };
    static const char *const starts[] = { "none", "zero", "copy", NULL };
    place_t region = json_member(p, "region"), start = json_member(p, "start");
    section_t *s = list_add(b, &b->section, sizeof *s);
    int how;
    if (!good_section_name(p->key))
        return json_error(p, "a section's name is letters, digits, _ and points, at most %d",
                          SECTION_NAME);
    s->name = keep_text(b, p->key);
    if (!json_keys(p, keys) || !json_choice(&region, memory_names, &s->memory)) return false;
    if (!strcmp(memory_names[s->memory], "FLASH"))
        return json_error(&region,
                          "start-up code does not write FLASH; a buffer there has \"region\"");
    if (!json_choice(&start, starts, &how)) return false;
    s->start = (uint8_t)how;
    return true;
}

bool parse_sections(build_t *b, const place_t *p)
{
    if (!p->v) return true;
    if (!json_object(p)) return false;
    int count = cJSON_GetArraySize(p->v);
    if (count > SECTIONS_MAX)
        return json_error(p, "%d sections are more than the %d allowed", count, SECTIONS_MAX);
    for (const cJSON *k = p->v->child; k; k = k->next) {
        place_t at = { p->doc, p, k, k->string, 0 };
        if (!parse_section(b, &at)) return false;
    }
    return true;
}

bool find_section(build_t *b, const place_t *p, const section_t **found)
{
    const section_t *s = b->section.item;
    const char *name;
    suggest_t near;
    if (!json_string(p, &name)) return false;
    suggest_start(&near, name);
    for (size_t i = 0; i < b->section.count; i++) {
        if (!strcmp(s[i].name, name)) return *found = &s[i], true;
        suggest_offer(&near, s[i].name);
    }
    return json_error(p, "no section \"%.40s\"%s", name, suggest_text(&near));
}

bool start_up(build_t *b, const place_t *init, const section_t *section, const symbol_t *s)
{
    bytes_t bytes = { NULL, s->size };
    if (init->v && !parse_bytes(b, init, s->size, &bytes)) return false;
    if (section && section->start == START_NONE) return true;
    if (!init->v && !section) return true;
    if (!bytes.byte) bytes.byte = keep(b, s->size);
    for (uint32_t i = 0; section && section->start == START_ZERO && i < bytes.size; i++)
        if (bytes.byte[i])
            return json_error(init, "section %s is zeroed at start-up: byte %u cannot be 0x%02X",
                              section->name, i, bytes.byte[i]);
    image_t *image = list_add(b, &b->image, sizeof *image);
    *image = (image_t){ s->addr, bytes.size, bytes.byte };
    return true;
}
