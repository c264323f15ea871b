/* streams.c -- see streams.h. RM0433 chapters 14 (MDMA), 15 (DMA), 16 (BDMA), 17 (DMAMUX). */
#include "streams.h"
#include "dma_fifo.h"
#include "findings.h"
#include "mdma_data.h"
#include "regnames.h"
#include "traffic.h"
#include <stdio.h>
#include <string.h>

/* ---- who asks -------------------------------------------------------------------------------- */

static bool named(char *text, size_t room, unsigned slot, const char *which)
{
    snprintf(text, room, "%s_%s", h743_slot[slot].name, which);
    return true;
}

static bool serial_request(unsigned wire, unsigned id, char *text, size_t room)
{
    for (unsigned i = 0; i < SERIAL_LINES; i++) {
        const usart_cfg_t *c = &h743_usart[i];
        if (wire != (c->lpuart ? WIRE_REQ2 : WIRE_REQ1)) continue;
        if (c->req_rx == id) return named(text, room, SLOT_USART1 + i, "RX");
        if (c->req_tx == id) return named(text, room, SLOT_USART1 + i, "TX");
    }
    for (unsigned i = 0; i < I2C_BUSES; i++) {
        if (h743_i2c[i].req_wire != wire) continue;
        if (h743_i2c[i].req_rx == id) return named(text, room, SLOT_I2C1 + i, "RX");
        if (h743_i2c[i].req_tx == id) return named(text, room, SLOT_I2C1 + i, "TX");
    }
    for (unsigned i = 0; i < SPI_LINES; i++) {
        if (h743_spi[i].req_wire != wire) continue;
        if (h743_spi[i].req_rx == id) return named(text, room, SLOT_SPI1 + i, "RX");
        if (h743_spi[i].req_tx == id) return named(text, room, SLOT_SPI1 + i, "TX");
    }
    return false;
}

static bool timer_request(unsigned id, char *text, size_t room)
{
    static const char *const who[TIM_REQUESTS] = { "UP", "CH1", "CH2", "CH3", "CH4" };
    for (unsigned i = 0; i < TIMERS; i++)
        for (unsigned k = 0; k < TIM_REQUESTS; k++)
            if (h743_tim[i].req[k] == id) return named(text, room, SLOT_TIM1 + i, who[k]);
    return false;
}

static bool converter_request(unsigned wire, unsigned id, char *text, size_t room)
{
    const adc_cfg_t *const adc[] = { &h743_adc12, &h743_adc3 };
    for (unsigned a = 0; a < 2; a++)
        for (unsigned u = 0; u < adc[a]->units; u++)
            if ((wire == WIRE_REQ1 ? adc[a]->req1 : adc[a]->req2)[u] == id) {
                snprintf(text, room, "ADC%u", adc[a]->first + u + 1u);
                return true;
            }
    if (wire != WIRE_REQ1 || h743_dcmi.req != id) return false;
    snprintf(text, room, "DCMI");
    return true;
}

void request_name(unsigned wire, unsigned id, char *text, size_t room)
{
    unsigned mux = wire == WIRE_REQ1 ? 1 : 2;
    if (!id) snprintf(text, room, "no request chosen");
    else if (id <= DMAMUX_GENERATORS) snprintf(text, room, "DMAMUX%u generator %u", mux, id - 1);
    else if (!serial_request(wire, id, text, room) && !(wire == WIRE_REQ1 && timer_request(id, text, room))
             && !converter_request(wire, id, text, room))
        snprintf(text, room, "request %u", id);
}

const char *say_spot(const view_t *v, uint32_t addr, char *text, size_t room)
{
    const region_row_t *r = map_region(v->map, addr);
    bool register_there = addr >= 0xE0000000u
        || (r && (r->kind == REGION_PART || r->kind == REGION_UNMODELLED));
    if (register_there && reg_name(addr, text, room)) return text;
    snprintf(text, room, "%s", say_place(v->names, v->map, addr, &(words_t){ "" }));
    return text;
}

uint32_t part_base(const map_t *map, unsigned slot)
{
    for (unsigned i = 0; i < map->regions; i++)
        if (map->region[i].kind == REGION_PART && map->region[i].slot == slot) return map->region[i].base;
    return 0;
}

/* ---- what the engines have in common --------------------------------------------------------- */

