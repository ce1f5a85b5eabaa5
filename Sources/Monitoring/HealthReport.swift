import Daemon

/// What `/healthz` answers: each part of the daemon in a line, and what is wrong with it.
package struct HealthReport: Sendable {
    /// `trouble` is nil for a part that is well.
    package typealias Part = (name: String, trouble: String?)
    let parts: [Part]

    package init(_ parts: [Part]) { self.parts = parts }

    /// - Parameter probe: nil for a daemon that is still starting.
    init(_ probe: ServiceProbe?) {
        let starting = "the store is not open yet"
        self.init([
            ("ready", probe == nil ? starting : nil),
            ("late", probe.map(\.lateness) ?? starting),
            ("writer", probe.map(\.writerTrouble) ?? starting),
            ("log", probe.map(\.logTrouble) ?? starting),
        ])
    }

    package var isWell: Bool { parts.allSatisfy { $0.trouble == nil } }

    /// "writer: failing: the store has taken nothing for 75 s".
    package var text: String {
        parts.map { "\($0.name): \($0.trouble.map { "failing: " + $0 } ?? "ok")\n" }.joined()
    }

    var family: MetricFamily {
        .gauge(
            "dateline_healthy", "1 where a part of the daemon is well, as /healthz says it.",
            parts.map { ([("part", $0.name)], $0.trouble == nil ? 1 : 0) })
    }
}
