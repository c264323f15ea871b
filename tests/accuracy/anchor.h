/* anchor.h -- a published number, and the same thing measured in the simulator.
 *
 * core_*.c hold the core's micro-programs, system_*.c everything around it; main.c runs them all and prints
 * docs/accuracy.md.
 *
 * kind says what the published value is worth: KIND_MEASURED somebody ran it on silicon, KIND_DOC a manual
 * says so, KIND_FITTED a number of ours was chosen to meet it: then it is shown and never counted as
 * agreement; KIND_MODEL only a compiler's scheduler has a number, with which it plans: shown beside ours,
 * neither agreement nor miss. A miss with a `reason` is explained; without one it fails. */
#ifndef ANCHOR_H
#define ANCHOR_H

typedef enum { KIND_MEASURED, KIND_DOC, KIND_FITTED, KIND_MODEL } anchor_kind_t;  /* of the published */

/* value NAN: it could not be measured, and `how` says why. how NULL: nothing to add. Both are static text, or
 * stay as they are until the next anchor runs. */
typedef struct { double value; const char *unit; const char *how; } anchor_result_t;

typedef struct {
    const char *group, *name, *source;
    anchor_kind_t kind;
    double low, high;                      /* published; equal: one value */
    double tolerance;                      /* relative; 0: exact */
    const char *reason;                    /* why a miss is explained, NULL: it must pass */
    anchor_result_t (*run)(const void *arg);
    const void *arg;
} anchor_t;

extern const anchor_t core_anchors[];      /* core_*.c */
extern const unsigned core_anchor_count;
extern const anchor_t system_anchors[];    /* system_*.c */
extern const unsigned system_anchor_count;
#endif
