/* sweep_numbers.c -- see sweep.h: where each guessed number stands, and a copy of the chip's rows with one
 * moved.
 *
 * A number of h743_number is told to parts through their cfg; `field` says where. A part's cfg is copied when
 * a number in it is moved, and slot and region rows are pointed to the copy. */
#include "findings.h"
#include "h743_rows.h"
#include "sweep.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { REGIONS = 256, ROUTES = 128, COPIES = 64, COPY_BYTES = 256 };

struct paper {
    chip_rows_t  rows;
    map_t        map;
    node_row_t   node[MAX_NODES];
    route_row_t  route[ROUTES];
    region_row_t region[REGIONS];
    slot_row_t   slot[SLOTS];
    m7_cfg_t     core;
    number_t     number[T_COUNT];
    struct { const void *of; _Alignas(16) uint8_t bytes[COPY_BYTES]; } copy[COPIES];
    unsigned     copies;
};

/* ---- where the numbers of the parts stand -------------------------------------------------------- */

typedef struct {
    const char *name;                  /* of h743_number */
    const void *cfg;
    uint16_t    size, count;           /* of one cfg; how many in a row are told it */
    uint16_t    at, width;             /* of the member */
    uint64_t    scale;                 /* the member holds this many times the number */
} field_t;

#define PART(name, cfg, type, member, n, scale) \
    { name, cfg, sizeof(type), n, offsetof(type, member), sizeof(((type *)0)->member), scale }
#define US (TICKS_PER_SECOND / 1000000)
#define MS (TICKS_PER_SECOND / 1000)
#define DMA(name, member) \
    PART(name, &h743_dma1, dma_cfg_t, member, 1, 1), PART(name, &h743_dma2, dma_cfg_t, member, 1, 1)
#define BDMA(name, member)   PART(name, &h743_bdma, bdma_cfg_t, member, 1, 1)
#define MDMA(name, member)   PART(name, &h743_mdma, mdma_cfg_t, member, 1, 1)
#define USART(name, member)  PART(name, h743_usart, usart_cfg_t, member, SERIAL_LINES, 1)
#define I2C(name, member)    PART(name, h743_i2c, i2c_cfg_t, member, I2C_BUSES, 1)
#define SPI(name, member)    PART(name, h743_spi, spi_cfg_t, member, SPI_LINES, 1)
#define TIM(name, member)    PART(name, h743_tim, tim_cfg_t, member, TIMERS, 1)
#define ADC(name, member, s) \
    PART(name, &h743_adc12, adc_cfg_t, member, 1, s), PART(name, &h743_adc3, adc_cfg_t, member, 1, s)
#define RCC(name, member)    PART(name, &h743_rcc, rcc_cfg_t, member, 1, US)
#define FLASH(name, member, s) PART(name, &h743_flash, flash_cfg_t, member, 1, s)
#define BURST(name, m)       PART(name, &h743_master[SLOT_##m - SLOT_ETH], busmaster_cfg_t, beats, 1, 1)

