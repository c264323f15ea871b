/* h743_map.c -- the STM32H743 on paper: buses, masters, who reaches what, and what a step costs.
 * Read it beside RM0433 chapter 2 (tables 3 to 5) and AN4891; the timing rule stands in map.h.
 *
 * ST documents the shape of these buses and how many transactions each port takes, and no latency at all. The
 * latencies are guessed (TRUST_ESTIMATE) or, for the CPU's roads, fitted (TRUST_FITTED) to what was measured:
 *   AN4891 tables 8-17   a 1024-point FFT with data in each memory, at CPU:bus 2:1; what comes of it at 1:1
 *                        is a prediction (docs/accuracy.md)
 *   GPIO bit-banging     one CPU write to a D3 register each 6.2 hclk, again and again
 *   AN4031 3.1           cycle tables of F2/F4/F7 with the same DMA: matrix arbitration (tBMA) 1, 0
 *                        when parked, AHB data 1, bridge (tBS) 1, APB data 2 APB clocks, not aligned
 *
 * What one access costs, in hclk from the request on the wires (A) to the response, each node idle
 * and last used by somebody else (each `arb` is one less for a node still parked on its master):
 *
 *   CPU or D1 master   AXI SRAM read       2 + 1 beat + 1                     4
 *                      AXI SRAM, 4 bytes   2 + 2 (half an ECC word) + 1       5, landed after 4
 *                      SRAM1-3 read        3 + arb 1 + 1 + 2                  7
 *                      SRAM1-3 write       3 + arb 1 + 1 + 2                  7, landed after 5; parked 6
 *                      SRAM4, AHB4 read    3 + arb 1 + 1 + 3                  8
 *                      SRAM4, AHB4 write   3 + arb 1 + 1 + 2                  7, landed after 5; parked 6
 *                      APB4 read           8 + 1 hclk + 2 pclk4
 *                      flash read          3 + (LATENCY + 1) + 1
 *   CPU by AHBP        AHB1, AHB2          arb 1 + 1 + 1                      3
 *                      APB1, APB2          3 + 1 hclk + 2 pclk
 *   DMA1, DMA2         SRAM1-3, AHB1       arb 1 + 1                          2
 *                      APB                 arb 1 + 1 + 2 pclk (direct path: no arb)
 *                      AXI SRAM read       arb 1 + bridge 1 + 2 + 1 + 1       6
 *                      AXI SRAM, 4 bytes   arb 1 + bridge 1 + 2 + 2 + 1       7, landed after 6; posted 4
 *                      SRAM4, AHB4 read    arb 1 + arb 1 + 1 + 1              4
 *                      SRAM4, AHB4 write   arb 1 + arb 1 + 1                  3 */
#include "h743_rows.h"

#define COUNT(a) (uint16_t)(sizeof(a) / sizeof *(a))

/* ---- who reaches what: RM0433 Rev 8 table 3 ------------------------------------------------------ *
 * A CPU AXIM, P CPU AHBP, I D CPU TCM ports, S1 S2 SDMMC, M MDMA on AXI, MH MDMA on AHBS, 2D DMA2D,
 * L LTDC, 1M 1P 2M 2P DMA1 and DMA2 memory and peripheral ports, E Ethernet, U1 U2 USB, B BDMA.
 * AN4891 denies Ethernet the way into D3, RM0433 grants it: as RM0433.                              */
static const group_row_t group[GROUPS] = {
    /*                                APIDSMM2L1122ESUUB    */
    /*                                    1 HD MPMP 212     */
    [GROUP_ITCM]    = { "ITCM",      "..#...#..........." },
    [GROUP_DTCM]    = { "DTCM",      "...#..#..........." },
    [GROUP_AHB3]    = { "AHB3",      "#....#...########." },
    [GROUP_APB3]    = { "APB3",      "#....#...########." },
    [GROUP_FLASH1]  = { "Flash 1",   "#...##.##########." },
    [GROUP_FLASH2]  = { "Flash 2",   "#...##.##########." },
    [GROUP_AXISRAM] = { "AXI SRAM",  "#...##.##########." },
    [GROUP_EXT]     = { "QUADSPI, FMC", "#...##.##########." },
    [GROUP_SRAM1]   = { "SRAM1",     "#....#.#.########." },
    [GROUP_SRAM2]   = { "SRAM2",     "#....#.#.########." },
    [GROUP_SRAM3]   = { "SRAM3",     "#....#.#.########." },
    [GROUP_AHB1]    = { "AHB1",      ".#...#.#.####....." },
    [GROUP_APB1]    = { "APB1",      ".#...#.#.####....." },
    [GROUP_APB2]    = { "APB2",      ".#...#.#.####....." },
    [GROUP_AHB2]    = { "AHB2",      ".#.......####....." },
    [GROUP_AHB4]    = { "AHB4",      "#....#...#########" },
    [GROUP_APB4]    = { "APB4",      "#....#...#########" },
    [GROUP_SRAM4]   = { "SRAM4, backup SRAM", "#....#...#########" },
    [GROUP_GPV]     = { "AXI GPV",   "#................." },   /* RM0433 2.2.4, not a row of table 3 */
};

