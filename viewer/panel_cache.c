/* panel_cache.c -- a cache as it is: every line a cell, the selected address cut into tag, set, word and
 * byte, and one line opened: its bytes against memory's, who filled it when, what the core wrote into it.
 *
 * Sets stand in bands from left to right, their ways one under the other. The bands are as many as give
 * the largest cells; a cell shows what it has room for: colour and mark, then tag and name, then its words.
 * State comes from the cache's own bits and the judge's shadow (D), or from comparing with memory (I). */
#include "bytes.h"
#include "findings.h"
#include <math.h>
#include <stdio.h>

enum { BANDS_MOST = 32, SETS_MOST = 256 };

typedef struct {
    const panel_in_t *in;
    ui_t   *ui;
    int     icache;
    const cache_geometry_t *g;
    line_look_t look[CACHE_LINES];
    float   glow[CACHE_LINES];       /* 1: touched in the last step; 0: not lately */
    unsigned count[STATES];
    bool    open; unsigned set; int way;
    /* the line looked at: its set, its way or -1; false: nothing is */
    uint32_t addr;                   /* the address looked at */
    /* the grid */
    unsigned bands, per;             /* per: sets a band */
    float   head, cw, ch, band;      /* left margin; a cell; a band's height */
    rect_t  grid;
} cache_view_t;

/* ---- what is there ------------------------------------------------------------------------------- */

static void touch(cache_view_t *c, bool icache, unsigned set, unsigned way, tick_t at)
{
    size_t i = set * c->g->ways + way;
    if (icache != (c->icache != 0) || set >= c->g->sets || way >= c->g->ways) return;
    float glow = at > c->in->moment->before || at == c->in->view->now ? 1 : 0.4f;
    if (glow > c->glow[i]) c->glow[i] = glow;
}

static void touch_address(cache_view_t *c, uint32_t addr, tick_t at)
{
    unsigned set;
    int way = line_find(c->in->view, 0, addr, &set);
    if (way >= 0) touch(c, false, set, (unsigned)way, at);
}

static void find_glow(cache_view_t *c)
{
    const moment_t *m = c->in->moment;
    for (size_t i = 0; i < m->recents; i++) {
        const fact_t *f = &m->recent[i];
        switch (f->kind) {
        case F_FILL_START: case F_FILL_BEAT: case F_FILL_DONE: case F_FILL_DROP: case F_EVICT:
            touch(c, f->note >> 31 & 1, (unsigned)(f->note & 0xFFFF), (unsigned)(f->note >> 16 & 0xFF),
                  f->at);
            break;
        case F_LOAD:  if (f->what == SRC_CACHE) touch_address(c, f->addr, f->at); break;
        case F_DRAIN: if (f->what == DRAIN_CACHE) touch_address(c, f->addr, f->at); break;
        case F_MAINT: if ((uint32_t)f->data != NO_LINE) touch_address(c, (uint32_t)f->data, f->at); break;
        default: break;
        }
    }
}

static void gather(cache_view_t *c)
{
    const view_t *v = c->in->view;
    const select_t *s = &c->in->app->select;
    for (unsigned set = 0; set < c->g->sets; set++)
        for (unsigned way = 0; way < c->g->ways; way++) {
            line_look_t *l = &c->look[set * c->g->ways + way];
            *l = line_look(v, c->icache, set, way);
            c->count[l->state]++;
        }
    find_glow(c);
    if (s->line >= 0 && (s->line >> 24 & 1) == (c->icache != 0)) {
        c->set = (unsigned)(s->line & 0xFFFF) % c->g->sets,
            c->way = (int)((s->line >> 16 & 0xFF) % c->g->ways), c->open = true;
        c->addr = s->has_address ? s->address : c->look[c->set * c->g->ways + (unsigned)c->way].addr;
    } else if (s->has_address) {
        c->addr = s->address, c->open = true;
        c->way = line_find(v, c->icache, c->addr, &c->set);
    }
}

/* ---- the row above ------------------------------------------------------------------------------- */

