/* claims.h -- what is commonly said of DMA on this chip, each sentence with the scenario that tests it,
 * the value measured by running it, and the verdict that follows. `staleline claims` prints
 * docs/claims.md; a test fails when that file is out of date. */
#ifndef CLAIMS_H
#define CLAIMS_H
#include <stdbool.h>
#include <stdio.h>

/* Runs every scenario named (paths relative to `folder`) and prints the table as Markdown. False when
 * a scenario could not be run or did not end as it expects: what is printed then says which. */
bool claims_print(FILE *, const char *folder);
#endif
