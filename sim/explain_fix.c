/* explain_fix.c -- the correction for one finding, in C (CMSIS) and Rust (cortex-m, Embassy), filled in with
 * the buffer at hand: its name and its size in whole lines (explain_fix_own.h has the signs). A name that is
 * no identifier (a region, a hole) becomes `buf`; element types are not known, so buffers are bytes here.
 * Rust's `cp` is a cortex_m::Peripherals (0.7), `pac` Embassy's (embassy_stm32::pac, which is stm32-metapac);
 * tests/fixes holds the names of both, and CMSIS's. */
#include "explain_fix_own.h"
#include <string.h>

/* Adds to what is there. */
static void write_out(const thing_t *t, char *to, size_t room, const char *template)
{
    for (const char *c = template; *c; c++) {
        if (*c == *RIVALS) add_text(to, room, "%s", t->rivals);
        else if (*c == *RIVALS_RUST) add_text(to, room, "%s", t->rivals_rust);
        else if (*c > 0 && *c < ' ' && *c != '\n') add_text(to, room, "%s", t->slot[(int)*c]);
        else if (t->other && !strncmp(c, "$->`;", 5)) add_text(to, room, "/* now start %s */", t->other),
            c += 4;
        else if (*c == '@') add_text(to, room, "%s", t->name);
        else if (*c == '^') add_text(to, room, "%s", t->upper);
        else if (*c == '$') add_text(to, room, "%s", t->stream);
        else if (*c == '`') add_text(to, room, "%s |= %s_EN", t->slot[11], t->slot[12]);
        else if (*c == '%') add_text(to, room, "%u", (unsigned)t->size);
        else add_text(to, room, "%c", *c);
    }
}

/* Where the two names come from that every program has its own way to. */
static void put_rust(char *to, size_t room, const char *text)
{
    put_text(to, room, "%s%s%s",
             strstr(text, "cp.") ? "// cp: cortex_m::Peripherals, by take() or steal()\n" : "",
             strstr(text, "pac::") ? "use embassy_stm32::pac;      // feature \"unstable-pac\"\n" : "", text);
}

static const fix_t receive = {
    "static uint8_t @[%] __attribute__((aligned(32)));   /* whole lines of its own */\n\n"
    "/* before the transfer: no dirty line may be left */\n"
    "SCB_CleanInvalidateDCache_by_Addr((uint32_t *)@, sizeof @);\n"
    "/* ... enable the stream, wait until it is complete ... */\n"
    "/* after it, before the first read */\n"
    "SCB_InvalidateDCache_by_Addr((uint32_t *)@, sizeof @);\n",
    "// @: [u8; %] in a #[repr(align(32))] struct, so that it fills whole lines\n"
    "// before the transfer: no dirty line may be left\n"
    "cp.SCB.clean_dcache_by_slice(&@.0);\n"
    "// ... run the transfer to its end ...\n"
    "// after it, before the first read; nothing else lives in these lines\n"
    "unsafe { cp.SCB.invalidate_dcache_by_slice(&mut @.0) };\n" };

static const fix_t receive_round = {
    "static uint8_t @[%] __attribute__((aligned(32)));   /* whole lines of its own */\n\n"
    "/* once, before the stream is enabled: no dirty line may be left */\n"
    "SCB_CleanInvalidateDCache_by_Addr((uint32_t *)@, sizeof @);\n"
    "/* every round, when the half or the whole that is read next was written, before the read */\n"
    "SCB_InvalidateDCache_by_Addr((uint32_t *)@, sizeof @);   /* the CPU never stores to it */\n",
    "// @: [u8; %] in a #[repr(align(32))] struct, so that it fills whole lines\n"
    "// once, before the stream is enabled: no dirty line may be left\n"
    "cp.SCB.clean_dcache_by_slice(&@.0);\n"
    "// every round, when the half or the whole that is read next was written, before the read\n"
    "unsafe { cp.SCB.invalidate_dcache_by_slice(&mut @.0) };      // the CPU never stores to it\n" };

