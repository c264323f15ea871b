/* regtable_spi.c -- the registers of the SPIs. RM0433 50.11. See regtable.c for how a row reads. */
#include "regtable_own.h"

const reg_row_t reg_spi[REG_SPI_ROWS] = {
    { "CR1", 0x000, 1, 0,
        "SPE 0, MASRX 8, CSTART 9, CSUSP 10, HDDIR 11, SSI 12, CRC33_17 13, RCRCINI 14, "
        "TCRCINI 15, IOLOCK 16" },
    { "CR2", 0x004, 1, 0, "TSIZE 15:0, TSER 31:16" },
    { "CFG1", 0x008, 1, 0,
        "DSIZE 4:0, FTHLV 8:5, UDRCFG 10:9, UDRDET 12:11, RXDMAEN 14, TXDMAEN 15, CRCSIZE 20:16, "
        "CRCEN 22, MBR 30:28" },
    { "CFG2", 0x00C, 1, 0,
        "MSSI 3:0, MIDI 7:4, IOSWP 15, COMM 18:17, SP 21:19, MASTER 22, LSBFRST 23, CPHA 24, "
        "CPOL 25, SSM 26, SSIOP 28, SSOE 29, SSOM 30, AFCNTR 31" },
    { "IER", 0x010, 1, 0,
        "RXPIE 0, TXPIE 1, DXPIE 2, EOTIE 3, TXTFIE 4, UDRIE 5, OVRIE 6, CRCEIE 7, TIFREIE 8, "
        "MODFIE 9, TSERFIE 10" },
    { "SR", 0x014, 1, 0,
        "RXP 0, TXP 1, DXP 2, EOT 3, TXTF 4, UDR 5, OVR 6, CRCE 7, TIFRE 8, MODF 9, TSERF 10, "
        "SUSP 11, TXC 12, RXPLVL 14:13, RXWNE 15, CTSIZE 31:16" },
    { "IFCR", 0x018, 1, 0,
        "EOTC 3, TXTFC 4, UDRC 5, OVRC 6, CRCEC 7, TIFREC 8, MODFC 9, TSERFC 10, SUSPC 11" },
    { "TXDR", 0x020, 1, 0, "" },
    { "RXDR", 0x030, 1, 0, "" },
    { "CRCPOLY", 0x040, 1, 0, "" },
    { "TXCRC", 0x044, 1, 0, "" },
    { "RXCRC", 0x048, 1, 0, "" },
    { "UDRDR", 0x04C, 1, 0, "" },
    { "I2SCFGR", 0x050, 1, 0,
        "I2SMOD 0, I2SCFG 3:1, I2SSTD 5:4, PCMSYNC 7, DATLEN 9:8, CHLEN 10, CKPOL 11, FIXCH 12, "
        "WSINV 13, DATFMT 14, I2SDIV 23:16, ODD 24, MCKOE 25" },
};
