/* core_factors.h -- what caches do for a whole program. */
#define GROUP "Core: whole programs"
#define FACTOR(name, low, high, source, reason, ...) \
    { GROUP, name, source, KIND_MEASURED, low, high, 0, reason, core_factor, \
          &(const factor_t){ __VA_ARGS__ } }
#define FLASH_AXI(on)  { on, 0, 1 }
#define OTHER_PROGRAM "another program of the kind, by another compiler: the share of loads that miss differs"
FACTOR("D-cache off, mixed, data in AXI SRAM", 2.91, 2.91,
      "mynewt PR 3656: CoreMark on an H743, 687 to 2000 a second",
       OTHER_PROGRAM, FLASH_AXI(KERNEL_ICACHE), FLASH_AXI(KERNEL_CACHES)),
FACTOR("both caches off, records, data in AXI SRAM", 5.78, 5.78,
      "StratifyOS: Dhrystone on an H743 at 400 MHz, 79 to 457 DMIPS",
       OTHER_PROGRAM ", and it ran under a kernel (Klipper PR 5832 has 2.9 for its own work). With both "
       "caches off the fetch decides: TRM table 5-3 allows the instruction side one read at a time, here of one "
       "doubleword; whether the core asks for more at once past the cache is not documented",
       FLASH_AXI(KERNEL_RECORDS | KERNEL_400_MHZ),
       FLASH_AXI(KERNEL_RECORDS | KERNEL_400_MHZ | KERNEL_CACHES)),
#undef GROUP
