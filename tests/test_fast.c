/* test_fast.c -- the fast road of the core (fast.h) against the slow one: the images of the lessons and
 * random programs, whole state at many ticks and all facts but F_INSN, whose hearer puts the core on the slow
 * road. */
#include <dirent.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "firmware_programs.h"
#include "machine.h"
#include "observe.h"
#include "random_heap.h"
#include "scenario.h"
#include <check.h>                        /* last: its macro `fail` would hide scenario.h's function */

#if defined __SANITIZE_ADDRESS__ || defined STRESS
enum { LONGEST = 9000, PROGRAMS = 40, STOPS = 8 };         /* LONGEST in CPU cycles */
#else
enum { LONGEST = 30000, PROGRAMS = 200, STOPS = 15 };
#endif

static machine_t *quick, *slow;
static uint64_t state = 88172645463325252ull;

static uint64_t draw(uint64_t below)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return (state >> 11) % below;
}

static void listen(hasher_t *h)
{
    hasher_start(h);
    h->sink.mask &= ~(1ull << F_INSN);
}

/* The slow road to where the fast one stands. */
static void follow(machine_t *m, const machine_t *to, tick_t end)
{
    while (!machine_stopped(m)) {
        tick_t next = machine_next(m), edge = domain_next(&m->chip.clock[CLK_CPU], m->chip.now + 1);
        if (!machine_stopped(to) && (next < edge ? next : edge) >= end) break;
        machine_tick(m);
    }
    m->chip.now = to->chip.now;
}

static const char *where(const chip_t *x, const chip_t *y)
{
    static char text[200];
    static const struct { const char *name; size_t at; } part[] = {
        { "now", 0 }, { "wires", offsetof(chip_t, wires) }, { "ports", offsetof(chip_t, port) }, { "parts", offsetof(chip_t, world) },
        { "core.regs", offsetof(chip_t, core) }, { "core.upc", offsetof(chip_t, core.upc) },
        { "core.instructions", offsetof(chip_t, core.instructions) },
        { "core.ready", offsetof(chip_t, core.ready) }, { "core.stop", offsetof(chip_t, core.stop) },
        { "core.firmware", offsetof(chip_t, core.firmware) }, { "core.address", offsetof(chip_t, core.address) },
        { "core.code", offsetof(chip_t, core.code) }, { "core.insn", offsetof(chip_t, core.insn) },
        { "core.issue", offsetof(chip_t, core.issue) }, { "core.branch", offsetof(chip_t, core.branch) },
        { "core.fetch", offsetof(chip_t, core.fetch) }, { "core.lsu", offsetof(chip_t, core.lsu) },
        { "core.mpu", offsetof(chip_t, core.mpu) }, { "core.scb", offsetof(chip_t, core.scb) },
        { "core.dcache", offsetof(chip_t, core.dcache) }, { "core.icache", offsetof(chip_t, core.icache) },
        { "itcm", offsetof(chip_t, itcm) }, { "dtcm", offsetof(chip_t, dtcm) }, { "axisram", offsetof(chip_t, axisram) },
        { "sram", offsetof(chip_t, sram1) } };
    const unsigned char *p = (const void *)x, *q = (const void *)y;
    size_t i = 0, k = 0;
    while (i < offsetof(chip_t, due) && p[i] == q[i]) i++;
    while (k + 1 < sizeof part / sizeof *part && part[k + 1].at <= i) k++;
    snprintf(text, sizeof text, "%s + %zu: %02x, slow %02x, instruction %llu, pc %08x", part[k].name, i - part[k].at, p[i], q[i],
             (unsigned long long)x->core.instructions, x->core.regs.r[15]);
    return text;
}

