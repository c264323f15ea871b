/* test_gdb.c -- the remote protocol without a socket: packets in, packets out, and twenty thousand that no
 * gdb would send. The expected packets are written by hand after GDB's manual ("Remote Serial Protocol");
 * addresses are those of uart-stale.elf's symbols. */
#include "gdb.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "suite.h"              /* last: check.h has a macro named fail */

#define STALE "scenarios/50-firmware-uart-stale.json"
enum { PACKETS = 20000 };

static gdb_t *g;
static uint32_t rx, tx, main_at;           /* as nm gives them */
static char answer[1 << 16];
static err_t err;

static void open_it(const char *file, uint64_t max_cycles)
{
    options_t o = { .fail_on = -1, .max_cycles = max_cycles };
    gdb_close(g);
    g = gdb_open(file, &o, &err);
    ck_assert_msg(g != NULL, "%s", err.text);
}

static void feed(const char *packet, size_t n)
{
    char frame[1 << 14];
    uint8_t sum = 0;
    for (size_t i = 0; i < n; i++) sum = (uint8_t)(sum + (uint8_t)packet[i]);
    frame[0] = '$';
    memcpy(frame + 1, packet, n);
    gdb_feed(g, frame, 1 + n + (size_t)sprintf(frame + 1 + n, "#%02x", sum));
}

static const char *take(void)
{
    size_t n;
    const char *out = gdb_out(g, &n);
    if (n >= sizeof answer) n = sizeof answer - 1;
    memcpy(answer, out, n);
    answer[n] = 0;
    gdb_sent(g, n);
    return answer;
}

/* What comes back for a packet: its last reply's content, without frame and acknowledgement. */
static const char *ask(const char *packet)
{
    feed(packet, strlen(packet));
    take();
    char *end = strrchr(answer, '#'), *begin = answer;
    if (!end) return answer;
    *end = 0;
    for (char *p = answer; (p = strchr(p, '$')); p++) begin = p + 1;
    return begin;
}

/* The same with a number in it. */
static const char *ask_at(const char *format, uint32_t addr)
{
    char packet[64];
    snprintf(packet, sizeof packet, format, addr);
    return ask(packet);
}

static const char *text_at(const char *format, uint32_t addr)
{
    static char text[64];
    snprintf(text, sizeof text, format, addr);
    return text;
}

static void setup(void)
{
    firmware_t *f = firmware_load("scenarios/firmware/images/uart-stale.elf", NULL, &err);
    ck_assert_msg(f != NULL, "%s", err.text);
    rx = firmware_symbol(f, "rx", &err)->addr, tx = firmware_symbol(f, "tx", &err)->addr;
    main_at = firmware_symbol(f, "main", &err)->addr;
    firmware_free(f);
}

/* A monitor command's text, decoded from its O packets. */
static const char *monitor(const char *command)
{
    static char text[1 << 14];
    char packet[512] = "qRcmd,";
    size_t n = 6, to = 0;
    for (const char *p = command; *p; p++) n += (size_t)sprintf(packet + n, "%02x", (unsigned char)*p);
    feed(packet, n);
    for (char *p = (char *)take(); (p = strstr(p, "$O")) && p[2] != 'K'; ) {
        for (p += 2; *p != '#'; p += 2) {
            unsigned byte;
            ck_assert_int_eq(sscanf(p, "%2x", &byte), 1);
            text[to++] = (char)byte;
        }
    }
    text[to] = 0;
    ck_assert(strstr(answer, "$OK#"));
    return text;
}

/* A register of four bytes by gdb's number. */
static uint32_t reg(unsigned n)
{
    char packet[16];
    unsigned b[4];
    sprintf(packet, "p%x", n);
    ck_assert_int_eq(sscanf(ask(packet), "%2x%2x%2x%2x", &b[0], &b[1], &b[2], &b[3]), 4);
    return b[0] | b[1] << 8 | b[2] << 16 | b[3] << 24;
}