static const field_t field[] = {
    DMA("DMA acknowledge to next request", ack),
    DMA("DMA memory access late for FEIF, DMEIF", late),
    BDMA("BDMA arbitration", arb),
    BDMA("BDMA address computation", calc),
    BDMA("BDMA idle after an item", idle),
    BDMA("BDMA acknowledge to next request", ack),
    MDMA("MDMA arbitration", arb),
    MDMA("MDMA address computation", calc),
    USART("USART UE, TE or RE to TEACK, REACK", ack_edges),
    USART("USART TDR to start bit, idle line", tx_edges),
    USART("USART middle of stop bit to RXNE", rx_edges),
    USART("USART flag to DMA request", req_edges),
    I2C("I2C analog filter", filter),
    I2C("I2C START or STOP written to the line", start_edges),
    I2C("I2C flag to DMA request", req_edges),
    RCC("RCC LSI ready", start[OSC_LSI]),
    RCC("RCC LSE ready", start[OSC_LSE]),
    RCC("RCC HSE ready", start[OSC_HSE]),
    RCC("RCC HSE ready with HSEBYP", bypass),
    RCC("RCC CSI ready", start[OSC_CSI]),
    RCC("RCC HSI48 ready", start[OSC_HSI48]),
    RCC("RCC PLL lock", start[OSC_PLL1]),
    RCC("RCC PLL lock", start[OSC_PLL2]),
    RCC("RCC PLL lock", start[OSC_PLL3]),
    PART("RNG number", &h743_rng, rng_cfg_t, edges, 1, 1),
    FLASH("FLASH word, PSIZE 8", program[0], US),
    FLASH("FLASH word, PSIZE 16", program[1], US),
    FLASH("FLASH word, PSIZE 32", program[2], US),
    FLASH("FLASH word, PSIZE 64", program[3], US),
    FLASH("FLASH sector erase, PSIZE 8", erase[0], MS),
    FLASH("FLASH sector erase, PSIZE 16", erase[1], MS),
    FLASH("FLASH sector erase, PSIZE 32", erase[2], MS),
    FLASH("FLASH sector erase, PSIZE 64", erase[3], MS),
    FLASH("FLASH bank erase, PSIZE 8", erase_bank[0], MS),
    FLASH("FLASH bank erase, PSIZE 16", erase_bank[1], MS),
    FLASH("FLASH bank erase, PSIZE 32", erase_bank[2], MS),
    FLASH("FLASH bank erase, PSIZE 64", erase_bank[3], MS),
    PART("PWR supply configuration to ACTVOSRDY", &h743_pwr, pwr_cfg_t, supply, 1, US),
    PART("PWR voltage scale change", &h743_pwr, pwr_cfg_t, vos, 1, US),
    PART("PWR backup regulator ready", &h743_pwr, pwr_cfg_t, backup, 1, US),
    PART("SYSCFG compensation cell ready", &h743_syscfg, syscfg_cfg_t, cell, 1, US),
    TIM("Timer flag to DMA request", req_edges),
    TIM("Timer trigger pulse", pulse_edges),
    PART("EXTI edge at the pin to CPUPR1", &h743_exti, exti_cfg_t, sync_edges, 1, 1),
    PART("EXTI trigger pulse", &h743_exti, exti_cfg_t, pulse_edges, 1, 1),
    PART("IWDG update of PR, RLR, WINR", &h743_iwdg1, iwdg_cfg_t, update_edges, 1, 1),
    ADC("ADC ADVREGEN to LDORDY", ldo, US),
    ADC("ADC calibration, offset", cal, 1),
    ADC("ADC calibration with ADCALLIN", cal_linear, 1),
    ADC("ADC ADEN to ADRDY", ready, 1),
    ADC("ADC ADDIS to ADEN = 0", off, 1),
    ADC("ADC ADSTP to ADSTART = 0", stop, 1),
    ADC("ADC trigger to sampling, least", latency, 1),
    ADC("ADC item to DMA request", req_edges, 1),
    SPI("SPI CSTART or TXDR to first bit, quiet line", start_edges),
    SPI("SPI flag to DMA request", req_edges),
    PART("scripted master, answer to next request", h743_master, busmaster_cfg_t, turn, MASTERS, 1),
    BURST("Ethernet burst", ETH),
    BURST("SDMMC burst", SDMMC1),
    BURST("SDMMC burst", SDMMC2),
    BURST("USB OTG burst", USB1),
    BURST("USB OTG burst", USB2),
    BURST("LTDC, DMA2D burst", LTDC),
    BURST("LTDC, DMA2D burst", DMA2D),
    BURST("debug port burst", DEBUG),
    PART("DCMI FIFO", &h743_dcmi, source_cfg_t, fifo, 1, 1),
    PART("DCMI last byte of a word to FIFO", &h743_dcmi, source_cfg_t, sync_edges, 1, 1),
    PART("DCMI FIFO to DMA request", &h743_dcmi, source_cfg_t, req_edges, 1, 1),
};
enum { FIELDS = sizeof field / sizeof *field };

static const char zero[] = "0, and not modelled", chosen[] = "the board's or the scenario's choice";
static const struct { const char *name, *why; } unmoved[] = {
    { "DMAMUX request to DMA", zero }, { "RCC HSI ready", "0: it runs after reset" },
    { "RCC peripheral enable to clock", zero },
    { "RCC HSE frequency, firmware", chosen }, { "RNG clock in a scenario", chosen },
    { "ADC kernel clock (CKMODE = 0)", chosen },
    { "RCC clock switch, write to new rate", "clocks change at the next hclk edge, by design" },
};

