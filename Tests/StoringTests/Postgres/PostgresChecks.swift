import FeedModel
import Foundation

@testable import Storing
@testable import StoringPostgres

/// A worker's checks of feeds, for tests of what is recorded.
struct PostgresChecks {
    let store: PostgresStore
    let now = Date(timeIntervalSince1970: 1_766_000_000)

    init(_ address: PostgresAddress, patience: Duration = .seconds(60)) throws {
        store = try PostgresStore(address, leaseClock: .caller, patience: patience)
    }

    static func url(_ feed: Int) -> String { "http://feed\(feed).test/a.xml" }

    static func document(_ feed: Int, _ items: [Item]) -> Life.Document {
        var document = Feed(format: .rss20)
        document.title = "Feed \(feed)"
        document.items = items
        return Life.Document(url: url(feed), feed: document)
    }

    func subscribe(to urls: [String]) throws {
        _ = try store.synchronize(urls.map { Subscription(url: $0) }, removingOthers: false, at: now)
    }

    /// Claimed and compared.
    func checks(_ documents: [Life.Document], after seconds: TimeInterval) async throws -> [FeedUpdate] {
        let now = now + seconds
        let urls = documents.map(\.url)
        let feeds = try store.claim(.only(urls), limit: urls.count, for: .seconds(60), at: now)
        var checks: [FeedUpdate] = []
        for document in documents {
            guard let feed = feeds.first(where: { $0.subscription.url == document.url }) else { continue }
            var state = feed.state
            (state.lastCheck, state.nextCheck) = (now, now + 3600)
            var check = FeedUpdate(
                feed: feed, at: now, document: document.feed, plans: .init(always: .init(state: state)))
            check.comparison = try await store.compare(document.feed, of: feed, at: now)
            checks.append(check)
        }
        return checks
    }

    @discardableResult
    func record(_ checks: [FeedUpdate]) async throws -> [[Event]] {
        try await store.record(checks.map(StoreChange.feed)).map { try $0.get() }
    }

    @discardableResult
    func take(_ documents: [Life.Document], after seconds: TimeInterval) async throws -> [[Event]] {
        try await record(checks(documents, after: seconds))
    }

    func lines() throws -> [String] { try store.lines() }
}

extension EventStore {
    /// The log's, but for those of new feeds: SQLite's have the title that the feed has got since.
    func lines() throws -> [String] {
        try events(after: 0, limit: 100_000).filter { $0.kind != .feedAdded }
            .map { JSONValue.object($0.json).encoded }
    }
}
