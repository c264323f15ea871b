/* options.c -- see options.h. */
#include "options.h"
#include "json.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char help[] =
    "\noptions of run\n"
    "  --format FORMAT[=FILE]              text json sarif junit tap github; again for another; FILE may\n"
    "                                      be - for standard output, where text goes if nothing else does\n"
    "  --json                              as --format json; map, memory, worth, who, explore, sweep too\n"
    "  -o, --output FILE                   a file for the format that names none; of worth: the plot\n"
    "  --all                               every occurrence; what is suppressed or in the baseline\n"
    "  --suppressions FILE                 known findings (default: .staleline-suppressions if there)\n"
    "  --baseline FILE                     fail on nothing but new findings\n"
    "  --write-baseline FILE               write what there is now\n"
    "  --root DIR                          the working copy's top folder: source is told from there\n"
    "  --trace                             every fact as a sentence, with cycle and nanoseconds\n"
    "  --save-trace FILE   --hits          every fact in a file, for `staleline trace`; --hits: also loads\n"
    "                                      the core served itself, and instructions\n"
    "  --no-judge                          run only: nothing is found, and it is faster\n"
    "  --fail-on error|hazard|lint|never   which unexpected finding fails the run (default: the\n"
    "                                      scenario's expectations; without any: error)\n"
    "  --max-cycles N   --seed N           limit; power-on bytes and random replacement\n"
    "  --strict                            an access to what is not modelled fails the run\n"
    "  -q, --quiet                         less: a line a file, nothing on the way\n"
    "  --color auto|always|never           NO_COLOR is respected\n"
    "  --base ADDR   --vtor ADDR           where a .bin goes; where the vector table is\n"
    "  --uart LINE=stdio|pty|file:OUT[,IN] join a serial line: --uart usart3=stdio; again for another\n"
    "  --rtt [N=]stdout|file:PATH|tcp:PORT SEGGER RTT's up-channel N, 0 (if left out) to 2\n"
    "                                      what has standard output has it alone: the report goes to stderr\n"
    "  --stdin FILE                        what a firmware reads from standard input by semihosting\n"
    "  --record FILE                       what came in meanwhile, for a scenario's world.recorded\n"
    "  --schedule TEXT                     another legal course of the run: `staleline explore` prints it\n"
    "options of explore\n"
    "  --budget N   -j, --jobs N           runs at most (2000); processes (one a core)\n"
    "  --resume FILE                       remember how far it came, and go on from there\n"
    "  --write FILE                        the first schedule found, as a scenario\n"
    "options of sweep\n"
    "  --estimates                         move every number that no manual gives (all there is to sweep)\n"
    "  --factor N   -j, --jobs N           by how much: 2, the default, to 4; processes (one a core)\n"
    "options of who\n"
    "  --at CYCLE                          when; default: the end of the run\n"
    "options of gdb\n"
    "  --port N                            0, the default: any free one, which is printed\n"
    "options of memory\n"
    "  --dma NAME=ENGINE,...               objects a DMA shall reach: DMA1 DMA2 BDMA MDMA DMA2D LTDC ETH\n"
    "                                      SDMMC1 SDMMC2 USB1 USB2\n"
    "  --fail-on error|hazard|lint|never   which finding makes the exit code 1 (default: hazard)\n"
    "options of check and quiz\n"
    "  --show                              check: what shorthands stand for; quiz: the answers alone\n"
    "options of map and worth\n"
    "  --md                                as Markdown\n"
    "  --size N                            worth: what the job costs at this size alone, in bytes\n"
    "\nexamples\n"
    "  staleline run scenarios/04-stale-receive.json\n"
    "  staleline run --trace scenarios/03-dtcm-buffer.json | less\n"
    "  staleline run --format junit=report.xml --format sarif=report.sarif scenarios/*.json\n"
    "  staleline who scenarios/04-stale-receive.json rx+4 --at 200\n"
    "  staleline memory --dma rx=DMA1,tx=DMA1 app.elf\n"
    "  staleline init mine.json && staleline run mine.json\n"
    "  staleline explain stale-read\n"
    "\nexit codes\n"
    "  0 as expected          1 findings or expectations not as expected\n"
    "  2 usage, a scenario is invalid, a firmware unusable   3 the program faulted or locked up\n"
    "  4 a limit was reached unexpectedly  5 internal error, or it could not be written\n"
    "  several files: all run; the worst of 5 > 2 > 3 > 4 > 1 > 0\n";

