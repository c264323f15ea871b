#!/usr/bin/env bash
# cargo as a user has it: `cargo run`, `cargo test` that passes and one that fails, defmt-print at the end of a pipe; and the
# images of the tree rebuilt. Takes minutes, and crates.io the first time.
#   cargo.sh STALELINE
set -uo pipefail
cd "$(dirname "$0")/.."
S=$(realpath "$1"); T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
[ -x /usr/bin/cargo ] && [ -x /usr/bin/rustc ] && [ -d "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src" ] ||
    { echo 'left out: cargo (no rustc-web, cargo-web, rust-web-src); its images in the tree are tested by `make scenarios` and live.sh'; exit 0; }
# The runner in .cargo/config.toml is `staleline run`: it is found on the PATH.
export PATH=$(dirname "$S"):$PATH RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$PWD/build/rust
failed=0 passed=0
same() { if [ "$2" = "$3" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); printf 'FAILED %s: wanted\n%s\ngot\n%s\n' "$1" "$2" "$3"; fi; }
has() { if grep -qE -- "$2" <<<"$3"; then passed=$((passed + 1)); else failed=$((failed + 1)); printf 'FAILED %s: wanted /%s/ in\n%s\n' "$1" "$2" "$3"; fi; }
[ -x build/defmt/bin/defmt-print ] ||
    CARGO_TARGET_DIR=$PWD/build/defmt/target /usr/bin/cargo install -q --locked --root build/defmt --version 1.2.0 defmt-print || exit 1
PRINT=$PWD/build/defmt/bin/defmt-print
cd scenarios/firmware/rust || exit 1

out=$(/usr/bin/cargo run --locked 2>&1); same 'cargo run' 0 $?; has 'runs it here' 'Running .staleline run .*greet' "$out"
has 'to its end' 'stopped by exit with code 0' "$out"
out=$(/usr/bin/cargo test --locked 2>&1); same 'cargo test' 0 $?
has 'by the harness of the crate' '^test check_value ... ok$' "$out"; has 'to the last test' '^test twice_is_the_same ... ok$' "$out"
has 'by defmt-test' 'Running tests/ring.rs' "$out"
out=$(/usr/bin/cargo test --locked --features planted 2>&1); same 'cargo test with a failing test' 1 $?
has 'where it failed' 'panicked at tests/planted.rs:12:9' "$out"; has 'its exit code' 'stopped by exit with code 101' "$out"
has 'and what cargo makes of it' 'test failed, to rerun pass `--test planted`' "$out"

ELF=$CARGO_TARGET_DIR/thumbv7em-none-eabihf/debug/greet WANTED=$(cat ../../../tests/defmt/greet.txt)
same 'defmt-print at a pipe' "$WANTED" "$(staleline run --rtt stdout "$ELF" 2>/dev/null | "$PRINT" -e "$ELF" 2>/dev/null | grep -v '^└')"
same 'what is recorded of the image in the tree' "$WANTED" "$("$PRINT" -e ../images/rust-greet.elf <../../../tests/defmt/greet.rtt)"
cd ../../.. && ./tests/firmware.sh "$S" rust || failed=$((failed + 1))
# Every correction in Rust that a report may print, with the crates of the Embassy firmware.
mkdir -p "$T/fixes/src" && cp -r scenarios/firmware/embassy/{Cargo.toml,Cargo.lock,.cargo} "$T/fixes/"
make -s build/release/tests/test_explain_fix && FIXES=$T build/release/tests/test_explain_fix >/dev/null; same 'corrections written' 0 $?
cat tests/fixes/fixes_head.rs <(sed 's/pac::USARTx/pac::USART3/' "$T/fixes.rs") >"$T/fixes/src/lib.rs"
out=$(cd "$T/fixes" && CARGO_TARGET_DIR=$OLDPWD/build/rust-fixes /usr/bin/cargo check -q --locked --lib -Z build-std=core,alloc 2>&1); same 'and they compile' 0 $?
has 'without a word' '^$' "$out"
printf 'cargo: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
