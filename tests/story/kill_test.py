#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Parts of the house die at random moments, by kill -9, while mixes are sent and mastered: nothing is lost, nothing
is there twice, no row lacks its file, and what lies about without a row the reaper takes.  10 kills, or 100 by make
soak."""
import hashlib
import json
import random
import threading

from house import *

KILLS = 100 if os.environ.get("SOAK") else 10
PIECE = 150_000
TROUBLES = (OSError, ConnectionError, EOFError, TimeoutError)
TUS = {"Tus-Resumable": "1.0.0"}


def insist(question, wanted, seconds=60):
    """Asks until the answer is one of those wanted, whoever dies meanwhile."""
    end = time.monotonic() + seconds
    while True:
        try:
            answer = question()
            if answer.status in wanted:
                return answer
            check(answer.status in (404, 409) or answer.status >= 500, "an answer nobody expects:", answer)
        except Exception as e:
            if not isinstance(e, TROUBLES) and type(e).__module__ != "http.client":
                raise
            answer = e
        check(time.monotonic() < end, "not answered in time; last:", answer)
        time.sleep(0.1)


def send(person, data, name):
    """As a patient client does: whatever happens to a piece, ask how far it is and go on from there."""
    told = insist(lambda: person.upload_open(len(data), name, expect=None), (201,))
    place, at = told.header("location"), 0
    while at < len(data):
        try:
            answer = person.upload_chunk(place, at, data[at:at + PIECE])
            check(answer.status in (204, 409) or answer.status >= 500, answer)
        except Exception as e:
            if not isinstance(e, TROUBLES) and type(e).__module__ != "http.client":
                raise
        at = int(insist(lambda: person.head(place, headers=TUS), (200,)).header("upload-offset"))
    return insist(lambda: person.get(place), (200,)).json


def musician(person, songs, over, sent, faults):
    try:
        n = 0
        while not over.is_set():
            data = songs[n % len(songs)]
            sent.append((person, send(person, data, f"song {n}.wav")["version_id"], hashlib.sha256(data).hexdigest()))
            n += 1
            time.sleep(random.random())
    except Exception as e:  # told by the story, in its own thread
        faults.append(e)


def killer(house, over):
    parts = ["api-1", "api-2", "render-1", "render-2", "render-1", "render-2"]
    for n in range(KILLS):
        time.sleep(random.uniform(0.2, 2.5))
        house.kill(random.choice(parts))
    over.set()


@story
def C01_whoever_is_killed_every_mix_is_mastered_once(house):
    random.seed(int(os.environ.get("SEED", "1")))
    songs = [music(s) for s in (2, 3, 5)]
    people = [house.person(f"Ann{i}") for i in range(2)]
    over, sent, faults = threading.Event(), [], []
    threads = [threading.Thread(target=musician, args=(p, songs, over, sent, faults)) for p in people]
    threads += [threading.Thread(target=killer, args=(house, over))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    check(not faults, *faults)
    check(len(sent) >= 3, "too little was sent to say anything:", len(sent))
    for person, version, sum_ in sent:
        row = wait_for(lambda: (lambda r: r if r["state"] not in ("receiving", "verifying") else None)(
            person.get(f"versions/{version}", expect=200).json), 120, what=f"version {version}")
        check(row["state"] == "ready" and row["sha256"] == sum_, row)
    wait_for(lambda: house.sql("SELECT count(*) FROM job WHERE state IN ('queued', 'running')") == [["0"]], 240, what="the workers are idle")
    for person, version, _ in sent:
        masters = house.sql(f"SELECT m.state, count(*) OVER (), (SELECT count(*) FROM master_file f WHERE f.master_id = m.id)"
                            f" FROM master m WHERE m.version_id = '{version}'")
        check(masters == [["ready", "1", "4"]], version, masters)  # full, one segment of preview, two pictures
    for what, statement in (
            ("a letter for each master, and one", "SELECT count(*) FROM outbox WHERE payload->>'letter' = 'master_ready'"),
            ("an event for each", "SELECT count(*) FROM event WHERE verb = 'rendered'"),
            ("a full master for each", "SELECT count(*) FROM asset WHERE kind = 'master' AND state = 'live'")):
        check(house.sql(statement) == [[str(len(sent))]], what, house.sql(statement), len(sent))
    different = len({(person, sum_) for person, _, sum_ in sent})
    originals = house.sql("SELECT count(*) FROM asset WHERE kind = 'original' AND state = 'live'")
    check(originals == [[str(different)]], "the same bytes once for each person:", originals, different)
    # what an answer that never came left behind are announcements nobody fills; they expire
    check(house.sql("SELECT count(*) FROM upload_chunk c JOIN upload u ON u.id = c.upload_id WHERE u.state = 'complete'") == [["0"]])
    house.ctl("assets", "reap", "--older", "0s")
    said = json.loads(house.ctl("assets", "fsck", "--hash", "--json"))
    check((said["strays"], said["missing"], said["damaged"]) == (0, 0, 0), said)


if __name__ == "__main__":
    run(renders=2, apis=2, LEASE_MS="3000", HEARTBEAT_MS="500", POLL_MS="300", ATTEMPTS_MAX="20", RETRY_BASE_MS="200",
        RATE_USER_PER_MINUTE="100000")
