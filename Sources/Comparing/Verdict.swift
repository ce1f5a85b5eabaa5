import FeedModel

/// What an entry is to the items held of its feed.
package enum Verdict: Equatable, Sendable {
    case new
}
