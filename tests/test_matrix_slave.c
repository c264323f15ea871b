/* test_matrix_slave.c -- the far end of the bus: beat times, what comes after what, errors, parts. Numbers
 * worked out by hand.
 *
 * * Times are edges of hclk; requests are asked at edge 50 of a chip just reset and pay one edge
 * of arbitration, so that they start at 51. The toy chip is in matrix_bench.h. */
#include "matrix_bench.h"
#include <stdlib.h>

/* ---- beat times ------------------------------------------------------------------------------ */

/* AN4031 tables 4-7: from request to end, port arbitration and address computation (2, the DMA's
 * own) + matrix 1 (direct path 0) + synchronisation 1 + 2 APB cycles. AHB/APB = 1: 6 and 5; = 2:
 * 8 and 7. */
START_TEST(apb_times)
{
    enum { OWN = 2 };
    port_t *p;
    fresh(); p = read_at(50, PORT_A0, APB1); settle(); expect(p, 51, 50 + 6 - OWN);
    fresh(); p = read_at(50, PORT_A0, APB2); settle(); expect(p, 51, 50 + 8 - OWN);
    fresh(); p = read_at(50, PORT_P, APB2);  settle(); expect(p, 50, 50 + 7 - OWN);
    fresh(); b->clock[CLK_P2] = b->clock[CLK_H];
    p = read_at(50, PORT_P, APB2); settle(); expect(p, 50, 50 + 5 - OWN);
    fresh(); b->clock[CLK_P2] = domain_of(0, 100000000);    /* 2 x 2.4: 4.8, so 1 + 5 */
    p = read_at(50, PORT_P, APB2); settle(); expect(p, 50, 56);
    fresh(); b->clock[CLK_P2].mul = 0;              /* a stopped clock: late, not hung */
    p = read_at(50, PORT_P, APB2);
    ck_assert_uint_ne(bench_drain(b, NEVER - 1), NEVER);
    ck_assert_uint_eq(p->phase, BUS_DONE);
}
END_TEST

/* hclk of 2.5 ticks (edges 0, 3, 5, 8, 10 ...), pclk the same: 1 + 2 edges, whatever the
 * rounding. */
START_TEST(apb_odd_clock)
{
    for (unsigned k = 100; k < 104; k++) {
        fresh();
        b->clock[CLK_H] = b->clock[CLK_P2] = (domain_t){ 0, 2, 5, 0 };
        port_t *p = bench_ask(b, domain_edge(&b->clock[CLK_H], k), PORT_P, 0, APB2, 2, 1);
        settle();
        ck_assert_uint_eq(p->done, domain_edge(&b->clock[CLK_H], k + 3));
    }
}
END_TEST

/* RM0433 3.2: a write that leaves part of an ECC word alone takes one more. SRAM: 32-bit bus and
 * ECC word, done = 51 + beat; AXI SRAM: 64, done = 51 + lead 1 + beat + tail 1. */
START_TEST(partial_writes)
{
    static const struct { unsigned port, size, strb, low; uint32_t addr; unsigned beat; } row[] = {
        { PORT_A0, 2, 0x0F, 0, SRAM, 1 },       { PORT_A0, 1, 0x03, 0, SRAM + 2, 2 },
        { PORT_A0, 0, 0x01, 0, SRAM + 3, 2 },   { PORT_A0, 2, 0x06, 0, SRAM, 2 },
        { PORT_A0, 2, 0x00, 0, SRAM, 1 },       { PORT_A0, 3, 0xFF, 0, SRAM, 2 },
        { PORT_A0, 3, 0xF0, 0, SRAM, 2 },       { PORT_A0, 3, 0x1F, 0, SRAM, 3 },
        { PORT_CPU0, 3, 0xFF, 2, AXI, 1 },      { PORT_CPU0, 3, 0x0F, 2, AXI, 2 },
        { PORT_CPU0, 2, 0x0F, 2, AXI + 4, 2 },  { PORT_CPU0, 3, 0x7F, 2, AXI + 8, 2 },
        { PORT_CPU0, 3, 0xFF, 2, AXI + 4, 2 },  /* not aligned: two halves of ECC words */
    };
    for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
        fresh();
        port_t *p = bench_ask(b, edge(50), row[i].port, 1, row[i].addr, row[i].size, 1);
        p->strb[0] = (uint8_t)row[i].strb;
        unsigned region = row[i].port == PORT_A0 ? R_SRAM : R_AXI;
        uint8_t want[16];
        unsigned off = row[i].addr & 0xF;
        memcpy(want, b->chip.mem[region], 16);
        for (unsigned k = 0; k < 1u << row[i].size; k++)
            if (row[i].strb >> k & 1) want[off + k] = 0x11;
        settle();
        expect(p, 51, 51 + row[i].low + row[i].beat);
        ck_assert_mem_eq(want, b->chip.mem[region], 16);
    }
}
END_TEST

