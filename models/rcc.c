/* rcc.c -- see rcc.h. */
#include "rcc.h"
#include "rcc_clocks.h"
#include <string.h>

enum { CR = 0x00, CFGR = 0x10, D1CFGR = 0x18, D2CFGR = 0x1C, D3CFGR = 0x20, PLLCKSELR = 0x28,
       PLLCFGR = 0x2C, PLL1DIVR = 0x30, PLL1FRACR = 0x34,
       CIER = 0x60, CIFR = 0x64, CICR = 0x68, BDCR = 0x70, CSR = 0x74, RSR = 0xD0,
       FIRST_RSTR = 0x7C, LAST_RSTR = 0x9C,
       FIRST_ENR = 0xD4, LAST_ENR = 0xF4, LPENR = 0x28,       /* LPENR: from an ENR to it */
       C1_RSR = 0x130, C1_LAST = 0x17C };

#define CR_HSIDIV      0x00000018u
#define CFGR_TREE      0x0000C000u     /* HRTIMSEL, TIMPRE: change timer clocks */
#define CLOCK_FLAGS    0x000007FFu     /* CIFR */
#define RSR_RMVF       0x00010000u
#define BDCR_BDRST     0x00010000u

typedef struct {
    uint16_t off;
    uint8_t  tree;                     /* 1: any change would change a clock of the machine */
    uint32_t reset, keeps, reads;      /* keeps: writable; reads: read-only */
} row_t;

