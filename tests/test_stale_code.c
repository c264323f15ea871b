/* test_stale_code.c -- the judge of stale code and stale flash, by hand-written facts: what the fetch side
 * and the D-cache hold against what was written. Instructions: 0x2001 is movs r0, #1; 0x2002 movs r0, #2. */
#include <string.h>
#include "coherence.h"
#include "h743.h"
#include "stale_code.h"
#include "suite.h"

enum { CODE = 0x24000040, ITCM_CODE = 0x00000100, SECTOR = 0x081E0000, WRITER = 0x08000200,
        CALLER = 0x08000300, CR2 = 0x5200210C };

static const symbol_t symbol[] = { { "code", CODE, 64 }, { "slot", 0x30000100, 32 } };

static struct {
    findings_t list;
    names_t names;
    coherence_t *judge;
    stale_code_t *stale;
    tee_t tee;
    tick_t t;
} B;

static void begin(void)
{
    memset(&B, 0, sizeof B);
    B.names = (names_t){ .symbol = symbol, .symbols = 2, .cpu = domain_of(0, 480000000) };
    B.judge = coherence_new(&h743_map, &B.names, &B.list);
    tee_start(&B.tee);
    B.stale = stale_code_new(&h743_map, &B.names, &B.list, coherence_shadow(B.judge), &B.tee);
    tee_add(&B.tee, coherence_sink(B.judge)), tee_add(&B.tee, stale_code_sink(B.stale));
}

static void end(void)
{
    stale_code_free(B.stale), coherence_free(B.judge), findings_free(&B.list);
}

static void put(fact_t f)
{
    f.at = B.t += 10;
    if (B.tee.sink.mask >> f.kind & 1) B.tee.sink.see(&B.tee.sink, &f);
}

static bool asks(unsigned kind) { return B.tee.sink.mask >> kind & 1; }

static bool hears(fact_t f) { return sink_wants(stale_code_sink(B.stale), &f); }

/* note of a beat: bit 8 it writes, bits 24..31 the tag; of a fill: bit 31 the instruction cache (trace.h). */
START_TEST(data_that_moves_is_not_heard)
{
    begin();
    fact_t f = { .kind = F_BEAT, .who = INIT_AXIM, .addr = CODE, .size = 8, .note = (uint64_t)TAG_FETCH << 24 };
    ck_assert(hears(f));
    for (uint64_t tag = TAG_FILL; tag <= TAG_LOAD; tag++) {
        f.note = tag << 24;
        ck_assert(!hears(f));
        f.note |= 1 << 8;
        ck_assert(!hears(f));
    }
    f.who = INIT_DMA1_MEM, f.note = 3 << 24;
    ck_assert(!hears(f));
    f.note |= 1 << 8;
    ck_assert(hears(f));
    f = (fact_t){ .kind = F_FILL_BEAT, .addr = CODE, .note = line_note(1, 0, 0, 0) };
    ck_assert(hears(f));
    f.note = line_note(0, 0, 0, 0);
    ck_assert(!hears(f));
    f.addr = SECTOR;
    ck_assert(hears(f));
    end();
}
END_TEST

/* ---- facts --------------------------------------------------------------------------------------------- */

/* The stress build has one set: neighbours lie in different ways there. */
static uint64_t note_of(int icache, uint32_t line)
{
    unsigned sets = icache ? ICACHE_SETS : DCACHE_SETS;
    return line_note(icache, line / LINE & (sets - 1), sets == 1 ? line / LINE & 1 : 0, 0);
}

/* A line's four doublewords, all of the same bytes. */
static void fill(int icache, uint32_t addr, uint64_t data)
{
    uint32_t line = addr & ~31u;
    fact_t f = { .kind = F_FILL_START, .what = icache ? FILL_FETCH : FILL_LOAD, .addr = line, .pc = addr,
            .note = note_of(icache, line) };
    put(f);
    for (unsigned i = 0; i < 4; i++)
        put((fact_t){ .kind = F_FILL_BEAT, .addr = line + 8 * i, .pc = addr, .data = data, .note = f.note });
    f.kind = F_FILL_DONE, put(f);
}

static void store(uint32_t addr, unsigned size, uint64_t data)
{
    put((fact_t){ .kind = F_STORE, .who = SLOT_CORE, .what = addr < 0x10000 ? DST_TCM : DST_STB,
            .size = (uint8_t)size, .addr = addr,
                  .pc = WRITER, .data = data });
}

