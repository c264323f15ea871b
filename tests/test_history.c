/* test_history.c -- stretches never overlap and are forgotten oldest first; rare kinds are all there, in
 * order. */
#include <string.h>
#include "suite.h"
#include "history.h"

static void stretch(history_t *h, tick_t from, tick_t to)
{
    history_open(h, from);
    for (tick_t t = from; t < to; t++) history_add(h, &(fact_t){ .at = t, .kind = F_BEAT, .data = t });
    history_close(h, to);
}

START_TEST(stretches)
{
    history_t h;
    history_start(&h, 1 << 20);
    stretch(&h, 100, 200), stretch(&h, 300, 400), stretch(&h, 0, 10);
    ck_assert_ptr_null(history_at(&h, 10));
    ck_assert_ptr_null(history_at(&h, 250));
    ck_assert_ptr_null(history_at(&h, 400));
    const span_t *s = history_at(&h, 150);
    ck_assert_uint_eq(s->from, 100);
    ck_assert_uint_eq(s->fact[span_find(s, 150)].at, 150);
    ck_assert_uint_eq(span_find(s, 1000), s->count);
    ck_assert_uint_eq(history_until(&h, 10, 500), 100);      /* nothing known up to there */
    ck_assert_uint_eq(history_until(&h, 150, 500), 200);     /* known up to there */
    ck_assert_uint_eq(history_until(&h, 150, 180), 180);
    ck_assert_uint_eq(history_until(&h, 400, 500), 500);
    stretch(&h, 200, 300);                                   /* joins the one before it */
    ck_assert_uint_eq(history_at(&h, 299)->from, 100);
    ck_assert_uint_eq(h.spans, 3);
    history_open(&h, 600), history_close(&h, 600);           /* nothing happened to it */
    ck_assert_uint_eq(h.spans, 3);
    history_free(&h);
}
END_TEST

START_TEST(a_small_budget)
{
    history_t h;
    history_start(&h, 30000);
    for (tick_t i = 0; i < 50; i++) {
        stretch(&h, i * 1000, i * 1000 + 200);
        ck_assert_ptr_nonnull(history_at(&h, i * 1000 + 199));
        if (i) ck_assert_ptr_nonnull(history_at(&h, 0));     /* looked at each time: never the oldest */
        ck_assert_uint_le(h.bytes, 30000 + 2 * 512 * sizeof(fact_t));
    }
    ck_assert_ptr_null(history_at(&h, 1000));
    history_free(&h);
}
END_TEST

START_TEST(rare)
{
    history_t h;
    fact_t out[8];
    history_start(&h, 1 << 20);
    for (unsigned i = 0; i < 60; i++)
        rare_add(&h, &(fact_t){ .at = i / 3, .kind = i % 3 ? i % 3 == 1 ? F_MARK : F_IRQ_ENTER : F_MAINT,
                                .data = i }, i);
    uint64_t two = 1ull << F_MARK | 1ull << F_IRQ_ENTER;
    ck_assert(rare_kept(&h, two));
    ck_assert_uint_eq(rare_facts(&h, two, 5, 6, false, out, 8), 4);
    static const uint64_t wanted[] = { 16, 17, 19, 20 };
    for (unsigned i = 0; i < 4; i++) ck_assert_uint_eq(out[i].data, wanted[i]);
    ck_assert_uint_eq(rare_facts(&h, two, 0, 6, true, out, 3), 3);
    for (unsigned i = 0; i < 3; i++) ck_assert_uint_eq(out[i].data, wanted[i + 1]);
    ck_assert_uint_eq(rare_facts(&h, two, 0, 0, true, out, 8), 2);
    ck_assert_uint_eq(out[0].data, 1);
    ck_assert_uint_eq(rare_facts(&h, two, 0, NEVER, false, out, 8), 8);
    for (unsigned i = 0; i < RARE_MOST; i++) rare_add(&h, &(fact_t){ .kind = F_MARK }, 100 + i);
    ck_assert(!rare_kept(&h, two));
    ck_assert(rare_kept(&h, 1ull << F_MAINT));
    history_free(&h);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("history");
    tcase_add_test(t, stretches);
    tcase_add_test(t, a_small_budget);
    tcase_add_test(t, rare);
    return case_run("history", t);
}
