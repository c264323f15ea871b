/* firmware_file.c -- see firmware_file.h. */
#include "firmware_file.h"
#include "demangle.h"
#include "heap_calls.h"
#include "json.h"
#include "plain_file.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FLASH = 0x08000000, RESET_HZ = 64000000, NAME_ROOM = 128, PARTS_MAX = 1 << 16, INPUT_MAX = 1 << 24,
       HEX_TEXT_MAX = 4 * IMAGE_BYTES_MAX };
enum { DEFAULT_CYCLES = 200000000 };             /* three seconds at the clock after reset */

typedef enum { KIND_OTHER, KIND_ELF, KIND_HEX, KIND_BIN } kind_t;

static bool ends_with(const char *file, const char *end)
{
    size_t n = strlen(file), m = strlen(end);
    return n > m && !strcmp(file + n - m, end);
}

static kind_t kind_of(const char *file)
{
    char head[4] = { 0 };
    FILE *f = plain_open(file);
    if (!f) return KIND_OTHER;
    size_t n = fread(head, 1, sizeof head, f);
    fclose(f);
    if (n == 4 && !memcmp(head, "\177ELF", 4)) return KIND_ELF;
    if (ends_with(file, ".bin")) return KIND_BIN;
    if (ends_with(file, ".elf") || ends_with(file, ".axf") || !memcmp(head, "!<ar", sizeof head))
        return KIND_ELF;                                         /* says better what is wrong */
    return n && head[0] == ':' ? KIND_HEX : ends_with(file, ".hex") ? KIND_HEX : KIND_OTHER;
}

bool firmware_is(const char *file) { return strcmp(file, "-") && kind_of(file) != KIND_OTHER; }

/* ---- where it starts ----------------------------------------------------------------------------- */

static const region_row_t *memory_at(uint32_t addr)
{
    const region_row_t *r = map_region(&h743_map, addr);
    return r && r->kind <= REGION_TCM ? r : NULL;
}

/* The first two words of a vector table (Armv7-M ARM B1.5.3): a stack pointer at the end of some RAM's
 * part, an odd address of code that is loaded. NULL: it is one. */
static const char *not_vectors(const firmware_t *f, uint32_t at)
{
    uint32_t stack, reset;
    if (!image_word(&f->loaded, at, &stack) || !image_word(&f->loaded, at + 4, &reset))
        return "nothing is loaded there";
    const region_row_t *r = memory_at(stack - 4);
    if (!r || r->kind == REGION_FLASH || stack & 3)
        return "its first word is no stack pointer: it is in no RAM";
    if (!(reset & 1)) return "its second word has bit 0 clear: no Thumb code";
    return image_has(&f->loaded, reset & ~1u) ? NULL : "its second word points where no code is loaded";
}

static bool find_vectors(firmware_t *f, const firmware_options_t *o, err_t *err)
{
    const char *why = NULL;
    bool found = true;
    f->vtor = o && o->has_vtor ? o->vtor : FLASH;
    if (f->vtor & 127)
        return fail(err, "%s: a vector table at 0x%08X: not on a multiple of 128", f->path, f->vtor);
    if ((why = not_vectors(f, f->vtor)) && o && o->has_vtor)
        return fail(err, "%s: no vector table at 0x%08X: %s", f->path, f->vtor, why);
    if (why) found = false;
    for (size_t i = 0; why && i < f->loaded.parts; i++) {
        uint32_t at = f->loaded.part[i].addr;
        if (at & 127 || not_vectors(f, at) || (found && at > f->vtor)) continue;
        f->vtor = at, found = true;
    }
    if (!found)
        return fail(err,
                    "%s: no vector table at 0x%08X (%s) nor where another piece begins; "
                    "--vtor ADDR says where it is",
                    f->path, FLASH, why);
    image_word(&f->loaded, f->vtor, &f->stack);
    image_word(&f->loaded, f->vtor + 4, &f->reset);
    return true;
}

/* ---- names --------------------------------------------------------------------------------------- */

