/* lint.c -- set-up rules: an observer of facts, like coherence.c.
 *
 * mpu-reserved, mpu-window, mpu-overlap        see lint_mpu.c
 * erratum-write-through  lint    a store to write-through memory with the D-cache on (Arm erratum 1259864,
 *                                H743 r1p1)
 * ignored-error          hazard  an error flag (TEIF, DMEIF, FEIF in FIFO mode, USART ORE) rose and until the
 *                                end nobody read its status register and its interrupt was not taken. Told
 *                                beside the error's own cause: that one is the set-up's fault, this one the
 *                                driver's. An ORE that follows from a stream stopped by a bus error is not
 *                                told again
 * dma-config                     see lint_dma.c, lint_request.c
 * buffer-overrun                 see lint_overrun.c
 * memory-unclocked, of a peripheral (lint)     see lint_clock.c
 * starved                        see lint_starved.c
 * speculative-access     see lint_window.c */
#include "lint_own.h"
#include <stdlib.h>
#include "bdma.h"
#include "dma.h"
#include "h743.h"
#include "observe.h"

const region_row_t *lint_part(const lint_t *j, unsigned slot)
{
    for (unsigned i = 0; i < j->map->regions; i++)
        if (j->map->region[i].kind == REGION_PART && j->map->region[i].slot == slot)
            return &j->map->region[i];
    return NULL;
}

int lint_stream(const fact_t *f)
{
    int n = stream_at(f->who, f->what);
    return n < FIRST_MDMA ? n : -1;                        /* its set-up follows other rules */
}

uint32_t lint_pc(const lint_t *j, uint32_t addr)
{
    for (unsigned i = 1; i <= 32 && i <= j->stores; i++)
        if ((j->stored[(j->stores - i) % 32].addr & ~3u) == (addr & ~3u))
            return j->stored[(j->stores - i) % 32].pc;
    return NO_PC;
}

/* ---- write-through --------------------------------------------------------------------------- */

static void see_store(lint_t *j, const fact_t *f)
{
    if (f->what != DST_STB || setup_policy(&j->setup, f->addr) != POLICY_WT) return;
    finding_t *x = book_open(&j->book, RULE_ERRATUM_WRITE_THROUGH, EFFECT_NONE, TIER_LINT, f->addr,
                             f->size, book_object(&j->book, f->addr), 0);
    if (!x) return;
    words_t w = { 0 };
    x->at = f->at, x->pc = f->pc, x->had = x->wanted = f->data;
    put_text(x->master, sizeof x->master, "CPU");
    name_buffer(x, j->names, j->map, f->addr);
    put_text(
        x->message, sizeof x->message,
        "%s stored to %s, which is cached write-through. On this core revision (r1p1) a store to a "
        "present write-through line, followed by another access to its set and a load, may return "
        "the old value (Arm erratum "
        "1259864, ST ES0392 2.1.1).",
        say_step(j->names, f->pc, &w), say_place(j->names, j->map, f->addr, &(words_t){ 0 }));
    put_text(
        x->missing, sizeof x->missing,
        "Make the region write-back with maintenance, or Normal non-cacheable (TEX=1 C=0 B=0).");
    put_text(add_cause(x, f)->text, sizeof x->cause[0].text, "the store at cycle %llu",
             (unsigned long long)say_cycle(j->names, f->at));
}

/* ---- ignored errors -------------------------------------------------------------------------- */

static void see_flag(lint_t *j, const fact_t *f)
{
    int n = stream_at(f->who, f->what);
    if (f->kind == F_DMA_FLAG && n >= 0) {
        bool real = f->note == DMA_TE || f->note == DMA_DME
                    || (f->note == DMA_FE && j->streams.stream[n].fcr & 4);
        if (real && !j->stream[n].ignored++) j->stream[n].error = *f;
    }
    enum { ORE = 8 };                                      /* USART_ISR, RM0433 48.8.10 */
    if (f->kind == F_FLAG && f->who >= SLOT_USART1 && f->who <= SLOT_LPUART1 && f->note & ORE) {
        serial_lint_t *s = &j->serial[f->who - SLOT_USART1];
        if (!s->ignored) s->error = *f;
        s->ignored = 1;
    }
}

