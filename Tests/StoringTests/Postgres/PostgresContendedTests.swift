import FeedModel
import Foundation
import Testing

@testable import Storing
@testable import StoringPostgres
@testable import StoringSQLite

/// Of workers that record at the same time each decides by what is there when its turn comes.
@Suite struct PostgresContendedTests {
    private let address: PostgresAddress
    private let workers: [PostgresChecks]
    private let single: PostgresChecks
    private static let urls = (0..<3).map { "http://feed\($0).test/all.xml" }

    init() throws {
        let address = try PostgresServer.makeDatabase()
        self.address = address
        workers = try (0..<3).map { _ in try PostgresChecks(address) }
        single = try PostgresChecks(PostgresServer.makeDatabase())
        for checks in [workers[0], single] { try checks.subscribe(to: Self.urls) }
    }

    /// What a single writer makes of the same commits, in the same order.
    private func expectSame(sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(try workers[0].lines() == single.lines(), sourceLocation: sourceLocation)
        for sql in [
            "SELECT item || ' ' || story || ' ' || site || ' ' || coalesce(matched, 0) || ' ' || words FROM story_items",
            "SELECT id || ' ' || original || ' ' || members FROM stories",
            "SELECT feed || ' ' || id || ' ' || guid || ' ' || revision FROM items",
            "SELECT host || ' ' || md5(frame) FROM sites", "SELECT item || ' ' || key FROM item_keys",
        ] {
            func rows(_ store: PostgresStore) throws -> [String] {
                try store.read { try $0.run(sql).rows.map { $0[0] as String } }.sorted()
            }
            #expect(try rows(workers[0].store) == rows(single.store), "\(sql)", sourceLocation: sourceLocation)
        }
        let seqs = try workers[0].store.events(after: 0, limit: 100_000).map(\.seq)
        #expect(seqs == Array(1...Int64(seqs.count)), sourceLocation: sourceLocation)
    }

    @Test func `workers that record at once leave the rows and the log of a single writer`() async throws {
        var life = Life()
        var copies = 0
        for round in 0..<60 {
            let (documents, seconds) = (life.all(), Double(round) * 4000)
            let told = try await withThrowingTaskGroup(of: (Int, [Event]).self) { group in
                for (place, worker) in workers.enumerated() {
                    group.addTask {
                        (place, try await worker.take([documents[place]], after: seconds).flatMap(\.self))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            // In the order of their commits; each has something new.
            for (place, events) in told.sorted(by: { $0.1[0].seq < $1.1[0].seq }) {
                let expected = try await single.take([documents[place]], after: seconds).flatMap(\.self)
                #expect(events.map(\.seq) == expected.map(\.seq))
                copies += events.count { $0.kind == .duplicate }
            }
        }
        try expectSame()
        #expect(copies > 20)
    }

    /// A transaction of its own that holds a feed's row, so that who records of the feed stops after it has locked the counters.
    private func whileHeld<T>(
        _ url: String, _ body: (_ untilWaiting: (Int) throws -> Void) async throws -> T
    ) async throws -> T {
        let holder = try PostgresConnection(address, for: .writing)
        _ = try holder.run([
            PostgresStatement("BEGIN"), PostgresStatement("SELECT 1 FROM feeds WHERE url = $1 FOR UPDATE", url),
        ])
        let observer = try PostgresConnection(address, for: .reading)
        let result = try await body { count in
            for _ in 0..<2000 {
                let waiting: Int = try observer.run(
                    PostgresStatement(
                        """
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'
                        """)
                ).first![0]
                if waiting == count { return }
                usleep(10_000)
            }
            Issue.record("nobody waits")
        }
        _ = try holder.run(PostgresStatement("COMMIT"))
        return result
    }

    @Test(arguments: ["copy", "same site", "revised", "bridged", "other"])
    func `what another has committed since the reading is read again, and nothing else is`(_ what: String) async throws
    {
        func entry(_ name: String, _ words: String, site: String, version: Int = 0) -> Item {
            var item = item(name, text: Life.words(words) + (version == 0 ? "" : " version \(version)"))
            item.url = "http://\(site).test/\(name)/123"
            return item
        }
        let held = [entry("held", "harbour", site: "a")]
        for checks in [workers[0], single] {
            try await checks.take([Life.Document(url: Self.urls[0], feed: document(held))], after: 0)
        }
        let first: [Item]
        let second: [Item]
        switch what {
        case "copy": (first, second) = ([entry("x", "whale", site: "x")] + held, [entry("y", "whale", site: "y")])
        case "same site": (first, second) = ([entry("x", "whale", site: "x")] + held, [entry("y", "storm", site: "x")])
        case "revised":
            (first, second) = (
                [entry("held", "harbour", site: "a", version: 1)], [entry("y", "harbour", site: "y")]
            )
        case "bridged":
            (first, second) = ([entry("x", "harbour", site: "x")] + held, [entry("y", "harbour", site: "y")])
        default: (first, second) = ([entry("x", "whale", site: "x")] + held, [entry("y", "storm", site: "y")])
        }
        let documents = [
            Life.Document(url: Self.urls[0], feed: document(first)),
            Life.Document(url: Self.urls[1], feed: document(second)),
        ]
        let checks = try await [
            workers[0].checks([documents[0]], after: 5000), workers[1].checks([documents[1]], after: 5000),
        ]
        let tasks = try await whileHeld(Self.urls[0]) { untilWaiting in
            let (one, other) = (workers[0], workers[1])
            let before = Task { try await one.record(checks[0]) }
            try untilWaiting(1)
            let behind = Task { try await other.record(checks[1]) }
            try untilWaiting(2)
            return [before, behind]
        }
        for task in tasks { _ = try await task.value }
        #expect(workers[1].store.lastCommit.isReadAgain == (what != "other"))
        for place in 0..<2 { try await single.take([documents[place]], after: 5000) }
        try expectSame()
    }

    private func document(_ items: [Item]) -> Feed {
        var feed = Feed(format: .rss20)
        feed.items = items
        return feed
    }
}
