/* semihost.h -- BKPT 0xAB: the program talks to the host. Arm, Semihosting for AArch32 (IHI 0100): r0 the
 * operation, r1 its argument or the address of a block of arguments, the answer in r0.
 *
 * Modelled: SYS_WRITE0, SYS_WRITEC, SYS_WRITE to the console, SYS_OPEN and SYS_CLOSE of ":tt" and of
 * ":semihosting-features" (extended exit, standard error), SYS_READ of both, SYS_READC, SYS_SEEK and SYS_FLEN
 * of the features, SYS_ISTTY, SYS_CLOCK and SYS_TIME (the run's own time since its beginning, not the
 * host's), SYS_ERRNO (0), SYS_GET_CMDLINE, SYS_HEAPINFO (the block stays as it is: zeros mean "your own"),
 * SYS_EXIT, SYS_EXIT_EXTENDED. What is printed is F_OUTPUT, byte by byte; standard input is
 * input_t.console, then its end.
 * Not modelled: files and everything else: the answer is -1 and F_UNMODELLED tells the operation.
 * What surprises people: it reads memory as a debugger does, through the caches, in no time: nothing is told
 * as a load. What it puts into memory are stores of the program, a byte a cycle; a read gives 128 bytes at
 * most, which is less than may be asked for. A run of output longer than MAX_OUTPUT is refused. An exit code
 * above 255 is kept as 255, so that no failure becomes a success. */
#ifndef SEMIHOST_H
#define SEMIHOST_H
#include "core.h"

enum { MAX_OUTPUT = 1 << 20 };

/* MORE: call again a cycle later; WAIT: when the load/store unit can go on; DONE: r0 has the answer. */
typedef enum { SEMIHOST_DONE, SEMIHOST_MORE, SEMIHOST_WAIT } semihost_t;
semihost_t semihost_call(core_t *, lsu_ctx_t *);
#endif
