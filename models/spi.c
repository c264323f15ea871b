/* spi.c -- see spi.h. */
#include "spi_own.h"
#include <string.h>

/* n kernel clocks after the first edge at or after t; the same of the APB clock. */
static tick_t kernel_after(const spi_cfg_t *c, const env_t *env, tick_t t, uint64_t n)
{
    return domain_after(&env->clock[c->kernel], t, n);
}

static tick_t pclk_after(const spi_cfg_t *c, const env_t *env, tick_t t, uint64_t n)
{
    return domain_after(&env->clock[c->pclk], t, n);
}

/* ---- reset ----------------------------------------------------------------------------------- */

/* As SPE = 0 leaves it: set-up and flags kept, both FIFOs empty, everything under way forgotten. */
static void forget(spi_t *s)
{
    s->cr1 &= ~(CR1_SPE | CR1_CSTART);
    memset(s->rx, 0, sizeof s->rx), memset(s->tx, 0, sizeof s->tx);
    s->rxs = s->txs = s->rx_owed = s->tx_owed = 0;
    s->to_write = s->to_do = 0;
    s->extended = s->open = s->suspend = s->way = 0;
    s->end = s->from = s->req_rx_at = s->req_tx_at = NEVER;
    s->gap = 0;
    spi_slave_forget(s);
}

static void spi_reset(void *dev, const void *cfg)
{
    spi_t *s = dev;
    (void)cfg;
    memset(s, 0, sizeof *s);
    s->cfg1 = 0x00070007, s->crcpoly = 0x107;
    forget(s);
}

/* ---- flags ----------------------------------------------------------------------------------- */

static int has_packet(const spi_t *s) { return s->rxs >= packet(s); }

static int has_room(const spi_t *s, const spi_cfg_t *c)
{
    return c->fifo - s->txs >= (int)packet(s) && (!tsize(s) || !enabled(s) || s->to_write);
}

static uint32_t status(const spi_t *s, const spi_cfg_t *c)
{
    uint32_t f = s->flags;
    if (has_packet(s)) f |= SR_RXP;
    if (has_room(s, c)) f |= SR_TXP;
    if ((f & (SR_RXP | SR_TXP)) == (SR_RXP | SR_TXP)) f |= SR_DXP;
    if (tsize(s) ? (f & SR_EOT) != 0 : !s->txs && s->end == NEVER && !s->had) f |= SR_TXC;
    if (s->rxs >= 4) f |= SR_RXWNE;
    else if (bytes(s) <= 2) f |= (uint32_t)(s->rxs / bytes(s)) << 13;      /* RXPLVL */
    return f | s->to_do << 16;                                             /* CTSIZE */
}

/* EOTIE stands for EOT, SUSP and TXC; a mode fault has switched SPE off itself. */
static int interrupt(const spi_t *s, const spi_cfg_t *c)
{
    uint32_t f = status(s, c), on = s->ier;
    if (on & IER_EOTIE && f & (SR_SUSP | SR_TXC)) f |= SR_EOT;
    if (!enabled(s)) f &= SR_MODF;
    return (f & on & IER_BITS) != 0;
}

/* ---- DMA requests ---------------------------------------------------------------------------- */

/* A packet raises a series of requests, as many as it takes accesses; at EOT what is left does. */
static void owe(spi_t *s, const spi_cfg_t *c)
{
    if (!enabled(s) || !(s->cfg1 & CFG1_RXDMAEN)) s->rx_owed = 0;
    else if (!s->rx_owed && has_packet(s)) s->rx_owed = (uint8_t)packet(s);
    else if (!s->rx_owed && s->flags & SR_EOT) s->rx_owed = s->rxs;
    if (s->rx_owed > s->rxs) s->rx_owed = s->rxs;
    uint32_t most = tsize(s) ? s->to_write * bytes(s) : SPI_FIFO;
    if (!enabled(s) || !(s->cfg1 & CFG1_TXDMAEN) || !sends(s)) s->tx_owed = 0;
    else if (!s->tx_owed && has_room(s, c)) s->tx_owed = (uint8_t)packet(s);
    if (s->tx_owed > most) s->tx_owed = (uint8_t)most;
}

