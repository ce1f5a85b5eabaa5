import FeedModel
import TextKit

/// Under what an entry may be found among the items held of its feed, and by what it is seen to be unchanged.
package struct IdentityKeys: Equatable, Sendable {
    /// The feed's own name for the entry; nil when it gave none.
    package var guid: String?
    /// The address as `canonicalLink` has it.
    package var link: String?
    /// Of the title, as a reader sees it.
    package var titleHash: Int64?
    /// Of the content, or of the summary where there is no content, without what is noise in one text alone.
    package var textHash: Int64?
    /// Of everything that a reader could see. The same: nothing changed, and no text needs to be read.
    package var fingerprint: Int64

    /// Of what the parser gave, before any thought: the same means that all other keys are the same too.
    package var source: Int64

    package init(
        guid: String?, link: String?, titleHash: Int64?, textHash: Int64?, fingerprint: Int64, source: Int64
    ) {
        (self.guid, self.link, self.titleHash, self.textHash) = (guid, link, titleHash, textHash)
        (self.fingerprint, self.source) = (fingerprint, source)
    }

    package init(of item: Item) { self.init(of: item, source: sourceHash(item)) }

    private init(of item: Item, source: Int64) {
        let hashes = ReadableItem(item).hashes
        self.init(
            guid: item.hasOwnID ? item.id : nil, link: item.url.map(canonicalLink), titleHash: hashes.title,
            textHash: hashes.text, fingerprint: hashes.whole, source: source)
    }

    /// The keys of a document's entries, in order.
    /// - Parameter last: the items of the feed's last document. Most entries are among them untouched, and cost no
    ///   more than a hash then.
    package static func of(_ items: [Item], last: [HeldItem]) -> [IdentityKeys] {
        let known = Dictionary(last.map { ($0.keys.source, $0.keys) }, uniquingKeysWith: { first, _ in first })
        return items.map { item in
            let source = sourceHash(item)
            return known[source] ?? IdentityKeys(of: item, source: source)
        }
    }
}

extension IdentityKeys {
    /// The names by which an item is found again that has left its feed's document. Each is a page of a file that is read
    /// and written, so there are few: a guid that is an address is looked up as one, which most feeds give as the link
    /// too, and by its title only what has no text.
    package func names(in feed: Int64) -> [ItemKey] {
        let address = guid.flatMap { $0.isAddress ? canonicalLink($0) : nil }
        var names: [ItemKey] = []
        func add(_ kind: String, _ name: String) {
            var hash = StableHash()
            hash.combine(kind)
            hash.combine(name)
            hash.combine(feed)
            names.append(ItemKey(rawValue: hash.value))
        }
        if let guid { add(address == nil ? "guid" : "link", address ?? guid) }
        if let link, link != address { add("link", link) }
        if let hash = textHash { add("text", String(hash)) } else if let hash = titleHash { add("title", String(hash)) }
        return names
    }
}

private func sourceHash(_ item: Item) -> Int64 {
    var hash = StableHash()
    for text in [item.id, item.url, item.title, item.contentHTML ?? item.contentText, item.summary] {
        hash.combine(text ?? "")
    }
    for author in item.authors { hash.combine(author.name ?? "") }
    for attachment in item.attachments { hash.combine(attachment.url) }
    return hash.value
}
