/* cmsis.h -- what the corrections in C use of CMSIS (core_cm7.h, mpu_armv7.h, stm32h743xx.h): the same names
 * and types, no values. Only the compiler reads it. And what a correction leaves open: the reader's buffers
 * and numbers. */
#ifndef CMSIS_H
#define CMSIS_H
#include <stdint.h>
#include <stdlib.h>

#define __IO volatile
/* core_cm7.h of CMSIS 5: cachel1_armv7.h has volatile void * instead of uint32_t *, which takes these too */
void SCB_EnableDCache(void), SCB_DisableDCache(void), SCB_CleanDCache(void), SCB_InvalidateICache(void);
void SCB_InvalidateDCache_by_Addr(uint32_t *addr, int32_t dsize);
void SCB_CleanDCache_by_Addr(uint32_t *addr, int32_t dsize);
void SCB_CleanInvalidateDCache_by_Addr(uint32_t *addr, int32_t dsize);
void __DSB(void), __ISB(void);

void ARM_MPU_Enable(uint32_t control), ARM_MPU_Disable(void), ARM_MPU_SetRegion(uint32_t rbar, uint32_t rasr);
#define ARM_MPU_RBAR(Region, BaseAddress) ((uint32_t)(BaseAddress) | (Region) | 16u)
#define ARM_MPU_RASR(DisableExec, AccessPermission, TypeExtField, IsShareable, IsCacheable, IsBufferable, \
                     SubRegionDisable, Size)                                                              \
    ((uint32_t)(DisableExec) << 28 | (AccessPermission) << 24 | (TypeExtField) << 19 |                    \
     (IsShareable) << 18 | (IsCacheable) << 17 | (IsBufferable) << 16 | (SubRegionDisable) << 8 |         \
     (Size) << 1 | 1)
enum { ARM_MPU_AP_NONE = 0, ARM_MPU_AP_FULL = 3,
       ARM_MPU_REGION_SIZE_32KB = 14, ARM_MPU_REGION_SIZE_256MB = 27,
       MPU_CTRL_PRIVDEFENA_Msk = 4 };

typedef struct { __IO uint32_t CR, NDTR, PAR, M0AR, M1AR, FCR; } DMA_Stream_TypeDef;
typedef struct { __IO uint32_t LISR, HISR, LIFCR, HIFCR; } DMA_TypeDef;
typedef struct { __IO uint32_t CCR, CNDTR, CPAR, CM0AR, CM1AR; } BDMA_Channel_TypeDef;
typedef struct { __IO uint32_t ISR, IFCR; } BDMA_TypeDef;
typedef struct {
    __IO uint32_t CISR, CIFCR, CESR, CCR, CTCR, CBNDTR, CSAR, CDAR, CBRUR, CLAR, CTBR;
} MDMA_Channel_TypeDef;
typedef struct { __IO uint32_t CR1, CR2, CR3, BRR, GTPR, RTOR, RQR, ISR, ICR, RDR; } USART_TypeDef;
typedef struct { __IO uint32_t CR1, CR2, CFG1, CFG2, IER, SR, IFCR; } SPI_TypeDef;
typedef struct { __IO uint32_t ISR, IER, CR, CFGR, CFGR2; } ADC_TypeDef;
typedef struct { __IO uint32_t CR1, CR2; } I2C_TypeDef;
typedef struct { __IO uint32_t CR1, CR2, SMCR, DIER; } TIM_TypeDef;
typedef struct { __IO uint32_t CCR; } DMAMUX_Channel_TypeDef;
typedef struct { __IO uint32_t APB1LENR, AHB2ENR, AHB4ENR, AHB2LPENR, AHB4LPENR; } RCC_TypeDef;
extern DMA_Stream_TypeDef *const DMA1_Stream0, *const DMA1_Stream1, *const DMA2_Stream5;
extern DMA_TypeDef *const DMA1, *const DMA2;
extern BDMA_Channel_TypeDef *const BDMA_Channel1, *const BDMA_Channel2;
extern BDMA_TypeDef *const BDMA;
extern MDMA_Channel_TypeDef *const MDMA_Channel7, *const MDMA_Channel0;
extern USART_TypeDef *const USART3;
extern SPI_TypeDef *const SPI1;
extern ADC_TypeDef *const ADC1;
extern I2C_TypeDef *const I2C1;
extern TIM_TypeDef *const TIM2;
extern DMAMUX_Channel_TypeDef *const DMAMUX1_Channel0, *const DMAMUX1_Channel13, *const DMAMUX2_Channel2;
extern RCC_TypeDef *const RCC;
enum {
    DMA_SxCR_EN = 1, DMA_SxCR_CIRC, DMA_SxCR_PL, DMA_SxCR_TRBUFF, DMA_SxCR_CT,
    DMA_LISR_TEIF0, DMA_LISR_DMEIF0, DMA_HISR_TEIF5, DMA_HISR_DMEIF5,
    BDMA_CCR_EN, BDMA_CCR_CIRC, BDMA_CCR_PL, BDMA_ISR_TEIF2, BDMA_IFCR_CGIF2,
    MDMA_CCR_EN, MDMA_CISR_TEIF, MDMA_CIFCR_CTEIF, MDMA_CTBR_SBUS, MDMA_CTBR_DBUS, MDMA_CTCR_SWRM,
    MDMA_CTCR_SINC_Pos, MDMA_CTCR_DINC_Pos, MDMA_CTCR_SSIZE_Pos, MDMA_CTCR_DSIZE_Pos, MDMA_CTCR_SINCOS_Pos,
    MDMA_CTCR_DINCOS_Pos, MDMA_CTCR_TLEN_Pos, MDMA_CTCR_TRGM_Pos,
    USART_CR1_FIFOEN, USART_ISR_ORE, USART_ICR_ORECF,
    SPI_CR1_MASRX, SPI_CFG2_COMM, SPI_CFG2_COMM_0, SPI_IFCR_OVRC, SPI_IFCR_UDRC, ADC_CFGR_AUTDLY, ADC_ISR_OVR,
    RCC_AHB2ENR_D2SRAM1EN, RCC_AHB2ENR_D2SRAM2EN, RCC_AHB2ENR_D2SRAM3EN, RCC_AHB4ENR_BKPRAMEN,
    USART_CR3_DMAR, SPI_CFG1_TXDMAEN, I2C_CR1_RXDMAEN, ADC_CFGR_DMNGT, TIM_DIER_UDE, TIM_DIER_CC3DE,
    RCC_APB1LENR_USART2EN,
    RCC_AHB2LPENR_D2SRAM1LPEN, RCC_AHB2LPENR_D2SRAM2LPEN, RCC_AHB2LPENR_D2SRAM3LPEN, RCC_AHB4LPENR_BKPRAMLPEN,
};
typedef enum { SUCCESS = 0, ERROR = !SUCCESS } ErrorStatus;

/* The reader's own. */
extern DMA_Stream_TypeDef *stream;
extern USART_TypeDef *USARTx;
extern uint8_t rx[64], buf[32], buffer[64];
extern uint32_t items, request, address, size, source, destination;
extern uint32_t large_base, large_attributes, special_base, special_attributes;
#endif
