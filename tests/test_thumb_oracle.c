/* test_thumb_oracle.c -- every encoding against an independent implementation, Unicorn.
 *
 * 1. Which bit patterns are instructions: every 16-bit pattern, and every first halfword of a 32-bit
 *    instruction with many second ones.
 * 2. What they do: random sequences of about 32 instructions, run here by thumb.c (and fpu.c) over a
 *    small memory, then by Unicorn over its own copy; registers, flags, ITSTATE, FPSCR and memory must be
 *    the same. The first sequence that differs is stepped through and the guilty instruction printed.
 *    Every row of the table must have been executed, or be in `exempt` with its reason.
 *
 * What Unicorn cannot judge, and where it is wrong: docs/oracle.md. SOAK=1 runs a hundred times as long. */
#include "thumb_draw.h"
#include "fpu.h"

static bench_t bench;
static regs_t ours;
static uint8_t before[RAM_SIZE], mine[RAM_SIZE];
static uint64_t hits[1024], instructions, sequences, wild_ones;

/* --- the machine on our side ------------------------------------------------------------------------ */

static uint8_t *memory(uint32_t at, unsigned size)
{
    if (at >= RAM && at + size <= RAM + RAM_SIZE) return mine + (at - RAM);
    if (at >= TABLE && at + size <= TABLE + TABLE_SIZE) return bench.ram + (at - RAM);
    if (at >= NEAR && at + size <= NEAR + NEAR_SIZE) return bench.near + (at - NEAR);
    return 0;
}

static bool     monitor_open;
static uint32_t monitor_at, monitor_value, monitor_size;

static uint32_t load(const uint8_t *p, unsigned size)
{
    uint32_t v = 0;
    memcpy(&v, p, size);
    return v;
}

/* The local monitor as Unicorn has it: address and value must still be those of the load. */
static bool exclusive_passes(const access_t *a, const uint8_t *p)
{
    bool ok = monitor_open && monitor_at == a->address && monitor_value == load(p, a->size);
    monitor_open = false;
    return ok;
}

static bool run_memory(regs_t *r, const insn_t *i, did_t *did)
{
    access_t list[ACCESS_MAX];
    unsigned n = thumb_accesses(r, i, list);
    for (unsigned k = 0; k < n; k++) {
        const access_t *a = &list[k];
        if (a->flags & A_HINT) continue;
        uint8_t *p = memory(a->address, a->size);
        if (!p || ((a->flags & A_STORE) && a->address >= TABLE) || ((a->flags & A_STORE) && a->address < RAM))
            return false;
        if ((a->flags & A_ALIGNED) && a->address % a->size) return false;
        if (a->flags & A_EXCLUSIVE && a->flags & A_STORE) {
            if (monitor_open && monitor_size != a->size) return false;    /* A3.4.5: the sizes must agree */
            bool ok = exclusive_passes(a, p);
            if (ok) memcpy(p, &a->value, a->size);
            thumb_exclusive(r, i, ok);
        } else if (a->flags & A_STORE) memcpy(p, &a->value, a->size);
        else {
            thumb_loaded(r, i, a, load(p, a->size));
            if (a->flags & A_EXCLUSIVE) {
                monitor_open = true;
                monitor_at = a->address;
                monitor_size = a->size;
                monitor_value = load(p, a->size);
            }
        }
    }
    *did = thumb_finish(r, i);
    return true;
}

static void run_system(regs_t *r, const insn_t *i)
{
    if (i->op == OP_CLREX) monitor_open = false;
    if (i->op == OP_MRS) r->r[i->rd] = thumb_mrs_xpsr(r, i->imm);
    if (i->op == OP_MSR) thumb_msr_apsr(r, i->amount, r->r[i->rn]);
    thumb_next(r, i);
}

/* SMLAD sets Q if the sum of all three does not fit (A7.7.141); Unicorn also if that of the products alone
 * does not, which only -32768 in all four halves can bring about. */
static bool unicorn_sets_q(const regs_t *r, const insn_t *i)
{
    return i->op == OP_SMLAD && thumb_read(r, i->rn) == 0x80008000 && thumb_read(r, i->rm) == 0x80008000;
}

