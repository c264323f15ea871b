/* image.h -- what a firmware file puts into memory before cycle 0: ELF, Intel HEX or plain binary.
 *
 * ELF goes by physical address (p_paddr), as a flash programmer and a debugger's `load` do; what has no
 * bytes in the file (.bss) is not touched: start-up code clears it, or nobody does. If a segment begins
 * with the file's own headers (GNU ld does that when they fit below the first section), only what lies
 * in sections is loaded. HEX: records 00 to 05 of Intel's specification (rev. A). Binary: all of it at
 * one address.
 *
 * Every byte must fall into a memory of the map, and none twice (aliases count as the memory they show);
 * otherwise there is one error that names the segment or the line. Parts are cut where one memory ends
 * and the next begins, so that each lies in one region. Not here: who runs it (firmware_file.h). */
#ifndef IMAGE_H
#define IMAGE_H
#include "elf_file.h"
#include "input.h"
#include "map.h"

enum { IMAGE_BYTES_MAX = 16 << 20, IMAGE_PARTS_MAX = 4096 };

typedef struct {
    image_t *part; size_t parts, room;         /* in the order of the file */
    uint8_t **block; size_t blocks;            /* HEX: bytes put together here, owned */
    char   (*what)[64];                        /* what part i is, for messages: "segment 2 (.data)" */
} loaded_t;

/* bytes must stay while the loaded_t is used (ELF: the file; binary: the caller's). */
bool image_elf(loaded_t *, const elf_file_t *, const map_t *, err_t *);
bool image_bin(loaded_t *, const char *name, const uint8_t *bytes, size_t size, uint32_t base, const map_t *,
               err_t *);
bool image_hex(loaded_t *, const char *name, const uint8_t *text, size_t size, const map_t *, err_t *);
void image_free(loaded_t *);

/* The word at addr as it is loaded; false: not all of it is. */
bool image_word(const loaded_t *, uint32_t addr, uint32_t *word);
/* Is this address in a loaded part? */
bool image_has(const loaded_t *, uint32_t addr);
#endif
