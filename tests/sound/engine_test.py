#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What `mastering` promises, measured by others: ffmpeg's ebur128 and our own arithmetic on the written files."""
import math
import os
import random
import re
import subprocess

from workshop import *


def ebur128(file):
    """Integrated loudness and true peak as ffmpeg hears them."""
    r = subprocess.run(["ffmpeg", "-nostdin", "-nostats", "-i", file, "-af", "ebur128=peak=true", "-f", "null", "-"],
                       capture_output=True, text=True)
    told = r.stderr[r.stderr.rindex("Summary:"):]
    return float(re.search(r"I:\s+(-?[\d.]+|-inf|nan)", told)[1]), float(re.search(r"Peak:\s+(-?[\d.]+|-inf)", told)[1])


@test
def E01_loudness_and_ceiling_are_reached_on_wav_24():
    for target, ceiling in ((-14, -1), (-11, -2), (-18, -0.3)):
        r = master(demo(), path("m.wav"), "--loudness", target, "--ceiling", ceiling)
        lufs, peak = ebur128(path("m.wav"))
        assert abs(lufs - target) <= 0.1, (target, lufs)
        assert peak <= ceiling + 0.1, (ceiling, peak)
        assert abs(r["loudness"]["reached_lufs"] - r["loudness"]["check_lufs"]) < 0.05
        assert r["true_peak"]["reached_db"] <= ceiling + 0.005, r["true_peak"]
        assert r["loudness"]["stopped"] is None


@test
def E02_every_format_plays_and_is_as_loud_as_asked():
    for fmt, ending in (("wav16", "wav"), ("wav24", "wav"), ("wav32f", "wav"), ("flac", "flac"), ("mp3", "mp3"), ("opus", "opus")):
        out = path(f"{fmt}.{ending}")
        run("master", demo(), "-o", out, "--format", fmt, "--title", "Río", "--artist", "Ana")
        lufs, peak = ebur128(out)
        assert abs(lufs + 14) <= (0.3 if fmt in ("mp3", "opus") else 0.1), (fmt, lufs)
        assert all(words in tags(out) for words in ("Río", "Ana", "all rights remain with the musician")), (fmt, tags(out))


@test
def E03_the_same_song_gives_the_same_bits_everywhere():
    seen = {}
    ways = {"one thread": (1,), "two threads": (2,), "three": (3,),
            "libm without FMA": (2, ("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-FMA,-AVX2,-FMA4,-AVX2_Usable,-AVX512F"))}
    for name, way in ways.items():
        threads, *env = way
        run("master", demo(), "-o", path("same.wav"), "--loudness", -12, "--threads", threads, env=os.environ | dict(env))
        seen[name] = sha(path("same.wav"))
    assert len(set(seen.values())) == 1, seen


