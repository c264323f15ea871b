/* h743.c -- which part sits in which slot, and who listens to which kind of wire. */
#include "h743_rows.h"
#include <stddef.h>

#define AT(field) (uint32_t)offsetof(chip_t, field)

const slot_row_t h743_slot[SLOTS] = {
    [SLOT_WORLD]   = { "world",   &world_model,  AT(world),   NULL },
    [SLOT_RCC]     = { "RCC",     &rcc_model,    AT(rcc),     &h743_rcc },
    [SLOT_PWR]     = { "PWR",     &pwr_model,    AT(pwr),     &h743_pwr },
    [SLOT_SYSCFG]  = { "SYSCFG",  &syscfg_model, AT(syscfg),  &h743_syscfg },
    [SLOT_FLASH]   = { "FLASH",   &flash_model,  AT(flash),   &h743_flash },
    [SLOT_USART1]  = { "USART1",  &usart_model,  AT(usart[0]), &h743_usart[0] },
    [SLOT_USART2]  = { "USART2",  &usart_model,  AT(usart[1]), &h743_usart[1] },
    [SLOT_USART3]  = { "USART3",  &usart_model,  AT(usart[2]), &h743_usart[2] },
    [SLOT_UART4]   = { "UART4",   &usart_model,  AT(usart[3]), &h743_usart[3] },
    [SLOT_UART5]   = { "UART5",   &usart_model,  AT(usart[4]), &h743_usart[4] },
    [SLOT_USART6]  = { "USART6",  &usart_model,  AT(usart[5]), &h743_usart[5] },
    [SLOT_UART7]   = { "UART7",   &usart_model,  AT(usart[6]), &h743_usart[6] },
    [SLOT_UART8]   = { "UART8",   &usart_model,  AT(usart[7]), &h743_usart[7] },
    [SLOT_DMAMUX1] = { "DMAMUX1", &dmamux_model, AT(dmamux1), &h743_dmamux1 },
    [SLOT_MATRIX]  = { "matrix",  &matrix_model, AT(matrix),  NULL },
    [SLOT_DMA1]    = { "DMA1",    &dma_model,    AT(dma1),    &h743_dma1 },
    [SLOT_DMA2]    = { "DMA2",    &dma_model,    AT(dma2),    &h743_dma2 },
    [SLOT_CORE]    = { "core",    &core_model,   AT(core),    &h743_core_cfg },
};

#define EAR(slot) (1ull << (slot))
#define ALL_UARTS (EAR(SLOT_USART1) | EAR(SLOT_USART2) | EAR(SLOT_USART3) | EAR(SLOT_UART4) | \
                   EAR(SLOT_UART5) | EAR(SLOT_USART6) | EAR(SLOT_UART7) | EAR(SLOT_UART8))

const uint64_t h743_ears[WIRE_KINDS] = {
    [WIRE_IRQ]       = EAR(SLOT_CORE),
    [WIRE_REQ1]      = EAR(SLOT_DMAMUX1),
    [WIRE_REQ2]      = 0,                   /* DMAMUX2 and BDMA are not modelled */
    [WIRE_DMA1]      = EAR(SLOT_DMA1),
    [WIRE_DMA2]      = EAR(SLOT_DMA2),
    /* the matrix gates the accesses; no part stops by itself */
    [WIRE_CLOCK]     = EAR(SLOT_MATRIX),
    [WIRE_SERIAL_RX] = ALL_UARTS,
    [WIRE_SERIAL_TX] = EAR(SLOT_WORLD),
    [WIRE_PORT]      = EAR(SLOT_MATRIX),
};

const m7_cfg_t h743_core_cfg = {
    .clk = CLK_CPU,
    .p_fill = { PORT_FILL0, PORT_FILL1 },
    .p_evict = PORT_EVICT, .p_read = PORT_READ, .p_fetch = PORT_FETCH,
    .p_ahbp_read = PORT_AHBP_READ, .p_ahbp_write = PORT_AHBP_WRITE,
    .p_write = { PORT_WRITE0, PORT_WRITE0 + 1, PORT_WRITE0 + 2, PORT_WRITE0 + 3, PORT_WRITE0 + 4,
                 PORT_WRITE0 + 5, PORT_WRITE0 + 6, PORT_WRITE0 + 7, PORT_WRITE0 + 8, PORT_WRITE9 },
    .itcm_at = AT(itcm), .itcm_size = 64 << 10, .dtcm_at = AT(dtcm), .dtcm_size = 128 << 10,
    .num = m7_numbers,
};
