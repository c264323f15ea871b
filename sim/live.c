/* live.c -- see live.h. */
#define _GNU_SOURCE
#include "live.h"
#include "output.h"
#include "rtt.h"
#include "run.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { TYPED_AHEAD = 64, TAKE = 256, WAIT_MS = 200, OUT = 4096 };

/* fd -1: closed. name: the file, told if it takes no more: why. */
typedef struct {
    int fd; bool own;
    const char *name; size_t named; int why;
    uint8_t byte[OUT]; size_t n;
} outlet_t;

typedef struct {
    uint8_t  line;
    outlet_t out;
    int      in, other;                    /* -1: nothing comes in; the far side of a pseudo terminal */
    uint8_t  taken[TAKE]; size_t at, n;    /* read and not yet typed */
} terminal_t;

struct live {
    sink_t     sink;
    inputlog_t log;
    terminal_t uart[LIVE_UARTS]; unsigned uarts;
    outlet_t   channel[RTT_CHANNELS]; unsigned channels;      /* a bit each that is wanted */
    rtt_t      rtt;
    output_t   record;                     /* .f NULL: is not wanted */
};

/* ---- out ------------------------------------------------------------------------------------------- */

static void outlet_flush(outlet_t *o)
{
    for (size_t done = 0; done < o->n && o->fd >= 0; ) {
        ssize_t n = send(o->fd, o->byte + done, o->n - done, MSG_NOSIGNAL);
        if (n < 0 && errno == ENOTSOCK) n = write(o->fd, o->byte + done, o->n - done);
        /* nobody reads: wait, as a line with flow control */
        if (n < 0 && errno == EAGAIN && !run_interrupted) {
            poll(&(struct pollfd){ .fd = o->fd, .events = POLLOUT }, 1, WAIT_MS);
            continue;
        }
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && o->name && !o->why) o->why = errno;
        if (n <= 0) break;                 /* whoever listened is gone */
        done += (size_t)n;
    }
    o->n = 0;
}

static void outlet_put(outlet_t *o, uint8_t byte)
{
    o->byte[o->n++] = byte;
    if (o->n == OUT) outlet_flush(o);
}

static void outlet_close(outlet_t *o)
{
    outlet_flush(o);
    if (o->own && o->fd >= 0) close(o->fd);
    o->fd = -1;
}

static bool whole(outlet_t *o, err_t *err)
{
    outlet_flush(o);
    return !o->why || fail(err, "cannot write %.*s: %s", (int)o->named, o->name,
                            strerror(o->why));
}

static void live_see(sink_t *s, const fact_t *f)
{
    live_t *l = (live_t *)s;
    for (unsigned i = 0; i < l->uarts; i++)
        if (f->who == SLOT_USART1 + l->uart[i].line) outlet_put(&l->uart[i].out, (uint8_t)f->data);
}

static void give(void *of, unsigned channel, uint8_t byte)
{
    live_t *l = of;
    outlet_put(&l->channel[channel], byte);
}

/* ---- what the options say -------------------------------------------------------------------------- */

/* Does another of its lines or channels write this file already? A device takes from anybody. */
static bool shared(const live_t *l, const struct stat *file)
{
    struct stat st;
    unsigned same = 0;
    for (unsigned i = 0; i < l->uarts + RTT_CHANNELS; i++) {
        int fd = i < l->uarts ? l->uart[i].out.fd : l->channel[i - l->uarts].fd;
        same += fd >= 0 && !fstat(fd, &st) && st.st_dev == file->st_dev && st.st_ino == file->st_ino;
    }
    return same > 1 && S_ISREG(file->st_mode);
}

/* `option` begins with the path, and stays. *o is one of l's. */
static bool output_file(live_t *l, outlet_t *o, const char *path, const char *option, err_t *err)
{
    struct stat st;
    if (!*path) return fail(err, "no file is named behind \"file:\"");
    *o = (outlet_t){ .fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666), .own = true,
                     .name = option, .named = strlen(path) };
    if (o->fd < 0 || fstat(o->fd, &st)) return fail(err, "%s: %s", path, strerror(errno));
    if (shared(l, &st)) return fail(err, "%s: two lines or channels write it", path);
    return !S_ISREG(st.st_mode) || !ftruncate(o->fd, 0) || fail(err, "%s: %s", path, strerror(errno));
}

