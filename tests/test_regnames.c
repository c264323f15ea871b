/* test_regnames.c -- names of registers and fields: there, back, and what to say to a near miss. */
#include "suite.h"
#include <stdio.h>
#include <string.h>
#include "stored.h"
#include "h743.h"
#include "regnames.h"

/* Typed from RM0433 and the Armv7-M manual, not from the table. */
static const struct { const char *name; uint32_t addr; unsigned bit, width; } known[] = {
    { "DMA1.LISR", 0x40020000, 0, 32 },            { "DMA1.LISR.TCIF0", 0x40020000, 5, 1 },
    { "DMA1.LISR.TCIF3", 0x40020000, 27, 1 },      { "DMA1.HISR.TEIF6", 0x40020004, 19, 1 },
    { "DMA2.HIFCR.CTCIF7", 0x4002040C, 27, 1 },    { "DMA1.S0CR", 0x40020010, 0, 32 },
    { "DMA1.S0CR.EN", 0x40020010, 0, 1 },          { "DMA1.S7CR.DIR", 0x400200B8, 6, 2 },
    { "DMA2.S3NDTR", 0x4002045C, 0, 32 },          { "DMA1.S1CR.MSIZE", 0x40020028, 13, 2 },
    { "DMA1.S0CR.TRBUFF", 0x40020010, 20, 1 },     { "DMA2.S7FCR.FTH", 0x400204CC, 0, 2 },
    { "DMA1.S0PAR", 0x40020018, 0, 32 },           { "DMA1.S0M0AR", 0x4002001C, 0, 32 },
    { "DMA1.S0M1AR", 0x40020020, 0, 32 },          { "DMAMUX1.C0CR.DMAREQ_ID", 0x40020800, 0, 7 },
    { "DMAMUX1.C15CR", 0x4002083C, 0, 32 },        { "DMAMUX1.RG7CR.GE", 0x4002091C, 16, 1 },
    { "USART1.CR1.UE", 0x40011000, 0, 1 },         { "USART3.ISR", 0x4000481C, 0, 32 },
    { "USART3.ISR.RXNE", 0x4000481C, 5, 1 },       { "USART3.ISR.RXFNE", 0x4000481C, 5, 1 },
    { "USART3.ISR.TXFNF", 0x4000481C, 7, 1 },      { "UART8.CR3.DMAR", 0x40007C08, 6, 1 },
    { "UART4.BRR", 0x40004C0C, 0, 32 },            { "USART6.CR3.RXFTCFG", 0x40011408, 25, 3 },
    { "USART2.ICR.ORECF", 0x40004420, 3, 1 },      { "UART7.RDR", 0x40007824, 0, 32 },
    { "TIM2.CR1.CEN", 0x40000000, 0, 1 },          { "TIM6.DIER.UDE", 0x4000100C, 8, 1 },
    { "TIM5.CCR4", 0x40000C40, 0, 32 },            { "TIM3.CCMR2.OC4M", 0x4000041C, 12, 3 },
    { "TIM8.BDTR.MOE", 0x40010444, 15, 1 },        { "TIM1.CR2.MMS2", 0x40010004, 20, 4 },
    { "GPIOA.BSRR.BR15", 0x58020018, 31, 1 },      { "GPIOK.MODER.MODER7", 0x58022800, 14, 2 },
    { "GPIOC.AFRH.AFR13", 0x58020824, 20, 4 },     { "EXTI.CPUPR1.PR15", 0x58000088, 15, 1 },
    { "EXTI.FTSR1.TR0", 0x58000004, 0, 1 },        { "IWDG1.WINR.WIN", 0x58004810, 0, 12 },
    { "RCC.CR.HSEON", 0x58024400, 16, 1 },         { "RCC.AHB2ENR.SRAM1EN", 0x580244DC, 29, 1 },
    { "RCC.AHB1ENR.DMA1EN", 0x580244D8, 0, 1 },    { "RCC.APB1LENR.UART8EN", 0x580244E8, 31, 1 },
    { "RCC.AHB4ENR.BKPRAMEN", 0x580244E0, 28, 1 }, { "RCC.C1_AHB2ENR.SRAM3EN", 0x5802453C, 31, 1 },
    { "RCC.PLLCKSELR.DIVM1", 0x58024428, 4, 6 },   { "RCC.CFGR.SWS", 0x58024410, 3, 3 },
    { "PWR.D3CR.VOS", 0x58024818, 14, 2 },         { "PWR.CSR1.ACTVOSRDY", 0x58024804, 13, 1 },
    { "FLASH.ACR.LATENCY", 0x52002000, 0, 4 },     { "FLASH.CR2.LOCK2", 0x5200210C, 0, 1 },
    { "SYSCFG.PWRCR.ODEN", 0x5800042C, 0, 1 },     { "SYSCFG.UR17", 0x58000744, 0, 32 },
    { "SCB.CCR.DC", 0xE000ED14, 16, 1 },           { "SCB.DCCIMVAC", 0xE000EF70, 0, 32 },
    { "SCB.CACR.FORCEWT", 0xE000EF9C, 2, 1 },      { "SCB.CFSR.IMPRECISERR", 0xE000ED28, 10, 1 },
    { "MPU.RASR", 0xE000EDA0, 0, 32 },             { "MPU.RASR.TEX", 0xE000EDA0, 19, 3 },
    { "MPU.CTRL.PRIVDEFENA", 0xE000ED94, 2, 1 },   { "NVIC.ISER0", 0xE000E100, 0, 32 },
    { "NVIC.ICPR4", 0xE000E290, 0, 32 },           { "NVIC.IPR37.PRI_N1", 0xE000E494, 8, 8 },
    { "NVIC.STIR", 0xE000EF00, 0, 32 },            { "SYST.CSR", 0xE000E010, 0, 32 },
    { "SYST.CSR.COUNTFLAG", 0xE000E010, 16, 1 },   { "DWT.CYCCNT", 0xE0001004, 0, 32 },
    { "DWT.LAR", 0xE0001FB0, 0, 32 },              { "CoreDebug.DEMCR.TRCENA", 0xE000EDFC, 24, 1 },
};

