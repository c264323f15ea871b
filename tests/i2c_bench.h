/* i2c_bench.h -- one I2C bus on a bench: the devices outside, the I2C, and its registers by hand.
 *
 * Clock: 100 MHz, one edge every 48 ticks. Times below are in edges. cfg: 2 edges of synchronisation,
 * 1 from START to the line, 1 from a flag to its request; the analog filter is 240 ticks, 5 edges.
 * So an edge of SCL is seen 7 edges late. TIMINGR of most tests, for 400 kHz (a period of 250):
 *   PRESC 0, SCLL 142 (143), SCLH 92 (93): low 7 + 143 = 150, high 7 + 93 = 100
 *   SCLDEL 15 (16), SDADEL 0 (1): SDA is right at 7 + 1 + 16 behind the fall, long before 150
 * START written at edge e: SDA falls at e + 1, SCL at e + 94 (tHD;STA 93), the first pulse rises at
 * e + 244, the eighth falls 7 * 250 + 100 = 1850 later, the ninth 2100; each is seen 7 later. */
#ifndef I2C_BENCH_H
#define I2C_BENCH_H
#include "i2c.h"
#include "i2c_devices.h"
#include "input.h"

enum { CR1 = 0x00, CR2 = 0x04, OAR1 = 0x08, OAR2 = 0x0C, TIMINGR = 0x10, TIMEOUTR = 0x14,
       ISR = 0x18, ICR = 0x1C, PECR = 0x20, RXDR = 0x24, TXDR = 0x28 };
enum { PE = 1, TXIE = 2, RXIE = 4, NACKIE = 16, STOPIE = 32, TCIE = 64, ERRIE = 128,
       ANFOFF = 1 << 12, TXDMAEN = 1 << 14, RXDMAEN = 1 << 15 };
enum { RD = 1 << 10, START = 1 << 13, STOP = 1 << 14, RELOAD = 1 << 24, AUTOEND = 1 << 25 };
enum { TXE = 1, TXIS = 2, RXNE = 4, NACKF = 16, STOPF = 32, TC = 64, TCR = 128, BERR = 256,
       ARLO = 512, BUSY = 1 << 15 };
enum { D, I, FACTS = 400 };
enum { EDGE = 48, EV = 31, ER = 32, REQ_RX = 33, REQ_TX = 34 };
enum { SENSOR = 0x1D };
#define FAST 0x00F05C8Eu             /* SCLDEL 15, SCLH 92, SCLL 142 */

static const i2c_cfg_t cfg = { .kernel = 0, .bus = 1, .req_wire = WIRE_REQ1, .req_rx = REQ_RX,
    .req_tx = REQ_TX, .irq_ev = EV, .irq_er = ER, .sync_edges = 2, .start_edges = 1,
    .req_edges = 1, .filter = 240 };
static const uint64_t ears[WIRE_KINDS] = { [WIRE_I2C_OUT] = 1 << D, [WIRE_I2C_IN] = 1 << I };
static uint8_t registers[256];
static i2c_slave_t slave[2];
static i2c_event_t event[8];
static input_t given;

#define OUTSIDE_T  i2c_devices_t
#define PART_T     i2c_t
#define outside_is i2c_devices_model
#define part_is    i2c_model
enum { DUO_CLOCKS = 1 };
#include "duo_bench.h"

static inline void run(uint64_t edges) { run_at(&b, edges * EDGE, 0); }
/* To the tick before an edge: what rises there has not yet. */
static inline void until(uint64_t edges) { run_at(&b, edges * EDGE - 1, 0); }
static inline uint32_t isr(void) { return look(&b, ISR); }
static inline const i2c_bus_t *line(void) { return &b.wires.i2c[1]; }

/* A sensor with 16 registers 0xA0, 0xA1 .. at SENSOR on the bus, PE = 1. */
static inline void start_with(uint32_t timing, uint32_t cr1)
{
    memset(&b, 0, sizeof b);
    b.clock[0] = domain_of(0, 100000000);
    for (unsigned i = 0; i < 256; i++) registers[i] = (uint8_t)(0xA0 + i);
    memset(slave, 0, sizeof slave), memset(event, 0, sizeof event);
    slave[0] = (i2c_slave_t){ .bus = 1, .address = SENSOR, .size = 16, .reg = registers };
    given = (input_t){ .i2c = slave, .i2cs = 1, .i2c_event = event };
    silent = 0;
    i2c_devices_model.reset(&b.outside, NULL);
    i2c_model.reset(&b.part, &cfg);
    put(TIMINGR, timing);
    put(CR1, cr1 & ~PE), put(CR1, cr1 | PE);
}
static inline void start(void) { start_with(FAST, PE); }

/* CR2 of a transfer with a device. */
static inline uint32_t with(unsigned address, unsigned bytes, uint32_t more)
{
    return address << 1 | bytes << 16 | START | more;
}

static inline void happens(unsigned what, uint64_t at, uint64_t to)
{
    event[given.i2c_events++] = (i2c_event_t){ at * EDGE, to * EDGE, 1, (uint8_t)what };
}
#endif
