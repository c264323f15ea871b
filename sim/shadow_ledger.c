/* shadow_ledger.c -- the shadow's side of the ledger (ledger.h): which lines are private, and versions made
 * of the stores that stand there.
 *
 * A line becomes private when it is in the cache with all its bytes, each of them the newest and the CPU's
 * own (or never written), if no other address of those bytes is private already. It stops being so when it
 * leaves or somebody else has a part in it: another master's write, a store that did not go into it, bytes
 * that landed from nowhere. One on its way is private if it will come with the newest bytes: what was stored
 * lies in its linefill buffer, and RAM has the newest of the rest. It is so once the line that lived in its
 * place has left, and while its fill lasts. Beats of its fill, and of its write-back when it leaves, are
 * counted (burst_t), and taken before the next fact. Nothing need be compared then: RAM has the newest of
 * what the fill brings, and what is written back is newer than what RAM has. Where that ends, the rest is
 * told.
 * Of memory that nobody here follows (flash) loads alone are private. Stores to code, and close behind it,
 * are always told: an instruction cache or the prefetch queue may hold those bytes (stale_code.h). */
#include "shadow_own.h"
#include "findings.h"
#include "h743.h"

enum { QUEUE_REACHES = 3 };      /* lines: code's own, and those in which a store could meet what is
                                  * prefetched */
enum { PRIVATE = PRIVATE_LOADS | PRIVATE_STORES };
enum { ALL_CAME = (1 << LINE / 8) - 1 };

void shadow_ledger(shadow_t *s, ledger_t *l)
{
    s->ledger = l;
}

/* ---- which lines ----------------------------------------------------------------------------- */

static unsigned slot_of(const sline_t *l)
{
    return l->addr / LINE % LEDGER_SETS * LEDGER_WAYS + (l->set_way >> 16) % LEDGER_WAYS;
}

static bool is_coming(const shadow_t *s, const sline_t *l) { return l >= s->fill && l < s->fill + FILLS; }

/* Of the private line with this byte. */
static uint32_t *row_of(const shadow_t *s, uint32_t key)
{
    for (unsigned i = 0; i < s->rams; i++) {
        uint32_t off = key - s->ram[i].at;
        int slot = off < s->ram[i].size ? ledger_find(s->ledger, s->ram[i].base + off, PRIVATE) : -1;
        if (slot >= 0) return &s->ledger->line[slot];
    }
    return NULL;
}

/* ---- bursts ---------------------------------------------------------------------------------- */

/* BURSTS: more linefill buffers than any core has. */
static unsigned burst_of(const shadow_t *s, const sline_t *fill)
{
    size_t n = BURST_FILLS + (size_t)(fill - s->fill);
    return n < BURSTS ? (unsigned)n : BURSTS;
}

static void begin_burst(shadow_t *s, unsigned n, uint32_t line, uint32_t key)
{
    if (n == BURSTS) return;
    s->ledger->burst[n] = (burst_t){ .line = line | 1 };
    s->kind[key / LINE] |= KIND_BURST;
}

/* Over, or told from now on. */
static void end_burst(shadow_t *s, unsigned n)
{
    uint32_t key;
    if (n == BURSTS || !s->ledger->burst[n].line) return;
    if (find_key(s, s->ledger->burst[n].line & ~1u, &key)) s->kind[key / LINE] &= (uint8_t)~KIND_BURST;
    s->ledger->burst[n] = (burst_t){ 0 };
}

static void tell_bursts(shadow_t *s, uint32_t key)
{
    uint32_t of;
    for (unsigned n = 0; n < BURSTS; n++) {
        uint32_t line = s->ledger->burst[n].line;
        if (line && find_key(s, line & ~1u, &of) && of / LINE == key / LINE) end_burst(s, n);
    }
}

void shadow_crossed(shadow_t *s, uint32_t addr)
{
    uint32_t key;
    if (s->ledger && find_key(s, addr, &key) && s->kind[key / LINE] & KIND_BURST) tell_bursts(s, key);
}

