/* fingerprint.h -- a name for a finding that stays the same from run to run and through edits elsewhere:
 * made of the file's name, the rule, the object and the function (of a scenario: the step's words). Not of
 * cycles, addresses, lines, values or tiers. Several findings of a run that agree in all that are numbered.
 */
#ifndef FINGERPRINT_H
#define FINGERPRINT_H
#include "spot.h"

enum { FINGERPRINT = 17 };                       /* 16 hex digits */
typedef char fingerprint_t[FINGERPRINT];

/* One for each finding of the result, in its order. */
void fingerprints(spotter_t *, fingerprint_t *to);
#endif
