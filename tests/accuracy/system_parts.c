/* system_parts.c -- what the wires of the peripherals take: frames, bits, conversions, by the manual's
 * formulas; and what the ways to move bytes cost, from lessons. */
#include "system_rows.h"
#include "system.h"
#include <math.h>
#include <string.h>

/* Ticks of the facts of one kind and slot. */
enum { MOMENTS = 64 };
typedef struct { sink_t sink; uint8_t slot; tick_t at[MOMENTS]; unsigned n; } moments_t;

static void see(sink_t *s, const fact_t *f)
{
    moments_t *m = (moments_t *)s;
    if (f->who == m->slot && m->n < MOMENTS) m->at[m->n++] = f->at;
}

/* Microseconds between the facts, each after the first `skip`, in the mean. */
anchor_result_t part_period(const void *arg)
{
    const part_period_t *p = arg;
    const char *why;
    moments_t m = { .sink = { 1ull << p->fact, see }, .slot = p->slot };
    result_t *r = system_scenario(p->text, &m.sink, &why);
    if (!r) return anchor_none(why);
    system_done(r);
    if (m.n < p->skip + 2) return anchor_none("too few of them");
    double ticks = (double)(m.at[m.n - 1] - m.at[p->skip]) / (m.n - 1 - p->skip);
    return (anchor_result_t){ ticks / TICKS_PER_SECOND * 1e6 / p->unit_us, p->unit, p->how };
}

anchor_result_t lesson_cycles(const void *arg)
{
    const lesson_t *l = arg;
    const char *why;
    result_t *r = system_lesson(l->file, &why);
    if (!r) return anchor_none(why);
    double v = l->counter ? system_counter(r, l->counter) : system_cycles(r, l->from, l->to);
    if (l->per) v /= system_counter(r, l->per);
    system_done(r);
    return (anchor_result_t){ v * l->scale, l->unit, l->file };
}

/* The same program at another frequency and the same ratio: its cycles over those at the first. */
anchor_result_t same_ratio(const void *arg)
{
    const clock_pair_t *c = arg;
    static char text[2000];
    double cycles[2];
    const char *why;
    for (unsigned i = 0; i < 2; i++) {
        snprintf(text, sizeof text,
                 "{ \"schema_version\": 1, \"title\": \"ratio\", \"clocks\": { \"cpu\": %u, \"hclk\": %u, "
                 "\"pclk\": %u },"
                 "  \"setup\": { \"dcache\": true, \"enable\": [\"SRAM1\"] },"
                 "  \"buffers\": { \"a\": { \"region\": \"AXISRAM\", \"size\": 4096, \"init\": 0 },"
                 "                 \"b\": { \"region\": \"SRAM1\", \"size\": 4096, \"init\": 0 },"
                 "                 \"c\": { \"region\": \"SRAM4\", \"size\": 4096, \"init\": 0 } },"
                 "  \"program\": [ { \"mark\": \"from\" }, { \"copy\": \"b\", \"from\": \"a\" }, { \"copy\": "
                 "\"c\", \"from\": \"b\" },"
                 "                 { \"clean\": \"c\" }, { \"dsb\": true }, { \"mark\": \"to\" } ] }",
                 c->cpu[i], c->hclk[i], c->hclk[i] / 2);
        result_t *r = system_scenario(text, NULL, &why);
        if (!r) return anchor_none(why);
        cycles[i] = system_cycles(r, "from", "to");
        system_done(r);
    }
    static char how[80];
    snprintf(how, sizeof how, "copies AXI SRAM, SRAM1, SRAM4: %.0f, %.0f cycles", cycles[0], cycles[1]);
    return (anchor_result_t){ cycles[0] / cycles[1], "", how };
}
