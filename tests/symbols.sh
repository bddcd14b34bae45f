#!/bin/sh
# tests/symbols.sh [LIBMASTERING.A]: no function of ours has the name of one in a library we link:
# the linker would give ours to whoever calls theirs, without a word.
lib=${1:-${B:-build}/libmastering.a}
ours=$(mktemp) theirs=$(mktemp)
trap 'rm -f "$ours" "$theirs"' EXIT
nm --defined-only -g "$lib" 2>/dev/null | awk 'NF == 3 && $2 ~ /[TDBRV]/ { print $3 }' | sort -u >"$ours"
[ -s "$ours" ] || { echo "$lib: nothing in it"; exit 1; }
ldd "${lib%/*}"/mastering-api "${lib%/*}"/mastering-egress "${lib%/*}"/mastering 2>/dev/null |
    awk '$3 ~ /^\// { print $3 }' | sort -u | xargs nm -D --defined-only 2>/dev/null |
    awk 'NF == 3 { sub(/@.*/, "", $3); print $3 }' | sort -u >"$theirs"
[ -s "$theirs" ] || { echo "${lib%/*}: no programs"; exit 1; }
both=$(comm -12 "$ours" "$theirs" | grep -vx -e _init -e _fini)
[ -z "$both" ] || { echo "named as in a library: $both"; exit 1; }
