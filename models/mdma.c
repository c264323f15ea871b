/* mdma.c -- MDMA: registers, flags, requests, the arbiter, FIFOs and ports. See mdma.h. */
#include "mdma.h"
#include "mdma_data.h"
#include <string.h>

enum {
    CR_ALL = 0x70FF, CR_FREE = 0x3E, FLAGS = 0x1F
};

static uint32_t interrupts(const mdma_channel_t *c) { return c->isr & c->cr >> 1 & FLAGS; }

static uint32_t global_status(const mdma_t *m)
{
    uint32_t gis = 0;
    for (unsigned n = 0; n < MDMA_CHANNELS; n++) gis |= (uint32_t)!!interrupts(&m->channel[n]) << n;
    return gis;
}

static void drive_irq(const mdma_t *m, const mdma_cfg_t *cfg, env_t *env)
{
    wire_put(env, WIRE_IRQ, cfg->irq, global_status(m) != 0);
}

static void ignore(env_t *env, uint32_t off, uint32_t val, ignored_t why)
{
    tell_part(env, F_IGNORED, 0, off, val, why);
}

static void raise_flags(mdma_t *m, const mdma_cfg_t *cfg, unsigned n, uint32_t flags, env_t *env)
{
    mdma_channel_t *c = &m->channel[n];
    uint32_t rose = flags & ~c->isr, others = rose & (MDMA_BRTIF | MDMA_BTIF | MDMA_TCIF);
    c->isr |= flags;
    if (others) tell_part(env, F_FLAG, 0, MDMA_C0ISR + MDMA_STRIDE * n, 0, others);
    if (rose & MDMA_TEIF) tell_part(env, F_DMA_FLAG, n, 0, c->esr, DMA_TE);
    if (rose & MDMA_CTCIF) tell_part(env, F_DMA_FLAG, n, 0, 0, DMA_TC);
    drive_irq(m, cfg, env);
}

/* ---- buffers --------------------------------------------------------------------------------- */

static unsigned free_buffer(const mdma_t *m)
{
    for (unsigned i = 0; i < 2; i++)
        if (m->buffer[i].channel == MDMA_NOBODY) return i;
    return MDMA_NOBODY;
}

/* The arbiter may let somebody read. */
static bool available(const mdma_t *m)
{
    return m->reader == MDMA_NOBODY && free_buffer(m) != MDMA_NOBODY;
}

static uint32_t under_way(const mdma_t *m, unsigned n)
{
    uint32_t bytes = 0;
    for (unsigned i = 0; i < 2; i++)
        if (m->buffer[i].channel == n) bytes += m->buffer[i].len;
    return bytes;
}

static void drop_buffer(mdma_t *m, unsigned i, env_t *env)
{
    bool was = available(m);
    memset(&m->buffer[i], 0, sizeof m->buffer[i]);
    m->buffer[i].channel = MDMA_NOBODY;
    if (m->reader == i) m->reader = MDMA_NOBODY;
    if (m->oldest == i) m->oldest = (uint8_t)!i;
    if (!was && available(m)) m->free = env->now;
}

/* EN falls. An access already on a port cannot be called back: what it brings is dropped. */
static void turn_off(mdma_t *m, unsigned n, dma_off_t why, env_t *env)
{
    mdma_channel_t *c = &m->channel[n];
    c->cr &= ~(uint32_t)MDMA_CR_EN;
    c->request = c->wait = c->stopping = c->ended = 0;
    for (unsigned i = 0; i < MDMA_LANES; i++) {
        mdma_lane_t *lane = &m->lane[i];
        if (lane->job == MDMA_FREE || lane->channel != n) continue;
        if (lane->ask == NEVER) lane->ghost = 1;
        else lane->job = MDMA_FREE, lane->ask = NEVER;
    }
    for (unsigned i = 0; i < 2; i++)
        if (m->buffer[i].channel == n) drop_buffer(m, i, env);
    tell_part(env, F_DMA_OFF, n, 0, mdma_left(c), why);
}

