/* mapprint.c -- see mapprint.h. One table a section; table.c prints it in the format asked for. */
#include "mapprint.h"
#include <string.h>
#include "h743_rows.h"
#include "table.h"

enum { LINE_TEXT = 400 };

static const char *const trust_name[] = { "DOC", "MEASURED", "FITTED", "ESTIMATE" };

/* ---- small words ----------------------------------------------------------------------------- */

typedef struct { char text[LINE_TEXT]; size_t n; } list_t;

/* Append to a list of words; what does not fit is left off, visibly. */
static void add(list_t *l, const char *between, const char *word)
{
    size_t room = sizeof l->text - l->n;
    int n = snprintf(l->text + l->n, room, "%s%s", l->n ? between : "", word);
    if ((size_t)n >= room) {
        memcpy(l->text + sizeof l->text - 4, "...", 4);
        n = (int)room - 1;
    }
    l->n += (size_t)n;
}

static void add_number(list_t *l, const char *between, unsigned v)
{
    char word[16];
    snprintf(word, sizeof word, "%u", v);
    add(l, between, word);
}

static void cell_address(table_t *t, uint32_t a)
{
    table_cell(t, "0x%04X_%04X", (unsigned)(a >> 16), (unsigned)(a & 0xFFFF));
}

static void cell_size(table_t *t, uint32_t bytes)
{
    if (bytes >= 1 << 20 && !(bytes & 0xFFFFF)) table_cell(t, "%u MB", (unsigned)(bytes >> 20));
    else table_cell(t, "%u KB", (unsigned)(bytes >> 10));
}

static void cell_number(table_t *t, unsigned v) { table_cell(t, "%u", v); }

static void cell_trust(table_t *t, unsigned trust)
{
    table_cell(t, "%s", trust <= TRUST_ESTIMATE ? trust_name[trust] : "?");
}

static int has_column(const map_t *m, unsigned init)     /* its own one in the drawing */
{
    for (unsigned i = 0; i < init; i++)
        if (m->init[i].column == m->init[init].column) return 0;
    return 1;
}

static const char *clock_name(const map_t *m, int line)
{
    return line < 0 || line >= m->clocks ? "always on" : m->clock[line].name;
}

static const region_row_t *region_of(const map_t *m, unsigned group)
{
    for (unsigned i = 0; i < m->regions; i++)
        if (m->region[i].group == group) return &m->region[i];
    return NULL;
}

/* ---- sections -------------------------------------------------------------------------------- */

static void memories(table_t *t, const map_t *m)
{
    static const char *const kind[] = { "RAM", "flash", "TCM" };
    table_start(t, "memories", "Memories",
        "A write that leaves part of an ECC word alone is a read-modify-write and takes one hclk "
        "more. The aliases are other addresses of the same bytes. An access to a memory whose "
        "clock is off is a bus error.");
    table_column(t, "name", "memory", CELL_TEXT);
    table_column(t, "address", "address", CELL_TEXT);
    table_column(t, "size", "size", CELL_TEXT);
    table_column(t, "kind", "kind", CELL_TEXT);
    table_column(t, "beat_bytes", "bytes a beat", CELL_NUMBER);
    table_column(t, "ecc_bytes", "bytes an ECC word", CELL_NUMBER);
    table_column(t, "clock", "clock", CELL_TEXT);
    table_column(t, "source", "source", CELL_TEXT);
    for (unsigned i = 0; i < m->regions; i++) {
        const region_row_t *r = &m->region[i];
        if (r->kind > REGION_TCM) continue;
        table_cell(t, "%s", r->name);
        cell_address(t, r->base);
        cell_size(t, r->size);
        table_cell(t, "%s", kind[r->kind]);
        cell_number(t, r->width);
        cell_number(t, r->ecc);
        table_cell(t, "%s", clock_name(m, r->clock));
        table_cell(t, "%s", r->src);
    }
}

static void masters(table_t *t, const map_t *m)
{
    table_start(t, "masters", "Bus masters",
        "Each with its ports; Ethernet, SDMMC, USB, DMA2D, LTDC and the debug port are scripted "
        "masters: a scenario says what they transfer.");
    table_column(t, "name", "master", CELL_TEXT);
    table_column(t, "column", "column", CELL_TEXT);
    table_column(t, "ports", "ports", CELL_TEXT);
    for (unsigned i = 0; i < m->inits; i++) {
        list_t l = { "", 0 };
        for (unsigned p = 0; p < m->ports; p++)
            if (m->port[p].init == i) add(&l, ", ", m->port[p].name);
        table_cell(t, "%s", m->init[i].name);
        table_cell(t, "%s", has_column(m, i) ? h743_column[i] : "");
        if (!l.n) add(&l, "", m->init[i].entry == ENTRY_NONE ? "in the core: no bus" : "none");
        table_cell(t, "%s", l.text);
    }
}