static const fix_t send = { "/* @[%], aligned(32). After the last store, before EN is set; ends "
                            "with the DSB that is needed */\n"
                            "SCB_CleanDCache_by_Addr((uint32_t *)@, sizeof @);\n"
                            "$->`;\n",
                            "// @: [u8; %]. After the last store, before the transfer starts\n"
                            "cp.SCB.clean_dcache_by_slice(&@);\n"
                            "// now start the transfer\n" };

static const fix_t send_round = {
    "/* @[%], aligned(32). After every store to it, before the stream comes round; ends with the DSB */\n"
    "SCB_CleanDCache_by_Addr((uint32_t *)@, sizeof @);\n",
    "// @: [u8; %]. After every store to it, before the stream comes round\n"
    "cp.SCB.clean_dcache_by_slice(&@);\n" };

static const fix_t barrier = {
    "/* last store to (or clean of) @ */\n"
    "__DSB();\n"
    "$->`;\n",
    "// last store to (or clean of) @\n"
    "cortex_m::asm::dsb();\n"
    "// now enable the stream\n" };

static const fix_t clean_instead = {
    "/* @ holds what the CPU stored: write it back, do not drop it */\n"
    "SCB_CleanDCache_by_Addr((uint32_t *)@, sizeof @);             /* before a DMA reads it */\n"
    "SCB_CleanInvalidateDCache_by_Addr((uint32_t *)@, sizeof @);   /* before a DMA writes it */\n",
    "// @ holds what the CPU stored: write it back, do not drop it\n"
    "cp.SCB.clean_dcache_by_slice(&@);         // before a DMA reads it, and before a DMA writes it\n"
};

static const fix_t align = {
    "/* whole lines of its own: aligned to 32, size rounded up to a multiple of 32 */\n"
    "static uint8_t @[%] __attribute__((aligned(32)));\n",
    "#[repr(align(32))]\n"
    "struct Lines<const N: usize>([u8; N]);            // N a multiple of 32\n"
    "static mut ^: Lines<%> = Lines([0; %]);\n" };

/* Of a structure, whose other members share the lines. */
static const fix_t align_member = {
    "/* in the structure: it begins a line, and fills whole ones; on the heap aligned_alloc(32, ...) */\n"
    "uint8_t @[%] __attribute__((aligned(32)));\n",
    "#[repr(align(32))]\n"
    "struct Lines<const N: usize>([u8; N]);            // N a multiple of 32\n"
    "// the field then is    @: Lines<%>,\n" };

static const fix_t clock_on = {
    "/* in the reset handler, before .data, .bss or the heap there is touched */\n"
    "RCC->" CLOCK_REG " |= RCC_" CLOCK_REG "_" CLOCK_BIT ";\n"
    "(void)RCC->" CLOCK_REG ";              /* the write has arrived */\n",
    "// before the first access: in #[pre_init] if .data or .bss lie there\n"
    "pac::RCC." CLOCK_RUST "().modify(|w| w.set_" BIT_RUST "(true));\n"
    "let _ = pac::RCC." CLOCK_RUST "().read();          // the write has arrived\n"
};

static const fix_t part_clock_on = {
    "/* before the first access to a register of the peripheral */\n"
    "RCC->" CLOCK_REG " |= RCC_" CLOCK_REG "_" CLOCK_BIT ";\n"
    "(void)RCC->" CLOCK_REG ";                /* the two periods the clock takes */\n",
    "// before the first access to a register of the peripheral; Embassy's drivers do it themselves\n"
    "pac::RCC." CLOCK_RUST "().modify(|w| w.set_" BIT_RUST "(true));\n"
    "let _ = pac::RCC." CLOCK_RUST "().read();      // the two periods the clock takes\n"
};

/* Its clock is on and stops with the CPU: the same name with LPENR and LPEN. */
static const fix_t clock_in_sleep = {
    "/* before the CPU sleeps: this memory's clock goes on without it */\n"
    "RCC->" CLOCK_REG " |= RCC_" CLOCK_REG "_" CLOCK_BIT ";\n",
    "// before the CPU sleeps: this memory's clock goes on without it\n"
    "pac::RCC." CLOCK_RUST "().modify(|w| w.set_" BIT_RUST "(true));\n"
};

