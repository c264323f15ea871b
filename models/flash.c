/* flash.c -- see flash.h. */
#include "flash.h"
#include <string.h>

enum { ACR = 0x00, KEYR = 0x04, OPTKEYR = 0x08, CR = 0x0C, SR = 0x10, CCR = 0x14, OPTCR = 0x18,
       OPTSR_CUR = 0x1C, OPTSR_PRG = 0x20, OPTCCR = 0x24, PRAR_CUR = 0x28, PRAR_PRG = 0x2C,
       SCAR_CUR = 0x30, SCAR_PRG = 0x34, WPSN_CUR = 0x38, WPSN_PRG = 0x3C, BOOT_CUR = 0x40,
       BOOT_PRG = 0x44, CRCCR = 0x50, BANK2 = 0x100 };
enum { OPTIONS = 2 };                      /* index of the option lock in key[] and dead[] */

#define ACR_LATENCY    0x0000000Fu
#define CR_LOCK        0x00000001u
#define CR_PG          0x00000002u
#define CR_SER         0x00000004u
#define CR_BER         0x00000008u
#define CR_FW          0x00000040u
#define CR_START       0x00000080u
#define CR_DOES_NOT    0x00008000u         /* CRC_EN */
#define SR_BSY         0x00000001u
#define SR_WBNE        0x00000002u
#define SR_QW          0x00000004u
#define SR_EOP         0x00010000u         /* from here on flags, their enables in CR, their clears in CCR */
#define SR_WRPERR      0x00020000u
#define SR_PGSERR      0x00040000u
#define SR_STRBERR     0x00080000u
#define SR_INCERR      0x00200000u
#define SR_ERRORS      (SR_WRPERR | SR_PGSERR | SR_STRBERR | SR_INCERR)
#define SR_FLAGS       0x1FEF0000u
#define ALL_BYTES      0xFFFFFFFFu
#define CRCCR_START    0x00010000u
#define OPTCR_OPTLOCK  0x00000001u
#define OPTCR_OPTSTART 0x00000002u
#define OPTCR_MER      0x00000010u
#define OPTSR_BUSY     0x00000001u         /* OPT_BUSY, in OPTSR_CUR */

enum { FREE, BANK_LOCK, OPTION_LOCK };
typedef struct { uint8_t shared, lock; uint32_t reset, keeps; uint8_t here; } row_t;

/* RM0433 4.9; option bytes as delivered. KEYR and OPTKEYR read 0, SR idle. */
static const row_t rows[FLASH_WORDS] = {
    [ACR / 4]       = { 1, FREE, 0x00000037, 0x0000003F, 1 },
    [KEYR / 4]      = { 0, FREE, 0, 0, 1 },
    [OPTKEYR / 4]   = { 1, FREE, 0, 0, 1 },
    [CR / 4]        = { 0, BANK_LOCK, 0x00000031, 0x1FEF87FE, 1 },
    [SR / 4]        = { 0, FREE, 0, 0, 1 },
    [CCR / 4]       = { 0, FREE, 0, 0, 1 },
    [OPTCR / 4]     = { 1, OPTION_LOCK, 0x00000001, 0xC0000012, 1 },
    [OPTSR_CUR / 4] = { 1, FREE, 0x0006AAD0, 0, 1 },
    [OPTSR_PRG / 4] = { 1, OPTION_LOCK, 0x0006AAD0, 0xA03EFFDC, 1 },
    [OPTCCR / 4]    = { 1, FREE, 0, 0, 1 },
    [PRAR_CUR / 4]  = { 0, FREE, 0x000000FF, 0, 1 },                     /* PRAR_CUR */
    [PRAR_PRG / 4]  = { 0, OPTION_LOCK, 0x000000FF, 0x8FFF0FFF, 1 },
    [SCAR_CUR / 4]  = { 0, FREE, 0x000000FF, 0, 1 },                     /* SCAR_CUR */
    [SCAR_PRG / 4]  = { 0, OPTION_LOCK, 0x000000FF, 0x8FFF0FFF, 1 },
    [WPSN_CUR / 4]  = { 0, FREE, 0x000000FF, 0, 1 },
    [WPSN_PRG / 4]  = { 0, OPTION_LOCK, 0x000000FF, 0x000000FF, 1 },
    [BOOT_CUR / 4]  = { 1, FREE, 0x1FF00800, 0, 1 },
    [BOOT_PRG / 4]  = { 1, OPTION_LOCK, 0x1FF00800, 0xFFFFFFFF, 1 },
    [CRCCR / 4]     = { 0, BANK_LOCK, 0, 0x00300787, 1 },
    [0x54 / 4]      = { 0, BANK_LOCK, 0, 0x000FFFFC, 1 },
    [0x58 / 4]      = { 0, BANK_LOCK, 0, 0x000FFFFC, 1 },
    [0x5C / 4]      = { 1, FREE, 0, 0, 1 },
    [0x60 / 4]      = { 0, FREE, 0, 0, 1 },
};

