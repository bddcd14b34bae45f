#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The command line as a stranger uses it: help, wrong words, strange names; nothing is lost, hung or half written."""
import json
import os
import random
import signal
import stat
import subprocess
import time

from workshop import *

VERBS = "master measure compare deliver explain verify platforms album family remix loudness-curve match preview demo".split()
random.seed(1)


def refused(code, status, *args, **more):
    """Sentence and word on standard error, and with --json the same for programs, alone on standard output."""
    r = run(*args, "--json", code=status, **more)
    told = json.loads(r.stdout)
    assert told["code"] == code and told["detail"] and set(told) == {"code", "detail"}, (args, told)
    assert "<3>" not in r.stderr and told["detail"] in r.stderr, (args, r.stderr)
    return told["detail"]


@test
def every_command_explains_itself():
    for verb in VERBS:
        for ask in ((verb, "--help"), ("help", verb), (verb, "-h")):
            r = run(*ask)
            assert f"usage: mastering {verb} " in r.stdout and "--json" in r.stdout and not r.stderr, ask
        assert verb in run("--help").stdout
    manual = open("core/cmd/mastering.1").read()
    options = {line.split()[0][2:] for verb in VERBS for line in run("help", verb).stdout.split("\n") if line.startswith("  --")}
    lost = sorted(o for o in options if f"-{o}" not in manual)
    assert len(options) > 40 and not lost, lost


@test
def wrong_words_are_refused_by_a_word():
    song = demo(3)
    refused("usage", 64, "remaster", song)
    refused("usage", 64, "master", song)
    refused("usage", 64, "compare", song)
    refused("usage", 64, "measure", "")
    refused("usage", 64, "measure", "-", "-")
    refused("usage", 64, "measure", song, "--loudness", -9)  # it would have done nothing
    refused("usage", 64, "album", song, "-o", path("o"), "--certificate", path("c.json"))
    refused("usage", 64, "master", song, "-o", path("o"), "--bundle", "cd", "--rate", 48000)
    refused("usage", 64, "master", song, "-o", path("no.wav"), "--certificate", path("c.json"))
    refused("usage", 64, "remix", song, song, "-o", path("no.wav"))
    refused("usage", 64, "match", song)
    refused("invalid", 1, "master", song, "-o", path("no.wav"), "--certificate", path("c.json"), "--key", "LICENSE")
    out = ("-o", path("no.wav"))
    for wrong in ("nan", "inf", "1e9", "-1e9", "", "x", "-14x"):
        for option in ("loudness", "rate", "threads", "trim-start", "tone-strength"):
            refused("usage", 64, "master", song, *out, f"--{option}", wrong)
        refused("usage", 64, "demo", *out, "--seconds", wrong)
        refused("usage", 64, "album", song, "-o", path("o"), "--distances", wrong)
    refused("usage", 64, "master", song, *out, "--title", b"\xff\xfe")
    refused("usage", 64, "master", song, *out, "--style")
    refused("usage", 64, "master", song, *out, "--report", path("no.wav"))
    refused("invalid", 1, "master", song, "-o", path("no.aiff"))
    assert not os.path.exists(path("no.wav")) and not os.path.exists(path("o"))


@test
def what_cannot_be_read_or_written_is_said_before_the_work():
    song = demo(3)
    refused("not_found", 74, "measure", path("none.wav"))
    refused("invalid", 1, "measure", DIR)
    os.mkfifo(path("pipe"))
    refused("invalid", 1, "measure", path("pipe"))  # and nobody waits for a writer
    begun = time.monotonic()
    with open("/dev/zero", "rb") as endless:
        refused("not_audio", 1, "measure", "-", stdin=endless)
    refused("io", 74, "master", song, "-o", path("none/x.wav"))
    refused("io", 74, "master", song, "-o", path("x.wav"), "--report", path("none/r.json"))
    refused("invalid", 1, "master", song, "-o", DIR)
    refused("invalid", 1, "deliver", song, "-o", DIR + "/")
    refused("io", 74, "measure", song, env={**os.environ, "TMPDIR": path("none")})
    assert time.monotonic() - begun < 10
    with open(path("words.txt"), "w") as f:
        f.write("no sound, only words\n" * 100)
    assert "words.txt" in refused("not_audio", 1, "measure", song, path("words.txt"), song)  # which of them?


