/* action.h -- everything a person can do, in one table: keys, mouse, command palette, the `?` overlay
 * and docs/viewer-keys.md all read it, so they cannot drift apart. app_do (app.h) does it.
 *
 * A chord is text: "Left", "Shift+Left", "Ctrl+Shift+P", "?", "F5"; a row may have several, separated by
 * blanks. With ARG_CHORD the argument is the number of the chord used (1..8 -> 0..7). */
#ifndef ACTION_H
#define ACTION_H
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    ACT_NONE,
    /* time */
    ACT_BACK, ACT_FORWARD, ACT_BACK_10, ACT_FORWARD_10, ACT_FINDING_BACK, ACT_FINDING_NEXT, ACT_START,
    ACT_END,
    ACT_GRAIN,              /* arg: grain of session.h                     */
    ACT_STEP_INTO, ACT_STEP_OVER, ACT_STEP_OUT, ACT_STEP_BACK,     /* program steps, whatever the grain */
    ACT_GOTO,               /* arg: tick                                   */
    ACT_GOTO_FACT,          /* arg: number of a fact; also selects it      */
    ACT_GOTO_FINDING,       /* arg: index                                  */
    ACT_GOTO_CAUSE,         /* arg: finding * 8 + cause; -1: of the selected finding, one after the other */
    /* play */
    ACT_PLAY, ACT_SLOWER, ACT_FASTER, ACT_RUN, ACT_RUN_BACK, ACT_CANCEL,
    /* timeline */
    ACT_ZOOM_IN, ACT_ZOOM_OUT, ACT_PAN_LEFT, ACT_PAN_RIGHT, ACT_FIT, ACT_LANE_BACK, ACT_LANE_NEXT,
    ACT_LANE,               /* arg: a lane of the timeline                 */
    ACT_LANE_PIN,           /* arg: a lane: pin it to the top, or let it go */
    ACT_ZOOM,               /* wheel over the timeline                     */
    ACT_PAN,                /* arg: tick that comes to the middle          */
    ACT_MARK, ACT_MARK_A, ACT_MARK_B,   /* M: A, then B, then none; the others with arg: tick */
    ACT_BOOKMARK,           /* here: set or remove                         */
    ACT_BOOKMARK_GO,        /* arg: index                                  */
    ACT_BOOKMARK_NEXT,
    /* selection; each arg as in select_t of app.h */
    ACT_BUFFER,             /* arg: index into names->symbol               */
    ACT_BUFFER_BACK, ACT_BUFFER_NEXT,
    ACT_ADDRESS,            /* arg: address                                */
    ACT_LINE,               /* arg: line_arg()                             */
    ACT_STREAM,             /* arg: stream number of watch.h               */
    ACT_MASTER,             /* arg: init_number_t                          */
    ACT_PART,               /* arg: slot_t                                 */
    ACT_REGISTER,           /* arg: address of the register                */
    ACT_FINDING,            /* arg: index: select without going there      */
    ACT_FACT,               /* arg: number: select without going there     */
    ACT_LINK,               /* arg: a link of the bus map (panel_bus)      */
    ACT_STEP,               /* arg: a step of the program, by pc           */
    ACT_CODE,               /* arg: a step by pc, an instruction: its source */
    ACT_WHO_WROTE,          /* arg: address; -1: of the selected byte      */
    ACT_VIEW,               /* CPU, RAM, DMA: next; arg >= 0: that one     */
    ACT_CACHE,              /* arg: 0 D-cache, 1 I-cache; -1: the other    */
    /* finding things */
    ACT_SEARCH, ACT_GO, ACT_PALETTE, ACT_HELP, ACT_SIGNS,
    ACT_FILTER,             /* arg: group of facts to show or hide         */
    ACT_FILTER_CLEAR,
    ACT_BREAK_ADDRESS,      /* arg: address: set or remove                 */
    ACT_BREAK_REGISTER,     /* arg: address of a register                  */
    ACT_BREAK_RULE,         /* arg: rule_t                                 */
    ACT_BREAK_FINDING,      /* at any finding                              */
    ACT_BREAK_CLEAR,
    /* the window */
    ACT_FOCUS_NEXT, ACT_FOCUS_BACK, ACT_FOCUS,   /* arg: panel              */
    ACT_INSIDE, ACT_SECOND, ACT_UP, ACT_DOWN, ACT_PAGE_UP, ACT_PAGE_DOWN,
    ACT_SCROLL,             /* wheel                                       */
    ACT_MAXIMISE,           /* arg: panel, -1: the focused one             */
    ACT_LAYOUT,             /* arg: layout, -1: the next                   */
    ACT_TAB,                /* arg: panel * 16 + tab                       */
    ACT_TAB_NEXT,
    ACT_OPTION,             /* arg: panel * 16 + option: turn it over      */
    ACT_DIFF,               /* what differs between A and B                */
    ACT_THEME, ACT_LARGER, ACT_SMALLER, ACT_SCALE_RESET, ACT_FULLSCREEN,
    ACT_EXPORT, ACT_ESCAPE, ACT_QUIT,
    /* edits: a branch beside the run */
    ACT_EDIT,               /* arg: edit_arg() of app.h; -1: open the program panel */
    ACT_UNDO,
    ACT_BRANCH,             /* arg: look at branch; -1: the other one      */
    ACT_BRANCH_SAVE, ACT_BRANCH_DROP,
    /* lesson */
    ACT_ANSWER,             /* arg: question * 256 + choice; 255: type it   */
    ACT_REVEAL,             /* arg: question                               */
    ACT_LESSON_BACK, ACT_LESSON_NEXT,   /* arg > 0: to page arg - 1          */
    ACT_FILE_BACK, ACT_FILE_NEXT,       /* of several files                  */
    ACT_FILE,               /* arg: index                                  */
    ACTIONS
} action_t;

/* What a key gives an action: nothing (0), the chord's number, -1. ARG_NUMBER: the action needs a number of
 * its own, so it has no key and is not in the palette. */
typedef enum { ARG_NONE, ARG_CHORD, ARG_MINUS, ARG_NUMBER } arg_t;
typedef enum { GROUP_TIME, GROUP_PLAY, GROUP_TIMELINE, GROUP_SELECT, GROUP_FIND, GROUP_WINDOW, GROUP_BRANCH,
               GROUP_LESSON,
               ACTION_GROUPS } action_group_t;

typedef struct {
    action_t    id;
    const char *name;                /* "step-back": for the palette's text, scripts and tests */
    const char *keys;                /* "Left", "" none */
    const char *title, *help;        /* "Step back"; one sentence */
    uint8_t     group, arg;
} action_row_t;

extern const action_row_t action_table[ACTIONS];          /* by action_t */
extern const char *const action_group_name[ACTION_GROUPS];

/* The action of a chord, and its argument; ACT_NONE: none. */
action_t action_by_chord(const char *chord, int64_t *arg);
action_t action_by_name(const char *name);
/* The first chord of a row as people read it ("Ctrl+→"), "" if it has none. */
const char *action_key(action_t);
/* How well a text answers what was typed (its letters, in order): 0 not at all, higher is better. */
int  action_match_text(const char *text, const char *typed);

/* ACT_LINE's argument: which line of which cache. */
static inline int64_t line_arg(int icache, unsigned set, unsigned way)
{
    return (int64_t)set | (int64_t)way << 16 | (int64_t)icache << 24;
}
#endif
