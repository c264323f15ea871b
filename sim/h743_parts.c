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
    BDMA_ARB = 1, BDMA_CALC = 1, BDMA_IDLE = 1, BDMA_ACK = 1,   /* hclk edges */
    MDMA_ARB = 2, MDMA_CALC = 1,                                /* hclk edges */
    MUX_HOLD = 2, MUX_MASK = 3,                                 /* hclk edges */
    USART_ACK = 1, USART_TX = 1, USART_RX = 1, USART_REQ = 1,   /* kernel clock edges */
    US_LSI = 200, US_LSE = 100000, US_HSE = 2000, US_CSI = 2, US_HSI48 = 4, US_PLL = 50,
    US_HSE_BYPASS = 10, US_SUPPLY = 10, US_VOS = 100, US_BACKUP = 50, US_CELL = 20,
    TIM_START = 1, TIM_REQ = 1, TIM_PULSE = 1,                  /* timer clocks, APB clocks, timer clocks */
    EXTI_SYNC = 11, EXTI_PULSE = 4, IWDG_UPDATE = 5,             /* hclk, hclk, LSI */
    ADC_DIVIDE = 2, US_ADC_LDO = 5,
    ADC_CAL = 1280, ADC_CAL_LINEAR = 165010, ADC_AFTER_CAL = 4,     /* ADC clocks */
    ADC_READY = 16, ADC_OFF = 2, ADC_STOP = 2,                  /* ADC clocks */
    ADC_LATENCY = 3, ADC_REQ = 1,                               /* half ADC clocks, hclk */
    RNG_EDGES = 40, RTC_INIT = 2, RTC_SYNC = 2,                 /* RNG clocks; LSI */
    PACKAGE_LQFP144 = 2
};

/* Flash: us a word, ms a sector, ms a bank, by PSIZE (8, 16, 32, 64 bits at a time). */
enum { US_WORD_8 = 290, US_WORD_16 = 180, US_WORD_32 = 130, US_WORD_64 = 100,
       MS_SECTOR_8 = 2000, MS_SECTOR_16 = 1800, MS_SECTOR_32 = 1100, MS_SECTOR_64 = 1000,
       MS_BANK_8 = 13000, MS_BANK_16 = 8000, MS_BANK_32 = 6000, MS_BANK_64 = 5000,
       FLASH_SECTOR = 128 << 10, FLASH_SECTORS = 8 };

enum { I2C_SYNC = 2, I2C_START = 1, I2C_REQ = 1, I2C_FILTER = 240 };   /* kernel clock edges; ticks */

