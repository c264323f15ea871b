/* test_bdma.c -- the BDMA on a toy bus (bdma_bench.h). RM0433 chapter 16. Times in hclk edges: an item
 * from a gadget to RAM, its request seen at edge S:
 *     S + 1 chosen, S + 2 read on the port, + 4 = S + 6 answered, S + 7 write on the port, + 2 = S + 9
 *     done, S + 10 the port is free, S + 11 the next one is chosen. */
#include "bdma_bench.h"
#include <stddef.h>

enum { P2M = BDMA_CR_MINC, M2P = BDMA_CR_DIR | BDMA_CR_MINC,
       M2M = BDMA_CR_MEM2MEM | BDMA_CR_PINC | BDMA_CR_MINC };
enum { BYTE, HALF, WORD };
static uint32_t sizes(uint32_t p, uint32_t m) { return p << 8 | m << 10; }
static tick_t edge(unsigned k) { return (tick_t)k * EDGE; }

START_TEST(one_item_takes_nine_edges)
{
    toy_boot();
    arm(2, P2M | BDMA_CR_TCIE, 2, GADGET + 0x20, SRAM4 + 8);
    run(edge(10));
    ck_assert_uint_eq(told(F_ASK), 0);                          /* nothing is read ahead */
    give(2, 2);
    run(edge(10) - 1 + EDGE * 9);
    ck_assert_uint_eq(nth(F_ASK, 0)->at, edge(12));
    ck_assert_uint_eq(nth(F_ASK, 1)->at, edge(17));
    ck_assert_uint_eq(get(ch(2, BDMA_CNDTR0)), 2);
    run(edge(19));
    ck_assert_uint_eq(get(ch(2, BDMA_CNDTR0)), 1);
    ck_assert_uint_eq(toy.ram[8], 0x04);
    ck_assert_uint_eq(get(BDMA_ISR), 0x00000500);               /* half of two: HTIF2 and GIF2 */
    run(edge(100));
    ck_assert_uint_eq(nth(F_ASK, 2)->at, edge(22));             /* chosen at 20 + 1 */
    ck_assert_uint_eq(nth(F_ASK, 3)->at, edge(27));
    ck_assert_uint_eq(toy.ram[9], 0x05);
    const fact_t *end = nth(F_DMA_FLAG, 1);
    ck_assert_uint_eq(end->at, edge(29));
    ck_assert_uint_eq(end->note, DMA_TC);
    ck_assert_uint_eq(end->what, 2);
    ck_assert_int_eq(wire_get(&toy.wires, WIRE_IRQ, 131), 1);
    ck_assert(toy.due == NEVER);
}
END_TEST

/* RAM to gadget: read 12, answered 14, write 15, answered 19; two acknowledges turn the wire twice. */
START_TEST(memory_to_peripheral_reads_after_the_request)
{
    toy_boot();
    arm(1, M2P, 2, GADGET + 0x10, SRAM4);
    run(edge(10));
    ck_assert_uint_eq(told(F_ASK), 0);
    give(1, 1);
    run(edge(19) - 1);
    ck_assert_int_eq(wire_get(&toy.wires, WIRE_ACK, 17), 0);
    run(edge(19));
    ck_assert_int_eq(wire_get(&toy.wires, WIRE_ACK, 17), 1);
    ck_assert_uint_eq(nth(F_ASK, 1)->at, edge(15));
    ck_assert_uint_eq(toy.sent[1], 1);                          /* ram[0] = 1 */
    toy.ram[1] = 0x77;
    run(edge(50));
    give(1, 1);
    run(edge(100));
    ck_assert_int_eq(wire_get(&toy.wires, WIRE_ACK, 17), 0);
    ck_assert_uint_eq(toy.sent[1], 0x77);                       /* changed after EN: no preload */
}
END_TEST

