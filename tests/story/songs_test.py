#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""A musician's songs through the real nginx and all programs: sent, refused, mastered, heard, taken home."""
import base64
import hashlib
import http.client
import json
import struct
import subprocess
import tempfile

from house import *
from house import CHUNK, build

TUS = {"Tus-Resumable": "1.0.0"}


def ebur128(data, ending):
    """(integrated loudness, true peak) as ffmpeg hears the bytes."""
    with tempfile.NamedTemporaryFile(suffix=ending) as f:
        f.write(data)
        f.flush()
        said = subprocess.run(["ffmpeg", "-nostats", "-hide_banner", "-i", f.name, "-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"],
                              capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary:"):]
    return float(re.search(r"I:\s+(-?[\d.]+) LUFS", summary).group(1)), float(re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary).group(1))


def tags_of(data, ending):
    with tempfile.NamedTemporaryFile(suffix=ending) as f:
        f.write(data)
        f.flush()
        said = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "format_tags:stream_tags", "-of", "json", f.name],
                              capture_output=True, text=True, check=True).stdout
    told = json_.loads(said)
    tags = dict(told.get("format", {}).get("tags", {}))
    for stream in told.get("streams", []):
        tags.update(stream.get("tags", {}))
    return {k.lower(): v for k, v in tags.items()}


def stream_of(data, ending):
    with tempfile.NamedTemporaryFile(suffix=ending) as f:
        f.write(data)
        f.flush()
        said = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "stream=sample_rate,sample_fmt", "-of", "json", f.name], capture_output=True, text=True, check=True).stdout
    return json_.loads(said)["streams"][0]


def file_of(person, master, format_):
    """A file to take home, waited for."""
    def look():
        answer = person.get(f"masters/{master}/files/{format_}")
        check(answer.status in (200, 202), answer)
        return answer if answer.status == 200 else None
    return wait_for(look, 60, what=f"{format_} is made")


@story
def C01_a_mix_is_cut_off_resumed_verified_mastered_and_taken_home(house):
    ann = house.person("Ann")
    mix = music(25)
    stream = ann.events()
    place = ann.upload_open(len(mix), "Nightfall.wav", sha256=hashlib.sha256(mix).hexdigest())
    half = len(mix) // 2
    check(half < CHUNK)
    ann.upload_chunk(place, 0, mix[:half], expect=204)
    # the line goes dead in the middle of a piece: nginx gets half of what was announced, and we nothing
    line = http.client.HTTPConnection(house.host, house.port, timeout=60)
    line.putrequest("PATCH", place)
    for k, v in {**TUS, "Upload-Offset": half, "Content-Type": "application/offset+octet-stream", "Content-Length": len(mix) - half,
                 "X-Requested-With": "mastering", "Sec-Fetch-Site": "same-origin",
                 "Cookie": "; ".join(f"{k}={v}" for k, v in ann.cookies.items())}.items():
        line.putheader(k, str(v))
    line.endheaders(mix[half:half + 100000])
    line.close()
    head = ann.head(place, headers=TUS, expect=200)
    check(head.header("upload-offset") == str(half), head.headers)
    check(head.header("cache-control") == "no-store", head.headers)
    done = ann.upload_chunk(place, half, mix[half:], expect=204)
    song, version = done.header("song-id"), done.header("version-id")
    row = ann.ready(f"versions/{version}")
    check(row["sha256"] == hashlib.sha256(mix).hexdigest() and row["bytes"] == len(mix), row)
    analysis = ann.get(f"versions/{version}/analysis", expect=200).json
    check(abs(analysis["seconds"] - 25) < 0.01, analysis["seconds"])
    said = stream.until(lambda e, d, i: e == "master" and d["state"] == "ready", 120)
    kinds = {e for e, d, i in said}
    check(kinds == {"upload", "version", "master"}, kinds)
    check(any(e == "master" and d["state"] == "running" and d["step"] for e, d, i in said), "no progress was told")
    stream.close()
    master = said[-1][1]
    check(ann.get(f"songs/{song}").json["title"] == "Nightfall")
    wav = file_of(ann, master["id"], "wav24")
    check(wav.header("content-type") == "audio/wav", wav.headers)
    loudness, peak = ebur128(wav.body, ".wav")
    report = ann.get(f"masters/{master['id']}/report", expect=200).json
    check(abs(loudness - report["after"]["lufs"]) <= 0.1, loudness, report["after"]["lufs"])
    check(abs(loudness - report["loudness"]["target_lufs"]) <= 0.1, loudness)
    check(peak <= report["true_peak"]["ceiling_db"] + 0.1, peak)
    mp3 = file_of(ann, master["id"], "mp3")
    check(abs(ebur128(mp3.body, ".mp3")[0] - loudness) <= 0.3)
    part = ann.get(f"masters/{master['id']}/files/wav24", headers={"Range": "bytes=100-199"}, expect=206)
    check(part.body == wav.body[100:200] and part.header("content-range") == f"bytes 100-199/{len(wav.body)}", part.headers)
    check(any("Nightfall" in letter.subject and "ready" in letter.subject for letter in house.letters(ann.email)) or
          wait_for(lambda: [x for x in house.letters(ann.email) if "Nightfall" in x.subject], what="the letter"))


