/* test_reach_mdma.c -- what the judges say of MDMA: mdma-tcm-port and its twins, its bytes and nodes by
 * their bus, order at the request, errors nobody looked at. Whole runs of small scenarios. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "run.h"
#include "suite.h"                        /* last: its macro `fail` would hide scenario.h's function */

static result_t result;

/* ram in AXI SRAM and d2 in SRAM1 (64 bytes, cached), konst in flash, tcm in DTCM; `program` is a list of
 * steps. */
static void play(const char *program)
{
    char name[] = "/tmp/test_reach_mdma_XXXXXX";
    int file = mkstemp(name);
    FILE *f = file < 0 ? NULL : fdopen(file, "w");
    ck_assert_ptr_nonnull(f);
    fprintf(f, "{\"schema_version\":1,\"title\":\"t\",\"setup\":{\"dcache\":true,\"enable\":[\"SRAM1\","
               "\"MDMA\",\"DMA2\"]},\"buffers\":{\"ram\":{\"region\":\"AXISRAM\",\"size\":64,\"init\":0},"
               "\"d2\":{\"region\":\"SRAM1\",\"size\":64,\"init\":0},"
               "\"konst\":{\"region\":\"FLASH\",\"size\":64,\"init\":1},"
               "\"tcm\":{\"region\":\"DTCM\",\"size\":64,"
               "\"init\":{\"ramp\":1}}},\"program\":[%s]}", program);
    fclose(f);
    options_t options = { .fail_on = -1 };
    memset(&result, 0, sizeof result);
    run_file(name, &options, &result);
    unlink(name);
    ck_assert_msg(result.scenario != NULL, "%s", result.error.text);
    ck_assert_str_eq(result.stop, "end");
}

#define START(n, more) "{\"mdma_start\":\"MDMA_Channel" #n "\"," more "}"
#define WAIT(n)        "{\"mdma_wait\":\"MDMA_Channel" #n "\"}"
#define INV(buffer)    "{\"invalidate\":\"" buffer "\"}"
#define CLEAN(buffer)  "{\"clean\":\"" buffer "\"}"

static const finding_t *only(rule_t rule, tier_t tier, const char *buffer)
{
    for (size_t i = 0; i < result.findings.count && result.findings.count != 1; i++)
        fprintf(stderr, "  %s: %s\n", rule_name[result.findings.item[i].rule],
                result.findings.item[i].message);
    ck_assert_uint_eq(result.findings.count, 1);
    const finding_t *f = result.findings.item;
    ck_assert_str_eq(rule_name[f->rule], rule_name[rule]);
    ck_assert_int_eq(f->tier, tier);
    ck_assert_str_eq(f->buffer, buffer);
    return f;
}

static void silent(const char *program)
{
    play(program);
    for (size_t i = 0; i < result.findings.count; i++)
        fprintf(stderr, "  %s: %s\n", rule_name[result.findings.item[i].rule],
                result.findings.item[i].message);
    ck_assert_uint_eq(result.findings.count, 0);
    run_free(&result);
}

/* ---- mdma-tcm-port --------------------------------------------------------------------------- */

START_TEST(the_tcm_by_axi)
{
    play(START(3, "\"from\":\"ram\",\"to\":\"tcm\",\"to_port\":\"axi\"") "," WAIT(3));
    const finding_t *f = only(RULE_MDMA_TCM_PORT, TIER_ERROR, "tcm");
    ck_assert_str_eq(f->master, "MDMA channel 3");
    ck_assert_ptr_nonnull(strstr(f->message, "MDMA channel 3 cannot write tcm"));
    ck_assert_ptr_nonnull(strstr(f->message, "through its AXI port"));
    ck_assert_ptr_nonnull(strstr(f->missing, "Set DBUS to 1"));
    ck_assert_uint_eq(f->causes, 3);
    ck_assert_ptr_nonnull(strstr(f->cause[2].text, "raised TEIF"));
    run_free(&result);
}
END_TEST

START_TEST(other_memory_by_ahbs)
{
    play(START(0, "\"from\":\"ram\",\"to\":\"tcm\",\"from_port\":\"tcm\"") "," WAIT(0));
    const finding_t *f = only(RULE_MDMA_TCM_PORT, TIER_ERROR, "ram");
    ck_assert_ptr_nonnull(strstr(f->message, "cannot read ram"));
    ck_assert_ptr_nonnull(strstr(f->missing, "Set SBUS to 0"));
    run_free(&result);
}
END_TEST

