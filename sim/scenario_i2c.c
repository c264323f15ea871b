/* scenario_i2c.c -- shorthands of I2C drivers, as the register accesses they make, and "world.i2c":
 * devices, another master, glitches.
 *
 * RM0433 chapter 47. A register read is the register's number written, repeated START, the bytes. The
 * address and the number are always polled: DMA moves only data. With DMA: the stream first, then
 * RXDMAEN or TXDMAEN, START last. A NACK ends a blocking step early and leaves NACKF up. */
#include "scenario_own.h"
#include "h743.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CR1_PE = 1, CR1_TXDMAEN = 1 << 14, CR1_RXDMAEN = 1 << 15, CR1_ANFOFF = 1 << 12,
    CR2_RD = 1 << 10, CR2_START = 1 << 13, CR2_AUTOEND = 1 << 25,
    ISR_TXE = 1, ISR_TXIS = 1 << 1, ISR_RXNE = 1 << 2, ISR_NACKF = 1 << 4, ISR_STOPF = 1 << 5,
    ISR_TC = 1 << 6
};

static const char *const bus_names[] = { "I2C1", "I2C2", "I2C3", "I2C4", NULL };

static const char *i2c_reg(unsigned bus, const char *which, char *name)
{
    snprintf(name, 32, "%s.%s", bus_names[bus], which);
    return name;
}

static bool parse_bus(const place_t *p, const char *name, unsigned *bus)
{
    for (*bus = 0; bus_names[*bus]; ++*bus)
        if (!strcmp(bus_names[*bus], name)) return true;
    suggest_t s;
    return json_error(p, "no I2C \"%.40s\"%s", name, suggest_from(&s, name, bus_names));
}

static bool verb_bus(const place_t *verb, unsigned *bus)
{
    const char *name;
    return json_string(verb, &name) && parse_bus(verb, name, bus);
}

/* ---- timing
 * -------------------------------------------------------------------------------------- */

static unsigned up(uint64_t a, uint64_t b) { return (unsigned)((a + b - 1) / b); }

/* SCL low for six tenths of the period and high for four: right for 100 kHz, 400 kHz and 1 MHz
 * alike. What synchronisation and filters add is taken off first. SDA set-up: rise time and
 * tSU;DAT of the three modes, 1250, 400 and 170 ns. Rounded so that SCL is never faster than
 * asked for. */
static bool timing_of(const build_t *b, const place_t *p, unsigned bus, uint32_t cr1,
                      uint32_t *timingr)
{
    const i2c_cfg_t *c = &h743_i2c[bus];
    uint64_t hz, pclk = b->s->in.pclk_hz;
    if (!json_uint(p, 10000, 1000000, &hz)) return false;
    unsigned period = up(pclk, hz), low = up(period * 6ull, 10), high = period - low;
    unsigned sync = c->sync_edges + (cr1 >> 8 & 15);
    unsigned ns = hz <= 100000 ? 1250 : hz <= 400000 ? 400 : 170;
    if (!(cr1 & CR1_ANFOFF)) sync += up(c->filter * pclk, TICKS_PER_SECOND);
    if (high <= sync)
        return json_error(p, "%llu Hz is out of reach from a kernel clock of %llu Hz",
                          (unsigned long long)hz, (unsigned long long)pclk);
    unsigned set_up = up(pclk * ns, 1000000000);
    unsigned presc = up(low - sync, 256), least = up(set_up, 16);
    if (least > presc) presc = least;
    if (presc > 16)
        return json_error(p, "%llu Hz is too slow for a kernel clock of %llu Hz",
                          (unsigned long long)hz, (unsigned long long)pclk);
    *timingr = (presc - 1) << 28 | (up(set_up, presc) - 1) << 20
        | (up(high - sync, presc) - 1) << 8 | (up(low - sync, presc) - 1);
    return true;
}

/* TXIE and RXIE are bits 1 and 2 of CR1, NACKIE to ERRIE bits 4 to 7. */
static bool i2c_interrupts(const place_t *step, uint32_t *cr1)
{
    static const char *const names[] = { "tx", "rx", "nack", "stop", "tc", "error", NULL };
    place_t list = json_member(step, "interrupts");
    uint32_t words = 0;
    if (!parse_words(&list, names, &words)) return false;
    *cr1 |= (words & 3) << 1 | (words & 0x3C) << 2;
    return true;
}

