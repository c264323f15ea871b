/* test_i2c_laws.c -- the I2C and the devices outside under random accesses, at any time: the five
 * laws (i2c_bench.h has the bench). */
#include "i2c_bench.h"

static uint32_t seed;
static uint32_t rnd(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static uint32_t rnd32(void)
{
    uint32_t high = rnd(1 << 24) << 8;
    return high ^ rnd(1 << 24);
}

static void one_access(bench_t *x, uint32_t what, uint32_t r)
{
    static const uint32_t cr1[] = { PE, PE | RXDMAEN, PE | TXDMAEN, 0, PE | 0xFE };
    uint32_t address = r & 1 ? SENSOR : 0x50;
    switch (what) {
    case 0: case 1:
        put_sized(x, CR2, 4, with(address, r >> 4 & 3, r & (RD | RELOAD | AUTOEND)));
        break;
    case 2:
        put_sized(x, CR2, 4, address << 1 | (r >> 4 & 3) << 16 |
                             (r & (RD | RELOAD | AUTOEND | STOP)));
        break;
    case 3: case 4: case 5: put_sized(x, TXDR, 1, r & 0x0F); break;
    case 6: case 7: get_sized(x, RXDR, 4); break;
    case 8: put_sized(x, ICR, 4, r); break;
    case 9: put_sized(x, ISR, 4, r & 1); break;
    case 10: put_sized(x, CR1, 4, cr1[r % 5]); break;
    case 11:
        put_sized(x, CR1, 4, 0), put_sized(x, TIMINGR, 4, r & 0x1F70F0F);
        put_sized(x, CR1, 4, PE | (r & 0xC000));
        break;
    default: put_sized(x, r % 0x30 & ~3u, 4, r); break;
    }
}

/* The same accesses on a bench that steps when due, on one that steps every 31 ticks and on a copy
 * taken in the middle; peek agrees with read; a silent one ends the same. */
static bench_t fast, slow, copy;

static void play(bench_t *x, uint32_t from, unsigned accesses, tick_t stride)
{
    seed = from;
    for (unsigned i = 0; i < accesses; i++) {
        uint32_t what = rnd(13), r = rnd32(), off = rnd(11) * 4;
        tick_t pause = rnd(4);
        run_at(x, x->now + pause * rnd(4000) + 1, stride);
        x->facts = 0;
        uint32_t seen = look(x, off);
        bench_t *was = &copy;
        memcpy(was, x, sizeof copy);
        ck_assert_uint_eq(get_sized(x, off, 4), seen);
        memcpy(x, was, sizeof copy);
        one_access(x, what, r);
    }
    run_at(x, x->now + 100000, stride);
}

static int same(const bench_t *x, const bench_t *y)
{
    return !memcmp(&x->part, &y->part, sizeof x->part)
        && !memcmp(&x->outside, &y->outside, sizeof x->outside) &&
           !memcmp(&x->wires, &y->wires, sizeof x->wires) && x->facts == y->facts &&
           !memcmp(x->fact, y->fact, x->facts * sizeof x->fact[0]);
}

START_TEST(test_laws)
{
    for (unsigned n = 0; n < 300; n++) {
        start();
        slave[0].hold_byte = n % 3 * 777;
        for (unsigned i = 0; i < 6; i++)
            happens(i & 1 ? I2C_GLITCH : I2C_TAKE, 3000 * (i + 1) + n, 3000 * (i + 1) + n * 7);
        memcpy(&fast, &b, sizeof b), memcpy(&slow, &b, sizeof b);
        play(&fast, n * 77 + 1, 40, 0);
        play(&slow, n * 77 + 1, 40, 31);
        ck_assert_msg(same(&fast, &slow), "run %u", n);
        silent = 1;
        memcpy(&slow, &b, sizeof b);
        play(&slow, n * 77 + 1, 40, 0);
        silent = 0;
        ck_assert_msg(!memcmp(&fast.part, &slow.part, sizeof fast.part), "silence, run %u", n);
    }
}
END_TEST

/* Any access at any time: nothing hangs, and a step before its time changes nothing. */
START_TEST(test_idle_law)
{
    start();
    for (unsigned i = 0; i < 4; i++) happens(I2C_TAKE, 5000 * (i + 1), 5000 * (i + 1) + 700);
    seed = 99;
    for (unsigned n = 0; n < 20000; n++) {
        uint32_t what = rnd(13), r = rnd32();
        tick_t pause = rnd(3);
        run_at(&b, b.now + pause * rnd(3000), 0);
        if (b.due[I] > b.now + 1) {
            b.facts = 0;
            memcpy(&copy, &b, sizeof b);
            step(&b, I);
            ck_assert_uint_eq(b.due[I], copy.due[I]);
            ck_assert(!memcmp(&copy, &b, sizeof b));
        }
        one_access(&b, what, r);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { test_laws, test_idle_law };
    return run_tests("i2c laws", tests, sizeof tests / sizeof *tests);
}
