/* lsu_ports.c -- what the load/store unit does by itself at a tick: it takes what its read ports and the AHBP
 * port answered, asks them, and lets the store buffer and the linefill buffers do the same (stb.c, fill.c).
 * The rules of a load past the cache are here: TRM 5.1, 5.5, 5.9.2. See lsu.c for what is modelled. */
#include "lsu.h"
#include "fill.h"
#include "stb.h"
#include <string.h>

/* ---- loads past the cache --------------------------------------------------------------------- */

/* A load past the cache must see every older write to its bytes: none may be in the store buffer,
 * under way, or (TRM 5.9.2, for Device) be any Device store at all. */
static int load_may_ask(lsu_ctx_t *c)
{
    const lsu_t *l = c->lsu;
    uint32_t addr = l->load_addr + l->load_done;
    if (l->load_port == c->cfg->p_ahbp_read)
        return !l->ahbp.valid && c->env->port[c->cfg->p_ahbp_write].phase == BUS_IDLE;
    if (stb_line(l, line_of(addr))) {
        uint64_t none = 0;
        if (stb_overlay(l, addr & ~7u, &none)) return 0;
    }
    if (lsu_writing(c, line_of(addr), -1)) return 0;
    if (evict_bars(c, line_of(addr))) return 0;
    if (lsu_attr(c, addr).type == MEM_NORMAL) return 1;
    if (stb_device(l)) return 0;
    for (unsigned set = l->writes; set; set &= set - 1)
        if (c->env->port[c->cfg->p_write[__builtin_ctz(set)]].id == ID_DEVICE) return 0;
    return 1;
}

/* Ask for the bytes themselves, or, when they are not naturally aligned, for their doubleword. */
static int load_request(lsu_ctx_t *c)
{
    lsu_t *l = c->lsu;
    port_t *p = &c->env->port[l->load_port];
    uint32_t addr = l->load_addr + l->load_done;
    if (l->load_stage != LOAD_ASK || c->env->now < l->load_at || p->phase != BUS_IDLE
        || !load_may_ask(c)) return 0;
    int natural = !(addr & (l->load_part - 1u)) && !(l->load_part & (l->load_part - 1u));
    attr_t a = lsu_attr(c, addr);
    p->addr = natural ? addr : addr & ~7u, p->write = 0, p->beats = 1, p->wrap = 0;
    p->size = natural ? (uint8_t)__builtin_ctz(l->load_part) : 3;
    p->attr = (uint8_t)((c->privileged ? BUS_PRIVILEGED : 0)
                        | (a.type != MEM_NORMAL ? BUS_DEVICE : 0));
    p->id = ID_NC, p->tag = l->load_port == c->cfg->p_read ? TAG_LOAD : TAG_PORT;
    lsu_ask(c, l->load_port, l->load_pc);
    l->singles |= l->load_port == c->cfg->p_read ? ASKED_READ : ASKED_AHBP_READ;
    l->load_stage = LOAD_BUS;
    return 1;
}

/* The answer of a read port. One that nobody waits for any more is thrown away. */
static int load_answer(lsu_ctx_t *c, unsigned port, unsigned asked)
{
    lsu_t *l = c->lsu;
    port_t *p = &c->env->port[port];
    if (!(l->singles & asked) || (p->phase != BUS_DONE && p->phase != BUS_ERROR)) return 0;
    if (l->load_stage == LOAD_BUS && l->load_port == port) {
        uint32_t addr = l->load_addr + l->load_done;
        l->load_stage = p->phase == BUS_DONE ? LOAD_GOT : LOAD_ERROR;
        l->load_data = (uint32_t)(p->data[0] >> 8 * (addr - p->addr));
        l->load_txn = p->txn;
    }
    l->singles &= (uint8_t)~asked;
    p->phase = BUS_IDLE;
    return 1;
}

/* ---- AHBP ------------------------------------------------------------------------------------- */

