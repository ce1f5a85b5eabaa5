#!/bin/sh
# Fuzzes the parser, the sanitizer, the date and JSON readers and OPML with libFuzzer and AddressSanitizer.
#   Tests/fuzz.sh [SECONDS] [FOLDER OF SEEDS]...
# Builds in .build/fuzz; keeps its corpus and what it finds there. Fails when an input crashes, leaks, takes more than
# a second or more than 2 GB. FUZZ_JOBS runs several at once; FUZZ_RUNS stops after so many executions.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60}
[ $# -gt 0 ] && shift
build=.build/fuzz
mkdir -p "$build/corpus" "$build/found" "$build/seeds"
flags="-O -wmo -parse-as-library -swift-version 6 -package-name dateline -sanitize=fuzzer,address -module-cache-path $build/cache"
# One module after the other: SwiftPM cannot link an executable whose main function is libFuzzer's.
swiftc $flags -emit-module -emit-module-path "$build/FeedModel.swiftmodule" -module-name FeedModel \
    -c Sources/FeedModel/*.swift -o "$build/FeedModel.o"
swiftc $flags -I "$build" -emit-module -emit-module-path "$build/Parsing.swiftmodule" -module-name Parsing \
    -c $(find Sources/Parsing -name '*.swift') -o "$build/Parsing.o"
swiftc $flags -I "$build" -module-name Fuzz Tests/Fuzz/Fuzz.swift "$build/FeedModel.o" "$build/Parsing.o" -o "$build/fuzz"
# The first byte of an input says what reads it: "0" to "3" a feed, "4" the sanitizer, "7" OPML.
for folder in "${@:-../shared/data/real-feeds}" Tests/ParsingTests/Fixtures; do
    [ -d "$folder" ] || continue
    find "$folder" -type f -size -64k | while read -r file; do
        for kind in 0 4; do
            seed="$build/seeds/$kind-$(basename "$file")"
            [ -e "$seed" ] || { printf '%s' "$kind"; cat "$file"; } >"$seed"
        done
    done
done
printf '5Mon, 26 Jan 2004 16:31:00 +0100' >"$build/seeds/date"
printf '52004-05-28T01:31:15.5Z' >"$build/seeds/iso-date"
printf '6{"version":"https://jsonfeed.org/version/1.1","items":[{"id":1,"x":[1.5e3,"\\ud83d\\ude00",null]}]}' >"$build/seeds/json"
printf '0{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","content_html":"<p>a"}]}' >"$build/seeds/json-feed"
printf '7<opml><body><outline text="a"><outline xmlUrl="http://a.test/"/></outline></body></opml>' >"$build/seeds/opml"
exec "$build/fuzz" -max_total_time="$seconds" -runs="${FUZZ_RUNS:--1}" -jobs="${FUZZ_JOBS:-0}" -timeout=1 -rss_limit_mb=2048 \
    -max_len=65536 -dict=Tests/Fuzz/words.dict -artifact_prefix="$build/found/" -print_final_stats=1 \
    "$build/corpus" "$build/seeds"
