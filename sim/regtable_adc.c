/* regtable_adc.c -- the registers of the ADCs and of what two of them share. RM0433 25.6, 25.7. See
 * regtable.c for how a row reads. */
#include "regtable_own.h"

const reg_row_t reg_adc[REG_ADC_ROWS] = {
    { "ISR", 0x000, 1, 0,
        "ADRDY 0, EOSMP 1, EOC 2, EOS 3, OVR 4, JEOC 5, JEOS 6, AWD1 7, AWD2 8, AWD3 9, "
        "JQOVF 10, LDORDY 12" },
    { "IER", 0x004, 1, 0,
        "ADRDYIE 0, EOSMPIE 1, EOCIE 2, EOSIE 3, OVRIE 4, JEOCIE 5, JEOSIE 6, AWD1IE 7, "
        "AWD2IE 8, AWD3IE 9, JQOVFIE 10" },
    { "CR", 0x008, 1, 0,
        "ADEN 0, ADDIS 1, ADSTART 2, JADSTART 3, ADSTP 4, JADSTP 5, BOOST 9:8, ADCALLIN 16, "
        "LINCALRDYW1 22, LINCALRDYW2 23, LINCALRDYW3 24, LINCALRDYW4 25, LINCALRDYW5 26, "
        "LINCALRDYW6 27, ADVREGEN 28, DEEPPWD 29, ADCALDIF 30, ADCAL 31" },
    { "CFGR", 0x00C, 1, 0,
        "DMNGT 1:0, RES 4:2, EXTSEL 9:5, EXTEN 11:10, OVRMOD 12, CONT 13, AUTDLY 14, "
        "DISCEN 16, DISCNUM 19:17, JDISCEN 20, JQM 21, AWD1SGL 22, AWD1EN 23, JAWD1EN 24, "
        "JAUTO 25, AWD1CH 30:26, JQDIS 31" },
    { "CFGR2", 0x010, 1, 0,
        "ROVSE 0, JOVSE 1, OVSS 8:5, TROVS 9, ROVSM 10, RSHIFT1 11, RSHIFT2 12, RSHIFT3 13, "
        "RSHIFT4 14, OVSR 25:16, LSHIFT 31:28" },
    { "SMPR1", 0x014, 1, 0,
        "SMP0 2:0, SMP1 5:3, SMP2 8:6, SMP3 11:9, SMP4 14:12, SMP5 17:15, SMP6 20:18, "
        "SMP7 23:21, SMP8 26:24, SMP9 29:27" },
    { "SMPR2", 0x018, 1, 0,
        "SMP10 2:0, SMP11 5:3, SMP12 8:6, SMP13 11:9, SMP14 14:12, SMP15 17:15, SMP16 20:18, "
        "SMP17 23:21, SMP18 26:24, SMP19 29:27" },
    { "PCSEL", 0x01C, 1, 0, "PCSEL 19:0" },
    { "LTR1", 0x020, 1, 0, "LTR1 25:0" },
    { "HTR1", 0x024, 1, 0, "HTR1 25:0" },
    { "SQR1", 0x030, 1, 0, "L 3:0, SQ1 10:6, SQ2 16:12, SQ3 22:18, SQ4 28:24" },
    { "SQR2", 0x034, 1, 0, "SQ5 4:0, SQ6 10:6, SQ7 16:12, SQ8 22:18, SQ9 28:24" },
    { "SQR3", 0x038, 1, 0, "SQ10 4:0, SQ11 10:6, SQ12 16:12, SQ13 22:18, SQ14 28:24" },
    { "SQR4", 0x03C, 1, 0, "SQ15 4:0, SQ16 10:6" },
    { "DR", 0x040, 1, 0, "RDATA 31:0" },
    { "JSQR", 0x04C, 1, 0,
        "JL 1:0, JEXTSEL 6:2, JEXTEN 8:7, JSQ1 13:9, JSQ2 19:15, JSQ3 25:21, JSQ4 31:27" },
    { "OFR1", 0x060, 1, 0, "OFFSET 25:0, OFFSET_CH 30:26, SSATE 31" },
    { "OFR2", 0x064, 1, 0, "OFFSET 25:0, OFFSET_CH 30:26, SSATE 31" },
    { "OFR3", 0x068, 1, 0, "OFFSET 25:0, OFFSET_CH 30:26, SSATE 31" },
    { "OFR4", 0x06C, 1, 0, "OFFSET 25:0, OFFSET_CH 30:26, SSATE 31" },
    { "JDR1", 0x080, 1, 0, "JDATA 31:0" },
    { "JDR2", 0x084, 1, 0, "JDATA 31:0" },
    { "JDR3", 0x088, 1, 0, "JDATA 31:0" },
    { "JDR4", 0x08C, 1, 0, "JDATA 31:0" },
    { "AWD2CR", 0x0A0, 1, 0, "AWD2CH 19:0" },
    { "AWD3CR", 0x0A4, 1, 0, "AWD3CH 19:0" },
    { "LTR2", 0x0B0, 1, 0, "LTR2 25:0" },
    { "HTR2", 0x0B4, 1, 0, "HTR2 25:0" },
    { "LTR3", 0x0B8, 1, 0, "LTR3 25:0" },
    { "HTR3", 0x0BC, 1, 0, "HTR3 25:0" },
    { "DIFSEL", 0x0C0, 1, 0, "DIFSEL 19:0" },
    { "CALFACT", 0x0C4, 1, 0, "CALFACT_S 10:0, CALFACT_D 26:16" },
    { "CALFACT2", 0x0C8, 1, 0, "LINCALFACT 29:0" },
};

const reg_row_t reg_adc_common[REG_ADC_COMMON_ROWS] = {
    { "CSR", 0x000, 1, 0,
        "ADRDY_MST 0, EOSMP_MST 1, EOC_MST 2, EOS_MST 3, OVR_MST 4, JEOC_MST 5, JEOS_MST 6, "
        "AWD1_MST 7, AWD2_MST 8, AWD3_MST 9, JQOVF_MST 10, ADRDY_SLV 16, EOSMP_SLV 17, "
        "EOC_SLV 18, EOS_SLV 19, OVR_SLV 20, JEOC_SLV 21, JEOS_SLV 22, AWD1_SLV 23, "
        "AWD2_SLV 24, AWD3_SLV 25, JQOVF_SLV 26" },
    { "CCR", 0x008, 1, 0,
        "DUAL 4:0, DELAY 11:8, DAMDF 15:14, CKMODE 17:16, PRESC 21:18, VREFEN 22, "
        "VSENSEEN 23, VBATEN 24" },
    { "CDR", 0x00C, 1, 0, "RDATA_MST 15:0, RDATA_SLV 31:16" },
    { "CDR2", 0x010, 1, 0, "RDATA_ALT 31:0" },
};