static void reach(table_t *t, const map_t *m)
{
    table_start(t, "reach", "Who reaches what",
        "A # is a way there. Everything else is answered with a bus error. RM0433 Rev 8 table 3; "
        "the heads stand beside the masters above.");
    table_column(t, "target", "target", CELL_TEXT);
    for (unsigned i = 0; i < m->inits; i++)
        if (has_column(m, i)) table_column(t, h743_column[i], h743_column[i], CELL_TEXT);
    for (unsigned g = 0; g < m->groups; g++) {
        table_cell(t, "%s", m->group[g].name);
        for (unsigned i = 0; i < m->inits; i++)
            if (has_column(m, i)) table_cell(t, "%s", map_reaches(m, i, g) ? "#" : ".");
    }
}

static void nodes(table_t *t, const map_t *m)
{
    table_start(t, "nodes", "Shared pieces of bus",
        "An arbitration costs its hclk edges unless the node is parked on the same master or a "
        "contender waited already. In flight: transactions at once, reads / writes / together.");
    table_column(t, "name", "node", CELL_TEXT);
    table_column(t, "policy", "arbitration", CELL_TEXT);
    table_column(t, "arbitration", "hclk", CELL_NUMBER);
    table_column(t, "in_flight", "in flight", CELL_TEXT);
    table_column(t, "held", "held until", CELL_TEXT);
    table_column(t, "bridge", "APB access", CELL_TEXT);
    table_column(t, "trust", "trust", CELL_TEXT);
    table_column(t, "source", "source", CELL_TEXT);
    for (unsigned i = 0; i < m->nodes; i++) {
        const node_row_t *n = &m->node[i];
        table_cell(t, "%s", n->name);
        table_cell(t, "%s", n->policy == ARB_ROUND_ROBIN ? "round robin" : "QoS, then LRU");
        cell_number(t, n->arb);
        table_cell(t, "%u/%u/%u", n->cap_r, n->cap_w, n->cap);
        table_cell(t, "%s", n->release ? "response" : "last beat");
        if (!n->apb_clocks) table_cell(t, "-");
        else table_cell(t, "%u hclk + %u pclk%u", n->sync, n->apb_clocks, n->pclk - CLK_PCLK1 + 1u);
        cell_trust(t, n->trust);
        table_cell(t, "%s", n->src);
    }
}

/* ---- paths ----------------------------------------------------------------------------------- */

static int same_path(const route_row_t *a, const route_row_t *b)
{
    if (a->group != b->group || a->nodes != b->nodes || a->trust != b->trust) return 0;
    if (a->tail_r != b->tail_r || a->tail_w != b->tail_w) return 0;
    if (a->post != b->post || a->post_after != b->post_after || strcmp(a->src, b->src)) return 0;
    return !memcmp(a->node, b->node, a->nodes) && !memcmp(a->lead, b->lead, a->nodes);
}

/* Who takes this path: the masters of all routes that are the same. */
static list_t travellers(const map_t *m, const route_row_t *r)
{
    list_t l = { "", 0 };
    for (unsigned i = 0; i < m->inits; i++)
        for (unsigned k = 0; k < m->routes; k++)
            if (m->route[k].entry == m->init[i].entry && map_reaches(m, i, r->group)
                && same_path(&m->route[k], r))
                add(&l, ", ", has_column(m, i) ? h743_column[i] : m->init[i].name);
    return l;
}

/* Read, landing and answer of one aligned 4-byte access, all nodes idle and not parked. */
static void path_cost(table_t *t, const map_t *m, const route_row_t *r)
{
    const node_row_t *last = &m->node[r->node[r->nodes - 1]];
    const region_row_t *region = region_of(m, r->group);
    unsigned arb = 0, lead = 0, beat = 1, partial = region && region->ecc > 4;
    for (unsigned i = 0; i < r->nodes; i++) arb += m->node[r->node[i]].arb, lead += r->lead[i];
    if (last->apb_clocks) beat = last->sync;
    int flash = region && region->kind == REGION_FLASH;
    cell_number(t, arb + lead + beat + r->tail_r);
    if (flash) {
        table_cell(t, "%s", "");
        table_cell(t, "%s", "");
    } else {
        cell_number(t, arb + lead + beat + partial);
        cell_number(t, arb + lead + beat + partial + r->tail_w);
    }
    if (r->post) cell_number(t, m->node[r->node[0]].arb + r->post_after);
    else table_cell(t, "%s", "");
    if (last->apb_clocks) table_cell(t, "%u pclk%u", last->apb_clocks, last->pclk - CLK_PCLK1 + 1u);
    else table_cell(t, "%s", flash ? "LATENCY" : "");
}

