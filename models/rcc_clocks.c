/* rcc_clocks.c -- see rcc_clocks.h. Fields by the offsets of RM0433 8.7. */
#include "rcc_clocks.h"

enum { CR = 0x00, CFGR = 0x10, D1CFGR = 0x18, D2CFGR = 0x1C, D3CFGR = 0x20, PLLCKSELR = 0x28,
       PLLCFGR = 0x2C, PLL1DIVR = 0x30, PLL1FRACR = 0x34, D1CCIPR = 0x4C, D2CCIP1R = 0x50,
       D2CCIP2R = 0x54, D3CCIPR = 0x58, BDCR = 0x70, CSR = 0x74 };

static const freq_t none = { 0, 1 };

static uint32_t field(const rcc_t *r, unsigned off, unsigned low, unsigned bits)
{
    return r->reg[off / 4] >> low & ((1u << bits) - 1);
}

static freq_t times(freq_t f, uint64_t num, uint64_t den)
{
    return (freq_t){ f.num * num, f.den * den };
}

uint64_t freq_hz(freq_t f) { return f.den ? f.num / f.den : 0; }

/* HPRE, D1CPRE: 0xxx is 1, then 2 4 8 16 64 128 256 512. */
static unsigned ahb_divider(uint32_t code)
{
    static const uint16_t by[8] = { 2, 4, 8, 16, 64, 128, 256, 512 };
    return code & 8 ? by[code & 7] : 1;
}

/* DxPPREy: 0xx is 1, then 2 4 8 16. */
static unsigned apb_divider(uint32_t code) { return code & 4 ? 2u << (code & 3) : 1; }

/* ---- sources --------------------------------------------------------------------------------- */

static void oscillators(const rcc_t *r, const uint32_t *hz, rcc_clocks_t *t)
{
    static const struct { uint8_t osc, off, rdy; } at[] = {
        { OSC_LSI, CSR, 1 }, { OSC_LSE, BDCR, 1 }, { OSC_HSI, CR, 2 }, { OSC_HSE, CR, 17 },
        { OSC_CSI, CR, 8 }, { OSC_HSI48, CR, 13 },
    };
    for (unsigned i = 0; i < OSCS; i++) t->osc[i] = none;
    for (unsigned i = 0; i < sizeof at / sizeof *at; i++)
        if (field(r, at[i].off, at[i].rdy, 1)) t->osc[at[i].osc] = (freq_t){ hz[at[i].osc], 1 };
    t->osc[OSC_HSI].den <<= field(r, CR, 3, 2);                /* HSIDIV */
}

/* VCO = source / DIVM * (DIVN + 1 + FRACN / 8192); outputs VCO / (DIVx + 1). */
static void pll(const rcc_t *r, unsigned n, rcc_clocks_t *t)
{
    static const uint8_t source[4] = { OSC_HSI, OSC_CSI, OSC_HSE, OSC_PLL1 };   /* PLL1: nothing */
    uint32_t m = field(r, PLLCKSELR, 4 + 8 * n, 6), divr = r->reg[(PLL1DIVR + 8 * n) / 4];
    uint32_t frac = field(r, PLLCFGR, 4 * n, 1) ? field(r, PLL1FRACR + 8 * n, 3, 13) : 0;
    t->pll_in[n] = m ? times(t->osc[source[field(r, PLLCKSELR, 0, 2)]], 1, m) : none;
    t->vco[n] = times(t->pll_in[n], ((divr & 0x1FF) + 1) * 8192 + frac, 8192);
    for (unsigned k = 0; k < PLL_OUTPUTS; k++) {
        static const uint8_t low[PLL_OUTPUTS] = { 9, 16, 24 };
        int on = field(r, CR, 25 + 2 * n, 1) && field(r, PLLCFGR, 16 + 3 * n + k, 1);
        t->pll[n][k] = on ? times(t->vco[n], 1, (divr >> low[k] & 0x7F) + 1) : none;
    }
}

/* ---- kernel clocks: what a selector's codes mean --------------------------------------------- */

typedef enum { S_NONE, S_PCLK, S_PLL1Q, S_PLL2P, S_PLL2Q, S_PLL3P, S_PLL3Q, S_PLL3R, S_HSI, S_CSI, S_HSE,
    S_LSE, S_LSI, S_HSI48, S_PER } source_t;

typedef struct {
    uint8_t out, off, low, bits;
    uint8_t pclk;                      /* which rcc_output_t S_PCLK is */
    uint8_t source[8];
} mux_t;

#define UART_SOURCES { S_PCLK, S_PLL2Q, S_PLL3Q, S_HSI, S_CSI, S_LSE }
#define SPI_SOURCES  { S_PCLK, S_PLL2Q, S_PLL3Q, S_HSI, S_CSI, S_HSE }
#define I2C_SOURCES  { S_PCLK, S_PLL3R, S_HSI, S_CSI }