/* LATENCY 4: first beat of a flash word 5, the others 1. A line: 51 + 1 + 5 = 57, 58, 59, 60 and
 * tail 1. Eight words from offset 16: the fifth opens a new flash word. */
START_TEST(flash_waits)
{
    static const unsigned at[8] = { 57, 58, 59, 60, 65, 66, 67, 68 };
    fresh();
    b->chip.wires.flash_latency = 4;
    port_t *p = bench_ask(b, edge(50), PORT_CPU0, 0, FLASH, 3, 4);
    settle();
    expect(p, 51, 61);
    fresh();
    b->chip.wires.flash_latency = 4;
    p = bench_ask(b, edge(50), PORT_CPU0, 0, FLASH + 16, 2, 8);
    settle();
    expect(p, 51, 69);
    for (unsigned k = 0; k < 8; k++)
        ck_assert_uint_eq(bench_fact(b, F_BEAT, I_CPU, k)->at, edge(at[k]));
}
END_TEST

/* The read buffer (RM0433 4.3.8), LATENCY 4: a read asked at edge n is granted there (the first one later:
 * the node is not parked yet) and answered lead 1 + beat + tail 1 later: 7 for a word that comes from the
 * array, 3 for one of the flash word read last. Another word, and the first again, are array accesses; so is
 * one after the buffer was emptied. */
START_TEST(flash_read_buffer)
{
    static const struct { unsigned at; uint32_t off; unsigned cost; } read[] = {
        { 50, 8, 7 }, { 60, 24, 3 }, { 70, 24, 3 }, { 80, 32, 7 }, { 90, 0, 7 }, { 100, 16, 3 } };
    fresh();
    b->chip.wires.flash_latency = 4;
    for (unsigned i = 0; i < sizeof read / sizeof *read; i++) {
        port_t *p = bench_ask(b, edge(read[i].at), PORT_CPU0, 0, FLASH + read[i].off, 3, 1);
        settle();
        expect(p, read[i].at + !i, read[i].at + !i + read[i].cost);
    }
    memset(b->chip.wires.flash_read, 0, sizeof b->chip.wires.flash_read);
    port_t *p = bench_ask(b, edge(110), PORT_CPU0, 0, FLASH + 16, 3, 1);
    settle();
    expect(p, 110, 117);
}
END_TEST

/* ---- one at a time ---------------------------------------------------------------------------- */

/* Beats of this initiator, the nth and the ones after it, at these edges. */
static void expect_beats(unsigned who, unsigned nth, unsigned count, unsigned first)
{
    for (unsigned k = 0; k < count; k++) {
        const fact_t *f = bench_fact(b, F_BEAT, who, nth + k);
        ck_assert(f && f->at == edge(first + k));
    }
}

/* Two line fills of 4 x 64 bit from AXI SRAM, two ids. The first: start 51, lead 1, beats 53..56,
 * answer 57. The second is granted while that goes on and its lead passes, but the memory serves
 * one beat an edge: from the last beat of the first (56) or from the end of its own lead, whichever
 * is later. The node is parked on the CPU, so start = A, save for the request of 50 (one address an
 * edge: 52). Starts 52, 54 and 55 with leads up to 53, 55 and 56: beats 57..60, answer 61. Start
 * 57: lead up to 58, beats 59..62, answer 63. */
