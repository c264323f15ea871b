/* panel_mpu.c -- what kind of memory an address is, and why: the selected buffer in one sentence, a bar of
 * the address map with the regions over it, the table of regions. The attributes are the core's own answer
 * (mpu_attr), so what the table says and what the core does cannot differ. */
#include "findings.h"
#include "panel.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LANE_H = 13, BAR_H = 20, EDGES = 64 };

typedef struct {
    const panel_in_t *in;
    ui_t    *ui;
    const mpu_t *mpu;
    uint32_t cacr, first, size;      /* what is asked about */
    bool     any, cache_on;
    attr_t   attr;                   /* of its first byte */
    unsigned regions;                /* enabled */
} asked_t;

/* ---- words ----------------------------------------------------------------------------------- */

static const char *type_words(const attr_t *a)
{
    static const char *const policy[] = { "Normal, not cached", "Normal, write-through",
                                          "Normal, write-back, read-allocate",
                                          "Normal, write-back, read/write-allocate" };
    if (a->type == MEM_STRONGLY_ORDERED) return "Strongly-ordered";
    if (a->type == MEM_DEVICE) return "Device";
    return policy[a->policy];
}

/* What TEX, C, B, S of a region say, before the core makes its own of it (Armv7-M ARM B3.5.9). */
static const char *encoding_words(uint32_t rasr, char *text, size_t room)
{
    static const char *const inner[4] = { "not cached", "write-back, read/write-allocate", "write-through",
                                          "write-back, read-allocate" };
    mpu_t one = { .ctrl = 1 };
    one.rbar[0] = 0, one.rasr[0] = (rasr & 0xFFFF0000u) | 31 << 1 | 1;
    attr_t a = mpu_attr(&one, 0, 0, 1, 0);
    bool shared = rasr >> 18 & 1;
    unsigned tex = rasr >> 19 & 7, cb = rasr >> 16 & 3;
    if (a.reserved) snprintf(text, room, "reserved encoding: TEX %u, C %u, B %u", tex, cb >> 1, cb & 1);
    else if (a.type != MEM_NORMAL)
        snprintf(text, room, "%s%s", type_words(&a), a.type == MEM_DEVICE && a.shareable ? ", shareable"
                 : "");
    else if (tex >= 4)
        snprintf(text, room, "Normal, %s (outer: %s)%s", inner[cb], inner[tex & 3], shared ? ", shareable"
                 : "");
    else {
        one.rasr[0] &= ~(1u << 18);
        a = mpu_attr(&one, 0, 0, 1, 0);
        snprintf(text, room, "%s%s", type_words(&a), shared ? ", shareable" : "");
    }
    return text;
}

static const char *size_words(uint64_t bytes, char *text, size_t room)
{
    if (bytes >= 1ull << 30) snprintf(text, room, "%llu GB", (unsigned long long)(bytes >> 30));
    else if (bytes >= 1 << 20) snprintf(text, room, "%llu MB", (unsigned long long)(bytes >> 20));
    else if (bytes >= 1 << 10) snprintf(text, room, "%llu KB", (unsigned long long)(bytes >> 10));
    else snprintf(text, room, "%llu B", (unsigned long long)bytes);
    return text;
}

static const char *access_words(uint32_t rasr)
{
    static const char *const ap[] = { "none", "priv. RW", "RW, user RO", "RW", "reserved", "priv. RO", "RO",
                                      "RO" };
    return ap[rasr >> 24 & 7];
}

/* ---- what is asked about --------------------------------------------------------------------- */

static bool tcm(const asked_t *q)
{
    const region_row_t *r = map_region(q->in->view->map, q->first);
    return r && r->kind == REGION_TCM;
}

static attr_t attr_at(const asked_t *q, uint32_t addr) { return mpu_attr(q->mpu, addr, q->cacr, 1, 0); }

static void ask(asked_t *q)
{
    const view_t *v = q->in->view;
    const core_t *core = &v->machine->chip.core;
    const select_t *s = &q->in->app->select;
    const symbol_t *b = s->has_address ? names_find(v->names, s->address) : s->buffer >= 0
        && (size_t)s->buffer < v->names->symbols
                        ? &v->names->symbol[s->buffer] : NULL;
    q->mpu = &core->mpu, q->cacr = core->scb.cacr, q->cache_on = core->scb.ccr & CCR_DC;
    q->any = b || s->has_address;
    q->first = b ? b->addr : s->address, q->size = b && b->size ? b->size : 1;
    if (q->any) q->attr = attr_at(q, q->first);
    for (unsigned r = 0; r < MPU_REGIONS; r++) {
        uint32_t first, last;
        q->regions += mpu_window(q->mpu, r, &first, &last) != 0;
    }
}

