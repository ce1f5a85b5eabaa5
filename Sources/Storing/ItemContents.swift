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
