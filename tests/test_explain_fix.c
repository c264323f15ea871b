/* test_explain_fix.c -- corrections filled in with the buffer at hand. Every one of them, in C, is given to
 * the compiler, with CMSIS's names (tests/fixes/cmsis.h). With FIXES=FOLDER in the environment they are left
 * there as fixes.c and fixes.rs; tests/cargo.sh gives the latter to cargo, with the real crates. */
#include "judge_bench.h"
#include <stdlib.h>
#include <unistd.h>

static char c[2000], rust[2000];
static void fix(rule_t r, const char *buffer, uint32_t size)
{
    finding_t f = { .rule = (uint8_t)r, .buffer_size = size };
    snprintf(f.master, sizeof f.master, "DMA2 stream 5");
    snprintf(f.buffer, sizeof f.buffer, "%s", buffer);
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
}

START_TEST(receive)
{
    fix(RULE_STALE_READ, "rx_frame", 40);
    ck_assert_ptr_nonnull(strstr(c, "static uint8_t rx_frame[64] __attribute__((aligned(32)))"));
    const char *before = strstr(c,
                                "SCB_CleanInvalidateDCache_by_Addr((uint32_t *)rx_frame, sizeof rx_frame)");
    const char *after = strstr(c, "SCB_InvalidateDCache_by_Addr((uint32_t *)rx_frame, sizeof rx_frame)");
    ck_assert(before && after && before < after);
    ck_assert_ptr_nonnull(strstr(rust, "invalidate_dcache_by_slice(&mut rx_frame.0)"));
}
END_TEST

/* No end to wait for: once before, then every round. What is no object has no name to declare. */
START_TEST(receive_for_ever)
{
    finding_t f = { .rule = RULE_STALE_READ, .buffer = "ring", .buffer_size = 64, .circular = 1 };
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_nonnull(strstr(c, "ring[64]"));
    ck_assert_ptr_nonnull(strstr(c, "every round"));
    ck_assert_ptr_null(strstr(c, "until it is complete"));
    ck_assert_ptr_nonnull(strstr(rust, "every round"));
    f.rule = RULE_STALE_DMA_READ;                           /* it is enabled long since */
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert(strstr(c, "before the stream comes round") && strstr(rust, "before the stream comes round"));
    ck_assert(!strstr(c, "EN") && !strstr(rust, "starts"));
    fix(RULE_DMA_UNREACHABLE, "ITCM", 0);
    ck_assert_ptr_nonnull(strstr(c, "static uint8_t buf[32]"));
}
END_TEST

START_TEST(send_and_barrier)
{
    fix(RULE_STALE_DMA_READ, "tx", 32);
    ck_assert_ptr_nonnull(strstr(c, "SCB_CleanDCache_by_Addr((uint32_t *)tx, sizeof tx);"));
    ck_assert_ptr_nonnull(strstr(rust, "clean_dcache_by_slice(&tx)"));
    fix(RULE_MISSING_BARRIER, "tx", 32);
    ck_assert_ptr_nonnull(strstr(c, "__DSB();\nDMA2_Stream5->CR |= DMA_SxCR_EN;"));
    ck_assert_ptr_nonnull(strstr(rust, "cortex_m::asm::dsb();"));
}
END_TEST

START_TEST(placement_and_alignment)
{
    fix(RULE_DMA_UNREACHABLE, "buf_a", 16);
    ck_assert_ptr_nonnull(strstr(c, "section(\".sram1\")"));
    ck_assert_ptr_nonnull(strstr(rust, "#[link_section = \".sram1\"]"));
    ck_assert_ptr_nonnull(strstr(rust, "#[repr(align(32))]\nstruct Lines([u8; 32]);"));
    ck_assert_ptr_nonnull(strstr(rust, "static mut BUF_A: MaybeUninit<Lines>"));
    fix(RULE_SHARED_LINE, "small", 10);
    ck_assert_ptr_nonnull(strstr(c, "static uint8_t small[32] __attribute__((aligned(32)))"));
    fix(RULE_SHARED_LINE, "port.rx in main", 10);              /* a member is nothing static */
    ck_assert_ptr_nonnull(strstr(c, "structure")); ck_assert_ptr_null(strstr(c, "static"));
    ck_assert_ptr_nonnull(strstr(c, "uint8_t rx[32] __attribute__((aligned(32)))"));
    ck_assert_ptr_nonnull(strstr(rust, "rx: Lines<32>,"));
}
END_TEST

