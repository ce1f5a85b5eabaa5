import FeedModel
import Foundation
import Testing

@testable import Monitoring

@Suite struct MetricsTextTests {
    private static let created = Date(timeIntervalSince1970: 1_800_000_000.5)
    private static var families: [MetricFamily] {
        var histogram = Histogram(bounds: [0.5, 1, 10])
        for value in [0.25, 1, 7, 100] { histogram.add(value) }
        return [
            .counter(
                "d_bytes", unit: "bytes", "What \\ came.", created: created,
                [([("class", "a\"b\\c\nd"), ("other", "é")], 12)]),
            .gauge("d_ratio", "A share.", [([], 0.25), ([("of", "x")], 3)]),
            .gauge("d_none", "Nothing has it.", []),
            .histogram("d_seconds", unit: "seconds", "How long.", created: created, histogram),
            .info("d_build", "What runs.", [("version", "1")]),
        ]
    }

    @Test func `OpenMetrics has types, units, creation and an end`() {
        #expect(
            MetricsText.openMetrics.encode(Self.families) == #"""
                # TYPE d_bytes counter
                # UNIT d_bytes bytes
                # HELP d_bytes What \\ came.
                d_bytes_total{class="a\"b\\c\nd",other="é"} 12
                d_bytes_created{class="a\"b\\c\nd",other="é"} 1800000000.5
                # TYPE d_ratio gauge
                # HELP d_ratio A share.
                d_ratio 0.25
                d_ratio{of="x"} 3
                # TYPE d_seconds histogram
                # UNIT d_seconds seconds
                # HELP d_seconds How long.
                d_seconds_bucket{le="0.5"} 1
                d_seconds_bucket{le="1.0"} 2
                d_seconds_bucket{le="10.0"} 3
                d_seconds_bucket{le="+Inf"} 4
                d_seconds_count 4
                d_seconds_sum 108.25
                d_seconds_created 1800000000.5
                # TYPE d_build info
                # HELP d_build What runs.
                d_build_info{version="1"} 1
                # EOF

                """#)
    }

    @Test func `the older text knows full names, and no creation or end`() {
        #expect(
            MetricsText.prometheus.encode(Self.families) == #"""
                # TYPE d_bytes_total counter
                # HELP d_bytes_total What \\ came.
                d_bytes_total{class="a\"b\\c\nd",other="é"} 12
                # TYPE d_ratio gauge
                # HELP d_ratio A share.
                d_ratio 0.25
                d_ratio{of="x"} 3
                # TYPE d_seconds histogram
                # HELP d_seconds How long.
                d_seconds_bucket{le="0.5"} 1
                d_seconds_bucket{le="1.0"} 2
                d_seconds_bucket{le="10.0"} 3
                d_seconds_bucket{le="+Inf"} 4
                d_seconds_count 4
                d_seconds_sum 108.25
                # TYPE d_build_info gauge
                # HELP d_build_info What runs.
                d_build_info{version="1"} 1

                """#)
    }

    @Test func `no figures are an end alone`() { #expect(MetricsText.openMetrics.encode([]) == "# EOF\n") }

    @Test(arguments: [
        ("", MetricsText.openMetrics), ("*/*", .openMetrics), ("text/plain", .prometheus),
        ("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", .openMetrics),
        ("text/plain;version=0.0.4, application/openmetrics-text;q=0.1", .prometheus),
        ("text/html,application/xhtml+xml,*/*;q=0.8", .openMetrics),
        ("application/openmetrics-text;q=0, text/plain", .prometheus),
    ])
    func `the text is the one that is asked for`(_ accept: String, _ text: MetricsText) {
        #expect(MetricsText(accept: accept) == text)
    }

    @Test func `a bound counts what equals it`() {
        var histogram = Histogram(bounds: [1, 2])
        for value in [1.0, 1.5, 2, 2.5] { histogram.add(value) }
        #expect(histogram.counts == [1, 2, 1])
        #expect((histogram.count, histogram.sum) == (4, 7))
    }
}