static const char *const i2c_init_keys[] = { "i2c_init", "speed", "timing", "analog_filter",
                                             "digital_filter", "interrupts", NULL };
static bool lower_i2c_init(build_t *b, const place_t *step, const place_t *verb)
{
    place_t speed = json_member(step, "speed"), timing = json_member(step, "timing"),
            dnf = json_member(step, "digital_filter"), analog = json_member(step, "analog_filter");
    uint32_t cr1 = 0, timingr = 0;
    uint64_t v = 0;
    char name[32];
    unsigned bus;
    bool on = true;
    if (!verb_bus(verb, &bus) || !i2c_interrupts(step, &cr1)) return false;
    if ((dnf.v && !json_uint(&dnf, 0, 15, &v)) || (analog.v && !json_bool(&analog, &on)))
        return false;
    cr1 |= (uint32_t)v << 8 | (on ? 0 : CR1_ANFOFF);
    if (!!speed.v + !!timing.v != 1)
        return json_error(step, "either \"speed\" or \"timing\" is wanted");
    if (speed.v && !timing_of(b, &speed, bus, cr1, &timingr)) return false;
    if (timing.v && !parse_word(b, &timing, UINT32_MAX, &timingr)) return false;
    put_write(b, i2c_reg(bus, "CR1", name), 0);
    put_write(b, i2c_reg(bus, "CR1", name), cr1);
    put_write(b, i2c_reg(bus, "TIMINGR", name), timingr);
    put_write(b, i2c_reg(bus, "CR1", name), cr1 | CR1_PE);
    return true;
}

/* ---- transfers
 * ----------------------------------------------------------------------------------- */

typedef struct {
    unsigned bus;
    uint32_t address, at, size;      /* address: as CR2.SADD wants it; at: the memory */
    int      number;                 /* register, -1: none */
} transfer_t;

static bool parse_transfer(build_t *b, const place_t *step, const place_t *verb, const char *key,
                           transfer_t *t)
{
    place_t device = json_member(step, "device"), number = json_member(step, "register"),
            p = json_member(step, key), n = json_member(step, "size");
    bool unchecked = false;
    uint64_t v;
    where_t w;
    t->number = -1;
    if (!verb_bus(verb, &t->bus) || !json_uint(&device, 0, 127, &v)) return false;
    t->address = (uint32_t)v << 1;
    if (number.v && !json_uint(&number, 0, 255, &v)) return false;
    if (number.v) t->number = (int)v;
    if (!unchecked_step(step, &unchecked) || !parse_where(b, &p, &w)) return false;
    v = w.rest;
    if (n.v && !json_uint(&n, 1, 255, &v)) return false;
    if (!v) return json_error(step, "\"size\" is missing");
    if (v > 255) return json_error(step, "%llu bytes: NBYTES takes 255, more needs RELOAD by hand",
                                   (unsigned long long)v);
    if (!check_span(b, &p, &w, (uint32_t)v, unchecked)) return false;
    t->at = w.addr, t->size = (uint32_t)v;
    return true;
}

static void put_start(build_t *b, const transfer_t *t, uint32_t bytes, uint32_t how)
{
    char name[32];
    put_write(b, i2c_reg(t->bus, "CR2", name), t->address | bytes << 16 | CR2_START | how);
}

static void clear(build_t *b, unsigned bus, uint32_t flags)
{
    char name[32];
    put_write(b, i2c_reg(bus, "ICR", name), flags);
}

/* Poll ISR until `flag` or NACKF, and go to a place told later on NACKF alone. */
static uint32_t flag_or_nack(build_t *b, unsigned bus, uint32_t flag, const char *flag_name)
{
    script_t *s = &b->script;
    uint32_t isr = reg_addr(b, "%s.ISR", bus_names[bus]), top = script_here(s);
    script_uop(s, (uop_t){ .op = U_LOAD, .size = 4, .rd = 0, .rn = R_NONE, .imm = isr });
    script_uop(s, (uop_t){ .op = U_BEQ, .rd = 0, .mask = flag | ISR_NACKF, .imm = top });
    if (flag_name) show(b, "wait until %s.ISR.%s or NACKF; NACKF: over", bus_names[bus], flag_name);
    uint32_t branch = script_here(s);
    script_uop(s, (uop_t){ .op = U_BEQ, .rd = 0, .mask = flag });
    return branch;
}

