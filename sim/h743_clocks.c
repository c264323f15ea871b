/* h743_clocks.c -- the STM32H743's reset bits, the data sheet's clock limits, and the words behind its
 * read-only and kept registers. RM0433 8.7 (xxxRSTR), 4.3.8 (wait states), 60.5 (DBGMCU), 61 (device
 * signature), 2.2.4 (GPV); limits: data sheet DS12110, silicon after rev Y. */
#include "h743_rows.h"

/* ---- which bit resets which part ------------------------------------------------------------- */

enum { AHB3RSTR = 0x7C, AHB1RSTR = 0x80, AHB2RSTR = 0x84, AHB4RSTR = 0x88, APB1LRSTR = 0x90, APB2RSTR = 0x98,
       APB4RSTR = 0x9C };

const reset_row_t h743_reset[H743_RESETS] = {
    { AHB3RSTR, 0, SLOT_MDMA },
    { AHB1RSTR, 0, SLOT_DMA1 }, { AHB1RSTR, 1, SLOT_DMA2 }, { AHB1RSTR, 5, SLOT_ADC12 },
    { AHB2RSTR, 0, SLOT_DCMI }, { AHB2RSTR, 6, SLOT_RNG },
    { AHB4RSTR, 19, SLOT_CRC }, { AHB4RSTR, 21, SLOT_BDMA }, { AHB4RSTR, 24, SLOT_ADC3 },
    { APB1LRSTR, 0, SLOT_TIM2 }, { APB1LRSTR, 1, SLOT_TIM3 }, { APB1LRSTR, 2, SLOT_TIM4 },
    { APB1LRSTR, 3, SLOT_TIM5 }, { APB1LRSTR, 4, SLOT_TIM6 }, { APB1LRSTR, 5, SLOT_TIM7 },
    { APB1LRSTR, 14, SLOT_SPI2 }, { APB1LRSTR, 15, SLOT_SPI3 },
    { APB1LRSTR, 17, SLOT_USART2 }, { APB1LRSTR, 18, SLOT_USART3 }, { APB1LRSTR, 19, SLOT_UART4 },
    { APB1LRSTR, 20, SLOT_UART5 },
    { APB1LRSTR, 21, SLOT_I2C1 }, { APB1LRSTR, 22, SLOT_I2C2 }, { APB1LRSTR, 23, SLOT_I2C3 },
    { APB1LRSTR, 30, SLOT_UART7 }, { APB1LRSTR, 31, SLOT_UART8 },
    { APB2RSTR, 0, SLOT_TIM1 }, { APB2RSTR, 1, SLOT_TIM8 }, { APB2RSTR, 4, SLOT_USART1 },
    { APB2RSTR, 5, SLOT_USART6 }, { APB2RSTR, 12, SLOT_SPI1 }, { APB2RSTR, 13, SLOT_SPI4 },
    { APB2RSTR, 20, SLOT_SPI5 },
    { APB4RSTR, 1, SLOT_SYSCFG }, { APB4RSTR, 3, SLOT_LPUART1 }, { APB4RSTR, 5, SLOT_SPI6 },
    { APB4RSTR, 7, SLOT_I2C4 },
};

/* ---- limits ---------------------------------------------------------------------------------- */

#define MHZ(n) ((n) * 1000000u)

const rcc_limits_t h743_limits = {
    .pll_in_min = MHZ(1), .pll_in_max = MHZ(16),                         /* RM0433 8.7.12: PLLRGE */
    .vco_min = { MHZ(192), MHZ(150) }, .vco_max = { MHZ(960), MHZ(420) },
    .cpu = { MHZ(480), MHZ(400), MHZ(300), MHZ(200) },
    .axi = { MHZ(240), MHZ(200), MHZ(150), MHZ(100) },
    .apb = { MHZ(120), MHZ(100), MHZ(75), MHZ(50) },
    .latency = {                                                         /* RM0433 table 17: VOS0 .. VOS3 */
        { MHZ(70), MHZ(70), MHZ(55), MHZ(45) },
        { MHZ(140), MHZ(140), MHZ(110), MHZ(90) },
        { MHZ(210), MHZ(210), MHZ(165), MHZ(135) },
        { MHZ(225), MHZ(225), MHZ(225), MHZ(180) },
        { MHZ(240), MHZ(240), MHZ(225), MHZ(225) },
    },
};

