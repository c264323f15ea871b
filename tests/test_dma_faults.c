/* test_dma_faults.c -- DMA1/DMA2: bus errors, overrun, underrun, refused writes, flags. */
#include "dma_case.h"

static unsigned ignored(ignored_t why)
{
    unsigned n = 0;
    for (unsigned i = 0; i < seen.n; i++)
        n += seen.fact[i].kind == F_IGNORED && seen.fact[i].note == why;
    return n;
}

/* ---- bus errors: RM0433 16.3.20, order by mode ----------------------------------------------- */

static void check_dead(unsigned n, unsigned edge, unsigned left)
{
    ck_assert_uint_eq(toy_flag(&bench, n, DMA_TE), edge * EDGE);
    ck_assert_uint_eq(off_why(n), OFF_BUS_ERROR);
    ck_assert(!enabled(n));
    ck_assert_uint_eq(ndtr(n), left);
    ck_assert_uint_eq(toy_get(&bench, DMA_LISR), DMA_TE);
}

/* Memory to peripheral: the preload fails at once: asked 52, refused 2 later. Nothing is sent. */
START_TEST(hole_memory_to_peripheral)
{
    for (unsigned fifo = 0; fifo < 2; fifo++) {
        boot();
        arm(0, M2P | MINC, fifo ? DMA_FCR_DMDIS : 0, 8, APB, HOLE);
        toy_credit(&bench, 0, 2000, 0, 2);
        toy_run(&bench, 4000, false);
        check_dead(0, 54, 8);
        ck_assert_uint_eq(machine.sent_n, 0);
        ck_assert_uint_eq(machine.line[0].credit, 2);           /* the requests stay up */
    }
}
END_TEST

/* Peripheral to memory, direct: one item is taken (104) and lost; asked 106, refused 108. */
START_TEST(hole_peripheral_to_memory)
{
    boot();
    arm(0, P2M | MINC, 0, 8, AHB, HOLE);
    toy_credit(&bench, 0, 2000, 400, 3);
    toy_run(&bench, 6000, false);
    check_dead(0, 108, 7);
    ck_assert_uint_eq(machine.line[0].credit, 2);
}
END_TEST

/* With a FIFO: as many as the threshold holds (8 bytes): the last at 240 + 3, refused 4 later. */
START_TEST(hole_behind_the_fifo)
{
    boot();
    arm(0, P2M | MINC, DMA_FCR_DMDIS | 1, 100, AHB, HOLE);
    toy_credit(&bench, 0, 2000, 400, 20);
    toy_run(&bench, 12000, false);
    ck_assert_uint_eq(item(0, 0, 7), 243);
    ck_assert_uint_eq(item(0, 0, 8), 0);
    check_dead(0, 247, 92);
    ck_assert_uint_eq(machine.line[0].credit, 12);
}
END_TEST

START_TEST(hole_memory_to_memory)
{
    boot();
    arm(0, M2M | WORDS | MINC | DMA_CR_PINC, 0, 8, HOLE, NEAR_RAM);
    toy_run(&bench, 3000, false);
    check_dead(0, 54, 8);
    boot();
    arm(0, M2M | WORDS | MINC | DMA_CR_PINC, 0, 8, NEAR_RAM, HOLE);
    toy_run(&bench, 3000, false);
    /* FTH 1/4: first word at 54, store asked 56, refused 58; the second read (57) had come back,
     * the third was about to be asked for and is not: 6 left */
    check_dead(0, 58, 6);
    ck_assert_uint_eq(toy_count(&bench, F_ASK, 0), 2);
}
END_TEST

/* The error stops the stream while its other access is on the bus: what comes back is dropped, and
 * a stream enabled again meanwhile does not take it for its own. */
START_TEST(late_answer_is_dropped)
{
    boot();
    arm(0, M2M | WORDS | MINC | DMA_CR_PINC, 0, 8, FAR_RAM, HOLE);
    /* reads answered 59, then asked 61, 6 later 67; the store asked 61 is refused 63 */
    toy_run(&bench, 64 * EDGE, false);
    check_dead(0, 63, 7);
    toy_put(&bench, DMA_LIFCR, 0x3D);
    arm(0, M2M | WORDS | MINC | DMA_CR_PINC, 0, 2, NEAR_RAM, NEAR_RAM + 0x200);
    toy_run(&bench, 8000, false);
    ck_assert_uint_eq(toy_get(&bench, DMA_LISR), DMA_HT | DMA_TC);
    ck_assert_uint_eq(item(0, 0, 1), 71);                  /* old one back 67: 67 + 1 + 1 + 1 + 1 */
    ck_assert_int_eq(memcmp(machine.ram, machine.ram + 0x200, 8), 0);
}
END_TEST

