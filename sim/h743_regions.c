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
#define RAM(n, b, s, g, clk, w, ecc, f)  { n, b, s, REGION_RAM, g, 0, clk, w, ecc, OFF(f), 0, 0, MEM }
#define ROM(n, b, s, g, at)              { n, b, s, REGION_FLASH, g, 0, -1, 8, 32, at, 0, 0, MEM }
#define TCM(n, b, s, g, ecc, f)          { n, b, s, REGION_TCM, g, 0, -1, 4, ecc, OFF(f), 0, 0, MEM }
#define NONE(n, b, s, g)                 { n, b, s, REGION_UNMODELLED, g, 0, -1, 4, 0, 0, 0, 0, PER }
#define PART(n, b, s, g, slot, clk, f, model, cfg) \
    { n, b, s, REGION_PART, g, slot, clk, 4, 0, OFF(f), &model, &cfg, PER }
#define UART(n, b, g, slot, clk, i) \
    PART(n, b, 0x400, g, slot, clk, usart[i], usart_model, h743_usart[i])

enum { KB = 1 << 10, MB = 1 << 20 };

const region_row_t h743_region[] = {
    TCM("ITCM",         0x00000000,  64 * KB, GROUP_ITCM, 8, itcm),
    ROM("Flash bank 1", 0x08000000, MB, GROUP_FLASH1, OFF(flash_bytes)),
    ROM("Flash bank 2", 0x08100000, MB, GROUP_FLASH2, OFF(flash_bytes) + MB),
    /* The D2 memories a second time, in the code area: other addresses, the same bytes. */
    RAM("SRAM1 (0x1000_0000 alias)", 0x10000000, 128 * KB, GROUP_SRAM1, CLK_LINE_SRAM1, 4, 4,
        sram1),
    RAM("SRAM2 (0x1002_0000 alias)", 0x10020000, 128 * KB, GROUP_SRAM2, CLK_LINE_SRAM2, 4, 4,
        sram2),
    RAM("SRAM3 (0x1004_0000 alias)", 0x10040000,  32 * KB, GROUP_SRAM3, CLK_LINE_SRAM3, 4, 4,
        sram3),
    NONE("System flash 1, unique id", 0x1FF00000, 128 * KB, GROUP_FLASH1),
    NONE("System flash 2",            0x1FF40000, 128 * KB, GROUP_FLASH2),
    TCM("DTCM",         0x20000000, 128 * KB, GROUP_DTCM, 4, dtcm),
    RAM("AXI SRAM",     0x24000000, 512 * KB, GROUP_AXISRAM, -1, 8, 8, axisram),
    RAM("SRAM1",        0x30000000, 128 * KB, GROUP_SRAM1, CLK_LINE_SRAM1, 4, 4, sram1),
    RAM("SRAM2",        0x30020000, 128 * KB, GROUP_SRAM2, CLK_LINE_SRAM2, 4, 4, sram2),
    RAM("SRAM3",        0x30040000,  32 * KB, GROUP_SRAM3, CLK_LINE_SRAM3, 4, 4, sram3),
    RAM("SRAM4",        0x38000000,  64 * KB, GROUP_SRAM4, -1, 4, 4, sram4),
    RAM("Backup SRAM",  0x38800000,   4 * KB, GROUP_SRAM4, CLK_LINE_BKPSRAM, 4, 4, bkpsram),

    /* APB1 */
    NONE("TIM2",     0x40000000, 0x400, GROUP_APB1),
    NONE("TIM3",     0x40000400, 0x400, GROUP_APB1),
    NONE("TIM4",     0x40000800, 0x400, GROUP_APB1),
    NONE("TIM5",     0x40000C00, 0x400, GROUP_APB1),
    NONE("TIM6",     0x40001000, 0x400, GROUP_APB1),
    NONE("TIM7",     0x40001400, 0x400, GROUP_APB1),
    NONE("TIM12",    0x40001800, 0x400, GROUP_APB1),
    NONE("TIM13",    0x40001C00, 0x400, GROUP_APB1),
    NONE("TIM14",    0x40002000, 0x400, GROUP_APB1),
    NONE("LPTIM1",   0x40002400, 0x400, GROUP_APB1),
    NONE("SPI2",     0x40003800, 0x400, GROUP_APB1),
    NONE("SPI3",     0x40003C00, 0x400, GROUP_APB1),
    NONE("SPDIFRX1", 0x40004000, 0x400, GROUP_APB1),
    UART("USART2",   0x40004400, GROUP_APB1, SLOT_USART2, CLK_LINE_USART2, 1),
    UART("USART3",   0x40004800, GROUP_APB1, SLOT_USART3, CLK_LINE_USART3, 2),
    UART("UART4",    0x40004C00, GROUP_APB1, SLOT_UART4,  CLK_LINE_UART4,  3),
    UART("UART5",    0x40005000, GROUP_APB1, SLOT_UART5,  CLK_LINE_UART5,  4),
    NONE("I2C1",     0x40005400, 0x400, GROUP_APB1),
    NONE("I2C2",     0x40005800, 0x400, GROUP_APB1),
    NONE("I2C3",     0x40005C00, 0x400, GROUP_APB1),
    NONE("CEC",      0x40006C00, 0x400, GROUP_APB1),
    NONE("DAC1",     0x40007400, 0x400, GROUP_APB1),
    UART("UART7",    0x40007800, GROUP_APB1, SLOT_UART7,  CLK_LINE_UART7,  6),
    UART("UART8",    0x40007C00, GROUP_APB1, SLOT_UART8,  CLK_LINE_UART8,  7),
    NONE("CRS",      0x40008400, 0x400, GROUP_APB1),
    NONE("SWPMI1",   0x40008800, 0x400, GROUP_APB1),
    NONE("OPAMP",    0x40009000, 0x400, GROUP_APB1),
    NONE("MDIOS",    0x40009400, 0x400, GROUP_APB1),
    NONE("FDCAN1",   0x4000A000, 0x400, GROUP_APB1),
    NONE("FDCAN2",   0x4000A400, 0x400, GROUP_APB1),
    NONE("FDCAN CCU", 0x4000A800, 0x400, GROUP_APB1),
    NONE("FDCAN message RAM", 0x4000AC00, 0x2800, GROUP_APB1),

    /* APB2 */
    NONE("TIM1",     0x40010000, 0x400, GROUP_APB2),
    NONE("TIM8",     0x40010400, 0x400, GROUP_APB2),
    UART("USART1",   0x40011000, GROUP_APB2, SLOT_USART1, CLK_LINE_USART1, 0),
    UART("USART6",   0x40011400, GROUP_APB2, SLOT_USART6, CLK_LINE_USART6, 5),
    NONE("SPI1",     0x40013000, 0x400, GROUP_APB2),
    NONE("SPI4",     0x40013400, 0x400, GROUP_APB2),
    NONE("TIM15",    0x40014000, 0x400, GROUP_APB2),
    NONE("TIM16",    0x40014400, 0x400, GROUP_APB2),
    NONE("TIM17",    0x40014800, 0x400, GROUP_APB2),
    NONE("SPI5",     0x40015000, 0x400, GROUP_APB2),
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
    NONE("ADC1, ADC2", 0x40022000, 0x400, GROUP_AHB1),
    NONE("ETH",        0x40028000, 0x1400, GROUP_AHB1),
    NONE("USB OTG HS1", 0x40040000, 0x40000, GROUP_AHB1),
    NONE("USB OTG HS2", 0x40080000, 0x40000, GROUP_AHB1),

    /* AHB2 */
    NONE("DCMI",     0x48020000, 0x400, GROUP_AHB2),
    NONE("RNG",      0x48021800, 0x400, GROUP_AHB2),
    NONE("SDMMC2",   0x48022400, 0x400, GROUP_AHB2),
    NONE("SDMMC2 delay block", 0x48022800, 0x400, GROUP_AHB2),
    NONE("RAMECC2",  0x48023000, 0x400, GROUP_AHB2),

    /* APB3, and the interconnect's own registers (the work-around of ES0392 2.2.9 writes one) */
    NONE("LTDC",     0x50001000, 0x1000, GROUP_APB3),
    NONE("WWDG1",    0x50003000, 0x400, GROUP_APB3),
    NONE("AXI GPV",  0x51000000, MB, GROUP_GPV),

    /* AHB3 */
    NONE("MDMA",     0x52000000, 0x1000, GROUP_AHB3),
    NONE("DMA2D",    0x52001000, 0x1000, GROUP_AHB3),
    PART("FLASH",    0x52002000, 0x400, GROUP_AHB3, SLOT_FLASH, -1, flash, flash_model, h743_flash),
    NONE("JPEG",     0x52003000, 0x1000, GROUP_AHB3),
    NONE("FMC",      0x52004000, 0x1000, GROUP_AHB3),
    NONE("QUADSPI",  0x52005000, 0x1000, GROUP_AHB3),
    NONE("QUADSPI delay block", 0x52006000, 0x1000, GROUP_AHB3),
    NONE("SDMMC1",   0x52007000, 0x1000, GROUP_AHB3),
    NONE("SDMMC1 delay block", 0x52008000, 0x1000, GROUP_AHB3),
    NONE("RAMECC1",  0x52009000, 0x400, GROUP_AHB3),

    /* APB4 */
    NONE("EXTI",     0x58000000, 0x400, GROUP_APB4),
    PART("SYSCFG",   0x58000400, 0x400, GROUP_APB4, SLOT_SYSCFG, CLK_LINE_SYSCFG, syscfg,
         syscfg_model,
         h743_syscfg),
    NONE("LPUART1",  0x58000C00, 0x400, GROUP_APB4),
    NONE("SPI6",     0x58001400, 0x400, GROUP_APB4),
    NONE("I2C4",     0x58001C00, 0x400, GROUP_APB4),
    NONE("LPTIM2",   0x58002400, 0x400, GROUP_APB4),
    NONE("LPTIM3",   0x58002800, 0x400, GROUP_APB4),
    NONE("LPTIM4",   0x58002C00, 0x400, GROUP_APB4),
    NONE("LPTIM5",   0x58003000, 0x400, GROUP_APB4),
    NONE("COMP1, COMP2", 0x58003800, 0x400, GROUP_APB4),
    NONE("VREFBUF",  0x58003C00, 0x400, GROUP_APB4),
    NONE("RTC",      0x58004000, 0x400, GROUP_APB4),
    NONE("IWDG1",    0x58004800, 0x400, GROUP_APB4),
    NONE("SAI4",     0x58005400, 0x400, GROUP_APB4),

    /* AHB4 */
    NONE("GPIOA",    0x58020000, 0x400, GROUP_AHB4),
    NONE("GPIOB",    0x58020400, 0x400, GROUP_AHB4),
    NONE("GPIOC",    0x58020800, 0x400, GROUP_AHB4),
    NONE("GPIOD",    0x58020C00, 0x400, GROUP_AHB4),
    NONE("GPIOE",    0x58021000, 0x400, GROUP_AHB4),
    NONE("GPIOF",    0x58021400, 0x400, GROUP_AHB4),
    NONE("GPIOG",    0x58021800, 0x400, GROUP_AHB4),
    NONE("GPIOH",    0x58021C00, 0x400, GROUP_AHB4),
    NONE("GPIOI",    0x58022000, 0x400, GROUP_AHB4),
    NONE("GPIOJ",    0x58022400, 0x400, GROUP_AHB4),
    NONE("GPIOK",    0x58022800, 0x400, GROUP_AHB4),
    PART("RCC",      0x58024400, 0x400, GROUP_AHB4, SLOT_RCC, -1, rcc, rcc_model, h743_rcc),
    PART("PWR",      0x58024800, 0x400, GROUP_AHB4, SLOT_PWR, -1, pwr, pwr_model, h743_pwr),
    NONE("CRC",      0x58024C00, 0x400, GROUP_AHB4),
    NONE("BDMA",     0x58025400, 0x400, GROUP_AHB4),
    NONE("DMAMUX2",  0x58025800, 0x400, GROUP_AHB4),
    NONE("ADC3",     0x58026000, 0x400, GROUP_AHB4),
    NONE("HSEM",     0x58026400, 0x400, GROUP_AHB4),
    NONE("RAMECC3",  0x58027000, 0x400, GROUP_AHB4),

    /* the debug bus; the CPU alone, as the GPV */
    NONE("DBGMCU",   0x5C001000, 0x400, GROUP_GPV),
};
_Static_assert(sizeof h743_region / sizeof *h743_region == H743_REGIONS,
               "count the regions in h743_rows.h");
