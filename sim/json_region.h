/* json_region.h -- where in the text of a JSON file a value stands, for tools that point at source: line and
 * column, both from 1, columns in characters. Understands what json_open takes: comments and trailing commas.
 * A path is written as json_path does: "program[3].do[0]". What it does not know it does not find; the text
 * may be any, and need not be the one the path was made from. */
#ifndef JSON_REGION_H
#define JSON_REGION_H
#include <stdbool.h>

typedef struct {
    unsigned line, column, end_line, end_column;
} region_t; /* the end is behind the last character */

bool json_region(const char *text, const char *path, region_t *);
#endif
