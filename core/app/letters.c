/* SPDX-License-Identifier: ISC */
#include "app/letters.h"

#include "app/event.h"
#include "base/buf.h"
#include "base/log.h"
#include "mail/address.h"
#include "mail/drop.h"
#include "mail/mime.h"
#include "mail/smtp.h"
#include "json/json.h"

#include <openssl/sha.h>
#include <string.h>

enum { SLOTS_MAX = 24 };

/* What a row of kind "mail" holds.  When it is done, message and recipient go; of a legal notice
 * what it said stays in `said`, without its links. */
struct mail_note {
    const char *letter, *class, *language, *sha256, *said, *return_path, *recipient, *message;
};
static const struct field mail_note_fields[] = {
    TEXT(mail_note, letter),
    TEXT(mail_note, class),
    TEXT(mail_note, language),
    TEXT(mail_note, sha256),
    JSON(mail_note, said, .optional = true),
    TEXT(mail_note, return_path),
    TEXT(mail_note, recipient),
    TEXT(mail_note, message),
};
static const struct record mail_note_record = RECORD(mail_note, mail_note_fields);

/* ---- writing one --------------------------------------------------------- */

static const char *either(const char *first, const char *second)
{
    return first && *first ? first : second;
}

/* Fills in from the account what the caller left out. */
static enum err complete(struct work *w, struct addressee *to)
{
    struct letter_account account = {0};

    if (to->account)
        TRY(letter_addressee(w->db, to->account, &account));
    to->address = either(to->address, account.email);
    to->language = either(to->language, either(account.language, "en"));
    to->given_name = either(to->given_name, either(account.given_name, to->address));
    return OK;
}

static void slots_fill(const struct work *w, const struct addressee *to, const struct letter *l,
                       const char *const *values, struct slot *slots)
{
    size_t n = 0;

    for (; l->slots[n]; n++)
        slots[n] = (struct slot){l->slots[n], values[n]};
    slots[n++] = (struct slot){"given_name", to->given_name};
    slots[n++] = (struct slot){"operator", w->config->operator_name};
    slots[n++] = (struct slot){"support_email", w->config->support_email};
    slots[n++] = (struct slot){"site_link", w->config->site_url};
    slots[n] = (struct slot){0};
}

static const char *slot_value(const struct slot *slots, const char *name)
{
    for (; slots->name; slots++)
        if (!strcmp(slots->name, name))
            return slots->value;
    return NULL;
}

/* A legal notice must be told again years later; its links, being keys, must not. */
static const char *said(struct arena *a, const struct addressee *to, const struct letter *l,
                        const struct slot *slots)
{
    struct buf b = {.arena = a};

    if (l->class != 'L')
        return NULL;
    buf_puts(&b, "{\"to\":");
    json_text(&b, to->address);
    for (; slots->name; slots++) {
        if (slot_is_link(slots->name))
            continue;
        buf_puts(&b, ",");
        json_text(&b, slots->name);
        buf_puts(&b, ":");
        json_text(&b, slots->value ? slots->value : "");
    }
    buf_puts(&b, "}");
    return b.ptr;
}

static const char *sha256_of(struct arena *a, const char *bytes)
{
    unsigned char sum[SHA256_DIGEST_LENGTH];

    SHA256((const unsigned char *)bytes, strlen(bytes), sum);
    return hex_text(a, sum, sizeof sum);
}

static enum err write_note(struct work *w, const struct addressee *to, const struct letter *l,
                           const struct slot *slots, const char *id, struct mail_note *note)
{
    const struct config *c = w->config;
    const struct letter_text *text = letter_in(l, to->language);
    struct letter_filled filled;

    letter_fill(w->arena, text, slots, &filled);
    struct mail mail = {
        .id = id,
        .at = w->now,
        .from = c->mail_from,
        .from_name = c->operator_name,
        .reply_to = c->support_email,
        .to = to->address,
        .language = filled.language,
        .subject = filled.subject,
        .text = filled.text,
        .html = filled.html,
        .unsubscribe = l->class == 'M' ? slot_value(slots, "unsubscribe_link") : NULL,
    };
    *note = (struct mail_note){
        .letter = l->name,
        .class = arena_strndup(w->arena, &l->class, 1),
        .language = filled.language,
        .said = said(w->arena, to, l, slots),
    };
    TRY(address_ascii(w->arena, to->address, &note->recipient));
    TRY(mime_build(w->arena, &mail, &note->message));
    note->return_path = mime_return_path(w->arena, c->mail_from, id);
    note->sha256 = sha256_of(w->arena, note->message);
    return OK;
}

