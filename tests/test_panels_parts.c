/* test_panels_parts.c -- DMA streams and peripherals: what their pictures must say; and the rules every
 * picture of these, of the core, memory attributes and registers keeps, at four sizes and two text scales
 * over several lessons and moments. */
#include "panels_bench.h"
#include "panel.h"
#include "part_lines.h"
#include "parts.h"
#include "streams.h"
#include "suite.h"

/* ---- the rules ------------------------------------------------------------------------------- */

static const struct { const char *file; uint64_t most; unsigned percent[3]; int stream,
                      part; int64_t reg; } scene[] = {
    { "scenarios/04-stale-receive.json", 0, { 0, 40, 90 }, 8, -1, 0x40020410 },
    { "scenarios/03-dtcm-buffer.json", 0, { 1, 68, 100 }, 1, SLOT_USART3, 0x40004800 },
    { "scenarios/02-uart-dma.json", 0, { 3, 50, 99 }, -1, -1, 0x4000481C },
    { "scenarios/20-spi-full-duplex-1024.json", 0, { 2, 30, 80 }, 0, -1, 0x40013014 },
    { "scenarios/28-i2c-sensor-dma.json", 0, { 10, 60, 100 }, 0, SLOT_I2C1, -1 },
    { "scenarios/28-i2c-nack.json", 0, { 10, 60, 100 }, -1, -1, -1 },
    { "scenarios/36-adc-timer-triggered.json", 0, { 10, 60, 100 }, -1, SLOT_ADC12, -1 },
    { "scenarios/38-adc-overrun.json", 0, { 10, 60, 100 }, -1, -1, 0x40022000 },
    { "scenarios/23-exti-edge.json", 0, { 10, 70, 100 }, -1, -1, 0x58000000 },
    { "scenarios/24-watchdog.json", 0, { 10, 70, 100 }, -1, -1, -1 },
    { "scenarios/26-mdma-tcm.json", 0, { 10, 70, 100 }, 24, -1, 0x5200004C },
    { "scenarios/25-bdma-domain.json", 0, { 10, 70, 100 }, 16, -1, 0x58025408 },
    { "scenarios/32-sdmmc1-domain.json", 0, { 10, 50, 100 }, 41, -1, 0xE000ED00 },
    { "scenarios/33-camera-starved.json", 0, { 10, 50, 100 }, -1, -1, -1 },
    { "scenarios/13-m2m-burst-cpu-busy.json", 0, { 5, 50, 100 }, 8, -1, 0xE000ED9C },
    { "scenarios/04-stale-receive-fixed-mpu.json", 0, { 5, 50, 100 }, 8, SLOT_CORE, -1 },
    { "scenarios/firmware/images/kernels.elf", 200000, { 5, 50, 100 }, -1, -1, 0xE000ED14 },
};
enum { SCENES = sizeof scene / sizeof *scene };

/* Each panel at its share of the four sizes and as the whole of it, with nothing chosen and with something
 * open. */
START_TEST(pictures_keep_the_rules)
{
    static const panel_t panels[] = { PANEL_DMA, PANEL_PARTS, PANEL_CORE, PANEL_MPU, PANEL_REGISTERS };
    bench_t b;
    bench_file(&b, scene[_i].file, scene[_i].most);
    for (unsigned c = 0; c < 3; c++) {
        tick_t end = session_view(b.s)->end;
        session_seek(b.s, end / 100 * scene[_i].percent[c] + (scene[_i].percent[c] == 100 ? end % 100 : 0));
        if (c)
            b.app.select.stream = scene[_i].stream, b.app.select.part = scene[_i].part,
                b.app.select.reg = scene[_i].reg;
        b.app.option[PANEL_REGISTERS] = c == 2;
        for (unsigned p = 0; p < sizeof panels / sizeof *panels; p++)
            keep_rules_everywhere(&b, panels[p], c % 2, 0.9f, scene[_i].file);
    }
    bench_close(&b);
}
END_TEST

/* ---- DMA streams ----------------------------------------------------------------------------- */

/* Lesson 4 copies 64 bytes as 16 words through the FIFO of DMA2 stream 0 (0x4002_0400, S0NDTR at + 0x14).
 * At every moment while it runs: what was read and not yet written is what the FIFO holds, and these bytes
 * are source's from where writing stands (source is a ramp from A0 on). The card counts what the register
 * says. */
