/* SPDX-License-Identifier: ISC */
/* device.h - where somebody comes from: address, browser family, device, page.  Shown to the one it is about. */
#ifndef APP_DEVICE_H
#define APP_DEVICE_H

#include "base/arena.h"

#include <stdint.h>

struct device {
    const char *ip, *network; /* network: the /24 or /64 that counts as one neighbour */
    const char *agent, *name, *referrer;
};

/* From what the web server says; every part may be NULL or nonsense of any length. */
struct device device_of(struct arena *a, const char *ip, const char *user_agent, const char *referrer);
/* The network of an address, as in device.network; "unknown" for what is none. */
const char *device_network(struct arena *a, const char *ip);

#endif
