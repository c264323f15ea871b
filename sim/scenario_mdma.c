/* scenario_mdma.c -- shorthands of MDMA drivers, as the register accesses they make; a list's
 * nodes, as the stores that build them. RM0433 chapter 14.
 *
 * As a driver does, the port of each side (SBUS, DBUS) follows from its address unless the step
 * says otherwise. No barrier and no cache maintenance is in any of them. */
#include "scenario_own.h"
#include "mdma.h"
#include <stdio.h>

static const char *const channel_names[] = {
    "MDMA_Channel0", "MDMA_Channel1", "MDMA_Channel2", "MDMA_Channel3", "MDMA_Channel4",
    "MDMA_Channel5", "MDMA_Channel6", "MDMA_Channel7", "MDMA_Channel8", "MDMA_Channel9",
    "MDMA_Channel10", "MDMA_Channel11", "MDMA_Channel12", "MDMA_Channel13", "MDMA_Channel14",
    "MDMA_Channel15", NULL };

typedef struct { uint32_t tcr, bndtr, sar, dar, lar, tbr, mar, mdr; } block_set_t;

/* "MDMA.C3TCR" */
static const char *channel_reg(int n, const char *which, char *name)
{
    snprintf(name, 32, "MDMA.C%d%s", n, which);
    return name;
}

/* ---- one block, in registers or in a node ---------------------------------------------------- */

#define BLOCK_KEYS \
    "from", "to", "size", "width", "from_width", "to_width", "burst", "from_burst", "to_burst", \
    "buffer", "mode", "repeat", "next", "trigger", "acknowledge", "from_port", "to_port", \
    "unchecked"

/* The port that leads to this address, or the one the step insists on. */
static bool parse_port(const place_t *step, const char *key, uint32_t addr, uint32_t bit,
                       uint32_t *tbr)
{
    static const char *const ports[] = { "axi", "tcm", NULL };
    place_t p = json_member(step, key);
    int which = addr >> 24 == 0x00 || addr >> 24 == 0x20;
    if (p.v && !json_choice(&p, ports, &which)) return false;
    if (which) *tbr |= bit;
    return true;
}

/* The end of a DMA1 or DMA2 stream starts it, and its flag is cleared by the mask write. */
static bool parse_trigger(build_t *b, const place_t *step, block_set_t *s)
{
    place_t p = json_member(step, "trigger"), ack = json_member(step, "acknowledge");
    static const uint8_t shift[] = { 0, 6, 16, 22 };
    bool acknowledge = true;
    stream_t stream;
    if (ack.v && !json_bool(&ack, &acknowledge)) return false;
    if (!p.v) {
        s->tcr |= 1u << MDMA_SWRM;
        return !ack.v || json_error(&ack, "goes with \"trigger\"");
    }
    if (!parse_stream(&p, NULL, &stream)) return false;
    if (stream.dma == BDMA) return json_error(&p, "the BDMA does not trigger the MDMA");
    s->tbr |= (stream.dma - 1) * 8 + stream.n;
    if (!acknowledge) return true;
    s->mar = reg_addr(b, "DMA%u.%cIFCR", stream.dma, stream.n < 4 ? 'L' : 'H');
    s->mdr = 0x20u << shift[stream.n % 4];
    return true;
}

static const uint8_t widths[] = { 1, 2, 4, 8 }, bursts[] = { 1, 2, 4, 8, 16, 32, 64, 128 };

