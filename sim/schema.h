/* schema.h -- the published JSON Schemas, carried inside the program. */
#ifndef SCHEMA_H
#define SCHEMA_H
/* The text of scenarios/schema/NAME.schema.json; NULL: no such schema. */
const char *schema_text(const char *name);
#endif
