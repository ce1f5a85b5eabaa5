import struct FoundationEssentials.Date

/// One line of news about an item or a feed, numbered by `seq`, never changed afterwards.
package struct Event: Equatable, Sendable {
    /// Grows by one, is never used twice, and leaves no gap. 0 of an item that a person's rule has dropped, which was not
    /// told.
    package var seq: Int64
    package var at: Date
    package var kind: EventKind
    package var feed: FeedReference
    /// Nil for news about a feed.
    package var item: ItemReference?
    /// What else this kind of event says, as the log has it and in its order: `story`, `error`, … `Event+Facts.swift`
    /// reads them.
    package var facts: JSONObject

    package init(
        seq: Int64, at: Date, kind: EventKind, feed: FeedReference, item: ItemReference? = nil,
        facts: JSONObject = JSONObject()
    ) {
        (self.seq, self.at, self.kind, self.feed, self.item, self.facts) = (seq, at, kind, feed, item, facts)
    }

    package var isTold: Bool { seq > 0 }

    /// A line of `items.jsonl`: a JSON Feed item, with the event in its `_dateline`. News about a feed has an `id` of
    /// its own, since JSON Feed asks for one in every item, and nothing else of an item.
    package var json: JSONObject {
        var object = item?.json ?? JSONObject()
        if item == nil { object.set("id", "dateline:event:\(seq)") }
        var more = object["_dateline"]?.object ?? JSONObject()
        if isTold {
            more.set("seq", Int(seq))
            more.set("event", kind.rawValue)
        }
        more.set("at", clock: at)
        if !feed.isStore { more.set("feed", feed.json) }
        if let item {
            more.set("item", Int(item.number))
            more.set("revision", item.revision)
        }
        for (key, value) in facts.members { more.append(key, value) }
        object["_dateline"] = .object(more)
        return object
    }
}

package enum EventKind: String, Sendable, CaseIterable {
    case new, duplicate, revised, regrouped, withdrawn
    case feedAdded = "feed-added"
    case feedMoved = "feed-moved"
    case feedFailing = "feed-failing"
    case feedRecovered = "feed-recovered"
    case feedGone = "feed-gone"
    case feedSilent = "feed-silent"
    case feedOverlong = "feed-overlong"
    case feedRemoved = "feed-removed"
    /// Of the store itself: its log had numbers (`from`, `to`) that it had not, so it goes on behind them.
    case storeBehind = "store-behind"
}

/// A revision of an item, as an event names it.
package struct ItemReference: Equatable, Sendable {
    /// The item's, in the store.
    package let number: Int64
    package let revision: Int
    /// The item as JSON Feed has it.
    package let json: JSONObject

    package init(number: Int64, revision: Int, json: JSONObject) {
        (self.number, self.revision, self.json) = (number, revision, json)
    }

    package var title: String? { json["title"]?.string }
    package subscript(key: String) -> JSONValue? { json[key] }
}

/// How an event names the feed it came from.
package struct FeedReference: Equatable, Sendable {
    package var id: Int64
    package var url: String
    package var title: String?

    /// For news about the store itself, which is of no feed.
    package static let store = FeedReference(id: 0, url: "")
    package var isStore: Bool { id == 0 }
    /// For people.
    package var name: String { title ?? url }

    package init(id: Int64, url: String, title: String? = nil) { (self.id, self.url, self.title) = (id, url, title) }

    var json: JSONObject {
        var object = JSONObject()
        object.set("id", Int(id))
        object.set("url", url)
        object.set("title", title)
        return object
    }
}
