/* session_line.c -- steps by source line, over calls and handlers, and out of them: found in the
 * instructions told.
 *
 * To stand at a line is to stand right before its first instruction. A line is what names_site says
 * of an address: library code inlined into a user's line belongs to that line; code without line
 * information to the line before it. Calls are BL and BLX; they are over when the instruction
 * behind them is next. A task switch in between is not seen as one: the search then goes on until
 * that instruction comes, or time is up.
 *
 * What surprises people: two instructions may issue in one tick, and one that waited for the memory may
 * retire in the tick in which the next issues. Nobody can stand between them, so the second of such a
 * pair begins no line: the one behind it does. */
#include "session_own.h"
#include "thumb.h"
#include <stdlib.h>

#define KIND(k) (1ull << (k))
#define ACCESSES (KIND(F_LOAD) | KIND(F_STORE) | KIND(F_BARRIER))       /* told when they retire */

enum { CALLS = 64, FORWARD_MS = 1000, BACK_MS = 40, KNOWN = 1 << 16 };

/* ---- lines -------------------------------------------------------------------------------------------- */

typedef struct { uint32_t pc, line; } place_t;

/* A number for file and line, 0: not known. Remembered by address, for DWARF is slow. */
static uint32_t line_of_pc(session_t *s, uint32_t pc)
{
    if (!s->lines) s->lines = calloc(KNOWN, sizeof(place_t));
    if (!s->lines) abort();
    place_t *p = &((place_t *)s->lines)[(pc >> 1) % KNOWN];
    if (p->pc == (pc | 1)) return p->line;
    site_t site;
    uint32_t h = 0;
    if (names_site(&s->scenario->names, pc, &site) && *site.file && site.line) {
        for (const char *c = site.file; *c; c++) h = (h ^ (unsigned char)*c) * 16777619u;
        h = (h ^ site.line) * 16777619u | 1;
    }
    *p = (place_t){ pc | 1, h };
    return h;
}

/* ---- forward ------------------------------------------------------------------------------------------ */

typedef struct {
    session_t *s;
    line_how_t how;
    uint32_t   line;                 /* where it began; 0: not met yet */
    bool       begun, leaves, found;
    int        handlers;             /* entered since */
    unsigned   calls; uint32_t back[CALLS];      /* where each call under way returns to */
    tick_t     at, busy;             /* of the instruction found, or seen last: 0 none; it retired */
    uint32_t   pc;                   /* of the instruction seen last */
    double     end;
} walk_t;

static bool decoded(const fact_t *f, insn_t *i)
{
    return thumb_decode((uint16_t)(f->size == 4 ? f->data >> 16 : f->data), (uint16_t)f->data, i) >= 0;
}

static bool is_call(const insn_t *i) { return i->op == OP_BL || i->op == OP_BLX; }

/* BX LR, or a load of the pc from the stack. */
static bool is_return(const insn_t *i)
{
    if (i->op == OP_BX) return i->rm == 14;
    if (i->rn != 13) return false;
    return (i->op == OP_LDM && i->list >> 15) || (i->op == OP_LDR && i->rt == 15);
}

static void follow(walk_t *w, const fact_t *f)
{
    insn_t i;
    if (!f->what || !decoded(f, &i)) return;
    if (is_call(&i)) {
        if (w->calls < CALLS) w->back[w->calls++] = f->pc + f->size;
    } else if (!w->calls) {
        w->leaves |= is_return(&i);
    }
}

/* Is this instruction, at the level where it began, the one to stop before? */
static bool arrives(walk_t *w, const fact_t *f)
{
    uint32_t line = w->how == LINE_OUT ? 0 : line_of_pc(w->s, f->pc);
    if (f->at == w->at || f->at == w->busy) return false;
    return w->how == LINE_OUT ? w->leaves : line && line != w->line;
}

