#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""limiter_bench.py [MIX.wav ...] - the limiter against its peers, re-measured in this run; rows of the engine's table.

Material: the loudest 20 s of each LMMS mix (tests/bench/material), brought to -9 LUFS at most -0.95 dBTP by ours
(all shaping off) and by the peers whose true peaks can be held: ffmpeg's alimiter at 4 times the rate, LSP's limiter
and x42 dpl (LV2).  A peer whose peaks come out higher gets a lower threshold until they do not.  The judge is
../shared/tools/meter.py; tones are judged here by numpy.
"""
import glob
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import warnings

import numpy as np
from scipy.io import wavfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BIN = os.environ.get("MASTERING", os.path.join(ROOT, "build/mastering"))
JUDGE = os.path.join(ROOT, "../shared/tools/meter.py")
MATERIAL = os.environ.get("MATERIAL", os.path.join(ROOT, "build/material/mix"))
TARGET, CEILING, HIGHEST = float(os.environ.get("TARGET", -9)), -1.0, -0.95
RANDOM = int(os.environ.get("RANDOM_SIGNALS", 10000))
DIR = tempfile.mkdtemp(prefix="limiter-")
PLAIN = ("--intensity", "0", "--dynamics", "0", "--mono-bass", "no", "--width", "100")


def judge():
    spec = importlib.util.spec_from_file_location("meter", JUDGE)
    meter = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(meter)
    return meter


def excerpt(meter, name, seconds=20):
    """The loudest seconds; 0: all."""
    rate, x = meter.read(name)
    seconds = min(int(seconds), len(x) // rate) or len(x) // rate
    power = np.concatenate([[0], np.cumsum((x ** 2).sum(1))])
    n, starts = seconds * rate, np.arange(0, max(1, len(x) - seconds * rate), rate // 10)
    at = starts[np.argmax(power[np.minimum(starts + n, len(x))] - power[starts])]
    x = x[at:at + n]
    return rate, (x - x.mean(0)).astype(np.float32)  # ours takes an offset away: no limiter's business, so nobody has one


def ours(rate, x, *more, plain=PLAIN):
    mix, out = os.path.join(DIR, "mix.wav"), os.path.join(DIR, "out.wav")
    wavfile.write(mix, rate, x)
    subprocess.run([BIN, "master", mix, "-o", out, "--format", "wav32f", *plain, "--ceiling", str(CEILING), *map(str, more),
                    "--report", out + ".json"], check=True, capture_output=True)
    with open(out + ".json") as f:
        told = json.load(f)
    with warnings.catch_warnings():  # our own chunks
        warnings.simplefilter("ignore")
        return wavfile.read(out)[1], told


# ---- peers: gain in dB and threshold in dBTP, samples in and out ----------------------------------------------

def through(x, command):
    a, b = os.path.join(DIR, "a.f32"), os.path.join(DIR, "b.f32")
    x.astype("<f4").tofile(a)
    subprocess.run([w.replace("IN", a).replace("OUT", b) for w in command], check=True, capture_output=True)
    return np.fromfile(b, "<f4").reshape(-1, 2)


def alimiter(rate, x, gain, threshold):
    f = (f"volume={gain}dB,aresample={4 * rate}:filter_size=64,alimiter=limit={10 ** (threshold / 20)}:attack=5:"
         f"release=50:level=0:latency=1,aresample={rate}:filter_size=64")
    raw = ["-f", "f32le", "-ar", str(rate), "-ac", "2"]
    try:
        return through(x, ["ffmpeg", "-nostdin", "-v", "error", "-y", *raw, "-i", "IN", "-af", f, *raw, "OUT"])[:len(x)]
    except subprocess.CalledProcessError:  # ffmpeg 5 knows no latency=1: the judge aligns
        return through(x, ["ffmpeg", "-nostdin", "-v", "error", "-y", *raw, "-i", "IN", "-af", f.replace(":latency=1", ""), *raw,
                           "OUT"])[:len(x)]


def host():
    built = os.path.join(DIR, "lv2host")
    if not os.path.exists(built):
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "lilv-0"], check=True, capture_output=True, text=True).stdout
        subprocess.run(["gcc", "-O2", os.path.join(HERE, "lv2host.c"), *flags.split(), "-o", built], check=True, capture_output=True)
    return built


def lsp(rate, x, gain, threshold):
    return through(x, [host(), "http://lsp-plug.in/plugins/lv2/limiter_stereo", "IN", "OUT", str(rate), f"g_in={10 ** (gain / 20)}",
                       f"th={10 ** (threshold / 20)}", "boost=0", "alr=0", "ovs=6"])


def dpl(rate, x, gain, threshold):
    return through(x, [host(), "http://gareus.org/oss/lv2/dpl#stereo", "IN", "OUT", str(rate), f"gain={min(gain, 20)}",
                       f"threshold={threshold}", "truepeak=1"])


def peer(meter, run, rate, x):
    """The gain by bisection, the threshold so that the true peak is at most HIGHEST."""
    threshold, start = CEILING, meter.loudness(x.astype(float), rate)["I"]
    for _ in range(3):
        low, high = TARGET - start - 1, TARGET - start + 12
        for _ in range(11):
            gain = (low + high) / 2
            y = run(rate, x, gain, threshold)
            got = meter.loudness(y.astype(float), rate)["I"]
            if abs(got - TARGET) < 0.02:
                break
            low, high = (gain, high) if got < TARGET else (low, gain)
        peak = meter.DB20(meter.true_peak(y.astype(float), rate))
        if peak <= HIGHEST:
            break
        threshold -= peak - HIGHEST + 0.01
    return y, got, peak


def compare(meter, names):
    peers = {"ffmpeg alimiter 4x": alimiter, "LSP": lsp, "x42 dpl": dpl}
    table = {}
    for name in names:
        rate, x = excerpt(meter, name)
        row = {}
        for who, run in peers.items():
            try:
                row[who] = peer(meter, run, rate, x)
            except (OSError, subprocess.CalledProcessError) as e:
                print(f"# {who} cannot be run here: {e}")
        y, told = ours(rate, x, "--loudness", TARGET)
        row["ours"] = (y, told["after"]["lufs"], meter.DB20(meter.true_peak(y.astype(float), rate)))
        for who, (y, lufs, peak) in row.items():
            d = meter.distortion(y.astype(float), x.astype(float), rate)
            table.setdefault(who, []).append((d["nmr"]["mean_db"], d["band_dev_db"]))
            print(f"# {os.path.basename(name):14} {who:20} {lufs:7.2f} LUFS {peak:6.2f} dBTP  NMR {d['nmr']['mean_db']:6.2f}"
                  f"  bands {d['band_dev_db']:.3f}", flush=True)
    return table


def told_against_judge(meter, names, targets=(-9, -6)):
    """What our report says of the noise, less what the judge says: with its filter as short as our frame (1024 taps at
    44.1 kHz), and with its own 8192, whose smear before drums it counts as noise."""
    own, short, usual = meter.lti_predict, [], []
    for name in names:
        rate, x = excerpt(meter, name)
        for target in targets:
            y, told = ours(rate, x, "--loudness", target)
            said, heard = told["limiter"]["noise_to_mask_db"], {}
            for taps in (1024, 8192):
                meter.lti_predict = lambda a, b: own(a, b, taps)
                heard[taps] = meter.distortion(y.astype(float), x.astype(float), rate)["nmr"]
            short.append(said - heard[1024]["mean_db"])
            usual.append(said - heard[8192]["mean_db"])
            print(f"# {os.path.basename(name):14} {told['after']['lufs']:6.2f} LUFS: told {said:6.2f} dB, judge {heard[1024]['mean_db']:6.2f} "
                  f"by 1024 taps, {heard[8192]['mean_db']:6.2f} by 8192; frames above the mask {heard[8192]['frames_over_0db_pct']:.2f} %", flush=True)
    meter.lti_predict = own
    return short, usual


# ---- tones and noise --------------------------------------------------------------------------------------------

def tone_db(hz, rate=44100, limited_db=6):
    """THD+N of a tone (or of tones) that the limiter takes down by 6 dB: six seconds loud between two times six that are
    9 dB lower, and asked to be so loud that the lower ones come 3 dB below the ceiling.  Of seconds 8 to 11."""
    t = np.arange(18 * rate) / rate
    tone = sum(a * np.sin(2 * np.pi * f * t) for f, a in hz)
    inside = np.clip(np.minimum(t - 6, 12 - t) / 0.05 + 0.5, 0, 1)
    lower = 10 ** (-9 / 20)
    x, wanted = (np.stack([g * tone, 0 * tone], 1).astype(np.float32) / np.abs(tone).max() for g in (
        lower + (1 - lower) * inside, np.minimum(1, lower * 10 ** (limited_db / 20) + inside)))
    target = judge().loudness(wanted.astype(float), rate)["I"] - 9
    y, told = ours(rate, x, "--loudness", target, "--ceiling", -9)
    assert abs(told["limiter"]["curve"][100] - limited_db) < 0.15, (hz, told["limiter"]["curve"][100], told["loudness"])
    y = y[8 * rate:11 * rate, 0].astype(float)
    t = t[8 * rate:11 * rate]
    basis = np.concatenate([[np.cos(2 * np.pi * f * t), np.sin(2 * np.pi * f * t)] for f, _ in hz] + [[np.ones_like(t)]])
    rest = y - basis.T @ np.linalg.lstsq(basis.T, y, rcond=None)[0]
    return 10 * np.log10((rest ** 2).mean() / (y ** 2).mean())


# Each takes a generator, the rate and the times in samples, and gives two channels.

def steps_of_sinc(r, t):
    """The signs of a sinc's values between its zeros: the highest wave between samples of one height."""
    at = t - r.integers(len(t)) - 0.5
    return np.sign(np.sinc(at))[:, None] * np.sign(r.uniform(-0.3, 1, 2))