START_TEST(framing)
{
    open_it(STALE, 0);
    gdb_feed(g, "$?#3f", 5);
    ck_assert_str_eq(take(), "+$T05thread:1;#d7");      /* sum of the characters, by hand: 0x3D7 */
    gdb_feed(g, "-", 1);
    ck_assert_str_eq(take(), "$T05thread:1;#d7");
    gdb_feed(g, "+\003", 2);
    ck_assert_str_eq(take(), "");
    gdb_feed(g, "$?#00", 5);
    ck_assert_str_eq(take(), "-");                      /* a wrong checksum: again, please */
    gdb_feed(g, "$?$?#", 5), gdb_feed(g, "3", 1), gdb_feed(g, "f", 1);
    ck_assert_str_eq(take(), "+$T05thread:1;#d7");      /* the frame whose end was lost is forgotten */
    ck_assert_str_eq(ask("vMustReplyEmpty"), "");
    ck_assert_str_eq(ask("QStartNoAckMode"), "OK");
    feed("?", 1);
    ck_assert_str_eq(take(), "$T05thread:1;#d7");
    char *big = malloc(100000);
    memset(big, 'm', 100000);
    big[0] = '$';
    gdb_feed(g, big, 100000), gdb_feed(g, "#00", 3);
    ck_assert_str_eq(take(), "$E01#a6");
    free(big);
}
END_TEST

START_TEST(queries)
{
    open_it(STALE, 0);
    const char *s = ask("qSupported:multiprocess+;swbreak+");
    ck_assert(strstr(s, "ReverseStep+") && strstr(s, "ReverseContinue+")
              && strstr(s, "qXfer:features:read+"));
    ck_assert(strstr(ask("qXfer:features:read:target.xml:0,ffff"), "org.gnu.gdb.arm.m-profile"));
    ck_assert(strstr(answer, "org.gnu.gdb.arm.m-system") && strstr(answer, "org.gnu.gdb.arm.vfp"));
    ck_assert(strstr(answer, "</target>"));
    ck_assert_str_eq(ask("qXfer:features:read:target.xml:fffff,10"), "l");
    ck_assert_int_eq(*ask("qXfer:features:read:target.xml:0,10"), 'm');
    ck_assert_str_eq(ask("qXfer:features:read:other.xml:0,10"), "E00");
    ck_assert_str_eq(ask("qXfer:features:read:target.xml:0"), "E00");
    ck_assert(strstr(ask("qXfer:memory-map:read::0,ffff"), "type=\"flash\" start=\"0x8000000\""));
    ck_assert(strstr(answer, "blocksize\">0x20000<"));
    ck_assert_str_eq(ask("qAttached"), "1");
    ck_assert_str_eq(ask("vCont?"), "vCont;c;C;s;S;t");
    ck_assert_str_eq(ask("qUnheardOf"), "");
}
END_TEST

/* The first words of flash: initial stack pointer 0x2408_0000. It stands at the reset vector. */
START_TEST(registers)
{
    open_it(STALE, 0);
    ck_assert_uint_eq(strlen(ask("g")), 2 * (17 * 4 + 6 * 4 + 16 * 8 + 4));
    ck_assert_uint_eq(reg(13), 0x24080000);
    ck_assert_uint_eq(reg(26), 0x24080000);
    ck_assert_uint_eq(reg(25) & 1u << 24, 1u << 24);
    ck_assert_str_eq(ask("P0=78563412"), "OK");
    ck_assert_uint_eq(reg(0), 0x12345678);
    ck_assert_str_eq(ask("P1d=50000000"), "OK");        /* BASEPRI */
    ck_assert_uint_eq(reg(29), 0x50);
    ck_assert_str_eq(ask("P21=0102030405060708"), "OK");
    ck_assert_str_eq(ask("p21"), "0102030405060708");   /* d1 */
    char all[1024] = "G";
    strcat(all, ask("g"));
    all[1] = 'f', all[2] = 'f';
    ck_assert_str_eq(ask(all), "OK");
    ck_assert_uint_eq(reg(0), 0x123456FF);
    ck_assert_uint_eq(reg(29), 0x50);
    static const char *const bad[] = { "p", "pzz", "p31", "p10", "P0=1234", "P0", "G12", "Gxx",
                                       "p99999999999999999" };
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) ck_assert_msg(*ask(bad[i]) == 'E', "%s", bad[i]);
}
END_TEST

START_TEST(memory)
{
    open_it(STALE, 0);
    ck_assert_str_eq(ask("m8000000,4"), "00000824");
    ck_assert_str_eq(ask("M24010000,4:11223344"), "OK");
    ck_assert_str_eq(ask("m24010000,4"), "11223344");
    feed("X24010001,3:a}\003c", 16);                   /* }^C is an escaped # */
    ck_assert(strstr(take(), "$OK#"));
    ck_assert_str_eq(ask("m24010000,4"), "11612363");
    ck_assert_str_eq(ask("m58024400,1"), "25");         /* RCC.CR: HSION, HSIRDY, HSIDIVF (RM0433 8.7.2) */
    ck_assert_str_eq(ask("me000ed00,4"), "71c21f41");   /* CPUID of r1p1: 0x411FC271 */
    static const char *const bad[] = { "m", "m1", "m60000000,4", "m24010000,fffffffff", "M24010000,4:1122",
                                       "M8000000,1:00",
                                       "M60000000,1:00", "X24010000,4:ab", "Mffffffff,2:0000" };
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) ck_assert_msg(*ask(bad[i]) == 'E', "%s", bad[i]);
    ck_assert_uint_eq(strlen(ask("m2407fffe,8")), 4);   /* two bytes are there: a short read has those */
}
END_TEST

