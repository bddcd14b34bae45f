/* SPDX-License-Identifier: ISC */
/* wire.h - one kept connection of nginx, as FastCGI speaks it.
 *
 * wire.c is the only file that knows libfcgi.  A wire carries one request
 * after another; who calls these functions owns the wire at that moment. */
#ifndef FCGI_WIRE_H
#define FCGI_WIRE_H

#include "base/reader.h"

#include <stdbool.h>
#include <stddef.h>

struct wire;

void wire_init(void); /* once, before any other */
struct wire *wire_new(int fd); /* an accepted connection; the wire owns it */
void wire_free(struct wire *w);
int wire_fd(const struct wire *w);

/* Reads the head of the next request; false: the other side has gone, or speaks something else. */
bool wire_begin(struct wire *w);
/* A parameter of the request at hand, the first of that name, or NULL; and how often it came. */
const char *wire_var(void *wire, const char *name);
size_t wire_times(void *wire, const char *name);
struct reader wire_body(struct wire *w);

void wire_write(struct wire *w, const char *bytes, size_t n);
bool wire_flush(struct wire *w);
/* More of an answer that was begun and flushed, without ever waiting: false, and the wire is of no
 * more use, when the other side has gone or does not read. */
bool wire_push(struct wire *w, const char *bytes, size_t n);
/* Ends the answer; false: the connection is closed, too. */
bool wire_finish(struct wire *w);

#endif
