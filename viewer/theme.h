/* theme.h -- what colours mean, and the two sets of them.
 *
 * A panel never names a colour, only a role. Owners, states and findings have a look: colour, mark (a
 * drawn shape), letter and texture, so that nothing is said by colour alone. Hues follow Okabe and Ito's
 * set for people who see no red or no green: the core's side is cool, the DMA engines are warm.
 *
 * Each hue has three roles: X, strong, at least 4.5:1 on ROLE_BACK, ROLE_PANEL, ROLE_RAISED, so it may be
 * text, a line or a fill; X_SOFT, a fill under ROLE_TEXT, ROLE_DIM and X; and on a fill of X the text is
 * ROLE_ON. tests/test_ui.c computes these ratios (WCAG 2.1, 1.4.3). */
#ifndef THEME_H
#define THEME_H
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    ROLE_NONE,                                  /* nothing is painted */
    ROLE_BACK, ROLE_PANEL, ROLE_RAISED,         /* behind panels; a panel; a header, a cell or button on it */
    ROLE_SUNKEN,                                /* a well: an input, a track, the ground of a plot */
    ROLE_EDGE, ROLE_GRID,                       /* outlines; fainter lines inside */
    ROLE_TEXT, ROLE_DIM,                        /* text, text of less weight (4.5:1 too) */
    ROLE_FAINT,                                 /* not for text: idle wires, empty cells' outlines */
    ROLE_ON,                                    /* text on any strong hue */
    ROLE_ACCENT, ROLE_ACCENT_SOFT,              /* focus, selection, the present moment */
    ROLE_SHADE,                                 /* laid over what does not count now */
    ROLE_CPU,    ROLE_CPU_SOFT,
    ROLE_DCACHE, ROLE_DCACHE_SOFT,
    ROLE_IFETCH, ROLE_IFETCH_SOFT,
    ROLE_AHBP,   ROLE_AHBP_SOFT,
    ROLE_DMA1,   ROLE_DMA1_SOFT,
    ROLE_DMA2,   ROLE_DMA2_SOFT,
    ROLE_BDMA,   ROLE_BDMA_SOFT,
    ROLE_MDMA,   ROLE_MDMA_SOFT,
    ROLE_OTHER,  ROLE_OTHER_SOFT,
    ROLE_CLEAN,  ROLE_CLEAN_SOFT,
    ROLE_DIRTY,  ROLE_DIRTY_SOFT,
    ROLE_STALE,  ROLE_STALE_SOFT,
    ROLE_CONFLICT, ROLE_CONFLICT_SOFT,
    ROLE_LOST,   ROLE_LOST_SOFT,
    ROLE_ERROR,  ROLE_ERROR_SOFT,
    ROLE_HAZARD, ROLE_HAZARD_SOFT,
    ROLE_LINT,   ROLE_LINT_SOFT,
    ROLE_GOOD,   ROLE_GOOD_SOFT,                /* a right answer, a passed expectation */
    ROLES
} role_t;

typedef enum {                                  /* small drawn shapes; ui_mark() */
    MARK_NONE, MARK_DOT, MARK_RING, MARK_SQUARE, MARK_BOX, MARK_DIAMOND, MARK_UP, MARK_DOWN, MARK_RIGHT,
    MARK_LEFT, MARK_CROSS, MARK_CHECK, MARK_BANG, MARK_BANGBANG, MARK_INFO, MARK_STAR, MARK_HEXAGON,
        MARK_BARS,
    MARK_PLUS, MARK_PLAY, MARK_PAUSE, MARK_FLAG, MARK_PIN, MARK_HALF, MARK_BOLT, MARK_LOCK, MARK_STEP,
        MARK_STEP_BACK, MARKS
} mark_t;

typedef enum {                                  /* ui_texture() */
    TEXTURE_NONE, TEXTURE_RISING, TEXTURE_FALLING, TEXTURE_CROSS, TEXTURE_DOTS, TEXTURE_LEVEL,
        TEXTURE_UPRIGHT,
    TEXTURE_GRID, TEXTURE_DENSE, TEXTURE_CHECKER, TEXTURES
} texture_t;

typedef enum { OWNER_CPU, OWNER_DCACHE, OWNER_IFETCH, OWNER_AHBP, OWNER_DMA1, OWNER_DMA2, OWNER_BDMA,
               OWNER_MDMA,
               OWNER_OTHER, OWNERS } owner_t;
typedef enum { STATE_INVALID, STATE_CLEAN, STATE_DIRTY, STATE_STALE, STATE_CONFLICT, STATE_LOST,
               STATES } state_t;

typedef struct {
    uint8_t role, soft, mark, texture;
    char    letter[3];                          /* "D": what a narrow cell shows instead of the name */
    const char *name;                           /* "dirty" */
    const char *tip;                            /* one sentence: what it means */
} look_t;

extern const look_t owner_look[OWNERS], state_look[STATES];
extern const look_t tier_look[3];               /* by tier_t of judge.h */

/* a bus master and port tag of trace.h; TAG_UNKNOWN is fine */
owner_t owner_of(unsigned init, unsigned tag);

typedef enum { THEME_DARK, THEME_LIGHT, THEMES } theme_t;
extern const char *const theme_name[THEMES];
uint32_t theme_rgb(theme_t, role_t);            /* 0xRRGGBB */
double   theme_contrast(uint32_t rgb, uint32_t other);   /* 1..21 */
#endif