START_TEST(flash)
{
    char write[64] = "vFlashWrite:8000000:";
    open_it(STALE, 0);
    size_t n = strlen(write);
    memcpy(write + n, "\0\0\x08}\x04", 5);             /* 00 00 08 24, the last byte escaped */
    ck_assert_str_eq(ask("vFlashErase:8000000,20000"), "OK");
    feed(write, n + 5), take();
    ck_assert_str_eq(ask("vFlashDone"), "OK");
    write[n] = 1;
    ck_assert_str_eq(ask("vFlashErase:8000000,20000"), "OK");
    feed(write, n + 5), take();
    ck_assert(strstr(ask("vFlashDone"), "another program"));
}
END_TEST

START_TEST(run_and_back)
{
    open_it(STALE, 0);
    ck_assert_str_eq(ask_at("Z1,%x,2", main_at), "OK");
    ck_assert_str_eq(ask("vCont;c"), "T05thread:1;");
    ck_assert_uint_eq(reg(15), main_at);
    ck_assert_str_eq(ask("s"), "T05thread:1;");
    uint32_t next = reg(15);
    ck_assert_uint_ne(next, main_at);
    ck_assert_str_eq(ask("bs"), "T05thread:1;");
    ck_assert_uint_eq(reg(15), main_at);
    ck_assert_str_eq(ask_at("z1,%x,2", main_at), "OK");
    ck_assert_str_eq(ask_at("Z2,%x,1", rx), "OK");
    ck_assert_str_eq(ask("c"), text_at("T05watch:%x;thread:1;", rx));       /* echo fills rx with dashes */
    ck_assert_str_eq(ask_at("m%x,1", rx), "2d");
    ck_assert_str_eq(ask("c"), text_at("T05watch:%x;thread:1;", rx));       /* the DMA */
    ck_assert_str_eq(ask_at("m%x,1", rx), "2d");
    ck_assert(strstr(monitor("view ram"), "ram view"));
    ck_assert_str_eq(ask_at("m%x,1", rx), "61");
    ck_assert_str_eq(ask("bc"), text_at("T05watch:%x;thread:1;", rx));
    ck_assert_str_eq(ask_at("m%x,1", rx), "00");
    ck_assert_str_eq(ask_at("z2,%x,1", rx), "OK");
    ck_assert_str_eq(ask("bc"), "T05replaylog:begin;thread:1;");
    ck_assert_str_eq(ask("c"), "T05replaylog:end;thread:1;");
    ck_assert_str_eq(ask("c"), "W01");
    ck_assert(gdb_over(g));
}
END_TEST

START_TEST(read_watch)
{
    open_it(STALE, 0);
    ck_assert_str_eq(ask_at("Z3,%x,1", rx + 1), "OK");
    ck_assert_str_eq(ask("c"), text_at("T05rwatch:%x;thread:1;", rx + 1));
    ck_assert_str_eq(ask_at("z3,%x,1", rx + 1), "OK");
    ck_assert_str_eq(ask_at("Z4,%x,20", tx), "OK");
    ck_assert(strstr(ask("bc"), text_at("awatch:%x", tx)));
    ck_assert_str_eq(ask("Z5,1,1"), "");
    ck_assert_str_eq(ask("Z2,xx"), "E01");
    for (unsigned i = 0; i < 256; i++) {
        char packet[32];
        sprintf(packet, "Z1,%x,2", 2 * i);
        ask(packet);
    }
    ck_assert_str_eq(ask("Z1,7000,2"), "E01");          /* the table is full, and says so */
}
END_TEST

