/* lint_overrun.c -- rule buffer-overrun. See lint.c and overrun.h.
 *
 *   hazard  a stream was enabled, or went on in its other buffer, and what it moves begins in an object and
 *           ends outside. Also of what it only reads: other data is sent
 *   error   it wrote into another object there
 *
 * Judged when a stream of DMA1, DMA2 or the BDMA is enabled, or a channel of the MDMA, or takes a node of its
 * list. Not judged: blocks of the MDMA after the first, the scripted masters, buffers on a stack, a
 * source that stays where it is, and what rounding up to a whole item adds where nothing else lies. */
#include "lint_own.h"
#include "dma.h"

typedef struct { lint_t *j; int n; const window_t *w; const overrun_t *o; bool writes; } run_over_t;

static finding_t *open(const run_over_t *r, tier_t tier, const fact_t *f, uint32_t addr, uint32_t size)
{
    lint_t *j = r->j;
    const stream_t *s = &j->streams.stream[r->n];
    uint64_t site = (uint64_t)r->writes << 63 | (uint64_t)(r->n + 1) << 32 | s->pc;
    finding_t *x = book_open(&j->book, RULE_BUFFER_OVERRUN,
                             tier == TIER_ERROR ? EFFECT_LOST_CPU_WRITE : EFFECT_NONE, tier, addr, size,
                             r->o->name, site);
    if (!x) return NULL;
    x->at = f->at, x->pc = x->fix_pc = s->pc;
    put_text(x->master, sizeof x->master, "%.31s", say_stream(r->n, &(words_t){ 0 }));
    put_text(x->buffer, sizeof x->buffer, "%.63s", r->o->name->name);
    x->buffer_addr = r->o->object.addr, x->buffer_size = r->o->object.size;
    cause_t *c = add_cause(x, &s->armed);
    c->role = CAUSE_ARMED;
    put_text(c->text, sizeof c->text, "%s was armed at cycle %llu in %.80s", x->master,
             (unsigned long long)say_cycle(j->names, s->armed.at),
             say_step(j->names, s->pc, &(words_t){ 0 }));
    return x;
}

/* "NDTR = 32 items of 2 bytes"; items: the MDMA's are bytes */
static const char *say_count(const run_over_t *r, uint32_t items, words_t *w)
{
    if (r->n >= FIRST_MDMA) put_text(w->s, sizeof w->s, "blocks of %u bytes", (unsigned)items);
    else
        put_text(w->s, sizeof w->s, "%s = %u item%s of %u byte%s", r->n < FIRST_BDMA ? "NDTR" : "CNDTR",
                 (unsigned)items, items == 1 ? "" : "s", (unsigned)(r->w->size / items),
                 r->w->size == items ? "" : "s");
    return w->s;
}

static void advise(const run_over_t *r, finding_t *x, uint32_t items)
{
    const window_t *o = &r->o->object;
    uint32_t start = folded(r->w->addr), room = o->addr + o->size - start, each = r->w->size / items;
    bool below = start < o->addr;
    if (r->n >= FIRST_MDMA && !below && r->w->size > 8)
        put_text(x->missing, sizeof x->missing, "BNDT counts bytes: %u fit, not %u. ", (unsigned)room,
                 (unsigned)r->w->size);
    else if (!below && r->n < FIRST_MDMA && room >= each && items > 1)
        put_text(x->missing, sizeof x->missing,
                 "%s counts items of PSIZE, not bytes: %u of %u bytes fit, not %u. ",
                 r->n < FIRST_BDMA ? "NDTR" : "CNDTR", (unsigned)(room / each), (unsigned)each,
                 (unsigned)items);
    add_text(x->missing, sizeof x->missing, "%s, make %s %u bytes large.",
             *x->missing ? "If all of them are wanted" : "Use a smaller item, or", x->buffer,
             (unsigned)(o->size + r->o->over.size));
}

