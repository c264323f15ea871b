/* scenario_world.c -- "world": what happens from outside, at given times: bytes on serial lines, levels
 * at pins, and forced cache events (legal at any time for cacheable Normal memory: TRM 5.9). */
#include "scenario_own.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const serial_names[] = { "USART1", "USART2", "USART3", "UART4", "UART5",
                                     "USART6", "UART7",  "UART8",  "LPUART1", NULL };

bool parse_serial_line(const place_t *p, const char *name, unsigned *line)
{
    for (*line = 0; serial_names[*line]; ++*line)
        if (!strcmp(serial_names[*line], name)) return true;
    suggest_t s;
    return json_error(p, "no serial line \"%.40s\"%s", name, suggest_from(&s, name, serial_names));
}

/* ---- bytes on a line ---------------------------------------------------------------------------- */

enum { PARITY_NONE, PARITY_EVEN, PARITY_ODD };
static const char *const parities[] = { "none", "even", "odd", NULL };

typedef struct {                 /* one line's sender */
    tick_t  bit16, next;         /* next: when the line is free */
    uint8_t line, parity, stops;
} sender_t;

static tick_t bits(const sender_t *s, uint64_t n)
{ return (tick_t)(((unsigned __int128)s->bit16 * n) >> 16); }

static void send_frame(build_t *b, sender_t *s, tick_t at, uint8_t byte, uint8_t fault)
{
    rx_byte_t *r = list_add(b, &b->rx, sizeof *r);
    unsigned odd = (unsigned)__builtin_parity(byte), count = 8;
    uint16_t value = byte;
    if (s->parity != PARITY_NONE)
        value |= (uint16_t)((odd ^ (s->parity == PARITY_ODD)) << 8), count = 9;
    *r = (rx_byte_t){ .at = at,
                      .bit16 = s->bit16,
                      .value = value,
                      .line = s->line,
                      .bits = (uint8_t)count,
                      .stops = s->stops,
                      .fault = fault };
    s->next = at + bits(s, 1 + count + s->stops);
}

static const char *const rx_keys[] = { "at", "bytes", "break", "gap_bits", "bad_stop", NULL };

/* One entry of "rx": some bytes, or a break, at a time or when the entry before it is over. */
static bool parse_rx_entry(build_t *b, const place_t *p, sender_t *s)
{
    place_t at = json_member(p, "at"), bytes = json_member(p, "bytes"),
            brk = json_member(p, "break"), gap = json_member(p, "gap_bits"),
            bad = json_member(p, "bad_stop");
    tick_t t = s->next;
    uint64_t idle = 0;
    bool is_break = false, bad_stop = false;
    bytes_t data = { 0 };
    if (!json_keys(p, rx_keys)) return false;
    if (at.v && !parse_time(b, &at, &t)) return false;
    if (gap.v && !json_uint(&gap, 0, 100000, &idle)) return false;
    if (bad.v && !json_bool(&bad, &bad_stop)) return false;
    if (brk.v && !json_bool(&brk, &is_break)) return false;
    if (!!bytes.v + is_break != 1)
        return json_error(p, "either \"bytes\" or \"break\": true is wanted");
    if (at.v && t < s->next)
        return json_error(&at, "the bytes before this are still on the line then");
    if (is_break) {
        send_frame(b, s, t, 0, SERIAL_BREAK);
        return true;
    }
    if (!parse_bytes(b, &bytes, 0, &data)) return false;
    if (b->rx.count + data.size > RX_MAX)
        return json_error(p, "more than %d bytes from outside", RX_MAX);
    for (uint32_t i = 0; i < data.size; i++) {
        send_frame(b, s, t, data.byte[i], bad_stop ? SERIAL_BAD_STOP : SERIAL_FINE);
        t = s->next + bits(s, idle);
    }
    return true;
}

static bool parse_line(build_t *b, const place_t *p)
{
    static const char *const keys[] = { "baud", "parity", "stop_bits", "rx", NULL };
    place_t baud = json_member(p, "baud"), parity = json_member(p, "parity"),
            stops = json_member(p, "stop_bits"), rx = json_member(p, "rx");
    uint64_t rate, stop = 1;
    unsigned line;
    int par = 0, i = 0;
    if (!parse_serial_line(p, p->key, &line) || !json_keys(p, keys)
        || !json_uint(&baud, 50, 20000000, &rate))
        return false;
    if (parity.v && !json_choice(&parity, parities, &par)) return false;
    if (stops.v && !json_uint(&stops, 1, 2, &stop)) return false;
    if (!json_array(&rx, 0, RX_MAX)) return false;
    sender_t s = { .bit16 = (TICKS_PER_SECOND << 16) / rate,
                   .line = (uint8_t)line,
                   .parity = (uint8_t)par,
                   .stops = (uint8_t)stop };
    for (const cJSON *k = rx.v->child; k; k = k->next) {
        place_t at = json_item(&rx, k, i++);
        if (!parse_rx_entry(b, &at, &s)) return false;
    }
    return true;
}

static int by_rx_time(const void *x, const void *y)
{
    const rx_byte_t *a = x, *b = y;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    return (int)a->line - (int)b->line;         /* one line never has two frames at a time */
}

/* ---- forced cache events ------------------------------------------------------------------------- */

