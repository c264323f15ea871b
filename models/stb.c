/* stb.c -- see stb.h. */
#include "stb.h"
#include <string.h>

enum { FULL = 0xFF, LINE_BEATS = 4 };

static unsigned entries(const lsu_ctx_t *c)
{
    uint32_t n = lsu_num(c, T_STB_ENTRIES);
    return n < 1 ? 1 : n > STB_MAX ? STB_MAX : n;
}

static int older(const stb_t *a, const stb_t *b) { return (int32_t)(a->seq - b->seq) < 0; }

/* The entries in order of age, oldest first; how many. */
static unsigned by_age(const lsu_t *l, uint8_t order[STB_MAX])
{
    unsigned n = 0;
    for (uint8_t i = 0; i < STB_MAX; i++) {
        if (!l->stb[i].valid) continue;
        unsigned k = n++;
        for (; k && older(&l->stb[i], &l->stb[order[k - 1]]); k--) order[k] = order[k - 1];
        order[k] = i;
    }
    return n;
}

/* ---- in -------------------------------------------------------------------------------------- */

static int merges(const stb_t *e, uint32_t dword, const attr_t *a)
{
    return e->valid && e->addr == dword && e->type == MEM_NORMAL && a->type == MEM_NORMAL
        && e->policy == a->policy;
}

static void link_line(lsu_t *l, unsigned i)
{
    for (unsigned k = 0; k < STB_MAX; k++)
        if (k != i && l->stb[k].valid && l->stb[k].type == MEM_NORMAL
            && l->stb[i].type == MEM_NORMAL
            && line_of(l->stb[k].addr) == line_of(l->stb[i].addr))
            l->stb[k].linked = l->stb[i].linked = 1;
}

int stb_accept(lsu_ctx_t *c, uint32_t addr, unsigned size, uint64_t value, const attr_t *a)
{
    lsu_t *l = c->lsu;
    uint32_t dword = addr & ~7u;
    int at = -1, room = -1;
    for (int i = 0; i < (int)entries(c); i++) {
        if (!l->stb[i].valid && room < 0) room = i;
        if (!l->stb[i].valid || l->stb[i].addr != dword) continue;
        if (merges(&l->stb[i], dword, a)) {
            if (at < 0 || older(&l->stb[at], &l->stb[i])) at = i;
        } else {
            l->stb[i].flush = 1;
                              /* another kind of store to the same bytes goes first */
        }
    }
    /* never merge past a younger store to the doubleword */
    for (int i = 0; at >= 0 && i < STB_MAX; i++)
        if (l->stb[i].valid && l->stb[i].addr == dword && older(&l->stb[at], &l->stb[i])) at = -1;
    if (at < 0 && room < 0) {
        stb_flush(l);
        return -1;
    }
    stb_t *e = &l->stb[at >= 0 ? at : room];
    if (at < 0) {
        *e = (stb_t){ .valid = 1, .policy = a->policy, .type = a->type, .addr = dword,
                      .seq = l->seq++,
                      .pc = c->env->pc, .since = c->env->now };
        if (c->privileged) e->attr |= BUS_PRIVILEGED;
        if (a->type != MEM_NORMAL) e->attr |= BUS_DEVICE;
        link_line(l, (unsigned)room);
    }
    uint8_t strb = (uint8_t)(((1u << size) - 1) << (addr & 7));
    uint64_t mask = strobed(strb);
    e->data = (e->data & ~mask) | (value << 8 * (addr & 7) & mask);
    e->strb |= strb;
    e->ready = lsu_after(c, 1);
    return (int)(e - l->stb);
}

/* ---- looking --------------------------------------------------------------------------------- */

int stb_covers(const lsu_t *l, uint32_t dword, uint8_t need)
{
    int at = -1;
    for (int i = 0; i < STB_MAX; i++)
        if (l->stb[i].valid && l->stb[i].addr == dword && (at < 0
                                                           || older(&l->stb[at],
                                                                    &l->stb[i]))) at = i;
    return at >= 0 && (l->stb[at].strb & need) == need ? at : -1;
}

