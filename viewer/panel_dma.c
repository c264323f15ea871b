/* panel_dma.c -- the DMA streams and channels this run uses, a card each: who asks, from where to where, how
 * far, what is in the FIFO, which flags are up. What failed says why. The selected one opens: its registers.
 * Cards keep their places over the whole run: a stream that has not been armed yet stands there, dim. Of more
 * than fit, the one the open finding is about is seen first, else one that failed. */
#include "findings.h"
#include "regwords.h"
#include "streams.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PAD = 9, LINE_1 = 20, LINE_H = 18, BAR_H = 8, FIFO_H = 18, CARD_GAP = 8, CARD_LEAST = 290,
       CARD_MOST = 6 };

typedef struct {
    const panel_in_t *in;
    ui_t   *ui;
    stream_look_t look[WATCHED]; unsigned looks;
    unsigned idle;                   /* streams and channels of the chip; other masters are none */
    int      first;                  /* the stream to be seen first, -1: none */
    float    top, bottom;            /* its row */
    unsigned columns;
    float    width;
} cards_t;

static const look_t *owner(const stream_look_t *s)
{
    const engine_t *e = engine_of_stream(s->n);
    return &owner_look[owner_of(e ? e->init : master_init(s->n), TAG_UNKNOWN)];
}

static void gather(cards_t *c)
{
    for (int n = 0; n < WATCHED; n++) {
        stream_look_t *s = &c->look[c->looks];
        if (!stream_look(c->in, n, s)) continue;
        if (s->used || s->ever) c->looks++;
        else if (n < STREAMS) c->idle++;
    }
}

/* Of a finding about several streams its master's; a stream is known by its name. */
static int seen_first(const cards_t *c)
{
    const view_t *v = c->in->view;
    int open = app_finding(c->in->app, v), failed = -1;
    for (unsigned i = 0; i < c->looks; i++) {
        const stream_look_t *s = &c->look[i];
        if (open >= 0 && !strcmp(v->findings->item[open].master, say_stream(s->n, &(words_t){ "" })))
            return s->n;
        if (s->failed && failed < 0) failed = s->n;
    }
    return failed;
}

/* ---- pieces of a card ------------------------------------------------------------------------ */

static void state_badge(ui_t *ui, rect_t *r, const stream_look_t *s)
{
    const look_t *o = owner(s);
    const char *word = s->failed ? "error" : s->on ? "running" : s->done ? "done" : NULL;
    if (s->on && s->n < STREAMS && s->has_request && !s->request_up)
        word = s->failed ? "error" : "waits for a request";
    if (!word) {
        const char *plain = s->used ? "off" : "not armed yet";
        ui_text(ui, rect_cut_right(r, ui_width(ui, ST_SMALL_DIM, plain) + 1), ST_SMALL_DIM, plain);
        return;
    }
    float w = ui_width(ui, (style_t){ FONT_BOLD, 0, 0, SIZE_SMALL }, word) + 26;
    if (w > r->w * 0.6f) return;
    bool idle = s->on && !s->failed && s->has_request && !s->request_up && s->n < STREAMS;
    role_t role = s->failed ? ROLE_ERROR : s->on ? (role_t)o->role : ROLE_GOOD;
    ui_badge(ui, rect_cut_right(r, w), role, s->failed ? MARK_BANG : idle ? MARK_PAUSE : s->on ? MARK_PLAY
             : MARK_CHECK, word);
}

static void head(cards_t *c, rect_t r, const stream_look_t *s)
{
    const look_t *o = owner(s);
    ui_t *ui = c->ui;
    rect_t m = rect_cut_left(&r, 12);
    ui_mark(ui, rect(m.x, m.y + (m.h - 11) / 2, 11, 11), (mark_t)o->mark, (role_t)o->role);
    rect_cut_left(&r, 6);
    state_badge(ui, &r, s);
    rect_cut_right(&r, GAP);
    rect_t ink = ui_text(ui, r, s->used ? ST_BOLD : st_role(ST_BOLD, ROLE_DIM),
                         say_stream(s->n, &(words_t){ "" }));
    rect_cut_left(&r, ink.w + GAP);
    if (r.w > 24) ui_text(ui, r, ST_SMALL_DIM, s->request);
}

/* One end: where the next access goes; where it began as a tooltip. */
static void end_text(const cards_t *c, const stream_side_t *e, bool running, char *text, size_t room)
{
    say_spot(c->in->view, running ? e->at : e->base, text, room);
}