const char *sweep_unmoved(unsigned i, const char **why)
{
    if (i >= sizeof unmoved / sizeof *unmoved) return NULL;
    return *why = unmoved[i].why, unmoved[i].name;
}

/* ---- the list ---------------------------------------------------------------------------------------- */

static bool guessed(unsigned trust) { return trust == TRUST_ESTIMATE || trust == TRUST_FITTED; }

static uint32_t less(uint32_t v, unsigned factor) { return (v + factor - 1) / factor; }

typedef struct { guess_t *to; unsigned count, factor; } listing_t;

static guess_t *add(listing_t *l, guess_kind_t kind, unsigned at, uint32_t value, const char *unit,
                    unsigned trust, const char *src)
{
    if (l->count == GUESSES_MAX || !value) return NULL;
    guess_t *g = &l->to[l->count++];
    *g = (guess_t){ .unit = unit,
                    .src = src,
                    .trust = (uint8_t)trust,
                    .kind = (uint8_t)kind,
                    .at = (uint16_t)at,
                    .value = value,
                    .less = less(value, l->factor),
                    .more = value * l->factor };
    return g;
}

static void add_number(listing_t *l, guess_kind_t kind, unsigned at, const number_t *n)
{
    guess_t *g = add(l, kind, at, n->value, n->unit, n->trust, n->src);
    if (!g) return;
    put_text(g->name, sizeof g->name, "%s", n->name);
    for (unsigned i = 0; i < H743_RANGES; i++)
        if (!strcmp(h743_range[i].name, n->name)) g->less = h743_range[i].low, g->more = h743_range[i].high;
}

static bool told_to_parts(const char *name)
{
    for (unsigned i = 0; i < FIELDS; i++)
        if (!strcmp(field[i].name, name)) return true;
    return false;
}

static void add_numbers(listing_t *l)
{
    for (unsigned i = 0; i < T_COUNT; i++)
        if (guessed(m7_numbers[i].trust)) add_number(l, GUESS_CORE, i, &m7_numbers[i]);
    for (unsigned i = 0; i < H743_NUMBERS; i++) {
        const number_t *n = &h743_number[i];
        if (!guessed(n->trust)) continue;
        if (!strcmp(n->name, "bus error response")) add_number(l, GUESS_ERROR, i, n);
        else if (told_to_parts(n->name)) add_number(l, GUESS_PART, i, n);
    }
}

static unsigned node_value(const node_row_t *n, unsigned kind)
{
    return kind == GUESS_ARB    ? n->arb
           : kind == GUESS_SYNC ? n->sync
           : kind == GUESS_APB  ? n->apb_clocks
                                : n->release;
}

static uint8_t *node_member(node_row_t *n, unsigned kind)
{
    return kind == GUESS_ARB    ? &n->arb
           : kind == GUESS_SYNC ? &n->sync
           : kind == GUESS_APB  ? &n->apb_clocks
                                : &n->release;
}

/* Rows that lean on the same words; the text before ";" is the source, what follows tells them apart. */
static bool same_source(const char *a, const char *b)
{
    size_t n = strcspn(a, ";"), m = strcspn(b, ";");
    return n == m && !strncmp(a, b, n);
}

/* Whether a target is held to the response is a guess where it was fitted, or where it is held. */
static bool node_alike(const node_row_t *a, const node_row_t *b, unsigned kind)
{
    return a->trust == b->trust && same_source(a->src, b->src) && a->policy == b->policy
        && (kind != GUESS_HOLD || a->release == b->release);
}

static void add_node(listing_t *l, unsigned i, guess_kind_t kind)
{
    static const char *const word[] = { [GUESS_ARB] = "arbitration", [GUESS_SYNC] = "synchronisation",
                                        [GUESS_APB] = "APB access", [GUESS_HOLD] = "held to the response" };
    const node_row_t *n = &h743_map.node[i];
    if (kind == GUESS_HOLD && n->trust != TRUST_FITTED && !n->release) return;
    for (unsigned k = 0; k < i; k++)
        if (node_alike(&h743_map.node[k], n, kind)
            && (kind == GUESS_HOLD || node_value(&h743_map.node[k], kind)))
            return;
    guess_t *g = add(l, kind, i, kind == GUESS_HOLD ? 1 : node_value(n, kind),
                     kind == GUESS_APB ? "APB clocks" : "hclk", n->trust, n->src);
    if (!g) return;
    put_text(g->name, sizeof g->name, "%s, %s and alike", word[kind], n->name);
    if (kind == GUESS_HOLD) g->unit = "0 or 1", g->value = n->release, g->less = 0, g->more = 1;
}

