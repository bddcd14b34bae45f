# queries.awk - turns sql/queries/*.sql into build/gen/queries.h and queries.c.
#
#   awk -v want=h -f sql/queries.awk sql/queries/*.sql > build/gen/queries.h
#
# A file holds enums, records and queries, each opened by a comment:
#
#   -- enum NAME: word, word
#   -- record NAME            then one line a column:  --   column  type[?]
#   -- query NAME: sentence   then  --   in   a int, b text
#                                   --   out  one|many RECORD | nothing [, or conflict|not found]
#
# and the statement, with its parameters written :name and {record} for its
# columns ({s.record} puts s. before each).  A type is text, uuid, int, real,
# bool, time, json, texts or the name of an enum; what an absent value is in C
# stands in base/field.h.

function die(msg) { printf "%s:%d: %s\n", FILENAME, FNR, msg > "/dev/stderr"; bad = 1; exit 1 }
function complain(msg) { print msg > "/dev/stderr"; bad = 1; exit 1 }

function ctype(t) {
    if (t == "text" || t == "uuid" || t == "json") return "const char *"
    if (t == "texts") return "const char *const *"
    if (t == "int" || t == "time") return "int64_t "
    if (t == "real") return "double "
    if (t == "bool") return "bool "
    if (t in words) return "enum " t " "
    complain("unknown type " t)
}
function member(t) {
    return t == "texts" ? "texts" : t == "real" ? "real" : t == "bool" ? "flag" : t == "int" || t == "time" ? "num" : "text"
}
function wire(t) { return t in words ? "TEXT" : toupper(t) }

# {song} -> the columns of the record; {s.song} -> the same, each with s. before it
function columns_of(name,    alias, i, out) {
    alias = ""
    if (i = index(name, ".")) { alias = substr(name, 1, i); name = substr(name, i + 1) }
    if (!(name in columns)) complain("query " q ": no record " name)
    for (i = 1; i <= columns[name]; i++) out = out (i > 1 ? ", " : "") alias column[name, i]
    return out
}

# :name -> $n; leaves ::casts and 'quoted text' alone
function numbered(line,    out, c, i, word, quoted) {
    out = ""
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (c == "'") quoted = !quoted
        if (c == ":" && !quoted && substr(line, i + 1, 1) == ":") { out = out "::"; i++; continue }
        if (c == "{" && !quoted && match(substr(line, i), /^{[a-z_.]+}/)) {
            word = substr(line, i + 1, RLENGTH - 2)
            i += RLENGTH - 1
            out = out columns_of(word)
            continue
        }
        if (c == ":" && !quoted && match(substr(line, i + 1), /^[a-z_][a-z0-9_]*/)) {
            word = substr(line, i + 1, RLENGTH)
            if (!((q, word) in place)) complain("query " q ": no parameter :" word)
            used[q, word] = 1
            out = out "$" place[q, word]
            i += length(word)
            continue
        }
        out = out (c == "\\" || c == "\"" ? "\\" c : c)
    }
    return out
}

FNR == 1 { mode = "" }

/^-- enum / {
    name = $3; sub(/:$/, "", name); enums[++nenums] = name; words[name] = 0
    sub(/^-- enum [^:]*: */, ""); n = split($0, part, / *, */)
    for (i = 1; i <= n; i++) word_of[name, i] = part[i]
    words[name] = n; mode = ""; next
}
/^-- record / { mode = "record"; r = $3; if (r in columns) die("record " r " twice"); records[++nrecords] = r; columns[r] = 0; next }
/^-- query /  {
    mode = "query"; q = $3; sub(/:$/, "", q)
    if (q in doc) die("query " q " twice")
    queries[++nqueries] = q; sub(/^-- query [^:]*: */, ""); doc[q] = $0; next
}
/^--/ && mode == "record" && NF == 3 {
    n = ++columns[r]; column[r, n] = $2; type[r, n] = $3; null[r, n] = sub(/\?$/, "", type[r, n]); next
}
/^--   in / && mode == "query" {
    sub(/^--   in */, ""); sub(/,? *$/, ""); n = split($0, part, / *, */)
    for (i = 1; i <= n; i++) {
        split(part[i], w, " "); k = ++pars[q]
        par[q, k] = w[1]; ptype[q, k] = w[2]; place[q, w[1]] = k
    }
    next
}
/^--   out / && mode == "query" {
    many[q] = $3; sub(/,$/, "", many[q]); out[q] = many[q] == "nothing" ? "" : $4; sub(/,$/, "", out[q])
    none[q] = /or conflict$/ ? "ERR_CONFLICT" : /or not found$/ || many[q] == "one" ? "ERR_NOT_FOUND" : "OK"
    mode = "sql"; next
}
/^--/ { next }
/^[ \t]*$/ { next }
mode == "sql" { raw[q, ++lines[q]] = $0; next }
{ die("stray line: " $0) }

