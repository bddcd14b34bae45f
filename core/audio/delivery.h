/* SPDX-License-Identifier: ISC */
/* delivery.h - a finished master at another rate, and still below its ceiling.
 *
 * A filter for another rate moves the peaks: what was exactly at the ceiling comes out above it, by tenths of a
 * dB.  So the last word on the ceiling (touch_up) is spoken again, at the rate that is delivered. */
#ifndef AUDIO_DELIVERY_H
#define AUDIO_DELIVERY_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

/* master_fd: canonical; fd_out: empty, writable, becomes canonical at rate_hz (8000 to 192000), by libsoxr at its
 * best.  ceiling_db: dBTP; scratch_fd as for a render. */
enum err delivery_rate(struct arena *a, int master_fd, int64_t rate_hz, double ceiling_db, int scratch_fd, int fd_out);

#endif
