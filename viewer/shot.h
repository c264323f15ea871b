/* shot.h -- pictures without a window: PNG, SVG, numbered frames, GIF. */
#ifndef SHOT_H
#define SHOT_H
#include "app.h"

typedef struct {
    int      panel;                  /* -1: the whole window */
    int      w, h;                   /* pixels */
} shot_t;

/* The window, or one panel, at the session's present moment. False: the file could not be written. */
bool shot_png(app_t *, const shot_t *, const char *file);
bool shot_svg(app_t *, const shot_t *, const char *file);
/* On standard output, a line each: x y w h in pixels, panel, action, argument, tooltip. */
void shot_areas(app_t *, const shot_t *);
/* From one tick to another, one picture each so many ticks: DIR/0001.png ... or one GIF. Returns how many;
 * -1: could not be written. */
int  shot_frames(app_t *, const shot_t *, const char *folder, tick_t from, tick_t to, tick_t every);
int  shot_gif   (app_t *, const shot_t *, const char *file, tick_t from, tick_t to, tick_t every);
#endif