static void request(unsigned n, int need, tick_t *at, const spi_cfg_t *c, env_t *env)
{
    if (!need) *at = NEVER;
    else if (*at == NEVER) *at = pclk_after(c, env, env->now, c->req_edges);
    if (n) wire_put(env, c->req_wire, n, *at <= env->now);
}

/* The data register was accessed: the request falls at once and has to be raised anew. */
static void served(unsigned n, tick_t *at, uint8_t *owed, unsigned got, const spi_cfg_t *c,
                   env_t *env)
{
    *owed = (uint8_t)(*owed > got ? *owed - got : 0);
    *at = NEVER;
    if (n) wire_put(env, c->req_wire, n, 0);
}

/* ---- the line -------------------------------------------------------------------------------- */

static void line_put(const spi_cfg_t *c, env_t *env, const spi_line_t *l)
{
    spi_line_t *w = &env->wires->spi[c->line];
    if (!memcmp(w, l, sizeof *w)) return;
    *w = *l;
    env->woke |= env->ears[WIRE_SPI];
}

static void select_put(const spi_t *s, const spi_cfg_t *c, env_t *env, int active)
{
    spi_line_t l = env->wires->spi[c->line];
    l.select = active && s->cfg2 & CFG2_SSOE;
    line_put(c, env, &l);
}

uint32_t spi_take(uint8_t *fifo, uint8_t *held, unsigned n)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < n; i++) v |= (uint32_t)fifo[i] << 8 * i;
    *held = (uint8_t)(*held - n);
    memmove(fifo, fifo + n, *held);
    memset(fifo + *held, 0, n);
    return v;
}

static void store(uint8_t *fifo, uint8_t *held, uint32_t v, unsigned n)
{
    for (unsigned i = 0; i < n; i++) fifo[(*held)++] = (uint8_t)(v >> 8 * i);
}

/* Could a frame start, if nothing but time were missing? */
static int ready(const spi_t *s)
{
    if (!enabled(s) || !(s->cr1 & CR1_CSTART)) return 0;
    if (s->flags & SR_SUSP || s->end != NEVER || (tsize(s) && !s->to_do)) return 0;
    return !sends(s) || s->txs;
}

static void begin(spi_t *s, const spi_cfg_t *c, env_t *env)
{
    unsigned n = bits(s);
    spi_line_t l = { .start = env->now, .in = 0xFFFFFFFF, .bits = (uint8_t)n,
                     .mode = (uint8_t)((s->cfg2 >> 25 & 1) << 1 | (s->cfg2 >> 24 & 1)) };
    if (sends(s)) {
        uint32_t v = spi_take(s->tx, &s->txs, bytes(s)) & frame_mask(s);
        l.out = s->cfg2 & CFG2_LSBFRST ? reversed(v, n) : v;
        tell_part(env, F_TX, 0, TXDR, v, 0);
    }
    s->way = (uint8_t)((sends(s) ? SPI_SENDS : 0) | (receives(s) ? SPI_RECEIVES : 0));
    l.way = s->way, l.select = (s->cfg2 & CFG2_SSOE) != 0;
    l.end = s->end = kernel_after(c, env, env->now, (uint64_t)n << shift(s));
    s->from = NEVER;
    line_put(c, env, &l);
}

/* RM0433 50.5.2: a frame that finds the RxFIFO full is lost, and so are all others until OVRC. */
void spi_receive(spi_t *s, const spi_cfg_t *c, env_t *env, uint32_t line_bits)
{
    uint32_t v = line_bits & frame_mask(s);
    if (s->cfg2 & CFG2_LSBFRST) v = reversed(v, bits(s));
    if (s->flags & SR_OVR || c->fifo - s->rxs < (int)bytes(s)) {
        s->flags |= SR_OVR;
        tell_part(env, F_LOST, 0, RXDR, v, LOST_RX);
        return;
    }
    store(s->rx, &s->rxs, v, bytes(s));
    tell_part(env, F_RX, 0, RXDR, v, 0);
}

