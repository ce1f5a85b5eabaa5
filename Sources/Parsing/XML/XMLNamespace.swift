import TextKit

/// The namespaces whose elements mean something to us, whatever prefix a feed chose for them.
enum XMLNamespace: UInt8, Sendable {
    /// RSS of all versions, none at all, and the default namespace of a root that nobody knows.
    case core
    case atom, rdf, xml, xhtml, svg, mathML
    case dc, dcterms, content, media, itunes, googlePlay, podcast, chapters, slash, wfw, syndication, geoRSS, geo, gml
    case feedburner, threading, app, history, tombstones, license, admin, pheedo
    case unknown

    /// The prefix that the names of `XMLName` begin with; empty for `core`.
    var prefix: StaticString {
        switch self {
        case .core: ""
        case .atom: "atom:"
        case .rdf: "rdf:"
        case .xml: "xml:"
        case .xhtml: "xhtml:"
        case .svg: "svg:"
        case .mathML: "math:"
        case .dc: "dc:"
        case .dcterms: "dcterms:"
        case .content: "content:"
        case .media: "media:"
        case .itunes: "itunes:"
        case .googlePlay: "googleplay:"
        case .podcast: "podcast:"
        case .chapters: "psc:"
        case .slash: "slash:"
        case .wfw: "wfw:"
        case .syndication: "sy:"
        case .geoRSS: "georss:"
        case .geo: "geo:"
        case .gml: "gml:"
        case .feedburner: "feedburner:"
        case .threading: "thr:"
        case .app: "app:"
        case .history: "fh:"
        case .tombstones: "at:"
        case .license: "cc:"
        case .admin: "admin:"
        case .pheedo: "pheedo:"
        case .unknown: "?:"
        }
    }

    /// By the URI without its scheme, "www." and what follows the last letter: feeds differ in these.
    private static let byURI = NameTable<XMLNamespace>([
        ("w3.org/2005/atom", .atom), ("purl.org/atom/ns", .atom), ("purl.org/atom", .atom),
        ("w3.org/1999/02/22-rdf-syntax-ns", .rdf), ("w3.org/xml/1998/namespace", .xml),
        ("w3.org/1999/xhtml", .xhtml), ("w3.org/1999/html", .xhtml), ("w3.org/tr/rec-html40", .xhtml),
        ("w3.org/2000/svg", .svg), ("w3.org/1998/math/mathml", .mathML),
        ("purl.org/rss/1.0", .core), ("my.netscape.com/rdf/simple/0.9", .core),
        ("channel.netscape.com/rdf/simple/0.9", .core), ("my.netscape.com/publish/formats/rss-0.91.dtd", .core),
        ("backend.userland.com/rss2", .core), ("backend.userland.com/rss", .core),
        ("blogs.law.harvard.edu/tech/rss", .core), ("purl.org/net/rss1.1", .core), ("purl.org/rss/0.9", .core),
        ("purl.org/dc/elements/1.1", .dc), ("purl.org/dc/elements/1.0", .dc), ("purl.org/dc", .dc),
        ("purl.org/metadata/dublin_core", .dc), ("purl.org/dc/terms", .dcterms),
        ("purl.org/rss/1.0/modules/content", .content), ("purl.org/rss/modules/content", .content),
        ("search.yahoo.com/mrss", .media), ("search.yahoo.com/rss", .media), ("video.search.yahoo.com/mrss", .media),
        ("itunes.com/dtds/podcast-1.0.dtd", .itunes), ("itunes.com/dtds/podcast-1.0", .itunes),
        ("example.com/dtds/podcast-1.0.dtd", .itunes), ("example.com/dtds/podcast-1.0", .itunes),
        ("google.com/schemas/play-podcasts/1.0", .googlePlay),
        ("podcastindex.org/namespace/1.0", .podcast), ("podlove.org/simple-chapters", .chapters),
        ("github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", .podcast),
        ("purl.org/rss/1.0/modules/slash", .slash), ("wellformedweb.org/commentapi", .wfw),
        ("purl.org/rss/1.0/modules/syndication", .syndication), ("purl.org/rss/modules/syndication", .syndication),
        ("georss.org/georss", .geoRSS), ("georss.org/georss/10", .geoRSS), ("opengis.net/gml", .gml),
        ("w3.org/2003/01/geo/wgs84_pos", .geo),
        ("rssnamespace.org/feedburner/ext/1.0", .feedburner), ("purl.org/syndication/thread/1.0", .threading),
        ("w3.org/2007/app", .app), ("purl.org/atom/app", .app), ("purl.org/syndication/history/1.0", .history),
        ("purl.org/atompub/tombstones/1.0", .tombstones),
        ("cyber.law.harvard.edu/rss/creativecommonsrssmodule.html", .license),
        ("backend.userland.com/creativecommonsrssmodule", .license), ("creativecommons.org/ns", .license),
        ("web.resource.org/cc", .license), ("webns.net/mvcb", .admin), ("pheedo.com/namespace/pheedo", .pheedo),
    ])

    private static let byPrefix = NameTable<XMLNamespace>([
        ("atom", .atom), ("atom10", .atom), ("a10", .atom), ("rdf", .rdf), ("xml", .xml), ("xhtml", .xhtml),
        ("svg", .svg), ("math", .mathML), ("dc", .dc), ("dcterms", .dcterms), ("content", .content), ("media", .media),
        ("itunes", .itunes), ("googleplay", .googlePlay), ("podcast", .podcast), ("psc", .chapters), ("slash", .slash),
        ("wfw", .wfw), ("sy", .syndication), ("georss", .geoRSS), ("geo", .geo), ("gml", .gml),
        ("feedburner", .feedburner), ("thr", .threading), ("app", .app), ("fh", .history), ("at", .tombstones),
        ("creativecommons", .license), ("cc", .license), ("admin", .admin), ("rss", .core), ("pheedo", .pheedo),
    ])

    static func find(uri bytes: [UInt8], _ range: Range<Int>) -> XMLNamespace {
        var (start, end) = (range.lowerBound, range.upperBound)
        if bytes.hasWord("https://", at: start) {
            start += 8
        } else if bytes.hasWord("http://", at: start) {
            start += 7
        }
        if bytes.hasWord("www.", at: start) { start += 4 }
        while end > start, !bytes[end - 1].isLetter, !bytes[end - 1].isDigit { end -= 1 }
        guard start < end else { return range.isEmpty ? .core : .unknown }
        return byURI.find(bytes, start..<end) ?? .unknown
    }

    /// What a prefix that was never declared is meant to be.
    static func find(prefix bytes: [UInt8], _ range: Range<Int>) -> XMLNamespace? { byPrefix.find(bytes, range) }
}
