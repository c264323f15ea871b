/* released.h -- what a stack pointer that changed gives back: F_RELEASE.
 *
 * Most instructions move r13 along its stack (add, sub, push, pop, ldm): what it rises over belongs to nobody
 * any more. MOV and LDR give it any value: an epilogue behind a frame pointer and longjmp take it up its own
 * stack, a switch of coroutines to another one, which gives back nothing. That cannot be known here, so they
 * are told as what they are, both up and down. (MSR is told as nothing: it sets up, or switches tasks.) */
#ifndef RELEASED_H
#define RELEASED_H
#include "thumb.h"
#include "trace.h"

typedef struct { uint8_t told, what; uint32_t addr, bytes; } released_t;

static inline int sp_anew(const insn_t *i)
{
    return i->rn != 13 || i->op == OP_MOV || (i->op == OP_LDR && i->rt == 13);
}

/* This instruction took r13 from `was` to `now`. */
static inline released_t released(const insn_t *i, uint32_t was, uint32_t now)
{
    int anew = now != was && sp_anew(i), rose = now > was;
    return (released_t){ .told = (uint8_t)(rose || anew), .what = anew ? RELEASE_ANEW : RELEASE_ROSE,
                         .addr = rose ? was : now, .bytes = rose ? now - was : 0 };
}
#endif