START_TEST(the_fifo_is_between_the_pointers)
{
    bench_t b;
    bench_open(&b, "04-stale-receive");
    uint32_t source = buffer_at(&b, "source"), rx = buffer_at(&b, "rx");
    unsigned running = 0, filled = 0;
    for (uint64_t cycle = 0; cycle < 400; cycle++) {
        stream_look_t s;
        char text[40];
        at_cycle(&b, cycle);
        panel_in_t in = in_of(&b);
        ck_assert(stream_look(&in, 8, &s));
        if (!s.on) continue;
        running++;
        uint32_t read = s.from.at - source, wrote = s.to.at - rx;
        if (read >= wrote) ck_assert_uint_eq(read - wrote, s.fifo_held);
        for (unsigned i = 0; i < s.fifo_held; i++) ck_assert_uint_eq(s.fifo[i], 0xA0 + wrote + i);
        filled += s.fifo_held == 16;
        if (cycle % 16) continue;
        draw(&b, PANEL_DMA, 600, 300);
        snprintf(text, sizeof text, "%u of 16 items", 16 - (unsigned)peek(&b, 0x40020414));
        ck_assert_msg(says(&b, text), "cycle %llu: %s", (unsigned long long)cycle, text);
        ck_assert(says(&b, "memory to memory") && says(&b, "word to word"));
    }
    ck_assert_uint_gt(running, 100);
    ck_assert_uint_gt(filled, 0);
    bench_close(&b);
}
END_TEST

/* One stream is used, so the other 15 of DMA1 and 2, 8 of the BDMA and 16 of the MDMA are not: 39. */
START_TEST(unused_streams_are_one_line)
{
    bench_t b;
    bench_open(&b, "04-stale-receive");
    /* not armed yet: it has its place all the same */
    at_cycle(&b, 10);
    draw(&b, PANEL_DMA, 600, 300);
    ck_assert(says(&b, "DMA2 stream 0") && says(&b, "not armed yet") && !says(&b, "DMA2 stream 1"));
    ck_assert(says(&b, "39 DMA streams and channels are never used in this run."));
    bench_close(&b);
    bench_open(&b, "16-memory-table");                            /* none at all? then it says so */
    at_end(&b);
    draw(&b, PANEL_DMA, 600, 300);
    ck_assert(says(&b, "No DMA stream") || says(&b, "DMA streams and channels are never"));
    bench_close(&b);
}
END_TEST

/* The display controller's script only reads, and the picture goes to itself: to its name. */
START_TEST(a_master_is_the_other_end_by_its_name)
{
    bench_t b;
    bench_open(&b, "30-ltdc-frame");
    session_seek(b.s, session_view(b.s)->findings->item[0].at);     /* its first beat of the frame `next` */
    draw(&b, PANEL_DMA, 600, 300);
    ck_assert(exactly(&b, "next") && !exactly(&b, "itself"));
    unsigned named = 0;
    for (size_t i = 0; i < b.draw.cmds; i++)
        named += b.draw.cmd[i].kind == DRAW_TEXT && !strcmp(b.draw.text + b.draw.cmd[i].at, "LTDC");
    ck_assert_uint_eq(named, 2);                                    /* the card's title, and here */
    bench_close(&b);
}
END_TEST

/* Lesson 3: USART3_RX's request, DMA1 stream 1, a buffer in DTCM: a bus error at the first item. */
START_TEST(an_error_cannot_be_missed)
{
    bench_t b;
    bench_open(&b, "03-dtcm-buffer");
    at_cycle(&b, 40000);
    draw(&b, PANEL_DMA, 600, 300);
    ck_assert(says(&b, "USART3_RX") && exactly(&b, "USART3.RDR") && exactly(&b, "rx"));
    ck_assert_uint_eq(frames_of(&b, ROLE_ERROR), 0);
    ck_assert(!exactly(&b, "error"));
    at_end(&b);
    draw(&b, PANEL_DMA, 600, 300);
    ck_assert_uint_ge(frames_of(&b, ROLE_ERROR), 1);
    ck_assert(exactly(&b, "error") && says(&b, "bus error writing rx") && says(&b, "0 running, an error"));
    ck_assert(tips(&b, "TE: TEIF: a bus error"));
    char why[400];
    stream_look_t s;
    panel_in_t in = in_of(&b);
    stream_look(&in, 1, &s);
    stream_trouble(&in, &s, why, sizeof why);
    ck_assert_msg(strstr(why, "the TCMs hang directly on the core") != NULL, "%s", why);
    bench_close(&b);
}
END_TEST

