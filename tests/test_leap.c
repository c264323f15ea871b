/* test_leap.c -- leaping over loops (leap.h) against running every period: whole state and all facts at many
 * ticks, for the images of the lessons, for loops of every kind a driver waits in, and for random ones among
 * random machines; which loops are leapt, and which never; that steady registers are; that judges find the
 * same. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "leap.h"
#include "random_machine.h"
#include "run.h"
#include <check.h>                        /* last: its macro `fail` would hide scenario.h's function */

#if defined __SANITIZE_ADDRESS__ || defined STRESS
enum { LONGEST = 100000, LOOPS = 80, STOPS = 8, MACHINES = 60 };
#else
enum { LONGEST = 400000, LOOPS = 100, STOPS = 8, MACHINES = 60 };
#endif
enum { CY = 75, CODE = 0x300, IMAGE = 0x1000, FLAG = 0x20000100, SCRATCH = 0x20000200, PROLOGUE = 0x80 };

static machine_t *quick, *whole;
static random_machine_t r;                /* what is random, and the machines around the loops */

/* ---- both ------------------------------------------------------------------------------------ */

static const char *where(const chip_t *x, const chip_t *y)
{
    static char text[120];
    const unsigned char *p = (const void *)x, *q = (const void *)y;
    size_t i = 0;
    while (i < offsetof(chip_t, due) && p[i] == q[i]) i++;
    snprintf(text, sizeof text, "byte %zu (core %zd), pc %08x and %08x", i, (ssize_t)(i - offsetof(chip_t, core)),
             x->core.regs.r[15], y->core.regs.r[15]);
    return text;
}

static void listen(hasher_t *h)
{
    hasher_start(h);
    h->sink.mask &= ~(1ull << F_INSN);
}

/* Leapt and whole, up to `end`, compared at STOPS places. How many periods were leapt. */
static uint64_t both(const input_t *in, const char *name, tick_t end, bool told)
{
    hasher_t h, g;
    listen(&h), listen(&g);
    machine_boot(quick, &h743_map, in, told ? &h.sink : NULL);
    machine_boot(whole, &h743_map, in, told ? &g.sink : NULL);
    whole->no_leap = 1;
    for (unsigned i = 1; i <= STOPS && !machine_stopped(quick); i++) {
        tick_t until = end / STOPS * i - rnd(&r, (uint32_t)(end / STOPS / 2 + 1));
        machine_run(quick, until), machine_run(whole, until);
        ck_assert_msg(quick->chip.now == whole->chip.now && chip_same(&quick->chip, &whole->chip), "%s%s by %llu: %s",
                      name, told ? ", told" : "", (unsigned long long)until, where(&quick->chip, &whole->chip));
        ck_assert_msg(h.facts == g.facts && h.hash == g.hash, "%s: other facts by tick %llu", name,
                      (unsigned long long)until);
    }
    ck_assert_uint_eq(whole->leapt, 0);
    return quick->leapt;
}

/* ---- programs -------------------------------------------------------------------------------- */

static uint8_t  bytes[IMAGE];
static image_t  images[1];
static poke_t   pokes[96];
static input_t  in;
static uint32_t at, literals;             /* where the next halfword goes; where the next literal does */

static void put16(uint32_t v) { bytes[at] = (uint8_t)v, bytes[at + 1] = (uint8_t)(v >> 8), at += 2; }
static void put_word(uint32_t to, uint32_t v) { memcpy(bytes + to, &v, 4); }

/* ldr rt, =value */
static void literal(unsigned rt, uint32_t value)
{
    literals -= 4;
    put_word(literals, value);
    put16(0x4800 | rt << 8 | ((literals - ((at + 4) & ~3u)) / 4));
}

static void ldr(unsigned rt, unsigned rn) { put16(0x6800 | rn << 3 | rt); }
static void str(unsigned rt, unsigned rn) { put16(0x6000 | rn << 3 | rt); }
static void tst(unsigned rn, unsigned rm) { put16(0x4200 | rm << 3 | rn); }
static void cmp(unsigned rn, unsigned imm) { put16(0x2800 | rn << 8 | imm); }
static void b_if(unsigned cond, uint32_t to) { put16(0xD000 | cond << 8 | (((to - at - 4) >> 1) & 0xFF)); }
static void b(uint32_t to) { put16(0xE000 | (((to - at - 4) >> 1) & 0x7FF)); }
enum { EQ, NE, CS, CC, MI, PL };

