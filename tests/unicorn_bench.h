/* unicorn_bench.h -- Unicorn (libunicorn, QEMU's translator as a library) as a second Cortex-M7.
 *
 * It is opened in Thumb mode without the M-class flag and told the model by uc_ctl: with the flag it
 * becomes a Cortex-M33 without double precision. It has no exceptions, no alignment faults, no divide
 * trap and no special registers worth comparing: docs/oracle.md lists what it can judge.
 *
 *   08000000 ... 0C000000   zeros, so that far branches land somewhere; at the start, the sweep's patterns
 *   09FFE000 ... 0A002000   ... but here: our bytes around the code under test, at 0A000000
 *   20000000 ... 20004000   data; 20004000 ... 20005000 small halfwords for table branches */
#ifndef UNICORN_BENCH_H
#define UNICORN_BENCH_H
#include "thumb.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicorn/unicorn.h>

enum { FLASH = 0x08000000, SWEEP_SIZE = 0x200000, FLASH_END = 0x0C000000,
       CODE = 0x0A000000, NEAR = 0x09FFE000, NEAR_SIZE = 0x4000,
       RAM = 0x20000000, RAM_SIZE = 0x4000, TABLE = 0x20004000, TABLE_SIZE = 0x1000 };

typedef struct {
    uc_engine *uc;
    int ids[18];                    /* r0..r14, pc, CPSR, FPSCR */
    int ds[16];
    _Alignas(4096) uint8_t sweep[SWEEP_SIZE];
    _Alignas(4096) uint8_t near[NEAR_SIZE];
    _Alignas(4096) uint8_t ram[RAM_SIZE + TABLE_SIZE];
} bench_t;

static inline void bench_check(uc_err e, const char *what)
{
    if (e == UC_ERR_OK) return;
    fprintf(stderr, "unicorn: %s: %s\n", what, uc_strerror(e));
    exit(1);
}

/* SVC, BKPT and the like: Unicorn is to stop, not to look for a vector table. */
static inline void bench_interrupt(uc_engine *uc, uint32_t number, void *user)
{
    (void)number;
    (void)user;
    uc_emu_stop(uc);
}

static inline void bench_open(bench_t *b)
{
    static const int general[18] = {
        UC_ARM_REG_R0, UC_ARM_REG_R1, UC_ARM_REG_R2, UC_ARM_REG_R3, UC_ARM_REG_R4, UC_ARM_REG_R5,
        UC_ARM_REG_R6, UC_ARM_REG_R7, UC_ARM_REG_R8, UC_ARM_REG_R9, UC_ARM_REG_R10, UC_ARM_REG_R11,
        UC_ARM_REG_R12, UC_ARM_REG_R13, UC_ARM_REG_R14, UC_ARM_REG_PC, UC_ARM_REG_CPSR, UC_ARM_REG_FPSCR };
    uint32_t fpexc = 1u << 30, cpacr = 0xFu << 20;
    uc_hook hook;
    memcpy(b->ids, general, sizeof general);
    for (int k = 0; k < 16; k++) b->ds[k] = UC_ARM_REG_D0 + k;
    bench_check(uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &b->uc), "open");
    bench_check(uc_ctl_set_cpu_model(b->uc, UC_CPU_ARM_CORTEX_M7), "model");
    bench_check(uc_mem_map_ptr(b->uc, FLASH, SWEEP_SIZE, UC_PROT_ALL, b->sweep), "map");
    bench_check(uc_mem_map(b->uc, FLASH + SWEEP_SIZE, NEAR - FLASH - SWEEP_SIZE, UC_PROT_ALL), "map");
    bench_check(uc_mem_map_ptr(b->uc, NEAR, NEAR_SIZE, UC_PROT_ALL, b->near), "map");
    bench_check(uc_mem_map(b->uc, NEAR + NEAR_SIZE, FLASH_END - NEAR - NEAR_SIZE, UC_PROT_ALL), "map");
    bench_check(uc_mem_map_ptr(b->uc, RAM, RAM_SIZE + TABLE_SIZE, UC_PROT_ALL, b->ram), "map");
    /* where a base and an offset that are both addresses of data lead to */
    static const uint32_t elsewhere[] = { 0, 0x20010000, 0x2A000000, 0x40000000, 0x4A000000, 0x60000000,
                                          0xA0000000 };
    for (unsigned k = 0; k < sizeof elsewhere / sizeof elsewhere[0]; k++)
        bench_check(uc_mem_map(b->uc, elsewhere[k], 0x10000, UC_PROT_ALL), "map");
    bench_check(uc_reg_write(b->uc, UC_ARM_REG_C1_C0_2, &cpacr), "CPACR");
    bench_check(uc_reg_write(b->uc, UC_ARM_REG_FPEXC, &fpexc), "FPEXC");
    /* The first FP instruction makes CONTROL.FPCA 1 and FPSCR = FPDSCR (ExecuteFPCheck, B1.5.7); the core
     * does that on our side. VMOV s0, s0 gets it over with. */
    memcpy(b->near, "\xB0\xEE\x40\x0A", 4);
    bench_check(uc_emu_start(b->uc, NEAR | 1, NEAR + 4, 0, 0), "first FP instruction");
    bench_check(uc_hook_add(b->uc, &hook, UC_HOOK_INTR, (void *)bench_interrupt, 0, 1, 0), "hook");
}

