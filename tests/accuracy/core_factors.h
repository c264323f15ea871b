/* core_factors.h -- what caches and TCM do for a whole program. */
#define GROUP "Core: whole programs"
#define FACTOR(name, low, high, source, reason, ...) \
    { GROUP, name, source, KIND_MEASURED, low, high, 0, reason, core_factor, \
          &(const factor_t){ __VA_ARGS__ } }
#define FLASH_AXI(on)  { on, 0, 1 }
#define FLASH_DTCM(on) { on, 0, 0 }
#define OTHER_PROGRAM "another program of the kind, by another compiler: the share of loads that miss differs"
FACTOR("D-cache off, mixed, data in AXI SRAM", 2.91, 2.91,
      "mynewt PR 3656: CoreMark on an H743, 687 to 2000 a second",
       OTHER_PROGRAM, FLASH_AXI(KERNEL_ICACHE), FLASH_AXI(KERNEL_CACHES)),
FACTOR("both caches off, records, data in AXI SRAM", 5.78, 5.78,
      "StratifyOS: Dhrystone on an H743, 79 to 457 DMIPS",
       OTHER_PROGRAM "; published at 400 MHz under a kernel. With both caches off the fetch from flash "
       "decides, a doubleword at a time past every buffer", FLASH_AXI(KERNEL_RECORDS),
       FLASH_AXI(KERNEL_RECORDS | KERNEL_CACHES)),
FACTOR("flash with caches against ITCM, mixed, data in DTCM", 1.061, 1.061,
      "AN4891 table 8, an FFT: 276135 to 260327 ns",
       "our program is warm and fits into the cache; the FFT's first pass through its code is in its time",
       FLASH_DTCM(KERNEL_CACHES), { 0, 1, 0 }),
FACTOR("AXI SRAM with D-cache against DTCM, mixed, code in ITCM", 1.023, 1.023,
      "AN4891 table 8, an FFT: 266345 to 260327 ns",
       "our data is warm and fits into the cache; the FFT's does not",
       { KERNEL_DCACHE, 1, 1 }, { 0, 1, 0 }),
#undef GROUP
