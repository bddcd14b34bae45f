#!/bin/bash
# SPDX-License-Identifier: ISC
# How fast the engine is: CPU seconds for four minutes of the demo on one core, beside ffmpeg's loudnorm on the same file.
# The least of three runs, user seconds; those of the system (files, memory) in brackets.
set -e
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
TIMEFORMAT='%U %S'
cpu() { # COMMAND...: "user system" of its best run
    for _ in 1 2 3; do { time "$@" >/dev/null 2>&1; } 2>&1; done | sort -n | head -n 1
}
build/mastering demo -o "$dir/mix.wav" --seconds 240
peer=$(cpu ffmpeg -nostdin -y -i "$dir/mix.wav" -af loudnorm=I=-14:TP=-1 -ar 44100 "$dir/peer.wav")
echo "$peer" | awk '{ printf "engine: ffmpeg loudnorm %.2f s (%.2f)\n", $1, $2 }'
for case in "fast -14 200" "fast -9 200" "quality -14 60" "quality -9 60"; do
    read -r limiter lufs target <<<"$case"
    ours=$(cpu build/mastering master "$dir/mix.wav" -o "$dir/out.wav" --limiter "$limiter" --loudness "$lufs" --threads 1)
    echo "$ours $peer" | awk -v m="$limiter" -v l="$lufs" -v t="$target" '{
        printf "engine: %s, %d LUFS: %.2f s (%.2f), %.1f x the speed of loudnorm\n", m, l, $1, $2, $3 / $1
        printf "| speed, %s, %d LUFS, one core | %.0f x (ffmpeg loudnorm) | >= %d x | %.0f x |\n", m, l, 240 / $3, t, 240 / $1 }'
done
