/* test_dmamux.c -- request routing and registers of the request multiplexer: RM0433 chapter 18. */
#include "dmamux.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

static const dmamux_cfg_t cfg = { .in = WIRE_REQ1, .out = { WIRE_DMA1, WIRE_DMA2 }, .channels = 16,
                                  .ids = 128 };
static const uint64_t ears[WIRE_KINDS] = { [WIRE_REQ1] = 1, [WIRE_DMA1] = 2, [WIRE_DMA2] = 4 };

typedef struct { sink_t sink; unsigned count[F_KINDS]; fact_t last; } heard_t;

static dmamux_t mux;
static wires_t wires;
static heard_t heard;
static env_t env;

static void see(struct sink *sink, const fact_t *f)
{
    heard_t *h = (heard_t *)sink;
    h->count[f->kind]++;
    h->last = *f;
}

static void boot(void)
{
    memset(&mux, 0xFF, sizeof mux);
    memset(&wires, 0, sizeof wires);
    heard = (heard_t){ .sink = { ~0ull, see } };
    env = (env_t){ .now = 100, .wires = &wires, .sink = &heard.sink, .ears = ears, .pc = NO_PC,
                   .slot = 3 };
    dmamux_model.reset(&mux, &cfg);
}

static void put(uint32_t off, unsigned size, uint32_t val)
{
    dmamux_model.write(&mux, &cfg, off, size, val, &env);
}

static uint32_t get(uint32_t off) { return dmamux_model.read(&mux, &cfg, off, 4, &env); }

/* A level in, the level out, in the same step; DMA1 for channels 0-7, DMA2 for 8-15. */
START_TEST(routes_levels)
{
    for (unsigned c = 0; c < 16; c++) {
        boot();
        put(4 * c, 4, 41 + c);
        ck_assert_uint_eq(wires.dma1 | wires.dma2, 0);
        wire_put(&env, WIRE_REQ1, 41 + c, 1);
        env.woke = 0;
        ck_assert(dmamux_model.step(&mux, &cfg, &env) == NEVER);
        ck_assert_uint_eq(wires.dma1, c < 8 ? 1u << c : 0);
        ck_assert_uint_eq(wires.dma2, c < 8 ? 0 : 1u << (c - 8));
        ck_assert_uint_eq(env.woke, c < 8 ? 2 : 4);
        wire_put(&env, WIRE_REQ1, 41 + c, 0);
        env.woke = 0;
        dmamux_model.step(&mux, &cfg, &env);
        ck_assert_uint_eq(wires.dma1 | wires.dma2, 0);
        dmamux_t before = mux;
        env.woke = 0;
        dmamux_model.step(&mux, &cfg, &env);                  /* nothing changed: nobody is woken */
        ck_assert_uint_eq(env.woke, 0);
        ck_assert_int_eq(memcmp(&before, &mux, sizeof mux), 0);
    }
}
END_TEST

/* Selecting a request that is up raises the output at once, selecting id 0 lowers it. */
START_TEST(selection_takes_effect_at_once)
{
    boot();
    wire_put(&env, WIRE_REQ1, 115, 1);
    wire_put(&env, WIRE_REQ1, 0, 1);                            /* nobody's line */
    put(0x04, 4, 115);
    put(0x28, 4, 115);                                          /* the same id twice: both */
    ck_assert_uint_eq(wires.dma1, 2);
    ck_assert_uint_eq(wires.dma2, 4);
    put(0x04, 4, 0);
    ck_assert_uint_eq(wires.dma1, 0);
    put(0x04, 4, 115 + 128);                                    /* seven bits count */
    ck_assert_uint_eq(get(0x04), 115);
    ck_assert_uint_eq(wires.dma1, 2);
}
END_TEST

