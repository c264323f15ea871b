/* flash.c -- see flash.h. */
#include "flash.h"
#include <string.h>

enum { ACR = 0x00, KEYR = 0x04, OPTKEYR = 0x08, CR = 0x0C, SR = 0x10, CCR = 0x14, OPTCR = 0x18,
       OPTSR_CUR = 0x1C, OPTSR_PRG = 0x20, OPTCCR = 0x24, PRAR_PRG = 0x2C, SCAR_PRG = 0x34,
       WPSN_CUR = 0x38, WPSN_PRG = 0x3C, BOOT_CUR = 0x40, BOOT_PRG = 0x44, CRCCR = 0x50,
       BANK2 = 0x100 };
enum { OPTIONS = 2 };                      /* index of the option lock in key[] and dead[] */

#define ACR_LATENCY    0x0000000Fu
#define CR_LOCK        0x00000001u
#define CR_DOES        0x0000008Eu         /* PG, SER, BER, START */
#define CR_START       0x00000080u
#define CRCCR_START    0x00010000u
#define OPTCR_OPTLOCK  0x00000001u
#define OPTCR_DOES     0x00000012u         /* OPTSTART, MER */

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
    [0x28 / 4]      = { 0, FREE, 0x000000FF, 0, 1 },                     /* PRAR_CUR */
    [PRAR_PRG / 4]  = { 0, OPTION_LOCK, 0x000000FF, 0x8FFF0FFF, 1 },
    [0x30 / 4]      = { 0, FREE, 0x000000FF, 0, 1 },                     /* SCAR_CUR */
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
    for (unsigned b = 0; b < 2; b++)
        for (unsigned i = 0; i < FLASH_WORDS; i++)
            if (!b || !rows[i].shared) f->reg[b][i] = rows[i].reset;
}

static uint32_t flash_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const flash_t *f = dev;
    unsigned bank, word;
    (void)cfg, (void)env;
    return row_of(off, &bank, &word) ? f->reg[bank][word] : 0;
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

static void drive(const flash_t *f, env_t *env)
{
    env->wires->flash_latency = f->reg[0][ACR / 4] & ACR_LATENCY;
}

/* A register that keeps bits: locks first, then what a set bit would have done. */
static void keep(flash_t *f, unsigned bank, unsigned word, uint32_t val, uint32_t mask, env_t *env)
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
    uint32_t does = word == CR / 4 ? CR_DOES : word == OPTCR / 4 ? OPTCR_DOES :
                    word == CRCCR / 4 ? CRCCR_START : 0;
    if (val & does) tell_part(env, F_UNMODELLED, 1, off, val, 0);
    if (word == CR / 4) keeps &= ~CR_START;
    if (word == OPTCR / 4) keeps &= ~OPTCR_DOES;
    *r = (val & keeps) | (*r & ~keeps);
    /* The lock can be set, never cleared. */
    if (word == CR / 4 || word == OPTCR / 4) *r |= val & 1;
}

static void flash_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                        env_t *env)
{
    flash_t *f = dev;
    unsigned bank, word;
    (void)cfg;
    if (!row_of(off, &bank, &word)) {
        tell_part(env, F_IGNORED, 0, off, val, IGN_RESERVED);
        return;
    }
    uint32_t shift = 8 * (off & 3), mask = (size == 1 ? 0xFFu : size == 2 ? 0xFFFFu : ~0u) << shift;
    val = val << shift & mask;
    switch (word * 4) {
    case KEYR:    unlock(f, bank, &f->reg[bank][CR / 4], val, env, off); break;
    case OPTKEYR: unlock(f, OPTIONS, &f->reg[0][OPTCR / 4], val, env, off); break;
    case CCR:
    case OPTCCR:  break;                                  /* no flag ever rose: nothing to clear */
    default:      keep(f, bank, word, val, mask, env); break;
    }
    drive(f, env);
}

static tick_t flash_step(void *dev, const void *cfg, env_t *env)
{
    (void)cfg;
    drive(dev, env);
    return NEVER;
}

const model_t flash_model = { flash_reset, flash_peek, flash_read, flash_write, flash_step };
