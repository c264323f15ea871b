/* scenario_program.c -- "program" and "handlers": steps to micro-ops, through script.h.
 *
 * A step is an object with exactly one verb; the verb's value is its main operand, the other keys are
 * options. One table of verbs says which keys each takes. Shorthands for drivers are more rows of the
 * same kind (scenario_dma.c, scenario_uart.c). */
#include "scenario_own.h"
#include "regnames.h"
#include "scb.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- names of exceptions ------------------------------------------------------------------------- */

static const struct { const char *name; uint8_t number;
} exceptions[] = {
    { "NMI", 2 },           { "HardFault", 3 },     { "MemManage", 4 },     { "BusFault", 5 },
    { "UsageFault", 6 },    { "SVCall", 11 },       { "PendSV", 14 },       { "SysTick", 15 },
    { "DMA1_Stream0", 27 }, { "DMA1_Stream1", 28 }, { "DMA1_Stream2", 29 }, { "DMA1_Stream3", 30 },
    { "DMA1_Stream4", 31 }, { "DMA1_Stream5", 32 }, { "DMA1_Stream6", 33 }, { "DMA1_Stream7", 63 },
    { "DMA2_Stream0", 72 }, { "DMA2_Stream1", 73 }, { "DMA2_Stream2", 74 }, { "DMA2_Stream3", 75 },
    { "DMA2_Stream4", 76 }, { "DMA2_Stream5", 84 }, { "DMA2_Stream6", 85 }, { "DMA2_Stream7", 86 },
    { "USART1", 53 },       { "USART2", 54 },       { "USART3", 55 },       { "UART4", 68 },
    { "UART5", 69 },        { "USART6", 87 },       { "UART7", 98 },        { "UART8", 99 },
    { "DMAMUX1_OVR", 118 }, { "DMAMUX2_OVR", 144 }, { "LPUART1", 158 },
    { "SPI1", 51 }, { "SPI2", 52 }, { "SPI3", 67 }, { "SPI4", 100 }, { "SPI5", 101 }, { "SPI6", 102 },
    { "I2C1_EV", 47 }, { "I2C1_ER", 48 }, { "I2C2_EV", 49 }, { "I2C2_ER", 50 }, { "I2C3_EV", 88 },
    { "I2C3_ER", 89 }, { "I2C4_EV", 111 }, { "I2C4_ER", 112 },
    { "BDMA_Channel0", 145 }, { "BDMA_Channel1", 146 }, { "BDMA_Channel2", 147 }, { "BDMA_Channel3", 148 },
    { "MDMA", 138 },
    { "BDMA_Channel4", 149 }, { "BDMA_Channel5", 150 }, { "BDMA_Channel6", 151 }, { "BDMA_Channel7", 152 },
    { "TIM1_UP", 41 }, { "TIM1_CC", 43 }, { "TIM2", 44 }, { "TIM3", 45 },
    { "TIM4", 46 }, { "TIM5", 66 }, { "TIM6_DAC", 70 }, { "TIM7", 71 },
    { "TIM8_UP_TIM13", 60 }, { "TIM8_CC", 62 }, { "EXTI0", 22 }, { "EXTI1", 23 },
    { "EXTI2", 24 }, { "EXTI3", 25 }, { "EXTI4", 26 }, { "EXTI9_5", 39 },
    { "EXTI15_10", 56 }, { "ADC", 34 }, { "ADC3", 143 },
    { "SDMMC1", 65 }, { "SDMMC2", 140 }, { "ETH", 77 }, { "OTG_HS", 93 }, { "OTG_FS", 117 },
    { "LTDC", 104 }, { "DMA2D", 106 }, { "DCMI", 94 },
};
enum { EXCEPTION_NAMES = sizeof exceptions / sizeof *exceptions };

bool exception_number(build_t *b, const place_t *p, const char *name, unsigned *number)
{
    suggest_t s;
    (void)b;
    suggest_start(&s, name);
    for (size_t i = 0; i < EXCEPTION_NAMES; i++) {
        if (!strcmp(exceptions[i].name, name)) return *number = exceptions[i].number, true;
        suggest_offer(&s, exceptions[i].name);
    }
    return json_error(p, "no interrupt or exception \"%.40s\"%s", name, suggest_text(&s));
}

/* A step that did nothing is one U_NOP; what follows is not the first micro-op of anything. */
static void script_close_step(script_t *s)
{
    script_step(s, s->step);
    s->first = 0;
}

/* ---- register writes of shorthands, and waiting --------------------------------------------------- */

