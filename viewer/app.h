/* app.h -- the state of the window that is not the machine: what is selected, marked, zoomed, folded,
 * typed. app_do is the one place that changes it, and the one that asks the session for another time.
 *
 * Knows no SDL: sdl.c feeds it keys as chords, pointer positions and time; tests do the same. A picture
 * is a function of (session, app), made by app_draw. */
#ifndef APP_H
#define APP_H
#include "moment.h"
#include "ui.h"

typedef enum {
    PANEL_STATUS,
    PANEL_BUS, PANEL_BUFFER, PANEL_CACHE, PANEL_DMA, PANEL_PARTS, PANEL_CORE, PANEL_MPU, PANEL_REGISTERS,
    PANEL_TIMELINE, PANEL_FACTS, PANEL_FINDINGS, PANEL_LESSON, PANEL_DIFF, PANEL_PROGRAM,
    PANELS
} panel_t;

typedef enum { VIEW_CPU, VIEW_RAM, VIEW_DMA, VIEWS } byte_view_t;

/* What is selected. -1 or has_address false: nothing. One of each kind: panels that show several kinds
 * follow `address` first. Selecting a buffer selects its first byte as well, and a finding its byte. */
typedef struct {
    int      buffer;                 /* index into names->symbol                     */
    bool     has_address;
    uint32_t address;                /* a byte                                       */
    int64_t  line;                   /* line_arg() of action.h                       */
    int      stream;                 /* watch.h's numbering                          */
    int      master;                 /* init_number_t                                */
    int      part;                   /* slot_t                                       */
    int64_t  reg;                    /* address of a register                        */
    int      finding, cause;
    int      object;                 /* of which finding, if what it is about is looked at (buffers.h) */
    int64_t  fact;
    int      link;                   /* a link of the bus map                        */
    int      step;                   /* a step of the program, by pc                 */
    int64_t  code;                   /* an instruction whose source is looked at     */
    int      view;                   /* byte_view_t                                  */
    int      icache;                 /* which cache the cache panel shows: 0 D, 1 I  */
    bool     who;                    /* "who wrote it" is asked for `address`        */
} select_t;

/* what lies over the panels */
typedef enum { ASK_NONE, ASK_PALETTE, ASK_GO, ASK_SEARCH, ASK_HELP, ASK_SIGNS, ASK_EDIT, ASK_ANSWER } ask_t;

enum { PINNED = 16, TABS = 16, QUESTIONS = 20, TYPED = 240, LAYOUTS = 8, UNDOS = 32 };

/* ACT_EDIT's argument: edit_arg(what, step or buffer). Each edit makes a new branch from the text of what is
 * looked at; the window then shows the branch at the same moment. `step` is a pc: index into names->step.
 * Maintenance goes before the step and names the selected buffer. */
typedef enum {
    EDIT_CLEAN, EDIT_INVALIDATE, EDIT_CLEAN_INVALIDATE, EDIT_DSB, EDIT_DMB,      /* before step */
    EDIT_EARLIER, EDIT_LATER, EDIT_REMOVE,                                      /* this step */
    EDIT_TEXT,                       /* this step, in the author's words: asks for its new text (ASK_EDIT) */
    EDIT_DCACHE,                     /* the other way round */
    EDIT_REGION,                     /* buffer: to the next of edit_region_name[] */
    EDIT_UP, EDIT_DOWN,              /* buffer: 4 bytes to a higher, a lower address */
    EDIT_UNDO,
    EDIT_MEMORY,                     /* buffer | memory << 12: into that one of memory_names, its clock on */
    EDIT_CLOCK,                      /* memory: its clock on */
    EDIT_LINE,                       /* buffer: whoever shares a line with it by "next_to" begins its own */
    EDIT_FIX,                        /* finding: what it asks for, if one of the others can say it */
    EDIT_STEP,                       /* no edit: choose this step, and go to the next time it runs */
    EDITS
} edit_t;
enum { EDIT_AFTER = 1 << 20, EDIT_WORDS = 160 };         /* added to a step: maintenance goes after it */
static inline int64_t edit_arg(edit_t what, int which) { return (int64_t)what + (int64_t)which * 256; }
extern const char *const edit_region_name[];             /* "AXISRAM", ...; NULL after the last */