static const fix_t place_d3 = {
    "/* .sram4 (NOLOAD) goes to 0x38000000 in the linker script: with backup SRAM all the BDMA reaches */\n"
    "static uint8_t @[%] __attribute__((section(\".sram4\"), aligned(32)));   /* nobody clears it */\n"
    "/* SRAM4 is cacheable: maintenance around the transfer as anywhere, or a non-cacheable MPU "
    "region */\n",
    "// .sram4 goes to 0x38000000 in memory.x: all the BDMA reaches, beside backup SRAM\n"
    "use core::mem::MaybeUninit;\n"
    "#[repr(align(32))]\n"
    "struct Lines([u8; %]);\n"
    "#[link_section = \".sram4\"]          // edition 2024: #[unsafe(link_section = \".sram4\")]\n"
    "static mut ^: MaybeUninit<Lines> = MaybeUninit::uninit();   // nobody clears it: write, then read\n"
    "// SRAM4 is cacheable: maintenance around the transfer as anywhere, or a non-cacheable MPU "
    "region\n"
};

static const fix_t place = {
    "/* .sram1 (NOLOAD) goes to 0x30000000 in the linker script; its clock must be on before the first "
    "access */\n"
    "RCC->AHB2ENR |= RCC_AHB2ENR_D2SRAM1EN;\n(void)RCC->AHB2ENR;\n"
    "static uint8_t @[%] __attribute__((section(\".sram1\"), aligned(32)));   /* nobody clears it */\n"
    "/* TCM is never cached; all other RAM is: now @ needs maintenance around the\n"
    "   transfer (clean before the DMA reads it, invalidate after the DMA has written it),\n"
    "   or a non-cacheable MPU region */\n",
    "// .sram1 goes to 0x30000000 in memory.x; enable its clock (RCC AHB2ENR) before the first "
    "access\n"
    "use core::mem::MaybeUninit;\n"
    "#[repr(align(32))]\n"
    "struct Lines([u8; %]);\n"
    "#[link_section = \".sram1\"]          // edition 2024: #[unsafe(link_section = \".sram1\")]\n"
    "static mut ^: MaybeUninit<Lines> = MaybeUninit::uninit();   // nobody clears it: write, then read\n"
    "// TCM is never cached; all other RAM is: now it needs maintenance around the\n"
    "// transfer (clean before the DMA reads it, invalidate after the DMA has written it),\n"
    "// or a non-cacheable MPU region\n"
};

/* For the masters of D1 that have no road to the other domains: SDMMC1, LTDC. */
static const fix_t place_axi = {
    "/* .axisram (NOLOAD) goes to 0x24000000 in the linker script */\n"
    "static uint8_t @[%] __attribute__((section(\".axisram\"), aligned(32)));   /* nobody clears it */\n"
    "/* AXI SRAM is cacheable: maintenance around the transfer, or a non-cacheable MPU region */\n",
    "// .axisram goes to 0x24000000 in memory.x\n"
    "use core::mem::MaybeUninit;\n"
    "#[repr(align(32))]\n"
    "struct Lines([u8; %]);\n"
    "#[link_section = \".axisram\"]          // edition 2024: #[unsafe(link_section = \".axisram\")]\n"
    "static mut ^: MaybeUninit<Lines> = MaybeUninit::uninit();   // nobody clears it: write, then read\n"
    "// AXI SRAM is cacheable: maintenance around the transfer, or a non-cacheable MPU region\n"
};

