/* test_panels_core.c -- core, memory attributes, registers: what their pictures must say at moments of
 * which it is known by hand, from the manual or from the chip. */
#include "panels_bench.h"
#include "panel.h"
#include "regfields.h"
#include "regwords.h"
#include "core_stand.h"
#include "svd.h"
#include "suite.h"

/* ---- core ------------------------------------------------------------------------------------ */

START_TEST(the_current_step_is_bold)
{
    bench_t b;
    bench_open(&b, "04-stale-receive");
    for (uint64_t cycle = 0; cycle < 400; cycle += 29) {
        at_cycle(&b, cycle);
        const view_t *v = session_view(b.s);
        uint32_t step = core_step_number(&v->machine->chip.core, &v->scenario->in);
        draw(&b, PANEL_CORE, 700, 500);
        if (step == NO_PC) continue;
        const draw_cmd_t *c = exactly(&b, v->names->step[step]);
        ck_assert_msg(c && c->font == FONT_MONO_BOLD, "cycle %llu: %s", (unsigned long long)cycle,
                      v->names->step[step]);
    }
    bench_close(&b);
}
END_TEST

/* Lesson 13, cycle 46: the core's load of `work` (SRAM1) stands before the node that DMA2's port holds. */
START_TEST(a_wait_names_who_is_in_the_way)
{
    bench_t b;
    core_stand_t s;
    bench_open(&b, "13-m2m-burst-cpu-busy");
    at_cycle(&b, 46);
    draw(&b, PANEL_CORE, 700, 500);
    panel_in_t in = in_of(&b);
    core_stand(&in, &s);
    ck_assert_int_eq(s.kind, STANDS_WAITING);
    ck_assert_msg(strstr(s.text, "the load of ") && strstr(s.text, "for D2 SRAM1, held by DMA2 stream 0"),
                  "%s", s.text);
    ck_assert(exactly(&b, "waits"));
    bench_close(&b);
}
END_TEST

/* Asleep between F_SLEEP and F_WAKE, and only there; since when is the fact's own cycle. */
START_TEST(sleep_is_told_since_when)
{
    bench_t b;
    core_stand_t s;
    bench_open(&b, "19-sleep-during-dma");
    tick_t end = session_view(b.s)->end;
    unsigned asleep = 0;
    for (unsigned i = 0; i < 100; i++) {
        fact_t f[1];
        session_seek(b.s, end / 100 * i + 7);
        const view_t *v = session_view(b.s);
        bool sleeps = session_before(b.s, v->now, 1ull << F_SLEEP | 1ull << F_WAKE, f, 1)
            && f->kind == F_SLEEP;
        moment_gather(&b.app.moment, b.s, &b.app);
        panel_in_t in = in_of(&b);
        core_stand(&in, &s);
        ck_assert_int_eq(s.kind == STANDS_ASLEEP, sleeps);
        if (!sleeps) continue;
        char text[60];
        snprintf(text, sizeof text, "since cycle %llu,", (unsigned long long)say_cycle(v->names, f->at));
        ck_assert_msg(strstr(s.text, text) != NULL, "%s", s.text);
        asleep++;
    }
    ck_assert_uint_gt(asleep, 3);
    bench_close(&b);
}
END_TEST

/* Four stores one after the other to write-back memory that is not cached: entries are seen with their
 * bytes. */
START_TEST(the_store_buffer_shows_its_bytes)
{
    bench_t b;
    bench_text(&b,
               "{ \"schema_version\": 1, \"title\": \"t\", \"why\": \"w\", \"chip\": \"STM32H743\", "
               "\"clocks\": \"400\","
               "\"buffers\": { \"a\": { \"region\": \"AXISRAM\", \"size\": 64, \"align\": 32, "
               "\"init\": 0 } },"
               "\"program\": [ { \"store\": \"a\", \"value\": \"0x1122_3344\" }, { \"store\": "
               "\"a+16\", \"value\": \"0x99AA_BBCC\" }, { \"dsb\": true } ] }");
    bool both = false;
    for (uint64_t cycle = 0; cycle < 60 && !both; cycle++) {
        at_cycle(&b, cycle);
        const lsu_t *l = &session_view(b.s)->machine->chip.core.lsu;
        unsigned held = 0;
        for (unsigned i = 0; i < STB_MAX; i++) held += l->stb[i].valid;
        draw(&b, PANEL_CORE, 900, 600);
        ck_assert_int_eq(says(&b, "every store has reached"), !held);
        if (held < 2) continue;
        both = true;
        ck_assert(exactly(&b, "a") && exactly(&b, "a+0x10"));
        ck_assert(exactly(&b, "44") && exactly(&b, "33") && exactly(&b, "22") && exactly(&b, "11"));
        ck_assert(exactly(&b, "CC") && exactly(&b, "99"));
        ck_assert(tips(&b, "Store buffer entry 0: 8 bytes at 0x24"));
    }
    ck_assert(both);
    bench_close(&b);
}
END_TEST

