/* test_dmamux.c -- routing, synchronisation, events, generators and registers of the request
 * multiplexer: RM0433 chapter 17. hclk has an edge every 20 ticks. */
#include "dmamux.h"
#include "suite.h"
#include <string.h>

enum { EDGE = 20, IRQ = 102 };

/* Input 6 is EXTI0, 0 and 1 are the events of channels 0 and 1, the others have no part. */
static const dmamux_cfg_t cfg = {
    .in = WIRE_REQ1, .out = { WIRE_DMA1, WIRE_DMA2 }, .channels = 16, .ids = 128, .hclk = 0,
    .ack = 0, .hold = 2, .mask = 3, .irq = IRQ,
    .sync = { DMAMUX_EVENT, DMAMUX_EVENT + 1, [6] = SYNC_EXTI0 },
    .trigger = { DMAMUX_EVENT, DMAMUX_EVENT + 1, [6] = SYNC_EXTI0 },
};
static const uint64_t ears[WIRE_KINDS] = { [WIRE_REQ1] = 1, [WIRE_DMA1] = 2, [WIRE_DMA2] = 4,
                                           [WIRE_SYNC] = 1, [WIRE_ACK] = 1 };
static const domain_t clock_line = { 0, 1, EDGE, 0 };

typedef struct { sink_t sink; unsigned count[F_KINDS]; fact_t last; } heard_t;

static dmamux_t mux;
static wires_t wires;
static heard_t heard;
static env_t env;
static tick_t due;

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
    env = (env_t){ .now = 100, .clock = &clock_line, .wires = &wires, .sink = &heard.sink,
                   .ears = ears, .pc = NO_PC, .slot = 3 };
    dmamux_model.reset(&mux, &cfg);
    due = 0;
}

static void put(uint32_t off, unsigned size, uint32_t val)
{
    dmamux_model.write(&mux, &cfg, off, size, val, &env);
    due = env.now;
}

static uint32_t get(uint32_t off) { return dmamux_model.read(&mux, &cfg, off, 4, &env); }

/* On to tick t, stepping when due only. */
static void go(tick_t t)
{
    while (due <= t) {
        if (due > env.now) env.now = due;
        due = dmamux_model.step(&mux, &cfg, &env);
        ck_assert(due > env.now);
    }
    env.now = t;
}

static void level_at(tick_t t, wire_kind_t kind, unsigned n, int level)
{
    go(t - 1);
    env.now = t;
    wire_put(&env, kind, n, level);
    due = t;
    go(t);
}

/* The DMA acknowledges channel c: one tick after an hclk edge, as it comes round to the mux. */
static void ack_at(tick_t t, unsigned c)
{
    level_at(t, WIRE_ACK, c, !wire_get(&wires, WIRE_ACK, c));
}

static int out(unsigned c) { return wire_get(&wires, c < 8 ? WIRE_DMA1 : WIRE_DMA2, c & 7); }

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

/* ---- synchronisation ------------------------------------------------------------------------- */

enum { RISING = 1 << 17, FALLING = 2 << 17, EXTI0 = 6u << 24, SE = DMAMUX_CR_SE };

static uint32_t nbreq(uint32_t n) { return n << 19; }

/* The edge at 210 is first sampled at 220 and counts two edges on, at 260 (RM0433 17.4.4: it must
 * hold for more than two AHB cycles). NBREQ = 1 lets two requests pass. */
START_TEST(an_edge_lets_requests_pass)
{
    boot();
    put(0x00, 4, 41 | SE | RISING | nbreq(1) | EXTI0);
    level_at(105, WIRE_REQ1, 41, 1);
    ck_assert_int_eq(out(0), 0);
    level_at(210, WIRE_SYNC, SYNC_EXTI0, 1);
    go(259);
    ck_assert_int_eq(out(0), 0);
    go(260);
    ck_assert_int_eq(out(0), 1);
    level_at(290, WIRE_REQ1, 41, 0);                            /* passed on while it is open */
    ck_assert_int_eq(out(0), 0);
    ack_at(301, 0);
    level_at(330, WIRE_REQ1, 41, 1);
    ck_assert_int_eq(out(0), 1);                                /* the second of two */
    ack_at(361, 0);
    ck_assert_int_eq(out(0), 0);                                /* cut off, though it is up */
    go(1000);
    ck_assert_int_eq(out(0), 0);
    level_at(1010, WIRE_SYNC, SYNC_EXTI0, 0);                   /* not the polarity asked for */
    level_at(1210, WIRE_SYNC, SYNC_EXTI0, 1);
    go(1260);
    ck_assert_int_eq(out(0), 1);
    ck_assert_uint_eq(get(DMAMUX_CSR), 0);
}
END_TEST

