import Comparing
import FeedModel
import Foundation

extension FeedState.Identity {
    private static let keptEntries = 8

    init(of feed: Feed) {
        self.init()
        name = [feed.title, feed.homePageURL].compactMap { $0 }.map(shortHash)
        entries = feed.items.prefix(Self.keptEntries).map { shortHash($0.id) }
    }

    /// False when neither name nor entries have anything in common: a captive portal, or a parked domain.
    func fits(_ feed: Feed) -> Bool {
        if name.isEmpty || entries.isEmpty || feed.items.isEmpty { return true }
        let names = [feed.title, feed.homePageURL].compactMap { $0 }.map(shortHash)
        if names.isEmpty || !Set(name).isDisjoint(with: names) { return true }
        return !Set(entries).isDisjoint(with: feed.items.map { shortHash($0.id) })
    }
}

extension FeedState {
    /// Remembers since when a document has come that does not fit, or ends too early.
    mutating func doubt(_ failure: CheckFailure, at now: Date) {
        let body: String
        switch failure {
        case .cutOff(let hash): body = hash
        // Another feed has new entries now and then, and is the same other feed.
        case .anotherFeed(let title): body = shortHash(title ?? "")
        default: return
        }
        guard identity.doubtedBody != body || identity.doubtedSince == nil else { return }
        (identity.doubtedBody, identity.doubtedSince) = (body, now)
    }

    /// True when `failure` has come for so long that it must be meant: a generator that always stops too early, or a
    /// feed that was renamed and emptied in one go.
    func believes(_ failure: CheckFailure, at now: Date) -> Bool {
        var seen = self
        seen.doubt(failure, at: now)
        guard seen.identity.doubtedBody == identity.doubtedBody, let since = identity.doubtedSince else { return false }
        return now.timeIntervalSince(since) >= Manners.doubt.seconds
    }
}

/// Long enough to tell a feed's own few apart.
private func shortHash(_ text: String) -> String {
    String(UInt64(bitPattern: stableHash(text)) % 0xFFFF_FFFF, radix: 36)
}
