/* semihost.c -- words to the debugger, or to whoever stands in for one: BKPT 0xAB with the operation in r0 and its
 * argument in r1 (Arm semihosting specification 2.0). */
#include "h743.h"

static int call(int operation, const void *argument)
{
    register int r0 __asm("r0") = operation;
    register const void *r1 __asm("r1") = argument;
    __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

void say(const char *text) { call(0x04, text); }                    /* SYS_WRITE0 */

void quit(int code)
{
    const uint32_t block[2] = { 0x20026, (uint32_t)code };          /* ADP_Stopped_ApplicationExit */
    call(0x20, block);                                              /* SYS_EXIT_EXTENDED */
    for (;;) { }
}

/* newlib's way out: printf ends here. */
int _write(int file, const char *bytes, int n)
{
    (void)file;
    const char *end = bytes + n;
    for (; bytes < end; bytes++) call(0x03, bytes);                 /* SYS_WRITEC */
    return n;
}
