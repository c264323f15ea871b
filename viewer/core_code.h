/* core_code.h -- what the core panel shows of a firmware: the source line and the instructions around the
 * pc, the special registers, the floating-point registers.
 *
 * Instructions are those the CPU would fetch: from the prefetch queue where it has them, from the I-cache
 * where it is on and has the line, else from memory. Where these bytes are not what memory holds, or what
 * the program has stored (perhaps no further than the D-cache), the code is stale, and says so. Bytes of a
 * literal pool are told apart by the loads that name them. */
#ifndef CORE_CODE_H
#define CORE_CODE_H
#include "panel.h"

enum { CODE_ROW = 19, CODE_ROWS_MOST = 48 };

typedef enum { CODE_MEMORY, CODE_QUEUE, CODE_ICACHE } code_from_t;
/* The halfword at an address as the CPU would fetch it now. */
uint16_t code_half(const view_t *, uint32_t addr, code_from_t *);

/* The place, the source text and the instructions in so many rows; answers the height. */
float core_code(const panel_in_t *, ui_t *, rect_t, unsigned rows, bool draw);
/* MSP, PSP, CONTROL, the masks. */
float core_special(const panel_in_t *, ui_t *, rect_t, bool draw);
/* FPSCR, s0 to s31, d0 to d15. */
float core_fp(const panel_in_t *, ui_t *, rect_t, bool draw);
#endif
