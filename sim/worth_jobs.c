/* worth_jobs.c -- the six jobs of worth.h: each as three scenarios, with the loops that a scenario
 * cannot say.
 *
 * Buffers: "data" (AXI SRAM), "tx" (what a full-duplex master sends),      "next" (where the
 * handler goes on) and "done" in DTCM. Marks: "start", "done". */
#include "worth.h"
#include "regnames.h"
#include <assert.h>
#include <stdarg.h>
#include <string.h>

enum {
    UART_IDLE = 1 << 4, UART_RXNE = 1 << 5, UART_TC = 1 << 6, UART_TXEIE = 1 << 7,
        UART_TCIE = 1 << 6,
    SPI_RXP = 1, SPI_TXP = 1 << 1, SPI_EOT = 1 << 3, SPI_TXTF = 1 << 4,
    SPI_SPE = 1,
    ADC_EOC = 1 << 2,
    I2C_TXIS = 1 << 1, I2C_RXNE = 1 << 2, I2C_STOPF = 1 << 5, I2C_TC = 1 << 6, I2C_FLAGS = 0x30
};
enum { I2C_DEVICE = 0x19, I2C_REGISTER = 0x28 };

/* ---- micro-ops ------------------------------------------------------------------------------- */

static uint32_t reg(const char *name)
{
    uint32_t addr = 0;
    unsigned bit, width;
    bool known = reg_find(name, &addr, &bit, &width);
    assert(known);
    (void)known;
    return addr;
}

static uint32_t buffer(const worth_body_t *b, const char *name)
{
    for (size_t i = 0; i < b->from->names.symbols; i++)
        if (!strcmp(b->from->names.symbol[i].name, name)) return b->from->names.symbol[i].addr;
    assert(!"a buffer of the text");
    return 0;
}

static void load(script_t *s, unsigned rd, uint32_t addr, unsigned size)
{
    script_uop(s, (uop_t){ .op = U_LOAD, .size = (uint8_t)size, .rd = (uint8_t)rd, .rn = R_NONE,
        .imm = addr });
}

static void store(script_t *s, unsigned rd, uint32_t addr, unsigned size)
{
    script_uop(s, (uop_t){ .op = U_STORE, .size = (uint8_t)size, .rd = (uint8_t)rd, .rn = R_NONE,
        .imm = addr });
}

/* r0 through the pointer in rn, which moves on. */
static void take(script_t *s, unsigned rn, unsigned size)
{
    script_uop(s, (uop_t){ .op = U_LOAD, .size = (uint8_t)size, .rd = 0, .rn = (uint8_t)rn,
        .flags = UF_POST });
}

static void put(script_t *s, unsigned rn, unsigned size)
{
    script_uop(s, (uop_t){ .op = U_STORE, .size = (uint8_t)size, .rd = 0, .rn = (uint8_t)rn,
        .flags = UF_POST });
}

static void set(script_t *s, unsigned rd, uint32_t value)
{
    script_uop(s, (uop_t){ .op = U_MOVI, .rd = (uint8_t)rd, .imm = value });
}

/* Branches: forward ones get their target from land(). */
static uint32_t unless_same(script_t *s, unsigned rd, unsigned rn, uint32_t to)
{
    script_uop(s, (uop_t){ .op = U_BREG, .rd = (uint8_t)rd, .rn = (uint8_t)rn, .imm = to });
    return script_here(s) - 1;
}

static uint32_t if_clear(script_t *s, unsigned rd, uint32_t mask, uint32_t to)
{
    script_uop(s, (uop_t){ .op = U_BEQ, .rd = (uint8_t)rd, .mask = mask, .imm = to });
    return script_here(s) - 1;
}

static uint32_t jump(script_t *s, uint32_t to)
{
    script_uop(s, (uop_t){ .op = U_B, .imm = to });
    return script_here(s) - 1;
}

static void land(script_t *s, uint32_t branch)
{
    if (branch < s->room) s->uop[branch].imm = script_here(s);
}

/* ---- pieces of text -------------------------------------------------------------------------- */