/* ---- FEIF, DMEIF ----------------------------------------------------------------------------- */

/* AN4031 4.3: the peripheral's request is up before the stream is enabled. All items go out. */
START_TEST(underrun_at_enable)
{
    boot();
    toy_credit(&bench, 0, 1000, 400, 2);
    toy_run(&bench, 1100, false);
    arm(0, M2P | MINC, 0, 2, APB, NEAR_RAM);
    toy_run(&bench, 4000, false);
    ck_assert_uint_eq(toy_flag(&bench, 0, DMA_FE), 1100);
    ck_assert_uint_eq(machine.sent_n, 2);
    ck_assert_uint_eq(toy_get(&bench, DMA_LISR), DMA_FE | DMA_HT | DMA_TC);
}
END_TEST

/* A line that stays up is no underrun on a free bus; it is when memory is held past `late`: item
 * written 107, memory wanted 107, not granted at 110. */
START_TEST(underrun_when_memory_is_late)
{
    for (unsigned held = 0; held < 2; held++) {
        boot();
        arm(0, M2P | MINC, 0, 8, APB, NEAR_RAM);
        toy_credit(&bench, 0, 2000, 0, 8);
        toy_run(&bench, 2000, false);
        if (held) machine.held[ROAD_NEAR] = 112 * EDGE;
        toy_run(&bench, 8000, false);
        ck_assert_uint_eq(toy_flag(&bench, 0, DMA_FE), held ? 110 * EDGE : NEVER);
        ck_assert_uint_eq(machine.sent_n, 8);
        ck_assert_uint_eq(off_why(0), OFF_COMPLETE);
    }
}
END_TEST

/* Direct, peripheral to memory: FEIF when the FIFO cannot take one more item; DMEIF with MINC = 0
 * when a second item comes while the first waits. Words at 104, 108, 112, 116 fill the FIFO; memory
 * is wanted from 104, late at 107; the request at 105 is being served then; the fifth is looked at
 * 117. */
START_TEST(overrun_and_direct_mode_error)
{
    for (unsigned minc = 0; minc < 2; minc++) {
        boot();
        arm(0, P2M | WORDS | (minc ? MINC : 0), 0, 100, AHB, NEAR_RAM);
        machine.held[ROAD_NEAR] = 200 * EDGE;
        toy_credit(&bench, 0, 2000, 0, 8);
        toy_run(&bench, 10000, false);
        ck_assert_uint_eq(toy_flag(&bench, 0, DMA_DME), minc ? NEVER : 107 * EDGE);
        ck_assert_uint_eq(toy_flag(&bench, 0, DMA_FE), 117 * EDGE);
        ck_assert_uint_eq(ndtr(0), 92);                         /* nothing lost */
        ck_assert(enabled(0));
    }
}
END_TEST

/* ---- registers ------------------------------------------------------------------------------- */

START_TEST(protected_while_enabled)
{
    boot();
    toy_put(&bench, DMA_S0M1AR, 0x11);
    uint32_t cr = P2M | WORDS | MINC;
    arm(0, cr, 0, 10, AHB, NEAR_RAM);
    static const uint32_t off[] = { DMA_S0NDTR, DMA_S0PAR, DMA_S0M0AR, DMA_S0M1AR, DMA_S0FCR };
    static const uint32_t want[] = { 10, AHB, NEAR_RAM, 0x11, 0x20 };
    for (unsigned i = 0; i < 5; i++) {
        toy_put(&bench, off[i], 7);
        ck_assert_uint_eq(toy_get(&bench, off[i]), want[i]);
        ck_assert_uint_eq(ignored(IGN_ENABLED), i + 1);
    }
    toy_put(&bench, DMA_S0CR, M2P | DMA_CR_EN | DMA_CR_TEIE | DMA_CR_TCIE);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0CR), cr | DMA_CR_EN | DMA_CR_TEIE | DMA_CR_TCIE);
    ck_assert_uint_eq(ignored(IGN_ENABLED), 6);
    toy_put(&bench, DMA_S0FCR, DMA_FCR_FEIE);                   /* FEIE is free */
    ck_assert_uint_eq(toy_get(&bench, DMA_S0FCR), DMA_FCR_FEIE | 0x20);
    ck_assert_uint_eq(ignored(IGN_ENABLED), 6);
    ck_assert(enabled(0));
    toy_put(&bench, DMA_S0CR, DMA_CR_TCIE); /* off, with a fresh word: that is no mistake */
    ck_assert_uint_eq(ignored(IGN_ENABLED), 6);
}
END_TEST