/* Embassy's sender: USART3 asks before the first byte is in the FIFO, so FEIF rises at enable and stays; all
 * six bytes go out (by the facts NDTR counts to 0). That is a note; red is for what failed. */
START_TEST(a_fifo_flag_that_stops_nothing_is_a_note)
{
    bench_t b;
    bench_open(&b, "52-embassy-uart-cached");
    at_cycle(&b, 663421);
    draw(&b, PANEL_DMA, 600, 300);
    ck_assert(peek(&b, 0x40020000) & 1);                           /* DMA1.LISR.FEIF0 */
    ck_assert(exactly(&b, "6 of 6 items") && !exactly(&b, "error") && !says(&b, "an error"));
    ck_assert_uint_eq(frames_of(&b, ROLE_ERROR), 0);
    ck_assert(tips(&b, "FE: FEIF: a request came before the FIFO was ready for it"));
    draw(&b, PANEL_BUS, 600, 400);
    ck_assert(!says(&b, "FEIF is up") && !tips(&b, "an access was refused"));
    bench_close(&b);
}
END_TEST

/* A burst of four words does not fit the threshold of half a FIFO: refused at enable, and that is an error */
START_TEST(a_refused_set_up_is_an_error)
{
    bench_t b;
    bench_text(&b,
               "{ \"schema_version\": 1, \"title\": \"t\", \"why\": \"w\", \"chip\": \"STM32H743\", "
               "\"clocks\": \"400\", \"setup\": { \"enable\": [\"DMA1\"] }, \"program\": ["
               "{ \"write\": \"DMA1.S0NDTR\", \"value\": 16 }, { \"write\": \"DMA1.S0FCR\", \"value\": 5 },"
               "{ \"write\": \"DMA1.S0CR\", \"value\": \"0x00805481\" }, { \"dsb\": true } ] }");
    at_end(&b);
    draw(&b, PANEL_DMA, 600, 300);
    ck_assert(exactly(&b, "error") && says(&b, "threshold and burst do not fit together"));
    draw(&b, PANEL_BUS, 600, 400);
    ck_assert(says(&b, "FEIF is up"));
    bench_close(&b);
}
END_TEST

/* The camera's finding is DMA2 stream 1's, the second card of four; where one fits it is that one. */
START_TEST(the_findings_stream_is_seen)
{
    bench_t b;
    bench_open(&b, "33-camera-starved");
    app_do(&b.app, ACT_GOTO_FINDING, 0);
    app_draw(&b.app, &b.ui, 1280, 720);
    const hit_t *card = hit_of(&b, ACT_STREAM, 9);
    ck_assert(card && card->r.h > 100);
    ck_assert(!hit_of(&b, ACT_STREAM, 0) || hit_of(&b, ACT_STREAM, 0)->r.h < 20);
    bench_close(&b);
}
END_TEST

/* Its registers open below the card: S1CR is at 0x4002_0000 + 0x10 + 0x18. */
START_TEST(the_selected_stream_opens)
{
    bench_t b;
    bench_open(&b, "03-dtcm-buffer");
    at_cycle(&b, 40000);
    draw(&b, PANEL_DMA, 600, 420);
    ck_assert(!says(&b, "Registers of"));
    const hit_t *h = hit_of(&b, ACT_STREAM, 1);
    ck_assert_ptr_nonnull(h);
    app_do(&b.app, (action_t)h->action, h->arg);
    draw(&b, PANEL_DMA, 600, 420);
    ck_assert(says(&b, "Registers of DMA1 stream 1") && exactly(&b, "S1CR") && exactly(&b, "S1NDTR"));
    ck_assert_ptr_nonnull(hit_of(&b, ACT_REGISTER, 0x40020028));
    char value[12];
    snprintf(value, sizeof value, "%08X", (unsigned)peek(&b, 0x40020028));
    ck_assert(exactly(&b, value));
    ck_assert_ptr_nonnull(hit_of(&b, ACT_STREAM, -1));            /* the card closes it again */
    bench_close(&b);
}
END_TEST

/* Three bytes go out, then the driver clears the control register (the BDMA's takes DIR once EN is 0): DIR 0
 * would be peripheral to memory. The card still says what was done, until the program writes the count of
 * another transfer. */
