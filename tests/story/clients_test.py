#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Programs of others, unmodified, find what they expect here."""
import hashlib
import subprocess
import tempfile

from house import *


def client(*arguments):
    done = subprocess.run(["node", os.path.join(os.path.dirname(os.path.abspath(__file__)), "clients.mjs"), *arguments],
                          capture_output=True, text=True, timeout=120)
    check(done.returncode == 0, done.stderr[-2000:])
    return json_.loads(done.stdout)


@story
def C01_tus_js_client_sends_pauses_and_resumes(house):
    ann = house.person("Ann")
    mix = music(8)
    with tempfile.TemporaryDirectory() as d:
        path = f"{d}/mix.wav"
        with open(path, "wb") as f:
            f.write(mix)
        cookies = "; ".join(f"{k}={v}" for k, v in ann.cookies.items())
        told = client("upload", f"{house.url}/api/v1/uploads", cookies, path)
    check(told["previous"] == 1 and told["url"] == told["resumed"], told)
    check(0 < told["found"] < len(mix) and told["found"] >= told["paused"], told)
    row = ann.ready(f"versions/{told['version']}")
    check(row["sha256"] == hashlib.sha256(mix).hexdigest() and row["filename"] == "Mañana.wav", row)


@story
def C01_waveform_data_reads_the_pictures(house):
    ann = house.person("Ann")
    song, version = ann.upload(music(5))
    ann.ready(f"versions/{version}")
    for scale in (512, 4096):
        with tempfile.NamedTemporaryFile(suffix=".dat") as f:
            f.write(ann.get(f"versions/{version}/peaks?per_pixel={scale}", expect=200).body)
            f.flush()
            told = client("peaks", f.name)
        check(told["rate"] == 44100 and told["scale"] == scale and told["bits"] == 8, told)
        check(abs(told["seconds"] - 5) <= scale / 44100 + 0.001, told)
        check(told["low"] < -20 and told["high"] > 20, told)


if __name__ == "__main__":
    run()
