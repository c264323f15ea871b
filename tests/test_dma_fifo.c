/* test_dma_fifo.c -- FIFO, thresholds, packing, bursts: RM0433 16.3.8, 16.3.12-16.3.14. */
#include "dma_bench.h"
#include "dma_fifo.h"
#include "suite.h"

static toy_t machine;
static toy_bench_t bench;
static seen_t seen;

static void boot(void)
{
    toy_boot(&bench, &machine, &seen, &toy_dma);
    toy_run(&bench, 1000, false);
}

/* Stream 0 with FIFO, both addresses moving in memory only. */
static void arm(uint32_t cr, uint32_t fcr, uint32_t ndtr, uint32_t par, uint32_t m0ar)
{
    toy_put(&bench, DMA_S0NDTR, ndtr);
    toy_put(&bench, DMA_S0PAR, par);
    toy_put(&bench, DMA_S0M0AR, m0ar);
    toy_put(&bench, DMA_S0FCR, fcr);
    toy_put(&bench, DMA_S0CR, cr | DMA_CR_MINC | DMA_CR_EN);
}

static unsigned items(unsigned side)
{
    unsigned n = 0;
    const fact_t *f;
    for (unsigned k = 0; (f = toy_fact(&bench, F_DMA_ITEM, 0, k)); k++) n += (f->note & 1) == side;
    return n;
}

/* RM0433 table "FIFO threshold configurations", row by row. 1 allowed, 0 forbidden. */
START_TEST(forbidden_table)
{
    static const char *const table[3][4] = {          /* [MSIZE][FTH], columns INCR4 INCR8 INCR16 */
        { "100", "110", "100", "111" },
        { "000", "100", "000", "110" },
        { "000", "000", "000", "100" },
    };
    for (unsigned msize = 0; msize < 3; msize++)
        for (unsigned fth = 0; fth < 4; fth++)
            for (unsigned burst = 0; burst < 4; burst++) {
                boot();
                arm(DMA_M2P << 6 | msize << 13 | burst << 23, DMA_FCR_DMDIS | fth, 64, APB,
                    NEAR_RAM);
                bool allowed = !burst || table[msize][fth][burst - 1] == '1';
                ck_assert_int_eq(toy_get(&bench, DMA_S0CR) & 1, allowed);
                ck_assert_int_eq(toy_get(&bench, DMA_LISR) & 1, !allowed);
                ck_assert_int_eq(toy_flag(&bench, 0, DMA_FE) == 1000, !allowed);
                const fact_t *off = toy_fact(&bench, F_DMA_OFF, 0, 0);
                ck_assert_int_eq(off != 0, !allowed);
                if (off) ck_assert_uint_eq(off->note, OFF_FIFO_CONFIG);
                toy_run(&bench, 4000, false);
                ck_assert_int_eq(toy_count(&bench, F_ASK, 1) > 0, allowed);
            }
}
END_TEST

/* A peripheral burst must fit the FIFO as well; in direct mode they are forced off instead. */
START_TEST(peripheral_burst_too_big)
{
    boot();
    /* INCR8 words */
    arm(DMA_P2M << 6 | 2 << 11 | 2 << 13 | 2 << 21, DMA_FCR_DMDIS | 3, 64, APB, NEAR_RAM);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0CR) & 1, 0);
    ck_assert_uint_eq(toy_get(&bench, DMA_LISR), DMA_FE);
    boot();
    arm(DMA_P2M << 6 | 2 << 11 | 0 << 13 | 2 << 21 | 3 << 23 | DMA_CR_PINCOS, 0, 64, APB, NEAR_RAM);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0CR), DMA_CR_MINC | 2 << 11 | 2 << 13 | DMA_CR_EN);
}
END_TEST

