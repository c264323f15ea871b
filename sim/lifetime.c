/* lifetime.c -- see lifetime.h. */
#include "lifetime.h"
#include "h743.h"

static bool inside(window_t w, uint32_t addr) { return addr - w.addr < w.size; }

static freed_t *find(const lifetime_t *l, uint32_t addr, int stream)
{
    for (unsigned i = 0; l->count && i < FREED; i++)
        if (l->freed[i].used && l->freed[i].stream == stream && inside(l->freed[i].at, addr))
            return (freed_t *)&l->freed[i];
    return NULL;
}

bool lifetime_holds(const lifetime_t *l, uint32_t addr, int stream)
{
    return l->count && find(l, addr, stream);
}

/* ---- words ----------------------------------------------------------------------------------- */

enum { RELEASE = 200 };

/* "free() in stop+0x12 (main.c:42)", or the step alone. */
static void say_release(const life_t *j, const freed_t *e, char to[RELEASE])
{
    const names_t *names = j->book->names;
    site_t s;
    to[0] = 0;
    if (e->block.size && names_site(names, (uint32_t)e->release.note, &s) && *s.function)
        put_text(to, RELEASE, "%s() in ", say_short(s.function, 40, &(words_t){ 0 }));
    add_text(to, RELEASE, "%s", say_step(names, e->release.pc, &(words_t){ 0 }));
}

static const char *say_taker(const life_t *j, const freed_t *e, words_t *w)
{
    site_t s;
    bool known = names_site(j->book->names, e->block.by, &s) && *s.function;
    if (!known) return "the heap";
    say_short(s.function, 40, w);
    return add_text(w->s, sizeof w->s, "()"), w->s;
}

static void cause_taken(const life_t *j, const freed_t *e, finding_t *x)
{
    const names_t *names = j->book->names;
    fact_t f = { .at = e->block.at, .kind = F_HEAP, .who = e->release.who, .what = HEAP_TAKEN,
                 .addr = e->block.addr, .pc = e->block.call, .data = e->block.size, .note = e->block.by };
    if (!e->block.size) return;
    put_text(add_cause(x, &f)->text, sizeof x->cause[0].text,
             "%s gave %u bytes at 0x%08X at cycle %llu in %s", say_taker(j, e, &(words_t){ 0 }),
             (unsigned)e->block.size, (unsigned)e->block.addr,
             (unsigned long long)say_cycle(names, e->block.at),
             say_step(names, e->block.call, &(words_t){ 0 }));
}

static void tell_it(const life_t *j, freed_t *e, tier_t tier, const fact_t *now, const char *what)
{
    const stream_t *s = &j->streams->stream[e->stream];
    const names_t *names = j->book->names;
    const map_t *map = j->book->map;
    uint32_t addr = e->touch.kind ? e->touch.addr : e->at.addr;
    uint64_t site = (uint64_t)(e->stream + 1) << 32 | e->release.pc;
    words_t w = { 0 }, v = { 0 }, k = { 0 };
    char release[RELEASE];
    finding_t *x = book_open(j->book, RULE_DMA_AFTER_FREE, e->wrote ? EFFECT_LOST_CPU_WRITE : EFFECT_NONE,
                             tier, addr, 1, book_object(j->book, e->at.addr), site);
    if (!x) return;
    say_release(j, e, release);
    e->finding = (size_t)(x - j->book->list->item) + 1;
    x->at = e->touch.kind ? e->touch.at : e->release.at;
    x->pc = e->release.pc, x->fix_pc = e->release.pc;
    put_text(x->master, sizeof x->master, "%.31s", say_stream(e->stream, &w));
    name_buffer(x, names, map, s->dir == DMA_M2P ? s->from.addr : s->to[0].addr);
    cause_taken(j, e, x);
    cause_t *c = add_cause(x, &s->armed);
    c->role = CAUSE_ARMED;
    put_text(c->text, sizeof c->text, "%s was armed at cycle %llu in %s", x->master,
             (unsigned long long)say_cycle(names, s->armed.at), say_step(names, s->pc, &w));
    put_text(add_cause(x, &e->release)->text, sizeof c->text,
             "0x%08X-0x%08X was given back at cycle %llu in %s", (unsigned)e->at.addr,
             (unsigned)(e->at.addr + e->at.size - 1), (unsigned long long)say_cycle(names, e->release.at),
             release);
    if (e->touch.kind)
        put_text(add_cause(x, &e->touch)->text, sizeof c->text, "%s %s %s at cycle %llu", x->master,
                 e->touch.note >> 8 & 1 ? "wrote to" : "read", say_place(names, map, e->touch.addr, &v),
                 (unsigned long long)say_cycle(names, e->touch.at));
    if (now) {
        c = add_cause(x, now), c->role = CAUSE_SHOWED;
        put_text(c->text, sizeof c->text, "CPU loaded %s from %s at cycle %llu in %s",
                 say_value(now->data, now->size, &k), say_place(names, map, now->addr, &v),
                 (unsigned long long)say_cycle(names, now->at), say_step(names, now->pc, &w));
    }
    put_text(x->message, sizeof x->message,
             "%s, enabled in %s, was still on when %s gave its buffer's memory back (cycle %llu).",
             x->master, say_step(names, s->pc, &w), release,
             (unsigned long long)say_cycle(names, e->release.at));
    if (e->block.size)
        add_text(x->message, sizeof x->message, " %u bytes, allocated by %s in %s.",
                 (unsigned)e->block.size, say_taker(j, e, &v), say_step(names, e->block.call, &w));
    add_text(x->message, sizeof x->message, " %s", what);
    put_text(x->missing, sizeof x->missing,
             "Before %s: switch the peripheral's request off, clear EN of %s and wait until it reads 0; or "
             "let the buffer live as long as the transfer.",
             say_step(names, e->release.pc, &w), x->master);
}