/* How many lines are in each state: the legend, and the sum. */
static void legend(cache_view_t *c, rect_t row)
{
    static const char *const what_i[STATES] = { [STATE_CLEAN] = "The same bytes as memory holds.",
        [STATE_STALE] = "Memory holds other bytes: they were written after the line was filled, and "
                        "ICIALLU or ICIMVAU is missing." };
    for (int s = STATE_CONFLICT; s >= STATE_INVALID; s--) {
        const look_t *l = &state_look[s];
        char text[40];
        if (c->icache && s != STATE_INVALID && !what_i[s]) continue;
        snprintf(text, sizeof text, "%u %s", c->count[s], l->name);
        float w = ui_width(c->ui, ST_SMALL, text) + 17;
        if (w > row.w) return;
        rect_t r = rect_cut_right(&row, w), sw = rect(r.x, r.y + (r.h - 11) / 2, 11, 11);
        rect_cut_right(&row, GAP * 1.5f);
        if (s == STATE_INVALID) ui_frame(c->ui, sw, 1, ROLE_FAINT, 1);
        else {
            ui_swatch(c->ui, sw, l);
            ui_fill(c->ui, rect_inset(sw, 2), (role_t)l->soft);
            ui_mark(c->ui, rect_inset(sw, 2), (mark_t)l->mark, (role_t)l->role);
        }
        ui_text(c->ui, rect(r.x + 15, r.y, r.w - 15, r.h), c->count[s] && s > STATE_CLEAN ? ST_SMALL
                : ST_SMALL_DIM, text);
        ui_tip(c->ui, r, "%s. %s", text, c->icache && what_i[s] ? what_i[s] : l->tip);
    }
}

static void head(cache_view_t *c, rect_t *body)
{
    static const char *const name[] = { "D-cache", "I-cache" };
    rect_t row = rect(body->x, body->y, body->w, 22);
    float w = ui_width(c->ui, ST_SMALL, name[0]) + ui_width(c->ui, ST_SMALL, name[1]) + 5 * GAP;
    ui_tabs(c->ui, body, name, 2, (unsigned)c->icache, ACT_CACHE, 0);
    rect_cut_left(&row, w);
    legend(c, row);
}

/* ---- the address, cut up ------------------------------------------------------------------------- */

static unsigned log2_of(unsigned n) { return (unsigned)__builtin_ctz(n | 0x10000); }

/* One piece of the address; answers the middle of its foot. */
static point_t piece(cache_view_t *c, rect_t r, const char *name, unsigned value, unsigned digits,
                     role_t role, bool tall, const char *tip)
{
    ui_round(c->ui, r, 3, ROLE_RAISED);
    ui_frame(c->ui, r, 3, role, 1);
    char text[40];
    if (digits) snprintf(text, sizeof text, "0x%0*X", (int)digits, value);
    else snprintf(text, sizeof text, "%u", value);
    rect_t in = rect_pad(r, 6, 0);
    if (tall) {
        ui_text(c->ui, rect_cut_top(&in, in.h * 0.45f), ST_SMALL_DIM, name);
        ui_text(c->ui, in, ST_MONO, text);
    } else {
        rect_t ink = ui_text(c->ui, in, ST_SMALL_DIM, name);
        rect_cut_left(&in, ink.w + 6);
        ui_text(c->ui, in, ST_MONO_SMALL, text);
    }
    ui_tip(c->ui, r, "%s", tip);
    return (point_t){ r.x + r.w / 2, r.y + r.h };
}

static void verdict(cache_view_t *c, rect_t r)
{
    const char *why = c->icache ? NULL : uncached_why(c->in->view, c->addr);
    char text[120];
    if (c->way >= 0) snprintf(text, sizeof text, "hit: way %d", c->way);
    else if (why) snprintf(text, sizeof text, "never here: %s", why);
    else snprintf(text, sizeof text, "miss: no way of set %u has this tag", c->set);
    ui_mark(c->ui, rect(r.x, r.y + (r.h - 10) / 2, 10, 10), c->way >= 0 ? MARK_CHECK : why ? MARK_LOCK
            : MARK_CROSS, c->way >= 0 ? ROLE_GOOD : ROLE_DIM);
    ui_text(c->ui, rect(r.x + 14, r.y, r.w - 14, r.h), c->way >= 0 ? ST_SMALL : ST_SMALL_DIM, text);
}