/* One instruction; false: it went outside what this test has memory for. */
static bool step(regs_t *r, bool count)
{
    insn_t i;
    const uint8_t *p = memory(r->r[15], 4);
    if (!p) return false;
    if (thumb_decode((uint16_t)load(p, 2), (uint16_t)load(p + 2, 2), &i) < 0) {
        printf("our own decode refuses %04x %04x\n", load(p, 2), load(p + 2, 2));
        exit(1);
    }
    instructions += count;
    if (!thumb_condition(r, &i)) {
        thumb_next(r, &i);
        return true;
    }
    if (unicorn_sets_q(r, &i)) return false;
    hits[i.row] += count;
    did_t did = DID_NEXT;
    switch (i.kind) {
    case K_DATA: did = thumb_execute(r, &i, false); break;
    case K_FP:
        fpu_execute(r, &i);
        thumb_next(r, &i);
        break;
    case K_MEMORY:
        if (!run_memory(r, &i, &did)) return false;
        break;
    default: run_system(r, &i); break;
    }
    if (did == DID_INTERWORK) {
        if (!(r->target & 1)) return false;
        thumb_interwork(r);
    }
    return true;
}

/* --- sequences ------------------------------------------------------------------------------------- */

static void random_state(regs_t *r)
{
    memset(r, 0, sizeof *r);
    for (unsigned k = 0; k < 15; k++) r->r[k] = value();
    r->r[13] &= ~3u;
    r->r[15] = CODE;
    r->xpsr = (rnd() & (PSR_N | PSR_Z | PSR_C | PSR_V | PSR_Q | PSR_GE)) | PSR_T;
    for (unsigned k = 0; k < 32; k++) r->s[k] = value();
    r->fpscr = plain_fpscr ? 0 : rnd() & 0xF7C00000;
}

static uint32_t word(const uint32_t *file, unsigned n, unsigned count) { return n < count ? file[n] : 0; }

static void guilty(const insn_t *i, const regs_t *r, uint32_t hw1, uint32_t hw2)
{
    printf("%s (%04x %04x) at %08x, xpsr %08x fpscr %08x\n", name_of(i), hw1, hw2, r->r[15], r->xpsr,
           r->fpscr);
    printf("  rd %u rn %u rm %u ra %u rt %u imm %08x\n", i->rd, i->rn, i->rm, i->ra, i->rt, i->imm);
    printf("  before: r[rd] %08x r[rn] %08x r[rm] %08x, s[rd] %08x s[rn] %08x s[rm] %08x\n",
           word(r->r, i->rd, 16), word(r->r, i->rn, 16), word(r->r, i->rm, 16), word(r->s, i->rd, 32),
           word(r->s, i->rn, 32), word(r->s, i->rm, 32));
}

/* Step through the sequence that differs, in a new engine: after a memory error one refuses to go on. */
static int explain(regs_t start, uint32_t end)
{
    regs_t a = start, theirs;
    memcpy(mine, before, RAM_SIZE);
    memcpy(bench.ram, before, RAM_SIZE);
    monitor_open = false;
    bench_close(&bench);
    bench_open(&bench);
    bench_put(&bench, &start);
    while (a.r[15] != end) {
        insn_t i;
        uint32_t at = a.r[15];
        regs_t old = a;
        const uint8_t *p = memory(at, 4);
        if (!p) break;
        thumb_decode((uint16_t)load(p, 2), (uint16_t)load(p + 2, 2), &i);
        if (!step(&a, false)) break;
        bench_code(&bench, code, halves * 2);                /* drops translations made for another end */
        uc_err e = uc_emu_start(bench.uc, at | 1, a.r[15], 0, 0);
        bench_get(&bench, &theirs);
        bool same = bench_same(&a, &theirs), same_memory = !memcmp(mine, bench.ram, RAM_SIZE);
        if (e == UC_ERR_OK && same && same_memory) continue;
        guilty(&i, &old, load(p, 2), load(p + 2, 2));
        if (e != UC_ERR_OK) printf("  unicorn says %s\n", uc_strerror(e));
        bench_print(&a, &theirs);
        if (!same_memory) printf("  memory differs\n");
        return 1;
    }
    printf("differs only as a whole\n");
    bench_print(&a, &ours);
    return 1;
}

