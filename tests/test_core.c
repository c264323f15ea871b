/* test_core.c -- the sequencer and the exceptions, cycle by cycle, on the toy lsu of core_bench.h; then
 * the laws on random programs. The CPU runs at 400 MHz, 12 ticks a cycle; "cycle n" is tick 12 n. A
 * script micro-op takes 1 cycle, so micro-op k of a straight line issues at cycle k. */
#include <check.h>
#include "core_bench.h"
#include "script.h"

enum { CY = 12, ROOM = 256 };

static bench_t  *b, *b2;
static script_t s;
static uop_t    text[ROOM];

static void setup(void)
{
    b = malloc(sizeof *b), b2 = malloc(sizeof *b2);
    bench_start(b, 400000000);
    script_begin(&s, text, ROOM);
}

static void teardown(void) { free(b), free(b2); }

static void handler(unsigned exception, unsigned priority)      /* its text follows */
{
    handler_t *h = &b->handler[b->in.handlers++];
    *h = (handler_t){ .exception = (uint16_t)exception, .entry = script_handler(&s) };
    b->chip.core.scb.priority[exception] = (uint8_t)(priority << 4);
    if (exception >= EXC_MEMMANAGE) b->chip.core.scb.enabled[exception >> 6] |= 1ull << (exception & 63);
}

static void load_program(void)
{
    ck_assert_int_eq(script_finish(&s), SCRIPT_FINE);
    b->in.program = text, b->in.uops = s.used;
}

static void run(uint64_t cycles) { load_program(); bench_run(b, cycles * CY, 0); }

/* The n-th fact of a kind (and, if not negative, of a `what`); NULL if there is none. */
static const fact_t *find(unsigned kind, int what, unsigned n)
{
    for (unsigned i = 0; i < b->rec.facts; i++) {
        const fact_t *f = &b->rec.fact[i];
        if (f->kind == kind && (what < 0 || f->what == what) && !n--) return f;
    }
    return NULL;
}

static unsigned count(unsigned kind)
{
    unsigned n = 0;
    while (find(kind, -1, n)) n++;
    return n;
}

static uint64_t at(unsigned kind, int what, unsigned n)         /* in cycles */
{
    const fact_t *f = find(kind, what, n);
    ck_assert_msg(f != NULL, "no fact %u/%d number %u", kind, what, n);
    ck_assert_uint_eq(f->at % CY, 0);
    return f->at / CY;
}

static uint32_t word(uint32_t addr)
{
    uint32_t v;
    memcpy(&v, toy_ram + addr % RAM_BYTES, 4);
    return v;
}

static void irq(uint64_t cycle, unsigned n, int level) { bench_event(b, cycle * CY, n, level); }
static void pulse(uint64_t cycle, unsigned n) { irq(cycle, n, 1); irq(cycle + 1, n, 0); }

/* --- issue ------------------------------------------------------------------------------------------- */

START_TEST(one_micro_op_a_cycle)
{
    /* mov, store (2 x), load, check, compute 50, mark, end: cycles 0.. ; compute at 5, mark at 55 */
    script_step(&s, 10);
    script_store(&s, RAM, 4, 0x11223344);                   /* 0 */
    script_store(&s, RAM + 1, 1, 0xEE);                     /* 1 */
    script_step(&s, 11);
    script_expect(&s, RAM, 4, ~0u, 0x1122EE44);             /* 2, 3 */
    script_expect(&s, RAM + 2, 2, 0xFF, 0x0023);            /* 4, 5: 0x1122 & 0xFF is not 0x23 */
    script_compute(&s, 50);                                 /* 6 */
    script_mark(&s, 77);                                    /* 56 */
    script_end(&s, 3, 1);                                   /* 57 */
    run(1000);
    ck_assert_uint_eq(at(F_STEP, -1, 0), 0);
    ck_assert_uint_eq(at(F_STEP, -1, 1), 2);
    ck_assert_uint_eq(find(F_STEP, -1, 1)->pc, 11);
    ck_assert_uint_eq(at(F_CHECK, -1, 0), 3);
    ck_assert_uint_eq(find(F_CHECK, -1, 0)->data, 0x1122EE44);
    ck_assert_uint_eq(find(F_CHECK, -1, 0)->addr, RAM);
    ck_assert_uint_eq(find(F_CHECK, -1, 1)->data, 0x22);
    ck_assert_uint_eq(find(F_CHECK, -1, 1)->note, 0x23);
    ck_assert_uint_eq(at(F_MARK, -1, 0), 56);
    ck_assert_uint_eq(find(F_MARK, -1, 0)->data, 77);
    ck_assert_uint_eq(at(F_END, 1, 0), 57);
    const core_t *c = &b->chip.core;
    ck_assert_int_eq(c->stop, STOP_EXIT);
    ck_assert_int_eq(c->exit_code, 3);
    ck_assert_uint_eq(c->checks, 2);
    ck_assert_uint_eq(c->mismatches, 1);
    ck_assert_uint_eq(c->instructions, 9);
    ck_assert_uint_eq(b->chip.due, NEVER);
}
END_TEST