static void ends(cards_t *c, rect_t r, const stream_look_t *s)
{
    char from[100] = "", to[100] = "", base[100];
    const view_t *v = c->in->view;
    ui_t *ui = c->ui;
    const look_t *o = owner(s);
    bool is_master = s->n >= FIRST_MASTER;
    if (s->from.size) end_text(c, &s->from, s->on, from, sizeof from);
    if (s->to.size) end_text(c, &s->to, s->on, to, sizeof to);
    if (is_master && !s->from.size && !s->to.size) {
        ui_text(ui, r, ST_SMALL_DIM, "moves nothing now");
        return;
    }
    if (is_master) {                                     /* it reads or writes for itself alone */
        char *self = !s->from.size ? from : !s->to.size ? to : NULL;
        if (self) put_text(self, sizeof from, "%s", say_stream(s->n, &(words_t){ "" }));
    }
    float room = r.w - 22, w = ui_width(ui, ST_MONO, from), need = ui_width(ui, ST_MONO, to);
    if (w + need > room) w = fmaxf(fminf(w, room / 2), room - need);
    rect_t left = rect_cut_left(&r, w), arrow = rect_cut_left(&r, 22);
    ui_text(ui, left, ST_MONO, from);
    ui_arrow(ui, (point_t[2]){ { arrow.x + 4, arrow.y + arrow.h / 2 },
                               { arrow.x + 18, arrow.y + arrow.h / 2 } }, 2,
             s->used ? (role_t)o->role : ROLE_FAINT, 2);
    ui_text(ui, r, ST_MONO, to);
    if (s->from.size)
        ui_tip(ui, left, "Reads at %s; began at %s (0x%08X)%s", from,
               say_spot(v, s->from.base, base, sizeof base), (unsigned)s->from.base,
                             s->from.moves ? "" : "; the address stays");
    if (s->to.size)
        ui_tip(ui, r, "Writes at %s; began at %s (0x%08X)%s%s", to,
               say_spot(v, s->to.base, base, sizeof base), (unsigned)s->to.base,
                           s->to.moves ? "" : "; the address stays", s->twice ? s->target
                               ? "; buffer 1 of a double buffer" : "; buffer 0 of a double buffer" : "");
}

static void progress(cards_t *c, rect_t r, const stream_look_t *s)
{
    ui_t *ui = c->ui;
    char text[100];
    uint32_t done = s->of > s->left ? s->of - s->left : 0;
    if (s->done && !s->on && !s->left) done = s->of;
    if (s->of)
        snprintf(text, sizeof text, "%u of %u %s%s", (unsigned)done, (unsigned)s->of, s->unit, s->circular
                 ? ", circular" : "");
    else if (s->n < FIRST_MASTER) snprintf(text, sizeof text, "nothing to count");
    else snprintf(text, sizeof text, "%s", s->mode);
    float w = fminf(ui_width(ui, ST_SMALL, text) + 2, r.w * 0.66f);
    ui_text(ui, rect_cut_right(&r, w), st_align(ST_SMALL, RIGHT), text);
    rect_cut_right(&r, GAP);
    rect_t bar = rect(r.x, r.y + (r.h - BAR_H) / 2, r.w, BAR_H);
    const look_t *o = owner(s);
    ui_bar(ui, bar, s->of ? (double)done / s->of : 0, s->failed ? ROLE_ERROR : (role_t)o->role,
           s->failed ? TEXTURE_CROSS : (texture_t)o->texture);
    ui_tip(ui, bar, "%s. The counter (NDTR) says %u are left.", text, (unsigned)s->left);
}

static const char *size_word(unsigned bytes)
{
    return bytes == 1 ? "byte" : bytes == 2 ? "half-word" : bytes == 4 ? "word" : "double-word";
}

static void sizes(cards_t *c, rect_t r, const stream_look_t *s)
{
    char text[200], burst[48] = "";
    if (!s->used) return;
    if (s->n >= FIRST_MASTER) {
        ui_text(c->ui, r, ST_SMALL_DIM, s->mode);
        return;
    }
    if (s->from.burst > 1 || s->to.burst > 1)
        snprintf(burst, sizeof burst, ", bursts of %u and %u", s->from.burst, s->to.burst);
    snprintf(text, sizeof text, "%s to %s%s \xC2\xB7 %s%s%s", size_word(s->from.size), size_word(s->to.size),
             burst, s->mode,
             s->twice ? " \xC2\xB7 double buffer, now " : "", s->twice ? s->target ? "memory 1" : "memory 0"
                 : "");
    ui_text(c->ui, r, ST_SMALL_DIM, text);
}

