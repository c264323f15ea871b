#!/usr/bin/env bash
# The pictures of README and docs/, made by the viewer without a display: pictures.sh VIEWER FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."
V=$1; D=$2
mkdir -p "$D"
# picture NAME LESSON OPTIONS...
picture() { local name=$1 lesson=$2; shift 2; "$V" "scenarios/$lesson.json" "$@" --screenshot "$D/$name.png"; printf '%s/%s.png\n' "$D" "$name"; }
picture overview             04-stale-receive              --at finding:1 --size 1600x900
picture overview-light       04-stale-receive              --at finding:1 --size 1600x900 --theme light
picture lesson               05-stale-transmit             --at finding:1 --size 1600x900 --layout lesson
picture shared-line          07-shared-line-lost-neighbour --at finding:1 --size 1600x900 --layout memory
picture unreachable          03-dtcm-buffer                --at finding:1 --size 1600x900 --layout masters
picture eviction             08-dirty-eviction             --at finding:1 --size 1920x1080
picture spi                  20-spi-full-duplex-stale      --at finding:1 --size 1920x1080 --layout masters
picture projector            04-stale-receive              --at finding:1 --size 1920x1080 --scale 1.5
picture large                11-circular                   --at finding:1 --size 3840x2160 --scale 1.25
"$V" scenarios/04-stale-receive.json --panel buffer --at finding:1 --size 560x420 --svg "$D/buffer.svg"
"$V" scenarios/04-stale-receive.json --layout lesson --size 960x600 --from 80 --to 400 --every 8 --gif "$D/stale-receive.gif"
printf '%s\n' "$D/buffer.svg" "$D/stale-receive.gif"
