/* svd.h -- a vendor's register names: CMSIS-SVD files, for what this program does not model.
 *
 * Read: peripherals (derivedFrom too), registers, clusters, `dim` of both, fields given as bitOffset and
 * bitWidth, lsb and msb, or bitRange. What regnames.h names already is left out: the manual's names stay.
 * Registers that do not begin at a multiple of 4, and those further than 64 KB behind their peripheral, are
 * left out and counted.
 * Not read: access, reset values, enumerated values, interrupts, cpu.
 * What surprises people: names that reg_find could not take apart ('#', '/', blanks, dots) have '_' there;
 * of several registers at one address the first one wins; an SVD file has no DOCTYPE, and one that has is
 * refused.
 * Work and memory are bounded whatever the file contains: its size, depth, numbers of elements, lengths. */
#ifndef SVD_H
#define SVD_H
#include "regnames.h"
#include "scenario.h"

enum { SVD_BYTES = 32 << 20, SVD_DEPTH = 24, SVD_BLOCKS = 512, SVD_REGISTERS = 60000, SVD_ROWS = 4096,
       SVD_FIELDS = 64, SVD_DIM = 512 };

typedef struct svd svd_t;

/* NULL and err: "stm32.svd:12: mismatched tag". */
svd_t *svd_load (const char *file, err_t *);
svd_t *svd_parse(const char *name, const char *text, size_t size, err_t *);
void   svd_free (svd_t *);
/* For reg_extend; as long as the svd_t lives. */
const reg_block_t *svd_blocks(const svd_t *, unsigned *count);
unsigned svd_left_out(const svd_t *);
#endif
