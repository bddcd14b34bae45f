#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What leaves the house: dither, rates, tags, codecs, bundles and certificates, measured on the files by numpy, ffmpeg and openssl."""
import base64
import json
import os
import re
import subprocess

import numpy as np
from scipy.io import wavfile
from scipy.signal import butter, sosfilt

from workshop import *

with open("core/audio/engine.h") as f:
    ENGINE = f.read().split('ENGINE_VERSION "')[1].split('"')[0]


def sound(name):
    """Rate and samples as floats of full scale 1."""
    ffmpeg("-i", name, "-c:a", "pcm_f32le", path("heard.wav"))
    rate, x = wavfile.read(path("heard.wav"))
    return rate, x.astype(np.float64).reshape(len(x), -1)


def sinc_bank(phases, half):
    t = np.arange(-half + 1, half + 1)[None, :] - np.arange(phases)[:, None] / phases
    h = np.sinc(t) * np.i0(12 * np.sqrt(np.clip(1 - (t / half) ** 2, 0, None))) / np.i0(12)
    return h / h.sum(1, keepdims=True)


def true_peak_db(x):
    """32 values a sample by 128 taps, wherever 4 values by 64 taps come within 1 dB of the highest."""
    best = 0
    for c in range(x.shape[1]):
        y = np.concatenate([np.zeros(64), x[:, c], np.zeros(64)])
        rough = np.max([np.abs(np.convolve(y, row[::-1], "same")) for row in sinc_bank(4, 32)], 0)
        near = np.flatnonzero(rough[64:-64] > rough.max() * 0.89) + 64
        near = near[np.argsort(-rough[near])][:4000]
        for at in range(-2, 3):  # `same` may be off by a sample
            best = max(best, np.abs(y[(near + at)[:, None].clip(64, len(y) - 65) + np.arange(-63, 65)[None, :]] @ sinc_bank(32, 64).T).max())
    return 20 * np.log10(best)


def a_weight(f):
    f2 = np.maximum(f, 1e-3) ** 2
    r = 12194**2 * f2**2 / ((f2 + 20.6**2) * np.sqrt((f2 + 107.7**2) * (f2 + 737.9**2)) * (f2 + 12194**2))
    return r**2 * 10**0.2


def whisper(rate, fmt, level_db=-90, hz=997, steps=0):
    """A quiet sine of 16 s through an output format, or so many steps of 16 bits for as long: the power spectrum of what
    became of it less what it was, in parts of 1/16 Hz, their frequencies, and the sine's place among them."""
    n, lead = 16 * rate, rate // 10
    k = round(hz * 16)
    sine = 10 ** (level_db / 20) * np.sin(2 * np.pi * k * np.arange(n) / n)
    knock = 0.1 * np.sin(2 * np.pi * 440 * np.arange(lead) / rate)  # the decoder refuses silence
    x = np.concatenate([knock, np.full(n, steps / 32768) if steps else sine]).astype(np.float32)
    wavfile.write(path("whisper.wav"), rate, np.stack([x, x], 1))
    run("deliver", path("whisper.wav"), "-o", path("out.wav"), "--format", fmt)
    _, y = sound(path("out.wav"))
    error = np.fft.rfft(y[lead:, 0] - x[lead:].astype(np.float64)) / n
    power = 2 * np.abs(error) ** 2
    return power, np.arange(len(power)) / 16, k


def floor_dba(power, f):
    """Nothing is left out of it, the distortion least of all."""
    return 10 * np.log10((power * a_weight(f)).sum())


@test
def O01_sixteen_bits_have_a_quiet_floor_and_no_step_is_heard():
    """A line of power p is a sine of amplitude sqrt(2 p), as the sine of -90 dBFS has one: all 1/16 Hz from 150 Hz on are held
    against -120, harmonics folded at half the rate among them, but the sine's own place.  Below is the slow noise."""
    for rate, level, hz in ((44100, -90, 997), (48000, -90, 997), (96000, -90, 997), (44100, -84, 997), (44100, -60, 997),
                            (44100, -90, 2000), (44100, -93, 3100), (48000, -93, 3100), (44100, -93, 7000), (44100, -93, 9000),
                            (44100, -90, 11025)):
        power, f, k = whisper(rate, "wav16", level, hz)
        floor = floor_dba(power, f)
        lines = np.where((f > 150) & (np.arange(len(f)) != k), power, 0)
        worst = np.argmax(lines)
        assert floor <= -104, (rate, level, hz, floor)
        assert 10 * np.log10(2 * lines[worst]) <= -120, (rate, level, hz, f[worst], 10 * np.log10(2 * lines[worst]))