static void fail(mdma_t *m, const mdma_cfg_t *cfg, unsigned n, uint32_t esr, dma_off_t why,
                 env_t *env)
{
    m->channel[n].esr = esr;
    raise_flags(m, cfg, n, MDMA_TEIF, env);
    turn_off(m, n, why, env);
}

/* ---- registers ------------------------------------------------------------------------------- */

static void mdma_reset(void *dev, const void *cfg)
{
    mdma_t *m = dev;
    (void)cfg;
    memset(m, 0, sizeof *m);
    for (unsigned i = 0; i < 2; i++) m->buffer[i].channel = MDMA_NOBODY;
    for (unsigned i = 0; i < MDMA_LANES; i++) m->lane[i].ask = NEVER;
    m->reader = MDMA_NOBODY;
}

static uint32_t mdma_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const mdma_t *m = dev;
    (void)cfg, (void)env;
    off &= ~3u;
    if (off == MDMA_GISR0) return global_status(m);
    if (off < MDMA_C0ISR || off >= MDMA_END) return 0;
    const mdma_channel_t *c = &m->channel[(off - MDMA_C0ISR) / MDMA_STRIDE];
    switch (MDMA_C0ISR + (off - MDMA_C0ISR) % MDMA_STRIDE) {
    case MDMA_C0ISR:   return c->isr | (c->request ? (uint32_t)MDMA_CRQA : 0);
    case MDMA_C0ESR:   return c->esr;
    case MDMA_C0CR:    return c->cr;
    case MDMA_C0TCR:   return c->tcr;
    case MDMA_C0BNDTR: return c->bndtr;
    case MDMA_C0SAR:   return c->sar;
    case MDMA_C0DAR:   return c->dar;
    case MDMA_C0BRUR:  return c->brur;
    case MDMA_C0LAR:   return c->lar;
    case MDMA_C0TBR:   return c->tbr;
    case MDMA_C0MAR:   return c->mar;
    case MDMA_C0MDR:   return c->mdr;
    default:           return 0;                /* IFCR, and the hole at 0x6C */
    }
}

static uint32_t mdma_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    uint32_t word = mdma_peek(dev, cfg, off, env) >> 8 * (off & 3);
    return size >= 4 ? word : word & ((1u << 8 * size) - 1);
}

/* A channel was enabled, or took a node: this is what it will do. */
static void tell_block(const mdma_channel_t *c, unsigned n, env_t *env)
{
    tell_part(env, F_DMA_ON, n, c->dar, c->sar | (uint64_t)c->bndtr << 32,
              c->tcr | (uint64_t)c->tbr << 32);
}

static void turn_on(mdma_t *m, unsigned n, env_t *env)
{
    mdma_channel_t *c = &m->channel[n];
    c->cr |= MDMA_CR_EN;
    c->request = c->wait = c->stopping = c->ended = 0;
    tell_block(c, n, env);
    if (!mdma_field(c, MDMA_SWRM, 1) && (c->tbr & 0x3F) >= MDMA_TRIGGERS)
        tell_part(env, F_UNMODELLED, 1, MDMA_C0TBR + MDMA_STRIDE * n, c->tbr, 0);
}

static void software_request(mdma_t *m, unsigned n, uint32_t off, uint32_t val, env_t *env)
{
    mdma_channel_t *c = &m->channel[n];
    if (!(c->cr & MDMA_CR_EN) || c->stopping || !mdma_field(c, MDMA_SWRM, 1)) {
        ignore(env, off, val, IGN_RESERVED);
    } else if (!c->request) {
        c->request = 1;
        c->since = env->now;
    }
}

static void write_cr(mdma_t *m, const mdma_cfg_t *cfg, unsigned n, uint32_t off, uint32_t val,
                     env_t *env)
{
    mdma_channel_t *c = &m->channel[n];
    if (!(c->cr & MDMA_CR_EN)) {
        c->cr = val & CR_ALL & ~(uint32_t)MDMA_CR_EN;
        if (val & MDMA_CR_EN) turn_on(m, n, env);
    } else {
        bool refused = ((val ^ c->cr) & CR_ALL & ~(uint32_t)(CR_FREE | MDMA_CR_EN)) != 0;
        c->cr = (c->cr & ~(uint32_t)CR_FREE) | (val & CR_FREE);
        if (val & MDMA_CR_EN) refused |= c->stopping;
        else c->stopping = 1;
        if (refused) ignore(env, off, val, IGN_ENABLED);
    }
    if (val & MDMA_CR_SWRQ) software_request(m, n, off, val, env);
    drive_irq(m, cfg, env);
}