START_TEST(errors_name_their_stream_and_port)
{
    fix(RULE_IGNORED_ERROR, "DMA2 stream 5", 0);
    ck_assert_ptr_nonnull(strstr(c, "flags = DMA2->HISR;"));
    ck_assert_ptr_nonnull(strstr(c, "DMA_HISR_TEIF5 | DMA_HISR_DMEIF5"));
    ck_assert_ptr_nonnull(strstr(c, "DMA2->HIFCR = 0x3Du << 6;"));
    ck_assert_ptr_nonnull(strstr(rust, "DMA2.isr(1).read()"));
    ck_assert_ptr_nonnull(strstr(rust, "isr.teif(1)"));
    finding_t f = { .rule = RULE_IGNORED_ERROR, .master = "USART3", .buffer = "USART3" };
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_nonnull(strstr(c, "USART3->ICR = USART_ICR_ORECF;")); ck_assert_ptr_null(strstr(c, "DMA"));
    fix(RULE_STARVED, "UART4", 0);
    ck_assert_ptr_nonnull(strstr(c, "DMA2_Stream5->CR |= DMA_SxCR_CIRC"));
    ck_assert_ptr_nonnull(strstr(c, "UART4->CR1 |= USART_CR1_FIFOEN"));
    fix(RULE_STARVED, "SPI1", 0);
    ck_assert_ptr_nonnull(strstr(c, "SPI1->CR1 |= SPI_CR1_MASRX"));
    f = (finding_t){ .rule = RULE_STARVED, .master = "SPI1", .buffer = "SPI1" };    /* no stream at all */
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_null(strstr(c, "MASRX")); ck_assert_ptr_null(strstr(c, "stream->"));
    ck_assert_ptr_nonnull(strstr(c, "SPI_CFG2_COMM_0"));
    ck_assert_ptr_nonnull(strstr(rust, "Comm::TRANSMITTER"));
    fix(RULE_DMA_CONFIG, "rx", 0);
    ck_assert_ptr_nonnull(strstr(c, "DMA2->HIFCR = 0x3Du << 6;"));
    f = (finding_t){ .rule = RULE_DMA_CONFIG, .master = "DMA1 stream 3", .causes = 1 };
    f.cause[0].fact = (fact_t){ .kind = F_IGNORED, .note = IGN_IN_USE };
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_nonnull(strstr(c, "if (DMA1_Stream3->CR & DMA_SxCR_CT) DMA1_Stream3->M0AR = address;"));
    ck_assert_ptr_null(strstr(c, "~DMA_SxCR_EN"));
    f = (finding_t){ .rule = RULE_DMA_CONFIG, .master = "DMA2 stream 3",
                     .missing = "Set CC3DE in TIM2.DIER, which" };
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_nonnull(strstr(c, "TIM2->DIER |= TIM_DIER_CC3DE;"));
    ck_assert_ptr_nonnull(strstr(rust, "pac::TIM2.dier().modify(|w| w.set_ccde(2, true));"));
    snprintf(f.missing, sizeof f.missing, "Write the request's number to DMAMUX1_C11CR");
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_nonnull(strstr(c, "DMAMUX1_Channel11->CCR = request;"));
    snprintf(f.missing, sizeof f.missing, "Give PAR the address of USART3.RDR.");
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_nonnull(strstr(c, "DMA2_Stream3->PAR = (uint32_t)&USART3->RDR;"));
}
END_TEST

