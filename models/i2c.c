/* i2c.c -- see i2c.h. */
#include "i2c.h"
#include <string.h>

enum { CR1 = 0x00, CR2 = 0x04, OAR1 = 0x08, OAR2 = 0x0C, TIMINGR = 0x10, TIMEOUTR = 0x14,
       ISR = 0x18, ICR = 0x1C, PECR = 0x20, RXDR = 0x24, TXDR = 0x28 };

#define BIT(n)       (1u << (n))
#define CR1_PE       BIT(0)
#define CR1_TXIE     BIT(1)
#define CR1_RXIE     BIT(2)
#define CR1_NACKIE   BIT(4)
#define CR1_STOPIE   BIT(5)
#define CR1_TCIE     BIT(6)
#define CR1_ERRIE    BIT(7)
#define CR1_ANFOFF   BIT(12)
#define CR1_TXDMAEN  BIT(14)
#define CR1_RXDMAEN  BIT(15)
#define CR2_RD_WRN   BIT(10)
#define CR2_ADD10    BIT(11)
#define CR2_START    BIT(13)
#define CR2_STOP     BIT(14)
#define CR2_NACK     BIT(15)
#define CR2_RELOAD   BIT(24)
#define CR2_AUTOEND  BIT(25)
#define ISR_TXE      BIT(0)
#define ISR_TXIS     BIT(1)
#define ISR_RXNE     BIT(2)
#define ISR_NACKF    BIT(4)
#define ISR_STOPF    BIT(5)
#define ISR_TC       BIT(6)
#define ISR_TCR      BIT(7)
#define ISR_BERR     BIT(8)
#define ISR_ARLO     BIT(9)
#define ISR_BUSY     BIT(15)

enum { ICR_ADDRCF = 8, ICR_BITS = 0x330 };     /* NACKF STOPF BERR ARLO */

/* What may change only while PE = 0 (RM0433 47.7.1, 47.7.5), and what is not modelled. */
#define CR1_LOCKED   0x00021F00u     /* DNF ANFOFF NOSTRETCH */
#define CR1_ABSENT   0x00FF0008u     /* ADDRIE, [23:16]: SBC .. PECEN */
/* "Changing these bits when START is set is not allowed": SADD RD_WRN ADD10 HEAD10R NBYTES. */
#define CR2_LOCKED   0x00FF1FFFu
#define CR2_ABSENT   0x04009800u     /* ADD10 HEAD10R NACK PECBYTE */
#define CR2_KEPT     0x03FF1FFFu     /* all but the bits software can only set, and PECBYTE */

/* ---- time ---------------------------------------------------------------------------------- */

__extension__ typedef unsigned __int128 wide_t;

/* n edges of the kernel clock after the first one at or after t. */
static tick_t after(const i2c_cfg_t *c, const env_t *env, tick_t t, uint64_t n)
{
    return domain_after(&env->clock[c->kernel], t, n);
}

static tick_t later(tick_t a, tick_t b) { return a > b ? a : b; }

/* tPRESC times n, in kernel clocks. */
static unsigned prescaled(const i2c_t *u, unsigned n) { return ((u->timingr >> 28) + 1) * n; }
static unsigned scll(const i2c_t *u)   { return prescaled(u, (u->timingr & 0xFF) + 1); }
static unsigned sclh(const i2c_t *u)   { return prescaled(u, (u->timingr >> 8 & 0xFF) + 1); }
static unsigned scldel(const i2c_t *u) { return prescaled(u, (u->timingr >> 20 & 15) + 1); }
static unsigned sdadel(const i2c_t *u) { return prescaled(u, u->timingr >> 16 & 15) + 1; }

/* An edge of SCL until the state machine sees it: tSYNC1 and tSYNC2 (RM0433 47.4.9). */
static unsigned sync(const i2c_t *u, const i2c_cfg_t *c, const env_t *env)
{
    const domain_t *k = &env->clock[c->kernel];
    unsigned n = c->sync_edges + (u->cr1 >> 8 & 15);
    if (u->cr1 & CR1_ANFOFF) return n;
    return n + (unsigned)(((wide_t)c->filter * k->mul + k->div - 1) / k->div);
}