static unsigned route_value(const route_row_t *r, unsigned kind)
{
    unsigned lead = 0;
    for (unsigned i = 0; i < r->nodes; i++) lead += r->lead[i];
    return kind == GUESS_LEAD      ? lead
           : kind == GUESS_POST    ? r->post_after
           : r->tail_r > r->tail_w ? r->tail_r
                                   : r->tail_w;
}

static bool route_alike(const route_row_t *a, const route_row_t *b)
{
    return a->trust == b->trust && !strcmp(a->src, b->src);
}

static const char *entrant(unsigned entry)
{
    for (unsigned i = 0; i < h743_map.inits; i++)
        if (h743_map.init[i].entry == entry) return h743_map.init[i].name;
    return "nobody";
}

static void add_route(listing_t *l, unsigned i, guess_kind_t kind)
{
    static const char *const word[] = {
        [GUESS_LEAD] = "way there", [GUESS_TAIL] = "way back", [GUESS_POST] = "posted answer"
    };
    const route_row_t *r = &h743_map.route[i];
    unsigned most = 0;
    for (unsigned k = 0; k < h743_map.routes; k++) {
        const route_row_t *o = &h743_map.route[k];
        if (!route_alike(o, r)) continue;
        if (k < i) return;
        if (route_value(o, kind) > most) most = route_value(o, kind);
    }
    guess_t *g = add(l, kind, i, most, "hclk", r->trust, r->src);
    if (g) put_text(g->name, sizeof g->name, "%s, %s to %s and alike", word[kind], entrant(r->entry),
                    h743_map.group[r->group].name);
}

unsigned sweep_guesses(guess_t to[GUESSES_MAX], unsigned factor)
{
    listing_t l = { to, 0, factor };
    add_numbers(&l);
    for (unsigned i = 0; i < h743_map.nodes; i++)
        for (guess_kind_t k = GUESS_ARB; guessed(h743_map.node[i].trust) && k <= GUESS_HOLD; k++)
            add_node(&l, i, k);
    for (unsigned i = 0; i < h743_map.routes; i++)
        for (guess_kind_t k = GUESS_LEAD; guessed(h743_map.route[i].trust) && k <= GUESS_POST; k++)
            add_route(&l, i, k);
    return l.count;
}

/* ---- the paper --------------------------------------------------------------------------------------- */

paper_t *paper_new(void)
{
    paper_t *p = calloc(1, sizeof *p);
    if (!p) return NULL;
    p->map = h743_map, p->core = h743_core_cfg;
    memcpy(p->node, h743_map.node, h743_map.nodes * sizeof *p->node);
    memcpy(p->route, h743_map.route, h743_map.routes * sizeof *p->route);
    memcpy(p->region, h743_map.region, h743_map.regions * sizeof *p->region);
    memcpy(p->slot, h743_slot, sizeof p->slot);
    memcpy(p->number, m7_numbers, sizeof p->number);
    p->map.node = p->node, p->map.route = p->route, p->map.region = p->region;
    p->core.num = p->number;
    p->slot[SLOT_CORE].cfg = &p->core;
    p->rows = (chip_rows_t){ &p->map, p->slot };
    return p;
}
_Static_assert((int)H743_REGIONS <= (int)REGIONS, "room for every region");

void paper_free(paper_t *p) { free(p); }

const chip_rows_t *paper_rows(const paper_t *p) { return &p->rows; }

/* The cfg as it is now: a copy, if there is one. */
static const uint8_t *now(const paper_t *p, const void *cfg)
{
    for (unsigned i = 0; i < p->copies; i++)
        if (p->copy[i].of == cfg) return p->copy[i].bytes;
    return cfg;
}

