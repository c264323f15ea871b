/* regtable_masters.c -- registers of the blocks behind the scripted bus masters that a driver uses to
 * point them at memory and start them (not all they have), and of the camera interface. RM0433, the
 * chapters of ETH, SDMMC, OTG_HS, LTDC, DMA2D and DCMI. See regtable.c for how a row reads. */
#include "regtable_own.h"

const reg_row_t reg_eth[REG_ETH_ROWS] = {
    { "MACCR", 0x0000, 1, 0, "RE 0, TE 1, DM 13, FES 14" },
    { "DMAMR", 0x1000, 1, 0, "SWR 0, DA 1" },
    { "DMASBMR", 0x1004, 1, 0, "FB 0, AAL 12, MB 14, RB 15" },
    { "DMACTCR", 0x1104, 1, 0, "ST 0, OSF 4, TSE 12, TXPBL 21:16" },
    { "DMACRCR", 0x1108, 1, 0, "SR 0, RBSZ 14:1, RXPBL 21:16, RPF 31" },
    { "DMACTDLAR", 0x1114, 1, 0, "TDESLA 31:2" },
    { "DMACRDLAR", 0x111C, 1, 0, "RDESLA 31:2" },
    { "DMACTDTPR", 0x1120, 1, 0, "TDT 31:2" },
    { "DMACRDTPR", 0x1128, 1, 0, "RDT 31:2" },
    { "DMACTDRLR", 0x112C, 1, 0, "TDRL 9:0" },
    { "DMACRDRLR", 0x1130, 1, 0, "RDRL 9:0" },
    { "DMACIER", 0x1134, 1, 0, "TIE 0, TXSE 1, TBUE 2, RIE 6, RBUE 7, FBEE 12, AIE 14, NIE 15" },
    { "DMACCATDR", 0x1144, 1, 0, "CURTDESAPTR 31:0" },
    { "DMACCARDR", 0x114C, 1, 0, "CURRDESAPTR 31:0" },
    { "DMACSR", 0x1160, 1, 0, "TI 0, TPS 1, TBU 2, RI 6, RBU 7, RPS 8, FBE 12, AIS 14, NIS 15" },
};

const reg_row_t reg_sdmmc[REG_SDMMC_ROWS] = {
    { "POWER", 0x00, 1, 0, "PWRCTRL 1:0" },
    { "CLKCR", 0x04, 1, 0, "CLKDIV 9:0, WIDBUS 15:14" },
    { "ARGR", 0x08, 1, 0, "CMDARG 31:0" },
    { "CMDR", 0x0C, 1, 0, "CMDINDEX 5:0, CMDTRANS 6, CMDSTOP 7, WAITRESP 9:8, CPSMEN 12" },
    { "DTIMER", 0x24, 1, 0, "DATATIME 31:0" },
    { "DLENR", 0x28, 1, 0, "DATALENGTH 24:0" },
    { "DCTRL", 0x2C, 1, 0, "DTEN 0, DTDIR 1, DTMODE 3:2, DBLOCKSIZE 7:4" },
    { "DCNTR", 0x30, 1, 0, "DATACOUNT 24:0" },
    { "STAR", 0x34, 1, 0,
        "CCRCFAIL 0, DCRCFAIL 1, CTIMEOUT 2, DTIMEOUT 3, TXUNDERR 4, RXOVERR 5, CMDREND 6, CMDSENT 7, "
        "DATAEND 8, DBCKEND 10, DPSMACT 12, IDMATE 27, IDMABTC 28" },
    { "ICR", 0x38, 1, 0,
        "CCRCFAILC 0, DCRCFAILC 1, CTIMEOUTC 2, DTIMEOUTC 3, TXUNDERRC 4, RXOVERRC 5, CMDRENDC 6, "
        "CMDSENTC 7, DATAENDC 8, DBCKENDC 10, IDMATEC 27, IDMABTCC 28" },
    { "MASKR", 0x3C, 1, 0, "DATAENDIE 8, IDMABTCIE 28" },
    { "IDMACTRLR", 0x50, 1, 0, "IDMAEN 0, IDMABMODE 1, IDMABACT 2" },
    { "IDMABSIZER", 0x54, 1, 0, "IDMABNDT 12:5" },
    { "IDMABASE0R", 0x58, 1, 0, "IDMABASE0 31:0" },
    { "IDMABASE1R", 0x5C, 1, 0, "IDMABASE1 31:0" },
};

const reg_row_t reg_otg[REG_OTG_ROWS] = {
    { "GAHBCFG", 0x008, 1, 0, "GINTMSK 0, HBSTLEN 4:1, DMAEN 5" },
    { "GUSBCFG", 0x00C, 1, 0, "TOCAL 2:0" },
    { "GRSTCTL", 0x010, 1, 0, "CSRST 0, AHBIDL 31" },
    { "GINTSTS", 0x014, 1, 0, "CMOD 0, SOF 3, IEPINT 18, OEPINT 19, HPRTINT 24, HCINT 25" },
    { "GINTMSK", 0x018, 1, 0, "SOFM 3, IEPINT 18, OEPINT 19, PRTIM 24, HCIM 25" },
    { "HCCHAR#", 0x500, 16, 0x20,
        "MPSIZ 10:0, EPNUM 14:11, EPDIR 15, EPTYP 19:18, DAD 28:22, CHDIS 30, CHENA 31" },
    { "HCINT#", 0x508, 16, 0x20, "XFRC 0, CHH 1, AHBERR 2, STALL 3, NAK 4, ACK 5" },
    { "HCTSIZ#", 0x510, 16, 0x20, "XFRSIZ 18:0, PKTCNT 28:19, DPID 30:29" },
    { "HCDMA#", 0x514, 16, 0x20, "DMAADDR 31:0" },
    { "DIEPCTL#", 0x900, 9, 0x20,
      "MPSIZ 10:0, USBAEP 15, EPTYP 19:18, CNAK 26, SNAK 27, EPDIS 30, EPENA 31" },
    { "DIEPDMA#", 0x914, 9, 0x20, "DMAADDR 31:0" },
    { "DOEPCTL#", 0xB00, 9, 0x20,
      "MPSIZ 10:0, USBAEP 15, EPTYP 19:18, CNAK 26, SNAK 27, EPDIS 30, EPENA 31" },
    { "DOEPDMA#", 0xB14, 9, 0x20, "DMAADDR 31:0" },
};

