# SPDX-License-Identifier: ISC
"""What the tests of sound share: the program and how it is asked, a folder for its files, sounds in and out, and TAP.

    from workshop import *

    @test
    def E01_a_promise_with_a_number():
        ...

    perform()

A test that lacks something raises Skip("what")."""
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import warnings

import numpy as np
from scipy.io import wavfile

__all__ = ["BIN", "DIR", "RATE", "Skip", "path", "run", "answer", "master", "measure", "demo", "wav", "samples", "sha", "ffmpeg",
           "tags", "module", "JUDGE", "judge", "test", "perform"]

BIN = os.path.abspath(os.environ.get("MASTERING", "build/mastering"))
JUDGE = "../shared/tools/meter.py"
DIR = tempfile.mkdtemp(prefix="sound-")
RATE = 44100  # of the demo mix, and of a sound that says no other
warnings.simplefilter("ignore", wavfile.WavFileWarning)  # of the chunks of a WAV that are not sound
tests = []


class Skip(Exception):
    pass


def path(name):
    return os.path.join(DIR, name)


def run(*args, code=0, word="", **more):
    """Runs the program, which must end with a code and say a word on standard error; more: as subprocess.run has it."""
    command = [BIN, *(a if isinstance(a, bytes) else str(a) for a in args)]
    r = subprocess.run(command, **{"capture_output": True, "encoding": "utf-8", "stdin": subprocess.DEVNULL, "timeout": 120, **more})
    assert r.returncode == code and (not word or word in r.stderr), f"{args}: exit {r.returncode}: {r.stderr[-300:]}"
    return r


def answer(*args, **more):
    """What the program tells other programs."""
    return json.loads(run(*args, "--json", **more).stdout)


def master(mix, out, *more):
    """Masters a mix; the report."""
    return answer("master", mix, "-o", out, *more)


def measure(file):
    """The analysis of one file."""
    return answer("measure", file)[0]["analysis"]


def demo(seconds=20):
    """The demo mix as 32-bit float WAV, made once for each length; its path."""
    if not os.path.exists(path(f"demo{seconds}.wav")):
        run("demo", "-o", path(f"demo{seconds}.wav"), "--seconds", seconds, "--format", "wav32f")
    return path(f"demo{seconds}.wav")


def wav(name, x, rate=RATE, channels=2):
    """Writes samples, a row a frame or one after the other, as 32-bit float WAV; its path."""
    wavfile.write(path(name), rate, np.asarray(x, np.float32).reshape(-1, channels))
    return path(name)


def samples(file):
    """The samples of a 32-bit float WAV, a row a frame."""
    return wavfile.read(file)[1].astype(np.float64)


def sha(file):
    with open(file, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def ffmpeg(*args):
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *map(str, args)], check=True)


def tags(file):
    """What ffprobe reads of them; broken UTF-8 would end here."""
    return subprocess.run(["ffprobe", "-v", "error", "-show_entries", "format_tags:stream_tags", file], capture_output=True,
                          encoding="utf-8", check=True).stdout


def module(file):
    """A program in Python, to be asked for its functions."""
    spec = importlib.util.spec_from_file_location(os.path.basename(file)[:-3], file)
    it = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(it)
    return it


def judge():
    """The independent meter, which is no part of the project."""
    if not os.path.exists(JUDGE):
        raise Skip("the judge is not here")
    return module(JUDGE)


def test(f):
    tests.append(f)
    return f


def perform():
    failed = 0
    print(f"1..{len(tests)}")
    for i, t in enumerate(tests, 1):
        try:
            t()
            print(f"ok {i} - {t.__name__}", flush=True)
        except Skip as e:
            print(f"ok {i} - {t.__name__} # SKIP {e}", flush=True)
        except Exception as e:  # noqa: BLE001 - a test may fail in any way
            failed += 1
            print(f"not ok {i} - {t.__name__}\n# {type(e).__name__}: {e}", flush=True)
    shutil.rmtree(DIR, ignore_errors=True)
    sys.exit(failed > 0)