/* RM0433 16.3.14: PBURST * PSIZE = 16 bytes with FTH = 3/4 never gets served. */
START_TEST(permanent_overrun)
{
    boot();
    arm(DMA_P2M << 6 | 2 << 11 | 2 << 13 | 1 << 21, DMA_FCR_DMDIS | 2, 64, APB, NEAR_RAM);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0CR) & 1, 1);
    toy_credit(&bench, 0, 2000, 0, 1);
    toy_run(&bench, 6000, false);
    ck_assert_uint_eq(toy_flag(&bench, 0, DMA_FE), 2000);
    ck_assert_uint_eq(items(0), 0);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0CR) & 1, 1);
}
END_TEST

/* The byte stream on one side is the byte stream on the other, lowest address first (RM0433 table
 * "Packing/unpacking and endian behavior"), each side in its own size. 16 bytes. */
START_TEST(packing_peripheral_to_memory)
{
    for (unsigned p = 0; p < 3; p++)
        for (unsigned m = 0; m < 3; m++) {
            boot();
            arm(DMA_P2M << 6 | p << 11 | m << 13, DMA_FCR_DMDIS | 1, 16u >> p, APB,
                NEAR_RAM + 0x100);
            toy_credit(&bench, 0, 2000, 400, 16u >> p);
            toy_run(&bench, 20000, false);
            ck_assert_uint_eq(items(0), 16u >> p);
            ck_assert_uint_eq(items(1), 16u >> m);
            for (unsigned i = 0; i < 16; i++) {
                /* item i >> p of the gadget is 0x03020100 + 0x01010101 * item, cut to its size */
                uint32_t word = 0x03020100u + 0x01010101u * (i >> p);
                ck_assert_uint_eq(machine.ram[0x100 + i], word >> 8 * (i & ((1u << p) - 1)) & 0xFF);
            }
            ck_assert_uint_eq(toy_get(&bench, DMA_LISR), DMA_HT | DMA_TC);
            ck_assert_uint_eq(toy_get(&bench, DMA_S0CR) & 1, 0);
            ck_assert_uint_eq(toy_get(&bench, DMA_S0NDTR), 0);
        }
}
END_TEST

START_TEST(packing_memory_to_peripheral)
{
    for (unsigned p = 0; p < 3; p++)
        for (unsigned m = 0; m < 3; m++) {
            boot();
            arm(DMA_M2P << 6 | p << 11 | m << 13, DMA_FCR_DMDIS | 1, 16u >> p, APB, NEAR_RAM);
            toy_credit(&bench, 0, 2000, 400, 20);           /* more requests than items */
            toy_run(&bench, 20000, false);
            ck_assert_uint_eq(items(0), 16u >> m);
            ck_assert_uint_eq(machine.sent_n, 16u >> p);
            for (unsigned k = 0; k < machine.sent_n; k++)
                for (unsigned i = 0; i < 1u << p; i++)
                    ck_assert_uint_eq(machine.sent[k] >> 8 * i & 0xFF, machine.ram[(k << p) + i]);
            ck_assert_uint_eq(toy_get(&bench, DMA_LISR), DMA_HT | DMA_TC);
        }
}
END_TEST

START_TEST(packing_memory_to_memory)
{
    for (unsigned p = 0; p < 3; p++)
        for (unsigned m = 0; m < 3; m++) {
            boot();
            arm(DMA_M2M << 6 | DMA_CR_PINC | p << 11 | m << 13, 0, 24u >> p, NEAR_RAM + 0x40,
                FAR_RAM + 0x800);
            toy_run(&bench, 20000, false);
            ck_assert_uint_eq(items(0), 24u >> p);
            ck_assert_uint_eq(items(1), 24u >> m);
            ck_assert_int_eq(memcmp(machine.ram + 0x40, machine.ram + 0x800, 24), 0);
            ck_assert_uint_eq(machine.ram[0x818], (uint8_t)(0x818 * 7 + 8));
            ck_assert_uint_eq(toy_get(&bench, DMA_LISR), DMA_HT | DMA_TC);
        }
}
END_TEST

/* FIFO, words from memory, bytes to the gadget, FTH = 1/4. At EN (edge 50) the FIFO fills: reads
 * are answered at 54 (arb, calc, matrix, data), then every 3 (parked). 16 - 12 = 4 bytes: refill of
 * 3. */
