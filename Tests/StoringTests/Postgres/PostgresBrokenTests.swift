import FeedModel
import Foundation
import Loopback
import Testing

@testable import Storing
@testable import StoringPostgres

/// A commit whose connection breaks, wherever it does, loses nothing and keeps nothing twice.
@Suite struct PostgresBrokenTests {
    private let direct: PostgresAddress
    private let relay: PostgresRelay
    private let checks: PostgresChecks

    init() throws {
        direct = try PostgresServer.makeDatabase()
        let server = try PostgresServer.shared.get()
        relay = try PostgresRelay(to: server.folder.path + "/.s.PGSQL.5432")
        let name: String = try PostgresConnection(direct, for: .reading).run(
            PostgresStatement("SELECT current_database()::text")
        ).first![0]
        let address = try PostgresAddress(
            "postgresql://nobody@127.0.0.1:\(relay.port)/\(name)?sslmode=disable&gssencmode=disable")
        checks = try PostgresChecks(address, patience: .seconds(1))
        try checks.subscribe(to: (0..<3).map(PostgresChecks.url))
    }

    /// One that is new, and one that is a copy of it.
    private func documents(_ round: Int) -> [Life.Document] {
        (0..<2).map { PostgresChecks.document($0, [item("\($0)-\(round)", text: Life.words("words-\(round)"))]) }
    }

    private func expectAll(_ rounds: Int) throws {
        let store = try PostgresStore(direct)
        let events = try store.events(after: 0, limit: 100_000)
        #expect(events.map(\.seq) == Array(1...Int64(events.count)))
        let names = events.compactMap { $0.item?["id"]?.string }
        #expect(names.count == rounds * 2 && Set(names).count == rounds * 2)
        #expect(events.count { $0.kind == .duplicate } == rounds)
        let held = try store.read { try $0.run("SELECT count(*) FROM items").first![0] as Int }
        #expect(held == rounds * 2)
    }

    @Test(arguments: [false, true])
    func `a connection that breaks at any message is made anew, and the commit kept once`(isDelivered: Bool)
        async throws
    {
        var round = 0
        var isBroken = true
        while isBroken {
            let ready = try await checks.checks(documents(round), after: Double(round) * 4000)
            // The more is known to be prepared, the fewer messages there are; a new connection knows nothing.
            relay.cut(.init(messages: round, isDelivered: isDelivered))
            let events = try await checks.record(ready).flatMap(\.self)
            isBroken = relay.isCut
            relay.cut(nil)
            round += 1
            #expect(events.map(\.kind) == [.new, .duplicate], "broken at message \(round)")
        }
        #expect(round > 50)
        try expectAll(round)
    }

    @Test func `a session that the server ends under the lock is begun anew`() async throws {
        let ready = try await checks.checks(documents(0), after: 0)
        let holder = try PostgresConnection(direct, for: .writing)
        _ = try holder.run([
            PostgresStatement("BEGIN"), PostgresStatement("SELECT 1 FROM feeds FOR UPDATE"),
        ])
        let recording = Task { try await checks.record(ready) }
        var hasEnded = false
        while !hasEnded {
            usleep(10_000)
            // It has locked the counters, and waits for the feeds.
            hasEnded =
                try holder.run(
                    PostgresStatement(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'
                        """)
                ).first?[0] ?? false
        }
        _ = try holder.run(PostgresStatement("COMMIT"))
        #expect(try await recording.value.flatMap(\.self).map(\.kind) == [.new, .duplicate])
        try expectAll(1)
    }

    @Test func `a server that is gone is told of, and nothing is kept`() async throws {
        let ready = try await checks.checks(documents(0), after: 0)
        let before = try checks.store.lastSeq()
        relay.close()
        let error = await #expect(throws: StoreError.self) { try await checks.record(ready) }
        if case .unreachable = error {} else { Issue.record("\(String(describing: error))") }
        #expect(try PostgresStore(direct).lastSeq() == before)
    }
}