/* From the initial stack pointer down to a symbol that limits it, or to the last section below it. */
static void find_stack(firmware_t *f)
{
    static const char *const limit[] = {
        "__StackLimit", "_stack_end", "__stack_limit", "__stack_start__", "_sstack" };
    const region_row_t *r = memory_at(f->stack - 4);
    f->stack_low = f->stack;
    if (!f->is_elf || !f->elf.sections) return;
    uint32_t low = r->base;
    for (size_t i = 0; i < f->elf.sections; i++) {
        const elf_section_t *s = &f->elf.section[i];
        uint32_t end = s->addr + s->size;
        if (memory_at(s->addr) != r) continue;
        if (f->stack - 4 - s->addr < s->size) low = s->addr;               /* a section of its own */
        else if (end <= f->stack && end > low) low = end;
    }
    for (size_t i = 0; i < sizeof limit / sizeof *limit; i++) {
        const elf_symbol_t *s = elf_file_symbol(&f->elf, limit[i]);
        if (s && s->addr > r->base && s->addr < f->stack) low = s->addr;
    }
    if (low < f->stack) f->stack_low = (low + 3) & ~3u;
}

static void add_name(firmware_t *f, size_t *used, const char *name, uint32_t addr, uint32_t size)
{
    char *to = f->names + *used;
    demangle(name, to, NAME_ROOM);
    *used += strlen(to) + 1;
    f->symbol[f->symbols++] = (symbol_t){ to, addr, size };
}

static bool name_all(firmware_t *f, err_t *err)
{
    const variable_t *variable = NULL;
    size_t variables = f->debug && !f->elf.symbols ? debuginfo_variables(f->debug, &variable) : 0, used = 0;
    size_t most = f->elf.symbols + variables + 1;
    f->symbol = calloc(most, sizeof *f->symbol), f->reach = calloc(most, sizeof *f->reach);
    f->names = malloc(most * NAME_ROOM);
    if (!f->symbol || !f->reach || !f->names) return fail(err, "%s: out of memory", f->path);
    uint32_t last = 0, largest = 0;        /* of several names of one address: the best, and larger things */
    for (size_t i = 0; i < f->elf.symbols; i++) {
        const elf_symbol_t *s = &f->elf.symbol[i];
        if (s->kind == ELF_LABEL || !s->size || (s->addr == last && s->size <= largest)) continue;
        add_name(f, &used, s->name, s->addr, s->size), last = s->addr, largest = s->size;
    }
    for (size_t i = 0; i < variables; i++)
        if (variable[i].size) add_name(f, &used, variable[i].name, variable[i].addr, variable[i].size);
    if (f->stack_low < f->stack) add_name(f, &used, "stack", f->stack_low, f->stack - f->stack_low);
    names_order(f->symbol, f->reach, f->symbols);
    return true;
}

typedef struct { firmware_t *f; size_t room, used, name_room; } parts_t;

/* Names move while there come more: until all are here `name` is an offset. */
static void add_part(void *of, const char *name, uint32_t addr, uint32_t size)
{
    parts_t *p = of;
    firmware_t *f = p->f;
    size_t n = strlen(name) + 1;
    if (f->parts == PARTS_MAX) return;
    if (f->parts == p->room) {
        size_t room = p->room ? 2 * p->room : 256;
        symbol_t *more = realloc(f->part, room * sizeof *more);
        if (!more) return;
        f->part = more, p->room = room;
    }
    if (p->used + n > p->name_room) {
        char *more = realloc(f->part_names, 2 * p->name_room + NAME_ROOM);
        if (!more) return;
        f->part_names = more, p->name_room = 2 * p->name_room + NAME_ROOM;
    }
    memcpy(f->part_names + p->used, name, n);
    f->part[f->parts++] = (symbol_t){ (const char *)(uintptr_t)p->used, addr, size };
    p->used += n;
}