/* RM0433 8.7; resets of LPENR and CR differ from the SVD, which has them wrong. */
static const row_t rows[] = {
    { 0x00, 0, 0x0000C025, 0x150D129B, 0x2A02E124 },   /* CR      */
    { 0x04, 0, 0x40000000, 0x7F000000, 0x00000FFF },   /* HSICFGR */
    { 0x08, 0, 0x00000000, 0x00000000, 0x000003FF },   /* CRRCR   */
    { 0x0C, 0, 0x20000000, 0x3F000000, 0x000001FF },   /* CSICFGR */
    { 0x10, 0, 0x00000000, 0xFFFCFFC7, 0x00000038 },   /* CFGR    */
    { 0x18, 1, 0x00000000, 0x00000F7F, 0 },            /* D1CFGR  */
    { 0x1C, 1, 0x00000000, 0x00000770, 0 },            /* D2CFGR  */
    { 0x20, 1, 0x00000000, 0x00000070, 0 },            /* D3CFGR  */
    { 0x28, 0, 0x02020200, 0x03F3F3F3, 0 },            /* PLLCKSELR */
    { 0x2C, 0, 0x01FF0000, 0x01FF0FFF, 0 },            /* PLLCFGR */
    { 0x30, 0, 0x01010280, 0x7F7FFFFF, 0 },            /* PLL1DIVR */
    { 0x34, 0, 0x00000000, 0x0000FFF8, 0 },            /* PLL1FRACR */
    { 0x38, 0, 0x01010280, 0x7F7FFFFF, 0 },            /* PLL2DIVR */
    { 0x3C, 0, 0x00000000, 0x0000FFF8, 0 },            /* PLL2FRACR */
    { 0x40, 0, 0x01010280, 0x7F7FFFFF, 0 },            /* PLL3DIVR */
    { 0x44, 0, 0x00000000, 0x0000FFF8, 0 },            /* PLL3FRACR */
    { 0x4C, 1, 0x00000000, 0x30010033, 0 },            /* D1CCIPR */
    { 0x50, 1, 0x00000000, 0xB13771C7, 0 },            /* D2CCIP1R */
    { 0x54, 1, 0x00000000, 0x70F0333F, 0 },            /* D2CCIP2R */
    { 0x58, 1, 0x00000000, 0x77E3FF07, 0 },            /* D3CCIPR */
    { 0x60, 0, 0x00000000, 0x000003FF, 0 },            /* CIER    */
    { 0x64, 0, 0x00000000, 0x00000000, 0x000007FF },   /* CIFR    */
    { 0x68, 0, 0x00000000, 0x00000000, 0 },            /* CICR: see rcc_write */
    { 0x70, 0, 0x00000000, 0x0001833D, 0x00000042 },   /* BDCR    */
    { 0x74, 0, 0x00000000, 0x00000001, 0x00000002 },   /* CSR     */
    { 0x7C, 0, 0x00000000, 0x80015031, 0 },            /* AHB3RSTR */
    { 0x80, 0, 0x00000000, 0x0A008023, 0 },            /* AHB1RSTR */
    { 0x84, 0, 0x00000000, 0x00000271, 0 },            /* AHB2RSTR */
    { 0x88, 0, 0x00000000, 0x032807FF, 0 },            /* AHB4RSTR */
    { 0x8C, 0, 0x00000000, 0x00000008, 0 },            /* APB3RSTR */
    { 0x90, 0, 0x00000000, 0xE8FFC3FF, 0 },            /* APB1LRSTR */
    { 0x94, 0, 0x00000000, 0x00000136, 0 },            /* APB1HRSTR */
    { 0x98, 0, 0x00000000, 0x31D73033, 0 },            /* APB2RSTR */
    { 0x9C, 0, 0x00000000, 0x0020DEAA, 0 },            /* APB4RSTR */
    { 0xA0, 0, 0x00000000, 0x00000001, 0 },            /* GCR     */
    { 0xA8, 0, 0x00000000, 0x3129DEA9, 0 },            /* D3AMR   */
    { 0xD0, 0, 0x00E80000, 0x00000000, 0x55FB0000 },   /* RSR: power-on, pin, brown-out, D1 */
    { 0xD4, 0, 0x00000000, 0x00015031, 0 },            /* AHB3ENR */
    { 0xD8, 0, 0x00000000, 0x1E038023, 0 },            /* AHB1ENR */
    { 0xDC, 0, 0x00000000, 0xE0000271, 0 },            /* AHB2ENR */
    { 0xE0, 0, 0x00000000, 0x132807FF, 0 },            /* AHB4ENR */
    { 0xE4, 0, 0x00000000, 0x00000048, 0 },            /* APB3ENR */
    { 0xE8, 0, 0x00000000, 0xE8FFC3FF, 0 },            /* APB1LENR */
    { 0xEC, 0, 0x00000000, 0x00000136, 0 },            /* APB1HENR */
    { 0xF0, 0, 0x00000000, 0x31D73033, 0 },            /* APB2ENR */
    { 0xF4, 0, 0x00000000, 0x0021DEAA, 0 },            /* APB4ENR */
    { 0xFC, 0, 0xF0015131, 0xF0015131, 0 },            /* AHB3LPENR */
    { 0x100, 0, 0x1E038023, 0x1E038023, 0 },           /* AHB1LPENR */
    { 0x104, 0, 0xE0000271, 0xE0000271, 0 },           /* AHB2LPENR */
    { 0x108, 0, 0x312807FF, 0x312807FF, 0 },           /* AHB4LPENR */
    { 0x10C, 0, 0x00000048, 0x00000048, 0 },           /* APB3LPENR */
    { 0x110, 0, 0xE8FFC3FF, 0xE8FFC3FF, 0 },           /* APB1LLPENR */
    { 0x114, 0, 0x00000136, 0x00000136, 0 },           /* APB1HLPENR */
    { 0x118, 0, 0x31D73033, 0x31D73033, 0 },           /* APB2LPENR */
    { 0x11C, 0, 0x0021DEAA, 0x0021DEAA, 0 },           /* APB4LPENR */
};
enum { ROWS = sizeof rows / sizeof rows[0] };