static void beat(uint8_t who, unsigned tag, int write, uint32_t addr, unsigned size, uint64_t data)
{
    put((fact_t){ .kind = F_BEAT, .who = who, .size = (uint8_t)size, .addr = addr, .pc = NO_PC, .data = data,
                  .note = ((1ull << size) - 1) | (uint64_t)write << 8 | (uint64_t)tag << 24 });
}

static void execute(uint32_t pc, uint16_t hw)
{
    put((fact_t){ .kind = F_INSN, .who = SLOT_CORE, .what = 1, .size = 2, .pc = pc, .data = hw });
}

static void load(uint32_t addr, uint32_t value)
{
    put((fact_t){ .kind = F_LOAD, .who = SLOT_CORE, .what = SRC_CACHE, .size = 4, .addr = addr,
            .pc = CALLER, .data = value });
}

static void maintain(maint_t what, uint32_t addr)
{
    int code = what == MAINT_ICIMVAU || what == MAINT_ICIALLU;
    if (what == MAINT_ICIMVAU || what == MAINT_DCIMVAC)
        put((fact_t){ .kind = F_EVICT, .what = EVICT_INV, .size = LINE, .addr = addr & ~31u,
                .note = note_of(code, addr & ~31u) });
    put((fact_t){ .kind = F_MAINT, .what = (uint8_t)what, .size = 4, .addr = addr, .pc = WRITER,
            .data = addr & ~31u, .note = MAINT_HIT });
}

/* The CPU's store is in RAM: what a clean does. */
static void lands(uint32_t addr, unsigned size, uint64_t data)
{
    put((fact_t){ .kind = F_DRAIN, .who = SLOT_CORE, .what = DRAIN_BUS, .size = 8, .addr = addr & ~7u,
            .data = data,
                  .note = ((1ull << size) - 1) << (addr & 7) });
    beat(INIT_AXIM, TAG_STORE, 1, addr, size, data);
}

static void isb(void) { put((fact_t){ .kind = F_BARRIER, .what = BAR_ISB, .pc = WRITER }); }

static void erase(uint32_t addr)
{
    store(CR2, 4, 0x7B4);
    put((fact_t){ .kind = F_FLASH, .who = SLOT_FLASH, .what = FLASH_ERASED, .addr = addr, .pc = NO_PC,
            .data = 128 << 10 });
}

static const finding_t *only(rule_t rule, tier_t tier)
{
    stale_code_finish(B.stale, B.t);
    for (size_t i = 0; B.list.count != 1 && i < B.list.count; i++)
        printf("%s: %s\n", rule_name[B.list.item[i].rule], B.list.item[i].message);
    ck_assert_uint_eq(B.list.count, 1);
    const finding_t *f = B.list.item;
    ck_assert_str_eq(rule_name[f->rule], rule_name[rule]);
    ck_assert_str_eq(tier_name[f->tier], tier_name[tier]);
    return f;
}

static void silent(void)
{
    stale_code_finish(B.stale, B.t);
    for (size_t i = 0; i < B.list.count; i++) printf("%s: %s\n", rule_name[B.list.item[i].rule],
            B.list.item[i].message);
    ck_assert_uint_eq(B.list.count, 0);
    end();
}

#define OLD 0x4770200147702001ull
#define NEW 0x47702002u

static void old_code(void)
{
    begin();
    fill(1, CODE, OLD);
    store(CODE, 4, NEW);
}

/* ---- stale-code ------------------------------------------------------------------------------------- */

