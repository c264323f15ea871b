/* oracle_program.h -- programs nobody chose: made from a number alone, the CPU and a memory-to-memory stream
 * over a few buffers.
 *
 *   race-free   every clean, invalidate and barrier in its place
 *   racy        any of those may be left out; two buffers share a line, and SRAM1 has two addresses
 *
 * Buffers are write-back, write-through and non-cacheable, in several memories. The D-cache is off now and
 * then, and it is made to fill and evict lines on its own. */
#ifndef ORACLE_PROGRAM_H
#define ORACLE_PROGRAM_H
#include <stdbool.h>
#include <string.h>
#include "judge.h"
#include "machine.h"

enum { STREAM = 0x40020410 };                     /* DMA2 stream 0: CR, NDTR, PAR, M0AR, ... */
enum { BUFFERS = 9, APART = 7, NC = 4, WT = 5, SIZE = 64, UOPS = 1200, POKES = 32 };

static const symbol_t buffer[BUFFERS] = {
    { "wb0", 0x24000000, SIZE }, { "wb1", 0x24000040, SIZE }, { "wb2", 0x24001000, SIZE },
        { "sram1", 0x30000000, SIZE },
    { "nc", 0x24010000, SIZE }, { "wt", 0x24020000, SIZE }, { "sram4", 0x38000040, SIZE },
    { "left", 0x24002000, 40 }, { "right", 0x24002028, 24 },            /* in one line; racy programs only */
};

typedef struct {
    uint64_t state;
    bool racy, cache;
    unsigned buffers;
    input_t in;
    uop_t uop[UOPS];
    poke_t poke[POKES];
} program_t;

/* ---- programs -------------------------------------------------------------------------------------- */

static inline uint32_t rnd(program_t *p, uint32_t below)
{
    p->state ^= p->state << 13, p->state ^= p->state >> 7, p->state ^= p->state << 17;
    return (uint32_t)((p->state >> 16) % below);
}

static inline uint32_t put(program_t *p, uop_t u)
{
    u.step = p->in.uops, u.flags |= UF_STEP;
    if (p->in.uops < UOPS) p->uop[p->in.uops++] = u;
    return u.step;
}

static inline void set(program_t *p, uint32_t addr, uint32_t value)
{
    put(p, (uop_t){ .op = U_STORE, .size = 4, .rn = R_NONE, .flags = UF_IMM, .imm = addr, .val = value });
}

/* In a racy program anything that keeps order may be missing. */
static inline bool forgotten(program_t *p) { return p->racy && !rnd(p, 4); }
static inline void dsb(program_t *p) { if (!forgotten(p)) put(p, (uop_t){ .op = U_DSB }); }

enum { DCIMVAC = 0xE000EF5C, DCCMVAC = 0xE000EF68, DCCIMVAC = 0xE000EF70 };
static inline void maintain(program_t *p, uint32_t op, uint32_t addr, uint32_t size)
{
    if (forgotten(p)) return;
    dsb(p);
    for (uint32_t a = addr & ~31u; a < addr + size; a += 32) set(p, op, a);
    dsb(p);
}

static inline void touch(program_t *p, unsigned b, bool store)
{
    uint8_t size = (uint8_t)(1u << rnd(p, 3));
    uint32_t at = buffer[b].addr + rnd(p, buffer[b].size - size + 1);
    if (rnd(p, 3)) at &= ~(size - 1u);
    /* SRAM1's other address */
    if (p->racy && at >> 28 == 3 && at < 0x38000000 && !rnd(p, 4)) at -= 0x20000000;
    if (store) put(p, (uop_t){ .op = U_STORE, .size = size, .rn = R_NONE, .flags = UF_IMM, .imm = at,
                               .val = rnd(p, 0x7FFFFFFF) });
    else put(p, (uop_t){ .op = U_LOAD, .size = size, .rd = (uint8_t)rnd(p, 4), .rn = R_NONE, .imm = at });
}

