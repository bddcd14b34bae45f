#!/bin/sh
# masteringctl as a sysadmin uses it.
[ -n "$DATABASE_URL" ] || exec tests/with-postgres "$0"
exec /usr/bin/python3 tests/sql/ctl.py
