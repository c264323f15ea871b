/* fetch.c -- see fetch.h. */
#include "fetch.h"
#include "fill.h"
#include <string.h>

enum { DTCM_BASE = 0x20000000, BEATS = LINE / 8, ID_FETCH = 4 };

static const cache_geometry_t *const geometry = &icache_geometry;

static uint32_t end_of(const fetch_t *f) { return f->from + 8u * f->words; }

static port_t *port_of(const lsu_ctx_t *c) { return &c->env->port[c->cfg->p_fetch]; }

static const uint8_t *tcm(const lsu_ctx_t *c, uint32_t addr)
{
    const uint8_t *chip = c->env->chip;
    if (addr < c->cfg->itcm_size) return chip + c->cfg->itcm_at + addr;
    if (addr - DTCM_BASE < c->cfg->dtcm_size) return chip + c->cfg->dtcm_at + (addr - DTCM_BASE);
    return 0;
}

static int cached(const lsu_ctx_t *c, const attr_t *a)
{
    return c->scb->ccr & CCR_IC && a->type == MEM_NORMAL && a->policy != POLICY_NC;
}

static fetch_status_t put(fetch_t *f, const uint8_t *bytes)
{
    memcpy(f->data + 8 * f->words++, bytes, 8);
    return FETCH_OK;
}

/* ---- asking ---------------------------------------------------------------------------------- */

static void ask(lsu_ctx_t *c, uint32_t addr, unsigned beats)
{
    port_t *p = port_of(c);
    p->addr = addr, p->write = 0, p->size = 3, p->beats = (uint8_t)beats, p->wrap = beats > 1;
    p->attr = (uint8_t)(BUS_INSTR | (c->privileged ? BUS_PRIVILEGED : 0));
    p->id = ID_FETCH, p->tag = TAG_FETCH, p->quiet = BUS_WHOLE;
    lsu_ask(c, c->cfg->p_fetch, addr);
}

static fetch_status_t ask_bus(lsu_ctx_t *c, uint32_t addr)
{
    fetch_t *f = c->fetch;
    if (port_of(c)->phase != BUS_IDLE) return FETCH_WAIT;
    f->asked = 1, f->ask = addr;
    ask(c, addr, 1);
    return FETCH_WAIT;
}

static uint64_t note_of(const ifill_t *f) { return line_note(1, f->set, f->way, 0); }

static fetch_status_t start_fill(lsu_ctx_t *c, uint32_t addr, int ahead)
{
    ifill_t *f = &c->fetch->fill;
    if (port_of(c)->phase != BUS_IDLE) return FETCH_WAIT;
    unsigned set = cache_set(geometry, addr);
    unsigned way = (unsigned)cache_victim(c->icache, geometry, addr, 0), index = set * geometry->ways + way;
    *f = (ifill_t){ .valid = 1, .way = (uint8_t)way, .set = (uint16_t)set, .line = line_of(addr) };
    lsu_tell(c, F_FILL_START, FILL_FETCH, 0, f->line, addr, 0, 0, note_of(f));
    if (c->icache->valid[index]) {
        c->icache->valid[index] = 0;
        line_changed(c->env, index);
        lsu_tell(c, F_EVICT, EVICT_REPLACED, LINE, c->icache->tag[index], addr, 0, 0, note_of(f));
    }
    ask(c, addr, BEATS);
    if (!ahead) port_of(c)->quiet = (uint16_t)(BUS_WHOLE & ~1u);      /* the program waits for the first */
    return FETCH_WAIT;
}

/* Nothing is asked ahead of the program where nothing would answer. */
static int worth_asking(const lsu_ctx_t *c, uint32_t addr)
{
    const region_row_t *r = map_region(c->env->map, addr);
    return r && r->kind <= REGION_TCM;
}

/* Has this doubleword of the line come? */
static int has(const lsu_ctx_t *c, uint32_t addr) { return beats_got(port_of(c)) >> addr / 8 % BEATS & 1; }

