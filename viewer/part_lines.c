/* part_lines.c -- see part_lines.h. RM0433 48.5 (USART frames), 50.4 (SPI), 47.4 (I2C). */
#include "part_lines.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- U(S)ART --------------------------------------------------------------------------------- */

enum { CR1_M0 = 1 << 12, CR1_OVER8 = 1 << 15, CR1_M1 = 1 << 28, BREAK_BITS = 2 };

static unsigned usart_data_bits(const usart_t *u)
{
    uint32_t m = u->cr1 & (CR1_M0 | CR1_M1);
    return m == CR1_M0 ? 9 : m == CR1_M1 ? 7 : 8;
}

static unsigned usart_stop_bits(const usart_t *u) { return u->cr2 >> 13 & 1 ? 2 : 1; }

double usart_bit(const view_t *v, unsigned line)
{
    static const uint16_t divider[16] = { 1, 2, 4, 6, 8, 10, 12, 16, 32, 64, 128, 256, 256, 256, 256, 256 };
    const usart_t *u = &v->machine->chip.usart[line];
    const usart_cfg_t *c = &h743_usart[line];
    const domain_t *k = &v->machine->chip.clock[c->kernel];
    bool over8 = u->cr1 & CR1_OVER8;
    uint32_t div = over8 ? (u->brr & 0xFFF0) | (u->brr & 7) << 1 : u->brr;
    if (!k->mul || div < (c->lpuart ? 0x300 : 16)) return 0;         /* RM0433 48.5.4, 49.4.4 */
    double clocks = (over8 ? div / 2.0 : div) * divider[u->presc & 15] / (c->lpuart ? 256 : 1);
    return clocks * (double)k->div / (double)k->mul;
}

static wire_frame_t serial_frame(const usart_t *u, tick_t start, double bit, uint32_t data)
{
    unsigned n = usart_data_bits(u), stops = usart_stop_bits(u);
    data &= (1u << n) - 1;
    return (wire_frame_t){ .start = start, .bit = bit, .bits = 1 + n + stops, .data_bits = n, .data = data,
                           .levels = (uint64_t)data << 1 | ((1ull << stops) - 1) << (n + 1) };
}

/* The frame on the wire at this moment, or last. */
static bool on_wire(const view_t *v, const serial_t *s, const usart_t *u, wire_frame_t *f)
{
    if (s->start == NEVER || s->start > v->now || !s->bit16 || !s->bits) return false;
    *f = serial_frame(u, s->start, (double)s->bit16 / 65536, s->word >> 1);
    f->bits = s->bits, f->levels = s->word;
    return true;
}

unsigned usart_frames(const panel_in_t *in, unsigned line, bool sent, wire_frame_t out[WIRE_FRAMES])
{
    const view_t *v = in->view;
    const usart_t *u = &v->machine->chip.usart[line];
    const moment_t *m = in->moment;
    const serial_t *wire = sent ? &v->machine->chip.wires.tx[line] : &v->machine->chip.wires.rx[line];
    double own = usart_bit(v, line), bit = wire->bit16 && wire->start != NEVER ? (double)wire->bit16 / 65536
        : own;
    unsigned n = 0;
    wire_frame_t here = { 0 };
    bool is_here = on_wire(v, wire, u, &here);
    if (bit <= 0) return 0;
    for (size_t i = 0; i < m->wires && n + 1 < WIRE_FRAMES; i++) {
        const fact_t *f = &m->wire[i];
        if (f->who != SLOT_USART1 + line || f->kind != (sent ? F_TX : F_RX)) continue;
        /* told in the middle of the first stop bit */
        double back = sent ? 0 : (usart_data_bits(u) + 1.5) * bit;
        tick_t start = (double)f->at > back ? f->at - (tick_t)back : 0;
        wire_frame_t one = serial_frame(u, start, bit, (uint32_t)f->data);
        one.wrong = !sent && f->note, one.odd = sent && f->note;
        if (one.odd) one.levels = 3ull << (one.bits - 1), one.bits += BREAK_BITS;
        if (is_here && fabs((double)start - (double)here.start) < bit) {
            here.wrong = one.wrong, here.odd = one.odd, here.data = one.data;
            one = here, is_here = false;
        }
        out[n++] = one;
    }
    if (is_here) out[n++] = here;
    return n;
}

