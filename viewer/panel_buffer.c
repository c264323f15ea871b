/* panel_buffer.c -- one buffer, three views: what the core sees, what memory holds, what the DMA or another
 * bus master moved, byte under byte, cut into the lines of the D-cache with whoever else lives in them.
 *
 * A line is a frame: its head tells address, set, way, state; then one or two or four blocks of bytes, each
 * with a ruler (names of the objects, pointers of the DMA streams) above its rows. `!!` under a byte: core
 * and memory have different values there. A click selects a byte, the other button asks who wrote it. */
#include "bytes.h"
#include "findings.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PER_MOST = 32, RULER = 15, HEAD = 19, PAD = 4, DIFFER = 14 };

typedef struct {
    const panel_in_t *in;
    ui_t     *ui;
    const symbol_t *symbol;          /* the buffer; NULL: what lies around an address */
    uint32_t  from, to;              /* whole lines: first byte, behind the last */
    uint32_t  first, end;            /* the buffer itself */
    unsigned  per;                   /* bytes a block: 4, 8, 16, 32 */
    float     label, cell, row, block, line;
    bool      text;                  /* there is room for the row of letters */
    pointer_t pointer[POINTERS_MOST]; unsigned pointers;
    uint32_t  line_at, stored, landed;
    /* of the line being drawn, a bit a byte: in the last step the core stored there, a
                                          * write landed in memory */
} buffer_t;

/* ---- which buffer -------------------------------------------------------------------------------- */

/* Two findings about one thing share a row. */
static bool same_object(const panel_in_t *in, const buffer_row_t *row)
{
    const findings_t *f = in->view->findings;
    int i = in->app->select.object;
    return (size_t)i < f->count && f->item[i].buffer_addr == row->symbol.addr
        && f->item[i].buffer_size == row->symbol.size;
}

static bool same_symbol(const symbol_t *a, const symbol_t *b)
{
    return a && b && a->addr == b->addr && a->size == b->size && !strcmp(a->name, b->name);
}

/* What lies on a stack there, as the run named it last. */
static const symbol_t *local_at(const names_t *n, uint32_t addr)
{
    const symbol_t *s = names_part(n, addr);
    return s && names_local(n, s) ? s : NULL;
}

static const symbol_t *chosen(const panel_in_t *in)
{
    const names_t *n = in->view->names;
    const select_t *s = &in->app->select;
    const moment_t *m = in->moment;
    for (size_t i = 0; s->object >= 0 && i < m->buffers && m->buffer[i].index < 0; i++) {
        const symbol_t *x = &m->buffer[i].symbol;
        if (s->has_address && s->address - x->addr < x->size && same_object(in, &m->buffer[i])) return x;
    }
    if (s->has_address) {
        const symbol_t *at = names_find(n, s->address), *local = local_at(n, s->address);
        if (local || !at) return local;
        if (s->buffer >= 0 && (size_t)s->buffer < n->symbols) {
            const symbol_t *b = &n->symbol[s->buffer];
            if (s->address - b->addr < b->size) return b;
        }
        return at;
    }
    if (s->buffer >= 0 && (size_t)s->buffer < n->symbols) return &n->symbol[s->buffer];
    return n->symbols ? &n->symbol[0] : NULL;
}

static void extent(buffer_t *b)
{
    const select_t *s = &b->in->app->select;
    const region_row_t *r;
    b->first = b->symbol ? b->symbol->addr : s->address & ~(uint32_t)(LINE - 1);
    uint32_t size = b->symbol ? b->symbol->size ? b->symbol->size : 1 : 2 * LINE;
    r = map_region(b->in->view->map, b->first);
    if (r && size > r->size - (b->first - r->base)) size = r->size - (b->first - r->base);
    b->end = b->first + size;
    b->from = b->first & ~(uint32_t)(LINE - 1), b->to = (b->end + LINE - 1) & ~(uint32_t)(LINE - 1);
}

/* ---- the row of names ---------------------------------------------------------------------------- */

