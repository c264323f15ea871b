/* regnames.c -- names to addresses and back, over the rows of regtable.c. */
#include "regnames.h"
#include <stdio.h>
#include <string.h>

/* A vendor's names for what is not modelled, behind ours. */
static const reg_block_t *more_blocks;
static unsigned more_count;

void reg_extend(const reg_block_t *block, unsigned count)
{
    more_blocks = block, more_count = block ? count : 0;
}

const reg_block_t *reg_block_number(unsigned i)
{
    if (i < reg_blocks) return &reg_block[i];
    return i - reg_blocks < more_count ? &more_blocks[i - reg_blocks] : NULL;
}

static const char *skip(const char *s, const char *of) { return s + strspn(s, of); }

static unsigned number(const char **s)
{
    unsigned n = 0;
    while (**s >= '0' && **s <= '9') n = n * 10 + (unsigned)(*(*s)++ - '0');
    return n;
}

/* One field of "EN 0, DIR 7:6"; *names is its text up to the bits, slashes and all. */
static bool next_field(const char **at, const char **names, size_t *length, unsigned *bit,
                       unsigned *width)
{
    const char *s = skip(*at, ", ");
    if (!*s) return false;
    *names = s;
    s += *length = strcspn(s, " ");
    s = skip(s, " ");
    *bit = number(&s), *width = 1;
    if (*s == ':') {
        unsigned high = *bit;
        s++;
        *bit = number(&s), *width = high - *bit + 1;
    }
    *at = s;
    return true;
}

bool reg_field(const char **at, reg_field_t *f)
{
    const char *names;
    size_t length;
    if (!next_field(at, &names, &length, &f->bit, &f->width)) return false;
    length = strcspn(names, "/ ");
    if (length >= sizeof f->name) length = sizeof f->name - 1;
    memcpy(f->name, names, length);
    f->name[length] = 0;
    return true;
}

/* Fill in the register that r's position names. */
static void look(reg_info_t *r)
{
    const reg_block_t *b = reg_block_number(r->at_block);
    const reg_row_t *row = &b->row[r->at_row];
    const char *mark = strchr(row->name, '#');
    r->block = b->name;
    r->addr = b->base + row->off + r->at_index * row->stride;
    r->fields = row->fields;
    if (mark)
        snprintf(r->name, sizeof r->name, "%s.%.*s%u%s", b->name, (int)(mark - row->name),
                 row->name, r->at_index,
                 mark + 1);
    else
        snprintf(r->name, sizeof r->name, "%s.%s", b->name, row->name);
}

bool reg_next(reg_info_t *r)
{
    const reg_block_t *b = reg_block_number(r->at_block);
    if (r->block && b && ++r->at_index >= b->row[r->at_row].count) {
        r->at_index = 0;
        if (++r->at_row >= b->rows) r->at_row = 0, r->at_block++;
    }
    if (!reg_block_number(r->at_block)) return false;
    look(r);
    return true;
}

/* Does the pattern "S#CR" give this name? *index: the number in it. */
static bool row_is(const reg_row_t *row, const char *name, size_t length, unsigned *index)
{
    const char *mark = strchr(row->name, '#');
    *index = 0;
    if (!mark) return strlen(row->name) == length && !memcmp(row->name, name, length);
    size_t before = (size_t)(mark - row->name), tail = strlen(mark + 1);
    if (length < before + tail + 1 || length > before + tail + 2 || memcmp(row->name, name,
            before)) return false;
    const char *digits = name + before, *s = digits;
    *index = number(&s);
    if (s == digits || (*digits == '0' && s > digits + 1) || *index >= row->count) return false;
    return (size_t)(s - name) + tail == length && !memcmp(s, mark + 1, tail);
}

static bool find_field(const char *fields, const char *name, unsigned *bit, unsigned *width)
{
    const char *names;
    size_t all, n = strlen(name);
    while (next_field(&fields, &names, &all, bit, width))
        for (const char *s = names; s < names + all; s += strcspn(s, "/ ") + 1)
            if (strcspn(s, "/ ") == n && !memcmp(s, name, n)) return true;
    return false;
}

