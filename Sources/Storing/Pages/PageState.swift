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
    /// By which version of the reader it was last read: 1 where a store does not say.
    package var reader = ArticlePage.readerVersion

    package init() {}
}

/// As the store keeps it.
extension PageState: JSONState {
    package static let fields: [JSONField<PageState>] = [
        JSONField("etag", \.validators.eTag),
        JSONField("last_modified", \.validators.lastModified),
        JSONField("body_hash", \.bodyHash),
        JSONField("last_check", clock: \.lastCheck),
        JSONField("last_change", clock: \.lastChange),
        JSONField("gap_seconds", \.gap),
        JSONField("revisions", \.revisions, default: 0),
        JSONField("failures", \.failures, default: 0),
        JSONField("last_error", \.lastError),
        JSONField("reader", \.reader, default: 1),
    ]
}