/* ---- SPI ------------------------------------------------------------------------------------- */

static unsigned spi_bits(const spi_t *s) { return (s->cfg1 & 31) < 3 ? 4 : (s->cfg1 & 31) + 1; }

double spi_bit(const view_t *v, unsigned line)
{
    const chip_t *c = &v->machine->chip;
    const domain_t *k = &c->clock[h743_spi[line].kernel];
    const spi_outside_t *o = &c->wires.spi_outside[line];
    /* slave: the master's pace */
    if (!(c->spi[line].cfg2 >> 22 & 1)) return o->bit16 ? (double)o->bit16 / 65536 : 0;
    return k->mul ? (double)(2u << (c->spi[line].cfg1 >> 28 & 7)) * (double)k->div / (double)k->mul : 0;
}

unsigned spi_frames(const panel_in_t *in, unsigned line, bool sent, wire_frame_t out[WIRE_FRAMES])
{
    const view_t *v = in->view;
    const spi_t *s = &v->machine->chip.spi[line];
    const spi_line_t *wire = &v->machine->chip.wires.spi[line];
    const moment_t *m = in->moment;
    unsigned n = 0, bits = spi_bits(s), count = 0;
    bool lsb = s->cfg2 >> 23 & 1, under_way = false;
    double bit = wire->bits && wire->end > wire->start ? (double)(wire->end - wire->start) / wire->bits
        : spi_bit(v, line);
    if (bit <= 0) return 0;
    for (size_t i = 0; i < m->wires && n + 1 < WIRE_FRAMES; i++) {
        const fact_t *f = &m->wire[i];
        if (f->who != SLOT_SPI1 + line || f->kind != (sent ? F_TX : F_RX)) continue;
        double back = sent ? 0 : bits * bit;
        wire_frame_t *one = &out[n++];
        *one = (wire_frame_t){ .start = (double)f->at > back ? f->at - (tick_t)back : 0, .bit = bit,
                               .bits = bits, .data_bits = bits,
                               .data = (uint32_t)f->data, .odd = sent && f->note };
        if (!sent && wire->end == f->at) under_way = true;
    }
    count = n;
    for (unsigned i = 0; i < count; i++)
        for (unsigned b = 0; b < bits; b++)
            out[i].levels |= (uint64_t)(out[i].data >> (lsb ? b : bits - 1 - b) & 1) << b;
    bool coming = !sent && !under_way && wire->way & SPI_RECEIVES && wire->start && wire->start <= v->now
        && wire->end > v->now;
    if (coming) {                                        /* the device's bits are on the line already */
        wire_frame_t *one = &out[n++];
        *one = (wire_frame_t){ .start = wire->start, .bit = bit, .bits = wire->bits,
                               .data_bits = wire->bits };
        for (unsigned b = 0; b < wire->bits; b++) {
            unsigned level = wire->in >> (wire->bits - 1 - b) & 1;
            one->levels |= (uint64_t)level << b, one->data |= level << (lsb ? b : wire->bits - 1 - b);
        }
    }
    return n;
}

/* ---- drawing --------------------------------------------------------------------------------- */

span_t span_around(const view_t *v, double frame, float width)
{
    double frames = fmax(fmin(width / 78.0, 12), 1.5), all = frames * (frame > 0 ? frame : 1);
    return (span_t){ (double)v->now - all * 0.75, (double)v->now + all * 0.25, (double)v->now };
}

typedef struct { float x, w; const span_t *s; } scale_t;

