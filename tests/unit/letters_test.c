/* SPDX-License-Identifier: ISC */
#include "app/letters.h"
#include "base/language.h"
#include "mail/address.h"
#include "mail/drop.h"
#include "mail/mime.h"
#include "tests/tap.h"
#include "tests/world.h"

#include <stdlib.h>
#include <unistd.h>

static const char *const four_slots[] = {"given_name", "title", "go_link", NULL};
static const struct letter_text four_texts[] = {
    {"en", "For {given_name}",
     "Hello {given_name},\n\n- {title}\n- two\n\nGo <there>:\n{go_link}\n\nBye\n& thanks.\n"},
    {"pt-BR", "Para {given_name}", "Oi {given_name}\n{title}{go_link}\n"},
    {"es", "Para {given_name}", "Hola {given_name}\n{title}{go_link}\n"},
    {0},
};
static const struct letter four = {"four", 'T', four_slots, four_texts};

static struct letter_filled filled(struct arena *a, const char *name, const char *title,
                                   const char *link)
{
    const struct slot slots[] = {{"given_name", name}, {"title", title}, {"go_link", link}, {0}};
    struct letter_filled f;

    letter_fill(a, four.texts, slots, &f);
    return f;
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;

    for (; (text = strstr(text, what)); text++)
        n++;
    return n;
}

TEST(a_letter_is_in_the_nearest_language_or_in_english)
{
    static const struct letter_text english[] = {{"en", "Hello", "Hello.\n"}, {0}};
    static const struct letter lonely = {"lonely", 'T', four_slots, english};

    CHECK_TEXT(letter_in(&four, "es")->language, "es");
    CHECK_TEXT(letter_in(&four, "es-MX")->language, "es");
    CHECK_TEXT(letter_in(&lonely, "es")->language, "en");
    CHECK_TEXT(letter_in(&four, "tlh")->language, "en");
    CHECK_TEXT(letter_in(&four, "")->language, "en");
}

TEST(one_text_makes_both_parts)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    struct letter_filled f = filled(a, "Ana", "Nightfall", "https://x.test/#t=1&u=2");

    CHECK_TEXT(f.subject, "For Ana");
    CHECK_TEXT(f.text, "Hello Ana,\n\n- Nightfall\n- two\n\nGo "
                       "<there>:\nhttps://x.test/#t=1&u=2\n\nBye\n& thanks.\n");
    CHECK(strstr(f.html, "<html lang=\"en\">"));
    CHECK(strstr(f.html,
                 "<p>Hello Ana,</p>\n<ul>\n<li>Nightfall</li>\n<li>two</li>\n</ul>\n"
                 "<p>Go &lt;there&gt;:<br>\n<a "
                 "href=\"https://x.test/#t=1&amp;u=2\">https://x.test/#t=1&amp;u=2</a></p>\n"
                 "<p>Bye\n&amp; thanks.</p>\n</main>"));
}

TEST(what_fills_a_slot_is_never_more_than_text)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    struct letter_filled f =
        filled(a, "A\r\nBcc: b@x.test\x01",
               "<img src=x onerror='y'>\n- three \"{go_link}\"\xe2\x80\xae", "javascript:alert(1)");

    CHECK_TEXT(f.subject, "For A  Bcc: b@x.test ");
    CHECK(strstr(f.text, "- <img src=x onerror='y'> - three \"{go_link}\" \n"));
    CHECK(!strstr(f.html, "<img"));
    CHECK(!strstr(f.html, "<a "));
    CHECK(count(f.html, "<li>") == 2);
    CHECK(strstr(f.html, "&quot;{go_link}&quot;"));
}

TEST(every_letter_stands_in_every_language_with_both_parts)
{
    CLEANUP(arena_free) struct arena *a = arena_new();

    for (const struct letter *l = letters; l->name; l++)
        for (size_t i = 0; languages[i]; i++) {
            struct letter_filled f;
            const struct slot none = {0};
            CHECK_TEXT(letter_in(l, languages[i])->language, languages[i]);
            letter_fill(a, letter_in(l, languages[i]), &none, &f);
            CHECK(*f.subject && strlen(f.text) > 40 && strstr(f.html, "</html>"));
            CHECK(!strpbrk(f.text, "{}"));
        }
}

