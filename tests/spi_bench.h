/* spi_bench.h -- one SPI and the devices on its line, for the tests of spi.c and spi_devices.c.
 *
 * Kernel clock 200 MHz: an edge every 24 ticks. pclk 100 MHz: every 48. Most tests use MBR = 3: SCK
 * is 200 / 16 = 12.5 MHz, a bit is 16 * 24 = 384 ticks, a byte 3072; both cfg delays one edge. */
#ifndef SPI_BENCH_H
#define SPI_BENCH_H
#include "spi.h"
#include "spi_devices.h"
#include "input.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { CR1 = 0x00, CR2 = 0x04, CFG1 = 0x08, CFG2 = 0x0C, IER = 0x10, SR = 0x14, IFCR = 0x18,
       TXDR = 0x20, RXDR = 0x30, CRCPOLY = 0x40, UDRDR = 0x4C, I2SCFGR = 0x50 };
enum { SPE = 1, MASRX = 1 << 8, CSTART = 1 << 9, CSUSP = 1 << 10, HDDIR = 1 << 11, SSI = 1 << 12,
       IOLOCK = 1 << 16 };
enum { RXDMAEN = 1 << 14, TXDMAEN = 1 << 15, DSIZE8 = 7, MBR16 = 3 << 28 };
enum { TRANSMIT = 1 << 17, RECEIVE = 2 << 17, HALF = 3 << 17, MASTER = 1 << 22, LSBFRST = 1 << 23,
       SSM = 1 << 26, SSOE = 1 << 29, SSOM = 1 << 30 };
enum { RXP = 1, TXP = 2, DXP = 4, EOT = 8, TXTF = 16, UDR = 32, OVR = 64, MODF = 512, TSERF = 1024,
       SUSP = 2048, TXC = 4096, RXWNE = 1 << 15 };
#define FTHLV(n) (((n) - 1u) << 5)
#define MIDI(n)  ((n) << 4)

enum { D, S, FACTS = 2000 };
enum { LINE = 2, IRQ = 51, REQ_RX = 61, REQ_TX = 62 };
enum { BIT = 384, BYTE = 8 * BIT };

typedef struct {                     /* devices and an SPI; all of it can be copied */
    tick_t   now, due[2];
    domain_t clock[2];
    wires_t  wires;
    spi_devices_t d;
    spi_t    s;
    unsigned facts;
    fact_t   fact[FACTS];
} bench_t;

static spi_cfg_t cfg;
static uint64_t ears[WIRE_KINDS];
static spi_slave_t slave[SPI_SLAVES];
static uint8_t regs[SPI_REGISTER_FILE];
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
                    .sink = silent ? NULL : &sink,
                    .in = &given, .ears = ears, .pc = NO_PC, .slot = (uint8_t)slot };
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
    x->due[slot] = slot == D ? spi_devices_model.step(&x->d, NULL, &e)
        : spi_model.step(&x->s, &cfg, &e);
    heed(x, &e, slot);
}

/* Up to and including tick t. stride: step everybody at least so often (0: only when due). */
static inline void run_at(bench_t *x, tick_t t, tick_t stride)
{
    for (;;) {
        tick_t next = x->due[D] < x->due[S] ? x->due[D] : x->due[S];
        int all = stride && x->now / stride * stride + stride < next;
        if (all) next = x->now / stride * stride + stride;
        if (next > t) break;
        x->now = next;
        for (unsigned s = 0; s < 2; s++)
            if (all || x->due[s] <= next) step(x, s);
    }
    x->now = t;
}
static inline void run(tick_t t) { run_at(&b, t, 0); }

static inline void put_sized(bench_t *x, uint32_t off, unsigned size, uint32_t val)
{
    env_t e = env_of(x, S);
    spi_model.write(&x->s, &cfg, off, size, val, &e);
    heed(x, &e, 9);
}
static inline void put(uint32_t off, uint32_t val) { put_sized(&b, off, 4, val); }
static inline void send(uint32_t val) { put_sized(&b, TXDR, 1, val); }

static inline uint32_t look(const bench_t *x, uint32_t off)
{
    env_t e = env_of((bench_t *)x, S);
    return spi_model.peek(&x->s, &cfg, off, &e);
}
static inline uint32_t sr(void) { return look(&b, SR); }

static inline uint32_t get_sized(bench_t *x, uint32_t off, unsigned size)
{
    env_t e = env_of(x, S);
    uint32_t v = spi_model.read(&x->s, &cfg, off, size, &e);
    heed(x, &e, 9);
    return v;
}
static inline uint32_t get8(void) { return get_sized(&b, RXDR, 1); }

static inline int level(wire_kind_t k, unsigned n) { return wire_get(&b.wires, k, n); }

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

/* At tick 1000, with one device of this kind that is always selected. */
static inline void start(spi_slave_kind_t kind)
{
    cfg = (spi_cfg_t){ .kernel = 0, .pclk = 1, .line = LINE, .fifo = 16, .bits = 32,
                       .req_wire = WIRE_REQ1, .irq = IRQ, .req_rx = REQ_RX, .req_tx = REQ_TX,
                       .start_edges = 1, .req_edges = 1 };
    memset(ears, 0, sizeof ears);
    ears[WIRE_SPI] = 1 << D, ears[WIRE_PIN] = 1 << D, ears[WIRE_SPI_OUTSIDE] = 1 << S;
    memset(&b, 0, sizeof b);
    b.clock[0] = domain_of(0, 200000000), b.clock[1] = domain_of(0, 100000000);
    spi_devices_model.reset(&b.d, NULL);
    spi_model.reset(&b.s, &cfg);
    slave[0] = (spi_slave_t){ .line = LINE, .kind = (uint8_t)kind, .select = SPI_ALWAYS,
                             .size = 128, .reg = regs };
    given = (input_t){ .spi = slave, .spis = 1 };
    silent = 0;
    run(1000);
}

/* Master at 12.5 MHz with these extra bits; SPE set. */
static inline void enable(uint32_t cfg1, uint32_t cfg2, uint32_t tsize)
{
    put(CR1, SSI);
    put(CFG1, MBR16 | 7u << 16 | cfg1);
    put(CFG2, MASTER | SSM | cfg2);
    put(CR2, tsize);
    put(CR1, SSI | SPE);
}
static inline void go(uint32_t more) { put(CR1, SSI | SPE | CSTART | more); }

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
