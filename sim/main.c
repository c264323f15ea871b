/* main.c -- the command line. Data on stdout, messages on stderr; exit codes in run.h and --help. */
#include "claims.h"
#include "gdb.h"
#include "json.h"
#include "mapprint.h"
#include "memory_check.h"
#include "run.h"
#include "schema.h"
#include "worth.h"
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    options_t   run;
    format_t    format;
    const char *output, *colour;
    const char *dma;
    bool        quiet, trace, show, markdown, json;
    const char **file;
    size_t      files;
    uint64_t    size, port;
} args_t;

typedef struct { const char *name; int (*go)(const args_t *); const char *usage, *what; } command_t;

/* ---- the commands -------------------------------------------------------------------------------- */

static bool colour_wanted(const args_t *a, FILE *out)
{
    if (a->colour && !strcmp(a->colour, "always")) return true;
    if (a->colour && !strcmp(a->colour, "never")) return false;
    return !getenv("NO_COLOR") && !a->output && isatty(fileno(out));
}

/* Output goes to a file beside the wanted one and is renamed when whole: never half-written. */
static FILE *output_open(const args_t *a, char *temporary, size_t room)
{
    if (!a->output) return stdout;
    snprintf(temporary, room, "%s.part", a->output);
    FILE *f = fopen(temporary, "w");
    if (!f) fprintf(stderr, "staleline: cannot write %s: %s\n", a->output, strerror(errno));
    return f;
}

static int output_close(const args_t *a, FILE *f, const char *temporary, int code)
{
    bool bad = ferror(f) != 0;
    if (f == stdout) bad |= fflush(f) != 0;
    else bad |= fclose(f) != 0 || rename(temporary, a->output) != 0;
    if (!bad) return code;
    fprintf(stderr, "staleline: cannot write %s: %s\n", a->output ? a->output : "standard output", strerror(errno));
    return EXIT_INTERNAL;
}

static void on_interrupt(int signal_number) { (void)signal_number; run_interrupted = 1; }

static int need_files(const args_t *a, const char *command)
{
    if (a->files) return 0;
    fprintf(stderr, "staleline %s: no file given; try `staleline %s scenarios/04-stale-receive.json`\n", command, command);
    return EXIT_USAGE;
}

static int go_run(const args_t *a)
{
    char temporary[4096];
    if (need_files(a, "run")) return EXIT_USAGE;
    FILE *out = output_open(a, temporary, sizeof temporary);
    if (!out) return EXIT_USAGE;
    result_t *r = calloc(a->files, sizeof *r);
    if (!r) return EXIT_INTERNAL;
    bool colour = colour_wanted(a, out), text = a->format == FORMAT_TEXT;
    options_t o = a->run;
    if (a->trace) o.trace = text ? out : stderr;
    if (text && !a->quiet) o.console = out;
    o.progress = !a->quiet && isatty(2);
    signal(SIGINT, on_interrupt);
    int code = EXIT_AS_EXPECTED;
    size_t done = 0;
    while (done < a->files && !run_interrupted) {
        run_file(a->file[done], &o, &r[done]);
        code = exit_worse(code, r[done].exit_code);
        if (!r[done].scenario) fprintf(stderr, "%s\n", r[done].error.text);
        else if (text) report_text(out, &r[done], a->quiet, colour);
        done++;
    }
    if (!text) report(out, a->format, r, done, a->quiet, colour);
    else if (a->files > 1) report_summary(out, r, done, colour);
    for (size_t i = 0; i < done; i++) run_free(&r[i]);
    free(r);
    return output_close(a, out, temporary, code);
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
            fprintf(stderr, "staleline explain: no rule \"%s\"%s; `staleline explain` lists them\n", a->file[i], suggest_text(&s));
            return EXIT_USAGE;
        }
        printf("%s: %s\n\n%s\n", rule_name[rule], explain_title((rule_t)rule), explain_rule((rule_t)rule));
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

