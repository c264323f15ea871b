/* test_ui.c -- the viewer's drawing kit without a window: rectangles, text that fits, lists, hit areas,
 * colours, draw lists, damage, rules, the table of actions. Text is measured by a ruler of its own (every
 * letter 0.6 of the size wide), so expected places are found by hand. */
#include "action.h"
#include "damage.h"
#include "moment.h"
#include "paint.h"
#include "rules.h"
#include "ui.h"
#include "suite.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static float even_width(const measure_t *m, font_t font, float size, const char *text, size_t bytes)
{
    (void)m, (void)font;
    float n = 0;
    for (size_t i = 0; i < bytes; i++) n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n * size * 0.6f;
}
static const measure_t even = { even_width };

static draw_t draw;
static ui_t ui;
static void setup(void) { memset(&draw, 0, sizeof draw), ui_init(&ui, &draw, &even); }
static void teardown(void) { ui_free(&ui), draw_free(&draw); }
static const style_t ten = { FONT_MONO, ROLE_TEXT, LEFT, 10 };          /* a letter is 6 wide */

static const draw_cmd_t *last(void) { return &draw.cmd[draw.cmds - 1]; }
static const char *said(const draw_cmd_t *c) { return draw.text + c->at; }

/* ---- rectangles ---------------------------------------------------------------------------------------- */

START_TEST(rectangles_are_cut)
{
    rect_t r = rect(10, 20, 100, 50), top = rect_cut_top(&r, 20), rest = rect_cut_left(&r, 500);
    ck_assert(top.y == 20 && top.h == 20 && top.w == 100);
    ck_assert(rest.w == 100 && r.w == 0 && r.y == 40);                   /* never more than there is */
    rect_t c = rect_column(rect(0, 0, 100, 10), 2, 3, 5);                /* (100 - 10) / 3 = 30 wide, at 70 */
    ck_assert(c.x == 70 && c.w == 30);
    ck_assert(rect_meet(rect(0, 0, 10, 10), rect(20, 0, 5, 5)).w == 0);
    ck_assert(rect(0, 0, -5, 3).w == 0);
}
END_TEST

/* ---- text ---------------------------------------------------------------------------------------------- */

START_TEST(text_stays_in_its_rectangle)
{
    rect_t ink = ui_text(&ui, rect(0, 0, 100, 20), ten, "sixteen letters!");   /* 96 wide: fits */
    ck_assert(ink.w == 96);
    ck_assert_str_eq(said(last()), "sixteen letters!");
    /* 60 / 6 = 10 letters: 9 and the dots */
    ui_text(&ui, rect(0, 0, 60, 20), ten, "sixteen letters!");
    ck_assert_str_eq(said(last()), "sixteen l\xE2\x80\xA6");
    ck_assert(last()->r.w <= 60.01f);
    /* the whole of it as a tooltip */
    ck_assert_str_eq(ui_hit_tip(&ui, &ui.hit[ui.hits - 1]), "sixteen letters!");
    size_t before = draw.cmds;
    ck_assert(ui_text(&ui, rect(0, 0, 5, 20), ten, "ab").w == 0);        /* not even the dots fit */
    ck_assert(ui_text(&ui, rect(0, 0, 50, 4), ten, "ab").w == 0);        /* too low */
    ck_assert_uint_eq(draw.cmds, before);
    ui_text(&ui, rect(0, 0, 100, 20), st_align(ten, RIGHT), "abc");
    ck_assert(last()->r.x == 82);                                        /* 100 - 18 */
    /* Baseline: half the height plus half of a capital (0.72 x 10 / 2 = 3.6). */
    ck_assert(fabsf(last()->r.y - 13.6f) < 1e-4f);
}
END_TEST

START_TEST(letters_of_several_bytes_are_not_cut)
{
    /* six of two bytes, room for four */
    ui_text(&ui, rect(0, 0, 24, 20), ten, "\xC2\xB5\xC2\xB5\xC2\xB5\xC2\xB5\xC2\xB5\xC2\xB5");
    ck_assert_str_eq(said(last()), "\xC2\xB5\xC2\xB5\xC2\xB5\xE2\x80\xA6");
}
END_TEST

