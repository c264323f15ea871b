/* keyframes.h -- saved states in little memory: a paged copy-on-write store.
 *
 * A state is a list of segments of bytes that stay in place. It is kept in pages of 4 KB. A page that did
 * not change since the frame it is compared with is shared with it. One that did is written down as what
 * differs, word by word, from an earlier page of that place, or from the words a stride before (an array of
 * records predicts itself), or whole, whichever is least.
 *
 * Frames are ordered by tick. Dense ones (made while somebody works around a place) are dropped first
 * and oldest first when the budget is full; then every other frame of the run is.
 *
 * What surprises people: the store keeps a plain copy of one frame, the one it compares with. Taking a frame
 * right after putting back the one before it in time is cheap; any other order first unpacks that frame. */
#ifndef KEYFRAMES_H
#define KEYFRAMES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "tick.h"
#include "trace.h"

enum { KEYFRAME_PAGE = 4096, KEYFRAME_SEGMENTS = 64 };

typedef struct { void *bytes; size_t size; } segment_t;   /* the size may change from frame to frame */

typedef struct frame {
    tick_t   until;                    /* all before this tick has happened, nothing else                   */
    uint64_t count[F_KINDS];           /* facts told before, by kind                                        */
    bool     dense, pinned;            /* pinned: never dropped                                             */
    uint64_t age;                      /* of a dense frame: larger is younger                               */
    size_t   bytes;                    /* what dropping it would give back at least                         */
    unsigned segments;
    size_t   size[KEYFRAME_SEGMENTS];
    size_t   shelves;
    struct shelf **shelf;
} frame_t;

typedef struct keyframes keyframes_t;
keyframes_t *keyframes_new (size_t budget);                    /* 0: no limit */
void         keyframes_free(keyframes_t *);

/* Keep what the segments hold now; `count` is F_KINDS long. A frame of the same tick stays as it is. */
frame_t *keyframes_take(keyframes_t *, tick_t until, const segment_t *, unsigned segments,
                        const uint64_t *count, bool dense);
/* Put back the first `segments` segments; their places must have room for what the frame has. */
void keyframes_put(keyframes_t *, const frame_t *, const segment_t *, unsigned segments);

size_t         keyframes_count(const keyframes_t *);
const frame_t *keyframes_frame(const keyframes_t *, size_t i);           /* by time; NULL: no such */
/* The last frame with until <= t; there must be one. */
size_t         keyframes_before(const keyframes_t *, tick_t t);
size_t         keyframes_bytes(const keyframes_t *);
/* how often frames of the run were halved */
unsigned       keyframes_thinned(const keyframes_t *);
#endif
