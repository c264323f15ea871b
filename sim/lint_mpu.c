/* lint_mpu.c -- rules about the MPU's regions (lint). See lint.c.
 *
 * mpu-reserved   lint    a region enabled with a reserved TEX/C/B code (Armv7-M B3.5)
 *                error   an unaligned access to it faulted, as it would not have in the memory that was meant
 * mpu-window     lint    a region whose base is not a multiple of its size: the low bits are dropped
 * mpu-overlap    lint    a region that lies whole in one with a higher number and other attributes: it does
 *                        nothing. A small region of higher number in a large one is the usual way, and right
 *
 * A region is judged when it counts: when the MPU is switched on, at a barrier, or at the end. Not judged:
 * regions that cover each other in part, permissions. */
#include "lint_own.h"

static void judge_window(lint_t *j, unsigned n, tick_t at)
{
    uint32_t bits = (j->rasr[n] >> 1 & 31) + 1, base = j->rbar[n] & ~31u;
    if (bits < 5 || bits >= 32 || !(base & ((1u << bits) - 1))) return;
    uint32_t size = 1u << bits, real = base & ~(size - 1);
    finding_t *f =
        book_open(&j->book, RULE_MPU_WINDOW, EFFECT_NONE, TIER_LINT, base, size, &j->rasr[n], base);
    if (!f) return;
    f->at = at, f->pc = f->fix_pc = j->mpu_pc[n], f->had = real, f->wanted = base;
    put_text(f->master, sizeof f->master, "CPU");
    put_text(f->buffer, sizeof f->buffer, "MPU region %u", n);
    put_text(
        f->message, sizeof f->message,
        "MPU region %u was given base 0x%08X and size %u bytes. The hardware ignores base bits below the "
        "size: it covers 0x%08X-0x%08X, and 0x%08X-0x%08X keeps its old attributes.",
        n, (unsigned)base, (unsigned)size, (unsigned)real, (unsigned)(real + size - 1),
        (unsigned)(real + size), (unsigned)(base + size - 1));
    put_text(f->missing, sizeof f->missing,
             "Move the section to a multiple of %u bytes, or cover it with two regions.",
             (unsigned)size);
}

static bool reserved(uint32_t rasr)
{
    unsigned tex = rasr >> 19 & 7, c = rasr >> 17 & 1, b = rasr >> 16 & 1;
    return (tex == 1 && c != b) || (tex == 2 && (c || b)) || tex == 3;
}

static void judge_code(lint_t *j, unsigned n, tick_t at)
{
    unsigned tex = j->rasr[n] >> 19 & 7, c = j->rasr[n] >> 17 & 1, b = j->rasr[n] >> 16 & 1;
    if (!reserved(j->rasr[n])) return;
    finding_t *f = book_open(&j->book, RULE_MPU_RESERVED, EFFECT_NONE, TIER_LINT, j->rbar[n] & ~31u,
                             1u, &j->rasr[n], j->rasr[n]);
    if (!f) return;
    f->at = at, f->pc = f->fix_pc = j->mpu_pc[n], f->had = tex << 2 | c << 1 | b, f->wanted = 4;
    put_text(f->master, sizeof f->master, "CPU");
    put_text(f->buffer, sizeof f->buffer, "MPU region %u", n);
    put_text(
        f->message, sizeof f->message,
        "MPU region %u at 0x%08X uses TEX=%u C=%u B=%u, a reserved code: this core treats it as Device "
        "memory, where an unaligned access faults and nothing is merged or speculated.",
        n, (unsigned)(j->rbar[n] & ~31u), tex, c, b);
    put_text(f->missing, sizeof f->missing,
             "For non-cacheable Normal memory write TEX=1 C=0 B=0 to MPU_RASR.");
}