/* SCL pulled low -> released; risen -> pulled low: "tSCLL after the falling edge is detected". */
static unsigned low(const i2c_t *u, const i2c_cfg_t *c, const env_t *env)
{
    return sync(u, c, env) + scll(u);
}
static unsigned high(const i2c_t *u, const i2c_cfg_t *c, const env_t *env)
{
    return sync(u, c, env) + sclh(u);
}

/* SCL falls after `pulses` of the byte whose first pulse rises at `rise`. */
static tick_t falls(const i2c_t *u, const i2c_cfg_t *c, const env_t *env, tick_t rise,
                    unsigned pulses)
{
    unsigned h = high(u, c, env), l = low(u, c, env);
    return after(c, env, rise, (uint64_t)(pulses - 1) * (h + l) + h);
}

/* ---- reset --------------------------------------------------------------------------------- */

/* RM0433 47.4.6: PE = 0 releases the lines and resets flags, START and STOP; the set-up stays. */
static void forget(i2c_t *u)
{
    u->flags = 0, u->cr2 &= ~(CR2_START | CR2_STOP);
    u->phase = I2C_IDLE, u->act = I2C_NOTHING;
    u->left = u->tx_full = u->rx_full = 0;
    u->at = u->asked = u->req_rx_at = u->req_tx_at = NEVER;
}

static void i2c_reset(void *dev, const void *cfg)
{
    (void)cfg;
    memset(dev, 0, sizeof(i2c_t));
    forget(dev);
}

/* ---- flags and wires ----------------------------------------------------------------------- */

/* TXDR is empty and NBYTES wants more: "cleared when the next data byte is written". */
static int wants_byte(const i2c_t *u)
{
    if (u->tx_full || !u->left || u->reading) return 0;
    return u->phase == I2C_HELD || (u->phase == I2C_NINTH && u->act == I2C_WRITE);
}

static const i2c_bus_t *bus(const i2c_cfg_t *c, const env_t *env)
{
    return &env->wires->i2c[c->bus];
}

static uint32_t isr(const i2c_t *u, const i2c_cfg_t *c, const env_t *env)
{
    uint32_t f = u->flags;
    if (!u->tx_full) f |= ISR_TXE;
    if (u->rx_full) f |= ISR_RXNE;
    if (wants_byte(u)) f |= ISR_TXIS;
    if (u->phase != I2C_IDLE) f |= ISR_BUSY;
    if ((u->cr1 & CR1_PE) && bus(c, env)->taken > env->now) f |= ISR_BUSY;
    return f;
}

static void drive(const i2c_t *u, const i2c_cfg_t *c, env_t *env, uint32_t f)
{
    uint32_t on = u->cr1;
    int event = ((on & CR1_TXIE) && (f & ISR_TXIS)) || ((on & CR1_RXIE) && (f & ISR_RXNE)) ||
                ((on & CR1_NACKIE) && (f & ISR_NACKF)) || ((on & CR1_STOPIE) && (f & ISR_STOPF)) ||
                ((on & CR1_TCIE) && (f & (ISR_TC | ISR_TCR)));
    wire_put(env, WIRE_IRQ, c->irq_ev, event);
    wire_put(env, WIRE_IRQ, c->irq_er, (on & CR1_ERRIE) && (f & (ISR_BERR | ISR_ARLO)));
}

/* The request follows its flag some edges later and falls with it. */
static void request(const i2c_cfg_t *c, env_t *env, unsigned n, int flag, tick_t *at)
{
    if (!flag) *at = NEVER;
    else if (*at == NEVER) *at = after(c, env, env->now, c->req_edges);
    if (n) wire_put(env, (wire_kind_t)c->req_wire, n, *at <= env->now);
}

/* RXDR or TXDR was accessed: the request falls at once and has to be raised anew. */
static void served(const i2c_cfg_t *c, env_t *env, unsigned n, tick_t *at)
{
    *at = NEVER;
    if (n) wire_put(env, (wire_kind_t)c->req_wire, n, 0);
}

/* ---- the bus ------------------------------------------------------------------------------- */

