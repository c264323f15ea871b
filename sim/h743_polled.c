/* h743_polled.c -- the registers that drivers of blocks without a model poll while they start: RM0433
 * chapters 23 (QUADSPI), 43 (LPTIM), 54 (SDMMC), 56 (FDCAN), 57 (OTG_HS). No flash chip, card, bus or cable
 * is there. */
#include "h743_rows.h"

#define KEEPS(off, reset, keeps) { off, 0, POLLED_KEEPS, reset, keeps, 0, 0, 0 }
#define SETS(off, reset, keeps, when, is, status, bits) \
    { off, status, POLLED_SETS, reset, keeps, when, is, bits }
#define FOLLOWS(off, reset, keeps, when, status, bits) \
    { off, status, POLLED_FOLLOWS, reset, keeps, when, when, bits }
#define CLEARS(off, status) { off, status, POLLED_CLEARS, 0, 0, 0, 0, 0 }
#define ALL 0xFFFFFFFFu
#define CFG(rows) { rows, sizeof rows / sizeof *rows }

static const polled_row_t lptim[] = {
    KEEPS(0x00, 0, 0),                                       /* ISR */
    CLEARS(0x04, 0x00),                                      /* ICR */
    KEEPS(0x08, 0, 0x7F), KEEPS(0x0C, 0, 0x01FEEEDF),        /* IER, CFGR */
    KEEPS(0x10, 0, 0x17),                                    /* CR: COUNTRST falls */
    SETS(0x14, 0, 0xFFFF, 0, 0, 0x00, 1 << 3),               /* CMP: CMPOK */
    SETS(0x18, 1, 0xFFFF, 0, 0, 0x00, 1 << 4),               /* ARR: ARROK */
    KEEPS(0x1C, 0, 0), KEEPS(0x24, 0, 0x33),                 /* CNT, CFGR2 */
};

/* CCCR: INIT at once, CSA (bit 3) acknowledges CSR (bit 4). */
static const polled_row_t fdcan[] = {
    KEEPS(0x00, 0x32141218, 0), KEEPS(0x04, 0x87654321, 0),  /* CREL, ENDN */
    KEEPS(0x0C, 0x00000A33, 0x009F1FFF), KEEPS(0x10, 0, 0x70), KEEPS(0x14, 0, 0xFF), /* DBTP, TEST, RWD */
    FOLLOWS(0x18, 1, 0xF3F7, 1 << 4, 0x18, 1 << 3),
    KEEPS(0x1C, 0x06000A03, 0xFFFFFF7F), KEEPS(0x20, 0, 0x000F0003), KEEPS(0x28, 0xFFFF0000, 0xFFFF0007),
    KEEPS(0x44, 0x707, 0), KEEPS(0x48, 0, 0x7F7F),           /* PSR, TDCR */
    CLEARS(0x50, 0x50), KEEPS(0x54, 0, ALL), KEEPS(0x58, 0, ALL), KEEPS(0x5C, 0, 3), /* IR, IE, ILS, ILE */
    KEEPS(0x80, 0, 0x3F), KEEPS(0x84, 0, 0x00FFFFFC), KEEPS(0x88, 0, 0x007FFFFC),
    KEEPS(0x90, 0x1FFFFFFF, 0x1FFFFFFF),
    KEEPS(0xA0, 0, 0xFF7FFFFC), KEEPS(0xAC, 0, 0xFFFC), KEEPS(0xB0, 0, 0xFF7FFFFC), KEEPS(0xBC, 0, 0x777),
    KEEPS(0xC0, 0, 0x7F3FFFFC), KEEPS(0xC8, 0, 7), KEEPS(0xF0, 0, 0x3F3FFFFC),
};

/* Indirect mode (FMODE 0x): the transfer with nobody is over at once, TCF and FTF. BUSY is 0. */
static const polled_row_t quadspi[] = {
    KEEPS(0x00, 0, ALL & ~2u), KEEPS(0x04, 0, 0x001F0701),   /* CR: ABORT falls; DCR */
    KEEPS(0x08, 0, 0), CLEARS(0x0C, 0x08), KEEPS(0x10, 0, ALL),                      /* SR, FCR, DLR */
    SETS(0x14, 0, ALL, 2u << 26, 0, 0x08, 6),                /* CCR */
    KEEPS(0x18, 0, ALL), KEEPS(0x1C, 0, ALL), KEEPS(0x24, 0, ALL), KEEPS(0x28, 0, ALL),
    KEEPS(0x2C, 0, 0xFFFF), KEEPS(0x30, 0, 0xFFFF),
};

