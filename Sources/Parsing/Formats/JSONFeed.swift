import FeedModel
import TextKit

/// JSON Feed 1.0 and 1.1.
extension FeedReading {
    func feed(json object: JSONObject) throws(ParseError) -> Feed {
        let version = object["version"]?.string ?? ""
        guard version.contains("jsonfeed.org") || object["items"]?.array != nil else {
            throw .notAFeed(reason: "JSON, but neither with a JSON Feed version nor with items")
        }
        if !version.contains("jsonfeed.org") {
            warn("\"version\" is not that of a JSON Feed: read as one all the same")
        }
        var feed = Feed(format: version.hasSuffix("/1") || version.hasSuffix("1.0") ? .json10 : .json11)
        feed.title = plain(object["title"])
        feed.homePageURL = address(object["home_page_url"])
        feed.feedURL = address(object["feed_url"])
        feed.description = plain(object["description"])
        feed.icon = address(object["icon"])
        feed.favicon = address(object["favicon"])
        feed.authors = authors(object)
        feed.language = text(object["language"]).map(languageTag)
        for hub in list(object["hubs"]) {
            if let url = address(hub["url"]) { feed.hubs.append(Hub(type: hub["type"]?.string ?? "WebSub", url: url)) }
        }
        feed.nextURL = address(object["next_url"])
        feed.isExpired = object["expired"]?.bool
        for case .object(let entry) in object["items"]?.array ?? [] { add(to: &feed) { item(json: entry) } }
        return feed
    }

    private func item(json object: JSONObject) -> Item {
        // Numbers as ids are a mistake that readers are asked to forgive.
        let ownID = text(object["id"])
        var item = Item(id: ownID ?? "")
        item.hasOwnID = ownID != nil
        item.url = address(object["url"])
        item.externalURL = address(object["external_url"])
        item.title = plain(object["title"])
        item.summary = plain(object["summary"])
        item.image = address(object["image"]) ?? address(object["banner_image"])
        let base = item.url ?? url
        if let html = object["content_html"]?.string, !html.isEmpty {
            setContent(of: &item, content: markup(html, isHTML: true, base: base), description: nil)
        } else if let text = object["content_text"]?.string, !text.isEmpty {
            setContent(of: &item, content: markup(text, isHTML: false, base: base), description: nil)
        }
        item.datePublished = date(text(object["date_published"]))
        item.dateModified = date(text(object["date_modified"]))
        item.authors = authors(object)
        var categories = CategoryList()
        for tag in object["tags"]?.array ?? [] { categories.add(term: plain(tag) ?? plain(tag["name"])) }
        // A list in one text is a mistake that some make.
        for tag in object["tags"]?.string?.split(separator: ",") ?? [] {
            categories.add(term: plain(.string(String(tag))))
        }
        item.categories = categories.all
        item.tags = item.categories.tags
        item.language = text(object["language"]).map(languageTag)
        item.attachments = list(object["attachments"]).compactMap(attachment)
        item.source = source(object["_dateline"]?["source"])
        if item.id.isEmpty { item.id = item.url ?? digest(of: item) }
        return item
    }

    private func markup(_ text: String, isHTML: Bool, base: String) -> MarkupText {
        let bytes = Array(text.utf8)
        var end = bytes.count
        if end > Self.longestText {
            end = Self.longestText
            // Not within a character.
            while bytes[end] & 0xC0 == 0x80 { end -= 1 }
            warn("a text of more than 8 MB: cut off there")
        }
        return MarkupText(bytes: bytes, range: 0..<end, isHTML: isHTML, base: base)
    }

    /// JSON Feed has no word for it: as Dateline publishes it, in its extension.
    private func source(_ value: JSONValue?) -> Source? {
        var source = Source()
        source.id = text(value?["id"])
        source.title = plain(value?["title"])
        source.url = address(value?["url"])
        source.feedURL = address(value?["feed_url"])
        return source == Source() ? nil : source
    }

    private func attachment(_ value: JSONValue) -> Attachment? {
        guard let url = address(value["url"]) else { return nil }
        var attachment = Attachment(url: url)
        attachment.mimeType = value["mime_type"]?.string
        attachment.title = plain(value["title"])
        attachment.sizeInBytes = value["size_in_bytes"]?.int ?? value["size_in_bytes"]?.string.flatMap { Int($0) }
        attachment.durationInSeconds =
            value["duration_in_seconds"]?.double ?? value["duration_in_seconds"]?.string.flatMap(seconds(ofDuration:))
        return attachment
    }

    /// One object where a list belongs is a list of one.
    private func list(_ value: JSONValue?) -> [JSONValue] {
        value?.array ?? (value?.object == nil ? [] : [value!])
    }

    /// `authors` of 1.1; else `author` of 1.0.
    private func authors(_ object: JSONObject) -> [Person] {
        var authors = PersonList()
        for value in object["authors"]?.array ?? [object["authors"] ?? object["author"] ?? .null] {
            let person = Person(
                name: plain(value["name"]) ?? plain(value), url: address(value["url"]), avatar: address(value["avatar"])
            )
            authors.add(person)
        }
        return authors.all
    }

    private func text(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text): text.isEmpty ? nil : text
        case .int(let number): String(number)
        case .double(let number):
            number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
        default: nil
        }
    }

    /// JSON Feed's short texts are plain already.
    private func plain(_ value: JSONValue?) -> String? {
        guard let bytes = value?.string.map({ Array($0.utf8) }) else { return nil }
        return MarkupText(bytes: bytes, range: bytes.indices, isHTML: false, base: url).plain
    }

    private func address(_ value: JSONValue?) -> String? {
        guard let text = value?.string else { return nil }
        return resolve(unescapedAddress(text), against: url)
    }
}
