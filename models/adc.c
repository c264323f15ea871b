/* adc.c -- see adc.h. */
#include "adc.h"
#include "adc_signal.h"
#include <string.h>

enum { ISR = 0x00, IER = 0x04, CR = 0x08, CFGR = 0x0C, CFGR2 = 0x10, SMPR1 = 0x14, SMPR2 = 0x18,
       PCSEL = 0x1C, SQR1 = 0x30, SQR2 = 0x34, SQR3 = 0x38, SQR4 = 0x3C, DR = 0x40,
       UNIT = 0x100, COMMON = 0x300, CSR = 0x300, CCR = 0x308, CDR = 0x30C, CDR2 = 0x310 };

#define BIT(n)         (1u << (n))
#define ISR_ADRDY      BIT(0)
#define ISR_EOSMP      BIT(1)
#define ISR_EOC        BIT(2)
#define ISR_EOS        BIT(3)
#define ISR_OVR        BIT(4)
#define ISR_LDORDY     BIT(12)
#define CR_ADEN        BIT(0)
#define CR_ADDIS       BIT(1)
#define CR_ADSTART     BIT(2)
#define CR_JADSTART    BIT(3)
#define CR_ADSTP       BIT(4)
#define CR_JADSTP      BIT(5)
#define CR_BOOST       (3u << 8)
#define CR_ADCALLIN    BIT(16)
#define CR_LINCALRDYW  (0x3Fu << 22)
#define CR_ADVREGEN    BIT(28)
#define CR_DEEPPWD     BIT(29)
#define CR_ADCALDIF    BIT(30)
#define CR_ADCAL       BIT(31)
#define CFGR_DMNGT     3u
#define CFGR_EXTEN     (3u << 10)
#define CFGR_OVRMOD    BIT(12)
#define CFGR_CONT      BIT(13)
#define CFGR_AUTDLY    BIT(14)
#define CFGR_DISCEN    BIT(16)
#define CFGR_JQDIS     BIT(31)
enum { DMNGT_DR, DMNGT_ONE_SHOT, DMNGT_DFSDM, DMNGT_CIRCULAR };
enum { FLAGS = 0x1F,                 /* ADRDY EOSMP EOC EOS OVR: cleared by writing 1 */
       CR_PLAIN = CR_BOOST | CR_ADCALLIN | CR_LINCALRDYW | CR_ADCALDIF,
       CR_POWER = CR_ADVREGEN | CR_DEEPPWD,
       CR_ABSENT = CR_BOOST | CR_LINCALRDYW,
       CCR_ABSENT = 0x01C0001F };    /* DUAL VREFEN VSENSEEN VBATEN */
#define CR_BUSY (CR_ADEN | CR_ADDIS | CR_ADSTART | CR_ADSTP | CR_ADCAL)

/* What a register has, what ADSTART = 1 locks (RM0433 25.6), what has no model. */
typedef struct { uint32_t has, locked, absent; } masks_t;
static const masks_t cfgr_masks  = { 0xFFFF7FFF, 0x000F7FFF, 0x03900000 };
static const masks_t cfgr2_masks = { 0xF3FF7FE3, 0xFFFFFFFF, 0x00007803 };
static const masks_t smpr_masks  = { 0x3FFFFFFF, 0xFFFFFFFF, 0 };
static const masks_t pcsel_masks = { 0x000FFFFF, 0xFFFFFFFF, 0 };
static const masks_t sqr1_masks  = { 0x1F7DF7CF, 0xFFFFFFFF, 0 };
static const masks_t sqr_masks   = { 0x1F7DF7DF, 0xFFFFFFFF, 0 };
static const masks_t sqr4_masks  = { 0x000007DF, 0xFFFFFFFF, 0 };
static const masks_t ccr_masks   = { 0x01FFCF1F, 0x003FCF1F, CCR_ABSENT };

