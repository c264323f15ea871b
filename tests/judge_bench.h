/* judge_bench.h -- a toy chip on paper and hand-written facts for the judges' tests. Each emitter is
 * one fact, or the short run of facts that belongs together; every fact is 10 ticks after the last,
 * one CPU cycle at 480 MHz. RAM content is given by the test: the judge sees facts, never a memory. */
#ifndef JUDGE_BENCH_H
#define JUDGE_BENCH_H
#include "suite.h"
#include <stdio.h>
#include <string.h>
#include "h743.h"
#include "judge.h"

enum { RX = 0x24000040, TX = 0x24000080, NC = 0x30000100, ALIAS = 0x10000100, WT = 0x24002000,
       DTCM_BUF = 0x20000100,
       D1 = 0x40020000, D2 = 0x40020400, MUX = 0x40020800, U1 = 0x40011000, S1 = 0x40013000,
           ADC = 0x40022000, BD = 0x58025400, MUX2 = 0x58025800 };

static const usart_cfg_t bench_usart = { .irq = 37, .req_rx = 41, .req_tx = 42 };
static const spi_cfg_t bench_spi = { .req_wire = WIRE_REQ1, .req_rx = 37, .req_tx = 38 };
static const adc_cfg_t bench_adc = { .units = 2, .req1 = { 9, 10 } };
static const bdma_cfg_t bench_bdma = { .irq = { 129, 130, 131, 132, 133, 134, 135, 136 } };
static const dma_cfg_t bench_dma1 = { .irq = { 11, 12, 13, 14, 15, 16, 17, 47 } };

static const region_row_t bench_region[] = {
    { .name = "SRAM1 (0x1000_0000 alias)", .base = 0x10000000, .size = 0x20000, .kind = REGION_RAM,
      .group = 1, .clock = 0, .at = 0x90000 },
    { .name = "DTCM",     .base = 0x20000000, .size = 0x20000, .kind = REGION_TCM,  .group = 2, .clock = -1,
      .at = 0x200000 },
    { .name = "AXI SRAM", .base = 0x24000000, .size = 0x80000, .kind = REGION_RAM,  .group = 0, .clock = -1,
      .at = 0x1000 },
    { .name = "SRAM1",    .base = 0x30000000, .size = 0x20000, .kind = REGION_RAM,  .group = 1, .clock = 0,
      .at = 0x90000 },
    { .name = "USART1",   .base = U1, .size = 0x400, .kind = REGION_PART, .group = 3, .slot = SLOT_USART1,
      .clock = -1, .cfg = &bench_usart },
    { .name = "SPI1",     .base = S1, .size = 0x400, .kind = REGION_PART, .group = 3, .slot = SLOT_SPI1,
      .clock = -1, .cfg = &bench_spi },
    { .name = "DMA1",     .base = D1, .size = 0x400, .kind = REGION_PART, .group = 3, .slot = SLOT_DMA1,
      .clock = -1, .cfg = &bench_dma1 },
    { .name = "DMA2",     .base = D2, .size = 0x400, .kind = REGION_PART, .group = 3, .slot = SLOT_DMA2,
      .clock = -1 },
    { .name = "DMAMUX1",  .base = MUX, .size = 0x400, .kind = REGION_PART, .group = 3, .slot = SLOT_DMAMUX1,
      .clock = -1 },
    { .name = "ADC1, ADC2", .base = ADC, .size = 0x400, .kind = REGION_PART, .group = 3, .slot = SLOT_ADC12,
      .clock = -1, .cfg = &bench_adc },
    { .name = "BDMA",     .base = BD, .size = 0x400, .kind = REGION_PART, .group = 3, .slot = SLOT_BDMA,
      .clock = -1, .cfg = &bench_bdma },
    { .name = "DMAMUX2",  .base = MUX2, .size = 0x400, .kind = REGION_PART, .group = 3, .slot = SLOT_DMAMUX2,
      .clock = 1 },
};
static const init_row_t bench_init[INITS] = {
    [INIT_AXIM] = { .name = "CPU AXIM", .entry = 1 }, [INIT_DMA1_MEM] = { .name = "DMA1 memory", .entry = 2 },
    [INIT_DMA1_PER] = { .name = "DMA1 peripheral", .entry = 2 },
        [INIT_DMA2_MEM] = { .name = "DMA2 memory", .entry = 2 },
    [INIT_DMA2_PER] = { .name = "DMA2 peripheral", .entry = 2 },
        [INIT_D2D1] = { .name = "D2-to-D1 bridge", .entry = 3 },
};
static const route_row_t bench_route[] = { { .entry = 2, .group = 0, .nodes = 1 },
                                           { .entry = 2, .group = 1, .nodes = 1 },
    { .entry = 2, .group = 3, .nodes = 1 } };
