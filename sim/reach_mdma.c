/* reach_mdma.c -- rule mdma-tcm-port, tier error: the MDMA reaches the TCMs, but by a port of its
 * own (CxTBR.SBUS, DBUS), 32 bits wide. The wrong port for an address, or 64-bit data on that
 * port, and nothing is moved. RM0433 14.3.1, 14.5.5, 14.5.11. Part of coherence.c's sink, as
 * reach.c. */
#include "reach.h"
#include "h743.h"
#include "mdma_data.h"

static finding_t *open(reach_t *h, const streams_t *all, int n, uint32_t addr, const fact_t *f)
{
    const book_t *b = h->book;
    const stream_t *s = &all->stream[n];
    words_t w = { 0 };
    finding_t *x = book_open(h->book, RULE_MDMA_TCM_PORT, EFFECT_NONE, TIER_ERROR, addr, 1u,
                             book_object(b, addr), (uint64_t)(n + 1) << 32 | s->pc);
    if (!x) return NULL;
    x->at = f->at, x->pc = x->fix_pc = s->pc;
    put_text(x->master, sizeof x->master, "%.31s", say_stream(n, &w));
    name_buffer(x, b->names, b->map, addr);
    cause_t *c = add_cause(x, f);
    if (f->kind == F_ERROR)
        put_text(c->text, sizeof c->text, "%s was refused at 0x%08X at cycle %llu", x->master,
                 (unsigned)addr, (unsigned long long)say_cycle(b->names, f->at));
    else
        put_text(c->text, sizeof c->text, "%s raised TEIF at cycle %llu and EN fell", x->master,
                 (unsigned long long)say_cycle(b->names, f->at));
    if (s->known) {
        c = add_cause(x, &s->armed);
        put_text(c->text, sizeof c->text, "%s was enabled at cycle %llu in %s", x->master,
                 (unsigned long long)say_cycle(b->names, s->armed.at),
                 say_step(b->names, s->pc, &w));
    }
    return x;
}

const char *reach_why_not_port(bool ahbs)
{
    return ahbs ? "that port leads to ITCM and DTCM and nowhere else"
                : "the TCMs are not on the AXI interconnect, only behind the CPU's slave port";
}

/* A bus error on the port that does not lead there. */
static bool wrong_port(reach_t *h, const streams_t *all, const fact_t *f)
{
    const region_row_t *r = map_region(h->book->map, f->addr);
    bool tcm = r && r->kind == REGION_TCM, ahbs = f->who == INIT_MDMA_AHBS;
    bool write = f->note >> 8 & 1;
    int n = stream_of(f->who, (uint8_t)(f->note >> 16));
    if (tcm == ahbs) return false;
    finding_t *x = open(h, all, n, f->addr, f);
    if (!x) return true;
    const char *bit = write ? "DBUS" : "SBUS";
    words_t w = { 0 };
    put_text(x->message, sizeof x->message,
             "%s cannot %s %s (0x%08X in %s) through %s: %s. The access got a bus error and the "
             "channel stopped; it is not the address that chooses the port.",
             x->master, write ? "write" : "read",
             say_place(h->book->names, h->book->map, f->addr, &w), (unsigned)f->addr,
             r ? r->name : "no memory", ahbs ? "its TCM port" : "its AXI port",
             reach_why_not_port(ahbs));
    put_text(x->missing, sizeof x->missing,
             "Set %s to %d in CxTBR for this address: 1 for ITCM (0x0000_0000) and DTCM "
             "(0x2000_0000), 0 for everything else. A list's nodes and the mask write always go "
             "over AXI.",
             bit, tcm);
    h->last[n].at = f->at, h->last[n].finding = (size_t)(x - h->book->list->item);
    h->last[n].open = 1;
    return true;
}

/* TEIF without a bus error before it: 64-bit data on the TCM port. */
static bool too_wide(reach_t *h, const streams_t *all, const fact_t *f)
{
    int n = FIRST_MDMA + (f->what & 15);
    const stream_t *s = &all->stream[n];
    const mdma_channel_t c = { .tcr = s->cr, .tbr = s->fcr };
    bool write = f->data & MDMA_TED;
    if (f->data & (MDMA_ASE | MDMA_BSE | MDMA_TELD | MDMA_TEMD) || h->last[n].open) return false;
    if (!(c.tbr & (write ? MDMA_DBUS : MDMA_SBUS)) || (write ? mdma_dsize(&c) : mdma_ssize(&c)) < 3)
        return false;
    uint32_t addr = write ? s->to[0].addr : s->from.addr;
    finding_t *x = open(h, all, n, addr, f);
    if (!x) return true;
    words_t w = { 0 };
    put_text(x->message, sizeof x->message,
             "%s was told to %s %s (0x%08X) in 64-bit items through its TCM port. That port and "
             "the CPU's slave port behind it are 32 bits wide: the transfer ended with TEIF before "
             "anything was moved. With a width of 32 bits or less the same copy works.",
             x->master, write ? "write" : "read", say_place(h->book->names, h->book->map, addr, &w),
             (unsigned)addr);
    put_text(x->missing, sizeof x->missing,
             "Cap %s at 32 bits (2) whenever %s = 1, whatever the alignment allows.",
             write ? "DSIZE" : "SSIZE", write ? "DBUS" : "SBUS");
    return true;
}

bool reach_mdma_see(reach_t *h, const streams_t *all, const fact_t *f)
{
    if (f->kind == F_DMA_FLAG && f->who == SLOT_MDMA)
        return f->note == DMA_TE && too_wide(h, all, f);
    if (f->kind != F_ERROR || (f->who != INIT_MDMA && f->who != INIT_MDMA_AHBS)) return false;
    return (f->what == BUS_NO_PATH || f->what == BUS_NO_TARGET) && wrong_port(h, all, f);
}
