/* wires.h -- interrupt, DMA-request, trigger, pin, clock-enable and serial lines between parts.
 *
 * Wires are levels. A part sets them only through wire_put(), which wakes whoever listens to that
 * kind of wire. Signals flow down the slot list within a tick and come round to the top in the next.
 *
 * A serial line is not a list of edges but one frame as a fact: when it started, how long a bit is,
 * and which bits it carries. The receiver samples it with its own clock, so a wrong baud rate reads
 * wrong bits, as on the bench. A new frame replaces the old one; its reader must have taken what it
 * needs when the frame starts. */
#ifndef WIRES_H
#define WIRES_H
#include "tick.h"

typedef enum {
    WIRE_IRQ,       /* n: interrupt number, 0..191                   listener: the core's NVIC        */
    WIRE_REQ1,      /* n: DMAMUX1 request id, 0..127                 listener: DMAMUX1                 */
    WIRE_REQ2,      /* n: DMAMUX2 request id, 0..63                  listener: DMAMUX2                 */
    WIRE_DMA1,      /* n: request to DMA1 stream 0..7                listener: DMA1                    */
    WIRE_DMA2,      /* n: request to DMA2 stream 0..7                listener: DMA2                    */
    WIRE_CLOCK,     /* n: map's clock-enable line; 1 = clocked       listener: the parts that have one */
    WIRE_SERIAL_RX, /* n: serial line into part n                    listener: the U(S)ARTs            */
    WIRE_SERIAL_TX, /* n: serial line out of part n                  listener: the world               */
    WIRE_PORT,      /* not a level: a port raised a request          listener: the matrix              */
    WIRE_BDMA,      /* n: request to BDMA channel 0..7               listener: BDMA                    */
    WIRE_SYNC,      /* n: sync_signal_t                              listener: the DMAMUXes            */
    WIRE_ACK,       /* n: DMA1 stream 0..7, DMA2 8..15, BDMA channel 16..23; turns over each time the
                     * request is acknowledged                       listener: the DMAMUXes            */
    WIRE_ACK1,      /* n: DMAMUX1 request id; turns over each time its request is acknowledged, for
                     * parts whose request no register access lowers (timers)                          */
    WIRE_TRIGGER,   /* n: trigger_line_t, a level or a pulse         listener: the converters          */
    WIRE_PIN_DRIVEN,  /* n: pin; 1 = the outside drives it           listener: GPIO                    */
    WIRE_PIN_OUTSIDE, /* n: pin; the level the outside drives        listener: GPIO                    */
    WIRE_PIN,       /* n: pin; its level, whoever makes it           listener: EXTI                    */
    WIRE_EXTI_PORT, /* n: bit of SYSCFG_EXTICR1-4 end to end, four a line   listener: EXTI             */
    WIRE_RESET,     /* n: reset_line_t; 1 = asks for a system reset  listener: the machine, which stops */
    WIRE_I2C_OUT,   /* n: I2C bus; what the master begins            listener: the devices outside     */
    WIRE_I2C_IN,    /* n: I2C bus; the outside does something        listener: the I2Cs                */
    WIRE_MDMA,      /* n: trigger 0..31 of MDMA_CxTBR.TSEL, a level  listener: MDMA                    */
    WIRE_LAST,      /* n: as WIRE_ACK; turns over when a stream or channel with a count moved the last
                     * item at its peripheral                        listener: the DMAMUXes            */
    WIRE_LAST1,     /* n: DMAMUX1 request id; the same, for who made the request: the converters      */
    WIRE_LAST2,     /* n: DMAMUX2 request id                                                           */
    WIRE_SPI,       /* n: SPI line; the master begins a frame or moves SS   listener: the devices outside */
    WIRE_CLOCK_CHANGE, /* not a level: a domain has a new rate (tick.h)   listener: whoever has a clock */
    WIRE_PART_RESET,   /* n: slot; 1 = RCC holds it in reset          listener: the machine, and the slot */
    WIRE_SLEEP,     /* n: 0; 1 = the core sleeps                      listener: RCC, for the LPENR bits   */
    WIRE_OSC,       /* n: osc_t of rcc.h; 1 = the oscillator is ready listener: SYSCFG (CSI)              */
    WIRE_OVERDRIVE, /* n: 0; SYSCFG_PWRCR.ODEN                        listener: PWR                        */
    WIRE_BACKUP,    /* n: 0; PWR_CR1.DBP: 1 = the backup domain may be written   listener: none, looked at */
    WIRE_FLASH_WRITE,  /* not a level: flash_write[n] got a word      listener: the flash                 */
    WIRE_SPI_OUTSIDE, /* n: SPI line; a master outside begins bits or moves SS  listener: the SPIs    */
    WIRE_KINDS
} wire_kind_t;

