/* gdb.c -- see gdb.h: framing, queries, what belongs to no other file. */
#include "gdb_own.h"
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *const gdb_view_name[VIEWS + 1] = { "cpu", "ram", "dma", NULL };

enum { OUTSIDE, INSIDE, SUM_HIGH, SUM_LOW };
enum { ESCAPE = '}' };

/* ---- bytes out ------------------------------------------------------------------------------------- */

static void put(gdb_text_t *t, const char *bytes, size_t n)
{
    if (t->length + n > GDB_OUT_MAX) return;           /* nobody reads: what cannot be kept is lost */
    if (t->length + n + 1 > t->room) {
        t->room = 2 * (t->length + n) + 256;
        t->text = realloc(t->text, t->room);
        if (!t->text) abort();
    }
    memcpy(t->text + t->length, bytes, n);
    t->length += n;
    t->text[t->length] = 0;
}

static char digit(unsigned v) { return "0123456789abcdef"[v & 15]; }

static void packet_out(gdb_t *g, const char *bytes, size_t n)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < n; i++) sum = (uint8_t)(sum + (uint8_t)bytes[i]);
    const char end[] = { '#', digit(sum >> 4), digit(sum) };
    g->last.length = 0;
    put(&g->last, "$", 1), put(&g->last, bytes, n), put(&g->last, end, sizeof end);
    put(&g->out, g->last.text, g->last.length);
}

void gdb_reply(gdb_t *g, const char *text) { packet_out(g, text, strlen(text)); }

void gdb_replyf(gdb_t *g, const char *format, ...)
{
    char text[512];
    va_list v;
    va_start(v, format);
    vsnprintf(text, sizeof text, format, v);
    va_end(v);
    gdb_reply(g, text);
}

void gdb_binary(gdb_t *g, const char *prefix, const char *bytes, size_t n)
{
    gdb_text_t t = { .text = NULL };
    put(&t, prefix, strlen(prefix));
    for (size_t i = 0; i < n; i++) {
        char c = bytes[i], escaped[] = { ESCAPE, (char)(c ^ 0x20) };
        bool special = c == '#' || c == '$' || c == ESCAPE || c == '*';
        put(&t, special ? escaped : &c, special ? 2 : 1);
    }
    packet_out(g, t.text, t.length);
    free(t.text);
}

void gdb_flush(gdb_t *g)
{
    char hex[2 * GDB_PRINT + 2] = "O";
    if (!g->printed) return;
    for (size_t i = 0; i < g->printed; i++)
        hex[1 + 2 * i] = digit((uint8_t)g->print[i] >> 4), hex[2 + 2 * i] = digit((uint8_t)g->print[i]);
    packet_out(g, hex, 1 + 2 * g->printed);
    g->printed = 0;
}

void gdb_putc(gdb_t *g, char c)
{
    g->print[g->printed++] = c;
    if (g->printed == GDB_PRINT || c == '\n') gdb_flush(g);
}

void gdb_say(gdb_t *g, const char *format, ...)
{
    char text[1024];
    va_list v;
    va_start(v, format);
    vsnprintf(text, sizeof text, format, v);
    va_end(v);
    for (const char *p = text; *p; p++) gdb_putc(g, *p);
}

void gdb_slice(gdb_t *g, const char *document, const char *where)
{
    uint32_t from, n;
    size_t size = strlen(document);
    if (!gdb_hex32(&where, &from) || *where++ != ',' || !gdb_hex32(&where, &n) || *where) {
        gdb_reply(g, "E00");
        return;
    }
    if (n > GDB_PACKET / 2) n = GDB_PACKET / 2;
    if (from > size) from = (uint32_t)size;
    bool more = n < size - from;
    gdb_binary(g, more ? "m" : "l", document + from, more ? n : size - from);
}

/* ---- bytes in -------------------------------------------------------------------------------------- */

