/* firmware_programs.h -- programs for the laws: one that does a bit of everything with interrupts, and
 * random ones, whose instructions are any row of the encoding tables with any fields. */
#ifndef FIRMWARE_PROGRAMS_H
#define FIRMWARE_PROGRAMS_H
#include <string.h>
#include "input.h"
#include "scb.h"
#include "thumb.h"

static const uint16_t busy[] = {
    0x483C,          /* ldr r0, [pc, #240] */
    0x493B,          /* ldr r1, [pc, #236] */
    0x6001,          /* str r1, [r0, #0] */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0xF3BF, 0x8F6F,  /* isb sy */
    0x483A,          /* ldr r0, [pc, #232] */
    0xF44F, 0x2180,  /* mov.w r1, #262144 */
    0x6001,          /* str r1, [r0, #0] */
    0x6801,          /* ldr r1, [r0, #0] */
    0x4838,          /* ldr r0, [pc, #224] */
    0x2110,          /* movs r1, #16 */
    0x60C1,          /* str r1, [r0, #12] */
    0x2125,          /* movs r1, #37 */
    0x6001,          /* str r1, [r0, #0] */
    0x4837,          /* ldr r0, [pc, #220] */
    0x2180,          /* movs r1, #128 */
    0x6001,          /* str r1, [r0, #0] */
    0x4836,          /* ldr r0, [pc, #216] */
    0xF44F, 0x0170,  /* mov.w r1, #15728640 */
    0x6001,          /* str r1, [r0, #0] */
    0x4835,          /* ldr r0, [pc, #212] */
    0xF240, 0x112B,  /* movw r1, #299 */
    0x6041,          /* str r1, [r0, #4] */
    0x6081,          /* str r1, [r0, #8] */
    0x2107,          /* movs r1, #7 */
    0x6001,          /* str r1, [r0, #0] */
    0x4833,          /* ldr r0, [pc, #204] */
    0xF44F, 0x6100,  /* mov.w r1, #2048 */
    0x6001,          /* str r1, [r0, #0] */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0xF3BF, 0x8F6F,  /* isb sy */
    0xEEB7, 0x0A00,  /* vmov.f32 s0, #112 */
    0x2700,          /* movs r7, #0 */
    0x4C2E,          /* ldr r4, [pc, #184] */
    0xF04F, 0x5640,  /* mov.w r6, #805306368 */
    /* loop: */
    0xE894, 0x000F,  /* ldmia.w r4, {r0, r1, r2, r3} */
    0x19C0,          /* adds r0, r0, r7 */
    0x4159,          /* adcs r1, r3 */
    0xE884, 0x000F,  /* stmia.w r4, {r0, r1, r2, r3} */
    0xEE30, 0x0A00,  /* vadd.f32 s0, s0, s0 */
    0xED84, 0x0A08,  /* vstr s0, [r4, #32] */
    0xED94, 0x1B02,  /* vldr d1, [r4, #8] */
    0xFBB1, 0xF2F0,  /* udiv r2, r1, r0 */
    0x51E2,          /* str r2, [r4, r7] */
    0xEB04, 0x1547,  /* add.w r5, r4, r7, lsl #5 */
    0x78EB,          /* ldrb r3, [r5, #3] */
    0xB489,          /* push {r0, r3, r7} */
    0xF000, 0xF813,  /* bl leaf */
    0xBC89,          /* pop {r0, r3, r7} */
    0x3701,          /* adds r7, #1 */
    0xF007, 0x073F,  /* and.w r7, r7, #63 */
    0xF017, 0x0F07,  /* tst.w r7, #7 */
    0xBF08,          /* it eq */
    0xBF30,          /* wfieq */
    0xF017, 0x0F1F,  /* tst.w r7, #31 */
    0xD1DF,          /* bne.n loop */
    0x481E,          /* ldr r0, [pc, #120] */
    0x6000,          /* str r0, [r0, #0] */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0xF3BF, 0x8F6F,  /* isb sy */
    0xDF03,          /* svc 3 */
    0xE7D7,          /* b.n loop */
    /* leaf: */
    0xE854, 0x0F00,  /* ldrex r0, [r4] */
    0xF100, 0x0005,  /* add.w r0, r0, #5 */
    0xE844, 0x0100,  /* strex r1, r0, [r4] */
    0xF8A4, 0x1041,  /* strh.w r1, [r4, #65] */
    0x4770,          /* bx lr */
    /* systick: */
    0xB510,          /* push {r4, lr} */
    0xEE00, 0x7A90,  /* vmov s1, r7 */
    0xEEF8, 0x0AE0,  /* vcvt.f32.s32 s1, s1 */
    0x4814,          /* ldr r0, [pc, #80] */
    0x6801,          /* ldr r1, [r0, #0] */
    0x3101,          /* adds r1, #1 */
    0x6001,          /* str r1, [r0, #0] */
    0x4813,          /* ldr r0, [pc, #76] */
    0xF04F, 0x5180,  /* mov.w r1, #268435456 */
    0x6001,          /* str r1, [r0, #0] */
    0xBD10,          /* pop {r4, pc} */
    /* uart: */
    0x4808,          /* ldr r0, [pc, #32] */
    0x6A41,          /* ldr r1, [r0, #36] */
    0x4A10,          /* ldr r2, [pc, #64] */
    0x6813,          /* ldr r3, [r2, #0] */
    0x3301,          /* adds r3, #1 */
    0x6013,          /* str r3, [r2, #0] */
    0xF003, 0x031F,  /* and.w r3, r3, #31 */
    0x18D2,          /* adds r2, r2, r3 */
    0x7111,          /* strb r1, [r2, #4] */
    /* nothing: */
    0x4770,          /* bx lr */
    0xBF00,          /* nop */
    /* ccr: */
    0x0000, 0x0000,  /* .word 0x00000000 */
    0xED14, 0xE000,  /* .word 0xe000ed14 */
    0x44E8, 0x5802,  /* .word 0x580244e8 */
    0x4800, 0x4000,  /* .word 0x40004800 */
    0xE104, 0xE000,  /* .word 0xe000e104 */
    0xED88, 0xE000,  /* .word 0xe000ed88 */
    0xE010, 0xE000,  /* .word 0xe000e010 */
    0x4418, 0x5802,  /* .word 0x58024418 */
    0x2000, 0x2400,  /* .word 0x24002000 */
    0xEF50, 0xE000,  /* .word 0xe000ef50 */
    0x2100, 0x2400,  /* .word 0x24002100 */
    0xED04, 0xE000,  /* .word 0xe000ed04 */
    0x0400, 0x2000,  /* .word 0x20000400 */
};
enum { busy_loop = 0x5A, busy_leaf = 0xAA, busy_systick = 0xBC, busy_uart = 0xD8, busy_nothing = 0xEC,
       busy_ccr = 0xF0 };

