/* gdb_own.h -- shared by gdb*.c and nobody else. */
#ifndef GDB_OWN_H
#define GDB_OWN_H
#include "gdb.h"
#include "probe.h"

enum { GDB_PACKET = 0x2000, GDB_BREAKS = 256, GDB_OUT_MAX = 8 << 20, GDB_PRINT = 1024 };

typedef enum { VIEW_CPU, VIEW_RAM, VIEW_DMA, VIEWS } view_kind_t;
extern const char *const gdb_view_name[VIEWS + 1];

typedef enum { BREAK_SOFT, BREAK_HARD, WATCH_WRITE, WATCH_READ, WATCH_ACCESS, BREAK_KINDS } break_kind_t;
typedef struct { uint8_t kind; uint32_t addr, size; } gdb_break_t;

typedef struct { char *text; size_t length, room; } gdb_text_t;

struct gdb {
    timeline_t *t;
    char        packet[GDB_PACKET + 1];      /* as it came, escapes and all, ended by 0 */
    size_t      length;
    uint8_t     phase, sum, wanted;          /* gdb.c's framing */
    bool        long_one, noack, over;
    bool        end_told;                    /* it has stopped at the program's end once */
    bool        bad_flash;                   /* of the vFlash under way */
    view_kind_t view;
    gdb_break_t brk[GDB_BREAKS]; size_t breaks;
    posted_t    posted;                      /* writes bridges have taken over lately */
    uint8_t     master;                      /* who made the access that was met last */
    char        stop[96];                    /* the last stop reply */
    char        print[GDB_PRINT]; size_t printed;   /* console output not yet sent */
    gdb_text_t  out, last;                   /* last: the packet a '-' asks for again */
    bool      (*asked)(void *); void *of;
};

/* gdb.c */
void gdb_reply (gdb_t *, const char *text);
void gdb_replyf(gdb_t *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void gdb_binary(gdb_t *, const char *prefix, const char *bytes, size_t n);   /* escaped */
/* Console text: while the machine runs, or as the answer to a monitor command. */
void gdb_say   (gdb_t *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void gdb_putc  (gdb_t *, char);
void gdb_flush (gdb_t *);
/* The slice offset,length of a document that qXfer asks for. */
void gdb_slice (gdb_t *, const char *document, const char *where);
/* Hexadecimal digits at *at, at least one, at most 16; moves on. */
bool gdb_hex   (const char **at, uint64_t *value);
bool gdb_hex32 (const char **at, uint32_t *value);
/* Two digits a byte, exactly n bytes. */
bool gdb_bytes (const char *hex, uint8_t *out, size_t n);
/* Undo the escapes of binary data in place; returns how many bytes there are. */
size_t gdb_unescape(char *bytes, size_t n);

static inline const core_t *gdb_core(const gdb_t *g) { return &timeline_machine(g->t)->chip.core; }
static inline const names_t *gdb_names(const gdb_t *g) { return &timeline_result(g->t)->scenario->names; }

/* gdb_registers.c */
void gdb_registers    (gdb_t *);                       /* g          */
void gdb_set_registers(gdb_t *, const char *);         /* G<hex>     */
void gdb_register     (gdb_t *, const char *);         /* p<n>       */
void gdb_set_register (gdb_t *, const char *);         /* P<n>=<hex> */
void gdb_target       (gdb_t *, const char *where);    /* qXfer:features:read:target.xml: */

/* gdb_memory.c */
void gdb_read  (gdb_t *, const char *);                /* m<addr>,<n>               */
void gdb_write (gdb_t *, const char *);                /* M<addr>,<n>:<hex>         */
void gdb_write_binary(gdb_t *, char *, size_t n);      /* X<addr>,<n>:<bytes>       */
void gdb_flash (gdb_t *, char *, size_t n);            /* vFlashErase, Write, Done  */
void gdb_map   (gdb_t *, const char *where);           /* qXfer:memory-map:read::   */
bool gdb_byte  (const gdb_t *, uint32_t addr, uint8_t *); /* in the view; false: nothing there */

/* gdb_resume.c */
void gdb_break (gdb_t *, const char *, bool set);      /* Z, z */
void gdb_resume(gdb_t *, const char *, bool step);     /* c, s, with an address or without */
void gdb_back  (gdb_t *, bool step);                   /* bs, bc */
void gdb_vcont (gdb_t *, const char *);
bool gdb_stops (void *, const fact_t *);               /* timeline_ears_t.stop */

/* gdb_monitor.c */
void gdb_monitor(gdb_t *, const char *hex);            /* qRcmd, */
#endif
