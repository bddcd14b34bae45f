#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Letters on their way: the outbox, mastering-egress, and a mail server that is not always kind."""
import asyncio
import email.policy
import hashlib
import html.parser
import logging
import random
import signal
import socket
import ssl
import subprocess
import tempfile
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from house import *

warnings.simplefilter("ignore")  # aiosmtpd's, about a server that asks for a password in the clear: here it is the bait
logging.disable()

HOST = "127.0.0.2"  # not "this machine" to the program, so that what it asks of a real server is asked here


class Sink:
    """A mail server: what it took, and how it answers."""

    def __init__(self):
        self.port, self.controller, self.dir = free_port(), None, tempfile.TemporaryDirectory(prefix="mastering-sink.")
        self.forget()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=sink",
                        "-addext", f"subjectAltName=IP:{HOST}", "-keyout", f"{self.dir.name}/key", "-out", f"{self.dir.name}/cert"],
                       check=True, capture_output=True)
        os.chmod(self.dir.name, 0o755)

    def forget(self):
        self.taken, self.hold, self.at_rcpt, self.at_data, self.logins = [], 0, [], [], []

    def up(self, tls=False, password=None):
        """Listens; with TLS it asks for STARTTLS, with a password for a login."""
        sink, options = self, {"decode_data": False}
        if tls:
            options["tls_context"] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            options["tls_context"].load_cert_chain(f"{self.dir.name}/cert", f"{self.dir.name}/key")
        if password:
            def login(server, session, envelope, mechanism, data):
                sink.logins.append((session.ssl is not None, data.login.decode(), data.password.decode()))
                return AuthResult(success=data.password.decode() == password, handled=False)
            options.update(authenticator=login, auth_required=True, auth_require_tls=tls)

        class Handler:
            async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
                if sink.at_rcpt:
                    return sink.at_rcpt.pop(0)
                envelope.rcpt_tos.append(address)
                return "250 OK"

            async def handle_DATA(self, server, session, envelope):
                sink.taken.append(Taken(envelope, session.ssl is not None))
                if sink.hold:
                    await asyncio.sleep(sink.hold)
                return sink.at_data.pop(0) if sink.at_data else "250 2.0.0 queued"

        self.controller = Controller(Handler(), hostname=HOST, port=self.port, server_kwargs=options)
        self.controller.start()

    def down(self):
        if self.controller:
            self.controller.stop()
        self.controller = None


class Taken:
    def __init__(self, envelope, tls):
        self.raw, self.sender, self.to, self.tls = envelope.original_content, envelope.mail_from, list(envelope.rcpt_tos), tls
        self.message = email.message_from_bytes(self.raw, policy=email.policy.default)

    def part(self, kind):
        return self.message.get_body((kind,)).get_content().replace("\r\n", "\n")


def free_port():
    with socket.socket() as s:
        s.bind((HOST, 0))
        return s.getsockname()[1]


sink = Sink()


def opened(house, **how):
    """A kind server, and nothing of an earlier story."""
    sink.down()
    sink.forget()
    house.sql("DELETE FROM outbox")
    sink.up(**how)


def write(house, name="verify", to="ana@example.org", language="en", **slots):
    house.ctl("letter", name, to, language, *[f"{k}={v}" for k, v in slots.items()])
    return house.sql("SELECT id FROM outbox ORDER BY created_at DESC, id DESC LIMIT 1")[0][0]


def row(house, letter):
    fields = "state, tries, payload, answer, error, lease"
    return dict(zip(fields.split(", "), house.sql(f"SELECT {fields} FROM outbox WHERE id = '{letter}'")[0]))


def settled(house, letter, state, **k):
    return wait_for(lambda: row(house, letter)["state"] == state and row(house, letter), what=f"{letter} is {state}", **k)