/* Two streams of very high PL and a low one: as in scenarios/14-overrun-starved.json. */
START_TEST(starved_is_cured_where_it_came_from)
{
    finding_t f = { .rule = RULE_STARVED, .master = "DMA1 stream 0", .buffer = "USART3", .causes = 3 };
    f.cause[0].fact = (fact_t){ .kind = F_DMA_ON, .who = SLOT_DMA1, .what = 0 };     /* its own */
    f.cause[1].fact = (fact_t){ .kind = F_DMA_ON, .who = SLOT_DMA1, .what = 1 };
    f.cause[2].fact = (fact_t){ .kind = F_DMA_ON, .who = SLOT_DMA1, .what = 2 };
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_nonnull(strstr(c, "DMA1_Stream0->CR |= DMA_SxCR_PL;"));
    ck_assert_ptr_nonnull(strstr(c, "DMA1_Stream1->CR &= ~DMA_SxCR_PL;"));
    ck_assert_ptr_nonnull(strstr(c, "DMA1_Stream2->CR &= ~DMA_SxCR_PL;"));
    ck_assert_ptr_null(strstr(c, "DMA1_Stream0->CR &=")); ck_assert_ptr_null(strstr(c, "CIRC"));
    ck_assert_ptr_nonnull(strstr(rust, "st(0).cr().modify(|w| w.set_pl(pac::dma::vals::Pl::VERY_HIGH));"));
    ck_assert_ptr_nonnull(strstr(rust, "st(2).cr().modify(|w| w.set_pl(pac::dma::vals::Pl::LOW));"));
    ck_assert_ptr_null(strstr(rust, "into_ring_buffered"));
    f.cause[0].fact.kind = F_ASK, f.causes = 1;                                      /* the bus */
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_nonnull(strstr(c, "section(\".sram3\")"));
    f.cause[0].fact.kind = F_DMA_OFF;                                                /* it was over */
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_nonnull(strstr(c, "CIRC"));
    ck_assert_ptr_nonnull(strstr(rust, "into_ring_buffered"));
    snprintf(f.buffer, sizeof f.buffer, "DCMI");                                     /* a camera is no port */
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_null(strstr(c, "USART"));
}
END_TEST

/* POOL is no name the reader gave, and 256 the size of the whole task. */
START_TEST(a_local_of_an_async_task_becomes_a_static)
{
    finding_t f = { .rule = RULE_STALE_READ, .buffer = "app::__embassy_main::POOL", .buffer_size = 256,
                    .size = 16 };
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_nonnull(strstr(rust, "a local of an async task"));
    ck_assert_ptr_nonnull(strstr(rust, "static mut BUFFER: Lines = Lines([0; 32]);"));
    ck_assert_ptr_nonnull(strstr(rust, "invalidate_dcache_by_slice(&mut buffer.0)"));
    ck_assert_ptr_null(strstr(rust, "POOL")); ck_assert_ptr_null(strstr(c, "POOL"));
    ck_assert_ptr_nonnull(strstr(c, "buffer[32]"));
    f.rule = RULE_STALE_DMA_READ;
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_nonnull(strstr(rust, "clean_dcache_by_slice(&buffer.0)"));
    f.rule = RULE_DMA_UNREACHABLE;                     /* this one says itself where the static goes */
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_nonnull(strstr(rust, "static mut BUFFER: MaybeUninit<Lines>"));
    ck_assert_ptr_null(strstr(rust, "addr_of_mut"));
    fix(RULE_STALE_READ, "app::blink::POOL", 256);     /* anybody's */
    ck_assert_ptr_nonnull(strstr(c, "POOL[256]"));
    snprintf(f.buffer, sizeof f.buffer, "app::blink::POOL");
    snprintf(f.cause[0].text, sizeof f.cause[0].text, "CPU stored 0 in {async_fn#0}+0x12"), f.causes = 1;
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_nonnull(strstr(rust, "a local of an async task"));
}
END_TEST

START_TEST(the_new_place_is_cacheable_and_the_clock_is_the_right_one)
{
    fix(RULE_DMA_UNREACHABLE, "rx", 32);
    ck_assert_ptr_nonnull(strstr(c, "maintenance"));
    ck_assert_ptr_nonnull(strstr(c, "non-cacheable MPU region"));
    ck_assert_ptr_nonnull(strstr(rust, "maintenance"));
    finding_t f = { .rule = RULE_MEMORY_UNCLOCKED, .addr = 0x30020010, .buffer = "rx" };
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_nonnull(strstr(c, "RCC->AHB2ENR |= RCC_AHB2ENR_D2SRAM2EN;"));
    ck_assert_ptr_nonnull(strstr(rust, "pac::RCC.ahb2enr().modify(|w| w.set_sram2en(true));"));
    f.addr = 0x38800000;
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_nonnull(strstr(c, "RCC->AHB4ENR |= RCC_AHB4ENR_BKPRAMEN;"));
    f = (finding_t){ .rule = RULE_MEMORY_UNCLOCKED, .tier = TIER_LINT, .addr = 0x40004400 };
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_nonnull(strstr(c, "RCC->APB1LENR |= RCC_APB1LENR_USART2EN;"));
    ck_assert_ptr_nonnull(strstr(rust, "pac::RCC.apb1lenr().modify(|w| w.set_usart2en(true));"));
    f = (finding_t){ .rule = RULE_DMA_UNREACHABLE, .master = "BDMA channel 2", .buffer = "rx",
                     .buffer_size = 8 };
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_ptr_nonnull(strstr(c, "rx[32] __attribute__((section(\".sram4\")"));
}
END_TEST

