/* SPDX-License-Identifier: ISC */
/* ctl_events.c - the chain of events: its head, written down elsewhere, and whether it is whole. */
#include "app/event.h"
#include "cmd/ctl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADS_MAX = 100000 };

struct head_shown {
    int64_t seq;
    const char *hash;
    int64_t at;
};
static const struct field head_shown_fields[] = {
    INT(head_shown, seq, .doc = "How many events are sealed."),
    TEXT(head_shown, hash, .doc = "The hash of the last."),
    TIME(head_shown, at, .doc = "When this was read."),
};
static const struct record head_shown_record = RECORD(head_shown, head_shown_fields);

struct verdict_shown {
    bool whole;
    int64_t seq, first_bad_seq, first_bad_event;
    const char *hash, *wrong;
};
static const struct field verdict_shown_fields[] = {
    BOOL(verdict_shown, whole, .doc = "Whether nothing was changed, removed, swapped or cut off."),
    INT(verdict_shown, seq, .doc = "How many seals were found good."),
    TEXT(verdict_shown, hash, .doc = "The hash of the last of them."),
    INT(verdict_shown, first_bad_seq, .optional = true, .doc = "The first bad seal."),
    INT(verdict_shown, first_bad_event, .optional = true, .doc = "Its event."),
    TEXT(verdict_shown, wrong, .optional = true, .doc = "What is wrong with it."),
};
static const struct record verdict_shown_record = RECORD(verdict_shown, verdict_shown_fields);

static void shut(FILE **f)
{
    if (*f)
        (void)fclose(*f);
}

static enum err write_down(struct work *w, const char *path, const struct head_shown *h)
{
    CLEANUP(shut) FILE *f = fopen(path, "ae");

    if (!f || fprintf(f, "%lld:%s %s\n", (long long)h->seq, h->hash, time_text(w->arena, h->at)) < 0 || fflush(f))
        return fail(ERR_FAULT, "%s: %s", path, strerror(errno));
    return OK;
}

enum err ctl_events_head(struct work *w, int argc, char **argv)
{
    bool json = ctl_flag(argv, "--json");
    const char *record = ctl_option(argv, "--record");
    struct event_head head;

    (void)argc;
    TRY(ctl_end(argv, "events head [--record FILE] [--json]"));
    TRY(event_head(w, &head));
    const struct head_shown h = {head.seq, head.hash, w->now};
    if (record)
        TRY(write_down(w, record, &h));
    ctl_row(w, json, &head_shown_record, &h);
    return OK;
}

/* "17:ab12..." */
static enum err parse_head(struct arena *a, const char *text, struct event_head *out)
{
    unsigned char hash[32];
    char *end;

    out->seq = strtoll(text, &end, 10);
    if (end == text || *end != ':' || strspn(end + 1, "0123456789abcdef") != 64)
        return fail(ERR_MALFORMED, "a head is SEQ:HASH, as events head writes it");
    out->hash = arena_strndup(a, end + 1, 64);
    return hex_bytes(out->hash, hash, sizeof hash) ? OK : fail(ERR_MALFORMED, "a hash is 64 hex digits");
}

static enum err read_heads(struct work *w, const char *path, struct event_head *heads, size_t *n)
{
    CLEANUP(shut) FILE *f = fopen(path, "re");
    char line[200];

    if (!f)
        return fail(ERR_MALFORMED, "%s: %s", path, strerror(errno));
    while (*n < HEADS_MAX && fgets(line, sizeof line, f))
        TRY(parse_head(w->arena, line, &heads[(*n)++]));
    return OK;
}

enum err ctl_events_verify(struct work *w, int argc, char **argv)
{
    struct event_head *heads = arena_alloc(w->arena, (HEADS_MAX + 1) * sizeof *heads);
    bool json = ctl_flag(argv, "--json");
    const char *record = ctl_option(argv, "--record"), *head = ctl_option(argv, "--head");
    struct event_verdict v;
    size_t n = 0;

    (void)argc;
    TRY(ctl_end(argv, "events verify [--head SEQ:HASH] [--record FILE] [--json]"));
    if (record)
        TRY(read_heads(w, record, heads, &n));
    if (head)
        TRY(parse_head(w->arena, head, &heads[n++]));
    TRY(event_verify(w, heads, n, &v));
    const struct verdict_shown shown = {!v.wrong, v.head.seq, v.wrong && v.seq ? v.seq : INT_ABSENT,
                                        v.wrong && v.event ? v.event : INT_ABSENT, v.head.hash, v.wrong};
    ctl_row(w, json, &verdict_shown_record, &shown);
    return v.wrong ? fail(ERR_CONFLICT, "seal %lld, event %lld: %s", (long long)v.seq, (long long)v.event, v.wrong) : OK;
}