static bool walk_on(void *with, const fact_t *f)
{
    walk_t *w = with;
    if (ACCESSES >> f->kind & 1) {
        if (w->at && f->pc == w->pc) w->busy = f->at;
        return true;
    }
    if (f->kind == F_IRQ_ENTER) return w->handlers++, true;
    if (f->kind == F_IRQ_LEAVE) {
        if (w->handlers) w->handlers--;
        else w->leaves = true, w->calls = 0;
        return true;
    }
    if (!w->begun) {
        w->begun = true, w->line = line_of_pc(w->s, f->pc);
    } else if (w->how == LINE_INTO || !w->handlers) {
        if (w->calls && w->back[w->calls - 1] == f->pc) w->calls--;
        if (!w->calls && arrives(w, f)) {
            w->found = true, w->at = f->at;
            return false;
        }
    } else {
        return true;
    }
    w->at = f->at, w->pc = f->pc;
    if (w->how != LINE_INTO) follow(w, f);
    return now_ms() < w->end;
}

static bool line_forward(session_t *s, line_how_t how)
{
    walk_t w = { .s = s, .how = how, .end = now_ms() + FORWARD_MS };
    const uint64_t mask = ACCESSES | KIND(F_INSN) | KIND(F_IRQ_ENTER) | KIND(F_IRQ_LEAVE);
    if (facts_each(s, mask, s->now, s->tip, walk_on, &w)) session_seek(s, s->tip);       /* no more of them */
    else session_seek(s, w.at ? w.at - 1 : 0);
    return true;
}

/* ---- back -------------------------------------------------------------------------------------------- */

/* The run of instructions of one line that ended last before now: found from its end to its beginning.
 * Whether one can be stood before is known from the one before it. */
typedef struct {
    session_t *s;
    uint32_t line; tick_t at; bool over;
    uint32_t pc; tick_t pending;     /* seen last, not yet judged; 0: none */
} run_back_t;

static void judge(run_back_t *r)
{
    uint32_t line = r->pending ? line_of_pc(r->s, r->pc) : 0;
    if (!r->pending || (!line && r->at)) return;
    r->over = r->line && line != r->line;
    if (!r->over) r->line = line, r->at = r->pending;
}

static void back_over(run_back_t *r, const span_t *span, tick_t to)
{
    for (size_t i = span_find(span, to); i-- && !r->over;) {
        const fact_t *f = &span->fact[i];
        bool retired = ACCESSES >> f->kind & 1 && f->pc != NO_PC && f->pc != r->pc;
        if (retired && f->at == r->pending) r->pending = 0;
        if (f->kind != F_INSN) continue;
        if (f->at != r->pending) judge(r);
        r->pc = f->pc, r->pending = f->at;
    }
}

static bool line_back(session_t *s)
{
    const uint64_t mask = KIND(F_INSN);
    double end = now_ms() + BACK_MS;
    run_back_t r = { .s = s };
    for (tick_t to = s->now; to && !r.over && now_ms() < end;) {
        size_t i = keyframes_before(s->frames, to - 1);
        const frame_t *f = keyframes_frame(s->frames, i), *next = keyframes_frame(s->frames, i + 1);
        tick_t from = f->until;
        if (facts_sum(next ? next->count : s->total, mask) != facts_sum(f->count, mask)) {
            if (!history_at(&s->history, to - 1)) stage_fill(s, i);
            const span_t *span = session_span(s, to - 1);
            back_over(&r, span, to);
            from = span->from;
        }
        to = from;
    }
    if (!r.over) judge(&r);
    if (!r.at) return false;
    session_seek(s, r.at - 1);
    return true;
}

/* ---- either way --------------------------------------------------------------------------------------- */

bool session_line(session_t *s, line_how_t how, int direction)
{
    double began = now_ms();
    tick_t was = s->now;
    if (!s->stage->in->firmware || !s->scenario->names.site) return session_step(s, GRAIN_STEP,
        direction) != 0;
    bool went = direction < 0 ? line_back(s) : line_forward(s, how);
    s->view.last_ms = now_ms() - began;
    return went && s->now != was;
}

const code_file_t *session_source(session_t *s, const char *file)
{
    const firmware_t *f = s->scenario->firmware;
    if (!s->sources) s->sources = code_files_new(f ? f->path : s->name, s->given.source);
    return code_files_find(s->sources, file);
}

int64_t line_steps(session_t *s, int64_t n)
{
    int64_t done = 0;
    while (done < n && session_line(s, LINE_INTO, 1)) done++;
    while (done > n && session_line(s, LINE_INTO, -1)) done--;
    return done;
}
