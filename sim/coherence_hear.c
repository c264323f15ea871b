/* coherence_hear.c -- what the coherency sanitizer need not be told. Part of coherence.c's sink.
 *
 * Nobody else writes TCM (shadow.h); of private lines of the D-cache stores come by the ledger (ledger.h),
 * loads not at all: such a load had the newest bytes, all of them the CPU's own. But it may be too early for
 * a stream's bytes, or of a block that a master was refused: then every access matters (ahead.h, unheard.h).
 * What lifetime.h asks loads for another master wrote: its line is not private. While no stream runs, what is
 * given back (F_RELEASE) is nobody's, unless a stack that was left may be come back to, and who is in
 * nobody's way may be ahead of the bus (sink_t.loose): beats of the core's own move other bytes than its
 * hits. */
#include "coherence_own.h"
#include <stdlib.h>
#include "observe.h"

static void settle(ledger_t *l)
{
    coherence_t *j = (coherence_t *)((char *)l - offsetof(coherence_t, ledger));
    if (l->came) shadow_moved(j->shadow);
    if (!l->turns) return;
    for (unsigned i = 0; i < l->touches; i++) {
        uint32_t line = l->line[l->touched[i]] & ~(LINE - 1u);
        uint32_t bytes = shadow_noted(j->shadow, l->touched[i], j->order, setup_policy(&j->setup, line));
        for (; j->losses && bytes; bytes &= bytes - 1) forget_loss(j, line + (unsigned)__builtin_ctz(bytes), 1);
    }
    j->order += l->turns;
    shadow_settled(j->shadow);
}

void coherence_listen(coherence_t *j)
{
    uint64_t deaf = awaits(j) ? 0 : HITS, release = 1ull << F_RELEASE;
    uint64_t mask = alone(j) && !j->lifetime.maybes ? j->sink.mask & ~release : j->sink.mask | release;
    ledger_t *ledger = deaf && j->ledger.noted ? &j->ledger : NULL;
    if (deaf == j->sink.deaf && ledger == j->sink.ledger && mask == j->sink.mask) return;
    j->sink.deaf = deaf, j->sink.mask = mask;
    j->sink.ledger = j->sink.bursts = ledger, j->sink.loose = ledger && alone(j);
    if (j->tee) tee_look(j->tee);
}

void coherence_heard_by(coherence_t *j, struct tee *tee)
{
    j->tee = tee;
    if (!j->ledger.noted && !(j->ledger.noted = calloc(LEDGER_LINES, sizeof *j->ledger.noted))) abort();
    j->ledger.settle = settle;
    shadow_ledger(j->shadow, &j->ledger);
    coherence_listen(j);
}
