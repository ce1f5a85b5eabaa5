/// What is different between two texts of an item, field by field, before it is judged.
struct ItemDifference: Equatable {
    struct Line: Equatable {
        var old: String
        var new: String
    }
    /// Blocks that were taken out and those that took their place; either may be empty.
    struct Change: Equatable {
        var old: [Block]
        var new: [Block]
    }
    var title: Line?
    var content: [Change] = []
    var summary: [Change] = []
    var authors: Line?
    var attachments: Line?

    /// - Parameter elapsed: seconds from the old text to the new one, where that is known.
    init(from old: ReadableItem, to new: ReadableItem, elapsed: Double? = nil) {
        if old.title != new.title, !new.title.isEmpty,
            !(elapsed.map { isAgeAlone(old.title, new.title, elapsed: $0) } ?? false)
        {
            title = Line(old: old.title, new: new.title)
        }
        content = changes(from: old.text, to: new.text, teaser: old.summary, elapsed: elapsed)
        if !old.content.isEmpty, !new.content.isEmpty, !old.summary.isEmpty {
            summary = changes(from: old.summary, to: new.summary, elapsed: elapsed)
        }
        // What a feed leaves out this time is not taken back: feeds that change their format do that.
        if old.authors != new.authors, !new.authors.isEmpty {
            authors = Line(old: old.authors.joined(separator: ", "), new: new.authors.joined(separator: ", "))
        }
        if old.attachments != new.attachments, !new.attachments.isEmpty {
            attachments = Line(
                old: old.attachments.joined(separator: "\n"), new: new.attachments.joined(separator: "\n"))
        }
    }

    /// In the words of the item format.
    var changed: [String] {
        var names: [String] = []
        if title != nil { names.append("title") }
        if !content.isEmpty { names.append("content") }
        if !summary.isEmpty { names.append("summary") }
        if authors != nil { names.append("authors") }
        if attachments != nil { names.append("attachments") }
        return names
    }

    var weight: Revision.Weight {
        let isMaterial =
            authors != nil || attachments != nil || title.map { Comparing.isMaterial($0.old, $0.new) } ?? false
            || (content + summary).contains { change in
                let (old, new) = (change.old.filter { !$0.isLinks }, change.new.filter { !$0.isLinks })
                return Comparing.isMaterial(
                    old.map(\.text).joined(separator: "\n"), new.map(\.text).joined(separator: "\n"))
            }
        return isMaterial ? .material : .cosmetic
    }
}
