/* test_busmaster.c -- the scripted bus master alone: what it asks of its port and when. hclk is 200
 * MHz: an edge each 24 ticks. The test answers the port itself; expected ticks are counted by hand
 * from the rules in busmaster.h, with turn = 1. */
#include <string.h>
#include "busmaster.h"
#include "suite.h"

enum { EDGE = 24, MAX_FACTS = 64, INIT = 5, IRQ = 61, REG0 = 0x40, REG1 = 0x44 };

static const port_row_t ports[] = { { "other", 1, 0, 0 }, { "master", INIT, 3, 2 } };
static const map_t map = { .port = ports, .ports = 2 };
static const busmaster_cfg_t cfg = { .hclk = 0, .init = INIT, .port = 1, .size = 2, .beats = 16, .turn = 1,
                                     .irq = IRQ };
static const domain_t clock_[] = { { 0, 1, EDGE, 0 } };
static const uint64_t ears[WIRE_KINDS];

static busmaster_t m;
static wires_t     wires;
static port_t      port[2];
static fact_t      fact[MAX_FACTS];
static unsigned    facts;
static master_t    script;
static struct input in;
static tick_t      now;

static void see(sink_t *s, const fact_t *f)
{
    (void)s;
    if (facts < MAX_FACTS) fact[facts++] = *f;
}
static sink_t sink = { .mask = ~0ull, .see = see };

static env_t env(void)
{
    return (env_t){ .now = now, .clock = clock_, .wires = &wires, .port = port, .sink = &sink, .map = &map,
                    .in = &in, .ears = ears, .pc = NO_PC, .slot = 2 };
}

/* Step at this tick; a second step at once must change nothing and say the same. */
static tick_t at(tick_t t)
{
    now = t;
    env_t e = env();
    tick_t due = busmaster_model.step(&m, &cfg, &e);
    busmaster_t was = m;
    unsigned told = facts;
    ck_assert(busmaster_model.step(&m, &cfg, &e) == due || due <= now);
    ck_assert(!memcmp(&was, &m, sizeof m) && told == facts);
    return due;
}

static void begin(const master_op_t *op, uint32_t ops)
{
    memset(&m, 0, sizeof m), memset(&wires, 0, sizeof wires), memset(port, 0, sizeof port);
    facts = 0, now = 0;
    script = (master_t){ .init = INIT, .regs = 2, .reg = { REG0, REG1 }, .op = op, .ops = ops,
                         .on_error = ops };
    in = (struct input){ .master = &script, .masters = 1 };
    busmaster_model.reset(&m, &cfg);
}

static void answer(uint8_t phase) { port[1].phase = phase; }

static void asks(tick_t t, uint32_t addr, unsigned size, unsigned beats, int write)
{
    ck_assert_uint_eq(port[1].phase, BUS_REQ);
    ck_assert_uint_eq(port[1].asked, t);
    ck_assert_uint_eq(port[1].addr, addr);
    ck_assert_uint_eq(1u << port[1].size, size);
    ck_assert_uint_eq(port[1].beats, beats);
    ck_assert_int_eq(port[1].write, write);
    ck_assert_uint_eq(port[1].init, INIT);
}

static void write_reg(uint32_t off, unsigned size, uint32_t v)
{
    env_t e = env();
    busmaster_model.write(&m, &cfg, off, size, v, &e);
}

static uint32_t read_reg(uint32_t off)
{
    env_t e = env();
    uint32_t seen = busmaster_model.peek(&m, &cfg, off, &e), got = busmaster_model.read(&m, &cfg, off, 4, &e);
    ck_assert_uint_eq(seen, got);
    return got;
}

static unsigned told(unsigned kind)
{
    unsigned n = 0;
    for (unsigned i = 0; i < facts; i++) n += fact[i].kind == kind;
    return n;
}