static void announce(i2c_t *u, const i2c_cfg_t *c, env_t *env, i2c_act_t act, uint8_t byte,
                     tick_t rise)
{
    i2c_bus_t *w = &env->wires->i2c[c->bus];
    w->act = u->act = (uint8_t)act, w->byte = byte, w->rise = u->rise = rise;
    env->woke |= env->ears[WIRE_I2C_OUT];
}

static void begin_byte(i2c_t *u, const i2c_cfg_t *c, env_t *env, i2c_act_t act, uint8_t byte,
                       tick_t rise)
{
    announce(u, c, env, act, byte, rise);
    if (act != I2C_READ) tell_part(env, F_TX, 0, TXDR, byte, act == I2C_ADDRESS);
    u->phase = act == I2C_READ ? I2C_EIGHT : I2C_NINTH;
    u->fell = falls(u, c, env, rise, act == I2C_READ ? 8 : 9);
    u->at = after(c, env, u->fell, sync(u, c, env));
}

/* SCL low behind the ninth pulse: when it may rise at the earliest. `ready`: our side is, then. */
static tick_t rises(const i2c_t *u, const i2c_cfg_t *c, const env_t *env, tick_t ready)
{
    tick_t t = later(after(c, env, u->fell, low(u, c, env)), after(c, env, u->release, 0));
    return later(t, ready);
}

/* SDA high while SCL is: tSU;STO is SCLH's time (RM0433 47.7.5). */
static void stop(i2c_t *u, const i2c_cfg_t *c, env_t *env)
{
    tick_t rise = rises(u, c, env, after(c, env, env->now, c->start_edges));
    u->left = 0, u->phase = I2C_STOPPING, u->flags &= ~(ISR_TC | ISR_TCR);
    u->stopped = after(c, env, rise, high(u, c, env));
    u->at = after(c, env, u->stopped, sync(u, c, env));
}

/* Repeated START: tSU;STA is SCLL's time, tHD;STA is SCLH's. */
static void restart(i2c_t *u, const i2c_cfg_t *c, env_t *env)
{
    tick_t rise = rises(u, c, env, after(c, env, env->now, c->start_edges));
    u->phase = I2C_HEAD, u->flags &= ~ISR_TC;
    u->at = after(c, env, rise, sync(u, c, env) + scll(u) + sclh(u));
}

/* START may go out: tBUF after the bus was last in use is SCLL's time. */
static tick_t start_due(const i2c_t *u, const i2c_cfg_t *c, const env_t *env)
{
    if (u->asked == NEVER || !(u->cr1 & CR1_PE)) return NEVER;
    tick_t free = later(u->stopped, bus(c, env)->taken);
    return free ? later(u->asked, after(c, env, free, scll(u))) : u->asked;
}

static void head(i2c_t *u, const i2c_cfg_t *c, env_t *env)
{
    u->reading = (u->cr2 & CR2_RD_WRN) != 0;
    uint8_t address = (uint8_t)((u->cr2 & 0xFE) | u->reading);
    if (u->cr2 & CR2_ADD10) address = (uint8_t)(0xF0 | (u->cr2 >> 7 & 6) | u->reading);
    u->left = (uint8_t)(u->cr2 >> 16);
    u->release = 0;
    begin_byte(u, c, env, I2C_ADDRESS, address, after(c, env, u->at, low(u, c, env)));
}

/* ---- what comes after what ----------------------------------------------------------------- */

static int answered(const i2c_t *u, const i2c_cfg_t *c, const env_t *env)
{
    return bus(c, env)->answered == u->rise;
}

static void receive(i2c_t *u, env_t *env)
{
    u->rxdr = u->shift, u->rx_full = 1;
    tell_part(env, F_RX, 0, RXDR, u->rxdr, 0);
}

/* RXDR has room: on to the acknowledge, whose SDA needs its set-up time if SCL had to wait. */
static void acknowledge(i2c_t *u, const i2c_cfg_t *c, env_t *env, int waited)
{
    tick_t rise = after(c, env, u->fell, low(u, c, env));
    if (waited) rise = later(rise, after(c, env, env->now, scldel(u)));
    receive(u, env);
    u->phase = I2C_NINTH;
    u->fell = falls(u, c, env, rise, 1);
    u->at = after(c, env, u->fell, sync(u, c, env));
}