/* Where a protected register is, and the bits it has. */
static uint32_t *place(mdma_channel_t *c, uint32_t off, uint32_t *bits)
{
    *bits = ~0u;
    switch (off) {
    case MDMA_C0TCR:   return &c->tcr;
    case MDMA_C0BNDTR: *bits = MDMA_BNDTR_ALL; return &c->bndtr;
    case MDMA_C0SAR:   return &c->sar;
    case MDMA_C0DAR:   return &c->dar;
    case MDMA_C0BRUR:  return &c->brur;
    case MDMA_C0LAR:   *bits = ~7u; return &c->lar;
    case MDMA_C0TBR:   *bits = MDMA_TBR_ALL; return &c->tbr;
    case MDMA_C0MAR:   return &c->mar;
    case MDMA_C0MDR:   return &c->mdr;
    default:           return 0;
    }
}

static void write_protected(mdma_channel_t *c, uint32_t in, uint32_t off, uint32_t val, env_t *env)
{
    uint32_t bits, *word = place(c, in, &bits);
    if (!word) {
        ignore(env, off, val, in == MDMA_C0ISR || in == MDMA_C0ESR ? IGN_READONLY : IGN_RESERVED);
    } else if (c->cr & MDMA_CR_EN) {
        ignore(env, off, val, IGN_ENABLED);
    } else {
        *word = val & bits;
        if (in == MDMA_C0BNDTR) c->reload = mdma_left(c);
    }
}

static void mdma_write(void *dev, const void *config, uint32_t off, unsigned size, uint32_t val,
                       env_t *env)
{
    mdma_t *m = dev;
    const mdma_cfg_t *cfg = config;
    unsigned n = (off - MDMA_C0ISR) / MDMA_STRIDE;
    uint32_t in = MDMA_C0ISR + (off - MDMA_C0ISR) % MDMA_STRIDE;
    bool channel = off >= MDMA_C0ISR && off < MDMA_END;
    if (channel && size < 4 && in == MDMA_C0CR + 2) {       /* SWRQ alone: RM0433 14.5.4 */
        if (val & 1) software_request(m, n, off, val, env);
    } else if (size != 4 || off & 3) {
        ignore(env, off, val, IGN_SIZE);
    } else if (!channel) {
        ignore(env, off, val, off == MDMA_GISR0 ? IGN_READONLY : IGN_RESERVED);
    } else if (in == MDMA_C0IFCR) {
        m->channel[n].isr &= ~val;
        if (val & MDMA_TEIF) m->channel[n].esr = 0;
        drive_irq(m, cfg, env);
    } else if (in == MDMA_C0CR) {
        write_cr(m, cfg, n, off, val, env);
    } else {
        write_protected(&m->channel[n], in, off, val, env);
    }
    wake(env, env->slot);
}

/* ---- a buffer, a request, a channel come to their end ---------------------------------------- */

static void complete(mdma_t *m, const mdma_cfg_t *cfg, unsigned n, dma_off_t why, env_t *env)
{
    raise_flags(m, cfg, n, MDMA_CTCIF, env);
    turn_off(m, n, why, env);
}

/* The request was served: a hardware one is acknowledged by the mask write (RM0433 14.3.4). */
static void serve_request(mdma_channel_t *c)
{
    bool mask = c->mar && !mdma_field(c, MDMA_SWRM, 1);
    c->request = mask;
    if (mask) c->wait = MDMA_MASKING;
}

