/* test_who.c -- who wrote this byte: every copy of one byte of a small scenario, followed step by step. What
 * each
 * step does to which copy is known from how a write-back cache works (Armv7-M B2.2): the CPU stores into the
 * cached line, a DMA writes memory behind it, an invalidate drops the line, a clean puts it into memory. */
#include "who_run.h"
#include "who.h"
#include <stdlib.h>
#include <string.h>
#include "suite.h"

static const char steps[] =
    "{ \"schema_version\": 1, \"title\": \"who\",\n"
    "  \"setup\": { \"dcache\": true, \"enable\": [\"SRAM1\"] },\n"
    "  \"buffers\": { \"x\": { \"region\": \"SRAM1\", \"size\": 32, \"align\": 32, \"init\": 1 } },\n"
    "  \"program\": [ { \"load\": \"x\" }, { \"compute\": 200 }, { \"store\": \"x\", \"value\": \"0x55\", "
    "\"size\": 1 }, { \"dsb\": true },\n"
    "                 { \"compute\": 200 }, { \"clean\": \"x\" }, { \"compute\": 200 }, { \"invalidate\": "
    "\"x\" }, { \"compute\": 200 } ] }\n";

static scenario_t *s;
static machine_t *m;
static names_t *names;
static who_t *w;

static const char off[] =
    "{ \"schema_version\": 1, \"title\": \"who\", \"setup\": { \"dcache\": true, \"enable\": [\"SRAM1\"] },\n"
    "  \"buffers\": { \"x\": { \"region\": \"SRAM1\", \"size\": 64, \"align\": 32, \"init\": 1 } },\n"
    "  \"program\": [ { \"load\": \"x\" }, { \"compute\": 200 },\n"
    "                 { \"write\": \"RCC.AHB2ENR\", \"value\": 0 }, { \"compute\": 200 } ] }\n";