/* What does not fit: of each path its last part, a closure with what is before it; one colon is no joint. */
START_TEST(paths_keep_their_ends)
{
    static const struct { const char *whole, *brief; } name[] = {
        { "stale-read in uart_cached::__embassy_main::POOL+0x40", "stale-read in POOL+0x40" },
        { "AXI SRAM took 0x68 into a::b::rx and c::tx", "AXI SRAM took 0x68 into rx and tx" },
        { "a::b::{{closure}}", "b::{{closure}}" },
        { "a::{{closure}}::POOL", "POOL" },
        { "cortex_m.rs:106: x", "cortex_m.rs:106: x" },
        { "a::b<c::d>", "b<d>" },
    };
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        char to[100];
        size_t n = ui_brief(name[i].whole, strlen(name[i].whole), to, sizeof to);
        ck_assert_uint_eq(n, strlen(name[i].brief));
        ck_assert_str_eq(to, name[i].brief);
        ui_text(&ui, rect(0, 0, 6 * (float)strlen(name[i].whole), 20), ten, name[i].whole);
        ck_assert_str_eq(said(last()), name[i].whole);
        ui_text(&ui, rect(0, 0, 6 * (float)strlen(name[i].brief), 20), ten, name[i].whole);
        ck_assert_str_eq(said(last()), name[i].brief);
    }
    ui_text(&ui, rect(0, 0, 6 * 8, 20), ten, name[0].whole);            /* and then it is cut */
    ck_assert_str_eq(said(last()), "stale-r\xE2\x80\xA6");
}
END_TEST

START_TEST(text_wraps_at_spaces)
{
    const char *text = "one two three four\nfive";                       /* 60 units: 10 letters a line */
    float h = ui_wrap(&ui, rect(0, 0, 60, 1000), ten, text);
    ck_assert(h == ui_wrap_height(&ui, 60, ten, text));
    ck_assert(h == 3 * ui_row_height(ten));                              /* one two | three four | five */
    ck_assert_uint_eq(draw.cmds, 3);
    ck_assert_str_eq(said(&draw.cmd[0]), "one two");
    ck_assert_str_eq(said(&draw.cmd[1]), "three four");
    draw_clear(&draw);
    /* one line only: it says there is more */
    ui_wrap(&ui, rect(0, 0, 60, 1.5f * ui_row_height(ten)), ten, text);
    ck_assert_uint_eq(draw.cmds, 1);
    ck_assert_str_eq(said(last()), "one two \xE2\x80\xA6");
    draw_clear(&draw);
    /* narrower than a letter: it ends all the same */
    ui_wrap(&ui, rect(0, 0, 3, 100), ten, "ab");
}
END_TEST

/* ---- hit areas and lists ------------------------------------------------------------------------- */

START_TEST(hits_are_clipped)
{
    ui_clip(&ui, rect(0, 0, 50, 50));
    ui_hit(&ui, rect(40, 0, 100, 10), ACT_GOTO, 7, "%s", "tip");
    ck_assert(ui.hit[0].r.w == 10 && ui.hit[0].arg == 7);
    ui_hit(&ui, rect(60, 0, 100, 10), ACT_GOTO, 8, " ");
    ck_assert_uint_eq(ui.hits, 1);                                       /* nothing of it is seen */
    /* half of the axis is left: 0 .. 500 */
    ui_axis(&ui, rect(0, 20, 100, 10), ACT_GOTO, 0, 1000, " ");
    ck_assert(ui.hit[1].lo == 0 && ui.hit[1].hi == 500);
    ui_unclip(&ui);
    ck_assert_uint_eq(ui.clips, 0);
}
END_TEST

