/* session.h -- a scenario's whole run, and any tick of it: the headless half of the viewer.
 *
 * A session runs a scenario once, forward, with the judges attached, exactly as `staleline run` does
 * (the same driver, run.h), and keeps what it needs to show every tick again: key frames (keyframes.h),
 * how many facts of each kind lay before each of them, the findings, the overview. After that, and
 * while it is still running, the session can be moved: it puts back the nearest key frame and replays.
 *
 * A position is a tick. "At tick t" means: everything that happens at t has happened, nothing later has.
 * The machine at t is the same, byte for byte, whichever way the session came there.
 *
 * What surprises people: several events may lie in one tick; a step goes to the next tick that has one.
 * A run that ends because a compared value differs (stop "expectation") ends at that tick, though the
 * core may have gone on inside its loan. Asking for facts or events replays on a machine of its own: it
 * never moves the session. Pointers in the view stay valid until the session is closed; what they point
 * at is that of `now` after session_view, until the next call that moves, works or closes.
 *
 * Not kept: lint's own state (its findings are), so only coherence can be asked about a moment.
 * Bookmarks and breakpoints live here, so they survive jumps; layout and selection are the window's. */
#ifndef SESSION_H
#define SESSION_H
#include "coherence.h"
#include "machine.h"
#include "overview.h"
#include "run.h"
#include "shadow.h"
#include "code_file.h"

typedef struct session session_t;

typedef struct {
    uint64_t max_cycles;          /* 0: the scenario's own                                            */
    uint64_t seed; bool has_seed;
    const char *schedule;         /* another legal course (schedule.h); NULL: the scenario's. Must stay    */
    size_t   budget;              /* bytes for key frames and recorded facts; 0: 256 MB               */
    uint32_t spacing_us;          /* processor time of the run between two key frames; 0: 22 000      */
    uint64_t spacing_cycles;      /* instead, for tests: a key frame each so many CPU cycles          */
    firmware_options_t firmware;  /* when the file is a firmware                                      */
    const char *source;           /* a folder its source files are below; NULL: none. Must stay        */
} session_options_t;

/* A scenario or a firmware (ELF, HEX, binary). NULL and err: not a valid one. Options NULL: the usual. Only
 * the first tick is run yet. */
session_t *session_open (const char *file, const session_options_t *, err_t *);
session_t *session_parse(const char *name, const char *json, const session_options_t *, err_t *);
/* A scenario already made, which must outlive the session. It has no text: it cannot be branched. */
session_t *session_of   (scenario_t *, const session_options_t *, err_t *);
void       session_close(session_t *);

/* ---- the forward run -------------------------------------------------------------------------------- */

typedef enum { RUN_UNDER_WAY, RUN_COMPLETE, RUN_CANCELLED } run_state_t;

/* Go on running for about so many ms (-1: to the end). Returns whether there is more to do. */
bool session_work  (session_t *, int budget_ms);
void session_cancel(session_t *);            /* end the run here; what was run stays */

/* ---- grains: what a step is --------------------------------------------------------------------------- */

typedef enum {
    GRAIN_CYCLE,       /* CPU clock edges                                           */
    GRAIN_BEAT,        /* F_BEAT                                                    */
    GRAIN_STEP,        /* F_STEP, F_INSN: a step of the program, an instruction of the firmware */
    GRAIN_ITEM,        /* F_DMA_ITEM                                                */
    GRAIN_CACHE,       /* line fill begun, done, dropped; eviction; maintenance     */
    GRAIN_IRQ,         /* handler entered, left                                     */
    GRAIN_MARK,        /* F_MARK                                                    */
    GRAIN_FINDING,     /* a finding's moment                                        */
    GRAIN_LINE,        /* a source line; without lines (a script, a stripped file): GRAIN_STEP. Not counted */
    GRAINS
} grain_t;
extern const char *const grain_name[GRAINS];           /* "cycle", "bus beat", ... */
uint64_t grain_mask(grain_t);                          /* fact kinds, a bit each; 0: not made of facts */

