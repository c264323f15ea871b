/* regtable.c -- the registers of the modelled parts and of the core, a row each. RM0433 (RCC 8.7, PWR
 * 6.8, SYSCFG 12.4, FLASH 4.9, DMA 15.5, DMAMUX 17.6, USART 48.7), Armv7-M ARM B3, Cortex-M7 TRM 3.
 *
 * name, offset, how many, how far apart, fields. Rows are sorted by offset inside a block; blocks may
 * share an address range (the core's do), registers may not. */
#include "regtable_own.h"

#define COUNT(a) (uint16_t)(sizeof(a) / sizeof *(a))

static const reg_row_t usart[] = {
    { "CR1", 0x000, 1, 0,
        "UE 0, UESM 1, RE 2, TE 3, IDLEIE 4, RXNEIE/RXFNEIE 5, TCIE 6, TXEIE/TXFNFIE 7, PEIE 8, PS 9, "
        "PCE 10, WAKE 11, M0 12, MME 13, CMIE 14, OVER8 15, DEDT 20:16, DEAT 25:21, RTOIE 26, EOBIE 27, "
        "M1 28, FIFOEN 29, TXFEIE 30, RXFFIE 31" },
    { "CR2", 0x004, 1, 0,
        "SLVEN 0, DIS_NSS 3, ADDM7 4, LBDL 5, LBDIE 6, LBCL 8, CPHA 9, CPOL 10, CLKEN 11, STOP 13:12, "
        "LINEN 14, SWAP 15, RXINV 16, TXINV 17, DATAINV 18, MSBFIRST 19, ABREN 20, ABRMOD 22:21, "
        "RTOEN 23, ADD 31:24" },
    { "CR3", 0x008, 1, 0,
        "EIE 0, IREN 1, IRLP 2, HDSEL 3, NACK 4, SCEN 5, DMAR 6, DMAT 7, RTSE 8, CTSE 9, CTSIE 10, "
        "ONEBIT 11, OVRDIS 12, DDRE 13, DEM 14, DEP 15, SCARCNT 19:17, WUS 21:20, WUFIE 22, TXFTIE 23, "
        "TCBGTIE 24, RXFTCFG 27:25, RXFTIE 28, TXFTCFG 31:29" },
    { "BRR",  0x00C, 1, 0, "BRR 15:0" },
    { "GTPR", 0x010, 1, 0, "PSC 7:0, GT 15:8" },
    { "RTOR", 0x014, 1, 0, "RTO 23:0, BLEN 31:24" },
    { "RQR",  0x018, 1, 0, "ABRRQ 0, SBKRQ 1, MMRQ 2, RXFRQ 3, TXFRQ 4" },
    { "ISR",  0x01C, 1, 0,
        "PE 0, FE 1, NE 2, ORE 3, IDLE 4, RXNE/RXFNE 5, TC 6, TXE/TXFNF 7, LBDF 8, CTSIF 9, CTS 10, "
        "RTOF 11, EOBF 12, UDR 13, ABRE 14, ABRF 15, BUSY 16, CMF 17, SBKF 18, RWU 19, WUF 20, TEACK 21, "
        "REACK 22, TXFE 23, RXFF 24, TCBGT 25, RXFT 26, TXFT 27" },
    { "ICR",  0x020, 1, 0,
        "PECF 0, FECF 1, NECF 2, ORECF 3, IDLECF 4, TXFECF 5, TCCF 6, TCBGTCF 7, LBDCF 8, CTSCF 9, "
        "RTOCF 11, EOBCF 12, UDRCF 13, CMCF 17, WUCF 20" },
    { "RDR",  0x024, 1, 0, "RDR 8:0" },
    { "TDR",  0x028, 1, 0, "TDR 8:0" },
    { "PRESC", 0x02C, 1, 0, "PRESCALER 3:0" },
};

#define DMA_FLAGS(c, s0, s1, s2, s3) \
    c "FEIF" s0 " 0, "  c "DMEIF" s0 " 2, "  c "TEIF" s0 " 3, "  c "HTIF" s0 " 4, "  c "TCIF" s0 " 5, " \
    c "FEIF" s1 " 6, "  c "DMEIF" s1 " 8, "  c "TEIF" s1 " 9, "  c "HTIF" s1 " 10, " c "TCIF" s1 " 11, " \
    c "FEIF" s2 " 16, " c "DMEIF" s2 " 18, " c "TEIF" s2 " 19, " c "HTIF" s2 " 20, " c "TCIF" s2 " 21, " \
    c "FEIF" s3 " 22, " c "DMEIF" s3 " 24, " c "TEIF" s3 " 25, " c "HTIF" s3 " 26, " c "TCIF" s3 " 27"

static const reg_row_t dma[] = {
    { "LISR",   0x000, 1, 0, DMA_FLAGS("", "0", "1", "2", "3") },
    { "HISR",   0x004, 1, 0, DMA_FLAGS("", "4", "5", "6", "7") },
    { "LIFCR",  0x008, 1, 0, DMA_FLAGS("C", "0", "1", "2", "3") },
    { "HIFCR",  0x00C, 1, 0, DMA_FLAGS("C", "4", "5", "6", "7") },
    { "S#CR",   0x010, 8, 0x18,
        "EN 0, DMEIE 1, TEIE 2, HTIE 3, TCIE 4, PFCTRL 5, DIR 7:6, CIRC 8, PINC 9, MINC 10, PSIZE 12:11, "
        "MSIZE 14:13, PINCOS 15, PL 17:16, DBM 18, CT 19, TRBUFF 20, PBURST 22:21, MBURST 24:23" },
    { "S#NDTR", 0x014, 8, 0x18, "NDT 15:0" },
    { "S#PAR",  0x018, 8, 0x18, "" },
    { "S#M0AR", 0x01C, 8, 0x18, "" },
    { "S#M1AR", 0x020, 8, 0x18, "" },
    { "S#FCR",  0x024, 8, 0x18, "FTH 1:0, DMDIS 2, FS 5:3, FEIE 7" },
};

static const reg_row_t dmamux[] = {
    { "C#CR",  0x000, 16, 4,
        "DMAREQ_ID 6:0, SOIE 8, EGE 9, SE 16, SPOL 18:17, NBREQ 23:19, SYNC_ID 28:24" },
    { "CSR",   0x080, 1, 0, "SOF 15:0" },
    { "CFR",   0x084, 1, 0, "CSOF 15:0" },
    { "RG#CR", 0x100, 8, 4, "SIG_ID 4:0, OIE 8, GE 16, GPOL 18:17, GNBREQ 23:19" },
    { "RGSR",  0x140, 1, 0, "OF 7:0" },
    { "RGCFR", 0x144, 1, 0, "COF 7:0" },
};

