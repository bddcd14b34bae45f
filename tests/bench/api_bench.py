#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""GET /api/v1/songs/{id} with a session, through nginx: ours against Fastify and pg, in one run.

wrk, both servers and PostgreSQL share the machine; the rounds alternate, and the median counts.  Promised: 1.5 times
Fastify's requests a second, and a p99 of 25 ms at 16 connections where nothing else runs.  BENCH_SECONDS and BENCH_ROUNDS change the length."""
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "story"))
import contract
import house as stage
from processes import cpu_s

SECONDS, ROUNDS = int(os.environ.get("BENCH_SECONDS", "4")), int(os.environ.get("BENCH_ROUNDS", "3"))
FASTIFY = os.path.join(HERE, "fastify")
NGINX = """daemon off; pid {d}/nginx.pid; error_log {d}/nginx.log; worker_processes 2; {user}
events {{ worker_connections 1024; }}
http {{
    access_log off; default_type application/json;
    client_body_temp_path {d}/b; proxy_temp_path {d}/p; fastcgi_temp_path {d}/f; uwsgi_temp_path {d}/u; scgi_temp_path {d}/s;
    upstream fastify {{ server unix:{d}/fastify.sock; keepalive 16; keepalive_requests 1000000; }}
    server {{
        listen 127.0.0.1:{port};
        server_tokens off;
        include {root}/nginx/headers.conf;
        location / {{ proxy_pass http://fastify; proxy_http_version 1.1; proxy_set_header Connection ""; }}
    }}
}}
"""


def measure(url, cookie, roots):
    before = cpu_s(roots)
    said = subprocess.run(["wrk", "-t1", "-c16", f"-d{SECONDS}s", "--latency", "-H", f"Cookie: {cookie}", url],
                          capture_output=True, text=True, check=True).stdout
    after = cpu_s(roots)
    used = {name: s - before.get(name, 0) for name, s in after.items()}
    p99, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    n = int(re.search(r"(\d+) requests in", said).group(1))
    if "Non-2xx" in said or "Socket errors" in said:
        sys.exit("requests failed:\n" + said)
    return {"per_s": float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1)),
            "p99_ms": float(p99) * {"us": 0.001, "ms": 1, "s": 1000}[unit], "cpu_us": sum(used.values()) / n * 1e6,
            **{name: s / n * 1e6 for name, s in used.items() if s / n > 2e-6}}


def a_song(house):
    """Somebody with a song that has a version and a master, as rows: nothing is rendered here."""
    ann = house.person("Ann")
    song = ann.post("songs", {"title": "Nightfall", "artist": "Ann", "notes": "Second take, warmer.", "instruments": ["piano", "bass"]},
                    expect=201).json["id"]
    house.sql(f"""
        WITH v AS (
            INSERT INTO version (id, song_id, account_id, n, filename, state, sha256, bytes, created_at, ready_at, changed)
            SELECT gen_random_uuid(), id, account_id, 1, 'mix.wav', 'ready', repeat('ab', 32), 50000000, created_at, created_at, 0
              FROM song WHERE id = '{song}'
            RETURNING *)
        INSERT INTO master (id, version_id, song_id, account_id, n, recipe, engine, state, report, created_at, ready_at, changed)
        SELECT gen_random_uuid(), id, song_id, account_id, 1, '{{"loudness": -14, "style": "pop", "intensity": 60}}', '1', 'ready',
               '{{"before": {{"lufs": -19.3}}, "after": {{"lufs": -14.0, "true_peak_db": -1.0}}}}', created_at, created_at, 0
          FROM v""")
    return ann, song


def start_fastify(house, d):
    if not os.path.exists(f"{FASTIFY}/node_modules/.package-lock.json"):
        subprocess.run(["npm", "ci", "--ignore-scripts", "--silent"], cwd=FASTIFY, check=True)
    port = contract.free_port()
    env = {**os.environ, "PGHOST": f"{house.dir}/run", "PGUSER": "mastering_api", "PGDATABASE": "mastering", "NODE_ENV": "production"}
    owner = os.stat(f"/proc/{house.pid('postgres')}")  # PostgreSQL believes its own user, and him alone
    os.chmod(d, 0o777)
    who = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.getuid() == 0 else {}
    node = subprocess.Popen(["node", f"{FASTIFY}/server.mjs", f"{d}/fastify.sock"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True,
                            **who)
    if node.stdout.readline() != "listening\n":
        sys.exit("Fastify does not listen")
    with open(f"{d}/nginx.conf", "w") as f:
        f.write(NGINX.format(d=d, port=port, root=ROOT, user="user root;" if os.getuid() == 0 else ""))
    nginx = subprocess.Popen(["nginx", "-c", f"{d}/nginx.conf", "-e", f"{d}/nginx.log"])
    return port, [node, nginx]


def main():
    os.environ.update(RATE_USER_PER_MINUTE="1000000", RATE_VISITOR_PER_MINUTE="1000000", RATE_SIGNIN_PER_MINUTE="1000000")
    house = stage.House(tests=False)
    with tempfile.TemporaryDirectory(prefix="bench.") as d:
        ann, song = a_song(house)
        port, others = start_fastify(house, d)
        path, cookie = f"/api/v1/songs/{song}", f"__Host-sid={ann.cookies['__Host-sid']}"
        sides = {"ours": (f"{house.url}{path}", [house.process.pid]),
                 "fastify": (f"http://127.0.0.1:{port}{path}", [p.pid for p in others] + [house.pid("postgres")])}
        try:
            time.sleep(0.5)
            answers = [json.loads(subprocess.run(["curl", "-s", "-H", f"Cookie: {cookie}", url], capture_output=True, check=True).stdout)
                       for url, _ in sides.values()]
            if answers[0] != answers[1] or not answers[0]["latest_master"]:
                sys.exit(f"they do not answer the same: {answers}")
            figures = {name: [] for name in sides}
            for _ in range(ROUNDS):
                for name, (url, roots) in sides.items():
                    figures[name].append(measure(url, cookie, roots))
        finally:
            for p in others:
                p.terminate()
                p.wait()
            house.stop()
    middle = {n: {k: statistics.median(r.get(k, 0) for r in rows) for k in rows[0]} for n, rows in figures.items()}
    for name, m in middle.items():
        print(f"get song, {name:8} {m['per_s']:8.0f} requests/s   p99 {m['p99_ms']:6.2f} ms   {m['cpu_us']:5.0f} us CPU a request:",
              ", ".join(f"{k} {v:.0f}" for k, v in m.items() if k not in ("per_s", "p99_ms", "cpu_us")))
    ratio = middle["ours"]["per_s"] / middle["fastify"]["per_s"]
    print(f"| get song: requests a second beside Fastify and pg | 1 | >= 1.5 x, p99 <= 25 ms | {ratio:.2f} x, p99 {middle['ours']['p99_ms']:.0f} ms |")


main()
