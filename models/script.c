/* script.c -- see script.h. */
#include "script.h"

enum { R0, R1, R2, R3, R12 = 12, LINE_BYTES = 32 };
#ifdef STRESS
enum { WAY_SHIFT = 31 };        /* two ways: the field is one bit */
#else
enum { WAY_SHIFT = 30 };        /* CMSIS: SCB_DCISW_WAY_Pos, for four ways */
#endif

#define SCS(off) (0xE0000000u + (off))
#define ISER   SCS(0xE100)
#define ICER   SCS(0xE180)
#define ISPR   SCS(0xE200)
#define ICPR   SCS(0xE280)
#define IPR    SCS(0xE400)
#define ICSR   SCS(0xED04)
#define CCR    SCS(0xED14)
#define SHPR   SCS(0xED18)
#define SHCSR  SCS(0xED24)
#define CCSIDR SCS(0xED80)
#define CSSELR SCS(0xED84)
#define MPU_CTRL SCS(0xED94)
#define MPU_RNR  SCS(0xED98)
#define MPU_RBAR SCS(0xED9C)
#define MPU_RASR SCS(0xEDA0)
#define DEMCR    SCS(0xEDFC)
#define ICIALLU  SCS(0xEF50)
#define ICIMVAU  SCS(0xEF58)
#define SYST_CSR SCS(0xE010)
#define SYST_RVR SCS(0xE014)
#define SYST_CVR SCS(0xE018)
#define DWT_CTRL SCS(0x1000)
#define DWT_CYCCNT SCS(0x1004)
#define DWT_LAR  SCS(0x1FB0)
enum { CCR_DC_BIT = 1 << 16, CCR_IC_BIT = 1 << 17, MEMFAULTENA = 1 << 16 };

/* By maintain_t: DCCMVAC, DCIMVAC, DCCIMVAC; DCCSW, DCISW, DCCISW. */
static const uint32_t by_address[] = { SCS(0xEF68), SCS(0xEF5C), SCS(0xEF70) };
static const uint32_t by_set_way[] = { SCS(0xEF6C), SCS(0xEF60), SCS(0xEF74) };

static void fail(script_t *s, script_error_t e) { if (!s->error) s->error = (uint8_t)e; }

void script_begin(script_t *s, uop_t *uop, uint32_t room)
{
    *s = (script_t){ .uop = uop, .room = uop ? room : 0, .step = 0xFFFFFFFF };
}

static void nop_if_empty(script_t *s) { if (s->first) script_uop(s, (uop_t){ .op = U_NOP }); }

void script_step(script_t *s, uint32_t number)
{
    nop_if_empty(s);                    /* the step before did nothing: let it be seen */
    s->step = number;
    s->first = 1;
}

script_error_t script_finish(script_t *s)
{
    nop_if_empty(s);
    if (s->depth) fail(s, SCRIPT_UNPAIRED);
    return (script_error_t)s->error;
}

uint32_t script_here(const script_t *s) { return s->used; }

void script_uop(script_t *s, uop_t u)
{
    u.step = s->step;
    if (s->first) u.flags |= UF_STEP;
    s->first = 0;
    if (s->used < s->room) s->uop[s->used] = u;
    else if (s->uop) fail(s, SCRIPT_FULL);
    s->used++;
}

/* Make the branch at `at` go to the next micro-op. */
static void land(script_t *s, uint32_t at) { if (at < s->room) s->uop[at].imm = s->used; }

static unsigned checked(script_t *s, unsigned size)
{
    if (size == 1 || size == 2 || size == 4) return size;
    fail(s, SCRIPT_BAD);
    return 4;
}

static uint32_t ones(unsigned size) { return size == 4 ? 0xFFFFFFFFu : (1u << 8 * size) - 1; }

/* --- short names for the micro-ops used below ------------------------------------------------- */

static void emit(script_t *s, uop_kind_t op, uint32_t imm)
{
    script_uop(s, (uop_t){ .op = (uint8_t)op, .imm = imm });
}

static void movi(script_t *s, unsigned rd, uint32_t imm)
{
    script_uop(s, (uop_t){ .op = U_MOVI, .rd = (uint8_t)rd, .imm = imm });
}

