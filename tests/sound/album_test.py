#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Songs that belong together: distances kept, cuts without a step, versions that null; by arithmetic of our own."""
import json
import xml.etree.ElementTree

import numpy as np
from scipy.signal import lfilter, resample_poly

from workshop import *


def get(name):
    return samples(path(name))


def db(x):
    return 20 * np.log10(max(float(x), 1e-15))


def power_db(x):
    return 10 * np.log10(max(float(np.mean(x * x)), 1e-30))


def lufs(x):
    """ITU-R BS.1770-5 at 48 kHz, to which the song is brought."""
    x = resample_poly(x, 160, 147, axis=0)
    x = lfilter([1.53512485958697, -2.69169618940638, 1.19839281085285], [1, -1.69065929318241, 0.73248077421585], x, axis=0)
    x = lfilter([1, -2, 1], [1, -1.99004745483398, 0.99007225036621], x, axis=0)
    cells = (x[: len(x) // 4800 * 4800] ** 2).sum(1).reshape(-1, 4800).mean(1)
    blocks = np.convolve(cells, np.ones(4) / 4, "valid")
    blocks = blocks[blocks > 10 ** ((-70 + 0.691) / 10)]
    return -0.691 + 10 * np.log10(blocks[blocks > blocks.mean() * 0.1].mean())


def eased(x, seconds=0.3):
    """Fades of a song that stands alone."""
    n = int(seconds * RATE)
    x = x.copy()
    x[:n] *= np.linspace(0, 1, n)[:, None]
    x[-n:] *= np.linspace(1, 0, n)[:, None]
    return x


def tilted(x, by):
    return lfilter([1 + by, -by], [1], x, axis=0) if by > 0 else lfilter([1 + by], [1, by], x, axis=0)


def album(folder, songs, *more):
    run("album", *songs, "-o", path(folder), "--format", "wav32f", "--report", path(folder + ".json"), *more)
    with open(path(folder + ".json")) as f:
        return json.load(f)


@test
def L01_the_loudest_song_is_at_the_target_and_the_others_keep_their_distance():
    x = samples(demo())
    songs = [wav(f"d{i}.wav", eased(tilted(x[: 12 * RATE], tilt)) * 10 ** (gain / 20))
             for i, (gain, tilt) in enumerate(((-9, 0.4), (-3, 0), (-6, -0.3)))]
    for target in (-16, -10):
        r = album("one", songs, "--loudness", target)
        mixes = [lufs(get(f"d{i}.wav")) for i in range(3)]
        masters = [lufs(get(f"one/d{i}.wav")) for i in range(3)]
        top = int(np.argmax(mixes))
        assert r["runs"][top]["loudness"]["stopped"] or abs(masters[top] - target) <= 0.05, masters
        for mix, out in zip(mixes, masters):
            assert abs((out - masters[top]) - (mix - mixes[top])) <= 0.1, (mixes, masters)
        whole = lufs(np.concatenate([get(f"one/d{i}.wav") for i in range(3)]))
        assert abs(r["album_lufs"] - whole) <= 0.1, (r["album_lufs"], whole)
        for i in range(3):
            peak = db(abs(resample_poly(get(f"one/d{i}.wav"), 8, 1, axis=0)).max())  # a plain filter: a little high
            assert peak <= -1 + 0.15, (i, peak)  # a plain filter, which reads too much near half the rate
    equal = album("same", songs, "--loudness", -16, "--distances", 0, "--off", "eq.middle")
    for tone in (next(s["values"] for s in run["settings"] if (s["stage"], s["what"]) == ("eq", "gain_db")) for run in equal["runs"]):
        assert not any(tone[50:71]) and any(tone), tone  # 350 Hz to 1.2 kHz: the album's tone does not reach in there
    assert max(abs(s["reached_lufs"] + 16) for s in equal["songs"]) <= 0.1, equal["songs"]


@test
def L02_the_tones_of_the_songs_come_closer():
    x = samples(demo())[: 12 * RATE]
    songs = [wav("dark.wav", eased(tilted(x, -0.5))), wav("plain.wav", eased(x)), wav("thin.wav", eased(tilted(x, 0.8)))]
    album("tone", songs, "--loudness", -18)
    apart = [answer("compare", path(a + "dark.wav"), path(a + "thin.wav"))["tone_db"]
             for a in ("", "tone/")]
    assert apart[1] < 0.75 * apart[0], apart


@test
def L03_a_piece_that_is_cut_in_two_and_joined_again_is_the_piece():
    x = samples(demo())[4 * RATE : 12 * RATE]
    x = eased(np.concatenate([x, x]))
    cut = 8 * RATE + 1234
    loud = wav("loud.wav", eased(x[::-1].copy()) * 1.5)
    wav("whole.wav", x), wav("a.wav", x[:cut]), wav("b.wav", x[cut:])
    for target in (-14, -9):
        r = album("cut", [loud, path("a.wav"), path("b.wav")], "--loudness", target)
        album("uncut", [loud, path("whole.wav")], "--loudness", target)
        assert [s["run"] for s in r["songs"]] == [1, 2, 2], r["songs"]
        assert r["error_lu"] <= 0.1, r["songs"]
        joined = np.concatenate([get("cut/a.wav"), get("cut/b.wav")])
        assert len(joined) == len(x)
        near = slice(cut - RATE // 10, cut + RATE // 10)
        assert all(s["ride_db"] == 0 for s in r["songs"]), "this piece needed no ride"
        step = joined[near] - get("uncut/whole.wav")[near]
        assert db(abs(step).max()) <= -90, db(abs(step).max())


@test
def L04_where_joined_songs_get_gains_of_their_own_these_slide():
    x = eased(samples(demo()))
    cut = 9 * RATE + 77
    x *= np.clip((np.arange(len(x)) - cut) / RATE + 0.5, 0.25, 1)[:, None]  # one grows loud at the cut
    x -= x.mean(0)  # or the offset taken away would be counted as a step
    wav("quiet.wav", x[:cut]), wav("full.wav", x[cut:])
    r = album("ride", [path("quiet.wav"), path("full.wav")], "--distances", 0, "--loudness", -23, "--intensity", 0,
              "--dynamics", 0, "--mono-bass", "no")
    assert abs(r["songs"][0]["reached_lufs"] - r["songs"][1]["reached_lufs"]) <= 0.1, r["songs"]
    y = np.concatenate([get("ride/quiet.wav"), get("ride/full.wav")])
    n = RATE // 50
    near = np.arange(cut - n, cut + n)
    gain = np.polyfit(near - cut, (x[near] * y[near]).sum(1) / (x[near] ** 2).sum(1), 1, w=np.sqrt((x[near] ** 2).sum(1)))
    step = y[near] - x[near] * np.polyval(gain, near - cut)[:, None]
    assert abs(gain[0] * RATE) > 0.01, "there was no ride to try this on"
    assert db(abs(step).max()) <= -90, db(abs(step).max())


@test
def L05_songs_with_gaps_stay_alone():
    x = samples(demo())
    wav("left.wav", x[: 6 * RATE]), wav("right.wav", x[6 * RATE : 12 * RATE])
    for said, runs, gap_s in ((2, [1, 2], 2), (0, [1, 1], 0), ("auto", [1, 1], 0)):
        r = album("gaps", [path("left.wav"), path("right.wav")], "--gap", said)
        assert [s["run"] for s in r["songs"]] == runs, (said, r["songs"])
        assert [s["gap_s"] for s in r["songs"]] == [gap_s, 0], (said, r["songs"])
    other = wav("other.wav", tilted(x[11 * RATE : 17 * RATE], -0.3))
    r = album("cuts", [path("left.wav"), other])
    assert [s["run"] for s in r["songs"]] == [1, 2], "two songs that have nothing in common are no piece"
    r = album("ends", [wav("end.wav", eased(x[: 6 * RATE], 0.05)), wav("begin.wav", eased(x[6 * RATE : 12 * RATE], 0.05))])
    assert [s["run"] for s in r["songs"]] == [1, 2]


@test
def L11_the_silence_between_songs_is_exact_and_nothing_else_changes():
    x = samples(demo())
    songs = [wav(f"g{i}.wav", eased(tilted(x[: 9 * RATE + i], tilt)) * 10 ** (-i / 4)) for i, tilt in enumerate((0.3, 0, -0.3, 0.1))]
    r = album("close", songs, "--gap", 0), album("wide", songs, "--gap", "0.7,10,auto")
    wished = [0.7, 10, 2, 0]
    assert [s["gap_s"] for s in r[1]["songs"]] == wished and [s["gap_s"] for s in r[0]["songs"]] == [0] * 4, r[1]["songs"]
    close, wide = ([get(f"{folder}/g{i}.wav") for i in range(4)] for folder in ("close", "wide"))
    for a, b, gap_s in zip(close, wide, wished):
        assert len(b) - len(a) == round(gap_s * RATE) and np.array_equal(a, b[: len(a)]) and not b[len(a) :].any()
        assert abs(lufs(a) - lufs(b)) <= 0.05, (lufs(a), lufs(b))  # a block that only half of the song is in counts too
    assert abs(lufs(np.concatenate(close)) - lufs(np.concatenate(wide))) <= 0.05
    for key in ("album_lufs", "loudest_lufs", "true_peak_db", "error_lu"):
        assert r[0][key] == r[1][key], key
    for folder, said in (("zero", "0"), ("some", "0.7,10,auto")):
        run("album", *songs, "-o", path(folder), "--format", "wav16", "--gap", said)
    for i, gap_s in enumerate(wished):
        a, b = samples(path(f"zero/g{i}.wav")), samples(path(f"some/g{i}.wav"))
        assert len(b) - len(a) == round(gap_s * RATE) and np.array_equal(a, b[: len(a)]) and not b[len(a) :].any(), "dithered silence"
    for wrong in ("-1", "10.01", "1,2", "1,2,3,4", "1,,2", "soon", "1,2,nan"):
        run("album", *songs, "-o", path("no"), f"--gap={wrong}", code=1, word="--gap is")


@test
def L06_versions_null_against_the_master():
    x = samples(demo())[: 15 * RATE]
    t = np.arange(len(x)) / RATE
    voice = 0.4 * np.sign(np.sin(2 * np.pi * 220 * t)) * np.clip(np.sin(2 * np.pi * 0.4 * t), 0, 1) ** 0.5
    voice = lfilter([0.2], [1, -0.8], np.stack([voice, voice], 1), axis=0) + 0.003  # and a constant offset
    wav("song.wav", x + voice), wav("band.wav", x), wav("voice.wav", voice)
    for target in (-14, -8):
        run("family", path("song.wav"), path("band.wav"), path("voice.wav"), "-o", path("family"), "--format", "wav32f",
            "--loudness", target, "--report", path("family.json"))
        run("master", path("song.wav"), "-o", path("alone.wav"), "--format", "wav32f", "--loudness", target)
        song, band, sung = (get(f"family/{n}.wav") for n in ("song", "band", "voice"))
        assert np.array_equal(song, get("alone.wav")), "the main version is not what it is alone"
        null = power_db(band + sung - song) - power_db(song)
        assert null <= -60, null
        assert power_db(band) > power_db(song) - 12 and power_db(sung) > power_db(song) - 30
    run("family", path("song.wav"), wav("slow.wav", voice[: 5 * RATE], 48000), "-o", path("no"), code=1)


@test
def L07_a_new_mix_is_found_to_the_sample_and_gets_the_same_master():
    x = samples(demo())[: 15 * RATE] * 0.5
    wav("old.wav", x)
    run("master", path("old.wav"), "-o", path("old-master.wav"), "--format", "wav32f", "--report", path("old.json"), "--loudness", -11)
    wav("late.wav", np.concatenate([np.zeros((4321, 2)), -x * 10 ** (-3.3 / 20)]))
    r = answer("remix", path("old.wav"), path("late.wav"), "-o", path("new-master.wav"), "--format", "wav32f", "--settings", path("old.json"))
    d = r["difference"]
    assert (d["offset"], d["inverted"]) == (4321, True) and abs(d["gain_db"] + 3.3) < 0.01 and not d["changes"], d
    old, new = get("old-master.wav"), get("new-master.wav")
    null = power_db(new[: len(old)] - old) - power_db(old)
    assert null <= -90, null
    early = answer("remix", path("late.wav"), path("old.wav"))
    assert early["offset"] == -4321, early


@test
def L08_what_changed_in_a_mix_is_told_with_time_and_range():
    x = samples(demo())
    n = 2 * (len(x) // 2)
    spectrum = np.fft.rfft(x[:n], axis=0)
    hz = np.fft.rfftfreq(n, 1 / RATE)
    louder = spectrum * np.where((hz >= 2000) & (hz < 4000), 10 ** (1.5 / 20), 1)[:, None]
    part = np.clip(np.minimum(np.arange(n) - 6 * RATE, 14 * RATE - np.arange(n)) / 4410, 0, 1)[:, None]
    y = x[:n] * (1 - part) + np.fft.irfft(louder, n, axis=0) * part
    wav("told-old.wav", x), wav("told-new.wav", y * 10 ** (2 / 20))
    d = answer("remix", path("told-old.wav"), path("told-new.wav"))
    assert abs(d["gain_db"] - 2) < 0.1, d
    middle = [c for c in d["changes"] if c["where"] == "middle"]
    assert [c["what"] for c in middle] == ["2 kHz to 4 kHz"], middle
    c = middle[0]
    assert abs(c["db"] - 1.5) <= 0.2 and abs(c["start_s"] - 6) <= 2 and abs(c["end_s"] - 14) <= 2, c
    noise = np.random.default_rng(3).normal(0, 0.1, x.shape)
    run("remix", path("told-old.wav"), wav("other.wav", noise), code=1)


@test
def L09_a_profile_of_a_record_stands_for_the_record():
    x = samples(demo())[: 10 * RATE]
    wav("mix.wav", tilted(x, -0.4)), wav("like.wav", x)
    run("match", "--save", path("one.json"), path("like.wav"))
    run("match", "--save", path("two.json"), path("like.wav"), path("mix.wav"))
    made = {}
    for name, reference in (("file", "like.wav"), ("one", "one.json"), ("two", "two.json")):
        run("master", path("mix.wav"), "-o", path(name + ".wav"), "--format", "wav32f", "--reference", path(reference))
        made[name] = get(name + ".wav")
    assert np.array_equal(made["file"], made["one"])
    assert not np.array_equal(made["file"], made["two"])
    for bad in ("{", "[]", '{"engine": "x"}', '{"engine": "x", "songs": 1, "sound": 3}'):
        with open(path("bad.json"), "w") as f:
            f.write(bad)
        run("master", path("mix.wav"), "-o", path("no.wav"), "--reference", path("bad.json"), code=1)


@test
def L10_pictures_are_drawn_and_the_curve_of_loudness_is_told():
    wav("mix.wav", samples(demo())[: 12 * RATE])
    for name, args in (("render", ("master", path("mix.wav"), "-o", path("drawn.wav"), "--loudness", -9)), ("song", ("measure", path("mix.wav"))),
                       ("pair", ("compare", path("mix.wav"), path("drawn.wav"))), ("curve", ("loudness-curve", path("mix.wav"), "--json"))):
        told = run(*args, "--plot", path(name + ".svg"))
        root = xml.etree.ElementTree.parse(path(name + ".svg")).getroot()
        lines = [p.get("d") for p in root.iter("{http://www.w3.org/2000/svg}path") if (p.get("class") or "").startswith("l ")]
        assert len(lines) >= 4 and any(d.count("L") > 10 for d in lines), (name, lines)
    points = json.loads(told.stdout)["points"]
    assert len(points) > 3 and all(b["lufs"] > a["lufs"] for a, b in zip(points, points[1:])), points
    assert points[-1]["noise_to_mask_db"] > points[0]["noise_to_mask_db"], points


perform()
