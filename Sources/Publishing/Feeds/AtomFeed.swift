import FeedModel
import Foundation
import Storing

/// Atom 1.0 (RFC 4287).
func atomFeed(_ head: FeedHead, _ entries: [FeedEntry]) -> [UInt8] {
    var xml = MarkupWriter()
    xml.markup("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n")
    xml.element("title", text: head.title)
    xml.element("id", text: head.id)
    xml.element("updated", text: head.updated.rfc3339)
    xml.empty(
        "link", ("rel", "self"), ("type", "application/atom+xml"), ("href", head.address("feed.atom") ?? "feed.atom"))
    if head.hasPages {
        xml.empty(
            "link", ("rel", "alternate"), ("type", "text/html"), ("href", head.address("index.html") ?? "index.html"))
    }
    // Asked for where an entry has none itself (RFC 4287, 4.1.1), though its source has one.
    xml.element("author") { $0.element("name", text: head.title) }
    xml.element("generator", ("version", datelineVersion), text: "Dateline")
    for entry in entries { writeEntry(entry, head, into: &xml) }
    xml.markup("\n</feed>\n")
    return xml.bytes
}

private func writeEntry(_ entry: FeedEntry, _ head: FeedHead, into xml: inout MarkupWriter) {
    let item = entry.item
    xml.markup("\n")
    xml.element("entry", ("xml:lang", languageTag(item.language))) { xml in
        xml.element("title", ("type", "text")) { $0.text(item.title ?? "") }
        xml.element("id", text: entry.story.id)
        xml.element("updated", text: entry.story.outline.updated.rfc3339)
        xml.element("published", text: entry.published?.rfc3339)
        for author in entry.authors {
            guard let name = author["name"]?.string ?? author["url"]?.string else { continue }
            xml.element("author") { xml in
                xml.element("name", text: name)
                xml.element("uri", text: webAddress(author["url"]?.string))
            }
        }
        if let url = item.url { xml.empty("link", ("rel", "alternate"), ("href", url)) }
        if let page = entry.story.page, head.hasPages {
            xml.empty(
                "link", ("rel", item.url == nil ? "alternate" : "related"), ("type", "text/html"),
                ("href", head.address(page) ?? page))
        }
        for file in entry.attachments {
            xml.empty(
                "link", ("rel", "enclosure"), ("href", file.url), ("type", file.type), ("title", file.title),
                ("length", file.size.map(String.init)))
        }
        for tag in entry.tags { xml.empty("category", ("term", tag)) }
        xml.element("rights", text: item.json["_dateline"]?["rights"]?.string)
        xml.element("source") { xml in
            let source = entry.source
            xml.element("id", text: source.id)
            xml.element("title", text: source.title)
            // An entry without an author has those of its source, before the feed's (RFC 4287, 4.2.1).
            xml.element("author") { $0.element("name", text: source.title ?? source.feedURL ?? source.id) }
            if let page = source.url { xml.empty("link", ("rel", "alternate"), ("href", page)) }
            if let feed = source.feedURL { xml.empty("link", ("rel", "self"), ("href", feed)) }
        }
        xml.element("summary", text: item.json["summary"]?.string)
        xml.element("content", ("type", "html")) { $0.text(entry.content) }
    }
}