/* One sequence on both; 1: they differ. */
static int compare(void)
{
    regs_t start, theirs;
    halves = 0;
    plain_fpscr = chance(2);
    put32(0xF3BF8F2F);                                /* CLREX */
    unsigned units = 24 + below(16);
    for (unsigned n = 0; n < units && halves < 1500; n++) {
        unsigned k = below(thumb_row_count);
        while (exempt(&thumb_rows[k])) k = below(thumb_row_count);
        draw_unit(k);
    }
    uint32_t end = here();
    if (chance(4)) draw_far_branch();
    random_state(&start);
    memcpy(before, mine, RAM_SIZE);
    bench_code(&bench, code, halves * 2);
    ours = start;
    monitor_open = false;
    bool tame = true;
    for (unsigned n = 0; tame && ours.r[15] != end; n++) tame = n < 2000 && step(&ours, true);
    if (tame && end != here()) {                      /* unless the far branch comes back here */
        tame = step(&ours, true) && !(ours.r[15] >= CODE && ours.r[15] < here());
        end = ours.r[15];
    }
    if (!tame) {
        memcpy(mine, before, RAM_SIZE);
        wild_ones++;
        return 0;
    }
    sequences++;
    bench_put(&bench, &start);
    uc_err e = uc_emu_start(bench.uc, CODE | 1, end, 0, 0);
    bench_get(&bench, &theirs);
    if (e == UC_ERR_OK && bench_same(&ours, &theirs) && !memcmp(mine, bench.ram, RAM_SIZE)) return 0;
    return explain(start, end);
}

static int differential(uint64_t wanted)
{
    int bad = 0;
    for (unsigned k = 0; k < NEAR_SIZE; k++) bench.near[k] = (uint8_t)rnd();
    for (unsigned k = 0; k < RAM_SIZE; k++) bench.ram[k] = mine[k] = (uint8_t)rnd();
    for (unsigned k = 0; k < TABLE_SIZE; k++) bench.ram[RAM_SIZE + k] = k & 1 ? 0 : (uint8_t)below(16);
    while (instructions < wanted && !bad) bad = compare();
    unsigned rows = 0, missing = 0;
    plain_fpscr = false;
    for (unsigned k = 0; k < thumb_row_count; k++) {
        rows += hits[k] > 0;
        if (hits[k] || (exempt(&thumb_rows[k]) && thumb_rows[k].op != OP_VCVT_FROM_FIXED)) continue;
        printf("never exercised: %s\n", thumb_rows[k].name);
        missing++;
    }
    printf("thumb against unicorn: %llu instructions in %llu sequences (%llu more left the data), ",
           (unsigned long long)instructions, (unsigned long long)sequences, (unsigned long long)wild_ones);
    printf("%u of %u encodings\n", rows, thumb_row_count);
    return bad || missing;
}

/* --- which patterns are instructions ------------------------------------------------------------------ */

static regs_t   sweep_regs;
static uint32_t sweep_at;
static unsigned differing, judged;

static void sweep_restart(void)
{
    bench_close(&bench);
    bench_open(&bench);
    for (unsigned k = 0; k < SWEEP_SIZE; k++) bench.sweep[k] = 0xDE;       /* UDF: nothing runs away */
    sweep_at = FLASH + 0x2000;                        /* literals lie up to 4095 bytes before */
}

/* One pattern under Unicorn, all registers pointing into memory: is it defined? Each runs at an address of
 * its own, because dropping translations of single branches makes Unicorn 2.0.1 crash. */
static bool unicorn_knows(uint32_t bits, unsigned length)
{
    uint16_t hw[2] = { (uint16_t)(length == 2 ? bits : bits >> 16), (uint16_t)(length == 2 ? 0xBF00 : bits) };
    if (sweep_at + 4 > FLASH + SWEEP_SIZE) sweep_restart();
    memcpy(bench.sweep + (sweep_at - FLASH), hw, 4);
    bench_put(&bench, &sweep_regs);
    uc_err e = uc_emu_start(bench.uc, sweep_at | 1, sweep_at + length, 0, 0);
    sweep_at += 4;
    if (e != UC_ERR_OK && e != UC_ERR_INSN_INVALID) {
        if (differing < 20) printf("sweep: %08x: %s\n", bits, uc_strerror(e));
        sweep_restart();
    }
    return e != UC_ERR_INSN_INVALID;
}