void options_help(FILE *out) { fputs(help, out); }

/* What stands behind these words, up to the next line that is not indented. */
static const char *section(const char *title, size_t *length)
{
    const char *at = strstr(help, title), *end;
    if (!at) return *length = 0, "";
    at = end = at + strlen(title);
    while (*end == ' ') end = strchr(end, '\n') + 1;
    *length = (size_t)(end - at);
    return at;
}

typedef enum {
    OPT_FORMAT, OPT_OUTPUT, OPT_TRACE, OPT_FAIL_ON, OPT_MAX_CYCLES, OPT_SEED, OPT_STRICT, OPT_QUIET,
    OPT_COLOUR, OPT_SHOW, OPT_MD, OPT_JSON, OPT_SIZE, OPT_BASE, OPT_VTOR, OPT_DMA, OPT_PORT, OPT_UART,
    OPT_RTT, OPT_RECORD, OPT_STDIN, OPT_NO_JUDGE, OPT_SAVE_TRACE, OPT_HITS, OPT_ALL, OPT_SUPPRESSIONS,
    OPT_BASELINE, OPT_WRITE_BASELINE, OPT_ROOT, OPT_AT, OPT_SCHEDULE, OPT_BUDGET, OPT_JOBS, OPT_RESUME,
    OPT_WRITE, OPT_ESTIMATES, OPT_FACTOR, OPT_HELP, OPT_VERSION, OPTS
} option_t;
#define RUNNERS  "run quiz explore sweep gdb who"
#define PRINTERS "run map memory worth who explore sweep"
/* of: the commands that know it. */
static const struct {
    const char *name; char brief; bool value; const char *of;
} options[] = {
    [OPT_FORMAT] = { "--format", 0, true, PRINTERS },
    [OPT_OUTPUT] = { "--output", 'o', true, "run map memory worth trace who explore sweep" },
    [OPT_TRACE] = { "--trace", 0, false, "run" },
    [OPT_FAIL_ON] = { "--fail-on", 0, true, "run memory" },
    [OPT_MAX_CYCLES] = { "--max-cycles", 0, true, RUNNERS },
    [OPT_SEED] = { "--seed", 0, true, RUNNERS },
    [OPT_STRICT] = { "--strict", 0, false, "run" },
    [OPT_QUIET] = { "--quiet", 'q', false, "run check worth explore sweep" },
    [OPT_COLOUR] = { "--color", 0, true, "run" },
    [OPT_SHOW] = { "--show", 0, false, "check quiz" },
    [OPT_MD] = { "--md", 0, false, "map worth" },
    [OPT_JSON] = { "--json", 0, false, PRINTERS },
    [OPT_SIZE] = { "--size", 0, true, "worth" },
    [OPT_BASE] = { "--base", 0, true, RUNNERS },
    [OPT_VTOR] = { "--vtor", 0, true, RUNNERS },
    [OPT_DMA] = { "--dma", 0, true, "memory" },
    [OPT_PORT] = { "--port", 0, true, "gdb" },
    [OPT_UART] = { "--uart", 0, true, "run" },
    [OPT_RTT] = { "--rtt", 0, true, "run" },
    [OPT_RECORD] = { "--record", 0, true, "run" },
    [OPT_STDIN] = { "--stdin", 0, true, RUNNERS },
    [OPT_NO_JUDGE] = { "--no-judge", 0, false, "run" },
    [OPT_SAVE_TRACE] = { "--save-trace", 0, true, "run" },
    [OPT_HITS] = { "--hits", 0, false, "run" },
    [OPT_ALL] = { "--all", 0, false, "run" },
    [OPT_SUPPRESSIONS] = { "--suppressions", 0, true, "run" },
    [OPT_BASELINE] = { "--baseline", 0, true, "run" },
    [OPT_WRITE_BASELINE] = { "--write-baseline", 0, true, "run" },
    [OPT_ROOT] = { "--root", 0, true, "run sweep" },
    [OPT_AT] = { "--at", 0, true, "who" },
    [OPT_SCHEDULE] = { "--schedule", 0, true, "run sweep" },
    [OPT_BUDGET] = { "--budget", 0, true, "explore" },
    [OPT_JOBS] = { "--jobs", 'j', true, "explore sweep" },
    [OPT_RESUME] = { "--resume", 0, true, "explore" },
    [OPT_WRITE] = { "--write", 0, true, "explore" },
    [OPT_ESTIMATES] = { "--estimates", 0, false, "sweep" },
    [OPT_FACTOR] = { "--factor", 0, true, "sweep" },
    [OPT_HELP] = { "--help", 'h', false, NULL },
    [OPT_VERSION] = { "--version", 'V', false, NULL },
};

