#!/bin/sh
# The tests: installs what is missing, builds with warnings as errors, runs every suite, then the scripts beside this
# file in their short forms. What a script measures by data in ../shared is skipped where that is absent.
#
#   Tests/run.sh [--quick]     --quick leaves the scripts out
set -eu
cd "$(dirname "$0")/.."
export CI=true

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
command -v apt-get >/dev/null && install_packages pkg-config libcurl4-openssl-dev libxml2-dev libsqlite3-dev \
    zlib1g-dev ca-certificates openssl python3 jq

echo "== build"
swift build --build-tests
echo "== suites"
# One after the other: those that compute for long would starve those that wait for a server, on a busy machine most.
swift test --skip-build --no-parallel

[ "${1:-}" = --quick ] && exit 0
echo "== release build"
swift build -c release --static-swift-stdlib --product dateline
failed=

# check NAME COMMAND…: a script that must succeed, within ten minutes.
check() {
    name=$1
    shift
    echo "== $name"
    timeout 600 "$@" || failed="$failed $name"
}
check main-job python3 Tests/main_job.py
check subscriptions python3 Tests/subscriptions.py
check outage python3 Tests/outage.py
check transport python3 Tests/transport.py
check command-line python3 Tests/command_line.py
check crash python3 Tests/crash.py --kills 5
check disaster python3 Tests/disaster.py --rounds 2
check index-damage python3 Tests/index_damage.py --short
check company python3 Tests/company.py --tries 1
check hostile python3 Tests/hostile.py --short
check late-revision python3 Tests/late-revision.py
check revisions python3 Tests/revisions.py
check syndication python3 Tests/syndication.py
check syndicated-page python3 Tests/syndicated-page.py
check systemd Tests/systemd.sh
check real-feeds python3 Tests/real-feeds.py
check feedscore python3 Tests/feedscore.py
check scale python3 Tests/scale.py --counts 1000 --steps 8 --strict
check fuzz Tests/fuzz.sh --runs 50000
check power-cut python3 Tests/power_cut.py --images 20
check disk-faults python3 Tests/disk_faults.py --runs 20
check kills python3 Tests/kills.py --kills 30

if [ -n "$failed" ]; then
    echo "FAILED:$failed"
    exit 1
fi
echo "all passed"
