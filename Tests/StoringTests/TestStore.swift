import FeedModel
import Foundation
import Synchronization

@testable import Storing
@testable import StoringSQLite

/// A store in a folder of its own that is removed with it.
final class TestStore {
    let folder: URL
    let store: SQLiteStore
    let now = Date(timeIntervalSince1970: 1_766_000_000)

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("dateline-\(UUID())")
        store = try SQLiteStore(path: folder.appendingPathComponent("dateline.db").path)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Subscribes to a feed and claims it.
    func claim(_ url: String = "http://feed.test/a.xml") throws -> ClaimedFeed {
        _ = try store.synchronize([Subscription(url: url)], removingOthers: false, at: now)
        return try store.claim(.only([url], notCheckedSince: .distantFuture), limit: 1, for: .seconds(60), at: now)[0]
    }

    /// Keeps a document with these items as the feed's newest.
    @discardableResult
    func record(_ items: [Item], of feed: ClaimedFeed, after seconds: TimeInterval = 0) async throws -> [Event] {
        let check = Self.check(items, of: feed, at: now.addingTimeInterval(seconds))
        return try await store.take(check)
    }

    static func check(_ items: [Item], of feed: ClaimedFeed, at now: Date) -> FeedUpdate {
        // One claim is good for many documents here.
        var feed = feed
        feed.lease = nil
        var document = Feed(format: .rss20)
        document.title = "Test feed"
        document.items = items
        var state = feed.state
        state.lastCheck = now
        state.nextCheck = now.addingTimeInterval(3600)
        return FeedUpdate(feed: feed, at: now, document: document, plans: .init(always: .init(state: state)))
    }
}

extension SQLiteStore {
    @discardableResult
    func record(_ change: StoreChange) async throws -> [Event] { try await record([change])[0].get() }

    /// Compares what was read with what is held, and keeps it.
    @discardableResult
    func take(_ update: FeedUpdate) async throws -> [Event] {
        var update = update
        if let document = update.document {
            update.comparison = try await compare(
                document, isHistory: update.isHistory, of: update.feed, filters: update.filters, at: update.at)
        }
        return try await record(.feed(update))
    }
}

/// What a store announces.
final class Said: Sendable {
    private let state = Mutex<[String]>([])
    var lines: [String] { state.withLock { $0 } }
    func append(_ line: String) { state.withLock { $0.append(line) } }
}

func item(_ name: String, text: String? = nil) -> Item {
    var item = Item(id: "tag:feed.test,2025:\(name)")
    item.hasOwnID = true
    item.url = "http://feed.test/\(name)"
    item.title = "The title of \(name)"
    // Of different words each, since items that say the same are one story.
    item.contentText =
        text
        ?? (0..<12).map { "\(name)\($0 * name.utf8.reduce(7) { $0 * 31 + Int($1) } % 9973)" }.joined(separator: " ")
    item.contentHTML = "<p>\(item.contentText!)</p>"
    return item
}