START_TEST(an_edge_with_no_request_is_lost)
{
    boot();
    put(0x00, 4, 41 | SE | FALLING | EXTI0);
    level_at(200, WIRE_SYNC, SYNC_EXTI0, 1);
    level_at(300, WIRE_SYNC, SYNC_EXTI0, 0);
    go(400);
    level_at(405, WIRE_REQ1, 41, 1);
    go(1000);
    ck_assert_int_eq(out(0), 0);
    ck_assert_uint_eq(get(DMAMUX_CSR), 0);
}
END_TEST

/* Up at the edge 200, "stable for more than two cycles": down at 240 is too short, at 241 is not. */
START_TEST(an_input_must_hold)
{
    for (tick_t down = 240; down <= 241; down++) {
        boot();
        wire_put(&env, WIRE_REQ1, 41, 1);
        put(0x00, 4, 41 | SE | RISING | EXTI0);
        level_at(200, WIRE_SYNC, SYNC_EXTI0, 1);
        level_at(down, WIRE_SYNC, SYNC_EXTI0, 0);
        go(1000);
        ck_assert_int_eq(out(0), down == 241);
    }
}
END_TEST

/* CxCR written at 100: edges before 160 are masked, that is three hclk. */
START_TEST(edges_are_masked_after_a_write)
{
    for (tick_t up = 159; up <= 160; up++) {
        boot();
        wire_put(&env, WIRE_REQ1, 41, 1);
        put(0x00, 4, 41 | SE | RISING | EXTI0);
        level_at(up, WIRE_SYNC, SYNC_EXTI0, 1);
        go(1000);
        ck_assert_int_eq(out(0), up == 160);
    }
    boot();                                     /* selecting an input that is up is no edge */
    wire_put(&env, WIRE_REQ1, 41, 1);
    wire_put(&env, WIRE_SYNC, SYNC_EXTI0, 1);
    put(0x00, 4, 41 | SE | RISING | EXTI0);
    go(1000);
    ck_assert_int_eq(out(0), 0);
}
END_TEST

START_TEST(an_edge_too_early_is_an_overrun)
{
    boot();
    wire_put(&env, WIRE_REQ1, 41, 1);
    put(0x0C, 4, 41 | SE | RISING | FALLING | nbreq(1) | EXTI0 | DMAMUX_CR_SOIE);
    level_at(200, WIRE_SYNC, SYNC_EXTI0, 1);
    level_at(400, WIRE_SYNC, SYNC_EXTI0, 0);
    go(439);
    ck_assert_uint_eq(get(DMAMUX_CSR), 0);
    go(440);
    ck_assert_uint_eq(get(DMAMUX_CSR), 8);
    ck_assert_uint_eq(heard.count[F_FLAG], 1);
    ck_assert_uint_eq(heard.last.note, 8);
    ck_assert_int_eq(wire_get(&wires, WIRE_IRQ, IRQ), 1);
    ck_assert_int_eq(out(3), 1);
    put(DMAMUX_CFR, 4, 8);
    ck_assert_uint_eq(get(DMAMUX_CSR), 0);
    ck_assert_int_eq(wire_get(&wires, WIRE_IRQ, IRQ), 0);
    put(0x0C, 4, 41);                                           /* SE = 0: straight through */
    ck_assert_int_eq(out(3), 1);
}
END_TEST

/* ---- events, generators ---------------------------------------------------------------------- */

/* Channel 0 counts two requests an event. The second acknowledge reaches the mux at 301: the pulse
 * is up from 320 to 340. Channel 1 waits for its rise, channel 2 for its fall. */
