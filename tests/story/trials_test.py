#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""A recipe is heard through the real nginx and all programs before it is ordered: soon, beside the mix, and for a while."""
import subprocess
import tempfile
import time

from house import *


def loudness(segment):
    """(mix, master) of a segment, in LUFS as ffmpeg hears them."""
    with tempfile.NamedTemporaryFile(suffix=".opus") as f:
        f.write(segment)
        f.flush()
        told = []
        for pair in ("c0=c0|c1=c1", "c0=c2|c1=c3"):
            said = subprocess.run(["ffmpeg", "-nostats", "-hide_banner", "-i", f.name, "-af", f"pan=stereo|{pair},ebur128", "-f", "null", "-"],
                                  capture_output=True, text=True, check=True).stderr
            told.append(float(re.search(r"I:\s+(-?[\d.]+) LUFS", said[said.rindex("Summary:"):]).group(1)))
    return told


@story
def C02_a_change_is_heard_within_a_few_seconds_and_no_master_is_made(house):
    ann = house.person("Ann")
    song, version = ann.upload(music(90))
    ann.ready(f"versions/{version}")
    wait_for(lambda: all(one["state"] == "ready" for one in ann.get(f"songs/{song}/masters").json["items"]), 60, what="the first master")
    begun = time.monotonic()
    trial = ann.post(f"versions/{version}/trials", json={"recipe": {"loudness": -9, "tone": 40}}, expect=202)
    heard = ann.get(f"trials/{trial.json['id']}")
    seconds = time.monotonic() - begun
    check(heard.status == 200 and trial.json["seconds"] == 30, heard)
    print(f"# heard after {seconds:.2f} s")
    check(seconds < 15, f"it took {seconds:.1f} s")  # two, where nobody else computes
    shown = heard.json
    check(shown["frames_total"] == 30 * shown["rate"] and len(shown["segments"]) == 3, shown)
    mix, master = loudness(ann.get(shown["segments"][1]["url"].removeprefix("/api/v1/")).body)
    check(abs((mix - master) - shown["gain_db_match"]) < 2.5 and master > mix, mix, master, shown["gain_db_match"])
    check(len(ann.get(f"songs/{song}/masters").json["items"]) == 1, "it became a master")


@story
def C02_what_is_heard_goes_with_its_time(house):
    bob = house.person("Bob")
    song, version = bob.upload(music(8))
    bob.ready(f"versions/{version}")
    trial = bob.post(f"versions/{version}/trials", json={"recipe": {}}, expect=202).json
    shown = bob.get(f"trials/{trial['id']}").json
    check(house.person("Eve").get(f"trials/{trial['id']}").status == 404, "a stranger hears it")
    house.clock(16 * 60)
    house.sweep("due")
    check(bob.get(f"trials/{trial['id']}").status == 404, "it is there still")
    check(bob.get(shown["segments"][0]["url"].removeprefix("/api/v1/")).status == 404, "its sound is there still")


if __name__ == "__main__":
    run()