static bool same_attr(const attr_t *a, const attr_t *b) { return !memcmp(a, b, sizeof *a); }

/* How many of its bytes have the attributes of the first one: regions and their eighths begin at multiples of
 * 32, so that is the step; a long buffer is looked at more coarsely, at its regions' own edges. */
static uint32_t alike(const asked_t *q)
{
    uint32_t step = q->size > 1u << 16 ? q->size >> 11 & ~31u : 32;
    for (uint32_t off = step - (q->first & 31); off < q->size; off += step) {
        attr_t a = attr_at(q, q->first + off);
        if (!same_attr(&a, &q->attr)) return off;
    }
    return q->size;
}

static const char *who_decides(const asked_t *q, char *text, size_t room)
{
    bool on = q->mpu->ctrl & 1;
    if (q->attr.region >= 0) {
        unsigned others = 0;
        for (unsigned r = 0; r < (unsigned)q->attr.region; r++) {
            uint32_t first, last;
            others += mpu_window(q->mpu, r, &first, &last) && q->first >= first && q->first <= last;
        }
        snprintf(text, room, "Region %d decides%s.", q->attr.region,
                 others ? ": the highest number wins" : "");
    } else if (q->attr.region == -2)
        snprintf(text, room, "No region covers it and PRIVDEFENA is 0: any access is a fault.");
    else if (!on) snprintf(text, room, "The MPU is off: the default memory map decides.");
    else snprintf(text, room, "No region covers it: the default memory map decides (PRIVDEFENA).");
    return text;
}

/* What the core does with it, in one sentence. */
static const char *effect(const asked_t *q)
{
    if (tcm(q)) return "It lies in a TCM, past all caches: the attributes change nothing.";
    if (q->attr.region == -2) return "Nobody can use it.";
    if (q->attr.type != MEM_NORMAL) return "The core neither caches nor merges accesses to it.";
    if (q->attr.policy == POLICY_NC && q->attr.shareable && !(q->cacr & 1))
        return "Shareable memory is not cached by this core (CACR.SIWT = 0): no cache maintenance is needed.";
    if (q->attr.policy == POLICY_NC) return "It is never cached: no cache maintenance is needed.";
    if (!q->cache_on) return "The D-cache is off, so nothing of it is cached now.";
    if (q->attr.policy == POLICY_WT)
        return "The core caches reads and writes through: what DMA reads is fresh after a DSB, what DMA "
               "wrote needs an invalidate.";
    return "The core caches it: clean before DMA reads it, invalidate before and after DMA writes it.";
}

static float sentence(asked_t *q, rect_t r, bool draw)
{
    char text[500], who[120], place[110], size[24];
    ui_t *ui = q->ui;
    if (!q->any) {
        const char *none = "Select a buffer or a byte to see what kind of memory it is.";
        if (draw) ui_wrap(ui, r, ST_DIM, none);
        return ui_wrap_height(ui, r.w, ST_DIM, none) + GAP;
    }
    const names_t *n = q->in->view->names;
    snprintf(place, sizeof place, "%s (0x%08X, %s)",
             say_place(n, q->in->view->map, q->first, &(words_t){ "" }), (unsigned)q->first,
             size_words(q->size, size, sizeof size));
    uint32_t same = alike(q);
    snprintf(text, sizeof text, "%s", type_words(&q->attr));
    if (q->attr.type == MEM_NORMAL && q->attr.shareable) add_text(text, sizeof text, ", shareable");
    if (q->attr.xn) add_text(text, sizeof text, ", no execution");
    if (!q->attr.write) add_text(text, sizeof text, q->attr.read ? ", read-only" : ", no access");
    if (same < q->size) add_text(text, sizeof text, "; only its first %u bytes", (unsigned)same);
    float y = r.y, h = ui_row_height(ST_BODY);
    style_t bold = st_role(ST_BOLD, q->attr.reserved || q->attr.region == -2 ? ROLE_ERROR : ROLE_TEXT);
    if (draw) ui_text(ui, rect(r.x, y, r.w, h), ST_DIM, place);
    y += h;
    if (draw) ui_wrap(ui, rect(r.x, y, r.w, 1000), bold, text);
    y += ui_wrap_height(ui, r.w, bold, text);
    snprintf(text, sizeof text, "%s %s%s", who_decides(q, who, sizeof who), effect(q),
             same < q->size ? " Other parts of the buffer have other attributes." : "");
    if (draw) ui_wrap(ui, rect(r.x, y, r.w, 1000), ST_SMALL, text);
    y += ui_wrap_height(ui, r.w, ST_SMALL, text);
    return y - r.y + GAP;
}

