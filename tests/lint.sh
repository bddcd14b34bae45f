#!/bin/bash
# tests/lint.sh FLAGS...: what a machine can say about style: arrows between rooms, clang's warnings, format.
set -u
cd "$(dirname "$0")/.."
bad=0
tests/layers.sh || bad=1
sources() { find core fcgi tests -name node_modules -prune -o -name "$1" -print | sort; }
files=$(sources '*.c')
for f in $files; do
    [[ $f != tests/fuzz/* && $f != tests/bench/* ]] || continue
    clang -std=gnu17 "$@" -Werror -fsyntax-only "$f" || bad=1
done
unformatted=$(sources '*.[ch]' | xargs clang-format --dry-run 2>&1 | grep -oE '^[a-z][^ :]*\.[ch]:[0-9]+' | sort -u | cut -d: -f1 | uniq -c)
[ -z "$unformatted" ] || { echo "clang-format would change these lines:"; echo "$unformatted"; bad=1; }
exit $bad
