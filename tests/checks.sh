#!/bin/bash
# tests/checks.sh: the rules of the house that a machine can check without running it; TAP.
# A check is a function that prints what it objects to; silence is consent.
set -u
cd "$(dirname "$0")/.."
n=0 bad=0
holds() { # FUNCTION: its name is the sentence
    local said
    said=$("$1" 2>&1)
    n=$((n + 1))
    if [ -z "$said" ]; then
        echo "ok $n - $1"
    else
        bad=$((bad + 1))
        echo "not ok $n - $1"
        sed 's/^/# /' <<<"$said"
    fi
}

rooms_lean_only_where_they_may() { tests/layers.sh; }
dsp_takes_samples_and_nothing_else() { tests/purity.sh; }
no_function_is_called_as_one_of_a_library() { tests/symbols.sh; }
units_and_programs_are_in_step() { tests/units.sh; }
sql_asks_no_clock_but_for_leases() {
    grep -niE '\b(now\(\)|current_timestamp|current_date|localtimestamp|statement_timestamp|transaction_timestamp)' sql/queries/*.sql sql/migrations/*.sql |
        grep -vE ':[0-9]+: *--'
    grep -il 'clock_timestamp' sql/queries/*.sql | grep -vE '/(job|due|outbox|worker|lease|health|migration)\.sql$'
}
only_the_clock_reads_the_clock() {
    # What waits or ages on the machine and promises nothing says "machine time" in the line or the one above.
    grep -nE -B1 '\b(time\((NULL|0|&)|gettimeofday\(|clock_gettime\(CLOCK_REALTIME)' -r core fcgi --include='*.[ch]' |
        awk '/machine time/ { skip = 2 } skip-- > 0 { next } /^core\/base\/clock\.c[-:]/ { next } /^[^:]*:[0-9]+:/'
}
each_library_is_known_to_one_room() {
    grep -lE '#include <(cjson/)?cJSON.h>' -r core fcgi | grep -v '^core/json/json.c$'
    grep -lE '#include <libpq' -r core fcgi | grep -v '^core/db/'
    grep -lE '#include <curl' -r core fcgi | grep -vE '^core/(http|mail)/'
    grep -lE '#include <sndfile' -r core fcgi | grep -v '^core/audio/'
    grep -lE '#include <(fcgiapp|fcgi_)' -r core fcgi | grep -v '^fcgi/wire.c$'
}
the_browsers_storage_is_known_to_one_file() {
    # first.js chooses the light before any module is there.
    grep -rnE '\b(localStorage|sessionStorage|indexedDB|caches)\b' nginx/www --include='*.js' | grep -vE '^nginx/www/(app/keep|first|sw)\.js:'
}
the_engine_is_a_library_of_its_own() {
    [ -x build/mastering ] || { echo "build/mastering is not there"; return; }
    ldd build/mastering | grep -E 'libpq|libcurl|libcjson|libfcgi'
}
mutable_statics_are_known() {
    grep -nE '^static [^()]*(=|;)' -r core fcgi --include='*.c' | grep -vE '\bconst\b|_Static_assert' |
        awk 'FNR == NR { if (/^[^#]/) known[$1, $2]; next }
             { split($0, at, ":"); line = $0; sub(/[^:]*:[^:]*:/, "", line); sub(/ *(\[.*|=.*|;.*)/, "", line); sub(/^.*, \*?/, "", line)
               n = split(line, w, /[ *]+/); if (!((at[1], w[n]) in known)) print }' tests/statics -
}
a_letter_whose_translation_differs_in_a_slot_ends_the_build() {
    local d
    d=$(mktemp -d)
    mkdir -p "$d/core/mail/letters/en" "$d/core/mail/letters/es"
    try() { # WANTED-STATUS ENGLISH SPANISH
        printf "$2" >"$d/core/mail/letters/en/x.txt"
        printf "$3" >"$d/core/mail/letters/es/x.txt"
        (cd "$d" && awk -v want=c -f "$OLDPWD/core/mail/letters.awk" core/mail/letters/*/*.txt >/dev/null 2>&1)
        [ $? = "$1" ] || echo "status is not $1: $2 | $3"
    }
    try 0 'S {a}\n\n{b}\n' 'T {b}\n\n{a}\n'
    try 1 'S {a}\n\n{b}\n' 'T\n\n{b}\n'
    try 1 'S\n\n{b}\n' 'T {a}\n\n{b}\n'
    try 1 'S\n\n{b}\n' 'T\n\n{b\n'
    try 1 'S\nClass: M\n\n{b}\n' 'T\n\n{b}\n'
    try 0 'S\nClass: M\n\n{unsubscribe_link}\n' 'T\n\n{unsubscribe_link}\n'
    try 1 'S\nno blank line\n' 'T\n\nx\n'
    rm -r "$d"
}
every_source_says_its_licence() {
    find core fcgi tests -name node_modules -prune -o -name '*.[ch]' -print | while read -r f; do
        head -1 "$f" | grep -q 'SPDX-License-Identifier: ISC' || echo "$f"
    done
}
next_steps_are_told_for_all_codes_or_none() {
    for f in fcgi/problems/*.txt; do
        all=$(grep -c '^[a-z]' "$f"); with=$(grep -c '^[a-z].* | ' "$f")
        [ "$with" -eq "$all" ] || [ "$with" -eq 0 ] || echo "$f: some codes have a next step and some have none"
    done
}
every_refusal_of_the_house_has_a_sentence() {
    # A code that only an operator sees, at the command line: clock.
    grep -rhoE 'refuse\(ERR_[A-Z_]+, *"[a-z0-9_]+"' core/app fcgi | sed 's/.*"\(.*\)"/\1/' | sort -u |
        grep -vx clock | while read -r code; do grep -q "^$code: " fcgi/problems/en.txt || echo "$code"; done
}
every_language_says_the_same() { node tests/browser/words_test.mjs | grep -E '^(not ok|#)'; }
every_shipped_file_of_the_page_is_ours_or_locked() {
    find nginx tests -name node_modules -prune -o -name '*.min.js' -print
    ! command -v git >/dev/null || git -c safe.directory='*' ls-files | grep -E '(^|/)node_modules/'
    for lock in nginx/package-lock.json tests/package-lock.json; do
        [ -e $lock ] || continue
        grep -nE '"resolved"' $lock
        awk -v f=$lock '/"node_modules\// { name = $1 } /"integrity"/ { name = "" } /^    }/ { if (name) print f ": " name " has no integrity"; name = "" }' $lock
    done
}
nginx_takes_its_configuration() { tests/nginx.sh; }
the_schema_for_readers_is_current() { tests/schema.sh; }

for check in $(declare -F | awk '{ print $3 }'); do
    [ "$check" = holds ] || holds "$check"
done
echo "1..$n"
exit $((bad > 0))
