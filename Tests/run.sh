#!/bin/sh
# The tests: installs what is missing, checks the layout, builds with warnings as errors, runs every suite, then the
# scripts in their short forms. Those in Acceptance need nothing but this repository. Those in Evaluation measure by data,
# tools and servers from outside of it, and are skipped where these are absent: the last line names them.
#
#   Tests/run.sh [--quick] [--require-data]
#
# --quick leaves the scripts out. With --require-data, what was skipped has failed.
set -eu
cd "$(dirname "$0")/.."
export CI=true
# The suites are built without it, as of no commit.
unset DATELINE_COMMIT
quick=
require_data=
for option in "$@"; do
    case $option in
    --quick) quick=yes ;;
    --require-data) require_data=yes ;;
    *)
        echo "usage: Tests/run.sh [--quick] [--require-data]" >&2
        exit 64
        ;;
    esac
done

install_packages() {
    missing=
    for name in "$@"; do
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing="$missing $name"
    done
    [ -z "$missing" ] && return 0
    echo "installing$missing"
    apt-get update -q >/dev/null
    # shellcheck disable=SC2086 # a list of names
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $missing >/dev/null
}
command -v apt-get >/dev/null && install_packages pkg-config libcurl4-openssl-dev libssl-dev libxml2-dev libpcre2-dev libnats-dev libpq-dev \
    libsqlite3-dev \
    zlib1g-dev ca-certificates openssl python3 jq sqlite3 iproute2 strace debhelper lintian man-db groff-base jing \
    newsboat tmux