@story
def a_letter_arrives_once_as_it_was_written(house):
    opened(house)
    link = "https://mastering.test/#/verify?token=" + "x" * 400
    house.pause("egress")  # to see the row before it goes
    letter = write(house, verify_link=link)
    written = json_.loads(row(house, letter)["payload"])
    house.resume("egress")
    done = settled(house, letter, "done")
    time.sleep(0.7)
    check(len(sink.taken) == 1, "taken:", len(sink.taken))
    got = sink.taken[0]
    check(got.raw == written["message"].encode(), "other bytes than written")
    check(hashlib.sha256(got.raw).hexdigest() == written["sha256"])
    check(got.to == ["ana@example.org"] and got.sender == f"bounce+{letter}@localhost", got.sender, got.to)
    check(link in got.part("plain").split("\n"), "the link is torn:", got.part("plain"))
    check(f'href="{link}"' in got.part("html"))
    check("queued" in done["answer"], done)


@story
def a_letter_is_without_a_fault_to_another_parser(house):
    opened(house)
    title = "Ñandú <b>& “night”</b> 夜 " + "long " * 30 + "=?utf-8?Q?x?="
    letter = write(house, "master_ready", "ana@münchen.example", title=title, loudness=".-14.0 LUFS", true_peak="From -1.0 dBTP")
    settled(house, letter, "done")
    got = sink.taken[0]
    m = got.message
    check(not m.defects and not any(p.defects for p in m.walk()), [p.defects for p in m.walk()])
    check(m["subject"] == f"Your master of {title} is ready", m["subject"])
    check(not any(m[h].defects for h in m.keys()), [(h, m[h].defects) for h in m.keys() if m[h].defects])
    check(got.to == ["ana@xn--mnchen-3ya.example"], got.to)
    check([p.get_content_type() for p in m.iter_parts()] == ["text/plain", "text/html"])
    check("- Loudness: .-14.0 LUFS\n- True peak: From -1.0 dBTP\n" in got.part("plain"), got.part("plain"))
    check("<b>" not in got.part("html") and "&lt;b&gt;" in got.part("html"))
    check(all(b < 128 for b in got.raw) and b"\r" not in got.raw.replace(b"\r\n", b"") and b"\n" not in got.raw.replace(b"\r\n", b""))
    check(max(len(line) for line in got.raw.split(b"\r\n")) <= 78)
    check(m["auto-submitted"] == "auto-generated" and m["list-unsubscribe"] is None and m["message-id"] == f"<{letter}@localhost>")
    check(abs(m["date"].datetime.timestamp() - time.time()) < 60, m["date"])
    html.parser.HTMLParser().feed(got.part("html"))


@story
def J04_a_letter_speaks_the_language_of_who_reads_it(house):
    opened(house)
    for language, speaks, subject in (("es", "es", "Confirma tu dirección de correo"),
                                      ("es-MX", "es", "Confirma tu dirección de correo"),
                                      ("fr-CA", "fr", "Confirme ton adresse e-mail"),
                                      ("de", "de", "Bitte bestätige deine E-Mail-Adresse"),
                                      ("pt-PT", "pt-BR", "Confirme seu endereço de e-mail"),
                                      ("zh-TW", "zh-Hans", "请确认你的邮箱地址"),
                                      ("xx", "en", "Please confirm your e-mail address")):
        settled(house, write(house, language=language), "done")
        got = sink.taken[-1]
        check(got.message["subject"] == subject and got.message["content-language"] == speaks, got.message["subject"])
        check(f'<html lang="{speaks}">' in got.part("html"))
        check(not got.message.defects and max(len(line) for line in got.raw.split(b"\r\n")) <= 78, language)


@story
def the_secrets_of_a_letter_are_forgotten_when_it_has_gone(house):
    opened(house)
    letter = write(house, "password_reset", reset_link="https://mastering.test/#/reset?token=KEY-THAT-MUST-GO")
    payload = settled(house, letter, "done")["payload"]
    check("KEY-THAT-MUST-GO" in sink.taken[0].part("plain"))
    check("KEY-THAT" not in payload and "ana@" not in payload and "sha256" in payload, payload)


