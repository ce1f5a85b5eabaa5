import struct FoundationEssentials.Date

/// What is remembered of a feed between two checks. Written in one transaction with the entries it vouches for.
package struct FeedState: Equatable, Sendable {
    package var validators = Validators()
    /// Of the last body that was read, so that an unchanged 200 costs no parsing.
    package var bodyHash: String?
    package var lastCheck: Date?
    /// The last answer that was the feed, 304 included.
    package var lastSuccess: Date?
    /// The last time there was an entry not seen before.
    package var lastNews: Date?
    /// When the feed is due again.
    package var nextCheck: Date?
    /// Why then, in words: "the server asked for 1 h by Cache-Control; usual gap 3 h".
    package var nextCheckReason: String?
    /// Checks that failed since the last success.
    package var failures = 0
    package var failingSince: Date?
    package var lastError: String?
    /// The server says that the feed is gone for good (410): no checks until a person asks.
    package var isGone = false

    package init() {}
}
