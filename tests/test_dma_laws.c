/* test_dma_laws.c -- the five laws for one DMA controller and DMAMUX1, over random programs.
 *
 * A program is a list of things done from outside at given ticks: sensible streams, senseless
 * register writes, requests, a memory that is busy. Every program is run five ways, which must
 * agree. */
#include "dma_bench.h"
#include "suite.h"
#include <stddef.h>

enum { DEEDS = 60, END = 60000 };
typedef enum { FAST, SLOW, SILENT, COPIED, ODD } way_t;
typedef enum { DEED_ARM, DEED_WRITE, DEED_MUX, DEED_CREDIT, DEED_HOLD } deed_kind_t;
typedef struct { tick_t at; uint32_t kind, a, b, c; } deed_t;

static toy_t one, two, copy;
static seen_t seen_one, seen_two;
static deed_t deed[DEEDS];
static dma_cfg_t config;
static uint64_t lot;

static uint32_t draw(void)                      /* xorshift64* */
{
    lot ^= lot >> 12, lot ^= lot << 25, lot ^= lot >> 27;
    return (uint32_t)(lot * 2685821657736338717ull >> 32);
}

static void write_program(uint64_t seed)
{
    lot = seed * 0x9E3779B97F4A7C15ull + 1;
    config = toy_dma;
    config.fifo_words = seed % 3 ? 4 : 1;
    if (seed % 7 == 0) config.arb = 0, config.calc = 0, config.ack = 2, config.late = 5;
    tick_t at = 100;
    for (unsigned i = 0; i < DEEDS; i++) {
        at += draw() % 4 ? draw() % 1500 : draw() % 30;
        uint32_t r = draw() % 10;
        deed_kind_t kind = r < 4 ? DEED_ARM : r < 6 ? DEED_WRITE : r < 7 ? DEED_MUX
                         : r < 9 ? DEED_CREDIT : DEED_HOLD;
        deed[i] = (deed_t){ .at = at, .kind = kind, .a = draw() };
        deed[i].b = draw(), deed[i].c = draw();
    }
}

static void put_mux(toy_bench_t *b, const deed_t *d)
{
    static const unsigned size[] = { 1, 2, 4 };
    unsigned n = size[d->c % 3];
    dmamux_model.write(&b->c->mux, &toy_mux, d->a % 0x150 & ~(n - 1), n,
                       d->b % 5 ? 40 + d->b % 8 : d->b, toy_env(b, SLOT_MUX));
    toy_woke(b, SLOT_MUX, true);
}

static void put_dma(toy_bench_t *b, const deed_t *d)
{
    static const unsigned size[] = { 4, 4, 4, 4, 4, 1, 2 };
    unsigned n = size[d->c % 7];
    dma_model.write(&b->c->dma, b->cfg, d->a % 0xE0 & ~(n - 1), n,
                    d->c % 3 ? d->b : d->b & 0x0F7D0F7D, toy_env(b, SLOT_DMA));
    toy_woke(b, SLOT_DMA, true);
}

static void arm(toy_bench_t *b, const deed_t *d)
{
    static const uint32_t place[] = { NEAR_RAM, FAR_RAM + 0x100, NEAR_RAM + 0x803, FAR_RAM + 0xFF8,
                                      HOLE };
    uint32_t n = d->a & 7, cr = d->b & 0x01FFFFFE, s = DMA_STRIDE * n;
    if (d->c & 1) cr &= ~(uint32_t)(DMA_CR_PBURST | DMA_CR_MBURST);
    if (!(d->c & 6)) toy_put(b, DMA_S0CR + s, 0);
    if (d->c & 8) toy_put(b, n < 4 ? DMA_LIFCR : DMA_HIFCR, ~0u);
    bool m2m = (cr & DMA_CR_DIR) == DMA_M2M << 6;
    toy_put(b, DMA_S0NDTR + s, d->a >> 8 & 31);
    toy_put(b, DMA_S0PAR + s,
            m2m ? place[(d->a >> 16) % 5] : (d->a >> 20 & 1 ? AHB : APB) + 16 * n);
    toy_put(b, DMA_S0M0AR + s, place[(d->a >> 24) % 13 % 5]);
    toy_put(b, DMA_S0M1AR + s, place[(d->c >> 24) % 13 % 5]);
    toy_put(b, DMA_S0FCR + s, d->c >> 4);
    toy_put(b, DMA_S0CR + s, cr | DMA_CR_EN);
}

static void act(toy_bench_t *b, const deed_t *d)
{
    switch ((deed_kind_t)d->kind) {
    case DEED_ARM:    arm(b, d); break;
    case DEED_WRITE:  put_dma(b, d); break;
    case DEED_MUX:    put_mux(b, d); break;
    case DEED_CREDIT:
        toy_credit(b, d->a & 7, d->at, d->b % 300 + (d->c & 1 ? 200 : 0), d->c >> 8 & 15);
        break;
    default:          b->c->held[1 + d->a % 2] = d->at + d->b % 400;
    }
}

