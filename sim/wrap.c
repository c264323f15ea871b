/* wrap.c -- see wrap.h. */
#include "wrap.h"
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 80 };

void wrapped(FILE *out, const char *label, int indent, const char *text)
{
    int column = fprintf(out, "%s", label);
    /* the next word wants no blank */
    bool first = column < indent || !*label || label[strlen(label) - 1] == ' ';
    for (; column < indent; column++) fputc(' ', out);
    while (*text) {
        size_t word = strcspn(text, " \n");
        if (!first && column + 1 + (int)word > COLUMNS)
            column = fprintf(out, "\n%*s", indent, "") - 1, first = true;
        if (!first) fputc(' ', out), column++;
        fwrite(text, 1, word, out);
        column += (int)word, text += word, first = false;
        for (; *text == ' ' || *text == '\n'; text++)
            if (*text == '\n') column = fprintf(out, "\n%*s", indent, "") - 1, first = true;
    }
    fputc('\n', out);
}

/* "  1. ", and how long it is; 0: the line begins no item of a list. */
static size_t item_label(const char *line)
{
    size_t blanks = strspn(line, " "), digits = strspn(line + blanks, "0123456789");
    bool item = blanks && digits && !strncmp(line + blanks + digits, ". ", 2);
    return item ? blanks + digits + 2 : 0;
}

void reflowed(FILE *out, const char *text)
{
    char *words = malloc(strlen(text) + 2), label[16];
    if (!words) abort();
    while (*text) {
        if (*text == '\n') { fputc('\n', out), text++; continue; }
        size_t indent = item_label(text), used = 0;
        bool list = false;
        snprintf(label, sizeof label, "%.*s", (int)indent, text);
        for (text += indent; *text && *text != '\n' && !list && (!used || !item_label(text));) {
            size_t n = strcspn(text, "\n");
            memcpy(words + used, text, n), used += n, words[used++] = ' ';
            text += n + (text[n] == '\n');
            list = used > 1 && words[used - 2] == ':' && *text == ' ';
        }
        words[used - 1] = 0;
        wrapped(out, label, (int)indent, words);
    }
    free(words);
}

void hanging(FILE *out, const char *line)
{
    size_t indent = strspn(line, " ") + 4, room = COLUMNS;
    while (strlen(line) > room) {
        size_t n = room;
        while (n && line[n] != ' ') n--;
        if (!n || strspn(line, " ") >= n) n = strcspn(line + strspn(line, " "), " ") + strspn(line, " ");
        if (!line[n]) break;
        fprintf(out, "%.*s\n%*s", (int)n, line, (int)indent, "");
        line += n + strspn(line + n, " "), room = COLUMNS - indent;
    }
    fprintf(out, "%s\n", line);
}
