/* scb.c -- see scb.h.
 *
 * NOT MODELLED (reads 0, writes drop, both tell F_UNMODELLED): FPB, TPIU, ETM, DWT apart from
 * CYCCNT and LAR/LSR (no CPICNT, EXCCNT, SLEEPCNT, LSUCNT, FOLDCNT, no comparators), DCRSR/DCRDR,
 * IEBR/DEBR, CoreSight ID registers. Bits that are stored nowhere but told when set: SCR.SLEEPDEEP,
 * DEMCR other than TRCENA, MON_EN and MON_PEND, DWT_CTRL other than CYCCNTENA. That an unprivileged
 * access faults is the lsu's rule; STIR with CCR.USERSETMPEND faults too. SYSRESETREQ ends the run.
 * AIRCR.VECTCLRACTIVE clears the active bits, the running IPSR stays (it is for halting debug). */
#include "scb.h"
#include "cache.h"
#include "itm.h"
#include "systick.h"
#include <stddef.h>
#include <string.h>

#define PPB     0xE0000000u
#define LAR_KEY 0xC5ACCE55u
enum { LINES = EXCEPTIONS - EXC_IRQ0 };

enum {   /* offsets from 0xE000_0000; names as in TRM tables 3-1, 7-1, 11-1 */
    DWT_CTRL = 0x1000, DWT_CYCCNT = 0x1004, DWT_LAR = 0x1FB0, DWT_LSR = 0x1FB4,
    SYST_CSR = 0xE010, SYST_RVR = 0xE014, SYST_CVR = 0xE018, SYST_CALIB = 0xE01C,
    NVIC_ISER = 0xE100, NVIC_ICER = 0xE180, NVIC_ISPR = 0xE200, NVIC_ICPR = 0xE280,
    NVIC_IABR = 0xE300, NVIC_IABR_END = 0xE340, NVIC_IPR = 0xE400, NVIC_IPR_END = 0xE4F0,
    ICSR = 0xED04, AIRCR = 0xED0C, SHPR1 = 0xED18, SHPR3 = 0xED20,
    SHCSR = 0xED24, CFSR = 0xED28, HFSR = 0xED2C,
    CCSIDR = 0xED80, MPU_TYPE = 0xED90, MPU_END = 0xEDBC, STIR = 0xEF00,
    ICIALLU = 0xEF50, BPIALL = 0xEF78, ABFSR = 0xEFA8
};
enum { VECTKEY = 0x05FA, SYSRESETREQ = 1 << 2, VECTCLRACTIVE = 1 << 1, CYCCNTENA = 1 };
enum { DFSR = 0xED30, DEMCR = 0xEDFC, DEMCR_KEPT = DEMCR_TRCENA | DEMCR_MON_EN };

static const struct { uint16_t off; uint32_t value; } constant[] = {
    { 0xE004, (LINES - 1) / 32 },                                       /* ICTR */
    { SYST_CALIB, 0 },   /* tie-off not known: TENMS = 0 */
    { 0xED00, 0x411FC271 },                                             /* CPUID: r1p1 */
    { 0xED3C, 0 },                                                      /* AFSR */
    { 0xEDF0, 0 },                                                      /* DHCSR: no debugger */
    /* ID_PFR0.. */
    { 0xED40, 0x00000030 }, { 0xED44, 0x00000200 }, { 0xED48, 0x00100000 }, { 0xED4C, 0 },
    { 0xED50, 0x00100030 }, { 0xED54, 0 }, { 0xED58, 0x01000000 }, { 0xED5C, 0 },   /* ID_MMFR */
    { 0xED60, 0x01101110 }, { 0xED64, 0x02112000 }, { 0xED68, 0x20232231 }, { 0xED6C, 0x01111131 },
    { 0xED70, 0x01310132 },                                             /* ID_ISAR */
    { 0xED78, 0x09000003 },   /* CLIDR: LoC = LoUU = 1, split L1 */
    { 0xED7C, 0x8303C003 },                                             /* CTR */
    { 0xEF40, 0x10110221 }, { 0xEF44, 0x12000011 }, { 0xEF48, 0x00000040 },   /* MVFR0..2 */
};

