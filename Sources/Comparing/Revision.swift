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
    let difference = ItemDifference(from: old, to: new)
    guard !difference.isEmpty else { return nil }
    var revision = Revision(changed: difference.changed, weight: .material, clock: .seen, modified: now)
    if let modified = new.dateModified, modified > old.dateModified ?? .distantPast, modified <= now {
        (revision.clock, revision.modified) = (.entry, modified)
    }
    return revision
}

/// What is different between two texts of an item, field by field.
struct ItemDifference {
    var title: (old: String, new: String)?
    var content: TextDifference?
    var summary: TextDifference?
    var authors: (old: [String], new: [String])?
    var attachments: (old: [String], new: [String])?

    init(from old: Item, to new: Item) {
        let (before, after) = (ReadableItem(old), ReadableItem(new))
        if before.title != after.title, !after.title.isEmpty { title = (before.title, after.title) }
        content = difference(from: before.text, to: after.text, teaser: before.summary)
        if !before.content.isEmpty, !after.content.isEmpty, !before.summary.isEmpty {
            summary = difference(from: before.summary, to: after.summary)
        }
        if before.authors != after.authors, !after.authors.isEmpty { authors = (before.authors, after.authors) }
        if before.attachments != after.attachments, !after.attachments.isEmpty {
            attachments = (before.attachments, after.attachments)
        }
    }

    var isEmpty: Bool { changed.isEmpty }

    var changed: [String] {
        var names: [String] = []
        if title != nil { names.append("title") }
        if content != nil { names.append("content") }
        if summary != nil { names.append("summary") }
        if authors != nil { names.append("authors") }
        if attachments != nil { names.append("attachments") }
        return names
    }
}
