/* gdb_registers.c -- the registers gdb sees, by its own numbers, and their description.
 *
 * Features org.gnu.gdb.arm.m-profile, m-system and vfp (GDB manual, "ARM Features"). The numbers are our own:
 * gdb learns them from target.xml. Behind each stands a selector of DCRSR (Armv7-M ARM C1.6.3). */
#include "gdb_own.h"
#include <string.h>

enum { XPSR = 25, FIRST_SYSTEM = 26, FIRST_MASK = 28, FIRST_DOUBLE = 32, FPSCR = 48, REGISTERS };

static const char *const system_name[] = { "msp", "psp", "primask", "basepri", "faultmask", "control" };

/* Bytes of register n; 0: no such number. */
static unsigned size_of(unsigned n)
{
    if (n < 16 || (n >= XPSR && n < FIRST_DOUBLE) || n == FPSCR) return 4;
    return n >= FIRST_DOUBLE && n < FPSCR ? 8 : 0;
}

static unsigned regsel_of(unsigned n)
{
    if (n < 16) return n;
    if (n == XPSR) return REGSEL_XPSR;
    if (n < FIRST_MASK) return n == FIRST_SYSTEM ? REGSEL_MSP : REGSEL_PSP;
    return n < FIRST_DOUBLE ? REGSEL_SPECIAL : n == FPSCR ? REGSEL_FPSCR : REGSEL_S0 + 2 * (n - FIRST_DOUBLE);
}

/* PRIMASK, BASEPRI, FAULTMASK, CONTROL are bytes of one word. */
static bool is_mask(unsigned n) { return n >= FIRST_MASK && n < FIRST_DOUBLE; }
static unsigned shift_of(unsigned n) { return is_mask(n) ? 8 * (n - FIRST_MASK) : 0; }

static uint64_t value_of(const gdb_t *g, unsigned n)
{
    uint32_t v = probe_register(gdb_core(g), regsel_of(n));
    if (size_of(n) == 8) return v | (uint64_t)probe_register(gdb_core(g), regsel_of(n) + 1) << 32;
    return is_mask(n) ? v >> shift_of(n) & 0xFF : v;
}

static bool set(gdb_t *g, unsigned n, uint64_t value)
{
    if (value == value_of(g, n)) return true;
    if (!is_mask(n)) {
        return timeline_register(g->t, regsel_of(n), (uint32_t)value)
            && (size_of(n) == 4 || timeline_register(g->t, regsel_of(n) + 1, (uint32_t)(value >> 32)));
    }
    uint32_t word = probe_register(gdb_core(g), REGSEL_SPECIAL), mask = 0xFFu << shift_of(n);
    return timeline_register(g->t, REGSEL_SPECIAL, (word & ~mask) | ((uint32_t)value << shift_of(n) & mask));
}

static size_t hex_of(const gdb_t *g, unsigned n, char *to)
{
    uint64_t v = value_of(g, n);
    for (unsigned i = 0; i < size_of(n); i++) snprintf(to + 2 * i, 3, "%02x", (unsigned)(v >> 8 * i & 0xFF));
    return 2 * size_of(n);
}

static uint64_t little(const uint8_t *b, unsigned n)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < n; i++) v |= (uint64_t)b[i] << 8 * i;
    return v;
}

void gdb_registers(gdb_t *g)
{
    char text[REGISTERS * 16 + 1] = "";
    size_t at = 0;
    for (unsigned n = 0; n < REGISTERS; n++) at += hex_of(g, n, text + at);
    gdb_reply(g, text);
}

static void applied(gdb_t *g, bool good)
{
    timeline_apply(g->t);
    gdb_reply(g, good ? "OK" : "E01");
}

void gdb_set_registers(gdb_t *g, const char *hex)
{
    size_t digits = strlen(hex);
    uint8_t b[8];
    bool good = true;
    for (unsigned n = 0; n < REGISTERS && good && digits; n++) {
        unsigned size = size_of(n);
        if (digits < 2 * size || !gdb_bytes(hex, b, size)) {
            gdb_reply(g, "E01");
            return;
        }
        good = !size || set(g, n, little(b, size));
        timeline_apply(g->t);                          /* CONTROL decides which stack pointer SP is */
        hex += 2 * size, digits -= 2 * size;
    }
    applied(g, good);
}

void gdb_register(gdb_t *g, const char *p)
{
    uint32_t n;
    char text[17] = "";
    if (!gdb_hex32(&p, &n) || *p || !size_of(n)) {
        gdb_reply(g, "E01");
        return;
    }
    hex_of(g, n, text);
    gdb_reply(g, text);
}

void gdb_set_register(gdb_t *g, const char *p)
{
    uint32_t n;
    uint8_t b[8];
    bool good = gdb_hex32(&p, &n) && *p++ == '=' && size_of(n) && strlen(p) == 2 * size_of(n);
    if (good && gdb_bytes(p, b, size_of(n))) applied(g, set(g, n, little(b, size_of(n))));
    else gdb_reply(g, "E01");
}

/* ---- the description ------------------------------------------------------------------------------- */

static size_t add_register(char *to, size_t room, const char *name, unsigned n, const char *type)
{
    return (size_t)snprintf(to, room, "<reg name=\"%s\" bitsize=\"%u\" regnum=\"%u\" type=\"%s\"/>", name,
                            8 * size_of(n), n, type);
}

static size_t core_registers(char *to, size_t room)
{
    static const char *const last[] = { "sp", "lr", "pc" };
    size_t at = 0;
    char name[8];
    for (unsigned n = 0; n < 16; n++) {
        snprintf(name, sizeof name, "r%u", n);
        const char *type = n == 13 ? "data_ptr" : n == 15 ? "code_ptr" : "int";
        at += add_register(to + at, room - at, n < 13 ? name : last[n - 13], n, type);
    }
    return at + add_register(to + at, room - at, "xpsr", XPSR, "int");
}

void gdb_target(gdb_t *g, const char *where)
{
    char x[8192], name[8];
    size_t room = sizeof x;
    size_t at = (size_t)snprintf(x, room, "<?xml version=\"1.0\"?><!DOCTYPE target SYSTEM \"gdb-target.dtd\">"
                                 "<target version=\"1.0\"><architecture>arm</architecture>"
                                 "<feature name=\"org.gnu.gdb.arm.m-profile\">");
    at += core_registers(x + at, room - at);
    at += (size_t)snprintf(x + at, room - at, "</feature><feature name=\"org.gnu.gdb.arm.m-system\">");
    for (unsigned n = FIRST_SYSTEM; n < FIRST_DOUBLE; n++) {
        const char *type = n < FIRST_MASK ? "data_ptr" : "int";
        at += add_register(x + at, room - at, system_name[n - FIRST_SYSTEM], n, type);
    }
    at += (size_t)snprintf(x + at, room - at, "</feature><feature name=\"org.gnu.gdb.arm.vfp\">");
    for (unsigned n = FIRST_DOUBLE; n < FPSCR; n++) {
        snprintf(name, sizeof name, "d%u", n - FIRST_DOUBLE);
        at += add_register(x + at, room - at, name, n, "ieee_double");
    }
    at += add_register(x + at, room - at, "fpscr", FPSCR, "int");
    snprintf(x + at, room - at, "</feature></target>");
    gdb_slice(g, x, where);
}
