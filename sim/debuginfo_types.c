/* debuginfo_types.c -- static variables, and the members and elements they are made of; see debuginfo.h. */
#include "debuginfo_own.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TYPE_DEPTH = 12, PARTS_EACH = 2048, ELEMENTS_MAX = 256, DIMENSIONS = 4, PART_NAME = 128,
       LINE_BYTES = 32 };

/* ---- types ----------------------------------------------------------------------------------------- */

bool die_type(Dwarf_Die *of, Dwarf_Die *type)
{
    Dwarf_Attribute a;
    Dwarf_Die owner, at = *of;
    for (int hop = 0; hop < HOPS_MAX; hop++) {
        if (!die_attribute(&at, DW_AT_type, &a, &owner)) return false;
        if (dwarf_whatform(&a) == DW_FORM_ref_sig8 || !dwarf_formref_die(&a, type)) return false;
        int tag = dwarf_tag(type);
        if (tag != DW_TAG_typedef && tag != DW_TAG_const_type && tag != DW_TAG_volatile_type) return true;
        at = *type;
    }
    return false;
}

/* An array's dimensions, outermost first; 0: not known, or too many. */
static unsigned dimensions(Dwarf_Die *array, uint32_t n[DIMENSIONS])
{
    Dwarf_Die range;
    unsigned count = 0, visits = 4 * DIMENSIONS;
    if (dwarf_hasattr(array, DW_AT_byte_stride) || !die_child(array, &range, &visits)) return 0;
    do {
        Dwarf_Word size, last;
        if (dwarf_tag(&range) != DW_TAG_subrange_type) continue;
        if (count == DIMENSIONS) return 0;
        if (!die_number(&range, DW_AT_count, &size)) {
            if (!die_number(&range, DW_AT_upper_bound, &last)) return 0;
            size = last + 1;
        }
        if (!size || size > UINT32_MAX) return 0;
        n[count++] = (uint32_t)size;
    } while (die_next(&range, &visits));
    return count;
}

static uint32_t sized(Dwarf_Die *type, unsigned depth)
{
    Dwarf_Word size;
    Dwarf_Die of;
    uint32_t n[DIMENSIONS];
    if (die_number(type, DW_AT_byte_size, &size)) return size <= UINT32_MAX ? (uint32_t)size : 0;
    if (dwarf_tag(type) != DW_TAG_array_type || depth == TYPE_DEPTH || !die_type(type, &of)) return 0;
    uint64_t bytes = sized(&of, depth + 1);
    unsigned dims = dimensions(type, n);
    for (unsigned i = 0; i < dims; i++)
        if ((bytes *= n[i]) > UINT32_MAX) return 0;
    return dims ? (uint32_t)bytes : 0;
}

uint32_t type_size(Dwarf_Die *type) { return sized(type, 0); }

bool die_declared(Dwarf_Die *unit, Dwarf_Die *die, const char **file, unsigned *line)
{
    Dwarf_Attribute a;
    Dwarf_Die owner;
    Dwarf_Files *files;
    Dwarf_Word f, l;
    size_t count;
    if (!die_attribute(die, DW_AT_decl_line, &a, &owner) || dwarf_formudata(&a, &l)) return false;
    if (l >= 0x7FFFFFFF) return false;
    if (!die_attribute(die, DW_AT_decl_file, &a, &owner) || dwarf_formudata(&a, &f)) return false;
    if (dwarf_getsrcfiles(unit, &files, &count) || f >= count) return false;
    *file = dwarf_filesrc(files, f, NULL, NULL), *line = (unsigned)l;
    return *file != NULL;
}

/* ---- members and elements ---------------------------------------------------------------------------- */

typedef struct { part_give_t *give; void *of; unsigned left, visits; } parts_t;

static void parts_of(parts_t *, Dwarf_Die *type, const char *name, uint32_t addr, unsigned depth);

static void part(parts_t *p, Dwarf_Die *type, const char *name, uint32_t addr, uint32_t size, unsigned depth)
{
    if (!p->left || !size || size - 1 > UINT32_MAX - addr) return;
    p->left--;
    p->give(p->of, name, addr, size);
    parts_of(p, type, name, addr, depth + 1);
}

