import struct FoundationEssentials.Date

extension Item {
    /// A JSON Feed 1.1 item; the keys in the order that the item format gives. Always ends with `_dateline`
    /// where there is anything to say in it, so that an event's facts can be added at its end.
    package var json: JSONObject {
        var object = JSONObject()
        object.set("id", id)
        object.set("url", url)
        object.set("external_url", externalURL)
        object.set("title", title)
        object.set("content_html", contentHTML)
        object.set("content_text", contentText)
        object.set("summary", summary)
        object.set("image", image)
        object.set("date_published", datePublished)
        object.set("date_modified", dateModified)
        object.set("authors", authors.map(\.json))
        object.set("tags", tags)
        object.set("language", language)
        object.set("attachments", attachments.map(\.json))
        object.set("_dateline", extensionJSON)
        return object
    }

    private var extensionJSON: JSONObject {
        var object = JSONObject()
        object.set("guid_is_permalink", guidIsPermalink)
        object.set("comments_url", commentsURL)
        object.set("comments_feed_url", commentsFeedURL)
        object.set("comments_count", commentsCount)
        object.set("source", source?.json)
        object.set("rights", rights)
        object.set("license", license)
        object.set("contributors", contributors.map(\.json))
        object.set("categories", categories.map(\.json))
        object.set("links", links.map(\.json))
        object.set("thumbnails", thumbnails.map(\.json))
        object.set("geo", geo?.json)
        object.set("date_created", dateCreated)
        object.set("date_expires", dateExpires)
        object.set("publisher", publisher?.publisherJSON)
        object.set("explicit", isExplicit)
        object.set("block", isBlocked)
        object.set("season", season)
        object.set("episode", episode)
        object.set("transcript_url", transcriptURL)
        object.set("chapters_url", chaptersURL)
        object.set("chapters", chapters.map(\.json))
        return object
    }
}

extension JSONObject {
    package mutating func set(_ key: String, _ value: Date?) { set(key, value?.rfc3339) }
}

extension Person {
    /// An author as JSON Feed has it; the address goes into the extension object.
    package var json: JSONObject {
        var object = JSONObject()
        object.set("name", name)
        object.set("url", url)
        object.set("avatar", avatar)
        var more = JSONObject()
        more.set("email", email)
        object.set("_dateline", more)
        return object
    }

    /// `publisher` and `webmaster`, which JSON Feed does not know.
    var publisherJSON: JSONObject {
        var object = JSONObject()
        object.set("name", name)
        object.set("email", email)
        object.set("url", url)
        return object
    }
}

extension Attachment {
    var json: JSONObject {
        var object = JSONObject()
        object.set("url", url)
        object.set("mime_type", mimeType)
        object.set("title", title)
        object.set("size_in_bytes", sizeInBytes)
        object.set("duration_in_seconds", durationInSeconds)
        return object
    }
}

extension Category {
    var json: JSONObject {
        var object = JSONObject()
        object.set("term", term)
        object.set("scheme", scheme)
        object.set("label", label)
        return object
    }
}

extension Link {
    var json: JSONObject {
        var object = JSONObject()
        object.set("rel", rel)
        object.set("url", url)
        object.set("type", type)
        object.set("language", language)
        object.set("title", title)
        object.set("length", length)
        return object
    }
}

extension Source {
    var json: JSONObject {
        var object = JSONObject()
        object.set("id", id)
        object.set("title", title)
        object.set("url", url)
        object.set("feed_url", feedURL)
        object.set("date_modified", dateModified)
        return object
    }
}

extension Thumbnail {
    var json: JSONObject {
        var object = JSONObject()
        object.set("url", url)
        object.set("width", width)
        object.set("height", height)
        object.set("time", time)
        return object
    }
}

extension Chapter {
    var json: JSONObject {
        var object = JSONObject()
        object.set("start_seconds", startSeconds)
        object.set("title", title)
        object.set("url", url)
        object.set("image", image)
        return object
    }
}

extension Geometry {
    var json: JSONObject {
        func position(_ numbers: [Double]) -> JSONValue { .array(numbers.map(JSONValue.double)) }
        func line(_ positions: [[Double]]) -> JSONValue { .array(positions.map(position)) }
        var object = JSONObject()
        switch self {
        case .point(let coordinates):
            object.set("type", "Point")
            object.append("coordinates", position(coordinates))
        case .lineString(let coordinates):
            object.set("type", "LineString")
            object.append("coordinates", line(coordinates))
        case .polygon(let coordinates):
            object.set("type", "Polygon")
            object.append("coordinates", .array(coordinates.map(line)))
        }
        return object
    }
}