/* Does the core see anything else than memory holds, anywhere in this buffer? Only cached lines can. */
static bool is_apart(const view_t *v, const symbol_t *s)
{
    enum { LOOKED_AT = 64 };
    uint32_t line = s->addr & ~(uint32_t)(LINE - 1);
    for (unsigned i = 0; i < LOOKED_AT && line < s->addr + s->size; i++, line += LINE) {
        if (!shadow_line(v->shadow, line)) continue;
        for (uint32_t a = line; a < line + LINE; a++)
            if (a - s->addr < s->size && machine_cpu(v->machine, a) != machine_ram(v->machine,
                    a)) return true;
    }
    return false;
}

static rect_t arrow(ui_t *ui, rect_t r, mark_t mark, action_t action, const char *tip)
{
    ui_round(ui, r, 4, ROLE_RAISED);
    ui_frame(ui, r, 4, ROLE_EDGE, 1);
    ui_mark(ui, rect(r.x + (r.w - 8) / 2, r.y + (r.h - 8) / 2, 8, 8), mark, ROLE_TEXT);
    ui_hit(ui, r, action, 0, "%s (%s)", tip, action_key(action));
    return r;
}

static float chip_width(const buffer_t *b, size_t i)
{
    const symbol_t *s = &b->in->moment->buffer[i].symbol;
    return fminf(ui_width(b->ui, ST_SMALL, s->name) + 2 * GAP + (is_apart(b->in->view, s) ? 14 : 0), 150);
}

static void chip(buffer_t *b, rect_t r, size_t i)
{
    ui_t *ui = b->ui;
    const buffer_row_t *of = &b->in->moment->buffer[i];
    const symbol_t *s = &of->symbol;
    int64_t arg = of->index >= 0 ? of->index : BUFFER_OF_FINDING + of->finding;
    bool here = same_symbol(s, b->symbol), apart = is_apart(b->in->view, s);
    const region_row_t *region = map_region(b->in->view->map, s->addr);
    ui_round(ui, r, 4, here ? ROLE_ACCENT_SOFT : ROLE_RAISED);
    ui_frame(ui, r, 4, here ? ROLE_ACCENT : panel_hovers(b->in, ACT_BUFFER, arg) ? ROLE_FAINT
             : ROLE_EDGE, 1);
    rect_t t = rect_pad(r, GAP - 1, 0);
    if (apart) {
        rect_t m = rect_cut_left(&t, 14);
        ui_mark(ui, rect(m.x, m.y + (m.h - 10) / 2, 10, 10), MARK_BANGBANG, ROLE_CONFLICT);
    }
    ui_text(ui, t, here ? ST_SMALL : ST_SMALL_DIM, s->name);
    ui_hit(ui, r, ACT_BUFFER, arg, "%s: %u bytes at 0x%08X, %s%s", s->name, (unsigned)s->size,
           (unsigned)s->addr,
           region ? region->name : "no memory", apart ? ". The core and memory disagree about it." : "");
}

/* As many names as fit, with the chosen one among them. */
static void names_row(buffer_t *b, rect_t *body)
{
    const moment_t *m = b->in->moment;
    rect_t row = rect_cut_top(body, 20);
    if (!m->buffers) return;
    arrow(b->ui, rect_cut_left(&row, 20), MARK_LEFT, ACT_BUFFER_BACK, "The buffer before");
    rect_cut_left(&row, GAP / 2);
    arrow(b->ui, rect_cut_left(&row, 20), MARK_RIGHT, ACT_BUFFER_NEXT, "The next buffer");
    rect_cut_left(&row, GAP);
    size_t here = 0;
    while (here < m->buffers && !same_symbol(&m->buffer[here].symbol, b->symbol)) here++;
    if (here == m->buffers) here = 0;
    size_t first = here;
    float used = chip_width(b, here);
    while (first > 0 && used + chip_width(b, first - 1) + 4 <= row.w * 0.7f) used += chip_width(b,
            --first) + 4;
    for (size_t i = 0; i < here && used < row.w; i++)       /* all of them, if they fit */
        if (i < first && here - i < 40) used += chip_width(b, i) + 4;
    if (used <= row.w * 0.7f && here < 40) first = 0;
    for (size_t i = first; i < m->buffers; i++) {
        float w = chip_width(b, i);
        if (w > row.w && i != here) break;
        chip(b, rect_cut_left(&row, w), i);
        rect_cut_left(&row, 4);
    }
    rect_cut_top(body, GAP / 2);
}

