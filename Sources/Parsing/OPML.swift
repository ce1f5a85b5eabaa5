import FeedModel
import TextKit

/// A subscription list of any reader (OPML 1.0 and 2.0).
package struct SubscriptionList: Equatable, Sendable {
    package struct Entry: Equatable, Sendable {
        package var url: String
        package var title: String?
        package var homePageURL: String?
        /// The folders around it, outermost first, and its `category`.
        package var tags: [String] = []
        /// Its reader read the articles at their pages.
        package var readsPages = false
        package init(url: String, title: String? = nil) { (self.url, self.title) = (url, title) }
    }
    /// Another list that stands in this one by its address (OPML 2.0, inclusion).
    package struct Inclusion: Equatable, Sendable {
        package var url: String
        package var line: Int
        /// The folders around it.
        package var tags: [String] = []
    }
    package var title: String?
    package var entries: [Entry] = []
    package var inclusions: [Inclusion] = []
    /// What could not be taken, one sentence each, with the line.
    package var warnings: [String] = []
    /// The document ended before its root did.
    package var isTruncated = false
    package init() {}
}

/// Reads a subscription list, taking what can be taken.
/// - Parameter budget: what it may cost; its number of entries is of feeds' and does not count here.
/// - Throws: `.empty`, `.notAList`, `.tooCostly`.
package func parseOPML(
    _ bytes: [UInt8], within budget: ReadingBudget = ReadingBudget()
) throws(ParseError) -> SubscriptionList {
    try reading(bytes.count, within: budget) { () throws(ParseError) in try readList(bytes) }
}

private func readList(_ bytes: [UInt8]) throws(ParseError) -> SubscriptionList {
    let decoded = decode(bytes)
    guard decoded.bytes.contains(where: { !$0.isSpace }) else { throw .empty }
    let (document, repairs) = readXML(decoded, keepsLines: true)
    var list = SubscriptionList()
    list.warnings = decoded.warnings + repairs.sentences
    let outlines = document.nodes.indices.filter { document.nodes[$0].name == .outline }
    guard let root = document.root, root.name == .opml || !outlines.isEmpty else {
        throw .notAList
    }
    list.isTruncated = document.isTruncated
    list.title = root.first(.head)?.text(.title)
    let budget = ReadingBudget.current
    for index in outlines {
        guard budget.spend(1000) else { break }
        list.add(Element(document, index))
    }
    list.mergeRepeated()
    return list
}

/// A list that names a feed in more folders and categories than that is read without the rest of them.
private let tagLimit = 100

extension SubscriptionList {
    fileprivate mutating func add(_ outline: Element) {
        // Commented out, by itself or by a folder around it (OPML 2.0).
        guard !outline.isComment else { return }
        if let address = outline.includedList, let url = subscriptionURL(address) {
            let label = outline.hasChildElements || outline.attribute("opmlurl") != nil ? outline.label : nil
            let tags = outline.folders + [label].compactMap(\.self)
            return inclusions.append(Inclusion(url: url, line: Int(outline.document.lines[outline.index]), tags: tags))
        }
        // Programs differ in the name of the attribute, and in its case, which does not count here.
        guard let address = outline.attribute("xmlurl") ?? outline.attribute("feedurl") ?? outline.rssURL,
            !address.isEmpty
        else {
            if !outline.hasChildElements { warn(outline, "an outline without xmlUrl was passed over") }
            return
        }
        guard let url = subscriptionURL(address) else {
            return warn(outline, "\"\(withoutAnyLogin(shortened(address, to: 80)))\" is no address of a feed")
        }
        if let type = outline.attribute("type"), type.contains("XPath") || type.hasPrefix("JSON+Dot") {
            let name = outline.label ?? url
            return warn(
                outline,
                "\"\(shortened(name, to: 80))\" is not taken: its type is \(shortened(type, to: 40)), which is no feed")
        }
        let left = outline.foreignAttributes.filter { $0 != "frss:cssFullContent" }
        if !left.isEmpty { warn(outline, "taken without \(shortened(left.joined(separator: ", "), to: 300))") }
        // Who has no name for it writes the address.
        var entry = Entry(url: url, title: outline.label.flatMap { $0 == address || $0 == url ? nil : $0 })
        entry.homePageURL = outline.attribute("htmlurl").flatMap { $0.isEmpty ? nil : $0 }
        entry.readsPages = outline.attribute("cssfullcontent").map { !$0.isEmpty } ?? false
        entry.tags = outline.folders
        for category in (outline.attribute("category") ?? "").split(separator: ",") {
            // A path of folders: "/Boston/Weather".
            let names = category.split(separator: "/").map { $0.trimming() }
            for name in names where !name.isEmpty { entry.add(tag: name) }
        }
        entries.append(entry)
        ReadingBudget.current.hold(2 * MemoryLayout<Entry>.stride + url.utf8.count)
    }