/* Where each source has its ON and RDY bit; which SW value selects it. */
static const struct { uint16_t off; uint8_t on, rdy, sw; } source[OSCS] = {
    [OSC_LSI]  = { CSR, 0, 1, 0xFF },  [OSC_LSE]  = { BDCR, 0, 1, 0xFF },
    [OSC_HSI]  = { CR, 0, 2, 0 },      [OSC_HSE]  = { CR, 16, 17, 2 },
    [OSC_CSI]  = { CR, 7, 8, 1 },      [OSC_HSI48] = { CR, 12, 13, 0xFF },
    [OSC_PLL1] = { CR, 24, 25, 3 },    [OSC_PLL2] = { CR, 26, 27, 0xFF },
    [OSC_PLL3] = { CR, 28, 29, 0xFF },
};

/* The C1_ registers are the same ones at a second address (RM0433 8.7.40 on). */
static uint32_t folded(uint32_t off)
{
    off &= ~3u;
    return off >= C1_RSR && off <= C1_LAST ? off - 0x60 : off;
}

static const row_t *row_of(uint32_t off)
{
    for (unsigned i = 0; i < ROWS; i++)
        if (rows[i].off == off) return &rows[i];
    return NULL;
}

static uint32_t *reg(rcc_t *r, uint32_t off) { return &r->reg[off / 4]; }

static int bit(const rcc_t *r, uint32_t off, unsigned n) { return r->reg[off / 4] >> n & 1; }
static int is_on(const rcc_t *r, unsigned i) { return bit(r, source[i].off, source[i].on); }
static int is_ready(const rcc_t *r, unsigned i) { return bit(r, source[i].off, source[i].rdy); }

static void rcc_reset(void *dev, const void *cfg)
{
    rcc_t *r = dev;
    (void)cfg;
    memset(r, 0, sizeof *r);
    for (unsigned i = 0; i < ROWS; i++) *reg(r, rows[i].off) = rows[i].reset;
    for (unsigned i = 0; i < OSCS; i++) r->ready[i] = NEVER;
    r->change_at = NEVER;
}

static uint32_t rcc_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const rcc_t *r = dev;
    (void)cfg, (void)env;
    return row_of(folded(off)) ? r->reg[folded(off) / 4] : 0;
}

static uint32_t rcc_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    uint32_t v = rcc_peek(dev, cfg, off, env) >> 8 * (off & 3);
    return size == 1 ? v & 0xFF : size == 2 ? v & 0xFFFF : v;
}

/* ---- wires and flags ----------------------------------------------------------------------- */

static int set(const rcc_t *r, uint32_t off, unsigned n)
{
    off = folded(off);
    return off < sizeof r->reg && r->reg[off / 4] >> (n & 31) & 1;
}

/* An enable bit; in CSleep the bit of the same place in LPENR as well (RM0433 8.5.11). */
static int enabled(const rcc_t *r, uint32_t off, unsigned n, const env_t *env)
{
    if (!set(r, off, n)) return 0;
    off = folded(off);
    int gated = off >= FIRST_ENR && off <= LAST_ENR && wire_get(env->wires, WIRE_SLEEP, 0);
    return !gated || set(r, off + LPENR, n);
}

static void drive(const rcc_t *r, const rcc_cfg_t *c, env_t *env)
{
    for (unsigned i = 0; i < c->clocks; i++) {
        int level = enabled(r, c->clock[i].reg, c->clock[i].bit, env);
        for (unsigned k = 0; k < c->alsos; k++)
            if (c->also[k].line == i) level |= enabled(r, c->also[k].reg, c->also[k].bit, env);
        wire_put(env, WIRE_CLOCK, i, level);
    }
    for (unsigned i = 0; i < c->nresets; i++)
        wire_put(env, WIRE_PART_RESET, c->resets[i].slot, bit(r, c->resets[i].reg, c->resets[i].bit));
    for (unsigned i = 0; i < OSCS; i++) wire_put(env, WIRE_OSC, i, is_ready(r, i));
    wire_put(env, WIRE_IRQ, c->irq, (r->reg[CIFR / 4] & CLOCK_FLAGS) != 0);
}

/* What feeds the PLLs, by PLLSRC; OSCS: nothing. */
static const uint8_t pll_source[4] = { OSC_HSI, OSC_CSI, OSC_HSE, OSCS };

