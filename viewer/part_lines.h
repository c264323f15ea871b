/* part_lines.h -- what goes over a peripheral's lines around now: frames of U(S)ART and SPI, made from the
 * facts of the moment and what is on the wire, drawn as levels with their bytes; the I2C bus as its tokens.
 *
 * Levels follow from the data and the frame format in force now, the frame under way from the wire itself.
 * Frames of a former format are drawn in the present one. */
#ifndef PART_LINES_H
#define PART_LINES_H
#include "panel.h"

typedef struct {
    tick_t   start; double bit;          /* ticks a bit */
    unsigned bits, data_bits;            /* on the line; of the data, parity included */
    uint64_t levels;                     /* bit i: the i-th bit on the line */
    uint32_t data;
    bool     wrong, odd;                 /* received with errors; a break, accidental or for want of data */
} wire_frame_t;
enum { WIRE_FRAMES = 160 };

unsigned usart_frames(const panel_in_t *, unsigned line, bool sent, wire_frame_t out[WIRE_FRAMES]);
unsigned spi_frames  (const panel_in_t *, unsigned line, bool sent, wire_frame_t out[WIRE_FRAMES]);
double   usart_bit(const view_t *, unsigned line);       /* ticks a bit by its registers; 0: not set up */
double   spi_bit  (const view_t *, unsigned line);

/* A window in time: now lies at three quarters. */
typedef struct { double from, to, now; } span_t;
span_t span_around(const view_t *, double frame_ticks, float width);

enum { LANE_TALL = 36 };
/* A row: name, levels, bytes above them. idles: between frames the line is high; else it keeps its level.
 * Mode: CPOL << 1 | CPHA. */
void draw_levels(ui_t *, rect_t, const char *name, const wire_frame_t *, unsigned, const span_t *, role_t,
                 bool idles);
void draw_clock (ui_t *, rect_t, const wire_frame_t *, unsigned, const span_t *, unsigned mode);
/* START, address, bytes, acknowledges, STOP: the latest at the right. Answers its height. */
float draw_i2c(const panel_in_t *, ui_t *, rect_t, unsigned bus, bool draw);
#endif
