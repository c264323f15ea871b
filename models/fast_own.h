/* fast_own.h -- what the files of the fast road share: fast.c (in and out), fast_block.c (from instructions
 * to micro-operations), fast_time.c (pipelines and times), fast_data.c (loads and stores), fast_run.c (the
 * loop, of what stands in fast_ops.h), fast_single.c (what there is no block for). */
#ifndef FAST_OWN_H
#define FAST_OWN_H
#include "fast.h"
#include "fill.h"
#include "stb.h"

enum { FAST_NEAR = 16 };                 /* edges that no block is worth being looked for in */
enum { BLOCK_MAX = 32, LOG_MAX = BLOCK_MAX * 18 };
/* a power of two; the rows and as many places calls return to */
enum { STOPS_HASHED = 1024, STOPS_MOST = 768 };
enum { PIPE_BITS = 14, TIMED_BITS = 15 };
enum { BLOCKS_HASHED = 16384, DECODED = 4096, NODES_HASHED = 16384, PIPES = 1 << PIPE_BITS, LINES = 256,
       CODE_LINES = 1024, GUESSES = 64, TIMED = 1 << TIMED_BITS, ARENA = 12 << 20 };

/* Operations of fast_run.c; those of the ALU come in forms, each with and without flags. */
typedef enum { FORM_IMM, FORM_REG, FORM_LSL, FORM_LSR, FORM_ASR, FORM_ROR, FORMS } form_t;
enum { DO_ALU = 0 };
#define ALU_ALL(X) X(AND) X(BIC) X(ORR) X(ORN) X(EOR) X(MOV) X(MVN) X(ADD) X(ADC) X(SUB) X(SBC) X(RSB) \
                   X(TST) X(TEQ) X(CMP) X(CMN)
