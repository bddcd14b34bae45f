#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""rights.py: what each program can ask of the database, and what its role may do: the same, no more, no less.

A program is linked without what it cannot reach, so the statements in it (nm) are those it may ever run.  Each
is EXPLAINed as the program's role: PostgreSQL then checks its rights and runs nothing.  Then every right a role
has on a table is taken away for a moment: if nothing fails, nobody needs it.  The sysadmin's tool alone may do
more than its statements: it is there for what nobody foresaw.

    rights.py        the tests, as TAP
    rights.py print  the GRANTs that would be exact, for sql/migrations/0004_roles.sql
"""
import ast
import os
import re
import subprocess
import sys

B = os.environ.get("B", "build")
PROGRAMS = {"mastering_api": "mastering-api", "mastering_render": "mastering-render", "mastering_timer": "mastering-timer",
            "mastering_egress": "mastering-egress", "mastering_ctl": "masteringctl"}
TYPES = {"TEXT": "text", "UUID": "uuid", "INT": "bigint", "REAL": "float8", "BOOL": "boolean", "TIME": "timestamptz",
         "JSON": "jsonb", "TEXTS": "text[]"}
PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE")


def statements():
    """name -> its SQL with nothing for each parameter."""
    text = open(f"{B}/gen/queries.c").read()
    found = {}
    for name, types, body in re.findall(r'\{\.name = "(\w+)".*?\.types = \{(.*?)\}.*?\.sql =\n((?:    ".*"\n)+)', text):
        types = [TYPES[t] for t in re.findall(r"FIELD_(\w+)", types)]
        sql = "".join(ast.literal_eval(line.strip()) for line in body.splitlines())
        sql = re.sub(r"\$(\d+)", lambda m: f"(NULL::{types[int(m[1]) - 1]})", sql)
        found[name] = sql
    return found


def reachable(program, names):
    symbols = subprocess.run(["nm", f"{B}/{program}"], capture_output=True, text=True, check=True).stdout
    return sorted({line.split()[2] for line in symbols.splitlines() if len(line.split()) == 3} & set(names))


def psql(sql, user=None):
    url = os.environ["DATABASE_URL"]
    if user:
        url = re.sub(r"user=\S+", f"user={user}", url)
    done = subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", url, "-f", "-"], input=sql, capture_output=True,
                          text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[0])
    return [line for line in done.stdout.splitlines() if line]


def quoted(text):
    return "$q$" + text + "$q$"


SCENE = """
CREATE TEMP TABLE stmt (role text, name text, sql text);
CREATE FUNCTION pg_temp.refused(r text, s text) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE
    line text;
BEGIN
    EXECUTE format('SET LOCAL ROLE %I', r);
    BEGIN
        FOR line IN EXECUTE 'EXPLAIN ' || s LOOP END LOOP;
    EXCEPTION WHEN insufficient_privilege THEN
        EXECUTE 'SET LOCAL ROLE ' || quote_ident(session_user);
        RETURN SQLERRM;
    END;
    EXECUTE 'SET LOCAL ROLE ' || quote_ident(session_user);
    RETURN NULL;
END $f$;
-- Which statements of a role fail once it may no longer do this.
CREATE FUNCTION pg_temp.needs(r text, priv text, what text, tab text) RETURNS boolean LANGUAGE plpgsql AS $f$
DECLARE
    q record;
    hit boolean := false;
BEGIN
    EXECUTE format('REVOKE %s ON %I FROM %I', what, tab, r);
    FOR q IN SELECT sql FROM stmt WHERE role = r AND sql ~ ('\\m' || tab || '\\M') LOOP
        IF pg_temp.refused(r, q.sql) IS NOT NULL THEN
            hit := true;
            EXIT;
        END IF;
    END LOOP;
    IF hit THEN
        EXECUTE format('GRANT %s ON %I TO %I', what, tab, r);
    END IF;
    RETURN hit;
END $f$;
"""


def scene(sets, sql):
    rows = ",\n".join(f"({quoted(role)}, {quoted(n)}, {quoted(sql[n])})" for role, names in sets.items() for n in names)
    return "BEGIN;" + SCENE + f"INSERT INTO stmt VALUES {rows};\n"


def missing(sets, sql):
    return psql(scene(sets, sql) +
                "SELECT role || ' cannot ' || name || ': ' || no FROM"
                " (SELECT role, name, pg_temp.refused(role, sql) AS no FROM stmt) s WHERE no IS NOT NULL ORDER BY 1;")


def needless(sets, sql):
    """Rights on whole tables that nobody needs, one by one."""
    return psql(scene(sets, sql) + """