/* A literal is shown as what it is. */
static bool is_word(const bench_t *b, float y)
{
    for (size_t i = 0; i < b->draw.cmds; i++) {
        const draw_cmd_t *c = &b->draw.cmd[i];
        if (c->kind == DRAW_TEXT && c->r.y == y && !strncmp(b->draw.text + c->at, ".word", 5)) return true;
    }
    return false;
}

/* Firmware: the listing has the pc once, and each row begins where the one above ended (2 or 4 bytes: 4 if
 * bits 15:11 of the first halfword are 11101, 11110 or 11111, Armv7-M ARM A5.1, and of a literal). */
START_TEST(the_listing_goes_through_the_pc)
{
    bench_t b;
    bench_file(&b, "scenarios/firmware/images/kernels.elf", 60000);
    for (unsigned i = 1; i <= 12; i++) {
        at_cycle(&b, 3000 * i + 17);
        const view_t *v = session_view(b.s);
        uint32_t pc = v->machine->chip.core.regs.r[15], last = 0;
        unsigned met = 0, rows = 0;
        bool word = false;
        draw(&b, PANEL_CORE, 800, 600);
        for (size_t k = 0; k < b.draw.cmds; k++) {
            unsigned at;
            int n = 0;
            const char *t = b.draw.text + b.draw.cmd[k].at;
            if (b.draw.cmd[k].kind != DRAW_TEXT || b.draw.cmd[k].r.x > 60 || sscanf(t, "%8X%n", &at, &n) != 1
                /* a register, not the listing */
                || n != 8 || t[8] || at & 1 || at + 64 < pc || at > pc + 64) continue;
            unsigned top = machine_ram(v->machine, last + 1) >> 3;
            if (rows++) ck_assert_uint_eq(at, last + (word || top >= 0x1D ? 4 : 2));
            last = at, met += at == pc, word = is_word(&b, b.draw.cmd[k].r.y);
        }
        ck_assert_uint_eq(met, 1);
        ck_assert_uint_ge(rows, 3);
    }
    ck_assert(says(&b, "xPSR"));
    bench_close(&b);
}
END_TEST

START_TEST(exceptions_have_names)
{
    char text[80];
    ck_assert_str_eq(exception_name(15, text, sizeof text), "SysTick");
    /* RM0433 19.1.2, table 147 */
    ck_assert_str_eq(exception_name(16 + 39, text, sizeof text), "interrupt 39 (USART3)");
    ck_assert_str_eq(exception_name(16 + 56, text, sizeof text), "interrupt 56 (DMA2 stream 0)");
    ck_assert_str_eq(exception_name(16 + 31, text, sizeof text), "interrupt 31 (I2C1)");
    ck_assert_str_eq(exception_name(16 + 149, text, sizeof text), "interrupt 149");
}
END_TEST

/* ---- memory attributes ----------------------------------------------------------------------- */

/* The default map: 0x2000_0000 to 0x3FFF_FFFF is Normal, write-back, write-allocate (Armv7-M ARM B3.1,
 * table B3-1). */