/* Of two regions the higher number wins, not the smaller window: one inside a higher one is never seen. */
static void judge_overlap(lint_t *j, unsigned n, tick_t at)
{
    const uint32_t attributes = 0x173F0000u;               /* XN, AP, TEX, S, C, B */
    for (unsigned k = 0; k < MPU_REGIONS; k++) {
        unsigned low = k < n ? k : n, high = k < n ? n : k;
        uint32_t from, to, out_from, out_to;
        if (k == n || !mpu_window(&j->setup.mpu, low, &from, &to)
            || !mpu_window(&j->setup.mpu, high, &out_from, &out_to))
            continue;
        if (from < out_from || to > out_to || j->rasr[high] >> 8 & 0xFF)
            continue; /* sub-regions left out: perhaps */
        if (!((j->rasr[low] ^ j->rasr[high]) & attributes)) continue;
        finding_t *f =
            book_open(&j->book, RULE_MPU_OVERLAP, EFFECT_NONE, TIER_LINT, from, 1, &j->rasr[low], from);
        if (!f) continue;
        f->at = at, f->pc = f->fix_pc = j->mpu_pc[n];
        put_text(f->master, sizeof f->master, "CPU");
        put_text(f->buffer, sizeof f->buffer, "MPU region %u", low);
        put_text(f->message, sizeof f->message,
                 "MPU region %u (0x%08X-0x%08X) lies whole in region %u (0x%08X-0x%08X), whose attributes "
                 "differ. The higher number wins: region %u has no effect at all.",
                 low, (unsigned)from, (unsigned)to, high, (unsigned)out_from, (unsigned)out_to, low);
        put_text(f->missing, sizeof f->missing,
                 "Give the special region a higher number than the large one.");
    }
}

/* A fault that only a Device attribute makes, in a region that was meant to be something else. Of an ordinary
 * Device region it may be meant; the fault says so itself if nobody handles it (faulted.c). */
static void judge_fault(lint_t *j, const fact_t *f)
{
    attr_t a = mpu_attr(&j->setup.mpu, f->addr, j->setup.cacr, 1, 0);
    int n = a.region;
    if (!a.reserved || n < 0) return;
    finding_t *x =
        book_open(&j->book, RULE_MPU_RESERVED, EFFECT_NONE, TIER_ERROR, f->addr, 1, &j->rasr[n], j->rasr[n]);
    if (!x) return;
    words_t w = { 0 };
    x->at = f->at, x->pc = f->pc, x->fix_pc = j->mpu_pc[n];
    put_text(x->master, sizeof x->master, "CPU");
    name_buffer(x, j->names, j->map, f->addr);
    put_text(add_cause(x, f)->text, sizeof x->cause[0].text,
             "an unaligned access to 0x%08X faulted at cycle %llu", (unsigned)f->addr,
             (unsigned long long)say_cycle(j->names, f->at));
    put_text(x->message, sizeof x->message,
             "%s made an unaligned access to %s and faulted. MPU region %d there uses TEX=%u C=%u B=%u, a "
             "reserved code that this core treats as Device memory, where only aligned accesses are legal.",
             say_step(j->names, f->pc, &w), say_place(j->names, j->map, f->addr, &(words_t){ 0 }), n,
             j->rasr[n] >> 19 & 7, j->rasr[n] >> 17 & 1, j->rasr[n] >> 16 & 1);
    put_text(x->missing, sizeof x->missing,
             "For non-cacheable Normal memory write TEX=1 C=0 B=0 to MPU_RASR.");
}

void lint_mpu_judge(lint_t *j, tick_t at)
{
    for (unsigned n = 0; j->mpu_on && n < MPU_REGIONS; n++) {
        if (!j->mpu_new[n]) continue;
        j->mpu_new[n] = false;
        if (!(j->rasr[n] & 1)) continue;
        judge_window(j, n, at);
        judge_code(j, n, at);
        judge_overlap(j, n, at);
    }
}

static void see_register(lint_t *j, const fact_t *f)
{
    if (f->size != 4) return;
    uint32_t off = f->addr - 0xE000ED90u, v = (uint32_t)f->data;
    if (off == 4) {
        j->mpu_on = v & 1;
        lint_mpu_judge(j, f->at);
    } else if (off == 8) {
        j->rnr = v % MPU_REGIONS;
    } else if (off >= 0xC && off < 0x2C && !(off & 3)) {
        bool base = !((off - 0xC) & 4);
        if (base && v & 16) j->rnr = v & 15;
        if (base) j->rbar[j->rnr] = v;
        else j->rasr[j->rnr] = v;
        j->mpu_new[j->rnr] = true;
        j->mpu_pc[j->rnr] = f->pc;
    }
}

void lint_mpu_see(lint_t *j, const fact_t *f)
{
    switch (f->kind) {
    case F_STORE:     if (f->what == DST_PPB) see_register(j, f); break;
    case F_REG_WRITE: if (f->addr >= 0xE0000000u) see_register(j, f); break;
    case F_BARRIER:   lint_mpu_judge(j, f->at); break;
    case F_FAULT:     if (f->what == FAULT_UNALIGNED) judge_fault(j, f); break;
    default: break;
    }
}
