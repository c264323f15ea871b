/* locks.c -- main and an interrupt count in one word. The interrupt falls anywhere, so now and then between
 * main's load and main's store.
 *
 *   -DPLAIN        n++: such an interrupt's count is lost
 *   (nothing)      LDREX, STREX: the exception has cleared the monitor, STREX fails and main tries again
 *
 * A lock of the same kind guards two words that must agree. */
#include "h743.h"

enum { ROUNDS = 3000 };                                /* at least */

static volatile uint32_t count, by_irq, again, busy, lock, left, right, chance = 1;

/* How often it took more than one try. */
static uint32_t add(volatile uint32_t *word)
{
#ifdef PLAIN
    ++*word;
    return 0;
#else
    uint32_t value, failed, tries = 0;
    do {
        __asm volatile("ldrex %0, [%1]" : "=r"(value) : "r"(word) : "memory");
        __asm volatile("strex %0, %2, [%1]" : "=&r"(failed) : "r"(word), "r"(value + 1) : "memory");
        tries++;
    } while (failed);
    return tries - 1;
#endif
}

static int try_lock(void)
{
    uint32_t held, failed;
    do {
        __asm volatile("ldrex %0, [%1]" : "=r"(held) : "r"(&lock) : "memory");
        if (held) { __asm volatile("clrex"); return 0; }
        __asm volatile("strex %0, %2, [%1]" : "=&r"(failed) : "r"(&lock), "r"(1) : "memory");
    } while (failed);
    dmb();
    return 1;
}

static void unlock(void) { dmb(); lock = 0; }

void SysTick_Handler(void)
{
    add(&count);
    by_irq++;
    chance = chance * 1664525 + 1013904223;
    SYST_RVR = 300 + (chance >> 25);                   /* another distance each time: it falls everywhere */
    if (!try_lock()) { busy++; return; }               /* main is in there: later */
    left += 100, right += 100;
    unlock();
}

/* It has happened: whatever anything costs, main goes on until then. */
static int happened(uint32_t rounds)
{
#ifdef PLAIN
    __asm volatile("cpsid i" ::: "memory");
    int lost = count != rounds + by_irq;
    __asm volatile("cpsie i" ::: "memory");
    return lost && busy;
#else
    (void)rounds;
    return again && busy;
#endif
}

int main(void)
{
    caches_on();
    SYST_RVR = 301, SYST_CVR = 0, SYST_CSR = 7;
    uint32_t rounds = 0;
    while (rounds < ROUNDS || !happened(rounds)) {
        rounds++;
        again += add(&count);
        while (!try_lock()) { }
        left++;
        right++;
        unlock();
    }
    SYST_CSR = 0;
    dsb(), isb();
    if (left != right) return 1;
    return count == rounds + by_irq ? 0 : 2;
}