uint8_t stb_overlay(const lsu_t *l, uint32_t dword, uint64_t *data)
{
    uint8_t order[STB_MAX], laid = 0;
    unsigned n = by_age(l, order);
    for (unsigned k = 0; k < n; k++) {
        const stb_t *e = &l->stb[order[k]];
        if (e->addr != dword) continue;
        uint64_t mask = strobed(e->strb);
        *data = (*data & ~mask) | (e->data & mask);
        laid |= e->strb;
    }
    return laid;
}

void stb_flush(lsu_t *l)
{
    for (unsigned i = 0; i < STB_MAX; i++) l->stb[i].flush = l->stb[i].valid;
}

void stb_flush_dword(lsu_t *l, uint32_t dword)
{
    for (unsigned i = 0; i < STB_MAX; i++)
        if (l->stb[i].valid && l->stb[i].addr == dword) l->stb[i].flush = 1;
}

int stb_device(const lsu_t *l)
{
    for (unsigned i = 0; i < STB_MAX; i++)
        if (l->stb[i].valid && l->stb[i].type != MEM_NORMAL) return 1;
    return 0;
}

int stb_line(const lsu_t *l, uint32_t line)
{
    for (unsigned i = 0; i < STB_MAX; i++)
        if (l->stb[i].valid && line_of(l->stb[i].addr) == line) return 1;
    return 0;
}

/* ---- out ------------------------------------------------------------------------------------- */

static void tell_drain(lsu_ctx_t *c, unsigned i, drain_t what)
{
    const stb_t *e = &c->lsu->stb[i];
    if (what != DRAIN_BUS && c->env->sink && ledger_drained(c->env->sink->ledger, i)) return;
    lsu_tell(c, F_DRAIN, what, 8, e->addr, e->pc, 0, e->data, e->strb | i << 8);
}

static void leave(lsu_ctx_t *c, unsigned i) { memset(&c->lsu->stb[i], 0, sizeof c->lsu->stb[i]); }

/* The number of a free AXIM write port, if one more write of this id may be outstanding and none to the same
 * line with another id is (the interconnect may reorder different ids), nor the line's eviction. -1:
 * wait. */
static int write_port(lsu_ctx_t *c, uint32_t line, unsigned id)
{
    unsigned at = (unsigned)__builtin_ctz(~(unsigned)c->lsu->writes);
    uint32_t under_way = 0;
    for (unsigned set = c->lsu->writes; set; set &= set - 1)
        under_way += c->env->port[c->cfg->p_write[__builtin_ctz(set)]].id == id;
    if (id == ID_NC && under_way >= lsu_num(c, T_NC_WRITES)) return -1;
    if (id == ID_DEVICE && under_way >= lsu_num(c, T_DEVICE_WRITES)) return -1;
    if (lsu_writing(c, line, (int)id) || evict_bars(c, line)) return -1;
    return at < WRITE_PORTS ? (int)at : -1;
}

/* Raise write port k for the store at pc. */
static void ask(lsu_ctx_t *c, unsigned k, uint32_t pc)
{
    c->lsu->writes |= (uint16_t)(1u << k);
    lsu_ask(c, c->cfg->p_write[k], pc);
}

/* Device: one transfer of 8, 16 or 32 bits, or two of 32 from one pair (TRM 5.5.7). */
static int drain_device(lsu_ctx_t *c, unsigned i)
{
    const stb_t *e = &c->lsu->stb[i];
    int k = write_port(c, line_of(e->addr), ID_DEVICE);
    if (k < 0) return 0;
    port_t *p = &c->env->port[c->cfg->p_write[k]];
    unsigned at = (unsigned)__builtin_ctz(e->strb), bytes = (unsigned)__builtin_popcount(e->strb);
    uint64_t data = e->data >> 8 * at;
    p->addr = e->addr + at, p->write = 1, p->wrap = 0, p->beats = bytes == 8 ? 2 : 1;
    p->size = bytes == 1 ? 0 : bytes == 2 ? 1 : 2;
    p->attr = e->attr, p->id = ID_DEVICE, p->tag = TAG_STORE;
    p->data[0] = data & strobed((uint8_t)((1u << (1u << p->size)) - 1)), p->data[1] = data >> 32;
    p->strb[0] = p->strb[1] = (uint8_t)((1u << (1u << p->size)) - 1);
    tell_drain(c, i, DRAIN_BUS);
    ask(c, (unsigned)k, e->pc);
    leave(c, i);
    return 1;
}

