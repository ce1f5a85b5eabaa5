import FeedModel

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

    package init(guid: String?, link: String?, titleHash: Int64?, textHash: Int64?, fingerprint: Int64) {
        (self.guid, self.link, self.titleHash, self.textHash) = (guid, link, titleHash, textHash)
        self.fingerprint = fingerprint
    }

    package init(of item: Item) { self.init(of: item, readable: ReadableItem(item)) }

    init(of item: Item, readable: ReadableItem) {
        self.init(
            guid: item.hasOwnID ? item.id : nil, link: item.url.map(canonicalLink), titleHash: readable.titleHash,
            textHash: readable.textHash, fingerprint: readable.fingerprint)
    }
}