START_TEST(lists_show_the_rows_that_are_seen)
{
    ui.scroll = -1;
    ui_list_t l = ui_list(&ui, rect(0, 0, 100, 100), 50, 20);
    ui_list_end(&ui);
    ck_assert(l.first == 0 && l.end == 5 && ui.scroll_extent == 900);
    ui.scroll = 30, ui.scroll_extent = 0;
    l = ui_list(&ui, rect(0, 0, 100, 100), 50, 20);
    ui_list_end(&ui);
    ck_assert(l.first == 1 && l.end == 7 && ui_list_row(&l, 1).y == -10);
    ui.scroll = 5000;                                                    /* past the end: the last rows */
    l = ui_list(&ui, rect(0, 0, 100, 100), 50, 20);
    ui_list_end(&ui);
    ck_assert(l.first == 45 && l.end == 50);
    /* row 25 in the middle, whole rows */
    ui.scroll = -1;
    l = ui_list_at(&ui, rect(0, 0, 100, 100), 50, 20, 25);
    ui_list_end(&ui);
    ck_assert(l.first == 23 && l.end == 28);
    ui.scroll_extent = 0;
    l = ui_list(&ui, rect(0, 0, 100, 100), 3, 20);
    ui_list_end(&ui);
    ck_assert(l.first == 0 && l.end == 3 && ui.scroll_extent == 0);
    l = ui_list(&ui, rect(0, 0, 100, 0), 0, 20);
    ui_list_end(&ui);
    ck_assert(l.first == l.end);
}
END_TEST

START_TEST(columns_share_what_is_left)
{
    const ui_column_t c[] = { { "a", 30, LEFT, 0 }, { "b", -1, LEFT, 0 }, { "c", -3, RIGHT, 0 } };
    /* 126 - 30 - 2 gaps of 8 = 80: 20 and 60 */
    rect_t r = rect(0, 0, 126, 100);
    ui_columns_t k = ui_columns(&ui, &r, c, 3);
    ck_assert(k.cell[1].x == 38 && k.cell[1].w == 20 && k.cell[2].x == 66 && k.cell[2].w == 60);
}
END_TEST

/* ---- colours ------------------------------------------------------------------------------------- */

/* WCAG's own examples: black on white is 21:1, #777777 on white 4.48:1. */
START_TEST(contrast_is_that_of_wcag)
{
    ck_assert(fabs(theme_contrast(0x000000, 0xFFFFFF) - 21) < 1e-9);
    ck_assert(fabs(theme_contrast(0x777777, 0xFFFFFF) - 4.478) < 1e-3);
    ck_assert(fabs(theme_contrast(0xFFFFFF, 0x777777) - 4.478) < 1e-3);
}
END_TEST

static void at_least(theme_t t, role_t ink, role_t ground)
{
    double c = theme_contrast(theme_rgb(t, ink), theme_rgb(t, ground));
    ck_assert_msg(c >= 4.5, "role %d on role %d in %s: %.2f", ink, ground, theme_name[t], c);
}

START_TEST(every_text_can_be_read)
{
    static const role_t ground[] = { ROLE_BACK, ROLE_PANEL, ROLE_RAISED, ROLE_SUNKEN };
    for (int t = 0; t < THEMES; t++) {
        for (int g = 0; g < 4; g++) {
            at_least((theme_t)t, ROLE_TEXT, ground[g]), at_least((theme_t)t, ROLE_DIM, ground[g]);
            at_least((theme_t)t, ROLE_ACCENT, ground[g]);
            for (int r = ROLE_CPU; r < ROLES; r += 2) at_least((theme_t)t, (role_t)r, ground[g]);
        }
        at_least((theme_t)t, ROLE_TEXT, ROLE_ACCENT_SOFT), at_least((theme_t)t, ROLE_DIM, ROLE_ACCENT_SOFT);
        at_least((theme_t)t, ROLE_ACCENT, ROLE_ACCENT_SOFT), at_least((theme_t)t, ROLE_ON, ROLE_ACCENT);
        for (int r = ROLE_CPU; r < ROLES; r += 2) {
            at_least((theme_t)t, ROLE_ON, (role_t)r), at_least((theme_t)t, ROLE_TEXT, (role_t)(r + 1));
            at_least((theme_t)t, ROLE_DIM, (role_t)(r + 1)), at_least((theme_t)t, (role_t)r, (role_t)(r + 1));
        }
    }
}
END_TEST

/* How people without red, green or blue cones see a colour: the matrices of Machado, Oliveira and Fernandes
 * (2009) for severity 1.0, on linear RGB; distance is CIE 1976 L*a*b*. */
static const double sight[4][3][3] = {
    { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
    { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 },
      { -0.003882, -0.048116, 1.051998 } },
    { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 },
      { -0.011820, 0.042940, 0.968881 } },
    { { 1.255528, -0.076749, -0.178779 }, { -0.078411, 0.930809, 0.147602 },
      { 0.004733, 0.691367, 0.303900 } } };

static double cube(double t) { return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116; }

