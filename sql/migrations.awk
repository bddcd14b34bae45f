# migrations.awk - puts sql/migrations/*.sql into build/gen/migrations.c, so that the programs carry them.
FNR == 1 {
    if (NR > 1) print "    },"
    else print "/* Made from sql/migrations by sql/migrations.awk; do not edit. */\n#include \"db/migrate.h\"\n\nconst struct migration migrations[] = {"
    name = FILENAME; sub(/.*\//, "", name); sub(/\.sql$/, "", name)
    print "    {\"" name "\","
}
{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); print "     \"" $0 "\\n\"" }
END { print "    },\n};\nconst size_t migration_count = sizeof migrations / sizeof *migrations;" }
