/* explain_fact.c -- one sentence for one fact, for --trace and the viewer's status lines. Every kind has
 * one; a kind this file does not know says its number. */
#include <string.h>
#include "disasm.h"
#include "findings.h"
#include "h743.h"
#include "watch.h"
#include "regnames.h"

typedef struct {
    const fact_t *f;
    const map_t *map;
    const names_t *names;
    char *to;
    size_t room;
} line_t;

#define SAY(...) put_text(l->to, l->room, __VA_ARGS__)
#define PLACE(addr) say_place(l->names, l->map, addr, &(words_t){ 0 })
#define VALUE(v, n) say_value(v, n, &(words_t){ 0 })
#define STEP say_step(l->names, l->f->pc, &(words_t){ 0 })
/* What no step did: a frame stacked or unstacked, or a vector read. The two kinds of load look alike. */
#define DOING (l->f->pc != NO_PC ? STEP : l->f->kind == F_STORE ? "exception entry" \
                                                                : "exception entry or return")
#define PICK(table, i) ((i) < sizeof table / sizeof *table && table[i] ? table[i] : "?")

static const char *reg_of(const line_t *l, uint32_t addr, words_t *w)
{
    if (addr < 0x4000)                               /* a part tells its own offset */
        for (unsigned i = 0; i < l->map->regions; i++)
            if (l->map->region[i].kind == REGION_PART && l->map->region[i].slot == l->f->who) {
                addr += l->map->region[i].base;
                break;
            }
    if (!reg_name(addr, w->s, sizeof w->s)) put_text(w->s, sizeof w->s, "0x%08X", (unsigned)addr);
    return w->s;
}
#define REG(addr) reg_of(l, addr, &(words_t){ 0 })

static const char *part_of(const line_t *l, unsigned slot, words_t *w)
{
    const char *name = NULL;
    for (unsigned i = 0; i < l->map->regions && !name; i++)
        if (l->map->region[i].kind == REGION_PART && l->map->region[i].slot == slot)
            name = l->map->region[i].name;
    if (name) put_text(w->s, sizeof w->s, "%.60s", name);
    else put_text(w->s, sizeof w->s, slot == SLOT_CORE ? "the core" : "part %u", slot);
    return w->s;
}
#define PART part_of(l, l->f->who, &(words_t){ 0 })

static const char *place_or_reg(const line_t *l, uint32_t addr, words_t *w)
{
    const region_row_t *r = map_region(l->map, addr);
    if (addr >= 0xE0000000u || (r && r->kind == REGION_PART)) return reg_of(l, addr, w);
    return say_place(l->names, l->map, addr, w);
}
#define WHERE(addr) place_or_reg(l, addr, &(words_t){ 0 })

static const char *line_words(const fact_t *f, words_t *w)
{
    put_text(w->s, sizeof w->s, "%s line 0x%08X, set %u way %u",
             f->note >> 31 & 1 ? "I-cache" : "D-cache", (unsigned)(f->addr & ~31u),
             (unsigned)(f->note & 0xFFFF), (unsigned)(f->note >> 16 & 0xFF));
    return w->s;
}
#define LINE_AT line_words(l->f, &(words_t){ 0 })

