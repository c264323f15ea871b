/* core_measure.c -- see core_measure.h. */
#include "core_measure.h"
#include "assemble.h"
#include "machine.h"
#include "scb.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* HSI drives the core: 64 MHz, 75 ticks a cycle. */
enum { CYCLE = 75, VECTORS = 16 + 150, CODE_AT = 0x300, IMAGE = 0x8000, STACK = 0x20018000 };
enum { RESULT = 0x20000100, ROUNDS = 3, MOST = 4000000, BUFFER = 0x6000 };

typedef struct {
    sink_t   sink;                       /* first */
    uint32_t what;
    unsigned seen;
} counter_t;

static uint8_t  image[IMAGE];
static unsigned at;                      /* halfwords written behind CODE_AT */

/* ---- putting a program together --------------------------------------------------------------------- */

static void emit(const uint16_t *code, unsigned n)
{
    if (n && CODE_AT + 2 * (at + n) <= IMAGE) memcpy(image + CODE_AT + 2 * at, code, 2 * n);
    at += n;
}
#define EMIT(...) emit(HALFWORDS(__VA_ARGS__), COUNT_OF(__VA_ARGS__))

static void word(uint32_t offset, uint32_t v) { memcpy(image + offset, &v, 4); }

static void vectors(void)
{
    memset(image, 0, sizeof image);
    for (unsigned e = 1; e < VECTORS; e++) word(4 * e, CODE_AT - 4 + 1);
    word(0, STACK), word(4, CODE_AT + 1), word(CODE_AT - 4, B_HERE);
    at = 0;
}

/* FPU, cycle counter, invalidated caches, interrupts off; once. */
static void prologue(uint32_t ccr)
{
    EMIT(0xB672,                                                        /* cpsid i */
         SET(0, 0xE000ED88), SET(1, 0x00F00000), STR(1, 0, 0), DSB, ISB,        /* CPACR */
         SET(0, 0xE000EDFC), SET(1, 0x01000000), STR(1, 0, 0),                  /* DEMCR.TRCENA */
         SET(0, 0xE0001FB0), SET(1, 0xC5ACCE55), STR(1, 0, 0),                  /* DWT_LAR */
         SET(11, 0xE0001000), SET(1, 0x40000001), STR(1, 11, 0),                /* DWT_CTRL.CYCCNTENA */
         SET(2, RESULT), MOVW(3, ROUNDS), STR(3, 2, 4));
    if (!ccr) return;
    EMIT(SET(0, 0xE000EF50), MOVW(1, 0), STR(1, 0, 0), SET(2, 0xE000EF60), MOVW(3, 128));
    EMIT(SUBS_IMM(3, 3, 1), LSL(4, 3, 5),
                                              /* DCISW: set 127 to 0, way 0 to 3 */
         STR(4, 2, 0), MOVT(4, 0x4000), STR(4, 2, 0), MOVT(4, 0x8000), STR(4, 2, 0), MOVT(4, 0xC000), STR(4,
             2, 0),
         B_COND(NE, -40));
    EMIT(DSB, SET(0, 0xE000ED14), SET(1, 0x00040200 | ccr), STR(1, 0, 0), DSB, ISB);
}

static void registers(void)
{
    for (unsigned s = 0; s < 32; s++) EMIT(VMOV_IMM(s, ONE));
    EMIT(SET(8, MICRO_DTCM), SET(9, MICRO_DTCM + 0x800), SET(12, MICRO_DTCM + 0x400), STR(12, 12, 0),
         SET(14, MICRO_AXI), LDR(0, 14, 0), LDR(0, 14, 32), LDR(0, 14, 64));
    for (unsigned r = 0; r < 7; r++) EMIT(MOVW(r, 3 + r));
}

static void opening(const micro_t *m, unsigned rounds)
{
    registers();
    emit(m->setup, m->setups);
    while (at & 3) EMIT(NOP_N);
    EMIT(DSB, ISB, MOVW(7, rounds), NOP, LDR(10, 11, 4), NOP);
}

/* The difference goes to RESULT; another round or the end. */
static void closing(unsigned again)
{
    EMIT(NOP, LDR(0, 11, 4), SUB(0, 0, 10), SET(1, RESULT), STR(0, 1, 0), LDR(2, 1, 4), SUBS_IMM(2, 2, 1),
        STR(2, 1, 4),
         B_COND(EQ, 4));
    int32_t back = (int32_t)(2 * again) - (int32_t)(2 * at + 4);
    EMIT(WIDE(0xF000 | (back < 0 ? 0x400 : 0) | (back >> 12 & 0x3FF), 0xB800 | (back >> 1 & 0x7FF)));
          /* b.w */
    EMIT(B_HERE);
}

/* ---- running it --------------------------------------------------------------------------------------- */

static uint32_t peek(const machine_t *m, uint32_t addr)
{
    uint32_t v = 0;
    for (unsigned k = 0; k < 4; k++) v |= (uint32_t)machine_cpu(m, addr + k) << 8 * k;
    return v;
}

