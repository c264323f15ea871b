/* unicorn_run.c -- a program for QEMU's mps2-an500 under libunicorn with what an observer needs: a hook
 * before every instruction, one at every access to memory. Prints the program's output, then how much there
 * was. Unicorn knows no exceptions and no peripherals: only programs that need neither. How the model is
 * opened: unicorn_bench.h. */
#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicorn/unicorn.h>

enum { MEMORY = 4 << 20, DATA = 0x20000000 };

typedef struct { uint64_t instructions, accesses, bytes; } seen_t;

static void check(uc_err e, const char *what)
{
    if (e == UC_ERR_OK) return;
    fprintf(stderr, "unicorn_run: %s: %s\n", what, uc_strerror(e));
    exit(1);
}

static void on_code(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
    (void)uc, (void)address, (void)size;
    ((seen_t *)user)->instructions++;
}

static void on_access(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value, void *user)
{
    (void)uc, (void)type, (void)address, (void)value;
    ((seen_t *)user)->accesses++;
    ((seen_t *)user)->bytes += (uint64_t)size;
}

/* Semihosting: SYS_WRITE0 is the program's last word here, though it would do its work again. */
static void on_interrupt(uc_engine *uc, uint32_t number, void *user)
{
    (void)user;
    uint32_t r0 = 0, r1 = 0;
    char c[64] = "";
    uc_reg_read(uc, UC_ARM_REG_R0, &r0), uc_reg_read(uc, UC_ARM_REG_R1, &r1);
    if (r0 == 4) uc_mem_read(uc, r1, c, sizeof c - 1), fputs(c, stdout);
    else fprintf(stderr, "unicorn_run: stopped by %u with r0 = 0x%x\n", number, r0);
    uc_emu_stop(uc);
}

static uint8_t *whole(const char *file, size_t *size)
{
    FILE *f = fopen(file, "rb");
    static uint8_t bytes[1 << 20];
    if (!f) perror(file), exit(1);
    *size = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    return bytes;
}

static void load(uc_engine *uc, const char *file)
{
    size_t size;
    const uint8_t *bytes = whole(file, &size);
    const Elf32_Ehdr *head = (const Elf32_Ehdr *)bytes;
    if (size < sizeof *head || memcmp(bytes, ELFMAG, SELFMAG))
        fprintf(stderr, "%s: no ELF file\n", file), exit(1);
    for (unsigned i = 0; i < head->e_phnum; i++) {
        Elf32_Phdr p;
        memcpy(&p, bytes + head->e_phoff + i * sizeof p, sizeof p);
        if (p.p_type != PT_LOAD || !p.p_filesz) continue;
        check(uc_mem_write(uc, p.p_paddr, bytes + p.p_offset, p.p_filesz), "load");
    }
}

int main(int argc, char **argv)
{
    uc_engine *uc;
    uc_hook hook[3];
    seen_t seen = { 0 };
    uint32_t vector[2], fpexc = 1u << 30, cpacr = 0xFu << 20;
    if (argc != 2) return fprintf(stderr, "unicorn_run PROGRAM.elf\n"), 2;
    check(uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &uc), "open");
    check(uc_ctl_set_cpu_model(uc, UC_CPU_ARM_CORTEX_M7), "model");
    check(uc_mem_map(uc, 0, MEMORY, UC_PROT_ALL), "code");
    check(uc_mem_map(uc, DATA, MEMORY, UC_PROT_ALL), "data");
    check(uc_mem_map(uc, 0x40004000, 0x1000, UC_PROT_ALL), "peripheral");
    check(uc_mem_map(uc, 0xE000E000, 0x1000, UC_PROT_ALL), "system control space");
    load(uc, argv[1]);
    check(uc_reg_write(uc, UC_ARM_REG_C1_C0_2, &cpacr), "CPACR");
    check(uc_reg_write(uc, UC_ARM_REG_FPEXC, &fpexc), "FPEXC");
    check(uc_mem_read(uc, 0, vector, sizeof vector), "vectors");
    check(uc_reg_write(uc, UC_ARM_REG_SP, &vector[0]), "SP");
    check(uc_hook_add(uc, &hook[0], UC_HOOK_CODE, (void *)on_code, &seen, 1, 0), "hook");
    check(uc_hook_add(uc, &hook[1], UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE, (void *)on_access, &seen, 1, 0),
          "hook");
    check(uc_hook_add(uc, &hook[2], UC_HOOK_INTR, (void *)on_interrupt, NULL, 1, 0), "hook");
    check(uc_emu_start(uc, vector[1] | 1, UINT32_MAX, 0, 0), "run");
    printf("instructions %llu accesses %llu\n", (unsigned long long)seen.instructions,
           (unsigned long long)seen.accesses);
    return uc_close(uc) != UC_ERR_OK;
}
