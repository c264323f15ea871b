/* claims.c -- see claims.h. A row's verdict is computed: the measured value lies in the row's range or
 * it does not, and each of the two has its verdict. Where nothing can be measured the row says so. */
#include "claims.h"
#include "run.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef enum { HOLDS, CONDITION, FAILS, OUTSIDE } claim_verdict_t;
static const char *const verdict_name[] = {
    "holds", "holds with a condition", "does not hold", "outside the model"
};

typedef struct {
    const char *claim;
    const char *scenario;        /* NULL: nothing to run */
    const char *measure;         /* a counter, "us MARK MARK", "finding RULE" (how many) */
    const char *unit;
    uint64_t    lo, hi;          /* the claim's own range */
    uint8_t     inside, outside; /* verdict when the measured value is in it, and when not */
    const char *reason;
} claim_t;

static const claim_t claims[] = {
    { "By interrupt, a UART costs one interrupt a byte",
      "01-uart-interrupt.json", "interrupts", "interrupts for 100 bytes", 100, 100, HOLDS, FAILS,
      "with the FIFO off; its thresholds would divide it" },
    { "DMA spares the CPU those 100 interrupts",
      "02-uart-dma.json", "interrupts", "interrupts for 100 bytes", 1, 1, HOLDS, FAILS,
      "one for transfer complete" },
    { "A blocking read keeps the CPU busy throughout",
      "01-uart-blocking.json", "sleep_cycles", "cycles free", 0, 0, HOLDS, FAILS,
      "it polls RXNE nearly 200 000 times" },
    { "With DMA the CPU is free while the bytes arrive",
      "02-uart-dma.json", "free_permille", "thousandths of the time", 990, 1000, HOLDS, FAILS,
      "asleep in WFI; the low-power clock bits (RCC xxLPENR) are all set after reset, so nothing stops "
      "with the CPU" },
    { "A CPU that computes meanwhile loses nothing to the DMA",
      "02-uart-dma-compute.json", "interrupts", "interrupts while computing", 1, 1, HOLDS, FAILS,
      "the computation takes as many cycles as without reception, but for the one handler" },
    { "DMA1 and DMA2 cannot reach DTCM",
      "03-dtcm-buffer.json", "finding dma-unreachable", "findings", 1, 1, HOLDS, FAILS,
      "the bus matrices have no road to the TCMs; MDMA has one, through the core's AHBS port" },
    { "Such a transfer fails silently",
      "03-dtcm-buffer-flag-read.json", "finding ignored-error", "error flags nobody read", 1, UINT64_MAX,
      HOLDS, CONDITION,
      "TEIF rises and EN falls at once; silent is what a driver makes of it that reads neither" },
    { "The buffer is unchanged afterwards",
      "03-dtcm-buffer.json", "compare_mismatches", "bytes changed", 0, 0, HOLDS, FAILS,
      "the refused write leaves no trace in memory; the byte taken from RDR is gone, though" },
    { "The stack lives in DTCM",
      NULL, NULL, NULL, 0, 0, CONDITION, CONDITION,
      "it lives where the linker puts it: cortex-m-rt takes the end of the region named RAM, so a "
      "memory.x whose RAM is AXI SRAM has its stack there, where DMA reaches it and the cache is in the "
      "way" },
    { "The same transfer works from SRAM1",
      "03-dtcm-buffer-fixed-sram1.json", "bus_errors", "bus errors", 0, 0, HOLDS, FAILS,
      "with its clock on" },
    { "SRAM1 to SRAM3 are there to be used",
      "15-unclocked-sram.json", "bus_errors", "bus errors before RCC_AHB2ENR is set", 0, 0, HOLDS, CONDITION,
      "they are unclocked at reset: a fault for the CPU, TEIF for a DMA" },
    { "Every other memory can be reached by CPU and DMA2",
      "16-memory-table.json", "bus_errors", "bus errors in 14 copies", 2, 2, HOLDS, FAILS,
      "the two are ITCM and DTCM" },
    { "A static in `.sram1` starts as the source says",
      "19-link-section.json", "compare_mismatches", "words wrong at start", 0, 0, HOLDS, FAILS,
      "a section the start-up code does not know is neither zeroed nor copied: a Mutex there begins as "
      "power-on bytes" },
    { "Sleep does not slow the DMA",
      "19-sleep-during-dma.json", "compare_mismatches", "bytes wrong", 0, 0, HOLDS, FAILS,
      "the scenario compares the cycles awake and asleep; the xxLPENR bits are as after reset" },
    { "It goes on whatever the low-power bits say",
      "39-sleep-lpen.json", "bus_errors", "bus errors with SRAM1LPEN cleared", 0, 0, HOLDS, FAILS,
      "the memory stops with the CPU and refuses the DMA; a controller whose own bit is cleared loses its "
      "registers only in this model" },
    { "Each driver may choose its streams on its own",
      "17-channel-clash-i2c.json", "ignored_writes", "register writes ignored", 0, 0, HOLDS, FAILS,
      "a stream in use (here DMA1 stream 6 for USART2_TX) ignores the second driver's set-up (I2C1_TX), "
      "and the DMAMUX hands it the second request: the report's bytes go at the I2C's call and the I2C "
      "waits for ever; in Rust the channel is a value and its second use does not compile, in C nothing "
      "stops it" },
    { "Each request has its stream in a table",
      "17-channel-clash-i2c-fixed.json", "bytes_lost", "bytes lost on stream 7", 1, UINT64_MAX, HOLDS, FAILS,
      "streams 6 and 5 of DMA1 for USART2, 3 and 2 of DMA2 for SPI1, 6 and 0 of DMA1 for I2C1 are one "
      "choice of many: the DMAMUX routes any request to any stream of DMA1 and DMA2" },
    { "A peripheral's FIFO makes up for a late DMA",
      "38-adc-overrun.json", "finding starved", "findings", 0, 0, HOLDS, FAILS,
      "it puts the loss off by eight samples; then OVR stops the ADC's requests until software clears it" },
    { "An SPI slave may arm its DMA when it has its answer",
      "20-spi-slave-late.json", "finding starved", "findings", 0, 0, HOLDS, FAILS,
      "a slave cannot make its master wait: an accidental byte and the underrun pattern go out instead" },
    { "A stack in AXI SRAM is safe for DMA",
      "19-stack-axisram.json", "finding stale-read", "findings", 0, 0, HOLDS, FAILS,
      "the DMA reaches it, and the cache is in the way" },
    { "Naming a region in MEMORY places a `.sram1` section",
      NULL, NULL, NULL, 0, 0, FAILS, FAILS,
      "an output section must name both" },
    { "The cache makes the CPU read old bytes after a receive",
      "04-stale-receive.json", "finding stale-read", "findings", 1, 1, HOLDS, FAILS,
      "all 64 bytes of rx" },
    { "The cache makes DMA send old bytes",
      "05-stale-transmit.json", "finding stale-dma-read", "findings", 1, 1, HOLDS, FAILS,
      "the new ones are in dirty lines" },
    { "This is so on every board from reset on",
      "04-stale-receive-fixed-cache-off.json", "finding stale-read", "findings", 1, 1, HOLDS, CONDITION,
      "the D-cache is off until firmware turns it on" },
    { "A non-cacheable MPU region cures it",
      "04-stale-receive-fixed-mpu.json", "finding stale-read", "findings", 0, 0, HOLDS, FAILS,
      "no maintenance at all; each access then goes to the bus" },
    { "Non-cacheable memory needs no barrier either",
      "09-missing-dsb.json", "finding missing-barrier", "findings", 0, 0, HOLDS, FAILS,
      "the store buffer is still between the core and the RAM: a DSB belongs before EN" },
    { "Invalidating after the receive cures it",
      "04-stale-receive-fixed-invalidate.json", "finding stale-read", "findings", 0, 0, HOLDS, FAILS,
      "if the lines were clean before, and nobody else lives in them" },
    { "Invalidating before the receive is enough",
      "06-early-invalidate.json", "finding early-invalidate", "findings", 0, 0, HOLDS, FAILS,
      "a speculative fill may bring the old line back during the transfer" },
    { "Manual maintenance is error-prone: shared lines",
      "07-shared-line-lost-neighbour.json", "finding shared-line", "findings", 1, UINT64_MAX, HOLDS, FAILS,
      "the invalidate throws the neighbour's new value away" },
    { "Manual maintenance is error-prone: dirty lines",
      "08-dirty-eviction.json", "finding lost-dma-write", "findings", 1, UINT64_MAX, HOLDS, FAILS,
      "an old dirty line is written over what the DMA received" },
    { "Manual maintenance is error-prone: too late",
      "10-preload-clean-too-late.json", "finding stale-dma-read", "findings", 1, 1, HOLDS, FAILS,
      "the stream has preloaded the first item when EN is set" },
    { "Write-through needs no clean",
      "05-stale-transmit-fixed-write-through.json", "finding stale-dma-read", "findings", 0, 0,
      CONDITION, FAILS,
      "true of the bytes; this core revision has erratum 1259864 for write-through" },
    { "`read_until_idle` gets messages of unknown length",
      "12-read-until-idle-fixed.json", "compare_mismatches", "bytes wrong", 0, 0, HOLDS, FAILS,
      "the length is size minus NDTR when IDLE rises" },
    { "Bursts make memory-to-memory faster",
      "13-m2m-burst.json", "us started copied", "us for 4 KB", 0, 14, HOLDS, FAILS,
      "INCR4 of words fills the stream's FIFO, so reading and writing take turns: about as fast as singles" },
    { "1024 bytes over SPI at 10 MHz take about 100 us",
      "20-spi-full-duplex-1024.json", "us started eot", "us", 80, 125, HOLDS, FAILS,
      "8192 bit times of 100 ns are 819.2 us, whoever moves the bytes" },
    { "DMA leaves the CPU free during that SPI transfer",
      "20-spi-full-duplex-1024.json", "free_permille", "thousandths of the time", 950, 1000, HOLDS, FAILS,
      "two streams, one for each direction" },
    { "Order of enabling does not matter",
      "20-spi-wrong-order.json", "dma_errors", "FIFO errors", 0, 0, HOLDS, FAILS,
      "a request before the stream is enabled raises FEIF" },
    { "I2C by DMA needs no CPU",
      "28-i2c-sensor-dma.json", "free_permille", "thousandths of the time", 990, 1000, HOLDS, CONDITION,
      "the address phase is not DMA's, and completion is STOPF, not TCIF" },
    { "DMA is worth it for a 10-byte sensor too",
      "21-spi-sensor-10.json", "compare_mismatches", "bytes wrong", 0, 0, CONDITION, FAILS,
      "if the CPU has other work meanwhile: see worth.md for cycles and break-even sizes" },
    { "ADC sampling goes on by itself",
      "35-adc-continuous-circular.json", "bytes_lost", "samples lost", 0, 0, HOLDS, FAILS,
      "circular mode, a half at a time" },
    { "The MDMA reaches DTCM",
      "26-mdma-tcm.json", "bus_errors", "bus errors", 0, 0, HOLDS, FAILS,
      "through the core's slave port, in beats of at most 32 bits; no maintenance on that side" },
    { "Peripherals of D3 take any buffer",
      "25-bdma-domain.json", "finding dma-unreachable", "findings", 0, 0, HOLDS, FAILS,
      "the BDMA never leaves D3: SRAM4 and backup SRAM" },
    { "On the older F7, DMA does reach DTCM",
      NULL, NULL, NULL, 0, 0, OUTSIDE, OUTSIDE,
      "there the AHBS port is on the bus matrix; this model is of the H743 alone" },
};
enum { CLAIMS = sizeof claims / sizeof *claims };

