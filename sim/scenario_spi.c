/* scenario_spi.c -- shorthands of SPI drivers, as the register accesses they make, and "world.spi"; a
 * master there: scenario_spi_master.c.
 *
 * RM0433 chapter 50. With DMA the order of 50.4.14: RXDMAEN, the streams, TXDMAEN, SPE, CSTART; and
 * back: streams, SPE, then the DMA bits. As in scenario_dma.c, no barriers, no maintenance. */
#include "scenario_own.h"
#include "h743.h"
#include <stdio.h>
#include <string.h>

enum {
    CR1_SPE = 1, CR1_CSTART = 1 << 9, CR1_SSI = 1 << 12,
    CFG1_RXDMAEN = 1 << 14, CFG1_TXDMAEN = 1 << 15, CFG1_CRCSIZE = 7 << 16,
    CFG2_MASTER = 1 << 22, CFG2_LSBFRST = 1 << 23, CFG2_SSM = 1 << 26, CFG2_SSOE = 1 << 29,
    SR_RXP = 1, SR_TXP = 1 << 1, SR_EOT = 1 << 3, SR_TXTF = 1 << 4
};

const char *const spi_names[] = { "SPI1", "SPI2", "SPI3", "SPI4", "SPI5", "SPI6", NULL };

static const char *spi_reg(unsigned spi, const char *which, char *name)
{
    snprintf(name, 32, "%s.%s", spi_names[spi], which);
    return name;
}

static bool parse_spi(const place_t *p, const char *name, unsigned *spi)
{
    for (*spi = 0; spi_names[*spi]; ++*spi)
        if (!strcmp(spi_names[*spi], name)) return true;
    suggest_t s;
    return json_error(p, "no SPI \"%.40s\"%s", name, suggest_from(&s, name, spi_names));
}

static bool verb_spi(const place_t *verb, unsigned *spi)
{
    const char *name;
    return json_string(verb, &name) && parse_spi(verb, name, spi);
}

/* ---- set-up ---------------------------------------------------------------------------------- */

/* The fastest SCK that is not above the one asked for: kernel clock / 2, 4 .. 256. */
static bool parse_speed(const build_t *b, const place_t *step, unsigned spi, uint32_t *mbr)
{
    place_t p = json_member(step, "speed");
    const input_t *in = &b->s->in;
    uint64_t hz, kernel = in->pclk_hz;
    if (h743_spi[spi].kernel == CLK_PLL1Q) kernel = in->pll1q_hz ? in->pll1q_hz : in->hclk_hz;
    if (!json_uint(&p, 1000, 120000000, &hz)) return false;
    for (*mbr = 0; *mbr < 8; ++*mbr)
        if (kernel >> (*mbr + 1) <= hz) return true;
    return json_error(&p, "%llu Hz is too slow for a kernel clock of %llu Hz: 1/256 is the least",
                      (unsigned long long)hz, (unsigned long long)kernel);
}

static bool spi_interrupts(const place_t *step, uint32_t *ier)
{
    static const char *const names[] = { "rxp", "txp", "dxp", "eot", "txtf", "udr", "ovr", "crce",
                                         "tifre", "modf", "tserf", NULL };
    place_t list = json_member(step, "interrupts");
    return parse_words(&list, names, ier);
}

static bool optional(const place_t *step, const char *key, uint64_t lo, uint64_t hi, uint64_t *v)
{
    place_t p = json_member(step, key);
    return !p.v || json_uint(&p, lo, hi, v);
}

/* A slave's clock comes from outside; what it does when it has nothing to send (RM0433 50.5.2). */
static bool parse_slave(const place_t *step, uint32_t *cfg1, uint64_t *pattern)
{
    static const char *const repeats[] = { "repeat-received", "repeat-sent", NULL };
    static const char *const detects[] = { "begin", "end", "select", NULL };
    place_t speed = json_member(step, "speed"), idle = json_member(step, "idle"),
            under = json_member(step, "underrun"), detect = json_member(step, "detect");
    int which = 0;
    if (speed.v || idle.v)
        return json_error(speed.v ? &speed : &idle, "is the master's business, outside");
    if (detect.v && !json_choice(&detect, detects, &which)) return false;
    *cfg1 |= (uint32_t)which << 11;
    if (!under.v) return true;
    if (json_is_number(&under)) return json_uint(&under, 0, UINT32_MAX, pattern);
    if (!json_choice(&under, repeats, &which)) return false;
    *cfg1 |= (uint32_t)(which + 1) << 9;
    return true;
}

