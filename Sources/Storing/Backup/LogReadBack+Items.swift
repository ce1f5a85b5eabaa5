import Comparing
import FeedModel
import Foundation

extension LogReadBack {
    mutating func take(_ line: LoggedEvent, _ number: Int64, _ json: JSONObject, of feed: FeedReference) throws {
        guard var item = Item(json: json) else { throw mismatch(line, "tells of an item that cannot be read") }
        let held = try rows.held(number)
        item.hasOwnID = try hasOwnID(item, held, in: feed.id)
        if let held, held.isDropped {
            try tell(held, item, json, line, of: feed)
        } else if let held {
            try changeHeld(held, item, line, of: feed)
        } else {
            try insert(item, number, json, line, of: feed)
        }
        guard line.mark.kind == EventKind.withdrawn.rawValue else { return }
        try rows.withdraw(number)
        try rows.stopPage(of: number)
    }

    /// The log does not say whether the feed gave the entry its name. Where it may be the address, others of the feed
    /// tell; a wrong answer is put right by the feed's next document, which finds the item by its address.
    private func hasOwnID(_ item: Item, _ held: HeldItem?, in feed: Int64) throws -> Bool {
        if let guid = held?.keys.guid { return guid == item.id || item.id != item.url }
        let digits = item.id.utf8.dropFirst(5)
        if item.id.hasPrefix("text:"), digits.count == 16, digits.allSatisfy("0123456789abcdef".utf8.contains) {
            return false
        }
        guard item.id == item.url, item.guidIsPermalink == nil else { return true }
        if held != nil { return false }
        return try rows.newestHasGuid(of: feed) ?? true
    }

    // MARK: - Items that the store does not have

    /// - Parameter line: the item's first, or, where that is lost, one that came later.
    private mutating func insert(
        _ item: Item, _ number: Int64, _ json: JSONObject, _ line: LoggedEvent, of feed: FeedReference
    ) throws {
        let keys = IdentityKeys(of: item)
        try rows.insert(
            item, number, revision: line.revision, keys, names: keys.names(in: feed.id), of: feed.id, at: line.mark.at)
        let sharers = try place(item, number, line, of: feed)
        try keepRevision(json, item, number, line, facts: line.revisionFacts, sharedBy: sharers)
        unindexed.insert(number)
        feeds[feed.id]?.takeItem(number, at: line.mark.at)
        if line.facts["page"] != nil {
            try keepPage(item, number, line, before: Item(id: ""))
        } else {
            try queuePage(item, number, line, of: feed)
        }
    }

    /// - Returns: items whose text has the same words.
    private mutating func place(
        _ item: Item, _ number: Int64, _ line: LoggedEvent, of feed: FeedReference
    ) throws -> [Int64] {
        let page = line.facts["page"].map { facts in
            var page = ArticlePage(url: item.url ?? "")
            page.canonicalURL = facts["canonical_url"]?.string
            return page
        }
        let reading = StoryReading(of: item, in: feed, page: page, reader: wires, at: line.mark.at)
        return try withAssigner { assigner in
            guard let place = LoggedPlace(line, of: number) else {
                return try assigner.place(reading, number: number).sameTextItems
            }
            return try assigner.put(reading, number, at: place)
        }
    }

    private func keepRevision(
        _ json: JSONObject, _ item: Item, _ number: Int64, _ line: LoggedEvent, facts: JSONObject,
        sharedBy others: [Int64]
    ) throws {
        let reference = ItemReference(number: number, revision: line.revision, json: json)
        try rows.keepRevision(
            reference, item, document: JSONValue.object(json.removingContents).encoded, facts: facts,
            sharedBy: others, at: line.mark.at)
    }

    // MARK: - Items that it has