static void addi(script_t *s, unsigned rd, unsigned rn, uint32_t imm)
{
    script_uop(s, (uop_t){ .op = U_ADDI, .rd = (uint8_t)rd, .rn = (uint8_t)rn, .imm = imm });
}

static void alui(script_t *s, alu_t what, unsigned rd, unsigned rn, uint32_t imm)
{
    script_uop(s, (uop_t){ .op = U_ALU, .rd = (uint8_t)rd, .rn = (uint8_t)rn, .flags = UF_IMM,
                           .val = what, .imm = imm });
}

static void load(script_t *s, unsigned rd, uint32_t addr, unsigned size)
{
    script_uop(s, (uop_t){ .op = U_LOAD, .size = (uint8_t)size, .rd = (uint8_t)rd, .rn = R_NONE,
                           .imm = addr });
}

static void store(script_t *s, unsigned rd, uint32_t addr, unsigned size)
{
    script_uop(s, (uop_t){ .op = U_STORE, .size = (uint8_t)size, .rd = (uint8_t)rd, .rn = R_NONE,
                           .imm = addr });
}

/* post-indexed */
static void walk(script_t *s, uop_kind_t op, unsigned rd, unsigned rn, unsigned size)
{
    script_uop(s, (uop_t){ .op = (uint8_t)op, .size = (uint8_t)size, .rd = (uint8_t)rd,
                           .rn = (uint8_t)rn, .flags = UF_POST });
}

static void unless_equal(script_t *s, unsigned rd, unsigned rn, uint32_t to)
{
    script_uop(s, (uop_t){ .op = U_BREG, .rd = (uint8_t)rd, .rn = (uint8_t)rn, .imm = to });
}

static uint32_t if_zero(script_t *s, unsigned rd)   /* forward branch; land() gives its target */
{
    uint32_t at = s->used;
    script_uop(s, (uop_t){ .op = U_BEQ, .rd = (uint8_t)rd, .mask = 0xFFFFFFFF });
    return at;
}

/* --- memory ----------------------------------------------------------------------------------- */

void script_load(script_t *s, uint32_t addr, unsigned size) { load(s, R0, addr, checked(s, size)); }

void script_store(script_t *s, uint32_t addr, unsigned size, uint32_t value)
{
    size = checked(s, size);
    script_uop(s, (uop_t){ .op = U_STORE, .size = (uint8_t)size, .rn = R_NONE, .flags = UF_IMM,
                           .imm = addr, .val = value & ones(size) });
}

void script_modify(script_t *s, uint32_t addr, unsigned size, uint32_t clear, uint32_t set)
{
    size = checked(s, size);
    load(s, R0, addr, size);
    if (clear) alui(s, ALU_BIC, R0, R0, clear);
    if (set) alui(s, ALU_ORR, R0, R0, set);
    store(s, R0, addr, size);
}

void script_fill(script_t *s, uint32_t addr, uint32_t n, unsigned size, uint32_t first,
                 uint32_t delta)
{
    size = checked(s, size);
    if (!n) return;
    movi(s, R0, first);
    movi(s, R1, addr);
    movi(s, R2, addr + n * size);
    uint32_t top = s->used;
    walk(s, U_STORE, R0, R1, size);
    if (delta) addi(s, R0, R0, delta);
    unless_equal(s, R1, R2, top);
}

void script_copy(script_t *s, uint32_t to, uint32_t from, uint32_t n, unsigned size)
{
    size = checked(s, size);
    if (!n) return;
    movi(s, R1, from);
    movi(s, R2, to);
    movi(s, R3, to + n * size);
    uint32_t top = s->used;
    walk(s, U_LOAD, R0, R1, size);
    walk(s, U_STORE, R0, R2, size);
    unless_equal(s, R2, R3, top);
}

void script_read(script_t *s, uint32_t addr, uint32_t n, unsigned size)
{
    size = checked(s, size);
    if (!n) return;
    movi(s, R1, addr);
    movi(s, R2, addr + n * size);
    uint32_t top = s->used;
    walk(s, U_LOAD, R0, R1, size);
    unless_equal(s, R1, R2, top);
}