static void goes_out(bench_t *b, int n, const char *title, uint32_t tdr, bool out)
{
    stream_look_t s;
    panel_in_t in = in_of(b);
    moment_gather(&b->app.moment, b->s, &b->app);
    ck_assert(stream_look(&in, n, &s));
    ck_assert_uint_eq((out ? s.to : s.from).base, tdr);
    ck_assert_uint_eq((out ? s.from : s.to).base, buffer_at(b, "tx"));
    ck_assert_uint_eq((out ? s.from : s.to).moves, out);
    draw(b, PANEL_DMA, 600, 300);
    const draw_cmd_t *buffer = exactly(b, "tx"), *part = says(b, title) ? exactly(b, title) : NULL;
    ck_assert(buffer && part && (buffer->r.x < part->r.x) == out);
}

START_TEST(a_cleared_set_up_does_not_turn_the_arrow)
{
    static const struct { const char *region, *part, *uart, *stream, *cr, *ndtr;
                          int n; uint32_t tdr, reg; } on[] = {
        { "SRAM1", "DMA1", "USART3", "DMA1_Stream3", "DMA1.S3CR", "DMA1.S3NDTR",
          3, 0x40004828, 0x40020058 },
        { "SRAM4", "BDMA", "LPUART1", "BDMA_Channel2", "BDMA.CCR2", "BDMA.CNDTR2",
          FIRST_BDMA + 2, 0x58000C28, 0x58025430 },
    };
    char json[2000], title[20];
    bench_t b;
    snprintf(title, sizeof title, "%s.TDR", on[_i].uart);
    snprintf(json, sizeof json,
             "{ \"schema_version\": 1, \"title\": \"t\", \"why\": \"w\", \"chip\": \"STM32H743\","
             "\"clocks\": \"400\", \"setup\": { \"enable\": [\"SRAM1\", \"%s\", \"%s\"] },"
             "\"buffers\": { \"tx\": { \"region\": \"%s\", \"size\": 3, \"init\": \"AA BB CC\" } },"
             "\"program\": [ { \"uart_init\": \"%s\", \"baud\": 1000000, \"receive\": false },"
             "{ \"uart_transmit_dma\": \"%s\", \"from\": \"tx\", \"size\": 3, \"stream\": \"%s\" },"
             "{ \"dma_wait\": \"%s\" }, { \"write\": \"%s\", \"value\": 0 },"
             "{ \"write\": \"%s\", \"value\": 0 }, { \"dsb\": true }, { \"mark\": \"cleared\" },"
             "{ \"write\": \"%s\", \"value\": 5 } ] }",
             on[_i].part, on[_i].uart, on[_i].region, on[_i].uart, on[_i].uart, on[_i].stream, on[_i].stream,
             on[_i].cr, on[_i].cr, on[_i].ndtr);
    bench_text(&b, json);
    session_seek(b.s, session_view(b.s)->result->marks.first[0]);
    ck_assert_uint_eq(peek(&b, on[_i].reg), 0);
    goes_out(&b, on[_i].n, title, on[_i].tdr, true);
    at_end(&b);
    goes_out(&b, on[_i].n, title, on[_i].tdr, false);
    bench_close(&b);
}
END_TEST

/* Ids of DMAMUX1 and 2 from RM0433 tables 121 and 122. */
START_TEST(requests_have_names)
{
    static const struct { unsigned wire, id; const char *name; } is[] = {
        { WIRE_REQ1, 9, "ADC1" }, { WIRE_REQ1, 11, "TIM1_CH1" }, { WIRE_REQ1, 37, "SPI1_RX" },
            { WIRE_REQ1, 45, "USART3_RX" },
        { WIRE_REQ1, 46, "USART3_TX" }, { WIRE_REQ1, 69, "TIM6_UP" }, { WIRE_REQ1, 75, "DCMI" },
            { WIRE_REQ1, 115, "ADC3" },
        { WIRE_REQ1, 0, "no request chosen" }, { WIRE_REQ1, 1, "DMAMUX1 generator 0" },
            { WIRE_REQ1, 127, "request 127" },
        { WIRE_REQ2, 9, "LPUART1_RX" }, { WIRE_REQ2, 12, "SPI6_TX" }, { WIRE_REQ2, 13, "I2C4_RX" },
            { WIRE_REQ2, 17, "ADC3" } };
    for (unsigned i = 0; i < sizeof is / sizeof *is; i++) {
        char text[40];
        request_name(is[i].wire, is[i].id, text, sizeof text);
        ck_assert_str_eq(text, is[i].name);
    }
}
END_TEST

