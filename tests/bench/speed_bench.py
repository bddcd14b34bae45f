#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Speed and memory: user CPU of one thread, the most memory, both as the song grows, two threads against one.

    tests/bench/speed_bench.py [--short]     material from MATERIAL or build/material; --short: nothing above ten minutes

The song is 40 s of each of six mixes, laid one after the other as often as its length takes.  Beside it, in the same
run, ffmpeg's loudnorm.  (The meter's own row is meter_bench.py's.)"""
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
from scipy.io import wavfile

warnings.filterwarnings("ignore")
BIN = os.environ.get("MASTERING", "build/mastering")
DIR = os.path.join(os.environ.get("MATERIAL", "build/material"), "mix")
LONG = [] if "--short" in sys.argv else [60, 120]
scratch = tempfile.TemporaryDirectory(prefix="speed-")
RATE = 44100


def path(name):
    return os.path.join(scratch.name, name)


def excerpts(seconds):
    """So much of each mix, from its second minute, as 16-bit samples."""
    parts = []
    for name in sorted(os.listdir(DIR)):
        rate, x = wavfile.read(os.path.join(DIR, name), mmap=True)
        assert rate == RATE
        parts.append(np.clip(np.round(np.array(x[60 * rate:(60 + seconds) * rate]) * 32767), -32768, 32767).astype("<i2"))
    return np.concatenate(parts)


def lay(samples, times, name):
    size = samples.nbytes * times
    with open(path(name), "wb") as f:
        f.write(b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 2, RATE, RATE * 4, 4, 16))
        f.write(b"data" + struct.pack("<I", size))
        for _ in range(times):
            f.write(samples.tobytes())


def run(*command):
    """User CPU seconds, wall seconds, the most memory in MB."""
    begun = time.monotonic()
    told = subprocess.run(["/usr/bin/time", "-f", "%U %M", *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert told.returncode == 0, told.stderr[-500:]
    user, most = told.stderr.splitlines()[-1].split()
    return float(user), time.monotonic() - begun, float(most) / 1024


def master(song, *options):
    return run(BIN, "master", path(song), "-o", path("out.wav"), "--loudness", "-9", *options)


def least(times, song, *options):
    runs = [master(song, "--threads", "1", *options) for _ in range(times)]
    return min(r[0] for r in runs), max(r[2] for r in runs)


def row(figure, peer, target, ours):
    print(f"| {figure} | {peer} | {target} | {ours} |", flush=True)


minute, four = excerpts(10), excerpts(40)
lay(minute, 1, "1.wav")
lay(four, 1, "4.wav")
seconds = len(four) / RATE
peer = run("ffmpeg", "-nostdin", "-y", "-i", path("4.wav"), "-af", "loudnorm=I=-9:TP=-1", "-ar", "44100", path("peer.wav"))
peer_told = f"{seconds / peer[0]:.0f} x, {peer[2]:.0f} MB (ffmpeg loudnorm)"

quality, most = least(3, "4.wav")
fast, most_fast = least(3, "4.wav", "--limiter", "fast")
row("quality, 4 minutes, one core", peer_told, ">= 60 x", f"{seconds / quality:.0f} x ({quality:.2f} s)")
row("fast, 4 minutes, one core", peer_told, ">= 200 x", f"{seconds / fast:.0f} x ({fast:.2f} s)")
preview = least(3, "4.wav", "--from", "60", "--to", "90")[0]
row("preview: analysis of 4 minutes and 30 s of the master", "-", "<= 0.8 s", f"{preview:.2f} s")
row("memory, 4 minutes", peer_told, "<= 64 MB", f"{max(most, most_fast):.0f} MB")

told = []
for minutes in [1, 10] + LONG:
    if minutes > 1:
        lay(four[:len(four) // 2], minutes // 2, "n.wav")
    song = "1.wav" if minutes == 1 else "n.wav"
    for mode, whole in (("quality", quality), ("fast", fast)):
        user, memory = least(1 if minutes > 1 else 3, song, "--limiter", mode)
        told.append((minutes, mode, user / minutes / (whole / 4), memory))
row("user CPU a minute of song, against that of 4 minutes", "-", "0.9 to 1.1",
    ", ".join(f"{m} min {mode} {ratio:.2f}" for m, mode, ratio, _ in told))
row("memory of any length", "1.5 GB and more", "<= 64 MB", ", ".join(f"{m} min {mode} {memory:.0f} MB" for m, mode, _, memory in told))

ratios = []
for _ in range(5):
    one, two = master("4.wav", "--threads", "1")[1], master("4.wav", "--threads", "2")[1]
    ratios.append(one / two)
row("two threads against one, wall clock, median of 5 pairs", "-", ">= 1.6", f"{statistics.median(ratios):.2f} "
    f"({', '.join(f'{r:.2f}' for r in ratios)}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)")
