#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Songs that become an album, masters like another, references and moves that are left out: through nginx and all programs."""
import array
import io
import subprocess
import tempfile
import urllib.parse
import zipfile

from house import *

NOBODY = "01890000-0000-7000-8000-000000000000"


def changed(data, filters):
    """The WAV after ffmpeg's filters."""
    with tempfile.TemporaryDirectory() as d:
        with open(f"{d}/a.wav", "wb") as f:
            f.write(data)
        subprocess.run(["ffmpeg", "-v", "error", "-i", f"{d}/a.wav", "-af", filters, "-c:a", "pcm_s24le", f"{d}/b.wav"], check=True)
        with open(f"{d}/b.wav", "rb") as f:
            return f.read()


def sound(person, data, name, **more):
    """A version that is sound, with its first master settled: song, version, master."""
    song, version = person.upload(data, name, **more)
    person.ready(f"versions/{version}")
    first = wait_for(lambda: [m for m in person.get(f"songs/{song}/masters").json["items"] if m["version_id"] == version], what="a first master")
    person.ready(f"masters/{first[0]['id']}", 120)
    return song, version, first[0]["id"]


def moves_of(report):
    return {m["id"]: m["amount"] for m in report["moves"]}


def made(person, path):
    """What the door answers once a worker has made it."""
    return wait_for(lambda: (lambda a: check(a.status in (200, 202), a) and a.json if a.status == 200 else None)(person.get(path)), 60,
                    what=f"{path} is made")


def made_file(person, path):
    return wait_for(lambda: (lambda a: check(a.status in (200, 202), a) and a.body if a.status == 200 else None)(person.get(path)), 60, what=f"{path} is made")


def tags_of(person, master, format_):
    """What the file says."""
    answer = wait_for(lambda: (lambda a: check(a.status in (200, 202), a) and a if a.status == 200 else None)(person.get(f"masters/{master}/files/{format_}")),
                      60, what=f"{format_} is made")
    said = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "format_tags", "-of", "json", "-"], input=answer.body, stdout=subprocess.PIPE, check=True).stdout
    return {k.lower(): v for k, v in json_.loads(said)["format"]["tags"].items()}


def track_of(person, master, format_):
    """(album, place) as the file says."""
    tags = tags_of(person, master, format_)
    return tags.get("album"), tags.get("track")


def power(ogg):
    """Of each channel of a preview's segment."""
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", "-", "-f", "f32le", "-"], input=ogg, stdout=subprocess.PIPE, check=True).stdout
    samples = array.array("f", raw)
    return [sum(x * x for x in samples[c::4]) for c in range(4)]