enum err letter_put(struct work *w, const struct addressee *to, const struct letter *l,
                    const char *const *values)
{
    struct addressee whole = *to;
    struct slot slots[SLOTS_MAX];
    struct mail_note note;
    struct buf payload = {.arena = w->arena};
    const char *id = uuid_new(w->arena, w->now);

    TRY(complete(w, &whole));
    if (!whole.address) {
        log_line(LOG_NOTE, "letter name=%s state=no_address", l->name);
        return OK;
    }
    slots_fill(w, &whole, l, values, slots);
    TRY(write_note(w, &whole, l, slots, id, &note));
    json_record(&payload, &mail_note_record, &note);
    return outbox_put(w, &(struct outbox_order){.id = id,
                                                .kind = "mail",
                                                .dedupe_key = whole.dedupe_key,
                                                .payload = payload.ptr,
                                                .account = whole.account});
}

/* Puts "name=value" where the letter has that slot. */
static enum err place(struct arena *a, const struct letter *l, const char *pair,
                      const char **values)
{
    size_t n = strcspn(pair, "=");

    for (size_t i = 0; l->slots[i]; i++)
        if (strlen(l->slots[i]) == n && !strncmp(l->slots[i], pair, n)) {
            values[i] = arena_strdup(a, pair + n + (pair[n] == '='));
            return OK;
        }
    return fail(ERR_INVALID, "%s has no slot %.*s", l->name, (int)n, pair);
}

enum err letter_put_named(struct work *w, const struct addressee *to, const char *name, size_t n,
                          char *const *slots)
{
    const char *values[SLOTS_MAX];
    const struct letter *l = letters;

    while (l->name && strcmp(l->name, name) != 0)
        l++;
    if (!l->name)
        return fail(ERR_NOT_FOUND, "no letter %s", name);
    for (size_t i = 0; l->slots[i]; i++)
        values[i] = slot_is_link(l->slots[i]) ? w->config->site_url : l->slots[i];
    for (size_t i = 0; i < n; i++)
        TRY(place(w->arena, l, slots[i], values));
    return letter_put(w, to, l, values);
}

/* ---- carrying one -------------------------------------------------------- */

static const char *answer_of(struct arena *a, const char *key, const char *value)
{
    struct buf b = {.arena = a};

    buf_printf(&b, "{\"%s\":", key);
    json_text(&b, value);
    buf_puts(&b, "}");
    return b.ptr;
}

static enum err carry_to_file(struct errand *e, const struct mail_note *note, const char **answer)
{
    struct arena *a = e->w->arena;
    const char *file;

    TRY(drop_letter(a, e->w->config->mail_dir, note->letter, e->row->id, e->row->created_at,
                    note->message, &file));
    *answer = answer_of(a, "file", file);
    return OK;
}

static enum err credential(struct arena *a, const struct config *c, const char *name,
                           const char **out)
{
    enum err e = secret_read(a, c, name, out);

    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err carry_by_smtp(struct errand *e, const struct mail_note *note, const char **answer)
{
    const struct config *c = e->w->config;
    struct arena *a = e->w->arena;
    struct smtp smtp = {
        .url = c->smtp_url, .tls_required = c->smtp_tls, .ca_file = c->smtp_ca_file};
    const char *reply;

    TRY(credential(a, c, "smtp_user", &smtp.user));
    TRY(credential(a, c, "smtp_password", &smtp.password));
    TRY(smtp_send(a, &smtp,
                  &(struct smtp_letter){note->return_path, note->recipient, note->message},
                  (struct beat){errand_beat, e}, &reply));
    *answer = answer_of(a, "reply", reply);
    return OK;
}

enum err letter_carry(struct errand *e, const char **answer)
{
    struct arena *a = e->w->arena;
    struct mail_note note;

    TRY(json_read_loose(a, e->row->payload, strlen(e->row->payload), &mail_note_record, &note));
    return e->w->config->smtp_url ? carry_by_smtp(e, &note, answer)
                                  : carry_to_file(e, &note, answer);
}

enum err letter_dead(struct errand *e)
{
    struct arena *a = e->w->arena;
    struct mail_note note;
    int64_t account = e->row->account_id == INT_ABSENT ? 0 : e->row->account_id;

    if (json_read_loose(a, e->row->payload, strlen(e->row->payload), &mail_note_record, &note) !=
        OK)
        note.letter = "unreadable";
    return event_of_house(e->w, account, "letter_undelivered", "outbox", e->row->id,
                          answer_of(a, "letter", note.letter));
}

enum err letters_ready(const struct config *c)
{
    if (c->smtp_url && !text_starts(c->smtp_url, "smtp://") &&
        !text_starts(c->smtp_url, "smtps://"))
        return fail(ERR_INVALID, "SMTP_URL is smtp://host:port or smtps://host");
    if (!c->smtp_url && !c->mail_dir)
        return fail(ERR_INVALID, "set SMTP_URL, or MAIL_DIR to write letters into");
    return OK;
}
