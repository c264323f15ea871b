/* h743.h -- the registers these programs use, by the manual's names (RM0433; Armv7-M ARM B3). */
#ifndef H743_H
#define H743_H
#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(address))
#define REG8(address) (*(volatile uint8_t *)(address))

/* --- the core --------------------------------------------------------------------------------------- */
#define SYST_CSR   REG(0xE000E010)
#define SYST_RVR   REG(0xE000E014)
#define SYST_CVR   REG(0xE000E018)
#define NVIC_ISER(n) REG(0xE000E100 + 4 * (n))
#define NVIC_IPR(n)  REG8(0xE000E400 + (n))
#define ICSR       REG(0xE000ED04)
#define VTOR       REG(0xE000ED08)
#define AIRCR      REG(0xE000ED0C)
#define CCR        REG(0xE000ED14)
#define SHPR(n)    REG8(0xE000ED14 + (n))          /* n: exception number, 4..15 */
#define SHCSR      REG(0xE000ED24)
#define CFSR       REG(0xE000ED28)
#define HFSR       REG(0xE000ED2C)
#define MMFAR      REG(0xE000ED34)
#define BFAR       REG(0xE000ED38)
#define CCSIDR     REG(0xE000ED80)
#define CSSELR     REG(0xE000ED84)
#define CPACR      REG(0xE000ED88)
#define MPU_CTRL   REG(0xE000ED94)
#define MPU_RNR    REG(0xE000ED98)
#define MPU_RBAR   REG(0xE000ED9C)
#define MPU_RASR   REG(0xE000EDA0)
#define FPCCR      REG(0xE000EF34)
#define ICIALLU    REG(0xE000EF50)
#define ICIMVAU    REG(0xE000EF58)
#define DCIMVAC    REG(0xE000EF5C)
#define DCISW      REG(0xE000EF60)
#define DCCMVAU    REG(0xE000EF64)
#define DCCMVAC    REG(0xE000EF68)
#define DEMCR      REG(0xE000EDFC)
#define DWT_CTRL   REG(0xE0001000)
#define DWT_CYCCNT REG(0xE0001004)
#define DWT_LAR    REG(0xE0001FB0)

static inline void dsb(void) { __asm volatile("dsb 0xF" ::: "memory"); }
static inline void isb(void) { __asm volatile("isb 0xF" ::: "memory"); }
static inline void dmb(void) { __asm volatile("dmb 0xF" ::: "memory"); }
static inline void wfi(void) { __asm volatile("wfi" ::: "memory"); }

/* --- clocks, power, flash ------------------------------------------------------------------------------ */
#define RCC_CR       REG(0x58024400)
#define RCC_CFGR     REG(0x58024410)
#define RCC_D1CFGR   REG(0x58024418)
#define RCC_D2CFGR   REG(0x5802441C)
#define RCC_D3CFGR   REG(0x58024420)
#define RCC_PLLCKSELR REG(0x58024428)
#define RCC_PLLCFGR  REG(0x5802442C)
#define RCC_PLL1DIVR REG(0x58024430)
#define RCC_PLL1FRACR REG(0x58024434)
#define RCC_PLL2DIVR REG(0x58024438)
#define RCC_PLL2FRACR REG(0x5802443C)
#define RCC_PLL3DIVR REG(0x58024440)
#define RCC_PLL3FRACR REG(0x58024444)
#define RCC_CIER     REG(0x58024460)
#define RCC_AHB3ENR  REG(0x580244D4)
#define RCC_AHB1ENR  REG(0x580244D8)
#define RCC_AHB2ENR  REG(0x580244DC)
#define RCC_AHB4ENR  REG(0x580244E0)
#define RCC_APB1LENR REG(0x580244E8)
#define RCC_APB2ENR  REG(0x580244F0)
#define RCC_APB4ENR  REG(0x580244F4)
#define PWR_CR3      REG(0x5802480C)
#define PWR_CSR1     REG(0x58024804)
#define PWR_D3CR     REG(0x58024818)
#define FLASH_ACR    REG(0x52002000)
#define DBGMCU_IDCODE REG(0x5C001000)

