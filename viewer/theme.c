/* theme.c -- see theme.h. */
#include "theme.h"
#include <math.h>
#include "h743.h"
#include "judge.h"

const char *const theme_name[THEMES] = { "dark", "light" };

/* Two columns, dark and light. */
static const uint32_t rgb[ROLES][THEMES] = {
    [ROLE_NONE]   = { 0x000000, 0x000000 },
    [ROLE_BACK]   = { 0x0E1116, 0xE4E8ED }, [ROLE_PANEL]  = { 0x161B22, 0xFBFCFD },
    [ROLE_RAISED] = { 0x1F262F, 0xEFF2F5 }, [ROLE_SUNKEN] = { 0x0F1319, 0xF3F5F8 },
    [ROLE_EDGE]   = { 0x3A4552, 0xB9C2CC }, [ROLE_GRID]   = { 0x28313B, 0xDCE1E7 },
    [ROLE_TEXT]   = { 0xE8EDF3, 0x141A21 }, [ROLE_DIM]    = { 0xA3B0BF, 0x4A5562 },
    [ROLE_FAINT]  = { 0x4C5866, 0x9AA6B3 }, [ROLE_ON]     = { 0x0B0E12, 0xFFFFFF },
    [ROLE_ACCENT] = { 0x7CC7FF, 0x0A5FA8 }, [ROLE_ACCENT_SOFT] = { 0x16344D, 0xCFE5F8 },
    [ROLE_SHADE]  = { 0x05070A, 0x39424D },
    [ROLE_CPU]    = { 0x68B4E5, 0x0168AB }, [ROLE_CPU_SOFT]    = { 0x14364C, 0xD2E8F8 },
    [ROLE_DCACHE] = { 0x91A4FF, 0x4A43B9 }, [ROLE_DCACHE_SOFT] = { 0x2B2D57, 0xDEDCF8 },
    [ROLE_IFETCH] = { 0x72E0CC, 0x0D5F52 }, [ROLE_IFETCH_SOFT] = { 0x11403D, 0xC5EAE6 },
    [ROLE_AHBP]   = { 0xABC6E1, 0x384B5F }, [ROLE_AHBP_SOFT]   = { 0x2E3A47, 0xD8E1EA },
    [ROLE_DMA1]   = { 0xEDA72A, 0x9A5600 }, [ROLE_DMA1_SOFT]   = { 0x4A3410, 0xFBE6C8 },
    [ROLE_DMA2]   = { 0xF3E452, 0x72642F }, [ROLE_DMA2_SOFT]   = { 0x443F12, 0xF3EDB4 },
    [ROLE_BDMA]   = { 0xFB8E62, 0x8C2400 }, [ROLE_BDMA_SOFT]   = { 0x50281A, 0xFBD9CB },
    [ROLE_MDMA]   = { 0xD386B3, 0xA7357F }, [ROLE_MDMA_SOFT]   = { 0x4A2A3E, 0xF6D8E8 },
    [ROLE_OTHER]  = { 0xBFB39C, 0x504D31 }, [ROLE_OTHER_SOFT]  = { 0x38342B, 0xE8E3D8 },
    [ROLE_CLEAN]  = { 0x48D29E, 0x1E6F47 }, [ROLE_CLEAN_SOFT]  = { 0x123D31, 0xC9EBDF },
    [ROLE_DIRTY]  = { 0xF2C34F, 0x8B5E00 }, [ROLE_DIRTY_SOFT]  = { 0x463710, 0xF7E7BE },
    [ROLE_STALE]  = { 0xB7BECE, 0x535A65 }, [ROLE_STALE_SOFT]  = { 0x3B3F46, 0xD9DCE0 },
    [ROLE_CONFLICT] = { 0xF3786E, 0x930A20 }, [ROLE_CONFLICT_SOFT] = { 0x55221E, 0xFBD8D3 },
    [ROLE_LOST]   = { 0xDAA1F2, 0x7C2BA0 }, [ROLE_LOST_SOFT]   = { 0x402650, 0xEEDBF6 },
    [ROLE_ERROR]  = { 0xFF8577, 0x970C26 }, [ROLE_ERROR_SOFT]  = { 0x55221E, 0xFBD8D3 },
    [ROLE_HAZARD] = { 0xF5B54A, 0x9A5600 }, [ROLE_HAZARD_SOFT] = { 0x48330F, 0xFBE8CC },
    [ROLE_LINT]   = { 0x86B9F5, 0x1D5EA8 }, [ROLE_LINT_SOFT]   = { 0x1B3350, 0xD3E5F8 },
    [ROLE_GOOD]   = { 0x5FD28A, 0x14692F }, [ROLE_GOOD_SOFT]   = { 0x153F26, 0xCDEBD5 },
};

#define HUE(name) ROLE_ ## name, ROLE_ ## name ## _SOFT