/* EN stays; CNDTR is locked until software clears it: the second transfer does not begin. */
START_TEST(en_stays_at_the_end)
{
    toy_boot();
    arm(0, P2M, 1, GADGET, SRAM4);
    give(0, 3);
    run(edge(100));
    ck_assert_uint_eq(get(BDMA_ISR), 0x7);
    ck_assert_uint_eq(get(BDMA_CCR0), P2M | BDMA_CR_EN);
    ck_assert_uint_eq(get(BDMA_CNDTR0), 0);
    ck_assert_uint_eq(told(F_DMA_OFF), 0);
    put(BDMA_IFCR, BDMA_GIF);
    ck_assert_uint_eq(get(BDMA_ISR), 0);
    put(BDMA_CNDTR0, 1);
    ck_assert_uint_eq(nth(F_IGNORED, 0)->note, IGN_ENABLED);
    put(BDMA_CCR0, P2M | BDMA_CR_EN);
    run(edge(200));
    ck_assert_uint_eq(toy.credit[0], 2);                        /* the request waits in vain */
    put(BDMA_CCR0, P2M);
    ck_assert_uint_eq(nth(F_DMA_OFF, 0)->note, OFF_SOFTWARE);
    put(BDMA_CNDTR0, 1);
    put(BDMA_CCR0, P2M | BDMA_CR_EN);
    run(edge(300));
    ck_assert_uint_eq(toy.credit[0], 1);
    ck_assert_uint_eq(get(BDMA_ISR), 0x7);
}
END_TEST

/* RM0433 table of programmable data width: extended with zeros or cut, addresses by their own size. */
START_TEST(sizes_may_differ)
{
    static const struct { uint32_t p, m; uint8_t want[8]; } row[] = {
        { BYTE, HALF, { 0x04, 0, 0x05, 0, 0xAA, 0xAA, 0xAA, 0xAA } },
        { BYTE, WORD, { 0x04, 0, 0, 0, 0x05, 0, 0, 0 } },
        { HALF, BYTE, { 0x04, 0x05, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA } },
        { HALF, WORD, { 0x04, 0x03, 0, 0, 0x05, 0x04, 0, 0 } },
        { WORD, HALF, { 0x04, 0x03, 0x05, 0x04, 0xAA, 0xAA, 0xAA, 0xAA } },
        { WORD, WORD, { 0x04, 0x03, 0x02, 0x01, 0x05, 0x04, 0x03, 0x02 } },
    };
    for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
        toy_boot();
        memset(toy.ram, 0xAA, 16);
        arm(3, P2M | sizes(row[i].p, row[i].m), 2, GADGET + 0x30, SRAM4);
        give(3, 2);
        run(edge(100));
        ck_assert_mem_eq(toy.ram, row[i].want, 8);
    }
    toy_boot();                                     /* the low address bits do not take part */
    arm(3, P2M | sizes(WORD, WORD), 1, GADGET + 0x33, SRAM4 + 7);
    give(3, 1);
    run(edge(100));
    ck_assert_uint_eq(nth(F_ASK, 0)->addr, GADGET + 0x30);
    ck_assert_uint_eq(nth(F_ASK, 1)->addr, SRAM4 + 4);
}
END_TEST

/* No request: one item after the other. RAM to RAM: chosen 1, read 2..4, write 5..7, free 8, chosen 9. */
START_TEST(memory_to_memory)
{
    toy_boot();
    arm(5, M2M | sizes(WORD, WORD), 3, SRAM4, SRAM4 + 0x100);
    run(edge(100));
    for (unsigned k = 0; k < 3; k++) {
        ck_assert_uint_eq(nth(F_ASK, 2 * k)->at, edge(2 + 8 * k));
        ck_assert_uint_eq(nth(F_ASK, 2 * k + 1)->at, edge(5 + 8 * k));
    }
    ck_assert_mem_eq(toy.ram, toy.ram + 0x100, 12);
    ck_assert_uint_eq(toy.wires.ack, 0);
    toy_boot();                                     /* DIR = 1: from CM0AR to CPAR */
    arm(5, M2M | BDMA_CR_DIR | sizes(BYTE, WORD), 2, SRAM4 + 0x100, SRAM4 + 0x10);
    const fact_t *on = nth(F_DMA_ON, 0);
    ck_assert_uint_eq(on->addr, SRAM4 + 0x100);                 /* told as source and destination */
    ck_assert_uint_eq((uint32_t)on->data, SRAM4 + 0x10);
    ck_assert_uint_eq(on->note, 1 | 2 << 6 | 3 << 9 | WORD << 11 | BYTE << 13);
    run(edge(100));
    ck_assert_uint_eq(toy.ram[0x100], toy.ram[0x10]);
    ck_assert_uint_eq(toy.ram[0x101], toy.ram[0x14]);
}
END_TEST

