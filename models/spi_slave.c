/* spi_slave.c -- an SPI that a master outside clocks: frames cut out of its bits, and the underrun of
 * the slave's transmitter. RM0433 50.4.11, 50.5.2. See spi.h.
 *
 * The master's bits come in bursts (wires.h). A frame of ours may begin anywhere in a burst and go on in
 * the next: what is under way is a piece, the part of one frame in one burst. */
#include "spi_own.h"

enum { TX_DATA, TX_DUMMY, TX_UNDERRUN };    /* note of F_TX */
enum { NOT_UNDER, CAPTURED, TOLD };         /* spi_t.under: UDR follows with the next frame; has risen */

static uint32_t ones(unsigned n) { return n < 32 ? (1u << n) - 1 : 0xFFFFFFFF; }

/* When bit n of the burst begins; its number of bits: when it is over. */
static tick_t bit_at(const spi_outside_t *l, unsigned n)
{
    return l->start + (tick_t)(((unsigned __int128)l->bit16 * n + 0xFFFF) >> 16);
}

void spi_slave_forget(spi_t *s)
{
    s->had = s->piece = s->under = 0;
    s->heard = s->sending = s->last_in = s->last_out = 0;
}

/* ---- the frame ------------------------------------------------------------------------------- */

static uint32_t underrun_word(const spi_t *s)
{
    if (udrcfg(s) == UDRCFG_RECEIVED) return s->last_in;
    if (udrcfg(s) == UDRCFG_SENT) return s->last_out;
    return s->udrdr;
}

/* What goes out. Looked for at the frame's begin, an underrun is too late for this very frame: something
 * accidental is sent, here 0, and the pattern follows (RM0433 50.5.2). */
static void choose_word(spi_t *s, env_t *env)
{
    unsigned n = bits(s), note = TX_DATA;
    uint32_t v = 0;
    if (s->under != NOT_UNDER) {
        if (s->under == CAPTURED) s->flags |= SR_UDR;
        s->under = TOLD;
        note = TX_UNDERRUN, v = underrun_word(s) & frame_mask(s);
    } else if (s->txs) {
        v = spi_take(s->tx, &s->txs, bytes(s)) & frame_mask(s);
    } else {
        note = TX_DUMMY;
        if (udrdet(s) != UDRDET_END && udrdet(s) != UDRDET_SELECT)
            s->under = TOLD, s->flags |= SR_UDR;
    }
    s->last_out = v;
    s->sending = s->cfg2 & CFG2_LSBFRST ? reversed(v, n) : v;
    tell_part(env, F_TX, 0, TXDR, v, note);
}

static void begin_frame(spi_t *s, const spi_outside_t *l, env_t *env)
{
    if (l->mode != (s->cfg2 >> CFG2_MODE & 3)) tell_part(env, F_UNMODELLED, 0, CFG2, s->cfg2, 0);
    s->heard = 0;
    s->way = (uint8_t)((sends(s) ? SPI_SENDS : 0) | (receives(s) ? SPI_RECEIVES : 0));
    if (sends(s)) choose_word(s, env);
}

/* UDR that was cleared during the frame lets the transmitter go at its end; TSIZE's last frame is
 * followed by none that could be short of data. */
static void look_for_underrun(spi_t *s)
{
    if (s->under == TOLD && !(s->flags & SR_UDR)) s->under = NOT_UNDER;
    if (udrdet(s) == UDRDET_END && s->under == NOT_UNDER && !s->txs && !(tsize(s) && !s->to_do))
        s->under = CAPTURED;
}

static void end_frame(spi_t *s, const spi_cfg_t *c, env_t *env)
{
    uint32_t v = s->heard;
    s->had = 0, s->heard = 0;
    s->last_in = s->cfg2 & CFG2_LSBFRST ? reversed(v, bits(s)) : v;
    if (s->way & SPI_RECEIVES) spi_receive(s, c, env, v);
    spi_count(s, c, env);
    if (s->way & SPI_SENDS) look_for_underrun(s);
}

/* ---- pieces ---------------------------------------------------------------------------------- */

/* The bits of the burst from s->at on, as many as the frame wants: both sides have them at once. */
static void begin_piece(spi_t *s, const spi_cfg_t *c, env_t *env)
{
    spi_outside_t *l = &env->wires->spi_outside[c->line];
    if (!s->had) begin_frame(s, l, env);
    unsigned want = bits(s) - s->had, rest = l->bits - s->at, n = want < rest ? want : rest;
    s->heard = (uint32_t)((uint64_t)s->heard << n) | (l->out >> (rest - n) & ones(n));
    if (s->way & SPI_SENDS) {
        uint32_t ours = s->sending >> (want - n) & ones(n);
        l->in = (l->in & ~(ones(n) << (rest - n))) | ours << (rest - n);
    }
    s->piece = (uint8_t)n;
    s->end = bit_at(l, s->at + n);
}

static void end_piece(spi_t *s, const spi_cfg_t *c, env_t *env)
{
    s->end = NEVER;
    s->at = (uint8_t)(s->at + s->piece), s->had = (uint8_t)(s->had + s->piece), s->piece = 0;
    if (s->had == bits(s)) end_frame(s, c, env);
}

/* Deselected in mid-frame: the bits so far are forgotten, the word that was going out is gone. */
static void select_changed(spi_t *s, int on)
{
    s->on = (uint8_t)on;
    s->had = s->piece = 0, s->end = NEVER;
    if (on && enabled(s) && sends(s) && udrdet(s) == UDRDET_SELECT && !s->txs
        && s->under == NOT_UNDER)
        s->under = CAPTURED;
}

void spi_slave_run(spi_t *s, const spi_cfg_t *c, env_t *env)
{
    const spi_outside_t *l = &env->wires->spi_outside[c->line];
    int on = selected(s, c, env);
    s->from = NEVER;
    if (s->end <= env->now) end_piece(s, c, env);
    if (on != s->on) select_changed(s, on);
    if (!on || !enabled(s) || s->end != NEVER || (tsize(s) && !s->to_do)) return;
    if (l->bits > 32 || l->bit16 < 1 << 16) return;
    if (l->start != s->seen) s->seen = l->start, s->at = 0;
    while (s->at < l->bits && bit_at(l, s->at) < env->now) s->at++;      /* before we listened */
    if (s->at >= l->bits) return;
    if (bit_at(l, s->at) > env->now) s->from = bit_at(l, s->at);
    else begin_piece(s, c, env);
}