static uint8_t *copied(paper_t *p, const void *cfg, size_t size)
{
    if (now(p, cfg) != cfg) return (uint8_t *)(uintptr_t)now(p, cfg);
    if (p->copies == COPIES || size > COPY_BYTES)
        abort(); /* as many parts as the chip has: our own mistake */
    uint8_t *to = p->copy[p->copies].bytes;
    p->copy[p->copies++].of = cfg;
    memcpy(to, cfg, size);
    for (unsigned i = 0; i < SLOTS; i++)
        if (p->slot[i].cfg == cfg) p->slot[i].cfg = to;
    for (unsigned i = 0; i < p->map.regions; i++)
        if (p->region[i].cfg == cfg) p->region[i].cfg = to;
    return to;
}

static uint64_t get(const uint8_t *at, unsigned width)
{
    uint64_t v = 0;
    memcpy(&v, at, width);                                      /* little-endian hosts, as everywhere here */
    return v;
}

static void put_part(paper_t *p, const char *name, uint64_t value)
{
    for (unsigned i = 0; i < FIELDS; i++) {
        const field_t *f = &field[i];
        if (strcmp(f->name, name)) continue;
        uint64_t most = f->width == 8 ? UINT64_MAX : (1ull << 8 * f->width) - 1, v = value * f->scale;
        if (v > most) v = most;
        for (unsigned k = 0; k < f->count; k++)
            memcpy(copied(p, (const uint8_t *)f->cfg + k * f->size, f->size) + f->at, &v, f->width);
    }
}

static uint64_t part_value(const paper_t *p, const char *name)
{
    uint64_t value = UINT64_MAX;
    for (unsigned i = 0; i < FIELDS; i++) {
        const field_t *f = &field[i];
        if (strcmp(f->name, name)) continue;
        for (unsigned k = 0; k < f->count; k++) {
            uint64_t v = get(now(p, (const uint8_t *)f->cfg + k * f->size) + f->at, f->width);
            if (v % f->scale || (value != UINT64_MAX && value != v / f->scale)) return UINT64_MAX;
            value = v / f->scale;
        }
    }
    return value;
}

static uint8_t scaled(uint8_t v, bool up, unsigned factor)
{
    uint32_t to = up ? v * factor : less(v, factor);
    return to > UINT8_MAX ? UINT8_MAX : (uint8_t)to;
}

static void move_route(route_row_t *r, unsigned kind, bool up, unsigned factor)
{
    for (unsigned i = 0; kind == GUESS_LEAD && i < r->nodes; i++) r->lead[i] = scaled(r->lead[i], up, factor);
    if (kind == GUESS_POST) r->post_after = scaled(r->post_after, up, factor);
    if (kind == GUESS_TAIL)
        r->tail_r = scaled(r->tail_r, up, factor), r->tail_w = scaled(r->tail_w, up, factor);
}

void paper_move(paper_t *p, const guess_t *g, bool up, unsigned factor)
{
    uint32_t to = up ? g->more : g->less;
    if (g->kind == GUESS_CORE) p->number[g->at].value = to;
    else if (g->kind == GUESS_PART) put_part(p, h743_number[g->at].name, to);
    else if (g->kind == GUESS_ERROR) p->map.error_after = (uint8_t)to;
    else if (g->kind <= GUESS_HOLD) {
        for (unsigned i = 0; i < p->map.nodes; i++) {
            uint8_t *v = node_member(&p->node[i], g->kind);
            if (node_alike(&h743_map.node[i], &h743_map.node[g->at], g->kind))
                *v = g->kind == GUESS_HOLD ? (uint8_t)to : scaled(*v, up, factor);
        }
    } else {
        for (unsigned i = 0; i < p->map.routes; i++)
            if (route_alike(&h743_map.route[i], &h743_map.route[g->at]))
                move_route(&p->route[i], g->kind, up, factor);
    }
}

uint64_t paper_value(const paper_t *p, const guess_t *g)
{
    uint64_t most = 0;
    if (g->kind == GUESS_CORE) return p->number[g->at].value;
    if (g->kind == GUESS_PART) return part_value(p, h743_number[g->at].name);
    if (g->kind == GUESS_ERROR) return p->map.error_after;
    if (g->kind <= GUESS_HOLD) return node_value(&p->node[g->at], g->kind);
    for (unsigned i = 0; i < p->map.routes; i++)
        if (route_alike(&h743_map.route[i], &h743_map.route[g->at])
            && route_value(&p->route[i], g->kind) > most)
            most = route_value(&p->route[i], g->kind);
    return most;
}
