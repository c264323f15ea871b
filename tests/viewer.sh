#!/usr/bin/env bash
# The viewer as a user meets it: options, pictures without a display, SDL's dummy driver, and a real window
# under Xvfb with real key and mouse events, a whole lesson clicked through.
# With STALELINE_VIEW_TIMES=1 the frame times at 1920x1080 and 4K are printed too.
set -uo pipefail
cd "$(dirname "$0")/.."
V=$(realpath "$1"); T=$(mktemp -d); server=; window=
finish() { [ -z "$window" ] || kill "$window" 2>/dev/null; [ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$T"; }
trap finish EXIT
passed=0 failed=0
good() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); printf 'FAILED %s\n' "$1"; }
# expect NAME CODE PATTERN COMMAND...
expect() {
    local name=$1 code=$2 pattern=$3 out rc; shift 3
    out=$(timeout 60 "$@" 2>&1 </dev/null); rc=$?
    if [ $rc = "$code" ] && printf '%s\n' "$out" | grep -E -- "$pattern" >/dev/null; then good
    else bad "$name: exit $rc (wanted $code), wanted /$pattern/ in: ${out:0:400}"; fi
}
is() { if [ "$2" = "$3" ]; then good; else bad "$1: \"$2\", not \"$3\""; fi; }
has() { if printf '%s' "$2" | grep -E -- "$3" >/dev/null; then good; else bad "$1: wanted /$3/ in: $2"; fi; }
size_of() { python3 -c 'import struct,sys; d=open(sys.argv[1],"rb").read(24); print("%dx%d" % struct.unpack(">II", d[16:24]))' "$1"; }

L=scenarios/04-stale-receive.json
# ---- words ------------------------------------------------------------------------------------------------
expect 'help'           0 'exit codes'                    "$V" --help
expect 'what a number is'  0 'answer=256\*Q\+CHOICE'  "$V" --help
expect 'version'        0 '^staleline-view [0-9]'         "$V" --version
expect 'no file'        2 'no file given'                 "$V"
expect 'a missing file' 0 '^1280x720$'                    sh -c "'$V' $L $T/gone.json --screenshot $T/x.png && echo 1280x720"
expect 'empty folder'   2 'no scenario'                   "$V" "$T"
expect 'wrong schedule' 2 'did you mean "fill"'           "$V" $L --schedule 'fil:0x24000000@9' --screenshot "$T/x.png"
expect 'no such file'   2 'nowhere.json'                  "$V" "$T/nowhere.json" --screenshot "$T/x.png"
expect 'unknown option' 2 'did you mean "--theme"'        "$V" $L --them dark
expect 'missing value'  2 'wants a value'                 "$V" $L --at
expect 'wrong theme'    2 'did you mean "light"'          "$V" $L --theme ligth
expect 'wrong panel'    2 'did you mean "buffer"'         "$V" $L --panel bufer
expect 'wrong layout'   2 'there are overview lesson memory'  "$V" $L --layout nine
expect 'wrong size'     2 'WIDTHxHEIGHT'                  "$V" $L --size 12 --screenshot "$T/x.png"
expect 'huge size'      2 'WIDTHxHEIGHT'                  "$V" $L --size 99999x99999 --screenshot "$T/x.png"
expect 'wrong scale'    2 'from 0.5 to 4'                 "$V" $L --scale 0 --screenshot "$T/x.png"
expect 'wrong moment'   2 '--at soon'                     "$V" $L --at soon --screenshot "$T/x.png"
expect 'past the end'   2 'only [0-9]+ cycles'            "$V" $L --at 99999999 --screenshot "$T/x.png"
expect 'past all of it'  2 'only [0-9]+ cycles'            "$V" $L --at 200% --screenshot "$T/x.png"
expect 'past all time'   2 'only [0-9]+ cycles'            "$V" $L --at 99999999999999999999999s --screenshot "$T/x.png"
expect 'no source there' 2 'none: No such file'            "$V" $L --source "$T/none" --screenshot "$T/x.png"
expect 'no finding 9'   2 'this run has 1 finding'        "$V" $L --at finding:9 --screenshot "$T/x.png"
expect 'wrong action'   2 'did you mean "who-wrote"'      "$V" $L --do who-wrot --screenshot "$T/x.png"
expect 'from after to'  2 'after --to'                    "$V" $L --frames "$T/f" --from 300 --to 20
expect 'unwritable'     2 'cannot write'                  "$V" $L --screenshot "$T/none/x.png"
expect 'full disk'      5 'cannot write .*File too large' bash -c "ulimit -f 1; '$V' $L --screenshot '$T/full.png'"
expect 'full, frames'   5 'cannot write into .*too large' bash -c "ulimit -f 1; '$V' $L --frames '$T/full' --from 100 --to 120"
expect 'interrupted'    124 ''                            timeout -s INT 0.7 "$V" $L --gif "$T/half.gif" --from 0 --to 400 --every 1
expect 'and not half'   1 ''                              bash -c "ls '$T' | grep half"
expect 'every of 0'     2 'at least 1'                    "$V" $L --frames "$T/f" --every 0
expect 'areas'          0 '^[0-9]+ [0-9]+ [0-9]+ [0-9]+ status forward' "$V" $L --areas
if "$V" --keys-md | cmp -s - docs/viewer-keys.md; then good; else bad 'docs/viewer-keys.md is not what --keys-md prints'; fi

