/* mpu.c -- see mpu.h. Names of fields are those of the Armv7-M ARM (B3.5). */
#include "mpu.h"

enum {
    CTRL_ENABLE = 1, CTRL_HFNMIENA = 2, CTRL_PRIVDEFENA = 4,
    RBAR_VALID = 1 << 4, RBAR_REGION = 0xF,
    RASR_ENABLE = 1, RASR_B = 1 << 16, RASR_C = 1 << 17, RASR_S = 1 << 18, RASR_XN = 1 << 28,
    RASR_USED = 0x173FFF3F,                      /* XN, AP, TEX, S, C, B, SRD, SIZE, ENABLE */
    CACR_SIWT = 1, CACR_FORCEWT = 4,
    SMALLEST = 4,  /* SIZE of 32 bytes; below: UNPREDICTABLE, here off */
    SUBREGIONS_FROM = 7                          /* SIZE of 256 bytes; SRD counts from here on */
};

/* The default memory map, one row each 512 MB of the upper three address bits (DGUG 2.2.1, tables
 * 2-11 and 2-12). */
#define ANYBODY .read = 1, .write = 1, .region = -1
static const attr_t default_map[8] = {
    { MEM_NORMAL, POLICY_WT,     0, 0, ANYBODY },         /* 0x0000_0000 Code */
    { MEM_NORMAL, POLICY_WB_RWA, 0, 0, ANYBODY },         /* 0x2000_0000 SRAM */
    { MEM_DEVICE, POLICY_NC,     0, 1, ANYBODY },         /* 0x4000_0000 Peripheral */
    { MEM_NORMAL, POLICY_WB_RWA, 0, 0, ANYBODY },         /* 0x6000_0000 RAM */
    { MEM_NORMAL, POLICY_WT,     0, 0, ANYBODY },         /* 0x8000_0000 RAM */
    { MEM_DEVICE, POLICY_NC,     1, 1, ANYBODY },         /* 0xA000_0000 Device, shareable */
    { MEM_DEVICE, POLICY_NC,     0, 1, ANYBODY },         /* 0xC000_0000 Device */
    { MEM_DEVICE, POLICY_NC,     0, 1, ANYBODY },         /* 0xE010_0000 System; the PPB is apart */
};

/* What this core makes of a policy: Shareable means not cached unless SIWT, which means
 * write-through (TRM 5.4, 3.3.8); FORCEWT makes every cacheable region write-through. */
static uint8_t effective(uint8_t policy, int shareable, uint32_t cacr)
{
    if (policy == POLICY_NC) return POLICY_NC;
    if (shareable) return cacr & CACR_SIWT ? POLICY_WT : POLICY_NC;
    return cacr & CACR_FORCEWT ? POLICY_WT : policy;
}

static attr_t from_default(uint32_t addr, uint32_t cacr)
{
    attr_t a = default_map[addr >> 29];
    if (cacr & (CACR_SIWT | CACR_FORCEWT) || a.shareable) a.policy = effective(a.policy, a.shareable, cacr);
    return a;
}

/* TEX, C, B, S to type and policy (Armv7-M ARM B3.5.9; inner attributes decide for a level 1
 * cache). */
static void decode(attr_t *a, uint32_t rasr, uint32_t cacr)
{
    static const uint8_t inner[4] = { POLICY_NC, POLICY_WB_RWA, POLICY_WT, POLICY_WB_RA };
    unsigned tex = rasr >> 19 & 7, cb = (rasr & RASR_C ? 2u : 0u) | (rasr & RASR_B ? 1u : 0u);
    uint8_t policy = POLICY_NC;
    a->type = MEM_NORMAL;
    a->shareable = !!(rasr & RASR_S);
    if (tex >= 4) {
        policy = inner[cb];
    } else switch (tex << 2 | cb) {
    case 0:  a->type = MEM_STRONGLY_ORDERED, a->shareable = 1; break;
    case 1:  a->type = MEM_DEVICE, a->shareable = 1; break;
    case 2:  policy = POLICY_WT; break;
    case 3:  policy = POLICY_WB_RA; break;
    case 4:  policy = POLICY_NC; break;
    case 7:  policy = POLICY_WB_RWA; break;
    case 8:  a->type = MEM_DEVICE, a->shareable = 0; break;
    default: a->type = MEM_DEVICE, a->reserved = 1; break;
    }
    a->policy = effective(policy, a->shareable, cacr);
}