static void poke(uint32_t addr, uint32_t value) { pokes[in.pokes++] = (poke_t){ addr, value }; }

/* SysTick, and whatever else interrupts: counts in FLAG, answers those who ask. */
static void handler(void)
{
    static const uint32_t answer[][2] = { { 0x40000010, 0 }, { 0x40004820, 0x123FFF }, { 0x40020008, 0x0F7D0F7D } };
    uint32_t begin = at = 0x2C0 - 0x40, pool = literals;
    literals = CODE;
    literal(0, FLAG);
    ldr(1, 0), put16(0x3101), str(1, 0);
    for (unsigned i = 0; i < 3; i++) literal(0, answer[i][0]), literal(1, answer[i][1]), str(1, 0);
    literal(0, 0x40004824), ldr(0, 0);
    put16(0xF3BF), put16(0x8F4F);                                                   /* dsb */
    put16(0x4770);
    literals = pool;
    for (unsigned e = 2; e < EXCEPTIONS && 4 * e < begin; e++) put_word(4 * e, in.vectors + begin + 1);
}

/* In ITCM, flash or AXI SRAM; caches as given. */
static void start(uint32_t base, uint32_t ccr)
{
    memset(bytes, 0, sizeof bytes);
    images[0] = (image_t){ base, IMAGE, bytes };
    in = (input_t){ .seed = 5, .image = images, .images = 1, .firmware = 1, .vectors = base, .poke = pokes };
    poke(0x580244D8, 0x23), poke(0x580244DC, 0xE0000240), poke(0x580244E0, 0x102007FF);   /* AHB1, 2, 4ENR */
    poke(0x580244E8, 0x40244007), poke(0x580244F0, 0x1011);    /* APB1LENR, APB2ENR */
    poke(0xE000ED14, 0x40200 | ccr);
    literals = CODE + 0x300;
    handler();
    put_word(0, 0x20010000), put_word(4, base + CODE + 1);
    at = CODE;
}

static void systick(uint32_t period) { poke(0xE000E014, period - 1), poke(0xE000E018, 0), poke(0xE000E010, 7); }

/* ---- loops that are leapt, or not ------------------------------------------------------------ */

/* while (!(*reg & mask)); for ever, but for what interrupts or changes. */
static void wait_for(uint32_t base, uint32_t ccr, uint32_t addr, uint32_t mask)
{
    start(base, ccr);
    literal(0, addr), literal(1, mask);
    if (addr >> 28 == 2 || addr >> 28 == 3) put16(0x2300), str(3, 0);    /* RAM holds anything */
    uint32_t top = at;
    ldr(3, 0), tst(3, 1), b_if(EQ, top);
    literal(2, SCRATCH), ldr(3, 2), put16(0x3301), str(3, 2);    /* it was seen once more */
    b(top);
}

typedef struct { const char *name; uint32_t addr, mask; bool leapt; } polled_t;

static const polled_t polled[] = {
    { "USART3 ISR", 0x4000481C, 0x80000000, true },   { "SPI2 SR", 0x40003814, 0x80000000, true },
    { "DMA1 LISR", 0x40020000, 0x80000000, true },    { "GPIOA IDR", 0x58020010, 1, true },
    { "RCC CR", 0x58024400, 0x80000000, true },       { "FLASH SR1", 0x52002010, 0x80000000, true },
    { "TIM2 SR", 0x40000010, 0x80, true },            { "PWR CSR1", 0x58024804, 0x80000000, true },
    { "NVIC ISPR1", 0xE000E204, 0x80000000, true },   { "ADC1 ISR", 0x40022000, 0x80000000, true },
    { "TIM2 CNT", 0x40000024, 0x80000000, false },    { "SysTick COUNTFLAG", 0xE000E010, 0x10000, false },
    { "SysTick VAL", 0xE000E018, 0x80000000, false }, { "CYCCNT", 0xE0001004, 0x80000000, false },
    { "RNG SR", 0x48021804, 0x80000000, false },
    { "flag in DTCM", FLAG, 0x80000000, true },       { "flag in AXI SRAM", 0x24001000, 0x80000000, true },
    { "flag in SRAM1", 0x30001000, 0x80000000, true }, { "flag in SRAM4", 0x38001000, 0x80000000, true },
};