/* 100 bytes: a burst of 16 words, then one of 9; the second a turn after the first's answer. */
START_TEST(a_read_is_bursts)
{
    static const master_op_t op[] = { { .op = MASTER_READ, .size = 3, .keep = 1, .at.plus = 0x24000000,
                                        .bytes = 100 } };
    begin(op, 1);
    ck_assert_uint_eq(at(0), NEVER);
    asks(0, 0x24000000, 4, 16, 0);
    ck_assert_uint_eq(fact[0].kind, F_MASTER_ON);
    ck_assert_uint_eq(fact[0].what, INIT);
    ck_assert_uint_eq(fact[0].addr, 0x24000000);
    ck_assert_uint_eq(fact[0].data, 100);
    ck_assert_uint_eq(fact[0].note, MASTER_READ);
    for (unsigned k = 0; k < 16; k++) port[1].data[k] = 0x03020100 + 0x04040404 * k;
    answer(BUS_DONE);
    ck_assert_uint_eq(at(10 * EDGE), 11 * EDGE);
    at(11 * EDGE);
    asks(11 * EDGE, 0x24000040, 4, 9, 0);
    ck_assert_uint_eq(told(F_MASTER_OFF), 0);
    memset(port[1].data, 0xEE, sizeof port[1].data);
    answer(BUS_DONE);
    at(20 * EDGE);
    ck_assert_uint_eq(told(F_MASTER_OFF), 1);
    for (unsigned i = 0; i < BUSMASTER_KEPT; i++) ck_assert_uint_eq(m.kept[i], i);   /* the first 64 bytes */
    ck_assert_uint_eq(at(21 * EDGE), NEVER);                  /* nothing left to do */
    ck_assert_uint_eq(m.over, 1);
}
END_TEST

/* 0x3F0 + 64 bytes: 16 up to the 1 KB boundary, 48 behind it. 0x1 + 7: 1, 2 and 4 bytes. */
START_TEST(boundaries_and_alignment)
{
    static const master_op_t op[] = { { .op = MASTER_READ, .size = 2, .at.plus = 0x240003F0, .bytes = 64 },
                                      { .op = MASTER_READ, .size = 2, .at.plus = 0x24000001, .bytes = 7 } };
    static const struct { uint32_t addr; unsigned size, beats; } want[] = {
        { 0x240003F0, 4, 4 }, { 0x24000400, 4, 12 }, { 0x24000001, 1, 1 }, { 0x24000002, 2, 1 },
            { 0x24000004, 4, 1 } };
    begin(op, 2);
    at(0);
    for (unsigned i = 0; i < 5; i++) {
        asks(i * 3 * EDGE, want[i].addr, want[i].size, want[i].beats, 0);
        answer(BUS_DONE);
        at((i * 3 + 2) * EDGE);
        at((i * 3 + 3) * EDGE);
    }
    ck_assert_uint_eq(m.over, 1);
}
END_TEST

/* "every" 100 ns = 480 ticks = 20 edges from request to request. */
START_TEST(bursts_keep_their_distance)
{
    static const master_op_t op[] = { { .op = MASTER_READ, .size = 2, .beats = 4, .at.plus = 0x24000000,
                                        .bytes = 32, .time = 480 } };
    begin(op, 1);
    at(0);
    answer(BUS_DONE);
    ck_assert_uint_eq(at(6 * EDGE), 480);
    at(480);
    asks(480, 0x24000010, 4, 4, 0);
}
END_TEST

START_TEST(a_copy_reads_then_writes)
{
    static const master_op_t op[] = { { .op = MASTER_COPY, .size = 2, .beats = 4, .at.plus = 0x30000000,
                                        .from.plus = 0x24000000, .bytes = 20 } };
    begin(op, 1);
    at(0);
    ck_assert_uint_eq(fact[0].note, MASTER_COPY | 0x24000000ull << 32);
    asks(0, 0x24000000, 4, 4, 0);
    for (unsigned k = 0; k < 4; k++) port[1].data[k] = 0xA0 + k;
    answer(BUS_DONE);
    at(5 * EDGE), at(6 * EDGE);
    asks(6 * EDGE, 0x30000000, 4, 4, 1);
    for (unsigned k = 0; k < 4; k++) ck_assert(port[1].data[k] == 0xA0 + k && port[1].strb[k] == 0xF);
    answer(BUS_DONE);
    at(9 * EDGE), at(10 * EDGE);
    asks(10 * EDGE, 0x24000010, 4, 1, 0);
    answer(BUS_DONE);
    at(12 * EDGE), at(13 * EDGE);
    asks(13 * EDGE, 0x30000010, 4, 1, 1);
    answer(BUS_DONE);
    at(15 * EDGE);
    ck_assert_uint_eq(told(F_MASTER_OFF), 1);
}
END_TEST

