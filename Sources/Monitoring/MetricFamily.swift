import FeedModel
import Foundation

/// What is measured under one name, as OpenMetrics has it.
package struct MetricFamily: Sendable {
    package enum Kind: String, Sendable { case counter, gauge, histogram, info }

    package typealias Labels = [(name: String, value: String)]

    /// One line: the family's name with `suffix`, its labels, and a number.
    struct Sample: Sendable {
        var suffix = ""
        var labels: Labels = []
        var value: Double
    }

    /// Without the suffixes of its samples; ends with its unit, where it has one.
    let name: String
    let kind: Kind
    let unit: String?
    /// One line, without quotation marks.
    let help: String
    private(set) var samples: [Sample] = []

    private init(_ name: String, _ kind: Kind, _ unit: String?, _ help: String) {
        (self.name, self.kind, self.unit, self.help) = (name, kind, unit, help)
    }

    /// A number that goes up and down.
    package static func gauge(
        _ name: String, unit: String? = nil, _ help: String, _ values: [(labels: Labels, value: Double)]
    ) -> MetricFamily {
        var family = MetricFamily(name, .gauge, unit, help)
        family.samples = values.map { Sample(labels: $0.labels, value: $0.value) }
        return family
    }

    package static func gauge(_ name: String, unit: String? = nil, _ help: String, _ value: Double) -> MetricFamily {
        gauge(name, unit: unit, help, [([], value)])
    }

    /// A number that only grows, and began at 0 when it was created.
    /// - Parameter name: without `_total`, which is added.
    package static func counter(
        _ name: String, unit: String? = nil, _ help: String, created: Date? = nil,
        _ values: [(labels: Labels, value: Double)]
    ) -> MetricFamily {
        var family = MetricFamily(name, .counter, unit, help)
        family.samples = values.flatMap { labels, value in
            [Sample(suffix: "_total", labels: labels, value: value)] + Self.created(created, labels)
        }
        return family
    }

    package static func histogram(
        _ name: String, unit: String, _ help: String, created: Date? = nil, _ histogram: Histogram
    ) -> MetricFamily {
        var family = MetricFamily(name, .histogram, unit, help)
        var count = 0
        for (bound, more) in zip(histogram.bounds + [.infinity], histogram.counts) {
            count += more
            family.samples.append(
                Sample(suffix: "_bucket", labels: [("le", MetricsText.number(bound))], value: Double(count)))
        }
        family.samples += [
            Sample(suffix: "_count", value: Double(count)), Sample(suffix: "_sum", value: histogram.sum),
        ]
        family.samples += Self.created(created, [])
        return family
    }

    /// Facts that stay as they are while the process lives, as labels.
    package static func info(_ name: String, _ help: String, _ labels: Labels) -> MetricFamily {
        var family = MetricFamily(name, .info, nil, help)
        family.samples = [Sample(suffix: "_info", labels: labels, value: 1)]
        return family
    }

    private static func created(_ date: Date?, _ labels: Labels) -> [Sample] {
        date.map { [Sample(suffix: "_created", labels: labels, value: $0.timeIntervalSince1970)] } ?? []
    }
}
