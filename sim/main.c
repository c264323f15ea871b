/* main.c -- the command line. Data on stdout, messages on stderr; exit codes in run.h and --help. */
#include "claims.h"
#include "gdb.h"
#include "json.h"
#include "judge_run.h"
#include "mapprint.h"
#include "memory_check.h"
#include "options.h"
#include "output.h"
#include "plain_file.h"
#include "schema.h"
#include "sweep.h"
#include "who_run.h"
#include "worth.h"
#include "wrap.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ANY = 1 << 30 };
/* most: the words it takes behind its name; those with a message of their own for too many take any. */
typedef struct {
    const char *name;
    int       (*go)(const args_t *);
    size_t      most;
    const char *usage, *what;
} command_t;

/* ---- the commands -------------------------------------------------------------------------------- */

static int need_files(const args_t *a, const char *command)
{
    if (a->files) return 0;
    fprintf(stderr, "staleline %s: no file given; try `staleline %s%s scenarios/04-stale-receive.json`\n",
            command, command, strcmp(command, "sweep") ? "" : " --estimates");
    return EXIT_USAGE;
}

static int go_run(const args_t *a)
{
    if (need_files(a, "run")) return EXIT_USAGE;
    if (!a->run.save_hits || a->run.save_trace) return judge_run(a);
    return fputs("staleline run: --hits goes with --save-trace\n", stderr), EXIT_USAGE;
}

static int go_check(const args_t *a)
{
    if (need_files(a, "check")) return EXIT_USAGE;
    int code = EXIT_AS_EXPECTED;
    for (size_t i = 0; i < a->files; i++) {
        err_t err = { "" };
        scenario_t *s = scenario_load(a->file[i], &err);
        if (!s) {
            fprintf(stderr, "%s\n", err.text);
            code = EXIT_USAGE;
            continue;
        }
        if (!a->quiet) printf("%s: valid\n", a->file[i]);
        if (a->show && s->lowered) fputs(s->lowered, stdout);
        scenario_free(s);
    }
    return code;
}

static int list_rules(void)
{
    for (int i = 0; i < RULES; i++) printf("%-24s %s\n", rule_name[i], explain_title((rule_t)i));
    return EXIT_AS_EXPECTED;
}

static int go_explain(const args_t *a)
{
    if (!a->files) return list_rules();
    for (size_t i = 0; i < a->files; i++) {
        int rule = rule_by_name(a->file[i]);
        if (rule < 0) {
            suggest_t s;
            suggest_start(&s, a->file[i]);
            for (int n = 0; n < RULES; n++) suggest_offer(&s, rule_name[n]);
            fprintf(stderr, "staleline explain: no rule \"%s\"%s; `staleline explain` lists them\n",
                    a->file[i], suggest_text(&s));
            return EXIT_USAGE;
        }
        char met[2000];
        explain_cases((rule_t)rule, met, sizeof met);
        printf("%s: %s\n\n", rule_name[rule], explain_title((rule_t)rule));
        reflowed(stdout, explain_rule((rule_t)rule));
        printf("\n%s", met);
    }
    return EXIT_AS_EXPECTED;
}

static int is_json(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    return n > 5 && !strcmp(e->d_name + n - 5, ".json");
}

static int list_folder(const char *folder)
{
    struct dirent **entry;
    int n = scandir(folder, &entry, is_json, alphasort);
    if (n < 0) return -1;
    for (int i = 0; i < n; i++) {
        char path[4096];
        err_t err;
        snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
        scenario_t *s = scenario_load(path, &err);
        printf("%-58s %s\n", path, s ? s->title : err.text);
        if (s) scenario_free(s);
        free(entry[i]);
    }
    free(entry);
    return n;
}

/* Where `make install` put the lessons: ../share beside the folder this program lies in. */
static void installed_lessons(char *folder, size_t room)
{
    char self[2048];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = 0;
    char *slash = strrchr(self, '/');
    if (slash) *slash = 0;
    snprintf(folder, room, "%s/../share/staleline/scenarios", self);
}

static int no_scenarios(const char *command, const char *folder, int found)
{
    fprintf(stderr, "staleline %s: %s: %s\n", command, folder,
            found ? strerror(errno) : "no scenario (*.json) in it");
    return EXIT_USAGE;
}