const char *const h743_column[INITS] = {
    "A", "P", "I", "D", "S1", "M", "MH", "2D", "L", "1M", "1P", "2M", "2P", "E", "S2", "U1", "U2", "B",
};

/* ---- masters --------------------------------------------------------------------------------- */

#define D2D1_POSTS PORT_D2D1_0, 4            /* RM0433 table 4: INI1 has four writes outstanding */

static const init_row_t init[INITS] = {
    [INIT_AXIM]      = { "CPU AXIM",     ENTRY_AXI,        INIT_AXIM, 0, 0 },
    [INIT_AHBP]      = { "CPU AHBP",     ENTRY_AHBP,       INIT_AHBP, 0, 0 },
    [INIT_ITCM]      = { "CPU ITCM",     ENTRY_NONE,       INIT_ITCM, 0, 0 },
    [INIT_DTCM]      = { "CPU DTCM",     ENTRY_NONE,       INIT_DTCM, 0, 0 },
    [INIT_SDMMC1]    = { "SDMMC1",       ENTRY_AXI,        INIT_SDMMC1, 0, 0 },
    [INIT_MDMA]      = { "MDMA",         ENTRY_AXI,        INIT_MDMA, 0, 0 },
    [INIT_MDMA_AHBS] = { "MDMA AHBS",    ENTRY_AHBS,       INIT_MDMA_AHBS, 0, 0 },
    [INIT_DMA2D]     = { "DMA2D",        ENTRY_AXI,        INIT_DMA2D, 0, 0 },
    [INIT_LTDC]      = { "LTDC",         ENTRY_AXI,        INIT_LTDC, 0, 0 },
    [INIT_DMA1_MEM]  = { "DMA1 memory",  ENTRY_D2,         INIT_DMA1_MEM, D2D1_POSTS },
    [INIT_DMA1_PER]  = { "DMA1 peripheral", ENTRY_D2_DIRECT1, INIT_DMA1_PER, D2D1_POSTS },
    [INIT_DMA2_MEM]  = { "DMA2 memory",  ENTRY_D2,         INIT_DMA2_MEM, D2D1_POSTS },
    [INIT_DMA2_PER]  = { "DMA2 peripheral", ENTRY_D2_DIRECT2, INIT_DMA2_PER, D2D1_POSTS },
    [INIT_ETH]       = { "Ethernet",     ENTRY_D2_FAR,     INIT_ETH, D2D1_POSTS },
    [INIT_SDMMC2]    = { "SDMMC2",       ENTRY_D2,         INIT_SDMMC2, D2D1_POSTS },
    [INIT_USB1]      = { "USB OTG HS1",  ENTRY_D2_FAR,     INIT_USB1, D2D1_POSTS },
    [INIT_USB2]      = { "USB OTG HS2",  ENTRY_D2_FAR,     INIT_USB2, D2D1_POSTS },
    [INIT_BDMA]      = { "BDMA",         ENTRY_D3,         INIT_BDMA, 0, 0 },
    [INIT_D2D1]      = { "D2-to-D1 bridge", ENTRY_D2D1,    INIT_ETH, 0, 0 },      /* as any D2 master */
    [INIT_DEBUG]     = { "debug port",   ENTRY_AXI,        INIT_AXIM, 0, 0 },     /* through the core */
};

/* A port's id: the AXI id under which it asks. One initiator's ports with the same id are served in
 * the order of their `seq`: the core's store ports keep program order, its fills do not wait. */
