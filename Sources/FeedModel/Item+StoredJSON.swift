import struct FoundationEssentials.Date

extension Item {
    /// The inverse of `json`: reads what Dateline itself has written. What a server sends is the parser's to read.
    package init(stored object: JSONObject) {
        self.init(id: object["id"]?.string ?? "")
        url = object["url"]?.string
        externalURL = object["external_url"]?.string
        title = object["title"]?.string
        contentHTML = object["content_html"]?.string
        contentText = object["content_text"]?.string
        summary = object["summary"]?.string
        image = object["image"]?.string
        datePublished = object.date("date_published")
        dateModified = object.date("date_modified")
        authors = object.objects("authors").map(Person.init(stored:))
        tags = object["tags"]?.array?.compactMap(\.string) ?? []
        language = object["language"]?.string
        attachments = object.objects("attachments").compactMap(Attachment.init(stored:))
        guard let more = object["_dateline"]?.object else { return }
        commentsURL = more["comments_url"]?.string
        source = more["source"]?.object.map(Source.init(stored:))
        rights = more["rights"]?.string
        links = more.objects("links").compactMap(Link.init(stored:))
        categories = more.objects("categories").map {
            Category(term: $0["term"]?.string, scheme: $0["scheme"]?.string, label: $0["label"]?.string)
        }
    }
}

extension JSONObject {
    fileprivate func objects(_ key: String) -> [JSONObject] { self[key]?.array?.compactMap(\.object) ?? [] }
}

extension Person {
    fileprivate init(stored object: JSONObject) {
        self.init(
            name: object["name"]?.string, url: object["url"]?.string, avatar: object["avatar"]?.string,
            email: object["_dateline"]?["email"]?.string)
    }
}

extension Attachment {
    fileprivate init?(stored object: JSONObject) {
        guard let url = object["url"]?.string else { return nil }
        self.init(url: url)
        mimeType = object["mime_type"]?.string
        title = object["title"]?.string
        sizeInBytes = object["size_in_bytes"]?.int
        durationInSeconds = object["duration_in_seconds"]?.double
    }
}

extension Source {
    fileprivate init(stored object: JSONObject) {
        self.init()
        id = object["id"]?.string
        title = object["title"]?.string
        url = object["url"]?.string
        feedURL = object["feed_url"]?.string
        dateModified = object.date("date_modified")
    }
}

extension Link {
    fileprivate init?(stored object: JSONObject) {
        guard let url = object["url"]?.string else { return nil }
        self.init(rel: object["rel"]?.string, url: url)
        type = object["type"]?.string
    }
}
