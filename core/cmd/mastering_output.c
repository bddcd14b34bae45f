/* SPDX-License-Identifier: ISC */
/* mastering_output.c - from a canonical master to the files that were asked for, and what is certified of them. */
#include "audio/delivery.h"
#include "base/seal.h"
#include "cmd/mastering.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum err output_wish(struct call *c, struct output_wish *out)
{
    *out = (struct output_wish){.format = file_format(c, c->out), .ceiling_db = c->recipe.ceiling, .gap_s = c->gap_s};
    out->tags = (struct tags){.title = c->title, .artist = c->artist, .album = c->album};
    out->rate_hz = (int64_t)c->rate_hz;
    if (c->track > 0)
        out->tags.track = arena_printf(c->arena, "%.0f", c->track);
    TRY(c->upc ? tags_upc(c->arena, c->upc, &out->tags.upc) : OK);
    return c->isrc ? tags_isrc(c->arena, c->isrc, &out->tags.isrc) : OK;
}

/* The master at the rate wished, in a new file, and what it measures there. */
static enum err at_rate(struct call *c, const struct output_wish *w, int master, int *other, const struct analysis **measured)
{
    CLEANUP(arena_free) struct arena *own = arena_new();
    CLEANUP(file_shut) int scratch = file_scratch_folder();
    struct analysis *again = NEW(c->arena, struct analysis);

    TRY(file_nameless(other));
    TRY(delivery_rate(own, master, w->rate_hz, w->ceiling_db, scratch, *other));
    TRY(measure_file(c->arena, *other, NULL, again));
    *measured = again;
    return OK;
}

enum err output_make(struct call *c, const struct output_wish *w, int master, const struct analysis **measured, int encoded)
{
    CLEANUP(file_shut) int other = -1;
    struct tags tags = w->tags;

    if (w->rate_hz && w->rate_hz != (*measured)->rate_hz)
        TRY(at_rate(c, w, master, &other, measured));
    tags.measured = *measured;
    return encode_output(&(struct output_job){.master_fd = other < 0 ? master : other, .format = w->format, .tags = &tags,
                                              .gap_s = w->gap_s, .threads = (int)c->threads}, encoded);
}

/* ---- what is certified ---------------------------------------------------------------------- */

static enum err fingerprint(struct call *c, int fd, const char **sha256, int64_t *bytes)
{
    struct stat file;
    char hex[SHA256_HEX];

    if (fstat(fd, &file))
        return fail(ERR_FAULT, "fstat: %s", strerror(errno));
    TRY(sha256_file(fd, hex));
    *sha256 = arena_strdup(c->arena, hex);
    *bytes = file.st_size;
    return OK;
}

enum err output_certify(struct call *c, int fd, struct certified_output *out)
{
    CLEANUP(file_shut) int canonical = -1;
    struct decoded decoded;

    out->gap_s = (double)NAN;
    TRY(fingerprint(c, fd, &out->sha256, &out->bytes));
    TRY(file_decode_fd(c, fd, &canonical, &decoded));
    return certified_measure(c->arena, canonical, decoded.rate_hz, out);
}

enum err output_source(struct call *c, const char *path, const char *role, struct certified_source *out)
{
    CLEANUP(file_shut) int fd = -1, canonical = -1;
    struct decoded decoded;

    if (!strcmp(path, "-"))
        return fail(ERR_INVALID, "a certificate is about files, not pipes");
    TRY(file_open(path, &fd));
    TRY(file_decode_fd(c, fd, &canonical, &decoded));
    out->role = role;
    out->rate_hz = decoded.rate_hz;
    out->channels = decoded.channels;
    out->frames = decoded.frames;
    return fingerprint(c, fd, &out->sha256, &out->bytes);
}