SELECT DISTINCT grantee || ' need not ' || privilege_type || ' ' || table_name FROM information_schema.role_table_grants
 WHERE grantee IN ('mastering_api', 'mastering_render', 'mastering_timer', 'mastering_egress') AND table_schema = 'public'
   AND NOT pg_temp.needs(grantee, privilege_type, privilege_type, table_name) ORDER BY 1;""")


def exact(sets, sql):
    roles = ", ".join(sets)
    rows = psql(scene(sets, sql) + f"""
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {roles};
SELECT c.relname || '|' || p || '|' || r FROM pg_class c, unnest(ARRAY['INSERT', 'DELETE', 'UPDATE', 'SELECT']) p,
       unnest(ARRAY['{"', '".join(sets)}']) r
 WHERE c.relkind IN ('r', 'v') AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'migration'
   AND pg_temp.needs(r, p, p, c.relname) ORDER BY c.relname;""")
    held = {}
    for row in rows:
        table, privilege, role = row.split("|")
        held.setdefault(table, {}).setdefault(role, []).append(privilege)
    for table, roles_of in sorted(held.items()):
        for role, privileges in sorted(roles_of.items()):
            print(f"GRANT {', '.join(p for p in PRIVILEGES if p in privileges)} ON {table} TO {role};")


FORBIDDEN = {
    "the log is never changed": [(r, f"{verb}") for r in PROGRAMS for verb in (
        "UPDATE event SET verb = verb", "DELETE FROM event", "TRUNCATE event, event_note, event_seal, event_unsealed",
        "UPDATE event_seal SET hash = hash", "DELETE FROM event_seal", "UPDATE event_note SET text = text")],
    "only the sealer seals": [(r, "INSERT INTO event_seal VALUES (1, 1, 'h', '2026-01-01Z')") for r in PROGRAMS
                              if r not in ("mastering_timer", "mastering_ctl")],
    "who renders, sweeps or writes letters sees no password, session or token": [
        (r, f"SELECT {what}") for r in ("mastering_render", "mastering_timer", "mastering_egress")
        for what in ("password FROM account", "totp_secret FROM account", "recovery_codes FROM account", "hash FROM session", "hash FROM token")],
    "who renders and who writes letters changes no account": [
        (r, f"{what}") for r in ("mastering_render", "mastering_egress") for what in
        ("UPDATE account SET plan = 'business'", "DELETE FROM account", "INSERT INTO session (id) VALUES (NULL)", "UPDATE session SET revoked_at = NULL")],
    "nobody makes, changes or drops tables": [(r, what) for r in PROGRAMS for what in (
        "CREATE TABLE mine (n int)", "ALTER TABLE account ADD mine int", "DROP TABLE bucket", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'")],
    "what people have accepted stays as they read it": [(r, what) for r in PROGRAMS for what in (
        "UPDATE policy_text SET body = body", "UPDATE policy SET hash = hash", "DELETE FROM policy")],
    "the schema's history is the migrator's": [(r, "INSERT INTO migration (name, sha256) VALUES ('x', 'y')") for r in PROGRAMS],
}


def tell(n, ok, name, why=()):
    print(f"{'ok' if ok else 'not ok'} {n} - {name}")
    for line in why:
        print(f"# {line}")
    return ok


def allowed(cases):
    wrong = []
    for role, sql in cases:
        try:
            psql(f"BEGIN; {sql}; ROLLBACK;", role)
            wrong.append(f"{role} may {sql}")
        except RuntimeError as no:
            if not re.search("permission denied|must be owner", str(no)):
                wrong.append(f"{role}: {sql}: {no}")
    return wrong


def main():
    sql = statements()
    sets = {role: reachable(program, sql) for role, program in PROGRAMS.items()}
    sets = {role: [n for n in names if n != "migration_insert"] for role, names in sets.items()}  # the owner's
    if sys.argv[1:] == ["print"]:
        return exact(sets, sql)
    well, n = True, 0
    lacks = missing(sets, sql)
    well &= tell(1, not lacks, "every program may run every statement it can reach", lacks)
    spare = needless(sets, sql)
    well &= tell(2, not spare, "no role has a right that none of its program's statements needs", spare)
    for n, (name, cases) in enumerate(FORBIDDEN.items(), 3):
        wrong = allowed(cases)
        well &= tell(n, not wrong, name, wrong)
    print(f"1..{n}")
    return 0 if well else 1


sys.exit(main())