static void lab(uint32_t rgb, const double m[3][3], double out[3])
{
    double c[3], s[3];
    for (int i = 0; i < 3; i++) {
        double v = (rgb >> (16 - 8 * i) & 255) / 255.0;
        c[i] = v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
    }
    for (int i = 0; i < 3; i++) s[i] = fmin(1, fmax(0, m[i][0] * c[0] + m[i][1] * c[1] + m[i][2] * c[2]));
    double x = cube((0.4124 * s[0] + 0.3576 * s[1] + 0.1805 * s[2]) / 0.9505),
        y = cube(0.2126 * s[0] + 0.7152 * s[1] + 0.0722 * s[2]),
           z = cube((0.0193 * s[0] + 0.1192 * s[1] + 0.9505 * s[2]) / 1.089);
    out[0] = 116 * y - 16, out[1] = 500 * (x - y), out[2] = 200 * (y - z);
}

static void told_apart(const look_t *look, int n, double least)
{
    for (int t = 0; t < THEMES; t++)
        for (int s = 0; s < 4; s++)
            for (int i = 0; i < n; i++)
                for (int k = 0; k < i; k++) {
                    double a[3], b[3];
                    lab(theme_rgb((theme_t)t, look[i].role), sight[s], a);
                    lab(theme_rgb((theme_t)t, look[k].role), sight[s], b);
                    double d = sqrt(pow(a[0] - b[0], 2) + pow(a[1] - b[1], 2) + pow(a[2] - b[2], 2));
                    ck_assert_msg(d >= least, "%s and %s, sight %d, %s: %.1f", look[i].name, look[k].name, s,
                                  theme_name[t], d);
                }
}

START_TEST(colours_are_told_apart_by_everybody)
{
    told_apart(owner_look, OWNERS, 12);                  /* nine of them: a clear step, 2.3 is just seen */
    told_apart(state_look + 1, STATES - 1, 20);
    told_apart(tier_look, 3, 20);
}
END_TEST

static void own_signs(const look_t *look, int n, bool textures)
{
    for (int i = 0; i < n; i++) {
        ck_assert(*look[i].name && *look[i].tip);
        for (int k = 0; k < i; k++) {
            ck_assert_int_ne(look[i].mark, look[k].mark);
            ck_assert_str_ne(look[i].letter, look[k].letter);
            if (textures) ck_assert_int_ne(look[i].texture, look[k].texture);
        }
    }
}

START_TEST(nothing_is_said_by_colour_alone)
{
    own_signs(owner_look, OWNERS, true);
    own_signs(state_look + 1, STATES - 1, true);
    own_signs(tier_look, 3, true);
}
END_TEST

/* ---- draw lists ---------------------------------------------------------------------------------- */

static void scene(ui_t *to, unsigned seed, unsigned change)
{
    srand(seed);
    ui_start(to);
    for (int i = 0; i < 60; i++) {
        rect_t r = { .x = (float)(rand() % 900) };
        r.y = (float)(rand() % 500);
        r.w = (float)(rand() % 200 + 4), r.h = (float)(rand() % 90 + 4);
        unsigned kind = (unsigned)rand() % 8, role = (unsigned)rand() % (ROLES - 1) + 1;
        if ((unsigned)i + 1 == change) r.x += 3, role = role % (ROLES - 1) + 1;
        char words[32];
        snprintf(words, sizeof words, "word %d", rand() % 1000);
        point_t p[3] = { { r.x, r.y }, { r.x + r.w, r.y }, { r.x + r.w, r.y + r.h } };
        switch (kind) {
        case 0: ui_round(to, r, 5, (role_t)role); break;
        case 1: ui_frame(to, r, 3, (role_t)role, 2); break;
        case 2: ui_arrow(to, p, 3, (role_t)role, 2.5f); break;
        case 3: ui_texture(to, r, (texture_t)(role % TEXTURES), (role_t)role); break;
        case 4: ui_mark(to, r, (mark_t)(role % MARKS), (role_t)role); break;
        case 5: ui_text(to, r, st_role(ST_BODY, (role_t)role), words); break;
        case 6:
            ui_clip(to, r), ui_fill(to, rect(r.x - 20, r.y - 20, 80, 80), (role_t)role), ui_unclip(to); break;
        default: ui_dashed(to, r.x, r.y, r.x + r.w, r.y + (i % 2 ? r.h : 0), (role_t)role, 1.5f);
        }
    }
}

