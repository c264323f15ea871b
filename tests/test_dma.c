/* test_dma.c -- DMA1/DMA2: timing, handshake, modes, arbitration. */
#include "dma_case.h"

/* ---- timing: AN4031 tables 4-7 --------------------------------------------------------------- */

/* AHB register: arb 1, address 1, matrix 1, data 1 = TSP 4; SRAM the same = 4. Request at 100. */
START_TEST(ahb_item_takes_8)
{
    boot();
    arm(0, P2M | WORDS | MINC, 0, 10, AHB, NEAR_RAM);
    toy_credit(&bench, 0, 2000, 0, 1);
    toy_run(&bench, 4000, false);
    ck_assert_uint_eq(item(0, 0, 0), 104);
    ck_assert_uint_eq(item(0, 1, 0), 108);
    ck_assert_uint_eq(item(0, 0, 1), 0);                        /* one request, one item */
    ck_assert_uint_eq(ndtr(0), 9);
}
END_TEST

/* APB on the direct path, ratio 2: arb 1, address 1, data 2 pclk = 4, tBS 1 = 7 (TSP); SRAM 4. */
START_TEST(apb_item_takes_11)
{
    boot();
    arm(0, P2M | WORDS | MINC, 0, 10, APB, NEAR_RAM);
    toy_credit(&bench, 0, 1993, 0, 1);                          /* between edges: seen at 100 */
    toy_run(&bench, 4000, false);
    ck_assert_uint_eq(item(0, 0, 0), 107);
    ck_assert_uint_eq(item(0, 1, 0), 111);
    ck_assert_uint_eq(toy_when(&bench, F_ASK, 0, 0), 102 * EDGE);
    ck_assert_uint_eq(toy_when(&bench, F_ASK, 1, 0), 109 * EDGE);
}
END_TEST

/* AN4031 3.2.2: the second stream's arbitration falls into the first one's last cycle: 107 + 6. */
START_TEST(second_request_overlaps)
{
    boot();
    arm(0, P2M | WORDS | MINC, 0, 10, APB + 0x00, NEAR_RAM);
    arm(1, P2M | WORDS | MINC, 0, 10, APB + 0x10, NEAR_RAM + 64);
    toy_credit(&bench, 0, 2000, 0, 1);
    toy_credit(&bench, 1, 2000, 0, 1);
    toy_run(&bench, 4000, false);
    ck_assert_uint_eq(item(0, 0, 0), 107);
    ck_assert_uint_eq(item(1, 0, 0), 113);
    ck_assert_uint_eq(item(1, 1, 0), 116);                      /* SRAM parked on the DMA: 3 */
}
END_TEST

/* A gadget that keeps its line up. AHB: answered 104; looked at again 105 (acknowledge dropped);
 * arb 106, asked 107, parked, data 108. Memory: 108 is both the first store's answer and the
 * second's start: asked 110, parked, 111. */
START_TEST(level_stays_up)
{
    boot();
    arm(0, P2M | WORDS | MINC, 0, 10, AHB, NEAR_RAM);
    toy_credit(&bench, 0, 2000, 0, 3);
    toy_run(&bench, 4000, false);
    static const unsigned source[] = { 104, 108, 112, 0 }, dest[] = { 108, 111, 115, 0 };
    for (unsigned k = 0; k < 4; k++) {
        ck_assert_uint_eq(item(0, 0, k), source[k]);
        ck_assert_uint_eq(item(0, 1, k), dest[k]);
    }
    ck_assert_uint_eq(toy_get(&bench, DMA_LISR), 0);            /* an unloaded bus is never late */
}
END_TEST

/* The line falls at the slave's beat (106) and rises for a new item before the answer (107): served
 * at 108 + 1 + 1 + 4 + 1 = 115, once. */
START_TEST(request_before_the_answer)
{
    boot();
    arm(0, P2M | WORDS | MINC, 0, 10, APB, NEAR_RAM);
    toy_credit(&bench, 0, 2000, 106 * EDGE + 5 - 2000, 2);
    toy_run(&bench, 8000, false);
    ck_assert_uint_eq(item(0, 0, 0), 107);
    ck_assert_uint_eq(item(0, 0, 1), 115);
    ck_assert_uint_eq(item(0, 0, 2), 0);
    ck_assert_uint_eq(machine.line[0].credit, 0);
}
END_TEST