static const fix_t mpu = {
    "/* Normal non-cacheable memory (TEX=1 C=0 B=0 S=0), here SRAM3: a base that is a multiple of the\n"
    "   size, full access, no execution; 7: a number above those in use. If the D-cache is on,\n"
    "   SCB_CleanInvalidateDCache() first */\n"
    "ARM_MPU_Disable();\n"
    "ARM_MPU_SetRegion(ARM_MPU_RBAR(7, 0x30040000u),\n"
    "                  ARM_MPU_RASR(1, ARM_MPU_AP_FULL, 1, 0, 0, 0, 0, ARM_MPU_REGION_SIZE_32KB));\n"
    "ARM_MPU_Enable(MPU_CTRL_PRIVDEFENA_Msk);\n",
    "// Normal non-cacheable memory (TEX=1 C=0 B=0 S=0), here SRAM3: a base that is a multiple of the\n"
    "// size, full access, XN; 7: a number above those in use. If the D-cache is on,\n"
    "// cp.SCB.clean_invalidate_dcache(&mut cp.CPUID) first\n"
    "unsafe {\n"
    "    cp.MPU.ctrl.write(0);\n"
    "    cp.MPU.rnr.write(7);\n"
    "    cp.MPU.rbar.write(0x3004_0000);\n"
    "    cp.MPU.rasr.write(1 << 28 | 3 << 24 | 1 << 19 | 14 << 1 | 1);\n"
    "    cp.MPU.ctrl.write(5);\n"
    "}\n"
    "cortex_m::asm::dsb();\ncortex_m::asm::isb();\n" };

static const fix_t stream = {
    SWITCH_OFF "\n"
    CONTROLLER "->" HALF "IFCR = 0x3Du << " SHIFT ";     /* every flag of stream " NUMBER " */\n"
    "$->M0AR = (uint32_t)buffer;      /* a multiple of the memory size */\n"
    "$->NDTR = items;                 /* 1..65535 */\n"
    "$->CR |= DMA_SxCR_TRBUFF;        /* for U(S)ART requests */\n"
    "$->CR |= DMA_SxCR_EN;\n",
    RUST_OFF "\n"
    "pac::" CONTROLLER ".ifcr(" HALF_NO ").write(|w| { w.set_tcif(" IN_HALF ", true); w.set_htif(" IN_HALF
    ", true); w.set_teif(" IN_HALF ", true);\n"
    "                               w.set_dmeif(" IN_HALF ", true); w.set_feif(" IN_HALF ", true); });\n"
    "// program address and count (1..=65535), then\n"
    RUST ".cr().modify(|w| {\n"
    "    w.set_trbuff(true);              // for U(S)ART requests\n"
    "    w.set_en(true);\n});\n"
};

static const fix_t channel = {
    "$->CCR &= ~BDMA_CCR_EN;          /* the hardware does it after an error only */\n"
    "BDMA->IFCR = BDMA_IFCR_CGIF" NUMBER ";      /* every flag of channel " NUMBER " */\n"
    "$->CM0AR = (uint32_t)buffer;     /* in SRAM4 */\n"
    "$->CNDTR = items;                /* 1..65535 */\n"
    "$->CCR |= BDMA_CCR_EN;\n",
    "// channel " NUMBER "; the hardware does not clear EN at the end of a transfer\n"
    "pac::BDMA.ch(" NUMBER ").cr().modify(|w| w.set_en(false));\n"
    "pac::BDMA.ifcr().write(|w| { w.set_gif(" NUMBER ", true); });\n"
    "// program address and count (1..=65535), then\n"
    "pac::BDMA.ch(" NUMBER ").cr().modify(|w| w.set_en(true));\n"
};

static const fix_t mdma_channel = {
    "$->CCR &= ~MDMA_CCR_EN;\nwhile ($->CCR & MDMA_CCR_EN) { }\n"
    "$->CIFCR = 0x1Fu;                /* every flag of channel " NUMBER " */\n"
    "/* program CTCR, CBNDTR (1..65536 bytes), CSAR, CDAR, CTBR, then */\n"
    "$->CCR |= MDMA_CCR_EN;\n",
    RUST_OFF "\n"
    RUST ".ifcr().write(|w| { w.set_cteif(true); w.set_cctcif(true); w.set_cbrtif(true);\n"
    "    w.set_cbtif(true); w.set_cltcif(true); });\n"
    "// program tcr, bndtr (1..=65536 bytes), sar, dar, tbr, then\n"
    RUST ".cr().modify(|w| w.set_en(true));\n"
};