static bool parse_role(build_t *b, const place_t *step, unsigned spi, uint32_t *cfg1, uint64_t *pattern)
{
    static const char *const roles[] = { "master", "slave", NULL };
    place_t role = json_member(step, "role"), under = json_member(step, "underrun"),
            detect = json_member(step, "detect");
    uint32_t mbr = 0;
    int which = 0;
    if (role.v && !json_choice(&role, roles, &which)) return false;
    b->spi_slaves = (b->spi_slaves & ~(1u << spi)) | (unsigned)which << spi;
    if (which) return parse_slave(step, cfg1, pattern);
    if (under.v || detect.v) return json_error(under.v ? &under : &detect, "only a slave has that");
    if (!parse_speed(b, step, spi, &mbr)) return false;
    *cfg1 |= mbr << 28;
    return true;
}

static const char *const spi_init_keys[] = {
    "spi_init", "role", "speed", "bits", "packet", "mode", "direction", "select", "lsb_first", "idle",
    "underrun", "detect", "interrupts", NULL
};
static bool lower_spi_init(build_t *b, const place_t *step, const place_t *verb)
{
    static const char *const ways[] = { "full-duplex", "transmit", "receive", "half-duplex", NULL };
    static const char *const selects[] = { "software", "hardware", NULL };
    place_t way = json_member(step, "direction"), select = json_member(step, "select");
    uint64_t bits = 8, packet = 1, mode = 0, idle = 0, pattern = 0;
    uint32_t cfg1 = CFG1_CRCSIZE, ier = 0, cfg2 = 0;
    char name[32];
    unsigned spi;
    int comm = 0, which = 0;
    if (!verb_spi(verb, &spi) || !parse_role(b, step, spi, &cfg1, &pattern) || !spi_interrupts(step, &ier)
        || !optional(step, "bits", 4, h743_spi[spi].bits, &bits)
        || !optional(step, "packet", 1, 16, &packet)
        || !optional(step, "mode", 0, 3, &mode) || !optional(step, "idle", 0, 15, &idle))
        return false;
    if ((way.v && !json_choice(&way, ways, &comm))
        || (select.v && !json_choice(&select, selects, &which))
        || !bit_option(step, "lsb_first", false, CFG2_LSBFRST, &cfg2))
        return false;
    bool is_slave = b->spi_slaves >> spi & 1;
    cfg2 |= (uint32_t)comm << 17 | (uint32_t)mode << 24 | (uint32_t)idle << 4
        | (is_slave ? 0 : CFG2_MASTER) | (!which ? CFG2_SSM : is_slave ? 0 : CFG2_SSOE);
    put_write(b, spi_reg(spi, "CR1", name), 0);       /* SSI = 0: a slave by software is selected */
    if (!which && !is_slave) put_write(b, name, CR1_SSI);   /* before MASTER, or it is a mode fault */
    put_write(b, spi_reg(spi, "CFG1", name), cfg1 | (uint32_t)(packet - 1) << 5 | (uint32_t)(bits - 1));
    put_write(b, spi_reg(spi, "CFG2", name), cfg2);
    if (pattern) put_write(b, spi_reg(spi, "UDRDR", name), (uint32_t)pattern);
    put_write(b, spi_reg(spi, "IER", name), ier);
    return true;
}

/* ---- transfers ------------------------------------------------------------------------------- */

typedef struct { uint32_t addr, size; bool given; place_t place; } side_t;