void shadow_flies(shadow_t *s, const flight_t *f, bool private)
{
    uint32_t key;
    if (!s->ledger) return;
    end_burst(s, BURST_BACK);
    if (private && !~f->mask && find_key(s, f->addr, &key)) begin_burst(s, BURST_BACK, f->addr, key);
}

void shadow_landed(shadow_t *s, const flight_t *f)
{
    if (s->ledger && f->evict && s->ledger->burst[BURST_BACK].line == (f->addr | 1)) end_burst(s, BURST_BACK);
}

static void into_fill(shadow_t *s, sline_t *l, const burst_t *b)
{
    uint32_t key, bytes = 0;
    const word_t *w = find_key(s, l->addr, &key) ? find_word(s, key) : NULL;
    if (l->word == NO_LINE) l->word = b->first & ~7u;
    if (b->came == ALL_CAME && !l->known) {                    /* mostly */
        for (unsigned i = 0; w && i < LINE / WORD; i++) l->ver[i] = w[i].ram;
        l->known = ~0u;
        return;
    }
    for (unsigned i = 0; i < LINE / 8; i++) bytes |= b->came >> i & 1 ? 0xFFu << 8 * i : 0;
    bytes &= ~l->known, l->known |= bytes;
    for (unsigned i = 0; w && i < LINE / WORD; i++)
        if (bytes >> i * WORD & 15) put(s, &l->ver[i], w[i].ram, bytes >> i * WORD & 15);
}

/* The newest there were when they left: nothing newer is in RAM. */
static void into_ram(shadow_t *s, const burst_t *b)
{
    uint32_t key, line = b->line & ~1u, came = b->came;
    for (size_t n = 0; n < s->flights; n++) {
        flight_t *f = &s->flight[n];
        if (f->addr != line || !f->evict || !find_key(s, line, &key)) continue;
        word_t *w = make_word(s, key);
        for (unsigned i = 0; came == ALL_CAME && i < LINE / WORD; i++) w[i].ram = f->ver[i];
        if (came == ALL_CAME) came = f->mask = 0;
        for (; came; came &= came - 1) {
            unsigned i = 2 * (unsigned)__builtin_ctz(came);
            w[i].ram = f->ver[i], w[i + 1].ram = f->ver[i + 1];
            f->mask &= ~(0xFFu << WORD * i);
        }
        if (!f->mask) shadow_drop_flight(s, n);
        return;
    }
}

void shadow_moved(shadow_t *s)
{
    ledger_t *g = s->ledger;
    g->came = 0;
    if (g->burst[BURST_BACK].came) into_ram(s, &g->burst[BURST_BACK]);
    for (unsigned n = BURST_FILLS; n < BURSTS; n++)
        if (g->burst[n].came) into_fill(s, &s->fill[n - BURST_FILLS], &g->burst[n]);
    for (unsigned n = 0; n < BURSTS; n++) g->burst[n].came = 0;
}

/* ---- private lines --------------------------------------------------------------------------- */

static uint8_t *kind_of(const shadow_t *s, uint32_t key) { return s->ledger ? &s->kind[key / LINE] : NULL; }

void shadow_shared(shadow_t *s, uint32_t key)
{
    uint8_t *kind = kind_of(s, key);
    if (!kind || !(*kind & (KIND_PRIVATE | KIND_BURST))) return;
    if (*kind & KIND_BURST) tell_bursts(s, key);
    if (!(*kind & KIND_PRIVATE)) return;
    uint32_t *row = row_of(s, key);
    *kind &= (uint8_t)~KIND_PRIVATE;
    if (row) *row = 0;
    s->ledger->epoch++;
}

void shadow_stored(shadow_t *s, uint32_t addr, uint32_t key, bool cached)
{
    uint8_t *kind = kind_of(s, key);
    if (kind && *kind & KIND_PRIVATE && (!cached || ledger_find(s->ledger, addr, PRIVATE) < 0))
        shadow_shared(s, key);
}

bool shadow_is_private(const shadow_t *s, const sline_t *l)
{
    uint32_t row = s->ledger ? s->ledger->line[slot_of(l)] : 0;
    return row && (row & ~(LINE - 1u)) == l->addr;
}