static void eighth(i2c_t *u, const i2c_cfg_t *c, env_t *env)
{
    u->shift = answered(u, c, env) ? bus(c, env)->data : 0xFF;
    if (u->rx_full) u->phase = I2C_FULL, u->at = NEVER;
    else acknowledge(u, c, env, 0);
}

/* RM0433 47.4.9: a master that receives does not acknowledge the last byte. */
static void ninth(i2c_t *u, const i2c_cfg_t *c, env_t *env)
{
    int heard = answered(u, c, env), ack = heard && bus(c, env)->ack;
    if (u->act == I2C_READ) ack = (u->left || (u->cr2 & CR2_RELOAD)) && !(u->cr2 & CR2_STOP);
    u->release = heard && ack ? u->fell + bus(c, env)->hold : u->fell;
    if (u->act == I2C_ADDRESS) u->cr2 &= ~CR2_START, u->asked = NEVER;
    u->phase = I2C_HELD, u->at = NEVER;
    if (u->act == I2C_READ || ack) return;
    u->flags |= ISR_NACKF;
    stop(u, c, env);
}

/* NBYTES are done: what RELOAD, AUTOEND and START say now, or what software does to TC or TCR. */
static int chunk_over(i2c_t *u, const i2c_cfg_t *c, env_t *env)
{
    uint32_t waits = u->flags & (ISR_TC | ISR_TCR);
    if (!waits && (u->cr2 & CR2_RELOAD)) u->flags |= ISR_TCR;
    else if (!waits && (u->cr2 & CR2_AUTOEND)) stop(u, c, env);
    else if (waits != ISR_TCR && u->asked != NEVER) restart(u, c, env);
    else if (!waits) u->flags |= ISR_TC;
    return u->phase != I2C_HELD;
}

/* Go on from SCL low behind a byte; 0: it is software's turn. */
static int go_on(i2c_t *u, const i2c_cfg_t *c, env_t *env)
{
    tick_t seen = after(c, env, u->fell, sync(u, c, env));
    if (u->cr2 & CR2_STOP) {
        stop(u, c, env);
    } else if (!u->left) {
        return chunk_over(u, c, env);
    } else if (u->reading) {
        u->left--;
        begin_byte(u, c, env, I2C_READ, 0, rises(u, c, env, after(c, env, env->now, 0)));
    } else if (u->tx_full) {
        unsigned set_up = scldel(u) + (env->now > seen ? 0 : sdadel(u));
        u->left--, u->tx_full = 0;
        begin_byte(u, c, env, I2C_WRITE, u->txdr,
                   rises(u, c, env, after(c, env, env->now, set_up)));
    } else {
        return 0;
    }
    return 1;
}

static void stop_seen(i2c_t *u, const i2c_cfg_t *c, env_t *env)
{
    u->flags |= ISR_STOPF, u->cr2 &= ~CR2_STOP;
    u->phase = I2C_IDLE, u->at = NEVER;
    announce(u, c, env, I2C_STOP, 0, u->stopped);
}

/* One thing that is due by now; 0: nothing is. */
static int one(i2c_t *u, const i2c_cfg_t *c, env_t *env)
{
    if (u->phase == I2C_IDLE) {
        tick_t t = start_due(u, c, env);
        if (t > env->now) return 0;
        u->phase = I2C_HEAD, u->at = after(c, env, t, sclh(u));
    } else if (u->phase == I2C_FULL) {
        if (u->rx_full) return 0;
        acknowledge(u, c, env, 1);
    } else if (u->phase == I2C_HELD) {
        return go_on(u, c, env);
    } else {
        if (u->at > env->now) return 0;
        if (u->phase == I2C_HEAD) head(u, c, env);
        else if (u->phase == I2C_EIGHT) eighth(u, c, env);
        else if (u->phase == I2C_NINTH) ninth(u, c, env);
        else stop_seen(u, c, env);
    }
    return 1;
}