@story
def C06_a_certificate_holds_on_the_musicians_own_machine(house):
    ann = house.person("Ann")
    mix = music(4)
    song, version = ann.upload(mix, "Nightfall.wav")
    master = wait_for(lambda: ann.get(f"songs/{song}/masters").json["items"], what="a first master")[0]
    ann.ready(f"masters/{master['id']}")
    flac = file_of(ann, master["id"], "flac").body
    certificate = ann.get(f"masters/{master['id']}/files/flac/certificate", expect=200)
    check(certificate.header("content-type").startswith("application/json"), certificate.headers)
    ann.get(f"masters/{master['id']}/files/mp3/certificate", expect=404)
    check({"vinyl", "spotify"} <= {p["name"] for p in ann.get("platforms", expect=200).json["items"]})
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (("c.json", certificate.body), ("master.flac", flac), ("mix.wav", mix)):
            with open(os.path.join(folder, name), "wb") as f:
                f.write(data)
        told = subprocess.run([os.path.join(build(), "mastering"), "verify", "c.json", "master.flac", "mix.wav", "--rerender", "mix.wav"],
                              cwd=folder, capture_output=True, text=True)
    check(told.returncode == 0, told.stderr, told.stdout)


@story
def C06_a_certificate_names_the_bytes_of_the_references(house):
    ann = house.person("Ann")
    record = music(5)
    _, follow = ann.upload(record, "Record.wav")
    mix = music(4)
    song, version = ann.upload(mix, "Nightfall.wav")
    for sent in (follow, version):
        ann.ready(f"versions/{sent}")
    master = ann.master(version, references=[{"version": follow}])["id"]
    file_of(ann, master, "flac")
    sources = json.loads(ann.get(f"masters/{master}/files/flac/certificate", expect=200).body)["sealed"]["sources"]
    check([(s["role"], s["sha256"]) for s in sources] ==
          [("mix", hashlib.sha256(mix).hexdigest()), ("reference", hashlib.sha256(record).hexdigest())], sources)


@story
def C06_the_files_say_whose_they_are(house):
    ann = house.person("Ann")
    song, version = ann.upload(music(4), "Señal.wav")
    ann.patch(f"songs/{song}", {"artist": "Ann & die Möwen"}, headers={"If-Match": "*"}, expect=200)
    master = wait_for(lambda: ann.get(f"songs/{song}/masters").json["items"], what="a first master")[0]
    ann.ready(f"masters/{master['id']}")
    for format_, ending in (("wav16", ".wav"), ("wav24", ".wav"), ("wav32f", ".wav"), ("flac", ".flac"), ("mp3", ".mp3"), ("opus", ".opus")):
        answer = file_of(ann, master["id"], format_)
        tags = tags_of(answer.body, ending)
        check(tags.get("title") == "Señal", format_, tags)
        check(tags.get("artist") == "Ann & die Möwen", format_, tags)
        check(any("rights remain with the musician" in v for v in tags.values()), format_, tags)
        check("Se%C3%B1al" in answer.header("content-disposition"), answer.headers)
    rows = house.sql("SELECT count(*) FROM event WHERE verb = 'downloaded'")
    check(int(rows[0][0]) >= 6, rows)