/* BNDT reached 0. Returns the flags; *served if that was the request's last data. */
static uint32_t end_block(mdma_channel_t *c, bool *served)
{
    unsigned mode = mdma_mode(c);
    uint32_t flags = MDMA_BTIF;
    if (mode == MDMA_BY_BLOCK) *served = true;
    if (!c->reload) c->bndtr &= 0xFFFFF;                    /* nothing, how often soever */
    if (mdma_repeats(c)) {
        c->bndtr = (c->bndtr - (1u << 20)) | c->reload;
        mdma_update(c);
        return flags;
    }
    if (mode == MDMA_BY_REPEAT) *served = true;
    if (c->lar) {
        c->wait = MDMA_LINKING;
    } else {
        c->ended = 1;
        *served = true;
    }
    return flags | MDMA_BRTIF;
}

/* All of a buffer is where it belongs. */
static void end_buffer(mdma_t *m, const mdma_cfg_t *cfg, unsigned n, unsigned bytes, env_t *env)
{
    mdma_channel_t *c = &m->channel[n];
    bool served = mdma_mode(c) == MDMA_BY_BUFFER;
    uint32_t flags = bytes ? MDMA_TCIF : 0;
    c->sar = mdma_source_after(c, c->sar, bytes);
    c->dar = mdma_dest_after(c, c->dar, bytes);
    c->bndtr -= bytes;
    if (!mdma_left(c)) flags |= end_block(c, &served);
    if (served) serve_request(c);
    c->since = env->now;
    raise_flags(m, cfg, n, flags, env);
    if (c->ended && c->wait == MDMA_QUIET) complete(m, cfg, n, OFF_COMPLETE, env);
}

/* ---- an access came back --------------------------------------------------------------------- */

static void tell_item(env_t *env, const mdma_channel_t *c, unsigned n, const port_t *p,
                      unsigned beat)
{
    if (!wanted(env, F_DMA_ITEM)) return;
    fact_t f = { .at = env->now, .kind = F_DMA_ITEM, .who = env->slot, .what = (uint8_t)n,
                 .size = (uint8_t)(1u << p->size), .addr = beat_addr(p, beat), .pc = env->pc,
                 .txn = p->txn, .data = p->data[beat],
                 .note = (uint64_t)p->write | (uint64_t)mdma_left(c) << 8 };
    tell(env, &f);
}

/* A read delivers beat by beat: what came may be written on at once. */
static void take_beats(mdma_t *m, mdma_lane_t *lane, const port_t *p, env_t *env)
{
    mdma_buffer_t *b = &m->buffer[lane->buffer];
    for (; lane->beat < p->beat && lane->beat < p->beats; lane->beat++) {
        for (unsigned i = 0; i < 1u << p->size && b->in < MDMA_FIFO; i++)
            b->byte[b->in++] = (uint8_t)(p->data[lane->beat] >> 8 * i);
        tell_item(env, &m->channel[lane->channel], lane->channel, p, lane->beat);
    }
    if (b->in < b->len || m->reader != lane->buffer) return;
    m->reader = MDMA_NOBODY;
    if (available(m)) m->free = env->now;
}

static void came_back_write(mdma_t *m, const mdma_cfg_t *cfg, const mdma_lane_t *lane,
                            const port_t *p, env_t *env)
{
    mdma_buffer_t *b = &m->buffer[lane->buffer];
    unsigned n = lane->channel, bytes = b->len;
    for (unsigned k = 0; k < p->beats; k++) tell_item(env, &m->channel[n], n, p, k);
    b->out = (uint8_t)(b->out + lane->bytes);
    if (b->out < b->len) return;
    drop_buffer(m, lane->buffer, env);
    end_buffer(m, cfg, n, bytes, env);
}

static void take_node(mdma_channel_t *c, unsigned n, const port_t *p, env_t *env)
{
    tell_part(env, F_DMA_TARGET, n, c->lar, 0, 0);
    mdma_load_node(c, p->data);
    c->wait = MDMA_QUIET;
    c->since = env->now;
    tell_block(c, n, env);
}

static void came_back_mask(mdma_t *m, const mdma_cfg_t *cfg, unsigned n, env_t *env)
{
    mdma_channel_t *c = &m->channel[n];
    c->request = 0;
    c->wait = c->ended || !c->lar || mdma_left(c) ? MDMA_QUIET : MDMA_LINKING;
    c->since = env->now;
    if (c->ended) complete(m, cfg, n, OFF_COMPLETE, env);
}