/* ---- peripherals ----------------------------------------------------------------------------- */

static int level_at(const wire_frame_t *f, unsigned n, tick_t t)
{
    for (unsigned i = 0; i < n; i++) {
        if (t < f[i].start || (double)(t - f[i].start) >= f[i].bit * f[i].bits) continue;
        return (int)(f[i].levels >> (unsigned)((double)(t - f[i].start) / f[i].bit) & 1);
    }
    return 1;
}

/* The drawn level now is the wire's own level now (wires.h computes it from the frame on the wire). Sampled
 * all over a run; ticks a bit or two from a bit's edge are left out, where rounding decides. */
static void levels_agree(bench_t *b, unsigned line, bool sent)
{
    wire_frame_t f[WIRE_FRAMES];
    tick_t end = session_view(b->s)->end;
    unsigned low = 0;
    for (tick_t t = 0; t < end; t += end / 331 + 1) {
        session_seek(b->s, t);
        moment_gather(&b->app.moment, b->s, &b->app);
        panel_in_t in = in_of(b);
        const wires_t *w = &in.view->machine->chip.wires;
        const serial_t *s = sent ? &w->tx[line] : &w->rx[line];
        int level = serial_level(s, in.view->now);
        bool edge = in.view->now < 30 || serial_level(s, in.view->now - 30) != level
            || serial_level(s, in.view->now + 30) != level;
        unsigned n = usart_frames(&in, line, sent, f);
        if (!edge)
            ck_assert_msg(level_at(f, n, in.view->now) == level, "line %u at tick %llu", line,
                          (unsigned long long)t);
        low += !level;
    }
    ck_assert_uint_gt(low, 10);
}

START_TEST(uart_levels_are_the_wires)
{
    bench_t b;
    bench_open(&b, "02-uart-dma");
    levels_agree(&b, 2, false);
    bench_close(&b);
    bench_text(&b,
               "{ \"schema_version\": 1, \"title\": \"t\", \"why\": \"w\", \"chip\": \"STM32H743\", "
               "\"clocks\": \"400\", \"setup\": { \"enable\": [\"USART1\"] },"
               "\"buffers\": { \"tx\": { \"region\": \"DTCM\", \"size\": 6, \"init\": "
               "\"55 00 FF 41 5A 0F\" } },"
               "\"program\": [ { \"uart_init\": \"USART1\", \"baud\": 1000000, \"parity\": "
               "\"even\", \"stop_bits\": 2 },"
               "{ \"uart_write_blocking\": \"USART1\", \"from\": \"tx\", \"size\": 6 } ] }");
    levels_agree(&b, 0, true);
    bench_close(&b);
}
END_TEST

/* Frames already received: lesson 2 sends its bytes back to back from its own list; frame k begins where
 * the list says, or ten bits behind the one before. */
START_TEST(received_frames_lie_where_they_were_sent)
{
    bench_t b;
    wire_frame_t f[WIRE_FRAMES];
    bench_open(&b, "02-uart-dma");
    at_end(&b);
    moment_gather(&b.app.moment, b.s, &b.app);
    panel_in_t in = in_of(&b);
    const input_t *given = &in.view->scenario->in;
    unsigned n = usart_frames(&in, 2, false, f), seen = 0;
    ck_assert_uint_gt(n, 5);
    double at = -1;
    for (uint32_t i = 0; i < given->rxs; i++) {
        const rx_byte_t *x = &given->rx[i];
        double bit = (double)x->bit16 / 65536;
        at = at < 0 || (double)x->at > at ? (double)x->at : at;
        for (unsigned k = 0; k < n; k++) {
            double off = (double)f[k].start - at;
            if (off > bit / 2 || off < -bit / 2) continue;
            ck_assert_uint_eq(f[k].data, x->value);
            /* start 0, LSB first, stop 1 */
            ck_assert_uint_eq((unsigned)(f[k].levels & 0x3FF), 0x200u | (unsigned)x->value << 1);
            seen++;
        }
        at += bit * (1 + x->bits + x->stops);
    }
    ck_assert_uint_eq(seen, n);
    bench_close(&b);
}
END_TEST