static bool parse_forced(build_t *b, const place_t *p)
{
    static const char *const keys[] = { "at", "evict", "speculate", "size", "unchecked", NULL };
    place_t at = json_member(p, "at"), evict = json_member(p, "evict"),
            fill = json_member(p, "speculate"), size = json_member(p, "size");
    const place_t *which = evict.v ? &evict : &fill;
    bool unchecked = false;
    uint64_t n = 1;
    tick_t t;
    where_t w;
    if (!json_keys(p, keys) || !unchecked_step(p, &unchecked)) return false;
    if (!!evict.v + !!fill.v != 1)
        return json_error(p, "either \"evict\" or \"speculate\" is wanted");
    if (!parse_time(b, &at, &t) || !parse_where(b, which, &w)) return false;
    if (size.v && !json_uint(&size, 1, 1 << 20, &n)) return false;
    if (!check_span(b, which, &w, (uint32_t)n, unchecked)) return false;
    for (uint64_t line = w.addr & ~31u; line < (uint64_t)w.addr + n; line += 32) {
        if (b->forced.count >= FORCED_MAX)
            return json_error(p, "more than %d forced cache events", FORCED_MAX);
        forced_t *f = list_add(b, &b->forced, sizeof *f);
        *f = (forced_t){ .at = t,
                         .addr = (uint32_t)line,
                         .what = evict.v ? FORCE_EVICT : FORCE_FILL };
    }
    return true;
}

static int by_forced_time(const void *x, const void *y)
{
    const forced_t *a = x, *b = y;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    if (a->addr != b->addr) return a->addr < b->addr ? -1 : 1;
    return (int)a->what - (int)b->what;
}

/* ---- pins ----------------------------------------------------------------------------------------- */

static const char *const pin_levels[] = { "low", "high", "released", NULL };   /* as PIN_LOW ... */

/* "PA0" to "PK15". */
bool parse_pin(const place_t *p, uint8_t *pin)
{
    const char *name;
    char known[8];
    if (!json_string(p, &name)) return false;
    for (unsigned n = 0; n < PINS; n++) {
        snprintf(known, sizeof known, "P%c%u", 'A' + (int)(n / 16), n % 16);
        if (!strcmp(known, name)) return *pin = (uint8_t)n, true;
    }
    return json_error(p, "no pin \"%.40s\": PA0 to PK15 are known", name);
}

static bool parse_pin_edge(build_t *b, const place_t *p)
{
    static const char *const keys[] = { "pin", "at", "level", NULL };
    place_t pin = json_member(p, "pin"), at = json_member(p, "at"), level = json_member(p, "level");
    pin_edge_t e = { 0 };
    int which;
    uint64_t v;
    if (!json_keys(p, keys) || !parse_pin(&pin, &e.pin) || !parse_time(b, &at, &e.at)) return false;
    if (cJSON_IsNumber(level.v)) {
        if (!json_uint(&level, 0, 1, &v)) return false;
        which = (int)v;
    } else if (!json_choice(&level, pin_levels, &which)) {
        return false;
    }
    e.level = (uint8_t)which;
    *(pin_edge_t *)list_add(b, &b->pin, sizeof e) = e;
    return true;
}

static int by_pin_time(const void *x, const void *y)
{
    const pin_edge_t *a = x, *b = y;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    if (a->pin != b->pin) return (int)a->pin - (int)b->pin;
    return (int)a->level - (int)b->level;
}

static bool parse_pins(build_t *b, const place_t *p)
{
    place_t pins = json_member(p, "pins");
    int i = 0;
    if (!pins.v) return true;
    if (!json_array(&pins, 0, PIN_EDGES_MAX)) return false;
    for (const cJSON *k = pins.v->child; k; k = k->next) {
        place_t at = json_item(&pins, k, i++);
        if (!parse_pin_edge(b, &at)) return false;
    }
    if (b->pin.count) qsort(b->pin.item, b->pin.count, sizeof(pin_edge_t), by_pin_time);
    return true;
}

static bool parse_schedule(build_t *b, const place_t *world)
{
    place_t p = json_member(world, "schedule");
    const char *text;
    err_t why = { "" };
    if (!p.v) return true;
    if (!json_string(&p, &text)) return false;
    return schedule_parse(text, &h743_map, &b->schedule, &why) || json_error(&p, "%s", why.text);
}

bool parse_world(build_t *b, const place_t *p)
{
    static const char *const keys[] = { "uart", "cache", "i2c", "spi", "pins", "adc", "camera",
                                        "debug", "recorded", "schedule", NULL };
    if (!p->v) return true;
    if (!json_keys(p, keys)) return false;
    place_t uart = json_member(p, "uart"), cache = json_member(p, "cache");
    if (uart.v) {
        if (!json_object(&uart)) return false;
        for (const cJSON *k = uart.v->child; k; k = k->next) {
            place_t at = json_member(&uart, k->string);
            if (!parse_line(b, &at)) return false;
        }
    }
    if (cache.v) {
        int i = 0;
        if (!json_array(&cache, 0, FORCED_MAX)) return false;
        for (const cJSON *k = cache.v->child; k; k = k->next) {
            place_t at = json_item(&cache, k, i++);
            if (!parse_forced(b, &at)) return false;
        }
    }
    if (!parse_i2c_world(b, p) || !parse_spi_world(b, p) || !parse_pins(b, p) || !parse_analog(b, p))
        return false;
    if (!parse_camera(b, p) || !parse_debug(b, p) || !parse_recorded(b, p) || !parse_schedule(b, p))
        return false;
    if (b->rx.count) qsort(b->rx.item, b->rx.count, sizeof(rx_byte_t), by_rx_time);
    if (b->forced.count) qsort(b->forced.item, b->forced.count, sizeof(forced_t), by_forced_time);
    return true;
}