static const fix_t channel_error = {
    "/* wherever the end of the transfer is awaited, or in the handler after setting TEIE */\n"
    "if (BDMA->ISR & BDMA_ISR_TEIF" NUMBER ") {\n"
    "    BDMA->IFCR = BDMA_IFCR_CGIF" NUMBER ";\n"
    "    return ERROR;\n}\n",
    "// channel " NUMBER "; or set its TEIE and return the error from the handler\n"
    "if pac::BDMA.isr().read().teif(" NUMBER ") {\n"
    "    return Err(Error::Dma);\n}\n"
};

static const fix_t error = {
    "/* wherever the end of the transfer is awaited, or in the handler after setting TEIE */\n"
    "uint32_t flags = " CONTROLLER "->" HALF "ISR;\n"
    "if (flags & (DMA_" HALF "ISR_TEIF" NUMBER " | DMA_" HALF "ISR_DMEIF" NUMBER
    ")) {   /* with the FIFO on, FEIF" NUMBER " too */\n"
    "    " CONTROLLER "->" HALF "IFCR = 0x3Du << " SHIFT ";   /* all of stream " NUMBER " */\n"
    "    return ERROR;\n}\n",
    "// stream " NUMBER " of " CONTROLLER "; or set its TEIE and return the error from the handler\n"
    "let isr = pac::" CONTROLLER ".isr(" HALF_NO ").read();\n"
    "if isr.teif(" IN_HALF ") || isr.dmeif(" IN_HALF ") {     // with the FIFO on, feif too\n"
    "    return Err(Error::Dma);\n}\n"
};

static const fix_t overrun = {
    "/* where bytes are awaited, or in the handler after setting EIE (CR3) or RXNEIE (CR1) */\n"
    "if (" PORT "->ISR & USART_ISR_ORE) {\n"
    "    " PORT "->ICR = USART_ICR_ORECF;\n"
    "    return ERROR;                    /* bytes are missing */\n}\n",
    "if pac::" PORT ".isr().read().ore() {\n"
    "    pac::" PORT ".icr().write(|w| w.set_ore(true));\n"
    "    return Err(Error::Overrun);      // bytes are missing\n}\n"
};

static const fix_t mdma_error = {
    "/* wherever the end of the transfer is awaited, or in the handler after setting TEIE */\n"
    "if ($->CISR & MDMA_CISR_TEIF) {\n"
    "    uint32_t why = $->CESR;          /* TED, TEA: which side, where; ASE, BSE, TELD, TEMD */\n"
    "    $->CIFCR = MDMA_CIFCR_CTEIF;\n"
    "    return ERROR;\n}\n",
    "// channel " NUMBER "; or set its TEIE and return the error from the handler\n"
    "if pac::MDMA.ch(" NUMBER ").isr().read().teif() {\n"
    "    return Err(Error::Dma);\n}\n"
};

static const fix_t mdma_port = {
    "/* the TCMs have a port of their own, 32 bits wide */\n"
    "#define tcm(a) ((a) >> 24 == 0x00 || (a) >> 24 == 0x20)\n"
    "uint32_t size = tcm(source) || tcm(destination) ? 2 : 3;          /* 32 or 64 bits */\n"
    "MDMA_Channel" NUMBER "->CTCR = (2u << MDMA_CTCR_SINC_Pos) | (2u << MDMA_CTCR_DINC_Pos)\n"
    "    | (size << MDMA_CTCR_SSIZE_Pos) | (size << MDMA_CTCR_DSIZE_Pos)\n"
    "    | (size << MDMA_CTCR_SINCOS_Pos) | (size << MDMA_CTCR_DINCOS_Pos)\n"
    "    | (127u << MDMA_CTCR_TLEN_Pos) | (1u << MDMA_CTCR_TRGM_Pos) | MDMA_CTCR_SWRM;\n"
    "MDMA_Channel" NUMBER "->CTBR = (tcm(source) ? MDMA_CTBR_SBUS : 0) | (tcm(destination) ? "
    "MDMA_CTBR_DBUS : 0);\n",
    "// the TCMs have a port of their own, 32 bits wide\n"
    "use pac::mdma::vals::{Bus, Wordsize};\n"
    "let tcm = |a: u32| a >> 24 == 0x00 || a >> 24 == 0x20;\n"
    "let size = if tcm(source) || tcm(destination) { Wordsize::WORD } else { Wordsize::DOUBLE_WORD };\n"
    "let ch = pac::MDMA.ch(" NUMBER ");\n"
    "ch.tcr().modify(|w| { w.set_ssize(size); w.set_dsize(size); w.set_sincos(size); "
    "w.set_dincos(size); });\n"
    "ch.tbr().modify(|w| {\n"
    "    w.set_sbus(if tcm(source) { Bus::AHB } else { Bus::SYSTEM });\n"
    "    w.set_dbus(if tcm(destination) { Bus::AHB } else { Bus::SYSTEM });\n"
    "});\n"
};