/* In its place in the cache it is what it was on its way. */
bool shadow_came_private(shadow_t *s, const sline_t *fill)
{
    if (!shadow_is_private(s, fill)) return false;
    end_burst(s, burst_of(s, fill));
    s->ledger->line[slot_of(fill)] |= PRIVATE_LOADS;
    s->ledger->epoch++;
    return true;
}

void shadow_gone(shadow_t *s, const sline_t *l)
{
    uint32_t key;
    if (!s->ledger || !l->valid) return;
    uint32_t *row = &s->ledger->line[slot_of(l)];
    if (is_coming(s, l)) end_burst(s, burst_of(s, l));
    if (!shadow_is_private(s, l)) return;
    if (shadow_key(s, l->addr, &key)) s->kind[key / LINE] &= (uint8_t)~KIND_PRIVATE;
    *row = 0;
    s->ledger->epoch++;
}

/* What is there of the line, and what RAM has of the rest: all of it the newest and the CPU's own? */
static bool all_own(const shadow_t *s, const sline_t *l, uint32_t key)
{
    const word_t *w = find_word(s, key);
    bool foreign = is_foreign(s, key);
    ref_t other = 0;                                         /* mostly all or nothing of it is there */
    for (unsigned i = 0; w && !foreign && i < LINE / WORD; i++) other |= w[i].newest ^ (l->known ? l->ver[i] : w[i].ram);
    if (!other && !foreign && (!l->known || !~l->known)) return true;
    for (unsigned i = 0; w && i < LINE / WORD; i++) {
        unsigned known = l->known >> i * WORD & 15;
        ref_t newest = w[i].newest;
        if (newest == (known ? l->ver[i] : w[i].ram) && (!known || known == 15) && !foreign) continue;
        for (unsigned k = 0; k < WORD; k++) {
            vid_t v = one_of(s, newest, k), has = one_of(s, known >> k & 1 ? l->ver[i] : w[i].ram, k);
            if (v && (has != v || (foreign && version_at(s, v)->who != INIT_AXIM))) return false;
        }
    }
    return true;
}

void shadow_try_private(shadow_t *s, const sline_t *l)
{
    uint32_t key;
    bool coming = is_coming(s, l);
    if (!s->ledger || l->valid != 1 || (~l->known && !coming)) return;
    uint32_t *row = &s->ledger->line[slot_of(l)];
    if (*row || (alias_of(l->addr) != l->addr && shadow_filling(s, alias_of(l->addr)))) return;
    bool ram = find_key(s, l->addr, &key);
    if (ram && s->kind[key / LINE] & KIND_PRIVATE) return;
    uint32_t bits = ram && !(s->kind[key / LINE] & KIND_CODE) ? PRIVATE_STORES : 0;
    if (!coming) bits |= PRIVATE_LOADS;
    if (!bits || (ram && !all_own(s, l, key))) return;
    *row = l->addr | bits;
    if (ram) s->kind[key / LINE] |= KIND_PRIVATE;
    if (coming) begin_burst(s, burst_of(s, l), l->addr, key);
    s->ledger->epoch++;
}

void shadow_code(shadow_t *s, uint32_t addr)
{
    uint32_t key;
    if (!shadow_key(s, addr, &key)) return;
    for (unsigned i = 0; i < QUEUE_REACHES; i++) {
        if (!shadow_key(s, addr + i * LINE, &key) || s->kind[key / LINE] & KIND_CODE) continue;
        uint32_t *row = s->kind[key / LINE] & KIND_PRIVATE ? row_of(s, key) : NULL;
        s->kind[key / LINE] |= KIND_CODE;
        if (!s->ledger) continue;
        if (row && !(*row & PRIVATE_LOADS)) shadow_shared(s, key);
        else if (row) *row &= ~(uint32_t)PRIVATE_STORES;
        s->ledger->epoch++;
    }
}

bool shadow_fetched(const shadow_t *s, uint32_t key) { return s->kind[key / LINE] & KIND_CODE; }

/* ---- what stands there ----------------------------------------------------------------------- */

/* One store of a line: closed: it has gone from the store buffer into the line. */
typedef struct { const noted_t *is; uint32_t turn; uint8_t at, size, entry, closed; } one_t;