static uint64_t findings_of(const result_t *r, const char *rule)
{
    uint64_t n = 0;
    for (size_t i = 0; i < r->findings.count; i++) n += !strcmp(rule_name[r->findings.item[i].rule], rule);
    return n;
}

static bool measure(const result_t *r, const char *what, uint64_t *value)
{
    char from[64], to[64];
    tick_t a, b;
    if (!strncmp(what, "finding ", 8)) return *value = findings_of(r, what + 8), true;
    if (sscanf(what, "us %63s %63s", from, to) == 2) {
        if (!mark_tick(r, from, false, &a) || !mark_tick(r, to, false, &b)) return false;
        *value = (b - a) / (TICKS_PER_SECOND / 1000000);
        return true;
    }
    return counters_get(&r->counters, what, r->end, r->instructions, value);
}

static bool row(FILE *out, const claim_t *c, const char *folder)
{
    fprintf(out, "| %s | ", c->claim);
    if (!c->scenario) {
        fprintf(out, "- | - | **%s** | %s |\n", verdict_name[c->inside], c->reason);
        return true;
    }
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, c->scenario);
    options_t o = { .fail_on = -1 };
    result_t r;
    uint64_t value = 0;
    run_file(path, &o, &r);
    bool good = r.verdict == VERDICT_PASS && measure(&r, c->measure, &value);
    bool inside = value >= c->lo && value <= c->hi;
    if (good)
        fprintf(out, "[%s](../scenarios/%s) | %" PRIu64 " %s | **%s** | %s |\n", c->scenario, c->scenario,
                value, c->unit, verdict_name[inside ? c->inside : c->outside], c->reason);
    else
        fprintf(out, "%s | not measured | | %s |\n", c->scenario,
                r.scenario ? "the scenario did not end as it expects" : r.error.text);
    run_free(&r);
    return good;
}

bool claims_print(FILE *out, const char *folder)
{
    bool good = true;
    fputs("# What is said of DMA on the STM32H743, tested\n\n"
          "Printed by `staleline claims`, which runs the scenario of each row; never edited. The verdict "
          "follows from the\n"
          "measured value. Cycle figures rest on the numbers of [map.md](map.md) and their trust.\n\n"
          "| what is said | scenario | measured | verdict | because |\n| --- | --- | --- | --- | --- |\n",
          out);
    for (size_t i = 0; i < CLAIMS; i++) good &= row(out, &claims[i], folder);
    return good;
}