static const port_row_t port[PORTS] = {
    [PORT_FILL0]       = { "fill 0",       INIT_AXIM, 0, SLOT_CORE },
    [PORT_FILL1]       = { "fill 1",       INIT_AXIM, 1, SLOT_CORE },
    [PORT_EVICT]       = { "eviction",     INIT_AXIM, 2, SLOT_CORE },
    [PORT_READ]        = { "read",         INIT_AXIM, 3, SLOT_CORE },
    [PORT_FETCH]       = { "fetch",        INIT_AXIM, 4, SLOT_CORE },
    [PORT_WRITE0]      = { "write 0",      INIT_AXIM, 5, SLOT_CORE },
    [PORT_WRITE0 + 1]  = { "write 1",      INIT_AXIM, 5, SLOT_CORE },
    [PORT_WRITE0 + 2]  = { "write 2",      INIT_AXIM, 5, SLOT_CORE },
    [PORT_WRITE0 + 3]  = { "write 3",      INIT_AXIM, 5, SLOT_CORE },
    [PORT_WRITE0 + 4]  = { "write 4",      INIT_AXIM, 5, SLOT_CORE },
    [PORT_WRITE0 + 5]  = { "write 5",      INIT_AXIM, 5, SLOT_CORE },
    [PORT_WRITE0 + 6]  = { "write 6",      INIT_AXIM, 5, SLOT_CORE },
    [PORT_WRITE0 + 7]  = { "write 7",      INIT_AXIM, 5, SLOT_CORE },
    [PORT_WRITE0 + 8]  = { "write 8",      INIT_AXIM, 5, SLOT_CORE },
    [PORT_WRITE9]      = { "write 9",      INIT_AXIM, 5, SLOT_CORE },
    [PORT_AHBP_READ]   = { "AHBP read",    INIT_AHBP, 0, SLOT_CORE },
    [PORT_AHBP_WRITE]  = { "AHBP write",   INIT_AHBP, 0, SLOT_CORE },
    [PORT_DMA1_MEM]    = { "DMA1 memory",  INIT_DMA1_MEM, 0, SLOT_DMA1 },
    [PORT_DMA1_PER]    = { "DMA1 peripheral", INIT_DMA1_PER, 0, SLOT_DMA1 },
    [PORT_DMA2_MEM]    = { "DMA2 memory",  INIT_DMA2_MEM, 0, SLOT_DMA2 },
    [PORT_DMA2_PER]    = { "DMA2 peripheral", INIT_DMA2_PER, 0, SLOT_DMA2 },
    [PORT_BDMA]        = { "BDMA",         INIT_BDMA, 0, SLOT_BDMA },
    [PORT_MDMA_READ]   = { "MDMA read",    INIT_MDMA, 0, SLOT_MDMA },
    [PORT_MDMA_WRITE]  = { "MDMA write",   INIT_MDMA, 1, SLOT_MDMA },
    [PORT_MDMA_TCM]    = { "MDMA AHBS",    INIT_MDMA_AHBS, 0, SLOT_MDMA },
    [PORT_ETH]           = { "Ethernet", INIT_ETH, 0, SLOT_ETH },
    [PORT_SDMMC1]        = { "SDMMC1", INIT_SDMMC1, 0, SLOT_SDMMC1 },
    [PORT_SDMMC2]        = { "SDMMC2", INIT_SDMMC2, 0, SLOT_SDMMC2 },
    [PORT_USB1]          = { "USB OTG HS1", INIT_USB1, 0, SLOT_USB1 },
    [PORT_USB2]          = { "USB OTG HS2", INIT_USB2, 0, SLOT_USB2 },
    [PORT_DMA2D]         = { "DMA2D", INIT_DMA2D, 0, SLOT_DMA2D },
    [PORT_LTDC]          = { "LTDC", INIT_LTDC, 0, SLOT_LTDC },
    [PORT_DEBUG]         = { "debug port", INIT_DEBUG, 0, SLOT_DEBUG },
    [PORT_D2D1_0]      = { "D2-to-D1 posted 0", INIT_D2D1, 0, SLOT_MATRIX },
    [PORT_D2D1_1]      = { "D2-to-D1 posted 1", INIT_D2D1, 0, SLOT_MATRIX },
    [PORT_D2D1_2]      = { "D2-to-D1 posted 2", INIT_D2D1, 0, SLOT_MATRIX },
    [PORT_D2D1_3]      = { "D2-to-D1 posted 3", INIT_D2D1, 0, SLOT_MATRIX },
};

/* ---- nodes ----------------------------------------------------------------------------------- */

#define TARG(r, w, all, hold, text) ARB_QOS_LRU, 0, r, w, all, hold, 0, 0, 0, TRUST_DOC, \
                                    "RM0433 table 5" text
/* TARG1 and TARG2 take one transaction, until its last beat: the way back is the interconnect's. Held to the
 * response the FFT with data in SRAM1 would cost 2.06 times what it costs in AXI SRAM, not the 1.71 of
 * AN4891. */
#define TARG_FITTED(text)           ARB_QOS_LRU, 0, 1, 1, 1, 0, 0, 0, 0, TRUST_FITTED, \
                                    "RM0433 table 5" text "; until the last beat: fit of AN4891"
#define SLAVE(hold, text)           ARB_ROUND_ROBIN, 1, 1, 1, 1, hold, 0, 0, 0, TRUST_ESTIMATE, text
#define BRIDGE(pclk, text)          ARB_ROUND_ROBIN, 0, 1, 1, 1, 0, 1, 2, pclk, TRUST_ESTIMATE, text

#define AN4031_ARB "AN4031 tables 4-5 (F2/F4/F7)"
#define AN4031_APB "AN4031 table 4 (F2/F4/F7)"