static uint64_t poll_one(const polled_t *p, uint32_t base, uint32_t ccr, bool told)
{
    static const pin_edge_t edge[] = { { 1000000, 0, PIN_LOW }, { 4000000, 0, PIN_HIGH }, { 4100000, 0, PIN_LOW } };
    char name[80];
    wait_for(base, ccr, p->addr, p->mask);
    poke(0x4000002C, 40000), poke(0x40000000, 1);                                          /* TIM2 counts */
    poke(0xE000EDFC, 1 << 24), poke(0xE0001000, 1);    /* so does CYCCNT */
    systick(20000);
    if (p->addr >> 12 == 0x48021) poke(0x48021800, 4);
    in.pin = edge, in.pins = 3;
    snprintf(name, sizeof name, "%s from %08x, CCR %x", p->name, base, ccr);
    return both(&in, name, 150000 * CY, told);
}

START_TEST(polls)
{
    static const uint32_t place[] = { 0, 0x08000000, 0x24000000 }, caches[] = { 0, CCR_IC, CCR_IC | CCR_DC };
    const polled_t *p = &polled[_i];
    for (unsigned k = (unsigned)_i % 3; k < 9; k += 3) {    /* one place, all caches */
        uint64_t n = poll_one(p, place[k % 3], caches[k / 3], k & 1);
        ck_assert_msg(p->leapt ? n > 20 : !n, "%s: %llu periods leapt", p->name, (unsigned long long)n);
    }
}
END_TEST

/* for (n = count; --n; ); the same, reading a register each time; and one whose condition is a carry. */
START_TEST(countdowns)
{
    static const uint32_t count[] = { 1, 7, 100, 5000, 100000, 0 };
    uint64_t leapt = 0;
    for (unsigned i = 0; i < 6 * 4; i++) {
        start(i & 1 ? 0x08000000 : 0, CCR_IC | CCR_DC);
        if (i % 3) systick(3000 + 500 * i);
        literal(0, 0x58024400);
        uint32_t again = at, top;
        literal(4, count[i % 6]), literal(7, 0);
        top = at;
        if (i / 6) ldr(3, 0);
        if (i / 6 == 2) put16(0x3721);                                                     /* adds r7, #33 */
        put16(0x3C01);                                                                     /* subs r4, #1 */
        b_if(i / 6 == 3 ? CS : NE, top);    /* no borrow; not 0 */
        literal(5, SCRATCH), ldr(6, 5), put16(0x3601), str(6, 5), str(7, 5);
        b(again);
        leapt += both(&in, "countdown", 200000 * CY, i & 2);
    }
    ck_assert_uint_gt(leapt, 1000);
}
END_TEST

/* A byte that a stream writes to memory is waited for: D-cache off, then on (never seen, for ever). */
START_TEST(stream_writes)
{
    static const rx_byte_t byte[] = {
        { .at = 2000000, .bit16 = 5000ull << 16, .value = 0xFF, .line = 2, .bits = 8, .stops = 1 },
        { .at = 5000000, .bit16 = 5000ull << 16, .value = 0xFF, .line = 2, .bits = 8, .stops = 1 } };
    for (unsigned i = 0; i < 4; i++) {
        wait_for(0, i & 1 ? CCR_IC | CCR_DC : CCR_IC, 0x24001000, 0x80);
        poke(0x40020800, 45), poke(0x40020014, 2), poke(0x40020018, 0x40004824), poke(0x4002001C, 0x24001000);
        poke(0x40020010, 0x400 | 1 << 8 | 1);
        poke(0x4000480C, 67), poke(0x40004808, 0xC0), poke(0x40004800, 0x0D);
        in.rx = byte, in.rxs = 2;
        ck_assert_uint_gt(both(&in, "stream", 500000 * CY, i & 2), 20);
    }
}
END_TEST