static void see_read(lint_t *j, const fact_t *f)
{
    const region_row_t *r = lint_part(j, f->who);
    if (!r) return;
    uint32_t off = (f->addr >= r->base ? f->addr - r->base : f->addr) & ~3u;
    if (f->who >= SLOT_USART1 && f->who <= SLOT_LPUART1) {
        serial_lint_t *s = &j->serial[f->who - SLOT_USART1];
        if (off == 0x1C && is_cpu(f->what)) s->ignored = 0;
        if (off == 0x24) s->read = f->at;
    }
    bool spi = f->who >= SLOT_SPI1 && f->who <= SLOT_SPI6;
    if (spi && off == SPI_RXDR) j->spi[f->who - SLOT_SPI1].taken = true;
    bool bdma = f->who == SLOT_BDMA;
    if (f->who == SLOT_MDMA) {
        uint32_t in = off & 0x3F;                          /* GISR0; CxISR, CxESR at 0x40 * x + 0x40 */
        for (unsigned i = 0; is_cpu(f->what) && i < MDMA_CHANNELS; i++)
            if (!off || (off / 0x40 == i + 1 && (!in || in == 8))) j->stream[FIRST_MDMA + i].ignored = 0;
        return;
    }
    int first = stream_at(f->who, 0);
    if (first >= 0 && off <= (bdma ? 0 : 4) && is_cpu(f->what))
        for (unsigned i = 0; i < (bdma ? 8 : 4); i++)      /* LISR: 0..3, HISR: 4..7; ISR: 0..7 */
            j->stream[first + (int)(off + i)].ignored = 0;
}

/* Its interrupt number, -1. */
static int stream_irq(const lint_t *j, int n)
{
    const engine_t *e = engine_of_stream(n);
    const region_row_t *r = e ? lint_part(j, e->slot) : NULL;
    if (!r || !r->cfg) return -1;
    if (n >= FIRST_MDMA) return ((const mdma_cfg_t *)r->cfg)->irq;
    return n >= FIRST_BDMA ? ((const bdma_cfg_t *)r->cfg)->irq[n - e->first]
                           : ((const dma_cfg_t *)r->cfg)->irq[n - e->first];
}

static void see_interrupt(lint_t *j, const fact_t *f)
{
    for (int n = 0; n < STREAMS; n++)
        if (j->stream[n].ignored && stream_irq(j, n) + 16 == f->what) j->stream[n].ignored = 0;
    for (unsigned n = 0; n < SERIAL_LINES; n++) {
        const region_row_t *r = j->serial[n].ignored ? lint_part(j, SLOT_USART1 + n) : NULL;
        if (r && r->cfg && ((const usart_cfg_t *)r->cfg)->irq + 16 == f->what)
            j->serial[n].ignored = 0;
    }
}

static void tell_ignored(lint_t *j, const fact_t *why, uint32_t at, const char *who,
                         const char *flag, const char *reg, const char *after, uint32_t pc)
{
    finding_t *f = book_open(&j->book, RULE_IGNORED_ERROR, EFFECT_NONE, TIER_HAZARD, at, 4, why, 0);
    if (!f) return;
    f->at = why->at, f->pc = pc;
    put_text(f->master, sizeof f->master, "%.31s", who);
    put_text(f->buffer, sizeof f->buffer, "%.63s", who);
    put_text(f->message, sizeof f->message,
             "%s raised %s at cycle %llu and the program never looked: it did not read %s "
             "afterwards and "
             "took no interrupt for it. %s",
             who, flag, (unsigned long long)say_cycle(j->names, why->at), reg, after);
    put_text(f->missing, sizeof f->missing,
             "Test %s in %s (or enable its interrupt) wherever completion is awaited.", flag, reg);
    put_text(add_cause(f, why)->text, sizeof f->cause[0].text, "%s rose at cycle %llu", flag,
             (unsigned long long)say_cycle(j->names, why->at));
}

static void finish_ignored(lint_t *j)
{
    for (int n = 0; n < STREAMS; n++) {
        const stream_lint_t *s = &j->stream[n];
        const engine_t *e = engine_of_stream(n);
        const region_row_t *r = e ? lint_part(j, e->slot) : NULL;
        if (!s->ignored || !r) continue;
        bool bdma = n >= FIRST_BDMA, high = !bdma && n % 8 >= 4;
        words_t who = { 0 }, flag = { 0 }, reg = { 0 };
        const char *name = s->error.note == DMA_TE    ? "TEIF"
                           : s->error.note == DMA_DME ? "DMEIF"
                                                      : "FEIF";
        say_stream(n, &who);
        put_text(flag.s, sizeof flag.s, "%s%d", name, n - e->first);
        put_text(reg.s, sizeof reg.s, "%s_%s", e->name, bdma ? "ISR" : high ? "HISR" : "LISR");
        uint32_t at = r->base + (high ? 4 : 0);
        if (n >= FIRST_MDMA) {
            put_text(flag.s, sizeof flag.s, "TEIF");
            put_text(reg.s, sizeof reg.s, "MDMA_C%dISR", n - e->first);
            at = r->base + MDMA_C0ISR + (uint32_t)(n - e->first) * MDMA_STRIDE;
        }
        tell_ignored(j, &s->error, at, who.s, flag.s, reg.s,
                     n >= FIRST_MDMA ? "Code that waits for CTCIF alone waits for ever or uses a "
                                       "buffer that was not filled."
                                     : "Code that waits for TCIF alone waits for ever or uses "
                                       "a buffer that was not filled.",
                     j->streams.stream[n].pc);
    }
    for (unsigned n = 0; n < SERIAL_LINES; n++) {
        const region_row_t *r = lint_part(j, SLOT_USART1 + n);
        if (!j->serial[n].ignored || !r || lint_refused(j, lint_serving(j, r->cfg))) continue;
        tell_ignored(j, &j->serial[n].error, r->base + 0x1C, r->name, "ORE", "ISR",
                     "Bytes are missing from the stream, and until ORE "
                     "is cleared some drivers receive nothing more.",
                     NO_PC);
    }
}

