/* Firmware made ready: kinds of files told apart, vector tables found and refused, names, the stack; run
 * alone and inside a scenario. Addresses are compared with binutils' app.nm. */
#include "elf_bench.h"
#include "findings.h"
#include "run.h"
#include "suite.h"              /* last: check.h has a macro named fail */

static err_t err;
static char temporary[64];

static void setup(void)
{
    *err.text = 0;
    strcpy(temporary, "/tmp/staleline-firmware-XXXXXX");
    ck_assert(mkdtemp(temporary) != NULL);
}

static void teardown(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", temporary);
    ck_assert_int_eq(system(command), 0);
}

static firmware_t *load(const char *path, const firmware_options_t *o)
{
    firmware_t *f = firmware_load(path, o, &err);
    ck_assert_msg(f != NULL, "%s", err.text);
    return f;
}

static const char *write_file(const char *name, const void *bytes, size_t size)
{
    const char *path = in(temporary, name);
    FILE *f = fopen(path, "wb");
    ck_assert(f && fwrite(bytes, 1, size, f) == size && !fclose(f));
    return path;
}

static uint32_t nm(const char *name)
{
    char line[200], *at;
    FILE *f = fopen(TREE "/app.nm", "r");
    uint32_t addr = 0;
    while (fgets(line, sizeof line, f))
        if ((at = strrchr(line, ' ')) && !strncmp(at + 1, name, strlen(name)) && at[1 + strlen(name)] == '\n')
            addr = (uint32_t)strtoul(line, NULL, 16);
    fclose(f);
    ck_assert_msg(addr, "nm has no %s", name);
    return addr;
}

START_TEST(test_kinds)
{
    ck_assert(firmware_is(TREE "/app.elf"));
    ck_assert(firmware_is(TREE "/app.hex"));
    ck_assert(firmware_is(TREE "/app.bin"));
    ck_assert(!firmware_is("scenarios/04-stale-receive.json"));
    ck_assert(!firmware_is("-"));
    ck_assert(!firmware_is("nowhere.elf"));
    size_t size;
    uint8_t *b = bytes_of(TREE "/app.elf", &size);
    ck_assert(firmware_is(write_file("no-suffix", b, size)));
    ck_assert(firmware_is(write_file("elf.bin", b, size)));
    firmware_t *f = load(in(temporary, "elf.bin"), NULL);
    ck_assert(f->is_elf);
    firmware_free(f), free(b);
    ck_assert_ptr_eq(firmware_load(write_file("lib.a", "!<arch>\n\0\1", 10), NULL, &err), NULL);
    ck_assert(strstr(err.text, "lib.a: an archive of object files") != NULL);
    ck_assert_ptr_eq(firmware_load("Makefile", NULL, &err), NULL);
    ck_assert_str_eq(err.text, "Makefile: no firmware: neither ELF nor Intel HEX nor a .bin file");
}
END_TEST

START_TEST(test_starts)
{
    static const char *const files[] = { "app.elf", "app.hex", "app.bin", "stripped.elf" };
    for (int i = 0; i < 4; i++) {
        firmware_t *f = load(in(TREE, files[i]), NULL);
        ck_assert_uint_eq(f->vtor, 0x08000000);
        ck_assert_uint_eq(f->stack, 0x20020000);
        ck_assert_uint_eq(f->reset, nm("Reset_Handler") | 1);
        firmware_free(f);
    }
}
END_TEST

/* A binary for the place behind a boot loader: found where it is loaded, or not at all. */
START_TEST(test_vector_table)
{
    /* a table at +0x80, code at +0x100 */
    uint32_t image[64] = { [32] = 0x20020000, [33] = 0x08020101 };
    const char *path = write_file("late.bin", image, sizeof image);
    firmware_options_t o = { .base = 0x08020000, .has_base = true };
    ck_assert_ptr_eq(firmware_load(path, &o, &err), NULL);
    char wanted[300];
    snprintf(wanted, sizeof wanted,
             "%s: no vector table at 0x08000000 (nothing is loaded there) nor where another piece begins; "
             "--vtor ADDR says where it is", path);
    ck_assert_str_eq(err.text, wanted);

    image[33] = 0x08020041;                                               /* code inside */
    path = write_file("late.bin", image, sizeof image);
    o.vtor = 0x08020080, o.has_vtor = true;
    firmware_t *f = load(path, &o);
    ck_assert_uint_eq(f->vtor, 0x08020080);
    firmware_free(f);

    image[0] = 0x24080000, image[1] = 0x08020041;                         /* and one at the beginning */
    path = write_file("late.bin", image, sizeof image);
    o.has_vtor = false;
    f = load(path, &o);
    ck_assert_uint_eq(f->vtor, 0x08020000);
    ck_assert_uint_eq(f->stack, 0x24080000);
    firmware_free(f);
}
END_TEST

