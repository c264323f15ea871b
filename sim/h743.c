/* h743.c -- which part sits in which slot, and who listens to which kind of wire. */
#include "h743_rows.h"
#include <stddef.h>

#define AT(field) (uint32_t)offsetof(chip_t, field)
#define BUSMASTER(name, slot) \
    { name, &busmaster_model, AT(master[slot - SLOT_ETH]), &h743_master[slot - SLOT_ETH] }

const slot_row_t h743_slot[SLOTS] = {
    [SLOT_WORLD]   = { "world",   &world_model,  AT(world),   NULL },
    [SLOT_PINS]    = { "pins",    &pins_model,   AT(pins),    NULL },
    [SLOT_I2C_DEVICES] = { "I2C devices", &i2c_devices_model, AT(i2c_devices), NULL },
    [SLOT_SPI_DEVICES] = { "SPI devices", &spi_devices_model, AT(spi_devices), NULL },
    [SLOT_RCC]     = { "RCC",     &rcc_model,    AT(rcc),     &h743_rcc },
    [SLOT_PWR]     = { "PWR",     &pwr_model,    AT(pwr),     &h743_pwr },
    [SLOT_SYSCFG]  = { "SYSCFG",  &syscfg_model, AT(syscfg),  &h743_syscfg },
    [SLOT_FLASH]   = { "FLASH",   &flash_model,  AT(flash),   &h743_flash },
    [SLOT_STORED]  = { "kept registers", &stored_model, AT(stored), &h743_stored },
    [SLOT_CRC]     = { "CRC",     &crc_model,    AT(crc),     &h743_crc },
    [SLOT_RNG]     = { "RNG",     &rng_model,    AT(rng),     &h743_rng },
    [SLOT_RTC]     = { "RTC",     &rtc_model,    AT(rtc),     &h743_rtc },
    [SLOT_GPIO]    = { "GPIO",    &gpio_model,   AT(gpio),    &h743_gpio[0] },
    [SLOT_EXTI]    = { "EXTI",    &exti_model,   AT(exti),    &h743_exti },
    [SLOT_IWDG1]   = { "IWDG1",   &iwdg_model,   AT(iwdg1),   &h743_iwdg1 },
    [SLOT_TIM1]    = { "TIM1",    &tim_model,    AT(tim[0]),  &h743_tim[0] },
    [SLOT_TIM2]    = { "TIM2",    &tim_model,    AT(tim[1]),  &h743_tim[1] },
    [SLOT_TIM3]    = { "TIM3",    &tim_model,    AT(tim[2]),  &h743_tim[2] },
    [SLOT_TIM4]    = { "TIM4",    &tim_model,    AT(tim[3]),  &h743_tim[3] },
    [SLOT_TIM5]    = { "TIM5",    &tim_model,    AT(tim[4]),  &h743_tim[4] },
    [SLOT_TIM6]    = { "TIM6",    &tim_model,    AT(tim[5]),  &h743_tim[5] },
    [SLOT_TIM7]    = { "TIM7",    &tim_model,    AT(tim[6]),  &h743_tim[6] },
    [SLOT_TIM8]    = { "TIM8",    &tim_model,    AT(tim[7]),  &h743_tim[7] },
    [SLOT_USART1]  = { "USART1",  &usart_model,  AT(usart[0]), &h743_usart[0] },
    [SLOT_USART2]  = { "USART2",  &usart_model,  AT(usart[1]), &h743_usart[1] },
    [SLOT_USART3]  = { "USART3",  &usart_model,  AT(usart[2]), &h743_usart[2] },
    [SLOT_UART4]   = { "UART4",   &usart_model,  AT(usart[3]), &h743_usart[3] },
    [SLOT_UART5]   = { "UART5",   &usart_model,  AT(usart[4]), &h743_usart[4] },
    [SLOT_USART6]  = { "USART6",  &usart_model,  AT(usart[5]), &h743_usart[5] },
    [SLOT_UART7]   = { "UART7",   &usart_model,  AT(usart[6]), &h743_usart[6] },
    [SLOT_UART8]   = { "UART8",   &usart_model,  AT(usart[7]), &h743_usart[7] },
    [SLOT_LPUART1] = { "LPUART1", &usart_model,  AT(usart[8]), &h743_usart[8] },
    [SLOT_ADC12]   = { "ADC1, ADC2", &adc_model, AT(adc12),   &h743_adc12 },
    [SLOT_ADC3]    = { "ADC3",    &adc_model,    AT(adc3),    &h743_adc3 },
    [SLOT_I2C1]    = { "I2C1",    &i2c_model,    AT(i2c[0]),  &h743_i2c[0] },
    [SLOT_I2C2]    = { "I2C2",    &i2c_model,    AT(i2c[1]),  &h743_i2c[1] },
    [SLOT_I2C3]    = { "I2C3",    &i2c_model,    AT(i2c[2]),  &h743_i2c[2] },
    [SLOT_I2C4]    = { "I2C4",    &i2c_model,    AT(i2c[3]),  &h743_i2c[3] },
    [SLOT_SPI1]    = { "SPI1",    &spi_model,    AT(spi[0]),  &h743_spi[0] },
    [SLOT_SPI2]    = { "SPI2",    &spi_model,    AT(spi[1]),  &h743_spi[1] },
    [SLOT_SPI3]    = { "SPI3",    &spi_model,    AT(spi[2]),  &h743_spi[2] },
    [SLOT_SPI4]    = { "SPI4",    &spi_model,    AT(spi[3]),  &h743_spi[3] },
    [SLOT_SPI5]    = { "SPI5",    &spi_model,    AT(spi[4]),  &h743_spi[4] },
    [SLOT_SPI6]    = { "SPI6",    &spi_model,    AT(spi[5]),  &h743_spi[5] },
    [SLOT_DCMI]    = { "DCMI",    &source_model, AT(dcmi),    &h743_dcmi },
    [SLOT_DMAMUX1] = { "DMAMUX1", &dmamux_model, AT(dmamux1), &h743_dmamux1 },
    [SLOT_DMAMUX2] = { "DMAMUX2", &dmamux_model, AT(dmamux2), &h743_dmamux2 },
    [SLOT_MATRIX]  = { "matrix",  &matrix_model, AT(matrix),  NULL },
    [SLOT_DMA1]    = { "DMA1",    &dma_model,    AT(dma1),    &h743_dma1 },
    [SLOT_DMA2]    = { "DMA2",    &dma_model,    AT(dma2),    &h743_dma2 },
    [SLOT_BDMA]    = { "BDMA",    &bdma_model,   AT(bdma),    &h743_bdma },
    [SLOT_MDMA]    = { "MDMA",    &mdma_model,   AT(mdma),    &h743_mdma },
    [SLOT_ETH]     = BUSMASTER("ETH", SLOT_ETH),
    [SLOT_SDMMC1]  = BUSMASTER("SDMMC1", SLOT_SDMMC1),
    [SLOT_SDMMC2]  = BUSMASTER("SDMMC2", SLOT_SDMMC2),
    [SLOT_USB1]    = BUSMASTER("OTG_HS1", SLOT_USB1),
    [SLOT_USB2]    = BUSMASTER("OTG_HS2", SLOT_USB2),
    [SLOT_DMA2D]   = BUSMASTER("DMA2D", SLOT_DMA2D),
    [SLOT_LTDC]    = BUSMASTER("LTDC", SLOT_LTDC),
    [SLOT_DEBUG]   = BUSMASTER("debug port", SLOT_DEBUG),
    [SLOT_CORE]    = { "core",    &core_model,   AT(core),    &h743_core_cfg },
};