TEST(an_address_is_a_name_and_a_host_and_nothing_else)
{
    static const struct {
        const char *address, *ascii;
    } cases[] = {
        {"ana@x.test", "ana@x.test"},
        {"Ana.B+tag@X.test", "Ana.B+tag@x.test"},
        {"o'hara@x.test", "o'hara@x.test"},
        {"ana@localhost", "ana@localhost"},
        {"ana@m\xc3\xbcnchen.test", "ana@xn--mnchen-3ya.test"},
        {"", NULL},
        {"ana", NULL},
        {"@x.test", NULL},
        {"ana@", NULL},
        {"a@b@x.test", NULL},
        {".ana@x.test", NULL},
        {"ana.@x.test", NULL},
        {"a..na@x.test", NULL},
        {"an a@x.test", NULL},
        {"\"an a\"@x.test", NULL},
        {"ana@x.test\r\nRCPT TO:<b@x.test>", NULL},
        {"ana\r\n@x.test", NULL},
        {"ana@x.test>", NULL},
        {"ana@x_y.test", NULL},
        {"ana@x.test\xe2\x80\xae", NULL},
        {"ana@x\xe3\x80\x82test\xef\xbc\x9e", NULL},
        {"<ana@x.test", NULL},
        {"ana@[127.0.0.1]", NULL},
        {"ana@127.0.0.1", NULL},
        {"ana@-x.test", NULL},
        {"ana@x..test", NULL},
        {"ana@x.test.", NULL},
        {"\xc3\xa1na@x.test", NULL},
        {"ana@x\xff.test", NULL},
    };
    CLEANUP(arena_free) struct arena *a = arena_new();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *out = NULL;
        enum err e = address_ascii(a, cases[i].address, &out);
        if (cases[i].ascii)
            CHECK_TEXT(out, cases[i].ascii);
        else if (!CHECK(e == ERR_INVALID))
            printf("#   %s\n", cases[i].address);
    }
    CHECK(address_ascii(a, arena_printf(a, "%065d@x.test", 0), &(const char *){NULL}) ==
          ERR_INVALID);
    CHECK(address_ascii(a, arena_printf(a, "a@%0250d.x", 0), &(const char *){NULL}) == ERR_INVALID);
}

/* ---- the outbox ---------------------------------------------------------- */

struct deed {
    enum err result;
    int done;
};
static struct deed deed;

static enum err carry_deed(struct errand *e, const char **answer)
{
    deed.done++;
    *answer = "{\"code\":7}";
    return deed.result == OK ? OK : fail(deed.result, "as %s", e->row->kind);
}
static const char *const deed_secrets[] = {"secret", NULL};
static const struct carrier deeds[] = {{"deed", carry_deed, deed_secrets, NULL}, {0}};

static struct egress scene_deed(struct world *w, enum err result, const char *dedupe_key)
{
    struct egress e;

    deed = (struct deed){.result = result};
    egress_init(&e, w->life, deeds);
    CHECK(outbox_put(&w->work,
                     &(struct outbox_order){.kind = "deed",
                                            .dedupe_key = dedupe_key,
                                            .payload = "{\"secret\":\"s\",\"open\":1}"}) == OK);
    return e;
}

static bool holds(struct world *w, const char *condition)
{
    const char *sql = arena_printf(w->work.arena,
                                   "DO $$ BEGIN ASSERT (SELECT %s FROM outbox); END $$", condition);

    return db_script(w->work.db, sql) == OK;
}

TEST(a_note_is_carried_once_and_forgets_its_secrets)
{
    CLEANUP(world_close) struct world w = world_open();
    struct egress e = scene_deed(&w, OK, NULL);

    CHECK(egress_run_one(&e, &w.work) == OK);
    CHECK(egress_run_one(&e, &w.work) == ERR_NOT_FOUND);
    CHECK(deed.done == 1);
    CHECK(holds(&w, "state = 'done' AND payload = '{\"open\":1}' AND answer = '{\"code\":7}' AND "
                    "lease IS NULL"));
}

TEST(a_note_told_twice_is_one)
{
    CLEANUP(world_close) struct world w = world_open();

    scene_deed(&w, OK, "once");
    scene_deed(&w, OK, "once");
    CHECK(holds(&w, "count(*) = 1"));
}

TEST(a_refused_note_is_dead_at_once)
{
    CLEANUP(world_close) struct world w = world_open();
    struct egress e = scene_deed(&w, ERR_GONE, NULL);

    CHECK(egress_run_one(&e, &w.work) == OK);
    CHECK(holds(&w, "state = 'dead' AND error = 'as deed' AND NOT payload ? 'secret'"));
}