START_TEST(loops_and_polls)
{
    /* loopset 0; body of 2 + loop = 3 cycles x 4: 1..12; then poll: mov 13, load 14, bne 15, ... the
     * wire handler writes the flag. Here the flag is set already: end at 16. */
    script_step(&s, 1);
    script_loop(&s, 4);
    script_step(&s, 2);
    script_modify(&s, RAM, 4, 0, 0);                        /* load, store */
    script_loop_end(&s);
    script_poll(&s, RAM + 4, 4, 1, 0, 1);
    script_end(&s, 0, 0);
    run(1000);
    ck_assert_uint_eq(count(F_STEP), 5);                    /* step 2 begins four times */
    ck_assert_uint_eq(at(F_STEP, -1, 4), 10);
    ck_assert_uint_eq(at(F_END, 0, 0), 16);
    ck_assert_int_eq(b->chip.core.stop, STOP_END);
}
END_TEST

START_TEST(a_load_that_waits)
{
    /* asked at 0, there at 20, next micro-op at 21. An interrupt that comes at 5 is taken at 21. */
    script_load(&s, SLOW, 4);
    script_mark(&s, 1);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0, 0);
    script_handler_end(&s);
    pulse(5, 0);
    run(1000);
    ck_assert_uint_eq(at(F_LOAD, -1, 0), 20);
    ck_assert_uint_eq(at(F_IRQ_PEND, 16, 0), 5);
    ck_assert_uint_eq(at(F_IRQ_ENTER, 16, 0), 21 + 12);
}
END_TEST

START_TEST(leaves_the_loop_on_a_wire)
{
    script_store(&s, WIRE, 4, 1);
    script_mark(&s, 1);
    script_end(&s, 0, 0);
    load_program();
    uint64_t ear[WIRE_KINDS] = { 0 };
    env_t env = { .clock = b->clock, .wires = &b->chip.wires, .in = &b->in, .ears = ear, .until = 1000 * CY };
    ck_assert_uint_eq(core_model.step(&b->chip.core, &b->cfg, &env), CY);     /* not a tick further */
    ck_assert_uint_eq(env.now, 0);
    ck_assert_uint_eq(b->chip.core.upc, 1);
    env.woke = 0, env.now = CY, env.until = CY + 1;                           /* a loan of one edge */
    ck_assert_uint_eq(core_model.step(&b->chip.core, &b->cfg, &env), 2 * CY);
    ck_assert_uint_eq(b->chip.core.upc, 2);
}
END_TEST

START_TEST(an_empty_program_ends)
{
    bench_run(b, 100 * CY, 0);
    ck_assert_int_eq(b->chip.core.stop, STOP_END);
    ck_assert_uint_eq(at(F_END, 0, 0), 0);
    ck_assert_uint_eq(core_step_number(&b->chip.core, &b->in), NO_PC);
}
END_TEST

/* --- exceptions ---------------------------------------------------------------------------------------- */

START_TEST(entry_12_return_10)
{
    /* compute 100 from 0. Line rises at 10: decision 10, stores at 10..17, handler at 22 (T_EXC_ENTRY 12).
     * mark 22, return 23: loads 23..30, program at 33 (T_EXC_RETURN 10). 90 cycles of the compute were
     * left at 10: mark 2 at 33 + 90 = 123. */
    script_compute(&s, 100);
    script_mark(&s, 2);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0 + 3, 0);
    script_mark(&s, 1);
    script_handler_end(&s);
    pulse(10, 3);
    run(1000);
    ck_assert_uint_eq(at(F_IRQ_PEND, 19, 0), 10);
    ck_assert_uint_eq(at(F_STORE, -1, 0), 10);
    ck_assert_uint_eq(at(F_STORE, -1, 7), 17);
    ck_assert_uint_eq(find(F_STORE, -1, 0)->pc, NO_PC);
    ck_assert_uint_eq(at(F_IRQ_ENTER, 19, 0), 22);
    ck_assert_uint_eq(find(F_IRQ_ENTER, 19, 0)->data, 10 * CY);
    ck_assert_uint_eq(at(F_MARK, -1, 0), 22);
    ck_assert_uint_eq(at(F_IRQ_LEAVE, 19, 0), 23);
    ck_assert_uint_eq(at(F_LOAD, -1, 7), 30);
    ck_assert_uint_eq(at(F_MARK, -1, 1), 123);
    ck_assert_uint_eq(find(F_MARK, -1, 1)->data, 2);
    ck_assert_uint_eq(b->chip.core.r[13], STACK);
}
END_TEST

