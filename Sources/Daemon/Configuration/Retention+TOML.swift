import FeedModel

/// What `[retention]` and a feed's `retention` may limit: the key, which counts, and with "-for" says how long.
extension Retention {
    package struct Limit: Sendable {
        package let key: String
        package let count: WritableKeyPath<Retention, Int?> & Sendable
        package let time: WritableKeyPath<Retention, Duration?> & Sendable
    }

    package static let limits = [
        Limit(key: "items", count: \.items, time: \.itemsFor),
        Limit(key: "revisions", count: \.revisions, time: \.revisionsFor),
        Limit(key: "events", count: \.events, time: \.eventsFor),
    ]

    /// `{ items = 500, items-for = "90d" }`; nil where nothing is limited.
    package var toml: String? {
        let values = Self.limits.flatMap { limit in
            [
                self[keyPath: limit.count].map { "\(limit.key) = \($0)" },
                self[keyPath: limit.time].map { "\(limit.key)-for = \(tomlString($0.written))" },
            ].compactMap(\.self)
        }
        return values.isEmpty ? nil : "{ \(values.joined(separator: ", ")) }"
    }
}
