/* test_source.c -- the camera interface: words at the camera's rate, the FIFO, its request, overrun.
 * hclk 200 MHz, an edge each 24 ticks; sync_edges 2, req_edges 1. A word every 240 ticks (80 Mbyte/s),
 * lines of 4 words 1500 ticks apart, frames of 2 lines 5000 ticks apart, from tick 1000 on. So word k
 * of line l of frame f is complete at 1000 + 5000 f + 1500 l + 240 (k + 1), and in the FIFO two edges
 * after the first edge from there. */
#include "source.h"
#include "input.h"
#include "suite.h"
#include <string.h>

#ifdef STRESS
enum { WORDS = 1 };
#else
enum { WORDS = 4 };
#endif
enum { EDGE = 24, CR = 0x00, SR = 0x04, RIS = 0x08, IER = 0x0C, MIS = 0x10, ICR = 0x14, DR = 0x28,
       MAX_FACTS = 64,
       ON = 0x4001, SNAPSHOT = 0x4003 };

static const source_cfg_t cfg = { .hclk = 0, .fifo = WORDS, .sync_edges = 2, .req_edges = 1, .irq = 78,
                                  .req = 75 };
static const domain_t clock_[] = { { 0, 1, EDGE, 0 } };
static const uint64_t ears[WIRE_KINDS];
static source_t s;
static wires_t  wires;
static input_t  in;
static fact_t   fact[MAX_FACTS];
static unsigned facts;
static tick_t   now;

static void see(sink_t *k, const fact_t *f)
{
    (void)k;
    if (facts < MAX_FACTS) fact[facts++] = *f;
}
static sink_t sink = { .mask = ~0ull, .see = see };

static env_t env(void)
{
    return (env_t){ .now = now, .clock = clock_, .wires = &wires, .sink = &sink, .in = &in, .ears = ears,
                    .pc = NO_PC, .slot = 4 };
}

static tick_t at(tick_t t)
{
    now = t;
    env_t e = env();
    tick_t due = source_model.step(&s, &cfg, &e);
    source_t was = s;
    ck_assert_uint_eq(source_model.step(&s, &cfg, &e), due);
    ck_assert(!memcmp(&was, &s, sizeof s));
    return due;
}

static void run(tick_t until)
{
    for (tick_t t = at(now); t <= until; t = at(t)) {}
    now = until;
    at(until);
}

static void put(uint32_t off, uint32_t v) { env_t e = env(); source_model.write(&s, &cfg, off, 4, v, &e); }
static uint32_t look(uint32_t off) { env_t e = env(); return source_model.peek(&s, &cfg, off, &e); }
static uint32_t get(uint32_t off)
{
    env_t e = env();
    uint32_t seen = look(off), got = source_model.read(&s, &cfg, off, 4, &e);
    ck_assert_uint_eq(seen, got);
    return got;
}
static int requested(void) { return wire_get(&wires, WIRE_REQ1, 75); }
static tick_t in_fifo(tick_t complete) { return (complete + EDGE - 1) / EDGE * EDGE + 2 * EDGE; }

static unsigned told(unsigned kind)
{
    unsigned n = 0;
    for (unsigned i = 0; i < facts; i++) n += fact[i].kind == kind;
    return n;
}

static void begin(void)
{
    memset(&wires, 0, sizeof wires);
    facts = 0, now = 0;
    in = (input_t){ .camera = { .at = 1000, .line = 1500, .frame = 5000, .word16 = 240 << 16, .words = 4,
                                .lines = 2, .frames = 3 } };
    source_model.reset(&s, &cfg);
    at(0);
}

/* First word complete at 1240, seen at the edge 1248, in the FIFO at 1296, requested at 1320. */
START_TEST(a_word_raises_a_request)
{
    begin();
    put(CR, ON);
    run(1295);
    ck_assert_uint_eq(look(SR), 0);
    ck_assert_uint_eq(in_fifo(1240), 1296);
    run(1296);
    ck_assert_uint_eq(look(SR), 4);
    ck_assert(!requested());
    run(1319);
    ck_assert(!requested());
    run(1320);
    ck_assert(requested());
    ck_assert_uint_eq(look(DR), 0x03020100);
    ck_assert_uint_eq(get(DR), 0x03020100);
    ck_assert(!requested());
    ck_assert_uint_eq(look(DR), 0);                           /* empty */
    run(in_fifo(1480) + EDGE);
    ck_assert(requested());
    ck_assert_uint_eq(get(DR), 0x07060504);
}
END_TEST

#ifndef STRESS
/* Two words wait: the request falls when DR is read and stands again an edge later. */
START_TEST(the_request_stands_again)
{
    begin();
    put(CR, ON);
    run(in_fifo(1480) + 3);
    ck_assert_uint_eq(s.words, 2);
    get(DR);
    ck_assert(!requested());
    tick_t next = (now + EDGE - 1) / EDGE * EDGE + EDGE;
    run(next - 1);
    ck_assert(!requested());
    run(next);
    ck_assert(requested());
}
END_TEST
#endif

