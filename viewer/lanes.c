/* lanes.c -- see lanes.h. */
#include "lanes.h"
#include "findings.h"
#include <math.h>
#include <string.h>

static tick_t earlier(tick_t a, tick_t b) { return a < b ? a : b; }
static tick_t later(tick_t a, tick_t b) { return a > b ? a : b; }

float span_x(const span_t *s, tick_t t)
{
    if (t <= s->from || s->to <= s->from) return s->r.x;
    if (t >= s->to) return s->r.x + s->r.w;
    return s->r.x + (float)((double)(t - s->from) / (double)(s->to - s->from)) * s->r.w;
}

static bool pinned(const app_t *app, unsigned lane)
{
    for (unsigned i = 0; i < app->pins; i++)
        if (app->pinned[i] == (int)lane) return true;
    return false;
}

/* Interrupt handlers are a lane of time; their number says nothing more. The slots that only repeat what
 * another lane tells (the matrix, the DMA engines, the core) are left out. */
static bool repeats(unsigned lane)
{
    if (lane == LANE_IRQS || lane == LANE_CPU_BUSY) return true;
    return lane >= LANE_SLOT + SLOT_DMAMUX1;
}

unsigned lanes_shown(const panel_in_t *in, unsigned lane[LANES_SHOWN])
{
    static const unsigned first[] = { LANE_CPU_ASLEEP, LANE_CPU_WAITING, LANE_HANDLERS, LANE_FILLS,
                                      LANE_EVICTIONS, LANE_MAINT };
    const overview_t *o = in->view->overview;
    unsigned n = 0;
    for (unsigned i = 0; i < in->app->pins && n < LANES_SHOWN; i++)
        if (in->app->pinned[i] >= 0 && in->app->pinned[i] < LANES) lane[n++] = (unsigned)in->app->pinned[i];
    for (unsigned i = 0; i < sizeof first / sizeof *first && n < LANES_SHOWN; i++)
        if (overview_used(o, first[i]) && !pinned(in->app, first[i])) lane[n++] = first[i];
    for (unsigned k = 0; k < 3; k++) {                  /* streams, masters, parts */
        unsigned from = k == 0 ? LANE_STREAM : k == 1 ? LANE_BUS : LANE_SLOT;
        unsigned count = k == 0 ? WATCHED : k == 1 ? INITS : SLOTS;
        for (unsigned i = 0; i < count && n < LANES_SHOWN; i++)
            if (overview_used(o, from + i) && !repeats(from + i) && !pinned(in->app, from + i))
                lane[n++] = from + i;
    }
    return n;
}

role_t lane_role(unsigned lane)
{
    if (lane < LANE_CPU_ASLEEP) return (role_t)owner_look[owner_of(lane - LANE_BUS, 0)].role;
    if (lane <= LANE_CPU_BUSY) return ROLE_CPU;
    if (lane <= LANE_MAINT) return ROLE_DCACHE;
    if (lane < LANE_HANDLERS) {
        unsigned n = lane - LANE_STREAM;
        return n < 8 ? ROLE_DMA1 : n < FIRST_BDMA ? ROLE_DMA2 : n < FIRST_MDMA ? ROLE_BDMA : n < STREAMS
            ? ROLE_MDMA : ROLE_OTHER;
    }
    return lane <= LANE_IRQS ? ROLE_ACCENT : ROLE_OTHER;
}

/* ---- from the overview: a column a few units wide, as high as it is busy ------------------------------ */

static void blocks(const panel_in_t *in, ui_t *ui, unsigned lane, const span_t *s)
{
    const overview_t *o = in->view->overview;
    tick_t width = overview_width(o);
    uint32_t most = lane_is_time(lane) ? 0 : overview_most(o, lane);
    size_t columns = overview_columns(o);
    float step = fmaxf((float)((double)width / (double)(s->to - s->from)) * s->r.w, 2);
    for (float x = 0; x < s->r.w; x += step) {
        double per = (double)(s->to - s->from) / (double)s->r.w;
        size_t a = (size_t)(((double)s->from + x * per) / (double)width),
            b = (size_t)(((double)s->from + (x + step) * per) / (double)width);
        uint64_t sum = 0, of = 0;
        for (size_t c = a; c <= b && c < columns; c++) {
            if (c == b && b > a) break;
            sum += overview_at(o, lane, c), of += most ? most : width;
        }
        if (!sum) continue;
        float h = fmaxf((float)((double)sum / (double)of) * s->r.h, 2);
        if (h > s->r.h) h = s->r.h;
        ui_fill(ui, rect(s->r.x + x, s->r.y + s->r.h - h, fminf(step, s->r.w - x), h), lane_role(lane));
    }
}

