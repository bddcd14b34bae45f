/* SPDX-License-Identifier: ISC */
/* certificate.h - what a certificate of a master says: a record, printed by json_record and sealed by seal.h.
 *
 * Printed so, it is canonical: one line, no white space, the keys in the order of the record, numbers as the
 * shortest text that reads back the same, null for what was not measured.  Reading it and printing it again
 * gives the same bytes.  Who has the mix, the recipe in it and the engine it names can make every output
 * again, bit by bit. */
#ifndef AUDIO_CERTIFICATE_H
#define AUDIO_CERTIFICATE_H

#include "audio/report.h"

#define CERTIFICATE_KIND "mastering certificate 1"

/* A file that went in: the mix, or a reference. */
struct certified_source {
    const char *role, *sha256; /* mix, reference */
    int64_t bytes, rate_hz, channels, frames;
};
extern const struct record certified_source_record;

/* A file that came out, decoded and measured again from its own bytes. */
struct certified_output {
    const char *format, *sha256;
    int64_t bytes;
    int64_t asked_rate_hz; /* absent: the mix's own */
    double gap_s;          /* silence behind the music, before the album's next song; absent: none */
    int64_t rate_hz;
    double lufs, true_peak_db, lra_lu;
    double check_lufs, check_true_peak_db; /* by libebur128 */
};
extern const struct record certified_output_record;

/* Fills in what a file measures as whoever gets it will hear it: canonical_fd is what it decodes to. */
enum err certified_measure(struct arena *a, int canonical_fd, int64_t rate_hz, struct certified_output *out);

struct certificate {
    const char *kind, *engine;
    int64_t issued_at;
    const char *title, *artist, *album, *track, *isrc, *upc, *rights;
    struct list sources; /* of struct certified_source */
    struct list outputs; /* of struct certified_output */
    const struct report *report;
};
extern const struct record certificate_record;

/* A signature says who wrote it, not that they wrote it well: ERR_MALFORMED if something is missing that every
 * certificate has. */
enum err certificate_check(const struct certificate *c);
/* Before its recipe is used: ERR_INVALID if it is none of this engine's. */
enum err certificate_check_recipe(const struct certificate *c);

#endif