/* Put code there and drop what was translated from there before: Unicorn does not by itself. */
static inline void bench_code(bench_t *b, const void *code, unsigned size)
{
    memcpy(b->near + (CODE - NEAR), code, size);
    bench_check(uc_ctl_remove_cache(b->uc, CODE, NEAR + NEAR_SIZE), "cache");
}

static inline void bench_close(bench_t *b) { uc_close(b->uc); }

/* The bits of CPSR that an xPSR has too; the mode is privileged. IT lies at the same places. */
enum { BENCH_PSR = (int)(PSR_N | PSR_Z | PSR_C | PSR_V | PSR_Q | PSR_GE | PSR_IT) };

static inline void bench_put(bench_t *b, regs_t *r)
{
    uint32_t cpsr = (r->xpsr & (uint32_t)BENCH_PSR) | 0x33, fpscr = r->fpscr;
    void *at[18];
    for (int k = 0; k < 16; k++) at[k] = &r->r[k];
    at[16] = &cpsr;
    at[17] = &fpscr;
    uc_reg_write_batch(b->uc, b->ids, at, 15);
    uc_reg_write_batch(b->uc, b->ids + 16, at + 16, 2);
    for (int k = 0; k < 16; k++) at[k] = &r->s[2 * k];
    uc_reg_write_batch(b->uc, b->ds, at, 16);
}

static inline void bench_get(bench_t *b, regs_t *r)
{
    uint32_t cpsr = 0, fpscr = 0;
    void *at[18];
    for (int k = 0; k < 16; k++) at[k] = &r->r[k];
    at[16] = &cpsr;
    at[17] = &fpscr;
    uc_reg_read_batch(b->uc, b->ids, at, 18);
    r->xpsr = (cpsr & (uint32_t)BENCH_PSR) | PSR_T;
    r->fpscr = fpscr;
    for (int k = 0; k < 16; k++) at[k] = &r->s[2 * k];
    uc_reg_read_batch(b->uc, b->ds, at, 16);
}

/* Same registers, flags, ITSTATE, FP registers? */
static inline bool bench_same(const regs_t *a, const regs_t *b)
{
    return !memcmp(a->r, b->r, sizeof a->r) && !((a->xpsr ^ b->xpsr) & (uint32_t)BENCH_PSR) &&
           !memcmp(a->s, b->s, sizeof a->s) && a->fpscr == b->fpscr;
}

static inline void bench_print(const regs_t *ours, const regs_t *theirs)
{
    for (int k = 0; k < 16; k++)
        if (ours->r[k] != theirs->r[k]) printf("  r%d ours %08x unicorn %08x\n", k, ours->r[k], theirs->r[k]);
    uint32_t mask = (uint32_t)BENCH_PSR;
    if ((ours->xpsr ^ theirs->xpsr) & mask)
        printf("  xpsr ours %08x unicorn %08x\n", ours->xpsr & mask, theirs->xpsr & mask);
    if (ours->fpscr != theirs->fpscr) printf("  fpscr ours %08x unicorn %08x\n", ours->fpscr, theirs->fpscr);
    for (int k = 0; k < 32; k++)
        if (ours->s[k] != theirs->s[k]) printf("  s%d ours %08x unicorn %08x\n", k, ours->s[k], theirs->s[k]);
}

static inline uint32_t bench_random(uint64_t *state)      /* xorshift64* */
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)(*state * 0x2545F4914F6CDD1Dull >> 32);
}
#endif
