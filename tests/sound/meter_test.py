#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The meter in short: against the independent one on music, EBU's true-peak cases, and its speed beside libebur128's.

All cases of EBU Tech 3341/3342 are in tests/bench/meter_bench.py and, but for 20 to 23, in tests/unit/meter_test.c."""
import json
import subprocess

import numpy as np

from workshop import *


@test
def music_measures_as_the_independent_meter_says():
    meter = judge()
    loud = wav("l.wav", np.clip(samples(demo(15)) * 6, -0.7, 0.7))  # cut tops: many near peaks
    for file in (demo(15), loud):
        fs, v = meter.read(file)
        want, got = meter.loudness(v, fs), measure(file)
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
        error = measure(wav("p.wav", np.stack([v, v], 1), 48000))["true_peak_db"] - 20 * np.log10(level)
        assert -0.05 <= error <= 0.02, (per, error)


@test
def the_meter_is_five_times_as_fast_as_libebur128():
    exe = path("bench")
    subprocess.run(["gcc", "-std=gnu17", "-D_GNU_SOURCE", "-O2", "-Icore", "tests/bench/meter_bench.c", "build/libmastering.a",
                    "-lsndfile", "-lebur128", "-lsoxr", "-lpthread", "-lm", "-o", exe], check=True)
    r = json.loads(subprocess.run([exe, demo(15)], capture_output=True, text=True, check=True).stdout)
    assert r["meter"] * 5 < r["libebur128"] and r["analysis"] < r["libebur128"], r


perform()