START_TEST(every_rule_has_a_fix_and_odd_names_do_no_harm)
{
    for (int r = 0; r < RULES; r++) {
        fix((rule_t)r, "AXI SRAM", 0);
        ck_assert_uint_gt(strlen(c), 20); ck_assert_uint_gt(strlen(rust), 20);
        ck_assert_ptr_null(strstr(c, "AXI SRAM"));
        ck_assert_ptr_null(strpbrk(c, "@$"));
        ck_assert_ptr_null(strstr(rust, "%"));
    }
    finding_t f = { .rule = RULE_STALE_READ, .buffer = "rx" };
    char small[10];
    explain_fix(&f, small, sizeof small, NULL, 0);
    ck_assert_uint_eq(strlen(small), 9);
    f.rule = RULES;
    explain_fix(&f, c, sizeof c, rust, sizeof rust);
    ck_assert_uint_eq(strlen(c), 0);
}
END_TEST

/* ---- all of them, to compilers ------------------------------------------------------------------------- */

enum { MOST = 600, LONGEST = 1200 };            /* that is the room reports have */
typedef struct { FILE *c, *rust; char *seen[MOST]; int count; } written_t;

static int seen_before(written_t *w, const char *text)
{
    for (int i = 0; i < w->count; i++)
        if (!strcmp(w->seen[i], text)) return 1;
    ck_assert_int_lt(w->count, MOST);
    w->seen[w->count++] = strdup(text);
    return 0;
}

static void write_both(written_t *w, const finding_t *f)
{
    explain_fix(f, c, sizeof c, rust, sizeof rust);
    ck_assert_uint_lt(strlen(c), LONGEST);
    ck_assert_uint_lt(strlen(rust), LONGEST);
    ck_assert_ptr_null(strpbrk(rust, "@`%$"));
    if (!seen_before(w, c)) fprintf(w->c, "int fix_%d(void)\n{\n%sreturn 0;\n}\n\n", w->count, c);
    if (seen_before(w, rust)) return;
    const char *bytes = strstr(rust, "rx.0") || strstr(rust, "buf.0") ? "Lines([0u8; 64])" : "[0u8; 64]";
    fprintf(w->rust, "pub fn fix_%d(mut cp: Peripherals, given: Given) -> Result<(), Error> {\n"
            "let mut rx = %s;\nlet mut buf = %s;\n"
            "let Given { address, size, source, destination, special_base, special_attributes, request,\n"
            "            stream, uart_rx, mut buffer } = given;\n",
            w->count, bytes, bytes);
    fprintf(w->rust, "%sOk(())\n}\n\n", rust);
}

/* Kept waiting by a stream, by the bus, by nobody; over, or a slave with nothing to send. */
static void write_starved(written_t *w, finding_t f)
{
    static const uint8_t kinds[] = { F_DMA_ON, F_ASK, F_DMA_ITEM, F_DMA_OFF, F_TX };
    f.causes = 1;
    for (unsigned i = 0; i < sizeof kinds; i++) {
        uint8_t dma = strncmp(f.master, "BDMA", 4) ? SLOT_DMA1 : SLOT_BDMA;
        f.cause[0].fact = (fact_t){ .kind = kinds[i], .who = dma, .what = 1 };
        write_both(w, &f);
    }
}

/* What one mistake of a stream's set-up is told by. */
static void write_config(written_t *w, finding_t f)
{
    f.causes = 1;
    f.cause[0].fact = (fact_t){ .kind = F_IGNORED, .note = IGN_IN_USE };
    if (!strncmp(f.master, "DMA", 3)) write_both(w, &f);
    f.cause[0].fact.note = IGN_SIZE;
    write_both(w, &f);
    static const char *const missing[] = { "Set DMAR in USART3.CR3, ", "Set TXDMAEN in SPI1.CFG1, ",
        "Set RXDMAEN in I2C1.CR1, ", "Set DMNGT in ADC1.CFGR, ", "Set UDE in TIM2.DIER, ",
        "Set CC3DE in TIM2.DIER, ", "Write the request's number to DMAMUX",
        "Give PAR the address of USART3.RDR" };
    for (unsigned i = 0; i < sizeof missing / sizeof *missing && strncmp(f.master, "MDMA", 4); i++) {
        snprintf(f.missing, sizeof f.missing, "%s", missing[i]);
        write_both(w, &f);
    }
}

