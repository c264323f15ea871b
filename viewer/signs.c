/* signs.c -- see signs.h. Each is drawn as panels draw it; states, masters and tiers in theme.c's words. */
#include "signs.h"
#include <math.h>

typedef enum { SIGN_STATE, SIGN_OWNER, SIGN_TIER, SIGN_MARK, SIGN_BYTE, SIGN_WROTE, SIGN_READ, SIGN_SAME,
               SIGN_CELL, SIGN_WAITS, SIGN_SERVED, SIGN_STEP, SIGN_GAP, SIGN_CLOCK } sign_kind_t;
typedef struct { uint8_t kind, what, role; const char *name, *tip; } sign_t;  /* name NULL: the look's */

static const sign_t bytes[] = {
    { SIGN_STATE, STATE_CLEAN, 0, NULL, NULL }, { SIGN_STATE, STATE_DIRTY, 0, NULL, NULL },
    { SIGN_STATE, STATE_STALE, 0, NULL, NULL }, { SIGN_STATE, STATE_CONFLICT, 0, NULL, NULL },
    { SIGN_STATE, STATE_LOST, 0, NULL, NULL },
    { SIGN_MARK, MARK_BANGBANG, ROLE_CONFLICT, "differs", "The core and memory hold different values." },
    { SIGN_MARK, MARK_CROSS, ROLE_LOST, "lost", "Neither of the two has the newest version." },
    { SIGN_SAME, 0, 0, "same by luck", "Different versions that have the same value." },
    { SIGN_BYTE, BYTE_CHANGED, 0, "thin frame", "Changed in the last step." },
    { SIGN_BYTE, BYTE_SELECTED, 0, "thick frame", "The byte you chose." },
    { SIGN_BYTE, BYTE_UNKNOWN, 0, "two dots", "Nothing is known of it." },
    { SIGN_CELL, 1, 0, "framed cell", "A cache line touched in the last step." },
    { SIGN_CELL, 0, 0, "dashed cell", "A cache line touched shortly before." },
};
static const sign_t masters[] = {
    { SIGN_OWNER, OWNER_CPU, 0, NULL, NULL }, { SIGN_OWNER, OWNER_DCACHE, 0, NULL, NULL },
    { SIGN_OWNER, OWNER_IFETCH, 0, NULL, NULL }, { SIGN_OWNER, OWNER_AHBP, 0, NULL, NULL },
    { SIGN_OWNER, OWNER_DMA1, 0, NULL, NULL }, { SIGN_OWNER, OWNER_DMA2, 0, NULL, NULL },
    { SIGN_OWNER, OWNER_BDMA, 0, NULL, NULL }, { SIGN_OWNER, OWNER_MDMA, 0, NULL, NULL },
    { SIGN_OWNER, OWNER_OTHER, 0, NULL, NULL },
    { SIGN_WROTE, 0, 0, "full foot", "A DMA or another master wrote the byte; whose, its colour says." },
    { SIGN_READ, 0, 0, "barred foot", "It read the byte." },
    { SIGN_MARK, MARK_LOCK, ROLE_DIM, "locked", "Its clock is off: an access gets a bus error." },
};
static const sign_t times[] = {
    { SIGN_TIER, 0, 0, NULL, NULL }, { SIGN_TIER, 1, 0, NULL, NULL }, { SIGN_TIER, 2, 0, NULL, NULL },
    { SIGN_WAITS, 0, 0, "hatched", "Asked, and not served yet; a stream: armed." },
    { SIGN_SERVED, 0, 0, "full", "Served: data moves." },
    { SIGN_MARK, MARK_HALF, ROLE_TEXT, "half", "Half of a transfer (HTIF)." },
    { SIGN_MARK, MARK_CHECK, ROLE_TEXT, "complete", "All of a transfer (TCIF)." },
    { SIGN_MARK, MARK_BANG, ROLE_ERROR, "bang", "An error flag, a refused access, a byte lost." },
    { SIGN_STEP, 0, 0, "number",
      "A step of how the open finding came; 1\xE2\x80\x93" "3 are three at one place." },
    { SIGN_GAP, 0, 0, "missing here", "What would have helped belongs here." },
    { SIGN_CLOCK, 0, 0, "dashed line", "The CPU's clock changes: cycles are wider on one side." },
    { SIGN_MARK, MARK_FLAG, ROLE_DIM, "flag", "A mark of the program." },
    { SIGN_MARK, MARK_STAR, ROLE_ACCENT, "star", "A bookmark of yours." },
};

#define COUNT(a) (unsigned)(sizeof (a) / sizeof *(a))
static const struct { const char *title; const sign_t *sign; unsigned count; } page[] = {
    { "Bytes and cache lines", bytes, COUNT(bytes) }, { "Who", masters, COUNT(masters) },
    { "Findings and time", times, COUNT(times) },
};
enum { SAMPLE = 40, HEAD = 26, PAGES = COUNT(page) };

static const look_t *look_of(const sign_t *s)
{
    return s->kind == SIGN_STATE ? &state_look[s->what] : s->kind == SIGN_OWNER ? &owner_look[s->what]
        : s->kind == SIGN_TIER ? &tier_look[s->what] : NULL;
}