static const group_row_t bench_group[] = { { "AXI SRAM", "#" }, { "SRAM1", "#" }, { "DTCM", "." },
                                           { "parts", "#" } };
static const clock_row_t bench_clock[] = { { "SRAM1EN", 0xDC, 29 }, { "AHB4ENR.BDMAEN", 0xE0, 21 } };
static const node_row_t bench_node[] = { { .name = "D2-to-D1" }, { .name = "AXI SRAM port" } };
static const port_row_t bench_port[] = { { "fill 0", INIT_AXIM, 0, SLOT_CORE } };
static const map_t bench_map = { .chip = "toy", .region = bench_region,
                                 .regions = sizeof bench_region / sizeof *bench_region,
    .init = bench_init, .inits = INITS, .route = bench_route, .routes = 3, .group = bench_group, .groups = 4,
        .clock = bench_clock, .clocks = 2,
    .node = bench_node, .nodes = 2, .port = bench_port, .ports = 1 };

/* rx fills its line; small and counter share one; tx fills its line; nc is made non-cacheable by tests. */
static const symbol_t bench_symbol[] = { { "rx", RX, 32 }, { "tx", TX, 32 }, { "small", 0x240000C4, 10 },
                                         { "counter", 0x240000D0, 4 },
    { "nc", NC, 32 }, { "wt", WT, 32 }, { "dtcm_buf", DTCM_BUF, 16 } };
enum { SMALL = 0x240000C4, COUNTER = 0x240000D0 };
static const char *const bench_step[] = { "program[0]: store", "program[1]: clean", "program[2]: barrier",
                                          "program[3]: enable",
    "program[4]: load", "program[5]: invalidate", "program[6]: load again", "program[7]: other" };

typedef struct {
    findings_t list;
    names_t names;
    coherence_t *judge;
    lint_t *lint;
    sink_t *sink;
    tick_t t;
    uint32_t txn;
    unsigned way;                /* the way fills take */
} bench_t;

static bench_t B;

static inline void bench_start(void)
{
    B = (bench_t){ .names = { .symbol = bench_symbol, .symbols = 7, .step = bench_step, .steps = 8,
                              .cpu = domain_of(0, 480000000) } };
    B.judge = coherence_new(&bench_map, &B.names, &B.list);
    B.sink = coherence_sink(B.judge);
}

/* Every stream has a request, of a peripheral that is not on this chip, and those that are may ask. */
static inline void bench_requests(void)
{
    fact_t f = { .kind = F_REG_WRITE, .what = INIT_AHBP, .size = 4, .pc = NO_PC };
    for (uint32_t k = 0; k < 24; k++) {
        f.who = k < 16 ? SLOT_DMAMUX1 : SLOT_DMAMUX2;
        f.addr = k < 16 ? MUX + 4 * k : MUX2 + 4 * (k - 16), f.data = 100 + k;
        B.sink->see(B.sink, &f);
    }
    f.who = SLOT_USART1, f.addr = U1 + 0x08, f.data = 3 << 6, B.sink->see(B.sink, &f);
    f.who = SLOT_SPI1, f.addr = S1 + 0x08, f.data = 3 << 14, B.sink->see(B.sink, &f);
    f.who = SLOT_ADC12, f.addr = ADC + 0x0C, f.data = 3, B.sink->see(B.sink, &f);
    f.addr = ADC + 0x10C, B.sink->see(B.sink, &f);
}