@test
def O10_the_floor_of_sixteen_bits_is_the_same_wherever_the_sound_stands():
    floors = [floor_dba(*whisper(44100, "wav16", steps=s)[:2]) for s in (0.001, 0.25, 0.5)]
    assert max(floors) <= -104 and max(floors) - min(floors) < 0.5, floors


@test
def O11_what_is_left_of_distortion_is_noise_and_little():
    for level, hz in ((-90, 2000), (-93, 7000), (-93, 9000)):
        power, f, k = whisper(44100, "wav16", level, hz)
        n, wide = 2 * (len(power) - 1), 150 * 16
        for m in range(2, 20):
            at = min(m * k % n, n - m * k % n)
            if at < 3 * wide or at > len(power) - 3 * wide:
                continue
            around = power[at - 2 * wide:at - wide].sum() + power[at + wide + 1:at + 2 * wide + 1].sum()
            more = power[at - wide:at + wide + 1].sum() - around
            assert more < 10 ** -10.8 / 2, (level, hz, m, 10 * np.log10(2 * more))


@test
def O02_twenty_four_bits_have_a_white_floor_of_triangular_noise():
    power, f, k = whisper(44100, "wav24", level_db=-120)
    total = 10 * np.log10(power.sum())
    assert abs(total - 10 * np.log10(0.25 / 2**46)) < 0.1, total
    low, high = power[f < 5000].mean(), power[f > 15000].mean()
    assert abs(10 * np.log10(low / high)) < 0.3, (low, high)


@test
def O03_the_ceiling_holds_at_every_rate_that_is_delivered():
    hot = path("hot.wav")
    rng = np.random.default_rng(5)
    n = 96000 * 5
    t = np.arange(n) / 96000
    x = np.sign(np.sin(2 * np.pi * 97 * t)) * (0.4 + 0.3 * np.sin(2 * np.pi * 2 * t)) + 0.2 * rng.standard_normal(n)
    wavfile.write(hot, 96000, np.stack([x, np.roll(x, 13)], 1).astype(np.float32))
    for mix, rates in ((hot, (44100, 48000, 88200)), (demo(12), (48000, 96000))):
        for rate in rates:
            run("master", mix, "-o", path("rate.wav"), "--rate", rate, "--format", "wav16", "--loudness", -9, "--ceiling", -0.5)
            got, y = sound(path("rate.wav"))
            assert got == rate and true_peak_db(y) <= -0.5 + 0.01, (mix, rate, got, true_peak_db(y))


@test
def O04_tags_are_in_every_file_and_the_bytes_are_always_the_same():
    words = ("--title", "Río", "--artist", "Ana", "--album", "Ñandú", "--isrc", "us-rc1-76-07839", "--track", 7, "--upc", "0 36000-29145 2")
    for fmt, ending in (("wav16", "wav"), ("wav24", "wav"), ("flac", "flac"), ("flac16", "flac"), ("mp3", "mp3"), ("opus", "opus")):
        a, b = path(f"a.{ending}"), path(f"b.{ending}")
        for out in (a, b):
            run("deliver", demo(12), "-o", out, "--format", fmt, *words)
        assert sha(a) == sha(b), fmt
        for wanted in ("Río", "Ana", "Ñandú", "USRC17607839", "all rights remain with the musician", f"mastering {ENGINE}"):
            assert wanted in tags(a), (fmt, wanted, tags(a))
        assert re.search(r"TAG:track=7\b", tags(a)), (fmt, tags(a))
        assert ending == "wav" or "BARCODE=036000291452" in tags(a).replace("barcode", "BARCODE"), (fmt, tags(a))  # what no reader of WAV knows
        ffmpeg("-i", a, "-f", "null", "-")
    with open(path("a.wav"), "rb") as f:
        head = f.read(4096)
    assert b"ISRC:USRC17607839" in head and b"UPC:036000291452" in head and b"bext" in head
    run("deliver", demo(12), "-o", path("a.wav"), "--isrc", "nonsense", code=1, word="ISRC")
    run("deliver", demo(12), "-o", path("a.wav"), "--upc", "036000291453", code=1, word="last digit")
    run("album", demo(12), "-o", path("none"), "--upc", "0360002914", code=1, word="12 digits")
    assert not os.path.exists(path("none"))


