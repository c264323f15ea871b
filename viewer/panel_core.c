/* panel_core.c -- the core: where the program stands and what it waits for, its registers, the store buffer,
 * linefill and eviction buffers, exceptions. A script shows its steps, a firmware the instructions around the
 * pc. Values are the chip's own; a register's old value is not kept, so nothing is marked as changed. */
#include "core_code.h"
#include "findings.h"
#include "core_stand.h"
#include "fill.h"
#include <math.h>
#include <stdio.h>

enum { STEP_ROW = 19, STEPS_LEAST = 3, STEPS_MOST = 9, LISTED = 40 };

typedef struct {
    const panel_in_t *in;
    ui_t *ui;
    const core_t *core;
    unsigned program_rows;
} core_view_t;

typedef float section_fn(core_view_t *, rect_t, bool draw);      /* answers its height */

/* ---- where it stands ------------------------------------------------------------------------- */

static float state(core_view_t *c, rect_t r, bool draw)
{
    static const struct { const char *word; role_t role; mark_t mark; } kind[] = {
        [STANDS_RUNNING] = { "running", ROLE_GOOD, MARK_PLAY },
            [STANDS_WAITING] = { "waits", ROLE_HAZARD, MARK_PAUSE },
        [STANDS_ASLEEP] = { "asleep", ROLE_LINT, MARK_HALF },
            [STANDS_EXCEPTION] = { "exception", ROLE_ACCENT, MARK_BOLT },
        [STANDS_STOPPED] = { "stopped", ROLE_OTHER, MARK_SQUARE } };
    core_stand_t s;
    core_stand(c->in, &s);
    float badge = ui_width(c->ui, (style_t){ FONT_BOLD, 0, 0, SIZE_SMALL }, kind[s.kind].word) + 27;
    float w = r.w - badge - GAP, h = fmaxf(ui_wrap_height(c->ui, w, ST_BODY, s.text), ROW);
    if (draw) {
        ui_badge(c->ui, rect(r.x, r.y, badge, ROW), kind[s.kind].role, kind[s.kind].mark, kind[s.kind].word);
        ui_wrap(c->ui, rect(r.x + badge + GAP, r.y + 1, w, h), ST_BODY, s.text);
    }
    return h + 4;
}

/* ---- the program ----------------------------------------------------------------------------- */

static void step_row(core_view_t *c, rect_t row, unsigned n, bool here)
{
    const names_t *names = c->in->view->names;
    const char *text = names->step && names->step[n] ? names->step[n] : "";
    if (here) {
        ui_round(c->ui, row, 4, ROLE_ACCENT_SOFT);
        ui_mark(c->ui, rect(row.x + 3, row.y + (row.h - 10) / 2, 10, 10), MARK_RIGHT, ROLE_ACCENT);
    }
    ui_tip(c->ui, row, "%s", *text ? text : "a step without a name");
    rect_cut_left(&row, 18);
    ui_text(c->ui, row, here ? ST_MONO_BOLD : ST_MONO_DIM, text);
}

static void steps(core_view_t *c, rect_t r)
{
    const names_t *names = c->in->view->names;
    uint32_t at = core_step_number(c->core, &c->in->view->scenario->in);
    if (!names->steps) {
        ui_text(c->ui, rect_cut_top(&r, STEP_ROW), ST_DIM, "This run has no program.");
        return;
    }
    unsigned here = at < names->steps ? at : (unsigned)names->steps - 1, rows = c->program_rows;
    unsigned first = here > rows / 2 ? here - rows / 2 : 0;
    if (first + rows > names->steps) first = names->steps > rows ? (unsigned)names->steps - rows : 0;
    for (unsigned n = first; n < first + rows && n < names->steps; n++)
        step_row(c, rect_cut_top(&r, STEP_ROW), n, n == at);
}

static float program(core_view_t *c, rect_t r, bool draw)
{
    if (c->core->firmware) return core_code(c->in, c->ui, r, c->program_rows, draw);
    unsigned rows = c->program_rows;
    size_t known = c->in->view->names->steps;
    if (known < rows) rows = known ? (unsigned)known : 1;
    float h = (float)rows * STEP_ROW + GAP;
    if (!draw) return h;
    steps(c, r);
    return h;
}