static float x_at(const scale_t *k, double t)
{
    double part = (t - k->s->from) / (k->s->to - k->s->from);
    return k->x + k->w * (float)fmin(fmax(part, 0), 1);
}

typedef struct { point_t p[1100]; unsigned n; } path_t;

static void path_to(path_t *path, float x, float y)
{
    if (path->n && path->p[path->n - 1].y != y && path->n < 1099)
        path->p[path->n] = (point_t){ x, path->p[path->n - 1].y }, path->n++;
    if (path->n < 1100) path->p[path->n++] = (point_t){ x, y };
}

static bool seen(const wire_frame_t *f, const span_t *s)
{
    return (double)f->start < s->to && (double)f->start + f->bit * f->bits > s->from;
}

static rect_t lane_name_at(ui_t *ui, rect_t *r, const char *name)
{
    rect_t l = rect_cut_left(r, 36);
    ui_text(ui, rect(l.x, r->y + r->h - 18, l.w, 16), ST_SMALL_DIM, name);
    return l;
}

static void frame_text(ui_t *ui, rect_t r, const wire_frame_t *f, const scale_t *k)
{
    float x0 = x_at(k, (double)f->start), x1 = x_at(k, (double)f->start + f->bit * f->bits);
    rect_t box = rect(x0 + 1, r.y, x1 - x0 - 2, 14);
    char hex[24], text[48];
    bool future = (double)f->start > k->s->now;
    uint32_t plain = f->data;
    snprintf(hex, sizeof hex, "%0*X", (int)(f->data_bits + 3) / 4, (unsigned)plain);
    if (f->data_bits <= 8 && plain > 32 && plain < 127 && !f->odd)
        snprintf(text, sizeof text, "%s '%c'", hex, (char)plain);
    else snprintf(text, sizeof text, "%s", hex);
    if (f->odd) snprintf(text, sizeof text, "(%s)", hex);
    if (box.w < 3) return;
    ui_fill(ui, box, f->wrong ? ROLE_ERROR_SOFT : ROLE_RAISED);
    style_t s = st_align(future ? ST_MONO_SMALL_DIM : f->wrong ? st_role(ST_MONO_SMALL, ROLE_ERROR)
                         : ST_MONO_SMALL, CENTRE);
    const char *fits = ui_width(ui, s, text) <= box.w ? text : ui_width(ui, s, hex) <= box.w ? hex : "";
    ui_text(ui, box, s, fits);
    ui_tip(ui, box, "0x%s%s%s, %u bits of %.0f ns", hex, future ? ", still to come" : "", f->wrong
           ? ", with errors" : f->odd ? ", not data" : "", f->bits,
           f->bit * 1e9 / (double)TICKS_PER_SECOND);
}

static void now_line(ui_t *ui, rect_t r, const scale_t *k)
{
    float x = x_at(k, k->s->now);
    ui_line(ui, x, r.y, x, r.y + r.h, ROLE_ACCENT, 1.5f);
}

void draw_levels(ui_t *ui, rect_t r, const char *name, const wire_frame_t *f, unsigned n, const span_t *s,
                 role_t role, bool idles)
{
    path_t path = { .n = 0 };
    lane_name_at(ui, &r, name);
    scale_t k = { r.x, r.w, s };
    float high = r.y + 18, low = r.y + r.h - 4, before = high;
    if (r.w < 20) return;
    for (unsigned i = 0; i < n && !idles; i++)           /* a line without an idle level keeps the last one */
        if ((double)f[i].start + f[i].bit * f[i].bits <= s->from)
            before = f[i].levels >> (f[i].bits - 1) & 1 ? high : low;
    path_to(&path, r.x, before);
    for (unsigned i = 0; i < n; i++) {
        if (!seen(&f[i], s)) continue;
        for (unsigned b = 0; b < f[i].bits; b++) {
            float y = f[i].levels >> b & 1 ? high : low;
            double from = (double)f[i].start + f[i].bit * b;
            if (from + f[i].bit < s->from || from > s->to) continue;
            path_to(&path, x_at(&k, from), y);
            path_to(&path, x_at(&k, from + f[i].bit), y);
        }
        if (idles) path_to(&path, x_at(&k, (double)f[i].start + f[i].bit * f[i].bits), high);
        frame_text(ui, r, &f[i], &k);
    }
    path_to(&path, r.x + r.w, path.p[path.n - 1].y);
    ui_polyline(ui, path.p, path.n, role, 1.4f);
    now_line(ui, r, &k);
}

