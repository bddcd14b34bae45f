/* SPDX-License-Identifier: ISC */
/* staff.c - the doors of those who work for the house; for everybody else there are none. */
#include "app/staff.h"

#include "app/totp.h"
#include "fcgi/doors.h"
#include "fcgi/guest.h"

enum { QUEUE_MAX = 200 };

struct staff_order {
    const char *email, *password, *code;
};
static const struct field staff_order_fields[] = {
    TEXT(staff_order, email, .min = 1, .max = 254, .doc = "The address."),
    TEXT(staff_order, password, .min = 1, .max = 1024, .doc = "The password."),
    TEXT(staff_order, code, .optional = true, .max = 64, .doc = "The code of the second step, which staff always has."),
};
const struct record staff_order_record = RECORD(staff_order, staff_order_fields);

static const struct field staff_arrival_fields[] = {
    TEXT(staff_arrival, token, .min = 1, .max = 100, .doc = "As it stands in the link that was printed."),
    TEXT(staff_arrival, password, .optional = true, .min = 1, .max = 1024, .doc = "A new password; needed where there is none."),
    TEXT(staff_arrival, code, .optional = true, .max = 64, .doc = "A code, where the second step is on already."),
};
const struct record staff_arrival_record = RECORD(staff_arrival, staff_arrival_fields);

struct colleague {
    const char *account_id, *email;
    const char *const *roles;
    bool enrolled;
};
static const struct field colleague_fields[] = {
    UUID(colleague, account_id),
    TEXT(colleague, email, .optional = true),
    TEXTS(colleague, roles),
    BOOL(colleague, enrolled, .doc = "No: the second step must be set up first (POST, then PUT /staff/totp)."),
};
const struct record colleague_record = RECORD(colleague, colleague_fields);

static enum err let_in(struct request *rq, const char *secret)
{
    guest_cookie(rq, COOKIE_STAFF, secret, 0);
    return reply_nothing(rq);
}

enum err staff_session_post(struct request *rq)
{
    const struct staff_order *o = rq->body;
    struct device d = guest_device(rq);
    const char *secret;

    TRY(staff_signin(rq->work, &(struct credentials){o->email, o->password, o->code}, &d, &secret));
    return let_in(rq, secret);
}

enum err staff_welcome_post(struct request *rq)
{
    struct device d = guest_device(rq);
    const char *secret;

    TRY(staff_welcome(rq->work, rq->body, &d, &secret));
    return let_in(rq, secret);
}

enum err staff_session_get(struct request *rq)
{
    struct account a;

    TRY(account_get(rq->work->db, rq->account, &a));
    reply_header(rq, "Cache-Control", "no-store");
    return reply_record(rq, 200, &colleague_record,
                        &(struct colleague){a.public_id, a.email, rq->guest.roles, a.totp_at != TIME_ABSENT});
}

/* Who shows no staff cookie finds no door here. */
enum err staff_session_delete(struct request *rq)
{
    const char *secret = cookie(rq, COOKIE_STAFF);

    if (!secret)
        return fail(ERR_NOT_FOUND, "there is no such door");
    TRY(staff_exit(rq->work, secret));
    guest_cookie_drop(rq, COOKIE_STAFF);
    return reply_nothing(rq);
}

/* The same as a musician's, behind a door of the staff. */
enum err staff_totp_post(struct request *rq)
{
    return me_totp_post(rq);
}

enum err staff_totp_put(struct request *rq)
{
    const char *secret;

    TRY(me_totp_put(rq));
    TRY(staff_enrolled(rq->work, rq->guest.session, &secret));
    guest_cookie(rq, COOKIE_STAFF, secret, 0);
    return OK;
}

enum err staff_queue_get(struct request *rq)
{
    struct staff_case *rows;
    size_t n;

    TRY(staff_queue(rq->work->db, QUEUE_MAX, &rows, &n));
    return reply_list(rq, &staff_case_record, rows, n, NULL);
}
