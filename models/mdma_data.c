/* mdma_data.c -- what an MDMA channel moves next, and what its items look like. See mdma_data.h. */
#include "mdma_data.h"

enum { AXI_SPAN = 4096, AHB_SPAN = 1024,        /* bursts do not cross these (AXI and AHB rules) */
       NODE_BEATS = 5 };                        /* ten words: TCR to MDR */

static unsigned larger(const mdma_channel_t *c)
{
    unsigned s = mdma_ssize(c), d = mdma_dsize(c);
    return s > d ? s : d;
}

/* Bytes go straight through: packed, or items of one size. */
static bool straight(const mdma_channel_t *c)
{
    return mdma_field(c, MDMA_PKE, 1) || mdma_ssize(c) == mdma_dsize(c);
}

/* Source bytes that make one destination item, log2. */
static unsigned take(const mdma_channel_t *c)
{
    return straight(c) ? mdma_dsize(c) : mdma_ssize(c);
}

bool mdma_set_up_wrong(const mdma_channel_t *c, uint32_t *esr)
{
    uint32_t s = (1u << mdma_ssize(c)) - 1, d = (1u << mdma_dsize(c)) - 1, left = mdma_left(c);
    *esr = 0;
    if (c->sar & s || c->dar & d) *esr |= MDMA_ASE | (c->sar & s ? 0 : (uint32_t)MDMA_TED);
    else if (left & s || left & d) *esr |= MDMA_BSE | (left & s ? 0 : (uint32_t)MDMA_TED);
    else if (c->tbr & MDMA_SBUS && mdma_ssize(c) == 3) *esr = c->sar & 0x7F;
    else if (c->tbr & MDMA_DBUS && mdma_dsize(c) == 3) *esr = MDMA_TED | (c->dar & 0x7F);
    else return false;
    return true;
}

unsigned mdma_buffer_bytes(const mdma_channel_t *c, uint32_t under_way)
{
    uint32_t unit = 1u << larger(c), left = mdma_left(c) - under_way;
    uint32_t n = mdma_field(c, MDMA_TLEN, 0x7F) + 1;
    n = (n + unit - 1) & ~(unit - 1);
    return n < left ? n : left;
}

/* `items` further on from an address: INC, then the offset size. */
static uint32_t onward(uint32_t from, unsigned inc, unsigned offset, uint32_t items)
{
    if (inc == MDMA_UP) return from + (items << offset);
    return inc == MDMA_DOWN ? from - (items << offset) : from;
}

uint32_t mdma_source_after(const mdma_channel_t *c, uint32_t from, uint32_t bytes)
{
    return onward(from, mdma_field(c, MDMA_SINC, 3), mdma_field(c, MDMA_SINCOS, 3),
                  bytes >> mdma_ssize(c));
}

uint32_t mdma_dest_after(const mdma_channel_t *c, uint32_t from, uint32_t bytes)
{
    return onward(from, mdma_field(c, MDMA_DINC, 3), mdma_field(c, MDMA_DINCOS, 3),
                  bytes >> take(c));
}

/* Beats of one access: 2^burst, but what is left, what a port carries, and no boundary crossed.
 * Only a rising address whose step is the data size makes a burst. */
static unsigned beats(unsigned inc, unsigned offset, unsigned size, unsigned burst, uint32_t addr,
                      uint32_t items, bool ahb)
{
    uint32_t n = 1u << burst, span = ahb ? AHB_SPAN : AXI_SPAN, room = (span - addr % span) >> size;
    if (inc != MDMA_UP || offset != size) return 1;
    if (n > items) n = items;
    if (n > BUS_BEATS) n = BUS_BEATS;
    if (n > room) n = room;
    return n ? n : 1;
}

bool mdma_next_read(const mdma_channel_t *c, const mdma_buffer_t *b, mdma_access_t *a)
{
    unsigned size = mdma_ssize(c);
    if (b->in >= b->len) return false;
    a->addr = mdma_source_after(c, b->src, b->in);
    a->size = (uint8_t)size;
    a->beats = (uint8_t)beats(mdma_field(c, MDMA_SINC, 3), mdma_field(c, MDMA_SINCOS, 3), size,
                              mdma_field(c, MDMA_SBURST, 7), a->addr,
                              (uint32_t)(b->len - b->in) >> size, c->tbr & MDMA_SBUS);
    a->bytes = (uint8_t)(a->beats << size);
    return true;
}