const look_t owner_look[OWNERS] = {
    [OWNER_CPU]    = { HUE(CPU),    MARK_DOT,     TEXTURE_NONE,    "C",  "CPU",
                       "The core: its loads, stores and store buffer." },
    [OWNER_DCACHE] = { HUE(DCACHE), MARK_SQUARE,  TEXTURE_LEVEL,   "L",  "D-cache",
                       "The data cache: line fills and evictions, 32 bytes each." },
    [OWNER_IFETCH] = { HUE(IFETCH), MARK_RIGHT,   TEXTURE_UPRIGHT, "I",  "I-fetch",
                       "Instruction fetch and the instruction cache." },
    [OWNER_AHBP]   = { HUE(AHBP),   MARK_RING,    TEXTURE_DOTS,    "P",  "AHBP",
                       "The core's peripheral port: device registers, never cached." },
    [OWNER_DMA1]   = { HUE(DMA1),   MARK_DIAMOND, TEXTURE_RISING,  "1",  "DMA1",
                       "DMA1 in domain D2: memory and peripherals, not the TCMs." },
    [OWNER_DMA2]   = { HUE(DMA2),   MARK_UP,      TEXTURE_FALLING, "2",  "DMA2",
                       "DMA2 in domain D2: as DMA1." },
    [OWNER_BDMA]   = { HUE(BDMA),   MARK_DOWN,    TEXTURE_CROSS,   "B",  "BDMA",
                       "BDMA in domain D3: only what lies in D3." },
    [OWNER_MDMA]   = { HUE(MDMA),   MARK_HEXAGON, TEXTURE_GRID,    "M",  "MDMA",
                       "MDMA in domain D1: all memories, the TCMs too." },
    [OWNER_OTHER]  = { HUE(OTHER),  MARK_STAR,    TEXTURE_CHECKER, "O",  "other",
                       "Another bus master: Ethernet, SDMMC, USB, DMA2D, LTDC, debug port." },
};

const look_t state_look[STATES] = {
    [STATE_INVALID]  = { ROLE_FAINT, ROLE_NONE, MARK_NONE,   TEXTURE_NONE,   "",   "invalid",
                         "The line holds nothing." },
    [STATE_CLEAN]    = { HUE(CLEAN),    MARK_CHECK,    TEXTURE_NONE,   "V",  "clean",
            "The cache holds what the memory held when it was filled, and nobody changed either." },
    [STATE_DIRTY]    = { HUE(DIRTY),    MARK_HALF,     TEXTURE_RISING, "D",  "dirty",
                         "The core wrote here; memory does not have it yet." },
    [STATE_STALE]    = { HUE(STALE),    MARK_RING,     TEXTURE_DOTS,   "S",  "stale",
                         "Older than memory: a bus master, or the flash itself, wrote behind the cache." },
    [STATE_CONFLICT] = { HUE(CONFLICT), MARK_BANGBANG, TEXTURE_CROSS,  "!!", "conflicting",
                         "Cache and memory both hold bytes the other does not have: one will be lost." },
    [STATE_LOST]     = { HUE(LOST),     MARK_CROSS,    TEXTURE_DENSE,  "X",  "lost",
                         "The newest version was destroyed before anybody took it." },
};

const look_t tier_look[3] = {
    [TIER_ERROR]  = { HUE(ERROR),  MARK_BANG, TEXTURE_CROSS,  "!", "error",
                      "A wrong value was consumed or sent in this run." },
    [TIER_HAZARD] = { HUE(HAZARD), MARK_UP,   TEXTURE_RISING, "?", "hazard",
                      "The rule was broken; only timing or equal values saved this run." },
    [TIER_LINT]   = { HUE(LINT),   MARK_INFO, TEXTURE_DOTS,   "i", "lint",
                      "Placement or set-up that asks for trouble." },
};

owner_t owner_of(unsigned init, unsigned tag)
{
    switch (init) {
    case INIT_AXIM: case INIT_D2D1:
        if (tag == TAG_FILL || tag == TAG_EVICT) return OWNER_DCACHE;
        return tag == TAG_FETCH ? OWNER_IFETCH : OWNER_CPU;
    case INIT_ITCM: case INIT_DTCM: return OWNER_CPU;
    case INIT_AHBP: return OWNER_AHBP;
    case INIT_DMA1_MEM: case INIT_DMA1_PER: return OWNER_DMA1;
    case INIT_DMA2_MEM: case INIT_DMA2_PER: return OWNER_DMA2;
    case INIT_BDMA: return OWNER_BDMA;
    case INIT_MDMA: case INIT_MDMA_AHBS: return OWNER_MDMA;
    default: return OWNER_OTHER;
    }
}

uint32_t theme_rgb(theme_t theme, role_t role)
{
    return (unsigned)role < ROLES && (unsigned)theme < THEMES ? rgb[role][theme] : 0xFF00FF;
}

/* WCAG 2.1, "relative luminance" and "contrast ratio". */
static double linear(unsigned byte)
{
    double v = byte / 255.0;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t c)
{
    return 0.2126 * linear(c >> 16 & 255) + 0.7152 * linear(c >> 8 & 255) + 0.0722 * linear(c & 255);
}

double theme_contrast(uint32_t a, uint32_t b)
{
    double x = luminance(a), y = luminance(b);
    return ((x > y ? x : y) + 0.05) / ((x > y ? y : x) + 0.05);
}
