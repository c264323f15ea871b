/* lint_own.h -- what the parts of the lint share: lint.c (sink, write-through, ignored errors), lint_mpu.c
 * (regions), lint_dma.c (stream set-up), lint_overrun.c (over the end of a buffer), lint_request.c (requests
 * that cannot come), lint_clock.c (parts without a clock), lint_window.c (memory that must not be read),
 * lint_starved.c (data lost for want of time) and lint_rivals.c (who took that time). Private to them. */
#ifndef LINT_OWN_H
#define LINT_OWN_H
#include "blame.h"
#include "overrun.h"
#include "usart.h"

/* The way of one master to a region: a bit for each node. */
typedef struct { uint32_t from, bytes; uint64_t nodes; } road_t;
enum { ROADS = 8 };
/* One port's request, the road it takes, and who was granted a node of that road meanwhile. */
typedef struct {
    fact_t ask;
    uint64_t nodes;
    int8_t stream;                         /* -1: no stream's */
    uint8_t open;
    uint32_t others; /* who was granted one: a bit a master; of the others no count is kept */
    uint32_t granted[MAX_INITS];
} wait_t;
typedef struct {
    tick_t ticks;
    fact_t ask;
    uint8_t by;
    uint32_t grants;
} slow_t; /* a stream's longest wait, who was granted most (MAX_INITS: nobody) */

typedef struct {
    uint8_t  raised;                       /* dma_flag_t bits up, as SxIFCR has not cleared them */
    uint8_t  ignored;                      /* error flags up that nobody looked at yet */
    fact_t   error;                        /* the first of them */
    uint32_t mux;                          /* DMAMUX1_CxCR, DMAMUX2_CxCR of a BDMA channel */
    uint32_t asked;                        /* a count of more than 16 bits written to NDTR, else 0 */
    bool     narrow;                       /* NDTR was last written in part: that was lost, and told */
    uint32_t on;                           /* `moved` when it was armed */
    bool     crossed;                      /* PAR is the data register of its peripheral's other request */
    bool     could;                        /* since it was armed something could have asked it for an item */
    uint32_t before[8];                    /* `moved` of this DMA's streams when its own last item moved */
    fact_t   item;                         /* that one */
    slow_t   slow;
    overrun_t over[2];                     /* of its windows `to`; over.size 0: none */
} stream_lint_t;

typedef struct {
    uint8_t  ignored;                      /* ORE rose and ISR was not read since */
    fact_t   error;
    tick_t   read;                         /* RDR last read, NEVER: not yet */
} serial_lint_t;

typedef struct {
    bool     fed;                          /* TXDR was written */
    bool     taken;                        /* RXDR was read since the transfer began */
    fact_t unfed; /* before that: the first frame sent with nothing to send, F_NONE */
} spi_lint_t;

/* RM0433 50.11 */
enum { SPI_CR1 = 0, SPI_SPE = 1 << 0, SPI_CSTART = 1 << 9, SPI_TXDR = 0x20, SPI_RXDR = 0x30 };

struct lint {
    sink_t sink;
    struct tee *tee;              /* told when the sink wants to hear more; NULL: it hears all of it always */
    uint32_t  moved[STREAMS];              /* items of each */
    const map_t *map; const names_t *names;
    book_t    book;
    setup_t   setup;
    streams_t streams;
    uint64_t  order;
    uint32_t  rbar[MPU_REGIONS], rasr[MPU_REGIONS], rnr;   /* as written: the hardware drops low bits */
    bool      mpu_on, mpu_new[MPU_REGIONS];
    uint32_t  mpu_pc[MPU_REGIONS];
    struct { uint32_t addr, pc; } stored[32]; unsigned stores;   /* the program's last peripheral stores */
    wait_t    wait[MAX_PORTS];
    road_t    road[MAX_INITS][ROADS];      /* those taken last, by address */
    uint64_t  waiting;                     /* a bit for each of `wait` that is open */
    stream_lint_t stream[STREAMS];
    serial_lint_t serial[SERIAL_LINES];
    spi_lint_t spi[SPI_LINES];
    uint64_t   overruns;                   /* a bit for each stream set to write over the end of its object */
    struct { uint32_t addr, value; } enable[64]; unsigned enables;   /* where parts allow their requests */
    const region_row_t *unclocked[32]; unsigned unclocked_parts;  /* written to without a clock, told */
    bool       qspi_indirect;              /* QUADSPI_CCR.FMODE is none of memory-mapped's */
};

const region_row_t *lint_part(const lint_t *, unsigned slot);    /* NULL: not on this map */
int      lint_stream(const fact_t *);                            /* of a DMA slot's fact */
uint32_t lint_pc(const lint_t *, uint32_t addr);                 /* the step that last stored to it */

/* The stream this U(S)ART's receive request is routed to, -1; and whether a bus error stopped it: then
 * what the U(S)ART suffers is that error's consequence, told elsewhere. */
int      lint_serving(const lint_t *, const usart_cfg_t *);
bool     lint_refused(const lint_t *, int stream);

void lint_mpu_see(lint_t *, const fact_t *);
void lint_mpu_judge(lint_t *, tick_t at);                        /* what was set up and not judged yet */
void lint_dma_see(lint_t *, const fact_t *);
void lint_overrun_see(lint_t *, const fact_t *);
void lint_overrun_item(lint_t *, const fact_t *);                /* F_DMA_ITEM of a stream in `overruns` */
/* A peripheral's request for DMA. */
typedef struct {
    const region_row_t *part;
    uint32_t enable, mask;                 /* it leaves only while one of these bits of this register is 1 */
    uint32_t data;                         /* the register it is about; 0: any */
    const char *bit;                       /* their name */
    char name[24];                         /* "USART3_RX" */
} request_t;

bool lint_request(const lint_t *, int stream, request_t *);      /* what feeds it; false: not known */
/* Of the same part the request that this data register goes with; 0: none. */
unsigned lint_request_of(const request_t *, int stream, uint32_t data, request_t *);
/* Why nothing comes to a running stream, said where its loss is told; false: it is not that. */
bool lint_request_tell(const lint_t *, finding_t *, int stream);
bool lint_enabled(const lint_t *, const request_t *);
const char *say_enable(const request_t *, words_t *);            /* "DMAR in USART3.CR3" */
finding_t *lint_config(lint_t *, int stream, const fact_t *, uint32_t pc);      /* it never got a request */
void lint_request_see(lint_t *, const fact_t *);
void lint_request_finish(lint_t *);
void lint_clock_see(lint_t *, const fact_t *);
bool lint_unclocked(const lint_t *, const region_row_t *);       /* writes to it were lost */
void lint_window_see(lint_t *, const fact_t *);
void lint_starved_see(lint_t *, const fact_t *);
void lint_rivals_see(lint_t *, const fact_t *);
void lint_rivals_tell(const lint_t *, finding_t *, int stream, tick_t now);   /* who kept it waiting */
void lint_starved_routed(lint_t *);                              /* a request has a stream now */
#endif