START_TEST(the_frame)
{
    /* SP ends in 4: 4 bytes of padding, bit 9 of the stacked xpsr set (B1.5.7) */
    b->in.stack = STACK + 4;
    script_uop(&s, (uop_t){ .op = U_MOVI, .rd = 0, .imm = 0xA0 });
    script_uop(&s, (uop_t){ .op = U_MOVI, .rd = 3, .imm = 0xA3 });
    script_uop(&s, (uop_t){ .op = U_MOVI, .rd = 12, .imm = 0xAC });
    script_compute(&s, 100);
    script_mark(&s, 0);                                     /* micro-op 4 */
    script_end(&s, 0, 0);
    handler(EXC_IRQ0, 0);
    script_uop(&s, (uop_t){ .op = U_MOVI, .rd = 0, .imm = 1 });
    script_uop(&s, (uop_t){ .op = U_MOVI, .rd = 12, .imm = 1 });
    script_compute(&s, 50);
    script_handler_end(&s);
    pulse(10, 0);
    load_program();
    bench_run(b, 40 * CY, 0);                               /* inside the handler */
    const core_t *c = &b->chip.core;
    ck_assert_uint_eq(c->r[13], STACK - 32);
    ck_assert_uint_eq(c->r[14], 0xFFFFFFF9);
    ck_assert_uint_eq(c->xpsr, 1 << 24 | 16);
    ck_assert_uint_eq(word(STACK - 32), 0xA0);
    ck_assert_uint_eq(word(STACK - 20), 0xA3);
    ck_assert_uint_eq(word(STACK - 16), 0xAC);
    ck_assert_uint_eq(word(STACK - 12), 0xFFFFFFFF);
    ck_assert_uint_eq(word(STACK - 8), 4);
    ck_assert_uint_eq(word(STACK - 4), 1 << 24 | 1 << 9);
    bench_run(b, 1000 * CY, 0);
    ck_assert_uint_eq(c->r[13], STACK + 4);
    ck_assert_uint_eq(c->r[0], 0xA0);
    ck_assert_uint_eq(c->r[12], 0xAC);
    ck_assert_uint_eq(count(F_MARK), 1);
}
END_TEST

START_TEST(slow_stack)
{
    /* stores take 3 cycles: 10, 13, .. 31, the last retires for 34 > 10 + 12. Return at 34: 8 loads of 20
     * cycles that wait, each one cycle after the other: asked 34, there 54, asked 55, .. there 34 + 8*21 - 1
     * = 201; program at 202. 90 cycles were left of the compute: mark at 292. */
    b->in.stack = SLOW + 0x8000;
    script_compute(&s, 100);
    script_mark(&s, 2);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0, 0);
    script_handler_end(&s);
    pulse(10, 0);
    run(1000);
    ck_assert_uint_eq(at(F_IRQ_ENTER, 16, 0), 34);
    ck_assert_uint_eq(at(F_LOAD, -1, 7), 201);
    ck_assert_uint_eq(at(F_MARK, -1, 0), 292);
}
END_TEST

START_TEST(level_pends_again_and_tail_chains)
{
    /* level high 10..40. enter 22, return 22 + 0: the handler is one U_RETURN at 22. The line is still high:
     * pends at 22, tail-chain 6: enter 28, leave 28, 34, 34, 40: sampled low at 40, so unstack: 50. */
    script_compute(&s, 100);
    script_mark(&s, 2);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0, 0);
    script_handler_end(&s);
    irq(10, 0, 1), irq(40, 0, 0);
    run(1000);
    ck_assert_uint_eq(at(F_IRQ_ENTER, 16, 0), 22);
    ck_assert_uint_eq(at(F_IRQ_PEND, 16, 1), 22);
    ck_assert_uint_eq(at(F_IRQ_ENTER, 16, 1), 28);
    ck_assert_uint_eq(at(F_IRQ_ENTER, 16, 3), 40);
    ck_assert_uint_eq(at(F_IRQ_LEAVE, 16, 3), 40);
    ck_assert_ptr_null(find(F_IRQ_ENTER, 16, 4));
    ck_assert_uint_eq(at(F_MARK, -1, 0), 50 + 90);
    ck_assert_uint_eq(count(F_STORE), 8);                   /* stacked once */
}
END_TEST

START_TEST(late_arrival)
{
    /* low priority at 10, high at 15 while stacking: the high one runs first at 22, then tail to the low */
    script_compute(&s, 100);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0 + 1, 5);
    script_handler_end(&s);
    handler(EXC_IRQ0 + 2, 2);
    script_handler_end(&s);
    pulse(10, 1), pulse(15, 2);
    run(1000);
    ck_assert_uint_eq(at(F_IRQ_ENTER, 18, 0), 22);
    ck_assert_uint_eq(at(F_IRQ_ENTER, 17, 0), 28);
}
END_TEST

START_TEST(preemption)
{
    /* priority 5 at 10: enter 22, compute 100. Equal priority at 30 waits. Priority 2 at 40 preempts: enter 52,
     * leaves 52, back at 62 with 82 left: return of the first at 62 + 82 = 144, tail to the equal one: 150. */
    script_compute(&s, 1000);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0 + 1, 5);
    script_compute(&s, 100);
    script_handler_end(&s);
    handler(EXC_IRQ0 + 2, 2);
    script_handler_end(&s);
    handler(EXC_IRQ0 + 3, 5);
    script_handler_end(&s);
    pulse(10, 1), pulse(30, 3), pulse(40, 2);
    run(1000);
    ck_assert_uint_eq(at(F_IRQ_ENTER, 17, 0), 22);
    ck_assert_uint_eq(at(F_IRQ_ENTER, 18, 0), 52);
    ck_assert_uint_eq(at(F_IRQ_LEAVE, 18, 0), 52);
    ck_assert_uint_eq(at(F_IRQ_LEAVE, 17, 0), 144);
    ck_assert_uint_eq(at(F_IRQ_ENTER, 19, 0), 150);
    ck_assert_uint_eq(b->chip.core.depth, 0);
}
END_TEST

