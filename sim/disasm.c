/* disasm.c -- see disasm.h. The only file that knows capstone. */
#include "disasm.h"
#include "findings.h"
#include "thumb.h"
#include <capstone/capstone.h>
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { IT = 0xBF00, PC_AHEAD = 4, COLUMN = 8 };

static uint16_t half(const uint8_t *bytes) { return (uint16_t)(bytes[0] | bytes[1] << 8); }

uint8_t disasm_it(uint8_t it, const uint8_t *bytes, size_t size)
{
    if (size >= 2 && (half(bytes) & 0xFF00) == IT && half(bytes) & 0xF) return (uint8_t)half(bytes);
    return it & 7 ? (uint8_t)((it & 0xE0) | (it << 1 & 0x1F)) : 0;
}

/* ---- operands -------------------------------------------------------------------------------------- */

/* One word of capstone's text as the manual has it. */
static void say_word(const char *word, size_t n, bool special, char *to, size_t room)
{
    static const struct { const char *theirs, *ours; } name[] = {
        { "sb", "r9" }, { "sl", "r10" }, { "fp", "r11" }, { "ip", "r12" }, { "apsr_nzcv", "APSR_nzcv" },
            { "fpscr", "FPSCR" } };
    size_t at = strlen(to);
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        if (strlen(name[i].theirs) == n && !memcmp(word, name[i].theirs, n)) {
            add_text(to, room, "%s", name[i].ours);
            return;
        }
    add_text(to, room, "%.*s", (int)n, word);
    for (size_t i = at; special && to[i] && to[i] != '_'; i++) to[i] = (char)toupper((unsigned char)to[i]);
}

/* Below `decimal` a number is one people count in; fractions are always. */
static size_t say_number(const char *text, unsigned long decimal, char *to, size_t room)
{
    char *end;
    int negative = text[1] == '-';
    const char *digits = text + 1 + negative;
    if (strchr(text, '.') && strspn(text + 1, "-0123456789.e+") > 4) {
        double v = strtod(text + 1, &end);
        add_text(to, room, "#%g", v);
        if (v == floor(v)) add_text(to, room, ".0");
        return (size_t)(end - text);
    }
    unsigned long v = strtoul(digits, &end, 0);
    if (end == digits) return add_text(to, room, "#"), 1;
    add_text(to, room, v < decimal ? "#%s%lu" : "#%s0x%lX", negative ? "-" : "", v);
    return (size_t)(end - text);
}

static void say_operands(const cs_insn *i, char *to, size_t room)
{
    bool special = i->id == ARM_INS_MRS || i->id == ARM_INS_MSR;
    for (const char *s = i->op_str; *s;) {
        size_t n = 0;
        while (isalnum((unsigned char)s[n]) || s[n] == '_') n++;
        if (n) {
            bool core = n <= 2 || (s[0] == 'r' && isdigit((unsigned char)s[1]));
            say_word(s, n, special && !core, to, room), s += n;
        } else if (*s == '#') s += say_number(s, i->id == ARM_INS_BKPT ? 10 : 256, to, room);
        else add_text(to, room, "%c", *s++);
    }
}

/* ---- what addresses mean ----------------------------------------------------------------------------- */

static void say_symbol(const disasm_t *d, uint32_t addr, char *to, size_t room)
{
    const symbol_t *s = d->names ? names_find(d->names, addr) : NULL;
    if (!s) return;
    uint32_t offset = addr - (s->addr & ~1u);
    if (!offset || offset >= s->size) add_text(to, room, " <%s>", s->name);
    else add_text(to, room, offset > 9 ? " <%s+0x%X>" : " <%s+%u>", s->name, (unsigned)offset);
}

/* A literal's value is an address if it names something. Bit 0 of code's does not count. */
static void say_literal(const disasm_t *d, const cs_insn *i, uint32_t addr, char *to, size_t room)
{
    uint32_t low, high;
    bool two = i->id == ARM_INS_LDRD || (i->id == ARM_INS_VLDR && i->op_str[0] == 'd');
    bool one = i->id == ARM_INS_LDR || (i->id == ARM_INS_VLDR && !two);
    add_text(to, room, "  ; 0x%08X", (unsigned)addr);
    if (!(one || two) || !d->word || !d->word(d->of, addr, &low)) return;
    if (one) {
        add_text(to, room, ": 0x%08X", (unsigned)low);
        if (i->id == ARM_INS_LDR) say_symbol(d, low, to, room);
    } else if (d->word(d->of, addr + 4, &high)) {
        add_text(to, room, ": 0x%08X, 0x%08X", (unsigned)low, (unsigned)high);
    }
}

