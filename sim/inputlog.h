/* inputlog.h -- the input log: what came from outside while the run was under way, with its tick: bytes
 * typed at a terminal, what a debugger wrote. It is the growing part of input_t, so a replay from any
 * state sees it again.
 *
 *   live source --> inputlog_* --> input_t.typed, .probe --> world.c, probe.c
 *                       '--> inputlog_save --> world.recorded (scenario_recorded.c) --> the same run again
 *
 * What the scenario brought along (a recorded log) comes first in the list; additions go where their tick
 * is. */
#ifndef INPUTLOG_H
#define INPUTLOG_H
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include "machine.h"

enum { INPUTLOG_MAX = 1 << 22 };                       /* entries of either kind; more are refused */

typedef struct {
    input_t   *in;
    rx_byte_t *typed; size_t typed_room;
    probe_t   *probe; size_t probe_room;
} inputlog_t;

/* The log becomes the owner of in's lists; before in is freed, inputlog_free. */
void inputlog_start(inputlog_t *, input_t *in);
void inputlog_free (inputlog_t *);

/* A debugger's write now, as accesses as wide as they can be. `exactly`: not before the core has done what
 * it has done now (it stands there, stopped); else as soon as it stands between two instructions. false:
 * the log is full. Nothing has changed yet: it will when the machine is run on. */
bool inputlog_memory  (inputlog_t *, machine_t *, uint32_t addr, const uint8_t *, size_t n, bool exactly);
bool inputlog_register(inputlog_t *, machine_t *, unsigned regsel, uint32_t value);
/* A byte on a serial line, sent as that line's receiver is set up now; false: it does not listen, or the log
 * is full. */
bool inputlog_typed   (inputlog_t *, machine_t *, unsigned line, uint8_t byte);
/* Drop what is later than where the machine stands. */
void inputlog_cut     (inputlog_t *, const machine_t *);
/* As JSON, a file for a scenario's world.recorded. A schedule is not in it: world.schedule. */
void inputlog_save    (FILE *, const input_t *);
#endif