/* Which register, of which bank; NULL: nothing there. */
static const row_t *row_of(uint32_t off, unsigned *bank, unsigned *word)
{
    *bank = off >= BANK2;
    *word = (off - (*bank ? BANK2 : 0)) / 4;
    if (*word >= FLASH_WORDS || !rows[*word].here) return NULL;
    if (rows[*word].shared) *bank = 0;
    return &rows[*word];
}

static void flash_reset(void *dev, const void *cfg)
{
    flash_t *f = dev;
    (void)cfg;
    memset(f, 0, sizeof *f);
    f->option_end = NEVER;
    for (unsigned b = 0; b < FLASH_BANKS; b++) {
        f->bank[b].end = NEVER;
        for (unsigned i = 0; i < FLASH_WORDS; i++)
            if (!b || !rows[i].shared) f->reg[b][i] = rows[i].reset;
    }
}

/* BSY, WBNE, QW: they follow from what is under way. */
static uint32_t busy(const flash_t *f, unsigned bank, const env_t *env)
{
    uint32_t strb = env->wires->flash_write[bank].strb;
    return (f->bank[bank].op != FLASH_IDLE ? SR_BSY | SR_QW : 0) | (strb ? SR_WBNE : 0)
         | (strb == ALL_BYTES ? SR_QW : 0);
}

static uint32_t changing(const flash_t *f) { return f->option_end != NEVER ? OPTSR_BUSY : 0; }

static uint32_t flash_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const flash_t *f = dev;
    unsigned bank, word;
    (void)cfg, (void)env;
    if (!row_of(off, &bank, &word)) return 0;
    uint32_t more = word == SR / 4 ? busy(f, bank, env) : word == OPTSR_CUR / 4 ? changing(f) : 0;
    return f->reg[bank][word] | more;
}

static uint32_t flash_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    uint32_t v = flash_peek(dev, cfg, off, env) >> 8 * (off & 3);
    return size == 1 ? v & 0xFF : size == 2 ? v & 0xFFFF : v;
}

/* Two keys in order open the lock; a wrong one shuts it until reset (RM0433 4.5.1). */
static void unlock(flash_t *f, unsigned which, uint32_t *lock, uint32_t val, env_t *env,
                   uint32_t off)
{
    static const uint32_t keys[3][2] = {
        { 0x45670123, 0xCDEF89AB }, { 0x45670123, 0xCDEF89AB }, { 0x08192A3B, 0x4C5D6E7F }
    };
    if (!(*lock & 1)) return;
    if (f->dead[which] || val != keys[which][f->key[which]]) {
        f->dead[which] = 1;
        tell_part(env, F_IGNORED, 0, off, val, IGN_RESERVED);
        return;
    }
    if (++f->key[which] == 2) *lock &= ~1u, f->key[which] = 0;
}

