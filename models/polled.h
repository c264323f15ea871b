/* polled.h -- registers of a block that is not there, as far as start-up code polls them: a few rows, so that
 * a driver's initialisation ends as it does on the chip. Used by stored.c and busmaster.c.
 *
 * Modelled: reset values, bits that are kept, commands that are over at once (not kept: they read 0), status
 * bits that a write raises, that follow another bit, or that a write of ones clears.
 * Not modelled: all the rest. Every access is told as F_UNMODELLED: what the block does is not done.
 * What surprises people: a row holds how the word differs from its reset value, so zeroed memory is reset. */
#ifndef POLLED_H
#define POLLED_H
#include <stdint.h>

typedef enum { POLLED_KEEPS, POLLED_SETS, POLLED_FOLLOWS, POLLED_CLEARS } polled_kind_t;

/* The first row of an offset is the word; all rows of it apply when it is written:
 *   SETS     bits & when == is: `bits` of the word at `status` rise
 *   FOLLOWS  the same, and fall otherwise
 *   CLEARS   ones written clear those bits at `status` */
typedef struct {
    uint16_t off, status;
    uint8_t  kind;
    uint32_t reset, keeps;
    uint32_t when, is, bits;
} polled_row_t;

typedef struct { const polled_row_t *row; uint16_t rows; } polled_cfg_t;

static inline int polled_row(const polled_cfg_t *c, uint32_t off)
{
    for (unsigned i = 0; c && i < c->rows; i++)
        if (c->row[i].off == (off & ~3u)) return (int)i;
    return -1;
}

static inline uint32_t polled_peek(const polled_cfg_t *c, const uint32_t *word, uint32_t off)
{
    int i = polled_row(c, off);
    return i < 0 ? 0 : word[i] ^ c->row[i].reset;
}

static inline void polled_put(const polled_cfg_t *c, uint32_t *word, uint32_t off, uint32_t mask,
                              uint32_t val)
{
    int i = polled_row(c, off);
    if (i >= 0) word[i] = (word[i] & ~mask) | ((val ^ c->row[i].reset) & mask);
}

/* mask: the bytes written. */
static inline void polled_write(const polled_cfg_t *c, uint32_t *word, uint32_t off, uint32_t mask,
                                uint32_t val)
{
    int first = polled_row(c, off);
    if (first < 0) return;
    polled_put(c, word, off, c->row[first].keeps & mask, val);
    for (unsigned i = (unsigned)first; i < c->rows; i++) {
        const polled_row_t *r = &c->row[i];
        if (r->off != (off & ~3u)) continue;
        int hit = (val & mask & r->when) == r->is;
        if (r->kind == POLLED_CLEARS) polled_put(c, word, r->status, val & mask, 0);
        else if ((r->kind == POLLED_SETS && hit) || r->kind == POLLED_FOLLOWS)
            polled_put(c, word, r->status, r->bits, hit ? r->bits : 0);
    }
}
#endif