/* Plain registers: what is written under the mask is what is read, with some bits fixed. */
static const struct { uint16_t off, field; uint32_t mask, fixed, untold; } plain[] = {
#define AT(f) (uint16_t)offsetof(scb_t, f)
    { 0xE008, AT(actlr),  0x1FFFEC04, 0x00001000, 0 },   /* DISITMATBFLUSH reads as one */
    { 0xED08, AT(vtor),   0xFFFFFF80, 0, 0 },
    { 0xED10, AT(scr),    0x00000016, 0, SCR_SLEEPDEEP },
    { 0xED14, AT(ccr),    0x0003011B, 0x00040200, 0 },   /* BP, STKALIGN read as one */
    { 0xED34, AT(mmfar),  0xFFFFFFFF, 0, 0 },
    { 0xED38, AT(bfar),   0xFFFFFFFF, 0, 0 },
    { 0xED84, AT(csselr), 0x0000000F, 0, 0 },
    { 0xED88, AT(cpacr),  0x00F00000, 0, 0 },
    { DEMCR,  AT(demcr),  DEMCR_KEPT, 0, ~(uint32_t)(DEMCR_KEPT | DEMCR_MON_PEND) },
    { 0xEF90, AT(itcmcr), 0x00000007, 0x38, 0 },                        /* SZ 64 KB */
    { 0xEF94, AT(dtcmcr), 0x00000007, 0x40, 0 },                        /* SZ 128 KB */
    { 0xEF98, AT(ahbpcr), 0x00000001, 0x06, 0 },   /* SZ 256 MB: 0x4000_0000 on AHBP */
    { 0xEF9C, AT(cacr),   0x00000007, 0, 0 },
    { 0xEFA0, AT(ahbscr), 0x0000FFFF, 0, 0 },
    { 0xEF34, AT(fpccr),  0xC000017B, 0, 0 },
    { 0xEF38, AT(fpcar),  0xFFFFFFF8, 0, 0 },
    { 0xEF3C, AT(fpdscr), 0x07C00000, 0, 0 },
#undef AT
};
enum { CONSTANTS = sizeof constant / sizeof *constant, PLAINS = sizeof plain / sizeof *plain };

static uint32_t *plain_field(scb_t *s, unsigned i)
{
    return (uint32_t *)(void *)((char *)s + plain[i].field);
}

static int find_plain(uint32_t off)
{
    for (int i = 0; i < PLAINS; i++) if (plain[i].off == off) return i;
    return -1;
}

static int find_constant(uint32_t off)
{
    for (int i = 0; i < CONSTANTS; i++) if (constant[i].off == off) return i;
    return -1;
}

static void put_bit(uint64_t *set, unsigned n, int level)
{
    uint64_t bit = 1ull << (n & 63);
    if (level) set[n >> 6] |= bit; else set[n >> 6] &= ~bit;
}

void scb_reset(scb_t *s, const env_t *env, unsigned clk)
{
    (void)clk;
    memset(s, 0, sizeof *s);
    for (int i = 0; i < PLAINS; i++) *plain_field(s, (unsigned)i) = plain[i].fixed;
    s->itcmcr |= 3, s->dtcmcr |= 3;         /* EN, and RMW: the TCMs have ECC words */
    s->ahbpcr |= 1;
    s->ahbscr = 0x800;                      /* INITCOUNT = 1, TRM 3.3.12 */
    s->dwt_ctrl = 0x40000000;
    s->fpccr = FPCCR_ASPEN | FPCCR_LSPEN;   /* automatic and lazy: Armv7-M ARM B3.2.21 */
    s->enabled[0] = 1ull << EXC_NMI | 1ull << EXC_HARDFAULT | 1ull << EXC_SVC | 1ull << EXC_PENDSV |
                    1ull << EXC_SYSTICK;
    s->syst_anchor = s->syst_seen = s->cyc_anchor = env ? domain_count(&env->clock[clk], env->now) : 0;
    s->syst_next = NEVER;
}

/* --- priorities: Armv7-M ARM B1.5.4 ---------------------------------------------------------- */