/* ---- kept registers -------------------------------------------------------------------------- */

#define QOS(x) { "INI" #x "_READ_QOS", 0x41100 + 0x1000 * x, 0, 0xF, 0xF }, \
               { "INI" #x "_WRITE_QOS", 0x41104 + 0x1000 * x, 0, 0xF, 0xF }

static const stored_row_t row[] = {
    /* DBGMCU; IDC: silicon revision V */
    { "IDC", 0x00, 0x20036450, 0, 0 }, { "CR", 0x04, 0, 0x107001BF, 0 }, { "APB3FZ1", 0x34, 0, 0x40, 0 },
    { "APB1LFZ1", 0x3C, 0, 0x00E003FF, 0 }, { "APB2FZ1", 0x4C, 0, 0x20070003, 0 },
    { "APB4FZ1", 0x54, 0, 0x00051E80, 0 },
    /* unique id (any value will do), flash size in KB */
    { "UID0", 0x00, 0x00320041, 0, 0 }, { "UID1", 0x04, 0x3234510D, 0, 0 },
        { "UID2", 0x08, 0x35383830, 0, 0 },
    { "FLASH_SIZE", 0x80, 0x00000800, 0, 0 },
    /* FMC: SystemInit closes the bank at 0x6000_0000 with it */
    { "BCR1", 0x00, 0x000030DB, 0xFFFFFFFF, 0 },
    /* AXI GPV; TARG7_FN_MOD: the work-around of ES0392 2.2.9 sets it on revision Y */
    { "PERIPH_ID_4", 0x1FD0, 0x04, 0, 0 }, { "PERIPH_ID_0", 0x1FE0, 0x00, 0, 0 },
    { "PERIPH_ID_1", 0x1FE4, 0xB4, 0, 0 }, { "PERIPH_ID_2", 0x1FE8, 0x2B, 0, 0 },
    { "PERIPH_ID_3", 0x1FEC, 0x00, 0, 0 }, { "COMP_ID_0", 0x1FF0, 0x0D, 0, 0 },
    { "COMP_ID_1", 0x1FF4, 0xF0, 0, 0 }, { "COMP_ID_2", 0x1FF8, 0x05, 0, 0 },
        { "COMP_ID_3", 0x1FFC, 0xB1, 0, 0 },
    { "TARG7_FN_MOD_ISS_BM", 0x8008, 0, 3, 3 }, { "TARG7_FN_MOD", 0x8108, 0, 3, 0 },
    QOS(1), QOS(2), QOS(3), QOS(4), QOS(5), QOS(6),
};
enum { DBGMCU_ROWS = 6, UID_ROWS = 4, FMC_ROWS = 1, ROWS = sizeof row / sizeof *row,
       UID_AT = DBGMCU_ROWS, FMC_AT = UID_AT + UID_ROWS, GPV_AT = FMC_AT + FMC_ROWS };
_Static_assert((int)ROWS <= (int)STORED_WORDS, "room for every kept register");

const stored_cfg_t h743_stored = { .row = row, .first = 0, .rows = ROWS };
const stored_cfg_t h743_dbgmcu = { .row = row, .first = 0, .rows = DBGMCU_ROWS, .told = 0x5C001000 };
const stored_cfg_t h743_uid    = { .row = row, .first = UID_AT, .rows = UID_ROWS, .told = 0x1FF1E800 };
const stored_cfg_t h743_fmc    = { .row = row, .first = FMC_AT, .rows = FMC_ROWS, .told = 0x52004000 };
const stored_cfg_t h743_gpv    = { .row = row, .first = GPV_AT, .rows = ROWS - GPV_AT, .told = 0x51000000 };