START_TEST(test_wrong_vectors)
{
    static const struct { uint32_t stack, reset, vtor; const char *why; } cases[] = {
        { 0x08000000, 0x08000009, 0x08000000,
            "no vector table at 0x08000000: its first word is no stack pointer: it is in no RAM" },
        { 0x20020002, 0x08000009, 0x08000000,
            "no vector table at 0x08000000: its first word is no stack pointer: it is in no RAM" },
        { 0x20020000, 0x08000008, 0x08000000,
            "no vector table at 0x08000000: its second word has bit 0 clear: no Thumb code" },
        { 0x20020000, 0x08001001, 0x08000000,
            "no vector table at 0x08000000: its second word points where no code is loaded" },
        { 0x20020000, 0x08000009, 0x08000040, "a vector table at 0x08000040: not on a multiple of 128" },
        { 0x20020000, 0x08000009, 0x08000080, "no vector table at 0x08000080: nothing is loaded there" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t image[8] = { cases[i].stack, cases[i].reset };
        const char *path = write_file("x.bin", image, sizeof image);
        firmware_options_t o = { .vtor = cases[i].vtor, .has_vtor = true };
        ck_assert_ptr_eq(firmware_load(path, &o, &err), NULL);
        ck_assert_str_eq(err.text + strlen(path) + 2, cases[i].why);
    }
    firmware_options_t o = { .has_base = true };
    ck_assert_ptr_eq(firmware_load(TREE "/app.elf", &o, &err), NULL);
    ck_assert_str_eq(err.text, TREE "/app.elf: a base address is for binary files; this one has its own");
}
END_TEST

START_TEST(test_names)
{
    firmware_t *f = load(TREE "/app.elf", NULL);
    input_t given = { .cpu_hz = 0 };
    names_t names = { .steps = 0 };
    firmware_give(f, &given, &names);
    ck_assert_uint_eq(given.firmware, 1);
    ck_assert_uint_eq(given.vectors, 0x08000000);
    ck_assert_uint_eq(given.images, f->loaded.parts);
    ck_assert_str_eq(names_find(&names, nm("rx") + 63)->name, "rx");
    ck_assert_ptr_eq(names_find(&names, nm("rx") + 64), NULL);
    /* SRAM1's alias */
    ck_assert_str_eq(names_find(&names, 0x10000000 + nm("rx") - 0x30000000)->name, "rx");
    ck_assert_str_eq(names_find(&names, nm("main") + 5)->name, "main");
    ck_assert_str_eq(names_find(&names, nm("Default_Handler"))->name, "Default_Handler");
    ck_assert_str_eq(names_find(&names, nm("_ZN3app6module7COUNTER17h0123456789abcdefE"))->name,
                     "app::module::COUNTER");
    /* the stack: from _estack down to the end of .bss */
    ck_assert_str_eq(names_find(&names, 0x2001FFFC)->name, "stack");
    ck_assert_str_eq(names_find(&names, nm("_ebss"))->name, "stack");
    ck_assert_str_ne(names_find(&names, nm("_ebss") - 1)->name, "stack");
    ck_assert_ptr_eq(names_find(&names, 0x20020000), NULL);
    for (size_t i = 0; i < names.symbols; i++)
        ck_assert_ptr_eq(names_find(&names, names.symbol[i].addr), &names.symbol[i]);
    firmware_free(f);
}
END_TEST

START_TEST(test_symbol)
{
    firmware_t *f = load(TREE "/app.elf", NULL);
    static const char *const ways[] = { "app::module::COUNTER", "COUNTER", "module::COUNTER",
        "_ZN3app6module7COUNTER17h0123456789abcdefE" };
    for (int i = 0; i < 4; i++) {
        const symbol_t *s = firmware_symbol(f, ways[i], &err);
        ck_assert_msg(s != NULL, "%s", err.text);
        ck_assert_uint_eq(s->addr, nm("_ZN3app6module7COUNTER17h0123456789abcdefE"));
    }
    ck_assert_ptr_eq(firmware_symbol(f, "OUNTER", &err), NULL);
    ck_assert_str_eq(err.text, TREE "/app.elf: no symbol \"OUNTER\"; did you mean \"COUNTER\"?");
    firmware_free(f);
    *err.text = 0;
    f = load(TREE "/app.bin", NULL);
    ck_assert_ptr_eq(firmware_symbol(f, "main", &err), NULL);
    ck_assert_str_eq(err.text, TREE "/app.bin: no symbol \"main\": the file has none at all");
    firmware_free(f);
}
END_TEST

/* Lines as in test_debuginfo.c; here what people read. */
START_TEST(test_places)
{
    words_t w;
    char wanted[96];
    firmware_t *f = load(TREE "/app.elf", NULL);
    input_t given;
    names_t names = { .steps = 0 };
    firmware_give(f, &given, &names);
    ck_assert_str_eq(say_step(&names, nm("Default_Handler"), &w), "Default_Handler+0x0 (app.c:52)");
    ck_assert_str_eq(say_step(&names, NO_PC, &w), "no step of the program");
    ck_assert_str_eq(say_step(&names, 0x24000000, &w), "0x24000000");
    for (uint32_t pc = nm("main"); pc < nm("main") + 16; pc += 2) {
        site_t s;
        if (!names.site(names.of, pc, 1, &s)) continue;
        snprintf(wanted, sizeof wanted, "get in main+0x%x (app.c:20)", pc - nm("main"));
        ck_assert_str_eq(say_step(&names, pc, &w), wanted);
    }
    firmware_free(f);
    f = load(TREE "/lineless.elf", NULL);
    firmware_give(f, &given, &names);
    ck_assert_str_eq(say_step(&names, nm("main") + 2, &w), "main+0x2");
    firmware_free(f);
    f = load(TREE "/stripped.elf", NULL);
    firmware_give(f, &given, &names);
    snprintf(wanted, sizeof wanted, "0x%08X", nm("main") + 2);
    ck_assert_str_eq(say_step(&names, nm("main") + 2, &w), wanted);
    firmware_free(f);
}
END_TEST

/* ---- running: app.c adds up text, which says whether .data and .bss are where they belong -------------- */

START_TEST(test_runs)
{
    static const char *const files[] = { "app.elf", "dwarf4.elf", "packed.elf", "lineless.elf",
        "stripped.elf", "app.hex", "app.bin" };
    static result_t r;
    options_t o = { .fail_on = -1, .max_cycles = 100000 };
    uint64_t cycles = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        run_file(in(TREE, files[i]), &o, &r);
        ck_assert_msg(r.scenario != NULL, "%s", r.error.text);
        ck_assert_str_eq(r.stop, "exit");
        ck_assert_int_eq(r.exit_code, EXIT_AS_EXPECTED);
        if (cycles) ck_assert_uint_eq(r.cycles, cycles);                  /* names change nothing */
        cycles = r.cycles;
        run_free(&r);
    }
}
END_TEST

