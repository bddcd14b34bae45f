# details.awk - turns fcgi/details/<language>.txt into build/gen/details.h and .c: what a refusal tells people to do next.
# A line is "English = translation"; {1} and {2} stand for what the sentence was filled with.  The English is that of
# fail, refuse and blame in the sources.  A line that begins with # is a note.
function die(msg) { printf "%s:%d: %s\n", FILENAME, FNR, msg > "/dev/stderr"; bad = 1; exit 1 }
function quoted(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }
BEGIN {
    print "/* Made from fcgi/details by fcgi/details.awk; do not edit. */"
    if (want == "h") {
        print "#ifndef GEN_DETAILS_H\n#define GEN_DETAILS_H\n"
        print "struct problem_detail {\n    const char *language, *english, *said;\n};"
        print "/* Ended by one without a language. */\nextern const struct problem_detail problem_details[];\n\n#endif"
        exit
    }
    print "#include \"gen/details.h\"\n\n#include <stddef.h>\n\nconst struct problem_detail problem_details[] = {"
}
FNR == 1 { language = FILENAME; sub(/.*\//, "", language); sub(/\.txt$/, "", language) }
/^#/ || /^[ \t]*$/ { next }
{
    i = index($0, " = ")
    if (!i) die("no \"English = translation\"")
    rest = $0; gsub(/[{][12][}]/, "", rest)
    if (rest ~ /[{}]/) die("only {1} and {2} are slots")
    printf "    {\"%s\", %s,\n     %s},\n", language, quoted(substr($0, 1, i - 1)), quoted(substr($0, i + 3))
}
END { if (!bad && want != "h") print "    {0},\n};" }
