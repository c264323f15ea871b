/* Structures, arrays and locals: what test_debuginfo_types.c and test_debuginfo_stack.c ask about. The
 * program writes down where its locals are (where[]) and ends in a handler, four frames and an exception
 * deep. */
#include <stdint.h>

extern uint32_t _sidata[], _sdata[], _edata[], _sbss[], _ebss[], _estack[];
int main(void);

typedef struct { uint8_t data[32]; uint16_t length; } packet_t;

struct {
    uint32_t head;
    packet_t rx, tx[2];
    unsigned flag : 3;
    union { uint32_t word; uint8_t byte[4]; } either;
    struct { uint16_t low, high; };
    const volatile struct { uint8_t only[8]; } wrapped;
} port __attribute__((aligned(32)));
uint16_t rows[3][10] __attribute__((aligned(32)));                     /* rows of 20 bytes share lines */
uint8_t lines[2][32] __attribute__((aligned(32)));                     /* rows of a line each do not */
uint8_t plain[48] __attribute__((aligned(32)));
struct { uint8_t byte; } cells[16] __attribute__((aligned(32)));       /* as good as uint8_t[16] */

volatile uint32_t where[6];
#define AT(n, local) (where[n] = (uint32_t)&(local))

void SVC_Handler(void)
{
    volatile uint8_t scratch[12];
    AT(5, scratch);
    register uint32_t call asm("r0") = 0x18, reason asm("r1") = 0x20026;
    asm volatile("bkpt 0xab" : : "r"(call), "r"(reason) : "memory");
    scratch[0] = 1;
}

static inline __attribute__((always_inline)) void inlined(uint32_t seed)
{
    volatile uint32_t folded[3];
    AT(4, folded);
    folded[0] = seed;
    asm volatile("svc 0" : : : "memory");
    folded[1] = seed;
}

__attribute__((noinline)) uint32_t deepest(volatile uint8_t *to)
{
    packet_t job;
    AT(2, job);
    {
        volatile uint16_t block[5];
        AT(3, block);
        block[0] = to[0];
        inlined(block[0]);
        block[1] = to[1];
    }
    asm volatile("" : : "r"(&job) : "memory");
    return job.length + to[2];
}

__attribute__((noinline)) uint32_t between(void)
{
    volatile uint8_t buf[40];
    AT(1, buf);
    return deepest(buf) + buf[3];
}

int main(void)
{
    volatile uint32_t first;
    AT(0, first);
    first = 1;
    port.head = rows[0][0] + lines[0][0] + plain[0] + cells[0].byte;
    return (int)(between() + first);
}

void Reset_Handler(void)
{
    for (uint32_t *from = _sidata, *to = _sdata; to < _edata;) *to++ = *from++;
    for (uint32_t *to = _sbss; to < _ebss;) *to++ = 0;
    main();
    for (;;) { }
}

void Default_Handler(void) { for (;;) { } }

__attribute__((section(".isr_vector"), used)) const void *const vectors[16] = {
    _estack, Reset_Handler, Default_Handler, Default_Handler, [11] = SVC_Handler,
};
