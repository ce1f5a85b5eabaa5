import FeedModel
import TextKit

/// Reads a feed of any format.
/// - Parameter url: where the bytes came from: relative addresses are resolved against it.
/// - Parameter contentType: the `Content-Type` header, whose charset counts (RFC 7303).
/// - Parameter budget: what it may cost. Entries beyond its number are left, the first ones kept.
/// - Throws: when there is no feed in it. One that is broken is read as far as it goes, and says so in `warnings`.
package func parseFeed(
    _ bytes: [UInt8], at url: String, contentType: String? = nil, within budget: ReadingBudget = ReadingBudget()
) throws(ParseError) -> Feed {
    try reading(bytes.count, within: budget) { () throws(ParseError) in
        try readFeed(bytes, at: url, contentType: contentType, sanitizes: true)
    }
}

/// Like `parseFeed`, but leaves texts as the feed has them: for measuring what making them harmless costs.
package func parseFeedUnsanitized(_ bytes: [UInt8], at url: String) throws(ParseError) -> Feed {
    try readFeed(bytes, at: url, contentType: nil, sanitizes: false)
}

/// Reads a document on its account. What was read of one that was given up is thrown away.
/// - Parameter length: of the document, in bytes; its text is there twice while it is decoded.
func reading<T>(
    _ length: Int, within budget: ReadingBudget, _ read: () throws(ParseError) -> T
) throws(ParseError) -> T {
    budget.hold(2 * length)
    let result: Result<T, ParseError> = ReadingBudget.$current.withValue(budget) {
        do throws(ParseError) { return .success(try read()) } catch { return .failure(error) }
    }
    budget.release(2 * length)
    if let excess = budget.excess { throw .tooCostly(excess) }
    return try result.get()
}

private func readFeed(
    _ bytes: [UInt8], at url: String, contentType: String?, sanitizes: Bool
) throws(ParseError) -> Feed {
    // What is relative must not inherit a login.
    let reading = FeedReading(url: withoutLogin(url), sanitizes: sanitizes)
    var decoded = decode(bytes, contentType: contentType)
    guard let first = decoded.bytes.first(where: { !$0.isSpace }) else { throw .empty }
    var feed: Feed
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
        feed = try readJSON(decoded.bytes, reading)
    } else {
        let (document, repairs) = readXML(decoded)
        decoded.bytes = []
        reading.itemsLeft += document.entriesLeft
        feed = try readXML(document, reading)
        feed.isWellFormed = repairs.isEmpty
        feed.isTruncated = document.isTruncated
        reading.warnings.insert(contentsOf: repairs.sentences, at: 0)
    }
    feed.dropLogins()
    feed.composeTexts()
    reading.shortenTitle(of: &feed)
    feed.encoding = decoded.encoding
    if decoded.isRepaired { feed.isWellFormed = false }
    reading.noteItemsLeft(of: &feed)
    feed.warnings = decoded.warnings + reading.warnings
    return feed
}

extension FeedReading {
    /// In bytes. All that is told of a feed names it.
    private static let longestTitle = 2000

    fileprivate func shortenTitle(of feed: inout Feed) {
        guard let title = feed.title, title.utf8.count > Self.longestTitle else { return }
        var end = title.utf8.index(title.startIndex, offsetBy: Self.longestTitle)
        while end.samePosition(in: title.unicodeScalars) == nil { end = title.utf8.index(before: end) }
        feed.title = String(title[..<end]) + "…"
        warn("the feed's title has more than 2 kB: cut off there")
    }

    fileprivate func noteItemsLeft(of feed: inout Feed) {
        guard itemsLeft > 0 else { return }
        (feed.itemsLeft, feed.itemLimit) = (itemsLeft, budget.itemLimit)
        // An entry that was left has not been withdrawn.
        feed.isComplete = nil
        warnings.insert(
            "\(feed.items.count + itemsLeft) entries: the first \(feed.items.count) were read; raise fetch.item-limit to read more",
            at: 0)
    }
}

extension Feed {
    /// Of the addresses by which the feed itself is asked, which are kept and shown. The links of items are its text.
    fileprivate mutating func dropLogins() {
        feedURL = feedURL.map(withoutLogin)
        nextURL = nextURL.map(withoutLogin)
        for index in hubs.indices { hubs[index].url = withoutLogin(hubs[index].url) }
        for index in links.indices { links[index].url = withoutLogin(links[index].url) }
    }
}

private func readJSON(_ bytes: [UInt8], _ reading: FeedReading) throws(ParseError) -> Feed {
    let value: JSONValue
    do {
        (value, reading.itemsLeft) = try JSONValue.parse(bytes, keeping: reading.budget.itemLimit, of: "items")
    } catch {
        throw .notAFeed(reason: "JSON with a mistake: \(error)")
    }
    guard let object = value.object else { throw .notAFeed(reason: "JSON, but not an object") }
    return try reading.feed(json: object)
}

private func readXML(_ document: XMLDocument, _ reading: FeedReading) throws(ParseError) -> Feed {
    guard let root = document.root else { throw .notAFeed(reason: "there is no markup in it") }
    guard let feedRoot = feedElement(in: document) else {
        if root.name == .html || root.name == .xhtmlHTML { throw .webPage }
        if root.name == .opml { throw .notAFeed(reason: "it is a list of subscriptions (OPML)") }
        throw .notAFeed(
            reason: "its root is <\(document.bytes.string(Int(root.node.start)..<Int(root.node.end)).prefix(40))>")
    }
    if feedRoot.index != root.index { reading.warn("the feed is wrapped in another document") }
    switch feedRoot.name {
    case .atomFeed, .atomEntry: return reading.feed(atom: feedRoot)
    case .channel where isCDF(feedRoot): return reading.feed(cdf: feedRoot)
    default: return reading.feed(rss: feedRoot)
    }
}

/// The root, or, in a feed that somebody wrapped into something else, the first element that is a feed's root.
private func feedElement(in document: XMLDocument) -> Element? {
    for index in document.nodes.indices where document.nodes[index].kind == .element {
        switch document.nodes[index].name {
        case .rss, .rdfRDF, .atomFeed: return Element(document, index)
        case .atomEntry, .channel: if index == 0 { return Element(document, index) }
        default: break
        }
    }
    return nil
}

/// RSS without its root has no attributes on the channel and items that are not empty.
private func isCDF(_ channel: Element) -> Bool {
    channel.attribute("href") != nil || channel.attribute("lastmod") != nil
        || channel.children.contains { child in
            child.attribute("href") != nil || child.name == .cdfAbstract || child.first(.cdfAbstract) != nil
        }
}
