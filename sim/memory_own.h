/* memory_own.h -- shared by memory_check.c (tables), memory_rules.c (findings) and memory_start.c (what
 * start-up code does); private to them. */
#ifndef MEMORY_OWN_H
#define MEMORY_OWN_H
#include "memory_check.h"

/* What is in a place when main begins. */
typedef enum {
    START_FLASH,                 /* in flash: there since it was programmed */
    START_ZEROED, START_COPIED,  /* by start-up code */
    START_DEBUGGER,              /* its bytes have a RAM address in the file: gone after power-up */
    START_NOBODY,                /* its bytes are in flash and no start-up symbol covers it */
    START_RANDOM,                /* no bytes in the file, and nobody clears it */
    START_UNKNOWN                /* the file has none of the symbols start-up code goes by */
} at_start_t;

enum { RANGES = 64 };
typedef struct { uint32_t addr, end; bool copied; } start_range_t;

typedef struct {
    firmware_t    *f;
    elf_section_t *section; size_t sections;     /* the file's, or made from its segments */
    start_range_t  range[RANGES]; unsigned ranges;
    char           segment_name[64][24];
} layout_t;

typedef struct { const char *rule; uint8_t tier; uint32_t addr; char object[64], message[400]; } remark_t;
typedef struct { remark_t *item; size_t count, room; } remarks_t;

/* memory_check.c */
const region_row_t  *memory_of(uint32_t addr);             /* NULL: no memory of the chip there */
const elf_section_t *section_of(const layout_t *, uint32_t addr);
const char          *attribute_of(uint32_t addr);          /* "write-back", "write-through", "TCM" */
bool                 cacheable(uint32_t addr);
bool                 is_object(const layout_t *, const symbol_t *);

/* A DMA engine by its short name, and whether it reaches an address (its memory port). */
typedef struct { const char *name; uint8_t init, other; } reacher_t;
extern const reacher_t reachers[];                         /* name NULL ends them */
bool reaches(const reacher_t *, uint32_t addr);

/* memory_start.c */
void       start_find(layout_t *);
at_start_t start_of(const layout_t *, const elf_section_t *, uint32_t addr, uint32_t size);

/* memory_rules.c: false: an object named in `dma` does not exist, err says which. */
bool rules_apply(const layout_t *, const char *dma, remarks_t *, err_t *);
#endif
