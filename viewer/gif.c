/* gif.c -- see gif.h. */
#include "gif.h"
#include "output.h"
#include <gif_lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLOURS = 256, SEEN = 1 << 15 };

struct gif {
    GifFileType *file;
    output_t to;
    int w, h;
    bool begun;
    uint32_t *last;                      /* the frame before, to store only what changed */
    GifByteType *row;
    uint32_t colour[COLOURS]; int colours;
    uint8_t nearest[SEEN]; bool known[SEEN];      /* by the five upper bits of each part */
};

static int put_bytes(GifFileType *f, const GifByteType *bytes, int n)
{
    const output_t *to = f->UserData;
    return (int)fwrite(bytes, 1, (size_t)n, to->f);
}

gif_t *gif_open(const char *name, int w, int h)
{
    int error;
    gif_t *g = calloc(1, sizeof *g);
    if (!g) return NULL;
    g->w = w, g->h = h;
    g->last = calloc((size_t)w * (size_t)h, sizeof *g->last);
    g->row = calloc((size_t)w, sizeof *g->row);
    err_t err = { "" };
    bool there = output_begin(&g->to, name, &err);
    g->file = g->last && g->row && there ? EGifOpen(&g->to, put_bytes, &error) : NULL;
    if (!g->file && there) output_drop(&g->to);
    if (g->file) {
        EGifSetGifVersion(g->file, true);
        return g;
    }
    free(g->last), free(g->row), free(g);
    return NULL;
}

static unsigned coarse(uint32_t p) { return (p >> 9 & 0x7C00) | (p >> 6 & 0x3E0) | (p >> 3 & 0x1F); }

static int by_count(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* The most used colours of a frame, one of each coarse cell: what an interface is made of, and the
 * commonest of its soft edges. */
static bool choose_colours(gif_t *g, const uint32_t *pixels)
{
    uint64_t *use = calloc(SEEN, sizeof *use);           /* count << 32 | colour */
    if (!use) return false;
    for (size_t i = 0; i < (size_t)g->w * (size_t)g->h; i++) {
        uint64_t *u = &use[coarse(pixels[i])];
        *u = (*u & ~0xFFFFFFFFull) + (1ull << 32) + (*u ? *u & 0xFFFFFF : pixels[i] & 0xFFFFFF);
    }
    qsort(use, SEEN, sizeof *use, by_count);
    for (g->colours = 0; g->colours < COLOURS - 4 && use[g->colours] >> 32; g->colours++)
        g->colour[g->colours] = (uint32_t)(use[g->colours] & 0xFFFFFF);
    free(use);
    memset(g->known, 0, sizeof g->known);
    return true;
}

static GifByteType closest(gif_t *g, uint32_t p)
{
    unsigned c = coarse(p);
    if (g->known[c]) return g->nearest[c];
    int best = 0, least = 1 << 30;
    for (int i = 0; i < g->colours; i++) {
        int r = (int)(p >> 16 & 255) - (int)(g->colour[i] >> 16 & 255),
            gr = (int)(p >> 8 & 255) - (int)(g->colour[i] >> 8 & 255),
            b = (int)(p & 255) - (int)(g->colour[i] & 255), d = 3 * r * r + 4 * gr * gr + 2 * b * b;
        if (d < least) least = d, best = i;
    }
    g->known[c] = true;
    return g->nearest[c] = (uint8_t)best;
}

static void changed(const gif_t *g, const uint32_t *p, int *x0, int *y0, int *x1, int *y1)
{
    *x0 = g->w, *y0 = g->h, *x1 = *y1 = -1;
    for (int y = 0; y < g->h; y++)
        for (int x = 0; x < g->w; x++) {
            if (g->begun && p[y * g->w + x] == g->last[y * g->w + x]) continue;
            if (x < *x0) *x0 = x;
            if (x > *x1) *x1 = x;
            if (y < *y0) *y0 = y;
            *y1 = y;
        }
    if (*x1 < 0) *x0 = *y0 = *x1 = *y1 = 0;
}

static bool begin(gif_t *g)
{
    static const unsigned char forever[3] = { 1, 0, 0 };
    if (g->begun) return true;
    g->begun = true;
    return EGifPutScreenDesc(g->file, g->w, g->h, 8, 0, NULL) == GIF_OK
        && EGifPutExtensionLeader(g->file, APPLICATION_EXT_FUNC_CODE) == GIF_OK
        && EGifPutExtensionBlock(g->file, 11, "NETSCAPE2.0") == GIF_OK
        && EGifPutExtensionBlock(g->file, 3, forever) == GIF_OK
        && EGifPutExtensionTrailer(g->file) == GIF_OK;
}

bool gif_frame(gif_t *g, const uint32_t *pixels, int centiseconds)
{
    int x0, y0, x1, y1;
    changed(g, pixels, &x0, &y0, &x1, &y1);
    GifByteType control[4] = { 4, (GifByteType)(centiseconds & 255), (GifByteType)(centiseconds >> 8), 0 };
    if (!begin(g) || !choose_colours(g, pixels)) return false;
    ColorMapObject *map = GifMakeMapObject(COLOURS, NULL);
    if (!map) return false;
    for (int i = 0; i < g->colours; i++)
        map->Colors[i] = (GifColorType){ (GifByteType)(g->colour[i] >> 16), (GifByteType)(g->colour[i] >> 8),
                                         (GifByteType)g->colour[i] };
    bool good = EGifPutExtension(g->file, GRAPHICS_EXT_FUNC_CODE, 4, control) == GIF_OK
             && EGifPutImageDesc(g->file, x0, y0, x1 - x0 + 1, y1 - y0 + 1, false, map) == GIF_OK;
    for (int y = y0; good && y <= y1; y++) {
        for (int x = x0; x <= x1; x++) g->row[x - x0] = closest(g, pixels[y * g->w + x]);
        good = EGifPutLine(g->file, g->row, x1 - x0 + 1) == GIF_OK;
    }
    GifFreeMapObject(map);
    memcpy(g->last, pixels, (size_t)g->w * (size_t)g->h * sizeof *g->last);
    return good;
}

bool gif_close(gif_t *g, bool good)
{
    int error;
    err_t err = { "" };
    good &= EGifCloseFile(g->file, &error) == GIF_OK;
    if (good) good = output_end(&g->to, &err);
    else output_drop(&g->to);
    free(g->last), free(g->row), free(g);
    return good;
}