static void lamp(stream_look_t *s, const char *name, bool on, role_t role, mark_t mark, const char *tip)
{
    if (s->lamps < STREAM_LAMPS)
        s->lamp[s->lamps++] = (lamp_t){ name, on, (uint8_t)role, (uint8_t)mark, tip };
}

static void trouble_lamp(stream_look_t *s, const char *name, bool on, const char *tip)
{
    lamp(s, name, on, ROLE_ERROR, MARK_BANG, tip);
    if (on) s->failed = true;
}

/* The request that DMAMUX channel `channel` (DMA1, DMA2: mux 1; BDMA: mux 2) routes here. */
static void routed(const view_t *v, stream_look_t *s, const dmamux_t *mux, unsigned wire, unsigned channel,
                   unsigned out, unsigned line)
{
    unsigned id = mux->ccr[channel] & (wire == WIRE_REQ1 ? 127 : 31);
    request_name(wire, id, s->request, sizeof s->request);
    wires_t *w = (wires_t *)&v->machine->chip.wires;     /* wire_word reads only, but takes no const */
    s->has_request = id != 0;
    s->request_up = *wire_word(w, (wire_kind_t)out, line) >> (line & 63) & 1;
    s->reg[s->regs++] = part_base(v->map, wire == WIRE_REQ1 ? SLOT_DMAMUX1
                                  : SLOT_DMAMUX2) + DMAMUX_C0CR + 4 * channel;
}

static unsigned burst(uint32_t code) { return code ? 2u << code : 1; }          /* PBURST, MBURST: 4, 8, 16 */

/* ---- DMA1, DMA2 ------------------------------------------------------------------------------ */

static void dma_fifo(const dma_stream_t *d, stream_look_t *s, unsigned words)
{
    static const char *const threshold[] = { "1/4", "1/2", "3/4", "full" };
    bool fifo = d->fcr & DMA_FCR_DMDIS || (d->cr >> 6 & 3) == DMA_M2M;
    s->fifo_room = (uint8_t)(4 * words);
    s->fifo_held = d->level <= s->fifo_room ? d->level : s->fifo_room;
    for (unsigned i = 0; i < s->fifo_held; i++) s->fifo[i] = d->fifo[(d->head + i) % s->fifo_room];
    if (fifo) snprintf(s->mode, sizeof s->mode, "FIFO, threshold %s", threshold[d->fcr & DMA_FCR_FTH]);
    else snprintf(s->mode, sizeof s->mode, "direct mode");
}

/* A driver may clear the set-up behind its transfer. What the stream was armed with says what its count and
 * flags are of, until the program writes the count of another. NULL: the registers say it. */
static const fact_t *armed(const panel_in_t *in, const stream_look_t *s, uint32_t left, uint32_t of)
{
    const fact_t *f = &in->moment->armed[s->n];
    return f->kind == F_DMA_ON && !s->on && left != of ? f : NULL;
}

static dma_stream_t dma_as_armed(const dma_stream_t *now, const fact_t *f)
{
    dma_stream_t d = *now;
    d.cr = ((uint32_t)f->note & ~(uint32_t)(DMA_CR_EN | DMA_CR_CT)) | (now->cr & DMA_CR_CT);
    d.fcr = (uint32_t)(f->note >> 32), d.par = (uint32_t)f->data;
    if (!(d.cr & DMA_CR_DBM)) d.m0ar = f->addr;
    return d;
}

/* FEIF says two things: the set-up was refused at enable, or a request came too early for the FIFO, which
 * leaves it unacknowledged and no more (RM0433 15.3.20). */
bool stream_refused(const dma_stream_t *d) { return !(d->cr & DMA_CR_EN) && dma_burst_forbidden(d); }