/* Both roads of one input up to `end`, compared at STOPS places. Told: with facts, or unheard. */
static void both(const input_t *in, const char *name, tick_t end, bool told)
{
    hasher_t h, g;
    listen(&h), listen(&g);
    machine_boot(quick, &h743_map, in, told ? &h.sink : NULL), machine_boot(slow, &h743_map, in, told ? &g.sink : NULL);
    for (unsigned i = 1; i <= STOPS && !machine_stopped(quick); i++) {
        tick_t until = end / STOPS * i - draw(end / STOPS / 2);
        machine_run(quick, until);
        tick_t reached = quick->chip.now + (machine_next(quick) == NEVER);
        follow(slow, quick, reached);
        ck_assert_msg(chip_same(&quick->chip, &slow->chip), "%s%s: %s", name, told ? ", told" : "", where(&quick->chip, &slow->chip));
        ck_assert_msg(h.facts == g.facts && h.hash == g.hash, "%s: other facts by tick %llu", name, (unsigned long long)until);
    }
}

/* ---- functions whose calls are told (calls.h) ---------------------------------------------------------- */

static random_heap_t heap;

static int of_firmware(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    return n > 5 && strchr("56789", e->d_name[0]) && !strcmp(e->d_name + n - 5, ".json");
}

static unsigned heap_facts;

static void count_heap(sink_t *s, const fact_t *f) { (void)s, (void)f, heap_facts++; }

/* Some of an image's functions are its heap. */
static void calls_of(const scenario_t *s, const char *path)
{
    input_t in = s->in;
    heap.rows = 0;
    for (size_t i = 0; i < s->names.symbols; i++)
        if (heap_random(&heap, 2)) heap_function(&heap, s->names.symbol[i].addr);
    in.heap = heap.row, in.heaps = heap.rows;
    both(&in, path, (tick_t)LONGEST * 75, true);
    sink_t sink = { .mask = 1ull << F_HEAP, .see = count_heap };
    machine_boot(quick, &h743_map, &in, &sink);
    machine_run(quick, (tick_t)LONGEST * 75);
}

START_TEST(images)
{
    struct dirent **entry;
    int n = scandir("scenarios", &entry, of_firmware, alphasort), taken = 0;
    for (int i = 0; i < n; i++) {
        char path[300];
        err_t err;
        snprintf(path, sizeof path, "scenarios/%s", entry[i]->d_name);
        free(entry[i]);
        scenario_t *s = scenario_load(path, &err);
        ck_assert_msg(s != NULL, "%s", err.text);
        for (int told = 0; s->firmware && told < 2; told++, taken++)
            both(&s->in, path, (tick_t)LONGEST * 75, told);
        if (s->firmware) calls_of(s, path);
        scenario_free(s);
    }
    free(entry);
    ck_assert_int_gt(taken, 40);
    ck_assert_uint_gt(heap_facts, 50);      /* builds that run less of each image too */
}
END_TEST

START_TEST(programs)
{
    static firmware_t f;
    char name[40];
    for (unsigned seed = 1; seed <= PROGRAMS; seed++) {
        fw_anything(&f, seed);
        snprintf(name, sizeof name, "program %u", seed);
        both(&f.in, name, 4000 * 75, seed & 1);
        if (seed % 3) continue;
        input_t in = heap_anywhere(&heap, &f.in, f.in.vectors + FW_CODE, 0x180);
        both(&in, name, 4000 * 75, true);
    }
}
END_TEST

/* ---- ahead of the bus ---------------------------------------------------------------------------------- */

static void ignore(sink_t *s, const fact_t *f) { (void)s, (void)f; }

/* The core passes by what is under way on the bus (env_t.far). Somebody who hears the bus keeps it from that,
 * and nothing may come out of it: the same state wherever both are stopped. */
START_TEST(ahead)
{
    static const char *const files[] = { "tests/bench/images/traffic.elf", "tests/bench/images/streams.elf",
                                         "tests/bench/images/branches.elf", "scenarios/52-embassy-uart-mpu.json" };
    sink_t ear = { .mask = 1ull << F_BEAT, .see = ignore };
    for (unsigned i = 0; i < sizeof files / sizeof *files; i++) {
        err_t err;
        scenario_t *s = scenario_load(files[i], &err);
        ck_assert_msg(s != NULL, "%s", err.text);
        machine_boot(quick, &h743_map, &s->in, NULL), machine_boot(slow, &h743_map, &s->in, &ear);
        tick_t end = (tick_t)LONGEST * 600, until = 0;
        while ((until += 1 + draw(20000)) < end && !machine_stopped(slow)) {
            machine_run(quick, until), machine_run(slow, until);
            ck_assert_msg(chip_same(&quick->chip, &slow->chip), "%s: %s", files[i], where(&quick->chip, &slow->chip));
        }
        ck_assert_int_gt(quick->chip.core.instructions, 1000);
        scenario_free(s);
    }
}
END_TEST

