/* svd.c -- see svd.h. expat calls begin() and end() for each element; what an element means depends on the
 * one around it. A register becomes a row when it ends, a peripheral a block; derivedFrom is looked up
 * last. */
#include "svd.h"
#include "file_text.h"
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum {
    E_OTHER, E_DEVICE, E_PERIPHERALS, E_PERIPHERAL, E_REGISTERS, E_CLUSTER, E_REGISTER, E_FIELDS, E_FIELD,
    /* leaves */
    E_NAME, E_BASE, E_OFFSET, E_DIM, E_DIM_STEP, E_DIM_INDEX, E_BIT_OFFSET, E_BIT_WIDTH, E_LSB, E_MSB,
        E_BIT_RANGE, ELEMENTS
} element_t;

static const char *const element_name[ELEMENTS] = {
    [E_DEVICE] = "device", [E_PERIPHERALS] = "peripherals", [E_PERIPHERAL] = "peripheral",
        [E_REGISTERS] = "registers",
    [E_CLUSTER] = "cluster", [E_REGISTER] = "register", [E_FIELDS] = "fields", [E_FIELD] = "field",
        [E_NAME] = "name",
    [E_BASE] = "baseAddress", [E_OFFSET] = "addressOffset", [E_DIM] = "dim", [E_DIM_STEP] = "dimIncrement",
    [E_DIM_INDEX] = "dimIndex", [E_BIT_OFFSET] = "bitOffset", [E_BIT_WIDTH] = "bitWidth", [E_LSB] = "lsb",
        [E_MSB] = "msb",
    [E_BIT_RANGE] = "bitRange" };

enum { TEXT = 128, FIELDS_TEXT = 2048, BLOCK_NAME = 23, ROW_NAME = 23, FIELD_NAME = 30, CLUSTERS = 8 };

/* register, cluster */
typedef struct { char name[TEXT]; uint64_t off; uint32_t dim, step; char index[TEXT]; size_t first; } group_t;
typedef struct { char name[2 * TEXT]; uint64_t off; char *fields; } raw_t;
typedef struct { char name[TEXT], from[TEXT]; uint64_t base; bool has_base; size_t first, count; } part_t;

struct svd {
    void **kept; size_t keeps, keep_room;
    reg_block_t *block; unsigned blocks;
    unsigned left_out;
};

typedef struct {
    XML_Parser xml;
    const char *file;
    err_t    *err;
    bool      failed;
    /* skipping: elements inside one that is not known */
    uint8_t   stack[SVD_DEPTH]; unsigned depth, skipping;
    char      text[TEXT]; size_t chars;
    raw_t    *raw; size_t raws, raw_room;
    part_t   *part; size_t parts;
    group_t   cluster[CLUSTERS], reg; unsigned clusters;
    struct { char name[TEXT]; uint64_t bit, width, lsb, msb; bool has_width, has_msb, has_bit; } field;
    unsigned  fields;
    size_t    tried;                     /* rows looked at while blocks were made */
    char      fields_text[FIELDS_TEXT];
    svd_t    *svd;
} reader_t;

/* ---- errors and memory ----------------------------------------------------------------------- */

static void wrong(reader_t *r, const char *what, const char *value)
{
    if (r->failed) return;
    r->failed = true;
    fail(r->err, "%.200s:%lu: %.80s%.80s", r->file, (unsigned long)XML_GetCurrentLineNumber(r->xml), what,
         value);
    XML_StopParser(r->xml, XML_FALSE);
}

static void *grown(void *have, size_t count, size_t *room, size_t size)
{
    if (count < *room) return have;
    size_t n = *room ? 2 * *room : 64;
    void *more = realloc(have, n * size);
    if (!more) abort();
    *room = n;
    return more;
}

static void *hold(svd_t *s, void *block)
{
    s->kept = grown(s->kept, s->keeps, &s->keep_room, sizeof *s->kept);
    return s->kept[s->keeps++] = block;
}

static char *hold_text(svd_t *s, const char *text)
{
    size_t n = strlen(text) + 1;
    char *copy = malloc(n);
    if (!copy) abort();
    memcpy(copy, text, n);
    return hold(s, copy);
}

/* ---- values ---------------------------------------------------------------------------------- */

