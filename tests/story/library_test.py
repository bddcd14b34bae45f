#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The library of one who has made much: orders, filters, many songs at once, and all of them home in one ZIP file."""
import hashlib
import io
import subprocess
import tempfile
import threading
import zipfile

from house import *


def mastered(person, *titles, seconds=4):
    """Songs with a finished first master: title -> (song, master)."""
    sent = {title: person.upload(music(seconds), f"{title}.wav") for title in titles}
    for title, (song, version) in sent.items():
        person.ready(f"versions/{version}")
        master = wait_for(lambda: person.get(f"songs/{song}/masters").json["items"], what=f"a first master of {title}")[0]["id"]
        person.ready(f"masters/{master}")
        sent[title] = song, master
    return sent


def packed(person, **order):
    """The id of a parcel, once it is packed."""
    answer = person.post("parcels", order, expect=202)
    parcel = answer.json["id"]
    check(answer.header("location") == f"/api/v1/parcels/{parcel}", answer.headers)

    def look():
        row = person.get(f"parcels/{parcel}", expect=200).json
        check(row["state"] != "failed", row)
        return row if row["state"] == "ready" else None
    return parcel, wait_for(look, 60, what="the parcel is packed")


def home(person, master, format_):
    def look():
        answer = person.get(f"masters/{master}/files/{format_}")
        check(answer.status in (200, 202), answer)
        return answer.body if answer.status == 200 else None
    return wait_for(look, 60, what=f"{format_} is made")


def titles(answer):
    check(answer.status == 200, answer)
    return [song["title"] for song in answer.json["items"]]


@story
def D02_songs_stand_where_they_are_looked_for_as_soon_as_something_becomes_of_them(house):
    ann = house.person("Ann")
    made = mastered(ann, "Track 10", "Track 2")
    bare = ann.post("songs", {"title": "Änderung"}, expect=201).json
    check(bare["stage"] == "empty" and bare["seconds"] is None and bare["lufs"] is None, bare)
    check(titles(ann.get("songs?sort=title")) == ["Änderung", "Track 2", "Track 10"], "by title")
    check(titles(ann.get("songs?sort=-title")) == ["Track 10", "Track 2", "Änderung"], "the other way round")
    check(titles(ann.get("songs?sort=-lufs"))[-1] == "Änderung", "what has none stands last")
    check(titles(ann.get("songs?sort=changed"))[0] == "Änderung")
    check(titles(ann.get("songs?stage=ready&sort=title")) == ["Track 2", "Track 10"])
    check(ann.get("songs/count").json == {"total": 3, "empty": 1, "mix": 0, "making": 0, "ready": 2, "failed": 0})
    song = ann.get(f"songs/{made['Track 2'][0]}", expect=200).json
    check(abs(song["seconds"] - 4) < 0.01 and abs(song["lufs"] - song["latest_master"]["lufs"]) < 1e-9, song)
    ann.patch(f"songs/{bare['id']}", {"title": "Zoo", "notes": "the GREEN one", "style": "other:dub"}, headers={"If-Match": "*"}, expect=200)
    check(titles(ann.get("songs?sort=title")) == ["Track 2", "Track 10", "Zoo"])
    check(titles(ann.get("songs?q=green")) == ["Zoo"] and ann.get("songs/count?q=green").json["total"] == 1)
    check(ann.get("songs/styles", expect=200).json["items"] == [{"style": "other:dub", "songs": 1}] and titles(ann.get("songs?style=other:dub")) == ["Zoo"])
    _, version = ann.upload(wav(3, level=0), "Zoo.wav", song=bare["id"])
    wait_for(lambda: ann.get(f"versions/{version}").json["state"] == "rejected", what="it is rejected")
    check(titles(ann.get("songs?stage=failed")) == ["Zoo"], "silence is no mix")
    ann.post("songs/remove", {"songs": [song for song, _ in made.values()]}, expect=204)
    check(titles(ann.get("songs")) == ["Zoo"])
    check(ann.get("songs/count?q=track").json["total"] == 0)
    ann.post("songs/restore", {"songs": [song for song, _ in made.values()]}, expect=204)
    check(titles(ann.get("songs?stage=ready&sort=title")) == ["Track 2", "Track 10"])
    check(not house.denied(), "a program lacks a right")


