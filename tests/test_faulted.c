/* test_faulted.c -- a firmware that ends in the handler of a fault has faulted; one that dealt with it has
 * not. Programs of a few halfwords, the assembly beside them, in a file with a scenario around it. */
#include "report_own.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "suite.h"

enum { BASE = 0x08000000, TRAP = 0x40, CODE = 0x48, HANDLER = 0xC0, IMAGE = 0x100 };

static char     folder[64], path[96], binary[96];
static uint8_t  image[IMAGE];
static result_t r;
static char     text[STOP_TEXT];

static void put_word(uint32_t at, uint32_t v) { memcpy(image + at, &v, 4); }

/* The program, and the handler of all four faults; NULL: `b .`, as of everything else. */
static void build(const uint16_t *code, size_t bytes, const uint16_t *handler, size_t handler_bytes)
{
    ck_assert_uint_le(CODE + bytes, HANDLER);
    memset(image, 0, sizeof image);
    for (unsigned e = 1; e < 16; e++) put_word(4 * e, BASE + TRAP + 1);
    for (unsigned e = EXC_HARDFAULT; handler && e <= EXC_USAGEFAULT; e++) put_word(4 * e, BASE + HANDLER + 1);
    put_word(0, 0x20010000), put_word(4, BASE + CODE + 1);
    put_word(TRAP, 0xE7FE);                                     /* b . */
    memcpy(image + CODE, code, bytes);
    if (handler) memcpy(image + HANDLER, handler, handler_bytes);
}

