/* scenario_dma.c -- shorthands of DMA drivers, as the register accesses they make.
 *
 * RM0433 chapters 15 (DMA), 16 (BDMA) and 17 (DMAMUX), in the order the manual asks for: flags cleared,
 * stream configured, request routed, EN last. No shorthand contains a barrier or cache maintenance: leaving
 * those out is what lessons are about. `staleline check --show` prints every access. */
#include "scenario_own.h"
#include <stdio.h>
#include <string.h>

enum {
    CR_EN = 1, CR_PFCTRL = 1 << 5, CR_PINC = 1 << 9,
    CR_DBM = 1 << 18, CR_CT = 1 << 19, FCR_DMDIS = 1 << 2, FCR_FEIE = 1 << 7
};

/* ---- DMA streams ---------------------------------------------------------------------------------- */

bool parse_stream(const place_t *p, const char *otherwise, stream_t *s)
{
    static const char *const names[] = {
        "DMA1_Stream0", "DMA1_Stream1", "DMA1_Stream2", "DMA1_Stream3", "DMA1_Stream4",
        "DMA1_Stream5", "DMA1_Stream6", "DMA1_Stream7", "DMA2_Stream0", "DMA2_Stream1",
        "DMA2_Stream2", "DMA2_Stream3", "DMA2_Stream4", "DMA2_Stream5", "DMA2_Stream6",
        "DMA2_Stream7", "BDMA_Channel0", "BDMA_Channel1", "BDMA_Channel2", "BDMA_Channel3",
        "BDMA_Channel4", "BDMA_Channel5", "BDMA_Channel6", "BDMA_Channel7", NULL };
    const char *t = otherwise;
    suggest_t near;
    if ((p->v || !otherwise) && !json_string(p, &t)) return false;
    for (unsigned i = 0; names[i]; i++)
        if (!strcmp(names[i], t)) return *s = (stream_t){ 1 + i / 8, i % 8, names[i] }, true;
    return json_error(p, "no stream \"%.40s\"%s", t, suggest_from(&near, t, names));
}

/* "DMA2.S0CR", "BDMA.CCR0" */
static const char *stream_reg(const stream_t *s, const char *which, char *name)
{
    if (s->dma == BDMA) snprintf(name, 32, "BDMA.C%s%u", which, s->n);
    else snprintf(name, 32, "DMA%u.S%u%s", s->dma, s->n, which);
    return name;
}

/* TC HT TE are bits 5 4 3 of a stream's six, 1 2 3 of a channel's four. */
static uint32_t stream_flags(const stream_t *s, uint32_t flags)
{
    static const uint8_t at[] = { 0, 6, 16, 22 };
    if (s->dma == BDMA)
        return ((flags >> 4 & 2) | (flags >> 2 & 4) | (flags & 8)) << 4 * s->n;
    return flags << at[s->n % 4];
}

/* SxCR's fields where CCRx has them. */
static uint32_t channel_cr(uint32_t cr)
{
    uint32_t way = cr >> 6 & 3;
    return (cr >> 3 & 2) | (cr >> 1 & 4) | (cr << 1 & 8)               /* TCIE HTIE TEIE */
        | (uint32_t)(way == FROM_MEMORY) << 4 | (uint32_t)(way == MEMORY_TO_MEMORY) << 14
        | (cr >> 3 & 0xFE0) | (cr >> 4 & 0x3000)                        /* CIRC .. MSIZE, PL */
        | (cr >> 18 & 1) << 15 | (cr >> 18 & 1) << 5 | (cr >> 19 & 1) << 16;   /* DBM wants CIRC */
}

static const char *flag_reg(const stream_t *s, const char *which, char *name) /* "ISR", "IFCR" */
{
    if (s->dma == BDMA) snprintf(name, 32, "BDMA.%s", which);
    else snprintf(name, 32, "DMA%u.%c%s", s->dma, s->n < 4 ? 'L' : 'H', which);
    return name;
}