START_TEST(two_fills)
{
    static const struct { unsigned asked, granted, first; } row[] = {
        { 50, 52, 57 }, { 54, 54, 57 }, { 55, 55, 57 }, { 57, 57, 59 },
    };
    for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
        fresh();
        port_t *p = bench_ask(b, edge(50), PORT_CPU0, 0, AXI + 0x50, 3, 4);
        p->wrap = 1;
        port_t *q = bench_ask(b, edge(row[i].asked), PORT_CPU1, 0, AXI + 0x70, 3, 4);
        q->wrap = 1;
        for (unsigned k = 0; k < 4; k++) {                      /* each delivered a tail later */
            bench_run(b, edge(row[i].first + 1 + k) - 1);
            ck_assert_uint_eq(q->beat, k);
            bench_run(b, edge(row[i].first + 1 + k));
            ck_assert_uint_eq(q->beat, k + 1);
        }
        settle();
        expect(p, 51, 57);
        expect(q, row[i].granted, row[i].first + 4);
        expect_beats(I_CPU, 0, 4, 53);
        expect_beats(I_CPU, 4, 4, row[i].first);
        ck_assert_uint_eq(bench_fact(b, F_BEAT, I_CPU, 3)->txn, p->txn);
        ck_assert_uint_eq(bench_fact(b, F_BEAT, I_CPU, 4)->txn, q->txn);
    }
}
END_TEST

/* A fill and a read over D2-D1. The CPU's fill: 51, beats 53..56. A: D2-D1 51, lead 2, AXI
 * requested 53, not parked: start 54, lead up to 55, the memory is busy until 56: beat 57, answer
 * 58. */
START_TEST(fill_then_bridge_read)
{
    fresh();
    port_t *p = bench_ask(b, edge(50), PORT_CPU0, 0, AXI, 3, 4);
    port_t *a = read_at(50, PORT_A0, AXI + 64);
    settle();
    expect(p, 51, 57);
    expect(a, 51, 58);
    ck_assert_uint_eq(bench_fact(b, F_GRANT, I_A, 1)->at, edge(54));
    expect_beats(I_CPU, 0, 4, 53);
    expect_beats(I_A, 0, 1, 57);
}
END_TEST

/* The other way round. A's four words: D2-D1 51, AXI 54, lead up to 55, beats 56..59, answer 60.
 * The CPU's fill is on the wires at 54, when A is let in: start 55, lead up to 56, beats behind
 * A's: 60..63, answer 64. */
START_TEST(bridge_read_then_fill)
{
    fresh();
    port_t *a = burst_at(50, PORT_A0, AXI + 64);
    port_t *p = bench_ask(b, edge(54), PORT_CPU0, 0, AXI, 3, 4);
    settle();
    expect(a, 51, 60);
    expect(p, 55, 64);
    expect_beats(I_A, 0, 4, 56);
    expect_beats(I_CPU, 0, 4, 60);
}
END_TEST

/* Reads and writes share the memory, not the address wires. A's posted word: D2-D1 51, answered 53;
 * the bridge asks AXI at 51, where the CPU's fill starts (beats 53..56), and starts at 52: lead up
 * to 53, busy until 56, half an ECC word takes 2: lands at 58, response 59. */
START_TEST(fill_then_posted_write)
{
    fresh();
    port_t *p = bench_ask(b, edge(50), PORT_CPU0, 0, AXI, 3, 4);
    port_t *a = post_at(50, PORT_A0, AXI + 64);
    settle();
    expect(p, 51, 57);
    expect(a, 51, 53);
    ck_assert_uint_eq(bench_fact(b, F_GRANT, I_BRIDGE, 0)->at, edge(52));
    expect_beats(I_CPU, 0, 4, 53);
    expect_beats(I_BRIDGE, 0, 1, 58);
    ck_assert_uint_eq(bench_fact(b, F_DONE, I_BRIDGE, 0)->at, edge(59));
}
END_TEST

/* Two wait for the slave, in a chip whose AXI SRAM takes three: the order of the grants counts, not
 * that of the ports. CPU1's fill: 51, beats 53..56. CPU0's read, asked at 51: 52. A's read: D2-D1
 * 51, AXI requested 53, not parked: 54. Beats 57 for CPU0 (answer 58), 58 for A (answer 59). */
