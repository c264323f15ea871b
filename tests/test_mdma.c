/* test_mdma.c -- MDMA: timing, arbitration, trigger modes, repetitions, lists, triggers, registers. */
#include "mdma_case.h"

/* ---- timing ---------------------------------------------------------------------------------- */

/* Request at 100; arbiter +2, address +1: asked at 103. Read: lead 2, beat 1, tail 1: 107. Write:
 * address +1, lead 2, half an ECC word 2, tail 1: 113. */
START_TEST(one_word_takes_13)
{
    start();
    set(0, tcr(WORD, WORD, 0, 0, 4, MDMA_BY_BLOCK), AXIRAM, AXIRAM + 0x100, 4);
    go(0, 0);
    ck_assert_uint_eq(isr(0), MDMA_CRQA);
    to_edge(200);
    ck_assert_uint_eq(item(&seen, 0, 0, 0), 107);
    ck_assert_uint_eq(item(&seen, 0, 1, 0), 113);
    ck_assert_uint_eq(ended(0), 113);
    ck_assert(copied(machine.axi + 0x100, machine.axi, 4));
    ck_assert_uint_eq(isr(0), MDMA_CTCIF | MDMA_BRTIF | MDMA_BTIF | MDMA_TCIF);
    ck_assert(!enabled(0));
    ck_assert_uint_eq(get(b, MDMA_C0SAR), AXIRAM + 4);
    ck_assert_uint_eq(get(b, MDMA_C0DAR), AXIRAM + 0x104);
    ck_assert_uint_eq(get(b, MDMA_C0BNDTR), 0);
}
END_TEST

/* DTCM to AXI, 64 bytes: asked at 103, lead 1: the k-th word comes at 105 + k. The destination's
 * burst is 4 doublewords: in the FIFO at 112, asked 113, lead 2, beats 116..119, tail 1: 120. The
 * second burst is complete at 120 as well: asked 121, answered 128. */
START_TEST(writing_begins_with_a_burst)
{
    start();
    set(0, tcr(WORD, DOUBLE, 4, 2, 64, MDMA_BY_BLOCK) | PACK, DTCM + 0x40, AXIRAM + 0x200, 64);
    go(0, 0);
    to_edge(200);
    for (unsigned k = 0; k < 16; k++) ck_assert_uint_eq(item(&seen, 0, 0, k), 105 + k);
    ck_assert_uint_eq(item(&seen, 0, 1, 0), 120);
    ck_assert_uint_eq(item(&seen, 0, 1, 4), 128);
    ck_assert_uint_eq(ended(0), 128);
    ck_assert(copied(machine.axi + 0x200, machine.dtcm + 0x40, 64));
}
END_TEST

/* AXI to DTCM as two single words: words read at 107 and (ask 108) 112. Writes: ask 108, lead 1,
 * beat 1: 110; the second: ask 113, 115. */
START_TEST(singles_overlap)
{
    start();
    set(0, tcr(WORD, WORD, 0, 0, 8, MDMA_BY_BLOCK), AXIRAM, DTCM, 8);
    go(0, 0);
    to_edge(200);
    ck_assert_uint_eq(item(&seen, 0, 0, 0), 107);
    ck_assert_uint_eq(item(&seen, 0, 0, 1), 112);
    ck_assert_uint_eq(item(&seen, 0, 1, 0), 110);
    ck_assert_uint_eq(item(&seen, 0, 1, 1), 115);
    ck_assert(copied(machine.dtcm, machine.axi, 8));
}
END_TEST

/* TCM to TCM on one port: read asked 103, came 105. The write goes first: asked 106, lead 1, half an
 * ECC word of the ITCM 2: 109. The second read was possible from 105 on: asked 110, came 112. */
START_TEST(one_tcm_port)
{
    start();
    set(0, tcr(WORD, WORD, 0, 0, 8, MDMA_BY_BLOCK), DTCM, ITCM + 0x80, 8);
    go(0, 0);
    to_edge(200);
    ck_assert_uint_eq(item(&seen, 0, 0, 0), 105);
    ck_assert_uint_eq(item(&seen, 0, 1, 0), 109);
    ck_assert_uint_eq(item(&seen, 0, 0, 1), 112);
    ck_assert(copied(machine.itcm + 0x80, machine.dtcm, 8));
}
END_TEST

/* ---- arbitration ----------------------------------------------------------------------------- */

/* Channels 2 (low) and 5 (high) with two buffers each: 5, 5, 2, 2. The second buffer of 5 is read
 * while the first drains: reader free at 107, +2 +1: asked 110, came 114. */
