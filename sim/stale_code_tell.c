/* stale_code_tell.c -- what is told of old code and old flash, in words. See stale_code.h. */
#include "stale_code_own.h"
#include "h743.h"

typedef struct { stale_code_t *j; const copy_t *c; finding_t *f; uint32_t addr; } tale_t;

#define PLACE(addr) say_place(t->j->names, t->j->map, addr, &(words_t){ 0 })
#define STEP(pc) say_step(t->j->names, pc, &(words_t){ 0 })
#define CYCLE(at) ((unsigned long long)say_cycle(t->j->names, at))
#define VALUE(v, n) say_value(v, n, &(words_t){ 0 })
#define MASTER(who, tag) say_master(t->j->map, who, (uint8_t)(tag), &(words_t){ 0 })
#define FINDER(pc) (pc) == NO_PC ? "" : " in ", (pc) == NO_PC ? "" : STEP(pc)

static uint64_t site_of(const fact_t *w)
{
    uint64_t kind = w->kind == F_FLASH ? w->what : w->kind == F_STORE ? 2 : 3 + (uint64_t)w->who;
    return (1 + kind) << 40 | w->pc;
}

/* "CPU stored 0x2002 to code at cycle 812 in emit (new_code.c:30)" */
static void say_writer(const tale_t *t, char *to, size_t room)
{
    const fact_t *w = &t->c->writer;
    if (w->kind == F_FLASH && w->what == FLASH_ERASED)
        put_text(to, room, "the flash erased %u bytes from %s at cycle %llu, ordered%s%s",
                 (unsigned)w->data, PLACE(w->addr), CYCLE(w->at), FINDER(w->pc));
    else if (w->kind == F_FLASH)
        put_text(to, room, "the flash programmed %s at cycle %llu, written%s%s", PLACE(t->addr),
                 CYCLE(w->at), FINDER(w->pc));
    else
        put_text(to, room, "%s %s %s to %s at cycle %llu%s%s",
                 w->kind == F_STORE ? "CPU" : MASTER(w->who, w->note >> 24),
                 w->kind == F_STORE ? "stored" : "wrote", VALUE(w->data, w->size), PLACE(w->addr),
                 CYCLE(w->at), FINDER(w->pc));
}

/* Where the old bytes were. */
static void say_copy(const tale_t *t, char *to, size_t room)
{
    const copy_t *c = t->c;
    if (c->filled.kind == F_FILL_START)
        put_text(to, room, "the %s cache had filled the line at 0x%08X at cycle %llu",
                 of_code(t->j, c) ? "instruction" : "data", (unsigned)c->addr, CYCLE(c->filled.at));
    else if (c->filled.kind == F_BEAT)
        put_text(to, room, "the fetch read 0x%08X from memory at cycle %llu", (unsigned)c->filled.addr,
                 CYCLE(c->filled.at));
    else
        put_text(to, room, "the prefetch queue had taken the bytes at 0x%08X before", (unsigned)t->addr);
}

static bool in_ram(const stale_code_t *j, uint32_t addr)
{
    uint32_t key;
    cell_t c = shadow_key(j->shadow, addr, &key) ? shadow_look(j->shadow, key) : (cell_t){ 0 };
    return shadow_order(j->shadow, c.ram) >= shadow_order(j->shadow, c.newest);
}

/* Was the line invalidated on the fetch side after the write? */
static bool was_invalidated(const stale_code_t *j, uint32_t addr, tick_t since)
{
    for (unsigned i = 0; i < MAINTAINED && i < j->maintains; i++)
        if ((j->maintained[i].line == NO_LINE || j->maintained[i].line == line_at(addr))
            && j->maintained[i].at >= since) return true;
    return false;
}

static void say_missing_code(const tale_t *t)
{
    const fact_t *w = &t->c->writer;
    bool stored = w->kind == F_STORE, late = stored && !in_ram(t->j, t->addr);
    bool early = was_invalidated(t->j, t->addr, w->at), line = t->c->filled.kind == F_FILL_START;
    words_t s = { 0 };
    const char *object = say_object(t->j->names, t->j->map, t->addr, &s);
    char *to = t->f->missing;
    size_t room = sizeof t->f->missing;
    if (t->f->fix_pc == NO_PC) put_text(to, room, "When the new code is there: ");
    else put_text(to, room, "After %s: ", STEP(t->f->fix_pc));
    if (late)
        add_text(to, room, "clean %s to memory (DCCMVAU), DSB, then %s", object,
                 early ? "(not before) " : "");
    if (late || line)
        add_text(to, room, "invalidate it in the instruction cache (ICIMVAU or ICIALLU), DSB, ISB.");
    else add_text(to, room, "DSB, ISB: the core fetches it again.");
}

