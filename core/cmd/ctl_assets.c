/* SPDX-License-Identifier: ISC */
#include "app/files.h"
#include "cmd/ctl.h"

struct files_shown {
    int64_t files, bytes, strays, stray_bytes, missing, damaged;
    bool dry_run;
};
static const struct field files_shown_fields[] = {
    INT(files_shown, files, .doc = "Files in the store."),
    INT(files_shown, bytes, .unit = "bytes", .doc = "What they hold."),
    INT(files_shown, strays, .doc = "Files that no row names."),
    INT(files_shown, stray_bytes, .unit = "bytes", .doc = "What those hold."),
    INT(files_shown, missing, .doc = "Rows whose file is not there."),
    INT(files_shown, damaged, .doc = "Rows whose file is not what they say."),
    BOOL(files_shown, dry_run, .doc = "Nothing was dropped."),
};
static const struct record files_shown_record = RECORD(files_shown, files_shown_fields);

static void show(struct work *w, bool json, const struct files_news *n, bool dry)
{
    const struct files_shown shown = {n->seen, n->bytes, n->strays, n->stray_bytes, n->missing, n->damaged, dry};

    ctl_row(w, json, &files_shown_record, &shown);
}

enum err ctl_assets_fsck(struct work *w, int argc, char **argv)
{
    bool json = ctl_flag(argv, "--json"), hash = ctl_flag(argv, "--hash");
    struct files_news news;

    (void)argc;
    TRY(ctl_end(argv, "assets fsck [--hash] [--json]"));
    TRY(files_check(w, hash, &news));
    show(w, json, &news, true);
    if (news.missing || news.damaged)
        return fail(ERR_CONFLICT, "%lld files are missing, %lld are damaged; the log names them", (long long)news.missing,
                    (long long)news.damaged);
    return OK;
}

enum err ctl_assets_reap(struct work *w, int argc, char **argv)
{
    bool json = ctl_flag(argv, "--json"), dry = ctl_flag(argv, "--dry-run");
    const char *older = ctl_option(argv, "--older");
    struct files_news news;
    int64_t seconds;

    (void)argc;
    TRY(ctl_end(argv, "assets reap [--older 24h] [--dry-run] [--json]"));
    TRY(ctl_duration(older ? older : "24h", &seconds));
    TRY(files_reap(w, seconds, dry, &news));
    show(w, json, &news, dry);
    return OK;
}
