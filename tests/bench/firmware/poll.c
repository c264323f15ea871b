/* poll.c -- a driver's favourite loop: read a status register until a bit is set, which it never is, or
 * until patience ends. */
#include "bench.h"

enum { READS = 500000 };

uint32_t work(void)
{
    uint32_t left = READS;
    while (!(*status_register & 1u << 31) && left) left--;
    return left;
}
