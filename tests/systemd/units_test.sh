#!/bin/bash
# What make install puts in place: units that systemd takes without a word, and parts that may do little.
set -u
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
n=0 bad=0
holds() { # NAME COMMAND...: silence and success
    local said
    n=$((n + 1))
    if said=$("${@:2}" 2>&1) && [ -z "$said" ]; then echo "ok $n - $1"; else
        echo "not ok $n - $1"
        sed 's/^/# /' <<<"$said"
        bad=1
    fi
}
make -s install DESTDIR="$dir" >/dev/null
make -s install DESTDIR="$dir/two" INSTANCE=studio >/dev/null
units=$dir/etc/systemd/system
verify() { # the programs are where they will be, seen from here
    sed -i "s|/usr/local/bin/|$dir/usr/local/bin/|" "$1"/*.service
    SYSTEMD_UNIT_PATH=$1: systemd-analyze verify "${@:2}" 2>&1 | grep -vE '^/(usr/)?lib/systemd|Failed to (connect|get)|\.service: Unit file (changed|not found)'
    return 0
}
safe() { # UNIT THRESHOLD: the score x 10
    SYSTEMD_UNIT_PATH=$units: systemd-analyze security --offline=true --no-pager --threshold="$2" "$1" >"$dir/score" 2>&1 || tail -n 1 "$dir/score"
}
quiet() { "$@" >"$dir/said" 2>&1 || cat "$dir/said"; }
holds the_units_verify verify "$units" mastering.target mastering-api.socket mastering-api@1.service mastering-render@1.service \
    mastering-egress.service $(cd "$units" && ls mastering-timer@*.timer) mastering-timer@due.service
holds the_api_is_safe_to_0_7 safe mastering-api@1.service 7
holds the_render_worker_is_safe_to_0_7 safe mastering-render@1.service 7
holds a_sweep_is_safe_to_0_7 safe mastering-timer@due.service 7
holds egress_is_safe_to_1_2 safe mastering-egress.service 12
hardened() { # by the shared drop-in: no unit says these things for itself
    grep -l 'NoNewPrivileges\|ProtectSystem' "$units"/mastering-*.service
    return 0
}
holds hardening_is_said_once hardened
another() {
    ls "$dir/two/etc/systemd/system" | grep mastering
    grep -rnE '(/run|/etc|/var/lib|/share)/mastering|User=mastering' "$dir/two/etc" "$dir/two/usr/lib"
    grep -rL 'user=mastering_' "$dir/two/etc/systemd/system/"*.service | grep .
    return 0
}
holds a_second_instance_shares_no_name_but_the_roles another
[ -z "$(command -v systemd-sysusers)" ] || holds sysusers_takes_its_file quiet systemd-sysusers --dry-run "$dir/usr/lib/sysusers.d/mastering.conf" --root="$dir"
echo "1..$n"
exit $bad
