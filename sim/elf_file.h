/* elf_file.h -- a firmware's ELF file as plain rows: segments, allocated sections, symbols. ELF for the
 * Arm Architecture (IHI 0044), System V ABI chapters 4 and 5; read with libelf.
 *
 * Taken: linked 32-bit little-endian Arm executables, stripped ones too. Refused with one sentence:
 * objects that are not linked, shared and position-independent files, other machines and byte orders,
 * files larger than ELF_BYTES_MAX, tables that lie outside the file.
 * Not read here: relocations, notes, symbols of sections that are not allocated, DWARF (debuginfo.h).
 * What surprises people: `addr` is where bytes are when the program runs, `load` where the file puts
 * them (p_paddr); they differ for .data. Thumb functions have bit 0 of their symbol set: it is cleared
 * here. A function without a size (assembly) is given all up to the next one. */
#ifndef ELF_FILE_H
#define ELF_FILE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "scenario.h"

enum { ELF_BYTES_MAX = 64 << 20, ELF_SEGMENTS_MAX = 1024, ELF_SECTIONS_MAX = 1 << 12,
       ELF_SYMBOLS_MAX = 1 << 19 };

/* One loadable segment; `bytes` of it are in the file, the rest of `size` is not. */
typedef struct {
    unsigned number;               /* in the program header table, as readelf -l counts */
    uint32_t addr, load, size, bytes, offset;
    bool     write, exec;
} elf_segment_t;

/* One section that has memory when the program runs. */
typedef struct {
    const char *name;              /* "" if the file has no names */
    unsigned    number;
    uint32_t    addr, load, size, offset, align;
    bool        nobits, write, exec;
    bool        loaded;            /* its bytes are in a segment: `load` is known */
} elf_section_t;

typedef enum { ELF_LABEL, ELF_OBJECT, ELF_FUNCTION } elf_symbol_kind_t;

typedef struct {
    const char *name;              /* as in the file */
    uint32_t    addr, size;
    uint8_t     kind;              /* elf_symbol_kind_t */
    bool        global, weak, absolute;
    bool        guessed;           /* the file gives no size */
} elf_symbol_t;

typedef struct {
    char           path[1024];
    uint8_t       *file; size_t file_size;     /* owned */
    void          *handle;                     /* libelf's */
    uint32_t       entry;
    elf_segment_t *segment; size_t segments;
    elf_section_t *section; size_t sections;   /* by address */
    elf_symbol_t  *symbol;  size_t symbols;    /* by address; of one address the best name first */
} elf_file_t;

bool elf_file_load (elf_file_t *, const char *path, err_t *);
/* The same from memory, which is copied. `name` is for messages. */
bool elf_file_parse(elf_file_t *, const char *name, const uint8_t *bytes, size_t size, err_t *);
void elf_file_free (elf_file_t *);

const elf_symbol_t  *elf_file_symbol(const elf_file_t *, const char *name);      /* NULL: none */
/* The function whose code holds addr; bit 0 does not count. */
const elf_symbol_t  *elf_file_function(const elf_file_t *, uint32_t addr);
const elf_section_t *elf_file_section(const elf_file_t *, uint32_t addr);        /* that holds addr */

/* A whole file, at most `most` bytes; a 0 behind them. Freed by the caller. */
uint8_t *file_bytes(const char *path, size_t most, size_t *size, err_t *);
#endif
