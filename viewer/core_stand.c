/* core_stand.c -- see core_stand.h. */
#include "core_stand.h"
#include "fill.h"
#include "findings.h"
#include "streams.h"
#include "traffic.h"
#include <stdio.h>

unsigned long long cycles_ago(const view_t *v, tick_t since)
{
    uint64_t from = since <= v->now ? say_cycle(v->names, since) : v->cycle;
    return from < v->cycle ? v->cycle - from : 0;
}

/* ---- interrupts by name ---------------------------------------------------------------------- */

static int slot_of_irq(unsigned irq)
{
    for (int i = 0; i < SERIAL_LINES; i++) if (h743_usart[i].irq == irq) return SLOT_USART1 + i;
    for (int i = 0; i < I2C_BUSES; i++)
        if (h743_i2c[i].irq_ev == irq || h743_i2c[i].irq_er == irq) return SLOT_I2C1 + i;
    for (int i = 0; i < SPI_LINES; i++) if (h743_spi[i].irq == irq) return SLOT_SPI1 + i;
    for (int i = 0; i < TIMERS; i++)
        if (h743_tim[i].irq_up == irq || h743_tim[i].irq_cc == irq) return SLOT_TIM1 + i;
    for (int i = 0; i < MASTERS; i++)
        if (h743_master[i].irq && h743_master[i].irq == irq) return SLOT_ETH + i;
    if (h743_adc12.irq == irq) return SLOT_ADC12;
    if (h743_adc3.irq == irq) return SLOT_ADC3;
    if (h743_dcmi.irq == irq) return SLOT_DCMI;
    if (h743_mdma.irq == irq) return SLOT_MDMA;
    if (h743_dmamux1.irq == irq) return SLOT_DMAMUX1;
    if (h743_dmamux2.irq == irq) return SLOT_DMAMUX2;
    for (int i = 0; i < EXTI_LINES; i++) if (h743_exti.irq[i] == irq) return SLOT_EXTI;
    return -1;
}

const char *irq_owner(unsigned irq, char *text, size_t room)
{
    text[0] = 0;
    for (unsigned i = 0; i < DMA_STREAMS; i++) {
        if (h743_dma1.irq[i] == irq) snprintf(text, room, "DMA1 stream %u", i);
        if (h743_dma2.irq[i] == irq) snprintf(text, room, "DMA2 stream %u", i);
        if (h743_bdma.irq[i] == irq) snprintf(text, room, "BDMA channel %u", i);
    }
    int slot = *text ? -1 : slot_of_irq(irq);
    if (slot >= 0) snprintf(text, room, "%s", h743_slot[slot].name);
    return text;
}

const char *exception_name(unsigned n, char *text, size_t room)
{
    char owner[40];
    words_t w;
    say_exception(n, &w);
    if (n >= 16 && *irq_owner(n - 16, owner, sizeof owner)) snprintf(text, room, "%.60s (%s)", w.s, owner);
    else snprintf(text, room, "%s", w.s);
    return text;
}

/* ---- ports ----------------------------------------------------------------------------------- */

/* What the transaction in a port stands before; "" if none is under way. */
static void port_words(const panel_in_t *in, unsigned port, char *text, size_t room)
{
    going_t all[PORTS];
    unsigned n = traffic(in, (double)in->view->now, all);
    text[0] = 0;
    for (unsigned i = 0; i < n; i++)
        if (all[i].port == port) traffic_words(in, &all[i], all, n, text, room);
}

static int write_port_busy(const chip_t *c)
{
    for (unsigned i = 0; i < WRITE_PORTS; i++) {
        const port_t *p = &c->port[h743_core_cfg.p_write[i]];
        if (p->phase != BUS_IDLE) return (int)h743_core_cfg.p_write[i];
    }
    return -1;
}

/* ---- what it waits for ----------------------------------------------------------------------- */

static int line_leaves(const chip_t *c)
{
    return evict_holds(&c->core.lsu.evict, &c->port[h743_core_cfg.p_evict]);
}