static const char *master_words(const line_t *l, unsigned tag, words_t *w)
{
    const fact_t *f = l->f;
    if (is_dma(f->who)) {
        words_t s = { 0 };
        const engine_t *e = engine_of_master(f->who);
        bool two = e->inits > 1, per = (f->who - e->init) & 1, mdma = e->slot == SLOT_MDMA;
        put_text(w->s, sizeof w->s, "%s%s", say_master(l->map, f->who, (uint8_t)tag, &s),
                 !two ? "" : mdma ? per ? " (TCM port)" : " (AXI port)"
                                  : per ? " (peripheral port)" : " (memory port)");
    } else if (f->who < l->map->inits && l->map->init[f->who].name) {
        put_text(w->s, sizeof w->s, "%.60s", l->map->init[f->who].name);
    } else {
        put_text(w->s, sizeof w->s, "master %u", f->who);
    }
    return w->s;
}
/* A wait, in CPU cycles. */
static const char *wait_words(const line_t *l, uint64_t ticks, words_t *w)
{
    const domain_t *cpu = &l->names->cpu;
    for (unsigned i = l->names->befores; i && l->f->at < cpu->base; i--) cpu = &l->names->before[i - 1];
    double per_tick = cpu->div ? (double)cpu->mul / (double)cpu->div : 1;
    unsigned long long cycles = (unsigned long long)((double)ticks * per_tick + 0.5);
    if (!ticks) put_text(w->s, sizeof w->s, "at once");
    else if (!cycles) put_text(w->s, sizeof w->s, "after less than a cycle");
    else put_text(w->s, sizeof w->s, "after %llu cycle%s", cycles, cycles == 1 ? "" : "s");
    return w->s;
}

#define MASTER(tag) master_words(l, (unsigned)(tag) & 0xFF, &(words_t){ 0 })

static const char *tag_words(const fact_t *f, unsigned tag)
{
    static const char *const word[] = { "line fill", "write-back", "store",
                                        "load",      "fetch",      "peripheral access" };
    return is_cpu(f->who) && tag >= TAG_FILL && tag - TAG_FILL < 6 ? word[tag - TAG_FILL]
                                                                   : "access";
}

#define EXCEPTION say_exception(l->f->what, &(words_t){ 0 })

/* ---- the program ----------------------------------------------------------------------------- */

/* Without the comment behind it: what a load found is told by F_LOAD. */
static const char *insn_words(const line_t *l, words_t *w)
{
    const fact_t *f = l->f;
    uint16_t first = (uint16_t)(f->size == 4 ? f->data >> 16 : f->data), second = (uint16_t)f->data;
    uint8_t bytes[4] = { (uint8_t)first, (uint8_t)(first >> 8), (uint8_t)second, (uint8_t)(second >> 8) };
    char text[DISASM_TEXT];
    size_t n = 0;
    disasm_t as = { .names = l->names, .it = (uint8_t)f->note };
    disasm_with(&as, f->pc, bytes, f->size, text, sizeof text);
    for (const char *s = text; *s && strncmp(s, "  ;", 3) && n + 1 < sizeof w->s; s++)
        if (*s != ' ' || (n && w->s[n - 1] != ' ')) w->s[n++] = *s;
    w->s[n] = 0;
    return w->s;
}

static void say_heap(const line_t *l)
{
    const fact_t *f = l->f;
    site_t s;
    bool known = names_site(l->names, (uint32_t)f->note, &s) && *s.function;
    const char *by = known ? s.function : "the heap";
    unsigned long long bytes = f->data;
    if (f->what == HEAP_GIVEN && !bytes) SAY("%.60s takes %s back in %s", by, PLACE(f->addr), STEP);
    else SAY(f->what == HEAP_GIVEN ? "%.60s takes %u byte%s at %s back in %s"
             : "%.60s gives %u byte%s at %s in %s",
             by, PLURAL(bytes), PLACE(f->addr), STEP);
}

/* By its name, which a script's step has: "program[1].mark start". */
static void say_mark(const line_t *l)
{
    const char *step = l->f->pc < l->names->steps ? l->names->step[l->f->pc] : NULL;
    const char *name = step ? strstr(step, ".mark ") : NULL;
    if (name) SAY("mark %s", name + 6);
    else SAY("mark %llu", (unsigned long long)l->f->data);
}

const char *say_fault(unsigned what)
{
    static const char *const fault[] = { "MemManage fault",       "precise bus fault",
                                         "imprecise bus fault",   "unaligned access",
                                         "undefined instruction", "lock-up",
                                         "invalid state",         "invalid exception return",
                                         "coprocessor off",       "division by zero",
                                         "breakpoint",            "vector table read error" };
    return PICK(fault, what);
}

