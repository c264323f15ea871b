/* lint_request.c -- of the rule dma-config: a stream was enabled, and until the end of the run nothing could
 * ask it for an item. What a request id stands for (RM0433 17.3.2), and whether its peripheral may ask.
 *
 * Only what is certain is told: request 0, which is none, or a peripheral whose own DMA enable bit was 0 all
 * the while. Silent about what waits for something from outside; about requests of generators and of parts
 * that are not modelled; about a stream that software switched off again; and where the writes were lost
 * because a part had no clock, which is told (lint_clock.c). */
#include "lint_own.h"
#include <string.h>
#include "h743.h"
#include "regnames.h"

#define SAY(...) put_text(x->message, sizeof x->message, __VA_ARGS__)
#define MISSING(...) put_text(x->missing, sizeof x->missing, __VA_ARGS__)

/* ---- what a request is ------------------------------------------------------------------------- */

static bool take(request_t *q, const region_row_t *r, const char *suffix, uint32_t enable, uint32_t mask,
                 const char *bit, uint32_t data)
{
    *q = (request_t){ .part = r, .enable = r->base + enable, .mask = mask, .bit = bit,
                      .data = data ? r->base + data : 0 };
    put_text(q->name, sizeof q->name, "%.20s%s", r->name, suffix);
    return true;
}

static bool of_timer(const region_row_t *r, unsigned id, request_t *q)
{
    static const char *const suffix[] = { "_UP", "_CH1", "_CH2", "_CH3", "_CH4" };
    static const char *const bit[] = { "UDE", "CC1DE", "CC2DE", "CC3DE", "CC4DE" };
    const tim_cfg_t *c = r->cfg;
    for (unsigned i = 0; i < TIM_REQUESTS; i++)
        if (c->req[i] == id) return take(q, r, suffix[i], 0x0C, 1u << (8 + i), bit[i], 0);
    return false;
}

static bool of_adc(const region_row_t *r, bool second, unsigned id, request_t *q)
{
    const adc_cfg_t *c = r->cfg;
    for (unsigned unit = 0; unit < c->units; unit++) {
        if ((second ? c->req2 : c->req1)[unit] != id) continue;
        take(q, r, "", 0x100 * unit + 0x0C, 3, "DMNGT", 0x100 * unit + 0x40);
        return put_text(q->name, sizeof q->name, "ADC%u", c->first + unit + 1u), true;
    }
    return false;
}

/* second: of DMAMUX2. */
static bool of_part(const region_row_t *r, bool second, unsigned id, request_t *q)
{
    if (r->slot >= SLOT_TIM1 && r->slot <= SLOT_TIM8) return !second && of_timer(r, id, q);
    if (r->slot == SLOT_ADC12 || r->slot == SLOT_ADC3) return of_adc(r, second, id, q);
    if (r->slot >= SLOT_USART1 && r->slot <= SLOT_LPUART1) {
        const usart_cfg_t *c = r->cfg;
        if (!c->lpuart == second) return false;
        if (c->req_rx == id) return take(q, r, "_RX", 0x08, 1 << 6, "DMAR", 0x24);
        return c->req_tx == id && take(q, r, "_TX", 0x08, 1 << 7, "DMAT", 0x28);
    }
    if (r->slot >= SLOT_I2C1 && r->slot <= SLOT_I2C4) {
        const i2c_cfg_t *c = r->cfg;
        if ((c->req_wire == WIRE_REQ2) != second) return false;
        if (c->req_rx == id) return take(q, r, "_RX", 0x00, 1 << 15, "RXDMAEN", 0x24);
        return c->req_tx == id && take(q, r, "_TX", 0x00, 1 << 14, "TXDMAEN", 0x28);
    }
    if (r->slot >= SLOT_SPI1 && r->slot <= SLOT_SPI6) {
        const spi_cfg_t *c = r->cfg;
        if ((c->req_wire == WIRE_REQ2) != second) return false;
        if (c->req_rx == id) return take(q, r, "_RX", 0x08, 1 << 14, "RXDMAEN", SPI_RXDR);
        return c->req_tx == id && take(q, r, "_TX", 0x08, 1 << 15, "TXDMAEN", SPI_TXDR);
    }
    return false;
}

bool lint_request(const lint_t *j, int n, request_t *q)
{
    unsigned id = j->stream[n].mux & 0x7F;
    for (unsigned i = 0; id && i < j->map->regions; i++) {
        const region_row_t *r = &j->map->region[i];
        if (r->kind == REGION_PART && r->cfg && of_part(r, n >= FIRST_BDMA, id, q)) return true;
    }
    return false;
}

unsigned lint_request_of(const request_t *q, int n, uint32_t data, request_t *other)
{
    if (q->part->slot == SLOT_ADC12 || !q->data || q->data == data) return 0;
    for (unsigned id = 1; id < 128; id++)
        if (of_part(q->part, n >= FIRST_BDMA, id, other) && other->data == data) return id;
    return 0;
}

/* ---- may it ask? --------------------------------------------------------------------------------- */

bool lint_enabled(const lint_t *j, const request_t *q)
{
    for (unsigned i = 0; i < j->enables; i++)
        if (j->enable[i].addr == q->enable) return j->enable[i].value & q->mask;
    return false;
}

/* The registers where any of these parts has its DMA enable bits; what is written in part only adds. */
static void see_enable(lint_t *j, const fact_t *f, const region_row_t *r)
{
    uint32_t off = (f->addr >= r->base ? f->addr - r->base : f->addr) & ~3u;
    unsigned shift = 8 * (f->addr & 3), i = 0;
    bool adc = r->slot == SLOT_ADC12 || r->slot == SLOT_ADC3;
    if (adc ? (off & 0xFF) != 0x0C : off > 0x0C || off == 4) return;
    while (i < j->enables && j->enable[i].addr != r->base + off) i++;
    if (i == sizeof j->enable / sizeof *j->enable) return;
    if (i == j->enables) j->enable[j->enables++].addr = r->base + off;
    uint32_t v = (uint32_t)f->data << shift;
    j->enable[i].value = f->size == 4 ? v : j->enable[i].value | v;
}