/* The bar; answers where the set's piece ends, for the line into the grid. */
static point_t address_bar(cache_view_t *c, rect_t row, bool tall)
{
    unsigned set_bits = log2_of(c->g->sets), shift = 5 + set_bits;
    char name[4][32];
    snprintf(name[0], 32, "tag 31\xE2\x80\x93%u", shift);
    snprintf(name[1], 32, "set %u\xE2\x80\x93" "5", shift - 1);
    snprintf(name[2], 32, "word");
    snprintf(name[3], 32, "byte");
    float w[4], total = 0;
    for (int i = 0; i < 4; i++) {
        w[i] = tall ? fmaxf(ui_width(c->ui, ST_SMALL_DIM, name[i]), ui_width(c->ui, ST_MONO, i ? "000"
                : "0x00000")) + 14
                    : ui_width(c->ui, ST_SMALL_DIM, name[i]) + ui_width(c->ui, ST_MONO_SMALL,
                            i == 0 ? "0x00000" : i == 1 ? "000" : "0") + 20;
        total += w[i] + 3;
    }
    char place[120];
    snprintf(place, sizeof place, "0x%08X", (unsigned)c->addr);
    float left = ui_width(c->ui, ST_MONO_SMALL, place) + GAP;
    if (left + total < row.w * 0.8f || !tall) {
        rect_t p = rect_cut_left(&row, left + total < row.w ? left : 0);
        ui_text(c->ui, p, ST_MONO_SMALL, place);
    }
    point_t foot = piece(c, rect_cut_left(&row, w[0]), name[0], c->addr >> shift, 5, c->way >= 0 ? ROLE_GOOD
                         : ROLE_EDGE, tall,
                         "The tag: each way of the set compares it with its own. Equal and valid: a hit.");
    rect_cut_left(&row, 3);
    foot = piece(c, rect_cut_left(&row, w[1]), name[1], c->set, 0, ROLE_ACCENT, tall,
                 "The set: which column of the grid this address belongs to. It can be in no other.");
    rect_cut_left(&row, 3);
    piece(c, rect_cut_left(&row, w[2]), name[2], c->addr >> 2 & 7, 0, ROLE_EDGE, tall,
          "The word within the line of 32 bytes: bits 4 to 2.");
    rect_cut_left(&row, 3);
    piece(c, rect_cut_left(&row, w[3]), name[3], c->addr & 3, 0, ROLE_EDGE, tall,
          "The byte within the word: bits 1 and 0.");
    rect_cut_left(&row, GAP);
    if (row.w > 60) verdict(c, row);
    return foot;
}

/* ---- the grid ------------------------------------------------------------------------------------ */

static int level_of(float w, float h) { return h < 10.5f || w < 62 ? 0 : w < 150 ? 1 : w < 430 ? 2 : 3; }

/* As many bands as show most of each line; among equals, the squarest cells. */
static void lay_grid(cache_view_t *c, rect_t r)
{
    float best = -1;
    c->grid = r;
    for (unsigned bands = 1; bands <= BANDS_MOST && bands <= c->g->sets; bands *= 2) {
        unsigned per = (c->g->sets + bands - 1) / bands;
        float left = r.w > 300 ? 28 : 0, cw = (r.w - left) / (float)per, band = r.h / (float)bands,
            gap = fminf(5, band * 0.12f);
        float ch = (band - gap) / c->g->ways;
        float score = (float)level_of(cw, ch) * 100 + 10 * fminf(cw, ch * 2.2f) / fmaxf(cw, ch * 2.2f);
        if (ch < 3 || cw < 3) score -= 50;
        if (score <= best) continue;
        best = score, c->bands = bands, c->per = per, c->head = left;
        c->cw = cw > 8 ? floorf(cw) : cw, c->ch = ch > 6 ? floorf(ch) : ch, c->band = band;
    }
}

