import Daemon
import FeedModel
import Foundation
import Storing
import TextKit

/// A feed by what a person may call it.
struct NamedFeed: Equatable, Sendable {
    /// In the store; nil where it is not held yet.
    var id: Int64?
    var url: String
    /// The operator's name for it, and its own.
    var titles: [String] = []
}

/// Finds feeds by what a person calls them: by their number, their address, their title, or else by a part of address or
/// title. What fits better goes before what fits less.
struct FeedNames {
    let feeds: [NamedFeed]

    /// - Returns: those that fit `name` best; several where a title or a part of one is not of one feed alone.
    /// - Throws: `UsageError` where there is none.
    /// - Parameter takesDigits: digits alone may be a part of an address.
    func feeds(named name: String, takesDigits: Bool = true) throws(UsageError) -> [NamedFeed] {
        let name = feedName(name)
        if let number = Int64(name), let feed = feeds.first(where: { $0.id == number }) { return [feed] }
        let key = addressKey(name)
        if let feed = feeds.first(where: { $0.url == name }) ?? feeds.first(where: { addressKey($0.url) == key }) {
            return [feed]
        }
        let lowered = name.lowercased()
        let titled = feeds.filter { $0.titles.contains { $0.lowercased() == lowered } }
        if !titled.isEmpty { return titled }
        let partly = feeds.filter { feed in
            (takesDigits || Int64(name) == nil) && feed.url.lowercased().contains(lowered)
                || feed.titles.contains { $0.lowercased().contains(lowered) }
        }
        guard !lowered.isEmpty, !partly.isEmpty else { throw noFeed(name) }
        return partly
    }

    /// The one that is meant, for changing or removing it. Digits stand in many addresses: here, a number that no feed
    /// has is a mistake.
    func feed(named name: String) throws(UsageError) -> NamedFeed {
        let found = try feeds(named: name, takesDigits: false)
        guard found.count > 1 else { return found[0] }
        let shown = found.prefix(5).map { feed in
            [feed.id.map { "\($0)" }, feed.titles.first, "(\(feed.url))"].compactMap(\.self).joined(separator: " ")
        }
        throw UsageError(
            "'\(shortened(name, to: 100))' is more than one feed: \(shown.joined(separator: ", "))"
                + "\(found.count > 5 ? ", …" : ""); say which by its number or address")
    }

    private func noFeed(_ name: String) -> UsageError {
        var names: [String] = []
        for feed in feeds {
            names += feed.titles
            for title in feed.titles { names += title.split(separator: " ").map(String.init) }
            names.append(feed.url)
            if let host = URLComponents(string: feed.url)?.host { names.append(host) }
        }
        let meant = nearest(to: name.lowercased(), among: names.map { $0.lowercased() }).flatMap { meant in
            names.first { $0.lowercased() == meant }
        }
        return UsageError(
            "no feed matches '\(shortened(name, to: 100))'; "
                + (meant.map { "did you mean '\($0)'?" } ?? "'dateline feed list' shows them"))
    }
}

extension FeedNames {
    /// All that the store holds.
    init(_ store: (any Store)?) throws {
        feeds = try (store?.feedNames() ?? []).map { NamedFeed(id: $0.id, url: $0.url, titles: $0.titles) }
    }

    /// The subscriptions, with what the store knows of them.
    init(_ configuration: Configuration, _ store: (any Store)?) {
        let held = (try? store?.feedNames()) ?? []
        let known = Dictionary(held.map { (addressKey($0.url), $0) }) { first, _ in first }
        // Machines that share a store know feeds by it, whose configuration has them elsewhere.
        let own = Set(configuration.subscriptions.map { addressKey($0.url) })
        let shared = configuration.store.database == nil ? nil : try? store?.feeds()
        let others = (shared ?? []).filter { !own.contains(addressKey($0.url)) }
            .map { NamedFeed(id: $0.id, url: $0.url, titles: [$0.title].compactMap(\.self)) }
        feeds =
            configuration.subscriptions.map { feed in
                let held = known[addressKey(feed.url)]
                let titles = ([feed.title].compactMap(\.self) + (held?.titles ?? [])).reduce(into: [String]()) {
                    if !$0.contains($1) { $0.append($1) }
                }
                return NamedFeed(id: held?.id, url: feed.url, titles: titles)
            } + others
    }
}

/// What a person calls a feed: an address is meant without "feed:", blanks and login.
func feedName(_ typed: String) -> String {
    looksLikeAddress(typed) ? (try? pollableAddress(typed))?.url ?? typed : typed
}

/// A tag that some feed has.
/// - Throws: `UsageError`, which says which may have been meant.
func knownTag(_ tag: String, among tags: [String]) throws(UsageError) -> String {
    if tags.contains(tag) { return tag }
    let names = Array(Set(tags)).sorted()
    let hint = names.isEmpty ? "none has any" : hint(for: tag, among: names)
    throw UsageError("no feed has the tag '\(shortened(tag, to: 100))'; \(hint)")
}
