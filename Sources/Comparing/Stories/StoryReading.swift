import FeedModel
import FoundationEssentials
import TextKit

/// All that finding an item's story needs to know of the item alone: made before anything is known of others.
package final class StoryReading: Sendable {
    package let text: StoryText
    package let names: [StoryName]
    /// Of the site that prints it, without `www.`.
    package let host: String
    package let printing: StoryPrinting
    /// `wire` of the item, and in short.
    package let wire: JSONObject
    package let credit: String?
    private let isAgencysOwn: Bool
    private let creditsAnother: Bool
    /// Milliseconds since 1970.
    private let time: Int64

    /// - Parameter page: the article's page, where the text is from there.
    package init(
        of item: Item, in feed: FeedReference, page: ArticlePage? = nil, reader: WireReader, at now: Date
    ) {
        host = item.url.flatMap { site(of: $0) } ?? site(of: feed.url) ?? ""
        text = StoryText(of: item, creditedTo: page?.agency, reader: reader)
        names = StoryName.names(of: item, canonicalURL: page?.canonicalURL)
        printing = StoryPrinting(feed: feed.id, date: (item.datePublished ?? item.dateModified).map(milliseconds))
        let year = item.datePublished.flatMap { Int($0.rfc3339.prefix(4)) }
        let own = reader.agencies.agency(ofHost: host)
        isAgencysOwn = own != nil
        creditsAnother = text.credit.agency != nil && text.credit.agency?.id != own?.id
        time = milliseconds(min(item.datePublished ?? now, now))
        wire = text.credit.json(year: year)
        var whole = text.credit
        whole.agency = whole.agency ?? own
        credit = whole.reason(year: year)
    }

    /// `reuters/2025-12-18` where both credit the same agency, and no two days.
    package func credit(sharedWith other: String?) -> String? {
        guard let credit, let other else { return nil }
        let (ours, theirs) = (credit.split(separator: "/"), other.split(separator: "/"))
        guard ours[0] == theirs[0] else { return nil }
        if ours.count == 2, theirs.count == 2 { return ours[1] == theirs[1] ? credit : nil }
        return ours.count == 2 ? credit : other
    }

    /// The words of the item, with the agency that it credits, without the day.
    /// - Parameter furniture: which units of the text to leave out: see `StoryText.furniture`.
    package func sketch(leavingOut furniture: [Bool]) -> Sketch {
        var sketch = text.sketch(leavingOut: furniture)
        if let agency = credit?.split(separator: "/").first { sketch.credit(agency) }
        return sketch
    }

    package func claim(of item: Int64, _ sketch: Sketch) -> OriginalClaim {
        OriginalClaim(
            item: item, isAgencysOwn: isAgencysOwn, creditsAnother: creditsAnother, wordCount: sketch.wordCount,
            time: time)
    }
}

private func site(of url: String) -> String? {
    guard let address = WebAddress(url), !address.site.isEmpty else { return nil }
    return address.site
}
