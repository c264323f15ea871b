/* leap_same.c -- is the state that of a period ago, moved in time? See leap.h. */
#include "leap.h"
#include <string.h>

/* What did not move must be older than what did by so many edges of the matrices' clock: more than is ever
 * added to a tick of the state before it is compared with another (wait states, a bridge, the store buffer's
 * time-out). So what stands in a buffer or on a bus and did not move waits for somebody else, and his due
 * tick bounds the leap. */
enum { MARGIN = 256 };

/* ---- fields that may move -------------------------------------------------------------------- */

static void may(leap_t *l, size_t at, size_t bytes, moves_t moves)
{
    if (l->fields < LEAP_FIELDS) l->field[l->fields++] = (field_t){ (uint32_t)at, (uint8_t)bytes, (uint8_t)moves };
}

#define MAY(field_, moves) may(l, offsetof(chip_t, field_), sizeof ((chip_t *)0)->field_, moves)

static void port_fields(leap_t *l)
{
    for (unsigned i = 0; i < PORTS; i++) {
        MAY(port[i].asked, MOVES_TICK), MAY(port[i].granted, MOVES_TICK), MAY(port[i].done, MOVES_TICK);
        MAY(port[i].txn, MOVES_TXN);
        if (i <= PORT_AHBP_WRITE) MAY(port[i].seq, MOVES_SEQ);    /* the core's; other masters' do not move */
        if (i >= PORT_D2D1_0) MAY(port[i].seq, MOVES_TXN);
        MAY(matrix.leg[i].turn, MOVES_TURN), MAY(matrix.leg[i].edge, MOVES_HCLK);
        MAY(matrix.leg[i].ready, MOVES_TICK), MAY(matrix.leg[i].start, MOVES_TICK), MAY(matrix.leg[i].next, MOVES_TICK);
    }
}

static void node_fields(leap_t *l)
{
    MAY(matrix.txn, MOVES_TXN), MAY(matrix.turn, MOVES_TURN);
    for (unsigned n = 0; n < h743_map.nodes; n++) {
        MAY(matrix.node[n].since, MOVES_TICK), MAY(matrix.node[n].busy_until, MOVES_TICK);
        MAY(matrix.node[n].room[0], MOVES_TICK), MAY(matrix.node[n].room[1], MOVES_TICK);
        for (unsigned i = 0; i < INITS; i++)
            MAY(matrix.node[n].used[0][i], MOVES_TURN), MAY(matrix.node[n].used[1][i], MOVES_TURN);
    }
}

static void core_fields(leap_t *l)
{
    MAY(core.instructions, MOVES_INSN), MAY(core.ready, MOVES_TICK), MAY(core.seq_since, MOVES_TICK);
    MAY(core.issue.edge, MOVES_CPU);
    MAY(core.lsu.seq, MOVES_SEQ), MAY(core.lsu.load_txn, MOVES_TXN);
    MAY(core.lsu.drain_at, MOVES_TICK), MAY(core.lsu.load_at, MOVES_TICK), MAY(core.lsu.op_since, MOVES_TICK);
    for (unsigned i = 0; i < STB_MAX; i++) {
        MAY(core.lsu.stb[i].seq, MOVES_SEQ);
        MAY(core.lsu.stb[i].since, MOVES_TICK), MAY(core.lsu.stb[i].ready, MOVES_TICK);
    }
    for (unsigned i = 0; i < LFB_MAX; i++)
        MAY(core.lsu.lfb[i].start, MOVES_TICK), MAY(core.lsu.lfb[i].ask_at, MOVES_TICK);
}

void leap_fields(leap_t *l)
{
    if (!l->fields) port_fields(l), node_fields(l), core_fields(l);
}

/* ---- comparing ------------------------------------------------------------------------------- */

static uint64_t get(const void *chip, const field_t *f)
{
    uint64_t v = 0;
    memcpy(&v, (const char *)chip + f->at, f->bytes);           /* little-endian, as all of this */
    return v;
}

/* By how much each kind moves in a period. */
static void strides(leap_t *l)
{
    const chip_t *c = &l->m->chip, *was = (const chip_t *)(const void *)l->was;
    const domain_t *cpu = &c->clock[CLK_CPU], *hclk = &c->clock[CLK_HCLK];
    uint64_t *by = l->stride;
    by[MOVES_TICK] = l->period;
    by[MOVES_CPU] = l->period / cpu->div * cpu->mul, by[MOVES_HCLK] = l->period / hclk->div * hclk->mul;
    by[MOVES_INSN] = c->core.instructions - was->core.instructions;
    by[MOVES_SEQ] = c->core.lsu.seq - was->core.lsu.seq;
    by[MOVES_TXN] = c->matrix.txn - was->matrix.txn;
    by[MOVES_TURN] = c->matrix.turn - was->matrix.turn;
}

/* What moved, moved as its kind does; what did not is older. `was` becomes what it would be now. */
static int fields_move(leap_t *l)
{
    uint64_t youngest[MOVES] = { 0 }, oldest[MOVES];
    const chip_t *c = &l->m->chip;
    strides(l);
    memset(oldest, 0xFF, sizeof oldest);
    l->moves = 0;
    for (unsigned i = 0; i < l->fields; i++) {
        const field_t *f = &l->field[i];
        uint64_t before = get(l->was, f), now = get(c, f);
        if (before == now) {
            if (now > youngest[f->moves] && now != NEVER) youngest[f->moves] = now;
            continue;
        }
        if (now - before != l->stride[f->moves] || l->moves == LEAP_MOVED) return 0;
        if (before < oldest[f->moves]) oldest[f->moves] = before;
        l->moved[l->moves] = *f, l->by[l->moves++] = l->stride[f->moves];
        memcpy(l->was + f->at, &now, f->bytes);
    }
    const domain_t *hclk = &c->clock[CLK_HCLK];
    if (youngest[MOVES_TICK] + MARGIN * hclk->div / hclk->mul >= oldest[MOVES_TICK]) return 0;
    for (unsigned k = MOVES_SEQ; k < MOVES; k++) if (youngest[k] >= oldest[k]) return 0;
    return 1;
}

int leap_same(leap_t *l, int *registers)
{
    chip_t *c = &l->m->chip;
    const unsigned char *now = (const unsigned char *)c;
    chip_t *was = (chip_t *)(void *)l->was;
    enum { FROM = offsetof(chip_t, now) + sizeof(tick_t), REGS = offsetof(chip_t, core) + offsetof(core_t, regs),
           BEHIND = REGS + sizeof(regs_t), END = offsetof(chip_t, itcm) };
    if (c->core.instructions == was->core.instructions || !fields_move(l)) return 0;
    if (memcmp(l->was + FROM, now + FROM, REGS - FROM) || memcmp(l->was + BEHIND, now + BEHIND, END - BEHIND)) return 0;
    *registers = memcmp(l->was + REGS, now + REGS, sizeof(regs_t)) != 0;
    return was->core.regs.r[13] == c->core.regs.r[13];
}
