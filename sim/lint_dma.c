/* lint_dma.c -- the rule about the set-up of streams, dma-config (lint). See lint.c; a stream that nothing
 * can ask for an item is lint_request.c's.
 *
 * dma-config, only what the manual settles (RM0433 chapters 15 to 17; AN4031):
 *   NDTR 0 at enable; an address that is not a multiple of its access size; a FIFO threshold the burst
 *   does not fit (FEIF at enable); EN written with event flags still up; a register write ignored
 *   because EN = 1; two running streams on one request id; TRBUFF = 0 on a stream that serves a U(S)ART; a
 *   count of more than 16 bits; a write narrower than a word, which is lost; an address written to the buffer
 *   in use in double-buffer mode; PAR of the other direction than the request; FEIF with its interrupt
 *   enabled in direct mode, where it loses nothing (ES0392, AN4031 4.3) */
#include "lint_own.h"
#include "bdma.h"
#include "dma.h"
#include "h743.h"
#include "regnames.h"

typedef enum {
    KIND_COUNT,
    KIND_ALIGN,
    KIND_BURST,
    KIND_FLAGS,
    KIND_IGNORED,
    KIND_SHARED,
    KIND_TRBUFF,
    KIND_TARGET,
    KIND_DIRECT,
    KIND_NARROW,
    KIND_UNASKED,
    KIND_CROSSED
} config_t;

/* SxCR, CCR or CxCR. */
static uint32_t control_register(const lint_t *j, int n)
{
    const engine_t *e = engine_of_stream(n);
    const region_row_t *r = e ? lint_part(j, e->slot) : NULL;
    return r ? r->base + e->cr + (uint32_t)(n - e->first) * e->stride : 0;
}

/* at: the address that is wrong; 0: none, it is about the stream. */
static finding_t *config(lint_t *j, int n, config_t kind, const fact_t *f, uint32_t at, uint32_t pc)
{
    finding_t *x = book_open(&j->book, RULE_DMA_CONFIG, EFFECT_NONE, TIER_LINT,
                             at ? at : control_register(j, n), at ? 1u : 4u, &j->stream[n],
                             (uint64_t)kind << 32 | pc);
    if (!x) return NULL;
    words_t w = { 0 };
    x->at = f->at, x->pc = x->fix_pc = pc;
    put_text(x->master, sizeof x->master, "%.31s", say_stream(n, &w));
    const window_t *win = j->streams.stream[n].dir == DMA_M2P ? &j->streams.stream[n].from
                                                              : &j->streams.stream[n].to[0];
    if (win->addr) name_buffer(x, j->names, j->map, win->addr);
    else put_text(x->buffer, sizeof x->buffer, "%s", x->master);
    put_text(add_cause(x, f)->text, sizeof x->cause[0].text, "cycle %llu, %s",
             (unsigned long long)say_cycle(j->names, f->at), say_step(j->names, pc, &w));
    return x;
}

finding_t *lint_config(lint_t *j, int n, const fact_t *f, uint32_t pc)
{
    return config(j, n, KIND_UNASKED, f, 0, pc);
}

#define SAY(...) put_text(x->message, sizeof x->message, __VA_ARGS__)
#define MISSING(...) put_text(x->missing, sizeof x->missing, __VA_ARGS__)

/* ---- at enable ------------------------------------------------------------------------------- */

static void judge_addresses(lint_t *j, int n, const fact_t *f, const stream_t *s)
{
    uint32_t psize = 1u << (s->cr >> 11 & 3), msize = 1u << (s->cr >> 13 & 3);
    if (n < FIRST_BDMA && !(s->fcr & 4) && s->dir != DMA_M2M) msize = psize;
    finding_t *x;
    if (f->addr & (msize - 1) && (x = config(j, n, KIND_ALIGN, f, f->addr, s->pc))) {
        SAY("%s was enabled with memory address 0x%08X, which is not a multiple of its access size of %u "
            "bytes. The low address bits do not take part: the data lands elsewhere than the program thinks.",
            x->master, (unsigned)f->addr, (unsigned)msize);
        MISSING("Align the buffer to %u bytes or use a smaller MSIZE.", (unsigned)msize);
    }
    if (s->par & (psize - 1) && (x = config(j, n, KIND_ALIGN, f, s->par, s->pc))) {
        SAY("%s was enabled with PAR = 0x%08X, which is not a multiple of PSIZE (%u bytes).",
            x->master, (unsigned)s->par, (unsigned)psize);
        MISSING("Give PAR an address that is a multiple of %u.", (unsigned)psize);
    }
}