static unsigned same_bits(const wire_frame_t *f, uint32_t wire, unsigned bits)
{
    for (unsigned k = 0; k < bits; k++) ck_assert_uint_eq(f->levels >> k & 1, wire >> (bits - 1 - k) & 1);
    return bits;
}

/* The frame under way on the SPI: bit k on the line is bit (bits - 1 - k) of what the wire holds, both
 * ways. */
START_TEST(spi_levels_are_the_wires)
{
    bench_t b;
    wire_frame_t out[WIRE_FRAMES], in_[WIRE_FRAMES];
    bench_open(&b, "20-spi-full-duplex-1024");
    unsigned looked = 0;
    tick_t end = session_view(b.s)->end;
    for (tick_t t = end / 10; t < end; t += end / 97) {
        session_seek(b.s, t);
        moment_gather(&b.app.moment, b.s, &b.app);
        panel_in_t in = in_of(&b);
        const spi_line_t *w = &in.view->machine->chip.wires.spi[0];
        if (!w->start || in.view->now < w->start || in.view->now >= w->end) continue;
        unsigned n = spi_frames(&in, 0, true, out), m = spi_frames(&in, 0, false, in_), met = 0;
        for (unsigned i = 0; i < n; i++)
            if (out[i].start == w->start) met += same_bits(&out[i], w->out, w->bits);
        for (unsigned i = 0; i < m; i++)
            if (in_[i].start == w->start) met += same_bits(&in_[i], w->in, w->bits);
        ck_assert_uint_eq(met, 16);
        looked++;
    }
    ck_assert_uint_gt(looked, 40);
    bench_close(&b);
}
END_TEST

/* Which texts follow one another from left to right, row after row, in small frames: the tokens. */
static void tokens(const bench_t *b, char *text, size_t room)
{
    text[0] = 0;
    for (size_t i = 1; i < b->draw.cmds; i++)
        if (b->draw.cmd[i].kind == DRAW_TEXT && b->draw.cmd[i - 1].kind == DRAW_FRAME
            && b->draw.cmd[i - 1].r.h == 18)
            add_text(text, room, "%s ", b->draw.text + b->draw.cmd[i].at);
}

/* The lesson's own list: address 0x19, register 0x28, six bytes 28 .. 2D; the sixth is not acknowledged by
 * us. */
START_TEST(i2c_is_told_as_tokens)
{
    bench_t b;
    char text[400];
    bench_open(&b, "28-i2c-sensor-dma");
    at_end(&b);
    draw(&b, PANEL_PARTS, 700, 400);
    tokens(&b, text, sizeof text);
    ck_assert_str_eq(text, "S 19 W A 28 A Sr 19 R A 28 A 29 A 2A A 2B A 2C A 2D N P ");
    bench_close(&b);
}
END_TEST

START_TEST(a_nack_is_an_error)
{
    bench_t b;
    bench_open(&b, "28-i2c-nack");
    unsigned alarms = 0;
    fact_t f[200];
    size_t n = session_facts(b.s, 1, session_view(b.s)->end, 1ull << F_FLAG, f, 200);
    for (size_t i = 0; i < n; i++) {
        session_seek(b.s, f[i].at);
        draw(&b, PANEL_PARTS, 700, 400);
        uint32_t isr = peek(&b, 0x40005418);                      /* I2C1_ISR: NACKF 4, BERR 8, ARLO 9 */
        panel_in_t in = in_of(&b);
        ck_assert_int_eq(part_alarm(&in, SLOT_I2C1), (isr & 0x310) != 0);
        if (!(isr >> 4 & 1)) continue;
        ck_assert_uint_ge(frames_of(&b, ROLE_ERROR), 1);
        ck_assert(exactly(&b, "N"));
        alarms++;
    }
    ck_assert_uint_gt(alarms, 0);
    bench_close(&b);
}
END_TEST

/* What the ADC delivered last, and a timer's count, as the registers have them; TIM6 at 0x4000_1000, CNT +
 * 0x24. */
