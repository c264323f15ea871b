/* options.h -- the command line's words: options and files in any order, each told from the other. */
#ifndef OPTIONS_H
#define OPTIONS_H
#include "explore.h"
#include "report.h"

enum { REPORTS_MOST = 16 };
typedef struct {
    format_t format;
    const char *file;
} wanted_t; /* file NULL: where -o says; "-": standard output */

typedef struct {
    options_t   run;
    wanted_t    report[REPORTS_MOST]; unsigned reports;
    const char *output, *colour;
    const char *dma;
    const char *suppressions, *baseline, *write_baseline, *at;
    const char *write_schedule;
    explore_options_t explore;
    uint64_t    budget, jobs, factor;
    bool        quiet, trace, show, markdown, json, estimates;
    const char **file;
    size_t      files;
    uint64_t    size, port;
    uint64_t    given;                       /* a bit for each option that was */
} args_t;

/* Returns an exit code to leave with, -1 to go on; OPTIONS_HELP: print the help. */
enum { OPTIONS_HELP = -2 };
int  options_parse(args_t *, int argc, char **argv);
/* Does the command know every option that was given? Says so if not. */
bool options_fit(const args_t *, const char *command);
void options_help(FILE *);
void options_help_with(FILE *, const char *command);
/* Is this the format that goes where -o says? */
bool options_want(const args_t *, format_t);
#endif
