import Foundation

/// The two texts in which Prometheus reads metrics.
package enum MetricsText: Sendable, CaseIterable {
    /// OpenMetrics 1.0.0.
    case openMetrics
    /// The text format 0.0.4 of Prometheus, which has no `_created` and no `# EOF`.
    case prometheus

    package var contentType: String {
        switch self {
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
        }
    }

    /// What suits whoever asks: OpenMetrics, unless plain text is wanted more (RFC 9110, 12.5.1).
    package init(accept: String) {
        var (open, plain, any) = (0.0, 0.0, accept.isEmpty ? 1.0 : 0.0)
        for part in accept.lowercased().split(separator: ",") {
            let fields = part.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            let quality = fields.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            switch fields.first {
            case "application/openmetrics-text": open = max(open, quality)
            case "text/plain", "text/*": plain = max(plain, quality)
            case "*/*": any = max(any, quality)
            default: break
            }
        }
        self = plain > max(open, any) || open == 0 && plain > 0 ? .prometheus : .openMetrics
    }

    package func encode(_ families: [MetricFamily]) -> String {
        var text = ""
        for family in families where !family.samples.isEmpty {
            let name = typedName(of: family)
            text += "# TYPE \(name) \(typeName(of: family))\n"
            if self == .openMetrics, let unit = family.unit { text += "# UNIT \(name) \(unit)\n" }
            text += "# HELP \(name) \(Self.escaped(family.help, quotes: self == .openMetrics))\n"
            for sample in family.samples where self == .openMetrics || sample.suffix != "_created" {
                let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
                text += family.name + sample.suffix
                if !labels.isEmpty { text += "{\(labels.joined(separator: ","))}" }
                text += " \(Self.count(sample.value))\n"
            }
        }
        if self == .openMetrics { text += "# EOF\n" }
        return text
    }

    /// The older format knows each line by its full name.
    private func typedName(of family: MetricFamily) -> String {
        guard self == .prometheus else { return family.name }
        return switch family.kind {
        case .counter: family.name + "_total"
        case .info: family.name + "_info"
        case .gauge, .histogram: family.name
        }
    }

    private func typeName(of family: MetricFamily) -> String {
        self == .prometheus && family.kind == .info ? "gauge" : family.kind.rawValue
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        let text = text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        return quotes ? text.replacing("\"", with: "\\\"") : text
    }

    /// As OpenMetrics wants bounds to be written, so that they are the same in each program and each format.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        return value.isInfinite ? (value < 0 ? "-Inf" : "+Inf") : "\(value)"
    }

    /// Whole numbers without a point.
    private static func count(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : number(value)
    }
}