static outlet_t printed(void)
{
    static const char name[] = "standard output";
    return (outlet_t){ .fd = STDOUT_FILENO, .name = name, .named = sizeof name - 1 };
}

/* "usart3=stdio": which line, and what is behind the sign. */
static const char *line_of(const char *option, unsigned *line, err_t *err)
{
    const char *sign = strchr(option, '=');
    for (*line = 0; sign && *line < SERIAL_LINES; ++*line) {
        const char *name = h743_slot[SLOT_USART1 + *line].name;
        size_t n = strlen(name), i = 0;
        while (i < n && tolower((unsigned char)option[i]) == tolower((unsigned char)name[i])) i++;
        if (i == n && option + n == sign) return sign + 1;
    }
    fail(err, "--uart %.80s: a line and what it is joined to are wanted, such as usart3=stdio", option);
    return NULL;
}

static bool files(live_t *l, terminal_t *t, const char *paths, err_t *err)
{
    char out[4096];
    const char *comma = strchr(paths, ',');
    size_t n = comma ? (size_t)(comma - paths) : strlen(paths);
    if (n >= sizeof out) return fail(err, "%s: %s", paths, strerror(ENAMETOOLONG));
    if (comma && !comma[1]) return fail(err, "no file is named behind \"%s\"", paths);
    memcpy(out, paths, n), out[n] = 0;
    if (!output_file(l, &t->out, out, paths, err)) return false;
    if (comma) t->in = open(comma + 1, O_RDONLY | O_CLOEXEC);
    return !comma || t->in >= 0 || fail(err, "%s: %s", comma + 1, strerror(errno));
}

static bool pseudo(terminal_t *t, const char *name, err_t *err)
{
    struct termios raw;
    int fd = posix_openpt(O_RDWR | O_NOCTTY);
    const char *path = fd >= 0 && !grantpt(fd) && !unlockpt(fd) ? ptsname(fd) : NULL;
    t->other = path ? open(path, O_RDWR | O_NOCTTY) : -1;
    if (t->other < 0) return fail(err, "no pseudo terminal: %s", strerror(errno));
    if (!tcgetattr(t->other, &raw)) cfmakeraw(&raw), tcsetattr(t->other, TCSANOW, &raw);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    t->in = fd;
    t->out = (outlet_t){ .fd = fd, .own = true };
    fprintf(stderr, "%s is at %s\n", name, path);
    return true;
}

static bool open_uart(live_t *l, const char *option, err_t *err)
{
    unsigned line;
    const char *to = line_of(option, &line, err);
    if (!to) return false;
    for (unsigned i = 0; i < l->uarts; i++)
        if (l->uart[i].line == line) return fail(err, "--uart %.80s: this line is joined already", option);
    terminal_t *t = &l->uart[l->uarts++];
    *t = (terminal_t){ .line = (uint8_t)line, .in = -1, .other = -1, .out = { .fd = -1 } };
    if (!strncmp(to, "file:", 5)) return files(l, t, to + 5, err);
    if (!strcmp(to, "pty")) return pseudo(t, h743_slot[SLOT_USART1 + line].name, err);
    if (strcmp(to, "stdio"))
        return fail(err, "--uart %.80s: stdio, pty or file:OUT,IN is wanted behind the sign", option);
    t->in = STDIN_FILENO, t->out = printed();
    return true;
}

