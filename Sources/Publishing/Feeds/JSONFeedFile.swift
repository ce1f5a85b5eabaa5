import FeedModel
import Foundation
import Storing

/// JSON Feed 1.1, with copies, revisions and source in `_dateline`.
func jsonFeed(_ head: FeedHead, _ entries: [FeedEntry]) -> [UInt8] {
    var feed = JSONObject()
    feed.set("version", "https://jsonfeed.org/version/1.1")
    feed.set("title", head.title)
    feed.set("home_page_url", head.hasPages ? head.address("index.html") : nil)
    feed.set("feed_url", head.address("feed.json"))
    // A feed without items has an empty list of them.
    feed.append("items", .array(entries.map { .object(item($0, head)) }))
    return Array((JSONValue.object(feed).pretty + "\n").utf8)
}

private func item(_ entry: FeedEntry, _ head: FeedHead) -> JSONObject {
    let json = entry.item.json
    var item = JSONObject()
    item.set("id", entry.story.id)
    item.set("url", entry.item.url)
    item.set("title", entry.item.title)
    // One of the two is asked for.
    if entry.content.isEmpty {
        item.append("content_text", .string(""))
    } else {
        item.set("content_html", entry.content)
    }
    for key in ["summary", "image", "date_published"] { if let value = json[key] { item.append(key, value) } }
    item.set("date_modified", entry.story.outline.updated)
    item.set("authors", entry.authors)
    for key in ["tags", "language"] { if let value = json[key] { item.append(key, value) } }
    if !entry.files.isEmpty { item.append("attachments", .array(entry.files)) }
    var more = JSONObject()
    if let page = entry.story.page, head.hasPages { more.set("page", head.address(page) ?? page) }
    more.set("revision", entry.item.revision)
    var source = JSONObject()
    let from = entry.source
    source.set("id", from.id)
    source.set("title", from.title)
    source.set("url", from.url)
    source.set("feed_url", from.feedURL)
    more.set("source", source)
    more.set("copies", entry.story.copies.map(copy))
    item.set("_dateline", more)
    return item
}

private func copy(_ copy: PublishedItem) -> JSONObject {
    var object = JSONObject()
    object.set("feed", copy.feed.title ?? copy.feed.url)
    object.set("feed_url", copy.feed.url)
    object.set("title", copy.title)
    object.set("url", webAddress(copy.url))
    object.set("date_published", copy.json["date_published"]?.string)
    if let similarity = copy.similarity { object.append("similarity", .double((similarity * 1000).rounded() / 1000)) }
    return object
}
