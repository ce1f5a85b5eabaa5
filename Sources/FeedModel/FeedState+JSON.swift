import struct FoundationEssentials.Date

extension FeedState {
    /// As the store keeps it; what has no value is left out.
    package var json: JSONObject {
        var object = JSONObject()
        object.set("etag", validators.eTag)
        object.set("last_modified", validators.lastModified)
        object.set("body_hash", bodyHash)
        object.set("last_check", lastCheck)
        object.set("last_success", lastSuccess)
        object.set("last_news", lastNews)
        object.set("next_check", nextCheck)
        object.set("next_check_reason", nextCheckReason)
        object.set("failures", failures == 0 ? nil : failures)
        object.set("failing_since", failingSince)
        object.set("last_error", lastError)
        object.set("gone", isGone ? true : nil)
        return object
    }

    package init(json object: JSONObject) {
        self.init()
        func date(_ key: String) -> Date? { object[key]?.string.flatMap(Date.init(rfc3339:)) }
        validators = Validators(eTag: object["etag"]?.string, lastModified: object["last_modified"]?.string)
        bodyHash = object["body_hash"]?.string
        lastCheck = date("last_check")
        lastSuccess = date("last_success")
        lastNews = date("last_news")
        nextCheck = date("next_check")
        nextCheckReason = object["next_check_reason"]?.string
        failures = object["failures"]?.int ?? 0
        failingSince = date("failing_since")
        lastError = object["last_error"]?.string
        isGone = object["gone"]?.bool ?? false
    }
}
