/* window.h -- the window and its events: sdl.c, the only file that includes SDL. */
#ifndef WINDOW_H
#define WINDOW_H
#include "app.h"

typedef struct {
    int    w, h;                     /* wanted; 0: the usual */
    bool   times;                    /* print what frames took to stderr at the end */
    double seconds;                  /* leave after so long; 0: stay (for measuring) */
} wanted_t;

/* Until the user leaves. Returns the exit code; a message on stderr when no window can be opened. */
int window_run(app_t *, const wanted_t *);
#endif
