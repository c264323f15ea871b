/* regnames.h -- registers and fields by the manual's names, and back from an address.
 *
 *   "DMA1.S0CR.EN" -> 0x4002_0010, bit 0, width 1        0x4002_0010 -> "DMA1.S0CR"
 *
 * Every register of the modelled parts and of the core. Names are those of RM0433 (registers without
 * the block's prefix) and of the Armv7-M manual; the core's blocks are SCB, NVIC, MPU, SYST, DWT and
 * CoreDebug as in CMSIS. USART3 and UART4 keep their own spelling. A field that has two names in the
 * manual (RXNE and RXFNE) answers to both. Names are matched exactly; reg_suggest is for the rest.
 *
 * Tables only: nothing here knows a part. regtable.c holds the rows, sorted by address. */
#ifndef REGNAMES_H
#define REGNAMES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    const char *name;            /* '#' stands for the number of a repeated register: "S#CR" */
    uint16_t    off;
    uint8_t     count, stride;   /* how many, from 0 on, and how far apart; 1, 0 for a single one */
    const char *fields;          /* "EN 0, DIR 7:6, RXNE/RXFNE 5"; "" if it is one number */
} reg_row_t;

typedef struct {
    const char      *name;
    uint32_t         base;
    const reg_row_t *row;
    uint16_t         rows;
} reg_block_t;

extern const reg_block_t reg_block[];
extern const unsigned    reg_blocks;

/* Blocks behind ours, which every function below then knows too: a vendor's names (svd.h). They stay the
 * caller's and must outlive their use; NULL takes them away. */
void reg_extend(const reg_block_t *, unsigned count);
const reg_block_t *reg_block_number(unsigned i);   /* ours first; NULL after the last */

enum { REG_NAME = 48 };          /* room for any full name */

/* false: no such name. bit, width: the field, or 0 and 32 for a whole register. */
bool reg_find(const char *name, uint32_t *addr, unsigned *bit, unsigned *width);
/* "DMA1.S0CR", "DMA1.S0CR+2" for an address inside it; false and "" if no register is there. */
bool reg_name(uint32_t addr, char *out, size_t room);
/* The known name nearest to one that was not found, with as many parts as it has; NULL if nothing is
 * near. Points to `out`. */
const char *reg_suggest(const char *name, char *out, size_t room);

/* Going through all of them: start with a zeroed reg_info_t. */
typedef struct {
    const char *block;
    char        name[REG_NAME];  /* full: "DMA1.S0CR" */
    uint32_t    addr;
    const char *fields;
    unsigned    at_block, at_row, at_index;   /* where to go on */
} reg_info_t;
bool reg_next(reg_info_t *);
bool reg_at(uint32_t addr, reg_info_t *);          /* the register whose word holds addr */

/* Through the fields of a register: const char *at = reg.fields; while (reg_field(&at, &f)) ... */
typedef struct { char name[REG_NAME]; unsigned bit, width; } reg_field_t;
bool reg_field(const char **at, reg_field_t *);
#endif
