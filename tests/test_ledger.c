/* test_ledger.c -- what the judge is not told (ledger.h) changes nothing it finds. Every run is made twice:
 * once as usual, once beside somebody who hears every load, store and drain, so that the judge hears them
 * too. All findings and all their occurrences must be the same, byte for byte: rule, site, who wrote what
 * when, the whole story.
 *
 *   by hand     tests/ledger: each the smallest in which one thing that the ledger looks out for changes what
 *               is found; what must be found stands in the file; and a program that writes over code it has
 *               read and run
 *   scenarios   all of them, the field cases, the odd ones and the images among them
 *   programs    random ones of oracle_program.h: as a script, which takes the core's slow road, and the same
 *               translated to Thumb in ITCM, with bursts of stores between, which takes the fast road
 *
 * And the usual run must have heard far less, or the test says nothing. LEDGER=first,last: those programs
 * alone. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "coherence.h"
#include "observe.h"
#include "oracle_program.h"
#include "run.h"
#include "stale_code.h"
#include <check.h>                        /* last: its macro `fail` would hide scenario.h's function */

/* LONGEST: CPU cycles of an image. ENOUGH: they are enough, and the caches large enough, to leave much
 * unheard. */
#if defined __SANITIZE_ADDRESS__ || defined STRESS
enum { PROGRAMS = 60, LONGEST = 300000, ENOUGH = 0 };
#else
enum { PROGRAMS = 1500, LONGEST = 2000000, ENOUGH = 1 };
#endif

/* Time, caches and store buffer have the size that programs by hand were derived for. */
#if defined __SANITIZE_ADDRESS__ || defined STRESS
enum { ROOM = 0 };
#else
enum { ROOM = 1 };
#endif

/* Counts the cache's hits it is told; one that is not deaf makes everybody hear all, loads of literals from
 * ITCM among it. */
typedef struct { sink_t sink; uint64_t heard, literals; } ear_t;

static void ear_see(sink_t *s, const fact_t *f)
{
    ear_t *e = (ear_t *)s;
    e->literals += f->kind == F_LOAD && f->what == SRC_TCM;
    e->heard += f->kind == F_LOAD ? f->what == SRC_CACHE : f->kind == F_STORE ? f->what == DST_STB : f->what == DRAIN_CACHE;
}

static ear_t ear(bool all)
{
    return (ear_t){ .sink = { .mask = HITS, .see = ear_see, .deaf = all ? 0 : HITS } };
}

static machine_t *machine;
static uint64_t heard[2], literals[2];

static void same_findings(const char *name, const findings_t *a, const findings_t *b)
{
    size_t n = a->count < b->count ? a->count : b->count;
    for (size_t i = 0; i < n; i++) {
        const finding_t *x = &a->item[i], *y = &b->item[i];
        ck_assert_msg(!memcmp(x, y, sizeof *x), "%s: finding %zu is another when all is heard:\n%s: %s\n%s: %s", name, i,
                      rule_name[x->rule], x->message, rule_name[y->rule], y->message);
    }
    ck_assert_msg(a->count == b->count, "%s: %zu findings, %zu when all is heard", name, a->count, b->count);
    ck_assert_msg(a->seens == b->seens, "%s: %zu occurrences, %zu when all is heard", name, a->seens, b->seens);
    for (size_t i = 0; i < a->seens; i++)
        ck_assert_msg(a->seen[i].id == b->seen[i].id && a->seen[i].at == b->seen[i].at && a->seen[i].pc == b->seen[i].pc
                      && a->seen[i].addr == b->seen[i].addr && a->seen[i].had == b->seen[i].had
                      && a->seen[i].wanted == b->seen[i].wanted && a->seen[i].size == b->seen[i].size, "%s: occurrence %zu", name, i);
}

/* ---- scenarios --------------------------------------------------------------------------------------- */

static bool run_once(const char *file, bool all, result_t *r)
{
    static const options_t options = { .fail_on = TIERS, .unhashed = true, .max_cycles = LONGEST, .all = true };
    ear_t e = ear(all);
    run_t run;
    memset(r, 0, sizeof *r);
    r->file = file, r->findings.all = true;
    r->scenario = scenario_of(file, &options.firmware, &r->error);
    if (!r->scenario) return false;
    run_start(&run, r, &options, machine, &e.sink);
    while (run_slice(&run, run.limit)) continue;
    run_judge(&run);
    run_finish(&run);
    run_close(&run);
    heard[all] += e.heard;
    return true;
}