/* ---- moving ------------------------------------------------------------------------------------------- */

/* To this tick, or the last one there is. While the run is under way: within what was run so far. */
void    session_seek  (session_t *, tick_t);
void    session_follow(session_t *);                   /* stay at the end of what was run (as at the start) */
/* n events forward (n < 0: back). Returns how many were found; the session stands at the last of them. */
int64_t session_step  (session_t *, grain_t, int64_t n);
/* By source line of a firmware: to right before the first instruction of the next line (into), of the next
 * one at this level of calls and handlers (over), to where this function or handler returns (out);
 * direction -1: to the beginning of the line before. What takes too long ends where it has come. false:
 * nowhere to go. */
typedef enum { LINE_INTO, LINE_OVER, LINE_OUT } line_how_t;
bool    session_line  (session_t *, line_how_t, int direction);
/* The tick of event number `index` (from 0) of a grain; false: there is none (yet). */
bool    session_event_tick(session_t *, grain_t, uint64_t index, tick_t *);
/* How many events of a grain lie at or before a tick. */
uint64_t session_events_at(session_t *, grain_t, tick_t);

/* ---- the moment --------------------------------------------------------------------------------------- */

typedef struct { uint64_t at, of; } position_t;        /* events up to now; in what was run so far */

typedef struct {
    const machine_t   *machine;      /* the chip at `now`: look with machine_ram, machine_cpu, machine_reg */
    const scenario_t  *scenario;
    const names_t     *names;
    const map_t       *map;
    const coherence_t *judge;        /* at `now`: coherence_look(judge, addr, &byte_state)                 */
    const shadow_t    *shadow;       /* at `now`: shadow_line(shadow, addr): who filled it, when, why      */
    const result_t    *result;       /* verdict, stop, outcomes, findings with `expected`, counters, marks,
                                      * printed, gaps; of what was run so far, complete when state says so */
    const findings_t  *findings;     /* whole run, by time once complete: result->findings                 */
    const overview_t  *overview;     /* whole run, for the strip                                           */
    run_state_t state;
    tick_t      now, end;            /* end: the last tick of what was run so far                          */
    uint64_t    cycle, cycles, limit;/* CPU cycles: of now, of end; the run's limit                        */
    bool        following;
    position_t  grain[GRAINS];
    size_t      frames, frame_bytes, fact_bytes, budget;
    uint64_t    spacing;             /* CPU cycles between two key frames, on average                      */
    unsigned    thinned;             /* how often every other key frame was dropped: the budget was full   */
    double      last_ms;             /* what the last move took                                            */
} view_t;

/* Never NULL. Brings the machine to `now` if something else was done with it. */
const view_t *session_view(session_t *);

/* ---- facts --------------------------------------------------------------------------------------------- */

/* All by mask (bit = fact kind), in order; from..to, both in. Return how many were put into `out`. */
size_t session_facts (session_t *, tick_t from, tick_t to, uint64_t mask, fact_t *out, size_t room);
size_t session_before(session_t *, tick_t at, uint64_t mask, fact_t *out, size_t n);   /* the last n <= at */
size_t session_after (session_t *, tick_t at, uint64_t mask, fact_t *out, size_t n);   /* the first n > at */
/* All facts of these kinds are kept: asking replays nothing. */
bool   session_remembers(const session_t *, uint64_t mask);
uint64_t session_facts_at(session_t *, uint64_t mask, tick_t at);                      /* how many <= at   */

/* ---- run to, breakpoints, bookmarks ------------------------------------------------------------------ */

