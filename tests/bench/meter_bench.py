#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The meter: every case of EBU Tech 3341/3342 that can be synthesised, and its speed beside libebur128's in the same run.

The two authentic programmes (3341-7, 8; 3342-5, 6) cannot be made.  "-23.0" of the sheet rounds what the stretches give in
cases 5, 9 and 12 (-22.979, -22.993, -22.967): those are compared with what they give."""
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from scipy import signal
from scipy.io import wavfile

BIN = os.environ.get("MASTERING", "build/mastering")
SONGS = sys.argv[1:] or [os.path.join("build/material/mix", f) for f in ("zen.wav", "axe.wav", "onion.wav")]
FS = 48000
DIR = tempfile.mkdtemp(prefix="meter-")


def seg(*parts):
    n = [int(round(s * FS)) for s, _ in parts]
    a = np.concatenate([np.full(k, 0 if d is None else 10 ** (d / 20)) for k, (_, d) in zip(n, parts)])
    return a * np.sin(2 * np.pi * 1000 * np.arange(len(a)) / FS)


def measure(v):
    x = np.stack([v, v], 1) if v.ndim == 1 else v
    wavfile.write(os.path.join(DIR, "e.wav"), FS, x.astype(np.float32))
    r = subprocess.run([BIN, "measure", os.path.join(DIR, "e.wav"), "--json"], capture_output=True, text=True, check=True)
    return json.loads(r.stdout)[0]["analysis"]


def eased(per, degrees, level):
    n = np.arange(FS)
    return level * np.minimum(1, np.minimum(n, FS - 1 - n) / 4800) * np.sin(2 * np.pi * n / per + np.radians(degrees))


def burst(offset):
    """One full-scale period inside a half-scale fs/6 tone, made at 4 fs, low-passed, decimated."""
    n = np.arange(4 * FS // 2)
    a = np.full(len(n), 0.5)
    period = 24
    at = len(n) // 2 // period * period
    a[at:at + period] = 1
    v = a * np.sin(2 * np.pi * n / period) * np.minimum(1, np.minimum(n, n[-1] - n) / 19200)
    return signal.upfirdn(signal.firwin(1025, 0.245, window=("kaiser", 12)), v)[offset::4]


def ebu():
    mean = lambda *p: 10 * np.log10(sum(s * 10 ** (d / 10) for s, d in p) / sum(s for s, _ in p))
    rows = []
    for name, v, want in (
            ("1", seg((20, -23)), -23), ("2", seg((20, -33)), -33), ("3", seg((10, -36), (60, -23), (10, -36)), -23),
            ("4", seg((10, -72), (10, -36), (60, -23), (10, -36), (10, -72)), -23),
            ("5", seg((20, -26), (20.1, -20), (20, -26)), mean((20, -26), (20.1, -20), (20, -26)))):
        rows.append((f"3341-{name} I", measure(v)["lufs"] - want, 0.02, 0.02))
    for name, parts, key in (("9", ((1.34, -20), (1.66, -30)), "short_max_lufs"), ("12", ((0.18, -20), (0.22, -30)), "momentary_max_lufs")):
        rows.append((f"3341-{name}", measure(seg(*parts * (5 if name == "9" else 25)))[key] - mean(*parts), 0.02, 0.02))
    for name, key, length, step in (("10", "short_max_lufs", 3, 0.15), ("13", "momentary_max_lufs", 0.4, 0.02)):
        worst = max((measure(seg((i * step, None), (length, -23), (1, None)))[key] + 23 for i in range(20)), key=abs)
        rows.append((f"3341-{name}", worst, 0.02, 0.02))
    for name, key, length, step in (("11", "short_max_lufs", 3, 0.15), ("14", "momentary_max_lufs", 0.4, 0.02)):
        worst = max((measure(seg((i * step, None), (length, -38 + i), (length - i * step, None)))[key] + 38 - i for i in range(20)), key=abs)
        rows.append((f"3341-{name}", worst, 0.02, 0.02))
    for name, per, degrees, level in (("15", 4, 0, .5), ("16", 4, 45, .5), ("17", 6, 60, .5), ("18", 8, 67.5, .5), ("19", 4, 45, 1.41)):
        rows.append((f"3341-{name} TP", measure(eased(per, degrees, level))["true_peak_db"] - 20 * np.log10(level), 0.02, 0.05))
    for k in range(4):
        v = burst(k)
        n = 1 << 20
        band = np.fft.rfft(v, n)  # the wave itself: 64 values a sample of its own spectrum
        want = 20 * np.log10(np.abs(np.fft.irfft(np.concatenate([band[:-1], np.zeros(n * 8 - n // 2 + 1)])) * 16).max())
        rows.append((f"3341-{20 + k} TP (wave {want:+.2f})", measure(v)["true_peak_db"] - want, 0.02, 0.05))
    for name, want, parts in (("1", 10, ((20, -20), (20, -30))), ("2", 5, ((20, -20), (20, -15))), ("3", 20, ((20, -40), (20, -20))),
                              ("4", 15, ((20, -50), (20, -35), (20, -20), (20, -35), (20, -50)))):
        rows.append((f"3342-{name} LRA", measure(seg(*parts))["lra_lu"] - want, 0.1, 0.1))
    return rows


def speed():
    exe = os.path.join(DIR, "bench")
    subprocess.run(["gcc", "-std=gnu17", "-D_GNU_SOURCE", "-O2", "-Icore", "tests/bench/meter_bench.c", "build/libmastering.a",
                    "-lsndfile", "-lebur128", "-lsoxr", "-lpthread", "-lm", "-o", exe], check=True)
    for song in filter(os.path.exists, SONGS):
        r = json.loads(subprocess.run([exe, song], capture_output=True, text=True, check=True).stdout)
        print(f"| meter, {os.path.basename(song)} of {r['seconds']:.0f} s | {r['seconds'] / r['libebur128']:.0f} x (libebur128) | >= 2,500 x | "
              f"{r['seconds'] / r['meter']:.0f} x |")
        print(f"| whole analysis, 4 minutes | - | <= 0.25 s | {r['analysis'] / r['seconds'] * 240:.3f} s |")


def transform():
    exe = os.path.join(DIR, "fft")
    if not os.path.exists("/usr/include/fftw3.h"):
        print("fft: libfftw3-dev is not here to compare with")
        return
    subprocess.run(["gcc", "-std=gnu17", "-D_GNU_SOURCE", "-O2", "-Icore", "tests/bench/fft_bench.c", "build/libmastering.a", "-lfftw3f",
                    "-lm", "-o", exe], check=True)
    print(subprocess.run([exe], capture_output=True, text=True, check=True).stdout, end="")


bad = 0
for what, error, above, below in ebu():
    good = -below <= error <= above
    bad += not good
    print(f"{what:26} {error:+.3f}{'' if good else '   MISSED'}")
print(f"| EBU Tech 3341/3342, all synthesizable cases | LRA at 1 Hz, TP -0.13 dB | +-0.02 LU, +-0.1 LU LRA, TP +0.02/-0.05 dB | "
      f"{'all within' if not bad else f'{bad} beyond'} |")
speed()
transform()
subprocess.run(["rm", "-rf", DIR])
sys.exit(bad > 0)