/* The bits of a priority that decide preemption (AIRCR.PRIGROUP). */
static int group(const scb_t *s, uint32_t priority)
{
    return (int)(priority & 0xFE << (s->aircr >> 8 & 7) & 0xFF);
}

static int fixed_or(const scb_t *s, unsigned e, int grouped)
{
    if (e <= EXC_HARDFAULT) return (int)e - 4;              /* reset -3, NMI -2, HardFault -1 */
    return grouped ? group(s, s->priority[e]) : s->priority[e];
}

static int base_priority(const scb_t *s, int primask)
{
    int p = 256;
    for (unsigned w = 0; w < 3 && s->active[0] | s->active[1] | s->active[2]; w++)
        for (uint64_t set = s->active[w]; set; set &= set - 1) {
            int q = fixed_or(s, w * 64 + (unsigned)__builtin_ctzll(set), 1);
            if (q < p) p = q;
        }
    if (s->basepri && group(s, s->basepri) < p) p = group(s, s->basepri);
    if (primask && p > 0) p = 0;
    if (s->faultmask && p > -1) p = -1;
    return p;
}

int scb_priority(const scb_t *s) { return base_priority(s, s->primask & 1); }

int scb_beats(const scb_t *s, unsigned e) { return fixed_or(s, e, 1) < scb_priority(s); }

/* The pending and enabled exception of highest priority; the lower number wins a tie. */
static unsigned pick(const scb_t *s)
{
    unsigned best = 0;
    int priority = 257;
    for (unsigned w = 0; w < 3; w++)
        for (uint64_t set = s->pending[w] & s->enabled[w]; set; set &= set - 1) {
            unsigned e = w * 64 + (unsigned)__builtin_ctzll(set);
            int p = fixed_or(s, e, 0);
            if (p < priority) priority = p, best = e;
        }
    return best;
}

unsigned scb_preempting(const scb_t *s)
{
    unsigned e = pick(s);
    return e && scb_beats(s, e) ? e : 0;
}

int scb_wakes(const scb_t *s)
{
    unsigned e = pick(s);
    return e && fixed_or(s, e, 1) < base_priority(s, 0);
}

/* --- pending, active -------------------------------------------------------------------------- */

void scb_pend(scb_t *s, env_t *env, unsigned e)
{
    if (!e || e >= EXCEPTIONS || scb_bit(s->pending, e)) return;
    put_bit(s->pending, e, 1);
    s->pended[e] = env->now;
    if (s->scr & SCR_SEVONPEND) s->event = 1;
    tell_part(env, F_IRQ_PEND, e, 0, 0, 0);
}

void scb_enter(scb_t *s, unsigned e)
{
    if (e >= EXCEPTIONS) return;
    put_bit(s->pending, e, 0);
    put_bit(s->active, e, 1);
    s->event = 1;                           /* entry and return are events: Armv7-M ARM B1.5.18 */
}

void scb_leave(scb_t *s, unsigned e)
{
    if (e >= EXCEPTIONS) return;
    put_bit(s->active, e, 0);
    if (e != EXC_NMI) s->faultmask = 0;
    s->event = 1;
}

void scb_sample(scb_t *s, env_t *env, unsigned clk)
{
    systick_follow(s, &env->clock[clk]);
    if (s->syst_next <= env->now) {
        s->syst_next = systick_expiry(s, &env->clock[clk], env->now);
        scb_pend(s, env, EXC_SYSTICK);
    }
    const uint64_t *irq = env->wires->irq;
    const uint64_t line[3] = { irq[0] << 16, irq[1] << 16 | irq[0] >> 48,
                               (irq[2] << 16 | irq[1] >> 48) & ((1ull << (EXCEPTIONS - 128)) - 1) };
    for (unsigned w = 0; w < 3; w++) {
        uint64_t rose = line[w] & ~s->level[w];
        uint64_t pend = (rose | (line[w] & ~s->active[w])) & ~s->pending[w];
        s->level[w] = line[w];
        for (; pend; pend &= pend - 1) scb_pend(s, env, w * 64 + (unsigned)__builtin_ctzll(pend));
    }
}

tick_t scb_next(const scb_t *s, const env_t *env, unsigned clk)
{
    (void)env, (void)clk;
    return s->syst_next;
}