# ---- lessons open at their beginning, and do not tell their answer ---------------------------------------------
expect 'a lesson'       0 '^cycle 0 of .* layout lesson'  env SDL_VIDEODRIVER=dummy "$V" $L --seconds 0.5 --tell
expect 'at a moment'    0 '^cycle 382 of .* layout overview .* finding 1' env SDL_VIDEODRIVER=dummy "$V" $L --at finding:1 --seconds 0.5 --tell
expect 'no answer'      0 '^none$'                        sh -c "'$V' $L --areas | grep goto-finding || echo none"
held=$("$(dirname "$V")/staleline" run --schedule 'halt@2400+600' $L | sed -n 's/.*stopped by end at cycle \([0-9]*\) .*/\1/p')
expect 'a schedule'     0 "^cycle $held of $held "        env SDL_VIDEODRIVER=dummy "$V" $L --schedule 'halt@2400+600' --at end --seconds 0.3 --tell
expect 'the folder'     0 ' file 1/[0-9]{3} '             env SDL_VIDEODRIVER=dummy "$V" scenarios --seconds 0.3 --tell

# ---- pictures, without a display ------------------------------------------------------------------------------
unset DISPLAY
for s in 1280x720 1920x1080 3840x2160 160x90; do
    "$V" $L --at finding:1 --size $s --screenshot "$T/a.png" && is "picture $s" "$(size_of "$T/a.png")" $s || bad "picture $s"
done
"$V" $L --at finding:1 --theme light --scale 1.5 --panel buffer --svg "$T/a.svg" && has 'SVG' "$(head -c 300 "$T/a.svg")" '<svg ' || bad 'SVG'
"$V" $L --frames "$T/f" --from 0 --to 40 --every 20 --size 640x400 && is 'frames' "$(ls "$T/f" | tr '\n' ' ')" '0001.png 0002.png 0003.png ' || bad frames
"$V" $L --gif "$T/a.gif" --from 0 --to 40 --every 10 --size 640x400 && is 'GIF' "$(head -c 6 "$T/a.gif")" GIF89a || bad GIF
"$V" $L --at 200 --screenshot "$T/b.png" && "$V" $L --at 200 --screenshot "$T/c.png" && cmp -s "$T/b.png" "$T/c.png" && good || bad 'the same picture twice'
expect 'dummy driver'   0 '^cycle 414 of 414'             env SDL_VIDEODRIVER=dummy "$V" $L --at end --seconds 1 --tell
expect 'no display'     2 'no window can be opened'       env SDL_VIDEODRIVER=x11 DISPLAY=:9876 "$V" $L

# ---- a real window ----------------------------------------------------------------------------------------------
number=$((90 + $$ % 800))
Xvfb ":$number" -noreset -screen 0 1920x1080x24 >/dev/null 2>&1 & server=$!
export DISPLAY=":$number"
for _ in $(seq 50); do xdotool getdisplaygeometry >/dev/null 2>&1 && break; sleep 0.1; done
W=1280 H=720
open_window() {                                      # open_window OPTIONS...: starts it and waits until it is there
    (cd "$T" && SDL_VIDEODRIVER=x11 exec "$V" "$@" --size ${W}x$H --tell >told.txt 2>err.txt) & window=$!
    id=
    for _ in $(seq 100); do id=$(xdotool search --onlyvisible --name staleline 2>/dev/null | tail -1); [ -n "$id" ] && break; sleep 0.1; done
    [ -n "$id" ] || bad "no window: $(cat "$T/err.txt")"
    xdotool windowfocus "$id" 2>/dev/null; sleep 0.5
    eval "$(xdotool getwindowgeometry --shell "$id" | grep -E '^[XY]=')"
}
close_window() { xdotool key ctrl+q; for _ in $(seq 50); do kill -0 "$window" 2>/dev/null || break; sleep 0.1; done; wait "$window"; rc=$?; window=; told=$(cat "$T/told.txt"); }
key() { local k; for k in "$@"; do xdotool key --delay 30 "$k"; sleep 0.08; done; }
# click PATTERN OPTIONS...: the middle of the first clickable area whose line matches, in the state OPTIONS lead to
click() {
    local pattern=$1 x y w h rest; shift
    read -r x y w h rest < <("$V" "$@" --size ${W}x$H --areas | grep -E -- "$pattern" | tail -1)
    [ -n "${x:-}" ] || { bad "nothing to click for $pattern"; return; }
    xdotool mousemove $((X + x + w / 2)) $((Y + y + h / 2)) click ${button:-1}; sleep 0.25
}
R=$(realpath $L)