static inline void bench_start_lint(void)
{
    B = (bench_t){ .names = { .symbol = bench_symbol, .symbols = 7, .step = bench_step, .steps = 8,
                              .cpu = domain_of(0, 480000000) } };
    B.lint = lint_new(&bench_map, &B.names, &B.list);
    B.sink = lint_sink(B.lint);
    bench_requests();
}

static inline void bench_finish(void)
{
    if (B.judge) coherence_finish(B.judge, B.t), coherence_free(B.judge);
    if (B.lint) lint_finish(B.lint, B.t), lint_free(B.lint);
    B.judge = NULL, B.lint = NULL;
}

static inline void bench_end(void)
{
    bench_finish();
    findings_free(&B.list);
}

static inline void put(fact_t f)
{
    f.at = B.t += 10;
    if (B.sink->mask >> f.kind & 1) B.sink->see(B.sink, &f);
}

/* ---- the core ------------------------------------------------------------------------------------ */

static inline void cache_on(void)
{
    put((fact_t){ .kind = F_REG_WRITE, .who = SLOT_CORE, .size = 4, .addr = 0xE000ED14, .pc = NO_PC,
                  .data = CCR_DC });
}
static inline void ppb(uint32_t addr, uint32_t data)
{
    put((fact_t){ .kind = F_STORE, .what = DST_PPB, .size = 4, .addr = addr, .data = data, .pc = 7 });
}
/* MPU region 0: 256 bytes at base with this TEX/C/B/S field. */
static inline void mpu_region(uint32_t base, uint32_t attributes)
{
    ppb(0xE000ED98, 0);
    ppb(0xE000ED9C, base);
    ppb(0xE000EDA0, 3u << 24 | attributes << 16 | 7 << 1 | 1);
    ppb(0xE000ED94, 5);
}
enum { TEX1 = 8, MPU_NC = TEX1, MPU_WT = 2 };