START_TEST(names_are_found)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        uint32_t addr = 0;
        unsigned bit = 99, width = 99;
        ck_assert_msg(reg_find(known[i].name, &addr, &bit, &width), "%s", known[i].name);
        ck_assert_msg(addr == known[i].addr && bit == known[i].bit && width == known[i].width,
                      "%s is 0x%08X %u %u",
                      known[i].name, (unsigned)addr, bit, width);
    }
}
END_TEST

START_TEST(others_are_not)
{
    static const char *const wrong[] = {
        "", ".", "..", "DMA1", "DMA1.", "DMA1..EN", "DMA1.S0CR.", "DMA1.S8CR", "DMA1.S00CR", "DMA1.S0CR.EN.",
            "DMA1.SCR",
        "DMA1.S#CR", "DMA1.S-1CR", "DMA1.S99999999999999999999CR", "dma1.S0CR", "DMA3.S0CR", "DMA1.S0CR.ENN",
            "DMA1.S0CR.E",
        "DMAMUX1.C16CR", "USART3.ISR.RXNE/RXFNE", "USART3.ISR.", "NVIC.ISER5", "NVIC.ISER", "UART3.ISR",
            "DMA1.S0PAR.PA",
        "RCC.AHB2ENR.SRAM1EN 29", "RCC.AHB2ENR.29", "DMA1.S0CR EN", " DMA1.S0CR", "DMA1.S0CRX",
            "DMA1.S0CR.DIR 7:6" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        uint32_t addr;
        unsigned bit, width;
        ck_assert_msg(!reg_find(wrong[i], &addr, &bit, &width), "\"%s\"", wrong[i]);
    }
}
END_TEST