static int go_list(const args_t *a)
{
    char installed[4096];
    installed_lessons(installed, sizeof installed);
    const char *usual[] = { "scenarios", installed };
    for (size_t i = 0; i < a->files; i++) {
        int n = list_folder(a->file[i]);
        if (n <= 0) return no_scenarios("list", a->file[i], n);
    }
    if (a->files) return EXIT_AS_EXPECTED;
    for (size_t i = 0; i < 2; i++)
        if (list_folder(usual[i]) > 0) return EXIT_AS_EXPECTED;
    fprintf(stderr, "staleline list: no folder \"scenarios\" here; name one\n");
    return EXIT_USAGE;
}

static int go_init(const args_t *a)
{
    const char *file = a->files ? a->file[0] : "scenario.json";
    if (!strcmp(file, "-")) return fputs(scenario_template(), stdout) < 0 ? EXIT_INTERNAL : EXIT_AS_EXPECTED;
    output_t out;
    err_t err = { "" };
    if (!output_new(&out, file, &err)) return fprintf(stderr, "staleline init: %s\n", err.text), EXIT_USAGE;
    fputs(scenario_template(), out.f);
    int code = output_close(&out, EXIT_AS_EXPECTED);
    if (!code) printf("wrote %s; next: staleline run %s\n", file, file);
    return code;
}

static int go_map(const args_t *a)
{
    output_t out;
    if (!output_open(&out, a->output)) return EXIT_USAGE;
    map_print(out.f, &h743_map,
              options_want(a, FORMAT_JSON) ? MAP_JSON : a->markdown ? MAP_MARKDOWN : MAP_TEXT);
    return output_close(&out, EXIT_AS_EXPECTED);
}

static int go_memory(const args_t *a)
{
    output_t out;
    if (a->files != 1) {
        fputs("staleline memory: one ELF file is wanted, such as `staleline memory app.elf`\n", stderr);
        return EXIT_USAGE;
    }
    if (!output_open(&out, a->output)) return EXIT_USAGE;
    err_t err = { "" };
    memory_options_t o = { .dma = a->dma, .json = options_want(a, FORMAT_JSON), .fail_on = a->run.fail_on };
    int code = memory_check(out.f, a->file[0], &o, &err);
    if (*err.text) return fprintf(stderr, "%s\n", err.text), output_drop(&out), code;
    return output_close(&out, code);
}

static int go_schema(const args_t *a)
{
    const char *which = a->files ? a->file[0] : "scenario";
    const char *text = schema_text(which);
    if (!text) {
        fprintf(stderr, "staleline schema: no schema \"%s\"; there are scenario, result, explore and who\n",
                which);
        return EXIT_USAGE;
    }
    fputs(text, stdout);
    return EXIT_AS_EXPECTED;
}

static int go_quiz(const args_t *a)
{
    if (need_files(a, "quiz")) return EXIT_USAGE;
    int code = EXIT_AS_EXPECTED;
    for (size_t i = 0; i < a->files; i++) {
        result_t r;
        run_file(a->file[i], &a->run, &r);
        if (r.scenario) quiz(stdout, a->show ? NULL : stdin, &r);
        else fprintf(stderr, "%s\n", r.error.text), code = r.exit_code;
        run_free(&r);
    }
    return code;
}

static int go_claims(const args_t *a)
{
    char installed[4096];
    installed_lessons(installed, sizeof installed);
    const char *folder = a->files ? a->file[0] : access("scenarios", X_OK) ? installed : "scenarios";
    struct dirent **entry;
    int n = scandir(folder, &entry, is_json, alphasort);
    for (int i = 0; i < n; i++) free(entry[i]);
    if (n >= 0) free(entry);
    if (n <= 0) return no_scenarios("claims", folder, n);
    if (claims_print(stdout, folder)) return EXIT_AS_EXPECTED;
    fputs("staleline claims: a row could not be measured\n", stderr);
    return EXIT_NOT_AS_EXPECTED;
}