START_TEST(equal_pictures_have_equal_lists)
{
    draw_t other = { 0 };
    ui_t two;
    ui_init(&two, &other, &even);
    unsigned seen = 0;
    for (unsigned seed = 1; seed < 20; seed++) {
        scene(&ui, seed, 0), scene(&two, seed, 0);
        ck_assert(draw_same(&draw, &other) && draw_hash(&draw) == draw_hash(&other));
        /* one thing moved, if it is large enough to be drawn */
        scene(&two, seed, seed);
        ck_assert(draw_same(&draw, &other) == (draw_hash(&draw) == draw_hash(&other)));
        seen += !draw_same(&draw, &other);
    }
    ck_assert_uint_ge(seen, 12);
    ui_free(&two), draw_free(&other);
}
END_TEST

/* cairo samples a slanted edge a little differently beside a clip: two steps of 255 were seen. */
static bool alike(uint32_t a, uint32_t b)
{
    for (int s = 0; s < 24; s += 8)
        if (abs((int)(a >> s & 255) - (int)(b >> s & 255)) > 3) return false;
    return true;
}

/* Painting only what damage_find names onto the old picture gives the new one, pixel for pixel. */
START_TEST(damage_covers_what_changed)
{
    enum { W = 1100, H = 640 };
    static uint32_t old[W * H], new[W * H];
    paint_t *paint = paint_new();
    damage_t damage = { 0 };
    pixels_t part[DAMAGE_PARTS];
    ui.measure = paint_measure();
    for (int i = 0; i < 24; i++) {
        float scale = i < 12 ? 1 : 1.25f;
        theme_t theme = i == 6 ? THEME_LIGHT : THEME_DARK;
        scene(&ui, 1 + (unsigned)i / 4, (unsigned)i * 7 % 60);
        unsigned n = damage_find(&damage, &draw, scale, W, H, (uint64_t)theme << 8 | (uint64_t)(scale * 16),
                                 part);
        for (unsigned k = 0; k < n; k++) paint_onto(paint, &draw, theme, scale, old, W, H, W * 4, &part[k]);
        paint_onto(paint, &draw, theme, scale, new, W, H, W * 4, NULL);
        for (int p = 0; p < W * H; p++)
            ck_assert_msg(alike(old[p], new[p]), "picture %d differs at %d, %d", i, p % W, p / W);
        ck_assert_uint_eq(damage_find(&damage, &draw, scale, W, H, (uint64_t)theme << 8
                                      | (uint64_t)(scale * 16), part), 0);
    }
    paint_free(paint), damage_free(&damage);
}
END_TEST

START_TEST(damage_is_small_when_little_changed)
{
    damage_t damage = { 0 };
    pixels_t part[DAMAGE_PARTS];
    for (int i = 0; i < 2; i++) {
        ui_start(&ui);
        ui_fill(&ui, rect(0, 0, 1920, 1080), ROLE_BACK);
        ui_text(&ui, rect(100, 100, 60, 20), ten, i ? "12" : "11");
        unsigned n = damage_find(&damage, &draw, 1, 1920, 1080, 0, part);
        ck_assert_uint_eq(n, 1);
        if (i) ck_assert(part[0].w * part[0].h <= 4 * DAMAGE_TILE * DAMAGE_TILE);
        else ck_assert(part[0].w == 1920 && part[0].h == 1080);
    }
    damage_free(&damage);
}
END_TEST

/* The painter's ruler: widths grow with the size, and add up letter by letter. */
START_TEST(the_ruler_is_even_in_size)
{
    const measure_t *m = paint_measure();
    float one = m->width(m, FONT_SANS, 10, "Way", 3), two = m->width(m, FONT_SANS, 20, "Way", 3);
    ck_assert(one > 10 && fabsf(two - 2 * one) < 0.01f);
    ck_assert(fabsf(m->width(m, FONT_MONO, 13, "iiii", 4) - m->width(m, FONT_MONO, 13, "WWWW", 4)) < 0.01f);
    ck_assert(m->width(m, FONT_SANS, 13, "\xE2\x80\xA6", 3) > 3);
}
END_TEST

/* ---- rules --------------------------------------------------------------------------------------- */