START_TEST(values_are_the_registers)
{
    bench_t b;
    bench_open(&b, "36-adc-timer-triggered");
    char text[60];
    tick_t end = session_view(b.s)->end;
    for (unsigned i = 30; i < 100; i += 11) {
        fact_t f[64];
        session_seek(b.s, end / 100 * i);
        draw(&b, PANEL_PARTS, 700, 500);
        snprintf(text, sizeof text, "%u of %u, clock", (unsigned)peek(&b, 0x40001024),
                 (unsigned)peek(&b, 0x4000102C));
        ck_assert_msg(says(&b, text), "%s", text);
        size_t n = session_before(b.s, session_view(b.s)->now, 1ull << F_RX, f, 64);
        if (!n) continue;
        snprintf(text, sizeof text, "last 0x%04X (input %u)", (unsigned)f[n - 1].data, f[n - 1].what);
        ck_assert_msg(says(&b, text), "%s", text);
    }
    bench_close(&b);
}
END_TEST

/* The timers' clock is 200 MHz here: 40000 x 10000 of it are 2 s, 40000 x 100 are 20 ms, 40000 are 200 us. */
START_TEST(an_update_is_in_a_unit_to_read)
{
    static const char *const said[] = { "an update each 200 \xC2\xB5s", "an update each 20 ms",
                                        "an update each 2 s" };
    static const unsigned last[] = { 0, 99, 9999 };
    char json[800], text[80];
    bench_t b;
    snprintf(json, sizeof json,
             "{ \"schema_version\": 1, \"title\": \"t\", \"why\": \"w\", \"chip\": \"STM32H743\", "
             "\"clocks\": \"400\", \"setup\": { \"enable\": [\"TIM2\"] },"
             "\"program\": [ { \"write\": \"TIM2.PSC\", \"value\": 39999 },"
             "{ \"write\": \"TIM2.ARR\", \"value\": %u }, { \"write\": \"TIM2.EGR\", \"value\": 1 },"
             "{ \"write\": \"TIM2.CR1\", \"value\": 1 }, { \"dsb\": true } ] }", last[_i]);
    bench_text(&b, json);
    at_end(&b);
    tim_about(session_view(b.s), SLOT_TIM1 + 1, text, sizeof text);
    ck_assert_str_eq(text, said[_i]);
    bench_close(&b);
}
END_TEST

START_TEST(only_parts_in_use)
{
    bench_t b;
    bench_open(&b, "23-exti-edge");
    at_end(&b);
    draw(&b, PANEL_PARTS, 600, 400);
    ck_assert(exactly(&b, "EXTI") && exactly(&b, "GPIO") && says(&b, "GPIOC")
              && says(&b, "EXTI13: pin PC13"));
    ck_assert(!says(&b, "USART") && !says(&b, "TIM1") && says(&b, "Never touched: "));
    app_do(&b.app, ACT_PART, SLOT_EXTI);                          /* one alone */
    draw(&b, PANEL_PARTS, 600, 400);
    ck_assert(!says(&b, "GPIOC") && says(&b, "EXTI13: pin PC13"));
    bench_close(&b);
    bench_open(&b, "04-stale-receive");
    at_end(&b);
    draw(&b, PANEL_PARTS, 600, 400);
    ck_assert(says(&b, "uses no peripheral"));
    bench_close(&b);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("panels");
    tcase_set_timeout(t, 240);
    tcase_add_loop_test(t, pictures_keep_the_rules, 0, SCENES);
    tcase_add_test(t, the_fifo_is_between_the_pointers);
    tcase_add_test(t, unused_streams_are_one_line);
    tcase_add_test(t, a_master_is_the_other_end_by_its_name);
    tcase_add_test(t, an_error_cannot_be_missed);
    tcase_add_test(t, a_fifo_flag_that_stops_nothing_is_a_note);
    tcase_add_test(t, a_refused_set_up_is_an_error);
    tcase_add_test(t, the_findings_stream_is_seen);
    tcase_add_test(t, the_selected_stream_opens);
    tcase_add_loop_test(t, a_cleared_set_up_does_not_turn_the_arrow, 0, 2);
    tcase_add_test(t, requests_have_names);
    tcase_add_test(t, uart_levels_are_the_wires);
    tcase_add_test(t, received_frames_lie_where_they_were_sent);
    tcase_add_test(t, spi_levels_are_the_wires);
    tcase_add_test(t, i2c_is_told_as_tokens);
    tcase_add_test(t, a_nack_is_an_error);
    tcase_add_test(t, values_are_the_registers);
    tcase_add_loop_test(t, an_update_is_in_a_unit_to_read, 0, 3);
    tcase_add_test(t, only_parts_in_use);
    return case_run("panels_parts", t);
}
