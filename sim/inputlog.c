/* inputlog.c -- see inputlog.h. */
#include "inputlog.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void *enough(void *p)
{
    if (!p) abort();
    return p;
}

static void *copy(const void *from, size_t size)
{
    void *to = enough(malloc(size + 1));
    if (size) memcpy(to, from, size);
    return to;
}

void inputlog_start(inputlog_t *l, input_t *in)
{
    *l = (inputlog_t){ .in = in, .typed_room = in->typeds, .probe_room = in->probes };
    in->typed = l->typed = copy(in->typed, in->typeds * sizeof *l->typed);
    in->probe = l->probe = copy(in->probe, in->probes * sizeof *l->probe);
}

void inputlog_free(inputlog_t *l)
{
    if (l->in) l->in->typed = NULL, l->in->typeds = 0, l->in->probe = NULL, l->in->probes = 0;
    free(l->typed), free(l->probe);
    *l = (inputlog_t){ .in = NULL };
}

/* ---- adding ---------------------------------------------------------------------------------------- */

static bool add_probe(inputlog_t *l, machine_t *m, const probe_t *p)
{
    input_t *in = l->in;
    if (in->probes >= INPUTLOG_MAX) return false;
    if (in->probes == l->probe_room) {
        l->probe_room = l->probe_room ? 2 * l->probe_room : 64;
        in->probe = l->probe = enough(realloc(l->probe, l->probe_room * sizeof *l->probe));
    }
    size_t i = in->probes++;
    for (; i && l->probe[i - 1].at > p->at; i--) l->probe[i] = l->probe[i - 1];
    l->probe[i] = *p;
    m->chip.due[SLOT_CORE] = m->chip.now;              /* it was asked before there was this to do */
    return true;
}

static uint32_t little(const uint8_t *bytes, unsigned n)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < n; i++) v |= (uint32_t)bytes[i] << 8 * i;
    return v;
}

bool inputlog_memory(inputlog_t *l, machine_t *m, uint32_t addr, const uint8_t *bytes, size_t n, bool exactly)
{
    probe_t p = { .at = m->chip.now, .after = exactly ? m->chip.core.instructions : 0, .what = PROBE_MEMORY };
    for (size_t done = 0; done < n; done += p.size) {
        p.addr = addr + (uint32_t)done;
        size_t left = n - done;
        p.size = !(p.addr & 3) && left >= 4 ? 4 : !(p.addr & 1) && left >= 2 ? 2 : 1;
        p.value = little(bytes + done, p.size);
        if (!add_probe(l, m, &p)) return false;
    }
    return true;
}

bool inputlog_register(inputlog_t *l, machine_t *m, unsigned regsel, uint32_t value)
{
    probe_t p = { .at = m->chip.now, .after = m->chip.core.instructions, .what = PROBE_REGISTER,
                  .addr = regsel, .value = value, .size = 4 };
    return add_probe(l, m, &p);
}

/* The parity bit is one of the data bits on the line. */
static uint16_t with_parity(const usart_frame_t *f, uint8_t byte)
{
    unsigned n = f->parity ? f->bits - 1u : f->bits;
    uint16_t value = byte & ((1u << n) - 1);
    unsigned odd = (unsigned)__builtin_parity(value) ^ (f->parity == USART_ODD);
    return f->parity ? (uint16_t)(value | odd << n) : value;
}

bool inputlog_typed(inputlog_t *l, machine_t *m, unsigned line, uint8_t byte)
{
    input_t *in = l->in;
    env_t env = machine_env(m, SLOT_USART1 + line);
    if (line >= SERIAL_LINES || in->typeds >= INPUTLOG_MAX) return false;
    usart_frame_t f = usart_frame(&m->chip.usart[line], &h743_usart[line], &env);
    if (!f.bit16) return false;
    if (in->typeds == l->typed_room) {
        l->typed_room = l->typed_room ? 2 * l->typed_room : 256;
        in->typed = l->typed = enough(realloc(l->typed, l->typed_room * sizeof *l->typed));
    }
    size_t i = in->typeds++;
    for (; i && l->typed[i - 1].at > m->chip.now; i--) l->typed[i] = l->typed[i - 1];
    l->typed[i] = (rx_byte_t){ .at = m->chip.now, .bit16 = f.bit16, .value = with_parity(&f, byte),
                               .line = (uint8_t)line, .bits = f.bits, .stops = f.stops };
    m->chip.due[SLOT_WORLD] = m->chip.now;
    return true;
}

void inputlog_cut(inputlog_t *l, const machine_t *m)
{
    input_t *in = l->in;
    tick_t now = m->chip.now;
    while (in->typeds && l->typed[in->typeds - 1].at > now) in->typeds--;
    while (in->probes > m->chip.core.probed) in->probes--;
}

/* ---- saving ---------------------------------------------------------------------------------------- */

static void save_typed(FILE *out, const rx_byte_t *r)
{
    fprintf(out, "    { \"tick\": %" PRIu64 ", \"line\": %u, \"value\": %u, \"bit16\": %" PRIu64 ", ", r->at,
            r->line, r->value, r->bit16);
    fprintf(out, "\"bits\": %u, \"stops\": %u }", r->bits, r->stops);
}

static void save_probe(FILE *out, const probe_t *p)
{
    bool memory = p->what == PROBE_MEMORY;
    fprintf(out, "    { \"tick\": %" PRIu64 ", \"after\": %" PRIu64 ", ", p->at, p->after);
    fprintf(out, "\"%s\": \"0x%" PRIx32 "\", ", memory ? "memory" : "register", p->addr);
    if (memory) fprintf(out, "\"size\": %u, ", p->size);
    fprintf(out, "\"value\": \"0x%" PRIx32 "\" }", p->value);
}

/* A schedule's halts stand among the probes and are no input: who replays gives the schedule again. */
void inputlog_save(FILE *out, const input_t *in)
{
    const char *gap = "";
    fputs("{\n  \"typed\": [\n", out);
    for (uint32_t i = 0; i < in->typeds; i++, gap = ",\n") fputs(gap, out), save_typed(out, &in->typed[i]);
    fprintf(out, "%s  ],\n  \"probe\": [\n", *gap ? "\n" : "");
    gap = "";
    for (uint32_t i = 0; i < in->probes; i++)
        if (in->probe[i].what != PROBE_HALT) fputs(gap, out), save_probe(out, &in->probe[i]), gap = ",\n";
    fprintf(out, "%s  ]\n}\n", *gap ? "\n" : "");
}