static unsigned in_turn(const ledger_t *g, const noted_line_t *n, one_t one[LEDGER_PLACES])
{
    unsigned count = 0;
    for (uint64_t left = n->places; left; left &= left - 1) {
        unsigned place = (unsigned)__builtin_ctzll(left), size = place < 32 ? 1 : place < 48 ? 2 : place < 56 ? 4 : 8;
        const noted_t *is = &n->store[place];
        uint32_t turn = is->turn >> 2, entry = is->turn & 3;
        one_t x = { is, turn, (uint8_t)((place - (64 - 64 / size)) * size), (uint8_t)size, (uint8_t)entry,
                    !(g->open >> entry & 1) || turn < g->opened[entry] };
        unsigned k = count++;
        for (; k && one[k - 1].turn > turn; k--) one[k] = one[k - 1];
        one[k] = x;
    }
    return count;
}

/* The ref of the word it begins in, and the next. */
static void into_words(shadow_t *s, ref_t *to, const one_t *x, vid_t v)
{
    if (x->size < WORD) {
        put(s, to, v, bits_of(x->at, x->size));
        return;
    }
    to[0] = v;
    if (x->size > WORD) to[1] = v;
}

/* What an entry of the store buffer held last is asked for by loads it gave bytes to, gone or not. */
static void into_entry(shadow_t *s, const ledger_t *g, const one_t *x, uint32_t addr, vid_t v)
{
    entry_t *e = &s->entry[x->entry];
    uint32_t from = addr + x->at;
    if (!g->opened[x->entry] || x->turn < g->opened[x->entry]) return;
    if (e->addr != (from & ~7u) || e->gone) *e = (entry_t){ .addr = from & ~7u };
    into_words(s, &e->ver[(from & 4) / WORD], x, v);
}

static void into_line(shadow_t *s, sline_t *l, const one_t *x, uint32_t mask, vid_t v)
{
    into_words(s, &l->ver[x->at / WORD], x, v);
    l->known |= mask, l->dirty |= mask, l->late &= ~mask;
}

uint32_t shadow_noted(shadow_t *s, unsigned slot, uint64_t order, uint8_t policy)
{
    ledger_t *g = s->ledger;
    uint32_t addr = g->line[slot] & ~(LINE - 1u), key, mask = 0;
    one_t one[LEDGER_PLACES];
    unsigned count = in_turn(g, &g->noted[slot], one);
    g->noted[slot].places = 0;
    if (!count || !shadow_key(s, addr, &key)) return 0;
    word_t *cell = make_word(s, key);
    sline_t *there = &s->line[addr / LINE % DCACHE_SETS * WAYS + slot % LEDGER_WAYS];
    sline_t *l = g->line[slot] & PRIVATE_LOADS ? there : find_fill(s, addr);
    vid_t v = 0;
    for (unsigned n = 0; n < count; n++) {
        const one_t *x = &one[n];
        v = shadow_new_version(s, (version_t){ .order = order + x->turn,
                                               .data = x->is->data,
                                               .at = x->is->at,
                                               .key = key + x->at,
                                               .addr = addr + x->at,
                                               .pc = x->is->pc,
                                               .who = INIT_AXIM,
                                               .size = x->size,
                                               .policy = policy });
        uint32_t bytes = (x->size == 8 ? 0xFFu : (1u << x->size) - 1) << x->at;
        word_t *w = &cell[x->at / WORD];
        put(s, &w->newest, v, bytes >> (x->at & 28) & 15);
        if (x->size > WORD) w[1].newest = v;
        if (x->closed) into_line(s, l, x, bytes, v);
        mask |= bytes;
        into_entry(s, g, x, addr, v);
    }
    shadow_stained(s, addr, key, mask, v);
    return mask;
}

void shadow_settled(shadow_t *s)
{
    ledger_t *g = s->ledger;
    for (unsigned i = 0; i < LEDGER_ENTRIES; i++) {
        if (g->opened[i] && !(g->open >> i & 1)) s->entry[i].gone = s->entry[i].cached = 1;
        g->opened[i] = 0;
    }
    g->turns = g->touches = g->open = 0;
}