/* LPUART1: RM0433 49.7 */
static const reg_row_t lpuart[] = {
    { "CR1", 0x000, 1, 0,
        "UE 0, UESM 1, RE 2, TE 3, IDLEIE 4, RXNEIE/RXFNEIE 5, TCIE 6, TXEIE/TXFNFIE 7, PEIE 8, PS 9, "
        "PCE 10, WAKE 11, M0 12, MME 13, CMIE 14, DEDT 20:16, DEAT 25:21, M1 28, FIFOEN 29, TXFEIE 30, "
        "RXFFIE 31" },
    { "CR2", 0x004, 1, 0,
        "ADDM7 4, STOP 13:12, SWAP 15, RXINV 16, TXINV 17, DATAINV 18, MSBFIRST 19, ADD 31:24" },
    { "CR3", 0x008, 1, 0,
        "EIE 0, HDSEL 3, DMAR 6, DMAT 7, RTSE 8, CTSE 9, CTSIE 10, OVRDIS 12, DDRE 13, DEM 14, DEP 15, "
        "WUS 21:20, WUFIE 22, TXFTIE 23, RXFTCFG 27:25, RXFTIE 28, TXFTCFG 31:29" },
    { "BRR",  0x00C, 1, 0, "BRR 19:0" },
    { "RQR",  0x018, 1, 0, "SBKRQ 1, MMRQ 2, RXFRQ 3, TXFRQ 4" },
    { "ISR",  0x01C, 1, 0,
        "PE 0, FE 1, NE 2, ORE 3, IDLE 4, RXNE/RXFNE 5, TC 6, TXE/TXFNF 7, CTSIF 9, CTS 10, BUSY 16, "
        "CMF 17, SBKF 18, RWU 19, WUF 20, TEACK 21, REACK 22, TXFE 23, RXFF 24, RXFT 26, TXFT 27" },
    { "ICR",  0x020, 1, 0,
        "PECF 0, FECF 1, NECF 2, ORECF 3, IDLECF 4, TCCF 6, CTSCF 9, CMCF 17, WUCF 20" },
    { "RDR",  0x024, 1, 0, "RDR 8:0" },
    { "TDR",  0x028, 1, 0, "TDR 8:0" },
    { "PRESC", 0x02C, 1, 0, "PRESCALER 3:0" },
};

#define BDMA_FLAGS(c, n, gif, tc, ht, te) \
    c "GIF" n " " gif ", " c "TCIF" n " " tc ", " c "HTIF" n " " ht ", " c "TEIF" n " " te
#define BDMA_ALL(c) \
    BDMA_FLAGS(c, "0", "0", "1", "2", "3") ", " BDMA_FLAGS(c, "1", "4", "5", "6", "7") ", " \
    BDMA_FLAGS(c, "2", "8", "9", "10", "11") ", " BDMA_FLAGS(c, "3", "12", "13", "14", "15") ", " \
    BDMA_FLAGS(c, "4", "16", "17", "18", "19") ", " BDMA_FLAGS(c, "5", "20", "21", "22", "23") ", " \
    BDMA_FLAGS(c, "6", "24", "25", "26", "27") ", " BDMA_FLAGS(c, "7", "28", "29", "30", "31")

static const reg_row_t bdma[] = {
    { "ISR",    0x000, 1, 0, BDMA_ALL("") },
    { "IFCR",   0x004, 1, 0, BDMA_ALL("C") },
    { "CCR#",   0x008, 8, 0x14,
        "EN 0, TCIE 1, HTIE 2, TEIE 3, DIR 4, CIRC 5, PINC 6, MINC 7, PSIZE 9:8, MSIZE 11:10, PL 13:12, "
        "MEM2MEM 14, DBM 15, CT 16" },
    { "CNDTR#", 0x00C, 8, 0x14, "NDT 15:0" },
    { "CPAR#",  0x010, 8, 0x14, "" },
    { "CM0AR#", 0x014, 8, 0x14, "" },
    { "CM1AR#", 0x018, 8, 0x14, "" },
};

static const reg_row_t dmamux2[] = {
    { "C#CR",  0x000, 8, 4,
        "DMAREQ_ID 4:0, SOIE 8, EGE 9, SE 16, SPOL 18:17, NBREQ 23:19, SYNC_ID 28:24" },
    { "CSR",   0x080, 1, 0, "SOF 7:0" },
    { "CFR",   0x084, 1, 0, "CSOF 7:0" },
    { "RG#CR", 0x100, 8, 4, "SIG_ID 4:0, OIE 8, GE 16, GPOL 18:17, GNBREQ 23:19" },
    { "RGSR",  0x140, 1, 0, "OF 7:0" },
    { "RGCFR", 0x144, 1, 0, "COF 7:0" },
};

