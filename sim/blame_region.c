/* blame_region.c -- where a region of Normal non-cacheable memory was meant for the bytes of a finding and
 * does not have them: a sub-region is off there, or a region with a higher number makes them cacheable again.
 * Said behind what the finding says. See blame.h.
 *
 * Asked of the MPU as it stands when the finding is made. Not said of an access that no region can make
 * non-cacheable (the default map, a region beside it): there maintenance is the cure. */
#include "blame_own.h"

/* This region as if it stood alone, all of it. */
static bool is_meant(const setup_t *s, unsigned n, uint32_t addr)
{
    mpu_t alone = { .ctrl = s->mpu.ctrl };
    alone.rbar[n] = s->mpu.rbar[n], alone.rasr[n] = s->mpu.rasr[n] & ~0xFF00u;     /* SRD */
    attr_t a = mpu_attr(&alone, addr, s->cacr, 1, 0);
    return a.region == (int)n && a.type == MEM_NORMAL && a.policy == POLICY_NC;
}

/* Its eighth with addr in it: the SRD bit. */
static unsigned eighth(uint32_t first, uint32_t last, uint32_t addr)
{
    return (addr - first) / ((last - first) / 8 + 1);
}

void tell_region(const tale_t *t)
{
    const setup_t *s = t->b->setup;
    uint32_t addr = dma_side(t->c), from, to, over, over_end;
    if (!s || !(s->mpu.ctrl & 1)) return;
    attr_t now = mpu_attr(&s->mpu, addr, s->cacr, 1, 0);
    char text[300] = "", cure[120] = "";
    for (unsigned n = MPU_REGIONS; now.policy != POLICY_NC && n-- && !*text;) {
        if (!is_meant(s, n, addr) || !mpu_window(&s->mpu, n, &from, &to)) continue;
        unsigned bit = eighth(from, to, addr);
        uint32_t part = (to - from) / 8 + 1;
        if ((int)n > now.region) {
            put_text(text, sizeof text,
                     " MPU region %u is non-cacheable at 0x%08X-0x%08X, but bit %u of its SRD leaves out "
                     "0x%08X-0x%08X.",
                     n, (unsigned)from, (unsigned)to, bit, (unsigned)(from + bit * part),
                     (unsigned)(from + (bit + 1) * part - 1));
            put_text(cure, sizeof cure, " Or clear SRD bit %u (RASR bit %u) of MPU region %u.", bit, bit + 8,
                     n);
        } else if (mpu_window(&s->mpu, (unsigned)now.region, &over, &over_end)) {
            put_text(text, sizeof text,
                     " MPU region %u is non-cacheable at 0x%08X-0x%08X, but region %d is cacheable at "
                     "0x%08X-0x%08X, and the higher number wins.",
                     n, (unsigned)from, (unsigned)to, now.region, (unsigned)over, (unsigned)over_end);
            put_text(cure, sizeof cure, " Or take MPU region %d off there.", now.region);
        }
    }
    SAY_MORE("%s", text);
    add_text(t->f->missing, sizeof t->f->missing, "%s", cure);
}