static int option_find(const char *word, const char **value)
{
    for (int i = 0; i < OPTS; i++) {
        size_t n = strlen(options[i].name);
        if (!strncmp(word, options[i].name, n) && (!word[n] || (word[n] == '=' && options[i].value))) {
            *value = word[n] ? word + n + 1 : NULL;
            return i;
        }
        if (options[i].brief && word[0] == '-' && word[1] == options[i].brief
            && (!word[2] || options[i].value)) {                          /* -j4 is -j 4 */
            *value = word[2] ? word + 2 : NULL;
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
    const char *near = suggest_from(&s, value, word);
    fprintf(stderr, "staleline: %s: unknown value \"%s\"%s", option, value, *near ? near : "; there are");
    for (int i = 0; !*near && word[i]; i++) fprintf(stderr, " %s", word[i]);
    fputc('\n', stderr);
    return -1;
}

static bool number(const char *option, const char *value, uint64_t *to)
{
    if (text_to_uint(value, strlen(value), to)) return true;
    fprintf(stderr, "staleline: %s wants a whole number, not \"%s\"\n", option, value);
    return false;
}

/* A limit of 0 would be none. */
static bool count(const char *option, const char *value, uint64_t *to)
{
    if (!number(option, value, to) || *to) return *to != 0;
    fprintf(stderr, "staleline: %s wants a whole number from 1 on, not \"%s\"\n", option, value);
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

/* "sarif=out.sarif", "json" */
static bool one_format(args_t *a, const char *value)
{
    const char *file = strchr(value, '=');
    char word[16];
    snprintf(word, sizeof word, "%.*s", (int)(file ? file - value : 15), value);
    int n = choice("--format", word, format_name);
    if (n < 0) return false;
    if (file && !file[1]) return fputs("staleline: --format: no file behind the =\n", stderr), false;
    for (unsigned i = 0; !file && i < a->reports; i++) {
        if (a->report[i].file) continue;
        a->report[i].format = (format_t)n;               /* the last word counts */
        return true;
    }
    if (a->reports == REPORTS_MOST)
        return fprintf(stderr, "staleline: --format: at most %d of them\n", REPORTS_MOST), false;
    a->report[a->reports++] = (wanted_t){ (format_t)n, file ? file + 1 : NULL };
    return true;
}

static bool root_folder(args_t *a, const char *value)
{
    static char root[4096];
    char inside[4096];
    snprintf(inside, sizeof inside, "%s/.", value);               /* of a folder alone there is one */
    if (realpath(inside, root)) return a->run.root = root, true;
    fprintf(stderr, "staleline: --root: %s: %s\n", value, strerror(errno));
    return false;
}

static bool option_take(args_t *a, int which, const char *value)
{
    static const char *const tiers[] = { "error", "hazard", "lint", "never", NULL };
    static const char *const colours[] = { "auto", "always", "never", NULL };
    const char *name = options[which].name;
    int n = 0;
    switch (which) {
    case OPT_FORMAT:     return one_format(a, value);
    case OPT_OUTPUT:     a->output = value; break;
    case OPT_TRACE:      a->trace = true; break;
    case OPT_FAIL_ON:    n = choice(name, value, tiers), a->run.fail_on = n; break;
    case OPT_MAX_CYCLES: return count(name, value, &a->run.max_cycles);
    case OPT_SEED:       a->run.has_seed = true; return number(name, value, &a->run.seed);
    case OPT_SIZE:       return count(name, value, &a->size);
    case OPT_BASE:       return address(name, value, &a->run.firmware.base, &a->run.firmware.has_base);
    case OPT_VTOR:       return address(name, value, &a->run.firmware.vtor, &a->run.firmware.has_vtor);
    case OPT_DMA:        a->dma = value; break;
    case OPT_UART:       return several(name, value, a->run.live.uart, &a->run.live.uarts, LIVE_UARTS);
    case OPT_RTT:        return several(name, value, a->run.live.rtt, &a->run.live.rtts, LIVE_RTTS);
    case OPT_RECORD:     a->run.live.record = value; break;
    case OPT_STDIN:      a->run.firmware.input = value; break;
    case OPT_NO_JUDGE:   a->run.unjudged = true; break;
    case OPT_SAVE_TRACE: a->run.save_trace = value; break;
    case OPT_HITS:       a->run.save_hits = true; break;
    case OPT_PORT:       return number(name, value, &a->port);
    case OPT_STRICT:     a->run.strict = true; break;
    case OPT_QUIET:      a->quiet = true; break;
    case OPT_COLOUR:     n = choice(name, value, colours), a->colour = value; break;
    case OPT_SHOW:       a->show = true; break;
    case OPT_MD:         a->markdown = true; break;
    case OPT_JSON:       a->json = true; return one_format(a, "json");
    case OPT_ALL:        a->run.all = true; break;
    case OPT_SUPPRESSIONS: a->suppressions = value; break;
    case OPT_BASELINE:   a->baseline = value; break;
    case OPT_WRITE_BASELINE: a->write_baseline = value; break;
    case OPT_ROOT:       return root_folder(a, value);
    case OPT_AT:         a->at = value; break;
    case OPT_SCHEDULE:   a->run.schedule = value; break;
    case OPT_BUDGET:     return count(name, value, &a->budget);
    case OPT_JOBS:       return count(name, value, &a->jobs);
    case OPT_RESUME:     a->explore.resume = value; break;
    case OPT_WRITE:      a->write_schedule = value; break;
    case OPT_ESTIMATES:  a->estimates = true; break;
    case OPT_FACTOR:     return number(name, value, &a->factor);
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

/* A device or a pipe takes from anybody; a file that two want to write, or that is read, would be lost. */
static bool is_file(const char *name)
{
    struct stat st;
    return name && strcmp(name, "-") && (stat(name, &st) || S_ISREG(st.st_mode));
}

static bool each_writes_its_own(const args_t *a)
{
    const char *out[REPORTS_MOST + 6] = { a->output, a->write_baseline, a->write_schedule, a->run.save_trace,
                                          a->run.live.record, a->explore.resume };
    unsigned n = 6;
    for (unsigned i = 0; i < a->reports; i++) out[n++] = a->report[i].file;
    for (unsigned i = 0; i < n; i++) {
        bool twice = false;
        for (unsigned k = 0; k < i && out[i]; k++) twice |= out[k] && !strcmp(out[i], out[k]);
        for (size_t k = 1; k < a->files && out[i]; k++) twice |= !strcmp(out[i], a->file[k]);
        if (!twice || !is_file(out[i])) continue;
        fprintf(stderr, "staleline: %s is written by two options, or is read too; give each its own file\n",
                out[i]);
        return false;
    }
    return true;
}

/* "--" ends the options. */
int options_parse(args_t *a, int argc, char **argv)
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
        if (which == OPT_HELP) return OPTIONS_HELP;
        if (which == OPT_VERSION) return printf("staleline %s\n", VERSION), EXIT_AS_EXPECTED;
        if (options[which].value && !value && ++i < argc) value = argv[i];
        if (options[which].value && !value) {
            fprintf(stderr, "staleline: %s wants a value\n", word);
            return EXIT_USAGE;
        }
        if (!option_take(a, which, value)) return EXIT_USAGE;
        a->given |= 1ull << which;
    }
    return each_writes_its_own(a) ? -1 : EXIT_USAGE;
}

/* Is the command one of these words? */
static bool is_of(const char *words, const char *command)
{
    size_t n = strlen(command);
    for (const char *w = words; w; w = strchr(w, ' ') ? strchr(w, ' ') + 1 : NULL)
        if (!strncmp(w, command, n) && (w[n] == ' ' || !w[n])) return true;
    return false;
}

/* `run` alone writes several reports; the others have a text of their own and JSON, where -o says. */
static bool format_fits(const args_t *a, const char *command)
{
    for (unsigned i = 0; strcmp(command, "run") && i < a->reports; i++) {
        format_t f = a->report[i].format;
        if (!a->report[i].file && (f == FORMAT_TEXT || f == FORMAT_JSON)) continue;
        fprintf(stderr, "staleline %s: --format is text or json here, and no file goes with it; "
                "\"%s%s%s\" belongs to: run\n", command, format_name[f], a->report[i].file ? "=" : "",
                a->report[i].file ? a->report[i].file : "");
        return false;
    }
    return true;
}

bool options_fit(const args_t *a, const char *command)
{
    _Static_assert(OPTS <= 64, "args_t.given has a bit for each");
    for (int i = 0; i < OPTS; i++) {
        if (!(a->given >> i & 1) || is_of(options[i].of, command)) continue;
        fprintf(stderr, "staleline %s: it has no %s, which belongs to: %s\n", command, options[i].name,
                options[i].of);
        return false;
    }
    return format_fits(a, command);
}

enum { WHAT_COLUMN = 38 };                               /* of help: options stand before it */

/* The row that tells of an option, in these lines of help; NULL: none. */
static const char *row_of(const char *lines, size_t length, const char *option)
{
    size_t n = strlen(option);
    for (const char *row = lines; row < lines + length; row = strchr(row, '\n') + 1) {
        if (strncmp(row, "  -", 3)) continue;
        const char *at = strstr(row, option);
        if (at && at < row + WHAT_COLUMN && strchr(" [", at[n])) return row;
    }
    return NULL;
}

static void print_row(FILE *out, const char *row)
{
    const char *end = row;
    do end = strchr(end, '\n') + 1;
    while (!strncmp(end, "   ", 3));
    fprintf(out, "%.*s", (int)(end - row), row);
}

/* A command's own rows, then those of the options it shares. But for `run`, --json says all of --format. */
static void help_with_options(FILE *out, const char *command)
{
    char title[40];
    size_t n, rows = 0;
    const char *shown[OPTS];
    snprintf(title, sizeof title, "\noptions of %s\n", command);
    const char *own = section(title, &n);
    if (n) fprintf(out, "\noptions\n%.*s", (int)n, own);
    for (int i = 0; i < OPTS; i++) {
        const char *row = row_of(help, sizeof help - 1, options[i].name);
        bool told = !options[i].of || !is_of(options[i].of, command) || row_of(own, n, options[i].name);
        for (size_t k = 0; k < rows; k++) told |= shown[k] == row;
        if (told || !row || i == OPT_FORMAT) continue;
        if (!n && !rows) fputs("\noptions\n", out);
        print_row(out, shown[rows++] = row);
    }
}

void options_help_with(FILE *out, const char *command)
{
    char used[40];
    size_t n, others;
    help_with_options(out, command);
    const char *line = section("\nexamples\n", &others), *end = line + others;
    snprintf(used, sizeof used, "  staleline %s ", command);
    for (others = 0; line < end; line = strchr(line, '\n') + 1)
        if (!strncmp(line, used, strlen(used)))
            fprintf(out, "%s%.*s\n", others++ ? "" : "\nexamples\n", (int)(strchr(line, '\n') - line), line);
    const char *codes = section("\nexit codes\n", &n);
    fprintf(out, "\nexit codes\n%.*s", (int)n, codes);
}

bool options_want(const args_t *a, format_t format)
{
    for (unsigned i = 0; i < a->reports; i++)
        if (!a->report[i].file) return a->report[i].format == format;
    return format == FORMAT_TEXT;
}
