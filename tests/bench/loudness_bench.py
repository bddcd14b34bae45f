#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""loudness_bench.py [MIX.wav ...] - the row "integrated loudness error": every target on every mix.

Material: all six LMMS mixes and two records (tests/bench/material), the loudest SECONDS of each (40; 0: the whole
song), with the usual recipe; the fast limiter on the first two.  A master must be within 0.05 LU of its target by our
meter, by libebur128 and by ../shared/tools/meter.py, or the report must say why it stopped, and then it must be below.
Environment: SECONDS, TARGETS, LIMITERS ("quality fast"), MASTERING.
"""
import glob
import os
import subprocess
import sys

import numpy as np
from scipy.io import wavfile

import limiter_bench as bench

TARGETS = [float(t) for t in os.environ.get("TARGETS", "-23 -20 -18 -16 -14 -12 -11 -10 -9 -8 -7").split()]
LIMITERS = os.environ.get("LIMITERS", "quality fast").split()
SECONDS = float(os.environ.get("SECONDS", 40))
RECORDS = ("elvish", "media")
MOST = 0.05


def songs():
    if sys.argv[1:]:
        return sys.argv[1:]
    records = os.path.join(os.path.dirname(bench.MATERIAL), "record")
    return sorted(glob.glob(os.path.join(bench.MATERIAL, "*.wav"))) + [os.path.join(records, r + ".wav") for r in RECORDS]


def one(meter, rate, x, target, limiter):
    """How far the three meters are from the target, at most; why it stopped; and what else the report tells."""
    y, told = bench.ours(rate, x, "--loudness", target, "--limiter", limiter, plain=())
    said = told["loudness"]
    heard = [said["reached_lufs"], said["check_lufs"], meter.loudness(y.reshape(len(y), -1).astype(float), rate)["I"]]
    return max((h - target for h in heard), key=abs), said["stopped"], told


def main():
    meter = bench.judge()
    worst, stops, bad, cases = 0, 0, 0, 0
    for i, name in enumerate(songs()):
        rate, x = bench.excerpt(meter, name, SECONDS)
        for limiter in LIMITERS:
            if limiter == "fast" and i > 1 and not sys.argv[1:]:
                continue
            for target in TARGETS:
                off, stopped, told = one(meter, rate, x, target, limiter)
                cases += 1
                stops += bool(stopped)
                wrong = off > MOST if stopped else abs(off) > MOST
                bad += wrong
                worst = worst if stopped else max(worst, abs(off))
                nmr = told["limiter"]["noise_to_mask_db"]
                print(f"# {os.path.basename(name):13} {limiter:7} {target:5.0f}: {off:+.3f} LU in {told['loudness']['passes']} passes"
                      f"{'' if nmr is None else f', noise to mask {nmr:.1f} dB'}{'; ' + stopped if stopped else ''}"
                      f"{'  <-- WRONG' if wrong else ''}", flush=True)
    print(f"| integrated loudness error, {cases} masters, targets {TARGETS[0]:.0f} to {TARGETS[-1]:.0f} | 1.3 LU | <= 0.05 LU or a stop told | "
          f"{worst:.3f} LU, {stops} stops told, {bad} wrong |")
    subprocess.run(["rm", "-rf", bench.DIR])
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