static rect_t cell_of(const cache_view_t *c, unsigned set, unsigned way)
{
    unsigned band = set / c->per, at = set % c->per;
    return rect(c->grid.x + c->head + c->cw * (float)at,
                c->grid.y + c->band * (float)band + c->ch * (float)way, c->cw, c->ch);
}

static const char *name_at(const cache_view_t *c, uint32_t addr, words_t *w)
{
    const names_t *n = c->in->view->names;
    for (uint32_t a = addr; a < addr + LINE; a += 4)
        if (names_find(n, a)) return say_place(n, c->in->view->map, a, w);
    return "";
}

/* What there is room for: V and D with the tag; the name; the words. */
static void cell_words(cache_view_t *c, rect_t r, const line_look_t *l, size_t i)
{
    int level = level_of(c->cw, c->ch);
    const look_t *look = &state_look[l->state];
    words_t w;
    rect_t in = rect_pad(r, 4, 0);
    rect_t m = rect_cut_left(&in, 13);
    ui_mark(c->ui, rect(m.x, m.y + (m.h - 9) / 2, 9, 9), (mark_t)look->mark, (role_t)look->role);
    const style_t mono = ST_MONO_SMALL;
    float tag_w = ui_width(c->ui, mono, "00000") + 1;
    ui_textf(c->ui, rect_cut_left(&in, fminf(tag_w, in.w)), mono, "%05X",
             (unsigned)(l->addr >> (5 + log2_of(c->g->sets))));
    if (level < 2) return;
    rect_cut_left(&in, GAP);
    float words = 8 * (ui_width(c->ui, mono, "00000000") + 6);
    if (level == 3 && in.w > words) {
        const cache_t *cache = c->icache ? &c->in->view->machine->chip.core.icache
            : &c->in->view->machine->chip.core.dcache;
        rect_t bytes = rect_cut_right(&in, words);
        for (unsigned k = 0; k < 8; k++) {
            uint32_t value = 0;
            for (unsigned b = 0; b < 4; b++) value |= (uint32_t)cache->data[i][4 * k + b] << 8 * b;
            bool off = l->differs >> 4 * k & 15;
            ui_textf(c->ui, rect(bytes.x + words / 8 * (float)k, bytes.y, words / 8, bytes.h), off ? mono
                     : ST_MONO_SMALL_DIM, "%08X", (unsigned)value);
        }
    }
    ui_text(c->ui, in, ST_SMALL_DIM, name_at(c, l->addr, &w));
}

static void cell(cache_view_t *c, unsigned set, unsigned way)
{
    size_t i = set * c->g->ways + way;
    const line_look_t *l = &c->look[i];
    const look_t *look = &state_look[l->state];
    rect_t r = cell_of(c, set, way), in = c->cw > 6 && c->ch > 5 ? rect_inset(r, 0.5f) : r;
    words_t w;
    if (l->valid) {
        ui_fill(c->ui, in, (role_t)look->soft);
        bool words = level_of(c->cw, c->ch) > 0;
        if (words) {
            ui_texture(c->ui, rect(in.x, in.y, 3, in.h), (texture_t)look->texture, (role_t)look->role);
            cell_words(c, in, l, i);
        } else {
            float side = fminf(fminf(in.w, in.h) - 1, 12);
            rect_t m = rect(in.x + (in.w - side) / 2, in.y + (in.h - side) / 2, side, side);
            bool room = in.w > 9 && in.h > 9;
            /* for the texture and the mark; else the one of them */
            ui_texture(c->ui, in, (texture_t)look->texture, (role_t)look->role);
            if (room) ui_round(c->ui, rect_inset(m, -1), 2, (role_t)look->soft);
            if (room || look->texture == TEXTURE_NONE) ui_mark(c->ui, m, (mark_t)look->mark,
                    (role_t)look->role);
        }
        ui_hit(c->ui, r, ACT_LINE, line_arg(c->icache, set, way), "%s: line 0x%08X, set %u way %u, %s%s",
               l->addr ? name_at(c, l->addr, &w) : "",
               (unsigned)l->addr, set, way, look->name, l->dirty ? ", dirty bit set" : "");
    }
    if (l->valid && panel_hovers(c->in, ACT_LINE, line_arg(c->icache, set, way))) ui_frame(c->ui,
            rect_inset(in, -1), 2, ROLE_TEXT, 1.5f);
    if (c->ch < 8) return;                               /* a frame would hide the cell */
    if (c->glow[i] > 0.5f) ui_frame(c->ui, in, 1, ROLE_ACCENT, 1.5f);
    else if (c->glow[i] > 0) ui_dashed_frame(c->ui, in, 1, ROLE_ACCENT, 1);
}

