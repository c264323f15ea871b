/* regfields.c -- see regfields.h. A row a field: in which registers, and the words of its values from 0 on.
 * RM0433 15.5.5 (DMA), 16.6.3 (BDMA), 14.5.5 (MDMA), 48.7 (USART), 50.11 (SPI), 37.4 (TIM), 25.6 (ADC),
 * 11.4 (GPIO), 8.7 (RCC); Armv7-M ARM B3.5.9 (MPU). */
#include "regfields.h"
#include <stddef.h>
#include <string.h>

/* regs: "DMA S*CR": block begins, register matches */
typedef struct { const char *regs, *field, *value[16]; } meaning_t;

#define SIZES   { "byte", "half-word", "word", "reserved" }
#define WIDE    { "byte", "half-word", "word", "double-word" }
#define PRIOS   { "low", "medium", "high", "very high" }
#define BURSTS  { "single", "INCR4", "INCR8", "INCR16" }
#define STEPS   { "fixed", "reserved", "up", "down" }
#define TIMES   { "single", "2 beats", "4 beats", "8 beats", "16 beats", "32 beats", "64 beats", "128 beats" }
#define PINS    { "input", "output", "alternate function", "analog" }
#define PULLS   { "no pull", "pull-up", "pull-down", "reserved" }
#define DIVS    { "1", "1", "1", "1", "/2", "/4", "/8", "/16" }

static const meaning_t table[] = {
    { "DMA S*CR", "DIR", { "peripheral to memory", "memory to peripheral", "memory to memory", "reserved" } },
    { "DMA S*CR", "PSIZE", SIZES },
    { "DMA S*CR", "MSIZE", SIZES },
    { "DMA S*CR", "PL", PRIOS },
    { "DMA S*CR", "PBURST", BURSTS },
    { "DMA S*CR", "MBURST", BURSTS },
    { "DMA S*CR", "PINCOS", { "step PSIZE", "step 4" } },
    { "DMA S*CR", "CT", { "memory 0", "memory 1" } },
    { "DMA S*FCR", "FTH", { "1/4", "1/2", "3/4", "full" } },
    { "DMA S*FCR", "DMDIS", { "direct mode", "FIFO mode" } },
    { "DMA S*FCR", "FS", { "below 1/4", "1/4 to 1/2", "1/2 to 3/4", "3/4 to full", "empty", "full",
                           "reserved", "reserved" } },
    { "BDMA CCR*", "DIR", { "from peripheral", "from memory" } },
    { "BDMA CCR*", "PSIZE", SIZES },
    { "BDMA CCR*", "MSIZE", SIZES },
    { "BDMA CCR*", "PL", PRIOS },
    { "MDMA C*CR", "PL", PRIOS },
    { "MDMA C*TCR", "SINC", STEPS },
    { "MDMA C*TCR", "DINC", STEPS },
    { "MDMA C*TCR", "SSIZE", WIDE },
    { "MDMA C*TCR", "DSIZE", WIDE },
    { "MDMA C*TCR", "SBURST", TIMES },
    { "MDMA C*TCR", "DBURST", TIMES },
    { "MDMA C*TCR", "TRGM", { "a buffer", "a block", "a repeated block", "the linked list" } },
    { "MDMA C*TCR", "SWRM", { "hardware request", "software request" } },
    { "MDMA C*TBR", "SBUS", { "AXI", "TCM port" } },
    { "MDMA C*TBR", "DBUS", { "AXI", "TCM port" } },
    { "DMAMUX C*CR", "SPOL", { "no edge", "rising", "falling", "both edges" } },
    { "DMAMUX RG*CR", "GPOL", { "no edge", "rising", "falling", "both edges" } },
    { "USART CR1", "OVER8", { "by 16", "by 8" } },
    { "UART CR1", "OVER8", { "by 16", "by 8" } },
    { "USART CR1", "PS", { "even", "odd" } },
    { "UART CR1", "PS", { "even", "odd" } },
    { "USART CR2", "STOP", { "1 stop bit", "0.5 stop bits", "2 stop bits", "1.5 stop bits" } },
    { "UART CR2", "STOP", { "1 stop bit", "0.5 stop bits", "2 stop bits", "1.5 stop bits" } },
    { "LPUART CR2", "STOP", { "1 stop bit", "reserved", "2 stop bits", "reserved" } },
    { "SPI CFG1", "MBR", { "/2", "/4", "/8", "/16", "/32", "/64", "/128", "/256" } },
    { "SPI CFG2", "MASTER", { "slave", "master" } },
    { "SPI CFG2", "COMM", { "full duplex", "transmitter", "receiver", "half duplex" } },
    { "SPI CFG2", "CPHA", { "first edge", "second edge" } },
    { "SPI CFG2", "CPOL", { "idle low", "idle high" } },
    { "SPI CFG2", "LSBFRST", { "most significant first", "least significant first" } },
    { "I2C CR2", "RD_WRN", { "write", "read" } },
    { "TIM CR1", "DIR", { "up", "down" } },
    { "TIM CR1", "CMS", { "edge-aligned", "centre-aligned 1", "centre-aligned 2", "centre-aligned 3" } },
    { "ADC CFGR", "DMNGT", { "no DMA", "DMA one shot", "DFSDM", "DMA circular" } },
    { "ADC CFGR", "RES", { "16 bits", "14 bits", "12 bits", "10 bits", "8 bits" } },
    { "ADC CFGR", "EXTEN", { "no trigger", "rising", "falling", "both edges" } },
    { "ADC CFGR", "OVRMOD", { "keep the old", "overwrite" } },
    { "GPIO MODER", "", PINS },
    { "GPIO PUPDR", "", PULLS },
    { "RCC CFGR", "SW", { "HSI", "CSI", "HSE", "PLL1" } },
    { "RCC CFGR", "SWS", { "HSI", "CSI", "HSE", "PLL1" } },
    { "RCC PLLCKSELR", "PLLSRC", { "HSI", "CSI", "HSE", "none" } },
    { "RCC D2CFGR", "", DIVS },
    { "RCC D3CFGR", "", DIVS },
    { "RCC D1CFGR", "D1PPRE", DIVS },
    { "PWR D3CR", "VOS", { "reserved", "scale 3", "scale 2", "scale 1" } },
    { "MPU RASR*", "AP", { "no access", "privileged only", "unprivileged read-only", "full access",
                           "reserved", "privileged read-only",
                           "read-only", "read-only" } },
    { "SYST CSR", "CLKSOURCE", { "HCLK / 8", "processor clock" } },
    { "SCB CACR", "SIWT", { "shareable: not cached", "shareable: write-through" } },
};

