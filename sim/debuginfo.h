/* debuginfo.h -- DWARF: from an address to function, file and line, and from a variable to where it is
 * declared. DWARF 4 and 5, read with libdw.
 *
 * Read: line tables, subprograms and inlined calls (innermost first), static variables at fixed
 * addresses, the members and elements of their types; call frames (.debug_frame) and the locals that lie on
 * the stack at fixed places of their frame. Not read: locals in registers or in pieces, type units, split
 * and supplementary files, DWARF 2 and 3 beyond what libdw does by itself.
 * Nothing is read before the first question, and then one compilation unit at a time. A firmware without
 * DWARF, or with a damaged one, has no lines; nothing else depends on it. Work on a damaged file is
 * bounded: entries visited, depth, size of what is compressed.
 * What surprises people: the linker leaves line tables of functions it threw away, at address 0 and
 * above; only what lies in code of the file counts. */
#ifndef DEBUGINFO_H
#define DEBUGINFO_H
#include "elf_file.h"
#include "judge.h"

typedef struct debuginfo debuginfo_t;

debuginfo_t *debuginfo_open(const elf_file_t *);        /* NULL: the file has none. The file must stay. */
void         debuginfo_close(debuginfo_t *);
/* Frame 0 is innermost; false: no such frame. `offset` is not filled in. */
bool debuginfo_site(debuginfo_t *, uint32_t pc, unsigned frame, site_t *);

/* Compiled with -gsplit-dwarf: the first file its units are in, which is not read. Lines are known all the
 * same, names of functions from the symbols; inlined calls, variables, members and locals are not. NULL: all
 * is in the file. */
const char *debuginfo_split(debuginfo_t *);

/* `type` is debuginfo_parts's; 0: not known. */
typedef struct {
    const char *name; uint32_t addr, size; const char *file; unsigned line; uint64_t type;
} variable_t;
/* All static variables, by address; what is returned lives as long as the debuginfo_t. */
size_t debuginfo_variables(debuginfo_t *, const variable_t **);

/* What a variable is made of, each outer part before its inner ones: members of structures ("uart.rx"),
 * elements of arrays that have members or may share a cache line ("slot[2]", "slot[2].data"). Unions,
 * bit-fields, Rust's enums and arrays of more than 256 are not taken apart. */
typedef void part_give_t(void *of, const char *name, uint32_t addr, uint32_t size);
void debuginfo_parts(debuginfo_t *, uint64_t type, const char *name, uint32_t addr, part_give_t *, void *of);

/* Locals with a place in memory, of every function that is under way: from the innermost frame outwards,
 * through exception frames too (Armv7-M ARM B1.5.6). */
typedef struct { uint32_t r[16], process; } call_frame_t;            /* process: the process stack pointer */
typedef bool word_read_t(const void *of, uint32_t addr, uint32_t *word);
typedef struct {
    const char *name, *function; uint32_t addr, size; const char *file; unsigned line; uint64_t type;
} local_t;
typedef void local_give_t(void *of, const local_t *);
void debuginfo_locals(debuginfo_t *, const call_frame_t *, word_read_t *, const void *memory, local_give_t *,
                      void *of);
#endif
