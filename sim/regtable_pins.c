/* regtable_pins.c -- the registers of timers, pins, EXTI and the watchdog, as regtable.c. RM0433
 * (TIM1/8 37.4, TIM2-5 38.4, TIM6/7 40.4, GPIO 11.4, EXTI 20.6, IWDG 44.4). */
#include "regtable_own.h"


/* ---- timers ---------------------------------------------------------------------------------- */

#define CR1_BASIC "CEN 0, UDIS 1, URS 2, OPM 3, ARPE 7, UIFREMAP 11"
#define CR1_FULL  "CEN 0, UDIS 1, URS 2, OPM 3, DIR 4, CMS 6:5, ARPE 7, CKD 9:8, UIFREMAP 11"
#define SMCR_ALL                                                                                  \
    "SMS 2:0, TS 6:4, MSM 7, ETF 11:8, ETPS 13:12, ECE 14, ETP 15, SMS_3 16, TS_4_3 21:20"
#define DIER_GENERAL                                                                              \
    "UIE 0, CC1IE 1, CC2IE 2, CC3IE 3, CC4IE 4, TIE 6, UDE 8, CC1DE 9, CC2DE 10, CC3DE 11, "      \
    "CC4DE 12, TDE 14"
#define SR_GENERAL                                                                                \
    "UIF 0, CC1IF 1, CC2IF 2, CC3IF 3, CC4IF 4, TIF 6, CC1OF 9, CC2OF 10, CC3OF 11, CC4OF 12"
#define EGR_GENERAL "UG 0, CC1G 1, CC2G 2, CC3G 3, CC4G 4, TG 6"
#define CCMR(a, b)                                                                                \
    "CC" a "S 1:0, OC" a "FE 2, OC" a "PE 3, OC" a "M 6:4, OC" a "CE 7, CC" b "S 9:8, OC" b       \
    "FE 10, OC" b "PE 11, OC" b "M 14:12, OC" b "CE 15, OC" a "M_3 16, OC" b "M_3 24"
#define COMPARES                                                                                  \
    { "CCR1", 0x034, 1, 0, "" }, { "CCR2", 0x038, 1, 0, "" }, { "CCR3", 0x03C, 1, 0, "" },        \
    { "CCR4", 0x040, 1, 0, "" }
#define BURST { "DCR", 0x048, 1, 0, "DBA 4:0, DBL 12:8" }, { "DMAR", 0x04C, 1, 0, "" }
#define TISEL_ALL "TI1SEL 3:0, TI2SEL 11:8, TI3SEL 19:16, TI4SEL 27:24"

const reg_row_t reg_tim_basic[TIM_BASIC_ROWS] = {
    { "CR1",  0x000, 1, 0, CR1_BASIC },
    { "CR2",  0x004, 1, 0, "MMS 6:4" },
    { "DIER", 0x00C, 1, 0, "UIE 0, UDE 8" },
    { "SR",   0x010, 1, 0, "UIF 0" },
    { "EGR",  0x014, 1, 0, "UG 0" },
    { "CNT",  0x024, 1, 0, "CNT 15:0, UIFCPY 31" },
    { "PSC",  0x028, 1, 0, "PSC 15:0" },
    { "ARR",  0x02C, 1, 0, "ARR 15:0" },
};

/* TIM2 and TIM5 use all 32 bits of CNT, ARR and CCRx. */
const reg_row_t reg_tim_general[TIM_GENERAL_ROWS] = {
    { "CR1",   0x000, 1, 0, CR1_FULL },
    { "CR2",   0x004, 1, 0, "CCDS 3, MMS 6:4, TI1S 7" },
    { "SMCR",  0x008, 1, 0, SMCR_ALL },
    { "DIER",  0x00C, 1, 0, DIER_GENERAL },
    { "SR",    0x010, 1, 0, SR_GENERAL },
    { "EGR",   0x014, 1, 0, EGR_GENERAL },
    { "CCMR1", 0x018, 1, 0, CCMR("1", "2") },
    { "CCMR2", 0x01C, 1, 0, CCMR("3", "4") },
    { "CCER",  0x020, 1, 0,
        "CC1E 0, CC1P 1, CC1NP 3, CC2E 4, CC2P 5, CC2NP 7, CC3E 8, CC3P 9, CC3NP 11, CC4E 12, "
        "CC4P 13, CC4NP 15" },
    { "CNT",   0x024, 1, 0, "UIFCPY 31" },
    { "PSC",   0x028, 1, 0, "PSC 15:0" },
    { "ARR",   0x02C, 1, 0, "" },
    COMPARES, BURST,
    { "AF1",   0x060, 1, 0, "ETRSEL 17:14" },
    { "TISEL", 0x068, 1, 0, TISEL_ALL },
};

