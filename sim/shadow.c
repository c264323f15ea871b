/* shadow.c -- see shadow.h. Sections: other masters; store buffer; linefill buffers and lines; the bus;
 * loads and questions. */
#include "shadow_own.h"
#include <string.h>
#include "h743.h"

/* Which byte of which RAM is asked of every byte that moves: a table of megabytes finds it at once. */
static void find_rams(shadow_t *s, const map_t *map)
{
    for (unsigned i = 0; i < map->regions && s->rams < RAMS; i++) {
        const region_row_t *r = &map->region[i];
        if (r->kind != REGION_RAM) continue;
        s->ram[s->rams].base = r->base, s->ram[s->rams].size = r->size;
        s->ram[s->rams++].at = (r->at + LINE - 1) & ~(LINE - 1u);
    }
    for (unsigned mb = 0, i = 0; mb < MEGABYTES; mb++) {
        while (i < s->rams && s->ram[i].base + (s->ram[i].size - 1) < mb << 20) i++;
        s->first[mb] = (uint8_t)i;
    }
}

shadow_t *shadow_new(const map_t *map, arena_t *arena)
{
    shadow_t *s = arena_take(arena, sizeof *s);
    s->map = map, s->arena = arena;
    find_rams(s, map);
    uint64_t end = 0;
    for (unsigned i = 0; i < s->rams; i++)
        if ((uint64_t)s->ram[i].at + s->ram[i].size > end) end = (uint64_t)s->ram[i].at + s->ram[i].size;
    s->pages = (uint32_t)(end / PAGE + 1);
    s->page = arena_take(arena, s->pages * sizeof *s->page);
    s->kind = arena_take(arena, s->pages * (PAGE / LINE));
    s->versions = 1;
    for (unsigned i = 0; i < SPARE; i++) s->entry[i].gone = 1;
    s->entries = ENTRIES;
    return s;
}

/* ---- other masters --------------------------------------------------------------------------- */

vid_t shadow_write_beat(shadow_t *s, const fact_t *f, uint64_t order, uint8_t who)
{
    uint32_t key;
    unsigned size = f->size > 8 ? 8 : f->size;
    if (!find_key(s, f->addr, &key)) return 0;
    shadow_shared(s, key);
    vid_t v = shadow_new_version(s, (version_t){ .order = order,
                                          .data = f->data,
                                          .at = f->at,
                                          .key = key,
                                          .addr = f->addr,
                                          .pc = f->pc,
                                          .txn = f->txn,
                                          .who = who,
                                          .tag = (uint8_t)(f->note >> 24),
                                          .size = (uint8_t)size });
    if ((size == 8 || size == WORD) && !(f->addr % size) && !(~f->note & ((1u << size) - 1))) {   /* mostly */
        word_t *w = make_word(s, key), both = { v, v };
        w[0] = both, w[size / WORD - 1] = both;
        s->kind[key / LINE] |= KIND_FOREIGN;
        return v;
    }
    bool ram = true;
    for (unsigned i = 0, n; i < size; i += n, key += n) {
        uint32_t addr = f->addr + i;
        n = in_word(addr, size - i);
        unsigned mask = (unsigned)(f->note >> i & 15) << addr % WORD & bits_of(addr, n);
        if (i && !(addr % LINE)) ram = find_key(s, addr, &key);
        if (!mask || !ram) continue;
        word_t *w = make_word(s, key);
        put(s, &w->ram, v, mask), put(s, &w->newest, v, mask);
        s->kind[key / LINE] |= KIND_FOREIGN;
    }
    return v;
}

/* ---- store buffer ---------------------------------------------------------------------------- */

static entry_t *entry_for(shadow_t *s, unsigned number, uint32_t dword)
{
    for (unsigned i = ENTRIES; i < s->entries; i++)
        if (!s->entry[i].gone && s->entry[i].addr == dword) return &s->entry[i];
    entry_t *e = &s->entry[number % ENTRIES];
    if (!e->gone && e->addr != dword) { /* the other half of a store over two doublewords */
        unsigned i = ENTRIES;
        while (i < SPARE && !s->entry[i].gone) i++;
        if (i == SPARE) i = ENTRIES;
        if (i >= s->entries) s->entries = i + 1;
        e = &s->entry[i];
    }
    if (e->gone || e->addr != dword) *e = (entry_t){ .addr = dword };
    return e;
}

