/* core_anchors.c -- the micro-programs of the core, table by table. */
#include "core_measure.h"
#include "assemble.h"
#include "core_rows.h"
#include "core_kernels.h"
#include "trace.h"
#include <stddef.h>

const anchor_t core_anchors[] = {
#include "core_pairs.h"
#include "core_latency.h"
#include "core_memory.h"
#include "core_fp.h"
#include "core_branch.h"
#include "core_factors.h"
};
const unsigned core_anchor_count = sizeof core_anchors / sizeof *core_anchors;
