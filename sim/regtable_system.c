/* regtable_system.c -- the registers of CRC, RNG, RTC and of the words that are only kept or only read:
 * DBGMCU, unique id, AXI GPV, FMC. RM0433 21.4, 34.7, 46.6, 60.5, 61, 2.2.4, 22.9. */
#include "regtable_own.h"

const reg_row_t reg_crc[CRC_ROWS] = {
    { "DR",   0x000, 1, 0, "" },
    { "IDR",  0x004, 1, 0, "" },
    { "CR",   0x008, 1, 0, "RESET 0, POLYSIZE 4:3, REV_IN 6:5, REV_OUT 7" },
    { "INIT", 0x010, 1, 0, "" },
    { "POL",  0x014, 1, 0, "" },
};

const reg_row_t reg_rng[RNG_ROWS] = {
    { "CR", 0x000, 1, 0, "RNGEN 2, IE 3, CED 5" },
    { "SR", 0x004, 1, 0, "DRDY 0, CECS 1, SECS 2, CEIS 5, SEIS 6" },
    { "DR", 0x008, 1, 0, "" },
};

#define TIME "SU 3:0, ST 6:4, MNU 11:8, MNT 14:12, HU 19:16, HT 21:20, PM 22"
#define ALARM "SU 3:0, ST 6:4, MSK1 7, MNU 11:8, MNT 14:12, MSK2 15, HU 19:16, HT 21:20, PM 22, MSK3 23, " \
              "DU 27:24, DT 29:28, WDSEL 30, MSK4 31"

const reg_row_t reg_rtc[RTC_ROWS] = {
    { "TR",     0x000, 1, 0, TIME },
    { "DR",     0x004, 1, 0, "DU 3:0, DT 5:4, MU 11:8, MT 12, WDU 15:13, YU 19:16, YT 23:20" },
    { "CR",     0x008, 1, 0,
        "WUCKSEL 2:0, TSEDGE 3, REFCKON 4, BYPSHAD 5, FMT 6, ALRAE 8, ALRBE 9, WUTE 10, TSE 11, ALRAIE 12, "
        "ALRBIE 13, WUTIE 14, TSIE 15, ADD1H 16, SUB1H 17, BKP 18, COSEL 19, POL 20, OSEL 22:21, COE 23" },
    { "ISR",    0x00C, 1, 0,
        "ALRAWF 0, ALRBWF 1, WUTWF 2, SHPF 3, INITS 4, RSF 5, INITF 6, INIT 7, ALRAF 8, ALRBF 9, WUTF 10, "
        "TSF 11, TSOVF 12, TAMP1F 13, TAMP2F 14, TAMP3F 15, RECALPF 16" },
    { "PRER",   0x010, 1, 0, "PREDIV_S 14:0, PREDIV_A 22:16" },
    { "WUTR",   0x014, 1, 0, "WUT 15:0" },
    { "ALRMAR", 0x01C, 1, 0, ALARM },
    { "ALRMBR", 0x020, 1, 0, ALARM },
    { "WPR",    0x024, 1, 0, "KEY 7:0" },
    { "SSR",    0x028, 1, 0, "SS 15:0" },
    { "SHIFTR", 0x02C, 1, 0, "SUBFS 14:0, ADD1S 31" },
    { "TSTR",   0x030, 1, 0, TIME },
    { "TSDR",   0x034, 1, 0, "DU 3:0, DT 5:4, MU 11:8, MT 12, WDU 15:13" },
    { "TSSSR",  0x038, 1, 0, "SS 15:0" },
    { "CALR",   0x03C, 1, 0, "CALM 8:0, CALW16 13, CALW8 14, CALP 15" },
    { "TAMPCR", 0x040, 1, 0, "TAMP1E 0, TAMPIE 2, TAMP2E 3, TAMP3E 5" },
    { "ALRMASSR", 0x044, 1, 0, "SS 14:0, MASKSS 27:24" },
    { "ALRMBSSR", 0x048, 1, 0, "SS 14:0, MASKSS 27:24" },
    { "OR",     0x04C, 1, 0, "RTC_ALARM_TYPE 0, RTC_OUT_RMP 1" },
    { "BKP#R",  0x050, 32, 4, "" },
};

const reg_row_t reg_dbgmcu[DBGMCU_ROWS] = {
    { "IDC",     0x000, 1, 0, "DEV_ID 11:0, REV_ID 31:16" },
    { "CR",      0x004, 1, 0,
        "DBGSLEEP_D1 0, DBGSTOP_D1 1, DBGSTBY_D1 2, DBGSTOP_D3 7, DBGSTBY_D3 8, TRACECLKEN 20, D1DBGCKEN 21, "
        "D3DBGCKEN 22, TRGOEN 28" },
    { "APB3FZ1", 0x034, 1, 0, "WWDG1 6" },
    { "APB1LFZ1", 0x03C, 1, 0,
        "TIM2 0, TIM3 1, TIM4 2, TIM5 3, TIM6 4, TIM7 5, TIM12 6, TIM13 7, TIM14 8, LPTIM1 9, "
        "I2C1 21, I2C2 22, "
        "I2C3 23" },
    { "APB2FZ1", 0x04C, 1, 0, "TIM1 0, TIM8 1, TIM15 16, TIM16 17, TIM17 18, HRTIM 29" },
    { "APB4FZ1", 0x054, 1, 0, "I2C4 7, LPTIM2 9, LPTIM3 10, LPTIM4 11, LPTIM5 12, RTC 16, WDGLSD1 18" },
};

const reg_row_t reg_uid[UID_ROWS] = {
    { "UID#",       0x000, 3, 4, "" },
    { "FLASH_SIZE", 0x080, 1, 0, "KB 15:0" },
};

const reg_row_t reg_fmc[FMC_ROWS] = {
    { "BCR1", 0x000, 1, 0,
        "MBKEN 0, MUXEN 1, MTYP 3:2, MWID 5:4, FACCEN 6, BURSTEN 8, WAITPOL 9, WAITCFG 11, "
        "WREN 12, WAITEN 13, "
        "EXTMOD 14, ASYNCWAIT 15, CPSIZE 18:16, CBURSTRW 19, CCLKEN 20, WFDIS 21, BMAP 25:24, FMCEN 31" },
};

/* Those below 64 KB; the quality-of-service registers of the initiators have no names here. */
const reg_row_t reg_gpv[GPV_ROWS] = {
    { "PERIPH_ID_4", 0x1FD0, 1, 0, "" }, { "PERIPH_ID_0", 0x1FE0, 1, 0, "" },
    { "PERIPH_ID_1", 0x1FE4, 1, 0, "" }, { "PERIPH_ID_2", 0x1FE8, 1, 0, "" },
    { "PERIPH_ID_3", 0x1FEC, 1, 0, "" }, { "COMP_ID_0", 0x1FF0, 1, 0, "" },
    { "COMP_ID_1", 0x1FF4, 1, 0, "" }, { "COMP_ID_2", 0x1FF8, 1, 0, "" }, { "COMP_ID_3", 0x1FFC, 1, 0, "" },
    { "TARG7_FN_MOD_ISS_BM", 0x8008, 1, 0, "READ_ISS_OVERRIDE 0, WRITE_ISS_OVERRIDE 1" },
    { "TARG7_FN_MOD", 0x8108, 1, 0, "READ_ISS_OVERRIDE 0, WRITE_ISS_OVERRIDE 1" },
};