START_TEST(nested_exc_return)
{
    /* the preempted handler is at priority 5: lr says "back to a handler", and its frame holds its number */
    script_compute(&s, 1000);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0 + 1, 5);
    script_compute(&s, 100);
    script_handler_end(&s);
    handler(EXC_IRQ0 + 2, 2);
    script_compute(&s, 100);
    script_handler_end(&s);
    pulse(10, 1), pulse(40, 2);
    load_program();
    bench_run(b, 60 * CY, 0);
    const core_t *c = &b->chip.core;
    ck_assert_uint_eq(c->depth, 2);
    ck_assert_uint_eq(c->r[14], 0xFFFFFFF1);
    ck_assert_uint_eq(word(STACK - 64 + 20), 0xFFFFFFF9);
    ck_assert_uint_eq(word(STACK - 64 + 28), 1 << 24 | 17);
    bench_run(b, 600 * CY, 0);
    ck_assert_uint_eq(c->depth, 0);
    ck_assert_uint_eq(c->r[14], 0xFFFFFFFF);
    ck_assert_uint_eq(c->xpsr, 1 << 24);
}
END_TEST

START_TEST(primask)
{
    /* cpsid at 0; the line rises at 10; cpsie at 101 (compute 1..100): decision at 102, enter 114 */
    script_primask(&s, 1);
    script_compute(&s, 100);
    script_primask(&s, 0);
    script_mark(&s, 1);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0, 0);
    script_handler_end(&s);
    pulse(10, 0);
    run(1000);
    ck_assert_uint_eq(at(F_IRQ_PEND, 16, 0), 10);
    ck_assert_uint_eq(at(F_IRQ_ENTER, 16, 0), 114);
    ck_assert_uint_eq(at(F_MARK, -1, 0), 124);
}
END_TEST

START_TEST(pended_by_a_store)
{
    /* ISER store 0 (3 cycles), ISPR store at 3: next issue edge 6: enter 18, and mark only afterwards at 28 */
    script_irq_enable(&s, EXC_IRQ0 + 40, 1);
    script_irq_pend(&s, EXC_IRQ0 + 40, 1);
    script_mark(&s, 1);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0 + 40, 1);
    b->chip.core.scb.enabled[0] &= 0xFFFF, b->chip.core.scb.enabled[1] = 0;
    script_handler_end(&s);
    run(1000);
    ck_assert_uint_eq(at(F_IRQ_PEND, 56, 0), 3);
    ck_assert_uint_eq(at(F_IRQ_ENTER, 56, 0), 18);
    ck_assert_uint_eq(at(F_MARK, -1, 0), 28);
}
END_TEST

START_TEST(svc)
{
    script_svc(&s, 5);                                      /* 0; decision 1; enter 13; back 23 */
    script_mark(&s, 1);
    script_end(&s, 0, 0);
    handler(EXC_SVC, 3);
    script_handler_end(&s);
    run(1000);
    ck_assert_uint_eq(at(F_IRQ_ENTER, EXC_SVC, 0), 13);
    ck_assert_uint_eq(at(F_MARK, -1, 0), 23);
}
END_TEST

START_TEST(no_handler_stops)
{
    script_compute(&s, 100);
    script_end(&s, 0, 0);
    b->chip.core.scb.enabled[0] |= 1ull << 20;
    pulse(10, 4);
    run(1000);
    ck_assert_int_eq(b->chip.core.stop, STOP_FAULT);
    ck_assert_int_eq(b->chip.core.stop_exception, 20);
    ck_assert_uint_eq(at(F_UNMODELLED, -1, 0), 22);
    ck_assert_uint_eq(find(F_UNMODELLED, -1, 0)->data, 20);
}
END_TEST

/* --- sleep ------------------------------------------------------------------------------------------- */

START_TEST(wfi)
{
    /* wfi at 0 sleeps; pulse at 50 wakes at 50; T_WFI_WAKE 6: decision 56, enter 68, return 68, mark 78 */
    script_wfi(&s);
    script_mark(&s, 1);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0, 0);
    script_handler_end(&s);
    pulse(50, 0);
    load_program();
    bench_run(b, 30 * CY, 0);
    ck_assert_uint_eq(core_slept(&b->chip.core, 30 * CY), 30 * CY);
    ck_assert_uint_eq(b->chip.due, NEVER);                  /* asleep: only a wire can wake it */
    bench_run(b, 1000 * CY, 0);
    ck_assert_uint_eq(at(F_SLEEP, 0, 0), 0);
    ck_assert_uint_eq(at(F_WAKE, 0, 0), 50);
    ck_assert_uint_eq(at(F_IRQ_ENTER, 16, 0), 68);
    ck_assert_uint_eq(at(F_MARK, -1, 0), 78);
    ck_assert_uint_eq(core_slept(&b->chip.core, 1000 * CY), 50 * CY);
}
END_TEST