static const node_row_t node[NODES] = {
    /* D1, AXI: acceptance limits reads, writes, together; AXI/AHB bridges stand behind TARG1 and TARG2 */
    [NODE_TARG1] = { "D1-to-D3 (TARG1)", TARG_FITTED("; AHB3 too") },
    [NODE_TARG2] = { "D1-to-D2 (TARG2)", TARG_FITTED("") },
    [NODE_TARG3] = { "Flash 1 (TARG3)", TARG(3, 2, 5, 0, "") },
    [NODE_TARG4] = { "Flash 2 (TARG4)", TARG(3, 2, 5, 0, "") },
    [NODE_TARG5] = { "FMC (TARG5)", TARG(3, 3, 6, 0, "") },
    [NODE_TARG6] = { "QUADSPI (TARG6)", TARG(2, 1, 3, 0, "") },
    [NODE_TARG7] = { "AXI SRAM (TARG7)", TARG(2, 2, 2, 0, "") },
    [NODE_GPV]   = { "AXI GPV",              TARG(1, 1, 1, 0, ": not listed") },
    [NODE_AHB3]  = { "D1 AHB3", ARB_ROUND_ROBIN, 0, 1, 1, 1, 0, 0, 0, 0, TRUST_DOC,
                     "RM0433 2.1.1: behind TARG1 alone" },
    /* D2, AHB matrix */
    [NODE_SRAM1] = { "D2 SRAM1",    SLAVE(0, AN4031_ARB) },
    [NODE_SRAM2] = { "D2 SRAM2",    SLAVE(0, AN4031_ARB) },
    [NODE_SRAM3] = { "D2 SRAM3",    SLAVE(0, AN4031_ARB) },
    [NODE_AHB1]  = { "D2 AHB1",     SLAVE(0, AN4031_ARB) },
    [NODE_AHB2]  = { "D2 AHB2",     SLAVE(0, AN4031_ARB) },
    [NODE_D2D1]  = { "D2-to-D1",    SLAVE(1, AN4031_ARB "; INI1, RM0433 table 4") },
    [NODE_D2D3]  = { "D2-to-D3",    SLAVE(1, AN4031_ARB "; one at a time") },
    /* D3, AHB matrix */
    [NODE_AHB4]  = { "D3 AHB4",     SLAVE(0, AN4031_ARB "; as D2") },
    [NODE_SRAM4] = { "D3 SRAM4",    SLAVE(0, AN4031_ARB "; as D2") },
    /* AHB-to-APB bridges */
    [NODE_APB1]  = { "APB1 bridge", BRIDGE(CLK_PCLK1, AN4031_APB) },
    [NODE_APB2]  = { "APB2 bridge", BRIDGE(CLK_PCLK2, AN4031_APB) },
    [NODE_APB3]  = { "APB3 bridge", BRIDGE(CLK_PCLK3, AN4031_APB) },
    [NODE_APB4]  = { "APB4 bridge", BRIDGE(CLK_PCLK4, AN4031_APB) },
    /* the CPU's slave port */
    [NODE_AHBS]  = { "CPU AHBS", ARB_ROUND_ROBIN, 0, 1, 1, 1, 0, 0, 0, 0, TRUST_DOC,
                     "RM0433 2.1.5: MDMA alone" },
};

/* ---- routes --------------------------------------------------------------------------------------- *
 * entry, group, nodes { node .. }, { lead .. }, tail_r, tail_w, post, post_after, trust, src         */

#define EST TRUST_ESTIMATE
#define FIT TRUST_FITTED

/* 2 + beat + 1: the FFT with data in AXI SRAM costs 2.8 CPU + 4.3 hclk a fill (AN4891 tables 8-17). */
#define SRC_AXI   "fit of AN4891: 4 CPU + 4 hclk"
/* The FFT's 9.6 hclk for a fill of eight words over two bridges; 7 to the first word. */
#define SRC_D1D2  "fit of AN4891: 4 CPU + 7 hclk"
/* SRAM4 is one hclk a fill above SRAM1; repeated GPIO writes, AHB4 parked: 3 + 1 + 2 = 6 of 6.2 hclk. */
#define SRC_D1D3  "fit of AN4891, GPIO writes at 6.2 hclk"
/* A fill from flash stalls 8.5 CPU + (WS + 1) + 1.25 hclk (AN4891, 362 fills, 723 CPU cycles a wait state at
 * 2:1). Of the 8.5 the core's own share is 4; 4.5 CPU are 2.25 hclk at 2:1; 2.25 + 1.25 = 3.5, and half an
 * hclk for the beats behind the first. What AN4891 has at 1:1 does not come of it: docs/accuracy.md. */