void shadow_store(shadow_t *s, const fact_t *f, uint64_t order, uint8_t policy)
{
    uint32_t key;
    unsigned size = f->size > 8 ? 8 : f->size;
    if (f->what != DST_STB || !find_key(s, f->addr, &key)) return;
    vid_t v = shadow_new_version(s, (version_t){ .order = order,
                                          .data = f->data,
                                          .at = f->at,
                                          .key = key,
                                          .addr = f->addr,
                                          .pc = f->pc,
                                          .who = INIT_AXIM,
                                          .size = (uint8_t)size,
                                          .policy = policy });
    bool cached = is_cached(policy);
    entry_t *own = NULL;
    shadow_stored(s, f->addr, key, cached);
    for (unsigned i = 0, n; i < size; i += n) {
        uint32_t a = f->addr + i;
        n = in_word(a, size - i);
        unsigned mask = bits_of(a, n);
        if (!find_key(s, a, &key)) continue;
        put(s, &make_word(s, key)->newest, v, mask);
        if (cached) shadow_stained(s, a, key, mask << (a & 28), v);
        if (!own || own->addr != (a & ~7u)) own = entry_for(s, (unsigned)(f->note & 0xFF), a & ~7u);
        put(s, &own->ver[a / WORD & 1], v, mask);
    }
}

/* A line on its way out (valid 2) can still be hit until its way is taken. */
static sline_t *find_line(shadow_t *s, uint32_t addr)
{
    sline_t *set = &s->line[(addr >> 5 & (DCACHE_SETS - 1)) * WAYS], *leaving = NULL;
    for (unsigned w = 0; w < WAYS; w++) {
        if (!set[w].valid || set[w].addr != (addr & ~31u)) continue;
        if (set[w].valid == 1) return &set[w];
        leaving = &set[w];
    }
    return leaving;
}

static flight_t *push_flight(shadow_t *s)
{
    if (s->flights == s->flight_room) {
        s->flight_room = s->flight_room ? 2 * s->flight_room : 16;
        s->flight = shadow_more(s, s->flight, s->flights, s->flight_room, sizeof *s->flight);
    }
    return &s->flight[s->flights++];
}

void shadow_drop_flight(shadow_t *s, size_t i)
{
    shadow_landed(s, &s->flight[i]);
    for (s->flights--; i < s->flights; i++) s->flight[i] = s->flight[i + 1];
}

static void drain_to_bus(shadow_t *s, entry_t *e, unsigned strobes, const fact_t *f, uint64_t order)
{
    flight_t *fly = push_flight(s);
    *fly = (flight_t){
        .addr = e->addr & ~31u, .mask = strobes << (e->addr & 24), .order = order, .at = f->at,
        .pc = f->pc
    };
    fly->dirty = fly->mask;
    memcpy(&fly->ver[(e->addr & 24) / WORD], e->ver, sizeof e->ver);
    shadow_crossed(s, e->addr);
}

void shadow_drain(shadow_t *s, const fact_t *f, uint64_t order)
{
    unsigned strobes = f->note & 0xFF, at = f->addr & 24;
    uint32_t key;
    entry_t *e = &s->entry[(f->note >> 8 & 0xFF) % ENTRIES];
    for (unsigned i = 0; i < SPARE && e->addr != f->addr; i++)
        if (s->entry[i].addr == f->addr && (!s->entry[i].gone || i + 1 == SPARE)) e = &s->entry[i];
    if (e->addr != f->addr) return;
    sline_t *l = f->what == DRAIN_LFB ? find_fill(s, f->addr) : find_line(s, f->addr);
    if (f->what == DRAIN_BUS && e->cached && !l) l = find_fill(s, f->addr);
    e->gone = 1;
    if (f->what == DRAIN_BUS) {
        drain_to_bus(s, e, strobes, f, order);
        e->bus = 1;
        if (e->cached && l) l->dirty &= ~(strobes << at); /* write-through: RAM gets it as well */
        else if (l && find_key(s, f->addr, &key)) shadow_shared(s, key);
        return;
    }
    e->cached = 1;
    if (!l) return;
    for (unsigned i = 0; i < 8 / WORD; i++)
        if (strobes >> i * WORD & 15) put(s, &l->ver[at / WORD + i], e->ver[i], strobes >> i * WORD & 15);
    l->known |= strobes << at, l->late &= ~(strobes << at);
    if (!e->bus) l->dirty |= strobes << at;
    shadow_try_private(s, l);
}

