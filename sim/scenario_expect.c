/* scenario_expect.c -- "expect": what must be true when the run is over, each item one kind of claim;
 * and the lesson's questions. A claim is named by its first word, as a step is. */
#include "scenario_own.h"
#include "observe.h"
#include <stdio.h>
#include <string.h>

static const char *const stop_names[] = { "end",    "exit",  "max_cycles",  "stuck",
                                          "lockup", "fault", "unsupported", "reset", NULL };

typedef bool (*claim_t)(build_t *, const place_t *item, const place_t *word, expect_t *);
typedef struct { const char *name; claim_t parse; const char *const *keys; } claim_row_t;

/* ---- ranges -------------------------------------------------------------------------------------- */

/* 5, or [4, 6], or {"min": 4}, {"max": 6}. */
static bool parse_range(const place_t *p, uint64_t *lo, uint64_t *hi)
{
    static const char *const keys[] = { "min", "max", NULL };
    const uint64_t most = 1000000000000;
    *lo = 0, *hi = UINT64_MAX;
    if (cJSON_IsArray(p->v)) {
        if (!json_array(p, 2, 2)) return false;
        place_t first = json_item(p, p->v->child, 0), second = json_item(p, p->v->child->next, 1);
        if (!json_uint(&first, 0, most, lo) || !json_uint(&second, 0, most, hi)) return false;
        return *lo <= *hi
            || json_error(p, "the range is empty: %llu is more than %llu", (unsigned long long)*lo,
                          (unsigned long long)*hi);
    }
    if (cJSON_IsObject(p->v)) {
        place_t min = json_member(p, "min"), max = json_member(p, "max");
        if (!json_keys(p, keys)) return false;
        if (!min.v && !max.v) return json_error(p, "\"min\" or \"max\" is wanted");
        if ((min.v && !json_uint(&min, 0, most, lo)) || (max.v && !json_uint(&max, 0, most, hi)))
            return false;
        return *lo <= *hi || json_error(p, "the range is empty");
    }
    if (!json_uint(p, 0, most, lo)) return false;
    *hi = *lo;
    return true;
}

static bool parse_mark(build_t *b, const place_t *p, const char *otherwise, char *name, size_t room)
{
    const char *t = otherwise;
    if (p->v && !json_string(p, &t)) return false;
    snprintf(name, room, "%s", t);
    if (!strcmp(t, "begin") || !strcmp(t, "end")) return true;
    if (!strncmp(t, "symbol:", 7)) return symbol_mark(b, p, t);
    suggest_t s;
    suggest_start(&s, t);
    suggest_offer(&s, "begin");
    suggest_offer(&s, "end");
    char **mark = b->mark.item;
    for (size_t i = 0; i < b->mark.count; i++) {
        if (!strcmp(mark[i], t)) return true;
        suggest_offer(&s, mark[i]);
    }
    return json_error(p, "no mark \"%.40s\"%s", t, suggest_text(&s));
}

/* ---- claims -------------------------------------------------------------------------------------- */

static const char *const bytes_keys[] = { "bytes", "equal", "view", "unchecked", NULL };
static bool claim_bytes(build_t *b, const place_t *p, const place_t *word, expect_t *e)
{
    place_t equal = json_member(p, "equal");
    bool unchecked = false;
    where_t w;
    bytes_t bytes;
    e->kind = EXPECT_BYTES;
    if (!parse_where(b, word, &w) || !parse_view(p, &e->view) || !unchecked_step(p, &unchecked))
        return false;
    if (!parse_bytes(b, &equal, bytes_sizeless(&equal) ? w.rest : 0, &bytes)
        || !check_span(b, word, &w, bytes.size, unchecked))
        return false;
    e->addr = w.addr, e->size = bytes.size, e->bytes = bytes.byte;
    snprintf(e->name, sizeof e->name, "%.63s", w.text);
    return true;
}