static void look_dma(const panel_in_t *in, int n, stream_look_t *s)
{
    const view_t *v = in->view;
    const chip_t *c = &v->machine->chip;
    bool second = n >= DMA_STREAMS;
    unsigned i = (unsigned)n % DMA_STREAMS;
    const dma_t *e = second ? &c->dma2 : &c->dma1;
    const dma_stream_t *d = &e->stream[i];
    static const uint8_t place[4] = { 0, 6, 16, 22 };
    uint32_t flags = e->isr[i / 4] >> place[i % 4] & 0x3F,
        base = part_base(v->map, second ? SLOT_DMA2 : SLOT_DMA1);
    s->on = d->cr & DMA_CR_EN, s->used = d->cr || d->ndtr || d->par || d->m0ar || flags;
    const fact_t *was = armed(in, s, d->ndtr, d->reload);
    dma_stream_t then = was ? dma_as_armed(d, was) : *d;
    d = &then;
    unsigned dir = d->cr >> 6 & 3;
    for (unsigned k = 0; k < 6; k++)
        s->reg[s->regs++] = base + DMA_S0CR + DMA_STRIDE * i + 4 * (k == 5 ? 4 : k == 4 ? 5 : k);
    s->reg[s->regs++] = base + (i < 4 ? DMA_LISR : DMA_HISR);
    stream_side_t per = { d->par, s->on ? d->p_addr : d->par, (uint8_t)(1u << (d->cr >> 11 & 3)),
                          (uint8_t)burst(d->cr >> 21 & 3), d->cr & DMA_CR_PINC };
    stream_side_t mem = { d->cr & DMA_CR_DBM && d->cr & DMA_CR_CT ? d->m1ar : d->m0ar, 0,
                          (uint8_t)(1u << (d->cr >> 13 & 3)),
                          (uint8_t)burst(d->cr >> 23 & 3), d->cr & DMA_CR_MINC };
    bool fifo = d->fcr & DMA_FCR_DMDIS || dir == DMA_M2M;
    /* direct mode: single items of PSIZE, whatever MSIZE says */
    if (!fifo) mem.size = per.size, per.burst = mem.burst = 1;
    mem.at = s->on || d->m_addr ? d->m_addr : mem.base;
    s->from = dir == DMA_M2P ? mem : per, s->to = dir == DMA_M2P ? per : mem;
    s->left = d->ndtr, s->of = d->reload, s->unit = "items";
    s->circular = d->cr & DMA_CR_CIRC, s->twice = d->cr & DMA_CR_DBM, s->target = !!(d->cr & DMA_CR_CT);
    dma_fifo(d, s, (second ? &h743_dma2 : &h743_dma1)->fifo_words);
    if (dir == DMA_M2M) snprintf(s->request, sizeof s->request, "memory to memory");
    else routed(v, s, &c->dmamux1, WIRE_REQ1, (unsigned)n, second ? WIRE_DMA2 : WIRE_DMA1, i);
    lamp(s, "EN", s->on, ROLE_GOOD, MARK_DOT, "Enabled (SxCR.EN)");
    lamp(s, "HT", flags & DMA_HT, ROLE_ACCENT, MARK_DOT, "HTIF: half of the items have been moved");
    lamp(s, "TC", flags & DMA_TC, ROLE_ACCENT, MARK_DOT, "TCIF: all items have been moved");
    trouble_lamp(s, "TE", flags & DMA_TE,
                 "TEIF: a bus error, or a write to the address register in use; the stream was disabled");
    trouble_lamp(s, "DME", flags & DMA_DME,
                 "DMEIF: in direct mode memory was not granted before the next request");
    if (stream_refused(&then))
        trouble_lamp(s, "FE", flags & DMA_FE,
                     "FEIF: threshold and burst do not fit together; the stream was disabled");
    else
        lamp(s, "FE", flags & DMA_FE, ROLE_HAZARD, MARK_BANG,
             "FEIF: a request came before the FIFO was ready for it; it waits, and nothing is lost here");
    s->done = flags & DMA_TC && !s->on;
}

/* ---- BDMA ------------------------------------------------------------------------------------ */

/* The fact speaks in DMA1's bits and goes from peripheral to memory if it is memory to memory (bdma.h). */
static bdma_channel_t bdma_as_armed(const bdma_channel_t *now, const fact_t *f)
{
    bdma_channel_t d = *now;
    uint32_t cr = (uint32_t)f->note, dir = cr >> 6 & 3;
    d.ccr = (dir == DMA_M2P ? BDMA_CR_DIR : dir == DMA_M2M ? BDMA_CR_MEM2MEM : 0) | (cr >> 8 & 1) << 5
        | (cr >> 9 & 3) << 6 | (cr >> 11 & 15) << 8 | (cr >> 16 & 3) << 12 | (cr >> 18 & 1) << 15
        | (now->ccr & BDMA_CR_CT);
    d.cpar = (uint32_t)f->data;
    if (!(d.ccr & BDMA_CR_DBM)) d.cm0ar = f->addr, d.ccr &= ~(uint32_t)BDMA_CR_CT;
    return d;
}