START_TEST(circular_and_double_buffer)
{
    toy_boot();
    arm(0, P2M | BDMA_CR_CIRC, 2, GADGET, SRAM4);
    give(0, 5);
    run(edge(200));
    ck_assert_uint_eq(get(BDMA_CNDTR0), 1);
    ck_assert_uint_eq(toy.ram[0], 0x08);                        /* 4, 6, 8 */
    ck_assert_uint_eq(toy.ram[1], 0x07);
    toy_boot();
    put(BDMA_CM1AR0, SRAM4 + 0x40);
    arm(0, P2M | BDMA_CR_CIRC | BDMA_CR_DBM, 2, GADGET, SRAM4);
    give(0, 5);
    run(edge(200));
    ck_assert_mem_eq(toy.ram, "\x08\x05", 2);
    ck_assert_mem_eq(toy.ram + 0x40, "\x06\x07", 2);
    ck_assert_uint_eq(told(F_DMA_TARGET), 2);
    ck_assert_uint_eq(nth(F_DMA_TARGET, 0)->addr, SRAM4 + 0x40);
    ck_assert_uint_eq(get(BDMA_CCR0) & BDMA_CR_CT, 0);
    toy_boot();                                     /* CT = 1 selects CM1AR with DBM = 0 too */
    put(BDMA_CM1AR0, SRAM4 + 0x40);
    arm(0, P2M | BDMA_CR_CT, 1, GADGET, SRAM4);
    give(0, 1);
    run(edge(100));
    ck_assert_uint_eq(toy.ram[0x40], 0x04);
}
END_TEST

/* Which channel's access was the k-th read. */
static unsigned turn(unsigned k) { return nth(F_ASK, 2 * k)->note >> 16 & 0xFF; }

START_TEST(priorities)
{
    toy_boot();                                     /* the same PL: the lowest number, again and again */
    arm(4, P2M, 4, GADGET + 0x40, SRAM4);
    arm(6, P2M, 4, GADGET + 0x60, SRAM4 + 8);
    give(6, 2), give(4, 2);
    run(edge(200));
    static const unsigned number[] = { 4, 4, 6, 6 };
    for (unsigned k = 0; k < 4; k++) ck_assert_uint_eq(turn(k), number[k]);
    toy_boot();                                     /* a higher PL first */
    arm(4, P2M, 4, GADGET + 0x40, SRAM4);
    arm(6, P2M | 1 << 12, 4, GADGET + 0x60, SRAM4 + 8);
    give(4, 2), give(6, 2);
    run(edge(200));
    for (unsigned k = 0; k < 4; k++) ck_assert_uint_eq(turn(k), 10 - number[k]);
    toy_boot();                                     /* memory to memory gives way after each item */
    arm(0, M2M | 3 << 12, 4, SRAM4, SRAM4 + 0x100);
    arm(7, P2M, 4, GADGET + 0x70, SRAM4 + 8);
    give(7, 2);
    run(edge(200));
    static const unsigned way[] = { 0, 7, 0, 7, 0, 0 };
    for (unsigned k = 0; k < 6; k++) ck_assert_uint_eq(turn(k), way[k]);
}
END_TEST

START_TEST(errors_stop_the_channel)
{
    toy_boot();
    arm(1, P2M | BDMA_CR_TEIE, 3, GADGET + 0x10, ELSE);
    run(edge(10));
    give(1, 2);
    run(edge(21));                                  /* write on the port at 17, refused at 21 */
    ck_assert_uint_eq(get(BDMA_ISR), 0x90);
    ck_assert_uint_eq(get(ch(1, BDMA_CCR0)), P2M | BDMA_CR_TEIE);
    ck_assert_uint_eq(get(ch(1, BDMA_CNDTR0)), 3);
    ck_assert_uint_eq(toy.credit[1], 1);                        /* one was taken and is lost */
    ck_assert_int_eq(wire_get(&toy.wires, WIRE_IRQ, 130), 1);
    ck_assert_int_eq(wire_get(&toy.wires, WIRE_SYNC, SYNC_BDMA_CH1), 1);
    ck_assert_uint_eq(nth(F_DMA_OFF, 0)->note, OFF_BUS_ERROR);
    put(ch(1, BDMA_CM0AR0), SRAM4);
    put(ch(1, BDMA_CCR0), P2M | BDMA_CR_EN);                    /* TEIF is still up */
    ck_assert_uint_eq(get(ch(1, BDMA_CCR0)) & 1, 0);
    ck_assert_uint_eq(nth(F_IGNORED, 0)->note, IGN_FLAGS_PENDING);
    put(BDMA_IFCR, BDMA_TEIF << 4);
    ck_assert_int_eq(wire_get(&toy.wires, WIRE_SYNC, SYNC_BDMA_CH1), 0);
    put(ch(1, BDMA_CCR0), P2M | BDMA_CR_EN);
    run(edge(100));
    ck_assert_uint_eq(get(ch(1, BDMA_CNDTR0)), 2);
    toy_boot();                                     /* a bad source takes nothing */
    arm(1, M2P, 3, GADGET + 0x10, ELSE);
    give(1, 1);
    run(edge(100));
    ck_assert_uint_eq(get(BDMA_ISR), 0x90);
    ck_assert_uint_eq(toy.credit[1], 1);
    ck_assert_uint_eq(toy.wires.ack, 0);
}
END_TEST

