/* mpu.h -- memory protection unit: regions to attributes. Armv7-M ARM B3.5, TRM 6, DGUG 4.6.
 *
 * Modelled: 16 regions, sub-regions, all TEX/C/B/S encodings, the reserved ones (001 0 1, 001 1 0,
 * 010 with C or B: treated as Device, flagged `reserved`), highest region number wins, default map
 * as background (PRIVDEFENA), HFNMIENA, access permissions, XN. A script fetches nothing, so no XN
 * can stop it.
 * What surprises people: the base is taken modulo the size (low bits ignored); Shareable makes
 * cacheable memory non-cacheable on this core (CACR.SIWT = 0); TCM ignores type attributes. */
#ifndef MPU_H
#define MPU_H
#include <stdint.h>

enum { MPU_REGIONS = 16 };

typedef struct {
    uint32_t ctrl, rnr;
    uint32_t rbar[MPU_REGIONS], rasr[MPU_REGIONS];
} mpu_t;

typedef enum { MEM_STRONGLY_ORDERED, MEM_DEVICE, MEM_NORMAL } mem_type_t;
typedef enum { POLICY_NC, POLICY_WT, POLICY_WB_RA, POLICY_WB_RWA } policy_t;

typedef struct {
    uint8_t type;       /* mem_type_t */
    uint8_t policy;     /* policy_t as effective on this core: shareable and SIWT, FORCEWT applied */
    uint8_t shareable, xn, read, write;   /* read, write: permitted */
    int8_t  region;     /* number of the region that decided, -1: default map, -2: no region: fault */
    uint8_t reserved;   /* its encoding is a reserved one */
} attr_t;

/* Attributes of an address. cacr: SCB CACR (FORCEWT bit 2, SIWT bit 0). privileged: 0 or 1.
 * hardfault: execution priority is HardFault or NMI (HFNMIENA matters). */
attr_t   mpu_attr(const mpu_t *, uint32_t addr, uint32_t cacr, int privileged, int hardfault);
/* Effective first and last address of a region, 0 if it is off. */
int      mpu_window(const mpu_t *, unsigned region, uint32_t *first, uint32_t *last);

/* Registers, off from 0xE000ED90: TYPE, CTRL, RNR, RBAR, RASR and three aliases of the last two. */
uint32_t mpu_peek(const mpu_t *, uint32_t off);
void     mpu_write(mpu_t *, uint32_t off, uint32_t val);
#endif