@test
def O04_a_file_has_the_bits_that_are_asked_for():
    def bits(name):
        said = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "stream=sample_fmt,bits_per_raw_sample,bits_per_sample", "-of", "json", name],
                              capture_output=True, text=True, check=True).stdout
        s = json.loads(said)["streams"][0]
        return s["sample_fmt"][:3], int(s.get("bits_per_raw_sample") or 0) or int(s["bits_per_sample"])
    for out, more, expected in (("b.wav", (), ("s32", 24)), ("b.wav", (16,), ("s16", 16)), ("b.wav", (24,), ("s32", 24)), ("b.wav", (32,), ("flt", 32)),
                                ("b.flac", (), ("s32", 24)), ("b.flac", (16,), ("s16", 16)), ("b.flac", (24,), ("s32", 24))):
        run("deliver", demo(12), "-o", path(out), *(("--bits", *more) if more else ()))
        assert bits(path(out)) == expected, (out, more, bits(path(out)))
    run("deliver", demo(12), "-o", path("b.flac"), "--bits", 16)
    run("deliver", demo(12), "-o", path("b.wav"), "--bits", 16)
    assert (sound(path("b.flac"))[1] == sound(path("b.wav"))[1]).all()  # the same dither
    for out, more in (("b.flac", (32,)), ("b.mp3", (16,)), ("b.wav", (20,)), ("b.wav", (24, "--format", "wav16"))):
        run("deliver", demo(12), "-o", path(out), "--bits", *more, code=1 if len(more) == 1 else 64, word="WAV has 16, 24 or 32")


@test
def O04_the_songs_of_an_album_are_numbered():
    songs = [path(name) for name in ("second.wav", "first.wav")]
    for song in songs:
        run("demo", "-o", song, "--seconds", 4)
    run("album", *songs, "-o", path("masters"), "--format", "flac", "--gap", 2, "--upc", "036000291452")
    for n, song in enumerate(songs, 1):
        said = tags(path("masters/" + os.path.basename(song)[:-4] + ".flac"))
        assert f"TAG:track={n}\n" in said and "=036000291452\n" in said, said


CODECS = (("libmp3lame", "320k", "mp3"), ("libmp3lame", "128k", "mp3"), ("libopus", "128k", "opus"), ("libvorbis", "160k", "ogg"))


def decoded_peaks(name):
    peaks = []
    for encoder, rate, ending in CODECS:
        ffmpeg("-i", name, "-c:a", encoder, "-b:a", rate, path("coded." + ending))
        peaks.append(true_peak_db(sound(path("coded." + ending))[1]))
    return peaks


@test
def O05_a_codec_safe_master_has_no_overs_behind_the_codecs():
    cost = []
    for loudness, ceiling in ((-9, -0.1), (-9, -1)):  # without any room, and with the usual
        asked = ("--loudness", loudness, "--ceiling", ceiling)
        bold = master(demo(12), path("bold.wav"), *asked)["after"]["lufs"]
        assert ceiling < -0.5 or max(decoded_peaks(path("bold.wav"))) > 0, "this material would prove nothing"
        report = master(demo(12), path("safe.wav"), "--codec-safe", "yes", *asked)
        peaks, told = decoded_peaks(path("safe.wav")), report["codec_safe"]
        assert max(peaks) <= 0, (asked, peaks)
        assert len(told["codecs"]) == 4 and all(c["after_db"] <= -0.09 for c in told["codecs"]), told
        for peak, row in zip(peaks, told["codecs"]):  # another program comes back as high as ours was heard
            assert peak <= row["after_db"] + (0.6 if row["name"] == "opus_128" else 0.2), (row, peak)
        cost.append(bold - report["after"]["lufs"])
        if report["loudness"]["target_lufs"] - report["after"]["lufs"] > 0.05:
            assert report["loudness"]["stopped"] and report["loudness"]["stopped_code"], report["loudness"]
    assert sum(cost) / len(cost) <= 0.7 and max(cost) <= 1, cost