/* EN cleared while the read is on the port: what comes back is dropped, the port comes free. */
START_TEST(stopped_in_mid_item)
{
    for (unsigned k = 10; k < 22; k++) {
        toy_boot();
        arm(0, P2M, 5, GADGET, SRAM4);
        memset(toy.ram, 0xAA, 4);
        run(edge(10));
        give(0, 5);
        run(edge(k) + 3);
        put(BDMA_CCR0, 0);
        run(edge(60));
        ck_assert_uint_eq(toy.bdma.owner, BDMA_NOBODY);
        ck_assert_uint_eq(toy.port[0].phase, BUS_IDLE);
        ck_assert_uint_eq(toy.credit[0], k < 12 ? 5 : k < 22 ? 4 : 3);      /* read on the port from 12 */
        ck_assert_uint_eq(toy.ram[0], k < 17 ? 0xAA : 4);                   /* write from 17 */
        put(BDMA_CNDTR0, 1);
        put(BDMA_CCR0, P2M | BDMA_CR_EN);
        run(edge(100));
        ck_assert_uint_eq(get(BDMA_ISR) & 2, 2);
    }
}
END_TEST

START_TEST(registers)
{
    toy_boot();
    for (uint32_t off = 0; off < 0x400; off += 4) ck_assert_uint_eq(get(off), 0);
    put(ch(7, BDMA_CCR0), 0xFFFFEAFE & ~(uint32_t)BDMA_CR_MEM2MEM);     /* sizes 2, not 3 */
    ck_assert_uint_eq(get(ch(7, BDMA_CCR0)), 0x1AAFE);
    put(ch(7, BDMA_CNDTR0), 0x12345);
    ck_assert_uint_eq(get(ch(7, BDMA_CNDTR0)), 0x2345);
    put(ch(7, BDMA_CM1AR0), 0x38001234);
    ck_assert_uint_eq(get(ch(7, BDMA_CM1AR0)), 0x38001234);
    put(ch(7, BDMA_CCR0), 0x1AAFF);
    put(ch(7, BDMA_CCR0), 0x00001);                 /* interrupt enables, CIRC, DBM can be written */
    ck_assert_uint_eq(get(ch(7, BDMA_CCR0)), 0x12AD1);
    ck_assert_uint_eq(nth(F_IGNORED, 0)->note, IGN_ENABLED);
    put(ch(7, BDMA_CPAR0), GADGET);                             /* addresses too */
    ck_assert_uint_eq(get(ch(7, BDMA_CPAR0)), GADGET);
    put(ch(0, BDMA_CCR0), BDMA_CR_PSIZE | BDMA_CR_EN);          /* the reserved size */
    ck_assert_uint_eq(get(BDMA_CCR0), BDMA_CR_PSIZE);
    ck_assert_uint_eq(nth(F_IGNORED, 1)->note, IGN_RESERVED);
    put(BDMA_ISR, 1);
    put(0xA8, 1);
    env_t e = toy_env(&toy);
    bdma_model.write(&toy.bdma, &toy_cfg, BDMA_CCR0, 1, 1, &e);
    ck_assert_uint_eq(nth(F_IGNORED, 2)->note, IGN_READONLY);
    ck_assert_uint_eq(nth(F_IGNORED, 3)->note, IGN_RESERVED);
    ck_assert_uint_eq(nth(F_IGNORED, 4)->note, IGN_SIZE);
    for (uint32_t off = 0; off < 0x400; off++) {                /* any access at all */
        bdma_model.write(&toy.bdma, &toy_cfg, off, 4, ~0u, &e);
        bdma_model.read(&toy.bdma, &toy_cfg, off, 1, &e);
    }
}
END_TEST