static void say_program(const line_t *l)
{
    static const char *const src[] = { "TCM",         "the store buffer", "a linefill buffer",
                                       "the D-cache", "the bus",          "a core register" };
    static const char *const dst[] = { "TCM", "the store buffer", "the peripheral port",
                                       "a core register" };
    static const char *const barrier[] = { "DMB", "DSB", "ISB" };
    const fact_t *f = l->f;
    switch (f->kind) {
    case F_INSN:
        SAY("%s %s (0x%0*X) at %s", f->what ? "executes" : "skips", insn_words(l, &(words_t){ 0 }),
            f->size == 4 ? 8 : 4, (unsigned)f->data, PLACE(f->pc));
        break;
    case F_STEP:  SAY("%s begins", STEP); break;
    case F_LOAD:
        SAY("CPU loaded %s from %s (%s) in %s", VALUE(f->data, f->size), WHERE(f->addr),
            PICK(src, f->what), DOING);
        break;
    case F_STORE:
        SAY("CPU stored %s to %s (into %s) in %s", VALUE(f->data, f->size), WHERE(f->addr),
            PICK(dst, f->what), DOING);
        break;
    case F_CHECK:
        SAY("compare in %s: got 0x%0*llX, wanted 0x%0*llX: %s", STEP, 2 * f->size,
            (unsigned long long)f->data, 2 * f->size, (unsigned long long)f->note,
            f->data == f->note ? "passed" : "FAILED");
        break;
    case F_BARRIER:
        SAY("%s completed %s in %s", PICK(barrier, f->what),
            wait_words(l, f->data <= f->at ? f->at - f->data : 0, &(words_t){ 0 }), STEP);
        break;
    case F_FAULT:
        SAY("%s at %s in %s (CFSR 0x%08X)", say_fault(f->what), PLACE(f->addr), STEP,
            (unsigned)f->note);
        break;
    case F_SLEEP: SAY("CPU sleeps (%s) in %s", f->what ? "WFE" : "WFI", STEP); break;
    case F_WAKE:
        SAY("CPU wakes from %s", f->what ? "WFE" : "WFI");
        if (f->pc != NO_PC) add_text(l->to, l->room, " in %s", STEP);
        break;
    case F_MARK:  say_mark(l); break;
    case F_RELEASE:
        if (!f->data) SAY("the stack pointer was given another value: %s", PLACE(f->addr));
        else SAY(f->what == RELEASE_SCRIPT ? "%u byte%s from %s on are given back"
                 : f->what == RELEASE_ROSE ? "the stack pointer rose: %u byte%s from %s on are free"
                 : "the stack pointer was given another value: %u byte%s from %s on are free, or another "
                   "stack's",
                 PLURAL(f->data), PLACE(f->addr));
        break;
    case F_HEAP: say_heap(l); break;
    case F_OUTPUT: SAY("the program printed byte 0x%02X", (unsigned)(f->data & 0xFF)); break;
    default:
        SAY("the program ended%s%llu", f->what ? " with exit code " : ": ",
            (unsigned long long)f->data);
        break;
    }
}

/* ---- store buffer and cache ------------------------------------------------------------------ */

static void say_maint(const line_t *l)
{
    static const char *const op[] = { "DCIMVAC (invalidate)",
                                      "DCISW (invalidate by set/way)",
                                      "DCCMVAU (clean)",
                                      "DCCMVAC (clean)",
                                      "DCCSW (clean by set/way)",
                                      "DCCIMVAC (clean and invalidate)",
                                      "DCCISW (clean and invalidate by set/way)",
                                      "ICIALLU (invalidate the I-cache)",
                                      "ICIMVAU (invalidate I)" };
    const fact_t *f = l->f;
    int by_set = f->what == MAINT_DCISW || f->what == MAINT_DCCSW || f->what == MAINT_DCCISW
                 || f->what == MAINT_ICIALLU;
    if (by_set) SAY("%s, 0x%08X", PICK(op, f->what), (unsigned)f->addr);
    else SAY("%s at %s", PICK(op, f->what), PLACE(f->addr));
    const char *effect = "line was clean";
    if (!(f->note & MAINT_HIT)) effect = "no such line in the cache";
    else if (f->note & MAINT_WROTE) effect = "dirty line written back";
    else if (f->note & MAINT_DROPPED)
        effect = f->note & MAINT_DIRTY ? "dirty line thrown away" : "line dropped";
    add_text(l->to, l->room, ": %s in %s", effect, STEP);
}

