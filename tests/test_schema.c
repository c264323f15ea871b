/* test_schema.c -- the published schema beside the parser: two tables that say the same, written apart. */
#include <string.h>
#include "scenario_own.h"
#include "schema.h"
#include "suite.h"              /* last: check.h has a macro named fail */

static const cJSON *schema_step(const cJSON *steps, const char *verb)
{
    const cJSON *o;
    cJSON_ArrayForEach(o, steps)
    {
        const cJSON *required = cJSON_GetObjectItem(o, "required");
        if (required && !strcmp(required->child->valuestring, verb)) return o;
    }
    return NULL;
}

/* Every verb is in the published schema with exactly the keys the parser takes. */
START_TEST(schema_agrees)
{
    cJSON *schema = cJSON_Parse(schema_text("scenario"));
    ck_assert_ptr_nonnull(schema);
    const cJSON *steps = cJSON_GetObjectItem(cJSON_GetObjectItem(cJSON_GetObjectItem(schema, "$defs"),
            "step"), "oneOf");
    const verb_row_t *row;
    const char *name;
    size_t i = 0;
    for (; (name = scenario_verb(i, &row)); i++) {
        const cJSON *o = schema_step(steps, name);
        ck_assert_msg(o != NULL, "the schema has no verb %s", name);
        const cJSON *properties = cJSON_GetObjectItem(o, "properties");
        int keys = 0;
        for (; row && row->keys[keys]; keys++)
            ck_assert_msg(cJSON_HasObjectItem(properties, row->keys[keys]), "%s: the schema lacks %s", name,
                          row->keys[keys]);
        ck_assert_msg(cJSON_GetArraySize(properties) == (row ? keys : 1), "%s: the schema has more keys",
                      name);
        ck_assert(cJSON_IsFalse(cJSON_GetObjectItem(o, "additionalProperties")));
    }
    ck_assert_uint_eq((unsigned)cJSON_GetArraySize(steps), i);
    cJSON_Delete(schema);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("schema");
    tcase_add_test(t, schema_agrees);
    return case_run("schema", t);
}
