#!/bin/sh
# Fuzzes the readers of feeds, the repair of XML, encodings, pages, HTML, dates, JSON and OPML with libFuzzer and
# AddressSanitizer.
#   Tests/fuzz.sh [SECONDS] [FOLDER OF FEEDS]
#   Tests/fuzz.sh --runs N [FOLDER OF FEEDS]
# SECONDS are shared out among the readers. With --runs, each reader gets N inputs, the same ones each time as long as
# no corpus has been kept: what was right yesterday does not fail today by chance. Builds in .build/fuzz, where it keeps a corpus for each reader, what it
# finds, and the count of all executions so far (`executions`, a line for each run). FUZZ_READERS chooses among the
# readers. Fails when an input crashes, leaks, takes more than a second or more than 2 GB.
set -eu
cd "$(dirname "$0")/.."
if [ "${1:-}" = --runs ]; then
    runs=$2
    shift
fi
seconds=${1:-60}
feeds=${2:-../shared/data/real-feeds}
build=.build/fuzz
mkdir -p "$build"

# One module after the other: SwiftPM cannot link an executable whose main function is libFuzzer's. The modules count
# the edges taken but do not report every comparison, which `-sanitize=fuzzer` would have them do at three times the
# cost: the dictionary has the words that comparisons are about.
newest=$(find Sources/TextKit Sources/FeedModel Sources/Parsing Tests/Fuzz -name '*.swift' -newer "$build/fuzz" 2>/dev/null | head -1) || true
if [ ! -x "$build/fuzz" ] || [ -n "$newest" ]; then
    flags="-O -wmo -enable-testing -parse-as-library -swift-version 6 -package-name dateline -module-cache-path $build/cache"
    flags="$flags -I Sources/CXML2 -I Sources/CPCRE2 -I Sources/CVersion/include"
    for flag in $(pkg-config --cflags libxml-2.0 libpcre2-8); do flags="$flags -Xcc $flag"; done
    counted="-sanitize=address -sanitize-coverage=edge -Xllvm -sanitizer-coverage-inline-8bit-counters=1 -Xllvm -sanitizer-coverage-pc-table=1"
    cc -DDATELINE_COMMIT='""' -I Sources/CVersion/include -c Sources/CVersion/CVersion.c -o "$build/CVersion.o"
    for module in TextKit FeedModel Parsing; do
        swiftc $flags $counted -I "$build" -emit-module -emit-module-path "$build/$module.swiftmodule" \
            -module-name "$module" -c $(find "Sources/$module" -name '*.swift') -o "$build/$module.o"
    done
    swiftc $flags -use-ld=lld -sanitize=fuzzer,address -I "$build" -module-name Fuzz Tests/Fuzz/Fuzz.swift \
        "$build/TextKit.o" "$build/FeedModel.o" "$build/Parsing.o" "$build/CVersion.o" \
        $(pkg-config --libs libxml-2.0 libpcre2-8) -o "$build/fuzz"
fi

# The beginning of each feed, for what stands outside the items too; and one item of each, since small inputs run fast.
seed_feeds() {
    for folder in "$feeds" Tests/ParsingTests/Fixtures; do
        [ -d "$folder" ] || continue
        find "$folder" -type f | while read -r file; do
            name=$(basename "$file")
            head -c 1024 "$file" >"$build/seeds/feed/$name"
            { printf '<rss version="2.0"><channel>'
              sed -n '/<item\|<entry/,$p' "$file" | head -c 2000; } >"$build/seeds/feed/$name.item"
            cp "$build/seeds/feed/$name" "$build/seeds/feed/$name.item" "$build/seeds/repair/"
            head -c 512 "$file" >"$build/seeds/encoding/$name"
            sed -n '/<description\|<content/,$p' "$file" | head -c 800 >"$build/seeds/html/$name"
            { printf '<html><head><title>a</title></head><body><article><h1>a</h1>'
              cat "$build/seeds/html/$name"; } >"$build/seeds/page/$name"
        done
    done
    printf '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","content_html":"<p>a"}]}' >"$build/seeds/feed/json"
}
if [ ! -d "$build/seeds/repair" ]; then
    for reader in feed repair encoding page html date json opml; do mkdir -p "$build/seeds/$reader" "$build/corpus/$reader" "$build/found"; done
    seed_feeds
    printf 'Mon, 26 Jan 2004 16:31:00 +0100' >"$build/seeds/date/mail"
    printf '2004-05-28T01:31:15.5Z' >"$build/seeds/date/iso"
    printf '{"a":1,"x":[1.5e3,"\\ud83d\\ude00",null,true]}' >"$build/seeds/json/object"
    printf '<opml><body><outline text="a"><outline xmlUrl="http://a.test/"/></outline></body></opml>' >"$build/seeds/opml/nested"
fi

# AddressSanitizer's records of who allocated what are most of its cost here; leaks are looked for at the end of a run.
export SWIFT_BACKTRACE=enable=no SWIFT_DETERMINISTIC_HASHING=1
export ASAN_OPTIONS="malloc_context_size=${FUZZ_FRAMES:-0}:quarantine_size_mb=16:detect_stack_use_after_return=0:allocator_release_to_os_interval_ms=-1"

# Mutations take up addresses that they come across: the same inputs come only where memory is laid out the same.
still=
if [ -n "${runs:-}" ] && setarch -R true 2>/dev/null; then still="setarch -R"; fi

# run READER LARGEST_INPUT SHARE_OF_100
run() {
    case " ${FUZZ_READERS:-feed repair encoding page html date json opml} " in *" $1 "*) ;; *) return 0 ;; esac
    if [ -n "${runs:-}" ]; then
        limit="-runs=$runs -seed=1 -reload=0"
    else
        limit="-max_total_time=$((seconds * $3 / 100 + 1))"
    fi
    failed=
    # shellcheck disable=SC2086 # options
    FUZZ_READER=$1 $still "$build/fuzz" $limit -max_len="$2" -timeout=1 -rss_limit_mb=2048 -entropic=0 \
        -detect_leaks=0 -dict=Tests/Fuzz/words.dict -artifact_prefix="$build/found/$1-" -print_final_stats=1 \
        -verbosity="${FUZZ_VERBOSITY:-1}" "$build/corpus/$1" "$build/seeds/$1" >"$build/$1.log" 2>&1 || failed=yes
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$1.log")
    echo "$1 ${executions:-0}" >>"$build/executions"
    echo "$1: ${executions:-0} executions"
    [ -z "$failed" ] && return 0
    tail -40 "$build/$1.log"
    exit 1
}
run feed 1024 25
run repair 1024 10
run encoding 512 5
run page 1024 20
run html 512 20
run date 48 5
run json 256 5
run opml 512 10
awk '{ total += $2 } END { print total " executions so far" }' "$build/executions"
