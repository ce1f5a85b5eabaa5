import Comparing
import FeedModel
import Foundation
import TextKit

extension FeedState.Identity {
    private static let keptEntries = 8

    init(of feed: Feed) {
        self.init()
        name = Self.name(of: feed)
        entries = feed.items.prefix(Self.keptEntries).map { shortHash($0.id) }
        standing = feed.title.map { shortHash(standingWords(of: $0)) }
        let pages = feed.items.prefix(Self.keptEntries).map(\.url) + [feed.homePageURL]
        hosts = Set(pages.compactMap { $0.flatMap(WebAddress.init).flatMap { $0.isWeb ? $0.site : nil } }).map(
            shortHash
        )
        .sorted()
        // An id that is the feed's address says no more than that the address is the same.
        if feed.format == .atom10 || feed.format == .atom03, feed.id != feed.feedURL { id = feed.id.map(shortHash) }
    }

    /// False when nothing says that `feed` is this one: a captive portal, or a parked domain.
    ///
    /// A daily edition may carry its day in title and link, over entries that are all new. Its Atom id stays (RFC 4287,
    /// 4.2.6); or what does not change in its title, at the hosts that its entries have always led to.
    func fits(_ feed: Feed) -> Bool {
        if name.isEmpty || entries.isEmpty || feed.items.isEmpty { return true }
        let otherName = Self.name(of: feed)
        if otherName.isEmpty || !Set(name).isDisjoint(with: otherName) { return true }
        if !Set(entries).isDisjoint(with: feed.items.map { shortHash($0.id) }) { return true }
        let other = Self(of: feed)
        if let id, id == other.id { return true }
        guard leadsWhere(other) else { return false }
        return isRenamed && !hosts.isEmpty || standing == other.standing
    }

    private static func name(of feed: Feed) -> [String] {
        [feed.title, feed.homePageURL].compactMap { $0 }.map(shortHash)
    }

    /// What `feed` leaves of it. A feed that was doubted for its new name, and meant it, may change that at will.
    func followed(by feed: Feed) -> Self {
        var next = Self(of: feed)
        next.isRenamed = isRenamed || !fits(feed) && leadsWhere(next)
        return next
    }

    /// To one of the same hosts, or nowhere as well.
    private func leadsWhere(_ other: Self) -> Bool {
        hosts.isEmpty && other.hosts.isEmpty || !Set(hosts).isDisjoint(with: other.hosts)
    }

    /// By one of which a feed in this one's place is known again: it has new entries, and a new title, now and then.
    fileprivate var marks: [String] { name + [standing, id].compactMap { $0 } + hosts }
}

extension CheckFailure {
    static func anotherFeed(_ feed: Feed) -> Self {
        .anotherFeed(title: feed.title, marks: FeedState.Identity(of: feed).marks)
    }

    /// By which a document that is doubted is known again; nil when it is no document that is doubted.
    fileprivate var marks: [String]? {
        switch self {
        case .cutOff(let hash): [hash]
        case .anotherFeed(let title, let marks): marks.isEmpty ? [shortHash(title ?? "")] : marks
        default: nil
        }
    }
}

extension FeedState {
    /// Remembers since when a document has come that does not fit, or ends too early.
    mutating func doubt(_ failure: CheckFailure, at now: Date) {
        guard let marks = failure.marks else { return }
        if !isDoubted(marks) { identity.doubtedSince = now }
        identity.doubtedBody = marks.joined(separator: " ")
    }

    /// True when `failure` has come for so long that it must be meant: a generator that always stops too early, or a
    /// feed that was renamed and emptied in one go.
    func believes(_ failure: CheckFailure, at now: Date) -> Bool {
        guard let marks = failure.marks, isDoubted(marks), let since = identity.doubtedSince else { return false }
        return now.timeIntervalSince(since) >= PollingPolicy.doubt.seconds
    }

    private func isDoubted(_ marks: [String]) -> Bool {
        guard let doubted = identity.doubtedBody, identity.doubtedSince != nil else { return false }
        return !Set(doubted.split(separator: " ").map(String.init)).isDisjoint(with: marks)
    }
}

/// Long enough to tell a feed's own few apart.
private func shortHash(_ text: String) -> String {
    String(UInt64(bitPattern: stableHash(text)) % 0xFFFF_FFFF, radix: 36)
}
