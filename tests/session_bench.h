/* session_bench.h -- opening a session in a test. Include it before check.h. */
#ifndef SESSION_BENCH_H
#define SESSION_BENCH_H
#include "session.h"
#include <stdio.h>
#include <stdlib.h>

static inline session_t *open_with(const char *file, session_options_t o)
{
    err_t err = { "" };
    session_t *s = session_open(file, &o, &err);
    if (!s) fprintf(stderr, "%s\n", err.text), abort();
    return s;
}

/* With its whole run known. */
static inline session_t *opened(const char *file, uint64_t spacing)
{
    session_t *s = open_with(file, (session_options_t){ .spacing_cycles = spacing });
    while (session_work(s, 2)) { }
    return s;
}

static inline tick_t cycle(session_t *s, uint64_t n) { return domain_edge(&session_view(s)->names->cpu, n); }
#endif