static inline void store(uint32_t pc, uint32_t addr, unsigned size, uint64_t data, unsigned entry)
{
    put((fact_t){ .kind = F_STORE, .who = SLOT_CORE, .what = DST_STB, .size = (uint8_t)size, .addr = addr,
                  .pc = pc, .data = data, .note = entry });
}
static inline void drain(drain_t what, uint32_t addr, unsigned size, unsigned entry)
{
    uint64_t strobes = ((1ull << size) - 1) << (addr & 7);
    put((fact_t){ .kind = F_DRAIN, .who = SLOT_CORE, .what = (uint8_t)what, .size = 8, .addr = addr & ~7u,
                  .note = strobes | entry << 8 });
}
static inline void bus_beat(uint8_t who, unsigned tag, int write, uint32_t addr, unsigned size, uint64_t data)
{
    put((fact_t){ .kind = F_BEAT, .who = who, .size = (uint8_t)size, .addr = addr, .pc = NO_PC, .txn = B.txn,
                  .data = data,
                  .note = ((1ull << size) - 1) | (uint64_t)write << 8 | (uint64_t)tag << 24 });
}
static inline void load_from(src_t src, uint32_t pc, uint32_t addr, unsigned size, uint64_t value)
{
    put((fact_t){ .kind = F_LOAD, .who = SLOT_CORE, .what = (uint8_t)src, .size = (uint8_t)size,
                  .addr = addr, .pc = pc, .data = value, .txn = B.txn });
}
static inline void load(uint32_t pc, uint32_t addr, unsigned size, uint64_t value)
{
    load_from(SRC_CACHE, pc, addr, size, value);
}
static inline void nc_load(uint32_t pc, uint32_t addr, unsigned size, uint64_t value)
{
    B.txn++;
    bus_beat(INIT_AXIM, TAG_LOAD, 0, addr, size, value);
    load_from(SRC_BUS, pc, addr, size, value);
}
/* In the stress build all lines share one set: a way for each. */
static inline uint64_t line_of_way(uint32_t addr, int dirty)
{
    return line_note(0, addr >> 5 & (DCACHE_SETS - 1), DCACHE_SETS > 1 ? B.way : ((addr >> 5) + B.way) & 7,
                     dirty);
}
static inline void fill_begin(fill_why_t why, uint32_t pc, uint32_t addr)
{
    put((fact_t){ .kind = F_FILL_START, .what = (uint8_t)why, .addr = addr & ~31u, .pc = pc,
                  .note = line_of_way(addr, 0) });
}
/* The four beats, from the wanted doubleword on, all of them `value` (the judge needs no content). */
static inline void fill_end(uint32_t pc, uint32_t addr, int dirty)
{
    B.txn++;
    for (unsigned k = 0; k < 4; k++) {
        uint32_t a = (addr & ~31u) | (((addr & 24) + 8 * k) & 24);
        bus_beat(INIT_AXIM, TAG_FILL, 0, a, 8, 0);
        put((fact_t){ .kind = F_FILL_BEAT, .addr = a, .pc = pc, .note = line_of_way(addr, 0) });
    }
    put((fact_t){ .kind = F_FILL_DONE, .addr = addr & ~31u, .pc = pc, .note = line_of_way(addr, dirty) });
}
static inline void fill(fill_why_t why, uint32_t pc, uint32_t addr)
{
    fill_begin(why, pc, addr);
    fill_end(pc, addr, 0);
}
/* A store that misses write-back memory: line fetched, store merged. */
static inline void cached_store(uint32_t pc, uint32_t addr, unsigned size, uint64_t data)
{
    store(pc, addr, size, data, 0);
    fill_begin(FILL_STORE, pc, addr);
    drain(DRAIN_LFB, addr, size, 0);
    fill_end(pc, addr, 1);
}
static inline void evict(evict_why_t why, uint32_t pc, uint32_t addr, int dirty)
{
    put((fact_t){ .kind = F_EVICT, .what = (uint8_t)why, .size = 32, .addr = addr & ~31u, .pc = pc,
                  .note = line_of_way(addr, dirty) });
}
/* The eviction's four beats reach RAM; data[k] is beat k. */
static inline void evict_lands(uint32_t addr, const uint64_t data[4])
{
    B.txn++;
    for (unsigned k = 0; k < 4; k++)
        bus_beat(INIT_AXIM, TAG_EVICT, 1, (addr & ~31u) + 8 * k, 8, data ? data[k] : 0);
}
static inline void maint(maint_t what, uint32_t pc, uint32_t addr)
{
    put((fact_t){ .kind = F_MAINT, .what = (uint8_t)what, .addr = addr, .pc = pc, .data = addr & ~31u });
}
static inline void all_ways(maint_t what, uint32_t pc)
{
    for (uint32_t set = 0; set < DCACHE_SETS; set++)
        for (uint32_t way = 0; way < DCACHE_WAYS; way++)
            maint(what, pc, way << (32 - __builtin_ctz(DCACHE_WAYS)) | set << 5);
}
static inline void dsb(uint32_t pc)
{
    put((fact_t){ .kind = F_BARRIER, .what = BAR_DSB, .pc = pc, .data = B.t });
}

static inline void invalidate(uint32_t pc, uint32_t addr)
{
    dsb(pc);
    evict(EVICT_INV, pc, addr, 0);
    maint(MAINT_DCIMVAC, pc, addr);
    dsb(pc);
}
static inline void invalidate_dirty(uint32_t pc, uint32_t addr)
{
    dsb(pc);
    evict(EVICT_INV, pc, addr, 1);
    maint(MAINT_DCIMVAC, pc, addr);
    dsb(pc);
}
static inline void clean(uint32_t pc, uint32_t addr, const uint64_t data[4])
{
    dsb(pc);
    evict(EVICT_CLEAN, pc, addr, 1);
    maint(MAINT_DCCMVAC, pc, addr);
    evict_lands(addr, data);
    dsb(pc);
}

/* ---- DMA1 stream 0, direct mode, bytes unless said ------------------------------------------------- */