/* ---- the bar --------------------------------------------------------------------------------- */

/* The memories, not to scale: as wide each, so that 4 KB can be seen beside 512 MB. */
typedef struct { const char *name, *brief; uint32_t first, last; } piece_t;
static const piece_t piece[] = {
    { "ITCM", "ITCM", 0x00000000, 0x0000FFFF },         { "flash", "flash", 0x08000000, 0x081FFFFF },
    { "DTCM", "DTCM", 0x20000000, 0x2001FFFF },         { "AXI SRAM", "AXI", 0x24000000, 0x2407FFFF },
    { "SRAM1", "S1", 0x30000000, 0x3001FFFF },          { "SRAM2", "S2", 0x30020000, 0x3003FFFF },
    { "SRAM3", "S3", 0x30040000, 0x30047FFF },          { "SRAM4", "S4", 0x38000000, 0x3800FFFF },
    { "backup SRAM", "bkp", 0x38800000, 0x38800FFF },   { "peripherals", "per.", 0x40000000, 0x5FFFFFFF },
    { "external memory", "ext.", 0x60000000, 0xDFFFFFFF },
        { "core registers", "PPB", 0xE0000000, 0xFFFFFFFF },
};
enum { PIECES = sizeof piece / sizeof *piece };

/* A span of addresses inside a piece, as a rectangle of its lane. */
static rect_t part_of(rect_t p, const piece_t *m, uint32_t first, uint32_t last)
{
    double size = (double)m->last - m->first + 1;
    uint32_t lo = first > m->first ? first : m->first, hi = last < m->last ? last : m->last;
    float x = p.x + p.w * (float)((lo - m->first) / size), w = p.w * (float)(((double)hi - lo + 1) / size);
    return rect(x, p.y, fmaxf(w, 3), p.h);
}

static void region_lane(asked_t *q, rect_t lane, rect_t bar, unsigned region)
{
    uint32_t first, last, rasr = q->mpu->rasr[region];
    if (!mpu_window(q->mpu, region, &first, &last)) return;
    bool wins = q->any && q->attr.region == (int)region;
    for (unsigned i = 0; i < PIECES; i++) {
        if (first > piece[i].last || last < piece[i].first) continue;
        rect_t p = rect_column(bar, i, PIECES, 3);
        rect_t r = part_of(rect(p.x, lane.y + 2, p.w, lane.h - 4), &piece[i], first, last);
        if (rect_right(r) > rect_right(p)) r.x = rect_right(p) - r.w;
        ui_fill(q->ui, r, wins ? ROLE_ACCENT : ROLE_DIM);
        ui_tip(q->ui, rect(p.x, lane.y, p.w, lane.h), "Region %u: 0x%08X to 0x%08X%s", region,
               (unsigned)first, (unsigned)last,
               rasr >> 8 & 0xFF ? ", some eighths left out (SRD)" : "");
    }
}