/* Until the round counter at RESULT + 4 is 0. */
static double finish(const uint8_t *bytes, uint32_t size, uint32_t base, uint64_t most, sink_t *sink)
{
    static machine_t m;
    image_t part = { base, size, bytes };
    input_t in = { .seed = 7, .image = &part, .images = 1, .firmware = 1, .vectors = base };
    machine_boot(&m, &h743_map, &in, sink);
    machine_run(&m, 2000 * CYCLE);                          /* RESULT is set up */
    for (uint64_t until = 4000; until <= most; until += 2000) {
        if (!peek(&m, RESULT + 4)) return peek(&m, RESULT);
        machine_run(&m, until * CYCLE);
    }
    return NAN;
}

double core_run(const uint8_t *bytes, uint32_t size, uint32_t base, uint64_t most)
{
    return finish(bytes, size, base, most, NULL);
}

static double run(void) { return CODE_AT + 2 * at <= IMAGE ? finish(image, IMAGE, 0, MOST, NULL) : NAN; }

static anchor_result_t cycles(double value, const char *how) { return (anchor_result_t){ value, "cycles",
    how }; }

static double copies(const micro_t *m, unsigned n, int with_nop)
{
    vectors();
    prologue(m->caches);
    unsigned again = at;
    opening(m, n);
    while (n--) {
        emit(m->code, m->n);
        if (with_nop) EMIT(NOP);
    }
    closing(again);
    return run();
}

static double looped(const micro_t *m, unsigned rounds)
{
    vectors();
    prologue(m->caches);
    unsigned again = at;
    opening(m, rounds);
    unsigned start = at;
    emit(m->code, m->n);
    int32_t back = (int32_t)(2 * start) - (int32_t)(2 * at + 4);
    EMIT(B_COND(NE, back));
    closing(again);
    return run();
}

anchor_result_t core_stream(const void *micro)
{
    const micro_t *m = micro;
    unsigned few = m->few ? m->few : 4, many = m->many ? m->many : 14;
    double c = (copies(m, many, 0) - copies(m, few, 0)) / (many - few) - m->spare;
    return cycles(c, m->spare ? "14 copies less 4, a tenth of it, less the instruction that stands alone"
                     : m->few ? "a long stream less a short one, a copy" : "14 copies less 4, a tenth of it");
}

anchor_result_t core_loop(const void *micro)
{
    const micro_t *m = micro;
    unsigned few = m->few ? m->few : 40, many = m->many ? m->many : 140;
    return cycles((looped(m, many) - looped(m, few)) / (many - few) - m->spare,
        "loop: 140 rounds less 40, a round");
}

anchor_result_t core_exit(const void *micro)
{
    const micro_t *m = micro;
    enum { N = 40 };
    return cycles(looped(m, N) - copies(m, N, 1), "a loop of 40 rounds less 40 copies without the branch");
}

anchor_result_t core_reads(const void *micro)
{
    const micro_t *m = micro;
    return cycles(copies(m, m->few, 0), "one CYCCNT read less the other");
}

typedef struct {
    sink_t sink;                         /* first */
    double cycles;
} entry_t;

static void entered(sink_t *s, const fact_t *f)
{
    if (f->kind == F_IRQ_ENTER &&
        f->what == EXC_SYSTICK) ((entry_t *)s)->cycles = (double)(f->at - f->data) / CYCLE;
}

anchor_result_t core_entry(const void *micro)
{
    const micro_t *m = micro;
    entry_t e = { .sink = { ~0ull, entered }, .cycles = NAN };
    vectors();
    word(4 * EXC_SYSTICK, CODE_AT - 8 + 1), word(CODE_AT - 8, 0x4770);           /* bx lr */
    prologue(m->caches);
    EMIT(0xB662, SET(1, RESULT), MOVW(0, 0), STR(0, 1, 4), SET(0, 0xE000E010), MOVW(1, 99), STR(1, 0, 4),
        STR(1, 0, 8),
         MOVW(1, 7), STR(1, 0, 0), B_HERE);                 /* cpsie i; SYST_RVR, SYST_CVR, SYST_CSR */
    finish(image, IMAGE, 0, MOST, &e.sink);
    return cycles(e.cycles, "from the facts of the run");
}

static void count(sink_t *s, const fact_t *f)
{
    counter_t *c = (counter_t *)s;
    if (f->addr - MICRO_AXI >= BUFFER) return;
    if (c->what >= TAG_FILL ? f->kind == F_ASK && (f->note >> 16 &
        0xFF) == c->what : f->kind == c->what) c->seen++;
}

anchor_result_t core_bus(const void *micro)
{
    const micro_t *m = micro;
    counter_t c = { .sink = { ~0ull, count }, .what = m->what };
    vectors();
    prologue(m->caches);
    EMIT(SET(8, MICRO_DTCM), SET(9, MICRO_DTCM + 0x800), SET(14, MICRO_AXI));
    emit(m->setup, m->setups);
    EMIT(DSB, ISB);
    emit(m->code, m->n);
    EMIT(DSB, SET(1, RESULT), MOVW(0, 0), STR(0, 1, 4), B_HERE);
    int ended = !isnan(finish(image, IMAGE, 0, MOST, &c.sink));
    return (anchor_result_t){ ended ? c.seen : NAN, m->what >= TAG_FILL ? "requests" : "facts",
                              "facts of the run, counted" };
}