static unsigned feeds_plls(const rcc_t *r) { return pll_source[r->reg[PLLCKSELR / 4] & 3]; }

static uint32_t hse_hz(const rcc_cfg_t *c, const env_t *env)
{
    return env->in->hse_hz ? env->in->hse_hz : c->hz[OSC_HSE];
}

/* How long after ON source i is ready; NEVER: it will not be as things stand. */
static tick_t start_of(const rcc_t *r, const rcc_cfg_t *c, unsigned i, const env_t *env)
{
    if (!rcc_rules(env->in)) return c->start[i];
    if (i == OSC_HSE && bit(r, CR, 18)) return c->bypass;                   /* HSEBYP */
    if (i >= OSC_PLL1 && (feeds_plls(r) == OSCS || !is_ready(r, feeds_plls(r)))) return NEVER;
    return c->start[i];
}

/* Ready flags and SWS as of now. */
static void settle(rcc_t *r, const rcc_cfg_t *c, env_t *env)
{
    for (unsigned i = 0; i < OSCS; i++) {
        uint32_t rdy = 1u << source[i].rdy, *word = reg(r, source[i].off);
        if (!is_on(r, i)) {
            *word &= ~rdy, r->ready[i] = NEVER;
        } else if (!is_ready(r, i)) {
            tick_t time = start_of(r, c, i, env);
            if (time == NEVER) r->ready[i] = NEVER;
            else if (r->ready[i] == NEVER) r->ready[i] = env->now + time;
            if (r->ready[i] > env->now) continue;
            *word |= rdy, r->ready[i] = NEVER;
            *reg(r, CIFR) |= *reg(r, CIER) & 1u << i;
            tell_part(env, F_FLAG, 0, source[i].off, 0, rdy);
        }
    }
    uint32_t sw = *reg(r, CFGR) & 7;
    for (unsigned i = 0; i < OSCS; i++)
        if (source[i].sw == sw && is_ready(r, i)) *reg(r, CFGR) = (*reg(r, CFGR) & ~0x38u)
            | sw << 3;
    drive(r, c, env);
}

/* ---- the machine's clocks -------------------------------------------------------------------- */

static void check(int wrong, clock_wrong_t what, uint32_t off, uint64_t found, uint64_t allowed, env_t *env)
{
    if (wrong) tell_part(env, F_CLOCK_WRONG, what, off, found, allowed);
}

/* RM0433 8.7.12 (PLLRGE, VCOSEL) and the data sheet's limits at the voltage scale in force. */
static void check_limits(const rcc_t *r, const rcc_limits_t *l, const rcc_clocks_t *t, env_t *env)
{
    for (unsigned n = 0; n < PLLS; n++) {
        if (!is_on(r, OSC_PLL1 + n) || !t->pll_in[n].num) continue;
        uint64_t in = freq_hz(t->pll_in[n]), vco = freq_hz(t->vco[n]);
        uint32_t set = r->reg[PLLCFGR / 4] >> 4 * n;
        unsigned narrow = set >> 1 & 1, range = set >> 2 & 3;      /* VCOSEL, RGE */
        uint64_t low = (uint64_t)l->pll_in_min << range, high = 2 * low;
        check(in < low, CLOCK_PLL_INPUT, PLLCFGR, in, low, env);
        check(in > high || in > l->pll_in_max, CLOCK_PLL_INPUT, PLLCFGR, in, high, env);
        check(vco < l->vco_min[narrow], CLOCK_PLL_VCO, PLL1DIVR + 8 * n, vco, l->vco_min[narrow], env);
        check(vco > l->vco_max[narrow], CLOCK_PLL_VCO, PLL1DIVR + 8 * n, vco, l->vco_max[narrow], env);
    }
    unsigned vos = env->wires->voltage & 3, ws = env->wires->flash_latency;
    uint64_t cpu = freq_hz(t->out[RCC_CPU]), axi = freq_hz(t->out[RCC_HCLK]);
    check(!cpu || cpu > l->cpu[vos], CLOCK_SYSTEM, D1CFGR, cpu, l->cpu[vos], env);
    check(axi > l->axi[vos], CLOCK_AXI, D1CFGR, axi, l->axi[vos], env);
    for (unsigned i = RCC_PCLK1; i <= RCC_PCLK4; i++) {
        static const uint16_t at[4] = { D2CFGR, D2CFGR, D1CFGR, D3CFGR };
        uint64_t apb = freq_hz(t->out[i]);
        check(apb > l->apb[vos], CLOCK_APB, at[i - RCC_PCLK1], apb, l->apb[vos], env);
    }
    uint32_t most = ws < WAIT_STATES ? l->latency[ws][vos] : l->axi[vos];
    check(axi > most, CLOCK_LATENCY, CFGR, axi, most, env);
}