/* The program at work; -1: no stream runs. src may be read, dst not even that, by a program that is right. */
static inline void work(program_t *p, unsigned steps, int src, int dst)
{
    while (steps--) {
        int b = (int)rnd(p, p->buffers);
        bool store = rnd(p, 2);
        uint32_t at;
        switch (rnd(p, 12)) {
        case 0:
            at = buffer[b].addr + rnd(p, buffer[b].size);
            put(p, (uop_t){ .op = U_FORCE, .val = rnd(p, 2), .imm = at });
            break;
        case 3:
            put(p, (uop_t){ .op = U_PLD, .rn = R_NONE, .imm = buffer[b].addr + rnd(p, buffer[b].size) });
            break;
        case 1: put(p, (uop_t){ .op = U_COMPUTE, .imm = 1 + rnd(p, 80) }); break;
        case 2:
            if (b == src || b == dst) break;
            at = buffer[b].addr + rnd(p, buffer[b].size);
            maintain(p, rnd(p, 2) ? DCCMVAC : DCCIMVAC, at, 1);
            break;
        default:
            if ((b == src && store) || (b == dst && (store || !p->racy))) break;
            touch(p, (unsigned)b, store);
            break;
        }
    }
}

static inline void transfer(program_t *p)
{
    enum { S0 = STREAM };
    unsigned src = rnd(p, p->buffers), dst = (src + 1 + rnd(p, p->buffers - 1)) % p->buffers;
    uint32_t room = buffer[src].size < buffer[dst].size ? buffer[src].size : buffer[dst].size;
    uint32_t length = 4 + 4 * rnd(p, room / 4), from = buffer[src].addr, to = buffer[dst].addr;
    from += 4 * rnd(p, (buffer[src].size - length) / 4 + 1),
        to += 4 * rnd(p, (buffer[dst].size - length) / 4 + 1);
    uint32_t psize = rnd(p, 3), msize = rnd(p, 3);
    if (p->cache && src != NC && src != WT) maintain(p, rnd(p, 2) ? DCCMVAC : DCCIMVAC, from, length);
    if (p->cache && dst != NC && dst != WT)
        maintain(p, length == SIZE && rnd(p, 2) ? DCIMVAC : DCCIMVAC, to, length);
    set(p, 0x40020408, 0x3D);
    set(p, S0 + 0x04, length >> psize);
    set(p, S0 + 0x08, from);
    set(p, S0 + 0x0C, to);
    set(p, S0 + 0x14, 4 | rnd(p, 4));
    dsb(p);
    set(p, S0, 0x600 | psize << 11 | msize << 13 | 2u << 6 | rnd(p, 2) << 20 | 1);
    work(p, rnd(p, 12), (int)src, (int)dst);
    uint32_t poll = put(p, (uop_t){ .op = U_LOAD, .size = 4, .rd = 0, .rn = R_NONE, .imm = 0x40020400 });
    put(p, (uop_t){ .op = U_BNE, .rd = 0, .mask = 0x20, .val = 0x20, .imm = poll });
    if (p->cache && dst != NC) maintain(p, DCIMVAC, to, length);
}

static inline void poke(program_t *p, uint32_t addr,
                        uint32_t value) { p->poke[p->in.pokes++] = (poke_t){ addr, value }; }

static inline void make_program(program_t *p, uint64_t number, bool racy)
{
    memset(p, 0, sizeof *p);
    p->state = (number * 2 + racy) * 0x9E3779B97F4A7C15ull + 88172645463325252ull;
    for (int i = 0; i < 4; i++) rnd(p, 2);
    p->racy = racy, p->cache = rnd(p, 8), p->buffers = racy ? BUFFERS : APART;
    p->in = (input_t){ .seed = number, .program = p->uop, .poke = p->poke, .stack = 0x20010000,
                       .cpu_hz = 400000000,
                       .hclk_hz = 200000000, .pclk_hz = 100000000, .replacement = (uint8_t)rnd(p, 3) };
    poke(p, 0x580244D8, 0x2), poke(p, 0x580244DC, 0xE0000000);          /* DMA2, SRAM1-3 */
    /* TEX=1 C=0 B=0; C=1 B=0 */
    static const uint32_t region[2][2] = { { 0x24010000, 8 }, { 0x24020000, 2 } };
    for (uint32_t n = 0; n < 2; n++)
        poke(p, 0xE000ED98, n), poke(p, 0xE000ED9C, region[n][0]),
            poke(p, 0xE000EDA0, 3u << 24 | region[n][1] << 16 | 11 << 1 | 1);
    poke(p, 0xE000ED94, 5);
    poke(p, 0xE000ED14, p->cache ? 0x00050200 : 0x00040200);
    for (unsigned n = 1 + rnd(p, 4); n--;) work(p, rnd(p, 25), -1, -1), transfer(p);
    work(p, 10 + rnd(p, 20), -1, -1);
    for (unsigned b = 0; b < p->buffers; b++) touch(p, b, false);
    put(p, (uop_t){ .op = U_DSB });
    put(p, (uop_t){ .op = U_END });
}
#endif