START_TEST(the_default_map_and_a_region)
{
    bench_t b;
    bench_open(&b, "04-stale-receive");
    app_go_to(&b.app, "rx");
    at_end(&b);
    draw(&b, PANEL_MPU, 600, 320);
    ck_assert(exactly(&b, "Normal, write-back, read/write-allocate") && says(&b, "The MPU is off"));
    ck_assert(says(&b, "no region is set up"));
    bench_close(&b);
    bench_open(&b, "04-stale-receive-fixed-mpu");
    app_go_to(&b.app, "rx");
    at_end(&b);
    draw(&b, PANEL_MPU, 600, 320);
    ck_assert(says(&b, "Normal, not cached") && says(&b, "Region 0 decides")
              && says(&b, "no cache maintenance is needed"));
    app_go_to(&b.app, "source");
    draw(&b, PANEL_MPU, 600, 320);
    ck_assert(says(&b, "No region covers it"));
    app_go_to(&b.app, "0x20000000");
    draw(&b, PANEL_MPU, 600, 320);
    ck_assert(says(&b, "It lies in a TCM"));
    bench_close(&b);
}
END_TEST

/* Three regions over 128 bytes of AXI SRAM. 1: 128 bytes (SIZE 6), TEX 1 C 1 B 1, write-back. 5: the first
 * 32 bytes (SIZE 4), TEX 1 C 0 B 0, not cached. 7: elsewhere, the reserved TEX 1 C 0 B 1. AP 3, so
 * 0x0300_0000; XN not set. */
START_TEST(the_highest_number_wins)
{
    bench_t b;
    bench_text(&b,
               "{ \"schema_version\": 1, \"title\": \"t\", \"why\": \"w\", \"chip\": \"STM32H743\", "
               "\"clocks\": \"400\", \"buffers\": { \"a\": { \"at\": \"0x24000000\", \"size\": "
               "128 } },"
               "\"program\": [ { \"write\": \"MPU.RNR\", \"value\": 1 }, { \"write\": \"MPU.RBAR\", "
               "\"value\": \"0x2400_0000\" }, { \"write\": \"MPU.RASR\", \"value\": "
               "\"0x030B_000D\" },"
               "{ \"write\": \"MPU.RNR\", \"value\": 5 }, { \"write\": \"MPU.RBAR\", \"value\": "
               "\"0x2400_0000\" }, { \"write\": \"MPU.RASR\", \"value\": \"0x0308_0009\" },"
               "{ \"write\": \"MPU.RNR\", \"value\": 7 }, { \"write\": \"MPU.RBAR\", \"value\": "
               "\"0x3000_0000\" }, { \"write\": \"MPU.RASR\", \"value\": \"0x0309_0009\" },"
               "{ \"write\": \"MPU.CTRL\", \"value\": 5 }, { \"dsb\": true }, { \"isb\": true } ] }");
    app_go_to(&b.app, "a");
    at_end(&b);
    draw(&b, PANEL_MPU, 700, 360);
    ck_assert(says(&b, "Normal, not cached; only its first 32 bytes"));
    ck_assert(says(&b, "Region 5 decides: the highest number wins."));
    ck_assert(says(&b, "reserved encoding: TEX 1, C 0, B 1"));
    ck_assert(says(&b, "13 of 16 regions are off"));
    app_go_to(&b.app, "0x30000000");
    draw(&b, PANEL_MPU, 700, 360);
    ck_assert(says(&b, "Region 7 decides."));
    /* what this core makes of it, and not quietly */
    const draw_cmd_t *c = exactly(&b, "Device");
    ck_assert(c && c->role == ROLE_ERROR);
    bench_close(&b);
}
END_TEST

/* ---- registers ------------------------------------------------------------------------------- */

/* DMA_SxCR: bits 24:0 are used (RM0433 15.5.5). 0x0010_0410 is TRBUFF (20), MINC (10), TCIE (4). */
START_TEST(values_in_words)
{
    reg_info_t r;
    char text[300];
    ck_assert(reg_at(0x40020028, &r));
    ck_assert_uint_eq(reg_reserved(&r), 0xFE000000);
    reg_words(&r, 0x00100410, text, sizeof text);
    ck_assert_str_eq(text, "TCIE, MINC, TRBUFF");
    reg_words(&r, 0x80001041, text, sizeof text);
    ck_assert_str_eq(text, "EN, DIR 1 (memory to peripheral), PSIZE 2 (word), reserved bits 0x80000000");
    reg_words(&r, 0, text, sizeof text);
    ck_assert_str_eq(text, "all fields 0");
    /* S1PAR: one number, no fields, nothing reserved */
    ck_assert(reg_at(0x40020030, &r));
    ck_assert_uint_eq(reg_reserved(&r), 0);
}
END_TEST