@story
def C06_the_files_come_at_the_rate_and_with_the_bits_that_are_asked_for_with_code_and_certificate(house):
    ann, bob = house.person("Ann"), house.person("Bob")
    song, version = ann.upload(music(4), "Señal.wav")

    def write(code, **expected):
        return ann.patch(f"songs/{song}", {"isrc": code}, headers={"If-Match": "*"}, **expected)
    refused(write("nonsense"), 422, pointer="/isrc")
    check(write("us-rc1-76-07839", expect=200).json["isrc"] == "USRC17607839")
    master = wait_for(lambda: ann.get(f"songs/{song}/masters").json["items"], what="a first master")[0]["id"]
    whole = ann.ready(f"masters/{master}")
    own = whole["report"]["after"]["rate_hz"]
    check(own == 44100, own)
    for format_, rate, ending in (("wav24", 48000, ".wav"), ("wav16", 96000, ".wav"), ("flac", 88200, ".flac"), ("mp3", 48000, ".mp3")):
        answer = file_of(ann, master, f"{format_}?rate={rate}")
        check(stream_of(answer.body, ending)["sample_rate"] == str(rate), format_, rate)
        check(f"{rate / 1000:g}%20kHz" in answer.header("content-disposition"), answer.headers)
    wav = file_of(ann, master, "wav24?rate=48000").body
    check(b"ISRC:USRC17607839" in wav and b"ISRC:USRC17607839" in file_of(ann, master, "wav24").body)
    check(tags_of(file_of(ann, master, "flac?rate=88200").body, ".flac").get("isrc") == "USRC17607839")
    loud, peak = ebur128(wav, ".wav")
    check(abs(loud - whole["lufs"]) < 0.2 and peak <= whole["recipe"]["ceiling"] + 0.05, loud, peak, whole["lufs"])
    sealed = json.loads(ann.get(f"masters/{master}/files/wav24/certificate?rate=48000", expect=200).body)["sealed"]
    check(sealed["isrc"] == "USRC17607839" and sealed["outputs"][0]["rate_hz"] == sealed["outputs"][0]["asked_rate_hz"] == 48000, sealed["outputs"])
    check(sealed["outputs"][0]["sha256"] == hashlib.sha256(wav).hexdigest(), sealed["outputs"])
    # its own rate, asked for by name, is the file that is there already
    check(file_of(ann, master, f"wav24?rate={own}").body == file_of(ann, master, "wav24").body)
    ann.get(f"masters/{master}/files/wav16/certificate?rate=48000", expect=404)
    # bits, in formats that have them
    for wish, ending, sample in (("wav?bits=16&rate=48000", ".wav", "s16"), ("wav?bits=24", ".wav", "s32"), ("wav?bits=32", ".wav", "flt"),
                                 ("flac?bits=16", ".flac", "s16"), ("flac?bits=24", ".flac", "s32")):
        check(stream_of(file_of(ann, master, wish).body, ending)["sample_fmt"] == sample, wish)
    check(file_of(ann, master, "wav?bits=16").body == file_of(ann, master, "wav16").body)
    sealed = json.loads(ann.get(f"masters/{master}/files/flac/certificate?bits=16", expect=200).body)["sealed"]
    check(sealed["outputs"][0]["format"] == "flac16", sealed["outputs"])
    for wish in ("flac?bits=32", "wav?bits=20", "wav?bits=", "mp3?bits=16", "opus?bits=16", "wav16?bits=24"):
        refused(ann.get(f"masters/{master}/files/{wish}"), 422, pointer="/bits")
    for wish in ("wav24?rate=11025", "wav24?rate=44.1", "wav24?rate=", "mp3?rate=96000", "opus?rate=48000"):
        refused(ann.get(f"masters/{master}/files/{wish}"), 422, pointer="/rate")
    refused(bob.get(f"masters/{master}/files/wav24?rate=48000"), 404)
    # a code that is taken back is in no file any more
    write("", expect=200)
    check(b"USRC17607839" not in file_of(ann, master, "wav24?rate=48000").body)


