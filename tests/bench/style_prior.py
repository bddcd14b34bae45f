#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Where the figures of core/dsp/style.c come from: prints style_common as C.

    tests/bench/style_prior.py [FILE...]       (writes it between the marks of core/dsp/style.c with --write)

The corpus: finished music that anyone may use, from Debian (wesnoth-1.16-music, singularity-music,
hedgewars-data), measured by `mastering measure --json`.  The prior: the average of commercial records
(Pestana et al., AES 2013: about 5 dB an octave as a density from 100 Hz to 4 kHz, which is 2 dB an octave
in bands of constant ratio).  The median shipped is the mean of the two medians; an edge is where the 2nd
or the 98th song of a hundred lies, EASE_DB further out, and never nearer to the prior than PRIOR_DB.  Levels spread to the middle
song's, and stray to the 98th's."""
import glob
import json
import os
import re
import subprocess
import sys

import numpy as np

BIN = os.environ.get("MASTERING", "build/mastering")
NODES = np.array([20, 32, 50, 80, 130, 250, 500, 1000, 2000, 4000, 8000, 13000, 19000])
PRIOR_MID = np.array([-17, -7, -1.5, 0.3, -0.5, -2.4, -4.5, -6.8, -8.9, -11.2, -14.8, -19.5, -30])
PRIOR_SIDE = np.array([-30, -28, -25, -21, -17, -13, -11, -10, -9.5, -8.5, -8, -7.5, -8])
PRIOR_DB = np.array([12, 9, 7, 6, 6, 5.5, 5, 5, 5.5, 6, 7.5, 9, 12])
SONG_SECONDS = 30
EASE_DB = 1
WRITE = "--write" in sys.argv
FILES = [a for a in sys.argv[1:] if a != "--write"] or sorted(
    glob.glob("/usr/share/games/wesnoth/*/data/core/music/*.ogg") + glob.glob("/usr/share/games/singularity/music/*.ogg") +
    glob.glob("/usr/share/games/hedgewars/Data/Music/*.ogg"))


def smooth(x, width):
    kernel = 1 + np.cos(np.pi * np.arange(-width, width + 1) / (width + 1))
    return np.convolve(np.pad(x, width, "edge"), kernel / kernel.sum(), "valid")


def at(hz, curve):
    return np.interp(np.log(NODES), np.log(hz), curve)


mids, ratios, spreads = [], [], []
for told in json.loads(subprocess.run([BIN, "measure", "--json", *FILES], capture_output=True, check=True).stdout):
    a = told["analysis"]
    if a["lufs"] is None or a["seconds"] < SONG_SECONDS or len(a["spectrum"]) < 120:
        continue
    hz = np.array([b["hz"] for b in a["spectrum"]])
    mid = np.array([b["mid_db"] for b in a["spectrum"]])
    side = np.array([b["side_db"] for b in a["spectrum"]])
    sure = (hz > 100) & (hz < 8000)
    mids.append(at(hz, smooth(mid, 4) - mid[sure].mean()))
    if a["channels"] == 2 and not a["dual_mono"]:
        ratios.append(at(hz, smooth(np.clip(side - mid, -60, 20), 6)))
    spreads.append([[b[k] for k in ("at10_db", "at25_db", "at75_db", "at90_db", "at97_db")] for b in a["spreads"]])
mids, ratios, spreads = np.array(mids), np.array(ratios), np.array(spreads)
print(f"/* {len(mids)} songs */", file=sys.stderr)

fine = np.geomspace(101, 7999, 200)
prior = PRIOR_MID - np.interp(np.log(fine), np.log(NODES), PRIOR_MID).mean()
median = (np.median(mids, 0) + prior) / 2
low = np.minimum(np.percentile(mids, 2, 0), prior - PRIOR_DB) - EASE_DB - median
high = np.maximum(np.percentile(mids, 98, 0), prior + PRIOR_DB) + EASE_DB - median
side = (np.median(ratios, 0) + PRIOR_SIDE) / 2
side_low = np.minimum(np.percentile(ratios, 2, 0), PRIOR_SIDE - 6) - EASE_DB - side
side_high = np.maximum(np.percentile(ratios, 98, 0), PRIOR_SIDE + 6) + EASE_DB - side
middle = np.median(spreads, 0)
strays = np.percentile(spreads, 98, 0) - middle


def row(values):
    return "{" + ", ".join(f"{v:.1f}".replace("-0.0", "0") for v in values) + "}"


def spread(values):
    return "{" + ", ".join(row([v[0], v[1], 0, v[2], v[3], v[4]]) for v in values) + "}"


text = "const struct style_target style_common = {\n" + "".join(
    f"    .{name} = {value},\n" for name, value in (
        ("mid_db", row(median)), ("mid_low_db", row(low)), ("mid_high_db", row(high)),
        ("side_db", row(side)), ("side_low_db", row(side_low)), ("side_high_db", row(side_high)),
        ("spread_db", spread(middle)), ("spread_high_db", spread(strays)))) + "};\n"
if WRITE:
    with open("core/dsp/style.c") as f:
        source = f.read()
    with open("core/dsp/style.c", "w") as f:
        f.write(re.sub(r"(BEGIN style_prior.py \*/\n).*?(/\* END)", lambda m: m[1] + text + m[2], source, flags=re.S))
else:
    print(text, end="")
