#!/bin/sh
# The description that mastering-api prints is good OpenAPI 3.1, to the last warning; and it is what the door tells.
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
echo 1..3
"${B:-build}/mastering-api" --openapi >"$out/openapi.json" || exit 1
tests/node_modules/.bin/redocly lint --format=summary "$out/openapi.json" >"$out/said" 2>&1
status=$?
if [ $status = 0 ] && ! grep -qiE '[1-9][0-9]* (error|warning|problem)' "$out/said"; then
    echo "ok 1 - the description has no error and no warning"
else
    echo "not ok 1 - the description has no error and no warning"
    sed 's/^/# /' "$out/said"
fi
# The linter would see a fault: a path parameter that is not declared.
sed 's/"parameters":\[{"name":"[a-z]*","in":"path"[^]]*\]/"parameters":[]/' "$out/openapi.json" >"$out/broken.json"
if cmp -s "$out/openapi.json" "$out/broken.json" || tests/node_modules/.bin/redocly lint "$out/broken.json" >/dev/null 2>&1; then
    echo "not ok 2 - a fault in it would be seen"
else
    echo "ok 2 - a fault in it would be seen"
fi
doors=$(grep -cE '^ROUTE\(' fcgi/routes.def)
told=$(/usr/bin/python3 -c 'import json,sys; print(sum(len(i) for i in json.load(open(sys.argv[1]))["paths"].values()))' "$out/openapi.json")
if [ "$doors" = "$told" ]; then
    echo "ok 3 - every door is described"
else
    echo "not ok 3 - every door is described"
    echo "# $doors doors, $told described"
fi
