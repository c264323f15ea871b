/* leap_steady.c -- registers whose value, and what reading them does, follows from the state alone, not from
 * the time (leap.h). Of each the model was read: nothing behind `peek` or `read` asks for env->now. */
#include "leap.h"

/* Part by part: from which offset to which, and which word of them is not steady. */
static const struct { uint8_t first, last; uint16_t except; } steady[] = {
#define NONE 0xFFFF
    { SLOT_RCC, SLOT_FLASH, NONE },      /* RCC, PWR, SYSCFG, FLASH: ready and busy flags are set when they
                                          * are due */
    { SLOT_CRC, SLOT_CRC, NONE }, { SLOT_RTC, SLOT_RTC, NONE },
    { SLOT_GPIO, SLOT_EXTI, NONE },
    { SLOT_TIM1, SLOT_TIM8, 0x24 },      /* but CNT */
    { SLOT_USART1, SLOT_LPUART1, NONE },
    { SLOT_I2C1, SLOT_I2C4, NONE },      /* but while another master has the bus: below */
    { SLOT_SPI1, SLOT_SPI6, NONE },
    { SLOT_ADC12, SLOT_ADC3, NONE }, { SLOT_DCMI, SLOT_DCMI, NONE },
    { SLOT_DMAMUX1, SLOT_DMAMUX2, NONE },
    { SLOT_DMA1, SLOT_MDMA, NONE },
};

/* NVIC and SCB, not SysTick: its flag and value follow the clock. */
static int steady_private(uint32_t addr) { return addr >= 0xE000E100 && addr < 0xE000F000; }

int leap_steady(const map_t *map, const input_t *in, uint32_t addr)
{
    if (addr >> 20 == 0xE00) return steady_private(addr);
    const region_row_t *r = map_region(map, addr);
    if (!r || r->kind != REGION_PART) return 0;
    if (r->slot >= SLOT_I2C1 && r->slot <= SLOT_I2C4 && in->i2c_events) return 0;
    for (unsigned i = 0; i < sizeof steady / sizeof *steady; i++)
        if (r->slot >= steady[i].first && r->slot <= steady[i].last)
            return ((addr - r->base) & ~3u) != steady[i].except;
    return 0;
}