START_TEST(flash_is_read_only)
{
    play(START(0, "\"from\":\"ram\",\"to\":\"konst\"") "," WAIT(0));
    const finding_t *f = only(RULE_DMA_UNREACHABLE, TIER_ERROR, "konst");
    ck_assert_ptr_nonnull(strstr(f->message, "MDMA channel 0 cannot write konst"));
    ck_assert_ptr_nonnull(strstr(f->message, "the channel stopped"));
    ck_assert_uint_eq(f->causes, 3);
    run_free(&result);
    silent(START(0, "\"from\":\"konst\",\"to\":\"ram\"") "," WAIT(0));
}
END_TEST

START_TEST(doublewords)
{
    play(START(15, "\"from\":\"tcm\",\"to\":\"ram\",\"width\":8") "," WAIT(15));
    const finding_t *f = only(RULE_MDMA_TCM_PORT, TIER_ERROR, "tcm");
    ck_assert_str_eq(f->master, "MDMA channel 15");
    ck_assert_ptr_nonnull(strstr(f->message, "in 64-bit items"));
    ck_assert_ptr_nonnull(strstr(f->missing, "Cap SSIZE"));
    run_free(&result);
    play(START(0, "\"from\":\"ram\",\"to\":\"tcm\",\"width\":8") "," WAIT(0));
    ck_assert_ptr_nonnull(strstr(only(RULE_MDMA_TCM_PORT, TIER_ERROR, "tcm")->missing, "Cap DSIZE"));
    run_free(&result);
    silent(START(15, "\"from\":\"tcm\",\"to\":\"ram\",\"from_width\":4,\"to_width\":8") "," WAIT(15));
}
END_TEST

/* The second node is the one that is wrong: the finding names its buffer. */
START_TEST(in_a_list)
{
    play("{\"mdma_node\":\"d2\",\"from\":\"tcm+16\",\"to\":\"ram+16\",\"size\":16,\"width\":8}," CLEAN("d2") ","
         START(0, "\"from\":\"tcm\",\"to\":\"ram\",\"size\":16,\"next\":\"d2\"") "," WAIT(0));
    const finding_t *f = only(RULE_MDMA_TCM_PORT, TIER_ERROR, "tcm");
    ck_assert_uint_eq(f->addr, f->buffer_addr + 16);
    run_free(&result);
}
END_TEST

/* Nothing to do with the ports: a hole in the map, a clock that is off. */
START_TEST(other_errors_keep_their_rule)
{
    play(START(0, "\"from\":\"0x60000000\",\"to\":\"tcm\",\"size\":4,\"unchecked\":true") "," WAIT(0));
    ck_assert_uint_eq(result.findings.count, 1);
    ck_assert_int_eq(result.findings.item[0].rule, RULE_DMA_UNREACHABLE);
    ck_assert_str_eq(result.findings.item[0].master, "MDMA channel 0");
    run_free(&result);
    play(START(0, "\"from\":\"0x38800000\",\"to\":\"tcm\",\"size\":4,\"unchecked\":true") "," WAIT(0));
    ck_assert_int_eq(result.findings.item[0].rule, RULE_MEMORY_UNCLOCKED);
    run_free(&result);
}
END_TEST

/* ---- coherence ------------------------------------------------------------------------------- */

START_TEST(the_tcm_needs_nothing)
{
    silent("{\"load\":\"tcm\"},{\"store\":\"tcm+32\",\"value\":7}," START(0,
            "\"from\":\"tcm+32\",\"to\":\"tcm\",\"size\":32")
           "," WAIT(0) ",{\"load\":\"tcm\",\"expect\":7},{\"load\":\"tcm+32\"}");
}
END_TEST

START_TEST(a_dirty_source)
{
    play("{\"store\":\"ram\",\"value\":7}," START(2, "\"from\":\"ram\",\"to\":\"tcm\"") "," WAIT(2));
    ck_assert_str_eq(only(RULE_STALE_DMA_READ, TIER_ERROR, "ram")->master, "MDMA channel 2");
    run_free(&result);
    silent("{\"store\":\"ram\",\"value\":7}," CLEAN("ram") "," START(2,
            "\"from\":\"ram\",\"to\":\"tcm\"") "," WAIT(2));
}
END_TEST

