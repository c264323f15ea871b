/* spot.h -- where something happened, as tools that point at source want it: a file of the firmware's source
 * and a line, or a scenario's own file and the region of the step. Function and step are the names that
 * suppressions and fingerprints use.
 *
 * What surprises people: a firmware's file is what its DWARF says. A path below the root (the folder of the
 * working copy) is told relative to it; a relative one is taken as it is, from the root. */
#ifndef SPOT_H
#define SPOT_H
#include "json_region.h"
#include "run.h"

typedef struct {
    char     file[1024];             /* relative to the root, or absolute                                */
    bool     relative, source;       /* source: of the program; else the scenario or firmware as a whole  */
    region_t region;                 /* line 0: the whole file. A firmware's has the line only            */
    char     function[128];          /* the firmware's function; the step in words: "compare rx"; ""      */
} spot_t;

/* root: absolute, no slash at its end; NULL: the working folder. */
void path_from_root(const char *path, const char *root, char *to, size_t room);

/* A result's file is read once for all its steps. */
typedef struct { const result_t *r; const char *root; char *text; } spotter_t;
void spotter_start(spotter_t *, const result_t *, const char *root);
void spotter_end  (spotter_t *);

/* Where this step or instruction stands; NO_PC: the whole file. */
void spot_pc(spotter_t *, uint32_t pc, spot_t *);
/* A finding's: where it showed; else where the fix belongs; else where its object is declared. */
void spot_finding(spotter_t *, const finding_t *, spot_t *);
/* "compare rx" of "program[5].compare rx". */
const char *step_words(const char *step);
#endif