START_TEST(wfi_off_the_edge)
{
    /* the wire moves at tick 601, between edges 50 and 51: pends then, wakes at 51. PRIMASK: no handler */
    script_primask(&s, 1);
    script_wfi(&s);
    script_mark(&s, 1);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0, 0);
    script_handler_end(&s);
    bench_event(b, 601, 0, 1);
    run(1000);
    ck_assert_uint_eq(find(F_IRQ_PEND, 16, 0)->at, 601);
    ck_assert_uint_eq(at(F_WAKE, 0, 0), 51);
    ck_assert_uint_eq(at(F_MARK, -1, 0), 57);
    ck_assert_ptr_null(find(F_IRQ_ENTER, -1, 0));
}
END_TEST

START_TEST(wfe)
{
    /* sev 0 sets the event; wfe 1 takes it; wfe 2 sleeps; a pulse that is not enabled wakes it with
     * SEVONPEND: at 50, mark at 56. That event is used up: wfe 57 sleeps until the next one, at 80 */
    b->chip.core.scb.scr = SCR_SEVONPEND;
    script_sev(&s);
    script_wfe(&s);
    script_wfe(&s);
    script_mark(&s, 1);
    script_wfe(&s);
    script_mark(&s, 2);
    script_end(&s, 0, 0);
    pulse(50, 0), pulse(80, 1);
    run(1000);
    ck_assert_uint_eq(count(F_SLEEP), 2);
    ck_assert_uint_eq(at(F_SLEEP, 1, 1), 57);
    ck_assert_uint_eq(at(F_MARK, -1, 1), 86);
    ck_assert_uint_eq(at(F_SLEEP, 1, 0), 2);
    ck_assert_uint_eq(at(F_WAKE, 1, 0), 50);
    ck_assert_uint_eq(at(F_MARK, -1, 0), 56);
}
END_TEST

/* --- counters ------------------------------------------------------------------------------------------ */

START_TEST(systick_period)
{
    /* stores of 3 cycles at 0, 3, 6 and CSR at 9: value 0 at 6 and held, enabled at 9: the reload at 10
     * gives 99, 0 again at 10 + 99 = 109, then every 100 */
    script_systick(&s, 100);
    script_compute(&s, 1000);
    script_end(&s, 0, 0);
    handler(EXC_SYSTICK, 15);
    script_handler_end(&s);
    run(1000);
    for (unsigned i = 0; i < 5; i++) {
        ck_assert_uint_eq(at(F_IRQ_PEND, EXC_SYSTICK, i), 109 + 100 * i);
        ck_assert_uint_eq(at(F_IRQ_ENTER, EXC_SYSTICK, i), 121 + 100 * i);
    }
}
END_TEST

START_TEST(systick_wakes)
{
    script_systick(&s, 100);
    script_wfi(&s);                                         /* at 12 */
    script_mark(&s, 1);
    script_end(&s, 0, 0);
    handler(EXC_SYSTICK, 15);
    script_handler_end(&s);
    run(1000);
    ck_assert_uint_eq(at(F_WAKE, 0, 0), 109);
    ck_assert_uint_eq(at(F_IRQ_ENTER, EXC_SYSTICK, 0), 109 + 6 + 12);
}
END_TEST

START_TEST(cyccnt)
{
    /* two reads, the second 3 (PPB) + 1 (store to RAM) + 50 cycles after the first */
    script_cyccnt(&s);
    script_modify(&s, 0xE0001004, 4, 0, 0);                 /* load, store back: restarts nothing we look at */
    script_load(&s, 0xE0001004, 4);
    script_uop(&s, (uop_t){ .op = U_STORE, .size = 4, .rd = 0, .rn = R_NONE, .imm = RAM });
    script_compute(&s, 50);
    script_load(&s, 0xE0001004, 4);
    script_uop(&s, (uop_t){ .op = U_STORE, .size = 4, .rd = 0, .rn = R_NONE, .imm = RAM + 4 });
    script_end(&s, 0, 0);
    run(1000);
    ck_assert_uint_ne(word(RAM), 0);
    ck_assert_uint_eq(word(RAM + 4) - word(RAM), 54);
}
END_TEST

/* --- faults -------------------------------------------------------------------------------------------- */

START_TEST(bus_fault_with_handler)
{
    /* load at 0 faults; decision 1, enter 13; the handler sets the stacked pc one further (as a real one
     * must), so the program goes on behind the load */
    script_load(&s, BAD, 4);
    script_mark(&s, 1);
    script_end(&s, 0, 0);
    handler(EXC_BUSFAULT, 0);
    script_store(&s, STACK - 8, 4, 1);
    script_handler_end(&s);
    run(1000);
    const scb_t *scb = &b->chip.core.scb;
    ck_assert_uint_eq(at(F_FAULT, FAULT_BUS_PRECISE, 0), 0);
    ck_assert_uint_eq(at(F_IRQ_ENTER, EXC_BUSFAULT, 0), 13);
    ck_assert_uint_eq(scb->cfsr, CFSR_PRECISERR | CFSR_BFARVALID);
    ck_assert_uint_eq(scb->bfar, BAD);
    ck_assert_uint_eq(scb->hfsr, 0);
    ck_assert_uint_eq(find(F_FAULT, -1, 0)->note, scb->cfsr);
    ck_assert_uint_eq(at(F_MARK, -1, 0), 24);
    ck_assert_int_eq(b->chip.core.stop, STOP_END);
}
END_TEST