/* ---- registers ------------------------------------------------------------------------------- */

static void flags(core_view_t *c, rect_t row)
{
    static const struct { const char *name, *tip; uint32_t bit; } flag[] = {
        { "N", "negative", PSR_N }, { "Z", "zero", PSR_Z }, { "C", "carry", PSR_C },
            { "V", "overflow", PSR_V }, { "Q", "saturated", PSR_Q } };
    uint32_t x = c->core->regs.xpsr;
    rect_t line = row;
    ui_text(c->ui, rect_cut_left(&line, 38), ST_SMALL_DIM, "xPSR");
    for (unsigned i = 0; i < sizeof flag / sizeof *flag; i++) {
        rect_t one = rect_cut_left(&line, 30);
        ui_lamp(c->ui, one, x & flag[i].bit, ROLE_ACCENT, flag[i].name);
        ui_tip(c->ui, one, "%s: %s", flag[i].name, flag[i].tip);
    }
    unsigned it = (x >> 25 & 3) | (x >> 10 & 0x3F) << 2;
    char text[100];
    snprintf(text, sizeof text, "%08X%s", (unsigned)x, it ? " inside an IT block" : "");
    ui_text(c->ui, line, ST_MONO_SMALL_DIM, text);
}

static void one_register(core_view_t *c, rect_t r, unsigned n)
{
    static const char *const name[16] = { "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10",
                                          "r11", "r12", "sp", "lr", "pc" };
    uint32_t v = c->core->regs.r[n];
    char place[110] = "";
    const symbol_t *s = names_find(c->in->view->names, v);
    if (s) snprintf(place, sizeof place, "%.100s",
                    say_place(c->in->view->names, c->in->view->map, v, &(words_t){ "" }));
    rect_t all = r;
    ui_text(c->ui, rect_cut_left(&r, 26), ST_SMALL_DIM, name[n]);
    ui_textf(c->ui, r, ST_MONO, "%08X", (unsigned)v);
    if (s) ui_hit(c->ui, all, ACT_ADDRESS, v, "%s = 0x%08X: %s. Click: select that byte.", name[n],
                  (unsigned)v, place);
    else ui_tip(c->ui, all, "%s = 0x%08X = %u", name[n], (unsigned)v, (unsigned)v);
}

static unsigned register_list(const core_t *k, uint8_t out[16])
{
    static const uint8_t script[] = { 0, 1, 2, 3, 12, 13 };
    unsigned n = k->firmware ? 16 : 6;
    for (unsigned i = 0; i < n; i++) out[i] = k->firmware ? (uint8_t)i : script[i];
    return n;
}

static float registers(core_view_t *c, rect_t r, bool draw)
{
    uint8_t list[16];
    unsigned n = register_list(c->core, list), columns = r.w >= 420 ? 4 : r.w >= 300 ? 3 : r.w >= 200 ? 2 : 1,
        rows = (n + columns - 1) / columns;
    float h = ROW + 2 + (float)rows * 18 + 4;
    if (c->core->firmware) h += 18 + core_special(c->in, c->ui, r, false);
    if (!draw) return h;
    ui_heading(c->ui, &r, c->core->firmware ? "Registers" : "Registers a script uses");
    for (unsigned i = 0; i < n; i++)
        one_register(c, rect(r.x + r.w / (float)columns * (float)(i % columns),
                             r.y + (float)(i / columns) * 18, r.w / (float)columns - 4, 18), list[i]);
    rect_cut_top(&r, (float)rows * 18);
    if (!c->core->firmware) return h;
    flags(c, rect_cut_top(&r, 18));
    core_special(c->in, c->ui, r, true);
    return h;
}

static float floating(core_view_t *c, rect_t r, bool draw) { return core_fp(c->in, c->ui, r, draw); }

/* ---- buffers --------------------------------------------------------------------------------- */

static const char *store_fate(const stb_t *e)
{
    if (e->type != MEM_NORMAL) return "device: alone, in order";
    if (e->flush) return "draining";
    if (e->linked) return "linked with its line";
    return "merges";
}