@story
def what_a_stranger_writes_cannot_add_a_header_or_a_recipient(house):
    opened(house)
    letter = write(house, "master_ready", title="x\r\nBcc: eve@example.org\r\n\r\n.\r\nRCPT TO:<eve@example.org>")
    settled(house, letter, "done")
    check(sink.taken[0].to == ["ana@example.org"] and sink.taken[0].message["bcc"] is None)
    for address in ("ana@example.org\r\nRCPT TO:<eve@example.org>", "ana@example.org>", "a b@example.org", "ana"):
        try:
            write(house, to=address)
        except AssertionError as refusal:
            check("not an e-mail address" in str(refusal), refusal)
        else:
            check(False, f"{address!r} was taken")


@story
def a_mail_server_that_is_down_is_waited_for(house):
    opened(house)
    sink.down()
    letters = [write(house) for _ in range(3)]
    settled(house, letters[0], "retry")
    time.sleep(1)
    check(house.sql("SELECT count(*) FROM outbox WHERE state = 'dead'") == [["0"]])
    tries = sum(int(row(house, x)["tries"]) for x in letters)
    check(tries < 30, f"{tries} tries in a second: it should rest")
    sink.up()
    for letter in letters:
        settled(house, letter, "done", seconds=60)
    check(sorted(t.message["message-id"] for t in sink.taken) == sorted(f"<{x}@localhost>" for x in letters))


@story
def a_recipient_refused_for_good_is_dead_at_once(house):
    opened(house)
    sink.at_rcpt = ["550 5.1.1 <ana@example.org>: no such mailbox"]
    letter = write(house)
    dead = settled(house, letter, "dead")
    check(dead["tries"] == "1" and dead["error"].startswith("refused: 550 5.1.1 ***"), dead)
    check("ana@" not in str(dead) and "ana@" not in house.log("egress"), "the address is still told")
    check(house.sql(f"SELECT verb, data->>'letter' FROM event WHERE object = '{letter}'") == [["letter_undelivered", "verify"]])
    check("message" not in json_.loads(dead["payload"]), dead)
    sink.at_data = ["554 5.7.1 we do not like it"]
    dead = settled(house, write(house), "dead")
    check("554" in dead["error"], dead)


@story
def a_letter_put_off_is_sent_later(house):
    opened(house)
    sink.at_rcpt = ["451 4.7.1 greylisted", "450 4.2.1 still"]
    letter = write(house)
    done = settled(house, letter, "done")
    check(done["tries"] == "3" and len(sink.taken) == 1, done)


@story
def a_letter_nobody_takes_is_given_up_after_three_days(house):
    opened(house)
    sink.down()
    letter = write(house)
    settled(house, letter, "retry")
    house.clock(2 * 86400)
    time.sleep(2)
    check(row(house, letter)["state"] in ("retry", "sending"), row(house, letter))
    house.clock(3 * 86400 + 7200)
    settled(house, letter, "dead", seconds=70)
    house.clock(0)


@story
def a_carrier_killed_in_the_middle_is_followed_by_another(house):
    opened(house)
    sink.hold = 30
    letter = write(house)
    wait_for(lambda: sink.taken, what="the server has the letter and says nothing")
    house.kill("egress")
    sink.hold = 0
    done = settled(house, letter, "done")
    time.sleep(0.7)
    check(len(sink.taken) == 2 and done["tries"] == "2", len(sink.taken), done)
    check(sink.taken[0].raw == sink.taken[1].raw, "the second is another letter")
    check({t.message["message-id"] for t in sink.taken} == {f"<{letter}@localhost>"})


