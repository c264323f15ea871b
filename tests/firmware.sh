#!/usr/bin/env bash
# The firmware of the lessons, rebuilt from its sources: the same bytes as in the tree, if the same compiler made those,
# and the same scenarios must hold for what was built here. First: what is planted in those of the tree is found where it is.
#   firmware.sh STALELINE            the C firmware, by arm-none-eabi-gcc
#   firmware.sh STALELINE embassy    the Embassy firmware, by Debian's rustc-web (minutes, and crates.io the first time)
#   firmware.sh STALELINE rust       the firmware cargo runs and tests, the same way
set -uo pipefail
cd "$(dirname "$0")/.."
S=$1 WHAT=${2:-c} TREE=scenarios/firmware/images
OUT=$PWD/build/firmware-$WHAT
mkdir -p "$OUT/firmware/images"
[ "$WHAT" != c ] || python3 tests/sites.py "$S" || exit 1
left_out() { printf 'left out: %s firmware is not rebuilt here (%s); its images in the tree are tested by `make scenarios`\n' "$WHAT" "$1"; exit 0; }
if [ "$WHAT" = c ]; then
    RECORD=toolchain.txt
    command -v arm-none-eabi-gcc >/dev/null || left_out 'no arm-none-eabi-gcc; make deps installs it'
    make -s -C scenarios/firmware/c -j"$(nproc)" OUT="$OUT/firmware/images" || { echo 'FAILED: the sources do not build'; exit 1; }
else
    RECORD=toolchain-rust.txt
    [ -x /usr/bin/cargo ] && [ -x /usr/bin/rustc ] && [ -d "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src" ] ||
        left_out 'no rustc-web, cargo-web, rust-web-src'
    make -s -C scenarios/firmware/"$WHAT" OUT="$OUT/firmware/images" TARGET="$PWD/build/$WHAT" >"$OUT/log" 2>&1 ||
        { tail -n 20 "$OUT/log"; echo 'FAILED: the sources do not build'; exit 1; }
fi
failed=0 same=0 built=0
cmp -s "$OUT/firmware/images/$RECORD" $TREE/$RECORD && known=yes || known=no
[ $known = yes ] || printf 'another toolchain than the one of the images in the tree: bytes are not compared\n--- tree\n%s\n--- here\n%s\n' \
    "$(cat $TREE/$RECORD)" "$(cat "$OUT/firmware/images/$RECORD")"
rm -f "$OUT"/*.json
for elf in "$OUT"/firmware/images/*.elf; do
    name=$(basename "$elf"); built=$((built + 1))
    if [ $known = yes ]; then
        if cmp -s "$elf" "$TREE/$name"; then same=$((same + 1))
        else failed=$((failed + 1)); echo "FAILED: $name in the tree is not what its sources give (make firmware)"; fi
    fi
    grep -l "\"firmware/images/$name\"" scenarios/*.json | while read -r scenario; do cp "$scenario" "$OUT/"; done
done
[ "$WHAT" != c ] || for elf in "$TREE"/*.elf; do
    case $(basename "$elf") in embassy-*|rust-*) ;; *)
        [ -e "$OUT/firmware/images/$(basename "$elf")" ] || { failed=$((failed + 1)); echo "FAILED: $(basename "$elf") has no source"; } ;;
    esac
done
"$S" run --quiet "$OUT"/*.json > "$OUT/verdicts.txt" 2>&1 || failed=$((failed + 1))
grep -v '^pass ' "$OUT/verdicts.txt"
printf '%d images built, %d the same bytes as in the tree, %d scenarios run with them, %d failed\n' $built $same "$(ls "$OUT"/*.json | wc -l)" $failed
[ $failed = 0 ] && [ $built -gt 0 ]
