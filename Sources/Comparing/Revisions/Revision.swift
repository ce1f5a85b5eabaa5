import FeedModel
import FoundationEssentials

/// A change of an item that a reader could see.
package struct Revision: Equatable, Sendable {
    /// Names of fields as the item format has them: `title`, `content`, `summary`, `authors`, `attachments`.
    package var changed: [String]
    package var weight: Weight
    /// Whose word `modified` is.
    package var clock: Clock
    package var modified: Date
    /// What the publisher says of the change and had not said before: "CORRECTED", "UPDATE 2".
    package var marks: [CorrectionMark] = []

    /// What is to be kept: the item as it came, but for texts in which nothing changed, and what the feed no longer
    /// gives; a headline may change while a full text falls back to a teaser.
    package var item: Item

    package enum Weight: String, Sendable {
        /// Words, numbers, names, negations, a correction note.
        case material
        /// Typography, a typo, furniture.
        case cosmetic
    }

    package enum Clock: String, Sendable { case entry, page, http, seen }
}

/// What changed from the text that is held to the one that came; nil when a reader could not see it. For a text
/// that comes alone, such as an article's page; a feed's entries are compared together by `compare`.
/// - Parameter since: when the held text was read, where that is known: ages in a text move with time.
package func revision(from old: Item, to new: Item, since: Date? = nil, at now: Date) -> Revision? {
    let difference = ItemDifference(
        from: ReadableItem(old), to: ReadableItem(new), elapsed: since.map { now.timeIntervalSince($0) })
    return Revision(difference, from: old, to: new, at: now)
}

extension Revision {
    /// Nil when nothing is different.
    init?(_ difference: ItemDifference, from old: Item, to new: Item, at now: Date) {
        changed = difference.changed
        guard !changed.isEmpty else { return nil }
        item = new
        if difference.content.isEmpty, old.contentText != nil || old.contentHTML != nil {
            (item.contentHTML, item.contentText) = (old.contentHTML, old.contentText)
        }
        if difference.content.isEmpty && difference.summary.isEmpty { item.summary = old.summary }
        if new.authors.isEmpty { item.authors = old.authors }
        if new.attachments.isEmpty { item.attachments = old.attachments }
        let before = correctionMarks(title: old.title, text: old.contentText ?? old.summary)
        marks = correctionMarks(title: new.title, text: new.contentText ?? new.summary).filter { !before.contains($0) }
        weight = marks.contains { $0.kind != .repeated } ? .material : difference.weight
        (clock, modified) = (.seen, now)
        let written = [new.dateModified, marks.compactMap(\.date).max()].compactMap { $0 }.filter { $0 <= now }.max()
        if let written, written > old.dateModified ?? old.datePublished ?? .distantPast {
            (clock, modified) = (.entry, written)
        }
        item.dateModified = modified
    }
}
