import FeedModel
import Foundation
import GRDB

@testable import Storing
@testable import StoringPostgres
@testable import StoringSQLite

enum Engine: String, CaseIterable, Sendable { case sqlite, postgres }

/// An empty store of either engine, for what must hold of both. Its parts are those that both are whole in.
final class SharedStore {
    typealias Parts = SubscriptionStore & FeedSchedule & EventStore & PageSchedule

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

    /// As another process has it.
    func reopened() throws -> any Parts {
        switch place {
        case .sqlite(let test): try SQLiteStore(path: test.store.path)
        case .postgres(let address): try PostgresStore(address, leaseClock: .caller)
        }
    }

    /// The first column, as a text.
    func texts(_ sql: String) throws -> [String] {
        switch place {
        case .sqlite(let test): try test.store.read { try String.fetchAll($0, sql: sql) }
        case .postgres:
            try postgres.read { try $0.run("SELECT t.c::text FROM (\(sql)) AS t(c)").rows.map { $0[0] } }
        }
    }

    /// As a check would have left it.
    func setState(_ state: FeedState, of feed: Int64) throws {
        let json = JSONValue.object(state.json).encoded
        switch place {
        case .sqlite(let test):
            try test.store.write { db in
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

    var postgres: PostgresStore { store as! PostgresStore }

    /// The addresses of subscribed feeds.
    func urls() throws -> [String] { try texts("SELECT url FROM feeds WHERE is_subscribed ORDER BY url") }

    func claim(_ url: String) throws -> ClaimedFeed? {
        try store.claim(.only([url]), limit: 1, for: .seconds(60), at: now).first
    }
}
