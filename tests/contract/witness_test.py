#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The witness of the stories (tests/story/contract.py) sees what differs from the description, and only that."""
import http.client
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "story"))
import contract

READY = {"ready": True, "database": True, "schema": True, "clock": True, "room": True, "clock_apart_ms": 0, "free_bytes": 1,
         "queue_age_s": None}
PROBLEM = {"type": "/docs/problems#fault", "title": "t", "status": 500, "code": "fault", "detail": "d", "instance": "i"}
answer = (200, READY, "application/json")


class Stub(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status, body, media = answer
        body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    global answer
    folder = tempfile.TemporaryDirectory(prefix="witness.")
    description = os.path.join(folder.name, "openapi.json")
    with open(description, "w") as f:
        subprocess.run([os.path.join(ROOT, os.environ.get("B", "build"), "mastering-api"), "--openapi"], stdout=f, check=True)
    stub = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    threading.Thread(target=stub.serve_forever, daemon=True).start()
    witness = contract.Witness(description, f"http://127.0.0.1:{stub.server_port}", folder.name)
    problem = "application/problem+json"
    cases = [
        ("an answer as described passes", (200, READY, "application/json"), False),
        ("a member that is missing is seen", (200, {k: v for k, v in READY.items() if k != "room"}, "application/json"), True),
        ("a member of another type is seen", (200, {**READY, "free_bytes": "much"}, "application/json"), True),
        ("a member that is not described is seen", (200, {**READY, "secret": 1}, "application/json"), True),
        ("a null that may not be is seen", (200, {**READY, "ready": None}, "application/json"), True),
        ("another media type is seen", (200, READY, "text/html"), True),
        ("a problem as described passes", (500, PROBLEM, problem), False),
        ("a problem without its code is seen", (500, {k: v for k, v in PROBLEM.items() if k != "code"}, problem), True),
        ("a failure that is no problem is seen", (500, {"oops": 1}, "application/json"), True),
    ]
    print(f"1..{len(cases) + 1}")
    bad = 0
    for n, (name, what, seen) in enumerate(cases, 1):
        answer = what
        c = http.client.HTTPConnection("127.0.0.1", witness.port, timeout=30)
        c.request("GET", "/readyz")
        response = c.getresponse()
        response.read()
        differs = witness.differs(response.status, response.headers)
        fine = bool(differs) == seen
        bad += not fine
        print(f"{'ok' if fine else 'not ok'} {n} - {name}")
        if not fine:
            print("#", differs)
    carried = [("GET", "/readyz", None, {}, True), ("GET", "/metrics", None, {}, False), ("GET", "/nowhere", None, {}, False),
               ("HEAD", "/readyz", None, {}, False), ("GET", "/readyz", None, {"If-None-Match": "x"}, False),
               ("POST", "/api/v1/session", b"{", {"Content-Type": "application/json"}, False),
               ("POST", "/api/v1/session", b"{}", {"Content-Type": "application/json"}, True)]
    wrong = [c for c in carried if witness.carries(*c[:4]) != c[4]]
    bad += bool(wrong)
    print(f"{'not ok' if wrong else 'ok'} {len(cases) + 1} - what it cannot carry goes straight to the house", *(["#"] + wrong if wrong else []))
    witness.stop()
    folder.cleanup()
    sys.exit(1 if bad else 0)


main()
