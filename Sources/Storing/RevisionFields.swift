import Comparing
import FeedModel

/// A field of an item that is other in one revision than in another.
package struct ChangedField: Sendable {
    /// As the item format has it: `title`, `content`, …
    package let name: String
    package let changes: [WordChange]
}

extension HeldRevision {
    /// The fields that differ from those of `old`, in the order in which they are shown. Of a text that has been pruned
    /// nothing is said.
    package func fields(changedFrom old: HeldRevision) -> [ChangedField] {
        let fields: [(name: String, text: (JSONObject) -> String)] = [
            ("title", { $0["title"]?.string ?? "" }),
            ("authors", { $0["authors"]?.array?.compactMap { $0["name"]?.string }.joined(separator: ", ") ?? "" }),
            ("url", { $0["url"]?.string ?? "" }), ("summary", { $0["summary"]?.string ?? "" }),
            ("content", { $0["content_text"]?.string ?? "" }),
            (
                "attachments",
                { $0["attachments"]?.array?.compactMap { $0["url"]?.string }.joined(separator: "\n") ?? "" }
            ),
        ]
        let hasTexts = !old.isTextPruned && !isTextPruned
        return fields.compactMap { name, text in
            let (before, after) = (text(old.item), text(item))
            guard before != after, hasTexts || name != "content" else { return nil }
            return ChangedField(name: name, changes: wordChanges(from: before, to: after))
        }
    }
}
