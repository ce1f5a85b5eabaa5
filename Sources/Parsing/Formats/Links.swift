import FeedModel

/// The links of a feed or an entry, sorted by what they are for.
struct Links {
    var all: [Link] = []
    var enclosures: [Attachment] = []

    func first(_ rel: String) -> String? { all.first { $0.rel == rel }?.url }

    /// The page: of several, one in HTML.
    var alternate: String? {
        let alternates = all.filter { $0.rel == "alternate" }
        return (alternates.first { ["text/html", "application/xhtml+xml"].contains($0.type ?? "") }
            ?? alternates.first { $0.type == nil } ?? alternates.first)?.url
    }
}

extension FeedReading {
    /// Atom links, which stand in RSS, too.
    func links(_ parent: Element) -> Links {
        var links = Links()
        for element in parent.children where element.name == .atomLink || element.name == .link {
            // RSS has the address as text; an Atom link without href is a mistake that some make.
            guard let url = address(element, "href") ?? (element.name == .atomLink ? address(element) : nil) else { continue }
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

    /// Registered relations may be written as addresses (RFC 4287, 4.2.7.2).
    private static func relation(_ rel: String?) -> String {
        guard let rel = rel?.lowercased(), !rel.isEmpty else { return "alternate" }
        for prefix in ["http://www.iana.org/assignments/relation/", "https://www.iana.org/assignments/relation/"]
        where rel.hasPrefix(prefix) { return String(rel.dropFirst(prefix.count)) }
        return rel
    }
}
