/* faults.c -- each fault on purpose, and what the status registers say of it (Armv7-M ARM B3.2.15). The handler steps
 * over the instruction that faulted. Ends with the number of the first case that was told wrong, 0: none. */
#include "h743.h"

static volatile uint32_t cfsr, hfsr, address, exception;

/* The stacked pc moves on by the length of the instruction there. */
__attribute__((used)) void told(uint32_t *frame, uint32_t number);
__attribute__((used)) void told(uint32_t *frame, uint32_t number)
{
    cfsr = CFSR, hfsr = HFSR, exception = number;
    address = cfsr & 1u << 7 ? MMFAR : cfsr & 1u << 15 ? BFAR : 0;
    CFSR = cfsr, HFSR = hfsr;
    uint16_t first = *(volatile uint16_t *)(frame[6]);
    frame[6] += first >> 11 >= 0x1D ? 4 : 2;
}

#define HANDLER(name, number) \
    __attribute__((naked)) void name(void) { __asm volatile("mrs r0, msp\n movs r1, #" #number "\n push {r4, lr}\n bl told\n pop {r4, pc}\n"); }
HANDLER(HardFault_Handler, 3)
HANDLER(MemManage_Handler, 4)
HANDLER(BusFault_Handler, 5)
HANDLER(UsageFault_Handler, 6)

static int wrong(uint32_t e, uint32_t bits, uint32_t at)
{
    int bad = exception != e || (cfsr & bits) != bits || (at && address != at);
    exception = cfsr = 0;
    return bad;
}

int main(void)
{
    SHCSR |= 7u << 16;                                 /* MemManage, BusFault, UsageFault on */
    (void)REG(0x60000000 - 4);                         /* nothing is there: precise */
    if (wrong(5, 1u << 9 | 1u << 15, 0x5FFFFFFC)) return 1;
    CCR |= 1u << 4;                                    /* DIV_0_TRP */
    __asm volatile("movs r0, #1\n movs r1, #0\n udiv.w r2, r0, r1\n" ::: "r0", "r1", "r2");
    if (wrong(6, 1u << 25, 0)) return 2;
    __asm volatile("udf.w #0");
    if (wrong(6, 1u << 16, 0)) return 3;
    static uint32_t words[4];
    __asm volatile("ldrd r0, r1, [%0]" :: "r"((char *)words + 1) : "r0", "r1");
    if (wrong(6, 1u << 24, 0)) return 4;
    MPU_RNR = 7, MPU_RBAR = 0x30000000, MPU_RASR = 1u | 16u << 1;   /* 128 KB, no access */
    MPU_CTRL = 5;
    dsb(), isb();
    (void)REG(0x30000010);
    if (wrong(4, 1u << 1 | 1u << 7, 0x30000010)) return 5;
    MPU_CTRL = 0;
    dsb(), isb();
    CPACR = 0;
    dsb(), isb();
    __asm volatile("vmov.f32 s0, #1.0");
    if (wrong(6, 1u << 19, 0)) return 6;
    CPACR = 0xFu << 20;
    SHCSR &= ~(7u << 16);                              /* all off: a fault becomes a HardFault */
    dsb(), isb();
    __asm volatile("udf.w #1");
    if (wrong(3, 1u << 16, 0) || !(hfsr & 1u << 30)) return 7;
    return 0;
}