/* --- reading ---------------------------------------------------------------------------------- */

static uint32_t line_bits(const uint64_t *set, unsigned i)
{
    uint32_t v = 0;
    for (unsigned b = 0; b < 32 && i * 32 + b < LINES; b++)
        v |= (uint32_t)scb_bit(set, EXC_IRQ0 + i * 32 + b) << b;
    return v;
}

/* Where the byte of a priority register lives: 0 if that byte does not exist. */
static unsigned priority_of(uint32_t off)
{
    if (off >= NVIC_IPR && off < NVIC_IPR_END)
        return off - NVIC_IPR < LINES ? EXC_IRQ0 + off - NVIC_IPR : 0;
    unsigned e = off - SHPR1 + 4;
    return e <= EXC_USAGEFAULT || e == EXC_SVC || e == EXC_DEBUGMON || e == EXC_PENDSV
        || e == EXC_SYSTICK ? e : 0;
}

static int is_priority(uint32_t off)
{
    return (off >= NVIC_IPR && off < NVIC_IPR_END) || (off >= SHPR1 && off < SHPR3 + 4);
}

static int is_nvic(uint32_t off)
{
    return off >= NVIC_ISER && off < NVIC_IABR_END && (off & 0x7F) < 0x40;
}

static uint32_t look_nvic(const scb_t *s, uint32_t off)
{
    const uint64_t *set = off < NVIC_ISPR ? s->enabled : off < NVIC_IABR ? s->pending : s->active;
    return line_bits(set, (off & 0x3F) / 4);
}

/* VECTPENDING: what BASEPRI and FAULTMASK let through; PRIMASK and what is active have no say (DUI0646
 * 4.3.3). */
static unsigned shown_pending(const scb_t *s)
{
    unsigned e = pick(s);
    if (!e || (s->faultmask && fixed_or(s, e, 1) >= -1)) return 0;
    return s->basepri && fixed_or(s, e, 1) >= group(s, s->basepri) ? 0 : e;
}

static uint32_t look_icsr(const scb_t *s)
{
    unsigned active = 0, actives = 0;
    int best = 257;
    for (unsigned e = 1; e < EXCEPTIONS; e++) {
        if (!scb_bit(s->active, e)) continue;
        actives++;
        if (fixed_or(s, e, 0) < best) best = fixed_or(s, e, 0), active = e;
    }
    uint64_t irqs = s->pending[0] >> EXC_IRQ0 | s->pending[1] | s->pending[2];
    uint32_t pending = (uint32_t)scb_bit(s->pending, EXC_SYSTICK) << 26 |
                       (uint32_t)scb_bit(s->pending, EXC_PENDSV) << 28 |
                       (uint32_t)scb_bit(s->pending, EXC_NMI) << 31;
    return active | (uint32_t)(actives < 2) << 11 | shown_pending(s) << 12 |
           (uint32_t)!!irqs << 22 |
           pending;
}

/* what: 0 active, 1 pending, 2 enabled */
static const struct { uint8_t bit, exception, what; } shcsr_bit[] = {
    { 0, EXC_MEMMANAGE, 0 }, { 1, EXC_BUSFAULT, 0 }, { 3, EXC_USAGEFAULT, 0 }, { 7, EXC_SVC, 0 },
    { 8, EXC_DEBUGMON, 0 }, { 10, EXC_PENDSV, 0 }, { 11, EXC_SYSTICK, 0 }, { 12, EXC_USAGEFAULT, 1 },
    { 13, EXC_MEMMANAGE, 1 }, { 14, EXC_BUSFAULT, 1 }, { 15, EXC_SVC, 1 },
    { 16, EXC_MEMMANAGE, 2 }, { 17, EXC_BUSFAULT, 2 }, { 18, EXC_USAGEFAULT, 2 },
};
enum { SHCSR_BITS = sizeof shcsr_bit / sizeof *shcsr_bit };