static void came_back(mdma_t *m, const mdma_cfg_t *cfg, unsigned i, env_t *env)
{
    mdma_lane_t *lane = &m->lane[i], was = *lane;
    port_t *p = &env->port[cfg->port[i]];
    if (lane->job == MDMA_FREE || lane->ask != NEVER) return;
    if (lane->job == MDMA_FILL && !lane->ghost) take_beats(m, lane, p, env);
    if (p->phase != BUS_DONE && p->phase != BUS_ERROR) return;
    bool failed = p->phase == BUS_ERROR;
    unsigned n = was.channel;
    p->phase = BUS_IDLE;
    memset(lane, 0, sizeof *lane);
    lane->ask = NEVER;
    if (was.ghost) return;
    if (failed) {
        uint32_t esr = beat_addr(p, p->beat) & 0x7F;
        if (was.job == MDMA_LINK) esr = MDMA_TELD;
        if (was.job == MDMA_MASK) esr = MDMA_TEMD;
        if (was.job == MDMA_DRAIN) esr |= MDMA_TED;
        fail(m, cfg, n, esr, OFF_BUS_ERROR, env);
    } else if (was.job == MDMA_DRAIN) {
        came_back_write(m, cfg, &was, p, env);
    } else if (was.job == MDMA_LINK) {
        take_node(&m->channel[n], n, p, env);
    } else if (was.job == MDMA_MASK) {
        came_back_mask(m, cfg, n, env);
    }
}

/* ---- who wants what -------------------------------------------------------------------------- */

static bool doing(const mdma_t *m, unsigned i, unsigned job, unsigned n)
{
    const mdma_lane_t *lane = &m->lane[i];
    return lane->job != MDMA_FREE && lane->job == job && lane->channel == n && !lane->ghost;
}

/* Software stopped it and nothing of it is under way: RM0433 14.3.13. */
static bool stop(mdma_t *m, const mdma_cfg_t *cfg, unsigned n, env_t *env)
{
    const mdma_channel_t *c = &m->channel[n];
    if (!c->stopping || under_way(m, n)) return false;
    for (unsigned i = 0; i < MDMA_LANES; i++)
        if (doing(m, i, m->lane[i].job, n) && m->lane[i].ask == NEVER) return false;
    complete(m, cfg, n, OFF_SOFTWARE, env);
    return true;
}

static bool look_for_request(mdma_t *m, unsigned n, env_t *env)
{
    mdma_channel_t *c = &m->channel[n];
    unsigned trigger = c->tbr & 0x3F;
    if (!(c->cr & MDMA_CR_EN) || c->request || c->wait != MDMA_QUIET || c->stopping) return false;
    if (mdma_field(c, MDMA_SWRM, 1) || trigger >= MDMA_TRIGGERS || under_way(m, n)) return false;
    if (!wire_get(env->wires, WIRE_MDMA, trigger)) return false;
    c->request = 1;
    c->since = env->now;
    return true;
}

/* Has a buffer to be read. A second one only of the same block and the same request. */
static bool ready(const mdma_t *m, unsigned n)
{
    const mdma_channel_t *c = &m->channel[n];
    uint32_t bytes = under_way(m, n);
    if (!(c->cr & MDMA_CR_EN) || !c->request || c->wait != MDMA_QUIET || c->stopping) return false;
    return !bytes || (mdma_mode(c) != MDMA_BY_BUFFER && bytes < mdma_left(c));
}

static tick_t arbiter_at(const mdma_t *m, const mdma_cfg_t *cfg, unsigned n, const env_t *env)
{
    tick_t since = m->channel[n].since;
    return domain_after(&env->clock[cfg->hclk], since > m->free ? since : m->free, cfg->arb);
}