/* An enable set with its flag up interrupts at once. */
START_TEST(interrupts_are_levels)
{
    toy_boot();
    arm(2, P2M, 1, GADGET + 0x20, SRAM4);
    give(2, 1);
    run(edge(50));
    ck_assert_int_eq(wire_get(&toy.wires, WIRE_IRQ, 131), 0);
    put(ch(2, BDMA_CCR0), P2M | BDMA_CR_EN | BDMA_CR_HTIE);
    ck_assert_int_eq(wire_get(&toy.wires, WIRE_IRQ, 131), 1);
    put(BDMA_IFCR, BDMA_HTIF << 8);
    ck_assert_int_eq(wire_get(&toy.wires, WIRE_IRQ, 131), 0);
    ck_assert_uint_eq(get(BDMA_ISR), 0x300);                    /* TCIF keeps GIF up */
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
    static const uint32_t memory[] = { SRAM4, SRAM4 + 0x101, SRAM4 + 0x800, SRAM4 + RAM - 3, ELSE };
    unsigned n = rnd(8);
    uint32_t cr, items, peripheral;
    switch (rnd(5)) {
    case 0:
        if (rnd(3)) put(ch(n, BDMA_CCR0), 0), put(BDMA_IFCR, 1u << 4 * n);
        put(ch(n, BDMA_CM1AR0), memory[rnd(4)] + 0x40);
        cr = rnd(1 << 17);
        if (rnd(4)) cr &= ~(uint32_t)BDMA_CR_MEM2MEM;
        items = rnd(20), peripheral = rnd(4) ? GADGET + 16 * n : memory[rnd(5)];
        arm(n, cr, items, peripheral, memory[rnd(9) % 5]);
        break;
    case 1: cr = rnd(1 << 24), put(rnd(0xB0) & ~3u, cr); break;
    case 2: put(BDMA_IFCR, ~0u); break;
    default: give(n, 1 + rnd(6)); break;
    }
}

/* Laws 1 to 5: when due; every seven ticks, from a copy, unwatched: the same state. */
START_TEST(roads_agree)
{
    static toy_t last, copy;
    unsigned items = 0, errors = 0, n = 0;
    for (uint32_t s = 1; s <= 120; s++) {
        for (int way = 0; way < 3; way++) {
            toy_boot();
            if (way == 2) seen.sink.see = NULL;
            seed = s * 2654435761u;
            for (unsigned k = 0; k < 40; k++) {
                toy_run(&toy, toy.now + 1 + rnd(900), way == 1);
                if (way == 1) {
                    memcpy(&copy, &toy, sizeof toy), memset(&toy, 0xA5, sizeof toy);
                    memcpy(&toy, &copy, sizeof toy);
                    for (uint32_t off = 0; off < 0xB0; off += 4) {
                        env_t e = toy_env(&toy);
                        ck_assert_uint_eq(bdma_model.peek(&toy.bdma, &toy_cfg, off, &e), get(off));
                    }
                    ck_assert_int_eq(memcmp(&copy, &toy, sizeof toy), 0);
                }
                random_deed();
            }
            toy_run(&toy, toy.now + 60000, way == 1);
            ck_assert_uint_lt(seen.n, FACTS);
            toy.due = 0;
            if (!way) last = toy, n = seen.n;
            ck_assert_msg(!memcmp(&toy, &last, sizeof toy), "seed %u way %d: state", s, way);
            if (way == 1) ck_assert_uint_eq(seen.n, n);
            items += told(F_DMA_ITEM), errors += told(F_DMA_OFF);
        }
    }
    ck_assert_uint_gt(items, 8000);
    ck_assert_uint_gt(errors, 120);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        one_item_takes_nine_edges, memory_to_peripheral_reads_after_the_request, en_stays_at_the_end,
        sizes_may_differ, memory_to_memory, circular_and_double_buffer, priorities,
        errors_stop_the_channel, stopped_in_mid_item, registers, interrupts_are_levels, roads_agree,
    };
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 60);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(t, tests[i]);
    return case_run("bdma", t);
}