START_TEST(test_scenario)
{
    char text[2000], path[1024];
    ck_assert(realpath(TREE "/app.elf", path) != NULL);
    snprintf(text, sizeof text,
             "{ \"schema_version\": 1, \"title\": \"t\", \"firmware\": \"%s\", \"max_cycles\": 100000,"
             "\"expect\": ["
             "{ \"stop\": \"exit\", \"code\": 0 },"
             "{ \"bytes\": \"tx\", \"equal\": { \"text\": \"twenty bytes of text\" } },"
             "{ \"value\": \"ticks\", \"equals\": 0 },"
             "{ \"value\": \"COUNTER+2\", \"size\": 2, \"equals\": 0 },"
             "{ \"cycles\": { \"min\": 1 }, \"from\": \"symbol:Reset_Handler\", \"to\": \"symbol:main\" },"
             "{ \"cycles\": { \"min\": 1 }, \"from\": \"symbol:main\", \"to\": \"symbol:sum\" },"
             "{ \"cycles\": 0, \"from\": \"symbol:main\", \"to\": \"symbol:Reset_Handler\" },"
             "{ \"cycles\": { \"min\": 0 }, \"from\": \"symbol:main\","
             "\"to\": \"symbol:Default_Handler\" } ] }",
             path);
    const char *file = write_file("s.json", text, strlen(text));
    static result_t r;
    options_t o = { .fail_on = -1 };
    run_file(file, &o, &r);
    ck_assert_msg(r.scenario != NULL, "%s", r.error.text);
    ck_assert_uint_eq(r.outcomes, 8);
    for (int i = 0; i < 7; i++)
        ck_assert_msg(r.outcome[i].passed, "%s: %s", r.outcome[i].path, r.outcome[i].text);
    ck_assert(!r.outcome[7].passed);                                      /* never called */
    ck_assert_str_eq(r.outcome[7].text, "the run never passed mark \"symbol:Default_Handler\"");
    /* sum, called twice: marks are in the file's order */
    ck_assert_uint_eq(r.marks.count[2], 2);
    run_free(&r);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("firmware_file");
    *built = 0;
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, test_kinds);
    tcase_add_test(t, test_starts);
    tcase_add_test(t, test_vector_table);
    tcase_add_test(t, test_wrong_vectors);
    tcase_add_test(t, test_names);
    tcase_add_test(t, test_symbol);
    tcase_add_test(t, test_places);
    tcase_add_test(t, test_runs);
    tcase_add_test(t, test_scenario);
    return case_run("firmware_file", t);
}