START_TEST(events_synchronise_others)
{
    boot();
    for (unsigned id = 41; id <= 43; id++) wire_put(&env, WIRE_REQ1, id, 1);
    put(0x00, 4, 41 | DMAMUX_CR_EGE | nbreq(1));
    put(0x04, 4, 42 | SE | RISING);
    put(0x08, 4, 43 | SE | FALLING);
    ack_at(261, 0);
    go(300);
    ck_assert_int_eq(out(1) | out(2), 0);
    ack_at(301, 0);
    ck_assert_int_eq(out(0), 1);                                /* EGE alone cuts nothing off */
    go(319);
    ck_assert_int_eq(out(1), 0);
    go(320);
    ck_assert_int_eq(out(1), 1);
    go(339);
    ck_assert_int_eq(out(2), 0);
    go(340);
    ck_assert_int_eq(out(2), 1);
    go(1000);
    ck_assert_uint_eq(get(DMAMUX_CSR), 0);
    ck_assert(due == NEVER);
}
END_TEST

/* Three requests on id 3 (generator 2) for one edge. Up 200 + 2 edges = 240; each acknowledge at
 * 1 past an edge lowers it until the next edge. */
START_TEST(a_generator_makes_requests)
{
    boot();
    put(0x14, 4, 3);
    put(0x108, 4, DMAMUX_RG_GE | RISING | nbreq(2) | 6 | DMAMUX_RG_OIE);
    level_at(200, WIRE_SYNC, SYNC_EXTI0, 1);
    for (unsigned k = 0; k < 3; k++) {
        tick_t up = 240 + 80 * k;
        if (k) up = 320 + 80 * (k - 1);
        go(up - 1);
        ck_assert_int_eq(out(5), 0);
        go(up);
        ck_assert_int_eq(out(5), 1);
        ack_at(k ? up + 61 : 301, 5);
        ck_assert_int_eq(out(5), 0);
    }
    go(1000);
    ck_assert_int_eq(out(5), 0);
    ck_assert_uint_eq(get(DMAMUX_RGSR), 0);
    level_at(1010, WIRE_SYNC, SYNC_EXTI0, 0);
    level_at(1200, WIRE_SYNC, SYNC_EXTI0, 1);
    level_at(1300, WIRE_SYNC, SYNC_EXTI0, 0);
    level_at(1400, WIRE_SYNC, SYNC_EXTI0, 1);                   /* none served yet: overrun */
    go(1440);
    ck_assert_uint_eq(get(DMAMUX_RGSR), 4);
    ck_assert_int_eq(wire_get(&wires, WIRE_IRQ, IRQ), 1);
    put(DMAMUX_RGCFR, 4, 4);
    ck_assert_int_eq(wire_get(&wires, WIRE_IRQ, IRQ), 0);
    put(0x108, 4, 0);
    ck_assert_int_eq(out(5), 0);
}
END_TEST

/* A timer's request is lowered by the acknowledge, not by a register access: it hears of it here. */
START_TEST(acknowledges_go_to_the_source)
{
    boot();
    put(0x20, 4, 22);
    ack_at(201, 8);
    ck_assert_int_eq(wire_get(&wires, WIRE_ACK1, 22), 1);
    ack_at(301, 8);
    ck_assert_int_eq(wire_get(&wires, WIRE_ACK1, 22), 0);
    ack_at(401, 9);                                             /* no id: nobody */
    ck_assert_uint_eq(wires.ack1[0] | wires.ack1[1], 0);
}
END_TEST

/* ---- refusals -------------------------------------------------------------------------------- */

