#!/bin/bash
# tests/fresh.sh [--user NAME] [COMMAND...]: runs COMMAND (make test) in an empty clone of HEAD on a fresh
# Debian 12, a debootstrap minbase tree under an overlay.  By hand, as root; the network is the machine's.
# FRESH=DIR keeps the tree and the packages between runs; the overlay is new each time.
# FRESH_BIND=DIR is seen there as /mnt.
set -eu
[ "$(id -u)" = 0 ] || { echo "fresh.sh: only root can make a tree" >&2; exit 1; }
FRESH=${FRESH:-/var/tmp/mastering-fresh}
ROOT=$(cd "$(dirname "$0")/.." && pwd)
user=root
[ "${1:-}" != --user ] || { user=$2; shift 2; }
[ $# -gt 0 ] || set -- make test

mkdir -p "$FRESH/debs/partial"
[ -d "$FRESH/base" ] || {
    debootstrap --variant=minbase bookworm "$FRESH/base.new" >"$FRESH/debootstrap.log" || { tail "$FRESH/debootstrap.log"; exit 1; }
    mv "$FRESH/base.new" "$FRESH/base"
}
layer=$(mktemp -d "$FRESH/run.XXXXXX")
trap 'rm -rf "$layer"' EXIT
mkdir "$layer"/{up,work,root}

# In a mount and process namespace of its own: whatever is left when COMMAND ends, ends with it.
unshare --mount --pid --fork --kill-child --propagation private bash -euc '
    FRESH=$1 ROOT=$2 layer=$3 user=$4
    shift 4
    tree=$layer/root
    mount -t overlay overlay -o "lowerdir=$FRESH/base,upperdir=$layer/up,workdir=$layer/work" "$tree"
    mount -t proc proc "$tree/proc"
    mount --rbind /sys "$tree/sys"
    mount --rbind /dev "$tree/dev"
    mount -t tmpfs -o mode=1777 tmpfs "$tree/dev/shm" || true
    mount --bind "$FRESH/debs" "$tree/var/cache/apt/archives"
    rm -f "$tree/etc/apt/apt.conf.d/docker-clean"
    [ -z "${FRESH_BIND:-}" ] || mount --bind "$FRESH_BIND" "$tree/mnt"
    # This machine knows how to reach Debian and npm; the tree asks the same way.
    cp /etc/resolv.conf "$tree/etc/resolv.conf"
    grep -q . /etc/hosts && cp /etc/hosts "$tree/etc/hosts"
    rm -f "$tree/etc/apt/sources.list"
    for f in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
        ! grep -qsi debian-archive-keyring "$f" || cp "$f" "$tree/etc/apt/sources.list.d/"
    done
    [ -s "$tree/etc/apt/sources.list" ] || ls "$tree"/etc/apt/sources.list.d/* >/dev/null 2>&1 || cp "$FRESH/base/etc/apt/sources.list" "$tree/etc/apt/"
    for f in /etc/apt/apt.conf.d/*proxy*; do [ ! -e "$f" ] || cp "$f" "$tree/etc/apt/apt.conf.d/"; done
    mkdir -p "$tree/usr/local/share/ca-certificates"
    cp /usr/local/share/ca-certificates/*.crt "$tree/usr/local/share/ca-certificates/" 2>/dev/null || true
    [ ! -e /etc/npmrc ] || cp /etc/npmrc "$tree/etc/npmrc"
    # The tree is thrown away: dpkg need not wait for the disk.
    echo force-unsafe-io >"$tree/etc/dpkg/dpkg.cfg.d/thrown-away"
    printf "#!/bin/sh\nexit 101\n" >"$tree/usr/sbin/policy-rc.d"
    chmod 755 "$tree/usr/sbin/policy-rc.d"
    git clone -q --no-hardlinks "$ROOT" "$tree/srv/mastering"
    git -C "$tree/srv/mastering" checkout -q "$(git -C "$ROOT" rev-parse HEAD)"
    # A fresh machine has make; everything else is asked for by it.
    chroot "$tree" sh -c "apt-get update -q >/dev/null && apt-get install -qy --no-install-recommends make >/dev/null 2>&1"
    [ "$user" = root ] || {
        chroot "$tree" useradd -m "$user"
        chown -R --reference="$tree/home/$user" "$tree/srv/mastering"
    }
    home=$(chroot "$tree" getent passwd "$user" | cut -d: -f6)
    # Its root is the namespace'"'"'s root, as on a machine: who is in a chroot may make no user namespace.
    cd "$tree"
    mkdir -p old
    pivot_root . old
    umount -l /old
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME="$home" NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt TERM="${TERM:-dumb}" LANG=C.UTF-8 ${CI:+CI=$CI} \
        setpriv --reuid="$user" --regid="$(id -g "$user")" --init-groups sh -c "cd /srv/mastering && exec \"\$@\"" sh "$@"
' bash "$FRESH" "$ROOT" "$layer" "$user" "$@"
