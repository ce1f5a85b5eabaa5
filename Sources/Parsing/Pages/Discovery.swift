import FeedModel
import TextKit

/// A feed that a web page names with `<link rel=alternate>` or an anchor.
package struct DiscoveredFeed: Equatable, Sendable {
    package var url: String
    package var title: String?
    package var type: String?
    package init(url: String, title: String? = nil, type: String? = nil) {
        (self.url, self.title, self.type) = (url, title, type)
    }
}

/// The feeds that a web page names, the page's own first: links of the head before anchors, articles before comments.
/// None where looking for them costs more than `budget`.
package func discoverFeeds(
    inPage bytes: [UInt8], at url: String, contentType: String? = nil, within budget: ReadingBudget = ReadingBudget()
) -> [DiscoveredFeed] {
    let found = try? reading(bytes.count, within: budget) {
        let text = decode(bytes, contentType: contentType, as: .html).bytes
        var page = FeedDiscovery(text, at: url)
        return page.run()
    }
    return found ?? []
}

/// Where a page that is nothing but a way on sends its reader at once: `<meta http-equiv=refresh content="0; url=/blog/">`.
package func refreshTarget(
    inPage bytes: [UInt8], at url: String, contentType: String? = nil, within budget: ReadingBudget = ReadingBudget()
) -> String? {
    let target = try? reading(bytes.count, within: budget) { () -> String? in
        let text = decode(bytes, contentType: contentType, as: .html).bytes
        var tokenizer = HTMLTokenizer(text)
        while let token = tokenizer.next() {
            guard case .startTag(.meta) = token, tokenizer.value("http-equiv")?.lowercased() == "refresh",
                let content = tokenizer.value("content")
            else { continue }
            return refreshAddress(content).flatMap { resolve($0, against: url) }
        }
        return nil
    }
    return target.flatMap { $0 }.flatMap { $0.isWebAddress && $0 != url ? withoutLogin($0) : nil }
}

/// Of `0; url='/blog/'`; nil after ten seconds or more, which are for reading the page first.
private func refreshAddress(_ content: String) -> String? {
    let seconds = content.drop(while: \.isWhitespace).prefix(while: \.isNumber)
    guard (Int(seconds) ?? 0) < 10, let name = content.lowercased().firstRange(of: "url") else { return nil }
    let distance = content.lowercased().distance(from: content.lowercased().startIndex, to: name.upperBound)
    let rest = content.dropFirst(distance).drop(while: \.isWhitespace)
    guard rest.first == "=" else { return nil }
    return String(rest.dropFirst()).trimming().trimmingQuotes()
}

extension String {
    fileprivate func trimmingQuotes() -> String {
        guard let quote = first, quote == "'" || quote == "\"" else { return self }
        return String(dropFirst().prefix { $0 != quote })
    }
}

/// Whether a link of a page or of its header is of a feed.
func isFeedLink(rel: String, _ feed: DiscoveredFeed) -> Bool {
    let rel = rel.lowercased().split(whereSeparator: \.isWhitespace)
    return rel.contains("feed") && !rel.contains("stylesheet")
        || rel.contains("alternate") && feedTypes.contains(feed.type ?? "") && !isProgrammatic(feed)
}

/// WordPress names its API and its embedding service by `alternate` and JSON or XML, too.
private func isProgrammatic(_ feed: DiscoveredFeed) -> Bool {
    guard feed.type == "application/json" || feed.type == "text/xml" || feed.type == "application/xml" else {
        return false
    }
    return feed.url.contains("/wp-json/") || feed.url.contains("oembed")
}

private let feedTypes: Set = [
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "application/json",
    "application/x.atom+xml", "application/x-atom+xml", "application/xml", "text/xml", "text/rss+xml", "text/atom+xml",
]

private struct FeedDiscovery {
    private var tokenizer: HTMLTokenizer
    private var base: String
    private var hasBase = false
    private var linked: [DiscoveredFeed] = []
    private var anchored: [DiscoveredFeed] = []

    /// More feeds than any page has.
    private static let linkLimit = 1000

    init(_ bytes: [UInt8], at url: String) {
        tokenizer = HTMLTokenizer(bytes)
        base = url
    }

    mutating func run() -> [DiscoveredFeed] {
        while let token = tokenizer.next() {
            switch token {
            case .startTag(.base):
                // The first one counts (WHATWG HTML, 4.2.3).
                if !hasBase, let href = tokenizer.value("href"), let address = resolve(href, against: base) {
                    base = address
                    hasBase = true
                }
            case .startTag(.link): readLink()
            case .startTag(.a): readAnchor()
            default: break
            }
        }
        var known: Set<String> = []
        return (linked.filter { !Self.isAside($0) } + linked.filter(Self.isAside) + anchored).filter {
            known.insert($0.url).inserted
        }
    }

    private mutating func readLink() {
        let type = tokenizer.value("type")?.lowercased().split(separator: ";").first.map { $0.trimming() }
        guard let href = tokenizer.value("href"), let url = address(href) else { return }
        let feed = DiscoveredFeed(
            url: url, title: tokenizer.value("title").flatMap { $0.isEmpty ? nil : $0 }, type: type)
        guard isFeedLink(rel: tokenizer.value("rel") ?? "", feed), linked.count < Self.linkLimit else { return }
        linked.append(feed)
    }

    private mutating func readAnchor() {
        guard anchored.count < 20, let href = tokenizer.value("href"), let url = address(href) else { return }
        let type = tokenizer.value("type")?.lowercased()
        let path = url.lowercased().prefix { $0 != "?" && $0 != "#" }
        let endings = [
            "/feed", "/feed/", "/rss", "/rss/", ".rss", "/atom", ".atom", "/rss.xml", "/atom.xml", "/feed.xml",
            "/index.xml", "/feed.json", ".rdf",
        ]
        guard type == "application/rss+xml" || type == "application/atom+xml" || endings.contains(where: path.hasSuffix)
        else {
            return
        }
        anchored.append(
            DiscoveredFeed(url: url, title: tokenizer.value("title").flatMap { $0.isEmpty ? nil : $0 }, type: type))
    }

    /// Of the web, without a login: it is asked and kept.
    private func address(_ href: String) -> String? {
        guard let url = resolve(withoutFeedScheme(href.trimming()), against: base), url.isWebAddress else { return nil }
        return withoutLogin(url)
    }

    /// The feed of a page's comments is seldom the one that is meant.
    private static func isAside(_ feed: DiscoveredFeed) -> Bool {
        let words = (feed.title ?? "").lowercased() + " " + feed.url.lowercased()
        return words.contains("comment") || words.contains("kommentar") || words.contains("commentaire")
    }
}
