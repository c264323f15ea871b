/* table.c -- see table.h. */
#include "table.h"
#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 118, GAP = 2, NARROWEST = 24 };

void table_start(table_t *t, const char *key, const char *title, const char *note)
{
    memset(t, 0, sizeof *t);
    t->key = key, t->title = title, t->note = note;
}

void table_column(table_t *t, const char *key, const char *head, cell_kind_t kind)
{
    assert(t->columns < TABLE_COLUMNS && !t->cells);
    t->column[t->columns++] = (column_t){ head, key, kind };
}

static void *enough(void *p)
{
    if (!p) {
        fputs("staleline: out of memory\n", stderr);
        exit(70);
    }
    return p;
}

void table_cell(table_t *t, const char *format, ...)
{
    va_list a, again;
    va_start(a, format);
    va_copy(again, a);
    int n = vsnprintf(NULL, 0, format, a);
    char *text = enough(malloc((size_t)n + 1));
    vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    va_end(a);
    if (t->cells == t->room) {
        t->room = t->room ? t->room * 2 : 64;
        t->cell = enough(realloc(t->cell, t->room * sizeof *t->cell));
    }
    t->cell[t->cells++] = text;
}

void table_free(table_t *t)
{
    for (size_t i = 0; i < t->cells; i++) free(t->cell[i]);
    free(t->cell);
    memset(t, 0, sizeof *t);
}

/* ---- for people ------------------------------------------------------------------------------ */

/* Print text from column `from` on, broken at blanks before PAGE. */
static void wrapped(FILE *out, const char *text, size_t from)
{
    size_t width = from + NARROWEST < PAGE ? PAGE - from : NARROWEST;
    while (strlen(text) > width) {
        size_t n = width;
        while (n && text[n] != ' ') n--;
        if (!n) break;
        fprintf(out, "%.*s\n%*s", (int)n, text, (int)from, "");
        text += n + 1;
    }
    fprintf(out, "%s\n", text);
}

/* Blanks are owed until something follows them: no line ends in one. */
static void text_row(FILE *out, const table_t *t, char *const *cell, const size_t *width)
{
    size_t at = 0, owed = 0;
    for (unsigned c = 0; c < t->columns; c++) {
        const char *text = cell ? cell[c] : t->column[c].head;
        size_t n = strlen(text), left = t->column[c].kind == CELL_NUMBER ? width[c] - n : 0;
        if (!n) {
            owed += width[c] + GAP;
        } else {
            fprintf(out, "%*s", (int)(owed + left), "");
            if (c + 1 == t->columns && t->column[c].kind == CELL_TEXT) {
                wrapped(out, text, at);
                return;
            }
            fputs(text, out);
            owed = width[c] - n - left + GAP;
        }
        at += width[c] + GAP;
    }
    fputc('\n', out);
}

void table_text(FILE *out, const table_t *t)
{
    size_t width[TABLE_COLUMNS];
    fprintf(out, "%s\n", t->title);
    for (size_t i = strlen(t->title); i; i--) fputc('=', out);
    fputs("\n\n", out);
    if (t->note) {
        wrapped(out, t->note, 0);
        fputc('\n', out);
    }
    for (unsigned c = 0; c < t->columns; c++) {
        width[c] = strlen(t->column[c].head);
        for (size_t i = c; i < t->cells; i += t->columns)
            if (strlen(t->cell[i]) > width[c]) width[c] = strlen(t->cell[i]);
    }
    text_row(out, t, NULL, width);
    for (size_t i = 0; i < t->cells; i += t->columns) text_row(out, t, t->cell + i, width);
    fputs("\n\n", out);
}

/* ---- Markdown -------------------------------------------------------------------------------- */

static void markdown_cell(FILE *out, const char *text)
{
    fputc(' ', out);
    for (; *text; text++) {
        if (*text == '|' || *text == '<' || *text == '*') fputc('\\', out);
        fputc(*text, out);
    }
    fputs(" |", out);
}

void table_markdown(FILE *out, const table_t *t)
{
    fprintf(out, "## %s\n\n", t->title);
    if (t->note) fprintf(out, "%s\n\n", t->note);
    fputc('|', out);
    for (unsigned c = 0; c < t->columns; c++) markdown_cell(out, t->column[c].head);
    fputs("\n|", out);
    for (unsigned c = 0; c < t->columns; c++)
        fputs(t->column[c].kind == CELL_NUMBER ? " ---: |" : " --- |", out);
    for (size_t i = 0; i < t->cells; i++) {
        if (i % t->columns == 0) fputs("\n|", out);
        markdown_cell(out, t->cell[i]);
    }
    fputs("\n\n", out);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

void table_quote(FILE *out, const char *text)
{
    fputc('"', out);
    for (const unsigned char *s = (const unsigned char *)text; *s; s++) {
        if (*s == '"' || *s == '\\') fprintf(out, "\\%c", *s);
        else if (*s < 0x20) fprintf(out, "\\u%04X", *s);
        else fputc(*s, out);
    }
    fputc('"', out);
}

/* Only what JSON calls a number may stand bare. */
static int is_number(const char *s)
{
    size_t n = strspn(s, "0123456789");
    return n && !s[n] && (s[0] != '0' || n == 1);
}

void table_json(FILE *out, const table_t *t)
{
    fputs("  ", out);
    table_quote(out, t->key);
    fputs(": [", out);
    for (size_t i = 0; i < t->cells; i++) {
        unsigned c = (unsigned)(i % t->columns);
        fputs(c ? ", " : i ? "},\n    {" : "\n    {", out);
        table_quote(out, t->column[c].key);
        fputs(": ", out);
        if (t->column[c].kind == CELL_TEXT) table_quote(out, t->cell[i]);
        else fputs(is_number(t->cell[i]) ? t->cell[i] : "null", out);
    }
    fputs(t->cells ? "}\n  ]" : "]", out);
}