static bool parse_shape(const place_t *step, uint32_t natural, block_set_t *s, uint32_t *ss,
                        uint32_t *ds)
{
    static const char *const modes[] = { "buffer", "block", "repeated", "list", NULL };
    place_t mode = json_member(step, "mode"), buffer = json_member(step, "buffer"),
            repeat = json_member(step, "repeat");
    uint32_t width, burst, sb, db;
    uint64_t bytes = MDMA_FIFO, more = 0;
    int which = MDMA_BY_LIST;
    if (!number_option(step, "width", widths, 4, natural, &width)
        || !number_option(step, "from_width", widths, 4, width, ss)
        || !number_option(step, "to_width", widths, 4, width, ds)
        || !number_option(step, "burst", bursts, 8, 0, &burst)
        || !number_option(step, "from_burst", bursts, 8, burst, &sb)
        || !number_option(step, "to_burst", bursts, 8, burst, &db))
        return false;
    if (mode.v && !json_choice(&mode, modes, &which)) return false;
    if (buffer.v && !json_uint(&buffer, 1, MDMA_FIFO, &bytes)) return false;
    if (repeat.v && !json_uint(&repeat, 0, 4095, &more)) return false;
    s->tcr |= (uint32_t)MDMA_UP << MDMA_SINC | (uint32_t)MDMA_UP << MDMA_DINC | *ss << MDMA_SSIZE
            | *ds << MDMA_DSIZE | *ss << MDMA_SINCOS | *ds << MDMA_DINCOS | sb << MDMA_SBURST
            | db << MDMA_DBURST | (uint32_t)(bytes - 1) << MDMA_TLEN | 1u << MDMA_PKE
            | (uint32_t)which << MDMA_TRGM;
    s->bndtr |= (uint32_t)more << 20;
    return true;
}

static bool parse_next(build_t *b, const place_t *step, block_set_t *s)
{
    place_t p = json_member(step, "next");
    where_t w;
    if (!p.v) return true;
    if (!parse_where(b, &p, &w)) return false;
    s->lar = w.addr;
    return true;
}

static bool parse_block(build_t *b, const place_t *step, block_set_t *s)
{
    place_t source = json_member(step, "from"), target = json_member(step, "to"),
            n = json_member(step, "size"), repeat = json_member(step, "repeat");
    bool unchecked = false;
    where_t from, to;
    uint32_t ss, ds;
    uint64_t size, more = 0;
    *s = (block_set_t){ 0 };
    if (!unchecked_step(step, &unchecked) || !parse_where(b, &source, &from)
        || !parse_where(b, &target, &to))
        return false;
    if (repeat.v && !json_uint(&repeat, 0, 4095, &more)) return false;
    size = (to.rest < from.rest ? to.rest : from.rest) / (more + 1);
    if (!n.v && !size) return json_error(step, "\"size\" is wanted");
    if (n.v && !json_uint(&n, 1, 65536, &size)) return false;
    if (size > 65536)
        return json_error(step, "a block has 65536 bytes at most; \"size\" is wanted");
    uint32_t natural = (to.addr | from.addr | (uint32_t)size) & 3 ? 0 : 2;
    if (!parse_shape(step, natural, s, &ss, &ds)) return false;
    uint32_t all = (uint32_t)(size * (more + 1)), unit = ss > ds ? ss : ds;
    if (!unchecked && size & ((1u << unit) - 1))
        return json_error(n.v ? &n : step, "%llu bytes are no whole number of %u-byte items",
                          (unsigned long long)size, 1u << unit);
    if (!check_span(b, &source, &from, all, unchecked)
        || !check_span(b, &target, &to, all, unchecked))
        return false;
    s->bndtr |= (uint32_t)size, s->sar = from.addr, s->dar = to.addr;
    return parse_trigger(b, step, s) && parse_next(b, step, s)
        && parse_port(step, "from_port", s->sar, MDMA_SBUS, &s->tbr)
        && parse_port(step, "to_port", s->dar, MDMA_DBUS, &s->tbr);
}

/* ---- verbs ----------------------------------------------------------------------------------- */

static bool parse_enables(const place_t *step, uint32_t *cr)
{
    static const char *const names[] = { "te", "ctc", "brt", "bt", "tc", NULL };
    place_t list = json_member(step, "interrupts");
    uint32_t words = 0;
    if (!parse_words(&list, names, &words)) return false;
    *cr |= words * MDMA_CR_TEIE;                         /* its enables stand in this order */
    return true;
}

static const char *const mdma_start_keys[] = { "mdma_start", BLOCK_KEYS, "priority", "interrupts",
                                               "request", "enable", NULL };
