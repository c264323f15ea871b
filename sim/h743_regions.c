/* h743_regions.c -- the STM32H743's address map: memories, the parts we have, and by name everything
 * the chip has and we do not. RM0433 2.3 and table 8; bases as in ST's CMSIS header. Sorted by base.
 *
 * What is not here answers with a decode error: the external memories at 0x6000_0000, 0x9000_0000,
 * 0xC000_0000 and 0xD000_0000, and the holes. The core's private registers at 0xE000_0000 never
 * reach a bus. */
#include "h743_rows.h"
#include <stddef.h>

#define MEM  "RM0433 2.3, 2.4"
#define PER  "RM0433 2.3, table 8"
#define OFF(field) (uint32_t)offsetof(chip_t, field)

/* name, base, size, group, clock line, bytes a beat, bytes an ECC word, field of chip_t */
#define RAM(n, b, s, g, clk, w, ecc, f)  { n, b, s, REGION_RAM, g, 0, clk, w, ecc, OFF(f), 0, 0, MEM, 0, 0 }
#define BACKUP(n, b, s, g, clk, w, ecc, f) \
    { n, b, s, REGION_RAM, g, 0, clk, w, ecc, OFF(f), 0, 0, MEM, 0, 1 }
#define ROM(n, b, s, g, bank, at)        { n, b, s, REGION_FLASH, g, bank, -1, 8, 32, at, 0, 0, MEM, 0, 0 }
#define TCM(n, b, s, g, ecc, f)          { n, b, s, REGION_TCM, g, 0, -1, 4, ecc, OFF(f), 0, 0, MEM, 0, 0 }
#define NONE(n, b, s, g)                 { n, b, s, REGION_UNMODELLED, g, 0, -1, 4, 0, 0, 0, 0, PER, 0, 0 }
#define PART_ROW(n, b, s, g, slot, clk, f, model, cfg, narrow, backup) \
    { n, b, s, REGION_PART, g, slot, clk, 4, 0, OFF(f), &model, &cfg, PER, narrow, backup }
#define PART(n, b, s, g, slot, clk, f, model, cfg) PART_ROW(n, b, s, g, slot, clk, f, model, cfg, 0, 0)
#define PART_DATA(n, b, g, slot, clk, f, model, cfg, narrow) \
    PART_ROW(n, b, 0x400, g, slot, clk, f, model, cfg, narrow, 0)
