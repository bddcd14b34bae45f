#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Albums of long pieces of songs: are the distances kept, is there a step at a cut, do the versions null?

    tests/bench/album_bench.py [LUFS...]     material from MATERIAL or build/material

Loudness and true peak by ../shared/tools/meter.py on the files as written (the peak of joined songs: joined).  One
song is cut in its sound, where mastering keeps the distance of its pieces by itself; the pieces' masters are joined and
compared with the album in which it is whole.  Where a piece needs a gain of its own all the same there is no such
comparison, and the line says so."""
import json
import os
import subprocess
import sys
import tempfile
import warnings

sys.path.insert(0, os.environ.get("METER", "../shared/tools"))
try:
    import meter
except ImportError:
    sys.exit("album_bench: ../shared/tools/meter.py is not here")
import numpy as np
from scipy.io import wavfile

warnings.filterwarnings("ignore")
BIN = os.environ.get("MASTERING", "build/mastering")
DIR = os.environ.get("MATERIAL", "build/material")
TARGETS = [float(a) for a in sys.argv[1:]] or [-14, -9]
CUT, SECONDS = "onion", 60


def run(*args):
    r = subprocess.run([BIN, *map(str, args)], capture_output=True, text=True)
    assert r.returncode == 0, r.stderr[-500:]
    return json.loads(r.stdout)


def lufs(path):
    rate, x = meter.read(path)
    return meter.loudness(x, rate)["I"]


def peak(x, rate):
    found = meter.true_peak(x, rate)
    return 20 * np.log10(max(found, 1e-10))


def power_db(x):
    return 10 * np.log10(max(float(np.mean(np.square(x))), 1e-30))


def album(songs, out, target):
    return run("album", *songs, "-o", out, "--loudness", target, "--gap", 0, "--json")


def piece(tmp, name):
    """The middle of a mix, with fades: a song that stands alone."""
    rate, x = meter.read(os.path.join(DIR, "mix", name + ".wav"))
    first = max(0, (len(x) - SECONDS * rate) // 2)
    x = x[first:first + SECONDS * rate].copy()
    ease = np.minimum(1, np.minimum(np.arange(len(x)), np.arange(len(x))[::-1]) / (rate / 2))[:, None]
    wavfile.write(f"{tmp}/{name}.wav", rate, (x * ease).astype(np.float32))
    return f"{tmp}/{name}.wav"


def even(mix, master, rate):
    """Where to cut, that the pieces are as far from one another before as after: then neither needs a gain of its
    own.  The best places first."""
    def apart(x, p):
        return meter.loudness(x[:p], rate)["I"] - meter.loudness(x[p:], rate)["I"]
    places = [len(mix) * k // 40 + 17 for k in range(6, 35)]
    return sorted(places, key=lambda p: abs(apart(mix, p) - apart(master, p)))


def cut_in_two(tmp, x, rate, places):
    """Two files and their place, the first at which the program sees that the sound goes on."""
    pieces = [f"{tmp}/first.wav", f"{tmp}/second.wav"]
    for at in places:
        wavfile.write(pieces[0], rate, x[:at].astype(np.float32))
        wavfile.write(pieces[1], rate, x[at:].astype(np.float32))
        if album(pieces, tmp + "/two", -20)["songs"][1]["joined"]:
            break
    return pieces, at


def one_target(tmp, mixes, target):
    uncut = [piece(tmp, m) for m in mixes]
    k = mixes.index(CUT)
    rate, x = meter.read(uncut[k])
    album(uncut, tmp + "/uncut", target)
    pieces, at = cut_in_two(tmp, x, rate, even(x, meter.read(f"{tmp}/uncut/{CUT}.wav")[1], rate))
    cut = uncut[:k] + pieces + uncut[k + 1:]
    told = album(cut, tmp + "/cut", target)
    outs = [os.path.join(tmp, "cut", os.path.basename(s)) for s in cut]
    before, after = [lufs(s) for s in cut], [lufs(o) for o in outs]
    top = int(np.argmax(before))
    errors = [(a - after[top]) - (b - before[top]) for a, b in zip(after, before)]
    runs = {}
    for s, o in zip(told["songs"], outs):
        runs.setdefault(s["run"], []).append(meter.read(o)[1])
    over = max(peak(np.concatenate(r), rate) for r in runs.values()) + 1
    step = None
    if all(s["ride_db"] == 0 for s in told["songs"]):
        joined = np.concatenate([meter.read(outs[k])[1], meter.read(outs[k + 1])[1]])
        near = slice(at - rate // 10, at + rate // 10)
        step = 20 * np.log10(max(1e-15, abs(joined - meter.read(f"{tmp}/uncut/{CUT}.wav")[1])[near].max()))
    for s, b, a, e in zip(told["songs"], before, after, errors):
        print(f"  {os.path.basename(s['name']):14} run {s['run']}  {b:7.2f} -> {a:7.2f} LUFS  error {e:+.3f} LU  ride {s['ride_db']:+.2f}"
              f"  tone {s['tone_before_db']:.1f} -> {s['tone_after_db']:.1f} dB  {s['stopped'] or ''}", flush=True)
    print(f"  album {told['album_lufs']:.2f} LUFS, loudest {after[top]:.2f} (asked {target:g})")
    return max(map(abs, errors)), step, over


def family(tmp, target):
    rate, band = meter.read(os.path.join(DIR, "mix", "zen.wav"))
    other, voice = meter.read(os.path.join(DIR, "record", "speech.wav"))
    assert rate == other
    voice = np.pad(voice[:len(band)], ((0, max(0, len(band) - len(voice))), (0, 0)))
    songs = {"band": 0.5 * band, "voice": 0.6 * voice}
    songs["song"] = sum(v.astype(np.float32) for v in songs.values())
    for n, v in songs.items():
        wavfile.write(f"{tmp}/{n}.wav", rate, v.astype(np.float32))
    told = run("family", *(f"{tmp}/{n}.wav" for n in ("song", "band", "voice")), "-o", tmp + "/family", "--format", "wav32f",
               "--loudness", target, "--json")
    made = {n: meter.read(f"{tmp}/family/{n}.wav")[1] for n in songs}
    null = power_db(made["band"] + made["voice"] - made["song"]) - power_db(made["song"])
    print(f"  family at {target:g}: null {null:.1f} dB, rest {told['rest_db']:.1f} dB")
    return null


mixes = [f[:-4] for f in sorted(os.listdir(os.path.join(DIR, "mix"))) if f.endswith(".wav")]
rows = []
for target in TARGETS:
    with tempfile.TemporaryDirectory() as tmp:
        rows.append((*one_target(tmp, mixes, target), family(tmp, target)))
steps = [r[1] for r in rows if r[1] is not None]
print(f"| album: distances kept | nobody | <= 0.1 LU | {max(r[0] for r in rows):.3f} LU |")
print(f"| album: step at a gapless cut | nobody | <= -90 dBFS | {f'{max(steps):.0f} dBFS' if steps else 'not compared'}"
      f" ({len(steps)} of {len(rows)} targets without a ride) |")
print(f"| album: true peak over the ceiling | +0.15 dB | <= +0.01 dB | {max(r[2] for r in rows):+.3f} dB |")
print(f"| family: versions minus main | nobody | <= -60 dB | {max(r[3] for r in rows):.1f} dB |")
