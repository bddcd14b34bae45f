/* SPDX-License-Identifier: ISC */
#include "app/consent.h"

#include "app/event.h"
#include "base/buf.h"
#include "json/json.h"

#include <string.h>

static const struct field consents_fields[] = {
    BOOL(consents, measurement, .preset = "no", .doc = "Visits may be counted under a random name and joined to the account."),
    BOOL(consents, advertising, .preset = "no", .doc = "Nobody advertises here; the category is empty."),
    BOOL(consents, location, .preset = "no", .doc = "The device may say roughly where it is."),
};
const struct record consents_record = RECORD(consents, consents_fields);

enum err consent_read(struct work *w, const struct account *a, struct consents *out)
{
    return json_read_loose(w->arena, a->consents, strlen(a->consents), &consents_record, out);
}

enum err consent_write(struct work *w, const struct account *a, const struct consents *c)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct buf b = {.arena = w->arena};
    struct account locked;
    struct consents before;

    TRY(tx_begin(w->db, &tx));
    TRY(account_lock(w->db, a->id, &locked));
    TRY(consent_read(w, &locked, &before));
    for (size_t i = 0; i < consents_record.count; i++) {
        const struct field *f = &consents_fields[i];
        bool now = *(const bool *)field_in(f, c);
        if (now != *(const bool *)field_in(f, &before) || !strstr(locked.consents, f->name))
            TRY(event_by(w, a->id, "consent", "consent", f->name, now ? "{\"given\":true}" : "{\"given\":false}"));
    }
    json_record(&b, &consents_record, c);
    TRY(account_consents_set(w->db, a->id, b.ptr));
    return tx_commit(&tx);
}