static void path_row(table_t *t, const map_t *m, const route_row_t *r)
{
    list_t who = travellers(m, r), over = { "", 0 };
    if (!who.n) return;
    for (unsigned i = 0; i < r->nodes; i++) {
        const node_row_t *n = &m->node[r->node[i]];
        char step[64];
        snprintf(step, sizeof step, "%s %u+%u", n->name, n->arb, r->lead[i]);
        add(&over, " > ", step);
    }
    table_cell(t, "%s", m->group[r->group].name);
    table_cell(t, "%s", who.text);
    path_cost(t, m, r);
    table_cell(t, "%s", over.text);
    table_cell(t, "%u/%u", r->tail_r, r->tail_w);
    cell_trust(t, r->trust);
    table_cell(t, "%s", r->src);
}

static void paths(table_t *t, const map_t *m)
{
    table_start(t, "paths", "Paths",
        "hclk edges from the request on the wires to the response, for one aligned 4-byte "
        "access, every node idle and last used by somebody else; a node still parked on the "
        "master saves its arbitration. lands: the write is in the memory or register. posted: "
        "when a bridge answers a bufferable write. plus: on top of read, lands and write. from: "
        "columns of the drawing. over: each node with its arbitration + what lies behind it. "
        "back: response after the last beat of a read / a write. Time inside the core comes on "
        "top (see the numbers: AXIM, AHBP).");
    table_column(t, "target", "to", CELL_TEXT);
    table_column(t, "masters", "from", CELL_TEXT);
    table_column(t, "read", "read", CELL_NUMBER);
    table_column(t, "write_lands", "lands", CELL_NUMBER);
    table_column(t, "write", "write", CELL_NUMBER);
    table_column(t, "posted", "posted", CELL_NUMBER);
    table_column(t, "plus", "plus", CELL_TEXT);
    table_column(t, "over", "over", CELL_TEXT);
    table_column(t, "back", "back", CELL_TEXT);
    table_column(t, "trust", "trust", CELL_TEXT);
    table_column(t, "source", "source", CELL_TEXT);
    for (unsigned g = 0; g < m->groups; g++)
        for (unsigned i = 0; i < m->routes; i++) {
            unsigned first = 0;
            if (m->route[i].group != g) continue;
            while (!same_path(&m->route[first], &m->route[i])) first++;
            if (first == i) path_row(t, m, &m->route[i]);
        }
}

/* ---- parts ----------------------------------------------------------------------------------- */

enum { IRQS = EXTI_LINES };                    /* the most interrupts of one part */

typedef struct { char clock[24]; list_t requests; unsigned irq[IRQS], irqs; } lines_t;

static void runs_on(lines_t *l, unsigned domain)
{
    static const char *const name[CLOCKS] = {
        [CLK_CPU] = "CPU", [CLK_HCLK] = "hclk", [CLK_PCLK1] = "pclk1", [CLK_PCLK2] = "pclk2",
        [CLK_PCLK3] = "pclk3", [CLK_PCLK4] = "pclk4", [CLK_TIM1] = "timers 1",
        [CLK_TIM2] = "timers 2", [CLK_LSI] = "LSI", [CLK_PLL1Q] = "PLL1Q", [CLK_SPI45] = "pclk2",
        [CLK_SPI6] = "pclk4", [CLK_USART16] = "pclk2", [CLK_USART234578] = "pclk1",
        [CLK_LPUART1] = "pclk4", [CLK_I2C123] = "pclk1", [CLK_I2C4] = "pclk4", [CLK_RNG] = "HSI48" };
    snprintf(l->clock, sizeof l->clock, "%s", domain < CLOCKS && name[domain] ? name[domain] : "?");
}

static void interrupt(lines_t *l, unsigned irq)
{
    if (!irq || (l->irqs && l->irq[l->irqs - 1] == irq) || l->irqs == IRQS) return;
    l->irq[l->irqs++] = irq;
}

