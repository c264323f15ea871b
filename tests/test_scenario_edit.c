/* test_scenario_edit.c -- a scenario's text changed in one place. Expected texts are written by hand. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenario_edit.h"
#include "suite.h"                        /* last: its macro `fail` would hide scenario.h's function */

static const char text[] =
    "{ // a comment\n"
    "    \"setup\": { \"dcache\": true, \"enable\": [\"SRAM1\"] },\n"
    "    \"buffers\": { \"rx\": { \"region\": \"AXISRAM\", \"size\": 64 } },\n"
    "    \"program\": [\n"
    "        { \"mark\": \"a]\\\"b\" },   /* one, [two] */\n"
    "        // about the second\n"
    "        { \"loop\": 2, \"do\": [ { \"load\": \"rx\" }, { \"dsb\": true } ] },\n"
    "        { \"mark\": \"c\" },\n"
    "    ],\n"
    "    \"handlers\": {}\n"
    "}\n";

static err_t err;

/* `was`, once, has become `is`, and nothing else has changed. */
static void changed(char *got, const char *was, const char *is)
{
    ck_assert_msg(got != NULL, "%s", err.text);
    const char *at = strstr(text, was);
    ck_assert_ptr_nonnull(at);
    char want[2000];
    snprintf(want, sizeof want, "%.*s%s%s", (int)(at - text), text, is, at + strlen(was));
    ck_assert_str_eq(got, want);
    free(got);
}

static void refused(char *got)
{
    ck_assert_ptr_null(got);
    ck_assert_int_gt((int)strlen(err.text), 0);
    err.text[0] = 0;
}

START_TEST(inserts)
{
    changed(edit_maintain(text, "program[2]", "invalidate", "rx", &err), "        { \"mark\": \"c\" }",
            "        { \"invalidate\": \"rx\" },\n        { \"mark\": \"c\" }");
    changed(edit_maintain(text, "program[0]", "dsb", NULL, &err), "        { \"mark\": \"a]",
            "        { \"dsb\": true },\n        { \"mark\": \"a]");
    changed(edit_maintain(text, "program[3]", "clean", "rx", &err), "\"c\" },",
            "\"c\" },\n        { \"clean\": \"rx\" },");
    changed(edit_insert(text, "program[1].do[1]", "{ \"dmb\": true }", &err), "{ \"dsb\": true }",
            "{ \"dmb\": true }, { \"dsb\": true }");
    changed(edit_insert(text, "program[1].do[2]", "{ \"dmb\": true }", &err), "{ \"dsb\": true }",
            "{ \"dsb\": true }, { \"dmb\": true }");
    changed(edit_insert(text, "program[9]", "{}", &err), "\"c\" },", "\"c\" },\n        {},");
    refused(edit_insert(text, "program", "{}", &err));
    refused(edit_insert(text, "programme[0]", "{}", &err));
    refused(edit_insert(text, "program[1].do[0].load[0]", "{}", &err));
    refused(edit_insert(text, "program[x]", "{}", &err));
    refused(edit_insert("{ \"program\": [", "program[0]", "{}", &err));
}
END_TEST

START_TEST(removes)
{
    changed(edit_remove(text, "program[2]", &err), "        { \"mark\": \"c\" },\n", "");
    changed(edit_remove(text, "program[1].do[0]", &err), "{ \"load\": \"rx\" }, ", "");
    changed(edit_remove(text, "program[1].do[1]", &err), ", { \"dsb\": true }", " ");
    changed(edit_remove(text, "setup.dcache", &err), "\"dcache\": true, ", "");
    refused(edit_remove(text, "program[3]", &err));
    refused(edit_remove(text, "setup.icache", &err));
}
END_TEST