static const char *const value_keys[] = { "value", "equals", "size", "view", "unchecked", NULL };
static bool claim_value(build_t *b, const place_t *p, const place_t *word, expect_t *e)
{
    place_t equals = json_member(p, "equals"), size = json_member(p, "size");
    bool unchecked = false;
    uint64_t n = 4, v;
    where_t w;
    e->kind = EXPECT_BYTES;
    if (!parse_where(b, word, &w) || !parse_view(p, &e->view) || !unchecked_step(p, &unchecked))
        return false;
    if (size.v && !json_uint(&size, 1, 8, &n)) return false;
    if (!json_uint(&equals, 0, n >= 8 ? UINT64_MAX : (1ull << 8 * n) - 1, &v)) return false;
    if (!check_span(b, word, &w, (uint32_t)n, unchecked)) return false;
    e->addr = w.addr, e->size = (uint32_t)n, e->bytes = keep(b, n);
    for (uint64_t i = 0; i < n; i++) e->bytes[i] = (uint8_t)(v >> 8 * i);
    snprintf(e->name, sizeof e->name, "%.63s", w.text);
    return true;
}

static const char *const cycles_keys[] = { "cycles", "from", "to", NULL };
static bool claim_cycles(build_t *b, const place_t *p, const place_t *word, expect_t *e)
{
    place_t from = json_member(p, "from"), to = json_member(p, "to");
    e->kind = EXPECT_CYCLES;
    return parse_range(word, &e->lo, &e->hi)
        && parse_mark(b, &from, "begin", e->name, sizeof e->name)
        && parse_mark(b, &to, "end", e->to, sizeof e->to);
}

/* "interrupts", or "interrupts.DMA1_Stream1" for one handler. */
static bool counter_name(build_t *b, const place_t *word, char *name, size_t room)
{
    const char *t;
    suggest_t s;
    unsigned exception;
    if (!json_string(word, &t)) return false;
    if (!strncmp(t, "interrupts.", 11)) {
        if (!exception_number(b, word, t + 11, &exception)) return false;
        snprintf(name, room, "interrupts.%u", exception);
        return true;
    }
    suggest_start(&s, t);
    for (size_t i = 0; counters_name(i); i++) {
        if (!strcmp(counters_name(i), t)) return snprintf(name, room, "%s", t), true;
        suggest_offer(&s, counters_name(i));
    }
    return json_error(word, "no counter \"%.40s\"%s", t, suggest_text(&s));
}

static const char *const counter_keys[] = { "counter", "equals", NULL };
static bool claim_counter(build_t *b, const place_t *p, const place_t *word, expect_t *e)
{
    place_t equals = json_member(p, "equals");
    e->kind = EXPECT_COUNT;
    return counter_name(b, word, e->name, sizeof e->name) && parse_range(&equals, &e->lo, &e->hi);
}

static const char *const register_keys[] = { "register", "equals", NULL };
static bool claim_register(build_t *b, const place_t *p, const place_t *word, expect_t *e)
{
    place_t equals = json_member(p, "equals");
    reg_t r;
    uint64_t v;
    e->kind = EXPECT_FLAG;
    if (!parse_register(b, word, &r)) return false;
    uint32_t most = r.width >= 32 ? UINT32_MAX : (1u << r.width) - 1;
    if (!json_uint(&equals, 0, most, &v)) return false;
    e->addr = r.addr, e->mask = most << r.bit, e->lo = e->hi = v << r.bit;
    snprintf(e->name, sizeof e->name, "%.63s", r.text);
    return true;
}

/* A step, a function of the firmware, or cycles. */
static bool parse_moment(const place_t *p, expect_t *e)
{
    const char *t;
    if (!p->v) return true;
    e->timed = !cJSON_IsString(p->v);
    if (e->timed) return parse_range(p, &e->lo, &e->hi);
    if (!json_string(p, &t)) return false;
    if (strncmp(t, "program[", 8) && strncmp(t, "handlers.", 9) && strncmp(t, "symbol:", 7))
        return json_error(p,
                          "a step (\"program[5]\", \"handlers.SysTick.do[0]\"), a function "
                          "(\"symbol:main\") or "
                             "CPU cycles are wanted");
    snprintf(e->moment, sizeof e->moment, "%.63s", t);
    return true;
}