static int ahbp_answer(lsu_ctx_t *c)
{
    port_t *p = &c->env->port[c->cfg->p_ahbp_write];
    if (!(c->lsu->singles & ASKED_AHBP_WRITE) || (p->phase != BUS_DONE && p->phase != BUS_ERROR)) return 0;
    if (p->phase == BUS_ERROR) lsu_imprecise(c->lsu, ABFSR_AHBP, p->why, p->addr);
    c->lsu->singles &= (uint8_t)~ASKED_AHBP_WRITE;
    p->phase = BUS_IDLE;
    return 1;
}

static int single_answers(lsu_ctx_t *c)
{
    return ahbp_answer(c) | load_answer(c, c->cfg->p_read, ASKED_READ)
        | load_answer(c, c->cfg->p_ahbp_read, ASKED_AHBP_READ);
}

static int ahbp_request(lsu_ctx_t *c)
{
    ahbp_t *a = &c->lsu->ahbp;
    port_t *p = &c->env->port[c->cfg->p_ahbp_write];
    if (!a->valid || p->phase != BUS_IDLE
        || c->env->port[c->cfg->p_ahbp_read].phase != BUS_IDLE) return 0;
    p->addr = a->addr, p->write = 1, p->size = a->size, p->beats = 1, p->wrap = 0;
    p->attr = a->attr, p->id = ID_NC, p->tag = TAG_PORT;
    p->data[0] = a->data, p->strb[0] = (uint8_t)((1u << (1u << a->size)) - 1);
    lsu_ask(c, c->cfg->p_ahbp_write, a->pc);
    c->lsu->singles |= ASKED_AHBP_WRITE;
    memset(a, 0, sizeof *a);
    return 1;
}

/* ---- all of it --------------------------------------------------------------------------------- */

/* Each thing happens for one of three reasons: a port answered, a tick stored in the state came, or a request
 * of the core changed something in this tick. So calling it more often changes nothing (law 1). */
int lsu_pump(lsu_ctx_t *c)
{
    const lsu_t *l = c->lsu;
    int any = l->singles ? single_answers(c) : 0, again;
    if (fill_any(c)) any |= fill_answers(c);
    if (l->writes) any |= stb_answers(c);
    do {
        again = 0;
        if (fill_wishes(c)) again |= fill_forced(c);
        if (c->env->now >= l->drain_at && !stb_empty(l)) again |= stb_drain(c);
        if (fill_asks(l)) any |= fill_requests(c);
        if (l->load_stage == LOAD_ASK) any |= load_request(c);
        if (l->ahbp.valid) any |= ahbp_request(c);
        any |= again;
    } while (again);
    return any;
}

tick_t lsu_next(const lsu_ctx_t *c)
{
    tick_t a = stb_empty(c->lsu) ? NEVER : stb_next(c), b = fill_next(c), next = a < b ? a : b;
    const lsu_t *l = c->lsu;
    if (l->load_stage == LOAD_ASK && l->load_at > c->env->now && l->load_at < next)
        next = l->load_at;
    return next;
}

/* Nothing is under way or waits for its time, and no answer has come. */
static int idle(const lsu_ctx_t *c)
{
    const lsu_t *l = c->lsu;
    return !l->load_stage && !l->writes && !l->singles && !l->ahbp.valid && !fill_any(c) && stb_empty(l)
        && !fill_wishes(c);
}

tick_t lsu_step(lsu_ctx_t *c)
{
    if (idle(c)) return NEVER;
    lsu_pump(c);
    return lsu_next(c);
}

int lsu_drained(const lsu_ctx_t *c, barrier_t kind)
{
    const lsu_t *l = c->lsu;
    if (!stb_empty(l) || l->writes) return 0;
    if (l->ahbp.valid || c->env->port[c->cfg->p_ahbp_write].phase != BUS_IDLE) return 0;
    if (kind == BAR_DMB) return 1;
    return !fill_any(c);
}

int lsu_quiet(const lsu_ctx_t *c) { return lsu_drained(c, BAR_DSB) && c->lsu->load_stage == LOAD_NONE; }