static void run_expecting(const char *expect)
{
    strcpy(folder, "/tmp/staleline-faulted-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(binary, sizeof binary, "%s/a.bin", folder), snprintf(path, sizeof path, "%s/a.json", folder);
    FILE *f = fopen(binary, "wb");
    ck_assert(f && fwrite(image, sizeof image, 1, f) == 1 && !fclose(f));
    f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fprintf(f, "{ \"schema_version\": 1, \"title\": \"t\", \"max_cycles\": 20000, \"firmware\": { \"file\": "
               "\"a.bin\", \"base\": %u }%s }", BASE, expect);
    ck_assert_int_eq(fclose(f), 0);
    run_file(path, &(options_t){ .fail_on = -1 }, &r);
    ck_assert_msg(r.scenario != NULL, "%s", r.error.text);
    remove(path), remove(binary), rmdir(folder);
    if (!stop_complaint(&r, text, sizeof text)) *text = 0;
}

static void ends(const char *stop, int code)
{
    run_expecting("");
    ck_assert_str_eq(r.stop, stop);
    ck_assert_int_eq(r.exit_code, code);
    run_free(&r);
}
#define RUN(code) (build(code, sizeof code, NULL, 0), run_expecting(""))
#define BUILD(code, handler) build(code, sizeof code, handler, sizeof handler)
#define SAYS(words) ck_assert_msg(strstr(text, words) != NULL, "%s", text)

static const uint16_t undefined[] = { 0xDE00, 0xE7FE };         /* udf #0; b . */

START_TEST(a_store_past_the_end)
{
    /* 0x24080000: one byte behind AXI SRAM; the fault comes to the DSB */
    static const uint16_t code[] = { 0x2024, 0x0600,            /* movs r0, #0x24; lsls r0, #24 */
                                     0x2180, 0x0309, 0x1840,    /* movs r1, #0x80; lsls r1, #12; adds */
                                     0x6001, 0xF3BF, 0x8F4F,    /* str r1, [r0]; dsb */
                                     0xE7FE };
    RUN(code);
    const fault_end_t *x = stop_fault(&r);
    ck_assert_str_eq(r.stop, "fault");
    ck_assert_int_eq(r.exit_code, EXIT_FAULT);
    ck_assert_ptr_nonnull(x);
    ck_assert_uint_eq(x->exception, EXC_HARDFAULT);
    ck_assert_uint_eq(x->why.what, FAULT_BUS_IMPRECISE);
    ck_assert_uint_eq(stop_place(&r), BASE + CODE + 10);        /* the store, not where the CPU stood */
    ck_assert_uint_ge(x->stood, BASE + CODE + 12);
    SAYS("imprecise bus fault at 0x24080000");
    SAYS("CFSR 0x00000400, HFSR 0x40000000: IMPRECISERR, FORCED");
    SAYS("most likely the one in 0x08000052");
    run_free(&r);
}
END_TEST

START_TEST(a_call_to_where_no_code_is)
{
    static const uint16_t code[] = { 0x2000, 0x4780, 0xE7FE };  /* movs r0, #0; blx r0; b . */
    RUN(code);
    const fault_end_t *x = stop_fault(&r);
    ck_assert_ptr_nonnull(x);
    ck_assert_uint_eq(x->cfsr, CFSR_INVSTATE);
    ck_assert_uint_eq(stop_place(&r), 0);
    SAYS("called in 0x0800004A");                               /* the BLX */
    run_free(&r);
}
END_TEST

START_TEST(stuck_in_a_handler)
{
    static const uint16_t sleep[] = { 0xBF30, 0xE7FD };         /* wfi; b */
    BUILD(undefined, sleep);
    ends("fault", EXIT_FAULT);
}
END_TEST

START_TEST(an_svc_where_none_is_taken)
{
    static const uint16_t code[] = { 0xB672, 0xDF00, 0xE7FE };  /* cpsid i; svc #0; b . */
    RUN(code);
    SAYS("an SVC where none can be taken");
    SAYS("CFSR 0x00000000, HFSR 0x40000000: FORCED");
    run_free(&r);
}
END_TEST

START_TEST(unaligned_in_device_memory)
{
    uint16_t code[] = { 0x4807, 0x2103, 0x6041,                 /* ldr r0, =MPU_CTRL; MPU_RNR = 3 */
                        0xF04F, 0x5260, 0x6082,                 /* mov r2, #0x38000000: MPU_RBAR */
                        0x4B05, 0x60C3,                         /* ldr r3, =...: MPU_RASR */
                        0x2105, 0x6001, 0xF3BF, 0x8F4F,         /* MPU_CTRL = 5; dsb */
                        0xF8D2, 0x1001, 0xE7FE, 0,              /* ldr r1, [r2, #1]; b . */
                        0xED94, 0xE000, 0x001F, 0x1305 };       /* TEX=0 C=0 B=1 S=1, 64 KB */
    static const uint16_t part[] = { 0x2040, 0x0600,            /* movs r0, #0x40; lsls r0, #24 */
                                     0xF8D0, 0x1001, 0xE7FE };  /* ldr r1, [r0, #1]; b . */
    RUN(code);
    ck_assert_int_eq(r.exit_code, EXIT_FAULT);
    SAYS("MPU region 3 makes this Device");
    SAYS("TEX=1 C=0 B=0");
    run_free(&r);
    code[19] = 0x1300;                                          /* TEX=0 C=0 B=0 */
    RUN(code);
    SAYS("MPU region 3 makes this Strongly-ordered");
    run_free(&r);
    code[19] = 0x1308;                                          /* TEX=1 C=0 B=0 */
    BUILD(code, undefined);
    ends("max_cycles", EXIT_LIMIT);
    RUN(part);
    SAYS("Device by the default memory map");
    run_free(&r);
}
END_TEST

/* What came in the handler of a fault came of it. */
START_TEST(the_first_of_two)
{
    static const uint16_t code[] = { 0x4803, 0x2101, 0x0489,    /* ldr r0, =SHCSR; movs r1, #1; lsls #18 */
                                     0x6001, 0xF3BF, 0x8F4F,    /* str r1, [r0]: USGFAULTENA; dsb */
                                     0xDE00, 0xE7FE,            /* udf #0; b . */
                                     0xED24, 0xE000 };
    BUILD(code, undefined);
    put_word(4 * EXC_HARDFAULT, BASE + TRAP + 1);
    run_expecting("");
    const fault_end_t *x = stop_fault(&r);
    ck_assert_ptr_nonnull(x);
    ck_assert_uint_eq(x->exception, EXC_USAGEFAULT);
    ck_assert_uint_eq(stop_place(&r), BASE + CODE + 12);
    ck_assert_uint_ne(r.faulted.of[EXC_HARDFAULT].exception, 0);
    run_free(&r);
}
END_TEST

START_TEST(twins)
{
    static const uint16_t skip[] = { 0x9806, 0x3002, 0x9006, 0x4770 };  /* the stacked pc + 2; bx lr */
    static const uint16_t reset[] = { 0x4801, 0x4902, 0x6001, 0xE7FE,   /* AIRCR = 0x05FA0004; b . */
                                      0xED0C, 0xE000, 0x0004, 0x05FA };
    BUILD(undefined, skip);
    ends("max_cycles", EXIT_LIMIT);
    BUILD(undefined, reset);
    ends("reset", EXIT_FAULT);
    ck_assert_ptr_null(stop_fault(&r));
}
END_TEST

/* Not a fault, but an end without one: asleep beside an interrupt that was enabled in the wrong word. */
START_TEST(asleep_beside_a_pending_interrupt)
{
    uint16_t code[] = { 0xB672, 0x4A04, 0x4904, 0x2308,         /* cpsid i; r2 = ISER0; r1 = ISPR1; r3 = 8 */
                        0x6013, 0x600B, 0xF3BF, 0x8F4F,         /* str r3, [r2]; str r3, [r1]; dsb */
                        0xBF30, 0xE7FD,                         /* wfi; b */
                        0xE100, 0xE000, 0xE204, 0xE000 };
    RUN(code);
    ck_assert_str_eq(r.stop, "stuck");
    SAYS("interrupt 35 is pending but not enabled (NVIC_ISER1 bit 3)");
    run_free(&r);
    code[4] = 0x6053;                                           /* str r3, [r2, #4]: it wakes the core */
    build(code, sizeof code, NULL, 0);
    ends("max_cycles", EXIT_LIMIT);
}
END_TEST

START_TEST(it_can_be_expected)
{
    build(undefined, sizeof undefined, NULL, 0);
    run_expecting(", \"expect\": [ { \"stop\": \"fault\" } ]");
    ck_assert_int_eq(r.exit_code, EXIT_AS_EXPECTED);
    ck_assert_str_eq(text, "");
    run_free(&r);
    run_expecting(", \"expect\": [ { \"stop\": \"max_cycles\" } ]");
    ck_assert_int_eq(r.exit_code, EXIT_FAULT);
    SAYS("undefined instruction in 0x08000048");
    run_free(&r);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("faulted");
    tcase_add_test(t, a_store_past_the_end);
    tcase_add_test(t, a_call_to_where_no_code_is);
    tcase_add_test(t, stuck_in_a_handler);
    tcase_add_test(t, an_svc_where_none_is_taken);
    tcase_add_test(t, unaligned_in_device_memory);
    tcase_add_test(t, the_first_of_two);
    tcase_add_test(t, twins);
    tcase_add_test(t, asleep_beside_a_pending_interrupt);
    tcase_add_test(t, it_can_be_expected);
    return case_run("faulted", t);
}
