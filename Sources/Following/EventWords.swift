import Daemon
import FeedModel
import Foundation
import Storing
import TextKit

/// What an event says to people. What feeds have written is on one line.
struct EventWords {
    let event: ToldEvent
    private var facts: JSONValue? { event.json["_dateline"] }

    var feed: String {
        onOneLine(facts?["feed"]?["title"]?.string ?? facts?["feed"]?["url"]?.string ?? "Dateline")
    }

    /// What an untitled item is known by: its beginning.
    var title: String {
        let text = event.json["title"]?.string ?? event.json["content_text"]?.string.map { String($0.prefix(80)) }
        return shortened(onOneLine(text ?? event.json["url"]?.string ?? "(untitled)"), to: 300)
    }

    /// Of the item, or of the feed that the event is about.
    var url: String? {
        event.mark.item == nil ? facts?["feed"]?["url"]?.string : event.json["url"]?.string
    }
    var story: Int? { facts?["story"]?.int }

    /// The headline, behind what has happened where that is not that it is new.
    var subject: String {
        switch event.kind {
        case .new: title
        case .duplicate: "Copy: \(title)"
        case .revised: "Revised: \(title)"
        case .withdrawn: "Withdrawn: \(title)"
        case .regrouped: "Regrouped: \(title)"
        case .feedFailing: "Feed failing: \(feed): \(onOneLine(facts?["error"]?.string ?? ""))"
        default: "\(event.mark.kind.replacing("-", with: " ").capitalizedFirst): \(feed)"
        }
    }

    /// " (title, content; material)", of a revision.
    var change: String {
        let fields = facts?["changed"]?.array?.compactMap(\.string) ?? []
        guard !fields.isEmpty else { return "" }
        return " (\(fields.joined(separator: ", "))\(facts?["weight"]?.string.map { "; \($0)" } ?? ""))"
    }

    /// What there is to say of a feed's event, "error: not found (404)", and where more is to be had; none of an item's.
    var details: [String] {
        guard event.mark.item == nil else { return [] }
        let known: Set = ["seq", "event", "at", "feed"]
        var lines = (facts?.object?.members ?? []).compactMap { key, value -> String? in
            guard !known.contains(key), let text = value.string ?? value.int.map(String.init) else { return nil }
            return "\(key): \(onOneLine(Date(rfc3339: text)?.minute ?? text))"
        }
        if let feed = event.mark.feed { lines.append("More of it: dateline status \(feed)") }
        return lines
    }

    /// As HTML: a link, where the item has an address of the web.
    func linked(_ text: String) -> String {
        let text = escapingHTML(text)
        return url?.linkable.map { "<a href=\"\(escapingHTML($0))\">\(text)</a>" } ?? text
    }

    /// "story 12, item 34, revision 2, event 56".
    var numbers: String {
        [
            story.map { "story \($0)" }, event.mark.item.map { "item \($0)" },
            event.mark.revision.map { "revision \($0)" }, "event \(event.mark.seq)",
        ].compactMap(\.self).joined(separator: ", ")
    }
}

extension Date {
    /// "2026-01-20 09:30 UTC".
    var minute: String { rfc3339.prefix(16).replacing("T", with: " ") + " UTC" }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

    /// An address to link to; nil for what is none of the web.
    var linkable: String? { hasPrefix("http://") || hasPrefix("https://") ? self : nil }
}