static void say_missing_flash(const tale_t *t)
{
    bool known = t->f->fix_pc != NO_PC;
    put_text(t->f->missing, sizeof t->f->missing,
             "After %s%sis over: invalidate the %s in the data cache (DCIMVAC; lines of flash are never "
             "dirty), DSB.",
             known ? STEP(t->f->fix_pc) : "the operation", known ? ", when it " : " ",
             t->c->writer.what == FLASH_ERASED ? "erased range" : "programmed bytes");
}

/* In the order of time. What is missing belongs right before it showed. */
static void three_causes(const tale_t *t, const fact_t *now)
{
    const copy_t *old = t->c;
    bool filled = old->filled.kind != F_NONE;
    for (unsigned n = 0; n < 2; n++) {
        bool fill = n == (old->filled.at > old->writer.at);
        if (fill && !filled) continue;
        cause_t *c = add_cause(t->f, fill ? &old->filled : &old->writer);
        c->role = fill ? CAUSE_FILLED : CAUSE_NEW;
        if (fill) say_copy(t, c->text, sizeof c->text); else say_writer(t, c->text, sizeof c->text);
    }
    if (!now) return;
    t->f->gap = t->f->causes;
    cause_t *c = add_cause(t->f, now);
    c->role = CAUSE_SHOWED;
    if (now->kind == F_INSN)
        put_text(c->text, sizeof c->text, "CPU executed %s at %s at cycle %llu", VALUE(now->data, now->size),
                 PLACE(now->pc), CYCLE(now->at));
    else
        put_text(c->text, sizeof c->text, "CPU loaded %s from %s at cycle %llu%s%s",
                 VALUE(now->data, now->size), PLACE(now->addr), CYCLE(now->at), FINDER(now->pc));
}

/* Where it showed, in words of the source if there are any: code made at run time has none, but its
 * caller has. */
static uint32_t shown(const stale_code_t *j, uint32_t pc)
{
    site_t s;
    return names_site(j->names, pc, &s) || j->pc == NO_PC || !names_site(j->names, j->pc, &s) ? pc : j->pc;
}

static uint64_t bytes_at(const uint8_t *bytes, uint32_t addr, unsigned size)
{
    uint64_t v = 0;
    unsigned at = addr & (LINE - 1u);
    for (unsigned i = 0; i < size && i < 8 && at + i < LINE; i++) v |= (uint64_t)bytes[at + i] << 8 * i;
    return v;
}

void stale_code_tell(stale_code_t *j, const copy_t *c, uint32_t addr, unsigned size, const fact_t *now, tick_t at)
{
    bool code = of_code(j, c);
    uint8_t rule = code ? RULE_STALE_CODE : RULE_STALE_FLASH;
    uint8_t effect = !now ? EFFECT_NONE : code ? EFFECT_STALE_CODE : EFFECT_STALE_READ;
    finding_t *f = book_open(&j->book, rule, effect, now ? TIER_ERROR : TIER_HAZARD, addr, size,
                             book_object(&j->book, addr), site_of(&c->writer));
    if (!f) return;
    tale_t tale = { j, c, f, addr }, *t = &tale;
    char writer[CAUSE_TEXT], copy[100];
    f->at = at, f->fix_pc = c->writer.pc, f->fix_after = 1;
    f->pc = !now ? f->fix_pc : code ? shown(j, now->pc) : now->pc;
    f->had = bytes_at(c->data, addr, size), f->wanted = bytes_at(c->fresh, addr, size);
    if (now) f->had = (code ? in_memory(now) : now->data) >> 8 * (addr - (code ? now->pc : now->addr));
    if (size < 8) f->had &= (1ull << 8 * size) - 1;
    put_text(f->master, sizeof f->master, "CPU");
    name_buffer(f, j->names, j->map, addr);
    say_writer(t, writer, sizeof writer), say_copy(t, copy, sizeof copy);
    if (!now)
        put_text(f->message, sizeof f->message,
                 "%s, and %s. Nobody invalidated that line: what is %s there next may be the old %s. In this "
                 "run nothing was.", copy, writer, code ? "executed" : "read", code ? "code" : "content");
    else if (code)
        put_text(f->message, sizeof f->message, "The CPU executed old code at %s at cycle %llu: %s, but %s.",
                 PLACE(addr), CYCLE(now->at), writer, copy);
    else
        put_text(f->message, sizeof f->message,
                 "The CPU loaded %s from %s at cycle %llu, but %s: %s, and a load that hits never asks the "
                 "flash.",
                 VALUE(f->had, size), PLACE(addr), CYCLE(now->at), writer, copy);
    three_causes(t, now);
    findings_saw(j->book.list, f, &(seen_t){ .at = at, .addr = addr, .size = size, .pc = f->pc,
                                             .had = f->had, .wanted = f->wanted });
    if (code) say_missing_code(t); else say_missing_flash(t);
}
