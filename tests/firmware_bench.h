/* firmware_bench.h -- small programs on the whole machine. A program is an array of halfwords, the
 * assembly beside it; it lies CODE bytes behind its vector table. Everything runs on HSI, 64 MHz: a
 * cycle is 75 ticks. Every exception without a handler of its own goes to `trap`, a branch to itself in
 * front of the program. */
#ifndef FIRMWARE_BENCH_H
#define FIRMWARE_BENCH_H
#include <stdlib.h>
#include <string.h>
#include "machine.h"
#include "suite.h"

enum { CY = 75, FACTS = 1 << 18, VECTORS = 16 + 150, TRAP = 0x2C0, CODE = 0x300, IMAGE = 0x4000 };
enum { ITCM = 0, FLASH = 0x08000000, AXI = 0x24000000, DTCM = 0x20000000, STACK = DTCM + 0x10000 };

static machine_t *m, *m2;
static uint8_t    image[IMAGE];
static image_t    images[2];
static input_t    in;
static fact_t    *fact;
static unsigned   facts;

static void record(sink_t *s, const fact_t *f)
{
    (void)s;
    if (facts < FACTS) fact[facts++] = *f;
}
static sink_t recorder = { .mask = ~0ull, .see = record };

static inline void put_word(uint32_t off, uint32_t v) { memcpy(image + off, &v, 4); }

/* The handler of an exception starts at this offset of the program. */
static inline void vector(unsigned exception, uint32_t offset)
{
    put_word(4 * exception, in.vectors + CODE + offset + 1);
}

static inline void program(uint32_t base, const uint16_t *code, size_t bytes)
{
    ck_assert_uint_le(CODE + bytes, IMAGE);
    memset(image, 0, sizeof image);
    images[0] = (image_t){ base, IMAGE, image };
    in = (input_t){ .seed = 7, .image = images, .images = 1, .firmware = 1, .vectors = base };
    for (unsigned e = 1; e < VECTORS; e++) put_word(4 * e, base + TRAP + 1);
    put_word(0, STACK), put_word(4, base + CODE + 1);
    image[TRAP] = 0xFE, image[TRAP + 1] = 0xE7;             /* b . */
    memcpy(image + CODE, code, bytes);
}
#define PROGRAM(base, code) program(base, code, sizeof code)

static inline void boot(void)
{
    facts = 0;
    machine_boot(m, &h743_map, &in, &recorder);
}

static inline void run(uint64_t cycles) { boot(); machine_run(m, cycles * CY); }

static inline const fact_t *find(unsigned kind, int what, unsigned n)
{
    for (unsigned i = 0; i < facts; i++)
        if (fact[i].kind == kind && (what < 0 || fact[i].what == what) && !n--) return &fact[i];
    return NULL;
}

static inline unsigned count(unsigned kind, int what)
{
    unsigned n = 0;
    for (unsigned i = 0; i < facts; i++) n += fact[i].kind == kind && (what < 0 || fact[i].what == what);
    return n;
}

/* The n-th time the instruction at this offset of the program executed, in cycles. */
static inline uint64_t when(uint32_t offset, unsigned n)
{
    for (unsigned i = 0; i < facts; i++)
        if (fact[i].kind == F_INSN && fact[i].pc == in.vectors + CODE + offset && !n--)
            return fact[i].at / CY;
    ck_abort_msg("nothing executed at +%x", offset);
    return 0;
}

static inline uint32_t word(uint32_t addr)
{
    uint32_t v = 0;
    for (unsigned k = 0; k < 4; k++) v |= (uint32_t)machine_cpu(m, addr + k) << 8 * k;
    return v;
}

static inline uint32_t ppb(uint32_t addr)
{
    uint32_t v = 0;
    machine_reg(m, addr, &v);
    return v;
}

#define CORE (m->chip.core)
#define R(n) (m->chip.core.regs.r[n])
#define ASSERT_R(n, v) ck_assert_uint_eq(R(n), (uint32_t)(v))

static inline void setup(void)
{
    m = malloc(sizeof *m), m2 = malloc(sizeof *m2), fact = malloc(FACTS * sizeof *fact);
    ck_assert(m && m2 && fact);
}

static inline void teardown(void) { free(m), free(m2), free(fact); }

static inline int run_tests(const char *name, const TTest *const *tests, size_t n)
{
    TCase *t = tcase_create(name);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 120);
    for (size_t i = 0; i < n; i++) tcase_add_test(t, tests[i]);
    return case_run(name, t);
}
#endif
