/* core_stand.h -- what the core does at this moment, in words: where it stands, what it waits for and who is
 * in the way. Read from the core's state, the ports and the matrix. */
#ifndef CORE_STAND_H
#define CORE_STAND_H
#include "panel.h"

typedef enum { STANDS_RUNNING, STANDS_WAITING, STANDS_ASLEEP, STANDS_EXCEPTION, STANDS_STOPPED } stands_t;

typedef struct { stands_t kind; char text[400]; } core_stand_t;
void core_stand(const panel_in_t *, core_stand_t *);

/* The part that raises interrupt line n: "USART3", "" if none here does. */
const char *irq_owner(unsigned irq, char *text, size_t room);
/* "interrupt 39 (USART3)", "SysTick". */
const char *exception_name(unsigned exception, char *text, size_t room);
/* CPU cycles from a tick to now. */
unsigned long long cycles_ago(const view_t *, tick_t);
#endif