static const char *const finding_keys[] = { "finding", "tier", "effect", "buffer", "moment", NULL };
static bool claim_finding(build_t *b, const place_t *p, const place_t *word, expect_t *e)
{
    const char *names[RULES + EFFECTS + 1];
    place_t tier = json_member(p, "tier"), effect = json_member(p, "effect"),
            buffer = json_member(p, "buffer"), moment = json_member(p, "moment");
    const char *const *from[] = { rule_name, tier_name, effect_name };
    const place_t *at[] = { word, &tier, &effect };
    const int count[] = { RULES, TIERS, EFFECTS };
    int *to[] = { &e->rule, &e->tier, &e->effect };
    const char *t;
    e->kind = EXPECT_FINDING;
    for (int k = 0; k < 3; k++) {
        if (!at[k]->v) continue;
        for (int i = 0; i <= count[k]; i++) names[i] = i < count[k] ? from[k][i] : NULL;
        if (!json_choice(at[k], names, to[k])) return false;
    }
    if (!parse_moment(&moment, e)) return false;
    if (!buffer.v) return true;
    if (!json_string(&buffer, &t)) return false;
    where_t w;
    if (!parse_where(b, &buffer, &w)) return false;
    if (!w.buffer || strcmp(w.buffer->name, t))
        return json_error(&buffer, "the name of a buffer is wanted");
    snprintf(e->buffer, sizeof e->buffer, "%.63s", t);
    return true;
}

static bool must_be_true(const place_t *p)
{
    bool v;
    return json_bool(p, &v) && (v || json_error(p, "only true makes sense here"));
}

static const char *const others_keys[] = { "no_other_findings", NULL };
static bool claim_no_others(build_t *b, const place_t *p, const place_t *word, expect_t *e)
{
    (void)b, (void)p;
    e->kind = EXPECT_NO_OTHERS;
    return must_be_true(word);
}

static const char *const stop_keys[] = { "stop", "code", NULL };
static bool claim_stop(build_t *b, const place_t *p, const place_t *word, expect_t *e)
{
    place_t code = json_member(p, "code");
    int which;
    (void)b;
    e->kind = EXPECT_STOP, e->lo = 0, e->hi = 255;
    if (!json_choice(word, stop_names, &which)) return false;
    snprintf(e->name, sizeof e->name, "%s", stop_names[which]);
    if (!code.v) return true;
    if (strcmp(e->name, "exit")) return json_error(&code, "\"code\" goes with \"stop\": \"exit\"");
    if (!json_uint(&code, 0, 255, &e->lo)) return false;
    e->hi = e->lo;
    return true;
}

/* "equal", "different", or how many values differ. */
static const char *const compares_keys[] = { "compares", NULL };
static bool claim_compares(build_t *b, const place_t *p, const place_t *word, expect_t *e)
{
    static const char *const words[] = { "equal", "different", NULL };
    int which;
    (void)p;
    e->kind = EXPECT_CHECKS;
    if (!b->compares) return json_error(word, "no step of the program compares anything");
    if (!cJSON_IsString(word->v)) return parse_range(word, &e->lo, &e->hi);
    if (!json_choice(word, words, &which)) return false;
    e->lo = (uint64_t)which, e->hi = which ? UINT64_MAX : 0;
    return true;
}

static const char *const output_keys[] = { "output", "equal", NULL };

/* A serial line, an SPI behind them, or "console", last of all: run.c knows the same order. */
static bool parse_output(const place_t *p, const char *name, unsigned *line)
{
    for (unsigned i = 0; spi_names[i]; i++)
        if (!strcmp(spi_names[i], name)) return *line = SERIAL_LINES + i, true;
    if (!strcmp(name, "console")) return *line = OUTPUT_CONSOLE, true;
    return parse_serial_line(p, name, line);
}

