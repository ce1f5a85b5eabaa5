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
    /// What the publisher calls the change: `CORRECTED`, `UPDATE 2`.
    package var marks: [String] = []

    package enum Weight: String, Sendable {
        /// Words, numbers, names, negations, a correction note.
        case material
        /// Typography, a typo, furniture.
        case cosmetic
    }

    package enum Clock: String, Sendable { case entry, page, http, seen }
}

/// What changed from the text that is held to the one that came; nil when a reader could not see it.
package func revision(from old: Item, to new: Item, at now: Date) -> Revision? {
    let (before, after) = (ReadableItem(old), ReadableItem(new))
    var changed: [String] = []
    if before.title != after.title, !after.title.isEmpty { changed.append("title") }
    if isRevised(before.content, after.content) { changed.append("content") }
    if before.content.isEmpty == after.content.isEmpty, isRevised(before.summary, after.summary) {
        changed.append("summary")
    }
    if before.authors != after.authors, !after.authors.isEmpty { changed.append("authors") }
    if before.attachments != after.attachments, !after.attachments.isEmpty { changed.append("attachments") }
    guard !changed.isEmpty else { return nil }
    var revision = Revision(changed: changed, weight: .material, clock: .seen, modified: now)
    if let modified = new.dateModified, modified > old.dateModified ?? .distantPast, modified <= now {
        (revision.clock, revision.modified) = (.entry, modified)
    }
    return revision
}

private func isRevised(_ old: [String], _ new: [String]) -> Bool {
    guard old != new, !new.isEmpty else { return false }
    let (oldWords, newWords) = (old.joined(separator: " "), new.joined(separator: " "))
    // A full text that falls back to a teaser: the fuller one is kept.
    return oldWords != newWords && !oldWords.hasPrefix(newWords)
}