/* --- DMA ------------------------------------------------------------------------------------------------ */
typedef struct { volatile uint32_t CR, NDTR, PAR, M0AR, M1AR, FCR; } dma_stream_t;
typedef struct { volatile uint32_t LISR, HISR, LIFCR, HIFCR; dma_stream_t S[8]; } dma_t;
#define DMA1 ((dma_t *)0x40020000)
#define DMA2 ((dma_t *)0x40020400)
#define MDMA_REG(offset) REG(0x52000000 + (offset))    /* channel 0's registers are at 0x40 */
#define DMAMUX1_CCR(n) REG(0x40020800 + 4 * (n))      /* channel 0..7: DMA1 streams, 8..15: DMA2 streams */
enum { REQ_ADC1 = 9, REQ_I2C1_RX = 33, REQ_I2C1_TX = 34, REQ_SPI1_RX = 37, REQ_SPI1_TX = 38,
       REQ_USART3_RX = 45, REQ_USART3_TX = 46 };      /* RM0433 table 121 */
enum { DMA_EN = 1, DMA_TEIE = 1 << 2, DMA_HTIE = 1 << 3, DMA_TCIE = 1 << 4, DMA_M2P = 1 << 6, DMA_M2M = 1 << 7, DMA_CIRC = 1 << 8,
       DMA_PINC = 1 << 9, DMA_MINC = 1 << 10,
       DMA_P16 = 1 << 11, DMA_P32 = 2 << 11, DMA_M16 = 1 << 13, DMA_M32 = 2 << 13,
       DMA_TRBUFF = 1 << 20 };                          /* wanted for U(S)ARTs on this silicon */
enum { DMA_TCIF = 1 << 5, DMA_HTIF = 1 << 4, DMA_TEIF = 1 << 3, DMA_ALL = 0x3D };     /* of stream 0; shift by 6 for stream 1 */

/* --- peripherals ------------------------------------------------------------------------------------------ */
typedef struct { volatile uint32_t CR1, CR2, CR3, BRR, GTPR, RTOR, RQR, ISR, ICR, RDR, TDR, PRESC; } usart_t;
#define USART3 ((usart_t *)0x40004800)
typedef struct { volatile uint32_t CR1, CR2, CFG1, CFG2, IER, SR, IFCR, pad, TXDR, pad2[3], RXDR; } spi_t;
#define SPI1 ((spi_t *)0x40013000)
typedef struct { volatile uint32_t CR1, CR2, OAR1, OAR2, TIMINGR, TIMEOUTR, ISR, ICR, PECR, RXDR, TXDR; } i2c_t;
#define I2C1 ((i2c_t *)0x40005400)
typedef struct { volatile uint32_t ISR, IER, CR, CFGR, CFGR2, SMPR[2], PCSEL, LTR1, HTR1, pad[2], SQR[4], DR; } adc_t;
#define ADC1 ((adc_t *)0x40022000)
#define ADC12_CCR REG(0x40022308)
typedef struct { volatile uint32_t MODER, OTYPER, OSPEEDR, PUPDR, IDR, ODR, BSRR, LCKR, AFR[2]; } gpio_t;
#define GPIOA ((gpio_t *)0x58020000)
#define GPIOB ((gpio_t *)0x58020400)
#define GPIOD ((gpio_t *)0x58020C00)

/* --- start.c, semihost.c ----------------------------------------------------------------------------------- */
void SystemInit(void);
void clock_400mhz(void);
void caches_on(void);
void say(const char *text);                           /* semihosting SYS_WRITE0 */
void quit(int code) __attribute__((noreturn));        /* semihosting SYS_EXIT_EXTENDED */

/* cachel1_armv7.h's loops, written out: whole lines from addr on, covering size bytes. */
void clean_dcache(const volatile void *addr, int32_t size);
void invalidate_dcache(volatile void *addr, int32_t size);
#endif