/* An older entry must go first: one to the same doubleword, or any other Device store. */
static int behind(const lsu_t *l, unsigned i)
{
    for (unsigned k = 0; k < STB_MAX; k++) {
        const stb_t *e = &l->stb[k], *me = &l->stb[i];
        if (k == i || !e->valid || !older(e, me)) continue;
        if (e->addr == me->addr || (e->type != MEM_NORMAL && me->type != MEM_NORMAL)) return 1;
    }
    return 0;
}

/* The entries that leave in one burst with entry i: same line, same policy, in address order. */
static unsigned group_of(const lsu_t *l, unsigned i, uint8_t group[STB_MAX])
{
    unsigned n = 0;
    for (uint8_t k = 0; k < STB_MAX; k++) {
        const stb_t *e = &l->stb[k], *me = &l->stb[i];
        if (!e->valid || e->type != MEM_NORMAL || e->policy != me->policy
            || line_of(e->addr) != line_of(me->addr))
            continue;
        if (behind(l, k)) continue;                /* an older store to its bytes is still here */
        unsigned at = n++;
        for (; at && l->stb[group[at - 1]].addr > e->addr; at--) group[at] = group[at - 1];
        group[at] = k;
    }
    return n;
}

/* When a store that came, or was last added to, at `from` has waited long enough. */
static tick_t timeout(const lsu_ctx_t *c, tick_t from)
{
    return domain_after(&c->env->clock[c->cfg->clk], from, lsu_num(c, T_STB_MERGE_TIMEOUT));
}

static tick_t waits_from(const stb_t *e) { return e->policy == POLICY_WB_RWA ? e->ready : e->since; }

/* Is the burst complete, or has it waited long enough? */
static int group_goes(const lsu_ctx_t *c, const uint8_t *group, unsigned n)
{
    const lsu_t *l = c->lsu;
    int full = 1, flush = 0, allocating = 0;
    tick_t newest = 0, oldest = NEVER;
    for (unsigned k = 0; k < n; k++) {
        const stb_t *e = &l->stb[group[k]];
        tick_t from = waits_from(e);
        if (e->ready > c->env->now) return 0;
        full &= e->strb == FULL, flush |= e->flush;
        allocating |= e->policy == POLICY_WB_RWA;
        if (from > newest) newest = from;
        if (from < oldest) oldest = from;
    }
    if (flush || (full && (!allocating || n == LINE_BEATS))) return 1;
    return timeout(c, allocating ? newest : oldest) <= c->env->now;
}

/* A write-through store keeps a present line up to date as well. */
static void write_present(lsu_ctx_t *c, unsigned i)
{
    const stb_t *e = &c->lsu->stb[i];
    int lfb = fill_find(c->lsu, line_of(e->addr)), index = cache_find(c->dcache, &dcache_geometry,
                                                                      e->addr);
    if (e->policy == POLICY_NC) return;
    if (lfb >= 0) {
        fill_merge(c, lfb, e->addr, e->strb, e->data, 0);
        tell_drain(c, i, DRAIN_LFB);
    } else if (index >= 0) {
        uint8_t *b = c->dcache->data[index] + (e->addr & (LINE - 8));
        uint64_t mask = strobed(e->strb);
        word_to_bytes(b, (bytes_to_word(b) & ~mask) | (e->data & mask));
        cache_touch(c->dcache, index);
        tell_drain(c, i, DRAIN_CACHE);
    }
}

