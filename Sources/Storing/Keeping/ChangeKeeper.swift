import Comparing
import FeedModel
import Foundation
import TextKit

/// Brings into its rows what a check of a feed has found. Within a transaction.
package struct ChangeKeeper<Rows: ChangeRows> {
    package let rows: Rows
    let wires: WireReader

    package init(_ rows: Rows, wires: WireReader) { (self.rows, self.wires) = (rows, wires) }

    /// - Parameter proposals: the stories of its new items, as its comparison has them.
    /// - Returns: what is news, in the order of `seq`.
    package func keep(_ update: FeedUpdate, _ proposals: ChangeProposals) throws -> [Event] {
        let feed = update.feed
        try rows.checkLease(of: feed)
        var events: [Event] = []
        var hasNewItems = false
        if let document = update.document {
            // Of a feed that has none, all entries of the first are old news.
            let isBacklog = try update.isHistory || !rows.hasDocument(feed.id)
            if !update.isHistory { try rows.keepFacts(document, of: update.reference) }
            var proposals = proposals
            let comparison = try current(update, document, &proposals)
            hasNewItems = comparison.entries.contains { if case .new = $0 { true } else { false } }
            events = try keepEntries(document, comparison, proposals, update, isBacklog: isBacklog)
            try rows.noteStopped(comparison.stoppedRules, at: update.at)
            try queuePages(events, of: feed, at: update.at)
        }
        let plan = hasNewItems ? update.plans.withNewItems : update.plans.withoutNewItems
        if update.document == nil, try forgetUnanswered(feed, plan) { return [] }
        for event in plan.events {
            events.append(
                try rows.log(event.kind, of: update.reference, item: nil, facts: event.facts, at: update.at))
        }
        try rows.keepPlan(plan, of: feed, changed: events.contains { $0.item != nil } ? update.at : nil)
        return events
    }

    /// Of an address that a person has typed and that never was a feed, nothing is kept or told: it may be a slip. One whose
    /// server asked to be left alone is remembered for that.
    private func forgetUnanswered(_ feed: ClaimedFeed, _ plan: FeedUpdate.Plan) throws -> Bool {
        guard feed.state.lastCheck == nil, plan.state.lastSuccess == nil, plan.state.notBefore == nil,
            plan.hostRest == nil
        else { return false }
        // What was once subscribed to has told of that.
        return try rows.forget(feed.id)
    }

    /// The update's comparison where all that it was made from is as it was; else one of what is held now, for which
    /// there are no proposals.
    private func current(
        _ update: FeedUpdate, _ document: Feed, _ proposals: inout ChangeProposals
    ) throws -> FeedComparison {
        if let known = update.comparison, try rows.holds(known, of: update.feed.id) { return known }
        proposals.refuse()
        return try rows.compare(document, of: update)
    }

    private func keepEntries(
        _ document: Feed, _ comparison: FeedComparison, _ proposals: ChangeProposals, _ update: FeedUpdate,
        isBacklog: Bool
    ) throws -> [Event] {
        let (feed, now) = (update.reference, update.at)
        let lacking = try update.isHistory ? [] : rows.lackingFacts(comparison.basis.items)
        var assigner = try rows.assigner()
        var events: [Event] = []
        var numbers: [Int64] = []
        // Oldest first: feeds list the newest entry first, and the log is read in the order of time.
        for (place, entry) in comparison.entries.enumerated().reversed() {
            let item = document.items[place]
            switch entry {
            case .new(let keys, let ready):
                let number = try rows.insert(item, keys, names: ready.names, of: feed.id, at: now)
                numbers.append(number)
                let reference = ItemReference(number: number, revision: 1, json: ready.json)
                func keepText(sharedBy others: [Int64]) throws {
                    try rows.keepRevision(
                        reference, item, document: ready.document, facts: JSONObject(), sharedBy: others, at: now)
                }
                switch ready.fate {
                case .told(let reading):
                    let place = try assigner.place(reading, number: number, as: proposals[place])
                    try keepText(sharedBy: place.sameTextItems)
                    events += try tell(reference, place, of: feed, isBacklog: isBacklog, at: now)
                case .dropped(let rule):
                    try keepText(sharedBy: [])
                    try rows.drop(number, by: rule, at: now)
                }
            case .unchanged(let old, let keys):
                // An older page may hold an older text.
                guard !update.isHistory else { continue }
                numbers.append(old.number)
                if old.keys != keys { try rows.rename(old, keys, of: feed.id) }
                if old.published != item.datePublished || old.modified != item.dateModified {
                    try rows.moveDates(old, item)
                }
                if lacking.contains(old.number) { try rows.giveBackFacts(of: old, from: item) }
            case .revised(let old, let keys, let revision, let reading):
                numbers.append(old.number)
                try rows.rename(old, keys, of: feed.id)
                if let news = try rows.besidePage(old.number, item, revision, at: now) {
                    let reading =
                        news.item == item
                        ? reading : StoryReading(of: news.item, in: feed, reader: wires, at: now)
                    events += try revise(old, news.item, news.revision, reading, &assigner, of: feed, at: now)
                }
            case .revisedDropped(let old, let keys, let revision, let fate):
                numbers.append(old.number)
                try rows.rename(old, keys, of: feed.id)
                let reference = try rows.keepRevision(old, item, revision, at: now)
                switch fate {
                case .told(let reading):
                    try rows.release(old.number, at: now)
                    let place = try assigner.place(reading, number: old.number)
                    events += try tell(reference, place, of: feed, isBacklog: false, at: now)
                case .dropped(let rule): try rows.drop(old.number, by: rule, at: now)
                }
            case .repeated: continue
            case .pruned(let number, let keys):
                guard !update.isHistory else { continue }
                numbers.append(number)
                if let keys { try rows.rename(pruned: number, keys, of: feed.id) }
            }
        }
        try assigner.finish()
        guard !update.isHistory else { return events }
        try rows.leave(Array(Set(comparison.listedPruned).subtracting(numbers)), at: now)
        let entries = numbers.reversed().map(String.init).joined(separator: ",")
        try rows.keepEntries(entries, habit: comparison.habit, of: feed.id)
        return events
    }

    /// Tells of an item for the first time.
    private func tell(
        _ item: ItemReference, _ place: StoryPlace, of feed: FeedReference, isBacklog: Bool, at now: Date
    ) throws -> [Event] {
        var facts = place.facts(of: item.number)
        if isBacklog { facts.set("backlog", true) }
        let kind = place.isCopy ? EventKind.duplicate : .new
        let event = try rows.log(kind, of: feed, item: item, facts: facts, at: now)
        return [event] + (try logRegrouping(place, at: now))
    }

    /// Keeps a revision, finds the story of its text anew, and tells of it.
    /// - Parameter item: the text as it came.
    /// - Parameter page: what the article's page says of itself, where the text is from there.
    package func revise(
        _ old: HeldItem, _ item: Item, _ revision: Comparing.Revision, _ reading: StoryReading,
        _ assigner: inout StoryAssigner<Rows.Stories, Rows.Keys>, page: JSONObject? = nil, of feed: FeedReference,
        at now: Date
    ) throws -> [Event] {
        let reference = try rows.keepRevision(old, item, revision, at: now)
        let place = try assigner.revise(reading, number: old.number)
        var facts = revision.facts
        for (key, value) in place.facts(of: old.number).members { facts.append(key, value) }
        facts.set("page", page)
        let event = try rows.log(.revised, of: feed, item: reference, facts: facts, at: now)
        return [event] + (try logRegrouping(place, at: now))
    }

    package func logRegrouping(_ place: StoryPlace, at now: Date) throws -> [Event] {
        try place.regrouped.compactMap { try rows.logRegrouped($0.item, from: $0.from, at: now) }
    }

    /// Entries of a feed that are to be read at their page, by the feed's policy; those already known whose entry was
    /// revised are looked at again at once.
    private func queuePages(_ events: [Event], of feed: ClaimedFeed, at now: Date) throws {
        guard feed.subscription.pages != .never, feed.subscription.url.hasPrefix("http") else { return }
        for event in events where event.kind == .new || event.kind == .duplicate || event.kind == .revised {
            guard let item = event.item, let url = item["url"]?.string,
                url.hasPrefix("http://") || url.hasPrefix("https://")
            else { continue }
            if feed.subscription.pages == .auto, event.kind != .revised, let entry = Item(json: item.json),
                !isCutShort(entry)
            {
                continue
            }
            try rows.queuePage(item.number, withoutLogin(url), of: feed.id, at: now)
        }
    }
}

extension Comparing.Revision {
    package var facts: JSONObject {
        var facts = JSONObject()
        facts.set("changed", changed)
        facts.set("weight", weight.rawValue)
        facts.set("clock", clock.rawValue)
        return facts
    }

    /// What the log has no word for is kept beside the text.
    package var heldFacts: JSONObject {
        var facts = facts
        facts.set(
            "marks",
            marks.map { mark in
                var object = JSONObject()
                object.set("kind", mark.kind.rawValue)
                object.set("number", mark.number)
                object.set("text", mark.text)
                object.set("date", mark.date)
                return object
            })
        return facts
    }
}