START_TEST(meanings)
{
    static const struct { const char *reg, *field; uint32_t value; const char *means; } is[] = {
        { "DMA1.S0CR", "PSIZE", 2, "word" }, { "DMA2.S7CR", "PBURST", 3, "INCR16" },
            { "DMA2.S7FCR", "FTH", 1, "1/2" },
        { "MDMA.C15TCR", "SINC", 2, "up" }, { "USART3.CR2", "STOP", 2, "2 stop bits" },
            { "UART4.CR1", "PS", 1, "odd" },
        { "SPI2.CFG2", "MASTER", 1, "master" }, { "GPIOC.MODER", "MODER3", 1, "output" },
            { "MPU.RASR_A1", "AP", 3, "full access" },
        { "TIM1.CR1", "DIR", 1, "down" }, { "ADC1.CFGR", "DMNGT", 3, "DMA circular" },
        { "DMAMUX1.C0CR", "DMAREQ_ID", 2, NULL }, { "DMA1.S0CR", "EN", 1, NULL },
            { "DMA1.LISR", "PSIZE", 1, NULL }, { "DMA1.S0CR", "PSIZE", 99, NULL } };
    for (unsigned i = 0; i < sizeof is / sizeof *is; i++) {
        const char *m = reg_meaning(is[i].reg, is[i].field, is[i].value);
        ck_assert_msg(m == is[i].means || (m && is[i].means && !strcmp(m, is[i].means)), "%s.%s %u: %s",
                      is[i].reg, is[i].field, is[i].value, m ? m : "nothing");
    }
}
END_TEST

/* Click: fields; click again: a breakpoint; again: gone. */
START_TEST(clicks_on_a_register)
{
    bench_t b;
    bench_open(&b, "03-dtcm-buffer");
    at_cycle(&b, 40000);
    app_do(&b.app, ACT_PART, SLOT_DMA1);
    draw(&b, PANEL_REGISTERS, 600, 500);
    const hit_t *h = hit_of(&b, ACT_REGISTER, 0x40020028);
    ck_assert_ptr_nonnull(h);
    ck_assert_uint_eq(h->second, ACT_BREAK_REGISTER);
    app_do(&b.app, (action_t)h->action, h->arg);
    draw(&b, PANEL_REGISTERS, 600, 500);
    ck_assert(exactly(&b, "DIR") && exactly(&b, "12:11") && exactly(&b, "peripheral to memory"));
    h = hit_of(&b, ACT_BREAK_REGISTER, 0x40020028);
    ck_assert_ptr_nonnull(h);
    app_do(&b.app, (action_t)h->action, h->arg);
    ck_assert_uint_eq(session_breaks(b.s)->count, 1);
    ck_assert_uint_eq(session_breaks(b.s)->item[0].find.addr, 0x40020028);
    app_do(&b.app, (action_t)h->action, h->arg);
    ck_assert_uint_eq(session_breaks(b.s)->count, 0);
    bench_close(&b);
}
END_TEST

/* Every value shown is what a peek gives: all of DMA1's block that fits. */
START_TEST(values_shown_are_peeked)
{
    bench_t b;
    bench_open(&b, "03-dtcm-buffer");
    at_cycle(&b, 40000);
    app_do(&b.app, ACT_PART, SLOT_DMA1);
    draw(&b, PANEL_REGISTERS, 600, 1400);
    static const struct { const char *name; uint32_t addr; } some[] = { { "LISR", 0x40020000 },
            { "S1CR", 0x40020028 }, { "S1NDTR", 0x4002002C },
        { "S1PAR", 0x40020030 }, { "S1M0AR", 0x40020034 }, { "S7FCR", 0x400200CC } };
    for (unsigned i = 0; i < sizeof some / sizeof *some; i++) {
        const draw_cmd_t *name = exactly(&b, some[i].name);
        ck_assert_msg(name != NULL, "%s", some[i].name);
        char value[12];
        snprintf(value, sizeof value, "%08X", (unsigned)peek(&b, some[i].addr));
        bool beside = false;
        for (size_t k = 0; k < b.draw.cmds; k++) {
            const draw_cmd_t *c = &b.draw.cmd[k];
            if (c->kind == DRAW_TEXT && c->r.y > name->r.y - 3 && c->r.y < name->r.y + 3
                && !strcmp(b.draw.text + c->at, value)) beside = true;
        }
        ck_assert_msg(beside, "%s is not %s", some[i].name, value);
    }
    bench_close(&b);
}
END_TEST