/* One side's memory: `key`, as long as "size" says or the buffer is. */
static bool parse_side(build_t *b, const place_t *step, const char *key, side_t *s)
{
    place_t n = json_member(step, "size");
    bool unchecked = false;
    uint64_t v;
    where_t w;
    s->place = json_member(step, key);
    s->given = s->place.v != NULL;
    if (!s->given) return true;
    if (!unchecked_step(step, &unchecked) || !parse_where(b, &s->place, &w)) return false;
    v = w.rest;
    if (n.v && !json_uint(&n, 1, 1 << 18, &v)) return false;
    if (!v) return json_error(step, "\"size\" is missing");
    if (!check_span(b, &s->place, &w, (uint32_t)v, unchecked)) return false;
    s->addr = w.addr, s->size = (uint32_t)v;
    return true;
}

/* "to", "from" or both; the shorter one counts. */
static bool parse_sides(build_t *b, const place_t *step, side_t *to, side_t *from, uint32_t *size)
{
    if (!parse_side(b, step, "to", to) || !parse_side(b, step, "from", from)) return false;
    if (!to->given && !from->given) return json_error(step, "\"to\", \"from\" or both are wanted");
    *size = !to->given || (from->given && from->size < to->size) ? from->size : to->size;
    return true;
}

static bool frames_fit(const place_t *step, uint64_t frames, bool unchecked)
{
    if (unchecked || frames <= 65535) return true;
    return json_error(step, "%llu frames do not fit TSIZE (65535): wider ones, or two transfers",
                      (unsigned long long)frames);
}

static bool dma_side(build_t *b, const place_t *step, unsigned spi, const side_t *side,
                     bool receive, unsigned width, uint32_t size, bool unchecked)
{
    place_t stream = json_member(step, receive ? "rx_stream" : "tx_stream");
    const spi_cfg_t *c = &h743_spi[spi];
    setup_t s = { .route = true, .enable = true, .m0 = side->addr };
    if (!parse_stream(&stream, NULL, &s.stream)
        || !stream_items(step, size, width, unchecked, &s.ndtr))
        return false;
    if ((c->req_wire == WIRE_REQ2) != (s.stream.dma == BDMA))
        return json_error(&stream, "the requests of %s reach %s", spi_names[spi],
                          s.stream.dma == BDMA ? "DMA1 and DMA2, not the BDMA" : "the BDMA alone");
    s.request = receive ? c->req_rx : c->req_tx;
    s.par = reg_addr(b, "%s.%s", spi_names[spi], receive ? "RXDR" : "TXDR");
    s.cr = (uint32_t)(receive ? TO_MEMORY : FROM_MEMORY) << 6 | STREAM_MINC | width << 11
        | width << 13;
    if (!parse_priority(step, &s.cr) || !parse_fifo(step, false, &s.fcr)
        || !parse_interrupts(step, &s) || !check_channel(step, &s))
        return false;
    put_stream(b, &s);
    return true;
}

static const char *const spi_transfer_dma_keys[] = {
    "spi_transfer_dma", "to", "from", "size", "width", "rx_stream", "tx_stream", "priority", "fifo",
    "interrupts", "unchecked", NULL
};
static bool lower_spi_transfer_dma(build_t *b, const place_t *step, const place_t *verb)
{
    static const uint8_t widths[] = { 1, 2, 4 };
    static const char *const stream_key[] = { "rx_stream", "tx_stream" };
    side_t side[2] = { 0 };                          /* to, from */
    bool unchecked = false;
    uint32_t size, width;
    char cr1[32], cfg1[32], name[32];
    unsigned spi;
    if (!verb_spi(verb, &spi) || !parse_sides(b, step, &side[0], &side[1], &size)
        || !unchecked_step(step, &unchecked) || !number_option(step, "width", widths, 3, 0, &width)
        || !frames_fit(step, size >> width, unchecked))
        return false;
    for (int i = 0; i < 2; i++) {
        place_t stream = json_member(step, stream_key[i]);
        if (stream.v && !side[i].given)
            return json_error(&stream, "there is no \"%s\" for it", i ? "from" : "to");
    }
    spi_reg(spi, "CR1", cr1), spi_reg(spi, "CFG1", cfg1);
    put_change(b, cfg1, CFG1_RXDMAEN | CFG1_TXDMAEN, 0);
    put_write(b, spi_reg(spi, "CR2", name), size >> width & 0xFFFF);
    if (side[0].given) {
        put_change(b, cfg1, 0, CFG1_RXDMAEN);
        if (!dma_side(b, step, spi, &side[0], true, width, size, unchecked)) return false;
    }
    if (side[1].given) {
        if (!dma_side(b, step, spi, &side[1], false, width, size, unchecked)) return false;
        put_change(b, cfg1, 0, CFG1_TXDMAEN);
    }
    put_change(b, cr1, 0, CR1_SPE);
    if (!(b->spi_slaves >> spi & 1)) put_change(b, cr1, 0, CR1_CSTART);
    return true;
}