/* Reset flags, clock enables and low-power enables: once for everybody, once as CPU1's copy. */
#define ENABLES(p, d) \
    { p "RSR", 0x0D0 + d, 1, 0,                                                                   \
        "RMVF 16, CPURSTF 17, D1RSTF 19, D2RSTF 20, BORRSTF 21, PINRSTF 22, PORRSTF 23, "         \
        "SFTRSTF 24, IWDG1RSTF 26, WWDG1RSTF 28, LPWRRSTF 30" },                                  \
    { p "AHB3ENR", 0x0D4 + d, 1, 0,                                                               \
        "MDMAEN 0, DMA2DEN 4, JPGDECEN 5, FMCEN 12, QSPIEN 14, SDMMC1EN 16" },                    \
    { p "AHB1ENR", 0x0D8 + d, 1, 0,                                                               \
        "DMA1EN 0, DMA2EN 1, ADC12EN 5, ETH1MACEN 15, ETH1TXEN 16, ETH1RXEN 17, USB1OTGHSEN 25, " \
        "USB1OTGHSULPIEN 26, USB2OTGHSEN 27, USB2OTGHSULPIEN 28" },                               \
    { p "AHB2ENR", 0x0DC + d, 1, 0,                                                               \
        "DCMIEN 0, CRYPTEN 4, HASHEN 5, RNGEN 6, SDMMC2EN 9, SRAM1EN 29, SRAM2EN 30, "            \
        "SRAM3EN 31" },                                                                           \
    { p "AHB4ENR", 0x0E0 + d, 1, 0,                                                               \
        "GPIOAEN 0, GPIOBEN 1, GPIOCEN 2, GPIODEN 3, GPIOEEN 4, GPIOFEN 5, GPIOGEN 6, "           \
        "GPIOHEN 7, GPIOIEN 8, GPIOJEN 9, GPIOKEN 10, CRCEN 19, BDMAEN 21, ADC3EN 24, "           \
        "HSEMEN 25, BKPRAMEN 28" },                                                               \
    { p "APB3ENR", 0x0E4 + d, 1, 0, "LTDCEN 3, WWDG1EN 6" },                                      \
    { p "APB1LENR", 0x0E8 + d, 1, 0,                                                              \
        "TIM2EN 0, TIM3EN 1, TIM4EN 2, TIM5EN 3, TIM6EN 4, TIM7EN 5, TIM12EN 6, TIM13EN 7, "      \
        "TIM14EN 8, LPTIM1EN 9, SPI2EN 14, SPI3EN 15, SPDIFRXEN 16, USART2EN 17, USART3EN 18, "   \
        "UART4EN 19, UART5EN 20, I2C1EN 21, I2C2EN 22, I2C3EN 23, CECEN 27, DAC12EN 29, "         \
        "UART7EN 30, UART8EN 31" },                                                               \
    { p "APB1HENR", 0x0EC + d, 1, 0, "CRSEN 1, SWPEN 2, OPAMPEN 4, MDIOSEN 5, FDCANEN 8" },       \
    { p "APB2ENR", 0x0F0 + d, 1, 0,                                                               \
        "TIM1EN 0, TIM8EN 1, USART1EN 4, USART6EN 5, SPI1EN 12, SPI4EN 13, TIM15EN 16, "          \
        "TIM16EN 17, TIM17EN 18, SPI5EN 20, SAI1EN 22, SAI2EN 23, SAI3EN 24, DFSDM1EN 28, "       \
        "HRTIMEN 29" },                                                                           \
    { p "APB4ENR", 0x0F4 + d, 1, 0,                                                               \
        "SYSCFGEN 1, LPUART1EN 3, SPI6EN 5, I2C4EN 7, LPTIM2EN 9, LPTIM3EN 10, LPTIM4EN 11, "     \
        "LPTIM5EN 12, COMP12EN 14, VREFEN 15, RTCAPBEN 16, SAI4EN 21" },                          \
    { p "AHB3LPENR", 0x0FC + d, 1, 0,                                                             \
        "MDMALPEN 0, DMA2DLPEN 4, JPGDECLPEN 5, FLASHLPEN 8, FMCLPEN 12, QSPILPEN 14, "           \
        "SDMMC1LPEN 16, D1DTCM1LPEN 28, DTCM2LPEN 29, ITCMLPEN 30, AXISRAMLPEN 31" },             \
    { p "AHB1LPENR", 0x100 + d, 1, 0,                                                             \
        "DMA1LPEN 0, DMA2LPEN 1, ADC12LPEN 5, ETH1MACLPEN 15, ETH1TXLPEN 16, ETH1RXLPEN 17, "     \
        "USB1OTGHSLPEN 25, USB1OTGHSULPILPEN 26, USB2OTGHSLPEN 27, USB2OTGHSULPILPEN 28" },       \
    { p "AHB2LPENR", 0x104 + d, 1, 0,                                                             \
        "DCMILPEN 0, CRYPTLPEN 4, HASHLPEN 5, RNGLPEN 6, SDMMC2LPEN 9, SRAM1LPEN 29, "            \
        "SRAM2LPEN 30, SRAM3LPEN 31" },                                                           \
    { p "AHB4LPENR", 0x108 + d, 1, 0,                                                             \
        "GPIOALPEN 0, GPIOBLPEN 1, GPIOCLPEN 2, GPIODLPEN 3, GPIOELPEN 4, GPIOFLPEN 5, "          \
        "GPIOGLPEN 6, GPIOHLPEN 7, GPIOILPEN 8, GPIOJLPEN 9, GPIOKLPEN 10, CRCLPEN 19, "          \
        "BDMALPEN 21, ADC3LPEN 24, BKPRAMLPEN 28, SRAM4LPEN 29" },                                \
    { p "APB3LPENR", 0x10C + d, 1, 0, "LTDCLPEN 3, WWDG1LPEN 6" },                                \
    { p "APB1LLPENR", 0x110 + d, 1, 0,                                                            \
        "TIM2LPEN 0, TIM3LPEN 1, TIM4LPEN 2, TIM5LPEN 3, TIM6LPEN 4, TIM7LPEN 5, TIM12LPEN 6, "   \
        "TIM13LPEN 7, TIM14LPEN 8, LPTIM1LPEN 9, SPI2LPEN 14, SPI3LPEN 15, SPDIFRXLPEN 16, "      \
        "USART2LPEN 17, USART3LPEN 18, UART4LPEN 19, UART5LPEN 20, I2C1LPEN 21, I2C2LPEN 22, "    \
        "I2C3LPEN 23, CECLPEN 27, DAC12LPEN 29, UART7LPEN 30, UART8LPEN 31" },                    \
    { p "APB1HLPENR", 0x114 + d, 1, 0,                                                            \
        "CRSLPEN 1, SWPLPEN 2, OPAMPLPEN 4, MDIOSLPEN 5, FDCANLPEN 8" },                          \
    { p "APB2LPENR", 0x118 + d, 1, 0,                                                             \
        "TIM1LPEN 0, TIM8LPEN 1, USART1LPEN 4, USART6LPEN 5, SPI1LPEN 12, SPI4LPEN 13, "          \
        "TIM15LPEN 16, TIM16LPEN 17, TIM17LPEN 18, SPI5LPEN 20, SAI1LPEN 22, SAI2LPEN 23, "       \
        "SAI3LPEN 24, DFSDM1LPEN 28, HRTIMLPEN 29" },                                             \
    { p "APB4LPENR", 0x11C + d, 1, 0,                                                             \
        "SYSCFGLPEN 1, LPUART1LPEN 3, SPI6LPEN 5, I2C4LPEN 7, LPTIM2LPEN 9, LPTIM3LPEN 10, "      \
        "LPTIM4LPEN 11, LPTIM5LPEN 12, COMP12LPEN 14, VREFLPEN 15, RTCAPBLPEN 16, SAI4LPEN 21" }