static const fix_t new_code = {
    "/* when the new code is in @ (what a DMA or the flash wrote needs no clean) */\n"
    "SCB_CleanDCache_by_Addr((uint32_t *)@, %);\n"
    "SCB_InvalidateICache();                /* both end with DSB and ISB */\n",
    "// when the new code is in @ (what a DMA or the flash wrote needs no clean)\n"
    "cp.SCB.clean_dcache_by_address(@.as_ptr() as usize, %);\n"
    "cp.SCB.invalidate_icache();            // both end with DSB and ISB\n" };

static const fix_t changed_flash = {
    "/* after the operation, when BSY is 0: flash is never dirty, so nothing is lost */\n"
    "SCB_InvalidateDCache_by_Addr((uint32_t *)address, size);\n",
    "// after the operation, when BSY is 0: flash is never dirty, so nothing is lost\n"
    "unsafe { cp.SCB.invalidate_dcache_by_address(address, size) };\n" };

static const fix_t range = {
    "/* @ aligned to 32 and a multiple of 32 long; an address, and a length in bytes */\n"
    "SCB_CleanDCache_by_Addr((uint32_t *)@, sizeof @);        /* before a DMA reads it */\n"
    "SCB_InvalidateDCache_by_Addr((uint32_t *)@, sizeof @);   /* after a DMA has written it */\n",
    "// @ aligned to 32 and a multiple of 32 long: a slice knows its own address and length\n"
    "cp.SCB.clean_dcache_by_slice(&@);                             // before a DMA reads it\n"
    "unsafe { cp.SCB.invalidate_dcache_by_slice(&mut @) };         // after a DMA has written it\n" };

static const fix_t stop_first = {
    "static uint8_t @[%] __attribute__((aligned(32)));   /* or one that outlives the transfer */\n\n"
    "/* on every way out of the function that owns @: first the peripheral's DMA request off, then */\n"
    SWITCH_OFF "     /* until then it still writes */\n",
    "// a buffer that lives as long as the transfer: 'static, or moved into the transfer object\n"
    "static mut ^: [u8; %] = [0; %];\n"
    "// to cancel: the peripheral's DMA request off, EN cleared, and waited for\n"
    RUST_OFF "\n" };

static const fix_t stop_then_free = {
    "/* the peripheral's DMA request off, then the stream, then the memory */\n"
    SWITCH_OFF "     /* until then it still writes */\n"
    "free(@);                         /* or whichever gives it back */\n",
    "// let the transfer own the buffer: 'static, or Box::leak, which is never freed\n"
    "let @: &'static mut [u8; %] = Box::leak(Box::new([0; %]));\n"
    "// else the transfer's field before the buffer's (fields are dropped in order), and its drop stops it:\n"
    RUST_OFF "\n"
    "drop(@);\n" };

static const fix_t cache_switch = {
    "SCB_EnableDCache();              /* invalidates all of it, then DC = 1 */\n"
    "/* ... */\n"
    "SCB_CleanDCache();               /* before DC = 0 as well: nothing is dirty then */\n"
    "SCB_DisableDCache();\n",
    "cp.SCB.enable_dcache(&mut cp.CPUID);      // invalidates all of it, then DC = 1\n"
    "// ...\n"
    "cp.SCB.clean_dcache(&mut cp.CPUID);       // before DC = 0 as well: nothing is dirty then\n"
    "cp.SCB.disable_dcache(&mut cp.CPUID);     // DC = 0, then cleans and invalidates all of it\n" };

