/* range.c -- see range.h. */
#include "range.h"
#include "h743.h"

enum { LINE_BYTES = 32 };

static uint32_t down(uint32_t addr) { return addr & ~(LINE_BYTES - 1u); }

static bool invalidates(uint8_t what) { return what == MAINT_DCIMVAC || what == MAINT_DCCIMVAC; }
static bool cleans(uint8_t what)
{
    return what == MAINT_DCCMVAC || what == MAINT_DCCMVAU || what == MAINT_DCCIMVAC;
}

/* The next round of the loop, or the next of those it was unrolled to. */
static bool goes_on(const call_t *c, const fact_t *f, uint64_t barrier)
{
    return c->what == f->what && c->end == down(f->addr) && (c->pc == f->pc || c->to > barrier);
}

void range_see(range_t *r, const fact_t *f, uint64_t order, uint64_t barrier)
{
    if (!invalidates(f->what) && !cleans(f->what)) return;
    call_t *c = &r->call[(r->calls + RANGE_CALLS - 1) % RANGE_CALLS];
    if (r->calls && goes_on(c, f, barrier)) {
        c->end += LINE_BYTES, c->to = order;
        if (f->pc < c->low) c->low = f->pc;
        if (f->pc > c->high) c->high = f->pc;
        return;
    }
    r->call[r->calls++ % RANGE_CALLS] = (call_t){ .first = f->addr,
                                                  .end = down(f->addr) + LINE_BYTES,
                                                  .pc = f->pc,
                                                  .low = f->pc,
                                                  .high = f->pc,
                                                  .what = f->what,
                                                  .from = order,
                                                  .to = order,
                                                  .at = f->at };
}

static bool covers(const call_t *c, uint32_t base, uint32_t addr)
{
    return addr >= down(base + c->first) && addr < down(base + c->first) + (c->end - down(c->first));
}

/* A number too small to be an address of memory with a cache in front, and with the right base it would do.
 */
static bool is_offset(const call_t *c, const map_t *map, const names_t *names, window_t w, uint32_t addr)
{
    const region_row_t *r = map_region(map, c->first);
    const symbol_t *s = names_find(names, addr);
    if (r && r->kind == REGION_RAM) return false;
    return covers(c, w.addr, addr) || (s && c->first < s->size && covers(c, s->addr, addr));
}

static bool is_short(const call_t *c, window_t w, uint32_t addr)
{
    uint32_t end = down(w.addr + w.size + LINE_BYTES - 1);
    return c->first >= down(w.addr) && c->end <= end && (addr < down(c->first) || addr >= c->end);
}

range_wrong_t range_missed(const range_t *r, const map_t *map, const names_t *names, window_t w,
                           uint32_t addr, bool stale, uint64_t after, uint64_t before, call_t *out)
{
    unsigned n = r->calls < RANGE_CALLS ? r->calls : RANGE_CALLS;
    for (unsigned i = 1; w.size && i <= n; i++) {
        const call_t *c = &r->call[(r->calls - i) % RANGE_CALLS];
        if (c->from <= after || c->from >= before || !(stale ? invalidates(c->what) : cleans(c->what)))
            continue;
        *out = *c;
        if (is_offset(c, map, names, w, addr)) return RANGE_OFFSET;
        if (is_short(c, w, addr)) return RANGE_SHORT;
    }
    return RANGE_RIGHT;
}

static bool meets(window_t w, uint32_t from, uint32_t end)
{
    return w.size && w.addr < end && w.addr + w.size > from;
}

static bool drops(const call_t *c, uint32_t line, uint32_t pc)
{
    bool here = pc >= c->low && pc <= c->high && c->what == MAINT_DCIMVAC;
    return here && line >= down(c->first) && line < c->end;
}

bool range_call(const range_t *r, uint32_t line, uint32_t pc, call_t *out)
{
    unsigned n = r->calls < RANGE_CALLS ? r->calls : RANGE_CALLS;
    for (unsigned i = 1; i <= n; i++) {
        *out = r->call[(r->calls - i) % RANGE_CALLS];
        if (drops(out, line, pc)) return true;
    }
    return false;
}

range_wrong_t range_pointer(const call_t *c, const streams_t *all, uint32_t word)
{
    for (int k = 0; word && !(c->first & 3) && k < FIRST_MASTER; k++)
        for (int side = 0; side < 2; side++)
            if (all->stream[k].to[side].size && all->stream[k].to[side].addr == word) return RANGE_POINTER;
    return RANGE_RIGHT;
}

range_wrong_t range_overran(const range_t *r, const map_t *map, const streams_t *all, uint32_t line,
                            uint32_t pc, call_t *out, uint32_t *other)
{
    unsigned n = r->calls < RANGE_CALLS ? r->calls : RANGE_CALLS;
    (void)map;
    for (unsigned i = 1; i <= n; i++) {
        const call_t *c = &r->call[(r->calls - i) % RANGE_CALLS];
        if (!drops(c, line, pc)) continue;
        for (int k = 0; k < WATCHED; k++)
            for (int side = 0; side < 2; side++) {
                window_t w = all->stream[k].to[side];
                if (!meets(w, down(c->first), c->end) || meets(w, line, line + LINE_BYTES)) continue;
                *out = *c, *other = w.addr;
                return RANGE_LONG;
            }
    }
    return RANGE_RIGHT;
}