static bool claim_output(build_t *b, const place_t *p, const place_t *word, expect_t *e)
{
    place_t equal = json_member(p, "equal");
    const char *name;
    bytes_t bytes = { 0 };
    unsigned line;
    e->kind = EXPECT_OUTPUT;
    if (!json_string(word, &name) || !parse_output(word, name, &line)) return false;
    if (b->s->output_line >= 0 && b->s->output_line != (int)line)
        return json_error(word, "the output of one line only: %s is claimed already",
                          b->s->output_line == OUTPUT_CONSOLE ? "console"
                              : b->s->output_line < SERIAL_LINES ? serial_names[b->s->output_line]
                              : spi_names[b->s->output_line - SERIAL_LINES]);
    bool nothing = cJSON_IsArray(equal.v) && !cJSON_GetArraySize(equal.v);
    if (!nothing && !parse_bytes(b, &equal, 0, &bytes)) return false;
    b->s->output_line = (int)line;
    e->addr = line, e->bytes = bytes.byte, e->size = bytes.size;
    snprintf(e->name, sizeof e->name, "%s", name);
    return true;
}

static const claim_row_t claims[] = {
    { "bytes", claim_bytes, bytes_keys },          { "value", claim_value, value_keys },
    { "cycles", claim_cycles, cycles_keys },       { "counter", claim_counter, counter_keys },
    { "register", claim_register, register_keys }, { "finding", claim_finding, finding_keys },
    { "no_other_findings", claim_no_others, others_keys }, { "stop", claim_stop, stop_keys },
    { "compares", claim_compares, compares_keys }, { "output", claim_output, output_keys },
    { "last_read", claim_last_read, last_read_keys },
};
enum { CLAIMS = sizeof claims / sizeof *claims };

/* Which claim is it? The object's key that names one; keys such as "bytes" name one kind only. */
static const claim_row_t *which_claim(const place_t *p)
{
    for (size_t i = 0; i < CLAIMS; i++)
        if (cJSON_GetObjectItemCaseSensitive(p->v, claims[i].name)) return &claims[i];
    suggest_t s;
    const char *first = p->v->child ? p->v->child->string : "";
    suggest_start(&s, first);
    for (size_t i = 0; i < CLAIMS; i++) suggest_offer(&s, claims[i].name);
    json_error(p, "no expectation \"%.40s\"%s", first, suggest_text(&s));
    return NULL;
}

static bool parse_one(build_t *b, const place_t *p)
{
    expect_t e = { .rule = -1, .tier = -1, .effect = -1 };
    if (!json_object(p)) return false;
    const claim_row_t *row = which_claim(p);
    if (!row || !json_keys(p, row->keys)) return false;
    place_t word = json_member(p, row->name);
    json_path(p, e.path, sizeof e.path);
    if (!row->parse(b, p, &word, &e)) return false;
    expect_t *kept = list_add(b, &b->expect, sizeof *kept);
    *kept = e;
    return true;
}

static bool counts_compares(const expect_t *e)
{
    return e->kind == EXPECT_CHECKS
        || (e->kind == EXPECT_COUNT && !strcmp(e->name, "compare_mismatches"));
}

bool parse_expectations(build_t *b, const place_t *p)
{
    bool counted = false;
    if (p->v) {
        int i = 0;
        if (!json_array(p, 1, EXPECTS_MAX)) return false;
        b->s->judged = true;
        for (const cJSON *k = p->v->child; k; k = k->next) {
            place_t at = json_item(p, k, i++);
            if (!parse_one(b, &at)) return false;
        }
    }
    const expect_t *e = b->expect.item;
    for (size_t i = 0; i < b->expect.count; i++) counted |= counts_compares(&e[i]);
    if (b->compares && !counted) {
        expect_t *implied = list_add(b, &b->expect, sizeof *implied);
        *implied = (expect_t){
            .kind = EXPECT_CHECKS, .path = "program", .rule = -1, .tier = -1, .effect = -1
        };
    }
    return true;
}

