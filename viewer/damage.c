/* damage.c -- see damage.h. */
#include "damage.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t blend(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9E3779B97F4A7C15ull;
    return h ^ h >> 31;
}

static void sized(damage_t *d, int columns, int rows)
{
    if (d->now && d->columns == columns && d->rows == rows) return;
    damage_free(d);
    size_t n = (size_t)columns * (size_t)rows;
    d->columns = columns, d->rows = rows;
    d->now = calloc(n, sizeof *d->now), d->then = calloc(n, sizeof *d->then);
    if (!d->now || !d->then) abort();
    memset(d->then, 0xA5, n * sizeof *d->then);
}

static int tile_of(float units, float scale, int most)
{
    int t = (int)floorf(units * scale / DAMAGE_TILE);
    return t < 0 ? 0 : t > most ? most : t;
}

static void stamp(damage_t *d, rect_t r, float scale, uint64_t hash)
{
    if (!(r.w > 0 && r.h > 0)) return;
    const float edge = 1.5f / scale;                     /* edges are put on whole pixels */
    int x0 = tile_of(r.x - edge, scale, d->columns - 1),
        x1 = tile_of(r.x + r.w + edge, scale, d->columns - 1);
    int y0 = tile_of(r.y - edge, scale, d->rows - 1), y1 = tile_of(r.y + r.h + edge, scale, d->rows - 1);
    for (int y = y0; y <= y1; y++)
        for (int x = x0; x <= x1; x++) {
            uint64_t *t = &d->now[y * d->columns + x];
            *t = blend(*t, hash);
        }
}

static void stamp_all(damage_t *d, const draw_t *list, float scale, uint64_t salt)
{
    enum { DEEP = 24 };
    struct { rect_t r; uint64_t hash; } clip[DEEP];
    int depth = 0;
    clip[0].r = rect(-1e6f, -1e6f, 2e6f, 2e6f), clip[0].hash = salt;
    for (size_t i = 0; i < (size_t)(d->columns * d->rows); i++) d->now[i] = salt;
    for (size_t i = 0; i < list->cmds; i++) {
        const draw_cmd_t *c = &list->cmd[i];
        if (c->kind == DRAW_CLIP && depth + 1 < DEEP) {
            clip[depth + 1].r = rect_meet(clip[depth].r, c->r);
            clip[depth + 1].hash = blend(clip[depth].hash, draw_cmd_hash(list, c));
            depth++;
        } else if (c->kind == DRAW_UNCLIP) {
            if (depth) depth--;
        } else stamp(d, rect_meet(draw_bounds(c), clip[depth].r), scale,
                     blend(clip[depth].hash, draw_cmd_hash(list, c)));
    }
}

/* Runs of changed tiles in a row; a run that lies exactly under one of the row above makes that taller. */
static unsigned gather(const damage_t *d, pixels_t out[DAMAGE_PARTS])
{
    unsigned n = 0;
    for (int y = 0; y < d->rows; y++)
        for (int x = 0; x < d->columns; x++) {
            int from = x;
            while (x < d->columns && d->now[y * d->columns + x] != d->then[y * d->columns + x]) x++;
            if (x == from) continue;
            unsigned i = 0;
            while (i < n && !(out[i].x == from && out[i].w == x - from && out[i].y + out[i].h == y)) i++;
            if (i < n) out[i].h++;
            else if (n == DAMAGE_PARTS) return DAMAGE_PARTS + 1;
            else out[n++] = (pixels_t){ from, y, x - from, 1 };
        }
    return n;
}

unsigned damage_find(damage_t *d, const draw_t *list, float scale, int w, int h, uint64_t salt,
                     pixels_t out[DAMAGE_PARTS])
{
    sized(d, (w + DAMAGE_TILE - 1) / DAMAGE_TILE, (h + DAMAGE_TILE - 1) / DAMAGE_TILE);
    stamp_all(d, list, scale, salt);
    unsigned n = gather(d, out);
    uint64_t *swap = d->now;
    d->now = d->then, d->then = swap;
    if (n > DAMAGE_PARTS) out[0] = (pixels_t){ 0, 0, d->columns, d->rows }, n = 1;
    for (unsigned i = 0; i < n; i++) {
        pixels_t p = { out[i].x * DAMAGE_TILE, out[i].y * DAMAGE_TILE, out[i].w * DAMAGE_TILE,
                       out[i].h * DAMAGE_TILE };
        if (p.x + p.w > w) p.w = w - p.x;
        if (p.y + p.h > h) p.h = h - p.y;
        out[i] = p;
    }
    return n;
}

void damage_free(damage_t *d)
{
    free(d->now), free(d->then);
    memset(d, 0, sizeof *d);
}