@story
def sixty_letters_outlive_carriers_killed_at_any_moment(house):
    opened(house)
    house.pause("egress")
    first = write(house)
    house.sql(f"""INSERT INTO outbox (id, kind, payload, next_at, created_at)
                  SELECT n.id, kind, replace(payload::text, o.id::text, n.id::text)::jsonb, next_at, created_at
                    FROM outbox o, (SELECT gen_random_uuid() AS id FROM generate_series(1, 59)) n
                   WHERE o.id = '{first}'""")
    house.resume("egress")
    for _ in range(3):  # more often, and the house would wait before it starts one again
        time.sleep(random.uniform(0.01, 0.4))
        house.kill("egress")
    wait_for(lambda: house.sql("SELECT count(*) FROM outbox WHERE state = 'done'") == [["60"]], 60, what="all are done")
    ids = [t.message["message-id"] for t in sink.taken]
    check(set(ids) == {f"<{r[0]}@localhost>" for r in house.sql("SELECT id FROM outbox")}, "another set of letters")
    check(len(ids) <= 60 + 3, f"{len(ids)} deliveries of 60 letters and 3 kills")
    check(len({t.raw for t in sink.taken}) == 60, "a second copy is another letter")


@story
def a_slow_server_does_not_lose_the_lease(house):
    opened(house)
    sink.hold = 6  # three times the lease
    letter = write(house)
    done = settled(house, letter, "done")
    check(done["tries"] == "1" and len(sink.taken) == 1, done)


@story
def a_stopped_carrier_writes_nothing_when_it_wakes(house):
    opened(house)
    sink.hold = 4
    letter = write(house)
    wait_for(lambda: sink.taken, what="the letter is on its way")
    house.pause("egress")
    time.sleep(2.5)  # past the lease
    other = "11111111-1111-7111-8111-111111111111"
    house.sql(f"UPDATE outbox SET lease = '{other}', lease_until = clock_timestamp() + interval '1 h' WHERE id = '{letter}'")
    house.resume("egress")
    wait_for(lambda: f"id={letter} kind=mail state=done noted=conflict" in house.log("egress") or
             f"id={letter} kind=mail state=retry noted=conflict" in house.log("egress"), what="it finds that it lost the row")
    now = row(house, letter)
    check(now["state"] == "sending" and now["lease"] == other, now)


@story
def a_database_that_restarts_is_waited_for(house):
    opened(house)
    before = house.pid("egress")
    house.kill("postgres")
    wait_for(lambda: house.pid("postgres"), what="the database is back")
    letter = wait_for(lambda: attempt(lambda: write(house)), what="a letter can be written again")
    settled(house, letter, "done")
    check(house.pid("egress") == before, "egress did not live through it")


def attempt(f):
    try:
        return f()
    except AssertionError:
        return None


@story
def who_is_told_to_stop_finishes_the_letter_on_its_way(house):
    opened(house)
    sink.hold = 1.5
    letter = write(house)
    wait_for(lambda: sink.taken)
    house.kill("egress", signal.SIGTERM)
    check(row(house, letter)["state"] == "done" and row(house, letter)["tries"] == "1", row(house, letter))
    check(len(sink.taken) == 1)


@story
def a_letter_is_encrypted_where_the_server_can(house):
    opened(house, tls=True)
    settled(house, write(house), "done")
    check(sink.taken[0].tls)


@story
def a_password_never_travels_in_the_clear(house):
    opened(house, password="sesame")
    folder = f"{house.dir}/credentials"
    try:
        for name, text in (("smtp_user", "house"), ("smtp_password", "sesame\n")):
            with open(f"{folder}/{name}", "w") as f:
                f.write(text)
            os.chmod(f"{folder}/{name}", 0o644)
        letter = write(house)
        settled(house, letter, "retry")
        check(not sink.logins, "the password was shown:", sink.logins)
        sink.down()
        sink.up(tls=True, password="sesame")
        settled(house, letter, "done", seconds=60)
        check(sink.logins == [(True, "house", "sesame")], sink.logins)
        sink.down()
        sink.forget()
        sink.up(tls=True, password="another")
        letter = write(house)
        settled(house, letter, "retry")
        check(sink.logins, "nobody knocked")  # our fault, not the letter's: it is kept
    finally:
        for name in ("smtp_user", "smtp_password"):
            os.unlink(f"{folder}/{name}")


try:
    run(renders=0, apis=1, SMTP_URL=f"smtp://{HOST}:{sink.port}", SMTP_CA_FILE=f"{sink.dir.name}/cert")
finally:
    sink.down()
