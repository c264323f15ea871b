/* test_disasm.c -- instructions as text, against arm-none-eabi-objdump (binutils 2.40).
 *
 * `theirs` is objdump's text of these bytes at this address, recorded, comments cut off; `ours`
 * stands where we spell the same otherwise: r9 to r12 for sb, sl, fp and ip, no ".n", PUSH and POP
 * by their names, LSL and the like for MOV with a shift, APSR for CPSR, a fraction for its code.
 * ITSTATE inside the blocks is derived by hand from A7.3.3. What annotations say is derived from
 * the bytes by hand. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "disasm.h"
#include "map.h"
#include "thumb.h"
#include "suite.h"

typedef struct { uint32_t pc; uint16_t first, second; uint8_t it; const char *theirs, *ours; } row_t;

static const row_t row[] = {
    { 0x08000000, 0xA036, 0, 0, "add r0, pc, #216", "adr r0, #216" },
    { 0x08000002, 0xF20F, 0x01D8, 0, "addw r1, pc, #216", NULL },
    { 0x08000006, 0xF2AF, 0x0207, 0, "subw r2, pc, #7", NULL },
    { 0x0800000A, 0x4B34, 0, 0, "ldr r3, [pc, #208]", NULL },
    { 0x0800000C, 0xF85F, 0x3010, 0, "ldr.w r3, [pc, #-16]", NULL },
    { 0x08000010, 0xED9F, 0x0A32, 0, "vldr s0, [pc, #200]", NULL },
    { 0x08000014, 0xED9F, 0x1B31, 0, "vldr d1, [pc, #196]", NULL },
    { 0x08000018, 0xE9DF, 0x4530, 0, "ldrd r4, r5, [pc, #192]", NULL },
    { 0x0800001C, 0xF81F, 0x4020, 0, "ldrb.w r4, [pc, #-32]", NULL },
    { 0x08000020, 0xF85A, 0x9C04, 0, "ldr.w r9, [sl, #-4]", "ldr r9, [r10, #-4]" },
    { 0x08000024, 0xF84C, 0xBF04, 0, "str.w fp, [ip, #4]!", "str r11, [r12, #4]!" },
    { 0x08000028, 0xF841, 0x0904, 0, "str.w r0, [r1], #-4", "str r0, [r1], #-4" },
    { 0x0800002C, 0xC806, 0, 0, "ldmia r0!, {r1, r2}", "ldm r0!, {r1, r2}" },
    { 0x0800002E, 0xE92D, 0x4FF0, 0, "stmdb sp!, {r4, r5, r6, r7, r8, r9, sl, fp, lr}",
      "push.w {r4, r5, r6, r7, r8, r9, r10, r11, lr}" },
    { 0x08000032, 0xE8DF, 0xF011, 0, "tbh [pc, r1, lsl #1]", NULL },
    { 0x08000036, 0xF3EF, 0x8011, 0, "mrs r0, BASEPRI", NULL },
    { 0x0800003A, 0xF381, 0x8814, 0, "msr CONTROL, r1", NULL },
    { 0x0800003E, 0xF3EF, 0x8109, 0, "mrs r1, PSP", NULL },
    { 0x08000042, 0xF383, 0x8C00, 0, "msr CPSR_fs, r3", "msr APSR_nzcvqg, r3" },
    { 0x08000046, 0xEEE1, 0x2A10, 0, "vmsr fpscr, r2", "vmsr FPSCR, r2" },
    { 0x0800004A, 0xEEF1, 0xFA10, 0, "vmrs APSR_nzcv, fpscr", "vmrs APSR_nzcv, FPSCR" },
    { 0x0800004E, 0xF3BF, 0x8F6F, 0, "isb sy", NULL },
    { 0x08000052, 0xF3BF, 0x8F4F, 0, "dsb sy", NULL },
    { 0x08000056, 0xF3BF, 0x8F5F, 0, "dmb sy", NULL },
    { 0x0800005A, 0xBF08, 0, 0, "it eq", NULL },
    { 0x0800005C, 0x1840, 0, 0x08, "addeq r0, r0, r1", NULL },
    { 0x0800005E, 0xBF14, 0, 0, "ite ne", NULL },
    { 0x08000060, 0x2001, 0, 0x14, "movne r0, #1", NULL },
    { 0x08000062, 0x2002, 0, 0x08, "moveq r0, #2", NULL },
    { 0x08000064, 0xBEAB, 0, 0, "bkpt 0x00ab", "bkpt #0xAB" },
    { 0x08000066, 0xDF03, 0, 0, "svc 3", "svc #3" },
    { 0x08000068, 0xDE01, 0, 0, "udf #1", NULL },
    { 0x0800006A, 0xB3B8, 0, 0, "cbz r0, 80000dc", "cbz r0, 0x080000DC" },
    { 0x0800006C, 0xB661, 0, 0, "cpsie f", NULL },
    { 0x0800006E, 0xF3BF, 0x8F2F, 0, "clrex", NULL },
    { 0x08000072, 0xE842, 0x1002, 0, "strex r0, r1, [r2, #8]", NULL },
    { 0x08000076, 0xFE80, 0x0A81, 0, "vmaxnm.f32 s0, s1, s2", NULL },
    { 0x0800007A, 0xFEB8, 0x0B41, 0, "vrinta.f64 d0, d1", NULL },
    { 0x0800007E, 0xFEBF, 0x0AE0, 0, "vcvtm.s32.f32 s0, s1", NULL },
    { 0x08000082, 0xEC41, 0x0A11, 0, "vmov s2, s3, r0, r1", NULL },
    { 0x08000086, 0xEEB7, 0x0A08, 0, "vmov.f32 s0, #120", "vmov.f32 s0, #1.5" },
    { 0x0800008A, 0xED2D, 0x8B10, 0, "vpush {d8-d15}", "vpush {d8, d9, d10, d11, d12, d13, d14, d15}" },
    { 0x0800008E, 0xFBC2, 0x0183, 0, "smlalbb r0, r1, r2, r3", NULL },
    { 0x08000092, 0xF381, 0x00C5, 0, "usat r0, #5, r1, lsl #3", NULL },
    { 0x08000096, 0xF321, 0x0003, 0, "ssat16 r0, #4, r1", NULL },
    { 0x0800009A, 0xEAC1, 0x1002, 0, "pkhbt r0, r1, r2, lsl #4", NULL },
    { 0x0800009E, 0xF3C1, 0x1007, 0, "ubfx r0, r1, #4, #8", NULL },
    { 0x080000A2, 0xF890, 0xF040, 0, "pld [r0, #64]", NULL },
    { 0x080000A6, 0xF64A, 0x30CD, 0, "movw r0, #43981", "movw r0, #0xABCD" },
    { 0x080000AA, 0xF2C2, 0x4000, 0, "movt r0, #9216", "movt r0, #0x2400" },
    { 0x080000AE, 0xF7FF, 0xBFA7, 0, "b.w 8000000", "b.w 0x08000000" },
    { 0x080000B2, 0xF000, 0xF817, 0, "bl 80000e4", "bl 0x080000E4" },
    { 0x080000B6, 0xBF30, 0, 0, "wfi", NULL },
    { 0x080000B8, 0xF04F, 0x30FF, 0, "mov.w r0, #4294967295", "mov.w r0, #0xFFFFFFFF" },
    { 0x080000BC, 0xFB91, 0xF0F2, 0, "sdiv r0, r1, r2", NULL },
    { 0x080000C0, 0xF931, 0x0022, 0, "ldrsh.w r0, [r1, r2, lsl #2]", NULL },
    { 0x080000C4, 0xF1B0, 0x4F70, 0, "cmp.w r0, #4026531840", "cmp.w r0, #0xF0000000" },
    { 0x080000C8, 0xEE07, 0x0F15, 0, "mcr 15, 0, r0, cr7, cr5, {0}", "mcr p15, #0, r0, c7, c5, #0" },
    { 0x080000CC, 0xEEBA, 0x0ACE, 0, "vcvt.f32.s32 s0, s0, #4", NULL },
    { 0x080000D0, 0xEEB2, 0x0A60, 0, "vcvtb.f32.f16 s0, s1", NULL },
    { 0x080000D4, 0xEE11, 0x0B42, 0, "vnmla.f64 d0, d1, d2", NULL },
    { 0x080000D8, 0xEEB5, 0x0AC0, 0, "vcmpe.f32 s0, #0.0", "vcmpe.f32 s0, #0" },
    { 0x080000E4, 0x4770, 0, 0, "bx lr", NULL },
};
enum { ROWS = sizeof row / sizeof *row };

static unsigned bytes_of(uint16_t first, uint16_t second, uint8_t b[4])
{
    b[0] = (uint8_t)first, b[1] = (uint8_t)(first >> 8), b[2] = (uint8_t)second,
        b[3] = (uint8_t)(second >> 8);
    return thumb_length(first);
}

/* One blank between words, and without what stands behind the instruction. */
static const char *plain(const char *text, char to[DISASM_TEXT])
{
    size_t n = 0;
    for (; *text && strncmp(text, "  ;", 3); text++)
        if (*text != ' ' || (n && to[n - 1] != ' ')) to[n++] = *text;
    to[n] = 0;
    return to;
}

