/* h743.h -- the STM32H743 as one value: every part, every memory, every wire. No pointers inside:
 * copy it and you have a snapshot, compare two and you have a test.
 *
 * The slot list is the order of things within a tick: signals flow down it, and come round to the
 * top in the next tick. The core is last, so it can be lent time (machine.c). */
#ifndef H743_H
#define H743_H
#include "adc.h"
#include "core.h"
#include "crc.h"
#include "bdma.h"
#include "busmaster.h"
#include "dma.h"
#include "dmamux.h"
#include "exti.h"
#include "flash.h"
#include "gpio.h"
#include "i2c.h"
#include "i2c_devices.h"
#include "input.h"
#include "iwdg.h"
#include "map.h"
#include "matrix.h"
#include "mdma.h"
#include "pins.h"
#include "pwr.h"
#include "rcc.h"
#include "rng.h"
#include "rtc.h"
#include "source.h"
#include "spi.h"
#include "spi_devices.h"
#include "stored.h"
#include "syscfg.h"
#include "tim.h"
#include "usart.h"
#include "world.h"

enum { CLK_CPU, CLK_HCLK, CLK_PCLK1, CLK_PCLK2, CLK_PCLK3, CLK_PCLK4,
       CLK_TIM1, CLK_TIM2,       /* the timers on APB1, on APB2: machine.c says how fast */
       CLK_LSI,
       CLK_PLL1Q,                /* kernel clock of SPI1 to SPI3, PLL1Q after reset */
       /* kernel clocks, an APB clock after reset; ADC and RNG: machine.c says how fast in a scenario */
       CLK_SPI45, CLK_SPI6, CLK_USART16, CLK_USART234578, CLK_LPUART1, CLK_I2C123, CLK_I2C4, CLK_ADC, CLK_RNG,
       CLOCKS };
/* RM0433 8.5 */
enum { LSI_HZ = 32000, HSI_HZ = 64000000, CSI_HZ = 4000000, HSI48_HZ = 48000000, LSE_HZ = 32768 };
enum { HSE_HZ = 8000000 };       /* unless the input gives another: the Nucleo board feeds 8 MHz */
enum { ADC_KERNEL_HZ = HSI_HZ, RNG_KERNEL_HZ = HSI48_HZ };     /* in a scenario */

typedef enum {
    SLOT_WORLD, SLOT_I2C_DEVICES, SLOT_SPI_DEVICES, SLOT_PINS,
    SLOT_RCC, SLOT_PWR, SLOT_SYSCFG, SLOT_FLASH,
    SLOT_STORED, SLOT_CRC, SLOT_RNG, SLOT_RTC,     /* STORED: DBGMCU, unique id, AXI GPV, FMC */
    SLOT_GPIO, SLOT_EXTI, SLOT_IWDG1,       /* GPIO: ports A to K in one */
    SLOT_TIM1, SLOT_TIM2, SLOT_TIM3, SLOT_TIM4, SLOT_TIM5, SLOT_TIM6, SLOT_TIM7, SLOT_TIM8,
    SLOT_USART1, SLOT_USART2, SLOT_USART3, SLOT_UART4, SLOT_UART5, SLOT_USART6, SLOT_UART7, SLOT_UART8,
    SLOT_LPUART1,
    SLOT_I2C1, SLOT_I2C2, SLOT_I2C3, SLOT_I2C4,
    SLOT_SPI1, SLOT_SPI2, SLOT_SPI3, SLOT_SPI4, SLOT_SPI5, SLOT_SPI6,
    SLOT_ADC12, SLOT_ADC3, SLOT_DCMI,
    SLOT_DMAMUX1, SLOT_DMAMUX2,
    SLOT_MATRIX,
    SLOT_DMA1, SLOT_DMA2, SLOT_BDMA, SLOT_MDMA,
    SLOT_ETH, SLOT_SDMMC1, SLOT_SDMMC2, SLOT_USB1, SLOT_USB2, SLOT_DMA2D, SLOT_LTDC, SLOT_DEBUG,
    SLOT_CORE,
    SLOTS
} slot_t;