/* Many items with gaps of every length around the handshake: as many served as asked for. */
START_TEST(each_request_served_once)
{
    for (uint32_t gap = 61; gap < 400; gap += 7)
        for (unsigned apb = 0; apb < 2; apb++) {
            boot();
            arm(0, P2M | MINC, 0, 1000, apb ? APB : AHB, NEAR_RAM);
            toy_credit(&bench, 0, 2000, gap, 50);
            toy_run(&bench, 40000, false);
            ck_assert_uint_eq(ndtr(0), 950);
            ck_assert_uint_eq(machine.line[0].credit, 0);
        }
}
END_TEST

/* Word by word through a FIFO, both ports parked and overlapped: 3 a word (arb, calc, data). */
START_TEST(memory_to_memory_rate)
{
    boot();
    arm(0, M2M | WORDS | MINC | DMA_CR_PINC, 0, 8, NEAR_RAM, FAR_RAM + 0x400);
    toy_run(&bench, 8000, false);
    static const unsigned source[] = { 54, 57, 60, 63, 66, 74, 82 };
    /* stores, 8 each behind the bridge: from 54 asked 56, granted 57, 5 + 1; parked 58 + 8 k */
    static const unsigned dest[] = { 63, 71, 79, 87 };
    for (unsigned k = 0; k < 4; k++) ck_assert_uint_eq(item(0, 1, k), dest[k]);
    for (unsigned k = 0; k < 7; k++) ck_assert_uint_eq(item(0, 0, k), source[k]);
    ck_assert_int_eq(memcmp(machine.ram, machine.ram + 0x400, 32), 0);
    ck_assert_uint_eq(off_why(0), OFF_COMPLETE);
}
END_TEST

/* ---- direct mode, memory to peripheral ------------------------------------------------------- */

/* EN at edge 50: one item is read at 54, no more, long before any request; the value sent is that
 * one although memory changed meanwhile. The next is read when it is written: 107 + 3 (parked). */
START_TEST(preload_is_one_item)
{
    boot();
    machine.ram[0] = 0xAA, machine.ram[1] = 0xBB, machine.ram[2] = 0xCC;
    arm(0, M2P | MINC, 0, 3, APB, NEAR_RAM);
    toy_run(&bench, 2000, false);
    ck_assert_uint_eq(item(0, 0, 0), 54);
    ck_assert_uint_eq(item(0, 0, 1), 0);
    machine.ram[0] = 0x11, machine.ram[1] = 0x22;
    toy_credit(&bench, 0, 2000, 400, 3);
    toy_run(&bench, 2300, false);
    ck_assert_uint_eq(machine.sent[0], 0xAA);
    ck_assert_uint_eq(machine.sent_at[0], 106 * EDGE);
    ck_assert_uint_eq(item(0, 1, 0), 107);
    ck_assert_uint_eq(item(0, 0, 1), 110);
    ck_assert_uint_eq(item(0, 0, 2), 0);
    ck_assert_uint_eq(ndtr(0), 2);
    toy_run(&bench, 6000, false);
    ck_assert_uint_eq(machine.sent[1], 0x22);
    ck_assert_uint_eq(machine.sent_n, 3);
    ck_assert_uint_eq(toy_flag(&bench, 0, DMA_HT), 127 * EDGE);     /* 2 of 3: 2 * 2 >= 3 */
    ck_assert_uint_eq(toy_flag(&bench, 0, DMA_TC), 147 * EDGE);
    ck_assert_uint_eq(off_why(0), OFF_COMPLETE);
    ck_assert(!enabled(0));
    ck_assert_uint_eq(toy_get(&bench, DMA_LISR), DMA_HT | DMA_TC);
}
END_TEST

