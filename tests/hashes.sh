#!/usr/bin/env bash
# Two builds must give the same trace of every scenario, fact for fact.
set -euo pipefail
hash_of() { "$1" run --format json scenarios/*.json 2>/dev/null | grep -oP '"(file|trace_hash)":\s*"\K[^"]+' || true; }
a=$(hash_of "$1"); b=$(hash_of "$2")
[ -n "$a" ] || { echo 'hashes: no scenario ran'; exit 1; }
if [ "$a" != "$b" ]; then echo 'hashes: the two builds differ:'; diff <(echo "$a") <(echo "$b") || true; exit 1; fi
files=(scenarios/*.json)
[ $(echo "$a" | wc -l) = $((2 * ${#files[@]})) ] || { echo 'hashes: not every scenario gave a hash'; exit 1; }
echo "hashes: $(( $(echo "$a" | wc -l) / 2 )) traces identical in $1 and $2"