static void here(script_t *s, uint32_t branch)
{
    if (branch < s->room) s->uop[branch].imm = script_here(s);
}

/* The register's number, polled; *nack: branches that want to know where to go. */
static void put_number(build_t *b, const transfer_t *t, uint32_t nack[2])
{
    char name[32];
    put_start(b, t, 1, 0);
    nack[0] = flag_or_nack(b, t->bus, ISR_TXIS, "TXIS");
    put_write(b, i2c_reg(t->bus, "TXDR", name), (uint32_t)t->number);
    nack[1] = flag_or_nack(b, t->bus, ISR_TC, "TC");
}

/* Without a NACK: STOPF. With one as well, for STOP is sent by itself. */
static void put_stop_wait(build_t *b, unsigned bus)
{
    char name[32];
    put_wait(b, i2c_reg(bus, "ISR", name), ISR_STOPF, WAIT_ANY, false);
    clear(b, bus, ISR_STOPF);
}

static const char *const i2c_read_blocking_keys[] = { "i2c_read_blocking", "device", "register", "to",
                                                      "size", "unchecked", NULL };
static bool lower_i2c_read_blocking(build_t *b, const place_t *step, const place_t *verb)
{
    script_t *s = &b->script;
    uint32_t nack[3];
    transfer_t t;
    if (!parse_transfer(b, step, verb, "to", &t)) return false;
    clear(b, t.bus, ISR_NACKF | ISR_STOPF);
    if (t.number >= 0) put_number(b, &t, nack);
    put_start(b, &t, t.size, CR2_RD | CR2_AUTOEND);
    script_uop(s, (uop_t){ .op = U_MOVI, .rd = 1, .imm = t.at });
    script_uop(s, (uop_t){ .op = U_MOVI, .rd = 2, .imm = t.at + t.size });
    uint32_t top = script_here(s);
    nack[2] = flag_or_nack(b, t.bus, ISR_RXNE, NULL);
    script_uop(s, (uop_t){ .op = U_LOAD, .size = 4, .rd = 0, .rn = R_NONE,
                           .imm = reg_addr(b, "%s.RXDR", bus_names[t.bus]) });
    script_uop(s, (uop_t){ .op = U_STORE, .size = 1, .rd = 0, .rn = 1, .flags = UF_POST });
    script_uop(s, (uop_t){ .op = U_BREG, .rd = 1, .rn = 2, .imm = top });
    show(b, "%u times: wait until %s.ISR.RXNE or NACKF, read RXDR, store the byte", t.size,
         bus_names[t.bus]);
    for (int i = t.number >= 0 ? 0 : 2; i < 3; i++) here(s, nack[i]);
    put_stop_wait(b, t.bus);
    return true;
}

static const char *const i2c_write_blocking_keys[] = { "i2c_write_blocking", "device", "from", "size",
                                                       "unchecked", NULL };
static bool lower_i2c_write_blocking(build_t *b, const place_t *step, const place_t *verb)
{
    script_t *s = &b->script;
    char name[32];
    transfer_t t;
    if (!parse_transfer(b, step, verb, "from", &t)) return false;
    clear(b, t.bus, ISR_NACKF | ISR_STOPF);
    put_start(b, &t, t.size, CR2_AUTOEND);
    script_uop(s, (uop_t){ .op = U_MOVI, .rd = 1, .imm = t.at });
    script_uop(s, (uop_t){ .op = U_MOVI, .rd = 2, .imm = t.at + t.size });
    uint32_t top = script_here(s), nack = flag_or_nack(b, t.bus, ISR_TXIS, NULL);
    script_uop(s, (uop_t){ .op = U_LOAD, .size = 1, .rd = 0, .rn = 1, .flags = UF_POST });
    script_uop(s, (uop_t){ .op = U_STORE, .size = 4, .rd = 0, .rn = R_NONE,
                           .imm = reg_addr(b, "%s.TXDR", bus_names[t.bus]) });
    script_uop(s, (uop_t){ .op = U_BREG, .rd = 1, .rn = 2, .imm = top });
    show(b, "%u times: wait until %s.ISR.TXIS or NACKF, load a byte, write TXDR", t.size,
         bus_names[t.bus]);
    here(s, nack);
    put_stop_wait(b, t.bus);
    put_write(b, i2c_reg(t.bus, "ISR", name), ISR_TXE);  /* flush what the device refused */
    return true;
}

