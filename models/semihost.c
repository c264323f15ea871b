/* semihost.c -- see semihost.h. */
#include "semihost.h"
#include "fill.h"

enum { SYS_OPEN = 0x01, SYS_CLOSE, SYS_WRITEC, SYS_WRITE0, SYS_WRITE, SYS_READ, SYS_READC,
       SYS_ISTTY = 0x09, SYS_CLOCK = 0x10, SYS_ERRNO = 0x13, SYS_HEAPINFO = 0x16, SYS_EXIT = 0x18,
       SYS_EXIT_EXTENDED = 0x20 };
enum { STDIN = 1, STDOUT, STDERR, NAME = 3 };               /* handles; strlen(":tt") */
#define APPLICATION_EXIT 0x20026u
#define FAILED           0xFFFFFFFFu

/* A byte as the program would read it; 0 where no memory is. */
static uint8_t byte_at(const lsu_ctx_t *x, uint32_t addr)
{
    const region_row_t *r = map_region(x->env->map, addr);
    if (!r || r->kind > REGION_TCM) return 0;
    return lsu_view(x, addr, ((const uint8_t *)x->env->chip)[r->at + (addr - r->base)]);
}

static uint32_t word_at(const lsu_ctx_t *x, uint32_t addr)
{
    uint32_t v = 0;
    for (unsigned k = 0; k < 4; k++) v |= (uint32_t)byte_at(x, addr + k) << 8 * k;
    return v;
}

static void print(lsu_ctx_t *x, uint8_t byte) { tell_part(x->env, F_OUTPUT, 0, 0, byte, 0); }

static void write_string(lsu_ctx_t *x, uint32_t addr)
{
    uint8_t byte;
    for (uint32_t n = 0; n < MAX_OUTPUT && (byte = byte_at(x, addr + n)); n++) print(x, byte);
}

/* The answer of SYS_WRITE: bytes that were not written. */
static uint32_t write_bytes(lsu_ctx_t *x, uint32_t block)
{
    uint32_t handle = word_at(x, block), addr = word_at(x, block + 4), size = word_at(x, block + 8);
    if ((handle != STDOUT && handle != STDERR) || size > MAX_OUTPUT) return size;
    for (uint32_t n = 0; n < size; n++) print(x, byte_at(x, addr + n));
    return 0;
}

/* ":tt" is the console: input for reading, output for writing, errors for appending. */
static uint32_t open_console(lsu_ctx_t *x, uint32_t block)
{
    static const char name[] = ":tt";
    uint32_t addr = word_at(x, block), mode = word_at(x, block + 4);
    for (unsigned k = 0; k <= NAME; k++)
        if (byte_at(x, addr + k) != (uint8_t)name[k]) return FAILED;
    return mode < 4 ? STDIN : mode < 8 ? STDOUT : STDERR;
}

static void leave(core_t *c, lsu_ctx_t *x, uint32_t reason, uint32_t code)
{
    c->stop = STOP_EXIT;
    c->exit_code = (uint8_t)(reason == APPLICATION_EXIT ? code : 1);
    tell_part(x->env, F_END, 1, 0, c->exit_code, 0);
}

void semihost_call(core_t *c, lsu_ctx_t *x)
{
    uint32_t *answer = &c->regs.r[0], argument = c->regs.r[1], what = *answer;
    switch (what) {
    case SYS_OPEN:   *answer = open_console(x, argument); break;
    case SYS_CLOSE:  *answer = 0; break;
    case SYS_WRITEC: print(x, byte_at(x, argument)); break;
    case SYS_WRITE0: write_string(x, argument); break;
    case SYS_WRITE:  *answer = write_bytes(x, argument); break;
    case SYS_READ:   *answer = word_at(x, argument + 8); break;     /* nothing was read */
    case SYS_READC:  *answer = FAILED; break;
    case SYS_ISTTY:  *answer = 1; break;
    case SYS_CLOCK:  *answer = (uint32_t)(x->env->now / (TICKS_PER_SECOND / 100)); break;
    case SYS_ERRNO:  *answer = 0; break;
    case SYS_HEAPINFO: break;
    case SYS_EXIT:   leave(c, x, argument, 0); break;
    case SYS_EXIT_EXTENDED: leave(c, x, word_at(x, argument), word_at(x, argument + 4)); break;
    default:
        tell_part(x->env, F_UNMODELLED, 0, c->regs.r[15], what, 0);
        *answer = FAILED;
        break;
    }
}