/* Undefined in Armv7-M, but Unicorn decodes them as an A-profile core does. */
static bool unicorn_is_wrong(uint32_t bits, unsigned length)
{
    if (length == 2) return (bits & 0xFFE0) == 0xB640;                     /* SETEND */
    return (bits & 0xF800D000) == 0xF000C000 ||                            /* BLX (immediate), A5.3.4 */
           (bits & 0xFFE000F0) == 0xE8C00070 ||                            /* LDREXD, STREXD, A5.3.6 */
           (bits & 0xFF100000) == 0xF9000000 ||                            /* Advanced SIMD, A5.3.1 */
           (bits & 0xFFEF0F10) == 0xEEE00A10 ||                            /* VMRS, VMSR FPSID, A7.7.248 */
           (bits & 0xEFE00000) == 0xEC000000;                              /* coprocessor 00000x, A5.3.18 */
}

/* A row matched and its layout said no, where the manual says UNPREDICTABLE and not UNDEFINED. */
static bool refused_by_choice(const insn_t *i)
{
    if (i->row == 0) return false;
    return i->kind != K_FP || i->op == OP_VCVT_TO_FIXED || i->op == OP_VCVT_FROM_FIXED;
}

/* Not judged, besides: UNPREDICTABLE patterns (should-be bits, registers; refused by a row's own layout). */
static void judge(uint32_t bits, unsigned length)
{
    insn_t i;
    int row = thumb_decode((uint16_t)(length == 2 ? bits : bits >> 16), (uint16_t)bits, &i);
    if (row >= 0 && i.kind == K_COPROCESSOR) return;
    bool known = row >= 0;
    if (unicorn_is_wrong(bits, length) || (!known && refused_by_choice(&i))) return;
    if (known && (exempt(&thumb_rows[row]) || should_be(&thumb_rows[row], bits) != bits)) return;
    if (known && (i.kind == K_MEMORY ? bad_memory(&i) : i.kind == K_DATA ? bad_data(&i) : false)) return;
    if (known && jumps(&i)) return;
    judged++;
    if (known == unicorn_knows(bits, length)) return;
    sweep_restart();                                  /* a stray branch may have left a translation here */
    if (known == unicorn_knows(bits, length)) return;
    if (differing++ < 20)
        printf("%08x: ours %s, unicorn %s\n", bits, known ? thumb_rows[row].name : "undefined",
               known ? "undefined" : "defined");
}

static bool sweep(unsigned samples)
{
    for (unsigned k = 0; k < 15; k++) sweep_regs.r[k] = RAM + 0x2000;
    sweep_restart();
    for (unsigned k = 0; k < sizeof bench.ram; k += 4) memcpy(bench.ram + k, &(uint32_t){ RAM + 0x2001 }, 4);
    for (uint32_t hw = 0; hw < 0xE800; hw++) judge(hw, 2);
    for (uint32_t hw = 0xE800; hw < 0x10000; hw++)
        for (unsigned k = 0; k < samples; k++) judge(hw << 16 | (rnd() & 0xFFFF), 4);
    for (unsigned k = 0; k < samples * 6000; k++) {
        const thumb_row_t *row = &thumb_rows[below(thumb_row_count)];
        uint32_t bits = row->value | (rnd() & ~row->mask);
        bits ^= 1u << below(32);
        if (row->length == 4 && thumb_length((uint16_t)(bits >> 16)) == 4) judge(bits, 4);
    }
    printf("thumb against unicorn: %u patterns judged, %u differ\n", judged, differing);
    return differing > 0;
}

int main(void)
{
    bool soak = getenv("SOAK") && getenv("SOAK")[0] == '1';
    bench_open(&bench);
    if (sweep(soak ? 800 : 16)) return EXIT_FAILURE;
    return differential(soak ? 200000000 : 2000000) ? EXIT_FAILURE : EXIT_SUCCESS;
}
