/* table.h -- a table of text cells, printed aligned for people, as Markdown or as JSON objects. */
#ifndef TABLE_H
#define TABLE_H
#include <stdio.h>

/* numbers: right-aligned, bare in JSON ("" is null) */
typedef enum { CELL_TEXT, CELL_NUMBER } cell_kind_t;

typedef struct { const char *head, *key; cell_kind_t kind; } column_t;

enum { TABLE_COLUMNS = 24 };

typedef struct {
    /* key: JSON member; note: a paragraph above the table, or NULL */
    const char *title, *key, *note;
    column_t    column[TABLE_COLUMNS];
    unsigned    columns;
    char      **cell;                    /* rows * columns, owned */
    size_t      cells, room;
} table_t;

void table_start(table_t *, const char *key, const char *title, const char *note);
void table_column(table_t *, const char *key, const char *head, cell_kind_t);
void table_cell(table_t *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void table_text(FILE *, const table_t *);
void table_markdown(FILE *, const table_t *);
void table_json(FILE *, const table_t *);    /* "key": [ {..}, .. ] without a comma */
void table_free(table_t *);

void table_quote(FILE *, const char *text);  /* "text", escaped for JSON */
#endif
