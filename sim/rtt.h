/* rtt.h -- SEGGER RTT's up-channels: what firmware prints into rings in RAM, taken out as a debug probe
 * does it.
 *
 *   control block  "SEGGER RTT" in 16 bytes, number of up- and of down-channels
 *   each channel   name, buffer, size, WrOff (the program's), RdOff (the probe's), flags: 24 bytes
 *
 * The block is the symbol _SEGGER_RTT; without one RAM is searched for its first 16 bytes now and then. It
 * is read as the program sees it, through the cache, and RdOff is written through the core (probe.h) into
 * the input log, so a recorded run replays without anybody reading the rings.
 * Not here: down-channels, blocks that move. What a damaged block says is not believed: buffers that are
 * not in RAM and offsets beyond them are passed over. */
#ifndef RTT_H
#define RTT_H
#include "firmware_file.h"
#include "inputlog.h"

enum { RTT_CHANNELS = 3 };

typedef struct {
    uint32_t block;                        /* 0: not found yet                                       */
    uint32_t hint;                         /* where the symbol says it will be; 0: nowhere           */
    uint32_t read[RTT_CHANNELS];           /* the RdOff we wrote last                                */
    bool     wrote[RTT_CHANNELS];
    uint64_t search;                       /* not before this cycle                                  */
} rtt_t;

typedef void rtt_give_t(void *of, unsigned channel, uint8_t byte);

void rtt_start(rtt_t *, const firmware_t *);                 /* NULL: a program of steps */
/* Give what channels of the mask hold. `log` NULL: the run is over, nothing is written. */
void rtt_poll (rtt_t *, machine_t *, inputlog_t *log, unsigned channels, rtt_give_t *, void *of);
#endif
