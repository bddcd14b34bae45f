/* SPDX-License-Identifier: ISC */
#include "app/avatar.h"

#include "fcgi/doors.h"
#include "fcgi/guest.h"

struct avatar {
    const char *avatar_url;
};
static const struct field avatar_fields[] = {
    TEXT(avatar, avatar_url),
};
const struct record avatar_record = RECORD(avatar, avatar_fields);

struct avatar_asked {
    const char *v;
};
static const struct field avatar_asked_fields[] = {
    TEXT(avatar_asked, v, .optional = true, .max = 64,
         .doc = "Which picture, as avatar_url says: another one has another address. It is not "
                "looked at."),
};
const struct record avatar_asked_record = RECORD(avatar_asked, avatar_asked_fields);

enum err me_avatar_put(struct request *rq)
{
    struct account a;

    TRY(avatar_put(rq->work, rq->account, rq->in, &a));
    return reply_record(rq, 200, &avatar_record, &(struct avatar){avatar_url(rq, &a)});
}

enum err me_avatar_get(struct request *rq)
{
    const char *key;

    TRY(avatar_get(rq->work, rq->account, &key));
    return reply_file(rq, key, "image/png", NULL);
}

enum err me_avatar_delete(struct request *rq)
{
    TRY(avatar_drop(rq->work, rq->account));
    return reply_nothing(rq);
}
