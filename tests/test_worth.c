/* The comparison of polling, interrupts and DMA: every driver does its job and breaks no rule; the
 * numbers are what can be worked out by hand; the break-even size is one. */
#include "plot.h"
#include "worth.h"
#include <cJSON.h>
#include "suite.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Fontconfig keeps what it has found until the process ends, and the leak checker cannot see by
 * whom. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libfontconfig\n"; }

static worth_cost_t cost(const char *name, worth_way_t way, unsigned size)
{
    worth_cost_t c;
    const worth_job_t *j = worth_find(name);
    ck_assert_ptr_nonnull(j);
    worth_measure(j, way, size, false, &c);
    ck_assert_msg(c.measured, "%s, %s, %u: %s", name, worth_way_name[way], size, c.why);
    return c;
}

static void check_between(uint64_t v, uint64_t lo, uint64_t hi)
{
    ck_assert_msg(v >= lo && v <= hi, "%llu is not in %llu..%llu", (unsigned long long)v,
        (unsigned long long)lo, (unsigned long long)hi);
}

/* The measurement compares all data itself; the judges look for stale lines, missing barriers and
 * the like. */
START_TEST(test_every_driver_is_right)
{
    const worth_job_t *j = &worth_job[_i / WORTH_WAYS];
    worth_way_t way = (worth_way_t)(_i % WORTH_WAYS);
    for (unsigned n = j->least; n <= 8; n += j->step) {
        worth_cost_t c;
        worth_measure(j, way, n, true, &c);
        ck_assert_msg(c.measured, "%s, %s, %u: %s", j->name, worth_way_name[way], n, c.why);
        ck_assert_uint_eq(c.findings, 0);
        ck_assert_uint_le(c.busy, c.span);
        ck_assert_uint_le(c.latency, c.span);
        ck_assert_uint_gt(c.beats, n / j->item);          /* each item crosses a bus at least once */
    }
}
END_TEST

