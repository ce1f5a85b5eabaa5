import FeedModel
import Foundation

/// What lines of the log say is to be remembered of a feed, so that it is not told again.
struct LoggedFeed {
    private var state: FeedState
    private var due: Int64?
    /// The items of its documents, the oldest first.
    private var items: [Int64] = []

    init(_ row: LoggedFeedRow?) {
        (state, due) = (row?.state ?? FeedState(), row?.due)
    }

    mutating func takeItem(_ number: Int64, at: Date) {
        items.append(number)
        state.lastNews = max(state.lastNews ?? at, at)
        state.lastSuccess = max(state.lastSuccess ?? at, at)
        state.isSilent = false
    }

    mutating func take(_ kind: EventKind, _ facts: JSONObject, at: Date) {
        let since = facts["since"]?.string.flatMap(Date.init(rfc3339:))
        switch kind {
        case .feedAdded: due = due ?? at.milliseconds
        case .feedFailing:
            (state.isFailing, state.failures) = (true, facts["attempts"]?.int ?? max(1, state.failures))
            (state.failingSince, state.lastError) = (since ?? at, facts["error"]?.string)
        case .feedGone:
            (state.isGone, state.goneCount, state.failures) = (true, 2, max(2, state.failures))
            (state.failingSince, state.lastError) = (since ?? at, facts["error"]?.string)
            (state.nextCheck, due) = (nil, nil)
        case .feedRecovered:
            (state.isFailing, state.isGone, state.failures, state.goneCount) = (false, false, 0, 0)
            (state.failingSince, state.lastError, state.lastSuccess) = (nil, nil, at)
            due = due ?? at.milliseconds
        case .feedSilent: state.isSilent = true
        case .feedOverlong: state.overlongLimit = facts["limit"]?.int
        default: break
        }
    }

    /// Where it is asked in place of its own address.
    var target: String? { state.move.address }

    /// The server says that the feed at `from` lives elsewhere, and is asked there.
    mutating func takeMove(to address: String, at: Date) {
        state.move = FeedState.Move()
        (state.move.address, state.move.since, state.move.isProven) = (address, at, true)
    }

    /// A person says so: what is remembered of the old address does not hold.
    mutating func takeAddress() {
        state.move = FeedState.Move()
        (state.validators, state.bodyHash, state.lastFullResponse) = (Validators(), nil, nil)
        state.identity = FeedState.Identity()
    }

    func keep(_ id: Int64, in rows: some ReadBackRows) throws {
        // The newest first, as its documents have them: what the last of them held is among these.
        let before = try rows.loggedFeed(id)?.entries.split(separator: ",").map(String.init) ?? []
        let entries = (items.reversed().map(String.init) + before).prefix(Self.mostEntries).joined(separator: ",")
        try rows.keep(state, due: due, entries: entries, ofFeed: id)
    }

    /// More than nearly all documents have.
    private static let mostEntries = 500
}

extension LogReadBack {
    /// Makes the feed known under the number and address that the line gives, and remembers what it says of it.
    mutating func keepFeed(_ feed: FeedReference, _ line: LoggedEvent, _ row: LoggedFeedRow?) throws {
        // Another feed that had this address keeps its items, under a name that nobody asks at.
        if row?.url != feed.url { try rows.moveAside(feed.url) }
        if let row {
            if row.url != feed.url || feed.title.map({ $0 != row.title }) ?? false { try rows.setAddress(of: feed) }
        } else {
            try rows.insert(feed, subscriptions[feed.url] ?? Subscription(url: feed.url), at: line.mark.at)
        }
        if feeds[feed.id] == nil { feeds[feed.id] = LoggedFeed(row) }
        if let row, row.url != feed.url { feeds[feed.id]?.takeAddress() }
        guard line.mark.item == nil, let kind = EventKind(rawValue: line.mark.kind) else { return }
        if kind == .feedAdded || kind == .feedRemoved { try rows.setSubscribed(kind == .feedAdded, feed.id) }
        if kind == .feedMoved, line.facts["from"]?.string == feed.url, let to = line.facts["to"]?.string {
            feeds[feed.id]?.takeMove(to: to, at: line.mark.at)
        }
        feeds[feed.id]?.take(kind, line.facts, at: line.mark.at)
    }
}
