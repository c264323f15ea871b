/* explain_fix.c -- the correction for one finding, in C (CMSIS) and Rust (cortex-m, Embassy), filled in
 * with the buffer at hand: its name and its size in whole lines. In the templates @ stands for the
 * name, ^ for the name as Rust writes a static's, % for the size, $ for the stream. A name that is no identifier (a
 * region, a hole) becomes `buf`; element types are not known, so buffers are bytes here. */
#include "findings.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

typedef struct { char name[64], upper[64], stream[32]; uint32_t size; } thing_t;

static thing_t thing_of(const finding_t *f)
{
    thing_t t = { .size = ((f->buffer_size ? f->buffer_size : f->size) + 31) & ~31u };
    int word = isalpha((unsigned char)f->buffer[0]) || f->buffer[0] == '_';
    for (const char *c = f->buffer; *c; c++)
        word = word && (isalnum((unsigned char)*c) || *c == '_');
    put_text(t.name, sizeof t.name, "%s", word ? f->buffer : "buf");
    for (size_t i = 0; t.name[i]; i++) t.upper[i] = (char)toupper((unsigned char)t.name[i]);
    if (!t.size) t.size = 32;
    unsigned dma, n;
    if (sscanf(f->master, "DMA%u stream %u", &dma, &n) == 2)
        put_text(t.stream, sizeof t.stream, "DMA%u_Stream%u", dma, n);
    else put_text(t.stream, sizeof t.stream, "stream");
    return t;
}

static void write_out(const thing_t *t, char *to, size_t room, const char *template)
{
    if (!room) return;
    *to = 0;
    for (const char *c = template; *c; c++) {
        if (*c == '@') add_text(to, room, "%s", t->name);
        else if (*c == '^') add_text(to, room, "%s", t->upper);
        else if (*c == '$') add_text(to, room, "%s", t->stream);
        else if (*c == '%') add_text(to, room, "%u", (unsigned)t->size);
        else add_text(to, room, "%c", *c);
    }
}

typedef struct { const char *c, *rust; } fix_t;

static const fix_t receive = {
    "static uint8_t @[%] __attribute__((aligned(32)));   /* whole lines of its own */\n\n"
    "/* before the transfer: no dirty line may be left */\n"
    "SCB_CleanInvalidateDCache_by_Addr((uint32_t *)@, sizeof @);\n"
    "/* ... enable the stream, wait until it is complete ... */\n"
    "/* after it, before the first read */\n"
    "SCB_InvalidateDCache_by_Addr((uint32_t *)@, sizeof @);\n",
    "// @: [u8; %] in a #[repr(align(32))] struct, so that it fills whole lines\n"
    "// before the transfer\n"
    "cp.SCB.clean_invalidate_dcache_by_slice(&mut cp.CPUID, &mut @.0);\n"
    "// ... run the transfer to its end ...\n"
    "// after it, before the first read; nothing else lives in these lines\n"
    "unsafe { cp.SCB.invalidate_dcache_by_slice(&mut @.0) };\n" };

static const fix_t send = { "/* @[%], aligned(32). After the last store, before EN is set; ends "
                            "with the DSB that is needed */\n"
                            "SCB_CleanDCache_by_Addr((uint32_t *)@, sizeof @);\n"
                            "$->CR |= DMA_SxCR_EN;\n",
                            "// @: [u8; %]. After the last store, before the transfer starts\n"
                            "cp.SCB.clean_dcache_by_slice(&@);\n"
                            "// now start the transfer\n" };

static const fix_t barrier = {
    "/* last store to (or clean of) @ */\n"
    "__DSB();\n"
    "$->CR |= DMA_SxCR_EN;\n",
    "// last store to (or clean of) @\n"
    "cortex_m::asm::dsb();\n"
    "// now enable the stream\n" };

static const fix_t clean_instead = {
    "/* @ holds what the CPU stored: write it back, do not drop it */\n"
    "SCB_CleanDCache_by_Addr((uint32_t *)@, sizeof @);             /* before a DMA reads it */\n"
    "SCB_CleanInvalidateDCache_by_Addr((uint32_t *)@, sizeof @);   /* before a DMA writes it */\n",
    "// @ holds what the CPU stored: write it back, do not drop it\n"
    "cp.SCB.clean_dcache_by_slice(&@);                                     // before a DMA reads "
    "it\n"
    "cp.SCB.clean_invalidate_dcache_by_slice(&mut cp.CPUID, &mut @);       // before a DMA writes "
    "it\n"
};

static const fix_t align = {
    "/* whole lines of its own: aligned to 32, size rounded up to a multiple of 32 */\n"
    "static uint8_t @[%] __attribute__((aligned(32)));\n",
    "#[repr(align(32))]\n"
    "struct Lines<const N: usize>([u8; N]);            // N a multiple of 32\n"
    "static mut ^: Lines<%> = Lines([0; %]);\n" };

static const fix_t place = {
    "/* .sram1 goes to 0x30000000 in the linker script; its clock must be on before the first "
    "access */\n"
    "RCC->AHB2ENR |= RCC_AHB2ENR_D2SRAM1EN;\n(void)RCC->AHB2ENR;\n"
    "static uint8_t @[%] __attribute__((section(\".sram1\"), aligned(32)));\n",
    "// .sram1 goes to 0x30000000 in memory.x; enable its clock (RCC AHB2ENR) before the first "
    "access\n"
    "#[link_section = \".sram1\"]\n"
    "static mut ^: [u8; %] = [0; %];\n"
};