bool reg_find(const char *name, uint32_t *addr, unsigned *bit, unsigned *width)
{
    size_t head = strcspn(name, ".");
    if (!name[head]) return false;
    const char *reg = name + head + 1;
    size_t length = strcspn(reg, ".");
    const reg_block_t *b;
    for (unsigned i = 0; (b = reg_block_number(i)); i++) {
        if (strlen(b->name) != head || memcmp(b->name, name, head)) continue;
        for (unsigned k = 0; k < b->rows; k++) {
            const reg_row_t *row = &b->row[k];
            unsigned index;
            if (!row_is(row, reg, length, &index)) continue;
            *addr = b->base + row->off + index * row->stride;
            *bit = 0, *width = 32;
            return !reg[length] || find_field(row->fields, reg + length + 1, bit, width);
        }
    }
    return false;
}

bool reg_at(uint32_t addr, reg_info_t *r)
{
    addr &= ~3u;
    const reg_block_t *b;
    for (unsigned i = 0; (b = reg_block_number(i)); i++) {
        if (addr < b->base) continue;
        for (unsigned k = 0; k < b->rows; k++) {
            const reg_row_t *row = &b->row[k];
            uint32_t off = addr - b->base;
            if (off < row->off) continue;
            off -= row->off;
            unsigned index = row->stride ? off / row->stride : 0;
            if (off != index * row->stride || index >= row->count) continue;
            r->at_block = i, r->at_row = k, r->at_index = index;
            look(r);
            return true;
        }
    }
    return false;
}

bool reg_name(uint32_t addr, char *out, size_t room)
{
    reg_info_t r;
    if (room) *out = 0;
    if (!reg_at(addr, &r)) return false;
    if (addr & 3) snprintf(out, room, "%s+%u", r.name, (unsigned)(addr & 3));
    else          snprintf(out, room, "%s", r.name);
    return true;
}

/* ---- what did the author mean? --------------------------------------------------------------- */

enum { WORD = 64 };

static char upper(char c) { return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c; }

/* Edits from a to b, capped at `limit`; two neighbours swapped are one, wrong case is none. */
static unsigned distance(const char *a, const char *b, unsigned limit)
{
    size_t n = strlen(a), m = strlen(b);
    unsigned rows[3][WORD + 1] = { { 0 } };
    if (m > WORD || n > WORD || (n > m ? n - m : m - n) >= limit) return limit;
    for (size_t j = 0; j <= m; j++) rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned *row = rows[i % 3], *up = rows[(i + 2) % 3], *above = rows[(i + 1) % 3];
        unsigned least = row[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            char c = upper(a[i - 1]), d = upper(b[j - 1]);
            unsigned best = up[j - 1] + (c != d);
            if (up[j] + 1 < best) best = up[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            if (i > 1 && j > 1 && c == upper(b[j - 2]) && d == upper(a[i - 2])
                && above[j - 2] + 1 < best)
                best = above[j - 2] + 1;
            row[j] = best;
            if (best < least) least = best;
        }
        if (least >= limit + 1) return limit;
    }
    return rows[n % 3][m] < limit ? rows[n % 3][m] : limit;
}

/* Keep `known` if it is nearer than the best so far. */
static void offer(const char *name, const char *known, unsigned *best, char *out, size_t room)
{
    unsigned d = distance(name, known, *best);
    if (d >= *best) return;
    *best = d;
    snprintf(out, room, "%s", known);
}

static void offer_fields(const char *name, const reg_info_t *r, unsigned *best, char *out,
                         size_t room)
{
    char full[2 * REG_NAME];
    const char *at = r->fields, *names;
    size_t all;
    unsigned bit, width;
    while (next_field(&at, &names, &all, &bit, &width))
        for (const char *s = names; s < names + all; s += strcspn(s, "/ ") + 1) {
            snprintf(full, sizeof full, "%s.%.*s", r->name, (int)strcspn(s, "/ "), s);
            offer(name, full, best, out, room);
        }
}

const char *reg_suggest(const char *name, char *out, size_t room)
{
    size_t n = strlen(name);
    unsigned dots = 0, best = n < 6 ? 3 : (unsigned)(n > WORD ? WORD : n) / 3 + 1;
    for (const char *s = name; *s; s++) dots += *s == '.';
    if (room) *out = 0;
    if (!room || n > WORD) return NULL;
    if (!dots)
        for (unsigned i = 0; reg_block_number(i); i++)
            offer(name, reg_block_number(i)->name, &best, out, room);
    for (reg_info_t r = { 0 }; dots && reg_next(&r);) {
        if (dots == 1) offer(name, r.name, &best, out, room);
        else offer_fields(name, &r, &best, out, room);
    }
    return *out ? out : NULL;
}
