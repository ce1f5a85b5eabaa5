#!/bin/sh
# Says which commit this folder is, with a + where files differ from it; nothing where it is no checkout. Builds are told
# by the environment: DATELINE_COMMIT=$(systemd/commit.sh) swift build
here=$(cd "$(dirname "$0")/.." && pwd -P)
[ "$(git -C "$here" rev-parse --show-toplevel 2>/dev/null)" = "$here" ] || exit 0
git -C "$here" describe --always --exclude '*' --abbrev=8 --dirty=+ 2>/dev/null || true
