import FeedModel
import Foundation
import Synchronization

extension Console {
    /// An event, to people or as a line of the log.
    /// - Parameter copies: of the item's story, beside the item.
    func write(_ event: Event, json: Bool, copies: Int = 0) {
        json ? write(event.json) : write(EventLine(event: event, copies: copies).text(on: self, EventColumns()))
    }
}

/// Prints events one by one, people's below a line that says what the columns are.
final class EventList: Sendable {
    private let console: Console
    private let format: ListFormat
    private let layout: EventColumns
    private let hasHeading = Mutex(false)

    init(_ console: Console, _ format: ListFormat, _ layout: EventColumns = EventColumns()) {
        (self.console, self.format, self.layout) = (console, format, layout)
    }

    /// - Parameter below: of what the item says where it was found, on lines of their own.
    func write(_ event: Event, copies: Int = 0, below: String? = nil) {
        let isFirst = hasHeading.withLock { value in
            defer { value = true }
            return !value
        }
        let line = EventLine(event: event, copies: copies)
        switch format {
        case .json: return console.write(event.json)
        case .table(let table):
            if isFirst { console.write(table.line(EventLine.tableNames)) }
            return console.write(table.line(line.tableValues))
        case .people: break
        }
        if isFirst { console.write(console.styled(layout.heading(on: console), .faint)) }
        console.write(line.text(on: console, layout))
        if let below { console.write(console.styled(console.cut("      " + onOneLine(below)), .faint)) }
    }
}

/// How wide the columns of a list of events are.
struct EventColumns {
    var number = 5
    var feed = 20
    /// Whether it says what happened: lists of items do not.
    var hasKind = true

    /// As wide as these need.
    init(_ events: [Event], hasKind: Bool = true) {
        self.hasKind = hasKind
        guard !events.isEmpty else { return }
        number = max(4, events.map { "\($0.item?.number ?? 0)".count }.max() ?? 0)
        feed = min(20, max(4, events.map { columns(of: onOneLine($0.feed.name)) }.max() ?? 0))
    }

    init() {}

    func heading(on console: Console) -> String {
        let columns = [
            numberColumn("item", number), column("published \(console.offset)", 16), hasKind ? column("event", 9) : nil,
            column("feed", feed(on: console)), "title",
        ]
        return columns.compactMap(\.self).joined(separator: "  ")
    }

    /// On a narrow terminal titles need the room more.
    func feed(on console: Console) -> Int { (console.terminalWidth ?? 200) < 100 ? min(feed, 16) : feed }
}

/// An event on one line: number; when the item was published, else when it was seen, with ~ behind it; what happened;
/// feed, title.
struct EventLine {
    let event: Event
    /// Of the item's story, beside the item.
    var copies = 0

    func text(on console: Console, _ layout: EventColumns) -> String {
        let feed = event.feed.isStore ? "(the store)" : event.feed.name
        let (feedWidth, said, note) = (layout.feed(on: console), onOneLine(said), onOneLine(note(layout)))
        var room = Int.max
        if let width = console.terminalWidth {
            room = width - layout.number - 16 - feedWidth - 6 - (layout.hasKind ? 11 : 0)
        }
        // What is said behind a title stays where there is room for some of the title too.
        let kept = columns(of: note) * 2 <= room ? columns(of: note) : 0
        let title =
            room == .max ? said + note : cut(kept > 0 ? said : said + note, to: room - kept) + (kept > 0 ? note : "")
        let time = [
            numberColumn(event.item.map { "\($0.number)" } ?? "", layout.number),
            console.styled(console.localTime(published ?? event.at), .faint),
        ].joined(separator: "  ")
        let columns = [
            layout.hasKind ? console.styled(column(word, 9), style) : nil,
            console.styled(column(feed, feedWidth), .cyan), title,
        ]
        // No date of the feed's.
        let mark = event.item != nil && published == nil ? "~ " : "  "
        return time + mark + columns.compactMap(\.self).joined(separator: "  ")
    }

    static let tableNames = [
        "item", "date_published", "at", "event", "feed_id", "feed", "title", "url", "revision", "story", "agency",
        "copies",
    ]

    var tableValues: [String?] {
        [
            event.item.map { "\($0.number)" }, tableTime(published), tableTime(event.at),
            event.isTold ? event.kind.rawValue : "dropped",
            event.feed.isStore ? nil : "\(event.feed.id)", event.feed.isStore ? nil : event.feed.name,
            event.item == nil ? said : event.item?.title, event.item?["url"]?.string ?? event.feed.url,
            event.item.map { "\($0.revision)" }, event.story.map { "\($0)" }, event.wire?["agency"]?.string,
            event.item == nil ? nil : "\(copies)",
        ]
    }

    private var published: Date? { event.item?["date_published"]?.string.flatMap(Date.init(rfc3339:)) }

    private var word: String {
        switch event.kind {
        case .duplicate: "copy"
        case .feedAdded: "added"
        case .feedMoved: "moved"
        case .feedFailing: "failing"
        case .feedRecovered: "recovered"
        case .feedGone: "gone"
        case .feedSilent: "silent"
        case .feedOverlong: "overlong"
        case .feedRemoved: "removed"
        case .storeBehind: "behind"
        case .new, .revised, .regrouped, .withdrawn: event.kind.rawValue
        }
    }

    private var style: Console.Style? {
        switch event.kind {
        case .new: .green
        case .revised, .regrouped: .yellow
        case .withdrawn, .feedFailing, .feedGone, .storeBehind: .red
        default: .faint
        }
    }

    private var said: String {
        switch event.kind {
        case .new, .duplicate, .regrouped, .withdrawn, .revised: title
        case .feedMoved: event.move.map { "\($0.from) → \($0.to)" } ?? ""
        case .feedFailing: event.error ?? ""
        case .feedSilent: event.lastNews.map { "no news since \($0.rfc3339)" } ?? ""
        case .storeBehind:
            event.missing.map { "the log had the numbers \($0.from) to \($0.to), and the store had not" } ?? ""
        case .feedOverlong:
            event.overlong.map { "only the first \($0.kept) entries were read, \($0.left) were left" } ?? ""
        case .feedAdded, .feedRecovered, .feedGone, .feedRemoved: event.feed.url
        }
    }

    /// What is said behind the title.
    private func note(_ layout: EventColumns) -> String {
        var note = event.kind == .withdrawn && !layout.hasKind ? " [withdrawn]" : ""
        if event.kind == .revised {
            note = " [\(event.changed.joined(separator: ", "))\(event.weight.map { "; \($0)" } ?? "")]"
        }
        if let dropped = event.dropped { note += " [\(dropped.rule)]" }
        if copies > 0 { note += " (+\(copies) \(copies == 1 ? "copy" : "copies"))" }
        return note
    }

    /// What an untitled item is known by: its beginning.
    private var title: String {
        let item = event.item
        return item?.title ?? item?["content_text"]?.string.map { String($0.prefix(80)) }
            ?? item?["url"]?.string ?? "(untitled)"
    }
}