void show(build_t *b, const char *format, ...)
{
    char line[240];
    va_list a;
    int n = snprintf(line, sizeof line, "%s: ", b->step_path);
    va_start(a, format);
    vsnprintf(line + n, sizeof line - (size_t)n, format, a);
    va_end(a);
    char **kept = list_add(b, &b->lowered, sizeof *kept);
    *kept = keep_text(b, line);
}

void put_write(build_t *b, const char *name, uint32_t value)
{
    script_store(&b->script, reg_addr(b, "%s", name), 4, value);
    show(b, "%s = 0x%08X", name, value);
}

void put_change(build_t *b, const char *name, uint32_t clear, uint32_t set)
{
    script_modify(&b->script, reg_addr(b, "%s", name), 4, clear, set);
    if (clear) show(b, "%s &= ~0x%08X", name, clear);
    if (set) show(b, "%s |= 0x%08X", name, set);
}

/* Load from addr until (value & mask) == want, or while it is (until 0). Asleep in between: interrupts
 * are masked from the look to the WFI, or one that came in between would be slept through; WFI wakes
 * all the same (Armv7-M ARM B1.5.19). */
static void poll(build_t *b, uint32_t addr, unsigned size, uint32_t mask, uint32_t want, int until,
                 bool sleep)
{
    script_t *s = &b->script;
    if (!sleep) {
        script_poll(s, addr, size, mask, want, until);
        return;
    }
    script_uop(s, (uop_t){ .op = U_MOVI, .rd = 1, .imm = addr });
    uint32_t top = script_here(s);
    script_primask(s, 1);
    script_uop(s, (uop_t){ .op = U_LOAD, .size = (uint8_t)size, .rd = 0, .rn = 1 });
    script_uop(s,
               (uop_t){ .op = until ? U_BEQ : U_BNE,
                        .rd = 0,
                        .mask = mask,
                        .val = want & mask,
                        .imm = top + 8 });
    script_dsb(s);
    script_wfi(s);
    script_primask(s, 0);
    script_isb(s);
    script_uop(s, (uop_t){ .op = U_B, .imm = top });
    script_primask(s, 0);
}

void put_wait(build_t *b, const char *name, uint32_t mask, int until, bool sleep)
{
    /* any bit: while none is; every bit: until all are; none: until none is */
    poll(b, reg_addr(b, "%s", name), 4, mask, until == WAIT_ALL ? mask : 0, until != WAIT_ANY,
         sleep);
    static const char *const goal[] = { "!= 0", "all set", "== 0" };
    show(b, "wait until %s & 0x%08X %s", name, mask, goal[until]);
}

/* ---- verbs without an operand ------------------------------------------------------------------------- */

static bool must_be_true(const place_t *p)
{
    bool v;
    return json_bool(p, &v)
        && (v || json_error(p, "only true makes sense here; leave the step out instead"));
}

/* {"dsb": true} */
static void clean_all(script_t *s)            { script_dcache_all(s, SCRIPT_CLEAN); }
static void invalidate_all(script_t *s)       { script_dcache_all(s, SCRIPT_INVALIDATE); }
static void clean_invalidate_all(script_t *s) { script_dcache_all(s, SCRIPT_CLEAN_INVALIDATE); }
static void mask_interrupts(script_t *s)      { script_primask(s, 1); }
static void unmask_interrupts(script_t *s)    { script_primask(s, 0); }
static void nop(script_t *s)                  { script_uop(s, (uop_t){ .op = U_NOP }); }

static const struct { const char *name; void (*put)(script_t *);
} plain[] = {
    { "dsb", script_dsb },
    { "dmb", script_dmb },
    { "isb", script_isb },
    { "wfi", script_wfi },
    { "wfe", script_wfe },
    { "sev", script_sev },
    { "nop", nop },
    { "clean_all", clean_all },
    { "invalidate_all", invalidate_all },
    { "clean_invalidate_all", clean_invalidate_all },
    { "mask_interrupts", mask_interrupts },
    { "unmask_interrupts", unmask_interrupts },
    { "cycle_counter", script_cyccnt },
};
enum { PLAIN = sizeof plain / sizeof *plain };

/* ---- verbs: flow ----------------------------------------------------------------------------------- */

static const char *const compute_keys[] = { "compute", NULL };
static bool lower_compute(build_t *b, const place_t *step, const place_t *verb)
{
    uint64_t cycles;
    (void)step;
    if (!parse_cycles(b, verb, UINT32_MAX, &cycles)) return false;
    script_compute(&b->script, (uint32_t)cycles);
    return true;
}