START_TEST(other_refusals)
{
    boot();
    ck_assert_uint_eq(toy_get(&bench, DMA_S0FCR + 7 * DMA_STRIDE), 0x21);
    toy_put(&bench, DMA_LISR, ~0u);
    ck_assert_uint_eq(ignored(IGN_READONLY), 1);
    toy_put(&bench, DMA_END, 1);
    ck_assert_uint_eq(ignored(IGN_RESERVED), 1);
    dma_model.write(&machine.dma, &toy_dma, DMA_S0PAR, 2, 5, toy_env(&bench, SLOT_DMA));
    ck_assert_uint_eq(ignored(IGN_SIZE), 1);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0PAR), 0);
    arm(0, 3 << 6, 0, 4, AHB, NEAR_RAM);
    arm(0, 3 << 11, 0, 4, AHB, NEAR_RAM);
    ck_assert_uint_eq(ignored(IGN_RESERVED), 3);
    ck_assert(!enabled(0));
    machine.dma.isr[0] = DMA_TE;                                /* U21: EN does not stick */
    arm(0, P2M, 0, 4, AHB, NEAR_RAM);
    ck_assert(!enabled(0));
    ck_assert_uint_eq(ignored(IGN_FLAGS_PENDING), 1);
    machine.dma.isr[0] = DMA_TC | DMA_HT | DMA_FE;
    arm(0, P2M, 0, 4, AHB, NEAR_RAM);
    ck_assert(enabled(0));
}
END_TEST

/* Misaligned addresses are forced down on the bus, not in the register. */
START_TEST(misaligned)
{
    boot();
    arm(0, P2M | WORDS | MINC, 0, 4, AHB + 2, NEAR_RAM + 7);
    toy_credit(&bench, 0, 2000, 0, 1);
    toy_run(&bench, 4000, false);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0M0AR), NEAR_RAM + 7);
    ck_assert_uint_eq(toy_fact(&bench, F_DMA_ITEM, 0, 0)->addr, AHB);
    ck_assert_uint_eq(toy_fact(&bench, F_DMA_ITEM, 0, 1)->addr, NEAR_RAM + 4);
}
END_TEST

/* Flags of streams 0..3 and 4..7 at 0, 6, 16, 22; the line is a level: flag and enable. */
START_TEST(flags_and_interrupts)
{
    static const unsigned shift[] = { 0, 6, 16, 22 };
    for (unsigned n = 0; n < 8; n++) {
        boot();
        arm(n, M2M | MINC | DMA_CR_PINC, 0, 4, NEAR_RAM, NEAR_RAM + 0x100);
        toy_run(&bench, 3000, false);
        uint32_t isr = n < 4 ? DMA_LISR : DMA_HISR, ifcr = n < 4 ? DMA_LIFCR : DMA_HIFCR;
        ck_assert_uint_eq(toy_get(&bench, isr), (uint32_t)(DMA_HT | DMA_TC) << shift[n & 3]);
        ck_assert_uint_eq(toy_get(&bench, ifcr), 0);
        ck_assert_int_eq(wire_get(&machine.wires, WIRE_IRQ, toy_dma.irq[n]), 0);
        toy_put(&bench, reg(DMA_S0CR, n), DMA_CR_TCIE);
        ck_assert_int_eq(wire_get(&machine.wires, WIRE_IRQ, toy_dma.irq[n]), 1);
        toy_put(&bench, ifcr, (uint32_t)DMA_TC << shift[n & 3]);
        ck_assert_int_eq(wire_get(&machine.wires, WIRE_IRQ, toy_dma.irq[n]), 0);
        ck_assert_uint_eq(toy_get(&bench, isr), (uint32_t)DMA_HT << shift[n & 3]);
        machine.dma.isr[n >> 2] |= (uint32_t)DMA_FE << shift[n & 3];
        toy_put(&bench, reg(DMA_S0FCR, n), DMA_FCR_FEIE);
        ck_assert_int_eq(wire_get(&machine.wires, WIRE_IRQ, toy_dma.irq[n]), 1);
    }
}
END_TEST

