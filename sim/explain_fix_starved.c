/* explain_fix_starved.c -- the corrections of the rule starved: first against who kept the stream waiting, as
 * the finding's events tell (lint_rivals.c), then what the peripheral itself can do about it. */
#include "explain_fix_own.h"
#include <string.h>
#include "h743.h"

/* ---- against who kept it waiting ---------------------------------------------------------------- */

static const fix_t go_first = {
    "/* what comes from outside cannot wait, a copy can; while EN = 0 */\n"
    "$->" CONTROL " |= " BIT "_PL;               /* very high */\n"
    RIVALS,
    "// what comes from outside cannot wait, a copy can; while EN = 0\n"
    RUST ".cr().modify(|w| w.set_pl(" PL_RUST "::VERY_HIGH));\n"
    RIVALS_RUST };

static const fix_t own_bank = {
    "/* the stream's buffer in a bank of the DMA's own domain that no other master is busy with, here\n"
    "   SRAM3: .sram3 (NOLOAD) goes to 0x30040000 in the linker script; its clock must be on before the\n"
    "   first access; cacheable as all RAM */\n"
    "RCC->AHB2ENR |= RCC_AHB2ENR_D2SRAM3EN;\n(void)RCC->AHB2ENR;\n"
    "static uint8_t @[%] __attribute__((section(\".sram3\"), aligned(32)));   /* nobody clears it */\n",
    "// the stream's buffer in a bank of the DMA's own domain that no other master is busy with, here\n"
    "// SRAM3: .sram3 goes to 0x30040000 in memory.x; its clock (RCC AHB2ENR) must be on before the\n"
    "// first access; cacheable as all RAM\n"
    "use core::mem::MaybeUninit;\n"
    "#[repr(align(32))]\n"
    "struct Lines([u8; %]);\n"
    "#[link_section = \".sram3\"]          // edition 2024: #[unsafe(link_section = \".sram3\")]\n"
    "static mut ^: MaybeUninit<Lines> = MaybeUninit::uninit();   // nobody clears it: write, then read\n" };

static const fix_t always_armed = {
    "/* no gap between two transfers: a circular stream, armed before anything comes */\n"
    "$->" CONTROL " |= " BIT "_CIRC;             /* while EN = 0 */\n",
    "// no gap between two transfers: a circular stream, armed before anything comes\n"
    RUST ".cr().modify(|w| w.set_circ(true));     // while EN = 0\n" };

static const fix_t ring = {
    "/* no gap between two transfers: a circular stream, armed before anything comes */\n"
    "$->" CONTROL " |= " BIT "_CIRC;             /* while EN = 0 */\n",
    "// no gap between two transfers: a ring buffer owned by a circular stream\n"
    "let mut rx = uart_rx.into_ring_buffered(&mut buffer);   // Embassy: RingBufferedUartRx\n" };

static const fix_t streams_first = { "/* streams first, SPE last */\n", "// streams first, SPE last\n" };

/* A clock that waits for an RxFIFO nobody empties waits for ever: MASRX is no cure here. */
static const fix_t spi_unread = {
    "/* what comes in is wanted: arm its stream before the clock runs. It is not: do not receive it */\n"
    "/* transmit only, while SPE = 0: */\n"
    PORT "->CFG2 = (" PORT "->CFG2 & ~SPI_CFG2_COMM) | SPI_CFG2_COMM_0;\n"
    PORT "->IFCR = SPI_IFCR_OVRC;                  /* after an error, once RXDR is read empty */\n",
    "// what comes in is wanted: transfer() instead of write(). It is not: do not receive it\n"
    "// transmit only, while SPE = 0 (Embassy's new_txonly leaves it at full duplex):\n"
    "pac::" PORT ".cfg2().modify(|w| w.set_comm(pac::spi::vals::Comm::TRANSMITTER));\n"
    "// after an error, once RXDR is read empty\n"
    "pac::" PORT ".ifcr().write(|w| w.set_ovrc(true));\n" };

/* ---- what the port can do ----------------------------------------------------------------------- */

static const fix_t uart_waits = {
    PORT "->CR1 |= USART_CR1_FIFOEN;      /* 16 bytes more may wait; while UE = 0 */\n",
    "pac::" PORT ".cr1().modify(|w| w.set_fifoen(true));       // 16 bytes more may wait; while UE = 0\n" };

static const fix_t spi_waits = {
    PORT "->CR1 |= SPI_CR1_MASRX;              /* or: a master's clock waits for the RxFIFO */\n"
    PORT "->IFCR = SPI_IFCR_OVRC;              /* after an error, once RXDR is read empty */\n",
    "pac::" PORT ".cr1().modify(|w| w.set_masrx(true));        // or: a master's clock waits for the RxFIFO\n"
    "// after an error, once RXDR is read empty\n"
    "pac::" PORT ".ifcr().write(|w| w.set_ovrc(true));\n" };

static const fix_t spi_had_nothing = {
    PORT "->IFCR = SPI_IFCR_UDRC;              /* after an error: a slave sends again */\n",
    "pac::" PORT ".ifcr().write(|w| w.set_udrc(true));         // after an error: a slave sends again\n" };

static const fix_t adc_waits = {
    PORT "->CFGR |= ADC_CFGR_AUTDLY;           /* ADSTART = 0; or: the next conversion waits */\n"
    PORT "->ISR = ADC_ISR_OVR;                 /* requests come again, then ADSTART */\n",
    "pac::" PORT ".cfgr().modify(|w| w.set_autdly(true));   // ADSTART = 0; or: the next conversion waits\n"
    "pac::" PORT ".isr().write(|w| w.set_ovr(true));           // requests come again, then ADSTART\n" };

/* ---- which -------------------------------------------------------------------------------------- */

static bool told_of(const finding_t *f, uint8_t kind)
{
    for (unsigned i = 0; i < f->causes; i++)
        if (f->cause[i].fact.kind == kind) return true;
    return false;
}

static void fill_rivals(const finding_t *f, thing_t *t)
{
    for (unsigned i = 0; i < f->causes; i++) {
        words_t w = { 0 };
        thing_t rival = { .known = 0 };
        if (f->cause[i].fact.kind != F_DMA_ON || !strcmp(cause_master(&f->cause[i], &w), f->master)) continue;
        fill_master(&rival, w.s);
        if (!rival.known) continue;
        add_text(t->rivals, sizeof t->rivals, "%s->%s &= ~%s_PL;              /* low */\n", rival.stream,
                 rival.slot[11], rival.slot[12]);
        add_text(t->rivals_rust, sizeof t->rivals_rust, "%s.cr().modify(|w| w.set_pl(%s::LOW));\n",
                 rival.slot[13], rival.slot[16]);
    }
}

const fix_t *fix_starved(const finding_t *f, thing_t *t, const fix_t **port)
{
    bool spi = !strncmp(f->buffer, "SPI", 3), adc = !strncmp(f->buffer, "ADC", 3);
    bool uart = !spi && !adc && strcmp(f->buffer, "DCMI"), d2 = !strncmp(f->master, "DMA", 3);
    *port = uart               ? &uart_waits
            : adc              ? &adc_waits
            : !spi             ? NULL
            : told_of(f, F_TX) ? &spi_had_nothing
                               : &spi_waits;
    if (spi && !t->known) return *port = NULL, &spi_unread;
    fill_rivals(f, t);
    if (t->known && d2 && told_of(f, F_ASK)) return &own_bank;
    if (t->known && (*t->rivals || told_of(f, F_DMA_ITEM) || told_of(f, F_ASK))) return &go_first;
    return spi ? &streams_first : uart ? &ring : &always_armed;
}