TEST(a_note_put_off_comes_again_ever_later_and_dies_after_three_days)
{
    CLEANUP(world_close) struct world w = world_open();
    struct egress e = scene_deed(&w, ERR_TOO_MANY, NULL);
    int64_t began = w.work.now, pause = w.config->retry_base_ms * 1000;

    CHECK(egress_run_one(&e, &w.work) == OK);
    CHECK(holds(&w, "state = 'retry' AND payload ? 'secret'"));
    w.work.now = began + pause - 1;
    CHECK(egress_run_one(&e, &w.work) == ERR_NOT_FOUND);
    w.work.now = began + pause;
    CHECK(egress_run_one(&e, &w.work) == OK);
    w.work.now += 2 * pause - 1;
    CHECK(egress_run_one(&e, &w.work) == ERR_NOT_FOUND);
    w.work.now = began + DAYS(3) + 1;
    CHECK(egress_run_one(&e, &w.work) == OK);
    CHECK(deed.done == 3);
    CHECK(holds(&w, "state = 'dead' AND NOT payload ? 'secret'"));
}

TEST(a_kind_whose_world_is_down_rests)
{
    CLEANUP(world_close) struct world w = world_open();
    struct egress e = scene_deed(&w, ERR_BUSY, NULL);

    CHECK(outbox_put(&w.work, &(struct outbox_order){.kind = "deed", .payload = "{}"}) == OK);
    CHECK(egress_run_one(&e, &w.work) == OK);
    CHECK(egress_run_one(&e, &w.work) == ERR_NOT_FOUND); /* the second one is not tried */
    CHECK(deed.done == 1);
    e.rests[0].until = 0;
    deed.result = OK;
    CHECK(egress_run_one(&e, &w.work) == OK);
    CHECK(holds(&w, "count(*) FILTER (WHERE state = 'done') = 1"));
}

TEST(a_silent_carrier_loses_its_note_and_cannot_settle_it)
{
    CLEANUP(world_close) struct world w = world_open();
    struct egress e = scene_deed(&w, OK, NULL);
    struct outbox_row row;
    const char *const kinds[] = {"deed", NULL}, *stale = uuid_new(w.work.arena, w.work.now);

    CHECK(outbox_take(w.work.db, w.work.now, kinds, stale, 15000, 1000, 1000, &row) == OK);
    CHECK(egress_run_one(&e, &w.work) == ERR_NOT_FOUND); /* leased */
    world_sql(&w, "UPDATE outbox SET lease_until = clock_timestamp() - interval '1 ms'");
    CHECK(egress_run_one(&e, &w.work) == OK); /* taken over at once, whatever next_at says */
    CHECK(outbox_beat(w.work.db, row.id, stale, 15000) == ERR_CONFLICT);
    CHECK(outbox_done(w.work.db, row.id, stale, w.work.now, "{}", deed_secrets) == ERR_CONFLICT);
    CHECK(outbox_dead(w.work.db, row.id, stale, w.work.now, "", deed_secrets) == ERR_CONFLICT);
    CHECK(outbox_retry(w.work.db, row.id, stale, "") == ERR_CONFLICT);
    CHECK(holds(&w, "state = 'done' AND tries = 2"));
}

TEST(a_note_that_kills_its_carriers_is_given_up)
{
    CLEANUP(world_close) struct world w = world_open();
    struct egress e = scene_deed(&w, OK, NULL);

    world_sql(&w, "UPDATE outbox SET state = 'sending', tries = 7, lease_until = clock_timestamp() "
                  "- interval '1 ms'");
    w.work.now += DAYS(3) + 1;
    CHECK(egress_run_one(&e, &w.work) == OK);
    CHECK(deed.done == 0);
    CHECK(holds(&w, "state = 'dead'"));
}

/* ---- letters into the outbox --------------------------------------------- */

TEST(a_letter_is_written_in_the_transaction_of_its_cause)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ana = world_account(&w, "ana@x.test");

    {
        CLEANUP(tx_end) struct tx tx = {0};
        NEED(tx_begin(w.work.db, &tx) == OK);
        CHECK(letter_welcome(&w.work, ana, "https://x.test/up") == OK);
    }
    CHECK(holds(&w, "count(*) = 0"));
    CHECK(letter_welcome(&w.work, ana, "https://x.test/up") == OK);
    CHECK(holds(&w, "kind = 'mail' AND payload->>'letter' = 'welcome' AND payload->>'recipient' = "
                    "'ana@x.test'"));
    CHECK(holds(&w, "payload->>'return_path' = 'bounce+' || id || '@localhost'"));
    CHECK(holds(&w, "payload->>'sha256' = encode(sha256((payload->>'message')::bytea), 'hex')"));
}

