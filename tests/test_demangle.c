/* Names: expected texts from Rust's RFC 2603 and from what c++filt prints without argument lists; hostile
 * strings. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "suite.h"
#include "demangle.h"

static const struct { const char *symbol, *text; } names[] = {
    { "main", "main" }, { "", "" }, { "_", "_" }, { "_Z", "_Z" }, { "_ZN", "_ZN" }, { "_R", "_R" },
    /* Rust's older names: the hash goes, escapes are read */
    { "_ZN4main2rx17h0123456789abcdefE", "main::rx" },
    { "_ZN4core3ptr13read_volatile17h1234567890abcdefE", "core::ptr::read_volatile" },
    { "_ZN46_$LT$main..Foo$u20$as$u20$core..fmt..Debug$GT$3fmt17h0123456789abcdefE",
        "<main::Foo as core::fmt::Debug>::fmt" },
    { "_ZN4main4task28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE", "main::task::{{closure}}" },
    /* C++ */
    { "_ZN3foo3barEv", "foo::bar" }, { "_ZNK3foo3barEi", "foo::bar" }, { "_Z4funcPKc", "func" },
        { "_ZN3foo3barE", "foo::bar" },
    { "_ZN3fooIiE3barEv", "_ZN3fooIiE3barEv" },        /* a template: left as it is */
    /* RFC 2603 */
    { "_RNvCskwGfYPst2Cb_3foo16example_function", "foo::example_function" },
    { "_RNvNtCs1234_7mycrate3foo3bar", "mycrate::foo::bar" },
    { "_RINvNtC3std3mem8align_ofdE", "std::mem::align_of" },
    { "_RNCNvC4main4main0", "main::main::{closure#0}" },
    { "_RNCNCNvC4main4mains_00", "main::main::{closure#1}::{closure#0}" },
    { "_RNvXs_NtC4main1aNtB4_3FooNtNtC4core3fmt5Debug3fmt", "<main::a::Foo as core::fmt::Debug>::fmt" },
    { "_RNvMC4mainNtB2_3Foo3new", "<main::Foo>::new" },
    { "_RNvMC4mainRSh3len", "<&[u8]>::len" },
    { "_RNvMC4mainAhj20_3len", "<[u8; 0x20]>::len" },
    /* cut, wrong, endless */
    { "_ZN4mai", "_ZN4mai" }, { "_ZN99999999999main", "_ZN99999999999main" }, { "_RNvB_", "_RNvB_" },
        { "_RB_", "_RB_" },
    { "_RNvNvNvNvB5_1a1b1c1d", "_RNvNvNvNvB5_1a1b1c1d" },
};

START_TEST(test_names)
{
    char text[200];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ck_assert_str_eq(demangle(names[i].symbol, text, sizeof text), names[i].text);
}
END_TEST

START_TEST(test_cut)
{
    char text[8];
    ck_assert_str_eq(demangle("_ZN4main7counter17h0123456789abcdefE", text, sizeof text), "main::c");
    ck_assert_str_eq(demangle("a_long_name_of_c", text, sizeof text), "a_long_");
    ck_assert_str_eq(demangle("x", text, 1), "");
}
END_TEST

/* Every cut and many changed bytes: ends, and inside its room (run under make SAN=1). */
START_TEST(test_hostile)
{
    uint64_t x = 88172645463325252ull;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i].symbol);
        for (unsigned round = 0; n && round < 4000; round++) {
            char *s = malloc(n + 1), text[64];
            memcpy(s, names[i].symbol, n + 1);
            if (round <= n) s[n - round] = 0;
            for (unsigned k = 0; round > n && k < 1 + round % 3; k++) {
                x ^= x << 13, x ^= x >> 7, x ^= x << 17;
                s[x % n] = "_RNZCBMXYITKvs0123456789EpAS$.ahF"[(x >> 20) % 33];
            }
            ck_assert(strlen(demangle(s, text, sizeof text)) < sizeof text);
            free(s);
        }
    }
    char *deep = malloc(100001), text[64];
    memset(deep, 'N', 100000), deep[100000] = 0;
    memcpy(deep, "_R", 2);
    ck_assert(strlen(demangle(deep, text, sizeof text)) < sizeof text);
    free(deep);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("demangle");
    tcase_add_test(t, test_names);
    tcase_add_test(t, test_cut);
    tcase_add_test(t, test_hostile);
    return case_run("demangle", t);
}
