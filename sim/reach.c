/* reach.c -- see reach.h. */
#include "reach.h"
#include <string.h>
#include "h743.h"

/* The memories this master can use, each named once. */
static void list_reachable(const map_t *map, unsigned who, char *to, size_t room)
{
    const char *sep = "";
    for (unsigned i = 0; i < map->regions; i++) {
        const region_row_t *r = &map->region[i];
        if (r->kind != REGION_RAM || matrix_route(map, who, r->base) < 0 || strstr(r->name, "alias"))
            continue;
        add_text(to, room, "%s%s (0x%08X)", sep, r->name, (unsigned)r->base);
        sep = ", ";
    }
    if (!*sep) add_text(to, room, "none");
}

const char *reach_why_not(const region_row_t *r)
{
    if (!r) return "nothing answers at that address";
    if (r->kind == REGION_TCM)
        return "the TCMs hang directly on the core and are not on the bus matrix; only the CPU and "
               "the MDMA reach them";
    return "there is no road from this master to it in the bus matrix";
}

/* An address below was most likely never set: NULL, or a member's offset from it. */
enum { NULL_ZONE = 1024 };

static void say_where_to(finding_t *x, const book_t *b, const fact_t *f)
{
    if (f->what == BUS_REFUSED)
        put_text(x->missing, sizeof x->missing, "What lies in flash is const or code. Write to a variable");
    else if (x->buffer_size) put_text(x->missing, sizeof x->missing, "Place %s", x->buffer);
    else if (f->addr < NULL_ZONE)
        put_text(x->missing, sizeof x->missing,
                 "0x%08X looks like an address that was never set, or not yet where %s looks for it (a "
                 "descriptor still in the cache). Give it one", (unsigned)f->addr, x->master);
    else put_text(x->missing, sizeof x->missing, "Place what is at 0x%08X", (unsigned)f->addr);
    add_text(x->missing, sizeof x->missing, " in memory that %s reaches: ", x->master);
    list_reachable(b->map, f->who, x->missing, sizeof x->missing);
}

/* Only flash refuses: RM0433 4.3.9. */
static const char *why_refused(const fact_t *f, const region_row_t *r)
{
    return f->what == BUS_REFUSED ? "flash takes writes only while FLASH_CR.PG is set, to program it"
                                  : reach_why_not(r);
}

static void unreachable(reach_t *h, const streams_t *all, const fact_t *f)
{
    const book_t *b = h->book;
    unsigned tag = f->note >> 16 & 0xFF;
    int n = stream_of(f->who, (uint8_t)tag);
    const stream_t *s = n >= 0 && all->stream[n].known ? &all->stream[n] : NULL;
    const region_row_t *r = map_region(b->map, f->addr);
    uint64_t site = (uint64_t)(n + 1) << 32 | (s ? s->pc : NO_PC);
    finding_t *x = book_open(h->book, RULE_DMA_UNREACHABLE, EFFECT_NONE, TIER_ERROR, f->addr, 1u,
                             book_object(b, f->addr), site);
    if (!x) return;
    words_t w = { 0 }, v = { 0 };
    x->at = f->at, x->pc = x->fix_pc = s ? s->pc : NO_PC;
    put_text(x->master, sizeof x->master, "%.31s", say_master(b->map, f->who, (uint8_t)tag, &w));
    name_buffer(x, b->names, b->map, f->addr);
    cause_t *c = add_cause(x, f);
    put_text(c->text, sizeof c->text, "%s was refused at 0x%08X (%s) at cycle %llu", x->master,
             (unsigned)f->addr, r ? r->name : "no target",
             (unsigned long long)say_cycle(b->names, f->at));
    if (s) {
        c = add_cause(x, &s->armed);
        put_text(c->text, sizeof c->text, "%s was armed at cycle %llu in %s", x->master,
                 (unsigned long long)say_cycle(b->names, s->armed.at),
                 say_step(b->names, s->pc, &w));
    }
    put_text(x->message, sizeof x->message, "%s cannot %s %s: ", x->master,
             f->note >> 8 & 1 ? "write" : "read", say_place(b->names, b->map, f->addr, &v));
    if (x->buffer_size)
        add_text(x->message, sizeof x->message, "it lies in %s (0x%08X), and ", r ? r->name : "no memory",
                 (unsigned)f->addr);
    add_text(x->message, sizeof x->message,
             "%s. The access got a bus error, the %s stopped, and the memory is unchanged. No cache is "
             "involved.",
             why_refused(f, r), engine_of_stream(n) ? engine_of_stream(n)->word : "transfer");
    say_where_to(x, b, f);
    if (n >= 0)
        h->last[n].at = f->at, h->last[n].finding = (size_t)(x - b->list->item),
        h->last[n].open = 1;
}

enum { RCC_AT = 0x58024400, ENR_FIRST = 0xD4, ENR_LAST = 0xF4, C1_FIRST = 0x134, C1_COPY = 0x60 };

