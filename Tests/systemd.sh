#!/bin/sh
# The service under a real systemd: installation, start to READY, changes picked up, reload, kill -9 with restart, a
# wrong configuration, a follower, stop, upgrade, and taking away.
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
    timeout 1200 "$tool" --packages busybox,sqlite3,libcurl4,libxml2,libsqlite3-0,libstdc++6,ca-certificates --timeout 240 \
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
sandbox() { sed -n '/^User=/,$p' "/usr/lib/systemd/system/$1.service" | grep -E '^[A-Z][A-Za-z]*=' | grep -vE '^(WantedBy|RuntimeDirectory)'; }
# as USER COMMAND…: with the user's own groups.
as() {
    user=$1
    shift
    setpriv --reuid="$user" --regid="$user" --init-groups env HOME=/ "$@"
}
# reads USER: by a read-only connection, and the log.
reads() {
    as "$1" sh -c \
        'sqlite3 -readonly /var/lib/dateline/dateline.db "SELECT count(*) FROM item" && tail -1 /var/log/dateline/items.jsonl' \
        >/dev/null 2>&1
}
lists() { [ "$(dateline feed list --json 2>/dev/null | wc -l)" -eq "$1" ] && [ "$(feeds_in_store)" -eq "$1" ]; }
holds_news() { grep -qs '"event":"new"' /var/log/dateline/items.jsonl; }
handed_over() { grep -qs '"event":"new"' /var/lib/dateline/handed; }
feeds_in_store() { dateline status --json 2>/dev/null | wc -l; }

inside() {
    cd /root/dateline
    systemd/install.sh --binary binary
    wait_for "started, and READY" is_active
    [ "$(property NRestarts)" = 0 ] || fail "restarted on its first start"
    systemd-analyze verify /usr/lib/systemd/system/dateline.service /usr/lib/systemd/system/dateline-fetch.timer \
        /usr/lib/systemd/system/dateline-follow@.service ||
        fail "systemd finds fault with the units"
    for unit in dateline dateline-fetch dateline-follow@; do
        systemd-analyze security --offline=true --threshold=13 /usr/lib/systemd/system/$unit.service >/dev/null ||
            fail "$unit is not shut in"
    done
    [ "$(sandbox dateline)" = "$(sandbox dateline-fetch)" ] || fail "the two services are not shut in alike"
    echo "ok: the units are right"
    ! journal_has 'thread priority' || fail "threads complain in the journal"
    useradd --groups dateline member
    useradd stranger
    first=$(property MainPID)

    dateline feed add --no-check http://127.0.0.1:9/one.xml --title One
    wait_for "a new drop-in is picked up without a signal" lists 1
    busybox httpd -p 127.0.0.1:8080 -h feeds
    sed -i 's|^# allow-networks.*|allow-networks = ["127.0.0.0/8"]|' /etc/dateline/dateline.toml
    dateline feed add "http://127.0.0.1:8080/$(ls feeds | head -1)"
    wait_for "a feed is fetched inside the sandbox, into the log" holds_news

    reads member || fail "a member of the group cannot read store and log while the daemon runs"
    ! reads stranger || fail "a stranger reads store or log"
    echo "ok: members of the group read store and log, strangers do not"

    echo "FOLLOW=\"--from start --filter kind:new --exec /bin/sh -c 'cat >>/var/lib/dateline/handed'\"" \
        >/etc/dateline/follow/desk.conf
    systemctl start dateline-follow@desk
    wait_for "a follower hands over inside its sandbox" handed_over
    systemctl stop dateline-follow@desk
    [ -z "$(sort /var/lib/dateline/handed | uniq -d)" ] || fail "an event was handed over twice"
    dateline status | grep -q '^follower desk: .*not running' || fail "status does not tell of the follower"

    as member dateline fetch --force >/dev/null || [ $? -eq 1 ] || fail "a member of the group cannot have feeds fetched"
    as member dateline pause --for 1h && as root dateline status | grep -q paused || fail "a member cannot pause"
    as member dateline resume && ! as root dateline status | grep -q paused || fail "a member cannot end a pause"
    as member dateline reload || fail "a member cannot have the configuration read"
    said=$(as stranger dateline reload 2>&1) && fail "a stranger gives orders"
    [ "$(echo "$said" | wc -l)" -eq 1 ] || fail "a stranger is told more than a line: $said"
    echo "ok: members of the group ask the daemon, strangers do not: $said"

    echo '[[feed]' >/etc/dateline/feeds.d/wrong.toml
    wait_for "a wrong drop-in is said, with its line" journal_has 'wrong.toml:1'
    lists 2 || fail "a wrong drop-in stopped the feeds of the others"
    rm /etc/dateline/feeds.d/wrong.toml

    echo 'nonsense = 1' >>/etc/dateline/dateline.toml
    ! systemctl reload dateline || fail "a reload of a wrong configuration succeeds"
    wait_for "a wrong dateline.toml fails the reload and is said" journal_has 'nonsense'
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
    reads member || fail "a member of the group cannot read store and log while nothing runs"

    last=$(wc -l </var/log/dateline/items.jsonl)
    cp feeds/"$(ls feeds | tail -1)" feeds/another.xml
    dateline feed add --no-check http://127.0.0.1:8080/another.xml
    systemctl disable --quiet dateline.service
    systemctl enable --now --quiet dateline-fetch.timer
    systemctl start dateline-fetch.service || fail "a round by the timer's service fails"
    [ "$(wc -l </var/log/dateline/items.jsonl)" -gt "$last" ] || fail "a round by the timer's service brings no news"
    systemctl list-timers --all | grep -q dateline-fetch.timer || fail "the timer does not wait"
    echo "ok: rounds by a timer"

    systemd/install.sh --uninstall
    [ ! -e /usr/bin/dateline ] || fail "the binary stayed"
    [ -e /var/lib/dateline/dateline.db ] || fail "the store went"
    [ -e /etc/dateline/feeds.d/one.toml ] || fail "the configuration went"
    echo "ok: taken away, the data left"
    echo "all passed"
}

if [ "${1:-}" = --inside ]; then inside; else outside "$@"; fi