/* Up to four words, oldest byte first. */
static void fifo(cards_t *c, rect_t r, const stream_look_t *s)
{
    ui_t *ui = c->ui;
    char text[40];
    if (!s->fifo_room) return;
    unsigned cells = s->fifo_room < 16 ? s->fifo_room : 16;
    ui_text(ui, rect_cut_left(&r, 32), ST_SMALL_DIM, "FIFO");
    snprintf(text, sizeof text, "%u of %u bytes", s->fifo_held, s->fifo_room);
    float w = ui_width(ui, ST_SMALL_DIM, text) + 2, cell = floorf((r.w - w - GAP - 9) / (float)cells);
    if (cell > 20) cell = 20;
    if (cell >= 14)
        for (unsigned i = 0; i < cells; i++) {
            rect_t b = rect(r.x + (float)i * cell + 3 * (float)(i / 4), r.y, cell, r.h);
            ui_byte(ui, b, s->fifo[i], STATE_INVALID, i < s->fifo_held ? 0 : BYTE_UNKNOWN);
            if (i < s->fifo_held)
                ui_fill(ui, rect(b.x + 1, b.y + b.h - 3, b.w - 2, 2), (role_t)owner(s)->role);
        }
    rect_t row = r;
    ui_text(ui, rect_cut_right(&row, w), st_align(ST_SMALL_DIM, RIGHT), text);
    ui_tip(ui, r,
           "The FIFO holds %s, oldest first%s. Items in it are counted in NDTR already; memory does "
           "not have them yet.", text,
           s->fifo_held > cells ? "; the first 16 are shown" : "");
}

static rect_t one_lamp(ui_t *ui, rect_t *r, const char *name, bool on, role_t role, mark_t mark,
                       const char *tip)
{
    float w = ui_width(ui, ST_SMALL, name) + 15;
    if (w > r->w) return rect(r->x, r->y, 0, 0);
    rect_t l = rect_cut_left(r, w);
    rect_cut_left(r, 7);
    ui_mark(ui, rect(l.x, l.y + (l.h - 9) / 2, 9, 9), on ? mark : MARK_RING, on ? role : ROLE_FAINT);
    ui_text(ui, rect(l.x + 13, l.y, l.w - 13, l.h), on ? ST_SMALL : ST_SMALL_DIM, name);
    ui_tip(ui, l, "%s: %s. Now it is %s.", name, tip, on ? "up" : "down");
    return l;
}

static void lamps(cards_t *c, rect_t r, const stream_look_t *s)
{
    for (unsigned i = 0; i < s->lamps; i++) {
        const lamp_t *l = &s->lamp[i];
        one_lamp(c->ui, &r, l->name, l->on, (role_t)l->role, (mark_t)l->mark, l->tip);
    }
    if (s->has_request)
        one_lamp(c->ui, &r, "request", s->request_up, (role_t)owner(s)->role, MARK_BOLT,
                 "The line that asks this stream for an item");
}

/* ---- a card ---------------------------------------------------------------------------------- */

static float trouble_height(const cards_t *c, const stream_look_t *s, char *text, size_t room)
{
    stream_trouble(c->in, s, text, room);
    if (!*text) return 0;
    return ui_wrap_height(c->ui, c->width - 2 * PAD - 28, ST_SMALL, text) + 12;
}

static float card_height(const cards_t *c, const stream_look_t *s)
{
    char text[400];
    if (!s->used) return 2 * PAD + LINE_1 + LINE_H;
    float h = 2 * PAD + LINE_1 + 4 * LINE_H - 2;
    if (s->fifo_room) h += FIFO_H + 3;
    return h + trouble_height(c, s, text, sizeof text);
}

static void trouble(cards_t *c, rect_t *r, const stream_look_t *s)
{
    char text[400];
    float h = trouble_height(c, s, text, sizeof text);
    if (!h) return;
    rect_t box = rect_cut_top(r, h);
    box = rect(box.x, box.y + 4, box.w, box.h - 4);
    ui_round(c->ui, box, 4, ROLE_ERROR_SOFT);
    ui_mark(c->ui, rect(box.x + 6, box.y + (box.h - 14) / 2, 14, 14), MARK_BANGBANG, ROLE_ERROR);
    ui_wrap(c->ui, rect(box.x + 26, box.y + 3, box.w - 28, box.h - 3), ST_SMALL, text);
}

