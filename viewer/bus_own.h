/* bus_own.h -- between panel_bus.c (what moves, what is said) and bus_boxes.c (what stands) only. */
#ifndef BUS_OWN_H
#define BUS_OWN_H
#include "traffic.h"

enum { TAKEN = 96, SAYS = 24 };

typedef struct { role_t role, soft; mark_t mark; bool loud, past; action_t action; int64_t arg;
                 char text[400]; } say_t;

typedef struct {
    const panel_in_t *in;
    ui_t     *ui;
    plan_t    plan;
    going_t   going[PORTS]; unsigned goings;
    refusal_t refusal[REFUSALS]; unsigned refusals;
    raised_t  raised[RAISED]; unsigned raiseds;
    rect_t    taken[TAKEN]; unsigned takens;             /* where no label may go */
    say_t     say[SAYS]; unsigned says;
    int       master;                                    /* pointed at, else selected; -1 */
    bool      large;
} busmap_t;

say_t *bus_say (busmap_t *, role_t, role_t soft, mark_t);
void   bus_take(busmap_t *, rect_t);                     /* no label may go here */
unsigned bus_group(const busmap_t *, uint32_t addr);     /* GROUPS: nothing is there */
style_t  bus_style(const busmap_t *);

/* bus_boxes.c */
void bus_still (busmap_t *);                   /* matrices, bridges, masters, memories, peripherals */
void bus_titles(busmap_t *, bool drawn);                 /* false: only keep their places free of labels */
#endif
