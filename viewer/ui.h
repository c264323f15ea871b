/* ui.h -- the kit panels draw with: text that fits, frames, rows, tables, buttons, bars, byte cells,
 * lamps, and the areas a pointer can hit.
 *
 * A panel writes into a ui_t: a draw list, and hit areas. A hit area is a rectangle with an action, its
 * argument and a tooltip; the app does the action (action.h, app.h) when it is clicked, or chosen with
 * the arrow keys while the panel has the keyboard. So whatever can be clicked can be reached by keyboard
 * without a line of code in the panel. Give every picture element that means something a tooltip:
 * ACT_NONE with a text is a tooltip alone.
 *
 * Text never leaves its rectangle: what does not fit ends in "…", and a rectangle too small for one
 * letter stays empty. What surprises people: y of a text is found by the kit (centred in the rectangle);
 * cut rows of ui_row_height(style) and texts line up. */
#ifndef UI_H
#define UI_H
#include "action.h"
#include "draw.h"

/* ---- styles ---------------------------------------------------------------------------------------- */

typedef enum { LEFT, CENTRE, RIGHT } align_t;
typedef struct { uint8_t font, role, align; float size; } style_t;

#define SIZE_SMALL 11.0f
#define SIZE_BODY  13.0f
#define SIZE_TITLE 14.0f
#define SIZE_BIG   20.0f
#define GAP         8.0f                /* between things; half of it inside a group */
#define ROW        20.0f                /* a row of body text */
#define ROW_SMALL  16.0f

extern const style_t ST_BODY, ST_DIM, ST_BOLD, ST_SMALL, ST_SMALL_DIM, ST_TITLE, ST_BIG,
                     ST_MONO, ST_MONO_DIM, ST_MONO_BOLD, ST_MONO_SMALL, ST_MONO_SMALL_DIM;
static inline style_t st_role (style_t s, role_t role)   { s.role = (uint8_t)role; return s; }
static inline style_t st_align(style_t s, align_t align) { s.align = (uint8_t)align; return s; }
static inline style_t st_size (style_t s, float size)    { s.size = size; return s; }

/* ---- the areas a pointer can hit --------------------------------------------------------------------- */

typedef enum {
    HIT_PLAIN,          /* click, or Enter: do action(arg)                                               */
    HIT_AXIS,           /* click or drag: arg goes from lo to hi along the rectangle's width             */
    HIT_WHEEL,          /* wheel: action(+1) away from you, action(-1) towards you; arg is not used      */
    HIT_TIP             /* only a tooltip */
} hit_kind_t;
typedef struct {
    rect_t   r;
    uint8_t  kind, panel;
    uint16_t action, second;            /* second: with the right button or Shift+Enter; ACT_NONE: none */
    int64_t  arg, second_arg, lo, hi;
    uint32_t tip;                       /* into ui->tips; 0: the action's own title */
} hit_t;

typedef struct ui {
    draw_t           *draw;
    const measure_t  *measure;
    hit_t            *hit; size_t hits, hit_room;       /* later ones lie on top */
    char             *tips; size_t tip_chars, tip_room;
    rect_t            clip[16]; unsigned clips;
    rect_t            area;             /* of the panel being drawn */
    uint8_t           panel;            /* its number, panel.h */
    bool              focused, inside;  /* this panel has the keyboard; the arrows move inside it */
    float             scroll;           /* of this panel, units from the top; clamped by ui_scroll */
    float             scroll_extent;    /* the panel tells: how far it can be scrolled (0: all is seen) */
    float             scroll_shown;     /* and where it stands in this picture */
    bool              maximised;
    hit_t             nowhere;          /* takes what is clipped away */
} ui_t;

void ui_init(ui_t *, draw_t *, const measure_t *);      /* zeroes it; ui_free when done */
void ui_free(ui_t *);
void ui_start(ui_t *);                                   /* empty draw list and hits: a new picture */

/* tip: printf; "" for the action's own title. */
void ui_hit   (ui_t *, rect_t, action_t, int64_t arg, const char *tip,
               ...) __attribute__((format(printf, 5, 6)));
void ui_tip   (ui_t *, rect_t, const char *tip, ...) __attribute__((format(printf, 3, 4)));
void ui_second(ui_t *, action_t, int64_t arg);           /* of the hit made last: right click, Shift+Enter */
void ui_axis  (ui_t *, rect_t, action_t, int64_t lo, int64_t hi, const char *tip,
               ...) __attribute__((format(printf, 6, 7)));
void ui_wheel (ui_t *, rect_t, action_t);
const char *ui_hit_tip(const ui_t *, const hit_t *);

/* ---- shapes ------------------------------------------------------------------------------------------- */

void ui_fill    (ui_t *, rect_t, role_t);
void ui_fill_alpha(ui_t *, rect_t, role_t, float alpha); /* 0..1; not under text */
void ui_round   (ui_t *, rect_t, float radius, role_t);
void ui_frame   (ui_t *, rect_t, float radius, role_t, float width);
void ui_dashed_frame(ui_t *, rect_t, float radius, role_t, float width);
void ui_line    (ui_t *, float x0, float y0, float x1, float y1, role_t, float width);
void ui_dashed  (ui_t *, float x0, float y0, float x1, float y1, role_t, float width);
void ui_polyline(ui_t *, const point_t *, size_t, role_t, float width);
void ui_arrow   (ui_t *, const point_t *, size_t, role_t, float width);      /* head at the last point */
void ui_texture (ui_t *, rect_t, texture_t, role_t);
void ui_mark    (ui_t *, rect_t, mark_t, role_t);        /* centred, as large as the smaller side */
void ui_clip    (ui_t *, rect_t);
void ui_unclip  (ui_t *);