enum { FW_CODE = 0x300, FW_IMAGE = 0x1000, FW_BYTES = 12 };

typedef struct {
    uint8_t   bytes[FW_IMAGE];
    image_t   image;
    rx_byte_t rx[FW_BYTES];
    uint64_t  state;
    input_t   in;
} firmware_t;

static inline void fw_word(firmware_t *f, uint32_t off, uint32_t v) { memcpy(f->bytes + off, &v, 4); }

static inline uint32_t fw_random(firmware_t *f, uint32_t n)
{
    f->state = f->state * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(f->state >> 33) % n;
}

static inline void fw_start(firmware_t *f, uint32_t base, uint32_t handler)
{
    memset(f, 0, sizeof *f);
    f->image = (image_t){ base, FW_IMAGE, f->bytes };
    f->in = (input_t){ .seed = 3, .image = &f->image, .images = 1, .firmware = 1, .vectors = base,
                       .rx = f->rx, .rxs = FW_BYTES };
    for (unsigned e = 1; e < EXCEPTIONS; e++) fw_word(f, 4 * e, base + FW_CODE + handler + 1);
    fw_word(f, 0, 0x20010000), fw_word(f, 4, base + FW_CODE + 1);
    for (unsigned i = 0; i < FW_BYTES; i++)                 /* 2 Mbit/s: 16 clocks of HSI / 2 */
        f->rx[i] = (rx_byte_t){ .at = 100000 + 60000 * i, .bit16 = 2400 << 16, .line = 2,
                                .value = (uint16_t)(i * 37 & 0xFF), .bits = 8, .stops = 1 };
}

