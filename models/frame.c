/* frame.c -- see frame.h. */
#include "frame.h"

enum { FP_FRAME = 0x68, BASIC_FRAME = 0x20, XPSR_ALIGN = 1 << 9, LINK_PSP = 4, LINK_THREAD = 8,
       LINK_BASIC = 0x10, LINK_ONES = 0x0FFFFFE0, FPDSCR_BITS = 0x07C00000 };
#define XPSR_KEPT 0xFF0FFDFFu
#define XPSR_ICI  0x0000F000u

static void fp_words(core_t *c)
{
    for (int i = 0; i < 16; i++) c->seq_word[FRAME_WORDS + i] = c->regs.s[i];
    c->seq_word[FRAME_WORDS + 16] = c->regs.fpscr;
    c->seq_words = FRAME_WORDS + FP_WORDS;
}

void frame_build(core_t *c)
{
    const uint32_t *r = c->regs.r;
    int fp = c->control & CONTROL_FPCA;
    uint32_t align = r[13] & 4 ? XPSR_ALIGN : 0;    /* CCR.STKALIGN is always 1: TRM table 3-1 */
    const uint32_t word[FRAME_WORDS] = { r[0], r[1], r[2], r[3], r[12], r[14], r[15],
                                         (c->regs.xpsr & ~(uint32_t)XPSR_ALIGN) | align };
    for (int i = 0; i < FRAME_WORDS; i++) c->seq_word[i] = word[i];
    c->seq_words = FRAME_WORDS;
    c->seq_sp = (r[13] - (fp ? FP_FRAME : BASIC_FRAME)) & ~7u;
    if (fp && !(c->scb.fpccr & FPCCR_LSPEN)) fp_words(c);
}

static int ready_for(const core_t *c, unsigned e)
{
    return scb_bit(c->scb.enabled, e) && scb_beats(&c->scb, e);
}

/* UpdateFPCCR: who was interrupted, and what a fault of the late stacking could become. */
static void owe(core_t *c, int thread)
{
    scb_t *s = &c->scb;
    s->fpcar = c->seq_sp + BASIC_FRAME;
    s->fpccr &= FPCCR_ASPEN | FPCCR_LSPEN;
    s->fpccr |= FPCCR_LSPACT;
    if (thread) s->fpccr |= FPCCR_THREAD;
    if (thread && c->control & CONTROL_NPRIV) s->fpccr |= FPCCR_USER;
    if (scb_priority(s) > -1) s->fpccr |= FPCCR_HFRDY;
    if (ready_for(c, EXC_MEMMANAGE)) s->fpccr |= FPCCR_MMRDY;
    if (ready_for(c, EXC_BUSFAULT)) s->fpccr |= FPCCR_BFRDY;
    if (ready_for(c, EXC_DEBUGMON)) s->fpccr |= FPCCR_MONRDY;
}

void frame_entered(core_t *c)
{
    int thread = !core_in_handler(c), psp = thread && c->control & CONTROL_SPSEL;
    int fp = c->control & CONTROL_FPCA;
    if (fp && c->scb.fpccr & FPCCR_LSPEN) owe(c, thread);
    c->regs.r[13] = c->seq_sp;
    if (psp) {
        c->regs.r[13] = c->other_sp;
        c->other_sp = c->seq_sp;
    }
    c->regs.r[14] = 0xFFFFFFE1u | (fp ? 0 : LINK_BASIC) | (thread ? LINK_THREAD : 0) | (psp ? LINK_PSP : 0);
    c->control &= CONTROL_NPRIV;
}

int frame_legal(const core_t *c, uint32_t link)
{
    unsigned e = c->regs.xpsr & PSR_IPSR, active = 0, low = link & 0xF;
    for (unsigned w = 0; w < 3; w++) active += (unsigned)__builtin_popcountll(c->scb.active[w]);
    if (e >= EXCEPTIONS || !scb_bit(c->scb.active, e)) return 0;
    if ((link & LINK_ONES) != LINK_ONES) return 0;          /* UNPREDICTABLE */
    if (low == 1) return 1;
    return (low == 9 || low == 13) && (active == 1 || c->scb.ccr & CCR_NONBASETHRDENA);
}