START_TEST(a_stored_function_is_executed_old)
{
    old_code();
    execute(CALLER, 0x4798), execute(CODE, 0x2001);
    const finding_t *f = only(RULE_STALE_CODE, TIER_ERROR);
    ck_assert_uint_eq(f->effect, EFFECT_STALE_CODE);
    ck_assert_str_eq(f->buffer, "code");
    ck_assert_uint_eq(f->addr, CODE);
    ck_assert_uint_eq(f->size, 1);       /* 0x2001 for 0x2002: one byte differs */
    ck_assert_uint_eq(f->had, 1);
    ck_assert_uint_eq(f->wanted, 2);
    ck_assert_uint_eq(f->pc, CODE);
    ck_assert_uint_eq(f->fix_pc, WRITER);
    ck_assert_uint_eq(f->fix_after, 1);
    ck_assert_uint_eq(f->causes, 3);
    ck_assert_uint_eq(f->cause[0].fact.kind, F_FILL_START);
    ck_assert_uint_eq(f->cause[1].fact.kind, F_STORE);
    ck_assert_uint_eq(f->gap, 2);
    ck_assert_uint_eq(f->cause[2].fact.kind, F_INSN);
    ck_assert_ptr_nonnull(strstr(f->missing, "clean code"));
    ck_assert_ptr_nonnull(strstr(f->missing, "ICIMVAU"));
    end();
}
END_TEST

START_TEST(it_asks_for_instructions_only_while_a_line_is_old)
{
    begin();
    fill(1, CODE, OLD);
    ck_assert(!asks(F_INSN));
    store(CODE + 64, 4, NEW);
    ck_assert(!asks(F_INSN));                    /* no line of that */
    store(CODE, 4, NEW);
    ck_assert(asks(F_INSN));
    ck_assert(!(stale_code_sink(B.stale)->mask >> F_LOAD & 1));
    store(CODE, 4, 0x47702001);
    ck_assert(!asks(F_INSN));                  /* as before: not old any more */
    store(CODE, 4, NEW);
    ck_assert(asks(F_INSN));
    execute(CODE, 0x2001);
    ck_assert(!asks(F_INSN));                       /* told once */
    end();
}
END_TEST

START_TEST(cleaned_then_invalidated_is_right)
{
    old_code();
    lands(CODE, 4, NEW);
    maintain(MAINT_ICIMVAU, CODE);
    isb();
    ck_assert(!asks(F_INSN));
    fill(1, CODE, (OLD & ~0xFFFFFFFFull) | NEW);
    execute(CODE, 0x2002);
    silent();
}
END_TEST

START_TEST(invalidated_before_the_clean_comes_back_old)
{
    old_code();
    maintain(MAINT_ICIALLU, 0);
    isb();
    fill(1, CODE, OLD);                                                    /* RAM has not got it yet */
    ck_assert(asks(F_INSN));
    execute(CODE, 0x2001);
    const finding_t *f = only(RULE_STALE_CODE, TIER_ERROR);
    ck_assert_ptr_nonnull(strstr(f->missing, "clean code"));
    ck_assert_ptr_nonnull(strstr(f->missing, "not before"));
    end();
}
END_TEST

START_TEST(cleaned_but_not_invalidated)
{
    old_code();
    lands(CODE, 4, NEW);
    execute(CODE, 0x2001);
    const finding_t *f = only(RULE_STALE_CODE, TIER_ERROR);
    ck_assert_ptr_null(strstr(f->missing, "clean"));
    ck_assert_ptr_nonnull(strstr(f->missing, "ICIMVAU"));
    end();
}
END_TEST

START_TEST(a_dma_writes_code)
{
    begin();
    fill(1, CODE, OLD);
    beat(INIT_DMA1_MEM, 3, 1, CODE, 4, NEW);
    execute(CODE, 0x2001);
    const finding_t *f = only(RULE_STALE_CODE, TIER_ERROR);
    ck_assert_ptr_nonnull(strstr(f->message, "DMA1 stream 3 wrote"));
    ck_assert_ptr_null(strstr(f->missing, "clean"));
    end();
}
END_TEST

START_TEST(fetched_past_the_cache_while_it_is_dirty)
{
    begin();
    store(CODE, 4, NEW);
    beat(INIT_AXIM, TAG_FETCH, 0, CODE, 8, OLD);
    execute(CODE, 0x2001);
    const finding_t *f = only(RULE_STALE_CODE, TIER_ERROR);
    ck_assert_ptr_nonnull(strstr(f->missing, "clean code"));
    ck_assert_uint_eq(f->cause[1].fact.kind, F_BEAT);
    end();
}
END_TEST

START_TEST(both_addresses_of_sram1)
{
    begin();
    fill(1, 0x10000100, OLD);
    store(0x30000100, 4, NEW);
    execute(0x10000100, 0x2001);
    ck_assert_str_eq(only(RULE_STALE_CODE, TIER_ERROR)->buffer, "slot");
    end();
}
END_TEST

