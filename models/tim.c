/* tim.c -- timers: counter, update events, output compare, requests, triggers. See tim.h. */
#include "tim.h"
#include <string.h>

enum {
    CR1 = 0x00, CR2 = 0x04, SMCR = 0x08, DIER = 0x0C, SR = 0x10, EGR = 0x14, CCMR1 = 0x18,
    CCMR2 = 0x1C, CCER = 0x20, CNT = 0x24, PSC = 0x28, ARR = 0x2C, RCR = 0x30, CCR1 = 0x34,
    CCR4 = 0x40, BDTR = 0x44, DCR = 0x48
};
enum {
    CR1_CEN = 1, CR1_UDIS = 1 << 1, CR1_URS = 1 << 2, CR1_OPM = 1 << 3, CR1_DIR = 1 << 4,
    CR1_CMS = 3 << 5, CR1_ARPE = 1 << 7, CR1_UIFREMAP = 1 << 11,
    CR2_CCDS = 1 << 3, SR_UIF = 1, EGR_UG = 1
};
enum { MMS_RESET, MMS_ENABLE, MMS_UPDATE, MMS_PULSE, MMS_OC1REF };
enum { OCM_FROZEN, OCM_ACTIVE, OCM_INACTIVE, OCM_TOGGLE, OCM_LOW, OCM_HIGH, OCM_PWM1, OCM_PWM2 };

/* What a register keeps, and which of its bits we keep and do not obey. By tim_kind_t. */
typedef struct { uint32_t keeps[3], unmodelled; } bits_t;
static const bits_t bits_cr1  = { { 0x88F, 0xBFF, 0xBFF }, CR1_CMS };
static const bits_t bits_cr2  = { { 0x70, 0xF8, 0x00F57FFD }, 0x00000085 };    /* TI1S, CCUS, CCPC */
static const bits_t bits_smcr = { { 0, 0x0031FFF7, 0x0031FFF7 }, 0x00014007 }; /* SMS, ECE */
static const bits_t bits_dier = { { 0x101, 0x5F5F, 0x7FFF }, 0x60E0 };         /* break, trigger, COM */
static const bits_t bits_ccmr = { { 0, 0x0101FFFF, 0x0101FFFF }, 0x01018383 }; /* OCxCE, CCxS, OCM[3] */
static const bits_t bits_ccer = { { 0, 0xBBBB, 0x0033BFFF }, 0x00331555 };     /* CCxE, CCxNE */
static const bits_t bits_rcr  = { { 0, 0, 0xFFFF }, 0 };
static const bits_t bits_bdtr = { { 0, 0, 0x03FFFFFF }, 0x01001000 };          /* BKE, BK2E */
static const bits_t bits_dcr  = { { 0, 0x1F1F, 0x1F1F }, 0x1F1F };

/* What LOCK freezes, each level more (RM0433 TIMx_BDTR): 1 DTG, BKE, BKP, AOE, BKF, BK2F, BK2E, BK2P and
 * OISx; 2 also OSSI, OSSR and the polarities; 3 also OCxM and OCxPE. The last two of outputs alone. */
enum { BDTR_LOCK = 3 << 8, BDTR_LEVEL1 = 0x03FF70FF, BDTR_LEVEL2 = 3 << 10, CR2_LEVEL1 = 0x00057F00,
       CCER_LEVEL2 = 0x00220000, CCER_LEVEL2_CH = 0xA, CCMR_LEVEL3_CH = 0x00010078 };

static uint32_t mask(const tim_cfg_t *c) { return c->wide ? 0xFFFFFFFF : 0xFFFF; }
static unsigned channels(const tim_cfg_t *c) { return c->kind == TIM_BASIC ? 0 : TIM_CHANNELS; }
static int down(const tim_t *t) { return (t->cr1 & CR1_DIR) != 0; }

