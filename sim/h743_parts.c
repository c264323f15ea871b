/* h743_parts.c -- what each part of the STM32H743 is told: its lines, its ports, its delays; and
 * every number that is not a row of the buses, once, with its source. Request ids: RM0433 chapter 17;
 * interrupts: chapter 19. */
#include "h743_rows.h"

/* ---- numbers --------------------------------------------------------------------------------- */

#ifdef STRESS
enum { DMA_WORDS = 1 };
#else
enum { DMA_WORDS = 4 };
#endif

enum {
    DMA_ARB = 1, DMA_CALC = 1, DMA_ACK = 1, DMA_LATE = 3,       /* hclk edges */
    USART_ACK = 1, USART_TX = 1, USART_RX = 1, USART_REQ = 1,   /* kernel clock edges */
    US_LSI = 200, US_LSE = 100000, US_HSE = 2000, US_CSI = 2, US_HSI48 = 4, US_PLL = 50,
    US_SUPPLY = 10, US_VOS = 100, US_BACKUP = 50, US_CELL = 20,
    PACKAGE_LQFP144 = 2
};

#define TICKS(us) ((tick_t)(us) * (TICKS_PER_SECOND / 1000000))
#define EST       TRUST_ESTIMATE

const number_t h743_number[] = {
    { "bus error response", "hclk", ERROR_AFTER, EST,
      "default slave, RM0433 2.2.1; as one read of AXI SRAM" },
    { "DMA port arbitration", "hclk", DMA_ARB, TRUST_DOC, "AN4031: tPA = tMA = 1 (F2/F4/F7)" },
    { "DMA address computation", "hclk", DMA_CALC, TRUST_DOC,
      "AN4031: tPAC = tMAC = 1 (F2/F4/F7)" },
    { "DMA acknowledge to next request", "hclk", DMA_ACK, EST,
      "RM0433 15.3.4: four-phase handshake, no figure" },
    { "DMA memory access late for FEIF, DMEIF", "hclk", DMA_LATE, EST,
      "arbitration + address + one edge at the matrix: an idle bus is never late" },
    { "DMA FIFO", "words", DMA_WORDS, TRUST_DOC, "RM0433 15.3.14" },
    { "DMAMUX1 request to DMA", "hclk", 0, EST, "RM0433 17.4.3: combinational; no figure" },
    { "USART UE, TE or RE to TEACK, REACK", "kernel clocks", USART_ACK, EST, "no figure" },
    { "USART TDR to start bit, idle line", "kernel clocks", USART_TX, EST, "no figure" },
    { "USART middle of stop bit to RXNE", "kernel clocks", USART_RX, EST,
      "oversampled stop bit; no figure" },
    { "USART flag to DMA request", "kernel clocks", USART_REQ, EST,
      "flag and request share a synchroniser; no figure" },
    { "RCC LSI ready", "us", US_LSI, EST, "data-sheet magnitude" },
    { "RCC LSE ready", "us", US_LSE, EST, "data sheet: 2 s; shortened, firmware waits up to 5 s" },
    { "RCC HSE ready", "us", US_HSE, EST, "data-sheet magnitude, a crystal" },
    { "RCC HSI ready", "us", 0, EST, "on after reset" },
    { "RCC CSI ready", "us", US_CSI, EST, "data-sheet magnitude" },
    { "RCC HSI48 ready", "us", US_HSI48, EST, "data-sheet magnitude" },
    { "RCC PLL lock", "us", US_PLL, EST, "data-sheet magnitude; ST's HAL gives up after 2 ms" },
    { "RCC peripheral enable to clock", "ticks", 0, EST,
      "RM0433 8.5.10: up to 2 periods; not modelled" },
    { "PWR supply configuration to ACTVOSRDY", "us", US_SUPPLY, EST,
      "some 30 polls after power-on, measured on an H7B3" },
    { "PWR voltage scale change", "us", US_VOS, EST, "data-sheet magnitude" },
    { "PWR backup regulator ready", "us", US_BACKUP, EST, "data-sheet magnitude" },
    { "SYSCFG compensation cell ready", "us", US_CELL, EST, "data-sheet magnitude" },
};
_Static_assert(sizeof h743_number / sizeof *h743_number == H743_NUMBERS,
               "count the numbers in h743_rows.h");

