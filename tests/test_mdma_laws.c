/* test_mdma_laws.c -- the five laws for MDMA on the real matrix, over random programs.
 *
 * A program is a list of things done from outside at given ticks: sensible and senseless channels,
 * random register writes, triggers. Every program is run five ways, which must agree. */
#include "mdma_case.h"

enum { DEEDS = 50, END = 120000, SEEDS = 120 };
typedef enum { FAST, SLOW, SILENT, COPIED, ODD } way_t;
typedef enum { DEED_ARM, DEED_WRITE, DEED_REQUEST, DEED_TRIGGER, DEED_STOP } deed_kind_t;
typedef struct { tick_t at; uint32_t kind, a, b, c; } deed_t;

static toy_t base, copy, other;
static seen_t seen_base;
static deed_t deed[DEEDS];
static uint64_t lot;

static uint32_t draw(void)                      /* xorshift64* */
{
    lot ^= lot >> 12, lot ^= lot << 25, lot ^= lot >> 27;
    return (uint32_t)(lot * 2685821657736338717ull >> 32);
}

static void write_program(uint64_t seed)
{
    lot = seed * 0x9E3779B97F4A7C15ull + 1;
    tick_t when = 100;
    for (unsigned i = 0; i < DEEDS; i++) {
        when += draw() % 4 ? draw() % 3000 : draw() % 30;
        uint32_t r = draw() % 10;
        deed_kind_t kind = r < 4 ? DEED_ARM : r < 5 ? DEED_WRITE : r < 7 ? DEED_REQUEST
                         : r < 9 ? DEED_TRIGGER : DEED_STOP;
        deed[i] = (deed_t){ .at = when, .kind = kind, .a = draw() };
        deed[i].b = draw(), deed[i].c = draw();
    }
}

static uint32_t place_of(uint32_t r)
{
    static const uint32_t place[] = { AXIRAM, SRAM1, DTCM, ITCM, AXIRAM + 0xF80, SRAM1 + 0x7F0, DTCM + 0x380,
                                      HOLE, DARK, GADGET };
    return place[r % 23 < 20 ? r % 7 : 7 + r % 3] + (r >> 8) % 16 * (r >> 12 & 1 ? 8 : r >> 13 & 1 ? 4 : 1);
}

/* A channel that mostly makes sense; its list, if any, is in AXI RAM. */
static void arm(const deed_t *d)
{
    unsigned n = d->a & 3, size = d->a >> 2 & 3;
    uint32_t src = place_of(d->b), dst = place_of(d->c), t = d->b ^ d->c >> 3;
    if (d->a >> 8 & 7) {
        t = tcr(size, d->a >> 12 & 1 ? size : (d->a >> 13 & 3), d->b >> 20 & 7, d->c >> 20 & 7,
                1 + (d->b >> 24 & 127), d->a >> 16 & 3);
        t |= (d->a >> 18 & 3) << MDMA_PAM | (d->a >> 20 & 1) << MDMA_PKE;
        if (d->a >> 21 & 1) t &= ~(1u << MDMA_SWRM);
        src &= ~7u, dst &= ~7u;
    }
    put(b, at(MDMA_C0IFCR, n), 0x1F);
    set(n, t, src, dst, (d->a >> 22 & 3) << 20 | (d->a >> 24 & 15) * 8 | (d->a >> 28 ? 0u : 3u));
    if (!(d->c & 15)) put(b, at(MDMA_C0TBR, n), d->b);
    put(b, at(MDMA_C0BRUR, n), d->b & 0x00180018);
    put(b, at(MDMA_C0LAR, n), d->a >> 10 & 3 ? 0 : d->a >> 11 & 7 ? AXIRAM + 0x100 + (d->a >> 5 & 1) * 0x40
                                                                   : place_of(d->c));
    put(b, at(MDMA_C0MAR, n), d->b >> 10 & 3 ? GADGET : place_of(d->b));
    put(b, at(MDMA_C0MDR, n), ~0u);
    uint32_t cr = (d->c & 0x7000) | (d->c & 0x3E) | (d->c >> 16 & 3) << 6;
    put(b, at(MDMA_C0CR, n), cr);
    put(b, at(MDMA_C0CR, n), cr | MDMA_CR_EN | (d->b >> 9 & 1) << 16);
}

static void act(const deed_t *d)
{
    static const unsigned width[] = { 4, 4, 4, 1, 2 };
    switch ((deed_kind_t)d->kind) {
    case DEED_ARM:     arm(d); break;
    case DEED_REQUEST: put_sized(b, at(MDMA_C0CR, d->a & 3) + 2, 1, 1); break;
    case DEED_TRIGGER: trigger(b, d->a % 3 ? d->a >> 8 & 1 : d->a >> 8 & 31, d->b & 3 ? 1 : 0); break;
    case DEED_STOP:    put(b, at(MDMA_C0CR, d->a & 3), d->b & 0x3E); break;
    default:
        put_sized(b, d->a % 0x180 & ~(width[d->c % 5] - 1), width[d->c % 5], d->b);
    }
}