static const char *const wait_keys[] = { "wait", "equals", "size", "sleep", "unchecked", NULL };
static bool lower_wait(build_t *b, const place_t *step, const place_t *verb)
{
    place_t equals = json_member(step, "equals"), sleep = json_member(step, "sleep"),
            n = json_member(step, "size");
    bool asleep = false;
    const char *name;
    uint32_t size = 4, v = 1;
    if (sleep.v && !json_bool(&sleep, &asleep)) return false;
    if (!json_string(verb, &name)) return false;
    if (strchr(name, '.')) {
        reg_t r;
        if (n.v) return json_error(&n, "registers have their own size");
        if (!parse_register(b, verb, &r)) return false;
        if (!equals.v && r.width > 1)
            return json_error(step, "\"equals\" is missing; only one-bit fields default to 1");
        uint32_t most = r.width >= 32 ? UINT32_MAX : (1u << r.width) - 1;
        if (equals.v && !parse_word(b, &equals, most, &v)) return false;
        poll(b, r.addr, 4, most << r.bit, v << r.bit, 1, asleep);
        return true;
    }
    where_t w;
    if (!one_access(b, step, verb, &w, &size)) return false;
    if (size != 1 && size != 2 && size != 4) return json_error(&n, "1, 2 or 4 is wanted");
    if (!parse_word(b, &equals, size_mask(size), &v)) return false;
    poll(b, w.addr, size, size_mask(size), v, 1, asleep);
    return true;
}

static bool lower_steps(build_t *b, const place_t *list);

static const char *const loop_keys[] = { "loop", "do", NULL };
static bool lower_loop(build_t *b, const place_t *step, const place_t *verb)
{
    place_t body = json_member(step, "do");
    uint64_t times;
    if (!json_uint(verb, 1, UINT32_MAX, &times)) return false;
    uint32_t number = b->script.step;
    script_loop(&b->script, (uint32_t)times);
    if (b->script.error == SCRIPT_DEEP)
        return json_error(step, "loops nested deeper than %d", SCRIPT_NEST);
    if (b->script.error == SCRIPT_MANY_LOOPS)
        return json_error(step, "more than %d loops", SCRIPT_LOOPS);
    if (!lower_steps(b, &body)) return false;
    script_close_step(&b->script);
    b->script.step = number;
    script_loop_end(&b->script);
    return true;
}

static const char *const mark_keys[] = { "mark", NULL };
static bool lower_mark(build_t *b, const place_t *step, const place_t *verb)
{
    const char *name;
    (void)step;
    if (!json_words(verb, &name)) return false;
    if (!*name || strlen(name) > 40)
        return json_error(verb, "a mark's name has 1 to 40 characters");
    if (!strcmp(name, "begin") || !strcmp(name, "end"))
        return json_error(verb, "\"%s\" is there already", name);
    size_t i = 0;
    char **mark = b->mark.item;
    while (i < b->mark.count && strcmp(mark[i], name)) i++;
    if (i == b->mark.count) {
        if (i >= MARKS_NAMED_MAX) return json_error(verb, "more than %d marks", MARKS_NAMED_MAX);
        mark = list_add(b, &b->mark, sizeof *mark);
        *mark = keep_text(b, name);
    }
    script_mark(&b->script, (uint32_t)i);
    return true;
}

static const char *const exit_keys[] = { "exit", NULL };
static bool lower_exit(build_t *b, const place_t *step, const place_t *verb)
{
    uint64_t code;
    (void)step;
    if (!json_uint(verb, 0, 255, &code)) return false;
    script_end(&b->script, (uint32_t)code, 1);
    return true;
}

static const char *const svc_keys[] = { "svc", NULL };
static bool lower_svc(build_t *b, const place_t *step, const place_t *verb)
{
    uint64_t n;
    (void)step;
    if (!json_uint(verb, 0, 255, &n)) return false;
    script_svc(&b->script, (uint32_t)n);
    return true;
}

/* ---- verbs: registers by name, interrupts ----------------------------------------------------------- */