static void tell_flags(lint_t *j, int n, const fact_t *f, uint32_t pc)
{
    finding_t *x = config(j, n, KIND_FLAGS, f, 0, pc);
    if (!x) return;
    SAY("%s was enabled while event flags of its last transfer were still up (%s%s%s%s%s). The manual wants "
        "them cleared first; with TEIF up EN does not stay set.",
        x->master, j->stream[n].raised & DMA_TC ? " TCIF" : "",
        j->stream[n].raised & DMA_HT ? " HTIF" : "", j->stream[n].raised & DMA_TE ? " TEIF" : "",
        j->stream[n].raised & DMA_DME ? " DMEIF" : "", j->stream[n].raised & DMA_FE ? " FEIF" : "");
    const engine_t *e = engine_of_stream(n);
    MISSING("Write all flags of %s %d to %s_%s before setting EN.", e->word, n - e->first, e->name,
            n >= FIRST_BDMA ? "IFCR" : n % 8 < 4 ? "LIFCR" : "HIFCR");
}

/* The receiver's request and the transmitter's register, or the other way round. */
static void judge_register(lint_t *j, int n, const fact_t *f, const request_t *q)
{
    const stream_t *s = &j->streams.stream[n];
    request_t other;
    unsigned id = lint_request_of(q, n, s->par, &other);
    finding_t *x;
    j->stream[n].crossed = id;
    if (!id || !(x = config(j, n, KIND_CROSSED, f, 0, s->pc))) return;
    char own[REG_NAME], par[REG_NAME];
    if (!reg_name(q->data, own, sizeof own)) put_text(own, sizeof own, "0x%08X", (unsigned)q->data);
    if (!reg_name(s->par, par, sizeof par)) put_text(par, sizeof par, "0x%08X", (unsigned)s->par);
    SAY("%s is fed by request %u (%s), and its PAR is %s: that register goes with request %u (%s).",
        x->master, (unsigned)j->stream[n].mux & 0x7F, q->name, par, id, other.name);
    MISSING("Give PAR the address of %s, or DMAREQ_ID the number %u: the direction (DIR) says which is "
            "meant.", own, id);
}

/* What depends on the request id: looked at when either side changes. */
static void judge_request(lint_t *j, int n, const fact_t *f)
{
    const stream_t *s = &j->streams.stream[n];
    uint32_t id = j->stream[n].mux & 0x7F;
    if (!s->running || !id || s->dir == DMA_M2M) return;
    finding_t *x;
    request_t q;
    bool known = lint_request(j, n, &q);
    bool uart = known && q.part->slot >= SLOT_USART1 && q.part->slot <= SLOT_UART8;
    if (uart && !(s->cr & DMA_CR_TRBUFF) && (x = config(j, n, KIND_TRBUFF, f, 0, s->pc))) {
        SAY("%s serves %s (request %u) with TRBUFF = 0. On this silicon a stream can lock up when it moves "
            "data to or from a USART, UART or LPUART without it (RM0433 SxCR).",
            x->master, q.name, (unsigned)id);
        MISSING("Set TRBUFF (bit 20 of SxCR) before EN.");
    }
    if (known) judge_register(j, n, f, &q);
    for (int k = 0; k < STREAMS; k++) {
        if (k == n || (k < FIRST_BDMA) != (n < FIRST_BDMA) || (j->stream[k].mux & 0x7F) != id
            || !j->streams.stream[k].running || j->streams.stream[k].dir == DMA_M2M)
            continue;
        if (!(x = config(j, n < k ? n : k, KIND_SHARED, f, 0, 0))) continue;
        x->pc = x->fix_pc = s->pc;
        words_t a = { 0 }, b = { 0 };
        SAY("%s and %s run at the same time on DMAMUX%d request %u. One request must not be routed to two "
            "streams: each item goes to whichever acknowledges.",
            say_stream(n, &a), say_stream(k, &b), n < FIRST_BDMA ? 1 : 2, (unsigned)id);
        MISSING("Route the request to one stream; set DMAREQ_ID of the other to 0.");
    }
}

static void see_on(lint_t *j, int n, const fact_t *f)
{
    const stream_t *s = &j->streams.stream[n];
    finding_t *x;
    j->stream[n].slow = (slow_t){ 0 };
    uint32_t asked = j->stream[n].asked;
    j->stream[n].asked = 0;
    if (asked && (x = config(j, n, KIND_COUNT, f, 0, s->pc))) {
        SAY("%s was asked to move %u items and enabled with %u: the count has 16 bits, and the rest of what "
            "was written to %s is cut off. It %s.",
            x->master, (unsigned)asked, (unsigned)(f->data >> 32), n < FIRST_BDMA ? "NDTR" : "CNDTR",
            f->data >> 32 ? "reports success after these" : "transfers nothing and never completes");
        MISSING("Split a transfer of more than 65535 items; check the length before it is programmed.");
    } else if (!(f->data >> 32) && !j->stream[n].narrow && (x = config(j, n, KIND_COUNT, f, 0, s->pc))) {
        SAY("%s was enabled with %s = 0: it transfers nothing and never completes. The count has 16 bits, so "
            "65536 items are 0 items.",
            x->master, n < FIRST_BDMA ? "NDTR" : "CNDTR");
        MISSING("Program 1..65535 items; split longer transfers.");
    }
    judge_addresses(j, n, f, s);
    /* FEIF in direct mode is what a request before the first preload leaves behind, harmless (AN4031 4.3). */
    uint8_t up = j->stream[n].raised & (uint8_t)~(s->fcr & DMA_FCR_DMDIS ? 0 : DMA_FE);
    if (up && n < FIRST_BDMA) tell_flags(j, n, f, s->pc);   /* BDMA: TEIF alone */
    judge_request(j, n, f);
}

