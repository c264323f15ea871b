/* flash.h -- the embedded flash: its registers, programming and erasing. Its bytes are memory behind the
 * bus (matrix_slave.c); it writes them at the end of an operation. RM0433 chapter 4.
 *
 * Modelled: ACR drives wires->flash_latency at once; KEYR1/2 and OPTKEYR unlock sequences, a wrong key
 * locks until reset; CR1/2 and OPTCR and the option programming registers can be written only unlocked;
 * option bytes read their factory values. OPTSTART: what stands in the programming registers comes into
 * force (OPT_BUSY meanwhile), the write protection at once with effect. The common registers answer at
 * +0x100 too. Programming:
 * with PG = 1 writes to the bank collect in a buffer of 32 bytes; a full one (or FW) is programmed;
 * sector, bank and mass erase (MER); BSY, WBNE, QW, EOP; WRPERR (WPSN), PGSERR, STRBERR (a byte written
 * twice), INCERR (another word before this one was full); interrupts.
 * Not modelled: CRC; what option bytes but WPSN do (read-out protection, bank swap, boot address, watchdogs
 * by hardware), told as F_UNMODELLED when they change; OPTCHANGEERR; the bus error of a wrong key; reads
 * of a bank under way wait on the chip, here they give the old bytes; ECC: programming a word that
 * was not erased gives old AND new and is told as F_UNMODELLED; a write while the buffer is full is
 * refused where the chip stalls the bus; proprietary and secure areas.
 *
 * What surprises people: LATENCY is 7 after reset, the slowest; it reads back what was written. A write
 * with PG = 0 is a bus error here and raises PGSERR; with an error flag up nothing is programmed until
 * it is cleared. What was programmed or erased is not what the caches hold: nobody tells them.
 * Each change is told as F_FLASH.
 *
 * From the map: the banks, times in ticks by PSIZE, the interrupt. An option change takes as long as a word
 * at PSIZE 8: an estimate. */
#ifndef FLASH_H
#define FLASH_H
#include "map.h"

enum { FLASH_BANKS = 2, FLASH_PSIZES = 4 };

typedef struct {
    uint32_t base[FLASH_BANKS];           /* where the banks are */
    uint32_t sector, sectors;             /* bytes of one; how many a bank has */
    tick_t   program[FLASH_PSIZES];       /* a flash word, by CR.PSIZE */
    tick_t   erase[FLASH_PSIZES];         /* a sector */
    tick_t   erase_bank[FLASH_PSIZES];
    uint16_t irq;
} flash_cfg_t;

typedef enum { FLASH_IDLE, FLASH_PROGRAM, FLASH_ERASE_SECTOR, FLASH_ERASE_BANK } flash_op_t;

typedef struct {
    tick_t   end;                         /* of what is under way; NEVER: nothing is */
    uint32_t at;                          /* where, from the bank's start */
    uint8_t  op, pad[3];                  /* flash_op_t */
    uint8_t  word[FLASH_WORD_BYTES];      /* being programmed */
} flash_bank_t;

enum { FLASH_WORDS = 0x64 / 4 };

typedef struct {
    uint32_t reg[2][FLASH_WORDS];         /* by bank and offset / 4; common registers in bank 0 */
    uint8_t  key[3], dead[3], pad[2];     /* keys seen, sequence broken: bank 1, bank 2, options */
    flash_bank_t bank[FLASH_BANKS];
    tick_t   option_end;                  /* of an option change; NEVER: none */
} flash_t;

extern const model_t flash_model;
#endif
