#!/bin/sh
# Installs Dateline as a service on Debian, or upgrades it: system packages, release build, binary, user, unit,
# sample configuration, start. Needs root, Swift 6.2 or newer, and git.
#
#   systemd/install.sh                 install or upgrade
#   systemd/install.sh --uninstall     stop it and take it away; configuration, store and log stay
#   systemd/install.sh --binary FILE   install this build instead of making one
#
# DESTDIR puts the files under another root and starts nothing.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
destination=${DESTDIR:-}
binary=
units="dateline.service dateline-fetch.service dateline-fetch.timer dateline-follow@.service"

say() { printf 'install.sh: %s\n' "$*"; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
usage() { printf 'install.sh: %s\n' "$*" >&2; exit 64; }
has_systemd() { [ -z "$destination" ] && [ -d /run/systemd/system ]; }

install_packages() {
    command -v apt-get >/dev/null || { say "no apt-get here: libcurl, libxml2 and SQLite must be there"; return 0; }
    missing=
    for name in "$@"; do
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing="$missing $name"
    done
    [ -z "$missing" ] && return 0
    say "installing$missing"
    apt-get update -q
    # shellcheck disable=SC2086 # a list of names
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $missing
}

build() {
    command -v swift >/dev/null || fail "swift is not in PATH; see https://www.swift.org/install/linux/"
    install_packages pkg-config libcurl4-openssl-dev libssl-dev libxml2-dev libpcre2-dev libnats-dev libpq-dev libsqlite3-dev zlib1g-dev ca-certificates
    say "building; this takes some minutes"
    (cd "$here" && DATELINE_COMMIT=$(systemd/commit.sh) swift build -c release --static-swift-stdlib --product dateline)
    binary=$(cd "$here" && swift build -c release --static-swift-stdlib --show-bin-path)/dateline
}

# The folders' mode is the unit's: members of the group read store and log, and nobody else.
make_user() {
    [ -n "$destination" ] && return 0
    if command -v systemd-sysusers >/dev/null; then systemd-sysusers "$here/systemd/dateline.sysusers"; fi
    getent group dateline >/dev/null || groupadd --system dateline
    getent passwd dateline >/dev/null ||
        useradd --system --gid dateline --home-dir /var/lib/dateline --no-create-home --shell /usr/sbin/nologin dateline
}

# The binary is moved into place, so that a running one is not written over.
place_files() {
    install -d "$destination/usr/bin" "$destination/usr/lib/systemd/system" "$destination/usr/share/doc/dateline" \
        "$destination/usr/lib/sysusers.d" "$destination/usr/lib/tmpfiles.d" "$destination/etc/dateline/feeds.d" \
        "$destination/etc/dateline/follow"
    install -m 755 "$binary" "$destination/usr/bin/.dateline.new"
    mv -f "$destination/usr/bin/.dateline.new" "$destination/usr/bin/dateline"
    if grep -qs '^StateDirectoryMode=0755' "$destination/usr/lib/systemd/system/dateline.service"; then
        say "store and log were readable to all; now to members of the group dateline: usermod -aG dateline NAME"
    fi
    for unit in $units; do
        install -m 644 "$here/systemd/$unit" "$destination/usr/lib/systemd/system/$unit"
    done
    install -m 644 "$here/systemd/dateline.sysusers" "$destination/usr/lib/sysusers.d/dateline.conf"
    install -m 644 "$here/systemd/dateline.tmpfiles" "$destination/usr/lib/tmpfiles.d/dateline.conf"
    install -m 644 "$here/README.md" "$destination/usr/share/doc/dateline/README.md"
    install -m 644 "$here/Config/follow.conf" "$destination/usr/share/doc/dateline/follow.conf"
    install -d "$destination/usr/share/doc/dateline/monitoring"
    install -m 644 "$here"/Config/monitoring/* "$destination/usr/share/doc/dateline/monitoring"
    for sample in dateline.toml feeds.d/example.toml; do
        # The operator's own files are never written over.
        [ -e "$destination/etc/dateline/$sample" ] ||
            install -m 644 "$here/Config/$sample" "$destination/etc/dateline/$sample"
    done
    place_completions
    place_manual
}

place_completions() {
    install -d "$destination/usr/share/bash-completion/completions" "$destination/usr/share/zsh/vendor-completions" \
        "$destination/usr/share/fish/vendor_completions.d"
    "$binary" --generate-completion-script bash >"$destination/usr/share/bash-completion/completions/dateline"
    "$binary" --generate-completion-script zsh >"$destination/usr/share/zsh/vendor-completions/_dateline"
    "$binary" --generate-completion-script fish >"$destination/usr/share/fish/vendor_completions.d/dateline.fish"
}

place_manual() {
    command -v python3 >/dev/null || { say "no python3 here: the manual pages are left out"; return 0; }
    pages=$(mktemp -d)
    python3 "$here/systemd/man/manual.py" "$binary" "$here/Config" "$pages"
    for section in 1 5 7; do
        install -d "$destination/usr/share/man/man$section"
        install -m 644 "$pages"/*."$section" "$destination/usr/share/man/man$section"
    done
    rm -r "$pages"
}

start() {
    if has_systemd; then
        systemctl daemon-reload
        systemd-tmpfiles --create dateline.conf
        if systemctl is-enabled --quiet dateline-fetch.timer 2>/dev/null; then
            say "rounds go on by dateline-fetch.timer"
        else
            systemctl enable --quiet dateline.service
            systemctl restart dateline.service
        fi
        systemctl try-restart --quiet 'dateline-follow@*.service'
        say "Dateline runs: 'systemctl status dateline', 'dateline status', 'dateline tail -f'"
    else
        [ -z "$destination" ] && install -d -m 750 -o dateline -g dateline /var/lib/dateline /var/log/dateline
        say "no systemd runs here, so nothing was started. In the foreground:"
        say "    setpriv --reuid=dateline --regid=dateline --clear-groups dateline run"
    fi
    say "subscribe with 'dateline feed add URL'"
}

uninstall() {
    if has_systemd && [ -e /usr/lib/systemd/system/dateline.service ]; then
        systemctl disable --now --quiet dateline.service dateline-fetch.timer || true
        systemctl stop --quiet 'dateline-follow@*.service' || true
    fi
    for unit in $units; do rm -f "$destination/usr/lib/systemd/system/$unit"; done
    rm -f "$destination/usr/bin/dateline" "$destination/usr/lib/sysusers.d/dateline.conf" \
        "$destination/usr/lib/tmpfiles.d/dateline.conf" \
        "$destination/usr/share/bash-completion/completions/dateline" \
        "$destination/usr/share/zsh/vendor-completions/_dateline" \
        "$destination/usr/share/fish/vendor_completions.d/dateline.fish" \
        "$destination"/usr/share/man/man1/dateline.1 "$destination"/usr/share/man/man1/dateline-*.1 \
        "$destination/usr/share/man/man5/dateline.toml.5" "$destination"/usr/share/man/man5/dateline-*.5 \
        "$destination"/usr/share/man/man7/dateline-*.7
    rm -rf "$destination/usr/share/doc/dateline"
    if has_systemd; then systemctl daemon-reload; fi
    say "taken away; /etc/dateline, /var/lib/dateline, /var/log/dateline and the user dateline stay"
}

action=install
while [ $# -gt 0 ]; do
    case $1 in
        --uninstall) action=uninstall ;;
        --binary) [ $# -gt 1 ] || usage "--binary needs a file"; shift; binary=$(realpath "$1") ;;
        -h|--help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "$0"; exit 0 ;;
        *) usage "unknown: $1" ;;
    esac
    shift
done
[ -n "$destination" ] || [ "$(id -u)" -eq 0 ] || fail "this must be run as root"

if [ "$action" = uninstall ]; then uninstall; exit 0; fi
if [ -z "$binary" ]; then build; else install_packages libcurl4 libssl3 libxml2 libpcre2-8-0 libnats3.4 libpq5 libsqlite3-0 zlib1g libstdc++6 ca-certificates; fi
make_user
place_files
start
