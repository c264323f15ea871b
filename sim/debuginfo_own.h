/* debuginfo_own.h -- shared by debuginfo.c (lines and functions), debuginfo_types.c (variables and what they
 * are made of) and debuginfo_stack.c (call frames and locals); private to them.
 *
 * A file's DWARF is not to be believed: every walk counts its visits down, every chain of references has a
 * length, every nesting a depth. */
#ifndef DEBUGINFO_OWN_H
#define DEBUGINFO_OWN_H
#include "debuginfo.h"
#include <dwarf.h>
#include <elfutils/libdw.h>

enum { RANGES_MAX = 1 << 20, VISITS_MAX = 1 << 22, DEPTH_MAX = 64, HOPS_MAX = 8, FRAMES_MAX = 10,
       KNOWN = 64 };

typedef struct { uint32_t lo, hi; Dwarf_Off unit; } span_t;        /* [lo, hi] is a compilation unit's */
typedef struct { uint32_t pc; unsigned frames; site_t frame[FRAMES_MAX]; } known_t;

struct debuginfo {
    const elf_file_t *elf;
    Dwarf      *dwarf;
    span_t     *span; size_t spans, room;        /* by lo */
    bool        indexed, listed;
    const char *split;                           /* a unit's own file for most of it, or NULL */
    variable_t *variable; size_t variables, variable_room;
    known_t     known[KNOWN];                    /* what was asked lately, by address */
    Dwarf_CFI  *frames; bool framed;             /* .debug_frame, read when first wanted */
};

/* Children in the order of the file. `visits` counts down; an entry that points back ends the list. */
bool die_child(Dwarf_Die *of, Dwarf_Die *child, unsigned *visits);
bool die_next (Dwarf_Die *, unsigned *visits);
/* An attribute here, or where this entry's abstract origin or specification has it. */
bool die_attribute(Dwarf_Die *, unsigned name, Dwarf_Attribute *, Dwarf_Die *owner);
const char *die_text(Dwarf_Die *, unsigned name);
bool die_number(Dwarf_Die *, unsigned name, Dwarf_Word *value);
void die_name(Dwarf_Die *, char *to, size_t room);             /* demangled */
bool die_holds(Dwarf_Die *, uint32_t pc);
bool die_type(Dwarf_Die *of, Dwarf_Die *type);                 /* without typedef, const, volatile */
/* Where it is declared: file lives as long as the debuginfo_t. */
bool die_declared(Dwarf_Die *unit, Dwarf_Die *, const char **file, unsigned *line);
bool debuginfo_unit(debuginfo_t *, uint32_t pc, Dwarf_Die *unit);
/* The function whose code holds pc, not what is inlined there. */
bool debuginfo_function(Dwarf_Die *unit, uint32_t pc, Dwarf_Die *function, unsigned *visits);
bool debuginfo_next_unit(debuginfo_t *, Dwarf_Off at, Dwarf_Off *after, size_t *header);
/* Bytes of a type; 0: not known. */
uint32_t type_size(Dwarf_Die *type);
#endif