/* Registers that are only kept; `told`: a value other than reset's means something we do not do. */
static const struct { uint8_t off, told; uint32_t has, reset; } kept[ADC_KEPT] = {
    { 0x20, 0, 0x03FFFFFF, 0 }, { 0x24, 0, 0x03FFFFFF, 0x03FFFFFF },          /* LTR1 HTR1 */
    { 0x4C, 1, 0xFFFFFFFF, 0 },                                               /* JSQR */
    { 0x60, 1, 0xFFFFFFFF, 0 }, { 0x64, 1, 0xFFFFFFFF, 0 },                   /* OFR1-4 */
    { 0x68, 1, 0xFFFFFFFF, 0 }, { 0x6C, 1, 0xFFFFFFFF, 0 },
    { 0xA0, 1, 0x000FFFFF, 0 }, { 0xA4, 1, 0x000FFFFF, 0 },                   /* AWD2CR AWD3CR */
    { 0xB0, 0, 0x03FFFFFF, 0 }, { 0xB4, 0, 0x03FFFFFF, 0x03FFFFFF },          /* LTR2 HTR2 */
    { 0xB8, 0, 0x03FFFFFF, 0 }, { 0xBC, 0, 0x03FFFFFF, 0x03FFFFFF },          /* LTR3 HTR3 */
    { 0xC0, 1, 0x000FFFFF, 0 },                                               /* DIFSEL */
    { 0xC4, 1, 0x07FF07FF, 0 }, { 0xC8, 1, 0x3FFFFFFF, 0 },                   /* CALFACT CALFACT2 */
};

/* One converter with everything it is looked at through. */
typedef struct {
    adc_unit_t      *u;
    const adc_t     *a;
    const adc_cfg_t *c;
    env_t           *env;
    unsigned         n;
} adc_ctx_t;

/* ---- time ---------------------------------------------------------------------------------- */

/* Half cycles of the ADC clock: edge 2k is the start of cycle k. */
static domain_t halves(const adc_ctx_t *x)
{
    static const uint16_t presc[16] = { 1, 2, 4, 6, 8, 10, 12, 16, 32, 64, 128, 256,
                                        256, 256, 256, 256 };
    unsigned mode = x->a->ccr >> 16 & 3;
    domain_t d = x->env->clock[mode ? x->c->hclk : x->c->kernel];
    d.first = 0;                                    /* numbered from the last change of the clock */
    d.div *= x->c->divide * (mode ? BIT(mode - 1) : presc[x->a->ccr >> 18 & 15]);
    if (d.div & 1) d.mul *= 2;
    else d.div /= 2;
    return d;
}

/* The number of the first edge at or after t. */
static uint64_t edge_number(const domain_t *d, tick_t t)
{
    if (t <= d->base) return !d->mul;
    uint64_t k = domain_count(d, t);
    return d->mul && domain_edge(d, k) == t ? k : k + 1;
}

/* n whole cycles after the first one that begins at or after t. */
static tick_t cycles(const adc_ctx_t *x, tick_t t, uint64_t n)
{
    domain_t d = halves(x);
    uint64_t k = edge_number(&d, t);
    return domain_edge(&d, k + (k & 1) + 2 * n);
}

static unsigned bits(const adc_unit_t *u)
{
    static const uint8_t res[8] = { 16, 14, 12, 10, 8, 14, 12, 8 };
    return res[u->cfgr >> 2 & 7];
}

static unsigned channel(const adc_unit_t *u)
{
    static const uint8_t first[4] = { 0, 4, 9, 14 };
    unsigned r = u->rank, i = r < 4 ? 0 : r < 9 ? 1 : r < 14 ? 2 : 3;
    return u->sqr[i] >> (6 * (r - first[i]) + (i ? 0 : 6)) & 31;
}

/* ---- conversions --------------------------------------------------------------------------- */

