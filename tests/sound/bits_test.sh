#!/bin/sh
# SPDX-License-Identifier: ISC
# One song, one SHA-256: core/dsp compiled for any x86-64, with clones for newer ones, unoptimised, and by clang.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
flags="-std=gnu17 -D_GNU_SOURCE -Icore -fno-math-errno -fno-trapping-math -ffp-contract=off"
build/mastering demo -o "$dir/mix.wav" --seconds 12

bits() { # NAME COMPILER FLAGS...: the master made by an engine built so
    name=$1 cc=$2
    shift 2
    mkdir "$dir/$name"
    for f in core/dsp/*.c; do
        "$cc" $flags "$@" -c "$f" -o "$dir/$name/$(basename "$f" .c).o" || return 1
    done
    "$cc" -pie build/core/cmd/mastering*.o "$dir/$name"/*.o build/libmastering.a -Wl,--as-needed -lsndfile -lebur128 -lsoxr -lcrypto -lpthread -lm \
        -o "$dir/$name/mastering" || return 1
    "$dir/$name/mastering" master "$dir/mix.wav" -o "$dir/out.wav" --loudness -10 --style punchy 2>"$dir/log" || return 1
    sha256sum <"$dir/out.wav"
}

echo 1..4
build/mastering master "$dir/mix.wav" -o "$dir/out.wav" --loudness -10 --style punchy 2>/dev/null
usual=$(sha256sum <"$dir/out.wav")
check() {
    n=$1 name=$2
    shift
    got=$(bits "$@" -fPIE) && [ "$got" = "$usual" ] && echo "ok $n - the same bits: $name" && return
    echo "not ok $n - the same bits: $name"
    echo "# $got, usually $usual"
    bad=1
}
check 1 plain gcc -O3 -DDSP_PLAIN
check 2 slow gcc -O1 -DDSP_PLAIN
check 3 clones gcc -O2
check 4 clang clang -O2
exit ${bad:-0}