/* WORDS words fit. The one after them is lost, and with it the rest of the frame; the next frame is
 * captured from its start. */
START_TEST(overrun_gives_the_frame_up)
{
    begin();
    put(IER, 2);
    put(CR, ON);
    tick_t line = WORDS / 4 * 1500u, word = WORDS % 4;         /* word number WORDS, counted from 0 */
    tick_t lost = in_fifo(1000 + line + 240 * (word + 1));
    run(lost - 1);
    ck_assert_uint_eq(s.words, WORDS);
    ck_assert_uint_eq(look(RIS) & 2, 0);
    run(lost);
    ck_assert_uint_eq(s.words, 0);
    ck_assert_uint_eq(look(RIS) & 2, 2);
    ck_assert_uint_eq(look(MIS), 2);
    ck_assert(wire_get(&wires, WIRE_IRQ, 78));
    ck_assert(!requested());
    ck_assert_uint_eq(told(F_LOST), 1);
    for (unsigned i = 0; i < facts; i++)
        if (fact[i].kind == F_LOST) ck_assert_uint_eq(fact[i].data, 0x03020100 + 0x04040404 * WORDS);
    run(5999);
    ck_assert_uint_eq(s.words, 0);                             /* nothing more of this frame */
    ck_assert_uint_eq(look(RIS) & 1, 0);
    put(ICR, 2);
    ck_assert(!wire_get(&wires, WIRE_IRQ, 78));
    run(in_fifo(6000 + 240));
    ck_assert_uint_eq(look(DR), 0x03020100);
}
END_TEST

static void drain(tick_t until)
{
    for (tick_t t = at(now); t <= until; t = at(t))
        if (requested()) get(DR), t = now;
    now = until;
    at(until);
}

/* A snapshot: VSYNC with the frame, LINE after each line, FRAME after the last word, CAPTURE falls. */
START_TEST(a_snapshot_ends)
{
    begin();
    put(CR, SNAPSHOT);
    drain(in_fifo(1000) - 1);
    ck_assert_uint_eq(look(RIS), 0);
    drain(in_fifo(1000));
    ck_assert_uint_eq(look(RIS), 8);
    drain(in_fifo(1000 + 960));
    ck_assert_uint_eq(look(RIS), 8 | 16);
    put(ICR, 16);
    drain(in_fifo(2500 + 960) - 1);
    ck_assert_uint_eq(look(RIS), 8);
    drain(in_fifo(2500 + 960));
    ck_assert_uint_eq(look(RIS), 8 | 16 | 1);
    ck_assert_uint_eq(look(CR), SNAPSHOT & ~1u);
    drain(20000);
    ck_assert_uint_eq(told(F_RX), 8);                          /* one frame of two lines of four words */
    ck_assert_uint_eq(told(F_LOST), 0);
}
END_TEST

/* Enabled in mid-frame: nothing until the next one; continuous mode takes all that follow. */
START_TEST(capture_waits_for_a_frame)
{
    begin();
    run(1500);
    put(CR, ON);
    drain(5999);
    ck_assert_uint_eq(told(F_RX), 0);
    drain(100000);
    ck_assert_uint_eq(told(F_RX), 16);
    ck_assert_uint_eq(at(now), NEVER);                         /* the camera is done */
}
END_TEST

START_TEST(switched_off)
{
    begin();
    put(CR, ON);
    run(in_fifo(1240) + EDGE);
    ck_assert(requested());
    put(CR, 0);
    ck_assert(!requested());
    run(100000);
    ck_assert_uint_eq(look(SR), 0);
    ck_assert_uint_eq(told(F_RX), 1);
}
END_TEST

START_TEST(registers)
{
    begin();
    put(CR, 1u << 14 | 1u << 2);                               /* CROP is not modelled, and says so */
    ck_assert_uint_eq(told(F_UNMODELLED), 1);
    ck_assert_uint_eq(look(CR), 1u << 14 | 1u << 2);
    put(RIS, 0x1F);
    ck_assert_uint_eq(told(F_IGNORED), 1);
    env_t e = env();
    source_model.write(&s, &cfg, CR, 1, 0, &e);                /* words only */
    ck_assert_uint_eq(told(F_IGNORED), 2);
    put(IER, ~0u);
    ck_assert_uint_eq(look(IER), 31);
    in.camera.words = 0;                                       /* no camera */
    ck_assert_uint_eq(at(1), NEVER);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, a_word_raises_a_request);
#ifndef STRESS
    tcase_add_test(t, the_request_stands_again);
#endif
    tcase_add_test(t, overrun_gives_the_frame_up);
    tcase_add_test(t, a_snapshot_ends);
    tcase_add_test(t, capture_waits_for_a_frame);
    tcase_add_test(t, switched_off);
    tcase_add_test(t, registers);
    return case_run("source", t);
}
