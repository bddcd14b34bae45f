/* SPDX-License-Identifier: ISC */
/* address.h - which addresses are nobody's on the internet: this machine, this network, and the
 * like. */
#ifndef HTTP_ADDRESS_H
#define HTTP_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* By the special-purpose registries of IANA; an IPv4 address inside an IPv6 one counts as itself.
 */
bool address_is_private(const struct sockaddr *sa);
/* The same for text; false for a name, but true for "localhost". */
bool address_text_is_private(const char *host);

#endif
