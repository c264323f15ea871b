/* core_code.c -- see core_code.h. */
#include "core_code.h"
#include "disasm.h"
#include "findings.h"
#include "thumb.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FUNCTION_MOST = 0x4000, LITERALS = 64, SOURCE_LEAST = 3 };

/* ---- bytes ----------------------------------------------------------------------------------- */

static bool memory_at(const view_t *v, uint32_t at)
{
    const region_row_t *r = map_region(v->map, at);
    return r && r->kind <= REGION_TCM;
}

static uint8_t memory_byte(const view_t *v, uint32_t at) { return machine_ram(v->machine, at); }

static uint8_t fetched_byte(const view_t *v, uint32_t at, code_from_t *from)
{
    const core_t *k = &v->machine->chip.core;
    uint32_t ahead = at - k->fetch.from;
    *from = CODE_QUEUE;
    if (ahead < k->fetch.words * 8u && at >= k->regs.r[15]) return k->fetch.data[ahead];
    int line = k->scb.ccr & CCR_IC ? cache_find(&k->icache, &icache_geometry, at) : -1;
    *from = line < 0 ? CODE_MEMORY : CODE_ICACHE;
    return line < 0 ? memory_byte(v, at) : k->icache.data[line][at % LINE];
}

static bool cached(const view_t *v, uint32_t at)
{
    const core_t *k = &v->machine->chip.core;
    return k->scb.ccr & CCR_IC && cache_find(&k->icache, &icache_geometry, at) >= 0;
}

uint16_t code_half(const view_t *v, uint32_t at, code_from_t *from)
{
    uint8_t low = fetched_byte(v, at, from);
    return (uint16_t)(low | fetched_byte(v, at + 1, &(code_from_t){ CODE_MEMORY }) << 8);
}

static bool word_at(const void *of, uint32_t at, uint32_t *word)
{
    const view_t *v = of;
    if (!memory_at(v, at) || !memory_at(v, at + 3)) return false;
    *word = 0;
    for (unsigned i = 0; i < 4; i++) *word |= (uint32_t)machine_cpu(v->machine, at + i) << 8 * i;
    return true;
}

/* ---- which rows ------------------------------------------------------------------------------ */

typedef struct { uint32_t at; uint8_t length, it; bool data; } code_t;

typedef struct { uint32_t at[LITERALS]; uint8_t bytes[LITERALS]; unsigned count; } pool_t;

/* A load that names its place in the pool. */
static void note_literal(pool_t *p, uint32_t at, const insn_t *i)
{
    if (i->kind != K_MEMORY || !(i->flags & I_LITERAL) || p->count == LITERALS) return;
    uint32_t base = (at + 4) & ~3u, to = i->flags & I_ADD ? base + i->imm : base - i->imm;
    p->at[p->count] = to;
    p->bytes[p->count++] = i->flags & I_DOUBLE || i->op == OP_LDRD ? 8 : 4;
}

static bool in_pool(const pool_t *p, uint32_t at)
{
    for (unsigned i = 0; i < p->count; i++)
        if (at - p->at[i] < p->bytes[i] && !(at & 3)) return true;
    return false;
}

/* Instructions cannot be read backwards: from the function's beginning forward; without one, from the pc on.
 * A table among the code is read as code until the pc tells better. */
static unsigned listing(const view_t *v, uint32_t pc, unsigned rows, code_t out[CODE_ROWS_MOST])
{
    const core_t *k = &v->machine->chip.core;
    const symbol_t *s = names_find(v->names, pc);
    uint32_t at = s && pc - (s->addr & ~1u) < FUNCTION_MOST ? s->addr & ~1u : pc;
    unsigned n = 0, before = rows / 2;
    bool met = false;
    uint8_t it = 0;
    pool_t pool = { .count = 0 };
    while (n < rows && memory_at(v, at)) {
        if (!met && at > pc) n = 0, at = pc, it = 0;
        if (at == pc) met = true;
        if (at == pc && pc == k->regs.r[15]) it = disasm_it_of(k->regs.xpsr);
        if (!met && n == before && n) memmove(out, out + 1, --n * sizeof *out);
        code_from_t from;
        insn_t insn;
        uint16_t first = code_half(v, at, &from), second = code_half(v, at + 2, &from);
        uint8_t bytes[2] = { (uint8_t)first, (uint8_t)(first >> 8) };
        bool data = at != pc && in_pool(&pool, at);
        out[n++] = (code_t){ at, data ? 4 : (uint8_t)thumb_length(first), it, data };
        if (!data && thumb_decode(first, second, &insn) >= 0) note_literal(&pool, at, &insn);
        it = data ? 0 : disasm_it(it, bytes, 2);
        at += out[n - 1].length;
    }
    return n;
}