/* Across cache lines and at the sizes of the table, where it is quick. */
START_TEST(test_larger_sizes)
{
    static const struct { const char *name; unsigned size; } row[] = {
        { "uart-print", 33 }, { "uart-print", 40 }, { "gps", 80 }, { "spi-sensor", 10 },
            { "spi-sensor", 65 },
        { "spi-display", 1026 }, { "adc", 1024 }, { "i2c-sensor", 6 }, { "i2c-sensor", 33 },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        for (int way = WORTH_INTERRUPT; way < WORTH_WAYS; way++) {
            worth_cost_t c;
            worth_measure(worth_find(row[i].name), (worth_way_t)way, row[i].size, true, &c);
            ck_assert_msg(c.measured && !c.findings, "%s, %d, %u: %s, %u findings", row[i].name,
                way, row[i].size, c.why, c.findings);
        }
}
END_TEST

/* Polling never sleeps and takes no interrupt. DMA takes one at the end; on I2C the register's
 * number and the repeated START take one each. By interrupt: one an item, and the end (TC, IDLE;
 * STOP and those two); the ADC's last sample is its end. */
START_TEST(test_interrupts)
{
    for (int i = 0; i < WORTH_JOBS; i++) {
        const worth_job_t *j = &worth_job[i];
        worth_cost_t c = cost(j->name, WORTH_BLOCKING, 6);
        ck_assert_uint_eq(c.interrupts, 0);
        ck_assert_uint_eq(c.busy, c.span);
        ck_assert_uint_eq(c.free_permille, 0);
        ck_assert_uint_eq(cost(j->name, WORTH_DMA, 6).interrupts, !strcmp(j->name, "i2c-sensor")
            ? 3 : 1);
    }
    ck_assert_uint_eq(cost("uart-print", WORTH_INTERRUPT, 6).interrupts, 7);
    ck_assert_uint_eq(cost("gps", WORTH_INTERRUPT, 6).interrupts, 7);
    ck_assert_uint_eq(cost("adc", WORTH_INTERRUPT, 6).interrupts, 6);
    ck_assert_uint_eq(cost("i2c-sensor", WORTH_INTERRUPT, 6).interrupts, 9);
}
END_TEST

/* The wire sets the pace. UART: a frame is 10 bits of 868 pclk, 34 720 cycles; before it TDR's way
 * to the line, behind it the look that sees TC. ADC: a sample is 64.5 + 8.5 ADC cycles of 16, 1168
 * cycles; before the first ADSTART's way, an edge of the ADC's clock and start-up. SPI: a frame of
 * 16 bits at 10 MHz is 640 cycles. */
START_TEST(test_spans)
{
    check_between(cost("uart-print", WORTH_BLOCKING, 2).span, 2 * 34720, 2 * 34720 + 120);
    check_between(cost("uart-print", WORTH_DMA, 8).span, 8 * 34720, 8 * 34720 + 400);
    check_between(cost("adc", WORTH_BLOCKING, 16).span, 16 * 1168, 16 * 1168 + 120);
    check_between(cost("spi-display", WORTH_BLOCKING, 64).span, 32 * 640, 32 * 640 + 300);
    uint64_t a = cost("spi-display", WORTH_INTERRUPT, 256).span, b = cost("spi-display",
        WORTH_INTERRUPT, 512).span;
    check_between(b - a, 128 * 640 - 30, 128 * 640 + 30);
}
END_TEST

/* A byte is received in the middle of its stop bit, 9.5 bits from its start; IDLE rises after
 * another frame of silence, at 20 bits: 10.5 bits of 10 417 pclk later, 437 514 cycles. Then an
 * edge of pclk and the look that sees it. */
START_TEST(test_idle_latency)
{
    check_between(cost("gps", WORTH_BLOCKING, 3).latency, 437514, 437514 + 80);
    check_between(cost("gps", WORTH_INTERRUPT, 3).latency, 437514, 437514 + 250);
}
END_TEST

/* One more byte by interrupt: wake 6, CPSIE 1, entry 12; the handler's 10 micro-ops; the DSB waits
 * for TDR's write, up to 1 to hclk, 3 hclk, 2 pclk and back, some 17; return 10; ISB, branch,
 * CPSID, look, branch, DSB, WFI some 12: about 68. By DMA nothing: within a cache line no
 * maintenance is added, and the two beats (memory, TDR) are the DMA's. */
START_TEST(test_cost_of_one_more)
{
    uint64_t a = cost("uart-print", WORTH_INTERRUPT, 8).busy, b = cost("uart-print",
        WORTH_INTERRUPT, 16).busy;
    check_between(b - a, 8 * 60, 8 * 80);
    worth_cost_t c = cost("uart-print", WORTH_DMA, 8), d = cost("uart-print", WORTH_DMA, 16);
    ck_assert_uint_eq(d.beats - c.beats, 16);
    check_between(d.busy + 8 - c.busy, 0, 16);            /* the same,
        but for edges of the slower clocks */
}
END_TEST

START_TEST(test_break_even)
{
    const worth_job_t *j = &worth_job[_i];
    unsigned n;
    ck_assert(worth_break_even(j, WORTH_INTERRUPT, &n));
    ck_assert_uint_ge(n, j->least);                       /* DMA does win somewhere, in each of them */
    ck_assert_uint_le(n, j->most);
    ck_assert_uint_eq(n % j->step, 0);
    ck_assert_uint_lt(cost(j->name, WORTH_DMA, n).busy, cost(j->name, WORTH_INTERRUPT, n).busy);
    if (n > j->least)
        ck_assert_uint_ge(cost(j->name, WORTH_DMA, n - j->step).busy, cost(j->name,
            WORTH_INTERRUPT, n - j->step).busy);
}
END_TEST

static void no_scenario(FILE *f, worth_way_t way, unsigned size) { fprintf(f, "{ %d %u",
    (int)way, size); }

/* What went wrong is never a number. */
START_TEST(test_not_measured)
{
    worth_cost_t c;
    worth_job_t j = *worth_find("adc");
    j.text = no_scenario;
    worth_measure(&j, WORTH_DMA, 4, false, &c);
    ck_assert(!c.measured && c.why[0]);
    j = *worth_find("uart-print");
    j.item = 2;                                           /* other data than the text sends */
    worth_measure(&j, WORTH_DMA, 4, false, &c);
    ck_assert(!c.measured);
    ck_assert_ptr_nonnull(strstr(c.why, "4 items on the wire instead of 2"));
    j = *worth_find("spi-display");
    j.over = 0;                                           /* an end that never comes */
    worth_measure(&j, WORTH_INTERRUPT, 4, false, &c);
    ck_assert(!c.measured);
    j = *worth_find("spi-display");
    j.text = no_scenario;
    unsigned n = 9;
    ck_assert(!worth_break_even(&j, WORTH_INTERRUPT, &n));
    ck_assert_ptr_null(worth_find("no such job"));
}
END_TEST

START_TEST(test_print)
{
    char *text = NULL;
    size_t length;
    FILE *f = open_memstream(&text, &length);
    ck_assert(worth_print(f, WORTH_JSON, worth_find("spi-sensor"), 5));
    fclose(f);
    cJSON *o = cJSON_Parse(text), *row;
    ck_assert_ptr_nonnull(o);
    ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(o, "costs")), WORTH_WAYS);
    row = cJSON_GetArrayItem(cJSON_GetObjectItem(o, "costs"), 2);
    ck_assert_int_eq(cJSON_GetObjectItem(row, "size")->valueint, 5);
    ck_assert_int_eq(cJSON_GetObjectItem(row, "cpu_cycles")->valueint, (int)cost("spi-sensor",
        WORTH_DMA, 5).busy);
    ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(o, "break_even")), 1);
    cJSON_Delete(o);
    free(text);
}
END_TEST

