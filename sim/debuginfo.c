/* debuginfo.c -- see debuginfo.h. */
#include "debuginfo_own.h"
#include "demangle.h"
#include "findings.h"
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES_MAX = 16 << 20, INFLATED_MAX = 256 << 20 };

/* ---- may we? ------------------------------------------------------------------------------------- */

/* libdw unpacks compressed sections and keeps a row for every line: both must stay within bounds. */
static bool bearable(const elf_file_t *e)
{
    uint64_t inflated = 0;
    size_t names = 0;
    bool has_info = false;
    if (elf_getshdrstrndx(e->handle, &names)) return false;
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(e->handle, scn));) {
        GElf_Shdr h;
        GElf_Chdr c;
        if (!gelf_getshdr(scn, &h)) return false;
        const char *name = elf_strptr(e->handle, names, h.sh_name);
        uint64_t size = h.sh_size;
        if (!name || (strncmp(name, ".debug_", 7) && strncmp(name, ".zdebug_", 8))) continue;
        if (h.sh_type == SHT_NOBITS || name[1] == 'z') return false;    /* elsewhere; GNU's old compression */
        if (h.sh_flags & SHF_COMPRESSED) {
            if (!gelf_getchdr(scn, &c)) return false;
            size = c.ch_size;
        }
        if (size > INFLATED_MAX || (inflated += size) > INFLATED_MAX) return false;
        if (!strcmp(name, ".debug_line") && size > LINE_BYTES_MAX) return false;
        has_info |= !strcmp(name, ".debug_info");
    }
    return has_info;
}

debuginfo_t *debuginfo_open(const elf_file_t *e)
{
    if (!e->handle || !bearable(e)) return NULL;
    debuginfo_t *d = calloc(1, sizeof *d);
    if (!d) return NULL;
    d->elf = e;
    d->dwarf = dwarf_begin_elf(e->handle, DWARF_C_READ, NULL);
    for (unsigned i = 0; i < KNOWN; i++) d->known[i].pc = NO_PC;
    if (d->dwarf) return d;
    free(d);
    return NULL;
}

void debuginfo_close(debuginfo_t *d)
{
    if (!d) return;
    dwarf_end(d->dwarf);
    free(d->span), free(d->variable), free(d);
}

/* ---- walking --------------------------------------------------------------------------------------- */

bool die_child(Dwarf_Die *of, Dwarf_Die *child, unsigned *visits)
{
    return *visits && --*visits && dwarf_child(of, child) == 0;
}

bool die_next(Dwarf_Die *die, unsigned *visits)
{
    Dwarf_Die next;
    if (!*visits || !--*visits || dwarf_siblingof(die, &next) != 0) return false;
    if (dwarf_dieoffset(&next) <= dwarf_dieoffset(die)) return false;
    *die = next;
    return true;
}

bool die_attribute(Dwarf_Die *die, unsigned name, Dwarf_Attribute *a, Dwarf_Die *owner)
{
    Dwarf_Die at = *die;
    for (int hop = 0; hop < HOPS_MAX; hop++) {
        Dwarf_Attribute to;
        Dwarf_Die there;
        *owner = at;
        if (dwarf_attr(&at, name, a)) return true;
        if (!dwarf_attr(&at, DW_AT_abstract_origin, &to) && !dwarf_attr(&at, DW_AT_specification, &to))
            return false;
        if (!dwarf_formref_die(&to, &there)) return false;
        at = there;
    }
    return false;
}

const char *die_text(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute a;
    Dwarf_Die owner;
    return die_attribute(die, name, &a, &owner) ? dwarf_formstring(&a) : NULL;
}

void die_name(Dwarf_Die *die, char *to, size_t room)
{
    const char *linkage = die_text(die, DW_AT_linkage_name), *plain = die_text(die, DW_AT_name);
    if (linkage) demangle(linkage, to, room);
    if (linkage && (strcmp(to, linkage) || !plain)) return;
    put_text(to, room, "%s", plain ? plain : "");
}