typedef struct app {
    session_t *session;              /* the one looked at */
    session_t *run, *branch;         /* the scenario as given; an edited copy beside it, or NULL */
    parting_t  parting; bool parted, compared;           /* where they part; known; the comparison is over */
    /* the branch's texts before each edit; NULL: no branch yet */
    char      *undo[UNDOS]; unsigned undos;
    char       done[UNDOS][EDIT_WORDS];                  /* what each edit did, in words */
    int        edit_step;                                /* ASK_EDIT: which step */
    /* chosen in PANEL_PROGRAM: index into names->step, -1 none */
    int        step;
    moment_t   moment;               /* facts and answers panels may need, gathered before drawing */
    select_t   select;
    /* time */
    int        grain;                /* grain_t of session.h */
    bool       playing; int direction; int speed;        /* speed: index into app_speed[] */
    float      phase;                /* 0..1 on the way to the next step while playing slowly; 0: standing */
    bool       has_a, has_b; tick_t a, b;                /* the two markers */
    bool       searching; int search_direction; tick_t search_at;         /* ACT_RUN is under way */
    bool       arrived;              /* somebody chose a moment: do not jump to the first finding any more */
    bool       resumes; tick_t resume;  /* where to stand when the run is there; else at the first finding */
    bool       lesson; tick_t reached;  /* opened as a lesson: told is what happened up to here */
    tick_t     before;               /* where the last step or jump came from */
    int64_t    stride;               /* flat out: events a frame, found by trying */
    /* timeline */
    tick_t     zoom_from, zoom_to;   /* what the lanes show; to <= from: everything */
    int        lane; int pinned[PINNED]; unsigned pins;
    /* the window */
    int        layout, maximised, focus; bool inside;    /* maximised -1: none; focus: panel_t */
    int        theme; float scale;
    uint8_t    tab[PANELS];          /* the tab a panel shows */
    uint16_t   option[PANELS];       /* bit i: option i is turned on */
    float      scroll[PANELS][TABS]; /* by panel and tab; below 0: the user has not scrolled */
    /* how far it can go; where the last picture stood */
    float      scroll_extent[PANELS], scroll_shown[PANELS];
    uint32_t   hidden;               /* ACT_FILTER: bit g: fact_group_t g of moment.h is not shown */
    char       filter[TYPED];        /* text facts must contain, "" all */
    ask_t      ask; char typed[TYPED]; unsigned chosen;  /* the palette, what is typed, the row chosen */
    bool       diff;                 /* PANEL_DIFF is wanted */
    /* pointer and keyboard */
    float      x, y; bool pointer;   /* logical units; false: outside */
    const ui_t *ui;                  /* what app_draw drew last: its hits are what the pointer meets */
    rect_t     area[PANELS];         /* where it put each panel; w 0: not shown */
    rect_t     whole;                /* the window */
    bool       has_cursor; hit_t cursor;                 /* the hit the arrows stand on while inside */
    int        hover_action; int64_t hover_arg;          /* what the pointer or the cursor is on */
    double     hover_since;
    bool       tips;                 /* show tooltips */
    bool       keyboard;             /* the keyboard is in use: show where it is */
    bool       dragging; hit_t drag; /* the axis the button went down on */
    /* lesson */
    int        answer[QUESTIONS];    /* choice given, -1 none */
    char       given[QUESTIONS][64]; /* what was typed where there is no choice */
    bool       revealed[QUESTIONS];
    /* the machine's answer, once revealed: of the run as given */
    char       told[QUESTIONS][QUIZ_ANSWER];
    int        asked;                /* ASK_ANSWER: which question is being answered, in its panel */
    int        page;
    /* several files: shelf.h; NULL: one. Which of them is open */
    struct shelf *shelf; int place;
    /* requests to whoever owns the window */
    bool       quit, fullscreen, want_export;
    char       message[160]; double message_until;       /* one line at the bottom for a while */
    double     seconds;              /* as app_tick was told */
    double     due;                  /* play: when the next step is due */
} app_t;

enum { SPEEDS = 10 };
extern const double app_speed[SPEEDS];                   /* steps a second; 0: as fast as it goes */
extern const char *const layout_name[LAYOUTS];           /* NULL after the last */
extern const char *const panel_name[PANELS];             /* "bus", "buffer": --panel's words */
extern const char *const panel_title[PANELS];

void app_init(app_t *, session_t *);                     /* the session stays the caller's */
/* As a file is opened that nobody named a moment of: a lesson begins at cycle 0, beside its questions, and
 * what the judges find is told from the moment one has come there, or when a question about it is checked.
 * Others open at their first finding. With a shelf the session looked at is app->run, and changes. */
void app_begin(app_t *);
void app_select_first(app_t *);                       /* a buffer, while nobody has chosen one */
static inline bool app_helps(const app_t *app) { return app->ask == ASK_HELP || app->ask == ASK_SIGNS; }
bool   app_tells(const app_t *, const view_t *, size_t finding);
bool   app_tells_all(const app_t *, const view_t *);
size_t app_told(const app_t *, const view_t *);          /* how many findings may be told */
/* The finding that is shown in full: the selected one, else the latest that has happened, else the first. */
int    app_finding(const app_t *, const view_t *);
void app_free(app_t *);                                  /* a branch, and what was gathered */
bool app_do  (app_t *, action_t, int64_t arg);           /* false: nothing changed */
/* goes through the table, or into the text being typed */
bool app_key (app_t *, const char *chord);
bool app_type(app_t *, const char *utf8);                /* text input */
/* "18342", "0x24001020", "rx+4", "finding 2", "mark done" */
bool app_go_to(app_t *, const char *text);
void app_say (app_t *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* time passes: play, let the session compute; true: draw */
bool app_tick(app_t *, double seconds);
/* seconds until app_tick has something to do; < 0: never */
double app_wait(const app_t *);

/* The whole window, w x h logical units, into ui; hits and tooltips come with it. ui must live as long as
 * the app is fed. */
void app_draw(app_t *, ui_t *, float w, float h);
void app_draw_panel(app_t *, ui_t *, panel_t, float w, float h);       /* one panel alone, for --panel */

/* The pointer, in logical units, over what app_draw drew last. True: draw again. */
bool app_pointer(app_t *, float x, float y);             /* moved; with the button down on an axis: drags */
void app_pointer_left(app_t *);
bool app_click  (app_t *, float x, float y, bool second);
void app_release(app_t *);
bool app_wheel  (app_t *, float x, float y, int turns, bool shift, bool ctrl);

/* What the palette offers for what is typed, best first. */
typedef struct { char text[80]; action_t action; int64_t arg; int score; } choice_t;
enum { CHOICES = 40 };
unsigned app_choices(const app_t *, const names_t *, choice_t out[CHOICES]);
#endif