/* Sampling begins `wait` half cycles after t, on a whole cycle. */
static void begin(const adc_ctx_t *x, tick_t t, unsigned wait)
{
    static const uint16_t sampling[8] = { 3, 5, 17, 33, 65, 129, 775, 1621 };
    adc_unit_t *u = x->u;
    unsigned ch = channel(u);
    domain_t d = halves(x);
    uint64_t k = edge_number(&d, t) + wait;
    k += k & 1;
    u->from = domain_edge(&d, k);
    k += sampling[ch < 20 ? u->smpr[ch / 10] >> 3 * (ch % 10) & 7 : 0];
    u->hold = domain_edge(&d, k);
    u->end = domain_edge(&d, k + bits(u) + 1);
}

/* Everything of a sequence under way is forgotten; the data stays. */
static void abandon(adc_unit_t *u)
{
    u->from = u->hold = u->end = NEVER;
    u->armed = u->waits = u->rank = u->part = 0;
}

static void take_sample(const adc_ctx_t *x)
{
    adc_unit_t *u = x->u;
    unsigned ch = channel(u);
    u->sampled = ch < 20 && u->pcsel >> ch & 1
               ? adc_signal(x->env->in, x->c->first + x->n, ch, u->hold) : 0;
    u->hold = NEVER;
    u->isr |= ISR_EOSMP;
}

/* RM0433 25.4, overrun: without OVRMOD the FIFO keeps the old data, with it DR has the newest. */
static void deliver(const adc_ctx_t *x, uint32_t v)
{
    adc_unit_t *u = x->u;
    uint32_t off = UNIT * x->n + DR, newest = u->cfgr & CFGR_OVRMOD;
    if (newest ? u->items && u->isr & ISR_EOC : u->isr & ISR_OVR || u->items >= ADC_FIFO) {
        u->isr |= ISR_OVR;
        tell_part(x->env, F_LOST, (unsigned)channel(u), off, newest ? u->fifo[0] : v, newest ? 1 : 0);
        if (!newest) return;
    }
    if (newest) u->items = 0;
    u->fifo[u->items++] = v;
    tell_part(x->env, F_RX, channel(u), off, v, 0);
}

static void finish(const adc_ctx_t *x)
{
    adc_unit_t *u = x->u;
    tick_t at = u->end;
    int last = u->rank >= (u->sqr[0] & 15), disc = (u->cfgr & CFGR_DISCEN) != 0;
    deliver(x, u->sampled >> (16 - bits(u)) << (u->cfgr2 >> 28));
    u->isr |= ISR_EOC | (last ? ISR_EOS : 0);
    u->from = u->end = NEVER;
    u->part++;
    int over = last || (disc && u->part > (u->cfgr >> 17 & 7));
    u->rank = last ? 0 : u->rank + 1;
    if (over) u->part = 0;
    if (!over || (last && !disc && u->cfgr & CFGR_CONT)) {
        if (u->cfgr & CFGR_AUTDLY) u->waits = 1;
        else begin(x, at, 0);
    } else if (u->cfgr & CFGR_EXTEN) {
        u->armed = 1;
    } else {
        u->cr &= ~CR_ADSTART;        /* RM0433 25.6: by hardware, software trigger only */
    }
}

/* EXTEN: 1 rising, 2 falling, 3 both edges. */
static void watch_trigger(const adc_ctx_t *x)
{
    adc_unit_t *u = x->u;
    unsigned line = x->c->trigger[u->cfgr >> 5 & 31], edges = u->cfgr >> 10 & 3;
    uint8_t now = line < TRIGGERS && wire_get(x->env->wires, WIRE_TRIGGER, line);
    if (now == u->level) return;
    u->level = now;
    if (!u->armed || !(edges & (now ? 1 : 2)) || u->ready_at != NEVER) return;
    if (u->cfgr & CFGR_AUTDLY && u->isr & ISR_EOC) return;
    u->armed = 0;
    begin(x, x->env->now, x->c->latency);
}

