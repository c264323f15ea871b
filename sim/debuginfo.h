/* debuginfo.h -- DWARF: from an address to function, file and line, and from a variable to where it is
 * declared. DWARF 4 and 5, read with libdw.
 *
 * Read: line tables, subprograms and inlined calls (innermost first), static variables at fixed
 * addresses. Not read: types, locals, call frames, split and supplementary files, DWARF 2 and 3 beyond
 * what libdw does by itself.
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

typedef struct { const char *name; uint32_t addr, size; const char *file; unsigned line; } variable_t;
/* All static variables, by address; what is returned lives as long as the debuginfo_t. */
size_t debuginfo_variables(debuginfo_t *, const variable_t **);
#endif