/* A register or an address, and how large the access is. */
static bool register_or_address(build_t *b, const place_t *step, const place_t *verb, reg_t *r,
                                uint32_t *size)
{
    place_t n = json_member(step, "size");
    const char *t;
    uint64_t addr, bytes = 4;
    if (!json_string(verb, &t)) return false;
    if (t[0] < '0' || t[0] > '9') {
        if (n.v)
            return json_error(
                &n, "goes with a number for an address; named registers are accessed whole");
        *size = 4;
        return parse_register(b, verb, r);
    }
    if (!text_to_uint(t, strlen(t), &addr) || addr > UINT32_MAX)
        return json_error(verb, "\"%.40s\" is neither a register's name nor a 32-bit address", t);
    if (n.v && (!json_uint(&n, 1, 4, &bytes) || bytes == 3))
        return json_error(&n, "1, 2 or 4 is wanted");
    *r = (reg_t){ .addr = (uint32_t)addr, .width = (unsigned)bytes * 8 };
    *size = (uint32_t)bytes;
    return true;
}

static const char *const write_keys[] = { "write", "value", "size", NULL };
static bool lower_write(build_t *b, const place_t *step, const place_t *verb)
{
    place_t value = json_member(step, "value");
    reg_t r;
    uint32_t size, v;
    if (!register_or_address(b, step, verb, &r, &size)) return false;
    uint32_t most = r.width >= 32 ? UINT32_MAX : (1u << r.width) - 1;
    if (!parse_word(b, &value, most, &v)) return false;
    if (r.width == size * 8) script_store(&b->script, r.addr, size, v);
    else script_modify(&b->script, r.addr, 4, (most & ~v) << r.bit, v << r.bit);
    return true;
}

static const char *const read_keys[] = { "read", "expect", "size", NULL };
static bool lower_read(build_t *b, const place_t *step, const place_t *verb)
{
    place_t expect = json_member(step, "expect");
    reg_t r;
    uint32_t size, v;
    if (!register_or_address(b, step, verb, &r, &size)) return false;
    uint32_t most = r.width >= 32 ? UINT32_MAX : (1u << r.width) - 1;
    if (!expect.v) {
        script_load(&b->script, r.addr, size);
        return true;
    }
    if (!parse_word(b, &expect, most, &v)) return false;
    script_expect(&b->script, r.addr, size, most << r.bit, v << r.bit);
    b->compares++;
    return true;
}

static bool irq_step(build_t *b, const place_t *verb, unsigned *exception)
{
    const char *name;
    if (!json_string(verb, &name) || !exception_number(b, verb, name, exception)) return false;
    return true;
}

static const char *const irq_enable_keys[] = { "irq_enable", NULL },
                         *const irq_disable_keys[] = { "irq_disable", NULL },
                         *const irq_pend_keys[] = { "irq_pend", NULL };
static bool lower_irq(build_t *b, const place_t *step, const place_t *verb)
{
    unsigned e;
    (void)step;
    if (!irq_step(b, verb, &e)) return false;
    bool pend = !strcmp(verb->key, "irq_pend"), system = e < EXC_IRQ0;
    if (pend ? e < EXC_PENDSV && e != EXC_NMI : system && (e < EXC_MEMMANAGE || e > EXC_USAGEFAULT))
        return json_error(verb, "%s cannot be %s", verb->v->valuestring,
                          pend ? "pended by software" : "enabled or disabled");
    if (pend) script_irq_pend(&b->script, e, 1);
    else script_irq_enable(&b->script, e, !strcmp(verb->key, "irq_enable"));
    return true;
}

static const char *const systick_keys[] = { "systick", NULL };
static bool lower_systick(build_t *b, const place_t *step, const place_t *verb)
{
    uint64_t cycles;
    (void)step;
    if (!parse_cycles(b, verb, 1 << 24, &cycles)) return false;
    script_systick(&b->script, (uint32_t)cycles);
    return true;
}

/* ---- the table, and going through it ----------------------------------------------------------------- */

#define VERB(name) { #name, lower_##name, name##_keys }
static const verb_row_t verbs[] = {
    VERB(compute),
    VERB(wait),
    VERB(loop),
    VERB(mark),
    VERB(exit),
    VERB(svc),
    VERB(write),
    VERB(read),
    VERB(systick),
    { "irq_enable", lower_irq, irq_enable_keys },
    { "irq_disable", lower_irq, irq_disable_keys },
    { "irq_pend", lower_irq, irq_pend_keys },
    { NULL, NULL, NULL },
};

/* Verb number i: the plain ones first, with no row, then the tables. NULL after the last. */
const char *scenario_verb(size_t i, const verb_row_t **row)
{
    const verb_row_t *const table[] = {
        memory_verbs, verbs, dma_verbs, mdma_verbs, uart_verbs, adc_verbs, i2c_verbs, spi_verbs
    };
    *row = NULL;
    if (i < PLAIN) return plain[i].name;
    i -= PLAIN;
    for (size_t k = 0; k < sizeof table / sizeof *table; k++)
        for (*row = table[k]; (*row)->name; ++*row)
            if (!i--) return (*row)->name;
    return NULL;
}