#define CONDS_ALL(X, of) X(of##EQ) X(of##NE) X(of##CS) X(of##CC) X(of##MI) X(of##PL) X(of##VS) X(of##VC) \
                         X(of##HI) X(of##LS) X(of##GE) X(of##LT) X(of##GT) X(of##LE)
#define WIDTHS_ALL(X, of) X(of##_W) X(of##_B) X(of##_H) X(of##_SB) X(of##_SH)
/* LD: loads; LB: those whose bank is part of the outcome; ST: stores. _I: offset, _X: register, _P: before,
 * with write-back, _T: after, _C: constant address. */
#define OPS_ALL(X) X(SHIFT0) X(SHIFT1) X(SHIFT2) X(SHIFT3) X(SHIFTS0) X(SHIFTS1) X(SHIFTS2) X(SHIFTS3) \
    WIDTHS_ALL(X, LD_I) WIDTHS_ALL(X, LD_X) WIDTHS_ALL(X, LD_P) WIDTHS_ALL(X, LD_T) WIDTHS_ALL(X, LD_C) \
    WIDTHS_ALL(X, LB_I) WIDTHS_ALL(X, LB_X) WIDTHS_ALL(X, LB_P) WIDTHS_ALL(X, LB_T) \
    X(ST_I_W) X(ST_I_B) X(ST_I_H) X(ST_X_W) X(ST_X_B) X(ST_X_H) X(ST_P_W) X(ST_P_B) X(ST_P_H) \
    X(ST_T_W) X(ST_T_B) X(ST_T_H) \
    X(LDM) X(STM) X(LDRD) X(STRD) X(LIST) X(TABLE) X(LDM_PC) X(LDR_PC) \
    X(VLD) X(VLB) X(VLD_T) X(VLD_C) X(VLD_D) X(VST) X(VST_T) X(VST_D) X(VLDM) X(VSTM) \
    X(BANK) X(LATE) X(SPFIX) X(SPANEW) X(COND) X(FPU) X(STOP) X(END) X(UNTAKEN) \
    X(B) CONDS_ALL(X, B) CONDS_ALL(X, CMP_IMM_B) CONDS_ALL(X, CMP_REG_B) CONDS_ALL(X, SUB_IMM_B) \
    X(CBZ) X(CBNZ) X(BL) X(BX) X(BLX) \
    X(VADD) X(VSUB) X(VMUL) X(VNMUL) X(VMLA) X(VMLS) X(VFMA) X(VFMS) X(VCMP) X(VCMP_ZERO) X(VMRS_FLAGS) \
    X(VCVT_FROM_S) X(VCVT_FROM_U) X(VCVT_TO_S) X(VMOV) X(VNEG) X(VABS) X(VMOV_S_CORE) X(VMOV_CORE_S) \
    X(MUL) X(MULS) X(MLA) X(MLS) X(UMULL) X(SMULL) X(UMLAL) X(SMLAL) X(UDIV) X(SDIV) \
    X(UBFX) X(SBFX) X(BFI) X(BFC) X(SXTB) X(SXTH) X(UXTB) X(UXTH) X(CLZ) X(REV) X(MOVT) \
    X(DATA) X(FP)
#define X(name) DO_##name,
enum { DO_ALU_END = DO_ALU + 16 * FORMS * 2 - 1, OPS_ALL(X) DO_COUNT };
#undef X

typedef struct {                         /* 16 bytes */
    union { const void *go; uintptr_t code; };
    uint32_t imm;
    uint8_t  d, n, m, k;
} op_t;

/* A block lives in lines of the I-cache; each of them knows its blocks. */
struct block;
typedef struct link { struct link *next, **back; struct block *block; } link_t;
enum { BLOCK_LINES = (BLOCK_MAX * 4 + 8 * FETCH_WORDS) / LINE + 2 };

typedef struct block {
    /* first, behind the last; direct target; looked at; fetched so far */
    uint32_t pc, next, to, seen, reach;
    uint32_t epoch, bound;               /* changed_t.code it was last compared at; edges it takes at most */
    uint32_t last;                       /* address of the branch at its end | 1 */
    uint8_t  count, at, threaded, returns;
    /* lines were missing; its last place stops; its lines are where they were at `epoch` */
    uint8_t  cut, stops, live;
    uint8_t  one;                        /* a single instruction, or an IT with its own */
    uint16_t ops;
    uint64_t fixed;                      /* outcome bits that are known beforehand */
    op_t    *op;
    insn_t  *insn;
    uint32_t *code;                      /* core_t.code of each */
    uint8_t *off, *it, *bit;             /* (address - pc) / 2; ITSTATE before; first outcome bit */
    uint8_t *bytes, *which;              /* which: instruction that an operation belongs to */
    struct block *chain;
    struct node *nodes;
    link_t   link[BLOCK_LINES];
} block_t;

typedef struct {                         /* issue_t at its own edge, and how the program stands to it */
    uint8_t  left[LEFT_COUNT];
    uint32_t older;
    /* edges from it to the next try; doublewords fetched from the pc's on */
    uint8_t  since, words;
    int8_t   queue; uint8_t made;        /* issue_t.words and .made */
} pipe_t;

struct node;
typedef struct result {                  /* a way through a block from a pipeline */
    uint64_t key;
    struct node *next, *one;             /* where it went last time: to a block, to a single instruction */
    uint32_t cycles, done;               /* to the next try; instructions */
    uint32_t last, pipe;                 /* to the last issue; pipeline behind */
    struct node *of;
    struct result *more;
    uint16_t at[];                       /* edge at which each was tried with success */
} result_t;

enum { WAYS_BITS = 3, WAYS = 1 << WAYS_BITS };
typedef struct node {                    /* a block and the pipeline before it */
    uint64_t id;                         /* changed_t.code << 32 | pc: good to enter if both are so */
    op_t    *op;
    uint64_t fixed;                      /* block_t.fixed */
    uint32_t to, past, last;             /* of block_t: to, next, last */
    /* edges to the next try at most; to the last issue, exact of one instruction */
    uint32_t worst, latest;
    uint8_t  at, forward, plain;         /* block_t.at; a direct branch forward; its last is in no IT block */
    uint32_t pipe;
    block_t *block;
    const uint8_t *off;                  /* block_t.off */
    result_t *results;
    struct node *chain, *sibling;        /* sibling: of the same block */
    result_t *usual[2];                  /* the last one that was not taken, and that was */
    result_t *way[WAYS];                 /* by way_place: those met last */
} node_t;

/* result_t.key: outcome bits of the block, bit 55: bank of the last of a block that stopped, 56..63: how it
 * ended: branch_outcome_t * 2 + taken, or EXIT_STOP + instructions done. */
enum { EXIT_AT = 56, BANK_AT = 55, EXIT_STOP = 16 };
enum { MULTI_ADD = 1, MULTI_WBACK = 2 };    /* op_t.m of LDM, STM */

/* What m7_ready and m7_issue answer for one instruction, by all that they are told (timed_t.key): its
 * halfwords in bits 31:0, the pipeline where it is tried, and these. ODD: bit 2 of its address. STANDS: no
 * instruction, but the pipeline as it stands so many edges later, which are in bits 31:0. */
enum { KEY_PIPE = 32, KEY_PC = KEY_PIPE + PIPE_BITS, KEY_EXECUTED = KEY_PC + 2, KEY_CONDITIONAL, KEY_ODD,
       KEY_DTCM, KEY_OPERANDS, KEY_BRANCH = KEY_OPERANDS + 6, KEY_STANDS = KEY_BRANCH + 3, KEY_USED };
/* In edges: tried, it is told to wait `first`; asked again then, `wait` in all; behind it the next one may be
 * tried after `next`, from `onto`. behind: the pipeline as it leaves it. */
typedef struct { uint64_t key; uint16_t behind, onto; uint32_t first : 8, wait : 9, next : 15; } timed_t;
enum { TIMED_NEXT = (1 << 15) - 1 };

/* What fast_single.c can do with an instruction. */
typedef enum { SINGLE_NONE, SINGLE_DATA, SINGLE_FP, SINGLE_LOAD, SINGLE_STORE } fast_kind_t;

typedef struct {                         /* insn.length 0: none */
    uint32_t code, traits;               /* m7_traits */
    uint8_t  kind, operands;             /* fast_kind_t; does m7_operands look at registers? */
    uint8_t  leaves;                     /* could it end in a fault, or in the return of an exception? */
    insn_t   insn;
} decoded_t;

/* loads, stores: those that hit it are heard; else nobody wants them. noted: its stores are written there
 * (ledger.h), NULL: told.
 * load, store: `read` and `write` for what fast_run.c does by itself: a load unheard; a store to a line dirty
 * already. */
typedef struct {
    uint64_t load, store, read, write; uint8_t *bytes; noted_line_t *noted;
    uint32_t index; uint8_t cached, policy, type, itcm, loads, stores;
    uint8_t filling;                     /* not there yet: the linefill buffer it is in, + 1; stores merge
                                          * into it */
} line_t;

/* What may be executed of a line. cached: what of it is in the I-cache; else these, NULL: nothing. */
typedef struct { uint64_t tag; const uint8_t *bytes; uint8_t cached; } code_line_t;

typedef struct {                         /* where a run ended: the state is as it was then, or not */
    uint32_t valid, pc, pipe, epoch, queue_from, queue_words;
    uint64_t edge;
    uint8_t  queue[FETCH_WORDS * 8];
} left_t;

/* The pipeline as the last run of single instructions left it: the youngest issued at `edge`; at `stood` it
 * stands as `pipe`. */
typedef struct { uint32_t valid, behind, pipe; uint64_t edge, stood; } stood_t;

typedef struct { uint8_t kind, what, size, k, sub, pad; uint16_t slot; uint32_t addr; uint64_t data; } told_t;

/* written, but not yet when */
typedef struct { noted_t *is; uint32_t addr; uint8_t k, sub, size, pad; } note_t;
enum { NOTES = 128 };                    /* of a block: one an instruction has always room */

typedef struct { uint64_t data, edge; uint32_t addr, pc, size; } owed_t;     /* the F_DRAIN of a store */

/* fast_t.recent: the block's last two stores to lines, the younger one below: instruction, what of it,
 * STORED */
enum { STORED = 0x8000, STORED_SUB = 8, STORED_K = 31 };
enum { STORED_DIRTY = 0x80 };            /* fast_t.stored_as: size, was the line dirty before */
enum { TAG_NONE = 8, TAG_VALID = 16 };   /* of line_t's tags: changed_t.data << 32 | line | TAG_VALID */

typedef struct {
    changed_t changed;                   /* first: env->fast */
    /* tries to leave to the slow road; changed_t.lines when that was worked out */
    uint32_t  cold, cold_at;
    uint32_t  lines;                     /* changed_t.lines that have been dealt with */
    /* a line that a block could not do without, and changed_t then */
    uint32_t  missing, missed_at, missed_code;
    /* what a block stopped at and core_t.instructions then: not tried again */
    uint32_t  refused; uint64_t refused_at;
    /* stale: fast_forget was called; mode: rights it was compared with */
    uint32_t  stale, mode, usable;
    uint32_t  number[T_COUNT];           /* the numbers that the times were computed with */
    const number_t *num;
    /* for the length of one run */
    core_t   *core; lsu_ctx_t *x; const block_t *here;
    uint32_t  open_read, open_write;     /* bytes of DTCM that may be had unheard: all or none */
    /* something is in the store buffer; stores to lines may be done here */
    uint32_t  waiting, calm;
    /* what would be told stops it; did so; runs that will not go ahead of the bus, because it would again */
    uint32_t  mute, muted, aloud;
    uint32_t  fp, in_handler, bus_loads;
    /* kinds of facts about hits that are heard; about accesses to TCMs */
    uint64_t  tells, tells_tcm;
    uint64_t  mask, deaf;                /* of the sink when the run began */
    ledger_t *ledger;                    /* of the sink, and its epoch */
    uint32_t  epoch;
    uint32_t  sp, releases;              /* r13 as it was; who hears F_RELEASE */
    uint8_t  *dtcm, *itcm;
    union {
        /* tail: the last block ended with a store to a line */
        struct { uint32_t recent; uint16_t tolds; uint8_t notes, tail; };
        uint64_t pending;                /* is there anything for fast_settle? */
    };
    uint32_t  stored, seq;               /* address of the youngest store to a line; lsu_t.seq */
    uint32_t  stored_as;                 /* its STORED_... */
    const node_t *stored_in;             /* and where that was */
    uint32_t  stored_k;
    uint64_t  before;                    /* what was there */
    uint32_t  merged;                    /* the same in a linefill buffer: lfb_t.merged */
    uint64_t  store_edge[2];             /* edges of the last store and the one before, 0: none in this run */
    uint64_t  div; tick_t zero;          /* edge k is at zero + k * div; div 0: domain_edge knows */
    uint32_t  noted;                     /* notes, the last of which is the youngest store, or 0 */
    int       draining;                  /* else a store whose F_DRAIN is owed */
    owed_t    owed;
    note_t    note[NOTES];
    told_t    told[LOG_MAX];
    /* kept from run to run */
    uint32_t  stop[STOPS_HASHED], stops; /* addresses | 1 no block begins at or goes past: fast_calls */
    uint32_t  rows; uint64_t rows_sum;   /* of input_t.heap when they were put there */
    line_t    line[LINES];
    code_line_t code_line[CODE_LINES];
    left_t    left;
    stood_t   stood;
    timed_t   timed[TIMED];
    /* bytes of DTCM that may be read and written; changed_t.rights then */
    uint32_t  open, rights;
    decoded_t decoded[DECODED];
    block_t  *block[BLOCKS_HASHED];
    link_t   *user[CACHE_LINES];         /* blocks with bytes in this line of the I-cache */
    node_t   *node[NODES_HASHED];
    pipe_t    pipe[PIPES];
    result_t *none;                      /* in node_t.way where there is none */
    node_t   *nowhere;                   /* in result_t.next the same */
    uint32_t  pipes, room;
    uint16_t  pipe_at[PIPES * 2];
    uint16_t  guess[2][GUESSES];         /* fast_pipe_near: by address */
    _Alignas(16) uint8_t arena[ARENA];
} fast_t;

/* To be told, or written into the ledger, when the block's times are known. */
static inline void fast_log(fast_t *f, told_t t) { f->told[f->tolds++] = t; }

static inline void fast_log_store(fast_t *f, const line_t *l, uint32_t addr, unsigned size, unsigned k,
                                  unsigned sub, uint64_t data)
{
    fast_log(f, (told_t){ .kind = F_STORE, .what = l->cached ? DST_STB : DST_TCM, .size = (uint8_t)size,
                          .k = (uint8_t)k, .sub = (uint8_t)sub,
                          .slot = (uint16_t)(l->noted ? l->noted - f->ledger->noted + 1 : 0),
                          .addr = addr, .data = data });
}

/* Somebody hears of this store: into the ledger at once, if nothing has to be told before. */
static inline void fast_heard(fast_t *f, const line_t *l, uint32_t addr, unsigned size, unsigned k,
                              unsigned sub, uint64_t data)
{
    if (!l->noted || f->tolds || f->draining) { fast_log_store(f, l, addr, size, k, sub, data); return; }
    noted_t *n = ledger_take(f->ledger, l->noted, addr, size);
    n->data = data;
    f->note[f->notes++] = (note_t){ n, addr, (uint8_t)k, (uint8_t)sub, (uint8_t)size, 0 };
}

/* Somebody wants to hear of other things than when the run began. */
static inline int fast_ears_moved(const fast_t *f)
{
    const sink_t *s = f->x->env->sink;
    return s && (s->mask != f->mask || s->deaf != f->deaf || s->bus_loads != (int)f->bus_loads
              || s->ledger != f->ledger || (f->ledger && f->ledger->epoch != f->epoch));
}

/* fast.c */
void      fast_wipe(fast_t *);
void     *fast_take(fast_t *, size_t);
int       fast_low(const fast_t *);      /* no room for one more block with its times: leave and wipe */
void      fast_look_code(const fast_t *, code_line_t *, uint32_t line);   /* but for its tag */
const decoded_t *fast_decode_new(fast_t *, uint32_t code);            /* 0: undefined */
void      fast_out(fast_t *, const block_t *, unsigned k, uint64_t key, uint32_t addr);
void      fast_leave(fast_t *, const block_t *, unsigned k, uint32_t pipe, uint64_t last, uint64_t ready,
                     uint32_t next, int taken);
/* fast_block.c */
block_t  *fast_block(fast_t *, uint32_t pc, int one);   /* valid now; NULL: none */
int       fast_stops(const fast_t *, uint32_t pc);      /* is it among `stop`? */
void      fast_cut(fast_t *, uint32_t pc);              /* it is from now on: what went past is not valid */
/* what has come and gone in the I-cache: blocks there are not valid */
void      fast_lines(fast_t *);
/* it was cut: is there more now? Then it is not valid */
void      fast_longer(fast_t *, block_t *);
/* fast_time.c */
int       fast_pipe(fast_t *, const pipe_t *);          /* its number */
/* The same; first is looked whether it is what the core's instruction last met: 0 before a block, 1 as it
 * issued. */
unsigned  fast_pipe_near(fast_t *, unsigned where, const pipe_t *);
unsigned  fast_issue_pipe(fast_t *, const issue_t *);   /* of what issue_t says at its own edge */
/* NULL: no room for one more pipeline */
const timed_t *fast_timed_new(fast_t *, uint64_t key, const decoded_t *);
node_t   *fast_node(fast_t *, block_t *, uint32_t pipe);
result_t *fast_way(fast_t *, node_t *, uint64_t key);   /* found or computed */
unsigned  fast_edges(const insn_t *, int odd);
int       fast_has_odd(const insn_t *);
int       fast_asks_bank(const insn_t *);               /* a load whose bank a pair asks for */
unsigned  fast_operand_bits(const insn_t *);            /* of issued_t.operands */
uint32_t  fast_bound(const insn_t *, const number_t *);
/* fast_single.c */
fast_kind_t fast_kind(const insn_t *);
int       fast_may_leave(const insn_t *);         /* decoded_t.leaves */
unsigned  fast_single(fast_t *, tick_t until);    /* as fast_run; the core's next try: env->now or later */
/* fast_data.c: 0: not here */
line_t   *fast_line(fast_t *, uint32_t addr, int write);
/* older stores to it wait in the store buffer */
int       fast_buffered(const fast_t *, uint32_t dword);
int       fast_load(fast_t *, uint32_t addr, unsigned size, unsigned k, unsigned sub, uint32_t *value);
/* All accesses of instruction k, where r[15] is: registers and memory, or nothing. *addr: of the first. */
int       fast_list(fast_t *, const insn_t *, unsigned k, uint32_t *addr);
int       fast_store(fast_t *, uint32_t addr, unsigned size, unsigned k, unsigned sub, uint64_t value);
/* r13 has risen, or is another */
void      fast_release(fast_t *, const insn_t *, unsigned k, uint32_t addr);
void      fast_settle(fast_t *, const node_t *, const result_t *, uint64_t edge);
void      fast_give_back(fast_t *, uint64_t edge);      /* this was the last edge */
/* fast_run.c */
unsigned  fast_go(fast_t *, node_t *, uint64_t edge, uint64_t limit);

static inline uint32_t code_epoch(const fast_t *f) { return f->changed.code + f->changed.lines; }

/* A line of the I-cache, if it is there. */
static inline const uint8_t *fast_cached(const lsu_ctx_t *x, uint32_t addr)
{
    int index = cache_find(x->icache, &icache_geometry, addr);
    return index < 0 ? 0 : x->icache->data[index] + (addr & (LINE - 1));
}

/* Where an instruction's bytes are now, if they can be had at once; good to the end of the line. */
static inline const uint8_t *fast_code(fast_t *f, uint32_t addr)
{
    uint32_t line = line_of(addr);
    uint64_t tag = (uint64_t)f->changed.code << 32 | line | 1;
    code_line_t *l = &f->code_line[line / LINE % CODE_LINES];
    if (l->tag != tag) l->tag = tag, fast_look_code(f, l, line);
    if (l->cached) return fast_cached(f->x, addr);
    return l->bytes ? l->bytes + (addr - line) : 0;
}

static inline decoded_t *fast_decode_place(fast_t *f, uint32_t code)
{
    return &f->decoded[(code >> 16 ^ code * 0x9E3779B1u >> 20) % DECODED];
}
/* What these halfwords are; 0: undefined. */
static inline const decoded_t *fast_decoded(fast_t *f, uint32_t code)
{
    const decoded_t *d = fast_decode_place(f, code);
    return d->insn.length && d->code == code ? d : fast_decode_new(f, code);
}

static inline const timed_t *fast_timed(fast_t *f, uint64_t key, const decoded_t *d)
{
    const timed_t *t = &f->timed[key * 0x9E3779B97F4A7C15ull >> (64 - TIMED_BITS)];
    return t->key == key ? t : fast_timed_new(f, key, d);
}

static inline unsigned way_place(uint64_t key)
{
    return (unsigned)(key * 0x9E3779B97F4A7C15ull >> (64 - WAYS_BITS));
}
static inline uint32_t fast_pc(const block_t *b, unsigned k) { return b->pc + 2u * b->off[k]; }

static inline tick_t fast_tick(const fast_t *f, uint64_t edge)
{
    return f->div ? f->zero + edge * f->div : domain_edge(&f->x->env->clock[f->x->cfg->clk], edge);
}

static inline uint64_t fast_store_edge(const result_t *r, uint32_t stored, uint64_t edge)
{
    return edge + r->at[stored & STORED_K] + (stored >> STORED_SUB & 127);
}

/* The block's times are known, `edge` is that of its first try: when its stores were. */
static inline void fast_stored(fast_t *f, const node_t *n, const result_t *r, uint64_t edge)
{
    uint32_t last = f->recent, turn = f->notes ? f->ledger->turns : 0;
    for (unsigned i = 0; i < f->notes; i++) {
        const note_t *t = &f->note[i];
        t->is->at = fast_tick(f, edge + r->at[t->k] + t->sub);
        t->is->pc = (uint32_t)n->id + 2u * n->off[t->k];
        t->is->turn = ++turn << 2;
    }
    if (f->notes) f->ledger->turns = turn, f->noted = f->notes;
    f->pending = 0;
    if (!last) return;
    f->store_edge[0] = last >> 16 ? fast_store_edge(r, last >> 16, edge) : f->store_edge[1];
    f->store_edge[1] = fast_store_edge(r, last, edge);
    f->stored_in = n, f->stored_k = last & STORED_K;
    f->tail = (last & STORED_K) + 1 == r->done;
}
#endif
