#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""ctl.py: masteringctl as a sysadmin uses it, under its own database role; TAP."""
import json
import os
import re
import subprocess
import sys
import tempfile

B = os.environ.get("B", "build")
OWNER = os.environ["DATABASE_URL"]
ENV = {**os.environ, "DATABASE_URL": re.sub(r"user=\S+", "user=mastering_ctl", OWNER)}
tests = []


def test(f):
    tests.append(f)


def ctl(*words, want=0, **env):
    done = subprocess.run([f"{B}/masteringctl", *words], capture_output=True, text=True, env={**ENV, **env})
    assert done.returncode == want, f"masteringctl {' '.join(words)}: {done.returncode}, not {want}: {done.stderr}"
    return done


def told(*words, **more):
    return json.loads(ctl(*words, "--json", **more).stdout)


def sql(text):
    done = subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", OWNER, "-c", text], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@test
def what_it_cannot_do_ends_with_the_right_status():
    ctl(want=64)
    ctl("fly", want=64)
    ctl("events", want=64)
    ctl("events", "verify", "--loudly", want=64)
    ctl("queue", "retry", want=64)
    ctl("queue", "ls", "--state", "lost", want=64)
    ctl("assets", "reap", "--older", "soon", want=64)
    ctl("run", "no such sweep", want=1)
    ctl("events", "verify", want=75, DATABASE_URL="host=/nowhere user=mastering_ctl")


@test
def migrating_twice_does_nothing_the_second_time():
    assert "0 migrations ran" in ctl("migrate", DATABASE_URL=OWNER).stdout


@test
def every_setting_is_printed_with_its_meaning():
    lines = ctl("config", DATABASE_URL="").stdout.splitlines()
    assert "#SITE_URL=http://127.0.0.1:8080" in lines
    assert len(lines) % 2 == 0 and all(l.startswith("# ") and len(l) > 10 for l in lines[::2])


def scene_events():
    sql("INSERT INTO event (at, actor_kind, verb, object_kind, object) SELECT '2026-01-01Z', 'system', 'x', 'y', n::text"
        " FROM generate_series(1, 20) n; INSERT INTO event_unsealed SELECT id FROM event e"
        " WHERE NOT EXISTS (SELECT FROM event_seal WHERE event_id = e.id) ON CONFLICT DO NOTHING")
    ctl("run", "seal")


@test
def a_chain_is_whole_until_somebody_touches_it_and_the_first_bad_event_is_named():
    scene_events()
    v = told("events", "verify")
    assert v["whole"] and v["seq"] >= 20, v
    eighth = sql("SELECT event_id FROM event_seal WHERE seq = 8")
    sql(f"UPDATE event SET verb = 'forged' WHERE id = {eighth}")
    v = told("events", "verify", want=1)
    assert not v["whole"] and v["first_bad_seq"] == 8 and v["first_bad_event"] == int(eighth), v
    assert "changed" in ctl("events", "verify", want=1).stderr
    sql(f"UPDATE event SET verb = 'x' WHERE id = {eighth}")
    ctl("events", "verify")


@test
def a_cut_tail_is_found_by_a_head_that_was_written_down():
    scene_events()
    with tempfile.TemporaryDirectory() as d:
        head = told("events", "head", "--record", f"{d}/heads")
        ctl("events", "verify", "--record", f"{d}/heads", "--head", f"{head['seq']}:{head['hash']}")
        sql("SET session_replication_role = replica; DELETE FROM event WHERE id IN (SELECT event_id FROM event_seal ORDER BY seq DESC LIMIT 3);"
            " DELETE FROM event_seal WHERE seq > (SELECT max(seq) - 3 FROM event_seal)")
        ctl("events", "verify")
        assert "tail was cut" in ctl("events", "verify", "--record", f"{d}/heads", want=1).stderr
        ctl("events", "verify", "--head", f"{head['seq']}:{head['hash']}", want=1)
        ctl("events", "verify", "--head", "7:nonsense", want=64)


@test
def a_failed_job_is_seen_and_begun_anew():
    sql("INSERT INTO job (id, kind, subject, state, attempts, error, run_at, created_at) SELECT gen_random_uuid(), 'verify',"
        " gen_random_uuid()::text, 'failed', 3, 'worker_died', '2026-01-01Z', '2026-01-01Z' FROM generate_series(1, 3) n")
    rows = told("queue", "ls", "--state", "failed")
    assert [r["error"] for r in rows] == ["worker_died"] * 3
    ctl("queue", "retry", rows[0]["id"])
    ctl("queue", "retry", rows[0]["id"], want=1)
    assert ctl("queue", "retry", "--all", "--dry-run").stdout.count("would be queued") == 2
    ctl("queue", "retry", "--all")
    assert sql("SELECT count(*) FROM job WHERE state = 'queued' AND attempts = 0 AND error IS NULL") == "3"
    sql("DELETE FROM job")


@test
def a_note_to_the_world_that_was_given_up_is_tried_again_and_its_text_is_never_shown():
    sql("INSERT INTO outbox (id, kind, payload, state, tries, next_at, error, created_at) VALUES (gen_random_uuid(), 'mail',"
        " '{\"to\":\"ann@example.org\"}', 'dead', 9, '2026-01-01Z', 'refused', '2026-01-01Z')")
    shown = ctl("outbox", "ls", "--state", "dead").stdout
    assert "refused" in shown and "ann@" not in shown
    ctl("outbox", "retry", told("outbox", "ls")[0]["id"])
    assert sql("SELECT state || tries FROM outbox") == "retry0"
    sql("DELETE FROM outbox")


