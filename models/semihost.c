/* semihost.c -- see semihost.h. */
#include "semihost.h"
#include "fill.h"

enum { SYS_OPEN = 0x01, SYS_CLOSE, SYS_WRITEC, SYS_WRITE0, SYS_WRITE, SYS_READ, SYS_READC,
       SYS_ISTTY = 0x09, SYS_SEEK = 0x0A, SYS_FLEN = 0x0C, SYS_CLOCK = 0x10, SYS_TIME, SYS_ERRNO = 0x13,
       SYS_GET_CMDLINE = 0x15, SYS_HEAPINFO, SYS_EXIT = 0x18, SYS_EXIT_EXTENDED = 0x20 };
enum { STDIN = 1, STDOUT, STDERR, FEATURES };               /* handles */
enum { READ_MOST = 128, UNMODELLED = 2 };
#define APPLICATION_EXIT 0x20026u
#define FAILED           0xFFFFFFFFu

/* IHI 0100, feature bits: SH_EXT_EXIT_EXTENDED, SH_EXT_STDOUT_STDERR. */
static const uint8_t features[] = { 'S', 'H', 'F', 'B', 3 };

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

static int is_name(const lsu_ctx_t *x, uint32_t addr, const char *name)
{
    for (unsigned k = 0;; k++) {
        if (byte_at(x, addr + k) != (uint8_t)name[k]) return 0;
        if (!name[k]) return 1;
    }
}

static uint32_t refuse(const lsu_ctx_t *x, uint32_t what)
{
    tell_part(x->env, F_UNMODELLED, UNMODELLED, x->env->pc, what, 0);
    return FAILED;
}

/* ":tt" is the console: input for reading, output for writing, errors for appending. */
static uint32_t open_file(core_t *c, const lsu_ctx_t *x, uint32_t block)
{
    uint32_t name = word_at(x, block), mode = word_at(x, block + 4);
    if (is_name(x, name, ":tt")) return mode < 4 ? STDIN : mode < 8 ? STDOUT : STDERR;
    if (!is_name(x, name, ":semihosting-features")) return refuse(x, SYS_OPEN);
    c->features_at = 0;
    return FEATURES;
}

static uint32_t seek(core_t *c, const lsu_ctx_t *x, uint32_t block)
{
    uint32_t to = word_at(x, block + 4);
    if (word_at(x, block) != FEATURES || to > sizeof features) return FAILED;
    return c->features_at = to, 0;
}

/* ---- what goes into the program's memory ----------------------------------------------------------- */

/* One byte of n more, as the program would store it; c->access counts them. */
static semihost_t put(core_t *c, lsu_ctx_t *x, uint32_t addr, unsigned n, uint8_t byte)
{
    if (c->access >= n) return SEMIHOST_DONE;
    uint32_t at = addr + c->access;
    const region_row_t *r = map_region(x->env->map, at);
    int ram = r && (r->kind == REGION_RAM || r->kind == REGION_TCM);
    lsu_reply_t reply = { .status = LSU_FAULT };
    if (ram) reply = lsu_store(x, at, 1, byte);
    if (reply.status == LSU_WAIT) return SEMIHOST_WAIT;
    if (reply.status == LSU_FAULT) tell_part(x->env, F_IGNORED, 0, at, byte, IGN_READONLY);
    c->access++;
    return SEMIHOST_MORE;
}

/* SYS_READ. The place in the file moves when all is there, so that the call may begin again. */
static semihost_t read_bytes(core_t *c, lsu_ctx_t *x, uint32_t block)
{
    const input_t *in = x->env->in;
    uint32_t handle = word_at(x, block), addr = word_at(x, block + 4), wanted = word_at(x, block + 8);
    uint32_t *at = handle == STDIN ? &c->console_at : &c->features_at;
    uint32_t size = handle == FEATURES ? sizeof features : handle == STDIN && in ? in->consoles : *at;
    uint32_t left = size > *at ? size - *at : 0, n = left < wanted ? left : wanted;
    if (n > READ_MOST) n = READ_MOST;
    const uint8_t *from = handle == FEATURES ? features : in ? in->console : features;
    semihost_t s = put(c, x, addr, n, c->access < n ? from[*at + c->access] : 0);
    if (s == SEMIHOST_DONE) *at += n, c->regs.r[0] = wanted - n;
    return s;
}

static uint32_t read_byte(core_t *c, const lsu_ctx_t *x)
{
    const input_t *in = x->env->in;
    return in && c->console_at < in->consoles ? in->console[c->console_at++] : FAILED;
}

/* The text, a 0, and its length into the second word of the block. */
static semihost_t command_line(core_t *c, lsu_ctx_t *x, uint32_t block)
{
    const char *text = x->env->in && x->env->in->command ? x->env->in->command : "";
    uint32_t addr = word_at(x, block), length = 0;
    while (length < READ_MOST && text[length]) length++;
    if (!c->access && word_at(x, block + 4) <= length) { c->regs.r[0] = FAILED; return SEMIHOST_DONE; }
    semihost_t s;
    if (c->access < length) s = put(c, x, addr, length + 5, (uint8_t)text[c->access]);
    else if (c->access == length) s = put(c, x, addr, length + 5, 0);
    else s = put(c, x, block + 4 - (length + 1), length + 5, c->access == length + 1 ? (uint8_t)length : 0);
    if (s == SEMIHOST_DONE) c->regs.r[0] = 0;
    return s;
}

/* ---- the call ---------------------------------------------------------------------------------------- */

static void leave(core_t *c, lsu_ctx_t *x, uint32_t reason, uint32_t code)
{
    c->stop = STOP_EXIT;
    if (code > 255) code = 255;                                 /* 256 is no success */
    c->exit_code = (uint8_t)(reason == APPLICATION_EXIT ? code : 1);
    tell_part(x->env, F_END, 1, 0, c->exit_code, 0);
}

semihost_t semihost_call(core_t *c, lsu_ctx_t *x)
{
    uint32_t *answer = &c->regs.r[0], argument = c->regs.r[1], what = *answer;
    switch (what) {
    case SYS_OPEN:   *answer = open_file(c, x, argument); break;
    case SYS_CLOSE:  *answer = 0; break;
    case SYS_WRITEC: print(x, byte_at(x, argument)); break;
    case SYS_WRITE0: write_string(x, argument); break;
    case SYS_WRITE:  *answer = write_bytes(x, argument); break;
    case SYS_READ:   return read_bytes(c, x, argument);
    case SYS_READC:  *answer = read_byte(c, x); break;
    case SYS_ISTTY:  *answer = word_at(x, argument) < FEATURES; break;
    case SYS_SEEK:   *answer = seek(c, x, argument); break;
    case SYS_FLEN:   *answer = word_at(x, argument) == FEATURES ? (uint32_t)sizeof features : FAILED; break;
    case SYS_CLOCK:  *answer = (uint32_t)(x->env->now / (TICKS_PER_SECOND / 100)); break;
    case SYS_TIME:   *answer = (uint32_t)(x->env->now / TICKS_PER_SECOND); break;
    case SYS_ERRNO:  *answer = 0; break;
    case SYS_GET_CMDLINE: return command_line(c, x, argument);
    case SYS_HEAPINFO: break;
    case SYS_EXIT:   leave(c, x, argument, 0); break;
    case SYS_EXIT_EXTENDED: leave(c, x, word_at(x, argument), word_at(x, argument + 4)); break;
    default: *answer = refuse(x, what); break;
    }
    return SEMIHOST_DONE;
}