/* All of TSIZE is done: go on with TSER, or end the transfer. */
static void transfer_over(spi_t *s, const spi_cfg_t *c, env_t *env)
{
    if (tser(s)) {
        s->cr2 >>= 16;
        s->to_do = tsize(s);
        if (!s->extended) s->to_write = s->to_do;
        s->extended = 0;
        s->flags |= SR_TSERF;
        return;
    }
    s->flags |= SR_EOT;
    s->cr1 &= ~CR1_CSTART;
    s->open = s->suspend = 0;
    select_put(s, c, env, 0);
}

void spi_count(spi_t *s, const spi_cfg_t *c, env_t *env)
{
    if (tsize(s) && !--s->to_do) transfer_over(s, c, env);
}

static void finish(spi_t *s, const spi_cfg_t *c, env_t *env)
{
    unsigned midi = s->cfg2 >> 4 & 15;
    s->end = NEVER;
    s->gap = kernel_after(c, env, env->now, (uint64_t)midi << shift(s));
    if (s->way & SPI_RECEIVES) spi_receive(s, c, env, env->wires->spi[c->line].in);
    if (s->cfg2 & CFG2_SSOM && midi > 1) select_put(s, c, env, 0);
    spi_count(s, c, env);
    if (s->suspend) s->suspend = 0, s->cr1 &= ~CR1_CSTART, s->flags |= SR_SUSP;
    if (ready(s)) s->from = s->gap;
}

/* Be correct at env->now. A master that may not overrun stops its clock before a full RxFIFO. */
static void run(spi_t *s, const spi_cfg_t *c, env_t *env)
{
    for (;;) {
        if (s->end != NEVER) {
            if (s->end > env->now) return;
            finish(s, c, env);
            continue;
        }
        if (!ready(s)) {
            s->from = NEVER;
            return;
        }
        if (s->from == NEVER) {
            tick_t t = kernel_after(c, env, env->now, c->start_edges);
            s->from = t > s->gap ? t : s->gap;
        }
        if (s->from > env->now) return;
        int full = c->fifo - s->rxs < (int)bytes(s);
        if (full && receives(s) && s->cr1 & CR1_MASRX) s->flags |= SR_SUSP;
        else begin(s, c, env);
    }
}

/* The master's own SS input at its active level (RM0433 50.5.2); SSOE makes it an output. */
static void mode_fault(spi_t *s, const spi_cfg_t *c, env_t *env)
{
    if (!master(s) || s->cfg2 & CFG2_SSOE || !selected(s, c, env)) return;
    forget(s);
    select_put(s, c, env, 0);
    s->cfg2 &= ~CFG2_MASTER;
    s->flags |= SR_MODF;
}

/* ---- registers ------------------------------------------------------------------------------- */

/* TSIZE is written: TSER's frames may follow at once, unless TXTF has told that all is written. */
static void extend(spi_t *s)
{
    if (s->to_do && !s->to_write && tser(s) && !s->extended && !(s->flags & SR_TXTF))
        s->to_write = tser(s), s->extended = 1;
}

static void settle(spi_t *s, const spi_cfg_t *c, env_t *env, uint32_t before)
{
    mode_fault(s, c, env);
    if (master(s)) run(s, c, env);
    else spi_slave_run(s, c, env);
    extend(s);
    uint32_t rose = status(s, c) & ~before & 0xFFFF;
    if (rose) tell_part(env, F_FLAG, 0, SR, 0, rose);
    wire_put(env, WIRE_IRQ, c->irq, interrupt(s, c));
    owe(s, c);
    request(c->req_rx, s->rx_owed, &s->req_rx_at, c, env);
    request(c->req_tx, s->tx_owed, &s->req_tx_at, c, env);
}

/* What RXDR would give: the oldest frames, as many as fit a word. */
static uint32_t front(const spi_t *s)
{
    uint32_t v = 0;
    unsigned n = bytes(s) == 3 ? 3 : 4;
    for (unsigned i = 0; i < n && i < s->rxs; i++) v |= (uint32_t)s->rx[i] << 8 * i;
    return v;
}

static uint32_t spi_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const spi_t *s = dev;
    (void)env;
    switch (off & ~3u) {
    case CR1:     return s->cr1;
    case CR2:     return s->cr2;
    case CFG1:    return s->cfg1;
    case CFG2:    return s->cfg2;
    case IER:     return s->ier;
    case SR:      return status(s, cfg);
    case RXDR:    return front(s);
    case CRCPOLY: return s->crcpoly;
    case UDRDR:   return s->udrdr;
    case I2SCFGR: return s->i2scfgr;
    default:      return 0;
    }
}