typedef enum {
    FIND_FACT,         /* a fact of `mask`                                                        */
    FIND_ACCESS,       /* the program or a master touches addr .. addr + size - 1                 */
    FIND_REGISTER,     /* a register in addr .. addr + size - 1 is written                        */
    FIND_RULE,         /* a finding of `rule` (-1: any)                                           */
    FIND_BREAK         /* any breakpoint that is on                                               */
} find_kind_t;
enum { FIND_READ = 1, FIND_WRITE = 2, FIND_ANYBODY = 0xFF, FIND_CPU = 0xFE };

typedef struct {
    uint8_t  kind, access;       /* find_kind_t; FIND_READ | FIND_WRITE                           */
    uint8_t  who;                /* FIND_ACCESS: an initiator (h743.h), FIND_CPU, FIND_ANYBODY    */
    int8_t   rule;
    uint32_t addr, size;
    uint64_t mask;
} find_t;

typedef enum { FOUND, FOUND_NOTHING, FOUND_NOT_YET } found_t;
/* Search from *at (exclusive) forward (direction 1) or back (-1) for about budget_ms (-1: no limit).
 * FOUND: *at is the tick. FOUND_NOT_YET: *at is how far the search came; call again to go on. Moves
 * nothing. */
found_t session_find(session_t *, const find_t *, int direction, int budget_ms, tick_t *at);

enum { BREAKS_MAX = 32, BOOKMARKS_MAX = 64 };
typedef struct { find_t find; bool on; char text[64]; } break_t;
typedef struct { tick_t at; char text[64]; } bookmark_t;
typedef struct { break_t item[BREAKS_MAX]; size_t count; } breaks_t;
typedef struct { bookmark_t item[BOOKMARKS_MAX]; size_t count; } bookmarks_t;   /* by time */
breaks_t    *session_breaks   (session_t *);      /* the window edits these */
bookmarks_t *session_bookmarks(session_t *);
bool         session_bookmark (session_t *, tick_t, const char *text);   /* the same tick again: removes */

/* ---- questions --------------------------------------------------------------------------------------- */

/* "Who wrote this byte?" at `now`, in the words of `staleline who`, line by line; fact.kind F_NONE: there is
 * no moment to go to. */
typedef struct { fact_t fact; char text[400]; } story_t;
size_t session_who(session_t *, uint32_t addr, story_t *out, size_t room);
enum { FILL_WORDS = 5 };
extern const char *const fill_words[FILL_WORDS];          /* by fill_why_t: "for a load" */

/* The text of a source file, as debug information names it; never NULL. */
const code_file_t *session_source(session_t *, const char *file);
/* The machine's answer to a question of the lesson; false: the run is not over yet. */
bool session_answer(session_t *, const question_t *, char text[QUIZ_ANSWER]);

/* What differs between two ticks. Lines are cut at `room`; returns how many there would be. */
typedef enum { DIFF_CORE, DIFF_LINE, DIFF_BYTES, DIFF_REGISTER } diff_kind_t;
typedef struct { uint8_t kind; uint32_t addr, size; char text[160]; } diff_t;
size_t session_diff(session_t *, tick_t a, tick_t b, diff_t *out, size_t room);

/* ---- branches ---------------------------------------------------------------------------------------- */

/* The scenario's text; NULL: it was not made from one. Edits: scenario_edit.h. */
const char *session_text(const session_t *);
/* A session of its own over edited text, with this one's options. */
session_t  *session_branch(const session_t *, const char *json, err_t *);

typedef struct {
    bool   differ;               /* some fact differs                                                   */
    tick_t at;                   /* the first tick with one                                             */
    fact_t mine, other;          /* kind F_NONE: that side has no more facts                            */
    size_t gone, come;           /* findings (rule, buffer, tier) only the first has, only the second   */
    uint64_t done;               /* facts compared so far                                               */
} parting_t;
/* Where two complete sessions part; start with a zeroed `p`. FOUND: they differ. FOUND_NOT_YET: call
 * again with the same `p`. Step numbers are not compared: an inserted step moves all later ones. */
found_t session_compare(session_t *mine, session_t *other, int budget_ms, parting_t *p);
#endif
