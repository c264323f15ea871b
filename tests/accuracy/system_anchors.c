/* system_anchors.c -- every published number of the chip around the core, and how it is measured here. */
#include "system_rows.h"
#include "system.h"

/* ---- AN4891 -------------------------------------------------------------------------------------- */

#define FFT "AN4891 tables 8-17: a transform, its data in each memory"
#define AN4891 "AN4891, STM32H743I-EVAL"
#define QUOTIENT(a, a0, b, b0) .run = fft_quotient, .arg = &(const fft_quotient_t){ { a, b }, { a0, b0 } }
#define ONE(v) .low = v, .high = v

/* Cycles over DTCM, AN4891's counts; the tables give nanoseconds. */
enum {
    ST_DTCM = 124957,
    ST_AXI_2 = 2889,
    ST_SRAM1_2 = 4937,
    ST_SRAM2_2 = 5454,
    ST_SRAM4_2 = 5456,
    ST_AXI_1 = 1800,
    ST_SRAM1_1 = 2492,
    ST_SRAM4_1 = 2748,
    ST_FLASH_2_4WS = 7588,
    ST_FLASH_2_2WS = 6174,
    ST_FLASH_2_10WS = 11937,
    ST_FLASH_1_4WS = 5329,
    ST_FLASH_1_2WS = 4630
};
#define OVER(a, b) ONE((double)(a) / (b))
/* The whole of a run over that in DTCM; ours is as long as its own program. */
#define WHOLE(name, kind, more, a, b) \
    { FFT, name, AN4891, kind, OVER(ST_DTCM + (more), ST_DTCM), 0.02, .run = fft_whole, \
      .arg = &(const fft_quotient_t){ { a, b }, { 0, 0 } } }

#define FLASH_REASON \
    "of ST's counts 8.6 CPU cycles a fill follow the CPU's clock, twice what the road from the core has " \
    "here and three times what AXI SRAM's counts leave; nothing published says what they are, so the " \
    "bus's number carries them: right at 2:1, too little at 1:1. Tried, and none meets all five rows: 11 " \
    "CPU cycles more for a fill of the I-cache (2:1 over 1:1 then +23 %), 4 more for every fill (SRAM1 " \
    "over AXI SRAM then -18 %), a road as short as to AXI SRAM and shorter (+22 %)"

/* ---- text of scenarios ---------------------------------------------------------------------------- */

#define HEAD(cpu, hclk, pclk) "{ \"schema_version\": 1, \"title\": \"period\", \"max_cycles\": 4000000," \
    " \"clocks\": { \"cpu\": " #cpu ", \"hclk\": " #hclk ", \"pclk\": " #pclk " },"

#define ADC_TEXT(bits, sampling) \
    HEAD(400, 200, 100) \
    "\"setup\": { \"enable\": [\"ADC12\", \"DMA1\", \"SRAM1\"] }," \
    "\"buffers\": { \"rx\": { \"region\": \"SRAM1\", \"size\": 64, \"init\": 0 } }," \
    "\"world\": { \"adc\": { \"ADC1_IN3\": { \"period\": 1000, \"list\": [\"0x1234\"] } } }," \
    "\"program\": [ { \"adc_init\": \"ADC1\", \"clock\": \"hclk/4\", \"channels\": [3], " \
    "\"sampling\": " #sampling ", \"bits\": " #bits ", \"continuous\": true, \"dma\": \"circular\" }," \
    "  { \"dma_start\": \"DMA1_Stream1\", \"direction\": \"peripheral-to-memory\", \"request\": \"ADC1\"," \
    "    \"peripheral\": \"ADC1.DR\", \"memory\": \"rx\", \"count\": 32, \"psize\": 2, \"msize\": 2, " \
    "\"minc\": true }," \
    "  { \"adc_start\": \"ADC1\" }, { \"dma_wait\": \"DMA1_Stream1\" } ] }"
/* hclk / 4, and / 2 on silicon after rev Y: 25 MHz. */
#define ADC_PERIOD(bits, sampling) \
    .run = part_period, .arg = &(const part_period_t) \
    { \
        F_RX, SLOT_ADC12, 1, 0.04, "ADC clocks", "continuous, 32 samples", ADC_TEXT(bits, sampling) \
    }