/* ---- the sink -------------------------------------------------------------------------------- */

/* That a fill began tells that the cache is on (watch.h), or of the memory-mapped window (lint_window.c). */
static void hear_fills(lint_t *j)
{
    const uint64_t fills = 1ull << F_FILL_START;
    bool hears = j->sink.mask & fills, wants = j->qspi_indirect || !(j->setup.ccr & CCR_DC);
    if (!j->tee || hears == wants) return;
    j->sink.mask ^= fills;
    tee_look(j->tee);
}

static void lint_see(sink_t *sink, const fact_t *f)
{
    lint_t *j = (lint_t *)sink;
    j->order++, j->book.now = f->at;
    if (!watch_wants(f->kind)) {    /* what moved, who had the bus: most of what comes here */
        lint_rivals_see(j, f);
        if (j->overruns && f->kind == F_DMA_ITEM) lint_overrun_item(j, f);
        return;
    }
    const region_row_t *r = f->kind == F_STORE ? map_region(j->map, f->addr) : NULL;
    if (r && r->kind == REGION_RAM) {                      /* of the set-up only registers tell */
        see_store(j, f);
        return;
    }
    setup_see(&j->setup, f, j->order), streams_see(&j->streams, j->map, f, j->order);
    switch (f->kind) {
    case F_STORE:
        if (f->what != DST_PORT && f->what != DST_STB) break;
        if (!r || (r->kind != REGION_PART && r->kind != REGION_UNMODELLED)) break;
        j->stored[j->stores % 32].addr = f->addr;
        j->stored[j->stores++ % 32].pc = f->pc;
        break;
    case F_DMA_FLAG: case F_FLAG: see_flag(j, f); break;
    case F_REG_READ:  see_read(j, f); break;
    case F_IRQ_ENTER: see_interrupt(j, f); break;
    default: break;
    }
    lint_mpu_see(j, f);
    lint_dma_see(j, f);
    lint_overrun_see(j, f);
    lint_request_see(j, f);
    lint_clock_see(j, f);
    lint_window_see(j, f);
    lint_starved_see(j, f);
    lint_rivals_see(j, f);
    hear_fills(j);
}

/* Told once instead of many times: nobody else waits for a bus, so that grants to the core count nowhere. */
static void lint_again(sink_t *sink, const again_t *a)
{
    const uint64_t idle = 1ull << F_ASK | 1ull << F_GRANT | 1ull << F_DONE | 1ull << F_REG_READ;
    const lint_t *j = (const lint_t *)sink;
    bool once = !j->waiting;
    for (unsigned k = 0; k < a->facts; k++)
        once = once && (!sink_wants(sink, &a->fact[k]) || idle >> a->fact[k].kind & 1);
    again_tell(sink, a, once ? a->times : 1);
}

lint_t *lint_new(const map_t *map, const names_t *names, findings_t *list)
{
    static const uint8_t kinds[] = { F_STORE,   F_BARRIER,    F_POSTED,   F_DMA_ON,    F_DMA_FLAG,
                                     F_DMA_OFF, F_DMA_TARGET, F_DMA_ITEM, F_REG_READ,  F_REG_WRITE,
                                     F_IGNORED, F_IRQ_ENTER,  F_FLAG,     F_LOST,      F_ASK,
                                     F_GRANT,   F_DONE,       F_ERROR,    F_FILL_START, F_TX,
                                     F_FAULT,   F_UNMODELLED };
    lint_t *j = calloc(1, sizeof *j);
    if (!j) abort();
    j->sink.see = lint_see, j->sink.again = lint_again;
    for (size_t i = 0; i < sizeof kinds; i++) j->sink.mask |= 1ull << kinds[i];
    j->sink.deaf = 1ull << F_STORE, j->sink.loose = 1;
    j->map = map, j->names = names;
    j->book = (book_t){ .list = list, .map = map, .names = names };
    for (unsigned i = 0; i < SERIAL_LINES; i++) j->serial[i].read = NEVER;
    return j;
}

sink_t *lint_sink(lint_t *j) { return &j->sink; }

void lint_finish(lint_t *j, tick_t end)
{
    lint_mpu_judge(j, end);
    finish_ignored(j);
    lint_request_finish(j);
}

void lint_free(lint_t *j)
{
    if (!j) return;
    book_free(&j->book);
    free(j);
}
