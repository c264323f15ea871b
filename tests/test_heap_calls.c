/* test_heap_calls.c -- which functions of a file are its heap (heap_calls.h). Arguments as the documented
 * prototypes have them: C11 7.22.3, newlib's reent.h, FreeRTOS's portable.h, Zephyr's kernel.h, Rust's
 * GlobalAlloc. */
#include "heap_calls.h"
#include "heap.h"
#include "machine.h"
#include "scenario.h"
#include <stdlib.h>
#include <string.h>
#include "suite.h"              /* last: check.h has a macro named fail */

static heap_call_t row[HEAP_CALLS];

static uint32_t of(const elf_symbol_t *s, size_t n)
{
    return heap_calls(&(elf_file_t){ .symbol = (elf_symbol_t *)s, .symbols = n }, row);
}

static void is(const char *name, heap_what_t what, unsigned block, unsigned size, unsigned count)
{
    const elf_symbol_t s = { .name = name, .addr = 0x08000100, .size = 4, .kind = ELF_FUNCTION };
    ck_assert_msg(of(&s, 1) == 1, "%s is none", name);
    ck_assert_msg(row->pc == 0x08000100 && row->what == what && row->block == block && row->size == size
                  && row->count == count, "%s: %u, block %u, size %u, count %u", name, row->what, row->block, row->size,
                  row->count);
}

START_TEST(names)
{
    is("malloc", HEAP_TAKES, HEAP_NO, 0, HEAP_NO), is("calloc", HEAP_TAKES, HEAP_NO, 1, 0);
    is("realloc", HEAP_MOVES, 0, 1, HEAP_NO), is("free", HEAP_GIVES, 0, HEAP_NO, HEAP_NO);
    is("aligned_alloc", HEAP_TAKES, HEAP_NO, 1, HEAP_NO), is("memalign", HEAP_TAKES, HEAP_NO, 1, HEAP_NO);
    is("_malloc_r", HEAP_TAKES, HEAP_NO, 1, HEAP_NO), is("_calloc_r", HEAP_TAKES, HEAP_NO, 2, 1);
    is("_realloc_r", HEAP_MOVES, 1, 2, HEAP_NO), is("_free_r", HEAP_GIVES, 1, HEAP_NO, HEAP_NO);
    is("_Znwj", HEAP_TAKES, HEAP_NO, 0, HEAP_NO), is("_ZdaPvj", HEAP_GIVES, 0, 1, HEAP_NO);
    is("pvPortMalloc", HEAP_TAKES, HEAP_NO, 0, HEAP_NO), is("vPortFree", HEAP_GIVES, 0, HEAP_NO, HEAP_NO);
    is("k_malloc", HEAP_TAKES, HEAP_NO, 0, HEAP_NO), is("k_free", HEAP_GIVES, 0, HEAP_NO, HEAP_NO);
    is("k_heap_free", HEAP_GIVES, 1, HEAP_NO, HEAP_NO), is("sys_heap_realloc", HEAP_MOVES, 1, 2, HEAP_NO);
    is("_tx_byte_release", HEAP_GIVES, 0, HEAP_NO, HEAP_NO);
    is("__rust_alloc", HEAP_TAKES, HEAP_NO, 0, HEAP_NO), is("__rust_dealloc", HEAP_GIVES, 0, 1, HEAP_NO);
    is("__rust_realloc", HEAP_MOVES, 0, 3, HEAP_NO), is("__rdl_alloc_zeroed", HEAP_TAKES, HEAP_NO, 0, HEAP_NO);
    is("_RNvCsdBezzDwma51_7___rustc12___rust_alloc", HEAP_TAKES, HEAP_NO, 0, HEAP_NO);
    is("_RNvCsdBezzDwma51_7___rustc14___rust_dealloc", HEAP_GIVES, 0, 1, HEAP_NO);
    is("_RNvCs1234_7___rustc14___rust_realloc", HEAP_MOVES, 0, 3, HEAP_NO);
    is("longjmp", HEAP_LEAVES, HEAP_NO, HEAP_NO, HEAP_NO), is("__cxa_throw", HEAP_LEAVES, HEAP_NO, HEAP_NO, HEAP_NO);
    is("_RNvCs1234_7___rustc11___rdl_alloc", HEAP_TAKES, HEAP_NO, 0, HEAP_NO);
}
END_TEST

START_TEST(others)
{
    static const char *const name[] = { "", "m", "malloc_stats", "mallocx", "xmalloc", "free_list", "_R", "_RNv",
                                        "_RNvCs1234_7___rustc", "_RNvCs1234_7___rustc35___rust_no_alloc_shim_is_unstable_v2",
                                        "_RNvCs1234_7___rustc26___rust_alloc_error_handler",
                                        "_RNvCs1234_4main12___rust_alloc", "_RNvCs1234_4main7___rustc" };
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        const elf_symbol_t s = { .name = name[i], .addr = 0x100, .size = 4, .kind = ELF_FUNCTION };
        ck_assert_msg(of(&s, 1) == 0, "%s", name[i]);
    }
    const elf_symbol_t no_code[] = { { .name = "free", .addr = 0x100, .size = 4, .kind = ELF_OBJECT },
                                     { .name = "free", .addr = 0x100, .size = 4, .kind = ELF_LABEL },
                                     { .name = "free", .addr = 0x100, .kind = ELF_FUNCTION } };
    ck_assert_uint_eq(of(no_code, 3), 0);
    ck_assert_uint_eq(of(NULL, 0), 0);
}
END_TEST

