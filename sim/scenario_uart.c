/* scenario_uart.c -- shorthands of U(S)ART drivers, as the register accesses they make.
 *
 * RM0433 chapter 48. With DMA: the stream first, then the peripheral's DMA bit (AN4031 4.3); TC is
 * cleared before a transmission. As in scenario_dma.c, no barriers and no cache maintenance. */
#include "scenario_own.h"
#include <stdio.h>
#include <string.h>

enum {
    CR1_UE = 1, CR1_RE = 1 << 2, CR1_TE = 1 << 3, CR1_RXNEIE = 1 << 5, CR1_PS = 1 << 9,
    CR1_PCE = 1 << 10, CR1_M0 = 1 << 12, CR1_OVER8 = 1 << 15, CR1_FIFOEN = 1 << 29,
    CR3_EIE = 1, CR3_DMAR = 1 << 6, CR3_DMAT = 1 << 7,
    ISR_RXNE = 1 << 5, ISR_TC = 1 << 6, ISR_TXE = 1 << 7
};

static bool parse_uart(const place_t *verb, const char **name)
{
    unsigned line;
    return json_string(verb, name) && parse_serial_line(verb, *name, &line);
}

static const char *uart_reg(const char *uart, const char *which, char *name)
{
    snprintf(name, 32, "%s.%s", uart, which);
    return name;
}

static bool is_lpuart(const char *uart) { return !strcmp(uart, "LPUART1"); }

/* USARTDIV rounds to nearest; OVER8 keeps its low four bits shifted right (RM0433 48.5.6). LPUART1: 256
 * times as much, 0x300 at least, 20 bits (49.4.7). */
static bool parse_baud(const build_t *b, const place_t *step, bool lpuart, bool over8, uint32_t *brr)
{
    place_t p = json_member(step, "baud");
    uint64_t baud;
    if (!json_uint(&p, 50, 20000000, &baud)) return false;
    uint64_t div = (((uint64_t)b->s->in.pclk_hz << (lpuart ? 8 : over8)) + baud / 2) / baud;
    if (div < (lpuart ? 0x300 : 16) || div > (lpuart ? 0xFFFFF : 65535))
        return json_error(
            &p, "%llu baud is out of reach from a kernel clock of %u Hz: BRR would be %llu",
            (unsigned long long)baud, b->s->in.pclk_hz, (unsigned long long)div);
    *brr = (uint32_t)(over8 ? (div & 0xFFF0) | (div & 0xF) >> 1 : div);
    return true;
}

/* IDLEIE to PEIE are bits 4 to 8 of CR1. */
static bool uart_interrupts(const place_t *step, uint32_t *cr1, uint32_t *cr3)
{
    static const char *const names[] = { "idle", "rxne", "tc", "txe", "pe", "error", NULL };
    place_t list = json_member(step, "interrupts");
    uint32_t words = 0;
    if (!parse_words(&list, names, &words)) return false;
    *cr1 |= (words & 0x1F) << 4;
    if (words & 0x20) *cr3 |= CR3_EIE;
    return true;
}

static const char *const uart_init_keys[] = { "uart_init",    "baud", "parity",  "stop_bits",
                                              "oversampling", "fifo", "receive", "transmit",
                                              "interrupts",   NULL };
static bool lower_uart_init(build_t *b, const place_t *step, const place_t *verb)
{
    static const char *const parities[] = { "none", "even", "odd", NULL };
    static const uint8_t samples[] = { 16, 8 }, stops[] = { 1, 2 };
    place_t parity = json_member(step, "parity");
    uint32_t cr1 = CR1_UE, cr3 = 0, brr = 0, over8, two;
    const char *uart;
    char name[32];
    int par = 0;
    if (!parse_uart(verb, &uart) || !number_option(step, "oversampling", samples, 2, 0, &over8))
        return false;
    if (over8 && is_lpuart(uart)) return json_error(step, "LPUART1 has no OVER8");
    if (!parse_baud(b, step, is_lpuart(uart), over8, &brr)
        || (parity.v && !json_choice(&parity, parities, &par)))
        return false;
    if (!number_option(step, "stop_bits", stops, 2, 0, &two) || !uart_interrupts(step, &cr1, &cr3))
        return false;
    if (!bit_option(step, "fifo", false, CR1_FIFOEN, &cr1)
        || !bit_option(step, "receive", true, CR1_RE, &cr1)
        || !bit_option(step, "transmit", true, CR1_TE, &cr1))
        return false;
    if (par)
        cr1 |= CR1_PCE | CR1_M0 | (par == 2 ? CR1_PS : 0); /* 8 data bits and the parity bit: 9 */
    if (over8) cr1 |= CR1_OVER8;
    put_write(b, uart_reg(uart, "CR1", name), 0);
    put_write(b, uart_reg(uart, "CR2", name), two << 13);
    put_write(b, uart_reg(uart, "CR3", name), cr3);
    put_write(b, uart_reg(uart, "BRR", name), brr);
    put_write(b, uart_reg(uart, "CR1", name), cr1);
    return true;
}