static const fix_t mpu_change = {
    "SCB_CleanInvalidateDCache_by_Addr((uint32_t *)@, sizeof @);   /* all of the region */\n"
    "/* ... now change the MPU region ... */\n"
    "__DSB();\n__ISB();\n",
    "// all of the region\n"
    "cp.SCB.clean_invalidate_dcache_by_address(@.as_ptr() as usize, @.len());\n"
    "// ... now change the MPU region ...\n"
    "cortex_m::asm::dsb();\ncortex_m::asm::isb();\n" };

static const fix_t mpu_order = {
    "/* of two regions that hold an address the higher number wins */\n"
    "ARM_MPU_SetRegion(ARM_MPU_RBAR(0, large_base), large_attributes);\n"
    "ARM_MPU_SetRegion(ARM_MPU_RBAR(1, special_base), special_attributes);\n",
    "// of two regions that hold an address the higher number wins\n"
    "unsafe {\n    cp.MPU.rnr.write(1);              // the special one; the large one is 0\n"
    "    cp.MPU.rbar.write(special_base);\n    cp.MPU.rasr.write(special_attributes);\n}\n" };

static const fix_t count_when_off = {
    SWITCH_OFF "     /* writes the FIFO out */\n"
    "uint32_t received = sizeof @ - $->NDTR;      /* or: direct mode, DMDIS = 0 */\n",
    RUST ".cr().modify(|w| w.set_en(false));\n"
    "while " RUST ".cr().read().en() {}           // writes the FIFO out\n"
    "let received = @.len() - " RUST ".ndtr().read().ndt() as usize;\n" };

static const fix_t no_access = {
    "/* 256 MB at 0x90000000: strongly ordered, no access, no execution; 7: a number above those in use */\n"
    "ARM_MPU_Disable();\n"
    "ARM_MPU_SetRegion(ARM_MPU_RBAR(7, 0x90000000u),\n"
    "                  ARM_MPU_RASR(1, ARM_MPU_AP_NONE, 0, 0, 0, 0, 0, ARM_MPU_REGION_SIZE_256MB));\n"
    "ARM_MPU_Enable(MPU_CTRL_PRIVDEFENA_Msk);\n",
    "// 256 MB at 0x9000_0000: strongly ordered, no access, no execution; 7: a number above those in use\n"
    "unsafe {\n    cp.MPU.rnr.write(7);\n    cp.MPU.rbar.write(0x9000_0000);\n"
    "    cp.MPU.rasr.write(1 << 28 | 27 << 1 | 1);\n    cp.MPU.ctrl.write(5);\n}\n"
    "cortex_m::asm::dsb();\ncortex_m::asm::isb();\n" };

static const fix_t look_through = {
    "/* in the program, for a variable a debugger watches */\n"
    "SCB_CleanDCache_by_Addr((uint32_t *)&@, sizeof @);\n",
    "// in the program, for a variable a debugger watches\n"
    "cp.SCB.clean_dcache_by_ref(&@);\n" };

/* Before those that name no static: what they call @ is then one. */
static const fix_t task_local = {
    "",
    "// the buffer is a local of an async task and lives in the task's pool, beside its other locals:\n"
    "// make it a static with lines of its own\n"
    "#[repr(align(32))]\n"
    "struct Lines([u8; %]);\n"
    "static mut ^: Lines = Lines([0; %]);\n"
    "let buffer = unsafe { &mut *core::ptr::addr_of_mut!(^) };   // once; then read(&mut buffer.0)\n" };

static const fix_t task_static = {
    "", "// the buffer is a local of an async task and lives in the task's pool: make it a static\n" };

static const fix_t count = {
    "/* items of PSIZE: as wide as an element of @ */\n$->" COUNT " = sizeof @ / sizeof @[0];\n",
    "// items of PSIZE, as wide as those of @\n" RUST ".ndtr().write(|w| w.set_ndt(@.len() as u16));\n" };

static const fix_t mdma_count = { "$->CBNDTR = sizeof @;\n",
    RUST ".bndtr().modify(|w| w.set_bndt(core::mem::size_of_val(&@) as u32));\n" };