enum { PINS = 11 * 16 };        /* pin n: port n >> 4 (GPIOA = 0), pin n & 15 */

typedef enum {                  /* WIRE_TRIGGER numbers: what starts other parts */
    TRIG_TIM1, TRIG_TIM2, TRIG_TIM3, TRIG_TIM4, TRIG_TIM5, TRIG_TIM6, TRIG_TIM7, TRIG_TIM8,  /* TRGO */
    TRIG_TIM1_2, TRIG_TIM8_2,   /* TRGO2 */
    TRIG_EXTI0 = 16,            /* EXTI lines 0..15: a pulse at each edge chosen in RTSR and FTSR */
    TRIGGERS = 64
} trigger_line_t;

typedef enum { RESET_IWDG1, RESET_SYSRESETREQ } reset_line_t;   /* the second: AIRCR, by the program */

typedef enum {      /* what synchronises the DMAMUXes and triggers their generators: RM0433 17.3.2, 17.3.3 */
    SYNC_NONE,
    SYNC_EXTI0, SYNC_EXTI2,             /* level of the pin behind EXTI line 0, 2 (SYSCFG_EXTICR1)         */
    SYNC_LPTIM1, SYNC_LPTIM2, SYNC_LPTIM3, SYNC_TIM12_TRGO,
    SYNC_BDMA_CH0, SYNC_BDMA_CH1,       /* its interrupt line                                              */
    SYNC_SIGNALS
} sync_signal_t;

/* USART1, USART2, USART3, UART4, UART5, USART6, UART7, UART8: line = number - 1; LPUART1 */
enum { SERIAL_LINES = 9 };

typedef struct {
    tick_t   start;             /* tick of the start bit's falling edge; NEVER: line idle since reset */
    tick_t   bit16;             /* ticks a bit, in 1/65536 ticks, so any baud rate is exact enough    */
    uint32_t word;              /* bits in line order, LSB first, start bit = bit 0 = 0               */
    uint32_t bits;              /* how many bits word holds; afterwards the line is idle (1)          */
} serial_t;

/* An I2C bus carries bytes as facts, like a serial line: the master says which byte begins and when
 * its first SCL pulse rises, the device answers at once, and the master takes from the answer what
 * it needs at the pulse that brings it. Nobody answered: open drain, data 0xFF, no acknowledge. */
enum { I2C_BUSES = 4 };             /* I2C1..4: bus = number - 1 */

typedef enum { I2C_NOTHING, I2C_ADDRESS, I2C_WRITE, I2C_READ, I2C_STOP, I2C_LEFT } i2c_act_t;

typedef struct {
    tick_t   rise;              /* first SCL pulse of this byte; of I2C_STOP, I2C_LEFT: when it was       */
    tick_t   answered;          /* the answer below is to the byte with this `rise`                       */
    tick_t   hold;              /* acknowledged: the device keeps SCL low so long after the ninth pulse   */
    tick_t   lost;              /* another master won the bus at this tick; 0: never                      */
    tick_t   taken;             /* another master has the bus until then                                  */
    tick_t   glitch;            /* a misplaced START or STOP was on the bus at this tick; 0: never        */
    uint8_t  act, byte;         /* i2c_act_t; address and direction, or what is written                   */
    uint8_t  ack, data;         /* the answer: acknowledge (address, write); byte (read)                  */
    uint32_t pad;
} i2c_bus_t;

/* An SPI line carries frames as facts: the master says which bits go out and when, the device puts
 * its own bits in at once, and the master takes them at the end. Nobody answered: pulled up, all 1. */
enum { SPI_LINES = 6 };             /* SPI1..6: line = number - 1 */
enum { SPI_SENDS = 1, SPI_RECEIVES = 2 };

typedef struct {
    tick_t   start, end;        /* of the frame under way or last; 0: none yet                       */
    uint32_t out, in;           /* the master's bits, the device's; the first on the line is bit bits - 1 */
    uint8_t  bits, way;        /* how many; SPI_SENDS: the master drives its line, SPI_RECEIVES: it listens */
    uint8_t  mode, select;      /* CPOL << 1 | CPHA; the master's SS output is active                */
    uint32_t pad;
} spi_line_t;

/* What the flash's slave port collects for one bank: "a 256-bit write buffer" (RM0433 4.3.9). */
enum { FLASH_WORD_BYTES = 32 };

enum { FLASH_REFUSED = 1, FLASH_OTHER_WORD = 2, FLASH_TWICE = 4 };     /* what went wrong */

