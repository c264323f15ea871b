/* usart.c -- see usart.h. */
#include "usart.h"
#include "usart_regs.h"
#include <string.h>

/* ---- time ---------------------------------------------------------------------------------- */

__extension__ typedef unsigned __int128 wide_t;

static const domain_t *kernel(const usart_cfg_t *c, const env_t *e) { return &e->clock[c->kernel]; }

/* n edges of the kernel clock after the first one at or after t. */
static tick_t edges(const usart_cfg_t *c, const env_t *env, tick_t t, unsigned n)
{
    return domain_after(kernel(c, env), t, n);
}

/* Ticks a bit in 1/65536, 0 if BRR is below 16 and no baud clock runs (RM0433 48.5.7). LPUART1: a
 * bit is BRR / 256 clocks, BRR at least 0x300 (49.4.7). */
static uint64_t bit_time(const usart_t *u, const usart_cfg_t *c, const domain_t *k)
{
    static const uint16_t divider[16] = { 1, 2, 4, 6, 8, 10, 12, 16, 32, 64, 128, 256,
                                          256, 256, 256, 256 };
    uint32_t over8 = u->cr1 & CR1_OVER8;
    if (!k->mul) return 0;
    uint32_t div = over8 ? (u->brr & 0xFFF0) | (u->brr & 7) << 1 : u->brr;
    if (div < (c->lpuart ? LP_BRR_MIN : 16)) return 0;
    wide_t half_clocks = (wide_t)(over8 ? div : 2 * div) * divider[u->presc & 15];
    wide_t t = (half_clocks * k->div << (c->lpuart ? 7 : 15)) / k->mul;
    return t >> 56 ? 1ull << 56 : (uint64_t)t;
}

/* n half bits in ticks. */
static tick_t span(uint64_t bit16, uint64_t n) { return (tick_t)((wide_t)bit16 * n >> 17); }

static unsigned data_bits(const usart_t *u)
{
    uint32_t m = u->cr1 & (CR1_M0 | CR1_M1);
    return m == CR1_M0 ? 9 : m == CR1_M1 ? 7 : 8;
}

/* STOP: 00 = 1, 01 = 0.5, 10 = 2, 11 = 1.5; half bits are rounded up. */
static unsigned stop_bits(const usart_t *u) { return u->cr2 >> 13 & 1 ? 2 : 1; }

static unsigned frame_bits(const usart_t *u) { return 1 + data_bits(u) + stop_bits(u); }

static uint32_t parity(uint32_t v)
{
    v ^= v >> 8, v ^= v >> 4, v ^= v >> 2, v ^= v >> 1;
    return v & 1;
}

/* ---- reset --------------------------------------------------------------------------------- */

/* As UE = 0 leaves it: set-up kept, everything under way forgotten, flags at their reset value. */
static void forget(usart_t *u)
{
    u->flags = ISR_TC;
    memset(u->rx, 0, sizeof u->rx), memset(u->tx, 0, sizeof u->tx);
    u->rxs = u->txs = 0;
    u->tx_kind = TX_NONE, u->preamble = 0;
    u->rx_phase = RX_SEARCH, u->rx_samples = 0, u->rx_word = 0;
    u->idle_armed = u->rto_armed = 0;
    u->rx_bit16 = 0;
    u->te_at = u->re_at = u->quiet = u->req_rx_at = u->req_tx_at = NEVER;
    u->tx_from = u->tx_end = u->rx_look = u->rx_start = u->rx_end = 0;
}

static void usart_reset(void *dev, const void *cfg)
{
    usart_t *u = dev;
    (void)cfg;
    memset(u, 0, sizeof *u);
    forget(u);
    u->rx_before = 1;
}

/* ---- flags and wires ----------------------------------------------------------------------- */

static int fifo_on(const usart_t *u) { return (u->cr1 & CR1_FIFOEN) != 0; }
static unsigned tx_room(const usart_t *u) { return fifo_on(u) ? USART_FIFO : 1; }

/* RM0433 48.7: "the 17th received data does not cause an overrun". OVRDIS bypasses the FIFO. */
static unsigned rx_room(const usart_t *u)
{
    return fifo_on(u) && !(u->cr3 & CR3_OVRDIS) ? USART_FIFO + 1 : 1;
}

