/* gif.h -- an animated GIF, written with giflib. Colours: the 252 most used of each frame's own, the rest by
 * their nearest; only the rectangle that changed is stored. */
#ifndef GIF_H
#define GIF_H
#include <stdbool.h>
#include <stdint.h>

typedef struct gif gif_t;
gif_t *gif_open (const char *file, int w, int h);         /* NULL: cannot be written */
bool   gif_frame(gif_t *, const uint32_t *pixels, int centiseconds);
/* Frees it in any case. `good`: every frame is in it; else no file appears. */
bool   gif_close(gif_t *, bool good);
#endif