static void request(lines_t *l, const char *who, unsigned id)
{
    if (!id) return;
    add(&l->requests, ", ", who);
    add_number(&l->requests, *who ? " " : "", id);
}

/* Three and more in a row as first to last. */
static list_t interrupts(const lines_t *l)
{
    list_t text = { "", 0 };
    for (unsigned i = 0, last; i < l->irqs; i = last + 1) {
        for (last = i; last + 1 < l->irqs && l->irq[last + 1] == l->irq[last] + 1; last++) {}
        if (last < i + 2) last = i;
        add_number(&text, ", ", l->irq[i]);
        if (last > i) add_number(&text, " to ", l->irq[last]);
    }
    return text;
}

static void usart_lines(lines_t *l, const void *cfg)
{
    const usart_cfg_t *c = cfg;
    runs_on(l, c->kernel);
    request(l, "RX", c->req_rx);
    request(l, "TX", c->req_tx);
    interrupt(l, c->irq);
}

static void i2c_lines(lines_t *l, const void *cfg)
{
    const i2c_cfg_t *c = cfg;
    runs_on(l, c->kernel);
    request(l, "RX", c->req_rx);
    request(l, "TX", c->req_tx);
    interrupt(l, c->irq_ev);
    interrupt(l, c->irq_er);
}

static void spi_lines(lines_t *l, const void *cfg)
{
    const spi_cfg_t *c = cfg;
    runs_on(l, c->kernel);
    request(l, "RX", c->req_rx);
    request(l, "TX", c->req_tx);
    interrupt(l, c->irq);
}

/* ADC3 is known to both DMAMUXes: its own domain's id first. */
static void adc_lines(lines_t *l, const void *cfg)
{
    const adc_cfg_t *c = cfg;
    snprintf(l->clock, sizeof l->clock, "hclk or %u MHz", ADC_KERNEL_HZ / 1000000u);
    for (unsigned u = 0; u < c->units; u++) {
        char who[24];
        snprintf(who, sizeof who, "ADC%u", c->first + u + 1u);
        request(l, who, c->req2[u]);
        if (c->req2[u]) snprintf(who, sizeof who, "DMAMUX1's");
        request(l, who, c->req1[u]);
    }
    interrupt(l, c->irq);
}

static void tim_lines(lines_t *l, const void *cfg)
{
    static const char *const who[TIM_REQUESTS] = { "UP", "CH1", "CH2", "CH3", "CH4" };
    const tim_cfg_t *c = cfg;
    runs_on(l, c->clk);
    for (unsigned n = 0; n < TIM_REQUESTS; n++) request(l, who[n], c->req[n]);
    interrupt(l, c->irq_up);
    interrupt(l, c->irq_cc);
}

static void source_lines(lines_t *l, const void *cfg)
{
    const source_cfg_t *c = cfg;
    runs_on(l, c->hclk);
    request(l, "", c->req);
    interrupt(l, c->irq);
}

static void dma_lines(lines_t *l, const void *cfg)
{
    const dma_cfg_t *c = cfg;
    runs_on(l, c->hclk);
    add(&l->requests, "", c->wire == WIRE_DMA2 ? "MDMA's TSEL 8 to 15" : "MDMA's TSEL 0 to 7");
    for (unsigned s = 0; s < DMA_STREAMS; s++) interrupt(l, c->irq[s]);
}

static void bdma_lines(lines_t *l, const void *cfg)
{
    const bdma_cfg_t *c = cfg;
    runs_on(l, c->hclk);
    for (unsigned n = 0; n < BDMA_CHANNELS; n++) interrupt(l, c->irq[n]);
}

static void mdma_lines(lines_t *l, const void *cfg)
{
    runs_on(l, ((const mdma_cfg_t *)cfg)->hclk);
    interrupt(l, ((const mdma_cfg_t *)cfg)->irq);
}

static void dmamux_lines(lines_t *l, const void *cfg)
{
    runs_on(l, ((const dmamux_cfg_t *)cfg)->hclk);
    interrupt(l, ((const dmamux_cfg_t *)cfg)->irq);
}

static void exti_lines(lines_t *l, const void *cfg)
{
    const exti_cfg_t *c = cfg;
    runs_on(l, c->hclk);
    for (unsigned i = 0; i < EXTI_LINES; i++) interrupt(l, c->irq[i]);
}

static void iwdg_lines(lines_t *l, const void *cfg)
{
    runs_on(l, ((const iwdg_cfg_t *)cfg)->lsi);
}

