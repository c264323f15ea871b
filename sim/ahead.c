/* ahead.c -- see ahead.h. */
#include "ahead.h"
#include "h743.h"

/* When this stream wrote the byte: 0 never since it was armed. */
static uint64_t written(const look_t *j, int n, uint32_t addr)
{
    uint32_t key;
    bool ram = shadow_key(j->shadow, addr, &key);
    const version_t *v = ram ? shadow_version(j->shadow, shadow_look(j->shadow, key).ram) : NULL;
    bool own = v && !is_cpu(v->who) && stream_of(v->who, v->tag) == n && v->order > j->streams->stream[n].on;
    return own ? v->order : 0;
}

void ahead_read(const look_t *j, const fact_t *f)
{
    const engine_t *e = engine_of_slot(f->who);
    uint32_t off = f->addr & 0xFFF;
    if (!e || e->first >= FIRST_BDMA || off < e->cr || (off - e->cr) % e->stride != 4 || !is_cpu(f->what))
        return;
    int n = stream_number(e, (off - e->cr) / e->stride);
    const stream_t *s = &j->streams->stream[n];
    ahead_t *a = &j->a->stream[n];
    if (a->on) a->on = 0, j->a->count--;
    if (!s->known || !s->running || s->dir != DMA_P2M || !(s->fcr & DMA_FCR_DMDIS) || !(s->cr & DMA_CR_MINC))
        return;
    uint32_t item = 1u << (s->cr >> 11 & 3), left = (uint32_t)f->data & 0xFFFF,
             taken = s->to[0].size - left * item;
    if (left * item > s->to[0].size || s->to[1].size) return;
    /* Back from the last byte taken: those written before the byte that is next were written a lap ago. */
    uint64_t next = taken < s->to[0].size ? written(j, n, s->to[0].addr + taken) : 0;
    uint32_t wait = 0;
    while (wait < AHEAD_BYTES && wait < taken && written(j, n, s->to[0].addr + taken - wait - 1) <= next)
        wait++;
    if (!wait) return;
    *a = (ahead_t){
        .on = s->on, .addr = s->to[0].addr + taken - wait, .size = wait, .last = next, .read = *f
    };
    j->a->count++;
}

static void tell_it(const look_t *j, int n, const ahead_t *a, const fact_t *f, uint32_t addr)
{
    const stream_t *s = &j->streams->stream[n];
    const names_t *names = j->book->names;
    finding_t *x = book_open(j->book, RULE_READ_AHEAD, EFFECT_STALE_READ, TIER_ERROR, addr, 1,
                             book_object(j->book, addr), (uint64_t)(n + 1) << 32 | s->pc);
    words_t w = { 0 }, v = { 0 }, k = { 0 };
    if (!x) return;
    x->at = f->at, x->pc = f->pc, x->fix_pc = a->read.pc;
    put_text(x->master, sizeof x->master, "%.31s", say_stream(n, &w));
    name_buffer(x, names, j->book->map, addr);
    cause_t *c = add_cause(x, &a->read);
    put_text(c->text, sizeof c->text, "NDTR of %s was read as %u at cycle %llu", x->master,
             (unsigned)a->read.data & 0xFFFF, (unsigned long long)say_cycle(names, a->read.at));
    c = add_cause(x, f), c->role = CAUSE_SHOWED;
    put_text(c->text, sizeof c->text, "CPU loaded %s from %s at cycle %llu in %.60s",
             say_value(f->data, f->size, &k), say_place(names, j->book->map, f->addr, &v),
             (unsigned long long)say_cycle(names, f->at), say_step(names, f->pc, &w));
    put_text(x->message, sizeof x->message,
             "%s read %s. NDTR, read at cycle %llu, had counted these bytes as received, but %s had them in "
             "its FIFO still (%u bytes): NDTR counts what was taken from the peripheral, not what is in "
             "memory.",
             say_step(names, f->pc, &w), say_place(names, j->book->map, addr, &v),
             (unsigned long long)say_cycle(names, a->read.at), x->master, (unsigned)a->size);
    put_text(x->missing, sizeof x->missing,
             "Clear EN of %s and wait until it reads 0 before NDTR is read (that writes the FIFO out), or "
             "use direct mode (DMDIS = 0).",
             x->master);
}

void ahead_load(const look_t *j, const fact_t *f)
{
    for (int n = 0; n < AHEAD_STREAMS; n++) {
        ahead_t *a = &j->a->stream[n];
        if (!a->on || f->addr >= a->addr + a->size || f->addr + f->size <= a->addr) continue;
        if (a->on != j->streams->stream[n].on) { a->on = 0, j->a->count--; continue; }
        for (uint32_t k = 0; k < f->size; k++) {
            uint32_t addr = f->addr + k;
            if (addr - a->addr >= a->size || written(j, n, addr) > a->last) continue;
            tell_it(j, n, a, f, addr);
            return;
        }
    }
}
