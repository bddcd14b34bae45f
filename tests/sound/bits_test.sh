#!/bin/sh
# SPDX-License-Identifier: ISC
# One song, one SHA-256: core/dsp and core/audio compiled for any x86-64, with clones for newer ones, hardly
# optimised, and by clang; with one thread, two and eight; and on a libm and a memcpy of an older processor.  It is so
# for mono and 96 kHz, the fast limiter, references, codec-safe masters, albums and versions too.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
flags="-std=gnu17 -D_GNU_SOURCE -Icore -Ibuild -fPIE -fno-math-errno -fno-trapping-math -ffp-contract=off"
build/mastering demo -o "$dir/mix.wav" --seconds 6
build/mastering demo -o "$dir/short.wav" --seconds 3
build/mastering deliver "$dir/short.wav" -o "$dir/high.wav" --rate 96000
ffmpeg -nostdin -v error -i "$dir/short.wav" -ac 1 -c:a pcm_s24le "$dir/mono.wav"
ffmpeg -nostdin -v error -i "$dir/short.wav" -af 'volume=0.5,highpass=300' -c:a pcm_s24le "$dir/other.wav"

master() { # PROGRAM OPTIONS...: the sum of the master it makes, and of one each of all it can make
    program=$1
    shift
    each() { # NAME VERB...: what it writes, into a folder of its own
        rm -rf "$dir/out" && mkdir "$dir/out"
        name=$1
        shift
        "$program" "$@" >"$dir/log" 2>&1 && echo "$name $(cat "$dir/out"/* | sha256sum)"
    }
    each usual master "$dir/mix.wav" -o "$dir/out/m.wav" --loudness -10 --style punchy "$@" &&
        each fast master "$dir/short.wav" -o "$dir/out/m.wav" --loudness -9 --limiter fast "$@" &&
        each mono master "$dir/mono.wav" -o "$dir/out/m.flac" "$@" &&
        each "96 kHz" master "$dir/high.wav" -o "$dir/out/m.wav" --loudness -9 --format wav32f "$@" &&
        each resampled master "$dir/high.wav" -o "$dir/out/m.wav" --rate 44100 --format wav16 "$@" &&
        each codec-safe master "$dir/short.wav" -o "$dir/out/m.wav" --loudness -8 --ceiling -0.1 --codec-safe yes "$@" &&
        each followed master "$dir/short.wav" -o "$dir/out/m.wav" --reference "$dir/other.wav" --caps wide "$@" &&
        each album album "$dir/short.wav" "$dir/other.wav" -o "$dir/out" --gap 0 "$@" &&
        each family family "$dir/short.wav" "$dir/other.wav" -o "$dir/out" "$@"
}

build() { # NAME COMPILER FLAGS...: an engine built so
    name=$1 cc=$2
    shift 2
    mkdir "$dir/$name"
    case $cc in clang) audio=core/audio/*.c ;; *) audio= ;; esac # whose own arithmetic is little
    for f in core/dsp/*.c $audio; do
        echo "-c $f -o $dir/$name/$(echo "$f" | tr / _).o"
    done | xargs -P 2 -L 1 "$cc" $flags "$@" || return 1
    "$cc" -pie build/core/cmd/mastering*.o "$dir/$name"/*.o build/libmastering.a -Wl,--as-needed -lsndfile -lopus -lebur128 -lsoxr \
        -lcrypto -lseccomp -lpthread -lm -o "$dir/$name/mastering"
}

count=0
check() { # WHAT SUM
    count=$((count + 1))
    [ "$2" = "$usual" ] && echo "ok $count - the same bits: $1" && return
    echo "not ok $count - the same bits: $1"
    echo "$usual" >"$dir/usual"
    echo "$2" | diff "$dir/usual" - | sed 's/^/# /'
    bad=1
}

echo 1..8
usual=$(master build/mastering --threads 2)
[ "$(echo "$usual" | wc -l)" = 9 ] || echo "Bail out! $(cat "$dir/log")"
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
