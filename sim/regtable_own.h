/* regtable_own.h -- register rows that stand in a file of their own, for regtable.c and nobody else. */
#ifndef REGTABLE_OWN_H
#define REGTABLE_OWN_H
#include "regnames.h"

enum { REG_ADC_ROWS = 33, REG_ADC_COMMON_ROWS = 4 };
extern const reg_row_t reg_adc[REG_ADC_ROWS], reg_adc_common[REG_ADC_COMMON_ROWS];

/* regtable_pins.c: timers, pins, EXTI, watchdog */
enum { TIM_BASIC_ROWS = 8, TIM_GENERAL_ROWS = 20, TIM_ADVANCED_ROWS = 26, GPIO_ROWS = 10,
       EXTI_ROWS = 25, IWDG_ROWS = 5 };
extern const reg_row_t reg_tim_basic[TIM_BASIC_ROWS], reg_tim_general[TIM_GENERAL_ROWS];
extern const reg_row_t reg_tim_advanced[TIM_ADVANCED_ROWS], reg_gpio[GPIO_ROWS];
extern const reg_row_t reg_exti[EXTI_ROWS], reg_iwdg[IWDG_ROWS];

/* regtable_system.c */
enum { CRC_ROWS = 5, RNG_ROWS = 3, RTC_ROWS = 20, DBGMCU_ROWS = 6, UID_ROWS = 2, FMC_ROWS = 1,
       GPV_ROWS = 11 };
extern const reg_row_t reg_crc[CRC_ROWS], reg_rng[RNG_ROWS], reg_rtc[RTC_ROWS], reg_dbgmcu[DBGMCU_ROWS];
extern const reg_row_t reg_uid[UID_ROWS], reg_fmc[FMC_ROWS], reg_gpv[GPV_ROWS];

enum { REG_I2C_ROWS = 11 };
extern const reg_row_t reg_i2c[REG_I2C_ROWS];

enum { REG_MDMA_ROWS = 14 };
extern const reg_row_t reg_mdma[REG_MDMA_ROWS];

enum { REG_SPI_ROWS = 14 };
extern const reg_row_t reg_spi[REG_SPI_ROWS];

/* regtable_masters.c: what is behind the scripted bus masters, and the camera interface */
enum { REG_ETH_ROWS = 15, REG_SDMMC_ROWS = 15, REG_OTG_ROWS = 13, REG_LTDC_ROWS = 14,
       REG_DMA2D_ROWS = 13, REG_DCMI_ROWS = 11 };
extern const reg_row_t reg_eth[REG_ETH_ROWS], reg_sdmmc[REG_SDMMC_ROWS], reg_otg[REG_OTG_ROWS];
extern const reg_row_t reg_ltdc[REG_LTDC_ROWS], reg_dma2d[REG_DMA2D_ROWS], reg_dcmi[REG_DCMI_ROWS];
#endif