static uint32_t spi_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    spi_t *s = dev;
    const spi_cfg_t *c = cfg;
    uint32_t v = spi_peek(dev, cfg, off, env) >> 8 * (off & 3);
    if (off == RXDR && size >= bytes(s) && enabled(s)) {
        uint32_t before = status(s, c);
        unsigned n = bytes(s) == 3 ? 3 : size;
        if (n > s->rxs) n = s->rxs;
        spi_take(s->rx, &s->rxs, n);
        served(c->req_rx, &s->req_rx_at, &s->rx_owed, n, c, env);
        settle(s, c, env, before);
        wake(env, env->slot);
    }
    return size == 1 ? v & 0xFF : size == 2 ? v & 0xFFFF : v;
}

static void ignored(env_t *env, uint32_t off, uint32_t val, ignored_t why)
{
    tell_part(env, F_IGNORED, 0, off, val, why);
}

/* Set a register of which `locked` may not change now, some bits of it having no model. */
static void set(env_t *env, uint32_t *reg, uint32_t off, uint32_t v, uint32_t locked,
                uint32_t absent)
{
    uint32_t old = *reg;
    if ((v ^ old) & locked) ignored(env, off, v, IGN_ENABLED);
    *reg = (v & ~locked) | (old & locked);
    if (*reg & ~old & absent) tell_part(env, F_UNMODELLED, 1, off, v, 0);
}

static void enable(spi_t *s, env_t *env, uint32_t val)
{
    if (s->flags & SR_MODF) {                   /* RM0433 50.5.2 */
        ignored(env, CR1, val, IGN_FLAGS_PENDING);
        s->cr1 &= ~CR1_SPE;
        return;
    }
    s->flags &= ~(SR_EOT | SR_OVR | SR_UDR);
    s->to_do = s->to_write = tsize(s);
}

static void start(spi_t *s, const spi_cfg_t *c, env_t *env)
{
    unsigned mssi = s->cfg2 & 15;
    if (s->open) return;
    s->open = 1;
    select_put(s, c, env, 1);
    if (s->cfg2 & CFG2_SSOE && mssi)
        s->gap = kernel_after(c, env, env->now, c->start_edges + ((uint64_t)mssi << shift(s)));
}

static void write_cr1(spi_t *s, const spi_cfg_t *c, env_t *env, uint32_t val)
{
    /* hardware alone clears these */
    uint32_t was = s->cr1, held = was & (CR1_IOLOCK | CR1_CSTART);
    int go = val & CR1_CSTART && !(was & CR1_CSTART);
    if (held & ~val && val & CR1_SPE) ignored(env, CR1, val, IGN_ENABLED);
    uint32_t v = ((val & CR1_BITS) | held) & ~(go ? CR1_CSTART : 0);
    set(env, &s->cr1, CR1, v, was & CR1_SPE ? CR1_LOCKED : 0, 0);
    if (!(val & CR1_SPE)) {
        if (go || val & CR1_CSUSP) ignored(env, CR1, val, IGN_RESERVED);
        s->cr1 &= ~CR1_CSTART;
        if (was & CR1_SPE) forget(s), select_put(s, c, env, 0);
        return;
    }
    if (!(was & CR1_SPE)) {
        if (go || val & CR1_CSUSP) ignored(env, CR1, val, IGN_RESERVED);
        enable(s, env, val);
        return;
    }
    if (go && !master(s)) ignored(env, CR1, val, IGN_RESERVED);
    else if (go && tsize(s) && !s->to_do) ignored(env, CR1, val, IGN_FLAGS_PENDING);
    else if (go) s->cr1 |= CR1_CSTART, start(s, c, env);
    if (!(val & CR1_CSUSP) || !(s->cr1 & CR1_CSTART)) return;
    if (s->end != NEVER) s->suspend = 1;
    else s->cr1 &= ~CR1_CSTART, s->flags |= SR_SUSP;
}