def drums(r, rate, t):
    since = t % int(rate * r.uniform(0.02, 0.3))
    return np.exp(-since / (rate * r.uniform(0.001, 0.05)))[:, None] * r.standard_normal((len(t), 2))


def sweep(r, rate, t):
    hz = np.linspace(*r.uniform(0, rate / 2, 2), len(t))
    return np.sin(2 * np.pi * np.cumsum(hz) / rate)[:, None] * r.uniform(0.1, 1, 2)


def music(r, rate, t):
    """A slice of a mix or a record, as if it had this rate."""
    names = sorted(glob.glob(os.path.join(os.path.dirname(MATERIAL), "*", "*.wav")))
    if not names:
        return r.laplace(size=(len(t), 2))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        x = wavfile.read(names[r.integers(len(names))], mmap=True)[1]
    at = r.integers(max(1, len(x) - len(t)))
    x = np.array(x[at:at + len(t)], float).reshape(-1, x.shape[1] if x.ndim == 2 else 1)
    x = np.pad(x, ((0, len(t) - len(x)), (0, 0)))
    return np.stack([x[:, 0], x[:, -1]], 1) / (np.abs(x).max() + 1e-9)


KINDS = {
    "noise": lambda r, rate, t: r.standard_normal((len(t), 2)),
    "clipped noise": lambda r, rate, t: np.clip(r.uniform(1, 20) * r.standard_normal((len(t), 2)), -1, 1),
    "heavy-tailed noise": lambda r, rate, t: np.clip(r.standard_t(1.5, (len(t), 2)), -1e3, 1e3),
    "random signs": lambda r, rate, t: r.choice([-1.0, 1.0], (len(t), 2)),
    "sines": lambda r, rate, t: np.sin(np.outer(2 * np.pi * t, r.uniform(0, 0.5, 2)) + r.uniform(0, 6, 2)),
    "near half the rate": lambda r, rate, t: np.sin(np.outer(2 * np.pi * t, r.uniform(0.44, 0.5, 2)) + r.uniform(0, 6, 2)),
    "twin tones": lambda r, rate, t: np.sin(np.outer(2 * np.pi * t, r.uniform(0, 0.5, 4)) + r.uniform(0, 6, 4)).reshape(-1, 2, 2).sum(2),
    "quarter of the rate": lambda r, rate, t: np.sin(np.pi / 2 * t + np.pi / 4)[:, None] * r.uniform(0.2, 1.5, 2),
    "sweep": sweep,
    "bursts": lambda r, rate, t: r.standard_normal((len(t), 2)) * (t % int(r.integers(300, 5000)) < r.integers(1, 200))[:, None],
    "tone bursts": lambda r, rate, t: np.sin(np.outer(2 * np.pi * t, r.uniform(0, 0.5, 2))) * (t % int(r.integers(300, 9000)) < r.integers(1, 900))[:, None],
    "drums": drums,
    "clicks": lambda r, rate, t: np.where(r.uniform(size=(len(t), 2)) < 0.001, 8, 0) * r.choice([-1.0, 1.0], (len(t), 2)),
    "one sample": lambda r, rate, t: 1.0 * (t == r.integers(len(t)))[:, None] * r.uniform(-1, 1, 2),
    "squares": lambda r, rate, t: np.sign(np.sin(np.outer(2 * np.pi * t / rate, r.uniform(20, 5000, 2)))),
    "saws": lambda r, rate, t: (np.outer(t / rate, r.uniform(20, 5000, 2)) % 1) * 2 - 1,
    "steps of a sinc": lambda r, rate, t: steps_of_sinc(r, t),
    "walk, folded": lambda r, rate, t: np.cumsum(r.standard_normal((len(t), 2)), 0) % 2 - 1,
    "offset": lambda r, rate, t: 0.1 * r.standard_normal((len(t), 2)) + r.uniform(-1, 1, 2),
    "music": music,
}


