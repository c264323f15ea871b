/* trace_file.c -- see trace_file.h. */
#include "trace_file.h"
#include <errno.h>
#include <string.h>
#include "firmware_file.h"
#include "h743.h"
#include "observe.h"
#include "plain_file.h"

/* 16 bytes, and what must be the same for both sides to mean the same by a number. */
static const char magic[] = "staleline trace\n";
enum { MAGIC = sizeof magic - 1, HEAD = MAGIC + 8 };
enum { HEAD_ALL = 1 };

/* The first byte of a record: a fact_kind_t, or one of these. */
enum { REC_END = 0xFF, REC_CLOCK = 0xFE };

/* Which fields follow, in this order. The tick always does, before them. */
enum { HAS_WHO = 1, HAS_WHAT = 2, HAS_SIZE = 4, HAS_ADDR = 8, HAS_PC = 16, HAS_TXN = 32, HAS_DATA = 64,
       HAS_NOTE = 128 };
enum { RECORD_MAX = 2 + 10 + 3 + 3 * 5 + 2 * 10 };

_Static_assert(F_KINDS <= 64, "a kind is a byte, and a bit of a mask");

/* ---- writing --------------------------------------------------------------------------------------- */

static void flush(trace_writer_t *w)
{
    fwrite(w->bytes, 1, w->used, w->out);
    w->used = 0;
}

static inline uint8_t *put(uint8_t *p, uint64_t v)
{
    for (; v > 0x7F; v >>= 7) *p++ = (uint8_t)(v | 0x80);
    *p++ = (uint8_t)v;
    return p;
}

static inline uint64_t zigzag(uint64_t to, uint64_t from)
{
    int64_t d = (int64_t)(to - from);
    return (uint64_t)d << 1 ^ (uint64_t)(d >> 63);
}

static inline uint64_t zagzig(uint64_t z, uint64_t from) { return from + (z >> 1 ^ (0 - (z & 1))); }

static inline uint8_t *put_word(uint8_t *p, uint32_t to, uint32_t from)
{
    return put(p, zigzag((uint64_t)(int64_t)(int32_t)(to - from), 0));
}

static void writer_see(sink_t *s, const fact_t *f)
{
    trace_writer_t *w = (trace_writer_t *)s;
    if (!sink_wants(s, f)) return;
    if (sizeof w->bytes - w->used < RECORD_MAX) flush(w);
    uint8_t *p = w->bytes + w->used, *has = p + 1;
    fact_t *l = &w->last[f->kind];
    unsigned h = 0;
    *p = f->kind;
    p = put(p + 2, zigzag(f->at, w->at));
    if (f->who  != l->who)  h |= HAS_WHO,  *p++ = f->who;
    if (f->what != l->what) h |= HAS_WHAT, *p++ = f->what;
    if (f->size != l->size) h |= HAS_SIZE, *p++ = f->size;
    if (f->addr != l->addr) h |= HAS_ADDR, p = put_word(p, f->addr, l->addr);
    if (f->pc   != l->pc)   h |= HAS_PC,   p = put_word(p, f->pc, l->pc);
    if (f->txn  != l->txn)  h |= HAS_TXN,  p = put_word(p, f->txn, l->txn);
    if (f->data != l->data) h |= HAS_DATA, p = put(p, f->data);
    if (f->note != l->note) h |= HAS_NOTE, p = put(p, f->note);
    *has = (uint8_t)h;
    w->used = (size_t)(p - w->bytes);
    w->at = f->at;
    w->facts++;
    *l = *f;
}

static void put_fixed(trace_writer_t *w, uint64_t v, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++) w->bytes[w->used++] = (uint8_t)(v >> 8 * i);
}

void trace_write_start(trace_writer_t *w, FILE *out, const char *name, bool all)
{
    memset(w, 0, sizeof *w);
    size_t n = strlen(name);
    w->out = out, w->all = all;
    w->sink = (sink_t){ .mask = all ? UINT64_MAX : ~(1ull << F_INSN), .see = writer_see };
    w->sink.bus_loads = !all;
    memcpy(w->bytes, magic, MAGIC), w->used = MAGIC;
    if (n >= sizeof ((trace_reader_t *)0)->name) n = 0;         /* too long to be kept: no name */
    put_fixed(w, TRACE_VERSION, 2), put_fixed(w, F_KINDS, 2);
    put_fixed(w, all ? HEAD_ALL : 0, 2), put_fixed(w, n, 2);
    memcpy(w->bytes + w->used, name, n), w->used += n;
}

void trace_write_clock(trace_writer_t *w, domain_t cpu)
{
    if (sizeof w->bytes - w->used < 64) flush(w);
    uint8_t *p = w->bytes + w->used;
    *p++ = REC_CLOCK;
    p = put(put(put(put(p, cpu.base), cpu.mul), cpu.div), cpu.first);
    w->used = (size_t)(p - w->bytes);
}

bool trace_write_end(trace_writer_t *w)
{
    if (sizeof w->bytes - w->used < 16) flush(w);
    w->bytes[w->used++] = REC_END;
    w->used = (size_t)(put(w->bytes + w->used, w->facts) - w->bytes);
    flush(w);
    return !fflush(w->out) && !ferror(w->out);
}

/* ---- reading --------------------------------------------------------------------------------------- */

static unsigned byte(trace_reader_t *r)
{
    int c = getc_unlocked(r->in);
    if (c == EOF) r->bad = true;
    return c == EOF ? 0 : (unsigned)c;
}

