/* `staleline memory`: tables and findings of small images, each rule with a file that breaks it and one
 * that does not. What app.c and orphan.c hold stands in tests/elf; other cases are made by changing the
 * headers of one (System V ABI: Elf32_Phdr at 52, p_vaddr +8, p_paddr +12; sh_addr at +12 of a section). */
#include "elf_bench.h"
#include "memory_check.h"
#include "run.h"
#include <cJSON.h>
#include "suite.h"              /* last: check.h has a macro named fail */

static char *text;
static err_t err;
static char temporary[64];

static void setup(void)
{
    strcpy(temporary, "/tmp/staleline-memory-XXXXXX");
    ck_assert(mkdtemp(temporary) != NULL);
}

static void teardown(void)
{
    char command[128];
    free(text), text = NULL;
    snprintf(command, sizeof command, "rm -rf %s", temporary);
    ck_assert_int_eq(system(command), 0);
}

static int look(const char *file, const memory_options_t *o)
{
    size_t size;
    free(text), text = NULL, *err.text = 0;
    FILE *f = open_memstream(&text, &size);
    int code = memory_check(f, file, o, &err);
    fclose(f);
    return code;
}

static int check(const char *file, const char *dma)
{
    return look(file, &(memory_options_t){ .dma = dma, .fail_on = -1 });
}

static bool says(const char *line) { return strstr(text, line) != NULL; }

#define SAYS(line) ck_assert_msg(says(line), "no \"%s\" in\n%s", line, text)
#define SILENT(line) ck_assert_msg(!says(line), "\"%s\" in\n%s", line, text)

/* A copy of an image with words changed: { offset, value } pairs. */
static const char *changed(const char *image, const uint32_t (*change)[2], unsigned count)
{
    size_t size;
    uint8_t *b = bytes_of(in(TREE, image), &size);
    const char *path = in(temporary, "changed.elf");
    for (unsigned i = 0; i < count; i++) memcpy(b + change[i][0], &change[i][1], 4);
    FILE *f = fopen(path, "wb");
    ck_assert(f && fwrite(b, 1, size, f) == size && !fclose(f));
    free(b);
    return path;
}

/* File offset of the header of the section with this name, whose sh_addr is at +12. */
static uint32_t section_header(const char *image, const char *name)
{
    size_t size;
    uint8_t *b = bytes_of(in(TREE, image), &size);
    uint32_t shoff, names, at = 0, word;
    memcpy(&shoff, b + 32, 4);
    memcpy(&names, b + shoff + 40 * b[50] + 16, 4);
    for (unsigned i = 1; i < b[48]; i++) {
        memcpy(&word, b + shoff + 40 * i, 4);
        if (!strcmp((const char *)b + names + word, name)) at = shoff + 40 * i;
    }
    free(b);
    ck_assert_uint_ne(at, 0);
    return at;
}

START_TEST(test_app)
{
    ck_assert_int_eq(check(TREE "/app.elf", NULL), EXIT_AS_EXPECTED);
    SAYS(".data        0x20000000     20  DTCM          TCM            copied");
    SAYS(".bss         0x20000020    124  DTCM          TCM            zeroed                       .     .");
    SAYS(".text        0x08000040");
    SAYS("tx                    0x20000000     20  DTCM      .data     TCM         copied           .     .");
    SAYS("#     app.c:11\n");
    SAYS("frame                 0x24000000     40  AXI SRAM  .axisram  write-back  not initialised  #     #");
    SAYS("app::module::COUNTER  0x20000094      4  DTCM");
    SAYS("DTCM          0x20000000   131072   144  TCM");            /* .data 20 + .bss 124 */
    SAYS("lint: not-initialised: section .sram1 ");
    SAYS("lint: stack-unreachable: the stack begins at 0x20020000 in DTCM");
    SILENT("hazard:"), SILENT("error:"), SILENT("lost-initialiser"), SILENT("orphan-section");
}
END_TEST