/* From the bar's "set" down to its column: there the address must be, if it is anywhere. */
static void connector(cache_view_t *c, point_t from)
{
    rect_t top = cell_of(c, c->set, 0), low = cell_of(c, c->set, c->g->ways - 1u);
    rect_t column = rect(top.x - 1, top.y - 1, c->cw + 2, low.y + low.h - top.y + 2);
    float bend = c->grid.y - 4;
    if (c->in->app->select.has_address) {
        point_t way[4] = { from, { from.x, bend }, { column.x, bend }, { column.x, column.y } };
        ui_polyline(c->ui, way, 4, ROLE_ACCENT, 1);
    }
    ui_frame(c->ui, rect_inset(column, -1), 2, ROLE_ACCENT, 1);
    if (c->way >= 0 && c->ch > 9) ui_frame(c->ui, rect_inset(cell_of(c, c->set, (unsigned)c->way), -1), 2,
                                           ROLE_ACCENT, 2);
}

static void grid(cache_view_t *c, rect_t r, point_t from)
{
    lay_grid(c, r);
    for (unsigned b = 0; b < c->bands; b++) {
        unsigned first = b * c->per, sets = first < c->g->sets ? c->g->sets - first : 0;
        if (sets > c->per) sets = c->per;
        rect_t band = rect(r.x + c->head, r.y + c->band * (float)b, c->cw * (float)sets, c->ch * c->g->ways);
        ui_fill(c->ui, band, ROLE_SUNKEN);
        for (unsigned s = 0; s <= sets; s += c->cw < 12 ? 8 : 1)
            ui_line(c->ui, band.x + c->cw * (float)s, band.y, band.x + c->cw * (float)s, band.y + band.h,
                    ROLE_GRID, 1);
        for (unsigned w = 0; w <= c->g->ways; w += c->ch < 5 ? c->g->ways : 1)
            ui_line(c->ui, band.x, band.y + c->ch * (float)w, band.x + band.w, band.y + c->ch * (float)w,
                    ROLE_GRID, 1);
        if (c->head > 0 && c->band >= 12) {
            rect_t l = rect(r.x, band.y, c->head - 5, fminf(band.h, 15));
            ui_textf(c->ui, l, st_align(ST_MONO_SMALL_DIM, RIGHT), "%u", first);
            ui_tip(c->ui, rect(r.x, band.y, c->head - 4, band.h),
                   "Sets %u to %u from left to right, ways 0 to %u from above", first, first + sets - 1,
                       c->g->ways - 1u);
        }
    }
    for (unsigned set = 0; set < c->g->sets; set++)
        for (unsigned way = 0; way < c->g->ways; way++)
            if (c->look[set * c->g->ways + way].valid || c->glow[set * c->g->ways + way] > 0) cell(c, set,
                    way);
    if (c->open) connector(c, from);
}

/* ---- one line, opened ---------------------------------------------------------------------------- */

