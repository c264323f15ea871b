/* json.h -- strict JSON with comments and trailing commas, over cJSON: places, paths, suggestions.
 *
 * json_open blanks out // and block comments and trailing commas (lengths kept, so lines and columns stay
 * right), refuses what cJSON would let through (raw control characters, \u0000, bad UTF-8, numbers
 * that are not JSON's, duplicate keys, deep nesting) and says where.
 *
 * A place_t is a value and how one got there: `file:12:9: program[3].load: ...`. Places live on the
 * caller's stack and point up, so a path, its line and its column cost nothing until there is an error to
 * report. What is missing is told where it would have been.
 *
 * Every json_* function that returns bool fills the document's err_t and returns false on a mistake;
 * only the first mistake is kept. */
#ifndef JSON_H
#define JSON_H
#include <cJSON.h>
#include "scenario.h"

enum { JSON_DEPTH = 64, JSON_KEYS = 1024, JSON_BYTES = 8 << 20, JSON_PATH = 160, SUGGEST_WORD = 64 };

typedef struct { const char *file, *text; cJSON *root; err_t *err; } json_t;     /* text: the caller's */

typedef struct place {
    const json_t       *doc;
    const struct place *up;      /* NULL: the document itself */
    const cJSON        *v;       /* NULL: the key is absent */
    const char         *key;     /* NULL: item number `index` */
    int                 index;
} place_t;

bool    json_open(json_t *, const char *file, const char *text, err_t *);
void    json_close(json_t *);
place_t json_root(const json_t *);
place_t json_member(const place_t *object, const char *key);
place_t json_item(const place_t *array, const cJSON *item, int index);
/* "program[3].load"; "" for the document. */
void    json_path(const place_t *, char *text, size_t room);

bool json_error (const place_t *, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool json_object(const place_t *);
bool json_array (const place_t *, int least, int most);
/* An object whose every key is in `allowed` (NULL ends it). */
bool json_keys  (const place_t *, const char *const *allowed);
bool json_string(const place_t *, const char **text);
bool json_words(const place_t *, const char **text);         /* one line that people read */
bool json_bool  (const place_t *, bool *);
/* An integer in lo..hi, as a number or as a string: "0x2400_0000", "1042". */
bool json_uint  (const place_t *, uint64_t lo, uint64_t hi, uint64_t *);
/* Is it written as a number: 5 or "0x05"? */
bool json_is_number(const place_t *);
/* One of `names` (NULL ends them); *which is its index. */
bool json_choice(const place_t *, const char *const *names, int *which);

/* "0x2400_0000" or "604", nothing after it. */
bool text_to_uint(const char *text, size_t length, uint64_t *value);

/* Which known word did the author mean? Offer all of them; the nearest one within a third of the
 * word's length is printed. */
typedef struct {
    const char *word;
    unsigned    best;
    char        found[SUGGEST_WORD], text[SUGGEST_WORD + 24];
} suggest_t;
void        suggest_start(suggest_t *, const char *word);
void        suggest_offer(suggest_t *, const char *known);
const char *suggest_text (suggest_t *);          /* "; did you mean \"rx\"?" or "" */
const char *suggest_from (suggest_t *, const char *word, const char *const *known);  /* all at once */
#endif
