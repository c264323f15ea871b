/* rtc.h -- the real-time clock, as far as start-up code waits for it. RM0433 chapter 46.
 *
 * Modelled: write protection (WPR), initialisation mode (INIT, INITF), RSF, the flags that say alarm and
 * wake-up registers may be written; every register keeps its implemented bits, backup registers too.
 * Not modelled: time. TR and DR read what was written and never move, SSR reads 0; setting them, an alarm,
 * the wake-up timer, time stamps or tampers is told as F_UNMODELLED. No interrupt comes. BDCR.RTCSEL and
 * RTCEN and APB4ENR.RTCAPBEN are not looked at: the part answers always and its delays are those of LSI.
 *
 * What surprises people: while PWR_CR1.DBP is 0 no write arrives, neither of the keys nor of a backup
 * register (the map says which regions are of the backup domain; the matrix drops the write). After the
 * two keys the registers stay open until any other key is written. INITF takes up to two RTC clocks; TR, DR
 * and PRER are ignored without it.
 *
 * From the map: the clock domain, RTC clocks to INITF and to RSF. */
#ifndef RTC_H
#define RTC_H
#include "device.h"

typedef struct {
    uint8_t lsi;                 /* clock domain */
    uint8_t init_edges;          /* INIT -> INITF */
    uint8_t sync_edges;          /* RSF cleared, INIT left -> RSF */
} rtc_cfg_t;

enum { RTC_WORDS = 0xD0 / 4 };

typedef struct {
    uint32_t reg[RTC_WORDS];     /* by offset / 4 */
    uint8_t  open, key, pad[6];  /* written protection off; first key was seen */
    tick_t   init_at, sync_at;   /* INITF, RSF rise; NEVER: nothing under way */
} rtc_t;

extern const model_t rtc_model;
#endif
