/* test_exception.c -- entry, return, tail-chaining, priorities and faults, cycle by cycle, on the
 * toy lsu of core_bench.h. */
#include "core_case.h"

/* --- exceptions ------------------------------------------------------------------------------- */

START_TEST(entry_12_return_10)
{
    /* compute 100 from 0. Line rises at 10: decision 10, stores at 10..17, handler at 22
     * (T_EXC_ENTRY 12). mark 22, return 23: loads 23..30, program at 33 (T_EXC_RETURN 10). 90
     * cycles of the compute were left at 10: mark 2 at 33 + 90 = 123. */
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
    ck_assert_uint_eq(b->chip.core.regs.r[13], STACK);
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
    ck_assert_uint_eq(c->regs.r[13], STACK - 32);
    ck_assert_uint_eq(c->regs.r[14], 0xFFFFFFF9);
    ck_assert_uint_eq(c->regs.xpsr, 1 << 24 | 16);
    ck_assert_uint_eq(word(STACK - 32), 0xA0);
    ck_assert_uint_eq(word(STACK - 20), 0xA3);
    ck_assert_uint_eq(word(STACK - 16), 0xAC);
    ck_assert_uint_eq(word(STACK - 12), 0xFFFFFFFF);
    ck_assert_uint_eq(word(STACK - 8), 4);
    ck_assert_uint_eq(word(STACK - 4), 1 << 24 | 1 << 9);
    bench_run(b, 1000 * CY, 0);
    ck_assert_uint_eq(c->regs.r[13], STACK + 4);
    ck_assert_uint_eq(c->regs.r[0], 0xA0);
    ck_assert_uint_eq(c->regs.r[12], 0xAC);
    ck_assert_uint_eq(count(F_MARK), 1);
}
END_TEST

START_TEST(slow_stack)
{
    /* stores take 3 cycles: 10, 13, .. 31, the last retires for 34 > 10 + 12. Return at 34: 8
     * loads of 20 cycles that wait, each one cycle after the other: asked 34, there 54, asked
     * 55, .. there 34 + 8*21 - 1 = 201; program at 202. 90 cycles were left of the compute: mark
     * at 292. */
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
    /* level high 10..40. enter 22, return 22 + 0: the handler is one U_RETURN at 22. The line is
     * still high: pends at 22, tail-chain 6: enter 28, leave 28, 34, 34, 40: sampled low at 40, so
     * unstack: 50. */
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
    /* low priority at 10, high at 15 while stacking: the high one runs first at 22, then tail to
     * the low */
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
    /* priority 5 at 10: enter 22, compute 100. Equal priority at 30 waits. Priority 2 at 40
     * preempts: enter 52, leaves 52, back at 62 with 82 left: return of the first at 62 + 82 = 144,
     * tail to the equal one: 150. */
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
    /* the preempted handler is at priority 5: lr says "back to a handler", and its frame holds its
     * number */
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
    ck_assert_uint_eq(c->regs.r[14], 0xFFFFFFF1);
    ck_assert_uint_eq(word(STACK - 64 + 20), 0xFFFFFFF9);
    ck_assert_uint_eq(word(STACK - 64 + 28), 1 << 24 | 17);
    bench_run(b, 600 * CY, 0);
    ck_assert_uint_eq(c->depth, 0);
    ck_assert_uint_eq(c->regs.r[14], 0xFFFFFFFF);
    ck_assert_uint_eq(c->regs.xpsr, 1 << 24);
}
END_TEST

START_TEST(primask)
{
    /* cpsid at 0; the line rises at 10; cpsie at 101 (compute 1..100): decision at 102, enter
     * 114 */
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
    /* ISER store 0 (3 cycles), ISPR store at 3: next issue edge 6: enter 18, and mark only
     * afterwards at 28 */
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

/* --- faults ----------------------------------------------------------------------------------- */

START_TEST(bus_fault_with_handler)
{
    /* load at 0 faults; decision 1, enter 13; the handler sets the stacked pc one further (as a
     * real one must), so the program goes on behind the load */
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
    /* BusFault is enabled and has a handler, but PRIMASK is set: its priority does not suffice
     * (B1.5.14) */
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
    /* stored at 0; the error is back at 5; entry from 5: 17. The program is 5 cycles further by
     * then. */
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
        b->handler[i] = (handler_t){ .exception = (uint16_t)(EXC_IRQ0 + i),
                                     .entry = b->handler[0].entry };
    b->in.handlers = 8;
    run(100000);
    ck_assert_int_ne(b->chip.core.stop, STOP_NONE);
    ck_assert_uint_le(b->chip.core.depth, CORE_NEST);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        entry_12_return_10, the_frame, slow_stack, level_pends_again_and_tail_chains,
        late_arrival, preemption, nested_exc_return, primask, pended_by_a_store, svc,
        no_handler_stops, bus_fault_with_handler, faults_escalate, masked_fault_escalates,
        no_hard_fault_handler, lock_up, imprecise, stacking_fault, spoilt_frames,
        nests_to_a_limit };
    return run_tests("exception", tests, sizeof tests / sizeof *tests);
}
