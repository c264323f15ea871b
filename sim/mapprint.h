/* mapprint.h -- the chip on paper, printed: `staleline map`, docs/map.md, and JSON for programs.
 *
 * Memories, masters, who reaches what, shared pieces of bus, paths with their cycles, parts with
 * address, interrupt, DMA request ids and clock-enable bit, clock set-ups, every number with how well
 * it is known and its source, and by name what is not modelled. Printed from the rows and nothing
 * else: a number that is wrong here is wrong in the machine. */
#ifndef MAPPRINT_H
#define MAPPRINT_H
#include <stdio.h>
#include "map.h"

typedef enum { MAP_TEXT, MAP_MARKDOWN, MAP_JSON } map_format_t;

void map_print(FILE *, const map_t *, map_format_t);
#endif
