#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Inside the booted installation: somebody signs up, uploads a mix, and takes the master home."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from house import *


class Installed(House):
    def __init__(self):
        super().__init__(url="http://127.0.0.1:8080", mail="/var/lib/mastering/mail")


person = Installed().person("Ann")
song, version = person.upload(wav(6), "mix.wav")
person.ready(f"versions/{version}")
master = person.master(version)
check(master["report"], "a master without a report:", master)
for kind, magic in (("wav24", b"RIFF"), ("mp3", None)):
    path = f"masters/{master['id']}/files/{kind}"
    answer = wait_for(lambda: (a := person.get(path)).status == 200 and a, 60, what=path)
    check(len(answer.body) > 10000 and (magic is None or answer.body.startswith(magic)), path, answer)
