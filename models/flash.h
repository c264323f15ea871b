/* flash.h -- the embedded flash's registers (not its bytes: those are memory). RM0433 chapter 4.
 *
 * Modelled: ACR drives wires->flash_latency at once; KEYR1/2 and OPTKEYR unlock sequences, a wrong
 * key locks until reset; CR1/2 and OPTCR and the option programming registers can be written only
 * unlocked; SR reads idle; option bytes read their factory values. The common registers answer at
 * +0x100 too.
 * Not modelled: programming, erase, mass erase, CRC, option change: a CR with PG, SER, BER or
 * START, or an OPTCR with OPTSTART is told as F_UNMODELLED and does nothing. The bus error of a
 * wrong key.
 * What surprises people: LATENCY is 7 after reset, the slowest; it reads back what was written,
 * and that is all firmware waits for.
 *
 * From the map: nothing. */
#ifndef FLASH_H
#define FLASH_H
#include "device.h"

typedef struct { uint8_t none; } flash_cfg_t;

enum { FLASH_WORDS = 0x64 / 4 };

typedef struct {
    uint32_t reg[2][FLASH_WORDS];         /* by bank and offset / 4; common registers in bank 0 */
    uint8_t  key[3], dead[3], pad[2];     /* keys seen, sequence broken: bank 1, bank 2, options */
} flash_t;

extern const model_t flash_model;
#endif
