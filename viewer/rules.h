/* rules.h -- what every picture must keep: for tests of panels.
 *
 * rules_check reads a draw list and writes one sentence for each rule broken; 0: none is.
 *   inside     no text and no mark outside `area` or cut by a clip (upright in a scrolling list it may be)
 *   overlap    no two texts on top of one another, unless an opaque fill lies between them
 *   contrast   each text at least 4.5:1 against whatever is painted under it, in both themes, lines of a
 *              texture too; each mark 3:1 (ROLE_FAINT is free: what is off)
 *   colour     a fill in the hue of an owner, state or tier has a text, mark or texture on it or beside it,
 *              or a text at the left end of its row: a lane's name.
 *              Free are what is plain by design (CPU, clean, good) and strips of at most 4 units
 * They hold at the scale the list was made for: run them at several sizes. */
#ifndef RULES_H
#define RULES_H
#include "draw.h"

enum { RULE_INSIDE = 1, RULE_OVERLAP = 2, RULE_CONTRAST = 4, RULE_COLOUR = 8, RULES_ALL = 15 };

unsigned rules_check(const draw_t *, rect_t area, unsigned rules, char *report, size_t room);
/* Every hit area lies inside `area` and is at least `least` units wide and high. */
struct ui;
unsigned rules_hits(const struct ui *, rect_t area, float least, char *report, size_t room);

/* The four sizes (in pixels) and two scales every panel is checked at. */
enum { RULES_SIZES = 4, RULES_SCALES = 2 };
extern const int rules_size[RULES_SIZES][2];
extern const float rules_scale[RULES_SCALES];
#endif