    private mutating func warn(_ outline: Element, _ sentence: String) {
        warn(sentence, line: Int(outline.document.lines[outline.index]))
    }
}

extension SubscriptionList.Entry {
    mutating func add(tag: String) {
        if tags.count < tagLimit, !tags.contains(tag) { tags.append(tag) }
    }
}

/// "feed:" and "feed://" are what browsers once used for subscribing, "itpc:" and "pcast:" what podcast programs did,
/// "webcal:" what some still do.
package func withoutFeedScheme(_ address: String) -> String {
    for (scheme, secure) in [
        ("feed:", false), ("feeds:", true), ("webcal:", false), ("webcals:", true), ("itpc:", false), ("itpcs:", true),
        ("pcast:", false), ("podcast:", false), ("rss:", false),
    ]
    where address.prefix(scheme.count).lowercased() == scheme {
        let rest = address.dropFirst(scheme.count)
        return rest.hasPrefix("//") ? (secure ? "https:" : "http:") + rest : String(rest)
    }
    return address
}

func subscriptionURL(_ address: String) -> String? {
    var url = String(decoding: cleanAddress(Array(unescapedAddress(address).utf8)), as: UTF8.self)
    url = withoutFeedScheme(url)
    if url.lowercased().hasPrefix("www.") { url = "http://" + url }
    let start = url.prefix(8).lowercased()
    return start.hasPrefix("http://") && url.utf8.count > 7 || start == "https://" && url.utf8.count > 8 ? url : nil
}

extension Element {
    fileprivate var label: String? {
        [attribute("title"), attribute("text")].compactMap { $0 }.first { !$0.isEmpty }
    }

    /// Some write the feed's address as "url", with a type that says so. Lists of podcasts have all as links.
    fileprivate var rssURL: String? {
        let type = attribute("type")?.lowercased() ?? ""
        guard let url = attribute("url"), ["rss", "atom", "feed", "link"].contains(type) else { return nil }
        // By OPML 2.0 a link may also be another list, or a page.
        let path = url.lowercased().prefix { $0 != "?" && $0 != "#" }
        let isOther = [".opml", ".html", ".htm"].contains { path.hasSuffix($0) }
        return type == "link" && (isOther || attribute("htmlurl") == url) ? nil : url
    }

    /// The address of a list that belongs here. FreshRSS has one for a folder.
    fileprivate var includedList: String? {
        if let address = attribute("opmlurl"), !address.isEmpty { return address }
        guard let type = attribute("type")?.lowercased(), let url = attribute("url"), !url.isEmpty else { return nil }
        let path = url.lowercased().prefix { $0 != "?" && $0 != "#" }
        return type == "include" || type == "link" && path.hasSuffix(".opml") ? url : nil
    }

    /// What FreshRSS has in a namespace of its own.
    fileprivate var foreignAttributes: [String] {
        let node = node
        return (Int(node.firstAttribute)..<Int(node.firstAttribute) + Int(node.attributeCount)).compactMap { index in
            let attribute = document.attributes[index]
            let name = Int(attribute.nameStart)..<Int(attribute.nameEnd)
            guard name.count > 5, document.bytes.hasWord("frss:", at: name.lowerBound) else { return nil }
            return document.bytes.string(name)
        }
    }

    fileprivate var isComment: Bool {
        var element: Element? = self
        while let outline = element, outline.name == .outline {
            if outline.attribute("iscomment")?.lowercased() == "true" { return true }
            element = outline.parent
        }
        return false
    }

    /// The names of the outlines around it.
    fileprivate var folders: [String] {
        var folders: [String] = []
        var outer = parent
        while let outline = outer, outline.name == .outline {
            if let label = outline.label, !folders.contains(label) { folders.append(label) }
            outer = outline.parent
        }
        return folders.reversed()
    }
}
