/* draw.h -- a draw list: what a picture consists of, as plain data.
 *
 * Panels make one, paint.c paints it, tests read it. Units are logical: one unit is one pixel at scale
 * 1, and paint.c multiplies; panels never see the scale. x grows to the right, y downwards. Equal
 * pictures give equal lists: compare or hash them. rules.h checks them. */
#ifndef DRAW_H
#define DRAW_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "theme.h"

typedef struct { float x, y, w, h; } rect_t;
typedef struct { float x, y; } point_t;

typedef enum {
    DRAW_RECT,          /* fill; size = corner radius                            */
    DRAW_FRAME,         /* outline inside the rectangle; size = radius, width    */
    DRAW_LINE,          /* points 0..1; width                                    */
    DRAW_POLYLINE,      /* points; width                                         */
    DRAW_ARROW,         /* a polyline with a head at its last point; width       */
    DRAW_TEXTURE,       /* lines or dots of this role over what is there         */
    DRAW_TEXT,          /* one line; at x, y = baseline; w = its measured width, h = its line height */
    DRAW_MARK,          /* a small shape inside the rectangle                    */
    DRAW_CLIP,          /* from here on only inside this rectangle and the clips around it */
    DRAW_UNCLIP,
    DRAW_KINDS
} draw_kind_t;

typedef enum { FONT_SANS, FONT_BOLD, FONT_MONO, FONT_MONO_BOLD, FONTS } font_t;

typedef struct {
    uint8_t  kind, role, font, what;    /* what: texture_t or mark_t; of a clip 1: content scrolls in it */
    uint8_t  alpha, dash, pad[2];       /* 255: opaque; dash: 1 dashed */
    float    size, width;               /* text size or corner radius; line width */
    rect_t   r;                         /* also the bounds of points */
    uint32_t at, count;                 /* into text (bytes, and a 0 after them) or point */
} draw_cmd_t;

typedef struct {
    draw_cmd_t *cmd;   size_t cmds, cmd_room;
    point_t    *point; size_t points, point_room;
    char       *text;  size_t chars, char_room;
} draw_t;                               /* zero it to start */

void     draw_clear(draw_t *);          /* empty it, keep its memory */
void     draw_free(draw_t *);
/* the rest is zero, alpha 255; valid until the next call */
draw_cmd_t *draw_add(draw_t *, draw_kind_t, role_t);
void     draw_points(draw_t *, draw_cmd_t *, const point_t *, size_t count);
void     draw_string(draw_t *, draw_cmd_t *, const char *, size_t bytes);
uint64_t draw_hash(const draw_t *);
uint64_t draw_cmd_hash(const draw_t *, const draw_cmd_t *);
bool     draw_same(const draw_t *, const draw_t *);
/* where it may leave a trace, generously; CLIP and UNCLIP: none */
rect_t   draw_bounds(const draw_cmd_t *);

/* How wide text is: paint.c knows (paint_measure), tests may bring their own. */
typedef struct measure {
    float (*width)(const struct measure *, font_t, float size, const char *text, size_t bytes);
} measure_t;
/* Line height, ascent and descent are the same for every font, so that rows line up. */
#define TEXT_ASCENT  0.95f
#define TEXT_DESCENT 0.25f
#define TEXT_LINE    1.35f

/* ---- rectangles ----------------------------------------------------------------------------------- */

static inline rect_t rect(float x, float y, float w, float h)
{
    return (rect_t){ x, y, w > 0 ? w : 0, h > 0 ? h : 0 };
}
static inline rect_t rect_inset(rect_t r, float by)
{
    return rect(r.x + by, r.y + by, r.w - 2 * by, r.h - 2 * by);
}
static inline rect_t rect_pad(rect_t r, float x, float y)
{
    return rect(r.x + x, r.y + y, r.w - 2 * x, r.h - 2 * y);
}
static inline bool   rect_holds(rect_t r, float x, float y)
{
    return x >= r.x && y >= r.y && x < r.x + r.w && y < r.y + r.h;
}
static inline float  rect_right(rect_t r) { return r.x + r.w; }
static inline float  rect_bottom(rect_t r) { return r.y + r.h; }
rect_t rect_meet(rect_t, rect_t);                   /* what they share; w or h 0: nothing */
rect_t rect_join(rect_t, rect_t);
/* Cut a piece off one side; *r becomes the rest. Never more than there is. */
rect_t rect_cut_top(rect_t *r, float h);
rect_t rect_cut_bottom(rect_t *r, float h);
rect_t rect_cut_left(rect_t *r, float w);
rect_t rect_cut_right(rect_t *r, float w);
/* Piece i of n equal ones with a gap between. */
rect_t rect_column(rect_t, unsigned i, unsigned n, float gap);
#endif
