import FeedModel
import Foundation

/// What is remembered of an article's page between two readings.
package struct PageState: Equatable, Sendable {
    package var validators = Validators()
    /// Of the last body that was read, so that an unchanged 200 costs no parsing.
    package var bodyHash: String?
    package var lastCheck: Date?
    /// When its text was first read, or last seen to differ.
    package var lastChange: Date?
    /// From the last check to the next.
    package var gap: Duration?
    /// Readings that were revisions.
    package var revisions = 0
    /// Checks in a row that gave no text: not found, a wall, no answer, forbidden.
    package var failures = 0
    package var lastError: String?

    package init() {}

    package var json: JSONObject {
        var object = JSONObject()
        object.set("etag", validators.eTag)
        object.set("last_modified", validators.lastModified)
        object.set("body_hash", bodyHash)
        object.set("last_check", lastCheck)
        object.set("last_change", lastChange)
        object.set("gap_seconds", gap.map { Int($0.components.seconds) })
        object.set("revisions", revisions == 0 ? nil : revisions)
        object.set("failures", failures == 0 ? nil : failures)
        object.set("last_error", lastError)
        return object
    }

    package init(json object: JSONObject) {
        validators = Validators(eTag: object["etag"]?.string, lastModified: object["last_modified"]?.string)
        bodyHash = object["body_hash"]?.string
        lastCheck = object["last_check"]?.string.flatMap(Date.init(rfc3339:))
        lastChange = object["last_change"]?.string.flatMap(Date.init(rfc3339:))
        gap = object["gap_seconds"]?.int.map { .seconds($0) }
        revisions = object["revisions"]?.int ?? 0
        failures = object["failures"]?.int ?? 0
        lastError = object["last_error"]?.string
    }
}
