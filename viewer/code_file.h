/* code_file.h -- the text of a firmware's source files, found where they may be.
 *
 * DWARF names a file as the compiler was told it, which may be a path of another machine or of a build
 * that leaves its directory out. It is looked for, in this order: as it is noted; below the folder given
 * (--source); below the firmware's own folder, the folders beside that one and the two above it. "Below"
 * means by all of the noted path, then by less and less of its beginning: a/b/c.c, b/c.c, c.c.
 *
 * What surprises people: a file of the same name may be another version. Nothing is compared; where it
 * was found is told. Files of more than 4 MB are not shown. */
#ifndef CODE_FILE_H
#define CODE_FILE_H
#include <stdbool.h>
#include <stddef.h>

typedef struct {
    char   noted[200];              /* as DWARF has it                                                  */
    char   path[1024];              /* where it was found; "": nowhere                                  */
    char   looked[640];             /* where it was looked for, for people                              */
    char  *text; char **line; size_t lines;      /* line[0] is line 1; without its end, tabs as blanks  */
} code_file_t;

typedef struct code_files code_files_t;
/* firmware: the file's path. folder: --source, NULL: none. */
code_files_t *code_files_new (const char *firmware, const char *folder);
void       code_files_free(code_files_t *);
/* Never NULL; good until code_files_free. Found or not, a file is looked for once. */
const code_file_t *code_files_find(code_files_t *, const char *noted);
#endif
