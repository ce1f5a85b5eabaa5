extension Subscription {
    /// The settings as the store keeps them, without secrets: `headers`, `credentials` and `proxy` stay in memory.
    package var json: JSONObject {
        var object = JSONObject()
        object.set("url", url)
        object.set("title", title)
        object.set("tags", tags)
        object.set("interval_seconds", interval.map { Int($0.components.seconds) })
        object.set("pages", pages.rawValue)
        object.set("history", readsHistory ? true : nil)
        object.set("authority_file", authorityFile)
        object.set("accepts_any_certificate", acceptsAnyCertificate ? true : nil)
        object.set("user_agent", userAgent)
        object.set("http2", usesHTTP2)
        return object
    }

    /// The inverse of `json`; nil without an address.
    package init?(json object: JSONObject) {
        guard let url = object["url"]?.string else { return nil }
        self.init(url: url)
        title = object["title"]?.string
        tags = object["tags"]?.array?.compactMap(\.string) ?? []
        interval = object["interval_seconds"]?.int.map { .seconds($0) }
        pages = object["pages"]?.string.flatMap(PagePolicy.init) ?? .never
        readsHistory = object["history"]?.bool ?? false
        authorityFile = object["authority_file"]?.string
        acceptsAnyCertificate = object["accepts_any_certificate"]?.bool ?? false
        userAgent = object["user_agent"]?.string
        usesHTTP2 = object["http2"]?.bool
    }

    /// True when something that the store must not see belongs to the subscription.
    package var hasSecrets: Bool { !headers.isEmpty || credentials != nil || proxy != nil }
}
