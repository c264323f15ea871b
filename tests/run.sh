#!/usr/bin/env bash
# Run test programs one after the other; print each one's closing line, all of it where one fails.
set -u
failed=0 passed=0
for t in "$@"; do
    out=$("$t" 2>&1); rc=$?
    if [ $rc = 0 ]; then
        passed=$((passed + 1)); printf '  %-24s %s\n' "$(basename "$t")" "$(printf '%s\n' "$out" | grep -E '^[0-9]+%' | tail -n 1)"
    else
        failed=$((failed + 1)); printf '  %-24s FAILED (exit %d)\n%s\n' "$(basename "$t")" $rc "$out"
    fi
done
printf '%d passed, %d failed\n' $passed $failed
[ $failed = 0 ] && [ $passed -gt 0 ]