static void clear_flags(build_t *b, const stream_t *s, uint32_t flags)
{
    char name[32];
    put_write(b, flag_reg(s, "IFCR", name), stream_flags(s, flags));
}

enum { FLAG_ALL = 0x3D };
static const char *const flag_names[] = { "fe", "dme", "te", "ht", "tc", NULL };

void put_stream(build_t *b, const setup_t *s)
{
    char name[32];
    bool channel = s->stream.dma == BDMA;
    uint32_t cr = channel ? channel_cr(s->cr) : s->cr;
    clear_flags(b, &s->stream, FLAG_ALL);
    put_write(b, stream_reg(&s->stream, "CR", name), cr);
    put_write(b, stream_reg(&s->stream, "NDTR", name), s->ndtr);
    put_write(b, stream_reg(&s->stream, "PAR", name), s->par);
    put_write(b, stream_reg(&s->stream, "M0AR", name), s->m0);
    if (s->two) put_write(b, stream_reg(&s->stream, "M1AR", name), s->m1);
    if (!channel) put_write(b, stream_reg(&s->stream, "FCR", name), s->fcr);
    if (s->route) {
        if (channel) snprintf(name, sizeof name, "DMAMUX2.C%uCR", s->stream.n);
        else snprintf(name, sizeof name, "DMAMUX1.C%uCR", (s->stream.dma - 1) * 8 + s->stream.n);
        put_write(b, name, s->request);
    }
    if (s->enable) put_write(b, stream_reg(&s->stream, "CR", name), cr | CR_EN);
}

bool parse_words(const place_t *list, const char *const *names, uint32_t *words)
{
    int most = 0, i = 0, which;
    while (names[most]) most++;
    if (!list->v) return true;
    if (!json_array(list, 0, most)) return false;
    for (const cJSON *k = list->v->child; k; k = k->next) {
        place_t at = json_item(list, k, i++);
        if (!json_choice(&at, names, &which)) return false;
        *words |= 1u << which;
    }
    return true;
}

/* "interrupts": ["tc", "te"]: bits of CR and FCR. FE is bit 0 of a stream's flags, the others 2 to 5. */
static bool parse_flags(const place_t *p, uint32_t *flags)
{
    uint32_t words = 0;
    if (!parse_words(p, flag_names, &words)) return false;
    *flags = (words & 1) | (words & 0x1E) << 1;
    return true;
}

bool parse_interrupts(const place_t *step, setup_t *s)
{
    place_t p = json_member(step, "interrupts");
    uint32_t flags = 0;
    if (!p.v) return true;
    if (!parse_flags(&p, &flags)) return false;
    if (s->stream.dma == BDMA && flags & 5)
        return json_error(&p, "the BDMA has tc, ht and te only");
    s->cr |= (flags & 0x20) >> 1 | (flags & 0x10) >> 1 | (flags & 0x08) >> 1
        | (flags & 0x04) >> 1; /* TC HT TE DME: 4 3 2 1 */
    if (flags & 1) s->fcr |= FCR_FEIE;
    return true;
}

bool bit_option(const place_t *step, const char *key, bool otherwise, uint32_t bit,
                       uint32_t *reg)
{
    place_t p = json_member(step, key);
    bool on = otherwise;
    if (p.v && !json_bool(&p, &on)) return false;
    if (on) *reg |= bit;
    return true;
}