typedef struct {
    uint32_t addr, strb;        /* the flash word; its bytes that were written                       */
    uint8_t  accepts;           /* the flash takes writes (PG is set and nothing is in the way)       */
    uint8_t  wrong;             /* told by the slave port, taken back by the flash                    */
    uint8_t  pad[6];
    uint8_t  bytes[FLASH_WORD_BYTES];
} flash_write_t;

/* A master outside sends its bits in bursts, each a fact like a frame of ours: the slave puts its own
 * bits in as its frames begin, and the outside takes them when the burst is over. */
enum { SPI_SS_FREE, SPI_SS_LOW, SPI_SS_HIGH };      /* FREE: the outside does not drive the pin */

typedef struct {
    tick_t   start;             /* of the burst under way or last; 0: none yet                           */
    uint64_t bit16;             /* ticks a bit << 16, at least one tick                                  */
    uint32_t out, in;           /* its bits, ours; the first on the line is bit bits - 1                 */
    uint8_t  bits, mode;        /* how many, 1..32; CPOL << 1 | CPHA                                     */
    uint8_t  select, pad[5];    /* SPI_SS_FREE ...                                                       */
} spi_outside_t;

typedef struct {
    uint64_t irq[3];
    uint64_t req1[2], req2;
    uint64_t dma1, dma2, bdma, mdma;
    uint64_t sync, ack, ack1[2];
    uint64_t last, last1[2], last2;
    uint64_t clock[2];
    uint64_t trigger;
    uint64_t asked;                 /* WIRE_PORT: ports whose request the matrix has not taken yet */
    uint64_t pin_driven[3], pin_outside[3], pin[3];
    uint64_t exti_port, reset;
    uint64_t part_reset, sleep, osc, overdrive, backup;
    flash_write_t flash_write[2];   /* one a bank */
    uint32_t flash_read[2];         /* the flash word in a bank's read buffer (RM0433 4.3.8); 0: none */
    uint32_t flash_latency;         /* FLASH_ACR.LATENCY, driven by the flash registers */
    uint32_t voltage;               /* scale in force, 0..3 as in VOS0..VOS3, driven by PWR; RCC looks */
    serial_t rx[SERIAL_LINES], tx[SERIAL_LINES];
    i2c_bus_t i2c[I2C_BUSES];
    spi_line_t spi[SPI_LINES];
    spi_outside_t spi_outside[SPI_LINES];
} wires_t;

/* The level of a serial line at tick t (1 = idle). */
static inline int serial_level(const serial_t *s, tick_t t)
{
    if (s->start == NEVER || t < s->start || !s->bit16) return 1;
    uint64_t n = (uint64_t)(((unsigned __int128)(t - s->start) << 16) / s->bit16);
    return n >= s->bits ? 1 : (int)(s->word >> n & 1);
}

/* The tick of `n16` sixteenths of a bit after the start of the frame. */
static inline tick_t serial_at(const serial_t *s, uint64_t n16)
{
    return s->start + (tick_t)(((unsigned __int128)s->bit16 * n16) >> 20);
}

static inline uint64_t *wire_word(wires_t *w, wire_kind_t kind, unsigned n)
{
    switch (kind) {
    case WIRE_IRQ:   return &w->irq[n >> 6];
    case WIRE_REQ1:  return &w->req1[n >> 6];
    case WIRE_REQ2:  return &w->req2;
    case WIRE_DMA1:  return &w->dma1;
    case WIRE_DMA2:  return &w->dma2;
    case WIRE_BDMA:  return &w->bdma;
    case WIRE_MDMA:  return &w->mdma;
    case WIRE_SYNC:  return &w->sync;
    case WIRE_ACK:   return &w->ack;
    case WIRE_ACK1:  return &w->ack1[n >> 6];
    case WIRE_LAST:  return &w->last;
    case WIRE_LAST1: return &w->last1[n >> 6];
    case WIRE_LAST2: return &w->last2;
    case WIRE_TRIGGER:     return &w->trigger;
    case WIRE_PIN_DRIVEN:  return &w->pin_driven[n >> 6];
    case WIRE_PIN_OUTSIDE: return &w->pin_outside[n >> 6];
    case WIRE_PIN:         return &w->pin[n >> 6];
    case WIRE_EXTI_PORT:   return &w->exti_port;
    case WIRE_RESET:       return &w->reset;
    case WIRE_PART_RESET:  return &w->part_reset;
    case WIRE_SLEEP:       return &w->sleep;
    case WIRE_OSC:         return &w->osc;
    case WIRE_OVERDRIVE:   return &w->overdrive;
    case WIRE_BACKUP:      return &w->backup;
    default:         return &w->clock[n >> 6];
    }
}

static inline int wire_get(const wires_t *w, wire_kind_t kind, unsigned n)
{
    return (int)(*wire_word((wires_t *)w, kind, n) >> (n & 63) & 1);
}
#endif