/* RM0433 47.4.16: the lines are released, START is cleared. The other master's STOP clears ours. */
static void heed(i2c_t *u, const i2c_cfg_t *c, env_t *env)
{
    const i2c_bus_t *w = bus(c, env);
    if (u->lost != w->lost) {
        u->lost = w->lost;
        if (u->phase != I2C_IDLE) {
            u->flags = (u->flags & ~(ISR_TC | ISR_TCR)) | ISR_ARLO;
            u->cr2 &= ~(CR2_START | CR2_STOP);
            u->phase = I2C_IDLE, u->left = 0, u->asked = u->at = NEVER;
            announce(u, c, env, I2C_LEFT, 0, env->now);
        }
    }
    if (u->glitch != w->glitch) {
        u->glitch = w->glitch;
        if (u->phase != I2C_IDLE) u->flags |= ISR_BERR;
    }
}

/* Be correct at env->now, tell what rose since `before`, drive the wires. */
static void settle(i2c_t *u, const i2c_cfg_t *c, env_t *env, uint32_t before)
{
    heed(u, c, env);
    while (one(u, c, env)) {}
    uint32_t f = isr(u, c, env), rose = f & ~before & ~ISR_BUSY;
    if (rose) tell_part(env, F_FLAG, 0, ISR, 0, rose);
    drive(u, c, env, f);
    request(c, env, c->req_rx, (u->cr1 & CR1_RXDMAEN) && u->rx_full, &u->req_rx_at);
    request(c, env, c->req_tx, (u->cr1 & CR1_TXDMAEN) && wants_byte(u), &u->req_tx_at);
}

/* ---- registers ----------------------------------------------------------------------------- */

static uint32_t i2c_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const i2c_t *u = dev;
    switch (off & ~3u) {
    case CR1:      return u->cr1;
    case CR2:      return u->cr2;
    case OAR1:     return u->oar1;
    case OAR2:     return u->oar2;
    case TIMINGR:  return u->timingr;
    case TIMEOUTR: return u->timeoutr;
    case ISR:      return isr(u, cfg, env);
    case RXDR:     return u->rxdr;
    case TXDR:     return u->txdr;
    default:       return 0;
    }
}

static uint32_t i2c_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    i2c_t *u = dev;
    const i2c_cfg_t *c = cfg;
    uint32_t v = i2c_peek(dev, cfg, off, env) >> 8 * (off & 3);
    if ((off & ~3u) == RXDR && u->rx_full) {
        uint32_t before = isr(u, c, env);
        u->rx_full = 0;
        served(c, env, c->req_rx, &u->req_rx_at);
        settle(u, c, env, before & ~ISR_RXNE);
        wake(env, env->slot);
    }
    return size == 1 ? v & 0xFF : size == 2 ? v & 0xFFFF : v;
}

static void ignored(env_t *env, uint32_t off, uint32_t val, unsigned why)
{
    tell_part(env, F_IGNORED, 0, off, val, why);
}

static void write_cr1(i2c_t *u, const i2c_cfg_t *c, env_t *env, uint32_t val)
{
    uint32_t old = u->cr1, locked = old & CR1_PE ? CR1_LOCKED : 0;
    val &= 0x00FFDFFF;
    if ((val ^ old) & locked) ignored(env, CR1, val, IGN_ENABLED);
    u->cr1 = (val & ~locked) | (old & locked);
    if (u->cr1 & ~old & CR1_ABSENT) tell_part(env, F_UNMODELLED, 1, CR1, val, 0);
    if (!(old & CR1_PE) || (val & CR1_PE)) return;
    if (u->phase != I2C_IDLE) {
        announce(u, c, env, I2C_LEFT, 0, env->now);
        u->stopped = env->now;
    }
    forget(u);
}

