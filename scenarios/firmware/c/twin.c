/* twin.c -- the accesses of scenarios/60-twin-script.json, one by one, by instructions. Between twin and
 * twin_done everything is in registers: no stack, no constants from memory, so the data side sees what the
 * script makes it see. After each access time enough for what it sets off. */
#include "h743.h"

void twin(void), twin_done(void);

__attribute__((naked, noinline)) void twin_done(void) { __asm volatile("bx lr"); }

__attribute__((naked, noinline)) void twin(void)
{
    __asm volatile(
        ".macro imm reg, value            \n"
        "  movw \\reg, #(\\value & 0xFFFF) \n"
        "  movt \\reg, #(\\value >> 16)    \n"
        ".endm                            \n"
        ".macro pause loops               \n"
        "  movw r3, #\\loops              \n"
        "9: subs r3, #1                   \n"
        "  bne 9b                         \n"
        ".endm                            \n"
        ".macro put insn, address, value  \n"
        "  imm r0, \\address              \n"
        "  imm r1, \\value                \n"
        "  \\insn r1, [r0]                \n"
        "  pause 400                      \n"
        ".endm                            \n"
        ".macro get insn, address         \n"
        "  imm r0, \\address              \n"
        "  \\insn r1, [r0]                \n"
        "  pause 400                      \n"
        ".endm                            \n"
        ".macro line reg, address         \n"      /* as clean_dcache() and its like, for one line */
        "  imm r0, \\reg                  \n"
        "  imm r1, \\address              \n"
        "  dsb                            \n"
        "  str r1, [r0]                   \n"
        "  dsb                            \n"
        "  isb                            \n"
        "  pause 400                      \n"
        ".endm                            \n"

        "put str, 0x20001000, 0x0BADCAFE  \n"
        "get ldrh, 0x20001002             \n"
        "put str, 0x30000000, 0x11223344  \n"
        "put strb, 0x30000005, 0x55       \n"
        "put strh, 0x30000006, 0x6677     \n"
        "get ldr, 0x30000004              \n"
        "get ldr, 0x30000040              \n"
        "line 0xE000EF68, 0x30000000      \n"      /* DCCMVAC */
        "put str, 0x40020408, 0x3D        \n"      /* DMA2.LIFCR */
        "put str, 0x40020418, 0x30000000  \n"      /* S0PAR */
        "put str, 0x4002041C, 0x30000040  \n"      /* S0M0AR */
        "put str, 0x40020414, 8           \n"      /* S0NDTR */
        "put str, 0x40020424, 7           \n"      /* S0FCR */
        "dsb                              \n"
        "pause 400                        \n"
        "put str, 0x40020410, 0x5681      \n"      /* S0CR */
        "pause 8000                       \n"
        "get ldr, 0x40020400              \n"      /* LISR */
        "get ldr, 0x40020414              \n"
        "put str, 0x40020408, 0x3D        \n"
        "get ldr, 0x30000040              \n"
        "line 0xE000EF5C, 0x30000040      \n"      /* DCIMVAC */
        "get ldr, 0x30000040              \n"
        "get ldrb, 0x30000044             \n"
        "put str, 0x30000048, 0x01020304  \n"
        "dmb                              \n"
        "pause 400                        \n"
        "line 0xE000EF70, 0x30000040      \n"      /* DCCIMVAC */
        "isb                              \n"
        "b twin_done                      \n");
}

int main(void)
{
    clock_400mhz();
    RCC_AHB2ENR |= 1u << 29;                           /* SRAM1 */
    RCC_AHB1ENR |= 1u << 1;                            /* DMA2 */
    (void)RCC_AHB1ENR;
    caches_on();
    twin();
    return 0;
}