static const reg_row_t rcc[] = {
    { "CR", 0x000, 1, 0,
        "HSION 0, HSIKERON 1, HSIRDY 2, HSIDIV 4:3, HSIDIVF 5, CSION 7, CSIRDY 8, CSIKERON 9, "
        "HSI48ON 12, HSI48RDY 13, D1CKRDY 14, D2CKRDY 15, HSEON 16, HSERDY 17, HSEBYP 18, "
        "HSECSSON 19, PLL1ON 24, PLL1RDY 25, PLL2ON 26, PLL2RDY 27, PLL3ON 28, PLL3RDY 29" },
    { "HSICFGR", 0x004, 1, 0, "HSICAL 11:0, HSITRIM 30:24" },
    { "CRRCR", 0x008, 1, 0, "HSI48CAL 9:0" },
    { "CSICFGR", 0x00C, 1, 0, "CSICAL 9:0, CSITRIM 29:24" },
    { "CFGR", 0x010, 1, 0,
        "SW 2:0, SWS 5:3, STOPWUCK 6, STOPKERWUCK 7, RTCPRE 13:8, HRTIMSEL 14, TIMPRE 15, "
        "MCO1PRE 21:18, MCO1SEL 24:22, MCO2PRE 28:25, MCO2SEL 31:29" },
    { "D1CFGR", 0x018, 1, 0, "HPRE 3:0, D1PPRE 6:4, D1CPRE 11:8" },
    { "D2CFGR", 0x01C, 1, 0, "D2PPRE1 6:4, D2PPRE2 10:8" },
    { "D3CFGR", 0x020, 1, 0, "D3PPRE 6:4" },
    { "PLLCKSELR", 0x028, 1, 0, "PLLSRC 1:0, DIVM1 9:4, DIVM2 17:12, DIVM3 25:20" },
    { "PLLCFGR", 0x02C, 1, 0,
        "PLL1FRACEN 0, PLL1VCOSEL 1, PLL1RGE 3:2, PLL2FRACEN 4, PLL2VCOSEL 5, PLL2RGE 7:6, "
        "PLL3FRACEN 8, PLL3VCOSEL 9, PLL3RGE 11:10, DIVP1EN 16, DIVQ1EN 17, DIVR1EN 18, "
        "DIVP2EN 19, DIVQ2EN 20, DIVR2EN 21, DIVP3EN 22, DIVQ3EN 23, DIVR3EN 24" },
    { "PLL1DIVR", 0x030, 1, 0, "DIVN1 8:0, DIVP1 15:9, DIVQ1 22:16, DIVR1 30:24" },
    { "PLL1FRACR", 0x034, 1, 0, "FRACN1 15:3" },
    { "PLL2DIVR", 0x038, 1, 0, "DIVN2 8:0, DIVP2 15:9, DIVQ2 22:16, DIVR2 30:24" },
    { "PLL2FRACR", 0x03C, 1, 0, "FRACN2 15:3" },
    { "PLL3DIVR", 0x040, 1, 0, "DIVN3 8:0, DIVP3 15:9, DIVQ3 22:16, DIVR3 30:24" },
    { "PLL3FRACR", 0x044, 1, 0, "FRACN3 15:3" },
    { "D1CCIPR", 0x04C, 1, 0, "FMCSEL 1:0, QSPISEL 5:4, SDMMCSEL 16, CKPERSEL 29:28" },
    { "D2CCIP1R", 0x050, 1, 0,
        "SAI1SEL 2:0, SAI23SEL 8:6, SPI123SEL 14:12, SPI45SEL 18:16, SPDIFSEL 21:20, "
        "DFSDM1SEL 24, FDCANSEL 29:28, SWPSEL 31" },
    { "D2CCIP2R", 0x054, 1, 0,
        "USART234578SEL 2:0, USART16SEL 5:3, RNGSEL 9:8, I2C123SEL 13:12, USBSEL 21:20, "
        "CECSEL 23:22, LPTIM1SEL 30:28" },
    { "D3CCIPR", 0x058, 1, 0,
        "LPUART1SEL 2:0, I2C4SEL 9:8, LPTIM2SEL 12:10, LPTIM345SEL 15:13, ADCSEL 17:16, "
        "SAI4ASEL 23:21, SAI4BSEL 26:24, SPI6SEL 30:28" },
    { "CIER", 0x060, 1, 0,
        "LSIRDYIE 0, LSERDYIE 1, HSIRDYIE 2, HSERDYIE 3, CSIRDYIE 4, HSI48RDYIE 5, PLL1RDYIE 6, "
        "PLL2RDYIE 7, PLL3RDYIE 8, LSECSSIE 9" },
    { "CIFR", 0x064, 1, 0,
        "LSIRDYF 0, LSERDYF 1, HSIRDYF 2, HSERDYF 3, CSIRDYF 4, HSI48RDYF 5, PLL1RDYF 6, "
        "PLL2RDYF 7, PLL3RDYF 8, LSECSSF 9, HSECSSF 10" },
    { "CICR", 0x068, 1, 0,
        "LSIRDYC 0, LSERDYC 1, HSIRDYC 2, HSERDYC 3, CSIRDYC 4, HSI48RDYC 5, PLL1RDYC 6, "
        "PLL2RDYC 7, PLL3RDYC 8, LSECSSC 9, HSECSSC 10" },
    { "BDCR", 0x070, 1, 0,
        "LSEON 0, LSERDY 1, LSEBYP 2, LSEDRV 4:3, LSECSSON 5, LSECSSD 6, RTCSEL 9:8, RTCEN 15, "
        "BDRST 16" },
    { "CSR", 0x074, 1, 0, "LSION 0, LSIRDY 1" },
    { "AHB3RSTR", 0x07C, 1, 0,
        "MDMARST 0, DMA2DRST 4, JPGDECRST 5, FMCRST 12, QSPIRST 14, SDMMC1RST 16, CPURST 31" },
    { "AHB1RSTR", 0x080, 1, 0,
        "DMA1RST 0, DMA2RST 1, ADC12RST 5, ETH1MACRST 15, USB1OTGRST 25, USB2OTGRST 27" },
    { "AHB2RSTR", 0x084, 1, 0, "DCMIRST 0, CRYPTRST 4, HASHRST 5, RNGRST 6, SDMMC2RST 9" },
    { "AHB4RSTR", 0x088, 1, 0,
        "GPIOARST 0, GPIOBRST 1, GPIOCRST 2, GPIODRST 3, GPIOERST 4, GPIOFRST 5, GPIOGRST 6, "
        "GPIOHRST 7, GPIOIRST 8, GPIOJRST 9, GPIOKRST 10, CRCRST 19, BDMARST 21, ADC3RST 24, "
        "HSEMRST 25" },
    { "APB3RSTR", 0x08C, 1, 0, "LTDCRST 3" },
    { "APB1LRSTR", 0x090, 1, 0,
        "TIM2RST 0, TIM3RST 1, TIM4RST 2, TIM5RST 3, TIM6RST 4, TIM7RST 5, TIM12RST 6, "
        "TIM13RST 7, TIM14RST 8, LPTIM1RST 9, SPI2RST 14, SPI3RST 15, SPDIFRXRST 16, "
        "USART2RST 17, USART3RST 18, UART4RST 19, UART5RST 20, I2C1RST 21, I2C2RST 22, "
        "I2C3RST 23, CECRST 27, DAC12RST 29, UART7RST 30, UART8RST 31" },
    { "APB1HRSTR", 0x094, 1, 0, "CRSRST 1, SWPRST 2, OPAMPRST 4, MDIOSRST 5, FDCANRST 8" },
    { "APB2RSTR", 0x098, 1, 0,
        "TIM1RST 0, TIM8RST 1, USART1RST 4, USART6RST 5, SPI1RST 12, SPI4RST 13, TIM15RST 16, "
        "TIM16RST 17, TIM17RST 18, SPI5RST 20, SAI1RST 22, SAI2RST 23, SAI3RST 24, "
        "DFSDM1RST 28, HRTIMRST 29" },
    { "APB4RSTR", 0x09C, 1, 0,
        "SYSCFGRST 1, LPUART1RST 3, SPI6RST 5, I2C4RST 7, LPTIM2RST 9, LPTIM3RST 10, "
        "LPTIM4RST 11, LPTIM5RST 12, COMP12RST 14, VREFRST 15, SAI4RST 21" },
    { "GCR", 0x0A0, 1, 0, "WW1RSC 0" },
    { "D3AMR", 0x0A8, 1, 0,
        "BDMAAMEN 0, LPUART1AMEN 3, SPI6AMEN 5, I2C4AMEN 7, LPTIM2AMEN 9, LPTIM3AMEN 10, "
        "LPTIM4AMEN 11, LPTIM5AMEN 12, COMP12AMEN 14, VREFAMEN 15, RTCAMEN 16, CRCAMEN 19, "
        "SAI4AMEN 21, ADC3AMEN 24, BKPRAMAMEN 28, SRAM4AMEN 29" },
    ENABLES("", 0x00),
    ENABLES("C1_", 0x60),
};