/* ccr_value: SCB_CCR, so which caches are on. It halves its own clock (D1CPRE) while SysTick runs. */
static inline void fw_busy(firmware_t *f, uint32_t base, uint32_t ccr_value)
{
    fw_start(f, base, busy_nothing);
    memcpy(f->bytes + FW_CODE, busy, sizeof busy);
    fw_word(f, FW_CODE + busy_ccr, ccr_value);
    fw_word(f, 4 * EXC_SYSTICK, base + FW_CODE + busy_systick + 1);
    fw_word(f, 4 * (EXC_IRQ0 + 39), base + FW_CODE + busy_uart + 1);
}

/* A fault goes on four bytes later, inside the first KB, with pointers to something in r4 to r7. */
static const uint16_t carry_on[] = {
    0x9806,          /* ldr r0, [sp, #24] */
    0x3004,          /* adds r0, #4 */
    0xF240, 0x31FE,  /* movw r1, #1022 */
    0x4008,          /* ands r0, r1 */
    0x4904,          /* ldr r1, [pc, #16] */
    0x1840,          /* adds r0, r0, r1 */
    0x9006,          /* str r0, [sp, #24] */
    0x4C03,          /* ldr r4, [pc, #12] */
    0x4D04,          /* ldr r5, [pc, #16] */
    0xF04F, 0x5640,  /* mov.w r6, #805306368 */
    0x4F03,          /* ldr r7, [pc, #12] */
    0x4770,          /* bx lr */
    /* base: */
    0x0000, 0x0000,  /* .word 0x00000000 */
    0x1000, 0x2400,  /* .word 0x24001000 */
    0x1000, 0x2000,  /* .word 0x20001000 */
    0xE010, 0xE000,  /* .word 0xe000e010 */
};
enum { carry_on_base = 0x1C };
enum { FW_RANDOM = 0x400 };

static inline void fw_any(firmware_t *f, uint8_t *to, unsigned bytes)
{
    for (unsigned at = 0; at + 4 <= bytes; ) {
        const thumb_row_t *r = &thumb_rows[fw_random(f, thumb_row_count)];
        uint32_t v = r->value | (fw_random(f, 0x7FFFFFFF) << 1 & ~r->mask);
        if (r->op == OP_BKPT || r->op == OP_B || r->op == OP_BL || fw_random(f, 40) == 0) v = 0xBF00BF00;
        uint16_t hw[2] = { (uint16_t)(r->length == 4 ? v >> 16 : v), (uint16_t)v };
        memcpy(to + at, hw, r->length);
        at += r->length;
    }
}

static inline void fw_anything(firmware_t *f, uint64_t seed)
{
    static const uint32_t place[] = { 0, 0x08000000, 0x24000000 };
    uint32_t base = place[seed % 3];
    fw_start(f, base, FW_RANDOM);
    f->state = seed * 2654435761u + 99;
    fw_any(f, f->bytes + FW_CODE, FW_RANDOM);
    memcpy(f->bytes + FW_CODE + FW_RANDOM, carry_on, sizeof carry_on);
    fw_word(f, FW_CODE + FW_RANDOM + carry_on_base, base + FW_CODE);
}
#endif