static void rcc_lines(lines_t *l, const void *cfg)
{
    interrupt(l, ((const rcc_cfg_t *)cfg)->irq);
}

static void flash_lines(lines_t *l, const void *cfg)
{
    interrupt(l, ((const flash_cfg_t *)cfg)->irq);
}

static void rng_lines(lines_t *l, const void *cfg)
{
    const rng_cfg_t *c = cfg;
    runs_on(l, c->kernel);
    interrupt(l, c->irq);
}

static void master_lines(lines_t *l, const void *cfg)
{
    const busmaster_cfg_t *c = cfg;
    runs_on(l, c->hclk);
    add(&l->requests, "", "scripted master");
    interrupt(l, c->irq);
}

static void part_lines(lines_t *l, const region_row_t *r)
{
    static const struct { const model_t *model; void (*say)(lines_t *, const void *); } kind[] = {
        { &usart_model, usart_lines }, { &i2c_model, i2c_lines },
        { &spi_model, spi_lines }, { &adc_model, adc_lines },
        { &tim_model, tim_lines }, { &source_model, source_lines },
        { &dma_model, dma_lines }, { &bdma_model, bdma_lines },
        { &mdma_model, mdma_lines }, { &dmamux_model, dmamux_lines },
        { &exti_model, exti_lines }, { &iwdg_model, iwdg_lines },
        { &rcc_model, rcc_lines }, { &busmaster_model, master_lines },
        { &flash_model, flash_lines }, { &rng_model, rng_lines },
    };
    for (unsigned i = 0; i < sizeof kind / sizeof *kind; i++)
        if (r->model == kind[i].model) kind[i].say(l, r->cfg);
}

/* Not there at all, or only as far as start-up code polls it. */
static int is_missing(const region_row_t *r)
{
    if (r->kind == REGION_UNMODELLED) return 1;
    return r->kind == REGION_PART && r->slot == SLOT_STORED && ((const stored_cfg_t *)r->cfg)->polled.rows;
}

static void parts(table_t *t, const map_t *m)
{
    table_start(t, "parts", "Parts",
        "A part whose clock is off reads 0 and drops writes. Interrupts of a DMA are those of its "
        "streams or channels 0 to 7, of the timers first update, then compare. Request ids are "
        "DMAMUX1's, of parts in D3 DMAMUX2's; a stream that is complete is a request to the MDMA. "
        "Kernel clocks as selected after reset; firmware may choose others. PLL1Q: hclk unless "
        "the scenario says otherwise. A scripted master has its port and a "
        "doorbell and is driven by the scenario; the block behind it is not modelled.");
    table_column(t, "name", "part", CELL_TEXT);
    table_column(t, "address", "address", CELL_TEXT);
    table_column(t, "bus", "bus", CELL_TEXT);
    table_column(t, "runs_on", "runs on", CELL_TEXT);
    table_column(t, "requests", "DMA requests", CELL_TEXT);
    table_column(t, "clock", "clock enable", CELL_TEXT);
    table_column(t, "interrupts", "interrupts", CELL_TEXT);
    for (unsigned i = 0; i < m->regions; i++) {
        const region_row_t *r = &m->region[i];
        if (r->kind != REGION_PART || is_missing(r)) continue;
        lines_t l = { 0 };
        part_lines(&l, r);
        table_cell(t, "%s", r->name);
        cell_address(t, r->base);
        table_cell(t, "%s", m->group[r->group].name);
        table_cell(t, "%s", l.clock);
        table_cell(t, "%s", l.requests.text);
        table_cell(t, "%s", clock_name(m, r->clock));
        table_cell(t, "%s", interrupts(&l).text);
    }
}

static void clocks(table_t *t, const map_t *m)
{
    table_start(t, "clocks", "Clocks",
        "Usual set-ups; a scenario may give others. Time is counted in ticks of 1/4.8 GHz. APB4 "
        "to APB1 run alike here.");
    table_column(t, "name", "set-up", CELL_TEXT);
    table_column(t, "cpu_mhz", "CPU MHz", CELL_NUMBER);
    table_column(t, "hclk_mhz", "hclk MHz", CELL_NUMBER);
    table_column(t, "pclk_mhz", "pclk MHz", CELL_NUMBER);
    table_column(t, "latency", "LATENCY", CELL_NUMBER);
    table_column(t, "ticks", "ticks a CPU cycle", CELL_NUMBER);
    table_column(t, "source", "source", CELL_TEXT);
    (void)m;
    for (unsigned i = 0; i < CLOCK_SET_UPS; i++) {
        const clock_set_up_t *c = &h743_clock_set_up[i];
        table_cell(t, "%s", c->name);
        cell_number(t, c->cpu);
        cell_number(t, c->hclk);
        cell_number(t, c->pclk);
        cell_number(t, c->wait_states);
        cell_number(t, (unsigned)(TICKS_PER_SECOND / 1000000 / c->cpu));
        table_cell(t, "%s", c->src);
    }
}

