/* parts.h -- the peripherals as panel_parts shows them: per kind a line about the set-up, a body, whether an
 * error flag is up. Flags by the manual's names (regnames.h), values by peek. */
#ifndef PARTS_H
#define PARTS_H
#include "panel.h"

const char *part_name   (unsigned slot);                 /* "USART3", "GPIO" */
bool        part_clocked(const view_t *, unsigned slot); /* its clock enable is on, or it has none */
/* set up, though no register was touched in this run */
bool        part_busy   (const view_t *, unsigned slot);
bool        part_alarm  (const panel_in_t *, unsigned slot);        /* an error flag is up */
void        part_about  (const view_t *, unsigned slot, char *text, size_t room);
/* Draws the body, or with draw false only answers its height for this width. */
float       part_body   (const panel_in_t *, ui_t *, rect_t, unsigned slot, bool draw);

/* ---- shared by parts*.c ---------------------------------------------------------------------- */
/* Chosen flags of one status register as lamps: "TXE TC !ORE !FE"; ! marks errors. Answers its height. */
float flag_lamps(const panel_in_t *, ui_t *, rect_t, uint32_t reg, const char *flags, bool draw);
float value_cells(ui_t *, rect_t, const char *name, const uint8_t *byte, unsigned count, unsigned room,
                  const char *tip, bool draw);

float usart_body(const panel_in_t *, ui_t *, rect_t, unsigned slot, bool draw);
float spi_body  (const panel_in_t *, ui_t *, rect_t, unsigned slot, bool draw);
float i2c_body  (const panel_in_t *, ui_t *, rect_t, unsigned slot, bool draw);
/* parts_analog.c */
float adc_body  (const panel_in_t *, ui_t *, rect_t, unsigned slot, bool draw);
float tim_body  (const panel_in_t *, ui_t *, rect_t, unsigned slot, bool draw);
float gpio_body (const panel_in_t *, ui_t *, rect_t, unsigned slot, bool draw);
float exti_body (const panel_in_t *, ui_t *, rect_t, unsigned slot, bool draw);
float iwdg_body (const panel_in_t *, ui_t *, rect_t, unsigned slot, bool draw);
float dcmi_body (const panel_in_t *, ui_t *, rect_t, unsigned slot, bool draw);
void  tim_about (const view_t *, unsigned slot, char *text, size_t room);
#endif