START_TEST(priority_then_number)
{
    start();
    for (unsigned n = 2; n < 6; n += 3) {
        set(n, tcr(WORD, WORD, 0, 0, 4, MDMA_BY_BLOCK), AXIRAM + 64 * n, AXIRAM + 0x400 + 64 * n, 8);
        go(n, n == 5 ? 1 << 6 : 0);
    }
    to_edge(300);
    ck_assert_uint_eq(item(&seen, 5, 0, 0), 107);
    ck_assert_uint_eq(item(&seen, 5, 0, 1), 114);
    ck_assert_uint_gt(item(&seen, 2, 0, 0), item(&seen, 5, 0, 1));
    ck_assert(ended(5) && ended(5) < ended(2));
    ck_assert(copied(machine.axi + 0x400 + 128, machine.axi + 128, 8));
    ck_assert(copied(machine.axi + 0x400 + 320, machine.axi + 320, 8));
}
END_TEST

/* Equal PL: the lower number first; it keeps the arbiter after its first buffer. */
START_TEST(equal_level_lower_number)
{
    start();
    set(9, tcr(WORD, WORD, 0, 0, 4, MDMA_BY_BLOCK), AXIRAM, AXIRAM + 0x400, 8);
    set(1, tcr(WORD, WORD, 0, 0, 4, MDMA_BY_BLOCK), AXIRAM + 64, AXIRAM + 0x440, 8);
    go(9, 0);
    go(1, 0);
    to_edge(300);
    ck_assert_uint_eq(item(&seen, 1, 0, 0), 107);
    ck_assert_uint_eq(item(&seen, 1, 0, 1), 114);
    ck_assert_uint_gt(item(&seen, 9, 0, 0), 114);
    ck_assert(ended(9));
}
END_TEST

/* A high channel that comes later gets in after the buffer under way, not after the block. */
START_TEST(a_block_is_interrupted)
{
    start();
    set(0, tcr(WORD, WORD, 0, 0, 4, MDMA_BY_BLOCK), AXIRAM, AXIRAM + 0x400, 64);
    set(15, tcr(WORD, WORD, 0, 0, 4, MDMA_BY_BLOCK), SRAM1, DTCM, 4);
    go(0, 0);
    to_edge(105);
    go(15, 3 << 6);
    to_edge(1000);
    ck_assert_uint_lt(item(&seen, 15, 0, 0), item(&seen, 0, 0, 1));
    ck_assert(ended(0) && ended(15) && ended(15) < ended(0));
}
END_TEST

/* ---- trigger modes and blocks ---------------------------------------------------------------- */

/* Requests needed for 2 x 2 buffers of a once repeated block. */
static unsigned requests_for(unsigned mode)
{
    unsigned n = 0;
    start();
    set(3, tcr(WORD, WORD, 0, 0, 4, mode), AXIRAM, AXIRAM + 0x100, 1u << 20 | 8);
    put(b, at(MDMA_C0CR, 3), MDMA_CR_EN);
    while (enabled(3) && n < 10) {
        put_sized(b, at(MDMA_C0CR, 3) + 2, 1, 1);
        run(b, machine.now + 100 * EDGE, false);
        n++;
        ck_assert(!(isr(3) & MDMA_CRQA));
    }
    ck_assert(copied(machine.axi + 0x100, machine.axi, 16));
    return n;
}

START_TEST(a_request_is_worth)
{
    ck_assert_uint_eq(requests_for(MDMA_BY_BUFFER), 4);
    ck_assert_uint_eq(requests_for(MDMA_BY_BLOCK), 2);
    ck_assert_uint_eq(requests_for(MDMA_BY_REPEAT), 1);
    ck_assert_uint_eq(requests_for(MDMA_BY_LIST), 1);
}
END_TEST

/* Three blocks of 8 bytes; the source goes back 4 after each, the destination 16 on: 8 + 16. */
START_TEST(repeated_blocks_move_on)
{
    start();
    set(0, tcr(WORD, WORD, 0, 0, 8, MDMA_BY_REPEAT), AXIRAM + 0x20, AXIRAM + 0x800,
        2u << 20 | MDMA_BRSUM | 8);
    put(b, MDMA_C0BRUR, 16u << 16 | 4);
    go(0, 0);
    to_edge(1000);
    ck_assert(ended(0));
    for (unsigned k = 0; k < 3; k++)
        ck_assert(copied(machine.axi + 0x800 + 24 * k, machine.axi + 0x20 + 4 * k, 8));
    ck_assert_uint_eq(get(b, MDMA_C0BNDTR), MDMA_BRSUM);
    ck_assert_uint_eq(isr(0), MDMA_CTCIF | MDMA_BRTIF | MDMA_BTIF | MDMA_TCIF);
}
END_TEST