/* Two names of one address, in any order; more than there is room for; addresses at both ends. */
START_TEST(by_address)
{
    static elf_symbol_t many[3 * HEAP_CALLS];
    elf_symbol_t two[] = { { .name = "free", .addr = 0x200, .size = 4, .kind = ELF_FUNCTION },
                           { .name = "malloc", .addr = 0x100, .size = 4, .kind = ELF_FUNCTION },
                           { .name = "__rg_dealloc", .addr = 0x200, .size = 4, .kind = ELF_FUNCTION },
                           { .name = "calloc", .addr = 0xFFFFFFFF, .size = 4, .kind = ELF_FUNCTION } };
    ck_assert_uint_eq(of(two, 4), 3);
    ck_assert(row[0].pc == 0x100 && row[1].pc == 0x200 && row[2].pc == 0xFFFFFFFE);
    for (uint32_t i = 0; i < 3 * HEAP_CALLS; i++)
        many[i] = (elf_symbol_t){ .name = "malloc", .addr = 0x8000 - 2 * i, .size = 2, .kind = ELF_FUNCTION };
    ck_assert_uint_eq(of(many, 3 * HEAP_CALLS), HEAP_CALLS);
    for (uint32_t i = 1; i < HEAP_CALLS; i++) ck_assert_uint_lt(row[i - 1].pc, row[i].pc);
}
END_TEST

/* ---- a whole program that interrupts come into ----------------------------------------------- */

/* scenarios/firmware/c/heap_irq.c: ROUNDS times a ring and three other blocks of newlib's heap come and go;
 * each of the handler's `turns` takes two blocks of the other heap and gives back two, but the first has none
 * to give. */
enum { ROUNDS = 60, A_ROUND = 4 };

static struct {
    sink_t sink;
    machine_t *m;
    arena_t arena;
    heap_t heap;
    uint32_t pc[4];                                          /* malloc, free, pvPortMalloc, vPortFree */
    unsigned times[4], again, in_malloc, in_free, unknown;
    const symbol_t *malloc_code, *free_code;
} w;

static const symbol_t *named(const scenario_t *s, const char *name)
{
    for (size_t i = 0; i < s->names.symbols; i++)
        if (!strcmp(s->names.symbol[i].name, name)) return &s->names.symbol[i];
    ck_abort_msg("no %s", name);
    return NULL;
}

static uint32_t word(uint32_t addr)
{
    uint32_t v = 0;
    for (unsigned k = 0; k < 4; k++) v |= (uint32_t)machine_cpu(w.m, addr + k) << 8 * k;
    return v;
}

/* Where the interrupt came in is the seventh word of the frame (Armv7-M ARM B1.5.6). What free() and
 * vPortFree() give back has been taken; that _free_r() gives it once more, inside free(), is nothing new. */
static void whole_see(sink_t *sink, const fact_t *f)
{
    (void)sink;
    if (f->kind == F_IRQ_ENTER) {
        uint32_t pc = word(w.m->chip.core.regs.r[13] + 24);
        w.again += pc == w.pc[1];
        w.in_malloc += pc - (w.malloc_code->addr & ~1u) < w.malloc_code->size;
        w.in_free += pc - (w.free_code->addr & ~1u) < w.free_code->size;
        return;
    }
    heap_block_t gone;
    bool outer = false;
    for (unsigned i = 0; i < 4; i++)
        if ((uint32_t)f->note == w.pc[i]) w.times[i]++, outer = true;
    bool was = heap_see(&w.heap, &w.arena, w.m->map, f, &gone);
    w.unknown += f->what == HEAP_GIVEN && outer && !was;
}

START_TEST(interrupted)
{
    static const char *const function[] = { "malloc", "free", "pvPortMalloc", "vPortFree" };
    err_t err;
    scenario_t *s = scenario_load("scenarios/58-firmware-heap-interrupted-fixed.json", &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    memset(&w, 0, sizeof w);
    for (unsigned i = 0; i < 4; i++) w.pc[i] = named(s, function[i])->addr & ~1u;
    w.malloc_code = named(s, "_malloc_r"), w.free_code = named(s, "_free_r");
    w.sink = (sink_t){ .mask = 1ull << F_HEAP | 1ull << F_IRQ_ENTER, .see = whole_see };
    w.m = malloc(sizeof *w.m);
    ck_assert_ptr_nonnull(w.m);
    machine_boot(w.m, &h743_map, &s->in, &w.sink);
    while (!machine_stopped(w.m)) machine_run(w.m, w.m->chip.now + 1000000);
    uint32_t turns = word(named(s, "turns")->addr);
    ck_assert_uint_gt(w.in_malloc, 10);
    ck_assert_uint_gt(w.in_free, 10);
    ck_assert_uint_gt(turns, 100);
    ck_assert_uint_eq(w.times[0], ROUNDS * A_ROUND);
    unsigned told_again = w.times[1] - ROUNDS * A_ROUND;     /* begun again */
    ck_assert_uint_le(told_again, w.again);
    ck_assert_uint_eq(w.times[2], 2 * turns);
    ck_assert_uint_eq(w.times[3], 2 * turns - 1);
    ck_assert_uint_eq(w.unknown, told_again);
    ck_assert_uint_eq(w.heap.blocks, 1);                     /* what the handler keeps */
    ck_assert_uint_eq(w.heap.block[0].addr, word(named(s, "kept")->addr));
    ck_assert_uint_eq(w.m->chip.core.calls.count, 0);
    arena_free(&w.arena), free(w.m), scenario_free(s);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("heap_calls");
    tcase_add_test(t, names);
    tcase_add_test(t, others);
    tcase_add_test(t, by_address);
    tcase_add_test(t, interrupted);
    return case_run("heap_calls", t);
}
