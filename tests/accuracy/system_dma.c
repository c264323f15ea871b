/* system_dma.c -- AN4031 chapter 3: cycles from a peripheral's request to its item in SRAM, and a copy from
 * memory to memory, in hclk.
 *
 * The request itself is seen nowhere but inside the chip: it is the flag and then the map's own delay of the
 * request, which is taken off. */
#include "system_rows.h"
#include "system.h"
#include <string.h>

typedef struct {
    sink_t   sink;
    uint8_t  from;                       /* slot whose F_RX is the flag */
    tick_t   flag, first, last, item[2]; /* item: peripheral side, memory side, of the first one */
    unsigned items, ons;
} watch_t;

static void see(sink_t *s, const fact_t *f)
{
    watch_t *w = (watch_t *)s;
    if (f->kind == F_RX && f->who == w->from && !w->flag) w->flag = f->at;
    if (f->kind != F_DMA_ITEM) return;
    unsigned side = f->note & 1;
    if (!w->item[side]) w->item[side] = f->at;
    if (!side) return;
    if (!w->items++) w->first = f->at;
    w->last = f->at;
}

enum { PCLK = 100 };                     /* MHz; hclk is once or twice that */

static void put(char *text, size_t room, const dma_item_t *d, const char *body)
{
    char *to = text;
    snprintf(text, room, "{ \"schema_version\": 1, \"title\": \"item\", \"max_cycles\": 1000000,"
                         "  \"clocks\": { \"cpu\": %u, \"hclk\": %u, \"pclk\": %u }, %s }",
             2 * PCLK * d->ratio, PCLK * d->ratio, PCLK, body);
    while ((to = strstr(to, "DMAx"))) memcpy(to, d->dma == 1 ? "DMA1" : "DMA2", 4);
}

static double hclk(tick_t ticks, unsigned ratio)
{
    return (double)ticks * PCLK * 1e6 * ratio / TICKS_PER_SECOND;
}

/* A byte of USART3 into SRAM1: DMA1 has a road of its own to APB1, DMA2 goes through the matrix. */
static const char uart[] =
    "\"setup\": { \"enable\": [\"USART3\", \"DMAx\", \"SRAM1\"] },"
    "\"buffers\": { \"rx\": { \"region\": \"SRAM1\", \"size\": 4, \"init\": 0 } },"
    "\"world\": { \"uart\": { \"USART3\": { \"baud\": 1000000, \"rx\": [{ \"at\": \"10us\", \"bytes\": \"11 "
    "22 33 44\" }] } } },"
    "\"program\": [ { \"uart_init\": \"USART3\", \"baud\": 1000000, \"transmit\": false },"
    "  { \"uart_receive_dma\": \"USART3\", \"to\": \"rx\", \"stream\": \"DMAx_Stream0\" }, { \"dma_wait\": "
    "\"DMAx_Stream0\" } ],"
    "\"expect\": [ { \"bytes\": \"rx\", \"view\": \"ram\", \"equal\": \"11 22 33 44\" } ]";

/* A sample of ADC1, on AHB1, into SRAM1. */
static const char adc[] =
    "\"setup\": { \"enable\": [\"ADC12\", \"DMAx\", \"SRAM1\"] },"
    "\"buffers\": { \"rx\": { \"region\": \"SRAM1\", \"size\": 8, \"init\": 0 } },"
    "\"world\": { \"adc\": { \"ADC1_IN3\": { \"period\": 1000, \"list\": [\"0x1234\"] } } },"
    "\"program\": [ { \"adc_init\": \"ADC1\", \"clock\": \"hclk/4\", \"channels\": [3], \"sampling\": 8.5, "
    "\"continuous\": true,"
    "    \"dma\": \"circular\" },"
    "  { \"dma_start\": \"DMAx_Stream1\", \"direction\": \"peripheral-to-memory\", \"request\": \"ADC1\","
    "    \"peripheral\": \"ADC1.DR\", \"memory\": \"rx\", \"count\": 4, \"psize\": 2, \"msize\": 2, "
    "\"minc\": true },"
    "  { \"adc_start\": \"ADC1\" }, { \"dma_wait\": \"DMAx_Stream1\" } ]";

anchor_result_t dma_item(const void *arg)
{
    const dma_item_t *d = arg;
    static char text[4000], how[80];
    const char *why;
    watch_t w = { .sink = { 1ull << F_RX | 1ull << F_DMA_ITEM, see },
                  .from = d->adc ? SLOT_ADC12 : SLOT_USART3 };
    put(text, sizeof text, d, d->adc ? adc : uart);
    result_t *r = system_scenario(text, &w.sink, &why);
    if (!r) return anchor_none(why);
    system_done(r);
    double request = d->adc ? 1 : d->ratio; /* ADC: an hclk; USART: a kernel clock, here pclk (docs/map.md) */
    if (!w.flag || !w.item[1]) return anchor_none("no item came");
    snprintf(how, sizeof how, "%.0f from the flag, %.0f of them the request's",
             hclk(w.item[1] - w.flag, d->ratio), request);
    return (anchor_result_t){ hclk(w.item[1] - w.flag, d->ratio) - request, "hclk", how };
}

anchor_result_t dma_copy(const void *arg)
{
    const bool *burst = arg;
    static char text[2000];
    const char *why;
    watch_t w = { .sink = { 1ull << F_DMA_ITEM, see } };
    snprintf(
        text, sizeof text,
        "{ \"schema_version\": 1, \"title\": \"copy\", \"max_cycles\": 1000000, \"clocks\": \"400\","
        "  \"setup\": { \"enable\": [\"DMA2\", \"SRAM1\", \"SRAM2\"] },"
        "  \"buffers\": { \"a\": { \"region\": \"SRAM1\", \"size\": 4096, \"align\": 1024, \"init\": 0 },"
        "                 \"b\": { \"region\": \"SRAM2\", \"size\": 4096, \"align\": 1024, \"init\": 0 } },"
        "  \"program\": [ { \"dma_memcpy\": \"b\", \"from\": \"a\", \"stream\": \"DMA2_Stream0\"%s },"
        "                 { \"compute\": 8000 }, { \"dma_wait\": \"DMA2_Stream0\" } ] }",
        *burst ? ", \"burst\": 4" : "");
    result_t *r = system_scenario(text, &w.sink, &why);
    if (!r) return anchor_none(why);
    system_done(r);
    if (w.items < 2) return anchor_none("nothing was copied");
    /* between the first word's landing and the last one's; a burst's words land one after the other, so the
     * last burst has three hclk after its first word */
    double words = 1024 - (*burst ? 4 : 1), time = hclk(w.last - w.first, 2) - (*burst ? 3 : 0);
    return (anchor_result_t){ time / words * (*burst ? 4 : 1), "hclk",
                              *burst ? "four words, 255 bursts" : "a word, 1023 of them" };
}
