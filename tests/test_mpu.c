/* test_mpu.c -- regions to attributes. Armv7-M ARM B3.5; DGUG tables 2-11, 2-12 and 4.6. */
#include "mpu.h"
#include "suite.h"
#include <string.h>

static mpu_t m;
enum { SIWT = 1, FORCEWT = 4 };

static void reset(void) { memset(&m, 0, sizeof m); }

/* One region, through the registers as software writes them. */
static void region(unsigned n, uint32_t base, unsigned size_field, uint32_t rasr)
{
    mpu_write(&m, 0x08, n);
    mpu_write(&m, 0x0C, base);
    mpu_write(&m, 0x10, rasr | size_field << 1 | 1);
}

static uint32_t code(unsigned tex, unsigned c, unsigned b, unsigned s)
{
    return 3u << 24 | tex << 19 | s << 18 | c << 17 | b << 16;
}

START_TEST(default_map)
{
    static const struct { uint32_t addr; uint8_t type, policy, xn; } row[] = {
        { 0x00000000, MEM_NORMAL, POLICY_WT, 0 },     { 0x08000000, MEM_NORMAL, POLICY_WT, 0 },
        { 0x24000000, MEM_NORMAL, POLICY_WB_RWA, 0 }, { 0x3FFFFFFF, MEM_NORMAL, POLICY_WB_RWA, 0 },
        { 0x40000000, MEM_DEVICE, POLICY_NC, 1 },     { 0x5FFFFFFF, MEM_DEVICE, POLICY_NC, 1 },
        { 0x60000000, MEM_NORMAL, POLICY_WB_RWA, 0 }, { 0x80000000, MEM_NORMAL, POLICY_WT, 0 },
        { 0xA0000000, MEM_DEVICE, POLICY_NC, 1 },     { 0xC0000000, MEM_DEVICE, POLICY_NC, 1 },
        { 0xE000ED00, MEM_STRONGLY_ORDERED, POLICY_NC, 1 },
            { 0xE0100000, MEM_DEVICE, POLICY_NC, 1 },
    };
    reset();
    for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
        attr_t a = mpu_attr(&m, row[i].addr, 0, 1, 0);
        ck_assert_uint_eq(a.type, row[i].type);
        ck_assert_uint_eq(a.policy, row[i].policy);
        ck_assert_uint_eq(a.xn, row[i].xn);
        ck_assert(a.read && a.write && a.region == -1);
    }
    ck_assert(!mpu_attr(&m, 0xE000ED00, 0, 0, 0).read);      /* the PPB is privileged */
    ck_assert_uint_eq(mpu_attr(&m, 0x24000000, FORCEWT, 1, 0).policy, POLICY_WT);
}
END_TEST

/* Every TEX, C, B, unshared and shared: type, policy, policy when shared, reserved. */
START_TEST(encodings)
{
    enum { SO = MEM_STRONGLY_ORDERED, DEV = MEM_DEVICE, NOR = MEM_NORMAL };
    static const struct { uint8_t tex, c, b, type, policy, reserved; } row[] = {
        { 0, 0, 0, SO, POLICY_NC, 0 },      { 0, 0, 1, DEV, POLICY_NC, 0 },
        { 0, 1, 0, NOR, POLICY_WT, 0 },     { 0, 1, 1, NOR, POLICY_WB_RA, 0 },
        { 1, 0, 0, NOR, POLICY_NC, 0 },     { 1, 0, 1, DEV, POLICY_NC, 1 },
        { 1, 1, 0, DEV, POLICY_NC, 1 },     { 1, 1, 1, NOR, POLICY_WB_RWA, 0 },
        { 2, 0, 0, DEV, POLICY_NC, 0 },     { 2, 0, 1, DEV, POLICY_NC, 1 },
        { 2, 1, 0, DEV, POLICY_NC, 1 },     { 2, 1, 1, DEV, POLICY_NC, 1 },
        { 3, 0, 0, DEV, POLICY_NC, 1 },     { 3, 1, 1, DEV, POLICY_NC, 1 },
        { 4, 0, 0, NOR, POLICY_NC, 0 },     { 5, 0, 1, NOR, POLICY_WB_RWA, 0 },
        { 6, 1, 0, NOR, POLICY_WT, 0 },     { 7, 1, 1, NOR, POLICY_WB_RA, 0 },
        { 4, 1, 1, NOR, POLICY_WB_RA, 0 },  { 7, 0, 0, NOR, POLICY_NC, 0 },
    };
    reset();
    m.ctrl = 1;
    for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
        region(0, 0x24000000, 11, code(row[i].tex, row[i].c, row[i].b, 0));
        attr_t a = mpu_attr(&m, 0x24000010, 0, 1, 0);
        ck_assert_uint_eq(a.type, row[i].type);
        ck_assert_uint_eq(a.policy, row[i].policy);
        ck_assert_uint_eq(a.reserved, row[i].reserved);
        int cacheable = row[i].policy != POLICY_NC;
        if (cacheable) ck_assert_uint_eq(mpu_attr(&m, 0x24000010, FORCEWT, 1, 0).policy, POLICY_WT);
        region(0, 0x24000000, 11, code(row[i].tex, row[i].c, row[i].b, 1));
        ck_assert_uint_eq(mpu_attr(&m, 0x24000010, 0, 1, 0).policy, POLICY_NC);
        ck_assert_uint_eq(mpu_attr(&m, 0x24000010, FORCEWT, 1, 0).policy, POLICY_NC);
        ck_assert_uint_eq(mpu_attr(&m, 0x24000010, SIWT, 1, 0).policy, cacheable ? POLICY_WT
                          : POLICY_NC);
    }
}
END_TEST