static uint32_t look_shcsr(const scb_t *s)
{
    uint32_t v = 0;
    const uint64_t *const sets[] = { s->active, s->pending, s->enabled };
    for (int i = 0; i < SHCSR_BITS; i++) {
        const uint64_t *set = sets[shcsr_bit[i].what];
        v |= (uint32_t)scb_bit(set, shcsr_bit[i].exception) << shcsr_bit[i].bit;
    }
    return v;
}

/* TRM table 3-7, but of the caches as they are built: a stress build has smaller ones. */
static uint32_t look_ccsidr(const scb_t *s)
{
    unsigned sets = s->csselr == 1 ? ICACHE_SETS : DCACHE_SETS;
    unsigned ways = s->csselr == 1 ? ICACHE_WAYS : DCACHE_WAYS;
    return s->csselr > 1 ? 0 : 0xF0000001u | (sets - 1) << 13 | (ways - 1) << 3;
}

/* The whole aligned word. Returns 0 if nothing modelled is there. */
static int look(const scb_t *s, const mpu_t *mpu, uint32_t off, const env_t *env, unsigned clk,
                uint32_t *v)
{
    const domain_t *d = &env->clock[clk];
    *v = 0;
    int i = find_plain(off);
    if (i >= 0) {
        *v = *plain_field((scb_t *)s, (unsigned)i);
        if (off == DEMCR && scb_bit(s->pending, EXC_DEBUGMON)) *v |= DEMCR_MON_PEND;
        return 1;
    }
    if ((i = find_constant(off)) >= 0) { *v = constant[i].value; return 1; }
    if (is_nvic(off)) { *v = look_nvic(s, off); return 1; }
    if (off >= MPU_TYPE && off < MPU_END) { *v = mpu_peek(mpu, off - MPU_TYPE); return 1; }
    if (is_priority(off)) {
        for (unsigned b = 0; b < 4; b++) {
            unsigned e = priority_of(off + b);
            if (e) *v |= (uint32_t)s->priority[e] << 8 * b;
        }
        return 1;
    }
    if (itm_has(off)) { *v = itm_peek(&s->itm, off, s->demcr & DEMCR_TRCENA); return 1; }
    switch (off) {
    case DWT_CTRL:   *v = s->dwt_ctrl; return 1;
    case DWT_CYCCNT: *v = cyccnt_value(s, d, env->now); return 1;
    case DWT_LSR:    *v = s->dwt_unlocked ? 1 : 3; return 1;
    case SYST_CSR:   *v = s->syst_csr | systick_flag(s, d, env->now) << 16; return 1;
    case SYST_RVR:   *v = s->syst_rvr; return 1;
    case SYST_CVR:   *v = systick_value(s, d, env->now); return 1;
    case ICSR:       *v = look_icsr(s); return 1;
    case AIRCR:      *v = 0xFA050000u | s->aircr; return 1;
    case SHCSR:      *v = look_shcsr(s); return 1;
    case CFSR:       *v = s->cfsr; return 1;
    case HFSR:       *v = s->hfsr; return 1;
    case DFSR:       *v = s->dfsr; return 1;
    case CCSIDR:     *v = look_ccsidr(s); return 1;
    case ABFSR:      *v = s->abfsr; return 1;
    case DWT_LAR: case STIR: return 1;                                  /* write-only */
    default:         return off >= ICIALLU && off <= BPIALL && off != ICIALLU + 4;
    }
}

uint32_t scb_peek(const scb_t *s, const mpu_t *mpu, uint32_t off, const env_t *env, unsigned clk)
{
    uint32_t v;
    look(s, mpu, off & ~3u, env, clk, &v);
    return v;
}

uint32_t scb_read(scb_t *s, mpu_t *mpu, uint32_t off, unsigned size, env_t *env, unsigned clk)
{
    uint32_t v;
    if (!look(s, mpu, off & ~3u, env, clk, &v)) tell_part(env, F_UNMODELLED, 0, PPB + off, 0, 0);
    if ((off & ~3u) == SYST_CSR) systick_clear_flag(s, &env->clock[clk], env->now);
    v >>= 8 * (off & 3);
    return size >= 4 ? v : v & ((1u << 8 * size) - 1);
}

/* --- writing ---------------------------------------------------------------------------------- */

