/* test_explain_fact.c -- one sentence for every kind of fact. */
#include "judge_bench.h"

static const names_t names = { .symbol = bench_symbol, .symbols = 7, .step = bench_step, .steps = 8,
                               .cpu = { 0, 1, 10, 0 } };
static char line[300];
static const char *say(fact_t f)
{
    explain_fact(&f, &bench_map, &names, line, sizeof line);
    return line;
}

START_TEST(every_kind_with_every_value_is_safe)
{
    for (unsigned kind = 1; kind < F_KINDS; kind++)
        for (unsigned k = 0; k < 512; k++) {
            uint64_t bits = k * 0x9E3779B97F4A7C15ull;
            fact_t f = { .at = bits >> 40, .kind = (uint8_t)kind, .who = (uint8_t)(k < 256 ? k : k * 7),
                         .what = (uint8_t)k, .size = (uint8_t)(k >> 1),
                         .addr = (uint32_t)bits, .pc = k & 1 ? NO_PC : k & 15, .data = bits,
                             .note = k & 2 ? bits : k };
            explain_fact(&f, &bench_map, &names, line, sizeof line);
            ck_assert_uint_gt(strlen(line), 5);
            char small[4];
            explain_fact(&f, &bench_map, &names, small, sizeof small);
            ck_assert_uint_eq(strlen(small), 3);
        }
}
END_TEST

