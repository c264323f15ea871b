/* adc_bench.h -- two converters alone on a bench: clocks, wires, signals, the facts they tell. */
#ifndef ADC_BENCH_H
#define ADC_BENCH_H
#include "adc.h"
#include "adc_signal.h"
#include "suite.h"
#include <string.h>

enum { ISR = 0x00, IER = 0x04, CR = 0x08, CFGR = 0x0C, CFGR2 = 0x10, SMPR1 = 0x14, SMPR2 = 0x18,
       PCSEL = 0x1C, SQR1 = 0x30, SQR2 = 0x34, SQR3 = 0x38, SQR4 = 0x3C, DR = 0x40, JSQR = 0x4C,
       ADC2 = 0x100, CSR = 0x300, CCR = 0x308 };
enum { ADEN = 1, ADDIS = 2, ADSTART = 4, ADSTP = 16 };
#define ADVREGEN (1u << 28)
#define DEEPPWD  (1u << 29)
#define ADCAL    (1u << 31)
#define ON       (ADVREGEN | ADEN)
enum { ADRDY = 1, EOSMP = 2, EOC = 4, EOS = 8, OVR = 16, LDORDY = 1 << 12 };
enum { DMNGT_ONE = 1, DMNGT_CIRC = 3, EXTEN_RISE = 1 << 10, EXTEN_FALL = 2 << 10,
       EXTEN_BOTH = 3 << 10, OVRMOD = 1 << 12, CONT = 1 << 13, AUTDLY = 1 << 14, DISCEN = 1 << 16 };
enum { HCLK = 24,                    /* ticks: 200 MHz */
       CYCLE = HCLK * 4 * 2,         /* CKMODE 3 and the fixed divider: 25 MHz */
       REQ = 9, TRIG = 5, EXTSEL = 2 << 5, MANY = 400 };

static const adc_cfg_t cfg = {
    .hclk = 0, .units = 2, .first = 0, .divide = 2, .kernel = 1, .irq = 18,
    .req1 = { REQ, 10 }, .req2 = { 0, 17 }, .trigger = { 0xFF, 0xFF, TRIG, 0xFF },
    .ldo = 1000, .cal = 100, .cal_linear = 200, .after_cal = 4, .ready = 6, .off = 2, .stop = 2,
    .latency = 3, .req_edges = 1,
};

typedef struct { adc_t a; wires_t w; tick_t now, due; } bench_t;
static bench_t  b;
static domain_t clocks[2];           /* hclk, kernel clock */
static input_t  input;
static analog_t signals[20];
static fact_t   facts[MANY];
static unsigned told;
static const uint64_t no_ears[WIRE_KINDS];

static inline void see(sink_t *s, const fact_t *f)
{
    (void)s;
    if (told < MANY) facts[told++] = *f;
}
static sink_t sink = { .mask = ~0ull, .see = see };

static inline env_t env_now(void)
{
    return (env_t){ .now = b.now, .clock = clocks, .wires = &b.w, .sink = &sink, .in = &input,
                    .ears = no_ears, .pc = NO_PC, .slot = 3 };
}

static inline unsigned count(unsigned kind)
{
    unsigned n = 0;
    for (unsigned i = 0; i < told; i++) n += facts[i].kind == kind;
    return n;
}

static inline void step(void)
{
    env_t e = env_now();
    b.due = adc_model.step(&b.a, &cfg, &e);
}

/* Skip from event to event up to t. */
static inline void until(tick_t t)
{
    while (b.due <= t) b.now = b.due, step();
    b.now = t;
}

static inline void put(uint32_t off, uint32_t v)
{
    env_t e = env_now();
    adc_model.write(&b.a, &cfg, off, 4, v, &e);
    step();
}

static inline uint32_t look(uint32_t off)
{
    env_t e = env_now();
    return adc_model.peek(&b.a, &cfg, off, &e);
}

static inline uint32_t get(uint32_t off)
{
    env_t e = env_now();
    uint32_t v = adc_model.read(&b.a, &cfg, off, 4, &e);
    step();
    return v;
}

static inline void wire(wire_kind_t kind, unsigned n, int level)
{
    env_t e = env_now();
    wire_put(&e, kind, n, level);
    step();
}

static inline int request(void) { return wire_get(&b.w, WIRE_REQ1, REQ); }

/* Reset, 200 MHz; input n of ADC1 stands at 1000 * (n + 1). */
static inline void power_on(void)
{
    memset(&b, 0, sizeof b), memset(facts, 0, sizeof facts), told = 0;
    clocks[0] = domain_of(0, 200000000), clocks[1] = domain_of(0, 64000000);
    for (unsigned n = 0; n < 20; n++)
        signals[n] = (analog_t){ .channel = (uint8_t)n, .low = (uint16_t)(1000 * (n + 1)) };
    input = (input_t){ .analog = signals, .analogs = 20 };
    adc_model.reset(&b.a, &cfg);
    step();
}

/* ADC1 enabled and ready, clock CYCLE, input 3 chosen; b.now is the start of an ADC cycle. */
static inline void ready(void)
{
    power_on();
    put(CCR, 3 << 16);
    put(CR, 0), put(CR, ADVREGEN);
    until(1000);
    put(CR, ON);
    until(1000 + 10 * CYCLE);
    ck_assert_uint_eq(look(ISR), LDORDY | ADRDY);
    put(PCSEL, 0xFFFFF), put(SQR1, 3 << 6);
    b.now = (b.now + CYCLE - 1) / CYCLE * CYCLE;
    step();
    told = 0;
}
#endif