static int drain_bus(lsu_ctx_t *c, unsigned i)
{
    lsu_t *l = c->lsu;
    uint8_t group[STB_MAX];
    unsigned n = group_of(l, i, group), id = l->stb[i].policy == POLICY_NC ? ID_NC : ID_WT;
    if (!group_goes(c, group, n)) return 0;
    int free = write_port(c, line_of(l->stb[i].addr), id);
    if (free < 0) return 0;
    port_t *p = &c->env->port[c->cfg->p_write[free]];
    uint32_t first = l->stb[group[0]].addr, pc = l->stb[i].pc;
    p->addr = first, p->write = 1, p->size = 3, p->wrap = 0;
    p->beats = (uint8_t)((l->stb[group[n - 1]].addr - first) / 8 + 1);
    p->attr = l->stb[i].attr, p->id = (uint8_t)id, p->tag = TAG_STORE;
    for (unsigned k = 0; k < p->beats; k++) p->strb[k] = 0, p->data[k] = 0;
    int whole = n == LINE_BEATS;
    for (unsigned k = 0; k < n; k++) {
        const stb_t *e = &l->stb[group[k]];
        unsigned beat = (e->addr - first) / 8;
        p->strb[beat] = e->strb, p->data[beat] = e->data & strobed(e->strb);
        whole &= e->strb == FULL;
        write_present(c, group[k]);
        tell_drain(c, group[k], DRAIN_BUS);
    }
    if (id == ID_WT && !whole) l->ra_mode = 0, l->ra_run = 0;      /* TRM 5.9.1 */
    ask(c, (unsigned)free, pc);
    for (unsigned k = 0; k < n; k++) leave(c, group[k]);
    return 1;
}

static int allocates(const lsu_ctx_t *c, const stb_t *e)
{
    return e->policy == POLICY_WB_RWA && dcache_on(c) && (!c->lsu->ra_mode
                                                          || c->scb->actlr & ACTLR_DISRAMODE);
}

static int drain_normal(lsu_ctx_t *c, unsigned i)
{
    stb_t *e = &c->lsu->stb[i];
    if (e->policy == POLICY_NC || e->policy == POLICY_WT) return drain_bus(c, i);
    int lfb = fill_find(c->lsu, line_of(e->addr)), index = cache_find(c->dcache, &dcache_geometry,
                                                                      e->addr);
    if (lfb < 0 && index < 0) {
        if (!allocates(c, e)) return drain_bus(c, i);
        lfb = fill_start(c, e->addr, FILL_STORE, c->env->now, e->pc);
        if (lfb < 0) return 0;
    }
    if (lfb >= 0) {
        fill_merge(c, lfb, e->addr, e->strb, e->data, 1);
        tell_drain(c, i, DRAIN_LFB);
    } else {
        uint8_t *b = c->dcache->data[index] + (e->addr & (LINE - 8));
        uint64_t mask = strobed(e->strb);
        word_to_bytes(b, (bytes_to_word(b) & ~mask) | (e->data & mask));
        c->dcache->dirty[index] = 1;
        cache_touch(c->dcache, index);
        tell_drain(c, i, DRAIN_CACHE);
    }
    leave(c, i);
    return 1;
}

int stb_drain(lsu_ctx_t *c)
{
    lsu_t *l = c->lsu;
    uint8_t order[STB_MAX];
    if (c->env->now < l->drain_at) return 0;
    unsigned n = by_age(l, order);
    for (unsigned k = 0; k < n; k++) {
        unsigned i = order[k];
        const stb_t *e = &l->stb[i];
        if (e->ready > c->env->now || behind(l, i)) continue;
        if (!(e->type == MEM_NORMAL ? drain_normal(c, i) : drain_device(c, i))) continue;
        l->drain_at = lsu_after(c, lsu_num(c, T_STB_DRAIN));
        return 1;
    }
    return 0;
}

int stb_answers(lsu_ctx_t *c)
{
    int n = 0;
    for (unsigned set = c->lsu->writes; set; set &= set - 1) {
        unsigned k = (unsigned)__builtin_ctz(set);
        port_t *p = &c->env->port[c->cfg->p_write[k]];
        if (p->phase != BUS_DONE && p->phase != BUS_ERROR) continue;
        if (p->phase == BUS_ERROR) lsu_imprecise(c->lsu, ABFSR_AXIM, p->why, p->addr);
        p->phase = BUS_IDLE;
        c->lsu->writes &= (uint16_t)~(1u << k);
        n = 1;
    }
    return n;
}

tick_t stb_next(const lsu_ctx_t *c)
{
    const lsu_t *l = c->lsu;
    tick_t now = c->env->now, next = NEVER;
    if (l->drain_at > now) next = l->drain_at;
    for (unsigned i = 0; i < STB_MAX; i++) {
        const stb_t *e = &l->stb[i];
        if (!e->valid) continue;
        /* it waits for nothing before it is ready */
        tick_t then = e->ready > now ? e->ready : timeout(c, waits_from(e));
        if (then > now && then < next) next = then;
    }
    return next;
}
