import FeedModel
import TextKit

/// A name by which several feeds mean one article: its address, a guid that is one in the world, a recording.
package struct StoryName: Equatable, Sendable {
    /// For a person: `canonical-url:example.org/2026/03/harbour`.
    package let reason: String
    /// Where the name is found beside those of other items.
    package let key: ItemKey

    /// It is a sound's or a film's.
    let isRecording: Bool

    private init(_ kind: String, _ name: String, isRecording: Bool = false) {
        self.isRecording = isRecording
        reason = "\(kind):\(name)"
        key = ItemKey(rawValue: stableHash(reason))
    }

    /// - Parameter canonicalURL: the article's own address, where its page gives one.
    package static func names(of item: Item, canonicalURL: String? = nil) -> [StoryName] {
        var names: [StoryName] = []
        func add(_ name: StoryName) { if !names.contains(name) { names.append(name) } }
        for url in [canonicalURL, item.url] {
            if let link = url.map(canonicalLink), isArticle(link) { add(StoryName("canonical-url", link)) }
        }
        if item.hasOwnID {
            if item.id.isAddress {
                let link = canonicalLink(item.id)
                if isArticle(link) { add(StoryName("canonical-url", link)) }
            } else if isUnique(item.id) {
                add(StoryName("same-id", item.id))
            }
        }
        for file in item.attachments.prefix(2) where file.mimeType.map(isRecording) ?? false {
            add(StoryName("same-enclosure", canonicalLink(file.url), isRecording: true))
        }
        return names
    }

    /// A home page or a section is the address of many articles.
    private static func isArticle(_ link: String) -> Bool {
        guard let slash = link.utf8.firstIndex(of: UInt8(ascii: "/")) else { return false }
        let path = link.utf8[link.utf8.index(after: slash)...]
        return path.count >= 16 || path.count >= 5 && path.contains { (0x30...0x39).contains($0) }
    }

    /// A `tag:` or `urn:` (RFC 4151, RFC 8141), or long enough not to be a feed's own count.
    private static func isUnique(_ id: String) -> Bool {
        id.hasPrefix("tag:") || id.hasPrefix("urn:") || id.utf8.count >= 20
    }

    private static func isRecording(_ type: String) -> Bool { type.hasPrefix("audio/") || type.hasPrefix("video/") }
}
