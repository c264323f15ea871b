/* test_scenario_lower.c -- what steps and shorthands are lowered to: micro-operations, and register writes in
 * the order the manual asks for. The expected values are put together from RM0433's bits by hand. */
#include "scenario_bench.h"
#include <string.h>

START_TEST(clean_is_cmsis)
{
    /* SCB_CleanDCache_by_Addr: DSB, DCCMVAC for each line, DSB, ISB. 64 bytes at 0x24000000: the loop
     * ends at 0x24000040. */
    static const uint8_t op[] = { U_DSB, U_MOVI, U_MOVI, U_STORE, U_ADDI, U_BREG, U_DSB, U_ISB, U_END };
    scenario_t *s = with(BUFFERS "\"program\":[{\"clean\":\"rx\"}]");
    ck_assert_uint_eq(s->in.uops, sizeof op);
    for (size_t i = 0; i < sizeof op; i++) ck_assert_uint_eq(s->in.program[i].op, op[i]);
    ck_assert_uint_eq(s->in.program[1].imm, 0x24000000);
    ck_assert_uint_eq(s->in.program[2].imm, 0x24000040);
    ck_assert_uint_eq(s->in.program[3].imm, 0xE000EF68);
    scenario_free(s);
}
END_TEST

START_TEST(memcpy_by_dma)
{
    /* DIR 2, PINC, MINC, words: 2<<6 | 1<<9 | 1<<10 | 2<<11 | 2<<13 = 0x5680. FCR: DMDIS, full. */
    scenario_t *s = with(BUFFERS "\"program\":[{\"dma_memcpy\":\"rx\",\"from\":\"tx\"}]");
    ck_assert_int_eq(store_to(s, 0x40020408, 0), 0x3D);               /* DMA2.LIFCR */
    ck_assert_int_eq(store_to(s, 0x40020410, 0), 0x5680);             /* S0CR */
    ck_assert_int_eq(store_to(s, 0x40020414, 0), 16);                 /* S0NDTR: 64 bytes in words */
    ck_assert_int_eq(store_to(s, 0x40020418, 0), 0x30000000);         /* S0PAR: source */
    ck_assert_int_eq(store_to(s, 0x4002041C, 0), 0x24000000);         /* S0M0AR */
    ck_assert_int_eq(store_to(s, 0x40020424, 0), 7);                  /* S0FCR */
    ck_assert_int_eq(store_to(s, 0x40020410, 1), 0x5681);             /* EN, last */
    ck_assert_uint_eq(s->in.program[s->in.uops - 2].imm, 0x40020410);
    ck_assert_str_eq(s->lowered,
        "program[0].dma_memcpy: DMA2.LIFCR = 0x0000003D\nprogram[0].dma_memcpy: DMA2.S0CR = 0x00005680\n"
        "program[0].dma_memcpy: DMA2.S0NDTR = 0x00000010\nprogram[0].dma_memcpy: DMA2.S0PAR = 0x30000000\n"
        "program[0].dma_memcpy: DMA2.S0M0AR = 0x24000000\nprogram[0].dma_memcpy: DMA2.S0FCR = 0x00000007\n"
        "program[0].dma_memcpy: DMA2.S0CR = 0x00005681\n");
    scenario_free(s);
}
END_TEST