@test
def O06_a_bundle_has_what_each_place_asks_for():
    places = {p["name"]: p for p in answer("platforms")}
    rows = master(demo(12), path("bundle"), "--bundle", "spotify,cd,vinyl,podcast")
    assert [r["platform"] for r in rows] == ["spotify", "cd", "vinyl", "podcast"]
    for r in rows:
        p = places[r["platform"]]
        rate, x = sound(r["file"])
        lufs = measure(r["file"])["lufs"]
        told = any("instead of" in a for a in r["advice"])
        assert told or abs(lufs - p["loudness"]) <= (0.3 if p["format"] == "mp3" else 0.06), (r, lufs)
        assert p["format"] == "mp3" or true_peak_db(x) <= p["ceiling"] + 0.01, (r, true_peak_db(x))
        assert p["rate_hz"] in (None, rate), r
    _, x = sound(rows[2]["file"])
    low = sosfilt(butter(4, 100, fs=44100, output="sos"), x, axis=0)
    side, mid = low[:, 0] - low[:, 1], low[:, 0] + low[:, 1]
    assert 10 * np.log10((side**2).mean() / (mid**2).mean()) <= -20
    run("master", demo(12), "--bundle", "moon", "-o", path("bundle"), code=1, word="moon")
    for refused in (("loudness", -9), ("ceiling", -2), ("codec-safe", "no"), ("mono-bass", "no"), ("from", 1), ("bits", 16)):
        said = run("master", demo(12), "--bundle", "cd", "-o", path("refused"), f"--{refused[0]}", refused[1], code=64, word="bundle")
    assert not os.path.exists(path("refused"))
    safe = answer("master", demo(12), "--bundle", "cd", "-o", path("safe"), "--codec-safe", "yes")
    assert sha(safe[0]["file"]) != sha(rows[1]["file"])  # it is a wish for every place


def keys():
    if not os.path.exists(path("k.pem")):
        for name in ("k", "other"):
            subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", path(name + ".pem")], check=True)
            subprocess.run(["openssl", "pkey", "-in", path(name + ".pem"), "-pubout", "-out", path(name + ".pub")], check=True)
    return path("k.pem")


@test
def O07_a_certificate_is_true_or_says_what_is_not():
    cert, out = path("c.json"), path("certified.wav")
    run("master", demo(12), "-o", out, "--format", "wav16", "--rate", 48000, "--title", "Río", "--certificate", cert, "--key", keys(),
        "--date", "2026-01-31T12:00:00Z", "--track", 3, "--upc", "4006381333931")
    run("verify", cert, out, demo(12), "--key", path("k.pub"), "--rerender", demo(12))
    run("verify", cert, "--key", path("other.pub"), code=1, word="key:")
    run("verify", cert, path("k.pub"), code=1, word="other_file:")
    with open(out, "rb") as f:
        changed = bytearray(f.read())
    changed[-1] ^= 1
    open(path("changed.wav"), "wb").write(changed)
    run("verify", cert, path("changed.wav"), code=1, word="other_file:")
    run("verify", cert, "--rerender", out, code=1, word="other_file:")
    line = open(cert, encoding="utf-8").read()
    for a, b in (("Río", "Ría"), ('"bytes":', '"bytes": '), (sha(out), "0" * 64)):
        assert a in line
        open(path("forged.json"), "w", encoding="utf-8").write(line.replace(a, b))
        run("verify", path("forged.json"), code=1, word="signature:")
    whole = json.loads(line)
    said = whole["sealed"]
    assert said["track"] == "3" and said["upc"] == "4006381333931"
    assert said["issued_at"] == "2026-01-31T12:00:00Z" and said["outputs"][0]["sha256"] == sha(out) and said["sources"][0]["sha256"] == sha(demo(12))
    assert abs(said["outputs"][0]["lufs"] - said["outputs"][0]["check_lufs"]) < 0.05


@test
def O08_the_signature_is_plain_Ed25519_that_openssl_verifies():
    line = open(path("c.json"), encoding="utf-8").read().strip()
    text = line[len('{"sealed":'):line.rindex(',"key":"')]
    signature = base64.urlsafe_b64decode(json.loads(line)["signature"] + "==")
    open(path("message"), "wb").write(b"mastering seal 1\n" + text.encode())
    open(path("signature"), "wb").write(signature)
    subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", path("k.pub"), "-rawin", "-in", path("message"),
                    "-sigfile", path("signature")], check=True, capture_output=True)
    assert json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))[:80] == text[:80]


@test
def O09_every_verb_speaks_JSON_and_explains_itself():
    for args in (("measure", demo(12)), ("compare", demo(12), demo(12)), ("platforms",), ("verify", path("c.json")), ("explain", path("c.json")),
                 ("deliver", demo(12), "-o", path("x.flac")), ("demo", "-o", path("x.wav"), "--seconds", 3)):
        answer(*args)
    report = master(demo(12), path("x.wav"), "--report", path("x.json"))
    told = run("explain", path("x.json")).stdout
    assert f"{report['before']['lufs']:.1f} LUFS" in told and f"{report['after']['lufs']:.1f} LUFS" in told, told
    assert run("explain", demo(12)).stdout == told
    for move in report["moves"]:
        assert move["why"] in told, move
    run("explain", path("k.pem"), code=1)
    run("master", demo(12), "-o", "-", "--json", code=64)
    run("nonsense", code=64, word="no such command")


perform()
