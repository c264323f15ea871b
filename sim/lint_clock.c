/* lint_clock.c -- of the rule memory-unclocked what concerns peripherals (lint): a register was written while
 * its part had no clock, and nothing of it arrived. Once a part. Memories, which refuse, are reach.c's.
 *
 * Not heard: reads, which give 0 and are the consequence; a part without a bit of its own in an ENR. */
#include "lint_own.h"
#include <string.h>
#include "regnames.h"

/* "APB1LENR.USART2EN" of the map; NULL: it has none. */
static const char *clock_of(const lint_t *j, const region_row_t *r)
{
    if (!r || r->kind != REGION_PART || r->clock < 0 || r->clock >= j->map->clocks) return NULL;
    return j->map->clock[r->clock].name;
}

bool lint_unclocked(const lint_t *j, const region_row_t *r)
{
    for (unsigned i = 0; r && i < j->unclocked_parts; i++)
        if (j->unclocked[i] == r) return true;
    return false;
}

static void tell_lost(lint_t *j, const fact_t *f, const region_row_t *r, const char *clock, uint32_t pc)
{
    finding_t *x = book_open(&j->book, RULE_MEMORY_UNCLOCKED, EFFECT_NONE, TIER_LINT, f->addr, 4, r, 0);
    if (!x) return;
    char name[REG_NAME];
    if (!reg_name(f->addr, name, sizeof name)) put_text(name, sizeof name, "0x%08X", (unsigned)f->addr);
    bool cpu = is_cpu(f->what);
    x->at = f->at, x->pc = x->fix_pc = pc, x->had = x->wanted = f->data;
    put_text(x->master, sizeof x->master, "%.31s", cpu ? "CPU" : say_master(j->map, f->what, TAG_UNKNOWN,
                                                                            &(words_t){ 0 }));
    put_text(x->buffer, sizeof x->buffer, "%.63s", r->name);
    const char *bit = strchr(clock, '.');
    int reg = bit ? (int)(bit - clock) : 0;
    put_text(x->message, sizeof x->message,
             "%s was written with 0x%08X while the clock of %s was off (RCC_%s = 0): the write is lost, "
             "without a bus error, and so is every other until the clock is on. Reads give 0.",
             name, (unsigned)f->data, r->name, clock);
    put_text(x->missing, sizeof x->missing,
             "Set %s in RCC_%.*s and read that register back before the first access: the clock comes two "
             "periods after the write.%s",
             bit ? bit + 1 : clock, reg, clock,
             cpu ? "" : " While the CPU sleeps the bit of the same place in LPENR counts too.");
    put_text(add_cause(x, f)->text, sizeof x->cause[0].text, "%s = 0x%08X was lost at cycle %llu", name,
             (unsigned)f->data, (unsigned long long)say_cycle(j->names, f->at));
}

void lint_clock_see(lint_t *j, const fact_t *f)
{
    if (f->kind != F_IGNORED || f->note != IGN_UNCLOCKED) return;
    const region_row_t *r = map_region(j->map, f->addr);
    const char *clock = clock_of(j, r);
    if (!clock) return;
    if (!lint_unclocked(j, r) && j->unclocked_parts < sizeof j->unclocked / sizeof *j->unclocked)
        j->unclocked[j->unclocked_parts++] = r;
    tell_lost(j, f, r, clock, is_cpu(f->what) ? lint_pc(j, f->addr) : NO_PC);
}
