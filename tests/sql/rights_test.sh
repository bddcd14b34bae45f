#!/bin/sh
# Each program's database role may do what its program does, and no more.
[ -n "$DATABASE_URL" ] || exec tests/with-postgres "$0"
exec /usr/bin/python3 tests/sql/rights.py