START_TEST(moves)
{
    char *got = edit_move(text, "program[2]", "program[1]", &err);
    ck_assert_ptr_nonnull(got);
    char *path = edit_get(got, "program[1].mark", &err), *loop = edit_get(got, "program[2].loop", &err);
    ck_assert_str_eq(path, "\"c\"");
    ck_assert_str_eq(loop, "2");
    ck_assert_ptr_nonnull(strstr(got, "// about the second"));
    free(got), free(path), free(loop);
    got = edit_move(text, "program[1].do[0]", "program[0]", &err);      /* out of its loop */
    path = edit_get(got, "program[0].load", &err);
    ck_assert_str_eq(path, "\"rx\"");
    free(path), path = edit_get(got, "program[2].do[0].dsb", &err);
    ck_assert_str_eq(path, "true");
    free(got), free(path);
    got = edit_move(text, "program[0]", "program[3]", &err);            /* to the end */
    path = edit_get(got, "program[2].mark", &err);
    ck_assert_str_eq(path, "\"a]\\\"b\"");
    free(got), free(path);
    changed(edit_move(text, "program[1]", "program[1]", &err), "{ //", "{ //");
    changed(edit_move(text, "program[1]", "program[2]", &err), "{ //", "{ //");
    refused(edit_move(text, "program[1]", "program[1].do[0]", &err));
    refused(edit_move(text, "program[7]", "program[0]", &err));
}
END_TEST

START_TEST(sets)
{
    changed(edit_dcache(text, false, &err), "\"dcache\": true", "\"dcache\": false");
    changed(edit_set(text, "setup.icache", "true", &err), "[\"SRAM1\"]", "[\"SRAM1\"], \"icache\": true");
    changed(edit_set(text, "handlers.A.priority", "3", &err), "{}", "{\"A\": { \"priority\": 3 }}");
    changed(edit_region(text, "rx", "SRAM1", &err), "\"AXISRAM\"", "\"SRAM1\"");
    changed(edit_address(text, "rx", 0x24000040, &err), "\"size\": 64",
            "\"size\": 64, \"at\": \"0x24000040\"");
    refused(edit_region(text, "tx", "SRAM1", &err));
    refused(edit_set(text, "program[9].mark", "1", &err));
    char path[32];
    ck_assert(edit_step_path("program[3].do[1].load rx", path, sizeof path));
    ck_assert_str_eq(path, "program[3].do[1]");
    ck_assert(!edit_step_path("no step", path, sizeof path));
    ck_assert(!edit_step_path("program[3].do[1].load rx", path, 8));
}
END_TEST

/* Every shipped scenario: insert a step, take it away, and the text is as before; both can be read. */
START_TEST(a_shipped_one)
{
    FILE *f = fopen("scenarios/04-stale-receive.json", "rb");
    static char json[1 << 16];
    ck_assert_ptr_nonnull(f);
    json[fread(json, 1, sizeof json - 1, f)] = 0;
    fclose(f);
    char *cured = edit_maintain(json, "program[5]", "invalidate", "rx", &err);
    ck_assert_ptr_nonnull(cured);
    ck_assert_ptr_nonnull(strstr(cured, "// Missing here"));
    scenario_t *s = scenario_parse("cured", cured, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    scenario_free(s);
    char *back = edit_remove(cured, "program[5]", &err);
    ck_assert_str_eq(back, json);
    free(cured), free(back);
}
END_TEST

/* Damaged text: refused or edited, never read past its end (the sanitizers look). */
START_TEST(any_text)
{
    srand(7);
    for (int i = 0; i < 4000; i++) {
        char *damaged = malloc(sizeof text);
        memcpy(damaged, text, sizeof text);
        for (int k = rand() % 4; k >= 0; k--)
            damaged[(size_t)rand() % (sizeof text - 1)] = "{}[]\",:/*\\ \n\0x"[rand() % 14];
        free(edit_insert(damaged, "program[2]", "{}", &err)), free(edit_remove(damaged, "program[1].do[0]",
                                                                               &err));
        free(edit_set(damaged, "setup.x.y", "1", &err)), free(edit_move(damaged, "program[0]",
                                                                        "program[2]", &err));
        free(damaged);
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("scenario_edit");
    tcase_add_test(t, inserts);
    tcase_add_test(t, removes);
    tcase_add_test(t, moves);
    tcase_add_test(t, sets);
    tcase_add_test(t, a_shipped_one);
    tcase_add_test(t, any_text);
    return case_run("scenario_edit", t);
}