START_TEST(a_stale_destination)
{
    play("{\"load\":\"ram\"}," START(2, "\"from\":\"tcm\",\"to\":\"ram\"") "," WAIT(2) ",{\"load\":\"ram\"}");
    ck_assert_str_eq(only(RULE_STALE_READ, TIER_ERROR, "ram")->master, "MDMA channel 2");
    run_free(&result);
    silent("{\"load\":\"ram\"}," START(2, "\"from\":\"tcm\",\"to\":\"ram\"") "," WAIT(2) "," INV("ram") ",{\"load\":\"ram\"}");
}
END_TEST

START_TEST(a_dirty_node)
{
    play("{\"mdma_node\":\"d2\",\"from\":\"tcm\",\"to\":\"ram+16\",\"size\":16}," START(0,
            "\"from\":\"tcm\",\"to\":\"ram\","
         "\"size\":16,\"next\":\"d2\"") ",{\"mdma_wait\":\"MDMA_Channel0\",\"for\":\"off\"}");
    only(RULE_STALE_DMA_READ, TIER_ERROR, "d2");
    run_free(&result);
}
END_TEST

/* The request, not EN, is what the barrier must come before. */
START_TEST(order_at_the_request)
{
#define ARMED START(0, "\"from\":\"d2\",\"to\":\"tcm\",\"request\":false")
#define REQUEST "{\"write\":\"MDMA.C0CR\",\"value\":\"0x10001\"}"
#define NC "{\"dcache\":false},"
    silent(NC ARMED ",{\"store\":\"d2\",\"value\":7},{\"dsb\":true}," REQUEST "," WAIT(0));
    silent(NC "{\"store\":\"d2\",\"value\":7}," ARMED ",{\"dsb\":true}," REQUEST "," WAIT(0));
    play(NC ARMED ",{\"dsb\":true},{\"store\":\"d2\",\"value\":7}," REQUEST "," WAIT(0));
    /* whether the request overtook the store in this run is a matter of timing */
    const finding_t *f = result.findings.item;
    ck_assert_uint_eq(result.findings.count, 1);
    ck_assert_int_eq(f->rule, RULE_MISSING_BARRIER);
    ck_assert_str_eq(f->buffer, "d2");
    ck_assert_ptr_nonnull(strstr(f->missing, "program[4].write"));
    run_free(&result);
}
END_TEST

/* ---- the driver's manners -------------------------------------------------------------------- */

START_TEST(an_error_nobody_looked_at)
{
    play(START(1, "\"from\":\"tcm\",\"to\":\"ram\",\"to_port\":\"tcm\"") ",{\"compute\":2000}");
    ck_assert_uint_eq(result.findings.count, 2);
    const finding_t *f = &result.findings.item[1];
    ck_assert_int_eq(f->rule, RULE_IGNORED_ERROR);
    ck_assert_ptr_nonnull(strstr(f->missing, "Test TEIF in MDMA_C1ISR"));
    run_free(&result);
    play(START(1, "\"from\":\"tcm\",\"to\":\"ram\",\"to_port\":\"tcm\"")
         ",{\"compute\":2000},{\"read\":\"MDMA.GISR0\"}");
    only(RULE_MDMA_TCM_PORT, TIER_ERROR, "ram");
    run_free(&result);
}
END_TEST

START_TEST(a_write_that_is_ignored)
{
    play(START(0, "\"from\":\"tcm\",\"to\":\"tcm+32\",\"size\":32,\"request\":false") ",{\"write\":\"MDMA.C0SAR\",\"value\":4}");
    const finding_t *f = result.findings.item;
    ck_assert_uint_eq(result.findings.count, 1);
    ck_assert_int_eq(f->rule, RULE_DMA_CONFIG);
    ck_assert_ptr_nonnull(strstr(f->message, "MDMA.C0SAR was ignored: MDMA channel 0 was still enabled"));
    run_free(&result);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_tcm_by_axi, other_memory_by_ahbs, flash_is_read_only, doublewords, in_a_list,
        other_errors_keep_their_rule,
        the_tcm_needs_nothing, a_dirty_source, a_stale_destination, a_dirty_node, order_at_the_request,
        an_error_nobody_looked_at, a_write_that_is_ignored,
    };
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    return case_run("reach_mdma", c);
}
