#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Odd files at the command line: every format libsndfile reads, rates, channels, one sample, offsets; right, or refused by a word."""
import array
import ctypes
import math
import os
import random

from workshop import *

random.seed(1)


def tone(seconds=1.0, rate=44100, channels=2, level=0.25):
    return [level * math.sin(2 * math.pi * 997 * (i // channels) / rate) for i in range(int(seconds * rate) * channels)]


def refused(file, word):
    for verb in (["measure", file], ["master", file, "-o", path("no.wav")]):
        run(*verb, code=1, word=f"mastering: {word}: ")
        assert not os.path.exists(path("no.wav"))


@test
def every_format_of_libsndfile_is_read():
    wav("t.wav", tone())
    want = measure(path("t.wav"))["lufs"]
    for name, *how in (("t.au",), ("t.aiff",), ("t.caf",), ("t.w64",), ("t.flac",), ("t.ogg", "-c:a", "libvorbis"), ("t.mp3",),
                       ("t.voc", "-c:a", "pcm_s16le"), ("t.sf", "-f", "ircam", "-c:a", "pcm_s16le"), ("a.wav", "-c:a", "adpcm_ima_wav"),
                       ("u.wav", "-c:a", "pcm_mulaw"), ("d.wav", "-c:a", "pcm_f64le"), ("e.wav", "-c:a", "pcm_u8")):
        ffmpeg("-i", path("t.wav"), *how, path(name))
        got = measure(path(name))
        near = 0.6 if name.endswith(("mp3", "ogg")) else 0.1  # a codec adds silence
        assert abs(got["lufs"] - want) < near and got["channels"] == 2, (name, got["lufs"], want)


class Format(ctypes.Structure):
    _fields_ = [("format", ctypes.c_int), ("name", ctypes.c_char_p), ("ending", ctypes.c_char_p)]


class Info(ctypes.Structure):
    _fields_ = [("frames", ctypes.c_int64), ("rate", ctypes.c_int), ("channels", ctypes.c_int), ("format", ctypes.c_int),
                ("sections", ctypes.c_int), ("seekable", ctypes.c_int)]


def sndfile():
    lib = ctypes.CDLL("libsndfile.so.1")
    lib.sf_open.restype = ctypes.c_void_p
    lib.sf_open.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(Info)]
    lib.sf_writef_float.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]
    lib.sf_close.argtypes = [ctypes.c_void_p]
    return lib


def listed(lib, count, one):
    n, all = ctypes.c_int(), []
    lib.sf_command(None, count, ctypes.byref(n), 4)
    for i in range(n.value):
        f = Format(i)
        lib.sf_command(None, one, ctypes.byref(f), ctypes.sizeof(f))
        all.append((f.format, f.name.decode()))
    return all


@test
def every_format_libsndfile_writes_is_read_but_those_without_a_header():
    lib, files = sndfile(), {}
    for major, name in listed(lib, 0x1030, 0x1031):
        for sub, packed in listed(lib, 0x1032, 0x1033):
            fits = [Info(0, rate, channels, major | sub) for channels in (2, 1) for rate in (44100, 48000, 8000)]
            info = next((i for i in fits if lib.sf_format_check(ctypes.byref(i))), None)
            if not info or name.startswith(("RAW", "SD2")) or packed.startswith("12 bit DWVW"):  # which libsndfile cannot read itself
                continue
            file = path(f"{major:x}-{sub:x}")
            x = array.array("f", tone(1.2, info.rate, info.channels)).tobytes()
            f = lib.sf_open(file.encode(), 0x20, ctypes.byref(info))
            if not f:
                continue  # MPEG layers I and II can only be read
            lib.sf_writef_float(f, x, len(x) // 4 // info.channels)
            lib.sf_close(f)
            files[file] = (name, packed, info.channels)
    assert len(files) > 90, len(files)
    for told in answer("measure", *files):
        name, packed, channels = files[told["file"]]
        want = -12.04 if channels == 2 else -15.05
        near = 3 if any(coarse in packed for coarse in ("G723", "NMS", "VOX")) else 1
        assert told["analysis"]["channels"] == channels and abs(told["analysis"]["lufs"] - want) < near, (name, packed, told["analysis"]["lufs"])


@test
def other_channels_and_rates_are_refused_by_their_word():
    refused(wav("six.wav", tone(0.5, channels=6), channels=6), "channels")
    refused(wav("slow.wav", tone(0.5, 4000), 4000), "rate")
    refused(wav("fast.wav", tone(0.1, 384000), 384000), "rate")


@test
def every_rate_measures_the_same():
    for rate in (8000, 11025, 22050, 32000, 44100, 48000, 88200, 96000, 176400, 192000):
        for channels, want in ((1, -15.05), (2, -12.04)):
            got = measure(wav("r.wav", tone(1, rate, channels), rate, channels))
            assert abs(got["lufs"] - want) < 0.08 and abs(got["true_peak_db"] + 12.04) < 0.1, (rate, channels, got["lufs"], got["true_peak_db"])


@test
def nothing_and_next_to_nothing():
    refused(wav("none.wav", []), "no_audio")
    refused(wav("silent.wav", [0.0] * 88200), "silence")
    refused(wav("still.wav", [0.3] * 88200), "dc_only")
    refused(wav("nan.wav", [0.1, float("nan")] * 4410), "nan")
    refused(wav("inf.wav", [0.1, float("inf")] * 4410), "nan")
    refused(wav("huge.wav", tone() + [1e20, 0]), "nan")
    for n in (2, 3, 441, 17640):
        a = measure(wav("few.wav", [0.5 * (-1) ** i for i in range(n) for _ in (0, 1)]))
        assert a["frames"] == n and a["sample_peak_db"] is not None
    with open(path("t.txt"), "w") as f:
        f.write("no sound, only words\n" * 100)
    refused(path("t.txt"), "not_audio")


def mastered(file):
    report = master(file, path("m.wav"))
    assert report["after"]["true_peak_db"] < -0.985, (file, report["after"]["true_peak_db"])
    return report["after"]["lufs"], report["loudness"]["stopped"], report["loudness"]["stopped_code"]


@test
def however_quiet_loud_or_short_the_target_is_reached_or_the_report_says_why():
    quiet = [random.gauss(0, 1) for _ in range(2 * 44100)]
    for level in (1e-5, 3e-5, 1e-3, 1, 1e2, 1e5):
        lufs, stopped, code = mastered(wav("q.wav", [level * x for x in quiet]))
        assert abs(lufs + 14) < 0.05 and not stopped and not code, (level, lufs, stopped)
    for n in (2, 441, 17000):
        lufs, stopped, code = mastered(wav("q.wav", quiet[:2 * n]))
        assert lufs is None and stopped and code == "silent", (n, lufs, stopped, code)


@test
def what_is_half_there_is_not_taken_for_whole():
    wav("whole.wav", tone())
    for ending in ("wav", "aiff", "caf", "au", "ogg", "mp3"):
        if ending != "wav":
            ffmpeg("-i", path("whole.wav"), *(("-c:a", "libvorbis") if ending == "ogg" else ()), path("whole." + ending))
        whole = open(path("whole." + ending), "rb").read()
        with open(path("half." + ending), "wb") as f:
            f.write(whole[:len(whole) // 2])
        refused(path("half." + ending), "truncated")


def codes(samples, rate=44100, channels=2):
    return {a["code"]: a for a in measure(wav("c.wav", samples, rate, channels))["advice"]}


@test
def a_mix_is_told_what_to_mend_and_where():
    n, rate = 44100 * 12, 44100
    noise = lambda: random.uniform(-1, 1)
    good = [0.1 * noise() * (1 + math.sin(i / 30000)) for i in range(2 * n)]
    assert not set(codes(good)) & {"clipped", "overs", "phase", "balance", "dc", "silence_start", "silence_end", "hum", "dual_mono", "already_mastered"}
    clipped = [max(-0.5, min(0.5, 0.9 * math.sin(i // 2 / 17.3))) if 5 <= i / 2 / rate < 6 else x for i, x in enumerate(good)]
    assert codes(clipped)["clipped"]["at_s"] == [5], codes(clipped)
    over = list(good)
    for k in range(40):  # fs/4 at 45 degrees: 3 dB above its samples
        over[2 * (7 * rate + k)] = 0.99 * (1, 1, -1, -1)[k % 4]
    at = codes(over)["overs"]["at_s"]
    assert len(at) == 1 and abs(at[0] - 7) < 0.02, at
    against = [(-1 if i % 2 and 3 <= i / 2 / rate < 8 else 1) * 0.3 * math.sin(i // 2 / 9) for i in range(2 * n)]
    assert codes(against)["phase"]["at_s"] == [3] and codes(against)["phase"]["value"] == 5
    assert codes([x * (1 if i % 2 else 0.5) for i, x in enumerate(good)])["balance"]["value"] < -5
    assert "dc" in codes([x + 0.01 for x in good]) and "dual_mono" in codes([good[i // 2] for i in range(2 * n)])
    quiet = codes([0.0] * (3 * 2 * rate) + good[:4 * 2 * rate] + [0.0] * (6 * 2 * rate))
    assert abs(quiet["silence_start"]["value"] - 3) < 0.01 and abs(quiet["silence_end"]["value"] - 6) < 0.01
    hum = [(0.2 * noise() if i / 2 / rate < 6 else 0.0001 * noise()) + 0.004 * sum(math.sin(2 * math.pi * 50 * h * (i // 2) / rate) / h for h in (1, 2, 3))
           for i in range(2 * n)]
    assert codes(hum)["hum"]["value"] == 50
    assert codes([round(x * 32768) / 32768 for x in good])["bits_16"]["value"] == 16


def lossy(of, *how):
    """What is said of it after ffmpeg made a file of it (the last of how), and that is a mix at 44.1 kHz again."""
    ffmpeg("-i", of, *how[:-1], path(how[-1]))
    ffmpeg("-i", path(how[-1]), "-ar", 44100, "-c:a", "pcm_s24le", path("mix.wav"))
    return "".join(a["code"] for a in measure(path("mix.wav"))["advice"] if a["code"].startswith("lossy"))


@test
def a_lossy_source_is_told_as_surely_as_it_is_known():
    for codec, rate, name in (("aac", "192k", "c.m4a"), ("libmp3lame", "192k", "c.mp3"), ("libopus", "160k", "c.opus")):
        assert lossy(demo(15), "-c:a", codec, "-b:a", rate, name) == "lossy_source", codec
    for codec, rate, name in (("aac", "256k", "c.m4a"), ("libvorbis", "192k", "c.ogg")):
        assert lossy(demo(15), "-c:a", codec, "-b:a", rate, name) == "lossy_traces", "without an edge of its own"
    assert lossy(demo(15), "-af", "firequalizer=gain='if(lt(f,18500),0,-120)'", "f.wav") == "lossy_edge", "or it was a filter"


@test
def what_ends_early_is_no_codec():
    n = 44100 * 8
    noise = wav("m.wav", [random.gauss(0, 0.1) for _ in range(2 * n)])
    for clean in (noise, demo(15)):
        for how in (["-c:a", "pcm_s24le"], ["-c:a", "pcm_s16le"], ["-ar", "22050"], ["-ar", "32000"], ["-ar", "96000"],
                    ["-af", "lowpass=f=15000"], ["-af", "lowpass=f=9000,lowpass=f=9000"], ["-af", "agate=threshold=0.1:ratio=20:release=20"],
                    ["-af", "afftdn=nr=20"], ["-af", "atempo=0.93"]):
            assert not lossy(clean, *how, "clean.wav"), how


@test
def a_limiter_shows():
    assert not measure(demo(15))["already_mastered"]
    master(demo(15), path("loud.wav"), "--loudness", -9)
    assert measure(path("loud.wav"))["already_mastered"]


perform()