/* "timing" is TIMINGR; the analog filter's 50 ns a side are on. */
#define I2C_TEXT(timing) \
    HEAD(64, 64, 16) \
    "\"setup\": { \"enable\": [\"I2C1\", \"DMA1\", \"SRAM1\"] }," \
    "\"buffers\": { \"rx\": { \"region\": \"SRAM1\", \"size\": 6, \"init\": 0 } }," \
    "\"world\": { \"i2c\": { \"I2C1\": { \"devices\": [{ \"address\": \"0x19\", \"registers\": { \"ramp\": " \
    "0, \"count\": 64 } }] } } }," \
    "\"program\": [ { \"i2c_init\": \"I2C1\", \"timing\": \"" timing "\" }," \
    "  { \"i2c_read_dma\": \"I2C1\", \"device\": \"0x19\", \"register\": \"0x28\", \"to\": \"rx\", " \
    "\"stream\": \"DMA1_Stream0\" }," \
    "  { \"dma_wait\": \"DMA1_Stream0\" } ] }"
/* Nine clocks from byte to byte. */
#define SCL_PERIOD(timing) .run = part_period, .arg = &(const part_period_t){ F_RX, SLOT_I2C1, 0, 9, "us", \
    "six bytes by DMA, TIMINGR " timing, I2C_TEXT(timing) }

static const char uart_text[] =
    HEAD(400, 200, 100) "\"setup\": { \"enable\": [\"USART3\", \"DMA1\", \"SRAM1\"] },"
                        "\"buffers\": { \"tx\": { \"region\": \"SRAM1\", \"size\": 16, \"init\": 85 } },"
                        "\"world\": { \"uart\": { \"USART3\": { \"baud\": 115200, \"rx\": [] } } },"
                        "\"program\": [ { \"uart_init\": \"USART3\", \"baud\": 115200 },"
                        "  { \"uart_transmit_dma\": \"USART3\", \"from\": \"tx\", \"stream\": "
                        "\"DMA1_Stream0\" }, { \"dma_wait\": \"DMA1_Stream0\" } ] }";

/* ---- the rows ------------------------------------------------------------------------------------- */

#define PINS "Pins: interrupts and writes through D3"
#define HAL_REASON \
    "published with the callback's listing, not optimised, and \"anything else at default values\": " \
    "caches off, but no set-up gives both numbers. pins.elf takes 46 cycles to the answer and the look " \
    "at EXTI over APB4 takes 30, which leaves 76 for 40 instructions of 92 bytes; to the second write " \
    "106 go to 27 instructions of 70 bytes"
#define AN4031 "DMA items: AN4031 chapter 3 (F2/F4/F7, the same controller)"
#define WIRES "Wires: frames, bits, conversions"
#define MOVING "What moving bytes costs the CPU"
#define ITEM(d, p, a) .run = dma_item, .arg = &(const dma_item_t){ d, p, a }