static rect_t middle(rect_t r, float w, float h)
{
    return rect(r.x + (r.w - w) / 2, r.y + (r.h - h) / 2, w, h);
}

/* A block of a lane: what waits is drawn as lanes.c does. */
static void lane(ui_t *ui, rect_t r, bool waits)
{
    ui_fill(ui, r, waits ? ROLE_DMA1_SOFT : ROLE_DMA1);
    ui_texture(ui, r, TEXTURE_RISING, waits ? ROLE_DMA1 : ROLE_PANEL);
}

static void sample(ui_t *ui, rect_t r, const sign_t *s)
{
    const look_t *l = look_of(s);
    rect_t byte = middle(r, BYTE_W, BYTE_H), block = middle(r, 34, 12);
    rect_t foot = rect(byte.x + 1, byte.y + byte.h - 3, byte.w - 2, 2);
    switch ((sign_kind_t)s->kind) {
    case SIGN_STATE: ui_byte(ui, byte, 0xA5, (state_t)s->what, 0); break;
    case SIGN_OWNER: ui_swatch(ui, block, l); break;
    case SIGN_TIER: ui_mark(ui, middle(r, 13, 13), (mark_t)l->mark, (role_t)l->role); break;
    case SIGN_MARK: ui_mark(ui, middle(r, 12, 12), (mark_t)s->what, (role_t)s->role); break;
    case SIGN_BYTE: ui_byte(ui, byte, 0xA5, STATE_INVALID, s->what); break;
    case SIGN_WROTE: case SIGN_READ:
        ui_byte(ui, byte, 0xA5, STATE_INVALID, 0);
        if (s->kind == SIGN_WROTE) ui_fill(ui, foot, ROLE_DMA1);
        else ui_texture(ui, foot, TEXTURE_UPRIGHT, ROLE_DMA1);
        break;
    case SIGN_SAME: ui_text(ui, r, st_align(st_role(ST_MONO, ROLE_HAZARD), CENTRE), "\xE2\x89\x88"); break;
    case SIGN_CELL:
        ui_fill(ui, block, ROLE_CLEAN_SOFT);
        if (s->what) ui_frame(ui, block, 1, ROLE_ACCENT, 1.5f);
        else ui_dashed_frame(ui, block, 1, ROLE_ACCENT, 1);
        break;
    case SIGN_WAITS: case SIGN_SERVED: lane(ui, block, s->kind == SIGN_WAITS); break;
    case SIGN_STEP: {
        rect_t plate = middle(r, 16, 17);
        ui_fill(ui, plate, ROLE_RAISED), ui_frame(ui, plate, 0, ROLE_ACCENT, 1);
        ui_text(ui, plate, st_align(ST_SMALL, CENTRE), "1");
        break;
    }
    case SIGN_GAP:
        ui_fill(ui, block, ROLE_GOOD_SOFT), ui_dashed_frame(ui, block, 0, ROLE_GOOD, 1.5f);
        break;
    case SIGN_CLOCK: ui_dashed(ui, r.x + r.w / 2, r.y, r.x + r.w / 2, r.y + r.h, ROLE_DIM, 1); break;
    }
}

/* Draws, or with draw false only measures. */
static float row(ui_t *ui, rect_t r, const sign_t *s, bool draw)
{
    const look_t *l = look_of(s);
    const char *name = l ? l->name : s->name, *tip = l ? l->tip : s->tip;
    float line = ui_row_height(ST_BOLD), h = ui_wrap_height(ui, r.w - SAMPLE - GAP, ST_SMALL_DIM, tip) + line;
    if (!draw) return h + GAP / 2;
    sample(ui, rect(r.x, r.y, SAMPLE, fminf(h, 2 * line)), s);
    rect_t text = rect(r.x + SAMPLE + GAP, r.y, r.w - SAMPLE - GAP, h);
    ui_text(ui, rect_cut_top(&text, line), ST_BOLD, name);
    ui_wrap(ui, text, ST_SMALL_DIM, tip);
    return h + GAP / 2;
}

static float section(ui_t *ui, rect_t r, unsigned n, bool draw)
{
    float y = HEAD;
    if (draw) ui_text(ui, rect(r.x, r.y, r.w, HEAD), st_role(ST_BOLD, ROLE_ACCENT), page[n].title);
    for (unsigned i = 0; i < page[n].count; i++)
        y += row(ui, rect(r.x, r.y + y, r.w, 0), &page[n].sign[i], draw);
    return y + GAP;
}

/* Side by side where there is room, else one below the other. */
float signs_draw(ui_t *ui, rect_t r, unsigned columns, bool draw)
{
    float high = 0, below = 0;
    for (unsigned n = 0; n < PAGES; n++) {
        rect_t c = columns >= PAGES ? rect_column(r, n, PAGES, 3 * GAP) : rect(r.x, r.y + below, r.w, r.h);
        float h = section(ui, c, n, draw);
        below += h, high = columns >= PAGES ? fmaxf(high, h) : below;
    }
    return high;
}