void script_expect(script_t *s, uint32_t addr, unsigned size, uint32_t mask, uint32_t value)
{
    size = checked(s, size);
    load(s, R0, addr, size);
    script_uop(s, (uop_t){ .op = U_CHECK, .size = (uint8_t)size, .rd = R0, .rn = R_NONE,
                           .imm = addr, .mask = mask & ones(size), .val = value & ones(size) });
}

/* Whole accesses of `size`, the odd bytes at the end one by one. */
void script_compare(script_t *s, uint32_t addr, const uint8_t *bytes, uint32_t n, unsigned size)
{
    size = checked(s, size);
    for (uint32_t i = 0; i < n; ) {
        unsigned now = n - i >= size ? size : 1;
        uint32_t value = 0;
        for (unsigned b = 0; b < now; b++) value |= (uint32_t)bytes[i + b] << 8 * b;
        script_expect(s, addr + i, now, 0xFFFFFFFF, value);
        i += now;
    }
}

void script_expect_fill(script_t *s, uint32_t addr, uint32_t n, unsigned size, uint32_t first,
                        uint32_t delta)
{
    size = checked(s, size);
    for (uint32_t i = 0; i < n; i++)
        script_expect(s, addr + i * size, size, 0xFFFFFFFF, first + i * delta);
}

void script_poll(script_t *s, uint32_t addr, unsigned size, uint32_t mask, uint32_t want, int until)
{
    movi(s, R1, addr);                  /* not in the loop: a step begins once */
    uint32_t top = s->used;
    script_uop(s, (uop_t){ .op = U_LOAD, .size = (uint8_t)checked(s, size), .rd = R0, .rn = R1 });
    script_uop(s, (uop_t){ .op = until ? U_BNE : U_BEQ, .rd = R0, .mask = mask, .val = want & mask,
                           .imm = top });
}

void script_preload(script_t *s, uint32_t addr)
{
    script_uop(s, (uop_t){ .op = U_PLD, .rn = R_NONE, .imm = addr });
}

void script_force(script_t *s, int fill, uint32_t addr)
{
    script_uop(s, (uop_t){ .op = U_FORCE, .val = !!fill, .imm = addr });
}

/* --- caches: cachel1_armv7.h ------------------------------------------------------------------ */

static void dsb_isb(script_t *s) { script_dsb(s); script_isb(s); }

static void by_line(script_t *s, uint32_t reg, uint32_t addr, uint32_t size)
{
    if (!size || size >> 31) return;                    /* int32_t size <= 0: CMSIS does nothing */
    uint32_t lines = (size + (addr & (LINE_BYTES - 1)) + LINE_BYTES - 1) / LINE_BYTES;
    script_dsb(s);
    movi(s, R1, addr);
    movi(s, R2, addr + lines * LINE_BYTES);
    uint32_t top = s->used;
    store(s, R1, reg, 4);
    addi(s, R1, R1, LINE_BYTES);
    unless_equal(s, R1, R2, top);
    dsb_isb(s);
}

void script_dcache_range(script_t *s, maintain_t what, uint32_t addr, uint32_t size)
{
    by_line(s, by_address[what], addr, size);
}

void script_icache_range(script_t *s, uint32_t addr, uint32_t size)
{
    by_line(s, ICIMVAU, addr, size);
}

/* r1 counts sets (from bit 5), r2 ways, both down to 0; the fields come from CCSIDR in r0. */
static void sets_and_ways(script_t *s, uint32_t reg)
{
    load(s, R0, CCSIDR, 4);
    alui(s, ALU_LSR, R1, R0, 13);
    alui(s, ALU_AND, R1, R1, 0x7FFF);
    alui(s, ALU_LSL, R1, R1, 5);
    uint32_t outer = s->used;
    alui(s, ALU_LSR, R2, R0, 3);
    alui(s, ALU_AND, R2, R2, 0x3FF);
    alui(s, ALU_LSL, R2, R2, WAY_SHIFT);
    uint32_t inner = s->used;
    script_uop(s, (uop_t){ .op = U_ALU, .rd = R3, .rn = R1, .rm = R2, .val = ALU_ORR });
    store(s, R3, reg, 4);
    uint32_t last_way = if_zero(s, R2);
    alui(s, ALU_SUB, R2, R2, 1u << WAY_SHIFT);
    emit(s, U_B, inner);
    land(s, last_way);
    uint32_t last_set = if_zero(s, R1);
    alui(s, ALU_SUB, R1, R1, LINE_BYTES);
    emit(s, U_B, outer);
    land(s, last_set);
}

