# SPDX-License-Identifier: ISC
"""A story's stage: a true house (systemd/house up --tests) and the people who use it.

    from house import *

    @story
    def C01_a_mix_is_taken_whole(house):
        ann = house.person("Ann")
        song, version = ann.upload(wav(3), "mix.wav")
        wait_for(lambda: ann.get(f"versions/{version}").json["state"] == "ready")

    run()

One house a file, one person or more a story; stories of a file run in their order.  The output is TAP.
STORY_HOUSE=DIR uses the house that runs there, STORY_WITNESS=1 has every request judged by the API's description (contract.py),
STORY_KEEP=1 keeps the folder of a failed run.  A path without a slash in front is the API's.
"""
import array
import atexit
import base64
import email
import email.policy
import glob
import hashlib
import http.client
import io
import itertools
import json as json_
import math
import os
import queue
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.parse

import contract

__all__ = ["story", "run", "check", "refused", "wait_for", "wav", "music", "House", "Person", "Answer",
           "time", "os", "re", "json_"]

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LAUNCHER = os.path.join(ROOT, "systemd", "house")
CHUNK = 8 << 20
PASSWORD = "gentle limiter harbour 7"


# ---- saying whether it holds -------------------------------------------------
def check(truth, *what):
    if not truth:
        raise AssertionError(" ".join(str(w) for w in what) or "it does not hold")
    return truth


def refused(answer, status, code=None, pointer=None):
    """The answer is a problem of RFC 9457 with that status, code and blamed field."""
    check(answer.status == status, f"expected {status}, got", answer)
    check(answer.header("content-type", "").startswith("application/problem+json"), "not a problem:", answer)
    problem = answer.json
    for member in ("type", "title", "status", "code", "detail", "instance"):
        check(member in problem, f"a problem without {member}:", answer)
    check(problem["status"] == status, "status in the problem:", problem)
    check(code is None or problem["code"] == code, f"expected code {code}:", problem)
    if pointer:
        check(pointer in [e["pointer"] for e in problem.get("errors", [])], f"{pointer} is not blamed:", problem)
    return problem


def wait_for(truth, seconds=30, every=0.05, what=""):
    """The first true value that truth() gives, within so many seconds."""
    end = time.monotonic() + seconds
    while True:
        value = truth()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what or truth}")
        time.sleep(every)
        every = min(every * 1.3, 0.5)


