/* dma_fifo.c -- what a DMA stream moves next, and the bytes on their way. See dma_fifo.h. */
#include "dma_fifo.h"

static unsigned beats_of(unsigned code) { return code ? 2u << code : 1; }       /* 1, 4, 8, 16 */

unsigned dma_fifo_status(const dma_stream_t *s, unsigned capacity)
{
    if (!s->level) return 4;
    return s->level >= capacity ? 5 : s->level * 4u / capacity;
}

/* Table "FIFO threshold configurations": the threshold must be a whole number of memory bursts, and
 * "in all cases" a burst must fit the FIFO (RM0433 15.3.14). Judged on the real FIFO. */
bool dma_burst_forbidden(const dma_stream_t *s)
{
    unsigned m = beats_of(s->cr >> 23 & 3), p = beats_of(s->cr >> 21 & 3);
    unsigned threshold = ((s->fcr & DMA_FCR_FTH) + 1) * (DMA_FIFO / 4);
    if (dma_direct(s)) return false;
    if (p > 1 && p << dma_psize(s) > DMA_FIFO) return true;
    return m > 1 && threshold % (m << dma_msize(s));
}

/* RM0433 15.3.14: PBURST * PSIZE = FIFO size and FTH = 3/4 is a permanent over- or underrun. */
bool dma_jammed(const dma_stream_t *s)
{
    unsigned p = beats_of(s->cr >> 21 & 3);
    return !dma_direct(s) && dma_dir(s) != DMA_M2M && (s->fcr & DMA_FCR_FTH) == 2
        && p > 1 && p << dma_psize(s) == DMA_FIFO;
}

void dma_lap(dma_stream_t *s)
{
    uint32_t unit = 1u << dma_msize(s), bytes = s->reload << dma_psize(s);
    uint32_t base = dma_double(s) && s->cr & DMA_CR_CT ? s->m1ar : s->m0ar;
    s->m_addr = base & ~(unit - 1);
    if (s->cr & DMA_CR_PFCTRL) s->m_left = UINT32_MAX;          /* no end in sight */
    else if (dma_dir(s) == DMA_M2P) s->m_left = (bytes + unit - 1) & ~(unit - 1);
    else s->m_left = bytes;
}

static unsigned mem_beats(const dma_stream_t *s, unsigned capacity)
{
    unsigned beats = beats_of(s->cr >> 23 & 3), bytes = beats << dma_msize(s);
    return bytes <= capacity && bytes <= s->m_left ? beats : 1;
}

/* A run starts when the level meets the threshold and ends when the FIFO has no place, or no data,
 * for one more memory access. */
void dma_threshold(dma_stream_t *s, unsigned capacity)
{
    unsigned threshold = ((s->fcr & DMA_FCR_FTH) + 1) * capacity / 4;
    unsigned unit = mem_beats(s, capacity) << dma_msize(s);
    if (dma_dir(s) == DMA_M2P) {
        if (s->level <= threshold) s->moving = 1;
        else if (capacity - s->level < unit) s->moving = 0;
    } else {
        if (s->level >= threshold) s->moving = 1;
        else if (s->level < unit) s->moving = 0;
    }
}

dma_access_t dma_next_per(const dma_stream_t *s, unsigned capacity)
{
    unsigned size = dma_psize(s), beats = beats_of(s->cr >> 21 & 3);
    if (beats << size > capacity || beats > s->ndtr) beats = 1;    /* incomplete bursts: singles */
    unsigned bytes = beats << size;
    bool write = dma_dir(s) == DMA_M2P;
    bool fits = write ? s->level >= bytes : s->level + bytes <= capacity;
    if (!s->ndtr || !fits || dma_jammed(s)) bytes = 0;
    return (dma_access_t){ s->p_addr, write, (uint8_t)size, (uint8_t)beats, (uint8_t)bytes };
}

static unsigned bytes_to_fetch(const dma_stream_t *s, unsigned unit, unsigned capacity)
{
    if (!s->m_left) return 0;
    if (dma_direct(s)) return s->level ? 0 : unit;
    return s->moving && s->level + unit <= capacity ? unit : 0;
}

/* The rest of a lap, or of a stream being stopped, goes out whatever the threshold says. */
static unsigned bytes_to_store(const dma_stream_t *s, unsigned *beats, unsigned capacity)
{
    unsigned item = 1u << dma_msize(s), have = s->level < s->m_left ? s->level : s->m_left;
    bool flush = s->stopping == 2 || s->level >= s->m_left || dma_direct(s);
    *beats = mem_beats(s, capacity);
    if (!have || !(flush || s->moving)) return 0;
    if (have >= *beats * item) return *beats * item;
    if (!flush) return 0;
    *beats = 1;
    return have < item ? have : item;
}

dma_access_t dma_next_mem(const dma_stream_t *s, unsigned capacity)
{
    dma_access_t a = { .addr = s->m_addr, .size = (uint8_t)dma_msize(s) };
    a.write = dma_dir(s) != DMA_M2P;
    unsigned beats = mem_beats(s, capacity);
    if (a.write) a.bytes = (uint8_t)bytes_to_store(s, &beats, capacity);
    else a.bytes = (uint8_t)bytes_to_fetch(s, beats << a.size, capacity);
    a.beats = (uint8_t)beats;
    return a;
}

/* Less than twice the capacity: bytes are numbered so, and a division is dear. */
static unsigned round_ring(unsigned at, unsigned capacity) { return at >= capacity ? at - capacity : at; }

void dma_push(dma_stream_t *s, uint64_t value, unsigned bytes, unsigned capacity)
{
    for (unsigned i = 0; i < bytes && s->level < capacity; i++, s->level++)
        s->fifo[round_ring(s->head + s->level, capacity)] = (uint8_t)(value >> 8 * i);
}

/* The bytes from `at` behind the oldest; past the level they are what the ring held before. */
uint64_t dma_look(const dma_stream_t *s, unsigned at, unsigned bytes, unsigned capacity)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < bytes; i++)
        value |= (uint64_t)s->fifo[round_ring(s->head + at + i, capacity)] << 8 * i;
    return value;
}

void dma_drop(dma_stream_t *s, unsigned bytes, unsigned capacity)
{
    if (bytes > s->level) bytes = s->level;
    s->head = (uint8_t)((s->head + bytes) % capacity);
    s->level = (uint8_t)(s->level - bytes);
}
