/* scenario_suppress.c -- "suppress" of a scenario: the same as a line of a suppression file (suppress.h). */
#include "scenario_own.h"
#include "suppress.h"

static bool words(build_t *b, const place_t *o, const char *key, const char **to)
{
    place_t p = json_member(o, key);
    const char *text;
    if (!p.v) return true;
    if (!json_words(&p, &text)) return false;
    if (!*text) return json_error(&p, "an empty string");
    return *to = keep_text(b, text), true;
}

static bool parse_one(build_t *b, const place_t *o, suppression_t *x)
{
    static const char *const keys[] = { "rule", "function", "file", "object", "reason", NULL };
    const char *names[RULES + 1] = { 0 };
    place_t rule = json_member(o, "rule"), reason = json_member(o, "reason");
    x->rule = -1, x->where = b->s->file, x->index = (unsigned)o->index;
    for (int i = 0; i < RULES; i++) names[i] = rule_name[i];
    if (!json_object(o) || !json_keys(o, keys) || (rule.v && !json_choice(&rule, names, &x->rule)))
        return false;
    if (!words(b, o, "function", &x->function) || !words(b, o, "file", &x->file) ||
        !words(b, o, "object", &x->object))
        return false;
    if (!reason.v) return json_error(o, "no \"reason\"");
    if (!words(b, o, "reason", &x->reason)) return false;
    return x->rule >= 0 || x->function || x->file || x->object ||
           json_error(o, "this would suppress everything");
}

bool parse_suppress(build_t *b, const place_t *list)
{
    enum { MOST = 1000 };
    int index = 0;
    if (!list->v) return true;
    if (!json_array(list, 1, MOST)) return false;
    suppress_t *s = b->s->suppress = keep(b, sizeof *s);
    s->item = keep(b, (size_t)cJSON_GetArraySize(list->v) * sizeof *s->item);
    for (const cJSON *v = list->v->child; v; v = v->next, index++) {
        place_t p = json_item(list, v, index);
        if (!parse_one(b, &p, &s->item[s->count++])) return false;
    }
    return true;
}