def random_signal(r, kind):
    """Less than a second of anything at any rate; some are too short to have a loudness, some are on one side only."""
    rate = int(r.choice([44100, 48000, 96000, 44100, 48000, 96000, 8000, 11025, 16000, 22050, 32000, 88200, 176400, 192000]))
    n = int(rate * (r.uniform(0.01, 0.4) if r.integers(5) == 0 else r.uniform(0.42, 0.5)))
    x = KINDS[kind](r, rate, np.arange(n))
    if r.integers(5) == 0:
        x[:, 1] = 0
    if r.integers(4) == 0:
        x = x[:, :1]
    return rate, (x * 10 ** (r.uniform(-30, 18) / 20)).astype(np.float32)


def worst_over(meter, count, first=0):
    """The highest true peak over its ceiling, in dB, of `count` signals from the seed `first` on: each kind in turn, with random wishes."""
    worst, kinds, broken = {}, list(KINDS), 0
    for seed in range(first, first + count):
        r = np.random.default_rng(seed)
        kind = kinds[seed % len(kinds)]
        rate, x = random_signal(r, kind)
        ceiling = round(float(r.choice([-0.3, -1, -2, r.uniform(-9, -0.1)])), 2)
        wishes = ["--loudness", round(float(r.uniform(-23, -6)), 1), "--limiter", ["quality", "fast"][r.integers(2)], "--ceiling", ceiling,
                  "--format", str(r.choice(["wav32f", "wav32f", "wav24", "wav16"]))]
        if not x.any():
            continue  # silence is refused
        y, _ = ours(rate, x, *wishes)
        if y.dtype.kind == "i":
            y = y / -float(np.iinfo(y.dtype).min)
        over = meter.DB20(meter.true_peak(y.reshape(len(y), -1).astype(float), rate)) - ceiling
        broken += over > 0.01
        if over > worst.get(kind, -99):
            worst[kind] = over
        if over > 0.01 or over == max(worst.values()):
            print(f"# seed {seed}: {kind}, {rate} Hz, {over:+.4f} dB {wishes}", flush=True)
    print("# " + ", ".join(f"{k} {v:+.4f}" for k, v in worst.items()))
    print(f"# {broken} of {count} above +0.01 dB", flush=True)
    return max(worst.values())