@story
def two_songs_become_an_album_that_keeps_their_distance(house):
    ann, bob = house.person("Ann"), house.person("Bob")
    mix = music(6)
    loud, soft = sound(ann, mix, "Loud.wav"), sound(ann, changed(mix, "volume=-4dB"), "Soft.wav")
    foreign = sound(bob, music(4), "Foreign.wav")
    before = len(house.letters(ann.email))
    row = ann.post("albums", {"title": "Tides", "versions": [loud[1], soft[1]], "gap_s": 1.25}, expect=202).json
    refused(bob.get(f"albums/{row['id']}"), 404)
    refused(bob.delete(f"albums/{row['id']}", headers={"If-Match": "*"}), 404)
    album = ann.ready(f"albums/{row['id']}", 180)
    tracks = album["report"]["songs"]
    mixes, masters = ([t[k] for t in tracks] for k in ("mix_lufs", "reached_lufs"))
    check(abs(mixes[0] - mixes[1] - 4) < 0.05, mixes)
    check(abs((masters[0] - masters[1]) - (mixes[0] - mixes[1])) <= 0.2, mixes, masters)
    for member in album["songs"]:
        ann.ready(f"masters/{member['master_id']}")
        ann.get(f"masters/{member['master_id']}/preview", expect=200)
    for n, member in enumerate(album["songs"], 1):
        for format_ in ("flac", "wav24", "mp3") if n == 2 else ("flac",):
            check(track_of(ann, member["master_id"], format_) == ("Tides", str(n)), format_, n)

    def coded(upc, **expected):
        return ann.patch(f"albums/{album['id']}", {"upc": upc}, headers={"If-Match": "*"}, **expected)
    one = album["songs"][0]["master_id"]
    refused(coded("0 36000-29145 3"), 422, pointer="/upc")
    refused(bob.patch(f"albums/{album['id']}", {"upc": "036000291452"}, headers={"If-Match": "*"}), 404)
    check(coded("0 36000-29145 2", expect=200).json["upc"] == "036000291452")
    for format_ in ("flac", "mp3"):
        check(tags_of(ann, one, format_).get("barcode") == "036000291452", format_)
    sealed = json_.loads(ann.get(f"masters/{one}/files/flac/certificate", expect=200).body)["sealed"]
    check(sealed["upc"] == "036000291452" and sealed["album"] == "Tides" and sealed["track"] == "1", sealed)
    check(coded("", expect=200).json["upc"] is None)
    check("barcode" not in tags_of(ann, one, "flac"))
    check([s["gap_s"] for s in album["songs"]] == [1.25, 0] == [t["gap_s"] for t in tracks], album["songs"])
    delta = made(ann, f"masters/{album['songs'][0]['master_id']}/deltas/eq.bass")  # rendered twice: it was made among others
    check(-60 < delta["delta_lufs"] < delta["master_lufs"], delta)
    said = wait_for(lambda: [x for x in house.letters(ann.email)[before:] if "Tides" in x.subject], what="the letter")
    check(len(house.letters(ann.email)) == before + 1 and len(said) == 1, [x.subject for x in house.letters(ann.email)[before:]])
    check([a["id"] for a in ann.get("albums", expect=200).json["items"]] == [album["id"]])

    def order(*versions, **more):
        return ann.post("albums", {"title": "Wrong", "versions": list(versions), **more})
    refused(order(loud[1]), 422, pointer="/versions")
    refused(order(loud[1], loud[1]), 422, pointer="/versions/1")
    refused(order(loud[1], foreign[1]), 422, pointer="/versions/1")
    refused(order(loud[1], NOBODY), 422, pointer="/versions/1")
    refused(order(loud[1], soft[1], speed=3), 422, pointer="/speed")
    refused(order(loud[1], soft[1], recipe={"fade_in": 1}), 422, pointer="/recipe/fade_in")

    house.pause("render-1")
    try:
        row = ann.post("albums", {"title": "Unwanted", "versions": [soft[1], loud[1]]}, expect=202).json
        stopped = ann.patch(f"albums/{row['id']}", {"cancel": True}, headers={"If-Match": "*"}, expect=200).json
    finally:
        house.resume("render-1")
    check(stopped["state"] == "cancelled", stopped)
    check({ann.get(f"masters/{m['master_id']}").json["state"] for m in stopped["songs"]} == {"cancelled"}, stopped)


