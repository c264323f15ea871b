/* spi_own.h -- what spi.c and spi_slave.c share: registers and bits by the manual's names (RM0433 50.11),
 * what the set-up says, the FIFOs. For the two alone. */
#ifndef SPI_OWN_H
#define SPI_OWN_H
#include "spi.h"

enum { CR1 = 0x00, CR2 = 0x04, CFG1 = 0x08, CFG2 = 0x0C, IER = 0x10, SR = 0x14, IFCR = 0x18,
       TXDR = 0x20, RXDR = 0x30, CRCPOLY = 0x40, TXCRC = 0x44, RXCRC = 0x48, UDRDR = 0x4C,
       I2SCFGR = 0x50 };

#define BIT(n)       (1u << (n))
#define CR1_SPE      BIT(0)
#define CR1_MASRX    BIT(8)
#define CR1_CSTART   BIT(9)
#define CR1_CSUSP    BIT(10)
#define CR1_HDDIR    BIT(11)
#define CR1_SSI      BIT(12)
#define CR1_IOLOCK   BIT(16)
#define CFG1_RXDMAEN BIT(14)
#define CFG1_TXDMAEN BIT(15)
#define CFG1_CRCEN   BIT(22)
#define CFG2_MODE    24                     /* CPOL << 1 | CPHA from here on */
#define CFG2_MASTER  BIT(22)
#define CFG2_LSBFRST BIT(23)
#define CFG2_SSM     BIT(26)
#define CFG2_SSIOP   BIT(28)
#define CFG2_SSOE    BIT(29)
#define CFG2_SSOM    BIT(30)
#define SR_RXP       BIT(0)
#define SR_TXP       BIT(1)
#define SR_DXP       BIT(2)
#define SR_EOT       BIT(3)
#define SR_TXTF      BIT(4)
#define SR_UDR       BIT(5)
#define SR_OVR       BIT(6)
#define SR_MODF      BIT(9)
#define SR_TSERF     BIT(10)
#define SR_SUSP      BIT(11)
#define SR_TXC       BIT(12)
#define SR_RXWNE     BIT(15)
enum { IER_RXPIE = 1, IER_TXPIE = 2, IER_DXPIE = 4, IER_EOTIE = 8 };
enum { COMM_TRANSMIT = 1, COMM_RECEIVE = 2, COMM_HALF = 3 };
enum { UDRDET_BEGIN, UDRDET_END, UDRDET_SELECT };    /* where an underrun is looked for */
enum { UDRCFG_PATTERN, UDRCFG_RECEIVED, UDRCFG_SENT };
enum { LOST_RX, LOST_TX };                  /* note of F_LOST */

/* What each register has, and what is locked by SPE (RM0433 50.11: "write protected when SPI is
 * enabled"), and what spi.h lists as not modelled. */
#define CR1_BITS     0x0001FB01u            /* but CSUSP, which reads 0 */
#define CR1_LOCKED   0x0001E000u            /* CRC33_17 RCRCINI TCRCINI IOLOCK */
#define CFG1_BITS    0x705FDFFFu
#define CFG1_FREE    (CFG1_RXDMAEN | CFG1_TXDMAEN)
#define CFG2_BITS    0xF7FE80FFu
#define CFG2_ABSENT  0x00388000u            /* SP IOSWP */
#define IER_BITS     0x000007FFu
#define IFCR_BITS    0x00000FF8u
#define I2SCFGR_BITS 0x03FFFFBFu

/* ---- what the set-up says ------------------------------------------------------------------- */

static inline int enabled(const spi_t *s) { return (s->cr1 & CR1_SPE) != 0; }
static inline unsigned comm(const spi_t *s) { return s->cfg2 >> 17 & 3; }
static inline unsigned bits(const spi_t *s) { return (s->cfg1 & 31) < 3 ? 4 : (s->cfg1 & 31) + 1; }
static inline unsigned bytes(const spi_t *s) { return (bits(s) + 7) / 8; }
static inline unsigned udrcfg(const spi_t *s) { return s->cfg1 >> 9 & 3; }
static inline unsigned udrdet(const spi_t *s) { return s->cfg1 >> 11 & 3; }
static inline unsigned packet(const spi_t *s) { return ((s->cfg1 >> 5 & 15) + 1) * bytes(s); }
/* MBR: kernel clock / 2^shift */
static inline unsigned shift(const spi_t *s) { return (s->cfg1 >> 28 & 7) + 1; }
static inline uint32_t tsize(const spi_t *s) { return s->cr2 & 0xFFFF; }
static inline int master(const spi_t *s) { return (s->cfg2 & CFG2_MASTER) != 0; }
/* a transfer of the master is extended, none of the slave (RM0433 50.4.11) */
static inline uint32_t tser(const spi_t *s) { return master(s) ? s->cr2 >> 16 : 0; }

static inline int sends(const spi_t *s)
{
    return comm(s) == COMM_HALF ? (s->cr1 & CR1_HDDIR) != 0 : comm(s) != COMM_RECEIVE;
}

static inline int receives(const spi_t *s)
{
    return comm(s) == COMM_HALF ? !(s->cr1 & CR1_HDDIR) : comm(s) != COMM_TRANSMIT;
}

static inline uint32_t frame_mask(const spi_t *s) { return 0xFFFFFFFFu >> (32 - bits(s)); }

static inline uint32_t reversed(uint32_t v, unsigned n)
{
    uint32_t r = 0;
    for (unsigned i = 0; i < n; i++) r |= (v >> i & 1) << (n - 1 - i);
    return r;
}

/* The SS input is at its active level: SSI, or the pin that only the outside drives (RM0433 50.4.7). */
static inline int selected(const spi_t *s, const spi_cfg_t *c, const env_t *env)
{
    unsigned pin = env->wires->spi_outside[c->line].select;
    int high = s->cfg2 & CFG2_SSM ? (s->cr1 & CR1_SSI) != 0 : pin == SPI_SS_HIGH;
    if (!(s->cfg2 & CFG2_SSM) && pin == SPI_SS_FREE) return 0;
    return high == ((s->cfg2 & CFG2_SSIOP) != 0);
}

/* ---- spi.c ----------------------------------------------------------------------------------- */

/* The oldest n bytes of a FIFO, the first one lowest. */
uint32_t spi_take(uint8_t *fifo, uint8_t *held, unsigned n);
/* A frame with these bits, the first on the line highest, has come in: RxFIFO or overrun. */
void spi_receive(spi_t *, const spi_cfg_t *, env_t *, uint32_t line_bits);
/* One frame of TSIZE is over. */
void spi_count(spi_t *, const spi_cfg_t *, env_t *);

/* ---- spi_slave.c ----------------------------------------------------------------------------- */

/* Be correct at env->now. */
void spi_slave_run(spi_t *, const spi_cfg_t *, env_t *);
/* SPE = 0: nothing is under way. */
void spi_slave_forget(spi_t *);
#endif