static void ignored(env_t *env, uint32_t off, uint32_t val, ignored_t why)
{
    tell_part(env, F_IGNORED, 0, PPB + off, val, why);
}

static void unmodelled(env_t *env, uint32_t off, uint32_t val)
{
    tell_part(env, F_UNMODELLED, 1, PPB + off, val, 0);
}

static void write_nvic(scb_t *s, uint32_t off, uint32_t val, env_t *env, unsigned clk)
{
    unsigned first = EXC_IRQ0 + (off & 0x3F) / 4 * 32;
    if (off >= NVIC_IABR) { ignored(env, off, val, IGN_READONLY); return; }
    for (unsigned b = 0; b < 32 && first + b < EXCEPTIONS; b++) {
        if (!(val >> b & 1)) continue;
        if (off < NVIC_ICER)      put_bit(s->enabled, first + b, 1);
        else if (off < NVIC_ISPR) put_bit(s->enabled, first + b, 0);
        else if (off < NVIC_ICPR) scb_pend(s, env, first + b);
        else                      put_bit(s->pending, first + b, 0);
    }
    scb_sample(s, env, clk);            /* a level that is still high pends again at once */
}

static void write_priority(scb_t *s, uint32_t off, unsigned size, uint32_t val)
{
    for (unsigned b = 0; b < size; b++) {
        unsigned e = is_priority(off + b) ? priority_of(off + b) : 0;
        if (e) s->priority[e] = (uint8_t)(val >> 8 * b & 0xF0);
    }
}

static void write_icsr(scb_t *s, uint32_t val, env_t *env)
{
    if (val >> 31 & 1) scb_pend(s, env, EXC_NMI);
    if (val >> 28 & 1) scb_pend(s, env, EXC_PENDSV);
    else if (val >> 27 & 1) put_bit(s->pending, EXC_PENDSV, 0);
    if (val >> 26 & 1) scb_pend(s, env, EXC_SYSTICK);
    else if (val >> 25 & 1) put_bit(s->pending, EXC_SYSTICK, 0);
}

static void write_aircr(scb_t *s, uint32_t val, env_t *env)
{
    if (val >> 16 != VECTKEY) { ignored(env, AIRCR, val, IGN_RESERVED); return; }
    s->aircr = val & 0x700;
    if (val & VECTCLRACTIVE) memset(s->active, 0, sizeof s->active);
    if (!(val & SYSRESETREQ)) return;
    wire_put(env, WIRE_RESET, RESET_SYSRESETREQ, 1);
    wake(env, env->slot);                   /* the core's loan ends here */
    tell_part(env, F_RESET, RESET_SYSRESETREQ, 0, 0, 0);
}

static void write_shcsr(scb_t *s, uint32_t val, env_t *env)
{
    for (int i = 0; i < SHCSR_BITS; i++) {
        int level = (int)(val >> shcsr_bit[i].bit & 1);
        unsigned e = shcsr_bit[i].exception;
        if (shcsr_bit[i].what == 2) put_bit(s->enabled, e, level);
        else if (shcsr_bit[i].what == 0) put_bit(s->active, e, level);
        else if (shcsr_bit[i].what == 1 && level) scb_pend(s, env, e);
        else if (shcsr_bit[i].what == 1) put_bit(s->pending, e, 0);
    }
}

static void write_dwt(scb_t *s, uint32_t off, uint32_t val, env_t *env, unsigned clk)
{
    const domain_t *d = &env->clock[clk];
    if (off == DWT_LAR) { s->dwt_unlocked = val == LAR_KEY; return; }
    if (off == DWT_LSR || !s->dwt_unlocked) { ignored(env, off, val, IGN_READONLY); return; }
    cyccnt_hold(s, d, env->now);
    if (off == DWT_CYCCNT) { s->cyc_value = val; return; }
    s->dwt_ctrl = (s->dwt_ctrl & ~(uint32_t)CYCCNTENA) | (val & CYCCNTENA);
    if (val & 0x0FFFFFFE) unmodelled(env, off, val);
}