/* ---- an instruction ---------------------------------------------------------------------------- */

static unsigned text_of(const view_t *v, const code_t *c, const uint8_t *bytes, char *text, size_t room)
{
    if (!c->data)
        return disasm_with(&(disasm_t){ v->names, word_at, v, c->it }, c->at, bytes, c->length, text, room);
    uint32_t w = 0;
    for (unsigned i = 0; i < 4; i++) w |= (uint32_t)bytes[i] << 8 * i;
    const symbol_t *s = names_find(v->names, w);
    snprintf(text, room, ".word   0x%08X", (unsigned)w);
    if (s) add_text(text, room, " <%s>", say_place(v->names, v->map, w, &(words_t){ "" }));
    return 4;
}

static void hex_of(const code_t *c, const uint8_t *b, char text[16])
{
    if (c->length == 4) snprintf(text, 16, "%02X%02X %02X%02X", b[1], b[0], b[3], b[2]);
    else snprintf(text, 16, "%02X%02X", b[1], b[0]);
}

typedef struct { rect_t mark, address, hex, text; } places_t;

static places_t places(const ui_t *ui, rect_t row)
{
    places_t p = { .mark = rect_cut_left(&row, 18) };
    if (row.w > 250) p.address = rect_cut_left(&row, ui_width(ui, ST_MONO, "00000000") + 10);
    if (row.w > 330) p.hex = rect_cut_left(&row, ui_width(ui, ST_MONO, "0000 0000") + 12);
    p.text = row;
    return p;
}

/* What should be there, at the right end of the row; too narrow: a mark instead of the arrow. */
static void stale_badge(ui_t *ui, places_t *p, const char *now)
{
    const look_t *stale = &state_look[STATE_STALE];
    char text[DISASM_TEXT + 8] = "newer: ";
    size_t n = strlen(text);
    for (const char *s = now; *s && strncmp(s, "  ;", 3) && n + 1 < sizeof text; s++)
        if (*s != ' ' || text[n - 1] != ' ') text[n++] = *s;
    text[n] = 0;
    float w = ui_width(ui, (style_t){ FONT_BOLD, 0, 0, SIZE_SMALL }, text) + 27;
    if (p->text.w > w + 130) {
        rect_t place = rect_pad(rect_cut_right(&p->text, w), 0, 1);
        ui_badge(ui, place, (role_t)stale->role, (mark_t)stale->mark, text);
    } else {
        ui_mark(ui, rect_inset(p->mark, 4), (mark_t)stale->mark, (role_t)stale->role);
        p->mark.w = 0;
    }
}