/* ---- one line ------------------------------------------------------------------------------------ */

/* "set 1, way 2 · fill begun at cycle 42", or why there is no such thing. */
static void line_words(const view_t *v, uint32_t line, char *text, size_t room)
{
    unsigned set;
    int way = line_find(v, 0, line, &set);
    const sline_t *s = shadow_line(v->shadow, line);
    const char *why = uncached_why(v, line);
    if (way >= 0) {
        snprintf(text, room, "D-cache set %u way %d", set, way);
        if (s && s->addr == line) add_text(text, room, " \xC2\xB7 fill begun at cycle %llu",
                                           (unsigned long long)say_cycle(v->names, s->at));
    } else if (why) snprintf(text, room, "%s", why);
    else snprintf(text, room, "not in the D-cache (set %u)", set);
}

static void line_head(buffer_t *b, rect_t r, uint32_t line)
{
    const view_t *v = b->in->view;
    ui_t *ui = b->ui;
    char text[160], tip[400];
    unsigned set;
    int way = line_find(v, 0, line, &set);
    line_look_t l = { .state = STATE_INVALID };
    if (way >= 0) l = line_look(v, 0, set, (unsigned)way);
    line_words(v, line, text, sizeof text);
    snprintf(tip, sizeof tip, "The 32 bytes from 0x%08X: %s.", (unsigned)line, text);
    const sline_t *s = shadow_line(v->shadow, line);
    if (way >= 0 && s && s->addr == line) {
        fact_t f = { .at = s->at, .kind = F_FILL_START, .who = SLOT_CORE, .what = s->why, .addr = s->addr,
                     .pc = s->pc, .note = s->set_way };
        char more[240];
        explain_fact(&f, v->map, v->names, more, sizeof more);
        add_text(tip, sizeof tip, " %s.", more);
    }
    if (way >= 0) ui_hit(ui, r, ACT_LINE, line_arg(0, set, (unsigned)way), "%s", tip);
    else ui_tip(ui, r, "%s", tip);
    if (way >= 0 && l.state > STATE_CLEAN) {
        const look_t *look = &state_look[l.state];
        float w = ui_width(ui, (style_t){ FONT_BOLD, 0, 0, SIZE_SMALL }, look->name) + 25;
        if (w < r.w / 2) ui_look(ui, rect_cut_right(&r, w), look);
    } else if (way >= 0) {
        float w = ui_width(ui, ST_SMALL_DIM, "clean");
        rect_t c = rect_cut_right(&r, w + 14);
        ui_mark(ui, rect(c.x, c.y + (c.h - 9) / 2, 9, 9), MARK_CHECK, ROLE_CLEAN);
        ui_text(ui, rect(c.x + 13, c.y, w + 1, c.h), ST_SMALL_DIM, "clean");
    }
    rect_t ink = ui_textf(ui, r, ST_MONO_SMALL, "0x%08X", (unsigned)line);
    rect_cut_left(&r, ink.w + GAP);
    ui_text(ui, r, ST_SMALL_DIM, text);
}

static float x_of(const buffer_t *b, rect_t r,
                  unsigned i) { return r.x + b->label + b->cell * (float)i + (i >= 16 ? 4.0f
                          : 0) + (i % 16 >= 8 ? 2.0f : 0); }