START_TEST(the_same_bytes_again_are_not_told)
{
    begin();
    fill(1, CODE, OLD);
    store(CODE, 4, 0x47702001);
    execute(CODE, 0x2001);
    silent();
}
END_TEST

START_TEST(the_second_half_of_a_long_instruction)
{
    begin();
    fill(1, CODE, 0xF04F0101F04F0101ull);
    store(CODE + 2, 2, 0xF04E);
    put((fact_t){ .kind = F_INSN, .size = 4, .pc = CODE, .data = 0x0101F04F });   /* hw1, hw2 */
    const finding_t *f = only(RULE_STALE_CODE, TIER_ERROR);
    ck_assert_uint_eq(f->addr, CODE + 2);
    ck_assert_uint_eq(f->had, 0x4F);
    ck_assert_uint_eq(f->wanted, 0x4E);
    end();
}
END_TEST

/* The queue holds 32 bytes from the program on: a store into them needs an ISB even in ITCM. */
START_TEST(the_prefetch_queue_is_old_until_an_isb)
{
    for (int barrier = 0; barrier < 2; barrier++) {
        begin();
        put((fact_t){ .kind = F_STORE, .what = DST_TCM, .size = 2, .addr = ITCM_CODE + 4, .pc = ITCM_CODE,
                .data = 0x2002 });
        ck_assert(asks(F_INSN));
        if (barrier) isb();
        ck_assert_int_eq(asks(F_INSN), !barrier);
        execute(ITCM_CODE + 2, 0xBF00), execute(ITCM_CODE + 4, barrier ? 0x2002 : 0x2001);
        if (barrier) { silent(); continue; }
        ck_assert_ptr_nonnull(strstr(only(RULE_STALE_CODE, TIER_ERROR)->missing, "DSB, ISB"));
        end();
    }
}
END_TEST

START_TEST(a_taken_branch_empties_the_queue)
{
    begin();
    put((fact_t){ .kind = F_STORE, .what = DST_TCM, .size = 2, .addr = ITCM_CODE + 8, .pc = ITCM_CODE,
            .data = 0x2002 });
    execute(ITCM_CODE + 2, 0xE7FE), execute(ITCM_CODE + 40, 0xBF00), execute(ITCM_CODE + 42, 0xE7FE);
    ck_assert(!asks(F_INSN));
    silent();
}
END_TEST

START_TEST(replaced_and_not_executed_is_a_hazard)
{
    old_code();
    const finding_t *f = only(RULE_STALE_CODE, TIER_HAZARD);
    ck_assert_uint_eq(f->effect, EFFECT_NONE);
    ck_assert_uint_eq(f->pc, WRITER);
    end();
}
END_TEST

/* Only the doubleword the program went to is known to be code: data may lie behind it in the line. */
START_TEST(data_behind_code_is_no_hazard)
{
    begin();
    fill(1, CODE, OLD);
    store(CODE + 16, 4, NEW);
    fill(1, CODE + LINE, OLD);                     /* the queue ran ahead: not known to be code at all */
    store(CODE + LINE, 4, NEW);
    silent();
}
END_TEST

/* ---- flash ------------------------------------------------------------------------------------------ */

START_TEST(a_load_hits_what_was_erased)
{
    begin();
    fill(0, SECTOR, 0xC0FFEE01C0FFEE01ull);
    erase(SECTOR);
    load(SECTOR + 4, 0xC0FFEE01);
    const finding_t *f = only(RULE_STALE_FLASH, TIER_ERROR);
    ck_assert_uint_eq(f->effect, EFFECT_STALE_READ);
    ck_assert_uint_eq(f->addr, SECTOR + 4);
    ck_assert_uint_eq(f->size, 4);
    ck_assert_uint_eq(f->had, 0xC0FFEE01);
    ck_assert_uint_eq(f->wanted, 0xFFFFFFFF);
    ck_assert_uint_eq(f->pc, CALLER);
    ck_assert_uint_eq(f->fix_pc, WRITER);
    ck_assert_uint_eq(f->cause[1].fact.kind, F_FLASH);
    ck_assert_ptr_nonnull(strstr(f->missing, "invalidate the erased range"));
    end();
}
END_TEST