typedef enum {
    PORT_FILL0, PORT_FILL1, PORT_EVICT, PORT_READ, PORT_FETCH,
    PORT_WRITE0, PORT_WRITE9 = PORT_WRITE0 + WRITE_PORTS - 1,
    PORT_AHBP_READ, PORT_AHBP_WRITE,
    PORT_DMA1_MEM, PORT_DMA1_PER, PORT_DMA2_MEM, PORT_DMA2_PER, PORT_BDMA,
    PORT_MDMA_READ, PORT_MDMA_WRITE, PORT_MDMA_TCM,
    PORT_ETH, PORT_SDMMC1, PORT_SDMMC2, PORT_USB1, PORT_USB2, PORT_DMA2D, PORT_LTDC, PORT_DEBUG,
    PORT_D2D1_0, PORT_D2D1_1, PORT_D2D1_2, PORT_D2D1_3,   /* posted writes under way in the D2-to-D1 bridge */
    PORTS
} port_number_t;

typedef enum {                   /* bus masters, columns of RM0433's reachability table */
    INIT_AXIM, INIT_AHBP, INIT_ITCM, INIT_DTCM, INIT_SDMMC1, INIT_MDMA, INIT_MDMA_AHBS, INIT_DMA2D, INIT_LTDC,
    INIT_DMA1_MEM, INIT_DMA1_PER, INIT_DMA2_MEM, INIT_DMA2_PER, INIT_ETH, INIT_SDMMC2, INIT_USB1, INIT_USB2,
    INIT_BDMA,
    INIT_D2D1,                   /* the D2-to-D1 bridge carrying on a posted write */
    INIT_DEBUG,                  /* the debug port, past the cache */
    INITS
} init_number_t;

typedef enum {                   /* rows of the reachability table */
    GROUP_ITCM, GROUP_DTCM, GROUP_AHB3, GROUP_APB3, GROUP_FLASH1, GROUP_FLASH2, GROUP_AXISRAM, GROUP_EXT,
    GROUP_SRAM1, GROUP_SRAM2, GROUP_SRAM3, GROUP_AHB1, GROUP_APB1, GROUP_APB2, GROUP_AHB2, GROUP_AHB4,
        GROUP_APB4,
    GROUP_SRAM4, GROUP_GPV,      /* GPV: the AXI interconnect's own registers, not a row of the table */
    GROUPS
} group_number_t;

typedef enum {                   /* clock-enable lines driven by RCC: WIRE_CLOCK numbers */
    CLK_LINE_SRAM1, CLK_LINE_SRAM2, CLK_LINE_SRAM3, CLK_LINE_BKPSRAM,
    CLK_LINE_DMA1, CLK_LINE_DMA2, CLK_LINE_DMAMUX1, CLK_LINE_BDMA, CLK_LINE_MDMA,
    CLK_LINE_USART1, CLK_LINE_USART2, CLK_LINE_USART3, CLK_LINE_UART4, CLK_LINE_UART5, CLK_LINE_USART6,
    CLK_LINE_UART7, CLK_LINE_UART8, CLK_LINE_LPUART1, CLK_LINE_SYSCFG,
    CLK_LINE_TIM1, CLK_LINE_TIM2, CLK_LINE_TIM3, CLK_LINE_TIM4, CLK_LINE_TIM5, CLK_LINE_TIM6,
    CLK_LINE_TIM7, CLK_LINE_TIM8,
    CLK_LINE_GPIOA, CLK_LINE_GPIOB, CLK_LINE_GPIOC, CLK_LINE_GPIOD, CLK_LINE_GPIOE, CLK_LINE_GPIOF,
    CLK_LINE_GPIOG, CLK_LINE_GPIOH, CLK_LINE_GPIOI, CLK_LINE_GPIOJ, CLK_LINE_GPIOK,
    CLK_LINE_ADC12, CLK_LINE_ADC3,
    CLK_LINE_ETH, CLK_LINE_SDMMC1, CLK_LINE_SDMMC2, CLK_LINE_USB1, CLK_LINE_USB2, CLK_LINE_DMA2D,
        CLK_LINE_LTDC,
    CLK_LINE_DCMI,
    CLK_LINE_I2C1, CLK_LINE_I2C2, CLK_LINE_I2C3, CLK_LINE_I2C4,
    CLK_LINE_SPI1, CLK_LINE_SPI2, CLK_LINE_SPI3, CLK_LINE_SPI4, CLK_LINE_SPI5, CLK_LINE_SPI6,
    CLK_LINE_CRC, CLK_LINE_RNG,
    CLK_LINES
} clock_line_t;

