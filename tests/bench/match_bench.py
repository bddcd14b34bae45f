#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""How near a master comes to its reference: every mix of the material with every record.

    tests/bench/match_bench.py [--quick] [mix...]     material from MATERIAL or build/material

The bass is not taken to the middle here (--mono-bass no): the references have it at the sides.  With wide
caps the guards of width give way to what the reference has.  `curve`: caps 12 without the cut-off below the
reference's end (--off eq.low_cut); `bound`: what no such curve within 12 dB can mend.
Judge: third-octave distance of ../shared/tools/meter.py (mid at equal level; sides at the middle's level),
after limiting.  Prints one line a pair and the rows of the table."""
import os
import subprocess
import sys
import tempfile
import warnings

sys.path.insert(0, os.environ.get("METER", "../shared/tools"))
try:
    import meter
except ImportError:
    sys.exit("match_bench: ../shared/tools/meter.py is not here")
import numpy as np

warnings.filterwarnings("ignore")
BIN = os.environ.get("MASTERING", "build/mastering")
DIR = os.environ.get("MATERIAL", "build/material")
QUICK = "--quick" in sys.argv
NAMES = [a for a in sys.argv[1:] if not a.startswith("-")]
RECORDS = ("minstrels", "elvish", "media")


def songs(kind):
    return [os.path.join(DIR, kind, f) for f in sorted(os.listdir(os.path.join(DIR, kind))) if f.endswith(".wav")]


def name(path):
    return os.path.basename(path)[:-4]


def thirds(path):
    rate, x = meter.read(path)
    mid, side = meter.mid_side(x)
    return meter.third_oct(mid, rate), meter.third_oct(side, rate)


def distance(a, b):
    """As meter.ltas_distance has it."""
    d = a[0] - b[0]
    off = d.mean()
    return float(np.sqrt(((d - off) ** 2).mean())), float(np.sqrt((((a[1] - b[1]) - off) ** 2).mean()))


def bound(a, b, cap=12):
    """The least mid distance that a curve within the cap, in steps of thirds, could leave at any level."""
    d = a[0] - b[0]
    return min(float((d - level - np.clip(d - level, -cap, cap)).std()) for level in np.arange(-60, 60, 0.5))


records = {name(r): thirds(r) for r in songs("record") if name(r) in RECORDS}
if __name__ == "__main__":
    rows = []
    with tempfile.TemporaryDirectory() as tmp:
        out = os.path.join(tmp, "out.wav")
        for mix in songs("mix"):
            if NAMES and name(mix) not in NAMES:
                continue
            before = thirds(mix)
            for r in records:
                line = [*distance(before, records[r])]
                least = bound(before, records[r])
                for caps, *more in (("usual",), ("wide",), ("usual", "--off", "eq.low_cut")):
                    told = subprocess.run([BIN, "master", mix, "-o", out, "--format", "wav32f", "--caps", caps, "--mono-bass", "no", *more,
                                           "--reference", os.path.join(DIR, "record", r + ".wav")], capture_output=True, text=True)
                    assert told.returncode == 0, told.stderr[-500:]
                    after = thirds(out)
                    line += distance(after, records[r])
                    if "-v" in sys.argv:
                        d = after[0] - records[r][0]
                        s = after[1] - records[r][1] - d.mean()
                        print("   mid", *(f"{v:.1f}" for v in d - d.mean()))
                        print("  side", *(f"{v:.1f}" for v in s))
                rows.append([*line, least])
                print(f"{name(mix):>10} {r:<10} mix {line[0]:5.2f} {line[1]:5.2f}  caps 12 {line[2]:5.2f} {line[3]:5.2f}  "
                      f"caps 24/30 {line[4]:5.2f} {line[5]:5.2f}  curve {line[6]:5.2f}  bound {least:5.2f}", flush=True)
    mean, median = np.mean(rows, 0), np.median(rows, 0)
    worse = [i for i, r in enumerate(rows) if r[2] > r[0] or r[3] > r[1] or r[4] > r[0] or r[5] > r[1]]
    print(f"| reference match, caps 24/30, mid / side | 3.00 / 4.26 dB | <= 0.6 / 1.0 dB | {mean[4]:.2f} / {mean[5]:.2f} dB "
          f"(median {median[4]:.2f} / {median[5]:.2f}) |")
    print(f"| reference match, caps 12, mid | 3.00 dB | <= 1.5 dB | {mean[2]:.2f} dB (side {mean[3]:.2f}; "
          f"without the low cut {mean[6]:.2f}, bound of that {mean[8]:.2f}) |")
    print(f"| matches worse than the mix | some | 0 | {len(worse)} of {len(rows)} |")
