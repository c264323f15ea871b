/* bus.h -- a master's port: request and response wires, one writer at a time.
 *
 *        master writes it                matrix writes it
 *   IDLE, DONE or ERROR  --REQ-->   REQ, BUSY  --DONE or ERROR-->   master again
 *
 * A port carries one transaction. A master with several under way owns several ports. The matrix
 * moves each beat of data at the tick the slave would, so a transaction in flight is plain data:
 * it is in the snapshot, the viewer can draw it, and an observer sees request, grant and each beat.
 *
 * data[k] is beat k's value, right-justified: bit 0 is the least significant bit of the byte at the
 * beat's own address, whatever lane the real bus would use. strb[k] bit i enables byte i of beat k
 * (writes only; a beat may be sparse). Beat k's address is addr + (k << size), or, with wrap, the
 * same wrapped inside the naturally aligned block of beats << size bytes (a line fill).
 *
 * quiet and seen are the master's also while the matrix has the port: it may begin to wait for a beat, and
 * takes those that came. Whoever tells the beats of a line (wrap) as F_FILL_BEAT is woken for each that
 * somebody hears.
 *
 * Posted writes: DONE means the response came. The data of a posted write sits in a bridge's own
 * port until it lands; the fact F_BEAT tells when it did. */
#ifndef BUS_H
#define BUS_H
#include "tick.h"

enum { BUS_IDLE, BUS_REQ, BUS_BUSY, BUS_DONE, BUS_ERROR };

enum {                       /* port_t.attr */
    BUS_BUFFERABLE = 1,      /* a bridge may answer a write before it landed (DMA's TRBUFF)         */
    BUS_PRIVILEGED = 2,
    BUS_INSTR      = 4,      /* instruction fetch */
    BUS_DEVICE     = 8,      /* Device or Strongly-ordered: never merged */
    BUS_UNAWAITED  = 16      /* the answer wakes its master only if it is an error; the master may take it
                              * back */
};

enum { BUS_BEATS = 16, BUS_WHOLE = 0xFFFF };   /* port_t.quiet: it takes nothing before the answer */

typedef struct {
    uint32_t addr, seq;                    /* seq: age among one initiator's ports; the master numbers it */
    uint8_t  phase, write, size, beats;    /* size: log2 bytes a beat (0..3); beats: 1..16 */
    uint8_t  wrap, attr, slave, beat;      /* slave: region found by the matrix; beat: delivered so far */
    uint8_t  init, id;                     /* init: who arbitrates; same init + id is served in seq order */
    uint8_t  tag, why;                     /* tag: the master's own word (stream, reason); why: of an error */
    uint8_t  strb[BUS_BEATS];
    uint32_t txn;                          /* the matrix's number, from the first grant on; 0 before */
    uint16_t quiet;                        /* bit k: beat k of a read does not wake the master; the answer
                                            * does */
    uint8_t  seen, pad;                    /* beats the master was woken for and has taken, or was not woken
                                            * for */
    tick_t   asked, granted, done;
    uint64_t data[BUS_BEATS];
} port_t;

static inline uint32_t beat_addr(const port_t *p, unsigned k)
{
    uint32_t a = p->addr + ((uint32_t)k << p->size);
    if (!p->wrap) return a;
    uint32_t block = (uint32_t)p->beats << p->size;
    return (p->addr & ~(block - 1)) | (a & (block - 1));
}

/* Why an access was refused: port_t.why and the `what` of F_ERROR. */
enum {
    BUS_OK,
    BUS_NO_PATH,        /* this master has no road to that target (the reachability table) */
    BUS_NO_TARGET,      /* nothing answers at that address: default slave, DECERR */
    BUS_UNCLOCKED,      /* memory whose clock is off in RCC */
    BUS_REFUSED         /* the target itself answered with an error (write to flash array) */
};
#endif
