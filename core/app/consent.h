/* SPDX-License-Identifier: ISC */
/* consent.h - what somebody agrees to beyond what the service needs: every yes and every no is an event. */
#ifndef APP_CONSENT_H
#define APP_CONSENT_H

#include "app/work.h"

/* Nothing is agreed to until it is; what the service needs to work is not asked for. */
struct consents {
    bool measurement, advertising, location;
};
extern const struct record consents_record;

enum err consent_read(struct work *w, const struct account *a, struct consents *out);
/* Writes down what has changed. */
enum err consent_write(struct work *w, const struct account *a, const struct consents *c);

#endif