#define SRC_FLASH "fit of AN4891: 4 CPU + 4 hclk + WS + 1"
#define SRC_AHBP  "AN4031 (F2/F4/F7)"
#define SRC_DMA   "AN4031 tables 4-5 (F2/F4/F7)"
#define SRC_DAPB  "AN4031 table 4 (F2/F4/F7)"
#define SRC_DIR   "direct path: RM0433 2.1.3, AN4031 table 4"
/* One AHB-to-AXI conversion and a switch of about the depth of the CPU's own way: +4 hclk to read, and
 * a posted write is answered 2 later than in D2 and lands 4 later. */
#define SRC_D2D1  "AHB to AXI, as deep as CPU to AXI SRAM"
#define SRC_D2D3  "one AHB-to-AHB bridge"
#define SRC_FAR   "the sum of D2-to-D1 and D1-to-D3"
#define SRC_D3    "AHB minimum"
#define SRC_AHBS  "AHB minimum; no ties with the CPU"

/* The roads of a D2 master, up to the peripheral ports' direct paths. */
#define D2_TO_D1(e) \
    { e, GROUP_AXISRAM, 2, { NODE_D2D1, NODE_TARG7 }, { 1, 2 }, 1, 1, 1, 3, EST, SRC_D2D1 }, \
    { e, GROUP_FLASH1,  2, { NODE_D2D1, NODE_TARG3 }, { 1, 3 }, 1, 1, 0, 0, EST, SRC_D2D1 }, \
    { e, GROUP_FLASH2,  2, { NODE_D2D1, NODE_TARG4 }, { 1, 3 }, 1, 1, 0, 0, EST, SRC_D2D1 }, \
    { e, GROUP_AHB3,    3, { NODE_D2D1, NODE_TARG1, NODE_AHB3 }, { 1, 3, 0 }, 2, 2, 1, 3, EST, SRC_D2D1 }, \
    { e, GROUP_APB3,    3, { NODE_D2D1, NODE_TARG1, NODE_APB3 }, { 1, 4, 0 }, 2, 2, 1, 3, EST, SRC_D2D1 }
#define D2_TO_D2(e) \
    { e, GROUP_SRAM1,   1, { NODE_SRAM1 }, { 0 }, 0, 0, 0, 0, EST, SRC_DMA }, \
    { e, GROUP_SRAM2,   1, { NODE_SRAM2 }, { 0 }, 0, 0, 0, 0, EST, SRC_DMA }, \
    { e, GROUP_SRAM3,   1, { NODE_SRAM3 }, { 0 }, 0, 0, 0, 0, EST, SRC_DMA }
#define D2_TO_AHB(e) \
    { e, GROUP_AHB1,    1, { NODE_AHB1 },  { 0 }, 0, 0, 0, 0, EST, SRC_DMA }, \
    { e, GROUP_AHB2,    1, { NODE_AHB2 },  { 0 }, 0, 0, 0, 0, EST, SRC_DMA }
#define D2_TO_D3(e) \
    { e, GROUP_AHB4,    2, { NODE_D2D3, NODE_AHB4 },  { 0, 0 }, 1, 0, 0, 0, EST, SRC_D2D3 }, \
    { e, GROUP_APB4,    3, { NODE_D2D3, NODE_AHB4, NODE_APB4 }, { 0, 0, 0 }, 1, 0, 0, 0, EST, SRC_D2D3 }, \
    { e, GROUP_SRAM4,   2, { NODE_D2D3, NODE_SRAM4 }, { 0, 0 }, 1, 0, 0, 0, EST, SRC_D2D3 }
#define VIA_AHB1(e, g, n) { e, g, 2, { NODE_AHB1, n }, { 0, 0 }, 0, 0, 0, 0, EST, SRC_DAPB }
#define DIRECT(e, g, n)   { e, g, 1, { n }, { 0 }, 0, 0, 0, 0, EST, SRC_DIR }