START_TEST(order_of_grants)
{
    static node_row_t node[NODES];
    static map_t map;
    fresh();
    memcpy(node, toy_node, sizeof node);
    node[N_AXI].cap_r = node[N_AXI].cap = 3;
    map = toy_map, map.node = node, b->env.map = &map;
    port_t *q = bench_ask(b, edge(50), PORT_CPU1, 0, AXI, 3, 4);
    port_t *a = read_at(50, PORT_A0, AXI + 64), *p = read_at(51, PORT_CPU0, AXI + 32);
    settle();
    expect(q, 51, 57);
    expect(p, 52, 58);
    expect(a, 51, 59);
    ck_assert_uint_eq(bench_fact(b, F_GRANT, I_A, 1)->at, edge(54));
}
END_TEST

/* Flash of 4 wait states, two words from different flash words: starts 51 and 52, lead 1; the array
 * reads the one from 52 to 57, the other from 57 to 62. Answers 58 and 63. */
START_TEST(two_flash_words)
{
    fresh();
    b->chip.wires.flash_latency = 4;
    port_t *p = bench_ask(b, edge(50), PORT_CPU0, 0, FLASH, 3, 1);
    port_t *q = bench_ask(b, edge(50), PORT_CPU1, 0, FLASH + 32, 3, 1);
    settle();
    expect(p, 51, 58);
    expect(q, 52, 63);
}
END_TEST

/* Flash refuses a write at its first beat, 53, and owes it no more: the read (start 51 as well,
 * lead up to 52, younger) has the slave from 53: LATENCY 0: beat 54, answer 55. The other way
 * round: four read beats 53..56, answer 57; the write is refused at 57, answer 58. */
START_TEST(error_frees_slave)
{
    for (unsigned write = 0; write < 2; write++) {
        fresh();
        port_t *p = bench_ask(b, edge(50), PORT_CPU0, (int)write, FLASH, 3, 4);
        port_t *q = bench_ask(b, edge(50), PORT_CPU1, (int)!write, FLASH + 32, 3, 1);
        settle();
        if (write) expect_error(p, BUS_REFUSED, 54), expect(q, 51, 55);
        else       expect(p, 51, 57), expect_error(q, BUS_REFUSED, 58);
    }
}
END_TEST

/* ---- errors ---------------------------------------------------------------------------------- */

/* No target, no path (reach says no; reach says yes but there is no road), leaving the region: A
 * + 3. */
START_TEST(errors_of_the_road)
{
    static const struct { unsigned port; uint32_t addr; unsigned size, beats, why; } row[] = {
        { PORT_A0, 0x60000000, 2, 1, BUS_NO_TARGET }, { PORT_A0, FLASH, 2, 1, BUS_NO_PATH },
        { PORT_CPU0, AHB, 2, 1, BUS_NO_PATH },        { PORT_A0, FAR, 2, 1, BUS_NO_PATH },
        { PORT_P, APB1, 2, 1, BUS_NO_PATH },
        { PORT_A0, SRAM + MEM - 8, 2, 3, BUS_NO_TARGET },
        { PORT_A0, SRAM + MEM - 1, 1, 1, BUS_NO_TARGET },
        { PORT_CPU0, AXI + MEM - 4, 3, 1, BUS_NO_TARGET },
        { PORT_A0, 0xFFFFFFF8, 2, 16, BUS_NO_TARGET },
    };
    for (unsigned i = 0; i < 2 * sizeof row / sizeof *row; i++) {
        unsigned k = i / 2, write = i % 2;
        fresh();
        toy_chip_t *before = malloc(sizeof *before);
        port_t *p = bench_ask(b, edge(50), row[k].port, (int)write, row[k].addr, row[k].size,
                              row[k].beats);
        p->data[0] = 99;
        memcpy(before, &b->chip, sizeof *before);
        settle();
        expect_error(p, row[k].why, 53);
        ck_assert(p->granted == NEVER && p->beat == 0 && p->txn == 0);
        ck_assert_mem_eq(before->mem, b->chip.mem, sizeof before->mem);
        if (!write) ck_assert_uint_eq(p->data[0], 0);
        const fact_t *f = bench_fact(b, F_ERROR, p->init, 0);
        ck_assert_uint_eq(f->what, row[k].why);
        ck_assert_uint_eq(f->note, row[k].port | write << 8 | p->tag << 16);
        ck_assert(b->env.woke >> (SLOT_MASTER + row[k].port) & 1);
        free(before);
    }
    fresh();                                        /* asked between edges: A is the next one */
    port_t *p = bench_ask(b, edge(50) + 1, PORT_A0, 0, 0x60000000, 2, 1);
    settle();
    expect_error(p, BUS_NO_TARGET, 54);
    fresh();                                                /* a wrapped burst ends inside */
    p = bench_ask(b, edge(50), PORT_CPU0, 0, AXI + MEM - 8, 3, 4);
    p->wrap = 1;
    settle();
    ck_assert_uint_eq(p->phase, BUS_DONE);
}
END_TEST