/* Where a text so wide begins, at x or right of the pointers it would lie under. */
static float clear_of_pointers(const buffer_t *b, rect_t r, uint32_t at, float x, float w)
{
    for (bool moved = true; moved;) {
        moved = false;
        for (unsigned i = 0; i < b->pointers; i++) {
            float cell = x_of(b, r, b->pointer[i].addr - at);
            if (b->pointer[i].addr - at >= b->per || cell + b->cell <= x || cell >= x + w) continue;
            x = cell + b->cell + 1, moved = true;
        }
    }
    return x;
}

/* The objects over the bytes: a bar each, named where there is room. */
/* What is looked at goes before what it lies in. */
static const symbol_t *object_at(const buffer_t *b, uint32_t addr)
{
    if (b->symbol && addr - b->symbol->addr < b->symbol->size) return b->symbol;
    const symbol_t *local = local_at(b->in->view->names, addr);
    return local ? local : names_find(b->in->view->names, addr);
}

static void objects(buffer_t *b, rect_t r, uint32_t at)
{
    const names_t *n = b->in->view->names;
    ui_t *ui = b->ui;
    for (unsigned i = 0, k; i < b->per; i = k) {
        const symbol_t *s = object_at(b, at + i);
        for (k = i + 1; k < b->per && object_at(b, at + k) == s; k++) {}
        if (!s && b->symbol) continue;
        rect_t bar = rect(x_of(b, r, i) + 1, r.y, x_of(b, r, k - 1) + b->cell - x_of(b, r, i) - 2, r.h);
        bool mine = s && same_symbol(s, b->symbol), own = s && (s < n->symbol || s >= n->symbol + n->symbols);
        if (s) {
            ui_fill(ui, rect(bar.x, bar.y + bar.h - 2, bar.w, 2), mine ? ROLE_ACCENT : ROLE_FAINT);
            bool local = own && names_local(n, s);
            ui_hit(ui, bar, local ? ACT_ADDRESS : ACT_BUFFER, local ? (int64_t)s->addr
                   : own ? BUFFER_OF_FINDING + b->in->app->select.object : s - n->symbol,
                   "%s: %u bytes at 0x%08X%s", s->name, (unsigned)s->size, (unsigned)s->addr,
                   mine ? "" : ". It lives in the same cache line.");
        }
        char text[160];
        unsigned past = s ? (unsigned)(at + i - s->addr) : 0;
        if (past) snprintf(text, sizeof text, past > 9 ? "%.100s+0x%X" : "%.100s+%u", s->name, past);
        else if (s) snprintf(text, sizeof text, "%.120s", s->name);
        else snprintf(text, sizeof text, "%08X", (unsigned)(at + i));
        float x = clear_of_pointers(b, r, at, bar.x, ui_width(ui, ST_SMALL, text));
        ui_text(ui, rect(x, bar.y - 1, bar.x + bar.w - x, bar.h - 2), mine ? ST_SMALL : ST_SMALL_DIM, text);
    }
}

/* Where DMA streams stand: a mark of their colour over the byte, on the names' line at its right half. */
static void pointers(buffer_t *b, rect_t r, uint32_t at)
{
    for (unsigned i = 0; i < b->pointers; i++) {
        const pointer_t *p = &b->pointer[i];
        if (p->addr - at >= b->per) continue;
        int init = stream_init(p->stream);
        const look_t *look = &owner_look[owner_of(init < 0 ? INITS : (unsigned)init, TAG_UNKNOWN)];
        float x = x_of(b, r, p->addr - at);
        rect_t m = rect(x + b->cell / 2 - 5, r.y + r.h - 13, 10, 10);
        ui_mark(b->ui, m, p->writes ? MARK_DOWN : MARK_UP, (role_t)look->role);
        ui_hit(b->ui, rect(x, r.y, b->cell, r.h), ACT_STREAM, p->stream, "%s: the next byte it %s is here",
               say_stream(p->stream, &(words_t){ "" }),
               p->writes ? "writes" : "reads");
    }
}

/* ---- the rows ------------------------------------------------------------------------------------ */