START_TEST(flags_of_the_first_block)
{
    start();
    set(0, tcr(WORD, WORD, 0, 0, 4, MDMA_BY_BUFFER), AXIRAM, AXIRAM + 0x800, 1u << 20 | 8);
    go(0, 0);
    to_edge(200);
    ck_assert_uint_eq(isr(0), MDMA_TCIF);
    ck_assert_uint_eq(get(b, MDMA_C0BNDTR), 1u << 20 | 4);
    put_sized(b, MDMA_C0CR + 2, 2, 1);
    to_edge(300);
    ck_assert_uint_eq(isr(0), MDMA_TCIF | MDMA_BTIF);
    ck_assert_uint_eq(get(b, MDMA_C0BNDTR), 8);                 /* BRC counted, BNDT reloaded */
    ck_assert(enabled(0));
}
END_TEST

/* Of nothing, however often repeated: over when it is granted, 2 edges after the request. */
START_TEST(an_empty_block_ends)
{
    start();
    set(0, tcr(WORD, WORD, 0, 0, 4, MDMA_BY_BUFFER), AXIRAM, AXIRAM + 0x800, 4095u << 20);
    go(0, 0);
    to_edge(200);
    ck_assert_uint_eq(ended(0), 102);
    ck_assert_uint_eq(isr(0), MDMA_CTCIF | MDMA_BRTIF | MDMA_BTIF);
    ck_assert_uint_eq(item(&seen, 0, 0, 0), 0);
}
END_TEST

/* ---- linked lists ---------------------------------------------------------------------------- */

static void node_at(uint8_t *where, uint32_t t, uint32_t bndtr, uint32_t src, uint32_t dst, uint32_t next)
{
    uint32_t w[10] = { t, bndtr, src, dst, 0, next, bus_of(src, dst), 0xEEEEEEEE, 0, 0 };
    memcpy(where, w, sizeof w);
}

/* The first block's last write is answered at 113. The node: asked 114, lead 2, five beats of 64
 * bits, tail 1: 122. Then arbiter 2, address 1: asked 125, read 129, written 135. */
START_TEST(a_list_of_two)
{
    start();
    uint32_t t = tcr(WORD, WORD, 0, 0, 4, MDMA_BY_LIST);
    node_at(machine.axi + 0x100, t, 4, SRAM1 + 0x40, AXIRAM + 0x804, 0);
    memset(machine.axi + 0x100 + 28, 0xEE, 4);                  /* the word that means nothing */
    set(0, t, AXIRAM, AXIRAM + 0x800, 4);
    put(b, MDMA_C0LAR, AXIRAM + 0x103);                         /* the low three bits are 0 */
    ck_assert_uint_eq(get(b, MDMA_C0LAR), AXIRAM + 0x100);
    go(0, 0);
    to_edge(123);
    const fact_t *f = fact_of(&seen, F_DMA_TARGET, 0, 0);
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(f->at / EDGE, 122);
    ck_assert_uint_eq(f->addr, AXIRAM + 0x100);
    ck_assert_uint_eq(isr(0), MDMA_CRQA | MDMA_BRTIF | MDMA_BTIF | MDMA_TCIF);
    ck_assert_uint_eq(get(b, MDMA_C0SAR), SRAM1 + 0x40);
    to_edge(300);
    ck_assert(copied(machine.axi + 0x800, machine.axi, 4));
    ck_assert(copied(machine.axi + 0x804, machine.sram + 0x40, 4));
    ck_assert(ended(0) && !enabled(0));
}
END_TEST

/* By block: each node waits for a request of its own. A node may turn the bus: the second block goes
 * to the TCM. */
START_TEST(a_list_by_block)
{
    start();
    uint32_t t = tcr(WORD, WORD, 0, 0, 4, MDMA_BY_BLOCK);
    node_at(machine.sram, t, 8, AXIRAM + 0x10, DTCM, 0);
    set(0, t, AXIRAM, AXIRAM + 0x800, 4);
    put(b, MDMA_C0LAR, SRAM1);
    go(0, 0);
    to_edge(300);
    ck_assert(enabled(0) && !(isr(0) & (MDMA_CRQA | MDMA_CTCIF)));
    put_sized(b, MDMA_C0CR + 2, 1, 1);
    to_edge(500);
    ck_assert(copied(machine.dtcm, machine.axi + 0x10, 8));
    ck_assert(isr(0) & MDMA_CTCIF && !enabled(0));
}
END_TEST

/* ---- hardware triggers ----------------------------------------------------------------------- */