    /// A filter had dropped it.
    private mutating func tell(
        _ held: HeldItem, _ item: Item, _ json: JSONObject, _ line: LoggedEvent, of feed: FeedReference
    ) throws {
        try removeFromSearch(held.number)
        try rows.release(held.number, at: line.mark.at)
        try rows.setRevision(
            line.revision, of: held.number, at: line.mark.at, published: item.datePublished,
            modified: item.dateModified)
        try rows.rename(held, IdentityKeys(of: item), of: feed.id)
        // The number of the text that was dropped is another's only where the log goes on from another state.
        try rows.deleteRevisions(of: held.number, from: line.revision)
        let sharers = try place(item, held.number, line, of: feed)
        try keepRevision(json, item, held.number, line, facts: line.revisionFacts, sharedBy: sharers)
        feeds[feed.id]?.takeItem(held.number, at: line.mark.at)
        try queuePage(item, held.number, line, of: feed)
    }

    private mutating func changeHeld(
        _ held: HeldItem, _ item: Item, _ line: LoggedEvent, of feed: FeedReference
    ) throws {
        let number = held.number
        let before = try rows.heldText(number)
        let isPages = try isPagesText(item, before, line, number, of: feed)
        if line.mark.kind == EventKind.revised.rawValue, let revision = line.mark.revision, revision > held.revision {
            try removeFromSearch(number)
            if isPages { try keepPage(item, number, line, before: before) }
            try revise(held, item, line, before, isPages: isPages, of: feed)
        } else if isPages, item.contentText != before.contentText || item.contentHTML != before.contentHTML {
            // A page was read for the first time, which is no news of its own.
            try removeFromSearch(number)
            try keepPage(item, number, line, before: before)
            try rows.replaceText(of: held, by: item, sharedBy: rows.likelySharers(of: number))
            _ = try place(item, number, line, of: feed)
        }
        guard line.mark.kind == EventKind.regrouped.rawValue, let place = LoggedPlace(line, of: number) else { return }
        let from = line.facts["from"]?["story"]?.int.map(Int64.init)
        try rows.assigner().rows.regroup(number, to: place, from: from)
    }

    private mutating func revise(
        _ held: HeldItem, _ item: Item, _ line: LoggedEvent, _ before: Item, isPages: Bool, of feed: FeedReference
    ) throws {
        let number = held.number
        // The row's dates are the feed's own word; that of another clock comes back with the feed's next document.
        let isFeedsDate = line.facts["clock"]?.string == "entry" && line.facts["page"] == nil
        try rows.setRevision(
            Int(line.mark.revision ?? 1), of: number, at: line.mark.at, published: item.datePublished ?? held.published,
            modified: isFeedsDate ? item.dateModified : held.modified)
        if line.facts["page"] == nil {
            // Behind a page's text the entry has one of its own, by which it is known again.
            var entry = item
            if isPages {
                let own = try rows.entryText(number)
                (entry.contentHTML, entry.contentText) = (own.contentHTML, own.contentText)
            }
            if !isFeedsDate { entry.dateModified = held.modified }
            try rows.rename(held, IdentityKeys(of: entry), of: feed.id)
        }
        var facts = line.revisionFacts
        // The marks of a correction are in no line of the log.
        let revision = Comparing.revision(from: before, to: item, since: held.textSeen, at: line.mark.at)
        if let marks = revision?.heldFacts["marks"] { facts.append("marks", marks) }
        try keepRevision(
            line.item ?? item.json, item, number, line, facts: facts, sharedBy: rows.likelySharers(of: number))
        unindexed.insert(number)
        _ = try place(item, number, line, of: feed)
    }

    /// What is not in the search yet need not be taken out of it.
    private mutating func removeFromSearch(_ number: Int64) throws {
        if !unindexed.contains(number) { try rows.removeFromSearch(number) }
        unindexed.insert(number)
    }
}

extension LoggedEvent {
    /// `changed`, `weight`, `clock` of a revision.
    fileprivate var revisionFacts: JSONObject {
        var object = JSONObject()
        for key in ["changed", "weight", "clock"] { if let value = facts[key] { object.append(key, value) } }
        return object
    }
}
