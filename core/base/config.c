/* SPDX-License-Identifier: ISC */
#include "base/config.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct field config_fields[] = {
    TEXT(config, database_url, .preset = "", .doc = "PostgreSQL, as libpq writes it; the role is the program's own."),
    TEXT(config, store_url, .preset = "var/store", .doc = "The folder (or s3:// bucket) that keeps the audio."),
    TEXT(config, site_url, .preset = "http://127.0.0.1:8080", .doc = "Where musicians reach the service; no slash at the end."),
    TEXT(config, region, .preset = "us", .doc = "The region whose musicians this installation keeps."),
    TEXT(config, region_countries, .preset = "us=*;cn=CN", .doc = "Which region keeps whose accounts: region=countries;... (two letters each; * is every other)."),
    TEXT(config, region_hosts, .preset = "", .doc = "Where the other regions are reached: region=https://host;..."),
    TEXT(config, clock_file, .optional = true, .doc = "Tests only: a file with an offset in seconds that moves the clock."),
    TEXT(config, credentials_directory, .optional = true, .doc = "The folder of secrets; systemd sets it."),
    TEXT(config, mail_dir, .optional = true, .doc = "Where letters are written when SMTP_URL is not set."),
    TEXT(config, smtp_url, .optional = true, .doc = "The mail server, smtp://host:port or smtps://host."),
    BOOL(config, smtp_tls, .preset = "no", .doc = "Refuse a mail server without TLS; with a password that is always so, but on this machine."),
    TEXT(config, smtp_ca_file, .optional = true, .doc = "Certificates to trust for the mail server instead of the system's."),
    TEXT(config, mail_from, .preset = "mastering@localhost", .doc = "The sender of every letter."),
    TEXT(config, support_email, .preset = "support@localhost", .doc = "Where people answer."),
    TEXT(config, billing_tz, .preset = "UTC", .doc = "The time zone of months and invoices."),
    TEXT(config, operator_name, .preset = "mastering", .doc = "Who runs this service; printed in letters and policies."),
    TEXT(config, geolite_header, .optional = true, .doc = "The trusted header in which nginx passes a country code."),
    TEXT(config, metrics_file, .optional = true, .doc = "Where the API processes of one machine count together; a temporary file system."),
    BOOL(config, production, .preset = "no", .doc = "Refuse to start with a blank that musicians would see."),
    BOOL(config, prepare_statements, .preset = "yes", .doc = "No behind a pooler that hands a connection to others."),
    INT(config, api_threads, .preset = "6", .min = 1, .max = 64, .doc = "Threads of one API process."),
    INT(config, lease_ms, .preset = "15000", .min = 200, .max = 600000, .unit = "ms", .doc = "How long a job belongs to a worker that is silent."),
    INT(config, heartbeat_ms, .preset = "5000", .min = 50, .max = 200000, .unit = "ms", .doc = "How often a worker says that it lives."),
    INT(config, poll_ms, .preset = "2000", .min = 50, .max = 60000, .unit = "ms", .doc = "How often a worker looks when nothing wakes it."),
    INT(config, attempts_max, .preset = "3", .min = 1, .max = 20, .doc = "How often a job is begun before it is set aside."),
    INT(config, retry_base_ms, .preset = "10000", .min = 10, .max = 600000, .unit = "ms", .doc = "The first pause before a job is begun again; it doubles."),
    INT(config, upload_bytes_max, .preset = "6442450944", .min = 1, .max = 1e13, .unit = "bytes", .doc = "The largest file taken."),
    INT(config, upload_minutes_max, .preset = "60", .min = 1, .max = 1440, .unit = "min", .doc = "The longest song taken."),
    INT(config, upload_hours, .preset = "24", .min = 1, .max = 720, .unit = "h", .doc = "How long an unfinished upload waits to be resumed."),
    INT(config, account_bytes_max, .preset = "21474836480", .min = 1, .max = 1e15, .unit = "bytes", .doc = "How much one account may keep."),
    INT(config, disk_free_min, .preset = "1073741824", .min = 0, .max = 1e15, .unit = "bytes", .doc = "Uploads are refused while less is free."),
    INT(config, parcel_bytes_max, .preset = "17179869184", .min = 1, .max = 1e13, .unit = "bytes", .doc = "The largest ZIP file of masters."),
    INT(config, session_idle_minutes, .preset = "30", .min = 1, .max = 1440, .unit = "min", .doc = "A session ends when it is not used for this long."),
    INT(config, session_hours, .preset = "12", .min = 1, .max = 720, .unit = "h", .doc = "A session ends this long after its beginning."),
    INT(config, remember_days, .preset = "30", .min = 1, .max = 365, .unit = "days", .doc = "How long \"remember me\" remembers."),
    INT(config, password_hashes_at_once, .preset = "2", .min = 1, .max = 64, .doc = "Password checks at one time in one process."),
    INT(config, rate_user_per_minute, .preset = "600", .min = 1, .max = 1e6, .doc = "Requests a minute of one account."),
    INT(config, rate_visitor_per_minute, .preset = "300", .min = 1, .max = 1e6, .doc = "Requests a minute of one network without an account."),
    INT(config, rate_signin_per_minute, .preset = "30", .min = 1, .max = 1e6, .doc = "Sign-ins and sign-ups a minute from one network."),
    INT(config, rate_trials_per_minute, .preset = "40", .min = 1, .max = 1e5, .doc = "Stretches of masters not ordered yet that one account may listen to in a minute."),
    INT(config, staff_idle_minutes, .preset = "15", .min = 1, .max = 1440, .unit = "min", .doc = "A staff session ends when it is not used for this long."),
    INT(config, metrics_port, .preset = "0", .min = 0, .max = 65535, .doc = "Reserved for a separate metrics listener; 0: /metrics through nginx, loopback only."),
    INT(config, decoder_seconds, .preset = "60", .min = 1, .max = 3600, .unit = "s", .doc = "CPU time a decoder of a stranger's file may use."),
    INT(config, decoder_memory_bytes, .preset = "536870912", .min = 1e6, .max = 1e12, .unit = "bytes", .doc = "Memory that decoder may use."),
    INT(config, engine_threads, .preset = "1", .min = 1, .max = 64, .doc = "Threads inside one render; the sound does not depend on it."),
};
const struct record config_record = RECORD(config, config_fields);

