/* usart.h -- one U(S)ART with FIFO: USART1, 2, 3, 6 and UART4, 5, 7, 8 (RM0433 chapter 48), and LPUART1
 * (chapter 49).
 *
 * Modelled: asynchronous frames of 7, 8 or 9 bits with parity and 1 or 2 stop bits (0.5 is sent as
 * 1 and 1.5 as 2); BRR, OVER8, PRESC; both FIFO modes, thresholds; idle frame on TE, break; TXE,
 * TC, RXNE, IDLE, ORE, FE, PE, RTOF, TEACK, REACK, BUSY, SBKF; OVRDIS, DDRE; RXFRQ, TXFRQ; the
 * interrupt line; both DMA requests; write protection of what may change only while UE = 0.
 * A new kernel clock counts from the next frame on; one under way keeps its bit time in both directions.
 * TE or RE set while the kernel clock stands still take no effect, not even when it runs again.
 * Not modelled: noise (NE is never set, ONEBIT changes nothing), synchronous, LIN, IrDA, smartcard,
 * half-duplex, RTS/CTS, driver enable, mute mode, character match, auto baud, inverted or swapped pins and
 * bit order, wake-up from Stop: setting such a bit is told as F_UNMODELLED. ICR.TXFECF has no effect. The RCC
 * clock gates the registers (by whoever carries the access), not a frame under way.
 *
 * What surprises people:
 *   - RXNE rises in the middle of the stop bit, before the frame is over.
 *   - The receiver holds FIFO + 1 characters (the FIFO and RDR): 18 in a row overrun, not 17.
 *   - FIFO off, DMAR = 1, DDRE = 0: a character with FE or PE raises its flag but not RXNE; the
 *     DMA never sees it (RM0433 CR3.DDRE). With the FIFO on it is stored with its flags.
 *   - IDLE wants a received character first; enabling a quiet receiver does not set it.
 *   - A request falls when RDR or TDR is accessed and rises again even if the flag never fell.
 *   - UE = 0 drops everything under way; a frame on the wire is cut after its present bit. No
 *     interrupt and no request leaves while UE = 0.
 * Choices where the manual is silent: a TDR write while TXE = 0 replaces what was there, a write
 * to a full FIFO is dropped; both are told as F_LOST with note 1 (an overrun has note 0). TC also
 * rises at the end of an idle or break frame with nothing to follow. F_TX of a break has note 1.
 * LPUART1 is the same machine with other numbers: a bit is BRR / 256 kernel clocks, BRR has 20 bits
 * and works from 0x300 on; no OVER8, no receiver timeout, no GTPR. Its oversampling differs in the
 * chip; here the middle of each bit is sampled as in the others.
 * Accesses narrower than a word work on RDR and TDR (a DMA of bytes); elsewhere a write is of the word
 * (matrix.h).
 *
 * From the map: the edges in usart_cfg_t; edges are of the kernel clock. */
#ifndef USART_H
#define USART_H
#include "device.h"

#ifdef STRESS
enum { USART_FIFO = 1 };
#else
enum { USART_FIFO = 16 };            /* RM0433 48.4: FIFO size 16 for every instance */
#endif

typedef struct {
    uint8_t  kernel;                 /* clock domain: its kernel clock, after reset the APB clock */
    uint8_t  line;                   /* SERIAL_LINES index */
    uint16_t irq;                    /* WIRE_IRQ */
    uint16_t req_rx, req_tx;         /* WIRE_REQ1, LPUART1 WIRE_REQ2; 0: not connected */
    uint8_t  ack_edges;              /* UE and TE or RE set -> TEACK, REACK */
    uint8_t  tx_edges;               /* TDR written with the shift register empty -> start bit */
    uint8_t  rx_edges;               /* middle of stop bit -> RXNE; silence over -> IDLE, RTOF */
    uint8_t  req_edges;              /* flag -> DMA request */
    uint8_t  lpuart;                 /* LPUART1: its BRR and bits; requests go to DMAMUX2 */
} usart_cfg_t;

/* What the shift registers are doing. */
typedef enum { TX_NONE, TX_IDLE, TX_DATA, TX_BREAK } usart_tx_t;
typedef enum { RX_SEARCH, RX_START, RX_DATA } usart_rx_t;

typedef struct {
    uint32_t cr1, cr2, cr3, brr, gtpr, rtor, presc;
    uint32_t flags;                  /* ISR bits that are kept; the rest follows from the state */
    uint16_t rx[USART_FIFO + 1];     /* received, oldest first: data, PE << 9, FE << 10 */
    uint16_t tx[USART_FIFO];         /* waiting to be sent, oldest first */
    uint16_t rdr;                    /* what RDR gives when nothing waits: the last character */
    uint8_t  rxs, txs;               /* how many */
    uint8_t  tx_kind, preamble;      /* usart_tx_t; an idle frame is owed */
    uint8_t  rx_phase, rx_samples;   /* usart_rx_t; how many bits of rx_word were sampled already */
    uint8_t  rx_before;              /* level of the line before `line` began */
    uint8_t  idle_armed, rto_armed;  /* a character came since the flag last rose */
    uint32_t rx_word;                /* bits sampled, start bit = bit 0 */
    tick_t   te_at, re_at;           /* transmitter, receiver ready; NEVER: off */
    tick_t   tx_from, tx_end;        /* a waiting character may start; the frame under way ends */
    tick_t   rx_look;                /* falling edges count from here */
    tick_t   rx_start, rx_end;       /* start bit seen; RXNE due */
    uint64_t rx_bit16;               /* ticks a bit << 16 of the frame coming in */
    tick_t   quiet;  /* silence since; NEVER: a character is coming in, or none came */
    tick_t   req_rx_at, req_tx_at;   /* the request rises; NEVER: its flag is low */
    serial_t line;                   /* the incoming frame, kept because the wire forgets it */
} usart_t;

extern const model_t usart_model;

/* How a sender must send to be understood now. bit16: ticks a bit << 16, 0: nobody listens (RE is off, or no
 * baud rate is set). bits counts the parity bit. */
typedef enum { USART_NO_PARITY, USART_EVEN, USART_ODD } usart_parity_t;
typedef struct { uint64_t bit16; uint8_t bits, stops, parity, pad; } usart_frame_t;
usart_frame_t usart_frame(const usart_t *, const usart_cfg_t *, const env_t *);
#endif