static void instruction(const panel_in_t *in, ui_t *ui, rect_t row, const code_t *c, bool here)
{
    static const char *const source[] = { "from memory", "from the prefetch queue", "from the I-cache" };
    const view_t *v = in->view;
    uint8_t fetched[4], memory[4], stored[4];
    char text[DISASM_TEXT], now[DISASM_TEXT], hex[16];
    code_from_t from = CODE_MEMORY, other;
    for (unsigned i = 0; i < c->length; i++)
        fetched[i] = fetched_byte(v, c->at + i, i ? &other : &from), memory[i] = memory_byte(v, c->at + i),
            stored[i] = machine_cpu(v->machine, c->at + i);
    bool old = memcmp(fetched, memory, c->length) != 0;
    bool stale = old || memcmp(fetched, stored, c->length) != 0;
    text_of(v, c, fetched, text, sizeof text), hex_of(c, fetched, hex);
    style_t s = here ? ST_MONO_BOLD : st_role(ST_MONO, stale ? ROLE_STALE : c->data ? ROLE_DIM : ROLE_TEXT);
    if (here) ui_round(ui, row, 4, ROLE_ACCENT_SOFT);
    places_t p = places(ui, row);
    if (stale) {
        text_of(v, c, old ? memory : stored, now, sizeof now);
        ui_hit(ui, row, ACT_ADDRESS, c->at,
               "Stale code: the CPU fetches this %s; %s \"%s\" by now. %sICIMVAU or ICIALLU, DSB "
               "and ISB let it see that.", source[from],
               old ? "memory holds" : "the program has stored, no further than the D-cache,", now,
               old ? "" : "DCCMVAU, DSB, ");
        stale_badge(ui, &p, now);
    } else {
        ui_hit(ui, row, ACT_ADDRESS, c->at, "%s at %s: %s, %s", c->data ? "A literal" : "An instruction",
               say_place(v->names, v->map, c->at, &(words_t){ "" }), text, source[from]);
        if (cached(v, c->at)) ui_fill(ui, rect(row.x, row.y + 2, 3, row.h - 4), ROLE_IFETCH);
    }
    if (!here && c->at == in->moment->pc) ui_frame(ui, row, 4, ROLE_ACCENT, 1);   /* looked at, not run now */
    if (here && p.mark.w > 0) ui_mark(ui, rect(p.mark.x + 4, row.y + (row.h - 10) / 2, 10, 10), MARK_RIGHT,
                                ROLE_ACCENT);
    if (p.address.w > 0) ui_textf(ui, p.address, here ? s : ST_MONO_DIM, "%08X", (unsigned)c->at);
    if (p.hex.w > 0) ui_text(ui, p.hex, here ? s : ST_MONO_DIM, hex);
    ui_text(ui, p.text, s, text);
}

static void instructions(const panel_in_t *in, ui_t *ui, rect_t r, unsigned rows)
{
    code_t list[CODE_ROWS_MOST];
    uint32_t pc = in->view->machine->chip.core.regs.r[15], around = in->moment->pc;
    unsigned n = listing(in->view, around, rows < CODE_ROWS_MOST ? rows : CODE_ROWS_MOST, list);
    for (unsigned i = 0; i < n; i++) instruction(in, ui, rect_cut_top(&r, CODE_ROW), &list[i],
                                                 list[i].at == pc);
    if (!n) ui_textf(ui, rect_cut_top(&r, CODE_ROW), ST_DIM, "No code at 0x%08X.", (unsigned)around);
}

/* ---- the source -------------------------------------------------------------------------------- */

static const char *last_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* "receive()  uart_dma.c:58", and in the tooltip what it is inlined in. */
static void headline(const panel_in_t *in, ui_t *ui, rect_t r)
{
    const moment_t *m = in->moment;
    char tip[600];
    const site_t *s = &m->site;
    words_t w = { "" };
    const char *place = say_place(in->view->names, in->view->map, m->pc, &w);
    bool next = m->pc == in->view->machine->chip.core.regs.r[15];
    snprintf(tip, sizeof tip, "%s: 0x%08X, %s",
             next ? "The next instruction" : "Looked at; the core stands elsewhere", (unsigned)m->pc, place);
    for (unsigned i = 0; i < m->frames; i++)
        add_text(tip, sizeof tip, "%s%.90s (%.60s:%u)", i ? ", inlined in " : ": ", m->frame[i].function,
                 last_name(m->frame[i].file), m->frame[i].line);
    ui_tip(ui, r, "%s", tip);
    if (*s->file) {
        char where[120];
        snprintf(where, sizeof where, "%.100s:%u", last_name(s->file), s->line);
        float need = fminf(ui_width(ui, ST_MONO, where) + 4, r.w * 0.6f);
        ui_text(ui, rect_cut_right(&r, need), st_align(ST_MONO, RIGHT), where);
    }
    ui_text(ui, r, ST_BOLD, *s->function ? s->function : place);
}