static bool could_ask(const lint_t *j, int n)
{
    request_t q;
    if (!(j->stream[n].mux & 0x7F)) return false;
    return !lint_request(j, n, &q) || lint_enabled(j, &q);
}

void lint_request_see(lint_t *j, const fact_t *f)
{
    if (f->kind == F_DMA_ON && lint_stream(f) >= 0) {
        stream_lint_t *s = &j->stream[lint_stream(f)];
        s->could = could_ask(j, lint_stream(f)), s->on = j->moved[lint_stream(f)];
        return;
    }
    if (f->kind != F_REG_WRITE || f->who < SLOT_TIM1 || f->who > SLOT_DMAMUX2) return;
    const region_row_t *r = lint_part(j, f->who);
    if (r && f->who < SLOT_DCMI) see_enable(j, f, r);
    for (uint64_t left = j->streams.running & ((1ull << FIRST_MDMA) - 1); left; left &= left - 1) {
        int n = __builtin_ctzll(left);
        if (!j->stream[n].could) j->stream[n].could = could_ask(j, n);
    }
}

/* ---- at the end ---------------------------------------------------------------------------------- */

/* A channel of the same multiplexer that has a request and feeds a stream nobody enabled; -1. */
static int idle_channel(const lint_t *j, int n)
{
    int first = n < FIRST_BDMA ? 0 : FIRST_BDMA, last = n < FIRST_BDMA ? FIRST_BDMA : FIRST_MDMA;
    for (int k = first; k < last; k++)
        if (j->stream[k].mux & 0x7F && !j->streams.stream[k].known) return k;
    return -1;
}

static void tell_unrouted(const lint_t *j, finding_t *x, int n)
{
    unsigned mux = n < FIRST_BDMA ? 1 : 2, base = n < FIRST_BDMA ? 0 : FIRST_BDMA;
    int other = idle_channel(j, n);
    add_text(x->message, sizeof x->message, "DMAMUX%u channel %u, which feeds it, has request 0 (none).", mux,
             (unsigned)n - base);
    if (other >= 0)
        add_text(x->message, sizeof x->message,
                 " Channel %u has request %u, and %s, which that one feeds, was never enabled.",
                 (unsigned)other - base, (unsigned)j->stream[other].mux & 0x7F,
                 say_stream(other, &(words_t){ 0 }));
    if (mux == 1)
        MISSING("Write the request's number to DMAMUX1_C%uCR before EN is set: channels 0 to 7 feed DMA1, 8 "
                "to 15 DMA2.", (unsigned)n);
    else
        MISSING("Write the request's number to DMAMUX2_C%uCR before EN is set.", (unsigned)n - base);
}

const char *say_enable(const request_t *q, words_t *w)
{
    char reg[REG_NAME];
    if (!reg_name(q->enable, reg, sizeof reg)) put_text(reg, sizeof reg, "0x%08X", (unsigned)q->enable);
    return put_text(w->s, sizeof w->s, "%s in %s", q->bit, reg), w->s;
}

bool lint_request_tell(const lint_t *j, finding_t *x, int n)
{
    request_t q;
    words_t w = { 0 };
    if (j->stream[n].could || !lint_request(j, n, &q) || lint_enabled(j, &q)) return false;
    x->pc = j->streams.stream[n].pc;
    add_text(x->message, sizeof x->message,
             " %s serves it and has moved nothing: %s is 0, and no request ever left.", x->master,
             say_enable(&q, &w));
    MISSING("Set %s, which lets its requests out.", w.s);
    return true;
}

/* What it lost meanwhile is the same cause, and told as an error. */
static bool told_as_loss(const lint_t *j, int n)
{
    words_t w = { 0 };
    say_stream(n, &w);
    for (size_t i = 0; i < j->book.list->count; i++) {
        const finding_t *x = &j->book.list->item[i];
        if (x->rule == RULE_STARVED && !strcmp(x->master, w.s)) return true;
    }
    return false;
}

void lint_request_finish(lint_t *j)
{
    for (int n = 0; n < FIRST_MDMA; n++) {
        const stream_t *s = &j->streams.stream[n];
        unsigned id = j->stream[n].mux & 0x7F;
        request_t q = { 0 };
        if (!s->running || s->dir == DMA_M2M || !(s->armed.data >> 32) || j->stream[n].could) continue;
        if (j->stream[n].crossed || told_as_loss(j, n)) continue;
        if (s->dir == DMA_P2M && j->moved[n] != j->stream[n].on) continue;
        if (id && (!lint_request(j, n, &q) || lint_unclocked(j, q.part))) continue;
        if (!id && lint_unclocked(j, lint_part(j, n < FIRST_BDMA ? SLOT_DMAMUX1 : SLOT_DMAMUX2))) continue;
        finding_t *x = lint_config(j, n, &s->armed, s->pc);
        if (!x) continue;
        words_t w = { 0 };
        SAY("%s was enabled at cycle %llu and never got a request: ", x->master,
            (unsigned long long)say_cycle(j->names, s->armed.at));
        if (!id) {
            tell_unrouted(j, x, n);
            continue;
        }
        add_text(x->message, sizeof x->message,
                 "it waits for request %u (%s), and %s is 0, so that the peripheral asks for nothing.", id,
                 q.name, say_enable(&q, &w));
        MISSING("Set %s, which lets its requests out.", w.s);
    }
}