/* The one key of a step that is a verb; *index tells which. */
static bool find_verb(const place_t *step, size_t *index)
{
    const verb_row_t *row;
    const char *name, *first = NULL;
    suggest_t s;
    for (size_t i = 0; (name = scenario_verb(i, &row)); i++) {
        if (!cJSON_GetObjectItemCaseSensitive(step->v, name)) continue;
        if (first) return json_error(step, "two verbs in one step: \"%s\" and \"%s\"", first, name);
        first = name, *index = i;
    }
    if (first) return true;
    if (!step->v->child)
        return json_error(step, "an empty step; one verb is wanted, such as {\"load\": \"rx\"}");
    suggest_start(&s, step->v->child->string);
    for (size_t i = 0; (name = scenario_verb(i, &row)); i++) suggest_offer(&s, name);
    return json_error(step, "no verb \"%.40s\"%s", step->v->child->string, suggest_text(&s));
}

/* "program[3].load rx+4" */
static void name_step(build_t *b, const place_t *verb)
{
    char text[200];
    json_path(verb, text, sizeof text - 60);
    snprintf(b->step_path, sizeof b->step_path, "%.95s", text);
    size_t n = strlen(text);
    if (cJSON_IsString(verb->v))
        snprintf(text + n, sizeof text - n, " %.50s", verb->v->valuestring);
    if (cJSON_IsNumber(verb->v)) snprintf(text + n, sizeof text - n, " %.0f", verb->v->valuedouble);
    const char **kept = list_add(b, &b->step, sizeof *kept);
    *kept = keep_text(b, text);
}

static bool lower_step(build_t *b, const place_t *step)
{
    const verb_row_t *row;
    size_t index = 0;
    if (!json_object(step) || !find_verb(step, &index)) return false;
    if (b->step.count >= STEPS_MAX) return json_error(step, "more than %d steps", STEPS_MAX);
    place_t verb = json_member(step, scenario_verb(index, &row));
    const char *const alone[] = { verb.key, NULL };
    if (!json_keys(step, row ? row->keys : alone)) return false;
    script_step(&b->script, (uint32_t)b->step.count);
    name_step(b, &verb);
    if (!row) {
        if (!must_be_true(&verb)) return false;
        plain[index].put(&b->script);
    } else if (!row->lower(b, step, &verb)) {
        return false;
    }
    if (b->script.used > UOPS_MAX)
        return json_error(step, "the program is longer than %d micro-operations here", UOPS_MAX);
    return !b->err->text[0];
}

static bool lower_steps(build_t *b, const place_t *list)
{
    int i = 0;
    if (!json_array(list, 1, STEPS_MAX)) return false;
    for (const cJSON *k = list->v->child; k; k = k->next) {
        place_t at = json_item(list, k, i++);
        if (!lower_step(b, &at)) return false;
    }
    return true;
}

static bool lower_handler(build_t *b, const place_t *p)
{
    static const char *const keys[] = { "priority", "do", NULL };
    place_t priority = json_member(p, "priority"), body = json_member(p, "do");
    uint64_t level = 0;
    unsigned exception;
    if (!exception_number(b, p, p->key, &exception) || !json_keys(p, keys)) return false;
    if (priority.v && !json_uint(&priority, 0, 15, &level)) return false;
    if (priority.v && exception < EXC_MEMMANAGE)
        return json_error(&priority, "%s has a fixed priority", p->key);
    handler_t *h = list_add(b, &b->handler, sizeof *h);
    *h = (handler_t){ (uint8_t)level, (uint16_t)exception, script_handler(&b->script) };
    if (!lower_steps(b, &body)) return false;
    script_close_step(&b->script);
    script_handler_end(&b->script);
    return true;
}

bool parse_program(build_t *b, const place_t *program, const place_t *handlers)
{
    if (!lower_steps(b, program)) return false;
    script_close_step(&b->script);
    script_end(&b->script, 0, 0);
    if (handlers->v) {
        if (!json_object(handlers)) return false;
        for (const cJSON *k = handlers->v->child; k; k = k->next) {
            place_t at = json_member(handlers, k->string);
            b->in_handler = true;
            if (!lower_handler(b, &at)) return false;
        }
    }
    script_error_t error = script_finish(&b->script);
    return error == SCRIPT_FINE
        || json_error(program, "internal: the script builder says %d", (int)error);
}
