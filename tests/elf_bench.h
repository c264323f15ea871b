/* elf_bench.h -- the images of tests/elf, those in the tree and those built here and now if there is a
 * cross compiler, and what binutils says about them. */
#ifndef ELF_BENCH_H
#define ELF_BENCH_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "elf_file.h"

#define TREE "tests/elf"

static char built[64] = "/tmp/staleline-elf-XXXXXX";      /* folder of what was built; "" if nothing was */

static inline void build_here(void)
{
    char command[256];
    if (system("command -v arm-none-eabi-gcc >/dev/null 2>&1") || !mkdtemp(built)) {
        *built = 0;
        puts("no arm-none-eabi-gcc: only the images in the tree are tested");
        return;
    }
    snprintf(command, sizeof command, "sh " TREE "/build.sh %s", built);
    if (system(command)) exit(1);
}

static inline void remove_built(void)
{
    char command[256];
    snprintf(command, sizeof command, "rm -rf %s", built);
    if (*built && system(command)) exit(1);
}

static inline const char *in(const char *folder, const char *name)
{
    static char path[4][256];
    static unsigned n;
    n = (n + 1) % 4;
    snprintf(path[n], sizeof *path, "%s/%s", folder, name);
    return path[n];
}

static inline uint8_t *bytes_of(const char *path, size_t *size)
{
    err_t err = { "" };
    uint8_t *b = file_bytes(path, ELF_BYTES_MAX, size, &err);
    if (!b) puts(err.text), exit(1);
    return b;
}
#endif
