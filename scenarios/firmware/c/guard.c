/* guard.c -- a task on a process stack with an MPU region without access below it. It calls itself too
 * deeply; the fault is told where it happens, and not later by a variable that changed.
 *
 *   (nothing)      MemManage: the handler tells the address, and main goes on without the task
 *   -DNO_GUARD     the stack grows over the array below it, and nobody notices */
#include "h743.h"

enum { WORDS = 128, DEEP = 12 };

static struct {
    uint32_t table[64];                                /* somebody else's data */
    uint32_t guard[32];                                /* more than one function's locals and one exception frame */
    uint32_t stack[WORDS];
} task __attribute__((aligned(1024)));

static volatile uint32_t cfsr, mmfar, deepest;

static void after(void) __attribute__((noreturn));

__attribute__((used)) void told(void);
__attribute__((used)) void told(void) { cfsr = CFSR, mmfar = MMFAR, CFSR = cfsr; }

/* The task's frame may not be there (MSTKERR): main's stack gets a new one, and thread mode goes back to it. */
__attribute__((naked)) void MemManage_Handler(void)
{
    __asm volatile(
        "bl    told            \n"
        "movs  r0, #0          \n"
        "sub   sp, #32         \n"
        "str   r0, [sp, #20]   \n"                     /* lr */
        "ldr   r1, =after      \n"
        "bic   r1, #1          \n"
        "str   r1, [sp, #24]   \n"                     /* pc */
        "mov   r1, #0x01000000 \n"
        "str   r1, [sp, #28]   \n"                     /* xPSR */
        "mvn   lr, #6          \n"                     /* 0xFFFFFFF9: thread mode, main stack, no FP frame */
        "bx    lr              \n");
}

__attribute__((noinline)) static uint32_t dig(uint32_t depth)
{
    volatile uint32_t mine[6] = { depth, depth, depth, depth, depth, depth };
    deepest = depth;
    return depth == DEEP ? mine[0] : dig(depth + 1) + mine[5];
}

__attribute__((used)) static void after(void)
{
    uint32_t low = (uint32_t)task.guard;
#ifdef NO_GUARD
    int whole = 1;
    for (int i = 0; i < 64; i++) whole &= task.table[i] == 0x600D600D;
    quit(whole ? 0 : 1);
#endif
    int told_there = (cfsr & 1u << 7) && mmfar >= low && mmfar < low + sizeof task.guard && (cfsr & 1u << 1);
    quit(told_there && deepest < DEEP && task.table[63] == 0x600D600D ? 0 : 2);
}

__attribute__((used)) static void start(void)
{
    dig(0);
    after();
}

int main(void)
{
    for (int i = 0; i < 64; i++) task.table[i] = 0x600D600D;
    SHCSR |= 1u << 16;                                 /* MemManage of its own, no HardFault */
#ifndef NO_GUARD
    MPU_RNR = 0;
    MPU_RBAR = (uint32_t)task.guard;
    MPU_RASR = 1u | 6u << 1 | 1u << 28;                /* 128 bytes, no access, XN */
    MPU_CTRL = 5;
    dsb(), isb();
#endif
    __asm volatile("msr psp, %0\n msr control, %1\n isb\n b start" :: "r"(task.stack + WORDS), "r"(2));
    for (;;) { }
}
