/* SPDX-License-Identifier: ISC */
/* routes.c - routes.def as a table; alone in its file, so that a test of the desk can bring its own doors. */
#include "fcgi/doors.h"

const struct route routes[] = {
#define one(r) .reply = &r##_record
#define list(r) .reply = &r##_record, .list = true
#define none .reply = &none_record
#define file .reply = &file_record
#define events .reply = &events_record
#define text .reply = &text_record
#define value .reply = &value_record
#define ROUTE(m, p, w, in, out, fn, d)                                                             \
    {.method = m, .path = p, .who = (w), .body = &in##_record, out, .handle = fn, .handler = #fn, .doc = d},
#include "fcgi/routes.def"
#undef ROUTE
#undef one
#undef list
#undef none
#undef file
#undef events
#undef text
#undef value
};
const size_t route_count = sizeof routes / sizeof *routes;