/* DMNGT 1: with the DMA's last item no more requests, and the conversions stop (RM0433 25.4). */
static void watch_dma(const adc_ctx_t *x)
{
    adc_unit_t *u = x->u;
    const wires_t *w = x->env->wires;
    unsigned r1 = x->c->req1[x->n], r2 = x->c->req2[x->n];
    uint8_t now = (uint8_t)((r1 && wire_get(w, WIRE_LAST1, r1))
                            | (r2 && wire_get(w, WIRE_LAST2, r2)) << 1);
    if (now == u->last) return;
    u->last = now;
    if ((u->cfgr & CFGR_DMNGT) != DMNGT_ONE_SHOT || !(u->cr & CR_ADSTART)) return;
    u->over = 1;
    abandon(u);
}

/* ---- start-up and stop --------------------------------------------------------------------- */

static int reached(tick_t *at, tick_t now)
{
    if (*at > now) return 0;
    *at = NEVER;
    return 1;
}

static void run(const adc_ctx_t *x)
{
    adc_unit_t *u = x->u;
    tick_t now = x->env->now, cal = u->cal_at;
    if (reached(&u->ldo_at, now)) u->isr |= ISR_LDORDY;
    if (reached(&u->cal_at, now)) {
        u->cr &= ~CR_ADCAL;
        u->enable_from = cycles(x, cal, x->c->after_cal);
    }
    if (reached(&u->ready_at, now)) u->isr |= ISR_ADRDY;
    if (reached(&u->stop_at, now)) u->cr &= ~(CR_ADSTP | CR_ADSTART);
    if (reached(&u->off_at, now)) {
        u->cr &= ~(CR_ADEN | CR_ADDIS);
        u->isr &= ~ISR_ADRDY;
        u->ready_at = NEVER;
        memset(u->fifo, 0, sizeof u->fifo), u->items = 0;
    }
    watch_dma(x);
    watch_trigger(x);
    for (;;) {
        if (u->hold <= now) take_sample(x);
        else if (u->end <= now) finish(x);
        else break;
    }
    if (u->waits && !(u->isr & ISR_EOC)) {
        u->waits = 0;
        begin(x, now, x->c->latency);
    }
}

static int wants_dma(const adc_unit_t *u)
{
    unsigned d = u->cfgr & CFGR_DMNGT;
    return (d == DMNGT_CIRCULAR || (d == DMNGT_ONE_SHOT && !u->over)) && u->items
        && !(u->isr & ISR_OVR);
}

static void put_request(const adc_ctx_t *x)
{
    int level = x->u->req_at <= x->env->now;
    if (x->c->req1[x->n]) wire_put(x->env, WIRE_REQ1, x->c->req1[x->n], level);
    if (x->c->req2[x->n]) wire_put(x->env, WIRE_REQ2, x->c->req2[x->n], level);
}

/* Be correct at env->now, tell what rose since `before`, drive the wires. */
static void settle(adc_t *a, const adc_cfg_t *c, env_t *env, const uint32_t before[ADC_UNITS])
{
    int irq = 0;
    for (unsigned n = 0; n < c->units; n++) {
        adc_unit_t *u = &a->unit[n];
        adc_ctx_t x = { u, a, c, env, n };
        run(&x);
        uint32_t rose = u->isr & ~before[n];
        if (rose) tell_part(env, F_FLAG, 0, UNIT * n + ISR, 0, rose);
        if (!wants_dma(u)) u->req_at = NEVER;
        else if (u->req_at == NEVER)
            u->req_at = domain_after(&env->clock[c->hclk], env->now, c->req_edges);
        put_request(&x);
        irq |= (u->isr & u->ier & FLAGS) != 0;
    }
    wire_put(env, WIRE_IRQ, c->irq, irq);
}

static void flags_now(const adc_t *a, uint32_t flags[ADC_UNITS])
{
    for (unsigned n = 0; n < ADC_UNITS; n++) flags[n] = a->unit[n].isr;
}

/* ---- reset and registers ------------------------------------------------------------------- */