static void byte_pair(cache_view_t *c, rect_t at, float row, unsigned k, const line_look_t *l, size_t index)
{
    const view_t *v = c->in->view;
    const cache_t *cache = c->icache ? &v->machine->chip.core.icache : &v->machine->chip.core.dcache;
    uint32_t addr = l->addr + k;
    byte_look_t b = byte_look(v, addr);
    unsigned flags = c->in->app->select.has_address && c->in->app->select.address == addr ? BYTE_SELECTED : 0;
    char text[400];
    byte_words(v, addr, text, sizeof text);
    ui_byte(c->ui, rect(at.x, at.y, at.w, row), cache->data[index][k], line_byte(l, k),
            flags);
    ui_byte(c->ui, rect(at.x, at.y + row, at.w, row), b.ram, c->icache ? STATE_INVALID : b.ram_state, flags);
    rect_t d = rect(at.x, at.y + 2 * row, at.w, 13);
    if (l->differs >> k & 1) {
        ui_round(c->ui, rect_pad(d, 1, 1), 2, ROLE_CONFLICT_SOFT);
        ui_mark(c->ui, rect(d.x + (d.w - 9) / 2, d.y + 2, 9, 9), MARK_BANGBANG, ROLE_CONFLICT);
    }
    rect_t whole = rect(at.x, at.y, at.w, 2 * row + 13);
    if (panel_hovers(c->in, ACT_ADDRESS, addr)) ui_frame(c->ui, whole, 3, ROLE_TEXT, 1);
    ui_hit(c->ui, whole, ACT_ADDRESS, addr, "%s", text);
    ui_second(c->ui, ACT_WHO_WROTE, addr);
}

/* Its 32 bytes in one or two or four blocks, the words apart. */
static void line_bytes(cache_view_t *c, rect_t *r, const line_look_t *l, size_t index)
{
    float label = 56, room = r->w - label, row = BYTE_H - 1;
    unsigned per = room >= 32 * 20 + 14 ? 32 : room >= 16 * 20 + 8 ? 16 : room >= 8 * 18 ? 8 : 4;
    float cell = fminf(floorf((room - (float)(per / 4) * 2) / (float)per), 30), h = 2 * row + 13 + 5;
    for (unsigned k = 0; k < LINE && r->h >= h - 4; k += per) {
        rect_t block = rect_cut_top(r, h);
        ui_text(c->ui, rect(block.x, block.y, label - 4, row), ST_SMALL_DIM, "line");
        ui_text(c->ui, rect(block.x, block.y + row, label - 4, row), ST_SMALL_DIM, "memory");
        ui_textf(c->ui, rect(block.x, block.y + 2 * row, label - 4, 13), st_size(ST_SMALL_DIM, 10), "+%u", k);
        for (unsigned i = 0; i < per; i++)
            byte_pair(c, rect(block.x + label + cell * (float)i + (float)(i / 4) * 2, block.y, cell, 0), row,
                      k + i, l, index);
    }
}

static void filled_words(const cache_view_t *c, uint32_t addr, char *text, size_t room)
{
    const view_t *v = c->in->view;
    const sline_t *s = c->icache ? NULL : shadow_line(v->shadow, addr);
    *text = 0;
    if (!s || s->addr != addr) return;
    snprintf(text, room, "fill begun %s at cycle %llu", fill_words[s->why < FILL_WORDS ? s->why : 0],
             (unsigned long long)say_cycle(v->names, s->at));
    if (s->pc != NO_PC) add_text(text, room, " in %s", say_step(v->names, s->pc, &(words_t){ "" }));
    if (s->dirty) add_text(text, room, " \xC2\xB7 %d bytes stored by the core and not written back",
                           __builtin_popcount(s->dirty));
}

static void closed(cache_view_t *c, rect_t r)
{
    const view_t *v = c->in->view;
    const char *why = c->icache ? NULL : uncached_why(v, c->addr);
    words_t place;
    char text[240];
    say_place(v->names, v->map, c->addr, &place);
    if (c->way >= 0) snprintf(text, sizeof text, "Set %u way %d is invalid: it holds nothing.", c->set,
                              c->way);
    else if (why) snprintf(text, sizeof text, "%s is not in the cache and cannot be: %s.", place.s, why);
    else if (!c->icache && shadow_filling(v->shadow, c->addr))
        snprintf(text, sizeof text, "%s is not in the D-cache yet: its line is being filled.", place.s);
    else snprintf(text, sizeof text,
                  "%s is not in the %s: a%s would miss and fill one of the %u ways of set %u.", place.s,
                  c->icache ? "I-cache" : "D-cache", c->icache ? " fetch" : " load", c->g->ways, c->set);
    ui_wrap(c->ui, r, ST_DIM, text);
}

