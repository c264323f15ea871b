/* usart_bench.h -- a world and one USART on a bench, for the tests of usart.c.
 *
 * Clock of most tests: 120 MHz, one edge every 40 ticks. BRR = 1042 (115200 baud): a bit is
 * 1042 * 40 = 41680 ticks, an 8N1 frame 416800. All four cfg delays are one edge. */
#ifndef USART_BENCH_H
#define USART_BENCH_H
#include "usart.h"
#include "world.h"
#include "input.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { CR1 = 0x00, CR2 = 0x04, CR3 = 0x08, BRR = 0x0C, RTOR = 0x14, RQR = 0x18, ISR = 0x1C, ICR =
       0x20,
       RDR = 0x24, TDR = 0x28, PRESC = 0x2C };
enum { UE = 1, RE = 4, TE = 8, RXNEIE = 1 << 5, TCIE = 1 << 6, TXEIE = 1 << 7, FIFOEN = 1 << 29 };
enum { PE = 1, FE = 2, ORE = 8, IDLE = 16, RXNE = 32, TC = 64, TXE = 128, RTOF = 1 << 11, BUSY =
       1 << 16,
       SBKF = 1 << 18, TEACK = 1 << 21, REACK = 1 << 22, TXFE = 1 << 23, RXFF = 1 << 24, RXFT =
           1 << 26,
       TXFT = 1 << 27 };
enum { W, U, FACTS = 400, BYTES = 40 };
enum { LINE = 2, IRQ = 39, REQ_RX = 45, REQ_TX = 46 };
enum { BIT = 41680, FRAME = 10 * BIT };

typedef struct {                     /* a world and a USART; all of it can be copied */
    tick_t   now, due[2];
    domain_t clock[1];
    wires_t  wires;
    world_t  world;
    usart_t  u;
    unsigned facts;
    fact_t   fact[FACTS];
} bench_t;

#ifndef BENCH_LPUART
#define BENCH_LPUART 0
#endif
static const usart_cfg_t cfg = { .kernel = 0, .line = LINE, .irq = IRQ, .req_rx = REQ_RX,
    .req_tx = REQ_TX,
                                 .ack_edges = 1, .tx_edges = 1, .rx_edges = 1, .req_edges = 1,
                                 .lpuart = BENCH_LPUART };
static const uint64_t ears[WIRE_KINDS] = { [WIRE_SERIAL_RX] = 1 << U };
static rx_byte_t bytes[BYTES];
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
    return (env_t){ .now = x->now, .clock = x->clock, .wires = &x->wires, .sink = silent ? NULL :
        &sink,
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
    x->due[slot] = slot == W ? world_model.step(&x->world, NULL, &e) : usart_model.step(&x->u,
        &cfg, &e);
    heed(x, &e, slot);
}

/* Up to and including tick t. stride: step everybody at least so often (0: only when due). */
static inline void run_at(bench_t *x, tick_t t, tick_t stride)
{
    for (;;) {
        tick_t next = x->due[W] < x->due[U] ? x->due[W] : x->due[U];
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
    env_t e = env_of(x, U);
    usart_model.write(&x->u, &cfg, off, size, val, &e);
    heed(x, &e, 9);
}
static inline void put(uint32_t off, uint32_t val) { put_sized(&b, off, 4, val); }

static inline uint32_t look(const bench_t *x, uint32_t off)
{
    env_t e = env_of((bench_t *)x, U);
    return usart_model.peek(&x->u, &cfg, off, &e);
}
static inline uint32_t isr(void) { return look(&b, ISR); }

static inline uint32_t get_sized(bench_t *x, uint32_t off, unsigned size)
{
    env_t e = env_of(x, U);
    uint32_t v = usart_model.read(&x->u, &cfg, off, size, &e);
    heed(x, &e, 9);
    return v;
}
static inline uint32_t get(uint32_t off) { return get_sized(&b, off, 4); }

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

static inline void start(uint64_t hz)
{
    memset(&b, 0, sizeof b);
    b.clock[0] = domain_of(0, hz);
    for (unsigned i = 0; i < SERIAL_LINES; i++) b.wires.rx[i].start = b.wires.tx[i].start = NEVER;
    world_model.reset(&b.world, NULL);
    usart_model.reset(&b.u, &cfg);
    memset(bytes, 0, sizeof bytes);
    given = (input_t){ .rx = bytes, .rxs = 0 };
    silent = 0;
}

/* One more byte from outside, 8 data bits at the receiver's own 41680 ticks a bit. */
static inline rx_byte_t *arrives(tick_t at, unsigned value)
{
    rx_byte_t *r = &bytes[given.rxs++];
    *r = (rx_byte_t){ .at = at, .bit16 = (tick_t)BIT << 16, .value = (uint16_t)value,
                      .line = LINE, .bits = 8, .stops = 1 };
    return r;
}

static inline void enable(uint32_t more) { put(BRR, 1042), put(CR1, more), put(CR1, more | UE); }

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
