/* moment.c -- see moment.h. */
#include "app.h"
#include "findings.h"
#include "spot.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *const fact_group_name[FACT_GROUPS] = { "program", "cache", "bus", "DMA", "interrupts",
                                                   "registers", "peripherals" };

fact_group_t fact_group(unsigned kind)
{
    switch (kind) {
    case F_DRAIN: case F_FILL_START: case F_FILL_BEAT: case F_FILL_DONE: case F_FILL_DROP: case F_EVICT:
    case F_MAINT:
        return FACTS_CACHE;
    case F_ASK: case F_GRANT: case F_BEAT: case F_POSTED: case F_DONE: case F_ERROR: return FACTS_BUS;
    case F_DMA_ON: case F_DMA_ITEM: case F_DMA_FLAG: case F_DMA_OFF: case F_DMA_TARGET: case F_MASTER_ON:
    case F_MASTER_OFF:
        return FACTS_DMA;
    case F_IRQ_PEND: case F_IRQ_ENTER: case F_IRQ_LEAVE: return FACTS_INTERRUPT;
    case F_REG_READ: case F_REG_WRITE: case F_IGNORED: case F_UNMODELLED: return FACTS_REGISTER;
    case F_TX: case F_RX: case F_FLAG: case F_LOST: case F_PIN: case F_RESET: return FACTS_PERIPHERAL;
    default: return FACTS_PROGRAM;
    }
}

uint64_t fact_group_mask(fact_group_t group)
{
    uint64_t mask = 0;
    for (unsigned k = 1; k < F_KINDS; k++)
        if (fact_group(k) == group) mask |= 1ull << k;
    return mask;
}

uint64_t lane_mask(unsigned lane)
{
    if (lane < LANE_CPU_ASLEEP) return 1ull << F_ASK | 1ull << F_BEAT | 1ull << F_DONE | 1ull << F_ERROR;
    if (lane == LANE_CPU_ASLEEP) return 1ull << F_SLEEP | 1ull << F_WAKE;
    if (lane == LANE_CPU_WAITING) return 1ull << F_BARRIER | 1ull << F_LOAD;
    if (lane == LANE_CPU_BUSY) return 1ull << F_STEP;
    if (lane == LANE_FILLS) return 1ull << F_FILL_START | 1ull << F_FILL_DONE | 1ull << F_FILL_DROP;
    if (lane == LANE_EVICTIONS) return 1ull << F_EVICT;
    if (lane == LANE_MAINT) return 1ull << F_MAINT;
    if (lane < LANE_HANDLERS) return fact_group_mask(FACTS_DMA);
    if (lane == LANE_HANDLERS || lane == LANE_IRQS) return 1ull << F_IRQ_ENTER | 1ull << F_IRQ_LEAVE;
    return fact_group_mask(FACTS_PERIPHERAL) | fact_group_mask(FACTS_REGISTER);
}

bool lane_holds(unsigned lane, const fact_t *f)
{
    if (!(lane_mask(lane) >> f->kind & 1)) return false;
    if (lane < LANE_CPU_ASLEEP) return f->who == lane - LANE_BUS;
    if (lane >= LANE_SLOT) return f->who == lane - LANE_SLOT;
    if (lane < LANE_STREAM || lane >= LANE_HANDLERS) return true;
    int n = (int)(lane - LANE_STREAM);
    if (n >= STREAMS)
        return (f->kind == F_MASTER_ON || f->kind == F_MASTER_OFF) && master_number(f->what) == n;
    const engine_t *e = engine_of_stream(n);
    return e && f->who == e->slot && stream_number(e, f->what) == n;
}

static void *room(void *have, size_t n, size_t size)
{
    void *p = have ? have : calloc(n, size);
    if (!p) abort();
    return p;
}

