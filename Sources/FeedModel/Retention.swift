/// How much of what has been told is kept of a feed. Nil is as it is for all feeds; nothing (0) keeps all.
package struct Retention: Equatable, Sendable {
    /// Items that the feed does not list any more.
    package var items: Int?
    /// Since an item was last changed.
    package var itemsFor: Duration?
    /// Texts of revisions that have been replaced.
    package var revisions: Int?
    package var revisionsFor: Duration?
    /// Where neither is set, events are kept as long as their items, and those of feeds always.
    package var events: Int?
    package var eventsFor: Duration?

    package init() {}

    /// With what others say where this says nothing.
    package func over(_ others: Retention) -> Retention {
        var rules = self
        rules.items = items ?? others.items
        rules.itemsFor = itemsFor ?? others.itemsFor
        rules.revisions = revisions ?? others.revisions
        rules.revisionsFor = revisionsFor ?? others.revisionsFor
        rules.events = events ?? others.events
        rules.eventsFor = eventsFor ?? others.eventsFor
        return rules
    }

    package var limitsItems: Bool { isLimit(items) || isLimit(itemsFor) }
    package var limitsRevisions: Bool { isLimit(revisions) || isLimit(revisionsFor) }
    package var limitsEvents: Bool { isLimit(events) || isLimit(eventsFor) }
    package var isOn: Bool { limitsItems || limitsRevisions || limitsEvents }

    private func isLimit(_ count: Int?) -> Bool { count ?? 0 > 0 }
    private func isLimit(_ time: Duration?) -> Bool { time ?? .zero > .zero }
}

extension Retention: JSONState {
    package static let fields: [JSONField<Retention>] = [
        JSONField("items", \.items), JSONField("items_seconds", \.itemsFor),
        JSONField("revisions", \.revisions), JSONField("revisions_seconds", \.revisionsFor),
        JSONField("events", \.events), JSONField("events_seconds", \.eventsFor),
    ]
}

/// The `[retention]` table: what holds for feeds that do not say, and how long is remembered what was pruned.
package struct RetentionSettings: Equatable, Sendable {
    package var rules = Retention()
    /// Since the feed last listed it: within this it does not come back as new.
    package var tombstonesFor = Duration.seconds(365 * 86400)
    /// Within this a late copy still finds its story.
    package var sketchesFor = Duration.seconds(365 * 86400)

    package init() {}
}