static uint32_t channel_bits(const tim_t *t, unsigned i) { return t->ccmr[i >> 1] >> 8 * (i & 1); }
static int is_input(const tim_t *t, unsigned i) { return (channel_bits(t, i) & 3) != 0; }
static unsigned mode(const tim_t *t, unsigned i)
{
    uint32_t b = channel_bits(t, i);
    return is_input(t, i) || b >> 16 & 1 ? OCM_FROZEN : b >> 4 & 7;
}

static unsigned mms(const tim_t *t, unsigned out) { return out ? t->cr2 >> 20 & 15 : t->cr2 >> 4 & 7; }

/* ---- counting ---------------------------------------------------------------------------------- */

static int counting(const tim_t *t) { return t->anchor != NEVER && t->arr_now; }

static uint64_t edge_now(const tim_cfg_t *c, const env_t *env)
{
    return domain_count(&env->clock[c->clk], env->now);
}

/* Timer clock edges from the anchor to now. */
static uint64_t edges(const tim_t *t, const tim_cfg_t *c, const env_t *env)
{
    uint64_t now = edge_now(c, env);
    return counting(t) && now > t->anchor ? now - t->anchor : 0;
}

static uint32_t counter(const tim_t *t, const tim_cfg_t *c, const env_t *env)
{
    uint64_t n = (t->phase + edges(t, c, env)) / (t->psc_now + 1ull);
    return (uint32_t)(down(t) ? t->cnt - n : t->cnt + n) & mask(c);
}

/* The edge at which the counter moves for the m-th time after the anchor; m > 0. */
static uint64_t step_edge(const tim_t *t, uint64_t m)
{
    return t->anchor + m * (t->psc_now + 1ull) - t->phase;
}

/* Above ARR going up the counter runs on to the top. */
static uint32_t last(const tim_t *t, const tim_cfg_t *c)
{
    return t->cnt <= t->arr_now ? t->arr_now : mask(c);
}

/* The edge at which the counter turns; NEVER: it stands still. */
static uint64_t lap_edge(const tim_t *t, const tim_cfg_t *c)
{
    if (!counting(t)) return NEVER;
    return step_edge(t, (down(t) ? (uint64_t)t->cnt : (uint64_t)last(t, c) - t->cnt) + 1);
}

static uint64_t match_edge(const tim_t *t, const tim_cfg_t *c, unsigned i)
{
    uint32_t v = t->ccr_now[i];
    if (!counting(t) || t->hit >> i & 1) return NEVER;
    if (down(t)) return v < t->cnt ? step_edge(t, t->cnt - v) : NEVER;
    return v > t->cnt && v <= last(t, c) ? step_edge(t, v - t->cnt) : NEVER;
}

/* Would a match change anything? If not nobody need be awake for it; a write that changes the
 * answer moves the anchor. */
static int matters(const tim_t *t, unsigned i)
{
    unsigned m = mode(t, i);
    if (is_input(t, i)) return 0;
    if (!(t->sr >> (1 + i) & 1) || t->dier >> (9 + i) & 1) return 1;
    if (m != OCM_FROZEN && m != OCM_LOW && m != OCM_HIGH) return 1;
    return i == 0 && (mms(t, 0) == MMS_PULSE || mms(t, 1) == MMS_PULSE);
}

/* Move the anchor to the last clock edge, keeping count and prescaler. */
static void move_anchor(tim_t *t, const tim_cfg_t *c, const env_t *env)
{
    t->hit = 0;
    if (t->anchor == NEVER || edge_now(c, env) <= t->anchor) return;
    uint64_t n = edges(t, c, env);
    t->cnt = counter(t, c, env);
    t->phase = (uint32_t)((t->phase + n) % (t->psc_now + 1ull));
    t->anchor = edge_now(c, env);
}

static void start_at(tim_t *t, uint64_t edge, uint32_t cnt)
{
    t->cnt = cnt, t->phase = 0, t->hit = 0;
    if (t->anchor != NEVER) t->anchor = edge;
}

/* ---- flags, requests, triggers ----------------------------------------------------------------- */