@story
def D02_a_zip_file_holds_the_same_bytes_and_goes_on_where_the_line_broke(house):
    ann, bob = house.person("Ann"), house.person("Bob")
    made = mastered(ann, "Señal", "Nightfall", "夜")
    ann.patch(f"songs/{made['Nightfall'][0]}", {"title": "Nightfall: a/b?"}, headers={"If-Match": "*"}, expect=200)
    same = mastered(ann, "Señal (demo)")
    ann.patch(f"songs/{same['Señal (demo)'][0]}", {"title": "Señal"}, headers={"If-Match": "*"}, expect=200)
    songs = [made["Señal"][0], made["Nightfall"][0], made["夜"][0], same["Señal (demo)"][0]]
    masters = [made["Señal"][1], made["Nightfall"][1], made["夜"][1], same["Señal (demo)"][1]]
    alone = home(ann, masters[0], "flac")  # one was made before
    parcel, row = packed(ann, songs=songs, format="flac")
    got = ann.get(f"parcels/{parcel}/zip", expect=200)
    check(int(got.header("content-length")) == len(got.body) == row["bytes"], got.headers, row)
    check(got.header("content-type") == "application/zip" and ".zip" in got.header("content-disposition"), got.headers)
    check(got.header("accept-ranges") == "bytes" and got.header("x-content-type-options") == "nosniff", got.headers)
    with zipfile.ZipFile(io.BytesIO(got.body)) as z:
        check(z.testzip() is None)
        names = [i.filename for i in z.infolist()]
        check(names == ["Señal (master 1).flac", "Nightfall- a-b- (master 1).flac", "夜 (master 1).flac", "Señal (master 1) (2).flac"], names)
        check(all(i.compress_type == zipfile.ZIP_STORED for i in z.infolist()))
        packed_bytes = [z.read(name) for name in names]
    check(packed_bytes[0] == alone, "what was made before")
    for n, master in enumerate(masters):
        check(hashlib.sha256(packed_bytes[n]).digest() == hashlib.sha256(home(ann, master, "flac")).digest(), "not as taken home alone:", names[n])
    with tempfile.NamedTemporaryFile(suffix=".zip") as f:
        f.write(got.body)
        f.flush()
        for command in (["unzip", "-tqq", f.name], ["bsdtar", "-tf", f.name]):
            try:
                done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
            except FileNotFoundError:
                continue  # not on this machine; Python has read it
            check(done.returncode == 0, command, done.stdout, done.stderr)
    half = len(got.body) // 2
    rest = ann.get(f"parcels/{parcel}/zip", headers={"Range": f"bytes={half}-", "If-Range": got.etag}, expect=206)
    check(rest.body == got.body[half:], "the rest")
    head = ann.head(f"parcels/{parcel}/zip", expect=200)
    check(int(head.header("content-length")) == len(got.body), head.headers)
    for path in (f"parcels/{parcel}", f"parcels/{parcel}/zip"):
        refused(bob.get(path), 404)
        refused(house.visitor().get(path), 401)
    refused(bob.post("parcels", {"songs": songs, "format": "flac"}), 422, pointer="/songs/0")
    # the same order packs the same bytes
    again, _ = packed(ann, songs=songs, format="flac")
    check(ann.get(f"parcels/{again}/zip", expect=200).body == got.body, "packed twice, two files")
    ann.delete(f"parcels/{parcel}", expect=204)
    refused(ann.get(f"parcels/{parcel}/zip"), 404)
    check(not house.denied(), "a program lacks a right")