START_TEST(a_write_carries_its_bytes)
{
    static const uint8_t bytes[] = { 1, 2, 3, 4, 5, 6 };
    static const master_op_t op[] = { { .op = MASTER_WRITE, .size = 2, .at.plus = 0x30000000, .bytes = 6,
                                        .data = bytes } };
    begin(op, 1);
    at(0);
    asks(0, 0x30000000, 4, 1, 1);
    ck_assert_uint_eq(port[1].data[0], 0x04030201);
    answer(BUS_DONE);
    at(2 * EDGE), at(3 * EDGE);
    asks(3 * EDGE, 0x30000004, 2, 1, 1);
    ck_assert_uint_eq(port[1].data[0], 0x0605);
    ck_assert_uint_eq(port[1].strb[0], 3);
}
END_TEST

/* OWN is bit 31. Looks are `time` apart: 4800 ticks. Then the descriptor's first word is the address. */
START_TEST(poll_then_follow_the_pointer)
{
    static const master_op_t op[] = {
        { .op = MASTER_POLL, .size = 2, .beats = 1, .at.plus = 0x3000000C, .mask = 0x80000000,
          .value = 0x80000000, .time = 4800 },
        { .op = MASTER_READ, .size = 2, .keep = 1, .at.plus = 0x30000000, .bytes = 16 },
        { .op = MASTER_READ, .size = 2, .at = { 8, PLACE_KEPT, 4, { 0 } }, .bytes = 4 } };
    begin(op, 3);
    at(0);
    asks(0, 0x3000000C, 4, 1, 0);
    port[1].data[0] = 0x7FFFFFFF;
    answer(BUS_DONE);
    ck_assert_uint_eq(at(2 * EDGE), 4800);
    at(4800);
    asks(4800, 0x3000000C, 4, 1, 0);
    port[1].data[0] = 0x80000000;
    answer(BUS_DONE);
    at(4800 + 2 * EDGE), at(4800 + 3 * EDGE);
    asks(4800 + 3 * EDGE, 0x30000000, 4, 4, 0);
    port[1].data[1] = 0x24001000;                             /* word at offset 4 */
    answer(BUS_DONE);
    at(4800 + 8 * EDGE), at(4800 + 9 * EDGE);
    asks(4800 + 9 * EDGE, 0x24001008, 4, 1, 0);
    ck_assert_uint_eq(told(F_MASTER_ON), 3);                  /* a poll is one, however often it looks */
}
END_TEST

/* Each takes one edge, or as long as it says: wait 1000 ticks from edge 1 (24) to 1024, seen at the
 * edge 1032; until 2000 is seen at 2016. */
START_TEST(waiting)
{
    static const master_op_t op[] = { { .op = MASTER_SET, .reg = 1, .value = 0x11 },
                                      { .op = MASTER_WAIT, .time = 1000 },
                                      { .op = MASTER_UNTIL, .time = 2000 }, { .op = MASTER_IRQ, .value = 1 },
                                      { .op = MASTER_UNTIL, .time = 5 } };
    begin(op, 5);
    ck_assert_uint_eq(at(0), EDGE);
    ck_assert_uint_eq(read_reg(REG1), 0x11);
    ck_assert_uint_eq(told(F_FLAG), 1);
    ck_assert_uint_eq(at(EDGE), 1024);
    ck_assert_uint_eq(at(1024), 1032);                        /* no edge of hclk: nothing happens */
    ck_assert_uint_eq(at(1032), 2000);
    ck_assert_uint_eq(at(2000), 2016);
    ck_assert(!wire_get(&wires, WIRE_IRQ, IRQ));
    ck_assert_uint_eq(at(2016), 2040);
    ck_assert(wire_get(&wires, WIRE_IRQ, IRQ));
    ck_assert_uint_eq(at(2040), 2064);                        /* 5 is long ago: one edge */
    write_reg(REG0, 4, 0);                                    /* any write to the block acknowledges */
    ck_assert(!wire_get(&wires, WIRE_IRQ, IRQ));
}
END_TEST

START_TEST(doorbells)
{
    static const master_op_t op[] = { { .op = MASTER_DOORBELL, .reg = 1 },
                                      { .op = MASTER_DOORBELL, .reg = MASTER_REGS },
                                      { .op = MASTER_READ, .size = 2, .at = { 4, PLACE_REGISTER, 0, { 0 } },
                                        .bytes = 4 } };
    begin(op, 3);
    ck_assert_uint_eq(at(0), NEVER);
    write_reg(REG0, 4, 0x24000100);                           /* not the one waited for, but one of any */
    ck_assert_uint_eq(at(2 * EDGE), NEVER);
    write_reg(REG1 + 1, 1, 0xAB);                             /* a byte of it is a write */
    ck_assert_uint_eq(read_reg(REG1), 0xAB00);
    ck_assert_uint_eq(at(4 * EDGE), 5 * EDGE);
    ck_assert_uint_eq(at(5 * EDGE), 6 * EDGE);                /* rung before it was waited for: counts once */
    at(6 * EDGE);
    asks(6 * EDGE, 0x24000104, 4, 1, 0);
    ck_assert_uint_eq(fact[facts - 2].note, MASTER_READ | 1 << 8);
    ck_assert_uint_eq(told(F_UNMODELLED), 0);
}
END_TEST