static void eight_bytes(ui_t *ui, rect_t *r, uint64_t data, unsigned strobes)
{
    float cell = fminf(22, floorf(r->w / 8));
    if (cell < 14) return;
    rect_t all = rect_cut_left(r, cell * 8);
    for (unsigned i = 0; i < 8; i++)
        ui_byte(ui, rect(all.x + cell * (float)i, all.y, cell, all.h), (unsigned)(data >> 8 * i),
                STATE_INVALID, strobes >> i & 1 ? 0 : BYTE_UNKNOWN);
}

static void store_row(core_view_t *c, rect_t row, unsigned n)
{
    const stb_t *e = &c->core->lsu.stb[n];
    ui_t *ui = c->ui;
    const view_t *v = c->in->view;
    char place[100];
    ui_textf(ui, rect_cut_left(&row, 16), ST_MONO_SMALL_DIM, "%u", n);
    if (!e->valid) {
        ui_text(ui, row, ST_SMALL_DIM, "free");
        return;
    }
    unsigned long long age = cycles_ago(v, e->since);
    unsigned first = 0;
    while (first < 7 && !(e->strb >> first & 1)) first++;
    snprintf(place, sizeof place, "%.96s", say_place(v->names, v->map, e->addr + first, &(words_t){ "" }));
    ui_hit(ui, row, ACT_ADDRESS, e->addr + first,
           "Store buffer entry %u: 8 bytes at 0x%08X, %llu cycles old, %s. No DMA sees them before they "
           "drain.", n,
           (unsigned)e->addr, age, store_fate(e));
    bool wide = row.w >= 370;
    rect_t name = rect_cut_left(&row, wide ? fmaxf(row.w - 176 - 130, 70) : fmaxf(row.w - 116, 60));
    ui_text(ui, rect_pad(name, 2, 0), ST_MONO_SMALL, place);
    if (wide || row.w >= 114) eight_bytes(ui, &row, e->data, e->strb);
    rect_cut_left(&row, GAP);
    char text[60];
    snprintf(text, sizeof text, "%llu cyc, %s", age, store_fate(e));
    if (wide) ui_text(ui, row, ST_SMALL_DIM, text);
}

static float stores(core_view_t *c, rect_t r, bool draw)
{
    unsigned held = 0;
    for (unsigned i = 0; i < STB_MAX; i++) held += c->core->lsu.stb[i].valid;
    float h = ROW + 2 + (held ? STB_MAX * 20.0f : 18) + 4;
    if (!draw) return h;
    ui_heading(c->ui, &r, "Store buffer");
    for (unsigned i = 0; i < STB_MAX && held; i++) store_row(c, rect_cut_top(&r, 20), i);
    if (!held)
        ui_text(c->ui, rect_cut_top(&r, 18), ST_SMALL_DIM,
                "Empty: every store has reached the cache or the bus.");
    return h;
}

static void fill_row(core_view_t *c, rect_t row, unsigned n)
{
    static const char *const why[] = { "for a load", "for a store", "for a preload", "speculative",
                                       "for a fetch" };
    const lfb_t *l = &c->core->lsu.lfb[n];
    const view_t *v = c->in->view;
    char place[110];
    ui_textf(c->ui, rect_cut_left(&row, 44), ST_SMALL_DIM, "fill %u", n);
    snprintf(place, sizeof place, "%.96s", say_place(v->names, v->map, l->line, &(words_t){ "" }));
    ui_hit(c->ui, row, ACT_ADDRESS, l->line,
           "Linefill buffer %u: line 0x%08X %s, begun %llu cycles ago; doubleword %u was asked for first%s",
        n,
           (unsigned)l->line, l->why < 5 ? why[l->why] : "", cycles_ago(v, l->start),
               (unsigned)(l->critical >> 3 & 3),
           l->merged ? "; stores have been merged into it" : "");
    unsigned came = fill_got(l, &v->machine->chip.port[h743_core_cfg.p_fill[n]]);
    rect_t beats = rect_cut_left(&row, 4 * 13 + GAP);
    for (unsigned i = 0; i < 4; i++) {
        rect_t b = rect(beats.x + (float)i * 13, beats.y + (beats.h - 10) / 2, 11, 10);
        bool got = came >> i & 1;
        ui_mark(c->ui, b, got ? MARK_SQUARE : MARK_BOX, got ? ROLE_DCACHE : ROLE_FAINT);
    }
    char text[160];
    unsigned got = (unsigned)__builtin_popcount(came);
    snprintf(text, sizeof text, "%.60s, %u of 4 beats, %s%s", place, got, l->why < 5 ? why[l->why] : "",
             l->asked ? "" : ", not asked yet");
    ui_text(c->ui, row, ST_SMALL, text);
}

