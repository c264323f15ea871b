/* live.h -- what goes in and out while a run is under way: serial lines, RTT channels, the input log.
 *
 *   --uart LINE=stdio        what the line sends goes to standard output, what is typed goes in
 *   --uart LINE=pty          the same with a pseudo terminal, whose name is told on standard error
 *   --uart LINE=file:OUT     what it sends goes to a file; file:OUT,IN: and what IN holds goes in
 *   --rtt N=stdout           SEGGER RTT's up-channel N (rtt.h; without N= it is 0); N=file:PATH, N=tcp:PORT:
 *                            the run begins when somebody has connected on 127.0.0.1
 *   --record FILE            the input log, for a scenario's world.recorded
 *
 * What has standard output has it alone: the report goes to standard error then, or where -o says.
 * The run is as fast as it can be, not in real time. It is looked at after each slice of LIVE_SLICE
 * cycles: so that is how soon what is typed can begin to arrive, at the present tick, as the receiver is
 * set up then; while it is off, bytes wait. The bytes then come one after the other at the line's rate. A
 * run in which nothing can happen any more waits for input instead of being stuck, until the input's end.
 * Not here: modem lines; characters of 9 data bits are cut to 8. */
#ifndef LIVE_H
#define LIVE_H
#include "scenario.h"

enum { LIVE_UARTS = 9, LIVE_RTTS = 3, LIVE_SLICE = 20000 };
typedef struct {
    const char *uart[LIVE_UARTS], *rtt[LIVE_RTTS], *record;      /* as given: "usart3=stdio" */
    unsigned    uarts, rtts;
} live_options_t;

typedef struct live live_t;

/* NULL and no error: nothing of it is wanted. Before the machine is booted. */
live_t *live_open (const live_options_t *, scenario_t *, err_t *);
sink_t *live_sink (live_t *);
/* Between two slices: send, take, type. */
void    live_poll (live_t *, machine_t *);
/* Nothing will happen by itself: wait for input. false: none comes any more. */
bool    live_wait (live_t *, machine_t *);
/* The run is over: what is left is sent, the log saved. Returns false with err if that failed. */
bool    live_close(live_t *, machine_t *, err_t *);
bool    live_asks (const live_options_t *);          /* somebody sits at a terminal there */
bool    live_speaks(const live_options_t *);         /* standard output is the program's alone */
bool    live_keeps (const live_options_t *);         /* a file is written: another run would overwrite it */
#endif
