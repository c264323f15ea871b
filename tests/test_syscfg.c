/* test_syscfg.c -- registers kept, compensation cell ready. */
#include "syscfg.h"
#include "part_bench.h"

enum { CSI = 4 };
static const syscfg_cfg_t cfg = { .cell = 77, .package = 8, .csi = CSI };
static syscfg_t y, copy, later;

static void begin(void) { start(&syscfg_model, &cfg, &y, sizeof y); }

START_TEST(test_registers)
{
    static const struct { uint32_t off, keeps; } row[] = {
        { 0x04, 0x0FE003FF }, { 0x08, 0xFFFF }, { 0x0C, 0xFFFF }, { 0x10, 0xFFFF }, { 0x14,
        0xFFFF }, { 0x28, 0xFF },
        { 0x2C, 1 }, { 0x308, 0xFFFF0003 }, { 0x30C, 0xFFFF0000 }, { 0x338, 1 },
    };
    begin();
    ck_assert_uint_eq(look(0x300) >> 16, 0xAA);
    ck_assert_uint_eq(look(0x308) >> 16, 0x0800);
    ck_assert_uint_eq(look(0x124), 8);
    for (unsigned i = 0; i < sizeof row / sizeof row[0]; i++) {
        put(row[i].off, ~0u);
        ck_assert_uint_eq(look(row[i].off), row[i].keeps);
        put(row[i].off, 0);
        ck_assert_uint_eq(look(row[i].off), 0);
    }
    ck_assert_uint_eq(told(F_IGNORED), 0);
    put(0x300, 1), put(0x200, 1), put(0x124, 1);
    ck_assert_uint_eq(told(F_IGNORED), 3);
    ck_assert_uint_eq(look(0x124), 8);
}
END_TEST

/* EXTI14 is bits 11:8 of EXTICR4: bits 56 to 59 of the four registers end to end. */
START_TEST(test_exti_ports)
{
    begin();
    put(0x14, 0x0A00);
    ck_assert_uint_eq(wires.exti_port, 0xAull << 56);
    put(0x08, 0x3210);
    ck_assert_uint_eq(wires.exti_port, 0xAull << 56 | 0x3210);
    put_sized(0x15, 1, 0);
    ck_assert_uint_eq(wires.exti_port, 0x3210);
}
END_TEST

/* RDY: 77 ticks after both EN and CSI; gone with either. */
START_TEST(test_cell)
{
    begin();
    put(0x20, 1);
    ck_assert_uint_eq(step(), NEVER);                    /* no CSI: never */
    now = 1000;
    wires.osc = 1 << CSI;
    ck_assert_uint_eq(step(), 1077);
    now = 1076, step();
    ck_assert_uint_eq(look(0x20), 1);
    now = 1077;
    ck_assert_uint_eq(step(), NEVER);
    ck_assert_uint_eq(look(0x20), 0x101);
    ck_assert_uint_eq(told(F_FLAG), 1);
    put(0x20, 3);
    ck_assert_uint_eq(look(0x20), 0x103);
    wires.osc = 0, step();
    ck_assert_uint_eq(look(0x20), 3);
    wires.osc = 1 << CSI;
    ck_assert_uint_eq(step(), 1077 + 77);
    now = 1077 + 77, step();
    ck_assert_uint_eq(look(0x20), 0x103);
    put(0x20, 0);
    ck_assert_uint_eq(look(0x20), 0);
}
END_TEST

/* ODEN goes out by wire; a reset of the part takes everything back. */
START_TEST(test_wires)
{
    begin();
    put(0x2C, 1), put(0x08, 0x3210);
    ck_assert_uint_eq(wires.overdrive, 1);
    syscfg_model.reset(&y, &cfg), step();
    ck_assert_uint_eq(wires.overdrive, 0);
    ck_assert_uint_eq(wires.exti_port, 0);
}
END_TEST

START_TEST(test_fuzz)
{
    for (uint32_t seed = 1; seed < 4; seed++) begin(), fuzz(sizeof y, 0x400, &copy, &later, seed);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("syscfg");
    tcase_add_test(t, test_registers);
    tcase_add_test(t, test_cell);
    tcase_add_test(t, test_wires);
    tcase_add_test(t, test_exti_ports);
    tcase_add_test(t, test_fuzz);
    return case_run("syscfg", t);
}