void draw_clock(ui_t *ui, rect_t r, const wire_frame_t *f, unsigned n, const span_t *s, unsigned mode)
{
    path_t path = { .n = 0 };
    lane_name_at(ui, &r, "SCK");
    scale_t k = { r.x, r.w, s };
    float top = r.y + 3, foot = r.y + r.h - 3, idle = mode & 2 ? top : foot, active = mode & 2 ? foot : top;
    if (r.w < 20) return;
    path_to(&path, r.x, idle);
    for (unsigned i = 0; i < n; i++)
        for (unsigned b = 0; seen(&f[i], s) && b < f[i].bits; b++) {
            /* CPHA 0: the first edge in mid-bit */
            double from = (double)f[i].start + f[i].bit * (b + (mode & 1 ? 0 : 0.5));
            if (from + f[i].bit < s->from || from > s->to) continue;
            path_to(&path, x_at(&k, from), active);
            path_to(&path, x_at(&k, from + f[i].bit / 2), idle);
        }
    path_to(&path, r.x + r.w, idle);
    ui_polyline(ui, path.p, path.n, ROLE_DIM, 1.2f);
    now_line(ui, r, &k);
}

/* ---- I2C ------------------------------------------------------------------------------------- */

enum { NACKF = 1 << 4, STOPF = 1 << 5, BERR = 1 << 8, ARLO = 1 << 9, TOKENS = 200 };

typedef struct { char text[16]; uint8_t role; tick_t at; const char *tip; } token_t;

static void token(token_t *t, unsigned *n, tick_t at, role_t role, const char *tip, const char *format,
                  unsigned value)
{
    if (*n == TOKENS) memmove(t, t + 1, --*n * sizeof *t);
    t[*n] = (token_t){ .role = (uint8_t)role, .at = at, .tip = tip };
    snprintf(t[*n].text, sizeof t->text, format, value);
    ++*n;
}

/* A byte the device took: told only by what comes after it. */
static void acknowledge(token_t *t, unsigned *n, tick_t at, int *owes)
{
    if (*owes == 1) token(t, n, at, ROLE_GOOD, "acknowledged", "A", 0);
    *owes = 0;
}