@test
def E04_torture_comes_out_below_the_ceiling():
    n = 44100 * 4
    random.seed(1)
    noise = lambda: random.uniform(-1, 1)
    kinds = {
        "sine": [0.9 * math.sin(2 * math.pi * 997 * (i // 2) / 44100) for i in range(2 * n)],
        "quarter": [1.41 * math.sin(math.pi / 2 * (i // 2) + math.pi / 4) for i in range(2 * n)],
        "noise": [0.5 * noise() for i in range(2 * n)],
        "bursts": [4 * noise() if i % 40000 < 300 else 0.01 * noise() for i in range(2 * n)],
        "one side": [0 if i % 2 else 0.3 * noise() for i in range(2 * n)],
        "against": [(1 if i % 2 else -1) * 0.5 * math.sin(2 * math.pi * 110 * (i // 2) / 44100) for i in range(2 * n)],
    }
    for name, samples in kinds.items():
        for loudness in (-16, -8):
            r = master(wav("t.wav", samples), path("t.out.wav"), "--loudness", loudness)
            lufs, peak = ebur128(path("t.out.wav"))
            assert peak <= -0.9, (name, peak)
            assert r["true_peak"]["reached_db"] <= -0.99, (name, r["true_peak"])
            assert r["loudness"]["stopped"] or abs(lufs - loudness) <= 0.1, (name, loudness, lufs)


@test
def E05_every_rate_and_mono_come_out_as_they_came_in():
    for rate, channels in ((8000, 1), (11025, 2), (22050, 1), (32000, 2), (48000, 1), (88200, 2), (96000, 1), (192000, 2)):
        n = rate * 3
        mix = wav("r.wav", [0.2 * math.sin(2 * math.pi * 440 * (i // channels) / rate) for i in range(n * channels)], rate, channels)
        r = master(mix, path("r.out.wav"), "--format", "wav32f")
        after = r["after"]
        assert (after["rate_hz"], after["channels"], after["frames"]) == (rate, channels, n), after
        assert abs(after["lufs"] + 14) < 0.1 and after["true_peak_db"] <= -0.99, (rate, after["lufs"])


@test
def E06_what_cannot_be_mastered_is_refused_by_its_word():
    cases = {"silence": [0.0] * 88200, "dc_only": [0.25] * 88200, "nan": [0.1, float("nan")] * 44100}
    for word, x in cases.items():
        run("master", wav("bad.wav", x), "-o", path("no.wav"), code=1, word=word)
        assert not os.path.exists(path("no.wav"))
    open(path("empty.wav"), "wb").close()
    run("measure", path("empty.wav"), code=1, word="empty")
    run("master", path("none.wav"), "-o", path("no.wav"), code=74)
    run("master", demo(), code=64)
    run("master", demo(), "-o", path("no.wav"), "--loudness", "3", code=64)
    run("nonsense", code=64)


@test
def E07_two_samples_and_a_breath_do_not_break_it():
    for n in (2, 7, 100, 5000):
        r = master(wav("tiny.wav", [0.5 * math.cos(i) for i in range(2 * n)]), path("tiny.out.wav"))
        assert r["after"]["frames"] == n and r["after"]["true_peak_db"] <= -0.99


@test
def E08_pipes_carry_a_song_through():
    with open(demo(), "rb") as f:
        r = run("master", "-", "-o", "-", "--format", "flac", stdin=f, encoding=None)
    assert r.stdout[:4] == b"fLaC" and len(r.stdout) > 100000


@test
def E09_trim_and_fades_are_where_they_were_asked_for():
    r = master(demo(), path("f.wav"), "--trim-start", 2, "--trim-end", 3, "--fade-in", 1, "--fade-out", 2, "--format", "wav32f")
    assert r["after"]["frames"] == 44100 * 15
    x = samples(path("f.wav"))
    loud = lambda a, b: abs(x[int(a * RATE):int(b * RATE)]).max()
    assert loud(0, 0.02) < 0.02 * loud(3, 9) and loud(14.98, 15) < 0.02 * loud(3, 9), (loud(0, 0.02), loud(14.98, 15))


@test
def E10_the_meter_agrees_with_ffmpeg_and_libebur128():
    told = answer("measure", demo())[0]
    lufs, peak = ebur128(demo())
    assert abs(told["analysis"]["lufs"] - lufs) <= 0.06 and abs(told["analysis"]["lufs"] - told["check_lufs"]) < 0.02
    assert told["analysis"]["true_peak_db"] >= peak - 0.1
    assert len(told["analysis"]["spectrum"]) == 120


@test
def E11_a_reference_pulls_the_tone_towards_it():
    run("master", demo(), "-o", path("bright.wav"), "--style", "bright", "--tone", 100, "--intensity", 100)
    far = answer("compare", path("bright.wav"), demo())["tone_db"]
    run("master", demo(), "-o", path("like.wav"), "--reference", path("bright.wav"), "--intensity", 100)
    near = answer("compare", path("bright.wav"), path("like.wav"))["tone_db"]
    assert near < 0.5 * far, (near, far)


@test
def E12_a_master_given_in_again_is_hardly_touched():
    run("master", demo(), "-o", path("once.wav"))
    r = master(path("once.wav"), path("twice.wav"))
    tone = answer("compare", path("once.wav"), path("twice.wav"))["tone_db"]
    assert tone < 1, tone
    assert abs(r["after"]["lra_lu"] - r["before"]["lra_lu"]) < 0.6, (r["before"]["lra_lu"], r["after"]["lra_lu"])


@test
def E13_the_engine_needs_no_database_no_network_and_no_foreign_parser():
    libraries = subprocess.run(["ldd", BIN], capture_output=True, text=True).stdout
    for alien in ("libpq", "libcurl", "libcjson", "libfcgi", "libseccomp"):
        assert alien not in libraries, alien


perform()