@story
def C02_the_preview_comes_in_tens_of_seconds_and_to_nobody_else(house):
    ann, bob = house.person("Ann"), house.person("Bob")
    song, version = ann.upload(music(12), "mix.wav")
    master = wait_for(lambda: ann.get(f"songs/{song}/masters").json["items"], what="a first master")[0]
    ann.ready(f"masters/{master['id']}")
    preview = ann.get(f"masters/{master['id']}/preview", expect=200).json
    check(preview["rate"] == 48000 and preview["channels"] == 4 and len(preview["segments"]) == 2, preview)
    check(sum(s["frames"] for s in preview["segments"]) == preview["frames_total"], preview)
    for s in preview["segments"]:
        answer = ann.get(s["url"], expect=200)
        check(answer.header("content-type") == "audio/ogg" and "no-store" in answer.header("cache-control"), answer.headers)
        with tempfile.NamedTemporaryFile(suffix=".ogg") as f:
            f.write(answer.body)
            f.flush()
            told = json_.loads(subprocess.run(["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", f.name],
                                              capture_output=True, check=True).stdout)
        check(told["streams"][0]["channels"] == 4 and told["streams"][0]["codec_name"] == "opus", told)
        check(float(told["format"]["duration"]) <= 10.2, told["format"])
        refused(bob.get(s["url"]), 404)
        refused(house.visitor().get(s["url"]), 401)
    gone = check(house.sql(f"SELECT a.key FROM master_file f JOIN asset a ON a.id = f.asset_id WHERE f.kind = 'full' AND master_id = '{master['id']}'"))
    check(ann.get(f"/_store/{gone[0][0]}").status == 404)
    for path in (f"versions/{version}/peaks", f"versions/{version}/peaks?per_pixel=4096", f"masters/{master['id']}/peaks"):
        body = ann.get(path, expect=200).body
        v, flags, rate, pixel, length, channels = struct.unpack("<iIiiIi", body[:24])
        check(v == 2 and rate == 44100 and pixel == (4096 if "4096" in path else 512), path, v, rate, pixel)
        check(len(body) == 24 + 2 * length * channels, path)


# ---- every fault of a file has its own word ------------------------------------------------------
def head(n, rate=44100, channels=2, bits=16, kind=1, size=None):
    return struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + n, b"WAVE", b"fmt ", 16, kind, channels, rate, rate * channels * bits // 8,
                       channels * bits // 8, bits, b"data", n if size is None else size)


def made(*arguments, ending):
    """What ffmpeg makes of them, as bytes."""
    with tempfile.TemporaryDirectory() as d:
        path = f"{d}/x{ending}"
        subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments, path], check=True)
        with open(path, "rb") as f:
            return f.read()


SINE = ("-f", "lavfi", "-i", "sine=frequency=440:duration=3")
PICTURE = ("-f", "lavfi", "-i", "testsrc=duration=3:size=64x64:rate=5")


def floats(*values):
    data = struct.pack(f"<{len(values)}f", *values)
    return head(len(data), bits=32, kind=3) + data


def bomb():
    """A FLAC of a few bytes that announces hours of sound."""
    flac = bytearray(made("-f", "lavfi", "-i", "anullsrc=r=44100:cl=stereo:d=3", ending=".flac"))
    at = 4 + 4 + 13  # STREAMINFO: the low 36 bits of the 8 bytes from 10 on are the samples
    flac[at] = (flac[at] & 0xf0) | 0x0f
    flac[at + 1:at + 5] = b"\xff\xff\xff\xff"
    return bytes(flac)


SECOND = 44100 * 4
tone = wav(3)


