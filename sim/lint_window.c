/* lint_window.c -- rule speculative-access. See lint.c.
 *
 *   hazard  the QUADSPI is given a command in another mode than memory-mapped while the core may read its
 *           window, 0x9000_0000 on, speculatively: Normal memory by default, and accessible (Armv7-M ARM
 *           A3.5, B3.1; AN4861)
 *   error   a line fill went there meanwhile
 *
 * The QUADSPI itself is not modelled: its mode is taken from the writes to QUADSPI_CCR (RM0433 23.5.6), the
 * fill gets a bus error, and nobody stays busy. Of the FMC's windows nothing is told: they have no mode in
 * which they must not be read. */
#include "lint_own.h"

enum { QUADSPI_CCR = 0x52005014, WINDOW = 0x90000000u, WINDOW_BYTES = 0x10000000 };
enum { FMODE = 26, MEMORY_MAPPED = 3 };

static finding_t *open(lint_t *j, tier_t tier, const fact_t *f)
{
    words_t w = { 0 };
    finding_t *x = book_open(&j->book, RULE_SPECULATIVE_ACCESS, EFFECT_NONE, tier, WINDOW, WINDOW_BYTES,
                             &j->qspi_indirect, 0);
    if (!x) return NULL;
    x->at = f->at, x->pc = f->kind == F_UNMODELLED ? lint_pc(j, f->addr) : f->pc;
    put_text(x->master, sizeof x->master, "CPU");
    put_text(x->buffer, sizeof x->buffer, "QUADSPI window");
    put_text(add_cause(x, f)->text, sizeof x->cause[0].text,
             f->kind == F_FILL_START ? "a line fill of 0x%08X at cycle %llu"
                                     : "QUADSPI_CCR was written at 0x%08X at cycle %llu, %s",
             (unsigned)f->addr, (unsigned long long)say_cycle(j->names, f->at),
             say_step(j->names, x->pc, &w));
    put_text(x->missing, sizeof x->missing,
             "An MPU region over 0x90000000-0x9FFFFFFF, strongly ordered and without access, for as long as "
             "the QUADSPI is not in memory-mapped mode.");
    return x;
}

static void see_command(lint_t *j, const fact_t *f)
{
    attr_t a = mpu_attr(&j->setup.mpu, WINDOW, j->setup.cacr, 1, 0);
    finding_t *x;
    j->qspi_indirect = (f->data >> FMODE & 3) != MEMORY_MAPPED;
    if (!j->qspi_indirect || a.type != MEM_NORMAL || !a.read || !(x = open(j, TIER_HAZARD, f))) return;
    put_text(x->message, sizeof x->message,
             "The QUADSPI works in indirect mode and its window at 0x90000000 is Normal memory that the core "
             "may read: by a speculative fill or prefetch, at any time, though no instruction goes there. "
             "Such a read starts a transaction of its own and leaves the controller busy.");
}

static void see_fill(lint_t *j, const fact_t *f)
{
    finding_t *x = open(j, TIER_ERROR, f);
    if (!x) return;
    put_text(
        x->message, sizeof x->message,
        "The core read 0x%08X %s while the QUADSPI was in indirect mode: a transaction nobody expects, after "
        "which BUSY stays 1 and the next command times out. The window is Normal memory, which may be read "
        "at any time.",
        (unsigned)f->addr, f->what == FILL_LOAD ? "for a load" : "speculatively: no instruction did this");
}

void lint_window_see(lint_t *j, const fact_t *f)
{
    if (f->kind == F_UNMODELLED && f->addr == QUADSPI_CCR && f->what) see_command(j, f);
    if (f->kind == F_FILL_START && j->qspi_indirect && f->addr - WINDOW < WINDOW_BYTES) see_fill(j, f);
}
