/* regwords.h -- a register's value in words, from the manual's names (regnames.h) and, for fields whose
 * values have names there, what a value means. For every panel that shows registers. */
#ifndef REGWORDS_H
#define REGWORDS_H
#include "panel.h"
#include "regnames.h"

/* Bits that no field of the manual claims; 0 for a register that is one number. */
uint32_t reg_reserved(const reg_info_t *);
/* "EN, MINC, PSIZE 2 word": fields that are not 0, then reserved bits that are set; "0" if none is. */
void reg_words(const reg_info_t *, uint32_t value, char *text, size_t room);
/* A row: name, value, fields; cuts itself off *r. Click: select the register; a second click: break at it. */
void reg_row(const panel_in_t *, ui_t *, rect_t *r, float name_width, uint32_t addr);
/* Was it written at this moment, or since the moment the user came from? The last such fact, or NULL. */
const fact_t *reg_written(const panel_in_t *, uint32_t addr);
#endif
