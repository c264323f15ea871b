/* hello.c -- the smallest program that says something and ends. */
#include "h743.h"

int main(void)
{
    say("hello from the core\n");
    return 0;
}
