/* test_polled.c -- what drivers of blocks without a model wait for while they start: each wait ends as on a
 * chip with no cable, card, bus or flash chip attached, and every access is told as not modelled. The
 * registers are written and read as the matrix does it. Conditions: RM0433 chapters 23, 43, 54, 56, 57. */
#include <stdlib.h>
#include "machine.h"
#include "suite.h"

static machine_t *m;
static unsigned told;
static uint32_t told_at;

static void see(sink_t *s, const fact_t *f)
{
    (void)s;
    if (f->kind == F_UNMODELLED) told++, told_at = f->addr;
}
static sink_t sink = { .mask = 1ull << F_UNMODELLED, .see = see };
static const input_t in = { .firmware = 1, .vectors = BOOT_FLASH };

static const region_row_t *region(uint32_t addr, env_t *env)
{
    const region_row_t *r = map_region(&h743_map, addr);
    ck_assert(r && r->kind == REGION_PART);
    *env = machine_env(m, r->slot);
    return r;
}

static void wr(uint32_t addr, uint32_t value)
{
    env_t env;
    const region_row_t *r = region(addr, &env);
    r->model->write((char *)&m->chip + r->at, r->cfg, addr - r->base, 4, value, &env);
}

static uint32_t rd(uint32_t addr)
{
    env_t env;
    const region_row_t *r = region(addr, &env);
    uint32_t peeked = r->model->peek((char *)&m->chip + r->at, r->cfg, addr - r->base, &env);
    uint32_t v = r->model->read((char *)&m->chip + r->at, r->cfg, addr - r->base, 4, &env);
    ck_assert_uint_eq(v, peeked);
    return v;
}

static void setup(void)
{
    m = malloc(sizeof *m);
    ck_assert_ptr_nonnull(m);
    machine_boot(m, &h743_map, &in, &sink);
    told = 0;
}
static void teardown(void) { free(m); }

START_TEST(usb_core_reset)
{
    for (uint32_t base = 0x40040000; base <= 0x40080000; base += 0x40000) {
        ck_assert_uint_eq(rd(base + 0x3C), 0x2300);          /* CID: drivers choose by it */
        ck_assert_uint_eq(rd(base + 0x10) >> 31, 1);         /* AHBIDL */
        wr(base + 0x10, rd(base + 0x10) | 1);                /* CSRST */
        ck_assert_uint_eq(rd(base + 0x10) & 1, 0);
        wr(base + 0x10, 16u << 6 | 1 << 5);                  /* flush all TxFIFOs */
        ck_assert_uint_eq(rd(base + 0x10), 0x80000000 | 16u << 6);
        ck_assert_uint_eq(rd(base + 0x14) & 1, 0);           /* device mode */
        wr(base + 0x0C, 1u << 29);
        ck_assert_uint_eq(rd(base + 0x14) & 1, 1);           /* FHMOD: host */
        wr(base + 0x0C, 1u << 30);
        ck_assert_uint_eq(rd(base + 0x14) & 1, 0);
    }
}
END_TEST

START_TEST(lptim_accepts_its_registers)
{
    static const uint32_t base[] = { 0x40002400, 0x58002400, 0x58002800, 0x58002C00, 0x58003000 };
    for (unsigned i = 0; i < 5; i++) {
        ck_assert_uint_eq(rd(base[i]), 0);
        ck_assert_uint_eq(rd(base[i] + 0x18), 1);            /* ARR after reset */
        wr(base[i] + 0x10, 1);                               /* ENABLE */
        wr(base[i] + 0x18, 0x1234);
        ck_assert_uint_eq(rd(base[i]), 1 << 4);              /* ARROK */
        ck_assert_uint_eq(rd(base[i] + 0x18), 0x1234);
        wr(base[i] + 0x14, 7);
        ck_assert_uint_eq(rd(base[i]), 3 << 3);              /* CMPOK too */
        wr(base[i] + 0x04, 1 << 4);
        ck_assert_uint_eq(rd(base[i]), 1 << 3);
        wr(base[i] + 0x10, 1 | 1 << 3);                      /* COUNTRST */
        ck_assert_uint_eq(rd(base[i] + 0x10), 1);
        ck_assert_uint_eq(told_at, base[i] + 0x10);          /* by its address: five of them are one part */
    }
}
END_TEST

START_TEST(fdcan_leaves_initialisation)
{
    for (uint32_t base = 0x4000A000; base <= 0x4000A400; base += 0x400) {
        ck_assert_uint_eq(rd(base + 0x04), 0x87654321);      /* ENDN */
        wr(base + 0x18, rd(base + 0x18) & ~(1u << 4));       /* CSR off: CSA falls */
        ck_assert_uint_eq(rd(base + 0x18), 1);
        wr(base + 0x18, 3);                                  /* INIT, CCE */
        ck_assert_uint_eq(rd(base + 0x18), 3);
        wr(base + 0x18, 0);
        ck_assert_uint_eq(rd(base + 0x18) & 1, 0);
        wr(base + 0x18, 1 << 4);
        ck_assert_uint_eq(rd(base + 0x18), 3 << 3);          /* clock stop asked and acknowledged */
    }
}
END_TEST

START_TEST(sdmmc_without_a_card)
{
    for (unsigned n = 0; n < 2; n++) {
        uint32_t base = n ? 0x48022400 : 0x52007000;
        wr(base + 0x0C, 1 << 12);                            /* CMD0: no response */
        ck_assert_uint_eq(rd(base + 0x34), 1 << 7);          /* CMDSENT */
        wr(base + 0x38, 0x002000C5);
        ck_assert_uint_eq(rd(base + 0x34), 0);
        wr(base + 0x0C, 8 | 1 << 8 | 1 << 12);               /* CMD8: short response */
        ck_assert_uint_eq(rd(base + 0x34), 1 << 2);          /* CTIMEOUT */
    }
}
END_TEST

START_TEST(quadspi_is_never_busy)
{
    const uint32_t base = 0x52005000;
    wr(base, 1 | 2);                                         /* EN, ABORT */
    ck_assert_uint_eq(rd(base), 1);
    ck_assert_uint_eq(rd(base + 8), 0);
    wr(base + 0x14, 1 << 8 | 0x06);                          /* write enable: an instruction alone */
    ck_assert_uint_eq(rd(base + 8), 6);                      /* TCF, FTF; not BUSY */
    wr(base + 0x0C, 2);
    ck_assert_uint_eq(rd(base + 8), 4);
    wr(base + 0x0C, 4), wr(base + 0x14, 3u << 26 | 1 << 8);  /* memory-mapped: no flag */
    ck_assert_uint_eq(rd(base + 8), 0);
}
END_TEST

START_TEST(every_access_is_told)
{
    rd(0x40002400), wr(0x40002418, 5), rd(0x52005008);
    rd(0x40080010), wr(0x4000A018, 0), rd(0x4000A3FC);
    ck_assert_uint_eq(told, 6);
    wr(0x400027FC, 5);                                       /* no such register: dropped */
    ck_assert_uint_eq(rd(0x400027FC), 0);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("polled");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, usb_core_reset);
    tcase_add_test(t, lptim_accepts_its_registers);
    tcase_add_test(t, fdcan_leaves_initialisation);
    tcase_add_test(t, sdmmc_without_a_card);
    tcase_add_test(t, quadspi_is_never_busy);
    tcase_add_test(t, every_access_is_told);
    return case_run("polled", t);
}
