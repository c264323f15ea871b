/* gdb_serve.c -- one gdb on a TCP connection from this machine: bytes between the socket and gdb.c. */
#include "gdb.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { INTERRUPT = 3, CHUNK = 4096 };

typedef struct { gdb_t *g; int fd; } client_t;

/* Everything there is to send; false: the client is gone. */
static bool send_all(client_t *c)
{
    size_t n;
    for (const char *text; (text = gdb_out(c->g, &n)), n; ) {
        ssize_t sent = send(c->fd, text, n, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        gdb_sent(c->g, (size_t)sent);
    }
    return true;
}

/* While the machine runs: a Ctrl-C, or the client has left. Any other byte waits its turn. */
static bool asked(void *of)
{
    client_t *c = of;
    char byte;
    if (!send_all(c) || run_interrupted) return true;
    ssize_t n = recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (n == 0) return true;
    if (n < 0 || byte != INTERRUPT) return false;
    return recv(c->fd, &byte, 1, MSG_DONTWAIT) == 1;
}

static int listen_on(unsigned port, unsigned *got)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    struct sockaddr *name = (struct sockaddr *)&a;
    if (bind(fd, name, sizeof a) || listen(fd, 1) || getsockname(fd, name, &size)) {
        close(fd);
        return -1;
    }
    *got = ntohs(a.sin_port);
    return fd;
}

static void talk(client_t *c)
{
    char bytes[CHUNK];
    while (!gdb_over(c->g) && !run_interrupted) {
        ssize_t n = recv(c->fd, bytes, sizeof bytes, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        gdb_feed(c->g, bytes, (size_t)n);
        if (!send_all(c)) break;
    }
    send_all(c);
}

int gdb_serve(gdb_t *g, unsigned port, FILE *out)
{
    unsigned got;
    int server = listen_on(port, &got);
    if (server < 0) {
        fprintf(stderr, "staleline gdb: cannot listen on 127.0.0.1:%u: %s\n", port, strerror(errno));
        return EXIT_USAGE;
    }
    fprintf(out, "waiting for gdb: target remote 127.0.0.1:%u\n", got);
    fflush(out);
    client_t c = { .g = g, .fd = accept(server, NULL, NULL) };
    close(server);
    if (c.fd < 0) return run_interrupted ? EXIT_AS_EXPECTED : EXIT_INTERNAL;
    int yes = 1;
    setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    gdb_listen(g, asked, &c);
    talk(&c);
    close(c.fd);
    return EXIT_AS_EXPECTED;
}
