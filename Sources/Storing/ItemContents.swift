import FeedModel

extension JSONObject {
    /// The item without its contents, which are kept as texts of their own.
    package var removingContents: JSONObject {
        var object = JSONObject()
        for (key, value) in members where key != "content_html" && key != "content_text" { object.append(key, value) }
        return object
    }

    /// The contents at their place in the order of the keys: behind the title.
    package func insertingContents(html: String?, text: String?) -> JSONObject {
        let before: Set = ["id", "url", "external_url", "title"]
        var object = JSONObject()
        for (key, value) in members where before.contains(key) { object.append(key, value) }
        object.set("content_html", html)
        object.set("content_text", text)
        for (key, value) in members where !before.contains(key) { object.append(key, value) }
        return object
    }
}

extension JSONObject {
    /// Dates stand behind the image in the order of the keys.
    package func settingDates(of item: Item) -> JSONObject {
        let before: Set = ["id", "url", "external_url", "title", "summary", "image"]
        var object = JSONObject()
        for (key, value) in members where before.contains(key) { object.append(key, value) }
        object.set("date_published", item.datePublished)
        object.set("date_modified", item.dateModified)
        for (key, value) in members where !before.contains(key) && key != "date_published" && key != "date_modified" {
            object.append(key, value)
        }
        return object
    }
}
