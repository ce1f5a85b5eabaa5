/// Why a feed cannot be read, as far as many feeds are counted by it.
package enum FeedErrorKind: String, Sendable, CaseIterable {
    /// No name, no way, no connection, no answer.
    case unreachable
    /// No TLS, or a certificate that proves nothing.
    case untrusted
    /// A status that is not the feed.
    case refused
    /// An answer that is no feed, or not this one, or not whole.
    case unreadable

    /// Behind a number of feeds: "4,600 cannot be reached".
    package var words: String {
        switch self {
        case .unreachable: "cannot be reached"
        case .untrusted: "cannot prove who they are"
        case .refused: "answer with an error"
        case .unreadable: "answer with what is not the feed"
        }
    }
}
