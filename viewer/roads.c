/* roads.c -- see roads.h. */
#include "roads.h"
#include <math.h>
#include <string.h>
#include "matrix.h"

#define PASSING 0.14f                    /* of the middle column: what D2's matrix leaves free for D1 to D3 */

/* ---- what stands where --------------------------------------------------------------------------- */

typedef struct { uint8_t init, owner, domain, port, always; const char *name, *brief; } master_row_t;
/* always: 2, in the wide picture */
static const master_row_t masters[] = {
    { INIT_AXIM,     OWNER_IFETCH, DOMAIN_1, 0, 1, "I-fetch", "fetch" },
    { INIT_AXIM,     OWNER_DCACHE, DOMAIN_1, 0, 1, "D-cache", "D-cache" },
    { INIT_AXIM,     OWNER_CPU,    DOMAIN_1, 0, 1, "load, store", "core" },
    { INIT_AHBP,     OWNER_AHBP,   DOMAIN_1, 0, 1, "AHBP", "AHBP" },
    { INIT_MDMA,     OWNER_MDMA,   DOMAIN_1, 0, 2, "MDMA", "MDMA" },
    { INIT_SDMMC1,   OWNER_OTHER,  DOMAIN_1, 0, 0, "SDMMC1", "SDMMC1" },
    { INIT_DMA2D,    OWNER_OTHER,  DOMAIN_1, 0, 0, "DMA2D", "DMA2D" },
    { INIT_LTDC,     OWNER_OTHER,  DOMAIN_1, 0, 0, "LTDC", "LTDC" },
    { INIT_DEBUG,    OWNER_OTHER,  DOMAIN_1, 0, 0, "debug port", "debug" },
    { INIT_DMA1_MEM, OWNER_DMA1,   DOMAIN_2, 1, 1, "DMA1 memory", "DMA1 mem." },
    { INIT_DMA1_PER, OWNER_DMA1,   DOMAIN_2, 2, 1, "DMA1 periph.", "DMA1 per." },
    { INIT_DMA2_MEM, OWNER_DMA2,   DOMAIN_2, 1, 1, "DMA2 memory", "DMA2 mem." },
    { INIT_DMA2_PER, OWNER_DMA2,   DOMAIN_2, 2, 1, "DMA2 periph.", "DMA2 per." },
    { INIT_ETH,      OWNER_OTHER,  DOMAIN_2, 0, 0, "Ethernet", "ETH" },
    { INIT_SDMMC2,   OWNER_OTHER,  DOMAIN_2, 0, 0, "SDMMC2", "SDMMC2" },
    { INIT_USB1,     OWNER_OTHER,  DOMAIN_2, 0, 0, "USB HS1", "USB1" },
    { INIT_USB2,     OWNER_OTHER,  DOMAIN_2, 0, 0, "USB HS2", "USB2" },
    { INIT_BDMA,     OWNER_BDMA,   DOMAIN_3, 0, 1, "BDMA", "BDMA" },
};
enum { MASTER_ROWS = sizeof masters / sizeof *masters, CORE_ROWS = 4 };

#define G(name) (1u << GROUP_ ## name)
typedef struct { uint32_t groups; uint8_t domain, memory, dense; const char *region, *name; } target_row_t;
/* dense: 1 in the narrow picture only, 2 in the wide one only */
static const target_row_t targets[] = {
    { G(FLASH1) | G(FLASH2), DOMAIN_1, 1, 0, NULL, "Flash" },
    { G(AXISRAM), DOMAIN_1, 1, 0, "AXI SRAM", "AXI SRAM" },
    { G(AHB3) | G(APB3) | G(EXT) | G(GPV), DOMAIN_1, 0, 0, NULL, "D1 periph." },
    { G(SRAM1), DOMAIN_2, 1, 0, "SRAM1", "SRAM1" },
    { G(SRAM2) | G(SRAM3), DOMAIN_2, 1, 1, NULL, "SRAM2, 3" },
    { G(SRAM2), DOMAIN_2, 1, 2, "SRAM2", "SRAM2" },
    { G(SRAM3), DOMAIN_2, 1, 2, "SRAM3", "SRAM3" },
    { G(AHB1) | G(AHB2) | G(APB1) | G(APB2), DOMAIN_2, 0, 1, NULL, "D2 periph." },
    { G(AHB1), DOMAIN_2, 0, 2, NULL, "AHB1" },
    { G(APB1), DOMAIN_2, 0, 2, NULL, "APB1" },
    { G(APB2), DOMAIN_2, 0, 2, NULL, "APB2" },
    { G(AHB2), DOMAIN_2, 0, 2, NULL, "AHB2" },
    { G(SRAM4), DOMAIN_3, 1, 0, "SRAM4", "SRAM4" },
    { G(SRAM4), DOMAIN_3, 1, 2, "Backup SRAM", "Backup SRAM" },
    { G(AHB4) | G(APB4), DOMAIN_3, 0, 0, NULL, "D3 periph." },
};
enum { TARGET_ROWS = sizeof targets / sizeof *targets };

