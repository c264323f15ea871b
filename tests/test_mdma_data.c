/* test_mdma_data.c -- MDMA's data path: packing, padding, exchange, steps, bursts; and its errors. */
#include "mdma_case.h"

/* ---- the data path --------------------------------------------------------------------------- */

/* Move `bytes` of AXI RAM with this set-up; the result is at AXI + 0x800. */
static const uint8_t *moved(uint32_t t, uint32_t cr, unsigned bytes)
{
    start();
    static const uint8_t source[16] = { 0x11, 0x92, 0x23, 0xA4, 0x35, 0xB6, 0x47, 0xC8,
                                        0x59, 0xDA, 0x6B, 0xEC, 0x7D, 0xFE, 0x8F, 0x10 };
    memcpy(machine.axi, source, sizeof source);
    memset(machine.axi + 0x800, 0, 64);
    set(0, t, AXIRAM, AXIRAM + 0x800, bytes);
    go(0, cr);
    to_edge(1000);
    ck_assert_uint_eq(isr(0), MDMA_CTCIF | MDMA_BRTIF | MDMA_BTIF | MDMA_TCIF);
    return machine.axi + 0x800;
}

static bool gives(uint32_t t, uint32_t cr, unsigned bytes, const char *want, unsigned n)
{
    return !memcmp(moved(t, cr, bytes), want, n);
}

START_TEST(packing)
{
    uint32_t widen = tcr(BYTE, WORD, 0, 0, 8, MDMA_BY_BLOCK), cut = tcr(DOUBLE, HALF, 0, 0, 8, MDMA_BY_BLOCK);
    ck_assert(gives(widen | PACK, 0, 4, "\x11\x92\x23\xA4\0\0\0\0", 8));
    ck_assert(gives(cut | PACK, 0, 8, "\x11\x92\x23\xA4\x35\xB6\x47\xC8\0\0", 10));
    ck_assert(gives(tcr(HALF, DOUBLE, 2, 0, 16, MDMA_BY_BLOCK) | PACK, 0, 16,
                    "\x11\x92\x23\xA4\x35\xB6\x47\xC8\x59\xDA\x6B\xEC\x7D\xFE\x8F\x10\0", 17));
}
END_TEST

/* PKE = 0. Bytes 11 92 23 A4 to words, doublewords to halfwords. */
START_TEST(padding_and_cutting)
{
    uint32_t widen = tcr(BYTE, WORD, 0, 0, 4, MDMA_BY_BLOCK),
        cut = tcr(DOUBLE, HALF, 0, 0, 16, MDMA_BY_BLOCK);
    ck_assert(gives(widen, 0, 4, "\x11\0\0\0\x92\0\0\0\x23\0\0\0\xA4\0\0\0\0", 17));
    ck_assert(gives(widen | 1u << MDMA_PAM, 0, 4,
                    "\x11\0\0\0\x92\xFF\xFF\xFF\x23\0\0\0\xA4\xFF\xFF\xFF", 16));
    ck_assert(gives(widen | 2u << MDMA_PAM, 0, 4, "\0\0\0\x11\0\0\0\x92\0\0\0\x23\0\0\0\xA4", 16));
    ck_assert(gives(cut, 0, 16, "\x11\x92\x59\xDA\0\0", 6));
    ck_assert(gives(cut | 1u << MDMA_PAM, 0, 16, "\x11\x92\x59\xDA\0\0", 6));
    ck_assert(gives(cut | 2u << MDMA_PAM, 0, 16, "\x47\xC8\x8F\x10\0\0", 6));
    ck_assert(gives(tcr(HALF, DOUBLE, 0, 0, 8, MDMA_BY_BLOCK) | 1u << MDMA_PAM, 0, 8,
                    "\x11\x92\xFF\xFF\xFF\xFF\xFF\xFF\x23\xA4\xFF\xFF\xFF\xFF\xFF\xFF", 16));
}
END_TEST

/* 11 92 23 A4 35 B6 47 C8 in memory. */
START_TEST(exchanges)
{
    uint32_t d = tcr(DOUBLE, DOUBLE, 0, 0, 8, MDMA_BY_BLOCK);
    ck_assert(gives(d, MDMA_CR_BEX, 8, "\x92\x11\xA4\x23\xB6\x35\xC8\x47", 8));
    ck_assert(gives(d, MDMA_CR_HEX, 8, "\x23\xA4\x11\x92\x47\xC8\x35\xB6", 8));
    ck_assert(gives(d, MDMA_CR_WEX, 8, "\x35\xB6\x47\xC8\x11\x92\x23\xA4", 8));
    ck_assert(gives(d, MDMA_CR_BEX | MDMA_CR_HEX | MDMA_CR_WEX, 8, "\xC8\x47\xB6\x35\xA4\x23\x92\x11", 8));
    uint32_t w = tcr(DOUBLE, WORD, 0, 0, 8, MDMA_BY_BLOCK) | PACK;
    ck_assert(gives(w, MDMA_CR_WEX, 8, "\x11\x92\x23\xA4\x35\xB6\x47\xC8", 8));  /* no doublewords */
    ck_assert(gives(w, MDMA_CR_BEX | MDMA_CR_HEX, 8, "\xA4\x23\x92\x11\xC8\x47\xB6\x35", 8));
    ck_assert(gives(tcr(WORD, BYTE, 0, 0, 8, MDMA_BY_BLOCK) | PACK, MDMA_CR_BEX | MDMA_CR_HEX, 8,
                    "\x11\x92\x23\xA4", 4));
}
END_TEST

