/* semihost.h -- BKPT 0xAB: the program talks to the host. Arm, Semihosting for AArch32 (IHI 0100): r0 the
 * operation, r1 its argument or the address of a block of arguments, the answer in r0.
 *
 * Modelled: SYS_WRITE0, SYS_WRITEC, SYS_WRITE to the console, SYS_OPEN and SYS_CLOSE of ":tt", SYS_ISTTY,
 * SYS_READ and SYS_READC (end of file), SYS_CLOCK, SYS_ERRNO, SYS_HEAPINFO (the block stays as it is:
 * zeros mean "your own"), SYS_EXIT, SYS_EXIT_EXTENDED. What is printed is F_OUTPUT, byte by byte.
 * Not modelled: files and everything else: the answer is -1 and F_UNMODELLED tells the operation.
 * What surprises people: it takes no time, and it reads memory as a debugger does, through the caches:
 * nothing is told as a load. A run of output longer than MAX_OUTPUT is refused. */
#ifndef SEMIHOST_H
#define SEMIHOST_H
#include "core.h"

enum { MAX_OUTPUT = 1 << 20 };

void semihost_call(core_t *, lsu_ctx_t *);
#endif