static void source_rows(const panel_in_t *in, ui_t *ui, rect_t r, unsigned rows)
{
    const code_file_t *f = in->moment->source;
    long line = (long)in->moment->site.line, first = line - rows / 2;
    if (first + (long)rows - 1 > (long)f->lines) first = (long)f->lines - (long)rows + 1;
    if (first < 1) first = 1;
    float number = ui_width(ui, ST_MONO_SMALL, "0000") + 10;
    for (unsigned i = 0; i < rows && first + (long)i <= (long)f->lines; i++) {
        long at = first + (long)i;
        rect_t row = rect_cut_top(&r, CODE_ROW);
        bool here = at == line;
        if (here) ui_round(ui, row, 4, ROLE_RAISED);
        ui_tip(ui, row, "%s, line %ld", f->path, at);
        if (here) ui_mark(ui, rect(row.x + 4, row.y + (row.h - 10) / 2, 10, 10), MARK_DOT, ROLE_ACCENT);
        rect_cut_left(&row, 18);
        ui_textf(ui, rect_pad(rect_cut_left(&row, number), 4, 0), st_align(ST_MONO_SMALL_DIM, RIGHT), "%ld",
                 at);
        rect_cut_left(&row, 4);
        ui_text(ui, row, here ? ST_MONO_BOLD : ST_MONO_DIM, f->line[at - 1]);
    }
}

/* Why there is no source text; "": there is. */
static void missing(const panel_in_t *in, char *text, size_t room)
{
    const moment_t *m = in->moment;
    text[0] = 0;
    if (m->source && m->site.line <= m->source->lines && m->source->lines) return;
    if (!in->view->names->site) snprintf(text, room,
                                         "No source: the file has no symbols and no line information.");
    else if (!*m->site.file) snprintf(text, room, "No source: no line information for this address.");
    else if (m->source && m->source->lines)
        snprintf(text, room, "%.500s has no line %u: another version?", m->source->path, m->site.line);
    else snprintf(text, room, "%.200s is not here: looked for %.600s. --source FOLDER names another place.",
                  m->site.file, m->source ? m->source->looked : "");
}

float core_code(const panel_in_t *in, ui_t *ui, rect_t r, unsigned rows, bool draw)
{
    char why[900];
    missing(in, why, sizeof why);
    unsigned source = rows * 2 / 5;
    if (source < SOURCE_LEAST) source = SOURCE_LEAST;
    unsigned code = rows > source + SOURCE_LEAST ? rows - source : SOURCE_LEAST;
    float high = *why ? ui_wrap_height(ui, r.w - 4, ST_SMALL_DIM, why) + 2 : (float)source * CODE_ROW;
    if (*why && high < (float)source * CODE_ROW)
        code += (unsigned)(((float)source * CODE_ROW - high) / CODE_ROW);
    float h = CODE_ROW + high + 6 + (float)code * CODE_ROW + GAP;
    if (!draw) return h;
    headline(in, ui, rect_cut_top(&r, CODE_ROW));
    rect_t block = rect_cut_top(&r, high);
    if (*why) ui_wrap(ui, rect(block.x + 2, block.y, block.w - 4, block.h), ST_SMALL_DIM, why);
    else source_rows(in, ui, block, source);
    ui_line(ui, r.x, r.y + 2, r.x + r.w, r.y + 2, ROLE_GRID, 1);
    rect_cut_top(&r, 6);
    instructions(in, ui, r, code);
    return h;
}

/* ---- special registers ------------------------------------------------------------------------- */