def main():
    if not os.path.exists(JUDGE):
        print("# the judge ../shared/tools/meter.py is not here")
        return 0
    meter = judge()
    names = sys.argv[1:] or sorted(glob.glob(os.path.join(MATERIAL, "*.wav")))
    if names:
        table = compare(meter, names)
        mean = {who: np.mean(rows, 0) for who, rows in table.items()}
        others = [w for w in mean if w != "ours"]
        best = min((mean[w][0] for w in others), default=float("nan"))
        better = sum(all(row[0] < table[w][i][0] for w in others) for i, row in enumerate(table["ours"]))
        print(f"| noise-to-mask at {TARGET} LUFS | best peer {best:.1f} dB | <= -19 | {mean['ours'][0]:.1f} dB; better than every peer on "
              f"{better} of {len(names)} |")
        print(f"| band deviation | best peer {min((mean[w][1] for w in others), default=float('nan')):.2f} dB | <= 0.55 | {mean['ours'][1]:.3f} dB |")
    if names:
        short, usual = told_against_judge(meter, names)
        print(f"| noise-to-mask told, less the judge's | - | - | {min(short):+.1f} to {max(short):+.1f} dB by 1024 taps, {min(usual):+.1f} to {max(usual):+.1f} by 8192 |")
    tones = [tone_db([(hz, 1)]) for hz in (50, 997, 9973)]
    print(f"| THD+N of 6 dB limiting, 50/997/9973 Hz | -138 dB | <= -130 | {' / '.join(f'{d:.0f}' for d in tones)} dB |")
    print(f"| SMPTE IMD, 60 Hz + 7 kHz 4:1 | -88 dB | <= -110 | {tone_db([(60, 0.8), (7000, 0.2)]):.0f} dB |")
    print(f"| true peak over the ceiling, {RANDOM} random signals | +0.15 dB | <= +0.01 | {worst_over(meter, RANDOM):+.4f} dB |")
    subprocess.run(["rm", "-rf", DIR])
    return 0


if __name__ == "__main__":
    sys.exit(main())
