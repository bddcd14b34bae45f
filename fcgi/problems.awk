# problems.awk - turns fcgi/problems/<language>.txt into build/gen/problems.h and .c.
# A line is "code: title | next step"; a line that begins with # is a note.  A language without a step shows the English one.
BEGIN {
    print "/* Made from fcgi/problems by fcgi/problems.awk; do not edit. */"
    if (want == "h") {
        print "#ifndef GEN_PROBLEMS_H\n#define GEN_PROBLEMS_H\n\n#include <stddef.h>\n"
        print "struct problem_text {\n    const char *language, *code, *title, *next; /* next: or NULL */\n};"
        print "extern const struct problem_text problem_texts[];\nextern const size_t problem_text_count;\n\n#endif"
        exit
    }
    print "#include \"gen/problems.h\"\n\nconst struct problem_text problem_texts[] = {"
}
FNR == 1 { language = FILENAME; sub(/.*\//, "", language); sub(/\.txt$/, "", language) }
/^#/ || /^[ \t]*$/ { next }
{
    i = index($0, ": ")
    if (!i) { printf "%s:%d: no \"code: title\"\n", FILENAME, FNR > "/dev/stderr"; exit 1 }
    text = substr($0, i + 2)
    gsub(/\\/, "\\\\", text); gsub(/"/, "\\\"", text)
    bar = index(text, " | ")
    printf "    {\"%s\", \"%s\", \"%s\", %s},\n", language, substr($0, 1, i - 1), bar ? substr(text, 1, bar - 1) : text,
        bar ? "\"" substr(text, bar + 3) "\"" : "NULL"
}
END { if (want != "h") print "};\nconst size_t problem_text_count = sizeof problem_texts / sizeof *problem_texts;" }
