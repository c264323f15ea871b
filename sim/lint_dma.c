/* lint_dma.c -- rules about streams: dma-config (lint) and starved (error: a byte is gone). See lint.c.
 *
 * dma-config, only what the manual settles (RM0433 chapters 15 to 17; AN4031):
 *   NDTR 0 at enable; an address that is not a multiple of its access size; a FIFO threshold the burst
 *   does not fit (FEIF at enable); EN written with event flags still up; a register write ignored
 *   because EN = 1; two running streams on one request id; TRBUFF = 0 on a stream that serves a U(S)ART
 * starved: a U(S)ART lost a byte, or the camera interface a word. Says whether its stream was waiting for a bus and who had it, was over
 *   and not armed again, or whether nobody read RDR. Silent when a bus error or a refused set-up had
 *   stopped its stream: that is the cause, and it is told. */
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
    KIND_TRBUFF
} config_t;

static finding_t *config(lint_t *j, int n, config_t kind, const fact_t *f, uint32_t detail,
                         uint32_t pc)
{
    finding_t *x = book_open(&j->book, RULE_DMA_CONFIG, EFFECT_NONE, TIER_LINT, detail, 1u,
                             &j->stream[n], (uint64_t)kind << 32 | pc);
    if (!x) return NULL;
    words_t w = { 0 };
    x->at = f->at, x->pc = x->fix_pc = pc;
    put_text(x->master, sizeof x->master, "%.31s", say_stream(n, &w));
    const window_t *win = j->streams.stream[n].dir == DMA_M2P ? &j->streams.stream[n].from
                                                              : &j->streams.stream[n].to[0];
    if (win->addr) name_buffer(x, j->names, j->map, win->addr);
    else put_text(x->buffer, sizeof x->buffer, "%s", x->master);
    put_text(add_cause(x, f)->text, sizeof x->cause[0].text, "cycle %llu, %.80s",
             (unsigned long long)say_cycle(j->names, f->at), say_step(j->names, pc, &w));
    return x;
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
        SAY("%s was enabled with memory address 0x%08X, which is not a multiple of its access size "
            "of %u bytes. The low address "
            "bits do not take part: the data lands elsewhere than the program thinks.",
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
    SAY("%s was enabled while event flags of its last transfer were still up (%s%s%s%s%s). The "
        "manual wants them cleared first; "
        "with TEIF or FEIF up EN does not stay set.",
        x->master, j->stream[n].raised & DMA_TC ? " TCIF" : "",
        j->stream[n].raised & DMA_HT ? " HTIF" : "", j->stream[n].raised & DMA_TE ? " TEIF" : "",
        j->stream[n].raised & DMA_DME ? " DMEIF" : "", j->stream[n].raised & DMA_FE ? " FEIF" : "");
    const engine_t *e = engine_of_stream(n);
    MISSING("Write all flags of %s %d to %s_%s before setting EN.", e->word, n - e->first, e->name,
            n >= FIRST_BDMA ? "IFCR" : n % 8 < 4 ? "LIFCR" : "HIFCR");
}

static bool serves_uart(const lint_t *j, uint32_t id)
{
    for (unsigned i = 0; id && i < SERIAL_LINES; i++) {
        const region_row_t *r = lint_part(j, SLOT_USART1 + i);
        const usart_cfg_t *cfg = r ? r->cfg : NULL;
        if (cfg && !cfg->lpuart && (cfg->req_rx == id || cfg->req_tx == id)) return true;
    }
    return false;
}

/* What depends on the request id: looked at when either side changes. */
static void judge_request(lint_t *j, int n, const fact_t *f)
{
    const stream_t *s = &j->streams.stream[n];
    uint32_t id = j->stream[n].mux & 0x7F;
    if (!s->running || !id || s->dir == DMA_M2M) return;
    finding_t *x;
    if (n < FIRST_BDMA && !(s->cr & DMA_CR_TRBUFF) && serves_uart(j, id)
        && (x = config(j, n, KIND_TRBUFF, f, id, s->pc))) {
        SAY("%s serves a U(S)ART (request %u) with TRBUFF = 0. On this silicon a stream can lock "
            "up when it moves data to or from "
            "a USART, UART or LPUART without it (RM0433 SxCR).",
            x->master, (unsigned)id);
        MISSING("Set TRBUFF (bit 20 of SxCR) before EN.");
    }
    for (int k = 0; k < STREAMS; k++) {
        if (k == n || (k < FIRST_BDMA) != (n < FIRST_BDMA) || (j->stream[k].mux & 0x7F) != id
            || !j->streams.stream[k].running || j->streams.stream[k].dir == DMA_M2M)
            continue;
        if (!(x = config(j, n < k ? n : k, KIND_SHARED, f, id, 0))) continue;
        x->pc = x->fix_pc = s->pc;
        words_t a = { 0 }, b = { 0 };
        SAY("%s and %s run at the same time on DMAMUX%d request %u. One "
            "request must not be routed to two "
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
    if (!(f->data >> 32) && (x = config(j, n, KIND_COUNT, f, 0, s->pc))) {
        SAY("%s was enabled with %s = 0: it transfers nothing and never completes. The count has 16 "
            "bits, so 65536 items are 0 items.",
            x->master, n < FIRST_BDMA ? "NDTR" : "CNDTR");
        MISSING("Program 1..65535 items; split longer transfers.");
    }
    judge_addresses(j, n, f, s);
    if (j->stream[n].raised && n < FIRST_BDMA) tell_flags(j, n, f, s->pc);   /* BDMA: TEIF alone */
    judge_request(j, n, f);
}

/* ---- registers ------------------------------------------------------------------------------- */

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
        judge_request(j, (int)n, f);
    }
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
        SAY("The write of 0x%08X to %s was ignored: %s was still enabled. EN of the BDMA stays 1 "
            "after the last item; until software clears it the count and the set-up cannot be "
            "written, and setting EN starts nothing.",
            (unsigned)value, name, x->master);
        MISSING("Clear EN when the transfer is over, then write %s and set EN again.", name);
    } else {
        SAY("The write of 0x%08X to %s was ignored: %s was still enabled. EN reads 1 until the "
            "access under way and the FIFO are done.",
            (unsigned)value, name, x->master);
        MISSING("Clear EN, wait until it reads 0, clear the flags, and only then write %s.", name);
    }
}