static void upper(char *to, const char *from, size_t n)
{
    size_t i = 0;

    for (; from[i] && i + 1 < n; i++)
        to[i] = (char)toupper((unsigned char)from[i]);
    to[i] = '\0';
}

enum err config_load(struct arena *life, struct config *out)
{
    TRY(record_preset(life, &config_record, out));
    for (size_t i = 0; i < config_record.count; i++) {
        char name[64];
        upper(name, config_fields[i].name, sizeof name);
        const char *text = getenv(name);
        if (text && *text)
            TRY(field_parse(life, &config_fields[i], text, out));
    }
    return OK;
}

static void shut(FILE **f)
{
    if (*f)
        (void)fclose(*f);
}

enum err secret_read(struct arena *a, const struct config *c, const char *name, const char **out)
{
    const char *path = arena_printf(a, "%s/%s", c->credentials_directory ? c->credentials_directory : "", name);
    CLEANUP(shut) FILE *f = c->credentials_directory ? fopen(path, "re") : NULL;
    char text[8192];

    if (!f)
        return fail(ERR_NOT_FOUND, "no credential %s: %s", name, strerror(errno));
    size_t n = fread(text, 1, sizeof text, f);
    if (n == sizeof text)
        return fail(ERR_FAULT, "credential %s is too long", name);
    while (n > 0 && isspace((unsigned char)text[n - 1]))
        n--;
    *out = arena_strndup(a, text, n);
    return OK;
}
