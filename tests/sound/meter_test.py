#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The meter in short: against the independent one on music, EBU's true-peak cases, and its speed beside libebur128's.

All cases of EBU Tech 3341/3342 are in tests/bench/meter_bench.py and, but for 20 to 23, in tests/unit/dsp_test.c."""
import json
import os
import subprocess
import sys
import warnings

import numpy as np
from scipy.io import wavfile

from workshop import *

JUDGE = os.path.join("..", "shared", "tools")
warnings.simplefilter("ignore")


def measure(file):
    r = subprocess.run([BIN, "measure", file, "--json"], capture_output=True, text=True, check=True)
    return json.loads(r.stdout)[0]


def song():
    file = os.path.join(DIR, "d.wav")
    if not os.path.exists(file):
        subprocess.run([BIN, "demo", "-o", file, "--seconds", "15", "--format", "wav32f"], check=True)
    return file


@test
def music_measures_as_the_independent_meter_says():
    if not os.path.exists(os.path.join(JUDGE, "meter.py")):
        raise Skip("the independent meter is not here")
    sys.path.insert(0, JUDGE)
    import meter
    fs, x = meter.read(song())
    loud = np.clip(x * 6, -0.7, 0.7)  # cut tops: many near peaks
    wavfile.write(os.path.join(DIR, "l.wav"), fs, loud.astype(np.float32))
    for file in (song(), os.path.join(DIR, "l.wav")):
        fs, v = meter.read(file)
        want, got = meter.loudness(v, fs), measure(file)["analysis"]
        for ours, theirs in (("lufs", "I"), ("momentary_max_lufs", "M_max"), ("lra_lu", "LRA")):
            assert abs(got[ours] - want[theirs]) < 0.01, (file, ours, got[ours], want[theirs])
        assert -0.001 < got["short_max_lufs"] - want["S_max"] < 0.1  # ours looks every 10 ms, not every 100
        assert abs(got["true_peak_db"] - 20 * np.log10(meter.true_peak(v, fs))) < 0.01, (file, got["true_peak_db"])


@test
def EBU_true_peaks_are_read_to_hundredths():
    n = np.arange(48000)
    edge = np.minimum(1, np.minimum(n, n[::-1]) / 4800)
    for per, degrees, level in ((4, 0, .5), (4, 45, .5), (6, 60, .5), (8, 67.5, .5), (4, 45, 1.41)):
        v = level * edge * np.sin(2 * np.pi * n / per + np.radians(degrees))
        wavfile.write(os.path.join(DIR, "p.wav"), 48000, np.stack([v, v], 1).astype(np.float32))
        error = measure(os.path.join(DIR, "p.wav"))["analysis"]["true_peak_db"] - 20 * np.log10(level)
        assert -0.05 <= error <= 0.02, (per, error)


@test
def the_meter_is_five_times_as_fast_as_libebur128():
    exe = os.path.join(DIR, "bench")
    subprocess.run(["gcc", "-std=gnu17", "-D_GNU_SOURCE", "-O2", "-Icore", "tests/bench/meter_bench.c", "build/libmastering.a",
                    "-lsndfile", "-lebur128", "-lsoxr", "-lpthread", "-lm", "-o", exe], check=True)
    r = json.loads(subprocess.run([exe, song()], capture_output=True, text=True, check=True).stdout)
    assert r["meter"] * 5 < r["libebur128"] and r["analysis"] < r["libebur128"], r


perform()