/* Rust counts the fields of a tuple: __0. */
static void member_name(Dwarf_Die *member, const char *name, char *to)
{
    const char *own = die_text(member, DW_AT_name);
    if (own && !strncmp(own, "__", 2) && own[2] >= '0' && own[2] <= '9') own += 2;
    if (own) snprintf(to, PART_NAME, "%s.%s", name, own);
    else snprintf(to, PART_NAME, "%s", name);
}

/* A structure around one thing of the same size is that thing: so are Rust's cells and wrappers. */
static void members(parts_t *p, Dwarf_Die *type, const char *name, uint32_t addr, unsigned depth)
{
    Dwarf_Die member, of;
    uint32_t whole = type_size(type);
    if (!die_child(type, &member, &p->visits)) return;
    do {
        Dwarf_Word at = 0;
        int tag = dwarf_tag(&member);
        char full[PART_NAME];
        if (tag != DW_TAG_member && tag != DW_TAG_inheritance) continue;
        if (dwarf_hasattr(&member, DW_AT_bit_size) || dwarf_hasattr(&member, DW_AT_data_bit_offset)) continue;
        if (dwarf_hasattr(&member, DW_AT_data_member_location)
            && !die_number(&member, DW_AT_data_member_location, &at)) continue;
        if (!die_type(&member, &of)) continue;
        uint32_t size = type_size(&of);
        if (!size || size > whole || at > whole - size) continue;
        member_name(&member, name, full);
        bool same = size == whole || tag == DW_TAG_inheritance || !strcmp(full, name);
        if (same) parts_of(p, &of, name, addr + (uint32_t)at, depth + 1);
        else part(p, &of, full, addr + (uint32_t)at, size, depth);
    } while (die_next(&member, &p->visits));
}

/* What is inside of wrappers: of Cell<u8> the u8. */
static int bare_tag(Dwarf_Die *type, unsigned *visits)
{
    Dwarf_Die at = *type, member, of;
    for (int hop = 0; hop < HOPS_MAX; hop++) {
        int tag = dwarf_tag(&at);
        uint32_t whole = type_size(&at);
        bool inside = false;
        if (tag != DW_TAG_structure_type && tag != DW_TAG_class_type) return tag;
        if (!die_child(&at, &member, visits)) return tag;
        do inside = dwarf_tag(&member) == DW_TAG_member && die_type(&member, &of) && type_size(&of) == whole;
        while (!inside && die_next(&member, visits));
        if (!inside) return tag;
        at = of;
    }
    return 0;
}

/* Elements are objects of their own if they have members, or if two of them may share a cache line. */
static void elements(parts_t *p, Dwarf_Die *type, const char *name, uint32_t addr, unsigned depth)
{
    uint32_t n[DIMENSIONS];
    Dwarf_Die of;
    unsigned dims = dimensions(type, n);
    if (!dims || !die_type(type, &of)) return;
    int tag = bare_tag(&of, &p->visits);
    bool made = tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_array_type;
    uint64_t row = type_size(&of);
    for (unsigned i = 1; i < dims; i++)
        if ((row *= n[i]) > UINT32_MAX) return;
    bool split = dims > 1 || made, simple = tag == DW_TAG_array_type || (dims > 1 && !made);
    if (!split || !row || n[0] > ELEMENTS_MAX) return;
    if (simple && row % LINE_BYTES == 0 && addr % LINE_BYTES == 0) return;
    for (uint32_t i = 0; i < n[0] && p->left; i++) {
        char full[PART_NAME];
        snprintf(full, sizeof full, "%s[%u]", name, i);
        if (dims == 1) part(p, &of, full, addr + i * (uint32_t)row, (uint32_t)row, depth);
        else p->left--, p->give(p->of, full, addr + i * (uint32_t)row, (uint32_t)row);
    }
}

