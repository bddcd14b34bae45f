/* SPDX-License-Identifier: ISC */
/* mastering_references.c - music to follow, from files or saved profiles. */
#include "audio/render.h"
#include "cmd/mastering.h"

const char *references_file(const struct call *c, size_t n)
{
    const struct recipe_reference *rows = c->recipe.references.rows;

    return n < c->recipe.references.count ? rows[n].version : NULL;
}

enum err references_hear(struct call *c, const struct recipe *wish, struct render_job *job)
{
    struct heard_reference *heard = arena_alloc(c->arena, REFERENCES_MOST * sizeof *heard);
    const struct recipe_reference *rows = wish->references.rows;
    size_t n = wish->references.count;

    if (n != c->recipe.references.count)
        return fail(ERR_INVALID, "%zu references were used: --reference FILE for each, in their order", n);
    for (size_t i = 0; i < n; i++) {
        struct analysis *a = NEW(c->arena, struct analysis);
        TRY(measure_path(c, references_file(c, i), a, NULL));
        heard[i] = (struct heard_reference){&rows[i], a};
    }
    job->references = heard;
    job->reference_count = n;
    return OK;
}