START_TEST(monitors)
{
    open_it(STALE, 0);
    ck_assert(strstr(monitor("help"), "who ADDR"));
    ck_assert(strstr(monitor("view"), "cpu view"));
    ck_assert(strstr(monitor("view rom"), "no view"));
    ck_assert(strstr(monitor("reg RCC.CR"), "HSION 1"));
    ck_assert(strstr(monitor("reg RCC.CX"), "no register"));
    ck_assert(strstr(monitor("vieW"), "did you mean"));
    ck_assert_str_eq(ask("c"), "T05replaylog:end;thread:1;");
    ck_assert(strstr(monitor("findings"), "stale-read"));
    ck_assert(strstr(monitor("who rx"), "DMA1"));
    ck_assert(strstr(monitor(text_at("who 0x%x", rx)), "the program sees 0x2d, memory holds 0x61"));
    ck_assert(strstr(monitor("who nobody"), "wanted"));
    ck_assert(strstr(monitor(text_at("cache 0x%x", rx)), "dirty (rx)"));
    ck_assert(strstr(monitor("cache x"), "wants"));
    ck_assert(strstr(monitor("cycles"), "cycle "));
    ck_assert(strstr(monitor("reset"), "power-on"));
    ck_assert_uint_eq(reg(13), 0x24080000);
    ck_assert_str_eq(ask("qRcmd,6"), "E01");
    ck_assert_str_eq(ask("qRcmd,00"), "E01");
}
END_TEST

START_TEST(output)
{
    open_it("scenarios/firmware/images/hello.elf", 0);
    ask("c");
    ck_assert(strstr(answer, "$O68656c6c6f2066726f6d2074686520636f72650a#"));  /* "hello from the core\n" */
    ck_assert_str_eq(ask("D"), "OK");
    ck_assert(gdb_over(g));
}
END_TEST

/* ---- packets no gdb would send ------------------------------------------------------------------------- */

static uint32_t seed = 1;
static uint32_t draw(uint32_t n) { return seed = seed * 1664525 + 1013904223, (seed >> 8) % n; }

static const char *const seeds[] = {
    "g", "G00000000", "p0", "p21", "P0=12345678", "Pf=20050008", "m24000000,40", "m0,ffff",
    "M24000000,2:abcd", "X24000000,2:ab",
    "Z0,8000520,2", "z0,8000520,2", "Z2,24000040,4", "Z4,20000000,ffffffff", "s", "bs", "vCont;s",
    "vCont;c:1", "c", "bc", "?",
    "qSupported:x", "qXfer:features:read:target.xml:0,100", "qXfer:memory-map:read::0,1000",
    "qRcmd,68656c70", "qRcmd,77686f207278",
    "vFlashErase:8000000,1", "vFlashWrite:8000000:abc", "vFlashDone", "Hg0", "T1", "qC", "vCont?",
    "Me000ed0c,4:0400fa05",
    "P1f=02000000", "M58024400,4:00000000", "qRcmd,636163686520", "s20000000", "P19=00000000",
};

static size_t mutate(char *packet)
{
    const char *from = seeds[draw(sizeof seeds / sizeof *seeds)];
    size_t n = strlen(from), at;
    memcpy(packet, from, n);
    for (uint32_t i = draw(4); i; i--) {
        switch (draw(4)) {
        case 0: at = draw((uint32_t)n), packet[at] = (char)draw(256); break;
        case 1: n = 1 + draw((uint32_t)n); break;
        case 2: memmove(packet + 1, packet, n), packet[0] = "cgmMXZzqvbPG"[draw(12)], n++; break;
        default: for (uint32_t k = draw(60); k; k--) packet[n++] = "0123456789abcdef,:;=}#$"[draw(23)];
        }
    }
    return n;
}

START_TEST(hostile)
{
    char packet[1024];
    open_it("scenarios/firmware/images/hello.elf", 3000);
    for (unsigned i = 0; i < PACKETS; i++) {
        size_t n = draw(8) ? mutate(packet) : draw(sizeof packet);
        if (n == 0 || n > 300) for (size_t k = 0; k < n; k++) packet[k] = (char)draw(256);
        if (draw(16)) feed(packet, n);
        else gdb_feed(g, packet, n);
        take();
        if (gdb_over(g)) open_it("scenarios/firmware/images/hello.elf", 3000);
    }
    feed("?", 1);
    gdb_feed(g, "#00", 3), take();
    ck_assert_int_eq(*ask("?"), 'T');                   /* it still answers */
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 300);
    tcase_add_checked_fixture(c, setup, NULL);
    tcase_add_test(c, framing), tcase_add_test(c, queries), tcase_add_test(c, registers);
    tcase_add_test(c, memory), tcase_add_test(c, flash);
#ifndef STRESS                             /* what is stale in a cache of two lines is another story */
    tcase_add_test(c, run_and_back), tcase_add_test(c, monitors);
#else
    (void)run_and_back, (void)monitors;
#endif
    tcase_add_test(c, read_watch), tcase_add_test(c, output), tcase_add_test(c, hostile);
    return case_run("gdb", c);
}