static void load_words(const panel_in_t *in, const lsu_t *l, char *text, size_t room)
{
    const chip_t *c = &in->view->machine->chip;
    int leaves = line_leaves(c);
    char place[110], bus[300] = "";
    uint32_t at = l->load_addr + l->load_done;
    int fill = -1;
    for (int i = 0; i < LFB_MAX; i++)
        if (l->lfb[i].valid && l->lfb[i].line == line_of(at)) fill = i;
    snprintf(text, room, "the load of %s waits", say_spot(in->view, at, place, sizeof place));
    if (l->load_stage == LOAD_FILL || (l->load_stage == LOAD_NONE && fill >= 0)) {
        add_text(text, room, " for its line, linefill buffer %d", fill < 0 ? 0 : fill);
        if (fill >= 0) port_words(in, h743_core_cfg.p_fill[fill], bus, sizeof bus);
    } else if (l->load_stage == LOAD_ASK) {
        int busy = write_port_busy(c);
        add_text(text, room, busy >= 0 || leaves ? " until earlier writes have left"
                 : " for its turn on the bus");
        if (busy >= 0) port_words(in, (unsigned)busy, bus, sizeof bus);
        else if (leaves) port_words(in, h743_core_cfg.p_evict, bus, sizeof bus);
    } else if (l->load_stage == LOAD_BUS) {
        add_text(text, room, " for the bus");
        port_words(in, l->load_port, bus, sizeof bus);
    }
    if (*bus) add_text(text, room, ": %s", bus);
}

static unsigned stores_held(const lsu_t *l)
{
    unsigned n = 0;
    for (unsigned i = 0; i < STB_MAX; i++) n += l->stb[i].valid;
    return n;
}

/* A barrier or maintenance operation: what has not ended yet. */
static void drain_words(const panel_in_t *in, const lsu_t *l, const char *who, char *text, size_t room)
{
    char bus[300] = "";
    unsigned stores = stores_held(l), fills = 0;
    for (unsigned i = 0; i < LFB_MAX; i++) fills += l->lfb[i].valid;
    int busy = write_port_busy(&in->view->machine->chip), leaves = line_leaves(&in->view->machine->chip);
    snprintf(text, room, "%s waits until", who);
    if (stores)
        add_text(text, room, " %u store%s left the store buffer", stores, stores == 1 ? " has" : "s have");
    else if (busy >= 0) add_text(text, room, " the last write has its response");
    else if (leaves) add_text(text, room, " the evicted line is written back");
    else if (l->ahbp.valid || in->view->machine->chip.port[h743_core_cfg.p_ahbp_write].phase != BUS_IDLE)
        add_text(text, room, " the peripheral write has its response");
    else if (fills) add_text(text, room, " the line fill is over");
    else add_text(text, room, " all before it is done");
    if (busy >= 0) port_words(in, (unsigned)busy, bus, sizeof bus);
    else if (leaves) port_words(in, h743_core_cfg.p_evict, bus, sizeof bus);
    else if (!stores) port_words(in, h743_core_cfg.p_ahbp_write, bus, sizeof bus);
    if (*bus) add_text(text, room, ": %s", bus);
}

static void store_words(const panel_in_t *in, const lsu_t *l, char *text, size_t room)
{
    char bus[300] = "";
    int busy = write_port_busy(&in->view->machine->chip);
    unsigned stores = stores_held(l);
    if (stores == STB_MAX)
        snprintf(text, room, "a store waits: all %d entries of the store buffer are taken", STB_MAX);
    else if (l->ahbp.valid) snprintf(text, room, "a store to a peripheral waits for the one before");
    else snprintf(text, room, "an access waits for the load/store unit");
    if (busy >= 0) port_words(in, (unsigned)busy, bus, sizeof bus);
    else port_words(in, h743_core_cfg.p_ahbp_write, bus, sizeof bus);
    if (*bus) add_text(text, room, ": %s", bus);
}

