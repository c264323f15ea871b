/* demangle.h -- a symbol as its author wrote it.
 *
 * Rust's legacy names (_ZN4main2rx17h0123456789abcdefE -> main::rx) and v0 names (RFC 2603; generic
 * arguments of functions are left out), C++ names that are plain or nested (Itanium ABI 5.1.2; argument
 * lists are left out). Everything else, templates and operators among it, stays as it is. */
#ifndef DEMANGLE_H
#define DEMANGLE_H
#include <stddef.h>

/* Writes at most room bytes; returns `to`. A name that does not fit is cut. */
char *demangle(const char *symbol, char *to, size_t room);
#endif