/* ---- linefill buffers and lines -------------------------------------------------------------- */

/* Its beats come soon: the host may fetch its words meanwhile. */
static void expect_line(const shadow_t *s, uint32_t addr)
{
    uint32_t key;
    if (find_key(s, addr, &key)) __builtin_prefetch(find_word(s, key), 1);
}

void shadow_fill(shadow_t *s, const fact_t *f, uint64_t order)
{
    if (f->note >> 31 & 1) return;                   /* instruction cache */
    sline_t *l, *place;
    uint32_t key;
    switch (f->kind) {
    case F_FILL_START:
        if (find_key(s, f->addr, &key)) shadow_shared(s, key);         /* another line's until now */
        s->fill[f->size % FILLS] = (sline_t){ .addr = f->addr & ~31u,
                                              .pc = f->pc,
                                              .word = NO_LINE,
                                              .valid = 1,
                                              .why = f->what,
                                              .set_way = (uint32_t)f->note & 0xFFFFFF,
                                              .order = order,
                                              .at = f->at };
        expect_line(s, f->addr);
        shadow_try_private(s, &s->fill[f->size % FILLS]);
        break;
    case F_FILL_DONE:
        if (!(l = find_fill(s, f->addr))) break;
        l->known = ~0u;
        place = &s->line[(f->note & (SETS - 1)) * WAYS + (f->note >> 16 & (WAYS - 1))];
        if (shadow_came_private(s, l)) {
            *place = *l, l->valid = 0;
            break;
        }
        shadow_gone(s, place), shadow_gone(s, l);
        *place = *l;
        l->valid = 0;
        shadow_try_private(s, place);
        break;
    case F_FILL_DROP:
        if ((l = find_fill(s, f->addr))) shadow_gone(s, l), l->valid = 0;
        break;
    default: break;
    }
}

/* The line that lived where it goes has left: its place in the ledger is free. */
static void try_coming(shadow_t *s, uint32_t set_way)
{
    for (unsigned i = 0; i < FILLS; i++)
        if (s->fill[i].valid && s->fill[i].set_way == set_way) shadow_try_private(s, &s->fill[i]);
}

void shadow_evict(shadow_t *s, const fact_t *f, uint64_t order)
{
    if (f->note >> 31 & 1) return;
    sline_t *l = &s->line[(f->note & (SETS - 1)) * WAYS + (f->note >> 16 & (WAYS - 1))];
    if (!l->valid || l->addr != (f->addr & ~31u)) return;
    int dirty = f->note >> 24 & 1;
    bool private = shadow_is_private(s, l);
    if (f->what != EVICT_CLEAN) shadow_gone(s, l);
    if (dirty && f->what != EVICT_INV) {
        flight_t *fly = push_flight(s);
        *fly = (flight_t){ .addr = l->addr,
                         .mask = l->known,
                         .dirty = l->dirty,
                         .evict = 1,
                         .why = f->what,
                         .order = order,
                         .at = f->at,
                         .pc = f->pc };
        memcpy(fly->ver, l->ver, sizeof fly->ver);
        shadow_flies(s, fly, private);
        expect_line(s, l->addr);
        l->dirty = 0;
        if (f->what != EVICT_CLEAN) l->valid = 2;
    } else if (f->what != EVICT_CLEAN) {
        l->valid = 0;
    }
    if (f->what == EVICT_REPLACED) try_coming(s, (uint32_t)f->note & 0xFFFFFF);
}

bool shadow_dirtied(const shadow_t *s, uint32_t addr, uint32_t key)
{
    const page_t *page = s->page[key / PAGE];
    const sline_t *l = find_line((shadow_t *)s, addr);
    return (l && l->dirty) || (page && page->stain[key % PAGE / LINE].mask);
}

const sline_t *shadow_line(const shadow_t *s, uint32_t addr)
{ return find_line((shadow_t *)s, addr); }
const sline_t *shadow_filling(const shadow_t *s, uint32_t addr)
{ return find_fill((shadow_t *)s, addr); }

/* ---- the bus --------------------------------------------------------------------------------- */