static const char *holder(const view_t *v, uint32_t addr)
{
    const region_row_t *r = map_region(v->map, addr);
    return r && r->kind == REGION_TCM ? "TCM holds" : r && r->kind == REGION_FLASH ? "flash holds"
        : "RAM holds";
}

static void label(const buffer_t *b, rect_t *row, const char *words, bool chosen_view, const char *tip,
                  int view)
{
    rect_t l = rect(row->x, row->y, b->label - GAP / 2, row->h);
    if (chosen_view) ui_fill(b->ui, rect(l.x, l.y + 3, 2, l.h - 6), ROLE_ACCENT);
    ui_text(b->ui, rect(l.x + 6, l.y, l.w - 6, l.h), chosen_view ? ST_SMALL : ST_SMALL_DIM, words);
    if (view >= 0) ui_hit(b->ui, l, ACT_VIEW, view, "%s", tip);
    else ui_tip(b->ui, l, "%s", tip);
}

static const char *moved_words(const moved_t *m, unsigned n)
{
    bool read = false, wrote = false;
    for (unsigned i = 0; i < n; i++)
        if (m[i].known) *(m[i].wrote ? &wrote : &read) = true;
    return wrote && !read ? "DMA wrote" : read && !wrote ? "DMA read" : "DMA moved";
}

static unsigned flags_of(const buffer_t *b, uint32_t addr)
{
    const select_t *s = &b->in->app->select;
    return (s->has_address && s->address == addr ? BYTE_SELECTED : 0) | (addr < b->first || addr >= b->end
            ? BYTE_DIM : 0);
}

/* What the last step changed in this line. */
static void find_changes(buffer_t *b, uint32_t line)
{
    const moment_t *m = b->in->moment;
    b->line_at = line, b->stored = b->landed = 0;
    for (size_t i = 0; i < m->recents; i++) {
        const fact_t *f = &m->recent[i];
        bool store = f->kind == F_STORE, beat = f->kind == F_BEAT && f->note >> 8 & 1;
        if ((!store && !beat) || f->at <= m->before) continue;
        for (unsigned k = 0; k < f->size && k < 8; k++)
            if (f->addr + k - line < LINE && (store || f->note >> k & 1)) *(store ? &b->stored
                    : &b->landed) |= 1u << (f->addr + k - line);
    }
}

/* A byte a master moved: its colour at the foot, with the master's own texture. */
static void moved_cell(buffer_t *b, rect_t c, const moved_t *m, const byte_look_t *look, unsigned flags)
{
    if (m->known && m->at != NEVER && m->at > b->in->moment->before) flags |= BYTE_CHANGED;
    if (!m->known) {
        ui_byte(b->ui, c, 0, STATE_INVALID, BYTE_UNKNOWN | (flags & BYTE_SELECTED));
        return;
    }
    const look_t *o = &owner_look[owner_of(m->who, m->tag)];
    ui_byte(b->ui, c, m->value, STATE_INVALID, flags | (look->there && m->value != look->cpu ? 0 : BYTE_DIM));
    rect_t foot = rect(c.x + 1, c.y + c.h - 3, c.w - 2, 2);
    if (m->wrote) ui_fill(b->ui, foot, (role_t)o->role);
    else ui_texture(b->ui, foot, TEXTURE_UPRIGHT, (role_t)o->role);
}

static void byte_hit(buffer_t *b, rect_t r, uint32_t addr, const moved_t *m)
{
    char text[400];
    const view_t *v = b->in->view;
    byte_words(v, addr, text, sizeof text);
    if (m->known) {
        add_text(text, sizeof text, " %s %s %02X", say_master(v->map, m->who, m->tag, &(words_t){ "" }),
                 m->wrote ? "wrote" : "read", m->value);
        if (m->at != NEVER) add_text(text, sizeof text, " at cycle %llu",
                                     (unsigned long long)say_cycle(v->names, m->at));
        add_text(text, sizeof text, ".");
    }
    ui_hit(b->ui, r, ACT_ADDRESS, addr, "%s Right click: who wrote it?", text);
    ui_second(b->ui, ACT_WHO_WROTE, addr);
}