/* ---- what changes the array ------------------------------------------------------------------- */

static void raise(flash_t *f, unsigned bank, uint32_t flags, env_t *env)
{
    uint32_t *sr = &f->reg[bank][SR / 4], fresh = flags & ~*sr;
    *sr |= flags;
    if (fresh) tell_part(env, F_FLAG, 0, SR + (bank ? BANK2 : 0), 0, fresh);
}

/* The bank's bytes; NULL where the map has no flash. */
static uint8_t *array_of(const flash_cfg_t *c, unsigned bank, const env_t *env)
{
    const region_row_t *r = env->map ? map_region(env->map, c->base[bank]) : NULL;
    int whole = r && r->kind == REGION_FLASH && r->size >= c->sectors * c->sector;
    return whole ? (uint8_t *)env->chip + r->at : NULL;
}

static int is_protected(const flash_t *f, unsigned bank, unsigned sector)
{
    return !(f->reg[bank][WPSN_CUR / 4] >> sector & 1);
}

/* A flash word can be programmed once after an erase: its ECC is written with it (RM0433 4.3.9). */
static void burn(const flash_bank_t *b, uint8_t *to, uint32_t addr, env_t *env)
{
    int blank = 1;
    for (unsigned i = 0; i < FLASH_WORD_BYTES; i++) {
        blank &= to[i] == 0xFF;
        to[i] &= b->word[i];
    }
    if (!blank) tell_part(env, F_UNMODELLED, 1, addr, 0, 0);
    for (unsigned i = 0; i < FLASH_WORD_BYTES; i += 8) {
        fact_t f = { .at = env->now, .kind = F_FLASH, .who = env->slot, .what = FLASH_PROGRAMMED, .size = 8,
                     .addr = addr + i, .pc = NO_PC };
        for (unsigned k = 0; k < 8; k++) f.data |= (uint64_t)to[i + k] << 8 * k;
        tell(env, &f);
    }
}

static void finish(flash_t *f, const flash_cfg_t *c, unsigned bank, env_t *env)
{
    flash_bank_t *b = &f->bank[bank];
    uint8_t *array = array_of(c, bank, env);
    uint32_t size = b->op == FLASH_ERASE_SECTOR ? c->sector : c->sector * c->sectors;
    uint32_t at = b->op == FLASH_ERASE_BANK ? 0 : b->at;
    if (array && b->op == FLASH_PROGRAM) burn(b, array + at, c->base[bank] + at, env);
    else if (array) {
        memset(array + at, 0xFF, size);
        tell_part(env, F_FLASH, FLASH_ERASED, c->base[bank] + at, size, 0);
    }
    b->op = FLASH_IDLE, b->end = NEVER;
    env->wires->flash_read[bank] = 0;                          /* the next read goes to the array */
    raise(f, bank, SR_EOP, env);
}

static void begin(flash_t *f, unsigned bank, flash_op_t op, uint32_t at, tick_t time, env_t *env)
{
    flash_bank_t *b = &f->bank[bank];
    b->op = (uint8_t)op, b->at = at, b->end = env->now + time;
}

static unsigned psize(const flash_t *f, unsigned bank) { return f->reg[bank][CR / 4] >> 4 & 3; }

/* The write buffer is full, or FW fills it up with ones. */
static void take_word(flash_t *f, const flash_cfg_t *c, unsigned bank, env_t *env)
{
    flash_write_t *w = &env->wires->flash_write[bank];
    uint32_t *cr = &f->reg[bank][CR / 4], at = w->addr - c->base[bank];
    if (f->bank[bank].op != FLASH_IDLE || !w->strb || (w->strb != ALL_BYTES && !(*cr & CR_FW))) return;
    for (unsigned i = 0; i < FLASH_WORD_BYTES; i++)
        f->bank[bank].word[i] = w->strb >> i & 1 ? w->bytes[i] : 0xFF;
    w->strb = 0;
    *cr &= ~CR_FW;
    if (is_protected(f, bank, at / c->sector)) raise(f, bank, SR_WRPERR, env);
    else begin(f, bank, FLASH_PROGRAM, at, c->program[psize(f, bank)], env);
}

