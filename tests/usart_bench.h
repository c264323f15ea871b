/* usart_bench.h -- a world and one USART on a bench, for the tests of usart.c.
 *
 * Clock of most tests: 120 MHz, one edge every 40 ticks. BRR = 1042 (115200 baud): a bit is
 * 1042 * 40 = 41680 ticks, an 8N1 frame 416800. All four cfg delays are one edge. */
#ifndef USART_BENCH_H
#define USART_BENCH_H
#include "usart.h"
#include "world.h"
#include "input.h"

enum { CR1 = 0x00, CR2 = 0x04, CR3 = 0x08, BRR = 0x0C, RTOR = 0x14, RQR = 0x18, ISR = 0x1C, ICR = 0x20,
       RDR = 0x24, TDR = 0x28, PRESC = 0x2C };
enum { UE = 1, RE = 4, TE = 8, RXNEIE = 1 << 5, TCIE = 1 << 6, TXEIE = 1 << 7, FIFOEN = 1 << 29 };
enum { PE = 1, FE = 2, ORE = 8, IDLE = 16, RXNE = 32, TC = 64, TXE = 128, RTOF = 1 << 11, BUSY = 1 << 16,
       SBKF = 1 << 18, TEACK = 1 << 21, REACK = 1 << 22, TXFE = 1 << 23, RXFF = 1 << 24, RXFT = 1 << 26,
       TXFT = 1 << 27 };
enum { W, U, FACTS = 400, BYTES = 40 };
enum { LINE = 2, IRQ = 39, REQ_RX = 45, REQ_TX = 46 };
enum { BIT = 41680, FRAME = 10 * BIT };

#ifndef BENCH_LPUART
#define BENCH_LPUART 0
#endif
static const usart_cfg_t cfg = { .kernel = 0, .line = LINE, .irq = IRQ, .req_rx = REQ_RX, .req_tx = REQ_TX,
                                 .ack_edges = 1, .tx_edges = 1, .rx_edges = 1, .req_edges = 1,
                                 .lpuart = BENCH_LPUART };
static const uint64_t ears[WIRE_KINDS] = { [WIRE_SERIAL_RX] = 1 << U };
static rx_byte_t bytes[BYTES];
static input_t given;

#define OUTSIDE_T  world_t
#define PART_T     usart_t
#define outside_is world_model
#define part_is    usart_model
enum { DUO_CLOCKS = 1 };
#include "duo_bench.h"

static inline void run(tick_t t) { run_at(&b, t, 0); }
static inline uint32_t isr(void) { return look(&b, ISR); }

static inline void start(uint64_t hz)
{
    memset(&b, 0, sizeof b);
    b.clock[0] = domain_of(0, hz);
    for (unsigned i = 0; i < SERIAL_LINES; i++) b.wires.rx[i].start = b.wires.tx[i].start = NEVER;
    world_model.reset(&b.outside, NULL);
    usart_model.reset(&b.part, &cfg);
    memset(bytes, 0, sizeof bytes);
    given = (input_t){ .rx = bytes, .rxs = 0 };
    silent = 0;
}

/* One more byte from outside, 8 data bits at the receiver's own 41680 ticks a bit. */
static inline rx_byte_t *arrives(tick_t at, unsigned value)
{
    rx_byte_t *r = &bytes[given.rxs++];
    *r = (rx_byte_t){ .at = at, .bit16 = (tick_t)BIT << 16, .value = (uint16_t)value,
                      .line = LINE, .bits = 8, .stops = 1 };
    return r;
}

static inline void enable(uint32_t more) { put(BRR, 1042), put(CR1, more), put(CR1, more | UE); }
#endif