static void write_cr2(i2c_t *u, const i2c_cfg_t *c, env_t *env, uint32_t val)
{
    uint32_t old = u->cr2, locked = old & CR2_START ? CR2_LOCKED : 0;
    if ((val ^ old) & locked) ignored(env, CR2, val, IGN_ENABLED);
    u->cr2 = (((val & ~locked) | (old & locked)) & CR2_KEPT) | (old & (CR2_START | CR2_STOP));
    if (val & ~old & CR2_ABSENT) tell_part(env, F_UNMODELLED, 1, CR2, val, 0);
    if (!(u->cr1 & CR1_PE)) {
        if (val & (CR2_START | CR2_STOP)) ignored(env, CR2, val, IGN_RESERVED);
        return;
    }
    if (val & ~old & CR2_START) {
        u->cr2 |= CR2_START;
        u->asked = after(c, env, env->now, c->start_edges);
    }
    /* "In master mode": without a transfer there is nothing to stop. */
    if ((val & CR2_STOP) && (u->phase != I2C_IDLE || (u->cr2 & CR2_START))) u->cr2 |= CR2_STOP;
    else if (val & CR2_STOP) ignored(env, CR2, val, IGN_RESERVED);
    if ((u->flags & ISR_TCR) && !locked) u->left = (uint8_t)(val >> 16);
    if (u->left) u->flags &= ~ISR_TCR;
}

static void write_txdr(i2c_t *u, const i2c_cfg_t *c, env_t *env, uint32_t val)
{
    if (!(u->cr1 & CR1_PE)) {
        ignored(env, TXDR, val, IGN_RESERVED);
        return;
    }
    if (u->tx_full) tell_part(env, F_LOST, 0, TXDR, u->txdr, 1);
    u->txdr = (uint8_t)val, u->tx_full = 1;
    served(c, env, c->req_tx, &u->req_tx_at);
}

/* A register that is stored and does nothing, with the bits that would make it do something. */
static void set(env_t *env, uint32_t *reg, uint32_t off, uint32_t val, uint32_t bits,
                uint32_t enables)
{
    if (val & enables) tell_part(env, F_UNMODELLED, 1, off, val, 0);
    *reg = val & bits;
}

static void write_reg(i2c_t *u, const i2c_cfg_t *c, env_t *env, uint32_t off, uint32_t val)
{
    switch (off) {
    case CR1:      write_cr1(u, c, env, val); break;
    case CR2:      write_cr2(u, c, env, val); break;
    case OAR1:     set(env, &u->oar1, off, val, 0x87FF, 0x8000); break;
    case OAR2:     set(env, &u->oar2, off, val, 0x87FE, 0x8000); break;
    case TIMEOUTR: set(env, &u->timeoutr, off, val, 0x8FFF9FFF, 0x80008000); break;
    case TXDR:     write_txdr(u, c, env, val); break;
    case TIMINGR:
        if (u->cr1 & CR1_PE) ignored(env, off, val, IGN_ENABLED);
        else u->timingr = val & 0xF0FFFFFF;
        break;
    case ICR:
        u->flags &= ~(val & ICR_BITS);
        if (val & ICR_ADDRCF) u->cr2 &= ~CR2_START, u->asked = NEVER;
        break;
    case ISR:                          /* TXE = 1 flushes TXDR; the rest is read-only */
        if (val & ISR_TXE) u->tx_full = 0;
        else ignored(env, off, val, IGN_READONLY);
        break;
    case PECR:
    case RXDR:     ignored(env, off, val, IGN_READONLY); break;
    default:       ignored(env, off, val, IGN_RESERVED); break;
    }
}

static void i2c_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                      env_t *env)
{
    i2c_t *u = dev;
    uint32_t before = isr(u, cfg, env);
    (void)size;
    write_reg(u, cfg, env, off, val);
    settle(u, cfg, env, before & isr(u, cfg, env));
    wake(env, env->slot);
}

static tick_t i2c_step(void *dev, const void *cfg, env_t *env)
{
    i2c_t *u = dev;
    settle(u, cfg, env, isr(u, cfg, env));
    tick_t t = u->phase == I2C_IDLE ? start_due(u, cfg, env) : u->at;
    if (u->req_rx_at > env->now && u->req_rx_at < t) t = u->req_rx_at;
    if (u->req_tx_at > env->now && u->req_tx_at < t) t = u->req_tx_at;
    return t;
}

const model_t i2c_model = { i2c_reset, i2c_peek, i2c_read, i2c_write, i2c_step };