/* SPI: its larger FIFO; edges of the kernel clock and of the APB clock. */
#ifdef STRESS
enum { SPI_BYTES = 4, SPI_HALF = 4 };
#else
enum { SPI_BYTES = 16, SPI_HALF = 8 };
#endif
enum { SPI_START = 1, SPI_REQ = 1 };

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
    { "BDMA arbitration", "hclk", BDMA_ARB, EST, "AHB minimum, one port, no overlap; no figure" },
    { "BDMA address computation", "hclk", BDMA_CALC, EST, "before the read and before the write" },
    { "BDMA idle after an item", "hclk", BDMA_IDLE, EST, "AHB minimum; no figure" },
    { "BDMA acknowledge to next request", "hclk", BDMA_ACK, EST, "as DMA1" },
    { "MDMA arbitration", "hclk", MDMA_ARB, EST, "a buffer at a time, RM0433 14.3.9; no figure" },
    { "MDMA address computation", "hclk", MDMA_CALC, EST, "a burst costs 4 hclk + beats; no figure" },
    { "MDMA FIFO, one of two", "bytes", MDMA_FIFO, TRUST_DOC, "RM0433 14.3: 256 bytes, used as two" },
    { "DMAMUX request to DMA", "hclk", 0, EST, "RM0433 17.4.3: combinational; no figure" },
    { "DMAMUX input holds after its edge", "hclk", MUX_HOLD, TRUST_DOC, "RM0433 17.4.4: more than" },
    { "DMAMUX edges masked after a write", "hclk", MUX_MASK, TRUST_DOC, "RM0433 17.4.4, 17.4.5" },
    { "USART UE, TE or RE to TEACK, REACK", "kernel clocks", USART_ACK, EST, "no figure" },
    { "USART TDR to start bit, idle line", "kernel clocks", USART_TX, EST, "no figure" },
    { "USART middle of stop bit to RXNE", "kernel clocks", USART_RX, EST,
      "oversampled stop bit; no figure" },
    { "USART flag to DMA request", "kernel clocks", USART_REQ, EST,
      "flag and request share a synchroniser; no figure" },
    { "I2C edge of SCL to seen by the master", "kernel clocks", I2C_SYNC, TRUST_DOC,
      "RM0433 47.4.9: tSYNC1 + tSYNC2 at least 4; DNF and the analog filter come on top" },
    { "I2C analog filter", "ticks", I2C_FILTER, EST, "50 ns, RM0433 47.4.5: the least it suppresses" },
    { "I2C START or STOP written to the line", "kernel clocks", I2C_START, EST, "no figure" },
    { "I2C flag to DMA request", "kernel clocks", I2C_REQ, EST,
      "flag and request share a synchroniser; no figure" },
    { "RCC LSI ready", "us", US_LSI, EST, "data-sheet magnitude" },
    { "RCC LSE ready", "us", US_LSE, EST, "data sheet: 2 s; shortened, firmware waits up to 5 s" },
    { "RCC HSE ready", "us", US_HSE, EST, "data-sheet magnitude, a crystal" },
    { "RCC HSE ready with HSEBYP", "us", US_HSE_BYPASS, EST, "data-sheet magnitude, a clock at OSC_IN" },
    { "RCC HSI ready", "us", 0, EST, "on after reset" },
    { "RCC CSI ready", "us", US_CSI, EST, "data-sheet magnitude" },
    { "RCC HSI48 ready", "us", US_HSI48, EST, "data-sheet magnitude" },
    { "RCC PLL lock", "us", US_PLL, EST, "data-sheet magnitude; ST's HAL gives up after 2 ms" },
    { "RCC peripheral enable to clock", "ticks", 0, EST,
      "RM0433 8.5.10: up to 2 periods; not modelled" },
    { "RCC HSI frequency", "Hz", HSI_HZ, TRUST_DOC, "RM0433 8.5.3" },
    { "RCC CSI frequency", "Hz", CSI_HZ, TRUST_DOC, "RM0433 8.5.3" },
    { "RCC HSI48 frequency", "Hz", HSI48_HZ, TRUST_DOC, "RM0433 8.5.3" },
    { "RCC LSE frequency", "Hz", LSE_HZ, TRUST_DOC, "RM0433 8.5.4" },
    { "RCC HSE frequency, firmware", "Hz", HSE_HZ, EST, "a board's choice; Nucleo: 8 MHz from the debugger" },
    { "RCC clock switch, write to new rate", "hclk", 1, EST, "RM0433 8.5.6: no figure" },
    { "RNG number", "RNG clocks", RNG_EDGES, EST, "RM0433 34.3: no figure for H743; 40 on older parts" },
    { "RNG clock in a scenario", "Hz", RNG_KERNEL_HZ, EST, "HSI48, RNGSEL after reset" },
    { "RTC INIT to INITF", "LSI", RTC_INIT, TRUST_DOC, "RM0433 46.3.7: around two RTC clocks" },
    { "RTC RSF", "LSI", RTC_SYNC, TRUST_DOC, "RM0433 46.3.8: each two RTC clocks" },
    { "FLASH word, PSIZE 8", "us", US_WORD_8, EST, "data-sheet magnitude, typical" },
    { "FLASH word, PSIZE 16", "us", US_WORD_16, EST, "data-sheet magnitude, typical" },
    { "FLASH word, PSIZE 32", "us", US_WORD_32, EST, "data-sheet magnitude, typical" },
    { "FLASH word, PSIZE 64", "us", US_WORD_64, EST, "data-sheet magnitude, typical" },
    { "FLASH sector erase, PSIZE 8", "ms", MS_SECTOR_8, EST, "data-sheet magnitude, typical" },
    { "FLASH sector erase, PSIZE 16", "ms", MS_SECTOR_16, EST, "data-sheet magnitude, typical" },
    { "FLASH sector erase, PSIZE 32", "ms", MS_SECTOR_32, EST, "data-sheet magnitude, typical" },
    { "FLASH sector erase, PSIZE 64", "ms", MS_SECTOR_64, EST, "data-sheet magnitude, typical" },
    { "FLASH bank erase, PSIZE 8", "ms", MS_BANK_8, EST, "data-sheet magnitude, typical" },
    { "FLASH bank erase, PSIZE 16", "ms", MS_BANK_16, EST, "data-sheet magnitude, typical" },
    { "FLASH bank erase, PSIZE 32", "ms", MS_BANK_32, EST, "data-sheet magnitude, typical" },
    { "FLASH bank erase, PSIZE 64", "ms", MS_BANK_64, EST, "data-sheet magnitude, typical" },
    { "FLASH sector", "bytes", FLASH_SECTOR, TRUST_DOC, "RM0433 4.3.4" },
    { "PWR supply configuration to ACTVOSRDY", "us", US_SUPPLY, EST,
      "some 30 polls after power-on, measured on an H7B3" },
    { "PWR voltage scale change", "us", US_VOS, EST, "data-sheet magnitude" },
    { "PWR backup regulator ready", "us", US_BACKUP, EST, "data-sheet magnitude" },
    { "SYSCFG compensation cell ready", "us", US_CELL, EST, "data-sheet magnitude" },
    { "Timer CEN to counter enabled", "timer clocks", TIM_START, TRUST_DOC, "RM0433 38.3.1: CNT_EN" },
    { "Timer flag to DMA request", "APB clocks", TIM_REQ, EST, "no figure" },
    { "Timer trigger pulse", "timer clocks", TIM_PULSE, EST, "no figure" },
    { "EXTI edge at the pin to CPUPR1", "hclk", EXTI_SYNC, TRUST_FITTED,
      "fit of an edge answered at a pin after 97.6 ns, 480 MHz; RM0433 20.3 has no figure" },
    { "EXTI trigger pulse", "hclk", EXTI_PULSE, EST, "no figure" },
    { "IWDG LSI frequency", "Hz", LSI_HZ, TRUST_DOC, "RM0433 8.5.5; 31.4 to 32.6 kHz by the data sheet" },
    { "IWDG update of PR, RLR, WINR", "LSI", IWDG_UPDATE, EST, "RM0433 44.4: up to five LSI cycles" },
    { "ADC fixed divider behind CKMODE and PRESC", "times", ADC_DIVIDE, TRUST_DOC,
      "silicon after rev Y: ST's HAL, ADC_ConfigureBoostMode" },
    { "ADC kernel clock (CKMODE = 0)", "Hz", ADC_KERNEL_HZ, EST,
      "in a scenario: per_ck from HSI; firmware: ADCSEL" },
    { "ADC ADVREGEN to LDORDY", "us", US_ADC_LDO, EST, "data-sheet magnitude: 5, at most 10" },
    { "ADC calibration, offset", "ADC clocks", ADC_CAL, EST, "data-sheet magnitude" },
    { "ADC calibration with ADCALLIN", "ADC clocks", ADC_CAL_LINEAR, EST, "data-sheet magnitude" },
    { "ADC ADEN ignored after a calibration", "ADC clocks", ADC_AFTER_CAL, TRUST_DOC,
      "RM0433 25.6, ADC_CR.ADEN" },
    { "ADC ADEN to ADRDY", "ADC clocks", ADC_READY, EST, "data sheet: about one conversion" },
    { "ADC ADDIS to ADEN = 0", "ADC clocks", ADC_OFF, EST, "no figure" },
    { "ADC ADSTP to ADSTART = 0", "ADC clocks", ADC_STOP, EST, "no figure" },
    { "ADC trigger to sampling, least", "half ADC clocks", ADC_LATENCY, EST,
      "data sheet: 1.5 to 2.5 ADC clocks" },
    { "ADC item to DMA request", "hclk", ADC_REQ, EST, "no figure" },
    { "ADC FIFO", "items", ADC_FIFO, TRUST_DOC, "RM0433 25.4: eight stages behind ADC_DR" },
    { "SPI FIFO of SPI1-3; SPI4-6 half of it", "bytes", SPI_BYTES, TRUST_DOC, "RM0433 50.3" },
    { "SPI CSTART or TXDR to first bit, quiet line", "kernel clocks", SPI_START, EST, "no figure" },
    { "SPI flag to DMA request", "APB clocks", SPI_REQ, EST,
      "flag and request share a synchroniser; no figure" },
    { "scripted master, answer to next request", "hclk", MASTER_TURN, EST, "as DMA address computation" },
    { "Ethernet burst", "beats of 4 bytes", MASTER_BURST_AHB, EST,
      "TXPBL, RXPBL: set by the driver" },
    { "SDMMC burst", "beats of 4 bytes", MASTER_BURST_SDMMC, EST, "no figure" },
    { "USB OTG burst", "beats of 4 bytes", MASTER_BURST_USB, EST,
      "GAHBCFG.HBSTLEN: set by the driver, usually INCR4" },
    { "LTDC, DMA2D burst", "beats of 8 bytes", MASTER_BURST_AXI, EST, "AXI's longest; no figure" },
    { "debug port burst", "beats of 4 bytes", 1, EST, "single accesses" },
    { "DCMI FIFO", "words", SOURCE_WORDS, EST, "F2/F4/F7 manuals: four words" },
    { "DCMI last byte of a word to FIFO", "hclk", SOURCE_SYNC, EST, "pixel clock to hclk; no figure" },
    { "DCMI FIFO to DMA request", "hclk", SOURCE_REQ, EST, "no figure" },
};
_Static_assert(sizeof h743_number / sizeof *h743_number == H743_NUMBERS,
               "count the numbers in h743_rows.h");

