# words.awk - turns the sentences that letters and the API share with the page, nginx/www/i18n/<language>.json, into
# build/gen/words.h and .c: the names of the styles, the reasons why something could not be
# finished, and what is to be done about a file that is refused; but for those with {slots}, which only the page can fill.
# A catalogue has one key a line; what its texts escape, \" and \\, C escapes likewise.
function die(msg) { printf "%s:%d: %s\n", FILENAME, FNR, msg > "/dev/stderr"; bad = 1; exit 1 }
BEGIN {
    print "/* Made from nginx/www/i18n by core/app/words.awk; do not edit. */"
    if (want == "h") {
        print "#ifndef GEN_WORDS_H\n#define GEN_WORDS_H\n"
        print "struct word {\n    const char *language, *key, *text;\n};"
        print "/* Ended by one without a language. */\nextern const struct word page_words[];\n\n#endif"
        exit
    }
    print "#include \"gen/words.h\"\n\n#include <stddef.h>\n\nconst struct word page_words[] = {"
}
FNR == 1 { language = FILENAME; sub(/.*\//, "", language); sub(/\.json$/, "", language) }
/^ *"(style\.[a-z]+|reason\.[a-z_]+|refusal\.[a-z_]+)": "[^{]*$/ {
    split($0, part, "\""); key = part[2]
    text = $0; sub(/^[^:]*: "/, "", text); sub(/",? *$/, "", text)
    if (text ~ /\\[^"\\]/) die("only \\\" and \\\\ are known here")
    printf "    {\"%s\", \"%s\", \"%s\"},\n", language, key, text
}
END { if (!bad && want != "h") print "    {0},\n};" }
