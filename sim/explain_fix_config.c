/* explain_fix_config.c -- the corrections of the rule dma-config for one mistake each; what is cured by
 * setting the stream up in the right order is in explain_fix.c. */
#include "explain_fix_own.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const fix_t other_half = {
    "/* of the two buffers only the one that is not in use may move: CT says which is */\n"
    "if ($->CR & DMA_SxCR_CT) $->M0AR = address;\n"
    "else $->M1AR = address;\n",
    "// of the two buffers only the one that is not in use may move: CT says which is\n"
    "if " RUST ".cr().read().ct() == pac::dma::vals::Ct::MEMORY1 {\n"
    "    " RUST ".m0ar().write_value(address as u32);\n"
    "} else {\n"
    "    " RUST ".m1ar().write_value(address as u32);\n}\n" };

static const fix_t whole_word = {
    "/* a whole word at once: __IO uint32_t, as in CMSIS */\n$->NDTR = items;\n",
    "// the registers of the pac are whole words\n" RUST ".ndtr().write(|w| w.set_ndt(size as u16));\n" };

static const fix_t route = {
    "/* DMAREQ_ID of the channel that feeds the stream, before EN: 0 to 7 feed DMA1, 8 to 15 DMA2 */\n"
    "DMAMUX1_Channel" CHANNEL "->CCR = request;\n",
    "// DMAREQ_ID of the channel that feeds the stream, before EN: 0 to 7 feed DMA1, 8 to 15 DMA2\n"
    "pac::DMAMUX1.ccr(" CHANNEL ").modify(|w| w.set_dmareq_id(request));\n" };

static const fix_t route_d3 = {
    "/* DMAREQ_ID of the channel of the same number, before EN */\n"
    "DMAMUX2_Channel" CHANNEL "->CCR = request;\n",
    "// DMAREQ_ID of the channel of the same number, before EN\n"
    "pac::DMAMUX2.ccr(" CHANNEL ").modify(|w| w.set_dmareq_id(request));\n" };

static const fix_t let_out = {
    "/* the peripheral's requests leave only then */\n" RIVALS,
    "// the peripheral's requests leave only then; Embassy's drivers set it themselves\n" RIVALS_RUST };

static const fix_t other_register = { "/* while EN = 0; DIR says which of the two is meant */\n" RIVALS,
                                      "// while EN = 0; DIR says which of the two is meant\n" RIVALS_RUST };

/* "Give PAR the address of USART3.RDR" */
static bool fill_register(const finding_t *f, thing_t *t)
{
    char part[12], reg[12], low[12] = "";
    if (sscanf(f->missing, "Give PAR the address of %11[A-Z0-9].%11[A-Z0-9]", part, reg) != 2) return false;
    for (unsigned i = 0; reg[i]; i++) low[i] = (char)tolower((unsigned char)reg[i]);
    put_text(t->rivals, sizeof t->rivals, "%s->PAR = (uint32_t)&%s->%s;\n", t->stream, part, reg);
    put_text(t->rivals_rust, sizeof t->rivals_rust, "%s.par().write_value(pac::%s.%s().as_ptr() as u32);\n",
             t->slot[13], part, low);
    return true;
}

/* lint_request.c says it so: "Set DMAR in USART3.CR3," */
static bool fill_enable(const finding_t *f, thing_t *t)
{
    char bit[12], part[12], reg[12], kind[12], low[2][12] = { "", "" };
    unsigned channel;
    if (sscanf(f->missing, "Set %11[A-Z0-9] in %11[A-Z0-9].%11[A-Z0-9],", bit, part, reg) != 3) return false;
    put_text(kind, sizeof kind, "%s", part);
    for (size_t k = strlen(kind); k && isdigit((unsigned char)kind[k - 1]); ) kind[--k] = 0;
    for (unsigned i = 0; bit[i]; i++) low[0][i] = (char)tolower((unsigned char)bit[i]);
    for (unsigned i = 0; reg[i]; i++) low[1][i] = (char)tolower((unsigned char)reg[i]);
    put_text(t->rivals, sizeof t->rivals, "%s->%s |= %s_%s_%s;\n", part, reg,
             strstr(kind, "ART") ? "USART" : kind, reg, bit);
    put_text(t->rivals_rust, sizeof t->rivals_rust, "pac::%s.%s().modify(|w| w.set_%s(", part, low[1],
             sscanf(bit, "CC%uDE", &channel) == 1 ? "ccde" : low[0]);
    if (!strncmp(bit, "CC", 2))
        add_text(t->rivals_rust, sizeof t->rivals_rust, "%u, ", channel - 1);
    add_text(t->rivals_rust, sizeof t->rivals_rust, "%s));\n",
             strcmp(bit, "DMNGT") ? "true" : "pac::adc::vals::Dmngt::DMA_CIRCULAR");
    return true;
}

const fix_t *fix_config(const finding_t *f, thing_t *t)
{
    const fact_t *first = &f->cause[0].fact;
    if (fill_enable(f, t)) return &let_out;
    if (!strncmp(f->master, "DMA", 3) && fill_register(f, t)) return &other_register;
    if (!strncmp(f->missing, "Write the request's number to DMAMUX", 36))
        return strncmp(f->master, "BDMA", 4) ? &route : &route_d3;
    if (!f->causes || first->kind != F_IGNORED) return NULL;
    if (first->note == IGN_SIZE && !strncmp(f->master, "DMA", 3)) return &whole_word;
    return first->note == IGN_IN_USE ? &other_half : NULL;
}
