/* SPDX-License-Identifier: ISC */
/* address.h - what we take for an e-mail address, everywhere.
 *
 * libcurl writes a recipient as it is, line ends included, so nothing but what passes here may
 * reach it. */
#ifndef MAIL_ADDRESS_H
#define MAIL_ADDRESS_H

#include "base/arena.h"
#include "base/err.h"

enum { ADDRESS_BYTES_MAX = 254 };

/* The address as it travels: a dot-atom, '@', and a host whose foreign letters are in their A-form
 * (IDNA2008).  ERR_INVALID for anything else: quoted names, numbers in brackets, controls, <>. */
enum err address_ascii(struct arena *a, const char *address, const char **out);
/* What stands after the '@'. */
const char *address_host(const char *address);

#endif
