/* SPDX-License-Identifier: ISC */
/* doors.h - the handlers and records that routes.def names, declared from it. */
#ifndef FCGI_DOORS_H
#define FCGI_DOORS_H

#include "fcgi/request.h"

#define one(r) extern const struct record r##_record;
#define list(r) extern const struct record r##_record;
#define none
#define file
#define events
#define text
#define value
#define ROUTE(method, path, who, body, reply, handler, doc)                                        \
    extern const struct record body##_record;                                                      \
    reply enum err handler(struct request *);
#include "fcgi/routes.def"
#undef ROUTE
#undef one
#undef list
#undef none
#undef file
#undef events
#undef text
#undef value

#endif
