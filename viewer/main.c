/* main.c -- staleline-view: arguments, then a window or pictures. Messages on stderr, exit codes of run.h. */
#include "app.h"
#include "findings.h"
#include "json.h"
#include "output.h"
#include "shelf.h"
#include "shot.h"
#include "svd.h"
#include "window.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DOES = 32 };

typedef struct {
    const char **file, *schedule, *at, *svd, *source, *png, *svg, *frames, *gif, *layout, *panel, *theme;
    unsigned    files;
    const char *doing[DOES]; unsigned does;
    uint64_t    from, to, every, max_cycles, seed;
    bool        has_to, has_seed, times, keys, areas, tell;
    int         w, h;
    double      scale, seconds;
} args_t;

/* ---- help ---------------------------------------------------------------------------------------- */

static int help(void)
{
    fputs("staleline-view: watch DMA, caches and the bus of an STM32H743, forwards and backwards\n\n"
          "  staleline-view FILE... [options]       (or: staleline view FILE...; a folder: its scenarios)\n\n"
          "  --at CYCLE | finding:N | end           where to stand; 12.5us and 50% are fine too; without it\n"
          "                                         a lesson opens at its beginning, others at a finding\n"
          "  --size WxH   --scale S                 pixels; size of text (1; 1.5 for a projector)\n"
          "  --theme dark|light   --layout NAME     overview, lesson, memory, masters, core, edit\n"
          "  --panel NAME                           this panel alone: bus, buffer, cache, dma, ...\n"
          "  --do NAME[=N]                          do an action first, named as in --keys-md; repeatable:\n"
          "                                         reveal=Q, answer=256*Q+CHOICE, from 0\n"
          "  --max-cycles N   --seed N   --schedule TEXT     as in staleline run\n"
          "  --svd FILE                             a vendor's register names, for what is not modelled\n"
          "  --source FOLDER                        where the source files of a firmware are\n"
          "\npictures, without a display\n"
          "  --screenshot FILE.png   --svg FILE.svg\n"
          "  --frames FOLDER | --gif FILE.gif       with --from CYCLE --to CYCLE --every CYCLES\n"
          "\nothers\n"
          "  --keys-md                              every key, as docs/viewer-keys.md\n"
          "  --areas                                print what can be clicked, and where\n"
          "  --tell                                 print where it stood when the window was closed\n"
          "  --times   --seconds S                  tell what frames took; leave after S seconds\n"
          "  -h, --help   -V, --version\n"
          "\nexample\n"
          "  staleline-view scenarios/04-stale-receive.json --at finding:1 --screenshot stale.png\n"
          "\nexit codes: 0 done, 2 usage or an invalid scenario or no display, 5 internal error\n", stdout);
    return EXIT_AS_EXPECTED;
}

static void keys_cell(const char *text)
{
    for (; *text; text++) printf("%s%c", *text == '|' || *text == '\\' ? "\\" : "", *text);
}

static int keys_md(void)
{
    puts("# Keys of staleline-view\n\n"
         "Printed by `staleline-view --keys-md` from the table that also feeds the keyboard, the mouse, the "
         "command\npalette and the `?` overlay. *name* is what `--do` takes, "
         "as `NAME=N` with\na number: `reveal=1` checks question 2, `answer=256` gives it choice a (256 x "
         "question + choice, from 0).\n\n"
         "Everything can be done by keyboard: `Tab` goes from panel to panel, `Return` into one, the arrows "
         "from\nthing to thing there, `Return` does what a click would, `Shift+Return` what a right "
         "click would,\n`Escape` leaves.\n\n"
         "Mouse: click does, right click does the second thing, the wheel scrolls or zooms, `Shift`+wheel "
         "steps,\n`Ctrl`+wheel changes the size of everything.");
    for (int g = 0; g < ACTION_GROUPS; g++) {
        printf("\n## %s\n\n| keys | what | name |\n| --- | --- | --- |\n", action_group_name[g]);
        for (int a = 1; a < ACTIONS; a++) {
            const action_row_t *row = &action_table[a];
            if (row->group != g) continue;
            printf("| ");
            for (const char *k = row->keys; *k;) {
                size_t n = strcspn(k, " ");
                printf("`%.*s` ", (int)n, k);
                k += n + (k[n] == ' ');
            }
            printf("| **");
            keys_cell(row->title);
            printf("**: ");
            keys_cell(row->help);
            printf(" | %s |\n", row->name);
        }
    }
    return EXIT_AS_EXPECTED;
}