static void write_monitor(scb_t *s, uint32_t val, env_t *env)
{
    put_bit(s->enabled, EXC_DEBUGMON, !!(val & DEMCR_MON_EN));
    if (val & DEMCR_MON_PEND) scb_pend(s, env, EXC_DEBUGMON);
    else put_bit(s->pending, EXC_DEBUGMON, 0);
}

static void write_plain(scb_t *s, unsigned i, uint32_t val, env_t *env, unsigned clk)
{
    /* DEMCR.TRCENA gates the DWT */
    if (plain[i].off == DEMCR) cyccnt_hold(s, &env->clock[clk], env->now);
    *plain_field(s, i) = (val & plain[i].mask) | plain[i].fixed;
    if (plain[i].off == DEMCR) write_monitor(s, val, env);
    if (val & plain[i].untold) unmodelled(env, plain[i].off, val);
}

static const int8_t maintenance[] = {   /* 0xEF50, 54, .. 74: TRM table 3-1 */
    MAINT_ICIALLU, -1, MAINT_ICIMVAU, MAINT_DCIMVAC, MAINT_DCISW, MAINT_DCCMVAU, MAINT_DCCMVAC,
    MAINT_DCCSW, MAINT_DCCIMVAC, MAINT_DCCISW };

static void write_word(scb_t *s, mpu_t *mpu, uint32_t off, uint32_t val, env_t *env, unsigned clk)
{
    const domain_t *d = &env->clock[clk];
    int i = find_plain(off);
    if (i >= 0) { write_plain(s, (unsigned)i, val, env, clk); return; }
    if (is_nvic(off)) { write_nvic(s, off, val, env, clk); return; }
    if (off >= MPU_TYPE && off < MPU_END) { mpu_write(mpu, off - MPU_TYPE, val); return; }
    switch (off) {
    case DWT_CTRL: case DWT_CYCCNT: case DWT_LAR: case DWT_LSR:
        write_dwt(s, off, val, env, clk);
        return;
    case SYST_CSR: systick_csr(s, d, env->now, val); return;
    case SYST_RVR: systick_rvr(s, d, env->now, val); return;
    case SYST_CVR: systick_cvr(s, d, env->now); return;
    case ICSR:     write_icsr(s, val, env); return;
    case AIRCR:    write_aircr(s, val, env); return;
    case SHCSR:    write_shcsr(s, val, env); return;
    case HFSR:     s->hfsr &= ~val; return;
    case DFSR:     s->dfsr &= ~val; return;
    case ABFSR:    s->abfsr = 0; return;   /* any write clears it: TRM 3.3.9 */
    case STIR:     if ((val & 0x1FF) < LINES) scb_pend(s, env, EXC_IRQ0 + (val & 0x1FF)); return;
    case BPIALL:   return;                                              /* RAZ/WI */
    default:       break;
    }
    if (find_constant(off) >= 0 || off == CCSIDR) ignored(env, off, val, IGN_READONLY);
    else unmodelled(env, off, val);
}

scb_effect_t scb_write(scb_t *s, mpu_t *mpu, uint32_t off, unsigned size, uint32_t val, env_t *env,
                       unsigned clk)
{
    uint32_t word = off & ~3u, shift = 8 * (off & 3), was;
    if (size < 4) val &= (1u << 8 * size) - 1;
    if (itm_has(word)) {
        itm_write(&s->itm, off, size, val, s->demcr & DEMCR_TRCENA, env);
        return (scb_effect_t){ -1 };
    }
    if (is_priority(off)) {
        write_priority(s, off, size, val);
        return (scb_effect_t){ -1 };
    }
    if (word == CFSR) {                 /* write one to clear, bytes and halfwords too */
        s->cfsr &= ~(val << shift);
        return (scb_effect_t){ -1 };
    }
    if (size != 4 || shift) {
        if (look(s, mpu, word, env, clk, &was)) ignored(env, off, val, IGN_SIZE);
        else unmodelled(env, off, val);
        return (scb_effect_t){ -1 };
    }
    if (off >= ICIALLU && off < BPIALL && maintenance[(off - ICIALLU) / 4] >= 0)
        return (scb_effect_t){ maintenance[(off - ICIALLU) / 4] };
    write_word(s, mpu, off, val, env, clk);
    return (scb_effect_t){ -1 };
}
