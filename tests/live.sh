#!/usr/bin/env bash
# Live ends of a run: serial lines at pipes, files and a pseudo terminal, RTT at files and a socket, exit codes for
# those who start it as a test runner.
set -uo pipefail
cd "$(dirname "$0")/.."
S=$(realpath "$1"); T=$(mktemp -d); trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$T"' EXIT
I=scenarios/firmware/images; LETTERS=abcdefghijklmnopqrstuvwxyzabcdef
failed=0 passed=0
same() {   # same NAME WANTED GOT
    if [ "$2" = "$3" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); printf 'FAILED %s: wanted\n%s\ngot\n%s\n' "$1" "$2" "$3"; fi
}
has() { if grep -qE -- "$2" <<<"$3"; then passed=$((passed + 1)); else failed=$((failed + 1)); printf 'FAILED %s: wanted /%s/ in\n%s\n' "$1" "$2" "$3"; fi; }

out=$(printf %s $LETTERS | timeout 60 "$S" run -q --uart usart3=stdio $I/uart-maintained.elf 2>"$T/err"); rc=$?
has 'a pipe as terminal' '^ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF' "$out"; same 'its exit code' 0 $rc

printf %s $LETTERS >"$T/in"
timeout 60 "$S" run -q --uart USART3=file:"$T/out","$T/in" $I/uart-stale.elf >/dev/null 2>&1; same 'a program that fails' 1 $?
same 'stale letters go out' 32 "$(wc -c <"$T/out")"
printf abc >"$T/in"
timeout 60 "$S" run -q --uart usart3=file:"$T/out","$T/in" $I/uart-maintained.elf >"$T/log" 2>&1; same 'input that ends early' 4 $?

timeout 60 "$S" run -q --uart usart3=pty $I/uart-maintained.elf >"$T/log" 2>"$T/err" & pid=$!
for _ in $(seq 100); do pty=$(grep -oE '/dev/pts/[0-9]+' "$T/err") && break; sleep 0.05; done
head -c 32 <"$pty" >"$T/back" 2>/dev/null & reader=$!
printf %s $LETTERS >"$pty"
wait $pid; same 'a pseudo terminal' 0 $?
wait $reader
same 'what came back on it' ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF "$(cat "$T/back")"

timeout 60 "$S" run -q --rtt 0="file:$T/text" --rtt 1="file:$T/numbers" $I/rtt.elf >/dev/null; same 'RTT' 0 $?
same 'RTT text' "$(for c in {a..t}; do echo "line $c"; done)" "$(cat "$T/text")"
same 'RTT numbers' 20 "$(wc -c <"$T/numbers")"
timeout 60 "$S" run -q --rtt 0=tcp:0 --rtt 1=file:/dev/null $I/rtt.elf >/dev/null 2>"$T/err" & pid=$!
for _ in $(seq 100); do port=$(grep -oE '127.0.0.1:[0-9]+' "$T/err") && break; sleep 0.05; done
has 'RTT at a socket' '^line t$' "$(timeout 20 cat <"/dev/tcp/${port/://}")"; wait $pid

out=$("$S" run --uart usart9=stdio $I/hello.elf 2>&1); same 'a line that is not' 2 $?; has 'and why' 'usart3=stdio' "$out"
out=$("$S" run --uart usart3=file:/nowhere/x $I/hello.elf 2>&1); same 'a file that cannot be' 2 $?; has 'and which' '/nowhere/x' "$out"
out=$("$S" run --rtt 7=stdout $I/hello.elf 2>&1); same 'a channel that is not' 2 $?
out=$("$S" run -q $I/hello.elf 2>&1); same 'a test runner: good' 0 $?
# The same command as .cargo/config.toml has, on the images cargo would give it.
R=scenarios/firmware/rust; runner=$(sed -n 's/^runner = "\(.*\)"$/\1/p' $R/.cargo/config.toml)
out=$(PATH=$(dirname "$S"):$PATH $runner $I/rust-test-crc.elf 2>&1); same 'cargo test: passes' 0 $?; has 'and says so' '^test check_value ... ok$' "$out"
out=$(PATH=$(dirname "$S"):$PATH $runner $I/rust-test-planted.elf 2>&1); same 'cargo test: fails' 1 $?
has 'with its message' 'panicked at tests/planted.rs:12:9' "$out"; has 'and exit code' 'stopped by exit with code 101' "$out"
# Raw bytes of RTT have standard output alone; tests/defmt/greet.txt is what defmt-print makes of greet.rtt (cargo.sh).
"$S" run --rtt stdout $I/rust-greet.elf >"$T/rtt" 2>"$T/err"; same 'defmt' 0 $?
cmp "$T/rtt" tests/defmt/greet.rtt; same 'its bytes as recorded, and nothing else' 0 $?
has 'the report is elsewhere' 'stopped by exit with code 0' "$(cat "$T/err")"
"$S" run --rtt stdout -o "$T/report" $I/rust-greet.elf 2>/dev/null | cmp - tests/defmt/greet.rtt; same 'the same with -o' 0 $?
has 'the report is where -o says' 'stopped by exit with code 0' "$(cat "$T/report")"
# Exit codes: the program's own is told; what comes of it for whoever started the run is 0 or 1.
C=scenarios/firmware/ctest
if command -v arm-none-eabi-gcc >/dev/null && command -v cmake >/dev/null; then
    cmake -S $C -B "$T/ctest" -DCMAKE_TOOLCHAIN_FILE=arm-none-eabi.cmake "-DCMAKE_CROSSCOMPILING_EMULATOR=$S;run" >"$T/log" 2>&1 &&
        cmake --build "$T/ctest" >>"$T/log" 2>&1 || cat "$T/log"
    out=$(ctest --test-dir "$T/ctest" -V 2>&1); same 'CTest: one passes, one fails as it shall' 0 $?
    has 'CTest runs the image here' "Test command: $S \"run\" .*check_value.elf" "$out"
    has 'a failing test says why' 'unexpected stop: exit with code 2' "$out"; has 'two tests' '0 tests failed out of 2' "$out"
    sed -i 's/WILL_FAIL "TRUE"/WILL_FAIL "FALSE"/' "$T/ctest/CTestTestfile.cmake"
    out=$(ctest --test-dir "$T/ctest" 2>&1); same 'CTest fails when the planted failure is not expected' 8 $?; has 'and names it' 'planted \(Failed\)' "$out"
    make -s -C $C BUILD="$T/make" RUN="$S run -q" test >/dev/null 2>&1; same 'make: a test that passes' 0 $?
    make -s -C $C BUILD="$T/make" RUN="$S run -q" all >/dev/null 2>&1; same 'make: a test that fails' 2 $?
    out=$("$S" run "$T/make/planted.elf"); same 'exit code 2 of a program' 1 $?; has 'is told' 'stopped by exit with code 2 at cycle' "$out"
    has 'in JSON' '"code":[[:space:]]*2' "$("$S" run --format json "$T/make/planted.elf")"
else
    echo 'left out: CTest and make as launchers (no arm-none-eabi-gcc or no cmake; `make deps` installs them)'
fi
out=$(timeout 60 "$S" run --record /nowhere/log -q $I/hello.elf 2>&1); same 'a log that cannot be written' 2 $?
printf 'live: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
