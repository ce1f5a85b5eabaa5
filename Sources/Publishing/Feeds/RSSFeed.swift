import FeedModel
import Foundation
import Storing
import TextKit

/// RSS 2.0, with what it has no word for in the namespaces that readers know: `content`, `dc`, `dcterms`, `atom`, `media`.
func rssFeed(_ head: FeedHead, _ entries: [FeedEntry]) -> [UInt8] {
    var xml = MarkupWriter()
    xml.markup(
        """
        <?xml version="1.0" encoding="utf-8"?>
        <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" \
        xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" \
        xmlns:media="http://search.yahoo.com/mrss/">
        <channel>

        """)
    xml.element("title", text: head.title)
    xml.element("link", text: head.address("index.html") ?? "index.html")
    xml.element("description", text: head.title)
    xml.empty(
        "atom:link", ("rel", "self"), ("type", "application/rss+xml"), ("href", head.address("feed.rss") ?? "feed.rss"))
    xml.element("lastBuildDate", text: mailDate(head.updated))
    xml.element("generator", text: "Dateline \(datelineVersion)")
    for entry in entries { writeItem(entry, into: &xml) }
    xml.markup("\n</channel>\n</rss>\n")
    return xml.bytes
}

private func writeItem(_ entry: FeedEntry, into xml: inout MarkupWriter) {
    let item = entry.item
    xml.markup("\n")
    xml.element("item") { xml in
        xml.element("title", text: item.title.map(unambiguous))
        xml.element("link", text: item.url)
        xml.element("guid", ("isPermaLink", "false"), text: entry.story.id)
        xml.element("pubDate", text: entry.published.map(mailDate))
        xml.element("dcterms:modified", text: entry.story.outline.updated.rfc3339)
        for author in entry.authors { xml.element("dc:creator", text: author["name"]?.string) }
        xml.element("dc:language", text: languageTag(item.language))
        for tag in entry.tags { xml.element("category", text: tag) }
        xml.element("dc:rights", text: item.json["_dateline"]?["rights"]?.string)
        // One is allowed; the others are for readers of Media RSS.
        for (place, file) in entry.attachments.enumerated() {
            let size = file.size.map(String.init)
            if place == 0 {
                xml.empty(
                    "enclosure", ("url", file.url), ("length", size ?? "0"),
                    ("type", file.type ?? "application/octet-stream"))
            } else {
                xml.empty("media:content", ("url", file.url), ("fileSize", size), ("type", file.type))
            }
        }
        let source = entry.source
        if let feed = source.feedURL { xml.element("source", ("url", feed), text: source.title ?? feed) }
        // HTML, which a summary is not: "the <b> tag".
        let summary = item.json["summary"]?.string.map(escapingHTML)
        // One of title and description is asked for.
        let isDescribed = summary != nil || !(item.title ?? "").isEmpty
        xml.element("description", text: isDescribed ? summary : entry.content.isEmpty ? "(untitled)" : entry.content)
        xml.element("content:encoded", text: isDescribed ? entry.content : nil)
    }
}

/// RSS does not say whether a title is HTML: what a reader could take for markup is written so that it is HTML, as most of
/// them read it; any other title is the same either way.
func unambiguous(_ title: String) -> String {
    let hasReference = title.split(separator: "&").dropFirst().contains { $0.prefix(32).contains(";") }
    return title.contains("<") || hasReference ? escapingHTML(title) : title
}

/// RFC 822, 5, with a year of four digits: "Mon, 02 Mar 2026 08:00:00 +0000".
func mailDate(_ date: Date) -> String {
    let seconds = Int(date.timeIntervalSince1970.rounded(.down))
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let (year, month, day) = civil(days: days)
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][(days % 7 + 7) % 7]
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let clock = date.rfc3339.dropFirst(11).prefix(8)
    return "\(weekday), \(day < 10 ? "0" : "")\(day) \(names[month - 1]) \(year) \(clock) +0000"
}