bool mdma_next_write(const mdma_channel_t *c, const mdma_buffer_t *b, mdma_access_t *a)
{
    unsigned per = take(c);
    if (b->out >= b->len) return false;
    a->addr = mdma_dest_after(c, b->dst, b->out);
    a->size = (uint8_t)mdma_dsize(c);
    a->beats = (uint8_t)beats(mdma_field(c, MDMA_DINC, 3), mdma_field(c, MDMA_DINCOS, 3), a->size,
                              mdma_field(c, MDMA_DBURST, 7), a->addr,
                              (uint32_t)(b->len - b->out) >> per, c->tbr & MDMA_DBUS);
    a->bytes = (uint8_t)(a->beats << per);
    return b->out + a->bytes <= b->in;
}

mdma_access_t mdma_access(const mdma_channel_t *c, const mdma_buffer_t *b, unsigned job)
{
    mdma_access_t a = { .addr = c->lar, .size = 3, .beats = NODE_BEATS };
    if (job == MDMA_MASK) a = (mdma_access_t){ .addr = c->mar & ~3u, .size = 2, .beats = 1 };
    if (job == MDMA_FILL) mdma_next_read(c, b, &a);
    if (job == MDMA_DRAIN) mdma_next_write(c, b, &a);
    return a;
}

/* Swap neighbours of `bits` each, all over the item. */
static uint64_t swap(uint64_t v, unsigned bits)
{
    static const uint64_t low[] = { [8] = 0x00FF00FF00FF00FFull, [16] = 0x0000FFFF0000FFFFull,
                                    [32] = 0x00000000FFFFFFFFull };
    return (v & low[bits]) << bits | (v >> bits & low[bits]);
}

/* RM0433 14.5.4: each exchange is of the destination's items and means nothing to smaller ones. */
static uint64_t exchange(uint64_t v, uint32_t cr, unsigned size)
{
    if (cr & MDMA_CR_BEX && size >= 1) v = swap(v, 8);
    if (cr & MDMA_CR_HEX && size >= 2) v = swap(v, 16);
    if (cr & MDMA_CR_WEX && size >= 3) v = swap(v, 32);
    return v;
}

uint64_t mdma_item(const mdma_channel_t *c, const mdma_buffer_t *b, unsigned k)
{
    unsigned per = take(c), size = mdma_dsize(c), bits = 8u << per, wide = 8u << size;
    unsigned at = b->out + (k << per), pam = mdma_field(c, MDMA_PAM, 3);
    uint64_t v = 0;
    for (unsigned i = 0; i < 1u << per && at + i < MDMA_FIFO; i++)
        v |= (uint64_t)b->byte[at + i] << 8 * i;
    if (bits < wide) {
        if (pam == 2) v <<= wide - bits;
        else if (pam == 1 && v >> (bits - 1) & 1) v |= ~0ull << bits;
    } else if (bits > wide && pam == 2) {
        v >>= bits - wide;
    }
    if (wide < 64) v &= (1ull << wide) - 1;
    return exchange(v, c->cr, size);
}

void mdma_update(mdma_channel_t *c)
{
    uint32_t suv = c->brur & 0xFFFF, duv = c->brur >> 16;
    c->sar += c->bndtr & MDMA_BRSUM ? 0u - suv : suv;
    c->dar += c->bndtr & MDMA_BRDUM ? 0u - duv : duv;
}

/* RM0433 14.5.5-14.5.15: the words stand in the order of the registers; the eighth is nothing. */
void mdma_load_node(mdma_channel_t *c, const uint64_t word[NODE_BEATS])
{
    c->tcr = (uint32_t)word[0], c->bndtr = (uint32_t)(word[0] >> 32) & MDMA_BNDTR_ALL;
    c->sar = (uint32_t)word[1], c->dar = (uint32_t)(word[1] >> 32);
    c->brur = (uint32_t)word[2], c->lar = (uint32_t)(word[2] >> 32) & ~7u;
    c->tbr = (uint32_t)word[3] & MDMA_TBR_ALL;
    c->mar = (uint32_t)word[4], c->mdr = (uint32_t)(word[4] >> 32);
    c->reload = mdma_left(c);
}
