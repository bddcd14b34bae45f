# SPDX-License-Identifier: ISC
"""The description of the API as a witness of every story: its requests pass through Prism, a validating proxy.

Prism judges; it lets everything through (what a story does wrong on purpose shall reach the house) and notes in a header
what differed from the description.  An answer that differs fails the story, and so does a request that the house took
although the description would not.  What Prism cannot carry goes straight to the house: sound, event streams, tus, HEAD,
conditional requests, bodies that are no JSON."""
import atexit
import json
import os
import re
import socket
import subprocess
import time
import urllib.parse
import urllib.request

PRISM = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "node_modules", ".bin", "prism")
JSON = "application/json"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Witness:
    def __init__(self, description, upstream, folder):
        """description: a path; upstream: the URL of the house; folder: for the log."""
        self.port = free_port()
        with open(description) as f:
            self.doors = [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), item) for path, item in json.load(f)["paths"].items()]
        self.doors.sort(key=lambda d: "[^/]" in d[0].pattern)  # a plain path is preferred, as by the house
        self.log = open(os.path.join(folder, "prism.log"), "w")
        self.process = subprocess.Popen(
            [PRISM, "proxy", description, upstream, "--port", str(self.port), "--host", "127.0.0.1", "--cors", "false"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True)
        atexit.register(self.stop)
        self.asked = 0
        self._wait()

    def _wait(self):
        end = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise RuntimeError("prism does not listen; see " + self.log.name) from None
                time.sleep(0.1)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)

    # -- what it can carry
    def carries(self, method, path, body, headers):
        door = next((item for pattern, item in self.doors if pattern.fullmatch(urllib.parse.urlsplit(path).path)), None)
        if method == "HEAD":  # it would read the JSON that is not sent
            return False
        if door is None or method.lower() not in door or any(h.lower().startswith("if-none") for h in headers):
            return False
        operation = door[method.lower()]
        if any(media != JSON for media in operation["responses"]["2XX"].get("content", {})):
            return False
        return self._plain(body, headers) and (not body or JSON in operation.get("requestBody", {}).get("content", {}))

    @staticmethod
    def _plain(body, headers):
        if not body:
            return True
        if headers.get("Content-Type") != JSON:
            return False
        try:
            json.loads(body)
            return b"\\u0000" not in body
        except ValueError:
            return False

    # -- what it saw
    def differs(self, status, headers):
        """What in the answer (or, of what was taken, in the request) is not as described; None if nothing."""
        self.asked += 1
        seen = json.loads(headers.get("sl-violations") or "[]")
        told = [v for v in seen if v["location"][:1] == ["response"] or status < 300]
        return "; ".join(f"{'.'.join(v['location'])}: {v['message']}" for v in told) or None


def split_cookies(lines):
    """Prism joins the Set-Cookie lines of an answer by commas; ours have none inside."""
    return [c for line in lines for c in re.split(r",\s*(?=__Host-)", line)]