@story
def the_files_of_an_album_end_with_the_silence_that_was_wished_last(house):
    ann, bob = house.person("Ann"), house.person("Bob")
    mix = music(5)
    songs = [sound(ann, changed(mix, f"volume=-{n}dB,afade=d=0.2,areverse,afade=d=0.2,areverse"), f"Song {n}.wav")[1] for n in range(3)]
    row = ann.post("albums", {"title": "Rests", "versions": songs, "gap_s": 0.5, "gaps": [{"version": songs[1], "gap_s": 3}]}, expect=202).json
    album = ann.ready(f"albums/{row['id']}", 180)
    masters = [s["master_id"] for s in album["songs"]]

    def frames(data):
        raw = subprocess.run(["ffmpeg", "-v", "error", "-i", "-", "-f", "s32le", "-"], input=data, stdout=subprocess.PIPE, check=True).stdout
        return array.array("i", raw)

    def ends(master, gap_s, data=None):
        """The file has the song and then as many zeros; the song alone."""
        x = frames(data or made_file(ann, f"masters/{master}/files/flac"))
        gap = round(gap_s * 44100) * 2
        check(len(x) == 5 * 44100 * 2 + gap and not any(x[len(x) - gap:]), len(x), gap)
        return x[:5 * 44100 * 2]

    def set_gaps(person, *gaps, **expected):
        return person.patch(f"albums/{album['id']}", {"gaps": [{"version": v, "gap_s": s} for v, s in gaps]}, headers={"If-Match": "*"}, **expected)
    alone = [ends(master, gap_s) for master, gap_s in zip(masters, (0.5, 3, 0))]
    sealed = json_.loads(ann.get(f"masters/{masters[0]}/files/flac/certificate", expect=200).body)["sealed"]["outputs"][0]
    check(sealed["gap_s"] == 0.5, sealed)
    check(abs(sealed["lufs"] - album["report"]["songs"][0]["reached_lufs"]) < 0.05, sealed)
    check(len(made_file(ann, f"masters/{masters[0]}/files/wav16?rate=48000")) > (5 * 48000 + 24000) * 4)

    refused(set_gaps(bob, (songs[0], 1)), 404)
    refused(set_gaps(ann, (songs[2], 1)), 422, pointer="/gaps/0/version")
    refused(set_gaps(ann, (songs[0], 10.5)), 422, pointer="/gaps/0/gap_s")
    refused(set_gaps(ann, (NOBODY, 1)), 422, pointer="/gaps/0/version")
    now = set_gaps(ann, (songs[0], 2), (songs[1], 0), expect=200).json
    check([s["gap_s"] for s in now["songs"]] == [2, 0, 0], now["songs"])
    check([ends(master, gap_s) for master, gap_s in zip(masters, (2, 0, 0))] == alone, "the songs are others")
    check("gap_s" in ann.get(f"masters/{masters[0]}/files/flac/certificate", expect=200).body.decode())

    parcel = ann.post("parcels", {"masters": masters[:2], "format": "flac"}, expect=202).json
    parcel = ann.ready(f"parcels/{parcel['id']}", 60)
    with zipfile.ZipFile(io.BytesIO(ann.get(f"parcels/{parcel['id']}/zip", expect=200).body)) as z:
        check([ends(m, g, z.read(name)) for m, g, name in zip(masters, (2, 0), z.namelist())] == alone[:2], z.namelist())

    ann.delete(f"albums/{album['id']}", headers={"If-Match": "*"}, expect=204)
    check(ends(masters[0], 0) == alone[0], "a song alone ends with silence")


@story
def one_order_makes_a_master_for_every_place(house):
    ann, bob = house.person("Ann"), house.person("Bob")
    song, version, first = sound(ann, music(6), "Everywhere.wav")
    places = ann.get("platforms", expect=200).json["items"]
    row = ann.post("bundles", {"version_id": version, "recipe": {"tone": 10}}, expect=202).json
    check([m["platform"] for m in row["masters"]] == [p["name"] for p in places], row)
    refused(bob.get(f"bundles/{row['id']}"), 404)
    refused(ann.post("bundles", {"version_id": version, "platforms": ["moon"]}), 422, pointer="/platforms/0")

    def settled():
        masters = ann.get(f"bundles/{row['id']}", expect=200).json["masters"]
        return masters if all(m["state"] == "ready" for m in masters) else None
    masters = wait_for(settled, 240, what="all masters")
    for place, m in zip(places, masters):
        whole = ann.get(f"masters/{m['master_id']}", expect=200).json
        check(whole["bundle_id"] == row["id"] and whole["platform"] == place["name"] and whole["recipe"]["tone"] == 10, whole)
        check(whole["recipe"]["loudness"] == place["loudness"] == m["loudness"] and whole["recipe"]["ceiling"] == place["ceiling"], m)
        stopped = whole["report"]["loudness"]["stopped"]
        check(stopped or abs(m["lufs"] - place["loudness"]) <= 0.1, m)
        check(m["true_peak_db"] <= place["ceiling"] + 0.01 and (m["format"], m["rate_hz"]) == (place["format"], place["rate_hz"]), m)
    listed = ann.get(f"songs/{song}/masters").json["items"]
    check([m["id"] for m in listed[:len(masters)]] == [m["master_id"] for m in masters], "the first place is not the newest master")
    cd = next(m for m in masters if m["platform"] == "cd")
    check(len(made_file(ann, f"masters/{cd['master_id']}/files/{cd['format']}?rate={cd['rate_hz']}")) > 6 * 44100 * 2 * 2)
    name = ann.get(f"masters/{cd['master_id']}/files/{cd['format']}").header("content-disposition")
    check(f"(master {cd['n']}, cd)" in urllib.parse.unquote(name), name)
    said = [x for x in house.letters(ann.email) if "Everywhere" in x.subject]
    check(len(said) == 2, [x.subject for x in said])  # the first master's and the bundle's