static const char *begins(const char *text, const char *with, size_t n)
{
    return strncmp(text, with, n) ? NULL : text + n;
}

/* "S*CR" stands for "S0CR", "S15CR"; "RASR*" for "RASR", "RASR_A1". */
static int matches(const char *name, const char *pattern)
{
    size_t head = strcspn(pattern, "*");
    if (!pattern[head]) return !strcmp(name, pattern);
    const char *rest = begins(name, pattern, head), *tail = pattern + head + 1;
    if (!rest) return 0;
    size_t n = strlen(rest), t = strlen(tail);
    return n >= t && !strcmp(rest + n - t, tail);
}

static int is_in(const char *reg, const char *regs)
{
    size_t block = strcspn(regs, " "), own = strcspn(reg, ".");
    if (!begins(reg, regs, block) || !reg[own]) return 0;
    /* "DMA1" but not "DMAMUX1": digits, GPIO's letters */
    const char *after = reg + block;
    for (; after < reg + own; after++)
        if ((*after < '0' || *after > '9') && !(!strncmp(regs, "GPIO", 4) && after == reg + own - 1)
            && *after != '_') return 0;
    return matches(reg + own + 1, regs + block + 1);
}

const char *reg_meaning(const char *reg, const char *field, uint32_t value)
{
    for (size_t i = 0; i < sizeof table / sizeof *table && value < 16; i++) {
        const meaning_t *m = &table[i];
        if (*m->field && strcmp(m->field, field)) continue;
        if (is_in(reg, m->regs)) return m->value[value];
    }
    return NULL;
}
