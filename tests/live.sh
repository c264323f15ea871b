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
{ head -c 32 <"$pty" >"$T/back" & } 2>/dev/null
printf %s $LETTERS >"$pty"
wait $pid; same 'a pseudo terminal' 0 $?
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
out=$(timeout 60 "$S" run --record /nowhere/log -q $I/hello.elf 2>&1); same 'a log that cannot be written' 5 $?
printf 'live: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
