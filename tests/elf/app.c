/* A small firmware: what test_elf_file.c, test_debuginfo.c, test_image.c, test_firmware_file.c and
 * test_memory_check.c ask about. build.sh makes the images. */
#include <stdint.h>

extern uint32_t _sidata[], _sdata[], _edata[], _sbss[], _ebss[], _estack[];
int main(void);

uint8_t rx[64] __attribute__((aligned(32), section(".sram1")));       /* in SRAM1, nobody clears it */
uint8_t frame[40] __attribute__((aligned(32), section(".axisram")));   /* its second line is shared */
uint32_t frames __attribute__((section(".axisram")));
uint8_t tx[20] = "twenty bytes of text";                              /* .data */
volatile uint32_t ticks;                                              /* .bss */
static volatile uint16_t levels[40] __attribute__((aligned(32)));    /* .bss, shares its last line */
static volatile uint8_t near_by;
uint32_t rust_name asm("_ZN3app6module7COUNTER17h0123456789abcdefE"); /* as rustc would call it */
const uint32_t table[4] = { 1, 2, 3, 4 };

static inline __attribute__((always_inline)) uint32_t get(volatile uint32_t *from)
{
    return *from;                                                     /* line 20 */
}

__attribute__((noinline)) uint32_t sum(const uint8_t *p, uint32_t n)
{
    uint32_t s = 0;
    for (uint32_t i = 0; i < n; i++) s += p[i];                       /* line 26 */
    return s;
}

int main(void)
{
    static uint32_t calls;
    volatile uint32_t *ahb2enr = (volatile uint32_t *)0x580244DC;
    *ahb2enr |= 1u << 29, (void)*ahb2enr;                             /* RCC: SRAM1's clock */
    calls += get(&ticks);
    near_by = (uint8_t)calls;
    levels[0] = (uint16_t)sum(rx, sizeof rx);
    frames += frame[0];
    rust_name = sum(tx, sizeof tx) + table[levels[0] & 3];
    register uint32_t call asm("r0") = 0x18, reason asm("r1") = 0x20026;    /* SYS_EXIT, application exit */
    asm volatile("bkpt 0xab" : : "r"(call), "r"(reason) : "memory");
    for (;;) { }
}

void Reset_Handler(void)
{
    for (uint32_t *from = _sidata, *to = _sdata; to < _edata;) *to++ = *from++;
    for (uint32_t *to = _sbss; to < _ebss;) *to++ = 0;
    main();
}

void Default_Handler(void) { for (;;) { } }
void NMI_Handler(void) __attribute__((weak, alias("Default_Handler")));

__attribute__((section(".isr_vector"), used)) const void *const vectors[16] = {
    _estack, Reset_Handler, NMI_Handler, Default_Handler,
};