/* In lowest terms, as domain_of_ratio takes them: whole hertz where the divisor is too large for that. */
static void tell_clock(unsigned clk, freq_t f, env_t *env)
{
    uint64_t a = f.num, b = f.den;
    while (b) { uint64_t r = a % b; a = b; b = r; }
    f = f.num && f.den ? (freq_t){ f.num / a, f.den / a } : (freq_t){ 0, 1 };
    if (f.den >> 31) f = (freq_t){ (f.num + f.den / 2) / f.den, 1 };
    tell_part(env, F_CLOCK, clk, (uint32_t)(f.den - 1), f.num, env->clock[clk].first);
}

static void retime(const rcc_t *r, const rcc_cfg_t *c, env_t *env)
{
    uint32_t hz[OSCS];
    memcpy(hz, c->hz, sizeof hz);
    hz[OSC_HSE] = hse_hz(c, env);
    rcc_clocks_t t = rcc_clocks(r, hz);
    int changed = 0;
    for (unsigned i = 0; i < RCC_OUTPUTS; i++) {
        unsigned clk = c->domain[i];
        domain_t was = env->clock[clk];
        clock_put(env, clk, domain_of_ratio(0, t.out[i].num, t.out[i].den));
        if (domain_same_rate(&was, &env->clock[clk])) continue;
        changed = 1;
        tell_clock(clk, t.out[i], env);
    }
    if (changed && c->limit) check_limits(r, c->limit, &t, env);
}

/* At an edge of hclk, from which all others are derived: so none of them slips. */
static void plan(rcc_t *r, const rcc_cfg_t *c, env_t *env)
{
    if (!rcc_rules(env->in)) return;
    tick_t at = domain_next(&env->clock[c->domain[RCC_HCLK]], env->now + 1);
    if (at < r->change_at) r->change_at = at;
}

/* ---- writes -------------------------------------------------------------------------------- */

/* ON bits that must stay: the system clock, and what feeds PLL1 while that is it (RM0433 8.7.2). */
static uint32_t in_use(const rcc_t *r)
{
    unsigned sws = r->reg[CFGR / 4] >> 3 & 7, feeds = feeds_plls(r);
    uint32_t bits = 0;
    for (unsigned i = 0; i < OSCS; i++)
        if (source[i].sw == sws) bits |= 1u << source[i].on;
    if (sws == 3 && feeds < OSCS) bits |= 1u << source[feeds].on;
    return bits;
}

/* Fields "that can be written only when the PLL is disabled" (RM0433 8.7.11-8.7.18). */
static uint32_t pll_locked(const rcc_t *r, uint32_t off)
{
    uint32_t locked = 0;
    for (unsigned n = 0; n < 3; n++) {
        if (!is_on(r, OSC_PLL1 + n)) continue;
        if (off == PLLCKSELR) locked |= 3u | 0x3Fu << (4 + 8 * n);
        if (off == PLLCFGR) locked |= 0xEu << 4 * n | 7u << (16 + 3 * n);
        if (off == PLL1DIVR + 8 * n) locked = ~0u;
    }
    return locked;
}

