/* test_scenario_masters.c -- "masters", "camera", "debug": what they lower to, what the masters do on
 * the real map cycle by cycle, and what the judge says of them. CPU 400 MHz, hclk 200 MHz: 24 ticks. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "debugport.h"
#include "observe.h"
#include "scenario_own.h"
#include "suite.h"              /* last: check.h has a macro named fail */

enum { EDGE = 24, SEEN = 4096 };

typedef struct { sink_t sink; fact_t f[SEEN]; unsigned n; } told_t;

static scenario_t *s;
static machine_t  *m;
static findings_t  found;
static told_t      seen;
static debugport_t debug;

static void see(sink_t *k, const fact_t *f)
{
    told_t *x = (told_t *)k;
    if (x->n < SEEN) x->f[x->n++] = *f;
}

static void parse(const char *more)
{
    static char text[6000];
    err_t err;
    snprintf(text, sizeof text, "{\"schema_version\":1,\"title\":\"t\",%s}", more);
    s = scenario_parse("t.json", text, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
}

static void run(const char *more)
{
    parse(more);
    tee_t tee;
    coherence_t *judge = coherence_new(&h743_map, &s->names, &found);
    lint_t *lint = lint_new(&h743_map, &s->names, &found);
    seen = (told_t){ .sink = { 1ull << F_ASK | 1ull << F_BEAT | 1ull << F_DONE | 1ull << F_ERROR
                               | 1ull << F_LOST, see } };
    debugport_start(&debug, s);
    tee_start(&tee);
    tee_add(&tee, coherence_sink(judge)), tee_add(&tee, lint_sink(lint)), tee_add(&tee, &seen.sink),
        tee_add(&tee, &debug.sink);
    m = malloc(sizeof *m);
    ck_assert(m != NULL);
    machine_boot(m, &h743_map, &s->in, &tee.sink);
    while (!machine_stopped(m) && machine_next(m) != NEVER) {
        machine_run(m, debugport_until(&debug, m->chip.now + 4800000));
        debugport_look(&debug, m);
    }
    coherence_finish(judge, m->chip.now), lint_finish(lint, m->chip.now);
    coherence_free(judge), lint_free(lint);
}

static void done(void)
{
    debugport_free(&debug);
    findings_free(&found);
    scenario_free(s);
    free(m);
}

static const fact_t *nth(unsigned kind, unsigned who, unsigned n)
{
    for (unsigned i = 0; i < seen.n; i++)
        if (seen.f[i].kind == kind && seen.f[i].who == who && !n--) return &seen.f[i];
    ck_abort_msg("no such fact");
    return NULL;
}

static unsigned count(unsigned kind, unsigned who)
{
    unsigned n = 0;
    for (unsigned i = 0; i < seen.n; i++) n += seen.f[i].kind == kind && seen.f[i].who == who;
    return n;
}

static const finding_t *only(int rule, int tier, const char *master)
{
    ck_assert_uint_eq(found.count, 1);
    ck_assert_str_eq(rule_name[found.item[0].rule], rule_name[rule]);
    ck_assert_str_eq(tier_name[found.item[0].tier], tier_name[tier]);
    ck_assert_str_eq(found.item[0].master, master);
    return &found.item[0];
}

static void refused(const char *more, const char *message)
{
    static char text[2000];
    err_t err;
    snprintf(text, sizeof text, "{\"schema_version\":1,\"title\":\"t\",%s,\"program\":[{\"nop\":true}]}",
             more);
    scenario_t *x = scenario_parse("t.json", text, &err);
    ck_assert_msg(x == NULL, "taken: %s", text);
    ck_assert_str_eq(unplaced(err.text), message);
}

#define RX "\"buffers\":{\"rx\":{\"at\":\"0x24000000\",\"size\":64,\"init\":0}},"

/* ---- lowering ---------------------------------------------------------------------------------- */

START_TEST(every_step)
{
    parse(RX "\"masters\":{\"LTDC\":{\"at\":400,\"do\":["
          "{\"wait_doorbell\":\"LTDC.SRCR\"},{\"read\":{\"register\":\"LTDC.L1CFBAR\",\"plus\":4},"
          "\"size\":32,\"beat\":4,\"burst\":8,\"every\":\"1us\",\"keep\":false},"
          "{\"write\":\"rx+4\",\"value\":\"rx\"},{\"copy\":\"rx\",\"from\":{\"kept\":8},\"size\":16},"
          "{\"loop\":\"forever\",\"do\":[{\"poll\":\"rx\",\"mask\":1,\"equals\":1},{\"wait\":40}]}],"
          "\"on_error\":[{\"set\":\"LTDC.ISR\",\"value\":4},{\"interrupt\":true}]}},"
          "\"program\":[{\"nop\":true}]");
    ck_assert_uint_eq(s->in.masters, 1);
    const master_t *x = s->in.master;
    const master_op_t *o = x->op;
    ck_assert_uint_eq(x->init, INIT_LTDC);
    ck_assert_uint_eq(x->at, 400 * 12);
    ck_assert_uint_eq(x->regs, 3);
    ck_assert(x->reg[0] == 0x24 && x->reg[1] == 0xAC && x->reg[2] == 0x38);
    ck_assert_uint_eq(x->ops, 11);
    ck_assert_uint_eq(x->on_error, 9);
    ck_assert(o[0].op == MASTER_DOORBELL && o[0].reg == 0);
    ck_assert(o[1].op == MASTER_READ && o[1].at.kind == PLACE_REGISTER && o[1].at.from == 1
              && o[1].at.plus == 4 && !o[1].keep);
    ck_assert(o[1].bytes == 32 && o[1].size == 2 && o[1].beats == 8 && o[1].time == 4800);
    ck_assert(o[2].op == MASTER_WRITE && o[2].at.plus == 0x24000004 && o[2].bytes == 4
              && !memcmp(o[2].data, "\0\0\0\x24", 4));
    ck_assert(o[3].op == MASTER_COPY && o[3].from.kind == PLACE_KEPT && o[3].from.from == 8
              && o[3].bytes == 16);
    ck_assert(o[4].op == MASTER_LOOP && o[4].value == 0);
    ck_assert(o[5].op == MASTER_POLL && o[5].mask == 1 && o[5].value == 1 && o[5].time == 4800);
    ck_assert(o[6].op == MASTER_WAIT && o[6].time == 480);
    ck_assert(o[7].op == MASTER_AGAIN && o[7].value == 5 && o[7].reg == o[4].reg);
    ck_assert(o[8].op == MASTER_END && o[9].op == MASTER_SET && o[9].reg == 2 && o[9].value == 4
              && o[10].op == MASTER_IRQ && o[10].value == 1);
    scenario_free(s);
}
END_TEST

START_TEST(mistakes)
{
    refused("\"masters\":{\"ETX\":{\"do\":[{\"wait\":1}]}}",
            "t.json: masters.ETX: no bus master \"ETX\"; did you mean \"ETH\"?");
    refused("\"masters\":{\"ETH\":{\"do\":[{\"wait\":1,\"loop\":2}]}}",
            "t.json: masters.ETH.do[0]: \"wait\" and \"loop\" are two steps");
    refused(RX "\"masters\":{\"ETH\":{\"do\":[{\"read\":\"rx+60\",\"size\":8}]}}",
            "t.json: masters.ETH.do[0].read: 8 bytes from rx+60 leave rx (64 bytes) by 4; \"unchecked\": "
            "true allows it");
    refused(RX "\"masters\":{\"ETH\":{\"do\":[{\"read\":{\"kept\":61},\"size\":8}]}}",
            "t.json: masters.ETH.do[0].read.kept: 61 is not in 0..60");
    refused("\"masters\":{\"ETH\":{\"do\":[{\"set\":\"ETH.DMACSR.TI\",\"value\":1}]}}",
            "t.json: masters.ETH.do[0].set: a whole register is wanted");
    refused("\"world\":{\"camera\":{\"rate\":1000000,\"line\":6}}",
            "t.json: world.camera.line: a whole number of words: the interface packs four bytes");
    refused(RX "\"world\":{\"debug\":[{\"at\":1,\"read\":\"rx+2\"}]}",
            "t.json: world.debug[0].read: a multiple of the size is wanted");
}
END_TEST

START_TEST(camera_times)
{
    parse("\"world\":{\"camera\":{\"at\":\"1us\",\"rate\":80000000,\"line\":640,\"lines\":4,\"frames\":2,"
          "\"line_gap\":\"2us\",\"frame_gap\":\"10us\"}},\"program\":[{\"nop\":true}]");
    const camera_t *c = &s->in.camera;
    ck_assert_uint_eq(c->word16, 240ull << 16);               /* four bytes in 50 ns */
    ck_assert_uint_eq(c->line, 160 * 240 + 9600);
    ck_assert_uint_eq(c->frame, 4 * c->line + 48000);
    ck_assert(c->at == 4800 && c->words == 160 && c->lines == 4 && c->frames == 2);
    scenario_free(s);
}
END_TEST

/* ---- on the bus --------------------------------------------------------------------------------- */

/* The rule of map.h. Ethernet to SRAM3, 16 words: asked at A, arbitration 1, beat k at A + 2 + k, the
 * response with the last: A + 17. To AXI SRAM: bridge granted at A + 1, AXI at A + 2, lead 2: beats from
 * A + 5 to A + 20, tail 1: A + 21. */
START_TEST(ethernet_in_d2_and_over_the_bridge)
{
    run("\"setup\":{\"enable\":[\"SRAM3\"]},\"buffers\":{\"near\":{\"region\":\"SRAM3\",\"size\":64,"
        "\"init\":0},\"far\":{\"region\":\"AXISRAM\",\"size\":64,\"init\":0}},"
        "\"masters\":{\"ETH\":{\"do\":[{\"read\":\"near\"},{\"wait\":400},{\"read\":\"far\"}]}},"
        "\"program\":[{\"compute\":2000}]");
    for (unsigned n = 0; n < 2; n++) {
        tick_t a = nth(F_ASK, INIT_ETH, n)->at;
        ck_assert_uint_eq(nth(F_BEAT, INIT_ETH, 16 * n)->at, a + (n ? 5 : 2) * EDGE);
        ck_assert_uint_eq(nth(F_BEAT, INIT_ETH, 16 * n + 15)->at, a + (n ? 20 : 17) * EDGE);
        ck_assert_uint_eq(nth(F_DONE, INIT_ETH, n)->at, a + (n ? 21 : 17) * EDGE);
    }
    done();
}
END_TEST

/* LTDC reads AXI SRAM 8 bytes a beat: 16 beats from A + 3 on, response at A + 19; the next burst is
 * asked one edge later. SDMMC1 is 4 bytes wide, 8 beats a burst. */
START_TEST(widths_and_bursts)
{
    run("\"buffers\":{\"f\":{\"region\":\"AXISRAM\",\"size\":256,\"init\":0}},"
        "\"masters\":{\"LTDC\":{\"do\":[{\"read\":\"f\"}]},\"SDMMC1\":{\"at\":2000,\"do\":[{\"read\":\"f\","
        "\"size\":64}]}},\"program\":[{\"compute\":4000}]");
    tick_t a = nth(F_ASK, INIT_LTDC, 0)->at;
    ck_assert_uint_eq(nth(F_BEAT, INIT_LTDC, 0)->size, 8);
    ck_assert_uint_eq(nth(F_BEAT, INIT_LTDC, 0)->at, a + 3 * EDGE);
    ck_assert_uint_eq(nth(F_DONE, INIT_LTDC, 0)->at, a + 19 * EDGE);
    ck_assert_uint_eq(nth(F_ASK, INIT_LTDC, 1)->at, a + 20 * EDGE);
    ck_assert_uint_eq(count(F_BEAT, INIT_LTDC), 32);
    ck_assert_uint_eq(nth(F_ASK, INIT_SDMMC1, 0)->note & 0xFF, 8);
    ck_assert_uint_eq(count(F_BEAT, INIT_SDMMC1), 16);
    done();
}
END_TEST

/* RM0433 table 3. Each master at each memory: reached or refused. */
START_TEST(who_reaches_what)
{
    static const char *const where[] = { "AXISRAM", "SRAM1", "SRAM4", "DTCM" };
    static const struct { const char *name; unsigned init; const char *reach; } who[] = {
        { "ETH", INIT_ETH, "###." }, { "SDMMC1", INIT_SDMMC1, "#..." }, { "SDMMC2", INIT_SDMMC2, "###." },
        { "OTG_HS1", INIT_USB1, "###." }, { "OTG_HS2", INIT_USB2, "###." }, { "DMA2D", INIT_DMA2D, "##.." },
            { "LTDC", INIT_LTDC, "#..." } };
    for (unsigned i = 0; i < 7; i++)
        for (unsigned k = 0; k < 4; k++) {
            char text[400];
            snprintf(text, sizeof text,
                     "\"setup\":{\"enable\":[\"SRAM1\"]},\"buffers\":{\"b\":{\"region\":\"%s\","
                     "\"size\":32,\"init\":0}},"
                     "\"masters\":{\"%s\":{\"do\":[{\"write\":\"b\",\"bytes\":1}]}},"
                     "\"program\":[{\"compute\":200}]", where[k], who[i].name);
            run(text);
            bool reached = who[i].reach[k] == '#';
            ck_assert_msg(!count(F_ERROR, who[i].init) == reached, "%s %s", who[i].name, where[k]);
            ck_assert_uint_eq(machine_ram(m, s->names.symbol[0].addr), reached);
            if (!reached) ck_assert_str_eq(rule_name[found.item[0].rule], "dma-unreachable");
            done();
        }
}
END_TEST

/* ---- judged as any DMA --------------------------------------------------------------------------- */

#define CACHED "\"setup\":{\"dcache\":true,\"enable\":[\"ETH1MAC\"]}," RX
#define RING "\"masters\":{\"ETH\":{\"do\":[{\"wait_doorbell\":\"ETH.DMACTDTPR\"},{\"read\":\"rx\",\"size\":4}]}},"
#define BELL "{\"write\":\"ETH.DMACTDTPR\",\"value\":0},{\"compute\":400}"

START_TEST(dirty_line)
{
    run(CACHED RING "\"program\":[{\"load\":\"rx\"},{\"store\":\"rx\",\"value\":7},{\"dsb\":true}," BELL "]");
    const finding_t *f = only(RULE_STALE_DMA_READ, TIER_ERROR, "Ethernet");
    ck_assert(f->had == 0 && f->wanted == 7 && f->fix_pc == 3);     /* before the doorbell */
    done();
    run(CACHED RING "\"program\":[{\"load\":\"rx\"},{\"store\":\"rx\",\"value\":7},{\"clean\":\"rx\"}," BELL "]");
    ck_assert_uint_eq(found.count, 0);
    done();
}
END_TEST

/* Non-cacheable memory, store and doorbell back to back: the order was left to luck. */
#define UNCACHED "\"setup\":{\"dcache\":true,\"enable\":[\"ETH1MAC\"],\"mpu\":[{\"base\":\"0x24000000\",\"size\":4096,\"attr\":\"non-cacheable\"}]}," RX
START_TEST(no_barrier_before_the_doorbell)
{
    run(UNCACHED RING "\"program\":[{\"store\":\"rx\",\"value\":7}," BELL "]");
    ck_assert_uint_eq(found.count, 1);
    ck_assert_str_eq(rule_name[found.item[0].rule], "missing-barrier");
    ck_assert_str_eq(found.item[0].master, "Ethernet");
    done();
    run(UNCACHED RING "\"program\":[{\"store\":\"rx\",\"value\":7},{\"dsb\":true}," BELL "]");
    ck_assert_uint_eq(found.count, 0);
    done();
    /* A master that comes by itself asks for no order. */
    run(UNCACHED "\"masters\":{\"ETH\":{\"do\":[{\"poll\":\"rx\",\"equals\":7}]}},"
                 "\"program\":[{\"compute\":400},{\"store\":\"rx\",\"value\":7},{\"compute\":2000}]");
    ck_assert_uint_eq(found.count, 0);
    done();
}
END_TEST

START_TEST(stale_receive)
{
    run(CACHED "\"masters\":{\"ETH\":{\"at\":400,\"do\":[{\"write\":\"rx\",\"bytes\":90}]}},"
        "\"program\":[{\"load\":\"rx\"},{\"compute\":2000},{\"load\":\"rx\"}]");
    only(RULE_STALE_READ, TIER_ERROR, "Ethernet");
    done();
    run(CACHED "\"masters\":{\"ETH\":{\"at\":400,\"do\":[{\"write\":\"rx\",\"bytes\":90}]}},"
        "\"program\":[{\"load\":\"rx\"},{\"compute\":2000},{\"invalidate\":\"rx\"},{\"load\":\"rx\","
        "\"expect\":\"0x5A5A5A5A\"}]");
    ck_assert_uint_eq(found.count, 0);
    done();
}
END_TEST

START_TEST(lost_receive)
{
    run(CACHED "\"masters\":{\"ETH\":{\"at\":400,\"do\":[{\"write\":\"rx\",\"bytes\":90}]}},"
        "\"program\":[{\"load\":\"rx\"},{\"store\":\"rx\",\"value\":7},{\"compute\":2000},{\"evict\":\"rx\"},"
        "{\"load\":\"rx\"}]");
    ck_assert_str_eq(rule_name[found.item[0].rule], "lost-dma-write");
    ck_assert_str_eq(found.item[0].master, "Ethernet");
    done();
}
END_TEST

/* ---- the debug port ------------------------------------------------------------------------------ */

START_TEST(two_views_and_nothing_consumed)
{
    run("\"setup\":{\"dcache\":true}," RX "\"world\":{\"debug\":["
        "{\"at\":2000,\"read\":\"rx+4\",\"cacheable\":true},{\"at\":1000,\"read\":\"rx+4\"},{\"at\":3000,"
        "\"read\":\"rx+4\",\"size\":1,\"expect\":0}]},"
        "\"program\":[{\"load\":\"rx\"},{\"store\":\"rx+4\",\"value\":\"0x1234\"},{\"compute\":4000}]");
    ck_assert(debug.known[0] && debug.value[0] == 0x1234);
    ck_assert(debug.known[1] && debug.value[1] == 0);
    ck_assert(debug.known[2] && debug.value[2] == 0);
    ck_assert_uint_eq(count(F_BEAT, INIT_DEBUG), 2);
    ck_assert_uint_ge(nth(F_ASK, INIT_DEBUG, 0)->at, 1000 * 12);
    ck_assert_uint_lt(nth(F_ASK, INIT_DEBUG, 0)->at, 1000 * 12 + 2 * EDGE);
    ck_assert_uint_eq(found.count, 1);  /* RAM was old, and nobody but a debugger looked */
    ck_assert_int_eq(found.item[0].rule, RULE_DEBUGGER_VIEW);
    ck_assert_int_eq(found.item[0].tier, TIER_LINT);
    done();
}
END_TEST

START_TEST(tcm_is_looked_at)
{
    run("\"buffers\":{\"t\":{\"region\":\"DTCM\",\"size\":4,\"init\":0}},\"world\":{\"debug\":[{\"at\":100,"
        "\"read\":\"t\"}]},"
        "\"program\":[{\"store\":\"t\",\"value\":5},{\"compute\":400}]");
    ck_assert(debug.known[0] && debug.value[0] == 5);
    done();
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, every_step);
    tcase_add_test(t, mistakes);
    tcase_add_test(t, camera_times);
    tcase_add_test(t, ethernet_in_d2_and_over_the_bridge);
    tcase_add_test(t, widths_and_bursts);
    tcase_add_test(t, who_reaches_what);
    tcase_add_test(t, dirty_line);
    tcase_add_test(t, no_barrier_before_the_doorbell);
    tcase_add_test(t, stale_receive);
    tcase_add_test(t, lost_receive);
    tcase_add_test(t, two_views_and_nothing_consumed);
    tcase_add_test(t, tcm_is_looked_at);
    return case_run("scenario_masters", t);
}
