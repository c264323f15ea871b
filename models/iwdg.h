/* iwdg.h -- the independent watchdog, IWDG1. RM0433 chapter 44.
 *
 * Modelled: KR with its three keys, PR, RLR, WINR with their write protection, SR, the count down
 * on the LSI, the window, the time-out. The reset itself is asked for on a wire (WIRE_RESET) and told
 * as F_RESET: the machine stops there, stop reason `reset`. It does not boot again.
 * Not modelled: the reset of the chip and RCC_RSR.IWDG1RSTF, start by option bytes, the freeze in
 * Stop, Standby and debug, the start-up of the LSI and its spread (17 to 47 kHz on the bench).
 *
 * What surprises people:
 *   - it cannot be stopped; 0xCCCC starts it at 0xFFF / 4, whatever comes later: half a second;
 *   - PR and RLR are in force once SR says so; a write while SR is busy is lost;
 *   - RLR is taken over by the next refresh (0xAAAA) only, a change of PR at once;
 *   - with WINR below RLR a refresh that comes too early resets the chip too.
 * Choices where the manual is silent: prescaler phase begins anew with each reload; PR 7 is 6.
 *
 * From the map: LSI edges until SR falls. The time-out is (RL + 1) * 4 * 2^PR LSI edges. */
#ifndef IWDG_H
#define IWDG_H
#include "device.h"

typedef struct {
    uint8_t lsi;                 /* clock domain */
    uint8_t update_edges;        /* write of PR, RLR, WINR -> PVU, RVU, WVU fall */
} iwdg_cfg_t;

enum { IWDG_PR, IWDG_RLR, IWDG_WINR, IWDG_FIELDS };

typedef struct {
    uint32_t field[IWDG_FIELDS]; /* PR, RLR, WINR */
    uint32_t cnt;                /* the counter at the anchor */
    uint8_t  open;               /* 0x5555 was the last key */
    uint8_t  fired;              /* the reset was asked for */
    uint8_t  pad[6];
    tick_t   anchor;             /* an LSI edge; NEVER: not started */
    tick_t   busy[IWDG_FIELDS];  /* PVU, RVU, WVU fall here */
} iwdg_t;

extern const model_t iwdg_model;
#endif
