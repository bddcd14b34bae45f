#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Long songs: memory that does not grow, cost that grows in step, and a stretch that is the whole's."""
import subprocess

import numpy as np
from scipy.signal import firwin, resample_poly

from workshop import *


def song(name, seconds):
    """Plucked notes and noise bursts, and every ten seconds another level: work for all stages."""
    rng = np.random.default_rng(7)
    t = np.arange(RATE) / RATE
    out = []
    for s in range(seconds):
        bar = 0.2 * np.sin(2 * np.pi * 55 * 2 ** (s % 5 / 12) * t) * np.exp(-3 * t)
        for beat in range(4):
            at = beat * RATE // 4
            n = RATE - at
            bar[at:] += 0.5 * rng.standard_normal(n) * np.exp(-60 * t[:n])
            bar[at:] += 0.2 * np.sin(2 * np.pi * 880 * 2 ** ((3 * beat + s) % 12 / 12) * t[:n]) * np.exp(-8 * t[:n])
        bar *= (0.25, 0.5, 0.35)[s // 10 % 3]
        out.append(np.stack([bar, np.roll(bar, 40) + 0.01 * rng.standard_normal(RATE)], 1))
    return wav(name, np.clip(np.concatenate(out), -1, 1))


def cost(mix, out, *options):
    """User CPU seconds of a master, and the most memory it had, in MB."""
    command = ["/usr/bin/time", "-f", "%U %M", BIN, "master", mix, "-o", out, *options]
    told = subprocess.run(command, stderr=subprocess.PIPE, check=True, text=True).stderr.splitlines()[-1].split()
    return float(told[0]), float(told[1]) / 1024


@test
def L01_two_minutes_need_less_than_64_MB():
    """They lie on two tapes of 42 MB, none of which may stay in memory."""
    seconds, most = cost(song("long.wav", 120), path("long.out.wav"), "--loudness", "-12", "--limiter", "fast")
    print(f"# {most:.0f} MB, {seconds:.1f} s of user CPU")
    assert most <= 64, f"{most:.0f} MB"


@test
def L02_a_stretch_rendered_alone_is_the_whole_s_bit_by_bit():
    master(song("mix.wav", 60), path("whole.wav"), "--loudness", -9, "--format", "wav32f", "--report", path("whole.json"))
    whole = samples(path("whole.wav"))
    for first, end in ((0, 3), (23.4567, 26), (41, 44), (57.5, 60)):
        master(path("mix.wav"), path("part.wav"), "--settings", path("whole.json"), "--from", first, "--to", end, "--format", "wav32f")
        part, at = samples(path("part.wav")), int(first * RATE)
        there = whole[at:at + len(part)]
        assert len(part) == int(end * RATE) - at, f"{len(part)} samples"
        assert np.array_equal(part.view(np.uint64), there.view(np.uint64)), \
            f"{first} s: {np.count_nonzero(part != there)} samples differ, at most by {np.abs(part - there).max():.2g}"


@test
def L03_a_stretch_before_the_whole_is_within_a_decibel_and_a_half_of_what_it_will_be():
    master(path("mix.wav"), path("part.wav"), "--loudness", -9, "--from", 20, "--to", 40, "--format", "wav32f")
    part = samples(path("part.wav"))
    there = samples(path("whole.wav"))[20 * RATE:40 * RATE]
    apart = 10 * np.log10(np.mean(part ** 2) / np.mean(there ** 2))
    assert abs(apart) < 1.5, f"{apart:.2f} dB"
    inside = resample_poly(part, 32, 1, window=firwin(32 * 128 + 1, 1 / 32, window=("kaiser", 12)))[32 * RATE // 10:-32 * RATE // 10]
    over = 20 * np.log10(np.abs(inside).max()) + 1  # the cuts themselves ring, as every cut does
    assert over <= 0.01, f"{over:.3f} dB over the ceiling"


perform()
