/* source.c -- see source.h. */
#include "source.h"
#include "input.h"
#include <string.h>

enum { CR = 0x00, SR = 0x04, RIS = 0x08, IER = 0x0C, MIS = 0x10, ICR = 0x14, DR = 0x28 };
enum {
    CR_CAPTURE = 1, CR_CM = 1 << 1, CR_ENABLE = 1 << 14,
    CR_KEPT = 0x001F4FFF,            /* with PCKPOL HSPOL VSPOL and what is not modelled */
    CR_ABSENT = 0x001F0F1C,          /* CROP JPEG ESS FCRC EDM BSM OEBS LSM OELS */
    SR_FNE = 1 << 2,
    RIS_FRAME = 1, RIS_OVR = 2, RIS_ERR = 4, RIS_VSYNC = 8, RIS_LINE = 16, RIS_ALL = 31
};
enum { LOST_OVERRUN };               /* note of F_LOST */

__extension__ typedef unsigned __int128 wide_t;

/* ---- the camera: event k of a frame is its start (0) or its word k - 1 -------------------------- */

static uint64_t frame_events(const camera_t *c) { return (uint64_t)c->words * c->lines + 1; }

static tick_t event_tick(const camera_t *c, uint64_t n)
{
    uint64_t frame = n / frame_events(c), k = n % frame_events(c);
    tick_t t = c->at + frame * c->frame;
    if (!k) return t;
    uint64_t line = (k - 1) / c->words, word = (k - 1) % c->words;
    return t + line * c->line + (tick_t)((wide_t)c->word16 * (word + 1) >> 16);
}

static tick_t due_of(const camera_t *c, const source_cfg_t *cfg, uint64_t n, const env_t *env)
{
    if (!c->words || !c->lines || n >= frame_events(c) * c->frames) return NEVER;
    return domain_after(&env->clock[cfg->hclk], event_tick(c, n), cfg->sync_edges);
}

static uint32_t word_of(const camera_t *c, uint64_t k)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < 4; i++) {
        uint64_t n = 4 * k + i;
        v |= (uint32_t)(c->data && c->size ? c->data[n % c->size] : (uint8_t)n) << 8 * i;
    }
    return v;
}

/* ---- registers --------------------------------------------------------------------------------- */

static void source_reset(void *dev, const void *cfg)
{
    source_t *s = dev;
    (void)cfg;
    memset(s, 0, sizeof *s);
    s->req_at = NEVER;
}

static void drive(source_t *s, const source_cfg_t *c, env_t *env)
{
    if (!s->words) s->req_at = NEVER;
    else if (s->req_at == NEVER)
        s->req_at = domain_after(&env->clock[c->hclk], env->now, c->req_edges);
    wire_put(env, WIRE_REQ1, c->req, s->req_at <= env->now);
    wire_put(env, WIRE_IRQ, c->irq, (s->ris & s->ier) != 0);
}

static uint32_t source_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const source_t *s = dev;
    (void)cfg, (void)env;
    switch (off & ~3u) {
    case CR:  return s->cr;
    case SR:  return s->words ? SR_FNE : 0;
    case RIS: return s->ris;
    case IER: return s->ier;
    case MIS: return s->ris & s->ier;
    case DR:  return s->words ? s->fifo[0] : 0;
    default:  return 0;
    }
}

static uint32_t source_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    source_t *s = dev;
    uint32_t word = source_peek(dev, cfg, off, env) >> 8 * (off & 3);
    if ((off & ~3u) == DR && s->words) {
        s->words--;
        memmove(s->fifo, s->fifo + 1, s->words * sizeof s->fifo[0]);
        s->fifo[s->words] = 0;
        s->req_at = NEVER;
        wire_put(env, WIRE_REQ1, ((const source_cfg_t *)cfg)->req, 0);
        drive(s, cfg, env);
    }
    return size >= 4 ? word : word & ((1u << 8 * size) - 1);
}

static void empty(source_t *s)
{
    memset(s->fifo, 0, sizeof s->fifo);
    s->words = 0;
}

static void source_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                         env_t *env)
{
    source_t *s = dev;
    if (size != 4 || off & 3) {
        tell_part(env, F_IGNORED, 0, off, val, IGN_SIZE);
        return;
    }
    switch (off) {
    case CR:
        if (val & CR_ABSENT & ~s->cr) tell_part(env, F_UNMODELLED, 1, off, val, 0);
        s->cr = val & CR_KEPT;
        if (!(val & CR_ENABLE)) empty(s);
        if (!(val & CR_ENABLE) || !(val & CR_CAPTURE)) s->capturing = 0;
        break;
    case IER: s->ier = val & RIS_ALL; break;
    case ICR: s->ris &= ~val; break;
    case SR: case RIS: case MIS: case DR:
        tell_part(env, F_IGNORED, 0, off, val, IGN_READONLY);
        break;
    default: tell_part(env, F_UNMODELLED, 1, off, val, 0); break;
    }
    drive(s, cfg, env);
}

/* ---- step -------------------------------------------------------------------------------------- */

static void raise_flags(source_t *s, uint32_t bits, env_t *env)
{
    uint32_t rose = bits & ~s->ris;
    s->ris |= bits;
    if (rose) tell_part(env, F_FLAG, 0, RIS, 0, rose);
}

static void frame_starts(source_t *s, env_t *env)
{
    if (!(s->cr & CR_ENABLE)) return;
    s->capturing = s->cr & CR_CAPTURE;
    if (s->capturing) raise_flags(s, RIS_VSYNC, env);
}

/* RM0433: on overrun the FIFO is reset and the interface waits for a new start of frame. */
static void word_comes(source_t *s, const source_cfg_t *cfg, const camera_t *c, uint64_t k,
                       env_t *env)
{
    unsigned room = cfg->fifo && cfg->fifo < SOURCE_FIFO ? cfg->fifo : SOURCE_FIFO;
    if (!s->capturing) return;
    uint32_t word = word_of(c, k);
    if (s->words >= room) {
        tell_part(env, F_LOST, 0, DR, word, LOST_OVERRUN);
        raise_flags(s, RIS_OVR, env);
        empty(s);
        s->capturing = 0;
        return;
    }
    s->fifo[s->words++] = word;
    tell_part(env, F_RX, 0, DR, word, 0);
    if ((k + 1) % c->words == 0) raise_flags(s, RIS_LINE, env);
    if (k + 1 < (uint64_t)c->words * c->lines) return;
    raise_flags(s, RIS_FRAME, env);
    s->capturing = 0;
    if (s->cr & CR_CM) s->cr &= ~(uint32_t)CR_CAPTURE;
}

static tick_t source_step(void *dev, const void *config, env_t *env)
{
    source_t *s = dev;
    const source_cfg_t *cfg = config;
    static const camera_t none;
    const camera_t *c = env->in ? &env->in->camera : &none;
    while (due_of(c, cfg, s->next, env) <= env->now) {
        uint64_t k = s->next++ % frame_events(c);
        if (k) word_comes(s, cfg, c, k - 1, env);
        else frame_starts(s, env);
    }
    drive(s, cfg, env);
    tick_t t = due_of(c, cfg, s->next, env);
    return s->req_at > env->now && s->req_at < t ? s->req_at : t;
}

const model_t source_model = { source_reset, source_peek, source_read, source_write, source_step };