START_TEST(sentences)
{
    ck_assert_str_eq(say((fact_t){ .kind = F_LOAD, .what = SRC_CACHE, .size = 1, .addr = RX + 4,
                                   .data = 0xA5, .pc = 4 }),
                     "CPU loaded 0xA5 from rx+4 (the D-cache) in program[4]: load");
    ck_assert_str_eq(say((fact_t){ .kind = F_STORE, .what = DST_PORT, .size = 4, .addr = D1 + 0x10,
                                   .data = 1, .pc = 3 }),
                     "CPU stored 0x00000001 to DMA1.S0CR (into the peripheral port) in program[3]: enable");
    ck_assert_str_eq(say((fact_t){ .kind = F_FILL_START, .what = FILL_FORCED, .addr = RX,
                                   .note = line_note(0, 2, 1, 0) }),
                     "line fill begins speculatively (forced): D-cache line 0x24000040, set 2 way 1 at "
                     "rx (buffer 0)");
    ck_assert_str_eq(say((fact_t){ .kind = F_EVICT, .what = EVICT_INV, .addr = RX,
                                   .note = line_note(0, 2, 1, 1) }),
                     "D-cache line 0x24000040, set 2 way 1 invalidated, its dirty bytes thrown away");
    ck_assert_str_eq(say((fact_t){ .kind = F_MAINT, .what = MAINT_DCIMVAC, .addr = RX, .pc = 5,
                                   .note = MAINT_HIT | MAINT_DROPPED }),
                     "DCIMVAC (invalidate) at rx: line dropped in program[5]: invalidate");
    ck_assert_str_eq(say((fact_t){ .kind = F_BEAT, .who = INIT_DMA1_MEM, .what = 2, .size = 1, .addr = RX,
                                   .data = 0xA5, .note = 1 | 1 << 8 | 3u << 24 }),
                     "AXI SRAM took 0xA5 into rx (access, beat 0) for DMA1 stream 3 (memory port)");
    ck_assert_str_eq(say((fact_t){ .kind = F_GRANT, .who = INIT_AXIM, .what = 1, .addr = RX, .note = 20 }),
                     "CPU AXIM was granted AXI SRAM port for rx after 2 cycles");
    ck_assert_str_eq(say((fact_t){ .kind = F_GRANT, .who = INIT_DMA1_MEM, .what = 1, .addr = RX }),
                     "DMA1 (memory port) was granted AXI SRAM port for rx at once");
    ck_assert_str_eq(say((fact_t){ .kind = F_DONE, .who = INIT_DMA2_PER, .addr = RX }),
                     "DMA2 (peripheral port) got its response for rx");
    ck_assert_str_eq(say((fact_t){ .kind = F_LOAD, .what = SRC_CACHE, .size = 1, .addr = RX + 26,
                                   .data = 0xA5, .pc = 4 }),
                     "CPU loaded 0xA5 from rx+0x1A (the D-cache) in program[4]: load");
    ck_assert_str_eq(say((fact_t){ .kind = F_DMA_ON, .who = SLOT_DMA2, .what = 3, .addr = RX,
                                   .data = (U1 + 0x24) | 8ull << 32, .note = CR_P2M }),
                     "DMA2 stream 3 enabled: 8 items, peripheral to memory, memory rx, peripheral "
                     "USART1.RDR, direct");
    ck_assert_str_eq(say((fact_t){ .kind = F_DMA_FLAG, .who = SLOT_DMA1, .note = DMA_TE }),
                     "DMA1 stream 0 raised TEIF (transfer error)");
    ck_assert_str_eq(say((fact_t){ .kind = F_ERROR, .who = INIT_DMA1_MEM, .what = BUS_NO_PATH,
                                   .addr = DTCM_BUF, .note = 1 << 8 }),
                     "DMA1 stream 0 (memory port) got a bus error writing dtcm_buf: no path");
    ck_assert_str_eq(say((fact_t){ .kind = F_BARRIER, .what = BAR_DSB, .at = 100, .data = 70, .pc = 2 }),
                     "DSB completed after 3 cycles in program[2]: barrier");
    ck_assert_str_eq(say((fact_t){ .kind = F_IGNORED, .who = SLOT_DMA1, .addr = 0x1C, .data = RX,
                                   .note = IGN_ENABLED }),
                     "write of 0x24000040 to DMA1.S0M0AR ignored: the stream or part is enabled");
    ck_assert_str_eq(say((fact_t){ .kind = F_STORE, .what = DST_TCM, .size = 4, .addr = DTCM_BUF,
                                   .pc = NO_PC }),
                     "CPU stored 0x00000000 to dtcm_buf (into TCM) in exception entry");
    ck_assert_str_eq(say((fact_t){ .kind = F_LOAD, .what = SRC_TCM, .size = 4, .addr = DTCM_BUF,
                                   .pc = NO_PC }),
                     "CPU loaded 0x00000000 from dtcm_buf (TCM) in exception entry or return");
    ck_assert_str_eq(say((fact_t){ .kind = F_WAKE, .pc = NO_PC }), "CPU wakes from WFI");
    /* ISR of RM0433 48.7.7: ORE is bit 3, RXNE bit 5; bit 31 is no field */
    ck_assert_str_eq(say((fact_t){ .kind = F_FLAG, .who = SLOT_USART1, .addr = 0x1C, .note = 0x80000028 }),
                     "USART1 raised ORE RXNE bits 0x80000000 in USART1.ISR");
    ck_assert_str_eq(say((fact_t){ .kind = F_DMA_ITEM, .who = SLOT_DMA1, .size = 1, .addr = RX, .note = 1 }),
                     "DMA1 stream 0: item stored to rx (1 byte), NDTR 0");
    ck_assert_str_eq(say((fact_t){ .kind = F_LOST, .who = SLOT_USART1, .data = 0x41 }),
                     "USART1 lost byte 0x41 (overrun)");
    ck_assert_str_eq(say((fact_t){ .kind = F_LOST, .who = SLOT_SPI1, .data = 0x1234, .note = 1 }),
                     "SPI1 lost frame 0x1234 (written while full)");
    ck_assert_str_eq(say((fact_t){ .kind = F_LOST, .who = SLOT_ADC12, .data = 7 }),
                     "ADC1, ADC2 lost sample 0x0007 (overrun)");
    ck_assert_ptr_nonnull(strstr(say((fact_t){ .kind = F_LOST, .who = SLOT_DCMI, .data = 0x43424140 }),
                                 " lost word 0x43424140 (overrun)"));
    ck_assert_str_eq(say((fact_t){ .kind = F_PIN, .what = 2 * 16 + 13, .data = 1, .note = 1 }),
                     "pin PC13 is high (driven by the chip)");
    ck_assert_str_eq(say((fact_t){ .kind = F_PIN, .what = 0 }), "pin PA0 is low (from outside)");
    ck_assert_str_eq(say((fact_t){ .kind = F_RESET, .who = SLOT_USART1 }),
                     "USART1 resets the chip: the run ends here");
    ck_assert_str_eq(say((fact_t){ .kind = F_IRQ_LEAVE, .what = 15 }), "handler of SysTick returned");
    ck_assert_str_eq(say((fact_t){ .kind = F_RELEASE, .addr = RX, .data = 24 }),
                     "the stack pointer rose: 24 bytes from rx on are free");
    ck_assert_str_eq(say((fact_t){ .kind = F_RELEASE, .what = 1, .addr = RX, .data = 24 }),
                     "24 bytes from rx on are given back");
    ck_assert_str_eq(say((fact_t){ .kind = F_RELEASE, .what = RELEASE_ANEW, .addr = RX, .data = 24 }),
                     "the stack pointer was given another value: 24 bytes from rx on are free, or another stack's");
    ck_assert_str_eq(say((fact_t){ .kind = F_RELEASE, .what = RELEASE_ANEW, .addr = RX }),
                     "the stack pointer was given another value: rx");
    ck_assert_str_eq(say((fact_t){ .kind = F_HEAP, .what = HEAP_TAKEN, .addr = RX, .data = 24, .pc = 2 }),
                     "the heap gives 24 bytes at rx in program[2]: barrier");
    ck_assert_str_eq(say((fact_t){ .kind = F_HEAP, .what = HEAP_GIVEN, .addr = RX, .pc = 2 }),
                     "the heap takes rx back in program[2]: barrier");
    ck_assert_str_eq(say((fact_t){ .kind = F_HEAP, .what = HEAP_GIVEN, .addr = RX, .data = 24, .pc = 2 }),
                     "the heap takes 24 bytes at rx back in program[2]: barrier");
    ck_assert_str_eq(say((fact_t){ .kind = F_INSN, .what = 1, .size = 2, .pc = RX + 4, .data = 0xBF00 }),
                     "executes nop (0xBF00) at rx+4");
    ck_assert_str_eq(say((fact_t){ .kind = F_INSN, .size = 4, .pc = RX, .data = 0xF3AF8000 }),
                     "skips nop.w (0xF3AF8000) at rx");
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, every_kind_with_every_value_is_safe);
    tcase_add_test(t, sentences);
    return case_run("explain_fact", t);
}