/* ---- numbers, absences ----------------------------------------------------------------------- */

static void number_rows(table_t *t, const char *where, const number_t *n, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        table_cell(t, "%s", where);
        table_cell(t, "%s", n[i].name);
        cell_number(t, n[i].value);
        table_cell(t, "%s", n[i].unit);
        cell_trust(t, n[i].trust);
        table_cell(t, "%s", n[i].src);
    }
}

static void numbers(table_t *t, const map_t *m)
{
    table_start(t, "numbers", "Numbers",
        "DOC: a manual says so. MEASURED: somebody ran hardware and published it. FITTED: chosen so that a "
        "published measurement comes out (docs/accuracy.md). ESTIMATE: chosen here; the source says on what "
        "ground.");
    table_column(t, "where", "where", CELL_TEXT);
    table_column(t, "name", "number", CELL_TEXT);
    table_column(t, "value", "value", CELL_NUMBER);
    table_column(t, "unit", "unit", CELL_TEXT);
    table_column(t, "trust", "trust", CELL_TEXT);
    table_column(t, "source", "source", CELL_TEXT);
    number_rows(t, "core", m7_numbers, T_COUNT);
    number_rows(t, "chip", m->number, m->numbers);
}

static void absences(table_t *t, const map_t *m)
{
    table_start(t, "not_modelled", "Not modelled",
        "The chip has these and the machine does not. An access reads 0, drops what is written "
        "and is counted in the report; of LPTIM, FDCAN and QUADSPI what start-up code polls is there. "
        "External memories (QUADSPI, FMC) answer with a bus error.");
    table_column(t, "bus", "bus", CELL_TEXT);
    table_column(t, "names", "names", CELL_TEXT);
    for (unsigned g = 0; g < m->groups; g++) {
        list_t l = { "", 0 };
        for (unsigned i = 0; i < m->regions; i++)
            if (m->region[i].group == g && is_missing(&m->region[i]))
                add(&l, ", ", m->region[i].name);
        if (!l.n) continue;
        table_cell(t, "%s", m->group[g].name);
        table_cell(t, "%s", l.text);
    }
    list_t l = { "", 0 };
    for (unsigned i = 0; i < m->inits; i++) {
        unsigned p = 0;
        while (p < m->ports && m->port[p].init != i) p++;
        if (p == m->ports && m->init[i].entry != ENTRY_NONE) add(&l, ", ", m->init[i].name);
    }
    if (!l.n) return;
    table_cell(t, "masters");
    table_cell(t, "%s", l.text);
}

/* ---- all of it ------------------------------------------------------------------------------- */

static void opening(FILE *out, const map_t *m, map_format_t format)
{
    static const char what[] = "the chip on paper, as the machine reads it";
    if (format == MAP_TEXT) fprintf(out, "%s: %s\n\n\n", m->chip, what);
    if (format == MAP_MARKDOWN)
        fprintf(out, "# %s: %s\n\nPrinted by `staleline map --md` from the rows in `sim/h743_*.c` "
                     "and `models/m7_timing.c`. Do not edit.\n\n", m->chip, what);
    if (format != MAP_JSON) return;
    fputs("{\n  \"chip\": ", out);
    table_quote(out, m->chip);
}

void map_print(FILE *out, const map_t *m, map_format_t format)
{
    static void (*const section[])(table_t *, const map_t *) = {
        memories, masters, reach, nodes, paths, parts, clocks, numbers, absences };
    opening(out, m, format);
    for (unsigned i = 0; i < sizeof section / sizeof *section; i++) {
        table_t t;
        section[i](&t, m);
        if (format == MAP_TEXT) table_text(out, &t);
        if (format == MAP_MARKDOWN) table_markdown(out, &t);
        if (format == MAP_JSON) {
            fputs(",\n", out);
            table_json(out, &t);
        }
        table_free(&t);
    }
    if (format == MAP_JSON) fputs("\n}\n", out);
}