static void say_cache(const line_t *l)
{
    static const char *const drain[] = { "into the D-cache", "into a linefill buffer",
                                         "to the bus" };
    static const char *const why[] = { "for a load", "for a store", "for a preload",
                                       "speculatively (forced)", "for a fetch" };
    static const char *const out[] = { "replaced", "cleaned", "cleaned and invalidated",
                                       "invalidated", "evicted (forced)" };
    const fact_t *f = l->f;
    int dirty = f->note >> 24 & 1;
    switch (f->kind) {
    case F_DRAIN:
        SAY("store-buffer entry %u for %s went %s (bytes 0x%02X)", (unsigned)(f->note >> 8 & 0xFF),
            PLACE(f->addr), PICK(drain, f->what), (unsigned)(f->note & 0xFF));
        break;
    case F_FILL_START:
        SAY("line fill begins %s: %s at %s (buffer %u)", PICK(why, f->what), LINE_AT,
            PLACE(f->addr), f->size);
        break;
    case F_FILL_BEAT: SAY("line fill: %s arrived for %s", VALUE(f->data, 8), PLACE(f->addr)); break;
    case F_FILL_DONE: SAY("line fill done: %s%s", LINE_AT, dirty ? ", dirty" : ""); break;
    case F_FILL_DROP: SAY("line fill dropped, not allocated: %s", LINE_AT); break;
    case F_EVICT:
        SAY("%s %s%s", LINE_AT, PICK(out, f->what),
            !dirty                 ? ", clean"
            : f->what == EVICT_INV ? ", its dirty bytes thrown away"
                                   : ", dirty: goes to RAM");
        break;
    default: say_maint(l); break;
    }
}

/* ---- buses ----------------------------------------------------------------------------------- */

static void say_bus(const line_t *l)
{
    static const char *const why[] = { "no reason", "no path", "no target", "clock off",
                                       "refused by the target" };
    const fact_t *f = l->f;
    unsigned tag = f->note >> 16 & 0xFF;
    int write = f->note >> 8 & 1;
    switch (f->kind) {
    case F_ASK:
        SAY("%s asks to %s %s (%s, %u x %u byte%s%s) on port %s", MASTER(tag),
            write ? "write" : "read", WHERE(f->addr), tag_words(f, tag), (unsigned)(f->note & 0xFF),
            PLURAL(1u << (f->size & 7)), f->note >> 9 & 1 ? ", wrapping" : "",
            f->what < l->map->ports && l->map->port[f->what].name ? l->map->port[f->what].name
                                                                  : "?");
        break;
    case F_GRANT:
        SAY("%s was granted %s for %s %s", MASTER(TAG_UNKNOWN),
            f->what < l->map->nodes ? l->map->node[f->what].name : "a node", WHERE(f->addr),
            wait_words(l, f->note, &(words_t){ 0 }));
        break;
    case F_BEAT:
        tag = f->note >> 24 & 0xFF;
        SAY("%s %s %s %s %s (%s, beat %u)",
            f->what < l->map->regions ? l->map->region[f->what].name : "slave",
            write ? "took" : "gave", VALUE(f->data, f->size), write ? "into" : "from",
            WHERE(f->addr), tag_words(f, tag), (unsigned)(f->note >> 16 & 0xFF));
        add_text(l->to, l->room, " for %s", MASTER(tag));
        break;
    case F_POSTED:
        SAY("%s: the bridge at %s took over the write to %s (transaction %llu)", MASTER(TAG_UNKNOWN),
            f->what < l->map->nodes ? l->map->node[f->what].name : "a node", WHERE(f->addr),
            (unsigned long long)f->data);
        break;
    case F_DONE: SAY("%s got its response for %s", MASTER(TAG_UNKNOWN), WHERE(f->addr)); break;
    default:
        SAY("%s got a bus error %s %s: %s", MASTER(tag), write ? "writing" : "reading",
            WHERE(f->addr), PICK(why, f->what));
        break;
    }
}