/* ---- options ------------------------------------------------------------------------------------- */

typedef enum { OPT_AT, OPT_SIZE, OPT_SCALE, OPT_THEME, OPT_LAYOUT, OPT_PANEL, OPT_DO, OPT_MAX_CYCLES,
               OPT_SEED, OPT_SCHEDULE, OPT_SVD, OPT_SOURCE, OPT_SCREENSHOT, OPT_SVG, OPT_FRAMES, OPT_GIF,
               OPT_FROM, OPT_TO, OPT_EVERY,
               OPT_KEYS, OPT_AREAS, OPT_TELL, OPT_TIMES, OPT_SECONDS, OPT_HELP, OPT_VERSION,
               OPTS } option_t;
static const struct { const char *name; char brief; bool value; } options[OPTS] = {
    [OPT_AT] = { "--at", 0, true }, [OPT_SIZE] = { "--size", 0, true }, [OPT_SCALE] = { "--scale", 0, true },
    [OPT_THEME] = { "--theme", 0, true }, [OPT_LAYOUT] = { "--layout", 0, true }, 
    [OPT_PANEL] = { "--panel", 0, true },
    [OPT_DO] = { "--do", 0, true }, [OPT_MAX_CYCLES] = { "--max-cycles", 0, true }, 
    [OPT_SEED] = { "--seed", 0, true }, [OPT_SCHEDULE] = { "--schedule", 0, true },
    [OPT_SVD] = { "--svd", 0, true }, [OPT_SOURCE] = { "--source", 0, true },
    [OPT_SCREENSHOT] = { "--screenshot", 0, true }, [OPT_SVG] = { "--svg", 0, true },
    [OPT_FRAMES] = { "--frames", 0, true },
    [OPT_GIF] = { "--gif", 0, true }, [OPT_FROM] = { "--from", 0, true }, [OPT_TO] = { "--to", 0, true },
    [OPT_EVERY] = { "--every", 0, true }, [OPT_KEYS] = { "--keys-md", 0, false }, 
    [OPT_TIMES] = { "--times", 0, false },
    [OPT_AREAS] = { "--areas", 0, false }, [OPT_TELL] = { "--tell", 0, false },
    [OPT_SECONDS] = { "--seconds", 0, true }, [OPT_HELP] = { "--help", 'h', false }, 
    [OPT_VERSION] = { "--version", 'V', false },
};

static int complain(const char *format, const char *a, const char *b, const char *c)
{
    fputs("staleline-view: ", stderr);
    fprintf(stderr, format, a, b, c);
    fputc('\n', stderr);
    return EXIT_USAGE;
}

static bool no_folder(const char *name)
{
    return complain("--source: %s: %s", name, strerror(errno), ""), false;
}

static bool whole(const char *name, const char *value, uint64_t *to)
{
    if (text_to_uint(value, strlen(value), to)) return true;
    return complain("%s wants a whole number, not \"%s\"", name, value, ""), false;
}

static bool real(const char *name, const char *value, double lo, double hi, double *to)
{
    char *end;
    *to = strtod(value, &end);
    if (end != value && !*end && *to >= lo && *to <= hi) return true;
    char range[64];
    snprintf(range, sizeof range, "%g to %g", lo, hi);
    return complain("%s wants a number from %s, not \"%s\"", name, range, value), false;
}

static bool size(const char *value, int *w, int *h)
{
    char more;
    if (sscanf(value, "%dx%d%c", w, h, &more) == 2 && *w >= 160 && *h >= 90 && *w <= 16384
        && *h <= 16384)
        return true;
    return complain("--size wants WIDTHxHEIGHT from 160x90 to 16384x16384, not \"%s\"", value, "", ""), false;
}

static int one_of(const char *name, const char *value, const char *const *word, int words)
{
    suggest_t s;
    suggest_start(&s, value);
    for (int i = 0; i < words && word[i]; i++) {
        if (!strcmp(value, word[i])) return i;
        suggest_offer(&s, word[i]);
    }
    char all[300] = "; there are";
    for (int i = 0; i < words && word[i]; i++) add_text(all, sizeof all, " %s", word[i]);
    complain("%s: unknown value \"%s\"%s", name, value, *suggest_text(&s) ? suggest_text(&s) : all);
    return -1;
}

