/* scenario_masters.c -- "masters": what the bus masters without a model of their own do (busmaster.h),
 * lowered to operations; and the last bytes one of them read, as an expectation.
 *
 * A step is an object with exactly one verb, as in the program. Addresses are those of buffers, or
 * are found at run time: in a field of what was read last, or in a register the CPU wrote. */
#include "scenario_own.h"
#include <stdio.h>
#include <string.h>

enum { MASTER_OPS_MAX = 10000, MASTER_NEST = 8 };

const char *const master_names[] = { "ETH", "SDMMC1", "SDMMC2", "OTG_HS1", "OTG_HS2", "DMA2D", "LTDC", NULL };

typedef struct {                 /* one script while it is being read */
    master_t m;
    list_t   op;
    unsigned which, depth, loops;
} making_t;

static master_op_t *add(build_t *b, making_t *k, master_op_t op)
{
    master_op_t *o = list_add(b, &k->op, sizeof *o);
    *o = op;
    return o;
}

/* ---- operands -------------------------------------------------------------------------------- */

/* A register of this very block; its number in the script. */
static bool block_register(build_t *b, making_t *k, const place_t *p, uint8_t *number)
{
    reg_t r;
    if (!parse_register(b, p, &r)) return false;
    const region_row_t *row = map_region(&h743_map, r.addr);
    if (!row || row->kind != REGION_PART || row->slot != SLOT_ETH + k->which)
        return json_error(p, "%.60s is no register of %s", r.text, master_names[k->which]);
    if (r.width != 32) return json_error(p, "a whole register is wanted");
    uint32_t off = r.addr - row->base;
    for (*number = 0; *number < k->m.regs; ++*number)
        if (k->m.reg[*number] == off) return true;
    if (k->m.regs == MASTER_REGS)
        return json_error(p, "a script names at most %d registers", MASTER_REGS);
    k->m.reg[k->m.regs++] = off;
    return true;
}

static bool found_place(build_t *b, making_t *k, const place_t *p, master_place_t *to)
{
    static const char *const keys[] = { "kept", "register", "plus", NULL };
    place_t kept = json_member(p, "kept"), reg = json_member(p, "register"), plus = json_member(p, "plus");
    uint64_t v = 0;
    if (!json_keys(p, keys)) return false;
    if (!!kept.v + !!reg.v != 1) return json_error(p, "either \"kept\" or \"register\" is wanted");
    if (plus.v && !json_uint(&plus, 0, UINT32_MAX, &v)) return false;
    to->plus = (uint32_t)v;
    if (reg.v) {
        to->kind = PLACE_REGISTER;
        return block_register(b, k, &reg, &to->from);
    }
    if (!json_uint(&kept, 0, BUSMASTER_KEPT - 4, &v)) return false;
    to->kind = PLACE_KEPT, to->from = (uint8_t)v;
    return true;
}

/* An address for `size` bytes (0: to the buffer's end, which is written back). */
static bool parse_master_place(build_t *b, making_t *k, const place_t *step, const place_t *p,
                               uint32_t *size, master_place_t *to)
{
    bool unchecked = false;
    where_t w;
    *to = (master_place_t){ 0 };
    if (!unchecked_step(step, &unchecked)) return false;
    if (cJSON_IsObject(p->v)) {
        if (!*size) return json_error(step, "\"size\" is missing");
        return found_place(b, k, p, to);
    }
    if (!parse_where(b, p, &w)) return false;
    if (!*size) *size = w.rest;
    if (!*size) return json_error(p, "%s is in no buffer, so \"size\" is wanted", w.text);
    to->plus = w.addr;
    return check_span(b, p, &w, *size, unchecked);
}

static bool parse_size(const place_t *step, uint32_t *size)
{
    place_t p = json_member(step, "size");
    uint64_t v = 0;
    if (p.v && !json_uint(&p, 1, BYTES_MAX, &v)) return false;
    return *size = (uint32_t)v, true;
}