static uint64_t number(reader_t *r, const char *what)
{
    char *end = NULL, said[96];
    const char *t = r->text + strspn(r->text, " \t\r\n");
    bool binary = *t == '#' || (t[0] == '0' && (t[1] | 32) == 'b');
    bool sign = *t == '-' || *t == '+' || !*t;
    unsigned long long v = binary ? strtoull(t + (*t == '#' ? 1 : 2), &end, 2)
        : strtoull(t, &end, (t[0] == '0' && (t[1] | 32) == 'x') ? 16 : 10);
    if (end) end += strspn(end, " \t\r\n");
    if (!sign && end && end != t && !*end && v <= UINT32_MAX) return v;
    snprintf(said, sizeof said, ": \"%.40s\" is no number of 32 bits", r->text);
    wrong(r, what, said);
    return 0;
}

/* Blanks around it off; what regnames.h gives a meaning of its own becomes '_'. "%s" stays: dim's place. */
static void clean_name(char *to, size_t most, const char *text)
{
    size_t n = 0;
    for (text += strspn(text, " \t\r\n"); *text && n < most; text++) {
        bool plain = (*text >= '0' && *text <= '9') || (*text >= 'A' && *text <= 'Z')
            || (*text >= 'a' && *text <= 'z') || *text == '_';
        if (text[0] == '%' && text[1] == 's' && n + 1 < most) to[n++] = '%', to[n++] = 's', text++;
        else if (plain) to[n++] = *text;
        else if (*text != '[' && *text != ']' && !strchr(" \t\r\n", *text)) to[n++] = '_';
    }
    to[n] = 0;
}

/* "[7:6]" */
static void bit_range(reader_t *r)
{
    unsigned high, low;
    if (sscanf(r->text, " [%u : %u ]", &high, &low) != 2 || high > 31 || low > high) {
        wrong(r, "bitRange: wants [31:0] or less, not ", r->text);
        return;
    }
    r->field.bit = low, r->field.width = high - low + 1, r->field.has_bit = r->field.has_width = true;
}

/* ---- elements end ---------------------------------------------------------------------------- */

static void end_field(reader_t *r)
{
    uint64_t bit = r->field.bit, width = r->field.has_msb ? r->field.msb - r->field.lsb + 1
        : r->field.has_width ? r->field.width : 1;
    if (r->field.has_msb) bit = r->field.lsb;
    char name[FIELD_NAME + 1], text[80];
    clean_name(name, FIELD_NAME, r->field.name);
    bool inside = (r->field.has_bit || r->field.has_msb) && bit < 32 && width && width <= 32
        && bit + width <= 32;
    if (!inside || !*name || strstr(name, "%s")) {       /* an array of fields: not read */
        r->svd->left_out++;
        return;
    }
    if (++r->fields > SVD_FIELDS) return;
    if (width > 1)
        snprintf(text, sizeof text, "%s%s %u:%u", *r->fields_text ? ", " : "", name,
                 (unsigned)(bit + width - 1), (unsigned)bit);
    else snprintf(text, sizeof text, "%s%s %u", *r->fields_text ? ", " : "", name, (unsigned)bit);
    size_t used = strlen(r->fields_text);
    if (used + strlen(text) < sizeof r->fields_text) memcpy(r->fields_text + used, text, strlen(text) + 1);
}

static void add_raw(reader_t *r, const char *name, uint64_t off, char *fields)
{
    if (r->raws >= SVD_REGISTERS) {
        wrong(r, "more registers than a file may have", "");
        return;
    }
    r->raw = grown(r->raw, r->raws, &r->raw_room, sizeof *r->raw);
    raw_t *x = &r->raw[r->raws++];
    memset(x, 0, sizeof *x);
    snprintf(x->name, sizeof x->name, "%s", name);
    x->off = off, x->fields = fields;
}

/* The k-th word of a dimIndex: "A,B,C", "3-7"; none: the number. */
static void index_word(const char *list, unsigned k, char *to, size_t room)
{
    unsigned from, until;
    if (sscanf(list, " %u-%u", &from, &until) == 2 && until >= from) {
        snprintf(to, room, "%u", from + k);
        return;
    }
    for (; k && *list; list++) k -= *list == ',';
    size_t n = strcspn(list, ",");
    if (*list && !k) snprintf(to, room, "%.*s", (int)(n < 8 ? n : 8), list + strspn(list, " "));
    else *to = 0;
}

static void with_index(const char *pattern, const group_t *g, unsigned k, char *to, size_t room)
{
    char word[16];
    const char *at = strstr(pattern, "%s");
    index_word(g->index, k, word, sizeof word);
    if (!*word) snprintf(word, sizeof word, "%u", k);
    if (at) snprintf(to, room, "%.*s%s%s", (int)(at - pattern), pattern, word, at + 2);
    else if (k) snprintf(to, room, "%s%u", pattern, k);
    else snprintf(to, room, "%s", pattern);
}