/* objdump's numbers are decimal, with hex in the comment: ours above 255 are hex. */
static void numbers_decimal(char *text)
{
    char out[DISASM_TEXT];
    size_t n = 0;
    for (const char *s = text; *s && n + 12 < sizeof out;) {
        if (!strncmp(s, "#0x", 3)) n += (size_t)sprintf(out + n, "#%lu", strtoul(s + 1, (char **)&s, 16));
        else if (!strncmp(s, "0x", 2)) n += (size_t)sprintf(out + n, "%lx", strtoul(s, (char **)&s, 16));
        else out[n++] = *s++;
    }
    out[n] = 0;
    strcpy(text, out);
}

START_TEST(as_objdump)
{
    const row_t *r = &row[_i];
    uint8_t b[4];
    char text[DISASM_TEXT], got[DISASM_TEXT], want[DISASM_TEXT];
    unsigned length = bytes_of(r->first, r->second, b);
    ck_assert_uint_eq(disasm_with(&(disasm_t){ .it = r->it }, r->pc, b, sizeof b, text, sizeof text), length);
    plain(text, got), snprintf(want, sizeof want, "%s", r->ours ? r->ours : r->theirs);
    numbers_decimal(got), numbers_decimal(want);
    ck_assert_str_eq(got, want);
}
END_TEST

