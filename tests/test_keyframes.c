/* test_keyframes.c -- saved states come back byte for byte, whatever was shared, packed or dropped. The
 * oracle is a plain copy of each state. */
#include <stdlib.h>
#include <string.h>
#include "suite.h"
#include "keyframes.h"

enum { STATES = 60, SIZE = 10 * KEYFRAME_PAGE + 100, GROWN = 3 * KEYFRAME_PAGE };

static uint8_t now[SIZE], more[GROWN + 64 * STATES], back[SIZE], back_more[sizeof more];
static uint8_t copy[STATES][SIZE], copy_more[STATES][sizeof more];
static size_t size_more[STATES];
static const uint64_t none[F_KINDS];

static segment_t seg[2], to[2];

static void put_u32(uint8_t *at, uint32_t v) { memcpy(at, &v, sizeof v); }

/* Something of everything: single bytes, records that count up, noise, constant pages, growth. */
static void change(unsigned i)
{
    for (int k = rand() % 20; k >= 0; k--) {
        uint8_t *byte = &now[(size_t)rand() % SIZE];
        *byte = (uint8_t)rand();
    }
    if (i % 3 == 0)
        for (unsigned r = 0; r < KEYFRAME_PAGE / 48; r++)
            for (unsigned w = 0; w < 12; w++) put_u32(now + KEYFRAME_PAGE * 3 + r * 48 + w * 4,
                                                      i * 1000 + r * w);
    if (i % 5 == 0) for (unsigned k = 0; k < KEYFRAME_PAGE; k++) now[KEYFRAME_PAGE + k] = (uint8_t)rand();
    if (i % 7 == 0) memset(now + 5 * KEYFRAME_PAGE, (int)i, KEYFRAME_PAGE);
    size_more[i] = GROWN + 64 * (i % 9 ? i : 0);
    memset(more + size_more[i] - 64, (int)i, 64);
    seg[0] = (segment_t){ now, SIZE }, seg[1] = (segment_t){ more, size_more[i] };
}

static void remember(unsigned i)
{
    memcpy(copy[i], now, SIZE), memcpy(copy_more[i], more, size_more[i]);
}

static void same(keyframes_t *k, const frame_t *f)
{
    unsigned i = (unsigned)f->until / 10;
    to[0] = (segment_t){ back, SIZE }, to[1] = (segment_t){ back_more, 0 };
    memset(back, 0xEE, SIZE), memset(back_more, 0xEE, sizeof back_more);
    keyframes_put(k, f, to, 2);
    ck_assert(!memcmp(back, copy[i], SIZE));
    ck_assert_uint_eq(f->size[1], size_more[i]);
    ck_assert(!memcmp(back_more, copy_more[i], size_more[i]));
    if (size_more[i] < sizeof back_more) ck_assert_uint_eq(back_more[size_more[i]], 0xEE);
}

START_TEST(all_come_back)
{
    keyframes_t *k = keyframes_new(0);
    srand(3);
    for (unsigned i = 0; i < STATES; i++) {
        change(i), remember(i);
        keyframes_take(k, i * 10, seg, 2, none, false);
    }
    ck_assert_uint_eq(keyframes_count(k), STATES);
    for (unsigned n = 0; n < 300; n++) same(k, keyframes_frame(k, (size_t)rand() % STATES));
    ck_assert_uint_eq(keyframes_before(k, 10 * (STATES - 1) + 5), STATES - 1);
    ck_assert_uint_eq(keyframes_before(k, 19), 1);
    ck_assert_uint_lt(keyframes_bytes(k), STATES * sizeof copy[0] / 2);
    keyframes_free(k);
}
END_TEST

/* States taken out of order, dense ones in between, a budget that is never enough, a pinned one. */
START_TEST(dropped_ones_take_nobody_with_them)
{
    keyframes_t *k = keyframes_new(60000);
    frame_t *pinned = NULL;
    srand(4);
    for (unsigned i = 0; i < STATES; i++) change(i), remember(i);
    for (unsigned n = 0; n < 4 * STATES; n++) {
        unsigned i = n < STATES / 2 ? 2 * n : (unsigned)rand() % STATES;
        memcpy(now, copy[i], SIZE), memcpy(more, copy_more[i], size_more[i]);
        seg[1].size = size_more[i];
        frame_t *f = keyframes_take(k, i * 10, seg, 2, none, n >= STATES / 2);
        if (n == 9) pinned = f, f->pinned = true;
        for (size_t x = 0; x < keyframes_count(k); x++) same(k, keyframes_frame(k, x));
        if (n > 9) ck_assert_ptr_eq(keyframes_frame(k, keyframes_before(k, pinned->until)), pinned);
        ck_assert_uint_eq(keyframes_frame(k, 0)->until, 0);
    }
    ck_assert(keyframes_thinned(k) > 0);
    ck_assert_uint_le(keyframes_bytes(k), 400000);
    keyframes_free(k);
}
END_TEST

START_TEST(what_does_not_change_costs_little)
{
    keyframes_t *k = keyframes_new(0);
    srand(5), change(0);
    for (size_t i = 0; i < SIZE; i++) now[i] = (uint8_t)rand();
    keyframes_take(k, 0, seg, 2, none, false);
    size_t first = keyframes_bytes(k);
    for (unsigned i = 1; i < 50; i++) now[i * 700]++, keyframes_take(k, i * 10, seg, 2, none, false);
    ck_assert_uint_lt(keyframes_bytes(k) - first, 50 * 3000);
    keyframes_free(k);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("keyframes");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, all_come_back);
    tcase_add_test(t, dropped_ones_take_nobody_with_them);
    tcase_add_test(t, what_does_not_change_costs_little);
    return case_run("keyframes", t);
}