/* From the line that is being filled. The program waits for its beat, the queue that runs ahead does not. */
static fetch_status_t bring_filling(lsu_ctx_t *c, uint32_t addr, int ahead)
{
    port_t *p = port_of(c);
    unsigned k = beat_of(p, addr);
    if (has(c, addr) && !c->fetch->fill.dropped) return put(c->fetch, (const uint8_t *)&p->data[k]);
    if (!ahead) p->quiet &= (uint16_t)~(1u << k);
    return FETCH_WAIT;
}

/* Append the next doubleword to the queue, from wherever it is now; or begin to get it. */
static fetch_status_t bring(lsu_ctx_t *c, int ahead)
{
    fetch_t *f = c->fetch;
    uint32_t addr = end_of(f);
    attr_t a = lsu_attr(c, addr);
    const uint8_t *bytes = tcm(c, addr);
    if (a.xn || !a.read) return FETCH_ACCESS;
    if (bytes) return put(f, bytes);
    if (f->error && f->error_at == addr) return FETCH_BUS_ERROR;
    int keep = cached(c, &a);
    if (!keep) return ahead && !worth_asking(c, addr) ? FETCH_WAIT : ask_bus(c, addr);
    if (f->fill.valid && f->fill.line == line_of(addr)) return bring_filling(c, addr, ahead);
    int index = cache_find(c->icache, geometry, addr);
    if (index < 0) return ahead && !worth_asking(c, addr) ? FETCH_WAIT : start_fill(c, addr, ahead);
    cache_touch(c->icache, index);
    return put(f, c->icache->data[index] + (addr & (LINE - 8)));
}

/* ---- the program's side ---------------------------------------------------------------------- */

void fetch_flush(fetch_t *f, uint32_t pc)
{
    f->from = pc & ~7u;
    f->words = 0;
    f->error = 0, f->error_at = 0;
    memset(f->data, 0, sizeof f->data);
}

void fetch_advance(fetch_t *f, uint32_t pc)
{
    uint32_t gone = ((pc & ~7u) - f->from) / 8;
    if (!gone) return;
    if (gone > f->words) { fetch_flush(f, pc); return; }
    f->words = (uint8_t)(f->words - gone);
    f->from = pc & ~7u;
    for (unsigned k = 0; k < FETCH_WORDS; k++) {            /* what lies behind the last one is 0 */
        if (k + gone < FETCH_WORDS) memcpy(f->data + 8 * k, f->data + 8 * (k + gone), 8);
        else memset(f->data + 8 * k, 0, 8);
    }
}

static uint16_t halfword(const fetch_t *f, uint32_t pc)
{
    return (uint16_t)(f->data[pc - f->from] | f->data[pc - f->from + 1] << 8);
}

fetch_status_t fetch_read(lsu_ctx_t *c, uint32_t pc, uint16_t hw[2], uint32_t *at)
{
    fetch_t *f = c->fetch;
    fetch_advance(f, pc);
    hw[1] = 0;
    for (unsigned k = 0; k < 2; k++) {
        *at = pc + 2 * k;
        while (*at - f->from >= 8u * f->words) {
            fetch_status_t s = bring(c, 0);
            if (s != FETCH_OK) return s;
        }
        hw[k] = halfword(f, *at);
        if (thumb_length(hw[0]) == 2) break;
    }
    return FETCH_OK;
}

int fetch_waits(const lsu_ctx_t *c)
{
    const fetch_t *f = c->fetch;
    return f->fill.valid && line_of(end_of(f)) == f->fill.line && !has(c, end_of(f));
}

void fetch_ahead(lsu_ctx_t *c)
{
    if (c->fetch->words < FETCH_WORDS) bring(c, 1);
}

/* ---- answers --------------------------------------------------------------------------------- */