/* The release was told already: the moment that counts is this one. */
static void show_touch(const life_t *j, const freed_t *e)
{
    if (!e->finding || j->book->closed) return;
    finding_t *x = &j->book->list->item[e->finding - 1];
    words_t v = { 0 };
    x->at = e->touch.at, x->addr = e->touch.addr;
    put_text(add_cause(x, &e->touch)->text, sizeof x->cause[0].text, "%s %s %s at cycle %llu", x->master,
             e->touch.note >> 8 & 1 ? "wrote to" : "read",
             say_place(j->book->names, j->book->map, e->touch.addr, &v),
             (unsigned long long)say_cycle(j->book->names, e->touch.at));
}

/* ---- facts ----------------------------------------------------------------------------------- */

static window_t common(window_t a, window_t b)
{
    uint64_t from = a.addr > b.addr ? a.addr : b.addr, end = (uint64_t)a.addr + a.size,
             other = (uint64_t)b.addr + b.size;
    if (other < end) end = other;
    return end > from ? (window_t){ (uint32_t)from, (uint32_t)(end - from) } : (window_t){ 0 };
}

static void tell_hazard(const life_t *j, freed_t *e)
{
    tell_it(j, e, TIER_HAZARD, NULL, "Until it stops it works in memory that belongs to somebody else.");
}

static void remember(const life_t *j, const fact_t *f, const heap_block_t *block, int n, window_t w)
{
    unsigned i = 0;
    for (unsigned k = 0; k < FREED; k++)
        if (j->l->freed[k].used && j->l->freed[k].stream == n && j->l->freed[k].at.addr == w.addr) return;
    while (i < FREED && j->l->freed[i].used) i++;
    if (i == FREED) return;
    freed_t *e = &j->l->freed[i];
    *e = (freed_t){ .used = 1,
                    .stream = (uint8_t)n,
                    .at = w,
                    .on = j->streams->stream[n].on,
                    .order = j->order,
                    .release = *f };
    if (block) e->block = *block;
    e->maybe = f->kind == F_RELEASE && f->what == RELEASE_ANEW;
    j->l->count++, j->l->maybes += e->maybe;
    if (!e->maybe) tell_hazard(j, e);
}

/* It was given back, or it was not. */
static void decide(const life_t *j, freed_t *e, bool given_back)
{
    if (!e->maybe) return;
    e->maybe = 0, j->l->maybes--;
    if (given_back && !e->finding) tell_hazard(j, e);
    if (!given_back) e->used = 0, j->l->count--;
}

/* The stack pointer was given the value it had when it left this stack. */
static void come_back(const life_t *j, uint32_t sp)
{
    for (unsigned i = 0; j->l->maybes && i < FREED; i++)
        if (j->l->freed[i].used && j->l->freed[i].release.addr == sp) decide(j, &j->l->freed[i], false);
}

