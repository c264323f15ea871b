/* explain_fix_config.c -- the corrections of the rule dma-config for one mistake each; what is cured by
 * setting the stream up in the right order is in explain_fix.c. */
#include "explain_fix_own.h"
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

const fix_t *fix_config(const finding_t *f)
{
    const fact_t *first = &f->cause[0].fact;
    if (!f->causes || first->kind != F_IGNORED) return NULL;
    if (first->note == IGN_SIZE && !strncmp(f->master, "DMA", 3)) return &whole_word;
    return first->note == IGN_IN_USE ? &other_half : NULL;
}
