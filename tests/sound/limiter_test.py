#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What the limiter promises, in short; the whole is tests/bench/limiter_bench.py."""
import json
import os

import numpy as np

from workshop import *

bench = module("tests/bench/limiter_bench.py")
bench.JUDGE, bench.BIN = JUDGE, BIN


def mix():
    x = samples(demo())
    return RATE, (x - x.mean(0)).astype(np.float32)  # an offset is taken away: that would be heard as a difference


@test
def L01_loudness_is_within_a_twentieth_or_the_report_says_why():
    rate, x = mix()
    meter = judge() if os.path.exists(JUDGE) else None
    for target in (-23, -14, -9, -7):
        for mode in ("quality", "fast"):
            y, told = bench.ours(rate, x, "--loudness", target, "--limiter", mode)
            got = told["loudness"]["reached_lufs"]
            assert abs(got - target) <= 0.05 or (told["loudness"]["stopped"] and got < target), (mode, target, told["loudness"])
            if meter:
                assert abs(meter.loudness(y.astype(float), rate)["I"] - got) < 0.02, (mode, target)


@test
def L02_random_signals_at_any_rate_stay_below_the_ceiling():
    meter = judge()
    worst = bench.worst_over(meter, 60)
    assert worst <= 0.01, worst


@test
def L03_steady_tones_and_pairs_come_out_clean():
    judge()  # tone_db asks it how loud a tone is
    for hz in (50, 997, 9973):
        db = bench.tone_db([(hz, 1)])
        assert db <= -130, (hz, db)
    db = bench.tone_db([(60, 0.8), (7000, 0.2)])
    assert db <= -110, db


@test
def L04_cancelled_peaks_are_hidden_better_than_ducked_ones():
    meter = judge()
    rate, x = mix()
    noise = {}
    for mode in ("quality", "fast"):
        y, _ = bench.ours(rate, x, "--loudness", -9, "--limiter", mode)
        noise[mode] = meter.distortion(y.astype(float), x.astype(float), rate)["nmr"]["median_db"]
    assert noise["quality"] < noise["fast"] - 5 and noise["quality"] < -14, noise


@test
def L05_the_report_tells_what_the_limiter_did():
    rate, x = mix()
    _, told = bench.ours(rate, x, "--loudness", -10)
    limiter = told["limiter"]
    assert limiter["cancelled_peaks"] > 100 and -60 < limiter["noise_to_mask_db"] < -10, limiter
    curve = limiter["curve"] if isinstance(limiter["curve"], list) else json.loads(limiter["curve"])
    assert abs(len(curve) - 10 * len(x) / rate) <= 1 and min(curve) >= 0 and abs(max(curve) - limiter["most_db"]) < 0.2


@test
def L06_the_noise_that_is_told_is_what_the_judge_hears():
    """The judge's filter has 8192 taps, and before drums it hears that filter's own smear; with as many as our frame it
    must say the same as we do, and with its own nearly the same."""
    meter = judge()
    rate, x = mix()
    own = meter.lti_predict
    for target in (-9, -7):
        y, told = bench.ours(rate, x, "--loudness", target)
        said, heard = told["limiter"]["noise_to_mask_db"], []
        for taps in (1024, 8192):
            meter.lti_predict = lambda a, b: own(a, b, taps)
            heard.append(meter.distortion(y.astype(float), x.astype(float), rate)["nmr"]["mean_db"])
        assert abs(said - heard[0]) < 1 and abs(said - heard[1]) < 4, (target, said, heard)


@test
def L07_it_stops_where_it_is_heard_and_not_before():
    rate, x = mix()
    x = np.tanh(6 * x) + 0.3 * np.random.default_rng(1).standard_normal(x.shape)  # dense and noisy: there is nothing left to win
    _, told = bench.ours(rate, x.astype(np.float32), "--loudness", -6, "--ceiling", -9)
    limiter, loudness = told["limiter"], told["loudness"]
    said = {"audible": "more would be audible", "saturated": "hardly get louder"}
    assert said[loudness["stopped_code"]] in loudness["stopped"] and loudness["reached_lufs"] < -6.05, loudness
    assert limiter["noise_to_mask_db"] < -7 and limiter["audible_db"] == -8, limiter
    _, told = bench.ours(*mix(), "--loudness", -9)
    assert not told["loudness"]["stopped"] and told["limiter"]["noise_to_mask_db"] < -12, told["loudness"]


@test
def L08_the_fast_limiter_reaches_nine_on_a_dense_song():
    rate, x = mix()
    dense = np.tanh(2 * x / np.abs(x).max()).astype(np.float32)
    _, told = bench.ours(rate, dense, "--loudness", -8.5, "--limiter", "fast")
    assert abs(told["loudness"]["reached_lufs"] + 8.5) <= 0.05 and not told["loudness"]["stopped"], told["loudness"]


perform()
