#!/bin/bash
# The service's nginx configuration, filled in as for a house, passes nginx's own test without a word.
set -u
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir"/tmp/body
{
    echo "pid $dir/pid; error_log stderr warn; events { } http { include /etc/nginx/mime.types; access_log off;"
    for t in proxy fastcgi uwsgi scgi; do echo "${t}_temp_path $dir/tmp/$t;"; done
    nginx/fill LISTEN=127.0.0.1:8080 NAME=_ RUN="$dir" TEMP="$dir/tmp" STORE="$dir/store" WWW="$dir" PAGES="$PWD/nginx/pages" \
        NGINX="$PWD/nginx" FLAGS="$dir" CONTACT=a@b EXPIRES=2030-01-01T00:00:00Z <nginx/service.conf.in
    echo "}"
} >"$dir/nginx.conf"
grep -n '@[A-Z]*@' "$dir/nginx.conf"
"$(command -v nginx || echo /usr/sbin/nginx)" -e stderr -t -q -c "$dir/nginx.conf"
