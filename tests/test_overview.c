/* test_overview.c -- lanes of the strip: facts put in by hand, sums worked out by hand. One column is one CPU
 * cycle of 12 ticks (400 MHz) until the run outgrows 4096 of them. */
#include <stdlib.h>
#include <string.h>
#include "suite.h"
#include "overview.h"

enum { W = 12 };

static overview_t *o;

static void see(fact_t f) { sink_t *s = overview_sink(o); if (s->mask >> f.kind & 1) s->see(s, &f); }
static void begin(void) { o = overview_new((domain_t){ .mul = 1, .div = W }); }

static uint64_t sum(unsigned lane)
{
    uint64_t n = 0;
    for (size_t c = 0; c < overview_columns(o); c++) n += overview_at(o, lane, c);
    return n;
}

START_TEST(what_lasts)
{
    begin();
    see((fact_t){ .at = 6, .kind = F_ASK, .who = INIT_DMA1_MEM });
    see((fact_t){ .at = 10, .kind = F_ASK, .who = INIT_DMA1_MEM });     /* two at once count once */
    see((fact_t){ .at = 20, .kind = F_DONE, .who = INIT_DMA1_MEM });
    see((fact_t){ .at = 30, .kind = F_DONE, .who = INIT_DMA1_MEM });
    ck_assert_uint_eq(overview_at(o, LANE_BUS + INIT_DMA1_MEM, 0), 6);
    ck_assert_uint_eq(overview_at(o, LANE_BUS + INIT_DMA1_MEM, 1), 12);
    ck_assert_uint_eq(overview_at(o, LANE_BUS + INIT_DMA1_MEM, 2), 6);
    see((fact_t){ .at = 48, .kind = F_SLEEP });
    overview_reach(o, 66);                                              /* still asleep */
    ck_assert_uint_eq(sum(LANE_CPU_ASLEEP), 18);
    see((fact_t){ .at = 72, .kind = F_WAKE });
    ck_assert_uint_eq(sum(LANE_CPU_ASLEEP), 24);
    ck_assert_uint_eq(overview_at(o, LANE_CPU_BUSY, 4), 0);
    ck_assert_uint_eq(overview_at(o, LANE_CPU_BUSY, 3), 12);
    see((fact_t){ .at = 80, .kind = F_ASK, .who = INIT_AXIM });
    see((fact_t){ .at = 100, .kind = F_LOAD, .what = SRC_LFB });        /* waited since it asked */
    ck_assert_uint_eq(sum(LANE_CPU_WAITING), 20);
    see((fact_t){ .at = 130, .kind = F_BARRIER, .data = 90 });          /* 90..100 is told already */
    ck_assert_uint_eq(sum(LANE_CPU_WAITING), 50);
    see((fact_t){ .at = 130, .kind = F_IRQ_ENTER }), see((fact_t){ .at = 140, .kind = F_IRQ_ENTER });
    see((fact_t){ .at = 150, .kind = F_IRQ_LEAVE }), see((fact_t){ .at = 160, .kind = F_IRQ_LEAVE });
    ck_assert_uint_eq(sum(LANE_HANDLERS), 30);
    ck_assert_uint_eq(sum(LANE_IRQS), 2);
    ck_assert(overview_used(o, LANE_HANDLERS) && !overview_used(o, LANE_MAINT));
    overview_free(o);
}
END_TEST

START_TEST(it_folds)
{
    begin();
    for (tick_t t = 0; t < 100000; t += 7) see((fact_t){ .at = t * W, .kind = F_DMA_ITEM, .who = SLOT_DMA2,
                                                         .what = 3 });
    see((fact_t){ .at = 5, .kind = F_SLEEP });
    see((fact_t){ .at = 99999 * W, .kind = F_WAKE });
    ck_assert_uint_eq(sum(LANE_STREAM + 11), (100000 + 6) / 7);
    ck_assert_uint_eq(sum(LANE_CPU_ASLEEP), 99999 * W - 5);
    /* 100000 / 4096 columns, the next power of two */
    ck_assert_uint_eq(overview_width(o), W * 32);
    ck_assert_uint_le(overview_columns(o), OVERVIEW_COLUMNS);
    ck_assert_uint_eq(overview_most(o, LANE_CPU_ASLEEP), W * 32);
    see((fact_t){ .at = (tick_t)1 << 60, .kind = F_MAINT });            /* whatever the run's length */
    ck_assert_uint_eq(sum(LANE_MAINT), 1);
    overview_free(o);
}
END_TEST

START_TEST(names)
{
    char text[64];
    for (unsigned l = 0; l < LANES + 2; l++) ck_assert_int_gt((int)strlen(lane_name(l, text, sizeof text)),
                                                              0);
    ck_assert_str_eq(lane_name(LANE_STREAM + 8, text, sizeof text), "DMA2 stream 0");
    /* a scripted master has two lanes: what it sets out to move, and its bus */
    for (unsigned n = FIRST_MASTER; n < WATCHED; n++) {
        char bus[64];
        lane_name(LANE_BUS + master_init((int)n), bus, sizeof bus);
        ck_assert_str_ne(lane_name(LANE_STREAM + n, text, sizeof text), bus);
    }
    ck_assert(lane_is_time(LANE_BUS) && lane_is_time(LANE_CPU_BUSY) && !lane_is_time(LANE_IRQS));
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("overview");
    tcase_add_test(t, what_lasts);
    tcase_add_test(t, it_folds);
    tcase_add_test(t, names);
    return case_run("overview", t);
}