/* The selected line; cuts what it used. */
static void detail(cache_view_t *c, rect_t *r)
{
    char text[320];
    words_t w;
    if (!c->open) {
        ui_empty(c->ui, *r, "No address is selected: click a cell, a byte, or press G and type one.");
        return;
    }
    size_t index = c->set * c->g->ways + (c->way < 0 ? 0 : (unsigned)c->way);
    const line_look_t *l = &c->look[index];
    if (c->way < 0 || !l->valid) {
        closed(c, rect_cut_top(r, 40));
        return;
    }
    rect_t row = rect_cut_top(r, 20);
    rect_t badge = ui_look(c->ui, rect(row.x, row.y, fminf(110, row.w), row.h), &state_look[l->state]);
    rect_cut_left(&row, badge.w + GAP);
    rect_t ink = ui_textf(c->ui, row, ST_MONO, "0x%08X", (unsigned)l->addr);
    rect_cut_left(&row, ink.w + GAP);
    ink = ui_text(c->ui, row, ST_BOLD, name_at(c, l->addr, &w));
    rect_cut_left(&row, ink.w + (ink.w > 0 ? GAP : 0));
    ui_textf(c->ui, row, ST_DIM, "set %u way %d   V 1   D %d", c->set, c->way, l->dirty);
    filled_words(c, l->addr, text, sizeof text);
    if (*text && r->h > 16) ui_text(c->ui, rect_cut_top(r, ROW_SMALL), ST_SMALL_DIM, text);
    rect_cut_top(r, 3);
    line_bytes(c, r, l, index);
}

/* ---- lines worth a look -------------------------------------------------------------------------- */

static void notable(cache_view_t *c, rect_t r)
{
    static const uint8_t worst_first[] = { STATE_CONFLICT, STATE_STALE, STATE_DIRTY, STATE_CLEAN };
    static const ui_column_t many[] = { { "state", 92, LEFT, 0 }, { "whose", -1, LEFT, 0 }, { "line", 80,
            LEFT, 1 }, { "set", 34, RIGHT, 1 }, { "way", 30, RIGHT, 1 } };
    static const ui_column_t few[] = { { "state", 84, LEFT, 0 }, { "whose", -1, LEFT, 0 } };
    uint16_t order[CACHE_LINES];
    size_t n = 0;
    for (unsigned s = 0; s < sizeof worst_first; s++)
        for (unsigned i = 0; i < (unsigned)c->g->sets * c->g->ways; i++)
            if (c->look[i].valid && c->look[i].state == worst_first[s]) order[n++] = (uint16_t)i;
    if (r.h < 50) return;
    rect_cut_top(&r, GAP);
    r.w = fminf(r.w, 640);
    if (!n) {
        ui_empty(c->ui, r, c->icache ? "No line of the I-cache is valid now."
                 : "No line of the D-cache is valid now.");
        return;
    }
    bool wide = r.w > 330;
    ui_columns_t cols = ui_columns(c->ui, &r, wide ? many : few, wide ? 5 : 2);
    ui_list_t list = ui_list(c->ui, r, n, ROW);
    for (size_t k = list.first; k < list.end; k++) {
        rect_t row = ui_list_row(&list, k);
        unsigned i = order[k], set = i / c->g->ways, way = i % c->g->ways;
        const line_look_t *l = &c->look[i];
        const look_t *look = &state_look[l->state];
        words_t w;
        if (c->open && c->set == set && c->way == (int)way) ui_round(c->ui, row, 3, ROLE_ACCENT_SOFT);
        rect_t m = ui_cell(&cols, 0, row);
        ui_mark(c->ui, rect(m.x + 2, m.y + (m.h - 10) / 2, 10, 10), (mark_t)look->mark, (role_t)look->role);
        ui_text(c->ui, rect(m.x + 17, m.y, m.w - 17, m.h), ST_SMALL, look->name);
        const char *whose = name_at(c, l->addr, &w);
        if (*whose) ui_text(c->ui, ui_cell(&cols, 1, row), ST_SMALL, whose);
        else ui_textf(c->ui, ui_cell(&cols, 1, row), ST_MONO_SMALL, "0x%08X", (unsigned)l->addr);
        if (wide) {
            ui_textf(c->ui, ui_cell(&cols, 2, row), ST_MONO_SMALL, "0x%08X", (unsigned)l->addr);
            ui_textf(c->ui, ui_cell(&cols, 3, row), st_align(ST_MONO_SMALL, RIGHT), "%u", set);
            ui_textf(c->ui, ui_cell(&cols, 4, row), st_align(ST_MONO_SMALL, RIGHT), "%u", way);
        }
        ui_hit(c->ui, row, ACT_LINE, line_arg(c->icache, set, way), "0x%08X, set %u way %u: %s. %s",
               (unsigned)l->addr, set, way, look->name, look->tip);
    }
    ui_list_end(c->ui);
}