static const reg_row_t pwr[] = {
    { "CR1", 0x000, 1, 0,
        "LPDS 0, PVDE 4, PLS 7:5, DBP 8, FLPS 9, SVOS 15:14, AVDEN 16, ALS 18:17" },
    { "CSR1", 0x004, 1, 0, "PVDO 4, ACTVOSRDY 13, ACTVOS 15:14, AVDO 16" },
    { "CR2", 0x008, 1, 0, "BREN 0, MONEN 4, BRRDY 16, VBATL 20, VBATH 21, TEMPL 22, TEMPH 23" },
    { "CR3", 0x00C, 1, 0,
        "BYPASS 0, LDOEN 1, SCUEN 2, VBE 8, VBRS 9, USB33DEN 24, USBREGEN 25, USB33RDY 26" },
    { "CPUCR", 0x010, 1, 0,
        "PDDS_D1 0, PDDS_D2 1, PDDS_D3 2, STOPF 5, SBF 6, SBF_D1 7, SBF_D2 8, CSSF 9, "
        "RUN_D3 11" },
    { "D3CR", 0x018, 1, 0, "VOSRDY 13, VOS 15:14" },
    { "WKUPCR", 0x020, 1, 0, "WKUPC 5:0" },
    { "WKUPFR", 0x024, 1, 0, "WKUPF1 0, WKUPF2 1, WKUPF3 2, WKUPF4 3, WKUPF5 4, WKUPF6 5" },
    { "WKUPEPR", 0x028, 1, 0,
        "WKUPEN1 0, WKUPEN2 1, WKUPEN3 2, WKUPEN4 3, WKUPEN5 4, WKUPEN6 5, WKUPP1 8, WKUPP2 9, "
        "WKUPP3 10, WKUPP4 11, WKUPP5 12, WKUPP6 13, WKUPPUPD1 17:16, WKUPPUPD2 19:18, "
        "WKUPPUPD3 21:20, WKUPPUPD4 23:22, WKUPPUPD5 25:24, WKUPPUPD6 27:26" },
};

static const reg_row_t syscfg[] = {
    { "PMCR", 0x004, 1, 0,
        "I2C1FMP 0, I2C2FMP 1, I2C3FMP 2, I2C4FMP 3, PB6FMP 4, PB7FMP 5, PB8FMP 6, PB9FMP 7, "
        "BOOSTE 8, BOOSTVDDSEL 9, EPIS 23:21, PA0SO 24, PA1SO 25, PC2SO 26, PC3SO 27" },
    { "EXTICR1", 0x008, 1, 0, "EXTI0 3:0, EXTI1 7:4, EXTI2 11:8, EXTI3 15:12" },
    { "EXTICR2", 0x00C, 1, 0, "EXTI4 3:0, EXTI5 7:4, EXTI6 11:8, EXTI7 15:12" },
    { "EXTICR3", 0x010, 1, 0, "EXTI8 3:0, EXTI9 7:4, EXTI10 11:8, EXTI11 15:12" },
    { "EXTICR4", 0x014, 1, 0, "EXTI12 3:0, EXTI13 7:4, EXTI14 11:8, EXTI15 15:12" },
    { "CCCSR", 0x020, 1, 0, "EN 0, CS 1, READY 8, HSLV 16" },
    { "CCVR", 0x024, 1, 0, "NCV 3:0, PCV 7:4" },
    { "CCCR", 0x028, 1, 0, "NCC 3:0, PCC 7:4" },
    { "PWRCR", 0x02C, 1, 0, "ODEN 0" },
    { "PKGR", 0x124, 1, 0, "PKG 3:0" },
    { "UR0", 0x300, 1, 0, "BKS 0, RDP 23:16" },
    { "UR2", 0x308, 1, 0, "BORH 1:0, BOOT_ADD0 31:16" },
    { "UR3", 0x30C, 1, 0, "BOOT_ADD1 31:16" },
    { "UR4", 0x310, 1, 0, "MEPAD_1 16" },
    { "UR5", 0x314, 1, 0, "MESAD_1 0, WRPN_1 23:16" },
    { "UR6", 0x318, 1, 0, "PA_BEG_1 11:0, PA_END_1 27:16" },
    { "UR7", 0x31C, 1, 0, "SA_BEG_1 11:0, SA_END_1 27:16" },
    { "UR8", 0x320, 1, 0, "MEPAD_2 0, MESAD_2 16" },
    { "UR9", 0x324, 1, 0, "WRPN_2 7:0, PA_BEG_2 27:16" },
    { "UR10", 0x328, 1, 0, "PA_END_2 11:0, SA_BEG_2 27:16" },
    { "UR11", 0x32C, 1, 0, "SA_END_2 11:0, IWDG1M 16" },
    { "UR12", 0x330, 1, 0, "SECURE 16" },
    { "UR13", 0x334, 1, 0, "SDRS 1:0, D1SBRST 16" },
    { "UR14", 0x338, 1, 0, "D1STPRST 0" },
    { "UR15", 0x33C, 1, 0, "FZIWDGSTB 16" },
    { "UR16", 0x340, 1, 0, "FZIWDGSTP 0, PKP 16" },
    { "UR17", 0x344, 1, 0, "IO_HSLV 0" },
};