const reg_row_t reg_ltdc[REG_LTDC_ROWS] = {
    { "GCR", 0x18, 1, 0, "LTDCEN 0, DEN 16" },
    { "SRCR", 0x24, 1, 0, "IMR 0, VBR 1" },
    { "BCCR", 0x2C, 1, 0, "BCBLUE 7:0, BCGREEN 15:8, BCRED 23:16" },
    { "IER", 0x34, 1, 0, "LIE 0, FUIE 1, TERRIE 2, RRIE 3" },
    { "ISR", 0x38, 1, 0, "LIF 0, FUIF 1, TERRIF 2, RRIF 3" },
    { "ICR", 0x3C, 1, 0, "CLIF 0, CFUIF 1, CTERRIF 2, CRRIF 3" },
    { "LIPCR", 0x40, 1, 0, "LIPOS 11:0" },
    { "L1CR", 0x84, 1, 0, "LEN 0, COLKEN 1, CLUTEN 4" },
    { "L1PFCR", 0x94, 1, 0, "PF 2:0" },
    { "L1CFBAR", 0xAC, 1, 0, "CFBADD 31:0" },
    { "L1CFBLR", 0xB0, 1, 0, "CFBLL 12:0, CFBP 28:16" },
    { "L1CFBLNR", 0xB4, 1, 0, "CFBLNBR 10:0" },
    { "L2CR", 0x104, 1, 0, "LEN 0, COLKEN 1, CLUTEN 4" },
    { "L2CFBAR", 0x12C, 1, 0, "CFBADD 31:0" },
};

const reg_row_t reg_dma2d[REG_DMA2D_ROWS] = {
    { "CR", 0x00, 1, 0,
        "START 0, SUSP 1, ABORT 2, TEIE 8, TCIE 9, TWIE 10, CAEIE 11, CTCIE 12, CEIE 13, MODE 17:16" },
    { "ISR", 0x04, 1, 0, "TEIF 0, TCIF 1, TWIF 2, CAEIF 3, CTCIF 4, CEIF 5" },
    { "IFCR", 0x08, 1, 0, "CTEIF 0, CTCIF 1, CTWIF 2, CAECIF 3, CCTCIF 4, CCEIF 5" },
    { "FGMAR", 0x0C, 1, 0, "MA 31:0" },
    { "FGOR", 0x10, 1, 0, "LO 13:0" },
    { "BGMAR", 0x14, 1, 0, "MA 31:0" },
    { "BGOR", 0x18, 1, 0, "LO 13:0" },
    { "FGPFCCR", 0x1C, 1, 0, "CM 3:0" },
    { "OPFCCR", 0x34, 1, 0, "CM 2:0" },
    { "OCOLR", 0x38, 1, 0, "BLUE 7:0, GREEN 15:8, RED 23:16, ALPHA 31:24" },
    { "OMAR", 0x3C, 1, 0, "MA 31:0" },
    { "OOR", 0x40, 1, 0, "LO 13:0" },
    { "NLR", 0x44, 1, 0, "NL 15:0, PL 29:16" },
};

const reg_row_t reg_dcmi[REG_DCMI_ROWS] = {
    { "CR", 0x00, 1, 0,
        "CAPTURE 0, CM 1, CROP 2, JPEG 3, ESS 4, PCKPOL 5, HSPOL 6, VSPOL 7, FCRC 9:8, EDM 11:10, "
        "ENABLE 14, BSM 17:16, OEBS 18, LSM 19, OELS 20" },
    { "SR", 0x04, 1, 0, "HSYNC 0, VSYNC 1, FNE 2" },
    { "RIS", 0x08, 1, 0, "FRAME_RIS 0, OVR_RIS 1, ERR_RIS 2, VSYNC_RIS 3, LINE_RIS 4" },
    { "IER", 0x0C, 1, 0, "FRAME_IE 0, OVR_IE 1, ERR_IE 2, VSYNC_IE 3, LINE_IE 4" },
    { "MIS", 0x10, 1, 0, "FRAME_MIS 0, OVR_MIS 1, ERR_MIS 2, VSYNC_MIS 3, LINE_MIS 4" },
    { "ICR", 0x14, 1, 0, "FRAME_ISC 0, OVR_ISC 1, ERR_ISC 2, VSYNC_ISC 3, LINE_ISC 4" },
    { "ESCR", 0x18, 1, 0, "FSC 7:0, LSC 15:8, LEC 23:16, FEC 31:24" },
    { "ESUR", 0x1C, 1, 0, "FSU 7:0, LSU 15:8, LEU 23:16, FEU 31:24" },
    { "CWSTRT", 0x20, 1, 0, "HOFFCNT 13:0, VST 28:16" },
    { "CWSIZE", 0x24, 1, 0, "CAPCNT 13:0, VLINE 29:16" },
    { "DR", 0x28, 1, 0, "BYTE0 7:0, BYTE1 15:8, BYTE2 23:16, BYTE3 31:24" },
};
