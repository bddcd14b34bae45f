#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What mastering does to music that is finished, and to its own masters; whether the sides stay safe.

    tests/bench/harm_bench.py [--extra FILE...]     material from MATERIAL or build/material

Records: master(x) against x in tone (third octaves, mid) and loudness range, at the usual recipe.
Everything: master(master(x)) nulls against master(x); stereo of every master.  Judge: ../shared/tools/meter.py."""
import os
import subprocess
import sys
import tempfile
import warnings

sys.path.insert(0, os.environ.get("METER", "../shared/tools"))
try:
    import meter
except ImportError:
    sys.exit("harm_bench: ../shared/tools/meter.py is not here")
import numpy as np
from scipy import signal

warnings.filterwarnings("ignore")
BIN = os.environ.get("MASTERING", "build/mastering")
DIR = os.environ.get("MATERIAL", "build/material")
EXTRA = sys.argv[sys.argv.index("--extra") + 1:] if "--extra" in sys.argv else []


def songs(kind):
    return [os.path.join(DIR, kind, f) for f in sorted(os.listdir(os.path.join(DIR, kind))) if f.endswith(".wav")]


def master(mix, out, *more):
    told = subprocess.run([BIN, "master", mix, "-o", out, "--format", "wav32f", *more], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr[-500:]
    return told.stderr


def octaves(x, rate):
    """Correlation of left and right in each octave that is heard."""
    out = {}
    for hz in (63, 125, 250, 500, 1000, 2000, 4000, 8000):
        sos = signal.butter(4, [hz / 2**0.5, hz * 2**0.5], "band", fs=rate, output="sos")
        y = signal.sosfilt(sos, x, axis=0)
        power = np.sqrt((y[:, 0]**2).mean() * (y[:, 1]**2).mean())
        out[hz] = float((y[:, 0] * y[:, 1]).mean() / power) if power > 1e-9 else 1.0
    return out


def null(a, b):
    n = min(len(a), len(b))
    return meter.DB(((a[:n] - b[:n])**2).mean() / max((a[:n]**2).mean(), 1e-20))


tone, width, lra, nulls, bass, lost, against = [], [], [], [], [], [], []
with tempfile.TemporaryDirectory() as tmp:
    once, twice = os.path.join(tmp, "once.wav"), os.path.join(tmp, "twice.wav")
    for kind, path in [("record", p) for p in songs("record") + EXTRA] + [("mix", p) for p in songs("mix")]:
        moves = master(path, once)
        master(once, twice)
        rate, x = meter.read(path) if path.endswith(".wav") else (None, None)
        if x is None:
            wav = os.path.join(tmp, "x.wav")
            subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", path, "-c:a", "pcm_f32le", wav], check=True)
            rate, x = meter.read(wav)
        (_, y), (_, z) = meter.read(once), meter.read(twice)
        ls, lm = meter.loudness(x, rate), meter.loudness(y, rate)
        a, b = [meter.third_oct(meter.mid_side(v)[0], rate) for v in (x, y)]
        heard = a > a.max() - 60
        d = (b - a)[heard]
        d = float(np.abs(d - np.median(d)).max())
        r = float(lm["LRA"] - ls["LRA"])
        nulls.append(null(y, z))
        line = f"{kind} {os.path.basename(path)[:-4]:>20}  tone {d:5.2f}  LRA {r:+5.2f}  null {nulls[-1]:7.1f}"
        if kind == "record":
            tone.append(d)
            lra.append(abs(r))
        if x.shape[1] == 2:
            sx, sy, ox, oy = meter.stereo(x, rate), meter.stereo(y, rate), octaves(x, rate), octaves(y, rate)
            bass.append(sy["bass_side_mid_db"])
            lost.append(min(sy["mono_loss_lu"] - min(-1.5, sx["mono_loss_lu"]), 0))
            against += [(path, hz, ox[hz], oy[hz]) for hz in ox if oy[hz] < 0 <= ox[hz]]
            line += (f"  bass {sx['bass_side_mid_db']:6.1f} -> {sy['bass_side_mid_db']:6.1f}  mono {sx['mono_loss_lu']:5.2f} -> "
                     f"{sy['mono_loss_lu']:5.2f}  least octave {min(ox.values()):5.2f} -> {min(oy.values()):5.2f}")
        print(line, flush=True)
        if "-v" in sys.argv:
            print(*("    " + m for m in moves.splitlines() if m.startswith("  ")), sep="\n")
print(f"| do no harm: tone of finished masters, the worst | always changed | <= 0.5 dB | {max(tone):.2f} dB |")
print(f"| do no harm: their loudness range | always changed | <= 0.5 LU | {max(lra):.2f} LU |")
print(f"| master(master(x)) against master(x) | - | <= -60 dB | {max(nulls):.1f} dB |")
print(f"| bass, side / mid | +5.6 dB | <= -20 dB | {max(bass):.1f} dB |")
print(f"| octaves turned against themselves | some | 0 | {len(against)} |")
print(f"| mono loss beyond -1.5 LU or the mix's | -3.9 LU | 0 | {min(lost):.2f} LU |")