/* AP (B3.5.6): bit 0 of the answer: read, bit 1: write. */
static unsigned permitted(unsigned ap, int privileged)
{
    static const uint8_t priv[8] = { 0, 3, 3, 3, 0, 1, 1, 1 }, user[8] = { 0, 0, 1, 3, 0, 0, 1, 1 };
    return privileged ? priv[ap] : user[ap];
}

int mpu_window(const mpu_t *m, unsigned region, uint32_t *first, uint32_t *last)
{
    if (region >= MPU_REGIONS) return 0;
    uint32_t rasr = m->rasr[region], size = rasr >> 1 & 31;
    if (!(rasr & RASR_ENABLE) || size < SMALLEST) return 0;
    uint32_t mask = size == 31 ? 0xFFFFFFFFu : (2u << size) - 1;    /* SIZE n: 2^(n+1) bytes */
    *first = m->rbar[region] & ~mask;
    *last = *first | mask;
    return 1;
}

static int covers(const mpu_t *m, unsigned region, uint32_t addr)
{
    uint32_t first, last, rasr = m->rasr[region], size = rasr >> 1 & 31;
    if (!mpu_window(m, region, &first, &last) || addr < first || addr > last) return 0;
    if (size < SUBREGIONS_FROM) return 1;
    return !(rasr >> (8 + ((addr - first) >> (size - 2))) & 1);     /* an eighth of 2^(SIZE+1) */
}

attr_t mpu_attr(const mpu_t *m, uint32_t addr, uint32_t cacr, int privileged, int hardfault)
{
    if (addr >> 20 == 0xE00)  /* the PPB: never changed by the MPU, privileged only */
        return (attr_t){ .type = MEM_STRONGLY_ORDERED, .shareable = 1, .xn = 1, .region = -1,
                         .read = !!privileged, .write = !!privileged };
    if (!(m->ctrl & CTRL_ENABLE) || (hardfault && !(m->ctrl & CTRL_HFNMIENA)))
        return from_default(addr, cacr);
    for (int r = MPU_REGIONS - 1; r >= 0; r--) {
        if (!(m->rasr[r] & RASR_ENABLE) || !covers(m, (unsigned)r, addr)) continue;
        unsigned may = permitted(m->rasr[r] >> 24 & 7, privileged);
        attr_t a = { .region = (int8_t)r, .read = may & 1, .write = may >> 1 & 1,
                     /* System is always XN */
                     .xn = !!(m->rasr[r] & RASR_XN) || addr >> 29 == 7 };
        decode(&a, m->rasr[r], cacr);
        return a;
    }
    if (privileged && m->ctrl & CTRL_PRIVDEFENA) return from_default(addr, cacr);
    attr_t none = from_default(addr, cacr);
    none.region = -2, none.read = none.write = 0, none.xn = 1;
    return none;
}

uint32_t mpu_peek(const mpu_t *m, uint32_t off)
{
    switch (off & ~3u) {
    case 0x00: return MPU_REGIONS << 8;          /* TYPE: DREGION, unified */
    case 0x04: return m->ctrl;
    case 0x08: return m->rnr;
    /* VALID reads 0 */
    case 0x0C: case 0x14: case 0x1C: case 0x24: return m->rbar[m->rnr] | m->rnr;
    case 0x10: case 0x18: case 0x20: case 0x28: return m->rasr[m->rnr];
    default:   return 0;
    }
}

void mpu_write(mpu_t *m, uint32_t off, uint32_t val)
{
    switch (off & ~3u) {
    case 0x04: m->ctrl = val & (CTRL_ENABLE | CTRL_HFNMIENA | CTRL_PRIVDEFENA); break;
    case 0x08: m->rnr = val % MPU_REGIONS; break;
    case 0x0C: case 0x14: case 0x1C: case 0x24:
        if (val & RBAR_VALID) m->rnr = val & RBAR_REGION;
        m->rbar[m->rnr] = val & ~(uint32_t)(RBAR_VALID | RBAR_REGION);
        break;
    case 0x10: case 0x18: case 0x20: case 0x28: m->rasr[m->rnr] = val & RASR_USED; break;
    default: break;
    }
}