# Debian's packages of these would begin a service: their programs are all that is wanted.
programs=$(mktemp -d)
trap 'rm -rf "$programs"' EXIT
program() {
    command -v "$1" >/dev/null || ! command -v apt-get >/dev/null && return 0
    (cd "$programs" && { apt-get download -q "$2" || { apt-get update -q && apt-get download -q "$2"; }; } &&
        dpkg-deb -x "$2"_*.deb . && rm ./*.deb) >/dev/null 2>&1 || true
}
program promtool prometheus
program nats-server nats-server
program /usr/lib/postgresql/15/bin/postgres postgresql-15
program /usr/lib/postgresql/15/bin/psql postgresql-client-15
# The server of the suites runs as nobody.
chmod 755 "$programs"
PATH=$PATH:$programs/usr/bin:$programs/usr/sbin:$programs/usr/lib/postgresql/15/bin

echo "== layout"
swift format lint --strict -r Sources Tests Package.swift
echo "== build"
swift build --build-tests
echo "== suites"
work=$(mktemp -d)
trap 'rm -rf "$work" "${programs:-}"' EXIT
# One after the other: those that compute for long would starve those that wait for a server, on a busy machine most.
# What passes is not listed; what fails stands last, where it is read.
status=0
swift test --skip-build --no-parallel >"$work/suites" 2>&1 || status=$?
if [ "$status" -ne 0 ]; then
    grep -v '^. Test case passing\|^✔\|^◇' "$work/suites" | tail -n 40
    echo "== what failed"
    grep -A 12 '^✘' "$work/suites" | grep -v '^✔\|^◇' | cut -c 1-600
    exit 1
fi
tail -n 1 "$work/suites"

if [ -n "$quick" ]; then
    echo "passed: layout, build, suites; not run: the scripts (--quick)"
    exit 0
fi
echo "== release build"
DATELINE_COMMIT=$(systemd/commit.sh) swift build -c release --static-swift-stdlib --product dateline
: >"$work/passed" >"$work/skipped" >"$work/failed" >"$work/queue"

# check NAME COMMAND…: a script that must succeed, within a quarter of an hour. It ends with 77 when there is what it cannot run.
# What it says comes in one piece.
check() {
    name=$1
    shift
    began=$(date +%s)
    status=0
    echo "== $name" >"$work/said-$name"
    timeout 900 "$@" </dev/null >>"$work/said-$name" 2>&1 || status=$?
    echo "-- $name: status $status, $(($(date +%s) - began)) s" >>"$work/said-$name"
    cat "$work/said-$name"
    case $status in
    0) echo "$name" >>"$work/passed" ;;
    77) echo "$name" >>"$work/skipped" ;;
    *) echo "$name" >>"$work/failed" ;;
    esac
}
# later NAME COMMAND…: a check for the lanes.
later() { echo "$*" >>"$work/queue"; }
# Takes the next check that the other lane has not taken, until there is none.
lane() {
    number=0
    while read -r words; do
        number=$((number + 1))
        mkdir "$work/$number" 2>/dev/null || continue
        # shellcheck disable=SC2086 # a name, a command and its options are words
        check $words
    done <"$work/queue"
}
acceptance() { later "$1" python3 "Tests/Acceptance/$1.py" "$2"; }
evaluation() { later "$1" python3 "Tests/Evaluation/$1.py" "$2"; }

# Two at a time: these wait for servers, timers and disks, and none is judged by a clock. The longest first.
later suites-with-data Tests/Evaluation/suites.sh
later systemd Tests/systemd.sh
later fuzz Tests/fuzz.sh --runs 20000
acceptance main_job ""
acceptance subscriptions ""
acceptance outage ""
acceptance transport ""
acceptance command_line ""
acceptance late_revision ""
acceptance crash "--kills 5"
acceptance copy_store ""
acceptance disaster "--rounds 2"
acceptance follow "--rounds 8"
acceptance year --short
acceptance index_damage --short
acceptance control ""
acceptance filters "--kills 6"
acceptance metrics ""
acceptance manual ""
acceptance examples ""
acceptance publish ""
acceptance publish_faults ""
acceptance newsboat ""
acceptance nats "--short"
acceptance power_cut "--images 20"
acceptance disk_faults "--runs 20"
acceptance kills "--kills 30"
evaluation revisions ""
evaluation syndication ""
evaluation syndicated_page ""
evaluation real_feeds ""
evaluation credits ""
evaluation page_walls ""
evaluation feedscore ""
# The same where the store is in PostgreSQL, as far as that may make a difference.
on_postgres() { later "$1-postgres" python3 "Tests/$2/$1.py" --store postgres "$3"; }
later cluster python3 Tests/Acceptance/cluster.py --feeds 100 --hosts 10 --rounds 6
on_postgres outage Acceptance ""
on_postgres syndication Evaluation ""
on_postgres crash Acceptance "--kills 5"
on_postgres late_revision Acceptance ""
on_postgres command_line Acceptance "--only readers"
lane &
lane
wait

# Alone, since the time counts that they take.
check company python3 Tests/Acceptance/company.py --tries 1
check hostile python3 Tests/Acceptance/hostile.py --short
check document_cost-trace python3 Tests/Acceptance/document_cost.py --short --part trace
# The kind in which libxml2 once went on behind the limit.
check document_cost-names python3 Tests/Acceptance/document_cost.py --short --part document --only names-of-instructions
check publish_cost python3 Tests/Evaluation/publish_cost.py --short
check look .build/debug/benchmarks look --items 20000 --strict
check scale python3 Tests/Evaluation/scale.py --counts 1000 --steps 8 --strict

# What a lane has left undone has failed.
cat "$work/passed" "$work/skipped" "$work/failed" >"$work/done"
cut -d' ' -f1 "$work/queue" | grep -vxF -f "$work/done" >>"$work/failed" || true
skipped=$(tr '\n' ' ' <"$work/skipped")
failed=$(tr '\n' ' ' <"$work/failed")
[ -n "$require_data" ] && failed="$failed$skipped"
for name in $failed; do
    echo "== what $name said last"
    tail -n 30 "$work/said-$name" || true
done
echo "passed: $(wc -l <"$work/passed")${skipped:+; skipped: $skipped}${failed:+; FAILED: $failed}"
[ -z "$failed" ]
