import FeedModel

/// An event as a line of the log tells of it: what `Event.json` wrote, taken apart again.
package struct LoggedEvent: Sendable {
    package let mark: EventMark
    /// Nil where it is about the store itself.
    package let feed: FeedReference?
    /// The item as its revision has it, contents included; nil where the event is of no item.
    package let item: JSONObject?
    /// What else the event says, as its row has it.
    package let facts: JSONObject

    /// Of the item, where there is one.
    package var revision: Int { Int(mark.revision ?? 1) }

    /// - Returns: nil for what is no line of the log.
    package init?(_ line: JSONValue) {
        guard let mark = EventMark(line), let object = line.object, let all = line["_dateline"]?.object else {
            return nil
        }
        self.mark = mark
        feed = all["feed"]?.object.flatMap { feed in
            guard let id = feed["id"]?.int, let url = feed["url"]?.string else { return nil }
            return FeedReference(id: Int64(id), url: url, title: feed["title"]?.string)
        }
        // What the feed said of the item comes first, then what the event says.
        let start = all.members.firstIndex { $0.key == "seq" } ?? 0
        var (own, facts) = (JSONObject(), JSONObject())
        for (key, value) in all.members[..<start] { own.append(key, value) }
        let known: Set = ["seq", "event", "at", "feed", "item", "revision"]
        for (key, value) in all.members[start...] where !known.contains(key) { facts.append(key, value) }
        self.facts = facts
        guard mark.item != nil, mark.revision != nil else {
            item = nil
            return
        }
        var item = JSONObject()
        for (key, value) in object.members where key != "_dateline" { item.append(key, value) }
        item.set("_dateline", own)
        self.item = item
    }
}

/// A line of the log that does not go on from what the store holds: it is of another store, or of another life of it.
package struct LogMismatch: Error, Equatable, CustomStringConvertible {
    package let seq: Int64
    package let description: String

    package init(seq: Int64, description: String) { (self.seq, self.description) = (seq, description) }
}