/* The bytes of which RAM holds an older version than the newest: a bit each. */
static unsigned older(const shadow_t *s, const word_t *w)
{
    unsigned old = 0;
    for (unsigned i = 0; w && w->ram != w->newest && i < WORD; i++) {
        vid_t ram = one_of(s, w->ram, i), newest = one_of(s, w->newest, i);
        if (ram != newest && shadow_order(s, ram) < shadow_order(s, newest)) old |= 1u << i;
    }
    return old;
}

/* Into a linefill buffer: words, for a line comes in doublewords. That they arrive there later (F_FILL_BEAT)
 * makes no difference: bytes stored meanwhile win, and nobody is given the others before. */
static void read_line(shadow_t *s, sline_t *l, const fact_t *f)
{
    unsigned at = f->addr & 28, end = (f->addr & 31) + f->size;
    uint32_t key;
    const word_t *w = find_key(s, f->addr & ~3u, &key) ? find_word(s, key) : NULL;
    if (l->word == NO_LINE) l->word = f->addr & ~7u;
    for (; at < end && at < LINE; at += WORD) {
        unsigned fresh = ~(l->known >> at) & 15;
        l->known |= 15u << at;
        if (!w) continue;
        put(s, &l->ver[at / WORD], w->ram, fresh);
        if (w->ram != w->newest) l->late |= (older(s, w) & fresh) << at;
        w++;
    }
}

void shadow_read_beat(shadow_t *s, const fact_t *f)
{
    unsigned tag = f->note >> 24 & 0xFF, size = f->size > 8 ? 8 : f->size;
    uint32_t key;
    sline_t *l = tag == TAG_FILL ? find_fill(s, f->addr) : NULL;
    if (l) {
        read_line(s, l, f);
        return;
    }
    if (tag == TAG_FETCH || !find_key(s, f->addr, &key)) return;
    read_t r = { .txn = f->txn, .addr = f->addr, .size = (uint8_t)size };
    const word_t *w = NULL;
    for (unsigned i = 0, n; i < size; i += n) {
        uint32_t addr = f->addr + i;
        n = in_word(addr, size - i), w = next_word(s, addr, w);
        for (unsigned k = 0; w && k < n; k++) r.ver[i + k] = one_of(s, w->ram, addr + k);
        r.late |= (uint8_t)((older(s, w) & bits_of(addr, n)) >> addr % WORD << i);
    }
    s->read[s->reads++ % READS] = r;
}

/* The first with any of these bytes of the line of addr. */
static size_t find_flight(const shadow_t *s, uint32_t addr, uint32_t bytes, unsigned tag)
{
    for (size_t i = 0; i < s->flights; i++) {
        const flight_t *f = &s->flight[i];
        if (f->addr != (addr & ~31u) || !(f->mask & bytes)) continue;
        if ((tag == TAG_EVICT && !f->evict) || (tag == TAG_STORE && f->evict)) continue;
        return i;
    }
    return s->flights;
}

static void landed(shadow_t *s, size_t n, uint32_t bytes)
{
    if (!(s->flight[n].mask &= ~bytes)) shadow_drop_flight(s, n);
}

/* From nowhere: a version of one byte, unless it is the CPU's newest. */
static vid_t land_unknown(shadow_t *s, const fact_t *f, unsigned i, uint64_t order, uint32_t key)
{
    word_t *w = make_word(s, key);
    vid_t newest = one_of(s, w->newest, key);
    const version_t *v = shadow_version(s, newest);
    if (v && v->who == INIT_AXIM && version_byte(v, key) == (uint8_t)(f->data >> 8 * i)) return newest;
    shadow_shared(s, key);
    newest = shadow_new_version(s, (version_t){ .order = order,
                                                .data = f->data >> 8 * i,
                                                .at = f->at,
                                                .key = key,
                                                .addr = f->addr + i,
                                                .pc = f->pc,
                                                .who = INIT_AXIM,
                                                .size = 1 });
    put(s, &w->newest, newest, bits_of(key, 1));
    return newest;
}