static unsigned broken(unsigned rules)
{
    char text[2000]; return rules_check(&draw, rect(0, 0, 200, 100), rules, text, sizeof text);
}

START_TEST(rules_see_what_is_wrong)
{
    ui_fill(&ui, rect(0, 0, 200, 100), ROLE_PANEL);
    ui_text(&ui, rect(10, 10, 100, 20), ten, "good");
    ck_assert_uint_eq(broken(RULES_ALL), 0);
    ui_text(&ui, rect(20, 12, 100, 20), ten, "on it");
    ck_assert_uint_eq(broken(RULES_ALL), broken(RULE_OVERLAP));
    ck_assert_uint_eq(broken(RULE_OVERLAP), 1);
    ui_start(&ui);
    ui_text(&ui, rect(10, 10, 100, 20), ten, "hidden");
    ui_fill(&ui, rect(0, 0, 200, 100), ROLE_RAISED);
    ui_text(&ui, rect(10, 10, 100, 20), ten, "on a ground between");
    ck_assert_uint_eq(broken(RULE_OVERLAP), 0);
    ui_start(&ui);
    ui_text(&ui, rect(190, 10, 100, 20), ten, "out");
    ck_assert_uint_eq(broken(RULE_INSIDE), 1);
    ui_start(&ui);
    ui_clip(&ui, rect(0, 0, 100, 15));
    ui_text(&ui, rect(10, 5, 100, 20), ten, "cut");                       /* ink from 11.4 to 20.6 */
    ui_unclip(&ui);
    ck_assert_uint_eq(broken(RULE_INSIDE), 1);
    ui_start(&ui);
    ui_fill(&ui, rect(0, 0, 200, 100), ROLE_DMA2);
    ui_text(&ui, rect(10, 10, 100, 20), ten, "light on yellow");
    ck_assert_uint_eq(broken(RULE_CONTRAST), 1);
    ui_start(&ui);
    ui_fill(&ui, rect(0, 0, 200, 100), ROLE_PANEL);
    ui_fill(&ui, rect(50, 50, 20, 20), ROLE_STALE);
    ck_assert_uint_eq(broken(RULE_COLOUR), 1);
    ui_texture(&ui, rect(50, 50, 20, 20), TEXTURE_DOTS, ROLE_ON);
    ck_assert_uint_eq(broken(RULE_COLOUR), 0);
}
END_TEST

/* Every piece of the kit, laid out in a narrow and in a wide place, keeps the rules. */
static void pieces(ui_t *to, rect_t area)
{
    static const char *const tabs[] = { "first", "second", "third" };
    rect_t body = ui_panel(to, area, "A panel with a title", "and a note");
    ui_tabs(to, &body, tabs, 3, 1, ACT_TAB, 0);
    ui_heading(to, &body, "Heading");
    ui_kv(to, &body, 80, "key", ST_MONO, "0x%08X", 0x24000020u);
    rect_t row = rect_cut_top(&body, 24);
    rect_t b = ui_button(to, row, "Button", ACT_PLAY, 0, "Plays");
    ui_toggle(to, rect(b.x + b.w + 8, row.y, row.w - b.w - 8, row.h), "a switch", true, ACT_OPTION, 0,
              "Switches");
    for (int i = 0; i < OWNERS; i++) ui_look(to, rect_cut_top(&body, 20), &owner_look[i]);
    ui_legend(to, &body, state_look + 1, STATES - 1);
    row = rect_cut_top(&body, BYTE_H);
    for (int i = 0; i < STATES; i++)
        ui_byte(to, rect_cut_left(&row, BYTE_W), 0xA0u + (unsigned)i, (state_t)i, (unsigned)i * 5);
    ui_bar(to, rect_cut_top(&body, 12), 0.4, ROLE_DMA1, TEXTURE_RISING);
    ui_lamp(to, rect_cut_top(&body, 18), true, ROLE_GOOD, "TCIF");
    ui_list_t l = ui_list(to, body, 100, ROW);
    for (size_t i = l.first; i < l.end; i++) ui_textf(to, ui_list_row(&l, i), ST_BODY, "row %zu of many", i);
    ui_list_end(to);
    ui_panel_end(to);
}