static void waiting_words(const panel_in_t *in, const core_t *k, char *text, size_t room)
{
    static const char *const barrier[] = { "DMB", "DSB", "ISB" };
    const lsu_t *l = &k->lsu;
    if (l->op == OP_BARRIER)
        drain_words(in, l, l->op_kind < 3 ? barrier[l->op_kind] : "a barrier", text, room);
    else if (l->op == OP_MAINT) drain_words(in, l, "the cache operation", text, room);
    else if (l->load_stage != LOAD_NONE) load_words(in, l, text, room);
    else store_words(in, l, text, room);
}

/* ---- the rest -------------------------------------------------------------------------------- */

static void stopped(const core_t *k, core_stand_t *s)
{
    static const char *const why[] = { "", "the program is over", "the program ended itself",
                                       "locked up: a fault while handling a fault",
                                       "stopped at a fault", "stopped at something that is not supported" };
    char name[80];
    snprintf(s->text, sizeof s->text, "%s", k->stop < 6 ? why[k->stop] : "stopped");
    if (k->stop == STOP_EXIT) add_text(s->text, sizeof s->text, " with exit code %u", k->exit_code);
    if (k->stop == STOP_FAULT && k->stop_exception)
        add_text(s->text, sizeof s->text, ": no handler for %s",
                 exception_name(k->stop_exception, name, sizeof name));
    s->kind = STANDS_STOPPED;
}

static void sequence(const panel_in_t *in, const core_t *k, core_stand_t *s)
{
    static const char *const what[] = { "", "enters the handler of", "returns from a handler",
                                        "goes straight on into the handler of",
                                        "reads its reset vector",
                                            "stores the floating-point registers it owes" };
    char name[80], bus[300];
    s->kind = STANDS_EXCEPTION;
    snprintf(s->text, sizeof s->text, "%s", k->seq < 6 ? what[k->seq] : "takes an exception");
    if (k->seq == SEQ_ENTRY || k->seq == SEQ_TAIL)
        add_text(s->text, sizeof s->text, " %s", exception_name(k->seq_exception, name, sizeof name));
    if (k->seq == SEQ_ENTRY || k->seq == SEQ_RETURN)
        add_text(s->text, sizeof s->text, ": word %u of %u of the frame at %s", k->seq_at, k->seq_words
                 ? k->seq_words : FRAME_WORDS,
                 say_place(in->view->names, in->view->map, k->seq_sp, &(words_t){ "" }));
    if (!k->waiting) return;
    waiting_words(in, k, bus, sizeof bus);
    add_text(s->text, sizeof s->text, "; %s", bus);
}

void core_stand(const panel_in_t *in, core_stand_t *s)
{
    const view_t *v = in->view;
    const core_t *k = &v->machine->chip.core;
    char text[300];
    *s = (core_stand_t){ .kind = STANDS_RUNNING };
    if (k->stop) stopped(k, s);
    else if (k->slept != NEVER) {
        s->kind = STANDS_ASLEEP;
        snprintf(s->text, sizeof s->text, "asleep in %s since cycle %llu, %llu cycles", k->sleep_kind ? "WFE"
                 : "WFI",
                 (unsigned long long)say_cycle(v->names, k->slept), cycles_ago(v, k->slept));
    } else if (k->seq) sequence(in, k, s);
    else if (k->waiting) {
        s->kind = STANDS_WAITING;
        waiting_words(in, k, s->text, sizeof s->text);
    } else if (k->fetching) {
        s->kind = STANDS_WAITING;
        port_words(in, h743_core_cfg.p_fetch, text, sizeof text);
        snprintf(s->text, sizeof s->text, "waits for the instruction at 0x%08X%s%s", (unsigned)k->regs.r[15],
                 *text ? ": " : "", text);
    } else if (k->computing && k->ready > v->now) {
        unsigned long long left = say_cycle(v->names, k->ready) - v->cycle;
        snprintf(s->text, sizeof s->text, "computes for %llu more cycle%s", left, left == 1 ? "" : "s");
    } else if (k->ready > v->now) {
        unsigned long long left = say_cycle(v->names, k->ready) - v->cycle;
        snprintf(s->text, sizeof s->text, "the next one issues in %llu cycle%s", left, left == 1 ? "" : "s");
    } else snprintf(s->text, sizeof s->text, "issues now");
}
