/* firmware_file.h -- a firmware file made ready to run: what is loaded, where the core starts, and names for
 * every address.
 *
 * ELF, Intel HEX and binary files, told apart by content (HEX by its first colon, binary by ".bin").
 * The core starts as RM0433 2.6 says: stack pointer and reset vector from the vector table at
 * 0x0800_0000 (BOOT_ADD0 as delivered). If nothing that looks like one is loaded there, the lowest
 * loaded place that does is taken; --vtor names another. Clocks are those after reset: HSI, 64 MHz.
 * Objects become buffers by name, and so do their members and elements where DWARF has their types
 * ("uart.rx"); functions name code, and what lies below the initial stack pointer down to the last section
 * is "stack".
 * Not known of a stripped file: names. Not modelled: option bytes that boot from elsewhere, a boot
 * loader in system flash. */
#ifndef FIRMWARE_FILE_H
#define FIRMWARE_FILE_H
#include "debuginfo.h"
#include "image.h"

typedef struct {
    uint32_t base, vtor; bool has_base, has_vtor;
    const char *input;                           /* a file: semihosting's standard input; NULL: it is empty */
} firmware_options_t;

enum { LOCALS_MAX = 256, LOCAL_NAME = 64 };

typedef struct firmware {
    char         path[1024];
    bool         is_elf;
    elf_file_t   elf;                            /* is_elf */
    debuginfo_t *debug;                          /* NULL: no line information */
    uint8_t     *raw;                            /* binary: its bytes */
    uint8_t     *input; size_t input_size;       /* of semihosting */
    loaded_t     loaded;
    uint32_t     vtor, stack, reset;             /* vector table, initial stack pointer, first instruction */
    uint32_t     stack_low;                      /* lowest address the stack may reach; stack: not known */
    symbol_t    *symbol; uint32_t *reach; size_t symbols;
    symbol_t    *part; uint32_t *part_reach; size_t parts;  /* members and elements of objects in RAM */
    char        *names, *part_names;             /* where the symbols' names are */
    local_name_t *local; char (*local_text)[LOCAL_NAME];        /* room for stack_names.c */
    heap_call_t  heap[HEAP_CALLS]; uint32_t heaps;      /* heap_calls.h */
} firmware_t;

/* Does this file begin like a firmware? Nothing else is checked. */
bool firmware_is(const char *file);
/* options: NULL for none. */
firmware_t *firmware_load(const char *file, const firmware_options_t *, err_t *);
void        firmware_free(firmware_t *);
/* Point a run at it. It must stay. */
void        firmware_give(const firmware_t *, input_t *, names_t *);
/* A scenario that does nothing but run it. */
scenario_t *firmware_scenario(const char *file, const firmware_options_t *, err_t *);
/* What this file is: that, or the scenario in it. */
scenario_t *scenario_of(const char *file, const firmware_options_t *, err_t *);

/* An object or function by name: as written ("main::rx"), as in the file ("_ZN..."), or the last words
 * of it ("rx") if they mean one thing only. NULL: none, or several; err says which. */
const symbol_t *firmware_symbol(const firmware_t *, const char *name, err_t *);
#endif