/* Flash refuses: 51, lead 1, beat 53, tail 1. A memory without clock: SRAM beat at 52, and the
 * burst ends there. Its clock falls between beats 1 and 2: two beats came, then the error. */
START_TEST(errors_of_the_target)
{
    fresh();
    port_t *p = bench_ask(b, edge(50), PORT_CPU0, 1, FLASH, 3, 4);
    settle();
    expect_error(p, BUS_REFUSED, 54);
    ck_assert_uint_eq(p->beat, 0);
    ck_assert_uint_eq(b->count[F_BEAT], 0);

    fresh();
    p = burst_at(50, PORT_A0, CLOCKED);
    settle();
    expect_error(p, BUS_UNCLOCKED, 52);
    port_t *q = read_at(60, PORT_A0, SRAM);                 /* and the node is free again, parked */
    settle();
    expect(q, 60, 61);

    fresh();
    wire_put(&b->env, WIRE_CLOCK, CLOCK_RAM, 1);
    p = burst_at(50, PORT_A0, CLOCKED);
    bench_run(b, edge(53));
    wire_put(&b->env, WIRE_CLOCK, CLOCK_RAM, 0);
    settle();
    expect_error(p, BUS_UNCLOCKED, 54);
    ck_assert_uint_eq(p->beat, 2);
    ck_assert_uint_eq(p->data[1], word(R_CLOCKED, 4));
    ck_assert(p->data[2] == 0 && p->data[3] == 0);
}
END_TEST

/* ---- parts ----------------------------------------------------------------------------------- */

START_TEST(registers)
{
    fresh();
    toy_t *toy = &b->chip.toy;
    port_t *p = bench_ask(b, edge(50), PORT_A0, 1, AHB + 8, 2, 1);
    bench_run(b, edge(52));
    expect(p, 51, 52);                                      /* AHB register: 1 */
    ck_assert(b->env.woke >> SLOT_PART & 1);
    ck_assert_uint_eq(b->env.slot, SLOT_MATRIX);
    ck_assert_uint_eq(toy->reg[2], 0x11111111);
    const fact_t *f = bench_fact(b, F_REG_WRITE, SLOT_PART, 0);
    ck_assert(f && f->what == I_A && f->addr == AHB + 8 && f->size == 4 && f->data == 0x11111111);
    ck_assert(f->pc == NO_PC && f->txn == p->txn);

    p = bench_ask(b, edge(60), PORT_A0, 0, AHB + 10, 1, 1);  /* a half-word, right-justified */
    settle();
    ck_assert_uint_eq(p->data[0], 0x1111);
    ck_assert(toy->last_off == 10 && toy->last_size == 2);
    f = bench_fact(b, F_FLAG, SLOT_PART, 0);                /* the part acts as itself */
    ck_assert(f && f->pc == NO_PC);

    toy->reg[4] = 0x44332211, toy->reg[5] = 0x88776655;     /* 64 bits: two accesses, 2 edges */
    p = bench_ask(b, edge(70), PORT_A0, 0, AHB + 16, 3, 1);
    settle();
    expect(p, 70, 72);
    ck_assert_uint_eq(p->data[0], 0x8877665544332211);
    ck_assert_uint_eq(toy->reads, 3);

    p = bench_ask(b, edge(80), PORT_A0, 1, AHB + 16, 2, 1);  /* byte 1, half-word at 2 */
    p->strb[0] = 0x0E, p->data[0] = 0xDDCCBBAA;
    settle();
    ck_assert_uint_eq(toy->writes, 3);
    ck_assert_uint_eq(toy->reg[4], 0xDDCCBB11);
    ck_assert(bench_fact(b, F_REG_WRITE, SLOT_PART, 1)->addr == AHB + 17);
    ck_assert(bench_fact(b, F_REG_WRITE, SLOT_PART, 2)->size == 2);
}
END_TEST

