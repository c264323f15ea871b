/* scheduler.c -- two tasks on process stacks, switched by PendSV at each SysTick, with the floating-point registers of
 * both kept apart by lazy stacking. Ends well when both counted to the end and no sum of theirs was disturbed. */
#include "h743.h"

enum { TASKS = 2, MAIN = TASKS, WORDS = 256, ROUNDS = 400 };

static uint32_t stack[TASKS][WORDS] __attribute__((aligned(8)));
static uint32_t *top[TASKS + 1];                       /* the last: main, which is left for good */
static volatile uint32_t current, switches, done;
static volatile float sum[TASKS];

__attribute__((naked)) void PendSV_Handler(void)
{
    __asm volatile(
        "mrs   r0, psp              \n"
        "tst   lr, #0x10            \n"                /* 0: the frame has floating-point registers */
        "it    eq                   \n"
        "vstmdbeq r0!, {s16-s31}    \n"
        "stmdb r0!, {r4-r11, lr}    \n"
        "bl    schedule             \n"
        "ldmia r0!, {r4-r11, lr}    \n"
        "tst   lr, #0x10            \n"
        "it    eq                   \n"
        "vldmiaeq r0!, {s16-s31}    \n"
        "msr   psp, r0              \n"
        "isb                        \n"
        "bx    lr                   \n");
}

__attribute__((used)) uint32_t *schedule(uint32_t *sp);
__attribute__((used)) uint32_t *schedule(uint32_t *sp)
{
    top[current] = sp;
    current = current == 0;                            /* main or 1: 0; 0: 1 */
    switches++;
    return top[current];
}

void SysTick_Handler(void) { ICSR = 1u << 28; }

static void task(uint32_t me)
{
    float x = 0;
    for (uint32_t i = 0; i < ROUNDS; i++) {
        x += (float)(me + 1);
        for (volatile int wait = 0; wait < 20; wait++) { }
        sum[me] = x;
    }
    done |= 1u << me;
    for (;;) {
        if (done == 3) __asm volatile("svc 0");
    }
}

static void first(void)  { task(0); }
static void second(void) { task(1); }

void SVC_Handler(void)
{
    int right = sum[0] == (float)ROUNDS && sum[1] == 2.0f * ROUNDS && switches > 4;
    quit(right ? 0 : 1);
}

static uint32_t *prepare(uint32_t *end, void (*entry)(void))
{
    uint32_t *frame = end - 8;
    frame[5] = 0xFFFFFFFF, frame[6] = (uint32_t)entry & ~1u, frame[7] = 1u << 24;
    uint32_t *saved = frame - 9;
    saved[8] = 0xFFFFFFFD;                             /* thread mode, process stack, no floating-point frame */
    return saved;
}

int main(void)
{
    top[0] = prepare(stack[0] + WORDS, first);
    top[1] = prepare(stack[1] + WORDS, second);
    SHPR(14) = 0xFF, SHPR(11) = 0x80, SHPR(15) = 0xE0;
    static uint32_t left[64] __attribute__((aligned(8)));
    current = MAIN;
    __asm volatile("msr psp, %0\n msr control, %1\n isb" :: "r"(left + 64), "r"(2));
    SYST_RVR = 2000, SYST_CVR = 0, SYST_CSR = 7;
    ICSR = 1u << 28;
    for (;;) { }
}