/* ---- DMA ------------------------------------------------------------------------------------- */

static const char *flag_words(unsigned bits)
{
    return bits == DMA_FE    ? "FEIF (FIFO error)"
           : bits == DMA_DME ? "DMEIF (direct mode error)"
           : bits == DMA_TE  ? "TEIF (transfer error)"
           : bits == DMA_HT  ? "HTIF (half transfer)"
           : bits == DMA_TC  ? "TCIF (transfer complete)"
                             : "a flag";
}

static void say_mdma(const line_t *l)
{
    static const char *const mode[] = { "a buffer", "a block", "a repeated block", "the whole list" };
    static const char *const off[] = { "by software", "complete", "bus error", "wrong set-up" };
    const fact_t *f = l->f;
    unsigned n = f->what & 15;
    switch (f->kind) {
    case F_DMA_ON:
        SAY("MDMA channel %u will move %u byte%s from %s to %s, %s a request", n,
            PLURAL(f->data >> 32 & 0x1FFFF), WHERE((uint32_t)f->data), WHERE(f->addr),
            mode[f->note >> 28 & 3]);
        break;
    case F_DMA_ITEM:
        SAY("MDMA channel %u: item %s %s (%u byte%s)", n,
            f->note & 0xFF ? "stored to" : "taken from", WHERE(f->addr), PLURAL(f->size));
        break;
    case F_DMA_FLAG:
        SAY("MDMA channel %u raised %s", n,
            f->note == DMA_TE ? "TEIF (transfer error)" : "CTCIF (channel transfer complete)");
        if (f->note == DMA_TE) add_text(l->to, l->room, ", ESR 0x%03X", (unsigned)f->data);
        break;
    case F_DMA_OFF:
        SAY("MDMA channel %u stopped: %s, BNDT %u", n, PICK(off, f->note), (unsigned)f->data);
        break;
    default: SAY("MDMA channel %u took the node at %s", n, PLACE(f->addr)); break;
    }
}

static void say_dma(const line_t *l)
{
    static const char *const way[] = { "peripheral to memory", "memory to peripheral",
                                       "memory to memory", "reserved direction" };
    static const char *const off[] = { "by software", "complete", "bus error",
                                       "FIFO set-up refused", "write to the buffer in use" };
    const fact_t *f = l->f;
    words_t s = { 0 };
    const char *who = say_stream(stream_at(f->who, f->what), &s);
    switch (f->kind) {
    case F_DMA_ON:
        SAY("%s enabled: %u items, %s, memory %s, peripheral %s%s%s", who,
            (unsigned)(f->data >> 32), way[f->note >> 6 & 3], PLACE(f->addr),
            WHERE((uint32_t)f->data), f->note >> 8 & 1 ? ", circular" : "",
            f->note >> 34 & 1 ? ", FIFO" : ", direct");
        break;
    case F_DMA_ITEM:
        SAY("%s: item %s %s (%u byte%s), NDTR %u", who,
            f->note & 0xFF ? "stored to" : "taken from", WHERE(f->addr), PLURAL(f->size),
            (unsigned)(f->note >> 8 & 0xFFFF));
        break;
    case F_DMA_FLAG: SAY("%s raised %s", who, flag_words((unsigned)f->note)); break;
    case F_DMA_OFF:
        SAY("%s stopped: %s, NDTR %u", who, PICK(off, f->note), (unsigned)f->data);
        break;
    default: SAY("%s turned to the other buffer, %s", who, PLACE(f->addr)); break;
    }
}

