#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The front desk from outside: tricks it refuses, figures it tells, and that no restart loses a request."""
import http.client
import random
import signal
import socket
import threading

from house import *


def raw(house, text):
    """Bytes as they are, and the status that nginx answers."""
    with socket.create_connection((house.host, house.port), timeout=10) as s:
        s.sendall(text.replace("\n", "\r\n").encode("latin-1"))
        return int(s.makefile("rb").readline().split()[1])


@story
def tricks_with_paths_and_headers_are_refused(house):
    for path in ("/api/v1/..%2fhealthz", "/api/v1/%2e%2e/healthz", "/api/v1/a%5cb", "/api/v1/a%0d%0ab", "/api/v1/%ff"):
        check(raw(house, f"GET {path} HTTP/1.1\nHost: x\nConnection: close\n\n") == 400, path)
    for name in ("Cookie: a=b", "Idempotency-Key: k", "Origin: http://x"):
        check(raw(house, f"GET /api/v1/openapi.json HTTP/1.1\nHost: x\n{name}\n{name}\nConnection: close\n\n") == 400, name)


@story
def smuggled_requests_end_at_nginx(house):
    body = "0\n\nGET /healthz HTTP/1.1\nX: "
    for head in ("Content-Length: 4\nTransfer-Encoding: chunked", "Content-Length: 4\nContent-Length: 5",
                 "Transfer-Encoding: xchunked", "Content-Length : 4"):
        status = raw(house, f"POST /api/v1/session HTTP/1.1\nHost: x\n{head}\nConnection: close\n\n{body}")
        check(status in (400, 501), head, status)


@story
def a_wrong_method_is_told_which_are_right(house):
    v = house.visitor()
    answer = v.ask("DELETE", "openapi.json")
    refused(answer, 405, "method")
    check(answer.header("allow") == "GET, HEAD", answer.headers)
    check(v.ask("TRACE", "openapi.json").status == 405)
    refused(v.get("no/such/door"), 404, "not_found")


@story
def head_is_get_without_the_body(house):
    v = house.visitor()
    get, head = v.get("openapi.json"), v.head("openapi.json")
    check(head.status == 200 and head.body == b"")
    check(head.header("content-length") == str(len(get.body)), head.headers)


@story
def every_answer_has_its_own_id_and_the_log_knows_it_but_not_the_path(house):
    v = house.visitor()
    ids = {v.get(f"songs/secret-{n}").header("x-request-id") for n in range(5)}
    check(len(ids) == 5, ids)
    log = house.log("api-1") + house.log("api-2")
    for id_ in ids:
        check(id_ in log, id_)
    check("secret-" not in log)


@story
def problems_speak_the_visitors_language(house):
    v = house.visitor()
    v.language = "es-MX,es;q=0.9,en;q=0.5"
    check(v.get("no/such/door").json["title"] == "No existe")
    v.language = "tlh"
    check(v.get("no/such/door").json["title"] == "There is no such thing")


@story
def another_sites_page_cannot_act_with_a_visitors_cookies(house):
    v = house.visitor()
    v.cookies["__Host-sid"] = "x" * 43
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"X-Requested-With": None},
                    {"Sec-Fetch-Site": None}, {"Sec-Fetch-Site": None, "Origin": "https://evil.example"}):
        refused(v.delete("session", headers=headers), 403, "cross_site")
    check(v.delete("session", headers={"Sec-Fetch-Site": None, "Origin": house.url}).status == 204)


@story
def both_processes_count_together(house):
    v = house.visitor()

    def told():
        text = v.get("/metrics", expect=200).text
        return sum(int(x) for x in re.findall(r'^mastering_requests_total\{method="GET",path="/healthz".*\} (\d+)$', text, re.M)), text
    before, _ = told()
    for _ in range(40):
        v.get("/healthz", expect=200)
    after, text = told()
    check(after - before == 40, before, after)
    check("mastering_processes 2\n" in text, text)
    check(re.search(r"^mastering_jobs\{|^# TYPE mastering_jobs gauge$", text, re.M), text)
    check("mastering_database 1\n" in text)


class Load:
    """Visitors that ask again and again; whoever is not answered is remembered."""

    def __init__(self, house, visitors):
        self.house, self.failed, self.done, self.stop = house, [], 0, False
        self.threads = [threading.Thread(target=self._visit, args=(n,), daemon=True) for n in range(visitors)]
        for t in self.threads:
            t.start()

    def _visit(self, n):
        chance = random.Random(n)
        v = Person(self.house)
        v.judged = False  # straight at nginx
        while not self.stop:
            what = chance.random()
            try:
                if what < 0.7:
                    status, want = v.get("/readyz").status, 200
                elif what < 0.9:
                    status, want = v.get("session").status, 401
                else:  # a POST is never tried twice by nginx
                    status, want = v.post("accounts/verify", {"token": "A" * 43}).status, 410
                if status != want:
                    self.failed.append((want, status))
            except (OSError, http.client.HTTPException) as e:
                self.failed.append(repr(e))
            self.done += 1

    def end(self):
        self.stop = True
        for t in self.threads:
            t.join(30)
        return self.failed


@story
def a_rolling_restart_under_load_fails_no_request(house):
    load = Load(house, 8)
    time.sleep(0.5)
    for n in (1, 2, 1, 2):
        house.kill(f"api-{n}", how=signal.SIGTERM)
        time.sleep(0.3)
    failed = load.end()
    for n in (1, 2):  # as soon as nginx has closed the connections; not at the deadline
        for left, ms in re.findall(r"desk left=1 connections=(\d+) ms=(\d+)", house.log(f"api-{n}")):
            check(int(left) == 0 and int(ms) < 15000, f"api-{n} left after {ms} ms with {left} connections")
    check(not failed, len(failed), "of", load.done, "failed:", failed[:5])
    check(load.done > 200, load.done)


@story
def a_database_that_goes_away_costs_503_and_no_process(house):
    v = house.visitor()
    pids = house.pid("api-1"), house.pid("api-2")
    seen = set()
    house.kill("postgres", again=False)
    for _ in range(60):
        a = v.get("session")
        seen.add(a.status)
        if a.status == 503:
            check(int(a.header("retry-after")) >= 1, a.headers)
            check(v.get("/healthz").status == 200)
        time.sleep(0.02)
    wait_for(lambda: v.get("/readyz").status == 200, what="the house is ready again")
    for _ in range(20):
        check(v.get("session").status == 401)
    check(seen <= {401, 503}, seen)
    check((house.pid("api-1"), house.pid("api-2")) == pids, "a process died")


run()
