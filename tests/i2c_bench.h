/* i2c_bench.h -- one I2C bus on a bench: the devices outside, the I2C, and its registers by hand.
 *
 * Clock: 100 MHz, one edge every 48 ticks. Times below are in edges. cfg: 2 edges of synchronisation,
 * 1 from START to the line, 1 from a flag to its request; the analog filter is 240 ticks, 5 edges.
 * So an edge of SCL is seen 7 edges late. TIMINGR of most tests, for 400 kHz (a period of 250):
 *   PRESC 0, SCLL 142 (143), SCLH 92 (93): low 7 + 143 = 150, high 7 + 93 = 100
 *   SCLDEL 15 (16), SDADEL 0 (1): SDA is right at 7 + 1 + 16 behind the fall, long before 150
 * START written at edge e: SDA falls at e + 1, SCL at e + 94 (tHD;STA 93), the first pulse rises at
 * e + 244, the eighth falls 7 * 250 + 100 = 1850 later, the ninth 2100; each is seen 7 later. */
#ifndef I2C_BENCH_H
#define I2C_BENCH_H
#include "i2c.h"
#include "i2c_devices.h"
#include "input.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { CR1 = 0x00, CR2 = 0x04, OAR1 = 0x08, OAR2 = 0x0C, TIMINGR = 0x10, TIMEOUTR = 0x14,
       ISR = 0x18, ICR = 0x1C, PECR = 0x20, RXDR = 0x24, TXDR = 0x28 };
enum { PE = 1, TXIE = 2, RXIE = 4, NACKIE = 16, STOPIE = 32, TCIE = 64, ERRIE = 128,
       ANFOFF = 1 << 12, TXDMAEN = 1 << 14, RXDMAEN = 1 << 15 };
enum { RD = 1 << 10, START = 1 << 13, STOP = 1 << 14, RELOAD = 1 << 24, AUTOEND = 1 << 25 };
enum { TXE = 1, TXIS = 2, RXNE = 4, NACKF = 16, STOPF = 32, TC = 64, TCR = 128, BERR = 256,
       ARLO = 512, BUSY = 1 << 15 };
enum { D, I, FACTS = 400 };
enum { EDGE = 48, EV = 31, ER = 32, REQ_RX = 33, REQ_TX = 34 };
enum { SENSOR = 0x1D };
#define FAST 0x00F05C8Eu             /* SCLDEL 15, SCLH 92, SCLL 142 */

typedef struct {                     /* devices and an I2C; all of it can be copied */
    tick_t        now, due[2];
    domain_t      clock[1];
    wires_t       wires;
    i2c_devices_t d;
    i2c_t         u;
    unsigned      facts;
    fact_t        fact[FACTS];
} bench_t;

static const i2c_cfg_t cfg = { .kernel = 0, .bus = 1, .req_wire = WIRE_REQ1, .req_rx = REQ_RX,
    .req_tx = REQ_TX, .irq_ev = EV, .irq_er = ER, .sync_edges = 2, .start_edges = 1,
    .req_edges = 1, .filter = 240 };
static const uint64_t ears[WIRE_KINDS] = { [WIRE_I2C_OUT] = 1 << D, [WIRE_I2C_IN] = 1 << I };
static uint8_t registers[256];
static i2c_slave_t slave[2];
static i2c_event_t event[8];
static input_t given;
static bench_t b;
static int silent;

static bench_t *watched;
static inline void see(sink_t *s, const fact_t *f)
{
    (void)s;
    if (watched->facts < FACTS) watched->fact[watched->facts++] = *f;
}
static sink_t sink = { .mask = ~0ull, .see = see };

static inline env_t env_of(bench_t *x, unsigned slot)
{
    watched = x;
    return (env_t){ .now = x->now, .clock = x->clock, .wires = &x->wires,
                    .sink = silent ? NULL : &sink, .in = &given, .ears = ears, .pc = NO_PC,
                    .slot = (uint8_t)slot };
}

static inline void heed(bench_t *x, const env_t *e, unsigned from)
{
    for (unsigned s = 0; s < 2; s++) {
        tick_t at = s > from ? e->now : e->now + 1;
        if (e->woke >> s & 1 && at < x->due[s]) x->due[s] = at;
    }
}