/* A range of bytes given by the option `key` and "size". */
static bool parse_bytes_of(build_t *b, const place_t *step, const char *key, uint32_t *addr,
                           uint32_t *size)
{
    place_t p = json_member(step, key), n = json_member(step, "size");
    bool unchecked = false;
    where_t w;
    uint64_t v;
    if (!unchecked_step(step, &unchecked) || !parse_where(b, &p, &w)) return false;
    v = w.rest;
    if (n.v && !json_uint(&n, 1, 65536, &v)) return false;
    if (!v) return json_error(step, "\"size\" is missing");
    if (!check_span(b, &p, &w, (uint32_t)v, unchecked)) return false;
    *addr = w.addr, *size = (uint32_t)v;
    return true;
}

static bool uart_dma(build_t *b, const place_t *step, const place_t *verb, bool receive)
{
    place_t stream = json_member(step, "stream"), n = json_member(step, "size");
    setup_t s = { .route = true, .enable = true };
    uint32_t size;
    unsigned line;
    const char *uart;
    char name[32];
    bool unchecked = false;
    if (!parse_uart(verb, &uart) || !parse_serial_line(verb, uart, &line)
        || !parse_stream(&stream, NULL, &s.stream))
        return false;
    if (!parse_bytes_of(b, step, receive ? "to" : "from", &s.m0, &size)
        || !unchecked_step(step, &unchecked))
        return false;
    if (!stream_items(n.v ? &n : step, size, 0, unchecked, &s.ndtr)) return false;
    static const uint8_t request[] = { 41, 43, 45, 63, 65, 71, 79, 81, 9 }; /* RX; TX is the next */
    if (is_lpuart(uart) != (s.stream.dma == BDMA))
        return json_error(&stream, is_lpuart(uart) ? "LPUART1 is served by the BDMA alone"
                                                   : "the BDMA serves D3 alone: LPUART1");
    s.request = request[line] + !receive;
    s.par = reg_addr(b, "%s.%s", uart, receive ? "RDR" : "TDR");
    s.cr = (uint32_t)(receive ? TO_MEMORY : FROM_MEMORY) << 6 | STREAM_MINC | STREAM_TRBUFF;
    if (!bit_option(step, "circular", false, STREAM_CIRC, &s.cr) || !parse_priority(step, &s.cr)
        || !parse_fifo(step, false, &s.fcr) || !parse_interrupts(step, &s)
        || !check_channel(step, &s))
        return false;
    if (!receive) put_write(b, uart_reg(uart, "ICR", name), ISR_TC);
    put_stream(b, &s);
    put_change(b, uart_reg(uart, "CR3", name), 0, receive ? CR3_DMAR : CR3_DMAT);
    return true;
}

static const char *const uart_receive_dma_keys[] = {
    "uart_receive_dma", "to",   "size",       "stream",    "circular",
    "priority",         "fifo", "interrupts", "unchecked", NULL
};
static bool lower_uart_receive_dma(build_t *b, const place_t *step, const place_t *verb)
{ return uart_dma(b, step, verb, true); }

static const char *const uart_transmit_dma_keys[] = {
    "uart_transmit_dma", "from", "size",       "stream",    "circular",
    "priority",          "fifo", "interrupts", "unchecked", NULL
};
static bool lower_uart_transmit_dma(build_t *b, const place_t *step, const place_t *verb)
{ return uart_dma(b, step, verb, false); }

/* r1 runs over the bytes to r2; r3 is ISR, r12 the data register. */
static uint32_t byte_loop(build_t *b, const char *uart, const char *data, uint32_t addr,
                          uint32_t size, uint32_t flag)
{
    script_t *s = &b->script;
    script_uop(s, (uop_t){ .op = U_MOVI, .rd = 1, .imm = addr });
    script_uop(s, (uop_t){ .op = U_MOVI, .rd = 2, .imm = addr + size });
    script_uop(s, (uop_t){ .op = U_MOVI, .rd = 3, .imm = reg_addr(b, "%s.ISR", uart) });
    script_uop(s, (uop_t){ .op = U_MOVI, .rd = 12, .imm = reg_addr(b, "%s.%s", uart, data) });
    uint32_t top = script_here(s);
    script_uop(s, (uop_t){ .op = U_LOAD, .size = 4, .rd = 0, .rn = 3 });
    script_uop(s, (uop_t){ .op = U_BEQ, .rd = 0, .mask = flag, .imm = top });
    return top;
}

static const char *const uart_read_blocking_keys[] = { "uart_read_blocking", "to", "size",
                                                       "unchecked", NULL };