/* Completed, flags cleared, enabled again: the programmed NDTR and addresses come back. */
START_TEST(enable_again_reloads)
{
    boot();
    arm(0, M2M | WORDS | MINC | DMA_CR_PINC, 0, 2, NEAR_RAM, NEAR_RAM + 0x100);
    toy_run(&bench, 3000, false);
    ck_assert_uint_eq(ndtr(0), 0);
    memset(machine.ram + 0x100, 0, 8);
    toy_put(&bench, DMA_LIFCR, 0x3D);
    toy_put(&bench, DMA_S0CR, M2M | WORDS | MINC | DMA_CR_PINC | DMA_CR_EN);
    ck_assert_uint_eq(ndtr(0), 2);
    toy_run(&bench, 5000, false);
    ck_assert_uint_eq(ndtr(0), 0);
    ck_assert_int_eq(memcmp(machine.ram, machine.ram + 0x100, 8), 0);
}
END_TEST

START_TEST(ndtr_zero_serves_nothing)
{
    boot();
    for (unsigned dir = 0; dir < 3; dir++) arm(dir, dir << 6 | MINC, 0, 65536, AHB, NEAR_RAM);
    toy_credit(&bench, 0, 2000, 0, 1);
    toy_credit(&bench, 1, 2000, 0, 1);
    toy_run(&bench, 4000, false);
    for (unsigned n = 0; n < 3; n++) ck_assert(enabled(n));
    ck_assert_uint_eq(toy_count(&bench, F_ASK, 0) + toy_count(&bench, F_ASK, 1), 0);
    ck_assert_uint_eq(toy_get(&bench, DMA_LISR), 0);
}
END_TEST

/* ---- circular, double buffer, peripheral flow control ---------------------------------------- */

START_TEST(circular_goes_round)
{
    boot();
    arm(0, P2M | WORDS | MINC | DMA_CR_CIRC, 0, 5, AHB, NEAR_RAM);
    toy_credit(&bench, 0, 2000, 400, 7);              /* one item each 20 edges, memory at + 8, 7 */
    toy_run(&bench, 8000, false);
    ck_assert_uint_eq(item(0, 1, 2) * EDGE, toy_flag(&bench, 0, DMA_HT));   /* the third of five */
    ck_assert_uint_eq(item(0, 1, 4) * EDGE, toy_flag(&bench, 0, DMA_TC));
    ck_assert_uint_eq(item(0, 1, 0), 108);
    ck_assert_uint_eq(item(0, 1, 4), 186);                      /* both sides parked: 180 + 3 + 3 */
    ck_assert_uint_eq(ndtr(0), 3);
    ck_assert(enabled(0));
    uint32_t word;
    memcpy(&word, machine.ram + 4, 4);
    ck_assert_uint_eq(word, 0x03020100u + 6 * 0x01010101u);     /* the seventh item */
    /* CIRC may be cleared while running */
    toy_put(&bench, DMA_S0CR, P2M | WORDS | MINC | DMA_CR_EN);
    toy_credit(&bench, 0, 8000, 400, 9);
    toy_run(&bench, 16000, false);
    ck_assert_uint_eq(off_why(0), OFF_COMPLETE);
    ck_assert_uint_eq(ndtr(0), 0);
    ck_assert_uint_eq(machine.line[0].credit, 6);
}
END_TEST

/* HTIF rises once a lap: cleared after the second item of four, it stays down till the next lap. */
START_TEST(half_once_a_lap)
{
    boot();
    arm(0, P2M | WORDS | MINC | DMA_CR_CIRC, 0, 4, AHB, NEAR_RAM);
    for (unsigned k = 0; k < 6; k++) {
        toy_credit(&bench, 0, 2000 + 400 * k, 0, 1);
        toy_run(&bench, 2399 + 400 * k, false);
        ck_assert_uint_eq(toy_get(&bench, DMA_LISR),
                          k == 1 || k == 5 ? DMA_HT : k == 3 ? DMA_TC : 0);
        toy_put(&bench, DMA_LIFCR, DMA_HT | DMA_TC);
    }
}
END_TEST