START_TEST(receive_by_dma)
{
    /* Stream 5 of DMA1: flags at bit 6 of HIFCR, CR at 0x10 + 5 * 0x18 = 0x88. MINC, TCIE, TEIE, TRBUFF,
     * bytes, direct mode: 1<<10 | 1<<4 | 1<<2 | 1<<20. DMAMUX1 channel 5, request 45 = USART3_RX. */
    scenario_t *s = with(BUFFERS "\"program\":[{\"uart_receive_dma\":\"USART3\",\"to\":\"rx+32\","
                                 "\"stream\":\"DMA1_Stream5\",\"interrupts\":[\"tc\",\"te\"]}]");
    ck_assert_int_eq(store_to(s, 0x4002000C, 0), 0x3D << 6);
    ck_assert_int_eq(store_to(s, 0x40020088, 0), 0x100414);
    ck_assert_int_eq(store_to(s, 0x4002008C, 0), 32);
    ck_assert_int_eq(store_to(s, 0x40020090, 0), 0x40004824);         /* USART3.RDR */
    ck_assert_int_eq(store_to(s, 0x40020094, 0), 0x24000020);
    ck_assert_int_eq(store_to(s, 0x40020814, 0), 45);
    ck_assert_int_eq(store_to(s, 0x40020088, 1), 0x100415);
    const uop_t *u = &s->in.program[s->in.uops - 4];                  /* USART3.CR3 |= DMAR, after EN */
    ck_assert_uint_eq(u->op, U_LOAD);
    ck_assert_uint_eq(u->imm, 0x40004808);
    ck_assert_uint_eq(u[1].imm, 1 << 6);
    scenario_free(s);
}
END_TEST

static void baud_is(const char *options, uint32_t brr)
{
    char text[300];
    snprintf(text, sizeof text, "%s\"program\":[{\"uart_init\":\"USART3\",%s}]",
             strstr(options, "480") ? "\"clocks\":\"480\"," : "",
             strstr(options, "480") ? "\"baud\":115200" : options);
    scenario_t *s = with(text);
    ck_assert_int_eq(store_to(s, 0x4000480C, 0), brr);
    scenario_free(s);
}

START_TEST(baud_to_brr)
{
    baud_is("\"baud\":115200", 868);              /* 100 MHz / 115200 = 868.06 */
    baud_is("480", 1042);                         /* 120 MHz / 115200 = 1041.67: the nearest is 1042 */
    baud_is("\"baud\":1000000", 100);
    /* OVER8: 200 MHz / 115200 = 1736.1 = 0x6C8; its low four bits shifted right: 0x6C4. */
    baud_is("\"baud\":115200,\"oversampling\":8", 0x6C4);
}
END_TEST

START_TEST(uart_frame)
{
    /* Odd parity with 8 data bits: M0, PCE, PS; two stop bits: CR2.STOP = 2. */
    scenario_t *s = with("\"program\":[{\"uart_init\":\"UART4\",\"baud\":9600,\"parity\":\"odd\","
                         "\"stop_bits\":2,\"fifo\":true}]");
    ck_assert_int_eq(store_to(s, 0x40004C00, 0), 0);
    ck_assert_int_eq(store_to(s, 0x40004C04, 0), 2 << 12);
    ck_assert_int_eq(store_to(s, 0x40004C00, 1), 1 << 29 | 1 << 12 | 1 << 10 | 1 << 9 | 1 << 3 | 1 << 2 | 1);
    scenario_free(s);
}
END_TEST

START_TEST(sleeping_wait)
{
    /* Interrupts are masked from the look to the WFI; the way out unmasks them. */
    static const uint8_t op[] = { U_MOVI, U_CPS, U_LOAD, U_BEQ, U_DSB, U_WFI, U_CPS, U_ISB, U_B, U_CPS,
                                  U_END };
    scenario_t *s = with("\"program\":[{\"wait\":\"DMA1.LISR.TCIF1\",\"sleep\":true}]");
    ck_assert_uint_eq(s->in.uops, sizeof op);
    for (size_t i = 0; i < sizeof op; i++) ck_assert_uint_eq(s->in.program[i].op, op[i]);
    ck_assert_uint_eq(s->in.program[3].imm, 9);
    ck_assert_uint_eq(s->in.program[3].mask, 1 << 11);
    ck_assert_uint_eq(s->in.program[3].val, 1 << 11);
    ck_assert_uint_eq(s->in.program[8].imm, 1);
    scenario_free(s);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("scenario_lower");
    tcase_add_test(t, clean_is_cmsis);
    tcase_add_test(t, memcpy_by_dma);
    tcase_add_test(t, receive_by_dma);
    tcase_add_test(t, baud_to_brr);
    tcase_add_test(t, uart_frame);
    tcase_add_test(t, sleeping_wait);
    return case_run("scenario_lower", t);
}
