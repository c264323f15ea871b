/* system_pins.c -- what the CPU does at pins through D3 (scenarios/firmware/c/pins.c), CPU and bus as 2:1. */
#include "system_rows.h"
#include "system.h"
#include <stddef.h>

/* PC13 rises four times, when the program waits for it. */
static const char world[] = "{ \"schema_version\": 1, \"title\": \"pins\", \"firmware\": "
                            "\"firmware/images/pins.elf\", \"max_cycles\": 1000000,"
                            "  \"world\": { \"pins\": [ { \"pin\": \"PC13\", \"at\": 0, \"level\": 0 },"
                            "    { \"pin\": \"PC13\", \"at\": \"4000us\", \"level\": 1 }, { \"pin\": "
                            "\"PC13\", \"at\": \"4010us\", \"level\": 0 },"
                            "    { \"pin\": \"PC13\", \"at\": \"4020us\", \"level\": 1 }, { \"pin\": "
                            "\"PC13\", \"at\": \"4030us\", \"level\": 0 },"
                            "    { \"pin\": \"PC13\", \"at\": \"4040us\", \"level\": 1 }, { \"pin\": "
                            "\"PC13\", \"at\": \"4050us\", \"level\": 0 },"
                            "    { \"pin\": \"PC13\", \"at\": \"4060us\", \"level\": 1 } ] },"
                            "  \"expect\": [ { \"stop\": \"exit\", \"code\": 0 } ] }";

enum { PC13 = 2 * 16 + 13, PD0 = 3 * 16, PD1, PORT_CHANGES = 16, EDGES = 4 };

typedef struct {
    sink_t   sink;
    tick_t   rise, fast[PORT_CHANGES], up[EDGES], down[EDGES], in[EDGES];
    unsigned fasts, ups, downs, ins;
} watch_t;

static void see(sink_t *s, const fact_t *f)
{
    watch_t *w = (watch_t *)s;
    if (f->what == PC13 && f->data && f->at && w->ins < EDGES) w->in[w->ins++] = f->at;
    if (f->what == PD0 && f->note && w->fasts < PORT_CHANGES) w->fast[w->fasts++] = f->at;
    if (f->what == PD1 && f->note && f->data && w->ups < EDGES) w->up[w->ups++] = f->at;
    if (f->what == PD1 && f->note && !f->data && w->ups > w->downs) w->down[w->downs++] = f->at;
}

/* Means of them all, in CPU cycles. */
static struct { bool done, good; double edge, pulse, write; const char *why; } pins;

static void run(void)
{
    const double cycle = TICKS_PER_SECOND / (double)HSI_HZ;
    watch_t w = { .sink = { 1ull << F_PIN, see } };
    result_t *r = system_scenario(world, &w.sink, &pins.why);
    pins.done = true;
    if (!r) return;
    system_done(r);
    pins.why = "the pins did not move as they should";
    pins.good = w.ins == EDGES && w.ups == EDGES && w.downs == EDGES && w.fasts == PORT_CHANGES;
    for (unsigned i = 0; i < EDGES; i++) {
        pins.edge += (double)(w.up[i] - w.in[i]) / cycle / EDGES;
        pins.pulse += (double)(w.down[i] - w.up[i]) / cycle / EDGES;
    }
    pins.write = (double)(w.fast[PORT_CHANGES - 1] - w.fast[0]) / cycle / (PORT_CHANGES - 1);
}

anchor_result_t pins_edge(const void *arg)
{
    (void)arg;
    if (!pins.done) run();
    return pins.good ? (anchor_result_t){ pins.edge, "cycles", "pins.elf, mean of 4" }
                     : anchor_none(pins.why);
}

anchor_result_t pins_pulse(const void *arg)
{
    (void)arg;
    if (!pins.done) run();
    return pins.good ? (anchor_result_t){ pins.pulse, "cycles", "pins.elf, mean of 4" }
                     : anchor_none(pins.why);
}

anchor_result_t pins_rate(const void *arg)
{
    const double *cpu_mhz = arg;
    if (!pins.done) run();
    return pins.good ? (anchor_result_t){ *cpu_mhz / (2 * pins.write), "MHz", "pins.elf, 16 writes in a row" }
                     : anchor_none(pins.why);
}
