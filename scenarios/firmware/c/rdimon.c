/* rdimon.c -- newlib's own semihosting (--specs=rdimon.specs): the library's standard input and output are the
 * debugger's, and so is exit(). It asks for the features, sees extended exit, and so its code arrives as it is. */
#include "h743.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void initialise_monitor_handles(void);
void quit(int code) { exit(code); }                    /* of start.c: flushes what was printed */

int main(void)
{
    char name[200] = "";
    initialise_monitor_handles();
    printf("who is there?\n");
    if (!fgets(name, sizeof name, stdin)) return 1;
    printf("hello, %s", name);
    bool more = fgets(name, sizeof name, stdin) != NULL;
    fprintf(stderr, "%s\n", more || !feof(stdin) ? "and another" : "nobody else");
    FILE *f = fopen("settings.txt", "r");
    printf("files: %s, %.3f of %ld\n", f ? "yes" : "no", 2.5, (long)time(NULL));
    return 3;
}
