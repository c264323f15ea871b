/* shelf.h -- several files for one window: a folder's scenarios by name, or the files somebody named. One is
 * open at a time; what was answered, where one stood, bookmarks and breakpoints of the others are kept.
 *
 * A title is read from a file when it is about to be offered, not before: a folder may be long. */
#ifndef SHELF_H
#define SHELF_H
#include "app.h"

typedef struct shelf shelf_t;

shelf_t *shelf_new (const session_options_t *);
void     shelf_free(shelf_t *);
/* A file, or a folder: the scenarios in it, by name. false and err: there is none. */
bool     shelf_add (shelf_t *, const char *path, err_t *);
int      shelf_count(const shelf_t *);
const char *shelf_file (const shelf_t *, int i);
const char *shelf_title(const shelf_t *, int i);     /* "" while nobody needed it; a firmware's: its name */
session_t  *shelf_open (shelf_t *, int i, err_t *);      /* and read its neighbours' titles */
/* What is kept of a file while another is open. */
void        shelf_keep (shelf_t *, int i, const app_t *);
bool        shelf_give (const shelf_t *, int i, app_t *); /* false: it was never open */
#endif
