extension Feed {
    /// The whole document as JSON Feed 1.1; the keys in the order that the item format gives.
    package var json: JSONObject {
        var object = JSONObject()
        object.set("version", "https://jsonfeed.org/version/1.1")
        object.set("title", title)
        object.set("home_page_url", homePageURL)
        object.set("feed_url", feedURL)
        object.set("description", description)
        object.set("icon", icon)
        object.set("favicon", favicon)
        object.set("authors", authors.map(\.json))
        object.set("language", language)
        object.set("hubs", hubs.map(\.json))
        object.set("next_url", nextURL)
        object.set("expired", isExpired)
        object.set("_dateline", extensionJSON)
        // JSON Feed asks for `items` even where there are none.
        object.append("items", .array(items.map { .object($0.json) }))
        return object
    }

    private var extensionJSON: JSONObject {
        var object = JSONObject()
        object.set("format", format.rawValue)
        object.set("encoding", encoding)
        object.set("well_formed", isWellFormed)
        object.set("warnings", warnings)
        object.set("id", id)
        object.set("date_published", datePublished)
        object.set("date_modified", dateModified)
        object.set("rights", rights)
        object.set("generator", generator?.json)
        object.set("publisher", publisher.map { JSONObject($0, Person.publisherFields) })
        object.set("webmaster", webmaster.map { JSONObject($0, Person.publisherFields) })
        object.set("contributors", contributors.map(\.json))
        object.set("categories", categories.map(\.json))
        object.set("links", links.map(\.json))
        object.set("image", image?.json)
        object.set("ttl_minutes", ttlMinutes)
        if !skipHours.isEmpty { object.append("skip_hours", .array(skipHours.map(JSONValue.int))) }
        object.set("skip_days", skipDays)
        object.set("update_period", updatePeriod)
        object.set("update_frequency", updateFrequency)
        object.set("update_base", updateBase)
        object.set("docs", docs)
        var cloudObject = JSONObject()
        for (key, value) in cloud.sorted(by: { $0.key < $1.key }) { cloudObject.set(key, value) }
        object.set("cloud", cloudObject)
        object.set("explicit", isExplicit)
        object.set("block", isBlocked)
        object.set("license", license)
        object.set("complete", isComplete)
        object.set("archive", isArchive)
        object.set("podcast", podcast)
        object.set("geo", geo?.jsonValue?.object)
        return object
    }
}

extension Hub {
    var json: JSONObject {
        var object = JSONObject()
        object.set("type", type)
        object.set("url", url)
        return object
    }
}

extension Generator {
    var json: JSONObject {
        var object = JSONObject()
        object.set("name", name)
        object.set("version", version)
        object.set("url", url)
        return object
    }
}

extension FeedImage {
    var json: JSONObject {
        var object = JSONObject()
        object.set("url", url)
        object.set("title", title)
        object.set("link", link)
        object.set("width", width)
        object.set("height", height)
        return object
    }
}