static void select_dcache(script_t *s)
{
    script_store(s, CSSELR, 4, 0);
    script_dsb(s);
}

void script_dcache_all(script_t *s, maintain_t what)
{
    select_dcache(s);
    sets_and_ways(s, by_set_way[what]);
    dsb_isb(s);
}

/* Both return early: on when it is on already. Off goes through the whole clean in any case. */
void script_dcache_enable(script_t *s, int on)
{
    uint32_t done = 0;
    if (on) {
        load(s, R0, CCR, 4);
        done = s->used;
        script_uop(s, (uop_t){ .op = U_BEQ, .rd = R0, .mask = CCR_DC_BIT, .val = CCR_DC_BIT });
    }
    select_dcache(s);
    if (!on) {
        script_modify(s, CCR, 4, CCR_DC_BIT, 0);
        script_dsb(s);
    }
    sets_and_ways(s, by_set_way[on ? SCRIPT_INVALIDATE : SCRIPT_CLEAN_INVALIDATE]);
    if (on) {
        script_dsb(s);
        script_modify(s, CCR, 4, 0, CCR_DC_BIT);
    }
    dsb_isb(s);
    if (on) land(s, done);
}

void script_icache_all(script_t *s)
{
    dsb_isb(s);
    script_store(s, ICIALLU, 4, 0);
    dsb_isb(s);
}

void script_icache_enable(script_t *s, int on)
{
    if (!on) {
        dsb_isb(s);
        script_modify(s, CCR, 4, CCR_IC_BIT, 0);
        script_store(s, ICIALLU, 4, 0);
        dsb_isb(s);
        return;
    }
    load(s, R0, CCR, 4);
    uint32_t done = s->used;
    script_uop(s, (uop_t){ .op = U_BEQ, .rd = R0, .mask = CCR_IC_BIT, .val = CCR_IC_BIT });
    script_icache_all(s);
    script_modify(s, CCR, 4, 0, CCR_IC_BIT);
    dsb_isb(s);
    land(s, done);
}

/* --- MPU: mpu_armv7.h ------------------------------------------------------------------------- */

void script_mpu_region(script_t *s, unsigned region, uint32_t rbar, uint32_t rasr)
{
    script_store(s, MPU_RNR, 4, region);
    script_store(s, MPU_RBAR, 4, rbar);
    script_store(s, MPU_RASR, 4, rasr);
}

void script_mpu_enable(script_t *s, uint32_t ctrl)
{
    script_dmb(s);
    script_store(s, MPU_CTRL, 4, ctrl | 1);
    script_modify(s, SHCSR, 4, 0, MEMFAULTENA);
    dsb_isb(s);
}

/* --- flow ------------------------------------------------------------------------------------- */

void script_loop(script_t *s, uint32_t count)
{
    if (s->depth == SCRIPT_NEST) { fail(s, SCRIPT_DEEP); return; }
    uint8_t slot = 0;
    if (count) {
        if (s->loops == SCRIPT_LOOPS) fail(s, SCRIPT_MANY_LOOPS);
        else slot = s->loops++;
        script_uop(s, (uop_t){ .op = U_LOOPSET, .rd = slot, .imm = count });
    } else {
        nop_if_empty(s);                /* the step that opens the loop is not part of its body */
    }
    s->open[s->depth].top = s->used;
    s->open[s->depth].slot = slot;
    s->open[s->depth].forever = !count;
    s->depth++;
}

void script_loop_end(script_t *s)
{
    if (!s->depth) { fail(s, SCRIPT_UNPAIRED); return; }
    s->depth--;
    uint32_t top = s->open[s->depth].top;
    if (s->open[s->depth].forever) emit(s, U_B, top);
    else script_uop(s, (uop_t){ .op = U_LOOP, .rd = s->open[s->depth].slot, .imm = top });
}