enum { TIMERS = 8 };             /* TIM1 to TIM8: index = number - 1 */
enum { MASTERS = SLOT_DEBUG - SLOT_ETH + 1 };   /* scripted bus masters: index = slot - SLOT_ETH */

typedef struct {
    tick_t   now;
    domain_t clock[CLOCKS];
    wires_t  wires;
    port_t   port[PORTS];
    world_t  world;
    i2c_devices_t i2c_devices;
    spi_devices_t spi_devices;
    pins_t   pins;
    rcc_t    rcc;
    pwr_t    pwr;
    syscfg_t syscfg;
    flash_t  flash;
    stored_t stored;
    crc_t    crc;
    rng_t    rng;
    rtc_t    rtc;
    gpio_t   gpio;
    exti_t   exti;
    iwdg_t   iwdg1;
    tim_t    tim[TIMERS];
    usart_t  usart[SERIAL_LINES];
    i2c_t    i2c[I2C_BUSES];
    spi_t    spi[SPI_LINES];
    adc_t    adc12, adc3;
    source_t dcmi;
    dmamux_t dmamux1, dmamux2;
    matrix_t matrix;
    dma_t    dma1, dma2;
    bdma_t   bdma;
    mdma_t   mdma;
    busmaster_t master[MASTERS];
    core_t   core;
    uint8_t  itcm[64 << 10], dtcm[128 << 10], axisram[512 << 10];
    uint8_t  sram1[128 << 10], sram2[128 << 10], sram3[32 << 10], sram4[64 << 10], bkpsram[4 << 10];
    uint8_t  flash_bytes[2 << 20];
    tick_t   due[SLOTS];         /* last: a cache of step()'s answers, left out of comparisons */
} chip_t;

typedef struct {                 /* one row a slot: which model, where its state is, its cfg */
    const char    *name;
    const model_t *model;
    uint32_t       at;           /* offset in chip_t */
    const void    *cfg;
} slot_row_t;

extern const map_t      h743_map;            /* h743_map.c: the chip on paper */
extern const slot_row_t h743_slot[SLOTS];    /* h743.c: which part sits in which slot */
extern const uint64_t   h743_ears[WIRE_KINDS];
extern const m7_cfg_t   h743_core_cfg;

/* Part instances' cfg, in h743_map.c beside their addresses. */
extern const usart_cfg_t  h743_usart[SERIAL_LINES];
extern const i2c_cfg_t    h743_i2c[I2C_BUSES];
extern const spi_cfg_t    h743_spi[SPI_LINES];
extern const dma_cfg_t    h743_dma1, h743_dma2;
extern const bdma_cfg_t   h743_bdma;
extern const mdma_cfg_t   h743_mdma;
extern const dmamux_cfg_t h743_dmamux1, h743_dmamux2;
extern const rcc_cfg_t    h743_rcc;
extern const pwr_cfg_t    h743_pwr;
extern const syscfg_cfg_t h743_syscfg;
extern const flash_cfg_t  h743_flash;
extern const stored_cfg_t h743_stored, h743_dbgmcu, h743_uid, h743_gpv, h743_fmc;   /* the first: all rows */
extern const stored_cfg_t h743_lptim[5], h743_fdcan[2], h743_quadspi;    /* h743_polled.c */
extern const polled_cfg_t h743_sdmmc, h743_otg;
extern const crc_cfg_t    h743_crc;
extern const rng_cfg_t    h743_rng;
extern const rtc_cfg_t    h743_rtc;
extern const gpio_cfg_t   h743_gpio[GPIO_PORTS];
extern const exti_cfg_t   h743_exti;
extern const iwdg_cfg_t   h743_iwdg1;
extern const tim_cfg_t    h743_tim[TIMERS];
extern const adc_cfg_t    h743_adc12, h743_adc3;
extern const source_cfg_t h743_dcmi;
extern const busmaster_cfg_t h743_master[MASTERS];
#endif