/* ---- text --------------------------------------------------------------------------------------------- */

float ui_width     (const ui_t *, style_t, const char *);
float ui_row_height(style_t);                             /* size times TEXT_LINE, rounded up */
/* One line inside the rectangle, centred upright, aligned as the style says, shortened if it must be.
 * The answer is where the ink lies (w 0: nothing was drawn). Shortened text gets a tooltip by itself. What
 * does not fit has its paths by their last parts first (ui_brief), then it is cut. */
rect_t ui_text (ui_t *, rect_t, style_t, const char *);
/* "in app::main::POOL+0x40" -> "in POOL+0x40": of a path the end says most. Returns how many bytes. */
size_t ui_brief(const char *text, size_t bytes, char *to, size_t room);
rect_t ui_textf(ui_t *, rect_t, style_t, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Wrapped at spaces from the rectangle's top; "\n" ends a line. The answer is the height used. */
float  ui_wrap (ui_t *, rect_t, style_t, const char *);
float  ui_wrap_height(const ui_t *, float width, style_t, const char *);

/* ---- pieces ------------------------------------------------------------------------------------------- */

/* The panel's ground, title and buttons; answers the body and clips to it until ui_panel_end. `note` is a
 * short text at the title's right end, or NULL. */
rect_t ui_panel    (ui_t *, rect_t area, const char *title, const char *note);
void   ui_panel_end(ui_t *);

/* Rows that may be more than fit: begin clips to r, draws the scroll bar and answers which rows are seen. */
typedef struct { rect_t r; float row, top; size_t first, end; } ui_list_t;       /* rows first .. end - 1 */
ui_list_t ui_list     (ui_t *, rect_t r, size_t rows, float row_height);
/* The same, starting so that row `show` is in the middle while the user has not scrolled; -1: as ui_list. */
ui_list_t ui_list_at  (ui_t *, rect_t r, size_t rows, float row_height, long show);
rect_t ui_list_row (const ui_list_t *, size_t i);
void   ui_list_end (ui_t *);
/* Content of a known height instead of rows: answers the rectangle to draw in. Ends with ui_list_end. */
rect_t ui_scroll   (ui_t *, rect_t r, float height);
/* The same; what lies from `top` to `bottom` of it is seen while the user has not scrolled. */
rect_t ui_scroll_at(ui_t *, rect_t r, float height, float top, float bottom);

/* width < 0: a share of the rest */
typedef struct { const char *title; float width; uint8_t align, mono; } ui_column_t;
enum { COLUMNS = 12 };
typedef struct { rect_t cell[COLUMNS]; unsigned columns; } ui_columns_t;
/* Cuts the header row off *r, draws it, and answers the columns (x and w of each cell). */
ui_columns_t ui_columns(ui_t *, rect_t *r, const ui_column_t *, unsigned count);
rect_t    ui_cell   (const ui_columns_t *, unsigned column, rect_t row);

void   ui_kv       (ui_t *, rect_t *r, float key_width, const char *key, style_t, const char *format, ...)
                    __attribute__((format(printf, 6, 7)));                   /* cuts one row off *r */
void   ui_heading  (ui_t *, rect_t *r, const char *);                        /* a small heading row */
rect_t ui_button   (ui_t *, rect_t, const char *label, action_t, int64_t arg, const char *tip);
rect_t ui_toggle   (ui_t *, rect_t, const char *label, bool on, action_t, int64_t arg, const char *tip);
/* A row of tabs cut off *r; tab i does action(first + i). */
void   ui_tabs     (ui_t *, rect_t *r, const char *const *name, unsigned count, unsigned current, action_t,
                    int64_t first);
/* A small rounded sign with a mark and text at the left end of r, as wide as it needs; answers its place. */
rect_t ui_badge    (ui_t *, rect_t r, role_t, mark_t, const char *text);
/* badge of an owner, state or tier */
rect_t ui_look     (ui_t *, rect_t r, const look_t *);
/* filled with soft colour and texture */
void   ui_swatch   (ui_t *, rect_t r, const look_t *);
/* swatches with names; cuts what it uses */
void   ui_legend   (ui_t *, rect_t *r, const look_t *, unsigned count);
void   ui_bar      (ui_t *, rect_t, double fraction, role_t, texture_t);     /* a level in a track */
rect_t ui_lamp     (ui_t *, rect_t, bool on, role_t, const char *label);     /* ring or dot, and label */
void   ui_select   (ui_t *, rect_t);                                         /* outline of what is selected */
/* centred: why nothing is here */
void   ui_empty    (ui_t *, rect_t, const char *why);

/* A byte: two hex digits in a cell of its state. */
typedef enum { BYTE_UNKNOWN = 1, BYTE_DIFFERS = 2, BYTE_SELECTED = 4, BYTE_CHANGED = 8,
               BYTE_DIM = 16 } byte_flag_t;
#define BYTE_W 24.0f
#define BYTE_H 20.0f
void   ui_byte     (ui_t *, rect_t, unsigned value, state_t, unsigned flags);/* STATE_INVALID: plain */
#endif