static const char *const spi_wait_keys[] = { "spi_wait", "stop", "sleep", NULL };
static bool lower_spi_wait(build_t *b, const place_t *step, const place_t *verb)
{
    place_t stop = json_member(step, "stop"), sleep = json_member(step, "sleep");
    bool off = true, asleep = false;
    char name[32];
    unsigned spi;
    if (!verb_spi(verb, &spi) || (stop.v && !json_bool(&stop, &off))
        || (sleep.v && !json_bool(&sleep, &asleep)))
        return false;
    put_wait(b, spi_reg(spi, "SR", name), SR_EOT, WAIT_ANY, asleep);
    put_write(b, spi_reg(spi, "IFCR", name), SR_EOT | SR_TXTF);
    if (!off) return true;
    put_change(b, spi_reg(spi, "CR1", name), CR1_SPE, 0);
    put_change(b, spi_reg(spi, "CFG1", name), CFG1_RXDMAEN | CFG1_TXDMAEN, 0);
    return true;
}

static void poll(script_t *s, uint32_t flag)
{
    uint32_t top = script_here(s);
    script_uop(s, (uop_t){ .op = U_LOAD, .size = 4, .rd = 0, .rn = 3, .imm = 0x14 });
    script_uop(s, (uop_t){ .op = U_BEQ, .rd = 0, .mask = flag, .imm = top });
}

/* r1 runs over what is sent, r2 over what is received, r12 is where one of them ends; r3: SPI. */
static void byte_loop(script_t *s, uint32_t base, const side_t *to, const side_t *from,
                      uint32_t size)
{
    script_uop(s, (uop_t){ .op = U_MOVI, .rd = 1, .imm = from->addr });
    script_uop(s, (uop_t){ .op = U_MOVI, .rd = 2, .imm = to->addr });
    script_uop(s, (uop_t){ .op = U_MOVI, .rd = 3, .imm = base });
    script_uop(s, (uop_t){ .op = U_MOVI, .rd = 12, .imm = (from->given ? from : to)->addr + size });
    uint32_t top = script_here(s);
    if (from->given) {
        poll(s, SR_TXP);
        script_uop(s, (uop_t){ .op = U_LOAD, .size = 1, .rd = 0, .rn = 1, .flags = UF_POST });
        script_uop(s, (uop_t){ .op = U_STORE, .size = 1, .rd = 0, .rn = 3, .imm = 0x20 });
    }
    if (to->given) {
        poll(s, SR_RXP);
        script_uop(s, (uop_t){ .op = U_LOAD, .size = 1, .rd = 0, .rn = 3, .imm = 0x30 });
        script_uop(s, (uop_t){ .op = U_STORE, .size = 1, .rd = 0, .rn = 2, .flags = UF_POST });
    }
    script_uop(s, (uop_t){ .op = U_BREG, .rd = from->given ? 1 : 2, .rn = 12, .imm = top });
}