static float fills(core_view_t *c, rect_t r, bool draw)
{
    const lsu_t *l = &c->core->lsu;
    const fetch_t *f = &c->core->fetch;
    int held = evict_holds(&l->evict, &c->in->view->machine->chip.port[h743_core_cfg.p_evict]);
    unsigned n = (unsigned)(l->lfb[0].valid + l->lfb[1].valid + held) + (c->core->firmware
            && f->fill.valid);
    float h = ROW + 2 + (n ? (float)n * 18 : 18) + 4;
    if (!draw) return h;
    ui_heading(c->ui, &r, "Linefill and eviction buffers");
    for (unsigned i = 0; i < LFB_MAX; i++)
        if (l->lfb[i].valid) fill_row(c, rect_cut_top(&r, 18), i);
    if (held) {
        rect_t row = rect_cut_top(&r, 18);
        ui_hit(c->ui, row, ACT_ADDRESS, l->evict.line,
               "The eviction buffer holds the 32 bytes of line 0x%08X until the bus has taken them",
            (unsigned)l->evict.line);
        ui_text(c->ui, rect_cut_left(&row, 44), ST_SMALL_DIM, "evict");
        ui_textf(c->ui, row, ST_SMALL, "%.60s, %s",
                 say_place(c->in->view->names, c->in->view->map, l->evict.line, &(words_t){ "" }),
                 l->evict.asked ? "on the bus" : "waits for the bus");
    }
    if (c->core->firmware && f->fill.valid) {
        rect_t row = rect_cut_top(&r, 18);
        ui_tip(c->ui, row, "The instruction side's own linefill buffer");
        ui_text(c->ui, rect_cut_left(&row, 44), ST_SMALL_DIM, "I-fill");
        ui_textf(c->ui, row, ST_SMALL, "0x%08X, %d of 4 beats", (unsigned)f->fill.line,
                 c->in->view->machine->chip.port[h743_core_cfg.p_fetch].beat);
    }
    if (!n) ui_text(c->ui, rect_cut_top(&r, 18), ST_SMALL_DIM, "All empty: no line comes or goes.");
    return h;
}

/* ---- exceptions ------------------------------------------------------------------------------ */

enum { NAMED = 4 };

/* "USART3, SysTick and 2 more": exceptions whose bit is up. */
static unsigned bits_words(const uint64_t *set, char *text, size_t room)
{
    unsigned n = 0;
    text[0] = 0;
    for (unsigned e = 1; e < EXCEPTIONS; e++) {
        char name[80];
        if (!scb_bit(set, e)) continue;
        if (n++ < NAMED)
            add_text(text, room, "%s%s", n > 1 ? ", " : "", exception_name(e, name, sizeof name));
    }
    if (n > NAMED) add_text(text, room, " and %u more", n - NAMED);
    return n;
}

static const char *priority_words(const scb_t *s, char *text, size_t room)
{
    int p = scb_priority(s);
    if (p >= 256) snprintf(text, room, "thread: anything may interrupt");
    else if (p < 0) snprintf(text, room, "%s", p == -2 ? "NMI" : "HardFault: only NMI may interrupt");
    else snprintf(text, room, "%d", p);
    return text;
}

