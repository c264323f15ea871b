/* schema.c -- takes the schema files in as they are, so that what is printed cannot differ from what
 * is published. */
#include "schema.h"
#include <string.h>

#define TAKE_IN(symbol, file)                                                    \
    __asm__(".section .rodata\n.global " #symbol "\n" #symbol ":\n"             \
            ".incbin \"" file "\"\n.byte 0\n.previous\n");                       \
    extern const char symbol[]

TAKE_IN(schema_of_scenarios, "scenarios/schema/scenario.schema.json");
TAKE_IN(schema_of_results, "scenarios/schema/result.schema.json");
TAKE_IN(schema_of_explore, "scenarios/schema/explore.schema.json");
TAKE_IN(schema_of_who, "scenarios/schema/who.schema.json");

const char *schema_text(const char *name)
{
    if (!strcmp(name, "scenario")) return schema_of_scenarios;
    if (!strcmp(name, "result")) return schema_of_results;
    if (!strcmp(name, "explore")) return schema_of_explore;
    if (!strcmp(name, "who")) return schema_of_who;
    return NULL;
}