#define MASTER(n, b, s, g, m) \
    PART(n, b, s, g, SLOT_##m, CLK_LINE_##m, master[SLOT_##m - SLOT_ETH], busmaster_model, \
         h743_master[SLOT_##m - SLOT_ETH])
#define UART(n, b, g, slot, clk, i) \
    PART_DATA(n, b, g, slot, clk, usart[i], usart_model, h743_usart[i], 0x28)      /* TDR */
#define I2C(n, b, g, number) \
    PART_DATA(n, b, g, SLOT_I2C##number, CLK_LINE_I2C##number, i2c[number - 1], i2c_model, \
              h743_i2c[number - 1], 0x28)                                               /* TXDR */
#define TIMER(n, b, g, number) \
    PART(n, b, 0x400, g, SLOT_TIM##number, CLK_LINE_TIM##number, tim[number - 1], tim_model, \
         h743_tim[number - 1])
#define GPIO(n, b, clk, i) \
    PART(n, b, 0x400, GROUP_AHB4, SLOT_GPIO, clk, gpio, gpio_model, h743_gpio[i])
#define POLLED(n, b, s, g, cfg) PART(n, b, s, g, SLOT_STORED, -1, stored, stored_model, cfg)
#define SPI(n, b, g, slot, clk, i) \
    PART_DATA(n, b, g, slot, clk, spi[i], spi_model, h743_spi[i], 0x20)            /* TXDR */

enum { KB = 1 << 10, MB = 1 << 20 };

const region_row_t h743_region[] = {
    TCM("ITCM",         0x00000000,  64 * KB, GROUP_ITCM, 8, itcm),
    ROM("Flash bank 1", 0x08000000, MB, GROUP_FLASH1, 0, OFF(flash_bytes)),
    ROM("Flash bank 2", 0x08100000, MB, GROUP_FLASH2, 1, OFF(flash_bytes) + MB),
    /* The D2 memories a second time, in the code area: other addresses, the same bytes. */
    RAM("SRAM1 (0x1000_0000 alias)", 0x10000000, 128 * KB, GROUP_SRAM1, CLK_LINE_SRAM1, 4, 4,
        sram1),
    RAM("SRAM2 (0x1002_0000 alias)", 0x10020000, 128 * KB, GROUP_SRAM2, CLK_LINE_SRAM2, 4, 4,
        sram2),
    RAM("SRAM3 (0x1004_0000 alias)", 0x10040000,  32 * KB, GROUP_SRAM3, CLK_LINE_SRAM3, 4, 4,
        sram3),
    NONE("System flash 1",            0x1FF00000, 0x1E800, GROUP_FLASH1),
    PART("UID",                       0x1FF1E800, 0x100, GROUP_FLASH1, SLOT_STORED, -1, stored, stored_model,
         h743_uid),
    NONE("System flash 1, rest",      0x1FF1E900, 0x1700, GROUP_FLASH1),
    NONE("System flash 2",            0x1FF40000, 128 * KB, GROUP_FLASH2),
    TCM("DTCM",         0x20000000, 128 * KB, GROUP_DTCM, 4, dtcm),
    RAM("AXI SRAM",     0x24000000, 512 * KB, GROUP_AXISRAM, -1, 8, 8, axisram),
    RAM("SRAM1",        0x30000000, 128 * KB, GROUP_SRAM1, CLK_LINE_SRAM1, 4, 4, sram1),
    RAM("SRAM2",        0x30020000, 128 * KB, GROUP_SRAM2, CLK_LINE_SRAM2, 4, 4, sram2),
    RAM("SRAM3",        0x30040000,  32 * KB, GROUP_SRAM3, CLK_LINE_SRAM3, 4, 4, sram3),
    RAM("SRAM4",        0x38000000,  64 * KB, GROUP_SRAM4, -1, 4, 4, sram4),
    BACKUP("Backup SRAM", 0x38800000, 4 * KB, GROUP_SRAM4, CLK_LINE_BKPSRAM, 4, 4, bkpsram),

    /* APB1 */
    TIMER("TIM2",    0x40000000, GROUP_APB1, 2),
    TIMER("TIM3",    0x40000400, GROUP_APB1, 3),
    TIMER("TIM4",    0x40000800, GROUP_APB1, 4),
    TIMER("TIM5",    0x40000C00, GROUP_APB1, 5),
    TIMER("TIM6",    0x40001000, GROUP_APB1, 6),
    TIMER("TIM7",    0x40001400, GROUP_APB1, 7),
    NONE("TIM12",    0x40001800, 0x400, GROUP_APB1),
    NONE("TIM13",    0x40001C00, 0x400, GROUP_APB1),
    NONE("TIM14",    0x40002000, 0x400, GROUP_APB1),
    POLLED("LPTIM1",   0x40002400, 0x400, GROUP_APB1, h743_lptim[0]),
    SPI("SPI2",      0x40003800, GROUP_APB1, SLOT_SPI2, CLK_LINE_SPI2, 1),
    SPI("SPI3",      0x40003C00, GROUP_APB1, SLOT_SPI3, CLK_LINE_SPI3, 2),
    NONE("SPDIFRX1", 0x40004000, 0x400, GROUP_APB1),
    UART("USART2",   0x40004400, GROUP_APB1, SLOT_USART2, CLK_LINE_USART2, 1),
    UART("USART3",   0x40004800, GROUP_APB1, SLOT_USART3, CLK_LINE_USART3, 2),
    UART("UART4",    0x40004C00, GROUP_APB1, SLOT_UART4,  CLK_LINE_UART4,  3),
    UART("UART5",    0x40005000, GROUP_APB1, SLOT_UART5,  CLK_LINE_UART5,  4),
    I2C("I2C1",      0x40005400, GROUP_APB1, 1),
    I2C("I2C2",      0x40005800, GROUP_APB1, 2),
    I2C("I2C3",      0x40005C00, GROUP_APB1, 3),
    NONE("CEC",      0x40006C00, 0x400, GROUP_APB1),
    NONE("DAC1",     0x40007400, 0x400, GROUP_APB1),
    UART("UART7",    0x40007800, GROUP_APB1, SLOT_UART7,  CLK_LINE_UART7,  6),
    UART("UART8",    0x40007C00, GROUP_APB1, SLOT_UART8,  CLK_LINE_UART8,  7),
    NONE("CRS",      0x40008400, 0x400, GROUP_APB1),
    NONE("SWPMI1",   0x40008800, 0x400, GROUP_APB1),
    NONE("OPAMP",    0x40009000, 0x400, GROUP_APB1),
    NONE("MDIOS",    0x40009400, 0x400, GROUP_APB1),
    POLLED("FDCAN1",   0x4000A000, 0x400, GROUP_APB1, h743_fdcan[0]),
    POLLED("FDCAN2",   0x4000A400, 0x400, GROUP_APB1, h743_fdcan[1]),
    NONE("FDCAN CCU", 0x4000A800, 0x400, GROUP_APB1),
    NONE("FDCAN message RAM", 0x4000AC00, 0x2800, GROUP_APB1),

    /* APB2 */
    TIMER("TIM1",    0x40010000, GROUP_APB2, 1),
    TIMER("TIM8",    0x40010400, GROUP_APB2, 8),
    UART("USART1",   0x40011000, GROUP_APB2, SLOT_USART1, CLK_LINE_USART1, 0),
    UART("USART6",   0x40011400, GROUP_APB2, SLOT_USART6, CLK_LINE_USART6, 5),
    SPI("SPI1",      0x40013000, GROUP_APB2, SLOT_SPI1, CLK_LINE_SPI1, 0),
    SPI("SPI4",      0x40013400, GROUP_APB2, SLOT_SPI4, CLK_LINE_SPI4, 3),
    NONE("TIM15",    0x40014000, 0x400, GROUP_APB2),
    NONE("TIM16",    0x40014400, 0x400, GROUP_APB2),
    NONE("TIM17",    0x40014800, 0x400, GROUP_APB2),
    SPI("SPI5",      0x40015000, GROUP_APB2, SLOT_SPI5, CLK_LINE_SPI5, 4),
    NONE("SAI1",     0x40015800, 0x400, GROUP_APB2),
    NONE("SAI2",     0x40015C00, 0x400, GROUP_APB2),
    NONE("SAI3",     0x40016000, 0x400, GROUP_APB2),
    NONE("DFSDM1",   0x40017000, 0x400, GROUP_APB2),
    NONE("HRTIM1",   0x40017400, 0x400, GROUP_APB2),

    /* AHB1 */
    PART("DMA1",     0x40020000, 0x400, GROUP_AHB1, SLOT_DMA1, CLK_LINE_DMA1, dma1, dma_model,
         h743_dma1),
    PART("DMA2",     0x40020400, 0x400, GROUP_AHB1, SLOT_DMA2, CLK_LINE_DMA2, dma2, dma_model,
         h743_dma2),
    PART("DMAMUX1",  0x40020800, 0x400, GROUP_AHB1, SLOT_DMAMUX1, CLK_LINE_DMAMUX1, dmamux1,
         dmamux_model,
         h743_dmamux1),
    PART("ADC1, ADC2", 0x40022000, 0x400, GROUP_AHB1, SLOT_ADC12, CLK_LINE_ADC12, adc12,
         adc_model, h743_adc12),
    MASTER("ETH",     0x40028000, 0x1400, GROUP_AHB1, ETH),
    MASTER("OTG_HS1", 0x40040000, 0x40000, GROUP_AHB1, USB1),
    MASTER("OTG_HS2", 0x40080000, 0x40000, GROUP_AHB1, USB2),

    /* AHB2 */
    PART("DCMI",     0x48020000, 0x400, GROUP_AHB2, SLOT_DCMI, CLK_LINE_DCMI, dcmi, source_model, h743_dcmi),
    PART("RNG",      0x48021800, 0x400, GROUP_AHB2, SLOT_RNG, CLK_LINE_RNG, rng, rng_model, h743_rng),
    MASTER("SDMMC2", 0x48022400, 0x400, GROUP_AHB2, SDMMC2),
    NONE("SDMMC2 delay block", 0x48022800, 0x400, GROUP_AHB2),
    NONE("RAMECC2",  0x48023000, 0x400, GROUP_AHB2),

    /* APB3, and the interconnect's own registers (the work-around of ES0392 2.2.9 writes one) */
    MASTER("LTDC",   0x50001000, 0x1000, GROUP_APB3, LTDC),
    NONE("WWDG1",    0x50003000, 0x400, GROUP_APB3),
    PART("GPV",      0x51000000, MB, GROUP_GPV, SLOT_STORED, -1, stored, stored_model, h743_gpv),

    /* AHB3 */
    PART("MDMA",     0x52000000, 0x1000, GROUP_AHB3, SLOT_MDMA, CLK_LINE_MDMA, mdma, mdma_model,
         h743_mdma),
    MASTER("DMA2D",  0x52001000, 0x1000, GROUP_AHB3, DMA2D),
    PART("FLASH",    0x52002000, 0x400, GROUP_AHB3, SLOT_FLASH, -1, flash, flash_model, h743_flash),
    NONE("JPEG",     0x52003000, 0x1000, GROUP_AHB3),
    PART("FMC",      0x52004000, 0x1000, GROUP_AHB3, SLOT_STORED, -1, stored, stored_model, h743_fmc),
    POLLED("QUADSPI",  0x52005000, 0x1000, GROUP_AHB3, h743_quadspi),
    NONE("QUADSPI delay block", 0x52006000, 0x1000, GROUP_AHB3),
    MASTER("SDMMC1", 0x52007000, 0x1000, GROUP_AHB3, SDMMC1),
    NONE("SDMMC1 delay block", 0x52008000, 0x1000, GROUP_AHB3),
    NONE("RAMECC1",  0x52009000, 0x400, GROUP_AHB3),

    /* APB4 */
    PART("EXTI",     0x58000000, 0x400, GROUP_APB4, SLOT_EXTI, -1, exti, exti_model, h743_exti),
    PART("SYSCFG",   0x58000400, 0x400, GROUP_APB4, SLOT_SYSCFG, CLK_LINE_SYSCFG, syscfg,
         syscfg_model,
         h743_syscfg),
    UART("LPUART1",  0x58000C00, GROUP_APB4, SLOT_LPUART1, CLK_LINE_LPUART1, 8),
    SPI("SPI6",      0x58001400, GROUP_APB4, SLOT_SPI6, CLK_LINE_SPI6, 5),
    I2C("I2C4",      0x58001C00, GROUP_APB4, 4),
    POLLED("LPTIM2",   0x58002400, 0x400, GROUP_APB4, h743_lptim[1]),
    POLLED("LPTIM3",   0x58002800, 0x400, GROUP_APB4, h743_lptim[2]),
    POLLED("LPTIM4",   0x58002C00, 0x400, GROUP_APB4, h743_lptim[3]),
    POLLED("LPTIM5",   0x58003000, 0x400, GROUP_APB4, h743_lptim[4]),
    NONE("COMP1, COMP2", 0x58003800, 0x400, GROUP_APB4),
    NONE("VREFBUF",  0x58003C00, 0x400, GROUP_APB4),
    PART_ROW("RTC",  0x58004000, 0x400, GROUP_APB4, SLOT_RTC, -1, rtc, rtc_model, h743_rtc, 0, 1),
    PART("IWDG1",    0x58004800, 0x400, GROUP_APB4, SLOT_IWDG1, -1, iwdg1, iwdg_model, h743_iwdg1),
    NONE("SAI4",     0x58005400, 0x400, GROUP_APB4),

    /* AHB4 */
    GPIO("GPIOA",    0x58020000, CLK_LINE_GPIOA, 0),
    GPIO("GPIOB",    0x58020400, CLK_LINE_GPIOB, 1),
    GPIO("GPIOC",    0x58020800, CLK_LINE_GPIOC, 2),
    GPIO("GPIOD",    0x58020C00, CLK_LINE_GPIOD, 3),
    GPIO("GPIOE",    0x58021000, CLK_LINE_GPIOE, 4),
    GPIO("GPIOF",    0x58021400, CLK_LINE_GPIOF, 5),
    GPIO("GPIOG",    0x58021800, CLK_LINE_GPIOG, 6),
    GPIO("GPIOH",    0x58021C00, CLK_LINE_GPIOH, 7),
    GPIO("GPIOI",    0x58022000, CLK_LINE_GPIOI, 8),
    GPIO("GPIOJ",    0x58022400, CLK_LINE_GPIOJ, 9),
    GPIO("GPIOK",    0x58022800, CLK_LINE_GPIOK, 10),
    PART("RCC",      0x58024400, 0x400, GROUP_AHB4, SLOT_RCC, -1, rcc, rcc_model, h743_rcc),
    PART("PWR",      0x58024800, 0x400, GROUP_AHB4, SLOT_PWR, -1, pwr, pwr_model, h743_pwr),
    PART("CRC",      0x58024C00, 0x400, GROUP_AHB4, SLOT_CRC, CLK_LINE_CRC, crc, crc_model, h743_crc),
    PART("BDMA",     0x58025400, 0x400, GROUP_AHB4, SLOT_BDMA, CLK_LINE_BDMA, bdma, bdma_model,
         h743_bdma),
    PART("DMAMUX2",  0x58025800, 0x400, GROUP_AHB4, SLOT_DMAMUX2, CLK_LINE_BDMA, dmamux2,
         dmamux_model,
         h743_dmamux2),
    PART("ADC3",     0x58026000, 0x400, GROUP_AHB4, SLOT_ADC3, CLK_LINE_ADC3, adc3, adc_model,
         h743_adc3),
    NONE("HSEM",     0x58026400, 0x400, GROUP_AHB4),
    NONE("RAMECC3",  0x58027000, 0x400, GROUP_AHB4),

    /* the debug bus; the CPU alone, as the GPV */
    PART("DBGMCU",   0x5C001000, 0x400, GROUP_GPV, SLOT_STORED, -1, stored, stored_model, h743_dbgmcu),
};
_Static_assert(sizeof h743_region / sizeof *h743_region == H743_REGIONS,
               "count the regions in h743_rows.h");
