import Comparing
import Daemon
import FeedModel
import Foundation
import Storing
import TextKit

/// What stands in a letter, as text and as HTML.
struct StoryMailBody {
    /// The lines of a field in which something changed.
    struct Change {
        let field: String
        let lines: [[WordChange]]
    }

    let event: ToldEvent
    let words: EventWords
    let changes: [Change]

    /// An event of a feed has no headline.
    private var title: String { event.mark.item == nil ? words.subject : words.title }
    /// When an item was published, where its feed says so, and when it was seen here.
    private var time: String {
        let seen = event.mark.at.minute
        guard event.mark.item != nil else { return seen }
        let published = event.json["date_published"]?.string.flatMap(Date.init(rfc3339:))
        return (published.map { "published \($0.minute), " } ?? "") + "seen \(seen)"
    }

    var text: String {
        var parts = [
            [title, "\(words.feed), \(time)", words.url ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
        ]
        if event.kind == .revised { parts.append("What changed\(words.change):") }
        for change in changes {
            parts.append(
                change.field + ":\n" + change.lines.map { "  " + $0.map(marked).joined() }.joined(separator: "\n"))
        }
        parts.append(words.details.joined(separator: "\n"))
        parts.append(event.json["content_text"]?.string ?? event.json["summary"]?.string ?? "")
        parts.append("-- \n\(words.numbers)")
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private func marked(_ change: WordChange) -> String {
        switch change {
        case .same(let text): text
        case .removed(let text): inside("[-", text, "-]")
        case .added(let text): inside("{+", text, "+}")
        }
    }

    /// The blank before a word is a part of it, and stays outside.
    private func inside(_ open: String, _ text: String, _ close: String) -> String {
        let blank = text.prefix { $0.isWhitespace }
        return blank + open + text.dropFirst(blank.count) + close
    }

    var html: String {
        var parts = ["<h2>\(words.linked(title))</h2>", "<p>\(escapingHTML(words.feed)), \(time)</p>"]
        if event.kind == .revised { parts.append("<p>What changed\(escapingHTML(words.change)):</p>") }
        for change in changes {
            let lines = change.lines.map { "<p>" + $0.map(styled).joined() + "</p>" }
            parts.append("<blockquote title=\"\(change.field)\">\(lines.joined(separator: "\n"))</blockquote>")
        }
        parts += words.details.map { "<p>\(escapingHTML($0))</p>" }
        // What the feed sent has been made harmless when it was read.
        let text = event.json["content_text"]?.string ?? event.json["summary"]?.string ?? ""
        parts.append(
            event.json["content_html"]?.string ?? "<p>\(escapingHTML(text).replacing("\n", with: "<br>\n"))</p>")
        parts.append("<p><small>\(words.numbers)</small></p>")
        return parts.joined(separator: "\n")
    }

    private func styled(_ change: WordChange) -> String {
        switch change {
        case .same(let text): escapingHTML(text)
        case .removed(let text): inside("<del>", escapingHTML(text), "</del>")
        case .added(let text): inside("<ins>", escapingHTML(text), "</ins>")
        }
    }
}
