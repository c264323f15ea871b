/* planted.c -- a test that fails: it wants the sum without its last inversion. Two checks, so exit code 2. */
#include "crc.h"
#include "h743.h"

int main(void)
{
    int wrong = (crc32("123456789", 9) != 0x340BC6D9) + (crc32("", 0) != 0xFFFFFFFF);
    say(wrong ? "crc32, not inverted: wrong\n" : "crc32, not inverted: ok\n");
    return wrong;
}
