import Daemon
import FeedModel
import Storing
import TextKit

/// The backlog of feeds in one message for persons: what each feed listed when it was first read.
struct BacklogDigest {
    /// In the order in which they were told.
    let feeds: [(name: String, entries: [EventWords])]

    init(_ delivery: Delivery) {
        var feeds: [(name: String, entries: [EventWords])] = []
        var places: [Int64?: Int] = [:]
        for event in delivery.events {
            let words = EventWords(event: event)
            if let place = places[event.mark.feed] {
                feeds[place].entries.append(words)
            } else {
                places[event.mark.feed] = feeds.count
                feeds.append((words.feed, [words]))
            }
        }
        self.feeds = feeds
    }

    var subject: String {
        let entries = Self.spelled(feeds.map(\.entries.count).reduce(0, +))
        return "Backlog: \(entries) of \(feeds.count == 1 ? feeds[0].name : "\(feeds.count) feeds")"
    }

    /// A line a feed, where the entries have no room.
    var counts: [String] { feeds.map { "\($0.name): \(Self.spelled($0.entries.count))" } }

    /// The entries of each feed, the newest first.
    var text: String {
        let parts = feeds.map { name, entries in
            "\(name) (\(Self.spelled(entries.count)))\n\n"
                + entries.reversed().map { "* \($0.subject)\n  \($0.url ?? "")\n" }.joined()
        }
        return ([Self.explanation] + parts).joined(separator: "\n\n")
    }

    var html: String {
        let parts = feeds.map { name, entries in
            let rows = entries.reversed().map { "<li>\($0.linked($0.subject))</li>\n" }.joined()
            return "<h3>\(escapingHTML(name)) (\(Self.spelled(entries.count)))</h3>\n<ul>\n\(rows)</ul>\n"
        }
        return "<p>\(Self.explanation)</p>\n" + parts.joined()
    }

    private static let explanation =
        "These entries were there when their feeds were first read. New ones are told one by one."

    private static func spelled(_ count: Int) -> String { "\(count) \(count == 1 ? "entry" : "entries")" }
}

extension ToldEvent {
    /// Its feed listed it when it was first read, or in an older page: new here, and old news.
    var isBacklog: Bool { json["_dateline"]?["backlog"]?.bool ?? false }

    /// What a digest tells of it: hundreds are held at one time.
    var withoutTexts: ToldEvent {
        var json = json
        for key in ["content_html", "summary"] { json[key] = nil }
        // By its beginning an untitled one is known.
        json["content_text"] = json["content_text"]?.string.map { .string(String($0.prefix(100))) }
        return ToldEvent(mark: mark, json: json)
    }
}