static void card(cards_t *c, rect_t r, const stream_look_t *s)
{
    ui_t *ui = c->ui;
    bool chosen = c->in->app->select.stream == s->n, hovered = panel_hovers(c->in, ACT_STREAM, s->n);
    ui_round(ui, r, 6, s->used ? ROLE_RAISED : ROLE_PANEL);
    if (s->failed) ui_frame(ui, r, 6, ROLE_ERROR, 2.5f);
    else if (s->used)
        ui_frame(ui, r, 6, chosen ? ROLE_ACCENT : hovered ? ROLE_FAINT : ROLE_EDGE, chosen ? 2 : 1);
    else ui_dashed_frame(ui, r, 6, chosen ? ROLE_ACCENT : ROLE_EDGE, 1);
    ui_hit(ui, r, ACT_STREAM, chosen ? -1 : s->n, "%s, %s. %s", say_stream(s->n, &(words_t){ "" }),
           s->request,
           chosen ? "Click: close its registers." : "Click: its registers.");
    rect_t in = rect_inset(r, PAD);
    head(c, rect_cut_top(&in, LINE_1), s);
    if (!s->used) {
        ui_text(ui, rect_cut_top(&in, LINE_H), ST_SMALL_DIM, "It moves items later in this run.");
        return;
    }
    ends(c, rect_cut_top(&in, LINE_H), s);
    progress(c, rect_cut_top(&in, LINE_H), s);
    sizes(c, rect_cut_top(&in, LINE_H), s);
    if (s->fifo_room) {
        rect_cut_top(&in, 2);
        fifo(c, rect_cut_top(&in, FIFO_H), s);
        rect_cut_top(&in, 1);
    }
    lamps(c, rect_cut_top(&in, LINE_H), s);
    trouble(c, &in, s);
}

static float details_height(const stream_look_t *s)
{
    return s->regs ? ROW + 2 + (float)s->regs * ROW + GAP : 0;
}

static void details(cards_t *c, rect_t r, const stream_look_t *s)
{
    char title[80];
    snprintf(title, sizeof title, "Registers of %s", say_stream(s->n, &(words_t){ "" }));
    ui_heading(c->ui, &r, title);
    for (unsigned i = 0; i < s->regs; i++) reg_row(c->in, c->ui, &r, 62, s->reg[i]);
}

/* Rows of cards, each as high as its highest; below a row the registers of its selected card. Draws, or with
 * draw false only measures. */
static float rows(cards_t *c, rect_t r, bool draw)
{
    float y = r.y;
    for (unsigned i = 0; i < c->looks; i += c->columns) {
        float h = 0;
        const stream_look_t *open = NULL;
        bool first = false;
        for (unsigned k = i; k < i + c->columns && k < c->looks; k++) {
            h = fmaxf(h, card_height(c, &c->look[k]));
            first |= c->look[k].n == c->first;
            if (c->in->app->select.stream == c->look[k].n && c->look[k].regs) open = &c->look[k];
        }
        for (unsigned k = i; draw && k < i + c->columns && k < c->looks; k++)
            card(c, rect(r.x + (float)(k - i) * (c->width + CARD_GAP), y, c->width, h), &c->look[k]);
        if (first) c->top = y - r.y, c->bottom = c->top + h;
        y += h + CARD_GAP;
        if (!open) continue;
        if (draw) details(c, rect(r.x, y, r.w, details_height(open)), open);
        y += details_height(open);
    }
    return y - r.y;
}

/* What stays away: in one line. */
static void rest(cards_t *c, rect_t r)
{
    ui_textf(c->ui, r, ST_SMALL_DIM, "%u DMA streams and channels are never used in this run.", c->idle);
}

static void lay_out(cards_t *c, float width)
{
    unsigned n = (unsigned)fmaxf((width + CARD_GAP) / (CARD_LEAST + CARD_GAP), 1);
    if (n > CARD_MOST) n = CARD_MOST;
    if (n > c->looks) n = c->looks ? c->looks : 1;
    c->columns = n, c->width = floorf((width + CARD_GAP) / (float)n) - CARD_GAP;
    if (c->width > 640) c->width = 640;
}

void panel_dma(const panel_in_t *in, ui_t *ui)
{
    cards_t c = { .in = in, .ui = ui };
    gather(&c);
    c.first = seen_first(&c);
    unsigned running = 0, failed = 0;
    for (unsigned i = 0; i < c.looks; i++) running += c.look[i].on, failed += c.look[i].failed;
    char note[80] = "";
    if (c.looks) snprintf(note, sizeof note, "%u running%s", running, failed ? ", an error" : "");
    rect_t body = ui_panel(ui, in->area, panel_title[PANEL_DMA], note);
    if (!c.looks) {
        ui_empty(ui, body, in->view->state == RUN_COMPLETE
                 ? "No DMA stream, channel or other bus master is used in this run."
                 : "No DMA stream has been used so far; the run is still being computed.");
        ui_panel_end(ui);
        return;
    }
    lay_out(&c, body.w);
    float foot = ROW_SMALL + 2, high = rows(&c, body, false) + foot;
    bool scrolls = high > body.h;
    if (scrolls) lay_out(&c, body.w - 12), high = rows(&c, rect(0, 0, body.w - 12, 0), false) + foot;
    rect_t s = ui_scroll_at(ui, body, high, c.top, c.bottom);
    float used = rows(&c, s, true);
    rest(&c, rect(s.x, s.y + used, s.w, foot));
    ui_list_end(ui);
    ui_panel_end(ui);
}
