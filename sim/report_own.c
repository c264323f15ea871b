/* report_own.c -- see report_own.h: what the formats say alike. */
#include "report_own.h"
#include "baseline.h"
#include "findings.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *const format_name[FORMATS + 1] = { "text", "json", "sarif", "junit", "tap", "github", NULL };

void finding_headline(const finding_t *f, char *to, size_t room)
{
    put_text(to, room, "%s in %s: %s", rule_name[f->rule], f->buffer, explain_headline(f));
}

void finding_paragraph(const finding_t *f, char *to, size_t room)
{
    put_text(to, room, "%s%s%s", f->message, *f->missing ? " Missing: " : "", f->missing);
}

void suppression_place(const suppression_t *x, char *to, size_t room)
{
    if (x->line) put_text(to, room, "%s:%u", x->where, x->line);
    else put_text(to, room, "%s: suppress[%u]", x->where, x->index);
}

void finding_excuse(const result_t *r, size_t i, char *to, size_t room)
{
    const standing_t *s = &r->standing[i];
    char place[300];
    *to = 0;
    if (s->is == STANDS_SUPPRESSED) {
        suppression_place(s->by, place, sizeof place);
        put_text(to, room, "suppressed: %s (%s)", s->by->reason, place);
    } else if (r->expected[i]) put_text(to, room, "expected");
    else if (s->is == STANDS_BASELINE) put_text(to, room, "in the baseline");
}

/* What it means, and what can be done, for who meets the word for the first time. */
static const char *stop_meaning(const result_t *r)
{
    static const char *const meaning[][2] = {
        { "expectation", "a compared value differed, and no expectation allows it" },
        { "max_cycles", "the limit was reached; --max-cycles N, or \"max_cycles\" in the scenario, moves it" },
        { "stuck", "the core waits, and nothing is under way that could wake it" },
        { "lockup", "a fault while a fault was handled, or with no way to handle it" },
        { "fault", "an exception for which there is no handler" },
        { "unsupported", "exceptions are nested deeper than a program of steps can" },
        { "reset", "a watchdog or the program itself reset the chip" },
    };
    if (!strcmp(r->stop, "stuck") && r->scenario->firmware)
        return "the core waits, and nothing is under way that could wake it: --uart, or the \"world\" of a "
               "scenario around it, sends it something";
    for (size_t i = 0; i < sizeof meaning / sizeof *meaning; i++)
        if (!strcmp(r->stop, meaning[i][0])) return meaning[i][1];
    return NULL;
}

const fault_end_t *stop_fault(const result_t *r)
{
    bool of_fault = !strcmp(r->stop, "fault") || !strcmp(r->stop, "lockup");
    return of_fault ? faulted_first(&r->faulted) : NULL;
}

uint32_t stop_place(const result_t *r)
{
    const fault_end_t *fault = stop_fault(r);
    return fault ? faulted_pc(fault) : r->stop_pc;
}

bool stop_complaint(const result_t *r, char *to, size_t room)
{
    char stop[40];
    if (r->verdict != VERDICT_FAIL || run_stop_expected(r)) return false;
    put_text(to, room, "unexpected stop: %s at cycle %" PRIu64, report_stopped_by(r, stop, sizeof stop),
             r->cycles);
    if (r->stop_pc != NO_PC)
        add_text(to, room, " in %s", say_step(&r->scenario->names, r->stop_pc, &(words_t){ 0 }));
    const fault_end_t *fault = stop_fault(r);
    char story[STOP_TEXT];
    unsigned irq = r->barred - EXC_IRQ0;
    if (fault) faulted_say(fault, &r->scenario->names, story, sizeof story);
    if (r->barred && !strcmp(r->stop, "stuck"))
        add_text(to, room, ": the core sleeps, and interrupt %u is pending but not enabled "
                           "(NVIC_ISER%u bit %u)", irq, irq / 32, irq % 32);
    else if (fault || stop_meaning(r)) add_text(to, room, ": %s", fault ? story : stop_meaning(r));
    return true;
}

cJSON *json_text(cJSON *object, const char *key, const char *text)
{
    size_t room = 3 * strlen(text) + 1;                  /* a wrong byte becomes three */
    char *repaired = cJSON_malloc(room);
    cJSON *s = cJSON_CreateString(repaired ? utf8_repair(text, repaired, room) : "");
    cJSON_free(repaired);
    cJSON_AddItemToObject(object, key, s);
    return s;
}

bool firmware_note(const result_t *r, unsigned number, char *to, size_t room)
{
    const firmware_t *f = r->scenario->firmware;
    const char *split = f && f->debug ? debuginfo_split(f->debug) : NULL;
    *to = 0;
    if (number == 0 && split)
        snprintf(to, room, "debug information is in other files (%s): lines are known, variables, members "
                 "and locals are not; without -gsplit-dwarf they are", split);
    if (number == 1 && f && f->is_elf && !f->elf.symbols)
        snprintf(to, room, "the file has no symbols: calls of its heap (malloc, free) are not followed");
    if (number == 2 && r->heap_left_out)
        snprintf(to, room,
                 "%" PRIu64 " blocks of the heap were not followed: there were more than %d at a time",
                 r->heap_left_out, HEAP_BLOCKS);
    return number < 3;
}