static void letter(buffer_t *b, rect_t c, const byte_look_t *look, const moved_t *m)
{
    int view = b->in->app->select.view;
    unsigned value = view == VIEW_RAM ? look->ram : view == VIEW_DMA ? m->value : look->cpu;
    bool known = view == VIEW_DMA ? m->known : view == VIEW_RAM || !look->silent;
    known &= look->there;
    bool plain = value >= 32 && value < 127;
    char text[2] = { plain ? (char)value : '.', 0 };
    if (known && value != ' ') ui_text(b->ui, c, st_align(plain ? ST_MONO_SMALL : ST_MONO_SMALL_DIM, CENTRE),
                                       text);
}

static void column(buffer_t *b, rect_t rows[4], rect_t line, uint32_t addr, unsigned i, const moved_t *m)
{
    byte_look_t look = byte_look(b->in->view, addr);
    unsigned flags = flags_of(b, addr);
    float x = x_of(b, line, i);
    #define CELL(n) rect(x, rows[n].y, b->cell, rows[n].h)
    if (look.there) {
        unsigned bit = addr - b->line_at;
        ui_byte(b->ui, CELL(0), look.cpu, look.cpu_state, flags | (b->stored >> bit & 1 ? BYTE_CHANGED : 0)
                | (look.silent ? BYTE_UNKNOWN : 0));
        ui_byte(b->ui, CELL(1), look.ram, look.ram_state, flags | (b->landed >> bit & 1 ? BYTE_CHANGED : 0));
    } else for (int n = 0; n < 2; n++) ui_byte(b->ui, CELL(n), 0, STATE_INVALID, BYTE_UNKNOWN);
    moved_cell(b, CELL(2), m, &look, flags);
    rect_t d = rect(x, rows[2].y + rows[2].h, b->cell, DIFFER);
    if (look.differ) {
        ui_round(b->ui, rect_pad(d, 1, 1), 2, ROLE_CONFLICT_SOFT);
        ui_mark(b->ui, rect(d.x + (d.w - 10) / 2, d.y + 2, 10, 10), MARK_BANGBANG, ROLE_CONFLICT);
    } else if (look.there && look.cpu_state == STATE_LOST) {
        ui_round(b->ui, rect_pad(d, 1, 1), 2, ROLE_LOST_SOFT);
        ui_mark(b->ui, rect(d.x + (d.w - 9) / 2, d.y + 3, 9, 9), MARK_CROSS, ROLE_LOST);
    } else if (look.luck) ui_text(b->ui, d, st_align(st_role(ST_MONO_SMALL, ROLE_HAZARD), CENTRE),
                                  "\xE2\x89\x88");
    if (b->text) letter(b, rect(x, d.y + DIFFER, b->cell, ROW_SMALL - 1), &look, m);
    rect_t whole = rect(x, rows[0].y, b->cell, d.y + DIFFER - rows[0].y);
    if (panel_hovers(b->in, ACT_ADDRESS, addr)) ui_frame(b->ui, whole, 3, ROLE_TEXT, 1);
    byte_hit(b, whole, addr, m);
    #undef CELL
}

