/* findings.h -- words the judges share: places, steps, masters, cycles; for the judge family (coherence,
 * blame, reach, lint, explain) and the reports. Every function writes at most `room` bytes and returns the
 * text, so that it can stand inside a printf. */
#ifndef FINDINGS_H
#define FINDINGS_H
#include "h743.h"
#include "judge.h"

typedef struct { char s[144]; } words_t; /* room for one phrase; `(words_t){0}.s` lives for the block */

/* CPU cycles, as people read them; "rx+4" or "AXI SRAM 0x24000010"; "rx" or "AXI SRAM"; "program[3]: load rx"
 * or "no step". */
uint64_t    say_cycle(const names_t *, tick_t);
const char *say_place(const names_t *, const map_t *, uint32_t addr, words_t *);
const char *say_object(const names_t *, const map_t *, uint32_t addr, words_t *);
const char *say_step(const names_t *, uint32_t pc, words_t *);
/* "DMA1 stream 0", "DMA1", "CPU". The tag of a fact that carries none: which stream is not known. */
enum { TAG_UNKNOWN = 0xFF };
const char *say_master(const map_t *, uint8_t who, uint8_t tag, words_t *);
/* Of a longer name its two ends, whole words if it can be: "poll<uart..::{async_fn_env#0}>". */
const char *say_short(const char *name, size_t most, words_t *);
const char *say_value(uint64_t value, unsigned bytes, words_t *);  /* "0x00A5" */
static inline int is_cpu(uint8_t who) { return who <= INIT_DTCM; } /* an initiator of the core */
int         is_dma(uint8_t who);                                   /* DMA1, DMA2, BDMA */
int         stream_of(uint8_t who, uint8_t tag);                   /* as in watch.h; -1: no stream */
const char *say_exception(unsigned n, words_t *);                  /* "SysTick", "interrupt 39" */
const char *say_fault(unsigned what);                              /* fault_t: "imprecise bus fault" */
const char *say_stream(int n, words_t *);                          /* "DMA1 stream 0", "BDMA channel 2" */

/* SRAM1, 2 and 3 answer at 0x1000_0000 as well (RM0433 2.3.2): same bytes, other cache lines. The address at
 * 0x3000_0000; the other of the two. Both: what is elsewhere stays. */
uint32_t folded(uint32_t addr);
uint32_t alias_of(uint32_t addr);

/* printf into a fixed array; append adds to what is there. Both never overrun: what is cut ends in "..". */
void put_text(char *to, size_t room, const char *format, ...) __attribute__((format(printf, 3, 4)));
void add_text(char *to, size_t room, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* For "%u byte%s". */
#define PLURAL(n) (unsigned)(n), (n) == 1 ? "" : "s"

/* Fills buffer, buffer_addr and buffer_size for the object that holds addr. */
void name_buffer(finding_t *, const names_t *, const map_t *, uint32_t addr);

/* Whose doing an event of a finding's story was: "CPU", "DMA1 stream 0", "D-cache". */
const char *cause_master(const cause_t *, words_t *);

/* One more side of the conflict, in its place in time; ignored when all places are taken. What was added
 * before may move: fill in a cause before the next one is added. */
cause_t *add_cause(finding_t *, const fact_t *);
#endif