const reg_row_t reg_tim_advanced[TIM_ADVANCED_ROWS] = {
    { "CR1",   0x000, 1, 0, CR1_FULL },
    { "CR2",   0x004, 1, 0,
        "CCPC 0, CCUS 2, CCDS 3, MMS 6:4, TI1S 7, OIS1 8, OIS1N 9, OIS2 10, OIS2N 11, OIS3 12, "
        "OIS3N 13, OIS4 14, OIS5 16, OIS6 18, MMS2 23:20" },
    { "SMCR",  0x008, 1, 0, SMCR_ALL },
    { "DIER",  0x00C, 1, 0, DIER_GENERAL ", COMIE 5, BIE 7, COMDE 13" },
    { "SR",    0x010, 1, 0, SR_GENERAL ", COMIF 5, BIF 7, B2IF 8, SBIF 13, CC5IF 16, CC6IF 17" },
    { "EGR",   0x014, 1, 0, EGR_GENERAL ", COMG 5, BG 7, B2G 8" },
    { "CCMR1", 0x018, 1, 0, CCMR("1", "2") },
    { "CCMR2", 0x01C, 1, 0, CCMR("3", "4") },
    { "CCER",  0x020, 1, 0,
        "CC1E 0, CC1P 1, CC1NE 2, CC1NP 3, CC2E 4, CC2P 5, CC2NE 6, CC2NP 7, CC3E 8, CC3P 9, "
        "CC3NE 10, CC3NP 11, CC4E 12, CC4P 13, CC4NP 15, CC5E 16, CC5P 17, CC6E 20, CC6P 21" },
    { "CNT",   0x024, 1, 0, "CNT 15:0, UIFCPY 31" },
    { "PSC",   0x028, 1, 0, "PSC 15:0" },
    { "ARR",   0x02C, 1, 0, "ARR 15:0" },
    { "RCR",   0x030, 1, 0, "REP 15:0" },
    COMPARES,
    { "BDTR",  0x044, 1, 0,
        "DTG 7:0, LOCK 9:8, OSSI 10, OSSR 11, BKE 12, BKP 13, AOE 14, MOE 15, BKF 19:16, "
        "BK2F 23:20, BK2E 24, BK2P 25" },
    BURST,
    { "CCMR3", 0x054, 1, 0,
        "OC5FE 2, OC5PE 3, OC5M 6:4, OC5CE 7, OC6FE 10, OC6PE 11, OC6M 14:12, OC6CE 15, OC5M_3 16, "
        "OC6M_3 24" },
    { "CCR5",  0x058, 1, 0, "CCR5 15:0, GC5C1 29, GC5C2 30, GC5C3 31" },
    { "CCR6",  0x05C, 1, 0, "CCR6 15:0" },
    { "AF1",   0x060, 1, 0, "BKINE 0, BKCMP1E 1, BKCMP2E 2, BKDF1BK0E 8, BKINP 9, ETRSEL 17:14" },
    { "AF2",   0x064, 1, 0, "BK2INE 0, BK2CMP1E 1, BK2CMP2E 2, BK2DF1BK1E 8, BK2INP 9" },
    { "TISEL", 0x068, 1, 0, TISEL_ALL },
};

/* ---- pins ------------------------------------------------------------------------------------ */

/* One bit or field for each of the pins 0 to 15, or of 0 to 7. */
#define BITS16(n)                                                                                 \
    n "0 0, " n "1 1, " n "2 2, " n "3 3, " n "4 4, " n "5 5, " n "6 6, " n "7 7, " n "8 8, "     \
    n "9 9, " n "10 10, " n "11 11, " n "12 12, " n "13 13, " n "14 14, " n "15 15"
#define PAIRS16(n)                                                                                \
    n "0 1:0, " n "1 3:2, " n "2 5:4, " n "3 7:6, " n "4 9:8, " n "5 11:10, " n "6 13:12, "       \
    n "7 15:14, " n "8 17:16, " n "9 19:18, " n "10 21:20, " n "11 23:22, " n "12 25:24, "        \
    n "13 27:26, " n "14 29:28, " n "15 31:30"