static unsigned run_folder(const char *folder, const char *ending)
{
    struct dirent **entry;
    int n = scandir(folder, &entry, NULL, alphasort);
    unsigned taken = 0;
    for (int i = 0; i < n; i++) {
        char path[400];
        const char *dot = strrchr(entry[i]->d_name, '.');
        snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
        bool wanted = dot && !strcmp(dot, ending);
        free(entry[i]);
        result_t a, b;
        if (!wanted || !run_once(path, false, &a)) continue;
        ck_assert(run_once(path, true, &b));
        ck_assert_msg(a.end == b.end && !strcmp(a.gaps.count ? "gaps" : "", b.gaps.count ? "gaps" : ""), "%s", path);
        same_findings(path, &a.findings, &b.findings);
        run_free(&a), run_free(&b);
        taken++;
    }
    free(entry);
    return taken;
}

START_TEST(by_hand)
{
    static const char *const file[] = { "merged-into-told", "evicted-before-drain", "on-its-way", "loss-forgotten", "counted-ahead",
                                        "refused-cached", "refused-dtcm" };
    for (size_t i = 0; i < sizeof file / sizeof *file; i++) {
        char path[100];
        result_t r[2];
        snprintf(path, sizeof path, "tests/ledger/%s.json", file[i]);
        for (int all = 0; all < 2; all++) {
            ck_assert_msg(run_once(path, all, &r[all]), "%s: %s", path, r[all].error.text);
            for (size_t k = 0; ROOM && k < r[all].outcomes; k++)
                ck_assert_msg(r[all].outcome[k].passed, "%s%s: %s: %s", path, all ? ", all heard" : "", r[all].outcome[k].path,
                              r[all].outcome[k].text);
        }
        same_findings(path, &r[0].findings, &r[1].findings);
        run_free(&r[0]), run_free(&r[1]);
    }
}
END_TEST

START_TEST(scenarios)
{
    ck_assert_uint_gt(run_folder("scenarios", ".json"), 150);
    ck_assert_uint_gt(run_folder("scenarios/cases", ".json"), 40);
    ck_assert_uint_gt(run_folder("scenarios/odd", ".json"), 0);
}
END_TEST

START_TEST(images)
{
    heard[0] = heard[1] = 0;
    ck_assert_uint_gt(run_folder("scenarios/firmware", ".elf") + run_folder("tests/bench/images", ".elf"), 10);
    if (ENOUGH) ck_assert_uint_lt(heard[0], heard[1] / 8);
}
END_TEST

/* ---- random programs --------------------------------------------------------------------------------- */

enum { IMAGE = 0x10000, CODE = 0x400 };
typedef struct { uint8_t bytes[IMAGE]; image_t image; forced_t forced[32]; uint32_t at, place[UOPS]; input_t in; } thumb_t;

static void half(thumb_t *t, unsigned h) { t->bytes[t->at++] = (uint8_t)h, t->bytes[t->at++] = (uint8_t)(h >> 8); }

static void word(thumb_t *t, unsigned first, unsigned second) { half(t, first), half(t, second); }

static void load_half(thumb_t *t, unsigned op, unsigned rd, uint32_t v)
{
    word(t, op | v >> 12 | (v >> 11 & 1) << 10, (v >> 8 & 7) << 12 | rd << 8 | (v & 0xFF));
}

/* movw, movt */
static void constant(thumb_t *t, unsigned rd, uint32_t v) { load_half(t, 0xF240, rd, v & 0xFFFF), load_half(t, 0xF2C0, rd, v >> 16); }

static void count_down(thumb_t *t, uint32_t top)
{
    half(t, 0x3D01);                                       /* subs r5, #1 */
    half(t, 0xD100 | (((top - t->at - 4) / 2) & 0xFF));    /* bne top */
}

/* Instead of computing: a burst over a buffer, of bytes, halfwords, words or pairs, now and then read
 * back. */