/* RXFTCFG, TXFTCFG: 1/8, 1/4, 1/2, 3/4, 7/8, 8/8 of the depth. */
static unsigned threshold(uint32_t code)
{
    static const uint8_t eighths[8] = { 1, 2, 4, 6, 7, 8, 8, 8 };
    unsigned n = USART_FIFO * eighths[code & 7] / 8;
    return n ? n : 1;
}

static uint32_t isr(const usart_t *u)
{
    uint32_t f = u->flags;
    if (u->rxs) f |= ISR_RXNE;
    if (u->txs < tx_room(u)) f |= ISR_TXE;
    if (u->rx_phase == RX_DATA) f |= ISR_BUSY;
    if (!fifo_on(u)) return f;
    if (!u->txs) f |= ISR_TXFE;
    if (u->rxs > USART_FIFO) f |= ISR_RXFF;
    if (u->rxs >= threshold(u->cr3 >> 25)) f |= ISR_RXFT;
    if (USART_FIFO - u->txs >= (int)threshold(u->cr3 >> 29)) f |= ISR_TXFT;
    return f;
}

static int interrupt(const usart_t *u)
{
    uint32_t f = isr(u), a = u->cr1, b = u->cr3;
    if (!(a & CR1_UE)) return 0;
    return ((a & CR1_IDLEIE) && (f & ISR_IDLE)) ||
           ((a & CR1_RXNEIE) && (f & (ISR_RXNE | ISR_ORE))) ||
           ((a & CR1_TCIE) && (f & ISR_TC)) || ((a & CR1_TXEIE) && (f & ISR_TXE)) ||
           ((a & CR1_PEIE) && (f & ISR_PE)) || ((a & CR1_RTOIE) && (f & ISR_RTOF)) ||
           ((a & CR1_TXFEIE) && (f & ISR_TXFE)) || ((a & CR1_RXFFIE) && (f & ISR_RXFF)) ||
           ((b & CR3_EIE) && (f & (ISR_FE | ISR_NE | ISR_ORE))) ||
           ((b & CR3_TXFTIE) && (f & ISR_TXFT)) || ((b & CR3_RXFTIE) && (f & ISR_RXFT));
}

static int wants_rx_dma(const usart_t *u)
{
    if (!(u->cr1 & CR1_UE) || !(u->cr3 & CR3_DMAR) || !u->rxs) return 0;
    return !(u->cr3 & CR3_DDRE) || !(u->flags & (ISR_PE | ISR_FE));
}

static int wants_tx_dma(const usart_t *u)
{
    return (u->cr1 & CR1_UE) && (u->cr3 & CR3_DMAT) && u->txs < tx_room(u);
}

static wire_kind_t mux(const usart_cfg_t *c) { return c->lpuart ? WIRE_REQ2 : WIRE_REQ1; }

/* The request follows its flag some edges later and falls with it. */
static void request(unsigned n, int flag, tick_t *at, const usart_cfg_t *c, env_t *env)
{
    if (!flag) *at = NEVER;
    else if (*at == NEVER) *at = edges(c, env, env->now, c->req_edges);
    if (n) wire_put(env, mux(c), n, *at <= env->now);
}

/* RDR or TDR was accessed: the request falls at once and has to be raised anew. */
static void served(unsigned n, tick_t *at, const usart_cfg_t *c, env_t *env)
{
    *at = NEVER;
    if (n) wire_put(env, mux(c), n, 0);
}

/* ---- transmitter --------------------------------------------------------------------------- */

static usart_tx_t tx_next(const usart_t *u)
{
    return u->preamble ? TX_IDLE : u->flags & ISR_SBKF ? TX_BREAK : u->txs ? TX_DATA : TX_NONE;
}

static uint32_t pop_tx(usart_t *u)
{
    uint32_t v = u->tx[0];
    u->txs--;
    memmove(u->tx, u->tx + 1, u->txs * sizeof u->tx[0]);
    u->tx[u->txs] = 0;
    return v;
}

