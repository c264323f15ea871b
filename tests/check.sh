#!/usr/bin/env bash
# Every test, stage by stage, with the seconds each took. Stops at the first stage that fails.
set -euo pipefail
cd "$(dirname "$0")/.."
JOBS=$(nproc); total=$SECONDS
stage() {
    local name=$1 began=$SECONDS; shift
    printf '== %s\n' "$name"
    "$@"
    printf '== %s: %d s\n' "$name" $((SECONDS - began))
}
make_() { make --no-print-directory -j"$JOBS" "$@"; }
stage 'install what is missing' make_ deps
stage 'build'                   make_ all
stage 'layers (who includes whom)' make_ includes
stage 'tests, laws among them'  make_ test
stage 'scenarios'               make_ scenarios
stage 'the judge, scored'       make_ judge-check
stage 'firmware, rebuilt from source' ./tests/firmware.sh build/release/staleline
stage 'schema, by another validator' make_ schema
stage 'reports, by other readers' make_ reports
stage 'command line, as a user' ./tests/cli.sh build/release/staleline
stage 'README and docs, as printed' make_ documents
stage 'the window, as a user'  ./tests/viewer.sh build/release/staleline-view
stage 'gdb, forward and back'   ./tests/gdb.sh build/release/staleline
stage 'live lines, RTT, runners' ./tests/live.sh build/release/staleline
stage 'accuracy: published, simulated' make_ accuracy-check
stage 'sanitizers'              make_ san
stage 'wrong input of every kind' python3 tests/fuzz.py build/san/staleline --seconds 40
stage 'stress: tiny buffers'    make_ stress
stage 'gcc and clang agree'     make_ clang-hash
printf '== all stages passed in %d s\n' $((SECONDS - total))