static void adc_reset(void *dev, const void *cfg)
{
    adc_t *a = dev;
    (void)cfg;
    memset(a, 0, sizeof *a);
    for (unsigned n = 0; n < ADC_UNITS; n++) {
        adc_unit_t *u = &a->unit[n];
        u->cr = CR_DEEPPWD, u->cfgr = CFGR_JQDIS;
        for (unsigned i = 0; i < ADC_KEPT; i++) u->kept[i] = kept[i].reset;
        u->ldo_at = u->cal_at = u->ready_at = u->off_at = u->stop_at = NEVER;
        u->from = u->hold = u->end = u->req_at = NEVER;
    }
}

static int kept_at(uint32_t off)
{
    for (int i = 0; i < ADC_KEPT; i++)
        if (kept[i].off == off) return i;
    return -1;
}

static uint32_t peek_unit(const adc_unit_t *u, uint32_t off)
{
    int i;
    switch (off) {
    case ISR:   return u->isr;
    case IER:   return u->ier;
    case CR:    return u->cr;
    case CFGR:  return u->cfgr;
    case CFGR2: return u->cfgr2;
    case SMPR1: return u->smpr[0];
    case SMPR2: return u->smpr[1];
    case PCSEL: return u->pcsel;
    case SQR1: case SQR2: case SQR3: case SQR4: return u->sqr[(off - SQR1) / 4];
    case DR:    return u->items ? u->fifo[0] : u->dr;
    default:    return (i = kept_at(off)) < 0 ? 0 : u->kept[i];
    }
}

static uint32_t adc_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const adc_t *a = dev;
    const adc_cfg_t *c = cfg;
    (void)env;
    off &= ~3u;
    if (off == CSR) return (a->unit[0].isr & 0x7FF) | (a->unit[1].isr & 0x7FF) << 16;
    if (off == CCR) return a->ccr;
    return off / UNIT < c->units ? peek_unit(&a->unit[off / UNIT], off % UNIT) : 0;
}

static void pop(adc_unit_t *u)
{
    if (!u->items) return;
    u->dr = u->fifo[0];
    u->items--;
    memmove(u->fifo, u->fifo + 1, u->items * sizeof u->fifo[0]);
    u->fifo[u->items] = 0;
    if (!u->items) u->isr &= ~ISR_EOC;
}

static uint32_t adc_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    adc_t *a = dev;
    const adc_cfg_t *c = cfg;
    unsigned n = off / UNIT;
    uint32_t v = adc_peek(dev, cfg, off, env) >> 8 * (off & 3), before[ADC_UNITS];
    if (n < c->units && (off % UNIT & ~3u) == DR) {
        adc_ctx_t x = { &a->unit[n], a, c, env, n };
        flags_now(a, before);
        if (!x.u->items && x.u->cfgr & 1) tell_part(env, F_UNMODELLED, 0, off, v, 0);   /* a burst: adc.h */
        pop(x.u);
        x.u->req_at = NEVER;         /* the request falls with the access and is raised anew */
        put_request(&x);
        settle(a, c, env, before);
        wake(env, env->slot);
    }
    return size == 1 ? v & 0xFF : size == 2 ? v & 0xFFFF : v;
}

static void ignore(env_t *env, uint32_t off, uint32_t val, ignored_t why)
{
    tell_part(env, F_IGNORED, 0, off, val, why);
}

static void set(env_t *env, uint32_t *reg, uint32_t off, uint32_t val, masks_t m, int lock)
{
    uint32_t locked = lock ? m.locked : 0, old = *reg;
    val &= m.has;
    if ((val ^ old) & locked) ignore(env, off, val, IGN_ENABLED);
    *reg = (val & ~locked) | (old & locked);
    if (*reg & ~old & m.absent) tell_part(env, F_UNMODELLED, 1, off, val, 0);
}