static bool connection(outlet_t *o, const char *text, err_t *err)
{
    char *end;
    unsigned long port = strtoul(text, &end, 10);
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct sockaddr *name = (struct sockaddr *)&a;
    socklen_t size = sizeof a;
    if (*end || end == text || port > 65535) return fail(err, "--rtt: \"%.40s\" is no port", text);
    int fd = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    bool good = fd >= 0 && !bind(fd, name, size) && !listen(fd, 1) && !getsockname(fd, name, &size);
    if (good) fprintf(stderr, "RTT waits for a reader at 127.0.0.1:%u\n", ntohs(a.sin_port));
    while (good && poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, WAIT_MS) <= 0)
        if (run_interrupted) errno = EINTR, good = false;
    *o = (outlet_t){ .fd = good ? accept(fd, NULL, NULL) : -1, .own = true };
    good = o->fd >= 0 || fail(err, "--rtt tcp:%lu: %s", port, strerror(errno));
    if (fd >= 0) close(fd);
    return good;
}

/* "1=stdout", or without a channel, which is 0: where it goes. */
static const char *channel_of(const char *option, unsigned *n)
{
    bool numbered = option[0] && option[1] == '=';
    *n = numbered ? (unsigned)(option[0] - '0') : 0;
    return numbered ? option + 2 : option;
}

static bool open_rtt(live_t *l, const char *option, err_t *err)
{
    unsigned n;
    const char *to = channel_of(option, &n);
    if (n >= RTT_CHANNELS || !*to)
        return fail(err, "--rtt %.80s: a channel, 0 to 2, and where it goes, such as 0=stdout", option);
    if (l->channels >> n & 1) return fail(err, "--rtt %.80s: this channel is joined already", option);
    l->channels |= 1u << n;
    if (!strncmp(to, "file:", 5)) return output_file(l, &l->channel[n], to + 5, to + 5, err);
    if (!strncmp(to, "tcp:", 4)) return connection(&l->channel[n], to + 4, err);
    l->channel[n] = printed();
    return !strcmp(to, "stdout")
        || fail(err, "--rtt %.80s: stdout, file:PATH or tcp:PORT is wanted", option);
}

/* A pseudo terminal that is closed forgets what was not read yet: whoever reads there gets a second. Asked by
   poll(), which on Linux waits for what was written to reach the other end; FIONREAD counts it only
   afterwards. */
static void let_read(terminal_t *t)
{
    if (t->other < 0) return;
    outlet_flush(&t->out);
    for (int i = 0; i < 100 && poll(&(struct pollfd){ .fd = t->other, .events = POLLIN }, 1, 0) > 0; i++)
        poll(NULL, 0, 10);
}

static void close_all(live_t *l)
{
    for (unsigned i = 0; i < l->uarts; i++) {
        terminal_t *t = &l->uart[i];
        let_read(t);
        if (t->in >= 0 && t->in != STDIN_FILENO && t->in != t->out.fd) close(t->in);
        outlet_close(&t->out);
        if (t->other >= 0) close(t->other);
    }
    for (unsigned i = 0; i < RTT_CHANNELS; i++) outlet_close(&l->channel[i]);
    inputlog_free(&l->log);
    free(l);
}

/* Is this line joined to that? */
static bool joins(const char *option, const char *to)
{
    const char *sign = strchr(option, '=');
    return sign && !strcmp(sign + 1, to);
}

bool live_asks(const live_options_t *o)
{
    for (unsigned i = 0; i < o->uarts; i++)
        if (joins(o->uart[i], "pty") || (joins(o->uart[i], "stdio") && isatty(STDIN_FILENO))) return true;
    return false;
}

bool live_speaks(const live_options_t *o)
{
    unsigned n;
    for (unsigned i = 0; i < o->uarts; i++) if (joins(o->uart[i], "stdio")) return true;
    for (unsigned i = 0; i < o->rtts; i++) if (!strcmp(channel_of(o->rtt[i], &n), "stdout")) return true;
    return false;
}

bool live_keeps(const live_options_t *o)
{
    unsigned n;
    for (unsigned i = 0; i < o->uarts; i++) {
        const char *sign = strchr(o->uart[i], '=');
        if (sign && !strncmp(sign, "=file:", 6)) return true;
    }
    for (unsigned i = 0; i < o->rtts; i++) if (!strncmp(channel_of(o->rtt[i], &n), "file:", 5)) return true;
    return o->record != NULL;
}

