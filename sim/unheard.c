/* unheard.c -- see unheard.h. */
#include "unheard.h"
#include "h743.h"

static void forget(unheard_t *u, int n)
{
    if (u->failed[n].off.kind) u->failed[n].off.kind = F_NONE, u->count--;
}

void unheard_off(unheard_t *u, const fact_t *f)
{
    int n = master_number(f->what) - FIRST_MASTER;
    if (n < 0) return;
    forget(u, n);
    if (f->note != 1) return;
    u->failed[n].at = (window_t){ f->addr, LINE }, u->failed[n].off = *f;
    u->count++;
}

void unheard_write(unheard_t *u, const map_t *map, const fact_t *f)
{
    const region_row_t *r = map_region(map, f->addr);
    if (r && r->kind == REGION_PART && r->slot >= SLOT_ETH && r->slot < SLOT_DEBUG)
        forget(u, r->slot - SLOT_ETH);
}

void unheard_load(unheard_t *u, book_t *b, const fact_t *f)
{
    for (int n = 0; n < WATCHED - FIRST_MASTER; n++) {
        window_t at = u->failed[n].at;
        if (!u->failed[n].off.kind || f->addr - at.addr >= at.size) continue;
        fact_t off = u->failed[n].off;
        words_t w = { 0 }, v = { 0 }, who = { 0 };
        forget(u, n);
        finding_t *x = book_open(b, RULE_IGNORED_ERROR, EFFECT_NONE, TIER_HAZARD, f->addr, f->size,
                                 book_object(b, f->addr), (uint64_t)(n + 1) << 40);
        if (!x) continue;
        x->at = f->at, x->pc = x->fix_pc = f->pc;
        put_text(x->master, sizeof x->master, "%.31s", say_stream(FIRST_MASTER + n, &who));
        name_buffer(x, b->names, b->map, f->addr);
        put_text(add_cause(x, &off)->text, sizeof x->cause[0].text, "%s ended with a bus error at cycle %llu",
                 x->master, (unsigned long long)say_cycle(b->names, off.at));
        put_text(x->message, sizeof x->message,
                 "%s used %s, which %s was to fill: its transfer had ended with a bus error at cycle %llu, "
                 "and the program did nothing about that in between. What it read is what was there before.",
                 say_step(b->names, f->pc, &w), say_place(b->names, b->map, f->addr, &v), x->master,
                 (unsigned long long)say_cycle(b->names, off.at));
        put_text(x->missing, sizeof x->missing,
                 "Test the transfer error flag of %s wherever its end is awaited, before the buffer is used.",
                 x->master);
    }
}
