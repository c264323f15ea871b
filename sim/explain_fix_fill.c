/* explain_fix_fill.c -- what a finding has for the blanks of its correction: names, sizes, the stream's
 * registers and bits, clocks. */
#include "explain_fix_own.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "h743.h"

static void fill_stream(thing_t *t, unsigned dma, unsigned n)
{
    static const unsigned char shift[] = { 0, 6, 16, 22 };
    t->known = 1;
    put_text(t->stream, sizeof t->stream, "DMA%u_Stream%u", dma, n);
    put_text(t->slot[1], sizeof t->slot[1], "DMA%u", dma);
    put_text(t->slot[2], sizeof t->slot[2], "%u", n);
    put_text(t->slot[3], sizeof t->slot[3], "%s", n < 4 ? "L" : "H");
    put_text(t->slot[4], sizeof t->slot[4], "%u", shift[n & 3]);
    put_text(t->slot[5], sizeof t->slot[5], "%u", n / 4);
    put_text(t->slot[6], sizeof t->slot[6], "%u", n & 3);
    put_text(t->slot[11], sizeof t->slot[11], "CR");
    put_text(t->slot[19], sizeof t->slot[19], "%u", n + (dma == 2 ? 8 : 0));
    put_text(t->slot[12], sizeof t->slot[12], "DMA_SxCR");
    put_text(t->slot[17], sizeof t->slot[17], "NDTR");
    put_text(t->slot[13], sizeof t->slot[13], "pac::DMA%u.st(%u)", dma, n);
    put_text(t->slot[16], sizeof t->slot[16], "pac::dma::vals::Pl");
}

static void fill_channel(thing_t *t, const char *engine, unsigned n)
{
    t->known = 1;
    put_text(t->stream, sizeof t->stream, "%s_Channel%u", engine, n);
    put_text(t->slot[1], sizeof t->slot[1], "%s", engine);
    put_text(t->slot[2], sizeof t->slot[2], "%u", n);
    put_text(t->slot[11], sizeof t->slot[11], "CCR");
    put_text(t->slot[19], sizeof t->slot[19], "%u", n);
    put_text(t->slot[12], sizeof t->slot[12], "%s_CCR", engine);
    put_text(t->slot[17], sizeof t->slot[17], "CNDTR");
    put_text(t->slot[13], sizeof t->slot[13], "pac::%s.ch(%u)", engine, n);
    put_text(t->slot[16], sizeof t->slot[16], "pac::%s::vals::Pl", engine[0] == 'B' ? "bdma" : "mdma");
}

void fill_master(thing_t *t, const char *master)
{
    unsigned dma, n;
    if (sscanf(master, "DMA%u stream %u", &dma, &n) == 2) fill_stream(t, dma, n);
    else if (sscanf(master, "BDMA channel %u", &n) == 1) fill_channel(t, "BDMA", n);
    else if (sscanf(master, "MDMA channel %u", &n) == 1) fill_channel(t, "MDMA", n);
}

/* lifetime.c tells where a block of the heap was taken. */
int from_heap(const finding_t *f)
{
    for (unsigned i = 0; i < f->causes; i++)
        if (f->cause[i].fact.kind == F_HEAP) return 1;
    return 0;
}

/* reach.c says it so. */
int stops_in_sleep(const finding_t *f)
{
    return f->rule == RULE_MEMORY_UNCLOCKED && strstr(f->missing, "LPENR") != NULL;
}

/* Which bit of RCC gives this memory its clock, awake or asleep. */
static void fill_clock(thing_t *t, uint32_t addr, int asleep)
{
    uint32_t d2 = addr & 0x0FFFFFFFu;
    int backup = addr >= 0x38800000u && addr < 0x38801000u;
    const char *lp = asleep ? "LP" : "";
    put_text(t->slot[8], sizeof t->slot[8], "AHB%d%sENR", backup ? 4 : 2, lp);
    put_text(t->slot[9], sizeof t->slot[9], "%s%sEN", backup         ? "BKPRAM"
                                                      : d2 < 0x20000 ? "D2SRAM1"
                                                      : d2 < 0x40000 ? "D2SRAM2"
                                                                     : "D2SRAM3", lp);
    put_text(t->slot[14], sizeof t->slot[14], "ahb%d%senr", backup ? 4 : 2, asleep ? "lp" : "");
    put_text(t->slot[15], sizeof t->slot[15], "%s%sen", backup         ? "bkpsram"
                                                        : d2 < 0x20000 ? "sram1"
                                                        : d2 < 0x40000 ? "sram2"
                                                                       : "sram3", asleep ? "lp" : "");
}