START_TEST(registers)
{
    boot();
    for (uint32_t off = 0; off < 0x200; off += 4) ck_assert_uint_eq(get(off), 0);
    put(0x08, 4, 0x1EFEFD7F & ~(uint32_t)DMAMUX_CR_EGE);
    ck_assert_uint_eq(get(0x08), 0x1EFE0000 | 0x017F);     /* reserved bits stay 0; EGE, SE clear */
    ck_assert_uint_eq(heard.count[F_UNMODELLED], 0);
    put(0x0C, 1, 41);
    put(0x0D, 1, 1);
    put(0x0E, 2, 0x1300);
    ck_assert_uint_eq(get(0x0C), 0x13000129);
    ck_assert_uint_eq(dmamux_model.read(&mux, &cfg, 0x0E, 2, &env), 0x1300);
    ck_assert_uint_eq(dmamux_model.read(&mux, &cfg, 0x0D, 1, &env), 1);
    ck_assert_uint_eq(dmamux_model.peek(&mux, &cfg, 0x0E, &env), 0x13000129);
    put(0x104, 4, 0x00FE011F);
    ck_assert_uint_eq(get(0x104), 0x00FE011F);
    ck_assert_uint_eq(heard.count[F_UNMODELLED] + heard.count[F_IGNORED], 0);
}
END_TEST

/* What is kept but not modelled says so, once for each time it is switched on. */
START_TEST(unmodelled_says_so)
{
    static const uint32_t bit[] = { DMAMUX_CR_SE, DMAMUX_CR_EGE };
    for (unsigned i = 0; i < 2; i++) {
        boot();
        wire_put(&env, WIRE_REQ1, 41, 1);
        put(0x00, 4, 41 | bit[i]);
        ck_assert_uint_eq(heard.count[F_UNMODELLED], 1);
        ck_assert_uint_eq(heard.last.addr, 0x00);
        ck_assert_uint_eq(wires.dma1, 1);
        put(0x00, 4, 41 | bit[i]);
        ck_assert_uint_eq(heard.count[F_UNMODELLED], 1);
        put(0x00, 4, 41 | bit[i] | 3 << 19);                    /* NBREQ is locked */
        ck_assert_uint_eq(heard.count[F_IGNORED], 1);
        ck_assert_uint_eq(get(0x00), 41 | bit[i]);
    }
    boot();
    put(0x11C, 4, DMAMUX_RG_GE | 2 << 19);
    ck_assert_uint_eq(heard.count[F_UNMODELLED], 1);
    ck_assert_uint_eq(heard.last.addr, 0x11C);
    put(0x11C, 4, DMAMUX_RG_GE);
    ck_assert_uint_eq(get(0x11C), DMAMUX_RG_GE | 2 << 19);
}
END_TEST

START_TEST(refusals)
{
    boot();
    put(DMAMUX_CSR, 4, 1);
    ck_assert_uint_eq(heard.last.note, IGN_READONLY);
    put(DMAMUX_RGSR, 4, 1);
    put(0x40, 4, 1);
    ck_assert_uint_eq(heard.last.note, IGN_RESERVED);
    put(0x120, 4, 1);
    ck_assert_uint_eq(heard.count[F_IGNORED], 4);
    put(DMAMUX_CFR, 4, ~0u);
    put(DMAMUX_RGCFR, 4, ~0u);
    ck_assert_uint_eq(heard.count[F_IGNORED], 4);
    for (uint32_t off = 0; off < 0x400; off++)                  /* any access at all */
        for (unsigned size = 1; size <= 4; size *= 2) {
            put(off, size, ~0u);
            dmamux_model.read(&mux, &cfg, off, size, &env);
        }
    ck_assert_uint_eq(get(0x00), 0x1F07037F);                 /* EGE came first: NBREQ was locked */
    ck_assert_uint_eq(get(0x11C), 0x00FF011F);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("dmamux");
    TCase *t = tcase_create("all");
    tcase_add_test(t, routes_levels);
    tcase_add_test(t, selection_takes_effect_at_once);
    tcase_add_test(t, registers);
    tcase_add_test(t, unmodelled_says_so);
    tcase_add_test(t, refusals);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
