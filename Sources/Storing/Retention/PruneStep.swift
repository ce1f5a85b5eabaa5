/// What a step of pruning has done.
package struct PruneStep: Equatable, Sendable {
    package var items = 0
    package var texts = 0
    package var events = 0
    package var sketches = 0
    package var tombstones = 0
    /// Events that tell of it: the log lacks them yet.
    package var told = 0
    /// Of those it was given, how many it has looked at.
    package var looked = 0
    /// For which the writer was held.
    package var cpu = Duration.zero

    package init() {}

    package static func += (sum: inout PruneStep, step: PruneStep) {
        sum.items += step.items
        sum.texts += step.texts
        sum.events += step.events
        sum.sketches += step.sketches
        sum.tombstones += step.tombstones
        sum.told += step.told
        sum.looked += step.looked
        sum.cpu = max(sum.cpu, step.cpu)
    }

    package var unkeyed: Int { sketches + tombstones }

    package var isEmpty: Bool { items + texts + events + sketches + tombstones == 0 }
}

extension PruneStep {
    /// "1,204 items, 1,530 events, 20 texts of old revisions".
    package var words: String {
        func count(_ number: Int, _ one: String, _ many: String) -> String? {
            number == 0 ? nil : "\(grouped(number)) \(number == 1 ? one : many)"
        }
        let parts = [
            count(items, "item", "items"), count(events, "event", "events"),
            count(texts, "text of an old revision", "texts of old revisions"),
            count(sketches, "sketch", "sketches"), count(tombstones, "tombstone", "tombstones"),
        ].compactMap(\.self)
        return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
    }
}