static void burst(thumb_t *t, program_t *p)
{
    unsigned b = rnd(p, BUFFERS), kind = rnd(p, 5), step = kind > 3 ? 4 : 1u << kind;
    constant(t, 4, buffer[b].addr + (kind == 4 ? rnd(p, 3) : 0));
    constant(t, 5, 1 + rnd(p, (buffer[b].size - 4) / step));
    uint32_t top = t->at;
    switch (kind) {
    case 0:  word(t, 0xF804, 0x5B01); break;               /* strb r5, [r4], #1 */
    case 1:  word(t, 0xF824, 0x5B02); break;               /* strh r5, [r4], #2 */
    case 2:  word(t, 0xF844, 0x5B04); break;               /* str r5, [r4], #4 */
    case 3:  word(t, 0xE8E4, 0x5602); break;               /* strd r5, r6, [r4], #8 */
    default: word(t, 0xF844, 0x5B04); break;               /* the same, perhaps not aligned */
    }
    if (rnd(p, 2)) half(t, 0x7826);                        /* ldrb r6, [r4] */
    half(t, 0x4F00);                                       /* ldr r7, [pc], of the code itself */
    count_down(t, top);
}

static void translate(thumb_t *t, program_t *p, const uop_t *u)
{
    static const unsigned load[] = { 0, 0x7820, 0x8820, 0, 0x6820 }, store[] = { 0, 0x7025, 0x8025, 0, 0x6025 };
    switch (u->op) {
    /* str r5, [r4] */
    case U_STORE: constant(t, 4, u->imm), constant(t, 5, u->val), half(t, store[u->size]); break;
    case U_LOAD:  constant(t, 4, u->imm), half(t, load[u->size] | u->rd); break;    /* ldr rd, [r4] */
    case U_DSB:   word(t, 0xF3BF, 0x8F4F); break;
    case U_PLD:   constant(t, 4, u->imm), word(t, 0xF894, 0xF000); break;
    case U_BNE:
        constant(t, 6, u->mask), half(t, 0x4006 | u->rd << 3);    /* ands r6, rd */
        constant(t, 7, u->val), half(t, 0x42BE);    /* cmp r6, r7 */
        half(t, 0xD100 | (((t->place[u->imm] - t->at - 4) / 2) & 0xFF));
        break;
    case U_COMPUTE:
        if (u->imm & 1) burst(t, p);
        else constant(t, 5, u->imm), count_down(t, t->at);
        break;
    default: break;                                        /* forced events come by the clock instead */
    }
}

/* It waits for ever, and all exceptions lead to its beginning. */
static void thumb_ends(thumb_t *t)
{
    half(t, 0xBF30), half(t, 0xE7FD);                      /* wfi; b to it */
    for (unsigned e = 0; e < CODE / 4; e++) {
        uint32_t v = e ? CODE + 1 : 0x20010000;
        memcpy(t->bytes + 4 * e, &v, 4);
    }
    t->image = (image_t){ 0, IMAGE, t->bytes };
}

static void to_thumb(thumb_t *t, program_t *p)
{
    memset(t, 0, sizeof *t);
    t->at = CODE;
    for (uint32_t n = 0; n < p->in.uops && t->at < IMAGE - 64; n++) t->place[n] = t->at, translate(t, p, &p->uop[n]);
    thumb_ends(t);
    t->in = (input_t){ .seed = p->in.seed, .image = &t->image, .images = 1, .firmware = 1, .poke = p->poke, .pokes = p->in.pokes,
                       .forced = t->forced, .replacement = p->in.replacement };
    tick_t at = 0;
    for (unsigned n = 0; n < 32; n++) {
        unsigned b = rnd(p, BUFFERS);
        at += 75 * rnd(p, 400);
        t->forced[n] = (forced_t){ .at = at, .addr = buffer[b].addr + rnd(p, buffer[b].size) };
        t->forced[n].what = (uint8_t)rnd(p, 2);
        t->in.forceds = p->racy ? n + 1 : 0;
    }
}

static void judged(const input_t *in, bool all, findings_t *list)
{
    static const names_t names = { .symbol = buffer, .symbols = BUFFERS, .cpu = { 0, 1, 12, 0 } };
    ear_t e = ear(all);
    tee_t tee;
    tee_start(&tee);
    *list = (findings_t){ .all = true };
    coherence_t *judge = coherence_new(&h743_map, &names, list);
    coherence_heard_by(judge, &tee);
    stale_code_t *stale = stale_code_new(&h743_map, &names, list, coherence_shadow(judge), &tee);
    lint_t *lint = lint_new(&h743_map, &names, list);
    tee_add(&tee, coherence_sink(judge)), tee_add(&tee, stale_code_sink(stale)), tee_add(&tee, lint_sink(lint));
    tee_add(&tee, &e.sink);
    machine_boot(machine, &h743_map, in, &tee.sink);
    machine_run(machine, 12 * 200000);
    coherence_finish(judge, machine->chip.now), lint_finish(lint, machine->chip.now), stale_code_finish(stale, machine->chip.now);
    stale_code_free(stale), lint_free(lint), coherence_free(judge);
    heard[all] += e.heard, literals[all] += e.literals;
}

