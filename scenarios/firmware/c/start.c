/* start.c -- from reset to main: vector table, SystemInit, .data and .bss, and the clocks a program asks for. It makes
 * the accesses ST's start-up makes, in their order, in our own words. */
#include "h743.h"

extern uint32_t _estack, _sidata, _sdata, _edata, _sbss, _ebss;
int main(void);

void Reset_Handler(void) __attribute__((noreturn));
void Default_Handler(void) { for (;;) { } }

#define WEAK __attribute__((weak, alias("Default_Handler")))
void NMI_Handler(void) WEAK;        void HardFault_Handler(void) WEAK;  void MemManage_Handler(void) WEAK;
void BusFault_Handler(void) WEAK;   void UsageFault_Handler(void) WEAK; void SVC_Handler(void) WEAK;
void DebugMon_Handler(void) WEAK;   void PendSV_Handler(void) WEAK;     void SysTick_Handler(void) WEAK;
void DMA1_Stream0_IRQHandler(void) WEAK; void DMA1_Stream1_IRQHandler(void) WEAK;
void DMA2_Stream2_IRQHandler(void) WEAK; void DMA2_Stream3_IRQHandler(void) WEAK;
void USART3_IRQHandler(void) WEAK;  void SPI1_IRQHandler(void) WEAK;    void MDMA_IRQHandler(void) WEAK;
void I2C1_EV_IRQHandler(void) WEAK; void I2C1_ER_IRQHandler(void) WEAK;

typedef void (*vector_t)(void);
__attribute__((section(".isr_vector"), used)) static const vector_t vectors[16 + 150] = {
    (vector_t)(void *)&_estack, Reset_Handler, NMI_Handler, HardFault_Handler, MemManage_Handler, BusFault_Handler,
    UsageFault_Handler, 0, 0, 0, 0, SVC_Handler, DebugMon_Handler, 0, PendSV_Handler, SysTick_Handler,
    [16 + 11] = DMA1_Stream0_IRQHandler, [16 + 12] = DMA1_Stream1_IRQHandler,
    [16 + 31] = I2C1_EV_IRQHandler, [16 + 32] = I2C1_ER_IRQHandler, [16 + 122] = MDMA_IRQHandler,
    [16 + 35] = SPI1_IRQHandler, [16 + 39] = USART3_IRQHandler,
    [16 + 58] = DMA2_Stream2_IRQHandler, [16 + 59] = DMA2_Stream3_IRQHandler,
};

void Reset_Handler(void)
{
    SystemInit();
    const uint32_t *from = &_sidata;
    for (uint32_t *to = &_sdata; to < &_edata; ) *to++ = *from++;
    for (uint32_t *to = &_sbss; to < &_ebss; ) *to++ = 0;
    quit(main());
}

void SystemInit(void)
{
    CPACR |= 0xFu << 20;                               /* CP10 and CP11: the FPU */
    RCC_CR |= 1;                                       /* HSION */
    RCC_CFGR = 0;
    RCC_CR &= 0xEAF6ED7F;
    RCC_D1CFGR = 0, RCC_D2CFGR = 0, RCC_D3CFGR = 0;
    RCC_PLLCKSELR = 0x02020200, RCC_PLLCFGR = 0x01FF0000;
    RCC_PLL1DIVR = 0x01010280, RCC_PLL1FRACR = 0;
    RCC_PLL2DIVR = 0x01010280, RCC_PLL2FRACR = 0;
    RCC_PLL3DIVR = 0x01010280, RCC_PLL3FRACR = 0;
    RCC_CR &= 0xFFFBFFFF;
    RCC_CIER = 0;
    if ((DBGMCU_IDCODE >> 16) < 0x2000) REG(0x51008108) = 1;    /* revision Y: AXI SRAM read issuing */
    REG(0x52004000) = 0x30D2;                          /* FMC bank 1 off: it could be read speculatively */
    VTOR = 0x08000000;
}

/* HSI 64 MHz / 4 * 50 / 2 = 400 MHz; AXI and AHB 200 MHz, APB 100 MHz; VOS1, two wait states (RM0433 table 17). */
void clock_400mhz(void)
{
    PWR_CR3 = (PWR_CR3 & ~7u) | 2;                     /* LDOEN */
    while (!(PWR_CSR1 & 1u << 13)) { }                 /* ACTVOSRDY */
    PWR_D3CR |= 3u << 14;                              /* VOS1 */
    while (!(PWR_D3CR & 1u << 13)) { }                 /* VOSRDY */
    RCC_PLLCKSELR = 0x02020040;                        /* HSI, DIVM1 4 */
    RCC_PLLCFGR = (RCC_PLLCFGR & ~0xFu) | 3u << 2 | 1u << 16 | 1u << 17;   /* 8 to 16 MHz in, wide VCO, P and Q */
    RCC_PLL1DIVR = 49u | 1u << 9 | 7u << 16 | 1u << 24;
    RCC_CR |= 1u << 24;
    while (!(RCC_CR & 1u << 25)) { }                   /* PLL1RDY */
    FLASH_ACR = 2u | 2u << 4;
    while ((FLASH_ACR & 0xF) != 2) { }
    RCC_D1CFGR = 8u | 4u << 4;                         /* HPRE / 2, D1PPRE / 2 */
    RCC_D2CFGR = 4u << 4 | 4u << 8;
    RCC_D3CFGR = 4u << 4;
    RCC_CFGR = 3;
    while ((RCC_CFGR >> 3 & 7) != 3) { }               /* SWS */
}

void caches_on(void)
{
    dsb(), isb();
    ICIALLU = 0;
    dsb(), isb();
    CCR |= 1u << 17;
    CSSELR = 0;
    dsb();
    uint32_t sets = CCSIDR >> 13 & 0x7FFF, ways = CCSIDR >> 3 & 0x3FF;
    for (uint32_t s = 0; s <= sets; s++)
        for (uint32_t w = 0; w <= ways; w++) DCISW = s << 5 | w << 30;
    dsb();
    CCR |= 1u << 16;
    dsb(), isb();
}

void clean_dcache(const volatile void *addr, int32_t size)
{
    dsb();
    for (uint32_t a = (uint32_t)addr & ~31u; a < (uint32_t)addr + (uint32_t)size; a += 32) DCCMVAC = a;
    dsb(), isb();
}

void invalidate_dcache(volatile void *addr, int32_t size)
{
    dsb();
    for (uint32_t a = (uint32_t)addr & ~31u; a < (uint32_t)addr + (uint32_t)size; a += 32) DCIMVAC = a;
    dsb(), isb();
}