static uint64_t number(trace_reader_t *r)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        unsigned b = byte(r);
        v |= (uint64_t)(b & 0x7F) << shift;
        if (!(b & 0x80)) return v;
    }
    r->bad = true;                                     /* longer than any number */
    return 0;
}

static uint32_t word(trace_reader_t *r, uint32_t from) { return (uint32_t)zagzig(number(r), from); }

static uint64_t fixed(trace_reader_t *r, unsigned bytes)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < bytes; i++) v |= (uint64_t)byte(r) << 8 * i;
    return v;
}

bool trace_read_start(trace_reader_t *r, FILE *in, const char *file, err_t *err)
{
    char head[MAGIC];
    *r = (trace_reader_t){ .in = in, .file = file, .err = err };
    bool whole = fread(head, 1, MAGIC, in) == MAGIC;
    if (ferror(in)) return fail(err, "%s: %s", file, strerror(errno));
    if (!whole || memcmp(head, magic, MAGIC)) return fail(err, "%s: not a trace", file);
    unsigned version = (unsigned)fixed(r, 2), kinds = (unsigned)fixed(r, 2);
    r->all = fixed(r, 2) & HEAD_ALL;
    size_t n = (size_t)fixed(r, 2);
    if (r->bad) return fail(err, "%s: the trace ends in its head", file);
    if (version != TRACE_VERSION || kinds != F_KINDS)
        return fail(err, "%s: a trace of version %u with %u kinds of facts; this program reads version "
                    "%d with %d", file, version, kinds, TRACE_VERSION, F_KINDS);
    if (n >= sizeof r->name || fread(r->name, 1, n, in) != n)
        return fail(err, "%s: the trace ends in its head", file);
    return true;
}

static trace_got_t broken(trace_reader_t *r, const char *what)
{
    fail(r->err, "%s: %s behind fact %llu", r->file, what, (unsigned long long)r->facts);
    return TRACE_BROKEN;
}

static trace_got_t read_clock(trace_reader_t *r)
{
    r->cpu.base = number(r), r->cpu.mul = number(r), r->cpu.div = number(r), r->cpu.first = number(r);
    if (r->bad || !r->cpu.div) return broken(r, "the trace is damaged");
    return TRACE_CLOCK;
}

trace_got_t trace_read(trace_reader_t *r, fact_t *f)
{
    int kind = getc_unlocked(r->in);
    if (kind == EOF) return broken(r, "the trace is cut");
    if (kind == REC_CLOCK) return read_clock(r);
    if (kind == REC_END) {
        uint64_t wanted = number(r);
        if (r->bad || wanted != r->facts) return broken(r, "the trace is damaged");
        return TRACE_END;
    }
    if (!kind || kind >= F_KINDS) return broken(r, "the trace is damaged");
    fact_t *l = &r->last[kind];
    unsigned h = byte(r);
    l->kind = (uint8_t)kind;
    l->at = r->at = zagzig(number(r), r->at);
    if (h & HAS_WHO)  l->who  = (uint8_t)byte(r);
    if (h & HAS_WHAT) l->what = (uint8_t)byte(r);
    if (h & HAS_SIZE) l->size = (uint8_t)byte(r);
    if (h & HAS_ADDR) l->addr = word(r, l->addr);
    if (h & HAS_PC)   l->pc   = word(r, l->pc);
    if (h & HAS_TXN)  l->txn  = word(r, l->txn);
    if (h & HAS_DATA) l->data = number(r);
    if (h & HAS_NOTE) l->note = number(r);
    if (r->bad) return broken(r, "the trace is cut or damaged");
    r->facts++;
    *f = *l;
    return TRACE_FACT;
}

/* ---- printing -------------------------------------------------------------------------------------- */

static bool print_all(FILE *out, trace_reader_t *r, names_t *names)
{
    tracer_t t;
    fact_t f;
    trace_got_t got;
    tracer_start(&t, out, &h743_map, names);
    while ((got = trace_read(r, &f)) == TRACE_FACT || got == TRACE_CLOCK) {
        if (got == TRACE_CLOCK) names_clock_start(names, r->cpu);
        else {
            if (f.kind == F_CLOCK) names_clock_see(names, &f);
            t.sink.see(&t.sink, &f);
        }
    }
    return got == TRACE_END;
}

/* The name in the trace: a pipe or standard input has nothing more to say. */
static bool still_there(const char *file, err_t *err)
{
    FILE *f = plain_open(file);
    if (f) fclose(f);
    return f || fail(err, "%s: %s", file, errno == EINVAL ? "not a plain file" : strerror(errno));
}

bool trace_print(FILE *out, const char *file, const char *scenario, err_t *err)
{
    FILE *in = fopen(file, "rb");
    if (!in) return fail(err, "%s: %s", file, strerror(errno));
    trace_reader_t r;
    names_t plain = { .cpu = domain_of(0, 400000000) };
    bool good = trace_read_start(&r, in, file, err);
    scenario_t *s = NULL;
    const char *of = scenario ? scenario : r.name;
    err_t no_names = { "" };
    if (good && *of && (scenario || still_there(of, &no_names)))
        s = scenario_load(of, &no_names);
    if (good && !s && scenario) good = fail(err, "%s", no_names.text);
    if (good && !s)
        fprintf(out, "(addresses have no names: %s)\n", *of ? no_names.text : "the trace names no file");
    if (good) good = print_all(out, &r, s ? &s->names : &plain);
    if (s) scenario_free(s);
    fclose(in);
    return good;
}