static const route_row_t route[] = {
    { ENTRY_AXI, GROUP_AXISRAM, 1, { NODE_TARG7 }, { 2 }, 1, 1, 0, 0, FIT, SRC_AXI },
    { ENTRY_AXI, GROUP_FLASH1,  1, { NODE_TARG3 }, { 3 }, 1, 1, 0, 0, FIT, SRC_FLASH },
    { ENTRY_AXI, GROUP_FLASH2,  1, { NODE_TARG4 }, { 3 }, 1, 1, 0, 0, FIT, SRC_FLASH },
    { ENTRY_AXI, GROUP_SRAM1,   2, { NODE_TARG2, NODE_SRAM1 }, { 3, 0 }, 2, 2, 0, 0, FIT, SRC_D1D2 },
    { ENTRY_AXI, GROUP_SRAM2,   2, { NODE_TARG2, NODE_SRAM2 }, { 3, 0 }, 2, 2, 0, 0, FIT, SRC_D1D2 },
    { ENTRY_AXI, GROUP_SRAM3,   2, { NODE_TARG2, NODE_SRAM3 }, { 3, 0 }, 2, 2, 0, 0, FIT, SRC_D1D2 },
    { ENTRY_AXI, GROUP_AHB1,    2, { NODE_TARG2, NODE_AHB1 },  { 3, 0 }, 2, 2, 0, 0, FIT, SRC_D1D2 },
    { ENTRY_AXI, GROUP_APB1,    3, { NODE_TARG2, NODE_AHB1, NODE_APB1 }, { 3, 0, 0 }, 2, 2, 0, 0, FIT,
      SRC_D1D2 },
    { ENTRY_AXI, GROUP_APB2,    3, { NODE_TARG2, NODE_AHB1, NODE_APB2 }, { 3, 0, 0 }, 2, 2, 0, 0, FIT,
      SRC_D1D2 },
    { ENTRY_AXI, GROUP_AHB3,    2, { NODE_TARG1, NODE_AHB3 },  { 3, 0 }, 2, 2, 0, 0, EST,
      "as AHB4 without the D3 matrix" },
    { ENTRY_AXI, GROUP_APB3,    3, { NODE_TARG1, NODE_AHB3, NODE_APB3 }, { 3, 1, 0 }, 2, 2, 0, 0, EST,
      "AHB3 + 1 hclk + 2 pclk3" },
    { ENTRY_AXI, GROUP_SRAM4,   2, { NODE_TARG1, NODE_SRAM4 }, { 3, 0 }, 3, 2, 0, 0, FIT, SRC_D1D3 },
    { ENTRY_AXI, GROUP_AHB4,    2, { NODE_TARG1, NODE_AHB4 },  { 3, 0 }, 3, 2, 0, 0, FIT, SRC_D1D3 },
    { ENTRY_AXI, GROUP_APB4,    3, { NODE_TARG1, NODE_AHB4, NODE_APB4 }, { 3, 1, 0 }, 3, 2, 0, 0, EST,
      "AHB4 + 1 hclk + 2 pclk4" },
    { ENTRY_AXI, GROUP_GPV,     1, { NODE_GPV }, { 1 }, 1, 1, 0, 0, EST, "inside the interconnect" },

    { ENTRY_AHBP, GROUP_AHB1,   1, { NODE_AHB1 }, { 1 }, 0, 0, 0, 0, EST, SRC_AHBP },
    { ENTRY_AHBP, GROUP_AHB2,   1, { NODE_AHB2 }, { 1 }, 0, 0, 0, 0, EST, SRC_AHBP },
    { ENTRY_AHBP, GROUP_APB1,   2, { NODE_AHB1, NODE_APB1 }, { 2, 0 }, 0, 0, 0, 0, EST,
      SRC_AHBP },
    { ENTRY_AHBP, GROUP_APB2,   2, { NODE_AHB1, NODE_APB2 }, { 2, 0 }, 0, 0, 0, 0, EST,
      SRC_AHBP },

    { ENTRY_AHBS, GROUP_ITCM,   1, { NODE_AHBS }, { 1 }, 0, 0, 0, 0, EST, SRC_AHBS },
    { ENTRY_AHBS, GROUP_DTCM,   1, { NODE_AHBS }, { 1 }, 0, 0, 0, 0, EST, SRC_AHBS },

    D2_TO_D1(ENTRY_D2), D2_TO_D2(ENTRY_D2), D2_TO_AHB(ENTRY_D2), D2_TO_D3(ENTRY_D2),
    VIA_AHB1(ENTRY_D2, GROUP_APB1, NODE_APB1), VIA_AHB1(ENTRY_D2, GROUP_APB2, NODE_APB2),

    D2_TO_D1(ENTRY_D2_DIRECT1), D2_TO_D2(ENTRY_D2_DIRECT1), D2_TO_AHB(ENTRY_D2_DIRECT1),
    D2_TO_D3(ENTRY_D2_DIRECT1),
    DIRECT(ENTRY_D2_DIRECT1, GROUP_APB1, NODE_APB1), VIA_AHB1(ENTRY_D2_DIRECT1, GROUP_APB2, NODE_APB2),

    D2_TO_D1(ENTRY_D2_DIRECT2), D2_TO_D2(ENTRY_D2_DIRECT2), D2_TO_AHB(ENTRY_D2_DIRECT2),
    D2_TO_D3(ENTRY_D2_DIRECT2),
    VIA_AHB1(ENTRY_D2_DIRECT2, GROUP_APB1, NODE_APB1), DIRECT(ENTRY_D2_DIRECT2, GROUP_APB2, NODE_APB2),

    D2_TO_D1(ENTRY_D2_FAR), D2_TO_D2(ENTRY_D2_FAR),
    { ENTRY_D2_FAR, GROUP_AHB4,  3, { NODE_D2D1, NODE_TARG1, NODE_AHB4 },  { 1, 3, 0 }, 3, 2, 0, 0, EST,
      SRC_FAR },
    { ENTRY_D2_FAR, GROUP_APB4,  3, { NODE_D2D1, NODE_TARG1, NODE_APB4 },  { 1, 5, 0 }, 3, 2, 0, 0, EST,
      SRC_FAR },
    { ENTRY_D2_FAR, GROUP_SRAM4, 3, { NODE_D2D1, NODE_TARG1, NODE_SRAM4 }, { 1, 3, 0 }, 3, 2, 0, 0, EST,
      SRC_FAR },

    { ENTRY_D3, GROUP_AHB4,  1, { NODE_AHB4 },  { 0 }, 0, 0, 0, 0, EST, SRC_D3 },
    { ENTRY_D3, GROUP_APB4,  2, { NODE_AHB4, NODE_APB4 }, { 0, 0 }, 0, 0, 0, 0, EST, SRC_D3 },
    { ENTRY_D3, GROUP_SRAM4, 1, { NODE_SRAM4 }, { 0 }, 0, 0, 0, 0, EST, SRC_D3 },

    /* A posted write goes on from the moment the bridge was granted: the bridge's 1 is in the lead. */
    { ENTRY_D2D1, GROUP_AXISRAM, 1, { NODE_TARG7 }, { 3 }, 1, 1, 0, 0, EST, SRC_D2D1 },
    { ENTRY_D2D1, GROUP_AHB3,    2, { NODE_TARG1, NODE_AHB3 }, { 4, 0 }, 2, 2, 0, 0, EST, SRC_D2D1 },
    { ENTRY_D2D1, GROUP_APB3,    2, { NODE_TARG1, NODE_APB3 }, { 5, 0 }, 2, 2, 0, 0, EST, SRC_D2D1 },
};

