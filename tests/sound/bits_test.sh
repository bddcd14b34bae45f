#!/bin/sh
# SPDX-License-Identifier: ISC
# One song, one SHA-256: core/dsp and core/audio compiled for any x86-64, with clones for newer ones, hardly
# optimised, and by clang; with one thread, two and eight; and on a libm and a memcpy of an older processor.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
flags="-std=gnu17 -D_GNU_SOURCE -Icore -Ibuild -fPIE -fno-math-errno -fno-trapping-math -ffp-contract=off"
build/mastering demo -o "$dir/mix.wav" --seconds 10

master() { # PROGRAM OPTIONS...: the sum of the master it makes
    program=$1
    shift
    "$program" master "$dir/mix.wav" -o "$dir/out.wav" --loudness -10 --style punchy "$@" 2>"$dir/log" || return 1
    sha256sum <"$dir/out.wav"
}

build() { # NAME COMPILER FLAGS...: an engine built so
    name=$1 cc=$2
    shift 2
    mkdir "$dir/$name"
    case $cc in clang) audio=core/audio/*.c ;; *) audio= ;; esac # whose own arithmetic is little
    for f in core/dsp/*.c $audio; do
        echo "-c $f -o $dir/$name/$(echo "$f" | tr / _).o"
    done | xargs -P 2 -L 1 "$cc" $flags "$@" || return 1
    "$cc" -pie build/core/cmd/mastering*.o "$dir/$name"/*.o build/libmastering.a -Wl,--as-needed -lsndfile -lebur128 -lsoxr \
        -lcrypto -lseccomp -lpthread -lm -o "$dir/$name/mastering"
}

count=0
check() { # WHAT SUM
    count=$((count + 1))
    [ "$2" = "$usual" ] && echo "ok $count - the same bits: $1" && return
    echo "not ok $count - the same bits: $1"
    echo "# $2, usually $usual"
    bad=1
}

echo 1..8
usual=$(master build/mastering --threads 2)
check "one thread" "$(master build/mastering --threads 1)"
check "eight threads" "$(master build/mastering --threads 8)"
export GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX512F,-AVX2,-AVX2_Usable,-FMA,-FMA_Usable,-ERMS
check "a library without vectors" "$(master build/mastering)"
unset GLIBC_TUNABLES
check "plain -O3" "$(build plain gcc -O3 -DDSP_PLAIN && master "$dir/plain/mastering")"
check "plain -O1" "$(build slow gcc -O1 -DDSP_PLAIN && master "$dir/slow/mastering")"
check "clones -O2" "$(build clones gcc -O2 && master "$dir/clones/mastering")"
check "clang -O2" "$(build clang clang -O2 && master "$dir/clang/mastering")"
check "clang for AVX2" "$(build clang3 clang -O3 -march=x86-64-v3 && master "$dir/clang3/mastering")"
exit ${bad:-0}