/* orphan.ld has no line for .sram1: it lies in DTCM between .data and .bss, with its bytes in flash. */
START_TEST(test_orphan)
{
    ck_assert_int_eq(check(TREE "/orphan.elf", NULL), EXIT_NOT_AS_EXPECTED);
    SAYS("hazard: section-memory: section .sram1 lies in DTCM (0x20000020), not in SRAM1");
    SAYS("hazard: lost-initialiser: section .sram1 has 64 bytes at 0x080001");
    SAYS("rx                    0x20000020     64  DTCM      .sram1    TCM         not copied");
    ck_assert_int_eq(look(TREE "/orphan.elf", &(memory_options_t){ .fail_on = TIER_ERROR }),
                     EXIT_AS_EXPECTED);
    ck_assert_int_eq(look(TREE "/orphan.elf", &(memory_options_t){ .fail_on = TIERS }), EXIT_AS_EXPECTED);
    ck_assert_int_eq(look(TREE "/app.elf", &(memory_options_t){ .fail_on = TIER_LINT }),
                     EXIT_NOT_AS_EXPECTED);
}
END_TEST

START_TEST(test_dma)
{
    /* SRAM1, 64 bytes, own lines */
    ck_assert_int_eq(check(TREE "/app.elf", "rx=DMA1"), EXIT_AS_EXPECTED);
    ck_assert_int_eq(check(TREE "/app.elf", "rx,rx=DMA2,rx=MDMA,rx=ETH"), EXIT_AS_EXPECTED);
    ck_assert_int_eq(check(TREE "/app.elf", "rx=BDMA"), EXIT_NOT_AS_EXPECTED);
    SAYS("error: dma-unreachable: rx (0x30000000) lies in SRAM1: BDMA has no way there");
    ck_assert_int_eq(check(TREE "/app.elf", "rx=SDMMC1"), EXIT_NOT_AS_EXPECTED); /* RM0433 table 3: only D1 */
    ck_assert_int_eq(check(TREE "/app.elf", "tx"), EXIT_NOT_AS_EXPECTED);
    SAYS("error: dma-unreachable: tx (0x20000000) lies in DTCM: DMA1 has no way there");
    /* by AHBS; no cache before TCM */
    ck_assert_int_eq(check(TREE "/app.elf", "tx=MDMA"), EXIT_AS_EXPECTED);
    SILENT("shared-line"), SILENT("partial-line");
    ck_assert_int_eq(check(TREE "/app.elf", "frame=DMA1"), EXIT_NOT_AS_EXPECTED);
    SAYS("hazard: shared-line: frame (0x24000000, 40 bytes) shares a 32-byte cache line with frames:");
    ck_assert_int_eq(check(TREE "/app.elf", "frames"), EXIT_NOT_AS_EXPECTED);
    SAYS("hazard: shared-line: frames (0x24000028, 4 bytes) shares a 32-byte cache line with frame:");
    ck_assert_int_eq(check(TREE "/app.elf", "stack=DMA2"), EXIT_NOT_AS_EXPECTED);
    SAYS("error: dma-unreachable: stack ");
}
END_TEST

