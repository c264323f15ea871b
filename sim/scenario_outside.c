/* scenario_outside.c -- "world": the camera and the debug port.
 *
 * A read of the debug port past the cache is an access on the bus: it becomes a step of the debug
 * port's own script (busmaster.h). Through the cache it is a look without side effects, taken by the
 * run loop at its time (debugport.h). Neither counts as consumed. */
#include "scenario_own.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- camera ---------------------------------------------------------------------------------- */

bool parse_camera(build_t *b, const place_t *world)
{
    static const char *const keys[] = { "at", "rate", "line", "lines", "frames", "line_gap", "frame_gap",
                                        "bytes", NULL };
    place_t p = json_member(world, "camera"), at = json_member(&p, "at"), rate = json_member(&p, "rate"),
            line = json_member(&p, "line"), lines = json_member(&p, "lines"),
            frames = json_member(&p, "frames"), line_gap = json_member(&p, "line_gap"),
            frame_gap = json_member(&p, "frame_gap"), data = json_member(&p, "bytes");
    uint64_t hz, size, rows = 1, pictures = 1;
    tick_t between_lines = 0, between_frames = 0;
    camera_t *c = &b->s->in.camera;
    bytes_t bytes;
    if (!p.v) return true;
    if (!json_keys(&p, keys) || !json_uint(&rate, 1000, 100000000, &hz)) return false;
    if (!json_uint(&line, 4, 65536, &size)) return false;
    if (size % 4) return json_error(&line, "a whole number of words: the interface packs four bytes");
    if (lines.v && !json_uint(&lines, 1, 65536, &rows)) return false;
    if (frames.v && !json_uint(&frames, 1, 1000000, &pictures)) return false;
    if (at.v && !parse_time(b, &at, &c->at)) return false;
    if (line_gap.v && !parse_time(b, &line_gap, &between_lines)) return false;
    if (frame_gap.v && !parse_time(b, &frame_gap, &between_frames)) return false;
    if (data.v) {
        if (!parse_bytes(b, &data, 0, &bytes)) return false;
        c->data = bytes.byte, c->size = bytes.size;
    }
    c->words = (uint32_t)size / 4, c->lines = (uint32_t)rows, c->frames = (uint32_t)pictures;
    c->word16 = (TICKS_PER_SECOND << 16) * 4 / hz;
    c->line = (tick_t)((unsigned __int128)c->word16 * c->words >> 16) + between_lines;
    c->frame = c->line * rows + between_frames;
    return true;
}

/* ---- debug port ------------------------------------------------------------------------------ */

static bool in_tcm(uint32_t addr)
{
    const region_row_t *r = map_region(&h743_map, addr);
    return r && r->kind == REGION_TCM;
}

static bool parse_debug_read(build_t *b, const place_t *p)
{
    static const char *const keys[] = { "at", "read", "size", "cacheable", "expect", "unchecked", NULL };
    place_t at = json_member(p, "at"), what = json_member(p, "read"), size = json_member(p, "size"),
            cacheable = json_member(p, "cacheable"), expect = json_member(p, "expect");
    uint64_t n = 4;
    bool through = false, unchecked = false;
    debug_read_t r = { 0 };
    where_t w;
    if (!json_keys(p, keys) || !unchecked_step(p, &unchecked) || !parse_time(b, &at, &r.at)) return false;
    if (!parse_where(b, &what, &w)) return false;
    if (size.v && (!json_uint(&size, 1, 4, &n) || n == 3)) return json_error(&size, "1, 2 or 4 is wanted");
    if (w.addr % n) return json_error(&what, "a multiple of the size is wanted");
    if (!check_span(b, &what, &w, (uint32_t)n, unchecked)) return false;
    if (cacheable.v && !json_bool(&cacheable, &through)) return false;
    r.addr = w.addr, r.size = (uint8_t)n, r.through = through || in_tcm(w.addr);
    r.number = (uint32_t)b->debug.count;
    if (expect.v) {
        uint32_t v;
        if (!parse_word(b, &expect, size_mask((unsigned)n), &v)) return false;
        expect_t *e = list_add(b, &b->expect, sizeof *e);
        *e = (expect_t){ .kind = EXPECT_DEBUG, .rule = -1, .tier = -1, .effect = -1,
                         .addr = r.number, .lo = v, .hi = v };
        json_path(p, e->path, sizeof e->path);
        snprintf(e->name, sizeof e->name, "%.63s", w.text);
        b->s->judged = true;
    }
    debug_read_t *kept = list_add(b, &b->debug, sizeof *kept);
    *kept = r;
    return true;
}

static int by_time(const void *x, const void *y)
{
    const debug_read_t *a = x, *b = y;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    return a->number < b->number ? -1 : 1;
}

static void make_script(build_t *b)
{
    const debug_read_t *r = b->debug.item;
    list_t ops = { 0 };
    for (size_t i = 0; i < b->debug.count; i++) {
        if (r[i].through) continue;
        master_op_t *wait = list_add(b, &ops, sizeof *wait);
        *wait = (master_op_t){ .op = MASTER_UNTIL, .time = r[i].at };
        master_op_t *o = list_add(b, &ops, sizeof *o);
        *o = (master_op_t){ .op = MASTER_READ, .size = 2, .beats = 1, .bytes = r[i].size,
                            .at.plus = r[i].addr };
    }
    if (!ops.count) return;
    master_t *m = list_add(b, &b->master, sizeof *m);
    *m = (master_t){ .init = INIT_DEBUG, .op = ops.item, .ops = (uint32_t)ops.count,
                     .on_error = (uint32_t)ops.count };
}

bool parse_debug(build_t *b, const place_t *world)
{
    place_t p = json_member(world, "debug");
    int i = 0;
    if (!p.v) return true;
    if (!json_array(&p, 1, DEBUG_READS_MAX)) return false;
    for (const cJSON *k = p.v->child; k; k = k->next) {
        place_t at = json_item(&p, k, i++);
        if (!parse_debug_read(b, &at)) return false;
    }
    qsort(b->debug.item, b->debug.count, sizeof(debug_read_t), by_time);
    make_script(b);
    return true;
}