/* RM0433 2.1.3: the APB bridge copies a byte or half-word onto all four lanes and the part takes a word,
 * whatever byte was named; a register that takes the width gets it as it is. On AHB nothing of the kind.
 * What is told is what the master wrote. */
START_TEST(narrow_writes)
{
    static const struct { uint32_t addr; unsigned size, off, part_size; uint32_t val; } row[] = {
        { APB1 + 8, 0, 8, 4, 0x11111111 },         { APB2 + 11, 0, 8, 4, 0x22222222 },
        { APB1 + 8, 1, 8, 4, 0x33333333 },         { APB2 + 10, 1, 8, 4, 0x5A5A5A5A },
        { APB1 + TOY_DATA, 0, TOY_DATA, 1, 0x11 }, { APB1 + TOY_DATA + 2, 1, TOY_DATA, 2, 0x2222 },
        { AHB + 10, 1, 10, 2, 0x3333 },            { AHB + 9, 0, 9, 1, 0x44 },
    };
    for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
        fresh();
        toy_t *toy = &b->chip.toy;
        port_t *p = bench_ask(b, edge(50), PORT_A0, 1, row[i].addr, row[i].size, 1);
        p->data[0] = row[i].val & (row[i].size ? 0xFFFF : 0xFF);
        settle();
        ck_assert(toy->last_off == row[i].off && toy->last_size == row[i].part_size);
        ck_assert_uint_eq(toy->reg[row[i].off / 4] >> 8 * (row[i].off & 3), row[i].val);
        const fact_t *f = bench_fact(b, F_REG_WRITE, SLOT_PART, 0);
        ck_assert(f->addr == row[i].addr && f->size == 1u << row[i].size && f->data == p->data[0]);
    }
}
END_TEST

/* RM0399 9.5.10: a peripheral without clock reads as nothing and ignores writes, without bus
 * error. */
START_TEST(unclocked_part)
{
    fresh();
    b->chip.toy.reg[0] = 77;
    port_t *p = read_at(50, PORT_A0, OFF);
    settle();
    expect(p, 51, 52);
    ck_assert(p->data[0] == 0 && b->chip.toy.reads == 0 && b->count[F_REG_READ] == 0);
    bench_ask(b, edge(60), PORT_A0, 1, OFF, 2, 1);
    settle();
    const fact_t *f = bench_fact(b, F_IGNORED, SLOT_PART, 0);
    ck_assert(f && f->note == IGN_UNCLOCKED && f->addr == OFF && f->data == 0x11111111);
    ck_assert_uint_eq(f->what, b->env.port[PORT_A0].init);
    ck_assert_uint_eq(b->chip.toy.reg[0], 77);
    wire_put(&b->env, WIRE_CLOCK, CLOCK_PART, 1);
    p = read_at(70, PORT_A0, OFF);
    settle();
    ck_assert_uint_eq(p->data[0], 77);
}
END_TEST

/* RM0433 6.8.1, DBP: while it is 0 memory and parts of the backup domain are read but not written. The write
 * is answered and its beats are told as served: where its bytes are is no question of coherency. */