/* ---- what is said beside it ---------------------------------------------------------------------------- */

static const symbol_t symbols[] = { { "uart_send", 0x08000410, 0x40 }, { "rx", 0x24000040, 32 },
                                    { "main", 0x08000200, 0x100 } };
static const names_t names = { .symbol = symbols, .symbols = 3 };

static bool word(const void *of, uint32_t addr, uint32_t *value)
{
    (void)of;
    if (addr != 0x08000210 && addr != 0x08000214) return false;
    return *value = addr == 0x08000210 ? 0x24000044 : 0x08000411, true;
}

static const char *say(uint32_t pc, uint16_t first, uint16_t second)
{
    static char text[DISASM_TEXT];
    uint8_t b[4];
    bytes_of(first, second, b);
    disasm_with(&(disasm_t){ .names = &names, .word = word }, pc, b, sizeof b, text, sizeof text);
    return text;
}

/* LDR r3, [pc, #8] at 0x08000204: Align(pc + 4, 4) + 8 = 0x08000210. LDR r3, [pc, #8] at 0x0800020A is at
 * Align(0x0800020E, 4) + 8 = 0x08000214, a function's address. */
START_TEST(literals)
{
    ck_assert_str_eq(say(0x08000204, 0x4B02, 0), "ldr     r3, [pc, #8]  ; 0x08000210: 0x24000044 <rx+4>");
    ck_assert_str_eq(say(0x0800020A, 0x4B02, 0),
                     "ldr     r3, [pc, #8]  ; 0x08000214: 0x08000411 <uart_send+1>");
    ck_assert_str_eq(say(0x08000206, 0xED9F, 0x1B02),
                     "vldr    d1, [pc, #8]  ; 0x08000210: 0x24000044, 0x08000411");
    ck_assert_str_eq(say(0x08000206, 0xED9F, 0x0A03), "vldr    s0, [pc, #12]  ; 0x08000214: 0x08000411");
    /* nothing to be read there */
    ck_assert_str_eq(say(0x08000304, 0x4B02, 0), "ldr     r3, [pc, #8]  ; 0x08000310");
    ck_assert_str_eq(say(0x08000204, 0xA002, 0), "adr     r0, #8  ; 0x08000210 <main+0x10>");
    ck_assert_str_eq(say(0x08000204, 0x681B, 0), "ldr     r3, [r3]");
}
END_TEST