static void starts_with(const char *file, const char *what)
{
    char head[16] = "";
    FILE *f = fopen(file, "rb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fread(head, 1, strlen(what), f), strlen(what));
    ck_assert_mem_eq(head, what, strlen(what));
    fclose(f);
    remove(file);
}

START_TEST(test_plot)
{
    plot_panel_t p = { .title = "t", .x = "bytes", .y = "cycles", .lines = 1, .mark = 3,
        .mark_text = "here" };
    p.line[0] = (plot_line_t){ "a", { { 1, 10 }, { 10, 100 }, { 65536, 20000000 } }, 3 };
    char folder[] = "/tmp/worthXXXXXX", file[64];
    err_t why = { "" };
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(file, sizeof file, "%s/x.svg", folder);
    ck_assert(plot_draw(file, "title", &p, 1, &why));
    starts_with(file, "<?xml");
    snprintf(file, sizeof file, "%s/x.png", folder);
    ck_assert(plot_draw(file, "title", &p, 1, &why));
    starts_with(file, "\x89PNG");
    p.line[0].points = 0;                                 /* nothing to draw is no reason to fail */
    ck_assert(plot_draw(file, "title", &p, 1, &why));
    remove(file);
    snprintf(file, sizeof file, "%s/none/x.svg", folder);
    ck_assert(!plot_draw(file, "title", &p, 1, &why));
    ck_assert_ptr_nonnull(strstr(why.text, "No such file"));
    ck_assert_int_eq(rmdir(folder), 0);                   /* and nothing half-written is left */
    why = (err_t){ "" };
    ck_assert(!plot_known("x.pdf") && !plot_known(".svg"));
    ck_assert(!worth_plot("x.pdf", worth_find("adc"), &why));
    ck_assert_ptr_nonnull(strstr(why.text, ".svg or a .png"));
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("worth");
    tcase_set_timeout(t, 240);
    tcase_add_loop_test(t, test_every_driver_is_right, 0, WORTH_JOBS * WORTH_WAYS);
    tcase_add_test(t, test_larger_sizes);
    tcase_add_test(t, test_interrupts);
    tcase_add_test(t, test_spans);
    tcase_add_test(t, test_idle_latency);
    tcase_add_test(t, test_cost_of_one_more);
    tcase_add_loop_test(t, test_break_even, 0, WORTH_JOBS);
    tcase_add_test(t, test_not_measured);
    tcase_add_test(t, test_print);
    tcase_add_test(t, test_plot);
    return case_run("worth", t);
}
