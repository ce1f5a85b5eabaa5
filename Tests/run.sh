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
command -v apt-get >/dev/null && install_packages pkg-config libcurl4-openssl-dev libssl-dev libxml2-dev libsqlite3-dev \
    zlib1g-dev ca-certificates openssl python3 jq strace debhelper lintian man-db groff-base jing

echo "== layout"
swift format lint --strict -r Sources Tests Package.swift
echo "== build"
swift build --build-tests
echo "== suites"
# One after the other: those that compute for long would starve those that wait for a server, on a busy machine most.
swift test --skip-build --no-parallel

if [ -n "$quick" ]; then
    echo "passed: layout, build, suites; not run: the scripts (--quick)"
    exit 0
fi
echo "== release build"
swift build -c release --static-swift-stdlib --product dateline
passed=0
skipped=
failed=

# check NAME COMMAND…: a script that must succeed, within ten minutes. It ends with 77 when there is what it cannot run.
check() {
    name=$1
    shift
    echo "== $name"
    began=$(date +%s)
    status=0
    timeout 600 "$@" || status=$?
    echo "-- $name: status $status, $(($(date +%s) - began)) s"
    case $status in
    0) passed=$((passed + 1)) ;;
    77) skipped="$skipped $name" ;;
    *) failed="$failed $name" ;;
    esac
}
# Options are words.
# shellcheck disable=SC2086
acceptance() { check "$1" python3 "Tests/Acceptance/$1.py" $2; }
evaluation() { check "$1" python3 "Tests/Evaluation/$1.py" $2; }

acceptance main_job ""
acceptance subscriptions ""
acceptance outage ""
acceptance transport ""
acceptance command_line ""
acceptance late_revision ""
acceptance crash "--kills 5"
acceptance disaster "--rounds 2"
acceptance follow "--rounds 8"
acceptance year --short
acceptance index_damage --short
acceptance company "--tries 1"
acceptance control ""
acceptance hostile --short
acceptance document_cost "--short --part trace"
# The kind in which libxml2 once went on behind the limit.
acceptance document_cost "--short --part document --only names-of-instructions"
acceptance manual ""
acceptance publish ""
acceptance power_cut "--images 20"
acceptance disk_faults "--runs 20"
acceptance kills "--kills 30"
check look .build/debug/benchmarks look --items 20000 --strict
check fuzz Tests/fuzz.sh --runs 50000
check systemd Tests/systemd.sh
check suites-with-data Tests/Evaluation/suites.sh
evaluation revisions ""
evaluation syndication ""
evaluation syndicated_page ""
evaluation real_feeds ""
evaluation credits ""
evaluation feedscore ""
evaluation scale "--counts 1000 --steps 8 --strict"

[ -n "$require_data" ] && failed="$failed$skipped"
echo "passed: $passed${skipped:+; skipped:$skipped}${failed:+; FAILED:$failed}"
[ -z "$failed" ]
