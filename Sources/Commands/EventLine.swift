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
        let feed = event.feed.isStore ? "(the store)" : event.feed.name
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
            "\(title) [\(event.changed.joined(separator: ", "))\(event.weight.map { "; \($0)" } ?? "")]"
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

    /// What an untitled item is known by: its beginning.
    private var title: String {
        let item = event.item
        return item?.title ?? item?["content_text"]?.string.map { String($0.prefix(80)) }
            ?? item?["url"]?.string ?? "(untitled)"
    }
}
