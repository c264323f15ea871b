/* system_fft.c -- AN4891 tables 8 to 17: a transform with its data in each memory
 * (scenarios/firmware/c/fft.c).
 *
 * ST's program is not to be had, so no count of cycles is compared, only what each memory costs over DTCM
 * against what another does. The 2:1 columns are what the bus's numbers were fitted to; the 1:1 columns are
 * predicted. */
#include "system_rows.h"
#include "system.h"
#include <stdlib.h>

enum { RESULT_BYTES = 12, WORDS = 3 };                 /* result_t of fft.c: running, cycles, found */

typedef struct {
    sink_t   sink;
    uint32_t result;                                   /* address of the first */
    int      row;                                      /* the one under way, -1 */
    unsigned fills[FFT_ROWS];
} meter_t;

static struct { bool done, good; uint32_t cycles[FFT_ROWS]; unsigned fills[FFT_ROWS]; } fft;

static void see(sink_t *s, const fact_t *f)
{
    meter_t *m = (meter_t *)s;
    if (f->kind == F_FILL_START) {
        if (m->row >= 0) m->fills[m->row]++;
        return;
    }
    uint32_t off = f->addr - m->result;
    if (f->addr < m->result || off >= FFT_ROWS * RESULT_BYTES || off % RESULT_BYTES) return;
    m->row = f->data ? (int)(off / RESULT_BYTES) : -1;
}

static void run(void)
{
    static const char file[] = "scenarios/firmware/images/fft.elf";
    scenario_t *s;
    meter_t meter = { .sink = { 1ull << F_STORE | 1ull << F_FILL_START, see }, .row = -1 };
    fft.done = true;
    meter.result = system_symbol(file, "result");
    machine_t *m = system_firmware(file, &meter.sink, &s);
    if (!m) return;
    fft.good = true;
    for (unsigned i = 0; i < FFT_ROWS; i++) {
        fft.cycles[i] = system_word(m, meter.result + RESULT_BYTES * i + 4);
        fft.fills[i] = meter.fills[i];
    }
    scenario_free(s), free(m);
}

static double over(unsigned row, unsigned base) { return (double)fft.cycles[row] - (double)fft.cycles[base]; }

anchor_result_t fft_quotient(const void *arg)
{
    const fft_quotient_t *q = arg;
    static char how[80];
    if (!fft.done) run();
    if (!fft.good) return anchor_none("fft.elf did not run to its end");
    double a = over(q->row[0], q->base[0]), b = over(q->row[1], q->base[1]);
    snprintf(how, sizeof how, "%+.0f over %+.0f cycles", a, b);
    return (anchor_result_t){ a / b, "", how };
}

anchor_result_t fft_whole(const void *arg)
{
    const fft_quotient_t *q = arg;
    static char how[80];
    if (!fft.done) run();
    if (!fft.good) return anchor_none("fft.elf did not run to its end");
    double a = fft.cycles[q->row[0]], b = fft.cycles[q->row[1]];
    snprintf(how, sizeof how, "%.0f over %.0f cycles", a, b);
    return (anchor_result_t){ a / b, "", how };
}

anchor_result_t fft_slope(const void *arg)
{
    const unsigned *row = arg;                         /* from, to; as many wait states apart */
    static char how[80];
    if (!fft.done) run();
    if (!fft.good) return anchor_none("fft.elf did not run to its end");
    double rise = over(row[1], row[0]) / (row[1] - row[0]);
    snprintf(how, sizeof how, "%.0f cycles a wait state, %u fills", rise, fft.fills[row[0]]);
    return (anchor_result_t){ rise / fft.fills[row[0]], "cycles", how };
}