static bool lower_uart_read_blocking(build_t *b, const place_t *step, const place_t *verb)
{
    const char *uart;
    uint32_t addr, size;
    if (!parse_uart(verb, &uart) || !parse_bytes_of(b, step, "to", &addr, &size)) return false;
    uint32_t top = byte_loop(b, uart, "RDR", addr, size, ISR_RXNE);
    script_uop(&b->script, (uop_t){ .op = U_LOAD, .size = 4, .rd = 0, .rn = 12 });
    script_uop(&b->script, (uop_t){ .op = U_STORE, .size = 1, .rd = 0, .rn = 1, .flags = UF_POST });
    script_uop(&b->script, (uop_t){ .op = U_BREG, .rd = 1, .rn = 2, .imm = top });
    show(b, "%u times: wait until %s.ISR.RXNE, read %s.RDR, store the byte", size, uart, uart);
    return true;
}

static const char *const uart_write_blocking_keys[] = {
    "uart_write_blocking", "from", "size", "flush", "unchecked", NULL
};
static bool lower_uart_write_blocking(build_t *b, const place_t *step, const place_t *verb)
{
    place_t flush = json_member(step, "flush");
    const char *uart;
    char name[32];
    uint32_t addr, size;
    bool empty = true;
    if (!parse_uart(verb, &uart) || !parse_bytes_of(b, step, "from", &addr, &size)) return false;
    if (flush.v && !json_bool(&flush, &empty)) return false;
    uint32_t top = byte_loop(b, uart, "TDR", addr, size, ISR_TXE);
    script_uop(&b->script, (uop_t){ .op = U_LOAD, .size = 1, .rd = 0, .rn = 1, .flags = UF_POST });
    script_uop(&b->script, (uop_t){ .op = U_STORE, .size = 4, .rd = 0, .rn = 12 });
    script_uop(&b->script, (uop_t){ .op = U_BREG, .rd = 1, .rn = 2, .imm = top });
    show(b, "%u times: wait until %s.ISR.TXE, load a byte, write %s.TDR", size, uart, uart);
    if (empty) put_wait(b, uart_reg(uart, "ISR", name), ISR_TC, WAIT_ANY, false);
    return true;
}

/* The variable that holds the address of the next byte. */
static bool parse_pointer(build_t *b, const place_t *step, uint32_t *addr)
{
    place_t p = json_member(step, "pointer");
    where_t w;
    if (!parse_where(b, &p, &w) || !check_span(b, &p, &w, 4, false)) return false;
    *addr = w.addr;
    return true;
}

static const char *const uart_read_interrupt_keys[] = {
    "uart_read_interrupt", "to", "size", "pointer", "unchecked", NULL
};
static bool lower_uart_read_interrupt(build_t *b, const place_t *step, const place_t *verb)
{
    const char *uart;
    char name[32];
    uint32_t addr, size, pointer;
    if (!parse_uart(verb, &uart) || !parse_bytes_of(b, step, "to", &addr, &size)
        || !parse_pointer(b, step, &pointer))
        return false;
    script_store(&b->script, pointer, 4, addr);
    show(b, "pointer = 0x%08X", addr);
    put_change(b, uart_reg(uart, "CR1", name), 0, CR1_RXNEIE);
    return true;
}

/* In the handler: one byte to where the pointer says; after the last one RXNEIE goes off. */
static const char *const uart_rx_interrupt_keys[] = { "uart_rx_interrupt", "to",        "size",
                                                      "pointer",           "unchecked", NULL };
static bool lower_uart_rx_interrupt(build_t *b, const place_t *step, const place_t *verb)
{
    const char *uart;
    char name[32];
    script_t *s = &b->script;
    uint32_t addr, size, pointer;
    if (!parse_uart(verb, &uart) || !parse_bytes_of(b, step, "to", &addr, &size)
        || !parse_pointer(b, step, &pointer))
        return false;
    script_uop(s, (uop_t){ .op = U_LOAD, .size = 4, .rd = 1, .rn = R_NONE, .imm = pointer });
    script_uop(
        s,
        (uop_t){
            .op = U_LOAD, .size = 4, .rd = 0, .rn = R_NONE, .imm = reg_addr(b, "%s.RDR", uart) });
    script_uop(s, (uop_t){ .op = U_STORE, .size = 1, .rd = 0, .rn = 1, .flags = UF_POST });
    script_uop(s, (uop_t){ .op = U_STORE, .size = 4, .rd = 1, .rn = R_NONE, .imm = pointer });
    script_uop(s, (uop_t){ .op = U_MOVI, .rd = 2, .imm = addr + size });
    uint32_t branch = script_here(s);
    script_uop(s, (uop_t){ .op = U_BREG, .rd = 1, .rn = 2 });
    show(b, "read %s.RDR, store the byte, move the pointer on; after byte %u:", uart, size);
    put_change(b, uart_reg(uart, "CR1", name), CR1_RXNEIE, 0);
    if (branch < s->room) s->uop[branch].imm = script_here(s);
    script_uop(s, (uop_t){ .op = U_NOP });
    return true;
}

#define VERB(name) { #name, lower_##name, name##_keys }
const verb_row_t uart_verbs[] = {
    VERB(uart_init), VERB(uart_receive_dma), VERB(uart_transmit_dma), VERB(uart_read_blocking),
    VERB(uart_write_blocking), VERB(uart_read_interrupt), VERB(uart_rx_interrupt),
    { NULL, NULL, NULL },
};