@story
def D02_a_zip_file_comes_at_one_rate_in_every_format_and_survives_a_killed_worker(house):
    ann = house.person("Ann")
    made = mastered(ann, "One", "Two")
    masters = [master for _, master in made.values()]
    for format_, rate, ending in (("wav", "48000", "wav"), ("mp3", None, "mp3"), ("opus", None, "opus")):
        order = {"masters": masters, "format": format_, **({"rate": rate} if rate else {})}
        parcel, _ = packed(ann, **order)
        with zipfile.ZipFile(io.BytesIO(ann.get(f"parcels/{parcel}/zip", expect=200).body)) as z:
            check(z.testzip() is None and all(n.endswith("." + ending) for n in z.namelist()), z.namelist())
            if rate:
                check(all("48 kHz" in n for n in z.namelist()), z.namelist())
                check(all(z.read(n)[24:28] == (48000).to_bytes(4, "little") for n in z.namelist()), "the rate in the header")
    order = ann.post("parcels", {"masters": masters, "format": "flac16"}, expect=202).json
    wait_for(lambda: ann.get(f"parcels/{order['id']}").json["progress"] > 0 or ann.get(f"parcels/{order['id']}").json["state"] == "ready", what="it is at work")
    house.kill("render-1")
    waited = wait_for(lambda: (a := ann.get(f"parcels/{order['id']}/zip")).status == 200 and a, 60, what="packed after all")
    with zipfile.ZipFile(io.BytesIO(waited.body)) as z:
        check(z.testzip() is None and len(z.namelist()) == 2)
    check(house.sql(f"SELECT count(*) FROM asset WHERE kind = 'parcel' AND id = (SELECT asset_id FROM parcel WHERE id = '{order['id']}')") == [["1"]])
    house.clock(13 * 3600)
    house.sweep("due")
    house.ctl("assets", "reap", "--older", "0s")
    said = json_.loads(house.ctl("assets", "fsck", "--json"))
    check((said["missing"], said["strays"]) == (0, 0), said)
    check(house.sql("SELECT count(*) FROM parcel") == [["0"]], "parcels are kept for ever")
    house.clock(0)


@story
def D02_ten_thousand_songs_are_paged_through_in_order_while_others_change_them(house):
    ann = house.person("Ann")
    account = house.sql(f"SELECT id FROM account WHERE email = '{ann.email}'")[0][0]
    house.sql(f"INSERT INTO song (id, account_id, title, artist, created_at, updated_at) SELECT gen_random_uuid(), {account}, 'Song ' || g, 'Artist ' || g % 9,"
              " timestamptz '2025-01-01Z' + g * interval '1 minute', timestamptz '2025-01-01Z' + g * interval '1 minute' FROM generate_series(1, 10000) g; ANALYZE song_shelf")
    check(ann.get("songs/count", expect=200).json["total"] == 10000)
    seen, url, slowest, stop = [], "songs?sort=title&limit=100", 0.0, threading.Event()

    def meddle():  # moves songs about that the pages have not reached yet, and some that they have
        while not stop.is_set():
            house.sql(f"UPDATE song SET updated_at = updated_at + interval '1 year' WHERE account_id = {account} AND title IN ('Song 5', 'Song 9000')")
    other = threading.Thread(target=meddle)
    other.start()
    try:
        while url:
            begun = time.monotonic()
            answer = ann.get(url, expect=200)
            slowest = max(slowest, time.monotonic() - begun)
            seen += titles(answer)
            url = answer.json["next"] and f"songs?sort=title&limit=100&cursor={answer.json['next']}"
    finally:
        stop.set()
        other.join()
    check(seen == [f"Song {n}" for n in range(1, 10001)], "not in order:", [x for x, y in zip(seen, range(1, 10001)) if x != f"Song {y}"][:5], len(seen))
    print(f"# the slowest of 100 pages took {slowest * 1000:.0f} ms")
    check(slowest < 2, slowest)
    check(titles(ann.get("songs?sort=changed&limit=2")) in (["Song 9000", "Song 5"], ["Song 5", "Song 9000"]))


if __name__ == "__main__":
    run()