/* printf, with ' for ": JSON in C is unreadable otherwise. */
static void say(FILE *f, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(FILE *f, const char *format, ...)
{
    char text[2048];
    va_list a;
    va_start(a, format);
    int n = vsnprintf(text, sizeof text, format, a);
    va_end(a);
    assert(n >= 0 && n < (int)sizeof text);
    (void)n;
    for (const char *p = text; *p; p++) fputc(*p == '\'' ? '"' : *p, f);
}

static void head(FILE *f, const char *enable, unsigned bytes, const char *more)
{
    say(f, "{ 'schema_version': 1, 'title': 'worth', 'max_cycles': 4000000000,\n"
        "'clocks': { 'cpu': 400, 'hclk': 200, 'pclk': 100, 'pll1q': 160 },\n"
        "'setup': { 'dcache': true, 'enable': [%s] },\n'buffers': {\n"
        "  'data': { 'region': 'AXISRAM', 'size': %u, 'init': 0 },%s\n"
        "  'next': { 'region': 'DTCM', 'size': 4, 'init': 0 },\n"
        "  'done': { 'region': 'DTCM', 'size': 4, 'init': 0 } },\n", enable, bytes, more);
}

/* What a transfer tells its stream each time. */
static void arm(FILE *f, int dma, int stream, const char *memory, unsigned items)
{
    say(f, "  { 'dma_clear': 'DMA%d_Stream%d' }, { 'write': 'DMA%d.S%dNDTR', 'value': %u },\n"
        "  { 'write': 'DMA%d.S%dM0AR', 'value': '%s' }, { 'write': 'DMA%d.S%dCR.EN', "
        "'value': 1 },\n",
        dma, stream, dma, stream, items, dma, stream, memory, dma, stream);
}

/* What it is told once. */
static void route(FILE *f, int dma, int stream, const char *request, const char *far,
                  const char *memory, unsigned items, unsigned width, bool sends,
                  const char *interrupts)
{
    say(f, "  { 'dma_start': 'DMA%d_Stream%d', 'direction': '%s', 'request': '%s', "
        "'peripheral': '%s',\n"
        "    'memory': '%s', 'count': %u, 'psize': %u, 'msize': %u, 'interrupts': [%s], "
        "'enable': false },\n",
        dma, stream, sends ? "memory-to-peripheral" : "peripheral-to-memory", request, far,
        memory, items, width, width, interrupts);
}

static const char begin[] = "  { 'mark': 'start' },\n";
static const char not_yet[] = "  { 'store': 'done', 'value': 0 },\n";
static const char from_the_start[] = "  { 'store': 'next', 'value': 'data' },\n";
static const char asleep[] = "  { 'wait': 'done', 'equals': 1, 'sleep': true },\n";
static const char over[] = "  { 'mark': 'done' },\n";
static const char told[] = "{ 'store': 'done', 'value': 1 }, { 'dsb': true }";

static void handler(FILE *f, const char *name, const char *body)
{
    say(f, "'handlers': { '%s': { 'priority': 5, 'do': [ %s ] } } }\n", name, body);
}

/* ---- UART: print ----------------------------------------------------------------------------- */

static void uart_tx_text(FILE *f, worth_way_t way, unsigned size)
{
    head(f, "'USART3', 'DMA1'", size, "");
    say(f, "'program': [\n  { 'uart_init': 'USART3', 'baud': 115200, 'receive': false },\n");
    if (way != WORTH_BLOCKING) say(f, "  { 'irq_enable': 'USART3' },\n");
    if (way == WORTH_DMA) route(f, 1, 0, "USART3_TX", "USART3.TDR", "data", size, 1, true, "");
    say(f, "  { 'fill': 'data', 'value': 0, 'step': 1 }, { 'compute': 100000 },\n%s", begin);
    if (way == WORTH_BLOCKING) {
        say(f, "  { 'uart_write_blocking': 'USART3', 'from': 'data' },\n%s  "
            "{ 'nop': true } ] }\n", over);
        return;
    }
    say(f, "%s", not_yet);
    if (way == WORTH_DMA) say(f, "  { 'clean': 'data' },\n");
    else say(f, "%s", from_the_start);
    say(f, "  { 'write': 'USART3.ICR', 'value': '0x40' },\n");
    if (way == WORTH_DMA) {
        arm(f, 1, 0, "data", size);
        say(f, "  { 'write': 'USART3.CR3.DMAT', 'value': 1 }, { 'write': 'USART3.CR1.TCIE', "
            "'value': 1 },\n");
    } else {
        say(f, "  { 'write': 'USART3.CR1.TXEIE', 'value': 1 },\n");
    }
    say(f, "%s%s  { 'nop': true } ],\n", asleep, over);
    if (way == WORTH_INTERRUPT) {
        handler(f, "USART3", "{ 'svc': 1 }, { 'dsb': true }");
        return;
    }
    char body[400];
    snprintf(body, sizeof body, "{ 'write': 'USART3.ICR', 'value': '0x40' }, "
        "{ 'write': 'USART3.CR1.TCIE', 'value': 0 },\n"
        "  { 'write': 'USART3.CR3.DMAT', 'value': 0 }, { 'read': 'DMA1.LISR.TEIF0', "
        "'expect': 0 }, %s", told);
    handler(f, "USART3", body);
}

/* TXE: the next byte; behind the last one TCIE takes over. TC: the end. A look at TC, for TXE may
 * have risen once more before TXEIE was cleared, and the interrupt is pending then without a
 * reason. */
static void uart_tx_body(const worth_body_t *b)
{
    script_t *s = b->s;
    uint32_t next = buffer(b, "next"), cr1 = reg("USART3.CR1");
    load(s, 1, next, 4);
    set(s, 2, buffer(b, "data") + b->size);
    uint32_t more = unless_same(s, 1, 2, 0);
    load(s, 0, reg("USART3.ISR"), 4);
    uint32_t not_yet_over = if_clear(s, 0, UART_TC, 0);
    script_store(s, reg("USART3.ICR"), 4, UART_TC);
    script_modify(s, cr1, 4, UART_TCIE, 0);
    script_store(s, buffer(b, "done"), 4, 1);
    uint32_t out = jump(s, 0);
    land(s, more);
    take(s, 1, 1);
    store(s, 0, reg("USART3.TDR"), 4);
    store(s, 1, next, 4);
    uint32_t not_last = unless_same(s, 1, 2, 0);
    script_modify(s, cr1, 4, UART_TXEIE, UART_TCIE);
    land(s, not_yet_over), land(s, not_last), land(s, out);
}

/* ---- UART: receive until the line is idle ---------------------------------------------------- */

/* A sentence is shorter than the driver's buffer. */
enum { SENTENCE_ROOM = 32 };

static void gps_text(FILE *f, worth_way_t way, unsigned size)
{
    head(f, "'USART3', 'DMA1'", size + SENTENCE_ROOM, "");
    say(f, "'world': { 'uart': { 'USART3': { 'baud': 9600, 'rx': [{ 'at': '20us', 'bytes': "
        "{ 'ramp': 0, 'count': %u } }] } } },\n"
        "'program': [\n  { 'uart_init': 'USART3', 'baud': 9600, 'transmit': false },\n",
        size);
    if (way != WORTH_BLOCKING) say(f, "  { 'irq_enable': 'USART3' },\n");
    if (way == WORTH_DMA) route(f, 1, 0, "USART3_RX", "USART3.RDR", "data", size, 1, false, "");
    say(f, "%s", begin);
    if (way != WORTH_BLOCKING) say(f, "%s", not_yet);
    if (way == WORTH_DMA) say(f, "  { 'invalidate': 'data' },\n");
    say(f, "  { 'write': 'USART3.ICR', 'value': '0x10' },\n");
    if (way == WORTH_DMA) {
        arm(f, 1, 0, "data", size + SENTENCE_ROOM);
        say(f, "  { 'write': 'USART3.CR3.DMAR', 'value': 1 }, { 'write': 'USART3.CR1.IDLEIE', "
            "'value': 1 },\n");
    } else if (way == WORTH_INTERRUPT) {
        say(f, "%s  { 'write': 'USART3.CR1.RXNEIE', 'value': 1 }, { 'write': 'USART3.CR1.IDLEIE', "
            "'value': 1 },\n", from_the_start);
    } else {
        say(f, "  { 'svc': 1 },\n");
    }
    if (way != WORTH_BLOCKING) say(f, "%s", asleep);
    if (way == WORTH_DMA) say(f, "  { 'invalidate': 'data', 'size': %u },\n", size);
    say(f, "%s  { 'compare': 'data', 'with': { 'ramp': 0, 'count': %u } } ]%s\n", over, size,
        way ? "," : " }");
    if (way == WORTH_INTERRUPT) handler(f, "USART3", "{ 'svc': 1 }");
    if (way != WORTH_DMA) return;
    char body[600];
    snprintf(body, sizeof body, "{ 'write': 'USART3.ICR', 'value': '0x10' }, "
        "{ 'read': 'DMA1.LISR.TEIF0', 'expect': 0 },\n"
        "  { 'dma_stop': 'DMA1_Stream0' }, { 'write': 'USART3.CR3.DMAR', 'value': 0 }, "
        "{ 'write': 'USART3.CR1.IDLEIE', 'value': 0 },\n"
        "  { 'read': 'DMA1.S0NDTR', 'expect': %d }, %s", SENTENCE_ROOM, told);
    handler(f, "USART3", body);
}

/* Handler: a byte or the end. Blocking: the same, again and again; r1 stays in its register. */
static void gps_body(const worth_body_t *b)
{
    script_t *s = b->s;
    bool poll = b->way == WORTH_BLOCKING;
    uint32_t isr = reg("USART3.ISR"), rdr = reg("USART3.RDR"), next = buffer(b, "next");
    if (poll) set(s, 1, buffer(b, "data"));
    uint32_t top = script_here(s);
    load(s, 3, isr, 4);
    uint32_t quiet = if_clear(s, 3, UART_RXNE, 0), out;
    if (!poll) load(s, 1, next, 4);
    load(s, 0, rdr, 4);
    put(s, 1, 1);
    if (!poll) store(s, 1, next, 4);
    out = jump(s, top);
    land(s, quiet);
    if (poll) {
        if_clear(s, 3, UART_IDLE, top);
        script_store(s, reg("USART3.ICR"), 4, UART_IDLE);
        return;
    }
    script_store(s, reg("USART3.ICR"), 4, UART_IDLE);
    script_modify(s, reg("USART3.CR1"), 4, UART_IDLE | UART_RXNE, 0);
            /* IDLEIE and RXNEIE: the flags' places */
    script_store(s, buffer(b, "done"), 4, 1);
    script_dsb(s);
    land(s, out);
}

/* ---- SPI: a sensor, full duplex -------------------------------------------------------------- */

static void sensor_text(FILE *f, worth_way_t way, unsigned size)
{
    static const char *const interrupts[] = { "", "'rxp', 'eot'", "'eot'" };
    char tx[100];
    snprintf(tx, sizeof tx, "\n  'tx': { 'region': 'AXISRAM', 'size': %u, 'init': 0 },", size);
    head(f, "'SPI1', 'DMA2'", size, tx);
    say(f, "'world': { 'spi': { 'SPI1': [{ 'device': 'registers', 'select': 'NSS', 'registers': "
        "{ 'ramp': 0, 'count': 128 } }] } },\n"
        "'program': [\n  { 'spi_init': 'SPI1', 'speed': 10000000, 'select': 'hardware', "
        "'interrupts': [%s] },\n", interrupts[way]);
    if (way != WORTH_BLOCKING) say(f, "  { 'irq_enable': 'SPI1' },\n");
    if (way == WORTH_DMA) route(f, 2, 2, "SPI1_RX", "SPI1.RXDR", "data", size, 1, false, "");
    if (way == WORTH_DMA) route(f, 2, 3, "SPI1_TX", "SPI1.TXDR", "tx", size, 1, true, "");
    say(f, "  { 'fill': 'tx', 'value': 0 }, { 'store': 'tx', 'size': 1, 'value': '0x80' },\n%s",
        begin);
    if (way == WORTH_BLOCKING) {
        say(f, "  { 'spi_transfer_blocking': 'SPI1', 'to': 'data', 'from': 'tx' },\n");
    } else {
        say(f, "%s", not_yet);
        if (way == WORTH_DMA) say(f, "  { 'clean': 'tx' }, { 'invalidate': 'data' },\n");
        say(f, "  { 'write': 'SPI1.CR2', 'value': %u },\n", size);
        if (way == WORTH_DMA) {                         /* the order of RM0433 50.4.14 */
            say(f, "  { 'write': 'SPI1.CFG1.RXDMAEN', 'value': 1 },\n");
            arm(f, 2, 2, "data", size), arm(f, 2, 3, "tx", size);
            say(f, "  { 'write': 'SPI1.CFG1.TXDMAEN', 'value': 1 },\n");
        } else {
            say(f, "%s", from_the_start);
        }
        say(f, "  { 'write': 'SPI1.CR1.SPE', 'value': 1 }, { 'write': 'SPI1.CR1.CSTART', "
            "'value': 1 },\n");
        if (way == WORTH_INTERRUPT) say(f, "  { 'svc': 2 },\n");
        say(f, "%s", asleep);
        if (way == WORTH_DMA) say(f, "  { 'invalidate': 'data' },\n");
    }
    say(f, "%s", over);
    say(f, "  { 'compare': 'data+1', 'size': %u, 'with': { 'ramp': 0 } } ]%s\n", size - 1,
        way ? "," : " }");
    if (way == WORTH_INTERRUPT) handler(f, "SPI1", "{ 'svc': 1 }, { 'dsb': true }");
    if (way != WORTH_DMA) return;
    char body[700];
    snprintf(body, sizeof body, "{ 'write': 'SPI1.IFCR', 'value': '0x18' }, "
        "{ 'dma_wait': 'DMA2_Stream2', 'clear': false },\n"
        "  { 'read': 'DMA2.LISR.TEIF2', 'expect': 0 }, { 'write': 'SPI1.CR1.SPE', "
        "'value': 0 },\n"
        "  { 'write': 'SPI1.CFG1.TXDMAEN', 'value': 0 }, { 'write': 'SPI1.CFG1.RXDMAEN', "
        "'value': 0 }, %s", told);
    handler(f, "SPI1", body);
}

/* 2: the first byte, and a second one so that the line does not fall idle; 1: each byte received
 * brings the next but one; EOT: the end. Byte k + 2 of "tx" lies where byte k of "data" goes,
 * in the other buffer. */
static void sensor_body(const worth_body_t *b)
{
    script_t *s = b->s;
    uint32_t data = buffer(b, "data"), tx = buffer(b, "tx"), next = buffer(b, "next"),
        txdr = reg("SPI1.TXDR");
    if (b->which == 2) {
        set(s, 1, tx);
        for (unsigned i = 0; i < 2 && i < b->size; i++) take(s, 1, 1), store(s, 0, txdr, 1);
        return;
    }
    load(s, 3, reg("SPI1.SR"), 4);
    uint32_t no_byte = if_clear(s, 3, SPI_RXP, 0);
    load(s, 1, next, 4);
    load(s, 0, reg("SPI1.RXDR"), 1);
    put(s, 1, 1);
    store(s, 1, next, 4);
    set(s, 2, data + b->size - 2);                     /* behind it every byte has been sent */
    script_uop(s, (uop_t){ .op = U_ALU, .rd = 12, .rn = 2, .rm = 1, .val = ALU_SUB });
    script_uop(s, (uop_t){ .op = U_BNE, .rd = 12, .mask = 1u << 31 });
    uint32_t all_sent = script_here(s) - 1;
    script_uop(s, (uop_t){ .op = U_LOAD, .size = 1, .rd = 0, .rn = 1, .imm = tx - data + 1 });
    store(s, 0, txdr, 1);
    land(s, all_sent), land(s, no_byte);
    uint32_t go_on = if_clear(s, 3, SPI_EOT, 0);
    script_store(s, reg("SPI1.IFCR"), 4, SPI_EOT | SPI_TXTF);
    script_modify(s, reg("SPI1.CR1"), 4, SPI_SPE, 0);
    script_store(s, buffer(b, "done"), 4, 1);
    land(s, go_on);
}

/* ---- SPI: a display -------------------------------------------------------------------------- */

static void display_text(FILE *f, worth_way_t way, unsigned size)
{
    head(f, "'SPI1', 'DMA2'", size, "");
    say(f, "'world': { 'spi': { 'SPI1': [{ 'device': 'sink' }] } },\n"
        "'program': [\n  { 'spi_init': 'SPI1', 'speed': 10000000, 'bits': 16, "
        "'direction': 'transmit'%s },\n",
        way ? ", 'interrupts': ['eot']" : "");
    if (way != WORTH_BLOCKING) say(f, "  { 'irq_enable': 'SPI1' },\n");
    if (way == WORTH_DMA) route(f, 2, 3, "SPI1_TX", "SPI1.TXDR", "data", size / 2, 2, true, "");
    say(f, "  { 'fill': 'data', 'value': 0, 'step': 1 },\n%s", begin);
    if (way != WORTH_BLOCKING) say(f, "%s", not_yet);
    if (way == WORTH_DMA) say(f, "  { 'clean': 'data' },\n");
    if (way == WORTH_INTERRUPT) say(f, "%s", from_the_start);
    say(f, "  { 'write': 'SPI1.CR2', 'value': %u },\n", size / 2);
    if (way == WORTH_DMA) {
        arm(f, 2, 3, "data", size / 2);
        say(f, "  { 'write': 'SPI1.CFG1.TXDMAEN', 'value': 1 },\n");
    }
    say(f, "  { 'write': 'SPI1.CR1.SPE', 'value': 1 }, { 'write': 'SPI1.CR1.CSTART', "
        "'value': 1 },\n");
    if (way == WORTH_BLOCKING) say(f, "  { 'svc': 2 }, { 'spi_wait': 'SPI1' },\n");
    if (way == WORTH_INTERRUPT) say(f, "  { 'write': 'SPI1.IER', 'value': '0x0A' },\n");
    if (way != WORTH_BLOCKING) say(f, "%s", asleep);
    say(f, "%s  { 'nop': true } ]%s\n", over, way ? "," : " }");
    if (way == WORTH_INTERRUPT) handler(f, "SPI1", "{ 'svc': 1 }, { 'dsb': true }");
    if (way != WORTH_DMA) return;
    char body[500];
    snprintf(body, sizeof body, "{ 'write': 'SPI1.IFCR', 'value': '0x18' }, "
        "{ 'read': 'DMA2.LISR.TEIF3', 'expect': 0 },\n"
        "  { 'write': 'SPI1.CR1.SPE', 'value': 0 }, { 'write': 'SPI1.CFG1.TXDMAEN', "
        "'value': 0 }, %s", told);
    handler(f, "SPI1", body);
}

/* 2: all pixels, polled; 1: one pixel, or the end. TXTF switches TXPIE off by itself behind the
 * last one. */
static void display_body(const worth_body_t *b)
{
    script_t *s = b->s;
    uint32_t sr = reg("SPI1.SR"), txdr = reg("SPI1.TXDR"), next = buffer(b, "next"),
        data = buffer(b, "data");
    if (b->which == 2) {
        set(s, 1, data);
        set(s, 2, data + b->size);
        uint32_t top = script_here(s);
        load(s, 0, sr, 4);
        if_clear(s, 0, SPI_TXP, top);
        take(s, 1, 2);
        store(s, 0, txdr, 2);
        unless_same(s, 1, 2, top);
        return;
    }
    load(s, 3, sr, 4);
    uint32_t full = if_clear(s, 3, SPI_TXP, 0);
    load(s, 1, next, 4);
    take(s, 1, 2);
    store(s, 0, txdr, 2);
    store(s, 1, next, 4);
    uint32_t out = jump(s, 0);
    land(s, full);
    uint32_t go_on = if_clear(s, 3, SPI_EOT, 0);
    script_store(s, reg("SPI1.IFCR"), 4, SPI_EOT | SPI_TXTF);
    script_modify(s, reg("SPI1.CR1"), 4, SPI_SPE, 0);
    script_store(s, buffer(b, "done"), 4, 1);
    land(s, out), land(s, go_on);
}

/* ---- ADC ------------------------------------------------------------------------------------- */

static void adc_text(FILE *f, worth_way_t way, unsigned size)
{
    static const char *const how[] = { "", ", 'interrupts': ['eoc']", ", 'dma': 'one-shot'" };
    head(f, "'ADC12', 'DMA1'", 2 * size, "");
    say(f, "'world': { 'adc': { 'ADC1_IN3': { 'constant': '0x1234' } } },\n'program': [\n"
        "  { 'adc_init': 'ADC1', 'clock': 'hclk/4', 'channels': [3], 'sampling': 64.5, "
        "'continuous': true%s },\n", how[way]);
    if (way == WORTH_INTERRUPT) say(f, "  { 'irq_enable': 'ADC' },\n");
    if (way == WORTH_DMA) say(f, "  { 'irq_enable': 'DMA1_Stream1' },\n");
    if (way == WORTH_DMA) route(f, 1, 1, "ADC1", "ADC1.DR", "data", size, 2, false, "'tc', 'te'");
    say(f, "%s", begin);
    if (way != WORTH_BLOCKING) say(f, "%s", not_yet);
    if (way == WORTH_INTERRUPT) say(f, "%s", from_the_start);
    if (way == WORTH_DMA) {
        say(f, "  { 'invalidate': 'data' },\n");
        arm(f, 1, 1, "data", size);
    }
    say(f, "  { 'adc_start': 'ADC1' },\n");
    say(f, "%s", way == WORTH_BLOCKING ? "  { 'svc': 2 },\n" : asleep);
    if (way == WORTH_DMA) say(f, "  { 'invalidate': 'data' },\n");
    say(f, "%s  { 'compare': 'data', 'with': { 'repeat': '34 12', 'count': %u } } ]%s\n", over,
        2 * size, way ? "," : " }");
    if (way == WORTH_INTERRUPT) handler(f, "ADC", "{ 'svc': 1 }");
    if (way != WORTH_DMA) return;
    char body[300];
    snprintf(body, sizeof body, "{ 'read': 'DMA1.LISR.TCIF1', 'expect': 1 }, "
        "{ 'dma_clear': 'DMA1_Stream1' }, %s", told);
    handler(f, "DMA1_Stream1", body);
}

static void adc_body(const worth_body_t *b)
{
    script_t *s = b->s;
    uint32_t dr = reg("ADC1.DR"), next = buffer(b, "next"), end = buffer(b, "data") + 2 * b->size;
    if (b->which == 2) {
        set(s, 1, buffer(b, "data"));
        set(s, 2, end);
        uint32_t top = script_here(s);
        load(s, 0, reg("ADC1.ISR"), 4);
        if_clear(s, 0, ADC_EOC, top);
        load(s, 0, dr, 4);
        put(s, 1, 2);
        unless_same(s, 1, 2, top);
        return;
    }
    load(s, 1, next, 4);
    load(s, 0, dr, 4);                                 /* clears EOC */
    put(s, 1, 2);
    store(s, 1, next, 4);
    set(s, 2, end);
    uint32_t go_on = unless_same(s, 1, 2, 0);
    script_store(s, reg("ADC1.IER"), 4, 0);
    script_store(s, buffer(b, "done"), 4, 1);
    script_dsb(s);
    land(s, go_on);
}

/* ---- I2C: a sensor --------------------------------------------------------------------------- */

static void i2c_text(FILE *f, worth_way_t way, unsigned size)
{
    static const char *const how[] = { "", ", 'interrupts': ['tx', 'rx', 'tc', 'stop', 'nack']",
                                       ", 'interrupts': ['tx', 'tc', 'stop', 'nack']" };
    head(f, "'I2C1', 'DMA1'", size, "");
    say(f, "'world': { 'i2c': { 'I2C1': { 'devices': [{ 'address': %d, 'registers': { 'ramp': 0, "
        "'count': 256 } }] } } },\n"
        "'program': [\n  { 'i2c_init': 'I2C1', 'speed': 400000%s },\n", I2C_DEVICE,
        how[way]);
    if (way != WORTH_BLOCKING) say(f, "  { 'irq_enable': 'I2C1_EV' },\n");
    if (way == WORTH_DMA) route(f, 1, 0, "I2C1_RX", "I2C1.RXDR", "data", size, 1, false, "");
    say(f, "%s", begin);
    if (way == WORTH_BLOCKING) {
        say(f, "  { 'i2c_read_blocking': 'I2C1', 'device': %d, 'register': %d, 'to': 'data' },\n",
            I2C_DEVICE, I2C_REGISTER);
    } else {
        say(f, "%s", not_yet);
        if (way == WORTH_INTERRUPT) say(f, "%s", from_the_start);
        say(f, "  { 'write': 'I2C1.ICR', 'value': %d },\n", I2C_FLAGS);
        if (way == WORTH_DMA) {
            say(f, "  { 'invalidate': 'data' },\n");
            arm(f, 1, 0, "data", size);
            say(f, "  { 'write': 'I2C1.CR1.RXDMAEN', 'value': 1 },\n");
        }
        say(f, "  { 'write': 'I2C1.CR2', 'value': %d },\n%s", I2C_DEVICE << 1 | 1 << 16 | 1 << 13,
            asleep);
        if (way == WORTH_DMA) say(f, "  { 'invalidate': 'data' },\n");
    }
    say(f, "%s  { 'compare': 'data', 'with': { 'ramp': %d } } ]%s\n", over, I2C_REGISTER,
        way ? "," : " }");
    if (way != WORTH_BLOCKING) handler(f, "I2C1_EV", "{ 'svc': 1 }, { 'dsb': true }");
}

/* What the flags say: a byte received; the register's number wanted; it is gone, read on; the end. */
static void i2c_body(const worth_body_t *b)
{
    script_t *s = b->s;
    uint32_t next = buffer(b, "next"), out[3], branch;
    load(s, 3, reg("I2C1.ISR"), 4);
    if (b->way == WORTH_INTERRUPT) {
        branch = if_clear(s, 3, I2C_RXNE, 0);
        load(s, 1, next, 4);
        load(s, 0, reg("I2C1.RXDR"), 4);
        put(s, 1, 1);
        store(s, 1, next, 4);
        out[0] = jump(s, 0);
        land(s, branch);
    }
    branch = if_clear(s, 3, I2C_TXIS, 0);
    script_store(s, reg("I2C1.TXDR"), 4, I2C_REGISTER);
    out[1] = jump(s, 0);
    land(s, branch);
    branch = if_clear(s, 3, I2C_TC, 0);
    script_store(s, reg("I2C1.CR2"), 4, I2C_DEVICE << 1 | b->size << 16 | 1 << 25 | 1 << 13 | 1 << 10);
    out[2] = jump(s, 0);
    land(s, branch);
    branch = if_clear(s, 3, I2C_STOPF, 0);
    script_store(s, reg("I2C1.ICR"), 4, I2C_FLAGS);
    if (b->way == WORTH_DMA) {
        script_modify(s, reg("I2C1.CR1"), 4, 1 << 15, 0);             /* RXDMAEN */
        script_expect(s, reg("DMA1.LISR"), 4, 1 << 3, 0);             /* TEIF0 */
    }
    script_store(s, buffer(b, "done"), 4, 1);
    land(s, branch);
    for (int i = b->way == WORTH_INTERRUPT ? 0 : 1; i < 3; i++) land(s, out[i]);
}

/* ---- the table ------------------------------------------------------------------------------- */

const worth_job_t worth_job[WORTH_JOBS] = {
    { .name = "uart-print", .title = "UART debug print, 115200 baud", .unit = "bytes", .size = 40,
        .least = 1, .most = 256,
      .step = 1, .item = 1, .sends = true, .slot = SLOT_USART3, .over = UART_TC,
          .text = uart_tx_text, .body = uart_tx_body },
    { .name = "gps", .title = "GPS sentence, 9600 baud, until idle", .unit = "bytes", .size = 80,
        .least = 1, .most = 128,
      .step = 1, .item = 1, .slot = SLOT_USART3, .text = gps_text, .body = gps_body },
    { .name = "spi-sensor", .title = "SPI sensor, 10 MHz", .unit = "bytes", .size = 10,
        .least = 2, .most = 128,
      .step = 1, .item = 1, .slot = SLOT_SPI1, .text = sensor_text, .body = sensor_body },
    { .name = "spi-display", .title = "SPI display, 10 MHz, 16-bit pixels", .unit = "bytes",
        .size = 65536, .least = 2,
      .most = 65536, .step = 2, .item = 2, .sends = true, .slot = SLOT_SPI1, .over = SPI_EOT,
          .text = display_text, .body = display_body },
    { .name = "adc", .title = "ADC continuous, 342 kS/s", .unit = "samples", .size = 1024,
        .least = 1, .most = 4096,
      .step = 1, .item = 1, .slot = SLOT_ADC12, .text = adc_text, .body = adc_body },
    { .name = "i2c-sensor", .title = "I2C sensor, 400 kHz", .unit = "bytes", .size = 6,
        .least = 1, .most = 128,
      .step = 1, .item = 1, .slot = SLOT_I2C1, .text = i2c_text, .body = i2c_body },
};
