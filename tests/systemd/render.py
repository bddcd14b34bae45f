#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Inside the booted installation: somebody signs up, shows a picture, uploads a mix, and takes the master home."""
import os
import struct
import sys
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from house import *


class Installed(House):
    def __init__(self):
        super().__init__(url="http://127.0.0.1:8080", mail="/var/lib/mastering/mail")


person = Installed().person("Ann")
rows = b"".join(b"\0" + bytes((90, 120, 160)) * 300 for _ in range(300))
chunks = [(b"IHDR", struct.pack(">IIBBBBB", 300, 300, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
picture = b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks)
person.put("me/avatar", body=picture, headers={"Content-Type": "image/png"}, expect=200)
song, version = person.upload(wav(6), "mix.wav")
person.ready(f"versions/{version}")
master = person.master(version)
check(master["report"], "a master without a report:", master)
for kind, magic in (("wav24", b"RIFF"), ("mp3", None)):
    path = f"masters/{master['id']}/files/{kind}"
    answer = wait_for(lambda: (a := person.get(path)).status == 200 and a, 60, what=path)
    check(len(answer.body) > 10000 and (magic is None or answer.body.startswith(magic)), path, answer)