static float bars(asked_t *q, rect_t r, bool draw)
{
    float label = 18, y = r.y;
    if (r.w < 330) return 0;
    rect_t bar = rect(r.x + label, y, r.w - label, BAR_H);
    for (unsigned i = 0; i < PIECES && draw; i++) {
        rect_t p = rect_column(bar, i, PIECES, 3);
        bool here = q->any && q->first >= piece[i].first && q->first <= piece[i].last;
        ui_fill(q->ui, p, here ? ROLE_ACCENT_SOFT : ROLE_RAISED);
        bool whole = ui_width(q->ui, ST_SMALL, piece[i].name) + 6 < p.w;
        ui_text(q->ui, p, st_align(here ? ST_SMALL : ST_SMALL_DIM, CENTRE), whole
                ? piece[i].name : piece[i].brief);
        ui_tip(q->ui, p, "%s, 0x%08X to 0x%08X; the pieces are not to scale", piece[i].name,
               (unsigned)piece[i].first, (unsigned)piece[i].last);
        if (!here) continue;
        rect_t at = part_of(rect(p.x, p.y + p.h - 4, p.w, 4), &piece[i], q->first, q->first + (q->size - 1));
        if (rect_right(at) > rect_right(p)) at.x = rect_right(p) - at.w;
        ui_fill(q->ui, at, ROLE_ACCENT);
    }
    y += BAR_H + 2;
    for (int n = MPU_REGIONS - 1; n >= 0; n--) {                          /* the one that wins stands above */
        uint32_t first, last;
        if (!mpu_window(q->mpu, (unsigned)n, &first, &last)) continue;
        rect_t lane = rect(r.x, y, r.w, LANE_H);
        if (draw) {
            ui_textf(q->ui, rect(lane.x, lane.y, label - 4, lane.h), st_align(ST_MONO_SMALL_DIM, RIGHT), "%d",
                     n);
            region_lane(q, lane, bar, (unsigned)n);
        }
        y += LANE_H;
    }
    return y - r.y + GAP;
}

/* ---- the table ------------------------------------------------------------------------------- */

static void eighths(asked_t *q, rect_t r, uint32_t rasr)
{
    unsigned srd = rasr >> 8 & 0xFF, size = rasr >> 1 & 31;
    if (size < 7) {                                      /* below 256 bytes there are none */
        ui_text(q->ui, r, ST_SMALL_DIM, "none");
        return;
    }
    for (unsigned i = 0; i < 8; i++) {
        rect_t b = rect(r.x + (float)i * 7, r.y + (r.h - 9) / 2, 6, 9);
        if (srd >> i & 1) ui_frame(q->ui, b, 0, ROLE_FAINT, 1);
        else ui_fill(q->ui, b, ROLE_DIM);
    }
    ui_tip(q->ui, r, "SRD = 0x%02X: of its eight parts the empty ones are left out", srd);
}

static void region_row(asked_t *q, rect_t row, const ui_columns_t *c, unsigned n)
{
    uint32_t first, last, rasr = q->mpu->rasr[n];
    char text[160], size[24];
    mpu_window(q->mpu, n, &first, &last);
    bool wins = q->any && q->attr.region == (int)n;
    attr_t a = { 0 };
    mpu_t one = { .ctrl = 1 };
    one.rasr[0] = (rasr & 0xFFFF0000u) | 31 << 1 | 1;
    a = mpu_attr(&one, 0, q->cacr, 1, 0);
    if (wins) ui_round(q->ui, row, 4, ROLE_ACCENT_SOFT);
    encoding_words(rasr, text, sizeof text);
    ui_hit(q->ui, row, ACT_ADDRESS, first,
           "Region %u: %s. On this core it acts as: %s%s. RBAR 0x%08X, RASR 0x%08X.", n, text, type_words(&a),
           a.reserved ? " (a choice; the manual leaves it open)" : "", (unsigned)q->mpu->rbar[n],
               (unsigned)rasr);
    ui_textf(q->ui, ui_cell(c, 0, row), st_align(wins ? ST_MONO_BOLD : ST_MONO, RIGHT), "%u", n);
    ui_textf(q->ui, ui_cell(c, 1, row), ST_MONO, "%08X", (unsigned)first);
    ui_text(q->ui, ui_cell(c, 2, row), st_align(ST_SMALL, RIGHT),
            size_words((uint64_t)last - first + 1, size, sizeof size));
    eighths(q, ui_cell(c, 3, row), rasr);
    ui_text(q->ui, ui_cell(c, 4, row), ST_SMALL, access_words(rasr));
    ui_text(q->ui, ui_cell(c, 5, row), ST_SMALL_DIM, rasr >> 28 & 1 ? "XN" : "");
    rect_t words = ui_cell(c, 6, row);
    if (a.reserved) {
        rect_t m = rect_cut_left(&words, 15);
        ui_mark(q->ui, rect(m.x, m.y + (m.h - 11) / 2, 11, 11), MARK_BANG, ROLE_ERROR);
    }
    ui_text(q->ui, words, a.reserved ? st_role(ST_SMALL, ROLE_ERROR) : ST_SMALL, text);
}