static void allocate(lsu_ctx_t *c)
{
    const ifill_t *f = &c->fetch->fill;
    const port_t *p = port_of(c);
    unsigned index = f->set * geometry->ways + f->way;
    if (!f->dropped) {
        c->icache->tag[index] = f->line, c->icache->valid[index] = 1;
        for (unsigned at = 0; at < LINE; at += 8)
            word_to_bytes(c->icache->data[index] + at, p->data[beat_of(p, at)]);
        line_changed(c->env, index);
        cache_touch(c->icache, (int)index);
    }
    lsu_tell(c, f->dropped ? F_FILL_DROP : F_FILL_DONE, FILL_FETCH, 0, f->line, f->line, p->txn, 0,
             note_of(f));
}

static void fill_failed(lsu_ctx_t *c)
{
    fetch_t *f = c->fetch;
    if (line_of(end_of(f)) == f->fill.line) f->error = 1, f->error_at = end_of(f);
    uint32_t txn = port_of(c)->beat ? port_of(c)->txn : 0;
    lsu_tell(c, F_FILL_DROP, FILL_FETCH, 0, f->fill.line, f->fill.line, txn, 0, note_of(&f->fill));
}

static int fill_answer(lsu_ctx_t *c)
{
    ifill_t *f = &c->fetch->fill;
    port_t *p = port_of(c);
    int over = p->phase == BUS_DONE || p->phase == BUS_ERROR;
    if (p->seen >= p->beat && !over) return 0;
    for (; p->seen < p->beat; p->seen++)
        lsu_tell(c, F_FILL_BEAT, 0, 0, beat_addr(p, p->seen), f->line, p->txn, p->data[p->seen], note_of(f));
    if (!over) return 1;
    if (p->phase == BUS_DONE) allocate(c); else fill_failed(c);
    p->phase = BUS_IDLE;
    memset(f, 0, sizeof *f);
    return 1;
}

/* One doubleword past the cache: the next is asked at once, while there is room. */
static int bus_answer(lsu_ctx_t *c)
{
    fetch_t *f = c->fetch;
    port_t *p = port_of(c);
    if (p->phase != BUS_DONE && p->phase != BUS_ERROR) return 0;
    int wanted = f->ask == end_of(f) && f->words < FETCH_WORDS, good = p->phase == BUS_DONE;
    p->phase = BUS_IDLE, f->asked = 0;
    if (wanted && !good) f->error = 1, f->error_at = f->ask;
    if (!wanted || !good) return 1;
    word_to_bytes(f->data + 8 * f->words++, p->data[0]);
    attr_t a = lsu_attr(c, end_of(f));
    if (!tcm(c, end_of(f)) && !cached(c, &a)) fetch_ahead(c);
    return 1;
}

void fetch_leave(lsu_ctx_t *c)
{
    if (c->fetch->fill.valid) port_of(c)->seen = port_of(c)->beat;
}

int fetch_step(lsu_ctx_t *c)
{
    if (c->fetch->fill.valid) return fill_answer(c);
    return c->fetch->asked ? bus_answer(c) : 0;
}

/* ---- maintenance ------------------------------------------------------------------------------ */

unsigned fetch_invalidate_all(lsu_ctx_t *c)
{
    unsigned note = 0;
    if (!c->icache) return 0;
    for (unsigned i = 0; i < CACHE_LINES; i++) {
        if (c->icache->valid[i]) note = MAINT_HIT;
        c->icache->valid[i] = 0;
    }
    if (c->fetch->fill.valid) c->fetch->fill.dropped = 1;
    code_changed(c->env);
    return note;
}

unsigned fetch_invalidate(lsu_ctx_t *c, uint32_t addr, uint32_t *line)
{
    if (!c->icache) return 0;
    ifill_t *f = &c->fetch->fill;
    if (f->valid && f->line == line_of(addr)) f->dropped = 1;
    int index = cache_find(c->icache, geometry, addr);
    if (index < 0) return 0;
    c->icache->valid[index] = 0;
    line_changed(c->env, (unsigned)index);
    *line = c->icache->tag[index];
    lsu_tell(c, F_EVICT, EVICT_INV, LINE, *line, c->env->pc, 0, 0,
             line_note(1, (unsigned)index / geometry->ways, (unsigned)index % geometry->ways, 0));
    return MAINT_HIT;
}