START_TEST(registers_nobody_named)
{
    static const master_op_t op[] = { { .op = MASTER_DOORBELL, .reg = 0 } };
    begin(op, 1);
    write_reg(0x80, 4, 0x12345678);
    ck_assert_uint_eq(read_reg(0x80), 0);
    ck_assert_uint_eq(told(F_UNMODELLED), 2);
    in.masters = 0;                                           /* no script at all */
    write_reg(REG0, 4, 1);
    ck_assert_uint_eq(read_reg(REG0), 0);
    ck_assert_uint_eq(told(F_UNMODELLED), 4);
    ck_assert_uint_eq(at(0), NEVER);
}
END_TEST

/* Two rounds of a loop: set, again, set, again, then the end: 1 + 2 * 2 edges. */
START_TEST(loops)
{
    static const master_op_t op[] = { { .op = MASTER_LOOP, .reg = 2, .value = 2 },
                                      { .op = MASTER_SET, .reg = 0, .value = 7 },
                                      { .op = MASTER_AGAIN, .reg = 2, .value = 1 }, { .op = MASTER_END } };
    begin(op, 4);
    for (unsigned i = 0; i < 5; i++) ck_assert_uint_eq(at(i * EDGE), (i + 1) * EDGE);
    ck_assert_uint_eq(m.op, 3);
    ck_assert_uint_eq(at(5 * EDGE), NEVER);
    ck_assert_uint_eq(m.over, 1);
}
END_TEST

START_TEST(an_error_ends_the_script)
{
    static const master_op_t op[] = { { .op = MASTER_READ, .size = 2, .at.plus = 0x20000000, .bytes = 64 },
                                      { .op = MASTER_END },
                                      { .op = MASTER_SET, .reg = 0, .value = 9 },
                                      { .op = MASTER_READ, .size = 2, .at.plus = 0x20000000, .bytes = 4 },
                                          { .op = MASTER_SET, .reg = 0, .value = 1 } };
    begin(op, 5);
    script.on_error = 2;
    at(0);
    answer(BUS_ERROR);
    ck_assert_uint_eq(at(4 * EDGE), 5 * EDGE);
    ck_assert_uint_eq(fact[facts - 1].kind, F_MASTER_OFF);
    ck_assert_uint_eq(fact[facts - 1].note, 1);
    at(5 * EDGE);
    ck_assert_uint_eq(read_reg(REG0), 9);
    at(6 * EDGE);
    answer(BUS_ERROR);                                        /* once is enough */
    ck_assert_uint_eq(at(10 * EDGE), NEVER);
    ck_assert_uint_eq(m.over, 1);
}
END_TEST

/* Copies with sides that never align alike go byte by byte, and nothing is asked for twice. */
START_TEST(crooked_copy)
{
    static const master_op_t op[] = { { .op = MASTER_COPY, .size = 3, .at.plus = 0x30000000,
                                        .from.plus = 0x24000001, .bytes = 20 } };
    begin(op, 1);
    at(0);
    asks(0, 0x24000001, 1, 16, 0);
    answer(BUS_DONE);
    at(20 * EDGE), at(21 * EDGE);
    asks(21 * EDGE, 0x30000000, 1, 16, 1);
    answer(BUS_DONE);
    at(40 * EDGE), at(41 * EDGE);
    asks(41 * EDGE, 0x24000011, 1, 4, 0);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, a_read_is_bursts);
    tcase_add_test(t, boundaries_and_alignment);
    tcase_add_test(t, bursts_keep_their_distance);
    tcase_add_test(t, a_copy_reads_then_writes);
    tcase_add_test(t, a_write_carries_its_bytes);
    tcase_add_test(t, poll_then_follow_the_pointer);
    tcase_add_test(t, waiting);
    tcase_add_test(t, doorbells);
    tcase_add_test(t, registers_nobody_named);
    tcase_add_test(t, loops);
    tcase_add_test(t, an_error_ends_the_script);
    tcase_add_test(t, crooked_copy);
    return case_run("busmaster", t);
}