/* The common registers answer at + 0x100 as well; they are named once. */
static const reg_row_t flash[] = {
    { "ACR", 0x000, 1, 0, "LATENCY 3:0, WRHIGHFREQ 5:4" },
    { "KEYR1", 0x004, 1, 0, "" },
    { "OPTKEYR", 0x008, 1, 0, "" },
    { "CR1", 0x00C, 1, 0,
        "LOCK1 0, PG1 1, SER1 2, BER1 3, PSIZE1 5:4, FW1 6, START1 7, SNB1 10:8, CRC_EN 15, "
        "EOPIE1 16, WRPERRIE1 17, PGSERRIE1 18, STRBERRIE1 19, INCERRIE1 21, OPERRIE1 22, "
        "RDPERRIE1 23, RDSERRIE1 24, SNECCERRIE1 25, DBECCERRIE1 26, CRCENDIE1 27, "
        "CRCRDERRIE1 28" },
    { "SR1", 0x010, 1, 0,
        "BSY1 0, WBNE1 1, QW1 2, CRC_BUSY1 3, EOP1 16, WRPERR1 17, PGSERR1 18, STRBERR1 19, "
        "INCERR1 21, OPERR1 22, RDPERR1 23, RDSERR1 24, SNECCERR1 25, DBECCERR1 26, CRCEND1 27, "
        "CRCRDERR1 28" },
    { "CCR1", 0x014, 1, 0,
        "CLR_EOP1 16, CLR_WRPERR1 17, CLR_PGSERR1 18, CLR_STRBERR1 19, CLR_INCERR1 21, "
        "CLR_OPERR1 22, CLR_RDPERR1 23, CLR_RDSERR1 24, CLR_SNECCERR1 25, CLR_DBECCERR1 26, "
        "CLR_CRCEND1 27, CLR_CRCRDERR1 28" },
    { "OPTCR", 0x018, 1, 0, "OPTLOCK 0, OPTSTART 1, MER 4, OPTCHANGEERRIE 30, SWAP_BANK 31" },
    { "OPTSR_CUR", 0x01C, 1, 0,
        "OPT_BUSY 0, BOR_LEV 3:2, IWDG1_SW 4, NRST_STOP_D1 6, NRST_STBY_D1 7, RDP 15:8, "
        "IWDG_FZ_STOP 17, IWDG_FZ_SDBY 18, ST_RAM_SIZE 20:19, SECURITY 21, IO_HSLV 29, "
        "OPTCHANGEERR 30, SWAP_BANK_OPT 31" },
    { "OPTSR_PRG", 0x020, 1, 0,
        "BOR_LEV 3:2, IWDG1_SW 4, NRST_STOP_D1 6, NRST_STBY_D1 7, RDP 15:8, IWDG_FZ_STOP 17, "
        "IWDG_FZ_SDBY 18, ST_RAM_SIZE 20:19, SECURITY 21, IO_HSLV 29, SWAP_BANK_OPT 31" },
    { "OPTCCR", 0x024, 1, 0, "CLR_OPTCHANGEERR 30" },
    { "PRAR_CUR1", 0x028, 1, 0, "PROT_AREA_START1 11:0, PROT_AREA_END1 27:16, DMEP1 31" },
    { "PRAR_PRG1", 0x02C, 1, 0, "PROT_AREA_START1 11:0, PROT_AREA_END1 27:16, DMEP1 31" },
    { "SCAR_CUR1", 0x030, 1, 0, "SEC_AREA_START1 11:0, SEC_AREA_END1 27:16, DMES1 31" },
    { "SCAR_PRG1", 0x034, 1, 0, "SEC_AREA_START1 11:0, SEC_AREA_END1 27:16, DMES1 31" },
    { "WPSN_CUR1R", 0x038, 1, 0, "WRPSn1 7:0" },
    { "WPSN_PRG1R", 0x03C, 1, 0, "WRPSn1 7:0" },
    { "BOOT_CURR", 0x040, 1, 0, "BOOT_ADD0 15:0, BOOT_ADD1 31:16" },
    { "BOOT_PRGR", 0x044, 1, 0, "BOOT_ADD0 15:0, BOOT_ADD1 31:16" },
    { "CRCCR1", 0x050, 1, 0,
        "CRC_SECT 2:0, ALL_BANK 7, CRC_BY_SECT 8, ADD_SECT 9, CLEAN_SECT 10, START_CRC 16, "
        "CLEAN_CRC 17, CRC_BURST 21:20" },
    { "CRCSADD1R", 0x054, 1, 0, "CRC_START_ADDR 19:2" },
    { "CRCEADD1R", 0x058, 1, 0, "CRC_END_ADDR 19:2" },
    { "CRCDATAR", 0x05C, 1, 0, "" },
    { "ECC_FA1R", 0x060, 1, 0, "FAIL_ECC_ADDR1 14:0" },
    { "KEYR2", 0x104, 1, 0, "" },
    { "CR2", 0x10C, 1, 0,
        "LOCK2 0, PG2 1, SER2 2, BER2 3, PSIZE2 5:4, FW2 6, START2 7, SNB2 10:8, SPSS2 14, "
        "CRC_EN 15, EOPIE2 16, WRPERRIE2 17, PGSERRIE2 18, STRBERRIE2 19, INCERRIE2 21, "
        "OPERRIE2 22, RDPERRIE2 23, RDSERRIE2 24, SNECCERRIE2 25, DBECCERRIE2 26, CRCENDIE2 27, "
        "CRCRDERRIE2 28" },
    { "SR2", 0x110, 1, 0,
        "BSY2 0, WBNE2 1, QW2 2, CRC_BUSY2 3, EOP2 16, WRPERR2 17, PGSERR2 18, STRBERR2 19, "
        "INCERR2 21, OPERR2 22, RDPERR2 23, RDSERR2 24, SNECCERR2 25, DBECCERR2 26, CRCEND2 27" },
    { "CCR2", 0x114, 1, 0,
        "CLR_EOP2 16, CLR_WRPERR2 17, CLR_PGSERR2 18, CLR_STRBERR2 19, CLR_INCERR2 21, "
        "CLR_OPERR2 22, CLR_RDPERR2 23, CLR_RDSERR2 24, CLR_SNECCERR2 25, CLR_DBECCERR2 26, "
        "CLR_CRCEND2 27" },
    { "PRAR_CUR2", 0x128, 1, 0, "PROT_AREA_START2 11:0, PROT_AREA_END2 27:16, DMEP2 31" },
    { "PRAR_PRG2", 0x12C, 1, 0, "PROT_AREA_START2 11:0, PROT_AREA_END2 27:16, DMEP2 31" },
    { "SCAR_CUR2", 0x130, 1, 0, "SEC_AREA_START2 11:0, SEC_AREA_END2 27:16, DMES2 31" },
    { "SCAR_PRG2", 0x134, 1, 0, "SEC_AREA_START2 11:0, SEC_AREA_END2 27:16, DMES2 31" },
    { "WPSN_CUR2R", 0x138, 1, 0, "WRPSn2 7:0" },
    { "WPSN_PRG2R", 0x13C, 1, 0, "WRPSn2 7:0" },
    { "CRCCR2", 0x150, 1, 0,
        "CRC_SECT 2:0, ALL_BANK 7, CRC_BY_SECT 8, ADD_SECT 9, CLEAN_SECT 10, START_CRC 16, "
        "CLEAN_CRC 17, CRC_BURST 21:20" },
    { "CRCSADD2R", 0x154, 1, 0, "CRC_START_ADDR 19:2" },
    { "CRCEADD2R", 0x158, 1, 0, "CRC_END_ADDR 19:2" },
    { "ECC_FA2R", 0x160, 1, 0, "FAIL_ECC_ADDR2 14:0" },
};

/* ---- the core: Armv7-M ARM B3, Cortex-M7 TRM 3.3 --------------------------------------------- */