static void block(buffer_t *b, rect_t r, uint32_t at, const moved_t *m)
{
    const view_t *v = b->in->view;
    int view = b->in->app->select.view;
    rect_t rows[4], top = rect_cut_top(&r, RULER);
    objects(b, top, at);
    pointers(b, top, at);
    for (int n = 0; n < 3; n++) rows[n] = rect_cut_top(&r, b->row);
    rect_t differ = rect_cut_top(&r, DIFFER);
    label(b, &rows[0], "CPU sees", view == VIEW_CPU,
          "What a load of the core returns now: store buffer, linefill buffer, D-cache, then memory.",
              VIEW_CPU);
    label(b, &rows[1], holder(v, at), view == VIEW_RAM,
          "What lies in memory itself: what a bus master would read now.", VIEW_RAM);
    label(b, &rows[2], moved_words(m, b->per), view == VIEW_DMA,
          "What a DMA or another bus master last wrote here, as long as a copy of it is left, or "
          "last read here; \xC2\xB7\xC2\xB7: nothing known. "
          "Full foot: written; barred foot: read. Faint: what the core sees too.", VIEW_DMA);
    label(b, &differ, "differs", false,
          "!!: the core and memory hold different values. A cross: neither has the newest version, it was "
          "lost. \xE2\x89\x88: different versions that have the same value, by luck.", -1);
    if (b->text) {
        rect_t t = rect_cut_top(&r, ROW_SMALL - 1);
        label(b, &t, view == VIEW_RAM ? "RAM, text" : view == VIEW_DMA ? "DMA, text" : "CPU, text", false,
              "The bytes of the chosen view as letters (V: the next view).", -1);
    }
    for (unsigned i = 0; i < b->per; i++) column(b, rows, rect(top.x, top.y, top.w, 0), at + i, i, &m[i]);
}

static void one_line(buffer_t *b, rect_t r, uint32_t line, const moved_t m[LINE])
{
    const select_t *s = &b->in->app->select;
    bool here = s->has_address && (s->address & ~(uint32_t)(LINE - 1)) == line;
    rect_t frame = rect_pad(r, 0, 2);
    ui_round(b->ui, frame, 5, ROLE_SUNKEN);
    unsigned set;
    int way = line_find(b->in->view, 0, line, &set);
    bool hovered = way >= 0 && panel_hovers(b->in, ACT_LINE, line_arg(0, set, (unsigned)way));
    ui_frame(b->ui, frame, 5, hovered ? ROLE_ACCENT : here ? ROLE_FAINT : ROLE_GRID, 1);
    rect_t in = rect_pad(frame, PAD + 2, 1);
    line_head(b, rect_cut_top(&in, HEAD), line);
    find_changes(b, line);
    for (unsigned k = 0; k < LINE; k += b->per) block(b, rect_cut_top(&in, b->block), line + k, m + k);
}

/* ---- below --------------------------------------------------------------------------------------- */

/* Who wrote the selected byte: what there is of it, and how it came there; each line goes to its moment. What
 * happened last stays when not everything fits. */
static void chain(buffer_t *b, rect_t *body)
{
    const moment_t *m = b->in->moment;
    const select_t *s = &b->in->app->select;
    if (!s->who || !s->has_address) return;
    const float line = ROW_SMALL + 2;
    float most = fmaxf(body->h * 0.45f, ROW + 2 + line);
    size_t fit = (size_t)fmaxf((most - ROW - 2) / line, 1), n = m->stories, copies = 0, skip = 0;
    while (copies < n && strncmp(m->story[copies].text, "how it came", 11)) copies++;
    if (n > fit) skip = fit > copies ? n - fit : 0, n = fit;
    rect_t r = rect_cut_bottom(body, ROW + 2 + line * (float)n);
    char title[140];
    snprintf(title, sizeof title, "Who wrote %s?", say_place(b->in->view->names, b->in->view->map, s->address,
                                                             &(words_t){ "" }));
    ui_heading(b->ui, &r, title);
    for (size_t k = 0; k < n; k++) {
        const story_t *t = &m->story[k > copies ? k + skip : k];
        rect_t row = rect_cut_top(&r, line), text = row;
        bool somewhen = t->fact.kind != F_NONE;
        if (somewhen)
            ui_hit(b->ui, row, ACT_GOTO, (int64_t)t->fact.at, "%s. Click: go to that moment.", t->text);
        else ui_tip(b->ui, row, "%s", t->text);
        rect_cut_left(&text, 15);
        if (somewhen) ui_mark(b->ui, rect(row.x + 1, row.y + (row.h - 9) / 2, 9, 9), MARK_RIGHT, ROLE_DIM);
        ui_text(b->ui, somewhen ? text : row, somewhen ? ST_SMALL : ST_SMALL_DIM, t->text);
    }
}

