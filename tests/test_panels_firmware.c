/* test_panels_firmware.c -- what the panels say of a firmware: source, instructions, registers; and
 * the rules every picture keeps, at four sizes and two text scales.
 *
 * `patched` is a firmware assembled by arm-none-eabi-as: it switches the I-cache on, writes four
 * instructions to AXI SRAM (movs r0,#1; movs r0,#1; movs r0,#3; bx lr), calls them, writes movs
 * r0,#7; movs r0,#2 over the first two, and calls them again without any maintenance: the CPU
 * executes the old ones. */
#include "panels_bench.h"
#include "core_code.h"
#include <sys/stat.h>
#include <unistd.h>
#include "suite.h"

static const char *const scene[] = { "scenarios/50-firmware-uart-stale.json",
                                     "scenarios/51-firmware-faults.json",
                                     "scenarios/51-firmware-scheduler.json",
                                         "scenarios/51-firmware-kernels.json",
                                     "scenarios/52-embassy-uart-cached.json" };
enum { SCENES = sizeof scene / sizeof *scene, AXI = 0x24000000 };

START_TEST(pictures_keep_the_rules)
{
    bench_t b;
    bench_file(&b, scene[_i], 300000);
    for (unsigned part = 0; part <= 4; part++) {
        session_seek(b.s, session_view(b.s)->end / 4 * part);
        for (unsigned tab = 0; tab < 2; tab++) {
            b.app.tab[PANEL_CORE] = (uint8_t)tab;
            for (unsigned s = 0; s < RULES_SIZES; s++)
                for (unsigned k = 0; k < RULES_SCALES; k++) {
                    float w = (float)rules_size[s][0] / rules_scale[k],
                        h = (float)rules_size[s][1] / rules_scale[k];
                    keep_rules(&b, PANEL_CORE, w, h, 0.9f, scene[_i]);
                    keep_rules(&b, PANEL_CORE, w * 0.36f, h * 0.65f, 0.9f, scene[_i]);
                    keep_rules(&b, PANEL_STATUS, w - 16, 40, 0.9f, scene[_i]);
                }
            keep_rules(&b, PANEL_CORE, 240, 120, 0.9f, scene[_i]);
            keep_rules(&b, PANEL_CORE, 250, 640, 0.9f, scene[_i]);
            keep_rules(&b, PANEL_CORE, 860 + 24, 300, 0.9f, scene[_i]);
        }
    }
    bench_close(&b);
}
END_TEST

/* The file's own text at the line that debug information names, the function, the instruction at the pc. */
START_TEST(source_and_instruction_of_the_pc)
{
    bench_t b;
    bench_open(&b, "50-firmware-uart-stale");
    for (unsigned i = 1; i < 40; i++) {
        char want[240], line[400] = "";
        session_seek(b.s, session_view(b.s)->end / 400 * i);
        const view_t *v = session_view(b.s);
        site_t site;
        if (!names_site(v->names, core_pc(&v->machine->chip.core), &site)) continue;
        draw(&b, PANEL_CORE, 900, 700);
        const char *name = strrchr(site.file, '/');
        char file[300];
        snprintf(file, sizeof file, "scenarios/firmware/c/%s", name ? name + 1 : site.file);
        FILE *f = fopen(file, "r");
        ck_assert_ptr_nonnull(f);
        for (unsigned n = 0; n < site.line; n++) ck_assert_ptr_nonnull(fgets(line, sizeof line, f));
        fclose(f);
        line[strcspn(line, "\r\n")] = 0;
        if (strlen(line) < 50) ck_assert_msg(exactly(&b, line), "%s:%u: %s", file, site.line, line);
        snprintf(want, sizeof want, "%s:%u", name ? name + 1 : site.file, site.line);
        ck_assert(exactly(&b, want) && exactly(&b, site.function));
        snprintf(want, sizeof want, "%08X", (unsigned)core_pc(&v->machine->chip.core));
        ck_assert(exactly(&b, want));
    }
    bench_close(&b);
}
END_TEST

static void copy(const char *from, const char *to)
{
    char block[65536];
    FILE *f = fopen(from, "rb"), *t = fopen(to, "wb");
    ck_assert(f && t);
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;) ck_assert_uint_eq(fwrite(block, 1, n, t), n);
    fclose(f), fclose(t);
}

/* Elsewhere there is no source: the panel says where it was looked for, and --source helps. The folders beside
 * the image and the two above it are the test's own. */