static const char *clock_words(unsigned clk)
{
    static const char *const name[CLOCKS] = {
        "CPU", "hclk", "pclk1", "pclk2", "pclk3", "pclk4", "timers of APB1", "timers of APB2", "LSI",
        "SPI1 to 3", "SPI4 and 5", "SPI6", "USART1 and 6", "USART2 to 8", "LPUART1",
        "I2C1 to 3", "I2C4", "ADC", "RNG" };
    return clk < CLOCKS ? name[clk] : "a clock";
}

static void say_clock(const line_t *l)
{
    static const char *const wrong[] = { "PLL input", "PLL oscillator", "CPU clock", "hclk", "an APB clock",
                                         "hclk for the wait states in FLASH_ACR" };
    const fact_t *f = l->f;
    double mhz = (double)f->data / (f->kind == F_CLOCK ? f->addr + 1.0 : 1) / 1e6;
    if (f->kind == F_CLOCK && f->data) SAY("clock of %s is %.6g MHz from now on", clock_words(f->what), mhz);
    else if (f->kind == F_CLOCK) SAY("clock of %s stands still", clock_words(f->what));
    else if (!f->data) SAY("wrong clocks: %s stands still", PICK(wrong, f->what));
    else SAY("wrong clocks: %s is %.6g MHz, the data sheet allows %s %.6g", PICK(wrong, f->what), mhz,
             f->data > f->note ? "at most" : "no less than", (double)f->note / 1e6);
}

/* ---- registers, interrupts, peripherals ------------------------------------------------------ */

/* By the register's fields, each by the first of its names; bits of no field by their number. */
static void say_flags(const line_t *l)
{
    words_t name = { 0 };
    reg_info_t reg;
    reg_field_t field;
    uint32_t addr = 0, left = (uint32_t)l->f->note;
    unsigned bit, width;
    reg_of(l, l->f->addr, &name);
    SAY("%s raised", PART);
    if (reg_find(name.s, &addr, &bit, &width) && reg_at(addr, &reg))
        for (const char *at = reg.fields; reg_field(&at, &field);) {
            if (field.width != 1 || !(left >> field.bit & 1)) continue;
            left &= ~(1u << field.bit);
            add_text(l->to, l->room, " %.*s", (int)strcspn(field.name, "/"), field.name);
        }
    if (left) add_text(l->to, l->room, " bits 0x%X", (unsigned)left);
    add_text(l->to, l->room, " in %s", name.s);
}

static bool is_spi(unsigned slot) { return slot >= SLOT_SPI1 && slot <= SLOT_SPI6; }

/* As much as the port moves at a time. */
static void say_lost(const line_t *l)
{
    const fact_t *f = l->f;
    bool word = f->who == SLOT_DCMI, sample = f->who == SLOT_ADC12 || f->who == SLOT_ADC3;
    SAY("%s lost %s %s (%s)", PART, word ? "word" : sample ? "sample" : is_spi(f->who) ? "frame" : "byte",
        VALUE(f->data, word || f->data > 0xFFFF ? 4 : sample || f->data > 0xFF ? 2 : 1),
        !f->note ? "overrun" : sample ? "overwritten" : "written while full");
}