static unsigned i2c_tokens(const panel_in_t *in, unsigned bus, token_t *t)
{
    const moment_t *m = in->moment;
    unsigned n = 0;
    bool begun = false;
    int owes = 0;                                        /* 1: we sent a byte, 2: we received one */
    for (size_t i = 0; i < m->wire_here; i++) {
        const fact_t *f = &m->wire[i];
        if (f->who != SLOT_I2C1 + bus) continue;
        if (f->kind == F_TX && f->note == 1) {
            if (owes == 2)
                token(t, &n, f->at, ROLE_DIM, "we do not acknowledge the last byte", "N", 0), owes = 0;
            acknowledge(t, &n, f->at, &owes);
            token(t, &n, f->at, ROLE_ACCENT, begun ? "repeated START" : "START", begun ? "Sr" : "S", 0);
            token(t, &n, f->at, ROLE_TEXT, f->data & 1 ? "address, read" : "address, write", f->data & 1
                  ? "%02X R" : "%02X W", (unsigned)f->data >> 1);
            begun = true, owes = 1;
        } else if (f->kind == F_TX) {
            acknowledge(t, &n, f->at, &owes);
            token(t, &n, f->at, ROLE_CPU, "a byte we send", "%02X", (unsigned)f->data), owes = 1;
        } else if (f->kind == F_RX) {
            if (owes == 2) token(t, &n, f->at, ROLE_GOOD, "we acknowledge", "A", 0), owes = 0;
            acknowledge(t, &n, f->at, &owes);
            token(t, &n, f->at, ROLE_DCACHE, "a byte the device sends", "%02X", (unsigned)f->data), owes = 2;
        } else if (f->kind == F_FLAG) {
            if (f->note & NACKF)
                token(t, &n, f->at, ROLE_ERROR, "not acknowledged: nobody there, or it refuses", "N", 0),
                    owes = 0;
            if (f->note & ARLO)
                token(t, &n, f->at, ROLE_ERROR, "arbitration lost to another master", "ARLO", 0), owes = 0,
                    begun = false;
            if (f->note & BERR) token(t, &n, f->at, ROLE_ERROR, "misplaced START or STOP", "BERR", 0);
            if (!(f->note & STOPF)) continue;
            if (owes == 2)
                token(t, &n, f->at, ROLE_DIM, "we do not acknowledge the last byte", "N", 0), owes = 0;
            acknowledge(t, &n, f->at, &owes);
            token(t, &n, f->at, ROLE_ACCENT, "STOP", "P", 0), begun = false;
        }
    }
    return n;
}

static const char *i2c_state(const i2c_t *u)
{
    static const char *const phase[] = { "bus not in use by us", "START", "a byte comes in",
                                         "SCL held low: RXDR is full", "acknowledge",
                                         "SCL held low: it waits for the program or the DMA", "STOP" };
    return u->phase < 7 ? phase[u->phase] : "";
}

float draw_i2c(const panel_in_t *in, ui_t *ui, rect_t r, unsigned bus, bool draw)
{
    enum { ROWS = 2, BOX = 18 };
    const style_t style = ST_MONO_SMALL;
    if (!draw) return ROWS * (BOX + 3) + ROW_SMALL + 2;
    token_t t[TOKENS];
    unsigned n = i2c_tokens(in, bus, t), first = n;
    ui_textf(ui, rect_cut_top(&r, ROW_SMALL + 2), ST_SMALL_DIM, "now: %s",
             i2c_state(&in->view->machine->chip.i2c[bus]));
    if (!n) {
        ui_text(ui, rect_cut_top(&r, BOX), ST_SMALL_DIM, "Nothing has gone over the bus yet.");
        return 0;
    }
    /* As many from the end as two rows hold. */
    float left[ROWS];
    for (unsigned k = 0; k < ROWS; k++) left[k] = r.w;
    for (unsigned k = ROWS; k-- > 0;)
        while (first > 0) {
            float w = ui_width(ui, style, t[first - 1].text) + 11;
            if (w > left[k]) break;
            left[k] -= w, first--;
        }
    rect_t row = rect_cut_top(&r, BOX);
    for (unsigned i = first; i < n; i++) {
        float w = ui_width(ui, style, t[i].text) + 8;
        if (w > row.w) rect_cut_top(&r, 3), row = rect_cut_top(&r, BOX);
        rect_t b = rect_cut_left(&row, w);
        rect_cut_left(&row, 3);
        if (b.h < BOX) break;
        bool error = t[i].role == ROLE_ERROR;
        ui_round(ui, b, 3, error ? ROLE_ERROR_SOFT : ROLE_SUNKEN);
        ui_frame(ui, b, 3, error ? ROLE_ERROR : ROLE_EDGE, 1);
        ui_text(ui, b, st_align(st_role(style, (role_t)t[i].role), CENTRE), t[i].text);
        ui_hit(ui, b, ACT_GOTO, (int64_t)t[i].at, "%s. Click: go there.", t[i].tip);
    }
    return 0;
}