/* Where nearly every load misses, against the slow road, compared every few cycles: stores meet lines on
 * their way in blocks, or where somebody hears them one by one. After 600,000 cycles all words are written
 * and it walks. */
START_TEST(misses)
{
    err_t err;
    scenario_t *s = scenario_load("tests/bench/images/traffic.elf", &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    for (int told = 0; told < 2; told++) {
        hasher_t h, g;
        listen(&h), listen(&g);
        machine_boot(quick, &h743_map, &s->in, told ? &h.sink : NULL);
        machine_boot(slow, &h743_map, &s->in, told ? &g.sink : NULL);
        tick_t until = 12 * 600000, begun = until;
        machine_run(quick, until), machine_run(slow, until);
        ck_assert_uint_ge(quick->chip.core.lsu.seq, 65536);
        for (unsigned i = 0; i < 40u * STOPS; i++) {
            machine_run(quick, until += 1 + draw(12 * 100));
            follow(slow, quick, quick->chip.now + (machine_next(quick) == NEVER));
            ck_assert_msg(chip_same(&quick->chip, &slow->chip), "at %llu: %s", (unsigned long long)(until - begun), where(&quick->chip, &slow->chip));
            ck_assert(h.facts == g.facts && h.hash == g.hash);
        }
        ck_assert_uint_gt(quick->chip.matrix.txn, 500);
    }
    scenario_free(s);
}
END_TEST

/* ---- loops that the fast road runs whole ------------------------------------------------------------- */

typedef struct { firmware_t *f; unsigned at; } emitter_t;

static void put16(emitter_t *e, unsigned hw) { e->f->bytes[e->at++] = (uint8_t)hw, e->f->bytes[e->at++] = (uint8_t)(hw >> 8); }
static void put32(emitter_t *e, uint32_t v) { put16(e, v >> 16), put16(e, v & 0xFFFF); }

/* MOVW, MOVT: T3, T1. */
static void constant(emitter_t *e, unsigned reg, uint32_t value)
{
    for (unsigned top = 0; top < 2; top++, value >>= 16) {
        uint32_t v = value & 0xFFFF;
        put32(e, (top ? 0xF2C00000u : 0xF2400000u) | v >> 12 << 16 | (v >> 11 & 1) << 26 | (v >> 8 & 7) << 12 | (v & 255) | reg << 8);
    }
}

/* r0 to r3 and r7 hold anything, r4 to r6 point into RAM. */
static bool any(unsigned r) { return r < 4 || r == 7 || r == R_NO; }

static bool harmless(const insn_t *i)
{
    bool wback = i->flags & I_WBACK, pointer = i->rn >= 4 && i->rn <= 6;
    if (i->kind == K_FP) return true;
    if (i->kind == K_DATA) {
        if ((i->op >= OP_B && i->op <= OP_IT) || i->op == OP_ADR || i->op == OP_VMSR) return false;
        if (i->op >= OP_VMOV_S_CORE && i->op <= OP_VMOV_CORE_SS)
            return any(i->rt) && (i->op <= OP_VMOV_CORE_S || (any(i->ra) && i->rm < 31));
        return any(i->rd) && any(i->rn) && (i->flags & I_IMM || any(i->rm)) && any(i->ra);
    }
    if (i->kind != K_MEMORY || !pointer || i->flags & I_UNPRIVILEGED) return false;
    switch (i->op) {
    case OP_LDR: case OP_STR: return any(i->rt) && i->flags & I_IMM && !(i->imm & 3) && (wback || i->imm < 64);
    case OP_LDRD: case OP_STRD: return any(i->rt) && any(i->ra) && i->rt != i->ra && (wback || i->imm < 64);
    case OP_LDM: case OP_STM: return i->list && !(i->list & ~0x8Fu & ~(1u << i->rn)) && !(i->list >> i->rn & 1);
    case OP_VLDR: case OP_VSTR: return i->imm < 128;
    case OP_VLDM: case OP_VSTM: return i->list && i->list <= 8 && i->rd + i->list <= 32u;
    default: return false;
    }
}

/* One instruction; its length. only: 2 or 4 bytes, 0: either. */
static unsigned one_insn(emitter_t *e, unsigned only)
{
    for (;;) {
        const thumb_row_t *r = &thumb_rows[draw(thumb_row_count)];
        uint32_t v = r->value | ((uint32_t)draw(0xFFFFFFFF) & ~r->mask);
        uint16_t first = r->length == 4 ? (uint16_t)(v >> 16) : (uint16_t)v;
        insn_t i;
        if (thumb_decode(first, (uint16_t)v, &i) < 0 || (only && i.length != only) || !harmless(&i)) continue;
        if (i.length == 4) put32(e, v); else put16(e, first);
        return i.length;
    }
}

static void body(emitter_t *e, unsigned insns)
{
    while (insns--) {
        unsigned cond = (unsigned)draw(14), length = draw(2) ? 4 : 2, one = (unsigned)draw(4);
        switch (draw(8)) {
        case 0: put16(e, 0x2800 | one << 8 | (unsigned)draw(256)); break;    /* CMP */
        case 1: put16(e, 0xD000 | cond << 8 | (length / 2 - 1)), one_insn(e, length); break;    /* over one */
        case 2: put16(e, 0x4280 | one << 3 | (unsigned)draw(4));    /* CMP, B */
                put16(e, 0xD000 | cond << 8 | (length / 2 - 1)), one_insn(e, length); break;
        case 3: put16(e, 0xBF08 | cond << 4), one_insn(e, 0); break;    /* IT */
        default: one_insn(e, 0); break;
        }
    }
}

/* The FPU on, caches as asked, then forty times the same, from ITCM, flash or AXI SRAM. */
static void loop_of(firmware_t *f, unsigned seed)
{
    static const uint32_t place[] = { 0, 0x08000000, 0x24000000 };
    state = seed * 0x9E3779B97F4A7C15ull + 1;
    fw_start(f, place[seed % 3], 0x100);
    emitter_t e = { f, FW_CODE };
    constant(&e, 0, 0xE000ED88), constant(&e, 1, 0xF << 20), put16(&e, 0x6001);          /* CPACR */
    constant(&e, 0, 0xE000ED14), constant(&e, 1, seed & 8 ? 1 << 17 : 3 << 16), put16(&e, 0x6001);   /* CCR */
    put32(&e, 0xF3BF8F4F), put32(&e, 0xF3BF8F6F);                                        /* DSB, ISB */
    for (unsigned s = 0; s < 32; s++) {                                                  /* VMOV s, r0 */
        constant(&e, 0, draw(3) ? 0x3F000000u + (uint32_t)draw(0x1000000) : (uint32_t)draw(0xFFFFFFFF));
        put32(&e, 0xEE000A10 | s >> 1 << 16 | (s & 1) << 7);
    }
    put32(&e, 0xF04F0828);                                                               /* MOV r8, #40 */
    unsigned loop = e.at;
    constant(&e, 4, 0x24004000), constant(&e, 5, 0x20008000), constant(&e, 6, seed & 1 ? 0x24004020 : 0x20008010);
    body(&e, 5 + (unsigned)draw(40));
    put32(&e, 0xF1B80801);                                                               /* SUBS r8, #1 */
    uint32_t back = (uint32_t)((int32_t)(loop - e.at - 4) / 2);
    /* BNE */
    put32(&e, 0xF0408000u | (back & 0x7FF) | (back >> 11 & 0x3F) << 16 | 1u << 26 | 1u << 13 | 1u << 11);
    put16(&e, 0xE7FE);
}

START_TEST(loops)
{
    static firmware_t f;
    char name[40];
    for (unsigned seed = 1; seed <= PROGRAMS; seed++) {
        loop_of(&f, seed);
        snprintf(name, sizeof name, "loop %u", seed);
        both(&f.in, name, LONGEST * 25, seed % 4 == 0);
        ck_assert_msg(quick->chip.core.instructions > 300, "%s: %llu instructions", name, (unsigned long long)quick->chip.core.instructions);
        if (seed % 3) continue;
        input_t in = heap_anywhere(&heap, &f.in, f.in.vectors + FW_CODE, 0x1C0);
        both(&in, name, LONGEST * 25, true);
    }
}
END_TEST

/* ---- the stack pointer ---------------------------------------------------------------------------------- */

/* Forty rounds of all that changes r13 in compiled code, and of leaving the stack for another and back: four
 * times up its own, four times given another value, there and back. */
static void stacks_of(firmware_t *f, uint32_t place)
{
    static const uint16_t round[] = {
        0xB481, 0xB084, 0x466F, 0xB082,  /* push {r0, r7}; sub sp, #16; mov r7, sp; sub sp, #8 */
        0x46BD,                          /* mov sp, r7      another value, 8 up */
        0x466D, 0x46A5,                  /* mov r5, sp; mov sp, r4      another, the other stack */
        0xB481, 0xBC81,                  /* push {r0, r7}; pop {r0, r7}      up 8 */
        0x46AD,                          /* mov sp, r5      another, back */
        0x3D20, 0x6025,                  /* subs r5, #32; str r5, [r4] */
        0xF8D4, 0xD000,                  /* ldr sp, [r4]      another, 32 down */
        0xB008, 0xB004, 0xBC81,          /* add sp, #32; add sp, #16; pop {r0, r7}      up, three times */
    };
    fw_start(f, place, 0x100);
    emitter_t e = { f, FW_CODE };
    constant(&e, 0, 0xE000ED14), constant(&e, 1, 3 << 16), put16(&e, 0x6001);            /* CCR */
    put32(&e, 0xF3BF8F4F), put32(&e, 0xF3BF8F6F), put32(&e, 0xF04F0828);                 /* DSB, ISB, MOV r8, #40 */
    constant(&e, 4, 0x20004000);
    unsigned loop = e.at;
    for (unsigned i = 0; i < sizeof round / sizeof *round; i++) put16(&e, round[i]);
    put32(&e, 0xF1B80801);                                                               /* SUBS r8, #1 */
    put16(&e, 0xD100 | ((loop - e.at - 4) / 2 & 255)), put16(&e, 0xE7FE);                /* BNE; B . */
}

static unsigned ways[3];

static void count_way(sink_t *s, const fact_t *f) { (void)s, ways[f->what]++; }

START_TEST(stacks)
{
    static firmware_t f;
    sink_t ear = { .mask = 1ull << F_RELEASE, .see = count_way };
    for (unsigned p = 0; p < 3; p++) {
        stacks_of(&f, (uint32_t[]){ 0, 0x08000000, 0x24000000 }[p]);
        both(&f.in, "stacks", LONGEST * 25, true);
        memset(ways, 0, sizeof ways);
        machine_boot(quick, &h743_map, &f.in, &ear);
        machine_run(quick, LONGEST * 25);
        ck_assert_uint_eq(ways[RELEASE_ROSE], 160);
        ck_assert_uint_eq(ways[RELEASE_ANEW], 160);
    }
}
END_TEST

/* ---- ahead of a bus that is heard ---------------------------------------------------------------------- */

/* Two who hear the same, one of them loosely (sink_t): all that is told must be the same, in the same order.
 * No line is private, so that hits in them are told; releases are, or are not. */
static void loosely(const input_t *in, const char *name, tick_t end, uint64_t releases)
{
    hasher_t h, g;
    listen(&h), listen(&g);
    h.sink.mask = g.sink.mask &= ~(1ull << F_RELEASE) | releases;
    h.sink.deaf = g.sink.deaf = HITS, h.sink.loose = 1;
    machine_boot(quick, &h743_map, in, &h.sink), machine_boot(slow, &h743_map, in, &g.sink);
    for (tick_t until = 0; (until += 1 + draw(60000)) < end && !machine_stopped(slow); ) {
        machine_run(quick, until), machine_run(slow, until);
        ck_assert_msg(chip_same(&quick->chip, &slow->chip), "%s: %s", name, where(&quick->chip, &slow->chip));
        ck_assert_msg(h.facts == g.facts && h.hash == g.hash, "%s: other facts by tick %llu", name, (unsigned long long)until);
    }
}

enum { SHARED = 0x24040000 };

/* A stack that grows and shrinks while lines are on their way that nobody waits for: PLD, and SUB and ADD of
 * SP. Or between the two a store into that line, which a slow bus brings, and in the same cycle a load that
 * is told. */
static void under_way(firmware_t *f, bool stores)
{
    fw_start(f, 0, 0x100);
    emitter_t e = { f, FW_CODE };
    constant(&e, 0, 0xE000ED14), constant(&e, 1, 1 << 16), put16(&e, 0x6001);            /* CCR */
    put32(&e, 0xF3BF8F4F), put32(&e, 0xF3BF8F6F);                                        /* DSB, ISB */
    /* RCC_D1CFGR: HPRE 4 */
    if (stores) constant(&e, 0, 0x58024418), constant(&e, 1, 0x9), put16(&e, 0x6001);
    constant(&e, 4, 0x24000000), constant(&e, 5, SHARED), put32(&e, 0xF04F08C8);         /* MOV r8, #200 */
    unsigned loop = e.at;
    put32(&e, 0xF894F000);                                                               /* PLD [r4] */
    for (unsigned n = 0; n < 16; n++) {
        put16(&e, 0xB082);
        /* STR r0, [r4, #4n]; LDR r1, [r5] */
        if (stores) put16(&e, 0x6020 | (n & 3) << 6), put16(&e, 0x6829);
        put16(&e, 0xB002);
    }
    put16(&e, 0x3440), put32(&e, 0xF1B80801);    /* ADDS r4, #64; SUBS r8, #1 */
    put16(&e, 0xD100 | ((loop - e.at - 4) / 2 & 0xFF)), put16(&e, 0xE7FE);               /* BNE */
}

/* To whom every line of the D-cache but one is private, and to stores once its first bytes have come. ahead:
 * facts that came behind stores of a later tick; wrong: those of them that were another master's; merged:
 * drains told into lines on their way; misplaced: drains told of the wrong place. */
typedef struct { sink_t sink; ledger_t ledger; unsigned ahead, wrong, merged, misplaced; } owner_t;

static void forget(ledger_t *l)
{
    for (unsigned i = 0; i < l->touches; i++) l->noted[l->touched[i]].places = 0;
    l->turns = l->touches = l->open = 0;
    memset(l->opened, 0, sizeof l->opened);
}

static bool has_later(const ledger_t *l, tick_t at)
{
    for (unsigned i = 0; i < l->touches; i++)
        for (uint64_t p = l->noted[l->touched[i]].places; p; p &= p - 1)
            if (l->noted[l->touched[i]].store[__builtin_ctzll(p)].at > at) return true;
    return false;
}

static void owner_see(sink_t *s, const fact_t *f)
{
    owner_t *o = (owner_t *)s;
    bool later = has_later(&o->ledger, f->at), other = f->kind == F_BEAT && f->who > INIT_DTCM;
    o->ahead += later, o->wrong += later && other;
    forget(&o->ledger);
    int at = f->kind == F_DRAIN ? ledger_find(&o->ledger, f->addr, PRIVATE_STORES) : -1, lfb = f->what == DRAIN_LFB;
    if (at >= 0) o->merged += lfb, o->misplaced += lfb == (int)(o->ledger.line[at] & PRIVATE_LOADS);
    bool comes = f->kind == F_FILL_BEAT || f->kind == F_FILL_DONE;
    bool goes = f->kind == F_FILL_DROP || f->kind == F_EVICT;
    uint32_t line = f->addr & ~(LEDGER_BYTES - 1u);
    if (!(comes || goes) || f->note >> 31 & 1 || line == SHARED) return;
    uint32_t *row = &o->ledger.line[line / LEDGER_BYTES % LEDGER_SETS * LEDGER_WAYS + (f->note >> 16 & (LEDGER_WAYS - 1))];
    if (comes) *row = line | PRIVATE_STORES | (f->kind == F_FILL_DONE ? PRIVATE_LOADS : 0);
    else if ((f->kind == F_FILL_DROP || f->what != EVICT_CLEAN) && (*row & ~(LEDGER_BYTES - 1u)) == line) *row = 0;
    o->ledger.epoch++;
}

/* The chip is at any time the one that nobody watches and that goes edge by edge. */
static owner_t owned(const input_t *in, const char *name, tick_t end, tick_t step, uint64_t releases)
{
    owner_t o = { .sink = { .mask = OF_BUS | HITS | 1ull << F_EVICT | 1ull << F_FILL_DROP | releases,
                            .see = owner_see, .deaf = HITS, .loose = 1 },
                  .ledger.settle = forget };
    o.ledger.noted = calloc(LEDGER_LINES, sizeof *o.ledger.noted);
    o.sink.ledger = &o.ledger;
    ck_assert(o.ledger.noted != NULL);
    machine_boot(quick, &h743_map, in, &o.sink), machine_boot(slow, &h743_map, in, NULL);
    for (tick_t until = 0; until < end; ) {
        machine_run(quick, until = until + step < end ? until + step : end);
        if (step < end) machine_run(slow, until);
        ck_assert_msg(step >= end || chip_same(&quick->chip, &slow->chip), "%s: %s", name, where(&quick->chip, &slow->chip));
    }
    ck_assert_msg(!o.wrong, "%s: %u beats of others behind later stores", name, o.wrong);
    ck_assert_msg(!o.misplaced, "%s: %u drains told of the wrong place", name, o.misplaced);
    free(o.ledger.noted);
    return o;
}

START_TEST(loose)
{
    static const char *const files[] = { "tests/bench/images/traffic.elf", "tests/bench/images/streams.elf",
                                         "tests/bench/images/integer-axi.elf", "scenarios/52-embassy-uart-mpu.json" };
    static firmware_t f;
    unsigned passed = 0;
    for (unsigned i = 0; i < sizeof files / sizeof *files; i++) {
        err_t err;
        scenario_t *s = scenario_load(files[i], &err);
        ck_assert_msg(s != NULL, "%s", err.text);
        for (unsigned k = 0; k < 2; k++) loosely(&s->in, files[i], (tick_t)LONGEST * 300, (uint64_t)k << F_RELEASE);
        passed += owned(&s->in, files[i], (tick_t)LONGEST * 3000, NEVER, 0).ahead;
        scenario_free(s);
    }
    ck_assert_uint_gt(passed, 100);
    for (unsigned k = 0; k < 2; k++) under_way(&f, false), loosely(&f.in, "under way", LONGEST * 75, (uint64_t)k << F_RELEASE);
    under_way(&f, true);
    for (unsigned k = 0; k < 2; k++)
        ck_assert_uint_gt(owned(&f.in, "stores under way", LONGEST * 75, 2377, (uint64_t)k << F_RELEASE).merged, 0);
    for (unsigned seed = 1; seed <= PROGRAMS; seed++) {
        char name[40];
        fw_anything(&f, seed);
        snprintf(name, sizeof name, "program %u", seed);
        loosely(&f.in, name, 4000 * 75, (uint64_t)(seed & 1) << F_RELEASE);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("fast");
    TCase *t = tcase_create("roads"), *heard = tcase_create("heard");
    quick = malloc(sizeof *quick), slow = malloc(sizeof *slow);
    tcase_set_timeout(t, 3600), tcase_set_timeout(heard, 3600);
    tcase_add_test(t, images);
    tcase_add_test(t, programs);
    tcase_add_test(t, loops);
    tcase_add_test(t, stacks);
    tcase_add_test(t, ahead);
    tcase_add_test(t, misses);
    tcase_add_test(heard, loose);
    suite_add_tcase(s, t), suite_add_tcase(s, heard);
    SRunner *runner = srunner_create(s);
    srunner_set_fork_status(runner, getenv("CK_FORK") ? CK_FORK : CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner), free(quick), free(slow);
    return failed ? 1 : 0;
}
