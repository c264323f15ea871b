/* wrap.c -- see wrap.h. */
#include "wrap.h"
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