static int no_job(const char *name)
{
    suggest_t s;
    suggest_start(&s, name);
    for (int i = 0; i < WORTH_JOBS; i++) suggest_offer(&s, worth_job[i].name);
    fprintf(stderr, "staleline worth: no job \"%s\"%s; there are", name, suggest_text(&s));
    for (int i = 0; i < WORTH_JOBS; i++) fprintf(stderr, "%s %s", i ? "," : "", worth_job[i].name);
    fputc('\n', stderr);
    return EXIT_USAGE;
}

static bool worth_size(const args_t *a, const worth_job_t *j)
{
    if (!a->size) return true;
    if (j && a->size >= j->least && a->size <= j->most && a->size % j->step == 0) return true;
    if (!j) fputs("staleline worth: --size wants a job, such as `staleline worth gps --size 64`\n", stderr);
    else fprintf(stderr, "staleline worth: --size of %s is %u to %u in steps of %u\n", j->name, j->least,
                 j->most, j->step);
    return false;
}

/* The table on standard output; with -o the plot in a file. */
static int go_worth(const args_t *a)
{
    const worth_job_t *j = a->files ? worth_find(a->file[0]) : NULL;
    worth_format_t format = options_want(a, FORMAT_JSON) ? WORTH_JSON
                          : a->markdown ? WORTH_MARKDOWN : WORTH_TEXT;
    err_t err = { "" };
    if (a->files && !j) return no_job(a->file[0]);
    if (!worth_size(a, j)) return EXIT_USAGE;
    errno = 0;
    if (a->output && !worth_plot(a->output, j, &err)) {
        int code = output_code(errno);
        fprintf(stderr, "staleline worth: %s\n", err.text);
        return code;
    }
    bool good = a->quiet || worth_print(stdout, format, j, (unsigned)a->size);
    return good ? EXIT_AS_EXPECTED : EXIT_NOT_AS_EXPECTED;
}

/* The window is a program of its own, beside this one or on the PATH; it reads its own options. */
static int start_viewer(char **argv)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - sizeof "staleline-view");
    path[n > 0 ? n : 0] = 0;
    char *slash = strrchr(path, '/');
    strcpy(slash ? slash + 1 : path, "staleline-view");
    argv[0] = path;
    if (slash) execv(path, argv);
    execvp("staleline-view", argv);
    fprintf(stderr, "staleline view: cannot start staleline-view: %s; it is built where SDL2 is installed, "
            "and `staleline run --trace` tells the same run in words\n", strerror(errno));
    return EXIT_USAGE;
}

static int go_view(const args_t *a)
{
    char *argv[] = { NULL, (char *)(uintptr_t)(a->files ? a->file[0] : NULL), NULL };
    return start_viewer(argv);
}

static int go_gdb(const args_t *a)
{
    err_t err = { "" };
    if (a->files != 1 || a->port > 65535) {
        fputs(a->files == 1 ? "staleline gdb: --port is 0 (any) to 65535\n"
                            : "staleline gdb: one firmware is wanted, such as "
                             "`staleline gdb --port 3333 app.elf`\n", stderr);
        return EXIT_USAGE;
    }
    gdb_t *g = gdb_open(a->file[0], &a->run, &err);
    if (!g) {
        fprintf(stderr, "%s\n", err.text);
        return EXIT_USAGE;
    }
    int code = gdb_serve(g, (unsigned)a->port, stdout);
    gdb_close(g);
    return code;
}

static int go_trace(const args_t *a)
{
    output_t out;
    err_t err = { "" };
    if (a->files != 1 && a->files != 2) {
        fputs("staleline trace: a file of `staleline run --save-trace` is wanted, and perhaps what was run\n",
              stderr);
        return EXIT_USAGE;
    }
    if (!output_open(&out, a->output)) return EXIT_USAGE;
    if (trace_print(out.f, a->file[0], a->files > 1 ? a->file[1] : NULL, &err))
        return output_close(&out, EXIT_AS_EXPECTED);
    fprintf(stderr, "%s\n", err.text);
    return output_drop(&out), EXIT_USAGE;
}