/* What is given for the core and the buses ends a leap and forbids one while it is in force (given() in
 * leap.c): a register is polled while somebody else has its bus, and a line while the D-cache loses it. */
START_TEST(given_ticks)
{
    static const hold_t hold[] = { { 900000, 1000000, INIT_AHBP }, { 2900001, 3000000, INIT_AHBP }, { 2900007, 2900008, INIT_AHBP } };
    static const forced_t forced[] = { { 12000003, 0x24001000, FORCE_EVICT }, { 15000000, 0x24001000, FORCE_EVICT } };
    for (unsigned i = 0; i < 8; i++) {
        wait_for(i & 1 ? 0x08000000 : 0, CCR_IC | CCR_DC, i & 2 ? 0x24001000 : 0x4000481C, 0x80000000);
        if (i & 2) in.forced = forced, in.forceds = 2;
        else in.hold = hold, in.holds = 3;
        uint64_t n = both(&in, i & 2 ? "forced" : "held", 250000 * CY, i & 4);
        ck_assert_msg(n > 20, "%u: %llu", i, (unsigned long long)n);
    }
}
END_TEST

/* A handler that ends in a store, later and later: when the loop is looked at, so long behind an interrupt,
 * that store is now in the store buffer, now on a bus, now in a linefill buffer or a bridge, and moves while
 * the loop does not. */
static void handler_stores(uint32_t to)
{
    put_word(4 * EXC_SYSTICK, in.vectors + at + 1);
    literal(0, FLAG + 4), ldr(1, 0), put16(0x3101), str(1, 0);
    put16(0x3901), b_if(NE, at - 2);    /* subs r1, #1; bne */
    literal(0, to), str(0, 0), put16(0x4770);
}

START_TEST(behind_a_store)
{
    static const uint32_t to[] = { 0x24001040, 0x30001000, 0x38001000, 0x40004808, 0x58020018 };
    static const uint32_t polled_at[] = { 0x4000481C, 0x24001000, 0x58024400 };
    uint64_t leapt = 0;
    for (unsigned i = 0; i < 15; i++) {
        wait_for(0, i & 1 ? CCR_IC | CCR_DC : CCR_IC, polled_at[i % 3], 0x80000000);
        handler_stores(to[i / 3]);
        systick(2000);
        leapt += both(&in, "behind a store", 250000 * CY, i & 2);
    }
    ck_assert_uint_gt(leapt, 10000);
}
END_TEST

/* PLL of an odd ratio, and bus clocks that change while it waits. */
START_TEST(clocks)
{
    uint64_t leapt = 0;
    for (unsigned i = 0; i < 24; i++) {
        start(0x08000000, i & 1 ? CCR_IC | CCR_DC : CCR_IC);
        poke(0x52002000, 0x24);
        poke(0x58024428, 0x02020200 | 16 << 4), poke(0x5802442C, 0x1FF0000 | (i % 3 ? 1 : 0));
        poke(0x58024430, 0x01010200 | (60 + 7 * i)), poke(0x58024434, (100 + 377 * i) << 3);
        poke(0x58024400, 0x01000001);
        systick(9000 + 100 * i);
        literal(0, 0x58024400), literal(1, 1 << 25);
        uint32_t top = at;
        ldr(3, 0), tst(3, 1), b_if(EQ, top);                                               /* PLL1RDY */
        literal(2, 0x58024410), put16(0x2303), str(3, 2);                                  /* SW = PLL1 */
        literal(6, 0x58024418), literal(5, FLAG), put16(0x2700);
        uint32_t again = at;
        ldr(4, 5);
        top = at;
        if (i % 4 < 2) ldr(3, 0);    /* a register too */
        ldr(3, 5), put16(0x42A3), b_if(EQ, top);    /* until FLAG moves */
        put16(0x3701), put16(0x2307), put16(0x403B), put16(0x3308), str(3, 6);             /* HPRE 8..15 */
        b(again);
        leapt += both(&in, "clocks", 400000 * CY, i & 2);
    }
    ck_assert_uint_gt(leapt, 1000);
}
END_TEST

