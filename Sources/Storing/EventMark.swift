import FeedModel
import Foundation
import TextKit

/// What tells an event from another of the same number, as a line of the log says it.
package struct EventMark: Equatable, Sendable {
    package var seq: Int64
    package var at: Date
    package var kind: String
    package var feed: Int64?
    package var item: Int64?
    package var revision: Int64?

    /// Of a line of the log; nil for what is none.
    package init?(_ line: JSONValue) {
        guard let facts = line["_dateline"], let seq = facts["seq"]?.int, let kind = facts["event"]?.string,
            let at = facts["at"]?.string.flatMap(Date.init(rfc3339:))
        else { return nil }
        (self.seq, self.at, self.kind) = (Int64(seq), at, kind)
        feed = facts["feed"]?["id"]?.int.map(Int64.init)
        item = facts["item"]?.int.map(Int64.init)
        revision = facts["revision"]?.int.map(Int64.init)
    }

    package init(seq: Int64, at: Date, kind: String, feed: Int64?, item: Int64?, revision: Int64?) {
        (self.seq, self.at, self.kind) = (seq, at, kind)
        (self.feed, self.item, self.revision) = (feed, item, revision)
    }

    package var fingerprint: Int64 {
        stableHash(
            [seq, at.milliseconds, feed ?? 0, item ?? 0, revision ?? 0].map(String.init).joined(separator: " ") + kind)
    }

    package init(_ event: Event) {
        (seq, at, kind) = (event.seq, event.at, event.kind.rawValue)
        feed = event.feed.isStore ? nil : event.feed.id
        (item, revision) = (event.item?.number, event.item.map { Int64($0.revision) })
    }
}
