# letters.awk - turns core/mail/letters/<language>/<name>.txt into build/gen/letters.h and letters.c.
#
#   awk -v want=h -f core/mail/letters.awk core/mail/letters/*/*.txt > build/gen/letters.h
#
# A letter is: the subject; in English, where it is not class T, a line "Class: L" or "Class: M"; a blank
# line; the text, with {slots}.  English says which slots there are, and their order is the order of the
# arguments of letter_<name>(); a translation that lacks one or knows another ends the build.  A slot
# whose name ends in link is shown as a link and taken for a secret.  What the house itself fills in
# is in `house` below.  A class M letter must have {unsubscribe_link}.

function die(msg) { printf "%s:%d: %s\n", FILENAME, FNR, msg > "/dev/stderr"; bad = 1; exit 1 }
function complain(msg) { print "core/mail/letters: " msg > "/dev/stderr"; bad = 1; exit 1 }
function escaped(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return s }
function quoted(s) { return "\"" escaped(s) "\"" }

# Remembers the slots of one line of a letter, each once, in order.
function slots_of(line, l, n,    s) {
    while (match(line, /[{][^}]*[}]/)) {
        s = substr(line, RSTART + 1, RLENGTH - 2)
        line = substr(line, RSTART + RLENGTH)
        if (s !~ /^[a-z][a-z_]*$/) die("a slot is {lower_case}, not {" s "}")
        if (s in reserved) die("{" s "} cannot be the name of a slot")
        if (s in house || (l, n, s) in has) continue
        has[l, n, s] = 1
        slot[l, n, ++slots[l, n]] = s
    }
    if (line ~ /[{}]/) die("a stray brace")
}

BEGIN {
    house["operator"]; house["support_email"]; house["site_link"]; house["given_name"]
    reserved["w"]; reserved["account"]; reserved["to"]; reserved["values"]
}
FNR == 1 {
    split(FILENAME, part, "/"); n = part[5]; sub(/\.txt$/, "", n); l = part[4]
    if (n !~ /^[a-z][a-z0-9_]*$/) die("a letter's name is lower case")
    if (!(l in known)) { known[l] = 1; languages[++nlanguages] = l }
    if (l == "en") { names[++nnames] = n; class[n] = "T" }
    if ($0 ~ /^[ \t]*$/) die("the first line is the subject")
    there[l, n] = 1; subject[l, n] = $0; slots[l, n] = 0; head = 1
    slots_of($0, l, n)
    next
}
head && /^Class: [TLM]$/ { if (l != "en") die("English says the class"); class[n] = $2; next }
head && /^[ \t]*$/ { head = 0; next }
head { die("after the subject comes a blank line") }
/[ \t]$/ { die("blanks at the end of a line") }
length($0) > 200 { die("a line of a letter is at most 200 bytes long") }
{
    slots_of($0, l, n)
    if ($0 != "" || text[l, n] != "") text[l, n] = text[l, n] "     \"" escaped($0) "\\n\"\n"
}

function compare(l, n,    i) {
    for (i = 1; i <= slots["en", n]; i++)
        if (!((l, n, slot["en", n, i]) in has)) complain(l "/" n ".txt lacks {" slot["en", n, i] "}")
    for (i = 1; i <= slots[l, n]; i++)
        if (!(("en", n, slot[l, n, i]) in has)) complain(l "/" n ".txt knows {" slot[l, n, i] "}, which English does not")
}
function check(    i, k, key, part) {
    for (key in there) {
        split(key, part, SUBSEP)
        if (!(("en", part[2]) in there)) complain(part[1] "/" part[2] ".txt has no English")
        if (slots[key] > 16) complain(part[2] ".txt has more than 16 slots")
        if (text[part[1], part[2]] == "") complain(part[1] "/" part[2] ".txt has no text")
        compare(part[1], part[2])
    }
    for (k = 1; k <= nnames; k++)
        if (class[names[k]] == "M" && !(("en", names[k], "unsubscribe_link") in has))
            complain(names[k] ".txt is class M and lacks {unsubscribe_link}")
}

function arguments(n,    i, s) {
    for (i = 1; i <= slots["en", n]; i++) s = s ", const char *" slot["en", n, i]
    return s ")"
}
function passed(n,    i, s) {
    for (i = 1; i <= slots["en", n]; i++) s = s ", " slot["en", n, i]
    return s
}
function to_account(n) { return "enum err letter_" n "(struct work *w, int64_t account" arguments(n) }
function to_anybody(n) { return "enum err letter_to_" n "(struct work *w, const struct addressee *to" arguments(n) }

function print_header(    k) {
    print "#ifndef GEN_LETTERS_H\n#define GEN_LETTERS_H\n\n#include \"base/err.h\"\n#include \"mail/letter.h\"\n\n#include <stdint.h>\n"
    print "struct work;\nstruct addressee;\n\n/* Every letter in every language; ended by one without a name. */\nextern const struct letter letters[];\n"
    print "/* Each goes into the outbox, in the transaction at hand: to an account in its language, or to\n   another address (app/letters.h). */"
    for (k = 1; k <= nnames; k++) print "\n/* " subject["en", names[k]] " */\n" to_account(names[k]) ";\n" to_anybody(names[k]) ";"
    print "\n#endif"
}
function print_texts(n,    i, l) {
    print "static const char *const " n "_slots[] = {"
    for (i = 1; i <= slots["en", n]; i++) print "    \"" slot["en", n, i] "\","
    print "    NULL,\n};\nstatic const struct letter_text " n "_texts[] = {"
    print "    {\"en\", " quoted(subject["en", n]) ",\n" text["en", n] "    },"
    for (i = 1; i <= nlanguages; i++) {
        l = languages[i]
        if (l != "en" && (l, n) in there) print "    {\"" l "\", " quoted(subject[l, n]) ",\n" text[l, n] "    },"
    }
    print "    {0},\n};\n"
}
function print_values(n,    i) {
    print "    const char *const values[] = {"
    for (i = 1; i <= slots["en", n]; i++) print "        " slot["en", n, i] ","
    print "        NULL,\n    };\n"
}
function print_functions(k, n) {
    print to_anybody(n) "\n{"
    print_values(n)
    print "    return letter_put(w, to, &letters[" k - 1 "], values);\n}\n"
    print to_account(n) "\n{\n    return letter_to_" n "(w, &(struct addressee){.account = account}" passed(n) ");\n}\n"
}

END {
    if (bad) exit 1
    check()
    if (bad) exit 1
    print "/* Made from core/mail/letters by core/mail/letters.awk; do not edit. */"
    if (want == "h") { print_header(); exit }
    print "#include \"gen/letters.h\"\n\n#include \"app/letters.h\"\n"
    for (k = 1; k <= nnames; k++) print_texts(names[k])
    print "const struct letter letters[] = {"
    for (k = 1; k <= nnames; k++) print "    {\"" names[k] "\", '" class[names[k]] "', " names[k] "_slots, " names[k] "_texts},"
    print "    {0},\n};\n"
    for (k = 1; k <= nnames; k++) print_functions(k, names[k])
}