/* ---- parts ----------------------------------------------------------------------------------- */

/* kernel clock, line, interrupt, request ids of receiver and transmitter */
#define USART(pclk, line, irq, rx, tx) \
    { pclk, line, irq, rx, tx, USART_ACK, USART_TX, USART_RX, USART_REQ }

const usart_cfg_t h743_usart[SERIAL_LINES] = {
    USART(CLK_PCLK2, 0, 37, 41, 42),       /* USART1 */
    USART(CLK_PCLK1, 1, 38, 43, 44),       /* USART2 */
    USART(CLK_PCLK1, 2, 39, 45, 46),       /* USART3 */
    USART(CLK_PCLK1, 3, 52, 63, 64),       /* UART4  */
    USART(CLK_PCLK1, 4, 53, 65, 66),       /* UART5  */
    USART(CLK_PCLK2, 5, 71, 71, 72),       /* USART6 */
    USART(CLK_PCLK1, 6, 82, 79, 80),       /* UART7  */
    USART(CLK_PCLK1, 7, 83, 81, 82),       /* UART8  */
};

const dma_cfg_t h743_dma1 = {
    .hclk = CLK_HCLK, .p_per = PORT_DMA1_PER, .p_mem = PORT_DMA1_MEM, .wire = WIRE_DMA1,
    .irq = { 11, 12, 13, 14, 15, 16, 17, 47 },
    .arb = DMA_ARB, .calc = DMA_CALC, .ack = DMA_ACK, .late = DMA_LATE, .fifo_words = DMA_WORDS,
};

const dma_cfg_t h743_dma2 = {
    .hclk = CLK_HCLK, .p_per = PORT_DMA2_PER, .p_mem = PORT_DMA2_MEM, .wire = WIRE_DMA2,
    .irq = { 56, 57, 58, 59, 60, 68, 69, 70 },
    .arb = DMA_ARB, .calc = DMA_CALC, .ack = DMA_ACK, .late = DMA_LATE, .fifo_words = DMA_WORDS,
};

const dmamux_cfg_t h743_dmamux1 = {
    .in = WIRE_REQ1, .out = { WIRE_DMA1, WIRE_DMA2 }, .channels = 16, .ids = 128,
};

/* DMAMUX1 has no enable of its own: it runs with either controller. */
static const clock_also_t also[] = { { CLK_LINE_DMAMUX1, 0x0D8, 1 } };

const rcc_cfg_t h743_rcc = {
    .clock = h743_clock, .clocks = CLK_LINES, .also = also, .alsos = sizeof also / sizeof *also,
    .start = {
        [OSC_LSI] = TICKS(US_LSI), [OSC_LSE] = TICKS(US_LSE), [OSC_HSI] = 0,
            [OSC_HSE] = TICKS(US_HSE),
        [OSC_CSI] = TICKS(US_CSI), [OSC_HSI48] = TICKS(US_HSI48),
        [OSC_PLL1] = TICKS(US_PLL), [OSC_PLL2] = TICKS(US_PLL), [OSC_PLL3] = TICKS(US_PLL),
    },
    .irq = 5,
};

const pwr_cfg_t h743_pwr = {
    .supply = TICKS(US_SUPPLY), .vos = TICKS(US_VOS), .backup = TICKS(US_BACKUP),
};
const syscfg_cfg_t h743_syscfg = { .cell = TICKS(US_CELL), .package = PACKAGE_LQFP144 };
const flash_cfg_t  h743_flash  = { 0 };

/* ---- clocks ---------------------------------------------------------------------------------- */

/* CPU, hclk (AXI and AHB), each APB; LATENCY. A run may be given any other. */
const clock_set_up_t h743_clock_set_up[CLOCK_SET_UPS] = {
    { "reset, HSI",  64,  64,  64, 7, "RM0433 8.7, FLASH_ACR reset" },
    { "400 MHz",    400, 200, 100, 2, "AN4891 4.1; VOS1" },
    { "480 MHz",    480, 240, 120, 4, "AN4891 4.1; VOS0, silicon after rev Y" },
    { "200 MHz 1:1", 200, 200, 100, 2, "AN4891 tables 8-17: the 1:1 columns" },
    { "240 MHz 1:1", 240, 240, 120, 4, "AN4891 tables 8-17: the 1:1 columns" },
};