START_TEST(directions_and_steps)
{
    uint32_t t = tcr(WORD, WORD, 0, 0, 8, MDMA_BY_BLOCK);
    ck_assert(gives(t & ~(3u << MDMA_SINC), 0, 8, "\x11\x92\x23\xA4\x11\x92\x23\xA4", 8));
    ck_assert(gives(t & ~(3u << MDMA_DINC), 0, 8, "\x35\xB6\x47\xC8\0\0\0\0", 8));
    uint32_t apart = (t & ~(3u << MDMA_DINCOS)) | DOUBLE << MDMA_DINCOS;    /* a word each 8 bytes */
    ck_assert(gives(apart, 0, 8, "\x11\x92\x23\xA4\0\0\0\0\x35\xB6\x47\xC8\0", 13));
    uint32_t bytes = tcr(BYTE, BYTE, 0, 0, 8, MDMA_BY_BLOCK);
    moved(bytes | MDMA_DOWN << MDMA_DINC, 0, 4);
    ck_assert(!memcmp(machine.axi + 0x800 - 3, "\xA4\x23\x92\x11", 4));
    ck_assert_uint_eq(get(b, MDMA_C0DAR), AXIRAM + 0x7FC);
}
END_TEST

/* Everything a burst code can say gives the same bytes; bursts stop at 4 KB, at 16 beats, and at
 * the buffer's end. */
START_TEST(bursts_move_the_same)
{
    for (unsigned code = 0; code < 64; code++) {
        start();
        uint32_t t = tcr(code & 3, 3, code & 7, code >> 3, 128, MDMA_BY_BLOCK) | PACK;
        set(0, t, AXIRAM + 0x18, SRAM1 + 0x308, 200);
        go(0, 0);
        to_edge(4000);
        ck_assert(ended(0));
        ck_assert(copied(machine.sram + 0x308, machine.axi + 0x18, 200));
        ck_assert_uint_eq(machine.sram[0x308 + 200], (uint8_t)((0x308 + 200) * 5 + 3));
    }
}
END_TEST

START_TEST(bursts_have_beats)
{
    start();
    set(0, tcr(WORD, WORD, 3, 5, 128, MDMA_BY_BLOCK), AXIRAM, SRAM1, 128);
    go(0, 0);
    to_edge(1000);
    ck_assert(ended(0));
    unsigned reads = 0, writes = 0;
    for (unsigned i = 0; i < seen.n; i++) {
        const fact_t *f = &seen.fact[i];
        if (f->kind != F_ASK) continue;
        ck_assert_uint_eq(f->note & 0xFF, f->note >> 8 & 1 ? 16 : 8);
        *(f->note >> 8 & 1 ? &writes : &reads) += 1;
    }
    ck_assert_uint_eq(reads, 4);
    ck_assert_uint_eq(writes, 2);
}
END_TEST

/* BWM marks the data writes, and only those, bufferable. */
START_TEST(bufferable_writes)
{
    start();
    set(0, tcr(WORD, WORD, 0, 0, 4, MDMA_BY_BLOCK) | 1u << MDMA_BWM, AXIRAM, AXIRAM + 0x800, 4);
    go(0, 0);
    to_edge(200);
    ck_assert_uint_eq(machine.port[1].attr, BUS_BUFFERABLE);
    ck_assert_uint_eq(machine.port[0].attr, 0);
}
END_TEST

/* ---- errors ---------------------------------------------------------------------------------- */

static uint32_t error_of(uint32_t t, uint32_t src, uint32_t dst, uint32_t bndt, uint32_t bus)
{
    start();
    set(0, t, src, dst, bndt);
    put(b, MDMA_C0TBR, bus);
    go(0, MDMA_CR_TEIE);
    to_edge(400);
    ck_assert_uint_eq(isr(0), MDMA_TEIF);
    ck_assert(!enabled(0));
    ck_assert(wire_get(&machine.wires, WIRE_IRQ, 122));
    ck_assert_uint_eq(get(b, MDMA_GISR0), 1);
    ck_assert_uint_eq(item(&seen, 0, 1, 0), 0);                 /* nothing was written */
    return get(b, MDMA_C0ESR);
}

