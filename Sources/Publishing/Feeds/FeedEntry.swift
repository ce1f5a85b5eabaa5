import Comparing
import FeedModel
import Foundation
import Parsing
import Storing
import TextKit

/// A story as an entry of a feed: its text, and below it the copies and what was revised.
struct FeedEntry {
    let story: PublishedStory
    /// The story's lead, without addresses that could run something.
    let item: PublishedItem
    /// HTML; empty where there is nothing to say.
    let content: String

    /// Fewer than a feed would show at once.
    private static let shownRevisions = 5

    init(_ story: PublishedStory, in store: any Store, media: MediaTreatment) throws {
        self.story = story
        var lead = story.lead
        lead.json = lead.json.withoutHarmfulAddresses
        item = lead
        var html = MarkupWriter()
        if let text = item.json["content_html"]?.string {
            html.readable(media == .none ? readableHTML(text, media: .none) : text)
        } else {
            // Where there is a summary alone, it is all that a reader can be shown.
            html.paragraphs(item.text ?? "")
        }
        Self.copies(story, into: &html)
        if item.revision > 1 { Self.revisions(try store.revisions(of: item.number), into: &html) }
        content = String(decoding: html.bytes, as: UTF8.self)
    }

    private static func copies(_ story: PublishedStory, into html: inout MarkupWriter) {
        guard !story.copies.isEmpty else { return }
        html.markup("\n<hr>\n<p>Also in:</p>\n")
        html.element("ul") { html in
            for copy in story.copies {
                html.element("li") { html in
                    html.textElement("bdi", copy.feed.name)
                    html.markup(": ")
                    if let url = webAddress(copy.url) {
                        html.element("a", ("href", url), ("dir", "auto"), text: copy.shownTitle)
                    } else {
                        html.textElement("bdi", copy.shownTitle)
                    }
                }
            }
        }
    }

    private static func revisions(_ revisions: [HeldRevision], into html: inout MarkupWriter) {
        let pairs = zip(revisions, revisions.dropFirst()).suffix(shownRevisions)
        html.markup("\n<hr>\n")
        for (old, new) in pairs.reversed() {
            html.element("p") { html in
                html.text("Revision \(new.number), ")
                html.text(spelledTime(new.at.rfc3339))
                let facts = words(of: new.facts)
                if !facts.isEmpty { html.text(" (\(facts))") }
            }
            for field in new.fields(changedFrom: old) {
                for line in field.changes.changedLines { html.changedLine(line) }
            }
        }
    }

    /// As an entry has it that came from elsewhere already; else the feed that it is from (RFC 4287, 4.2.11).
    var source: (id: String, title: String?, url: String?, feedURL: String?) {
        if let own = item.json["_dateline"]?["source"], let id = own["id"]?.string ?? own["feed_url"]?.string {
            return (id, own["title"]?.string, own["url"]?.string, own["feed_url"]?.string)
        }
        let page = item.feedPage.flatMap { isHarmlessAddress($0) ? $0 : nil }
        return (item.feedID ?? item.feed.url, item.feed.title, page, item.feed.url)
    }

    var attachments: [(url: String, type: String?, title: String?, size: Int?)] {
        files.compactMap { file in
            file["url"]?.string.map {
                ($0, file["mime_type"]?.string, file["title"]?.string, file["size_in_bytes"]?.int)
            }
        }
    }

    /// As JSON Feed has them.
    var files: [JSONValue] { (item.json["attachments"]?.array ?? []).filter { $0["url"] != nil } }

    /// As JSON Feed has them, each with a name or an address: of some, their feed gives the mailbox alone.
    var authors: [JSONObject] {
        (item.json["authors"]?.array ?? []).compactMap { author in
            guard var object = author.object else { return nil }
            guard object["name"] == nil, object["url"] == nil, object["avatar"] == nil else { return object }
            guard let mailbox = object["_dateline"]?["email"]?.string else { return nil }
            object = JSONObject()
            object.set("name", mailbox)
            return object
        }
    }

    var tags: [String] { item.json["tags"]?.array?.compactMap(\.string) ?? [] }
    var published: Date? { item.json["date_published"]?.string.flatMap(Date.init(rfc3339:)) }
}

/// What the feeds of a publication say of themselves.
struct FeedHead {
    let title: String
    /// The same in each run: made of the publication's name and address.
    let id: String
    /// Nil where it is not known where the folder is served.
    let baseURL: String?
    let hasPages: Bool
    /// When the newest of the entries changed.
    let updated: Date

    func address(_ file: String) -> String? { baseURL.map { $0 + file } }
}
