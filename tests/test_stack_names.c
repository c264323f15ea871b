/* test_stack_names.c -- what lies on a stack has a name once a DMA was set to it. Sizes and places follow
 * from scenarios/firmware/c/members.c: port.frames is 4 bytes, port.rx the 32 behind it. */
#include "run.h"
#include <string.h>
#include "suite.h"              /* last: check.h has a macro named fail */

static result_t result;

static const names_t *run(const char *file)
{
    options_t o = { .fail_on = -1 };
    run_free(&result);
    run_file(file, &o, &result);
    ck_assert_msg(result.scenario != NULL, "%s", result.error.text);
    return &result.scenario->names;
}

static const local_name_t *named(const names_t *n, const char *name)
{
    for (size_t i = 0; i < n->locals; i++)
        if (n->local[i].symbol.size && !strcmp(n->local[i].symbol.name, name)) return &n->local[i];
    return NULL;
}

/* Images write the way into DCISW as a cache of four ways has it (bits 31:30). With tiny buffers there are
 * two, way 1 is never invalidated, and that is found before anything else. */
#ifdef STRESS
enum { FOUND_BEFORE = 1 };
#else
enum { FOUND_BEFORE = 0 };
#endif

START_TEST(test_members)
{
    const names_t *n = run("scenarios/58-firmware-members-on-stack.json");
    const local_name_t *port = named(n, "port in main"), *rx = named(n, "port.rx in main"),
                       *frames = named(n, "port.frames in main");
    ck_assert(port && rx && frames);
    ck_assert_uint_eq(frames->symbol.addr, port->symbol.addr);
    ck_assert_uint_eq(rx->symbol.addr, port->symbol.addr + 4);
    ck_assert_uint_eq(rx->symbol.size, 32);
    ck_assert_str_eq(names_part(n, rx->symbol.addr + 31)->name, "port.rx in main");
    ck_assert_str_eq(names_find(n, rx->symbol.addr)->name, "stack");
    ck_assert_ptr_eq(names_local(n, names_part(n, rx->symbol.addr)), rx);
    ck_assert_str_eq(result.findings.item[FOUND_BEFORE].buffer, "port.rx in main");
    ck_assert(!strncmp(result.findings.item[FOUND_BEFORE].declared, "members.c:", 10));
    ck_assert_uint_eq(result.findings.item[FOUND_BEFORE].buffer_size, 32);
}
END_TEST

/* Three transfers from the same place: each name once. */
START_TEST(test_once)
{
    const names_t *n = run("scenarios/58-firmware-members-on-stack.json");
    for (size_t i = 0; i < n->locals; i++)
        for (size_t k = 0; k < i; k++)
            ck_assert(strcmp(n->local[i].symbol.name, n->local[k].symbol.name)
                      || n->local[i].symbol.addr != n->local[k].symbol.addr);
    ck_assert_uint_lt(n->locals, LOCALS_MAX);
}
END_TEST

/* scenarios/firmware/c/heap_dma.c: console_open() asks for 64 bytes, from newlib or from an array of its
 * own. */
START_TEST(test_heap)
{
    const char *const file[] = { "scenarios/58-firmware-freed-under-dma.json",
                                 "scenarios/58-firmware-freed-under-dma-port.json" };
    for (int i = 0; i < 2; i++) {
        const names_t *n = run(file[i]);
        const local_name_t *block = named(n, "block of console_open");
        ck_assert(block != NULL);
        ck_assert_uint_eq(block->symbol.size, 64);
        ck_assert_str_eq(block->file, "heap_dma.c");
        ck_assert_str_eq(names_part(n, block->symbol.addr + 63)->name, "block of console_open");
        ck_assert_uint_eq(result.findings.count, 1);
        ck_assert_uint_eq(result.findings.item[0].buffer_addr, block->symbol.addr);
        ck_assert(!strncmp(result.findings.item[0].declared, "heap_dma.c:", 11));
    }
}
END_TEST

/* A DMA that never touches a stack names nothing; nor does a program of steps. */
START_TEST(test_nothing)
{
    ck_assert_uint_eq(run("scenarios/58-firmware-members-together.json")->locals, 0);
    ck_assert_uint_eq(run("scenarios/04-stale-receive.json")->locals, 0);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("stack_names");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, test_members);
    tcase_add_test(t, test_once);
    tcase_add_test(t, test_heap);
    tcase_add_test(t, test_nothing);
    return case_run("stack_names", t);
}
