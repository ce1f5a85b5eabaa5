import FeedModel
import Foundation

/// An event on one line: time, what happened, feed, title.
struct EventLine: CustomStringConvertible {
    let event: Event
    /// Of the item's story, beside the item.
    var copies = 0

    var description: String {
        let feed = event.feed.isStore ? "(the store)" : event.feed.title ?? event.feed.url
        return [
            Terminal.styled(localTime(event.at), .faint), Terminal.styled(Terminal.column(word, 10), style),
            Terminal.styled(Terminal.column(feed, 24), .cyan), Terminal.clean(said),
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

    private var style: Terminal.Style? {
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

/// The time of day where the operator is, with the date: log lines are read days later.
func localTime(_ date: Date) -> String {
    let seconds = date.timeIntervalSince1970
    return Date(timeIntervalSince1970: seconds + Double(TimeZone.current.secondsFromGMT(for: date)))
        .rfc3339.prefix(16).replacingOccurrences(of: "T", with: " ")
}
