#!/bin/sh
# The service under a real systemd: installation, start to READY, changes picked up, reload, kill -9 with restart, a
# wrong configuration, stop, upgrade, and taking away.
#
#   Tests/systemd.sh [BINARY]     default: .build/release/dateline, linked with --static-swift-stdlib
#
# WITH_SYSTEMD names the tool that runs a command under a systemd of its own. Skipped (exit status 77) without the tool,
# a binary that needs no library of Swift's, or root.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)

skip() {
    echo "skipped: $*"
    exit 77
}

outside() {
    tool=${WITH_SYSTEMD:-$here/../shared/tools/with-systemd}
    binary=${1:-$here/.build/release/dateline}
    if [ ! -x "$tool" ]; then skip "no with-systemd at $tool"; fi
    if [ ! -x "$binary" ]; then skip "no release build at $binary"; fi
    if ldd "$binary" | grep -q libswiftCore; then skip "$binary needs Swift's libraries"; fi
    if [ "$(id -u)" -ne 0 ]; then skip "with-systemd needs root"; fi
    timeout 1200 "$tool" --packages busybox,libcurl4,libxml2,libsqlite3-0,libstdc++6,ca-certificates --timeout 240 \
        --copy "$here/systemd:/root/dateline/systemd" --copy "$here/Config:/root/dateline/Config" \
        --copy "$here/README.md:/root/dateline/README.md" --copy "$here/Tests/systemd.sh:/root/dateline/Tests/systemd.sh" \
        --copy "$here/Tests/DaemonTests/Fixtures/feeds:/root/dateline/feeds" \
        --copy "$binary:/root/dateline/binary" -- /root/dateline/Tests/systemd.sh --inside
}

fail() {
    echo "FAILED: $*"
    systemctl status --no-pager dateline || true
    journalctl --no-pager -u dateline | tail -40
    exit 1
}
property() { systemctl show -P "$1" dateline; }

# wait_for WHAT COMMAND…: the command succeeds within 20 seconds.
wait_for() {
    what=$1
    shift
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ $tries -lt 100 ] || fail "$what"
        sleep 0.2
    done
    echo "ok: $what"
}
journal_has() { journalctl --no-pager -u dateline | grep -q "$1"; }
is_active() { [ "$(property ActiveState)" = active ]; }
has_new_process() { is_active && [ "$(property MainPID)" != "$1" ]; }
lists() { [ "$(dateline feed list --json 2>/dev/null | wc -l)" -eq "$1" ] && [ "$(feeds_in_store)" -eq "$1" ]; }
holds_news() { grep -qs '"event":"new"' /var/log/dateline/items.jsonl; }
feeds_in_store() { dateline status --json 2>/dev/null | wc -l; }

inside() {
    cd /root/dateline
    systemd/install.sh --binary binary
    wait_for "started, and READY" is_active
    [ "$(property NRestarts)" = 0 ] || fail "restarted on its first start"
    first=$(property MainPID)

    dateline feed add --no-check http://127.0.0.1:9/one.xml --title One
    wait_for "a new drop-in is picked up without a signal" lists 1
    busybox httpd -p 127.0.0.1:8080 -h feeds
    sed -i 's|^# allow-networks.*|allow-networks = ["127.0.0.0/8"]|' /etc/dateline/dateline.toml
    dateline feed add "http://127.0.0.1:8080/$(ls feeds | head -1)"
    wait_for "a feed is fetched inside the sandbox, into the log" holds_news

    echo '[[feed]' >/etc/dateline/feeds.d/wrong.toml
    wait_for "a wrong drop-in is said, with its line" journal_has 'wrong.toml:1'
    lists 2 || fail "a wrong drop-in stopped the feeds of the others"
    rm /etc/dateline/feeds.d/wrong.toml

    echo 'nonsense = 1' >>/etc/dateline/dateline.toml
    systemctl reload dateline
    wait_for "a wrong dateline.toml is said" journal_has 'nonsense'
    is_active || fail "a wrong configuration ended the daemon"
    sed -i '/nonsense/d' /etc/dateline/dateline.toml
    echo '# operator' >>/etc/dateline/dateline.toml
    systemctl reload dateline
    wait_for "active after reload" is_active
    [ "$(property MainPID)" = "$first" ] || fail "the reload was a restart"

    kill -9 "$first"
    wait_for "restarted after kill -9" has_new_process "$first"
    lists 2 || fail "a subscription is lost after kill -9"

    systemd/install.sh --binary binary
    wait_for "active after an upgrade" is_active
    grep -q '# operator' /etc/dateline/dateline.toml || fail "the upgrade wrote over the configuration"

    began=$(date +%s)
    systemctl stop dateline
    [ $(($(date +%s) - began)) -le 6 ] || fail "stopping took longer than 6 s"
    [ "$(property Result)" = success ] || fail "the stop ended with $(property Result)"
    echo "ok: stopped"

    systemd/install.sh --uninstall
    [ ! -e /usr/bin/dateline ] || fail "the binary stayed"
    [ -e /var/lib/dateline/dateline.db ] || fail "the store went"
    [ -e /etc/dateline/feeds.d/one.toml ] || fail "the configuration went"
    echo "ok: taken away, the data left"
    echo "10 passed, 0 failed"
}

if [ "${1:-}" = --inside ]; then inside; else outside "$@"; fi