/* ---- registers ------------------------------------------------------------------------------- */

/* NDTR, CNDTR. */
static void see_count(stream_lint_t *s, const fact_t *f)
{
    s->narrow = f->size != 4;
    s->asked = !s->narrow && f->data > 0xFFFF ? (uint32_t)f->data : 0;
}

static void see_write(lint_t *j, const fact_t *f)
{
    const region_row_t *r = lint_part(j, f->who);
    if (!r) return;
    uint32_t off = f->addr >= r->base ? f->addr - r->base : f->addr, v = (uint32_t)f->data;
    if ((f->who == SLOT_DMAMUX1 && off < 0x40) || (f->who == SLOT_DMAMUX2 && off < 0x20)) {
        unsigned n = off / 4 + (f->who == SLOT_DMAMUX2 ? FIRST_BDMA : 0);
        j->stream[n].mux = f->size == 4 ? v
                           : off & 3    ? j->stream[n].mux
                                        : (j->stream[n].mux & ~0xFFu) | (v & 0xFF);
        if (j->stream[n].mux & 0x7F) lint_starved_routed(j);
        judge_request(j, (int)n, f);
    }
    const engine_t *e = engine_of_slot(f->who);
    uint32_t in = e && off >= e->cr ? (off - e->cr) % e->stride : 0;
    if (e && e->slot != SLOT_MDMA && in == 4 && off - e->cr < (uint32_t)e->count * e->stride)
        see_count(&j->stream[stream_number(e, (off - e->cr) / e->stride)], f);
    if (f->who == SLOT_BDMA && off == BDMA_IFCR)
        for (unsigned i = 0; i < BDMA_CHANNELS; i++, v >>= 4)
            j->stream[FIRST_BDMA + i].raised &= (uint8_t)~(v & BDMA_GIF ? 0xFF
                : (v & BDMA_TCIF ? DMA_TC : 0) | (v & BDMA_HTIF ? DMA_HT : 0) | (v & BDMA_TEIF ? DMA_TE : 0));
    if ((f->who != SLOT_DMA1 && f->who != SLOT_DMA2) || (off != 8 && off != 12)) return;
    static const uint8_t shift[4] = { 0, 6, 16, 22 };
    for (unsigned i = 0; i < 4; i++)
        j->stream[(f->who == SLOT_DMA2 ? 8 : 0) + (off == 12 ? 4 : 0) + i].raised &=
            (uint8_t)~(v >> shift[i]);
}

static void tell_enabled(finding_t *x, const char *name, uint64_t value, bool bdma)
{
    if (bdma) {
        SAY("The write of 0x%08X to %s was ignored: %s was still enabled. EN of the BDMA stays 1 after the "
            "last item; until software clears it the count and the set-up cannot be written, and setting EN "
            "starts nothing.",
            (unsigned)value, name, x->master);
        MISSING("Clear EN when the transfer is over, then write %s and set EN again.", name);
    } else {
        SAY("The write of 0x%08X to %s was ignored: %s was still enabled. EN reads 1 until the access under "
            "way and the FIFO are done.",
            (unsigned)value, name, x->master);
        MISSING("Clear EN, wait until it reads 0, clear the flags, and only then write %s.", name);
    }
}

/* Double buffer: the half in use was given a new address. TEIF rises and EN falls behind this. */
static void tell_target(lint_t *j, int n, const fact_t *f, const char *name, uint32_t addr, uint32_t pc)
{
    finding_t *x = config(j, n, KIND_TARGET, f, addr, pc);
    if (!x) return;
    bool second = (addr - control_register(j, n)) / 4 == 4;        /* S0M1AR is four words behind S0CR */
    x->had = x->wanted = f->data;
    SAY("The write of 0x%08X to %s stopped %s with TEIF: in double-buffer mode CT was %d, so that this "
        "buffer was the one in use, and its address was not changed.",
        (unsigned)f->data, name, x->master, second);
    MISSING("Write the address of the buffer that is not in use: M0AR while CT in SxCR is 1, M1AR while it "
            "is 0.");
}