FAULTS = [
    # name, bytes, codes that say what is wrong
    ("truncated", tone[:len(tone) // 2], {"truncated"}),
    ("a size field that promises more", head(len(tone) - 44, size=len(tone) * 2) + tone[44:], {"truncated"}),
    ("text", b"I am no song. " * 1000, {"not_audio"}),
    ("noise", hashlib.shake_256(b"noise").digest(100000), {"not_audio"}),
    ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(5000), {"not_audio", "unknown_format"}),
    ("six channels", made("-f", "lavfi", "-i", "anoisesrc=d=3:c=white,aformat=channel_layouts=5.1", ending=".wav"), {"channels"}),
    ("4 kHz", wav(3, rate=4000), {"rate"}),
    ("384 kHz", made(*SINE, "-ar", "384000", ending=".wav"), {"rate"}),
    ("not a number", floats(*([0.1, float("nan")] * 100000)), {"nan"}),
    ("infinite", floats(*([0.1, float("inf")] * 100000)), {"nan"}),
    ("silence", head(3 * SECOND) + bytes(3 * SECOND), {"silence"}),
    ("a constant", floats(*([0.5] * 200000)), {"dc_only"}),
    ("half a second", wav(0.5), {"too_short"}),
    ("a header alone", head(0), {"no_audio", "too_short", "empty", "truncated"}),
    ("no fmt", b"RIFF\x24\0\0\0WAVEdata" + bytes(8000), {"bad_header"}),
    ("ADPCM", made(*SINE, "-c:a", "adpcm_ms", ending=".wav"), {"codec_not_taken"}),
    ("a video", made(*PICTURE, *SINE, "-shortest", "-c:v", "mpeg4", "-c:a", "aac", ending=".mp4"), {"video_not_taken"}),
    ("a video without sound", made(*PICTURE, "-c:v", "mpeg4", ending=".mp4"), {"no_audio"}),
    ("a video with two sounds", made(*PICTURE, *SINE, *SINE, "-map", "0", "-map", "1", "-map", "2", "-c:v", "mpeg4", "-c:a", "aac", ending=".mp4"),
     {"video_not_taken"}),
    ("a FLAC that lies about hours", bomb(), {"decode_bomb", "too_long", "bad_header", "truncated"}),
    ("a damaged FLAC", made(*SINE, ending=".flac")[:9000] + bytes(20000), {"truncated", "bad_header", "decoder_crashed"}),
]

TAKEN = [
    ("16 bit", wav(3)), ("24 bit", wav(3, bits=24)), ("float", wav(3, bits=32)), ("mono", wav(3, channels=1)),
    ("8 kHz", wav(3, rate=8000)), ("96 kHz", made(*SINE, "-ar", "96000", ending=".wav")),
    ("192 kHz", made(*SINE, "-ar", "192000", ending=".wav")),
    ("a size field of a stream", head(len(tone) - 44, size=0xffffffff) + tone[44:]),
    ("AIFF", made(*SINE, ending=".aiff")), ("FLAC", made(*SINE, ending=".flac")), ("Ogg", made(*SINE, "-c:a", "libvorbis", ending=".ogg")),
    ("Opus", made(*SINE, "-c:a", "libopus", ending=".opus")), ("MP3 named .wav", made(*SINE, "-c:a", "libmp3lame", ending=".mp3")),
    ("RF64", made(*SINE, "-rf64", "always", ending=".wav")),
]


@story
def C01_every_fault_of_a_file_has_its_own_word_and_a_sentence_that_helps(house):
    ann = house.person("Ann")
    asked = []
    for name, data, codes in FAULTS:
        place = ann.upload_open(len(data), f"{name}.wav")
        version = ann.get(place).json["version_id"]
        answer = ann.upload_chunk(place, 0, data)
        check(answer.status in (204, 422), name, answer)
        if answer.status == 422:
            check(refused(answer, 422)["code"] in codes, name, answer)
            check(ann.head(place, headers=TUS).status == 410, name)
        asked.append((name, version, codes))
    for name, version, codes in asked:
        row = wait_for(lambda: (lambda r: r if r["state"] in ("ready", "rejected") else None)(ann.get(f"versions/{version}").json), 60,
                       what=f"{name} is looked at")
        check(row["state"] == "rejected", name, row)
        problem = refused(ann.get(f"versions/{version}/analysis"), 422)
        check(problem["code"] == row["code"] and row["code"] in codes, name, problem)
        check(len(problem["detail"]) > 30 and problem["title"] != problem["code"], name, problem)
    place = ann.upload_open(0, expect=422)
    check(refused(place, 422)["code"] == "empty")


@story
def C01_what_is_sound_is_taken_in_whatever_form(house):
    ann = house.person("Ann")
    sent = [(name, ann.upload(data, f"{name}.wav")[1]) for name, data in TAKEN]
    for name, version in sent:
        row = ann.ready(f"versions/{version}", 120)
        seconds = ann.get(f"versions/{version}/analysis", expect=200).json["seconds"]
        check(abs(seconds - 3) < 0.1, name, seconds, row)


@story
def C01_tus_is_spoken_to_the_letter(house):
    ann = house.person("Ann")
    options = ann.ask("OPTIONS", "uploads")
    check(options.status == 204 and options.header("tus-version") == "1.0.0", options.headers)
    place = ann.upload_open(1000)
    piece = {**TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    sum_ = "sha256 " + base64.b64encode(hashlib.sha256(b"x" * 10).digest()).decode()
    table = [
        ("PATCH", {**piece, "Tus-Resumable": "1.0.1"}, b"x" * 10, 412),
        ("PATCH", {**piece, "Content-Type": "text/plain"}, b"x" * 10, 415),
        ("PATCH", {**piece, "Upload-Offset": "5"}, b"x" * 10, 409),
        ("PATCH", {**piece, "Upload-Offset": "x"}, b"x" * 10, 400),
        ("PATCH", {**piece, "Upload-Checksum": sum_}, b"y" * 10, 460),
        ("PATCH", {**piece, "Upload-Checksum": "crc32 AAAA"}, b"x" * 10, 400),
        ("PATCH", piece, b"x" * 1001, 413),
        ("PATCH", {**piece, "Upload-Checksum": sum_}, b"x" * 10, 204),
        ("POST", {**piece, "X-HTTP-Method-Override": "PATCH", "Upload-Offset": "10"}, b"x" * 10, 204),
        ("PATCH", {**piece, "Upload-Offset": "10"}, b"x" * 10, 409),
        ("DELETE", TUS, None, 204), ("HEAD", TUS, None, 404), ("DELETE", TUS, None, 404), ("PATCH", piece, b"x", 404),
    ]
    for method, headers, body, status in table:
        answer = ann.ask(method, place, body=body, headers=headers)
        check(answer.status == status, method, headers, answer)
        check(answer.header("tus-resumable") == "1.0.0", method, headers, answer.headers)
    check(ann.upload_open(10 ** 15, expect=413).status == 413)


@story
def C01_an_upload_expires_by_the_clock_and_says_so(house):
    ann = house.person("Ann")
    place = ann.upload_open(1000)
    ann.upload_chunk(place, 0, b"x" * 10, expect=204)
    house.clock(25 * 3600)
    ann.sign_in()
    refused(ann.upload_chunk(place, 10, b"x"), 410, "upload_expired")
    house.sql("UPDATE upload SET expires_at = expires_at - interval '2 days' WHERE state = 'receiving'")
    house.clock(0)  # a timer that sees the clock jump waits for a person, and is right to
    house.sweep("uploads")
    check(house.sql(f"SELECT count(*) FROM upload_chunk c JOIN upload u ON u.id = c.upload_id WHERE '{place}' LIKE '%' || u.id") == [["0"]])
    ann.sign_in()
    check(ann.head(place, headers=TUS).status == 410)


@story
def C01_two_at_one_place_one_wins_and_the_other_leaves_nothing(house):
    import threading
    ann = house.person("Ann")
    for _ in range(5):
        place = ann.upload_open(1 << 20)
        people = []
        for _ in range(4):
            other = Person(house)
            other.cookies = dict(ann.cookies)
            people.append(other)
        got = []
        threads = [threading.Thread(target=lambda p=p: got.append(p.upload_chunk(place, 0, b"x" * 3000).status)) for p in people]
        [t.start() for t in threads]
        [t.join() for t in threads]
        check(sorted(got) == [204, 409, 409, 409], got)
    wait_for(lambda: house.sql("SELECT count(*) FROM job WHERE state IN ('queued', 'running')") == [["0"]], 60, what="the workers are idle")
    said = json.loads(house.ctl("assets", "fsck", "--json"))
    check((said["strays"], said["missing"]) == (0, 0), said)


if __name__ == "__main__":
    run()