static int go_who(const args_t *a)
{
    output_t out;
    err_t err = { "" };
    if (a->files != 2) {
        fputs("staleline who: a file and a place are wanted, such as "
              "`staleline who scenarios/04-stale-receive.json rx+4 --at 200`\n", stderr);
        return EXIT_USAGE;
    }
    if (!output_open(&out, a->output)) return EXIT_USAGE;
    who_question_t q = { a->file[0], a->file[1], a->at, options_want(a, FORMAT_JSON) };
    int code = who_run(out.f, &q, &a->run, &err);
    if (code) return fprintf(stderr, "%s\n", err.text), output_drop(&out), code;
    return output_close(&out, code);
}

/* Said before the search, not behind it: the scenario found is this one, read again, with a line more. */
static bool can_write(const args_t *a)
{
    output_t out;
    err_t err = { "" };
    FILE *again = plain_open(a->file[0]);
    bool good = again || errno != EINVAL || fail(&err, "%s cannot be read again", a->file[0]);
    if (!strcmp(a->file[0], "-")) good = fail(&err, "standard input cannot be read again");
    if (again) fclose(again);
    if (good && (good = output_new(&out, a->write_schedule, &err))) output_drop(&out);
    return good || (fprintf(stderr, "staleline explore: --write: %s\n", err.text), false);
}

static int go_explore(const args_t *a)
{
    output_t out;
    if (need_files(a, "explore")) return EXIT_USAGE;
    if ((a->explore.resume || a->write_schedule) && a->files > 1)
        return fprintf(stderr, "staleline explore: --%s is for one file\n",
                       a->explore.resume ? "resume" : "write"), EXIT_USAGE;
    if (a->write_schedule && !can_write(a)) return EXIT_USAGE;
    if (!output_open(&out, a->output)) return EXIT_USAGE;
    explore_options_t o = a->explore;
    o.budget = a->budget > UINT32_MAX ? UINT32_MAX : (unsigned)a->budget,
        o.jobs = a->jobs > UINT32_MAX ? UINT32_MAX : (unsigned)a->jobs;
    o.progress = !a->quiet && isatty(2);
    run_heed_interrupt();
    explore_print_t p = { out.f, options_want(a, FORMAT_JSON), a->write_schedule };
    return output_close(&out, explore_files(a->file, a->files, &a->run, &o, &p));
}

static int go_sweep(const args_t *a)
{
    output_t out;
    if (need_files(a, "sweep")) return EXIT_USAGE;
    if (!a->estimates)
        return fputs("staleline sweep: what? `--estimates` moves every number that no manual gives\n",
                     stderr), EXIT_USAGE;
    if (a->factor && (a->factor < 2 || a->factor > FACTOR_MAX))
        return fprintf(stderr, "staleline sweep: --factor is 2 to %d\n", FACTOR_MAX), EXIT_USAGE;
    if (!output_open(&out, a->output)) return EXIT_USAGE;
    sweep_options_t o = { .factor = (unsigned)a->factor,
                          .jobs = a->jobs > UINT32_MAX ? UINT32_MAX : (unsigned)a->jobs,
                          .progress = !a->quiet && isatty(2) };
    run_heed_interrupt();
    return output_close(&out, sweep_files(out.f, options_want(a, FORMAT_JSON), a->file, a->files, &a->run,
                                          &o));
}