START_TEST(faults_escalate)
{
    /* MemManage has a handler but is disabled: HardFault, FORCED */
    script_store(&s, GUARD + 8, 4, 1);
    script_end(&s, 0, 0);
    handler(EXC_MEMMANAGE, 0);
    script_handler_end(&s);
    handler(EXC_HARDFAULT, 0);
    script_end(&s, 9, 1);
    b->chip.core.scb.enabled[0] &= ~(1ull << EXC_MEMMANAGE);
    run(1000);
    ck_assert_uint_eq(at(F_IRQ_ENTER, EXC_HARDFAULT, 0), 13);
    ck_assert_uint_eq(b->chip.core.scb.hfsr, HFSR_FORCED);
    ck_assert_uint_eq(b->chip.core.scb.cfsr, CFSR_DACCVIOL | CFSR_MMARVALID);
    ck_assert_uint_eq(b->chip.core.scb.mmfar, GUARD + 8);
    ck_assert_int_eq(b->chip.core.stop, STOP_EXIT);
    ck_assert_int_eq(b->chip.core.exit_code, 9);
}
END_TEST

START_TEST(masked_fault_escalates)
{
    /* BusFault is enabled and has a handler, but PRIMASK is set: its priority does not suffice (B1.5.14) */
    script_primask(&s, 1);
    script_load(&s, BAD, 4);
    script_end(&s, 0, 0);
    handler(EXC_BUSFAULT, 0);
    script_handler_end(&s);
    handler(EXC_HARDFAULT, 0);
    script_end(&s, 4, 1);
    run(1000);
    ck_assert_ptr_null(find(F_IRQ_ENTER, EXC_BUSFAULT, 0));
    ck_assert_uint_eq(at(F_IRQ_ENTER, EXC_HARDFAULT, 0), 14);
    ck_assert_uint_eq(b->chip.core.scb.hfsr, HFSR_FORCED);
    ck_assert_int_eq(b->chip.core.exit_code, 4);
}
END_TEST

START_TEST(no_hard_fault_handler)
{
    script_load(&s, RAM + 1, 4);
    script_end(&s, 0, 0);
    run(1000);
    ck_assert_uint_eq(at(F_FAULT, FAULT_UNALIGNED, 0), 0);
    ck_assert_int_eq(b->chip.core.stop, STOP_FAULT);
    ck_assert_int_eq(b->chip.core.stop_exception, EXC_HARDFAULT);
    ck_assert_uint_eq(b->chip.core.scb.cfsr, CFSR_UNALIGNED);
    ck_assert_ptr_null(find(F_UNMODELLED, -1, 0));
}
END_TEST

START_TEST(lock_up)
{
    script_load(&s, BAD, 4);
    script_end(&s, 0, 0);
    handler(EXC_HARDFAULT, 0);
    script_load(&s, BAD + 4, 4);
    script_handler_end(&s);
    run(1000);
    ck_assert_uint_eq(at(F_FAULT, FAULT_LOCKUP, 0), 13);
    ck_assert_int_eq(b->chip.core.stop, STOP_LOCKUP);
    ck_assert_uint_eq(b->chip.due, NEVER);
}
END_TEST

START_TEST(imprecise)
{
    /* stored at 0; the error is back at 5; entry from 5: 17. The program is 5 cycles further by then. */
    script_store(&s, LATE, 4, 1);
    script_compute(&s, 100);
    script_mark(&s, 1);
    script_end(&s, 0, 0);
    handler(EXC_BUSFAULT, 0);
    script_handler_end(&s);
    run(1000);
    ck_assert_uint_eq(at(F_FAULT, FAULT_BUS_IMPRECISE, 0), 5);
    ck_assert_uint_eq(find(F_FAULT, -1, 0)->addr, LATE);
    ck_assert_uint_eq(at(F_IRQ_ENTER, EXC_BUSFAULT, 0), 17);
    ck_assert_uint_eq(b->chip.core.scb.cfsr, CFSR_IMPRECISERR);
    ck_assert_uint_eq(b->chip.core.scb.abfsr, ABFSR_AXIM | ABFSR_DECERR);
    ck_assert_uint_eq(count(F_FAULT), 1);
    ck_assert_uint_eq(at(F_MARK, -1, 0), 1 + 100 + 22);
}
END_TEST

START_TEST(stacking_fault)
{
    /* the stack points at nothing: the derived HardFault is taken instead, its frame is lost */
    b->in.stack = BAD + 0x100;
    script_compute(&s, 100);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0, 0);
    script_handler_end(&s);
    handler(EXC_HARDFAULT, 0);
    script_end(&s, 1, 1);
    pulse(10, 0);
    run(1000);
    ck_assert_uint_eq(b->chip.core.scb.cfsr, CFSR_STKERR);
    ck_assert_uint_eq(at(F_IRQ_ENTER, EXC_HARDFAULT, 0), 22);
    ck_assert_int_eq(b->chip.core.stop, STOP_EXIT);
}
END_TEST