static void say_part(const line_t *l)
{
    static const char *const ign[] = { "the stream or part is enabled",
                                       "it is read-only",
                                       "its clock is off",
                                       "reserved value",
                                       "flags are pending",
                                       "access size",
                                       "PWR_CR1.DBP is 0",
                                       "the buffer of that address is in use" };
    const fact_t *f = l->f;
    switch (f->kind) {
    case F_REG_READ:
        SAY("%s read as %s by %s", REG(f->addr), VALUE(f->data, f->size),
            is_cpu(f->what) ? "CPU" : "a DMA");
        break;
    case F_REG_WRITE:
        SAY("%s = %s written by %s%s", REG(f->addr), VALUE(f->data, f->size),
            is_cpu(f->what) ? "CPU" : "a DMA", !f->at && f->pc == NO_PC ? " (set-up)" : "");
        break;
    case F_IGNORED:
        SAY("write of %s to %s ignored: %s", VALUE(f->data, 4), REG(f->addr), PICK(ign, f->note));
        break;
    case F_UNMODELLED:
        if (f->what == 2)
            SAY("semihosting operation 0x%02llX is not modelled: it answers -1", (unsigned long long)f->data);
        else SAY("%s of %s is not modelled (0x%llX)", f->what ? "write" : "read", REG(f->addr),
            (unsigned long long)f->data);
        break;
    case F_IRQ_PEND:  SAY("%s is pending", EXCEPTION); break;
    case F_IRQ_ENTER:
        SAY("handler of %s begins, %llu cycles after it was pending", EXCEPTION,
            (unsigned long long)(say_cycle(l->names, f->at)
                                 - say_cycle(l->names, f->data <= f->at ? f->data : f->at)));
        break;
    case F_IRQ_LEAVE: SAY("handler of %s returned", EXCEPTION); break;
    case F_TX:
        SAY("%s begins to send 0x%02X%s", PART, (unsigned)f->data,
            !is_spi(f->who) || !f->note ? ""
            : f->note == 1 ? ", accidental: its TxFIFO is empty" : ", for want of data");
        break;
    case F_RX:
        if (f->who == SLOT_ADC12 || f->who == SLOT_ADC3) {
            SAY("a conversion of input %u gave 0x%04X to %s", f->what, (unsigned)f->data,
                REG(f->addr));
            break;
        }
        SAY("%s received 0x%02X%s", PART, (unsigned)f->data, f->note ? " with errors" : "");
        break;
    case F_FLAG: say_flags(l); break;
    case F_MASTER_ON:
        SAY("%s begins to %s %u byte%s at %s%s", l->map->init[f->what % l->map->inits].name,
            (f->note & 0xFF) == MASTER_READ    ? "read"
            : (f->note & 0xFF) == MASTER_WRITE ? "write"
            : (f->note & 0xFF) == MASTER_COPY  ? "copy"
                                               : "poll",
            PLURAL(f->data), PLACE(f->addr), f->note >> 8 & 1 ? ", called by a doorbell" : "");
        break;
    case F_MASTER_OFF:
        SAY("%s is done at %s: %u byte%s%s", l->map->init[f->what % l->map->inits].name, PLACE(f->addr),
            PLURAL(f->data), f->note & 1 ? ", then a bus error" : "");
        break;
    case F_LOST:
        say_lost(l);
        break;
    case F_PIN:
        SAY("pin P%c%u is %s (%s)", 'A' + f->what / 16, f->what % 16, f->data ? "high" : "low",
            f->note ? "driven by the chip" : "from outside");
        break;
    case F_FLASH:
        if (f->what == FLASH_ERASED)
            SAY("flash erased: %llu bytes from %s", (unsigned long long)f->data, PLACE(f->addr));
        else SAY("flash programmed: %s at %s", VALUE(f->data, f->size), PLACE(f->addr));
        break;
    case F_RESET: SAY("%s resets the chip: the run ends here", PART); break;
    default:     SAY("fact of kind %u", f->kind); break;
    }
}

void explain_fact(const fact_t *f, const map_t *map, const names_t *names, char *to, size_t room)
{
    line_t l = { f, map, names, to, room };
    if ((f->kind >= F_STEP && f->kind <= F_END) || f->kind == F_INSN || f->kind == F_RELEASE
        || f->kind == F_HEAP)
        say_program(&l);
    else if (f->kind >= F_DRAIN && f->kind <= F_MAINT) say_cache(&l);
    else if (f->kind >= F_ASK && f->kind <= F_ERROR) say_bus(&l);
    else if (f->kind >= F_DMA_ON && f->kind <= F_DMA_TARGET && f->who == SLOT_MDMA) say_mdma(&l);
    else if (f->kind >= F_DMA_ON && f->kind <= F_DMA_TARGET) say_dma(&l);
    else if (f->kind == F_CLOCK || f->kind == F_CLOCK_WRONG) say_clock(&l);
    else say_part(&l);
}
