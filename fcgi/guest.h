/* SPDX-License-Identifier: ISC */
/* guest.h - who knocks: cookies and keys in, cookies out. */
#ifndef FCGI_GUEST_H
#define FCGI_GUEST_H

#include "app/session.h"
#include "fcgi/request.h"

#define COOKIE_SESSION "__Host-sid"
#define COOKIE_REMEMBER "__Host-rm"
#define COOKIE_STAFF "__Host-staff"
#define COOKIE_AGE "__Host-age"

/* What a letter's link carries; the page takes it from the fragment and sends it. */
struct token_order {
    const char *token;
};
struct email_order {
    const char *email;
};

/* Where the account's picture is; NULL if it has none. */
const char *avatar_url(struct request *rq, const struct account *a);

/* Fills rq->guest from what the request shows; who shows nothing that counts stays nobody. */
enum err guest_find(struct request *rq);
struct device guest_device(struct request *rq);

/* Ends with the browser's session; days: lives that long instead (0: not). */
void guest_cookie(struct request *rq, const char *name, const char *value, int64_t days);
void guest_cookie_drop(struct request *rq, const char *name);
/* Whatever is in the ring, as cookies. */
void guest_keyring(struct request *rq, const struct keyring *ring);

#endif