static const fix_t mpu = { "/* 32 KB of Normal non-cacheable memory at a multiple of 32 KB: TEX=1 "
                           "C=0 B=0 S=0, full access, no execution */\n"
                           "ARM_MPU_Disable();\n"
                           "ARM_MPU_SetRegion(ARM_MPU_RBAR(0, 0x30040000u),\n"
                           "                  ARM_MPU_RASR(1, ARM_MPU_AP_FULL, 1, 0, 0, 0, 0, "
                           "ARM_MPU_REGION_SIZE_32KB));\n"
                           "ARM_MPU_Enable(MPU_CTRL_PRIVDEFENA_Msk);\n",
                           "// 32 KB of Normal non-cacheable memory at a multiple of 32 KB: XN, "
                           "full access, TEX=1 C=0 B=0\n"
                           "unsafe {\n"
                           "    cp.MPU.ctrl.write(0);\n"
                           "    cp.MPU.rnr.write(0);\n"
                           "    cp.MPU.rbar.write(0x3004_0000);\n"
                           "    cp.MPU.rasr.write(1 << 28 | 3 << 24 | 1 << 19 | 14 << 1 | 1);\n"
                           "    cp.MPU.ctrl.write(5);\n"
                           "}\n"
                           "cortex_m::asm::dsb();\ncortex_m::asm::isb();\n" };

static const fix_t stream = {
    "$->CR &= ~DMA_SxCR_EN;\nwhile ($->CR & DMA_SxCR_EN) { }\n"
    "dma->LIFCR = 0x3Du << shift;          /* every flag of this stream; HIFCR for streams 4..7 "
    "*/\n"
    "$->M0AR = (uint32_t)buffer;      /* a multiple of the memory size */\n"
    "$->NDTR = items;                 /* 1..65535 */\n"
    "$->CR |= DMA_SxCR_TRBUFF;        /* for U(S)ART requests */\n"
    "$->CR |= DMA_SxCR_EN;\n",
    "stream.cr().modify(|w| w.set_en(false));\nwhile stream.cr().read().en() {}\n"
    "dma.ifcr(0).write(|w| { w.set_tcif(n, true); w.set_htif(n, true); w.set_teif(n, true);\n"
    "                        w.set_dmeif(n, true); w.set_feif(n, true); });\n"
    "// program address and count (1..=65535), then\n"
    "stream.cr().modify(|w| { w.set_trbuff(true); w.set_en(true); });\n"
};

static const fix_t error = {
    "uint32_t flags = DMA1->LISR;                       /* stream 0 */\n"
    "if (flags & (DMA_LISR_TEIF0 | DMA_LISR_DMEIF0)) {\n    DMA1->LIFCR = 0x3Du;\n    return "
    "ERROR;\n}\n"
    "if (USART1->ISR & USART_ISR_ORE) USART1->ICR = USART_ICR_ORECF;\n",
    "let isr = dma.isr(0).read();                       // stream 0\n"
    "if isr.teif(0) || isr.dmeif(0) {\n    return Err(Error::Dma);\n}\n"
    "// or enable the stream's error interrupt (TEIE) and return the error from its handler\n"
};

static const fix_t reception = {
    "/* receive without a gap: circular stream, buffer in D2 SRAM, FIFO on, higher priority */\n"
    "$->CR |= DMA_SxCR_CIRC | DMA_SxCR_PL_1;\n"
    "USART1->CR1 |= USART_CR1_FIFOEN;      /* while UE = 0 */\n",
    "// receive without a gap: a ring buffer owned by a circular stream\n"
    "let mut rx = uart_rx.into_ring_buffered(&mut buffer);   // Embassy: RingBufferedUartRx\n" };

static const fix_t *const fixes[RULES] = {
    [RULE_STALE_READ] = &receive,      [RULE_EARLY_INVALIDATE] = &receive,
    [RULE_LOST_DMA_WRITE] = &receive,  [RULE_STALE_DMA_READ] = &send,
    [RULE_MISSING_BARRIER] = &barrier, [RULE_LOST_CPU_WRITE] = &clean_instead,
    [RULE_SHARED_LINE] = &align,       [RULE_DMA_UNREACHABLE] = &place,
    [RULE_MEMORY_UNCLOCKED] = &place,  [RULE_ERRATUM_WRITE_THROUGH] = &mpu,
    [RULE_MPU_RESERVED] = &mpu,        [RULE_MPU_WINDOW] = &mpu,
    [RULE_DMA_CONFIG] = &stream,       [RULE_IGNORED_ERROR] = &error,
    [RULE_STARVED] = &reception,
};

void explain_fix(const finding_t *f, char *c, size_t c_room, char *rust, size_t rust_room)
{
    thing_t t = thing_of(f);
    const fix_t *fix = f->rule < RULES ? fixes[f->rule] : NULL;
    write_out(&t, c, c_room, fix ? fix->c : "");
    write_out(&t, rust, rust_room, fix ? fix->rust : "");
}