static void end_register(reader_t *r)
{
    char name[TEXT], full[2 * TEXT];
    clean_name(name, ROW_NAME, r->reg.name);
    if (!*name) {
        wrong(r, "a register without a name", "");
        return;
    }
    char *fields = hold_text(r->svd, r->fields_text);
    unsigned n = r->reg.dim ? r->reg.dim : 1;
    for (unsigned k = 0; k < n && !r->failed; k++) {
        if (r->reg.dim) with_index(name, &r->reg, k, full, sizeof full);
        else snprintf(full, sizeof full, "%s", name);
        add_raw(r, full, r->reg.off + (uint64_t)k * r->reg.step, fields);
    }
}

/* The registers inside it, once for each index, behind its own name and offset. */
static void end_cluster(reader_t *r)
{
    group_t *g = &r->cluster[--r->clusters];
    char own[TEXT], name[2 * TEXT], full[5 * TEXT] = "";
    size_t end = r->raws;
    clean_name(own, ROW_NAME, g->name);
    /* the first last: it changes the rows in place */
    for (unsigned k = g->dim ? g->dim : 1; k-- > 0 && !r->failed;) {
        with_index(own, g, k, name, sizeof name);
        for (size_t i = g->first; i < end && !r->failed; i++) {
            raw_t one = r->raw[i];
            snprintf(full, sizeof full, "%s_%s", name, one.name);
            full[ROW_NAME] = 0;
            if (k) add_raw(r, full, one.off + g->off + (uint64_t)k * g->step, one.fields);
            else {
                memcpy(r->raw[i].name, full, ROW_NAME + 1);
                r->raw[i].off += g->off;
            }
        }
    }
}

static void end_peripheral(reader_t *r)
{
    part_t *p = &r->part[r->parts - 1];
    if (!*p->name) wrong(r, "a peripheral without a name", "");
    else if (!p->has_base) wrong(r, "no baseAddress: ", p->name);
    p->count = r->raws - p->first;
}

/* ---- elements begin -------------------------------------------------------------------------- */

static const char *attribute(const XML_Char **a, const char *name)
{
    for (; a && *a; a += 2)
        if (!strcmp(a[0], name)) return a[1];
    return NULL;
}

static element_t inside(const reader_t *r) { return r->depth ? (element_t)r->stack[r->depth - 1] : E_OTHER; }

/* Which element this name is here; E_OTHER: nothing we read. */
static element_t which(const reader_t *r, const char *name)
{
    element_t in = inside(r), e = E_OTHER;
    for (int i = E_DEVICE; i < ELEMENTS; i++)
        if (!strcmp(name, element_name[i])) e = (element_t)i;
    bool group = in == E_REGISTER || in == E_CLUSTER;
    switch (e) {
    case E_DEVICE:      return r->depth ? E_OTHER : e;
    case E_PERIPHERALS: return in == E_DEVICE ? e : E_OTHER;
    case E_PERIPHERAL:  return in == E_PERIPHERALS ? e : E_OTHER;
    case E_REGISTERS:   return in == E_PERIPHERAL ? e : E_OTHER;
    case E_CLUSTER: case E_REGISTER: return in == E_REGISTERS || in == E_CLUSTER ? e : E_OTHER;
    case E_FIELDS:      return in == E_REGISTER ? e : E_OTHER;
    case E_FIELD:       return in == E_FIELDS ? e : E_OTHER;
    case E_NAME:        return in == E_PERIPHERAL || group || in == E_FIELD ? e : E_OTHER;
    case E_BASE:        return in == E_PERIPHERAL ? e : E_OTHER;
    case E_OFFSET: case E_DIM: case E_DIM_STEP: case E_DIM_INDEX: return group ? e : E_OTHER;
    case E_BIT_OFFSET: case E_BIT_WIDTH: case E_LSB: case E_MSB: case E_BIT_RANGE: return in == E_FIELD ? e
        : E_OTHER;
    default: return E_OTHER;
    }
}

static void begin_peripheral(reader_t *r, const XML_Char **a)
{
    if (r->parts == SVD_BLOCKS) {
        wrong(r, "more peripherals than a file may have", "");
        return;
    }
    part_t *p = &r->part[r->parts++];
    memset(p, 0, sizeof *p);
    p->first = r->raws;
    const char *from = attribute(a, "derivedFrom");
    if (from) clean_name(p->from, BLOCK_NAME, from);
}