/* Written at 113; the mask write: asked 114, lead 3, beat 1, tail 2: 120. The trigger fell at 118, so
 * the channel rests. */
START_TEST(the_mask_acknowledges)
{
    start();
    set_hardware(0, 9, GADGET, 1 << 9);
    trigger(b, 9, 1);
    to_edge(119);
    ck_assert_uint_eq(isr(0), MDMA_CRQA | MDMA_TCIF);           /* not before it is answered */
    to_edge(200);
    ck_assert_uint_eq(machine.gadget, 1 << 9);
    ck_assert_uint_eq(isr(0), MDMA_TCIF);
    ck_assert_uint_eq(get(b, MDMA_C0BNDTR), 12);
    trigger(b, 9, 1);
    to_edge(300);
    ck_assert_uint_eq(get(b, MDMA_C0BNDTR), 8);
    trigger(b, 8, 1);                                           /* somebody else's */
    to_edge(400);
    ck_assert_uint_eq(get(b, MDMA_C0BNDTR), 8);
    trigger(b, 9, 1);
    to_edge(500);
    trigger(b, 9, 1);
    to_edge(600);
    ck_assert(isr(0) & MDMA_CTCIF && !enabled(0));
}
END_TEST

/* Nobody lowers the level: one trigger moves everything. */
START_TEST(without_a_mask_it_runs_on)
{
    start();
    set_hardware(0, 9, 0, 0);
    trigger(b, 9, 1);
    to_edge(400);
    ck_assert(isr(0) & MDMA_CTCIF);
    ck_assert(copied(machine.axi + 0x800, machine.axi, 16));
}
END_TEST

/* A software request writes no mask (RM0433 14.5.4, SWRQ), and is none in hardware mode. */
START_TEST(software_requests)
{
    start();
    set(0, tcr(WORD, WORD, 0, 0, 4, MDMA_BY_BLOCK), AXIRAM, AXIRAM + 0x800, 4);
    put(b, MDMA_C0MAR, GADGET), put(b, MDMA_C0MDR, 7);
    go(0, 0);
    to_edge(200);
    ck_assert(ended(0) && !machine.gadget);
    set_hardware(1, 9, 0, 0);
    unsigned before = seen.n;
    put_sized(b, at(MDMA_C0CR, 1) + 2, 1, 1);
    ck_assert_uint_eq(seen.fact[before].kind, F_IGNORED);
    ck_assert(!(isr(1) & MDMA_CRQA));
    trigger(b, 9, 1);                                           /* and the other way round */
    set(2, tcr(WORD, WORD, 0, 0, 4, MDMA_BY_BLOCK), AXIRAM, AXIRAM + 0x900, 4);
    put(b, at(MDMA_C0TBR, 2), 9);
    put(b, at(MDMA_C0CR, 2), MDMA_CR_EN);
    to_edge(300);
    ck_assert(enabled(2) && !isr(2));
}
END_TEST

START_TEST(triggers_nobody_drives_are_told)
{
    start();
    set_hardware(0, 22, 0, 0);
    ck_assert_ptr_nonnull(fact_of(&seen, F_UNMODELLED, 1, 0));
}
END_TEST

/* ---- registers ------------------------------------------------------------------------------- */

START_TEST(registers_hold_their_bits)
{
    start();
    static const struct { uint32_t off, bits; } row[] = {
        { MDMA_C0CR, 0x70FE }, { MDMA_C0TCR, ~0u }, { MDMA_C0BNDTR, 0xFFFDFFFF }, { MDMA_C0SAR, ~0u },
        { MDMA_C0DAR, ~0u }, { MDMA_C0BRUR, ~0u }, { MDMA_C0LAR, ~7u }, { MDMA_C0TBR, 0x3003F },
        { MDMA_C0MAR, ~0u }, { MDMA_C0MDR, ~0u },
    };
    for (unsigned n = 0; n < MDMA_CHANNELS; n++)
        for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
            ck_assert_uint_eq(get(b, at(row[i].off, n)), 0);
            put(b, at(row[i].off, n), ~1u);
            ck_assert_uint_eq(get(b, at(row[i].off, n)), row[i].bits & ~1u);
            put(b, at(row[i].off, n), 0);
        }
    put(b, MDMA_C0ISR, ~0u), put(b, MDMA_C0ESR, ~0u), put(b, MDMA_GISR0, ~0u), put(b, 0x6C, ~0u);
    ck_assert_uint_eq(get(b, MDMA_C0ISR) | get(b, MDMA_C0ESR) | get(b, MDMA_GISR0) | get(b, 0x6C), 0);
}
END_TEST