/* Every name leads to its address and back, and no two share either. */
START_TEST(there_and_back)
{
    static char name[3000][REG_NAME];
    static uint32_t at[3000];
    unsigned n = 0;
    for (reg_info_t r = { 0 }; reg_next(&r); n++) {
        uint32_t addr;
        unsigned bit, width;
        char back[REG_NAME];
        ck_assert_uint_lt(n, 3000);
        ck_assert_msg(reg_find(r.name, &addr, &bit, &width) && addr == r.addr && !bit && width == 32, "%s",
                      r.name);
        ck_assert_msg(reg_name(r.addr, back, sizeof back) && !strcmp(back, r.name), "%s and %s", r.name,
                      back);
        ck_assert(!(r.addr & 3) && !strncmp(r.name, r.block, strlen(r.block))
                  && strlen(r.name) < REG_NAME - 1);
        for (unsigned i = 0; i < n; i++)
            ck_assert_msg(strcmp(name[i], r.name) && at[i] != r.addr, "%s twice", r.name);
        strcpy(name[n], r.name);
        at[n] = r.addr;
    }
    ck_assert_uint_gt(n, 500);  /* 8 U(S)ARTs of 12, 2 DMAs of 52, DMAMUX1 28, RCC 84, the core 120 .. */
}
END_TEST

/* Fields of one register: in its 32 bits, apart, with different names, and found by name. */
START_TEST(fields_are_sound)
{
    unsigned fields = 0;
    for (reg_info_t r = { 0 }; reg_next(&r);) {
        const char *walk = r.fields;
        reg_field_t f;
        uint32_t used = 0;
        while (reg_field(&walk, &f)) {
            char full[2 * REG_NAME];
            uint32_t addr;
            unsigned bit, width;
            ck_assert_msg(*f.name && f.width >= 1 && f.bit + f.width <= 32, "%s.%s", r.name, f.name);
            uint32_t mask = (uint32_t)(((1ull << f.width) - 1) << f.bit);
            ck_assert_msg(!(used & mask), "%s.%s overlaps", r.name, f.name);
            used |= mask;
            snprintf(full, sizeof full, "%s.%s", r.name, f.name);
            ck_assert_msg(reg_find(full, &addr, &bit, &width) && addr == r.addr, "%s", full);
            ck_assert_msg(bit == f.bit && width == f.width, "%s", full);
            ck_assert_uint_lt(strlen(full), REG_NAME);
            fields++;
        }
    }
    ck_assert_uint_gt(fields, 2000);
}
END_TEST

/* A part's region has the name of its block; a region of ADCs holds one block each and a common one. */
static bool inside(const region_row_t *r, const char *block)
{
    return !strcmp(r->name, block) || (!strncmp(r->name, "ADC", 3) && !strncmp(block, "ADC", 3)
                                       && (r->base == 0x58026000) == !strncmp(block, "ADC3", 4));
}

/* The same addresses as the chip's map; registers stay inside their part. */
START_TEST(blocks_are_where_the_map_says)
{
    unsigned parts = 0;
    for (unsigned i = 0; i < h743_map.regions; i++) {
        const region_row_t *r = &h743_map.region[i];
        const stored_cfg_t *stored = r->model == &stored_model ? r->cfg : NULL;
        /* polled registers have no names */
        parts += r->kind == REGION_PART && !(stored && stored->polled.rows);
    }
    for (unsigned i = 0; i < reg_blocks; i++) {
        if (reg_block[i].base >> 20 == 0xE00) continue;
        const region_row_t *r = map_region(&h743_map, reg_block[i].base);
        ck_assert_msg(r && r->kind == REGION_PART && inside(r, reg_block[i].name), "%s", reg_block[i].name);
        if (r->base == reg_block[i].base) parts--;
    }
    ck_assert_uint_eq(parts, 0);
    for (reg_info_t r = { 0 }; reg_next(&r);) {
        const region_row_t *part = map_region(&h743_map, r.addr);
        ck_assert_msg(r.addr >> 20 == 0xE00 || (part && inside(part, r.block)), "%s", r.name);
    }
    /* The clock-enable bits have the names that the map prints. */
    for (unsigned i = 0; i < CLK_LINES; i++) {
        const clock_row_t *c = &h743_map.clock[i];
        char name[64];
        uint32_t addr;
        unsigned bit, width;
        snprintf(name, sizeof name, "RCC.%.*s", (int)strcspn(c->name, " "), c->name);
        ck_assert_msg(reg_find(name, &addr, &bit, &width) && addr == 0x58024400u + c->reg && bit == c->bit,
                      "%s", name);
    }
}
END_TEST

