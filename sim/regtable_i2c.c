/* regtable_i2c.c -- the registers of the I2Cs. RM0433 47.7. See regtable.c for how a row reads. */
#include "regtable_own.h"

const reg_row_t reg_i2c[REG_I2C_ROWS] = {
    { "CR1", 0x000, 1, 0,
        "PE 0, TXIE 1, RXIE 2, ADDRIE 3, NACKIE 4, STOPIE 5, TCIE 6, ERRIE 7, DNF 11:8, ANFOFF 12, "
        "TXDMAEN 14, RXDMAEN 15, SBC 16, NOSTRETCH 17, WUPEN 18, GCEN 19, SMBHEN 20, SMBDEN 21, "
        "ALERTEN 22, PECEN 23" },
    { "CR2", 0x004, 1, 0,
        "SADD 9:0, RD_WRN 10, ADD10 11, HEAD10R 12, START 13, STOP 14, NACK 15, NBYTES 23:16, "
        "RELOAD 24, AUTOEND 25, PECBYTE 26" },
    { "OAR1", 0x008, 1, 0, "OA1 9:0, OA1MODE 10, OA1EN 15" },
    { "OAR2", 0x00C, 1, 0, "OA2 7:1, OA2MSK 10:8, OA2EN 15" },
    { "TIMINGR", 0x010, 1, 0, "SCLL 7:0, SCLH 15:8, SDADEL 19:16, SCLDEL 23:20, PRESC 31:28" },
    { "TIMEOUTR", 0x014, 1, 0, "TIMEOUTA 11:0, TIDLE 12, TIMOUTEN 15, TIMEOUTB 27:16, TEXTEN 31" },
    { "ISR", 0x018, 1, 0,
        "TXE 0, TXIS 1, RXNE 2, ADDR 3, NACKF 4, STOPF 5, TC 6, TCR 7, BERR 8, ARLO 9, OVR 10, "
        "PECERR 11, TIMEOUT 12, ALERT 13, BUSY 15, DIR 16, ADDCODE 23:17" },
    { "ICR", 0x01C, 1, 0,
        "ADDRCF 3, NACKCF 4, STOPCF 5, BERRCF 8, ARLOCF 9, OVRCF 10, PECCF 11, TIMOUTCF 12, "
        "ALERTCF 13" },
    { "PECR", 0x020, 1, 0, "PEC 7:0" },
    { "RXDR", 0x024, 1, 0, "RXDATA 7:0" },
    { "TXDR", 0x028, 1, 0, "TXDATA 7:0" },
};
