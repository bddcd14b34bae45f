#!/bin/bash
# SPDX-License-Identifier: ISC
# How fast the engine is: CPU seconds for four minutes of the demo, beside ffmpeg's loudnorm on the same file.
set -e
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
TIMEFORMAT='%U %S'
cpu() { { time "$@" >/dev/null 2>&1; } 2>&1 | awk '{ print $1 + $2 }'; }
build/mastering demo -o "$dir/mix.wav" --seconds 240
peer=$(cpu ffmpeg -nostdin -y -i "$dir/mix.wav" -af loudnorm=I=-14:TP=-1 -ar 44100 "$dir/peer.wav")
for lufs in -14 -9; do
    ours=$(cpu build/mastering master "$dir/mix.wav" -o "$dir/out.wav" --loudness $lufs --threads 1)
    awk -v o="$ours" -v p="$peer" -v l=$lufs 'BEGIN {
        printf "engine: 240 s of the demo to %d LUFS in %.1f CPU s: %.0f x real time, %.1f x the speed of ffmpeg loudnorm\n", l, o, 240 / o, p / o }'
done