static int value_of(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c = (char)tolower((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool gdb_hex(const char **at, uint64_t *value)
{
    unsigned n = 0;
    for (*value = 0; value_of(**at) >= 0; ++*at) {
        if (++n > 16) return false;
        *value = *value << 4 | (uint64_t)value_of(**at);
    }
    return n > 0;
}

bool gdb_hex32(const char **at, uint32_t *value)
{
    uint64_t v;
    if (!gdb_hex(at, &v) || v > UINT32_MAX) return false;
    *value = (uint32_t)v;
    return true;
}

bool gdb_bytes(const char *hex, uint8_t *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int high = value_of(hex[2 * i]), low = high < 0 ? -1 : value_of(hex[2 * i + 1]);
        if (low < 0) return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

size_t gdb_unescape(char *bytes, size_t n)
{
    size_t to = 0;
    for (size_t i = 0; i < n; i++) {
        bool escaped = bytes[i] == ESCAPE && i + 1 < n;
        bytes[to++] = escaped ? (char)(bytes[++i] ^ 0x20) : bytes[i];
    }
    return to;
}

/* ---- queries --------------------------------------------------------------------------------------- */

static const char *after(const char *text, const char *prefix)
{
    size_t n = strlen(prefix);
    return strncmp(text, prefix, n) ? NULL : text + n;
}

static void query(gdb_t *g, const char *q)
{
    const char *rest;
    if (after(q, "qSupported"))
        gdb_replyf(g, "PacketSize=%x;QStartNoAckMode+;qXfer:features:read+;qXfer:memory-map:read+;"
                   "vContSupported+;ReverseStep+;ReverseContinue+", GDB_PACKET);
    else if ((rest = after(q, "qXfer:features:read:target.xml:"))) gdb_target(g, rest);
    else if ((rest = after(q, "qXfer:memory-map:read::"))) gdb_map(g, rest);
    else if (after(q, "qXfer:")) gdb_reply(g, "E00");
    else if ((rest = after(q, "qRcmd,"))) gdb_monitor(g, rest);
    else if (after(q, "qAttached")) gdb_reply(g, "1");
    else if (!strcmp(q, "qC")) gdb_reply(g, "QC1");
    else if (!strcmp(q, "qfThreadInfo")) gdb_reply(g, "m1");
    else if (!strcmp(q, "qsThreadInfo")) gdb_reply(g, "l");
    else if (after(q, "qSymbol:")) gdb_reply(g, "OK");
    else if (!strcmp(q, "QStartNoAckMode")) g->noack = true, gdb_reply(g, "OK");
    else gdb_reply(g, "");
}

static void letter_v(gdb_t *g, char *p, size_t n)
{
    if (!strcmp(p, "vCont?")) gdb_reply(g, "vCont;c;C;s;S;t");
    else if (after(p, "vCont;")) gdb_vcont(g, p + 6);
    else if (after(p, "vFlash")) gdb_flash(g, p + 6, n - 6);
    else if (after(p, "vKill")) g->over = true, gdb_reply(g, "OK");
    else gdb_reply(g, "");
}

static void letter_b(gdb_t *g, const char *p)
{
    if (!strcmp(p, "bs") || !strcmp(p, "bc")) gdb_back(g, p[1] == 's');
    else gdb_reply(g, "");
}

static void dispatch(gdb_t *g, char *p, size_t n)
{
    switch (*p) {
    case '?': gdb_reply(g, g->stop); break;
    case 'g': gdb_registers(g); break;
    case 'G': gdb_set_registers(g, p + 1); break;
    case 'p': gdb_register(g, p + 1); break;
    case 'P': gdb_set_register(g, p + 1); break;
    case 'm': gdb_read(g, p + 1); break;
    case 'M': gdb_write(g, p + 1); break;
    case 'X': gdb_write_binary(g, p + 1, n - 1); break;
    case 'Z': case 'z': gdb_break(g, p + 1, *p == 'Z'); break;
    case 'c': case 's': gdb_resume(g, p + 1, *p == 's'); break;
    case 'C': case 'S': gdb_resume(g, "", *p == 'S'); break;       /* there are no signals to deliver */
    case 'b': letter_b(g, p); break;
    case 'v': letter_v(g, p, n); break;
    case 'q': case 'Q': query(g, p); break;
    case 'H': case 'T': gdb_reply(g, "OK"); break;
    case 'D': g->over = true, gdb_reply(g, "OK"); break;
    case 'k': g->over = true; break;
    default:  gdb_reply(g, ""); break;
    }
}

static void packet_in(gdb_t *g)
{
    bool good = g->sum == g->wanted && !g->long_one;
    if (!g->noack) put(&g->out, good || g->long_one ? "+" : "-", 1);
    if (g->long_one) gdb_reply(g, "E01");
    g->packet[g->length] = 0;
    if (good || (g->noack && !g->long_one)) dispatch(g, g->packet, g->length);
}

static void byte_outside(gdb_t *g, uint8_t c)
{
    if (c == '-' && g->last.length && !g->noack) put(&g->out, g->last.text, g->last.length);
    if (c != '$') return;                              /* '+', and Ctrl-C while nothing runs */
    g->phase = INSIDE, g->length = 0, g->sum = 0, g->long_one = false;
}

static void byte_in(gdb_t *g, uint8_t c)
{
    int v;
    switch (g->phase) {
    case INSIDE:
        if (c == '$') byte_outside(g, c);              /* the end of the one before was lost */
        else if (c == '#') g->phase = SUM_HIGH;
        else if (g->length == GDB_PACKET) g->long_one = true;
        else g->packet[g->length++] = (char)c, g->sum = (uint8_t)(g->sum + c);
        break;
    case SUM_HIGH: case SUM_LOW:
        v = value_of((char)c);
        if (v < 0) v = 0, g->sum = 1, g->wanted = 0;   /* no checksum: a wrong one */
        else g->wanted = (uint8_t)(g->phase == SUM_HIGH ? v << 4 : (g->wanted & 0xF0) | v);
        if (g->phase++ == SUM_LOW) g->phase = OUTSIDE, packet_in(g);
        break;
    default:
        byte_outside(g, c);
        break;
    }
}

void gdb_feed(gdb_t *g, const void *bytes, size_t n)
{
    const uint8_t *b = bytes;
    for (size_t i = 0; i < n && !g->over; i++) byte_in(g, b[i]);
}

const char *gdb_out(const gdb_t *g, size_t *n)
{
    *n = g->out.length;
    return g->out.text ? g->out.text : "";
}

void gdb_sent(gdb_t *g, size_t n)
{
    if (n > g->out.length) n = g->out.length;
    if (n) memmove(g->out.text, g->out.text + n, g->out.length -= n);
}

bool gdb_over(const gdb_t *g) { return g->over; }

void gdb_listen(gdb_t *g, bool (*asked)(void *), void *of) { g->asked = asked, g->of = of; }

/* ---- open ------------------------------------------------------------------------------------------ */

static bool asked(void *of)
{
    gdb_t *g = of;
    gdb_flush(g);
    return g->asked && g->asked(g->of);
}

static void print(void *of, uint8_t byte) { gdb_putc(of, (char)byte); }

gdb_t *gdb_open(const char *file, const options_t *options, err_t *err)
{
    gdb_t *g = calloc(1, sizeof *g);
    if (!g) return fail(err, "%s: out of memory", file), NULL;
    timeline_ears_t ears = { .stop = gdb_stops, .asked = asked, .print = print, .of = g };
    g->t = timeline_open(file, options, &ears, err);
    if (!g->t) return free(g), NULL;
    snprintf(g->stop, sizeof g->stop, "T05thread:1;");
    return g;
}

void gdb_close(gdb_t *g)
{
    if (!g) return;
    timeline_close(g->t);
    free(g->out.text), free(g->last.text), free(g);
}
