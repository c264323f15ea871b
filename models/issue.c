/* issue.c -- see issue.h. */
#include "issue.h"

tick_t m7_issue(issue_t *s, const issued_t *i, const domain_t *cpu, const number_t *num)
{
    tick_t next = domain_after(cpu, i->began, num[T_INSN_ISSUE].value);
    s->last = i->began;
    return i->memory > next ? i->memory : next;
}
