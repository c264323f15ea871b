/* lint_starved.c -- the rule starved (error: data is gone; hazard: frames of an SPI of which nobody took one
 * in this transfer, as a driver does that only sends). See lint.c.
 *
 * A U(S)ART, an SPI or an ADC lost what came (overrun), the camera interface a word, or an SPI that is a
 * slave had nothing to send when its master clocked (underrun). Says whether its stream was kept waiting
 * and by whom (lint_rivals.c), may not ask (lint_request.c), was not armed, or whether nobody read the data
 * register. Silent when a bus error or a refused set-up had stopped its stream: that is the cause, and it
 * is told; when an ADC overwrites by choice (OVRMOD); and about a slave that is never given anything to
 * send. */
#include "lint_own.h"
#include "h743.h"
#include "observe.h"

#define SAY(...) put_text(x->message, sizeof x->message, __VA_ARGS__)
#define MISSING(...) put_text(x->missing, sizeof x->missing, __VA_ARGS__)

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

static void tell_over(const lint_t *j, finding_t *x, int n)
{
    const fact_t *ended = &j->streams.stream[n].ended;
    unsigned long long at = say_cycle(j->names, ended->at);
    cause_t *c = add_cause(x, ended);
    c->role = CAUSE_DONE;
    put_text(c->text, sizeof c->text, "%s was over at cycle %llu", say_stream(n, &(words_t){ 0 }), at);
    add_text(x->message, sizeof x->message,
             " Its stream was over at cycle %llu and had not been armed again.", at);
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
    if (known && j->streams.stream[n].running) lint_rivals_tell(j, x, n, f->at);
    else
        add_text(x->message, sizeof x->message, " No running stream served its requests.");
}

