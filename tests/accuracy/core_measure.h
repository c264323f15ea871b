/* core_measure.h -- a micro-program as a value, and what the simulated core takes for it.
 *
 * Measured as on silicon: the program itself reads DWT CYCCNT before and behind the sequence, between
 * barriers, with interrupts off, code in the ITCM, data in the DTCM. Each program runs the sequence three
 * times and the last counts, so tables and caches are warm. What a row finds:
 *   r0 to r6  small numbers        r8  DTCM, to be read     r12  an address that holds itself
 *   r7  loop counter               r9  DTCM, to be written  lr   D-cached AXI SRAM, its lines present
 *   s0 to s31 1.0; r10, r11 belong to the frame */
#ifndef CORE_MEASURE_H
#define CORE_MEASURE_H
#include "anchor.h"
#include <stdint.h>

enum { MICRO_DTCM = 0x20001000, MICRO_AXI = 0x24001000 };

typedef struct {
    const uint16_t *code, *setup;        /* halfwords; setup runs before each measurement */
    unsigned n, setups;
    unsigned few, many;
                           /* lengths compared: copies, or rounds of the loop; 0: as the kind has it */
    unsigned spare;                      /* cycles that belong to something else in the sequence */
    uint32_t caches;                   /* CCR bits: which caches are on */
    uint32_t what;                       /* core_bus: fact kind, or tag of F_ASK */
} micro_t;

#define HALFWORDS(...) (const uint16_t[]){ __VA_ARGS__ }
#define COUNT_OF(...)  (sizeof (uint16_t[]){ __VA_ARGS__ } / sizeof (uint16_t))
#define CODE(...)      .code = HALFWORDS(__VA_ARGS__), .n = COUNT_OF(__VA_ARGS__)
#define SETUP(...)     .setup = HALFWORDS(__VA_ARGS__), .setups = COUNT_OF(__VA_ARGS__)

/* Cycles a copy: `many` copies in a row less `few`, divided by their difference (14 and 4, as quinapalus). */
anchor_result_t core_stream(const void *micro);
/* Cycles a round: the sequence and a wide `bne` to its start; it counts down r7 itself (jnk0le's frame). */
anchor_result_t core_loop(const void *micro);
/* Cycles the end of that loop costs beyond as many copies with a nop in place of the branch. */
anchor_result_t core_exit(const void *micro);
/* Cycles between the two CYCCNT reads around `few` copies. */
anchor_result_t core_reads(const void *micro);
/* Cycles from SysTick pending, in a branch to itself, to its handler's first instruction. */
anchor_result_t core_entry(const void *micro);
/* Requests of the bus with tag `what`, or facts of that kind, for addresses from lr on, 24 KB. */
anchor_result_t core_bus(const void *micro);
/* What a whole program leaves at 0x20000100 once the word behind it is 0; NAN: it did not end. */
double core_run(const uint8_t *image, uint32_t size, uint32_t base, uint64_t most);
#endif