TEST(an_account_without_an_address_gets_no_letter_and_that_is_no_failure)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ana = world_account(&w, "ana@x.test");

    world_sql(&w, "UPDATE account SET email = NULL, email_key = NULL, state = 'erased'");
    CHECK(letter_welcome(&w.work, ana, "https://x.test/up") == OK);
    CHECK(holds(&w, "count(*) = 0"));
}

TEST(a_letter_may_go_to_another_address_of_an_account)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ana = world_account(&w, "new@x.test");

    world_sql(&w, "UPDATE account SET language = 'es'");
    CHECK(letter_to_email_undo(&w.work,
                               &(struct addressee){.account = ana, .address = "old@x.test"},
                               "new@x.test", "https://x.test/#undo") == OK);
    CHECK(holds(&w, "payload->>'recipient' = 'old@x.test' AND payload->>'language' = 'es'"));
    CHECK(holds(&w, arena_printf(w.work.arena, "account_id = %lld", (long long)ana)));
    CHECK(letter_to_email_undo(&w.work, &(struct addressee){.address = "x@x.test\r\n"}, "", "") ==
          ERR_INVALID);
}

TEST(a_legal_notice_keeps_what_it_said_but_not_its_links)
{
    static const struct letter notice = {"notice", 'L', four_slots, four_texts};
    CLEANUP(world_close) struct world w = world_open();
    const char *const values[] = {"Ana", "Night \"fall\"", "https://x.test/#key", NULL};

    CHECK(letter_put(&w.work, &(struct addressee){.address = "ana@x.test"}, &notice, values) == OK);
    CHECK(holds(
        &w, "payload->'said'->>'title' = 'Night \"fall\"' AND NOT payload->'said' ? 'go_link'"));
    CHECK(holds(&w, "payload->'said'->>'to' = 'ana@x.test'"));
}

TEST(only_letters_one_may_refuse_say_how)
{
    static const char *const slots[] = {"unsubscribe_link", NULL};
    static const struct letter_text texts[] = {{"en", "News", "News.\n{unsubscribe_link}\n"}, {0}};
    static const struct letter news = {"news", 'M', slots, texts},
                               note = {"note", 'T', slots, texts};
    CLEANUP(world_close) struct world w = world_open();
    const char *const values[] = {"https://x.test/u/1", NULL};

    CHECK(letter_put(&w.work, &(struct addressee){.address = "a@x.test", .dedupe_key = "1"}, &news,
                     values) == OK);
    CHECK(
        holds(&w, "payload->>'message' LIKE '%List-Unsubscribe:%<https://x.test/u/1>%One-Click%'"));
    world_sql(&w, "DELETE FROM outbox");
    CHECK(letter_put(&w.work, &(struct addressee){.address = "a@x.test", .dedupe_key = "1"}, &note,
                     values) == OK);
    CHECK(holds(&w, "payload->>'message' NOT LIKE '%List-Unsubscribe%'"));
}

/* ---- letters as files ---------------------------------------------------- */

TEST(a_letter_written_twice_is_one_whole_file)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    char dir[] = "/tmp/letters-test.XXXXXX", read_back[32] = "";
    const char *file, *again;

    NEED(mkdtemp(dir));
    CHECK(drop_letter(a, dir, "verify", "1-2", SECONDS(1767225600), "bytes\r\n", &file) == OK);
    CHECK(drop_letter(a, dir, "verify", "1-2", SECONDS(1767225600), "others\r\n", &again) == OK);
    CHECK_TEXT(file, "20260101T000000Z-verify-1-2.eml");
    CHECK_TEXT(again, file);
    const char *path = arena_printf(a, "%s/%s", dir, file);
    FILE *f = fopen(path, "re");
    NEED(f);
    CHECK(fread(read_back, 1, sizeof read_back - 1, f) == 7);
    (void)fclose(f);
    CHECK_TEXT(read_back, "bytes\r\n");
    CHECK(unlink(path) == 0 && rmdir(dir) == 0); /* nothing else lay there */
    CHECK(drop_letter(a, dir, "verify", "1-2", 0, "", &file) == ERR_FAULT);
}

TEST(egress_knows_where_letters_go_before_it_starts)
{
    struct config c = {0};

    CHECK(letters_ready(&c) == ERR_INVALID);
    c.mail_dir = "/tmp";
    CHECK(letters_ready(&c) == OK);
    c.smtp_url = "http://x.test";
    CHECK(letters_ready(&c) == ERR_INVALID);
    c.smtp_url = "smtp://x.test:25";
    CHECK(letters_ready(&c) == OK);
}
