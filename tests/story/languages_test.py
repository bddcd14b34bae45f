#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""J4: everybody is spoken to in their language, by every program and every page."""
import glob
import json
import pathlib

from house import *

ROOT = pathlib.Path(__file__).parents[2]
LANGUAGES = ["en", "es", "fr", "de", "pt-BR", "zh-Hans"]


def titles(language):
    lines = (ROOT / f"fcgi/problems/{language}.txt").read_text().splitlines()
    return dict(line.split(" | ")[0].split(": ", 1) for line in lines if line and line[0] != "#")


def words(language):
    return json.loads((ROOT / f"nginx/www/i18n/{language}.json").read_text())


def letter(language, name):
    return (ROOT / f"core/mail/letters/{language}/{name}.txt").read_text().splitlines()


@story
def J04_what_the_browser_prefers_decides_what_a_visitor_reads(house):
    v = house.visitor()
    for header, language in (("es", "es"), ("es-MX,es;q=0.9,en;q=0.8", "es"), ("fr-CA", "fr"), ("de-AT,de;q=0.9", "de"), ("pt", "pt-BR"),
                             ("pt-PT,pt;q=0.9", "pt-BR"), ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh-Hans-CN", "zh-Hans"),
                             ("zh-SG", "zh-Hans"), ("zh-TW,zh-Hant;q=0.8", "zh-Hans"), ("tlh, de;q=0.4, fr;q=0.6", "fr"),
                             ("tlh", "en"), ("*", "en"), ("", "en"), (None, "en")):
        answer = v.get("session", headers={"Accept-Language": header})
        refused(answer, 401, "unauthenticated")
        check(answer.json["title"] == titles(language)["unauthenticated"], header, answer)
        english = answer.json["detail"].startswith("please sign in")
        check(english == (language == "en"), header, answer)
        names = {card["word"]: card["name"] for card in v.get("styles", headers={"Accept-Language": header}, expect=200).json["styles"]}
        check(names == {word: words(language)[f"style.{word}"] for word in names} and len(names) > 5, header, names)


@story
def J04_an_account_is_spoken_to_in_its_language_whatever_the_browser_prefers(house):
    for n, language in enumerate(LANGUAGES):
        p = Person(house, f"speaker{n}@example.org")
        p.language = "en"
        p.sign_up(language=language, given_name="Ana")
        p.sign_in()
        check(p.get("session", expect=200).json["language"] == language)
        first = house.letters(p.email)[0]
        check(first.subject == letter(language, "verify")[0] and first.message["content-language"] == language, first.subject)
        check(f'<html lang="{language}">' in first.html, first.html[:80])
        check(first.text.splitlines()[0] == letter(language, "verify")[2].replace("{given_name}", "Ana"), first.text)
        answer = p.post("songs", {})
        refused(answer, 422)
        check(answer.json["title"] == titles(language)["invalid"], answer)
        check((answer.json["detail"] == "a song needs a title") == (language == "en"), answer)


@story
def J04_a_policy_names_the_language_that_binds(house):
    v = house.visitor()
    for language in LANGUAGES:
        page = v.get("policies/terms", headers={"Accept-Language": language}, expect=200).json
        check(page["binding"] == "en", page["binding"])
        check(page["language"] == (language if language in ("en", "es") else "en"), language, page["language"])


@story
def J04_what_nginx_serves_by_itself_speaks_every_language(house):
    v = house.visitor()
    told = v.get("/.well-known/security.txt", expect=200).text
    check(f"Preferred-Languages: {', '.join(LANGUAGES)}\n" in told, told)
    text = v.get("/", expect=200).text
    check(all(f'lang="{language}"' in text for language in LANGUAGES), "without script")
    for language in LANGUAGES:
        text = v.get("/none.js", headers={"Accept-Language": f"xx,{language};q=0.8,en;q=0.5"}, expect=404).text
        check(f'<html lang="{language}">' in text, language, text)
        check(json.loads(v.get(f"/i18n/{language}.json", expect=200).text) == words(language), language)


@story
def J04_a_sentence_that_is_missing_is_noted(house):
    v = house.visitor()
    v.post("words/missed", {"language": "fr", "key": "song.title"}, expect=204)
    refused(v.post("words/missed", {"language": "fr", "key": "song title"}), 422, pointer="/key")
    wait_for(lambda: any("words missing language=fr key=song.title" in house.log(pathlib.Path(f).stem) for f in glob.glob(f"{house.dir}/log/*.log")),
             what="a line in the journal")


run()