/* ---- random loops ---------------------------------------------------------------------------- */

/* One thing a loop may do. */
static void piece(uint32_t leaf)
{
    switch (rnd(&r, 19)) {
    case 0: case 1: case 2: ldr(3, 0); break;
    case 3: ldr(3, 2); break;
    case 4: ldr(3, 6); break;
    case 5: put16(0x400B); break;                                        /* ands r3, r1 */
    case 6: put16(0xBF00); break;
    case 7: put16(0xF3BF), put16(0x8F4F + 0x10 * rnd(&r, 3)); break;     /* dsb, dmb, isb */
    case 8: put16(0x3C01); break;                                        /* subs r4, #1 */
    case 9: put16(0x3701); break;                                        /* adds r7, #1 */
    case 10: put16(0xB408), put16(0xBC08); break;                        /* push, pop {r3} */
    case 11: put16(0xB500), put16(0xF000 | (((leaf - at - 4) >> 12) & 0x7FF)),
             /* call, with lr kept */
             put16(0xF800 | (((leaf - at - 2) >> 1) & 0x7FF)), put16(0xF85D), put16(0xEB04); break;
    case 12: str(1, 5); break;
    case 13: put16(0x2303), put16(0x3B01), b_if(NE, at - 2); break;      /* a loop in it */
    case 14: put16(0x409F); break;                                       /* lsls r7, r3 */
    case 15: put16(0xFBB7), put16(0xF3F4); break;                        /* udiv r3, r7, r4 */
    case 16: put16(0x437B); break;                                       /* muls r3, r7 */
    case 17: put16(0xBF08), put16(0x3701); break;                        /* it eq; addeq r7, #1 */
    default: put16(0x405F); break;                                       /* eors r7, r3 */
    }
}

static const uint32_t readable[] = { 0x4000481C, 0x40003814, 0x40020000, 0x58020010, 0x58024400, 0x40000010, 0x40000024,
    0x40022000, 0xE000E010, 0xE0001004, 0x40020014, 0x40005418, 0x48021804, 0x5802480C, 0x50000000, FLAG, 0x24001000,
    0x30001000, 0x38001000, 0x24001020, 0x4000002C };
enum { READABLE = sizeof readable / sizeof *readable };

static void random_loops(void)
{
    static const uint32_t place[] = { 0, 0, 0x08000000, 0x08000000, 0x24000000 };
    uint32_t base = place[rnd(&r, 5)], ccr = rnd(&r, 4) ? CCR_IC : 0;
    start(base, ccr | (rnd(&r, 2) ? CCR_DC : 0));
    uint32_t leaf = at + 2;
    put16(0xE002);                                                       /* b behind the leaf */
    ldr(3, 2), put16(0x4770), put16(0xBF00);
    uint32_t begin = at;
    for (unsigned loops = 1 + rnd(&r, 3); loops; loops--) {
        literal(0, readable[rnd(&r, READABLE)]), literal(1, 1u << rnd(&r, 32));
        literal(2, rnd(&r, 2) ? FLAG : readable[rnd(&r, READABLE)]);
        literal(4, rnd(&r, 3) ? 1 + rnd(&r, 3000) : UINT32_MAX - rnd(&r, 9));
        literal(5, rnd(&r, 2) ? SCRATCH : 0x24001100);
        literal(6, readable[rnd(&r, READABLE)]);
        uint32_t top = at;
        for (unsigned n = 1 + rnd(&r, 5); n; n--) piece(leaf);
        switch (rnd(&r, 5)) {
        case 0: tst(3, 1), b_if(EQ + rnd(&r, 2), top); break;
        case 1: put16(0x3C01), b_if(NE, top); break;
        case 2: cmp(3, rnd(&r, 256)), b_if(rnd(&r, 6), top); break;
        case 3: put16(0x1E64), b_if(CS, top); break;                     /* subs r4, r4, #1 */
        default: cmp(4, 5), b_if(rnd(&r, 14), top); break;
        }
        put16(0x4630), literal(3, SCRATCH + 8), ldr(7, 3), put16(0x3701), str(7, 3);
    }
    b(begin);
}