static bool i2c_dma(build_t *b, const place_t *step, const place_t *verb, bool receive)
{
    place_t stream = json_member(step, "stream");
    setup_t s = { .route = true, .enable = true };
    const i2c_cfg_t *c;
    uint32_t nack[2];
    transfer_t t;
    char name[32];
    if (!parse_stream(&stream, NULL, &s.stream)
        || !parse_transfer(b, step, verb, receive ? "to" : "from", &t))
        return false;
    c = &h743_i2c[t.bus];
    if ((c->req_wire == WIRE_REQ2) != (s.stream.dma == BDMA))
        return json_error(&stream, c->req_wire == WIRE_REQ2 ? "I2C4 is served by the BDMA alone"
                                                            : "the BDMA serves D3 alone: I2C4");
    s.m0 = t.at, s.ndtr = t.size, s.request = receive ? c->req_rx : c->req_tx;
    s.par = reg_addr(b, "%s.%s", bus_names[t.bus], receive ? "RXDR" : "TXDR");
    s.cr = (uint32_t)(receive ? TO_MEMORY : FROM_MEMORY) << 6 | STREAM_MINC;
    if (!parse_priority(step, &s.cr) || !parse_fifo(step, false, &s.fcr)
        || !parse_interrupts(step, &s) || !check_channel(step, &s))
        return false;
    clear(b, t.bus, ISR_NACKF | ISR_STOPF);
    if (t.number >= 0) put_number(b, &t, nack);
    put_stream(b, &s);
    put_change(b, i2c_reg(t.bus, "CR1", name), 0, receive ? CR1_RXDMAEN : CR1_TXDMAEN);
    put_start(b, &t, t.size, CR2_AUTOEND | (receive ? CR2_RD : 0));
    for (int i = 0; t.number >= 0 && i < 2; i++) here(&b->script, nack[i]);
    if (t.number >= 0) script_uop(&b->script, (uop_t){ .op = U_NOP });
    return true;
}

static const char *const i2c_read_dma_keys[] = { "i2c_read_dma", "device", "register", "to", "size",
                                                 "stream", "priority", "fifo", "interrupts",
                                                 "unchecked", NULL };
static bool lower_i2c_read_dma(build_t *b, const place_t *step, const place_t *verb)
{ return i2c_dma(b, step, verb, true); }

static const char *const i2c_write_dma_keys[] = { "i2c_write_dma", "device", "from", "size", "stream",
                                                  "priority", "fifo", "interrupts", "unchecked", NULL };
static bool lower_i2c_write_dma(build_t *b, const place_t *step, const place_t *verb)
{ return i2c_dma(b, step, verb, false); }

static const char *const i2c_wait_keys[] = { "i2c_wait", "clear", NULL };
static bool lower_i2c_wait(build_t *b, const place_t *step, const place_t *verb)
{
    place_t tidy = json_member(step, "clear");
    bool on = true;
    char name[32];
    unsigned bus;
    if (!verb_bus(verb, &bus) || (tidy.v && !json_bool(&tidy, &on))) return false;
    put_wait(b, i2c_reg(bus, "ISR", name), ISR_STOPF, WAIT_ANY, false);
    if (on) clear(b, bus, ISR_STOPF);
    return true;
}

#define VERB(name) { #name, lower_##name, name##_keys }
const verb_row_t i2c_verbs[] = {
    VERB(i2c_init), VERB(i2c_read_blocking), VERB(i2c_write_blocking), VERB(i2c_read_dma),
    VERB(i2c_write_dma), VERB(i2c_wait),
    { NULL, NULL, NULL },
};

/* ---- the world
 * ----------------------------------------------------------------------------------- */