/* Law 5: peek changes nothing and agrees with read, at every register. */
static void peek_all(toy_bench_t *b)
{
    toy_t *c = b->c;
    memcpy(&copy, c, sizeof *c);
    for (uint32_t off = 0; off < 0x160; off += 4) {
        env_t *env = toy_env(b, SLOT_DMA);
        uint32_t dma = dma_model.peek(&c->dma, b->cfg, off, env);
        uint32_t mux = dmamux_model.peek(&c->mux, &toy_mux, off, env);
        ck_assert_uint_eq(dma, dma_model.read(&c->dma, b->cfg, off, 4, env));
        ck_assert_uint_eq(mux, dmamux_model.read(&c->mux, &toy_mux, off, 4, env));
        ck_assert_uint_eq(dma >> 16 & 0xFF, dma_model.read(&c->dma, b->cfg, off + 2, 1, env));
    }
    ck_assert_int_eq(memcmp(&copy, c, sizeof *c), 0);
}

static void run(toy_bench_t *b, toy_t *c, seen_t *seen, way_t way)
{
    toy_boot(b, c, way == SILENT ? 0 : seen, &config);
    for (unsigned i = 0; i < DEEDS; i++) {
        toy_run(b, deed[i].at, way == SLOW);
        if (way == COPIED) {                        /* law 3: elsewhere, the original wrecked */
            memcpy(&copy, c, sizeof *c);
            memset(c, 0xA5, sizeof *c);
            b->c = c = c == &two ? &one : &two;
            memcpy(c, &copy, sizeof *c);
        }
        act(b, &deed[i]);
        for (unsigned k = 1; way == ODD && k < 40; k++) {    /* law 1: for no reason, at any tick */
            tick_t t = deed[i].at + 7 * k * k;
            if (i + 1 < DEEDS && t >= deed[i + 1].at) break;
            toy_run(b, t, false);
            b->c->due[SLOT_DMA] = b->c->due[SLOT_MUX] = t;   /* all that was due before t is done */
        }
        if (way == FAST && i % 8 == 0) peek_all(b);
    }
    toy_run(b, END * 4, way == SLOW);
}

START_TEST(five_ways_agree)
{
    static toy_t base;
    static seen_t seen_base;
    unsigned moved = 0, failed = 0;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        toy_bench_t b;
        write_program(seed);
        run(&b, &base, &seen_base, FAST);
        ck_assert_uint_lt(seen_base.n, FACTS);
        moved += seen_base.n;
        for (unsigned i = 0; i < seen_base.n; i++) failed += seen_base.fact[i].kind == F_DMA_OFF;
        for (way_t way = SLOW; way <= ODD; way++) {
            run(&b, &one, &seen_one, way);
            ck_assert_msg(!memcmp(b.c, &base, offsetof(toy_t, due)), "seed %u way %u: state",
                          (unsigned)seed, way);
            if (way == SILENT) continue;
            ck_assert_msg(seen_one.n == seen_base.n, "seed %u way %u: facts", (unsigned)seed, way);
            ck_assert_msg(!memcmp(seen_one.fact, seen_base.fact, seen_one.n * sizeof(fact_t)),
                          "seed %u way %u: facts", (unsigned)seed, way);
        }
    }
    ck_assert_uint_gt(moved, 20000);                /* the programs do something */
    ck_assert_uint_gt(failed, 500);
}
END_TEST

/* A port, once asked, is always answered and taken back: no stream hangs another one. */
START_TEST(ports_come_free)
{
    for (uint64_t seed = 1000; seed < 1400; seed++) {
        toy_bench_t b;
        write_program(seed);
        run(&b, &one, &seen_two, FAST);
        for (unsigned n = 0; n < 8; n++) toy_put(&b, DMA_S0CR + DMA_STRIDE * n, 0);
        toy_run(&b, END * 5, false);
        for (unsigned i = 0; i < DMA_SIDES; i++) {
            ck_assert_uint_eq(one.dma.side[i].owner, DMA_NOBODY);
            ck_assert_uint_eq(one.port[i].phase, BUS_IDLE);
        }
        for (unsigned n = 0; n < 8; n++)
            ck_assert_uint_eq(toy_get(&b, DMA_S0CR + DMA_STRIDE * n) & 1, 0);
        ck_assert(one.due[SLOT_DMA] == NEVER);
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, five_ways_agree);
    tcase_add_test(t, ports_come_free);
    return case_run("dma_laws", t);
}