bool die_number(Dwarf_Die *die, unsigned name, Dwarf_Word *value)
{
    Dwarf_Attribute a;
    return dwarf_attr(die, name, &a) && dwarf_formudata(&a, value) == 0;
}

/* ---- which unit ------------------------------------------------------------------------------------ */

/* Only what lies in code of the file counts: see debuginfo.h. */
static bool is_code(const elf_file_t *e, Dwarf_Addr lo, Dwarf_Addr hi)
{
    if (lo >= hi || hi > UINT64_C(1) << 32) return false;
    const elf_section_t *s = elf_file_section(e, (uint32_t)lo);
    return s ? s->exec && hi - s->addr <= s->size : !e->sections;
}

static void add_span(debuginfo_t *d, Dwarf_Addr lo, Dwarf_Addr hi, Dwarf_Off unit)
{
    if (!is_code(d->elf, lo, hi) || d->spans == RANGES_MAX) return;
    if (d->spans == d->room) {
        size_t room = d->room ? 2 * d->room : 256;
        span_t *more = realloc(d->span, room * sizeof *more);
        if (!more) return;
        d->span = more, d->room = room;
    }
    d->span[d->spans++] = (span_t){ (uint32_t)lo, (uint32_t)(hi - 1), unit };   /* hi: the last byte */
}

