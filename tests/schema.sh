#!/bin/sh
# sql/schema.sql is the sum of the migrations, for readers: make schema writes it, this tells when it is stale.
before=$(cat sql/schema.sql 2>/dev/null)
tests/with-postgres sh -c 'pg_dump --schema-only --no-owner "$DATABASE_URL"' |
    sed -e '/^--/d' -e '/^SET /d' -e '/^SELECT pg_catalog/d' -e '/^\\/d' | cat -s >build/schema.sql
diff -q sql/schema.sql build/schema.sql >/dev/null || echo "sql/schema.sql is stale: run make schema"