/* ---- the panel ----------------------------------------------------------------------------------- */

/* How often up to now: the overview knows whole columns, so of one not yet over nothing is sure. */
static void count_words(const view_t *v, unsigned lane, const char *what, char *text, size_t room)
{
    tick_t width = overview_width(v->overview);
    size_t now = width ? (size_t)(v->now / width) : 0, columns = overview_columns(v->overview);
    unsigned long long sure = 0, last = now < columns ? overview_at(v->overview, lane, now) : 0;
    for (size_t i = 0; i < now && i < columns; i++) sure += overview_at(v->overview, lane, i);
    if (!last || (v->now + 1) % width == 0) add_text(text, room, " \xC2\xB7 %llu %s", sure + last, what);
    else add_text(text, room, " \xC2\xB7 at least %llu %s", sure, what);
}

static void note_of(const cache_view_t *c, char *text, size_t room)
{
    const core_t *k = &c->in->view->machine->chip.core;
    bool on = k->scb.ccr & (c->icache ? CCR_IC : CCR_DC);
    unsigned valid = 0;
    for (int s = STATE_CLEAN; s < STATES; s++) valid += c->count[s];
    snprintf(text, room, "%s \xC2\xB7 %u of %u lines valid", on ? "on" : "OFF", valid,
             (unsigned)c->g->sets * c->g->ways);
    if (c->icache) return;
    count_words(c->in->view, LANE_FILLS, "fills", text, room);
    count_words(c->in->view, LANE_EVICTIONS, "write-backs", text, room);
}

void panel_cache(const panel_in_t *in, ui_t *ui)
{
    cache_view_t c = { .in = in, .ui = ui, .icache = in->app->select.icache ? 1 : 0, .way = -1 };
    char note[160];
    c.g = line_geometry(c.icache);
    gather(&c);
    note_of(&c, note, sizeof note);
    rect_t body = ui_panel(ui, in->area, panel_title[PANEL_CACHE], note);
    head(&c, &body);
    bool tall = body.h > 230;
    point_t foot = { 0, 0 };
    if (c.open && body.h > 60) {
        foot = address_bar(&c, rect_cut_top(&body, tall ? 36 : 20), tall);
        rect_cut_top(&body, 9);
    }
    rect_t r = body;
    bool small = body.h <= 190, beside = small ? body.w > 340 : body.w > 860 && body.h < 360, below = !small
        && !beside;
    if (beside) {
        r = rect_cut_left(&body, small && body.w < 640 ? body.w * 0.48f : body.w * 0.55f);
        rect_cut_left(&body, 2 * GAP);
    } else if (below) {
        r = rect_cut_top(&body, fmaxf(body.h * 0.42f, body.h - 240));
        rect_cut_top(&body, GAP);
    }
    grid(&c, r, foot);
    if (!small && (beside || below)) detail(&c, &body);
    if (small && beside) body.y -= GAP, body.h += GAP;
    if (beside || below) notable(&c, body);
    ui_panel_end(ui);
}