static bool parse_device(build_t *b, const place_t *p, unsigned bus)
{
    static const char *const keys[] = { "address", "registers", "size", "stretch_address",
                                        "stretch_byte", NULL };
    place_t address = json_member(p, "address"), regs = json_member(p, "registers"),
            size = json_member(p, "size"), first = json_member(p, "stretch_address"),
            each = json_member(p, "stretch_byte");
    i2c_slave_t d = { .bus = (uint8_t)bus };
    bytes_t bytes = { 0 };
    uint64_t at, n = 0;
    if (!json_keys(p, keys) || !json_uint(&address, 0, 127, &at)) return false;
    if (size.v && !json_uint(&size, 1, I2C_REGISTERS, &n)) return false;
    if (!parse_bytes(b, &regs, (uint32_t)n, &bytes)) return false;
    if (bytes.size > I2C_REGISTERS || (n && n != bytes.size))
        return json_error(&regs, "%u registers; there can be %d, and \"size\" of them",
                          bytes.size, I2C_REGISTERS);
    if ((first.v && !parse_time(b, &first, &d.hold_address))
        || (each.v && !parse_time(b, &each, &d.hold_byte)))
        return false;
    const i2c_slave_t *known = b->i2c.item;
    for (size_t i = 0; i < b->i2c.count; i++)
        if (known[i].bus == bus && known[i].address == at)
            return json_error(&address, "two devices with one address");
    if (b->i2c.count >= I2C_SLAVES) return json_error(p, "more than %d devices", I2C_SLAVES);
    d.address = (uint8_t)at, d.size = (uint16_t)bytes.size, d.reg = bytes.byte;
    *(i2c_slave_t *)list_add(b, &b->i2c, sizeof d) = d;
    return true;
}

static bool parse_event(build_t *b, const place_t *p, unsigned bus)
{
    static const char *const keys[] = { "at", "taken_for", "glitch", NULL };
    place_t at = json_member(p, "at"), taken = json_member(p, "taken_for"),
            glitch = json_member(p, "glitch");
    i2c_event_t e = { .bus = (uint8_t)bus, .what = taken.v ? I2C_TAKE : I2C_GLITCH };
    bool on = true;
    tick_t t = 0;
    if (!json_keys(p, keys) || !parse_time(b, &at, &e.at)) return false;
    if (taken.v && !parse_time(b, &taken, &t)) return false;
    if (glitch.v && !json_bool(&glitch, &on)) return false;
    if (!!taken.v + !!glitch.v != 1 || !on)
        return json_error(p, "either \"taken_for\" or \"glitch\": true is wanted");
    if (b->i2c_event.count >= I2C_EVENTS_MAX)
        return json_error(p, "more than %d events", I2C_EVENTS_MAX);
    e.until = e.at + t;
    *(i2c_event_t *)list_add(b, &b->i2c_event, sizeof e) = e;
    return true;
}

static int by_event_time(const void *x, const void *y)
{
    const i2c_event_t *a = x, *b = y;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    if (a->bus != b->bus) return (int)a->bus - (int)b->bus;
    return (int)a->what - (int)b->what;
}

static bool parse_i2c_bus(build_t *b, const place_t *p)
{
    static const char *const keys[] = { "devices", "events", NULL };
    place_t list[2] = { json_member(p, "devices"), json_member(p, "events") };
    unsigned bus;
    if (!parse_bus(p, p->key, &bus) || !json_keys(p, keys)) return false;
    for (int which = 0; which < 2; which++) {
        int i = 0;
        if (!list[which].v) continue;
        if (!json_array(&list[which], 0, which ? I2C_EVENTS_MAX : I2C_SLAVES)) return false;
        for (const cJSON *k = list[which].v->child; k; k = k->next) {
            place_t at = json_item(&list[which], k, i++);
            if (!(which ? parse_event : parse_device)(b, &at, bus)) return false;
        }
    }
    return true;
}

bool parse_i2c_world(build_t *b, const place_t *world)
{
    place_t p = json_member(world, "i2c");
    if (!p.v) return true;
    if (!json_object(&p)) return false;
    for (const cJSON *k = p.v->child; k; k = k->next) {
        place_t at = json_member(&p, k->string);
        if (!parse_i2c_bus(b, &at)) return false;
    }
    if (b->i2c_event.count)
        qsort(b->i2c_event.item, b->i2c_event.count, sizeof(i2c_event_t), by_event_time);
    return true;
}