static const reg_row_t scb[] = {
    { "ICTR",   0x004, 1, 0, "INTLINESNUM 3:0" },
    { "ACTLR",  0x008, 1, 0,
        "DISFOLD 2, FPEXCODIS 10, DISRAMODE 11, DISITMATBFLUSH 12, DISBTACREAD 13, DISBTACALLOC 14, "
        "DISCRITAXIRUR 15, DISDI 20:16, DISISSCH1 25:21, DISDYNADD 26, DISCRITAXIRUW 27, DISFPUISSOPT 28" },
    { "CPUID",  0xD00, 1, 0,
        "REVISION 3:0, PARTNO 15:4, ARCHITECTURE 19:16, VARIANT 23:20, IMPLEMENTER 31:24" },
    { "ICSR",   0xD04, 1, 0,
        "VECTACTIVE 8:0, RETTOBASE 11, VECTPENDING 20:12, ISRPENDING 22, ISRPREEMPT 23, PENDSTCLR 25, "
        "PENDSTSET 26, PENDSVCLR 27, PENDSVSET 28, NMIPENDSET 31" },
    { "VTOR",   0xD08, 1, 0, "TBLOFF 31:7" },
    { "AIRCR",  0xD0C, 1, 0,
        "VECTRESET 0, VECTCLRACTIVE 1, SYSRESETREQ 2, PRIGROUP 10:8, ENDIANNESS 15, VECTKEY 31:16" },
    { "SCR",    0xD10, 1, 0, "SLEEPONEXIT 1, SLEEPDEEP 2, SEVONPEND 4" },
    { "CCR",    0xD14, 1, 0,
        "NONBASETHRDENA 0, USERSETMPEND 1, UNALIGN_TRP 3, DIV_0_TRP 4, BFHFNMIGN 8, STKALIGN 9, DC 16, "
        "IC 17, BP 18" },
    { "SHPR1",  0xD18, 1, 0, "PRI_4 7:0, PRI_5 15:8, PRI_6 23:16" },
    { "SHPR2",  0xD1C, 1, 0, "PRI_11 31:24" },
    { "SHPR3",  0xD20, 1, 0, "PRI_12 7:0, PRI_14 23:16, PRI_15 31:24" },
    { "SHCSR",  0xD24, 1, 0,
        "MEMFAULTACT 0, BUSFAULTACT 1, USGFAULTACT 3, SVCALLACT 7, MONITORACT 8, PENDSVACT 10, "
        "SYSTICKACT 11, USGFAULTPENDED 12, MEMFAULTPENDED 13, BUSFAULTPENDED 14, SVCALLPENDED 15, "
        "MEMFAULTENA 16, BUSFAULTENA 17, USGFAULTENA 18" },
    { "CFSR",   0xD28, 1, 0,
        "IACCVIOL 0, DACCVIOL 1, MUNSTKERR 3, MSTKERR 4, MLSPERR 5, MMARVALID 7, IBUSERR 8, PRECISERR 9, "
        "IMPRECISERR 10, UNSTKERR 11, STKERR 12, LSPERR 13, BFARVALID 15, UNDEFINSTR 16, INVSTATE 17, "
        "INVPC 18, NOCP 19, UNALIGNED 24, DIVBYZERO 25" },
    { "HFSR",   0xD2C, 1, 0, "VECTTBL 1, FORCED 30, DEBUGEVT 31" },
    { "DFSR",   0xD30, 1, 0, "HALTED 0, BKPT 1, DWTTRAP 2, VCATCH 3, EXTERNAL 4" },
    { "MMFAR",  0xD34, 1, 0, "" },
    { "BFAR",   0xD38, 1, 0, "" },
    { "AFSR",   0xD3C, 1, 0, "" },
    { "ID_PFR#", 0xD40, 2, 4, "" },
    { "ID_DFR0", 0xD48, 1, 0, "" },
    { "ID_AFR0", 0xD4C, 1, 0, "" },
    { "ID_MMFR#", 0xD50, 4, 4, "" },
    { "ID_ISAR#", 0xD60, 5, 4, "" },
    { "CLIDR",  0xD78, 1, 0, "CTYPE1 2:0, LOUIS 23:21, LOC 26:24, LOUU 29:27" },
    { "CTR",    0xD7C, 1, 0, "IMINLINE 3:0, DMINLINE 19:16, ERG 23:20, CWG 27:24, FORMAT 31:29" },
    { "CCSIDR", 0xD80, 1, 0,
        "LINESIZE 2:0, ASSOCIATIVITY 12:3, NUMSETS 27:13, WA 28, RA 29, WB 30, WT 31" },
    { "CSSELR", 0xD84, 1, 0, "IND 0, LEVEL 3:1" },
    { "CPACR",  0xD88, 1, 0, "CP10 21:20, CP11 23:22" },
    { "ICIALLU",  0xF50, 1, 0, "" },
    { "ICIMVAU",  0xF58, 1, 0, "" },
    { "DCIMVAC",  0xF5C, 1, 0, "" },
    { "DCISW",    0xF60, 1, 0, "SET 11:5, WAY 31:30" },
    { "DCCMVAU",  0xF64, 1, 0, "" },
    { "DCCMVAC",  0xF68, 1, 0, "" },
    { "DCCSW",    0xF6C, 1, 0, "SET 11:5, WAY 31:30" },
    { "DCCIMVAC", 0xF70, 1, 0, "" },
    { "DCCISW",   0xF74, 1, 0, "SET 11:5, WAY 31:30" },
    { "BPIALL",   0xF78, 1, 0, "" },
    { "ITCMCR", 0xF90, 1, 0, "EN 0, RMW 1, RETEN 2, SZ 6:3" },
    { "DTCMCR", 0xF94, 1, 0, "EN 0, RMW 1, RETEN 2, SZ 6:3" },
    { "AHBPCR", 0xF98, 1, 0, "EN 0, SZ 3:1" },
    { "CACR",   0xF9C, 1, 0, "SIWT 0, ECCDIS 1, FORCEWT 2" },
    { "AHBSCR", 0xFA0, 1, 0, "CTL 1:0, TPRI 10:2, INITCOUNT 15:11" },
    { "ABFSR",  0xFA8, 1, 0, "ITCM 0, DTCM 1, AHBP 2, AXIM 3, EPPB 4, AXIMTYPE 9:8" },
};

static const reg_row_t core_debug[] = {
    { "DHCSR", 0x000, 1, 0,
        "C_DEBUGEN 0, C_HALT 1, C_STEP 2, C_MASKINTS 3, S_REGRDY 16, S_HALT 17, S_SLEEP 18, "
        "S_LOCKUP 19, S_RETIRE_ST 24, S_RESET_ST 25" },
    { "DEMCR", 0x00C, 1, 0,
        "VC_CORERESET 0, VC_MMERR 4, VC_NOCPERR 5, VC_CHKERR 6, VC_STATERR 7, VC_BUSERR 8, "
        "VC_INTERR 9, VC_HARDERR 10, MON_EN 16, MON_PEND 17, MON_STEP 18, MON_REQ 19, TRCENA 24" },
};

/* 150 interrupts: five words of bits, 38 words of priorities. */
static const reg_row_t nvic[] = {
    { "ISER#", 0x000, 5, 4, "" },
    { "ICER#", 0x080, 5, 4, "" },
    { "ISPR#", 0x100, 5, 4, "" },
    { "ICPR#", 0x180, 5, 4, "" },
    { "IABR#", 0x200, 5, 4, "" },
    { "IPR#",  0x300, 38, 4, "PRI_N0 7:0, PRI_N1 15:8, PRI_N2 23:16, PRI_N3 31:24" },
    { "STIR",  0xE00, 1, 0, "INTID 8:0" },
};

#define MPU_RBAR_FIELDS "REGION 3:0, VALID 4, ADDR 31:5"
#define MPU_RASR_FIELDS "ENABLE 0, SIZE 5:1, SRD 15:8, B 16, C 17, S 18, TEX 21:19, AP 26:24, XN 28"

static const reg_row_t mpu[] = {
    { "TYPE",    0x000, 1, 0, "SEPARATE 0, DREGION 15:8, IREGION 23:16" },
    { "CTRL",    0x004, 1, 0, "ENABLE 0, HFNMIENA 1, PRIVDEFENA 2" },
    { "RNR",     0x008, 1, 0, "REGION 7:0" },
    { "RBAR",    0x00C, 1, 0, MPU_RBAR_FIELDS },
    { "RASR",    0x010, 1, 0, MPU_RASR_FIELDS },
    { "RBAR_A1", 0x014, 1, 0, MPU_RBAR_FIELDS },
    { "RASR_A1", 0x018, 1, 0, MPU_RASR_FIELDS },
    { "RBAR_A2", 0x01C, 1, 0, MPU_RBAR_FIELDS },
    { "RASR_A2", 0x020, 1, 0, MPU_RASR_FIELDS },
    { "RBAR_A3", 0x024, 1, 0, MPU_RBAR_FIELDS },
    { "RASR_A3", 0x028, 1, 0, MPU_RASR_FIELDS },
};

static const reg_row_t syst[] = {
    { "CSR",   0x000, 1, 0, "ENABLE 0, TICKINT 1, CLKSOURCE 2, COUNTFLAG 16" },
    { "RVR",   0x004, 1, 0, "RELOAD 23:0" },
    { "CVR",   0x008, 1, 0, "CURRENT 23:0" },
    { "CALIB", 0x00C, 1, 0, "TENMS 23:0, SKEW 30, NOREF 31" },
};