@story
def the_delta_of_a_song_that_goes_on_is_made_with_its_neighbour(house):
    ann = house.person("Ann")
    mix = music(12)
    first, second = (sound(ann, changed(mix, f"atrim={cut}:end_sample={end},asetpts=N"), name)
                     for cut, end, name in (("start_sample=0", 264600, "First.wav"), ("start_sample=264600", 529200, "Second.wav")))
    row = ann.post("albums", {"title": "Live", "versions": [first[1], second[1]], "distances": 0}, expect=202).json
    album = ann.ready(f"albums/{row['id']}", 180)
    tracks = album["report"]["songs"]
    check([t["joined"] for t in tracks] == [False, True], tracks)
    masters = [m["master_id"] for m in album["songs"]]
    for master, at in zip(masters, (0, 1)):
        delta = made(ann, f"masters/{master}/deltas/eq.bass")
        check(delta["frames_total"] == 6 * 48000 and -60 < delta["delta_lufs"] < delta["master_lufs"], delta)
    alone = ann.get(f"masters/{first[2]}", expect=200).json["report"]
    check(alone["settings"] != ann.get(f"masters/{masters[0]}", expect=200).json["report"]["settings"], "a run has settings of its own")

    row = ann.post("albums", {"title": "Half", "versions": [first[1], second[1]]}, expect=202).json
    half = ann.ready(f"albums/{row['id']}", 180)["songs"][0]["master_id"]
    house.sql(f"UPDATE version SET mix_id = NULL WHERE id = '{second[1]}'")
    refused(wait_for(lambda: (lambda a: a.status != 202 and a)(ann.get(f"masters/{half}/deltas/eq.bass")), 60, what="an answer"), 409, "mix_gone")


@story
def a_new_mix_gets_the_very_settings_of_a_master(house):
    ann = house.person("Ann")
    mix = music(6)
    song, old, first = sound(ann, mix, "Nightfall.wav")
    new = sound(ann, changed(mix, "equalizer=f=3000:t=q:w=1:g=3"), "Nightfall 2.wav", song=song)[1]
    row = ann.post("masters", {"version_id": new, "like": first}, expect=202).json
    ann.ready(f"masters/{row['id']}", 120)
    reports = [ann.get(f"masters/{m}/report", expect=200).json for m in (first, row["id"])]
    check(reports[0]["settings"] and reports[0]["settings"] == reports[1]["settings"], *(r["settings"] for r in reports))
    path = f"versions/{new}/diff?with={old}"
    told = made(ann, path)
    check(abs(told["offset_s"]) < 0.001 and told["changes"], told)
    refused(ann.get(f"versions/{new}/diff?with={NOBODY}"), 422, pointer="/with")
    refused(ann.post("masters", {"version_id": new, "like": first, "recipe": {}}), 422)
    refused(ann.post("masters", {"version_id": new, "like": NOBODY}), 422, pointer="/like")


@story
def a_recipe_names_references_and_what_shall_not_be_done(house):
    ann = house.person("Ann")
    mix = music(6)
    song, version, first = sound(ann, mix, "mix.wav")
    other = sound(ann, changed(mix, "treble=g=4"), "brighter.wav")[1]
    reports = []
    for off in ([], ["eq.bass"]):
        row = ann.master(version, references=[{"version": other}], **({"off": off} if off else {}))
        reports.append(ann.get(f"masters/{row['id']}/report", expect=200).json)
        check(reports[-1]["recipe"]["references"][0]["version"] == other, reports[-1]["recipe"])
        check((reports[-1]["recipe"].get("off") or []) == off, reports[-1]["recipe"])
    first, followed, without = (moves_of(r) for r in [ann.get(f"masters/{first}/report", expect=200).json, *reports])
    check(followed != first, "the reference changed nothing")
    check(followed["eq.bass"] and without["eq.bass"] is None, followed, without)
    check([m["id"] for m in reports[1]["moves"] if m["off"]] == ["eq.bass"], reports[1]["moves"])
    tone = next(r["values"] for r in reports[1]["settings"] if (r["stage"], r["what"]) == ("eq", "gain_db"))
    check(not any(tone[16:31]) and any(tone), "50 to 120 Hz:", tone)
    refused(ann.post("masters", {"version_id": version, "recipe": {"references": [{"version": NOBODY}]}}), 422, pointer="/recipe/references")
    refused(ann.post("masters", {"version_id": version, "recipe": {"off": ["magic"]}}), 422)