/* Clearing EN: with nothing under way at once; with an access under way when it is answered. */
START_TEST(suspend)
{
    boot();
    arm(0, P2M | WORDS | MINC, 0, 10, AHB, NEAR_RAM);
    toy_put(&bench, DMA_S0CR, P2M | WORDS | MINC);
    toy_run(&bench, 1001, false);
    ck_assert(!enabled(0));
    ck_assert_uint_eq(toy_flag(&bench, 0, DMA_TC), 1000);
    toy_put(&bench, DMA_LIFCR, 0x3D);
    arm(0, P2M | WORDS | MINC, 0, 10, AHB, NEAR_RAM);
    toy_credit(&bench, 0, 2000, 0, 3);
    toy_run(&bench, 103 * EDGE, false);
    toy_put(&bench, DMA_S0CR, P2M | WORDS | MINC);
    toy_run(&bench, 108 * EDGE, false);
    ck_assert(enabled(0));
    toy_run(&bench, 4000, false);
    ck_assert(!enabled(0));
    const fact_t *off = toy_fact(&bench, F_DMA_OFF, 0, 1);
    ck_assert_uint_eq(off->at, 108 * EDGE);                     /* the item is in memory */
    ck_assert_uint_eq(off->note, OFF_SOFTWARE);
    ck_assert_uint_eq(off->data, 9);
    ck_assert_uint_eq(machine.line[0].credit, 2);
}
END_TEST

/* Memory to peripheral reads no further: FIFO reads at 54, 57, 60 (granted 58; EN is cleared at
 * 59), the item under way is written 62 (request 55, APB 7); then EN falls. */
START_TEST(suspend_while_filling)
{
    boot();
    arm(0, M2P | 2 << 13 | MINC, DMA_FCR_DMDIS, 32, APB, NEAR_RAM);
    toy_credit(&bench, 0, 55 * EDGE, 0, 5);
    toy_run(&bench, 59 * EDGE, false);
    toy_put(&bench, DMA_S0CR, M2P | 2 << 13 | MINC);
    toy_run(&bench, 6000, false);
    ck_assert_uint_eq(toy_when(&bench, F_DMA_OFF, 0, 0), 62 * EDGE);
    ck_assert_uint_eq(toy_count(&bench, F_ASK, 1), 3);
    ck_assert_uint_eq(ndtr(0), 31);
    ck_assert_uint_eq(machine.sent_n, 1);
}
END_TEST

/* The item under way joins the bytes in the FIFO before they are flushed: one word, not two. */
START_TEST(suspend_waits_for_the_item)
{
    boot();
    arm(0, P2M | 2 << 13 | MINC, DMA_FCR_DMDIS | 3, 32, AHB, NEAR_RAM);
    toy_credit(&bench, 0, 2000, 400, 3);
    toy_run(&bench, 142 * EDGE, false);
    toy_put(&bench, DMA_S0CR, P2M | 2 << 13 | MINC);
    toy_run(&bench, 6000, false);
    ck_assert_uint_eq(item(0, 0, 2), 143);
    ck_assert_uint_eq(item(0, 1, 0), 147);
    ck_assert_uint_eq(item(0, 1, 1), 0);
    static const uint8_t want[4] = { 0, 1, 2, 0 };
    ck_assert_mem_eq(machine.ram, want, 4);
}
END_TEST

/* TRBUFF: memory writes are bufferable; a write to a register is not, its answer ends the
 * handshake. */
START_TEST(bufferable)
{
    boot();
    arm(0, M2M | MINC | DMA_CR_PINC | DMA_CR_TRBUFF, 0, 1, NEAR_RAM, NEAR_RAM + 0x100);
    toy_run(&bench, 3000, false);
    ck_assert_uint_eq(machine.port[1].attr, BUS_BUFFERABLE);
    ck_assert(!machine.port[0].attr && machine.port[0].quiet == BUS_WHOLE);
    arm(1, M2P | MINC | DMA_CR_TRBUFF, 0, 1, AHB + 0x10, NEAR_RAM);
    toy_credit(&bench, 1, 4000, 0, 1);
    toy_run(&bench, 6000, false);
    ck_assert_uint_eq(machine.sent_n, 1);
    ck_assert(!machine.port[0].attr && machine.port[0].quiet == BUS_WHOLE);
    ck_assert_uint_eq(machine.port[0].tag, 1);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 60);
    const TTest *const test[] = {
        hole_memory_to_peripheral, hole_peripheral_to_memory, hole_behind_the_fifo,
        hole_memory_to_memory, late_answer_is_dropped, underrun_at_enable,
        underrun_when_memory_is_late, overrun_and_direct_mode_error, protected_while_enabled,
        other_refusals, misaligned, flags_and_interrupts, suspend,
        suspend_while_filling, suspend_waits_for_the_item, bufferable
    };
    for (size_t i = 0; i < sizeof test / sizeof *test; i++) tcase_add_test(t, test[i]);
    return case_run("dma_faults", t);
}
