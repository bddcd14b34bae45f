#!/bin/bash
# The installation as it will run: systemd boots it, a request wakes it, a song is rendered in it, it is
# restarted piece by piece under load and loses no request.
set -u
cd "$(dirname "$0")/../.."
why=$(tests/systemd/sdbox can) || { echo "1..0 # SKIP systemd is not booted: $why"; exit 0; }
export SDBOX=/var/tmp/mastering-box.$$
log=$(mktemp)
trap 'tests/systemd/sdbox down; rm -f "$log"' EXIT
trap 'exit 143' INT TERM
in_box() { tests/systemd/sdbox run "$@"; }

n=0 bad=0
holds() { # FUNCTION: its name is the sentence; what it prints explains a failure
    n=$((n + 1))
    if "$1" >"$log" 2>&1; then echo "ok $n - $1"; else
        bad=$((bad + 1))
        echo "not ok $n - $1"
        tail -n 40 "$log" | sed 's/^/# /'
    fi
}
status() { in_box curl -s -o /dev/null -m 20 -w '%{http_code}' "http://127.0.0.1:8080$1"; }
active() { in_box systemctl is-active --quiet "$1" || { in_box systemctl status --no-pager "$1"; false; }; }

# Of the machine's database nothing is taken over but the programs.
furnish() {
    local root=$1
    rm -rf "$root"/etc/postgresql/* "$root"/var/lib/postgresql/* "$root"/etc/nginx/sites-enabled/* "$root"/var/lib/mastering
    rm -f "$root"/etc/systemd/system/{postgresql,nginx}.service
    make -s install DESTDIR="$root" >/dev/null
    mkdir -p "$root/opt/mastering-test"
    cp tests/story/house.py tests/story/contract.py tests/systemd/render.py "$root/opt/mastering-test/"
    cp build/mastering "$root/opt/mastering-test/"
}
furnished() { (furnish "$1"); }
export -f furnish furnished

it_boots() { tests/systemd/sdbox up bash -c 'furnished "$1"' box; }
it_is_set_up_and_once_more() {
    in_box bash -ec 'ip link set lo up; [ -n "$(pg_lsclusters -h)" ] || pg_createcluster 15 main >/dev/null; systemctl start postgresql; systemctl start postgresql@15-main; for i in $(seq 50); do pg_isready -q && break; sleep 0.2; done' &&
        in_box mastering-setup && in_box mastering-setup &&
        # The load below is one visitor's; and its limit is another test's.
        in_box bash -c 'echo RATE_VISITOR_PER_MINUTE=1000000 >>/etc/mastering/service.env; systemctl restart mastering-api@1 mastering-api@2'
}
it_is_ready() {
    local end=$((SECONDS + 60))
    while ((SECONDS < end)); do
        [ "$(status /readyz)" != 200 ] || return 0
        sleep 0.2
    done
    in_box curl -s -m 20 http://127.0.0.1:8080/readyz
    in_box journalctl --no-pager -n 30 -u 'mastering-*'
    false
}
every_part_is_active() {
    for part in mastering.target mastering-api.socket mastering-api@1 mastering-api@2 mastering-render@1 mastering-egress mastering-timer@due.timer; do
        active "$part" || return
    done
}
a_request_wakes_the_api_through_its_socket() {
    in_box systemctl stop mastering-api@1 mastering-api@2
    ! in_box systemctl is-active --quiet mastering-api@1 && [ "$(status /healthz)" = 200 ] && active mastering-api@1
    local answer=$?
    in_box systemctl start mastering-api@2
    return $answer
}
nobody_else_can_speak_to_the_api() {
    [ "$(in_box stat -c '%a %U' /run/mastering/api.sock)" = '600 www-data' ] || return
    ! in_box setpriv --reuid=mastering-render --regid=www-data --clear-groups -- \
        perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Peer => "/run/mastering/api.sock") and print "connected\n" or exit 1'
}
a_song_is_uploaded_rendered_and_downloaded() { in_box /usr/bin/python3 /opt/mastering-test/render.py; }
each_sweep_runs() {
    local timer
    for timer in systemd/mastering-timer@*.timer; do
        timer=${timer##*/}
        in_box systemctl start "${timer%.timer}.service" || { in_box journalctl --no-pager -n 20 -u "${timer%.timer}.service"; return 1; }
    done
}
a_rolling_restart_under_load_loses_no_request() {
    local i load
    in_box wrk -t 1 -c 16 -d 12 http://127.0.0.1:8080/api/v1/policies >"$SDBOX/wrk" 2>&1 &
    load=$!
    sleep 1
    for i in 1 2 1 2 1 2; do
        in_box systemctl restart "mastering-api@$i" || return
    done
    wait $load
    cat "$SDBOX/wrk"
    [ "$(status /readyz)" = 200 ] && grep -q 'requests in' "$SDBOX/wrk" && ! grep -qE 'Non-2xx|Socket errors' "$SDBOX/wrk"
}
a_killed_worker_comes_back() {
    in_box systemctl kill -s KILL mastering-render@1 mastering-api@2
    sleep 2
    active mastering-render@1 && active mastering-api@2
}
only_egress_has_a_network() {
    local part pid
    for part in mastering-api@1 mastering-render@1 mastering-egress; do
        pid=$(in_box systemctl show -P MainPID "$part")
        echo "$part $(in_box readlink "/proc/$pid/ns/net")"
    done | awk -v box="$(in_box readlink /proc/1/ns/net)" '{ print; bad += ($2 == box) != ($1 == "mastering-egress") } END { exit bad }'
}
the_journal_has_no_fault_and_no_address() {
    in_box journalctl --no-pager -o cat -p err -u 'mastering-*' | grep -v '^$' && return 1
    ! in_box journalctl --no-pager -o cat -u 'mastering-*' | grep '@example'
}

holds it_boots
if ((bad == 0)); then
    for story in it_is_set_up_and_once_more it_is_ready every_part_is_active a_request_wakes_the_api_through_its_socket \
        nobody_else_can_speak_to_the_api a_song_is_uploaded_rendered_and_downloaded each_sweep_runs \
        a_rolling_restart_under_load_loses_no_request only_egress_has_a_network the_journal_has_no_fault_and_no_address \
        a_killed_worker_comes_back; do
        holds $story
    done
fi
echo "1..$n"
exit $((bad > 0))
