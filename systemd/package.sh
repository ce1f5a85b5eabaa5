#!/bin/sh
# Builds a Debian package of Dateline, on Debian or Ubuntu with Swift 6.2 or newer.
#
#   systemd/package.sh                 build it into the current folder
#   systemd/package.sh --binary FILE   package this build instead of making one
#   systemd/package.sh --output DIR    put the package there
#
# Needs debhelper and what a build needs: 'apt-get install debhelper build-essential' and the packages of Build-Depends in
# systemd/debian/control. The version is the program's; behind it stand date and commit of what was packaged.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
output=$PWD
binary=
fail() { printf 'package.sh: %s\n' "$*" >&2; exit 1; }
usage() { printf 'package.sh: %s\n' "$*" >&2; exit 64; }

while [ $# -gt 0 ]; do
    case $1 in
        --binary) [ $# -gt 1 ] || usage "--binary needs a file"; shift; binary=$(realpath "$1") ;;
        --output) [ $# -gt 1 ] || usage "--output needs a folder"; shift; output=$(realpath "$1") ;;
        -h|--help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "$0"; exit 0 ;;
        *) usage "unknown: $1" ;;
    esac
    shift
done
command -v dh >/dev/null || fail "debhelper is missing: apt-get install debhelper build-essential"
[ -n "$binary" ] || command -v swift >/dev/null || fail "swift is not in PATH; see https://www.swift.org/install/linux/"

git_says() { git -C "$here" "$@" 2>/dev/null; }
version=$(sed -n 's/.*datelineVersion = "\(.*\)"/\1/p' "$here/Sources/FeedModel/Version.swift")
if git_says rev-parse HEAD >/dev/null; then
    epoch=$(git_says log -1 --format=%ct)
    version="$version+git$(date -u -d "@$epoch" +%Y%m%d%H%M%S).$(git_says rev-parse --short=8 HEAD)"
else
    epoch=$(date +%s)
fi
export SOURCE_DATE_EPOCH="$epoch"
# The tree that is built is no checkout.
DATELINE_COMMIT=$("$here/systemd/commit.sh")
export DATELINE_COMMIT

# A tree of its own: the packaging files are wanted under the name debian at its top.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/dateline
mkdir "$tree"
cp -a "$here/Package.swift" "$here/Sources" "$here/Config" "$here/systemd" "$here/README.md" "$tree/"
# Its manifest names the tests.
mkdir "$tree/Tests"
[ -n "$binary" ] || cp -a "$here/Tests/." "$tree/Tests/"
cp -a "$tree/systemd/debian" "$tree/debian"
cp "$tree/systemd/dateline.service" "$tree/debian/dateline.service"
for unit in dateline-fetch.service dateline-fetch.timer dateline-follow@.service; do cp "$tree/systemd/$unit" "$tree/debian/dateline.$unit"; done
cp "$tree/systemd/dateline.sysusers" "$tree/systemd/dateline.tmpfiles" "$tree/debian/"
cat >"$tree/debian/changelog" <<END
dateline ($version) unstable; urgency=medium

  * As of this commit.

 -- The Dateline developers <dateline@dateline.example>  $(date -u -R -d "@$epoch")
END

cd "$tree"
# Swift is no package of Debian's, and the others are there or the build says what is missing.
DATELINE_BINARY="$binary" dpkg-buildpackage --build=binary --unsigned-changes --unsigned-buildinfo --no-check-builddeps
mv "$work"/dateline_*.deb "$output/"
printf 'package.sh: %s\n' "$output"/dateline_"$version"_*.deb
