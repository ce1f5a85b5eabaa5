import struct FoundationEssentials.Date

/// A JSON Feed 1.1 item; the keys in the order that the item format gives. Always ends with `_dateline` where there is
/// anything to say in it, so that an event's facts can be added at its end.
///
/// `hasOwnID` is no member: what has it beside the JSON must say so (the store's column `guid`).
extension Item: JSONDescribed {
    package static var blank: Item { Item(id: "") }

    package static let fields: [JSONField<Item>] = [
        JSONField("id", \.id),
        JSONField("url", \.url),
        JSONField("external_url", \.externalURL),
        JSONField("title", \.title),
        JSONField("content_html", \.contentHTML),
        JSONField("content_text", \.contentText),
        JSONField("summary", \.summary),
        JSONField("image", \.image),
        JSONField("date_published", \.datePublished),
        JSONField("date_modified", \.dateModified),
        JSONField("authors", \.authors),
        JSONField("tags", \.tags),
        JSONField("language", \.language),
        JSONField("attachments", \.attachments),
        JSONField("_dateline", fields: extensionFields),
    ]

    private static let extensionFields: [JSONField<Item>] = [
        JSONField("guid_is_permalink", \.guidIsPermalink),
        JSONField("comments_url", \.commentsURL),
        JSONField("comments_feed_url", \.commentsFeedURL),
        JSONField("comments_count", \.commentsCount),
        JSONField("source", \.source),
        JSONField("rights", \.rights),
        JSONField("license", \.license),
        JSONField("contributors", \.contributors),
        JSONField("categories", \.categories),
        JSONField("links", \.links),
        JSONField("thumbnails", \.thumbnails),
        JSONField("geo", \.geo),
        JSONField("date_created", \.dateCreated),
        JSONField("date_expires", \.dateExpires),
        JSONField("publisher", \.publisher, blank: Person(), fields: Person.publisherFields),
        JSONField("explicit", \.isExplicit),
        JSONField("block", \.isBlocked),
        JSONField("season", \.season),
        JSONField("episode", \.episode),
        JSONField("transcript_url", \.transcriptURL),
        JSONField("chapters_url", \.chaptersURL),
        JSONField("chapters", \.chapters),
    ]
}

/// An author as JSON Feed has it; the address goes into the extension object.
extension Person: JSONDescribed {
    package static var blank: Person { Person() }
    package static let fields: [JSONField<Person>] = [
        JSONField("name", \.name),
        JSONField("url", \.url),
        JSONField("avatar", \.avatar),
        JSONField("_dateline", fields: [JSONField("email", \.email)]),
    ]

    /// `publisher` and `webmaster`, which JSON Feed does not know.
    static let publisherFields: [JSONField<Person>] = [
        JSONField("name", \.name),
        JSONField("email", \.email),
        JSONField("url", \.url),
    ]
}

extension Attachment: JSONDescribed {
    package static var blank: Attachment { Attachment(url: "") }
    package static let fields: [JSONField<Attachment>] = [
        JSONField("url", \.url),
        JSONField("mime_type", \.mimeType),
        JSONField("title", \.title),
        JSONField("size_in_bytes", \.sizeInBytes),
        JSONField("duration_in_seconds", \.durationInSeconds),
    ]
}

extension Category: JSONDescribed {
    package static var blank: Category { Category() }
    package static let fields: [JSONField<Category>] = [
        JSONField("term", \.term),
        JSONField("scheme", \.scheme),
        JSONField("label", \.label),
    ]
}

extension Link: JSONDescribed {
    package static var blank: Link { Link(url: "") }
    package static let fields: [JSONField<Link>] = [
        JSONField("rel", \.rel),
        JSONField("url", \.url),
        JSONField("type", \.type),
        JSONField("language", \.language),
        JSONField("title", \.title),
        JSONField("length", \.length),
    ]
}

extension Source: JSONDescribed {
    package static var blank: Source { Source() }
    package static let fields: [JSONField<Source>] = [
        JSONField("id", \.id),
        JSONField("title", \.title),
        JSONField("url", \.url),
        JSONField("feed_url", \.feedURL),
        JSONField("date_modified", \.dateModified),
    ]
}

extension Thumbnail: JSONDescribed {
    package static var blank: Thumbnail { Thumbnail(url: "") }
    package static let fields: [JSONField<Thumbnail>] = [
        JSONField("url", \.url),
        JSONField("width", \.width),
        JSONField("height", \.height),
        JSONField("time", \.time),
    ]
}

extension Chapter: JSONDescribed {
    package static var blank: Chapter { Chapter(startSeconds: 0) }
    package static let fields: [JSONField<Chapter>] = [
        JSONField("start_seconds", \.startSeconds),
        JSONField("title", \.title),
        JSONField("url", \.url),
        JSONField("image", \.image),
    ]
}

/// As GeoJSON (RFC 7946, 3.1).
extension Geometry: JSONConvertible {
    package var jsonValue: JSONValue? {
        func position(_ numbers: [Double]) -> JSONValue { .array(numbers.map(JSONValue.double)) }
        func line(_ positions: [[Double]]) -> JSONValue { .array(positions.map(position)) }
        let (type, coordinates): (String, JSONValue) =
            switch self {
            case .point(let coordinates): ("Point", position(coordinates))
            case .lineString(let coordinates): ("LineString", line(coordinates))
            case .polygon(let coordinates): ("Polygon", .array(coordinates.map(line)))
            }
        var object = JSONObject()
        object.append("type", .string(type))
        object.append("coordinates", coordinates)
        return .object(object)
    }

    package init?(jsonValue: JSONValue) {
        guard let coordinates = jsonValue["coordinates"] else { return nil }
        switch jsonValue["type"]?.string {
        case "Point":
            guard let point = [Double](jsonValue: coordinates) else { return nil }
            self = .point(point)
        case "LineString":
            guard let line = [[Double]](jsonValue: coordinates) else { return nil }
            self = .lineString(line)
        case "Polygon":
            guard let rings = [[[Double]]](jsonValue: coordinates) else { return nil }
            self = .polygon(rings)
        default: return nil
        }
    }
}