static void begin_thing(reader_t *r, element_t e, const XML_Char **a)
{
    if (e == E_PERIPHERAL) begin_peripheral(r, a);
    if (e == E_REGISTER) memset(&r->reg, 0, sizeof r->reg), r->fields = 0, r->fields_text[0] = 0;
    if (e == E_FIELD) memset(&r->field, 0, sizeof r->field);
    if (e != E_CLUSTER) return;
    if (r->clusters == CLUSTERS) wrong(r, "clusters inside clusters, too deep", "");
    else r->cluster[r->clusters++] = (group_t){ .first = r->raws };
}

static void XMLCALL begin(void *of, const XML_Char *name, const XML_Char **a)
{
    reader_t *r = of;
    if (r->failed) return;
    if (r->skipping) {
        r->skipping++;
        return;
    }
    element_t e = which(r, name);
    if (!r->depth && e != E_DEVICE) {
        wrong(r, "no SVD file: it begins with ", name);
        return;
    }
    if (e == E_OTHER) r->skipping = 1;
    else if (r->depth == SVD_DEPTH) wrong(r, "too deep", "");
    else {
        r->stack[r->depth++] = (uint8_t)e;
        r->chars = 0, r->text[0] = 0;
        begin_thing(r, e, a);
    }
}

/* A leaf's text, for the thing around it. */
static void leaf(reader_t *r, element_t e)
{
    element_t in = inside(r);
    group_t *g = in == E_REGISTER ? &r->reg : in == E_CLUSTER && r->clusters ? &r->cluster[r->clusters - 1]
        : NULL;
    part_t *p = r->parts ? &r->part[r->parts - 1] : NULL;
    switch (e) {
    case E_NAME:
        if (g) snprintf(g->name, sizeof g->name, "%s", r->text);
        else if (in == E_FIELD) snprintf(r->field.name, sizeof r->field.name, "%s", r->text);
        else if (p) clean_name(p->name, BLOCK_NAME, r->text);
        break;
    case E_BASE:       if (p) p->base = number(r, "baseAddress"), p->has_base = true; break;
    case E_OFFSET:     if (g) g->off = number(r, "addressOffset"); break;
    case E_DIM:
        if (g) g->dim = (uint32_t)number(r, "dim");
        if (g && (!g->dim || g->dim > SVD_DIM)) wrong(r, "dim: wants 1 to 512, not ", r->text);
        break;
    case E_DIM_STEP:   if (g) g->step = (uint32_t)number(r, "dimIncrement"); break;
    case E_DIM_INDEX:  if (g) snprintf(g->index, sizeof g->index, "%s", r->text); break;
    case E_BIT_OFFSET: r->field.bit = number(r, "bitOffset"), r->field.has_bit = true; break;
    case E_BIT_WIDTH:  r->field.width = number(r, "bitWidth"), r->field.has_width = true; break;
    case E_LSB:        r->field.lsb = number(r, "lsb"); break;
    case E_MSB:        r->field.msb = number(r, "msb"), r->field.has_msb = true; break;
    case E_BIT_RANGE:  bit_range(r); break;
    default: break;
    }
}

static void XMLCALL end(void *of, const XML_Char *name)
{
    reader_t *r = of;
    (void)name;
    if (r->failed) return;
    if (r->skipping) {
        r->skipping--;
        return;
    }
    if (!r->depth) return;
    element_t e = (element_t)r->stack[--r->depth];
    switch (e) {
    case E_FIELD:      end_field(r); break;
    case E_REGISTER:   end_register(r); break;
    case E_CLUSTER:    end_cluster(r); break;
    case E_PERIPHERAL: end_peripheral(r); break;
    default:           if (e >= E_NAME) leaf(r, e);
    }
}

static void XMLCALL text(void *of, const XML_Char *s, int n)
{
    reader_t *r = of;
    if (r->failed || r->skipping || !r->depth || r->stack[r->depth - 1] < E_NAME) return;
    for (int i = 0; i < n && r->chars + 1 < sizeof r->text; i++) r->text[r->chars++] = s[i];
    r->text[r->chars] = 0;
}

/* A DOCTYPE is where entities that grow without end are declared. */
static void XMLCALL doctype(void *of, const XML_Char *name, const XML_Char *system, const XML_Char *public_id,
                            int subset)
{
    (void)name, (void)system, (void)public_id, (void)subset;
    wrong(of, "a DOCTYPE, which an SVD file does not have", "");
}

/* ---- blocks ---------------------------------------------------------------------------------- */

static const part_t *find_part(const reader_t *r, const char *name)
{
    for (size_t i = 0; i < r->parts; i++)
        if (!strcmp(r->part[i].name, name)) return &r->part[i];
    return NULL;
}

static bool taken(const reg_row_t *row, size_t rows, uint64_t off)
{
    for (size_t i = 0; i < rows; i++)
        if (row[i].off == off) return true;
    return false;
}