START_TEST(test_dma_words)
{
    static const struct { const char *dma, *message; } cases[] = {
        { "rx=DMA3", "--dma: no DMA engine \"DMA3\"; did you mean \"DMA1\"?" },
        { "rxx", TREE "/app.elf: no symbol \"rxx\"; did you mean \"rx\"?" },
        { "", "--dma wants NAME=ENGINE[,NAME=ENGINE], such as --dma rx=DMA1" },
        { "rx,,tx", "--dma wants NAME=ENGINE[,NAME=ENGINE], such as --dma rx=DMA1" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(check(TREE "/app.elf", cases[i].dma), EXIT_USAGE);
        ck_assert_str_eq(err.text, cases[i].message);
        ck_assert_str_eq(text, "");
    }
}
END_TEST

START_TEST(test_stripped)
{
    ck_assert_int_eq(check(TREE "/stripped.elf", NULL), EXIT_AS_EXPECTED);
    SAYS(".bss         0x20000020    124  DTCM          TCM            not known");
    SAYS("lint: stack-unreachable");
    SILENT("lost-initialiser"), SILENT("not-initialised");
    /* no section headers either */
    uint32_t none[3][2] = { { 32, 0 }, { 46, 0x280028u }, { 48, 0 } };
    ck_assert_int_eq(check(changed("stripped.elf", none, 3), NULL), EXIT_AS_EXPECTED);
    SAYS("segment 1  0x20000000     20  DTCM          TCM            not known  0x08000");
}
END_TEST

START_TEST(test_debugger_only)
{
    /* .data's p_paddr = p_vaddr */
    uint32_t change[1][2] = { { 52 + 32 + 12, 0x20000000 } };
    /* a symbol says it is copied */
    ck_assert_int_eq(check(changed("lineless.elf", change, 1), NULL), EXIT_AS_EXPECTED);
    ck_assert_int_eq(check(changed("stripped.elf", change, 1), NULL), EXIT_NOT_AS_EXPECTED);
    SAYS("hazard: lost-initialiser: section .data has its 20 bytes at their RAM address in the file");
    SAYS("by a debugger only");
}
END_TEST

START_TEST(test_no_memory)
{
    uint32_t at = section_header("lineless.elf", ".sram1") + 12, change[1][2] = { { at, 0x31000000 } };
    ck_assert_int_eq(check(changed("lineless.elf", change, 1), NULL), EXIT_NOT_AS_EXPECTED);
    SAYS("error: no-memory: 64 bytes at 0x31000000, where the STM32H743 has no memory");
    change[0][1] = 0xD0000000;
    ck_assert_int_eq(check(changed("lineless.elf", change, 1), NULL), EXIT_AS_EXPECTED);
    SAYS("lint: no-memory: 64 bytes at 0xD0000000: external memory, which is not modelled");
    change[0][1] = 0x38000000;
    ck_assert_int_eq(check(changed("lineless.elf", change, 1), NULL), EXIT_NOT_AS_EXPECTED);
    SAYS("hazard: section-memory: section .sram1 lies in SRAM4 (0x38000000), not in SRAM1");
    change[0][1] = 0x10000000;                                                     /* SRAM1's other address */
    ck_assert_int_eq(check(changed("lineless.elf", change, 1), NULL), EXIT_AS_EXPECTED);
    SILENT("section-memory");
    change[0][1] = 0x3800FFF0;
    ck_assert_int_eq(check(changed("lineless.elf", change, 1), NULL), EXIT_NOT_AS_EXPECTED);
    SAYS("error: too-large: 64 bytes from 0x3800FFF0 do not end in a memory: SRAM4 has 16 bytes left there");
    change[0][1] = 0x24000010;
    ck_assert_int_eq(check(changed("lineless.elf", change, 1), NULL), EXIT_NOT_AS_EXPECTED);
    SAYS("error: overlap: .sram1 (0x24000010, 64 bytes) and .axisram (0x24000000, 44 bytes) are the same");
}
END_TEST

/* The section behind .bss in DTCM whose name no rule knows: .sram1 renamed, in the table of names. */
static const char *renamed(const char *name, uint32_t addr)
{
    size_t size;
    uint8_t *b = bytes_of(TREE "/lineless.elf", &size);
    uint32_t at = section_header("lineless.elf", ".sram1");
    for (size_t i = 0; i + 7 < size; i++)
        if (!memcmp(b + i, ".sram1", 7)) memcpy(b + i, name, strlen(name) + 1);
    memcpy(b + at + 12, &addr, 4);
    FILE *f = fopen(in(temporary, "renamed.elf"), "wb");
    ck_assert(f && fwrite(b, 1, size, f) == size && !fclose(f));
    free(b);
    return in(temporary, "renamed.elf");
}

START_TEST(test_section_rules)
{
    /* app.nm: _ebss, on the next line */
    uint32_t behind = (0x2000009C + 31) & ~31u;
    check(renamed(".mine", behind), NULL);
    SAYS("lint: orphan-section: section .mine follows .bss in DTCM");
    check(renamed(".mine", 0x30000000), NULL);
    SILENT("orphan-section");
    check(renamed(".noini", behind), NULL);
    /* a name that only begins alike */
    SAYS("not-initialised");
    check(renamed(".heap", behind), NULL);
    SILENT("orphan-section"), SILENT("section .heap is outside");
    ck_assert_int_eq(check(renamed(".dma", behind), NULL), EXIT_NOT_AS_EXPECTED);
    SAYS("hazard: dma-unreachable: section .dma lies in DTCM: neither DMA1 nor DMA2 nor BDMA has a way");
    ck_assert_int_eq(check(renamed(".dma", 0x38000000), NULL), EXIT_AS_EXPECTED);
    ck_assert_int_eq(check(renamed(".itcm", 0x00000000), NULL), EXIT_AS_EXPECTED);
    SILENT("section-memory");
    ck_assert_int_eq(check(renamed(".RAM_D", 0x30000000), NULL), EXIT_AS_EXPECTED);
}
END_TEST

START_TEST(test_json)
{
    ck_assert_int_eq(look(TREE "/app.elf", &(memory_options_t){ .json = true, .dma = "frame",
        .fail_on = -1 }), EXIT_NOT_AS_EXPECTED);
    cJSON *j = cJSON_Parse(text);
    ck_assert(j != NULL);
    ck_assert_str_eq(cJSON_GetObjectItem(j, "vector_table")->valuestring, "0x08000000");
    ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(j, "memories")), 10);
    ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(j, "sections")), 6);
    cJSON *objects = cJSON_GetObjectItem(j, "objects"), *o, *table = NULL, *findings = cJSON_GetObjectItem(j,
        "findings"), *shared = NULL;
    cJSON_ArrayForEach(o, objects) {
        if (!strcmp(cJSON_GetObjectItem(o, "name")->valuestring, "table")) table = o;
        ck_assert_str_ne(cJSON_GetObjectItem(o, "name")->valuestring, "main");
    }
    /* constants in flash too */
    ck_assert(table != NULL);
    ck_assert_int_eq(cJSON_GetObjectItem(table, "size")->valueint, 16);
    ck_assert_str_eq(cJSON_GetObjectItem(table, "start")->valuestring, "in flash");
    cJSON_ArrayForEach(o, findings)
        if (!strcmp(cJSON_GetObjectItem(o, "rule")->valuestring, "shared-line")) shared = o;
    ck_assert(shared != NULL);
    ck_assert_str_eq(cJSON_GetObjectItem(shared, "object")->valuestring, "frame");
    ck_assert_str_eq(cJSON_GetObjectItem(shared, "address")->valuestring, "0x24000000");
    cJSON_Delete(j);
}
END_TEST