static void look_bdma(const panel_in_t *in, int n, stream_look_t *s)
{
    const view_t *v = in->view;
    const chip_t *c = &v->machine->chip;
    unsigned i = (unsigned)(n - FIRST_BDMA);
    const bdma_channel_t *d = &c->bdma.ch[i];
    uint32_t flags = c->bdma.isr >> 4 * i & 15;
    s->on = d->ccr & BDMA_CR_EN, s->used = d->ccr || d->cndtr || d->cpar || d->cm0ar || flags;
    const fact_t *was = armed(in, s, d->cndtr, d->reload);
    bdma_channel_t then = was ? bdma_as_armed(d, was) : *d;
    d = &then;
    bool out = d->ccr & BDMA_CR_DIR, m1 = d->ccr & BDMA_CR_CT;
    for (unsigned k = 0; k < 5; k++)
        s->reg[s->regs++] = part_base(v->map, SLOT_BDMA) + BDMA_CCR0 + BDMA_STRIDE * i + 4 * k;
    s->reg[s->regs++] = part_base(v->map, SLOT_BDMA) + BDMA_ISR;
    bool begun = s->on && d->cndtr;
    stream_side_t per = { d->cpar, begun ? d->p_addr : d->cpar, (uint8_t)(1u << (d->ccr >> 8 & 3)), 1,
                          d->ccr & BDMA_CR_PINC };
    stream_side_t mem = { m1 ? d->cm1ar : d->cm0ar, begun || d->m_addr ? d->m_addr : d->cm0ar,
                          (uint8_t)(1u << (d->ccr >> 10 & 3)), 1,
                          d->ccr & BDMA_CR_MINC };
    s->from = out ? mem : per, s->to = out ? per : mem;
    s->left = d->cndtr, s->of = d->reload, s->unit = "items";
    s->circular = d->ccr & BDMA_CR_CIRC, s->twice = d->ccr & BDMA_CR_DBM, s->target = m1;
    snprintf(s->mode, sizeof s->mode, "no FIFO");
    if (d->ccr & BDMA_CR_MEM2MEM) snprintf(s->request, sizeof s->request, "memory to memory");
    else routed(v, s, &c->dmamux2, WIRE_REQ2, i, WIRE_BDMA, i);
    lamp(s, "EN", s->on, ROLE_GOOD, MARK_DOT, "Enabled (CCRx.EN); it stays 1 at the end of the count");
    lamp(s, "HT", flags & BDMA_HTIF, ROLE_ACCENT, MARK_DOT, "HTIF: half of the items have been moved");
    lamp(s, "TC", flags & BDMA_TCIF, ROLE_ACCENT, MARK_DOT, "TCIF: all items have been moved");
    trouble_lamp(s, "TE", flags & BDMA_TEIF, "TEIF: a bus error; the channel was disabled");
    s->done = flags & BDMA_TCIF && !d->cndtr;
}

/* ---- MDMA ------------------------------------------------------------------------------------ */

static uint8_t mdma_burst(uint32_t code) { return (uint8_t)(1u << (code & 7)); }

