/* usart_regs.h -- registers and bits of the U(S)ARTs and LPUART1 by the manual's names, and which bits
 * are locked, absent or missing. RM0433 48.7, 49.7. For usart.c alone. */
#ifndef USART_REGS_H
#define USART_REGS_H

enum { CR1 = 0x00, CR2 = 0x04, CR3 = 0x08, BRR = 0x0C, GTPR = 0x10, RTOR = 0x14, RQR = 0x18,
       ISR = 0x1C, ICR = 0x20, RDR = 0x24, TDR = 0x28, PRESC = 0x2C, BEYOND = 0x30 };

#define BIT(n)      (1u << (n))
#define CR1_UE      BIT(0)
#define CR1_RE      BIT(2)
#define CR1_TE      BIT(3)
#define CR1_IDLEIE  BIT(4)
#define CR1_RXNEIE  BIT(5)
#define CR1_TCIE    BIT(6)
#define CR1_TXEIE   BIT(7)
#define CR1_PEIE    BIT(8)
#define CR1_PS      BIT(9)
#define CR1_PCE     BIT(10)
#define CR1_M0      BIT(12)
#define CR1_OVER8   BIT(15)
#define CR1_RTOIE   BIT(26)
#define CR1_M1      BIT(28)
#define CR1_FIFOEN  BIT(29)
#define CR1_TXFEIE  BIT(30)
#define CR1_RXFFIE  BIT(31)
#define CR2_RTOEN   BIT(23)
#define CR3_EIE     BIT(0)
#define CR3_DMAR    BIT(6)
#define CR3_DMAT    BIT(7)
#define CR3_OVRDIS  BIT(12)
#define CR3_DDRE    BIT(13)
#define CR3_TXFTIE  BIT(23)
#define CR3_RXFTIE  BIT(28)
#define ISR_PE      BIT(0)
#define ISR_FE      BIT(1)
#define ISR_NE      BIT(2)
#define ISR_ORE     BIT(3)
#define ISR_IDLE    BIT(4)
#define ISR_RXNE    BIT(5)
#define ISR_TC      BIT(6)
#define ISR_TXE     BIT(7)
#define ISR_RTOF    BIT(11)
#define ISR_BUSY    BIT(16)
#define ISR_SBKF    BIT(18)
#define ISR_TEACK   BIT(21)
#define ISR_REACK   BIT(22)
#define ISR_TXFE    BIT(23)
#define ISR_RXFF    BIT(24)
#define ISR_RXFT    BIT(26)
#define ISR_TXFT    BIT(27)
enum { RQR_SBKRQ = 2, RQR_RXFRQ = 8, RQR_TXFRQ = 16 };

/* "This bit can only be written when the USART is disabled (UE = 0)", RM0433 48.7. */
#define CR1_LOCKED  0x33FF9E00u      /* PS PCE WAKE M0 OVER8 DEDT DEAT M1 FIFOEN */
#define CR2_LOCKED  0x006FFF39u      /* all but LBDIE, ABREN, RTOEN, ADD */
#define CR3_LOCKED  0x0030FB3Eu      /* [5:1] RTSE CTSE ONEBIT OVRDIS DDRE DEM DEP WUS */
/* What usart.h lists as not modelled. */
#define CR1_ABSENT  0x0BFF6802u      /* UESM WAKE MME CMIE DEDT DEAT EOBIE */
#define CR2_ABSENT  0xFF7FCF79u      /* everything but STOP and RTOEN */
#define CR3_ABSENT  0x007EC73Eu      /* [5:1] RTSE CTSE CTSIE DEM DEP SCARCNT WUS WUFIE */

enum { ICR_BITS = 0x85F,             /* PE FE NE ORE IDLE TC RTOF */
       ENTRY_FLAGS = 9 };            /* a received entry: data [8:0], then PE and FE */
enum { LOST_RX, LOST_TX };           /* note of F_LOST */

/* The bits LPUART1 has: no OVER8, RTOIE, EOBIE (CR1), no LIN, clock, auto baud, timeout (CR2), no IrDA,
 * smartcard, ONEBIT (CR3). RM0433 49.7. */
#define LP_CR1      0xF3FF7FFFu
#define LP_CR2      0xFF0FB010u
#define LP_CR3      0xFEF0F7C9u
enum { LP_BRR_MIN = 0x300 };         /* "it is forbidden to write values lower than 0x300" */
#endif