static void see_ignored(lint_t *j, const fact_t *f)
{
    const region_row_t *r = lint_part(j, f->who);
    const engine_t *e = engine_of_slot(f->who);
    if (!r || !e) return;
    uint32_t off = f->addr >= r->base ? f->addr - r->base : f->addr;
    if (off < e->cr || off >= e->cr + (uint32_t)e->count * e->stride) return;
    int n = stream_number(e, (off - e->cr) / e->stride);
    if (n >= FIRST_MDMA && f->note != IGN_ENABLED) return;
    uint32_t addr = r->base + off, pc = lint_pc(j, addr);
    char name[REG_NAME];
    if (!reg_name(addr, name, sizeof name)) put_text(name, sizeof name, "0x%08X", (unsigned)addr);
    if (f->note == IGN_FLAGS_PENDING) {
        tell_flags(j, n, f, pc);
    } else if (f->note == IGN_ENABLED || f->note == IGN_RESERVED) {
        finding_t *x = config(j, n, KIND_IGNORED, f, addr, pc);
        if (!x) return;
        x->had = f->data, x->wanted = f->data;
        if (f->note == IGN_ENABLED) {
            tell_enabled(x, name, f->data, n >= FIRST_BDMA && n < FIRST_MDMA);
        } else {
            SAY("The write of 0x%08X to %s was refused: it names a reserved direction or data "
                "size.",
                (unsigned)f->data, name);
            MISSING("Use DIR 0..2 and sizes 0..2.");
        }
    }
}

static void see_off(lint_t *j, int n, const fact_t *f)
{
    const stream_t *s = &j->streams.stream[n];
    finding_t *x;
    if (f->note != OFF_FIFO_CONFIG || !(x = config(j, n, KIND_BURST, f, 0, s->pc))) return;
    j->stream[n].ignored = 0;                       /* told here: this FEIF is the set-up's own */
    SAY("%s was refused at enable (FEIF, EN fell): FIFO threshold %u/4 does not hold a whole "
        "number of memory bursts (MSIZE %u, "
        "MBURST %u).",
        x->master, (s->fcr & 3) + 1, 1u << (s->cr >> 13 & 3), s->cr >> 23 & 3);
    MISSING("Choose a threshold that is a multiple of burst beats times MSIZE (RM0433 table of "
            "FIFO thresholds).");
}

/* ---- starvation ------------------------------------------------------------------------------ */

static bool on_road(const map_t *map, int route, unsigned node)
{
    for (unsigned i = 0; route >= 0 && i < map->route[route].nodes; i++)
        if (map->route[route].node[i] == node) return true;
    return false;
}