#define EAR(slot) (1ull << (slot))
#define ALL_UARTS (EAR(SLOT_USART1) | EAR(SLOT_USART2) | EAR(SLOT_USART3) | EAR(SLOT_UART4) | \
                   EAR(SLOT_UART5) | EAR(SLOT_USART6) | EAR(SLOT_UART7) | EAR(SLOT_UART8) | \
                   EAR(SLOT_LPUART1))
#define ALL_TIMERS (EAR(SLOT_TIM1) | EAR(SLOT_TIM2) | EAR(SLOT_TIM3) | EAR(SLOT_TIM4) | \
                    EAR(SLOT_TIM5) | EAR(SLOT_TIM6) | EAR(SLOT_TIM7) | EAR(SLOT_TIM8))

const uint64_t h743_ears[WIRE_KINDS] = {
    [WIRE_IRQ]       = EAR(SLOT_CORE),
    [WIRE_REQ1]      = EAR(SLOT_DMAMUX1),
    [WIRE_REQ2]      = EAR(SLOT_DMAMUX2),
    [WIRE_DMA1]      = EAR(SLOT_DMA1),
    [WIRE_DMA2]      = EAR(SLOT_DMA2),
    [WIRE_BDMA]      = EAR(SLOT_BDMA),
    [WIRE_MDMA]      = EAR(SLOT_MDMA),
    [WIRE_SYNC]      = EAR(SLOT_DMAMUX1) | EAR(SLOT_DMAMUX2),
    [WIRE_ACK]       = EAR(SLOT_DMAMUX1) | EAR(SLOT_DMAMUX2),
    /* the matrix gates the accesses; no part stops by itself */
    [WIRE_CLOCK]     = EAR(SLOT_MATRIX),
    [WIRE_SERIAL_RX] = ALL_UARTS,
    [WIRE_SERIAL_TX] = EAR(SLOT_WORLD),
    [WIRE_I2C_OUT]   = EAR(SLOT_I2C_DEVICES),
    [WIRE_I2C_IN]    = EAR(SLOT_I2C1) | EAR(SLOT_I2C2) | EAR(SLOT_I2C3) | EAR(SLOT_I2C4),
    [WIRE_PORT]      = EAR(SLOT_MATRIX),
    [WIRE_ACK1]      = ALL_TIMERS,
    [WIRE_PIN_DRIVEN] = EAR(SLOT_GPIO),
    [WIRE_PIN_OUTSIDE] = EAR(SLOT_GPIO),
    [WIRE_PIN]       = EAR(SLOT_EXTI) | EAR(SLOT_SPI_DEVICES),
    [WIRE_SPI]       = EAR(SLOT_SPI_DEVICES),
    [WIRE_SPI_OUTSIDE] = EAR(SLOT_SPI1) | EAR(SLOT_SPI2) | EAR(SLOT_SPI3) | EAR(SLOT_SPI4) | EAR(SLOT_SPI5)
                       | EAR(SLOT_SPI6),
    [WIRE_EXTI_PORT] = EAR(SLOT_EXTI),
    [WIRE_TRIGGER]   = EAR(SLOT_ADC12) | EAR(SLOT_ADC3),
    [WIRE_LAST]      = EAR(SLOT_DMAMUX1) | EAR(SLOT_DMAMUX2),
    [WIRE_LAST1]     = EAR(SLOT_ADC12) | EAR(SLOT_ADC3),
    [WIRE_LAST2]     = EAR(SLOT_ADC3),
    /* all that have a clock; what stands above RCC has none */
    [WIRE_CLOCK_CHANGE] = ((1ull << SLOTS) - 1) & ~((1ull << SLOT_RCC << 1) - 1),
    [WIRE_PART_RESET] = ((1ull << SLOT_CORE) - 1) & ~((1ull << SLOT_RCC << 1) - 1),
    [WIRE_SLEEP]     = EAR(SLOT_RCC),
    [WIRE_OSC]       = EAR(SLOT_SYSCFG),
    [WIRE_OVERDRIVE] = EAR(SLOT_PWR),
    [WIRE_FLASH_WRITE] = EAR(SLOT_FLASH),
    [WIRE_RESET]     = 0,                   /* the loop in machine.c looks at it */
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