@test
def what_is_due_is_shown_without_being_done():
    sql("INSERT INTO due (kind, object_kind, object, due_at, created_at) VALUES"
        " ('hold_end', 'hold', '00000000-0000-7000-8000-000000000001', '2026-01-01Z', '2026-01-01Z')")
    rows = told("run", "due", "--dry-run")
    assert len(rows) == 1 and rows[0]["kind"] == "hold_end"
    assert sql("SELECT state FROM due") == "waiting"
    ctl("run", "due")
    assert sql("SELECT state FROM due") == "done"


@test
def a_hold_is_put_listed_and_lifted():
    h = told("hold", "add", "song", "s1", "--basis", "order 1", "--reason", "a court asks", "--until", "2099-01-01T00:00:00Z")
    assert [r["id"] for r in told("hold", "ls")] == [h["id"]]
    ctl("hold", "add", "song", "s1", want=64)
    ctl("hold", "rm", h["id"])
    ctl("hold", "rm", h["id"], want=1)
    assert told("hold", "ls") == []
    assert sql("SELECT count(*) FROM event WHERE verb LIKE 'hold.%'") == "2"


@test
def a_jump_of_the_clock_stops_what_deletes_until_it_is_accepted():
    with tempfile.NamedTemporaryFile("w") as f:
        ctl("run", "reap", CLOCK_FILE=f.name)
        f.write("86400\n")
        f.flush()
        ctl("run", "reap", want=1, CLOCK_FILE=f.name)
        ctl("run", "due", CLOCK_FILE=f.name)
        assert abs(told("clock", "show")["jump_s"] - 86400) < 5
        ctl("clock", "accept", CLOCK_FILE=f.name)
        ctl("run", "reap", CLOCK_FILE=f.name)
    ctl("run", "reap", want=1)  # and back again is a jump too
    ctl("clock", "accept")
    assert told("clock", "show")["trusted"]


@test
def files_without_a_row_go_and_rows_without_a_file_are_an_alarm():
    store = os.environ["STORE_URL"]
    os.makedirs(f"{store}/ab", exist_ok=True)
    key = "ab/ab" + "0" * 30
    open(f"{store}/{key}", "w").write("stray")
    assert told("assets", "fsck")["strays"] == 1
    assert told("assets", "reap")["strays"] == 0  # younger than a day
    assert told("assets", "reap", "--older", "0s", "--dry-run")["strays"] == 1 and os.path.exists(f"{store}/{key}")
    assert told("assets", "reap", "--older", "0s")["strays"] == 1 and not os.path.exists(f"{store}/{key}")
    sql(f"INSERT INTO asset (id, key, sha256, bytes, media, kind, created_at) VALUES (gen_random_uuid(), '{key}', 'x', 5, 'a/b', 'mix', '2026-01-01Z')")
    assert told("assets", "fsck", want=1)["missing"] == 1
    open(f"{store}/{key}", "w").write("stra")
    assert told("assets", "fsck", want=1)["damaged"] == 1
    sql("DELETE FROM asset")
    os.unlink(f"{store}/{key}")
    ctl("assets", "fsck")


@test
def secrets_are_made_once_for_their_owner_alone():
    with tempfile.TemporaryDirectory() as d:
        place = f"{d}/credentials"
        ctl("setup", place, "--dry-run", DATABASE_URL="")
        assert not os.path.exists(place)
        ctl("setup", place, DATABASE_URL="")
        before = {n: open(f"{place}/{n}").read() for n in os.listdir(place)}
        assert {"pepper", "totp.key", "backup.key", "certificate.key", "receipt.key"} == set(before)
        assert all(os.stat(f"{place}/{n}").st_mode & 0o777 == 0o600 for n in before)
        assert re.fullmatch("[0-9a-f]{64}\n", before["pepper"]) and before["pepper"] != before["totp.key"]
        assert "ED25519" in subprocess.run(["openssl", "pkey", "-in", f"{place}/receipt.key", "-noout", "-text"],
                                           capture_output=True, text=True, check=True).stdout
        ctl("setup", place, DATABASE_URL="")
        assert before == {n: open(f"{place}/{n}").read() for n in os.listdir(place)}


@test
def the_doctor_finds_what_is_wrong_and_nothing_else():
    with tempfile.TemporaryDirectory() as d:
        ctl("setup", f"{d}/c", DATABASE_URL="")
        well = {"CREDENTIALS_DIRECTORY": f"{d}/c", "MAIL_DIR": d, "DISK_FREE_MIN": "0"}
        for name in ("due", "seal", "uploads", "accounts", "reap", "files"):
            ctl("run", name)
        rows = [r["name"] for r in told("doctor", **well) if not r["well"]]
        assert rows == [], rows
        def ill(**env):
            return [r["name"] for r in told("doctor", want=1, **{**well, **env}) if not r["well"]]
        assert ill(DISK_FREE_MIN="999999999999999") == ["store"]
        assert ill(CREDENTIALS_DIRECTORY=f"{d}/none") == ["credentials"]
        os.chmod(f"{d}/c/pepper", 0o644)
        assert ill() == ["credentials"]
        os.chmod(f"{d}/c/pepper", 0o600)
        assert ill(PRODUCTION="yes") == ["mail", "blanks"]
        assert ill(DATABASE_URL="host=/nowhere") == ["database", "schema", "clock", "sweeps", "queue", "outbox"]
        sql("UPDATE sweep SET result = 'fault' WHERE name = 'seal'")
        assert ill() == ["sweeps"]


bad = 0
for n, f in enumerate(tests, 1):
    try:
        f()
        print(f"ok {n} - {f.__name__}")
    except Exception as e:
        bad += 1
        print(f"not ok {n} - {f.__name__}")
        print("\n".join(f"# {line}" for line in f"{type(e).__name__} at line {e.__traceback__.tb_next.tb_lineno}: {e}".splitlines()))
print(f"1..{len(tests)}")
sys.exit(bad > 0)