float core_special(const panel_in_t *in, ui_t *ui, rect_t r, bool draw)
{
    const core_t *k = &in->view->machine->chip.core;
    const scb_t *scb = &k->scb;
    bool two = r.w >= 300, process = k->control & CONTROL_SPSEL && !core_in_handler(k);
    bool npriv = k->control & CONTROL_NPRIV, spsel = k->control & CONTROL_SPSEL;
    bool fpca = k->control & CONTROL_FPCA;
    bool masked = scb->primask || scb->faultmask || scb->basepri;
    unsigned primask = scb->primask, faultmask = scb->faultmask, basepri = scb->basepri;
    float h = (two ? 2 : 4) * ROW_SMALL + 4, w = two ? r.w / 2 : r.w;
    rect_t cell[4];
    for (unsigned i = 0; i < 4; i++)
        cell[i] = two ? rect(r.x + w * (float)(i % 2), r.y + ROW_SMALL * (float)(i / 2), w, ROW_SMALL)
            : rect(r.x, r.y + ROW_SMALL * (float)i, w, ROW_SMALL);
    if (!draw) return h;
    ui_tip(ui, cell[0], "The main stack pointer%s", process ? "" : ": in use, r13 is it");
    ui_textf(ui, cell[0], process ? ST_MONO_SMALL_DIM : ST_MONO_SMALL, "MSP %08X%s", (unsigned)core_msp(k),
             process ? "" : " in use");
    ui_tip(ui, cell[1], "The process stack pointer%s", process ? ": in use, r13 is it" : "");
    ui_textf(ui, cell[1], process ? ST_MONO_SMALL : ST_MONO_SMALL_DIM, "PSP %08X%s", (unsigned)core_psp(k),
             process ? " in use" : "");
    ui_tip(ui, cell[2], "CONTROL: nPRIV %d (thread mode is %sprivileged), SPSEL %d, FPCA %d (a "
           "floating-point context is active)", npriv, npriv ? "un" : "", spsel, fpca);
    ui_textf(ui, cell[2], ST_MONO_SMALL_DIM, "CONTROL %u%s%s%s", k->control, npriv ? " nPRIV" : "",
             spsel ? " SPSEL" : "", fpca ? " FPCA" : "");
    ui_tip(ui, cell[3], "PRIMASK %u, FAULTMASK %u, BASEPRI 0x%02X: %s", primask, faultmask, basepri,
           masked ? "interrupts are held back" : "nothing is held back");
    ui_textf(ui, cell[3], st_role(ST_MONO_SMALL, masked ? ROLE_HAZARD : ROLE_DIM),
             ui_width(ui, ST_MONO_SMALL, "PRIMASK 0 FAULTMASK 0 BASEPRI 00") <= w
             ? "PRIMASK %u FAULTMASK %u BASEPRI %02X" : "masks P %u F %u BASE %02X",
             primask, faultmask, basepri);
    return h;
}

/* ---- floating point ------------------------------------------------------------------------------ */

static const struct { const char *name, *tip; uint32_t bit; } fp_flag[] = {
    { "N", "less", 1u << 31 }, { "Z", "equal", 1u << 30 }, { "C", "equal, greater or unordered", 1u << 29 },
    { "V", "unordered", 1u << 28 }, { "IOC", "invalid operation happened", 1 },
    { "DZC", "division by zero happened", 2 }, { "OFC", "overflow happened", 4 },
    { "UFC", "underflow happened", 8 }, { "IXC", "a result was rounded", 16 },
    { "IDC", "a denormal operand became zero", 128 }, { "AHP", "alternative half precision", 1u << 26 },
    { "DN", "results that are NaN are the default NaN", 1u << 25 },
    { "FZ", "denormals become zero", 1u << 24 } };
enum { FP_FLAGS = sizeof fp_flag / sizeof *fp_flag };

static float flag_width(const ui_t *ui, unsigned i) { return ui_width(ui, ST_SMALL, fp_flag[i].name) + 24; }

static unsigned fpscr_rows(const ui_t *ui, float width)
{
    unsigned rows = 1;
    float left = width;
    for (unsigned i = 0; i < FP_FLAGS; i++) {
        if (flag_width(ui, i) > left) rows++, left = width;
        left -= flag_width(ui, i);
    }
    return rows;
}