START_TEST(test_not_elf)
{
    ck_assert_int_eq(check(TREE "/app.hex", NULL), EXIT_USAGE);
    ck_assert_str_eq(err.text, TREE "/app.hex: no ELF file: a plain image has no sections to look at");
    ck_assert_int_eq(check("none.elf", NULL), EXIT_USAGE);
    ck_assert_int_eq(check("/bin/sh", NULL), EXIT_USAGE);
    ck_assert_str_eq(err.text, "/bin/sh: a 64-bit ELF file; the Cortex-M7 has 32 bits");
}
END_TEST

/* Changed bytes through the whole command (run under make SAN=1). */
START_TEST(test_hostile)
{
    size_t size;
    uint8_t *b = bytes_of(in(TREE, _i ? "orphan.elf" : "app.elf"), &size), *c = malloc(size);
    uint64_t x = 7 + (uint64_t)_i;
    for (unsigned i = 0; i < 1500; i++) {
        memcpy(c, b, size);
        for (int k = 0; k < 3; k++) {
            x = x * 6364136223846793005u + 1442695040888963407u;
            c[(x >> 33) % (k ? 500 : size)] = (uint8_t)(x >> 24);
        }
        FILE *f = fopen(in(temporary, "h.elf"), "wb");
        ck_assert(f && fwrite(c, 1, size, f) == size && !fclose(f));
        int code = check(in(temporary, "h.elf"), "rx=DMA1");
        ck_assert(code == EXIT_AS_EXPECTED || code == EXIT_NOT_AS_EXPECTED
                  || (code == EXIT_USAGE && *err.text));
    }
    free(b), free(c);
}
END_TEST

int main(void)
{
    *built = 0;
    TCase *t = tcase_create("memory_check");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 120);
    tcase_add_test(t, test_app);
    tcase_add_test(t, test_orphan);
    tcase_add_test(t, test_dma);
    tcase_add_test(t, test_dma_words);
    tcase_add_test(t, test_stripped);
    tcase_add_test(t, test_debugger_only);
    tcase_add_test(t, test_no_memory);
    tcase_add_test(t, test_section_rules);
    tcase_add_test(t, test_json);
    tcase_add_test(t, test_not_elf);
    tcase_add_loop_test(t, test_hostile, 0, 2);
    return case_run("memory_check", t);
}
