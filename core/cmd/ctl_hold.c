/* SPDX-License-Identifier: ISC */
#include "app/hold.h"
#include "cmd/ctl.h"

#include <stdio.h>

static const char ADD[] = "hold add KIND OBJECT --basis TEXT --reason TEXT [--until 2026-01-31T12:00:00Z] [--json]";

enum err ctl_hold_add(struct work *w, int argc, char **argv)
{
    bool json = ctl_flag(argv, "--json");
    const char *until = ctl_option(argv, "--until");
    struct hold_order o = {.basis = ctl_option(argv, "--basis"), .reason = ctl_option(argv, "--reason")};
    struct hold h;

    (void)argc;
    o.object_kind = ctl_word(argv);
    o.object = ctl_word(argv);
    TRY(ctl_end(argv, ADD));
    if (!o.object || !o.basis || !o.reason || (until && time_parse(until, &o.until_at)))
        return fail(ERR_MALFORMED, "usage: masteringctl %s", ADD);
    TRY(hold_put(w, &o, &h));
    ctl_row(w, json, &hold_record, &h);
    return OK;
}

enum err ctl_hold_rm(struct work *w, int argc, char **argv)
{
    const char *id = ctl_word(argv);

    (void)argc;
    TRY(ctl_end(argv, "hold rm ID"));
    if (!id)
        return fail(ERR_MALFORMED, "usage: masteringctl hold rm ID");
    TRY(hold_lift(w, id, 0));
    printf("%s lifted\n", id);
    return OK;
}

enum err ctl_hold_ls(struct work *w, int argc, char **argv)
{
    bool json = ctl_flag(argv, "--json");
    struct hold *rows;
    size_t n;

    (void)argc;
    TRY(ctl_end(argv, "hold ls [--json]"));
    TRY(hold_list(w->db, w->now, &rows, &n));
    ctl_rows(w, json, &hold_record, rows, n);
    return OK;
}