START_TEST(fill_and_refill)
{
    boot();
    arm(DMA_M2P << 6 | 2 << 13, DMA_FCR_DMDIS | 0, 64, APB, NEAR_RAM);
    toy_run(&bench, 2000, false);
    ck_assert_uint_eq(items(0), 4);
    static const unsigned edge[] = { 54, 57, 60, 63 };
    for (unsigned k = 0; k < 4; k++)
        ck_assert_uint_eq(toy_when(&bench, F_DMA_ITEM, 0, k), edge[k] * EDGE);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0FCR) >> 3 & 7, 5);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0NDTR), 64);
    toy_credit(&bench, 0, 2000, 400, 11);
    toy_run(&bench, 7000, false);
    ck_assert_uint_eq(items(0), 4);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0FCR) >> 3 & 7, 1);      /* 5 bytes: [1/4, 1/2) */
    ck_assert_uint_eq(toy_get(&bench, DMA_S0NDTR), 53);
    toy_credit(&bench, 0, 7000, 400, 1);
    toy_run(&bench, 8000, false);
    ck_assert_uint_eq(items(0), 7);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0FCR) >> 3 & 7, 5);
}
END_TEST

/* FTH = 1/2: seven bytes stay in the FIFO though NDTR has counted them; the eighth sends all. */
START_TEST(threshold_and_ndtr_ahead)
{
    boot();
    arm(DMA_P2M << 6, DMA_FCR_DMDIS | 1, 64, APB, NEAR_RAM + 0x200);
    toy_credit(&bench, 0, 2000, 400, 7);
    toy_run(&bench, 6000, false);
    ck_assert_uint_eq(items(0), 7);
    ck_assert_uint_eq(items(1), 0);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0NDTR), 57);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0FCR) >> 3 & 7, 1);
    toy_credit(&bench, 0, 6000, 400, 1);
    toy_run(&bench, 8000, false);
    ck_assert_uint_eq(items(1), 8);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0FCR) >> 3 & 7, 4);
    ck_assert_uint_eq(toy_get(&bench, DMA_LISR), 0);
}
END_TEST

/* Bytes into words, FTH = 1/4. A full transfer of 16 items leaves 0..15 in the ring. The second one
 * is cut after 5 items (16..20): the second memory word is byte 20 and old ring bytes 5, 6, 7. */
START_TEST(rubbish_tail)
{
    boot();
    arm(DMA_P2M << 6 | 2 << 13, DMA_FCR_DMDIS | 0, 16, APB, NEAR_RAM + 0x200);
    toy_credit(&bench, 0, 2000, 400, 16);
    toy_run(&bench, 10000, false);
    toy_put(&bench, DMA_LIFCR, 0x3F);
    arm(DMA_P2M << 6 | 2 << 13, DMA_FCR_DMDIS | 0, 16, APB, NEAR_RAM + 0x300);
    toy_credit(&bench, 0, 10000, 400, 5);
    toy_run(&bench, 14000, false);
    ck_assert_uint_eq(machine.ram[0x304], (uint8_t)(0x304 * 7 + 3));        /* untouched so far */
    toy_put(&bench, DMA_S0CR, DMA_P2M << 6 | 2 << 13 | DMA_CR_MINC);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0CR) & 1, 1);                  /* the flush is to come */
    toy_run(&bench, 14000 + 3 * EDGE, false);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0CR) & 1, 1);
    toy_run(&bench, 14000 + 3 * EDGE + 1, false);                        /* parked: 1 + 1 + 0 + 1 */
    ck_assert_uint_eq(toy_get(&bench, DMA_S0CR) & 1, 0);
    ck_assert_uint_eq(toy_get(&bench, DMA_LISR), DMA_TC);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0NDTR), 11);
    static const uint8_t want[8] = { 16, 17, 18, 19, 20, 5, 6, 7 };
    ck_assert_mem_eq(machine.ram + 0x300, want, 8);
    ck_assert_uint_eq(toy_fact(&bench, F_DMA_OFF, 0, 1)->note, OFF_SOFTWARE);
}
END_TEST

