#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Tone, dynamics and stereo, measured: what is finished stays, what is asked is met, sides stay safe.

The long forms are tests/bench/harm_bench.py and match_bench.py.  Songs here are made of filtered noise
with a beat, so that they have a spectrum, levels and sides of their own."""
import numpy as np
from scipy import signal

from workshop import *


def noise(seed, seconds, curve):
    """Noise whose thirds of an octave have the levels of a curve of (hz, dB)."""
    x = np.random.default_rng(seed).standard_normal(int(seconds * RATE))
    spectrum, hz = np.fft.rfft(x), np.fft.rfftfreq(len(x), 1 / RATE)
    at, db = zip(*curve)
    gain = np.interp(np.log(np.maximum(hz, 1)), np.log(at), db) - 10 * np.log10(np.maximum(hz, 20))
    return np.fft.irfft(spectrum * 10**(gain / 20), len(x))


FINISHED = ((20, -18), (32, -6), (50, 2), (80, 5), (130, 4), (500, 2), (1000, 0), (4000, -6), (8000, -11), (14000, -17), (20000, -30))


def song(name, curve=FINISHED, sides=-9, bass=-30, seconds=12, seed=1, peak=0.5):
    """bass: sides against the middle below 120 Hz."""
    t = np.arange(int(seconds * RATE)) / RATE
    beat = 0.5 + 0.5 * np.exp(-((t * 2) % 1) * 3)
    width = [(hz, db + (bass if hz < 150 else sides)) for hz, db in curve]
    mid, side = noise(seed, seconds, curve) * beat, noise(seed + 100, seconds, width) * beat
    x = np.stack([mid + side, mid - side], 1)
    return wav(name, x / np.abs(x).max() * peak)


def mastered(mix, out, *more):
    """The sound of the master, and its moves by their ids."""
    report = master(mix, path(out), "--format", "wav32f", *more)
    return samples(path(out)), {m["id"]: m for m in report["moves"]}


def thirds(x):
    """Levels of middle and sides in thirds of an octave from 40 Hz to 16 kHz."""
    out = []
    for v in (x[:, 0] + x[:, 1], x[:, 0] - x[:, 1]):
        f, p = signal.welch(v / 2, RATE, "hann", 16384)
        out.append([10 * np.log10(p[(f > c * 2**(-1 / 6)) & (f < c * 2**(1 / 6))].sum() + 1e-20) for c in 1000 * 2.0**(np.arange(-14, 13) / 3)])
    return np.array(out)


def bass_ratio(x):
    low = signal.sosfilt(signal.butter(4, 120, fs=RATE, output="sos"), x, axis=0)
    return 10 * np.log10(((low[:, 0] - low[:, 1])**2).sum() / ((low[:, 0] + low[:, 1])**2).sum())


def null(a, b):
    return 10 * np.log10(((a - b)**2).sum() / (a**2).sum() + 1e-30)


@test
def T01_a_finished_song_gets_no_move_of_tone_dynamics_or_width():
    mix = song("finished.wav")
    y, moves = mastered(mix, "m.wav")
    assert not [i for i in moves if not i.startswith("limiter")], moves
    x = samples(mix)
    d = (thirds(y) - thirds(x))[0]
    assert np.abs(d - np.median(d)).max() <= 0.5, d


@test
def T02_a_master_that_comes_in_again_is_the_same_to_a_thousandth():
    dull = [(hz, db - (16 if 1500 < hz < 9000 else 0)) for hz, db in FINISHED]
    for curve, bass in ((FINISHED, -30), (dull, -6)):
        mastered(song("mix.wav", curve, bass=bass), "once.wav")
        once = samples(path("once.wav"))
        twice, moves = mastered(path("once.wav"), "twice.wav")
        assert null(once, twice) <= -60, (null(once, twice), moves)


@test
def T03_what_lies_outside_comes_in_and_can_be_forbidden_by_its_id():
    dull = [(hz, db - (18 if 1500 < hz < 9000 else 0)) for hz, db in FINISHED]
    mix = song("dull.wav", dull)
    y, moves = mastered(mix, "m.wav")
    assert moves["eq.presence"]["amount"] > 1 and moves["eq.presence"]["optional"], moves
    off = ",".join(i for i in moves if i.startswith("eq."))
    z, left = mastered(mix, "n.wav", "--off", off)
    assert [i for i, m in left.items() if m["off"]] == off.split(",") and not [i for i, m in left.items() if i.startswith("eq.") and not m["off"]], left
    assert (thirds(y) - thirds(z))[0][20] > 1


@test
def T04_a_reference_is_met_in_thirds_of_an_octave_and_halfway_is_halfway():
    want = [(hz, db + 6 * np.sin(np.log(hz) * 2)) for hz, db in FINISHED]
    want = [(hz, np.interp(np.log(hz), np.log([h for h, _ in want]), [d for _, d in want])) for hz in np.geomspace(20, 20000, 60)]
    reference, mix = song("reference.wav", want, sides=-5, bass=-12, seed=7), song("mix.wav")
    target, before = thirds(samples(reference)), thirds(samples(mix))

    def distance(t):
        off = (t[0] - target[0]).mean()
        return (t[0] - target[0]).std(), np.sqrt(((t[1] - target[1] - off)**2).mean())
    y, _ = mastered(mix, "m.wav", "--reference", reference, "--caps", "wide")
    mid, side = distance(thirds(y))
    assert mid <= 0.6 and side <= 1.0, (mid, side, distance(before))
    z, _ = mastered(mix, "m.wav", "--reference", reference, "--caps", "wide", "--tone-strength", 50)
    assert 0.3 < distance(thirds(z))[0] / distance(before)[0] < 0.7, (distance(thirds(z)), distance(before))
    other = song("other.wav", sides=-9, seed=9)
    w, _ = mastered(mix, "m.wav", "--reference", reference + "@tone=0", "--reference", other + "@width=0,dynamics=0")
    assert np.abs((thirds(w) - before)[0] - (thirds(w) - before)[0].mean()).max() < 1.5


@test
def T05_the_bass_goes_to_the_middle_and_the_sides_keep_their_music():
    mix = song("wide.wav", sides=-4, bass=-1)
    y, moves = mastered(mix, "m.wav")
    x = samples(mix)
    assert bass_ratio(x) > -6 and bass_ratio(y) <= -20, (bass_ratio(x), bass_ratio(y))
    kept = (thirds(y) - thirds(x))
    assert (kept[1] - kept[0])[9:].min() > -1.5, kept[1] - kept[0]
    z, left = mastered(mix, "n.wav", "--off", "stereo.bass")
    assert not moves["stereo.bass"]["off"] and left["stereo.bass"]["off"] and bass_ratio(z) > -8


@test
def T06_no_octave_is_turned_against_itself_by_a_reference_that_is():
    hollow = song("hollow.wav", sides=6, bass=6, seed=3)
    y, _ = mastered(song("mix.wav"), "m.wav", "--reference", hollow)
    for hz in (125, 250, 500, 1000, 2000, 4000, 8000):
        band = signal.sosfilt(signal.butter(4, [hz / 2**0.5, hz * 2**0.5], "band", fs=RATE, output="sos"), y, axis=0)
        assert (band[:, 0] * band[:, 1]).sum() > 0, hz
    mid, side = y[:, 0] + y[:, 1], y[:, 0] - y[:, 1]
    assert 10 * np.log10(1 + (side**2).sum() / (mid**2).sum()) < 1.6


@test
def T07_a_song_without_treble_gets_none():
    dark = [(hz, db - (70 if hz > 7000 else 0)) for hz, db in FINISHED]
    mix = song("dark.wav", dark)
    y, _ = mastered(mix, "m.wav", "--reference", song("bright.wav", seed=5), "--loudness", -23, "--dynamics-strength", 0)
    d = (thirds(y) - thirds(samples(mix)))[0]
    assert d[24:].max() < np.median(d) + 6, d


@test
def T08_a_region_that_is_off_is_as_flat_as_it_came_whatever_its_neighbours_get():
    want = [(hz, db + 9 * np.exp(-np.log2(hz / 75)**2)) for hz, db in FINISHED]
    reference, mix = song("boomy.wav", [(hz, np.interp(np.log(hz), np.log([h for h, _ in want]), [d for _, d in want])) for hz in np.geomspace(20, 20000, 60)], seed=7), song("mix.wav")
    calm = ("--reference", reference, "--loudness", -23, "--dynamics-strength", 0)
    x = samples(mix)
    for off, flat in ((), False), (("--off", "eq.bass"), True):
        y, moves = mastered(mix, "m.wav", *calm, *off)
        f, a = signal.welch(x[:, 0] + x[:, 1], RATE, "hann", 1 << 16)
        b = signal.welch(y[:, 0] + y[:, 1], RATE, "hann", 1 << 16)[1]
        change = 10 * np.log10(b / a)[(f > 52) & (f < 115)]
        assert moves["eq.bass"]["off"] == flat and abs(moves["eq.warmth"]["amount"]) > 0.5, moves
        assert (np.ptp(change) <= 0.1) == flat, np.ptp(change)


def listened(mix, move, *more):
    """The sound of what a move changed."""
    run("explain", mix, "--delta", move, "-o", path("delta.wav"), "--format", "wav32f", *more)
    return samples(path("delta.wav"))


@test
def T09_a_move_can_be_listened_to_and_the_master_minus_it_is_the_master_with_it_off():
    dull = [(hz, db - (18 if 1500 < hz < 9000 else 0)) for hz, db in FINISHED]
    calm = ("--loudness", -23, "--dynamics", 0)
    for name, curve, bass, move, more, low, high in (
            ("dull.wav", dull, -30, "eq.presence", ("--width-strength", 0, "--mono-bass", "no"), 3500 * 2**-0.5, 8000 * 2**0.5),
            ("wide.wav", FINISHED, -1, "stereo.bass", (), 20, 350)):
        mix = song(name, curve, sides=-6, bass=bass, seconds=6)
        y, moves = mastered(mix, "m.wav", *calm, *more)
        delta = listened(mix, move, *calm, *more)
        f, p = signal.welch(delta[:, 0] - delta[:, 1] if "stereo" in move else delta[:, 0], RATE, "hann", 8192)
        assert p[(f > low) & (f < high)].sum() > 0.99 * p.sum()
        z, left = mastered(mix, "n.wav", *calm, *more, "--off", move)
        without = y - delta
        nulls = [null(x * (z * x).sum() / (x**2).sum(), z) for x in (without, y)]
        assert left[move]["off"] and nulls[0] <= -60 < nulls[1], (move, nulls)
    for move in ("eq.magic", "eq.presence"):
        run("explain", mix, "--delta", move, "-o", path("delta.wav"), *calm, code=1)


def stands_out(x, hz):
    """A twelfth of an octave against the half octaves beside it."""
    f, p = signal.welch(x.mean(1), RATE, "hann", 16384)
    density = lambda a, b: p[(f > hz * 2**(a / 12)) & (f < hz * 2**(b / 12))].mean()
    return 10 * np.log10(2 * density(-0.5, 0.5) / (density(-6.5, -1.5) + density(1.5, 6.5)))


@test
def T10_a_planted_resonance_is_taken_back_to_what_is_usual():
    x = samples(song("clean.wav"))
    a, w, q = 10**(12 / 40), 2 * np.pi * 2700 / RATE, np.sin(2 * np.pi * 2700 / RATE) / 2 / 18
    y = signal.lfilter([1 + q * a, -2 * np.cos(w), 1 - q * a], [1 + q / a, -2 * np.cos(w), 1 - q / a], x, axis=0)
    z, moves = mastered(wav("ringing.wav", y), "m.wav")
    assert stands_out(y, 2700) > 7, stands_out(y, 2700)
    assert -1 < stands_out(z, 2700) < 3 and -8 <= moves["dynamics.resonance"]["amount"] < -4, (stands_out(z, 2700), moves)
    kept, left = mastered(path("ringing.wav"), "n.wav", "--off", "dynamics.resonance")
    assert left["dynamics.resonance"]["off"] and stands_out(kept, 2700) > 7
    delta = listened(path("ringing.wav"), "dynamics.resonance")
    assert stands_out(delta, 2700) > 20
    t = np.arange(len(x)) / RATE  # but a tone that is played is left alone, and so is one that has an octave
    for tone in (np.sin(2 * np.pi * 2700 * t), sum(np.sin(2 * np.pi * hz * t) for hz in (1350, 2700)) / 12):
        _, moves = mastered(wav("tone.wav", x + 0.05 * tone[:, None]), "m.wav")
        assert "dynamics.resonance" not in moves, moves


@test
def T11_planted_sibilants_are_held_back_while_they_last():
    dark = [(hz, db - (8 if hz > 3000 else 0)) for hz, db in FINISHED]
    x = samples(song("voice.wav", dark))
    band = signal.butter(4, [5000, 10000], "band", fs=RATE, output="sos")
    hiss = signal.sosfilt(band, np.random.default_rng(5).standard_normal(len(x)))
    t = np.arange(len(x)) / RATE
    lasts = np.clip(np.sin(2 * np.pi * (t % 0.7) / 0.24), 0, 1) * (t % 0.7 < 0.12)  # 0.12 s each
    burst = lasts > 0.5
    y = x + (1.6 * x.mean(1).std() * hiss / hiss.std() * lasts)[:, None]

    def contrast(v):
        high = signal.sosfilt(band, v.mean(1))
        return 10 * np.log10((high[burst]**2).mean() / (high[lasts == 0]**2).mean())
    z, moves = mastered(wav("hissing.wav", y), "m.wav", "--loudness", -20)
    kept, left = mastered(path("hissing.wav"), "n.wav", "--loudness", -20, "--off", "dynamics.sibilance")
    assert "dynamics.sibilance" in moves and left["dynamics.sibilance"]["off"], moves
    assert 3 < contrast(kept) - contrast(z) < 6.5, (contrast(y), contrast(kept), contrast(z))
    _, moves = mastered(path("voice.wav"), "m.wav")
    assert "dynamics.sibilance" not in moves


@test
def T12_a_song_is_cut_off_where_its_reference_ends():
    ends = [(20, -60), (40, -45), (63, -12), *FINISHED[3:]]
    reference = song("ends.wav", ends, seed=8)
    y, moves = mastered(song("mix.wav"), "m.wav", "--reference", reference)
    z, left = mastered(path("mix.wav"), "n.wav", "--reference", reference, "--off", "eq.low_cut")
    assert "eq.low_cut" in moves and left["eq.low_cut"]["off"], moves
    off = [v[0] - thirds(samples(reference))[0] for v in (thirds(y), thirds(z))]
    assert off[0].std() < 0.6 * off[1].std(), (off[0].std(), off[1].std())
    delta = listened(path("mix.wav"), "eq.low_cut", "--reference", reference)
    assert thirds(delta)[0][:6].max() > thirds(delta)[0][14:].max() + 20, thirds(delta)[0].round()  # below 150 Hz


@test
def T13_more_density_is_denser_and_the_usual_leaves_the_usual_alone():
    x, range_db = samples(song("even.wav", seconds=16)), []
    moods = np.repeat(np.random.default_rng(2).normal(0, 5, 32), RATE // 2)[:, None]
    mix = wav("lively.wav", 0.3 * x * 10**(np.minimum(moods, 10) / 20))
    for density in (40, 70, 100):
        y, moves = mastered(mix, "m.wav", "--dynamics", density, "--loudness", -23)
        level = 10 * np.log10((signal.sosfilt(signal.butter(2, [500, 2000], "band", fs=RATE, output="sos"), y.mean(1))**2)
                              [:len(y) // 4410 * 4410].reshape(-1, 4410).mean(1))[10:-10]
        range_db.append(np.percentile(level, 95) - np.percentile(level, 50))
        assert density > 40 or not [i for i in moves if i.startswith("dynamics")], moves
    assert range_db[0] > range_db[1] > range_db[2] and range_db[0] - range_db[2] > 0.7, range_db


@test
def T14_a_quiet_passage_whose_bass_was_wide_stays_about_as_loud_beside_the_others():
    quiet, loud = (samples(song(n, bass=b, sides=-12, seconds=10, seed=s)) for n, b, s in (("quiet.wav", -2, 1), ("loud.wav", -30, 2)))
    x = np.concatenate([quiet * 0.5, loud]) * 0.8
    both = wav("both.wav", x)
    y, moves = mastered(both, "m.wav")
    change = measure(path("m.wav"))["lra_lu"] - measure(both)["lra_lu"]
    d = (thirds(y) - thirds(x))[0]
    assert "stereo.bass" in moves and bass_ratio(y) <= -20, (moves.keys(), bass_ratio(y))
    assert abs(change) <= 0.4 and np.abs(d - np.median(d)).max() <= 0.5, (change, d - np.median(d))


perform()