static void rise(tim_t *t, uint32_t flags, env_t *env)
{
    uint32_t fresh = flags & ~t->sr;
    t->sr |= flags;
    if (fresh) tell_part(env, F_FLAG, 0, SR, 0, fresh);
}

/* Request n is raised if its bit in DIER is set; one that waits takes the new event in. */
static void request(tim_t *t, const tim_cfg_t *c, unsigned n, env_t *env)
{
    if (!(t->dier >> (8 + n) & 1) || t->pending >> n & 1) return;
    t->pending |= (uint8_t)(1u << n);
    t->req_at[n] = domain_after(&env->clock[c->bus], env->now, c->req_edges);
}

static void pulse(tim_t *t, const tim_cfg_t *c, unsigned why, env_t *env)
{
    for (unsigned k = 0; k < 2; k++)
        if (mms(t, k) == why)
            t->pulse[k] = domain_after(&env->clock[c->clk], env->now, c->pulse_edges);
}

static int trigger(const tim_t *t, unsigned out, tick_t now)
{
    unsigned m = mms(t, out);
    if (m == MMS_ENABLE) return t->cr1 & CR1_CEN;
    if (m < MMS_OC1REF) return now < t->pulse[out];
    return m < MMS_OC1REF + TIM_CHANNELS ? t->oc >> (m - MMS_OC1REF) & 1 : 0;
}

static void drive(const tim_t *t, const tim_cfg_t *c, env_t *env)
{
    int up = (t->sr & t->dier & SR_UIF) != 0, cc = (t->sr & t->dier & 0x1E) != 0;
    if (c->irq_up == c->irq_cc) up = cc = up | cc;
    wire_put(env, WIRE_IRQ, c->irq_up, up);
    wire_put(env, WIRE_IRQ, c->irq_cc, cc);
    for (unsigned n = 0; n < TIM_REQUESTS; n++)
        if (c->req[n])
            wire_put(env, WIRE_REQ1, c->req[n], t->pending >> n & 1 && t->req_at[n] <= env->now);
    wire_put(env, WIRE_TRIGGER, c->trgo, trigger(t, 0, env->now));
    if (c->trgo2 != TIM_NO_TRIGGER) wire_put(env, WIRE_TRIGGER, c->trgo2, trigger(t, 1, env->now));
}

static void take_acknowledges(tim_t *t, const tim_cfg_t *c, const env_t *env)
{
    for (unsigned n = 0; n < TIM_REQUESTS; n++) {
        if (!c->req[n] || wire_get(env->wires, WIRE_ACK1, c->req[n]) == (t->acked >> n & 1)) continue;
        t->acked ^= (uint8_t)(1u << n);
        t->pending &= (uint8_t)~(1u << n);
    }
}

/* ---- output compare ---------------------------------------------------------------------------- */

/* PWM follows the counter; forced modes hold; the others change at a match only. */
static void outputs(tim_t *t, const tim_cfg_t *c, const env_t *env)
{
    for (unsigned i = 0; i < channels(c); i++) {
        unsigned m = mode(t, i), level = t->oc >> i & 1;
        uint32_t n = counter(t, c, env);
        int active = down(t) ? n <= t->ccr_now[i] : n < t->ccr_now[i];
        if (m == OCM_LOW || m == OCM_HIGH) level = m == OCM_HIGH;
        if (m == OCM_PWM1 || m == OCM_PWM2) level = active == (m == OCM_PWM1);
        t->oc = (uint8_t)((t->oc & ~(1u << i)) | level << i);
    }
}

/* CCxIF and its request: a match, an overflow below CCRx, CCxG. */
static void compare_event(tim_t *t, const tim_cfg_t *c, unsigned i, env_t *env)
{
    rise(t, 2u << i, env);
    if (!(t->cr2 & CR2_CCDS)) request(t, c, 1 + i, env);
}

