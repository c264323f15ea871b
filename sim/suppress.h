/* suppress.h -- findings that somebody has looked at and wants to hear no more of.
 *
 *   # .staleline-suppressions, one a line
 *   stale-read  function=peek_* object=rx  -- the console shows what the cache has, on purpose
 *   *           file=hal_*                  -- reported upstream
 *
 * A rule's name or * for any; then function=, file= and object= with shell patterns (fnmatch), all of which
 * must fit, each at most once, in quotes if there is a blank in it; then -- and the reason, which must be
 * there. A scenario has the same as "suppress": [{ "rule", "function", "file", "object", "reason" }].
 *
 *   function   of the place where it showed: the function itself or one it was inlined in; in a program of
 *              steps the step, "compare rx" or with its place "program[5].compare rx"
 *   file       of the same places: the path from the root, or its last part
 *   object     the buffer the finding is about
 *
 * What is suppressed still runs, is counted, and satisfies an expectation that asks for it. */
#ifndef SUPPRESS_H
#define SUPPRESS_H
#include "scenario.h"

typedef struct suppression {
    int         rule;                            /* -1: any                                      */
    const char *function, *file, *object;        /* NULL: any                                    */
    const char *reason;
    const char *where; unsigned line;            /* the file it is from; line 0: its item `index` */
    unsigned    index, used;                     /* used: findings it took                       */
} suppression_t;

typedef struct suppress {
    suppression_t *item;
    size_t count, room;
    char *text, *name;
} suppress_t; /* zero it to start */

#define SUPPRESS_FILE ".staleline-suppressions"  /* taken from the working folder if it is there */

bool suppress_load (suppress_t *, const char *file, err_t *);
bool suppress_parse(suppress_t *, const char *name, const char *text, err_t *);
void suppress_free (suppress_t *);

/* Does this one fit? step: "" or the step's whole text; frames of a firmware by way of names. root: as in
 * spot.h. */
bool suppression_fits(const suppression_t *, const finding_t *, const names_t *, const char *root);
#endif