/* "beat": bytes a beat; "burst": beats; "every": time from one burst to the next. */
static bool parse_pace(build_t *b, const place_t *step, master_op_t *o)
{
    static const uint8_t widths[] = { 1, 2, 4, 8 }, bursts[] = { 1, 4, 8, 16 };
    place_t every = json_member(step, "every"), burst = json_member(step, "burst");
    uint32_t width, beats;
    if (!number_option(step, "beat", widths, 4, 3, &width)) return false;
    if (!number_option(step, "burst", bursts, 4, 0, &beats)) return false;
    o->size = (uint8_t)width, o->beats = burst.v ? bursts[beats] : 0;
    return !every.v || parse_time(b, &every, &o->time);
}

/* ---- steps ----------------------------------------------------------------------------------- */

typedef bool (*master_verb_t)(build_t *, making_t *, const place_t *step, const place_t *verb);

static bool steps(build_t *b, making_t *k, const place_t *list);

static const char *const read_keys[] = { "read", "size", "beat", "burst", "every", "keep", "unchecked",
                                         NULL };
static bool make_read(build_t *b, making_t *k, const place_t *step, const place_t *verb)
{
    master_op_t o = { .op = MASTER_READ };
    place_t keep_it = json_member(step, "keep");
    bool kept = true;
    if (!parse_size(step, &o.bytes) || !parse_master_place(b, k, step, verb, &o.bytes, &o.at)
        || !parse_pace(b, step, &o) || (keep_it.v && !json_bool(&keep_it, &kept)))
        return false;
    o.keep = kept;
    add(b, k, o);
    return true;
}

static const char *const write_keys[] = { "write", "bytes", "value", "size", "beat", "burst", "every",
                                          "unchecked", NULL };
static bool make_write(build_t *b, making_t *k, const place_t *step, const place_t *verb)
{
    master_op_t o = { .op = MASTER_WRITE };
    place_t data = json_member(step, "bytes"), value = json_member(step, "value");
    bytes_t bytes = { 0 };
    if (!!data.v + !!value.v != 1)
        return json_error(step, "either \"value\" or \"bytes\" is wanted");
    if (!parse_size(step, &o.bytes)) return false;
    if (value.v) {
        uint32_t v;
        if (o.bytes && o.bytes != 4) return json_error(step, "a value is 4 bytes; \"bytes\" writes more");
        if (!parse_word(b, &value, UINT32_MAX, &v)) return false;
        bytes.size = 4, bytes.byte = keep(b, 4);
        for (unsigned i = 0; i < 4; i++) bytes.byte[i] = (uint8_t)(v >> 8 * i);
    } else {
        where_t w = { 0 };
        if (!o.bytes && bytes_sizeless(&data) && cJSON_IsString(verb->v) && parse_where(b, verb, &w))
            o.bytes = w.rest;
        if (!parse_bytes(b, &data, o.bytes, &bytes)) return false;
    }
    o.bytes = bytes.size, o.data = bytes.byte;
    if (!parse_master_place(b, k, step, verb, &o.bytes, &o.at) || !parse_pace(b, step, &o)) return false;
    add(b, k, o);
    return true;
}

static const char *const copy_keys[] = { "copy", "from", "size", "beat", "burst", "every", "unchecked",
                                         NULL };
static bool make_copy(build_t *b, making_t *k, const place_t *step, const place_t *verb)
{
    master_op_t o = { .op = MASTER_COPY };
    place_t from = json_member(step, "from");
    if (!from.v) return json_error(step, "\"from\" is missing");
    if (!parse_size(step, &o.bytes) || !parse_master_place(b, k, step, verb, &o.bytes, &o.at)
        || !parse_master_place(b, k, step, &from, &o.bytes, &o.from) || !parse_pace(b, step, &o))
        return false;
    add(b, k, o);
    return true;
}