static void tell_it(const run_over_t *r, finding_t *x, const fact_t *hit)
{
    lint_t *j = r->j;
    const stream_t *s = &j->streams.stream[r->n];
    const overrun_t *o = r->o;
    uint32_t items = r->n >= FIRST_MDMA ? r->w->size : (uint32_t)(s->armed.data >> 32);
    words_t a = { 0 }, b = { 0 }, c = { 0 };
    put_text(x->message, sizeof x->message,
             "%s was enabled in %s with %s: %u bytes %s %s, but %s has %u. ", x->master,
             say_step(j->names, s->pc, &a), say_count(r, items, &b), (unsigned)r->w->size,
             r->writes ? "to" : "from", say_place(j->names, j->map, r->w->addr, &c), x->buffer,
             (unsigned)x->buffer_size);
    words_t what = { 0 };
    put_text(what.s, sizeof what.s, "0x%08X-0x%08X", (unsigned)o->over.addr,
             (unsigned)(o->over.addr + o->over.size - 1));
    if (hit)
        add_text(x->message, sizeof x->message, "It wrote over %.60s from cycle %llu on.", o->neighbour->name,
                 (unsigned long long)say_cycle(j->names, hit->at));
    else if (o->neighbour)
        add_text(x->message, sizeof x->message, "%s is outside, and %.60s lies there%s.", what.s,
                 o->neighbour->name, r->writes ? "" : ": it is sent as well");
    else
        add_text(x->message, sizeof x->message, "%s is outside: nothing known lies there, in this image.",
                 what.s);
    advise(r, x, items);
}

/* The rest of the last item, where nobody is. */
static bool rounded(const lint_t *j, int n, const window_t *w, const overrun_t *o)
{
    uint32_t items = (uint32_t)(j->streams.stream[n].armed.data >> 32);
    return !o->neighbour && n < FIRST_MDMA && items && o->over.size < w->size / items;
}

static bool look(lint_t *j, int n, const fact_t *f, const window_t *w, bool writes, overrun_t *o)
{
    const stream_t *s = &j->streams.stream[n];
    if (!stream_overrun(j->names, s, n, w, o) || rounded(j, n, w, o)) return false;
    run_over_t r = { j, n, w, o, writes };
    finding_t *x = open(&r, TIER_HAZARD, f, o->over.addr, o->over.size);
    if (x) tell_it(&r, x, NULL);
    return writes;
}

static bool source_moves(const stream_t *s, int n)
{
    if (n >= FIRST_MDMA) return s->cr & 3;                       /* SINC */
    return s->cr & (s->dir == DMA_M2M ? DMA_CR_PINC : DMA_CR_MINC);
}

void lint_overrun_see(lint_t *j, const fact_t *f)
{
    int n = f->kind == F_DMA_ON || f->kind == F_DMA_TARGET ? stream_at(f->who, f->what) : -1;
    if (n < 0 || (f->kind == F_DMA_TARGET && n >= FIRST_MDMA)) return;
    const stream_t *s = &j->streams.stream[n];
    overrun_t *over = j->stream[n].over, read;
    if (f->kind == F_DMA_ON) {
        over[0] = over[1] = (overrun_t){ 0 };
        j->overruns &= ~(1ull << n);
    }
    for (int k = 0; k < 2; k++)
        if ((f->kind == F_DMA_ON || s->to[k].addr == f->addr) && look(j, n, f, &s->to[k], true, &over[k]))
            j->overruns |= 1ull << n;
    const window_t *from = f->kind == F_DMA_TARGET && s->from2.addr == f->addr ? &s->from2 : &s->from;
    if (source_moves(s, n)) look(j, n, f, from, false, &read);
}

void lint_overrun_item(lint_t *j, const fact_t *f)
{
    int n = stream_at(f->who, f->what);
    if (n < 0 || !(j->overruns >> n & 1) || !(f->note & 1)) return;
    for (int k = 0; k < 2; k++) {
        const overrun_t *o = &j->stream[n].over[k];
        run_over_t r = { j, n, &j->streams.stream[n].to[k], o, true };
        if (!o->neighbour || folded(f->addr) - o->over.addr >= o->over.size || !names_find(j->names, f->addr))
            continue;
        finding_t *x = open(&r, TIER_ERROR, f, f->addr, f->size);
        if (!x) continue;
        tell_it(&r, x, f);
        cause_t *c = add_cause(x, f);
        c->role = CAUSE_SHOWED;
        put_text(c->text, sizeof c->text, "%s wrote %s to %s at cycle %llu", x->master,
                 say_value(f->data, f->size, &(words_t){ 0 }),
                 say_place(j->names, j->map, f->addr, &(words_t){ 0 }),
                 (unsigned long long)say_cycle(j->names, f->at));
    }
}