START_TEST(missing_source_is_told)
{
    char folder[] = "/tmp/panels_XXXXXX", outer[32], inner[40], file[64];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(outer, sizeof outer, "%s/a", folder), snprintf(inner, sizeof inner, "%s/b", outer);
    ck_assert(!mkdir(outer, 0700) && !mkdir(inner, 0700));
    snprintf(file, sizeof file, "%s/hello.elf", inner);
    copy("scenarios/firmware/images/hello.elf", file);
    bench_t b;
    bench_file(&b, file, 20000);
    session_seek(b.s, session_view(b.s)->end / 2);
    draw(&b, PANEL_CORE, 900, 700);
    ck_assert(says(&b, "is not here: looked for") && says(&b, "--source"));
    bench_close(&b);
    err_t e = { "" };
    memset(&b, 0, sizeof b);
    b.s = session_open(file, &(session_options_t){ .max_cycles = 20000, .source = "scenarios/firmware/c" },
                       &e);
    ck_assert_msg(b.s != NULL, "%s", e.text);
    while (session_work(b.s, -1)) { }
    app_init(&b.app, b.s), ui_init(&b.ui, &b.draw, paint_measure());
    session_seek(b.s, session_view(b.s)->end / 2);
    draw(&b, PANEL_CORE, 900, 700);
    ck_assert(!says(&b, "is not here"));
    ck_assert(tips(&b, "scenarios/firmware/c/"));
    bench_close(&b);
    remove(file), rmdir(inner), rmdir(outer), rmdir(folder);
}
END_TEST

static const uint16_t patched[] = {
    0x0000, 0x2002, 0x0009, 0x0800,
        /* SP 0x20020000, reset 0x08000009      */
    0x480E, 0x6801, 0xF441, 0x3100, 0x6001, 0xF3BF, 0x8F4F, 0xF3BF, 0x8F6F,
        /* CCR |= IC; dsb; isb          */
    0xF04F, 0x5410, 0x4D0A, 0x6025, 0x4D0A, 0x6065, 0xF3BF, 0x8F4F, 0xF3BF, 0x8F6F,
    0x1C66, 0x47B0,
        /* adds r6,r4,#1; blx r6                */
    0x4D07, 0x6025, 0xF3BF, 0x8F4F, 0xBF00, 0xBF00, 0x47B0,
        /* ldr r5; str r5,[r4]; dsb; ...; blx r6 */
    0xE7FE, 0x0000, 0xED14, 0xE000, 0x2001, 0x2001, 0x2003, 0x4770, 0x2007, 0x2002 };

START_TEST(stale_code_is_told)
{
    char file[] = "/tmp/panels_XXXXXX.bin";
    int fd = mkstemps(file, 4);
    ck_assert(fd >= 0 && write(fd, patched, sizeof patched) == sizeof patched);
    close(fd);
    bench_t b;
    bench_file(&b, file, 3000);
    remove(file);
    fact_t insn[200];
    size_t n = session_facts(b.s, 0, session_view(b.s)->end, 1ull << F_INSN, insn, 200), times = 0;
    for (size_t i = 0; i < n; i++) {
        if (insn[i].pc != AXI) continue;
        times++;
        session_seek(b.s, insn[i].at - 1);
        const view_t *v = session_view(b.s);
        code_from_t from;
        ck_assert_uint_eq(code_half(v, AXI, &from), 0x2001);
        ck_assert_uint_eq(code_half(v, AXI + 6, &from), 0x4770);
        draw(&b, PANEL_CORE, 900, 700);
        ck_assert(exactly(&b, "movs    r0, #1"));
        ck_assert(times == 1 ? !tips(&b, "Stale code") : tips(&b, "Stale code: the CPU fetches this"));
        ck_assert(times == 1 || tips(&b, "memory holds \"movs    r0, #7\""));
        keep_rules(&b, PANEL_CORE, 900, 700, 0.9f, "patched");
    }
    ck_assert_uint_eq(times, 2);
    ck_assert_uint_eq(session_view(b.s)->machine->chip.core.regs.r[0], 3);
    bench_close(&b);
}
END_TEST

/* Lesson 57: the second code is in the D-cache, written over the first with DSB and ISB only. The last call
 * of code() executes the first one's instructions, and memory holds them too. */
START_TEST(code_in_the_data_cache_is_told)
{
    bench_t b;
    bench_open(&b, "57-firmware-code-stale");
    uint32_t code = buffer_at(&b, "code");
    fact_t last = { .kind = F_NONE }, insn[64];
    for (tick_t from = 0, end = session_view(b.s)->end; from < end; from = insn[0].at + 1) {
        if (!session_after(b.s, from, 1ull << F_INSN, insn, 1)) break;
        if ((insn[0].pc & ~1u) == (code & ~1u)) last = insn[0];
    }
    ck_assert_int_eq(last.kind, F_INSN);
    session_seek(b.s, last.at - 1);
    draw(&b, PANEL_CORE, 900, 700);
    ck_assert(says(&b, "newer: movs r0, #2"));
    ck_assert(tips(&b, "Stale code") && tips(&b, "no further than the D-cache") && tips(&b, "DCCMVAU"));
    bench_close(&b);
}
END_TEST

/* The literal behind a function is data, the loads that name it say what it is; a file without
 * symbols says so. */
