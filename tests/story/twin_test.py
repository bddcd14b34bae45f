#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The same bytes sent twice: one file within an account, two across accounts; gone with the last song that has it."""
import hashlib
import json

from house import *


@story
def C01_the_same_file_is_kept_once_in_an_account_and_never_across_accounts(house):
    ann, bob, mix = house.person("Ann"), house.person("Bob"), music(3)
    first, second, other = [p.ready(f"versions/{p.upload(mix)[1]}") for p in (ann, ann, bob)]
    kept = "SELECT count(*) FROM asset WHERE kind = 'original' AND state = 'live' AND sha256 = '%s'" % hashlib.sha256(mix).hexdigest()
    check(house.sql(kept) == [["2"]], "kept:", house.sql(kept))
    wait_for(lambda: house.sql("SELECT count(*) FROM job WHERE state IN ('queued', 'running')") == [["0"]], 60, what="the workers are idle")
    song = ann.get(f"songs/{first['song_id']}", expect=200)
    ann.delete(f"songs/{first['song_id']}", headers={"If-Match": song.etag}, expect=204)
    house.clock(40 * 86400)
    house.sweep("due")
    check(house.sql(f"SELECT count(*) FROM version WHERE id = '{first['id']}'") == [["0"]], "the first song is still there")
    check(house.sql(kept) == [["2"]], "the second song has lost its original")
    house.ctl("assets", "reap", "--older", "0s")  # what no row names
    said = json.loads(house.ctl("assets", "fsck", "--json"))
    check((said["missing"], said["strays"]) == (0, 0), said)
    ann.sign_in()
    second = ann.get(f"songs/{second['song_id']}", expect=200)
    ann.delete(f"songs/{second.json['id']}", headers={"If-Match": second.etag}, expect=204)
    house.clock(80 * 86400)
    house.ctl("clock", "accept")
    house.sweep("due")
    check(house.sql(kept) == [["1"]], "only the other account has it now")


if __name__ == "__main__":
    run()
