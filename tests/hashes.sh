#!/usr/bin/env bash
# Two builds must give the same trace of every scenario, fact for fact.
set -euo pipefail
files=(scenarios/*.json)
hash_of() { "$1" run --format json "${files[@]}" 2>/dev/null | grep -oP '"trace_hash":\s*"\K[^"]+'; }
a=$(hash_of "$1"); b=$(hash_of "$2")
[ "$(echo "$a" | wc -l)" = ${#files[@]} ] || { echo 'hashes: not every scenario gave a hash'; exit 1; }
named() { paste -d' ' <(printf '%s\n' "${files[@]}") <(echo "$1"); }
if [ "$a" != "$b" ]; then echo 'hashes: the two builds differ:'; diff <(named "$a") <(named "$b") || true; exit 1; fi
echo "hashes: ${#files[@]} traces identical in $1 and $2"