/* Memory to peripheral does not read the next lap's first item before this one is written. */
START_TEST(circular_out)
{
    boot();
    arm(0, M2P | MINC | DMA_CR_CIRC, 0, 2, APB, NEAR_RAM);
    toy_credit(&bench, 0, 2000, 400, 5);
    toy_run(&bench, 6000, false);
    ck_assert_uint_eq(machine.sent_n, 5);
    for (unsigned k = 0; k < 5; k++) ck_assert_uint_eq(machine.sent[k], machine.ram[k & 1]);
    ck_assert_uint_eq(item(0, 0, 2), item(0, 1, 1) + 3);
    ck_assert_uint_eq(toy_flag(&bench, 0, DMA_TC), item(0, 1, 1) * EDGE);
}
END_TEST

START_TEST(double_buffer)
{
    boot();
    toy_put(&bench, DMA_S0M1AR, NEAR_RAM + 0x80);
    arm(0, P2M | WORDS | MINC | DMA_CR_DBM, 0, 2, AHB, NEAR_RAM);
    ck_assert_uint_ne(toy_get(&bench, DMA_S0CR) & DMA_CR_CIRC, 0);
    toy_credit(&bench, 0, 2000, 400, 3);
    toy_run(&bench, 4000, false);
    const fact_t *f = toy_fact(&bench, F_DMA_TARGET, 0, 0);
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(f->addr, NEAR_RAM + 0x80);
    ck_assert_uint_eq(f->at, item(0, 1, 1) * EDGE);
    ck_assert_uint_eq(toy_fact(&bench, F_DMA_ITEM, 0, 5)->addr, NEAR_RAM + 0x80);
    ck_assert_uint_ne(toy_get(&bench, DMA_S0CR) & DMA_CR_CT, 0);
    toy_put(&bench, DMA_S0M0AR, NEAR_RAM + 0x40);               /* the idle one is free */
    ck_assert_uint_eq(toy_get(&bench, DMA_S0M0AR), NEAR_RAM + 0x40);
    ck_assert(enabled(0));
    toy_put(&bench, DMA_S0M1AR, NEAR_RAM + 0x200);              /* the one in use is not */
    ck_assert_uint_eq(toy_get(&bench, DMA_S0M1AR), NEAR_RAM + 0x80);
    ck_assert_uint_eq(toy_fact(&bench, F_IGNORED, 0, 0)->note, IGN_IN_USE);
    ck_assert_uint_eq(off_why(0), OFF_DBM_WRITE);
    ck_assert(!enabled(0));
    ck_assert_uint_ne(toy_get(&bench, DMA_LISR) & DMA_TE, 0);
}
END_TEST

START_TEST(peripheral_flow_control)
{
    boot();
    arm(0, P2M | WORDS | MINC | DMA_CR_PFCTRL | DMA_CR_CIRC, 0, 4, AHB, NEAR_RAM);
    ck_assert_uint_eq(ndtr(0), 0xFFFF);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0CR) & DMA_CR_CIRC, 0);
    toy_credit(&bench, 0, 2000, 400, 6);
    toy_run(&bench, 6000, false);
    ck_assert_uint_eq(ndtr(0), 0xFFFF - 6);
    ck_assert_uint_eq(toy_get(&bench, DMA_LISR), 0);
    ck_assert(enabled(0));
    toy_put(&bench, DMA_S0CR, P2M | WORDS | MINC | DMA_CR_PFCTRL);
    toy_run(&bench, 7000, false);
    ck_assert(!enabled(0));
    ck_assert_uint_eq(toy_get(&bench, DMA_LISR), DMA_TC);
}
END_TEST

/* ---- arbitration ----------------------------------------------------------------------------- */

START_TEST(priority_then_number)
{
    boot();
    for (unsigned n = 1; n < 6; n++)
        arm(n, P2M | MINC | (n == 4 ? 2u : n == 5 ? 1u : 0u) << 16, 0, 10, AHB + 0x10 * n,
            NEAR_RAM + 0x20 * n);
    for (unsigned n = 1; n < 6; n++) toy_credit(&bench, n, 2000, 0, 1);
    toy_run(&bench, 4000, false);
    /* 4, 5, 1, 2, 3; the first unparked at 104, then each decided at the answer before: + 2 */
    ck_assert_uint_eq(item(4, 0, 0), 104);
    ck_assert_uint_eq(item(5, 0, 0), 106);
    ck_assert_uint_eq(item(1, 0, 0), 108);
    ck_assert_uint_eq(item(2, 0, 0), 110);
    ck_assert_uint_eq(item(3, 0, 0), 112);
}
END_TEST