static void parts_of(parts_t *p, Dwarf_Die *type, const char *name, uint32_t addr, unsigned depth)
{
    int tag = dwarf_tag(type);
    if (depth >= TYPE_DEPTH) return;
    if (tag == DW_TAG_structure_type || tag == DW_TAG_class_type) members(p, type, name, addr, depth);
    else if (tag == DW_TAG_array_type) elements(p, type, name, addr, depth);
}

void debuginfo_parts(debuginfo_t *d, uint64_t type, const char *name, uint32_t addr, part_give_t *give,
                     void *of)
{
    Dwarf_Die die;
    parts_t p = { give, of, PARTS_EACH, 16 * PARTS_EACH };
    if (type && dwarf_offdie(d->dwarf, type, &die)) parts_of(&p, &die, name, addr, 0);
}

/* ---- variables ------------------------------------------------------------------------------------- */

/* DW_OP_addr and nothing behind it; optimised-away and thread-local ones have none. */
static bool fixed_address(Dwarf_Die *die, uint32_t *addr)
{
    Dwarf_Attribute a;
    Dwarf_Block b;
    Dwarf_Op *op;
    size_t ops;
    if (!dwarf_attr(die, DW_AT_location, &a) || dwarf_formblock(&a, &b)) return false;    /* a list */
    if (dwarf_getlocation(&a, &op, &ops) || ops != 1) return false;
    if (op[0].atom == DW_OP_addr) return *addr = (uint32_t)op[0].number, true;
    if (op[0].atom != DW_OP_addrx) return false;
    Dwarf_Attribute where;
    Dwarf_Addr value;
    if (dwarf_getlocation_attr(&a, op, &where) || dwarf_formaddr(&where, &value)) return false;
    return *addr = (uint32_t)value, true;
}

static void add_variable(debuginfo_t *d, Dwarf_Die *unit, Dwarf_Die *die, uint32_t addr)
{
    Dwarf_Die type;
    const char *name = die_text(die, DW_AT_linkage_name);
    if (!name) name = die_text(die, DW_AT_name);
    if (!name || !*name) return;
    if (d->variables == d->variable_room) {
        size_t room = d->variable_room ? 2 * d->variable_room : 256;
        variable_t *more = realloc(d->variable, room * sizeof *more);
        if (!more) return;
        d->variable = more, d->variable_room = room;
    }
    variable_t v = { .name = name, .addr = addr };
    if (die_type(die, &type)) {
        uint32_t size = type_size(&type);
        if (size <= UINT32_MAX - addr) v.size = size, v.type = dwarf_dieoffset(&type);
    }
    die_declared(unit, die, &v.file, &v.line);
    d->variable[d->variables++] = v;
}

static void collect(debuginfo_t *d, Dwarf_Die *unit, Dwarf_Die *in, unsigned depth, unsigned *visits)
{
    Dwarf_Die die;
    uint32_t addr;
    if (depth > DEPTH_MAX || !die_child(in, &die, visits)) return;
    do {
        if (dwarf_tag(&die) == DW_TAG_variable && fixed_address(&die, &addr)
            && elf_file_section(d->elf, addr))
            add_variable(d, unit, &die, addr);
        else if (dwarf_haschildren(&die) == 1) collect(d, unit, &die, depth + 1, visits);
    } while (die_next(&die, visits));
}

static int by_addr(const void *a, const void *b)
{
    const variable_t *x = a, *y = b;
    if (x->addr != y->addr) return x->addr < y->addr ? -1 : 1;
    return strcmp(x->name, y->name);
}

size_t debuginfo_variables(debuginfo_t *d, const variable_t **list)
{
    Dwarf_Off at = 0, after;
    size_t header;
    unsigned visits = VISITS_MAX;
    for (; !d->listed && visits && debuginfo_next_unit(d, at, &after, &header); at = after) {
        Dwarf_Die unit;
        visits--;
        if (dwarf_offdie(d->dwarf, at + header, &unit)) collect(d, &unit, &unit, 0, &visits);
    }
    if (!d->listed && d->variables) qsort(d->variable, d->variables, sizeof *d->variable, by_addr);
    d->listed = true;
    return *list = d->variable, d->variables;
}
