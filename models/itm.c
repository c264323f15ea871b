/* itm.c -- see itm.h. */
#include "itm.h"

enum { PORTS_END = 0x80, TER = 0xE00, TPR = 0xE40, TCR = 0xE80, LAR = 0xFB0, LSR = 0xFB4 };
enum { ITMENA = 1, TCR_KEPT = 0x007F0F1F, TPR_KEPT = 0xF };
#define KEY  0xC5ACCE55u
#define PPB  0xE0000000u

int itm_has(uint32_t off)
{
    return off < PORTS_END || off == TER || off == TPR || off == TCR || off == LAR || off == LSR;
}

static int port_on(const itm_t *i, uint32_t off, int on)
{
    return on && i->tcr & ITMENA && i->ter >> off / 4 & 1;
}

uint32_t itm_peek(const itm_t *i, uint32_t off, int on)
{
    switch (off) {
    case TER: return i->ter;
    case TPR: return i->tpr;
    case TCR: return i->tcr;
    case LAR: return 0;
    case LSR: return i->unlocked ? 1 : 3;
    default:  return (uint32_t)port_on(i, off, on);         /* FIFOREADY */
    }
}

static void print(uint32_t off, unsigned size, uint32_t val, env_t *env)
{
    for (unsigned k = 0; k < size; k++)
        tell_part(env, F_OUTPUT, 1, PPB + off, val >> 8 * k & 0xFF, off / 4);
}

void itm_write(itm_t *i, uint32_t off, unsigned size, uint32_t val, int on, env_t *env)
{
    uint32_t word = off & ~3u;
    if (word < PORTS_END) {
        if (port_on(i, word, on)) print(word, size, val, env);
        return;                             /* to a port that is off: lost, as on silicon */
    }
    if (size != 4 || off & 3) { tell_part(env, F_IGNORED, 0, PPB + off, val, IGN_SIZE); return; }
    if (off == LAR) { i->unlocked = val == KEY; return; }
    if (off == LSR || !i->unlocked) { tell_part(env, F_IGNORED, 0, PPB + off, val, IGN_READONLY); return; }
    if (off == TER) i->ter = val;
    if (off == TPR) i->tpr = val & TPR_KEPT;
    if (off == TCR) i->tcr = val & TCR_KEPT;
}
