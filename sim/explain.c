/* explain.c -- what each rule means, for people: a title, and paragraphs that say what happens, why the
 * hardware does it, how it is met in the field, how to see it, and the cures in the order they should
 * be tried: maintenance in the right place, non-cacheable memory, other memory, write-through last.
 * explain_fix.c writes the correction for one finding, explain_fact.c one sentence for one fact. */
#include "judge.h"

typedef struct { const char *title, *text; } lesson_t;

#define CURES_RX \
    "Cures, in this order:\n" \
    "  1. Invalidate the buffer by address after the transfer is complete and before the\n" \
    "     first read. Invalidate (or clean and invalidate) it before the transfer as well if\n" \
    "     the CPU may have written to it.\n" \
    "  2. Put DMA buffers into an MPU region of Normal non-cacheable memory (TEX=1 C=0 B=0).\n" \
    "  3. Put the buffer where it is never cached: DTCM with the MDMA; not for DMA1, DMA2 or\n" \
    "     BDMA, which cannot reach it.\n" \
    "  4. Write-through does not help here: it keeps RAM up to date, not the cache (and has\n" \
    "     Arm erratum 1259864).\n"

#define CURES_TX \
    "Cures, in this order:\n" \
    "  1. Clean the buffer by address after the last store and before the stream is enabled\n" \
    "     (the CMSIS call ends with the DSB that is needed).\n" \
    "  2. Put DMA buffers into an MPU region of Normal non-cacheable memory (TEX=1 C=0 B=0);\n" \
    "     a DSB before EN remains.\n" \
    "  3. Put the buffer where it is never cached: DTCM with the MDMA; not for DMA1, DMA2 or\n" \
    "     BDMA, which cannot reach it.\n" \
    "  4. Last, write-through: RAM follows every store, a DSB before EN remains, and on the\n" \
    "     STM32H743 (Cortex-M7 r1p1) write-through is subject to Arm erratum 1259864, so\n" \
    "     prefer the others.\n"