/* With parity the hardware replaces the last data bit (RM0433 48.5.11). */
static uint32_t with_parity(const usart_t *u, uint32_t v)
{
    unsigned n = data_bits(u);
    v &= BIT(n) - 1;
    if (!(u->cr1 & CR1_PCE)) return v;
    v &= BIT(n - 1) - 1;
    return v | (parity(v) ^ !!(u->cr1 & CR1_PS)) << (n - 1);
}

static void tx_begin(usart_t *u, const usart_cfg_t *c, env_t *env, usart_tx_t kind, uint64_t bit16)
{
    unsigned bits = frame_bits(u), n = data_bits(u);
    serial_t s = { .start = env->now, .bit16 = bit16, .bits = bits };
    u->tx_kind = (uint8_t)kind;
    if (kind == TX_IDLE) u->preamble = 0;
    if (kind == TX_BREAK) {            /* a frame of zeros, then two stop bits (RM0433 48.5.5) */
        s.word = 3u << bits, s.bits = bits += 2;
        tell_part(env, F_TX, 0, TDR, 0, 1);
    }
    if (kind == TX_DATA) {
        uint32_t v = with_parity(u, pop_tx(u));
        s.word = v << 1 | (BIT(stop_bits(u)) - 1) << (n + 1);
        tell_part(env, F_TX, 0, TDR, v, 0);
    }
    u->tx_end = domain_next(kernel(c, env), env->now + span(bit16, 2 * bits));
    if (kind != TX_IDLE) serial_put(env, WIRE_SERIAL_TX, c->line, s);
}

static void tx_run(usart_t *u, const usart_cfg_t *c, env_t *env)
{
    uint64_t bit16 = bit_time(u, c, kernel(c, env));
    for (;;) {
        if (u->tx_kind != TX_NONE) {
            if (u->tx_end > env->now) return;
            if (u->tx_kind == TX_BREAK) u->flags &= ~ISR_SBKF;
            u->tx_kind = TX_NONE;
            if (u->te_at == NEVER || tx_next(u) == TX_NONE) u->flags |= ISR_TC;
        }
        if (u->te_at == NEVER) u->flags &= ~ISR_TEACK;
        if (u->te_at > env->now) return;
        u->flags |= ISR_TEACK;
        usart_tx_t kind = tx_next(u);
        if (kind == TX_NONE || !bit16 || (kind != TX_IDLE && u->tx_from > env->now)) return;
        tx_begin(u, c, env, kind, bit16);
    }
}

static tick_t tx_due(const usart_t *u, uint64_t bit16)
{
    if (u->tx_kind != TX_NONE) return u->tx_end;
    if (u->te_at == NEVER || !(u->flags & ISR_TEACK)) return u->te_at;
    return bit16 && tx_next(u) != TX_NONE ? u->tx_from : NEVER;
}

/* UE = 0 in mid-frame: idle after the present bit. The frame on the wire keeps its start. */
static void tx_cut(const usart_t *u, const usart_cfg_t *c, env_t *env)
{
    serial_t s = env->wires->tx[c->line];
    if ((u->tx_kind != TX_DATA && u->tx_kind != TX_BREAK) || !s.bit16) return;
    uint64_t n = (uint64_t)(((wide_t)(env->now - s.start) << 16) / s.bit16) + 1;
    if (n >= s.bits) return;
    s.bits = (uint32_t)n, s.word &= BIT(n) - 1;
    serial_put(env, WIRE_SERIAL_TX, c->line, s);
}

/* ---- receiver ------------------------------------------------------------------------------ */

/* Bit k of a frame begins here. Agrees with serial_level to the tick. */
static tick_t bit_edge(const serial_t *s, unsigned k)
{
    return s->start + (tick_t)(((wide_t)s->bit16 * k + 0xFFFF) >> 16);
}

/* The first falling edge of the line at or after `from`. */
static tick_t next_fall(const usart_t *u, tick_t from)
{
    const serial_t *s = &u->line;
    uint32_t before = u->rx_before;
    for (unsigned k = 0; s->bit16 && k < s->bits && k < 32; k++) {
        uint32_t level = s->word >> k & 1;
        if (before && !level && bit_edge(s, k) >= from) return bit_edge(s, k);
        before = level;
    }
    return NEVER;
}

