/* debuginfo_stack.c -- call frames, and the locals that lie in them; see debuginfo.h.
 *
 * A frame's canonical frame address and its caller's registers are what .debug_frame says for its pc (DWARF 5
 * 6.4); a local's place is an expression over them (DWARF 5 2.5), of which those compilers use for memory on
 * the stack are worked out, and any other makes the local's place unknown. */
#include "debuginfo_own.h"
#include "demangle.h"
#include <stdlib.h>
#include <string.h>

enum { CALLS_MAX = 32, OPS_MAX = 16, LOCALS_EACH = 128, SP = 13, LR = 14, PC = 15, VALUES = 8 };

typedef struct {
    debuginfo_t *d;
    word_read_t *read; const void *memory;
    call_frame_t      at;
    uint32_t     cfa; bool has_cfa;
    local_give_t *give; void *of;
    unsigned     visits, left;
} walk_t;

/* ---- expressions --------------------------------------------------------------------------------------- */

typedef struct { uint32_t value[VALUES]; unsigned n; bool place; } values_t;   /* place: a place in memory */

static bool push(values_t *s, uint32_t v)
{
    if (s->n == VALUES) return false;
    return s->value[s->n++] = v, true;
}

static bool one(const walk_t *w, const Dwarf_Op *op, const uint32_t *base, values_t *s)
{
    uint8_t a = op->atom;
    uint32_t word;
    if (a >= DW_OP_lit0 && a <= DW_OP_lit31) return push(s, a - DW_OP_lit0);
    if (a >= DW_OP_breg0 && a <= DW_OP_breg15)
        return push(s, w->at.r[a - DW_OP_breg0] + (uint32_t)op->number);
    switch (a) {
    case DW_OP_addr: case DW_OP_const1u: case DW_OP_const2u: case DW_OP_const4u: case DW_OP_constu:
    case DW_OP_const1s: case DW_OP_const2s: case DW_OP_const4s: case DW_OP_consts:
        return push(s, (uint32_t)op->number);
    case DW_OP_bregx:          return op->number < 16 && push(s, w->at.r[op->number] + (uint32_t)op->number2);
    case DW_OP_call_frame_cfa: return w->has_cfa && push(s, w->cfa);
    case DW_OP_fbreg:          return base && push(s, *base + (uint32_t)op->number);
    case DW_OP_plus_uconst:    return s->n && (s->value[s->n - 1] += (uint32_t)op->number, true);
    case DW_OP_plus:           return s->n > 1 && (s->n--, s->value[s->n - 1] += s->value[s->n], true);
    case DW_OP_minus:          return s->n > 1 && (s->n--, s->value[s->n - 1] -= s->value[s->n], true);
    case DW_OP_deref:
        return s->n && w->read(w->memory, s->value[s->n - 1], &word) && (s->value[s->n - 1] = word, true);
    case DW_OP_stack_value:    return s->n && (s->place = false, true);
    default:                   return false;
    }
}

/* `base`: the frame base for DW_OP_fbreg, or NULL. */
static bool work_out(const walk_t *w, const Dwarf_Op *op, size_t ops, const uint32_t *base, uint32_t *value,
                     bool *place)
{
    values_t s = { .place = true };
    if (!ops || ops > OPS_MAX) return false;
    for (size_t i = 0; i < ops; i++)
        if (!one(w, &op[i], base, &s)) return false;
    return s.n ? *value = s.value[s.n - 1], *place = s.place, true : false;
}

/* The expression an attribute has at this pc. */
static bool expression(Dwarf_Die *die, unsigned name, uint32_t pc, Dwarf_Op **op, size_t *ops)
{
    Dwarf_Attribute a;
    Dwarf_Die owner;
    return die_attribute(die, name, &a, &owner) && dwarf_getlocation_addr(&a, pc, op, ops, 1) == 1;
}

/* A frame base may be a register: DW_OP_reg7 means what r7 holds. */
static bool frame_base(const walk_t *w, Dwarf_Die *function, uint32_t pc, uint32_t *base)
{
    Dwarf_Op *op;
    size_t ops;
    bool place;
    if (!expression(function, DW_AT_frame_base, pc, &op, &ops) || !ops) return false;
    if (ops == 1 && op->atom >= DW_OP_reg0 && op->atom <= DW_OP_reg15)
        return *base = w->at.r[op->atom - DW_OP_reg0], true;
    return work_out(w, op, ops, NULL, base, &place);
}

/* ---- locals ---------------------------------------------------------------------------------------- */

typedef struct { Dwarf_Die *unit; uint32_t pc; const uint32_t *base; } scope_t;

static void local(walk_t *w, const scope_t *s, Dwarf_Die *die, const char *function)
{
    Dwarf_Op *op;
    size_t ops;
    Dwarf_Die type;
    bool place;
    local_t l = { .name = die_text(die, DW_AT_name), .function = function };
    if (!w->left || !l.name || !*l.name || !expression(die, DW_AT_location, s->pc, &op, &ops)) return;
    if (!ops || op->atom == DW_OP_addr || !work_out(w, op, ops, s->base, &l.addr, &place) || !place) return;
    if (!die_type(die, &type) || !(l.size = type_size(&type)) || l.size - 1 > UINT32_MAX - l.addr) return;
    l.type = dwarf_dieoffset(&type);
    die_declared(s->unit, die, &l.file, &l.line);
    w->left--;
    w->give(w->of, &l);
}