static const command_t commands[] = {
    { "run",     go_run,      ANY, "run FILE...",
      "replay scenarios, run firmware (.elf .hex .bin), judge, report" },
    { "check",   go_check,    ANY, "check FILE...",
      "validate only; --show prints the register writes of shorthands" },
    { "explain", go_explain,  ANY, "explain [RULE]",
      "what a rule means and how to fix it; without RULE: all rules" },
    { "list",    go_list,     ANY, "list [FOLDER...]",
      "the lessons there are" },
    { "init",    go_init,     1,   "init [FILE]",
      "write a commented scenario to start from (- for standard output)" },
    { "quiz",    go_quiz,     ANY, "quiz FILE...",
      "a lesson's text and questions; --show only tells the answers" },
    { "claims",  go_claims,   1,   "claims [FOLDER]",
      "what is said of DMA on this chip, each sentence tested" },
    { "worth",   go_worth,    1,   "worth [JOB]",
      "polling, interrupts and DMA for the same job: what each costs; --size N, -o plot.svg" },
    { "map",     go_map,      0,   "map [--md|--json]",
      "memories, masters, who reaches what, every latency and its source" },
    { "memory",  go_memory,   ANY, "memory FILE.elf",
      "what lies where, which DMA reaches it: the linker script checked without running" },
    { "explore", go_explore,  ANY, "explore FILE...",
      "would a hazard become an error on another day? other legal schedules of the same run" },
    { "sweep",   go_sweep,    ANY, "sweep FILE...",
      "which results lean on a guess? --estimates moves every number no manual gives" },
    { "gdb",     go_gdb,      ANY, "gdb FILE",
      "serve GDB on 127.0.0.1 (--port N): a firmware, forward and backward" },
    { "who",     go_who,      ANY, "who FILE PLACE",
      "who wrote this byte: PLACE is an address or NAME[+OFFSET]; --at CYCLE, --json" },
    { "trace",   go_trace,    ANY, "trace FILE [OF]",
      "what --save-trace kept, fact by fact; OF: the scenario or firmware that was run" },
    { "schema",  go_schema,   1,   "schema [result]",
      "JSON Schema of scenarios; of results, explore's or who's" },
    { "view",    go_view,     ANY, "view FILE...",
      "step through it in a window; `staleline view --help` has its own options" },
};
enum { COMMANDS = sizeof commands / sizeof *commands };

/* ---- help ---------------------------------------------------------------------------------------- */

static int help(FILE *out)
{
    fputs("staleline: a cycle-accurate STM32H743 that tells you why your DMA data is wrong\n\n", out);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(out, "  staleline %-18s %s\n", commands[i].usage, commands[i].what);
    fputs("\n`staleline COMMAND --help` tells of one of them.\n", out);
    options_help(out);
    return EXIT_AS_EXPECTED;
}

static const command_t *command_named(const char *name)
{
    for (int i = 0; i < COMMANDS; i++)
        if (!strcmp(name, commands[i].name)) return &commands[i];
    return NULL;
}

static int no_command(const char *name)
{
    suggest_t s;
    suggest_start(&s, name);
    for (int i = 0; i < COMMANDS; i++) suggest_offer(&s, commands[i].name);
    fprintf(stderr, "staleline: no command \"%s\"%s; `staleline --help` lists them\n", name,
            suggest_text(&s));
    return EXIT_USAGE;
}

/* "staleline who --help", "staleline help who": that command alone. */
static int help_with(const char *name)
{
    const command_t *c = name ? command_named(name) : NULL;
    if (!name || !strcmp(name, "help")) return help(stdout);
    if (!c) return no_command(name);
    printf("staleline %s\n  %s\n", c->usage, c->what);
    options_help_with(stdout, c->name);
    return EXIT_AS_EXPECTED;
}

static int go(const args_t *a)
{
    if (!a->files) return help(stderr), EXIT_USAGE;
    if (!strcmp(a->file[0], "help")) return help_with(a->files > 1 ? a->file[1] : NULL);
    const command_t *c = command_named(a->file[0]);
    if (!c) return no_command(a->file[0]);
    args_t rest = *a;
    rest.file++, rest.files--;
    if (!options_fit(&rest, c->name)) return EXIT_USAGE;
    if (rest.files <= c->most) return c->go(&rest);
    fprintf(stderr, "staleline %s: \"%s\" is a word too many; it is `staleline %s`\n", c->name,
            rest.file[c->most], c->usage);
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    args_t a = { .run = { .fail_on = -1 }, .file = calloc((size_t)argc + 1, sizeof(char *)) };
    if (!a.file) return EXIT_INTERNAL;
    output_start(), output_heed();
    if (argc > 1 && !strcmp(argv[1], "view")) {
        free(a.file);
        return start_viewer(argv + 1);
    }
    int code = options_parse(&a, argc - 1, argv + 1);
    if (code == OPTIONS_HELP) code = help_with(a.files ? a.file[0] : NULL);
    else if (code < 0) code = go(&a);
    free(a.file);
    output_t out;
    return code != EXIT_INTERNAL && output_open(&out, NULL) ? output_close(&out, code) : code;
}