static bool says(const char *text, const char *words)
{
    size_t n = strlen(words);
    for (; *text; text++)
        for (size_t i = 0; tolower((unsigned char)text[i]) == tolower((unsigned char)words[i]) || i == n; i++)
            if (i == n) return true;
    return false;
}

/* Only facts whose sentence says what was typed. */
static size_t sift(fact_t *f, size_t n, const view_t *v, const char *words)
{
    size_t kept = 0;
    if (!*words) return n;
    for (size_t i = 0; i < n; i++) {
        char text[400];
        explain_fact(&f[i], v->map, v->names, text, sizeof text);
        if (says(text, words)) f[kept++] = f[i];
    }
    return kept;
}

static void gather_facts(moment_t *m, session_t *s, const app_t *app, tick_t now)
{
    enum { SIFTED = 4000 };
    bool sifting = *app->filter;
    size_t want = sifting ? SIFTED : MOMENT_BEFORE, after = sifting ? SIFTED : MOMENT_AFTER;
    m->fact = room(m->fact, 2 * SIFTED, sizeof *m->fact);
    size_t n = session_before(s, now, m->mask, m->fact, want);
    size_t all = n;
    const view_t *v = session_view(s);
    n = sift(m->fact, n, v, app->filter);
    if (n > MOMENT_BEFORE) {
        memmove(m->fact, m->fact + (n - MOMENT_BEFORE), MOMENT_BEFORE * sizeof *m->fact);
        n = MOMENT_BEFORE;
    }
    m->here = n;
    size_t later = session_after(s, now, m->mask, m->fact + n, after);
    v = session_view(s);
    later = sift(m->fact + n, later, v, app->filter);
    if (!app_tells_all(app, v))                      /* a lesson's next facts would answer its questions */
        while (later && m->fact[n + later - 1].at > app->reached) later--;
    m->facts = n + (later < MOMENT_AFTER ? later : MOMENT_AFTER);
    m->number = session_facts_at(s, m->mask, now) - all;
}

static void gather_lanes(moment_t *m, session_t *s, tick_t from, tick_t to)
{
    const uint64_t mask = ((1ull << F_KINDS) - 2) & ~fact_group_mask(FACTS_REGISTER);
    const uint64_t bus = 1ull << F_ASK | 1ull << F_BEAT | 1ull << F_DONE | 1ull << F_ERROR;
    const uint64_t last = 1ull << F_SLEEP | 1ull << F_WAKE | 1ull << F_IRQ_ENTER | 1ull << F_IRQ_LEAVE
        | 1ull << F_FILL_START | 1ull << F_FILL_DONE
                        | 1ull << F_FILL_DROP | 1ull << F_DMA_ON | 1ull << F_DMA_OFF | 1ull << F_MASTER_ON
                            | 1ull << F_MASTER_OFF;
    m->from = from, m->to = to, m->lanes = m->opens = 0, m->cut = true;
    m->lane = room(m->lane, MOMENT_LANES, sizeof *m->lane);
    uint64_t before = session_facts_at(s, mask, from ? from - 1 : 0), upto = session_facts_at(s, mask, to);
    if (upto - before > MOMENT_LANES) return;
    m->lanes = session_facts(s, from, to, mask, m->lane, MOMENT_LANES);
    m->cut = m->lanes == MOMENT_LANES;
    if (m->cut || !from) return;
    m->open = room(m->open, 2 * MOMENT_OPEN, sizeof *m->open);
    m->opens = session_before(s, from - 1, last, m->open, MOMENT_OPEN);
    m->opens += session_before(s, from - 1, bus, m->open + m->opens, MOMENT_OPEN);
}