/* AN4031 2.2.3: two busy streams alternate though one has priority. */
START_TEST(busy_streams_alternate)
{
    boot();
    arm(3, M2M | WORDS | MINC | DMA_CR_PINC | 3 << 16, 0, 8, NEAR_RAM, FAR_RAM + 0x400);
    arm(6, M2M | WORDS | MINC | DMA_CR_PINC, 0, 8, NEAR_RAM + 0x100, FAR_RAM + 0x500);
    toy_run(&bench, 20000, false);
    unsigned last = 6, changes = 0;
    for (unsigned i = 0; i < seen.n; i++) {
        const fact_t *f = &seen.fact[i];
        if (f->kind != F_DMA_ITEM || !(f->note & 1)) continue;
        ck_assert_uint_ne(f->what, last);
        last = f->what, changes++;
    }
    ck_assert_uint_eq(changes, 16);
    ck_assert_int_eq(memcmp(machine.ram + 0x100, machine.ram + 0x500, 32), 0);
}
END_TEST

/* The stream just answered (54) is ready again at once, as is a stream of lowest priority whose
 * request comes at that edge: the other one goes first, 55 + 1 + 1 + 1; then the first, parked: 58
 * + 1 + 1. One edge later it is too late for that decision: 57, and 57 + 1 + 1 + 1. */
START_TEST(just_served_is_masked)
{
    for (unsigned late = 0; late < 2; late++) {
        boot();
        arm(3, M2M | WORDS | MINC | DMA_CR_PINC | 3 << 16, 3, 8, NEAR_RAM, FAR_RAM + 0x400);
        arm(6, P2M | WORDS | MINC, 0, 8, AHB + 0x60, NEAR_RAM + 0x100);
        toy_credit(&bench, 6, (54 + late) * EDGE, 0, 1);
        toy_run(&bench, 20000, false);
        ck_assert_uint_eq(item(3, 0, 0), 54);
        ck_assert_uint_eq(item(6, 0, 0), late ? 60 : 58);
        ck_assert_uint_eq(item(3, 0, 1), late ? 57 : 60);
    }
}
END_TEST

/* RM0433 14.3.3: the MDMA is triggered by the level of TCIF, 0..7 for DMA1, 8..15 for DMA2. */
START_TEST(tcif_triggers_the_mdma)
{
    boot();
    arm(3, P2M | WORDS | MINC, 0, 1, AHB + 0x30, NEAR_RAM);
    toy_credit(&bench, 3, 2000, 0, 1);
    toy_run(&bench, 107 * EDGE, false);
    ck_assert_uint_eq(machine.wires.mdma, 0);
    toy_run(&bench, 110 * EDGE, false);
    ck_assert_uint_eq(machine.wires.mdma, 1 << 3);
    toy_put(&bench, DMA_LIFCR, 0x1Fu << 22);                    /* HTIF and the like: no */
    ck_assert_uint_eq(machine.wires.mdma, 1 << 3);
    toy_put(&bench, DMA_LIFCR, 0x20u << 22);
    ck_assert_uint_eq(machine.wires.mdma, 0);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 60);
    const TTest *const test[] = {
        tcif_triggers_the_mdma, ahb_item_takes_8, apb_item_takes_11, second_request_overlaps, level_stays_up,
        request_before_the_answer, each_request_served_once, memory_to_memory_rate,
        preload_is_one_item, enable_again_reloads, ndtr_zero_serves_nothing, circular_goes_round,
        half_once_a_lap,
        circular_out, double_buffer, peripheral_flow_control, priority_then_number,
        busy_streams_alternate, just_served_is_masked
    };
    for (size_t i = 0; i < sizeof test / sizeof *test; i++) tcase_add_test(t, test[i]);
    return case_run("dma", t);
}