/* The regulator: only while nothing is on. Deep power-down takes it along. */
static void write_power(const adc_ctx_t *x, uint32_t off, uint32_t val)
{
    adc_unit_t *u = x->u;
    uint32_t was = u->cr;
    if (!((val ^ was) & CR_POWER)) return;
    if (was & CR_BUSY) {
        ignore(x->env, off, val, IGN_ENABLED);
        return;
    }
    u->cr = (was & ~(uint32_t)CR_POWER) | (val & CR_POWER);
    if (u->cr & CR_DEEPPWD) {
        if (val & ~was & CR_ADVREGEN) ignore(x->env, off, val, IGN_RESERVED);
        u->cr &= ~CR_ADVREGEN;
    }
    if (!(u->cr & CR_ADVREGEN)) u->ldo_at = NEVER, u->isr &= ~ISR_LDORDY;
    else if (!(was & CR_ADVREGEN)) u->ldo_at = x->env->now + x->c->ldo;
}

static void start_conversions(const adc_ctx_t *x)
{
    adc_unit_t *u = x->u;
    tick_t now = x->env->now;
    u->cr |= CR_ADSTART;
    u->over = 0;
    if (u->cfgr & CFGR_EXTEN) u->armed = 1;
    else begin(x, u->ready_at != NEVER ? u->ready_at : now, x->c->latency);
}

/* Bits that software can only set. One that is not allowed now is ignored (RM0433 25.6, ADC_CR). */
static void write_cr(const adc_ctx_t *x, uint32_t off, uint32_t val)
{
    adc_unit_t *u = x->u;
    env_t *env = x->env;
    uint32_t was = u->cr, ask = val & ~was;
    write_power(x, off, val);
    u->cr = (u->cr & ~(uint32_t)CR_PLAIN) | (val & CR_PLAIN);
    if (ask & CR_ABSENT || val & (CR_JADSTART | CR_JADSTP))
        tell_part(env, F_UNMODELLED, 1, off, val, 0);
    int idle = !(was & CR_BUSY), supplied = u->cr & CR_ADVREGEN && u->isr & ISR_LDORDY;
    if (ask & CR_ADCAL) {
        if (idle && supplied) {
            u->cr |= CR_ADCAL;
            u->cal_at = cycles(x, env->now, val & CR_ADCALLIN ? x->c->cal_linear : x->c->cal);
        } else ignore(env, off, val, idle ? IGN_RESERVED : IGN_ENABLED);
    }
    if (ask & CR_ADEN) {
        if (idle && supplied && !(u->cr & CR_ADCAL) && u->enable_from <= env->now) {
            u->cr |= CR_ADEN;
            u->ready_at = cycles(x, env->now, x->c->ready);
        } else ignore(env, off, val, idle ? IGN_RESERVED : IGN_ENABLED);
    }
    if (ask & CR_ADDIS) {
        if ((was & (CR_ADEN | CR_ADSTART)) == CR_ADEN) {
            u->cr |= CR_ADDIS;
            u->off_at = cycles(x, env->now, x->c->off);
        } else ignore(env, off, val, IGN_RESERVED);
    }
    if (ask & CR_ADSTART) {
        if (u->cr & CR_ADEN && !(u->cr & CR_ADDIS)) start_conversions(x);
        else ignore(env, off, val, IGN_RESERVED);
    }
    if (ask & CR_ADSTP) {
        if (was & CR_ADSTART) {
            abandon(u);
            u->cr |= CR_ADSTP;
            u->stop_at = cycles(x, env->now, x->c->stop);
        } else ignore(env, off, val, IGN_RESERVED);
    }
}

static void write_cfgr(const adc_ctx_t *x, uint32_t off, uint32_t val)
{
    adc_unit_t *u = x->u;
    uint32_t was = u->cfgr;
    set(x->env, &u->cfgr, off, val, cfgr_masks, (u->cr & CR_ADSTART) != 0);
    unsigned line = x->c->trigger[u->cfgr >> 5 & 31];
    u->level = line < TRIGGERS && wire_get(x->env->wires, WIRE_TRIGGER, line);
    if (u->cfgr == was) return;
    if ((u->cfgr & CFGR_DMNGT) == DMNGT_DFSDM || (u->cfgr & CFGR_EXTEN && line >= TRIGGERS))
        tell_part(x->env, F_UNMODELLED, 1, off, val, 0);
}