static int by_lo(const void *a, const void *b)
{
    const span_t *x = a, *y = b;
    if (x->lo != y->lo) return x->lo < y->lo ? -1 : 1;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

bool debuginfo_next_unit(debuginfo_t *d, Dwarf_Off at, Dwarf_Off *after, size_t *header)
{
    return dwarf_nextcu(d->dwarf, at, after, header, NULL, NULL, NULL) == 0 && *after > at;
}

static void index_units(debuginfo_t *d)
{
    Dwarf_Off at = 0, after;
    size_t header;
    unsigned visits = VISITS_MAX;
    d->indexed = true;
    for (; visits && debuginfo_next_unit(d, at, &after, &header); at = after, visits--) {
        Dwarf_Die unit;
        Dwarf_Addr base, lo, hi;
        ptrdiff_t next = 0;
        if (!dwarf_offdie(d->dwarf, at + header, &unit)) continue;
        if (!d->split) d->split = die_text(&unit, DW_AT_dwo_name);
        if (!d->split) d->split = die_text(&unit, DW_AT_GNU_dwo_name);
        for (unsigned n = 0; n < RANGES_MAX && (next = dwarf_ranges(&unit, next, &base, &lo, &hi)) > 0; n++)
            add_span(d, lo, hi, at + header);
    }
    if (d->spans) qsort(d->span, d->spans, sizeof *d->span, by_lo);
}

bool debuginfo_unit(debuginfo_t *d, uint32_t pc, Dwarf_Die *unit)
{
    size_t lo = 0, hi;
    if (!d->indexed) index_units(d);
    for (hi = d->spans; lo < hi;) {
        size_t mid = (lo + hi) / 2;
        if (d->span[mid].lo <= pc) lo = mid + 1; else hi = mid;
    }
    for (size_t i = lo; i-- && lo - i < 8;)
        if (pc <= d->span[i].hi) return dwarf_offdie(d->dwarf, d->span[i].unit, unit) != NULL;
    return false;
}

/* ---- frames ---------------------------------------------------------------------------------------- */

typedef struct { Dwarf_Die die[FRAMES_MAX]; unsigned count; } chain_t;  /* outermost first */

bool die_holds(Dwarf_Die *die, uint32_t pc)
{
    Dwarf_Addr base, lo, hi;
    ptrdiff_t next = 0;
    for (unsigned n = 0; n < RANGES_MAX && (next = dwarf_ranges(die, next, &base, &lo, &hi)) > 0; n++)
        if (pc >= lo && pc < hi) return true;
    return false;
}

/* Descend to pc: through blocks and inlined calls that hold it; through namespaces and types always. */
static void descend(Dwarf_Die *in, uint32_t pc, chain_t *chain, unsigned depth, unsigned *visits)
{
    Dwarf_Die die;
    if (depth > DEPTH_MAX || !die_child(in, &die, visits)) return;
    do {
        int tag = dwarf_tag(&die);
        unsigned before = chain->count;
        if (tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine || tag == DW_TAG_lexical_block
            || tag == DW_TAG_try_block || tag == DW_TAG_catch_block) {
            if (!die_holds(&die, pc)) continue;
            if ((tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine) && chain->count < FRAMES_MAX)
                chain->die[chain->count++] = die;
            descend(&die, pc, chain, depth + 1, visits);
            return;
        }
        if (chain->count || !dwarf_haschildren(&die)) continue;
        if (tag == DW_TAG_namespace || tag == DW_TAG_structure_type || tag == DW_TAG_class_type
            || tag == DW_TAG_enumeration_type || tag == DW_TAG_union_type || tag == DW_TAG_module)
            descend(&die, pc, chain, depth + 1, visits);
        if (chain->count > before) return;
    } while (die_next(&die, visits));
}

bool debuginfo_function(Dwarf_Die *unit, uint32_t pc, Dwarf_Die *function, unsigned *visits)
{
    chain_t chain = { .count = 0 };
    descend(unit, pc, &chain, 0, visits);
    return chain.count && (*function = chain.die[0], true);
}

static void source_line(Dwarf_Die *unit, uint32_t pc, site_t *s)
{
    Dwarf_Line *row = dwarf_getsrc_die(unit, pc);
    const char *file = row ? dwarf_linesrc(row, NULL, NULL) : NULL;
    int line = 0;
    if (!file || dwarf_lineno(row, &line)) return;
    snprintf(s->file, sizeof s->file, "%s", file);
    s->line = line > 0 ? (unsigned)line : 0;
}

/* Where an inlined function was called: file and line in the function around it. */
static void call_line(Dwarf_Die *unit, Dwarf_Die *inlined, site_t *s)
{
    Dwarf_Files *files;
    size_t count;
    Dwarf_Word file, line;
    if (!die_number(inlined, DW_AT_call_file, &file) || !die_number(inlined, DW_AT_call_line, &line)) return;
    if (dwarf_getsrcfiles(unit, &files, &count) || file >= count) return;
    const char *name = dwarf_filesrc(files, file, NULL, NULL);
    if (!name) return;
    snprintf(s->file, sizeof s->file, "%s", name);
    s->line = line > 0x7FFFFFFF ? 0 : (unsigned)line;
}

static void look_up(debuginfo_t *d, uint32_t pc, known_t *k)
{
    Dwarf_Die unit;
    chain_t chain = { .count = 0 };
    unsigned visits = VISITS_MAX;
    memset(k, 0, sizeof *k);
    k->pc = pc;
    if (!debuginfo_unit(d, pc, &unit)) return;
    descend(&unit, pc, &chain, 0, &visits);
    source_line(&unit, pc, &k->frame[0]);
    k->frames = chain.count ? chain.count : k->frame[0].line ? 1 : 0;
    for (unsigned i = 0; i < chain.count; i++) {
        Dwarf_Die *die = &chain.die[chain.count - 1 - i];
        die_name(die, k->frame[i].function, sizeof k->frame[i].function);
        if (i + 1 < chain.count) call_line(&unit, die, &k->frame[i + 1]);
    }
}

const char *debuginfo_split(debuginfo_t *d)
{
    if (!d->indexed) index_units(d);
    return d->split;
}

bool debuginfo_site(debuginfo_t *d, uint32_t pc, unsigned frame, site_t *s)
{
    known_t *k = &d->known[(pc >> 1) % KNOWN];
    pc &= ~1u;
    if (k->pc != pc) look_up(d, pc, k);
    if (frame >= k->frames) return false;
    *s = k->frame[frame];
    return true;
}