static void take_events(flash_t *f, unsigned bank, env_t *env)
{
    flash_write_t *w = &env->wires->flash_write[bank];
    uint32_t flags = (w->wrong & FLASH_REFUSED ? SR_PGSERR : 0)
                   | (w->wrong & FLASH_OTHER_WORD ? SR_INCERR : 0)
                   | (w->wrong & FLASH_TWICE ? SR_STRBERR : 0);
    w->wrong = 0;
    if (flags & (SR_INCERR | SR_STRBERR)) w->strb = 0;         /* the buffer is lost */
    raise(f, bank, flags, env);
}

/* One of sector and bank, nothing wrong before, nothing under way (RM0433 4.3.10). */
static void start(flash_t *f, const flash_cfg_t *c, unsigned bank, uint32_t cr, env_t *env)
{
    uint32_t sector = cr >> 8 & 7;
    int whole = (cr & CR_BER) != 0;
    if (!(cr & (CR_SER | CR_BER)) || f->reg[bank][SR / 4] & SR_ERRORS || f->bank[bank].op != FLASH_IDLE) {
        raise(f, bank, SR_PGSERR, env);
        return;
    }
    for (unsigned i = 0; i < c->sectors; i++)
        if ((whole || i == sector) && is_protected(f, bank, i)) {
            raise(f, bank, SR_WRPERR, env);
            return;
        }
    begin(f, bank, whole ? FLASH_ERASE_BANK : FLASH_ERASE_SECTOR, whole ? 0 : sector * c->sector,
          whole ? c->erase_bank[psize(f, bank)] : c->erase[psize(f, bank)], env);
}

/* OPTSTART: the registers to be programmed become those in force (RM0433 4.4.3). */
static const struct { uint8_t from, to; } option[] = {
    { OPTSR_PRG, OPTSR_CUR }, { PRAR_PRG, PRAR_CUR }, { SCAR_PRG, SCAR_CUR }, { WPSN_PRG, WPSN_CUR },
    { BOOT_PRG, BOOT_CUR } };

static void change_options(flash_t *f, env_t *env)
{
    f->option_end = NEVER;
    for (unsigned b = 0; b < FLASH_BANKS; b++)
        for (unsigned i = 0; i < sizeof option / sizeof *option; i++) {
            uint32_t *to = &f->reg[b][option[i].to / 4], from = f->reg[b][option[i].from / 4];
            if (b && rows[option[i].to / 4].shared) continue;
            if (*to != from && option[i].to != WPSN_CUR)
                tell_part(env, F_UNMODELLED, 1, option[i].to + (b ? BANK2 : 0), from, 0);
            *to = from;
        }
}

/* MER: both banks, whose registers must be unlocked. */
static void erase_all(flash_t *f, const flash_cfg_t *c, env_t *env)
{
    for (unsigned b = 0; b < FLASH_BANKS; b++) {
        if (f->reg[b][CR / 4] & CR_LOCK) tell_part(env, F_IGNORED, 0, OPTCR, OPTCR_MER, IGN_READONLY);
        else start(f, c, b, CR_BER, env);
    }
}

static void drive(const flash_t *f, const flash_cfg_t *c, env_t *env)
{
    uint32_t irq = 0;
    env->wires->flash_latency = f->reg[0][ACR / 4] & ACR_LATENCY;
    for (unsigned b = 0; b < FLASH_BANKS; b++) {
        uint32_t cr = f->reg[b][CR / 4], sr = f->reg[b][SR / 4];
        flash_write_t *w = &env->wires->flash_write[b];
        w->accepts = cr & CR_PG && !(cr & CR_LOCK) && !(sr & SR_ERRORS) && w->strb != ALL_BYTES;
        irq |= cr & sr & SR_FLAGS;
    }
    wire_put(env, WIRE_IRQ, c->irq, irq != 0);
}