static void write_unit(const adc_ctx_t *x, uint32_t off, uint32_t val)
{
    adc_unit_t *u = x->u;
    env_t *env = x->env;
    uint32_t at = UNIT * x->n + off;
    int lock = (u->cr & CR_ADSTART) != 0, i = kept_at(off);
    switch (off) {
    case ISR:   u->isr &= ~(val & FLAGS); break;
    case IER:   u->ier = val & 0x7FF; break;
    case CR:    write_cr(x, at, val); break;
    case CFGR:  write_cfgr(x, at, val); break;
    case CFGR2: set(env, &u->cfgr2, at, val, cfgr2_masks, lock); break;
    case SMPR1: set(env, &u->smpr[0], at, val, smpr_masks, lock); break;
    case SMPR2: set(env, &u->smpr[1], at, val, smpr_masks, lock); break;
    case PCSEL: set(env, &u->pcsel, at, val, pcsel_masks, lock); break;
    case SQR1:  set(env, &u->sqr[0], at, val, sqr1_masks, lock); break;
    case SQR2:  set(env, &u->sqr[1], at, val, sqr_masks, lock); break;
    case SQR3:  set(env, &u->sqr[2], at, val, sqr_masks, lock); break;
    case SQR4:  set(env, &u->sqr[3], at, val, sqr4_masks, lock); break;
    case DR:    ignore(env, at, val, IGN_READONLY); break;
    default:
        if (i < 0) {
            ignore(env, at, val, IGN_RESERVED);
        } else {
            u->kept[i] = val & kept[i].has;
            if (kept[i].told && u->kept[i] != kept[i].reset)
                tell_part(env, F_UNMODELLED, 1, at, val, 0);
        }
    }
}

static void write_common(adc_t *a, const adc_cfg_t *c, uint32_t off, uint32_t val, env_t *env)
{
    uint32_t busy = 0;
    if (off != CCR) {
        int there = off == CSR || off == CDR || off == CDR2;
        ignore(env, off, val, there ? IGN_READONLY : IGN_RESERVED);
        return;
    }
    for (unsigned n = 0; n < c->units; n++) busy |= a->unit[n].cr & CR_BUSY;
    set(env, &a->ccr, off, val, ccr_masks, busy != 0);
}

static void adc_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                      env_t *env)
{
    adc_t *a = dev;
    const adc_cfg_t *c = cfg;
    uint32_t before[ADC_UNITS];
    unsigned n = off / UNIT;
    if (size != 4) {
        ignore(env, off, val, IGN_SIZE);
        return;
    }
    flags_now(a, before);
    if (n < c->units) {
        adc_ctx_t x = { &a->unit[n], a, c, env, n };
        write_unit(&x, off % UNIT, val);
        before[n] &= x.u->isr;       /* what was just cleared may rise anew */
    } else {
        write_common(a, c, off, val, env);
    }
    settle(a, c, env, before);
    wake(env, env->slot);
}

/* ---- step ---------------------------------------------------------------------------------- */

static tick_t sooner(tick_t t, tick_t at, tick_t now) { return at > now && at < t ? at : t; }

static tick_t adc_step(void *dev, const void *cfg, env_t *env)
{
    adc_t *a = dev;
    const adc_cfg_t *c = cfg;
    uint32_t before[ADC_UNITS];
    tick_t t = NEVER;
    flags_now(a, before);
    settle(a, c, env, before);
    for (unsigned n = 0; n < c->units; n++) {
        const adc_unit_t *u = &a->unit[n];
        const tick_t at[] = { u->ldo_at, u->cal_at, u->ready_at, u->off_at, u->stop_at, u->hold,
                              u->end, u->req_at };
        for (unsigned i = 0; i < sizeof at / sizeof *at; i++) t = sooner(t, at[i], env->now);
    }
    return t;
}

const model_t adc_model = { adc_reset, adc_peek, adc_read, adc_write, adc_step };