static bool is_branch(unsigned id) { return id == ARM_INS_B || id == ARM_INS_BL || id == ARM_INS_CBZ
                                     || id == ARM_INS_CBNZ; }

static void say_branch(const disasm_t *d, const cs_insn *i, char *to, size_t room)
{
    const cs_arm *a = &i->detail->arm;
    uint32_t target = a->op_count ? (uint32_t)a->operands[a->op_count - 1].imm : 0;
    if (a->op_count > 1) add_text(to, room, "%.*s, ", (int)strcspn(i->op_str, ","), i->op_str);
    add_text(to, room, "0x%08X", (unsigned)target);
    say_symbol(d, target, to, room);
}

/* ADR in its three encodings; a load of what lies beside the code. */
static void say_place_of(const disasm_t *d, const cs_insn *i, uint32_t pc, char *to, size_t room)
{
    const cs_arm *a = &i->detail->arm;
    uint32_t base = (pc + PC_AHEAD) & ~3u;
    unsigned last = a->op_count ? a->op_count - 1u : 0;
    const cs_arm_op *o = &a->operands[last];
    bool sum = i->id == ARM_INS_ADDW || i->id == ARM_INS_SUBW || i->id == ARM_INS_ADD || i->id == ARM_INS_SUB;
    bool from_pc = i->id == ARM_INS_ADR || (sum && a->op_count == 3 && a->operands[1].type == ARM_OP_REG
                                            && a->operands[1].reg == ARM_REG_PC);
    if (from_pc && o->type == ARM_OP_IMM) {
        bool minus = i->id == ARM_INS_SUBW || i->id == ARM_INS_SUB;
        uint32_t at = minus ? base - (uint32_t)o->imm : base + (uint32_t)o->imm;
        add_text(to, room, "  ; 0x%08X", (unsigned)at);
        say_symbol(d, at, to, room);
    } else if (o->type == ARM_OP_MEM && o->mem.base == ARM_REG_PC && o->mem.index == ARM_REG_INVALID) {
        say_literal(d, i, base + (uint32_t)o->mem.disp, to, room);
    }
}

/* ---- one instruction ----------------------------------------------------------------------------------- */

static void say_unknown(const uint8_t *bytes, unsigned length, char *to, size_t room)
{
    insn_t insn;
    uint16_t first = half(bytes), second = length == 4 ? half(bytes + 2) : 0;
    int row = thumb_decode(first, second, &insn);
    if (row >= 0) put_text(to, room, "%s", thumb_rows[row].name);
    else put_text(to, room, "undefined");
}

static void say_insn(const disasm_t *d, const cs_insn *i, uint32_t pc, char *to, size_t room)
{
    put_text(to, room, *i->op_str ? "%-*s" : "%.*s", *i->op_str ? COLUMN - 1 : 32, i->mnemonic);
    if (!*i->op_str) return;
    add_text(to, room, " ");
    if (is_branch(i->id)) {
        say_branch(d, i, to, room);
        return;
    }
    say_operands(i, to, room);
    say_place_of(d, i, pc, to, room);
}

unsigned disasm_with(const disasm_t *d, uint32_t pc, const uint8_t *bytes, size_t size, char *text,
                     size_t room)
{
    uint8_t code[6] = { d->it, IT >> 8 };
    unsigned length = size >= 2 ? thumb_length(half(bytes)) : 0, before = d->it & 0xF ? 2 : 0;
    csh handle;
    cs_insn *list = NULL;
    if (room) text[0] = 0;
    if (!length || size < length || !room) return 0;
    memcpy(code + before, bytes, length);
    size_t n = 0, want = before ? 2 : 1;
    bool open = cs_open(CS_ARCH_ARM, (cs_mode)(CS_MODE_THUMB | CS_MODE_MCLASS | CS_MODE_V8),
                        &handle) == CS_ERR_OK;
    if (open) {
        cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON);
        cs_option(handle, CS_OPT_UNSIGNED, CS_OPT_ON);
        n = cs_disasm(handle, code, before + length, pc - before, want, &list);
    }
    insn_t ours;
    bool known = n == want && list[n - 1].size == length
              && thumb_decode(half(bytes), length == 4 ? half(bytes + 2) : 0, &ours) >= 0;
    if (known) say_insn(d, &list[n - 1], pc, text, room);
    else say_unknown(bytes, length, text, room);
    if (n) cs_free(list, n);
    if (open) cs_close(&handle);
    return length;
}

unsigned disasm(uint32_t pc, const uint8_t *bytes, size_t size, char *text, size_t room)
{
    return disasm_with(&(disasm_t){ 0 }, pc, bytes, size, text, room);
}