static void settle(flash_t *f, const flash_cfg_t *c, env_t *env)
{
    if (f->option_end <= env->now) change_options(f, env);
    for (unsigned b = 0; b < FLASH_BANKS; b++) {
        if (f->bank[b].end <= env->now) finish(f, c, b, env);
        take_events(f, b, env);
        take_word(f, c, b, env);
    }
    drive(f, c, env);
}

/* ---- registers ------------------------------------------------------------------------------- */

/* A register that keeps bits: locks first, then what a set bit would have done. */
static void keep(flash_t *f, const flash_cfg_t *c, unsigned bank, unsigned word, uint32_t val,
                 uint32_t mask, env_t *env)
{
    const row_t *row = &rows[word];
    uint32_t *r = &f->reg[bank][word], off = word * 4 + (bank ? BANK2 : 0);
    uint32_t keeps = row->keeps & mask;
    int locked = (row->lock == BANK_LOCK && f->reg[bank][CR / 4] & CR_LOCK) ||
                 (row->lock == OPTION_LOCK && f->reg[0][OPTCR / 4] & OPTCR_OPTLOCK);
    if (!row->keeps || locked) {
        tell_part(env, F_IGNORED, 0, off, val, IGN_READONLY);
        return;
    }
    uint32_t does = word == CR / 4 ? CR_DOES_NOT : word == CRCCR / 4 ? CRCCR_START : 0;
    if (val & does) tell_part(env, F_UNMODELLED, 1, off, val, 0);
    if (word == CR / 4) keeps &= ~CR_START;
    if (word == OPTCR / 4) keeps &= ~(OPTCR_OPTSTART | OPTCR_MER);
    *r = (val & keeps) | (*r & ~keeps);
    /* The lock can be set, never cleared. */
    if (word == CR / 4 || word == OPTCR / 4) *r |= val & 1;
    if (word == CR / 4 && val & CR_START) start(f, c, bank, f->reg[bank][CR / 4], env);
    if (word == OPTCR / 4 && val & OPTCR_OPTSTART && f->option_end == NEVER)
        f->option_end = env->now + c->program[0];
    if (word == OPTCR / 4 && val & OPTCR_MER) erase_all(f, c, env);
}

static void flash_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                        env_t *env)
{
    flash_t *f = dev;
    unsigned bank, word;
    if (!row_of(off, &bank, &word)) {
        tell_part(env, F_IGNORED, 0, off, val, IGN_RESERVED);
        return;
    }
    uint32_t shift = 8 * (off & 3), mask = (size == 1 ? 0xFFu : size == 2 ? 0xFFFFu : ~0u) << shift;
    val = val << shift & mask;
    switch (word * 4) {
    case KEYR:    unlock(f, bank, &f->reg[bank][CR / 4], val, env, off); break;
    case OPTKEYR: unlock(f, OPTIONS, &f->reg[0][OPTCR / 4], val, env, off); break;
    case CCR:     f->reg[bank][SR / 4] &= ~(val & SR_FLAGS); break;
    case OPTCCR:  break;                                  /* no flag ever rose: nothing to clear */
    default:      keep(f, cfg, bank, word, val, mask, env); break;
    }
    settle(f, cfg, env);
    wake(env, env->slot);
}

static tick_t flash_step(void *dev, const void *cfg, env_t *env)
{
    flash_t *f = dev;
    settle(f, cfg, env);
    tick_t end = f->bank[0].end < f->bank[1].end ? f->bank[0].end : f->bank[1].end;
    return f->option_end < end ? f->option_end : end;
}

const model_t flash_model = { flash_reset, flash_peek, flash_read, flash_write, flash_step };
