import FeedModel
import TextKit

/// The lists of subscriptions that other readers keep.
package enum SubscriptionListFormat: String, Sendable, CaseIterable {
    /// Of most readers.
    case opml
    /// The file `urls`.
    case newsboat
    /// The shell script `sfeedrc`, which is read and never run.
    case sfeed
    /// The file `rss2email.cfg`.
    case rss2email
}

/// Reads the list of another reader, taking what can be taken, and saying what is not.
/// - Parameter format: nil for what it looks like.
/// - Throws: `.empty`, `.notAList`, `.newsboatConfiguration`, `.tooCostly`.
package func parseSubscriptions(
    _ bytes: [UInt8], as format: SubscriptionListFormat? = nil, within budget: ReadingBudget = ReadingBudget()
) throws(ParseError) -> SubscriptionList {
    let found = format ?? SubscriptionListFormat(recognizedIn: bytes)
    if format == nil, found == .opml, isNewsboatConfiguration(bytes) { throw .newsboatConfiguration }
    if found == .opml { return try parseOPML(bytes, within: budget) }
    return try reading(bytes.count, within: budget) { () throws(ParseError) in
        let decoded = decode(bytes)
        guard decoded.bytes.contains(where: { !$0.isSpace }) else { throw .empty }
        let text = String(decoding: decoded.bytes, as: UTF8.self)
        var list =
            switch found {
            case .newsboat, .opml: readNewsboat(text)
            case .sfeed: readSfeedrc(text)
            case .rss2email: readRSS2Email(text)
            }
        list.mergeRepeated()
        list.warnings = decoded.warnings + list.warnings
        return list
    }
}

extension SubscriptionListFormat {
    /// By what none of the others has.
    fileprivate init(recognizedIn bytes: [UInt8]) {
        self = .opml
        guard let first = bytes.first(where: { !$0.isSpace }), first != UInt8(ascii: "<"), bytes.first != 0xFE,
            bytes.first != 0xFF
        else { return }
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let line = line.trimming()
            if line.hasPrefix("[feed.") || line == "[DEFAULT]" {
                self = .rss2email
                return
            }
            if line.hasPrefix("feeds()") || line.hasPrefix("feeds ()") || line.hasPrefix("feed \"")
                || line.hasPrefix("feed '")
            {
                self = .sfeed
                return
            }
            let word = line.drop { $0 == "\"" }.lowercased()
            if ["http://", "https://", "feed:", "query:", "exec:", "filter:", "file://"].contains(where: word.hasPrefix)
            {
                self = .newsboat
            }
        }
    }
}

extension SubscriptionList {
    /// Takes a feed, whose address other lists than OPML give as it is asked for.
    mutating func add(_ entry: Entry, line: Int) {
        guard let url = subscriptionURL(entry.url) else {
            return warn("\"\(withoutAnyLogin(shortened(entry.url, to: 80)))\" is no address of a feed", line: line)
        }
        var entry = entry
        entry.url = url
        entries.append(entry)
    }

    /// Lists name a feed in several folders: that is one, with the tags of all of them.
    package mutating func mergeRepeated() {
        var known: [String: Int] = [:]
        var merged: [Entry] = []
        for entry in entries {
            if let index = known[entry.url] {
                for tag in entry.tags { merged[index].add(tag: tag) }
            } else {
                known[entry.url] = merged.count
                merged.append(entry)
            }
        }
        entries = merged
    }

    mutating func warn(_ sentence: String, line: Int) {
        if warnings.count < Self.mostWarnings { warnings.append("line \(line): \(sentence)") }
    }

    static let mostWarnings = 1000
}