static int option_find(const char *word, const char **value)
{
    for (int i = 0; i < OPTS; i++) {
        size_t n = strlen(options[i].name);
        bool joined = !strncmp(word, options[i].name, n) && word[n] == '=' && options[i].value;
        *value = joined ? word + n + 1 : NULL;
        if (*value || !strcmp(word, options[i].name)) return i;
        if (options[i].brief && word[1] == options[i].brief && !word[2]) return i;
    }
    return -1;
}

static bool option_take(args_t *a, int which, const char *v)
{
    const char *name = options[which].name;
    switch ((option_t)which) {
    case OPT_AT:         a->at = v; return true;
    case OPT_SIZE:       return size(v, &a->w, &a->h);
    case OPT_SCALE:      return real(name, v, 0.5, 4, &a->scale);
    case OPT_THEME:      a->theme = v; return one_of(name, v, theme_name, THEMES) >= 0;
    case OPT_LAYOUT:     a->layout = v; return one_of(name, v, layout_name, LAYOUTS) >= 0;
    case OPT_PANEL:      a->panel = v; return one_of(name, v, panel_name, PANELS) >= 0;
    case OPT_DO:
        if (a->does == DOES) return complain("no more than 32 --do", "", "", ""), false;
        a->doing[a->does++] = v;
        return true;
    case OPT_MAX_CYCLES: return whole(name, v, &a->max_cycles);
    case OPT_SEED:       a->has_seed = true; return whole(name, v, &a->seed);
    case OPT_SCHEDULE:   a->schedule = v; return true;
    case OPT_SVD:        a->svd = v; return true;
    case OPT_SOURCE:     a->source = v; return !access(v, X_OK) || no_folder(v);
    case OPT_SCREENSHOT: a->png = v; return true;
    case OPT_SVG:        a->svg = v; return true;
    case OPT_FRAMES:     a->frames = v; return true;
    case OPT_GIF:        a->gif = v; return true;
    case OPT_FROM:       return whole(name, v, &a->from);
    case OPT_TO:         a->has_to = true; return whole(name, v, &a->to);
    case OPT_EVERY:
        if (!whole(name, v, &a->every)) return false;
        return a->every > 0 || (complain("--every wants at least 1", "", "", ""), false);
    case OPT_KEYS:       return a->keys = true;
    case OPT_AREAS:      return a->areas = true;
    case OPT_TELL:       return a->tell = true;
    case OPT_TIMES:      return a->times = true;
    case OPT_SECONDS:    return real(name, v, 0.1, 1e6, &a->seconds);
    default:             return true;
    }
}

/* An exit code to leave with, -1 to go on. */
static int parse(args_t *a, int argc, char **argv)
{
    bool over = false;
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i], *value;
        if (over || word[0] != '-' || !word[1]) {
            a->file[a->files++] = word;
            continue;
        }
        if (!strcmp(word, "--")) {
            over = true;
            continue;
        }
        int which = option_find(word, &value);
        if (which < 0) {
            suggest_t s;
            suggest_start(&s, word);
            for (int o = 0; o < OPTS; o++) suggest_offer(&s, options[o].name);
            return complain("unknown option \"%s\"%s", word, suggest_text(&s), "");
        }
        if (which == OPT_HELP) return help();
        if (which == OPT_VERSION) return printf("staleline-view %s\n", VERSION), EXIT_AS_EXPECTED;
        if (options[which].value && !value && ++i < argc) value = argv[i];
        if (options[which].value && !value) return complain("%s wants a value", word, "", "");
        if (!option_take(a, which, value)) return EXIT_USAGE;
    }
    return -1;
}

/* ---- doing it ------------------------------------------------------------------------------------ */