static bool lower_mdma_start(build_t *b, const place_t *step, const place_t *verb)
{
    place_t request = json_member(step, "request"), enable = json_member(step, "enable");
    bool on = true, now = true;
    uint32_t cr = 0, pl = 0;
    block_set_t s;
    char name[32];
    int n;
    if (!json_choice(verb, channel_names, &n) || !parse_block(b, step, &s)
        || !parse_priority(step, &pl) || !parse_enables(step, &cr))
        return false;
    if (request.v && !json_bool(&request, &now)) return false;
    if (enable.v && !json_bool(&enable, &on)) return false;
    cr |= pl >> 16 << 6;
    put_write(b, channel_reg(n, "IFCR", name), 0x1F);
    put_write(b, channel_reg(n, "CR", name), cr);
    put_write(b, channel_reg(n, "TCR", name), s.tcr);
    put_write(b, channel_reg(n, "BNDTR", name), s.bndtr);
    put_write(b, channel_reg(n, "SAR", name), s.sar);
    put_write(b, channel_reg(n, "DAR", name), s.dar);
    put_write(b, channel_reg(n, "BRUR", name), 0);
    put_write(b, channel_reg(n, "LAR", name), s.lar);
    put_write(b, channel_reg(n, "TBR", name), s.tbr);
    put_write(b, channel_reg(n, "MAR", name), s.mar);
    put_write(b, channel_reg(n, "MDR", name), s.mdr);
    if (on) put_write(b, channel_reg(n, "CR", name), cr | MDMA_CR_EN);
    if (on && now && s.tcr >> MDMA_SWRM & 1)
        put_write(b, channel_reg(n, "CR", name), cr | MDMA_CR_EN | MDMA_CR_SWRQ);
    return true;
}

/* Ten words, as RM0433 14.5 lists the registers. */
static const char *const mdma_node_keys[] = { "mdma_node", BLOCK_KEYS, NULL };
static bool lower_mdma_node(build_t *b, const place_t *step, const place_t *verb)
{
    bool unchecked = false;
    block_set_t s;
    where_t at;
    if (!unchecked_step(step, &unchecked) || !parse_where(b, verb, &at)
        || !parse_block(b, step, &s))
        return false;
    if (!check_span(b, verb, &at, 40, unchecked)) return false;
    if (!unchecked && at.addr & 7) return json_error(verb, "a node stands at a multiple of 8");
    const uint32_t word[] = { s.tcr, s.bndtr, s.sar, s.dar, 0, s.lar, s.tbr, 0, s.mar, s.mdr };
    for (uint32_t i = 0; i < sizeof word / sizeof *word; i++) {
        script_store(&b->script, at.addr + 4 * i, 4, word[i]);
        show(b, "0x%08X = 0x%08X", at.addr + 4 * i, word[i]);
    }
    return true;
}

static const char *const mdma_wait_keys[] = { "mdma_wait", "for", "sleep", "clear", NULL };
static bool lower_mdma_wait(build_t *b, const place_t *step, const place_t *verb)
{
    static const char *const goals[] = { "end", "complete", "off", NULL };
    static const uint8_t mask[] = { MDMA_CTCIF | MDMA_TEIF, MDMA_CTCIF, 0 };
    place_t goal = json_member(step, "for"), sleep = json_member(step, "sleep"),
            clear = json_member(step, "clear");
    bool asleep = false, tidy = true;
    char name[32];
    int n, which = 0;
    if (!json_choice(verb, channel_names, &n) || (goal.v && !json_choice(&goal, goals, &which)))
        return false;
    if ((sleep.v && !json_bool(&sleep, &asleep)) || (clear.v && !json_bool(&clear, &tidy)))
        return false;
    if (!mask[which]) {
        put_wait(b, channel_reg(n, "CR", name), MDMA_CR_EN, WAIT_NONE, asleep);
        return true;
    }
    put_wait(b, channel_reg(n, "ISR", name), mask[which], WAIT_ANY, asleep);
    if (tidy)
        put_write(b, channel_reg(n, "IFCR", name), MDMA_CTCIF | MDMA_BRTIF | MDMA_BTIF | MDMA_TCIF);
    return true;
}

#define VERB(name) { #name, lower_##name, name##_keys }
const verb_row_t mdma_verbs[] = {
    VERB(mdma_start), VERB(mdma_node), VERB(mdma_wait), { NULL, NULL, NULL },
};
