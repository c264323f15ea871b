/* test_panels_parts.c -- DMA streams, peripherals, core, memory attributes, registers: the rules every picture
 * keeps, at four sizes and two text scales over several lessons and moments, and what the pictures must say there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "findings.h"
#include "paint.h"
#include "panel.h"
#include "part_lines.h"
#include "regfields.h"
#include "regwords.h"
#include "rules.h"
#include "standing.h"
#include "streams.h"
#include "svd.h"
#include <check.h>

/* ---- a window without a screen ------------------------------------------------------------------------ */

typedef struct { session_t *s; app_t app; draw_t draw; ui_t ui; } bench_t;

static void bench_file(bench_t *b, const char *file, uint64_t max_cycles)
{
    err_t e = { "" };
    session_options_t o = { .max_cycles = max_cycles };
    memset(b, 0, sizeof *b);
    b->s = session_open(file, &o, &e);
    ck_assert_msg(b->s != NULL, "%s", e.text);
    while (session_work(b->s, -1)) {}
    app_init(&b->app, b->s);
    ui_init(&b->ui, &b->draw, paint_measure());
}

static void bench_open(bench_t *b, const char *lesson)
{
    char file[200];
    snprintf(file, sizeof file, "scenarios/%s.json", lesson);
    bench_file(b, file, 0);
}

__attribute__((unused)) static void bench_text(bench_t *b, const char *json)
{
    err_t e = { "" };
    memset(b, 0, sizeof *b);
    b->s = session_parse("made.json", json, NULL, &e);
    ck_assert_msg(b->s != NULL, "%s", e.text);
    while (session_work(b->s, -1)) {}
    app_init(&b->app, b->s);
    ui_init(&b->ui, &b->draw, paint_measure());
}

static void bench_close(bench_t *b)
{
    moment_free(&b->app.moment);
    ui_free(&b->ui), draw_free(&b->draw);
    session_close(b->s);
}

static void at_cycle(bench_t *b, uint64_t cycle)
{
    session_seek(b->s, domain_edge(&session_view(b->s)->names->cpu, cycle));
    b->app.before = session_view(b->s)->now ? session_view(b->s)->now - 1 : 0;
}

static void at_end(bench_t *b) { session_seek(b->s, session_view(b->s)->end); }

static void draw(bench_t *b, panel_t p, float w, float h) { app_draw_panel(&b->app, &b->ui, p, w, h); }

static bool says(const bench_t *b, const char *words)
{
    for (size_t i = 0; i < b->draw.cmds; i++)
        if (b->draw.cmd[i].kind == DRAW_TEXT && strstr(b->draw.text + b->draw.cmd[i].at, words)) return true;
    return false;
}

/* The text that is exactly this: where it lies, NULL: nowhere. */
static const draw_cmd_t *exactly(const bench_t *b, const char *words)
{
    for (size_t i = 0; i < b->draw.cmds; i++)
        if (b->draw.cmd[i].kind == DRAW_TEXT && !strcmp(b->draw.text + b->draw.cmd[i].at, words)) return &b->draw.cmd[i];
    return NULL;
}

static const hit_t *hit_of(const bench_t *b, action_t action, int64_t arg)
{
    for (size_t i = 0; i < b->ui.hits; i++)
        if (b->ui.hit[i].action == action && b->ui.hit[i].arg == arg) return &b->ui.hit[i];
    return NULL;
}

static bool tips(const bench_t *b, const char *words)
{
    for (size_t i = 0; i < b->ui.hits; i++)
        if (strstr(ui_hit_tip(&b->ui, &b->ui.hit[i]), words)) return true;
    return false;
}

static unsigned frames_of(const bench_t *b, role_t role)
{
    unsigned n = 0;
    for (size_t i = 0; i < b->draw.cmds; i++) n += b->draw.cmd[i].kind == DRAW_FRAME && b->draw.cmd[i].role == role;
    return n;
}

static panel_in_t in_of(bench_t *b) { return (panel_in_t){ .view = session_view(b->s), .moment = &b->app.moment, .app = &b->app }; }

/* ---- the rules ------------------------------------------------------------------------------------------- */