/* The first moment at or after t at which the line is idle-high. */
static tick_t next_high(const usart_t *u, tick_t t)
{
    const serial_t *s = &u->line;
    if (serial_level(s, t)) return t;
    for (unsigned k = 0; k < s->bits && k < 32; k++)
        if (s->word >> k & 1 && bit_edge(s, k) > t) return bit_edge(s, k);
    return bit_edge(s, s->bits);
}

/* Sample the middles of the receiver's bits that lie before `before`, up to the first stop bit. */
static void sample(usart_t *u, uint64_t bit16, tick_t before)
{
    while (u->rx_samples < data_bits(u) + 2) {
        tick_t t = u->rx_start + span(bit16, 2u * u->rx_samples + 1);
        if (t >= before) return;
        u->rx_word |= (uint32_t)serial_level(&u->line, t) << u->rx_samples++;
    }
}

/* A new frame on the wire: read what the old one still has for us, for the wire forgets it. */
static void take_frame(usart_t *u, uint64_t bit16, const serial_t *w)
{
    if (!w->bit16 || w->start == NEVER || !memcmp(w, &u->line, sizeof *w)) return;
    if (u->rx_phase != RX_SEARCH) sample(u, bit16, w->start);
    u->rx_before = (uint8_t)(w->start ? serial_level(&u->line, w->start - 1) : 1);
    u->line = *w;
}

/* RM0433 48.5.6: overrun keeps what waits and loses the newcomer, unless OVRDIS. */
static void receive(usart_t *u, env_t *env, uint32_t data, uint32_t errors)
{
    u->idle_armed = u->rto_armed = 1;
    if (u->rxs >= rx_room(u)) {
        int newest = u->cr3 & CR3_OVRDIS;
        tell_part(env, F_LOST, 0, RDR, newest ? u->rx[0] & 0x1FFu : data, LOST_RX);
        if (!newest) {
            u->flags |= ISR_ORE;
            return;
        }
        u->rxs = 0;
    }
    int kept_out = errors && !fifo_on(u) && (u->cr3 & (CR3_DMAR | CR3_DDRE)) == CR3_DMAR;
    if (!u->rxs) u->flags |= errors;       /* with a FIFO the flags go with the character in RDR */
    if (kept_out) u->rdr = (uint16_t)data;
    else u->rx[u->rxs++] = (uint16_t)(data | errors << ENTRY_FLAGS);
    tell_part(env, F_RX, 0, RDR, data, errors);
}

/* The middle of the first stop bit. */
static tick_t stop_sample(const usart_t *u, uint64_t bit16)
{
    return u->rx_start + span(bit16, 2 * data_bits(u) + 3);
}

static void rx_finish(usart_t *u, env_t *env, uint64_t bit16)
{
    unsigned n = data_bits(u);
    sample(u, bit16, NEVER);
    uint32_t data = u->rx_word >> 1 & (BIT(n) - 1), errors = u->rx_word >> (n + 1) & 1 ? 0 : ISR_FE;
    if ((u->cr1 & CR1_PCE) && parity(data) != !!(u->cr1 & CR1_PS)) errors |= ISR_PE;
    u->rx_phase = RX_SEARCH;
    u->rx_look = stop_sample(u, bit16) + 1;
    u->quiet = next_high(u, u->rx_start + span(bit16, 2 * frame_bits(u)));
    receive(u, env, data, errors);
}

static tick_t idle_due(const usart_t *u, const usart_cfg_t *c, const env_t *env, uint64_t bit16)
{
    if (!u->idle_armed || u->quiet == NEVER) return NEVER;
    return edges(c, env, u->quiet + span(bit16, 2 * frame_bits(u)), c->rx_edges);
}

static tick_t rto_due(const usart_t *u, const usart_cfg_t *c, const env_t *env, uint64_t bit16)
{
    if (!u->rto_armed || u->quiet == NEVER || !(u->cr2 & CR2_RTOEN)) return NEVER;
    return edges(c, env, u->quiet + span(bit16, 2ull * (u->rtor & 0xFFFFFF)), c->rx_edges);
}