START_TEST(windows)
{
    uint32_t first, last;
    reset();
    m.ctrl = 1 | 4;
    region(2, 0x24000123, 9, code(1, 0, 0, 0));
                 /* 1 KB; the base's low bits do not count */
    ck_assert(mpu_window(&m, 2, &first, &last));
    ck_assert(first == 0x24000000 && last == 0x240003FF);
    region(3, 0x12345600, 31, code(1, 0, 0, 0));
    ck_assert(mpu_window(&m, 3, &first, &last) && first == 0 && last == 0xFFFFFFFF);
    region(4, 0x24000000, 3, code(1, 0, 0, 0));              /* 16 bytes: too small, off */
    ck_assert(!mpu_window(&m, 4, &first, &last) && !mpu_window(&m, 5, &first, &last));
    ck_assert(!mpu_window(&m, 99, &first, &last));
}
END_TEST

/* Highest number wins; a disabled eighth lets the next lower region, or the background, through. */
START_TEST(overlap_and_subregions)
{
    reset();
    m.ctrl = 1 | 4;
    region(1, 0x24000000, 18, code(0, 1, 0, 0));             /* 512 KB write-through */
    region(5, 0x24000000, 14, code(1, 0, 0, 0) | 0x82 << 8);
    /* 32 KB non-cacheable without eighths 1 and 7 */
    ck_assert_int_eq(mpu_attr(&m, 0x24000FFF, 0, 1, 0).region, 5);
    ck_assert_int_eq(mpu_attr(&m, 0x24001000, 0, 1, 0).region, 1);
    ck_assert_int_eq(mpu_attr(&m, 0x24002000, 0, 1, 0).region, 5);
    ck_assert_int_eq(mpu_attr(&m, 0x24007FFF, 0, 1, 0).region, 1);
    ck_assert_int_eq(mpu_attr(&m, 0x24080000, 0, 1, 0).region, -1);
    region(6, 0x24000000, 6, code(1, 0, 0, 0) | 0xFF << 8);  /* 128 bytes: no sub-regions */
    ck_assert_int_eq(mpu_attr(&m, 0x24000000, 0, 1, 0).region, 6);
}
END_TEST

START_TEST(background_and_permissions)
{
    static const uint8_t priv[8] = { 0, 3, 3, 3, 0, 1, 1, 1 }, user[8] = { 0, 0, 1, 3, 0, 0, 1, 1 };
    reset();
    m.ctrl = 1;
    attr_t a = mpu_attr(&m, 0x24000000, 0, 1, 0);
    ck_assert(a.region == -2 && !a.read && !a.write);
    m.ctrl = 1 | 4;
    ck_assert_int_eq(mpu_attr(&m, 0x24000000, 0, 1, 0).region, -1);
    ck_assert_int_eq(mpu_attr(&m, 0x24000000, 0, 0, 0).region, -2);
         /* PRIVDEFENA: privileged only */
    for (unsigned ap = 0; ap < 8; ap++) {
        region(0, 0x24000000, 11, ap << 24 | 1 << 19);
        for (int p = 0; p < 2; p++) {
            a = mpu_attr(&m, 0x24000000, 0, p, 0);
            ck_assert_uint_eq(a.read | a.write << 1, (p ? priv : user)[ap]);
        }
    }
    region(0, 0x24000000, 11, 0);                            /* no access */
    m.ctrl = 1;
    ck_assert(mpu_attr(&m, 0x24000000, 0, 1, 1).write);
         /* HFNMIENA 0: default map in HardFault */
    m.ctrl = 1 | 2;
    ck_assert(!mpu_attr(&m, 0x24000000, 0, 1, 1).write);
    region(0, 0xE0000000, 27, 0);                            /* a region cannot take the PPB away */
    ck_assert(mpu_attr(&m, 0xE000ED94, 0, 1, 0).write);
}
END_TEST

START_TEST(registers)
{
    reset();
    ck_assert_uint_eq(mpu_peek(&m, 0x00), 0x1000);
    mpu_write(&m, 0x00, 0xFFFFFFFF), mpu_write(&m, 0x04, 0xFFFFFFFF), mpu_write(&m, 0x08, 0xFF);
    ck_assert_uint_eq(mpu_peek(&m, 0x00), 0x1000);
    ck_assert_uint_eq(mpu_peek(&m, 0x04), 7);
    ck_assert_uint_eq(mpu_peek(&m, 0x08), 15);
    mpu_write(&m, 0x0C, 0x24000000 | 1 << 4 | 3);            /* VALID: selects region 3 */
    mpu_write(&m, 0x10, 0xFFFFFFFF);
    ck_assert_uint_eq(mpu_peek(&m, 0x08), 3);
    ck_assert_uint_eq(mpu_peek(&m, 0x0C), 0x24000003);
    ck_assert_uint_eq(mpu_peek(&m, 0x10), 0x173FFF3F);
    for (uint32_t k = 0; k < 3; k++) {                       /* the aliases */
        mpu_write(&m, 0x14 + 8 * k, 0x30000000 | 1 << 4 | (8 + k));
        mpu_write(&m, 0x18 + 8 * k, 0x01);
        ck_assert(m.rbar[8 + k] == 0x30000000 && m.rasr[8 + k] == 1);
        ck_assert_uint_eq(mpu_peek(&m, 0x14 + 8 * k), 0x30000008 + k);
        ck_assert_uint_eq(mpu_peek(&m, 0x18 + 8 * k), 1);
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("mpu");
    tcase_add_test(t, default_map);
    tcase_add_test(t, encodings);
    tcase_add_test(t, windows);
    tcase_add_test(t, overlap_and_subregions);
    tcase_add_test(t, background_and_permissions);
    tcase_add_test(t, registers);
    return case_run("mpu", t);
}