static const ui_column_t column[] = { { "#", 18, RIGHT, 1 }, { "base", 66, LEFT, 1 },
                                      { "size", 48, RIGHT, 0 }, { "parts", 58, LEFT, 0 },
                                      { "access", 64, LEFT, 0 }, { "", 18, LEFT, 0 },
                                          { "kind of memory", -1, LEFT, 0 } };

/* Too narrow for seven columns: two lines a region. */
static void region_lines(asked_t *q, rect_t row, unsigned n)
{
    uint32_t first, last, rasr = q->mpu->rasr[n];
    char text[160], size[24];
    mpu_window(q->mpu, n, &first, &last);
    bool wins = q->any && q->attr.region == (int)n;
    if (wins) ui_round(q->ui, row, 4, ROLE_ACCENT_SOFT);
    ui_hit(q->ui, row, ACT_ADDRESS, first, "Region %u: RBAR 0x%08X, RASR 0x%08X", n,
           (unsigned)q->mpu->rbar[n], (unsigned)rasr);
    rect_t top = rect_pad(rect_cut_top(&row, ROW_SMALL + 2), 4, 0);
    ui_textf(q->ui, top, wins ? ST_MONO_BOLD : ST_MONO, "%u  %08X %s %s", n, (unsigned)first,
             size_words((uint64_t)last - first + 1, size, sizeof size),
             access_words(rasr));
    ui_text(q->ui, rect_pad(row, 22, 0), ST_SMALL_DIM, encoding_words(rasr, text, sizeof text));
}

static float table(asked_t *q, rect_t r, bool draw)
{
    bool wide = r.w >= 430;
    float h = wide ? ROW_SMALL + 4 + (float)q->regions * ROW : (float)q->regions * (2 * ROW_SMALL + 4);
    h += ROW_SMALL + 2;
    if (!draw) return h;
    ui_columns_t c = { 0 };
    if (wide && q->regions) c = ui_columns(q->ui, &r, column, 7);
    for (unsigned n = 0; n < MPU_REGIONS; n++) {
        uint32_t first, last;
        if (!mpu_window(q->mpu, n, &first, &last)) continue;
        if (wide) region_row(q, rect_cut_top(&r, ROW), &c, n);
        else region_lines(q, rect_cut_top(&r, 2 * ROW_SMALL + 4), n);
    }
    unsigned off = MPU_REGIONS - q->regions;
    rect_t last = rect_cut_top(&r, ROW_SMALL + 2);
    if (!(q->mpu->ctrl & 1))
        ui_textf(q->ui, last, ST_SMALL_DIM, "The MPU is off%s.", q->regions ? ": these regions do nothing"
                 : "; no region is set up");
    else ui_textf(q->ui, last, ST_SMALL_DIM, "%u of 16 regions are off. Outside all of them: %s.", off,
                  q->mpu->ctrl & 4 ? "the default map (PRIVDEFENA = 1)" : "a fault (PRIVDEFENA = 0)");
    return h;
}

void panel_mpu(const panel_in_t *in, ui_t *ui)
{
    asked_t q = { .in = in, .ui = ui };
    ask(&q);
    char note[80];
    snprintf(note, sizeof note, "MPU %s \xC2\xB7 D-cache %s \xC2\xB7 I-cache %s", q.mpu->ctrl & 1 ? "on"
             : "off", q.cache_on ? "on" : "off",
             in->view->machine->chip.core.scb.ccr & CCR_IC ? "on" : "off");
    rect_t body = ui_panel(ui, in->area, panel_title[PANEL_MPU], note);
    rect_t probe = rect(0, 0, body.w - 12, 0);
    float high = sentence(&q, probe, false) + bars(&q, probe, false) + table(&q, probe, false);
    rect_t s = ui_scroll(ui, body, high);
    s.w = fminf(s.w, body.w - 12);
    float y = sentence(&q, s, true);
    y += bars(&q, rect(s.x, s.y + y, s.w, s.h), true);
    table(&q, rect(s.x, s.y + y, s.w, s.h), true);
    ui_list_end(ui);
    ui_panel_end(ui);
}