static size_t take_rows(reader_t *r, const part_t *p, uint64_t base, reg_row_t *row, size_t rows)
{
    for (size_t i = p->first; i < p->first + p->count; i++) {
        const raw_t *x = &r->raw[i];
        reg_info_t known;
        if (++r->tried > 4 * SVD_REGISTERS) {            /* many peripherals derived from a large one */
            if (!r->failed) fail(r->err, "%.200s: more registers than a file may have", r->file);
            r->failed = true;
            return rows;
        }
        if (x->off > 0xFFFF || x->off & 3 || base + x->off > UINT32_MAX || rows == SVD_ROWS) {
            r->svd->left_out++;
            continue;
        }
        if (reg_at((uint32_t)(base + x->off), &known) || taken(row, rows, x->off)) continue;
        char name[ROW_NAME + 1];
        snprintf(name, sizeof name, "%.*s", ROW_NAME, x->name);
        row[rows++] = (reg_row_t){ .name = hold_text(r->svd, name), .off = (uint16_t)x->off, .count = 1,
                                   .fields = x->fields };
    }
    return rows;
}

/* Its own registers, then those of what it is derived from, and so on. */
static void make_block(reader_t *r, const part_t *p)
{
    enum { CHAIN = 8 };
    size_t most = 0, rows = 0;
    const part_t *chain[CHAIN] = { p };
    unsigned n = 1;
    while (*chain[n - 1]->from) {
        const part_t *next = find_part(r, chain[n - 1]->from);
        if (!next || n == CHAIN) {
            fail(r->err, "%.200s: %.40s: derivedFrom \"%.40s\": %s", r->file, p->name, chain[n - 1]->from,
                 next ? "derived without end" : "no such peripheral");
            r->failed = true;
            return;
        }
        chain[n++] = next;
    }
    for (unsigned i = 0; i < n; i++) most += chain[i]->count;
    if (!most) return;
    if (most > SVD_ROWS) most = SVD_ROWS;
    reg_row_t *row = calloc(most, sizeof *row);
    if (!row) abort();
    hold(r->svd, row);
    for (unsigned i = 0; i < n; i++) rows = take_rows(r, chain[i], p->base, row, rows);
    if (rows)
        r->svd->block[r->svd->blocks++] = (reg_block_t){ .name = hold_text(r->svd, p->name),
                                                         .base = (uint32_t)p->base, .row = row,
            .rows = (uint16_t)rows };
}

svd_t *svd_parse(const char *name, const char *bytes, size_t size, err_t *err)
{
    svd_t *s = calloc(1, sizeof *s);
    reader_t *r = calloc(1, sizeof *r);
    if (!s || !r) abort();
    r->part = calloc(SVD_BLOCKS, sizeof *r->part), s->block = calloc(SVD_BLOCKS, sizeof *s->block);
    r->xml = XML_ParserCreate(NULL);
    if (!r->part || !s->block || !r->xml) abort();
    r->file = name, r->err = err, r->svd = s;
    XML_SetUserData(r->xml, r);
    XML_SetElementHandler(r->xml, begin, end);
    XML_SetCharacterDataHandler(r->xml, text);
    XML_SetStartDoctypeDeclHandler(r->xml, doctype);
    if (size > SVD_BYTES) r->failed = true, fail(err, "%.200s: larger than %d MB", name, SVD_BYTES >> 20);
    else if (XML_Parse(r->xml, bytes, (int)size, 1) != XML_STATUS_OK)
        wrong(r, XML_ErrorString(XML_GetErrorCode(r->xml)), "");
    if (!r->failed && !r->parts) r->failed = true, fail(err, "%.200s: no peripherals in it", name);
    for (size_t i = 0; i < r->parts && !r->failed; i++) make_block(r, &r->part[i]);
    bool bad = r->failed;
    XML_ParserFree(r->xml);
    free(r->raw), free(r->part), free(r);
    if (bad) svd_free(s), s = NULL;
    return s;
}

svd_t *svd_load(const char *file, err_t *err)
{
    char *text = file_text(file, SVD_BYTES, err);
    svd_t *s = text ? svd_parse(file, text, strlen(text), err) : NULL;
    free(text);
    return s;
}

void svd_free(svd_t *s)
{
    if (!s) return;
    for (size_t i = 0; i < s->keeps; i++) free(s->kept[i]);
    free(s->kept), free(s->block), free(s);
}

const reg_block_t *svd_blocks(const svd_t *s, unsigned *count)
{
    *count = s->blocks;
    return s->block;
}

unsigned svd_left_out(const svd_t *s) { return s->left_out; }
