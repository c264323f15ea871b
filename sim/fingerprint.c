/* fingerprint.c -- see fingerprint.h. FNV-1a, 64 bits (draft-eastlake-fnv). */
#include "fingerprint.h"
#include <inttypes.h>
#include <string.h>

#define FNV_START 0xCBF29CE484222325u
#define FNV_PRIME 0x100000001B3u

/* The 0 at the end counts, so that "ab" "c" is not "a" "bc". */
static uint64_t add(uint64_t hash, const char *text)
{
    do hash = (hash ^ (unsigned char)*text) * FNV_PRIME;
    while (*text++);
    return hash;
}

static uint64_t key_of(spotter_t *s, const finding_t *f)
{
    spot_t spot;
    const char *base = strrchr(s->r->file, '/');
    spot_finding(s, f, &spot);
    return add(add(add(add(FNV_START, base ? base + 1 : s->r->file), rule_name[f->rule]), f->buffer),
               spot.function);
}

static void text_of(uint64_t hash, char *to) { snprintf(to, FINGERPRINT, "%016" PRIx64, hash); }

void fingerprints(spotter_t *s, fingerprint_t *to)
{
    const findings_t *all = &s->r->findings;
    for (size_t i = 0; i < all->count; i++) {
        uint64_t key = key_of(s, &all->item[i]), hash = key;
        char number[24];
        unsigned n = 1;
        text_of(hash, to[i]);
        for (size_t k = 0; k < i; k++) {
            if (strcmp(to[k], to[i])) continue;
            snprintf(number, sizeof number, "%u", ++n);
            text_of(hash = add(key, number), to[i]);
            k = (size_t)-1;                       /* few findings: look at all of them again */
        }
    }
}
