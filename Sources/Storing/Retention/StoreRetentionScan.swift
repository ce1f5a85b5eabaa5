import FeedModel
import Foundation

/// Looks through the store for what is to be pruned, the newest first, in small reads beside whoever writes.
///
/// It reads each item and, where events have rules of their own, each event: a second of a processor for a million.
package struct StoreRetentionScan: RetentionScan {
    private let source: any RetentionSource
    private let settings: RetentionSettings
    private let now: Int64
    /// No event from here on is pruned: the log does not end with it yet.
    private let loggedTo: Int64
    private var rules: [Int64: Retention] = [:]
    private var phase = Phase.items(below: .max)
    private var counts: [Int64: Counts] = [:]

    private enum Phase { case items(below: Int64), events(below: Int64), done }
    private struct Counts { var items = 0, dropped = 0, texts = 0, events = 0 }

    /// - Parameter subscriptions: with their own rules; nil where the store has them as they are.
    /// - Parameter loggedTo: the last number in the log.
    package init(
        of source: any RetentionSource, _ settings: RetentionSettings, subscriptions: [Subscription]?, loggedTo: Int64,
        at now: Date
    ) throws {
        (self.source, self.settings, self.now, self.loggedTo) = (source, settings, now.milliseconds, loggedTo)
        let own = subscriptions.map { Dictionary($0.map { ($0.url, $0.retention) }, uniquingKeysWith: { $1 }) }
        for row in try source.readRetention({ try $0.rulesOfFeeds() }) {
            let stored = row.rules.map(Retention.init(reading:))
            guard let mine = own == nil ? stored : own?[row.url], own == nil || mine != Retention() else { continue }
            rules[row.feed] = mine.over(settings.rules)
        }
    }

    package mutating func next() throws -> [Prunable]? {
        let (scan, found) = try source.readRetention { [self] rows in
            var scan = self
            switch phase {
            case .items(let below):
                let found: [Prunable]? = try scan.items(rows, below)
                return (scan, found)
            case .events(let below):
                let found: [Prunable]? = try scan.events(rows, below)
                return (scan, found)
            case .done: return (scan, nil)
            }
        }
        self = scan
        return found
    }

    private func rules(of feed: Int64) -> Retention { rules[feed] ?? settings.rules }

    private func isPast(_ time: Int64, _ limit: Duration?) -> Bool {
        guard let limit, limit > .zero else { return false }
        return time < now - limit.components.seconds * 1000
    }

    private func isBeyond(_ count: Int, _ limit: Int?) -> Bool { limit.map { $0 > 0 && count > $0 } ?? false }

    private static let chunk = 1000

    // MARK: - Items

    private mutating func items(_ rows: any RetentionRows, _ below: Int64) throws -> [Prunable] {
        // Of the most that is left of items nothing falls away yet.
        let remembered = min(settings.sketchesFor, settings.tombstonesFor)
        let items = try rows.items(
            below: below, leftBefore: now - remembered.components.seconds * 1000, limit: Self.chunk)
        guard let last = items.last else {
            let hasEvents = rules.values.contains(where: \.limitsEvents) || settings.rules.limitsEvents
            phase = hasEvents ? .events(below: .max) : .done
            return []
        }
        phase = .items(below: last.id)
        let sketched = try rows.sketched(items.filter(\.isPruned).map(\.id))
        let revised = items.filter { !$0.isPruned && $0.revision > 1 && rules(of: $0.feed).limitsRevisions }
        let revisions = try rows.revisions(of: revised.map(\.id))
        let since = Date(milliseconds: now - settings.tombstonesFor.components.seconds * 1000).rfc3339Milliseconds
        let listed = try rows.listed(by: askedForListings(items), since: since)
        var found: [Prunable] = []
        for item in items {
            let isListed = listed[item.feed]?.contains(item.id) ?? false
            if item.isPruned {
                found += remains(item, isListed: isListed, hasSketch: sketched.contains(item.id))
                continue
            }
            let rules = rules(of: item.feed)
            // As many that were dropped may stay as of those that were told.
            let kind = item.state == 3 ? \Counts.dropped : \Counts.items
            counts[item.feed, default: Counts()][keyPath: kind] += 1
            let isTooMany = isBeyond(counts[item.feed]![keyPath: kind], rules.items) && !isListed
            if isPast(max(item.firstSeen, item.changed), rules.itemsFor) || isTooMany {
                found.append(.item(item.id, changed: item.changed, withEvents: !rules.limitsEvents))
            } else if let revisions = revisions[item.id] {
                found += texts(of: item, revisions, rules)
            }
        }
        return found
    }

    /// The feeds of items that only stay where they are listed.
    private func askedForListings(_ items: [ScannedItem]) -> [Int64] {
        var counts = counts
        var feeds: Set<Int64> = []
        for item in items {
            if item.isPruned {
                if isPast(item.changed, settings.tombstonesFor) { feeds.insert(item.feed) }
                continue
            }
            let kind = item.state == 3 ? \Counts.dropped : \Counts.items
            counts[item.feed, default: Counts()][keyPath: kind] += 1
            if isBeyond(counts[item.feed]![keyPath: kind], rules(of: item.feed).items) { feeds.insert(item.feed) }
        }
        return feeds.sorted()
    }

    /// Texts that have been replaced, the last replaced first.
    private mutating func texts(
        of item: ScannedItem, _ revisions: [ScannedRevision], _ rules: Retention
    ) -> [Prunable] {
        var found: [Prunable] = []
        for (next, revision) in zip(revisions, revisions.dropFirst()) where revision.hasText {
            counts[item.feed, default: Counts()].texts += 1
            if isPast(next.at, rules.revisionsFor) || isBeyond(counts[item.feed]!.texts, rules.revisions) {
                found.append(.text(item: item.id, revision: revision.number))
            }
        }
        return found
    }

    /// What is left of an item that has been pruned.
    private func remains(_ item: ScannedItem, isListed: Bool, hasSketch: Bool) -> [Prunable] {
        var found: [Prunable] = []
        if hasSketch {
            guard isPast(item.changed, settings.sketchesFor) else { return [] }
            found.append(.sketch(item.id))
        }
        if isPast(item.changed, settings.tombstonesFor), !isListed {
            found.append(.tombstone(item.id, changed: item.changed))
        }
        return found
    }

    // MARK: - Events

    private mutating func events(_ rows: any RetentionRows, _ below: Int64) throws -> [Prunable] {
        let events = try rows.events(below: min(below, loggedTo), limit: Self.chunk)
        guard let last = events.last else {
            phase = .done
            return []
        }
        phase = .events(below: last.seq)
        let old = events.filter { event in
            let rules = rules(of: event.feed)
            guard rules.limitsEvents else { return false }
            counts[event.feed, default: Counts()].events += 1
            return isPast(event.at, rules.eventsFor) || isBeyond(counts[event.feed]!.events, rules.events)
        }
        // By its last events an item that is kept is listed.
        let kept = try rows.last(of: old.filter { $0.item != nil && $0.state != 2 })
        return old.filter { !kept.contains($0.seq) }.map { .event($0.seq) }
    }
}
