/* report_own.h -- shared by report*.c and by nobody else. */
#ifndef REPORT_OWN_H
#define REPORT_OWN_H
#include "escape.h"
#include "report.h"
#include "spot.h"
#include "standing.h"
#include "wrap.h"
#include <cJSON.h>

typedef struct { const char *red, *yellow, *blue, *green, *bold, *dim, *off; } ink_t;
const char *tier_ink(const ink_t *, unsigned tier);
/* Finding i of the spotter's result. */
void report_finding(FILE *, const report_options_t *, spotter_t *, size_t i, const ink_t *);

/* A string of a report in JSON: what is no UTF-8 is repaired. */
cJSON *json_text(cJSON *object, const char *key, const char *text);

typedef void writer_t(FILE *, const report_options_t *, const result_t *, size_t count);
writer_t report_sarif, report_junit, report_tap, report_github;

enum { REPORT_TEXT = 1600, REPORT_CODE = 1200 };
/* "stale-read in rx: The CPU read an old copy from its cache" */
void finding_headline(const finding_t *, char *to, size_t room);
/* What cannot be known of this firmware, one note a number from 0 on; "": none of this number. false: no
 * more. */
bool firmware_note(const result_t *, unsigned number, char *to, size_t room);
/* What happened, then what is missing. */
void finding_paragraph(const finding_t *, char *to, size_t room);
/* "suppressed: reason (file:3)"; "expected by the scenario"; "in the baseline"; "" if it stands open. */
void finding_excuse(const result_t *, size_t i, char *to, size_t room);
/* Where a suppression stands: "file:3", "x.json: suppress[0]". */
void suppression_place(const suppression_t *, char *to, size_t room);
/* A run that ended as nobody wanted: "unexpected stop: lockup at cycle 12 in main+0x4: ...", and what that
 * means, or the fault behind it; false: it did not. */
enum { STOP_TEXT = 1200 };
bool stop_complaint(const result_t *, char *to, size_t room);
/* The fault a run ended in, NULL: none; and where to look: there, else where the CPU stood. */
const fault_end_t *stop_fault(const result_t *);
uint32_t stop_place(const result_t *);
#endif
