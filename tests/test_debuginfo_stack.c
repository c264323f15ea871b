/* Locals of all functions under way. The oracle is the program: parts.c writes the addresses of its locals
 * into where[] and ends in SVC_Handler, behind an exception frame, deepest, between and main. */
#include "elf_bench.h"
#include "firmware_file.h"
#include "machine.h"
#include "suite.h"              /* last: check.h has a macro named fail */

typedef struct { char name[32], function[32]; uint32_t addr, size; unsigned line; bool here; } seen_t_;
static seen_t_ seen[64];
static size_t count;

static void see(void *of, const local_t *l)
{
    (void)of;
    if (count == 64) return;
    seen_t_ *s = &seen[count++];
    snprintf(s->name, sizeof s->name, "%s", l->name);
    snprintf(s->function, sizeof s->function, "%s", l->function);
    s->addr = l->addr, s->size = l->size, s->line = l->line;
    s->here = l->file && strstr(l->file, "parts.c");
}

static bool read_word(const void *of, uint32_t addr, uint32_t *word)
{
    const machine_t *m = of;
    const region_row_t *r = map_region(m->map, addr);
    if (!r || r->kind > REGION_TCM || addr & 3) return false;
    for (unsigned i = *word = 0; i < 4; i++) *word |= (uint32_t)machine_cpu(m, addr + i) << 8 * i;
    return true;
}

static call_frame_t frame_of(const machine_t *m)
{
    call_frame_t at = { .process = m->chip.core.other_sp };
    memcpy(at.r, m->chip.core.regs.r, sizeof at.r);
    return at;
}

static scenario_t *run_to_end(const char *image, machine_t *m)
{
    err_t err = { "" };
    scenario_t *s = firmware_scenario(image, NULL, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    machine_boot(m, &h743_map, &s->in, NULL);
    machine_run(m, 1000 * TICKS_PER_SECOND / 1000);
    ck_assert_int_eq(m->chip.core.stop, STOP_EXIT);
    return s;
}

START_TEST(test_frames)
{
    static const char *const images[] = { TREE "/parts.elf", TREE "/parts-O0.elf" };
    static const struct { const char *name, *function; uint32_t size; unsigned line; } wanted[6] = {
        { "first", "main", 4, 68 }, { "buf", "between", 40, 61 }, { "job", "deepest", 34, 46 },
        { "block", "deepest", 10, 49 }, { "folded", "inlined", 12, 37 },
        { "scratch", "SVC_Handler", 12, 28 } };
    machine_t *m = malloc(sizeof *m);
    scenario_t *s = run_to_end(images[_i], m);
    err_t err;
    uint32_t where = firmware_symbol(s->firmware, "where", &err)->addr;
    call_frame_t at = frame_of(m);
    count = 0;
    debuginfo_locals(s->firmware->debug, &at, read_word, m, see, NULL);
    for (unsigned i = 0; i < 6; i++) {
        size_t k = 0;
        uint32_t addr;
        ck_assert(read_word(m, where + 4 * i, &addr));
        while (k < count && strcmp(seen[k].name, wanted[i].name)) k++;
        ck_assert_msg(k < count, "no %s", wanted[i].name);
        ck_assert_str_eq(seen[k].function, wanted[i].function);
        ck_assert_msg(seen[k].addr == addr, "%s at %08x, the program says %08x", seen[k].name,
                      seen[k].addr, addr);
        ck_assert_uint_eq(seen[k].size, wanted[i].size);
        ck_assert(seen[k].here && seen[k].line == wanted[i].line);
    }
    scenario_free(s), free(m);
}
END_TEST

/* Registers that mean nothing, from anywhere: it ends, and tells nothing outside of memory that is read. */
START_TEST(test_nonsense)
{
    machine_t *m = malloc(sizeof *m);
    scenario_t *s = run_to_end(TREE "/parts.elf", m);
    uint64_t x = 88172645463325252u;
    for (int i = 0; i < 20000; i++) {
        call_frame_t at = frame_of(m);
        for (unsigned k = 0; k < 16; k++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            if (x & 1) at.r[k] = (uint32_t)(x >> 20);
            if ((x & 6) == 2) at.r[k] = 0x08000040 + (uint32_t)(x >> 20 & 0x1FF);
            if ((x & 6) == 4) at.r[k] = 0xFFFFFFE1 | (uint32_t)(x >> 20 & 0x1C);
        }
        count = 0;
        debuginfo_locals(s->firmware->debug, &at, read_word, m, see, NULL);
    }
    scenario_free(s), free(m);
}
END_TEST

/* ---- hostile bytes (run this under make SAN=1) ------------------------------------------------------- */

static unsigned named;
static void count_part(void *of, const char *name, uint32_t addr, uint32_t size)
{
    (void)of;
    ck_assert(*name && size && size - 1 <= UINT32_MAX - addr);
    named++;
}

static void try_all(const uint8_t *b, size_t size, const machine_t *m)
{
    elf_file_t e;
    err_t err = { "" };
    const variable_t *v;
    call_frame_t at = frame_of(m);
    if (!elf_file_parse(&e, "x", b, size, &err)) return;
    debuginfo_t *d = debuginfo_open(&e);
    size_t n = d ? debuginfo_variables(d, &v) : 0;
    for (size_t i = 0; i < n; i++) debuginfo_parts(d, v[i].type, v[i].name, v[i].addr, count_part, NULL);
    count = 0;
    if (d) debuginfo_locals(d, &at, read_word, m, see, NULL);
    debuginfo_close(d), elf_file_free(&e);
}

/* A byte or four of what the image holds behind its code: the tables. */
START_TEST(test_mutated)
{
    size_t size;
    machine_t *m = malloc(sizeof *m);
    scenario_t *s = run_to_end(TREE "/parts.elf", m);
    const char *image = _i ? TREE "/parts-O0.elf" : TREE "/parts.elf";
    uint8_t *b = bytes_of(image, &size), *c = malloc(size);
    uint64_t x = 0x9E3779B97F4A7C15u + (uint64_t)_i;
    unsigned rounds = getenv("SOAK") ? 1000000 : 10000;
    for (unsigned i = 0; i < rounds; i++) {
        memcpy(c, b, size);
        for (unsigned n = 1 + i % 4; n; n--) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            c[0x200 + (x >> 8) % (size - 0x200)] = x & 3 ? (uint8_t)(x >> 50) : x & 4 ? 0xFF : 0;
        }
        try_all(c, size, m);
    }
    ck_assert_uint_gt(named, rounds);            /* most are still read */
    free(b), free(c), scenario_free(s), free(m);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("debuginfo_stack");
    tcase_set_timeout(t, getenv("SOAK") ? 3600 : 300);
    tcase_add_loop_test(t, test_frames, 0, 2);
    tcase_add_test(t, test_nonsense);
    tcase_add_loop_test(t, test_mutated, 0, 2);
    return case_run("debuginfo_stack", t);
}
