/* SPDX-License-Identifier: ISC */
/* config.h - the settings: a record, read from the environment.
 *
 * A field site_url is SITE_URL there; `masteringctl config` prints them all
 * with their meaning.  Secrets are no settings: they are files in
 * CREDENTIALS_DIRECTORY (systemd's LoadCredential) and read by secret_read. */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include "base/field.h"

struct config {
    const char *database_url, *store_url, *site_url, *region, *clock_file, *credentials_directory;
    const char *mail_dir, *smtp_url, *smtp_ca_file, *mail_from, *support_email, *billing_tz, *operator_name;
    const char *geolite_header, *region_countries, *region_hosts, *metrics_file;
    bool smtp_tls, production, prepare_statements;
    int64_t api_threads, lease_ms, heartbeat_ms, poll_ms, attempts_max, retry_base_ms;
    int64_t upload_bytes_max, upload_minutes_max, upload_hours, account_bytes_max, disk_free_min, parcel_bytes_max;
    int64_t session_idle_minutes, session_hours, remember_days, password_hashes_at_once;
    int64_t rate_user_per_minute, rate_visitor_per_minute, rate_signin_per_minute, rate_trials_per_minute, staff_idle_minutes;
    int64_t metrics_port, decoder_seconds, decoder_memory_bytes, engine_threads;
};
extern const struct record config_record;

/* ERR_INVALID blames the setting that cannot be. */
enum err config_load(struct arena *life, struct config *out);

/* The bytes of a credential, without the line's end.  ERR_NOT_FOUND if there is no such file. */
enum err secret_read(struct arena *a, const struct config *c, const char *name, const char **out);

#endif
