/* explain_cases.c -- the field cases behind each rule: where it was met. The table of
 * scenarios/cases/README.md, by rule; each is a scenario there. */
#include "findings.h"

typedef struct {
    const char *what, *where;
    uint8_t rule, other;
} met_t; /* other: a second rule, RULES: none */

static const met_t met[] = {
    { "C-01 ADC samples aimed at DTCM", "github.com/STMicroelectronics/STM32CubeH7/issues/50",
      RULE_DMA_UNREACHABLE, RULES },
    { "C-02 a bounce buffer in .bss, no error reported",
      "github.com/Infineon/AIROC-Wi-Fi-Bluetooth-STM32/issues/18", RULE_DMA_UNREACHABLE, RULE_IGNORED_ERROR },
    { "C-03 I2C4 by BDMA, buffer outside D3", "github.com/STMicroelectronics/STM32CubeH7/issues/315",
      RULE_DMA_UNREACHABLE, RULES },
    { "C-04 SDMMC1 given a heap block from SRAM1", "github.com/apache/nuttx/pull/1056", RULE_DMA_UNREACHABLE,
      RULES },
    { "C-05 64-bit beats through the 32-bit TCM port", "github.com/Hyperloop-UPV/ST-LIB/pull/588",
      RULE_MDMA_TCM_PORT, RULES },
    { "C-06 a DMA asked to send a literal in flash", "github.com/nrf-rs/nrf-hal/issues/37",
      RULE_DMA_UNREACHABLE, RULES },
    { "C-07 .data in an SRAM before its clock is on",
      "github.com/sylverb/game-and-watch-retro-go-sd/pull/111", RULE_MEMORY_UNCLOCKED, RULES },
    { "C-08 USB SETUP packet of eight zeros", "github.com/STMicroelectronics/STM32CubeF7/issues/8",
      RULE_STALE_DMA_READ, RULES },
    { "C-09 flush before the write", "github.com/PaulStoffregen/Audio/pull/435", RULE_STALE_DMA_READ, RULES },
    { "C-10 LTDC scans a frame that is still in the cache", "github.com/lvgl/lvgl/issues/8963",
      RULE_STALE_DMA_READ, RULES },
    { "C-11 battery voltage frozen at the first sample", "github.com/betaflight/betaflight/pull/12439",
      RULE_STALE_READ, RULES },
    { "C-12 averaging in place", "github.com/rusefi/rusefi/issues/854", RULE_STALE_READ,
      RULE_LOST_DMA_WRITE },
    { "C-13 windows of the previous sector", "github.com/apache/nuttx/pull/19506", RULE_EARLY_INVALIDATE,
      RULES },
    { "C-14 a camera frame needs both invalidates", "github.com/openmv/openmv/pull/1610", RULE_LOST_DMA_WRITE,
      RULE_EARLY_INVALIDATE },
    { "C-15 FAT sector buffer dirty when the read starts", "github.com/apache/nuttx/pull/5062",
      RULE_LOST_DMA_WRITE, RULES },
    { "C-16 I2S block handed over dirty", "github.com/zephyrproject-rtos/zephyr/pull/42206",
      RULE_LOST_DMA_WRITE, RULE_EARLY_INVALIDATE },
    { "C-17 receive buffer on the stack", "github.com/mbed-ce/mbed-os/pull/199", RULE_SHARED_LINE, RULES },
    { "C-18 the fill beside the glyph", "github.com/lvgl/lvgl/issues/10021", RULE_SHARED_LINE, RULES },
    { "C-19 the whole cache invalidated", "github.com/lvgl/lvgl/pull/9366", RULE_LOST_CPU_WRITE, RULES },
    { "C-20 a transmit path that invalidates", "github.com/suikan4github/murasaki/issues/40",
      RULE_LOST_CPU_WRITE, RULES },
    { "C-21 an offset for an address", "github.com/apache/nuttx/pull/6831", RULE_WRONG_RANGE, RULES },
    { "C-22 rounding out to lines", "github.com/STMicroelectronics/STM32CubeF7/issues/95", RULE_SHARED_LINE,
      RULES },
    { "C-23 base no multiple of the size", "github.com/betaflight/betaflight/pull/10378", RULE_MPU_WINDOW,
      RULE_STALE_DMA_READ },
    { "C-24 a reserved attribute code", "github.com/EdgeTX/edgetx/issues/7639", RULE_MPU_RESERVED, RULES },
    { "C-25 two old bytes, one new", "stackoverflow.com/questions/77027484", RULE_MISSING_BARRIER, RULES },
    { "C-26 no DSB in the Ethernet transmit", "github.com/STMicroelectronics/STM32CubeH7/issues/95",
      RULE_MISSING_BARRIER, RULES },
    { "C-27 descriptors moved to cached SRAM", "github.com/ARMmbed/mbed-os/pull/3473", RULE_STALE_DMA_READ,
      RULES },
    { "C-28 cleaning one descriptor wipes the next", "github.com/zephyrproject-rtos/zephyr/issues/9812",
      RULE_SHARED_LINE, RULES },
    { "C-29 OWN lands after the tail pointer", "github.com/quartiq/stabilizer/pull/49", RULE_MISSING_BARRIER,
      RULES },
    { "C-30 a cancelled read leaves the DMA running", "github.com/embassy-rs/embassy/issues/1045",
      RULE_DMA_AFTER_FREE, RULES },
    { "C-31 a forgotten transfer, a popped buffer", "github.com/stm32-rs/stm32h7xx-hal/pull/271",
      RULE_DMA_AFTER_FREE, RULE_DMA_UNREACHABLE },
    { "C-32 FIFO error raised in direct mode", "github.com/STMicroelectronics/stm32h7xx-hal-driver/issues/76",
      RULE_DMA_CONFIG, RULES },
    { "C-33 65536 items are none", "github.com/apache/nuttx/pull/18878", RULE_DMA_CONFIG, RULES },
    { "C-34 stream still enabled, new address ignored", "github.com/embassy-rs/embassy/issues/4204",
      RULE_DMA_CONFIG, RULES },
    { "C-35 camera starved on the bridge", "github.com/openmv/openmv/pull/1210", RULE_STARVED, RULES },
    { "C-36 overrun between two one-shots", "github.com/stm32-rs/stm32f1xx-hal/issues/272", RULE_STARVED,
      RULES },
    { "C-37 blank check reads the old sector", "github.com/PX4/NuttX/pull/381", RULE_STALE_FLASH, RULES },
    { "C-38 freshly emitted code is not executed", "github.com/micropython/micropython/pull/2403",
      RULE_STALE_CODE, RULES },
    { "C-39 speculation into an idle QSPI window", "github.com/zephyrproject-rtos/zephyr/issues/57466",
      RULE_SPECULATIVE_ACCESS, RULES },
    { "C-40 the D-cache switched off over its own frame", "github.com/ARM-software/CMSIS_5/pull/1426",
      RULE_CACHE_STATE, RULES },
    { "C-41 the debugger shows RAM", "github.com/probe-rs/probe-rs/issues/1517", RULE_DEBUGGER_VIEW, RULES },
};

void explain_cases(rule_t rule, char *to, size_t room)
{
    if (room) *to = 0;
    for (size_t i = 0; i < sizeof met / sizeof *met; i++) {
        if (met[i].rule != rule && met[i].other != rule) continue;
        if (room && !*to) put_text(to, room, "Field cases (scenarios/cases):\n");
        add_text(to, room, "  %s\n       https://%s\n", met[i].what, met[i].where);
    }
}
