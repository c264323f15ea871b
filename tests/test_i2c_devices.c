/* test_i2c_devices.c -- the outside of an I2C bus, byte by byte, as a master would see it. */
#include "i2c_bench.h"

static tick_t at;                    /* `rise` of the byte begun last */

/* The master begins a byte; the answer is there one tick later. Returns whether there was one. */
static int byte(i2c_act_t act, unsigned value)
{
    i2c_bus_t *w = &b.wires.i2c[1];
    w->act = (uint8_t)act, w->byte = (uint8_t)value, w->rise = at += 100;
    b.now = at + 1;
    step(&b, D);
    return w->answered == at;
}

static void bench(void)
{
    start(), at = 0;
    step(&b, D);
}

START_TEST(test_registers)
{
    bench();
    ck_assert_int_eq(byte(I2C_ADDRESS, SENSOR << 1), 1);
    ck_assert_uint_eq(line()->ack, 1);
    byte(I2C_WRITE, 14);
    ck_assert_uint_eq(line()->ack, 1);
    for (unsigned i = 0; i < 3; i++) byte(I2C_WRITE, 0x31 + i);      /* 14, 15, 0 */
    ck_assert_uint_eq(b.outside.reg[0][14], 0x31);
    ck_assert_uint_eq(b.outside.reg[0][15], 0x32);
    ck_assert_uint_eq(b.outside.reg[0][0], 0x33);
    ck_assert_int_eq(byte(I2C_STOP, 0), 0);
    byte(I2C_ADDRESS, SENSOR << 1 | 1);                              /* the pointer stays: 1 */
    byte(I2C_READ, 0);
    ck_assert_uint_eq(line()->data, 0xA1);
    byte(I2C_ADDRESS, SENSOR << 1), byte(I2C_WRITE, 15);             /* repeated START */
    byte(I2C_ADDRESS, SENSOR << 1 | 1), byte(I2C_READ, 0);
    ck_assert_uint_eq(line()->data, 0x32);
    byte(I2C_READ, 0);
    ck_assert_uint_eq(line()->data, 0x33);
}
END_TEST

START_TEST(test_refusals)
{
    bench();
    ck_assert_int_eq(byte(I2C_ADDRESS, SENSOR << 1 | 0x80), 0);
    ck_assert_int_eq(byte(I2C_WRITE, 1), 0);                         /* not addressed: silent */
    byte(I2C_ADDRESS, SENSOR << 1);
    ck_assert_int_eq(byte(I2C_WRITE, 16), 1);                        /* there are 0..15 */
    ck_assert_uint_eq(line()->ack, 0);
    ck_assert_int_eq(byte(I2C_LEFT, 0), 0);
    ck_assert_int_eq(byte(I2C_READ, 0), 0);
}
END_TEST

START_TEST(test_limits)
{
    bench();
    i2c_slave_t many[I2C_SLAVES + 2];
    for (unsigned i = 0; i < I2C_SLAVES + 2; i++)
        many[i] = (i2c_slave_t){ .bus = 1, .address = (uint8_t)(0x20 + i), .size = 0 };
    given.i2c = many, given.i2cs = I2C_SLAVES + 2;
    ck_assert_int_eq(byte(I2C_ADDRESS, (0x20 + I2C_SLAVES - 1) << 1), 1);
    byte(I2C_WRITE, 255);                                            /* size 0 is 256 */
    ck_assert_uint_eq(line()->ack, 1);
    byte(I2C_WRITE, 9), byte(I2C_WRITE, 8);
    ck_assert_uint_eq(b.outside.reg[I2C_SLAVES - 1][255], 9);
    ck_assert_uint_eq(b.outside.reg[I2C_SLAVES - 1][0], 8);
    ck_assert_int_eq(byte(I2C_ADDRESS, (0x20 + I2C_SLAVES) << 1), 0);
}
END_TEST

/* Events in order, a bus that does not exist passed over; the later end of two that overlap
 * counts. */
START_TEST(test_events)
{
    start();
    happens(I2C_TAKE, 10, 50), happens(I2C_TAKE, 20, 30), happens(I2C_GLITCH, 25, 0);
    happens(I2C_TAKE, 40, 60);
    event[3].bus = 9;
    run(10);
    ck_assert_uint_eq(line()->lost, 10 * EDGE);
    ck_assert_uint_eq(line()->taken, 50 * EDGE);
    run(20);
    ck_assert_uint_eq(line()->lost, 20 * EDGE);
    ck_assert_uint_eq(line()->taken, 50 * EDGE);
    run(25);
    ck_assert_uint_eq(line()->glitch, 25 * EDGE);
    run(40);
    ck_assert_uint_eq(line()->lost, 20 * EDGE);
    ck_assert_uint_eq(b.due[D], NEVER);
}
END_TEST

START_TEST(test_no_registers)
{
    bench();
    env_t e = env_of(&b, D);
    ck_assert_uint_eq(i2c_devices_model.read(&b.outside, NULL, 0, 4, &e), 0);
    i2c_devices_model.write(&b.outside, NULL, 0, 4, 1, &e);
    ck_assert_uint_eq(count(F_IGNORED), 1);
    ck_assert_uint_eq(i2c_devices_model.peek(&b.outside, NULL, 0, &e), 0);
    e.in = NULL;
    ck_assert_uint_eq(i2c_devices_model.step(&b.outside, NULL, &e), NEVER);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        test_registers, test_refusals, test_limits, test_events, test_no_registers,
    };
    return run_tests("i2c_devices", tests, sizeof tests / sizeof *tests);
}