START_TEST(inputs_without_a_part_say_so)
{
    boot();
    put(0x00, 4, 41 | SE | 3u << 24);                           /* LPTIM1 */
    ck_assert_uint_eq(heard.count[F_UNMODELLED], 1);
    ck_assert_uint_eq(heard.last.addr, 0x00);
    put(0x00, 4, 41 | SE | 3u << 24);
    ck_assert_uint_eq(heard.count[F_UNMODELLED], 1);
    put(0x00, 4, 41 | SE | 3u << 24 | nbreq(3));                /* NBREQ is locked */
    ck_assert_uint_eq(heard.count[F_IGNORED], 1);
    ck_assert_uint_eq(get(0x00), 41 | SE | 3u << 24);
    put(0x00, 4, 41 | SE | EXTI0);
    ck_assert_uint_eq(heard.count[F_UNMODELLED], 1);
    boot();
    put(0x11C, 4, DMAMUX_RG_GE | nbreq(2) | 3);
    ck_assert_uint_eq(heard.count[F_UNMODELLED], 1);
    ck_assert_uint_eq(heard.last.addr, 0x11C);
    put(0x11C, 4, DMAMUX_RG_GE | 6);
    ck_assert_uint_eq(get(0x11C), DMAMUX_RG_GE | nbreq(2) | 6);
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

/* ---- laws ------------------------------------------------------------------------------------ */

static uint32_t seed;
static uint32_t rnd(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)(seed >> 8) * below >> 24);
}

static void random_deed(void)
{
    unsigned n = rnd(4);
    uint32_t value = rnd(4) << 17;
    value |= nbreq(rnd(3));
    switch (rnd(6)) {
    case 0:
        value |= rnd(3) ? 41 + n : 1 + rnd(2);
        value |= rnd(2) * SE;
        value |= rnd(2) ? EXTI0 : rnd(2) << 24;
        put(4 * n, 4, value | rnd(2) * DMAMUX_CR_EGE);
        break;
    case 1:
        value |= DMAMUX_RG_GE * rnd(4);
        value |= rnd(2) ? 6 : rnd(2);
        put(0x100 + 4 * rnd(2), 4, value);
        break;
    case 2: wire_put(&env, WIRE_SYNC, SYNC_EXTI0, (int)rnd(2)); break;
    case 3: wire_put(&env, WIRE_REQ1, 41 + n, (int)rnd(2)); break;
    default: wire_put(&env, WIRE_ACK, n, !wire_get(&wires, WIRE_ACK, n)); break;
    }
    due = env.now;
}

/* Laws 1, 2, 3, 5: when due, or every tick and from a copy, gives the same. */
START_TEST(two_roads_agree)
{
    unsigned flags = 0;
    for (uint32_t s = 1; s <= 150; s++) {
        static dmamux_t last, spare;
        static wires_t last_wires;
        for (int slow = 0; slow < 2; slow++) {
            boot();
            seed = s * 2654435761u;
            for (unsigned k = 0; k < 60; k++) {
                tick_t next = env.now + 1 + rnd(90);
                while (slow && env.now < next) {
                    dmamux_model.step(&mux, &cfg, &env);
                    memcpy(&spare, &mux, sizeof mux);
                    for (uint32_t off = 0; !(env.now & 31) && off < 0x148; off += 4)
                        ck_assert_uint_eq(dmamux_model.peek(&mux, &cfg, off, &env), get(off));
                    ck_assert_int_eq(memcmp(&spare, &mux, sizeof mux), 0);
                    memset(&mux, 0xA5, sizeof mux);
                    memcpy(&mux, &spare, sizeof mux);
                    env.now++;
                }
                go(next);
                random_deed();
                go(env.now);
            }
            flags += heard.count[F_FLAG];
            if (slow) {
                ck_assert_int_eq(memcmp(&mux, &last, sizeof mux), 0);
                ck_assert_int_eq(memcmp(&wires, &last_wires, sizeof wires), 0);
            }
            last = mux, last_wires = wires;
        }
    }
    ck_assert_uint_gt(flags, 50);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        routes_levels, selection_takes_effect_at_once, registers, an_edge_lets_requests_pass,
        an_edge_with_no_request_is_lost, an_input_must_hold, edges_are_masked_after_a_write,
        an_edge_too_early_is_an_overrun, events_synchronise_others, a_generator_makes_requests,
        acknowledges_go_to_the_source, inputs_without_a_part_say_so, refusals, two_roads_agree,
    };
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 60);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(t, tests[i]);
    return case_run("dmamux", t);
}