static bool go_at(app_t *app, const char *at)
{
    const view_t *v = session_view(app->session);
    if (!strcmp(at, "end")) return app_do(app, ACT_END, 0);
    if (!strncmp(at, "finding:", 8)) {
        char text[32];
        snprintf(text, sizeof text, "finding %.20s", at + 8);
        if (isdigit((unsigned char)at[8]) && app_go_to(app, text)) return true;
        snprintf(text, sizeof text, "%zu finding%s", v->findings->count, v->findings->count == 1 ? "" : "s");
        return complain("--at %s: this run has %s", at, text, ""), false;
    }
    app->message[0] = 0;
    if (isdigit((unsigned char)*at) && app_go_to(app, at) && !*app->message) return true;
    const char *why = *app->message ? app->message : "wants a cycle, finding:N or end";
    return complain("--at %s: %s", at, why, ""), false;
}

/* "--do who-wrote", "--do tab=33": actions by name, as the table says. */
static bool do_named(app_t *app, const char *text)
{
    char name[64];
    size_t n = strcspn(text, "=");
    snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : sizeof name - 1), text);
    action_t action = action_by_name(name);
    if (action == ACT_NONE) {
        suggest_t s;
        suggest_start(&s, name);
        for (int a = 1; a < ACTIONS; a++) suggest_offer(&s, action_table[a].name);
        return complain("--do: no action \"%s\"%s", name, suggest_text(&s), ""), false;
    }
    int64_t arg = action_table[action].arg == ARG_MINUS ? -1 : 0;
    if (text[n]) {
        char *end;
        arg = (int64_t)strtoull(text + n + 1, &end, 0);
        if (!text[n + 1] || *end)
            return complain("--do %s: \"%s\" is no number", name, text + n + 1, ""), false;
    }
    app_do(app, action, arg);
    return true;
}

static bool set_up(app_t *app, const args_t *a)
{
    if (a->layout) app->layout = one_of("--layout", a->layout, layout_name, LAYOUTS);
    if (a->theme) app->theme = one_of("--theme", a->theme, theme_name, THEMES);
    if (a->scale > 0) app->scale = (float)a->scale;
    if (!a->at) app_begin(app);
    bool pictures = a->png || a->svg || a->frames || a->gif || a->areas;
    if (!pictures && !a->at && !a->does) return true;
    session_work(app->session, -1);
    app_tick(app, 0);
    app_select_first(app);
    if (a->at && !go_at(app, a->at)) return false;
    const view_t *v = session_view(app->session);
    if (!a->at && !app->lesson) {
        if (v->findings->count) app_do(app, ACT_GOTO_FINDING, 0);
        else session_seek(app->session, v->end);
    }
    app->arrived = true;
    for (unsigned i = 0; i < a->does; i++) {
        if (!do_named(app, a->doing[i])) return false;
        while (app->branch && !app->compared) app_tick(app, 0);  /* edited: its outcome is wanted */
    }
    app->message[0] = 0;
    return true;
}

/* errno says whether the place is wrong or full. */
static int unwritten(const char *how, const char *file)
{
    int why = errno;
    complain(how, file, strerror(why), "");
    return output_code(why);
}

static int pictures(app_t *app, const args_t *a)
{
    int panel = a->panel ? one_of("--panel", a->panel, panel_name, PANELS) : -1;
    shot_t shot = { panel, a->w ? a->w : 1280, a->h ? a->h : 720 };
    const view_t *v = session_view(app->session);
    const names_t *names = v->names;
    tick_t end = v->end, from = names_tick(names, a->from), to = a->has_to ? names_tick(names, a->to) : end;
    if (to > end) to = end;
    if (from > to) return complain("--from lies after --to, or after the run's end", "", "", "");
    uint64_t first = say_cycle(names, from);
    uint64_t each = a->every ? a->every : (say_cycle(names, to) - first) / 100 + 1;
    /* at the first one's clock */
    tick_t every = names_tick(names, first + each) - names_tick(names, first);
    output_heed();
    if (a->png && !shot_png(app, &shot, a->png))
        return unwritten("cannot write %s: %s", a->png);
    if (a->svg && !shot_svg(app, &shot, a->svg))
        return unwritten("cannot write %s: %s", a->svg);
    if (a->frames && shot_frames(app, &shot, a->frames, from, to, every) < 0)
        return unwritten("cannot write into %s: %s", a->frames);
    if (a->gif && shot_gif(app, &shot, a->gif, from, to, every) < 0)
        return unwritten("cannot write %s: %s", a->gif);
    return EXIT_AS_EXPECTED;
}

