/* SPDX-License-Identifier: ISC */
#include "audio/profile.h"

#include "audio/engine.h"
#include "base/order.h"

#include <math.h>
#include <string.h>

static const struct field fields[] = {
    TEXT(sound_profile, engine, .doc = "Which engine measured."),
    INT(sound_profile, songs, .min = 1, .max = 4096, .doc = "How many songs it was made of."),
    SUB(sound_profile, sound, analysis, .doc = "What they measure, the middle one of each number."),
};
const struct record sound_profile_record = RECORD(sound_profile, fields);

static double middle(const struct field *f, const void *const *rows, size_t n, double *work)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        double value = *(const double *)field_in(f, rows[i]);
        if (!isnan(value))
            work[count++] = value;
    }
    return order_median(work, count);
}

/* Every number becomes the middle one of all rows; what is no number is the first row's. */
static void middle_record(struct arena *a, const struct record *r, const void *const *rows, size_t n, void *out)
{
    double *work = arena_alloc(a, n * sizeof *work);
    const void **inner = arena_alloc(a, n * sizeof *inner);

    memcpy(out, rows[0], r->size);
    for (size_t i = 0; i < r->count; i++) {
        const struct field *f = &r->fields[i];
        if (f->type == FIELD_REAL)
            *(double *)field_at(f, out) = middle(f, rows, n, work);
        if (f->type != FIELD_LIST)
            continue;
        struct list *list = field_at(f, out);
        for (size_t k = 0; k < n; k++) { /* songs of a lower rate have fewer bands */
            const struct list *other = field_in(f, rows[k]);
            list->count = other->count < list->count ? other->count : list->count;
        }
        char *made = arena_alloc(a, (list->count + 1) * f->sub->size);
        for (size_t row = 0; row < list->count; row++) {
            for (size_t k = 0; k < n; k++)
                inner[k] = (const char *)((const struct list *)field_in(f, rows[k]))->rows + row * f->sub->size;
            middle_record(a, f->sub, inner, n, made + row * f->sub->size);
        }
        list->rows = made;
    }
}

/* The same song with its spectrum at the level of the first. */
static const struct analysis *levelled(struct arena *a, const struct analysis *s, double to)
{
    struct analysis *copy = NEW(a, struct analysis);
    double by = to - analysis_level_db(s);

    record_copy(a, &analysis_record, s, copy);
    struct spectrum_band *rows = arena_alloc(a, (copy->spectrum.count + 1) * sizeof *rows);
    memcpy(rows, copy->spectrum.rows, copy->spectrum.count * sizeof *rows);
    for (size_t i = 0; i < copy->spectrum.count; i++) {
        rows[i].mid_db += by;
        rows[i].side_db += by;
    }
    copy->spectrum.rows = rows;
    copy->sections = (struct list){0}; /* when it happened is no matter of likeness */
    copy->loudness = NULL;
    return copy;
}

void profile_make(struct arena *a, const struct analysis *const *songs, size_t n, struct sound_profile *out)
{
    struct analysis *sound = NEW(a, struct analysis);
    const void **rows = arena_alloc(a, n * sizeof *rows);

    for (size_t i = 0; i < n; i++)
        rows[i] = levelled(a, songs[i], analysis_level_db(songs[0]));
    middle_record(a, &analysis_record, rows, n, sound);
    *out = (struct sound_profile){ENGINE_NAME, (int64_t)n, sound};
}

/* Numbers stand where they must, and none is beyond what sound can measure. */
static bool possible(const struct record *r, const void *row)
{
    static const double most = 1e6;
    bool good = row != NULL;

    for (size_t i = 0; i < r->count && good; i++) {
        const struct field *f = &r->fields[i];
        const void *v = field_in(f, row);
        if (field_absent(f, row))
            good = f->optional || f->type == FIELD_LIST;
        else if (f->type == FIELD_REAL)
            good = fabs(*(const double *)v) <= most;
        else if (f->type == FIELD_LIST)
            for (size_t k = 0; k < ((const struct list *)v)->count && good; k++)
                good = possible(f->sub, (const char *)((const struct list *)v)->rows + k * f->sub->size);
    }
    return good;
}

enum err profile_check(const struct sound_profile *p)
{
    return p->sound && possible(&analysis_record, p->sound) ? OK : fail(ERR_INVALID, "this is no profile: its numbers are none that sound has");
}