/* Of the function and of what is inlined in it: they share the frame. */
static void locals_in(walk_t *w, const scope_t *s, Dwarf_Die *in, const char *function, unsigned depth)
{
    Dwarf_Die die;
    if (depth > DEPTH_MAX || !die_child(in, &die, &w->visits)) return;
    do {
        int tag = dwarf_tag(&die);
        char name[112];
        if (tag == DW_TAG_variable || tag == DW_TAG_formal_parameter) local(w, s, &die, function);
        else if (tag == DW_TAG_lexical_block && die_holds(&die, s->pc))
            locals_in(w, s, &die, function, depth + 1);
        else if (tag == DW_TAG_inlined_subroutine && die_holds(&die, s->pc))
            die_name(&die, name, sizeof name), locals_in(w, s, &die, name, depth + 1);
    } while (die_next(&die, &w->visits));
}

static void locals_of(walk_t *w, uint32_t pc)
{
    Dwarf_Die unit, function;
    char name[112];
    uint32_t base = 0;
    if (!debuginfo_unit(w->d, pc, &unit) || !debuginfo_function(&unit, pc, &function, &w->visits)) return;
    bool based = frame_base(w, &function, pc, &base);
    die_name(&function, name, sizeof name);
    locals_in(w, &(scope_t){ &unit, pc, based ? &base : NULL }, &function, name, 0);
}

/* ---- from frame to frame --------------------------------------------------------------------------- */

/* The caller's registers. false: they are not known. */
static bool caller(walk_t *w, Dwarf_Frame *frame)
{
    call_frame_t next = w->at;
    for (int i = 0; i < PC; i++) {
        Dwarf_Op room[3], *op;
        size_t ops;
        uint32_t value;
        bool place;
        if (i == SP || dwarf_frame_register(frame, i, room, &op, &ops) || !ops) continue;     /* as it was */
        if (!work_out(w, op, ops, NULL, &value, &place)) continue;
        if (!place || w->read(w->memory, value, &value)) next.r[i] = value;
    }
    if (w->cfa < w->at.r[SP]) return false;                      /* a stack grows down */
    next.r[SP] = w->cfa, next.r[PC] = next.r[LR];
    bool moved = next.r[SP] != w->at.r[SP] || next.r[PC] != (w->at.r[PC] | 1);
    return w->at = next, moved;
}

/* EXC_RETURN instead of an address: what the core stacked goes on (Armv7-M ARM B1.5.6 to B1.5.8). */
static bool interrupted(walk_t *w)
{
    uint32_t link = w->at.r[PC], word[8], sp = link & 4 ? w->at.process : w->at.r[SP];
    for (unsigned i = 0; i < 8; i++)
        if (!w->read(w->memory, sp + 4 * i, &word[i])) return false;
    memcpy(w->at.r, word, 4 * sizeof *word);
    w->at.r[12] = word[4], w->at.r[LR] = word[5], w->at.r[PC] = word[6];
    w->at.r[SP] = sp + (link & 16 ? 0x20 : 0x68) + (word[7] >> 9 & 1) * 4;
    return true;
}

static bool frame_at(walk_t *w, uint32_t pc, Dwarf_Frame **frame)
{
    Dwarf_Op *op;
    size_t ops;
    bool place;
    if (!w->d->frames || dwarf_cfi_addrframe(w->d->frames, pc, frame)) return false;
    w->has_cfa = !dwarf_frame_cfa(*frame, &op, &ops) && work_out(w, op, ops, NULL, &w->cfa, &place);
    if (!w->has_cfa) free(*frame);
    return w->has_cfa;
}

void debuginfo_locals(debuginfo_t *d, const call_frame_t *start, word_read_t *read, const void *memory,
                      local_give_t *give, void *of)
{
    walk_t w = { .d = d, .read = read, .memory = memory, .at = *start, .give = give, .of = of,
                 .visits = VISITS_MAX / 64, .left = LOCALS_EACH };
    bool exact = true;                               /* pc is an instruction, not what comes behind a call */
    if (!d->framed) d->framed = true, d->frames = dwarf_getcfi(d->dwarf);
    for (unsigned n = 0; n < CALLS_MAX; n++) {
        Dwarf_Frame *frame;
        if (w.at.r[PC] >> 8 == 0xFFFFFF) {           /* EXC_RETURN: B1.5.8 */
            if (!interrupted(&w)) return;
            exact = true;
            continue;
        }
        uint32_t pc = (w.at.r[PC] & ~1u) - (exact ? 0 : 2);
        if (frame_at(&w, pc, &frame)) {
            locals_of(&w, pc);
            bool more = caller(&w, frame);
            free(frame);
            if (!more) return;
        } else {                                     /* assembly: perhaps a leaf that keeps nothing */
            if (n || w.at.r[PC] == w.at.r[LR]) return;
            w.at.r[PC] = w.at.r[LR];
        }
        exact = false;
    }
}
