/* gdb_memory.c -- memory and registers of the chip as gdb reads and writes them, and the map it is told. */
#include "gdb_own.h"
#include <string.h>

enum { SECTOR = 128 << 10, PERIPHERALS = 0x40000000, PRIVATE = 0xE0000000, PRIVATE_SIZE = 1 << 20 };

static bool is_register(const machine_t *m, uint32_t addr)
{
    const region_row_t *r = map_region(m->map, addr);
    return addr >> 20 == PRIVATE >> 20 || (r && r->kind == REGION_PART);
}

bool gdb_byte(const gdb_t *g, uint32_t addr, uint8_t *byte)
{
    const machine_t *m = timeline_machine(g->t);
    const region_row_t *r = map_region(m->map, addr);
    uint32_t word;
    if (is_register(m, addr)) {
        if (!machine_reg(m, addr, &word)) return false;
        *byte = (uint8_t)(word >> 8 * (addr & 3));
        return true;
    }
    if (!r || r->kind > REGION_TCM || (g->view == VIEW_DMA && r->kind == REGION_TCM)) return false;
    *byte = g->view == VIEW_CPU ? machine_cpu(m, addr) : machine_ram(m, addr);
    return true;
}

/* "<addr>,<n>" and what ends it; n fits into a packet. */
static bool range(const char **p, char end, uint32_t *addr, uint32_t *n)
{
    return gdb_hex32(p, addr) && *(*p)++ == ',' && gdb_hex32(p, n) && **p == end && *n <= GDB_PACKET;
}

void gdb_read(gdb_t *g, const char *p)
{
    uint32_t addr, n;
    char text[GDB_PACKET + 2];
    size_t at = 0;
    uint8_t byte;
    if (!range(&p, 0, &addr, &n)) {
        gdb_reply(g, "E01");
        return;
    }
    if (n > GDB_PACKET / 2) n = GDB_PACKET / 2;
    for (uint32_t i = 0; i < n && gdb_byte(g, addr + i, &byte); i++)
        at += (size_t)sprintf(text + at, "%02x", byte);
    gdb_reply(g, at || !n ? (text[at] = 0, text) : "E14");
}

/* Everything in it can take a debugger's write. */
static bool writable(const machine_t *m, uint32_t addr, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const region_row_t *r = map_region(m->map, addr + i);
        bool memory = r && (r->kind == REGION_RAM || r->kind == REGION_TCM);
        if (!memory && !is_register(m, addr + i)) return false;
    }
    return true;
}

static void write(gdb_t *g, uint32_t addr, const uint8_t *bytes, uint32_t n)
{
    if (!writable(timeline_machine(g->t), addr, n)) {
        gdb_reply(g, "E14");
        return;
    }
    bool good = !n || timeline_memory(g->t, addr, bytes, n);
    timeline_apply(g->t);
    gdb_reply(g, good ? "OK" : "E01");
}

void gdb_write(gdb_t *g, const char *p)
{
    uint32_t addr, n;
    uint8_t bytes[GDB_PACKET];
    bool good = range(&p, ':', &addr, &n) && strlen(p + 1) == 2 * (size_t)n && gdb_bytes(p + 1, bytes, n);
    if (good) write(g, addr, bytes, n);
    else gdb_reply(g, "E01");
}

void gdb_write_binary(gdb_t *g, char *p, size_t size)
{
    uint32_t addr, n;
    const char *at = p;
    bool good = range(&at, ':', &addr, &n);
    char *bytes = p + (at + 1 - p);
    if (good && gdb_unescape(bytes, size - (size_t)(bytes - p)) == n) write(g, addr, (uint8_t *)bytes, n);
    else gdb_reply(g, "E01");
}

/* ---- flash: gdb's `load` --------------------------------------------------------------------------- */

/* It has what this run was started with; the same once more is welcome, anything else is not. */
static bool same_flash(const machine_t *m, uint32_t addr, const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const region_row_t *r = map_region(m->map, addr + (uint32_t)i);
        if (!r || r->kind != REGION_FLASH || machine_ram(m, addr + (uint32_t)i) != bytes[i]) return false;
    }
    return true;
}

void gdb_flash(gdb_t *g, char *p, size_t n)
{
    uint32_t addr;
    if (!strncmp(p, "Erase:", 6)) {
        g->bad_flash = false;
        gdb_reply(g, "OK");
    } else if (!strncmp(p, "Write:", 6)) {
        const char *at = p + 6;
        bool good = gdb_hex32(&at, &addr) && *at == ':';
        size_t head = (size_t)(at + 1 - p), size = good ? gdb_unescape(p + head, n - head) : 0;
        good = good && same_flash(timeline_machine(g->t), addr, (const uint8_t *)p + head, size);
        if (!good) g->bad_flash = true;                /* said when it is done */
        gdb_reply(g, "OK");
    } else if (!strcmp(p, "Done")) {
        gdb_reply(g, !g->bad_flash ? "OK" : "E.the flash holds another program: start staleline with it");
    } else {
        gdb_reply(g, "");
    }
}

/* ---- the map --------------------------------------------------------------------------------------- */

static size_t add_memory(char *to, size_t room, const char *type, uint32_t base, uint32_t size)
{
    bool flash = !strcmp(type, "flash");
    int n = snprintf(to, room, "<memory type=\"%s\" start=\"0x%x\" length=\"0x%x\"", type, base, size);
    to += n, room -= (size_t)n;
    if (flash) n += snprintf(to, room, "><property name=\"blocksize\">0x%x</property></memory>", SECTOR);
    else n += snprintf(to, room, "/>");
    return (size_t)n;
}

void gdb_map(gdb_t *g, const char *where)
{
    char x[8192];
    const map_t *map = timeline_machine(g->t)->map;
    size_t at = (size_t)snprintf(x, sizeof x, "<?xml version=\"1.0\"?><!DOCTYPE memory-map PUBLIC "
                                 "\"+//IDN gnu.org//DTD GDB Memory Map V1.0//EN\" "
                                 "\"http://sourceware.org/gdb/gdb-memory-map.dtd\"><memory-map>");
    for (unsigned i = 0; i < map->regions && at + 256 < sizeof x; i++) {
        const region_row_t *r = &map->region[i];
        if (r->base >= PERIPHERALS) break;             /* sorted; those are one piece */
        const char *type = r->kind == REGION_FLASH ? "flash" : r->kind < REGION_PART ? "ram" : "rom";
        at += add_memory(x + at, sizeof x - at, type, r->base, r->size);
    }
    at += add_memory(x + at, sizeof x - at, "ram", PERIPHERALS, 0x20000000);
    at += add_memory(x + at, sizeof x - at, "ram", PRIVATE, PRIVATE_SIZE);
    snprintf(x + at, sizeof x - at, "</memory-map>");
    gdb_slice(g, x, where);
}