static void tell_narrow(lint_t *j, int n, const fact_t *f, const char *name, uint32_t addr, uint32_t pc)
{
    finding_t *x = config(j, n, KIND_NARROW, f, addr, pc);
    if (!x) return;
    x->had = x->wanted = f->data;
    SAY("The write of 0x%X to %s was lost: it was narrower than 32 bits, and the registers of a DMA take "
        "whole words alone (RM0433 14.5, 15.5, 16.6). The register is what it was before.",
        (unsigned)f->data, name);
    MISSING("Write %s as a word: through a uint32_t, not through a half-word, a byte or a packed bit-field.",
            name);
}

static void see_ignored(lint_t *j, const fact_t *f)
{
    const region_row_t *r = lint_part(j, f->who);
    const engine_t *e = engine_of_slot(f->who);
    if (!r || !e) return;
    uint32_t off = f->addr >= r->base ? f->addr - r->base : f->addr;
    if (off < e->cr || off >= e->cr + (uint32_t)e->count * e->stride) return;
    int n = stream_number(e, (off - e->cr) / e->stride);
    if (n >= FIRST_MDMA && f->note != IGN_ENABLED && f->note != IGN_SIZE) return;
    uint32_t addr = r->base + off, pc = lint_pc(j, addr);
    char name[REG_NAME];
    if (!reg_name(addr, name, sizeof name)) put_text(name, sizeof name, "0x%08X", (unsigned)addr);
    if (f->note == IGN_FLAGS_PENDING) {
        tell_flags(j, n, f, pc);
    } else if (f->note == IGN_IN_USE) {
        tell_target(j, n, f, name, addr, pc);
    } else if (f->note == IGN_SIZE) {
        tell_narrow(j, n, f, name, addr, pc);
    } else if (f->note == IGN_ENABLED || f->note == IGN_RESERVED) {
        finding_t *x = config(j, n, KIND_IGNORED, f, addr, pc);
        if (!x) return;
        x->had = f->data, x->wanted = f->data;
        if (f->note == IGN_ENABLED) {
            tell_enabled(x, name, f->data, n >= FIRST_BDMA && n < FIRST_MDMA);
        } else {
            SAY("The write of 0x%08X to %s was refused: it names a reserved direction or data size.",
                (unsigned)f->data, name);
            MISSING("Use DIR 0..2 and sizes 0..2.");
        }
    }
}

/* A wait for the bus raises FEIF in direct mode too, and nothing is lost by it. */
static void see_fifo_error(lint_t *j, int n, const fact_t *f)
{
    const stream_t *s = &j->streams.stream[n];
    if (n >= FIRST_BDMA || !s->running || s->fcr & DMA_FCR_DMDIS || !(s->fcr & DMA_FCR_FEIE)) return;
    finding_t *x = config(j, n, KIND_DIRECT, f, 0, s->pc);
    if (!x) return;
    SAY("%s raised FEIF in direct mode, with its interrupt enabled. Without the FIFO the flag only says that "
        "an item had to wait; nothing is lost by that, and a driver that takes it for an error aborts a "
        "healthy transfer.",
        x->master);
    MISSING("Leave FEIE 0 in direct mode; what a peripheral loses it tells itself (OVR, UDR).");
}

static void see_off(lint_t *j, int n, const fact_t *f)
{
    const stream_t *s = &j->streams.stream[n];
    finding_t *x;
    if (f->note == OFF_DBM_WRITE) j->stream[n].ignored = 0;     /* told at the write that did it */
    if (f->note != OFF_FIFO_CONFIG || !(x = config(j, n, KIND_BURST, f, 0, s->pc))) return;
    j->stream[n].ignored = 0;                       /* told here: this FEIF is the set-up's own */
    SAY("%s was refused at enable (FEIF, EN fell): FIFO threshold %u/4 does not hold a whole number of "
        "memory bursts (MSIZE %u, MBURST %u).",
        x->master, (s->fcr & 3) + 1, 1u << (s->cr >> 13 & 3), s->cr >> 23 & 3);
    MISSING("Choose a threshold that is a multiple of burst beats times MSIZE (RM0433 table of FIFO "
            "thresholds).");
}

void lint_dma_see(lint_t *j, const fact_t *f)
{
    int n = lint_stream(f);
    switch (f->kind) {
    case F_DMA_ON:    if (n >= 0) see_on(j, n, f); break;
    case F_DMA_OFF:   if (n >= 0) see_off(j, n, f); break;
    case F_DMA_FLAG:
        if (n < 0) break;
        j->stream[n].raised |= (uint8_t)f->note;
        if (f->note == DMA_FE) see_fifo_error(j, n, f);
        break;
    case F_REG_WRITE: see_write(j, f); break;
    case F_IGNORED:   see_ignored(j, f); break;
    default: break;
    }
}
