import FeedModel
import Foundation

extension Console {
    /// An event, to people or as a line of the log.
    /// - Parameter copies: of the item's story, beside the item.
    func write(_ event: Event, json: Bool, copies: Int = 0) {
        json ? write(event.json) : write(EventLine(event: event, copies: copies).text(on: self))
    }
}

/// An event on one line: time, what happened, feed, title.
struct EventLine {
    let event: Event
    /// Of the item's story, beside the item.
    var copies = 0

    func text(on console: Console) -> String {
        let feed = event.feed.isStore ? "(the store)" : event.feed.title ?? event.feed.url
        return [
            console.styled(console.localTime(event.at), .faint), console.styled(column(word, 10), style),
            console.styled(column(feed, 24), .cyan), onOneLine(said),
        ].joined(separator: "  ")
    }

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
        case .new, .duplicate, .regrouped, .withdrawn:
            title + (copies > 0 ? " (+\(copies) \(copies == 1 ? "copy" : "copies"))" : "")
        case .revised:
            title + " [" + (event.facts["changed"]?.array?.compactMap(\.string) ?? []).joined(separator: ", ")
                + (event.facts["weight"]?.string.map { "; \($0)" } ?? "") + "]"
        case .feedMoved: "\(event.facts["from"]?.string ?? "") → \(event.facts["to"]?.string ?? "")"
        case .feedFailing: event.facts["error"]?.string ?? ""
        case .feedSilent: event.facts["last_news"]?.string.map { "no news since \($0)" } ?? ""
        case .storeBehind:
            "the log had the numbers \(event.facts["from"]?.int ?? 0) to \(event.facts["to"]?.int ?? 0), and the store had not"
        case .feedOverlong:
            "only the first \(event.facts["kept"]?.int ?? 0) entries were read, \(event.facts["left"]?.int ?? 0) were left"
        case .feedAdded, .feedRecovered, .feedGone, .feedRemoved: event.feed.url
        }
    }

    /// What an untitled item is known by: its beginning.
    private var title: String {
        let item = event.item
        return item?["title"]?.string ?? item?["content_text"]?.string.map { String($0.prefix(80)) }
            ?? item?["url"]?.string ?? "(untitled)"
    }
}