function signature(q,    s, i) {
    s = "enum err " q "(struct db *db"
    for (i = 1; i <= pars[q]; i++) s = s ", " ctype(ptype[q, i]) par[q, i]
    if (many[q] == "one") s = s ", struct " out[q] " *row"
    if (many[q] == "many") s = s ", struct " out[q] " **rows, size_t *count"
    return s ")"
}

function print_header(    k, i, r) {
    print "#ifndef GEN_QUERIES_H\n#define GEN_QUERIES_H\n\n#include \"base/err.h\"\n#include \"base/field.h\"\n\nstruct db;\n"
    for (k = 1; k <= nenums; k++) {
        print "enum " enums[k] " {"
        print "    " toupper(enums[k]) "_ABSENT = ENUM_ABSENT,"
        for (i = 1; i <= words[enums[k]]; i++) print "    " toupper(enums[k] "_" word_of[enums[k], i]) ","
        print "};\nextern const char *const " enums[k] "_words[];\n"
    }
    for (k = 1; k <= nrecords; k++) {
        r = records[k]
        print "struct " r " {"
        for (i = 1; i <= columns[r]; i++) print "    " ctype(type[r, i]) column[r, i] ";"
        print "};\nextern const struct record " r "_record;\n"
    }
    for (k = 1; k <= nqueries; k++) { q = queries[k]; print "/* " doc[q] " */\n" signature(q) ";\n" }
    print "#endif"
}

function print_field(r, i,    t) {
    t = type[r, i]
    if (t in words) return "    ENUM(" r ", " column[r, i] ", " t ", .optional = " (null[r, i] ? "true" : "false") "),"
    return "    " toupper(t) "(" r ", " column[r, i] ", .optional = " (null[r, i] ? "true" : "false") "),"
}

function print_statement(    i) {
    for (i = 1; i <= lines[q]; i++) { sub(/;[ \t]*$/, "", raw[q, i]); text[q] = text[q] sprintf("    \"%s\\n\"\n", numbered(raw[q, i])) }
    for (i = 1; i <= pars[q]; i++) if (!((q, par[q, i]) in used)) complain("query " q ": :" par[q, i] " is never used")
    printf "    {.name = \"%s\", .params = %d, .types = {", q, pars[q]
    for (i = 1; i <= pars[q]; i++) printf "%sFIELD_%s", (i > 1 ? ", " : ""), wire(ptype[q, i])
    print "}, .none = " none[q] ", .out = " (out[q] ? "&" out[q] "_record" : "NULL") ", .sql =\n" text[q] "    },"
}

function print_function(k, q,    i, v) {
    print signature(q) "\n{"
    if (pars[q]) {
        print "    const union value in[] = {"
        for (i = 1; i <= pars[q]; i++) {
            v = par[q, i]
            if (ptype[q, i] in words) v = "(int)" v " == ENUM_ABSENT ? NULL : " ptype[q, i] "_words[" v "]"
            print "        {." member(ptype[q, i]) " = " v "},"
        }
        print "    };\n"
    }
    v = "db, &statements[" k - 1 "], " (pars[q] ? "in" : "NULL")
    if (many[q] == "one") print "    return db_one(" v ", row);"
    else if (many[q] == "many") print "    return db_many(" v ", (void **)rows, count);"
    else print "    return db_do(" v ");"
    print "}\n"
}

END {
    if (bad) exit 1
    print "/* Made from sql/queries by sql/queries.awk; do not edit. */"
    if (want == "h") { print_header(); exit }
    print "#include \"gen/queries.h\"\n#include \"db/db.h\"\n"
    for (k = 1; k <= nenums; k++) {
        printf "const char *const %s_words[] = {", enums[k]
        for (i = 1; i <= words[enums[k]]; i++) printf "\"%s\", ", word_of[enums[k], i]
        print "NULL};"
    }
    for (k = 1; k <= nrecords; k++) {
        r = records[k]
        print "\nstatic const struct field " r "_fields[] = {"
        for (i = 1; i <= columns[r]; i++) print print_field(r, i)
        print "};\nconst struct record " r "_record = RECORD(" r ", " r "_fields);"
    }
    print "\nconst struct statement statements[] = {"
    for (k = 1; k <= nqueries; k++) { q = queries[k]; print_statement() }
    print "};\nconst size_t statement_count = sizeof statements / sizeof *statements;\n"
    for (k = 1; k <= nqueries; k++) print_function(k, queries[k])
}