static void match(tim_t *t, const tim_cfg_t *c, unsigned i, env_t *env)
{
    uint8_t bit = (uint8_t)(1u << i);
    if (is_input(t, i)) return;
    compare_event(t, c, i, env);
    if (i == 0) pulse(t, c, MMS_PULSE, env);
    if (mode(t, i) == OCM_ACTIVE) t->oc |= bit;
    if (mode(t, i) == OCM_INACTIVE) t->oc &= (uint8_t)~bit;
    if (mode(t, i) == OCM_TOGGLE) t->oc ^= bit;
}

/* ---- update event ------------------------------------------------------------------------------ */

static void update_event(tim_t *t, const tim_cfg_t *c, int by_ug, env_t *env)
{
    if (t->cr1 & CR1_UDIS) return;
    t->psc_now = t->psc, t->arr_now = t->arr, t->rep = t->rcr;
    memcpy(t->ccr_now, t->ccr, sizeof t->ccr);
    if (t->cr1 & CR1_OPM) t->cr1 &= ~(uint32_t)CR1_CEN, t->anchor = NEVER;
    pulse(t, c, MMS_UPDATE, env);
    if (by_ug && t->cr1 & CR1_URS) return;
    rise(t, SR_UIF, env);
    request(t, c, 0, env);
    for (unsigned i = 0; t->cr2 & CR2_CCDS && i < channels(c); i++) request(t, c, 1 + i, env);
}

/* The counter turns at the end of its range. */
static void lap(tim_t *t, const tim_cfg_t *c, uint64_t edge, env_t *env)
{
    int over = !down(t) && t->cnt > t->arr_now;            /* from the top, not from ARR */
    for (unsigned i = 0; i < channels(c); i++)
        if (!over && !is_input(t, i) && t->ccr_now[i] > t->arr_now) compare_event(t, c, i, env);
    if (over) start_at(t, edge, 0);
    else if (t->rep) t->rep--, start_at(t, edge, down(t) ? t->arr_now : 0);
    else update_event(t, c, 0, env), start_at(t, edge, down(t) ? t->arr_now : 0);
    for (unsigned i = 0; i < channels(c); i++)
        if (t->ccr_now[i] == t->cnt) match(t, c, i, env);
}

/* Everything that happened up to now, in order. */
static void settle(tim_t *t, const tim_cfg_t *c, env_t *env)
{
    for (;;) {
        uint64_t next = lap_edge(t, c);
        unsigned who = TIM_CHANNELS;
        for (unsigned i = 0; i < channels(c); i++) {
            uint64_t edge = matters(t, i) ? match_edge(t, c, i) : NEVER;
            if (edge < next) next = edge, who = i;
        }
        if (next > edge_now(c, env)) break;
        if (who == TIM_CHANNELS) lap(t, c, next, env);
        else t->hit |= (uint8_t)(1u << who), match(t, c, who, env);
    }
    outputs(t, c, env);
}

static tick_t due(const tim_t *t, const tim_cfg_t *c, const env_t *env)
{
    uint64_t next = lap_edge(t, c);
    for (unsigned i = 0; i < channels(c); i++) {
        uint64_t edge = matters(t, i) ? match_edge(t, c, i) : NEVER;
        if (edge < next) next = edge;
    }
    tick_t first = next == NEVER ? NEVER : domain_edge(&env->clock[c->clk], next);
    for (unsigned n = 0; n < TIM_REQUESTS; n++) {
        tick_t at = t->pending >> n & 1 ? t->req_at[n] : NEVER;
        if (at > env->now && at < first) first = at;
    }
    for (unsigned k = 0; k < 2; k++)
        if (t->pulse[k] > env->now && t->pulse[k] < first) first = t->pulse[k];
    return first;
}

/* ---- the five questions ------------------------------------------------------------------------ */

static void tim_reset(void *dev, const void *cfg)
{
    tim_t *t = dev;
    memset(t, 0, sizeof *t);
    t->arr = t->arr_now = mask(cfg);
    t->anchor = NEVER;
}