/* The selected byte in words: what a person reads first. */
static void sentence(buffer_t *b, rect_t *body)
{
    const select_t *s = &b->in->app->select;
    char text[400];
    if (!s->has_address || body->h < 120) return;
    byte_words(b->in->view, s->address, text, sizeof text);
    byte_look_t look = byte_look(b->in->view, s->address);
    float h = fminf(ui_wrap_height(b->ui, body->w - 16, ST_SMALL, text), 2 * ui_row_height(ST_SMALL));
    rect_t r = rect_cut_bottom(body, h + 2);
    state_t worst = look.cpu_state > look.ram_state ? look.cpu_state : look.ram_state;
    const look_t *l = &state_look[worst];
    ui_mark(b->ui, rect(r.x + 1, r.y + 4, 10, 10), worst == STATE_INVALID ? MARK_DOT : (mark_t)l->mark,
            worst == STATE_INVALID ? ROLE_DIM : (role_t)l->role);
    ui_wrap(b->ui, rect(r.x + 16, r.y + 1, r.w - 16, h + 1), ST_SMALL, text);
}

/* ---- the panel ----------------------------------------------------------------------------------- */

/* The widest blocks whose bytes can still be read. */
static void measure_cells(buffer_t *b, rect_t r)
{
    float least = 20, most = 34, room;
    b->label = r.w < 330 ? 62 : 82;
    room = r.w - b->label - 2 * (PAD + 2) - 14;
    b->per = room >= 32 * least ? 32 : room >= 16 * least ? 16 : room >= 8 * least ? 8 : 4;
    b->cell = fminf(floorf((room - (b->per == 32 ? 8 : b->per == 16 ? 2 : 0)) / (float)b->per), most);
    b->row = r.h > 420 ? BYTE_H + 2 : BYTE_H - 1;
    b->text = r.h > 170;
    b->block = RULER + 3 * b->row + DIFFER + (b->text ? ROW_SMALL : 2);
    b->line = HEAD + 8 + b->block * (float)(LINE / b->per);
}

static void lines(buffer_t *b, const ui_list_t *list)
{
    moved_t moved[MOVED_MOST];
    size_t n = list->end - list->first;
    uint32_t first = b->from + (uint32_t)list->first * LINE;
    if (n > MOVED_MOST / LINE) n = MOVED_MOST / LINE;
    bytes_moved(b->in, first, n * LINE, moved);
    for (size_t i = 0; i < n; i++)
        one_line(b, ui_list_row(list, list->first + i), first + (uint32_t)i * LINE, moved + i * LINE);
}

void panel_buffer(const panel_in_t *in, ui_t *ui)
{
    buffer_t b = { .in = in, .ui = ui, .symbol = chosen(in) };
    char note[120] = "";
    const select_t *s = &in->app->select;
    bool any = b.symbol || s->has_address;
    if (any) {
        extent(&b);
        const region_row_t *r = map_region(in->view->map, b.first);
        snprintf(note, sizeof note, "%.50s  %u bytes in %.40s", b.symbol ? b.symbol->name : "",
                 (unsigned)(b.end - b.first), r ? r->name : "no memory");
    }
    rect_t body = ui_panel(ui, in->area, panel_title[PANEL_BUFFER], note);
    if (!any) {
        ui_empty(ui, body, "This run names no buffers, and no address is selected: "
                 "click one in another panel, or press G and type an address.");
        ui_panel_end(ui);
        return;
    }
    if (body.h > 130) names_row(&b, &body);
    chain(&b, &body);
    sentence(&b, &body);
    measure_cells(&b, body);
    b.pointers = bytes_pointers(in->view, b.pointer);
    long show = s->has_address && s->address >= b.from && s->address < b.to
        ? (long)((s->address - b.from) / LINE) : 0;
    if (show * b.line + b.line <= body.h) show = -1;
    ui_list_t list = ui_list_at(ui, body, (b.to - b.from) / LINE, b.line, show);
    lines(&b, &list);
    ui_list_end(ui);
    ui_panel_end(ui);
}