/* BL T1 at 0x08000204 to 0x08000410: offset 0x208, imm10 0, imm11 0x104, J1 J2 = 1. B.N to itself
 * is 0xE7FE. */
START_TEST(targets)
{
    ck_assert_str_eq(say(0x08000204, 0xF000, 0xF904), "bl      0x08000410 <uart_send>");
    ck_assert_str_eq(say(0x08000204, 0xE7FE, 0), "b       0x08000204 <main+4>");
    ck_assert_str_eq(say(0x08000204, 0xB118, 0), "cbz     r0, 0x0800020E <main+0xE>");
    ck_assert_str_eq(say(0x08100000, 0xE7FE, 0), "b       0x08100000");
}
END_TEST

/* ITTE EQ is 0xBF06: the states behind it are 0x06, 0x0C, 0x18 (NE's low bit set), 0. */
START_TEST(it_state)
{
    uint8_t nop[2] = { 0x00, 0xBF }, itte[2] = { 0x06, 0xBF };
    uint8_t it = disasm_it(0, itte, 2);
    ck_assert_uint_eq(it, 0x06);
    it = disasm_it(it, nop, 2);
    ck_assert_uint_eq(it, 0x0C);
    it = disasm_it(it, nop, 2);
    ck_assert_uint_eq(it, 0x18);
    it = disasm_it(it, nop, 2);
    ck_assert_uint_eq(it, 0);
    /* NOP is 0xBF00: no IT, its mask is 0 */
    ck_assert_uint_eq(disasm_it(0, nop, 2), 0);
    /* IT[1:0] in 26:25, IT[7:2] in 15:10 */
    ck_assert_uint_eq(disasm_it_of(1u << 24 | 2u << 25 | 1u << 10), 0x06);
}
END_TEST

START_TEST(undefined)
{
    ck_assert_str_eq(say(0x08000200, 0xDE00, 0), "udf     #0");
    ck_assert_str_eq(say(0x08000200, 0xEFFF, 0xFFFF), "undefined");       /* advanced SIMD: not in Armv7-M */
    ck_assert_str_eq(say(0x08000200, 0xBA80, 0), "undefined");            /* HLT is Armv8's */
}
END_TEST

/* Whatever the bytes are, there is a text, it stays inside its room, and the length is the decoder's. */
START_TEST(anything)
{
    uint32_t x = 12345;
    for (unsigned i = 0; i < 65536; i++) {
        uint8_t b[4];
        char text[24];
        x ^= x << 13, x ^= x >> 17, x ^= x << 5;
        unsigned length = bytes_of((uint16_t)i, (uint16_t)x, b), room = 1 + x % sizeof text;
        memset(text, 'x', sizeof text);
        ck_assert_uint_eq(disasm_with(&(disasm_t){ .it = (uint8_t)(x >> 24), .names = &names }, x & ~1u, b,
                                      sizeof b, text, room), length);
        ck_assert_ptr_nonnull(memchr(text, 0, room));
        ck_assert(room == 1 || *text);
        ck_assert(room == sizeof text || text[room] == 'x');
    }
    uint8_t half_of_one[2] = { 0x00, 0xF0 };
    char text[40];
    ck_assert_uint_eq(disasm(0, half_of_one, 2, text, sizeof text), 0);
    ck_assert_uint_eq(disasm(0, half_of_one, 0, text, sizeof text), 0);
    ck_assert_str_eq(text, "");
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("disasm");
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, as_objdump, 0, ROWS);
    tcase_add_test(t, literals);
    tcase_add_test(t, targets);
    tcase_add_test(t, it_state);
    tcase_add_test(t, undefined);
    tcase_add_test(t, anything);
    return case_run("disasm", t);
}