START_TEST(invalidated_after_the_erase_is_right)
{
    begin();
    fill(0, SECTOR, 0xC0FFEE01C0FFEE01ull);
    erase(SECTOR);
    maintain(MAINT_DCIMVAC, SECTOR);
    fill(0, SECTOR, UINT64_MAX);
    load(SECTOR, 0xFFFFFFFF);
    silent();
}
END_TEST

START_TEST(an_erased_line_nobody_read_is_a_hazard)
{
    begin();
    fill(0, SECTOR, 0xC0FFEE01C0FFEE01ull);
    /* was blank before: nothing changes */
    fill(0, SECTOR + 128 * 1024 - 32, UINT64_MAX);
    erase(SECTOR);
    load(SECTOR - 64, 1);
    ck_assert_uint_eq(only(RULE_STALE_FLASH, TIER_HAZARD)->size, LINE);
    end();
}
END_TEST

/* Flash is write-through: a store that hits writes the line too, and then the array gets the same. */
START_TEST(programmed_through_the_cache_is_right)
{
    begin();
    fill(0, SECTOR, UINT64_MAX);
    store(SECTOR, 4, 0x12345678);
    put((fact_t){ .kind = F_DRAIN, .what = DRAIN_CACHE, .size = 8, .addr = SECTOR,
            .data = 0xFFFFFFFF12345678ull, .note = 0x0F });
    put((fact_t){ .kind = F_FLASH, .who = SLOT_FLASH, .what = FLASH_PROGRAMMED, .size = 8, .addr = SECTOR,
            .pc = NO_PC,
                  .data = 0xFFFFFFFF12345678ull });
    load(SECTOR, 0x12345678);
    silent();
}
END_TEST

START_TEST(programmed_past_the_cache_is_read_old)
{
    begin();
    fill(0, SECTOR, UINT64_MAX);
    store(SECTOR, 4, 0x12345678);
    put((fact_t){ .kind = F_FLASH, .who = SLOT_FLASH, .what = FLASH_PROGRAMMED, .size = 8, .addr = SECTOR,
            .pc = NO_PC,
                  .data = 0xFFFFFFFF12345678ull });
    load(SECTOR, 0xFFFFFFFF);
    const finding_t *f = only(RULE_STALE_FLASH, TIER_ERROR);
    ck_assert_uint_eq(f->wanted, 0x12345678);
    ck_assert_ptr_nonnull(strstr(f->missing, "programmed bytes"));
    end();
}
END_TEST

START_TEST(erased_code_is_executed)
{
    begin();
    fill(1, SECTOR, OLD);
    erase(SECTOR);
    execute(SECTOR, 0x2001);
    const finding_t *f = only(RULE_STALE_CODE, TIER_ERROR);
    ck_assert_uint_eq(f->wanted, 0xFFFF);
    ck_assert_ptr_null(strstr(f->missing, "clean"));
    end();
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("stale_code");
    tcase_add_test(t, a_stored_function_is_executed_old);
    tcase_add_test(t, it_asks_for_instructions_only_while_a_line_is_old);
    tcase_add_test(t, cleaned_then_invalidated_is_right);
    tcase_add_test(t, invalidated_before_the_clean_comes_back_old);
    tcase_add_test(t, cleaned_but_not_invalidated);
    tcase_add_test(t, a_dma_writes_code);
    tcase_add_test(t, fetched_past_the_cache_while_it_is_dirty);
    tcase_add_test(t, both_addresses_of_sram1);
    tcase_add_test(t, the_same_bytes_again_are_not_told);
    tcase_add_test(t, the_second_half_of_a_long_instruction);
    tcase_add_test(t, the_prefetch_queue_is_old_until_an_isb);
    tcase_add_test(t, a_taken_branch_empties_the_queue);
    tcase_add_test(t, replaced_and_not_executed_is_a_hazard);
    tcase_add_test(t, data_behind_code_is_no_hazard);
    tcase_add_test(t, a_load_hits_what_was_erased);
    tcase_add_test(t, invalidated_after_the_erase_is_right);
    tcase_add_test(t, an_erased_line_nobody_read_is_a_hazard);
    tcase_add_test(t, programmed_through_the_cache_is_right);
    tcase_add_test(t, data_that_moves_is_not_heard);
    tcase_add_test(t, programmed_past_the_cache_is_read_old);
    tcase_add_test(t, erased_code_is_executed);
    return case_run("stale_code", t);
}
