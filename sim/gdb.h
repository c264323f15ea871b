/* gdb.h -- GDB's remote serial protocol over a firmware's run, forward and back. Bytes in, bytes out: this
 * part knows no sockets (gdb_serve.c does). GDB manual, appendix "Remote Serial Protocol".
 *
 *   bytes --gdb_feed--> packet --> gdb.c           framing, queries
 *                                  gdb_registers.c g G p P, target description
 *                                  gdb_memory.c    m M X, memory map, flash
 *                                  gdb_resume.c    c s vCont bs bc, Z z, stop replies
 *                                  gdb_monitor.c   qRcmd: view, who, cache, findings, reg ...
 *
 * Memory is read as the chip's debug port does with cacheable accesses: what the program would see,
 * through the D-cache; `monitor view ram` shows what lies in memory, `monitor view dma` what DMA1 and DMA2
 * could read of it. Reads have no side effects, of registers neither. Writes go through the core
 * (probe.h), whatever the view, into the input log: so going back undoes them and going on does them
 * again. Software and hardware breakpoints are the same and unlimited by the FPB (256). Watchpoints see
 * the program's and every other master's accesses; gdb itself only reports one when the value it reads
 * differs, so DMA into a cached line shows in the RAM view. The first arrival at the program's end is a
 * stop, so that one can go back from there; going on ends it.
 * Not modelled: threads, vectors to catch, non-stop mode, host I/O, file semihosting. Flash is written
 * only with what it has already (`load` of the same file). */
#ifndef GDB_H
#define GDB_H
#include "timeline.h"

typedef struct gdb gdb_t;

gdb_t *gdb_open (const char *file, const options_t *, err_t *);
void   gdb_close(gdb_t *);
/* Take any bytes. A command that runs the machine returns when it has stopped. */
void   gdb_feed (gdb_t *, const void *bytes, size_t n);
/* What is to be sent; gdb_sent takes the first n of it away. */
const char *gdb_out(const gdb_t *, size_t *n);
void   gdb_sent (gdb_t *, size_t n);
bool   gdb_over (const gdb_t *);                 /* detached, killed, or the program has ended */
/* Called now and then while the machine runs: send what there is; true: stop (Ctrl-C). */
void   gdb_listen(gdb_t *, bool (*asked)(void *), void *of);

/* gdb_serve.c: one client on 127.0.0.1. port 0: any; the port is printed on `out`. Returns an exit code. */
int    gdb_serve(gdb_t *, unsigned port, FILE *out);
#endif
