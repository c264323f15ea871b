/* system_pins.c -- what the CPU does at pins through D3 (scenarios/firmware/c/pins.c, pins_hal.c), CPU and
 * bus as 2:1. */
#include "system_rows.h"
#include "system.h"
#include <stddef.h>

enum { PINS_A_PORT = 16, PORT_CHANGES = 16, EDGES = 4, FIRST_US = 4000, STEP_US = 10 };

typedef struct {
    sink_t   sink;
    unsigned input, output, port;        /* pins; port: what goes up and down without end */
    tick_t   fast[PORT_CHANGES], up[EDGES], down[EDGES], in[EDGES];
    unsigned fasts, ups, downs, ins;
} watch_t;

static void see(sink_t *s, const fact_t *f)
{
    watch_t *w = (watch_t *)s;
    if (f->what == w->input && f->data && f->at && w->ins < EDGES) w->in[w->ins++] = f->at;
    if (f->what == w->port && f->note && w->fasts < PORT_CHANGES) w->fast[w->fasts++] = f->at;
    if (f->what == w->output && f->note && f->data && w->ups < EDGES) w->up[w->ups++] = f->at;
    if (f->what == w->output && f->note && !f->data && w->ups > w->downs) w->down[w->downs++] = f->at;
}

/* Means of all edges, in CPU cycles. */
typedef struct {
    const char *image;
    char        port[2];                 /* of input and output */
    unsigned    in, out, caches;         /* caches: how many are on, for pins_hal.c */
    double      hz;
    bool        done, good;
    double      edge, pulse, write;
    const char *why;
} pin_run_t;

static pin_run_t itcm = { .image = "pins", .port = "CD", .in = 13, .out = 1, .hz = HSI_HZ };
#define HAL(n) { .image = "pins-hal", .port = "GG", .in = 3, .out = 2, .caches = n, .hz = 400e6 }
static pin_run_t hal[] = { HAL(0), HAL(1), HAL(2) };

/* The input rises four times, when the program waits for it. */
static void put_world(char *text, size_t room, const pin_run_t *p)
{
    size_t n = (size_t)snprintf(text, room, "{ \"schema_version\": 1, \"title\": \"pins\", \"firmware\": "
                                "\"firmware/images/%s.elf\", \"max_cycles\": 4000000, \"expect\": [ { "
                                "\"stop\": \"exit\", \"code\": 0 } ], \"world\": { \"pins\": [ ", p->image);
    for (unsigned i = 0; i < 2 * EDGES && n < room; i++)
        n += (size_t)snprintf(text + n, room - n, "%s{ \"pin\": \"P%c%u\", \"at\": \"%uus\", \"level\": %u }",
                              i ? ", " : "", p->port[0], p->in, i ? FIRST_US + STEP_US * (i - 1) : 0, i & 1);
    for (unsigned i = 0; i < p->caches && n < room; i++)
        n += (size_t)snprintf(text + n, room - n, ", { \"pin\": \"PG%u\", \"at\": 0, \"level\": 1 }", 5 + i);
    if (n < room) snprintf(text + n, room - n, " ] } }");
}

static unsigned pin_number(char port, unsigned n) { return (unsigned)(port - 'A') * PINS_A_PORT + n; }

static void run(pin_run_t *p)
{
    static char text[2000];
    const double cycle = TICKS_PER_SECOND / p->hz;
    watch_t w = { .sink = { 1ull << F_PIN, see }, .input = pin_number(p->port[0], p->in),
                  .output = pin_number(p->port[1], p->out), .port = pin_number(p->port[1], 0) };
    put_world(text, sizeof text, p);
    result_t *r = system_scenario(text, &w.sink, &p->why);
    p->done = true;
    if (!r) return;
    system_done(r);
    p->why = "the pins did not move as they should";
    p->good = w.ins == EDGES && w.ups == EDGES && w.downs == EDGES && (p != &itcm || w.fasts == PORT_CHANGES);
    for (unsigned i = 0; i < EDGES; i++) {
        p->edge += (double)(w.up[i] - w.in[i]) / cycle / EDGES;
        p->pulse += (double)(w.down[i] - w.up[i]) / cycle / EDGES;
    }
    if (w.fasts) p->write = (double)(w.fast[PORT_CHANGES - 1] - w.fast[0]) / cycle / (PORT_CHANGES - 1);
}

static pin_run_t *known(pin_run_t *p)
{
    if (!p->done) run(p);
    return p;
}

anchor_result_t pins_edge(const void *arg)
{
    (void)arg;
    const pin_run_t *p = known(&itcm);
    return p->good ? (anchor_result_t){ p->edge, "cycles", "pins.elf, mean of 4" } : anchor_none(p->why);
}

anchor_result_t pins_pulse(const void *arg)
{
    (void)arg;
    const pin_run_t *p = known(&itcm);
    return p->good ? (anchor_result_t){ p->pulse, "cycles", "pins.elf, mean of 4" } : anchor_none(p->why);
}

anchor_result_t pins_hal(const void *arg)
{
    const bool *pulse = arg;
    static char how[120];
    double cycles[3];
    for (unsigned i = 0; i < 3; i++) {
        const pin_run_t *p = known(&hal[i]);
        if (!p->good) return anchor_none(p->why);
        cycles[i] = *pulse ? p->pulse : p->edge;
    }
    snprintf(how, sizeof how, "pins-hal.elf, mean of 4; %.0f with the I-cache on, %.0f with both", cycles[1],
             cycles[2]);
    return (anchor_result_t){ cycles[0], "cycles", how };
}

anchor_result_t pins_rate(const void *arg)
{
    const double *cpu_mhz = arg;
    const pin_run_t *p = known(&itcm);
    return p->good ? (anchor_result_t){ *cpu_mhz / (2 * p->write), "MHz", "pins.elf, 16 writes in a row" }
                   : anchor_none(p->why);
}