static int domain_of_group(unsigned group)
{
    for (unsigned i = 0; i < TARGET_ROWS; i++)
        if (targets[i].groups >> group & 1) return targets[i].domain;
    return -1;                                           /* the TCMs: in the core */
}

int plan_init_domain(unsigned init)
{
    if (init == INIT_D2D1) return DOMAIN_1;
    if (init == INIT_AHBP) return DOMAIN_2;              /* its box stands in D1, its bus is D2's matrix */
    for (unsigned i = 0; i < MASTER_ROWS; i++)
        if (masters[i].init == init) return masters[i].domain;
    return init == INIT_MDMA_AHBS ? DOMAIN_1 : -1;
}

/* ---- nodes, from the routes ---------------------------------------------------------------------- */

static bool starts_at(const map_t *map, const route_row_t *r,
                      unsigned init) { return map->init[init].entry == r->entry; }

/* A node no route ends at is a bridge; from where, to where, says any route that crosses a border by it. */
static void find_bridges(plan_t *p, const map_t *map)
{
    bool ends[MAX_NODES] = { false };
    memset(p->node_domain, DOMAINS, sizeof p->node_domain), memset(p->from_domain, DOMAINS,
            sizeof p->from_domain);
    for (unsigned i = 0; i < map->routes; i++) {
        const route_row_t *r = &map->route[i];
        unsigned last = r->node[r->nodes - 1];
        int domain = domain_of_group(r->group);
        ends[last] = true;
        if (domain >= 0) p->node_domain[last] = p->from_domain[last] = (uint8_t)domain;
    }
    for (unsigned pass = 0; pass < 2; pass++)            /* the second pass knows the bridges before others */
        for (unsigned i = 0; i < map->routes; i++)
            for (unsigned init = 0; init < map->inits; init++) {
                const route_row_t *r = &map->route[i];
                int here = plan_init_domain(init);
                if (!starts_at(map, r, init) || here < 0) continue;
                for (unsigned k = 0; k + 1 < r->nodes; k++) {
                    unsigned node = r->node[k], next = p->from_domain[r->node[k + 1]];
                    if (ends[node]) continue;
                    p->bridge[node] = true;
                    if (next < DOMAINS && (int)next != here) p->from_domain[node] = (uint8_t)here,
                        p->node_domain[node] = (uint8_t)next;
                    if (p->node_domain[node] < DOMAINS) here = next < DOMAINS ? (int)next
                        : p->node_domain[node];
                }
            }
}

/* ---- the places ---------------------------------------------------------------------------------- */

/* The last two show only who takes part, and the last one the core's AXI port as one row. */
typedef enum { FORM_WIDE, FORM_NARROW, FORM_SPARSE, FORM_MERGED } form_t;
typedef struct {
    unsigned rows[DOMAINS], left[DOMAINS], right[DOMAINS];
    form_t form;
    taking_part_t use;
} count_t;

static bool shown(const count_t *c, const master_row_t *m)
{
    if (c->form == FORM_SPARSE && m->init == INIT_AXIM) return c->use.owners >> m->owner & 1;
    if (c->form == FORM_MERGED && m->init == INIT_AXIM && m->owner != OWNER_CPU) return false;
    if (c->form < FORM_SPARSE && (m->always == 1 || (m->always == 2 && c->form == FORM_WIDE))) return true;
    return c->use.inits >> m->init & 1;
}

static bool has_place(const count_t *c, const target_row_t *t)
{
    if (t->dense && (t->dense == 2) != (c->form == FORM_WIDE)) return false;
    return c->form < FORM_SPARSE || c->use.groups & t->groups;
}

static count_t count(const taking_part_t *use, form_t form)
{
    count_t c = { .form = form, .use = *use };
    c.left[DOMAIN_1] = 1;                                /* the row of the TCMs */
    for (unsigned i = 0; i < MASTER_ROWS; i++) c.left[masters[i].domain] += shown(&c, &masters[i]);
    for (unsigned i = 0; i < TARGET_ROWS; i++) c.right[targets[i].domain] += has_place(&c, &targets[i]);
    for (unsigned d = 0; d < DOMAINS; d++) c.rows[d] = c.left[d] > c.right[d] ? c.left[d] : c.right[d];
    return c;
}