static const struct { const char *file; uint64_t most; unsigned percent[3]; int stream, part; int64_t reg; } scene[] = {
    { "scenarios/04-stale-receive.json", 0, { 0, 40, 90 }, 8, -1, 0x40020410 },
    { "scenarios/03-dtcm-buffer.json", 0, { 1, 68, 100 }, 1, SLOT_USART3, 0x40004800 },
    { "scenarios/02-uart-dma.json", 0, { 3, 50, 99 }, -1, -1, 0x4000481C },
    { "scenarios/20-spi-full-duplex-1024.json", 0, { 2, 30, 80 }, 0, -1, 0x40013014 },
    { "scenarios/28-i2c-sensor-dma.json", 0, { 10, 60, 100 }, 0, SLOT_I2C1, -1 },
    { "scenarios/28-i2c-nack.json", 0, { 10, 60, 100 }, -1, -1, -1 },
    { "scenarios/36-adc-timer-triggered.json", 0, { 10, 60, 100 }, -1, SLOT_ADC12, -1 },
    { "scenarios/38-adc-overrun.json", 0, { 10, 60, 100 }, -1, -1, 0x40022000 },
    { "scenarios/23-exti-edge.json", 0, { 10, 70, 100 }, -1, -1, 0x58000000 },
    { "scenarios/24-watchdog.json", 0, { 10, 70, 100 }, -1, -1, -1 },
    { "scenarios/26-mdma-tcm.json", 0, { 10, 70, 100 }, 24, -1, 0x5200004C },
    { "scenarios/25-bdma-domain.json", 0, { 10, 70, 100 }, 16, -1, 0x58025408 },
    { "scenarios/32-sdmmc1-domain.json", 0, { 10, 50, 100 }, 41, -1, 0xE000ED00 },
    { "scenarios/33-camera-starved.json", 0, { 10, 50, 100 }, -1, -1, -1 },
    { "scenarios/13-m2m-burst-cpu-busy.json", 0, { 5, 50, 100 }, 8, -1, 0xE000ED9C },
    { "scenarios/04-stale-receive-fixed-mpu.json", 0, { 5, 50, 100 }, 8, SLOT_CORE, -1 },
    { "scenarios/firmware/images/kernels.elf", 200000, { 5, 50, 100 }, -1, -1, 0xE000ED14 },
};
enum { SCENES = sizeof scene / sizeof *scene };

static void keep_rules(bench_t *b, panel_t p, float w, float h, const char *what)
{
    char report[4000] = "";
    rect_t area = rect(0, 0, w, h);
    draw(b, p, w, h);
    unsigned broken = rules_check(&b->draw, area, RULES_ALL, report, sizeof report);
    ck_assert_msg(!broken, "%s %s at %.0f x %.0f: %s", what, panel_name[p], (double)w, (double)h, report);
    broken = rules_hits(&b->ui, area, 0.9f, report, sizeof report);           /* rows cut by a list's edge */
    ck_assert_msg(!broken, "%s %s at %.0f x %.0f: hits: %s", what, panel_name[p], (double)w, (double)h, report);
}

/* Each panel at its share of the four sizes and as the whole of it, with nothing chosen and with something open. */
START_TEST(pictures_keep_the_rules)
{
    static const panel_t panels[] = { PANEL_DMA, PANEL_PARTS, PANEL_CORE, PANEL_MPU, PANEL_REGISTERS };
    bench_t b;
    bench_file(&b, scene[_i].file, scene[_i].most);
    for (unsigned c = 0; c < 3; c++) {
        tick_t end = session_view(b.s)->end;
        session_seek(b.s, end / 100 * scene[_i].percent[c] + (scene[_i].percent[c] == 100 ? end % 100 : 0));
        if (c) b.app.select.stream = scene[_i].stream, b.app.select.part = scene[_i].part, b.app.select.reg = scene[_i].reg;
        b.app.option[PANEL_REGISTERS] = c == 2;
        for (unsigned p = 0; p < sizeof panels / sizeof *panels; p++) {
            for (unsigned s = 0; s < RULES_SIZES; s++)
                for (unsigned k = 0; k < RULES_SCALES; k++) {
                    float w = (float)rules_size[s][0] / rules_scale[k], h = (float)rules_size[s][1] / rules_scale[k];
                    keep_rules(&b, panels[p], w * 0.33f, h * 0.37f, scene[_i].file);
                    if (c % 2) keep_rules(&b, panels[p], w, h, scene[_i].file);
                }
            keep_rules(&b, panels[p], 240, 120, scene[_i].file);
            keep_rules(&b, panels[p], 700, 160, scene[_i].file);
            keep_rules(&b, panels[p], 250, 640, scene[_i].file);
        }
    }
    bench_close(&b);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("panels_parts");
    TCase *t = tcase_create("panels");
    tcase_set_timeout(t, 240);
    tcase_add_loop_test(t, pictures_keep_the_rules, 0, SCENES);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