/* Bytes, a timer, a stream, pins: rare enough for loops to go on between them, or all of a random machine. */
static void surroundings(void)
{
    if (rnd(&r, 3)) systick(500 + rnd(&r, 20000));
    if (rnd(&r, 2)) poke(0x4000002C, 300 + rnd(&r, 9000)), poke(0x4000000C, rnd(&r, 2)), poke(0x40000000, 1);
    if (rnd(&r, 2)) poke(0xE000EDFC, 1 << 24), poke(0xE0001000, 1);
    poke(0xE000E100, 1u << 28 | 1 << 11), poke(0xE000E104, 1u << 7);
    poke(0x4000480C, 60 + rnd(&r, 500)), poke(0x40004800, 0x0D | rnd(&r, 2) << 5);
    if (rnd(&r, 2)) {
        poke(0x40020800, 45), poke(0x40020014, 1 + rnd(&r, 30)), poke(0x40020018, 0x40004824);
        poke(0x4002001C, rnd(&r, 2) ? 0x24001000 : 0x30001000);
        poke(0x40020010, rnd_fields(&r, 0x401, DRAW({ 2, 8 }, { 2, 4 }))), poke(0x40004808, 0x40);
    }
    for (unsigned i = 0; i < RANDOM_RX; i++) {
        uint32_t bit = 300 + rnd(&r, 4000);
        r.rx[i] = (rx_byte_t){ .at = 100000 + 600000ull * i + rnd(&r, 500000), .bit16 = (uint64_t)bit << 16, .line = 2,
                               .bits = 8, .stops = 1 };
        r.rx[i].value = (uint16_t)rnd(&r, 256);
    }
    in.rx = r.rx, in.rxs = RANDOM_RX;
    for (unsigned i = 0; i < RANDOM_PINS; i++) {
        r.pin[i] = (pin_edge_t){ .at = 50000 + 400000ull * i + rnd(&r, 300000) };
        r.pin[i].pin = (uint8_t)rnd(&r, 16), r.pin[i].level = (uint8_t)rnd(&r, 2);
    }
    in.pin = r.pin, in.pins = RANDOM_PINS;
    for (unsigned i = 0; i < 3; i++)
        r.hold[i] = (hold_t){ 900000 + 2000000ull * i, 1000000 + 2000000ull * i, INIT_AHBP };
    if (!rnd(&r, 4)) in.hold = r.hold, in.holds = 3;
    for (unsigned i = 0; i < 3; i++)
        r.forced[i] = (forced_t){ 700000 + 1500000ull * i, 0x24001000, (uint8_t)rnd(&r, 2) };
    if (!rnd(&r, 4)) in.forced = r.forced, in.forceds = 3;
    in.replacement = (uint8_t)rnd(&r, 3);
}

/* The machine of this seed around the loop: what pokes and outside it has. */
static void among(uint64_t seed)
{
    static random_machine_t other;
    random_machine(&other, seed);
    input_t all = other.in;
    for (uint32_t i = 0; i < all.pokes && in.pokes < sizeof pokes / sizeof *pokes; i++)
        poke(all.poke[i].addr, all.poke[i].value);
    all.poke = pokes, all.pokes = in.pokes;
    all.image = images, all.images = 1, all.firmware = 1, all.vectors = in.vectors;
    all.program = NULL, all.uops = 0, all.handlers = 0;
    if (seed % 2) all.probes = 0;
    in = all;
}

START_TEST(loops)
{
    uint64_t leapt = 0, machines = 0;
    char name[40];
    for (unsigned seed = 1; seed <= LOOPS; seed++) {
        r.state = seed * 0x9E3779B97F4A7C15ull + 1;
        random_loops();
        if (seed % 4) surroundings();
        else among(seed);
        snprintf(name, sizeof name, "loops %u", seed);
        uint64_t n = both(&in, name, 150000 * CY, seed & 1);
        leapt += n, machines += n != 0;
    }
    ck_assert_uint_gt(machines, LOOPS / 8);
    ck_assert_uint_gt(leapt, 1000 * machines / 10);
}
END_TEST