/* The arbiter chose this channel: its next buffer gets a FIFO, if its set-up is sound. */
static void grant(mdma_t *m, const mdma_cfg_t *cfg, unsigned n, env_t *env)
{
    const mdma_channel_t *c = &m->channel[n];
    uint32_t esr, before = under_way(m, n);
    if (mdma_set_up_wrong(c, &esr)) {
        fail(m, cfg, n, esr, OFF_FIFO_CONFIG, env);
        return;
    }
    if (!mdma_left(c)) {
        end_buffer(m, cfg, n, 0, env);
        return;
    }
    unsigned i = free_buffer(m);
    mdma_buffer_t *b = &m->buffer[i];
    b->channel = (uint8_t)n;
    b->len = (uint8_t)mdma_buffer_bytes(c, before);
    b->src = mdma_source_after(c, c->sar, before);
    b->dst = mdma_dest_after(c, c->dar, before);
    if (m->buffer[!i].channel == MDMA_NOBODY) m->oldest = (uint8_t)i;
    m->reader = (uint8_t)i;
}

/* PL, then the lowest number; after each buffer anew (RM0433 14.3.9). */
static bool arbitrate(mdma_t *m, const mdma_cfg_t *cfg, env_t *env)
{
    unsigned best = MDMA_NOBODY;
    uint32_t level = 0;
    if (!available(m)) return false;
    for (unsigned n = 0; n < MDMA_CHANNELS; n++) {
        uint32_t pl = m->channel[n].cr & MDMA_CR_PL;
        if (!ready(m, n) || arbiter_at(m, cfg, n, env) > env->now) continue;
        if (best == MDMA_NOBODY || pl > level) best = n, level = pl;
    }
    if (best == MDMA_NOBODY) return false;
    grant(m, cfg, best, env);
    return true;
}

/* ---- accesses go out ------------------------------------------------------------------------- */

/* The first channel that waits for this and has no lane at work on it. */
static unsigned waiting(const mdma_t *m, mdma_wait_t what, mdma_lane_name_t lane, mdma_job_t job)
{
    for (unsigned n = 0; n < MDMA_CHANNELS; n++) {
        const mdma_channel_t *c = &m->channel[n];
        if (c->wait == what && !c->stopping && !doing(m, lane, job, n)) return n;
    }
    return MDMA_NOBODY;
}

static bool busy(const mdma_t *m, mdma_lane_name_t axi, mdma_job_t job, unsigned n)
{
    return doing(m, axi, job, n) || doing(m, MDMA_TCM, job, n);
}

/* The buffer to read into or write from, if it is this lane's and has something to move. */
static unsigned to_fill(const mdma_t *m, bool tcm)
{
    mdma_access_t a;
    if (m->reader == MDMA_NOBODY) return MDMA_NOBODY;
    const mdma_buffer_t *b = &m->buffer[m->reader];
    const mdma_channel_t *c = &m->channel[b->channel];
    if (busy(m, MDMA_READ, MDMA_FILL, b->channel)) return MDMA_NOBODY;
    return !!(c->tbr & MDMA_SBUS) == tcm && mdma_next_read(c, b, &a) ? m->reader : MDMA_NOBODY;
}

static unsigned to_drain(const mdma_t *m, bool tcm)
{
    mdma_access_t a;
    const mdma_buffer_t *b = &m->buffer[m->oldest];
    if (b->channel == MDMA_NOBODY) return MDMA_NOBODY;
    const mdma_channel_t *c = &m->channel[b->channel];
    if (busy(m, MDMA_WRITE, MDMA_DRAIN, b->channel)) return MDMA_NOBODY;
    return !!(c->tbr & MDMA_DBUS) == tcm && mdma_next_write(c, b, &a) ? m->oldest : MDMA_NOBODY;
}

/* The lane's next job: nodes and acknowledgements before data, on the TCM port writes before
 * reads. */
