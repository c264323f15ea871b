/* damage.h -- which pixels must be painted again: the window in tiles, each with a hash of the commands
 * that may leave a trace in it. Tiles whose hash changed are gathered into rectangles. */
#ifndef DAMAGE_H
#define DAMAGE_H
#include "paint.h"

typedef struct { uint64_t *now, *then; int columns, rows; } damage_t;     /* zero it to start */
enum { DAMAGE_TILE = 64, DAMAGE_PARTS = 64 };

/* How many rectangles were put into out; together they cover every pixel that may differ from the picture
 * of the last call with the same size. `salt`: whatever else the picture depends on (theme, scale). More
 * than fit: one, everything. */
unsigned damage_find(damage_t *, const draw_t *, float scale, int w, int h, uint64_t salt,
                     pixels_t out[DAMAGE_PARTS]);
void     damage_free(damage_t *);
#endif