/* TSIZE waits for SPE = 0; TSER may be written during a transfer, when it is clear. */
static void write_cr2(spi_t *s, env_t *env, uint32_t val)
{
    uint32_t locked = (enabled(s) ? 0xFFFFu : 0) | (tser(s) && enabled(s) ? 0xFFFF0000u : 0);
    set(env, &s->cr2, CR2, val, locked, 0);
    if (!(locked >> 16)) s->flags &= ~SR_TSERF;
}

static void write_cfg1(spi_t *s, const spi_cfg_t *c, env_t *env, uint32_t val)
{
    if ((val & 31) >= c->bits) {
        ignored(env, CFG1, val, IGN_RESERVED);
        val &= ~BIT(4);
    }
    set(env, &s->cfg1, CFG1, val & CFG1_BITS, enabled(s) ? ~CFG1_FREE : 0, CFG1_CRCEN);
}

/* A write stores whole frames: several if it is wide enough (RM0433 50.4.13). */
static void write_txdr(spi_t *s, const spi_cfg_t *c, env_t *env, unsigned size, uint32_t val)
{
    unsigned one = bytes(s), frames = one < 3 ? size / one : size / 4;
    if (!frames || !enabled(s)) {
        ignored(env, TXDR, val, frames ? IGN_RESERVED : IGN_SIZE);
        return;
    }
    served(c->req_tx, &s->req_tx_at, &s->tx_owed, frames * one, c, env);
    for (unsigned i = 0; i < frames; i++) {
        uint32_t v = (i ? val >> 8 * one * i : val) & frame_mask(s);
        if (tsize(s) && !s->to_write) {                                /* surplus: RM0433 50.4.11 */
            ignored(env, TXDR, v, IGN_RESERVED);
        } else if (c->fifo - s->txs < (int)one) {
            tell_part(env, F_LOST, 0, TXDR, v, LOST_TX);
        } else {
            store(s->tx, &s->txs, v, one);
            if (!tsize(s) || --s->to_write) continue;
            extend(s);
            if (s->to_write) continue;
            s->flags |= SR_TXTF;
            s->ier &= ~(uint32_t)(IER_TXPIE | IER_DXPIE);
        }
    }
}

static void write_reg(spi_t *s, const spi_cfg_t *c, env_t *env, uint32_t off, uint32_t val)
{
    uint32_t all = enabled(s) ? 0xFFFFFFFF : 0;
    switch (off) {
    case CR1:     write_cr1(s, c, env, val); break;
    case CR2:     write_cr2(s, env, val); break;
    case CFG1:    write_cfg1(s, c, env, val); break;
    case CFG2:
        if (s->cr1 & CR1_IOLOCK) all = 0xFFFFFFFF;
        set(env, &s->cfg2, CFG2, val & CFG2_BITS, all, CFG2_ABSENT);
        break;
    case IER:     s->ier = val & IER_BITS; break;
    case IFCR:    s->flags &= ~(val & IFCR_BITS); break;
    case CRCPOLY: set(env, &s->crcpoly, off, val, all, 0); break;
    case UDRDR:   set(env, &s->udrdr, off, val, all, 0); break;
    case I2SCFGR: set(env, &s->i2scfgr, off, val & I2SCFGR_BITS, all, 1); break;
    case SR:
    case RXDR:
    case TXCRC:
    case RXCRC:   ignored(env, off, val, IGN_READONLY); break;
    default:      ignored(env, off, val, IGN_RESERVED); break;
    }
}

static void spi_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                      env_t *env)
{
    spi_t *s = dev;
    uint32_t before = status(s, cfg);
    if (off == TXDR) write_txdr(s, cfg, env, size, size == 1 ? val & 0xFF : size == 2 ? val & 0xFFFF : val);
    else             write_reg(s, cfg, env, off, val);
    settle(s, cfg, env, before);
    wake(env, env->slot);
}

static tick_t spi_step(void *dev, const void *cfg, env_t *env)
{
    spi_t *s = dev;
    settle(s, cfg, env, status(s, cfg));
    tick_t t = s->end < s->from ? s->end : s->from;
    if (s->req_rx_at > env->now && s->req_rx_at < t) t = s->req_rx_at;
    if (s->req_tx_at > env->now && s->req_tx_at < t) t = s->req_tx_at;
    return t;
}

const model_t spi_model = { spi_reset, spi_peek, spi_read, spi_write, spi_step };