static const lesson_t lesson[RULES] = {
    [RULE_DMA_UNREACHABLE] = { "The DMA has no road to this memory, or may not write it",
    "What happens. The stream's access gets a bus error: TEIF rises, EN falls, the memory is\n"
    "not changed.\n\n"
    "Why. Each master of the chip reaches a set of memories, drawn as a table in RM0433 2.1.\n"
    "ITCM and DTCM hang on the core itself: only the CPU and the MDMA get there. DMA1 and\n"
    "DMA2 reach AXI SRAM, SRAM1-4 and flash; BDMA reaches SRAM4 and backup SRAM only. The\n"
    "same pointer works with one master and fails with another. Flash is read like memory\n"
    "and not written: what is const lies there.\n\n"
    "In the field. Linker scripts often put .data, .bss and the stack at 0x2000_0000, which\n"
    "is DTCM: drivers that worked on a smaller chip then deliver zeros, and code that does\n"
    "not look at the error flag reports success.\n\n"
    "How to see it. TEIF of the stream is 1, its EN is 0, NDTR stands still at (nearly) the\n"
    "full count, and the buffer is unchanged. Look at the buffer's address in the map file\n"
    "before you look for cache trouble.\n\n"
    "Cures, in this order:\n"
    "  1. Place the buffer in a section of memory this master reaches. TCM is never cached,\n"
    "     that memory is: the buffer now needs maintenance around each transfer, or a\n"
    "     non-cacheable MPU region.\n"
    "  2. Use the master that reaches it (MDMA for the TCMs).\n"
    "  3. Check the address in the driver, and look at the error flags.\n" },
    [RULE_MEMORY_UNCLOCKED] = { "The clock of a memory or a peripheral is off",
    "What happens. An access to SRAM1, SRAM2, SRAM3 or backup SRAM gets a bus error. A CPU\n"
    "store faults late and imprecisely, at an instruction that has nothing to do with it; a\n"
    "DMA raises TEIF. A peripheral refuses nothing: what is written to its registers is lost,\n"
    "reads give 0, and code that waits for one of its flags waits for ever.\n\n"
    "Why. The D2 memories have enable bits in RCC_AHB2ENR, nearly every peripheral has one in\n"
    "an xxxENR, and they are 0 after reset; the clock comes two periods after the bit. While\n"
    "the CPU sleeps, the bits of the same place in xxxLPENR count too: those are 1 after reset,\n"
    "and what had its bit cleared stops with the CPU.\n\n"
    "In the field. The linker puts .data or the heap into D2 SRAM and start-up code copies\n"
    "there before any driver has enabled its clock. Emulators without clock gates do not show\n"
    "it.\n\n"
    "How to see it. CFSR shows IMPRECISERR, or a debugger cannot read the memory\n"
    "either until the enable bit is set; then it holds what it likes, not what was stored.\n"
    "All registers of the peripheral read 0.\n\n"
    "Cures: set SRAMxEN in RCC_AHB2ENR, or the peripheral's bit, and read the register back\n"
    "before the first access; of a memory in the reset handler. In sleep: leave SRAMxLPEN set\n"
    "while a DMA works there.\n" },
    [RULE_STALE_READ] = { "The CPU read an old copy from its cache",
    "What happens. The DMA wrote new bytes to RAM, but a load hit a cache line filled earlier\n"
    "and returned the old ones.\n\n"
    "Why. The D-cache of the Cortex-M7 is not coherent: it does not notice writes by other\n"
    "masters. A line stays until it is evicted or invalidated. If this run was right by luck\n"
    "(hazard), the line happened not to be cached: the core may fill any line of cacheable\n"
    "memory on its own at any time (TRM 5.2).\n\n"
    "In the field. A sampled value frozen at its first reading, a packet processed twice;\n"
    "debug output or another build evicts the line and the fault is gone.\n\n"
    "How to see it. Compare what the CPU reads with what RAM holds: invalidate the buffer and\n"
    "read again. If the bytes change, the copy in the cache was old. A watch window may show\n"
    "either of the two, as the debugger reads through the core or past it.\n\n" CURES_RX },
    [RULE_STALE_DMA_READ] = { "The DMA sent what was in RAM, not what the CPU had stored",
    "What happens. The CPU stored data, it stayed in a dirty cache line, and the DMA read the\n"
    "older bytes from RAM.\n\n"
    "Why. SRAM is write-back by default on this core: a store that hits or allocates goes to\n"
    "the cache only. Nothing reaches RAM until the line is cleaned or evicted. A\n"
    "memory-to-peripheral stream reads ahead as soon as EN is set, one item or a whole FIFO:\n"
    "a clean after EN is too late.\n\n"
    "In the field. A message of zeros with a correct checksum, a picture with dashes of 32\n"
    "bytes that heal by themselves, the previous period of audio.\n\n"
    "How to see it. The receiver gets old bytes while the program reads back the new ones.\n"
    "Switch the D-cache off, or clean all of it before EN: if that cures it, a clean is\n"
    "missing.\n\n" CURES_TX },
    [RULE_LOST_DMA_WRITE] = { "A dirty cache line was written over what the DMA had received",
    "What happens. The CPU had stored into the buffer's line before or during the transfer.\n"
    "Later the line was evicted or cleaned, all 32 bytes of it, over the newer bytes in RAM.\n"
    "They are gone: an invalidate does not bring them back.\n\n"
    "Why. The cache has one dirty bit a line and writes whole lines back, whenever it likes.\n\n"
    "In the field. Windows of 32 old bytes in a file system's sector buffer, depending on\n"
    "what else ran; a debugger sees the wrong bytes too, since they are in RAM.\n\n"
    "How to see it. The old bytes come in pieces of exactly 32, at multiples of 32, and an\n"
    "invalidate does not change them. One of them was stored to by the CPU (a memset of the\n"
    "buffer, the message before) and never cleaned or invalidated. If this run was right by\n"
    "luck (hazard), the line was not written back between the DMA's write and its end.\n\n"
    "Cures, in this order:\n"
    "  1. Invalidate, or clean and invalidate, the buffer before the stream is enabled; do\n"
    "     not store to it until the transfer is over; invalidate again afterwards.\n"
    "  2. Put DMA buffers into an MPU region of Normal non-cacheable memory (TEX=1 C=0 B=0).\n"
    "  3. Or into memory that is never cached and that this master reaches.\n"
    "  4. Last, write-through: no line is ever dirty. On the STM32H743 it is subject to Arm\n"
    "     erratum 1259864, and the invalidate after the transfer remains.\n" },
    [RULE_LOST_CPU_WRITE] = { "An invalidate threw away what the CPU had stored",
    "What happens. The newest bytes existed only in a dirty line, and the line was dropped\n"
    "without being written back.\n\n"
    "Why. DCIMVAC and DCISW discard. They are for memory that another master has just\n"
    "written; for memory the CPU has written the operation is clean. By-address calls work on\n"
    "whole lines, so neighbours suffer too.\n\n"
    "In the field. A transmit path that invalidates instead of cleaning; a whole-cache\n"
    "invalidate in a driver, after which variables elsewhere fall back to earlier values.\n\n"
    "How to see it. A variable is right after its store and old after a driver's call. Step\n"
    "over the driver's invalidate and watch it change.\n\n"
    "Cures, in this order:\n"
    "  1. Clean (transmit) or clean and invalidate (receive, before the transfer); invalidate\n"
    "     by address, only the buffer, only whole lines of its own. Never invalidate the whole\n"
    "     cache once it is in use.\n"
    "  2. Put DMA buffers into an MPU region of Normal non-cacheable memory (TEX=1 C=0 B=0):\n"
    "     no invalidate is needed then.\n"
    "  3. Last, write-through: an invalidate drops nothing that RAM has not got. On the\n"
    "     STM32H743 it is subject to Arm erratum 1259864.\n" },
    [RULE_SHARED_LINE] = { "A DMA buffer shares a cache line with something else",
    "What happens. Maintenance and write-backs work on 32-byte lines. Invalidating the buffer\n"
    "drops the neighbour's stores; writing the neighbour back overwrites the buffer; reading\n"
    "the neighbour refills the line too early.\n\n"
    "Why. The line is the unit of everything the cache does. No order of clean and invalidate\n"
    "is right while both sides write into one line.\n\n"
    "In the field. A receive buffer on the stack: the bytes are right and a local variable\n"
    "next to it goes back to an older value. Descriptors of 8 bytes, four in a line.\n\n"
    "How to see it. Look both up in the map file: do the addresses agree but for the last five\n"
    "bits? Is the buffer's address or size no multiple of 32?\n\n"
    "Cures, in this order:\n"
    "  1. Align the buffer to 32 bytes and make its size a multiple of 32.\n"
    "  2. Put buffers and descriptors into an MPU region of Normal non-cacheable memory\n"
    "     (TEX=1 C=0 B=0): nothing there is in a line.\n"
    "  3. Put the neighbour, which only the CPU uses, into other memory (DTCM).\n"
    "  4. Write-through is no cure: it keeps lines clean, but the neighbour's reads still\n"
    "     refill the buffer's line too early; and it has Arm erratum 1259864.\n" },
    [RULE_MISSING_BARRIER] = { "The DMA was started before the data was sure to be in RAM",
    "What happens. A store (or a clean) and the register write that enables the stream leave\n"
    "the core by different ports. Without a barrier the register write may arrive first, and\n"
    "the DMA reads the old bytes.\n\n"
    "Why. Stores wait in the store buffer and merge; writes on AXI are posted. Order is kept\n"
    "within one port only (TRM 5.1); `volatile` orders the compiler, not the memory system.\n"
    "Non-cacheable memory does not remove the need.\n\n"
    "In the field. The first one or two bytes old and the rest new; a transmit that works in\n"
    "debug builds and hangs in release builds.\n\n"
    "How to see it. Put a DSB, or a delay of any kind, before the write of EN: the fault is\n"
    "gone. In the disassembly no DSB stands between the last store and the store to CR.\n\n"
    "Cures, in this order:\n"
    "  1. A DSB between the last store (or clean) and the write of EN: __DSB(), or\n"
    "     cortex_m::asm::dsb(). The CMSIS clean by address ends with one. Where timing hid it,\n"
    "     it is still missing.\n"
    "  2. Nothing else: non-cacheable memory, other memory and write-through need it as well.\n" },
    [RULE_EARLY_INVALIDATE] = { "The buffer was invalidated before the DMA had finished, not after",
    "What happens. The line was invalidated, came back into the cache before the DMA wrote\n"
    "it, and the old content was read later.\n\n"
    "Why. An invalidate does not keep a line out. Between it and the end of the transfer the\n"
    "core may fill the line again: by a load nearby, by a preload, or on its own (TRM 5.2).\n"
    "The invalidate that protects the read is the one after completion; the one before\n"
    "protects against dirty lines.\n\n"
    "In the field. Windows of exactly 32 bytes equal to the previous content of the buffer,\n"
    "rarely, in storage and camera drivers that invalidated on one side only.\n\n"
    "How to see it. Move the invalidate behind the wait for completion, or add one there: if\n"
    "the windows are gone, it was this. Unlike a lost write (lost-dma-write), RAM is right.\n\n"
    CURES_RX },
    [RULE_IGNORED_ERROR] = { "An error flag rose and nobody looked",
    "What happens. The hardware reported an error and the program neither read the status\n"
    "register nor took the interrupt.\n\n"
    "Why. Error flags are silent unless polled or enabled (TEIE, DMEIE, FEIE; EIE of a\n"
    "USART). A stream that met a bus error has EN = 0 and never sets TCIF.\n\n"
    "In the field. Drivers that wait for \"transfer complete\" alone wait for ever, or go on\n"
    "with an empty buffer.\n\n"
    "How to see it. Stop the program where it waits and read LISR or HISR of the DMA, or ISR\n"
    "of the port: the flag is still 1.\n\n"
    "Cures, in this order:\n"
    "  1. The error's own cause: it is told beside this finding.\n"
    "  2. Test the error flags wherever completion is tested, or enable their interrupt.\n" },
    [RULE_ERRATUM_WRITE_THROUGH] = { "Write-through memory on a core with erratum 1259864",
    "What happens. With certain sequences of stores, a line fill and a load in one cache set,\n"
    "a load may return the value from before the last store. This simulator does not produce\n"
    "the wrong value; it tells where the condition exists.\n\n"
    "Why. Arm Cortex-M7 erratum 1259864 (r1p1 and earlier), listed for the STM32H743 in\n"
    "ES0392 2.1.1.\n\n"
    "In the field. A variable that is one store behind, once in days, in a region made\n"
    "write-through to cure something else.\n\n"
    "How to see it. Read RASR of every region: C=1 B=0 with TEX=0 is write-through, and so is\n"
    "all of the SRAM when CACR.FORCEWT is 1.\n\n"
    "Cures, in this order:\n"
    "  1. Write-back, with maintenance in the right places.\n"
    "  2. Normal non-cacheable memory (TEX=1 C=0 B=0).\n"
    "  3. Memory that is never cached (DTCM) for what only the CPU and the MDMA use.\n" },
    [RULE_DMA_CONFIG] = { "A stream was set up against the manual",
    "What happens. The stream does nothing, stops with an error, or moves other bytes than\n"
    "meant.\n\n"
    "Why. Registers of a stream are protected while EN = 1, and EN stays 1 until the access\n"
    "under way is done; flags must be cleared before EN is set; NDTR has 16 bits and takes, as\n"
    "all of them, whole words only; FIFO threshold and burst must fit (RM0433 chapter 15).\n\n"
    "A stream moves nothing by itself either: its channel of the DMAMUX has to name a request\n"
    "(channels 0 to 7 feed DMA1, 8 to 15 DMA2), and the peripheral's own DMA enable bit has to\n"
    "let it out (DMAR, TXDMAEN, UDE; DMNGT of an ADC).\n\n"
    "In the field. A second transfer that never completes because its new address was\n"
    "ignored; a hang at exactly 64 KiB; a stream that is armed and waits for ever.\n\n"
    "How to see it. Read the stream's registers back after programming them: are they what\n"
    "was written, and is EN 1? Which flags of LISR or HISR are set?\n\n"
    "Cures: clear EN, poll it until 0, clear all flags, program, check, set EN.\n" },
    [RULE_MPU_RESERVED] = { "An MPU region uses a reserved attribute code",
    "What happens. The memory behaves as Device: unaligned accesses fault, nothing merges.\n\n"
    "Why. Of the TEX/C/B codes some are reserved (Armv7-M B3.5). TEX=1 C=0 B=1 looks like\n"
    "\"non-cacheable\" and is not.\n\n"
    "In the field. memcpy to an odd offset aborts in one region only.\n\n"
    "How to see it. UNALIGNED in UFSR, and RASR of the region that holds the address.\n\n"
    "Cures: TEX=1 C=0 B=0 for Normal non-cacheable memory.\n" },
    [RULE_MPU_WINDOW] = { "An MPU region does not cover what it was meant to cover",
    "What happens. The base is not a multiple of the size; the hardware drops the low bits,\n"
    "the window slides down, and memory at the end keeps its old attributes: it is cached\n"
    "after all.\n\n"
    "Why. Regions are powers of two, naturally aligned (Armv7-M B3.5).\n\n"
    "In the field. A linker change moves the DMA section and outputs go stale.\n\n"
    "How to see it. Read RBAR back: it is not what was written, or the address bits below the\n"
    "size in RASR are not 0.\n\n"
    "Cures: align the section to the region's size, or use two regions or sub-regions.\n" },
    [RULE_MDMA_TCM_PORT] = { "The MDMA used the wrong port, or the TCM port with 64-bit data",
    "What happens. The MDMA's channel stops with TEIF and nothing is moved.\n\n"
    "Why. The MDMA is the one DMA that reaches ITCM and DTCM, and it has a port of its own for\n"
    "them, 32 bits wide, into the core's slave port (AHBS). SBUS and DBUS in CxTBR choose the\n"
    "port; the address does not. The AXI port does not lead to the TCMs, the TCM port leads\n"
    "nowhere else, and 64-bit items (SSIZE, DSIZE = 3) do not fit it (RM0433 14.5.5).\n\n"
    "In the field. A copy routine chose the widest item that size and alignment allowed: it\n"
    "worked for integers and failed for an array of double in DTCM, and a change of struct\n"
    "layout made it come and go.\n\n"
    "How to see it. CxISR.TEIF is 1 and CxESR has TED (0 read, 1 write) and the low bits of\n"
    "the address in TEA; SAR, DAR and BNDTR stand where they were set.\n\n"
    "Cures, in this order:\n"
    "  1. SBUS (DBUS) = 1 exactly when the source's (destination's) address is 0x00xx_xxxx or\n"
    "     0x20xx_xxxx.\n"
    "  2. Items of 32 bits at most on that side; PKE = 1 lets the other side keep 64.\n"
    "  3. Look at TEIF: code that waits for CTCIF alone waits for ever.\n" },
    [RULE_STARVED] = { "A peripheral lost data because nobody took it in time",
    "What happens. The receiver was full when the next byte, frame or sample came: overrun. Or\n"
    "an SPI that is a slave had nothing to send when its master clocked: underrun.\n\n"
    "Why. The stream waited for a bus, or was over and not armed again, or armed too late, or\n"
    "the CPU polled too slowly. All D2 masters share one bridge into D1, without priorities. A\n"
    "FIFO only puts it off: 16 frames in a U(S)ART, 16 bytes in SPI1 to 3 (8 in SPI4 to 6), 8\n"
    "samples in an ADC.\n"
    "An SPI driver that only sends may leave its receiver on and take nothing: a hazard, not an\n"
    "error, as long as no frame of that transfer was taken.\n\n"
    "In the field. Camera, serial or analogue data lost only while a display or a memory copy\n"
    "runs; a slave whose first answer is the one of last time, or a constant.\n\n"
    "How to see it. ORE is 1 in the U(S)ART's ISR, OVR or UDR in the SPI's SR, OVR in the ADC's\n"
    "ISR; NDTR stands above 0 for what is missing, and the fault goes when the other traffic\n"
    "does. SPI and ADC take nothing more until the flag is cleared.\n\n"
    "Cures, in this order:\n"
    "  1. The stream was over: circular or double-buffered reception, so that there is always a\n"
    "     buffer.\n"
    "  2. Another stream of its DMA went first: a higher PL than that one's, or the other\n"
    "     controller.\n"
    "  3. Another master had the bus: buffers in SRAM1-3 for DMA1 and DMA2, in a bank of their\n"
    "     own; shorter bursts elsewhere.\n"
    "  4. Whatever it was, the FIFO of the port (FIFOEN) and of the stream (DMDIS) bridges a\n"
    "     gap.\n"
    "  5. Let the source wait where it can: MASRX of an SPI that is the master, AUTDLY of an\n"
    "     ADC. A slave cannot: arm its streams and set SPE before the master may clock.\n" },
    [RULE_STALE_CODE] = { "The CPU executed code that had been replaced",
    "What happens. A program, a DMA or the flash replaced instructions, and the core\n"
    "executed the old ones: another function than the one just written, half of one, or\n"
    "something that is no instruction at all.\n\n"
    "Why. The fetch side has a cache and a prefetch queue of its own and looks at nothing\n"
    "that is stored. What the CPU stores stays in the D-cache, where a fetch does not look\n"
    "either: it reads RAM. So new code needs both: out of the one cache, and the old out of\n"
    "the other (Armv7-M ARM B2.2.9).\n\n"
    "In the field. A just-in-time compiler or a loader of overlays that works with the\n"
    "caches off; a boot loader that runs the application's former version once after an\n"
    "update.\n\n"
    "How to see it. A debugger that writes a breakpoint there makes it go away, because it\n"
    "maintains the caches itself. Switch both caches off, or invalidate the whole\n"
    "instruction cache before the call: if that cures it, it was this.\n\n"
    "Cures, in this order:\n"
    "  1. After the last store: clean the range to the point of unification (DCCMVAU, or\n"
    "     SCB_CleanDCache_by_Addr), DSB, invalidate it in the instruction cache (ICIMVAU,\n"
    "     or all of it by ICIALLU), DSB, ISB. In this order: an invalidate before the clean\n"
    "     lets the old bytes come back from RAM. What a DMA or the flash wrote needs no\n"
    "     clean.\n"
    "  2. Put such code into ITCM: no cache holds it; DSB and ISB after the last store\n"
    "     remain.\n"
    "  3. Normal non-cacheable memory for it: slow, and DSB and ISB remain.\n"
    "  4. Write-through saves the clean only, and has Arm erratum 1259864.\n" },
    [RULE_STALE_FLASH] = { "The CPU read from its cache what the flash no longer holds",
    "What happens. A sector was erased or programmed, and a load got the content it had\n"
    "before.\n\n"
    "Why. The flash is cacheable memory (write-through by default), and its controller\n"
    "changes the array behind the caches' back. A line that was read before stays as it\n"
    "was, until it is invalidated or happens to be replaced.\n\n"
    "In the field. A blank check after an erase that fails, though a debugger reads 0xFF; a\n"
    "settings record that is old until the next reset.\n\n"
    "How to see it. Read the range by a DMA, or in a debugger past the cache: it is right\n"
    "there. The old content comes in pieces of 32 bytes, those that were read before the\n"
    "erase.\n\n"
    "Cures, in this order:\n"
    "  1. Invalidate the range in the data cache when BSY is 0 (and in the instruction\n"
    "     cache if there was code). Lines of flash are never dirty: rounding outwards harms\n"
    "     nothing.\n"
    "  2. An MPU region of Normal non-cacheable memory (TEX=1 C=0 B=0) over the sectors\n"
    "     that are written at run time.\n"
    "  3. Write-through is no cure: flash is so already.\n" },
    [RULE_WRONG_RANGE] = { "Cache maintenance that worked on other lines than meant",
    "What happens. There is a clean or an invalidate in the right place, and it does not\n"
    "cover the bytes it is for, or covers lines of somebody else: the stale bytes stay, or\n"
    "a neighbour's stores are dropped.\n\n"
    "Why. By-address maintenance takes an address and a length in bytes and works on every\n"
    "line that has one of them; it has no idea of buffers, and no wrong argument is\n"
    "refused.\n\n"
    "In the field. A receive path that passed the offset of a packet in its pool instead of\n"
    "its address, and invalidated lines near 0; a length in items where bytes were wanted,\n"
    "so that half the samples were old; a length rounded up by a line too many, over the\n"
    "next object; &p where p was meant, so that the pointer was dropped.\n\n"
    "How to see it. Look at the values that reach the call: is the first an address in RAM,\n"
    "a multiple of 32, and does the second count bytes? `staleline run --trace` shows each\n"
    "line that was touched.\n\n"
    "Cures, in this order:\n"
    "  1. The address of the buffer and its size in bytes (sizeof, not a count of\n"
    "     elements), the buffer aligned to 32 and a multiple of 32 long.\n"
    "  2. Let one helper that takes the object itself do all maintenance.\n"
    "  3. Put DMA buffers into an MPU region of Normal non-cacheable memory (TEX=1 C=0\n"
    "     B=0).\n" },
    [RULE_DMA_AFTER_FREE] = { "A DMA goes on in memory that was given back",
    "What happens. A stream was still enabled when the function that owned its buffer\n"
    "returned, or the buffer was freed. What the stream writes then lands in somebody\n"
    "else's variables; what it reads is somebody else's.\n\n"
    "Why. The hardware knows an address and a count and nothing of lifetimes. A transfer\n"
    "object whose destructor stops it can be forgotten; a future can be dropped; clearing\n"
    "EN takes effect only when it reads 0.\n\n"
    "In the field. A serial read raced against a timer and dropped, with the request left\n"
    "on: the next bytes went into the stack of whoever ran then.\n\n"
    "How to see it. EN of the stream is 1 and its address lies below the stack pointer, or\n"
    "in the heap's free list. In DTCM the same code shows a bus error instead, which is\n"
    "luckier. Blocks of a heap are known by the calls of malloc, free, pvPortMalloc,\n"
    "k_malloc, __rust_alloc and their like, by name: a file without symbols has none, nor\n"
    "has a heap whose functions were inlined.\n\n"
    "Cures, in this order:\n"
    "  1. On every way out: clear the peripheral's request, clear EN, wait until it reads\n"
    "     0. Only then free.\n"
    "  2. Buffers that live forever: static, or owned by the transfer (Rust: a field\n"
    "     behind the transfer's, or Box::leak).\n" },
    [RULE_CACHE_STATE] = { "The D-cache was switched on or off with the wrong content",
    "What happens. With CCR.DC = 0 nothing is looked up in the cache, but what is dirty in\n"
    "it is still there and may be written back over newer bytes. Switched on without an\n"
    "invalidate, it hits lines of an earlier time; after a reset, noise.\n\n"
    "Why. DC = 0 means no look-up, not an empty cache. The cache's memories are not cleared\n"
    "by a reset (TRM 5.3, Armv7-M ARM B2.2.5).\n\n"
    "In the field. The loop that cleans by set and way, compiled without optimisation, kept\n"
    "its counters on the stack: their new values went to RAM, its own clean put the old\n"
    "ones back.\n\n"
    "How to see it. Read CCR.DC and compare RAM with what was stored last; single-step the\n"
    "code that switches the cache.\n\n"
    "Cures, in this order:\n"
    "  1. SCB_EnableDCache and SCB_DisableDCache, compiled with optimisation; they\n"
    "     invalidate before DC = 1, and clean and invalidate at DC = 0.\n"
    "  2. Touch nothing that may be dirty between DC = 0 and the end of the clean; or clean\n"
    "     before DC = 0 as well.\n"
    "  3. Never clean by set and way before the first invalidate after a reset.\n" },
    [RULE_MPU_CHANGE] = { "Lines stayed in the cache when the MPU made their memory non-cacheable",
    "What happens. Accesses go past the cache now, but lines of the time before are still\n"
    "in it; a dirty one holds the newest bytes where nobody looks, and is written back\n"
    "later over newer ones.\n\n"
    "Why. The MPU changes what an access does, not what the cache holds.\n\n"
    "In the field. A DMA region set up after the start-up code had cleared .bss with the\n"
    "D-cache on: received data turns to zeros, a line at a time, minutes later.\n\n"
    "How to see it. The wrong bytes come in pieces of 32 and are in RAM. Clean and\n"
    "invalidate the region right before the change: if that cures it, it was this.\n\n"
    "Cures, in this order:\n"
    "  1. Set the MPU up before the D-cache is switched on.\n"
    "  2. Clean and invalidate the region by address, then change it, then DSB and ISB.\n" },
    [RULE_MPU_OVERLAP] = { "An MPU region that another one covers completely",
    "What happens. A region has no effect at all: every address of it lies in a region with\n"
    "a higher number, whose attributes win.\n\n"
    "Why. Regions may overlap, and the highest number decides, not the smallest window\n"
    "(Armv7-M ARM B3.5).\n\n"
    "In the field. A non-cacheable window for descriptors as region 0, and the whole SRAM\n"
    "as write-back as region 1.\n\n"
    "How to see it. Print RBAR and RASR of all regions in the order of their numbers. Where\n"
    "a region is covered in part, or a bit of SRD leaves a sub-region out, it is the\n"
    "finding about the memory there that names it.\n\n"
    "Cures: give the special window the higher number.\n" },
    [RULE_READ_AHEAD] = { "NDTR counted items that were still in the DMA's FIFO",
    "What happens. The program computed the received length from NDTR while the stream ran,\n"
    "and read bytes that NDTR had counted and the DMA had not yet written.\n\n"
    "Why. NDTR counts items taken from the peripheral. With the FIFO on they wait, up to 16\n"
    "bytes, until the threshold is reached or the stream is disabled (RM0433 15.3).\n\n"
    "In the field. Receive until idle: the last bytes of each message are those of the\n"
    "message before.\n\n"
    "How to see it. Disable the stream, wait for EN = 0 and read again: the bytes are\n"
    "there.\n\n"
    "Cures, in this order:\n"
    "  1. Direct mode (DMDIS = 0) for streams whose length is read from NDTR.\n"
    "  2. Clear EN and wait until it is 0: that writes the FIFO out. Then read NDTR.\n" },
    [RULE_SPECULATIVE_ACCESS] = { "The core may read a window that must not be read",
    "What happens. Memory behind a controller that is not in memory-mapped mode was, or may\n"
    "be, read by a line fill that no instruction asked for. The controller takes that for a\n"
    "transaction and stays busy.\n\n"
    "Why. 0x9000_0000 is Normal memory by default, and the core may read Normal memory that\n"
    "it may access at any time (Armv7-M ARM A3.5, TRM 5.2).\n\n"
    "In the field. Rare time-outs of a QSPI driver in indirect mode, more often while a\n"
    "network was busy: nothing in the code touched the window.\n\n"
    "How to see it. BUSY of the QUADSPI is 1 and no command is under way; it goes away with\n"
    "an MPU region over the window.\n\n"
    "Cures, in this order:\n"
    "  1. An MPU region over the window: strongly ordered, no access, no execution,\n"
    "     whenever the controller is not in memory-mapped mode.\n"
    "  2. Memory-mapped mode, if the program only reads.\n" },
    [RULE_DEBUGGER_VIEW] = { "The debugger read RAM, the CPU's value is in the cache",
    "What happens. A read of the debug port went past the cache and returned an older value\n"
    "than the CPU sees.\n\n"
    "Why. Accesses of the AHB-AP are looked up in the D-cache only if their attributes say\n"
    "cacheable (CSW.PROT); otherwise they are accesses on the bus like a DMA's.\n\n"
    "In the field. A counter that changes a thousand times a second and looks frozen.\n\n"
    "How to see it. Clean the line in the program: the debugger's value moves.\n\n"
    "Cures: let the debugger set the cacheable attribute for its reads, or look at such\n"
    "variables in memory that is not cached. The program is right.\n" },
    [RULE_BUFFER_OVERRUN] = { "A DMA wrote over the end of its buffer",
    "What happens. A stream moves more than its buffer holds and goes on in what the linker\n"
    "put behind it: a variable changes that no code stores to, or other data is sent.\n\n"
    "Why. The hardware knows an address and a count. NDTR counts items, as wide as PSIZE\n"
    "says; the MDMA's BNDT counts bytes. No bounds are checked: neither the compiler's nor\n"
    "the MPU's, which looks at the CPU alone.\n\n"
    "In the field. `sizeof` where a number of items is wanted: with items of 16 bits twice\n"
    "the buffer is written. It shows in the release build, where another variable comes\n"
    "next, and not at all while the message is short.\n\n"
    "How to see it. Address of the buffer plus items times their width, against the map\n"
    "file. Objects are known by their symbols: arrays in one struct are one object, and of\n"
    "a buffer on a stack or in a file without symbols nothing is said. A cache line is not\n"
    "the cause: maintenance that covers the neighbour as well throws its stores away.\n\n"
    "Cures, in this order:\n"
    "  1. NDTR = sizeof rx / sizeof rx[0], with PSIZE as wide as rx[0].\n"
    "  2. A buffer for the longest message, and the count from its size.\n" },
};