/* What bounds a guess; the rest is halved and doubled by who wants to know (sweep.h). The last ones are what
 * the model has room for. */
const number_range_t h743_range[H743_RANGES] = {
    { "store buffer merge time-out", 1, 256, "TRM 5.9.2 names a limit, no value" },
    { "divide, shortest", 3, 7, "GCC 4 with everything blocked, LLVM 7" },
    { "IWDG update of PR, RLR, WINR", 1, 5, "RM0433 44.4: up to five LSI cycles" },
    { "ADC ADVREGEN to LDORDY", 5, 10, "data sheet: 5 us, at most 10" },
    { "ADC trigger to sampling, least", 3, 5, "data sheet: 1.5 to 2.5 ADC clocks" },
    { "branch target entries", 32, 64, "the model's table" },
    { "return stack", 2, 4, "the model's stack" },
    { "DTCM store queue", 2, 4, "the model's queue" },
    { "LTDC, DMA2D burst", 8, 16, "AXI's longest" },
    { "Ethernet burst", 8, 16, "the model's longest" },
    { "DCMI FIFO", (SOURCE_WORDS + 1) / 2, SOURCE_FIFO, "the model's FIFO" },
};

/* ---- parts ----------------------------------------------------------------------------------- */

/* kernel clock, line, interrupt, request ids of receiver and transmitter */
#define USART(pclk, line, irq, rx, tx) \
    { pclk, line, irq, rx, tx, USART_ACK, USART_TX, USART_RX, USART_REQ, 0 }
