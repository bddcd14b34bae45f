#!/bin/bash
# Units, programs, sweeps, settings and secrets are in step: a new one of each is not forgotten elsewhere.
set -u
B=${B:-build}
differ() { diff <(sort -u <<<"$2") <(sort -u <<<"$4") | sed -n "s/^</$1 only: /p; s/^>/$3 only: /p"; }

differ 'sweep' "$("$B/mastering-timer" 2>&1 | awk '/^  / { print $1 }')" \
    'timer file' "$(ls systemd/mastering-timer@*.timer | sed 's/.*@//; s/\.timer$//')"

"$B/masteringctl" config | diff -q - systemd/service.env.example >/dev/null || echo "systemd/service.env.example is stale: run make schema"

differ 'program' "$(sed -n 's/^PROGRAMS := //p' Makefile | tr ' ' '\n' | grep mastering-)" \
    'unit' "$(sed -n 's|^ExecStart=/usr/local/bin/\([^ ]*\).*|\1|p' systemd/*.service)"

# LoadCredential=x:FOLDER hands out x_NAME for every file there.
secrets=$(grep -rhoE '\b(secret_read|credential)\([^"]*"[a-z._]+"' core fcgi --include='*.c' | sed 's/.*"\(.*\)"/\1/; s/^\([a-z]*\)_.*/\1/')
differ 'secret read' "$secrets" 'secret handed by a unit' "$(sed -n 's/^LoadCredential=\([^:]*\):.*/\1/p' systemd/*.service)"
for made in $(sed -n 's/^for secret in \(.*\); do/\1/p' systemd/setup); do
    grep -q "^CREDENTIALS=(.*\b$made\b" systemd/house || echo "systemd/house makes no $made"
done

# Who decodes strangers' files must be let lock itself in: @system-service has none of these calls.
for unit in systemd/*.service; do
    program=$(sed -n 's|^ExecStart=/usr/local/bin/\([^ ]*\).*|\1|p' "$unit")
    nm "$B/$program" | grep -q ' T sandbox_enter' || continue
    grep -q '^SystemCallFilter=seccomp landlock_' "$unit" || echo "$unit: the decoder of $program cannot lock itself in"
done

for unit in systemd/*.service; do
    grep -q '^User=' "$unit" || echo "$unit runs as root"
    user=$(sed -n 's/^User=//p' "$unit")
    [ "$user" = www-data ] || grep -q "^u $user " systemd/sysusers.conf || echo "$unit: user $user is in no sysusers.d"
done
exit 0
