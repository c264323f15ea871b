/* scenario_spi_master.c -- "world.spi": a master outside that clocks an SPI of ours, as the bursts and pin
 * levels it amounts to (spi_master.h). */
#include "scenario_own.h"
#include <stdlib.h>

typedef enum { NSS_MESSAGE, NSS_FRAME, NSS_LOW, NSS_NONE } nss_t;
static const char *const nss_names[] = { "message", "frame", "low", "none", NULL };

typedef struct {
    tick_t   bit16, next;            /* next: when the line is free */
    unsigned line, mode, bits, width;
    int      nss;                    /* nss_t */
} spi_sender_t;

static tick_t bits_time(const spi_sender_t *s, unsigned n)
{
    return (tick_t)(((unsigned __int128)s->bit16 * n + 0xFFFF) >> 16);
}

static void add_event(build_t *b, const spi_sender_t *s, tick_t at, unsigned what, uint32_t out)
{
    spi_event_t *e = list_add(b, &b->spi_event, sizeof *e);
    *e = (spi_event_t){ .at = at, .line = (uint8_t)s->line, .what = (uint8_t)what };
    if (what != SPI_FRAME) return;
    e->bit16 = s->bit16, e->out = out, e->bits = (uint8_t)s->bits, e->mode = (uint8_t)s->mode;
}

/* ---- messages -------------------------------------------------------------------------------- */

static uint32_t frame_of(const spi_sender_t *s, const uint8_t *byte)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < s->width; i++) v |= (uint32_t)byte[i] << 8 * i;
    return s->bits < 32 ? v & ((1u << s->bits) - 1) : v;
}

/* SS falls at t, the first bit comes `lead` later, and so before each frame if SS frames them all. */
static void send_message(build_t *b, spi_sender_t *s, tick_t t, const bytes_t *data, tick_t lead, tick_t gap)
{
    uint32_t frames = data->size / s->width;
    for (uint32_t k = 0; k < frames; k++) {
        bool first = !k || s->nss == NSS_FRAME, last = k + 1 == frames || s->nss == NSS_FRAME;
        if (first && (s->nss == NSS_MESSAGE || s->nss == NSS_FRAME)) add_event(b, s, t, SPI_PIN_LOW, 0);
        if (first) t += lead;
        add_event(b, s, t, SPI_FRAME, frame_of(s, data->byte + (size_t)k * s->width));
        t += bits_time(s, s->bits);
        if (last && (s->nss == NSS_MESSAGE || s->nss == NSS_FRAME)) add_event(b, s, t, SPI_PIN_HIGH, 0);
        if (k + 1 < frames) t += s->nss == NSS_FRAME && gap < bits_time(s, 1) ? bits_time(s, 1) : gap;
    }
    s->next = t + bits_time(s, 1);
}

static const char *const send_keys[] = { "at", "bytes", "lead", "gap", "select_for", NULL };

/* One entry of "send": a message, or SS alone, at a time or when the entry before it is over. */
static bool parse_send(build_t *b, const place_t *p, spi_sender_t *s)
{
    place_t at = json_member(p, "at"), bytes = json_member(p, "bytes"), lead = json_member(p, "lead"),
            gap = json_member(p, "gap"), hold = json_member(p, "select_for");
    tick_t t = s->next, before = bits_time(s, 1), between = 0, held = 0;
    bytes_t data = { 0 };
    if (!json_keys(p, send_keys)) return false;
    if (!!bytes.v + !!hold.v != 1) return json_error(p, "either \"bytes\" or \"select_for\" is wanted");
    if ((at.v && !parse_time(b, &at, &t)) || (lead.v && !parse_time(b, &lead, &before))
        || (gap.v && !parse_time(b, &gap, &between)) || (hold.v && !parse_time(b, &hold, &held)))
        return false;
    if (at.v && t < s->next) return json_error(&at, "the message before this is still on the line then");
    if (hold.v) {
        if (lead.v || gap.v) return json_error(lead.v ? &lead : &gap, "goes with \"bytes\" only");
        if (s->nss != NSS_MESSAGE && s->nss != NSS_FRAME)
            return json_error(&hold, "\"nss\" must be \"message\" or \"frame\" for it");
        add_event(b, s, t, SPI_PIN_LOW, 0), add_event(b, s, t + held, SPI_PIN_HIGH, 0);
        s->next = t + held + bits_time(s, 1);
        return true;
    }
    if (!parse_bytes(b, &bytes, 0, &data)) return false;
    if (data.size % s->width)
        return json_error(&bytes, "%u bytes are no whole number of frames of %u bits: %u bytes each",
                          data.size, s->bits, s->width);
    if (b->spi_event.count + 3 * (size_t)data.size > SPI_EVENTS_MAX)
        return json_error(p, "more than %d events on SPI lines", SPI_EVENTS_MAX);
    send_message(b, s, t, &data, before, between);
    return true;
}

/* ---- the master ------------------------------------------------------------------------------ */

static bool line_taken(const build_t *b, unsigned spi)
{
    const spi_event_t *e = b->spi_event.item;
    for (size_t i = 0; i < b->spi_event.count; i++)
        if (e[i].line == spi) return true;
    return false;
}

bool parse_spi_master(build_t *b, const place_t *p, unsigned spi)
{
    static const char *const keys[] = { "master", "mode", "bits", "nss", "send", NULL };
    place_t rate = json_member(p, "master"), mode = json_member(p, "mode"), bits = json_member(p, "bits"),
            nss = json_member(p, "nss"), send = json_member(p, "send");
    spi_sender_t s = { .line = spi };
    uint64_t hz, m = 0, n = 8;
    int i = 0;
    if (!json_keys(p, keys) || !json_uint(&rate, 1000, 150000000, &hz)
        || (mode.v && !json_uint(&mode, 0, 3, &m)) || (bits.v && !json_uint(&bits, 4, 32, &n))
        || (nss.v && !json_choice(&nss, nss_names, &s.nss))
        || !json_array(&send, 1, SPI_EVENTS_MAX))
        return false;
    if (line_taken(b, spi)) return json_error(p, "one master a line: it has one already");
    s.bit16 = ((unsigned __int128)TICKS_PER_SECOND << 16) / hz;
    s.mode = (unsigned)m, s.bits = (unsigned)n, s.width = n <= 8 ? 1 : n <= 16 ? 2 : 4;
    if (s.nss != NSS_NONE) add_event(b, &s, 0, s.nss == NSS_LOW ? SPI_PIN_LOW : SPI_PIN_HIGH, 0);
    for (const cJSON *k = send.v->child; k; k = k->next) {
        place_t at = json_item(&send, k, i++);
        if (!parse_send(b, &at, &s)) return false;
    }
    return true;
}

/* At one tick of one line SS rises, falls, and only then a frame begins. */
static int by_spi_time(const void *x, const void *y)
{
    static const uint8_t rank[] = { [SPI_PIN_FREE] = 0, [SPI_PIN_HIGH] = 0, [SPI_PIN_LOW] = 1,
                                    [SPI_FRAME] = 2 };
    const spi_event_t *a = x, *b = y;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    if (a->line != b->line) return (int)a->line - (int)b->line;
    return rank[a->what] - rank[b->what];
}

void sort_spi_events(build_t *b)
{
    if (b->spi_event.count) qsort(b->spi_event.item, b->spi_event.count, sizeof(spi_event_t), by_spi_time);
}