void script_compute(script_t *s, uint32_t cycles) { if (cycles) emit(s, U_COMPUTE, cycles); }
void script_mark(script_t *s, uint32_t number)    { emit(s, U_MARK, number); }
void script_dmb(script_t *s)                      { emit(s, U_DMB, 0); }
void script_dsb(script_t *s)                      { emit(s, U_DSB, 0); }
void script_isb(script_t *s)                      { emit(s, U_ISB, 0); }
void script_wfi(script_t *s)                      { emit(s, U_WFI, 0); }
void script_wfe(script_t *s)                      { emit(s, U_WFE, 0); }
void script_sev(script_t *s)                      { emit(s, U_SEV, 0); }
void script_svc(script_t *s, uint32_t number)     { emit(s, U_SVC, number); }
void script_primask(script_t *s, int masked)      { emit(s, U_CPS, !!masked); }

void script_end(script_t *s, uint32_t code, int by_exit)
{
    script_uop(s, (uop_t){ .op = U_END, .flags = by_exit ? UF_EXIT : 0, .imm = code });
}

/* --- interrupts: core_cm7.h ------------------------------------------------------------------- */

enum { IRQ0 = 16, EXCEPTION_END = 16 + 150 };

static int is_irq(script_t *s, unsigned exception)
{
    if (exception >= IRQ0 && exception < EXCEPTION_END) return 1;
    if (exception >= EXCEPTION_END || exception < 2) fail(s, SCRIPT_BAD);
    return 0;
}

static void irq_bit(script_t *s, uint32_t bank, unsigned exception)
{
    unsigned n = exception - IRQ0;
    script_store(s, bank + n / 32 * 4, 4, 1u << n % 32);
}

/* NVIC_EnableIRQ, NVIC_DisableIRQ; MemManage, BusFault and UsageFault by SHCSR. */
void script_irq_enable(script_t *s, unsigned exception, int on)
{
    if (is_irq(s, exception)) {
        irq_bit(s, on ? ISER : ICER, exception);
        if (!on) dsb_isb(s);
    } else if (exception >= 4 && exception <= 6) {
        uint32_t bit = 1u << (exception + 12);
        script_modify(s, SHCSR, 4, on ? 0 : bit, on ? bit : 0);
    } else {
        fail(s, SCRIPT_BAD);
    }
}

void script_irq_pend(script_t *s, unsigned exception, int on)
{
    if (is_irq(s, exception)) irq_bit(s, on ? ISPR : ICPR, exception);
    else if (exception == 14) script_store(s, ICSR, 4, on ? 1u << 28 : 1u << 27);
    else if (exception == 15) script_store(s, ICSR, 4, on ? 1u << 26 : 1u << 25);
    else if (exception == 2 && on) script_store(s, ICSR, 4, 1u << 31);
    else fail(s, SCRIPT_BAD);
}

void script_priority(script_t *s, unsigned exception, unsigned priority)
{
    uint32_t level = priority << 4;
    if (is_irq(s, exception)) script_store(s, IPR + exception - IRQ0, 1, level);
    else if (exception >= 4 && exception < IRQ0) script_store(s, SHPR + exception - 4, 1, level);
    else fail(s, SCRIPT_BAD);
}

void script_systick(script_t *s, uint32_t ticks)
{
    if (!ticks) { script_store(s, SYST_CSR, 4, 0); return; }
    script_store(s, SYST_RVR, 4, ticks - 1);
    script_priority(s, 15, 15);
    script_store(s, SYST_CVR, 4, 0);
    script_store(s, SYST_CSR, 4, 7);
}

void script_cyccnt(script_t *s)
{
    script_modify(s, DEMCR, 4, 0, 1u << 24);
    script_store(s, DWT_LAR, 4, 0xC5ACCE55);
    script_store(s, DWT_CYCCNT, 4, 0);
    script_modify(s, DWT_CTRL, 4, 0, 1);
}

/* A handler's text stands after the program's own end: script_end() first. */
uint32_t script_handler(script_t *s)
{
    if (s->depth) fail(s, SCRIPT_UNPAIRED);
    return s->used;
}

void script_handler_end(script_t *s)
{
    if (s->depth) fail(s, SCRIPT_UNPAIRED);
    emit(s, U_RETURN, 0);
}
