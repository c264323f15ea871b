/* judge_run.c -- see judge_run.h. Every file to be written is opened before anything runs, so that a wrong
 * path is told at once. */
#include "judge_run.h"
#include "baseline.h"
#include "output.h"
#include "suppress.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    const args_t *a;
    suppress_t   suppress;
    baseline_t   baseline;
    output_t     main, more[REPORTS_MOST], kept;         /* kept: the baseline that is written */
    format_t     format;                                 /* of main */
    result_t    *r; size_t done;
    report_options_t report;
} job_t;

bool colour_wanted(const args_t *a, FILE *out)
{
    if (a->colour && !strcmp(a->colour, "always")) return true;
    if (a->colour && !strcmp(a->colour, "never")) return false;
    return !getenv("NO_COLOR") && !a->output && isatty(fileno(out));
}


/* ---- before -------------------------------------------------------------------------------------------- */

static bool load_known(job_t *j)
{
    const args_t *a = j->a;
    err_t err = { "" };
    bool good = true;
    const char *file = a->suppressions ? a->suppressions : access(SUPPRESS_FILE, F_OK) ? NULL : SUPPRESS_FILE;
    if (file) good = suppress_load(&j->suppress, file, &err);
    if (good && a->baseline) good = baseline_load(&j->baseline, a->baseline, &err);
    j->baseline.takes_all = a->write_baseline && !a->baseline;
    if (!good) fprintf(stderr, "%s\n", err.text);
    return good;
}

static bool open_outputs(job_t *j)
{
    const args_t *a = j->a;
    bool good = true;
    if (!a->output && live_speaks(&a->run.live)) j->main = (output_t){ .f = stderr };
    else good = output_open(&j->main, a->output);
    for (unsigned i = 0; good && i < a->reports; i++) {
        if (!a->report[i].file) j->format = a->report[i].format;
        else good = output_open(&j->more[i], a->report[i].file);
    }
    return good && (!a->write_baseline || output_open(&j->kept, a->write_baseline));
}

static void drop_outputs(job_t *j)
{
    output_drop(&j->main), output_drop(&j->kept);
    for (unsigned i = 0; i < j->a->reports; i++) output_drop(&j->more[i]);
}

/* ---- the run ------------------------------------------------------------------------------------------- */

static bool wants_json(const job_t *j)
{
    bool json = j->format == FORMAT_JSON;
    for (unsigned i = 0; i < j->a->reports; i++) json |= j->a->report[i].format == FORMAT_JSON;
    return json;
}

static options_t run_options(job_t *j)
{
    const args_t *a = j->a;
    options_t o = a->run;
    bool text = j->format == FORMAT_TEXT;
    if (a->trace) o.trace = text ? j->main.f : stderr;
    if (text && !a->quiet) o.console = j->main.f;
    o.progress = !a->quiet && isatty(2);
    o.unhashed = !wants_json(j);
    if (j->suppress.count) o.suppress = &j->suppress;
    if (a->baseline || a->write_baseline) o.baseline = &j->baseline;
    return o;
}

static int run_all(job_t *j)
{
    options_t o = run_options(j);
    int code = EXIT_AS_EXPECTED;
    j->report = (report_options_t){ .quiet = j->a->quiet,
                                    .colour = colour_wanted(j->a, j->main.f),
                                    .all = o.all,
                                    .root = o.root,
                                    .suppress = o.suppress,
                                    .baseline = j->a->baseline ? &j->baseline : NULL };
    run_heed_interrupt();
    for (; j->done < j->a->files && !run_interrupted; j->done++) {
        result_t *r = &j->r[j->done];
        run_file(j->a->file[j->done], &o, r);
        code = exit_worse(code, r->exit_code);
        if (!r->scenario) fprintf(stderr, "%s\n", r->error.text);
        else if (j->format == FORMAT_TEXT) report_text(j->main.f, &j->report, r);
    }
    return run_left("run", j->done, j->a->files, code);
}

static int report_all(job_t *j, int code)
{
    const args_t *a = j->a;
    if (j->format == FORMAT_TEXT) report_summary(j->main.f, &j->report, j->r, j->done);
    else report(j->main.f, j->format, &j->report, j->r, j->done);
    code = exit_worse(code, output_close(&j->main, code));
    j->report.colour = false;
    for (unsigned i = 0; i < a->reports; i++) {
        if (!a->report[i].file) continue;
        report(j->more[i].f, a->report[i].format, &j->report, j->r, j->done);
        code = exit_worse(code, output_close(&j->more[i], code));
    }
    if (!a->write_baseline) return code;
    if (run_interrupted) return output_drop(&j->kept), code; /* half of the findings are no baseline */
    baseline_write(j->kept.f, j->r, j->done, a->run.root);
    return exit_worse(code, output_close(&j->kept, code));
}

int judge_run(const args_t *a)
{
    job_t *j = calloc(1, sizeof *j);
    int code = EXIT_USAGE;
    if (!j) return EXIT_INTERNAL;
    j->a = a, j->r = calloc(a->files, sizeof *j->r);
    if (!j->r) abort();
    const char *keeps = a->run.save_trace ? "--save-trace"
                      : live_keeps(&a->run.live) ? "--record, --uart or --rtt" : NULL;
    if (keeps && a->files > 1)
        fprintf(stderr, "staleline run: %s to a file keeps one run; one file is wanted\n", keeps);
    else if (load_known(j)) {
        if (open_outputs(j)) code = report_all(j, run_all(j));
        else drop_outputs(j);
    }
    for (size_t i = 0; i < j->done; i++) run_free(&j->r[i]);
    suppress_free(&j->suppress), baseline_free(&j->baseline);
    free(j->r), free(j);
    return code;
}