static const mux_t mux[] = {
    { RCC_SPI123,      D2CCIP1R, 12, 3, 0, { S_PLL1Q, S_PLL2P, S_PLL3P, S_NONE, S_PER } },
    { RCC_SPI45,       D2CCIP1R, 16, 3, RCC_PCLK2, SPI_SOURCES },
    { RCC_SPI6,        D3CCIPR,  28, 3, RCC_PCLK4, SPI_SOURCES },
    { RCC_USART16,     D2CCIP2R, 3, 3, RCC_PCLK2, UART_SOURCES },
    { RCC_USART234578, D2CCIP2R, 0, 3, RCC_PCLK1, UART_SOURCES },
    { RCC_LPUART1,     D3CCIPR,  0, 3, RCC_PCLK4, UART_SOURCES },
    { RCC_I2C123,      D2CCIP2R, 12, 2, RCC_PCLK1, I2C_SOURCES },
    { RCC_I2C4,        D3CCIPR,  8, 2, RCC_PCLK4, I2C_SOURCES },
    { RCC_ADC,         D3CCIPR,  16, 2, 0, { S_PLL2P, S_PLL3R, S_PER } },
    { RCC_RNG,         D2CCIP2R, 8, 2, 0, { S_HSI48, S_PLL1Q, S_LSE, S_LSI } },
};

static freq_t selected(const rcc_t *r, const rcc_clocks_t *t, const mux_t *m)
{
    switch (m->source[field(r, m->off, m->low, m->bits)]) {
    case S_PCLK:  return t->out[m->pclk];
    case S_PLL1Q: return t->pll[0][PLL_Q];
    case S_PLL2P: return t->pll[1][PLL_P];
    case S_PLL2Q: return t->pll[1][PLL_Q];
    case S_PLL3P: return t->pll[2][PLL_P];
    case S_PLL3Q: return t->pll[2][PLL_Q];
    case S_PLL3R: return t->pll[2][PLL_R];
    case S_HSI:   return t->osc[OSC_HSI];
    case S_CSI:   return t->osc[OSC_CSI];
    case S_HSE:   return t->osc[OSC_HSE];
    case S_LSE:   return t->osc[OSC_LSE];
    case S_LSI:   return t->osc[OSC_LSI];
    case S_HSI48: return t->osc[OSC_HSI48];
    case S_PER:   return t->per;
    default:      return none;
    }
}

/* ---- the tree -------------------------------------------------------------------------------- */

/* RM0433 8.5.17: twice pclk, with TIMPRE four times, but never more than hclk. */
static freq_t timer(const rcc_t *r, freq_t hclk, unsigned divider)
{
    unsigned most = field(r, CFGR, 15, 1) ? 4 : 2;
    return divider <= most ? hclk : times(hclk, most, divider);
}

rcc_clocks_t rcc_clocks(const rcc_t *r, const uint32_t hz[OSCS])
{
    static const uint8_t per[4] = { OSC_HSI, OSC_CSI, OSC_HSE, OSC_PLL1 };
    rcc_clocks_t t;
    oscillators(r, hz, &t);
    t.per = t.osc[per[field(r, D1CCIPR, 28, 2)]];
    for (unsigned n = 0; n < PLLS; n++) pll(r, n, &t);
    switch (field(r, CFGR, 3, 3)) {                            /* SWS */
    case 0:  t.sys = t.osc[OSC_HSI]; break;
    case 1:  t.sys = t.osc[OSC_CSI]; break;
    case 2:  t.sys = t.osc[OSC_HSE]; break;
    default: t.sys = t.pll[0][PLL_P]; break;
    }
    unsigned apb1 = apb_divider(field(r, D2CFGR, 4, 3)), apb2 = apb_divider(field(r, D2CFGR, 8, 3));
    freq_t *o = t.out;
    o[RCC_CPU]   = times(t.sys, 1, ahb_divider(field(r, D1CFGR, 8, 4)));
    freq_t hclk = o[RCC_HCLK] = times(o[RCC_CPU], 1, ahb_divider(field(r, D1CFGR, 0, 4)));
    o[RCC_PCLK1] = times(hclk, 1, apb1);
    o[RCC_PCLK2] = times(hclk, 1, apb2);
    o[RCC_PCLK3] = times(hclk, 1, apb_divider(field(r, D1CFGR, 4, 3)));
    o[RCC_PCLK4] = times(hclk, 1, apb_divider(field(r, D3CFGR, 4, 3)));
    o[RCC_TIM1]  = timer(r, hclk, apb1);
    o[RCC_TIM2]  = timer(r, hclk, apb2);
    for (unsigned i = 0; i < sizeof mux / sizeof *mux; i++) o[mux[i].out] = selected(r, &t, &mux[i]);
    return t;
}