enum { CR_P2M = 0x401, CR_M2P = 0x441, CR_CIRC = 0x100, CR_TRBUFF = 1 << 20 };
static inline void enable_with(uint32_t pc, uint32_t cr, uint32_t fcr, uint32_t per, uint32_t mem,
                               uint32_t items)
{
    put((fact_t){ .kind = F_STORE, .what = DST_PORT, .size = 4, .addr = D1 + 0x10, .pc = pc, .data = cr });
    put((fact_t){ .kind = F_DMA_ON, .who = SLOT_DMA1, .addr = mem, .pc = NO_PC,
                  .data = per | (uint64_t)items << 32, .note = cr | (uint64_t)fcr << 32 });
}
static inline void enable(uint32_t pc, uint32_t cr, uint32_t mem, uint32_t items)
{
    enable_with(pc, cr, 0, U1 + 0x24, mem, items);
}
static inline void dma_writes(uint32_t addr, uint8_t value)
{
    B.txn++;
    bus_beat(INIT_DMA1_MEM, 0, 1, addr, 1, value);
}
static inline void dma_reads(uint32_t addr, uint8_t value)
{
    B.txn++;
    bus_beat(INIT_DMA1_MEM, 0, 0, addr, 1, value);
}
static inline void dma_flag(dma_flag_t flag)
{
    put((fact_t){ .kind = F_DMA_FLAG, .who = SLOT_DMA1, .note = flag, .pc = NO_PC });
}
static inline void dma_off(dma_off_t why)
{
    put((fact_t){ .kind = F_DMA_OFF, .who = SLOT_DMA1, .note = why, .pc = NO_PC });
}
static inline void dma_done(void) { dma_flag(DMA_TC); dma_off(OFF_COMPLETE); }

static inline void reg_write(uint8_t slot, uint32_t addr, uint32_t data)
{
    put((fact_t){ .kind = F_REG_WRITE, .who = slot, .what = INIT_AHBP, .size = 4, .addr = addr, .pc = NO_PC,
                  .data = data });
}
static inline void reg_read(uint8_t slot, uint32_t addr, uint32_t data)
{
    put((fact_t){ .kind = F_REG_READ, .who = slot, .what = INIT_AHBP, .size = 4, .addr = addr, .pc = NO_PC,
                  .data = data });
}
static inline void dma_error(unsigned why, int write, uint32_t addr)
{
    put((fact_t){ .kind = F_ERROR, .who = INIT_DMA1_MEM, .what = (uint8_t)why, .addr = addr, .pc = NO_PC,
                  .note = (uint64_t)write << 8 });
}

/* ---- verdicts ------------------------------------------------------------------------------------------ */

static inline void bench_print(void)
{
    for (size_t i = 0; i < B.list.count; i++)
        fprintf(stderr, "  %s %s %s: %s\n", tier_name[B.list.item[i].tier], rule_name[B.list.item[i].rule],
                B.list.item[i].buffer,
                B.list.item[i].message);
}

static inline void silent(void)
{
    bench_finish();
    if (B.list.count) bench_print();
    ck_assert_uint_eq(B.list.count, 0);
    bench_end();
}

/* The only finding; bench_end() is the caller's. */
static inline const finding_t *only(rule_t rule, tier_t tier, const char *buffer)
{
    bench_finish();
    if (B.list.count != 1) bench_print();
    ck_assert_uint_eq(B.list.count, 1);
    const finding_t *f = B.list.item;
    ck_assert_str_eq(rule_name[f->rule], rule_name[rule]);
    ck_assert_str_eq(tier_name[f->tier], tier_name[tier]);
    ck_assert_str_eq(f->buffer, buffer);
    ck_assert_uint_gt(strlen(f->message), 40);
    ck_assert_uint_gt(strlen(f->missing), 10);
    return f;
}

/* What the finding says of the event with this role; "" if there is none. */
static inline const char *told(const finding_t *f, cause_role_t role)
{
    for (unsigned i = 0; i < f->causes; i++)
        if (f->cause[i].role == role) return f->cause[i].text;
    return "";
}
#endif
