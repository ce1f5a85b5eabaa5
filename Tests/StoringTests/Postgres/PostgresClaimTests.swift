import FeedModel
import Foundation
import Testing

@testable import Storing
@testable import StoringPostgres

/// Claims of what is due, host by host.
@Suite struct PostgresClaimTests {
    private let address: PostgresAddress
    private let store: PostgresStore
    private let now = Date(timeIntervalSince1970: 1_766_000_000)

    init() throws {
        address = try PostgresServer.makeDatabase()
        store = try PostgresStore(address, leaseClock: .caller)
    }

    private func execute(_ sql: String) throws {
        try store.write { $0.later(PostgresStatement(sql, isPrepared: false)) }
    }

    /// Feeds of `host`, that are due one after the other from `first` on.
    private func add(_ count: Int, of host: String, due first: Int, from id: Int) throws {
        try execute(
            """
            INSERT INTO feeds (id, url, first_url, host, is_subscribed, settings, added_at, due_at)
            SELECT n, 'http://' || host || '/' || n, '', host, true, '{}', 0, \(first) + n
            FROM (SELECT n, \(host) AS host FROM generate_series(\(id), \(id + count - 1)) AS n) AS made
            """)
    }

    private func claim(_ limit: Int = 10, busy: [String: Int] = [:], at time: Date? = nil) throws -> [Int64] {
        try store.claim(
            .due, limit: limit, limitPerHost: 2, busyHosts: busy, for: .seconds(60), at: time ?? now
        ).map(\.id)
    }

    @Test func `of hosts that have no place no feed is read, however many are due`() throws {
        try add(10_000, of: "'large.test'", due: 0, from: 1)
        try add(10_000, of: "'host' || n % 3000 || '.test'", due: 20_000, from: 10_001)
        try execute("ANALYZE")
        #expect(try claim(4, busy: ["large.test": 2]) == [10_001, 10_002, 10_003, 10_004])
        let places = HostPlaces(each: 2, busy: ["large.test": 2], full: ["large.test"])
        #expect(try read(store.dueHosts(besides: places.full, 200, at: now)) < 1000)
        let hosts = (1...199).map { "host\($0).test" } + ["large.test"]
        #expect(try read(store.claimStatement(hosts, 100, places, for: .seconds(60), at: now)) < 3000)
        // The hosts themselves, which are few here.
        #expect(try read(store.correction(of: hosts, at: now)) < 9000)
    }

    @Test(arguments: [WitnessChoice.due, .dueNext, .surest])
    func `of many feeds some are looked at to find one to try`(_ choice: WitnessChoice) throws {
        try add(10_000, of: "'large.test'", due: 0, from: 1)
        try add(10_000, of: "'host' || n % 3000 || '.test'", due: 20_000, from: 10_001)
        try execute("ANALYZE")
        #expect(try store.feedsToTry(choice, besides: [], at: now).count == 200)
        #expect(try read(store.feedsToTry(choice, besides: [], at: now)) < 40_000)
    }

    private func read(_ statement: PostgresStatement) throws -> Int {
        try store.write { try rowsRead($0.run(statement.explained).rows.map { $0[0] }) }
    }

    /// By all steps of a plan together.
    private func rowsRead(_ plan: [String]) throws -> Int {
        let step = /\(actual rows=(\d+) loops=(\d+)\)/
        let removed = /Rows Removed by [A-Za-z ]+: (\d+)/
        return plan.reduce(0) { sum, line in
            let read = line.firstMatch(of: step).map { Int($0.1)! * Int($0.2)! } ?? 0
            return sum + read + (line.firstMatch(of: removed).map { Int($0.1)! } ?? 0)
        }
    }

    @Test func `what is due is found behind hosts of which nothing is due any more`() throws {
        try add(500, of: "'host' || n || '.test'", due: 0, from: 1)
        try execute("UPDATE feeds SET due_at = \(now.milliseconds + 1000) WHERE id < 500")
        #expect(try claim() == [500])
        #expect(try claim(at: now + 1).isEmpty == false)
        #expect(try claim(1000, at: now + 1).count == 489)
    }

    @Test(arguments: [
        "UPDATE feeds SET due_at = 5 WHERE id = 1", "UPDATE feeds SET host = 'other.test', due_at = 7 WHERE id = 1",
        "UPDATE feeds SET is_subscribed = false WHERE id = 1; UPDATE feeds SET is_subscribed = true, due_at = 5 WHERE id = 1",
    ])
    func `what falls due sooner is found, and what is due of several at once`(_ change: String) throws {
        try add(2, of: "'one.test'", due: Int(now.milliseconds) + 5000, from: 1)
        #expect(try claim().isEmpty)
        for statement in change.split(separator: "; ") { try execute(String(statement)) }
        #expect(try claim() == [1])
    }

    @Test func `what is made due beside a claim is found by the next`() throws {
        try add(1, of: "'one.test'", due: Int(now.milliseconds) + 5000, from: 1)
        try add(1, of: "'one.test'", due: 0, from: 2)
        let other = try PostgresConnection(address, for: .writing)
        for sql in ["BEGIN", "UPDATE feeds SET due_at = 5 WHERE id = 1"] {
            _ = try other.run(PostgresStatement(sql, isPrepared: false))
        }
        #expect(try claim().isEmpty, "its host waits for the other to say when it is due")
        _ = try other.run(PostgresStatement("COMMIT", isPrepared: false))
        #expect(try claim() == [2, 1])
    }

    @Test func `a feed that the configuration lacks rests, and is due again with it`() throws {
        try add(1, of: "'one.test'", due: 0, from: 1)
        try execute("UPDATE feeds SET absent_since = \(now.milliseconds - 1000)")
        #expect(try claim().isEmpty)
        #expect(try claim(at: now + 118.9).isEmpty)
        try execute("UPDATE feeds SET absent_since = NULL")
        #expect(try claim() == [1])
        try store.release(feeds: [1])
        try execute("UPDATE feeds SET absent_since = \(now.milliseconds - 1000)")
        #expect(try claim().isEmpty)
        #expect(try claim(at: now + 119) == [1])
    }
}

extension PostgresStatement {
    fileprivate var explained: PostgresStatement {
        PostgresStatement("EXPLAIN (ANALYZE, TIMING OFF) " + sql, types: types, values: values)
    }
}
