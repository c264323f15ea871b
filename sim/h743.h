/* h743.h -- the STM32H743 as one value: every part, every memory, every wire. No pointers inside:
 * copy it and you have a snapshot, compare two and you have a test.
 *
 * The slot list is the order of things within a tick: signals flow down it, and come round to the
 * top in the next tick. The core is last, so it can be lent time (machine.c). */
#ifndef H743_H
#define H743_H
#include "core.h"
#include "dma.h"
#include "dmamux.h"
#include "flash.h"
#include "input.h"
#include "map.h"
#include "matrix.h"
#include "pwr.h"
#include "rcc.h"
#include "syscfg.h"
#include "usart.h"
#include "world.h"

enum { CLK_CPU, CLK_HCLK, CLK_PCLK1, CLK_PCLK2, CLK_PCLK3, CLK_PCLK4, CLOCKS };

typedef enum {
    SLOT_WORLD,
    SLOT_RCC, SLOT_PWR, SLOT_SYSCFG, SLOT_FLASH,
    SLOT_USART1, SLOT_USART2, SLOT_USART3, SLOT_UART4, SLOT_UART5, SLOT_USART6, SLOT_UART7, SLOT_UART8,
    SLOT_DMAMUX1,
    SLOT_MATRIX,
    SLOT_DMA1, SLOT_DMA2,
    SLOT_CORE,
    SLOTS
} slot_t;

typedef enum {
    PORT_FILL0, PORT_FILL1, PORT_EVICT, PORT_READ, PORT_FETCH,
    PORT_WRITE0, PORT_WRITE9 = PORT_WRITE0 + WRITE_PORTS - 1,
    PORT_AHBP_READ, PORT_AHBP_WRITE,
    PORT_DMA1_MEM, PORT_DMA1_PER, PORT_DMA2_MEM, PORT_DMA2_PER,
    PORT_D2D1_0, PORT_D2D1_1, PORT_D2D1_2, PORT_D2D1_3,   /* posted writes under way in the D2-to-D1 bridge */
    PORTS
} port_number_t;

typedef enum {                   /* bus masters, columns of RM0433's reachability table */
    INIT_AXIM, INIT_AHBP, INIT_ITCM, INIT_DTCM, INIT_SDMMC1, INIT_MDMA, INIT_MDMA_AHBS, INIT_DMA2D, INIT_LTDC,
    INIT_DMA1_MEM, INIT_DMA1_PER, INIT_DMA2_MEM, INIT_DMA2_PER, INIT_ETH, INIT_SDMMC2, INIT_USB1, INIT_USB2,
    INIT_BDMA,
    INIT_D2D1,                   /* the D2-to-D1 bridge carrying on a posted write */
    INITS
} init_number_t;

typedef enum {                   /* rows of the reachability table */
    GROUP_ITCM, GROUP_DTCM, GROUP_AHB3, GROUP_APB3, GROUP_FLASH1, GROUP_FLASH2, GROUP_AXISRAM, GROUP_EXT,
    GROUP_SRAM1, GROUP_SRAM2, GROUP_SRAM3, GROUP_AHB1, GROUP_APB1, GROUP_APB2, GROUP_AHB2, GROUP_AHB4, GROUP_APB4,
    GROUP_SRAM4, GROUP_GPV,      /* GPV: the AXI interconnect's own registers, not a row of the table */
    GROUPS
} group_number_t;

typedef enum {                   /* clock-enable lines driven by RCC: WIRE_CLOCK numbers */
    CLK_LINE_SRAM1, CLK_LINE_SRAM2, CLK_LINE_SRAM3, CLK_LINE_BKPSRAM,
    CLK_LINE_DMA1, CLK_LINE_DMA2, CLK_LINE_DMAMUX1,
    CLK_LINE_USART1, CLK_LINE_USART2, CLK_LINE_USART3, CLK_LINE_UART4, CLK_LINE_UART5, CLK_LINE_USART6,
    CLK_LINE_UART7, CLK_LINE_UART8, CLK_LINE_SYSCFG,
    CLK_LINES
} clock_line_t;

typedef struct {
    tick_t   now;
    domain_t clock[CLOCKS];
    wires_t  wires;
    port_t   port[PORTS];
    world_t  world;
    rcc_t    rcc;
    pwr_t    pwr;
    syscfg_t syscfg;
    flash_t  flash;
    usart_t  usart[SERIAL_LINES];
    dmamux_t dmamux1;
    matrix_t matrix;
    dma_t    dma1, dma2;
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
extern const dma_cfg_t    h743_dma1, h743_dma2;
extern const dmamux_cfg_t h743_dmamux1;
extern const rcc_cfg_t    h743_rcc;
extern const pwr_cfg_t    h743_pwr;
extern const syscfg_cfg_t h743_syscfg;
extern const flash_cfg_t  h743_flash;
#endif