/* Memory to memory, INCR4 words on both ports, FTH full. Read: arb, calc, matrix, 4 beats = 7 from
 * edge 50; write from 57: arb, calc, matrix, bridge 5, 4 beats = 69. Second read: 69 + 2 (parked) +
 * 4. */
START_TEST(bursts_on_both_ports)
{
    boot();
    arm(DMA_M2M << 6 | DMA_CR_PINC | 2 << 11 | 2 << 13 | 1 << 21 | 1 << 23, 3, 8, NEAR_RAM,
        FAR_RAM + 0x400);
    toy_run(&bench, 20000, false);
    static const unsigned edge[] = { 57, 57, 57, 57, 69, 69, 69, 69, 75, 75, 75, 75, 86, 86, 86,
                                     86 };
    for (unsigned k = 0; k < 16; k++)
        ck_assert_uint_eq(toy_when(&bench, F_DMA_ITEM, 0, k), edge[k] * EDGE);
    ck_assert_uint_eq(toy_flag(&bench, 0, DMA_HT), 69 * EDGE);
    ck_assert_uint_eq(toy_flag(&bench, 0, DMA_TC), 86 * EDGE);
    ck_assert_int_eq(memcmp(machine.ram, machine.ram + 0x400, 32), 0);
    ck_assert_uint_eq(toy_fact(&bench, F_ASK, 0, 0)->note & 0xFF, 4);
}
END_TEST

/* 6 words with INCR4: one burst and two singles, on both ports. */
START_TEST(incomplete_burst)
{
    boot();
    arm(DMA_M2M << 6 | DMA_CR_PINC | 2 << 11 | 2 << 13 | 1 << 21 | 1 << 23, 3, 6, NEAR_RAM,
        FAR_RAM + 0x400);
    toy_run(&bench, 20000, false);
    for (unsigned port = 0; port < 2; port++) {
        ck_assert_uint_eq(toy_count(&bench, F_ASK, port), 3);
        ck_assert_uint_eq(toy_fact(&bench, F_ASK, port, 0)->note & 0xFF, 4);
        ck_assert_uint_eq(toy_fact(&bench, F_ASK, port, 1)->note & 0xFF, 1);
        ck_assert_uint_eq(toy_fact(&bench, F_ASK, port, 2)->note & 0xFF, 1);
    }
    ck_assert_int_eq(memcmp(machine.ram, machine.ram + 0x400, 24), 0);
    ck_assert_uint_eq(machine.ram[0x418], (uint8_t)(0x418 * 7 + 4));
}
END_TEST

/* Six bytes a lap into words, memory held until ten are in the FIFO. A lap ends with its own bytes:
 * the second word is 4, 5 and what lies behind them (6, 7); the next lap begins at the base with
 * 6..9. */
START_TEST(lap_in_the_fifo)
{
    boot();
    arm(DMA_P2M << 6 | 2 << 13 | DMA_CR_CIRC, DMA_FCR_DMDIS | 0, 6, APB, NEAR_RAM + 0x200);
    machine.held[ROAD_NEAR] = 8000;
    toy_credit(&bench, 0, 2000, 400, 10);
    toy_run(&bench, 12000, false);
    static const uint8_t want[8] = { 6, 7, 8, 9, 4, 5, 6, 7 };
    ck_assert_mem_eq(machine.ram + 0x200, want, 8);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0NDTR), 2);
    ck_assert_uint_eq(toy_get(&bench, DMA_S0FCR) >> 3 & 7, 4);
}
END_TEST

/* Five bytes a lap from words: three bytes of the second word are thrown away at the end of the
 * lap. */