static void fpscr(const panel_in_t *in, ui_t *ui, rect_t *r)
{
    static const char *const rounding[] = { "to nearest", "up", "down", "to zero" };
    uint32_t x = in->view->machine->chip.core.regs.fpscr;
    ui_kv(ui, r, 66, "FPSCR", ST_MONO, "%08X, rounds %s", (unsigned)x, rounding[x >> 22 & 3]);
    rect_t row = rect_cut_top(r, ROW);
    for (unsigned i = 0; i < FP_FLAGS; i++) {
        if (flag_width(ui, i) > row.w) row = rect_cut_top(r, ROW);
        rect_t one = rect_cut_left(&row, flag_width(ui, i));
        ui_lamp(ui, one, x & fp_flag[i].bit, ROLE_ACCENT, fp_flag[i].name);
        ui_tip(ui, one, "FPSCR.%s: %s", fp_flag[i].name, fp_flag[i].tip);
    }
}

static void single(const panel_in_t *in, ui_t *ui, rect_t cell, unsigned i)
{
    const uint32_t *s = in->view->machine->chip.core.regs.s;
    float f;
    double d;
    uint64_t two = (uint64_t)s[i | 1] << 32 | s[i & ~1u];
    memcpy(&f, &s[i], sizeof f), memcpy(&d, &two, sizeof d);
    ui_tip(ui, cell, "s%u = %.9g as a single; d%u = %.17g as a double; 0x%08X = %d as a number", i,
           (double)f, i / 2, d, (unsigned)s[i], (int)s[i]);
    ui_textf(ui, rect_cut_left(&cell, 26), ST_SMALL_DIM, "s%u", i);
    ui_textf(ui, rect_cut_left(&cell, ui_width(ui, ST_MONO_SMALL, "00000000") + 8), s[i] ? ST_MONO_SMALL
             : ST_MONO_SMALL_DIM, "%08X", (unsigned)s[i]);
    if (cell.w > 40) ui_textf(ui, cell, s[i] ? ST_MONO_SMALL : ST_MONO_SMALL_DIM, "%.6g", (double)f);
}

static void twice(const panel_in_t *in, ui_t *ui, rect_t cell, unsigned i)
{
    const uint32_t *s = in->view->machine->chip.core.regs.s;
    uint64_t bits = (uint64_t)s[2 * i + 1] << 32 | s[2 * i];
    double d;
    memcpy(&d, &bits, sizeof d);
    ui_tip(ui, cell, "d%u = %.17g: s%u and s%u, 0x%016llX", i, d, 2 * i, 2 * i + 1, (unsigned long long)bits);
    ui_textf(ui, rect_cut_left(&cell, 26), ST_SMALL_DIM, "d%u", i);
    ui_textf(ui, cell, bits ? ST_MONO_SMALL : ST_MONO_SMALL_DIM, "%.10g", d);
}

static rect_t cell_of(rect_t r, unsigned i, unsigned count, unsigned columns)
{
    unsigned rows = (count + columns - 1) / columns;
    float w = r.w / (float)columns;
    return rect(r.x + w * (float)(i / rows), r.y + (float)(i % rows) * ROW_SMALL, w - GAP, ROW_SMALL);
}

float core_fp(const panel_in_t *in, ui_t *ui, rect_t r, bool draw)
{
    unsigned columns = r.w >= 760 ? 4 : r.w >= 330 ? 2 : 1;
    unsigned singles = (32 + columns - 1) / columns, doubles = (16 + columns - 1) / columns;
    float head = ROW * (float)(1 + fpscr_rows(ui, r.w)) + 6;
    float h = head + 2 * (ROW + 2) + (float)(singles + doubles) * ROW_SMALL + 2 * GAP;
    if (!draw) return h;
    fpscr(in, ui, &r);
    rect_cut_top(&r, 6);
    ui_heading(ui, &r, "Single precision");
    rect_t block = rect_cut_top(&r, (float)singles * ROW_SMALL + GAP);
    for (unsigned i = 0; i < 32; i++) single(in, ui, cell_of(block, i, 32, columns), i);
    ui_heading(ui, &r, "The same as doubles");
    for (unsigned i = 0; i < 16; i++) twice(in, ui, cell_of(r, i, 16, columns), i);
    return h;
}