static void see_lost_byte(lint_t *j, const fact_t *f)
{
    const region_row_t *r = lint_part(j, f->who);
    if (!r || f->note) return;
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
        lint_rivals_tell(j, x, n, f->at);
    } else if (n >= 0 && j->streams.stream[n].known) {
        put_text(x->master, sizeof x->master, "%.31s", say_stream(n, &(words_t){ 0 }));
        x->pc = j->streams.stream[n].pc;
        if (j->stream[n].crossed) {
            add_text(x->message, sizeof x->message, " %s moved another register of it: PAR was 0x%08X.",
                     x->master, (unsigned)j->streams.stream[n].par);
            MISSING("Give PAR the address of %s.RDR.", r->name);
            return;
        }
        tell_over(j, x, n);
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

/* ---- SPI and ADC -------------------------------------------------------------------------------- */

/* A finding about this port's data register, and how its stream stood at the time of the fact. */
static finding_t *open_port(lint_t *j, const fact_t *f, const char *port, uint32_t reg, int n, uint64_t site,
                            tier_t tier)
{
    finding_t *x = book_open(&j->book, RULE_STARVED, EFFECT_NONE, tier, reg, 1u, lint_part(j, f->who),
                             (uint64_t)reg << 8 | site);
    if (!x) return NULL;
    bool known = n >= 0 && j->streams.stream[n].known;
    x->at = f->at, x->had = x->wanted = f->data;
    if (known) x->pc = j->streams.stream[n].pc;
    put_text(x->buffer, sizeof x->buffer, "%.63s", port);
    put_text(x->master, sizeof x->master, "%.31s", known ? say_stream(n, &(words_t){ 0 }) : port);
    return x;
}

static void tell_stream(lint_t *j, finding_t *x, int n, const fact_t *f, const char *idle, const char *advice)
{
    const stream_t *s = n >= 0 ? &j->streams.stream[n] : NULL;
    if (s && s->known && s->armed.at > f->at) {
        add_text(x->message, sizeof x->message, " Its stream was armed at cycle %llu only.",
                 (unsigned long long)say_cycle(j->names, s->armed.at));
        MISSING("%s", advice);
    } else if (s && s->running) {
        lint_rivals_tell(j, x, n, f->at);
    } else if (s && s->known) {
        tell_over(j, x, n);
        MISSING("%s", advice);
    } else {
        add_text(x->message, sizeof x->message, " %s", idle);
        MISSING("%s", advice);
    }
}

static int spi_stream(const lint_t *j, const spi_cfg_t *c, bool receive)
{
    unsigned id = receive ? c->req_rx : c->req_tx;
    return c->req_wire == WIRE_REQ2 ? serving(j, id, FIRST_BDMA, FIRST_MDMA) : serving(j, id, 0, FIRST_BDMA);
}

static void see_lost_frame(lint_t *j, const fact_t *f)
{
    const region_row_t *r = lint_part(j, f->who);
    int n = r && r->cfg ? spi_stream(j, r->cfg, true) : -1;
    if (!r || f->note || lint_refused(j, n)) return;
    bool unasked = (n < 0 || !j->streams.stream[n].known) && !j->spi[f->who - SLOT_SPI1].taken;
    finding_t *x = open_port(j, f, r->name, r->base + SPI_RXDR, n, unasked ? 2 : 0,
                             unasked ? TIER_HAZARD : TIER_ERROR);
    if (!x) return;
    put_text(add_cause(x, f)->text, sizeof x->cause[0].text, "%s lost 0x%02X at cycle %llu", r->name,
             (unsigned)f->data, (unsigned long long)say_cycle(j->names, f->at));
    SAY("%s lost the frame 0x%02X at cycle %llu: its RxFIFO was full (overrun). Until OVRC every further "
        "frame is lost too.",
        r->name, (unsigned)f->data, (unsigned long long)say_cycle(j->names, f->at));
    if (unasked) {
        add_text(x->message, sizeof x->message,
                 " Nobody has taken a frame of this transfer: nothing is lost if the driver only sends.");
        MISSING("If what comes in is wanted, arm the receive stream before the clock runs; if not, switch "
                "the receiver off (CFG2.COMM = 1).");
        return;
    }
    tell_stream(j, x, n, f, "No running stream serves its RXP, and RXDR was not read in time.",
                "Arm the receive stream before the clock runs, or set MASRX: a master's clock then waits for "
                "the RxFIFO.");
}

static void tell_underrun(lint_t *j, const fact_t *f)
{
    const region_row_t *r = lint_part(j, f->who);
    int n = r && r->cfg ? spi_stream(j, r->cfg, false) : -1;
    if (!r || lint_refused(j, n)) return;
    finding_t *x = open_port(j, f, r->name, r->base + SPI_TXDR, n, 1, TIER_ERROR);
    if (!x) return;
    put_text(add_cause(x, f)->text, sizeof x->cause[0].text,
             "%s sent 0x%02X at cycle %llu, which nobody had given it", r->name, (unsigned)f->data,
                 (unsigned long long)say_cycle(j->names, f->at));
    SAY("%s had an empty TxFIFO when its master clocked a frame at cycle %llu: 0x%02X went out, which nobody "
        "had given it (underrun, UDR). A slave cannot make its master wait.",
        r->name, (unsigned long long)say_cycle(j->names, f->at), (unsigned)f->data);
    tell_stream(j, x, n, f, "No running stream serves its TXP, and TXDR was not written in time.",
                "Arm the transmit stream and set SPE before the master may clock: a full TxFIFO waits for it "
                "then.");
}

/* A frame sent with nothing to send: perhaps nobody cares, for what the slave sends is never set. */
static void see_sent(lint_t *j, const fact_t *f)
{
    if (f->who < SLOT_SPI1 || f->who > SLOT_SPI6 || !f->note) return;
    spi_lint_t *s = &j->spi[f->who - SLOT_SPI1];
    if (s->fed) tell_underrun(j, f);
    else if (!s->unfed.kind) s->unfed = *f;
}

static void see_fed(lint_t *j, const fact_t *f)
{
    const region_row_t *r = lint_part(j, f->who);
    uint32_t off = !r ? UINT32_MAX : f->addr >= r->base ? f->addr - r->base : f->addr;
    spi_lint_t *s = &j->spi[f->who - SLOT_SPI1];
    if (off == SPI_CR1 && f->data & (SPI_SPE | SPI_CSTART)) s->taken = false;
    if (off != SPI_TXDR) return;
    s->fed = true;
    if (s->unfed.kind) tell_underrun(j, &s->unfed);
    s->unfed.kind = F_NONE;
}

/* note 1: overwritten by choice. */
static void see_lost_sample(lint_t *j, const fact_t *f)
{
    const region_row_t *r = lint_part(j, f->who);
    const adc_cfg_t *c = r ? r->cfg : NULL;
    unsigned unit = f->addr >> 8 & 1;
    if (!c || f->note || unit >= c->units) return;
    int n = serving(j, c->req1[unit], 0, FIRST_BDMA);
    int other = serving(j, c->req2[unit], FIRST_BDMA, FIRST_MDMA);
    if (other >= 0 && (n < 0 || !j->streams.stream[n].running)) n = other;
    if (lint_refused(j, n)) return;
    char port[8];
    put_text(port, sizeof port, "ADC%u", c->first + unit + 1);
    finding_t *x = open_port(j, f, port, r->base + f->addr, n, 0, TIER_ERROR);
    if (!x) return;
    put_text(add_cause(x, f)->text, sizeof x->cause[0].text,
             "%s lost the sample 0x%04X of input %u at cycle %llu", port, (unsigned)f->data, f->what,
                 (unsigned long long)say_cycle(j->names, f->at));
    SAY("%s lost the sample 0x%04X of input %u at cycle %llu: nobody had taken the results before it "
        "(overrun, OVR). It asks for no more DMA until OVR is cleared.",
        port, (unsigned)f->data, f->what, (unsigned long long)say_cycle(j->names, f->at));
    tell_stream(j, x, n, f, "No running stream serves it, and DR was not read in time.",
                "Let a circular stream of sufficient priority take the results, sample more slowly, or set "
                "AUTDLY: the next conversion then waits.");
}

/* ---- what it hears ------------------------------------------------------------------------------ */

/* Only what a peripheral asked for can come too late. */
static const uint64_t bus = 1ull << F_ASK | 1ull << F_GRANT | 1ull << F_DONE;

void lint_heard_by(lint_t *j, tee_t *tee)
{
    j->tee = tee;
    j->sink.mask &= ~bus;
}

void lint_starved_routed(lint_t *j)
{
    if ((j->sink.mask & bus) == bus) return;
    j->sink.mask |= bus;
    if (j->tee) tee_look(j->tee);
}

/* ---- the facts ---------------------------------------------------------------------------------- */

static void see_lost(lint_t *j, const fact_t *f)
{
    if (f->who == SLOT_DCMI) see_lost_word(j, f);
    else if (f->who >= SLOT_USART1 && f->who <= SLOT_LPUART1) see_lost_byte(j, f);
    else if (f->who >= SLOT_SPI1 && f->who <= SLOT_SPI6) see_lost_frame(j, f);
    else if (f->who == SLOT_ADC12 || f->who == SLOT_ADC3) see_lost_sample(j, f);
}

void lint_starved_see(lint_t *j, const fact_t *f)
{
    switch (f->kind) {
    case F_LOST: see_lost(j, f); break;
    case F_TX:   see_sent(j, f); break;
    case F_REG_WRITE:
        if (f->who >= SLOT_SPI1 && f->who <= SLOT_SPI6) see_fed(j, f);
        break;
    default: break;
    }
}