/* ---- from facts ---------------------------------------------------------------------------------------- */

static void tip(const panel_in_t *in, ui_t *ui, rect_t r, const fact_t *f)
{
    char text[240];
    explain_fact(f, in->view->map, in->view->names, text, sizeof text);
    ui_hit(ui, rect(r.x - 1, r.y, fmaxf(r.w, 5), r.h), ACT_GOTO, (int64_t)f->at, "cycle %llu: %s",
           (unsigned long long)say_cycle(in->view->names, f->at), text);
}

static void event(const panel_in_t *in, ui_t *ui, const span_t *s, const fact_t *f, role_t role)
{
    float x = span_x(s, f->at);
    rect_t r = rect(fminf(x, s->r.x + s->r.w - 2), s->r.y + s->r.h * 0.25f, 2, s->r.h * 0.5f);
    ui_fill(ui, r, role);
    tip(in, ui, r, f);
}

/* A sign of its own, on a plate so that it is seen whatever lies below. */
static void flag(const panel_in_t *in, ui_t *ui, const span_t *s, const fact_t *f, mark_t mark, role_t role)
{
    float x = span_x(s, f->at), size = fminf(s->r.h - 4, 11);
    rect_t r = rect(fmaxf(fminf(x - size / 2, s->r.x + s->r.w - size), s->r.x), s->r.y + (s->r.h - size) / 2,
                    size, size);
    ui_round(ui, rect(r.x - 1, r.y - 1, r.w + 2, r.h + 2), 3, ROLE_PANEL);
    ui_mark(ui, r, mark, role);
    tip(in, ui, r, f);
}

static const look_t *look_of(role_t role)
{
    for (unsigned i = 0; i < OWNERS; i++)
        if (owner_look[i].role == role || owner_look[i].soft == role) return &owner_look[i];
    return NULL;
}

/* Something that lasts: a block from one fact to another, the first part of it waiting. Whose it is, its
 * texture says too. */
static void block(const panel_in_t *in, ui_t *ui, const span_t *s, const fact_t *f, tick_t from, tick_t busy,
                  tick_t to, role_t role)
{
    const look_t *look = look_of(role);
    float x0 = span_x(s, from), xb = span_x(s, busy), x1 = span_x(s, to);
    rect_t r = rect(x0, s->r.y + 2, fmaxf(x1 - x0, 2), s->r.h - 4);
    if (r.x + r.w > s->r.x + s->r.w) r.x = s->r.x + s->r.w - r.w;
    ui_fill(ui, r, role);
    if (look && r.w > 4)
        ui_texture(ui, r, (texture_t)look->texture, look->soft == role ? (role_t)look->role : ROLE_PANEL);
    rect_t wait = rect(r.x, r.y, fminf(xb - x0, r.w), r.h);
    if (wait.w > 1) {
        ui_fill(ui, wait, (role_t)(role + 1));          /* X_SOFT follows X in theme.h */
        ui_texture(ui, wait, TEXTURE_RISING, role);
    }
    tip(in, ui, r, f);
}

/* A bus master: from request to response, waiting until the first beat. A port has one transaction at a
 * time, so request and response are paired by port (a request has no txn yet when it is told); a beat names
 * no port and goes to the oldest of its tag. Requests under way are few, so each fact is looked at once. */
enum { UNDER_WAY = 32 };
typedef struct { const fact_t *ask; tick_t busy; } request_t;
typedef struct { request_t of[UNDER_WAY]; unsigned count; } requests_t;      /* oldest first */

static unsigned tag_of(const fact_t *f)
{
    return (unsigned)(f->note >> (f->kind == F_BEAT ? 24 : 16) & 0xFF);
}