static void tell_where(const app_t *app)
{
    const view_t *v = session_view(app->session);
    printf("cycle %llu of %llu grain %s layout %s theme %s scale %.2f focus %s", (unsigned long long)v->cycle,
           (unsigned long long)v->cycles, grain_name[app->grain], layout_name[app->layout],
           theme_name[app->theme],
           (double)app->scale, panel_name[app->focus]);
    if (app->select.has_address) printf(" address 0x%08X", (unsigned)app->select.address);
    if (app->select.finding >= 0) printf(" finding %d", app->select.finding + 1);
    if (app->has_a) printf(" a %llu", (unsigned long long)say_cycle(v->names, app->a));
    if (app->has_b) printf(" b %llu", (unsigned long long)say_cycle(v->names, app->b));
    if (shelf_count(app->shelf) > 1) printf(" file %d/%d", app->place + 1, shelf_count(app->shelf));
    printf(" bookmarks %zu answers", session_bookmarks(app->session)->count);
    const scenario_t *sc = session_view(app->run)->scenario;
    for (size_t q = 0; q < sc->questions && q < QUESTIONS; q++) {
        const question_t *asked = &sc->question[q];
        const char *choice = app->answer[q] >= 0 ? quiz_choice(asked, (size_t)app->answer[q]) : NULL;
        static const char *const verdict[] = { "wrong", "close", "right" };
        const char *said = choice ? choice : app->given[q];
        printf(" %s", !app->revealed[q] ? "open" : verdict[quiz_judge(asked, said, app->told[q])]);
    }
    printf(" branch %s\n", !app->branch ? "none" : app->session == app->branch ? "shown" : "kept");
}

/* Every file and folder that was named; NULL and err: one is not there. */
static shelf_t *shelf_of(const args_t *a, err_t *err)
{
    session_options_t o = { .max_cycles = a->max_cycles, .seed = a->seed, .has_seed = a->has_seed,
                            .source = a->source, .schedule = a->schedule };
    shelf_t *shelf = shelf_new(&o);
    for (unsigned i = 0; i < a->files; i++)
        if (!shelf_add(shelf, a->file[i], err)) return shelf_free(shelf), NULL;
    return shelf;
}

static int view(const args_t *a)
{
    err_t err = { "" };
    int code = EXIT_AS_EXPECTED;
    svd_t *svd = a->svd ? svd_load(a->svd, &err) : NULL;
    if (a->svd && !svd) return fprintf(stderr, "%s\n", err.text), EXIT_USAGE;
    shelf_t *shelf = shelf_of(a, &err);
    session_t *session = shelf ? shelf_open(shelf, 0, &err) : NULL;
    if (!session) return svd_free(svd), shelf_free(shelf), fprintf(stderr, "%s\n", err.text), EXIT_USAGE;
    if (svd) {
        unsigned count;
        const reg_block_t *block = svd_blocks(svd, &count);
        reg_extend(block, count);
    }
    app_t *app = calloc(1, sizeof *app);
    if (!app) return EXIT_INTERNAL;
    app_init(app, session);
    app->shelf = shelf;
    if (!set_up(app, a)) code = EXIT_USAGE;
    else if (a->areas) shot_areas(app, &(shot_t){ -1, a->w ? a->w : 1280, a->h ? a->h : 720 });
    else if (a->png || a->svg || a->frames || a->gif) code = pictures(app, a);
    else {
        if (a->panel) app_do(app, ACT_MAXIMISE, one_of("--panel", a->panel, panel_name, PANELS));
        code = window_run(app, &(wanted_t){ a->w, a->h, a->times, a->seconds });
        if (a->tell) tell_where(app);
    }
    app_free(app);
    session_close(app->run);
    shelf_free(shelf);
    reg_extend(NULL, 0);
    svd_free(svd);
    free(app);
    return code;
}

int main(int argc, char **argv)
{
    args_t a = { .file = calloc((size_t)argc + 1, sizeof *a.file) };
    if (!a.file) return EXIT_INTERNAL;
    output_start();
    int code = parse(&a, argc, argv);
    if (code < 0) code = a.keys ? keys_md() : a.files ? view(&a)
        : complain("no file given; try `staleline-view scenarios/04-stale-receive.json`", "", "", "");
    free(a.file);
    output_t out;
    return code != EXIT_INTERNAL && output_open(&out, NULL) ? output_close(&out, code) : code;
}