/* An option that is one of some numbers; *which is its place among them. */
bool number_option(const place_t *step, const char *key, const uint8_t *numbers,
                          size_t count, uint32_t otherwise, uint32_t *which)
{
    place_t p = json_member(step, key);
    uint64_t v;
    char all[48] = "";
    *which = otherwise;
    if (!p.v) return true;
    if (!json_uint(&p, 0, 255, &v)) return false;
    for (*which = 0; *which < count; ++*which)
        if (numbers[*which] == v) return true;
    for (size_t i = 0; i < count; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s%u", i ? ", " : "", numbers[i]);
    return json_error(&p, "%llu is none of %s", (unsigned long long)v, all);
}

static const uint8_t widths[] = { 1, 2, 4 }, bursts[] = { 1, 4, 8, 16 };

/* "fifo": false is direct mode, else the threshold. */
bool parse_fifo(const place_t *step, bool otherwise, uint32_t *fcr)
{
    static const char *const levels[] = { "1/4", "1/2", "3/4", "full", NULL };
    place_t p = json_member(step, "fifo");
    int level = 3;
    bool on = otherwise;
    if (cJSON_IsBool(p.v)) on = cJSON_IsTrue(p.v);
    else if (p.v && !json_choice(&p, levels, &level)) return false;
    else if (p.v) on = true;
    *fcr |= on ? FCR_DMDIS | (uint32_t)level : 0;
    return true;
}

bool parse_priority(const place_t *step, uint32_t *cr)
{
    static const char *const levels[] = { "low", "medium", "high", "very-high", NULL };
    place_t p = json_member(step, "priority");
    int level = 0;
    if (p.v && !json_choice(&p, levels, &level)) return false;
    *cr |= (uint32_t)level << 16;
    return true;
}

/* Ids of DMAMUX1's requests (RM0433 table 121) for what is modelled; anything else by number. */
static bool parse_request(const place_t *p, uint32_t *id)
{
    static const char *const names[] = { "USART1_RX", "USART1_TX", "USART2_RX", "USART2_TX",
                                         "USART3_RX", "USART3_TX", "UART4_RX",  "UART4_TX",
                                         "UART5_RX",  "UART5_TX",  "USART6_RX", "USART6_TX",
                                         "UART7_RX",  "UART7_TX",  "UART8_RX",  "UART8_TX",
                                         "I2C1_RX", "I2C1_TX", "I2C2_RX", "I2C2_TX", "I2C3_RX",
                                         "I2C3_TX",
                                         "TIM1_UP", "TIM1_CH1", "TIM1_CH2", "TIM1_CH3",
                                         "TIM1_CH4", "TIM2_UP", "TIM2_CH1", "TIM2_CH2",
                                         "TIM2_CH3", "TIM2_CH4", "TIM3_UP", "TIM3_CH1",
                                         "TIM3_CH2", "TIM3_CH3", "TIM3_CH4", "TIM4_UP",
                                         "TIM4_CH1", "TIM4_CH2", "TIM4_CH3", "TIM5_UP",
                                         "TIM5_CH1", "TIM5_CH2", "TIM5_CH3", "TIM5_CH4",
                                         "TIM6_UP", "TIM7_UP", "TIM8_UP", "TIM8_CH1",
                                         "TIM8_CH2", "TIM8_CH3", "TIM8_CH4",
                                         "ADC1", "ADC2", "ADC3",
                                         "SPI1_RX", "SPI1_TX", "SPI2_RX", "SPI2_TX", "SPI3_RX", "SPI3_TX",
                                         "SPI4_RX", "SPI4_TX", "SPI5_RX", "SPI5_TX", "DCMI", NULL };
    static const uint8_t ids[] = { 41, 42, 43, 44, 45, 46, 63, 64, 65, 66, 71, 72, 79, 80, 81, 82, 33, 34,
                                   35, 36, 73, 74,
                                 15, 11, 12, 13, 14, 22, 18, 19, 20, 21, 27, 23, 24, 25, 26, 32, 29, 30, 31,
                                 59,
                                 55, 56, 57, 58, 69, 70, 51, 47, 48, 49, 50, 9, 10, 115,
                                 37, 38, 39, 40, 61, 62, 83, 84, 85, 86, 75 };
    uint64_t v;
    int which;
    if (cJSON_IsNumber(p->v)) {
        if (!json_uint(p, 0, 127, &v)) return false;
        return *id = (uint32_t)v, true;
    }
    if (!json_choice(p, names, &which)) return false;
    return *id = ids[which], true;
}

/* DMAMUX2's (RM0433 table 122). */
static bool parse_request2(const place_t *p, uint32_t *id)
{
    static const char *const names[] = { "LPUART1_RX", "LPUART1_TX", "SPI6_RX", "SPI6_TX",
                                         "I2C4_RX", "I2C4_TX", "ADC3", NULL };
    static const uint8_t ids[] = { 9, 10, 11, 12, 13, 14, 17 };
    uint64_t v;
    int which;
    if (cJSON_IsNumber(p->v)) {
        if (!json_uint(p, 0, 31, &v)) return false;
        return *id = (uint32_t)v, true;
    }
    if (!json_choice(p, names, &which)) return false;
    return *id = ids[which], true;
}

/* What a BDMA channel does not have. */
bool check_channel(const place_t *step, const setup_t *s)
{
    enum { PINCOS_BURSTS = 0x01E08000 };
    if (s->stream.dma != BDMA) return true;
    if (!s->fcr && !(s->cr & (CR_PFCTRL | PINCOS_BURSTS))) return true;
    return json_error(step, "the BDMA has no \"fifo\", no bursts and no flow control");
}

/* NDTR: 16 bits of items of `width` bytes (log2). */
bool stream_items(const place_t *at, uint64_t bytes, unsigned width, bool unchecked, uint32_t *ndtr)
{
    uint64_t n = bytes >> width;
    if (!unchecked && bytes & ((1u << width) - 1))
        return json_error(at, "%llu bytes are no whole number of %u-byte items",
                          (unsigned long long)bytes, 1u << width);
    if (!unchecked && n > 65535)
        return json_error(
            at, "%llu items do not fit NDTR (65535); \"unchecked\": true programs the low 16 bits",
            (unsigned long long)n);
    *ndtr = (uint32_t)n & 0xFFFF;
    return true;
}

static bool parse_memory(build_t *b, const place_t *p, uint64_t bytes, bool unchecked,
                         uint32_t *addr)
{
    where_t w;
    if (!parse_where(b, p, &w) || !check_span(b, p, &w, (uint32_t)bytes, unchecked)) return false;
    *addr = w.addr;
    return true;
}

static bool parse_far_side(build_t *b, const place_t *p, uint64_t bytes, bool unchecked,
                           uint32_t *addr)
{
    const char *t;
    reg_t r;
    if (!json_string(p, &t)) return false;
    if (!strchr(t, '.')) return parse_memory(b, p, bytes, unchecked, addr);
    if (!parse_register(b, p, &r)) return false;
    if (r.width != 32) return json_error(p, "a whole register is wanted");
    *addr = r.addr;
    return true;
}

/* How many items: "count", or what is left of the memory buffer. */
static bool stream_count(build_t *b, const place_t *step, const place_t *memory, uint32_t psize,
                         uint64_t *count)
{
    place_t p = json_member(step, "count");
    where_t w;
    if (p.v) return json_uint(&p, 0, 65536, count);
    if (!parse_where(b, memory, &w)) return false;
    *count = w.rest >> psize;
    return *count || json_error(step, "\"count\" is missing");
}

static const char *const dma_start_keys[] = {
    "dma_start", "direction", "request",      "peripheral", "memory",     "memory1",  "count",
    "psize",     "msize",     "pinc",         "minc",       "circular",   "priority", "fifo",
    "pburst",    "mburst",    "flow_control", "trbuff",     "interrupts", "target",   "enable",
    "unchecked", NULL
};

static bool stream_options(const place_t *step, int direction, setup_t *s, uint32_t *psize,
                           uint32_t *msize)
{
    static const char *const flow[] = { "dma", "peripheral", NULL };
    place_t fc = json_member(step, "flow_control"), enable = json_member(step, "enable"),
            target = json_member(step, "target");
    uint32_t pburst, mburst;
    uint64_t ct = 0;
    int who = 0;
    s->enable = true;
    if (!number_option(step, "psize", widths, 3, 0, psize)
        || !number_option(step, "msize", widths, 3, *psize, msize))
        return false;
    if (!number_option(step, "pburst", bursts, 4, 0, &pburst)
        || !number_option(step, "mburst", bursts, 4, 0, &mburst))
        return false;
    if (fc.v && !json_choice(&fc, flow, &who)) return false;
    if (enable.v && !json_bool(&enable, &s->enable)) return false;
    if (target.v && !json_uint(&target, 0, 1, &ct)) return false;
    s->cr = (uint32_t)direction << 6 | *psize << 11 | *msize << 13 | pburst << 21 | mburst << 23;
    if (who) s->cr |= CR_PFCTRL;
    if (ct) s->cr |= CR_CT;
    return bit_option(step, "pinc", direction == MEMORY_TO_MEMORY, CR_PINC, &s->cr)
        && bit_option(step, "minc", true, STREAM_MINC, &s->cr)
        && bit_option(step, "circular", false, STREAM_CIRC, &s->cr)
        && bit_option(step, "trbuff", false, STREAM_TRBUFF, &s->cr) && parse_priority(step, &s->cr)
        && parse_fifo(step, direction == MEMORY_TO_MEMORY && s->stream.dma != BDMA, &s->fcr)
        && parse_interrupts(step, s) && check_channel(step, s);
}

static bool lower_dma_start(build_t *b, const place_t *step, const place_t *verb)
{
    static const char *const directions[] = { "peripheral-to-memory", "memory-to-peripheral",
                                              "memory-to-memory", NULL };
    place_t way = json_member(step, "direction"), request = json_member(step, "request"),
            far_side = json_member(step, "peripheral"), memory = json_member(step, "memory"),
            other = json_member(step, "memory1"), count = json_member(step, "count");
    setup_t s = { .enable = true };
    bool unchecked = false;
    int direction;
    uint32_t psize, msize;
    uint64_t n;
    if (!parse_stream(verb, NULL, &s.stream) || !unchecked_step(step, &unchecked)
        || !json_choice(&way, directions, &direction))
        return false;
    if (!stream_options(step, direction, &s, &psize, &msize)
        || !stream_count(b, step, &memory, psize, &n))
        return false;
    if (!stream_items(count.v ? &count : step, n << psize, psize, unchecked, &s.ndtr)) return false;
    uint64_t there = s.cr & CR_PINC ? n << psize : 1u << psize,
             here = s.cr & STREAM_MINC ? n << psize : 1u << msize;
    if (!there) there = here = 1;
    if (!parse_far_side(b, &far_side, there, unchecked, &s.par)
        || !parse_memory(b, &memory, here, unchecked, &s.m0))
        return false;
    if (other.v) {
        s.two = true, s.cr |= CR_DBM;
        if (!parse_memory(b, &other, here, unchecked, &s.m1)) return false;
    }
    if (direction == MEMORY_TO_MEMORY && request.v)
        return json_error(&request, "memory to memory takes no request");
    if (direction != MEMORY_TO_MEMORY && !request.v)
        return json_error(step, "\"request\" is missing, such as \"USART3_RX\"");
    s.route = direction != MEMORY_TO_MEMORY;
    if (s.route && !(s.stream.dma == BDMA ? parse_request2 : parse_request)(&request, &s.request))
        return false;
    put_stream(b, &s);
    return true;
}

static const char *const dma_memcpy_keys[] = { "dma_memcpy", "from",   "size",      "stream",
                                               "width",      "burst",  "fifo",      "priority",
                                               "interrupts", "enable", "unchecked", NULL };
static bool lower_dma_memcpy(build_t *b, const place_t *step, const place_t *verb)
{
    place_t source = json_member(step, "from"), n = json_member(step, "size"),
            stream = json_member(step, "stream"), enable = json_member(step, "enable");
    setup_t s = { .enable = true };
    bool unchecked = false;
    uint32_t width, burst;
    where_t to, from;
    if (!parse_stream(&stream, "DMA2_Stream0", &s.stream) || !unchecked_step(step, &unchecked))
        return false;
    if (!parse_where(b, verb, &to) || !parse_where(b, &source, &from)) return false;
    uint64_t size = to.rest < from.rest ? to.rest : from.rest;
    if (!n.v && !size) return json_error(step, "\"size\" is wanted");
    if (n.v && !json_uint(&n, 1, BYTES_MAX, &size)) return false;
    uint32_t natural = (to.addr | from.addr | (uint32_t)size) & 3 ? 0 : 2;
    if (!number_option(step, "width", widths, 3, natural, &width)
        || !number_option(step, "burst", bursts, 4, 0, &burst))
        return false;
    if (!stream_items(n.v ? &n : step, size, width, unchecked, &s.ndtr)) return false;
    if (!check_span(b, verb, &to, (uint32_t)size, unchecked)
        || !check_span(b, &source, &from, (uint32_t)size, unchecked))
        return false;
    if (enable.v && !json_bool(&enable, &s.enable)) return false;
    s.par = from.addr, s.m0 = to.addr;
    s.cr = (uint32_t)MEMORY_TO_MEMORY << 6 | CR_PINC | STREAM_MINC | width << 11 | width << 13
        | burst << 21 | burst << 23;
    if (!parse_priority(step, &s.cr) || !parse_fifo(step, s.stream.dma != BDMA, &s.fcr)
        || !parse_interrupts(step, &s) || !check_channel(step, &s))
        return false;
    put_stream(b, &s);
    return true;
}

static const char *const dma_wait_keys[] = { "dma_wait", "for", "sleep", "clear", NULL };
static bool lower_dma_wait(build_t *b, const place_t *step, const place_t *verb)
{
    static const char *const goals[] = { "end", "complete", "half", "off", NULL };
    static const uint8_t mask[] = { 0x28, 0x20, 0x10, 0 }, done[] = { 0x30, 0x30, 0x10, 0 };
    place_t goal = json_member(step, "for"), sleep = json_member(step, "sleep"),
            clear = json_member(step, "clear");
    bool asleep = false, tidy = true;
    char name[32];
    stream_t s;
    int which = 0;
    if (!parse_stream(verb, NULL, &s) || (goal.v && !json_choice(&goal, goals, &which)))
        return false;
    if ((sleep.v && !json_bool(&sleep, &asleep)) || (clear.v && !json_bool(&clear, &tidy)))
        return false;
    if (!mask[which]) {
        put_wait(b, stream_reg(&s, "CR", name), CR_EN, WAIT_NONE, asleep);
        return true;
    }
    put_wait(b, flag_reg(&s, "ISR", name), stream_flags(&s, mask[which]), WAIT_ANY, asleep);
    if (tidy) clear_flags(b, &s, done[which]);
    return true;
}

static const char *const dma_stop_keys[] = { "dma_stop", NULL };
static bool lower_dma_stop(build_t *b, const place_t *step, const place_t *verb)
{
    char name[32];
    stream_t s;
    (void)step;
    if (!parse_stream(verb, NULL, &s)) return false;
    put_change(b, stream_reg(&s, "CR", name), CR_EN, 0);
    put_wait(b, name, CR_EN, WAIT_NONE, false);
    clear_flags(b, &s, FLAG_ALL);
    return true;
}

static const char *const dma_clear_keys[] = { "dma_clear", "flags", NULL };
static bool lower_dma_clear(build_t *b, const place_t *step, const place_t *verb)
{
    place_t list = json_member(step, "flags");
    uint32_t flags = list.v ? 0 : FLAG_ALL;
    stream_t s;
    if (!parse_stream(verb, NULL, &s) || (list.v && !parse_flags(&list, &flags))) return false;
    clear_flags(b, &s, flags);
    return true;
}

#define VERB(name) { #name, lower_##name, name##_keys }
const verb_row_t dma_verbs[] = {
    VERB(dma_start), VERB(dma_memcpy), VERB(dma_wait), VERB(dma_stop), VERB(dma_clear),
    { NULL, NULL, NULL },
};
