/* mdma_data.h -- the data path of an MDMA channel: items, addresses, bursts, packing, padding,
 * exchange. RM0433 14.3.5-14.3.10, 14.5.5.
 *
 * Pure functions of a channel and a buffer: no time, no flags, no facts. mdma.c decides when; this
 * decides what. Sizes are log2 bytes. */
#ifndef MDMA_DATA_H
#define MDMA_DATA_H
#include "mdma.h"
#include <stdbool.h>

#define MDMA_BNDTR_ALL 0xFFFDFFFFu
#define MDMA_TBR_ALL   0x0003003Fu

typedef struct {
    uint32_t addr;
    uint8_t  size, beats;                       /* as in port_t */
    uint8_t  bytes;                             /* source bytes it gives or takes */
} mdma_access_t;

static inline uint32_t mdma_field(const mdma_channel_t *c, unsigned at, uint32_t mask)
{
    return c->tcr >> at & mask;
}
static inline unsigned mdma_ssize(const mdma_channel_t *c) { return mdma_field(c, MDMA_SSIZE, 3); }
static inline unsigned mdma_dsize(const mdma_channel_t *c) { return mdma_field(c, MDMA_DSIZE, 3); }
static inline unsigned mdma_mode(const mdma_channel_t *c)  { return mdma_field(c, MDMA_TRGM, 3); }
static inline uint32_t mdma_left(const mdma_channel_t *c)  { return c->bndtr & 0x1FFFF; }
static inline uint32_t mdma_repeats(const mdma_channel_t *c) { return c->bndtr >> 20; }

/* Is the set-up wrong, and with which ESR bits? TED says which side. */
bool mdma_set_up_wrong(const mdma_channel_t *, uint32_t *esr);
/* Source bytes of the next buffer when `under_way` bytes of the block are in flight. */
unsigned mdma_buffer_bytes(const mdma_channel_t *, uint32_t under_way);
/* Where an address is after so many source bytes. */
uint32_t mdma_source_after(const mdma_channel_t *, uint32_t from, uint32_t bytes);
uint32_t mdma_dest_after(const mdma_channel_t *, uint32_t from, uint32_t bytes);
/* The next read, if bytes are still to be asked for; the next write, if the FIFO holds enough. */
bool mdma_next_read(const mdma_channel_t *, const mdma_buffer_t *, mdma_access_t *);
bool mdma_next_write(const mdma_channel_t *, const mdma_buffer_t *, mdma_access_t *);
/* The access of a job (mdma_job_t); of a node, five doublewords. */
mdma_access_t mdma_access(const mdma_channel_t *, const mdma_buffer_t *, unsigned job);
/* Beat k of the write that begins at buffer->out. */
uint64_t mdma_item(const mdma_channel_t *, const mdma_buffer_t *, unsigned k);
/* The node's words, two a beat, into the registers. */
void mdma_load_node(mdma_channel_t *, const uint64_t word[5]);
/* At the end of a block: the addresses move by the update values. */
void mdma_update(mdma_channel_t *);
#endif
