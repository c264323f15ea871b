#!/usr/bin/env bash
# The main job: replay the first lessons and show what a person gets to see.
set -euo pipefail
cd "$(dirname "$0")/.."
S=$1
say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
say 'A DMA transfer into DTCM, where the stack lives: it dies, and a driver that does not look sees silence'
"$S" run scenarios/03-dtcm-buffer.json
say 'The CPU reads stale bytes after a receive'
"$S" run scenarios/04-stale-receive.json
say 'The same with a non-cacheable MPU region: silent, because it is right'
"$S" run scenarios/04-stale-receive-fixed-mpu.json
say 'DMA sends stale bytes on a transmit'
"$S" run scenarios/05-stale-transmit.json
say 'Real firmware, C, by register: the D-cache was switched on and nothing else was done'
"$S" run scenarios/50-firmware-uart-stale.json
say 'Real firmware, Rust with Embassy: which memory its data lives in, and who reaches it'
"$S" memory scenarios/firmware/images/embassy-uart_idle-dtcm.elf
say 'All lessons, a line each'
"$S" run --quiet scenarios/*.json
say 'Next: staleline run --trace scenarios/04-stale-receive.json | less'
echo  '      staleline view scenarios/04-stale-receive.json      (a window; --screenshot x.png needs no display)'
echo  '      staleline explain stale-read; staleline init mine.json; staleline --help'