static inline void step(bench_t *x, unsigned slot)
{
    env_t e = env_of(x, slot);
    x->due[slot] = slot == D ? i2c_devices_model.step(&x->d, NULL, &e)
                             : i2c_model.step(&x->u, &cfg, &e);
    ck_assert_uint_gt(x->due[slot], x->now);
    heed(x, &e, slot);
}

/* Up to and including tick t. stride: step everybody at least so often (0: only when due). */
static inline void run_at(bench_t *x, tick_t t, tick_t stride)
{
    for (;;) {
        tick_t next = x->due[D] < x->due[I] ? x->due[D] : x->due[I];
        int all = stride && x->now / stride * stride + stride < next;
        if (all) next = x->now / stride * stride + stride;
        if (next > t) break;
        x->now = next;
        for (unsigned s = 0; s < 2; s++)
            if (all || x->due[s] <= next) step(x, s);
    }
    x->now = t;
}
static inline void run(uint64_t edges) { run_at(&b, edges * EDGE, 0); }
/* To the tick before an edge: what rises there has not yet. */
static inline void until(uint64_t edges) { run_at(&b, edges * EDGE - 1, 0); }

static inline void put_sized(bench_t *x, uint32_t off, unsigned size, uint32_t val)
{
    env_t e = env_of(x, I);
    i2c_model.write(&x->u, &cfg, off, size, val, &e);
    heed(x, &e, 9);
}
static inline void put(uint32_t off, uint32_t val) { put_sized(&b, off, 4, val); }

static inline uint32_t look(const bench_t *x, uint32_t off)
{
    env_t e = env_of((bench_t *)x, I);
    return i2c_model.peek(&x->u, &cfg, off, &e);
}
static inline uint32_t isr(void) { return look(&b, ISR); }

static inline uint32_t get_sized(bench_t *x, uint32_t off, unsigned size)
{
    env_t e = env_of(x, I);
    uint32_t v = i2c_model.read(&x->u, &cfg, off, size, &e);
    heed(x, &e, 9);
    return v;
}
static inline uint32_t get(uint32_t off) { return get_sized(&b, off, 4); }

static inline int level(wire_kind_t k, unsigned n) { return wire_get(&b.wires, k, n); }
static inline const i2c_bus_t *line(void) { return &b.wires.i2c[1]; }

static inline unsigned count(unsigned kind)
{
    unsigned n = 0;
    for (unsigned i = 0; i < b.facts; i++) n += b.fact[i].kind == kind;
    return n;
}
static inline const fact_t *nth(unsigned kind, unsigned n)
{
    for (unsigned i = 0; i < b.facts; i++)
        if (b.fact[i].kind == kind && !n--) return &b.fact[i];
    ck_abort_msg("no such fact");
    return NULL;
}

/* A sensor with 16 registers 0xA0, 0xA1 .. at SENSOR on the bus, PE = 1. */
static inline void start_with(uint32_t timing, uint32_t cr1)
{
    memset(&b, 0, sizeof b);
    b.clock[0] = domain_of(0, 100000000);
    for (unsigned i = 0; i < 256; i++) registers[i] = (uint8_t)(0xA0 + i);
    memset(slave, 0, sizeof slave), memset(event, 0, sizeof event);
    slave[0] = (i2c_slave_t){ .bus = 1, .address = SENSOR, .size = 16, .reg = registers };
    given = (input_t){ .i2c = slave, .i2cs = 1, .i2c_event = event };
    silent = 0;
    i2c_devices_model.reset(&b.d, NULL);
    i2c_model.reset(&b.u, &cfg);
    put(TIMINGR, timing);
    put(CR1, cr1 & ~PE), put(CR1, cr1 | PE);
}
static inline void start(void) { start_with(FAST, PE); }

/* CR2 of a transfer with a device. */
static inline uint32_t with(unsigned address, unsigned bytes, uint32_t more)
{
    return address << 1 | bytes << 16 | START | more;
}

static inline void happens(unsigned what, uint64_t at, uint64_t to)
{
    event[given.i2c_events++] = (i2c_event_t){ at * EDGE, to * EDGE, 1, (uint8_t)what };
}

static inline int run_suite(const char *name, const TTest *const *test, size_t n)
{
    Suite *s = suite_create(name);
    TCase *t = tcase_create(name);
    tcase_set_timeout(t, 60);
    for (size_t i = 0; i < n; i++) tcase_add_test(t, test[i]);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
#endif
