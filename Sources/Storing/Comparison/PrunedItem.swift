import Comparing
import FeedModel
import Foundation

/// What is left of an item that has been pruned: its row, without all but the hashes of its names and of its source. It is
/// known again by them as long as its feed lists it, so that it is not told as new, and what its feed changes in it is not
/// told either: there is no text to compare it with.
package enum PrunedItem {
    /// A row has some hundred bytes with so many.
    private static let most = 5

    /// Its names, the newest first.
    package static func names(_ names: [ItemKey], _ former: [ItemKey]) -> [ItemKey] {
        Array((names + former.reversed().filter { !names.contains($0) }).prefix(most))
    }

    /// As `Comparing` may compare it with these entries: it has those of their names that are among its own.
    /// - Parameter trustsGuids: else they say nothing without a link or a text.
    package static func held(
        _ number: Int64, names: [ItemKey], among entries: [IdentityKeys], in feed: Int64, trustsGuids: Bool
    ) -> HeldItem {
        let names = Set(names)
        // Of nobody else, where it has such names at all: of a single one it is seen below which that is.
        let unknown = names.count > 1 ? "\u{0}\(number)" : nil
        var keys = IdentityKeys(
            guid: unknown, link: unknown, titleHash: nil, textHash: nil, fingerprint: 0, source: 0)
        for entry in entries {
            func has(guid: String? = nil, link: String? = nil, title: Int64? = nil, text: Int64? = nil) -> Bool {
                let part = IdentityKeys(
                    guid: guid, link: link, titleHash: title, textHash: text, fingerprint: 0, source: 0)
                return part.names(in: feed).contains(where: names.contains)
            }
            if trustsGuids, let guid = entry.guid, has(guid: guid) { keys.guid = guid }
            if let link = entry.link, has(link: link) { keys.link = link }
            if let text = entry.textHash {
                if has(text: text) { keys.textHash = text }
            } else if let title = entry.titleHash, has(title: title) {
                keys.titleHash = title
            }
        }
        var item = HeldItem(number: number, keys: keys)
        item.isTombstone = true
        return item
    }
}

extension HeldItem {
    /// Its names are not its own: see `PrunedItem`.
    package var isPruned: Bool { keys.source == 0 && isTombstone }
}