/* ---- lessons and programs -------------------------------------------------------------------- */

static int of_scenario(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    return n > 5 && !strcmp(e->d_name + n - 5, ".json");
}

static int of_image(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    return n > 4 && !strcmp(e->d_name + n - 4, ".elf") && strncmp(e->d_name, "mps2", 4);
}

static void one_file(const char *path, uint64_t *leapt)
{
    options_t o = { .fail_on = -1 };
    err_t err;
    scenario_t *s = scenario_of(path, &o.firmware, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    *leapt += both(&s->in, path, (tick_t)LONGEST * 75, false);          /* told: as judged, below */
    scenario_free(s);
}

static unsigned all_files(const char *folder, int (*of)(const struct dirent *), void (*one)(const char *, uint64_t *),
                          uint64_t *leapt)
{
    struct dirent **entry;
    int n = scandir(folder, &entry, of, alphasort);
    for (int i = 0; i < n; i++) {
        char path[300];
        snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
        free(entry[i]);
        one(path, leapt);
    }
    free(entry);
    return (unsigned)n;
}

START_TEST(lessons)
{
    uint64_t leapt = 0;
    ck_assert_uint_gt(all_files("scenarios", of_scenario, one_file, &leapt), 100);
    ck_assert_uint_gt(leapt, 0);
}
END_TEST

START_TEST(programs)
{
    uint64_t leapt = 0;
    ck_assert_uint_gt(all_files("tests/bench/images", of_image, one_file, &leapt), 10);
    ck_assert_uint_gt(leapt, 10000);
}
END_TEST

/* ---- judges ---------------------------------------------------------------------------------- */

/* A whole run as `run` does it. */
static void judged(const char *path, bool leaps, result_t *to, machine_t *m)
{
    options_t o = { .fail_on = -1, .max_cycles = 2 * LONGEST };
    run_t run;
    memset(to, 0, sizeof *to);
    to->file = path, to->stop = "end";
    to->scenario = scenario_of(path, &o.firmware, &to->error);
    ck_assert_msg(to->scenario != NULL, "%s", to->error.text);
    run_start(&run, to, &o, m, NULL);
    m->no_leap = !leaps;
    for (tick_t until = 4000000; run_slice(&run, until); ) until += 4000000;
    run_judge(&run);
    to->hash = run.hash.hash, to->facts = run.hash.facts;
    run_close(&run);
}

static void same_findings(const char *path, uint64_t *leapt)
{
    result_t a, z;
    judged(path, true, &a, quick), judged(path, false, &z, whole);
    *leapt += quick->leapt;
    ck_assert_msg(a.hash == z.hash && a.facts == z.facts && a.end == z.end, "%s: other facts", path);
    ck_assert_msg(!memcmp(a.counters.kind, z.counters.kind, sizeof a.counters - offsetof(counters_t, kind)),
                  "%s: counters", path);
    ck_assert_msg(a.findings.count == z.findings.count, "%s: %zu findings, of the whole %zu", path,
                  a.findings.count, z.findings.count);
    for (size_t i = 0; i < a.findings.count; i++) {
        const finding_t *x = &a.findings.item[i], *y = &z.findings.item[i];
        ck_assert_msg(x->rule == y->rule && x->at == y->at && x->count == y->count && x->pc == y->pc
                      && x->tier == y->tier && !strcmp(x->message, y->message), "%s: finding %zu: %s / %s", path, i,
                      x->message, y->message);
    }
    ck_assert_msg(a.gaps.count == z.gaps.count && !memcmp(a.gaps.times, z.gaps.times, sizeof a.gaps.times),
                  "%s: gaps", path);
    findings_free(&a.findings), findings_free(&z.findings);
    printed_free(&a.printed), printed_free(&z.printed), debugport_free(&a.debug), debugport_free(&z.debug);
    scenario_free(a.scenario), scenario_free(z.scenario);
}

START_TEST(judges)
{
    uint64_t leapt = 0;
    all_files("scenarios", of_scenario, same_findings, &leapt);
    all_files("tests/bench/images", of_image, same_findings, &leapt);
    ck_assert_uint_gt(leapt, 10000);
}
END_TEST

/* ---- steady registers ------------------------------------------------------------------------ */

/* Until the next due tick of anybody the value, and what reading does to the part, are the same. */
static void stays(machine_t *m, const region_row_t *row, uint32_t off, tick_t later)
{
    static unsigned char kept[16384];
    const slot_row_t *slot = &h743_slot[row->slot];
    char *part = (char *)&m->chip + slot->at;
    env_t now = machine_env(m, row->slot), then = now;
    then.now = later;
    uint32_t first = row->model->peek(part, row->cfg, off, &now);
    uint32_t second = row->model->peek(part, row->cfg, off, &then);
    ck_assert_msg(first == second, "%s + %x: %08x, %08x later", row->name, off, first, second);
    memcpy(kept, part, sizeof kept);
    wires_t wires = m->chip.wires;
    first = row->model->read(part, row->cfg, off, 4, &now);
    bool plain = !memcmp(kept, part, sizeof kept) && !memcmp(&wires, &m->chip.wires, sizeof wires);
    memcpy(part, kept, sizeof kept), m->chip.wires = wires;
    second = row->model->read(part, row->cfg, off, 4, &then);
    bool plain_then = !memcmp(kept, part, sizeof kept) && !memcmp(&wires, &m->chip.wires, sizeof wires);
    memcpy(part, kept, sizeof kept), m->chip.wires = wires;
    ck_assert_msg(first == second && plain == plain_then, "%s + %x: read %08x, %08x later", row->name, off, first, second);
}

START_TEST(steady)
{
    unsigned looked = 0;
    for (unsigned seed = 1; seed <= MACHINES; seed++) {
        random_machine(&r, seed);
        machine_boot(quick, &h743_map, &r.in, NULL);
        for (unsigned i = 1; i <= 4; i++) {
            machine_run(quick, (tick_t)i * 12000 + rnd(&r, 11000));
            tick_t next = machine_next(quick);
            if (next <= quick->chip.now + 1) continue;
            tick_t later = next == NEVER ? quick->chip.now + 100000 : next - 1;
            for (unsigned n = 0; n < h743_map.regions; n++) {
                const region_row_t *row = &h743_map.region[n];
                for (uint32_t off = 0; row->kind == REGION_PART && off < row->size && off < 0x200; off += 4)
                    if (leap_steady(&h743_map, &r.in, row->base + off)) stays(quick, row, off, later), looked++;
            }
        }
    }
    ck_assert_uint_gt(looked, 10000);
    ck_assert_int_eq(leap_steady(&h743_map, &r.in, 0x40000024), 0);
    ck_assert_int_eq(leap_steady(&h743_map, &r.in, 0xE000E018), 0);
    ck_assert_int_eq(leap_steady(&h743_map, &r.in, 0xE0001004), 0);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("leap");
    TCase *t = tcase_create("loops");
    quick = malloc(sizeof *quick), whole = malloc(sizeof *whole);
    r.state = 1;
    tcase_set_timeout(t, 3600);
    tcase_add_loop_test(t, polls, 0, sizeof polled / sizeof *polled);
    tcase_add_test(t, countdowns);
    tcase_add_test(t, stream_writes);
    tcase_add_test(t, given_ticks);
    tcase_add_test(t, behind_a_store);
    tcase_add_test(t, clocks);
    tcase_add_test(t, loops);
    tcase_add_test(t, lessons);
    tcase_add_test(t, programs);
    tcase_add_test(t, judges);
    tcase_add_test(t, steady);
    suite_add_tcase(s, t);
    SRunner *runner = srunner_create(s);
    srunner_set_fork_status(runner, getenv("CK_FORK") ? CK_FORK : CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner), free(quick), free(whole);
    return failed ? 1 : 0;
}