/* Kinds of their own, so that many of the others do not push them out of `recent`. */
static void gather_wire(moment_t *m, session_t *s, tick_t now)
{
    const uint64_t wire = 1ull << F_TX | 1ull << F_RX | 1ull << F_FLAG | 1ull << F_LOST;
    const uint64_t trouble = 1ull << F_ERROR | 1ull << F_DMA_OFF | 1ull << F_MASTER_OFF;
    m->wire = room(m->wire, MOMENT_WIRE + MOMENT_WIRE_AFTER, sizeof *m->wire);
    bool kept = session_remembers(s, wire);              /* else only as far as a short replay reaches */
    m->wire_here = session_before(s, now, wire, m->wire, kept ? MOMENT_WIRE : MOMENT_WIRE / 8);
    m->wires = m->wire_here + session_after(s, now, wire, m->wire + m->wire_here,
                                            kept ? MOMENT_WIRE_AFTER : MOMENT_WIRE_AFTER / 4);
    m->trouble = room(m->trouble, MOMENT_TROUBLE, sizeof *m->trouble);
    m->troubles = session_before(s, now, trouble, m->trouble, MOMENT_TROUBLE);
}

static void gather_armed(moment_t *m, session_t *s, tick_t now)
{
    fact_t f[MOMENT_ARMED];
    size_t n = session_before(s, now, 1ull << F_DMA_ON, f, MOMENT_ARMED);
    memset(m->armed, 0, sizeof m->armed);
    for (size_t i = 0; i < n; i++) {
        int stream = stream_at(f[i].who, f[i].what);
        if (stream >= 0) m->armed[stream] = f[i];
    }
}

static void gather_code(moment_t *m, session_t *s, const app_t *app)
{
    const view_t *v = session_view(s);
    m->site = (site_t){ .function = "" }, m->frames = 0, m->source = NULL;
    m->pc = app->select.code >= 0 ? (uint32_t)app->select.code : v->machine->chip.core.regs.r[15];
    if (!v->machine->in->firmware || !names_site(v->names, m->pc, &m->site)) return;
    while (m->frames < MOMENT_FRAMES && v->names->site(v->names->of, m->pc, m->frames, &m->frame[m->frames]))
        m->frames++;
    m->source = session_source(s, m->site.file);
}

static void spot_words(spotter_t *sp, uint32_t pc, char *to, size_t room)
{
    spot_t s;
    *to = 0;
    if (pc == NO_PC) return;
    spot_pc(sp, pc, &s);
    const char *slash = strrchr(s.file, '/');
    if (s.source && s.region.line) put_text(to, room, "%.80s:%u", slash ? slash + 1 : s.file, s.region.line);
}

/* Where the open finding's steps are written. */
static void gather_spots(moment_t *m, session_t *s, const app_t *app)
{
    const view_t *v = session_view(s);
    const char *text = session_text(s);
    int open = app_finding(app, v);
    spotter_t sp;
    memset(m->spot, 0, sizeof m->spot);
    if (open < 0) return;
    const finding_t *f = &v->findings->item[open];
    spotter_start(&sp, v->result, NULL);
    sp.text = text ? strdup(text) : NULL;                /* as it was read, whatever the file says now */
    for (unsigned n = 0; n < f->causes; n++)
        spot_words(&sp, f->cause[n].fact.pc, m->spot[n], sizeof m->spot[n]);
    spot_words(&sp, f->fix_pc, m->spot[FINDING_CAUSES], sizeof m->spot[FINDING_CAUSES]);
    spotter_end(&sp);
}

static uint64_t blend(uint64_t h, uint64_t v) { return (h ^ v) * 0x9E3779B97F4A7C15ull; }

/* Asked for, or in the layout. */
static bool diff_shown(const app_t *app) { return app->diff || app->area[PANEL_DIFF].w > 0; }