static void put_masters(plan_t *p, const count_t *c, float x, float w, const float top[DOMAINS])
{
    unsigned row[DOMAINS] = { 1, 0, 0 }, core = 1;
    float gap = fminf(3, p->pitch * 0.12f);
    for (unsigned i = 0; i < MASTER_ROWS; i++) {
        const master_row_t *m = &masters[i];
        if (!shown(c, m) || p->masters == MASTER_BOXES) continue;
        /* The core's rows begin together with the row of the TCMs; other rows spread over the band. */
        float height = p->pitch * (float)c->rows[m->domain] / (float)c->left[m->domain];
        rect_t r = rect(x, top[m->domain] + height * (float)row[m->domain]++ + gap / 2, w, height - gap);
        if (i < CORE_ROWS) r = rect_pad(r, 4, 0), core++;
        bool all = c->form == FORM_MERGED && m->init == INIT_AXIM;
        p->master[p->masters++] = (master_box_t){ r, m->init, m->owner, m->domain, m->port,
                                                  all ? "core, caches" : m->name, all ? "core" : m->brief };
    }
    float height = p->pitch * (float)c->rows[DOMAIN_1] / (float)c->left[DOMAIN_1];
    rect_t tcm = rect(x + 4, top[DOMAIN_1] + gap / 2, w - 8, height - gap);
    p->itcm = rect_column(tcm, 0, 2, gap), p->dtcm = rect_column(tcm, 1, 2, gap);
    p->core = rect(x, top[DOMAIN_1] - 3, w, height * (float)core + 2);
}

static int region_named(const map_t *map, const char *name)
{
    for (int i = 0; name && i < map->regions; i++)
        if (!strcmp(map->region[i].name, name)) return i;
    return -1;
}

static void put_targets(plan_t *p, const map_t *map, const count_t *c, float x, float w,
                        const float top[DOMAINS])
{
    unsigned row[DOMAINS] = { 0 };
    float gap = fminf(5, p->pitch * 0.14f);
    for (unsigned i = 0; i < TARGET_ROWS; i++) {
        const target_row_t *t = &targets[i];
        if (!has_place(c, t) || p->targets == TARGET_BOXES) continue;
        float height = p->pitch * (float)c->rows[t->domain] / (float)c->right[t->domain];
        rect_t r = rect(x, top[t->domain] + height * (float)row[t->domain]++ + gap / 2, w, height - gap);
        p->target[p->targets++] = (target_box_t){ r, t->groups, (int16_t)region_named(map, t->region),
                                                  t->domain, t->memory, t->name };
    }
}

/* The fullest form whose rows can be read. Bands nobody is in take no room. */
static count_t choose(const taking_part_t *use, float h, float *gap, float *pitch)
{
    count_t c = { .form = FORM_WIDE };
    for (form_t form = FORM_WIDE; form <= FORM_MERGED; form++) {
        c = count(use, form);
        unsigned bands = 0, rows = 0;
        for (unsigned d = 0; d < DOMAINS; d++) bands += c.rows[d] > 0, rows += c.rows[d];
        *gap = form == FORM_MERGED ? 16 : form == FORM_SPARSE ? 19 : fminf(fmaxf(h * 0.07f, 14), 44);
        *pitch = fminf((h - (float)(bands - 1) * *gap - 4) / (float)rows, form >= FORM_SPARSE ? 44 : 110);
        if (*pitch >= PLAN_ROW + 1) break;
    }
    return c;
}

void plan_make(plan_t *p, const map_t *map, rect_t area, const taking_part_t *use)
{
    float gap;
    memset(p, 0, sizeof *p);
    p->area = area;
    find_bridges(p, map);
    count_t c = choose(use, area.h, &gap, &p->pitch);
    p->sparse = c.form >= FORM_SPARSE;
    float most = area.w > 2000 ? 340 : area.w > 1000 ? 260 : 220;
    float gutter = fminf(fmaxf(area.w * 0.05f, 16), 70);
    float mw = fminf(fmaxf(area.w * (area.w < 430 ? 0.28f : 0.24f), 84), most);
    float tw = fminf(fmaxf(area.w * 0.27f, 92), most + 40);
    float top[DOMAINS], y = area.y + 3;
    for (unsigned d = 0; d < DOMAINS; d++) {
        top[d] = y;
        float h = p->pitch * (float)c.rows[d];
        p->matrix[d] = rect(area.x + mw + gutter, y, h > 0 ? area.w - mw - tw - 2 * gutter : 0, h);
        y += h > 0 ? h + gap : 0;
    }
    rect_cut_left(&p->matrix[DOMAIN_2], p->matrix[DOMAIN_2].w * PASSING);
    put_masters(p, &c, area.x, mw, top);
    put_targets(p, map, &c, area.x + area.w - tw, tw, top);
}