/* A command without an answer is sent (CMDSENT); one that waits for an answer gets none (CTIMEOUT). */
enum { CPSMEN = 1 << 12, WAITRESP = 3 << 8, SDMMC_STAR = 0x34 };
static const polled_row_t sdmmc[] = {
    KEEPS(0x00, 0, 0x1F), KEEPS(0x04, 0, 0x003FF3FF), KEEPS(0x08, 0, ALL),          /* POWER, CLKCR, ARGR */
    SETS(0x0C, 0, 0x1FFFF, CPSMEN | WAITRESP, CPSMEN, SDMMC_STAR, 1 << 7),
    SETS(0x0C, 0, 0, CPSMEN | WAITRESP, CPSMEN | 1 << 8, SDMMC_STAR, 1 << 2),
    SETS(0x0C, 0, 0, CPSMEN | WAITRESP, CPSMEN | 2 << 8, SDMMC_STAR, 1 << 2),
    SETS(0x0C, 0, 0, CPSMEN | WAITRESP, CPSMEN | 3 << 8, SDMMC_STAR, 1 << 2),
    KEEPS(0x24, 0, ALL), KEEPS(0x28, 0, 0x01FFFFFF), KEEPS(0x2C, 0, 0x3FFF),  /* DTIMER, DLENR, DCTRL */
    KEEPS(SDMMC_STAR, 0, 0), CLEARS(0x38, SDMMC_STAR), KEEPS(0x3C, 0, ALL),          /* ICR, MASKR */
};

/* GRSTCTL: AHBIDL, and resets and flushes over at once. GINTSTS.CMOD follows FHMOD. */
static const polled_row_t otg[] = {
    KEEPS(0x08, 0, 0x1BF), FOLLOWS(0x0C, 0x1400, ALL, 1 << 29, 0x14, 1),             /* GAHBCFG, GUSBCFG */
    KEEPS(0x10, 0x80000000, 0x7C0), KEEPS(0x14, 0x04000020, 0),                      /* GRSTCTL, GINTSTS */
    KEEPS(0x18, 0, ALL), KEEPS(0x24, 0x400, 0xFFFF),                                 /* GINTMSK, GRXFSIZ */
    KEEPS(0x38, 0, ALL), KEEPS(0x3C, 0x2300, ALL),                                   /* GCCFG, CID */
    KEEPS(0x800, 0x02200000, ALL), KEEPS(0x804, 2, ALL), KEEPS(0x808, 0x10, 0),      /* DCFG, DCTL, DSTS */
    KEEPS(0xE00, 0, 0x1F),                                                           /* PCGCCTL */
};

const polled_cfg_t h743_sdmmc = CFG(sdmmc), h743_otg = CFG(otg);

/* Each block's words lie behind one another in the state of the kept registers. */
enum { LPTIM_ROWS = sizeof lptim / sizeof *lptim, FDCAN_ROWS = sizeof fdcan / sizeof *fdcan,
       QUADSPI_ROWS = sizeof quadspi / sizeof *quadspi, FDCAN_AT = 5 * LPTIM_ROWS,
       QUADSPI_AT = FDCAN_AT + 2 * FDCAN_ROWS, POLLED_END = QUADSPI_AT + QUADSPI_ROWS };
_Static_assert((int)POLLED_END <= (int)POLLED_WORDS, "room in stored_t");
_Static_assert(sizeof sdmmc / sizeof *sdmmc <= BUSMASTER_POLLED, "room in busmaster_t");
_Static_assert(sizeof otg / sizeof *otg <= BUSMASTER_POLLED, "room in busmaster_t");

#define LPTIM(n, at) { .polled = CFG(lptim), .polled_first = (n) * LPTIM_ROWS, .told = at }
const stored_cfg_t h743_lptim[5] = { LPTIM(0, 0x40002400), LPTIM(1, 0x58002400), LPTIM(2, 0x58002800),
                                     LPTIM(3, 0x58002C00), LPTIM(4, 0x58003000) };
#define FDCAN(n, at) { .polled = CFG(fdcan), .polled_first = FDCAN_AT + (n) * FDCAN_ROWS, .told = at }
const stored_cfg_t h743_fdcan[2] = { FDCAN(0, 0x4000A000), FDCAN(1, 0x4000A400) };
const stored_cfg_t h743_quadspi = { .polled = CFG(quadspi), .polled_first = QUADSPI_AT, .told = 0x52005000 };