static tick_t rx_due(const usart_t *u, const usart_cfg_t *c, const env_t *env, uint64_t bit16)
{
    if (u->re_at == NEVER || !(u->flags & ISR_REACK)) return u->re_at;
    if (!bit16) return NEVER;
    if (u->rx_phase == RX_START) return u->rx_start + span(bit16, 1);
    if (u->rx_phase == RX_DATA) return u->rx_end;
    tick_t t = next_fall(u, u->rx_look), i = idle_due(u, c, env, bit16);
    tick_t r = rto_due(u, c, env, bit16);
    return t < i ? (t < r ? t : r) : i < r ? i : r;
}

/* Bit time of the receiver: a frame under way keeps the one it began with. */
static uint64_t rx_bit(const usart_t *u, const usart_cfg_t *c, const env_t *env)
{
    return u->rx_phase != RX_SEARCH ? u->rx_bit16 : bit_time(u, c, kernel(c, env));
}

static void rx_run(usart_t *u, const usart_cfg_t *c, env_t *env)
{
    uint64_t bit16 = rx_bit(u, c, env);
    if (u->rx_phase == RX_DATA && u->rx_end == NEVER)        /* the kernel clock stood still then */
        u->rx_end = edges(c, env, stop_sample(u, bit16), c->rx_edges);
    take_frame(u, bit16, &env->wires->rx[c->line]);
    for (; rx_due(u, c, env, bit16) <= env->now; bit16 = rx_bit(u, c, env)) {
        if (!(u->flags & ISR_REACK)) {
            u->flags |= ISR_REACK;
        } else if (u->rx_phase == RX_START) {
            sample(u, bit16, u->rx_start + span(bit16, 1) + 1);
            u->rx_phase = u->rx_word & 1 ? RX_SEARCH : RX_DATA;
            if (u->rx_word & 1) u->rx_look = u->quiet = env->now;      /* it was no start bit */
            u->rx_end = edges(c, env, stop_sample(u, bit16), c->rx_edges);
        } else if (u->rx_phase == RX_DATA) {
            rx_finish(u, env, bit16);
        } else if (next_fall(u, u->rx_look) <= env->now) {
            u->rx_start = next_fall(u, u->rx_look);
            u->rx_bit16 = bit16;
            u->rx_phase = RX_START, u->rx_samples = 0, u->rx_word = 0, u->quiet = NEVER;
        } else if (idle_due(u, c, env, bit16) <= env->now) {
            u->flags |= ISR_IDLE, u->idle_armed = 0;
        } else {
            u->flags |= ISR_RTOF, u->rto_armed = 0;
        }
    }
}

/* The receiver was read: the next character moves up, with its flags. */
static void pop_rx(usart_t *u)
{
    if (!u->rxs) return;
    u->rdr = u->rx[0] & 0x1FF;
    u->rxs--;
    memmove(u->rx, u->rx + 1, u->rxs * sizeof u->rx[0]);
    u->rx[u->rxs] = 0;
    if (u->rxs) u->flags |= u->rx[0] >> ENTRY_FLAGS;
}

/* ---- registers ----------------------------------------------------------------------------- */

/* Be correct at env->now, tell what rose since `before`, drive the wires. */
static void settle(usart_t *u, const usart_cfg_t *c, env_t *env, uint32_t before)
{
    rx_run(u, c, env);
    tx_run(u, c, env);
    uint32_t rose = isr(u) & ~before;
    if (rose) tell_part(env, F_FLAG, 0, ISR, 0, rose);
    wire_put(env, WIRE_IRQ, c->irq, interrupt(u));
    request(c->req_rx, wants_rx_dma(u), &u->req_rx_at, c, env);
    request(c->req_tx, wants_tx_dma(u), &u->req_tx_at, c, env);
}

static uint32_t usart_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const usart_t *u = dev;
    (void)cfg, (void)env;
    switch (off & ~3u) {
    case CR1:   return u->cr1;
    case CR2:   return u->cr2;
    case CR3:   return u->cr3;
    case BRR:   return u->brr;
    case GTPR:  return u->gtpr;
    case RTOR:  return u->rtor;
    case ISR:   return isr(u);
    case RDR:   return u->rxs ? u->rx[0] & 0x1FFu : u->rdr;
    case PRESC: return u->presc;
    default:    return 0;
    }
}

