/* members.c -- what belongs together stands together: a driver's counter and its buffer in one structure. DMA2 stream 0
 * copies 32 bytes into the buffer; meanwhile the CPU counts; then it invalidates the buffer.
 *
 *   (nothing)     counter and buffer share a cache line: the invalidate throws the count away
 *   -DON_STACK    the same with the structure on the stack of main
 *   -DAPART       the buffer has lines of its own in the structure: right */
#include "h743.h"

enum { N = 32, FRAMES = 3 };
#ifdef APART
#define OWN_LINES __attribute__((aligned(32)))
#else
#define OWN_LINES
#endif

typedef struct {
    uint32_t frames;
    uint8_t  rx[N] OWN_LINES;
    uint16_t errors OWN_LINES;
} port_t;

static uint8_t source[N] __attribute__((aligned(32)));
#ifndef ON_STACK
static port_t port;
#endif

static void fetch(port_t *p)
{
    DMA2->LIFCR = DMA_ALL;
    DMA2->S[0].PAR = (uint32_t)source;
    DMA2->S[0].M0AR = (uint32_t)p->rx;
    DMA2->S[0].NDTR = N / 4;
    DMA2->S[0].CR = DMA_M2M | DMA_PINC | DMA_MINC | DMA_P32 | DMA_M32;
    dsb();
    DMA2->S[0].CR |= DMA_EN;
    p->frames++;
    while (!(DMA2->LISR & DMA_TCIF)) { }
    invalidate_dcache(p->rx, N);
}

static int run(port_t *p)
{
    invalidate_dcache(p->rx, N);
    for (int i = 0; i < FRAMES; i++) {
        fetch(p);
        for (int k = 0; k < N; k++) p->errors += p->rx[k] != 0x40 + k;
    }
    return p->errors ? 1 : p->frames == FRAMES ? 0 : 2;
}

int main(void)
{
    caches_on();
    RCC_AHB1ENR |= 1u << 1;                            /* DMA2 */
    (void)RCC_AHB1ENR;
    for (int i = 0; i < N; i++) source[i] = (uint8_t)(0x40 + i);
    clean_dcache(source, sizeof source);
#ifdef ON_STACK
    port_t port;
    port.frames = 0, port.errors = 0;
    clean_dcache(&port, sizeof port);
#endif
    return run(&port);
}