/* Byte i of the beat. */
static bool land_byte(shadow_t *s, const fact_t *f, unsigned i, uint64_t order, landing_t *over)
{
    uint32_t addr = f->addr + i, bit = 1u << (addr & 31), key;
    if (!find_key(s, addr, &key)) return false;
    size_t n = find_flight(s, addr, bit, f->note >> 24 & 0xFF);
    *over = (landing_t){ 0 };
    if (n < s->flights) {
        over->ver = shadow_of(s, s->flight[n].ver, addr & 31), over->from = s->flight[n];
        landed(s, n, bit);
    } else {
        over->ver = land_unknown(s, f, i, order, key);
    }
    word_t *w = make_word(s, key);
    vid_t newest = one_of(s, w->newest, key), ram = one_of(s, w->ram, key);
    put(s, &w->ram, over->ver, bits_of(key, 1));
    bool lost = over->ver != newest && ram == newest && shadow_order(s, over->ver) < shadow_order(s, newest);
    if (lost) shadow_shared(s, key);                 /* a line on its way comes with the older */
    return lost;
}

/* May a version of RAM's become this one, and nothing be said of it? */
static inline bool lands(const shadow_t *s, const word_t *w, ref_t r)
{
    if (r == w->newest) return true;
    if ((r | w->ram | w->newest) & MIXED) return false;
    return w->ram != w->newest || shadow_order(s, r) >= shadow_order(s, w->newest);
}

/* Whole words of one flight, over nothing that was newer: a word or two. */
static bool land_words(shadow_t *s, const fact_t *f, uint32_t addr, unsigned size)
{
    uint32_t bytes = ((1u << size) - 1) << (addr & 31), key;
    size_t n = find_flight(s, addr, bytes, f->note >> 24 & 0xFF);
    if (n == s->flights || bytes & ~s->flight[n].mask || !find_key(s, addr, &key)) return false;
    word_t *w = make_word(s, key);
    const ref_t *r = &s->flight[n].ver[(addr & 28) / WORD];
    if (!lands(s, &w[0], r[0]) || (size > WORD && !lands(s, &w[1], r[1]))) return false;
    w[0].ram = r[0];
    if (size > WORD) w[1].ram = r[1];
    landed(s, n, bytes);
    return true;
}

unsigned shadow_land(shadow_t *s, const fact_t *f, uint64_t order, landing_t over[8])
{
    unsigned size = f->size > 8 ? 8 : f->size, bits = 0;
    if (size == 8 && !(f->addr & 7) && (f->note & 0xFF) == 0xFF && land_words(s, f, f->addr, 8)) return 0;
    for (unsigned i = 0, n; i < size; i += n) {
        n = in_word(f->addr + i, size - i);
        if (n == WORD && (f->note >> i & 15) == 15 && land_words(s, f, f->addr + i, WORD)) continue;
        for (unsigned k = i; k < i + n; k++)
            if (f->note >> k & 1 && land_byte(s, f, k, order, &over[k])) bits |= 1u << k;
    }
    return bits;
}

void shadow_refused(shadow_t *s, const fact_t *f)
{
    unsigned tag = f->note >> 16 & 0xFF;
    for (size_t i = 0; i < s->flights; i++) {
        if (s->flight[i].addr != (f->addr & ~31u) || s->flight[i].evict != (tag == TAG_EVICT))
            continue;
        shadow_drop_flight(s, i);
        return;
    }
}

/* ---- loads and questions --------------------------------------------------------------------- */

static bool buffered(const shadow_t *s, uint32_t addr, vid_t *v)
{
    *v = 0;
    for (unsigned i = 0; i < SPARE; i++) {
        const entry_t *e = &s->entry[i];
        if (e->addr != (addr & ~7u)) continue;
        vid_t held = shadow_of(s, e->ver, addr & 7);
        if (shadow_order(s, held) > shadow_order(s, *v)) *v = held;
    }
    return *v != 0;
}

/* The latest of its transaction with this byte. */
static const read_t *find_read(const shadow_t *s, const fact_t *f, uint32_t addr)
{
    for (unsigned i = 1; i <= READS; i++) {
        const read_t *r = &s->read[(s->reads - i) % READS];
        if (addr - r->addr < r->size && r->txn == f->txn) return r;
    }
    return NULL;
}

bool shadow_read_newest(const shadow_t *s, const fact_t *f)
{
    uint32_t key;
    if (f->what != SRC_BUS || f->note) return false;
    const read_t *r = find_read(s, f, f->addr);
    if (!r || f->addr - r->addr + f->size > r->size || !find_key(s, f->addr, &key)) return false;
    const vid_t *ver = &r->ver[f->addr - r->addr];
    for (unsigned i = 0; i < f->size; i++) {
        const word_t *w = find_word(s, key + i);
        vid_t newest = w ? one_of(s, w->newest, key + i) : 0;
        if (newest && newest != ver[i]) return false;
    }
    return true;
}

