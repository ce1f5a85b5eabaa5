#!/bin/sh
# The tests of the suites that read material from outside of this repository: by their names, "…WithDataTests".
set -eu
cd "$(dirname "$0")/../.."
data=$PWD/../shared/data
[ -d "$data" ] || {
    echo "skipped: no $data"
    exit 77
}
DATELINE_TEST_DATA=$data swift test --skip-build --no-parallel --filter WithDataTests 2>&1 | tee .build/with-data.log
# A filter that finds nothing is no success.
grep -q 'Test run with [1-9][0-9]* test.* passed' .build/with-data.log