static float exceptions(core_view_t *c, rect_t r, bool draw)
{
    const scb_t *s = &c->core->scb;
    char active[300], pending[300], masks[120] = "", priority[60];
    bool masked = s->primask || s->faultmask || s->basepri;
    float h = ROW + 2 + ROW * (3 + masked) + 4;
    if (!draw) return h;
    if (s->primask) add_text(masks, sizeof masks, "PRIMASK ");
    if (s->faultmask) add_text(masks, sizeof masks, "FAULTMASK ");
    if (s->basepri) add_text(masks, sizeof masks, "BASEPRI %u", (unsigned)(s->basepri >> 4));
    ui_heading(c->ui, &r, "Exceptions");
    bits_words(s->active, active, sizeof active), bits_words(s->pending, pending, sizeof pending);
    ui_kv(c->ui, &r, 66, "active", *active ? ST_BODY : ST_DIM, "%s", *active ? active : "none");
    ui_kv(c->ui, &r, 66, "pending", *pending ? st_role(ST_BODY, ROLE_HAZARD) : ST_DIM, "%s", *pending
          ? pending : "none");
    ui_kv(c->ui, &r, 66, "priority", ST_BODY, "%s", priority_words(s, priority, sizeof priority));
    if (masked) ui_kv(c->ui, &r, 66, "masks", st_role(ST_BODY, ROLE_HAZARD), "%s", masks);
    return h;
}

/* ---- the panel ------------------------------------------------------------------------------- */

static float column(core_view_t *c, rect_t r, section_fn *const *section, unsigned count, bool draw)
{
    float y = r.y;
    for (unsigned i = 0; i < count; i++)
        y += section[i](c, rect(r.x, y, r.w, fmaxf(r.y + r.h - y, 0) + 4000), draw);
    return y - r.y;
}

/* The rows of the program: what registers and the state leave of one column, most of one of two. */
static unsigned rows_of(const core_view_t *c, rect_t body, bool two)
{
    float room = body.h - (two ? 140 : 120), share = two ? 0.8f : 0.4f;
    if (c->core->firmware && !two) room = body.h - 230, share = 1;
    unsigned rows = room > 0 ? (unsigned)(room * share / STEP_ROW) : 0;
    unsigned least = c->core->firmware ? 7 : STEPS_LEAST;
    unsigned most = c->core->firmware || two ? LISTED : STEPS_MOST;
    return rows < least ? least : rows > most ? most : rows;
}

void panel_core(const panel_in_t *in, ui_t *ui)
{
    static section_fn *const all[] = { state, program, registers, stores, fills, exceptions };
    static section_fn *const left[] = { state, program, exceptions },
        *const right[] = { registers, stores, fills };
    static section_fn *const fp[] = { state, floating };
    static const char *const tab_name[] = { "program", "floating point" };
    core_view_t c = { .in = in, .ui = ui, .core = &in->view->machine->chip.core };
    char note[96];
    snprintf(note, sizeof note, "%llu %s done", (unsigned long long)c.core->instructions, c.core->firmware
             ? "instructions" : "micro-operations");
    rect_t body = ui_panel(ui, in->area, panel_title[PANEL_CORE], note);
    if (c.core->firmware && body.h > 100)
        ui_tabs(ui, &body, tab_name, 2, in->tab == 1, ACT_TAB, PANEL_CORE * TABS);
    bool fpu = c.core->firmware && in->tab == 1, two = body.w >= (c.core->firmware ? 860 : 660) && !fpu;
    c.program_rows = rows_of(&c, body, two);
    section_fn *const *one = fpu ? fp : all;
    unsigned sections = fpu ? 2 : 6;
    float w = body.w - 12, left_w = floorf((w - 2 * GAP) * (c.core->firmware ? 0.58f : 0.5f)),
        right_w = w - 2 * GAP - left_w;
    rect_t probe = rect(0, 0, two ? left_w : w, 0), beside = rect(0, 0, right_w, 0);
    float high = two ? fmaxf(column(&c, probe, left, 3, false), column(&c, beside, right, 3, false))
        : column(&c, probe, one, sections, false);
    rect_t s = ui_scroll(ui, body, high);
    if (two) {
        column(&c, rect(s.x, s.y, left_w, s.h), left, 3, true);
        column(&c, rect(s.x + left_w + 2 * GAP, s.y, right_w, s.h), right, 3, true);
    } else column(&c, rect(s.x, s.y, w, s.h), one, sections, true);
    ui_list_end(ui);
    ui_panel_end(ui);
}