/* Would this write change a clock that runs? */
static int retimes(const rcc_t *r, const row_t *row, uint32_t old, uint32_t val)
{
    uint32_t changed = old ^ val;
    if (row->tree) return changed != 0;
    if (row->off == CR) return (changed & CR_HSIDIV) != 0;
    if (row->off == CFGR) return (changed & (7u | CFGR_TREE)) != 0;
    for (unsigned n = 0; n < 3; n++) {
        if (!is_on(r, OSC_PLL1 + n)) continue;
        if (row->off == PLL1FRACR + 8 * n && changed) return 1;
        if (row->off == PLLCFGR && changed >> 4 * n & 1) return 1;
    }
    return 0;
}

/* Does this reset something that has no part here? */
static int resets_unknown(const rcc_cfg_t *c, const row_t *row, uint32_t bits)
{
    if (row->off < FIRST_RSTR || row->off > LAST_RSTR) return 0;
    for (unsigned i = 0; i < c->nresets; i++)
        if (c->resets[i].reg == row->off) bits &= ~(1u << c->resets[i].bit);
    return bits != 0;
}

static void keep(rcc_t *r, const rcc_cfg_t *c, const row_t *row, uint32_t val, env_t *env)
{
    uint32_t old = *reg(r, row->off), lock = pll_locked(r, row->off);
    uint32_t stay = row->off == CR ? in_use(r) & old & ~val : 0;
    if (val & ~(row->keeps | row->reads)) tell_part(env, F_IGNORED, 0, row->off, val, IGN_RESERVED);
    if (((val ^ old) & lock & row->keeps) || stay)
        tell_part(env, F_IGNORED, 0, row->off, val, IGN_ENABLED);
    uint32_t can = row->keeps & ~lock;
    val = (val & can) | (old & ~can) | stay;
    int given = !rcc_rules(env->in) && retimes(r, row, old, val);
    if (given || resets_unknown(c, row, val & ~old)) tell_part(env, F_UNMODELLED, 1, row->off, val, 0);
    *reg(r, row->off) = val;
}

static void rcc_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                      env_t *env)
{
    rcc_t *r = dev;
    uint32_t word = folded(off), shift = 8 * (off & 3);
    const row_t *row = row_of(word);
    if (!row) {
        tell_part(env, F_IGNORED, 0, off, val, IGN_RESERVED);
        return;
    }
    /* "can be accessed by word, half-word and byte": the other bytes stay (RM0433 8.7). */
    uint32_t mask = (size == 1 ? 0xFFu : size == 2 ? 0xFFFFu : ~0u) << shift;
    uint32_t given = val << shift & mask;
    if (word == CICR) {
        *reg(r, CIFR) &= ~(given & CLOCK_FLAGS);
    } else if (word == RSR) {
        if (given & RSR_RMVF) *reg(r, RSR) = 0;
    } else if (word == BDCR && !wire_get(env->wires, WIRE_BACKUP, 0)) {
        tell_part(env, F_IGNORED, 0, word, given, IGN_BACKUP);
    } else {
        keep(r, cfg, row, given | (*reg(r, word) & ~mask), env);
    }
    if (*reg(r, BDCR) & BDCR_BDRST) *reg(r, BDCR) = BDCR_BDRST;
    settle(r, cfg, env);
    plan(r, cfg, env);
    wake(env, env->slot);
}

static tick_t rcc_step(void *dev, const void *cfg, env_t *env)
{
    rcc_t *r = dev;
    uint32_t was[4] = { *reg(r, CR), *reg(r, CFGR), *reg(r, BDCR), *reg(r, CSR) };
    settle(r, cfg, env);
    if (was[0] != *reg(r, CR) || was[1] != *reg(r, CFGR) || was[2] != *reg(r, BDCR) || was[3] != *reg(r, CSR))
        plan(r, cfg, env);
    if (r->change_at <= env->now) {
        r->change_at = NEVER;
        retime(r, cfg, env);
    }
    tick_t t = r->change_at;
    for (unsigned i = 0; i < OSCS; i++)
        if (r->ready[i] < t) t = r->ready[i];
    return t;
}

const model_t rcc_model = { rcc_reset, rcc_peek, rcc_read, rcc_write, rcc_step };