START_TEST(literals_and_no_symbols)
{
    char file[] = "/tmp/panels_XXXXXX.bin";
    int fd = mkstemps(file, 4);
    ck_assert(fd >= 0 && write(fd, patched, sizeof patched) == sizeof patched);
    close(fd);
    bench_t b;
    bench_file(&b, file, 3000);
    remove(file);
    session_seek(b.s, 0);
    while (core_pc(&session_view(b.s)->machine->chip.core) != 0x08000008) ck_assert(session_step(b.s,
        GRAIN_CYCLE, 1));
    draw(&b, PANEL_CORE, 1100, 900);
    ck_assert(says(&b, "ldr     r0, [pc, #56]  ; 0x08000044: 0xE000ED14"));
    ck_assert(exactly(&b, ".word   0xE000ED14") && exactly(&b, ".word   0x20022007"));
    ck_assert(says(&b, "no symbols"));
    bench_close(&b);
}
END_TEST

/* CONTROL and the stack pointers of the scheduler's tasks: PSP in use while one of them runs. */
START_TEST(special_registers_are_the_cores)
{
    bench_t b;
    bench_file(&b, "scenarios/51-firmware-scheduler.json", 400000);
    unsigned process = 0, main_stack = 0;
    for (unsigned i = 1; i < 60; i++) {
        char want[64];
        session_seek(b.s, session_view(b.s)->end / 60 * i);
        const core_t *k = &session_view(b.s)->machine->chip.core;
        bool uses = k->control & CONTROL_SPSEL && !core_in_handler(k);
        uses ? process++ : main_stack++;
        draw(&b, PANEL_CORE, 500, 1200);
        snprintf(want, sizeof want, "%s %08X in use", uses ? "PSP" : "MSP", (unsigned)k->regs.r[13]);
        ck_assert_msg(exactly(&b, want), "%s", want);
    }
    ck_assert_uint_gt(process, 5);
    bench_close(&b);
}
END_TEST

START_TEST(floating_point_on_its_tab)
{
    bench_t b;
    bench_open(&b, "51-firmware-kernels");
    session_seek(b.s, session_view(b.s)->end / 10 * 6);
    b.app.tab[PANEL_CORE] = 1;
    draw(&b, PANEL_CORE, 900, 700);
    const core_t *k = &session_view(b.s)->machine->chip.core;
    unsigned shown = 0;
    for (unsigned i = 0; i < 32; i++) {
        char want[24];
        snprintf(want, sizeof want, "%08X", (unsigned)k->regs.s[i]);
        ck_assert_msg(exactly(&b, want), "s%u %s", i, want);
        shown += k->regs.s[i] != 0;
    }
    ck_assert_uint_gt(shown, 2);
    bench_close(&b);
}
END_TEST

/* Cycles are those of the clocks in force: 64 MHz at first, 400 MHz later. */
START_TEST(cycles_follow_the_clock)
{
    bench_t b;
    bench_open(&b, "50-firmware-uart-stale");
    fact_t f[100];
    size_t n = session_facts(b.s, 0, session_view(b.s)->end, 1ull << F_CLOCK, f, 100), seen = 0;
    for (size_t i = 0; i < n; i++) {
        if (f[i].what != CLK_CPU) continue;
        seen++;
        const names_t *names = session_view(b.s)->names;
        ck_assert_uint_eq(say_cycle(names, f[i].at), f[i].note);
        ck_assert_uint_eq(names_tick(names, f[i].note), f[i].at);
    }
    ck_assert_uint_gt(seen, 0);
    unsigned befores = session_view(b.s)->names->befores;
    for (unsigned i = 0; i < 12; i++) {                       /* what is replayed is not learned again */
        session_seek(b.s, session_view(b.s)->end / 13 * (i * 5 % 13));
        session_step(b.s, GRAIN_STEP, -2);
        const view_t *v = session_view(b.s);
        ck_assert_uint_eq(v->names->befores, befores);
        ck_assert_uint_eq(v->cycle, say_cycle(v->names, v->now));
        ck_assert_uint_eq(v->cycle, machine_cycle_at(v->machine, v->now));
    }
    ck_assert(app_go_to(&b.app, "1200"));                     /* 1200 cycles of 64 MHz: 18.75 us */
    ck_assert_uint_eq(session_view(b.s)->now, 1200ull * TICKS_PER_SECOND / 64000000);
    bench_close(&b);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("panels");
    tcase_set_timeout(t, 240);
    tcase_add_loop_test(t, pictures_keep_the_rules, 0, SCENES);
    tcase_add_test(t, source_and_instruction_of_the_pc);
    tcase_add_test(t, missing_source_is_told);
    tcase_add_test(t, stale_code_is_told);
    tcase_add_test(t, code_in_the_data_cache_is_told);
    tcase_add_test(t, literals_and_no_symbols);
    tcase_add_test(t, special_registers_are_the_cores);
    tcase_add_test(t, floating_point_on_its_tab);
    tcase_add_test(t, cycles_follow_the_clock);
    return case_run("panels_firmware", t);
}