/* ---- finding a box ------------------------------------------------------------------------------- */

const master_box_t *plan_master(const plan_t *p, unsigned init, owner_t owner)
{
    unsigned as = init == INIT_MDMA_AHBS ? INIT_MDMA : init;
    const master_box_t *any = NULL;
    for (unsigned i = 0; i < p->masters; i++) {
        const master_box_t *m = &p->master[i];
        if (m->init != as) continue;
        if (m->owner == owner) return m;
        any = m;
    }
    return any;
}

const target_box_t *plan_target(const plan_t *p, const map_t *map, uint32_t addr)
{
    const region_row_t *r = map_region(map, addr);
    const target_box_t *any = NULL;
    for (unsigned i = 0; r && i < p->targets; i++) {
        const target_box_t *t = &p->target[i];
        if (!(t->groups >> r->group & 1)) continue;
        if (t->region >= 0 && map->region[t->region].at == r->at && t->memory) return t;
        if (!any) any = t;
    }
    return any;
}

/* ---- roads --------------------------------------------------------------------------------------- */

static float middle(rect_t r) { return r.y + r.h / 2; }

static void go(road_t *r, float x, float y)
{
    if (r->n == ROAD_POINTS) return;
    if (r->n) {
        const point_t *q = &r->p[r->n - 1];
        float d = fabsf(x - q->x) + fabsf(y - q->y);
        if (d < 0.1f) return;
        r->length += d;
    }
    r->p[r->n++] = (point_t){ x, y };
}

static void pass(road_t *r)                               /* the next node is here */
{
    if (r->nodes < ROUTE_NODES) r->at[++r->nodes] = r->length;
}

/* Each bridge has a shaft of its own; the one that passes D2 keeps left of its matrix. */
static float shaft(const plan_t *p, unsigned from, unsigned to)
{
    rect_t m = p->matrix[DOMAIN_1];
    if (from == DOMAIN_1) return m.x + m.w * (to == DOMAIN_2 ? 0.28f : PASSING / 2);
    return m.x + m.w * (to == DOMAIN_1 ? 0.43f : 0.58f);
}

/* Where a master turns inside its matrix: a lane of its own, so that two roads do not run one on the
 * other. */
static float trunk(const plan_t *p, const master_box_t *m, rect_t matrix)
{
    unsigned i = (unsigned)(m - p->master);
    return matrix.x + matrix.w * (0.68f + 0.24f * (float)(i % 9) / 8);
}

static void start(const plan_t *p, road_t *r, const master_box_t *m, unsigned init)
{
    float y = middle(m->r), x = m->r.x + m->r.w;
    int d = plan_init_domain(init);
    if (init == INIT_D2D1) {                              /* it goes on at the bridge's upper end */
        rect_t low = p->matrix[DOMAIN_1];
        go(r, shaft(p, DOMAIN_2, DOMAIN_1), low.y + low.h);
        return;
    }
    go(r, x, y);
    if (d >= 0 && d != m->domain) {                       /* AHBP: down the gutter to D2 */
        float lane = p->matrix[d].x - (p->matrix[d].x - x) * 0.55f,
            into = p->matrix[d].y + fminf(p->pitch * 0.2f, p->matrix[d].h / 2);
        go(r, lane, y), go(r, lane, into), y = into;
    }
    if (d >= 0) go(r, p->matrix[d].x, y);
}

static bool inside(const plan_t *p, road_t *r, const master_box_t *m, uint32_t addr, const map_t *map)
{
    const region_row_t *region = map_region(map, addr);
    if (!region || region->kind != REGION_TCM) return false;
    rect_t box = region->group == GROUP_ITCM ? p->itcm : p->dtcm;
    float x = p->core.x + p->core.w, lane = x + (p->matrix[0].x - x) * 0.3f;
    go(r, m->r.x + m->r.w, middle(m->r)), go(r, lane, middle(m->r)), go(r, lane, middle(box));
    go(r, x, middle(box)), pass(r);
    go(r, box.x + box.w, middle(box));
    return true;
}

static void barred(const plan_t *p, road_t *r, int domain)
{
    if (domain < 0) return;
    rect_t m = p->matrix[domain];
    point_t q = r->p[r->n - 1];
    go(r, m.x + m.w * 0.5f, q.y);
    r->barred = true;
}