static void see_bus(lint_t *j, const fact_t *f)
{
    unsigned port = f->kind == F_ERROR ? f->note & 0xFF : f->what;
    if (f->kind == F_GRANT) {
        for (unsigned i = 0; f->who < MAX_INITS && i < MAX_PORTS; i++)
            if (j->wait[i].open && j->wait[i].who != f->who && on_road(j->map, j->wait[i].route, f->what))
                j->wait[i].granted[f->who]++;
        return;
    }
    if (port >= MAX_PORTS) return;
    wait_t *w = &j->wait[port];
    if (f->kind == F_ASK) {
        if (!is_dma(f->who)) return;
        *w = (wait_t){ .asked = f->at, .route = matrix_route(j->map, f->who, f->addr), .who = f->who, .tag = f->note >> 16 & 0xFF, .open = 1 };
        return;
    }
    int n = stream_of(w->who, w->tag);
    if (!w->open || n < 0) return;
    w->open = 0;
    slow_t *s = &j->stream[n].slow;
    if (f->at - w->asked <= s->ticks) return;
    *s = (slow_t){ .ticks = f->at - w->asked, .at = w->asked, .by = MAX_INITS };
    for (uint8_t i = 0; i < MAX_INITS; i++)
        if (w->granted[i] > s->grants) s->grants = w->granted[i], s->by = i;
}

static slow_t worst_wait(const lint_t *j, int n, tick_t now)
{
    slow_t s = j->stream[n].slow;
    for (unsigned p = 0; p < MAX_PORTS; p++) {
        const wait_t *w = &j->wait[p];
        if (!w->open || stream_of(w->who, w->tag) != n || now - w->asked <= s.ticks) continue;
        s = (slow_t){ .ticks = now - w->asked, .at = w->asked, .by = MAX_INITS };
        for (uint8_t i = 0; i < MAX_INITS; i++)
            if (w->granted[i] > s.grants) s.grants = w->granted[i], s.by = i;
    }
    return s;
}

static int serving(const lint_t *j, unsigned request, int from, int to)
{
    int found = -1;
    for (int n = from; request && n < to; n++) {
        if ((j->stream[n].mux & 0x7F) != request) continue;
        if (found < 0 || j->streams.stream[n].running) found = n;
    }
    return found;
}

int lint_serving(const lint_t *j, const usart_cfg_t *cfg)
{
    if (!cfg) return -1;
    return cfg->lpuart ? serving(j, cfg->req_rx, FIRST_BDMA, FIRST_MDMA)
                       : serving(j, cfg->req_rx, 0, FIRST_BDMA);
}

bool lint_refused(const lint_t *j, int n)
{
    if (n < 0 || j->streams.stream[n].running) return false;
    const fact_t *end = &j->streams.stream[n].ended;
    return end->kind == F_DMA_OFF && (end->note == OFF_BUS_ERROR || end->note == OFF_FIFO_CONFIG);
}

static void tell_running(const lint_t *j, finding_t *x, int n, tick_t now)
{
    slow_t s = worst_wait(j, n, now);
    add_text(x->message, sizeof x->message, " %s serves it;", x->master);
    if (s.ticks)
        add_text(x->message, sizeof x->message,
                 " its longest access took %llu cycles (from cycle %llu)",
                 (unsigned long long)say_cycle(j->names, s.ticks),
                 (unsigned long long)say_cycle(j->names, s.at));
    if (s.ticks && s.by < j->map->inits)
        add_text(x->message, sizeof x->message, ", while %s was granted %u times",
                 j->map->init[s.by].name, (unsigned)s.grants);
    if (j->stream[n].others)
        add_text(x->message, sizeof x->message,
                 "%s other streams of this DMA moved %u items since its last one",
                 s.ticks ? ";" : "", (unsigned)j->stream[n].others);
    add_text(x->message, sizeof x->message, ".");
    if (n >= FIRST_BDMA)
        MISSING("Raise the channel's PL above the busy one, give it fewer and wider items, or use the "
                "FIFO.");
    else
        MISSING("Put the buffer into memory of the DMA's own domain (SRAM1-3), raise the stream's PL "
                "above the busy one, shorten the other "
                "masters' bursts, or use the FIFOs.");
}

