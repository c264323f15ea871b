/* explain_fix_own.h -- what the corrections share: explain_fix.c (which one), explain_fix_fill.c (what is
 * filled in), explain_fix_starved.c (those of the rule starved) and explain_fix_config.c (of dma-config).
 * Private to them. In the templates @ stands for the name, ^ for the name as Rust writes a static's, % for
 * the size, $ for the stream, ` for the enabling of it. */
#ifndef EXPLAIN_FIX_OWN_H
#define EXPLAIN_FIX_OWN_H
#include "findings.h"

/* More places to fill in; the stream's registers and bits are those of RM0433 15.5. */
#define CONTROLLER "\1"      /* DMA1                                    */
#define NUMBER     "\2"      /* the stream's number                     */
#define HALF       "\3"      /* L or H: LISR or HISR                    */
#define SHIFT      "\4"      /* where the stream's flags lie in it      */
#define HALF_NO    "\5"      /* 0 or 1                                  */
#define IN_HALF    "\6"      /* which of the four in that half          */
#define PORT       "\7"      /* USART3                                  */
#define CLOCK_REG  "\10"     /* AHB2ENR                                 */
#define CLOCK_BIT  "\11"     /* D2SRAM1EN                               */
#define CONTROL    "\13"     /* CR or CCR, the stream's or channel's    */
#define BIT        "\14"     /* DMA_SxCR: what its bits begin with      */
#define RUST       "\15"     /* pac::DMA1.st(0)                         */
#define CLOCK_RUST "\16"     /* ahb2enr                                 */
#define BIT_RUST   "\17"     /* sram1en                                 */
#define PL_RUST    "\20"     /* pac::dma::vals::Pl                      */
#define COUNT      "\21"     /* NDTR or CNDTR                           */
#define RIVALS     "\22"     /* lines made for this finding: one for each stream that goes first */
#define RIVALS_RUST "\24"
#define CHANNEL    "\23"     /* of the DMAMUX: the stream's number among those it feeds */

#define SWITCH_OFF "$->" CONTROL " &= ~" BIT "_EN;\nwhile ($->" CONTROL " & " BIT "_EN) { }"
#define RUST_OFF   RUST ".cr().modify(|w| w.set_en(false));\nwhile " RUST ".cr().read().en() {}"

enum { SLOTS_TO_FILL = 20, TEXT_ROOM = 1400 };
typedef struct {
    char name[64], upper[64], stream[32], slot[SLOTS_TO_FILL][24];
    char rivals[200], rivals_rust[300];
    uint32_t size;
    int known;                   /* the finding names the stream */
    int pool;                    /* the buffer is a local of an async task of Rust */
    const char *other;           /* a bus master that is no DMA controller: "LTDC" */
} thing_t;

typedef struct { const char *c, *rust; } fix_t;

thing_t thing_of(const finding_t *);
int  from_heap(const finding_t *);
int  stops_in_sleep(const finding_t *);                /* a memory-unclocked that comes of an LPENR bit */
void fill_master(thing_t *, const char *master);       /* "DMA1 stream 0"; known: it is a stream */
/* Against who kept the stream waiting, then what the port can do itself (NULL: nothing). Fills in rivals. */
const fix_t *fix_starved(const finding_t *, thing_t *, const fix_t **port);
/* For the mistake that this finding tells of; NULL: the general one. Fills in rivals. */
const fix_t *fix_config(const finding_t *, thing_t *);
#endif
