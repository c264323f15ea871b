/* test_heap.c -- a heap's blocks (heap.h), against a plain list of who owns each byte. */
#include "judge_bench.h"
#include "heap.h"

static arena_t arena;
static heap_t heap;
static heap_block_t gone;

static void begin(void) { arena_free(&arena), heap = (heap_t){ 0 }; }

static bool take(uint32_t addr, uint64_t size, uint32_t before)
{
    const fact_t f = { .kind = F_HEAP, .what = HEAP_TAKEN, .addr = addr, .pc = 100, .data = size,
                       .note = 200 | (uint64_t)before << 32 };
    return heap_see(&heap, &arena, &bench_map, &f, &gone);
}

static bool give(uint32_t addr)
{
    const fact_t f = { .kind = F_HEAP, .what = HEAP_GIVEN, .addr = addr };
    return heap_see(&heap, &arena, &bench_map, &f, &gone);
}

START_TEST(one_block)
{
    begin();
    ck_assert(!take(RX, 32, 0));
    ck_assert_ptr_null(heap_at(&heap, RX - 1));
    ck_assert_ptr_null(heap_at(&heap, RX + 32));
    const heap_block_t *b = heap_at(&heap, RX + 31);
    ck_assert(b && b->addr == RX && b->size == 32 && b->call == 100 && b->by == 200);
    ck_assert(!give(RX + 4));                                /* inside it: no heap takes that */
    ck_assert(give(RX));
    ck_assert(gone.addr == RX && gone.size == 32);
    ck_assert(!give(RX));
    ck_assert_uint_eq(heap.blocks, 0);
}
END_TEST

/* memalign's malloc took more; k_malloc gives what lies behind its header. The later one is what the program
 * has. */
START_TEST(the_later_one_counts)
{
    begin();
    take(RX, 64, 0), take(RX + 32, 32, 0);
    ck_assert_uint_eq(heap.blocks, 1);
    ck_assert(!give(RX));
    ck_assert(give(RX + 32));
    begin();
    take(RX, 8, 0), take(RX + 16, 8, 0), take(RX + 32, 8, 0);
    take(RX + 4, 16, 0);                                     /* over the first two */
    ck_assert_uint_eq(heap.blocks, 2);
    ck_assert(heap_at(&heap, RX + 4)->size == 16 && heap_at(&heap, RX + 32)->size == 8);
    ck_assert_ptr_null(heap_at(&heap, RX));
}
END_TEST

START_TEST(shorter_in_its_place)
{
    begin();
    take(RX, 64, 0);
    ck_assert(take(RX, 24, RX));
    ck_assert(gone.addr == RX + 24 && gone.size == 40 && gone.call == 100);
    ck_assert(!take(RX, 24, RX));                            /* told again by the function around it */
    ck_assert(!take(RX, 80, RX));
    ck_assert(!take(RX, 40, 0));                             /* an allocation, not a change */
    ck_assert_uint_eq(heap.blocks, 1);
}
END_TEST

/* What is no memory, not all memory, or of no size. The toy chip's AXI SRAM ends at 0x24080000. */
START_TEST(no_heap)
{
    begin();
    take(0, 32, 0), take(0xFFFFFFF0, 32, 0), take(DTCM_BUF, 32, 0), take(U1, 32, 0), take(RX, 0, 0);
    take(RX, 1ull << 32, 0), take(RX, UINT64_MAX, 0), take(0x2407FFF0, 17, 0);
    ck_assert_uint_eq(heap.blocks, 0);
    take(0x2407FFF0, 16, 0);
    ck_assert_uint_eq(heap.blocks, 1);
}
END_TEST

/* Blocks of 8 bytes over AXI SRAM and SRAM1 of the toy chip: 81920 of them, of which HEAP_BLOCKS fit. */
START_TEST(full)
{
    begin();
    unsigned all = 0;
    for (uint32_t a = 0x24000000; a < 0x24080000; a += 8) take(a, 8, 0), all++;
    for (uint32_t a = 0x30000000; a < 0x30020000; a += 8) take(a, 8, 0), all++;
    ck_assert_uint_eq(heap.blocks, HEAP_BLOCKS);
    ck_assert_uint_eq(heap.left_out, all - HEAP_BLOCKS);
    ck_assert(give(0x24000000));
    ck_assert(!give(0x3001FFF8));
    take(0x3001FFF8, 8, 0);
    ck_assert(give(0x3001FFF8));
}
END_TEST

/* Random calls. `owner` says for each of 4096 bytes which block has it: its number, 0 none. */
START_TEST(as_a_list_of_bytes)
{
    enum { BYTES = 4096 };
    static uint32_t owner[BYTES], first[1 << 14], length[1 << 14];
    uint64_t x = 88172645463325252ull;
    uint32_t n = 0;
    begin();
    memset(owner, 0, sizeof owner);
    for (unsigned round = 0; round < 12000; round++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        uint32_t at = (uint32_t)(x >> 20) % BYTES, size = 1 + (uint32_t)(x >> 40) % 200;
        if (x & 1) {
            uint32_t o = owner[at];
            bool all = o && first[o] == at;
            ck_assert_int_eq(give(RX + at), all);
            if (!all) continue;
            ck_assert(gone.addr == RX + at && gone.size == length[o]);
            for (uint32_t i = 0; i < length[o]; i++) owner[at + i] = 0;
            continue;
        }
        if (at + size > BYTES) size = BYTES - at;
        take(RX + at, size, 0);
        for (uint32_t i = at; i < at + size; i++) {
            uint32_t o = owner[i];
            for (uint32_t k = 0; o && k < length[o]; k++) owner[first[o] + k] = 0;
        }
        first[++n] = at, length[n] = size;
        for (uint32_t i = at; i < at + size; i++) owner[i] = n;
        for (uint32_t i = 0; i < BYTES; i += 7) {
            const heap_block_t *b = heap_at(&heap, RX + i);
            ck_assert(!b == !owner[i]);
            if (b) ck_assert_uint_eq(b->addr - RX, first[owner[i]]);
        }
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("blocks");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, one_block);
    tcase_add_test(t, the_later_one_counts);
    tcase_add_test(t, shorter_in_its_place);
    tcase_add_test(t, no_heap);
    tcase_add_test(t, full);
    tcase_add_test(t, as_a_list_of_bytes);
    int failed = case_run("heap", t);
    arena_free(&arena);
    return failed;
}