live_t *live_open(const live_options_t *o, scenario_t *s, err_t *err)
{
    err->text[0] = 0;
    if (!o->uarts && !o->rtts && !o->record) return NULL;
    live_t *l = calloc(1, sizeof *l);
    if (!l) return fail(err, "out of memory"), NULL;
    l->sink = (sink_t){ .mask = 1ull << F_TX, .see = live_see };
    for (unsigned i = 0; i < RTT_CHANNELS; i++) l->channel[i].fd = -1;
    inputlog_start(&l->log, &s->in);
    rtt_start(&l->rtt, s->firmware);
    bool good = !o->record || output_begin(&l->record, o->record, err);
    for (unsigned i = 0; i < o->uarts && good; i++) good = open_uart(l, o->uart[i], err);
    for (unsigned i = 0; i < o->rtts && good; i++) good = open_rtt(l, o->rtt[i], err);
    if (!good) output_drop(&l->record);
    return good ? l : (close_all(l), NULL);
}

sink_t *live_sink(live_t *l) { return &l->sink; }

/* ---- in -------------------------------------------------------------------------------------------- */

/* Bytes of this line that are in the log and not yet on the line. */
static unsigned waiting(const live_t *l, const machine_t *m, unsigned line)
{
    const input_t *in = l->log.in;
    unsigned n = 0;
    for (uint32_t i = m->chip.world.heard[line]; i < in->typeds; i++) n += in->typed[i].line == line;
    return n;
}

static void take(terminal_t *t)
{
    struct pollfd p = { .fd = t->in, .events = POLLIN };
    if (t->in < 0 || t->at < t->n || poll(&p, 1, 0) <= 0) return;
    ssize_t n = read(t->in, t->taken, sizeof t->taken);
    t->at = 0, t->n = n > 0 ? (size_t)n : 0;
    bool file_end = n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
    if (!file_end) return;
    if (t->in != STDIN_FILENO && t->in != t->out.fd) close(t->in);
    t->in = -1;
}

/* Returns whether anything was typed. */
static bool type(live_t *l, machine_t *m)
{
    bool any = false;
    for (unsigned i = 0; i < l->uarts; i++) {
        terminal_t *t = &l->uart[i];
        unsigned ahead = waiting(l, m, t->line);
        take(t);
        while (t->at < t->n && ahead < TYPED_AHEAD && inputlog_typed(&l->log, m, t->line, t->taken[t->at]))
            t->at++, ahead++, any = true;
    }
    return any;
}

void live_poll(live_t *l, machine_t *m)
{
    for (unsigned i = 0; i < l->uarts; i++) outlet_flush(&l->uart[i].out);
    rtt_poll(&l->rtt, m, &l->log, l->channels, give, l);
    for (unsigned i = 0; i < RTT_CHANNELS; i++) outlet_flush(&l->channel[i]);
    type(l, m);
}

bool live_wait(live_t *l, machine_t *m)
{
    while (!run_interrupted && !type(l, m)) {
        struct pollfd p[LIVE_UARTS];
        nfds_t n = 0;
        for (unsigned i = 0; i < l->uarts; i++) {
            const terminal_t *t = &l->uart[i];
            if (t->at < t->n) return false;            /* nobody listens to what has come already */
            if (t->in >= 0) p[n++] = (struct pollfd){ .fd = t->in, .events = POLLIN };
        }
        if (!n) return false;
        poll(p, n, WAIT_MS);
    }
    return !run_interrupted;
}

bool live_close(live_t *l, machine_t *m, err_t *err)
{
    rtt_poll(&l->rtt, m, NULL, l->channels, give, l);
    if (l->channels && !l->rtt.block) fputs("RTT: the program has no control block in its memory\n", stderr);
    bool good = true;
    if (l->record.f) inputlog_save(l->record.f, l->log.in), good = output_end(&l->record, err);
    for (unsigned i = 0; i < l->uarts; i++) good &= whole(&l->uart[i].out, err);
    for (unsigned i = 0; i < RTT_CHANNELS; i++) good &= whole(&l->channel[i], err);
    close_all(l);
    return good;
}
