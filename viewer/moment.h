/* moment.h -- what panels need beside the view of one tick: facts around it, facts of the timeline's
 * window, the story of a byte, the difference between two markers. Gathered once when the time or the
 * question changes, because the session may have to replay for it; panels only read.
 *
 * Facts are grouped for people, so that a filter has seven switches and not forty. */
#ifndef MOMENT_H
#define MOMENT_H
#include "buffers.h"

typedef enum { FACTS_PROGRAM, FACTS_CACHE, FACTS_BUS, FACTS_DMA, FACTS_INTERRUPT, FACTS_REGISTER,
               FACTS_PERIPHERAL,
               FACT_GROUPS } fact_group_t;
extern const char *const fact_group_name[FACT_GROUPS];       /* "program", "cache", ... */
fact_group_t fact_group(unsigned kind);
uint64_t     fact_group_mask(fact_group_t);

/* A lane of overview.h as facts: the kinds it may hold, and whether it holds this one. */
uint64_t     lane_mask (unsigned lane);
bool         lane_holds(unsigned lane, const fact_t *);

enum { MOMENT_BEFORE = 400, MOMENT_AFTER = 100, MOMENT_LANES = 20000, MOMENT_STORIES = 80, MOMENT_DIFFS = 400,
       MOMENT_RECENT = 64, MOMENT_OPEN = 128, MOMENT_WIRE = 400, MOMENT_WIRE_AFTER = 60,
           MOMENT_TROUBLE = 64, MOMENT_ARMED = 128, MOMENT_FRAMES = 6 };

typedef struct {
    /* In order of time, of the groups and words the filter lets through; `here` is the index of the first
     * that lies later than now (facts if none). number: how many of all facts of `mask` lie before
     * fact[0]. */
    fact_t  *fact; size_t facts, here; uint64_t number;
    /* All groups but FACTS_REGISTER, of the zoom window; cut: there are more than fit, so draw the overview's
     * blocks (view->overview) instead of single facts. */
    fact_t  *lane; size_t lanes; bool cut; tick_t from, to;
    /* The last facts before that window of the kinds that begin or end what lasts: what is under way where it
     * starts. Bus facts come last, each part in order. */
    fact_t  *open; size_t opens;
    /* What may be looked at: what findings are about first, then symbols in their order. */
    buffer_row_t *buffer; size_t buffers; uint64_t buffer_key;
    /* The last facts up to now of every kind, unfiltered: what is moving on the buses, what changed. */
    fact_t  *recent; size_t recents;
    /* What went over the peripherals' lines around now (F_TX, F_RX, F_FLAG, F_LOST), unfiltered; wire_here:
     * the index of the first that lies later than now. And the last bus errors and streams that ended, up to
     * now. */
    fact_t  *wire; size_t wires, wire_here;
    fact_t  *trouble; size_t troubles;
    fact_t   armed[STREAMS];         /* how each stream was last enabled, up to now; F_NONE: not yet */
    /* the tick the user came from by the last step or play */
    /* A firmware: where its pc stands, for people and in each frame inlined there; that file's text. */
    uint32_t pc; site_t site, frame[MOMENT_FRAMES]; unsigned frames; const code_file_t *source;
    tick_t   before;
    /* Where the open finding's steps are written, "uart.c:58", and its correction (the last); "" nowhere. */
    char     spot[FINDING_CAUSES + 1][96];
    story_t *story; size_t stories; uint32_t story_addr;     /* when app->select.who: newest last */
    diff_t  *diff; size_t diffs, diffs_all;                  /* when app->diff and both markers are set */
    /* what the above was gathered for */
    tick_t   now, end; uint64_t mask, key;
} moment_t;

struct app;
void moment_gather(moment_t *, session_t *, const struct app *);   /* does nothing when nothing changed */
void moment_free(moment_t *);
#endif
