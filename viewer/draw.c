/* draw.c -- see draw.h. */
#include "draw.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for `count` more items; a viewer without memory cannot go on. */
static void *grow(void *item, size_t used, size_t *room, size_t count, size_t size)
{
    if (used + count <= *room) return item;
    size_t wanted = *room ? *room * 2 : 256;
    while (wanted < used + count) wanted *= 2;
    void *bigger = realloc(item, wanted * size);
    if (!bigger) {
        fputs("staleline-view: out of memory\n", stderr);
        exit(5);
    }
    *room = wanted;
    return bigger;
}

void draw_clear(draw_t *d) { d->cmds = d->points = d->chars = 0; }

void draw_free(draw_t *d)
{
    free(d->cmd), free(d->point), free(d->text);
    memset(d, 0, sizeof *d);
}

draw_cmd_t *draw_add(draw_t *d, draw_kind_t kind, role_t role)
{
    d->cmd = grow(d->cmd, d->cmds, &d->cmd_room, 1, sizeof *d->cmd);
    draw_cmd_t *c = &d->cmd[d->cmds++];
    memset(c, 0, sizeof *c);
    c->kind = (uint8_t)kind, c->role = (uint8_t)role, c->alpha = 255;
    return c;
}

void draw_points(draw_t *d, draw_cmd_t *c, const point_t *p, size_t count)
{
    d->point = grow(d->point, d->points, &d->point_room, count, sizeof *d->point);
    float x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        d->point[d->points + i] = p[i];
        x0 = fminf(x0, p[i].x), x1 = fmaxf(x1, p[i].x);
        y0 = fminf(y0, p[i].y), y1 = fmaxf(y1, p[i].y);
    }
    c->at = (uint32_t)d->points, c->count = (uint32_t)count;
    c->r = count ? rect(x0, y0, x1 - x0, y1 - y0) : rect(0, 0, 0, 0);
    d->points += count;
}

void draw_string(draw_t *d, draw_cmd_t *c, const char *s, size_t bytes)
{
    d->text = grow(d->text, d->chars, &d->char_room, bytes + 1, 1);
    memcpy(d->text + d->chars, s, bytes);
    d->text[d->chars + bytes] = 0;
    c->at = (uint32_t)d->chars, c->count = (uint32_t)bytes;
    d->chars += bytes + 1;
}

/* ---- comparing ------------------------------------------------------------------------------------- */

static uint64_t mix(uint64_t h, const void *data, size_t n)
{
    const unsigned char *p = data;
    for (; n >= 8; n -= 8, p += 8) {
        uint64_t v;
        memcpy(&v, p, 8);
        h = (h ^ v) * 0x9E3779B97F4A7C15ull;
        h ^= h >> 29;
    }
    uint64_t v = n;
    for (size_t i = 0; i < n; i++) v = v << 8 | p[i];
    h = (h ^ v) * 0x9E3779B97F4A7C15ull;
    return h ^ h >> 32;
}

static bool has_points(const draw_cmd_t *c) { return c->kind >= DRAW_LINE && c->kind <= DRAW_ARROW; }

/* Where its text or points lie in the pools does not count, only what they are. */
uint64_t draw_cmd_hash(const draw_t *d, const draw_cmd_t *c)
{
    draw_cmd_t plain = *c;
    plain.at = 0;
    uint64_t h = mix(0x243F6A8885A308D3ull, &plain, sizeof plain);
    if (c->kind == DRAW_TEXT) h = mix(h, d->text + c->at, c->count);
    if (has_points(c)) h = mix(h, d->point + c->at, c->count * sizeof *d->point);
    return h;
}

uint64_t draw_hash(const draw_t *d)
{
    uint64_t h = d->cmds;
    for (size_t i = 0; i < d->cmds; i++) {
        uint64_t one = draw_cmd_hash(d, &d->cmd[i]);
        h = mix(h, &one, sizeof one);
    }
    return h;
}

bool draw_same(const draw_t *a, const draw_t *b)
{
    if (a->cmds != b->cmds) return false;
    for (size_t i = 0; i < a->cmds; i++) {
        draw_cmd_t p = a->cmd[i], q = b->cmd[i];
        p.at = q.at = 0;
        if (memcmp(&p, &q, sizeof p)) return false;
        if (p.kind == DRAW_TEXT && memcmp(a->text + a->cmd[i].at, b->text + b->cmd[i].at, p.count))
            return false;
        const point_t *one = a->point + a->cmd[i].at, *two = b->point + b->cmd[i].at;
        if (has_points(&p) && memcmp(one, two, p.count * sizeof *one)) return false;
    }
    return true;
}

rect_t draw_bounds(const draw_cmd_t *c)
{
    rect_t r = c->r;
    if (c->kind >= DRAW_CLIP) return rect(0, 0, 0, 0);
    if (c->kind == DRAW_TEXT) return rect(r.x - 2, r.y - c->size * 1.2f, r.w + 4, c->size * 1.8f);
    float more = c->kind == DRAW_ARROW ? 8 + c->width * 2 : has_points(c) ? 1 + c->width : 1;
    return rect(r.x - more, r.y - more, r.w + 2 * more, r.h + 2 * more);
}

/* ---- rectangles ------------------------------------------------------------------------------------ */

rect_t rect_meet(rect_t a, rect_t b)
{
    float x = fmaxf(a.x, b.x), y = fmaxf(a.y, b.y);
    return rect(x, y, fminf(a.x + a.w, b.x + b.w) - x, fminf(a.y + a.h, b.y + b.h) - y);
}

rect_t rect_join(rect_t a, rect_t b)
{
    if (!(a.w > 0 && a.h > 0)) return b;
    if (!(b.w > 0 && b.h > 0)) return a;
    float x = fminf(a.x, b.x), y = fminf(a.y, b.y);
    return rect(x, y, fmaxf(a.x + a.w, b.x + b.w) - x, fmaxf(a.y + a.h, b.y + b.h) - y);
}

rect_t rect_cut_top(rect_t *r, float h)
{
    h = fminf(fmaxf(h, 0), r->h);
    rect_t cut = rect(r->x, r->y, r->w, h);
    r->y += h, r->h -= h;
    return cut;
}

rect_t rect_cut_bottom(rect_t *r, float h)
{
    h = fminf(fmaxf(h, 0), r->h);
    r->h -= h;
    return rect(r->x, r->y + r->h, r->w, h);
}

rect_t rect_cut_left(rect_t *r, float w)
{
    w = fminf(fmaxf(w, 0), r->w);
    rect_t cut = rect(r->x, r->y, w, r->h);
    r->x += w, r->w -= w;
    return cut;
}

rect_t rect_cut_right(rect_t *r, float w)
{
    w = fminf(fmaxf(w, 0), r->w);
    r->w -= w;
    return rect(r->x + r->w, r->y, w, r->h);
}

rect_t rect_column(rect_t r, unsigned i, unsigned n, float gap)
{
    float w = (r.w - gap * (float)(n - 1)) / (float)n;
    return rect(r.x + (w + gap) * (float)i, r.y, w, r.h);
}