START_TEST(spoilt_frames)
{
    /* a pc outside the program: nothing can be fetched there */
    script_compute(&s, 100);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0, 0);
    script_store(&s, STACK - 8, 4, 0x24000000);
    script_handler_end(&s);
    pulse(10, 0);
    run(1000);
    ck_assert_uint_eq(find(F_FAULT, FAULT_BUS_PRECISE, 0)->addr, 0x24000000);
    ck_assert_uint_eq(b->chip.core.scb.cfsr, CFSR_IBUSERR);
    ck_assert_int_eq(b->chip.core.stop, STOP_FAULT);
    /* an IPSR that does not fit: INVPC */
    teardown(), setup();
    script_compute(&s, 100);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0, 0);
    script_store(&s, STACK - 4, 4, 1 << 24 | 99);
    script_handler_end(&s);
    pulse(10, 0);
    run(1000);
    ck_assert_uint_eq(b->chip.core.scb.cfsr, CFSR_INVPC);
    ck_assert_int_eq(b->chip.core.stop, STOP_FAULT);
}
END_TEST

START_TEST(nests_to_a_limit)
{
    /* a handler that keeps lowering its own priority and pending another: stops, never overruns */
    script_irq_pend(&s, EXC_IRQ0, 1);
    script_compute(&s, 10);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0, 0);
    for (unsigned e = EXC_IRQ0; e < EXC_IRQ0 + 30; e++) b->chip.core.scb.enabled[0] |= 1ull << e;
    for (unsigned e = EXC_IRQ0; e < EXC_IRQ0 + 30; e++) script_priority(&s, e, 15);
    for (unsigned e = EXC_IRQ0 + 1; e < EXC_IRQ0 + 30; e++) {
        script_priority(&s, e, 0);
        script_irq_pend(&s, e, 1);
    }
    script_handler_end(&s);
    for (unsigned i = 1; i < 8; i++)
        b->handler[i] = (handler_t){ .exception = (uint16_t)(EXC_IRQ0 + i), .entry = b->handler[0].entry };
    b->in.handlers = 8;
    run(100000);
    ck_assert_int_ne(b->chip.core.stop, STOP_NONE);
    ck_assert_uint_le(b->chip.core.depth, CORE_NEST);
}
END_TEST

/* --- the laws ---------------------------------------------------------------------------------------- */

static uint32_t seed;
static uint32_t rnd(uint32_t n) { seed = seed * 1664525 + 1013904223; return (seed >> 8) % n; }

/* A program of any micro-ops at all: mostly sensible, sometimes garbage. */
static void random_program(uint32_t uops)
{
    static const uint32_t place[] = { RAM, RAM, RAM, SLOW, WIRE, BAD, LATE, GUARD, 0xE000E000, 0xE000ED00, 0xE0001000 };
    for (uint32_t i = 0; i < uops; i++) {
        uop_t u = { .op = (uint8_t)rnd(U_KINDS), .size = (uint8_t)(1 << rnd(3)), .rd = (uint8_t)rnd(4),
                    .rn = rnd(3) ? R_NONE : (uint8_t)rnd(4), .rm = (uint8_t)rnd(4), .flags = (uint8_t)rnd(16), .step = i };
        uint32_t p = rnd(sizeof place / sizeof *place);
        u.imm = place[rnd(4) ? 0 : p] + rnd(rnd(8) ? 64 : 1024) * 4, u.val = rnd(8), u.mask = rnd(2) ? ~0u : rnd(8);
        if (u.op == U_B || u.op == U_BNE || u.op == U_BEQ || u.op == U_BREG || u.op == U_LOOP) u.imm = rnd(uops + 1);
        if (u.op == U_COMPUTE) u.imm = rnd(200);
        if (u.op == U_LOOPSET) u.imm = 1 + rnd(5);
        if (u.op == U_CPS) u.imm = rnd(4) == 0;
        if (u.op == U_END && rnd(4)) u.op = U_COMPUTE, u.imm = 30;
        if (u.op == U_RETURN && rnd(3)) u.op = U_NOP;
        if (!rnd(200)) { u.op = (uint8_t)rnd(256), u.rd = (uint8_t)rnd(256), u.rn = (uint8_t)rnd(256), u.imm = rnd(1 << 24) * 251; }
        text[i] = u;
    }
    b->in.program = text, b->in.uops = uops;
    for (unsigned i = 0; i < 8; i++) {
        static const uint16_t number[] = { 16, 17, 30, 100, EXC_SYSTICK, EXC_BUSFAULT, EXC_HARDFAULT, EXC_SVC };
        b->handler[i] = (handler_t){ .exception = number[i], .entry = rnd(uops) };
        scb_t *scb = &b->chip.core.scb;
        scb->priority[number[i]] = (uint8_t)(rnd(16) << 4);
        if (rnd(4)) scb->enabled[number[i] >> 6] |= 1ull << (number[i] & 63);
    }
    b->in.handlers = 8;
    tick_t t = 0;
    for (unsigned i = 0; i < 40; i++) {
        static const uint8_t line[] = { 0, 1, 14, 84 };
        bench_event(b, t += rnd(3000), line[rnd(4)], (int)rnd(2));
    }
    if (rnd(2)) {
        env_t env = { .clock = b->clock, .wires = &b->chip.wires };
        scb_write(&b->chip.core.scb, &b->chip.core.mpu, 0xE014, 4, 50 + rnd(500), &env, 0);
        scb_write(&b->chip.core.scb, &b->chip.core.mpu, 0xE010, 4, rnd(2) ? 7 : 3, &env, 0);
    }
}

