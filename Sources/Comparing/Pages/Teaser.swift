import FeedModel
import TextKit

/// Whether a feed gives no more of an entry than a teaser: nothing, little, or a text that says that it goes on.
package func isCutShort(_ item: Item) -> Bool {
    let text = item.contentText ?? item.summary ?? ""
    if text.utf8.count < 600 { return true }
    let end = text.suffix(60).lowercased()
    return end.hasSuffix("…") || end.hasSuffix("...") || endsOfTeasers.contains { end.contains($0) }
}

private let endsOfTeasers =
    ["[…]", "[...]", "(…)", "read the full", "the post appeared first"] + readOnPhrases
