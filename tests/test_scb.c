/* test_scb.c -- the private registers: NVIC, SCB, SysTick, DWT. The CPU clock is 400 MHz, 12
 * ticks. */
#include "suite.h"
#include <string.h>
#include "cache.h"
#include "m7_timing.h"
#include "scb.h"
#include "systick.h"

enum { CY = 12, IRQ = EXC_IRQ0, FACTS = 256 };

static scb_t    s;
static mpu_t    mpu;
static wires_t  wires;
static domain_t clk[1];
static env_t    env;
static fact_t   fact[FACTS];
static unsigned facts;

static void record(sink_t *sink, const fact_t *f)
{
    (void)sink;
    if (facts < FACTS) fact[facts++] = *f;
}
static sink_t sink = { .mask = ~0ull, .see = record };
static const uint64_t ears[WIRE_KINDS];

static void setup(void)
{
    memset(&mpu, 0, sizeof mpu), memset(&wires, 0, sizeof wires);
    clk[0] = domain_of(0, 400000000);
    env = (env_t){ .clock = clk, .wires = &wires, .sink = &sink, .ears = ears, .pc = NO_PC,
                   .slot = 9 };
    facts = 0;
    scb_reset(&s, &env, 0);
}

static uint32_t rd(uint32_t off) { return scb_read(&s, &mpu, off, 4, &env, 0); }
static int wr_n(uint32_t off, unsigned size, uint32_t v)
{
    return scb_write(&s, &mpu, off, size, v, &env, 0).maint;
}
static int wr(uint32_t off, uint32_t v) { return wr_n(off, 4, v); }
static void now(uint64_t cycle) { env.now = cycle * CY; }
static void irq(unsigned n, int level)
{
    wire_put(&env, WIRE_IRQ, n, level);
    scb_sample(&s, &env, 0);
}

static unsigned told(unsigned kind, int what)
{
    unsigned n = 0;
    for (unsigned i = 0; i < facts; i++)
        n += fact[i].kind == kind && (what < 0 || fact[i].what == what);
    return n;
}

