#!/bin/sh
# The service under a real systemd: installation, start to READY, changes picked up, reload, kill -9 with restart, a
# restart by the watchdog, a wrong configuration, who may ask and read what, a follower, metrics, stop, upgrade, rounds by the timer,
# and taking away; then the same by the Debian package.
#
#   Tests/systemd.sh [--from COMMIT] [BINARY]     default: .build/release/dateline, linked with --static-swift-stdlib
#
# With --from, the package of that commit is built, which takes minutes, to upgrade from it. OLD_PACKAGE names one that is
# there; else it is the new one under a lower version.
# WITH_SYSTEMD names the tool that runs a command under a systemd of its own. Skipped (exit status 77) without the tool,
# a binary that needs no library of Swift's, debhelper, root, or a C compiler.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)

skip() {
    echo "skipped: $*"
    exit 77
}

outside() {
    from=
    if [ "${1:-}" = --from ]; then
        from=$(git -C "$here" rev-parse --verify "${2:?--from needs a commit}^{commit}")
        shift 2
    fi
    tool=${WITH_SYSTEMD:-$here/../shared/tools/with-systemd}
    binary=${1:-$here/.build/release/dateline}
    if [ ! -x "$tool" ]; then skip "no with-systemd at $tool"; fi
    if [ ! -x "$binary" ]; then skip "no release build at $binary"; fi
    if ldd "$binary" | grep -q libswiftCore; then skip "$binary needs Swift's libraries"; fi
    if [ "$(id -u)" -ne 0 ]; then skip "with-systemd needs root"; fi
    command -v dh >/dev/null || skip "no debhelper: apt-get install debhelper"
    compiler=$(command -v cc || command -v clang || command -v gcc) || skip "no C compiler"
    copied=$(mktemp -d)
    trap 'rm -rf "$copied"' EXIT
    "$compiler" -O1 -shared -fPIC -o "$copied/stall.so" "$here/Tests/Acceptance/campaigns/stall.c" -ldl
    make_packages
    timeout 1200 "$tool" --packages busybox,sqlite3,curl,libcurl4,libxml2,libpcre2-8-0,libnats3.4,libpq5,libsqlite3-0,libstdc++6,ca-certificates --timeout 240 \
        --copy "$here/systemd:/root/dateline/systemd" --copy "$here/Config:/root/dateline/Config" \
        --copy "$here/README.md:/root/dateline/README.md" --copy "$here/Tests/systemd.sh:/root/dateline/Tests/systemd.sh" \
        --copy "$here/Tests/DaemonTests/Fixtures/feeds:/root/dateline/feeds" \
        --copy "$copied/packages:/root/dateline/packages" --copy "$copied/stall.so:/root/dateline/stall.so" \
        --copy "$binary:/root/dateline/binary" -- /root/dateline/Tests/systemd.sh --inside
}

# new.deb of this binary, and old.deb to upgrade from.
make_packages() {
    packages=$copied/packages
    mkdir "$packages"
    "$here/systemd/package.sh" --binary "$binary" --output "$packages" >"$copied/log" 2>&1 || {
        cat "$copied/log"
        exit 1
    }
    mv "$packages"/dateline_*.deb "$packages/new.deb"
    if command -v lintian >/dev/null; then lintian --allow-root --fail-on error,warning "$packages/new.deb"; fi
    if [ -n "$from" ]; then
        echo "building the package of $from"
        git clone -q "$here" "$copied/from"
        git -C "$copied/from" checkout -q "$from"
        "$copied/from/systemd/package.sh" --output "$copied/from" >"$copied/log" 2>&1 || {
            tail -40 "$copied/log"
            exit 1
        }
        mv "$copied"/from/dateline_*.deb "$packages/old.deb"
        rm -rf "$copied/from"
    elif [ -n "${OLD_PACKAGE:-}" ]; then
        cp "$OLD_PACKAGE" "$packages/old.deb"
    else
        dpkg-deb -R "$packages/new.deb" "$copied/tree"
        sed -i 's/^Version: .*/Version: 0.0.1/' "$copied/tree/DEBIAN/control"
        dpkg-deb -Zgzip -b "$copied/tree" "$packages/old.deb" >/dev/null
        rm -rf "$copied/tree"
    fi
}

fail() {
    echo "FAILED: $*"
    systemctl status --no-pager dateline || true
    journalctl --no-pager -u dateline | tail -40
    exit 1
}
property() { systemctl show -P "$1" dateline; }

