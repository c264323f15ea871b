/* stubs.c -- what newlib asks of a system that has nothing but memory. */
#include <errno.h>
#include <stddef.h>
#include <sys/stat.h>

extern char _heap_begin, _heap_end;
int _close(int), _fstat(int, struct stat *), _isatty(int), _lseek(int, int, int), _read(int, char *, int), _kill(int, int), _getpid(void);
void *_sbrk(ptrdiff_t), _exit(int);

void *_sbrk(ptrdiff_t by)
{
    static char *top = &_heap_begin;
    if (by > &_heap_end - top) { errno = ENOMEM; return (void *)-1; }
    char *was = top;
    top += by;
    return was;
}

int _close(int f) { (void)f; return -1; }
int _fstat(int f, struct stat *s) { (void)f; s->st_mode = S_IFCHR; return 0; }
int _isatty(int f) { (void)f; return 1; }
int _lseek(int f, int o, int w) { (void)f, (void)o, (void)w; return 0; }
int _read(int f, char *b, int n) { (void)f, (void)b, (void)n; return 0; }
int _kill(int p, int s) { (void)p, (void)s; return -1; }
int _getpid(void) { return 1; }
void quit(int) __attribute__((noreturn));
void _exit(int code) { quit(code); }