static uint64_t key_of(const app_t *app, const view_t *v)
{
    uint64_t h = blend(0, v->now);
    h = blend(h, v->end), h = blend(h, (uint64_t)v->state), h = blend(h, (uint64_t)(uintptr_t)app->session);
    h = blend(h, app->hidden), h = blend(h, app->zoom_from), h = blend(h, app->zoom_to);
    for (const char *c = app->filter; *c; c++) h = blend(h, (unsigned char)*c);
    h = blend(h, (uint64_t)app->select.who << 32 | app->select.address);
    h = blend(h, (uint64_t)app->select.code), h = blend(h, (uint64_t)app_finding(app, v));
    h = blend(h, app_told(app, v)), h = blend(h, app_tells_all(app, v));
    h = blend(h, (uint64_t)diff_shown(app) << 2 | (uint64_t)app->has_a << 1 | app->has_b);
    return blend(blend(h, app->a), app->b) | 1;
}

/* Once a session and whenever more findings are told: a firmware has thousands of symbols. */
static void gather_buffers(moment_t *m, session_t *s, const app_t *app)
{
    const view_t *v = session_view(s);
    uint64_t key = blend(blend(1, (uint64_t)(uintptr_t)s), app_told(app, v)) | 1;
    symbol_t object;
    if (key == m->buffer_key) return;
    m->buffer_key = key, m->buffers = 0;
    free(m->buffer);
    m->buffer = room(NULL, v->names->symbols + v->findings->count + 1, sizeof *m->buffer);
    for (size_t i = 0; i < v->findings->count; i++) {
        size_t same = 0;
        if (!app_tells(app, v, i) || !buffer_of_finding(v, &v->findings->item[i], &object)) continue;
        while (same < m->buffers && (m->buffer[same].symbol.addr != object.addr
                                     || m->buffer[same].symbol.size != object.size)) same++;
        if (same == m->buffers) m->buffer[m->buffers++] = (buffer_row_t){ object, -1, (int)i };
    }
    for (size_t i = 0; i < v->names->symbols; i++)
        if (buffer_is(v, &v->names->symbol[i]))
            m->buffer[m->buffers++] = (buffer_row_t){ v->names->symbol[i], (int)i, -1 };
}

void moment_gather(moment_t *m, session_t *s, const app_t *app)
{
    const view_t *v = session_view(s);
    uint64_t key = key_of(app, v);
    if (key == m->key) return;
    tick_t now = v->now, end = v->end;
    m->key = key, m->now = now, m->end = end, m->before = app->before;
    m->mask = 0;
    for (unsigned g = 0; g < FACT_GROUPS; g++)
        if (!(app->hidden >> g & 1)) m->mask |= fact_group_mask((fact_group_t)g);
    gather_facts(m, s, app, now);
    bool zoomed = app->zoom_to > app->zoom_from;
    gather_lanes(m, s, zoomed ? app->zoom_from : 0, zoomed ? app->zoom_to : end);
    m->recent = room(m->recent, MOMENT_RECENT, sizeof *m->recent);
    m->recents = session_before(s, now, (1ull << F_KINDS) - 2, m->recent, MOMENT_RECENT);
    gather_wire(m, s, now);
    gather_armed(m, s, now);
    gather_code(m, s, app);
    gather_spots(m, s, app);
    gather_buffers(m, s, app);
    m->stories = 0, m->story_addr = app->select.address;
    if (app->select.who && app->select.has_address) {
        m->story = room(m->story, MOMENT_STORIES, sizeof *m->story);
        m->stories = session_who(s, app->select.address, m->story, MOMENT_STORIES);
    }
    m->diffs = m->diffs_all = 0;
    if (diff_shown(app) && app->has_a) {
        m->diff = room(m->diff, MOMENT_DIFFS, sizeof *m->diff);
        m->diffs_all = session_diff(s, app->a, app->has_b ? app->b : now, m->diff, MOMENT_DIFFS);
        m->diffs = m->diffs_all < MOMENT_DIFFS ? m->diffs_all : MOMENT_DIFFS;
    }
}

void moment_free(moment_t *m)
{
    free(m->buffer), free(m->fact), free(m->lane), free(m->open), free(m->recent), free(m->wire),
        free(m->trouble), free(m->story), free(m->diff);
    memset(m, 0, sizeof *m);
}