@story
def what_a_move_changed_can_be_listened_to_until_the_master_goes(house):
    ann, bob = house.person("Ann"), house.person("Bob")
    song, version, master = sound(ann, music(12), "mix.wav")
    moves = moves_of(ann.get(f"masters/{master}/report", expect=200).json)
    path = f"masters/{master}/deltas/eq.bass"
    check(abs(moves["eq.bass"]) > 1, moves)
    refused(bob.get(path), 404)
    refused(ann.get(f"masters/{master}/deltas/eq.magic"), 404, "unknown_move")
    refused(ann.get(f"masters/{master}/deltas/trim.offset"), 404, "move_not_made")
    delta = made(ann, path)
    check(delta["move"] == "eq.bass" and delta["channels"] == 4 and [s["n"] for s in delta["segments"]] == [0, 1], delta)
    check(sum(s["frames"] for s in delta["segments"]) == delta["frames_total"] == 12 * 48000, delta)
    check(delta["delta_lufs"] < delta["master_lufs"] and abs(delta["master_lufs"] + 14 - delta["master_gain_db"]) < 0.1, delta)
    for s in delta["segments"]:
        heard = ann.get(s["url"], expect=200)
        check(len(heard.body) == s["bytes"] and heard.header("content-type") == "audio/ogg", heard)
        left, right, master_left, master_right = power(heard.body)
        check(0 < left < master_left / 4 and 0 < right < master_right / 4, left, right, master_left, master_right)
    refused(ann.get(f"{path}/segments/2"), 404)
    refused(bob.get(f"{path}/segments/0"), 404)
    check(ann.get(path, expect=200).json == delta)

    off = ann.master(version, off=["eq.bass"])
    refused(ann.get(f"masters/{off['id']}/deltas/eq.bass"), 404, "move_not_made")
    like = ann.post("masters", {"version_id": version, "like": master}, expect=202).json["id"]
    ann.ready(f"masters/{like}", 120)
    check(abs(made(ann, f"masters/{like}/deltas/eq.bass")["delta_lufs"] - delta["delta_lufs"]) < 0.05, delta)
    files = house.sql(f"SELECT count(*) FROM master_file WHERE kind = 'delta:eq.bass' AND master_id IN ('{master}', '{like}')")
    check(files == [["4"]], files)
    ann.delete(f"masters/{master}", headers={"If-Match": "*"}, expect=204)
    refused(ann.get(path), 404)
    check(house.sql(f"SELECT count(*) FROM master_delta WHERE master_id = '{master}'") == [["0"]])


@story
def how_loud_a_mix_can_go_is_measured_once(house):
    ann, bob = house.person("Ann"), house.person("Bob")
    version = sound(ann, music(6), "mix.wav")[1]
    path = f"versions/{version}/curve"
    refused(bob.get(path), 404)
    curve = made(ann, path)
    points = curve["points"]
    check(len(points) > 3 and [p["lufs"] for p in points] == sorted(p["lufs"] for p in points), curve)
    check(points[-1]["reduction_db"] > points[0]["reduction_db"], curve)
    check(ann.get(path, expect=200).json == curve)
    check(house.sql(f"SELECT count(*) FROM version_curve WHERE version_id = '{version}'") == [["1"]])

    house.sql(f"UPDATE version_curve SET engine = '0.0.1', curve = '{{}}' WHERE version_id = '{version}'")  # an engine of long ago
    check(made(ann, path) == curve, "another engine measures again")


@story
def a_clipped_mix_is_told_so_with_the_seconds(house):
    ann = house.person("Ann")
    song, version = ann.upload(changed(music(6), "volume=18dB"), "hot.wav")
    ann.ready(f"versions/{version}")
    advice = ann.get(f"versions/{version}/analysis", expect=200).json["advice"]
    clipped = [a for a in advice if a["code"] == "clipped"]
    check(len(clipped) == 1 and clipped[0]["at_s"] and clipped[0]["value"] > 0, advice)


if __name__ == "__main__":
    run()