# ---- sound -------------------------------------------------------------------
def wav(seconds=3.0, rate=44100, bits=16, channels=2, hz=220.0, level=0.5, sound=None):
    """A WAV file, as bytes: a chord that swells, or what sound(t, channel) says, in -1..1."""
    frames = int(seconds * rate)
    if sound is None:
        loop = rate  # one second, repeated: its tones have whole numbers of periods
        tone = [[level * (0.6 * math.sin(2 * math.pi * hz * (1 + 0.5 * c) * n / rate)
                          + 0.3 * math.sin(2 * math.pi * 3 * hz * n / rate) * (n % (rate // 4) < rate // 16))
                 for n in range(loop)] for c in range(channels)]
        samples = [tone[c][n] for n in range(min(loop, frames)) for c in range(channels)]
        whole, rest = divmod(frames, loop)
    else:
        samples = [sound(n / rate, c) for n in range(frames) for c in range(channels)]
        whole, rest = 1, 0
    if bits == 16:
        data = array.array("h", (int(max(-1, min(1, s)) * 32767) for s in samples)).tobytes()
    elif bits == 24:
        data = b"".join(struct.pack("<i", int(max(-1, min(1, s)) * 8388607) << 8)[1:] for s in samples)
    elif bits == 32:
        data = array.array("f", samples).tobytes()
    else:
        raise ValueError(bits)
    size = channels * bits // 8
    if sound is None:
        data = data * whole + data[:rest * size] if whole else data
    kind = 3 if bits == 32 else 1
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, kind, channels, rate,
                       rate * size, size, bits, b"data", len(data))
    return head + data


def music(seconds=20):
    """The demo mix of the program itself: drums, bass, chords, melody."""
    with tempfile.TemporaryDirectory() as d:
        path = os.path.join(d, "mix.wav")
        subprocess.run([os.path.join(build(), "mastering"), "demo", "-o", path, "--seconds", str(seconds)],
                       check=True, stdout=subprocess.DEVNULL)
        with open(path, "rb") as f:
            return f.read()


def build():
    return os.path.join(ROOT, os.environ.get("B", "build"))


# ---- one answer, one person --------------------------------------------------
class Answer:
    def __init__(self, method, path, response, body):
        self.method, self.path, self.status, self.body = method, path, response.status, body
        self.headers = response.headers

    def header(self, name, otherwise=None):
        return self.headers.get(name, otherwise)

    @property
    def etag(self):
        return self.headers["etag"]

    @property
    def json(self):
        return json_.loads(self.body)

    @property
    def text(self):
        return self.body.decode()

    def __str__(self):
        return f"{self.method} {self.path}: {self.status} {self.body[:600]!r}"


class Person:
    """A browser: cookies, the headers that a page sends, one kept connection."""

    def __init__(self, house, email_=None, password=PASSWORD):
        self.house, self.email, self.password = house, email_, password
        self.cookies, self.connections = {}, {}
        self.key = None  # an API key, instead of cookies
        self.language = "en"
        self.judged = True  # by the witness, where there is one

    # -- HTTP
    def ask(self, method, path, json=None, body=None, headers=None, expect=None):
        if not path.startswith("/"):
            path = "/api/v1/" + path
        h = {"Accept-Language": self.language}
        if self.key:
            h["Authorization"] = "Bearer " + self.key
        elif method not in ("GET", "HEAD"):
            h.update({"X-Requested-With": "mastering", "Sec-Fetch-Site": "same-origin"})
        if self.cookies and not self.key:
            h["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if json is not None:
            body, h["Content-Type"] = json_.dumps(json).encode(), "application/json"
        h.update(headers or {})
        h = {k: v for k, v in h.items() if v is not None}
        answer = self._send(method, path, body, h)
        if expect is not None:
            check(answer.status == expect, f"expected {expect}, got", answer)
        return answer

    def _send(self, method, path, body, headers):
        witness = self.house.witness if self.judged else None
        if witness and not witness.carries(method, path, body, headers):
            witness = None
        port = witness.port if witness else self.house.port
        for attempt in (1, 2):
            kept = self.connections.get(port)
            try:
                if not kept:
                    self.connections[port] = http.client.HTTPConnection(self.house.host, port, timeout=60)
                self.connections[port].request(method, path, body, headers)
                response = self.connections[port].getresponse()
                data = response.read()
                break
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self.connections.pop(port, None)
                if not kept or attempt == 2:  # only a kept connection may have been closed meanwhile
                    raise
        if response.will_close:
            self.connections.pop(port, None)
        if witness:
            differs = witness.differs(response.status, response.headers)
            check(not differs, f"not as described: {differs}:", Answer(method, path, response, data))
        lines = contract.split_cookies(response.headers.get_all("set-cookie") or [])
        del response.headers["set-cookie"]
        for line in lines:
            response.headers["Set-Cookie"] = line
            name, value = line.split(";")[0].split("=", 1)
            gone = re.search(r"max-age=0\b", line, re.I) or not value
            self.cookies.pop(name, None) if gone else self.cookies.__setitem__(name, value)
        return Answer(method, path, response, data)

    def get(self, path, **k):
        return self.ask("GET", path, **k)

    def head(self, path, **k):
        return self.ask("HEAD", path, **k)

    def post(self, path, json=None, **k):
        return self.ask("POST", path, json=json, **k)

    def put(self, path, json=None, **k):
        return self.ask("PUT", path, json=json, **k)

    def patch(self, path, json=None, **k):
        return self.ask("PATCH", path, json=json, **k)

    def delete(self, path, **k):
        return self.ask("DELETE", path, **k)

    # -- the account
    def form(self, **other):
        """What a new musician fills in."""
        policies = self.get("policies", expect=200).json["items"]
        return {"family_name": "Person", "given_name": "Test", "email": self.email, "language": self.language,
                "postal": {"line1": "1 Harbour Street", "city": "Portland", "postcode": "97201", "country": "US"},
                "born": {"year": 1990, "month": 5}, "password": self.password, "residency_ok": True,
                "accept": [p["id"] for p in policies], **other}

    def sign_up(self, **other):
        self.post("accounts", self.form(**other), expect=202)
        self.post("accounts/verify", {"token": self.token("verify")}, expect=204)
        return self

    def sign_in(self, **other):
        self.post("session", {"email": self.email, "password": self.password, **other}, expect=200)
        return self

    def token(self, kind=None, **k):
        """The token in the newest letter to this person (whose link names the kind)."""
        def look():
            for letter in reversed(self.house.letters(self.email)):
                for url in re.findall(r"https?://\S+", letter.text):
                    found = re.search(r"[#?&/]token[=/]([\w.~-]+)", url)
                    if found and (kind is None or kind in url):
                        return found.group(1)
        return wait_for(look, what=f"a letter to {self.email} with a {kind or ''} token", **k)

    # -- songs
    def upload(self, data, filename="mix.wav", song=None, chunk=CHUNK, **meta):
        """By tus, in chunks: the ids of the song and its version."""
        place = self.upload_open(len(data), filename, song=song, **meta)
        for at in range(0, len(data), chunk):
            answer = self.upload_chunk(place, at, data[at:at + chunk], expect=204)
            check(int(answer.header("upload-offset")) == min(at + chunk, len(data)), "offset:", answer.headers)
        state = self.get(place, expect=200).json
        return state["song_id"], state["version_id"]

    def upload_open(self, size, filename="mix.wav", filetype="audio/wav", song=None, expect=201, **meta):
        meta = {"filename": filename, "filetype": filetype, **({"song": song} if song else {}), **meta}
        told = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in meta.items())
        answer = self.ask("POST", "uploads", headers={"Tus-Resumable": "1.0.0", "Upload-Length": str(size), "Upload-Metadata": told},
                          expect=expect)
        return urllib.parse.urlsplit(answer.header("location", "")).path if expect == 201 else answer

    def upload_chunk(self, place, at, data, expect=None, **headers):
        return self.ask("PATCH", place, body=data, expect=expect, headers={
            "Tus-Resumable": "1.0.0", "Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream", **headers})

    def ready(self, path, seconds=60):
        """The row at the path once its state is no longer one of work; ready is expected."""
        def look():
            row = self.get(path, expect=200).json
            return row if row["state"] in ("ready", "rejected", "failed", "cancelled") else None
        row = wait_for(look, seconds, what=f"{path} is settled")
        check(row["state"] == "ready", path, row)
        return row

    def master(self, version, seconds=120, **recipe):
        """A finished master of the version: its row."""
        row = self.post("masters", {"version_id": version, "recipe": recipe}, expect=202).json
        return self.ready(f"masters/{row['id']}", seconds)

    # -- events
    def events(self, path="stream", headers=None):
        return Events(self, path, headers or {})


class Events:
    """An event stream, read in the background; next() gives (event, data, id)."""

    def __init__(self, person, path, headers):
        self.connection = http.client.HTTPConnection(person.house.host, person.house.port, timeout=60)
        h = {"Accept": "text/event-stream", "Cookie": "; ".join(f"{k}={v}" for k, v in person.cookies.items()), **headers}
        self.connection.request("GET", path if path.startswith("/") else "/api/v1/" + path, headers=h)
        self.response = self.connection.getresponse()
        self.status = self.response.status
        self.seen = queue.Queue()
        self.comments = 0
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        event, data, id_ = "message", [], None
        try:
            for line in iter(self.response.readline, b""):
                line = line.decode().rstrip("\r\n")
                if not line:
                    if data:
                        self.seen.put((event, json_.loads("\n".join(data)), id_))
                    event, data = "message", []
                elif line.startswith(":"):
                    self.comments += 1
                else:
                    field, _, value = line.partition(":")
                    value = value[1:] if value.startswith(" ") else value
                    if field == "event":
                        event = value
                    elif field == "data":
                        data.append(value)
                    elif field == "id":
                        id_ = value
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass
        self.seen.put(None)

    def next(self, seconds=30):
        try:
            return self.seen.get(timeout=seconds)
        except queue.Empty:
            raise AssertionError(f"no event within {seconds} s") from None

    def until(self, truth, seconds=60):
        """The events up to the first that is true; that one is the last of the list."""
        end, got = time.monotonic() + seconds, []
        while True:
            e = self.next(max(0.01, end - time.monotonic()))
            check(e is not None, "the stream ended after", got[-3:])
            got.append(e)
            if truth(*e):
                return got

    def close(self):
        if self.connection.sock:
            self.connection.sock.close()
        self.connection.close()


class Letter:
    def __init__(self, path):
        with open(path, "rb") as f:
            self.raw = f.read()
        self.path = path
        self.message = email.message_from_bytes(self.raw, policy=email.policy.default)
        self.to = str(self.message["to"])
        self.subject = str(self.message["subject"])

    @property
    def text(self):
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""

    @property
    def html(self):
        part = self.message.get_body(("html",))
        return part.get_content() if part else ""


# ---- the house ---------------------------------------------------------------
class House:
    def __init__(self, renders=1, apis=2, tests=True, url=None, mail=None, **settings):
        """A running house; settings are environment variables of its programs (SMTP_URL=...).  Without tests: durable and
        unhurried, as on a real machine.  With a url: one that is there already, with its letters in mail, out of our hands."""
        self.process = self.witness = None
        self.names = itertools.count(1)
        self.said = []
        self.ready = threading.Event()
        self.offset = self.seen = 0
        if url:
            self.dir, self.mail, self.url = None, mail, url
            self.host, self.port = urllib.parse.urlsplit(url).hostname, urllib.parse.urlsplit(url).port
            return
        given = os.environ.get("STORY_HOUSE")
        self.dir = given or tempfile.mkdtemp(prefix="mastering-story.")
        if given:
            port = int(re.search(r"port=(\d+)", open(f"{given}/run/house.sh").read()).group(1))
        else:
            port = self._start(renders, apis, tests, settings)
        self.mail = f"{self.dir}/mail"
        self.url = f"http://127.0.0.1:{port}"
        self.host, self.port = "127.0.0.1", port
        self.witness = self._witness() if os.environ.get("STORY_WITNESS") else None
        self.clock(0)

    def _witness(self):
        description = f"{self.dir}/openapi.json"
        with open(description, "w") as f:
            subprocess.run([os.path.join(build(), "mastering-api"), "--openapi"], stdout=f, check=True)
        return contract.Witness(description, self.url, self.dir)

    def _start(self, renders, apis, tests, settings):
        atexit.register(self.stop)
        command = [LAUNCHER, "up", "--dir", self.dir, "--port", os.environ.get("STORY_PORT", "0"), *(["--tests"] if tests else []),
                   "--renders", str(renders), "--apis", str(apis)]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        env={**os.environ, **settings}, start_new_session=True, text=True)
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()
        self.ready.wait(120)
        found = [re.search(r"ready at http://127.0.0.1:(\d+)", line) for line in self.said]
        found = [f for f in found if f]
        if not found:
            print("Bail out! the house does not stand")
            for line in self.said:
                print("#", line.rstrip())
            self.stop()
            sys.exit(1)
        return int(found[0].group(1))

    def _listen(self):
        for line in self.process.stdout:
            self.said.append(line)
            if "ready at " in line:
                self.ready.set()
        self.ready.set()

    def stop(self):
        if self.witness:
            self.witness.stop()
        if not self.process:
            return
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None
        if not os.environ.get("STORY_KEEP"):
            shutil.rmtree(self.dir, ignore_errors=True)

    # -- people
    def visitor(self):
        return Person(self)

    def person(self, name=None, **form):
        """Somebody new who has signed up, confirmed the address and signed in."""
        name = name or "Test"
        n = next(self.names)
        address = f"{name.lower()}.{n}.{os.getpid()}@example.org"
        return Person(self, address).sign_up(given_name=name, **form).sign_in()

    # -- clocks, letters, rows
    def clock(self, seconds):
        """Every program now believes that it is so many seconds later than it is."""
        with open(f"{self.dir}/clock.new", "w") as f:
            f.write(f"{int(seconds)}\n")
        os.chmod(f"{self.dir}/clock.new", 0o644)
        os.rename(f"{self.dir}/clock.new", f"{self.dir}/clock")
        self.offset = seconds

    def letters(self, to=None):
        """What was written to var/mail, oldest first."""
        files = sorted(glob.glob(f"{self.mail}/*.eml"), key=lambda p: (os.stat(p).st_mtime_ns, p))
        found = [Letter(p) for p in files]
        return [x for x in found if to is None or to in x.to]

    def sql(self, text, user="mastering_owner"):
        """Rows as lists of text."""
        out = self._tool("psql", "-U", user, "-v", "ON_ERROR_STOP=1", "-qAt", "-F", "\x1f", "-R", "\x1e", "-c", text)
        out = out[:-1] if out.endswith("\n") else out
        return [row.split("\x1f") for row in out.split("\x1e")] if out else []

    def ctl(self, *args):
        return self._tool("ctl", *args)

    def sweep(self, name):
        """One run of mastering-timer NAME, now."""
        return self._tool("sweep", name)

    def _tool(self, verb, *args):
        done = subprocess.run([LAUNCHER, verb, "--dir", self.dir, *args], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=120)
        if done.returncode:
            raise AssertionError(f"{verb} {' '.join(args)}: status {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    # -- troubles
    def pid(self, name):
        """Of a part: api-1, render-1, egress, nginx, postgres; None while it is down."""
        try:
            with open(f"{self.dir}/run/{name}.pid") as f:
                pid = int(f.read())
            os.kill(pid, 0)
            return pid
        except (OSError, ValueError):
            return None

    def kill(self, name, how=signal.SIGKILL, again=True):
        """Kill a part, and (again) wait until the house has started it anew."""
        old = check(self.pid(name), name, "is not up")
        os.kill(old, how)
        if again:
            wait_for(lambda: self.pid(name) not in (None, old), what=f"{name} is back")
        return old

    def pause(self, name):
        os.kill(self.pid(name), signal.SIGSTOP)

    def resume(self, name):
        os.kill(self.pid(name), signal.SIGCONT)

    def denied(self):
        """What the database refused to one of the programs since the last look."""
        lines = self.log("postgres").splitlines()
        new, self.seen = lines[self.seen:], len(lines)
        return [line for line in new if "permission denied" in line and "/psql" not in line]

    def log(self, name):
        try:
            with open(f"{self.dir}/log/{name}.log", errors="replace") as f:
                return f.read()
        except OSError:
            return ""


# ---- telling them ------------------------------------------------------------
stories = []


def story(f):
    stories.append(f)
    return f


def run(**house_settings):
    """Tells the stories of the file, one after the other, in one house.  The arguments choose by name."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    wanted = [s for s in stories if not sys.argv[1:] or any(a in s.__name__ for a in sys.argv[1:])]
    print(f"1..{len(wanted)}", flush=True)
    house, failed = House(**house_settings), 0
    for n, s in enumerate(wanted, 1):
        began = time.monotonic()
        try:
            s(house)
            check(not (denied := house.denied()), "a role lacks a right:", *denied)
            print(f"ok {n} - {s.__name__} # {time.monotonic() - began:.1f} s", flush=True)
        except Exception:
            failed += 1
            print(f"not ok {n} - {s.__name__}", flush=True)
            _explain(house)
        if house.offset:
            house.clock(0)
    house.stop()
    sys.exit(1 if failed else 0)


def _explain(house):
    for line in traceback.format_exc().splitlines():
        print("#", line)
    for path in sorted(glob.glob(f"{house.dir}/log/*.log")):
        with open(path, errors="replace") as f:
            bad = [line.rstrip() for line in f if line.startswith("<3>") or "ERROR" in line or "Sanitizer" in line]
        for line in bad[-5:]:
            print(f"# {os.path.basename(path)}: {line[:300]}")
    for line in house.said[1:][-5:]:
        print("#", line.rstrip())
    sys.stdout.flush()