open_window "$R" --at 0
key 1 Right Right shift+Right                        # cycles 1, 2, 12
key m shift+Right m b                                # markers at 12 and 22, a bookmark
key ctrl+plus t l
close_window
is 'window leaves with 0' "$rc" 0
has 'keys step'    "$told" '^cycle 22 of 414 grain cycle'
has 'keys mark'    "$told" ' a 12 b 22 bookmarks 1 '
has 'keys change the window' "$told" 'layout lesson theme light scale 1\.10'

open_window "$R" --at 0
key slash; xdotool type --delay 30 'line fill'; key Return
key g; xdotool type --delay 30 'rx+0x21'; key Return
key ctrl+shift+p; xdotool type --delay 30 'next finding'; key Return
key question Escape
close_window
has 'typing: go to, palette' "$told" 'cycle 382 .* finding 1'

open_window "$R" --at 0
xdotool mousemove $((X + 600)) $((Y + 300)); sleep 0.1
click 'status forward ' "$R" --at 0
first=$("$V" "$R" --at 0 --do forward --areas >/dev/null; SDL_VIDEODRIVER=dummy "$V" "$R" --at 0 --do forward --seconds 0.3 --tell | cut -d' ' -f1-2)
close_window
is 'a click steps' "$(printf '%s' "$told" | cut -d' ' -f1-2)" "$first"

# A whole lesson: read it, go to the finding, ask for its causes, answer its three questions, check each.
at=("$R" --at 0 --layout lesson)
open_window "${at[@]}"
click 'finding-next' "${at[@]}"
click '(goto-cause|who-wrote)' "${at[@]}" --do finding-next
click 'lesson lesson-next 0' "${at[@]}"
page=(--do lesson-next)
click 'lesson answer 255 ' "${at[@]}" "${page[@]}"; xdotool type --delay 30 '11 11 11 11'; key Return
click 'lesson lesson-next 0' "${at[@]}" "${page[@]}"
page+=(--do lesson-next)
click 'lesson answer 511 ' "${at[@]}" "${page[@]}"; xdotool type --delay 30 'A0 A1 A2 A4'; key Return
click 'lesson lesson-next 0' "${at[@]}" "${page[@]}"
page+=(--do lesson-next)
click 'lesson answer 513 ' "${at[@]}" "${page[@]}"           # first the wrong one; then a change of mind
click 'lesson answer 512 ' "${at[@]}" "${page[@]}" --do answer=513
click 'lesson reveal 2 ' "${at[@]}" "${page[@]}" --do answer=512
click 'lesson lesson-next 0' "${at[@]}" "${page[@]}" --do answer=512 --do reveal=2
close_window
has 'the lesson, clicked through' "$told" 'layout lesson .* finding 1 .* answers right wrong right branch none'

# From lesson to lesson by key; what was answered stays.
open_window "$R" "$(realpath scenarios/05-stale-transmit.json)"
key j 1 Right                                        # the first question; a cycle on
key ctrl+Next; sleep 0.3; key ctrl+Prior; sleep 0.3
close_window
has 'from file to file' "$told" '^cycle 1 of 414 grain cycle layout lesson .* file 1/2 '

# Everything by keyboard alone: into the status line, to the step button, press it.
open_window "$R" --at 0
for _ in $(seq 12); do key Tab; done
key Escape 1 Right
close_window
has 'keyboard alone' "$told" '^cycle 1 of 414'

# The window is resized to its floor and to something large.
open_window "$R" --at finding:1
xdotool windowsize "$id" 700 420; sleep 0.3; key Right
xdotool windowsize "$id" 1900 1000; sleep 0.3; key Left
xdotool mousemove $((X + 300)) $((Y + 300)) click 4 click 5 click 3; sleep 0.2
key p; sleep 0.5
close_window
is 'resized' "$rc" 0
ls "$T"/staleline-*.png >/dev/null 2>&1 && ls "$T"/staleline-*.svg >/dev/null 2>&1 && good || bad 'P saves a picture'

printf 'viewer: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