static void same(const char *what, unsigned n)
{
    ck_assert_msg(b->rec.facts == b2->rec.facts, "%s, seed %u: %u facts, %u", what, n, b->rec.facts, b2->rec.facts);
    ck_assert_msg(!memcmp(b->rec.fact, b2->rec.fact, b->rec.facts * sizeof(fact_t)), "%s, seed %u: facts", what, n);
    ck_assert_msg(!memcmp(&b->chip.core, &b2->chip.core, sizeof(core_t)), "%s, seed %u: state", what, n);
}

#ifdef __SANITIZE_ADDRESS__
enum { PROGRAMS = 150 };
#else
enum { PROGRAMS = 600 };
#endif

START_TEST(the_laws)
{
    static uint8_t ram[RAM_BYTES], ram2[RAM_BYTES];
    static const uint64_t hz[] = { 400000000, 480000000, 480100000, 64000000 };
    unsigned enters = 0, ended = 0;
    for (unsigned n = 0; n < PROGRAMS; n++) {
        seed = n * 7919 + 1;
        bench_start(b, hz[n % 4]);
        random_program(20 + rnd(ROOM - 20));
        memcpy(b2, b, sizeof *b);
        b2->in.handler = b2->handler, b2->cfg.num = b2->num;
        tick_t end = 60000 + rnd(5000), half = rnd(60000);
        bench_run(b, end, 0);                               /* the fast road */
        memcpy(ram, toy_ram, sizeof ram);
        memset(toy_ram, 0, sizeof toy_ram);
        bench_run(b2, end, 1);                              /* skip and idle: every edge, each twice */
        same("slow", n);
        ck_assert(!memcmp(ram, toy_ram, sizeof ram));
        enters += count(F_IRQ_ENTER), ended += b->chip.core.stop != STOP_NONE;

        bench_start(b2, hz[n % 4]);                         /* copy: half way, wreck, go on elsewhere; nobody watching */
        memcpy(b2->handler, b->handler, sizeof b->handler), memcpy(b2->events, b->events, sizeof b->events);
        b2->in = b->in, b2->in.handler = b2->handler, b2->eventc = b->eventc, b2->deaf = 1;
        seed = n * 7919 + 1;
        bench_t *keep = b;
        b = b2, b2->eventc = 0, random_program(20 + rnd(ROOM - 20)), b = keep;
        bench_run(b2, half, 0);
        chip_t *copy = malloc(sizeof *copy);
        memcpy(copy, &b2->chip, sizeof *copy), memset(&b2->chip, 0xA5, sizeof b2->chip);
        memcpy(ram2, toy_ram, sizeof ram2), memcpy(&b2->chip, copy, sizeof *copy), memcpy(toy_ram, ram2, sizeof ram2);
        free(copy);
        bench_run(b2, end, 0);
        ck_assert_msg(!memcmp(&b->chip.core, &b2->chip.core, sizeof(core_t)), "copy, seed %u", n);
        ck_assert(!memcmp(ram, toy_ram, sizeof ram));
    }
    ck_assert_uint_gt(enters, PROGRAMS);                    /* the programs did something */
    ck_assert_uint_gt(ended, PROGRAMS / 4);
}
END_TEST

START_TEST(peek_is_read)
{
    env_t env = { .clock = b->clock, .wires = &b->chip.wires };
    for (uint32_t off = 0; off < 64; off += 4)
        ck_assert_uint_eq(core_model.peek(&b->chip.core, &b->cfg, off, &env),
                          core_model.read(&b->chip.core, &b->cfg, off, 4, &env));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("core");
    TCase *t = tcase_create("core");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 120);
    const TTest *const tests[] = {
        one_micro_op_a_cycle, loops_and_polls, a_load_that_waits, leaves_the_loop_on_a_wire, an_empty_program_ends,
        entry_12_return_10, the_frame, slow_stack, level_pends_again_and_tail_chains, late_arrival, preemption, nested_exc_return,
        primask, pended_by_a_store, svc, no_handler_stops, wfi, wfi_off_the_edge, wfe, systick_period, systick_wakes,
        cyccnt, bus_fault_with_handler, faults_escalate, masked_fault_escalates, no_hard_fault_handler, lock_up, imprecise, stacking_fault,
        spoilt_frames, nests_to_a_limit, the_laws, peek_is_read };
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(t, tests[i]);
    suite_add_tcase(suite, t);
    SRunner *r = srunner_create(suite);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