static void plan(mdma_t *m, const mdma_cfg_t *cfg, unsigned i, env_t *env)
{
    mdma_lane_t *lane = &m->lane[i];
    unsigned n = MDMA_NOBODY, b = MDMA_NOBODY, job = MDMA_FREE;
    if (lane->job != MDMA_FREE) return;
    if (i == MDMA_READ) n = waiting(m, MDMA_LINKING, MDMA_READ, job = MDMA_LINK);
    if (i == MDMA_WRITE) n = waiting(m, MDMA_MASKING, MDMA_WRITE, job = MDMA_MASK);
    if (n == MDMA_NOBODY && i != MDMA_READ) b = to_drain(m, i == MDMA_TCM), job = MDMA_DRAIN;
    if (n == MDMA_NOBODY && b == MDMA_NOBODY && i != MDMA_WRITE)
        b = to_fill(m, i == MDMA_TCM), job = MDMA_FILL;
    if (b != MDMA_NOBODY) n = m->buffer[b].channel;
    if (n == MDMA_NOBODY) return;
    lane->job = (uint8_t)job;
    lane->channel = (uint8_t)n;
    lane->buffer = (uint8_t)(b & 1);
    lane->ask = domain_after(&env->clock[cfg->hclk], env->now, cfg->calc);
}

static void ask(mdma_t *m, const mdma_cfg_t *cfg, unsigned i, env_t *env)
{
    mdma_lane_t *lane = &m->lane[i];
    if (lane->job == MDMA_FREE || lane->ask > env->now) return;
    const mdma_channel_t *c = &m->channel[lane->channel];
    const mdma_buffer_t *b = &m->buffer[lane->buffer];
    mdma_access_t a = mdma_access(c, b, lane->job);
    port_t *p = &env->port[cfg->port[i]];
    lane->ask = NEVER;
    lane->bytes = a.bytes;
    p->addr = a.addr, p->size = a.size, p->beats = a.beats;
    p->write = lane->job == MDMA_DRAIN || lane->job == MDMA_MASK;
    p->wrap = 0, p->seq = 0;
    p->attr = lane->job == MDMA_DRAIN && mdma_field(c, MDMA_BWM, 1) ? BUS_BUFFERABLE : 0;
    p->id = env->map->port[cfg->port[i]].id;
    p->tag = lane->channel;
    for (unsigned k = 0; k < a.beats; k++) {
        p->strb[k] = (uint8_t)((1u << (1u << a.size)) - 1);
        p->data[k] = lane->job == MDMA_MASK ? c->mdr : p->write ? mdma_item(c, b, k) : 0;
    }
    port_ask(env, cfg->port[i]);
}

/* ---- step ------------------------------------------------------------------------------------ */

static tick_t due(const mdma_t *m, const mdma_cfg_t *cfg, const env_t *env)
{
    tick_t t = NEVER;
    for (unsigned i = 0; i < MDMA_LANES; i++)
        if (m->lane[i].job != MDMA_FREE && m->lane[i].ask < t) t = m->lane[i].ask;
    if (!available(m)) return t;
    for (unsigned n = 0; n < MDMA_CHANNELS; n++) {
        if (!ready(m, n)) continue;
        tick_t at = arbiter_at(m, cfg, n, env);
        if (at < t) t = at;
    }
    return t;
}

static tick_t mdma_step(void *dev, const void *config, env_t *env)
{
    mdma_t *m = dev;
    const mdma_cfg_t *cfg = config;
    const domain_t *hclk = &env->clock[cfg->hclk];
    tick_t edge = domain_next(hclk, env->now);
    if (edge != env->now) return edge;
    for (unsigned i = 0; i < MDMA_LANES; i++) came_back(m, cfg, i, env);
    if (part_held(env)) drive_irq(m, cfg, env);
    for (bool more = true; more;) {
        more = false;
        for (unsigned n = 0; n < MDMA_CHANNELS; n++) {
            more |= stop(m, cfg, n, env);
            more |= look_for_request(m, n, env);
        }
        more |= arbitrate(m, cfg, env);
    }
    for (unsigned i = MDMA_LANES; i-- > 0;) plan(m, cfg, i, env);
    for (unsigned i = 0; i < MDMA_LANES; i++) ask(m, cfg, i, env);
    tick_t t = due(m, cfg, env);
    return t > env->now ? t : domain_after(hclk, env->now, 1);
}

const model_t mdma_model = { mdma_reset, mdma_peek, mdma_read, mdma_write, mdma_step };