@test
def no_mix_is_written_over():
    song = demo(4)
    before = open(song, "rb").read()
    os.symlink(song, path("link.wav"))
    for out in (song, path("./" + os.path.basename(song)), path("link.wav")):
        refused("same_file", 1, "master", song, "-o", out)
        refused("same_file", 1, "deliver", song, "-o", out)
    refused("same_file", 1, "master", demo(3), "-o", path("x.wav"), "--reference", song, "--plot", song)
    refused("same_file", 1, "album", song, demo(3), "-o", DIR)
    refused("same_file", 1, "family", song, demo(3), "-o", DIR)
    refused("same_file", 1, "match", song, "--save", song)
    assert open(song, "rb").read() == before


@test
def links_pipes_and_modes_stay_what_they_are():
    run("demo", "-o", path("real.wav"), "--seconds", 1)
    os.chmod(path("real.wav"), 0o600)
    os.symlink("real.wav", path("to.wav"))
    run("demo", "-o", path("to.wav"), "--seconds", 2)
    assert os.path.islink(path("to.wav")) and stat.S_IMODE(os.stat(path("real.wav")).st_mode) == 0o600
    assert measure(path("real.wav"))["seconds"] == 2
    os.mkfifo(path("sink"))
    writer = subprocess.Popen([BIN, "demo", "-o", path("sink"), "--seconds", "1", "--format", "wav24"])
    assert subprocess.run(["cat", path("sink")], capture_output=True).stdout[:4] == b"RIFF" and writer.wait(20) == 0
    assert stat.S_ISFIFO(os.stat(path("sink")).st_mode)


@test
def a_killed_program_leaves_no_half_file():
    os.mkdir(path("half"))
    whole = os.path.getsize(demo(20))
    for i in range(12):
        p = subprocess.Popen([BIN, "demo", "-o", path("half/x.wav"), "--seconds", "20", "--format", "wav32f"])
        time.sleep(random.uniform(0.1, 0.4))
        p.send_signal(signal.SIGKILL)
        p.wait()
        assert os.listdir(path("half")) in ([], ["x.wav"]), os.listdir(path("half"))
        assert all(os.path.getsize(path("half/x.wav")) == whole for _ in os.listdir(path("half")))


@test
def what_could_not_be_said_is_a_failure():
    song = demo(3)
    with open("/dev/full", "wb") as full:
        for args in (("measure", song, "--json"), ("platforms",), ("help",), ("demo", "-o", "-", "--seconds", 1), ("--version",)):
            run(*args, code=74, word="mastering: full: ", capture_output=False, stdout=full, stderr=subprocess.PIPE)
    p = subprocess.Popen([BIN, "demo", "-o", "-", "--seconds", "20"], stdout=subprocess.PIPE)
    p.stdout.read(10)
    p.stdout.close()
    assert p.wait(20) == -signal.SIGPIPE


@test
def strange_names_and_titles_come_through():
    song = open(demo(3), "rb").read()
    for name in ("two words.wav", "new\nline.wav", "-dash.wav", "quote'\"$&<.wav", "\u266b \U0001f941.wav", b"bro\xff\xfeken.wav"):
        file = os.path.join(DIR.encode(), name if isinstance(name, bytes) else name.encode())
        with open(file, "wb") as f:
            f.write(song)
        told = json.loads(run("measure", "--json", "--", os.path.basename(file), cwd=DIR).stdout)
        assert told[0]["file"].endswith(name if isinstance(name, str) else "bro\ufffd\ufffdken.wav"), told[0]["file"]
    title = "\U0001f941 caf\u00e9 " + "\u266b" * 400
    for ending in ("wav", "flac", "mp3", "opus"):
        run("deliver", demo(3), "-o", path(f"t.{ending}"), "--title", title, "--artist", "<&>\"'")
        assert "\U0001f941 caf\u00e9 \u266b" in tags(path(f"t.{ending}")), tags(path(f"t.{ending}"))[:300]
    answer("album", os.path.join(DIR.encode(), b"bro\xff\xfeken.wav"), demo(4), "-o", path("strange"))
    assert os.path.exists(os.path.join(DIR.encode(), b"strange/bro\xff\xfeken.wav"))


perform()