const anchor_t system_anchors[] = {
    { FFT, "SRAM1 over AXI SRAM, 2:1", AN4891, KIND_FITTED, OVER(ST_SRAM1_2, ST_AXI_2), 0.05,
      QUOTIENT(SRAM1_2, DTCM_2, AXI_2, DTCM_2) },
    { FFT, "SRAM4 over AXI SRAM, 2:1", AN4891, KIND_FITTED, OVER(ST_SRAM4_2, ST_AXI_2), 0.05,
      QUOTIENT(SRAM4_2, DTCM_2, AXI_2, DTCM_2) },
    { FFT, "SRAM1 over AXI SRAM, 1:1", AN4891, KIND_MEASURED, OVER(ST_SRAM1_1, ST_AXI_1), 0.05,
      QUOTIENT(SRAM1_1, DTCM_1, AXI_1, DTCM_1) },
    { FFT, "SRAM4 over AXI SRAM, 1:1", AN4891, KIND_MEASURED, OVER(ST_SRAM4_1, ST_AXI_1), 0.05,
      QUOTIENT(SRAM4_1, DTCM_1, AXI_1, DTCM_1) },
    { FFT, "AXI SRAM, 2:1 over 1:1", AN4891, KIND_MEASURED, OVER(ST_AXI_2, ST_AXI_1), 0.05,
      QUOTIENT(AXI_2, DTCM_2, AXI_1, DTCM_1) },
    { FFT, "SRAM1, 2:1 over 1:1", AN4891, KIND_MEASURED, OVER(ST_SRAM1_2, ST_SRAM1_1), 0.05,
      QUOTIENT(SRAM1_2, DTCM_2, SRAM1_1, DTCM_1) },
    { FFT, "SRAM4, 2:1 over 1:1", AN4891, KIND_MEASURED, OVER(ST_SRAM4_2, ST_SRAM4_1), 0.05,
      QUOTIENT(SRAM4_2, DTCM_2, SRAM4_1, DTCM_1) },
    { FFT, "SRAM2 over SRAM4, 2:1", AN4891, KIND_MEASURED, OVER(ST_SRAM2_2, ST_SRAM4_2), 0.05,
      "in ST's runs SRAM2 costs what SRAM4 costs, to 2 cycles, and a bus clock a fill more than SRAM1, at "
      "2:1 and at 1:1. RM0433 2.1.2 makes SRAM1 and SRAM2 alike and names no latency of D2 or D3: either "
      "SRAM1's run was lucky in where its data lay and D3 is no farther than D2, or SRAM2 has a road of "
      "its own length",
      QUOTIENT(SRAM2_2, DTCM_2, SRAM4_2, DTCM_2) },
    { FFT, "DTCM, 2:1 over 1:1", AN4891 ": 124957, 124956", KIND_MEASURED, ONE(1), 0.0001, .run = fft_whole,
      .arg = &(const fft_quotient_t){ { DTCM_2, DTCM_1 }, { 0, 0 } } },
    WHOLE("AXI SRAM over DTCM, the whole, 2:1", KIND_FITTED, ST_AXI_2, AXI_2, DTCM_2),
    WHOLE("AXI SRAM over DTCM, the whole, 1:1", KIND_MEASURED, ST_AXI_1, AXI_1, DTCM_1),
    WHOLE("flash over ITCM, the whole, 4 wait states, 2:1", KIND_FITTED, ST_FLASH_2_4WS, FLASH_2_4WS, DTCM_2),
    WHOLE("flash over ITCM, the whole, 4 wait states, 1:1", KIND_MEASURED, ST_FLASH_1_4WS, FLASH_1_4WS,
          DTCM_1),
    { FFT, "a wait state of flash, a fill, 2:1", AN4891 ": one AXI clock", KIND_FITTED, ONE(2), 0.02,
      .run = fft_slope, .arg = (const unsigned[]){ FLASH_2, FLASH_2_10WS } },
    { FFT, "flash, 4 over 2 wait states, 2:1", AN4891, KIND_FITTED, OVER(ST_FLASH_2_4WS, ST_FLASH_2_2WS),
      0.05, QUOTIENT(FLASH_2_4WS, DTCM_2, FLASH_2, DTCM_2) },
    { FFT, "flash, 10 over 4 wait states, 2:1", AN4891, KIND_FITTED, OVER(ST_FLASH_2_10WS, ST_FLASH_2_4WS),
      0.05, QUOTIENT(FLASH_2_10WS, DTCM_2, FLASH_2_4WS, DTCM_2) },
    { FFT, "flash, 4 over 2 wait states, 1:1", AN4891, KIND_MEASURED, OVER(ST_FLASH_1_4WS, ST_FLASH_1_2WS),
      0.05, FLASH_REASON, QUOTIENT(FLASH_1_4WS, DTCM_1, FLASH_1_2WS, DTCM_1) },
    { FFT, "flash, 4 wait states, 2:1 over 1:1", AN4891, KIND_MEASURED, OVER(ST_FLASH_2_4WS, ST_FLASH_1_4WS),
      0.05, FLASH_REASON, QUOTIENT(FLASH_2_4WS, DTCM_2, FLASH_1_4WS, DTCM_1) },
    { FFT, "flash, 2 wait states, 2:1 over 1:1", AN4891, KIND_MEASURED, OVER(ST_FLASH_2_2WS, ST_FLASH_1_2WS),
      0.05, FLASH_REASON, QUOTIENT(FLASH_2, DTCM_2, FLASH_1_2WS, DTCM_1) },
    { FFT, "480/240 MHz over 400/200 MHz", AN4891 ": equal but for 4 cycles", KIND_MEASURED, ONE(1), 0.0001,
      .run = same_ratio, .arg = &(const clock_pair_t){ { 480, 400 }, { 240, 200 } } },
    { FFT, "240/240 MHz over 200/200 MHz", AN4891 ": equal but for 3 cycles", KIND_MEASURED, ONE(1), 0.0001,
      .run = same_ratio, .arg = &(const clock_pair_t){ { 240, 200 }, { 240, 200 } } },

    { PINS, "edge at a pin to another pin's answer", "niconiconi, H743 at 480 MHz: 97.6 ns", KIND_FITTED,
      ONE(46.8), 0.02, .run = pins_edge },
    { PINS, "pin set to pin cleared", "niconiconi, H743 at 480 MHz: 25 ns", KIND_MEASURED, ONE(12), 0.02,
      .run = pins_pulse },
    { PINS, "edge to answer by HAL calls, caches off", "dm1cr.de, H743 at 400 MHz: 380 ns", KIND_MEASURED,
      ONE(152), 0.02, HAL_REASON, .run = pins_hal, .arg = &(const bool){ false } },
    { PINS, "pin set to pin cleared by HAL calls, caches off", "dm1cr.de, H743 at 400 MHz: 266 ns",
      KIND_MEASURED, ONE(106.4), 0.02, HAL_REASON, .run = pins_hal, .arg = &(const bool){ true } },
    { PINS, "pin toggled without end, 400 MHz", "hackaday.io STM32H7 project: about 16 MHz", KIND_FITTED,
      15.5, 16.5, 0.02, .run = pins_rate, .arg = &(const double){ 400 } },

    { AN4031, "byte from APB by the direct path to SRAM, hclk/pclk 1", "AN4031 3.2.1: 5 + 4; RM0433 3.2: 1",
      KIND_DOC, ONE(10), 0.02, ITEM(1, 1, false) },
    { AN4031, "byte from APB by the direct path to SRAM, hclk/pclk 2", "AN4031 3.2.1: 7 + 4; RM0433 3.2: 1",
      KIND_DOC, ONE(12), 0.02, ITEM(1, 2, false) },
    { AN4031, "byte from APB by the matrix to SRAM, hclk/pclk 1", "AN4031 tables 4, 5: 6 + 4; RM0433 3.2: 1",
      KIND_DOC, ONE(11), 0.02, ITEM(2, 1, false) },
    { AN4031, "byte from APB by the matrix to SRAM, hclk/pclk 2", "AN4031 tables 4, 5: 8 + 4; RM0433 3.2: 1",
      KIND_DOC, ONE(13), 0.02, ITEM(2, 2, false) },
    { AN4031, "half-word from AHB1 to SRAM", "AN4031 tables 4, 5: 4 + 4; RM0433 3.2: 1", KIND_DOC, ONE(9),
      0.02, ITEM(1, 2, true) },
    { AN4031, "memory to memory, single", "AN4031 tables 4-7: 1 + 1 + 1 a word, both ports at once", KIND_DOC,
      ONE(3), 0.02, .run = dma_copy, .arg = &(const bool){ false } },
    { AN4031, "memory to memory, INCR4", "AN4031 tables 4-7: (1 + 1 + 4) twice, the FIFO is one burst",
      KIND_DOC, ONE(12), 0.02, .run = dma_copy, .arg = &(const bool){ true } },

    { WIRES, "USART frame, 8N1, BRR 868 at 100 MHz", "RM0433 chapter 48: ten bits of BRR clocks", KIND_DOC,
      ONE(86.8), 0.0001, .run = part_period,
      .arg = &(const part_period_t){ F_TX, SLOT_USART3, 2, 1, "us", "16 bytes by DMA", uart_text } },
    { WIRES, "SPI, 1024 bytes at 10 MHz, CSTART to EOT", "RM0433 chapter 50: MIDI = 0, no gap between frames",
      KIND_DOC, ONE(819.2), 0.001, .run = lesson_cycles,
      .arg = &(const lesson_t){ .file = "scenarios/20-spi-full-duplex-1024.json",
                                .from = "started",
                                .to = "eot",
                                .scale = 1 / 400.0,
                                .unit = "us" } },
    { WIRES, "ADC, 16 bits, sampling 1.5", "RM0433 chapter 25, timing: 1.5 + 8.5", KIND_DOC, ONE(10), 0.001,
      ADC_PERIOD(16, 1.5) },
    { WIRES, "ADC, 16 bits, sampling 8.5", "RM0433 chapter 25, timing: 8.5 + 8.5", KIND_DOC, ONE(17), 0.001,
      ADC_PERIOD(16, 8.5) },
    { WIRES, "ADC, 14 bits, sampling 2.5", "RM0433 chapter 25, timing: 2.5 + 7.5", KIND_DOC, ONE(10), 0.001,
      ADC_PERIOD(14, 2.5) },
    { WIRES, "ADC, 12 bits, sampling 2.5", "RM0433 chapter 25, timing: 2.5 + 6.5", KIND_DOC, ONE(9), 0.001,
      ADC_PERIOD(12, 2.5) },
    { WIRES, "ADC, 8 bits, sampling 16.5", "RM0433 chapter 25, timing: 16.5 + 4.5", KIND_DOC, ONE(21), 0.001,
      ADC_PERIOD(8, 16.5) },
    /* The manual's examples for 16 MHz: the least is four kernel clocks of synchronisation above SCLL and
     * SCLH; what it names as typical has 1 us and 0.75 us for them, with a board's edges. */
    { WIRES, "I2C SCL, 100 kHz by the manual's example",
      "RM0433 chapter 47, TIMINGR at 16 MHz: 9 + 0.25 to 9 + 1", KIND_DOC, 9.25, 10, 0.02,
      SCL_PERIOD("0x30420F13") },
    { WIRES, "I2C SCL, 400 kHz by the manual's example",
      "RM0433 chapter 47, TIMINGR at 16 MHz: 1.75 + 0.25 to 1.75 + 0.75", KIND_DOC, 2, 2.5, 0.02,
      SCL_PERIOD("0x10320309") },

    { MOVING, "interrupts for 100 UART bytes, one by one", "RM0433 chapter 48: RXNE each byte", KIND_DOC,
      ONE(100), 0, .run = lesson_cycles,
      .arg = &(const lesson_t){ .file = "scenarios/01-uart-interrupt.json",
                                .counter = "interrupts",
                                .scale = 1,
                                .unit = "interrupts" } },
    { MOVING, "interrupts for 100 UART bytes, by DMA", "RM0433 chapter 15: TCIF at the last", KIND_DOC,
      ONE(1), 0, .run = lesson_cycles,
      .arg = &(const lesson_t){ .file = "scenarios/02-uart-dma.json",
                                .counter = "interrupts",
                                .scale = 1,
                                .unit = "interrupts" } },
    /* A flag read, RDR over AHBP and APB1, a store to DTCM, the pointer: the lesson counts them. */
    { MOVING, "a UART byte's handler", "the lesson's sum of RM0433's and AN4031's parts", KIND_MODEL, 23, 24,
      0.02, .run = lesson_cycles,
      .arg = &(const lesson_t){ .file = "scenarios/01-uart-interrupt.json",
                                .counter = "handler_cycles",
                                .per = "interrupts",
                                .scale = 1,
                                .unit = "cycles" } },
    { MOVING, "asleep while DMA receives 100 UART bytes", "one handler in 8.8 ms", KIND_MODEL, ONE(99.99), 0.02,
      .run = lesson_cycles,
      .arg =
          &(const lesson_t){
              .file = "scenarios/02-uart-dma.json", .counter = "free_permille", .scale = 0.1, .unit = "%" } },
};
const unsigned system_anchor_count = sizeof system_anchors / sizeof *system_anchors;