static const reg_row_t dwt[] = {
    { "CTRL",   0x000, 1, 0,
        "CYCCNTENA 0, POSTPRESET 4:1, POSTINIT 8:5, CYCTAP 9, SYNCTAP 11:10, PCSAMPLENA 12, EXCTRCENA 16, "
        "CPIEVTENA 17, EXCEVTENA 18, SLEEPEVTENA 19, LSUEVTENA 20, FOLDEVTENA 21, CYCEVTENA 22, "
        "NOPRFCNT 24, NOCYCCNT 25, NOEXTTRIG 26, NOTRCPKT 27, NUMCOMP 31:28" },
    { "CYCCNT", 0x004, 1, 0, "" },
    { "LAR",    0xFB0, 1, 0, "" },
    { "LSR",    0xFB4, 1, 0, "SLI 0, SLK 1" },
};

const reg_block_t reg_block[] = {
    { "TIM2",      0x40000000, reg_tim_general, TIM_GENERAL_ROWS },
    { "TIM3",      0x40000400, reg_tim_general, TIM_GENERAL_ROWS },
    { "TIM4",      0x40000800, reg_tim_general, TIM_GENERAL_ROWS },
    { "TIM5",      0x40000C00, reg_tim_general, TIM_GENERAL_ROWS },
    { "TIM6",      0x40001000, reg_tim_basic, TIM_BASIC_ROWS },
    { "TIM7",      0x40001400, reg_tim_basic, TIM_BASIC_ROWS },
    { "SPI2",      0x40003800, reg_spi,    REG_SPI_ROWS },
    { "SPI3",      0x40003C00, reg_spi,    REG_SPI_ROWS },
    { "USART2",    0x40004400, usart,      COUNT(usart) },
    { "USART3",    0x40004800, usart,      COUNT(usart) },
    { "UART4",     0x40004C00, usart,      COUNT(usart) },
    { "UART5",     0x40005000, usart,      COUNT(usart) },
    { "I2C1",      0x40005400, reg_i2c,    REG_I2C_ROWS },
    { "I2C2",      0x40005800, reg_i2c,    REG_I2C_ROWS },
    { "I2C3",      0x40005C00, reg_i2c,    REG_I2C_ROWS },
    { "UART7",     0x40007800, usart,      COUNT(usart) },
    { "UART8",     0x40007C00, usart,      COUNT(usart) },
    { "TIM1",      0x40010000, reg_tim_advanced, TIM_ADVANCED_ROWS },
    { "TIM8",      0x40010400, reg_tim_advanced, TIM_ADVANCED_ROWS },
    { "USART1",    0x40011000, usart,      COUNT(usart) },
    { "USART6",    0x40011400, usart,      COUNT(usart) },
    { "SPI1",      0x40013000, reg_spi,    REG_SPI_ROWS },
    { "SPI4",      0x40013400, reg_spi,    REG_SPI_ROWS },
    { "SPI5",      0x40015000, reg_spi,    REG_SPI_ROWS },
    { "DMA1",      0x40020000, dma,        COUNT(dma) },
    { "DMA2",      0x40020400, dma,        COUNT(dma) },
    { "DMAMUX1",   0x40020800, dmamux,     COUNT(dmamux) },
    { "ADC1",      0x40022000, reg_adc,    COUNT(reg_adc) },
    { "ADC2",      0x40022100, reg_adc,    COUNT(reg_adc) },
    { "ADC12_COMMON", 0x40022300, reg_adc_common, COUNT(reg_adc_common) },
    { "MDMA",      0x52000000, reg_mdma,   REG_MDMA_ROWS },
    { "ETH",       0x40028000, reg_eth,    REG_ETH_ROWS },
    { "OTG_HS1",   0x40040000, reg_otg,    REG_OTG_ROWS },
    { "OTG_HS2",   0x40080000, reg_otg,    REG_OTG_ROWS },
    { "DCMI",      0x48020000, reg_dcmi,   REG_DCMI_ROWS },
    { "RNG",       0x48021800, reg_rng,    RNG_ROWS },
    { "SDMMC2",    0x48022400, reg_sdmmc,  REG_SDMMC_ROWS },
    { "LTDC",      0x50001000, reg_ltdc,   REG_LTDC_ROWS },
    { "GPV",       0x51000000, reg_gpv,    GPV_ROWS },
    { "DMA2D",     0x52001000, reg_dma2d,  REG_DMA2D_ROWS },
    { "SDMMC1",    0x52007000, reg_sdmmc,  REG_SDMMC_ROWS },
    { "FLASH",     0x52002000, flash,      COUNT(flash) },
    { "FMC",       0x52004000, reg_fmc,    FMC_ROWS },
    { "EXTI",      0x58000000, reg_exti,   EXTI_ROWS },
    { "SYSCFG",    0x58000400, syscfg,     COUNT(syscfg) },
    { "LPUART1",   0x58000C00, lpuart,     COUNT(lpuart) },
    { "SPI6",      0x58001400, reg_spi,    REG_SPI_ROWS },
    { "RTC",       0x58004000, reg_rtc,    RTC_ROWS },
    { "IWDG1",     0x58004800, reg_iwdg,   IWDG_ROWS },
    { "GPIOA",     0x58020000, reg_gpio,   GPIO_ROWS },
    { "GPIOB",     0x58020400, reg_gpio,   GPIO_ROWS },
    { "GPIOC",     0x58020800, reg_gpio,   GPIO_ROWS },
    { "GPIOD",     0x58020C00, reg_gpio,   GPIO_ROWS },
    { "GPIOE",     0x58021000, reg_gpio,   GPIO_ROWS },
    { "GPIOF",     0x58021400, reg_gpio,   GPIO_ROWS },
    { "GPIOG",     0x58021800, reg_gpio,   GPIO_ROWS },
    { "GPIOH",     0x58021C00, reg_gpio,   GPIO_ROWS },
    { "GPIOI",     0x58022000, reg_gpio,   GPIO_ROWS },
    { "GPIOJ",     0x58022400, reg_gpio,   GPIO_ROWS },
    { "GPIOK",     0x58022800, reg_gpio,   GPIO_ROWS },
    { "I2C4",      0x58001C00, reg_i2c,    REG_I2C_ROWS },
    { "RCC",       0x58024400, rcc,        COUNT(rcc) },
    { "PWR",       0x58024800, pwr,        COUNT(pwr) },
    { "CRC",       0x58024C00, reg_crc,    CRC_ROWS },
    { "BDMA",      0x58025400, bdma,       COUNT(bdma) },
    { "DMAMUX2",   0x58025800, dmamux2,    COUNT(dmamux2) },
    { "ADC3",      0x58026000, reg_adc,    COUNT(reg_adc) },
    { "ADC3_COMMON", 0x58026300, reg_adc_common, COUNT(reg_adc_common) },
    { "DBGMCU",    0x5C001000, reg_dbgmcu, DBGMCU_ROWS },
    { "UID",       0x1FF1E800, reg_uid,    UID_ROWS },
    { "DWT",       0xE0001000, dwt,        COUNT(dwt) },
    { "SCB",       0xE000E000, scb,        COUNT(scb) },
    { "SYST",      0xE000E010, syst,       COUNT(syst) },
    { "NVIC",      0xE000E100, nvic,       COUNT(nvic) },
    { "MPU",       0xE000ED90, mpu,        COUNT(mpu) },
    { "CoreDebug", 0xE000EDF0, core_debug, COUNT(core_debug) },
};
const unsigned reg_blocks = sizeof reg_block / sizeof *reg_block;