START_TEST(the_kit_keeps_the_rules)
{
    char report[4000];
    const rect_t area[] = { rect(0, 0, 240, 120), rect(5, 5, 300, 500), rect(0, 0, 1200, 900) };
    ui.measure = paint_measure();
    for (unsigned i = 0; i < 3; i++) {
        ui_start(&ui);
        ui.panel = 1, ui.scroll = i == 1 ? 133 : -1;
        pieces(&ui, area[i]);
        ck_assert_msg(!rules_check(&draw, area[i], RULES_ALL, report, sizeof report), "%s", report);
        ck_assert_msg(!rules_hits(&ui, area[i], 1, report, sizeof report), "%s", report);
        ck_assert_uint_eq(ui.clips, 0);
    }
}
END_TEST

/* ---- actions ------------------------------------------------------------------------------------- */

START_TEST(the_table_is_whole)
{
    for (int a = 1; a < ACTIONS; a++) {
        const action_row_t *r = &action_table[a];
        ck_assert_msg(r->id == (action_t)a && r->name && *r->name, "row %d", a);
        ck_assert(*r->title && *r->help && r->help[strlen(r->help) - 1] == '.');
        ck_assert_int_eq(action_by_name(r->name), a);                    /* and so no name is there twice */
        int64_t arg, n = 0;
        for (const char *k = r->keys; *k; n++) {
            char chord[32];
            size_t len = strcspn(k, " ");
            snprintf(chord, sizeof chord, "%.*s", (int)len, k);
            ck_assert_msg(action_by_chord(chord, &arg) == r->id, "%s is %s, and something before it", chord,
                          r->name);
            ck_assert_int_eq(arg, r->arg == ARG_CHORD ? n : r->arg == ARG_MINUS ? -1 : 0);
            k += len + (k[len] == ' ');
        }
        ck_assert_msg(r->arg != ARG_NUMBER || !*r->keys, "%s has a key but needs a number", r->name);
    }
}
END_TEST

START_TEST(the_palette_finds_by_letters)
{
    ck_assert_int_gt(action_match_text("Who wrote this byte?", "wwr"), 0);
    ck_assert_int_eq(action_match_text("Who wrote this byte?", "xyz"), 0);
    ck_assert_int_gt(action_match_text("Next finding", "next f"), action_match_text("Next bookmark", "next b")
                     - 20);
    ck_assert_int_gt(action_match_text("Zoom in", "zoom"),
                     action_match_text("Previous zone of more", "zoom"));
    ck_assert_str_eq(action_key(ACT_FINDING_NEXT), "Ctrl+\xE2\x86\x92");
    ck_assert_str_eq(action_key(ACT_GRAIN), "1-9");
}
END_TEST

START_TEST(facts_have_one_group)
{
    uint64_t all = 0;
    for (int g = 0; g < FACT_GROUPS; g++) {
        ck_assert(!(all & fact_group_mask((fact_group_t)g)));
        all |= fact_group_mask((fact_group_t)g);
    }
    ck_assert(all == (1ull << F_KINDS) - 2);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("ui");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, rectangles_are_cut), tcase_add_test(c, text_stays_in_its_rectangle);
    tcase_add_test(c, letters_of_several_bytes_are_not_cut);
    tcase_add_test(c, paths_keep_their_ends), tcase_add_test(c, text_wraps_at_spaces);
    tcase_add_test(c, hits_are_clipped), tcase_add_test(c, lists_show_the_rows_that_are_seen);
    tcase_add_test(c, columns_share_what_is_left), tcase_add_test(c, contrast_is_that_of_wcag);
    tcase_add_test(c, every_text_can_be_read), tcase_add_test(c, colours_are_told_apart_by_everybody);
    tcase_add_test(c, nothing_is_said_by_colour_alone), tcase_add_test(c, equal_pictures_have_equal_lists);
    tcase_add_test(c, damage_covers_what_changed), tcase_add_test(c, damage_is_small_when_little_changed);
    tcase_add_test(c, the_ruler_is_even_in_size), tcase_add_test(c, rules_see_what_is_wrong);
    tcase_add_test(c, the_kit_keeps_the_rules), tcase_add_test(c, the_table_is_whole);
    tcase_add_test(c, the_palette_finds_by_letters), tcase_add_test(c, facts_have_one_group);
    tcase_set_timeout(c, 60);
    return case_run("ui", c);
}