static void along_route(const plan_t *p, const map_t *map, const route_row_t *route, const master_box_t *m,
                        int domain, const target_box_t *t, road_t *r)
{
    float y = r->p[r->n - 1].y;
    bool turned = false;
    for (unsigned k = 0; k < route->nodes; k++) {
        unsigned node = route->node[k], next = k + 1 < route->nodes ? p->from_domain[route->node[k + 1]]
            : p->node_domain[node];
        if (!p->bridge[node] || next >= DOMAINS || (int)next == domain) {
            if (!turned) {                                /* to the row of the target, and out */
                float x = r->p[r->n - 1].x > p->matrix[domain].x + 1 ? r->p[r->n - 1].x : trunk(p, m,
                        p->matrix[domain]);
                go(r, x, y), go(r, x, middle(t->r)), go(r, p->matrix[domain].x + p->matrix[domain].w,
                                                        middle(t->r));
                y = middle(t->r), turned = true;
            } else go(r, fminf(r->p[r->n - 1].x + 7, t->r.x - 2), y);
            pass(r);
            continue;
        }
        rect_t from = p->matrix[domain], to = p->matrix[next];
        float x = shaft(p, (unsigned)domain, next);
        bool down = to.y > from.y;
        go(r, r->p[r->n - 1].x, y), go(r, x, y);
        go(r, x, down ? from.y + from.h : from.y), pass(r);
        go(r, x, down ? to.y : to.y + to.h);
        domain = (int)next, y = down ? to.y + 8 : to.y + to.h - 8;
    }
    go(r, t->r.x, middle(t->r));
    (void)map;
}

bool plan_road(const plan_t *p, const map_t *map, unsigned init, owner_t owner, uint32_t addr, road_t *r)
{
    memset(r, 0, sizeof *r);
    const master_box_t *m = plan_master(p, init, owner);
    const target_box_t *t = plan_target(p, map, addr);
    int route = init < map->inits ? matrix_route(map, init, addr) : -1, domain = plan_init_domain(init);
    if (init == INIT_D2D1 && !m) m = &p->master[0];
    if (!m) return false;
    if (route >= 0 && inside(p, r, m, addr, map)) {
        r->at[r->nodes + 1] = r->length;
        return true;
    }
    if (route >= 0 && !t) return false;                  /* not in this picture */
    start(p, r, m, init);
    if (route >= 0) along_route(p, map, &map->route[route], m, domain, t, r);
    else barred(p, r, domain);
    r->at[r->nodes + 1] = r->length;
    return r->n >= 2;
}

static float length_at(const road_t *r, float along)
{
    float last = (float)(r->nodes + 1);
    if (along <= 0) return 0;
    if (along >= last) return r->length;
    unsigned i = (unsigned)along;
    return r->at[i] + (r->at[i + 1] - r->at[i]) * (along - (float)i);
}

static point_t point_at(const road_t *r, float length, unsigned *behind)
{
    for (unsigned i = 0; i + 1 < r->n; i++) {
        float d = fabsf(r->p[i + 1].x - r->p[i].x) + fabsf(r->p[i + 1].y - r->p[i].y);
        if (length > d && i + 2 < r->n) {
            length -= d;
            continue;
        }
        float f = d > 0 ? fminf(length / d, 1) : 0;
        *behind = i;
        return (point_t){ r->p[i].x + (r->p[i + 1].x - r->p[i].x) * f,
                          r->p[i].y + (r->p[i + 1].y - r->p[i].y) * f };
    }
    *behind = 0;
    return r->n ? r->p[0] : (point_t){ 0, 0 };
}

point_t road_point(const road_t *r, float along)
{
    unsigned behind;
    return point_at(r, length_at(r, along), &behind);
}

unsigned road_part(const road_t *r, float from, float to, point_t out[ROAD_POINTS])
{
    float a = length_at(r, from), b = length_at(r, to);
    unsigned i, j, n = 0;
    if (r->n < 2 || b - a < 0.5f) return 0;
    point_t first = point_at(r, a, &i), last = point_at(r, b, &j);
    out[n++] = first;
    for (unsigned k = i + 1; k <= j && n < ROAD_POINTS - 1; k++)
        if (fabsf(r->p[k].x - out[n - 1].x) + fabsf(r->p[k].y - out[n - 1].y) > 0.1f) out[n++] = r->p[k];
    if (fabsf(last.x - out[n - 1].x) + fabsf(last.y - out[n - 1].y) > 0.1f) out[n++] = last;
    return n >= 2 ? n : 0;
}