const reg_row_t reg_gpio[GPIO_ROWS] = {
    { "MODER",   0x000, 1, 0, PAIRS16("MODER") },
    { "OTYPER",  0x004, 1, 0, BITS16("OT") },
    { "OSPEEDR", 0x008, 1, 0, PAIRS16("OSPEEDR") },
    { "PUPDR",   0x00C, 1, 0, PAIRS16("PUPDR") },
    { "IDR",     0x010, 1, 0, BITS16("IDR") },
    { "ODR",     0x014, 1, 0, BITS16("ODR") },
    { "BSRR",    0x018, 1, 0,
        BITS16("BS") ", BR0 16, BR1 17, BR2 18, BR3 19, BR4 20, BR5 21, BR6 22, BR7 23, BR8 24, "
        "BR9 25, BR10 26, BR11 27, BR12 28, BR13 29, BR14 30, BR15 31" },
    { "LCKR",    0x01C, 1, 0, BITS16("LCK") ", LCKK 16" },
    { "AFRL",    0x020, 1, 0,
        "AFR0 3:0, AFR1 7:4, AFR2 11:8, AFR3 15:12, AFR4 19:16, AFR5 23:20, AFR6 27:24, AFR7 31:28" },
    { "AFRH",    0x024, 1, 0,
        "AFR8 3:0, AFR9 7:4, AFR10 11:8, AFR11 15:12, AFR12 19:16, AFR13 23:20, AFR14 27:24, "
        "AFR15 31:28" },
};

const reg_row_t reg_exti[EXTI_ROWS] = {
    { "RTSR1",   0x000, 1, 0, BITS16("TR") ", TR16 16, TR17 17, TR18 18, TR19 19, TR20 20, TR21 21" },
    { "FTSR1",   0x004, 1, 0, BITS16("TR") ", TR16 16, TR17 17, TR18 18, TR19 19, TR20 20, TR21 21" },
    { "SWIER1",  0x008, 1, 0, BITS16("SWIER") },
    { "D3PMR1",  0x00C, 1, 0, "" },
    { "D3PCR1L", 0x010, 1, 0, "" },
    { "D3PCR1H", 0x014, 1, 0, "" },
    { "RTSR2",   0x020, 1, 0, "TR49 17, TR51 19" },
    { "FTSR2",   0x024, 1, 0, "TR49 17, TR51 19" },
    { "SWIER2",  0x028, 1, 0, "SWIER49 17, SWIER51 19" },
    { "D3PMR2",  0x02C, 1, 0, "" },
    { "D3PCR2L", 0x030, 1, 0, "" },
    { "D3PCR2H", 0x034, 1, 0, "" },
    { "RTSR3",   0x040, 1, 0, "TR82 18, TR84 20, TR85 21, TR86 22" },
    { "FTSR3",   0x044, 1, 0, "TR82 18, TR84 20, TR85 21, TR86 22" },
    { "SWIER3",  0x048, 1, 0, "SWIER82 18, SWIER84 20, SWIER85 21, SWIER86 22" },
    { "D3PMR3",  0x04C, 1, 0, "" },
    { "CPUIMR1", 0x080, 1, 0, BITS16("MR") },
    { "CPUEMR1", 0x084, 1, 0, BITS16("MR") },
    { "CPUPR1",  0x088, 1, 0, BITS16("PR") },
    { "CPUIMR2", 0x090, 1, 0, "" },
    { "CPUEMR2", 0x094, 1, 0, "" },
    { "CPUPR2",  0x098, 1, 0, "" },
    { "CPUIMR3", 0x0A0, 1, 0, "" },
    { "CPUEMR3", 0x0A4, 1, 0, "" },
    { "CPUPR3",  0x0A8, 1, 0, "" },
};

const reg_row_t reg_iwdg[IWDG_ROWS] = {
    { "KR",   0x000, 1, 0, "KEY 15:0" },
    { "PR",   0x004, 1, 0, "PR 2:0" },
    { "RLR",  0x008, 1, 0, "RL 11:0" },
    { "SR",   0x00C, 1, 0, "PVU 0, RVU 1, WVU 2" },
    { "WINR", 0x010, 1, 0, "WIN 11:0" },
};
