#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""codec_bench.py [SECONDS]: overs after lossy codecs, with and without codec_safe, on every mix and record that
tests/bench/material has made; encoded and decoded by ffmpeg, which the engine does not use.

Prints the row of the table: figure, best peer, target, ours.  The headroom is the loudness that codec_safe costs
against the same master without it.  SECONDS (30; 0: whole songs) are taken from the middle of each song."""
import glob
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from scipy.io import wavfile

BIN = os.environ.get("MASTERING", "build/mastering")
MATERIAL = os.environ.get("MATERIAL", "build/material")
SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 30
CODECS = (("mp3_320", "libmp3lame", "320k", "mp3"), ("mp3_128", "libmp3lame", "128k", "mp3"), ("opus_128", "libopus", "128k", "opus"),
          ("vorbis_160", "libvorbis", "160k", "ogg"), ("aac_256", "aac", "256k", "m4a"), ("aac_128", "aac", "128k", "m4a"))
FREE = 4  # the first four are in every installation; AAC only where ffmpeg is


def ffmpeg(*args):
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *map(str, args)], check=True)


def bank(phases, half, beta=12.0):
    t = np.arange(-half + 1, half + 1)[None, :] - np.arange(phases)[:, None] / phases
    h = np.sinc(t) * np.i0(beta * np.sqrt(np.clip(1 - (t / half) ** 2, 0, None))) / np.i0(beta)
    return h / h.sum(1, keepdims=True)


FINE = bank(32, 64)


def true_peak_db(name):
    """32 values a sample, wherever the samples come within 3 dB of the highest."""
    _, x = wavfile.read(name)
    x = x.astype(np.float64).reshape(len(x), -1)
    top = 0
    for c in range(x.shape[1]):
        y = np.concatenate([np.zeros(64), x[:, c], np.zeros(64)])
        near = np.flatnonzero(np.abs(y[64:-64]) > np.abs(y).max() * 0.7) + 64
        near = np.unique(np.concatenate([near - 1, near]).clip(64, len(y) - 65))
        for part in np.array_split(near, max(1, len(near) // 20000)):
            top = max(top, np.abs(y[part[:, None] + np.arange(-63, 65)] @ FINE.T).max())
    return 20 * np.log10(max(top, 1e-9))


def master(mix, out, *more):
    r = subprocess.run([BIN, "master", mix, "-o", out, "--json", *map(str, more)], check=True, capture_output=True, text=True)
    return json.loads(r.stdout)


def peaks(name, folder):
    found = {}
    for codec, encoder, rate, ending in CODECS:
        coded, heard = os.path.join(folder, "coded." + ending), os.path.join(folder, "heard.wav")
        ffmpeg("-i", name, "-c:a", encoder, "-b:a", rate, coded)
        ffmpeg("-i", coded, "-c:a", "pcm_f32le", heard)
        found[codec] = true_peak_db(heard)
    return found


def excerpt(name, folder):
    if not SECONDS:
        return name
    length = float(subprocess.run(["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", name],
                                  capture_output=True, text=True).stdout)
    out = os.path.join(folder, "mix.wav")
    ffmpeg("-ss", max(0, length / 2 - SECONDS / 2), "-t", SECONDS, "-i", name, "-c:a", "pcm_f32le", out)
    return out


def main():
    songs = sorted(glob.glob(MATERIAL + "/mix/*.wav") + glob.glob(MATERIAL + "/record/*.wav"))
    if not songs:
        sys.exit(f"{MATERIAL} has no songs: tests/bench/material makes them")
    aac = ["--aac"] if "--aac" in subprocess.run([BIN, "master", "--help"], capture_output=True, text=True).stdout else []
    before, after, costs = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for song in songs:
            mix = excerpt(song, folder)
            for loudness, ceiling in ((-14, -1), (-9, -1), (-8, -0.3), (-7, -1)):
                bold, safe = os.path.join(folder, "bold.wav"), os.path.join(folder, "safe.wav")
                a = master(mix, bold, "--loudness", loudness, "--ceiling", ceiling)
                b = master(mix, safe, "--loudness", loudness, "--ceiling", ceiling, "--codec-safe", "yes", *aac)
                before.append(list(peaks(bold, folder).values()))
                after.append(list(peaks(safe, folder).values()))
                costs.append(a["after"]["lufs"] - b["after"]["lufs"])
                print(f"# {os.path.basename(song)} {loudness} LUFS {ceiling} dBTP: {max(before[-1][:FREE]):+.2f} -> {max(after[-1][:FREE]):+.2f} dBTP, "
                      f"AAC {max(before[-1][FREE:]):+.2f} -> {max(after[-1][FREE:]):+.2f}; costs {costs[-1]:.2f} dB in {b['codec_safe']['rounds']} rounds", flush=True)
    x, y = np.array(before), np.array(after)
    print(f"| overs after MP3 320/128, Opus 128, Vorbis 160 | {(x[:, :FREE] > 0).sum()} of {x[:, :FREE].size} without, up to {x[:, :FREE].max():+.1f} dB "
          f"| none, headroom <= 0.7 dB | {(y[:, :FREE] > 0).sum()} of {y[:, :FREE].size}, highest {y[:, :FREE].max():+.2f} dBTP, "
          f"headroom {np.mean(costs):.2f} dB mean, {max(costs):.2f} worst |")
    print(f"| overs after AAC 256/128 (ffmpeg's own encoder{', --aac' if aac else ', not asked for'}) | {(x[:, FREE:] > 0).sum()} of {x[:, FREE:].size} without, up to {x[:, FREE:].max():+.1f} dB "
          f"| none | {(y[:, FREE:] > 0).sum()} of {y[:, FREE:].size}, highest {y[:, FREE:].max():+.2f} dBTP |")


main()