/* The camera interface empties its FIFO and gives up the frame (source.h). */
static void see_lost_word(lint_t *j, const fact_t *f)
{
    const region_row_t *r = lint_part(j, f->who);
    const source_cfg_t *cfg = r ? r->cfg : NULL;
    int n = cfg ? serving(j, cfg->req, 0, FIRST_BDMA) : -1;
    if (!r || lint_refused(j, n)) return;
    finding_t *x =
        book_open(&j->book, RULE_STARVED, EFFECT_NONE, TIER_ERROR, r->base + f->addr, 4u, r, 0);
    if (!x) return;
    bool known = n >= 0 && j->streams.stream[n].known;
    x->at = f->at, x->had = x->wanted = f->data;
    put_text(x->buffer, sizeof x->buffer, "%.63s", r->name);
    put_text(x->master, sizeof x->master, "%.31s", known ? say_stream(n, &(words_t){ 0 }) : r->name);
    put_text(add_cause(x, f)->text, sizeof x->cause[0].text, "%s lost 0x%08X at cycle %llu", r->name,
             (unsigned)f->data, (unsigned long long)say_cycle(j->names, f->at));
    SAY("%s lost the word 0x%08X at cycle %llu: its FIFO was full, and nothing slows the camera down. "
        "The FIFO was emptied and the rest of the frame is not captured.",
        r->name, (unsigned)f->data, (unsigned long long)say_cycle(j->names, f->at));
    MISSING("Have a stream armed before capture begins, circular or double-buffered.");
    if (known) x->pc = j->streams.stream[n].pc;
    if (known && j->streams.stream[n].running) tell_running(j, x, n, f->at);
    else
        add_text(x->message, sizeof x->message, " No running stream served its requests.");
}

static void see_lost(lint_t *j, const fact_t *f)
{
    const region_row_t *r = lint_part(j, f->who);
    if (!r || f->who < SLOT_USART1 || f->who > SLOT_LPUART1 || f->note) return;
    int n = lint_serving(j, r->cfg);
    if (lint_refused(j, n)) return;
    finding_t *x =
        book_open(&j->book, RULE_STARVED, EFFECT_NONE, TIER_ERROR, r->base + 0x24, 1u, r, 0);
    if (!x) return;
    const serial_lint_t *serial = &j->serial[f->who - SLOT_USART1];
    x->at = f->at, x->had = x->wanted = f->data;
    put_text(x->buffer, sizeof x->buffer, "%.63s", r->name);
    put_text(x->master, sizeof x->master, "%.31s", r->name);
    put_text(add_cause(x, f)->text, sizeof x->cause[0].text, "%s lost 0x%02X at cycle %llu",
             r->name, (unsigned)f->data, (unsigned long long)say_cycle(j->names, f->at));
    SAY("%s lost the byte 0x%02X at cycle %llu: the next one came before anyone had taken what it "
        "held (overrun).",
        r->name, (unsigned)f->data, (unsigned long long)say_cycle(j->names, f->at));
    if (n >= 0 && j->streams.stream[n].running) {
        put_text(x->master, sizeof x->master, "%.31s", say_stream(n, &(words_t){ 0 }));
        tell_running(j, x, n, f->at);
    } else if (n >= 0 && j->streams.stream[n].known) {
        put_text(x->master, sizeof x->master, "%.31s", say_stream(n, &(words_t){ 0 }));
        x->pc = j->streams.stream[n].pc;
        add_text(x->message, sizeof x->message,
                 " Its stream was over at cycle %llu and had not been armed again.",
                 (unsigned long long)say_cycle(j->names, j->streams.stream[n].ended.at));
        MISSING("Receive with a circular or double-buffered stream, so that no byte comes without "
                "an owner, and clear ORE.");
    } else {
        if (serial->read == NEVER)
            add_text(x->message, sizeof x->message,
                     " Nobody has read RDR and no running stream serves its requests.");
        else
            add_text(x->message, sizeof x->message,
                     " RDR was last read at cycle %llu and no running stream serves its requests.",
                     (unsigned long long)say_cycle(j->names, serial->read));
        MISSING("Read RDR once a character time at the latest, use the FIFO, or let a stream serve "
                "it.");
    }
}

void lint_dma_see(lint_t *j, const fact_t *f)
{
    int n = lint_stream(f);
    switch (f->kind) {
    case F_DMA_ON:    if (n >= 0) see_on(j, n, f); break;
    case F_DMA_OFF:   if (n >= 0) see_off(j, n, f); break;
    case F_DMA_FLAG:  if (n >= 0) j->stream[n].raised |= (uint8_t)f->note; break;
    case F_DMA_ITEM:
        for (int k = n & ~7; n >= 0 && k < (n & ~7) + 8; k++)
            j->stream[k].others = k == n ? 0 : j->stream[k].others + 1;
        break;
    case F_REG_WRITE: see_write(j, f); break;
    case F_IGNORED:   see_ignored(j, f); break;
    case F_LOST:
        if (f->who == SLOT_DCMI) see_lost_word(j, f);
        else see_lost(j, f);
        break;
    case F_ASK: case F_GRANT: case F_DONE: case F_ERROR: see_bus(j, f); break;
    default: break;
    }
}