START_TEST(set_up_errors)
{
    uint32_t w = tcr(WORD, WORD, 0, 0, 4, MDMA_BY_BLOCK), d = tcr(DOUBLE, DOUBLE, 0, 0, 8, MDMA_BY_BLOCK);
    ck_assert_uint_eq(error_of(w, AXIRAM + 2, AXIRAM + 0x800, 4, 0), MDMA_ASE);
    ck_assert_uint_eq(error_of(w, AXIRAM, AXIRAM + 0x801, 4, 0), MDMA_ASE | MDMA_TED);
    ck_assert_uint_eq(error_of(w, AXIRAM, AXIRAM + 0x800, 6, 0), MDMA_BSE);
    ck_assert_uint_eq(error_of(tcr(BYTE, WORD, 0, 0, 4, MDMA_BY_BLOCK), AXIRAM, AXIRAM + 0x800, 6, 0),
                      MDMA_BSE | MDMA_TED);
    /* 64 bits through the TCM port: nothing is read either */
    ck_assert_uint_eq(error_of(d, DTCM + 0x108, AXIRAM + 0x800, 16, MDMA_SBUS), 0x08);
    ck_assert_uint_eq(item(&seen, 0, 0, 0), 0);
    ck_assert_uint_eq(error_of(d, AXIRAM, DTCM + 0x10, 16, MDMA_DBUS), MDMA_TED | 0x10);
    ck_assert_uint_eq(item(&seen, 0, 0, 0), 0);
}
END_TEST

START_TEST(bus_errors)
{
    uint32_t w = tcr(WORD, WORD, 0, 0, 8, MDMA_BY_BLOCK);
    ck_assert_uint_eq(error_of(w, HOLE + 0x14, AXIRAM + 0x800, 8, 0), 0x14);
    ck_assert_uint_eq(error_of(w, AXIRAM, HOLE + 0x14, 8, 0), MDMA_TED | 0x14);
    ck_assert_uint_eq(error_of(w, DARK + 8, AXIRAM + 0x800, 8, 0), 8);
    /* the wrong port: the address decides nothing */
    ck_assert_uint_eq(error_of(w, DTCM + 4, AXIRAM + 0x800, 8, 0), 4);
    ck_assert_uint_eq(error_of(w, AXIRAM + 4, AXIRAM + 0x800, 8, MDMA_SBUS), 4);
    ck_assert_uint_eq(error_of(w, AXIRAM, DTCM + 4, 8, 0), MDMA_TED | 4);
    put(b, MDMA_C0IFCR, MDMA_TEIF);
    ck_assert_uint_eq(get(b, MDMA_C0ESR), 0);
    ck_assert(!wire_get(&machine.wires, WIRE_IRQ, 122));
    ck_assert_uint_eq(get(b, MDMA_C0BNDTR), 8);                 /* moves at the end of a buffer only */
}
END_TEST

START_TEST(list_and_mask_errors)
{
    start();
    set(0, tcr(WORD, WORD, 0, 0, 4, MDMA_BY_LIST), AXIRAM, AXIRAM + 0x800, 4);
    put(b, MDMA_C0LAR, DTCM);                                   /* nodes come over AXI */
    go(0, 0);
    to_edge(200);
    ck_assert_uint_eq(get(b, MDMA_C0ESR), MDMA_TELD);
    ck_assert_uint_eq(isr(0), MDMA_TEIF | MDMA_BRTIF | MDMA_BTIF | MDMA_TCIF);
    set_hardware(1, 9, HOLE, 1);
    trigger(b, 9, 1);
    to_edge(300);
    ck_assert_uint_eq(get(b, at(MDMA_C0ESR, 1)), MDMA_TEMD);
    ck_assert(!enabled(1));
}
END_TEST

/* An error while the other side of the same channel is on a bus: what comes back is dropped, and the
 * channel works again. */
START_TEST(after_an_error)
{
    start();
    uint32_t t = tcr(WORD, WORD, 0, 0, 16, MDMA_BY_BLOCK);
    set(0, t, SRAM1, HOLE, 16);
    go(0, 0);
    to_edge(114);
    for (unsigned e = 114; e < 200 && enabled(0); e++) to_edge(e + 1);
    ck_assert_uint_eq(isr(0), MDMA_TEIF);
    put(b, MDMA_C0IFCR, 0x1F);
    set(0, t, SRAM1, AXIRAM + 0x800, 16);
    go(0, 0);
    to_edge(500);
    ck_assert(isr(0) & MDMA_CTCIF);
    ck_assert(copied(machine.axi + 0x800, machine.sram, 16));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        packing, padding_and_cutting, exchanges, directions_and_steps, bursts_move_the_same,
        bursts_have_beats, bufferable_writes, set_up_errors, bus_errors, list_and_mask_errors,
        after_an_error,
    };
    return run_tests("mdma_data", tests, sizeof tests / sizeof *tests);
}