static request_t *request(requests_t *q, const fact_t *f)
{
    unsigned port = f->kind == F_ERROR ? (unsigned)(f->note & 0xFF) : f->what;
    for (unsigned i = 0; i < q->count; i++)
        if (f->kind == F_BEAT ? q->of[i].busy == NEVER && tag_of(q->of[i].ask) == tag_of(f)
            : q->of[i].ask->what == port) return &q->of[i];
    return NULL;
}

static role_t role_of(const fact_t *f) { return (role_t)owner_look[owner_of(f->who, tag_of(f))].role; }

/* `draw`: inside the window; before it, requests are only remembered. */
static void follow(const panel_in_t *in, ui_t *ui, const span_t *s, requests_t *q, const fact_t *f, bool draw)
{
    if (f->kind == F_ASK) {
        if (q->count == UNDER_WAY) memmove(&q->of[0], &q->of[1], --q->count * sizeof q->of[0]);
        q->of[q->count++] = (request_t){ f, NEVER };
        return;
    }
    request_t *r = request(q, f);
    if (f->kind == F_BEAT) {
        if (r) r->busy = f->at;
        return;
    }
    if (r) {
        if (draw) block(in, ui, s, r->ask, r->ask->at, earlier(r->busy, f->at), f->at, role_of(r->ask));
        memmove(r, r + 1, (size_t)(&q->of[--q->count] - r) * sizeof *r);
    }
    if (draw && f->kind == F_ERROR) flag(in, ui, s, f, MARK_BANG, ROLE_ERROR);
}

static void bus(const panel_in_t *in, ui_t *ui, unsigned lane, const span_t *s)
{
    const moment_t *m = in->moment;
    requests_t q = { .count = 0 };
    tick_t end = earlier(in->view->end, s->to);
    for (size_t i = 0; i < m->opens; i++)
        if (lane_holds(lane, &m->open[i])) follow(in, ui, s, &q, &m->open[i], false);
    for (size_t i = 0; i < m->lanes; i++)
        if (lane_holds(lane, &m->lane[i])) follow(in, ui, s, &q, &m->lane[i], true);
    for (unsigned i = 0; i < q.count; i++) {
        const fact_t *f = q.of[i].ask;
        block(in, ui, s, f, f->at, earlier(q.of[i].busy, end), end, role_of(f));
    }
}

/* Between a fact of one kind and the next of another: asleep, a handler, a stream that is armed. */
typedef struct { unsigned on, off, drop; int nest; const fact_t *since; } lasting_t;

/* The fact that began it if this one ends it; inside one, more may begin and end. */
static const fact_t *lasts(lasting_t *l, const fact_t *f)
{
    if (f->kind == l->on && !l->nest++) l->since = f;
    if (f->kind != l->off && f->kind != l->drop) return NULL;
    if (l->nest && --l->nest) return NULL;
    const fact_t *began = l->since;
    l->since = NULL;
    return began;
}

static void between(const panel_in_t *in, ui_t *ui, unsigned lane, const span_t *s, unsigned on, unsigned off,
                    role_t role)
{
    const moment_t *m = in->moment;
    lasting_t l = { .on = on, .off = off, .drop = on == F_FILL_START ? F_FILL_DROP : off };
    for (size_t i = 0; i < m->opens; i++)
        if (lane_holds(lane, &m->open[i])) lasts(&l, &m->open[i]);
    for (size_t i = 0; i < m->lanes; i++) {
        if (!lane_holds(lane, &m->lane[i])) continue;
        const fact_t *began = lasts(&l, &m->lane[i]);
        if (began) block(in, ui, s, began, began->at, began->at, m->lane[i].at, role);
    }
    if (l.since) block(in, ui, s, l.since, l.since->at, l.since->at, earlier(in->view->end, s->to), role);
}

static bool is_bad(const fact_t *f)
{
    return f->kind == F_LOST || (f->kind == F_DMA_FLAG && f->note & (DMA_TE | DMA_DME));
}