static void name_parts(firmware_t *f)
{
    const variable_t *v = NULL;
    size_t count = f->debug ? debuginfo_variables(f->debug, &v) : 0;
    parts_t p = { .f = f };
    names_t objects = { .symbol = f->symbol, .reach = f->reach, .symbols = f->symbols };
    for (size_t i = 0; i < count; i++) {
        const region_row_t *r = memory_at(v[i].addr);
        const symbol_t *s = names_find(&objects, v[i].addr);         /* by the name it has already */
        if (!r || r->kind == REGION_FLASH || !s || s->addr != v[i].addr || !v[i].type) continue;
        if (i && v[i - 1].addr == v[i].addr) continue;
        debuginfo_parts(f->debug, v[i].type, s->name, s->addr, add_part, &p);
    }
    f->part_reach = f->parts ? calloc(f->parts, sizeof *f->part_reach) : NULL;
    if (!f->part_reach) f->parts = 0;
    for (size_t i = 0; i < f->parts; i++) f->part[i].name = f->part_names + (uintptr_t)f->part[i].name;
    names_order(f->part, f->part_reach, f->parts);
    f->local = f->is_elf ? calloc(LOCALS_MAX, sizeof *f->local) : NULL;
    f->local_text = f->local ? calloc(LOCALS_MAX, sizeof *f->local_text) : NULL;
    if (!f->local_text) free(f->local), f->local = NULL;
}

/* "rx" of "main::rx". */
static bool last_words(const char *whole, const char *name)
{
    size_t n = strlen(whole), m = strlen(name);
    return n > m + 2 && !strcmp(whole + n - m, name) && whole[n - m - 1] == ':';
}

const symbol_t *firmware_symbol(const firmware_t *f, const char *name, err_t *err)
{
    char plain[NAME_ROOM];
    const symbol_t *found = NULL;
    suggest_t near;
    demangle(name, plain, sizeof plain);
    suggest_start(&near, name);
    for (size_t i = 0; i < f->symbols; i++) {
        if (!strcmp(f->symbol[i].name, plain)) return &f->symbol[i];
        const char *last = strrchr(f->symbol[i].name, ':');
        suggest_offer(&near, f->symbol[i].name);
        if (last) suggest_offer(&near, last + 1);
    }
    for (size_t i = 0; i < f->parts; i++)
        if (!strcmp(f->part[i].name, plain)) return &f->part[i];
    for (size_t i = 0; i < f->symbols; i++) {
        if (!last_words(f->symbol[i].name, name)) continue;
        if (found) {
            fail(err, "%s: \"%.60s\" may be %s or %s", f->path, name, found->name, f->symbol[i].name);
            return NULL;
        }
        found = &f->symbol[i];
    }
    if (!found && f->symbols <= 1)
        fail(err, "%s: no symbol \"%.60s\": the file has none at all", f->path, name);
    else if (!found) fail(err, "%s: no symbol \"%.60s\"%s", f->path, name, suggest_text(&near));
    return found;
}

static bool label_at(const void *of, uint32_t addr)
{
    const elf_file_t *e = &((const firmware_t *)of)->elf;
    for (size_t i = 0; i < e->symbols; i++)
        if (e->symbol[i].addr == addr && e->symbol[i].guessed) return true;
    return false;
}

/* What DWARF knows, and the symbol table where it knows nothing. */
static bool site_of(const void *of, uint32_t pc, unsigned frame, site_t *s)
{
    const firmware_t *f = of;
    site_t next;
    memset(s, 0, sizeof *s);
    bool known = f->debug && debuginfo_site(f->debug, pc, frame, s);
    if (!known && frame) return false;
    const elf_symbol_t *in = elf_file_function(&f->elf, pc);
    bool outermost = !known || !debuginfo_site(f->debug, pc, frame + 1, &next);
    if (outermost && in) {
        s->offset = (pc & ~1u) - in->addr;
        if (!*s->function) demangle(in->name, s->function, sizeof s->function);
    }
    return known || in;
}

/* ---- loading ------------------------------------------------------------------------------------- */

static bool load_elf(firmware_t *f, err_t *err)
{
    if (!elf_file_load(&f->elf, f->path, err)) return false;
    f->is_elf = true;
    return image_elf(&f->loaded, &f->elf, &h743_map, err);
}

static bool load_bytes(firmware_t *f, kind_t kind, const firmware_options_t *o, err_t *err)
{
    size_t size, most = kind == KIND_BIN ? IMAGE_BYTES_MAX : HEX_TEXT_MAX;
    f->raw = file_bytes(f->path, most, &size, err);
    if (!f->raw) return false;
    if (kind == KIND_BIN)
        return image_bin(&f->loaded, f->path, f->raw, size, o && o->has_base ? o->base : FLASH, &h743_map,
                         err);
    return image_hex(&f->loaded, f->path, f->raw, size, &h743_map, err);
}

