import FeedModel
import Foundation
import Testing

@testable import Storing
@testable import StoringPostgres

/// Which feeds are asked to find out whether anybody can be reached, where there are many.
@Suite struct WitnessTests {
    private let store: PostgresStore
    private let now = Date(timeIntervalSince1970: 1_766_000_000)

    init() throws { store = try PostgresStore(PostgresServer.makeDatabase(), leaseClock: .caller) }

    private func execute(_ sql: String) throws {
        try store.write { $0.later(PostgresStatement(sql, isPrepared: false)) }
    }

    /// Feeds that are due one after the other.
    private func add(_ count: Int, of host: String, from id: Int) throws {
        try execute(
            """
            INSERT INTO feeds (id, url, first_url, host, is_subscribed, settings, added_at, due_at)
            SELECT n, 'http://' || host || '/' || n, '', host, true, '{}', 0, n
            FROM (SELECT n, \(host) AS host FROM generate_series(\(id), \(id + count - 1)) AS n) AS made
            """)
    }

    @Test(arguments: [WitnessChoice.due, .dueNext, .surest])
    func `some are looked at, of many hosts, however many another has`(_ choice: WitnessChoice) throws {
        try add(10_000, of: "'large.test'", from: 1)
        try add(10_000, of: "'host' || n % 3000 || '.test'", from: 10_001)
        try execute("ANALYZE feeds")
        let statement = store.statement(for: choice, besides: [], at: now)
        #expect(try store.write { try $0.run(statement).rows.count } == 200)
        // Each row counts in several steps.
        #expect(try store.write { try rowsRead($0.run(explained(statement)).rows.map { $0[0] }) } < 40_000)
    }

    @Test(arguments: [1, 5, 700])
    func `all hosts are found, wherever it begins`(_ count: Int) throws {
        try add(count, of: "'host' || n", from: 1)
        for _ in 0..<5 {
            let found = try store.feedsToTry(.due, besides: [], at: now)
            #expect(Set(found).count == min(count, 200) && found.count == min(count, 200))
        }
    }

    private func explained(_ statement: PostgresStatement) -> PostgresStatement {
        PostgresStatement(
            "EXPLAIN (ANALYZE, TIMING OFF) " + statement.sql, types: statement.types, values: statement.values)
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
}