/* Ticks first, then what stands out. */
static void events(const panel_in_t *in, ui_t *ui, unsigned lane, const span_t *s)
{
    const moment_t *m = in->moment;
    role_t role = lane >= LANE_STREAM && lane < LANE_HANDLERS ? ROLE_TEXT : lane_role(lane);
    for (int flags = 0; flags < 2; flags++)
        for (size_t i = 0; i < m->lanes; i++) {
            const fact_t *f = &m->lane[i];
            if (!lane_holds(lane, f) || f->kind == F_DMA_ON || f->kind == F_DMA_OFF || f->kind == F_MASTER_ON
                || f->kind == F_MASTER_OFF) continue;
            bool stands_out = is_bad(f) || f->kind == F_DMA_FLAG;
            if (stands_out != (flags == 1)) continue;
            if (!stands_out) event(in, ui, s, f, role);
            else if (is_bad(f)) flag(in, ui, s, f, MARK_BANG, ROLE_ERROR);
            else if (f->note & DMA_FE) flag(in, ui, s, f, MARK_BANG, ROLE_HAZARD);  /* stops nothing */
            else flag(in, ui, s, f, f->note & DMA_TC ? MARK_CHECK : MARK_HALF, ROLE_TEXT);
        }
}

/* A read of the core's own; whether it waits for that, a load says. */
static bool core_reads(const fact_t *f)
{
    return f->kind == F_ASK && f->who <= INIT_AHBP && !(f->note >> 8 & 1) && tag_of(f) != TAG_FETCH;
}

/* Waiting: told by facts only when it is over. A barrier's says since when; a load waits from its read on the
 * bus, or from the access before it if that was later, as the overview counts. */
static void waiting(const panel_in_t *in, ui_t *ui, const span_t *s)
{
    const moment_t *m = in->moment;
    const fact_t *read = NULL;                           /* not answered yet */
    tick_t retired = 0;
    for (size_t i = 0; i < m->opens; i++) {
        const fact_t *f = &m->open[i];
        if (core_reads(f)) read = f;
        if (read && f->kind == F_DONE && f->who == read->who && f->what == read->what) read = NULL;
    }
    for (size_t i = 0; i < m->lanes; i++) {
        const fact_t *f = &m->lane[i];
        tick_t from = later(s->from, f->kind == F_BARRIER ? (tick_t)f->data : read ? later(read->at, retired)
                            : retired);
        bool waited = f->kind == F_BARRIER
            || (f->kind == F_LOAD && (f->what == SRC_BUS || f->what == SRC_LFB));
        if (waited && from < f->at) block(in, ui, s, f, from, from, f->at, ROLE_CPU);
        if (core_reads(f)) read = f;
        if (f->kind == F_LOAD || f->kind == F_STORE || f->kind == F_BARRIER) retired = f->at;
        if (f->kind == F_LOAD) read = NULL;
    }
    tick_t end = earlier(in->view->end, s->to);          /* it goes on behind the window */
    if (read && (tag_of(read) == TAG_LOAD || read->who == INIT_AHBP) && later(read->at, s->from) < end)
        block(in, ui, s, read, later(read->at, s->from), later(read->at, s->from), end, ROLE_CPU);
}

void lane_draw(const panel_in_t *in, ui_t *ui, unsigned lane, const span_t *s)
{
    role_t role = lane_role(lane);
    ui_line(ui, s->r.x, s->r.y + s->r.h - 0.5f, s->r.x + s->r.w, s->r.y + s->r.h - 0.5f, ROLE_GRID, 1);
    if (in->moment->cut) { blocks(in, ui, lane, s); return; }
    if (lane < LANE_CPU_ASLEEP) bus(in, ui, lane, s);
    else if (lane == LANE_CPU_ASLEEP) between(in, ui, lane, s, F_SLEEP, F_WAKE, ROLE_CPU);
    else if (lane == LANE_CPU_WAITING) waiting(in, ui, s);
    else if (lane == LANE_HANDLERS) between(in, ui, lane, s, F_IRQ_ENTER, F_IRQ_LEAVE, role);
    else if (lane == LANE_FILLS) between(in, ui, lane, s, F_FILL_START, F_FILL_DONE, role);
    else if (lane >= LANE_STREAM + STREAMS && lane < LANE_HANDLERS)
        between(in, ui, lane, s, F_MASTER_ON, F_MASTER_OFF, role);
    else {
        if (lane >= LANE_STREAM && lane < LANE_HANDLERS)
            between(in, ui, lane, s, F_DMA_ON, F_DMA_OFF, (role_t)(role + 1));
        events(in, ui, lane, s);
    }
}
