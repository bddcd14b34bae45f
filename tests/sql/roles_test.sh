#!/bin/bash
# What each database role may not do, asked of the database itself; and migrations that may run twice.
set -u
cd "$(dirname "$0")/../.."
[ -n "${DATABASE_URL:-}" ] || exec tests/with-postgres "$0"
n=0 bad=0
tell() { # OK? NAME EXPLANATION
    n=$((n + 1))
    if [ "$1" = 0 ]; then echo "ok $n - $2"; else
        bad=1
        echo "not ok $n - $2"
        sed 's/^/# /' <<<"$3"
    fi
}
may_not() { # ROLE STATEMENT
    local said
    said=$(psql "$DATABASE_URL" -qAtX -v ON_ERROR_STOP=1 -c "SET ROLE mastering_$1" -c "BEGIN" -c "$2" 2>&1)
    grep -q 'permission denied\|must be owner' <<<"$said"
    tell $? "$1 may not: $2" "${said:-it was done}"
}
may() {
    local said
    said=$(psql "$DATABASE_URL" -qAtX -v ON_ERROR_STOP=1 -c "SET ROLE mastering_$1" -c "BEGIN" -c "$2" 2>&1)
    tell $? "$1 may: $2" "$said"
}

# The log of events only grows, for everyone, and nobody may make the database forget.
for role in api render timer egress ctl; do
    may_not $role "UPDATE event SET verb = 'other'"
    may_not $role "DELETE FROM event"
    may_not $role "TRUNCATE event"
    may_not $role "UPDATE event_seal SET seq = 0"
    may_not $role "DELETE FROM event_seal"
    may_not $role "DROP TABLE account"
    may_not $role "CREATE TABLE mine (x int)"
    may_not $role "ALTER TABLE event DISABLE TRIGGER ALL"
    may_not $role "DELETE FROM migration"
done
# Only egress says that a note was carried out; only staff's tool and the api hold and publish.
for role in api render timer; do
    may_not $role "UPDATE outbox SET state = 'done'"
done
may_not render "UPDATE account SET email = 'x'"
may_not render "DELETE FROM account"
may_not render "SELECT 1 FROM account, session FOR UPDATE"
may_not egress "UPDATE account SET email = 'x'"
may_not egress "DELETE FROM song"
may_not egress "UPDATE master SET state = 'ready'"
may_not api "DELETE FROM account"
may_not api "DELETE FROM song"
may_not api "DELETE FROM asset"
may_not api "DELETE FROM outbox"
may_not api "DELETE FROM matter"
may_not timer "INSERT INTO account (email) VALUES ('x')"
may_not timer "INSERT INTO master DEFAULT VALUES"
# What hangs on these goes with them (ON DELETE CASCADE), so versions and masters need no right of their own.
for what in account session token due job answer bucket attempt song upload; do
    may timer "DELETE FROM $what"
done
may api "DELETE FROM master"

# Migrations: a second run changes nothing, and one that was altered afterwards is refused.
said=$("${B:-build}/masteringctl" migrate 2>&1)
grep -q '^0 migrations ran' <<<"$said"
tell $? "a second migrate runs nothing" "$said"
column=$(psql "$DATABASE_URL" -qAtX -c "SELECT attname FROM pg_attribute WHERE attrelid = 'migration'::regclass AND attname LIKE '%sha256%'")
psql "$DATABASE_URL" -qAtX -c "UPDATE migration SET $column = repeat('0', 64) WHERE name = (SELECT min(name) FROM migration)"
said=$("${B:-build}/masteringctl" migrate 2>&1) && altered=1 || altered=0
tell $altered "a migration that was altered after it ran is refused" "$said"
echo "1..$n"
exit $bad