static void look_mdma(const view_t *v, int n, stream_look_t *s)
{
    static const char *const trigger[] = { "a buffer", "a block", "a repeated block", "the linked list" };
    const mdma_t *e = &v->machine->chip.mdma;
    unsigned i = (unsigned)(n - FIRST_MDMA);
    const mdma_channel_t *d = &e->channel[i];
    uint32_t inc[2] = { mdma_field(d, MDMA_SINC, 3), mdma_field(d, MDMA_DINC, 3) };
    s->on = d->cr & MDMA_CR_EN, s->used = d->cr || d->tcr || d->bndtr || d->sar || d->dar || d->isr;
    for (unsigned k = 0; k < 12; k++)
        s->reg[s->regs++] = part_base(v->map,
                                      SLOT_MDMA) + MDMA_C0ISR + MDMA_STRIDE * i + (const uint8_t[]){ 0x0C,
                0x10, 0x14, 0x18,
        0x1C, 0, 0x08, 0x20, 0x24, 0x28, 0x30, 0x34 }[k];
    s->from = (stream_side_t){ d->sar, d->sar, (uint8_t)(1u << mdma_ssize(d)),
                               mdma_burst(mdma_field(d, MDMA_SBURST, 7)), inc[0] >= MDMA_UP };
    s->to = (stream_side_t){ d->dar, d->dar, (uint8_t)(1u << mdma_dsize(d)),
                             mdma_burst(mdma_field(d, MDMA_DBURST, 7)), inc[1] >= MDMA_UP };
    s->left = mdma_left(d), s->of = d->reload & 0x1FFFF, s->unit = "bytes of a block";
    if (s->of < s->left) s->of = s->left;
    snprintf(s->mode, sizeof s->mode, "a request moves %s; buffers of %u bytes%s", trigger[mdma_mode(d)],
             (unsigned)mdma_field(d, MDMA_TLEN, 127) + 1,
             d->lar ? "; then the next node" : "");
    uint32_t moved = s->of - s->left;                    /* SAR and DAR stand at the end of what was moved */
    if (!mdma_repeats(d) && !d->brur && !d->lar) {
        if (inc[0] == MDMA_UP) s->from.base -= moved;
        if (inc[1] == MDMA_UP) s->to.base -= moved;
    }
    bool software = d->tcr >> MDMA_SWRM & 1;
    unsigned tsel = d->tbr & 63;
    if (software) snprintf(s->request, sizeof s->request, "software (SWRQ)");
    else if (tsel < 16)
        snprintf(s->request, sizeof s->request, "DMA%u stream %u complete", tsel / 8 + 1, tsel % 8);
    else snprintf(s->request, sizeof s->request, "trigger %u", tsel);
    s->has_request = true;
    s->request_up = d->request || (!software && tsel < 32 && v->machine->chip.wires.mdma >> tsel & 1);
    for (unsigned b = 0; b < 2; b++) {
        const mdma_buffer_t *f = &e->buffer[b];
        if (f->channel != i || f->out > f->in || f->in > MDMA_FIFO) continue;
        s->fifo_room = MDMA_FIFO, s->fifo_held = (uint8_t)(f->in - f->out);
        memcpy(s->fifo, f->byte + f->out, s->fifo_held);
        s->from.at = f->src + (inc[0] == MDMA_UP ? f->in : 0),
            s->to.at = f->dst + (inc[1] == MDMA_UP ? f->out : 0);
        break;
    }
    lamp(s, "EN", s->on, ROLE_GOOD, MARK_DOT, "Enabled (CxCR.EN)");
    lamp(s, "TC", d->isr & MDMA_TCIF, ROLE_ACCENT, MARK_DOT, "TCIF: a buffer has been moved");
    lamp(s, "BT", d->isr & MDMA_BTIF, ROLE_ACCENT, MARK_DOT, "BTIF: a block has been moved");
    lamp(s, "BRT", d->isr & MDMA_BRTIF, ROLE_ACCENT, MARK_DOT,
         "BRTIF: all repetitions of the block have been moved");
    lamp(s, "CTC", d->isr & MDMA_CTCIF, ROLE_ACCENT, MARK_DOT,
         "CTCIF: the channel is done, its linked list too");
    trouble_lamp(s, "TE", d->isr & MDMA_TEIF,
                 "TEIF: a bus error or a wrong set-up (CxESR says which); the channel was disabled");
    s->done = d->isr & MDMA_CTCIF && !s->on;
}

/* ---- scripted masters ------------------------------------------------------------------------ */