START_TEST(lap_leaves_nothing_behind)
{
    boot();
    arm(DMA_M2P << 6 | 2 << 13 | DMA_CR_CIRC, DMA_FCR_DMDIS | 3, 5, APB, NEAR_RAM);
    toy_credit(&bench, 0, 2000, 400, 13);
    toy_run(&bench, 12000, false);
    ck_assert_uint_eq(machine.sent_n, 13);
    for (unsigned k = 0; k < 13; k++) ck_assert_uint_eq(machine.sent[k], machine.ram[k % 5]);
}
END_TEST

/* One request of a burst stream is one burst; PINC = 0 starts at PAR again, PINCOS steps by 4. */
START_TEST(peripheral_addresses)
{
    boot();
    arm(DMA_P2M << 6 | 1 << 21, DMA_FCR_DMDIS | 3, 16, AHB, NEAR_RAM);     /* INCR4 bytes */
    toy_credit(&bench, 0, 2000, 400, 2);
    toy_run(&bench, 6000, false);
    ck_assert_uint_eq(items(0), 8);
    for (unsigned k = 0; k < 8; k++)
        ck_assert_uint_eq(toy_fact(&bench, F_DMA_ITEM, 0, k)->addr, AHB + k % 4);
    boot();
    arm(DMA_P2M << 6 | DMA_CR_PINC | DMA_CR_PINCOS, DMA_FCR_DMDIS, 8, AHB, NEAR_RAM);
    toy_credit(&bench, 0, 2000, 400, 2);
    toy_run(&bench, 6000, false);
    ck_assert_uint_eq(toy_fact(&bench, F_DMA_ITEM, 0, 1)->addr, AHB + 4);
}
END_TEST

/* No level of the FIFO traps a stream: every legal setting runs to its end, with FIFOs of four
 * words and of one. */
START_TEST(nothing_gets_stuck)
{
    for (unsigned i = 0; i < 3 * 3 * 4 * 4 * 4 * 3 * 2; i++) {
        unsigned k = i, p = k % 3, m = (k /= 3) % 3, fth = (k /= 3) % 4, pb = (k /= 4) % 4,
            mb = (k /= 4) % 4;
        unsigned dir = (k /= 4) % 3;
        dma_cfg_t cfg = toy_dma;
        cfg.fifo_words = k / 3 ? 1 : 4;
        toy_boot(&bench, &machine, &seen, &cfg);
        toy_run(&bench, 1000, false);
        arm(dir << 6 | p << 11 | m << 13 | pb << 21 | mb << 23, DMA_FCR_DMDIS | fth, 44,
            dir == DMA_M2M ? NEAR_RAM : AHB, FAR_RAM + 0x400);
        if (!(toy_get(&bench, DMA_S0CR) & 1)) continue;                    /* forbidden */
        toy_credit(&bench, 0, 1200, 0, 44);
        seen.sink.mask = 0;
        toy_run(&bench, 100000, false);
        bool jam = dir != DMA_M2M && fth == 2 && pb && (2u << pb) << p == 16;
        ck_assert_msg((toy_get(&bench, DMA_S0CR) & 1) == jam, "p%u m%u fth%u pb%u mb%u dir%u", p, m,
                      fth, pb, mb, dir);
        ck_assert_uint_eq(toy_get(&bench, DMA_S0NDTR), jam ? 44 : 0);
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, forbidden_table);
    tcase_add_test(t, peripheral_burst_too_big);
    tcase_add_test(t, permanent_overrun);
    tcase_add_test(t, packing_peripheral_to_memory);
    tcase_add_test(t, packing_memory_to_peripheral);
    tcase_add_test(t, packing_memory_to_memory);
    tcase_add_test(t, fill_and_refill);
    tcase_add_test(t, threshold_and_ndtr_ahead);
    tcase_add_test(t, rubbish_tail);
    tcase_add_test(t, bursts_on_both_ports);
    tcase_add_test(t, incomplete_burst);
    tcase_add_test(t, lap_in_the_fifo);
    tcase_add_test(t, lap_leaves_nothing_behind);
    tcase_add_test(t, peripheral_addresses);
    tcase_add_test(t, nothing_gets_stuck);
    return case_run("dma_fifo", t);
}