static unsigned ignored(void)
{
    unsigned n = 0;
    for (unsigned i = 0; i < seen.n; i++) n += seen.fact[i].kind == F_IGNORED;
    return n;
}

START_TEST(an_enabled_channel_is_protected)
{
    start();
    set(0, tcr(WORD, WORD, 0, 0, 4, MDMA_BY_BLOCK), AXIRAM, AXIRAM + 0x800, 4);
    put(b, MDMA_C0CR, MDMA_CR_EN);
    static const uint32_t off[] = { MDMA_C0TCR, MDMA_C0BNDTR, MDMA_C0SAR, MDMA_C0DAR, MDMA_C0BRUR,
                                    MDMA_C0LAR, MDMA_C0TBR, MDMA_C0MAR, MDMA_C0MDR };
    for (unsigned i = 0; i < 9; i++) {
        uint32_t was = get(b, off[i]);
        put(b, off[i], 0x12345678);
        ck_assert_uint_eq(get(b, off[i]), was);
    }
    ck_assert_uint_eq(ignored(), 9);
    put(b, MDMA_C0CR, MDMA_CR_EN | MDMA_CR_TCIE | MDMA_CR_PL | MDMA_CR_BEX);
    ck_assert_uint_eq(ignored(), 10);
    ck_assert_uint_eq(get(b, MDMA_C0CR), MDMA_CR_EN | MDMA_CR_TCIE);    /* enables may change */
    put_sized(b, MDMA_C0SAR, 2, 1);
    ck_assert_uint_eq(ignored(), 11);
}
END_TEST

START_TEST(one_interrupt_for_all)
{
    start();
    set(0, tcr(WORD, WORD, 0, 0, 4, MDMA_BY_BLOCK), AXIRAM, AXIRAM + 0x800, 4);
    set(7, tcr(WORD, WORD, 0, 0, 4, MDMA_BY_BLOCK), AXIRAM, AXIRAM + 0x900, 4);
    go(0, 0);
    go(7, MDMA_CR_CTCIE | MDMA_CR_BTIE);
    to_edge(300);
    ck_assert_uint_eq(get(b, MDMA_GISR0), 1 << 7);
    ck_assert(wire_get(&machine.wires, WIRE_IRQ, 122));
    put(b, at(MDMA_C0IFCR, 7), MDMA_BTIF);
    ck_assert(wire_get(&machine.wires, WIRE_IRQ, 122));
    put(b, at(MDMA_C0IFCR, 7), MDMA_CTCIF);
    ck_assert(!wire_get(&machine.wires, WIRE_IRQ, 122));
    put(b, MDMA_C0CR, MDMA_CR_TCIE);                            /* a level: its flag is up */
    ck_assert(wire_get(&machine.wires, WIRE_IRQ, 122));
}
END_TEST

/* RM0433 14.5.2: CTCIF also when software clears EN, after the buffer under way. */
START_TEST(stopped_by_software)
{
    start();
    set(0, tcr(WORD, WORD, 0, 0, 8, MDMA_BY_BUFFER), AXIRAM, AXIRAM + 0x800, 24);
    go(0, 0);
    to_edge(105);
    put(b, MDMA_C0CR, 0);
    ck_assert(enabled(0));
    to_edge(300);
    ck_assert(!enabled(0));
    ck_assert_uint_eq(isr(0), MDMA_CTCIF | MDMA_TCIF);
    ck_assert_uint_eq(get(b, MDMA_C0BNDTR), 16);
    ck_assert_uint_eq(get(b, MDMA_C0SAR), AXIRAM + 8);
    put(b, MDMA_C0IFCR, 0x1F);
    go(0, 0);                                                   /* and it can go on */
    to_edge(400);
    ck_assert_uint_eq(get(b, MDMA_C0BNDTR), 8);
    put(b, MDMA_C0IFCR, 0x1F);
    put(b, MDMA_C0CR, 0);                                       /* nothing under way */
    to_edge(402);
    ck_assert(!enabled(0));
    ck_assert_uint_eq(isr(0), MDMA_CTCIF);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        one_word_takes_13, writing_begins_with_a_burst, singles_overlap, one_tcm_port,
        priority_then_number, equal_level_lower_number, a_block_is_interrupted, a_request_is_worth,
        repeated_blocks_move_on, flags_of_the_first_block, an_empty_block_ends, a_list_of_two,
        a_list_by_block, the_mask_acknowledges, without_a_mask_it_runs_on, software_requests,
        triggers_nobody_drives_are_told, registers_hold_their_bits,
        an_enabled_channel_is_protected, one_interrupt_for_all, stopped_by_software,
    };
    return run_tests("mdma", tests, sizeof tests / sizeof *tests);
}