/* The same of a peripheral, as the map has it: "APB1LENR.USART2EN". */
static int fill_part_clock(thing_t *t, uint32_t addr)
{
    const region_row_t *r = map_region(&h743_map, addr);
    if (!r || r->kind != REGION_PART || r->clock < 0) return 0;
    char reg[24] = "", bit[24] = "";
    sscanf(h743_map.clock[r->clock].name, "%23[^.].%23s", reg, bit);
    const char *rust = !strcmp(bit, "ETH1MACEN") ? "ethen" : !strcmp(bit, "USB1OTGHSEN") ? "usb_otg_hsen"
                       : !strcmp(bit, "USB2OTGHSEN") ? "usb_otg_fsen" : bit;
    put_text(t->slot[8], sizeof t->slot[8], "%s", reg);
    put_text(t->slot[9], sizeof t->slot[9], "%s", bit);
    put_text(t->slot[14], sizeof t->slot[14], "%s", reg);
    put_text(t->slot[15], sizeof t->slot[15], "%s", rust);
    for (char *c = t->slot[14]; *c; c++) *c = (char)tolower((unsigned char)*c);
    for (char *c = t->slot[15]; *c; c++) *c = (char)tolower((unsigned char)*c);
    return 1;
}

/* The static in which an Embassy task and its locals live: the one of main, or of a task some of whose code
 * the finding tells of. */
static int task_pool(const finding_t *f)
{
    const char *end = strstr(f->buffer, "::POOL");
    if (!f->buffer_size || !end || end[6] || from_heap(f)) return 0;
    int async = strstr(f->buffer, "__embassy") || strstr(f->message, "{async_");
    for (unsigned i = 0; i < f->causes; i++) async = async || strstr(f->cause[i].text, "{async_");
    return async;
}

thing_t thing_of(const finding_t *f)
{
    thing_t t = { .pool = f->rule != RULE_STARVED && task_pool(f) };
    t.size = ((f->buffer_size && !t.pool ? f->buffer_size : f->size) + 31) & ~31u;
    /* of a Rust path and of a member the last word; of a local its own; a firmware's stack has no name */
    char plain[sizeof f->buffer];
    put_text(plain, sizeof plain, "%s", f->buffer);
    char *function = f->buffer_size ? strstr(plain, " in ") : NULL;
    if (function) *function = 0;
    const char *own = plain + strlen(plain);
    while (own > plain && own[-1] != ':' && own[-1] != '.') own--;
    int word = f->buffer_size && (isalpha((unsigned char)own[0]) || own[0] == '_');
    for (const char *c = own; *c; c++)
        word = word && (isalnum((unsigned char)*c) || *c == '_');
    put_text(t.name, sizeof t.name, "%s", t.pool ? "buffer" : word ? own : "buf");
    for (size_t i = 0; t.name[i]; i++) t.upper[i] = (char)toupper((unsigned char)t.name[i]);
    if (!t.size) t.size = 32;
    fill_master(&t, f->master);
    if (!t.known) {
        fill_stream(&t, 1, 0), t.known = 0;
        put_text(t.stream, sizeof t.stream, "stream"), put_text(t.slot[13], sizeof t.slot[13], "stream");
        if (f->master[0] && strncmp(f->master, "DMA", 3) && strncmp(f->master, "CPU", 3)) t.other = f->master;
    }
    const char *port = f->rule == RULE_STARVED ? f->buffer : f->master;
    int other_port = f->rule == RULE_STARVED && (!strncmp(port, "SPI", 3) || !strncmp(port, "ADC", 3));
    if (!other_port && (!strstr(port, "ART") || strchr(port, ' '))) port = "USARTx";
    put_text(t.slot[7], sizeof t.slot[7], "%.20s", port);
    if (!fill_part_clock(&t, f->addr)) fill_clock(&t, f->addr, stops_in_sleep(f));
    return t;
}