/* An MDMA channel between requests and a scripted master that has not begun are not running. */
static void release(const life_t *j, const fact_t *f, window_t freed, const heap_block_t *block)
{
    for (int n = 0; n < WATCHED; n++) {
        const stream_t *s = &j->streams->stream[n];
        if (!s->known || !s->running) continue;
        const window_t own[4] = { s->from, s->from2, s->to[0], s->to[1] };
        for (unsigned i = 0; i < 4; i++) {
            window_t w = common(own[i], freed);
            uint32_t key;
            if (w.size && shadow_key(j->shadow, w.addr, &key)) remember(j, f, block, n, w);
        }
    }
}

void lifetime_release(const life_t *j, arena_t *arena, const fact_t *f)
{
    heap_block_t gone;
    if (f->kind == F_RELEASE && f->what == RELEASE_ANEW) come_back(j, f->addr + (uint32_t)f->data);
    if (f->kind == F_RELEASE) release(j, f, (window_t){ f->addr, (uint32_t)f->data }, NULL);
    else if (heap_see(&j->l->heap, arena, j->book->map, f, &gone))
        release(j, f, (window_t){ gone.addr, gone.size }, &gone);
}

void lifetime_armed(const life_t *j, int stream)
{
    for (unsigned i = 0; j->l->count && i < FREED; i++) {
        freed_t *e = &j->l->freed[i];
        if (!e->used || e->stream != stream || j->streams->stream[stream].on == e->on) continue;
        e->used = 0, j->l->count--;
    }
}

void lifetime_arming(const life_t *j, int stream)
{
    for (unsigned i = 0; j->l->maybes && i < FREED; i++)
        if (j->l->freed[i].used && j->l->freed[i].stream == stream) decide(j, &j->l->freed[i], true);
}

void lifetime_finish(const life_t *j)
{
    for (int n = 0; n < WATCHED; n++) lifetime_arming(j, n);
}

/* The newest bytes here are the CPU's, stored behind the release: somebody else's. */
static bool taken(const life_t *j, const freed_t *e, uint32_t addr)
{
    uint32_t key;
    bool ram = shadow_key(j->shadow, addr, &key);
    const version_t *v = ram ? shadow_version(j->shadow, shadow_look(j->shadow, key).newest) : NULL;
    return v && is_cpu(v->who) && v->order > e->order;
}

void lifetime_beat(const life_t *j, const fact_t *f, int stream)
{
    bool write = f->note >> 8 & 1;
    for (unsigned i = 0; i < f->size && i < 8; i++) {
        freed_t *e = f->note >> i & 1 || !write ? find(j->l, f->addr + i, stream) : NULL;
        if (!e) continue;
        uint32_t at = f->addr + i - e->at.addr;
        bool theirs = taken(j, e, f->addr + i);
        if (!e->touch.kind) {
            e->touch = *f, e->touch.addr = f->addr + i;
            show_touch(j, e);
        }
        if (write && theirs && at < FREED_BYTES) e->hit[at / 8] |= (uint8_t)(1u << (at & 7)), e->wrote = 1;
        if (!write && theirs)
            tell_it(j, e, TIER_ERROR, NULL, "It then sent what its new owner had stored there.");
    }
}

void lifetime_load(const life_t *j, const fact_t *f)
{
    for (unsigned i = 0; i < FREED; i++) {
        freed_t *e = &j->l->freed[i];
        if (!e->used || !e->wrote) continue;
        for (unsigned k = 0; k < f->size && k < 8; k++) {
            uint32_t addr = f->addr + k, at = addr - e->at.addr, key;
            if (!inside(e->at, addr) || at >= FREED_BYTES || !(e->hit[at / 8] >> (at & 7) & 1)) continue;
            bool ram = shadow_key(j->shadow, addr, &key);
            const version_t *v = ram ? shadow_version(j->shadow, shadow_look(j->shadow, key).newest) : NULL;
            if (!v || is_cpu(v->who) || stream_of(v->who, v->tag) != e->stream) continue;   /* not any more */
            if (version_byte(v, key) != (uint8_t)(f->data >> 8 * k)) continue; /* the cache kept its own */
            tell_it(j, e, TIER_ERROR, f,
                    "It then wrote over what its new owner had stored there, and the CPU read that.");
            return;
        }
    }
}