START_TEST(reset_values)
{
    /* TRM tables 3-1, 7-1, 11-1; section numbers there */
    static const struct { uint32_t off, value; } row[] = {
        { 0xE004, 4 },              /* ICTR: 129..160 lines */
        { 0xED00, 0x411FC271 }, { 0xED04, 1 << 11 }, { 0xED08, 0 }, { 0xED0C, 0xFA050000 },
        { 0xED10, 0 },
        { 0xED14, 0x00040200 }, { 0xED24, 0 }, { 0xED28, 0 }, { 0xED2C, 0 }, { 0xED78, 0x09000003 },
        { 0xED7C, 0x8303C003 }, { 0xED88, 0 }, { 0xED90, 0x1000 }, { 0xEF9C, 0 }, { 0xEFA0, 0x800 },
        { 0xE010, 0 }, { 0x1000, 0x40000000 }, { 0x1FB4, 3 }, { 0xEF78, 0 }, { 0xEF98, 7 },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        ck_assert_msg(rd(row[i].off) == row[i].value, "%x reads %x", row[i].off, rd(row[i].off));
    ck_assert_uint_eq(told(F_UNMODELLED, -1), 0);
}
END_TEST

START_TEST(cache_sizes)
{
    uint32_t d = 0xF0000001u | (DCACHE_SETS - 1) << 13 | (DCACHE_WAYS - 1) << 3;
    uint32_t i = 0xF0000001u | (ICACHE_SETS - 1) << 13 | (ICACHE_WAYS - 1) << 3;
#ifndef STRESS
    ck_assert_uint_eq(d, 0xF00FE019);                       /* TRM table 3-7 */
    ck_assert_uint_eq(i, 0xF01FE009);
#endif
    ck_assert_uint_eq(rd(0xED80), d);
    wr(0xED84, 1);
    ck_assert_uint_eq(rd(0xED80), i);
    wr(0xED84, 2);
    ck_assert_uint_eq(rd(0xED80), 0);                       /* no level 2 */
}
END_TEST

START_TEST(peek_is_read)
{
    wr(0xE014, 99), wr(0xE010, 5), wr(0xE100, 0x55), wr(0xE200, 0x11);
    wr(0xEDFC, 1 << 24), wr(0xED94, 5);
    wr_n(0xE403, 1, 0xA7), wr_n(0xED23, 1, 0x73);
    s.cfsr = 0x12345678, s.hfsr = HFSR_FORCED, s.abfsr = 9;
    for (uint64_t cycle = 0; cycle < 300; cycle += 37) {
        now(cycle);
        for (uint32_t off = 0; off < 0x10000; off += 4) {
            scb_t was = s;
            facts = 0;
            uint32_t v = scb_peek(&s, &mpu, off, &env, 0);
            ck_assert(!memcmp(&was, &s, sizeof s));
            ck_assert_uint_eq(facts, 0);
            uint32_t r = scb_read(&s, &mpu, off, 4, &env, 0);
            ck_assert_msg(v == r, "%x: peek %x read %x", off, v, r);
            if (off == 0xE010) continue;                    /* its read clears COUNTFLAG */
            ck_assert(!memcmp(&was, &s, sizeof s));
            for (unsigned b = 0; b < 4; b++)
                ck_assert_uint_eq(scb_read(&s, &mpu, off + b, 1, &env, 0), v >> 8 * b & 0xFF);
            ck_assert_uint_eq(scb_read(&s, &mpu, off + 2, 2, &env, 0), v >> 16);
        }
    }
}
END_TEST

START_TEST(unmodelled_and_ignored)
{
    ck_assert_uint_eq(rd(0x2000), 0);                       /* FPB */
    wr(0x2000, 1);
    ck_assert_uint_eq(told(F_UNMODELLED, 0), 1);
    ck_assert_uint_eq(told(F_UNMODELLED, 1), 1);
    ck_assert_uint_eq(fact[1].addr, 0xE0002000);
    wr(0xED00, 0);                                          /* CPUID is read-only */
    ck_assert_uint_eq(fact[2].kind, F_IGNORED);
    ck_assert_uint_eq(fact[2].note, IGN_READONLY);
    wr_n(0xED14, 2, 0xFFFF);                                /* CCR by halfword */
    ck_assert_uint_eq(fact[3].note, IGN_SIZE);
    ck_assert_uint_eq(rd(0xED14), 0x00040200);
    wr(0xED0C, 0x700);                                      /* AIRCR without its key */
    ck_assert_uint_eq(fact[4].note, IGN_RESERVED);
    ck_assert_uint_eq(rd(0xED0C), 0xFA050000);
    wr(0xED0C, 0x05FA0304);                                 /* PRIGROUP 3 and SYSRESETREQ */
    ck_assert_uint_eq(rd(0xED0C), 0xFA050300);
    ck_assert_uint_eq(told(F_RESET, RESET_SYSRESETREQ), 1);
    ck_assert_int_eq(wire_get(&wires, WIRE_RESET, RESET_SYSRESETREQ), 1);
    ck_assert_uint_ne(env.woke >> env.slot & 1, 0);         /* the core's loan ends */
    /* nothing breaks */
    for (uint32_t off = 0; off < 0x100000; off += 2) wr_n(off, off & 2 ? 2 : 4, off * 2654435761u);
}
END_TEST

START_TEST(maintenance_decodes)
{
    static const int8_t want[] = { MAINT_ICIALLU, -1, MAINT_ICIMVAU, MAINT_DCIMVAC, MAINT_DCISW,
                                   MAINT_DCCMVAU, MAINT_DCCMVAC, MAINT_DCCSW, MAINT_DCCIMVAC,
                                   MAINT_DCCISW, -1 };
    for (unsigned i = 0; i < 11; i++) ck_assert_int_eq(wr(0xEF50 + 4 * i, 0x24000000), want[i]);
    ck_assert_int_eq(wr_n(0xEF68, 1, 0), -1);               /* words only */
    ck_assert_int_eq(wr(0xED14, 1 << 16), -1);
    ck_assert_uint_eq(s.ccr & CCR_DC, CCR_DC);
}
END_TEST

START_TEST(enable_pend_clear)
{
    wr(0xE110, 1u << 21 | 1u << 22);                        /* IRQ 149 is the last one */
    ck_assert_uint_eq(rd(0xE110), 1u << 21);
    ck_assert_uint_eq(rd(0xE190), 1u << 21);
    wr(0xE190, 1u << 21);
    ck_assert_uint_eq(rd(0xE110), 0);
    now(5), wr(0xE204, 1);                                  /* IRQ 32 */
    ck_assert_uint_eq(rd(0xE204), 1);
    ck_assert_uint_eq(s.pended[48], 5 * CY);
    ck_assert_uint_eq(told(F_IRQ_PEND, 48), 1);
    ck_assert_uint_eq(scb_preempts(&s), 0);                 /* not enabled */
    wr(0xE104, 1);
    ck_assert_uint_eq(scb_preempts(&s), 48);
    ck_assert_uint_eq(rd(0xED04), 48u << 12 | 1 << 22 | 1 << 11);
    wr(0xE420, 0x40), s.basepri = 0x40;                     /* VECTPENDING: not what BASEPRI bars */
    ck_assert_uint_eq(rd(0xED04), 1 << 22 | 1 << 11);
    s.basepri = 0x50;
    ck_assert_uint_eq(rd(0xED04) >> 12 & 0x1FF, 48);
    s.basepri = 0, s.faultmask = 1;                         /* nor FAULTMASK; PRIMASK says nothing */
    ck_assert_uint_eq(rd(0xED04), 1 << 22 | 1 << 11);
    s.faultmask = 0, s.primask = 1;
    ck_assert_uint_eq(rd(0xED04) >> 12 & 0x1FF, 48);
    s.primask = 0;
    scb_enter(&s, 48);
    ck_assert_uint_eq(rd(0xE304), 1);
    ck_assert_uint_eq(rd(0xED04) & 0x1FF, 48);
    wr(0xEF00, 3);                                          /* STIR */
    ck_assert_uint_eq(rd(0xE200), 8);
    wr(0xE280, 8);
    ck_assert_uint_eq(rd(0xE200), 0);
    wr(0xED04, 1u << 28 | 1u << 26);
    ck_assert_uint_eq(rd(0xED04) >> 24, 0x14);
    wr(0xED04, 1u << 27 | 1u << 25);
    ck_assert_uint_eq(rd(0xED04) >> 24, 0);
}
END_TEST

START_TEST(priority_bytes)
{
    wr_n(0xE401, 1, 0xFF);                                  /* four bits */
    ck_assert_uint_eq(rd(0xE400), 0xF000);
    ck_assert_uint_eq(s.priority[IRQ + 1], 0xF0);
    wr(0xED20, 0x40302010);   /* SHPR3: SysTick, PendSV, debug monitor; 13 is nothing */
    ck_assert_uint_eq(rd(0xED20), 0x40300010);
    wr(0xED18, 0x40302010);
    ck_assert_uint_eq(rd(0xED18), 0x00302010);
    wr(0xED1C, 0xFFFFFFFF);
    ck_assert_uint_eq(rd(0xED1C), 0xF0000000);              /* SVC */
    wr(0xE494, 0xFFFFFFFF);                                 /* IRQ 148, 149, none, none */
    ck_assert_uint_eq(rd(0xE494), 0xF0F0);
}
END_TEST

START_TEST(levels)
{
    wr(0xE100, 2);
    irq(1, 1);
    ck_assert_uint_eq(scb_preempts(&s), IRQ + 1);
    wr(0xE280, 2);                                          /* cleared while high: pends at once */
    ck_assert_uint_eq(rd(0xE200), 2);
    irq(1, 0);
    ck_assert_uint_eq(rd(0xE200), 2);                       /* latched */
    irq(1, 1);
    scb_enter(&s, IRQ + 1), scb_sample(&s, &env, 0);
    ck_assert_uint_eq(rd(0xE200), 0);                       /* active and high: no */
    irq(1, 0), irq(1, 1);
    ck_assert_uint_eq(rd(0xE200), 2);                       /* a new edge while active: yes */
    wr(0xE280, 2);
    ck_assert_uint_eq(rd(0xE200), 0);
    scb_leave(&s, IRQ + 1), scb_sample(&s, &env, 0);
    ck_assert_uint_eq(rd(0xE200), 2);                       /* still high at return */
    for (unsigned n = 0; n < 150; n++) irq(n, 1);           /* every line lands on its own number */
    for (unsigned n = 0; n < 150; n++) ck_assert_int_eq(scb_bit(s.pending, IRQ + n), 1);
    unsigned before = facts;
    scb_sample(&s, &env, 0);
    ck_assert_uint_eq(facts, before);
}
END_TEST

START_TEST(priorities_and_masks)
{
    wr(0xE100, 0xF);
    wr(0xE400, 0x20403030);                                 /* IRQ 0: 3, 1: 3, 2: 4, 3: 2 */
    wr(0xE200, 0x7);
    ck_assert_int_eq(scb_priority(&s), 256);
    ck_assert_uint_eq(scb_preempts(&s), IRQ + 0);           /* a tie: the lower number */
    scb_enter(&s, IRQ + 0);
    ck_assert_int_eq(scb_priority(&s), 0x30);
    ck_assert_uint_eq(scb_preempts(&s), 0);                 /* equal does not preempt */
    ck_assert_int_eq(scb_wakes(&s), 0);
    wr(0xE200, 0x8);
    ck_assert_uint_eq(scb_preempts(&s), IRQ + 3);
    s.basepri = 0x20;
    ck_assert_uint_eq(scb_preempts(&s), 0);                 /* BASEPRI masks its own level */
    s.basepri = 0x30;
    ck_assert_uint_eq(scb_preempts(&s), IRQ + 3);
    s.primask = 1;
    ck_assert_int_eq(scb_priority(&s), 0);
    ck_assert_uint_eq(scb_preempts(&s), 0);
    ck_assert_int_eq(scb_wakes(&s), 1);                     /* WFI does not look at PRIMASK */
    scb_pend(&s, &env, EXC_HARDFAULT);
    ck_assert_uint_eq(scb_preempts(&s), EXC_HARDFAULT);
    s.faultmask = 1;
    ck_assert_int_eq(scb_priority(&s), -1);
    ck_assert_uint_eq(scb_preempts(&s), 0);
    wr(0xED04, 1u << 31);
    ck_assert_uint_eq(scb_preempts(&s), EXC_NMI);
    scb_enter(&s, EXC_NMI);
    ck_assert_int_eq(scb_priority(&s), -2);
    scb_leave(&s, EXC_NMI);
    ck_assert_uint_eq(s.faultmask, 1);   /* NMI's return keeps it, others clear it */
    scb_leave(&s, IRQ + 0);
    ck_assert_uint_eq(s.faultmask, 0);
}
END_TEST

START_TEST(grouping)
{
    wr(0xE100, 3), wr(0xE400, 0x1020), wr(0xE200, 1);       /* IRQ 0: 2, IRQ 1: 1 */
    scb_enter(&s, IRQ + 0);
    wr(0xE200, 2);
    ck_assert_uint_eq(scb_preempts(&s), IRQ + 1);
    wr(0xED0C, 0x05FA0500);   /* PRIGROUP 5: bits 7:6 decide; 1 and 2 are one group */
    ck_assert_uint_eq(scb_preempts(&s), 0);
    wr(0xED0C, 0x05FA0700);                                 /* 7: no group bits at all */
    ck_assert_int_eq(scb_priority(&s), 0);
    scb_leave(&s, IRQ + 0);
    wr(0xE200, 1);
    ck_assert_uint_eq(scb_preempts(&s), IRQ + 1);           /* the sub-priority still chooses */
}
END_TEST

START_TEST(fault_registers)
{
    wr(0xED24, SHCSR_BUSFAULTENA | SHCSR_MEMFAULTENA);
    ck_assert_uint_eq(rd(0xED24), 3 << 16);
    scb_pend(&s, &env, EXC_BUSFAULT);
    ck_assert_uint_eq(rd(0xED24), 3 << 16 | 1 << 14);
    ck_assert_uint_eq(scb_preempts(&s), EXC_BUSFAULT);
    scb_enter(&s, EXC_BUSFAULT);
    ck_assert_uint_eq(rd(0xED24), 3 << 16 | 2);
    wr(0xED24, 2);   /* both disabled, the active bit stays */
    ck_assert_uint_eq(rd(0xED24), 2);
    s.cfsr = 0x01018282, s.hfsr = HFSR_FORCED, s.abfsr = ABFSR_AXIM;
    wr_n(0xED29, 1, 0x80);                                  /* BFSR alone, one bit: BFARVALID */
    ck_assert_uint_eq(rd(0xED28), 0x01010282);
    wr_n(0xED2A, 2, 0x0100);
    ck_assert_uint_eq(rd(0xED28), 0x00010282);
    wr(0xED24, 0);                                          /* the active bit can be written too */
    ck_assert_int_eq(scb_priority(&s), 256);
    wr(0xED24, 1 << 7 | 1 << 15);                           /* SVCall active and pending */
    ck_assert_int_eq(scb_bit(s.active, EXC_SVC), 1);
    ck_assert_int_eq(scb_bit(s.pending, EXC_SVC), 1);
    wr(0xED28, 0xFFFFFFFF), wr(0xED2C, 0xFFFFFFFF), wr(0xEFA8, 0);
    ck_assert_uint_eq(rd(0xED28) | rd(0xED2C) | rd(0xEFA8), 0);
}
END_TEST

START_TEST(debug_monitor)
{
    scb_pend(&s, &env, EXC_DEBUGMON);
    ck_assert_uint_eq(scb_preempts(&s), 0);                 /* MON_EN is 0 */
    wr(0xEDFC, DEMCR_MON_EN | DEMCR_MON_PEND);
    ck_assert_uint_eq(scb_preempts(&s), EXC_DEBUGMON);
    ck_assert_uint_eq(rd(0xEDFC), DEMCR_MON_EN | DEMCR_MON_PEND);
    wr(0xEDFC, DEMCR_MON_EN);
    ck_assert_uint_eq(scb_preempts(&s), 0);
    s.dfsr = DFSR_BKPT;
    wr(0xED30, 1);
    ck_assert_uint_eq(rd(0xED30), DFSR_BKPT);
    wr(0xED30, DFSR_BKPT);
    ck_assert_uint_eq(rd(0xED30), 0);
    ck_assert_uint_eq(told(F_UNMODELLED, -1), 0);
}
END_TEST

START_TEST(fp_registers)
{
    ck_assert_uint_eq(rd(0xEF34), 0xC0000000);              /* FPCCR: ASPEN, LSPEN; B3.2.21 */
    wr(0xEF34, 0xFFFFFFFF);
    ck_assert_uint_eq(rd(0xEF34), 0xC000017B);
    wr(0xEF38, 0x20001237);
    ck_assert_uint_eq(rd(0xEF38), 0x20001230);
    wr(0xEF3C, 0xFFFFFFFF);
    ck_assert_uint_eq(rd(0xEF3C), 0x07C00000);
    ck_assert_uint_eq(rd(0xEF40), 0x10110221);              /* MVFR0: single and double */
}
END_TEST

START_TEST(systick_counts)
{
    wr(0xE014, 9);
    now(100), wr(0xE010, 5);   /* enabled at 0: reload at 101, 0 again at 110 */
    static const uint32_t value[] = { 0, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 9, 8 };
    for (unsigned i = 0; i < 13; i++) {
        now(100 + i);
        ck_assert_uint_eq(rd(0xE018), value[i]);
        ck_assert_uint_eq(systick_flag(&s, clk, env.now), i >= 10);
    }
    ck_assert_uint_eq(rd(0xE010), 5 | 1 << 16);
    ck_assert_uint_eq(rd(0xE010), 5);                       /* cleared by the read */
    now(119); ck_assert_uint_eq(rd(0xE010), 5);
    now(120); ck_assert_uint_eq(scb_peek(&s, &mpu, 0xE010, &env, 0), 5 | 1 << 16);
    ck_assert_uint_eq(scb_next(&s, &env, 0), NEVER);        /* TICKINT is 0 */
    now(124); ck_assert_uint_eq(rd(0xE018), 6);
    wr(0xE014, 99);   /* from the next reload: 0 at 130, 99 at 131 */
    now(130); ck_assert_uint_eq(rd(0xE018), 0);
    now(131); ck_assert_uint_eq(rd(0xE018), 99);
    now(140), wr(0xE018, 0xFFFF);                           /* any value clears; and the flag */
    ck_assert_uint_eq(rd(0xE018), 0);
    ck_assert_uint_eq(rd(0xE010), 5);
    now(141); ck_assert_uint_eq(rd(0xE018), 99);
    now(150), wr(0xE010, 4);                                /* stops */
    now(190); ck_assert_uint_eq(rd(0xE018), 90);
    wr(0xE010, 5);
    now(280); ck_assert_uint_eq(rd(0xE018), 0);             /* 90 down from 190 */
    ck_assert_uint_eq(rd(0xE010) >> 16, 1);
}
END_TEST

START_TEST(systick_interrupts)
{
    wr(0xE014, 9), wr(0xE018, 0), wr(0xE010, 7);            /* at 0: expires at 10, 20, .. */
    for (unsigned k = 1; k < 5; k++) {
        ck_assert_uint_eq(scb_next(&s, &env, 0), 10 * k * CY);
        now(10 * k - 1), scb_sample(&s, &env, 0);
        ck_assert_int_eq(scb_bit(s.pending, EXC_SYSTICK), 0);
        now(10 * k), scb_sample(&s, &env, 0);
        ck_assert_int_eq(scb_bit(s.pending, EXC_SYSTICK), 1);
        ck_assert_uint_eq(s.pended[EXC_SYSTICK], 10 * k * CY);
        wr(0xED04, 1u << 25);
    }
    now(42), wr(0xE014, 0);   /* a reload of 0: the run goes to its end, then it stays */
    now(50), scb_sample(&s, &env, 0);
    ck_assert_int_eq(scb_bit(s.pending, EXC_SYSTICK), 1);
    ck_assert_uint_eq(scb_next(&s, &env, 0), NEVER);
    now(500); ck_assert_uint_eq(rd(0xE018), 0);
}
END_TEST

START_TEST(systick_divided)
{
    /* CLKSOURCE 0: every 8 CPU clocks. Enabled at cycle 3: 9 at 11, 8 at 19, 0 at 3 + 80 */
    now(3), wr(0xE014, 9), wr(0xE010, 3);
    now(10); ck_assert_uint_eq(rd(0xE018), 0);
    now(11); ck_assert_uint_eq(rd(0xE018), 9);
    now(18), wr(0xE014, 19); ck_assert_uint_eq(rd(0xE018), 9);   /* a write keeps the phase */
    now(19); ck_assert_uint_eq(rd(0xE018), 8);
    ck_assert_uint_eq(scb_next(&s, &env, 0), 83 * CY);
}
END_TEST

START_TEST(cycle_counter)
{
    wr(0x1000, 1);                                          /* locked: ignored */
    ck_assert_uint_eq(told(F_IGNORED, -1), 1);
    wr(0x1FB0, 0xC5ACCE55);
    ck_assert_uint_eq(rd(0x1FB4), 1);
    now(10), wr(0x1000, 1);
    now(20); ck_assert_uint_eq(rd(0x1004), 0);              /* TRCENA is still 0 */
    now(30), wr(0xEDFC, 1 << 24);
    now(1030); ck_assert_uint_eq(rd(0x1004), 1000);
    now(2000), wr(0x1004, 0xFFFFFFFE);
    now(2005); ck_assert_uint_eq(rd(0x1004), 3);            /* 32 bits */
    wr(0x1000, 0);
    now(3000); ck_assert_uint_eq(rd(0x1004), 3);
    env.now = 3000 * CY + 5, wr(0x1000, 1);
    now(3010); ck_assert_uint_eq(rd(0x1004), 13);
}
END_TEST

START_TEST(events)
{
    ck_assert_uint_eq(s.event, 0);
    wr(0xE200, 1);
    ck_assert_uint_eq(s.event, 0);
    wr(0xED10, SCR_SEVONPEND), wr(0xE200, 2);
    ck_assert_uint_eq(s.event, 1);
    wr(0xED10, SCR_SLEEPDEEP);
    ck_assert_uint_eq(told(F_UNMODELLED, 1), 1);
}
END_TEST

START_TEST(every_number_has_a_source)
{
    for (unsigned i = 0; i < T_COUNT; i++) {
        const number_t *n = &m7_numbers[i];
        ck_assert_msg(n->name && n->unit && n->src && n->src[0], "number %u", i);
        ck_assert_uint_le(n->trust, TRUST_ESTIMATE);
        ck_assert(n->value || i > T_UNALIGNED_LOAD); /* a latency may be 0: forwarded in the same cycle */
    }
    ck_assert_uint_eq(m7_numbers[T_EXC_ENTRY].value, 12);
    ck_assert_uint_eq(m7_numbers[T_EXC_ENTRY].trust, TRUST_DOC);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("scb");
    tcase_add_checked_fixture(t, setup, NULL);
    tcase_set_timeout(t, 60);
    const TTest *const tests[] = {
        reset_values, cache_sizes, peek_is_read, unmodelled_and_ignored, maintenance_decodes,
        enable_pend_clear, priority_bytes, levels, priorities_and_masks, grouping, fault_registers,
        debug_monitor, fp_registers, systick_counts, systick_interrupts, systick_divided, cycle_counter,
        events, every_number_has_a_source };
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(t, tests[i]);
    return case_run("scb", t);
}
