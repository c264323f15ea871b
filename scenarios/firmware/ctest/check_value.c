/* check_value.c -- the check value every CRC is published with: its sum over the nine digits. */
#include "crc.h"
#include "h743.h"

int main(void)
{
    int wrong = (crc32("123456789", 9) != 0xCBF43926) + (crc32("", 0) != 0);
    say(wrong ? "crc32: wrong\n" : "crc32: ok\n");
    return wrong;
}