/* A register written at this moment is marked, and the same one a thousand cycles later is not. */
START_TEST(what_was_just_written)
{
    bench_t b;
    fact_t f[400];
    bench_open(&b, "03-dtcm-buffer");
    size_t n = session_facts(b.s, 1, session_view(b.s)->end, 1ull << F_REG_WRITE, f, 400);
    uint32_t cr = 0x40020028;                                     /* S1CR */
    const fact_t *w = NULL;
    for (size_t i = 0; i < n; i++)
        if (f[i].addr == cr) w = &f[i];
    ck_assert_ptr_nonnull(w);
    session_seek(b.s, w->at);
    b.app.before = w->at - 1;
    b.app.select.part = SLOT_DMA1;
    draw(&b, PANEL_REGISTERS, 600, 500);
    panel_in_t in = in_of(&b);
    ck_assert_ptr_nonnull(reg_written(&in, cr));
    ck_assert_ptr_null(reg_written(&in, cr + 0x18));
    ck_assert(exactly(&b, "S1CR")->font == FONT_MONO_BOLD && exactly(&b, "S2CR")->font == FONT_MONO);
    at_cycle(&b, say_cycle(session_view(b.s)->names, w->at) + 1000);
    draw(&b, PANEL_REGISTERS, 600, 500);
    in = in_of(&b);
    ck_assert_ptr_null(reg_written(&in, cr));
    bench_close(&b);
}
END_TEST

START_TEST(a_part_without_clock_says_so)
{
    bench_t b;
    bench_open(&b, "04-stale-receive");
    at_end(&b);
    app_do(&b.app, ACT_PART, SLOT_USART3);
    draw(&b, PANEL_REGISTERS, 600, 500);
    ck_assert(says(&b, "Its clock is off in RCC"));
    app_do(&b.app, ACT_PART, SLOT_DMA2);
    draw(&b, PANEL_REGISTERS, 600, 500);
    ck_assert(!says(&b, "Its clock is off in RCC"));
    bench_close(&b);
}
END_TEST

/* A vendor's file adds what is not modelled, in the list of all parts, and says that it has no values. */
START_TEST(a_vendors_names)
{
    bench_t b;
    err_t e = { "" };
    unsigned count;
    svd_t *svd = svd_load("tests/svd/small.svd", &e);
    ck_assert_msg(svd != NULL, "%s", e.text);
    const reg_block_t *block = svd_blocks(svd, &count);
    bench_open(&b, "04-stale-receive");
    reg_extend(block, count);
    at_end(&b);
    b.app.option[PANEL_REGISTERS] = 1;
    app_do(&b.app, ACT_REGISTER, 0x40015800);
    draw(&b, PANEL_REGISTERS, 700, 1900);
    ck_assert(exactly(&b, "SAI1") && exactly(&b, "SAI2") && exactly(&b, "GCR") && exactly(&b, "SYNCOUT"));
    ck_assert(says(&b, "Not modelled: the names are the vendor file's"));
    reg_extend(NULL, 0);
    /* gone again: it falls back to a part of ours */
    draw(&b, PANEL_REGISTERS, 700, 1900);
    ck_assert(!says(&b, "SAI1"));
    bench_close(&b);
    svd_free(svd);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("panels");
    tcase_set_timeout(t, 240);
    tcase_add_test(t, the_current_step_is_bold);
    tcase_add_test(t, a_wait_names_who_is_in_the_way);
    tcase_add_test(t, sleep_is_told_since_when);
    tcase_add_test(t, the_store_buffer_shows_its_bytes);
    tcase_add_test(t, the_listing_goes_through_the_pc);
    tcase_add_test(t, exceptions_have_names);
    tcase_add_test(t, the_default_map_and_a_region);
    tcase_add_test(t, the_highest_number_wins);
    tcase_add_test(t, values_in_words);
    tcase_add_test(t, meanings);
    tcase_add_test(t, clicks_on_a_register);
    tcase_add_test(t, values_shown_are_peeked);
    tcase_add_test(t, what_was_just_written);
    tcase_add_test(t, a_part_without_clock_says_so);
    tcase_add_test(t, a_vendors_names);
    return case_run("panels_core", t);
}
