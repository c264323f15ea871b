/* fft.c -- a transform of 1024 complex floats with its data in each memory in turn, cold caches, timed by
 * CYCCNT: the kind of work AN4891 tables 8 to 17 measure. Code and constants lie in ITCM, or in flash for the
 * last rows; the stack lies where the data does.
 *
 * The clocks are HSI and its half (or all of it): AN4891's own counts do not depend on the frequency, only on
 * the ratio of CPU to bus. `result` is what comes of it: who reads the machine finds it by name. */
#include "h743.h"

#define DCCISW REG(0xE000EF74)                          /* clean and invalidate by set and way */
enum { POINTS = 1024, TONE = 213, STACK = 1024 };

#define NAME(x) itcm_##x
#define CODE __attribute__((section(".itcm.code")))
#define CONSTANT __attribute__((section(".itcm.constant")))
#include "fft_kernel.h"
#undef NAME
#undef CODE
#undef CONSTANT
#define NAME(x) flash_##x
#define CODE
#define CONSTANT
#include "fft_kernel.h"

typedef struct { float x[2 * POINTS]; float magnitude[POINTS]; uint8_t stack[STACK]; } data_t;
__attribute__((section(".dtcm"), aligned(1024))) static data_t in_dtcm;
__attribute__((section(".axi"), aligned(1024))) static data_t in_axi;
__attribute__((section(".sram1"), aligned(1024))) static data_t in_sram1;
__attribute__((section(".sram2"), aligned(1024))) static data_t in_sram2;
__attribute__((section(".sram4"), aligned(1024))) static data_t in_sram4;

enum { SLOW_BUS = 8 };                                  /* D1CFGR.HPRE: hclk is half the CPU's clock */
typedef struct {
    data_t  *data;
    uint8_t  in_flash, hpre, wait_states;
} row_t;

#define PLACES(hpre) { &in_dtcm, 0, hpre, 4 }, { &in_axi, 0, hpre, 4 }, { &in_sram1, 0, hpre, 4 }, \
                     { &in_sram2, 0, hpre, 4 }, { &in_sram4, 0, hpre, 4 }
#define FLASH(hpre, ws) { &in_dtcm, 1, hpre, ws }
static const row_t row[] = {
    { &in_dtcm, 0, SLOW_BUS, 4 },                       /* once for nothing: the branch predictor learns */
    PLACES(SLOW_BUS), PLACES(0),
    FLASH(SLOW_BUS, 2), FLASH(SLOW_BUS, 3), FLASH(SLOW_BUS, 4), FLASH(SLOW_BUS, 5), FLASH(SLOW_BUS, 6),
    FLASH(SLOW_BUS, 7), FLASH(SLOW_BUS, 8), FLASH(SLOW_BUS, 9), FLASH(SLOW_BUS, 10),
    FLASH(0, 2), FLASH(0, 4),
};
enum { ROWS = sizeof row / sizeof *row };

/* running is 1 from just before the work to just after; found: TONE, if the transform is right. */
typedef struct { uint32_t running, cycles, found; } result_t;
volatile result_t result[ROWS];

/* A tone and a little of everything, so that no product is trivial. */
static void fill(float *x)
{
    uint32_t seed = 12345;
    for (unsigned i = 0; i < POINTS; i++) {
        seed = seed * 1664525u + 1013904223u;
        float noise = (float)(int32_t)seed * 1e-11f;
        x[2 * i] = flash_twiddle[2 * (i * TONE % POINTS)] + noise;
        x[2 * i + 1] = -flash_twiddle[2 * (i * TONE % POINTS) + 1] - noise;
    }
}

/* The work on a stack of its own; returns the cycles it took. */
static uint32_t timed(unsigned (*work)(float *, float *), data_t *d, uint32_t *found)
{
    register uint32_t old __asm("r4"), begin __asm("r5");
    register uint32_t a __asm("r0") = (uint32_t)d->x, b __asm("r1") = (uint32_t)d->magnitude;
    register uint32_t top __asm("r6") = (uint32_t)(d->stack + STACK), fn __asm("r7") = (uint32_t)work;
    register volatile uint32_t *cyccnt __asm("r8") = &DWT_CYCCNT;
    __asm volatile("mov %[old], sp\n mov sp, %[top]\n dsb\n isb\n ldr %[begin], [%[cyccnt]]\n blx %[fn]\n"
                   "ldr r1, [%[cyccnt]]\n sub %[begin], r1, %[begin]\n mov sp, %[old]\n"
                   : [old] "=&r"(old), [begin] "=&r"(begin), "+r"(a), "+r"(b)
                   : [top] "r"(top), [fn] "r"(fn), [cyccnt] "r"(cyccnt)
                   : "r2", "r3", "r12", "lr", "memory", "cc", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7",
                     "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15");
    *found = a;
    return begin;
}

static void cold_caches(void)
{
    dsb();
    for (uint32_t s = 0; s < 128; s++)
        for (uint32_t w = 0; w < 4; w++) DCCISW = s << 5 | w << 30;
    dsb();
    ICIALLU = 0;
    dsb(), isb();
}

extern uint8_t _itcm_from, _itcm_begin, _itcm_end;

int main(void)
{
    volatile uint8_t *to = &_itcm_begin; /* at address 0: no pointer the compiler may think null */
    for (const uint8_t *from = &_itcm_from; to != &_itcm_end; ) *to++ = *from++;
    RCC_AHB2ENR |= 7u << 29;
    (void)RCC_AHB2ENR;
    caches_on();
    DEMCR |= 1u << 24;
    DWT_LAR = 0xC5ACCE55;
    DWT_CTRL |= 1;
    int wrong = 0;
    for (unsigned i = 0; i < ROWS; i++) {
        const row_t *r = &row[i];
        volatile result_t *to_tell = &result[i];
        uint32_t found;
        RCC_D1CFGR = r->hpre;
        FLASH_ACR = r->wait_states;
        (void)FLASH_ACR;
        fill(r->data->x);
        cold_caches();
        to_tell->running = 1;
        dsb();
        uint32_t cycles = timed(r->in_flash ? flash_work : itcm_work, r->data, &found);
        to_tell->running = 0;
        to_tell->cycles = cycles;
        to_tell->found = found;
        wrong += found != TONE;
    }
    return wrong;
}
