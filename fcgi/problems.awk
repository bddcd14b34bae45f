# problems.awk - turns fcgi/problems/<language>.txt into build/gen/problems.h and .c.
# A line is "code: title"; a line that begins with # is a note.
BEGIN {
    print "/* Made from fcgi/problems by fcgi/problems.awk; do not edit. */"
    if (want == "h") {
        print "#ifndef GEN_PROBLEMS_H\n#define GEN_PROBLEMS_H\n\n#include <stddef.h>\n"
        print "struct problem_title {\n    const char *language, *code, *title;\n};"
        print "extern const struct problem_title problem_titles[];\nextern const size_t problem_title_count;\n\n#endif"
        exit
    }
    print "#include \"gen/problems.h\"\n\nconst struct problem_title problem_titles[] = {"
}
FNR == 1 { language = FILENAME; sub(/.*\//, "", language); sub(/\.txt$/, "", language) }
/^#/ || /^[ \t]*$/ { next }
{
    i = index($0, ": ")
    if (!i) { printf "%s:%d: no \"code: title\"\n", FILENAME, FNR > "/dev/stderr"; exit 1 }
    title = substr($0, i + 2)
    gsub(/\\/, "\\\\", title); gsub(/"/, "\\\"", title)
    printf "    {\"%s\", \"%s\", \"%s\"},\n", language, substr($0, 1, i - 1), title
}
END { if (want != "h") print "};\nconst size_t problem_title_count = sizeof problem_titles / sizeof *problem_titles;" }