# wait_for WHAT COMMAND…: the command succeeds within so many seconds: 20, or what `patience` says.
wait_for() {
    what=$1
    shift
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ $tries -lt $((${patience:-20} * 5)) ] || fail "$what"
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
# says_one_line WHO COMMAND…: it fails, and says why in one line.
says_one_line() {
    user=$1
    shift
    said=$(as "$user" "$@" 2>&1) && fail "$user may: $*"
    [ "$(echo "$said" | wc -l)" -eq 1 ] || fail "$user is told more than a line by $*: $said"
    echo "ok: $user, $*: $said"
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
    as member dateline status >/dev/null || fail "a member cannot see how the feeds are doing"
    ! as member dateline status | grep -q 'no daemon is running' || fail "a member is told that no daemon is running"
    for order in reload pause resume status 'fetch --force'; do
        # shellcheck disable=SC2086 # words
        says_one_line stranger dateline $order
    done
    echo "ok: members of the group ask the daemon, strangers do not"

    ! as member curl -sf --unix-socket /run/dateline/metrics http://localhost/healthz || fail "metrics are served unasked"
    sed -i 's|^# \[metrics\]|[metrics]|; s|^# listen = .*|listen = "unix:/run/dateline/metrics"|' /etc/dateline/dateline.toml
    systemctl restart dateline
    wait_for "health is served to members of the group" as member curl -sf --unix-socket /run/dateline/metrics http://localhost/healthz
    as member curl -sf --unix-socket /run/dateline/metrics http://localhost/metrics | grep -q '^dateline_feeds{state=' ||
        fail "no metrics are served inside the sandbox"
    ! as stranger curl -sf --unix-socket /run/dateline/metrics http://localhost/metrics || fail "a stranger reads metrics"
    first=$(property MainPID)

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

    cp stall.so /usr/lib/stall.so
    mkdir /etc/systemd/system/dateline.service.d
    printf '[Service]\nWatchdogSec=4\nEnvironment=LD_PRELOAD=/usr/lib/stall.so STALL_WHILE=/run/stall\n' \
        >/etc/systemd/system/dateline.service.d/stall.conf
    systemctl daemon-reload
    systemctl restart dateline
    wait_for "active with a disk that may stop" is_active
    first=$(property MainPID)
    touch /run/stall
    timeout 2 dateline pause --for 1h || true # is written by the daemon, which waits for it from now on
    patience=60 wait_for "a writer that is stopped is seen by the watchdog" journal_has 'Watchdog timeout'
    rm /run/stall
    wait_for "restarted by the watchdog" has_new_process "$first"
    [ "$(property NRestarts)" -gt 0 ] || fail "the watchdog has not restarted it"
    dateline resume
    rm -r /etc/systemd/system/dateline.service.d
    systemctl daemon-reload

    systemd/install.sh --binary binary
    wait_for "active after an upgrade" is_active
    grep -q '# operator' /etc/dateline/dateline.toml || fail "the upgrade wrote over the configuration"

    began=$(date +%s%N)
    systemctl stop dateline
    spent=$((($(date +%s%N) - began) / 1000000))
    [ $spent -le 5000 ] || fail "stopping took $spent ms"
    [ "$(property Result)" = success ] || fail "the stop ended with $(property Result)"
    echo "ok: stopped within $spent ms"
    reads member || fail "a member of the group cannot read store and log while nothing runs"
    ! reads stranger || fail "a stranger reads store or log while nothing runs"
    as member dateline status | grep -q 'no daemon is running' ||
        fail "a member cannot see how the feeds are doing while nothing runs"
    for order in reload pause 'fetch --force'; do
        # shellcheck disable=SC2086 # words
        says_one_line member dateline $order
        # shellcheck disable=SC2086 # words
        says_one_line stranger dateline $order
    done

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
    package
    echo "all passed"
}

# grow COUNT: a feed of so many entries.
grow() {
    {
        echo '<rss version="2.0"><channel><title>Growing</title>'
        for number in $(seq "$1"); do
            echo "<item><guid>grown-$number</guid><title>Entry $number</title><description>Text of entry $number, which is" \
                "like no other: $(echo "$number" | sha256sum)</description></item>"
        done
        echo '</channel></rss>'
    } >feeds/.grow.xml
    mv feeds/.grow.xml feeds/grow.xml
}
install_package() { DEBIAN_FRONTEND=noninteractive dpkg --force-confold -i "packages/$1.deb" >/dev/null; }

package() {
    systemctl disable --now --quiet dateline-fetch.timer 2>/dev/null || true
    systemd/install.sh --binary binary
    wait_for "installed by script once more" is_active
    # An older build may not know this table.
    sed -i '/^\[metrics\]/d; /^listen = /d' /etc/dateline/dateline.toml
    first=$(property MainPID)
    install_package old || fail "the package cannot be installed over install.sh"
    wait_for "the package takes over from install.sh" has_new_process "$first"
    grep -q '# operator' /etc/dateline/dateline.toml || fail "the package wrote over the configuration"
    dpkg -L dateline | grep -q man5/dateline.toml.5 || fail "there are no manual pages"

    grow 1
    dateline feed add http://127.0.0.1:8080/grow.xml
    first=$(property MainPID)
    install_package new &
    upgrade=$!
    count=1
    while kill -0 $upgrade 2>/dev/null; do
        count=$((count + 1))
        grow $count
        dateline fetch --force http://127.0.0.1:8080/grow.xml >/dev/null 2>&1 || true
    done
    wait $upgrade || fail "the package cannot be upgraded"
    wait_for "upgraded while feeds were fetched" has_new_process "$first"
    grow $((count = count + 1))
    dateline fetch --force http://127.0.0.1:8080/grow.xml >/dev/null || fail "a feed cannot be fetched after the upgrade"
    told=$(grep -o '"id":"grown-[0-9]*"' /var/log/dateline/items.jsonl | sort -u | wc -l)
    lines=$(grep -c '"id":"grown-' /var/log/dateline/items.jsonl)
    [ "$told" -eq $count ] && [ "$lines" -eq $count ] || fail "of $count entries $told were told, in $lines lines"
    last=$(sqlite3 -readonly /var/lib/dateline/dateline.db "SELECT max(seq) FROM event")
    [ "$(wc -l </var/log/dateline/items.jsonl)" -eq "$last" ] || fail "the log is not whole after the upgrade"
    echo "ok: $count entries told once each over an upgrade"

    dpkg -r dateline >/dev/null 2>&1
    [ ! -e /usr/bin/dateline ] || fail "the binary stayed"
    ! is_active || fail "the service still runs"
    [ -e /var/lib/dateline/dateline.db ] && [ -e /etc/dateline/dateline.toml ] || fail "a removal took data away"
    echo "ok: the package is removed, the data left"
    dpkg -P dateline >/dev/null 2>&1
    for path in /var/lib/dateline /var/log/dateline /etc/dateline; do [ ! -e $path ] || fail "$path survived a purge"; done
    echo "ok: purged"
}

if [ "${1:-}" = --inside ]; then inside; else outside "$@"; fi
