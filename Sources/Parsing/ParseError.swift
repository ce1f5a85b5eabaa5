import FeedModel

/// Why there is no feed in a document.
package enum ParseError: Error, Equatable, CustomStringConvertible {
    /// Nothing but white space.
    case empty
    /// A web page, where a feed was wanted.
    case webPage
    case notAFeed(reason: String)
    /// No subscription list, where one was wanted.
    case notAList
    /// newsboat's `config`, where its `urls` were wanted.
    case newsboatConfiguration
    /// There may be one, but not within the budget.
    case tooCostly(ReadingExcess)

    package var description: String {
        switch self {
        case .empty: "the document is empty"
        case .webPage: "this is a web page, not a feed; 'dateline feed add' finds the feeds that a page names"
        case .notAFeed(let reason): "this is not a feed: \(reason)"
        case .notAList:
            "this is no list of subscriptions that is known: OPML, newsboat's urls, sfeedrc or rss2email.cfg"
        case .newsboatConfiguration:
            "this is newsboat's configuration; its list of feeds is the file urls, and its ignore-article rules are "
                + "[[filter]] of dateline.toml here"
        case .tooCostly(let excess): excess.description
        }
    }
}
