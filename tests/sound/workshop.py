# SPDX-License-Identifier: ISC
"""What the tests of sound share: the program, a folder for its files, and TAP.

    from workshop import *

    @test
    def E01_a_promise_with_a_number():
        ...

    perform()

A test that lacks something raises Skip("what")."""
import os
import shutil
import sys
import tempfile

__all__ = ["BIN", "DIR", "Skip", "path", "test", "perform"]

BIN = os.environ.get("MASTERING", "build/mastering")
DIR = tempfile.mkdtemp(prefix="sound-")
tests = []


class Skip(Exception):
    pass


def test(f):
    tests.append(f)
    return f


def path(name):
    return os.path.join(DIR, name)


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
