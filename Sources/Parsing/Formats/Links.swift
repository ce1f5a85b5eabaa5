import FeedModel

/// The links of a feed or an entry, sorted by what they are for.
struct Links {
    var all: [Link] = []
    var enclosures: [Attachment] = []

    /// RFC 4685, 4: replies without a type are an Atom feed.
    var repliesPage: String? { all.first { $0.rel == "replies" && Self.pageTypes.contains($0.type ?? "") }?.url }
    var repliesFeed: String? { all.first { $0.rel == "replies" && !Self.pageTypes.contains($0.type ?? "") }?.url }

    private static let pageTypes = ["text/html", "application/xhtml+xml"]

    func first(_ rel: String) -> String? { all.first { $0.rel == rel }?.url }

    /// The page: of several, one in HTML.
    var alternate: String? {
        let alternates = all.filter { $0.rel == "alternate" }
        return
            (alternates.first { Self.pageTypes.contains($0.type ?? "") }
            ?? alternates.first { $0.type == nil } ?? alternates.first)?.url
    }
}

extension FeedReading {
    /// Atom links, which stand in RSS, too.
    func links(_ parent: Element) -> Links {
        var links = Links()
        for element in parent.children where element.name == .atomLink || element.name == .link {
            // RSS has the address as text; an Atom link without href is a mistake that some make.
            guard let url = address(element, "href") ?? (element.name == .atomLink ? ownAddress(element) : nil) else {
                continue
            }
            var link = Link(rel: Self.relation(element.attribute("rel")), url: url)
            link.type = element.attribute("type")
            link.language = element.attribute("hreflang")
            link.title = element.attribute("title")
            link.length = element.attribute("length").flatMap { Int($0) }
            if link.rel == "enclosure" {
                var enclosure = Attachment(url: url)
                enclosure.mimeType = link.type
                enclosure.title = link.title
                enclosure.sizeInBytes = link.length
                links.enclosures.append(enclosure)
            }
            links.all.append(link)
        }
        return links
    }

    /// An empty href means the base itself, where the feed gives one.
    private func ownAddress(_ link: Element) -> String? {
        guard link.attribute("href") == "" else { return address(link) }
        let base = link.base(over: "")
        return base.isEmpty || link.attribute("rel") == "enclosure" ? nil : base
    }

    /// Registered relations may be written as addresses (RFC 4287, 4.2.7.2).
    private static func relation(_ rel: String?) -> String {
        guard let rel = rel?.lowercased(), !rel.isEmpty else { return "alternate" }
        for prefix in ["http://www.iana.org/assignments/relation/", "https://www.iana.org/assignments/relation/"]
        where rel.hasPrefix(prefix) { return String(rel.dropFirst(prefix.count)) }
        return rel
    }
}