static void enable_written(reach_t *h, const fact_t *f)
{
    uint32_t off = f->addr - RCC_AT;
    if (off >= C1_FIRST && off <= ENR_LAST + C1_COPY) off -= C1_COPY;
    if (off >= ENR_FIRST && off <= ENR_LAST && f->size == 4)
        h->enr[(off - ENR_FIRST) / 4] = (uint32_t)f->data;
}

/* Enabled, and yet off: the CPU slept and the bit in LPENR is 0 (RM0433 8.5.11). */
static bool off_in_sleep(const reach_t *h, const region_row_t *r)
{
    if (!h->asleep || r->clock < 0 || r->clock >= h->book->map->clocks) return false;
    const clock_row_t *c = &h->book->map->clock[r->clock];
    return c->reg >= ENR_FIRST && c->reg <= ENR_LAST && h->enr[(c->reg - ENR_FIRST) / 4] >> c->bit & 1;
}

static void unclocked(reach_t *h, const streams_t *all, const fact_t *f)
{
    const book_t *b = h->book;
    const region_row_t *r = map_region(b->map, f->addr);
    unsigned tag = f->note >> 16 & 0xFF;
    if (!r || r->kind != REGION_RAM || tag == TAG_FETCH) return;
    int n = stream_of(f->who, (uint8_t)tag);
    const stream_t *s = n >= 0 && all->stream[n].known ? &all->stream[n] : NULL;
    finding_t *x = book_open(h->book, RULE_MEMORY_UNCLOCKED, EFFECT_NONE, TIER_ERROR, f->addr, 1u,
                             book_object(b, f->addr), (uint64_t)(n + 1));
    if (!x) return;
    words_t w = { 0 }, v = { 0 };
    const char *bit =
        r->clock >= 0 && r->clock < b->map->clocks ? b->map->clock[r->clock].name : "its clock";
    x->at = f->at, x->pc = x->fix_pc = s ? s->pc : f->pc;
    put_text(x->master, sizeof x->master, "%.31s", say_master(b->map, f->who, (uint8_t)tag, &w));
    name_buffer(x, b->names, b->map, f->addr);
    cause_t *c = add_cause(x, f);
    put_text(c->text, sizeof c->text, "%s was refused at 0x%08X (%s) at cycle %llu", x->master,
             (unsigned)f->addr, r->name, (unsigned long long)say_cycle(b->names, f->at));
    put_text(x->message, sizeof x->message,
             "%s %s %s in %s while the clock of that memory was off (%s = 0). Nothing answers "
             "there: the access gets a bus error. A CPU store faults later, at an instruction that "
             "has nothing to do with it.",
             x->master, f->note >> 8 & 1 ? "wrote" : "read",
             say_place(b->names, b->map, f->addr, &v), r->name, bit);
    if (off_in_sleep(h, r)) {
        put_text(x->message, sizeof x->message,
                 "%s %s %s in %s while the CPU slept. That memory's clock is on (%s) but its "
                 "bit in the LPENR "
                 "register of the same bus is 0, so it stops with the CPU. Nothing answers there: the access "
                 "gets a bus error.",
                 x->master, f->note >> 8 & 1 ? "wrote" : "read", say_place(b->names, b->map, f->addr, &v),
                 r->name, bit);
        put_text(x->missing, sizeof x->missing,
                 "Leave the bit of %s in %.*sLPENR at 1, as after reset, while a DMA works there and "
                 "the CPU sleeps.",
                 r->name, (int)(strcspn(bit, ".") - 3), bit);
    } else put_text(x->missing, sizeof x->missing,
             "Set %s in RCC and read it back before the first access to %s: before .data and .bss "
             "are copied if the linker put them there.",
             bit, r->name);
    if (n >= 0)
        h->last[n].at = f->at, h->last[n].finding = (size_t)(x - b->list->item),
        h->last[n].open = 1;
}

/* The flag that follows is part of the same story. */
static void flag_rose(reach_t *h, const fact_t *f)
{
    int n = stream_at(f->who, f->what);
    words_t w = { 0 };
    if (n < 0 || f->note != DMA_TE || !h->last[n].open) return;
    h->last[n].open = 0;
    cause_t *c = add_cause(&h->book->list->item[h->last[n].finding], f);
    put_text(c->text, sizeof c->text, "%s raised TEIF at cycle %llu and EN fell",
             say_stream(n, &w), (unsigned long long)say_cycle(h->book->names, f->at));
}

void reach_see(reach_t *h, const streams_t *all, const fact_t *f)
{
    if (f->kind == F_SLEEP || f->kind == F_WAKE) h->asleep = f->kind == F_SLEEP;
    if (f->kind == F_REG_WRITE) enable_written(h, f);
    if (reach_mdma_see(h, all, f)) return;
    if (f->kind == F_DMA_FLAG) flag_rose(h, f);
    if (f->kind != F_ERROR) return;
    if (f->what == BUS_UNCLOCKED) unclocked(h, all, f);
    else if ((f->what == BUS_NO_PATH || f->what == BUS_NO_TARGET || f->what == BUS_REFUSED)
             && !is_cpu(f->who))
        unreachable(h, all, f);
}