/* Whoever may be blamed, what for, and where: more than any run brings together. */
static void write_all(written_t *w)
{
    static const char *const masters[] = { "CPU", "DMA1 stream 0", "DMA2 stream 5", "BDMA channel 2",
                                           "MDMA channel 7", "LTDC", "SDMMC1", "USART3", "" };
    static const char *const buffers[] = { "rx", "USART3", "SPI1", "ADC1", "DCMI", "port.rx in main",
                                           "app::__embassy_main::POOL" };
    static const uint32_t places[] = { 0x24000000, 0x30000000, 0x30020000, 0x30040000, 0x38800000 };
    for (int rule = 0; rule < RULES; rule++)
        for (unsigned m = 0; m < sizeof masters / sizeof *masters; m++)
            for (unsigned k = 0; k < 2 * 7 * 5; k++) {
                finding_t f = { .rule = (uint8_t)rule, .addr = places[k / 14], .circular = k & 1 };
                int mdma = !strncmp(masters[m], "MDMA", 4);
                int stream = !strncmp(masters[m], "DMA", 3);
                /* TCM ports are the MDMA's; no peripheral asks that one for bytes; FIFOs are streams' */
                if ((rule == RULE_MDMA_TCM_PORT && !mdma) || (rule == RULE_STARVED && mdma)
                    || (rule == RULE_READ_AHEAD && !stream))
                    continue;
                snprintf(f.master, sizeof f.master, "%s", masters[m]);
                snprintf(f.buffer, sizeof f.buffer, "%s", buffers[k / 2 % 7]);
                if (strstr(f.buffer, "rx")) f.buffer_size = 64;
                if (strstr(f.buffer, "POOL")) f.buffer_size = 256;
                write_both(w, &f);
                if (rule == RULE_STARVED) write_starved(w, f);
                if (rule == RULE_DMA_CONFIG) write_config(w, f);
                if (rule == RULE_MEMORY_UNCLOCKED)
                    write_both(w, &(finding_t){ .rule = (uint8_t)rule, .tier = TIER_LINT,
                                                .addr = 0x40004400 });
                if (k & 1 && strstr(f.buffer, "POOL")) continue;               /* a static is on no heap */
                if (k & 1) f.cause[f.causes++].fact.kind = F_HEAP;
                else snprintf(f.missing, sizeof f.missing, "its LPENR");
                write_both(w, &f);
            }
}

START_TEST(every_fix_compiles)
{
    char folder[] = "/tmp/staleline-fixes-XXXXXX", path[300], command[900];
    const char *to = getenv("FIXES") ? getenv("FIXES") : mkdtemp(folder);
    static written_t w;
    snprintf(path, sizeof path, "%s/fixes.rs", to), w.rust = fopen(path, "w");
    snprintf(path, sizeof path, "%s/fixes.c", to), w.c = fopen(path, "w");
    ck_assert(w.c && w.rust);
    fputs("#include \"cmsis.h\"\n\n", w.c);
    write_all(&w);
    fclose(w.c), fclose(w.rust);
    /* what a fix leaves for the reader to use is not used here */
    snprintf(command, sizeof command, "cc -std=c11 -fsyntax-only -Wall -Wextra -Werror -Wno-unused-variable "
             "-Wno-unused-but-set-variable -Wno-int-to-pointer-cast -Wno-pointer-to-int-cast "
             "-Itests/fixes %s 1>&2", path);
    ck_assert_int_eq(system(command), 0);
    if (to != folder) return;
    unlink(path), snprintf(path, sizeof path, "%s/fixes.rs", to), unlink(path), rmdir(to);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, receive);
    tcase_add_test(t, receive_for_ever);
    tcase_add_test(t, send_and_barrier);
    tcase_add_test(t, placement_and_alignment);
    tcase_add_test(t, errors_name_their_stream_and_port);
    tcase_add_test(t, starved_is_cured_where_it_came_from);
    tcase_add_test(t, a_local_of_an_async_task_becomes_a_static);
    tcase_add_test(t, the_new_place_is_cacheable_and_the_clock_is_the_right_one);
    tcase_add_test(t, every_rule_has_a_fix_and_odd_names_do_no_harm);
    tcase_add_test(t, every_fix_compiles);
    return case_run("explain_fix", t);
}
