/* h743_masters.c -- what the scripted bus masters and the camera interface of the STM32H743 are told.
 * Widths of the AXI ports: RM0433 table 4; of the D2 ones: AHB, 32 bits. Interrupts: chapter 19. */
#include "h743_rows.h"

/* initiator, port, log2 bytes a beat, beats a burst, interrupt */
#define MASTER(m, size, beats, irq) \
    [SLOT_##m - SLOT_ETH] = { CLK_HCLK, INIT_##m, PORT_##m, size, beats, MASTER_TURN, irq, 0 }
#define POLLED(m, size, beats, irq, rows) \
    [SLOT_##m - SLOT_ETH] = { CLK_HCLK, INIT_##m, PORT_##m, size, beats, MASTER_TURN, irq, &rows }

const busmaster_cfg_t h743_master[MASTERS] = {
    MASTER(ETH,    2, MASTER_BURST_AHB, 61),
    POLLED(SDMMC1, 2, MASTER_BURST_SDMMC, 49, h743_sdmmc),
    POLLED(SDMMC2, 2, MASTER_BURST_SDMMC, 124, h743_sdmmc),
    POLLED(USB1,   2, MASTER_BURST_USB, 77, h743_otg),
    POLLED(USB2,   2, MASTER_BURST_USB, 101, h743_otg),
    MASTER(DMA2D,  3, MASTER_BURST_AXI, 90),
    MASTER(LTDC,   3, MASTER_BURST_AXI, 88),
    MASTER(DEBUG,  2, 1, 0),
};

const source_cfg_t h743_dcmi = {
    .hclk = CLK_HCLK, .fifo = SOURCE_WORDS, .sync_edges = SOURCE_SYNC, .req_edges = SOURCE_REQ,
    .irq = 78, .req = 75,
};