static int go_list(const args_t *a)
{
    char installed[4096];
    installed_lessons(installed, sizeof installed);
    const char *usual[] = { "scenarios", installed };
    for (size_t i = 0; i < a->files; i++) {
        if (list_folder(a->file[i]) >= 0) continue;
        fprintf(stderr, "staleline list: %s: %s\n", a->file[i], strerror(errno));
        return EXIT_USAGE;
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
    FILE *f = fopen(file, "wx");            /* never overwrite what somebody wrote */
    if (!f) {
        fprintf(stderr, "staleline init: %s: %s\n", file, strerror(errno));
        return EXIT_USAGE;
    }
    fputs(scenario_template(), f);
    if (fclose(f)) return EXIT_INTERNAL;
    printf("wrote %s; next: staleline run %s\n", file, file);
    return EXIT_AS_EXPECTED;
}

static int go_map(const args_t *a)
{
    char temporary[4096];
    FILE *out = output_open(a, temporary, sizeof temporary);
    if (!out) return EXIT_USAGE;
    map_print(out, &h743_map, a->json || a->format == FORMAT_JSON ? MAP_JSON : a->markdown ? MAP_MARKDOWN : MAP_TEXT);
    return output_close(a, out, temporary, EXIT_AS_EXPECTED);
}

static int go_memory(const args_t *a)
{
    char temporary[4096];
    if (a->files != 1) {
        fputs("staleline memory: one ELF file is wanted, such as `staleline memory app.elf`\n", stderr);
        return EXIT_USAGE;
    }
    FILE *out = output_open(a, temporary, sizeof temporary);
    if (!out) return EXIT_USAGE;
    err_t err = { "" };
    memory_options_t o = { .dma = a->dma, .json = a->json || a->format == FORMAT_JSON, .fail_on = a->run.fail_on };
    int code = memory_check(out, a->file[0], &o, &err);
    if (*err.text) fprintf(stderr, "%s\n", err.text);
    return output_close(a, out, temporary, code);
}

static int go_schema(const args_t *a)
{
    const char *which = a->files ? a->file[0] : "scenario";
    const char *text = schema_text(which);
    if (!text) {
        fprintf(stderr, "staleline schema: no schema \"%s\"; there are scenario and result\n", which);
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
    if (claims_print(stdout, a->files ? a->file[0] : "scenarios")) return EXIT_AS_EXPECTED;
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
    else fprintf(stderr, "staleline worth: --size of %s is %u to %u in steps of %u\n", j->name, j->least, j->most, j->step);
    return false;
}

/* The table on standard output; with -o the plot in a file. */
static int go_worth(const args_t *a)
{
    const worth_job_t *j = a->files ? worth_find(a->file[0]) : NULL;
    worth_format_t format = a->format == FORMAT_JSON ? WORTH_JSON : a->markdown ? WORTH_MARKDOWN : WORTH_TEXT;
    err_t err = { "" };
    if (a->files && !j) return no_job(a->file[0]);
    if (!worth_size(a, j)) return EXIT_USAGE;
    if (a->output && !worth_plot(a->output, j, &err)) {
        fprintf(stderr, "staleline worth: %s\n", err.text);
        return EXIT_USAGE;
    }
    bool good = a->quiet || worth_print(stdout, format, j, (unsigned)a->size);
    args_t table = *a;
    table.output = NULL;
    return output_close(&table, stdout, NULL, good ? EXIT_AS_EXPECTED : EXIT_NOT_AS_EXPECTED);
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
                            : "staleline gdb: one firmware is wanted, such as `staleline gdb --port 3333 app.elf`\n", stderr);
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

static const command_t commands[] = {
    { "run",     go_run,     "run FILE...",       "replay scenarios, run firmware (.elf .hex .bin), judge, report" },
    { "check",   go_check,   "check FILE...",     "validate only; --show prints the register writes of shorthands" },
    { "explain", go_explain, "explain [RULE]",    "what a rule means and how to fix it; without RULE: all rules" },
    { "list",    go_list,    "list [FOLDER...]",  "the lessons there are" },
    { "init",    go_init,    "init [FILE]",       "write a commented scenario to start from (- for standard output)" },
    { "quiz",    go_quiz,    "quiz FILE...",      "a lesson's text and questions; --show only tells the answers" },
    { "claims",  go_claims,  "claims [FOLDER]",   "what is said of DMA on this chip, each sentence tested" },
    { "worth",   go_worth,   "worth [JOB]",       "polling, interrupts and DMA for the same job: what each costs; --size N, -o plot.svg" },
    { "map",     go_map,     "map [--md|--json]", "memories, masters, who reaches what, every latency and its source" },
    { "memory",  go_memory,  "memory FILE.elf",   "what lies where, which DMA reaches it: the linker script checked without running" },
    { "gdb",     go_gdb,     "gdb FILE",          "serve GDB on 127.0.0.1 (--port N): a firmware, forward and backward" },
    { "schema",  go_schema,  "schema [result]",   "JSON Schema of scenarios, or of results" },
    { "view",    go_view,    "view FILE",         "step through it in a window; `staleline view --help` has its own options" },
};
enum { COMMANDS = sizeof commands / sizeof *commands };

/* ---- help ---------------------------------------------------------------------------------------- */

static int help(FILE *out)
{
    fputs("staleline: a cycle-accurate STM32H743 that tells you why your DMA data is wrong\n\n", out);
    for (int i = 0; i < COMMANDS; i++) fprintf(out, "  staleline %-18s %s\n", commands[i].usage, commands[i].what);
    fputs("\noptions of run\n"
          "  --format text|json|junit|tap   -o FILE      how and where to report\n"
          "  --trace                                     every fact as a sentence, with cycle and nanoseconds\n"
          "  --fail-on error|hazard|lint|never           which unexpected finding fails the run (default: the\n"
          "                                              scenario's expectations; without any: error)\n"
          "  --max-cycles N   --seed N                   limit; power-on bytes and random replacement\n"
          "  --strict                                    an access to what is not modelled fails the run\n"
          "  -q, --quiet      --color auto|always|never  (NO_COLOR is respected)\n"
          "  --base ADDR   --vtor ADDR                   where a .bin goes; where the vector table is\n"
          "  --uart LINE=stdio|pty|file:OUT[,IN]         join a serial line: --uart usart3=stdio; again for another\n"
          "  --rtt N=stdout|file:PATH|tcp:PORT           SEGGER RTT's up-channel N, 0 to 2\n"
          "  --record FILE                               what came in meanwhile, for a scenario's world.recorded\n"
          "options of gdb\n"
          "  --port N                                    0, the default: any free one, which is printed\n"
          "options of memory\n"
          "  --dma NAME=ENGINE,...                       objects a DMA shall reach: DMA1 DMA2 BDMA MDMA DMA2D LTDC ETH\n"
          "                                              SDMMC1 SDMMC2 USB1 USB2\n"
          "  --fail-on error|hazard|lint|never           which finding makes the exit code 1 (default: hazard)\n"
          "\nexamples\n"
          "  staleline run scenarios/04-stale-receive.json\n"
          "  staleline run --trace scenarios/03-dtcm-buffer.json | less\n"
          "  staleline run --format junit -o report.xml scenarios/*.json\n"
          "  staleline memory --dma rx=DMA1,tx=DMA1 app.elf\n"
          "  staleline init mine.json && staleline run mine.json\n"
          "  staleline explain stale-read\n"
          "\nexit codes\n"
          "  0 as expected          1 findings or expectations not as expected\n"
          "  2 usage, a scenario is invalid, a firmware unusable   3 the program faulted or locked up\n"
          "  4 a limit was reached unexpectedly  5 internal error\n"
          "  several files: all run; the worst of 5 > 2 > 3 > 4 > 1 > 0\n", out);
    return EXIT_AS_EXPECTED;
}

/* ---- options ------------------------------------------------------------------------------------- */

typedef enum { OPT_FORMAT, OPT_OUTPUT, OPT_TRACE, OPT_FAIL_ON, OPT_MAX_CYCLES, OPT_SEED, OPT_STRICT, OPT_QUIET,
               OPT_COLOUR, OPT_SHOW, OPT_MD, OPT_JSON, OPT_SIZE, OPT_BASE, OPT_VTOR, OPT_DMA, OPT_PORT, OPT_UART, OPT_RTT, OPT_RECORD, OPT_HELP, OPT_VERSION, OPTS } option_t;
static const struct { const char *name; char brief; bool value; } options[] = {
    [OPT_FORMAT] = { "--format", 0, true }, [OPT_OUTPUT] = { "--output", 'o', true }, [OPT_TRACE] = { "--trace", 0, false },
    [OPT_FAIL_ON] = { "--fail-on", 0, true }, [OPT_MAX_CYCLES] = { "--max-cycles", 0, true },
    [OPT_SEED] = { "--seed", 0, true }, [OPT_STRICT] = { "--strict", 0, false }, [OPT_QUIET] = { "--quiet", 'q', false },
    [OPT_COLOUR] = { "--color", 0, true }, [OPT_SHOW] = { "--show", 0, false }, [OPT_MD] = { "--md", 0, false },
    [OPT_JSON] = { "--json", 0, false }, [OPT_SIZE] = { "--size", 0, true }, [OPT_BASE] = { "--base", 0, true },
    [OPT_VTOR] = { "--vtor", 0, true }, [OPT_DMA] = { "--dma", 0, true }, [OPT_PORT] = { "--port", 0, true },
    [OPT_UART] = { "--uart", 0, true }, [OPT_RTT] = { "--rtt", 0, true }, [OPT_RECORD] = { "--record", 0, true }, [OPT_HELP] = { "--help", 'h', false }, [OPT_VERSION] = { "--version", 'V', false },
};

static int option_find(const char *word, const char **value)
{
    for (int i = 0; i < OPTS; i++) {
        size_t n = strlen(options[i].name);
        if (!strncmp(word, options[i].name, n) && (!word[n] || (word[n] == '=' && options[i].value))) {
            *value = word[n] ? word + n + 1 : NULL;
            return i;
        }
        if (options[i].brief && word[0] == '-' && word[1] == options[i].brief && !word[2]) {
            *value = NULL;
            return i;
        }
    }
    return -1;
}

static int choice(const char *option, const char *value, const char *const *word)
{
    for (int i = 0; word[i]; i++)
        if (!strcmp(value, word[i])) return i;
    suggest_t s;
    fprintf(stderr, "staleline: %s: unknown value \"%s\"%s\n", option, value, suggest_from(&s, value, word));
    return -1;
}

static bool number(const char *option, const char *value, uint64_t *to)
{
    if (text_to_uint(value, strlen(value), to)) return true;
    fprintf(stderr, "staleline: %s wants a whole number, not \"%s\"\n", option, value);
    return false;
}

static bool address(const char *option, const char *value, uint32_t *to, bool *given)
{
    uint64_t v;
    if (!number(option, value, &v)) return false;
    if (v <= UINT32_MAX) return *to = (uint32_t)v, *given = true;
    fprintf(stderr, "staleline: %s wants an address of 32 bits, not \"%s\"\n", option, value);
    return false;
}

static bool several(const char *option, const char *value, const char **to, unsigned *count, unsigned most)
{
    if (*count == most) return fprintf(stderr, "staleline: %s: at most %u of them\n", option, most), false;
    to[(*count)++] = value;
    return true;
}

static bool option_take(args_t *a, int which, const char *value)
{
    static const char *const formats[] = { "text", "json", "junit", "tap", NULL };
    static const char *const tiers[] = { "error", "hazard", "lint", "never", NULL };
    static const char *const colours[] = { "auto", "always", "never", NULL };
    const char *name = options[which].name;
    int n = 0;
    switch (which) {
    case OPT_FORMAT:     n = choice(name, value, formats), a->format = (format_t)n; break;
    case OPT_OUTPUT:     a->output = value; break;
    case OPT_TRACE:      a->trace = true; break;
    case OPT_FAIL_ON:    n = choice(name, value, tiers), a->run.fail_on = n; break;
    case OPT_MAX_CYCLES: return number(name, value, &a->run.max_cycles);
    case OPT_SEED:       a->run.has_seed = true; return number(name, value, &a->run.seed);
    case OPT_SIZE:       return number(name, value, &a->size);
    case OPT_BASE:       return address(name, value, &a->run.firmware.base, &a->run.firmware.has_base);
    case OPT_VTOR:       return address(name, value, &a->run.firmware.vtor, &a->run.firmware.has_vtor);
    case OPT_DMA:        a->dma = value; break;
    case OPT_UART:       return several(name, value, a->run.live.uart, &a->run.live.uarts, LIVE_UARTS);
    case OPT_RTT:        return several(name, value, a->run.live.rtt, &a->run.live.rtts, LIVE_RTTS);
    case OPT_RECORD:     a->run.live.record = value; break;
    case OPT_PORT:       return number(name, value, &a->port);
    case OPT_STRICT:     a->run.strict = true; break;
    case OPT_QUIET:      a->quiet = true; break;
    case OPT_COLOUR:     n = choice(name, value, colours), a->colour = value; break;
    case OPT_SHOW:       a->show = true; break;
    case OPT_MD:         a->markdown = true; break;
    case OPT_JSON:       a->json = true, a->format = FORMAT_JSON; break;
    default: break;
    }
    return n >= 0;
}

static int unknown_option(const char *word)
{
    suggest_t s;
    suggest_start(&s, word);
    for (int i = 0; i < OPTS; i++) suggest_offer(&s, options[i].name);
    fprintf(stderr, "staleline: unknown option \"%s\"%s\n", word, suggest_text(&s));
    return EXIT_USAGE;
}

/* Options and files may come in any order; "--" ends the options. Returns an exit code to leave with,
 * -1 to go on. */
static int parse(args_t *a, int argc, char **argv)
{
    bool options_over = false;
    for (int i = 0; i < argc; i++) {
        const char *word = argv[i], *value;
        if (options_over || word[0] != '-' || !word[1]) {
            a->file[a->files++] = word;
            continue;
        }
        if (!strcmp(word, "--")) {
            options_over = true;
            continue;
        }
        int which = option_find(word, &value);
        if (which < 0) return unknown_option(word);
        if (which == OPT_HELP) return help(stdout);
        if (which == OPT_VERSION) return printf("staleline %s\n", VERSION), EXIT_AS_EXPECTED;
        if (options[which].value && !value && ++i < argc) value = argv[i];
        if (options[which].value && !value) {
            fprintf(stderr, "staleline: %s wants a value\n", word);
            return EXIT_USAGE;
        }
        if (!option_take(a, which, value)) return EXIT_USAGE;
    }
    return -1;
}

int main(int argc, char **argv)
{
    args_t a = { .run = { .fail_on = -1 }, .file = calloc((size_t)argc + 1, sizeof(char *)) };
    if (!a.file) return EXIT_INTERNAL;
    if (argc > 1 && !strcmp(argv[1], "view")) {
        free(a.file);
        return start_viewer(argv + 1);
    }
    int code = parse(&a, argc - 1, argv + 1);
    if (code < 0 && (!a.files || !strcmp(a.file[0], "help"))) code = a.files ? help(stdout) : (help(stderr), EXIT_USAGE);
    for (int i = 0; code < 0 && i < COMMANDS; i++) {
        if (strcmp(a.file[0], commands[i].name)) continue;
        args_t rest = a;
        rest.file++, rest.files--;
        code = commands[i].go(&rest);
    }
    if (code < 0) {
        suggest_t s;
        suggest_start(&s, a.file[0]);
        for (int i = 0; i < COMMANDS; i++) suggest_offer(&s, commands[i].name);
        fprintf(stderr, "staleline: no command \"%s\"%s; `staleline --help` lists them\n", a.file[0], suggest_text(&s));
        code = EXIT_USAGE;
    }
    free(a.file);
    return code;
}