/* ---- clock-enable bits ----------------------------------------------------------------------- */

const clock_row_t h743_clock[CLK_LINES] = {
    [CLK_LINE_SRAM1]   = { "AHB2ENR.SRAM1EN",   0x0DC, 29 },
    [CLK_LINE_SRAM2]   = { "AHB2ENR.SRAM2EN",   0x0DC, 30 },
    [CLK_LINE_SRAM3]   = { "AHB2ENR.SRAM3EN",   0x0DC, 31 },
    [CLK_LINE_BKPSRAM] = { "AHB4ENR.BKPRAMEN",  0x0E0, 28 },
    [CLK_LINE_DMA1]    = { "AHB1ENR.DMA1EN",    0x0D8, 0 },
    [CLK_LINE_DMA2]    = { "AHB1ENR.DMA2EN",    0x0D8, 1 },
    [CLK_LINE_DMAMUX1] = { "AHB1ENR.DMA1EN or DMA2EN", 0x0D8, 0 },  /* rcc.c drives it with either */
    [CLK_LINE_BDMA]    = { "AHB4ENR.BDMAEN",    0x0E0, 21 },         /* DMAMUX2 too */
    [CLK_LINE_MDMA]    = { "AHB3ENR.MDMAEN",    0x0D4, 0 },
    [CLK_LINE_USART1]  = { "APB2ENR.USART1EN",  0x0F0, 4 },
    [CLK_LINE_USART2]  = { "APB1LENR.USART2EN", 0x0E8, 17 },
    [CLK_LINE_USART3]  = { "APB1LENR.USART3EN", 0x0E8, 18 },
    [CLK_LINE_UART4]   = { "APB1LENR.UART4EN",  0x0E8, 19 },
    [CLK_LINE_UART5]   = { "APB1LENR.UART5EN",  0x0E8, 20 },
    [CLK_LINE_USART6]  = { "APB2ENR.USART6EN",  0x0F0, 5 },
    [CLK_LINE_UART7]   = { "APB1LENR.UART7EN",  0x0E8, 30 },
    [CLK_LINE_UART8]   = { "APB1LENR.UART8EN",  0x0E8, 31 },
    [CLK_LINE_LPUART1] = { "APB4ENR.LPUART1EN", 0x0F4, 3 },
    [CLK_LINE_I2C1]    = { "APB1LENR.I2C1EN",   0x0E8, 21 },
    [CLK_LINE_I2C2]    = { "APB1LENR.I2C2EN",   0x0E8, 22 },
    [CLK_LINE_I2C3]    = { "APB1LENR.I2C3EN",   0x0E8, 23 },
    [CLK_LINE_I2C4]    = { "APB4ENR.I2C4EN",   0x0F4, 7 },
    [CLK_LINE_SPI1]    = { "APB2ENR.SPI1EN",     0x0F0, 12 },
    [CLK_LINE_SPI2]    = { "APB1LENR.SPI2EN",    0x0E8, 14 },
    [CLK_LINE_SPI3]    = { "APB1LENR.SPI3EN",    0x0E8, 15 },
    [CLK_LINE_SPI4]    = { "APB2ENR.SPI4EN",     0x0F0, 13 },
    [CLK_LINE_SPI5]    = { "APB2ENR.SPI5EN",     0x0F0, 20 },
    [CLK_LINE_SPI6]    = { "APB4ENR.SPI6EN",     0x0F4, 5 },
    [CLK_LINE_SYSCFG]  = { "APB4ENR.SYSCFGEN",  0x0F4, 1 },
    [CLK_LINE_TIM2]    = { "APB1LENR.TIM2EN",   0x0E8, 0 },
    [CLK_LINE_TIM3]    = { "APB1LENR.TIM3EN",   0x0E8, 1 },
    [CLK_LINE_TIM4]    = { "APB1LENR.TIM4EN",   0x0E8, 2 },
    [CLK_LINE_TIM5]    = { "APB1LENR.TIM5EN",   0x0E8, 3 },
    [CLK_LINE_TIM6]    = { "APB1LENR.TIM6EN",   0x0E8, 4 },
    [CLK_LINE_TIM7]    = { "APB1LENR.TIM7EN",   0x0E8, 5 },
    [CLK_LINE_TIM1]    = { "APB2ENR.TIM1EN",    0x0F0, 0 },
    [CLK_LINE_TIM8]    = { "APB2ENR.TIM8EN",    0x0F0, 1 },
    [CLK_LINE_GPIOA]   = { "AHB4ENR.GPIOAEN",   0x0E0, 0 },
    [CLK_LINE_GPIOB]   = { "AHB4ENR.GPIOBEN",   0x0E0, 1 },
    [CLK_LINE_GPIOC]   = { "AHB4ENR.GPIOCEN",   0x0E0, 2 },
    [CLK_LINE_GPIOD]   = { "AHB4ENR.GPIODEN",   0x0E0, 3 },
    [CLK_LINE_GPIOE]   = { "AHB4ENR.GPIOEEN",   0x0E0, 4 },
    [CLK_LINE_GPIOF]   = { "AHB4ENR.GPIOFEN",   0x0E0, 5 },
    [CLK_LINE_GPIOG]   = { "AHB4ENR.GPIOGEN",   0x0E0, 6 },
    [CLK_LINE_GPIOH]   = { "AHB4ENR.GPIOHEN",   0x0E0, 7 },
    [CLK_LINE_GPIOI]   = { "AHB4ENR.GPIOIEN",   0x0E0, 8 },
    [CLK_LINE_GPIOJ]   = { "AHB4ENR.GPIOJEN",   0x0E0, 9 },
    [CLK_LINE_GPIOK]   = { "AHB4ENR.GPIOKEN",   0x0E0, 10 },
    [CLK_LINE_ADC12]   = { "AHB1ENR.ADC12EN",   0x0D8, 5 },
    [CLK_LINE_ADC3]    = { "AHB4ENR.ADC3EN",    0x0E0, 24 },
    [CLK_LINE_ETH]     = { "AHB1ENR.ETH1MACEN", 0x0D8, 15 },
    [CLK_LINE_SDMMC1]  = { "AHB3ENR.SDMMC1EN",  0x0D4, 16 },
    [CLK_LINE_SDMMC2]  = { "AHB2ENR.SDMMC2EN",  0x0DC, 9 },
    [CLK_LINE_USB1]    = { "AHB1ENR.USB1OTGHSEN", 0x0D8, 25 },
    [CLK_LINE_USB2]    = { "AHB1ENR.USB2OTGHSEN", 0x0D8, 27 },
    [CLK_LINE_DMA2D]   = { "AHB3ENR.DMA2DEN",   0x0D4, 4 },
    [CLK_LINE_LTDC]    = { "APB3ENR.LTDCEN",    0x0E4, 3 },
    [CLK_LINE_CRC]     = { "AHB4ENR.CRCEN",     0x0E0, 19 },
    [CLK_LINE_RNG]     = { "AHB2ENR.RNGEN",     0x0DC, 6 },
    [CLK_LINE_DCMI]    = { "AHB2ENR.DCMIEN",    0x0DC, 0 },
};

const map_t h743_map = {
    .chip   = "STM32H743",
    .number = h743_number, .numbers = H743_NUMBERS,
    .node   = node,        .nodes   = COUNT(node),
    .route  = route,       .routes  = COUNT(route),
    .region = h743_region, .regions = H743_REGIONS,
    .init   = init,        .inits   = COUNT(init),
    .port   = port,        .ports   = COUNT(port),
    .group  = group,       .groups  = COUNT(group),
    .clock  = h743_clock,  .clocks  = CLK_LINES,
    .hclk   = CLK_HCLK,
    .error_after = ERROR_AFTER,
};
