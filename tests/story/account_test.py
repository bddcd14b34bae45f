#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""One person's account, through nginx, all programs and real letters."""
import struct
import zlib

from house import *

NEXT = "slow river kettle 4"


@story
def A01_two_sign_ups_one_account_two_letters(house):
    ann = Person(house, "ann@example.org")
    one, two = ann.post("accounts", ann.form()), ann.post("accounts", ann.form())
    check(one.status == two.status == 202 and one.body == two.body, one, two)
    ann.post("accounts/verify", {"token": ann.token("verify")}, expect=204)
    wait_for(lambda: any("signin" in letter.text for letter in house.letters(ann.email)), what="the letter to the owner")
    ann.sign_in()
    check(ann.get("session", expect=200).json["state"] == "active")


@story
def A01_pending_can_look_and_not_upload(house):
    bo = Person(house, "bo@example.org")
    bo.post("accounts", bo.form(), expect=202)
    bo.sign_in()
    bo.get("me", expect=200)
    refused(bo.post("songs", {"title": "Mine"}), 403, "email_unverified")
    bo.post("accounts/verify", {"token": bo.token("verify")}, expect=204)
    check(bo.post("songs", {"title": "Mine"}).status == 201)


@story
def A02_cookies_are_host_only_and_the_same_401_for_all(house):
    cat = house.person("Cat")
    answer = cat.post("session", {"email": cat.email, "password": cat.password, "remember": True}, expect=200)
    lines = answer.headers.get_all("set-cookie")
    check(len(lines) == 2, lines)
    for line in lines:
        check(line.startswith("__Host-") and "; Path=/; Secure; HttpOnly; SameSite=Lax" in line, line)
        check(cat.email not in line and cat.password not in line, line)
    check(("Max-Age" in lines[0]) is False and "Max-Age=2592000" in lines[1], lines)
    wrong = house.visitor().post("session", {"email": cat.email, "password": "not this one"})
    nobody = house.visitor().post("session", {"email": "nobody@example.org", "password": "not this one"})
    check(wrong.status == nobody.status == 401)
    a, b = dict(wrong.json), dict(nobody.json)
    a.pop("instance"), b.pop("instance")
    check(a == b, a, b)


@story
def A03_no_account_no_songs(house):
    v = house.visitor()
    refused(v.post("songs", {"title": "Mine"}), 401)
    refused(v.get("songs"), 401)
    check(v.get("policies").status == 200)


@story
def A08_a_forgotten_password_comes_by_letter(house):
    dee = house.person("Dee")
    house.visitor().post("password-reset", {"email": dee.email}, expect=202)
    house.visitor().post("password-reset/confirm", {"token": dee.token("reset"), "password": NEXT}, expect=204)
    refused(dee.get("me"), 401)
    dee.password = NEXT
    dee.sign_in()


@story
def A09_after_exit_the_old_cookie_is_nobodys(house):
    eve = house.person("Eve")
    old = dict(eve.cookies)
    answer = eve.delete("session", expect=204)
    check("storage" in answer.header("clear-site-data", ""), answer.headers)
    check(not eve.cookies, eve.cookies)
    eve.cookies = old
    refused(eve.get("session"), 401)
    eve.delete("session", expect=204)


@story
def A09_a_picture_passes_nginx_and_comes_back_redrawn(house):
    fay = house.person("Fay")
    rows = b"".join(b"\0" + b"\xff\0\0" * 300 for _ in range(300))

    def piece(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    png = (b"\x89PNG\r\n\x1a\n" + piece(b"IHDR", struct.pack(">IIBBBBB", 300, 300, 8, 2, 0, 0, 0)) +
           piece(b"tEXt", b"Comment\0SECRET PLACE") + piece(b"IDAT", zlib.compress(rows)) + piece(b"IEND", b""))
    url = fay.put("me/avatar", body=png, headers={"Content-Type": "image/png"}, expect=200).json["avatar_url"]
    got = fay.get(url, expect=200)
    check(got.header("content-type") == "image/png" and got.header("x-content-type-options") == "nosniff", got.headers)
    check(got.body.startswith(b"\x89PNG") and b"SECRET" not in got.body, len(got.body))
    check(struct.unpack(">II", got.body[16:24]) == (256, 256))
    refused(fay.put("me/avatar", body=b"<svg/>", headers={"Content-Type": "image/png"}), 415)


@story
def A10_a_child_is_told_no_and_leaves_no_trace(house):
    kid = Person(house, "kid@example.org")
    refused(kid.post("accounts", kid.form(born={"year": time.gmtime().tm_year - 9, "month": 1})), 403, "age")
    refused(kid.post("accounts", kid.form()), 403, "age")
    check(house.sql("SELECT count(*) FROM account WHERE email = 'kid@example.org'") == [["0"]])


@story
def I10_the_first_link_of_staff(house):
    house.ctl("staff", "add", "boss@example.org", "--role", "admin")
    token = house.ctl("staff", "link", "boss@example.org").strip().split("token=")[1]
    boss = Person(house, "boss@example.org")
    refused(boss.get("staff/queue"), 404)
    boss.post("staff/welcome", {"token": token, "password": NEXT}, expect=204)
    refused(boss.get("staff/queue"), 403, "totp_enrol")
    secret = boss.post("staff/totp", expect=200).json["secret"]
    code = os.popen(f"oathtool --totp -b {secret}").read().strip()
    check(len(boss.put("staff/totp", {"code": code}, expect=200).json["recovery_codes"]) == 10)
    check(boss.get("staff/queue", expect=200).json == {"items": [], "next": None})
    refused(house.person("Gus").get("staff/queue"), 404)


run()