static void look_master(const view_t *v, int n, stream_look_t *s)
{
    static const char *const does[] = { "reads", "writes", "copies", "polls", "waits", "waits",
                                        "waits for its doorbell", "loops", "loops",
                                        "sets a register", "sets its interrupt", "is done" };
    const master_t *m = NULL;
    for (unsigned i = 0; i < v->scenario->in.masters; i++)
        if (v->scenario->in.master[i].init == master_init(n)) m = &v->scenario->in.master[i];
    if (!m) return;
    const busmaster_t *b = &v->machine->chip.master[n - FIRST_MASTER];
    const master_op_t *op = b->op < m->ops ? &m->op[b->op] : NULL;
    bool moving = op && op->op <= MASTER_COPY && b->begun && !b->over;
    s->used = true, s->on = moving || (op && b->begun && !b->over), s->done = b->over;
    snprintf(s->request, sizeof s->request, "its script");
    snprintf(s->mode, sizeof s->mode, "step %u of %u: %s", op ? b->op + 1 : m->ops, (unsigned)m->ops, op
             && !b->over ? does[op->op <= MASTER_END ? op->op : MASTER_END] : "over");
    s->unit = "bytes";
    if (moving) s->left = op->bytes > b->done ? op->bytes - b->done : 0, s->of = op->bytes;
    uint8_t size = (uint8_t)(1u << h743_master[n - FIRST_MASTER].size),
        beats = h743_master[n - FIRST_MASTER].beats;
    if (moving && op->op != MASTER_WRITE) {
        uint32_t from = op->op == MASTER_COPY ? b->from : b->at;
        s->from = (stream_side_t){ from, from + b->done, size, beats, true };
    }
    if (moving && op->op != MASTER_READ) s->to = (stream_side_t){ b->at, b->at + b->done, size, beats, true };
    lamp(s, "busy", b->busy, ROLE_GOOD, MARK_DOT, "A burst of it is on the bus");
    lamp(s, "bell", b->rung != 0, ROLE_ACCENT, MARK_DOT,
         "The program wrote one of its registers and the script has not taken it yet");
    lamp(s, "IRQ", b->irq, ROLE_ACCENT, MARK_DOT, "Its interrupt line is up");
    trouble_lamp(s, "error", b->failed, "A bus error ended what it was doing");
}

bool stream_look(const panel_in_t *in, int n, stream_look_t *s)
{
    const view_t *v = in->view;
    memset(s, 0, sizeof *s);
    s->n = n, s->unit = "items";
    if (n < 0 || n >= WATCHED) return false;
    if (n < FIRST_BDMA) look_dma(in, n, s);
    else if (n < FIRST_MDMA) look_bdma(in, n, s);
    else if (n < STREAMS) look_mdma(v, n, s);
    else look_master(v, n, s);
    s->ever = overview_used(v->overview, LANE_STREAM + (unsigned)n);
    return true;
}

/* ---- why it failed --------------------------------------------------------------------------- */

static bool is_of(const fact_t *f, int n)
{
    const engine_t *e = engine_of_stream(n);
    if (f->kind == F_ERROR) return stream_of(f->who, (uint8_t)(f->note >> 16)) == n;
    if (f->kind == F_MASTER_OFF) return master_number(f->what) == n && f->note & 1;
    if (f->kind != F_DMA_OFF || !e || f->who != e->slot || stream_number(e, f->what) != n) return false;
    return f->note == OFF_BUS_ERROR || f->note == OFF_FIFO_CONFIG || f->note == OFF_DBM_WRITE;
}

void stream_trouble(const panel_in_t *in, const stream_look_t *s, char *text, size_t room)
{
    const moment_t *m = in->moment;
    const fact_t *why = NULL;
    text[0] = 0;
    if (!s->failed) return;
    for (size_t i = m->troubles; i-- > 0 && !why;)
        if (m->trouble[i].at <= in->view->now && is_of(&m->trouble[i], s->n) && m->trouble[i].kind == F_ERROR)
            why = &m->trouble[i];
    for (size_t i = m->troubles; i-- > 0 && !why;)
        if (m->trouble[i].at <= in->view->now && is_of(&m->trouble[i], s->n)) why = &m->trouble[i];
    for (unsigned i = 0; i < s->lamps; i++)
        if (s->lamp[i].on && s->lamp[i].role == ROLE_ERROR)
            add_text(text, room, "%s%s", *text ? ". " : "", s->lamp[i].tip);
    bool bus = why && (s->n >= FIRST_BDMA || s->lamp[3].on);             /* what a bus error explains: TEIF */
    if (!bus) {
        add_text(text, room, ".");
        return;
    }
    char words[300];
    refusal_t refusal = { .init = why->who, .why = why->what, .kind = why->kind, .addr = why->addr,
                          .at = why->at, .fact = *why };
    refusal_words(in->view, &refusal, words, sizeof words);
    snprintf(text, room, "%s, cycle %llu.", words, (unsigned long long)say_cycle(in->view->names, why->at));
}