static uint32_t usart_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    usart_t *u = dev;
    const usart_cfg_t *c = cfg;
    uint32_t v = usart_peek(dev, cfg, off, env) >> 8 * (off & 3);
    if ((off & ~3u) == RDR) {
        uint32_t before = isr(u);
        pop_rx(u);
        served(c->req_rx, &u->req_rx_at, c, env);
        settle(u, c, env, before);
        wake(env, env->slot);
    }
    return size == 1 ? v & 0xFF : size == 2 ? v & 0xFFFF : v;
}

/* Set a control register. m: the bits it has, those UE locks, those without a model. */
static void set(usart_t *u, env_t *env, uint32_t *reg, uint32_t off, uint32_t v, const uint32_t *m)
{
    uint32_t locked = u->cr1 & CR1_UE ? m[1] : 0, old = *reg;
    v &= m[0];
    if ((v ^ old) & locked) tell_part(env, F_IGNORED, 0, off, v, IGN_ENABLED);
    *reg = (v & ~locked) | (old & locked);
    if (*reg & ~old & m[2]) tell_part(env, F_UNMODELLED, 1, off, v, 0);
}

static void write_cr1(usart_t *u, const usart_cfg_t *c, env_t *env, uint32_t val)
{
    static const uint32_t masks[3] = { 0xFFFFFFFF, CR1_LOCKED, CR1_ABSENT };
    static const uint32_t lp_masks[3] = { LP_CR1, CR1_LOCKED, CR1_ABSENT };
    uint32_t was = u->cr1;
    set(u, env, &u->cr1, CR1, val, c->lpuart ? lp_masks : masks);
    if (!(u->cr1 & CR1_UE)) {
        if (was & CR1_UE) tx_cut(u, c, env), forget(u);
        return;
    }
    int te = (u->cr1 & CR1_TE) != 0, re = (u->cr1 & CR1_RE) != 0;
    tick_t ready = edges(c, env, env->now, c->ack_edges);
    if (te && u->te_at == NEVER) u->te_at = ready, u->preamble = 1;
    if (!te && u->te_at != NEVER) {
        u->te_at = NEVER, u->preamble = 0;
        if (u->tx_kind != TX_BREAK) u->flags &= ~ISR_SBKF;
        if (u->tx_kind == TX_NONE) u->flags |= ISR_TC;
    }
    if (re && u->re_at == NEVER) u->re_at = u->rx_look = ready;
    if (!re && u->re_at != NEVER) {
        u->re_at = u->quiet = NEVER, u->flags &= ~ISR_REACK;
        u->rx_phase = RX_SEARCH, u->idle_armed = u->rto_armed = 0;
    }
}

static void write_tdr(usart_t *u, const usart_cfg_t *c, env_t *env, uint32_t val)
{
    if (!(u->cr1 & CR1_UE)) {
        tell_part(env, F_IGNORED, 0, TDR, val, IGN_RESERVED);
        return;
    }
    val &= 0x1FF;
    u->flags &= ~ISR_TC;
    served(c->req_tx, &u->req_tx_at, c, env);
    if (u->txs >= tx_room(u)) {
        tell_part(env, F_LOST, 0, TDR, fifo_on(u) ? val : u->tx[0], LOST_TX);
        if (!fifo_on(u)) u->tx[0] = (uint16_t)val;
        return;
    }
    if (u->tx_kind == TX_NONE && !u->txs) u->tx_from = edges(c, env, env->now, c->tx_edges);
    u->tx[u->txs++] = (uint16_t)val;
}

static void write_rqr(usart_t *u, const usart_cfg_t *c, env_t *env, uint32_t val)
{
    if (val & ~(RQR_SBKRQ | RQR_RXFRQ | RQR_TXFRQ)) tell_part(env, F_UNMODELLED, 1, RQR, val, 0);
    if ((val & RQR_SBKRQ) && u->te_at != NEVER) {
        u->flags |= ISR_SBKF;
        if (u->tx_kind == TX_NONE) u->tx_from = edges(c, env, env->now, c->tx_edges);
    }
    if (val & RQR_RXFRQ) {
        if (u->rxs) u->rdr = u->rx[0] & 0x1FF;
        memset(u->rx, 0, sizeof u->rx), u->rxs = 0;
        served(c->req_rx, &u->req_rx_at, c, env);
    }
    if (val & RQR_TXFRQ) memset(u->tx, 0, sizeof u->tx), u->txs = 0;
}

