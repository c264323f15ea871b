/* regfields.h -- what the values of a field mean, for fields whose values have names in the manual. */
#ifndef REGFIELDS_H
#define REGFIELDS_H
#include <stdint.h>

/* "word" for ("DMA1.S0CR", "PSIZE", 2); NULL: a number, or one bit that is on or off. */
const char *reg_meaning(const char *reg, const char *field, uint32_t value);
#endif
