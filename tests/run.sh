#!/usr/bin/env bash
# Run test programs, as many at once as there are cores; print each one's closing line, all of it where one fails.
set -u
one() {
    out=$("$1" 2>&1); rc=$?
    if [ $rc = 0 ]; then
        printf '  %-24s %s\n' "$(basename "$1")" "$(printf '%s\n' "$out" | grep -E '^[0-9]+%' | tail -n 1)"
    else
        printf '  %-24s FAILED (exit %d)\n%s\n' "$(basename "$1")" $rc "$out"
    fi
    return $rc
}
export -f one
# Check's four seconds a test are for a hang, and a busy machine is none.
export CK_DEFAULT_TIMEOUT=${CK_DEFAULT_TIMEOUT:-60}
[ $# -gt 0 ] || { echo 'no tests'; exit 1; }
if printf '%s\0' "$@" | xargs -0 -P "$(nproc)" -n 1 bash -c 'one "$0"'; then
    printf '%d passed, 0 failed\n' $#
else
    printf 'of %d programs some failed: see FAILED above\n' $#
    exit 1
fi
