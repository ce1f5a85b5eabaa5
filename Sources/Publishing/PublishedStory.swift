import FeedModel
import Foundation
import Storing
import TextKit

/// A story as pages and feeds show it.
package struct PublishedStory: Sendable {
    package let outline: StoryOutline
    let lead: PublishedItem
    /// The others, in the order in which they were first seen; not all where there are very many.
    let copies: [PublishedItem]
    /// Of the item that was first seen: the story keeps it whatever joins it later.
    let key: String

    /// More copies than a page can show side by side.
    private static let shownItems = 40

    /// - Parameter excerpt: as `Store.published` takes it.
    package static func read(_ outlines: [StoryOutline], from store: any Store, excerpt: Int? = nil) throws
        -> [PublishedStory]
    {
        let numbers = outlines.flatMap { $0.items.prefix(shownItems) + ($0.items.count > shownItems ? [$0.lead] : []) }
        let items = Dictionary(
            try store.published(numbers, excerpt: excerpt).map { ($0.number, $0) },
            uniquingKeysWith: { first, _ in first })
        return outlines.compactMap { outline in
            // What was pruned since the outline was read is gone.
            guard let first = items[outline.items[0]], let lead = items[outline.lead] else { return nil }
            let copies = outline.items.prefix(shownItems).compactMap { $0 == lead.number ? nil : items[$0] }
            return PublishedStory(outline: outline, lead: lead, copies: copies, key: first.key)
        }
    }

    /// An item by itself, without its copies.
    package static func read(item: Int64, from store: any Store) throws -> PublishedStory? {
        guard let item = try store.published([item]).first else { return nil }
        let outline = StoryOutline(
            id: -item.number, items: [item.number], lead: item.number, firstSeen: item.firstSeen,
            updated: item.firstSeen, isRevised: item.revision > 1)
        return PublishedStory(outline: outline, lead: item, copies: [], key: item.key)
    }

    var id: String { "urn:uuid:" + uuid(key) }

    /// The name of its page in the folder `stories`.
    static func fileName(_ key: String) -> String { "stories/\(key.prefix(16)).html" }

    /// From the folder of the publication; nil where it has no page.
    var page: String? { outline.hasPage ? Self.fileName(key) : nil }

    /// "3 copies, revised"
    var remark: String? {
        let copies = outline.items.count - 1
        let parts = [
            copies == 0 ? nil : copies == 1 ? "1 copy" : "\(copies) copies", outline.isRevised ? "revised" : nil,
        ]
        let remark = parts.compactMap(\.self).joined(separator: ", ")
        return remark.isEmpty ? nil : remark
    }
}

extension PublishedItem {
    /// For people; no feed has to give titles.
    var shownTitle: String {
        if let title, !title.isEmpty { return title }
        let words = (text ?? "").split(maxSplits: 12, whereSeparator: \.isWhitespace)
        guard !words.isEmpty else { return "(untitled)" }
        return words.prefix(12).joined(separator: " ") + (words.count > 12 ? " …" : "")
    }

    var authors: [String] { json["authors"]?.array?.compactMap { $0["name"]?.string } ?? [] }

    /// The beginning of its text, on one line.
    /// - Parameter length: in characters, before what shows that there is more.
    func excerpt(_ length: Int) -> String {
        let words = singleLine(Substring((text ?? "").unicodeScalars.prefix(2 * length)))
        guard let end = words.index(words.startIndex, offsetBy: length, limitedBy: words.endIndex),
            end < words.endIndex
        else { return words }
        let cut = words[..<end]
        return (cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut) + " …"
    }
}

/// White space of HTML alone, byte by byte: it is done for each item that is held.
private func singleLine(_ text: Substring) -> String {
    var line: [UInt8] = []
    line.reserveCapacity(text.utf8.count)
    var isBetween = false
    for byte in text.utf8 {
        if byte.isSpace {
            isBetween = true
            continue
        }
        if isBetween, !line.isEmpty { line.append(UInt8(ascii: " ")) }
        isBetween = false
        line.append(byte)
    }
    return String(decoding: line, as: UTF8.self)
}

/// RFC 9562, 5.8: one of our own making, the same for the same digits.
/// - Parameter digits: 32 hexadecimal ones.
func uuid(_ digits: String) -> String {
    var digits = Array(digits)
    digits[12] = "8"
    digits[16] = ["8", "9", "a", "b"][(digits[16].hexDigitValue ?? 0) & 3]
    for place in [20, 16, 12, 8] { digits.insert("-", at: place) }
    return String(digits)
}
