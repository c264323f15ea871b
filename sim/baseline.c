/* baseline.c -- see baseline.h. */
#include "baseline.h"
#include "escape.h"
#include "file_text.h"
#include "json.h"
#include "spot.h"
#include "standing.h"
#include <stdlib.h>
#include <string.h>

enum { KNOWN_MOST = 100000 };

static const char *base_name(const char *file)
{
    const char *last = strrchr(file, '/');
    return last ? last + 1 : file;
}

/* ---- reading ------------------------------------------------------------------------------------------- */

static bool read_text(const place_t *o, const char *key, char **to)
{
    place_t p = json_member(o, key);
    const char *text = "";
    if (!json_string(&p, &text)) return false;
    *to = strdup(text);
    if (!*to) abort();
    return true;
}

static bool read_known(const place_t *o, known_t *k)
{
    static const char *const keys[] = { "fingerprint", "rule", "tier", "file", "object", "function", NULL };
    static const char *const tiers[] = { "error", "hazard", "lint", NULL };
    place_t print = json_member(o, "fingerprint"), tier = json_member(o, "tier");
    const char *text;
    if (!json_object(o) || !json_keys(o, keys) || !json_string(&print, &text)) return false;
    if (strlen(text) != 16 || text[strspn(text, "0123456789abcdef")])
        return json_error(&print, "not 16 hex digits");
    memcpy(k->fingerprint, text, 17);
    return json_choice(&tier, tiers, &k->tier) && read_text(o, "rule", &k->rule) &&
           read_text(o, "file", &k->file) && read_text(o, "object", &k->object) &&
           read_text(o, "function", &k->function);
}

static bool read_all(baseline_t *b, const place_t *top)
{
    static const char *const keys[] = { "$schema", "schema_version", "findings", NULL };
    place_t list = json_member(top, "findings"), version = json_member(top, "schema_version");
    uint64_t v;
    int index = 0;
    if (!json_object(top) || !json_keys(top, keys) || !json_uint(&version, 0, UINT32_MAX, &v)) return false;
    if (v != 1) return json_error(&version, "%llu; this staleline reads version 1", (unsigned long long)v);
    if (!json_array(&list, 0, KNOWN_MOST)) return false;
    b->item = calloc((size_t)cJSON_GetArraySize(list.v) + 1, sizeof *b->item);
    if (!b->item) abort();
    for (const cJSON *i = list.v->child; i; i = i->next, index++) {
        place_t p = json_item(&list, i, index);
        b->count++;
        if (!read_known(&p, &b->item[index])) return false;
    }
    return true;
}

bool baseline_parse(baseline_t *b, const char *name, const char *text, err_t *err)
{
    json_t doc;
    b->name = strdup(name);
    if (!b->name) abort();
    bool good = json_open(&doc, b->name, text, err);
    place_t top = json_root(&doc);
    good = good && read_all(b, &top);
    json_close(&doc);
    return good;
}

bool baseline_load(baseline_t *b, const char *file, err_t *err)
{
    char *text = file_text(file, JSON_BYTES, err);
    bool good = text && baseline_parse(b, file, text, err);
    free(text);
    return good;
}

void baseline_free(baseline_t *b)
{
    for (size_t i = 0; i < b->count; i++)
        free(b->item[i].rule), free(b->item[i].file), free(b->item[i].object), free(b->item[i].function);
    free(b->item), free(b->name);
    *b = (baseline_t){ 0 };
}

/* ---- asking -------------------------------------------------------------------------------------------- */

bool baseline_has(baseline_t *b, const char *fingerprint, int *was)
{
    *was = TIER_ERROR;
    for (size_t i = 0; i < b->count; i++) {
        known_t *k = &b->item[i];
        if (strcmp(k->fingerprint, fingerprint)) continue;
        *was = k->tier;
        return k->seen = true;
    }
    return b->takes_all;
}

bool baseline_fixed(const known_t *k, const result_t *r, size_t count)
{
    for (size_t i = 0; !k->seen && i < count; i++)
        if (r[i].scenario && !strcmp(base_name(r[i].file), k->file)) return true;
    return false;
}

/* ---- writing ------------------------------------------------------------------------------------------- */

static void field(FILE *out, const char *name, const char *text, const char *gap)
{
    fprintf(out, "\"%s\": ", name);
    put_json(out, text);
    fputs(gap, out);
}

void baseline_write(FILE *out, const result_t *r, size_t count, const char *root)
{
    const char *gap = "\n";
    fputs("{ \"schema_version\": 1, \"findings\": [", out);
    for (size_t i = 0; i < count; i++) {
        spotter_t s;
        if (!r[i].scenario) continue;
        spotter_start(&s, &r[i], root);
        for (size_t n = 0; n < r[i].findings.count; n++) {
            const finding_t *f = &r[i].findings.item[n];
            spot_t spot;
            if (r[i].expected[n] || r[i].standing[n].is == STANDS_SUPPRESSED) continue;
            spot_finding(&s, f, &spot);
            fprintf(out, "%s  { ", gap), gap = ",\n";
            field(out, "fingerprint", r[i].standing[n].fingerprint, ", ");
            field(out, "rule", rule_name[f->rule], ", ");
            field(out, "tier", tier_name[f->tier], ",\n    ");
            field(out, "file", base_name(r[i].file), ", ");
            field(out, "object", f->buffer, ", ");
            field(out, "function", spot.function, " }");
        }
        spotter_end(&s);
    }
    fprintf(out, "%s] }\n", *gap == ',' ? "\n" : "");
}