/* ---- the lesson ---------------------------------------------------------------------------------- */

static const char *const question_keys[] = { "ask",  "bytes", "same", "counter", "finding", "stop",
                                             "size", "view",  "at",   "choices", NULL };

static bool question_memory(build_t *b, const place_t *p, const place_t *word, question_t *q)
{
    place_t size = json_member(p, "size"), at = json_member(p, "at");
    where_t w;
    uint64_t n;
    if (!parse_where(b, word, &w)) return false;
    n = w.rest;
    if (size.v && !json_uint(&size, 1, 4096, &n)) return false;
    if (!check_span(b, word, &w, (uint32_t)n, false)) return false;
    q->addr = w.addr, q->size = (uint32_t)n;
    return parse_view(p, &q->view) && parse_mark(b, &at, "end", q->at, sizeof q->at);
}

static bool question_choices(build_t *b, const place_t *p, question_t *q)
{
    place_t list = json_member(p, "choices");
    int i = 0;
    if (!list.v) return true;
    if (!json_array(&list, 2, 12)) return false;
    q->choices = keep(b, sizeof *q->choices * 12);
    for (const cJSON *k = list.v->child; k; k = k->next) {
        place_t at = json_item(&list, k, i++);
        const char *t;
        if (!json_words(&at, &t)) return false;
        q->choices[q->choice_count++] = keep_text(b, t);
    }
    return true;
}

static bool parse_question(build_t *b, const place_t *p)
{
    static const char *const kinds[] = { "bytes", "same", "counter", "finding", "stop", NULL };
    place_t ask = json_member(p, "ask"), word = *p;
    question_t q = { .at = "end" };
    const char *text;
    int found = 0;
    if (!json_keys(p, question_keys) || !json_words(&ask, &text)) return false;
    q.text = keep_text(b, text);
    for (int i = 0; kinds[i]; i++) {
        place_t k = json_member(p, kinds[i]);
        if (k.v) word = k, q.kind = keep_text(b, kinds[i]), found++;
    }
    if (found != 1)
        return json_error(
            p, "one of bytes, same, counter, finding, stop says how the answer is found");
    bool memory = !strcmp(q.kind, "bytes") || !strcmp(q.kind, "same"),
         counter = !strcmp(q.kind, "counter");
    static const char *const memory_only[] = { "size", "view", "at" };
    for (size_t i = 0; !memory && i < 3; i++) {
        place_t k = json_member(p, memory_only[i]);
        if (k.v) return json_error(&k, "goes with \"bytes\" and \"same\" only");
    }
    if (memory && !question_memory(b, p, &word, &q)) return false;
    if (counter && !counter_name(b, &word, q.name, sizeof q.name)) return false;
    if (!memory && !counter && !must_be_true(&word)) return false;
    if (!question_choices(b, p, &q)) return false;
    question_t *kept = list_add(b, &b->question, sizeof *kept);
    *kept = q;
    return true;
}

bool parse_lesson(build_t *b, const place_t *p)
{
    static const char *const keys[] = { "text", "questions", NULL };
    const char *text;
    int i = 0;
    if (!p->v) return true;
    if (!json_keys(p, keys)) return false;
    place_t t = json_member(p, "text"), list = json_member(p, "questions");
    if (!json_words(&t, &text)) return false;
    b->s->lesson = keep_text(b, text);
    if (!list.v) return true;
    if (!json_array(&list, 0, 20)) return false;
    for (const cJSON *k = list.v->child; k; k = k->next) {
        place_t at = json_item(&list, k, i++);
        if (!parse_question(b, &at)) return false;
    }
    return true;
}
