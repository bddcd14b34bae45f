#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The house itself: nginx in front, parts that come back, headers on every answer."""
from house import *


@story
def the_house_answers(house):
    check(house.visitor().get("/healthz").status == 200)


@story
def every_answer_carries_the_headers(house):
    v = house.visitor()
    for path in ("/", "/none.js", "/healthz", "/api/v1/none", "/_pages/en/404.html", "/.well-known/security.txt"):
        a = v.get(path)
        for name in ("content-security-policy", "strict-transport-security", "x-content-type-options",
                     "referrer-policy", "permissions-policy", "cross-origin-opener-policy"):
            check(len(a.headers.get_all(name) or []) == 1, f"{name} on {path}:", a.headers)
        check("'unsafe" not in a.header("content-security-policy"), path)
        check(a.header("server") == "nginx", "the version is told:", a.header("server"))
        check(a.header("access-control-allow-origin") is None, path)


@story
def a_body_too_large_for_its_door_is_a_413_problem(house):
    refused(house.visitor().post("/api/v1/session", body=b"x" * 70000, headers={"Content-Type": "application/json"}), 413)


@story
def the_store_and_dot_files_are_not_served(house):
    v = house.visitor()
    for path in ("/_store/", "/_store/x", "/.git/config", "/../house.sh"):
        check(v.get(path).status in (400, 404), path)


@story
def a_killed_api_is_started_again_and_nobody_is_refused(house):
    v = house.visitor()
    house.kill("api-1", again=False)
    for _ in range(20):
        check(v.get("/healthz").status == 200)
    wait_for(lambda: house.pid("api-1"), what="api-1 is back")


@story
def a_closed_house_says_that_it_comes_back_and_the_probes_go_on(house):
    v = house.visitor()
    flag = f"{house.dir}/maintenance"
    open(flag, "w").close()
    try:
        a = v.get("/library")
        check(a.status == 503 and "back in a moment" in a.text, a)
        for door in ("policies", "me/avatar", "stream", "uploads/1"):
            refused(v.get(door), 503, "busy")
        check(v.get("/healthz").status == 200)
    finally:
        os.unlink(flag)
    check(v.get("policies").status == 200)
    check("[warn]" not in house.log("nginx"), house.log("nginx")[-500:])


run()