/* What the title says happened did not, of a hazard: in another run it would. */
static const char *const hazard_title[RULES] = {
    [RULE_STALE_READ] = "The CPU can read an old copy from its cache; no harm in this run",
    [RULE_STALE_DMA_READ] = "The DMA can send what is in RAM, not what the CPU has stored; "
                            "no harm in this run",
    [RULE_LOST_DMA_WRITE] = "A dirty cache line can be written over what the DMA receives; "
                            "no harm in this run",
    [RULE_LOST_CPU_WRITE] = "An invalidate can throw away what the CPU has stored; no harm in this run",
    [RULE_STALE_CODE] = "The CPU can execute code that has been replaced; no harm in this run",
    [RULE_STALE_FLASH] = "The CPU can read from its cache what the flash no longer holds; "
                         "no harm in this run",
    [RULE_BUFFER_OVERRUN] = "A DMA was set to move more than its buffer holds",
};

const char *explain_title(rule_t r) { return r < RULES ? lesson[r].title : "Unknown rule"; }

const char *explain_headline(const finding_t *f)
{
    const char *other = f->tier == TIER_HAZARD && f->rule < RULES ? hazard_title[f->rule] : NULL;
    return other ? other : explain_title((rule_t)f->rule);
}

const char *explain_rule(rule_t r) { return r < RULES ? lesson[r].text : ""; }
