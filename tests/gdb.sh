#!/usr/bin/env bash
# A real gdb on the other end: Debian's gdb-multiarch, scripted, forward and back.
set -uo pipefail
cd "$(dirname "$0")/.."
S=$(realpath "$1"); T=$(mktemp -d); trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$T"' EXIT
command -v gdb-multiarch >/dev/null || { echo 'gdb.sh: no gdb-multiarch; `make deps` installs it'; exit 1; }
failed=0 passed=0
ELF=scenarios/firmware/images/uart-stale.elf

# session NAME FILE ELF: gdb's commands come on stdin; what it prints is kept in $T/NAME.
session() {
    rm -f "$T/port"
    timeout 120 "$S" gdb "$2" >"$T/port" 2>&1 &
    local server=$! port=
    for _ in $(seq 100); do port=$(grep -oP '127.0.0.1:\K[0-9]+' "$T/port" 2>/dev/null) && break; sleep 0.05; done
    { printf 'set pagination off\nset confirm off\nset width 0\ntarget remote 127.0.0.1:%s\n' "$port"; cat; } >"$T/script"
    timeout 60 gdb-multiarch -nx -q -batch -x "$T/script" "$3" >"$T/$1" 2>&1
    wait $server || { failed=$((failed + 1)); echo "FAILED $1: the server ended with $?"; }
}
# want NAME PATTERN...: in this order.
want() {
    local name=$1 rest; shift
    rest=$(tr '\n' ' ' <"$T/$name")
    for p in "$@"; do
        if [[ $rest =~ $p ]]; then rest=${rest#*"${BASH_REMATCH[0]}"}; passed=$((passed + 1))
        else failed=$((failed + 1)); printf 'FAILED %s: wanted /%s/ in\n%s\n' "$name" "$p" "$(cat "$T/$name")"; return; fi
    done
}

session forward scenarios/50-firmware-uart-stale.json $ELF <<'E2'
p/x $pc == Reset_Handler || $pc == (long)Reset_Handler
break main
continue
bt
next
step
finish
info registers control
p $d0
x/2i $pc
delete
watch received
continue
bt
continue
E2
want forward 'Reset_Handler \(\)' 'Breakpoint 1, main \(\) at uart_dma.c' '#0 +main \(\)' 'caches_on' 'main \(\)' 'control +0x' \
    'watchpoint 2: received' 'Old value = 0' 'New value = 1' 'DMA1_Stream0_IRQHandler' '#1 +<signal handler called>' 'main \(\)'

# The lesson backwards: what the program sees, what RAM holds, and the store that wrote it.
session back scenarios/50-firmware-uart-stale.json $ELF <<'E2'
break quit
continue
monitor view
x/2xb &rx
monitor view ram
x/2xb &rx
monitor who rx
monitor findings
eval "monitor cache %#x", &rx
watch rx[0]
reverse-continue
reverse-continue
bt 1
delete
monitor view cpu
watch tx[0]
continue
reverse-continue
p/x $pc
reverse-stepi
stepi
reverse-continue
delete
reverse-continue
continue
continue
E2
want back 'Breakpoint 1, quit' 'cpu view' '<rx>:.0x2d.0x2d' 'ram view' '<rx>:.0x61.0x62' 'for DMA1 stream 0' 'error stale-read' \
    'dirty \(rx\)' 'DMA1 wrote this' 'New value = 0 ' 'Reset_Handler \(\) at start.c' 'watchpoint 3: tx\[0\]' "New value = 45 '-'" \
    'Old value = 45' 'New value = 0' 'No more reverse-execution history' 'ended with 1' 'exited with code 01'

# Writes: done, undone by going back, done again by going on.
session write scenarios/50-firmware-uart-maintained.json scenarios/firmware/images/uart-maintained.elf <<'E2'
break echo
continue
set var sent = 77
set var $r5 = 0x1234
stepi
p sent
p/x $r5
reverse-stepi
reverse-stepi
reverse-stepi
p sent
stepi 3
p sent
load
monitor reset
maintenance flush register-cache
p sent
detach
E2
want write 'Breakpoint 1' '= 77' '= 0x1234' '= 77' 'Loading section' 'power-on' 'detached'

# Ctrl-C in an endless loop, and a program that ends by itself.
session stop scenarios/firmware/images/hello.elf scenarios/firmware/images/hello.elf <<'E2'
break main
continue
p $pc = Default_Handler
python import threading, os, signal; threading.Timer(1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
continue
p/x $pc
reverse-stepi
monitor reset
detach
E2
want stop 'Breakpoint 1' 'SIGINT' 'Default_Handler' 'power-on' 'detached'

session rust scenarios/firmware/images/embassy-uart_blocking.elf scenarios/firmware/images/embassy-uart_blocking.elf <<'E2'
break main
continue
bt 2
stepi 200
reverse-stepi 150
p $pc
detach
E2
want rust 'Breakpoint 1' 'main' 'detached'
printf 'gdb: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