bool shadow_own(const shadow_t *s, const fact_t *f)
{
    uint32_t key, at = f->addr & 31;
    if ((f->what != SRC_CACHE && f->what != SRC_LFB) || f->note || at + f->size > LINE) return false;
    if (!find_key(s, f->addr, &key)) return true;            /* flash: not followed */
    const sline_t *l = f->what == SRC_LFB ? shadow_filling(s, f->addr) : NULL;
    if (!l) l = shadow_line(s, f->addr);
    if (!l || l->valid != 1) return false;
    bool foreign = is_foreign(s, key);
    for (unsigned i = 0; i < f->size; i++) {
        const word_t *w = find_word(s, key + i);
        ref_t has = l->ver[(at + i) / WORD];
        if (!w || !w->newest) continue;
        vid_t newest = one_of(s, w->newest, key + i);
        if (!newest) continue;
        if (!(l->known >> (at + i) & 1) || one_of(s, has, at + i) != newest) return false;
        if (foreign && version_at(s, newest)->who != INIT_AXIM) return false;
        if (has == w->newest && has == newest) i += in_word(at + i, f->size - i) - 1;    /* all of the word */
    }
    return true;
}

unsigned shadow_load(const shadow_t *s, const fact_t *f, vid_t ver[8], unsigned *own,
                     unsigned *late, const sline_t **via)
{
    unsigned known = 0, size = f->size > 8 ? 8 : f->size;
    *own = *late = 0, *via = NULL;
    if (f->what == SRC_TCM || f->what == SRC_PPB) return 0;
    const sline_t *fill = NULL, *line = NULL;
    const read_t *read = NULL;
    uint32_t of = ~f->addr;                          /* the line that these two are of: none yet */
    for (unsigned i = 0; i < size; i++) {
        uint32_t a = f->addr + i;
        if ((f->note >> i & 1) || f->what == SRC_STB) {
            if (buffered(s, a, &ver[i])) known |= 1u << i;
            continue;
        }
        if (f->what == SRC_BUS) {
            if (!read || a - read->addr >= read->size) read = find_read(s, f, a);
            if (!read) continue;
            ver[i] = read->ver[a - read->addr], *late |= (read->late >> (a - read->addr) & 1u) << i;
            known |= 1u << i, *own |= 1u << i;
            continue;
        }
        if ((a ^ of) & ~31u) fill = shadow_filling(s, a), line = shadow_line(s, a), of = a;
        const sline_t *l = f->what == SRC_LFB ? (fill ? fill : line) : (line ? line : fill);
        if (!l || !(l->known >> (a & 31) & 1)) continue;
        ver[i] = shadow_of(s, l->ver, a & 31), known |= 1u << i;
        *via = l;
        if (f->what == SRC_LFB && l->pc == f->pc && l->why != FILL_STORE) {
            *own |= 1u << i;
            *late |= (l->late >> (a & 31) & 1) << i;
        }
    }
    return known;
}

where_t shadow_where(const shadow_t *s, vid_t v, uint32_t key, flight_t *flight)
{
    const version_t *made = shadow_version(s, v);
    if (!v || shadow_look(s, key).ram == v || !made) return AT_RAM;
    uint32_t a = made->addr + (key - made->key);
    for (unsigned i = 0; i < SPARE; i++)
        if (!s->entry[i].gone && s->entry[i].addr == (a & ~7u) && shadow_of(s, s->entry[i].ver, a & 7) == v)
            return AT_STORE_BUFFER;
    for (size_t i = 0; i < s->flights; i++) {
        if (s->flight[i].addr != (a & ~31u) || !(s->flight[i].mask >> (a & 31) & 1)
            || shadow_of(s, s->flight[i].ver, a & 31) != v)
            continue;
        *flight = s->flight[i];
        return AT_FLIGHT;
    }
    const sline_t *l = shadow_filling(s, a);
    if (l && shadow_of(s, l->ver, a & 31) == v && l->dirty >> (a & 31) & 1) return AT_FILL;
    l = shadow_line(s, a);
    if (l && shadow_of(s, l->ver, a & 31) == v && l->dirty >> (a & 31) & 1) return AT_LINE;
    return AT_NOWHERE;
}