static uint32_t tim_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const tim_t *t = dev;
    const tim_cfg_t *c = cfg;
    off &= ~3u;
    switch (off) {
    case CR1:   return t->cr1;
    case CR2:   return t->cr2;
    case SMCR:  return t->smcr;
    case DIER:  return t->dier;
    case SR:    return t->sr;
    case CCMR1: case CCMR2: return t->ccmr[off == CCMR2];
    case CCER:  return t->ccer;
    case PSC:   return t->psc;
    case ARR:   return t->arr;
    case RCR:   return t->rcr;
    case BDTR:  return t->bdtr;
    case DCR:   return t->dcr;
    case CNT:
        if (!(t->cr1 & CR1_UIFREMAP)) return counter(t, c, env);
        return (counter(t, c, env) & 0x7FFFFFFF) | (t->sr & SR_UIF) << 31;
    default: return channels(c) && off >= CCR1 && off <= CCR4 ? t->ccr[(off - CCR1) / 4] : 0;
    }
}

static uint32_t tim_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    uint32_t word = tim_peek(dev, cfg, off, env) >> 8 * (off & 3);
    return size >= 4 ? word : word & ((1u << 8 * size) - 1);
}

static uint32_t frozen_bits(const tim_t *t, uint32_t off)
{
    unsigned level = t->bdtr >> 8 & 3;
    uint32_t bits = off == CCER && level >= 2 ? CCER_LEVEL2 : 0;
    if (off == CR2) return level ? CR2_LEVEL1 : 0;
    if (off == BDTR)
        return (t->frozen ? BDTR_LOCK : 0) | (level ? BDTR_LEVEL1 : 0) | (level >= 2 ? BDTR_LEVEL2 : 0);
    for (unsigned i = 0; i < TIM_CHANNELS; i++) {
        if (is_input(t, i)) continue;
        if (off == CCER && level >= 2) bits |= (uint32_t)CCER_LEVEL2_CH << 4 * i;
        if (off == (i < 2 ? CCMR1 : CCMR2) && level == 3) bits |= (uint32_t)CCMR_LEVEL3_CH << 8 * (i & 1);
    }
    return bits;
}

/* What a write brings, with what LOCK freezes as it was. */
static uint32_t past_lock(const tim_t *t, const tim_cfg_t *c, uint32_t off, uint32_t val, env_t *env)
{
    uint32_t held = frozen_bits(t, off), was = held ? tim_peek(t, c, off, env) : 0;
    if ((val ^ was) & held) tell_part(env, F_IGNORED, 0, off, val, IGN_READONLY);
    return (val & ~held) | (was & held);
}

static void put(uint32_t *reg, const bits_t *b, const tim_cfg_t *c, uint32_t off, uint32_t val,
                env_t *env)
{
    uint32_t was = *reg;
    *reg = val & b->keeps[c->kind];
    if (!b->keeps[c->kind]) tell_part(env, F_IGNORED, 0, off, val, IGN_RESERVED);
    if (*reg & ~was & b->unmodelled) tell_part(env, F_UNMODELLED, 1, off, val, 0);
}

static void write_cr1(tim_t *t, const tim_cfg_t *c, uint32_t val, env_t *env)
{
    uint32_t was = t->cr1;
    put(&t->cr1, &bits_cr1, c, CR1, val, env);
    if (t->cr1 & ~was & CR1_CEN)
        t->anchor = domain_number(&env->clock[c->clk], env->now) + c->start_edges;
    if (!(t->cr1 & CR1_CEN)) t->anchor = NEVER;
}

/* The MMS of basic timers stops at 2, MMS2 of ours at the fourth channel. */
static void write_cr2(tim_t *t, const tim_cfg_t *c, uint32_t val, env_t *env)
{
    uint32_t was = t->cr2;
    put(&t->cr2, &bits_cr2, c, CR2, val, env);
    if ((c->kind == TIM_BASIC && mms(t, 0) > MMS_UPDATE && t->cr2 != was)
        || (mms(t, 1) > 7 && (t->cr2 ^ was) >> 20))
        tell_part(env, F_UNMODELLED, 1, CR2, val, 0);
}