START_TEST(addresses_have_names)
{
    char out[REG_NAME];
    ck_assert(reg_name(0x40020012, out, sizeof out) && !strcmp(out, "DMA1.S0CR+2"));
    ck_assert(reg_name(0xE000E403, out, sizeof out) && !strcmp(out, "NVIC.IPR0+3"));
    ck_assert(!reg_name(0x24000000, out, sizeof out) && !*out);
    ck_assert(!reg_name(0x400200D0, out, sizeof out));      /* behind DMA1's last stream */
    ck_assert(!reg_name(0x4002FFFC, out, sizeof out));
    ck_assert(!reg_name(0, out, sizeof out) && !reg_name(0xFFFFFFFF, out, sizeof out));
    ck_assert(reg_name(0x40020010, out, 5) && !strcmp(out, "DMA1"));
    ck_assert(reg_name(0x40020010, out, 0) && !strcmp(out, "DMA1"));
}
END_TEST

START_TEST(near_misses_are_told)
{
    static const struct { const char *wrong, *meant; } near[] = {
        { "DMA1.S0CR.ENN", "DMA1.S0CR.EN" },         { "dma1.s0cr", "DMA1.S0CR" },
        { "USART3.IRS", "USART3.ISR" },              { "RCC.AHB2ENR.SRAM1", "RCC.AHB2ENR.SRAM1EN" },
        { "UART3.ISR.RXNE", "USART3.ISR.RXNE" },     { "DMA1_S0CR.EN", NULL },
        { "DMA1.SOCR", "DMA1.S0CR" },                { "SCB.CCR.D", "SCB.CCR.DC" },
        { "SYSTICK", NULL },                         { "USART", "USART2" },
        { "DMAMUX.C0CR.DMAREQ_ID", "DMAMUX1.C0CR.DMAREQ_ID" },
        { "xyzzy.plugh", NULL }, { "", NULL }, { "....", NULL } };
    char out[64];
    for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
        const char *got = reg_suggest(near[i].wrong, out, sizeof out);
        uint32_t addr;
        unsigned bit, width;
        if (near[i].meant)
            ck_assert_msg(got && !strcmp(got, near[i].meant), "%s -> %s", near[i].wrong,
                          got ? got : "nothing");
        else if (got)                           /* a guess is allowed, but only one that exists as written */
            ck_assert(!strchr(got, '.') || reg_find(got, &addr, &bit, &width));
    }
    ck_assert_ptr_null(reg_suggest("xyzzy.plugh", out, sizeof out));
    char huge[5000];
    memset(huge, 'A', sizeof huge - 1);
    huge[sizeof huge - 1] = 0;
    ck_assert_ptr_null(reg_suggest(huge, out, sizeof out));
    huge[2000] = huge[3000] = '.';
    ck_assert_ptr_null(reg_suggest(huge, out, sizeof out));
    ck_assert_ptr_null(reg_suggest("DMA1.S0CX", out, 0));
    const char *cut = reg_suggest("DMA1.S0CX", out, 4);
    ck_assert(cut && !strcmp(cut, "DMA"));
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("names");
    tcase_add_test(t, names_are_found);
    tcase_add_test(t, others_are_not);
    tcase_add_test(t, there_and_back);
    tcase_add_test(t, fields_are_sound);
    tcase_add_test(t, blocks_are_where_the_map_says);
    tcase_add_test(t, addresses_have_names);
    tcase_add_test(t, near_misses_are_told);
    return case_run("regnames", t);
}
