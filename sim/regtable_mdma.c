/* regtable_mdma.c -- the registers of MDMA, as regtable.c. RM0433 14.5. */
#include "regtable_own.h"

#define CHANNEL(name, offset, fields) { "C#" name, offset, 16, 0x40, fields }

const reg_row_t reg_mdma[REG_MDMA_ROWS] = {
    { "GISR0", 0x000, 1, 0, "GIF 15:0" },
    CHANNEL("ISR",   0x040, "TEIF 0, CTCIF 1, BRTIF 2, BTIF 3, TCIF 4, CRQA 16"),
    CHANNEL("IFCR",  0x044, "CTEIF 0, CCTCIF 1, CBRTIF 2, CBTIF 3, CLTCIF 4"),
    CHANNEL("ESR",   0x048, "TEA 6:0, TED 7, TELD 8, TEMD 9, ASE 10, BSE 11"),
    CHANNEL("CR",    0x04C,
        "EN 0, TEIE 1, CTCIE 2, BRTIE 3, BTIE 4, TCIE 5, PL 7:6, BEX 12, HEX 13, WEX 14, SWRQ 16"),
    CHANNEL("TCR",   0x050,
        "SINC 1:0, DINC 3:2, SSIZE 5:4, DSIZE 7:6, SINCOS 9:8, DINCOS 11:10, SBURST 14:12, "
        "DBURST 17:15, TLEN 24:18, PKE 25, PAM 27:26, TRGM 29:28, SWRM 30, BWM 31"),
    CHANNEL("BNDTR", 0x054, "BNDT 16:0, BRSUM 18, BRDUM 19, BRC 31:20"),
    CHANNEL("SAR",   0x058, ""),
    CHANNEL("DAR",   0x05C, ""),
    CHANNEL("BRUR",  0x060, "SUV 15:0, DUV 31:16"),
    CHANNEL("LAR",   0x064, ""),
    CHANNEL("TBR",   0x068, "TSEL 5:0, SBUS 16, DBUS 17"),
    CHANNEL("MAR",   0x070, ""),
    CHANNEL("MDR",   0x074, ""),
};