static void write_reg(usart_t *u, const usart_cfg_t *c, env_t *env, uint32_t off, uint32_t val)
{
    static const uint32_t cr2[3] = { 0xFFFFFF79, CR2_LOCKED, CR2_ABSENT };
    static const uint32_t cr3[3] = { 0xFEFEFFFF, CR3_LOCKED, CR3_ABSENT };
    static const uint32_t brr[3] = { 0xFFFF, 0xFFFF, 0 }, gtpr[3] = { 0xFFFF, 0xFFFF, 0xFFFF };
    static const uint32_t rtor[3] = { 0xFFFFFFFF, 0, 0xFF000000 }, presc[3] = { 0xF, 0xF, 0 };
    static const uint32_t lp_cr2[3] = { LP_CR2, CR2_LOCKED, CR2_ABSENT };
    static const uint32_t lp_cr3[3] = { LP_CR3, CR3_LOCKED, CR3_ABSENT };
    static const uint32_t lp_brr[3] = { 0xFFFFF, 0xFFFFF, 0 };
    int lp = c->lpuart;
    if (lp && (off == GTPR || off == RTOR)) off = BEYOND;
    switch (off) {
    case CR1:   write_cr1(u, c, env, val); break;
    case CR2:   set(u, env, &u->cr2, off, val, lp ? lp_cr2 : cr2); break;
    case CR3:   set(u, env, &u->cr3, off, val, lp ? lp_cr3 : cr3); break;
    case BRR:   set(u, env, &u->brr, off, val, lp ? lp_brr : brr); break;
    case GTPR:  set(u, env, &u->gtpr, off, val, gtpr); break;
    case RTOR:  set(u, env, &u->rtor, off, val, rtor); break;
    case PRESC: set(u, env, &u->presc, off, val, presc); break;
    case RQR:   write_rqr(u, c, env, val); break;
    case ICR:   u->flags &= ~(val & ICR_BITS); break;
    case TDR:   write_tdr(u, c, env, val); break;
    case ISR:
    case RDR:   tell_part(env, F_IGNORED, 0, off, val, IGN_READONLY); break;
    default:    tell_part(env, F_IGNORED, 0, off, val, IGN_RESERVED); break;
    }
}

static void usart_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                        env_t *env)
{
    usart_t *u = dev;
    uint32_t before = isr(u);
    write_reg(u, cfg, env, off, size == 1 ? val & 0xFF : size == 2 ? val & 0xFFFF : val);
    settle(u, cfg, env, before);
    wake(env, env->slot);
}

static tick_t usart_step(void *dev, const void *cfg, env_t *env)
{
    usart_t *u = dev;
    settle(u, cfg, env, isr(u));
    uint64_t bit16 = bit_time(u, cfg, kernel(cfg, env));
    tick_t t = tx_due(u, bit16), r = rx_due(u, cfg, env, rx_bit(u, cfg, env));
    if (r < t) t = r;
    if (u->req_rx_at > env->now && u->req_rx_at < t) t = u->req_rx_at;
    if (u->req_tx_at > env->now && u->req_tx_at < t) t = u->req_tx_at;
    return t;
}

usart_frame_t usart_frame(const usart_t *u, const usart_cfg_t *c, const env_t *env)
{
    unsigned kind = !(u->cr1 & CR1_PCE) ? USART_NO_PARITY : u->cr1 & CR1_PS ? USART_ODD : USART_EVEN;
    int on = u->re_at != NEVER && env->now >= u->re_at;
    return (usart_frame_t){ .bit16 = on ? bit_time(u, c, kernel(c, env)) : 0, .bits = (uint8_t)data_bits(u),
                            .stops = (uint8_t)stop_bits(u), .parity = (uint8_t)kind };
}

const model_t usart_model = { usart_reset, usart_peek, usart_read, usart_write, usart_step };