static const char *const poll_keys[] = { "poll", "mask", "equals", "every", "unchecked", NULL };
static bool make_poll(build_t *b, making_t *k, const place_t *step, const place_t *verb)
{
    master_op_t o = { .op = MASTER_POLL, .size = 2, .beats = 1 };
    place_t mask = json_member(step, "mask"), equals = json_member(step, "equals"),
            every = json_member(step, "every");
    uint64_t m = UINT32_MAX, v;
    uint32_t four = 4;
    if (!parse_master_place(b, k, step, verb, &four, &o.at)) return false;
    if (mask.v && !json_uint(&mask, 1, UINT32_MAX, &m)) return false;
    if (!json_uint(&equals, 0, UINT32_MAX, &v)) return false;
    o.time = domain_edge(&b->s->names.cpu, 400);
    if (every.v && !parse_time(b, &every, &o.time)) return false;
    o.mask = (uint32_t)m, o.value = (uint32_t)v;
    add(b, k, o);
    return true;
}

static const char *const wait_keys[] = { "wait", NULL }, *const until_keys[] = { "wait_until", NULL };
static bool make_wait(build_t *b, making_t *k, const place_t *step, const place_t *verb)
{
    master_op_t o = { .op = MASTER_WAIT };
    (void)step;
    if (!strcmp(verb->key, "wait_until")) o.op = MASTER_UNTIL;
    if (!parse_time(b, verb, &o.time)) return false;
    add(b, k, o);
    return true;
}

static const char *const doorbell_keys[] = { "wait_doorbell", NULL };
static bool make_doorbell(build_t *b, making_t *k, const place_t *step, const place_t *verb)
{
    master_op_t o = { .op = MASTER_DOORBELL, .reg = MASTER_REGS };
    bool any = true;
    (void)step;
    if (cJSON_IsString(verb->v)) {
        if (!block_register(b, k, verb, &o.reg)) return false;
    } else if (!json_bool(verb, &any)) {
        return false;
    } else if (!any) {
        return json_error(verb, "true, or a register's name");
    }
    add(b, k, o);
    return true;
}

static const char *const loop_keys[] = { "loop", "do", NULL };
static bool make_loop(build_t *b, making_t *k, const place_t *step, const place_t *verb)
{
    place_t body = json_member(step, "do");
    uint64_t times = 0;
    bool for_ever = cJSON_IsString(verb->v) && !strcmp(verb->v->valuestring, "forever");
    if (!for_ever && !json_uint(verb, 1, UINT32_MAX, &times)) return false;
    if (k->depth == MASTER_NEST || k->loops == MASTER_LOOPS)
        return json_error(step, "more than %d loops", MASTER_LOOPS);
    uint8_t slot = (uint8_t)k->loops++;
    add(b, k, (master_op_t){ .op = MASTER_LOOP, .reg = slot, .value = (uint32_t)times });
    uint32_t top = (uint32_t)k->op.count;
    k->depth++;
    if (!steps(b, k, &body)) return false;
    k->depth--;
    add(b, k, (master_op_t){ .op = MASTER_AGAIN, .reg = slot, .value = top });
    return true;
}

static const char *const set_keys[] = { "set", "value", NULL };
static bool make_set(build_t *b, making_t *k, const place_t *step, const place_t *verb)
{
    master_op_t o = { .op = MASTER_SET };
    place_t value = json_member(step, "value");
    if (!block_register(b, k, verb, &o.reg) || !parse_word(b, &value, UINT32_MAX, &o.value)) return false;
    add(b, k, o);
    return true;
}

static const char *const interrupt_keys[] = { "interrupt", NULL };
static bool make_interrupt(build_t *b, making_t *k, const place_t *step, const place_t *verb)
{
    bool level;
    (void)step;
    if (!json_bool(verb, &level)) return false;
    add(b, k, (master_op_t){ .op = MASTER_IRQ, .value = level });
    return true;
}

static const struct { const char *name; master_verb_t make; const char *const *keys; } verbs[] = {
    { "read", make_read, read_keys },          { "write", make_write, write_keys },
    { "copy", make_copy, copy_keys },          { "poll", make_poll, poll_keys },
    { "wait", make_wait, wait_keys },          { "wait_until", make_wait, until_keys },
    { "wait_doorbell", make_doorbell, doorbell_keys },
    { "loop", make_loop, loop_keys },          { "set", make_set, set_keys },
    { "interrupt", make_interrupt, interrupt_keys },
};
enum { VERBS = sizeof verbs / sizeof *verbs };