static const fix_t *const fixes[RULES] = {
    [RULE_STALE_READ] = &receive,      [RULE_EARLY_INVALIDATE] = &receive,
    [RULE_LOST_DMA_WRITE] = &receive,  [RULE_STALE_DMA_READ] = &send,
    [RULE_MISSING_BARRIER] = &barrier, [RULE_LOST_CPU_WRITE] = &clean_instead,
    [RULE_SHARED_LINE] = &align,       [RULE_DMA_UNREACHABLE] = &place,
    [RULE_MEMORY_UNCLOCKED] = &clock_on, [RULE_ERRATUM_WRITE_THROUGH] = &mpu,
    [RULE_MPU_RESERVED] = &mpu,        [RULE_MPU_WINDOW] = &mpu,
    [RULE_DMA_CONFIG] = &stream,       [RULE_IGNORED_ERROR] = &error,
    [RULE_MDMA_TCM_PORT] = &mdma_port,
    [RULE_STALE_CODE] = &new_code,     [RULE_STALE_FLASH] = &changed_flash,
    [RULE_WRONG_RANGE] = &range,       [RULE_DMA_AFTER_FREE] = &stop_first,
    [RULE_CACHE_STATE] = &cache_switch, [RULE_MPU_CHANGE] = &mpu_change,
    [RULE_MPU_OVERLAP] = &mpu_order,   [RULE_READ_AHEAD] = &count_when_off,
    [RULE_SPECULATIVE_ACCESS] = &no_access, [RULE_DEBUGGER_VIEW] = &look_through,
    [RULE_BUFFER_OVERRUN] = &count,
};

/* What goes before the correction of a task's local; most then use the bytes of the static. */
static void fix_in_task(thing_t *t, const fix_t *fix, char *to, size_t room)
{
    bool names_static = strchr(fix->rust, '^'), whole = strstr(fix->rust, "@.0");
    write_out(t, to, room, names_static ? task_static.rust : task_local.rust);
    if (!names_static && !whole) put_text(t->name, sizeof t->name, "buffer.0");
}

void explain_fix(const finding_t *f, char *c, size_t c_room, char *rust, size_t rust_room)
{
    thing_t t = thing_of(f);
    const fix_t *fix = f->rule < RULES ? fixes[f->rule] : NULL, *more = NULL;
    char text[TEXT_ROOM] = "";
    if (f->circular) fix = fix == &receive ? &receive_round : fix == &send ? &send_round : fix;
    if (fix == &align && f->buffer_size && strchr(f->buffer, '.')) fix = &align_member;
    if (f->rule == RULE_MEMORY_UNCLOCKED && f->tier == TIER_LINT) fix = &part_clock_on;
    else if (stops_in_sleep(f)) fix = &clock_in_sleep;
    if (f->rule == RULE_STARVED) fix = fix_starved(f, &t, &more);
    if (!strncmp(f->master, "BDMA", 4))
        fix = fix == &place ? &place_d3 : fix == &stream ? &channel : fix == &error ? &channel_error : fix;
    if (fix == &place && (!strcmp(f->master, "SDMMC1") || !strcmp(f->master, "LTDC"))) fix = &place_axi;
    if (!strncmp(f->master, "MDMA", 4))
        fix = fix == &stream ? &mdma_channel : fix == &error ? &mdma_error
            : fix == &count ? &mdma_count : fix;
    const fix_t *one = f->rule == RULE_DMA_CONFIG || f->rule == RULE_STARVED ? fix_config(f, &t) : NULL;
    if (one) fix = one, more = NULL;
    if (fix == &stop_first && from_heap(f)) fix = &stop_then_free;
    if (fix == &error && !t.known) fix = &overrun;       /* a serial port's */
    if (c_room) *c = 0;
    if (fix) write_out(&t, c, c_room, fix->c);
    if (more) write_out(&t, c, c_room, more->c);
    if (t.pool && fix) fix_in_task(&t, fix, text, sizeof text);
    if (fix) write_out(&t, text, sizeof text, fix->rust);
    if (more) write_out(&t, text, sizeof text, more->rust);
    put_rust(rust, rust_room, text);
}