static void start_of(const char *text, uint32_t offset)
{
    err_t err;
    s = scenario_parse("who", text, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    m = malloc(sizeof *m);
    w = who_new(&h743_map, s->names.symbol[0].addr + offset);
    machine_boot(m, &h743_map, &s->in, who_sink(w));
    names = &s->names;
    names_clock_start(names, m->chip.clock[CLK_CPU]);
}

static void start(uint32_t offset) { start_of(steps, offset); }

static void end(void)
{
    who_free(w);
    free(m);
    scenario_free(s);
}

/* On until the program is past this step, and its compute of 200 cycles well begun. */
static answer_t after(unsigned step)
{
    answer_t a;
    while (!machine_stopped(m) && core_step_number(&m->chip.core, m->in) <= step) machine_run(m, m->chip.now
                                                                                              + 1000);
    machine_run(m, m->chip.now + 100 * 12);
    who_answer(w, m, &a);
    return a;
}

static const copy_t *copy(const answer_t *a, copy_kind_t kind)
{
    for (unsigned i = 0; i < a->copies; i++)
        if (a->copy[i].kind == kind) return &a->copy[i];
    return NULL;
}

START_TEST(the_life_of_a_byte)
{
    start(0);
    answer_t a = after(0);                              /* loaded: a clean line, nobody's value */
    const copy_t *c = copy(&a, COPY_CACHE), *ram = copy(&a, COPY_MEMORY);
    ck_assert(c && ram && a.copies == 2);
    ck_assert(c->value == 1 && !c->written && !c->dirty && c->filled.kind && c->filled.pc == 0);
    ck_assert(ram->value == 1 && !ram->written);
    ck_assert(!who_known(w, m));
    a = after(3);                                       /* stored: in the line only */
    c = copy(&a, COPY_CACHE), ram = copy(&a, COPY_MEMORY);
    ck_assert_uint_eq(a.cpu, 0x55); ck_assert_uint_eq(a.memory, 1);
    ck_assert(c->value == 0x55 && c->written && c->newest && c->dirty && c->writer.kind == F_STORE
              && c->writer.pc == 2);
    ck_assert(ram->value == 1 && !ram->written && !ram->newest);
    a = after(5);                                       /* cleaned: in both, by the same store */
    c = copy(&a, COPY_CACHE), ram = copy(&a, COPY_MEMORY);
    ck_assert(c->value == 0x55 && c->newest && !c->dirty);
    ck_assert(ram->value == 0x55 && ram->newest && ram->writer.kind == F_STORE && ram->writer.pc == 2);
    ck_assert(who_known(w, m));
    a = after(7);                                       /* invalidated: memory alone */
    ck_assert(a.copies == 1 && !a.lost && a.copy[0].kind == COPY_MEMORY && a.copy[0].value == 0x55);
    end();
}
END_TEST

/* The byte beside it: the line's story is its own, but nobody stored to it. */
START_TEST(its_neighbour)
{
    start(8);
    answer_t a = after(5);
    const copy_t *c = copy(&a, COPY_CACHE);
    ck_assert(c && c->value == 1 && !c->written && c->filled.pc == 0);
    ck_assert_uint_eq(a.memory, 1);
    for (unsigned i = 0; i < a.events; i++) ck_assert_int_ne(a.event[i].kind, F_STORE);
    end();
}
END_TEST

/* The same byte asked for by its other address (RM0433 2.3.2): the line is known under the address it was
 * filled by. */
START_TEST(the_other_address)
{
    start(0);
    who_t *other = who_new(&h743_map, s->names.symbol[0].addr - 0x20000000u);
    who_free(w);
    w = other;
    machine_boot(m, &h743_map, &s->in, who_sink(w));
    answer_t a = after(3);
    const copy_t *c = copy(&a, COPY_CACHE);
    ck_assert(c && c->value == 0x55 && c->dirty && c->line == (s->names.symbol[0].addr & ~31u));
    end();
}
END_TEST

static void line(void *with, const char *text) { strcat(with, text), strcat(with, "\n"); }

START_TEST(in_words)
{
    char text[8000] = "";
    start(0);
    answer_t a = after(3);
    who_text(&a, m, names, line, text);
    ck_assert_ptr_nonnull(strstr(text, "x: the program sees 0x55, memory holds 0x01\n"));
    ck_assert_ptr_nonnull(strstr(text, "  D-cache         0x55  CPU stored it at cycle "));
    ck_assert_ptr_nonnull(strstr(
        text, " in program[2].store x: the newest; line 0x30000000, dirty, fill begun for a load at "));
    ck_assert_ptr_nonnull(strstr(text, "  memory          0x01  nobody has written it"));
    end();
}
END_TEST

/* SRAM1's clock goes off behind a line that was filled: a load of it hits, one beside it finds nobody. */
START_TEST(a_memory_without_clock)
{
    for (uint32_t beside = 0; beside <= 32; beside += 32) {
        char text[8000] = "";
        start_of(off, beside);
        ck_assert(!after(0).silent);
        answer_t a = after(2);
        ck_assert_int_eq(a.silent, beside != 0);
        who_text(&a, m, names, line, text);
        ck_assert_ptr_nonnull(strstr(text, beside ? "x+0x20: no clock, a load faults; memory holds 0x01\n"
                                                  : "x: the program sees 0x01, memory holds 0x01\n"));
        end();
    }
}
END_TEST

/* Watching changes nothing: the machine with the observer is, byte for byte, the one without. */
START_TEST(silence)
{
    start(0);
    machine_t *alone = malloc(sizeof *alone);
    machine_boot(alone, &h743_map, &s->in, NULL);
    for (tick_t t = 0; t < 12000; t += 997) {
        machine_run(m, t), machine_run(alone, t);
        answer_t a;
        who_answer(w, m, &a);
        ck_assert(!memcmp(&m->chip, &alone->chip, sizeof m->chip));
    }
    free(alone);
    end();
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("who");
    tcase_add_test(c, the_life_of_a_byte); tcase_add_test(c, its_neighbour);
    tcase_add_test(c, the_other_address);
    tcase_add_test(c, in_words); tcase_add_test(c, a_memory_without_clock); tcase_add_test(c, silence);
    return case_run("who", c);
}