/* Law 5: peek changes nothing and agrees with read, at every register. */
static void peek_all(void)
{
    memcpy(&copy, b->c, sizeof copy);
    for (uint32_t off = 0; off < 0x480; off += 4) {
        uint32_t word = mdma_model.peek(&b->c->mdma, &toy_cfg, off, env_of(b, SLOT_MDMA));
        ck_assert_uint_eq(word, get(b, off));
        ck_assert_uint_eq(word >> 16 & 0xFF,
                          mdma_model.read(&b->c->mdma, &toy_cfg, off + 2, 1, env_of(b, SLOT_MDMA)));
    }
    ck_assert_int_eq(memcmp(&copy, b->c, sizeof copy), 0);
}

static void lists(toy_t *c)
{
    uint32_t t = tcr(2, 2, 1, 0, 16, MDMA_BY_LIST) | 1u << MDMA_BWM;
    uint32_t node[2][10] = {
        { t, 40, SRAM1 + 0x40, DTCM + 0x80, 0, AXIRAM + 0x140, MDMA_DBUS, 0, GADGET, ~0u },
        { t, 24, DTCM + 0x80, AXIRAM + 0x600, 0, 0, MDMA_SBUS, 0, 0, 0 },
    };
    memcpy(c->axi + 0x100, node[0], sizeof node[0]), memcpy(c->axi + 0x140, node[1], sizeof node[1]);
}

static void play(toy_t *c, seen_t *s, way_t way)
{
    boot(b, c, way == SILENT ? 0 : s);
    lists(c);
    for (unsigned i = 0; i < DEEDS; i++) {
        run(b, deed[i].at, way == SLOW);
        if (way == COPIED) {                        /* law 3: elsewhere, the original wrecked */
            memcpy(&copy, c, sizeof *c);
            memset(c, 0xA5, sizeof *c);
            b->c = c = c == &machine ? &other : &machine;
            memcpy(c, &copy, sizeof *c);
        }
        act(&deed[i]);
        for (unsigned k = 1; way == ODD && k < 40; k++) {    /* law 1: for no reason, at any tick */
            tick_t t = deed[i].at + 7 * k * k;
            if (i + 1 < DEEDS && t >= deed[i + 1].at) break;
            run(b, t, false);
            c->due[SLOT_MDMA] = t;
        }
        if (way == FAST && i % 8 == 0) peek_all();
    }
    run(b, END * 4, way == SLOW);
}

START_TEST(five_ways_agree)
{
    unsigned moved = 0, failed = 0, complete = 0, nodes = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        write_program(seed);
        play(&base, &seen_base, FAST);
        ck_assert_uint_lt(seen_base.n, LOG);
        for (unsigned i = 0; i < seen_base.n; i++) {
            const fact_t *f = &seen_base.fact[i];
            moved += f->kind == F_DMA_ITEM;
            failed += f->kind == F_DMA_FLAG && f->note == DMA_TE;
            complete += f->kind == F_DMA_OFF && f->note == OFF_COMPLETE;
            nodes += f->kind == F_DMA_TARGET;
        }
        for (way_t way = SLOW; way <= ODD; way++) {
            play(&machine, &seen, way);
            ck_assert_msg(!memcmp(b->c, &base, offsetof(toy_t, due)), "seed %u way %u: state",
                          (unsigned)seed, way);
            if (way == SILENT) continue;
            ck_assert_msg(seen.n == seen_base.n, "seed %u way %u: facts", (unsigned)seed, way);
            ck_assert_msg(!memcmp(seen.fact, seen_base.fact, seen.n * sizeof(fact_t)),
                          "seed %u way %u: facts", (unsigned)seed, way);
        }
    }
    ck_assert_uint_gt(moved, 20000);                /* the programs do something */
    ck_assert_uint_gt(failed, 300);
    ck_assert_uint_gt(complete, 150);
    ck_assert_uint_gt(nodes, 30);
}
END_TEST

/* A port, once asked, is always answered and taken back, and every channel can be stopped. */
START_TEST(ports_come_free)
{
    for (uint64_t seed = 1000; seed < 1300; seed++) {
        write_program(seed);
        play(&machine, &seen, FAST);
        for (unsigned n = 0; n < MDMA_CHANNELS; n++) put(b, at(MDMA_C0CR, n), 0);
        run(b, machine.now + END, false);
        for (unsigned i = 0; i < MDMA_LANES; i++) {
            ck_assert_uint_eq(machine.mdma.lane[i].job, MDMA_FREE);
            ck_assert_uint_eq(machine.port[i].phase, BUS_IDLE);
        }
        for (unsigned n = 0; n < MDMA_CHANNELS; n++) ck_assert(!enabled(n));
        for (unsigned i = 0; i < 2; i++) ck_assert_uint_eq(machine.mdma.buffer[i].channel, MDMA_NOBODY);
        ck_assert_uint_eq(machine.mdma.reader, MDMA_NOBODY);
        ck_assert(machine.due[SLOT_MDMA] == NEVER);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { five_ways_agree, ports_come_free };
    return run_tests("mdma_laws", tests, sizeof tests / sizeof *tests);
}
