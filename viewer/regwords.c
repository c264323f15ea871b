/* regwords.c -- see regwords.h. */
#include "regwords.h"
#include "findings.h"
#include "regfields.h"
#include <string.h>

static uint32_t mask_of(const reg_field_t *f)
{
    return (f->width < 32 ? (1u << f->width) - 1 : UINT32_MAX) << f->bit;
}

uint32_t reg_reserved(const reg_info_t *r)
{
    const char *at = r->fields;
    uint32_t known = 0;
    reg_field_t f;
    while (reg_field(&at, &f)) known |= mask_of(&f);
    return known ? ~known : 0;
}

void reg_words(const reg_info_t *r, uint32_t value, char *text, size_t room)
{
    const char *at = r->fields;
    reg_field_t f;
    unsigned fields = 0, said = 0;
    text[0] = 0;
    while (reg_field(&at, &f)) {
        uint32_t v = (value & mask_of(&f)) >> f.bit;
        const char *means = reg_meaning(r->name, f.name, v);
        fields++;
        if (!v) continue;
        add_text(text, room, "%s%s", said++ ? ", " : "", f.name);
        if (f.width > 1 && v > 9) add_text(text, room, " 0x%X", (unsigned)v);
        else if (f.width > 1) add_text(text, room, " %u", (unsigned)v);
        if (means) add_text(text, room, " (%s)", means);
    }
    uint32_t reserved = value & reg_reserved(r);
    if (reserved) add_text(text, room, "%sreserved bits 0x%X", said++ ? ", " : "", (unsigned)reserved);
    if (!said && fields) add_text(text, room, "all fields 0");
}

const fact_t *reg_written(const panel_in_t *in, uint32_t addr)
{
    const moment_t *m = in->moment;
    tick_t since = m->before < in->view->now ? m->before + 1 : in->view->now;
    for (size_t i = m->recents; i-- > 0;) {
        const fact_t *f = &m->recent[i];
        if (f->at < since) break;
        if (f->kind == F_REG_WRITE && (f->addr & ~3u) == (addr & ~3u)) return f;
    }
    return NULL;
}

void reg_row(const panel_in_t *in, ui_t *ui, rect_t *r, float name_width, uint32_t addr)
{
    reg_info_t info;
    uint32_t value = 0;
    char words[600];
    rect_t row = rect_cut_top(r, ROW);
    if (row.h < ROW || !reg_at(addr, &info)) return;
    bool there = machine_reg(in->view->machine, addr, &value), chosen = in->app->select.reg == (int64_t)addr;
    const fact_t *written = reg_written(in, addr);
    reg_words(&info, value, words, sizeof words);
    if (chosen) ui_round(ui, row, 4, ROLE_ACCENT_SOFT);
    ui_hit(ui, row, chosen ? ACT_BREAK_REGISTER : ACT_REGISTER, addr, "%s at 0x%08X = 0x%08X\n%s\n%s",
           info.name, (unsigned)addr, (unsigned)value,
           words, chosen ? "Click again: stop a run when it is written."
               : "Click: its fields. Right click: stop a run when it is written.");
    ui_second(ui, ACT_BREAK_REGISTER, addr);
    rect_t line = rect_pad(row, 4, 0);
    rect_t mark = rect_cut_left(&line, 13);
    if (written) ui_mark(ui, rect(mark.x, mark.y + (mark.h - 9) / 2, 9, 9), MARK_DIAMOND, ROLE_ACCENT);
    const char *name = strchr(info.name, '.');
    ui_text(ui, rect_cut_left(&line, name_width), written ? ST_MONO_BOLD : ST_MONO, name ? name + 1
            : info.name);
    rect_cut_left(&line, GAP);
    rect_t number = rect_cut_left(&line, ui_width(ui, ST_MONO, "00000000"));
    if (there)
        ui_textf(ui, number, st_role(ST_MONO, written ? ROLE_ACCENT : ROLE_TEXT), "%08X", (unsigned)value);
    else ui_text(ui, number, ST_MONO_DIM, "--------");
    rect_cut_left(&line, GAP);
    bool odd = value & reg_reserved(&info);
    if (there) ui_text(ui, line, odd ? st_role(ST_SMALL, ROLE_HAZARD) : ST_SMALL_DIM, words);
    else ui_text(ui, line, ST_SMALL_DIM, "not modelled: it has no value here");
}
