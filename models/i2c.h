/* i2c.h -- one I2C in master mode: I2C1 to I2C4. RM0433 chapter 47.
 *
 * Modelled: START, repeated START, 7-bit address, STOP; NBYTES, RELOAD, AUTOEND; TXIS, TXE, RXNE,
 * TC, TCR, NACKF, STOPF, BERR, ARLO, BUSY; SCL and SDA timing from TIMINGR, DNF and ANFOFF; SCL
 * held low by us while nobody serves and by the device outside; loss of the bus to another master;
 * both DMA requests; event and error interrupt; software reset by PE = 0; flush by ISR.TXE.
 * Not modelled: slave mode (OA1EN, OA2EN and its bits), ADD10 (the header goes out like any 7-bit
 * address, and no device has it), SMBus, PEC, time-outs, general call, wake-up: setting such a bit
 * is told as F_UNMODELLED. ADDR, OVR, PECERR, TIMEOUT, ALERT, DIR never rise. Kernel clock
 * switches: it is the APB clock. Rise and fall times of the lines are 0. When we leave in mid-byte
 * (PE = 0, arbitration) the device lets go too: a stuck bus does not happen. Where in a byte
 * arbitration is lost is the outside's word: the bits are not compared.
 *
 * What surprises people:
 *   - The address is not DMA's business, and DMA's TCIF is not the end: STOPF or TC is.
 *   - An address or byte nobody acknowledges ends in NACKF and STOPF, and the DMA waits for ever.
 *   - A byte nobody took off TXDR when the NACK came is still there for the next transfer.
 *   - TXIS rises again as soon as TXDR moves on into the shift register: one byte is ahead.
 *   - RXNE rises after the eighth pulse; not read until the next byte's eighth, SCL stays low, in
 *     front of the acknowledge. Nothing is lost in master mode, only time.
 *   - SCL is slower than TIMINGR's numbers say: each edge is seen some clocks late (tSYNC1, tSYNC2)
 *   - I2C4's requests go to DMAMUX2, which serves BDMA alone.
 * Choices where the manual is silent: a write of TXDR while TXE = 0 replaces what was there
 * (F_LOST, note 1); BERR changes nothing else (ES0392: spurious ones do not); a STOP asked for
 * during a read is sent behind the byte under way. F_TX: a byte we send (address: note 1), told
 * when it enters the shift register. TXDR, RXDR: bytes too; elsewhere a write is of the word (matrix.h).
 *
 * The section numbers agree with a public copy of RM0433 rev 8's contents (47.4.5 to 47.4.17, 47.7.1 to .5).
 * From the map: the edges in i2c_cfg_t, of the kernel clock. */
#ifndef I2C_H
#define I2C_H
#include "device.h"

typedef struct {
    uint8_t  kernel;                 /* clock domain: the instance's APB clock */
    uint8_t  bus;                    /* 0..I2C_BUSES - 1 */
    uint8_t  req_wire;               /* WIRE_REQ1 or WIRE_REQ2 */
    uint16_t req_rx, req_tx;         /* ids there; 0: not connected */
    uint16_t irq_ev, irq_er;         /* WIRE_IRQ */
    uint8_t  sync_edges;             /* an edge of SCL or SDA -> seen, without filters */
    uint8_t  start_edges;            /* START or STOP written -> the line moves */
    uint8_t  req_edges;              /* flag -> DMA request */
    tick_t   filter;                 /* delay of the analog filter */
} i2c_cfg_t;

typedef enum {
    I2C_IDLE,                        /* not master; perhaps START is asked for */
    I2C_HEAD,                        /* START or repeated START; at: SCL falls */
    I2C_EIGHT,                       /* a byte comes in; at: its eighth pulse has been seen */
    I2C_FULL,                        /* the byte waits for RXDR: SCL low before the ninth pulse */
    I2C_NINTH,                       /* at: the ninth pulse has been seen */
    I2C_HELD,                        /* SCL low behind the ninth pulse: TXIS, TC, TCR */
    I2C_STOPPING                     /* at: the STOP has been seen */
} i2c_phase_t;

typedef struct {
    uint32_t cr1, cr2, oar1, oar2, timingr, timeoutr;
    uint32_t flags;                  /* ISR bits that are kept; the rest follows from the state */
    uint8_t  phase, act;             /* i2c_phase_t; i2c_act_t of the byte under way or last */
    uint8_t  left;                   /* bytes of NBYTES that have not begun */
    uint8_t  txdr, rxdr, shift;      /* shift: received, waits for RXDR */
    uint8_t  tx_full, rx_full, reading;
    tick_t   at;                     /* the phase's end; NEVER: software's turn */
    tick_t   rise;                   /* first pulse of the byte: names it on the wire */
    tick_t   fell;                   /* SCL fell: behind the ninth (I2C_FULL: eighth) pulse */
    tick_t   release;                /* the device lets SCL go */
    tick_t   asked;                  /* START may go out from here on; NEVER: not asked for */
    tick_t   stopped;                /* our last STOP; 0: none yet */
    tick_t   lost, glitch;           /* the bus's, of which we took notice */
    tick_t   req_rx_at, req_tx_at;   /* the request rises; NEVER: its flag is low */
} i2c_t;

extern const model_t i2c_model;
#endif