static unsigned both(const char *name, const input_t *in)
{
    findings_t a, b;
    judged(in, false, &a), judged(in, true, &b);
    unsigned n = (unsigned)a.count;
    same_findings(name, &a, &b);
    findings_free(&a), findings_free(&b);
    return n;
}

static void many(bool thumb)
{
    static program_t p;
    static thumb_t t;
    unsigned first = 0, last = PROGRAMS - 1, found = 0;
    const char *wish = getenv("LEDGER");
    if (wish && sscanf(wish, "%u,%u", &first, &last) == 1) last = first;
    heard[0] = heard[1] = literals[0] = literals[1] = 0;
    for (unsigned n = first; n <= last; n++) {
        char name[60];
        bool racy = n % 4;
        make_program(&p, 1000000 + n, racy);
        if (thumb) to_thumb(&t, &p);
        snprintf(name, sizeof name, "%s program %u", thumb ? "Thumb" : "script", n);
        found += both(name, thumb ? &t.in : &p.in);
    }
    fprintf(stderr, "  %u %s programs: %u findings; %llu hits heard of %llu\n", last - first + 1, thumb ? "Thumb" : "script", found,
            (unsigned long long)heard[0], (unsigned long long)heard[1]);
    if (wish) return;                     /* a few programs may be of any kind */
    ck_assert_uint_gt(found, PROGRAMS);
    if (thumb) ck_assert(!literals[0] && literals[1] > PROGRAMS);
    ck_assert_uint_lt(heard[0], ENOUGH ? heard[1] / 3 * 2 : heard[1]);
}

/* The line of code is in the D-cache and the CPU's alone, and in the I-cache: what is stored there next is
 * old in the I-cache, and that is found only by whoever hears of the store. The program cleans once, before
 * it runs the code. */
START_TEST(code_in_own_line)
{
    enum { PLACE = 0x24000000, RETURN_1 = 0x47702001, RETURN_2 = 0x47702002 };      /* movs r0, #n; bx lr */
    static poke_t caches[] = { { 0xE000ED14, 0x00070200 } };                        /* CCR: IC, DC */
    static thumb_t t;
    findings_t a, b;
    memset(&t, 0, sizeof t);
    t.at = CODE;
    constant(&t, 4, PLACE), constant(&t, 7, PLACE | 1), constant(&t, 3, 0xE000EF64);
    for (unsigned n = 0; n < 2; n++) {
        constant(&t, 5, n ? RETURN_2 : RETURN_1);
        half(&t, 0x6025);                                  /* str r5, [r4] */
        if (!n) half(&t, 0x601C);                          /* str r4, [r3]: DCCMVAU */
        word(&t, 0xF3BF, 0x8F4F), word(&t, 0xF3BF, 0x8F6F);               /* dsb; isb */
        half(&t, 0x6826);                                  /* ldr r6, [r4] */
        half(&t, 0x47B8);                                  /* blx r7 */
    }
    thumb_ends(&t);
    t.in = (input_t){ .seed = 1, .image = &t.image, .images = 1, .firmware = 1, .poke = caches, .pokes = 1 };
    judged(&t.in, false, &a), judged(&t.in, true, &b);
    same_findings("code in its own line", &a, &b);
    if (ROOM) ck_assert(a.count == 1 && a.item[0].rule == RULE_STALE_CODE);
    findings_free(&a), findings_free(&b);
}
END_TEST

START_TEST(scripts) { many(false); }
END_TEST
START_TEST(thumb) { many(true); }
END_TEST

int main(void)
{
    Suite *s = suite_create("ledger");
    TCase *files = tcase_create("files"), *random = tcase_create("random");
    machine = malloc(sizeof *machine);
    if (!machine) return 1;
    tcase_set_timeout(files, 600), tcase_set_timeout(random, 600);
    tcase_add_test(files, by_hand), tcase_add_test(files, code_in_own_line), tcase_add_test(files, scenarios), tcase_add_test(files, images);
    tcase_add_test(random, scripts), tcase_add_test(random, thumb);
    suite_add_tcase(s, files), suite_add_tcase(s, random);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    free(machine);
    return failed != 0;
}