#define LPUART(pclk, line, irq, rx, tx) \
    { pclk, line, irq, rx, tx, USART_ACK, USART_TX, USART_RX, USART_REQ, 1 }

const usart_cfg_t h743_usart[SERIAL_LINES] = {
    USART(CLK_USART16, 0, 37, 41, 42),       /* USART1 */
    USART(CLK_USART234578, 1, 38, 43, 44),       /* USART2 */
    USART(CLK_USART234578, 2, 39, 45, 46),       /* USART3 */
    USART(CLK_USART234578, 3, 52, 63, 64),       /* UART4  */
    USART(CLK_USART234578, 4, 53, 65, 66),       /* UART5  */
    USART(CLK_USART16, 5, 71, 71, 72),       /* USART6 */
    USART(CLK_USART234578, 6, 82, 79, 80),       /* UART7  */
    USART(CLK_USART234578, 7, 83, 81, 82),       /* UART8  */
    LPUART(CLK_LPUART1, 8, 142, 9, 10),      /* LPUART1: ids of DMAMUX2 */
};

/* kernel clock, bus, DMAMUX, request ids of receiver and transmitter, interrupts */
#define I2C(pclk, bus, mux, rx, tx, ev, er) \
    { pclk, bus, mux, rx, tx, ev, er, I2C_SYNC, I2C_START, I2C_REQ, I2C_FILTER }

