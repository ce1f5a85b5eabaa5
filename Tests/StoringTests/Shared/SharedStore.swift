import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringPostgres
@testable import StoringSQLite

enum Engine: String, CaseIterable, Sendable { case sqlite, postgres }

/// An empty store of either engine, for what must hold of both. Its parts are those that both are whole in.
final class SharedStore {
    typealias Parts = SubscriptionStore & FeedSchedule & EventStore & PageSchedule & ItemStore & StoryStore
        & PublicationStore & ChangeStore & StoreUpkeep & ReadBackStore

    let store: any Parts
    let now = Date(timeIntervalSince1970: 1_766_000_000)
    private let place: Place
    private enum Place { case sqlite(TestStore), postgres(PostgresAddress) }

    init(_ engine: Engine) throws {
        switch engine {
        case .sqlite:
            let test = try TestStore()
            (place, store) = (.sqlite(test), test.store)
        case .postgres:
            let address = try PostgresServer.makeDatabase()
            (place, store) = (.postgres(address), try PostgresStore(address, leaseClock: .caller))
        }
    }

    private var sqlite: SQLiteStore { store as! SQLiteStore }

    private init(_ place: Place, _ store: any Parts) { (self.place, self.store) = (place, store) }

    /// The store as it is now, as one that was backed up and put elsewhere.
    func copy() throws -> SharedStore {
        switch place {
        case .sqlite(let test):
            let path = test.folder.appendingPathComponent("\(UUID()).db").path
            _ = try sqlite.backUp(to: path)
            return try SharedStore(place, SQLiteStore(path: path))
        case .postgres(let address):
            // A database that is in use is no template.
            postgres.worker.end()
            postgres.pool.close()
            let copy = try PostgresServer.makeDatabase(of: address)
            return try SharedStore(.postgres(copy), PostgresStore(copy, leaseClock: .caller))
        }
    }

    // MARK: - What it takes in

    /// Subscribes to a feed and claims it.
    func feed(_ url: String = "http://feed.test/a.xml") throws -> ClaimedFeed {
        _ = try store.synchronize([Subscription(url: url)], removingOthers: false, at: now)
        return try store.claim(.only([url], notCheckedSince: .distantFuture), limit: 1, for: .seconds(60), at: now)[0]
    }

    /// Keeps a document with these items as the feed's newest.
    @discardableResult
    func record(
        _ items: [Item], of feed: ClaimedFeed, filters: FeedFilters? = nil, after seconds: TimeInterval = 0
    ) async throws -> [Event] {
        var update = TestStore.check(items, of: feed, at: now + seconds)
        update.filters = filters
        return try await take(update)
    }

    /// Compares what was read with what is held, and keeps it.
    @discardableResult
    func take(_ update: FeedUpdate) async throws -> [Event] {
        var update = update
        if let document = update.document {
            update.comparison = try await store.compare(
                document, isHistory: update.isHistory, of: update.feed, filters: update.filters, at: update.at)
        }
        return try await record(.feed(update))
    }

    /// As the feed's newest, at that time.
    func take(_ document: Life.Document, at now: Date) async throws {
        var feed = try feed(document.url)
        (feed.lease, feed.state.lastCheck, feed.state.nextCheck) = (nil, now, now + 3600)
        try await take(
            FeedUpdate(feed: feed, at: now, document: document.feed, plans: .init(always: .init(state: feed.state))))
    }

    @discardableResult
    func record(_ change: StoreChange) async throws -> [Event] {
        try await store.record([change])[0].get()
    }

    /// Titles of the items that a query finds, in its order.
    func found(_ words: String, _ change: (inout ItemQuery) -> Void = { _ in }) throws -> [String] {
        var query = ItemQuery()
        query.words = words
        change(&query)
        var titles: [String] = []
        try store.forEachItem(query) { titles.append($0.item?.title ?? "") }
        return titles
    }

    // MARK: - What another tool may do

    /// As another process has it.
    func reopened() throws -> any Parts {
        switch place {
        case .sqlite: try SQLiteStore(path: sqlite.path)
        case .postgres(let address): try PostgresStore(address, leaseClock: .caller)
        }
    }

    /// The first column, as a text.
    func texts(_ sql: String) throws -> [String] {
        switch place {
        case .sqlite: try sqlite.read { try String.fetchAll($0, sql: sql) }
        case .postgres:
            try postgres.read { try $0.run("SELECT t.c::text FROM (\(sql)) AS t(c)").rows.map { $0[0] } }
        }
    }

    /// Each with all of its columns.
    func rows(_ sql: String) throws -> [String] {
        switch place {
        case .sqlite:
            try sqlite.read { db in
                try Row.fetchAll(db, sql: sql).map { row in row.map { "\($0.0)=\($0.1)" }.joined(separator: " ") }
            }
        case .postgres:
            try postgres.read { transaction in
                try transaction.run(
                    PostgresStatement("SELECT t::text FROM (\(sql)) AS t", isPrepared: false)
                ).rows.map { $0[0] }
            }
        }
    }

    func numbers(_ sql: String) throws -> [Int] { try texts(sql).compactMap { Int($0) } }

    func execute(_ sql: String) throws {
        switch place {
        case .sqlite: try sqlite.write { try $0.execute(sql: sql) }
        case .postgres: try postgres.write { $0.later(PostgresStatement(sql, isPrepared: false)) }
        }
    }

    /// As a check would have left it.
    func setState(_ state: FeedState, of feed: Int64) throws {
        let json = JSONValue.object(state.json).encoded
        switch place {
        case .sqlite:
            try sqlite.write { db in
                try db.execute(
                    sql: "UPDATE feeds SET state = ?, due_at = ? WHERE id = ?",
                    arguments: [json, state.nextCheck?.milliseconds, feed])
            }
        case .postgres:
            try postgres.write { transaction in
                transaction.later(
                    "UPDATE feeds SET state = $1, due_at = $2, last_check = $3 WHERE id = $4", json,
                    state.nextCheck?.milliseconds, state.lastCheck?.milliseconds, feed)
            }
        }
    }

    /// The index of texts says what the texts say.
    func checkSearch(sourceLocation: SourceLocation = #_sourceLocation) throws {
        switch place {
        case .sqlite:
            #expect(
                try SQLiteStore.checkSearch(of: sqlite.path, patience: nil) == [], sourceLocation: sourceLocation)
        case .postgres:
            try postgres.completeSearch(isOfDropped: true)
            // One row for each text, and none of what was pruned.
            let differing = try texts(
                """
                SELECT items.id FROM items FULL JOIN search_texts ON search_texts.item = items.id
                WHERE (items.state <> 2) IS DISTINCT FROM (search_texts.item IS NOT NULL)
                  OR items.state <> 2 AND items.revision <> search_texts.revision
                """)
            #expect(differing == [], sourceLocation: sourceLocation)
        }
    }

    var isPostgres: Bool { store is PostgresStore }
    var postgres: PostgresStore { store as! PostgresStore }

    /// The addresses of subscribed feeds.
    func urls() throws -> [String] { try texts("SELECT url FROM feeds WHERE is_subscribed ORDER BY url") }

    func claim(_ url: String) throws -> ClaimedFeed? {
        try store.claim(.only([url]), limit: 1, for: .seconds(60), at: now).first
    }
}
