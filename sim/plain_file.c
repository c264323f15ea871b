/* plain_file.c -- see plain_file.h. Opened first and looked at then, so that it is the same file. */
#include "plain_file.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

FILE *plain_open(const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), why = 0;
    if (fd < 0) return NULL;
    if (fstat(fd, &st)) why = errno;
    else if (!S_ISREG(st.st_mode)) why = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
    FILE *f = why ? NULL : fdopen(fd, "rb");
    if (f) return f;
    if (!why) why = errno;
    close(fd);
    errno = why;
    return NULL;
}