void frame_unbuild(core_t *c, uint32_t link)
{
    int fp = !(link & LINK_BASIC) && !(c->scb.fpccr & FPCCR_LSPACT);
    c->seq_link = c->regs.r[14] = link;
    c->seq_sp = link & LINK_PSP ? c->other_sp : c->regs.r[13];
    c->seq_words = (uint8_t)(FRAME_WORDS + (fp ? FP_WORDS : 0));
}

int frame_to_thread(const core_t *c) { return !!(c->seq_link & LINK_THREAD); }

int frame_fits(const core_t *c)
{
    int thread = frame_to_thread(c), ipsr = (c->seq_word[7] & PSR_IPSR) != 0;
    return thread != ipsr;
}

void frame_restore(core_t *c)
{
    const uint32_t *w = c->seq_word, link = c->seq_link;
    uint32_t size = link & LINK_BASIC ? BASIC_FRAME : FP_FRAME;
    uint32_t sp = (c->seq_sp + size) | (w[7] & XPSR_ALIGN ? 4 : 0);
    for (int i = 0; i < 4; i++) c->regs.r[i] = w[i];
    c->regs.r[12] = w[4], c->regs.r[14] = w[5], c->regs.r[15] = w[6] & ~1u;
    c->regs.xpsr = w[7] & XPSR_KEPT;
    for (int i = 0; c->seq_words > FRAME_WORDS && i < 16; i++) c->regs.s[i] = w[FRAME_WORDS + i];
    if (c->seq_words > FRAME_WORDS) c->regs.fpscr = w[FRAME_WORDS + 16];
    else if (!(link & LINK_BASIC)) c->scb.fpccr &= ~(uint32_t)FPCCR_LSPACT;  /* never left the FPU */
    c->control &= CONTROL_NPRIV;
    if (!(link & LINK_BASIC)) c->control |= CONTROL_FPCA;
    if (link & LINK_PSP) {
        c->other_sp = c->regs.r[13];
        c->control |= CONTROL_SPSEL;
    }
    c->regs.r[13] = sp & ~3u;
}

void frame_owed(core_t *c)
{
    c->seq_sp = c->scb.fpcar - BASIC_FRAME;
    fp_words(c);
    c->seq_at = FRAME_WORDS;
}

void frame_new_fp(core_t *c)
{
    if (!(c->scb.fpccr & FPCCR_ASPEN) || c->control & CONTROL_FPCA) return;
    c->regs.fpscr = (c->regs.fpscr & ~(uint32_t)FPDSCR_BITS) | (c->scb.fpdscr & FPDSCR_BITS);
    c->control |= CONTROL_FPCA;
}

/* ---- EPSR.ICI: B1.5.10 ------------------------------------------------------------------------ */

static int may_continue(const core_t *c)
{
    const insn_t *i = &c->insn;
    if (thumb_in_it(&c->regs)) return 0;
    /* a PUSH: the frame would lie on its words */
    if (i->op == OP_STM) return i->rn != 13 || i->flags & I_ADD;
    return i->op == OP_LDM && !(i->list >> i->rn & 1);
}

unsigned frame_continues(const core_t *c)
{
    unsigned done = c->access, n = 0;
    if (!c->firmware || !c->decoded || !done || !may_continue(c)) return 0;
    for (; n < 16; n++)
        if (c->insn.list >> n & 1 && !done--) return n;
    return 0;
}

int frame_continue(core_t *c)
{
    unsigned n = (c->regs.xpsr & XPSR_ICI) >> 12;
    if (!may_continue(c) || !(c->insn.list >> n & 1)) return 0;
    c->access = (uint8_t)__builtin_popcount(c->insn.list & ((1u << n) - 1));
    c->regs.xpsr &= ~XPSR_ICI;
    return 1;
}