static void write_egr(tim_t *t, const tim_cfg_t *c, uint32_t val, env_t *env)
{
    if (val & EGR_UG) {
        pulse(t, c, MMS_RESET, env);
        update_event(t, c, 1, env);
        start_at(t, domain_number(&env->clock[c->clk], env->now), down(t) ? t->arr_now : 0);
    }
    for (unsigned i = 0; i < channels(c); i++)
        if (val >> (1 + i) & 1 && !is_input(t, i)) compare_event(t, c, i, env);
    if (val & ~0x1Fu) tell_part(env, F_UNMODELLED, 1, EGR, val, 0);
}

static void write_ccr(tim_t *t, const tim_cfg_t *c, uint32_t off, uint32_t val, env_t *env)
{
    unsigned i = (off - CCR1) / 4;
    if (!channels(c)) {
        tell_part(env, F_IGNORED, 0, off, val, IGN_RESERVED);
        return;
    }
    t->ccr[i] = val & mask(c);
    if (!(channel_bits(t, i) & 1 << 3)) t->ccr_now[i] = t->ccr[i];     /* OCxPE = 0 */
}

static void write_word(tim_t *t, const tim_cfg_t *c, uint32_t off, uint32_t val, env_t *env)
{
    val = past_lock(t, c, off, val, env);
    switch (off) {
    case CR1:   write_cr1(t, c, val, env); break;
    case CR2:   write_cr2(t, c, val, env); break;
    case SMCR:  put(&t->smcr, &bits_smcr, c, off, val, env); break;
    case DIER:
        put(&t->dier, &bits_dier, c, off, val, env);
        t->pending &= (uint8_t)(t->dier >> 8);
        break;
    case SR:    t->sr &= val; break;
    case EGR:   write_egr(t, c, val, env); break;
    case CCMR1: case CCMR2: put(&t->ccmr[off == CCMR2], &bits_ccmr, c, off, val, env); break;
    case CCER:  put(&t->ccer, &bits_ccer, c, off, val, env); break;
    case CNT:   t->cnt = val & mask(c); break;
    case PSC:   t->psc = val & 0xFFFF; break;
    case ARR:
        t->arr = val & mask(c);
        if (!(t->cr1 & CR1_ARPE)) t->arr_now = t->arr;
        break;
    case RCR:   put(&t->rcr, &bits_rcr, c, off, val, env); break;
    case BDTR:
        put(&t->bdtr, &bits_bdtr, c, off, val, env);
        t->frozen = c->kind == TIM_ADVANCED;
        break;
    case DCR:   put(&t->dcr, &bits_dcr, c, off, val, env); break;
    default:
        if (off >= CCR1 && off <= CCR4) write_ccr(t, c, off, val, env);
        else if (channels(c) && off > DCR && off <= 0x68) tell_part(env, F_UNMODELLED, 1, off, val, 0);
        else tell_part(env, F_IGNORED, 0, off, val, IGN_RESERVED);
    }
}

static void tim_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                      env_t *env)
{
    tim_t *t = dev;
    const tim_cfg_t *c = cfg;
    (void)size;
    settle(t, c, env);
    move_anchor(t, c, env);
    write_word(t, c, off, val, env);
    outputs(t, c, env);
    drive(t, c, env);
    wake(env, env->slot);
}

static tick_t tim_step(void *dev, const void *cfg, env_t *env)
{
    tim_t *t = dev;
    const tim_cfg_t *c = cfg;
    take_acknowledges(t, c, env);
    settle(t, c, env);
    drive(t, c, env);
    return due(t, c, env);
}

const model_t tim_model = { tim_reset, tim_peek, tim_read, tim_write, tim_step };