static bool one_step(build_t *b, making_t *k, const place_t *p)
{
    size_t which = VERBS;
    if (!json_object(p)) return false;
    for (size_t i = 0; i < VERBS; i++) {
        if (!cJSON_GetObjectItemCaseSensitive(p->v, verbs[i].name)) continue;
        if (which < VERBS)
            return json_error(p, "\"%s\" and \"%s\" are two steps", verbs[which].name, verbs[i].name);
        which = i;
    }
    if (which == VERBS) {
        suggest_t s;
        const char *first = p->v->child ? p->v->child->string : "";
        suggest_start(&s, first);
        for (size_t i = 0; i < VERBS; i++) suggest_offer(&s, verbs[i].name);
        return json_error(p, "a bus master cannot \"%.40s\"%s", first, suggest_text(&s));
    }
    if (!json_keys(p, verbs[which].keys)) return false;
    if (k->op.count >= MASTER_OPS_MAX) return json_error(p, "more than %d steps", MASTER_OPS_MAX);
    place_t verb = json_member(p, verbs[which].name);
    return verbs[which].make(b, k, p, &verb);
}

static bool steps(build_t *b, making_t *k, const place_t *list)
{
    int i = 0;
    if (!json_array(list, 1, MASTER_OPS_MAX)) return false;
    for (const cJSON *v = list->v->child; v; v = v->next) {
        place_t at = json_item(list, v, i++);
        if (!one_step(b, k, &at)) return false;
    }
    return true;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool which_master(const place_t *p, const char *name, unsigned *which)
{
    suggest_t s;
    for (*which = 0; master_names[*which]; ++*which)
        if (!strcmp(master_names[*which], name)) return true;
    return json_error(p, "no bus master \"%.40s\"%s", name, suggest_from(&s, name, master_names));
}

static bool parse_master(build_t *b, const place_t *p)
{
    static const char *const keys[] = { "at", "do", "on_error", NULL };
    place_t at = json_member(p, "at"), todo = json_member(p, "do"), error = json_member(p, "on_error");
    making_t k = { .depth = 0 };
    if (!which_master(p, p->key, &k.which) || !json_keys(p, keys)) return false;
    if (at.v && !parse_time(b, &at, &k.m.at)) return false;
    if (!steps(b, &k, &todo)) return false;
    add(b, &k, (master_op_t){ .op = MASTER_END });
    uint32_t here = (uint32_t)k.op.count;
    if (error.v && !steps(b, &k, &error)) return false;
    master_t *m = list_add(b, &b->master, sizeof *m);
    *m = k.m;
    m->init = h743_master[k.which].init;
    m->op = k.op.item, m->ops = (uint32_t)k.op.count;
    m->on_error = here;                 /* `ops` if there is nothing to do */
    return true;
}

bool parse_masters(build_t *b, const place_t *p)
{
    if (!p->v) return true;
    if (!json_object(p)) return false;
    for (const cJSON *k = p->v->child; k; k = k->next) {
        place_t at = json_member(p, k->string);
        if (!parse_master(b, &at)) return false;
    }
    return true;
}

/* {"last_read": "LTDC", "equal": bytes} */
const char *const last_read_keys[] = { "last_read", "equal", NULL };
bool claim_last_read(build_t *b, const place_t *p, const place_t *word, expect_t *e)
{
    place_t equal = json_member(p, "equal");
    const char *name;
    unsigned which;
    bytes_t bytes;
    e->kind = EXPECT_LAST_READ;
    if (!json_string(word, &name) || !which_master(word, name, &which)) return false;
    if (!parse_bytes(b, &equal, 0, &bytes)) return false;
    if (bytes.size > BUSMASTER_KEPT)
        return json_error(&equal, "only the first %d bytes of a read are kept", BUSMASTER_KEPT);
    e->addr = which, e->bytes = bytes.byte, e->size = bytes.size;
    snprintf(e->name, sizeof e->name, "%s", name);
    return true;
}