START_TEST(backup_domain)
{
    fresh();
    b->chip.mem[R_BACKUP][0] = 0x77, b->chip.toy.reg[0] = 0x88;
    port_t *p = bench_ask(b, edge(50), PORT_A0, 1, BACKUP, 2, 2);
    bench_ask(b, edge(50), PORT_A1, 1, BACKED, 2, 1);
    settle();
    ck_assert(p->phase == BUS_DONE && p->why == BUS_OK);
    ck_assert(b->chip.mem[R_BACKUP][0] == 0x77 && b->chip.toy.writes == 0);
    ck_assert_uint_eq(b->count[F_IGNORED], 3);
    const fact_t *f = bench_fact(b, F_IGNORED, SLOT_MATRIX, 1);
    ck_assert(f && f->note == IGN_BACKUP && f->addr == BACKUP + 4);
    ck_assert(bench_fact(b, F_IGNORED, SLOT_PART, 0)->note == IGN_BACKUP);
    ck_assert_uint_eq(b->count[F_BEAT], 3);
    p = read_at(70, PORT_A0, BACKUP), settle();
    ck_assert_uint_eq(p->data[0] & 0xFF, 0x77);
    p = read_at(80, PORT_A0, BACKED), settle();
    ck_assert_uint_eq(p->data[0], 0x88);
    wire_put(&b->env, WIRE_BACKUP, 0, 1);
    bench_ask(b, edge(90), PORT_A0, 1, BACKUP, 2, 1), bench_ask(b, edge(90), PORT_A1, 1, BACKED, 2, 1);
    settle();
    ck_assert(b->chip.mem[R_BACKUP][0] == 0x11 && b->chip.toy.reg[0] == 0x11111111);
}
END_TEST

START_TEST(unmodelled)
{
    fresh();
    port_t *p = read_at(50, PORT_A0, HOLE);
    settle();
    expect(p, 51, 52);
    bench_ask(b, edge(60), PORT_A0, 1, HOLE + 4, 2, 1);
    settle();
    const fact_t *r = bench_fact(b, F_UNMODELLED, I_A, 0), *w = bench_fact(b, F_UNMODELLED, I_A, 1);
    ck_assert(r->what == 0 && r->addr == HOLE && r->data == 0);
    ck_assert(w->what == 1 && w->addr == HOLE + 4 && w->data == 0x11111111);
}
END_TEST

START_TEST(questions)
{
    fresh();
    ck_assert_uint_eq(matrix_memory(&toy_map, &b->chip, SRAM + 5), b->chip.mem[R_SRAM][5]);
    ck_assert_uint_eq(matrix_memory(&toy_map, &b->chip, TCM + 99), b->chip.mem[R_TCM][99]);
    ck_assert_uint_eq(matrix_memory(&toy_map, &b->chip, TCM + MEM), 0);
    ck_assert_uint_eq(matrix_memory(&toy_map, &b->chip, AHB), 0);
    ck_assert_int_eq(matrix_route(&toy_map, I_A, SRAM), 0);
    ck_assert_int_eq(matrix_route(&toy_map, I_CPU, SRAM), 9);
    ck_assert_int_eq(matrix_route(&toy_map, I_P, SRAM), -1);
    ck_assert_int_eq(matrix_route(&toy_map, I_P, APB1), -1);    /* its row ends before P */
    ck_assert_int_eq(matrix_route(&toy_map, I_A, FAR), -1);
    ck_assert_int_eq(matrix_route(&toy_map, I_A, 0xFFFFFFFF), -1);
    ck_assert_int_eq(matrix_route(&toy_map, INITS, SRAM), -1);
}
END_TEST

/* A write nobody waits for (BUS_UNAWAITED) is answered without a word, an error is not: nothing lies at
 * 0x6000_0000. */
START_TEST(unawaited_write)
{
    for (unsigned k = 0; k < 4; k++) {
        fresh();
        port_t *p = bench_ask(b, edge(50), PORT_CPU0, 1, k & 1 ? 0x60000000 : AXI, 3, 4);
        if (k & 2) p->attr = BUS_UNAWAITED;
        uint64_t woke = 0;
        for (unsigned e = 51; p->phase == BUS_REQ || p->phase == BUS_BUSY; e++) bench_run(b, edge(e)), woke = b->env.woke;
        ck_assert_uint_eq(p->phase, k & 1 ? BUS_ERROR : BUS_DONE);
        ck_assert_int_eq(woke >> (SLOT_MASTER + PORT_CPU0) & 1, k != 2);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        apb_times, apb_odd_clock, partial_writes, flash_waits, flash_read_buffer,
        two_fills, fill_then_bridge_read, bridge_read_then_fill, fill_then_posted_write, order_of_grants,
        two_flash_words, error_frees_slave, errors_of_the_road, errors_of_the_target, registers,
        narrow_writes, unclocked_part, backup_domain, unmodelled, questions, unawaited_write,
    };
    return run_tests("matrix_slave", tests, sizeof tests / sizeof *tests);
}
