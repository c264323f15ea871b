/* gdb_resume.c -- running on and back, breakpoints and watchpoints, and why it stopped. */
#include "findings.h"
#include "gdb_own.h"

enum { SIGNAL_INT = 2, SIGNAL_TRAP = 5, SIGNAL_SEGV = 11, SIGNAL_XCPU = 24 };

/* ---- breakpoints ----------------------------------------------------------------------------------- */

static gdb_break_t *find(gdb_t *g, const gdb_break_t *b)
{
    for (size_t i = 0; i < g->breaks; i++) {
        gdb_break_t *x = &g->brk[i];
        if (x->kind == b->kind && x->addr == b->addr && x->size == b->size) return x;
    }
    return NULL;
}

void gdb_break(gdb_t *g, const char *p, bool on)
{
    uint32_t kind, addr, size;
    bool good = gdb_hex32(&p, &kind) && *p++ == ',' && gdb_hex32(&p, &addr) && *p++ == ','
             && gdb_hex32(&p, &size);
    if (!good || kind >= BREAK_KINDS) {
        gdb_reply(g, good ? "" : "E01");
        return;
    }
    if (kind <= BREAK_HARD) addr &= ~1u;
    gdb_break_t b = { .kind = (uint8_t)kind, .addr = addr, .size = size }, *old = find(g, &b);
    if (on && !old && g->breaks == GDB_BREAKS) {
        gdb_reply(g, "E01");
        return;
    }
    if (on && !old) g->brk[g->breaks++] = b;
    if (!on && old) *old = g->brk[--g->breaks];
    gdb_reply(g, "OK");
}

/* The breakpoint or watchpoint a fact meets; NULL: none. */
static const gdb_break_t *met(const gdb_t *g, const fact_t *f)
{
    bool insn = f->kind == F_INSN, bus = f->kind == F_BEAT && !is_cpu(f->who);
    bool write = f->kind == F_STORE || (bus && f->note >> 8 & 1), access = write || bus || f->kind == F_LOAD;
    if (!insn && !access) return NULL;
    for (size_t i = 0; i < g->breaks; i++) {
        const gdb_break_t *b = &g->brk[i];
        if (b->kind <= BREAK_HARD ? insn && b->addr == f->pc
            : access && (b->kind == WATCH_ACCESS || (b->kind == WATCH_WRITE) == write)
              && timeline_touches(timeline_machine(g->t)->map, b->addr, b->size, f->addr, f->size)) return b;
    }
    return NULL;
}

bool gdb_stops(void *of, const fact_t *f)
{
    gdb_t *g = of;
    posted_see(&g->posted, f);
    if (!g->breaks || !met(g, f)) return false;
    g->master = posted_who(&g->posted, f);
    return true;
}

/* ---- why it stopped -------------------------------------------------------------------------------- */

static void stopped(gdb_t *g, unsigned signal, const char *more)
{
    snprintf(g->stop, sizeof g->stop, "T%02x%sthread:1;", signal, more);
    gdb_flush(g);
    gdb_reply(g, g->stop);
}

static void stopped_at(gdb_t *g)
{
    static const char *const word[BREAK_KINDS] = { [WATCH_WRITE] = "watch", [WATCH_READ] = "rwatch",
                                                   [WATCH_ACCESS] = "awatch" };
    const machine_t *m = timeline_machine(g->t);
    fact_t hit = timeline_hit(g->t);
    const gdb_break_t *b = met(g, &hit);
    char more[32] = "";
    if (b && b->kind >= WATCH_WRITE) snprintf(more, sizeof more, "%s:%x;", word[b->kind], b->addr);
    if (hit.kind == F_BEAT) {
        words_t who = { "" };
        gdb_say(g, "[%s %s this at cycle %llu]\n", say_master(m->map, g->master, TAG_UNKNOWN, &who),
                hit.note >> 8 & 1 ? "wrote" : "read", (unsigned long long)machine_cycle_at(m, hit.at));
    }
    stopped(g, SIGNAL_TRAP, more);
}

/* Once it is a stop like any other: from here one can go back. */
static void at_end(gdb_t *g)
{
    const machine_t *m = timeline_machine(g->t);
    const core_t *c = &m->chip.core;
    if (m->chip.wires.reset) {
        gdb_say(g, "[a system reset was asked for: the run ends here]\n");
        stopped(g, SIGNAL_TRAP, "replaylog:end;");
    } else if (c->stop != STOP_EXIT && c->stop != STOP_END) {
        gdb_say(g, "[the core has %s]\n", c->stop == STOP_LOCKUP ? "locked up" : "stopped in a fault");
        stopped(g, SIGNAL_SEGV, "");
    } else if (!g->end_told) {
        g->end_told = true;
        gdb_say(g, "[the program has ended with %u: go back from here, or continue once more to leave]\n",
                c->exit_code);
        stopped(g, SIGNAL_TRAP, "replaylog:end;");
    } else {
        g->over = true;
        gdb_flush(g);
        gdb_replyf(g, "W%02x", c->exit_code);
    }
}

static void report_stop(gdb_t *g, went_t went)
{
    switch (went) {
    case WENT_THERE: stopped(g, SIGNAL_TRAP, ""); break;
    case WENT_STOP:  stopped_at(g); break;
    case WENT_BEGIN: stopped(g, SIGNAL_TRAP, "replaylog:begin;"); break;
    case WENT_ASKED: stopped(g, SIGNAL_INT, ""); break;
    case WENT_LIMIT:
        gdb_say(g, "[--max-cycles is reached]\n");
        stopped(g, SIGNAL_XCPU, "");
        break;
    case WENT_ASLEEP:
        gdb_say(g, "[the core sleeps and nothing will ever wake it]\n");
        stopped(g, SIGNAL_INT, "");
        break;
    case WENT_END: at_end(g); break;
    }
}

/* ---- running --------------------------------------------------------------------------------------- */

static void tell_changed(gdb_t *g)
{
    if (!timeline_changed(g->t)) return;
    gdb_say(g, "[history after the last write was dropped: what follows is computed anew]\n");
}

static void run(gdb_t *g, bool step)
{
    tell_changed(g);
    went_t went = timeline_go(g->t, step ? 1 : UINT64_MAX);
    if (went != WENT_END) g->end_told = false;
    report_stop(g, went);
}

void gdb_resume(gdb_t *g, const char *p, bool step)
{
    uint32_t pc;
    if (*p && gdb_hex32(&p, &pc)) timeline_register(g->t, REGSEL_PC, pc), timeline_apply(g->t);
    run(g, step);
}

void gdb_back(gdb_t *g, bool step)
{
    g->end_told = false;
    report_stop(g, timeline_back(g->t, step ? 1 : UINT64_MAX));
}

void gdb_vcont(gdb_t *g, const char *p)
{
    switch (*p) {                                      /* one thread: the first action is for it */
    case 'c': case 'C': run(g, false); break;
    case 's': case 'S': run(g, true); break;
    case 't': stopped(g, 0, ""); break;
    default:  gdb_reply(g, "E01"); break;
    }
}