const i2c_cfg_t h743_i2c[I2C_BUSES] = {
    I2C(CLK_I2C123, 0, WIRE_REQ1, 33, 34, 31, 32),
    I2C(CLK_I2C123, 1, WIRE_REQ1, 35, 36, 33, 34),
    I2C(CLK_I2C123, 2, WIRE_REQ1, 73, 74, 72, 73),
    I2C(CLK_I2C4, 3, WIRE_REQ2, 13, 14, 95, 96),
};

/* kernel clock after reset, APB clock, FIFO, longest frame, DMAMUX, interrupt, request ids */
#define SPI(kernel, pclk, line, fifo, bits, mux, irq, rx, tx) \
    { kernel, pclk, line, fifo, bits, mux, irq, rx, tx, SPI_START, SPI_REQ }

const spi_cfg_t h743_spi[SPI_LINES] = {
    SPI(CLK_PLL1Q, CLK_PCLK2, 0, SPI_BYTES, 32, WIRE_REQ1, 35, 37, 38),
    SPI(CLK_PLL1Q, CLK_PCLK1, 1, SPI_BYTES, 32, WIRE_REQ1, 36, 39, 40),
    SPI(CLK_PLL1Q, CLK_PCLK1, 2, SPI_BYTES, 32, WIRE_REQ1, 51, 61, 62),
    SPI(CLK_SPI45, CLK_PCLK2, 3, SPI_HALF,  16, WIRE_REQ1, 84, 83, 84),
    SPI(CLK_SPI45, CLK_PCLK2, 4, SPI_HALF,  16, WIRE_REQ1, 85, 85, 86),
    SPI(CLK_SPI6, CLK_PCLK4, 5, SPI_HALF,  16, WIRE_REQ2, 86, 11, 12),
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

const bdma_cfg_t h743_bdma = {
    .hclk = CLK_HCLK, .port = PORT_BDMA, .irq = { 129, 130, 131, 132, 133, 134, 135, 136 },
    .sync = { SYNC_BDMA_CH0, SYNC_BDMA_CH1 }, .ack_wire = 16,
    .arb = BDMA_ARB, .calc = BDMA_CALC, .idle = BDMA_IDLE, .ack = BDMA_ACK,
};

const mdma_cfg_t h743_mdma = {
    .hclk = CLK_HCLK, .port = { PORT_MDMA_READ, PORT_MDMA_WRITE, PORT_MDMA_TCM }, .irq = 122,
    .arb = MDMA_ARB, .calc = MDMA_CALC,
};

/* Synchronisation and trigger inputs: RM0433 tables 123 to 125 (one list for DMAMUX1). What has no
 * part stays 0: LPTIM1-5, TIM12, RTC, comparators, wake-up and the peripherals' interrupts. */
#define EVENT(c) (DMAMUX_EVENT + (c))

const dmamux_cfg_t h743_dmamux1 = {
    .in = WIRE_REQ1, .out = { WIRE_DMA1, WIRE_DMA2 }, .channels = 16, .ids = 128,
    .hclk = CLK_HCLK, .ack = 0, .hold = MUX_HOLD, .mask = MUX_MASK, .irq = 102,
    .sync = { EVENT(0), EVENT(1), EVENT(2), [6] = SYNC_EXTI0 },
    .trigger = { EVENT(0), EVENT(1), EVENT(2), [6] = SYNC_EXTI0 },
};

const dmamux_cfg_t h743_dmamux2 = {
    .in = WIRE_REQ2, .out = { WIRE_BDMA, WIRE_BDMA }, .channels = 8, .ids = 32,
    .hclk = CLK_HCLK, .ack = 16, .hold = MUX_HOLD, .mask = MUX_MASK, .irq = 128,
    .sync = { EVENT(0), EVENT(1), EVENT(2), EVENT(3), EVENT(4), EVENT(5),
              [14] = SYNC_EXTI0, [15] = SYNC_EXTI2 },
    .trigger = { EVENT(0), EVENT(1), EVENT(2), EVENT(3), EVENT(4), EVENT(5), EVENT(6),
                 [20] = SYNC_EXTI0, [21] = SYNC_EXTI2, [28] = SYNC_BDMA_CH0,
                 [29] = SYNC_BDMA_CH1 },
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
    .bypass = TICKS(US_HSE_BYPASS),
    .hz = {
        [OSC_LSI] = LSI_HZ, [OSC_LSE] = LSE_HZ, [OSC_HSI] = HSI_HZ, [OSC_HSE] = HSE_HZ, [OSC_CSI] = CSI_HZ,
        [OSC_HSI48] = HSI48_HZ,
    },
    .domain = {
        [RCC_CPU] = CLK_CPU, [RCC_HCLK] = CLK_HCLK, [RCC_PCLK1] = CLK_PCLK1, [RCC_PCLK2] = CLK_PCLK2,
        [RCC_PCLK3] = CLK_PCLK3, [RCC_PCLK4] = CLK_PCLK4, [RCC_TIM1] = CLK_TIM1, [RCC_TIM2] = CLK_TIM2,
        [RCC_SPI123] = CLK_PLL1Q, [RCC_SPI45] = CLK_SPI45, [RCC_SPI6] = CLK_SPI6,
        [RCC_USART16] = CLK_USART16, [RCC_USART234578] = CLK_USART234578, [RCC_LPUART1] = CLK_LPUART1,
        [RCC_I2C123] = CLK_I2C123, [RCC_I2C4] = CLK_I2C4, [RCC_ADC] = CLK_ADC, [RCC_RNG] = CLK_RNG,
    },
    .resets = h743_reset, .nresets = H743_RESETS, .limit = &h743_limits,
    .irq = 5,
};

const pwr_cfg_t h743_pwr = {
    .supply = TICKS(US_SUPPLY), .vos = TICKS(US_VOS), .backup = TICKS(US_BACKUP),
};
const syscfg_cfg_t h743_syscfg = { .cell = TICKS(US_CELL), .package = PACKAGE_LQFP144, .csi = OSC_CSI };
const flash_cfg_t  h743_flash  = {
    .base = { 0x08000000, 0x08100000 }, .sector = FLASH_SECTOR, .sectors = FLASH_SECTORS,
    .program = { TICKS(US_WORD_8), TICKS(US_WORD_16), TICKS(US_WORD_32), TICKS(US_WORD_64) },
    .erase = { TICKS(1000 * MS_SECTOR_8), TICKS(1000 * MS_SECTOR_16), TICKS(1000 * MS_SECTOR_32),
               TICKS(1000 * MS_SECTOR_64) },
    .erase_bank = { TICKS(1000 * MS_BANK_8), TICKS(1000 * MS_BANK_16), TICKS(1000 * MS_BANK_32),
                    TICKS(1000 * MS_BANK_64) },
    .irq = 4,
};
const crc_cfg_t    h743_crc    = { 0 };
const rng_cfg_t    h743_rng    = { .kernel = CLK_RNG, .hclk = CLK_HCLK, .irq = 80, .edges = RNG_EDGES };
const rtc_cfg_t    h743_rtc    = { .lsi = CLK_LSI, .init_edges = RTC_INIT, .sync_edges = RTC_SYNC };

/* Timers: clock, APB clock, kind, wide, TRGO, TRGO2, update and compare interrupts, request ids of
 * the update and of the channels (tim_cfg_t). TIM6 shares its interrupt with the DAC. */
#define TIM(bus, kind, wide, n, trgo2, up, cc, ...)                                             \
    { bus == CLK_PCLK1 ? CLK_TIM1 : CLK_TIM2, bus, kind, wide, TRIG_TIM##n, trgo2, up, cc,      \
      { __VA_ARGS__ }, TIM_START, TIM_REQ, TIM_PULSE }

const tim_cfg_t h743_tim[TIMERS] = {
    TIM(CLK_PCLK2, TIM_ADVANCED, 0, 1, TRIG_TIM1_2,    25, 27, 15, 11, 12, 13, 14),
    TIM(CLK_PCLK1, TIM_GENERAL,  1, 2, TIM_NO_TRIGGER, 28, 28, 22, 18, 19, 20, 21),
    TIM(CLK_PCLK1, TIM_GENERAL,  0, 3, TIM_NO_TRIGGER, 29, 29, 27, 23, 24, 25, 26),
    TIM(CLK_PCLK1, TIM_GENERAL,  0, 4, TIM_NO_TRIGGER, 30, 30, 32, 29, 30, 31, 0),
    TIM(CLK_PCLK1, TIM_GENERAL,  1, 5, TIM_NO_TRIGGER, 50, 50, 59, 55, 56, 57, 58),
    TIM(CLK_PCLK1, TIM_BASIC,    0, 6, TIM_NO_TRIGGER, 54, 54, 69),
    TIM(CLK_PCLK1, TIM_BASIC,    0, 7, TIM_NO_TRIGGER, 55, 55, 70),
    TIM(CLK_PCLK2, TIM_ADVANCED, 0, 8, TRIG_TIM8_2,    44, 46, 51, 47, 48, 49, 50),
};

const gpio_cfg_t h743_gpio[GPIO_PORTS] = {
    { 0, 0 }, { 1, 0x400 }, { 2, 0x800 }, { 3, 0xC00 }, { 4, 0x1000 }, { 5, 0x1400 }, { 6, 0x1800 },
    { 7, 0x1C00 }, { 8, 0x2000 }, { 9, 0x2400 }, { 10, 0x2800 },
};

const exti_cfg_t h743_exti = {
    .hclk = CLK_HCLK, .irq = { 6, 7, 8, 9, 10, 23, 23, 23, 23, 23, 40, 40, 40, 40, 40, 40 },
    .sync_edges = EXTI_SYNC, .pulse_edges = EXTI_PULSE,
};

const iwdg_cfg_t h743_iwdg1 = { .lsi = CLK_LSI, .update_edges = IWDG_UPDATE };

/* EXTSEL: RM0433 table of external triggers for regular channels, the same for all three. What has
 * no wire here: capture-compare outputs, TIM15, HRTIM1, LPTIM1-3. */
#define NO  ADC_NO_TRIGGER
#define ADC_EXTSEL                                                                              \
    { NO, NO, NO, NO, TRIG_TIM3, NO, TRIG_EXTI0 + 11, TRIG_TIM8, TRIG_TIM8_2, TRIG_TIM1,        \
      TRIG_TIM1_2, TRIG_TIM2, TRIG_TIM4, TRIG_TIM6, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,     \
      NO, NO, NO, NO, NO, NO, NO, NO }
#define ADC_TIMES                                                                               \
    .hclk = CLK_HCLK, .divide = ADC_DIVIDE, .kernel = CLK_ADC, .trigger = ADC_EXTSEL,  \
    .ldo = TICKS(US_ADC_LDO), .cal = ADC_CAL, .cal_linear = ADC_CAL_LINEAR,                     \
    .after_cal = ADC_AFTER_CAL, .ready = ADC_READY, .off = ADC_OFF, .stop = ADC_STOP,           \
    .latency = ADC_LATENCY, .req_edges = ADC_REQ

const adc_cfg_t h743_adc12 = { .units = 2, .first = 0, .irq = 18, .req1 = { 9, 10 }, ADC_TIMES };
const adc_cfg_t h743_adc3 = {
    .units = 1, .first = 2, .irq = 127, .req1 = { 115 }, .req2 = { 17 }, ADC_TIMES
};

/* ---- clocks ---------------------------------------------------------------------------------- */

/* CPU, hclk (AXI and AHB), each APB; LATENCY. A run may be given any other. */
const clock_set_up_t h743_clock_set_up[CLOCK_SET_UPS] = {
    { "reset, HSI",  64,  64,  64, 7, "RM0433 8.7, FLASH_ACR reset" },
    { "400 MHz",    400, 200, 100, 2, "AN4891 4.1; VOS1" },
    { "480 MHz",    480, 240, 120, 4, "AN4891 4.1; VOS0, silicon after rev Y" },
    { "200 MHz 1:1", 200, 200, 100, 2, "AN4891 tables 8-17: the 1:1 columns" },
    { "240 MHz 1:1", 240, 240, 120, 4, "AN4891 tables 8-17: the 1:1 columns" },
};