static const char *const spi_transfer_blocking_keys[] = {
    "spi_transfer_blocking", "to", "from", "size", "unchecked", NULL
};
static bool lower_spi_transfer_blocking(build_t *b, const place_t *step, const place_t *verb)
{
    side_t to = { 0 }, from = { 0 };
    bool unchecked = false;
    char cr1[32], name[32];
    uint32_t size;
    unsigned spi;
    if (!verb_spi(verb, &spi) || !parse_sides(b, step, &to, &from, &size)
        || !unchecked_step(step, &unchecked) || !frames_fit(step, size, unchecked))
        return false;
    put_write(b, spi_reg(spi, "CR2", name), size & 0xFFFF);
    put_change(b, spi_reg(spi, "CR1", cr1), 0, CR1_SPE);
    if (!(b->spi_slaves >> spi & 1)) put_change(b, cr1, 0, CR1_CSTART);
    byte_loop(&b->script, reg_addr(b, "%s.CR1", spi_names[spi]), &to, &from, size);
    show(b, "%u times:%s%s", size, from.given ? " wait until SR.TXP, load a byte, write TXDR;" : "",
         to.given ? " wait until SR.RXP, read RXDR, store the byte" : "");
    put_wait(b, spi_reg(spi, "SR", name), SR_EOT, WAIT_ANY, false);
    put_write(b, spi_reg(spi, "IFCR", name), SR_EOT | SR_TXTF);
    put_change(b, cr1, CR1_SPE, 0);
    return true;
}

#define VERB(name) { #name, lower_##name, name##_keys }
const verb_row_t spi_verbs[] = {
    VERB(spi_init), VERB(spi_transfer_dma), VERB(spi_transfer_blocking), VERB(spi_wait),
    { NULL, NULL, NULL },
};

/* ---- the world ------------------------------------------------------------------------------- */

static bool parse_select(const place_t *p, int16_t *select)
{
    uint8_t pin;
    const char *name;
    if (!p->v) return *select = SPI_ALWAYS, true;
    if (!json_string(p, &name)) return false;
    if (!strcmp(name, "always")) return *select = SPI_ALWAYS, true;
    if (!strcmp(name, "NSS")) return *select = SPI_NSS, true;
    if (!parse_pin(p, &pin)) return false;
    return *select = pin, true;
}

static bool parse_device(build_t *b, const place_t *p, unsigned spi)
{
    static const char *const keys[] = { "device", "select", "registers", "size", NULL };
    /* as spi_slave_kind_t */
    static const char *const kinds[] = { "echo", "registers", "sink", NULL };
    place_t kind = json_member(p, "device"), select = json_member(p, "select"),
            regs = json_member(p, "registers"), size = json_member(p, "size");
    spi_slave_t d = { .line = (uint8_t)spi };
    bytes_t bytes = { 0 };
    uint64_t n = 0;
    int which;
    if (!json_keys(p, keys) || !json_choice(&kind, kinds, &which)
        || !parse_select(&select, &d.select))
        return false;
    if (which != SPI_REGISTERS && (regs.v || size.v))
        return json_error(regs.v ? &regs : &size, "only \"registers\" has some");
    if (which == SPI_REGISTERS) {
        if (size.v && !json_uint(&size, 1, SPI_REGISTER_FILE, &n)) return false;
        if (!parse_bytes(b, &regs, (uint32_t)n, &bytes)) return false;
        if (bytes.size > SPI_REGISTER_FILE || (n && n != bytes.size))
            return json_error(&regs, "%u registers; there can be %d, and \"size\" of them",
                              bytes.size,
                              SPI_REGISTER_FILE);
    }
    if (b->spi.count >= SPI_SLAVES) return json_error(p, "more than %d devices", SPI_SLAVES);
    d.kind = (uint8_t)which, d.size = (uint16_t)bytes.size, d.reg = bytes.byte;
    *(spi_slave_t *)list_add(b, &b->spi, sizeof d) = d;
    return true;
}

bool parse_spi_world(build_t *b, const place_t *world)
{
    place_t p = json_member(world, "spi");
    if (!p.v) return true;
    if (!json_object(&p)) return false;
    for (const cJSON *k = p.v->child; k; k = k->next) {
        place_t list = json_member(&p, k->string);
        unsigned spi;
        int i = 0;
        if (!parse_spi(&list, k->string, &spi) || !json_array(&list, 0, SPI_SLAVES)) return false;
        for (const cJSON *d = list.v->child; d; d = d->next) {
            place_t at = json_item(&list, d, i++);
            place_t rate = json_member(&at, "master");
            if (!json_object(&at)) return false;
            if (rate.v ? !parse_spi_master(b, &at, spi) : !parse_device(b, &at, spi)) return false;
        }
    }
    sort_spi_events(b);
    return true;
}
