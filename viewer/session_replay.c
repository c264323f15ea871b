/* session_replay.c -- the stage and the scout: putting key frames back and replaying from them. */
#include "session_own.h"
#include <assert.h>
#include <string.h>

enum { DENSE_MS = 8, SCOUT_FACTS = 400000 };

static unsigned segments_of(session_t *s, segment_t *seg)
{
    const arena_t *a = coherence_memory(s->run.judge);
    unsigned n = 0;
    seg[n++] = (segment_t){ &s->stage->chip, sizeof(chip_t) };
    assert(a->blocks < KEYFRAME_SEGMENTS);
    for (size_t i = 0; i < a->blocks; i++) seg[n++] = (segment_t){ a->block[i].bytes, a->block[i].used };
    return n;
}

void stage_frame(session_t *s, const uint64_t *count, bool dense)
{
    segment_t seg[KEYFRAME_SEGMENTS];
    if (!dense) shadow_tidy(coherence_shadow(s->run.judge));
    unsigned n = segments_of(s, seg);
    keyframes_take(s->frames, s->at, seg, n, count, dense);
    s->dense = work_ms();
}

static void put_stage(session_t *s, const frame_t *f)
{
    segment_t seg[KEYFRAME_SEGMENTS];
    unsigned n = segments_of(s, seg);
    arena_t *a = coherence_memory(s->run.judge);
    keyframes_put(s->frames, f, seg, n);
    for (size_t i = 0; i < a->blocks; i++) a->block[i].used = i + 1 < f->segments ? f->size[i + 1] : 0;
    a->now = f->segments > 1 ? f->segments - 2 : 0;
    memcpy(s->count, f->count, sizeof s->count);
    tee_look(&s->run.tee);                                     /* the judge listens as it did then */
    s->at = f->until;
    s->stage->halt = 0;
    s->dense = work_ms();
}

void stage_leave(session_t *s)
{
    if (!s->forward) return;
    if (s->state == RUN_UNDER_WAY) {
        stage_frame(s, s->total, false);
        s->tip_frame = (frame_t *)keyframes_frame(s->frames, keyframes_before(s->frames, s->at));
        s->tip_frame->pinned = true;
    }
    memcpy(s->count, s->total, sizeof s->count);
    s->forward = false;
    s->stage->sink = &s->replay_tee.sink;
    coherence_close(s->run.judge, true);
}

void stage_return(session_t *s)
{
    if (s->forward) return;
    put_stage(s, s->tip_frame);
    s->tip_frame->pinned = false;
    s->tip_frame = NULL;
    s->forward = true;
    s->stage->sink = &s->run.tee.sink;
    coherence_close(s->run.judge, false);
}

/* ---- replaying ----------------------------------------------------------------------------------------- */

/* One piece of about a millisecond: never over the edge of what is recorded. Returns where it ended. */
static tick_t piece(session_t *s, machine_t *m, tick_t at, tick_t until, sink_t *heard, sink_t *unheard)
{
    tick_t stop = history_until(&s->history, at, until);
    bool known = history_at(&s->history, at) != NULL;
    if (stop - at > s->slice) stop = at + s->slice;
    double began = work_ms();
    m->sink = known ? unheard : heard;
    if (!known) history_open(&s->history, at);
    machine_run(m, stop);
    if (!known) history_close(&s->history, stop);
    double took = work_ms() - began;
    if (took < 0.5 && stop - at == s->slice && s->slice < (tick_t)1 << 40) s->slice *= 2;
    if (took > 2 && s->slice > 1000) s->slice /= 2;
    return stop;
}

static void stage_run(session_t *s, tick_t until, bool dense)
{
    while (s->at < until) {
        s->at = piece(s, s->stage, s->at, until, &s->replay_tee.sink, &s->replay_tee.sink);
        if (dense && work_ms() - s->dense > DENSE_MS) stage_frame(s, s->count, true);
    }
}

tick_t frame_end(const session_t *s, size_t frame)
{
    const frame_t *next = keyframes_frame(s->frames, frame + 1);
    return next && next->until < s->tip ? next->until : s->tip;
}

void stage_to(session_t *s, tick_t until)
{
    if (until > s->tip) until = s->tip;
    if (s->forward && until == s->at) return;
    stage_leave(s);
    const frame_t *f = keyframes_frame(s->frames, keyframes_before(s->frames, until));
    bool back = s->at > until, far = !back && f->until > s->at && f->until - s->at > 2 * s->slice;
    if (back || far) put_stage(s, f);
    stage_run(s, until, back || far);
}

void stage_fill(session_t *s, size_t frame)
{
    stage_leave(s);
    tick_t end = frame_end(s, frame);
    put_stage(s, keyframes_frame(s->frames, frame));
    stage_run(s, end, true);
}

static void scout_put(session_t *s, const frame_t *f)
{
    segment_t chip = { &s->scout->chip, sizeof(chip_t) };
    keyframes_put(s->frames, f, &chip, 1);
    s->scout->halt = 0;
    s->scout_at = f->until;
}

void scout_stand(session_t *s, tick_t until)
{
    const frame_t *f = keyframes_frame(s->frames, keyframes_before(s->frames, until));
    if (s->scout_at == NEVER || s->scout_at > until || s->scout_at < f->until) scout_put(s, f);
    s->scout->sink = NULL;
    machine_run(s->scout, until);
    s->scout_at = until;
}

/* From the key frame before t on, to the next one; `brief`: only as far as t, if memory is so short that
 * what is recorded later drives t out again. */
static const span_t *scout_to(session_t *s, tick_t t, bool brief)
{
    size_t i = keyframes_before(s->frames, t);
    const frame_t *f = keyframes_frame(s->frames, i);
    const span_t *span = NULL;
    tick_t end = frame_end(s, i);
    if (s->scout_at == NEVER || s->scout_at > t || s->scout_at < f->until) scout_put(s, f);
    while (s->scout_at < end) {
        s->scout_at = piece(s, s->scout, s->scout_at, end, &s->record.sink, NULL);
        span = history_at(&s->history, t);
        if (span && (brief || span->count > SCOUT_FACTS)) break;
    }
    return history_at(&s->history, t);
}

const span_t *session_span(session_t *s, tick_t t)
{
    const span_t *span = history_at(&s->history, t);
    if (!span) span = scout_to(s, t, false);
    if (!span) s->scout_at = NEVER, span = scout_to(s, t, true);
    return span;
}