static bool no_firmware(const char *file, err_t *err)
{
    FILE *f = plain_open(file);
    if (!f)
        return fail(err, "%s: cannot be opened: %s", file,
                    errno == EINVAL ? "not a plain file" : strerror(errno));
    fclose(f);
    return fail(err, "%s: no firmware: neither ELF nor Intel HEX nor a .bin file", file);
}

firmware_t *firmware_load(const char *file, const firmware_options_t *o, err_t *err)
{
    kind_t kind = kind_of(file);
    firmware_t *f = calloc(1, sizeof *f);
    bool good = f != NULL;
    err->text[0] = 0;
    if (!good) return fail(err, "%s: out of memory", file), NULL;
    snprintf(f->path, sizeof f->path, "%s", file);
    if (o && o->has_base && kind != KIND_BIN)
        good = fail(err, "%s: a base address is for binary files; this one has its own", file);
    else if (kind == KIND_OTHER)
        good = no_firmware(file, err);
    else good = kind == KIND_ELF ? load_elf(f, err) : load_bytes(f, kind, o, err);
    good = good && find_vectors(f, o, err);
    if (good && o && o->input)
        good = (f->input = file_bytes(o->input, INPUT_MAX, &f->input_size, err)) != NULL;
    if (good && f->is_elf) f->debug = debuginfo_open(&f->elf), f->heaps = heap_calls(&f->elf, f->heap);
    if (good) find_stack(f), good = name_all(f, err);
    if (good) name_parts(f);
    if (good) return f;
    firmware_free(f);
    return NULL;
}

void firmware_free(firmware_t *f)
{
    if (!f) return;
    debuginfo_close(f->debug);
    image_free(&f->loaded);
    if (f->is_elf) elf_file_free(&f->elf);
    free(f->input), free(f->raw), free(f->symbol), free(f->reach), free(f->names);
    free(f->part), free(f->part_reach), free(f->part_names), free(f->local), free(f->local_text), free(f);
}

void firmware_give(const firmware_t *f, input_t *in, names_t *names)
{
    in->image = f->loaded.part, in->images = (uint32_t)f->loaded.parts;
    in->firmware = 1, in->vectors = f->vtor;
    in->command = strrchr(f->path, '/') ? strrchr(f->path, '/') + 1 : f->path;
    in->console = f->input, in->consoles = (uint32_t)f->input_size;
    in->cpu_hz = in->hclk_hz = in->pclk_hz = RESET_HZ;       /* RM0433 8.5.1: HSI after reset, no divider */
    in->pll1q_hz = 0;
    in->heap = f->heap, in->heaps = f->heaps;
    names->symbol = f->symbol, names->reach = f->reach, names->symbols = f->symbols;
    names->part = f->part, names->part_reach = f->part_reach, names->parts = f->parts;
    names->local = f->local, names->locals = 0;
    names->site = f->is_elf ? site_of : NULL, names->label = f->is_elf ? label_at : NULL, names->of = f;
    names->cpu = domain_of(0, in->cpu_hz);
}

scenario_t *firmware_scenario(const char *file, const firmware_options_t *o, err_t *err)
{
    firmware_t *f = firmware_load(file, o, err);
    if (!f) return NULL;
    scenario_t *s = calloc(1, sizeof *s);
    if (!s) {
        firmware_free(f);
        return fail(err, "%s: out of memory", file), NULL;
    }
    s->file = s->title = f->path;
    s->why = "";
    s->firmware = f;
    s->output_line = -1;
    s->max_cycles = DEFAULT_CYCLES;
    s->fail_on = TIER_ERROR;
    s->in.seed = 1;
    firmware_give(f, &s->in, &s->names);
    return s;
}

scenario_t *scenario_of(const char *file, const firmware_options_t *o, err_t *err)
{
    return firmware_is(file) ? firmware_scenario(file, o, err) : scenario_load(file, err);
}
